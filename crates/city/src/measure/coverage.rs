//! `coverage`: share of an area, or of its people, near a stop.
//!
//! Areas are measured on a square grid: a cell counts if its center lies within the radius of a
//! stop. The side is 100 m, or larger so that an area has at most 100,000 cells; the error of a
//! share is then below a tenth of a percentage point for areas that matter.

use allways_base::cast::{f64_from, usize_from};
use allways_base::{Idx, LonLat, Metres, ServiceTime};
use allways_geo::{LocalFrame, MultiPolygon, PointIndex, cells_in};
use allways_transit::compile::StepFreeRule;
use allways_transit::feed::{Basis, Confidence, StopIdx};
use allways_transit::timetable::TripIdx;

use super::ask::Ask;
use crate::engine::{Condition, View};
use crate::judge::{Measured, Quantity};
use crate::names::SpotKind;
use crate::open::Grid;
use crate::verdict::{MapFeature, MapRole, Shape, Table};

const MOST_CELLS: f64 = 100_000.0;

/// See the module docs.
pub(super) fn coverage(ask: &Ask<'_, '_>) -> Measured {
    let mut measured = Measured { unit: "%", ..Measured::default() };
    let city = ask.scenario().city;
    let rows: Vec<usize> = if ask.text("zone").is_empty() {
        (0..city.zones.len()).filter(|&i| city.zones[i].kind == "district").collect()
    } else {
        match ask.spot("zone", &mut measured).map(|spot| spot.kind) {
            Some(SpotKind::Zone(row)) => vec![row],
            Some(SpotKind::Place(row)) => {
                let id = &city.places[row].id;
                city.zones.iter().position(|z| &z.id == id).into_iter().collect()
            }
            _ => Vec::new(),
        }
    };
    if rows.is_empty() {
        measured.missing.push(format!("the outline of `{}` as a zone", ask.text("zone")));
        return measured;
    }
    let condition = Condition {
        traveller: ask.traveller(),
        season: ask.season(),
        vehicles: ask.vehicles(),
        step_free: StepFreeRule::Any,
        footpaths: true,
    };
    let view = ask.engine.view(condition);
    for &row in &rows {
        let zone = &city.zones[row];
        measured.bases.push(Basis {
            confidence: zone.confidence.unwrap_or(Confidence::Low),
            what: format!("outline of {}", zone.name),
            source: zone.source.clone(),
        });
    }
    match ask.text("definition") {
        "walk-500m-people" => people(ask, &view, &rows, None, &mut measured),
        "frequent-500m-people" => people(ask, &view, &rows, Some(6.0), &mut measured),
        "cn-300m-area" => area(ask, &view, &rows, Metres(300.0), &mut measured),
        _ => area(ask, &view, &rows, Metres(500.0), &mut measured),
    }
    measured
}

/// Stops at which one may board on that day, with departures in the window.
fn served(ask: &Ask<'_, '_>, view: &View<'_>) -> Vec<(StopIdx, LonLat)> {
    let stops = ask.scenario().feed.stops.iter();
    stops
        .filter(|&(stop, _)| {
            let calls = &view.timetable.stop_calls[stop];
            calls
                .iter()
                .any(|&(pattern, at)| view.timetable.calls[pattern][usize_from(at)].may_board)
        })
        .filter_map(|(stop, row)| Some((stop, row.position?)))
        .collect()
}

fn area(
    ask: &Ask<'_, '_>,
    view: &View<'_>,
    rows: &[usize],
    radius: Metres,
    measured: &mut Measured,
) {
    let city = ask.scenario().city;
    let stops: Vec<LonLat> = served(ask, view).into_iter().map(|(_, at)| at).collect();
    let index = PointIndex::new(&stops);
    let mut table = Table {
        columns: ["zone", "area (km²)", "covered (km²)", "covered (%)"].map(String::from).to_vec(),
        ..Table::default()
    };
    let (mut near, mut all) = (0.0, 0.0);
    for &row in rows {
        let zone = &city.zones[row];
        let grid = city.grid(row, || grid_of(&zone.polygon));
        let (cells, side) = (&grid.cells, grid.side);
        let (covered, open): (Vec<LonLat>, Vec<LonLat>) =
            cells.iter().partition(|&&at| index.nearest(at, radius).is_some());
        let km2 = |n: usize| f64_from(n) * side.0 * side.0 / 1e6;
        near += km2(covered.len());
        all += km2(cells.len());
        table.rows.push(vec![
            zone.name.clone(),
            format!("{:.1}", km2(cells.len())),
            format!("{:.1}", km2(covered.len())),
            format!("{:.1}", 100.0 * km2(covered.len()) / km2(cells.len().max(1))),
        ]);
        outline(&zone.polygon, &zone.name, measured);
        measured.evidence.map.push(MapFeature {
            role: MapRole::Covered,
            label: format!("within {radius} of a stop"),
            shape: Shape::Cells(covered, side.0),
        });
        if open.len() < cells.len() {
            measured.assumptions.insert(format!("area measured on cells of {side}"));
        }
    }
    if all <= 0.0 {
        measured.missing.push("an outline with an area".into());
        return;
    }
    if ask.text("definition").starts_with("cn-") {
        measured.assumptions.insert(
            "the whole outline is the denominator: the built-up area that the standard means is not \
             in the data, so mountains and fields count as not covered"
                .into(),
        );
    }
    stop_basis(ask, measured);
    measured.value = Quantity::Exact(100.0 * near / all);
    measured.summary = format!(
        "{near:.0} of {all:.0} km² lie within {radius} (straight line) of one of {} stops by {}.",
        stops.len(),
        ask.vehicles().word()
    );
    measured.mend = format!(
        "stops near the uncovered {:.0} km², or a denominator of built-up land alone",
        all - near
    );
    measured.evidence.table = Some(table);
}

