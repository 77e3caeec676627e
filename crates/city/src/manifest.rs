//! What a run was made from: every input file by its hash, and how much of the timetables is in
//! service on the date. Two runs with the same manifest have the same answers.

use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use allways_base::cast::f64_from;
use allways_base::{Idx, Seconds};
use allways_ingest::table::ReadError;
use allways_plan::FILES;
use allways_plan::plan::{Defaults, Frequencies, Source, SourceKind};
use sha2::{Digest, Sha256};

use crate::check::{AskError, CheckSettings};
use crate::doctor::off_streets;
use crate::engine;
use crate::open::City;
use crate::query::condition;
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
    /// Ids of the services on the date, in the order of the source.
    pub active_services: Vec<String>,
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

impl Manifest {
    /// Trips on the date, as a share of all trips of all sources; `None` if there are none.
    pub fn share_of_trips(&self) -> Option<f64> {
        let add = |(on, all): (usize, usize), source: &InputSource| {
            (on + source.trips.0, all + source.trips.1)
        };
        let (on, all) = self.sources.iter().fold((0, 0), add);
        (all > 0).then(|| f64_from(on) / f64_from(all))
    }
}

/// What a question about travel times was asked under, with what the plan leaves to a default.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The service day.
    pub date: String,
    /// Year of the plan.
    pub year: i16,
    /// Season id.
    pub season: String,
    /// Traveller id.
    pub traveller: String,
    /// Of headway-based departures.
    pub seed: u64,
    /// How many draws of headway-based departures count in percentiles.
    pub draws: u32,
    /// How these count.
    pub frequencies: Frequencies,
    /// Most vehicles boarded; `None`: any number.
    pub max_rides: Option<u8>,
    /// Longer journeys do not count.
    pub max_duration: Seconds,
    /// Longest walk at either end.
    pub walk_limit: Seconds,
    /// Longest walk between two rides.
    pub transfer_limit: Seconds,
}

/// See [`Terms`].
pub fn terms(city: &City, settings: &CheckSettings, modes: &str) -> Result<Terms, AskError> {
    let (plan, condition) = (&city.plan, condition(city, settings, modes)?);
    let walker = engine::walker(plan, condition);
    let (max_rides, max_duration) = engine::limits(plan);
    Ok(Terms {
        date: plan.date.to_string(),
        year: settings.year.unwrap_or(plan.years[0]),
        season: plan.seasons[condition.season].id.clone(),
        traveller: plan.travellers[condition.traveller].id.clone(),
        seed: settings.seed,
        draws: settings.draws(plan),
        frequencies: settings.frequencies(plan),
        max_rides: (max_rides != Defaults::NO_CAP).then_some(max_rides),
        max_duration,
        walk_limit: walker.limit,
        transfer_limit: walker.transfer_limit,
    })
}

/// Every file that the plan consists of or names, hashed.
pub fn inputs(city: &City) -> Result<Vec<InputFile>, ReadError> {
    let mut all = plan_files(city)?;
    for source in &city.plan.sources {
        all.extend(source_files(city, source)?.1);
    }
    Ok(all)
}

/// Reads every input again, to hash it.
pub fn manifest(city: &City, year: i16) -> Result<Manifest, ReadError> {
    let scenario = Scenario::compile(city, year);
    let sources = city.plan.sources.iter().map(|source| input_source(&scenario, source));
    Ok(Manifest {
        plan: plan_files(city)?,
        sources: sources.collect::<Result<_, _>>()?,
        unsnapped: off_streets(&scenario),
    })
}

fn plan_files(city: &City) -> Result<Vec<InputFile>, ReadError> {
    let texts = FILES.iter().filter(|name| city.dir.join(name).exists());
    texts.map(|name| input_file(&city.dir, Path::new(name))).collect()
}

/// The kind of a source, and its files.
fn source_files(city: &City, source: &Source) -> Result<(&'static str, Vec<InputFile>), ReadError> {
    let (kind, paths): (_, Vec<&String>) = match &source.kind {
        SourceKind::Gtfs { path } => ("gtfs", vec![path]),
        SourceKind::Osm { path } => ("osm", vec![path]),
        SourceKind::Ways { path } => ("ways", vec![path]),
        SourceKind::Zones { path } => ("zones", vec![path]),
        SourceKind::Points { path } => ("points", vec![path]),
        SourceKind::Lines { lines, stations, first_last, .. } => {
            ("lines", [lines, stations].into_iter().chain(first_last).collect())
        }
        SourceKind::Corridors { terminals, services, factors, shapes, .. } => {
            let tables = [terminals, services].into_iter().chain(factors);
            ("corridors", tables.chain(shapes).collect())
        }
        SourceKind::CorridorFeed { gtfs, map, .. } => {
            ("corridors", std::iter::once(gtfs).chain(map).collect())
        }
        SourceKind::Dem { path } => ("dem", vec![path]),
    };
    let mut files = Vec::new();
    for path in paths {
        for file in files_of(&city.dir, Path::new(path))? {
            files.push(input_file(&city.dir, &file)?);
        }
    }
    Ok((kind, files))
}

fn input_source(scenario: &Scenario<'_>, source: &Source) -> Result<InputSource, ReadError> {
    let (kind, files) = source_files(scenario.city, source)?;
    let date = scenario.city.plan.date;
    let (mut services, mut trips, mut active_services) = ((0, 0), (0, 0), Vec::new());
    let mut n_trips = vec![0; scenario.feed.services.len()];
    for trip in scenario.feed.trips.as_slice() {
        n_trips[trip.service.to_usize()] += 1;
    }
    let prefix = format!("{}:", source.id);
    for (service, n) in scenario.feed.services.as_slice().iter().zip(n_trips) {
        if service.id.starts_with(&prefix) {
            let runs = service.runs(date);
            if runs {
                let id = service.id.strip_prefix(&prefix).unwrap_or(&service.id);
                active_services.push(id.to_owned());
            }
            services = (services.0 + usize::from(runs), services.1 + 1);
            trips = (trips.0 + if runs { n } else { 0 }, trips.1 + n);
        }
    }
    let id = source.id.clone();
    Ok(InputSource { id, kind, files, services, active_services, trips })
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
