//! Single questions: journeys between two ends, and matrices between many.

use std::path::Path;

use allways_access::{Endpoint, Matrix, Percentile, matrix};
use allways_base::{Problem, Problems, ServiceTime, Severity, Window};
use allways_ingest::points::{At, PointRow, read_points_file};
use allways_transit::compile::StepFreeRule;
use allways_transit::raptor::Work;

use crate::check::{AskError, CheckSettings, row_of};
use crate::engine::{Condition, Engine, Vehicles, View, default_traveller};
use crate::names::{self, SpotKind};
use crate::open::City;
use crate::record::{self, End};
use crate::scenario::Scenario;
use crate::verdict::JourneyRecord;

/// When a journey must start or end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Leave then.
    Depart(ServiceTime),
    /// Be there by then.
    Arrive(ServiceTime),
}

/// Journeys, and what the reader must know about them.
#[derive(Clone, Debug)]
pub struct RouteAnswer {
    /// The Pareto set of arrival (or departure) and rides, fewest rides first.
    pub journeys: Vec<JourneyRecord>,
    /// Assumptions used by any of them, and limits that may have hidden others.
    pub notes: Vec<String>,
    /// Search work.
    pub work: Work,
}

/// A matrix, and what the reader must know about it.
#[derive(Clone, Debug)]
pub struct MatrixAnswer {
    /// Ids of the origins, in file order.
    pub origins: Vec<String>,
    /// Ids of the destinations, in file order.
    pub destinations: Vec<String>,
    /// Times, and the work that they took.
    pub times: Matrix,
    /// Points that did not snap, bad rows.
    pub problems: Problems,
}

/// The condition of a question. `modes`: `walk,transit`, `transit` (the feed's own transfers
/// only), or with `rail` or `bus` in place of `transit`.
fn condition(city: &City, settings: &CheckSettings, modes: &str) -> Result<Condition, AskError> {
    let words: Vec<String> = modes.split(',').map(|word| word.trim().to_owned()).collect();
    if let Some(odd) =
        words.iter().find(|w| !["walk", "transit", "rail", "bus"].contains(&w.as_str()))
    {
        return Err(AskError::Question(format!(
            "`{odd}` is no mode; write some of walk, transit, rail, bus, split by commas"
        )));
    }
    let plan = &city.plan;
    let traveller = match settings.traveller.as_ref() {
        None => default_traveller(&plan.travellers),
        asked => row_of("traveller", asked, plan.travellers.iter().map(|t| t.id.as_str()))?,
    };
    let season =
        row_of("season", settings.season.as_ref(), plan.seasons.iter().map(|s| s.id.as_str()))?;
    let step_free = if plan.travellers[traveller].step_free {
        StepFreeRule::NotRefused
    } else {
        StepFreeRule::Any
    };
    Ok(Condition {
        traveller,
        season,
        vehicles: Vehicles::parse(&words),
        step_free,
        footpaths: words.iter().any(|w| w == "walk"),
    })
}

/// Stops the question if nothing runs: an empty answer would be silently wrong.
fn check_service(view: &View<'_>, condition: Condition) -> Result<(), AskError> {
    if condition.vehicles == Vehicles::None {
        return Ok(());
    }
    let none = view.problems.list().iter().find(|p| p.code.starts_with("no-service"));
    match none {
        None => Ok(()),
        Some(Problem { message, remedy, .. }) => {
            Err(AskError::NoService { message: message.clone(), remedy: remedy.clone() })
        }
    }
}

/// Journeys between two named ends.
pub fn route(
    city: &City,
    settings: &CheckSettings,
    from: &str,
    to: &str,
    when: When,
    modes: &str,
) -> Result<RouteAnswer, AskError> {
    let condition = condition(city, settings, modes)?;
    let scenario = Scenario::compile(city, settings.year.unwrap_or(city.plan.years[0]));
    let (traveller, season) = (condition.traveller, condition.season);
    let engine = Engine::new(&scenario, traveller, season, settings.seed);
    let from = named_end(&scenario, from)?;
    let to = named_end(&scenario, to)?;
    let view = engine.view(condition);
    check_service(&view, condition)?;
    let mut notes = Vec::new();
    for end in [&from, &to] {
        if let Endpoint::Position(at) = end.endpoint {
            let mut told = Problems::default();
            view.attached.check_point(&end.name, at, &mut told);
            notes.extend(told.list().iter().map(|p| format!("{}: {}", p.place, p.message)));
        }
    }
    let found = match when {
        When::Depart(at) => engine.journeys(&view, &from.endpoint, &to.endpoint, at),
        When::Arrive(at) => engine.journeys_by(&view, &from.endpoint, &to.endpoint, at),
    };
    let (mut bases, mut assumptions) = (Vec::new(), std::collections::BTreeSet::new());
    let mut journeys = Vec::new();
    for journey in &found {
        record::rests_on(&engine, &view, journey, &mut bases, &mut assumptions);
        journeys.push(record::record(&engine, &view, journey, &from, &to));
    }
    if condition.footpaths {
        assumptions.extend(view.attached.assumptions());
    }
    if journeys.is_empty() {
        let (rides, duration) = engine.limits();
        let walker = engine.walker(condition);
        notes.push(format!(
            "no journey within {rides} rides, {duration}, and {} of walking at each end",
            walker.limit
        ));
    }
    notes.extend(assumptions);
    Ok(RouteAnswer { journeys, notes, work: engine.work() })
}

