//! Measures of travel time: `travel-time`, `gap`, `season-loss`, `access`, `completeness`.
//!
//! A traveller who needs step-free access meets stops and vehicles of which nobody says whether
//! they are step-free. Every value is then computed twice, once as if all unknowns were
//! accessible and once as if none were; where the two differ the value is a pair of bounds.

use allways_access::{Endpoint, Percentile};
use allways_base::{LonLat, Metres, Seconds};
use allways_transit::compile::StepFreeRule;
use allways_transit::feed::{Basis, Confidence, StopKind};

use super::ask::Ask;
use crate::engine::{Condition, Vehicles, View};
use crate::judge::{Measured, Quantity};
use crate::names::{self, Spot, SpotKind};
use crate::record::{self, End};
use crate::verdict::{MapFeature, MapRole, Shape, Table};

/// Farthest that a place may lie from the stop that stands for it, stop to stop.
const NEAREST_STOP_LIMIT: Metres = Metres(1500.0);

/// Travel time of one pair, or of the worst pair of districts.
pub(super) fn travel_time(ask: &Ask<'_, '_>) -> Measured {
    let mut measured = Measured { unit: "min", ..Measured::default() };
    let Some(pairs) = pairs(ask, &mut measured) else { return measured };
    let condition = condition(ask, ask.traveller(), ask.season());
    let found = both_readings(ask, condition, &pairs);
    note_condition(ask, condition, &mut measured);
    let (best, worst) = (longest(&found.optimistic), longest(&found.pessimistic));
    measured.value = match (best, worst) {
        (None, _) => Quantity::Never,
        (Some(a), Some(b)) if a == b => Quantity::Exact(a.as_minutes()),
        (Some(a), Some(b)) => Quantity::Bounds(a.as_minutes(), b.as_minutes()),
        (Some(a), None) => Quantity::Bounds(a.as_minutes(), f64::INFINITY),
    };
    // A feed that is not valid on the date may hold the very journey: that is not a broken promise.
    if measured.value == Quantity::Never {
        let missing = ask.engine.without_service();
        if !missing.is_empty() {
            measured.value = Quantity::Unknown;
            measured.missing = missing;
        }
    }
    note_unknown_step_free(&mut measured);
    let at = position_of_longest(&found.optimistic);
    let pair = &pairs[at];
    evidence(ask, condition, pair, found.optimistic[at], &mut measured);
    if pairs.len() > 1 {
        measured.evidence.table = Some(pair_table(&pairs, &[("time (min)", &found.optimistic)]));
    }
    measured.summary = time_summary(ask, condition, pair, found.optimistic[at], pairs.len());
    measured.mend = mend_time(ask, pair, found.optimistic[at]);
    measured
}

