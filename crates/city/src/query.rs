//! Journeys between two ends; what a single question is asked under.

use allways_access::Endpoint;
use allways_base::{LonLat, Problem, Problems, Seconds, ServiceTime, Window};
use allways_plan::plan::{Defaults, Frequencies, SourceKind};
use allways_transit::compile::StepFreeRule;
use allways_transit::fares::Price;
use allways_transit::feed::Feed;
use allways_transit::raptor::{Journey, Work};

use crate::check::{AskError, CheckSettings, row_of};
use crate::engine::{
    Condition, Engine, ON_FOOT, PARK, Vehicles, View, Weighed, access_modes, default_traveller,
};
use crate::names::{self, SpotKind};
use crate::open::City;
use crate::record::{self, End};
use crate::scenario::Scenario;
use crate::verdict::{Fare, JourneyRecord};

/// When a journey must start or end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Leave then.
    Depart(ServiceTime),
    /// Be there by then.
    Arrive(ServiceTime),
    /// Leave at any of these times; also journeys that take longer, and walk less or cost less.
    Within(Window, Weighed),
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

/// The condition of a question. `modes`: `walk,transit`, `transit` (the feed's own transfers
/// only), or with `rail` or `bus` in place of `transit`; with `cycle`, `drive` or `truck` one comes
/// by it to the first stop, or all the way; with `park` by car to a car park, and on foot from there.
pub(crate) fn condition(
    city: &City,
    settings: &CheckSettings,
    modes: &str,
) -> Result<Condition, AskError> {
    check_draws(city, settings)?;
    let words: Vec<String> = modes.split(',').map(|word| word.trim().to_owned()).collect();
    let known = ["walk", "transit", "rail", "bus", "cycle", "drive", "truck", PARK];
    if let Some(odd) = words.iter().find(|w| !known.contains(&w.as_str())) {
        return Err(AskError::Question(format!(
            "`{odd}` is no mode; write some of {}, split by commas",
            known.join(", ")
        )));
    }
    let access = access_modes(&words);
    if city.streets.is_none() && access != ON_FOOT {
        let why =
            "the plan has no streets to go along by bicycle or car; add a source of kind `osm`";
        return Err(AskError::Question(why.into()));
    }
    let n_parks = city.streets.as_ref().map_or(0, |streets| streets.car_parks().0.len());
    if access.park && n_parks == 0 {
        let why = "the plan's streets have no car park that is open to the public; write `drive` to be \
                   dropped off at the stops";
        return Err(AskError::Question(why.into()));
    }
    let vehicles = Vehicles::parse(&words);
    if access.park && vehicles == Vehicles::None {
        let why = "`park` leads to stops; add `transit`, or write `drive` for all the way by car";
        return Err(AskError::Question(why.into()));
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
        vehicles,
        step_free,
        footpaths: words.iter().any(|w| w == "walk"),
        access,
    })
}

/// Where every unknown phase is a wait of half a headway nothing is drawn: a number of draws that was
/// asked for would count for nothing.
pub(crate) fn check_draws(city: &City, settings: &CheckSettings) -> Result<(), AskError> {
    let way = settings.frequencies(&city.plan);
    match settings.draws {
        Some(draws) if way == Frequencies::HalfHeadway => Err(AskError::Question(format!(
            "--draws {draws} counts for nothing where frequencies are `half-headway`: leave it out, or \
             write --frequencies draws, or exact"
        ))),
        _ => Ok(()),
    }
}

/// The engine that answers a question under a condition.
pub(crate) fn engine<'c>(
    scenario: &'c Scenario<'c>,
    settings: &CheckSettings,
    condition: Condition,
) -> Engine<'c> {
    let Condition { traveller, season, .. } = condition;
    Engine::new(scenario, traveller, season, settings.seed)
        .with_draws(settings.draws(&scenario.city.plan))
        .with_frequencies(settings.frequencies(&scenario.city.plan))
}

/// What the reader of many travel times must know of them; stops the question as [`check_service`],
/// and if unknown phases are to count in a way in which they do only in [`notes_of_phases`].
pub(crate) fn notes(
    engine: &Engine<'_>,
    view: &View<'_>,
    condition: Condition,
) -> Result<Vec<String>, AskError> {
    only_draws(engine, condition)?;
    notes_of_phases(engine, view, condition)
}

/// [`notes`] of travel times of [`Engine::days`].
pub(crate) fn notes_of_phases(
    engine: &Engine<'_>,
    view: &View<'_>,
    condition: Condition,
) -> Result<Vec<String>, AskError> {
    let mut notes = check_service(engine, view, condition)?;
    notes.extend(view.assumptions());
    notes.extend(engine.note_phases(condition));
    Ok(notes)
}

