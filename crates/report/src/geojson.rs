//! Every shape of the judgement as GeoJSON (RFC 7946): WGS 84, longitude first, rings closed,
//! outer rings anticlockwise. Covered ground is a MultiPolygon of merged rows of cells.

use allways_base::LonLat;
use allways_city::corridor::OptionRecord;
use allways_city::cut_at_180;
use allways_city::verdict::{Judgement, MapFeature, MapRole, Shape};
use serde_json::{Map, Value, json};

use crate::cells::{corners, strips};
use crate::corridor::{leg_geometry, leg_properties};
use crate::globe::great_circles;

/// A FeatureCollection. Properties: `promise` (null for the base map and rules), `reading` (label
/// of another reading, else empty), `rule` (only for rules), `role`, `label`, `cell_m` (side of the
/// cells, only for those). The legs of corridor options have the role `leg`, and say which `option`
/// and `leg` they are, by which `mode`, from where to where, in what time and at what cost.
pub fn to_geojson(j: &Judgement) -> Value {
    let mut features: Vec<Value> = Vec::new();
    add(&mut features, &j.map.features, &[("promise", Value::Null)]);
    for v in &j.verdicts {
        for f in std::iter::once(&v.reading).chain(&v.also) {
            let owner =
                [("promise", Value::from(v.promise.as_str())), ("reading", Value::from(&*f.label))];
            add(&mut features, &f.evidence.map, &owner);
            add_legs(&mut features, &f.evidence.options, &owner);
        }
    }
    for (name, f) in &j.rules {
        let owner = [("promise", Value::Null), ("rule", Value::from(name.as_str()))];
        add(&mut features, &f.evidence.map, &owner);
    }
    json!({ "type": "FeatureCollection", "features": features })
}

fn add(out: &mut Vec<Value>, features: &[MapFeature], owner: &[(&str, Value)]) {
    for feature in features {
        let Some(geometry) = geometry(&feature.shape, feature.role == MapRole::Link) else {
            continue;
        };
        let mut properties = Map::new();
        for (key, value) in owner {
            properties.insert((*key).to_owned(), value.clone());
        }
        properties.insert("role".to_owned(), Value::from(role_word(feature.role)));
        properties.insert("label".to_owned(), Value::from(feature.label.as_str()));
        if let Shape::Cells(_, side) = feature.shape {
            properties.insert("cell_m".to_owned(), Value::from(side));
        }
        out.push(json!({ "type": "Feature", "properties": properties, "geometry": geometry }));
    }
}

fn add_legs(out: &mut Vec<Value>, options: &[OptionRecord], owner: &[(&str, Value)]) {
    for (n, option) in options.iter().enumerate() {
        for (k, leg) in option.legs.iter().enumerate() {
            let Some(geometry) = leg_geometry(leg) else { continue };
            let mut properties = leg_properties(n + 1, k + 1, leg);
            for (key, value) in owner {
                properties.insert((*key).to_owned(), value.clone());
            }
            properties.insert("role".to_owned(), Value::from("leg"));
            properties.insert("label".to_owned(), Value::from(leg.corridor.as_str()));
            out.push(json!({ "type": "Feature", "properties": properties, "geometry": geometry }));
        }
    }
}

/// The role as a kebab-case word.
pub(crate) const fn role_word(role: MapRole) -> &'static str {
    match role {
        MapRole::District => "district",
        MapRole::Area => "area",
        MapRole::Line => "line",
        MapRole::NewLine => "new-line",
        MapRole::Stop => "stop",
        MapRole::Place => "place",
        MapRole::Covered => "covered",
        MapRole::NotCovered => "not-covered",
        MapRole::Ride => "ride",
        MapRole::Walk => "walk",
        MapRole::Link => "link",
        MapRole::End => "end",
    }
}

/// `[lon, lat]`, to a millionth of a degree (0.1 m).
pub(crate) fn position(p: LonLat) -> Value {
    let p = rounded(p);
    json!([p.lon, p.lat])
}

/// To a millionth of a degree; zero has no sign.
fn rounded(p: LonLat) -> LonLat {
    let round = |x: f64| (x * 1e6).round() / 1e6 + 0.0;
    LonLat::new(round(p.lon), round(p.lat))
}

/// A line cut where it crosses the 180th meridian, as RFC 7946 §3.1.9 asks: no part runs round the
/// world the wrong way.
fn parts(points: &[LonLat]) -> Vec<Vec<LonLat>> {
    let mut parts = cut_at_180(points);
    let n = parts.len();
    // A line that only touches the meridian leaves a part of one point.
    parts.retain(|part| part.len() > 1 || (n == 1 && !part.is_empty()));
    parts
}

/// `None` for shapes that have no valid points: a map must not fail on one bad coordinate. The parts
/// of a line that is `far` go the shortest way over the globe; a viewer would draw them straight.
pub(crate) fn geometry(shape: &Shape, far: bool) -> Option<Value> {
    let valid = |points: &[LonLat]| -> Vec<LonLat> {
        points.iter().copied().filter(|p| p.is_valid()).collect()
    };
    match shape {
        Shape::Point(p) => {
            p.is_valid().then(|| json!({ "type": "Point", "coordinates": position(*p) }))
        }
        Shape::Line(points) => {
            let points = valid(points);
            let points = if far { great_circles(&points) } else { points };
            let points: Vec<LonLat> = points.into_iter().map(rounded).collect();
            let line = |part: &[LonLat]| -> Value { part.iter().copied().map(position).collect() };
            match parts(&points).as_slice() {
                [] => None,
                [one] if one.len() == 1 => {
                    Some(json!({ "type": "Point", "coordinates": position(one[0]) }))
                }
                [one] => Some(json!({ "type": "LineString", "coordinates": line(one) })),
                many => {
                    let lines: Vec<Value> = many.iter().map(|part| line(part)).collect();
                    Some(json!({ "type": "MultiLineString", "coordinates": lines }))
                }
            }
        }
        Shape::Polygon(rings) => {
            let (outer, holes) = rings.split_first()?;
            let outer = ring(valid(outer), true)?;
            let holes = holes.iter().filter_map(|hole| ring(valid(hole), false));
            let rings: Vec<Value> = std::iter::once(outer).chain(holes).collect();
            Some(json!({ "type": "Polygon", "coordinates": rings }))
        }
        Shape::Cells(cells, side) => {
            let polygons: Vec<Value> = strips(cells, *side)
                .into_iter()
                .filter_map(|strip| ring(corners(strip, *side).to_vec(), true))
                .map(|ring| json!([ring]))
                .collect();
            (!polygons.is_empty())
                .then(|| json!({ "type": "MultiPolygon", "coordinates": polygons }))
        }
    }
}

/// A closed ring in the wanted direction; `None` with fewer than three corners.
fn ring(points: Vec<LonLat>, anticlockwise: bool) -> Option<Value> {
    // Rounded first: two corners may become one.
    let mut points: Vec<LonLat> = points.into_iter().map(rounded).collect();
    points.dedup();
    while points.len() > 1 && points.first() == points.last() {
        points.pop();
    }
    if points.len() < 3 {
        return None;
    }
    if (twice_area(&points) > 0.0) != anticlockwise {
        points.reverse();
    }
    points.push(points[0]);
    Some(points.into_iter().map(position).collect())
}

/// Positive if anticlockwise.
fn twice_area(ring: &[LonLat]) -> f64 {
    let next = ring.iter().cycle().skip(1);
    ring.iter().zip(next).map(|(a, b)| a.lon * b.lat - b.lon * a.lat).sum()
}