/// The worst traveller's time over the adult's.
pub(super) fn gap(ask: &Ask<'_, '_>) -> Measured {
    let mut measured = Measured { unit: "x", ..Measured::default() };
    let Some(pairs) = pairs(ask, &mut measured) else { return measured };
    let travellers = &ask.scenario().city.plan.travellers;
    let asked = ask.texts("travellers");
    let rows: Vec<usize> = if asked.is_empty() {
        (0..travellers.len()).collect()
    } else {
        asked.iter().map(|id| ask.engine.traveller_row(id)).collect()
    };
    let adult = crate::engine::default_traveller(travellers);
    let base = both_readings(ask, condition(ask, adult, ask.season()), &pairs).optimistic;
    let mut table = Table { columns: vec!["traveller".into()], ..Table::default() };
    table
        .columns
        .extend(["worst pair", "time (min)", "adult (min)", "ratio (x)"].map(String::from));
    let mut bounds: Option<(f64, f64)> = None;
    for &row in &rows {
        let condition = condition(ask, row, ask.season());
        let found = both_readings(ask, condition, &pairs);
        let best = worst_ratio(&found.optimistic, &base);
        let worst = worst_ratio(&found.pessimistic, &base);
        let (Some((low, at)), Some((high, _))) = (best, worst) else { continue };
        table.rows.push(vec![
            travellers[row].name.clone(),
            format!("{} – {}", pairs[at].0.name, pairs[at].1.name),
            minutes_text(found.optimistic[at]),
            minutes_text(base[at]),
            if low.is_infinite() {
                "cannot travel".into()
            } else if high > low {
                format!("{low:.2} or more")
            } else {
                format!("{low:.2}")
            },
        ]);
        if row != adult {
            note_condition(ask, condition, &mut measured);
        }
        bounds = Some(bounds.map_or((low, high), |(a, b)| (f64::max(a, low), f64::max(b, high))));
        if bounds.is_some_and(|(a, _)| a <= low) {
            evidence(ask, condition, &pairs[at], found.optimistic[at], &mut measured);
        }
    }
    measured.value = match bounds {
        None => Quantity::Unknown,
        Some((low, _)) if low.is_infinite() => Quantity::Never,
        Some((low, high)) if high > low => Quantity::Bounds(low, high),
        Some((low, _)) => Quantity::Exact(low),
    };
    if bounds.is_none() {
        measured.missing.push("a pair that an adult can travel".into());
    }
    note_unknown_step_free(&mut measured);
    measured.summary = worst_row(&table, 4).map_or_else(
        || "No pair can be travelled by an adult.".into(),
        |row| {
            format!("Worst: {} on {}, {} times the adult's {} min.", row[0], row[1], row[4], row[3])
        },
    );
    measured.mend = "shorten the walks and changes of the slowest traveller: stops nearer to the \
                     ends, step-free changes, fewer changes"
        .into();
    measured.evidence.table = Some(table);
    measured
}

/// How much longer the worst season takes.
pub(super) fn season_loss(ask: &Ask<'_, '_>) -> Measured {
    let mut measured = Measured { unit: "%", ..Measured::default() };
    let Some(pairs) = pairs(ask, &mut measured) else { return measured };
    let seasons = &ask.scenario().city.plan.seasons;
    let asked = ask.texts("seasons");
    let rows: Vec<usize> = if asked.is_empty() {
        (0..seasons.len()).collect()
    } else {
        asked.iter().map(|id| ask.engine.season_row(id)).collect()
    };
    let traveller = ask.traveller();
    let base = both_readings(ask, condition(ask, traveller, 0), &pairs).optimistic;
    let mut table = Table { columns: vec!["season".into()], ..Table::default() };
    table
        .columns
        .extend(["worst pair", "time (min)", "base (min)", "longer (%)"].map(String::from));
    let mut worst: Option<f64> = None;
    for &row in &rows {
        let condition = condition(ask, traveller, row);
        let times = both_readings(ask, condition, &pairs).optimistic;
        let Some((ratio, at)) = worst_ratio(&times, &base) else { continue };
        let loss = (ratio - 1.0) * 100.0;
        let text = if loss.is_infinite() { "cannot travel".into() } else { format!("{loss:.1}") };
        table.rows.push(vec![
            seasons[row].name.clone(),
            format!("{} – {}", pairs[at].0.name, pairs[at].1.name),
            minutes_text(times[at]),
            minutes_text(base[at]),
            text,
        ]);
        if row != 0 {
            note_condition(ask, condition, &mut measured);
        }
        if worst.is_none_or(|w| loss > w) {
            worst = Some(loss);
            evidence(ask, condition, &pairs[at], times[at], &mut measured);
        }
    }
    measured.value = match worst {
        None => Quantity::Unknown,
        Some(loss) if loss.is_infinite() => Quantity::Never,
        Some(loss) => Quantity::Exact(loss),
    };
    if worst.is_none() {
        measured.missing.push("a pair that can be travelled in the base season".into());
    }
    measured.summary = worst_row(&table, 4).map_or_else(
        || "No pair can be travelled in the base season.".into(),
        |row| format!("Worst: {} on {}, {} % longer than {} min.", row[0], row[1], row[4], row[3]),
    );
    measured.mend =
        "cover or shorten the walks, and give buses a way of their own in that season".into();
    measured.evidence.table = Some(table);
    measured
}

