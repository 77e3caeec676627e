//! Options, directions and channels as JSON. Scripts depend on the keys: add, never rename.

use allways_city::corridor::{
    ChannelsRecord, CorridorAnswer, CorridorLeg, DirectionsRecord, OptionRecord,
};
use serde_json::{Value, json};

/// `{from, to, load, options: [{time_h, cost_usd, co2_kg, departures_per_week, legs}], …}`. Unknown
/// is null; a lower bound stands beside it.
pub fn corridor_json(answer: &CorridorAnswer) -> Value {
    json!({
        "from": answer.from, "to": answer.to, "load": answer.load,
        "options": answer.options.iter().map(option_json).collect::<Vec<_>>(),
        "is_complete": answer.is_complete,
        "directions": answer.directions.as_ref().map(directions_json),
        "channels": answer.channels.as_ref().map(channels_json),
        "labels_created": answer.labels.0, "labels_kept": answer.labels.1,
        "notes": answer.notes,
    })
}

/// One option.
pub(crate) fn option_json(option: &OptionRecord) -> Value {
    json!({
        "time_h": round(option.time_h),
        "time_low_h": round(option.usual_h.0), "time_high_h": round(option.usual_h.1),
        "time_late_h": option.late_h.map(round),
        "starts": option.starts,
        "cost_usd": option.known_cost_usd(), "cost_at_least_usd": option.cost_usd,
        "co2_kg": option.known_co2_kg(), "co2_at_least_kg": option.co2_kg,
        "handlings": option.handlings,
        "distance_km": option.distance_km.map(round),
        "departures_per_week": option.departures_per_week,
        "modes": option.modes().iter().map(|mode| mode.word()).collect::<Vec<_>>(),
        "weakest_input": option.weakest.as_ref().map(|(sure, source)| {
            json!({ "confidence": sure.word(), "source": source })
        }),
        "legs": option.legs.iter().map(leg_json).collect::<Vec<_>>(),
    })
}

fn leg_json(leg: &CorridorLeg) -> Value {
    let parts: serde_json::Map<String, Value> = leg
        .parts
        .named()
        .into_iter()
        .map(|(name, hours)| (format!("{}_h", name.replace([' ', '-'], "_")), json!(round(hours))))
        .collect();
    json!({
        "from": leg.from.0, "from_name": leg.from.1, "to": leg.to.0, "to_name": leg.to.1,
        "service": leg.service, "corridor": leg.corridor, "mode": leg.mode.word(),
        "departs": leg.departs, "time_h": parts, "is_handled": leg.is_handled,
        "cost_usd": leg.cost_usd, "handling_usd": leg.handling_usd, "co2_kg": leg.co2_kg,
        "distance_km": leg.distance_km, "departures_per_week": leg.departures_per_week,
        "unstated": leg.unstated,
        "confidence": leg.basis.0.word(), "source": leg.basis.1,
    })
}

fn directions_json(directions: &DirectionsRecord) -> Value {
    let each: Vec<Value> = directions
        .each
        .iter()
        .map(|direction| {
            json!({
                "direction": direction.direction, "gateways": direction.gateways,
                "soonest": direction.best.as_ref().map(|(name, _)| name),
                "option": direction.best.as_ref().map(|(_, option)| option_json(option)),
                "reached": direction.reached.iter().map(|(name, hours)| {
                    json!({ "gateway": name, "time_h": round(*hours) })
                }).collect::<Vec<_>>(),
                "cost_usd": direction.cost_usd,
                "departures_per_week": direction.departures.known(),
                "departures_at_least": direction.departures.at_least,
                "departures_at_most": direction.departures.at_most,
                "capacity_per_week": direction.capacity.known(),
                "capacity_at_least": direction.capacity.at_least,
                "capacity_at_most": direction.capacity.at_most,
                "also_by_road": direction.departures.by_road,
            })
        })
        .collect();
    json!({
        "each": each,
        "evenness_of_speed": directions.evenness_of_speed.map(round),
        "evenness_of_cost": directions.evenness_of_cost.map(round),
        "evenness_of_departures": directions.evenness_of_departures.map(round),
        "evenness_of_capacity": directions.evenness_of_capacity.map(round),
    })
}

fn channels_json(channels: &ChannelsRecord) -> Value {
    json!({
        "lines": channels.lines.0, "lines_at_most": channels.lines.1,
        "routes": channels.routes.iter().map(|(through, hours)| {
            json!({ "through": through, "time_h": hours.map(round) })
        }).collect::<Vec<_>>(),
        "min_cut": channels.min_cut,
        "terminals": channels.terminals, "terminal_cut": channels.terminal_cut,
        "left": channels.left.iter().map(|left| {
            json!({
                "lost": left.name, "what": left.what, "time_h": left.time_h.map(round),
                "cost_usd": left.cost_usd, "capacity_per_week": left.capacity_per_week,
                "capacity_is_partial": left.capacity_is_partial,
            })
        }).collect::<Vec<_>>(),
    })
}

/// To a millionth: below any second.
pub(super) fn round(x: f64) -> f64 {
    (x * 1e6).round() / 1e6
}
