//! What the measures of travel time share: conditions, the ends and pairs in question, their times
//! under both readings of unknown step-free access, and what is told of them.
//!
//! A traveller who needs step-free access meets stops and vehicles of which nobody says whether
//! they are step-free. Every value is then computed twice, once as if all unknowns were
//! accessible and once as if none were; where the two differ the value is a pair of bounds.

use std::collections::BTreeSet;

use allways_access::{Endpoint, Percentile};
use allways_base::{LonLat, Metres, Seconds};
use allways_geo::PointIndex;
use allways_ingest::points::Place;
use allways_transit::compile::StepFreeRule;
use allways_transit::feed::{Basis, Confidence, StopKind};
use allways_transit::raptor::Leg;

use super::ask::Ask;
use super::marks::partial;
use crate::engine::Condition;
use crate::judge::{Measured, Quantity};
use crate::names::{self, Spot, SpotKind};
use crate::record::{self, End};

/// Farthest that a place may lie from the stop that stands for it, stop to stop.
const NEAREST_STOP_LIMIT: Metres = Metres(1500.0);

/// An end so near to a stop is at the stop: there is no walk to speak of.
const AT_A_STOP: Metres = Metres(100.0);

pub(super) fn basis_of(place: &Place) -> Basis {
    Basis {
        confidence: place.confidence.unwrap_or(Confidence::Low),
        what: format!("the place {}", place.name),
        source: place.source.clone(),
    }
}

/// Times of the two readings of unknown step-free access.
pub(super) struct Readings {
    pub(super) optimistic: Vec<Option<Seconds>>,
    pub(super) pessimistic: Vec<Option<Seconds>>,
}

pub(super) type Pair = (End, End);

pub(super) fn condition(ask: &Ask<'_, '_>, traveller: usize, season: usize) -> Condition {
    let step_free = ask.scenario().city.plan.travellers[traveller].step_free;
    Condition {
        traveller,
        season,
        vehicles: ask.vehicles(),
        step_free: if step_free { StepFreeRule::NotRefused } else { StepFreeRule::Any },
        footpaths: true,
        access: ask.access(),
    }
}

fn pessimistic(condition: Condition) -> Option<Condition> {
    (condition.step_free == StepFreeRule::NotRefused)
        .then_some(Condition { step_free: StepFreeRule::KnownOnly, ..condition })
}

pub(super) fn percentile(ask: &Ask<'_, '_>) -> Percentile {
    let rounded = allways_base::cast::round_u32(ask.number("percentile"));
    let percent = u8::try_from(rounded).unwrap_or(u8::MAX);
    Percentile::new(percent).unwrap_or(Percentile::MEDIAN)
}

pub(super) fn both_readings(ask: &Ask<'_, '_>, condition: Condition, pairs: &[Pair]) -> Readings {
    let times = |condition: Condition| -> Vec<Option<Seconds>> {
        // Pairs of one origin are one search, and origins run in parallel.
        let (mut origins, mut ends): (Vec<Endpoint>, Vec<Endpoint>) = (Vec::new(), Vec::new());
        for (from, to) in pairs {
            if !origins.contains(&from.endpoint) {
                origins.push(from.endpoint.clone());
            }
            if !ends.contains(&to.endpoint) {
                ends.push(to.endpoint.clone());
            }
        }
        let found = ask.engine.times(condition, &origins, &ends, ask.window(), percentile(ask));
        let row = |all: &[Endpoint], end: &Endpoint| all.iter().position(|e| e == end).unwrap_or(0);
        let time =
            |(from, to): &Pair| found[row(&origins, &from.endpoint)][row(&ends, &to.endpoint)];
        pairs.iter().map(time).collect()
    };
    let optimistic = times(condition);
    let pessimistic = pessimistic(condition).map_or_else(|| optimistic.clone(), times);
    Readings { optimistic, pessimistic }
}