/// Opportunities reached within a cutoff.
pub(super) fn access(ask: &Ask<'_, '_>) -> Measured {
    let share = ask.flag("share");
    let mut measured = Measured { unit: if share { "%" } else { "count" }, ..Measured::default() };
    let Some(from) = end(ask, "from", &mut measured) else { return measured };
    let opportunity = ask.text("opportunity");
    let condition = condition(ask, ask.traveller(), ask.season());
    note_condition(ask, condition, &mut measured);
    let places = &ask.scenario().city.places;
    // A kind of place counts each place once; a numeric column counts its amount.
    let amount = |p: &allways_ingest::points::Place| {
        if p.kind == opportunity { Some(1.0) } else { p.opportunities.get(opportunity).copied() }
    };
    let wanted: Vec<(usize, f64)> =
        places.iter().enumerate().filter_map(|(i, p)| Some((i, amount(p)?))).collect();
    let total: f64 = wanted.iter().map(|(_, a)| a).sum();
    let unlocated: f64 =
        wanted.iter().filter(|(i, _)| places[*i].position.is_none()).map(|(_, a)| a).sum();
    let located: Vec<(usize, f64, LonLat)> =
        wanted.iter().filter_map(|&(i, a)| Some((i, a, places[i].position?))).collect();
    if located.is_empty() {
        measured.missing.push(format!("a located place that offers `{opportunity}`"));
        return measured;
    }
    let ends: Vec<Endpoint> = located.iter().map(|&(.., at)| Endpoint::Position(at)).collect();
    let found = one_to_many(ask, condition, &from, &ends);
    let limit = Seconds(allways_base::cast::round_u32(ask.number("cutoff_min") * 60.0));
    let reached = |times: &[Option<Seconds>]| -> f64 {
        let within = |t: &Option<Seconds>| t.is_some_and(|t| t <= limit);
        located.iter().zip(times).filter(|(_, t)| within(t)).map(|((_, a, _), _)| a).sum()
    };
    let scale = if share && total > 0.0 { 100.0 / total } else { 1.0 };
    let low = reached(&found.pessimistic) * scale;
    let high = (reached(&found.optimistic) + unlocated) * scale;
    measured.value = if high > low { Quantity::Bounds(low, high) } else { Quantity::Exact(low) };
    if unlocated > 0.0 {
        measured.missing.push(format!("where {unlocated:.0} of {total:.0} `{opportunity}` are"));
    }
    note_unknown_step_free(&mut measured);
    let mut table = Table {
        columns: [opportunity, "amount", "time (min)", "within the cutoff"]
            .map(String::from)
            .to_vec(),
        ..Table::default()
    };
    for ((i, a, at), time) in located.iter().zip(&found.optimistic) {
        let inside = time.is_some_and(|t| t <= limit);
        measured.bases.push(basis_of(&places[*i]));
        table.rows.push(vec![
            places[*i].name.clone(),
            format!("{a:.0}"),
            minutes_text(*time),
            if inside { "yes" } else { "no" }.into(),
        ]);
        measured.evidence.map.push(MapFeature {
            role: if inside { MapRole::Place } else { MapRole::NotCovered },
            label: places[*i].name.clone(),
            shape: Shape::Point(*at),
        });
    }
    measured.summary = format!(
        "From {} within {:.0} min by {}: {:.0} of {total:.0} `{opportunity}`.",
        from.name,
        ask.number("cutoff_min"),
        condition.vehicles.word(),
        reached(&found.optimistic)
    );
    measured.mend = "see the table for the places that are just outside".into();
    measured.evidence.table = Some(table);
    measured
}

