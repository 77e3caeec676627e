//! Where the bundled plan is: beside the working directory, beside the program, or in the
//! checkout that it was built from.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

const FOLDER: &str = "plans/science-city";

/// The plan folder asked for, or the bundled one.
pub(crate) fn plan_folder(asked: Option<&Path>) -> Result<PathBuf> {
    if let Some(folder) = asked {
        return Ok(folder.to_owned());
    }
    let mut starts: Vec<PathBuf> = Vec::new();
    starts.extend(std::env::current_dir());
    starts.extend(std::env::current_exe());
    starts.push(PathBuf::from(env!("CARGO_MANIFEST_DIR")));
    for start in &starts {
        for folder in start.ancestors() {
            let plan = folder.join(FOLDER);
            if plan.join("plan.toml").is_file() {
                return Ok(plan);
            }
        }
    }
    bail!("the bundled plan {FOLDER} was not found; name a plan folder")
}