pub(super) fn one_to_many(
    ask: &Ask<'_, '_>,
    condition: Condition,
    from: &End,
    to: &[Endpoint],
) -> Readings {
    let times = |condition: Condition| {
        let origins = [from.endpoint.clone()];
        let mut rows = ask.engine.times(condition, &origins, to, ask.window(), percentile(ask));
        rows.swap_remove(0)
    };
    let optimistic = times(condition);
    let pessimistic = pessimistic(condition).map_or_else(|| optimistic.clone(), times);
    Readings { optimistic, pessimistic }
}

/// The pairs in question; `None` if an end is missing (told).
pub(super) fn pairs(ask: &Ask<'_, '_>, measured: &mut Measured) -> Option<Vec<Pair>> {
    match ask.text("pairs") {
        "districts" => {}
        "homes-to-universities" => return from_homes(ask, "university", measured),
        "homes-to-parks" => return from_homes(ask, "park", measured),
        _ => return Some(vec![(end(ask, "from", measured)?, end(ask, "to", measured)?)]),
    }
    let city = ask.scenario().city;
    let mut ends = Vec::new();
    for (row, zone) in city.zones.iter().enumerate().filter(|(_, z)| z.kind == "district") {
        let Some(position) = names::center_of(city, row) else {
            measured.missing.push(format!("the center of {}", zone.name));
            continue;
        };
        let spot = Spot {
            name: zone.name.clone(),
            kind: SpotKind::Zone(row),
            position: Some(position),
            basis: None,
        };
        ends.push(end_of(ask, &spot, measured)?);
    }
    if ends.len() < 2 {
        measured.missing.push("at least two zones of kind `district`".into());
        return None;
    }
    let mut pairs = Vec::new();
    for (i, from) in ends.iter().enumerate() {
        for (j, to) in ends.iter().enumerate() {
            if i != j {
                pairs.push((from.clone(), to.clone()));
            }
        }
    }
    Some(pairs)
}

/// Is a position in the zone asked for? Everywhere is if none is asked for; `None` if the name is
/// no zone (told).
pub(super) fn zone<'c>(
    ask: &Ask<'_, 'c>,
    measured: &mut Measured,
) -> Option<Box<dyn Fn(LonLat) -> bool + 'c>> {
    let name = ask.text("zone");
    if name.is_empty() {
        return Some(Box::new(|_| true));
    }
    if let SpotKind::Zone(row) = ask.spot("zone", measured)?.kind {
        let zone = &ask.scenario().city.zones[row];
        return Some(Box::new(|at| zone.polygon.contains(at)));
    }
    measured.missing.push(format!("`{name}` as a zone"));
    None
}

/// Every located place with people, in the zone asked for, to every located place of a kind.
fn from_homes(ask: &Ask<'_, '_>, kind: &str, measured: &mut Measured) -> Option<Vec<Pair>> {
    let city = ask.scenario().city;
    let is_inside = zone(ask, measured)?;
    let located = |wanted: &dyn Fn(&Place) -> bool| -> Vec<(&Place, End)> {
        let places = city.places.iter().filter(|p| wanted(p));
        places
            .filter_map(|place| {
                let at = place.position?;
                let endpoint = Endpoint::Position(at);
                Some((place, End { name: place.name.clone(), position: Some(at), endpoint }))
            })
            .collect()
    };
    let homes =
        located(&|p| p.people.is_some_and(|n| n > 0.0) && p.position.is_some_and(&is_inside));
    let goals = located(&|p| p.kind == kind);
    measured.bases.extend(homes.iter().chain(&goals).map(|(place, _)| basis_of(place)));
    let mut pairs = Vec::new();
    for (_, from) in &homes {
        let other = |to: &&(&Place, End)| to.1.endpoint != from.endpoint;
        pairs.extend(goals.iter().filter(other).map(|(_, to)| (from.clone(), to.clone())));
    }
    if pairs.is_empty() {
        measured.missing.push(format!("located places with people, and of kind `{kind}`"));
        return None;
    }
    Some(pairs)
}

