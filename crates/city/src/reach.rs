//! What can be reached from a place within given times: isochrones on square cells.
//!
//! A cell is in if the travel time to its center is: the same number, to the second, that a matrix
//! and a route give for that center.

use std::convert::Infallible;
use std::path::Path;

use allways_access::{
    AccessQuery, Decay, Endpoint, FromOne, PositionTimes, SNAP_MAX,
    accessibility_of_draws_in_blocks,
};
use allways_base::{LonLat, Metres, Problems, Seconds, Window};
use allways_transit::raptor::Work;
use allways_transit::timetable::Timetable;

use crate::cells::{Cell, Lattice, Rings};
use crate::check::{AskError, CheckSettings};
use crate::coverage::MOST_AT_A_POINT;
use crate::engine::View;
use crate::matrix::{Points, percentiles};
use crate::open::City;
use crate::query::{self, condition, named_end};
use crate::record::End;
use crate::scenario::Scenario;

/// Cells at most; a finer lattice is refused, and told.
const MOST_CELLS: usize = 4_000_000;

/// What is asked for.
#[derive(Clone, Debug)]
pub struct ReachAsk<'a> {
    /// Place id or name, stop id, or `lat,lon`.
    pub from: &'a str,
    /// Departures.
    pub window: Window,
    /// Each in `1..=100`, none twice.
    pub percentiles: &'a [u8],
    /// Minutes, each above 0, none twice.
    pub cutoffs_min: &'a [u32],
    /// What is counted within each time: a points file, and its column of amounts. `None`: the people
    /// of the plan.
    pub opportunities: Option<(&'a Path, Option<&'a str>)>,
    /// Side of a cell.
    pub cell: Metres,
    /// As of a route.
    pub modes: &'a str,
}

/// What can be reached within one time at one percentile.
#[derive(Clone, Debug, PartialEq)]
pub struct Isochrone {
    /// Minutes.
    pub cutoff_min: u32,
    /// Percentile of the departures.
    pub percentile: u8,
    /// Cells in it.
    pub n_cells: usize,
    /// Their area.
    pub area_km2: f64,
    /// Their outlines.
    pub polygons: Vec<Rings>,
    /// What is counted that is reached in that time, by the travel times to the points themselves: the
    /// accessibility of the origin. `None` if nothing is counted.
    pub within: Option<f64>,
}

/// What is counted.
#[derive(Clone, Debug, PartialEq)]
pub struct Counted {
    /// `people`, the column, or `opportunities`.
    pub what: String,
    /// All of it, near and far.
    pub total: f64,
}

/// Isochrones, and what the reader must know about them.
#[derive(Clone, Debug)]
pub struct Reach {
    /// Where from.
    pub from: End,
    /// Cutoffs of the first percentile, shortest first, then of the next.
    pub isochrones: Vec<Isochrone>,
    /// The percentiles, in the order asked for.
    pub percentiles: Vec<u8>,
    /// Centers of the cells that were looked at and reached at the first percentile.
    pub cells: Vec<LonLat>,
    /// cell, percentile; the last runs fastest. `None`: not within the longest duration.
    pub times: Vec<Option<Seconds>>,
    /// What is counted within each isochrone; `None` if the plan has no people and no file is named.
    pub counted: Option<Counted>,
    /// Points that did not snap, rows that were left out.
    pub problems: Problems,
    /// Rows of the points file that were left out, and told.
    pub n_left_out: usize,
    /// Cells that were looked at, reached or not.
    pub n_cells: usize,
    /// Of these, the ones that have no street near their center.
    pub n_off_streets: usize,
    /// Assumptions, and what was left out.
    pub notes: Vec<String>,
    /// Search work.
    pub work: Work,
}

