//! A plan folder becomes a [`City`]: the plan parsed, every source read, every problem kept.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use allways_base::{Date, LonLat, Metres, Problems, Severity};
use allways_corridor::draft::CorridorDraft;
use allways_ingest::lines::LinesDraft;
use allways_ingest::points::Place;
use allways_ingest::table::ReadError;
use allways_ingest::ways::{NewWay, Opens};
use allways_ingest::zones::Zone;
use allways_plan::plan::Plan;
use allways_plan::{Diagnostic, FILES, PlanFile, misspelt};
use allways_streets::Mode;
use allways_transit::feed::Feed;

use crate::ground::n_rides;
use crate::measure::catalogue::CATALOGUE;
use crate::streets::Streets;
use crate::years::{OwnStreets, edited_ways};
use crate::{sound, sources};

/// What stops a plan from being opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// No such folder, or no plan in it.
    #[error(
        "{path}: no plan.toml here; name a plan folder, or make one with `allways new DIR --gtfs FEED`"
    )]
    NoPlan {
        /// As given.
        path: String,
    },
    /// A source or a text cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The plan's text has errors.
    #[error("the plan has {} errors", diagnostics.len())]
    Plan {
        /// Every error, in file order.
        diagnostics: Vec<Diagnostic>,
        /// `(file, text)`, for excerpts.
        texts: Vec<(String, String)>,
    },
}

/// An opened plan folder.
#[derive(Debug)]
pub struct City {
    /// The plan.
    pub plan: Plan,
    /// Its folder.
    pub dir: PathBuf,
    /// `(file, text)` of the plan, for excerpts.
    pub texts: Vec<(String, String)>,
    /// Notes and warnings on the plan's text.
    pub diagnostics: Vec<Diagnostic>,
    /// All GTFS feeds, merged.
    pub feed: Feed,
    /// Line tables, editable.
    pub lines: Vec<LinesDraft>,
    /// Areas.
    pub zones: Vec<Zone>,
    /// Places.
    pub places: Vec<Place>,
    /// Terminals and services beyond the city.
    pub corridors: CorridorDraft,
    /// The streets, for every mode; `None` if the plan has none.
    pub streets: Option<Arc<Streets>>,
    /// Ways that the extract does not have, of every year.
    pub new_ways: Vec<NewWay>,
    /// Ways that the networks of `streets` are cut for.
    pub(crate) cut_ways: BTreeSet<i64>,
    /// Streets of years that weights on the shared ones cannot say.
    pub(crate) own_streets: OwnStreets,
    /// What is wrong with the data.
    pub problems: Problems,
    grids: Mutex<BTreeMap<usize, Arc<Grid>>>,
}

/// A zone as square cells.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    /// Centers.
    pub cells: Vec<LonLat>,
    /// Side of a cell.
    pub side: Metres,
}

/// Opens a plan folder. `date` replaces the plan's own.
pub fn open(dir: &Path, date: Option<Date>) -> Result<City, OpenError> {
    open_with(dir, date, None)
}

/// As [`open`], with what the plan's GTFS feeds hold if they have been read, one after the other,
/// for the plan's zone and date; their problems are not told again.
pub(crate) fn open_with(
    dir: &Path,
    date: Option<Date>,
    feed: Option<Feed>,
) -> Result<City, OpenError> {
    let PlanText { mut plan, diagnostics, texts } = read_plan(dir)?;
    if let Some(date) = date {
        plan.date = date;
    }
    let mut city = City {
        dir: dir.to_owned(),
        texts,
        diagnostics,
        feed: Feed::default(),
        lines: Vec::new(),
        zones: Vec::new(),
        places: Vec::new(),
        corridors: CorridorDraft::default(),
        streets: None,
        new_ways: Vec::new(),
        cut_ways: BTreeSet::new(),
        own_streets: OwnStreets::default(),
        problems: Problems::default(),
        grids: Mutex::default(),
        plan,
    };
    let sources::Ground { mut streets, dems } = sources::read_all(&mut city, feed)?;
    let always = |(_, way): &(usize, &NewWay)| way.opens == Opens::Always;
    let always: Vec<usize> =
        city.new_ways.iter().enumerate().filter(always).map(|(row, _)| row).collect();
    let joined = city.join_ways(&mut streets, &always);
    city.problems.extend(joined);
    if !streets.ways.is_empty() {
        city.cut_ways = edited_ways(&city.plan);
        let n_rides = n_rides(&city.plan);
        let streets = Streets::new(streets, Arc::new(dems), &city.cut_ways, n_rides);
        let told = streets.problems(Mode::Walk).clone();
        city.problems.extend(city.called_by_name(told));
        city.streets = Some(Arc::new(streets));
    } else if !dems.is_empty() {
        city.problems.push(
            Severity::Warning,
            "elevation-without-streets",
            "plan.toml",
            "there are heights of the ground but no streets to lay them on: nothing changes",
            "add a source of kind `osm`, or take out the one of kind `dem`",
        );
    }
    tell_repeated_ids(&mut city);
    let found = sound::examine(&city);
    city.diagnostics.extend(found);
    sound::in_file_order(&mut city.diagnostics);
    if city.diagnostics.iter().any(|d| d.severity == Severity::Error) {
        return Err(OpenError::Plan { diagnostics: city.diagnostics, texts: city.texts });
    }
    Ok(city)
}