/// How many of these ends, taken at their door, have their door at a stop that is served.
pub(super) fn ends_at_stops<'e>(
    ask: &Ask<'_, '_>,
    condition: Condition,
    ends: impl IntoIterator<Item = &'e End>,
) -> usize {
    let view = ask.engine.view(condition);
    let stops = ask.scenario().feed.stops.iter();
    let served = stops.filter(|&(stop, _)| !view.timetable.stop_calls[stop].is_empty());
    let positions: Vec<LonLat> = served.filter_map(|(_, row)| row.position).collect();
    let index = PointIndex::new(&positions);
    let at_a_stop = |end: &&End| match end.endpoint {
        Endpoint::Position(at) => index.nearest(at, AT_A_STOP).is_some(),
        Endpoint::Stops(_) => true,
    };
    ends.into_iter().filter(at_a_stop).count()
}

/// Says which walks are not in a value, since its ends stand at stops.
pub(super) fn note_ends(
    ask: &Ask<'_, '_>,
    condition: Condition,
    pairs: &[Pair],
    measured: &mut Measured,
) {
    let mut ends: Vec<&End> = Vec::new();
    for (from, to) in pairs {
        for end in [from, to] {
            if !ends.iter().any(|known| known.endpoint == end.endpoint) {
                ends.push(end);
            }
        }
    }
    let n = ends_at_stops(ask, condition, ends.iter().copied());
    // One of many doors that happens to be at a stop is a door; most of them are a choice.
    if n > 0 && n * 2 >= ends.len() {
        measured.assumptions.insert(format!(
            "{n} of {} ends are at a stop, so the walk from there to a door, in which travellers and \
             seasons differ most, is not in the value",
            ends.len()
        ));
    }
}

pub(super) fn end(ask: &Ask<'_, '_>, key: &str, measured: &mut Measured) -> Option<End> {
    let spot = ask.spot(key, measured)?;
    end_of(ask, &spot, measured)
}

/// A spot as an end of a journey, by the `ends` of the question.
fn end_of(ask: &Ask<'_, '_>, spot: &Spot, measured: &mut Measured) -> Option<End> {
    let feed = &ask.scenario().feed;
    if let SpotKind::Stop(stop) = spot.kind {
        let endpoint = Endpoint::Stops(names::platforms(feed, stop));
        return Some(End { name: spot.name.clone(), position: spot.position, endpoint });
    }
    let Some(position) = spot.position else {
        measured
            .missing
            .push(format!("where {} is: the plan names it but no source locates it", spot.name));
        return None;
    };
    if ask.text("ends") != "stop-to-stop" {
        let endpoint = Endpoint::Position(position);
        return Some(End { name: spot.name.clone(), position: Some(position), endpoint });
    }
    // The nearest station that the allowed vehicles serve stands for the place.
    let view = ask.engine.view(condition(ask, ask.engine.traveller, 0));
    let nearest = feed
        .stops
        .iter()
        .filter(|&(stop, row)| {
            row.kind == StopKind::Platform && !view.timetable.stop_calls[stop].is_empty()
        })
        .filter_map(|(stop, row)| Some((allways_geo::distance(position, row.position?), stop)))
        .filter(|(distance, _)| *distance <= NEAREST_STOP_LIMIT)
        .min_by(|a, b| a.0.0.total_cmp(&b.0.0).then(a.1.cmp(&b.1)));
    let Some((distance, platform)) = nearest else {
        measured.missing.push(format!(
            "a stop of {} within {NEAREST_STOP_LIMIT} of {}",
            ask.vehicles().word(),
            spot.name
        ));
        return None;
    };
    let station = feed.stops[platform].parent.unwrap_or(platform);
    let name = &feed.stops[station].name;
    if distance > Metres(50.0) {
        measured
            .assumptions
            .insert(format!("{} is taken at its nearest stop {name}, {distance} away", spot.name));
    }
    let endpoint = Endpoint::Stops(names::platforms(feed, station));
    let position = names::position_of(feed, station).or(Some(position));
    Some(End { name: name.clone(), position, endpoint })
}

/// What the tables say of lists of lines that are known to be partial, for the vehicles in question.
pub(super) fn partial_lines<'c>(ask: &Ask<'_, 'c>) -> BTreeSet<&'c str> {
    let vehicles = ask.vehicles();
    let lines = ask.scenario().city.lines.iter().flat_map(|draft| &draft.lines);
    let counted = lines.filter(|line| vehicles.allow(line.vehicle));
    counted.filter_map(|line| Some(partial(&line.source)?.text)).collect()
}