/// Isochrones around a place.
pub fn reach(city: &City, settings: &CheckSettings, ask: &ReachAsk<'_>) -> Result<Reach, AskError> {
    let condition = condition(city, settings, ask.modes)?;
    let at = percentiles(ask.percentiles)?;
    let cutoffs = cutoffs(ask.cutoffs_min)?;
    let bad_side =
        || AskError::Question(format!("a cell of {} m is none; write --cell 100", ask.cell.0));
    if !(ask.cell.0 >= 1.0 && ask.cell.0 <= 100_000.0) {
        return Err(bad_side());
    }
    let scenario = Scenario::compile(city, settings.year.unwrap_or(city.plan.years[0]));
    let engine = query::engine(&scenario, settings, condition);
    let from = named_end(&scenario, ask.from)?;
    let view = engine.view(condition);
    let mut notes = query::notes(&engine, &view, condition)?;
    let Some(center) = from.position else {
        return Err(AskError::Question(format!("nobody says where `{}` is", ask.from)));
    };
    let mut query = engine.travel_query(ask.window);
    let longest = Seconds::minutes(cutoffs.last().copied().unwrap_or(0));
    if longest > query.max_duration {
        notes.push(format!(
            "the longest journey that the plan allows is {}; set [defaults] max_duration_min to \
             reach farther",
            query.max_duration
        ));
    }
    query.max_duration = query.max_duration.min(longest);
    let lattice = Lattice::new(center, ask.cell);
    let mut places = vec![center];
    if let Endpoint::Stops(stops) = &from.endpoint {
        let of_stop = |stop| view.attached.platforms().iter().find(move |p| p.stop == stop);
        places.extend(stops.iter().filter_map(|&stop| Some(of_stop(stop)?.position())));
    }
    let draws = engine.draws(condition);
    let days: Vec<&Timetable> = draws.iter().map(|view| &view.timetable).collect();
    let of = (&days[..], &*view.attached);
    let searched = FromOne::new(of, &from.endpoint, &query);
    places.extend(searched.reached().iter().map(|(platform, _)| platform.position()));
    let walker = view.attached.walker();
    let radius = view.attached.farthest(walker.limit.min(longest));
    let mut cells = lattice.around(&places, radius);
    let ridden = view.attached.ridden_ground(&from.endpoint, longest, ask.cell.0.max(50.0));
    cells.extend(lattice.around(&ridden, Metres(SNAP_MAX.0 + ask.cell.0.max(50.0))));
    cells.sort_unstable();
    cells.dedup();
    if cells.len() > MOST_CELLS {
        return Err(AskError::Question(format!(
            "{} cells of {} are too many; write a larger --cell",
            cells.len(),
            ask.cell
        )));
    }
    let centers: Vec<LonLat> = cells.iter().map(|&cell| lattice.center(cell)).collect();
    let found = searched.times_to(&centers, &at);
    if found.n_off_streets > 0 {
        notes.push(format!(
            "{} of {} cells have no street near their center",
            found.n_off_streets,
            cells.len()
        ));
    }
    let mut answered = answer(from, ask.percentiles, &cutoffs, &lattice, &cells, &found, notes);
    let mut goals = goals(&scenario, &view, ask, &mut answered)?;
    if goals.ends.is_empty() {
        return Ok(answered);
    }
    let limits: Vec<Seconds> = cutoffs.iter().map(|&minutes| Seconds::minutes(minutes)).collect();
    let access =
        AccessQuery { travel: query, percentiles: &at, cutoffs: &limits, decay: Decay::Step };
    let ends = (std::slice::from_ref(&answered.from.endpoint), &goals.ends[..], &goals.amounts[..]);
    let within = |_, amounts: &[f64]| {
        for (isochrone, &n) in answered.isochrones.iter_mut().zip(amounts) {
            isochrone.within = Some(n);
        }
        Ok::<(), Infallible>(())
    };
    let Ok(work) = accessibility_of_draws_in_blocks(of, ends, &access, 1, within);
    answered.work += work;
    let what = std::mem::take(&mut goals.what);
    answered.counted = Some(Counted { what, total: goals.amounts.iter().sum() });
    Ok(answered)
}

/// Where what is counted is.
struct Goals {
    what: String,
    ends: Vec<Endpoint>,
    amounts: Vec<f64>,
}

/// The points of the file, else the people of the plan; with what must be told.
fn goals(
    scenario: &Scenario<'_>,
    view: &View<'_>,
    ask: &ReachAsk<'_>,
    answered: &mut Reach,
) -> Result<Goals, AskError> {
    let Some((file, column)) = ask.opportunities else {
        return Ok(people(scenario.city, &mut answered.notes));
    };
    let points = Points::read(scenario, view, (file, column), &mut answered.problems)?;
    answered.n_left_out = points.n_left_out;
    let what = column.unwrap_or("opportunities").to_owned();
    Ok(Goals { what, ends: points.ends, amounts: points.weights })
}

