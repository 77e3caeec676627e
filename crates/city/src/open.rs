//! A plan folder becomes a [`City`]: the plan parsed, every source read, every problem kept.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use allways_base::{Date, LonLat, Metres, Problems, Seconds, Severity};
use allways_corridor::draft::CorridorDraft;
use allways_geo::datum;
use allways_ingest::lines::LinesDraft;
use allways_ingest::points::Place;
use allways_ingest::table::ReadError;
use allways_ingest::zones::Zone;
use allways_plan::plan::{Datum, Plan, Source, SourceKind, Span, Spans};
use allways_plan::value::{ParamKind, Params, Value};
use allways_plan::{Diagnostic, FILES, PlanFile};
use allways_streets::draft::StreetDraft;
use allways_streets::network::StreetNetwork;
use allways_transit::feed::Feed;

use crate::measure::catalogue::{CATALOGUE, spec};
use crate::names::{self, NameError};
use crate::scenario::Scenario;

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
    /// The walking network; `None` if the plan has no streets.
    pub streets: Option<StreetNetwork>,
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
    if !dir.join(FILES[0]).is_file() {
        return Err(OpenError::NoPlan { path: dir.display().to_string() });
    }
    let texts = read_texts(dir)?;
    let files: Vec<PlanFile<'_>> =
        texts.iter().map(|(name, text)| PlanFile { name, text }).collect();
    let parsed = allways_plan::parse(&files, CATALOGUE);
    let errors = parsed.diagnostics.iter().any(|d| d.severity == Severity::Error);
    let (Some(mut plan), false) = (parsed.plan, errors) else {
        return Err(OpenError::Plan { diagnostics: parsed.diagnostics, texts });
    };
    if let Some(date) = date {
        plan.date = date;
    }
    let mut city = City {
        dir: dir.to_owned(),
        texts,
        diagnostics: parsed.diagnostics,
        feed: Feed::default(),
        lines: Vec::new(),
        zones: Vec::new(),
        places: Vec::new(),
        corridors: CorridorDraft::default(),
        streets: None,
        problems: Problems::default(),
        grids: Mutex::default(),
        plan,
    };
    let mut streets = StreetDraft::default();
    for source in city.plan.sources.clone() {
        city.read_source(&source, &mut streets)?;
    }
    if !streets.ways.is_empty() {
        let compiled = allways_streets::compile(&streets);
        city.streets = Some(compiled.into_value(&mut city.problems));
    }
    let diagnostics = unknown_names(&city);
    if diagnostics.is_empty() {
        Ok(city)
    } else {
        Err(OpenError::Plan { diagnostics, texts: city.texts })
    }
}

/// Every name of a promise, reading or rule that means nothing, all at once. Stations of lines
/// that open in any of the plan's years are known.
fn unknown_names(city: &City) -> Vec<Diagnostic> {
    let plan = &city.plan;
    let mut asked: Vec<(&str, &Params, &Spans, &Span)> = Vec::new();
    for promise in &plan.promises {
        asked.push((&promise.measure, &promise.with, &promise.with_spans, &promise.span));
        for reading in &promise.also {
            asked.push((&reading.measure, &reading.with, &reading.with_spans, &reading.span));
        }
    }
    for rule in &plan.rules {
        if let Some((measure, with, _)) = &rule.check {
            asked.push((measure, with, &rule.with_spans, &rule.span));
        }
    }
    let mut names: Vec<(&str, &Span)> = Vec::new();
    for (measure, with, spans, own) in asked {
        let params = spec(measure).map_or(&[][..], |spec| spec.params);
        for param in params.iter().filter(|param| param.kind == ParamKind::Place) {
            if let Some(Value::Text(name)) = with.get(param.name) {
                names.push((name, spans.get(param.name).unwrap_or(own)));
            }
        }
    }
    if names.is_empty() {
        return Vec::new();
    }
    let last = plan.years.last().copied().unwrap_or(plan.years[0]);
    let now = Scenario::compile(city, plan.years[0]);
    let later = (last != plan.years[0]).then(|| Scenario::compile(city, last));
    let mut found = Vec::new();
    for (name, span) in names {
        let Err(error) = names::resolve(city, &now.feed, name) else { continue };
        let known_later =
            later.as_ref().is_some_and(|s| names::resolve(city, &s.feed, name).is_ok());
        if known_later && matches!(error, NameError::Unknown { .. }) {
            continue;
        }
        let code = match error {
            NameError::Unknown { .. } => "unknown-place",
            NameError::Ambiguous { .. } => "ambiguous-place",
        };
        let help = "name a place, zone, terminal or stop of the plan, or write `lat,lon`";
        let diagnostic = allways_plan::names::at(span, code, error.to_string(), help);
        if !found.contains(&diagnostic) {
            found.push(diagnostic);
        }
    }
    found
}

