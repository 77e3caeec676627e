//! Developer tasks: `cargo xtask ci` (what `.ci/run` runs), `cargo xtask perf` (benchmarks),
//! `cargo xtask commands` (every command on every data set).
#![expect(clippy::print_stdout, reason = "a developer's tool talks to its terminal")]

mod commands;

use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};

const HELP: &str = "cargo xtask ci     format, lints, tests, docs, the bundled plan
cargo xtask perf   benchmarks (criterion), and a timed load of ../shared/data/nyc
cargo xtask commands [ALLWAYS]   every command on every data set of ../shared/data, as a table";

fn main() -> Result<()> {
    match std::env::args().nth(1).as_deref() {
        Some("ci") => ci(),
        Some("perf") => perf(),
        Some("commands") => commands::commands(std::env::args().nth(2)),
        _ => {
            println!("{HELP}");
            Ok(())
        }
    }
}

/// Every gate, in the order of what fails fastest.
fn ci() -> Result<()> {
    step("format", &["fmt", "--all", "--check"], &[])?;
    let deny = ["--", "-D", "warnings"];
    let clippy = ["clippy", "--workspace", "--all-targets"];
    step("clippy", &[&clippy[..], &deny].concat(), &[])?;
    // The README's test command; on machines that have the data, no test may skip.
    let has_data = std::path::Path::new("../shared/data").is_dir();
    let needs = if has_data { vec![("ALLWAYS_NEEDS_DATA", "1")] } else { Vec::new() };
    step("tests", &["test", "--workspace"], &needs)?;
    step("docs", &["doc", "--workspace", "--no-deps"], &[("RUSTDOCFLAGS", "-D warnings")])?;
    bundled_plan()
}

/// The README's main command: the bundled plan is judged. Exit code 1 (some promises not kept)
/// is what an honest plan gives; 2 would mean that it could not run.
fn bundled_plan() -> Result<()> {
    println!("== bundled plan");
    let status = Command::new("cargo").args(["run", "--quiet", "--release"]).status()?;
    match status.code() {
        Some(0 | 1) => Ok(()),
        code => bail!("`cargo run --release` ended with {code:?}"),
    }
}

fn perf() -> Result<()> {
    step("benchmarks", &["bench", "--workspace"], &[])
}

fn step(name: &str, arguments: &[&str], environment: &[(&str, &str)]) -> Result<()> {
    println!("== {name}: cargo {}", arguments.join(" "));
    let start = Instant::now();
    let status = Command::new("cargo")
        .args(arguments)
        .envs(environment.iter().copied())
        .status()
        .with_context(|| format!("cannot run cargo for `{name}`"))?;
    if !status.success() {
        bail!("{name} failed");
    }
    println!("== {name}: {:.0} s", start.elapsed().as_secs_f64());
    Ok(())
}
