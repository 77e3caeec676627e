//! What is within reach: `access`, `completeness`.
//!
//! Both are lower bounds where a list of places is known to be partial, or a feed has no service on
//! the date: what is missing could only add to what is reached.

use std::collections::{BTreeMap, BTreeSet};

use allways_access::Endpoint;
use allways_base::{LonLat, Seconds};
use allways_ingest::points::Place;

use super::ask::Ask;
use super::marks::{part_of, partial};
use super::pairs::{
    basis_of, condition, end, minutes_text, note_condition, note_unknown_step_free, one_to_many,
    percentile, zone,
};
use crate::judge::{Measured, Quantity};
use crate::verdict::{MapFeature, MapRole, Shape, Table};

/// Opportunities reached within a cutoff.
pub(super) fn access(ask: &Ask<'_, '_>) -> Measured {
    let share = ask.flag("share");
    let mut measured = Measured { unit: if share { "%" } else { "count" }, ..Measured::default() };
    let Some(from) = end(ask, "from", &mut measured) else { return measured };
    let opportunity = ask.text("opportunity");
    let condition = condition(ask, ask.traveller(), ask.season());
    note_condition(ask, condition, &mut measured);
    let places = &ask.scenario().city.places;
    // A kind of place counts each thing once, however many sites it has; a numeric column counts
    // its amount.
    let by_kind = places.iter().any(|p| p.kind == opportunity);
    let amount = |p: &Place| {
        if p.kind == opportunity { Some(1.0) } else { p.opportunities.get(opportunity).copied() }
    };
    let thing = |p: &Place| {
        let site = if p.kind == opportunity { part_of(&p.source) } else { None };
        site.unwrap_or(&p.id).to_owned()
    };
    let wanted: Vec<(&Place, f64)> = places.iter().filter_map(|p| Some((p, amount(p)?))).collect();
    let located: Vec<(&Place, f64, LonLat)> =
        wanted.iter().filter_map(|&(p, a)| Some((p, a, p.position?))).collect();
    if located.is_empty() {
        measured.missing.push(format!("a located place that offers `{opportunity}`"));
        return measured;
    }
    let ends: Vec<Endpoint> = located.iter().map(|&(.., at)| Endpoint::Position(at)).collect();
    let found = one_to_many(ask, condition, &from, &ends);
    let limit = Seconds(allways_base::cast::round_u32(ask.number("cutoff_min") * 60.0));
    // From plain 0: the sum of nothing is -0.
    let sum = |all: BTreeMap<String, f64>| all.values().fold(0.0, |sum, amount| sum + amount);
    let reached = |times: &[Option<Seconds>]| -> f64 {
        let within = |t: &Option<Seconds>| t.is_some_and(|t| t <= limit);
        let near = located.iter().zip(times).filter(|(_, t)| within(t));
        sum(near.map(|((p, a, _), _)| (thing(p), *a)).collect())
    };
    let total = sum(wanted.iter().map(|(p, a)| (thing(p), *a)).collect());
    let known: BTreeSet<String> = located.iter().map(|(p, ..)| thing(p)).collect();
    let unlocated: f64 = sum(wanted
        .iter()
        .map(|(p, a)| (thing(p), *a))
        .filter(|(t, _)| !known.contains(t))
        .collect());
    let partial = wanted.iter().find_map(|(p, _)| partial(&p.source)).filter(|_| by_kind);
    let unnamed = match partial {
        None => 0.0,
        Some(list) => list.in_truth.map_or(f64::INFINITY, |n| (f64::from(n) - total).max(0.0)),
    };
    let (near, best) = (reached(&found.pessimistic), reached(&found.optimistic));
    let in_truth = total + unnamed;
    let idle = ask.engine.without_service();
    let most = if idle.is_empty() { best + unlocated + unnamed } else { in_truth };
    let (low, high) = if !share {
        (near, most)
    } else if in_truth.is_infinite() {
        (0.0, 100.0)
    } else {
        (100.0 * near / in_truth, 100.0 * most / in_truth)
    };
    measured.value = if high > low { Quantity::Bounds(low, high) } else { Quantity::Exact(low) };
    if best > near {
        note_unknown_step_free(&mut measured);
    }
    if unlocated > 0.0 {
        measured.missing.push(format!("where {unlocated:.0} of {total:.0} `{opportunity}` are"));
    }
    if let Some(list) = partial.filter(|_| unnamed > 0.0) {
        measured.missing.push(format!("the rest of the list of `{opportunity}`: {}", list.text));
    }
    measured.missing.extend(idle);
    let mut table = Table {
        columns: [opportunity, "amount", "time (min)", "within the cutoff"]
            .map(String::from)
            .to_vec(),
        ..Table::default()
    };
    for ((place, a, at), time) in located.iter().zip(&found.optimistic) {
        let inside = time.is_some_and(|t| t <= limit);
        measured.bases.push(basis_of(place));
        table.rows.push(vec![
            place.name.clone(),
            format!("{a:.0}"),
            minutes_text(*time),
            if inside { "yes" } else { "no" }.into(),
        ]);
        measured.evidence.map.push(MapFeature {
            role: if inside { MapRole::Place } else { MapRole::NotCovered },
            label: place.name.clone(),
            shape: Shape::Point(*at),
        });
    }
    measured.summary = format!(
        "From {} within {:.0} min by {}: {} of {total:.0} `{opportunity}` that the tables name.",
        from.name,
        ask.number("cutoff_min"),
        condition.vehicles.word(),
        if best > near { format!("{near:.0} to {best:.0}") } else { format!("{best:.0}") }
    );
    measured.mend = "see the table for the places that are just outside".into();
    measured.evidence.table = Some(table);
    measured
}