/// Share of people with every kind of place within a cutoff.
pub(super) fn completeness(ask: &Ask<'_, '_>) -> Measured {
    let mut measured = Measured { unit: "%", ..Measured::default() };
    let city = ask.scenario().city;
    let area = if ask.text("zone").is_empty() {
        None
    } else {
        match ask.spot("zone", &mut measured).map(|spot| spot.kind) {
            Some(SpotKind::Zone(row)) => Some(&city.zones[row].polygon),
            _ => {
                measured.missing.push(format!("`{}` as a zone", ask.text("zone")));
                return measured;
            }
        }
    };
    let homes: Vec<(usize, f64, LonLat)> = city
        .places
        .iter()
        .enumerate()
        .filter_map(|(i, p)| Some((i, p.people.filter(|&n| n > 0.0)?, p.position?)))
        .filter(|&(.., at)| area.is_none_or(|area| area.contains(at)))
        .collect();
    let kinds = ask.texts("kinds");
    let goals: Vec<(usize, LonLat)> = city
        .places
        .iter()
        .enumerate()
        .filter(|(_, p)| kinds.iter().any(|k| is_kind(p, k)))
        .filter_map(|(i, p)| Some((i, p.position?)))
        .collect();
    for kind in kinds {
        if !goals.iter().any(|&(i, _)| is_kind(&city.places[i], kind)) {
            measured.missing.push(format!("a located place of kind `{kind}`"));
        }
    }
    if homes.is_empty() {
        measured.missing.push("located places with people".into());
    }
    if !measured.missing.is_empty() {
        return measured;
    }
    let condition = condition(ask, ask.traveller(), ask.season());
    note_condition(ask, condition, &mut measured);
    let origins: Vec<Endpoint> = homes.iter().map(|&(.., at)| Endpoint::Position(at)).collect();
    let ends: Vec<Endpoint> = goals.iter().map(|&(_, at)| Endpoint::Position(at)).collect();
    let times = ask.engine.times(condition, &origins, &ends, ask.window(), percentile(ask));
    let limit = Seconds(allways_base::cast::round_u32(ask.number("cutoff_min") * 60.0));
    let mut table = Table {
        columns: vec!["home".into(), "people".into(), "not within reach".into()],
        ..Table::default()
    };
    let (mut complete, mut total) = (0.0, 0.0);
    for (&(i, people, at), times) in homes.iter().zip(&times) {
        let lacking: Vec<&str> = kinds
            .iter()
            .filter(|kind| {
                !goals.iter().zip(times).any(|(&(goal, _), time)| {
                    is_kind(&city.places[goal], kind) && time.is_some_and(|t| t <= limit)
                })
            })
            .map(String::as_str)
            .collect();
        total += people;
        if lacking.is_empty() {
            complete += people;
        } else {
            let name = city.places[i].name.clone();
            table.rows.push(vec![name, format!("{people:.0}"), lacking.join(", ")]);
        }
        measured.bases.push(basis_of(&city.places[i]));
        measured.evidence.map.push(MapFeature {
            role: if lacking.is_empty() { MapRole::Place } else { MapRole::NotCovered },
            label: city.places[i].name.clone(),
            shape: Shape::Point(at),
        });
    }
    measured.value = Quantity::Exact(100.0 * complete / total);
    measured.assumptions.insert(
        "people live at the point of the town or place that lists them; people of whom no place is \
         listed are left out"
            .into(),
    );
    measured.summary = format!(
        "{complete:.0} of {total:.0} people at {} places reach {} within {:.0} min by {}.",
        homes.len(),
        kinds.join(", "),
        ask.number("cutoff_min"),
        condition.vehicles.word()
    );
    table.rows.sort_by(|a, b| b[1].len().cmp(&a[1].len()).then_with(|| b[1].cmp(&a[1])));
    table.left_out = table.rows.len().saturating_sub(40);
    table.rows.truncate(40);
    measured.mend = "bring the missing kinds, or a faster line, to the homes of the table".into();
    measured.evidence.table = Some(table);
    measured
}

