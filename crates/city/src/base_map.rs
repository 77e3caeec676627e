//! What every map of a report shows: zones, lines, places, from the plan's own data.

use std::collections::BTreeSet;

use allways_base::Metres;
use allways_transit::feed::{FeedTripIdx, RouteIdx, Vehicle};

use crate::names;
use crate::scenario::Scenario;
use crate::verdict::{BaseMap, MapFeature, MapRole, Shape};

/// Lines are thinned to this, for a page that stays small.
const TOLERANCE: Metres = Metres(30.0);

/// Outlines of zones, lines that run on rails, and the named places.
pub(crate) fn base_map(scenario: &Scenario<'_>) -> BaseMap {
    let city = scenario.city;
    let mut features = Vec::new();
    // Zones of kind `context` are there to be named, not to be drawn as part of the city.
    for zone in city.zones.iter().filter(|zone| zone.kind != "context") {
        for part in zone.polygon.polygons() {
            let mut rings = vec![part.outer.clone()];
            rings.extend(part.holes.iter().cloned());
            let role = if zone.kind == "district" { MapRole::District } else { MapRole::Area };
            features.push(MapFeature {
                role,
                label: zone.name.clone(),
                shape: Shape::Polygon(rings),
            });
        }
    }
    features.extend(rail_lines(scenario));
    for place in &city.places {
        if let (Some(at), "town" | "centre" | "rail-hub" | "airport") =
            (place.position, place.kind.as_str())
        {
            features.push(MapFeature {
                role: MapRole::Place,
                label: place.name.clone(),
                shape: Shape::Point(at),
            });
        }
    }
    BaseMap { features }
}

/// The longest trip of each rail route stands for its line.
fn rail_lines(scenario: &Scenario<'_>) -> Vec<MapFeature> {
    let feed = &scenario.feed;
    let mut longest: Vec<Option<FeedTripIdx>> = vec![None; feed.routes.len()];
    for (trip, row) in feed.trips.iter() {
        let best = &mut longest[allways_base::Idx::to_usize(row.route)];
        if best.is_none_or(|best| feed.stop_times[best].len() < feed.stop_times[trip].len()) {
            *best = Some(trip);
        }
    }
    let mut drawn: BTreeSet<RouteIdx> = BTreeSet::new();
    let mut features = Vec::new();
    for trip in longest.into_iter().flatten() {
        let route = feed.trips[trip].route;
        let row = &feed.routes[route];
        if !matches!(row.vehicle, Vehicle::Metro | Vehicle::Rail | Vehicle::Tram)
            || !drawn.insert(route)
        {
            continue;
        }
        let line: Vec<_> = feed.stop_times[trip]
            .iter()
            .filter_map(|call| names::position_of(feed, call.stop))
            .collect();
        if line.len() > 1 {
            features.push(MapFeature {
                role: MapRole::Line,
                label: row.name.clone(),
                shape: Shape::Line(allways_geo::simplify(&line, TOLERANCE)),
            });
        }
    }
    features
}
