//! Journeys for `allways route`: a table for people, JSON for scripts.

use allways_base::Seconds;
use allways_city::verdict::{Fare, JourneyRecord, LegKind, LegRecord, Shape};
use serde_json::{Value, json};

use crate::geojson::{geometry, position};
use crate::width::{clean, display_width, pad, pad_left};

/// `walk`, `ride`, `stay` in the vehicle of the ride before, `cycle`, …
pub(crate) const fn leg_word(kind: LegKind) -> &'static str {
    match kind {
        LegKind::Walk => "walk",
        LegKind::Ride => "ride",
        LegKind::Cycle => "cycle",
        LegKind::Drive => "drive",
        LegKind::Truck => "truck",
        LegKind::Stay => "stay",
    }
}

/// `1 ride`, `3 stops`.
pub(crate) fn counted(n: u32, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

/// Line and direction of a ride: `Line 1 towards Bishan`; of a stay, `goes on as Line 1`.
pub(crate) fn line_text(leg: &LegRecord) -> String {
    let is_named = !(leg.route.is_empty() && leg.headsign.is_empty());
    let stays = if leg.kind == LegKind::Stay && is_named { "goes on as " } else { "" };
    let line = match (leg.route.as_str(), leg.headsign.as_str()) {
        ("", "") => String::new(),
        ("", sign) => format!("towards {sign}"),
        (route, "") => route.to_owned(),
        (route, sign) => format!("{route} towards {sign}"),
    };
    format!("{stays}{line}")
}

/// Wait before each leg: since the arrival of the leg before.
pub(crate) fn waits(journey: &JourneyRecord) -> Vec<Seconds> {
    let mut at = journey.departure;
    let mut out = Vec::with_capacity(journey.legs.len());
    for leg in &journey.legs {
        out.push(leg.departure.since(at));
        at = at.max(leg.arrival);
    }
    out
}

/// One block per journey, one line per leg, waits named. Times are `HH:MM:SS` of the service day
/// and may pass 24:00.
pub fn journeys_table(journeys: &[JourneyRecord]) -> String {
    if journeys.is_empty() {
        return "no journey found\n".to_owned();
    }
    let mut out = String::new();
    for (i, journey) in journeys.iter().enumerate() {
        if i > 0 {
            out.push('\n');
        }
        out.push_str(&block(i + 1, journey));
    }
    out
}

fn block(n: usize, journey: &JourneyRecord) -> String {
    let fare = journey.fare.as_ref().map_or_else(String::new, |fare| format!(", {fare}"));
    let mut out = format!(
        "journey {n}: {} to {}, {}, {}{fare}\n",
        journey.departure,
        journey.arrival,
        journey.duration(),
        counted(journey.rides, "ride")
    );
    let rows: Vec<[String; 6]> = rows(journey);
    let width = |k: usize| rows.iter().map(|r| display_width(&r[k])).max().unwrap_or(0);
    let widths = [0, 1, 2, 3, 4].map(width);
    for row in &rows {
        let line = [
            pad(&row[0], widths[0]),
            pad(&row[1], widths[1]),
            pad(&row[2], widths[2]),
            pad_left(&row[3], widths[3]),
            pad(&row[4], widths[4]),
            row[5].clone(),
        ];
        out.push_str("  ");
        out.push_str(line.join("  ").trim_end());
        out.push('\n');
    }
    out
}

fn rows(journey: &JourneyRecord) -> Vec<[String; 6]> {
    let mut rows = Vec::new();
    for (leg, wait) in journey.legs.iter().zip(waits(journey)) {
        if wait.0 > 0 {
            rows.push([
                String::new(),
                String::new(),
                "wait".to_owned(),
                wait.to_string(),
                end(&leg.from, &leg.from_id),
                String::new(),
            ]);
        }
        let mut what = clean(&line_text(leg));
        if matches!(leg.kind, LegKind::Ride | LegKind::Stay) {
            let trip = if leg.trip_id.is_empty() {
                String::new()
            } else {
                format!(", trip {}", clean(&leg.trip_id))
            };
            let comma = if what.is_empty() { "" } else { ", " };
            what = format!("{what}{comma}{}{trip}", counted(leg.n_stops, "stop"));
        }
        rows.push([
            leg.departure.to_string(),
            leg.arrival.to_string(),
            leg_word(leg.kind).to_owned(),
            leg.arrival.since(leg.departure).to_string(),
            format!("{} → {}", end(&leg.from, &leg.from_id), end(&leg.to, &leg.to_id)),
            what,
        ]);
    }
    rows
}

fn end(name: &str, id: &str) -> String {
    match (name, id) {
        ("", "") => "point".to_owned(),
        ("", id) => clean(id),
        (name, "") => clean(name),
        (name, id) => format!("{} ({})", clean(name), clean(id)),
    }
}

/// `{"journeys": [{departure, arrival, duration_s, rides, legs[]}]}`.
pub fn journeys_json(journeys: &[JourneyRecord]) -> Value {
    json!({ "journeys": journeys.iter().map(journey_json).collect::<Vec<_>>() })
}

/// RFC 7946: a line for each leg of each journey; the keys of [`journeys_json`], and the number of
/// journey and leg. A leg whose places are not known has no geometry.
pub fn journeys_geojson(journeys: &[JourneyRecord]) -> Value {
    let mut features = Vec::new();
    for (n, journey) in journeys.iter().enumerate() {
        for (k, leg) in journey.legs.iter().enumerate() {
            let mut properties = leg_json(leg);
            if let Some(properties) = properties.as_object_mut() {
                properties.remove("line");
            }
            (properties["journey"], properties["leg"]) = (json!(n + 1), json!(k + 1));
            features.push(json!({
                "type": "Feature", "properties": properties,
                "geometry": geometry(&Shape::Line(leg.line.clone()), false),
            }));
        }
    }
    json!({ "type": "FeatureCollection", "features": features })
}

/// One journey: times as `HH:MM:SS` and as seconds of the service day.
pub(crate) fn journey_json(journey: &JourneyRecord) -> Value {
    let mut value = json!({
        "departure": journey.departure.to_string(),
        "departure_s": journey.departure.0,
        "arrival": journey.arrival.to_string(),
        "arrival_s": journey.arrival.0,
        "duration_s": journey.duration().0,
        "rides": journey.rides,
        "legs": journey.legs.iter().map(leg_json).collect::<Vec<_>>(),
    });
    if let Some(Fare { cents, currency }) = &journey.fare {
        value["fare"] = json!({ "hundredths": cents, "currency": currency });
    }
    value
}

fn leg_json(leg: &LegRecord) -> Value {
    json!({
        "kind": leg_word(leg.kind),
        "from": leg.from,
        "from_id": leg.from_id,
        "to": leg.to,
        "to_id": leg.to_id,
        "departure": leg.departure.to_string(),
        "departure_s": leg.departure.0,
        "arrival": leg.arrival.to_string(),
        "arrival_s": leg.arrival.0,
        "duration_s": leg.arrival.since(leg.departure).0,
        "route": leg.route,
        "headsign": leg.headsign,
        "trip_id": leg.trip_id,
        "n_stops": leg.n_stops,
        "line": leg.line.iter().filter(|p| p.is_valid()).map(|&p| position(p)).collect::<Vec<_>>(),
    })
}
