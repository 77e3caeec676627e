//! Writes a report on an invented judgement, to look at its layout: `demo DIR`.
//!
//! The figures are made up for the purpose and prove nothing about Chongqing; real verdicts come
//! from `allways check`.

mod city;
mod judgement;
mod more;
mod options;

use std::path::Path;

fn main() -> std::io::Result<()> {
    let dir = std::env::args_os().nth(1).unwrap_or_else(|| "target/demo-report".into());
    let judgement = judgement::demo();
    allways_report::write_report(&judgement, Path::new(&dir))?;
    std::fs::write(Path::new(&dir).join("verdicts.txt"), allways_report::table(&judgement, 100))
}
