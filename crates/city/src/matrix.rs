//! Travel times between many points: two files in, rows out while they are computed, so that
//! memory does not grow with the number of origins.
//!
//! A row of a points file that means nothing is told and left out; the rest is answered.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use allways_access::{Endpoint, Percentile, matrix_of_draws_in_blocks};
use allways_base::{LonLat, Problems, Seconds, Severity, Window};
use allways_ingest::points::{At, PointRow, read_points_file};
use allways_transit::raptor::Work;

use crate::check::{AskError, CheckSettings};
use crate::engine::View;
use crate::names;
use crate::open::City;
use crate::query::{self, condition};
use crate::scenario::Scenario;

/// Origins that each thread has before it in one block: enough for a batch of near ones, few enough
/// that a block of rows is small.
const ORIGINS_PER_THREAD: usize = 64;

/// Origins that are computed at once.
pub(crate) fn block() -> usize {
    ORIGINS_PER_THREAD * rayon::current_num_threads()
}

/// What a matrix is asked for.
#[derive(Clone, Debug)]
pub struct MatrixAsk<'a> {
    /// Points file.
    pub origins: &'a Path,
    /// Points file; may be the same.
    pub destinations: &'a Path,
    /// Departures.
    pub window: Window,
    /// Each in `1..=100`, none twice.
    pub percentiles: &'a [u8],
    /// As of a route: `walk,transit`, `transit`, `walk,rail`, …
    pub modes: &'a str,
}

/// What is known before the first row.
#[derive(Clone, Copy, Debug)]
pub struct MatrixHead<'a> {
    /// Where the origins are; a stop where its feed says so.
    pub places: &'a [Option<LonLat>],
    /// Ids of the origins, in file order.
    pub origins: &'a [String],
    /// Ids of the destinations, in file order.
    pub destinations: &'a [String],
    /// Points that did not snap, rows that were left out.
    pub problems: &'a Problems,
    /// What the reader must know.
    pub notes: &'a [String],
}