/// A place with people is housing, whatever else it is.
fn is_kind(place: &allways_ingest::points::Place, kind: &str) -> bool {
    place.kind == kind || (kind == "housing" && place.people.is_some_and(|n| n > 0.0))
}

fn basis_of(place: &allways_ingest::points::Place) -> Basis {
    Basis {
        confidence: place.confidence.unwrap_or(Confidence::Low),
        what: format!("the place {}", place.name),
        source: place.source.clone(),
    }
}

// The parts that the measures share.

/// Times of the two readings of unknown step-free access.
struct Readings {
    optimistic: Vec<Option<Seconds>>,
    pessimistic: Vec<Option<Seconds>>,
}

type Pair = (End, End);

fn condition(ask: &Ask<'_, '_>, traveller: usize, season: usize) -> Condition {
    let step_free = ask.scenario().city.plan.travellers[traveller].step_free;
    Condition {
        traveller,
        season,
        vehicles: ask.vehicles(),
        step_free: if step_free { StepFreeRule::NotRefused } else { StepFreeRule::Any },
        footpaths: true,
    }
}

fn pessimistic(condition: Condition) -> Option<Condition> {
    (condition.step_free == StepFreeRule::NotRefused)
        .then_some(Condition { step_free: StepFreeRule::KnownOnly, ..condition })
}

fn percentile(ask: &Ask<'_, '_>) -> Percentile {
    let rounded = allways_base::cast::round_u32(ask.number("percentile"));
    let percent = u8::try_from(rounded).unwrap_or(u8::MAX);
    Percentile::new(percent).unwrap_or(Percentile::MEDIAN)
}