fn people(
    ask: &Ask<'_, '_>,
    view: &View<'_>,
    rows: &[usize],
    per_hour: Option<f64>,
    measured: &mut Measured,
) {
    let city = ask.scenario().city;
    let window = ask.window();
    let hours = f64::from(window.to.since(window.from).0) / 3600.0;
    let frequent = |stop: StopIdx| {
        per_hour.is_none_or(|least| departures(view, stop, window.from, window.to) / hours >= least)
    };
    let mut served = served(ask, view);
    served.retain(|&(stop, _)| frequent(stop));
    let positions: Vec<LonLat> = served.iter().map(|&(_, at)| at).collect();
    let index = PointIndex::new(&positions);
    let radius = Metres(500.0);
    let (mut near, mut located, mut counted) = (0.0, 0.0, 0.0);
    let mut unknown_total = false;
    let mut table = Table {
        columns: ["place", "people", "walk to a stop"].map(String::from).to_vec(),
        ..Table::default()
    };
    for &row in rows {
        let zone = &city.zones[row];
        outline(&zone.polygon, &zone.name, measured);
        let mut here = 0.0;
        for place in &city.places {
            let (Some(people), Some(at)) = (place.people.filter(|&n| n > 0.0), place.position)
            else {
                continue;
            };
            if !zone.polygon.contains(at) {
                continue;
            }
            here += people;
            let within = index
                .within(at, radius)
                .into_iter()
                .any(|(i, _)| walk(ask, view, at, positions[i]).is_some_and(|m| m <= radius));
            if within {
                near += people;
            }
            measured.bases.push(Basis {
                confidence: place.confidence.unwrap_or(Confidence::Low),
                what: format!("people of {}", place.name),
                source: place.source.clone(),
            });
            table.rows.push(vec![
                place.name.clone(),
                format!("{people:.0}"),
                if within { "within 500 m" } else { "farther" }.into(),
            ]);
            measured.evidence.map.push(MapFeature {
                role: if within { MapRole::Covered } else { MapRole::NotCovered },
                label: place.name.clone(),
                shape: Shape::Point(at),
            });
        }
        located += here;
        match zone.people {
            Some(people) => counted += people.max(here),
            None => {
                counted += here;
                unknown_total = true;
            }
        }
    }
    stop_basis(ask, measured);
    if located <= 0.0 {
        measured.missing.push("located places with people".into());
        return;
    }
    let unlocated = counted - located;
    if unlocated > 0.5 {
        measured.value =
            Quantity::Bounds(100.0 * near / counted, 100.0 * (near + unlocated) / counted);
        measured.missing.push(format!(
            "where {unlocated:.0} of {counted:.0} people live: the tables locate {located:.0}"
        ));
    } else {
        measured.value = Quantity::Exact(100.0 * near / located);
    }
    if unknown_total {
        measured.assumptions.insert("people outside the listed places are not counted".into());
    }
    measured.assumptions.insert("people live at the point of the place that lists them".into());
    measured.assumptions.extend(view.attached.assumptions());
    measured.summary = format!(
        "Of {located:.0} located people, {near:.0} live within a 500 m walk of {} {} stops by {}.",
        served.len(),
        if per_hour.is_some() { "frequent" } else { "served" },
        ask.vehicles().word()
    );
    measured.mend = "stops, or more departures, at the places of the table that are farther".into();
    measured.evidence.table = Some(table);
}

/// Length of the walk between two points: a time on foot, turned back into metres.
fn walk(ask: &Ask<'_, '_>, view: &View<'_>, a: LonLat, b: LonLat) -> Option<Metres> {
    let city = ask.scenario().city;
    if city.streets.is_none() {
        let factor = city.plan.defaults.detour_factor;
        return Some(Metres(allways_geo::distance(a, b).0 * factor));
    }
    let time = view.attached.walk_time(a, b)?;
    Some(Metres(f64::from(time.0) * view.attached.walker().speed.0))
}

/// Departures from a stop in `[from, to)` at which one may board.
fn departures(view: &View<'_>, stop: StopIdx, from: ServiceTime, to: ServiceTime) -> f64 {
    let tt = &view.timetable;
    let mut n = 0_usize;
    for &(pattern, at) in &tt.stop_calls[stop] {
        let at = usize_from(at);
        // The last call of a pattern is no departure.
        if !tt.calls[pattern][at].may_board || at + 1 == tt.calls[pattern].len() {
            continue;
        }
        let first = tt.first_trip[pattern].to_usize();
        for (rank, trip) in tt.trips(pattern).enumerate() {
            // A joined run repeats trips that are counted on their own.
            let joined = tt.is_joined(TripIdx::from_usize(first + rank));
            n += usize::from(!joined && (from..to).contains(&trip[at].depart));
        }
    }
    f64_from(n)
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

/// The cells of an outline; empty if it has no area.
fn grid_of(polygon: &MultiPolygon) -> Grid {
    let cells = polygon.area_km2() * 100.0;
    let side = Metres(100.0 * (cells / MOST_CELLS).sqrt().max(1.0));
    let frame = polygon.label_point().map(LocalFrame::new);
    let cells = frame.map_or_else(Vec::new, |frame| cells_in(polygon, &frame, side));
    Grid { cells, side }
}