fn read_texts(dir: &Path) -> Result<Vec<(String, String)>, ReadError> {
    let mut texts = Vec::new();
    for name in FILES {
        let path = dir.join(name);
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
        texts.push((name.to_owned(), text));
    }
    Ok(texts)
}

impl City {
    /// The grid of a zone, made once: it depends on nothing but the outline.
    pub(crate) fn grid(&self, zone: usize, make: impl FnOnce() -> Grid) -> Arc<Grid> {
        // A thread that panicked while it held the lock left the map as it was.
        let mut grids = self.grids.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(grids.entry(zone).or_insert_with(|| Arc::new(make())))
    }

    fn read_source(&mut self, source: &Source, streets: &mut StreetDraft) -> Result<(), ReadError> {
        let at = |file: &str| self.dir.join(file);
        let to_wgs84 = |position: LonLat| match source.datum {
            Datum::Wgs84 => position,
            Datum::Gcj02 => datum::Datum::Gcj02.to_wgs84(position),
            Datum::Bd09 => datum::Datum::Bd09.to_wgs84(position),
        };
        let confidence = source.confidence;
        match &source.kind {
            SourceKind::Gtfs { path } => {
                let (zone, date) = (self.plan.time_zone.as_str(), self.plan.date);
                let read = allways_ingest::gtfs::read_gtfs(&at(path), &source.id, zone, date)?;
                self.feed.append(read.into_value(&mut self.problems));
            }
            SourceKind::Osm { path } => {
                let read = allways_ingest::osm::read_osm(&at(path), &to_wgs84)?;
                streets.append(read.into_value(&mut self.problems));
            }
            SourceKind::Zones { path } => {
                let read = allways_ingest::zones::read_zones(&at(path), &source.id, &to_wgs84)?;
                let zones = read.into_value(&mut self.problems);
                self.zones.extend(zones.into_iter().map(|mut zone| {
                    zone.confidence = zone.confidence.or(confidence);
                    zone
                }));
            }
            SourceKind::Points { path } => {
                let read = allways_ingest::points::read_points(&at(path), &source.id, &to_wgs84)?;
                let places = read.into_value(&mut self.problems);
                self.places.extend(places.into_iter().map(|mut place| {
                    place.confidence = place.confidence.or(confidence);
                    place
                }));
            }
            SourceKind::Lines { lines, stations, first_last, interchange_s } => {
                let read = allways_ingest::lines::read_lines(
                    &at(lines),
                    &at(stations),
                    first_last.as_ref().map(|file| at(file)).as_deref(),
                    &source.id,
                    Seconds(*interchange_s),
                    &to_wgs84,
                    confidence,
                )?;
                self.lines.push(read.into_value(&mut self.problems));
            }
            SourceKind::Corridors { terminals, services } => {
                let (terminals, services) = (at(terminals), at(services));
                let read =
                    allways_ingest::corridors::read_corridors(&terminals, &services, &to_wgs84)?;
                let draft = read.into_value(&mut self.problems);
                self.corridors.terminals.extend(draft.terminals);
                self.corridors.services.extend(draft.services);
            }
        }
        Ok(())
    }
}