/// People at the places that list them; of a plan without such places at the middle of its zones,
/// where a zone is small enough for that.
fn people(city: &City, notes: &mut Vec<String>) -> Goals {
    let mut goals = Goals { what: "people".into(), ends: Vec::new(), amounts: Vec::new() };
    let mut nowhere = 0.0;
    let mut add = |people: f64, at: Option<LonLat>| match at {
        Some(at) => {
            goals.ends.push(Endpoint::Position(at));
            goals.amounts.push(people);
        }
        None => nowhere += people,
    };
    let lives = |people: Option<f64>| people.filter(|n| *n > 0.0);
    if city.places.iter().any(|place| lives(place.people).is_some() && place.position.is_some()) {
        for place in &city.places {
            if let Some(people) = lives(place.people) {
                add(people, place.position);
            }
        }
    } else {
        for zone in &city.zones {
            if let Some(people) = lives(zone.people) {
                let middle = zone.polygon.label_point();
                add(people, middle.filter(|_| people <= MOST_AT_A_POINT));
            }
        }
        if !goals.ends.is_empty() {
            notes.push("people live at the middle of their zone, which is an assumption".into());
        }
    }
    let towns: f64 = goals.amounts.iter().filter(|n| **n > MOST_AT_A_POINT).sum();
    if towns > 0.0 {
        notes.push(format!(
            "{towns:.0} people are listed at points of more than {MOST_AT_A_POINT:.0} each, and count \
             where that point is"
        ));
    }
    if nowhere > 0.0 {
        notes.push(format!(
            "{nowhere:.0} people are in no count: their place has no position, or their zone is too \
             large to take its middle for it"
        ));
    }
    goals
}

/// A week of minutes: no journey of a plan is longer.
const LONGEST_CUTOFF_MIN: u32 = 10_080;

/// Shortest first.
pub(crate) fn cutoffs(asked: &[u32]) -> Result<Vec<u32>, AskError> {
    let mut cutoffs = asked.to_vec();
    cutoffs.sort_unstable();
    let is_out = |cutoff: &u32| *cutoff == 0 || *cutoff > LONGEST_CUTOFF_MIN;
    if cutoffs.is_empty() || cutoffs.iter().any(is_out) || cutoffs.windows(2).any(|w| w[0] == w[1])
    {
        return Err(AskError::Question(
            "cutoffs are minutes above 0 and up to 10080, a week, none of them twice, such as --cutoffs \
             15,30,45,60"
                .into(),
        ));
    }
    Ok(cutoffs)
}

fn answer(
    from: End,
    asked: &[u8],
    cutoffs: &[u32],
    lattice: &Lattice,
    cells: &[Cell],
    found: &PositionTimes,
    notes: Vec<String>,
) -> Reach {
    let n = asked.len().max(1);
    let mut isochrones = Vec::new();
    for (k, &percentile) in asked.iter().enumerate() {
        for &cutoff_min in cutoffs {
            let limit = Seconds::minutes(cutoff_min);
            let is_in = |row: &usize| found.times[row * n + k].is_some_and(|time| time <= limit);
            let inside: Vec<Cell> = (0..cells.len()).filter(is_in).map(|row| cells[row]).collect();
            isochrones.push(Isochrone {
                cutoff_min,
                percentile,
                n_cells: inside.len(),
                area_km2: lattice.area_km2(&inside),
                polygons: lattice.outlines(&inside),
                within: None,
            });
        }
    }
    let reached: Vec<usize> = (0..cells.len())
        .filter(|row| found.times[row * n..(row + 1) * n].iter().any(Option::is_some))
        .collect();
    Reach {
        from,
        isochrones,
        percentiles: asked.to_vec(),
        cells: reached.iter().map(|&row| lattice.center(cells[row])).collect(),
        times: reached
            .iter()
            .flat_map(|&row| found.times[row * n..(row + 1) * n].to_vec())
            .collect(),
        counted: None,
        problems: Problems::default(),
        n_left_out: 0,
        n_cells: cells.len(),
        n_off_streets: found.n_off_streets,
        notes,
        work: found.work,
    }
}
