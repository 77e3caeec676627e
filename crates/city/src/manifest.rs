//! What a run was made from: every input file by its hash, and how much of the timetables is in
//! service on the date. Two runs with the same manifest have the same answers.

use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use allways_base::Idx;
use allways_ingest::table::ReadError;
use allways_plan::FILES;
use allways_plan::plan::{Source, SourceKind};
use sha2::{Digest, Sha256};

use crate::doctor::off_streets;
use crate::open::City;
use crate::scenario::Scenario;

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputFile {
    /// As the plan names it: within its folder, or absolute.
    pub path: PathBuf,
    /// Bytes.
    pub size: u64,
    /// In hex, as `sha256sum` prints it.
    pub sha256: String,
}

/// A source of the plan, and how much of it runs on the date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputSource {
    /// Id.
    pub id: String,
    /// `gtfs`, `osm`, …
    pub kind: &'static str,
    /// In the order in which they are read.
    pub files: Vec<InputFile>,
    /// Services on the date, of all; `(0, 0)` for a source that has none.
    pub services: (usize, usize),
    /// Trips on the date, of all.
    pub trips: (usize, usize),
}

/// See the module docs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// The plan's own texts.
    pub plan: Vec<InputFile>,
    /// In plan order.
    pub sources: Vec<InputSource>,
    /// Platforms that no street leads to; of all that have a position.
    pub unsnapped: (usize, usize),
}

/// Reads every input again, to hash it.
pub fn manifest(city: &City, year: i16) -> Result<Manifest, ReadError> {
    let scenario = Scenario::compile(city, year);
    let texts = FILES.iter().filter(|name| city.dir.join(name).exists());
    let plan = texts.map(|name| input_file(&city.dir, Path::new(name)));
    let sources = city.plan.sources.iter().map(|source| input_source(&scenario, source));
    Ok(Manifest {
        plan: plan.collect::<Result<_, _>>()?,
        sources: sources.collect::<Result<_, _>>()?,
        unsnapped: off_streets(&scenario),
    })
}

fn input_source(scenario: &Scenario<'_>, source: &Source) -> Result<InputSource, ReadError> {
    let (kind, paths): (_, Vec<&String>) = match &source.kind {
        SourceKind::Gtfs { path } => ("gtfs", vec![path]),
        SourceKind::Osm { path } => ("osm", vec![path]),
        SourceKind::Zones { path } => ("zones", vec![path]),
        SourceKind::Points { path } => ("points", vec![path]),
        SourceKind::Lines { lines, stations, first_last, .. } => {
            ("lines", [lines, stations].into_iter().chain(first_last).collect())
        }
        SourceKind::Corridors { terminals, services, factors, .. } => {
            ("corridors", [terminals, services].into_iter().chain(factors).collect())
        }
    };
    let mut files = Vec::new();
    for path in paths {
        for file in files_of(&scenario.city.dir, Path::new(path))? {
            files.push(input_file(&scenario.city.dir, &file)?);
        }
    }
    let date = scenario.city.plan.date;
    let (mut services, mut trips) = ((0, 0), (0, 0));
    let mut n_trips = vec![0; scenario.feed.services.len()];
    for trip in scenario.feed.trips.as_slice() {
        n_trips[trip.service.to_usize()] += 1;
    }
    let prefix = format!("{}:", source.id);
    for (service, n) in scenario.feed.services.as_slice().iter().zip(n_trips) {
        if service.id.starts_with(&prefix) {
            let runs = service.runs(date);
            services = (services.0 + usize::from(runs), services.1 + 1);
            trips = (trips.0 + if runs { n } else { 0 }, trips.1 + n);
        }
    }
    Ok(InputSource { id: source.id.clone(), kind, files, services, trips })
}

/// The file itself, or the files in the folder, by name.
fn files_of(dir: &Path, path: &Path) -> Result<Vec<PathBuf>, ReadError> {
    let full = dir.join(path);
    if !full.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let io = |cause| ReadError::Io { path: full.display().to_string(), cause };
    let mut files = Vec::new();
    for entry in fs::read_dir(&full).map_err(io)? {
        let entry = entry.map_err(io)?;
        if entry.path().is_file() {
            files.push(path.join(entry.file_name()));
        }
    }
    files.sort_unstable();
    Ok(files)
}

/// Hashes a file; `path` is within `dir`, or absolute.
pub fn input_file(dir: &Path, path: &Path) -> Result<InputFile, ReadError> {
    let full = dir.join(path);
    let (size, sha256) =
        hash(&full).map_err(|cause| ReadError::Io { path: full.display().to_string(), cause })?;
    Ok(InputFile { path: path.to_owned(), size, sha256 })
}

fn hash(path: &Path) -> io::Result<(u64, String)> {
    let mut file = BufReader::with_capacity(1 << 16, File::open(path)?);
    let (mut hasher, mut size) = (Sha256::new(), 0);
    let mut some = vec![0; 1 << 16];
    loop {
        let n = file.read(&mut some)?;
        if n == 0 {
            break;
        }
        hasher.update(&some[..n]);
        size += u64::try_from(n).unwrap_or(0);
    }
    let hex =
        hasher.finalize().iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    Ok((size, hex))
}
