//! `coverage`: share of an area, or of its people, near a stop, held against a target.
//!
//! [`crate::coverage`] counts; here it is said in words. Where the list of lines is known to be partial,
//! or a feed has no service on the date, stops are missing and the share is a lower bound.

use allways_geo::MultiPolygon;
use allways_transit::compile::StepFreeRule;
use allways_transit::feed::{Basis, Confidence};

use super::ask::Ask;
use crate::coverage::{
    Cover, Definition, MOST_AT_A_POINT, Of, Over, Part, PartOf, cover, spots_of,
};
use crate::coverage::{missing_stops, zone_row};
use crate::engine::{Condition, ON_FOOT, View};
use crate::judge::{Measured, Quantity};
use crate::verdict::{MapFeature, MapRole, Shape, Table};

/// See the module docs.
pub(super) fn coverage(ask: &Ask<'_, '_>) -> Measured {
    let mut measured = Measured { unit: "%", ..Measured::default() };
    let city = ask.scenario().city;
    let zones: Vec<usize> = if ask.text("zone").is_empty() {
        (0..city.zones.len()).filter(|&i| city.zones[i].kind == "district").collect()
    } else {
        let spot = ask.spot("zone", &mut measured);
        spot.and_then(|spot| zone_row(city, &spot.kind)).into_iter().collect()
    };
    if zones.is_empty() {
        measured.missing.push(format!("the outline of `{}` as a zone", ask.text("zone")));
        return measured;
    }
    let condition = Condition {
        traveller: ask.traveller(),
        season: ask.season(),
        vehicles: ask.vehicles(),
        step_free: StepFreeRule::Any,
        footpaths: true,
        access: ON_FOOT,
    };
    let view = ask.engine.view(condition);
    for &row in &zones {
        let zone = &city.zones[row];
        measured.bases.push(Basis {
            confidence: zone.confidence.unwrap_or(Confidence::Low),
            what: format!("outline of {}", zone.name),
            source: zone.source.clone(),
        });
    }
    measured.missing.extend(missing_stops(ask.engine, ask.vehicles()));
    // Whatever is missing so far is stops.
    let missing = measured.missing.iter();
    let idle: Vec<String> = ask
        .engine
        .without_service()
        .into_iter()
        .filter(|t| missing.clone().any(|m| m == t))
        .collect();
    measured.assumptions.extend(idle);
    // The plan language has checked the name.
    let Ok(definition) = Definition::parse(ask.text("definition")) else { return measured };
    if definition.per_hour.is_some() {
        measured.assumptions.extend(ask.engine.note_mean_of_draws(condition));
    }
    let of = definition.of;
    let spots = spots_of(city);
    let over = Over { zones: &zones, spots: &spots };
    let found = cover(ask.engine, &view, (&definition, ask.vehicles(), ask.window()), over);
    if of == Of::Area {
        area(ask, &found, &mut measured);
    } else {
        people(ask, &view, &found, &mut measured);
    }
    measured.value = found.sum.share();
    if found.sum.total.is_some_and(|total| total <= 0.0) {
        measured.value = Quantity::Unknown;
    }
    measured
}

fn area(ask: &Ask<'_, '_>, found: &Cover, measured: &mut Measured) {
    let city = ask.scenario().city;
    let mut table = Table {
        columns: ["zone", "area (km²)", "covered (km²)", "covered (%)"].map(String::from).to_vec(),
        ..Table::default()
    };
    let (near, all) = (found.sum.near, found.sum.total.unwrap_or(0.0));
    let label = format!("{} of a stop", found.definition.near_in_words());
    for (part, patch) in found.parts.iter().zip(&found.patches) {
        let total = part.amount.total.unwrap_or(0.0);
        table.rows.push(vec![
            part.name.clone(),
            format!("{total:.1}"),
            format!("{:.1}", part.amount.near),
            format!("{:.1}", if total > 0.0 { 100.0 * part.amount.near / total } else { 0.0 }),
        ]);
        if let PartOf::Zone(row) = part.of {
            outline(&city.zones[row].polygon, &part.name, measured);
        }
        measured.evidence.map.push(MapFeature {
            role: MapRole::Covered,
            label: label.clone(),
            shape: Shape::Cells(patch.cells.clone(), patch.side.0),
        });
        if !patch.cells.is_empty() {
            measured.assumptions.insert(format!("area measured on cells of {}", patch.side));
        }
    }
    if all <= 0.0 {
        measured.missing.push("an outline with an area".into());
        return;
    }
    if found.definition.id.starts_with("cn-") {
        measured.assumptions.insert(
            "the whole outline is the denominator: the built-up area that the standard means is not \
             in the data, so mountains and fields count as not covered"
                .into(),
        );
    }
    stop_basis(ask, measured);
    let at_least = if measured.missing.is_empty() { "" } else { "At least " };
    measured.summary = format!(
        "{at_least}{near:.0} of {all:.0} km² lie {} of one of {} stops by {}.",
        found.definition.near_in_words(),
        found.n_stops,
        ask.vehicles().word()
    );
    measured.mend = format!(
        "stops near the uncovered {:.0} km², or a denominator of built-up land alone",
        all - near
    );
    measured.evidence.table = Some(table);
}