/// Who takes the rows.
pub trait MatrixSink {
    /// Everything is in order, the rows follow: all but those of so many first origins, which an
    /// earlier run has left.
    fn begin(&mut self, head: &MatrixHead<'_>) -> io::Result<usize>;
    /// The row of an origin, in order: destination, percentile; the last runs fastest. `None`:
    /// unreachable.
    fn row(&mut self, origin: usize, times: &[Option<Seconds>]) -> io::Result<()>;
}

/// Why there is no matrix, or not all of it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MatrixError {
    /// The question cannot be answered.
    #[error(transparent)]
    Ask(#[from] AskError),
    /// The rows cannot be written.
    #[error(transparent)]
    Write(#[from] io::Error),
}

/// What is known after the last row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MatrixDone {
    /// Search work of the rows that were computed now.
    pub work: Work,
    /// Rows of the points files that were left out, and told.
    pub n_left_out: usize,
    /// Of the pairs that were computed now, those by the law of one ride, and all; `None` if that was
    /// not asked for, or there is nothing of unknown phase.
    pub by_law: Option<(usize, usize)>,
}

/// Travel times between all points of two files.
pub fn travel_times(
    city: &City,
    settings: &CheckSettings,
    ask: &MatrixAsk<'_>,
    sink: &mut impl MatrixSink,
) -> Result<MatrixDone, MatrixError> {
    let condition = condition(city, settings, ask.modes)?;
    let percentiles = percentiles(ask.percentiles)?;
    let scenario = Scenario::compile(city, settings.year.unwrap_or(city.plan.years[0]));
    let engine = query::engine(&scenario, settings, condition);
    let view = engine.view(condition);
    let notes = query::notes_of_phases(&engine, &view, condition)?;
    let mut problems = Problems::default();
    let from = Points::read(&scenario, &view, (ask.origins, None), &mut problems)?;
    // One file for both is read, and its problems told, once.
    let other = (!same_file(ask.origins, ask.destinations))
        .then(|| Points::read(&scenario, &view, (ask.destinations, None), &mut problems))
        .transpose()?;
    let to = other.as_ref().unwrap_or(&from);
    let n_done = sink.begin(&MatrixHead {
        places: &from.places,
        origins: &from.ids,
        destinations: &to.ids,
        problems: &problems,
        notes: &notes,
    })?;
    let query = engine.travel_query(ask.window);
    let n_done = n_done.min(from.ends.len());
    let ends = (&from.ends[n_done..], &to.ends[..]);
    let days = engine.days(condition);
    let timetables = days.timetables();
    let each = |row: usize, times: &[Option<Seconds>]| sink.row(n_done + row, times);
    let work = matrix_of_draws_in_blocks(
        (days.phases(&timetables), &view.attached),
        ends,
        &query,
        &percentiles,
        block(),
        each,
    )?;
    let n_left_out = from.n_left_out + other.as_ref().map_or(0, |points| points.n_left_out);
    let by_law = days.n_proved().map(|n| (n, ends.0.len() * ends.1.len()));
    Ok(MatrixDone { work, n_left_out, by_law })
}

pub(crate) fn percentiles(asked: &[u8]) -> Result<Vec<Percentile>, AskError> {
    let mut all: Vec<Percentile> = Vec::new();
    for &p in asked {
        let bad = || AskError::Question(format!("{p} is no percentile; write 1 to 100"));
        let percentile = Percentile::new(p).ok_or_else(bad)?;
        if all.contains(&percentile) {
            return Err(AskError::Question(format!("percentile {p} is asked for twice")));
        }
        all.push(percentile);
    }
    Ok(all)
}

fn same_file(a: &Path, b: &Path) -> bool {
    a == b || a.canonicalize().ok().zip(b.canonicalize().ok()).is_some_and(|(a, b)| a == b)
}

/// A points file, resolved.
pub(crate) struct Points {
    pub(crate) ids: Vec<String>,
    pub(crate) ends: Vec<Endpoint>,
    /// Where they are, as far as known.
    pub(crate) places: Vec<Option<LonLat>>,
    /// See [`PointRow::weight`].
    pub(crate) weights: Vec<f64>,
    pub(crate) n_left_out: usize,
}

impl Points {
    /// A row that means nothing is told and left out.
    pub(crate) fn read(
        scenario: &Scenario<'_>,
        view: &View<'_>,
        (file, weight): (&Path, Option<&str>),
        problems: &mut Problems,
    ) -> Result<Self, AskError> {
        let mut told = Problems::default();
        let rows: Vec<PointRow> = read_points_file(file, weight)?.into_value(&mut told);
        let name = file.file_name().unwrap_or(file.as_os_str()).to_string_lossy();
        let stops: BTreeMap<&str, _> =
            scenario.feed.stops.iter().map(|(idx, stop)| (stop.id.as_str(), idx)).collect();
        let (mut ids, mut ends, mut weights) = (Vec::new(), Vec::new(), Vec::new());
        let mut places = Vec::new();
        for row in rows {
            let place = format!("{name}:{}", row.line);
            let end = match row.at {
                At::Position(at) => {
                    view.attached.check_point(&place, at, &mut told);
                    places.push(Some(at));
                    Endpoint::Position(at)
                }
                At::Stop(id) => match stops.get(id.as_str()) {
                    Some(&stop) => {
                        places.push(names::position_of(&scenario.feed, stop));
                        Endpoint::Stops(names::platforms(&scenario.feed, stop))
                    }
                    None => {
                        let message = format!("no stop has the id `{id}`; the row was left out");
                        let remedy = "write stop ids as `source:stop_id`";
                        told.push(Severity::Error, "unknown-stop", place, message, remedy);
                        continue;
                    }
                },
            };
            ids.push(row.id);
            weights.push(row.weight);
            ends.push(end);
        }
        if ends.is_empty() {
            let error = told.list().iter().find(|p| p.severity == Severity::Error);
            let why = error.or(told.list().first()).map_or_else(
                || "it has no rows".to_owned(),
                |p| format!("first, {}: {}; {}", p.place, p.message, p.remedy),
            );
            return Err(AskError::Question(format!(
                "{}: no usable row; {why} (a points file has `id` and either `lat,lon` or \
                 `stop_id`)",
                file.display()
            )));
        }
        let codes = ["blank-id", "duplicate-id", "point-nowhere", "unknown-stop"];
        let n_left_out = codes.iter().filter_map(|code| told.counts().get(code)).sum();
        problems.extend(told);
        Ok(Self { ids, ends, places, weights, n_left_out })
    }
}