/// Share of people with every kind of place within a cutoff.
pub(super) fn completeness(ask: &Ask<'_, '_>) -> Measured {
    let mut measured = Measured { unit: "%", ..Measured::default() };
    let city = ask.scenario().city;
    let Some(is_inside) = zone(ask, &mut measured) else { return measured };
    let lives = |(i, p): (usize, &Place)| Some((i, p.people.filter(|&n| n > 0.0)?, p.position?));
    let homes: Vec<(usize, f64, LonLat)> = city
        .places
        .iter()
        .enumerate()
        .filter_map(lives)
        .filter(|&(.., at)| is_inside(at))
        .collect();
    let kinds = ask.texts("kinds");
    let goals = located_of(&city.places, kinds);
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
    let partial_kinds = partial_kinds(&city.places, kinds);
    let (mut complete, mut perhaps, mut total) = (0.0, 0.0, 0.0);
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
        let known_to_lack = |kind: &&&str| !partial_kinds.iter().any(|(part, _)| part == *kind);
        if lacking.is_empty() {
            complete += people;
        } else {
            if !lacking.iter().any(|kind| known_to_lack(&kind)) {
                perhaps += people;
            }
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
    let idle = ask.engine.without_service();
    let most = if idle.is_empty() { complete + perhaps } else { total };
    measured.value = if most > complete {
        Quantity::Bounds(100.0 * complete / total, 100.0 * most / total)
    } else {
        Quantity::Exact(100.0 * complete / total)
    };
    let mut open = String::new();
    if perhaps > 0.0 {
        let rest =
            |(kind, text): &(&str, &str)| format!("the rest of the list of `{kind}`: {text}");
        measured.missing.extend(partial_kinds.iter().map(rest));
        open = format!("; {perhaps:.0} more lack only kinds of which a part is listed");
    }
    measured.missing.extend(idle);
    measured.assumptions.insert(
        "people live at the point of the town or place that lists them; people of whom no place is \
         listed are left out"
            .into(),
    );
    measured.summary = format!(
        "{complete:.0} of {total:.0} people at {} places reach {} within {:.0} min by {}{open}.",
        homes.len(),
        kinds.join(", "),
        ask.number("cutoff_min"),
        condition.vehicles.word(),
    );
    table.rows.sort_by(|a, b| b[1].len().cmp(&a[1].len()).then_with(|| b[1].cmp(&a[1])));
    table.left_out = table.rows.len().saturating_sub(40);
    table.rows.truncate(40);
    measured.mend = "bring the missing kinds, or a faster line, to the homes of the table".into();
    measured.evidence.table = Some(table);
    measured
}

/// Located places of any of these kinds, with their rows.
fn located_of(places: &[Place], kinds: &[String]) -> Vec<(usize, LonLat)> {
    let all = places.iter().enumerate().filter(|(_, p)| kinds.iter().any(|k| is_kind(p, k)));
    all.filter_map(|(i, p)| Some((i, p.position?))).collect()
}

/// Kinds of which only a part is listed, with what the mark says: one of the rest may be near a
/// home that is near none of those listed.
fn partial_kinds<'a>(places: &'a [Place], kinds: &'a [String]) -> Vec<(&'a str, &'a str)> {
    let of_kind = |kind: &'a String| {
        let mut rows = places.iter().filter(|p| &p.kind == kind);
        Some((kind.as_str(), rows.find_map(|p| partial(&p.source))?.text))
    };
    kinds.iter().filter_map(of_kind).collect()
}

/// A place with people is housing, whatever else it is.
fn is_kind(place: &Place, kind: &str) -> bool {
    place.kind == kind || (kind == "housing" && place.people.is_some_and(|n| n > 0.0))
}