fn named_end(scenario: &Scenario<'_>, name: &str) -> Result<End, AskError> {
    let spot = names::resolve(scenario.city, &scenario.feed, name)?;
    let endpoint = match (&spot.kind, spot.position) {
        (SpotKind::Stop(stop), _) => Endpoint::Stops(names::platforms(&scenario.feed, *stop)),
        (_, Some(at)) => Endpoint::Position(at),
        (_, None) => {
            return Err(AskError::Question(format!(
                "`{}` is named by the plan, but no source says where it is; give `lat,lon`",
                spot.name
            )));
        }
    };
    Ok(End { name: spot.name, position: spot.position, endpoint })
}

/// What a matrix is asked for.
#[derive(Clone, Debug)]
pub struct MatrixAsk<'a> {
    /// Points file.
    pub origins: &'a Path,
    /// Points file.
    pub destinations: &'a Path,
    /// Departures.
    pub window: Window,
    /// Each in `1..=100`.
    pub percentiles: &'a [u8],
    /// See [`condition`].
    pub modes: &'a str,
}

/// Travel times between all points of two files.
pub fn travel_times(
    city: &City,
    settings: &CheckSettings,
    ask: &MatrixAsk<'_>,
) -> Result<MatrixAnswer, AskError> {
    let condition = condition(city, settings, ask.modes)?;
    let mut percentiles = Vec::new();
    for &p in ask.percentiles {
        let bad = || AskError::Question(format!("{p} is no percentile; write 1 to 100"));
        percentiles.push(Percentile::new(p).ok_or_else(bad)?);
    }
    let scenario = Scenario::compile(city, settings.year.unwrap_or(city.plan.years[0]));
    let (traveller, season) = (condition.traveller, condition.season);
    let engine = Engine::new(&scenario, traveller, season, settings.seed);
    let view = engine.view(condition);
    check_service(&view, condition)?;
    let mut problems = Problems::default();
    let (origins, from) = ends(&scenario, &view, ask.origins, &mut problems)?;
    let (destinations, to) = ends(&scenario, &view, ask.destinations, &mut problems)?;
    let query = engine.travel_query(ask.window);
    let (tt, attached) = (&view.timetable, &view.attached);
    let found = matrix(tt, attached, (&from, &to), &query, &percentiles, settings.threads);
    Ok(MatrixAnswer { origins, destinations, times: found, problems })
}

/// The rows of a points file as ends; a row that means nothing is told and left out.
fn ends(
    scenario: &Scenario<'_>,
    view: &View<'_>,
    file: &Path,
    problems: &mut Problems,
) -> Result<(Vec<String>, Vec<Endpoint>), AskError> {
    let rows: Vec<PointRow> = read_points_file(file)?.into_value(problems);
    let (mut ids, mut all) = (Vec::new(), Vec::new());
    let stop_rows: std::collections::BTreeMap<&str, _> =
        scenario.feed.stops.iter().map(|(idx, stop)| (stop.id.as_str(), idx)).collect();
    for row in rows {
        let place = format!("{}:{}", file.display(), row.line);
        let endpoint = match row.at {
            At::Position(at) => {
                view.attached.check_point(&place, at, problems);
                Endpoint::Position(at)
            }
            At::Stop(id) => match stop_rows.get(id.as_str()) {
                Some(&stop) => Endpoint::Stops(names::platforms(&scenario.feed, stop)),
                None => {
                    problems.push(
                        Severity::Error,
                        "unknown-stop",
                        place,
                        format!("no stop has the id `{id}`; the row was left out"),
                        "write stop ids as `source:stop_id`",
                    );
                    continue;
                }
            },
        };
        ids.push(row.id);
        all.push(endpoint);
    }
    if all.is_empty() {
        return Err(AskError::Question(format!(
            "{}: no usable row; a points file has `id` and either `lat,lon` or `stop_id`",
            file.display()
        )));
    }
    Ok((ids, all))
}
