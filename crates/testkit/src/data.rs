//! Where the data sets lie that tests and benchmarks share and the project does not ship.

use std::path::{Path, PathBuf};

/// New York's nine feeds, `<name>.gtfs.zip` in `data/nyc`.
pub const NEW_YORK: [&str; 9] = [
    "bus_bk",
    "bus_busco",
    "bus_bx",
    "bus_m",
    "bus_qns",
    "bus_si",
    "lirr",
    "mnr",
    "subway_supplemented",
];

/// A file or folder of `../shared` beside the repository, such as `data/nyc`; `None`, saying so,
/// where it is absent.
///
/// # Panics
///
/// If it is absent and the environment has `ALLWAYS_NEEDS_DATA`.
#[expect(clippy::print_stderr, reason = "a test that skips says so")]
pub fn shared(path: &str) -> Option<PathBuf> {
    let at = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared").join(path);
    if let Ok(at) = at.canonicalize() {
        return Some(at);
    }
    let is_needed = std::env::var_os("ALLWAYS_NEEDS_DATA").is_some();
    assert!(!is_needed, "../shared/{path} is absent, and ALLWAYS_NEEDS_DATA is set");
    eprintln!("skipped: ../shared/{path} is absent");
    None
}
