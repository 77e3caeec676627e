//! The legs of options as GeoJSON.

use allways_base::LonLat;
use allways_city::corridor::{CorridorAnswer, CorridorLeg};
use allways_city::verdict::Shape;
use serde_json::{Map, Value, json};

use super::json::round;
use crate::geojson::geometry;

/// RFC 7946: a line for each leg of each option, along its own line or the great circle; each
/// terminal passed once.
pub fn corridor_geojson(answer: &CorridorAnswer) -> Value {
    let mut features: Vec<Value> = Vec::new();
    let best = answer.directions.iter().flat_map(|directions| &directions.each);
    let best = best.filter_map(|direction| {
        direction.best.as_ref().map(|(_, option)| (1, Some(direction.direction), option))
    });
    let options = answer.options.iter().enumerate().map(|(n, option)| (n + 1, None, option));
    let mut places: Vec<(&str, &str, LonLat)> = Vec::new();
    for (n, direction, option) in options.chain(best) {
        for (k, leg) in option.legs.iter().enumerate() {
            if let (Some(&first), Some(&last)) = (leg.line.first(), leg.line.last()) {
                for (end, at) in [(&leg.from, first), (&leg.to, last)] {
                    if !places.iter().any(|(id, ..)| *id == end.0) {
                        places.push((&end.0, &end.1, at));
                    }
                }
            }
            let mut properties = leg_properties(n, k + 1, leg);
            properties.insert("direction".to_owned(), json!(direction));
            features.push(json!({
                "type": "Feature", "properties": properties, "geometry": leg_geometry(leg),
            }));
        }
    }
    for (id, name, at) in places {
        features.push(json!({
            "type": "Feature", "properties": { "terminal": id, "name": name },
            "geometry": geometry(&Shape::Point(at), false),
        }));
    }
    json!({ "type": "FeatureCollection", "features": features, "notes": answer.notes })
}

/// What a map may want to say of a leg, the `k`th of option `n`.
pub(crate) fn leg_properties(n: usize, k: usize, leg: &CorridorLeg) -> Map<String, Value> {
    let hours: f64 = leg.parts.named().iter().map(|(_, hours)| hours).sum();
    [
        ("option", json!(n)),
        ("leg", json!(k)),
        ("mode", json!(leg.mode.word())),
        ("service", json!(leg.service)),
        ("corridor", json!(leg.corridor)),
        ("from", json!(leg.from.1)),
        ("to", json!(leg.to.1)),
        ("time_h", json!(round(hours))),
        ("cost_usd", json!(leg.cost_usd)),
        ("co2_kg", json!(leg.co2_kg)),
        ("distance_km", json!(leg.distance_km)),
    ]
    .map(|(key, value)| (key.to_owned(), value))
    .into_iter()
    .collect()
}

/// Along its own line or the great circle; `None` if its places are not known.
pub(crate) fn leg_geometry(leg: &CorridorLeg) -> Option<Value> {
    geometry(&Shape::Line(leg.line.clone()), true)
}