/// A plan and the texts that say it, no source read.
pub(crate) struct PlanText {
    pub(crate) plan: Plan,
    pub(crate) diagnostics: Vec<Diagnostic>,
    pub(crate) texts: Vec<(String, String)>,
}

/// Reads and parses the plan's own files.
pub(crate) fn read_plan(dir: &Path) -> Result<PlanText, OpenError> {
    if !dir.join(FILES[0]).is_file() {
        return Err(OpenError::NoPlan { path: dir.display().to_string() });
    }
    let texts = read_texts(dir)?;
    let files: Vec<PlanFile<'_>> =
        texts.iter().map(|(name, text)| PlanFile { name, text }).collect();
    let parsed = allways_plan::parse(&files, CATALOGUE);
    let errors = parsed.diagnostics.iter().any(|d| d.severity == Severity::Error);
    let (Some(plan), false) = (parsed.plan, errors) else {
        return Err(OpenError::Plan { diagnostics: parsed.diagnostics, texts });
    };
    Ok(PlanText { plan, diagnostics: parsed.diagnostics, texts })
}

fn read_texts(dir: &Path) -> Result<Vec<(String, String)>, ReadError> {
    let mut texts = Vec::new();
    let mut names: Vec<String> = FILES.map(String::from).to_vec();
    names.extend(misspelt_files(dir)?);
    for name in names {
        let path = dir.join(&name);
        if !path.exists() {
            continue;
        }
        let io = |cause| ReadError::Io { path: path.display().to_string(), cause };
        let bytes = fs::read(&path).map_err(io)?;
        let text = String::from_utf8(bytes).map_err(|error| ReadError::Format {
            path: path.display().to_string(),
            message: format!("not UTF-8 at byte {}", error.utf8_error().valid_up_to()),
            remedy: "save the file as UTF-8".into(),
        })?;
        texts.push((name, text));
    }
    Ok(texts)
}

/// Files whose names are slips of one that the folder does not have: `promise.toml` would be left
/// out without a word. The plan's reader tells them.
fn misspelt_files(dir: &Path) -> Result<Vec<String>, ReadError> {
    let io = |cause| ReadError::Io { path: dir.display().to_string(), cause };
    let absent: Vec<&str> = FILES.into_iter().filter(|name| !dir.join(name).exists()).collect();
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).map_err(io)? {
        let entry = entry.map_err(io)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_new = !FILES.contains(&name.as_str());
        if is_new && entry.path().is_file() && misspelt(&name, absent.iter().copied()).is_some() {
            found.push(name);
        }
    }
    found.sort_unstable();
    Ok(found)
}

/// Ids are unique in a table, which its reader sees to; that two sources have the same is told
/// here, for a name would mean the first of them without a word.
fn tell_repeated_ids(city: &mut City) {
    let City { places, zones, corridors, problems, .. } = city;
    let of_services = corridors.services.iter().map(|service| service.id.as_str());
    let of_terminals = corridors.terminals.iter().map(|terminal| terminal.id.as_str());
    let mut tell = |what: &str, ids: &mut dyn Iterator<Item = &str>| {
        let mut seen = BTreeSet::new();
        for id in ids.filter(|id| !seen.insert((*id).to_owned())) {
            problems.push(
                Severity::Error,
                "id-in-two-sources",
                "plan.toml",
                format!("the {what} `{id}` stands in two sources, and its id means the first"),
                "give one of them another id, or take it out",
            );
        }
    };
    tell("place", &mut places.iter().map(|place| place.id.as_str()));
    tell("zone", &mut zones.iter().map(|zone| zone.id.as_str()));
    tell("terminal", &mut of_terminals.into_iter());
    tell("service", &mut of_services.into_iter());
}

impl City {
    /// The grid of a zone, made once: it depends on nothing but the outline.
    pub(crate) fn grid(&self, zone: usize, make: impl FnOnce() -> Grid) -> Arc<Grid> {
        // A thread that panicked while it held the lock left the map as it was.
        let mut grids = self.grids.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(grids.entry(zone).or_insert_with(|| Arc::new(make())))
    }
}
