//! `coverage`: share of an area, or of its people, near a stop.
//!
//! Areas are measured on a square grid: a cell counts if its center lies within the radius of a
//! stop. The side is 100 m, or larger so that an area has at most 100,000 cells; the error of a
//! share is then below a tenth of a percentage point for areas that matter.
//!
//! Where the list of lines is known to be partial, or a feed has no service on the date, stops are
//! missing and the share is a lower bound. People listed at one point live around it: a point with
//! more of them than can live within 500 m says nothing about who lives near a stop.

use allways_base::cast::{f64_from, usize_from};
use allways_base::{Idx, LonLat, Metres, ServiceTime};
use allways_geo::{LocalFrame, MultiPolygon, PointIndex, cells_in};
use allways_transit::compile::StepFreeRule;
use allways_transit::feed::{Basis, Confidence, StopIdx};
use allways_transit::timetable::TripIdx;

use super::ask::Ask;
use super::pairs::partial_lines;
use crate::engine::{Condition, ON_FOOT, View};
use crate::judge::{Measured, Quantity};
use crate::names::SpotKind;
use crate::open::Grid;
use crate::streets::Streets;
use crate::verdict::{MapFeature, MapRole, Shape, Table};

/// Most people that may be taken to live at the point that lists them: as many as live within
/// 500 m of it at 50,000 per km², the density of the densest districts of cities. More are a town
/// or a district put on one point.
const MOST_AT_A_POINT: f64 = 40_000.0;

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
        access: ON_FOOT,
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
    measured.missing.extend(ask.engine.without_service());
    measured.missing.extend(
        partial_lines(ask).into_iter().map(|text| format!("the rest of the list of lines: {text}")),
    );
    // Whatever is missing so far is stops.
    let all_stops = measured.missing.is_empty();
    if !all_stops {
        measured.assumptions.extend(ask.engine.without_service());
    }
    match ask.text("definition") {
        "walk-500m-people" => people(ask, &view, &rows, None, &mut measured),
        "frequent-500m-people" => people(ask, &view, &rows, Some(6.0), &mut measured),
        "cn-300m-area" => area(ask, &view, &rows, Metres(300.0), &mut measured),
        _ => area(ask, &view, &rows, Metres(500.0), &mut measured),
    }
    if !all_stops {
        measured.value = match measured.value {
            Quantity::Exact(share) | Quantity::Bounds(share, _) if share < 100.0 => {
                Quantity::Bounds(share, 100.0)
            }
            other => other,
        };
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
    let at_least = if measured.missing.is_empty() { "" } else { "At least " };
    measured.summary = format!(
        "{at_least}{near:.0} of {all:.0} km² lie within {radius} (straight line) of one of {} stops by {}.",
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
    let (mut near, mut located, mut counted, mut spread) = (0.0, 0.0, 0.0, 0.0);
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
            // A stop at the point serves some of them, and a stop elsewhere may serve others.
            let is_a_point = people <= MOST_AT_A_POINT;
            if !is_a_point {
                spread += people;
            } else if within {
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
                match (is_a_point, within) {
                    (false, _) => "not known: too many for one point",
                    (true, true) => "within 500 m",
                    (true, false) => "farther",
                }
                .into(),
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
    let unknown = not_at_a_point([near, located, counted, spread], measured);
    if unknown_total {
        measured.assumptions.insert("people outside the listed places are not counted".into());
    }
    measured.assumptions.insert("people live at the point of the place that lists them".into());
    measured.assumptions.extend(view.assumptions());
    measured.summary = format!(
        "Of {counted:.0} people, {near:.0} are known to live within a 500 m walk of one of {} {} stops \
         by {}; of {unknown:.0} it is not known where they live.",
        served.len(),
        if per_hour.is_some() { "frequent" } else { "served" },
        ask.vehicles().word()
    );
    measured.mend = "stops, or more departures, at the places of the table that are farther".into();
    measured.evidence.table = Some(table);
}

/// The share of people near a stop, from how many are known to be near one, are located, counted,
/// and located at points that stand for a town. Returns of how many nothing is known.
fn not_at_a_point([near, located, counted, spread]: [f64; 4], measured: &mut Measured) -> f64 {
    let unlocated = counted - located;
    let unknown = unlocated + spread;
    let (low, high) = (100.0 * near / counted, 100.0 * (near + unknown) / counted);
    measured.value = if unknown > 0.5 { Quantity::Bounds(low, high) } else { Quantity::Exact(low) };
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
    unknown
}

/// Length of the walk between two points: a time on foot, turned back into metres.
fn walk(ask: &Ask<'_, '_>, view: &View<'_>, a: LonLat, b: LonLat) -> Option<Metres> {
    let city = ask.scenario().city;
    if city.streets.is_none() {
        let factor = city.plan.defaults.detour_factor;
        return Some(Metres(allways_geo::distance(a, b).0 * factor));
    }
    if city.streets.as_ref().is_some_and(Streets::has_heights) {
        // Slopes take time and no metres.
        let line = view.attached.walk_line(a, b, view.attached.walker().limit)?;
        return Some(allways_geo::length(&line));
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