fn both_readings(ask: &Ask<'_, '_>, condition: Condition, pairs: &[Pair]) -> Readings {
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

fn one_to_many(ask: &Ask<'_, '_>, condition: Condition, from: &End, to: &[Endpoint]) -> Readings {
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
fn pairs(ask: &Ask<'_, '_>, measured: &mut Measured) -> Option<Vec<Pair>> {
    if ask.text("pairs") != "districts" {
        return Some(vec![(end(ask, "from", measured)?, end(ask, "to", measured)?)]);
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

fn end(ask: &Ask<'_, '_>, key: &str, measured: &mut Measured) -> Option<End> {
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

/// What holds of every value that is computed under a condition.
fn note_condition(ask: &Ask<'_, '_>, condition: Condition, measured: &mut Measured) {
    let city = ask.scenario().city;
    measured.assumptions.extend(ask.engine.view(condition).attached.assumptions());
    measured.assumptions.extend(ask.engine.without_service());
    if ask.engine.who(condition).step_free && city.streets.is_some() {
        measured.assumptions.insert(
            "streets that say nothing about wheelchairs are passable, steps are not".into(),
        );
    }
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

fn note_unknown_step_free(measured: &mut Measured) {
    if matches!(measured.value, Quantity::Bounds(..)) {
        measured.missing.push(
            "which stops, vehicles and ways are step-free: the bounds are the value if every unknown \
             one is, and if none is"
                .into(),
        );
    }
}

/// A journey that attains the time, with what it rests on.
fn evidence(
    ask: &Ask<'_, '_>,
    condition: Condition,
    pair: &Pair,
    time: Option<Seconds>,
    measured: &mut Measured,
) {
    let Some(time) = time else { return };
    let view: std::rc::Rc<View<'_>> = ask.engine.view(condition);
    let (from, to) = (&pair.0.endpoint, &pair.1.endpoint);
    let ends = (std::slice::from_ref(from), std::slice::from_ref(to));
    let profiles = ask.engine.profiles(condition, ends.0, ends.1, ask.window());
    let profile = &profiles[0][0];
    let Some(&(depart, _)) = profile.iter().find(|(_, took)| *took == Some(time)) else { return };
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
}

fn longest(times: &[Option<Seconds>]) -> Option<Seconds> {
    times.iter().copied().collect::<Option<Vec<_>>>()?.into_iter().max()
}

/// Row of the longest time; unreachable is longest, the first of equals.
fn position_of_longest(times: &[Option<Seconds>]) -> usize {
    let key = |i: usize| times[i].map_or(u32::MAX, |t| t.0);
    (0..times.len()).max_by_key(|&i| (key(i), std::cmp::Reverse(i))).unwrap_or(0)
}

/// Largest ratio of `times` to `base` over the pairs that the base can travel; infinite if one of
/// these cannot be travelled.
fn worst_ratio(times: &[Option<Seconds>], base: &[Option<Seconds>]) -> Option<(f64, usize)> {
    let mut worst: Option<(f64, usize)> = None;
    for (i, (time, base)) in times.iter().zip(base).enumerate() {
        let Some(base) = base.filter(|b| b.0 > 0) else { continue };
        let ratio = time.map_or(f64::INFINITY, |t| f64::from(t.0) / f64::from(base.0));
        if worst.is_none_or(|(w, _)| ratio > w) {
            worst = Some((ratio, i));
        }
    }
    worst
}

/// The row with the largest number (or words instead of one) in a column.
fn worst_row(table: &Table, column: usize) -> Option<&Vec<String>> {
    let number = |row: &Vec<String>| {
        let word = row[column].split(' ').next().unwrap_or("");
        word.parse::<f64>().unwrap_or(f64::INFINITY)
    };
    table.rows.iter().max_by(|a, b| number(a).total_cmp(&number(b)))
}

fn minutes_text(time: Option<Seconds>) -> String {
    time.map_or_else(|| "unreachable".into(), |t| format!("{:.1}", t.as_minutes()))
}

fn pair_table(pairs: &[Pair], columns: &[(&str, &[Option<Seconds>])]) -> Table {
    let mut table = Table { columns: vec!["from".into(), "to".into()], ..Table::default() };
    table.columns.extend(columns.iter().map(|(name, _)| (*name).to_owned()));
    for (i, (from, to)) in pairs.iter().enumerate() {
        let mut row = vec![from.name.clone(), to.name.clone()];
        row.extend(columns.iter().map(|(_, times)| minutes_text(times[i])));
        table.rows.push(row);
    }
    table
}

fn time_summary(
    ask: &Ask<'_, '_>,
    condition: Condition,
    (from, to): &Pair,
    time: Option<Seconds>,
    n_pairs: usize,
) -> String {
    let worst = if n_pairs > 1 { format!("Worst of {n_pairs} pairs: ") } else { String::new() };
    let ends = if ask.text("ends") == "stop-to-stop" { "stop to stop" } else { "door to door" };
    let by =
        if condition.vehicles == Vehicles::None { "walking" } else { condition.vehicles.word() };
    time.map_or_else(
        || {
            format!(
                "{worst}{} to {} cannot be travelled by {by} within the plan's limits, leaving {}.",
                from.name,
                to.name,
                ask.window()
            )
        },
        |t| {
            format!(
                "{worst}{} to {} by {by}, {ends}: {t} at the {}th percentile of departures {}.",
                from.name,
                to.name,
                percentile(ask).percent(),
                ask.window()
            )
        },
    )
}

/// The speed that the target asks for, beside the speed of today: plain arithmetic that tells
/// whether a promise is near or out of reach.
fn mend_time(ask: &Ask<'_, '_>, (from, to): &Pair, time: Option<Seconds>) -> String {
    let (Some(a), Some(b)) = (from.position, to.position) else { return String::new() };
    let km = allways_geo::distance(a, b).0 / 1000.0;
    let wanted = ask.target().value;
    if wanted <= 0.0 {
        return String::new();
    }
    let needed = km / (wanted / 60.0);
    let today = time.map_or_else(String::new, |t| {
        format!("; today it is {:.0} km/h", km / (f64::from(t.0.max(1)) / 3600.0))
    });
    format!(
        "{wanted:.0} min over {km:.1} km in a straight line need {needed:.0} km/h on average, stops, \
         changes and walks included{today}"
    )
}