/// Stops a question that knows draws alone, where unknown phases are to count in another way.
fn only_draws(engine: &Engine<'_>, condition: Condition) -> Result<(), AskError> {
    let way = engine.frequencies();
    if way == Frequencies::Draws || !engine.has_unknown_phases(condition) {
        return Ok(());
    }
    Err(AskError::Question(only_draws_says(way)))
}

pub(crate) fn only_draws_says(way: Frequencies) -> String {
    format!(
        "only the headway of some services is known, and `{}` counts them in travel times of matrix \
         and access alone; write --frequencies draws",
        way.word()
    )
}

/// What the reader must know about the vehicles of the day. Stops the question if nothing runs at
/// all: an empty answer would be silently wrong.
pub(crate) fn check_service(
    engine: &Engine<'_>,
    view: &View<'_>,
    condition: Condition,
) -> Result<Vec<String>, AskError> {
    if condition.vehicles == Vehicles::None {
        return Ok(Vec::new());
    }
    let scenario = engine.scenario;
    if condition.footpaths && scenario.feed.trips.is_empty() && !has_timetable(scenario.city) {
        return Ok(vec!["the plan has no timetable, so the answer is on foot".to_owned()]);
    }
    let none = view.problems.list().iter().find(|p| p.code.starts_with("no-service"));
    let mut notes = Vec::new();
    match none {
        None => {}
        Some(p) if p.code == "no-service" => return Err(no_service(engine)),
        // Something runs, but nothing that was asked for.
        Some(Problem { message, .. })
            if condition.footpaths || !view.attached.vehicles().is_empty() =>
        {
            let ways: Vec<&str> = if view.attached.is_on_foot() { vec!["on foot"] } else { vec![] };
            let own = view.attached.vehicles().iter().map(|vehicle| vehicle.mode().how());
            notes.push(format!(
                "no vehicle of `{}` can be used, so the answer is {} ({message})",
                condition.vehicles.word(),
                ways.into_iter().chain(own).collect::<Vec<_>>().join(" or ")
            ));
        }
        Some(Problem { message, remedy, .. }) => {
            return Err(AskError::NoService { message: message.clone(), remedy: remedy.clone() });
        }
    }
    notes.extend(engine.without_service());
    Ok(notes)
}

/// True if any source of the plan could have trips: without one, nobody expects a ride.
fn has_timetable(city: &City) -> bool {
    let mut kinds = city.plan.sources.iter().map(|source| &source.kind);
    kinds.any(|kind| matches!(kind, SourceKind::Gtfs { .. } | SourceKind::Lines { .. }))
}

/// No feed has a trip on the date.
fn no_service(engine: &Engine<'_>) -> AskError {
    let (scenario, date) = (engine.scenario, engine.scenario.city.plan.date);
    let (why, remedy) = match scenario.feed.covered_dates() {
        None => ("no feed has a trip on any date".to_owned(), "check calendar.txt".to_owned()),
        Some((first, last)) => (
            if date < first || date > last {
                "it is outside the calendars of the feeds".to_owned()
            } else {
                "it is a day off within the calendars of the feeds".to_owned()
            },
            format!("choose a date with --date; trips run from {first} to {last}"),
        ),
    };
    AskError::NoService { message: format!("no trip runs on {date}: {why}"), remedy }
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
    let engine = engine(&scenario, settings, condition);
    let from = named_end(&scenario, from)?;
    let to = named_end(&scenario, to)?;
    let view = engine.view(condition);
    only_draws(&engine, condition)?;
    let mut notes = check_service(&engine, &view, condition)?;
    notes.extend(engine.note_one_draw(condition));
    for end in [&from, &to] {
        if let Endpoint::Position(at) = end.endpoint {
            let mut told = Problems::default();
            view.attached.check_point(&end.name, at, &mut told);
            notes.extend(told.list().iter().map(|p| format!("{}: {}", p.place, p.message)));
        }
    }
    let found = match when {
        When::Depart(at) => unpriced(engine.journeys(&view, &from.endpoint, &to.endpoint, at)),
        When::Arrive(at) => unpriced(engine.journeys_by(&view, &from.endpoint, &to.endpoint, at)),
        When::Within(window, mut weighed) => {
            weighed.fares &= tell_fares(&scenario.feed, &mut notes);
            let ends = (&from.endpoint, &to.endpoint);
            let (found, direct) = engine.journeys_within(&view, ends, window, weighed);
            if let Some(direct) = direct {
                let ridden = view.attached.ridden(&from.endpoint, &to.endpoint, direct);
                let how = ridden.map_or("walking", |(mode, _)| mode.how());
                notes.push(format!("{how} all the way takes {direct} at any time"));
            }
            if weighed.walking && !view.attached.vehicles().is_empty() {
                let note = "the way to the first stop by a vehicle of one's own counts as walked";
                notes.push(note.into());
            }
            found
        }
    };
    let (mut bases, mut assumptions) = (Vec::new(), std::collections::BTreeSet::new());
    let mut journeys = Vec::new();
    let currency = scenario.feed.fares.currency().ok().flatten().unwrap_or_default().to_owned();
    for (journey, fare) in &found {
        record::rests_on(&engine, &view, journey, &mut bases, &mut assumptions);
        let mut written = record::record(&engine, &view, journey, &from, &to);
        written.fare = fare.map(|price| Fare {
            cents: (price != Price::UNKNOWN).then_some(price.0),
            currency: currency.clone(),
        });
        journeys.push(written);
    }
    assumptions.extend(view.assumptions());
    if journeys.is_empty() {
        let (rides, duration) = engine.limits();
        let rides = match rides {
            Defaults::NO_CAP => String::new(),
            rides => format!("{rides} rides, "),
        };
        let walks = [&from, &to].map(|end| {
            let on_the_ground = matches!(end.endpoint, Endpoint::Position(_));
            if !view.is_walked() {
                "no walk".to_owned()
            } else if on_the_ground || condition.footpaths {
                format!("{} of walking", engine.walker(condition).limit)
            } else {
                "the feed's own transfers".to_owned()
            }
        });
        let [start, end] = walks;
        notes.push(format!(
            "no journey within {rides}{duration}, {start} at the start and {end} at the end"
        ));
        notes.extend(far_from_stops(&view, [&from, &to]));
        notes.extend(view.attached.vehicles().iter().map(|vehicle| {
            let (limit, direct, how) = (vehicle.limit, vehicle.direct_limit, vehicle.mode().how());
            match direct {
                Seconds(0) => format!("{how}: at most {limit} to a car park"),
                _ => format!("{how}: at most {limit} to a stop, {direct} all the way"),
            }
        }));
    }
    notes.extend(assumptions);
    Ok(RouteAnswer { journeys, notes, work: engine.work() })
}

