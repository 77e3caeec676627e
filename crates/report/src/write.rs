//! The report as files.

use std::io;
use std::path::{Path, PathBuf};

use allways_city::verdict::Judgement;
use serde_json::Value;

/// Writes `index.html`, `verdicts.json` and `verdicts.geojson` into `dir`, which is made if it is
/// missing; returns their paths, in that order. A failure names the path.
pub fn write_report(j: &Judgement, dir: &Path) -> io::Result<Vec<PathBuf>> {
    std::fs::create_dir_all(dir).map_err(|e| at(dir, &e))?;
    let files = [
        ("index.html", crate::html(j)),
        ("verdicts.json", pretty(&crate::to_json(j))),
        ("verdicts.geojson", compact(&crate::to_geojson(j))),
    ];
    let mut written = Vec::with_capacity(files.len());
    for (name, text) in files {
        let path = dir.join(name);
        std::fs::write(&path, text).map_err(|e| at(&path, &e))?;
        written.push(path);
    }
    Ok(written)
}

fn at(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}

fn compact(value: &Value) -> String {
    format!("{value}\n")
}