/// What holds of every value that is computed under a condition.
pub(super) fn note_condition(ask: &Ask<'_, '_>, condition: Condition, measured: &mut Measured) {
    let city = ask.scenario().city;
    measured.assumptions.extend(ask.engine.view(condition).assumptions());
    measured.assumptions.extend(ask.engine.note_draws(condition));
    measured.assumptions.extend(ask.engine.without_service());
    measured.assumptions.extend(partial_lines(ask).into_iter().map(|text| {
        format!("the list of lines is partial ({text}): a line that is not in it could be faster")
    }));
    let who = ask.engine.who(condition);
    if who.step_free && !who.on.is_wheels() && city.streets.is_some() {
        measured.assumptions.insert(
            "streets that say nothing about wheelchairs are passable, steps are not".into(),
        );
    }
    let walker = ask.engine.walker(condition);
    measured.assumptions.insert(format!(
        "walks of at most {} to and from stops and {} between them: the plan's limits",
        walker.limit, walker.transfer_limit
    ));
    let (who, when) = (ask.engine.who(condition), ask.engine.when(condition));
    let mut note = |confidence: Option<Confidence>, what: String, source: &str| {
        let confidence = confidence.unwrap_or(Confidence::Low);
        if !source.is_empty() {
            if confidence == Confidence::Assumed {
                measured.assumptions.insert(format!("{what} ({source})"));
            }
            measured.bases.push(Basis { confidence, what, source: source.to_owned() });
        }
    };
    note(who.confidence, format!("{}: walks at {} m/s", who.name, who.walk_speed_m_s), &who.source);
    if condition.season != 0 {
        note(
            when.confidence,
            format!("{}: effects on walking and vehicles", when.name),
            &when.source,
        );
    }
}

pub(super) fn note_unknown_step_free(measured: &mut Measured) {
    if matches!(measured.value, Quantity::Bounds(..)) {
        measured.missing.push(
            "which stops, vehicles and ways are step-free: the bounds are the value if every unknown \
             one is, and if none is"
                .into(),
        );
    }
}

/// A journey that attains the time, with what it rests on.
pub(super) fn evidence(
    ask: &Ask<'_, '_>,
    condition: Condition,
    pair: &Pair,
    time: Option<Seconds>,
    measured: &mut Measured,
) {
    let Some(time) = time else { return };
    let (from, to) = (&pair.0.endpoint, &pair.1.endpoint);
    let ends = (std::slice::from_ref(from), std::slice::from_ref(to));
    let attained = |(draw, view)| {
        let all = ask.engine.profiles((condition, draw), ends.0, ends.1, ask.window());
        let &(depart, _) = all[0][0].iter().find(|(_, took)| *took == Some(time))?;
        Some((view, depart))
    };
    let Some((view, depart)) = (0..).zip(ask.engine.draws(condition)).find_map(attained) else {
        return;
    };
    let found = ask.engine.journeys(&view, from, to, depart);
    let Some(journey) = found.iter().find(|journey| journey.arrival == depart + time) else {
        return;
    };
    let mut written = record::record(ask.engine, &view, journey, &pair.0, &pair.1);
    // The value counts from the departure asked for, the wait for the first ride included.
    written.departure = depart;
    measured.evidence.map = record::shapes(&written);
    measured.evidence.journey = Some(written);
    let (bases, assumptions) = (&mut measured.bases, &mut measured.assumptions);
    record::rests_on(ask.engine, &view, journey, bases, assumptions);
    for leg in &journey.legs {
        if let Leg::Ride { pattern, .. } | Leg::Stay { pattern, .. } = leg {
            measured.uses.insert(ask.engine.route(view.timetable.route[*pattern]).id.clone());
        }
    }
}

pub(super) fn minutes_text(time: Option<Seconds>) -> String {
    time.map_or_else(|| "unreachable".into(), |t| format!("{:.1}", t.as_minutes()))
}