/// Tells each end on the ground that is within a walk of no stop.
fn far_from_stops(view: &View<'_>, [from, to]: [&End; 2]) -> Vec<String> {
    let attached = &view.attached;
    let is_far = |end: &End, is_start: bool| match end.endpoint {
        Endpoint::Position(at) if is_start => {
            attached.is_on_foot() && attached.access_from(at).is_empty()
        }
        Endpoint::Position(at) => view.is_walked() && attached.egress_to(at).is_empty(),
        Endpoint::Stops(_) => false,
    };
    let limit = attached.walker().limit;
    let ends = [(from, true), (to, false)].into_iter().filter(|&(end, start)| is_far(end, start));
    ends.map(|(end, _)| format!("no stop is within {limit} of walking of {}", end.name)).collect()
}

fn unpriced(journeys: Vec<Journey>) -> Vec<(Journey, Option<Price>)> {
    journeys.into_iter().map(|journey| (journey, None)).collect()
}

/// Whether the fares of the feed can be weighed; if not, or only in part, why.
fn tell_fares(feed: &Feed, notes: &mut Vec<String>) -> bool {
    match feed.fares.currency() {
        Ok(Some(_)) => {}
        Ok(None) => {
            notes.push("no feed says what rides cost (fare_attributes.txt)".into());
            return false;
        }
        Err(several) => {
            let several = several.join(", ");
            notes.push(format!("the feeds' fares are in {several}, and cannot be compared"));
            return false;
        }
    }
    let unknown = feed.routes.indices().filter(|&route| feed.fares.tariff(route).is_none());
    let n = unknown.count();
    if n > 0 {
        notes.push(format!(
            "the fares of {n} of {} lines are not known; a journey with one of them counts as dearer \
             than any other",
            feed.routes.len()
        ));
    }
    true
}

pub(crate) fn named_end(scenario: &Scenario<'_>, name: &str) -> Result<End, AskError> {
    check_coordinates(name)?;
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

/// Two numbers that are no place on the ground are not a name either.
pub(crate) fn check_coordinates(text: &str) -> Result<(), AskError> {
    let Some((lat, lon)) = text.split_once(',') else { return Ok(()) };
    let (Ok(lat), Ok(lon)) = (lat.trim().parse::<f64>(), lon.trim().parse::<f64>()) else {
        return Ok(());
    };
    if LonLat::new(lon, lat).is_valid() {
        return Ok(());
    }
    let hint = if LonLat::new(lat, lon).is_valid() { "; latitude comes first" } else { "" };
    Err(AskError::Question(format!(
        "`{text}` is out of range: write `lat,lon`, -90 to 90 and -180 to 180 degrees{hint}"
    )))
}