fn people(ask: &Ask<'_, '_>, view: &View<'_>, found: &Cover, measured: &mut Measured) {
    let city = ask.scenario().city;
    let definition = &found.definition;
    let mut table = Table {
        columns: ["place", "people", "walk to a stop"].map(String::from).to_vec(),
        ..Table::default()
    };
    let mut located = 0.0;
    for part in &found.parts {
        match part.of {
            PartOf::Zone(row) => outline(&city.zones[row].polygon, &part.name, measured),
            PartOf::Place(row) => {
                located += part.amount.total.unwrap_or(0.0);
                let place = &city.places[row];
                measured.bases.push(Basis {
                    confidence: place.confidence.unwrap_or(Confidence::Low),
                    what: format!("people of {}", place.name),
                    source: place.source.clone(),
                });
                table.rows.push(row_of(part, definition));
                measured.evidence.map.extend(part.at.map(|at| MapFeature {
                    role: if part.is_near { MapRole::Covered } else { MapRole::NotCovered },
                    label: part.name.clone(),
                    shape: Shape::Point(at),
                }));
            }
            PartOf::Point(_) => {}
        }
    }
    stop_basis(ask, measured);
    let counted = found.sum.total.unwrap_or(0.0);
    if counted <= 0.0 {
        measured.missing.push("located places with people".into());
        return;
    }
    let (unlocated, spread) = (found.unlocated, found.spread);
    if unlocated > 0.5 {
        measured.missing.push(format!(
            "where {unlocated:.0} of {counted:.0} people live: the tables locate {located:.0}"
        ));
    }
    if spread > 0.5 {
        measured.missing.push(format!(
            "where {spread:.0} of {counted:.0} people live around the points that list them: each \
             lists more than {MOST_AT_A_POINT:.0}, which is a town and not an address"
        ));
    }
    if found.lacks_totals {
        measured.assumptions.insert("people outside the listed places are not counted".into());
    }
    measured.assumptions.insert("people live at the point of the place that lists them".into());
    measured.assumptions.extend(view.assumptions());
    measured.summary = format!(
        "Of {counted:.0} people, {:.0} are known to live {} of one of {} {} stops by {}; of {:.0} it is \
         not known where they live.",
        found.sum.near,
        definition.near_in_words(),
        found.n_stops,
        if definition.per_hour.is_some() { "frequent" } else { "served" },
        ask.vehicles().word(),
        unlocated + spread,
    );
    measured.mend = "stops, or more departures, at the places of the table that are farther".into();
    measured.evidence.table = Some(table);
}

fn row_of(part: &Part, definition: &Definition) -> Vec<String> {
    vec![
        part.name.clone(),
        format!("{:.0}", part.amount.total.unwrap_or(0.0)),
        if part.amount.total > Some(MOST_AT_A_POINT) {
            "not known: too many for one point".into()
        } else if part.is_near {
            definition.near_in_words()
        } else {
            "farther".into()
        },
    ]
}

/// What the stops of the counted vehicles rest on.
fn stop_basis(ask: &Ask<'_, '_>, measured: &mut Measured) {
    for route in ask.scenario().feed.routes.as_slice() {
        if ask.vehicles().allow(route.vehicle) {
            measured.bases.extend(route.basis.clone());
        }
    }
}

fn outline(polygon: &MultiPolygon, name: &str, measured: &mut Measured) {
    for part in polygon.polygons() {
        let mut rings = vec![part.outer.clone()];
        rings.extend(part.holes.iter().cloned());
        measured.evidence.map.push(MapFeature {
            role: MapRole::Area,
            label: name.to_owned(),
            shape: Shape::Polygon(rings),
        });
    }
}
