//! Corridors for `allways corridor`: a table for people, JSON and GeoJSON for scripts and maps.

use allways_base::LonLat;
use allways_city::corridor::{
    ChannelsRecord, CorridorAnswer, CorridorLeg, DirectionsRecord, LeftRecord, OptionRecord,
};
use allways_city::verdict::Shape;
use serde_json::{Value, json};

use crate::geojson::geometry;
use crate::width::{clean, columns};

/// Blocks: the options side by side, then each leg by leg; directions; what is left when something
/// is lost.
pub fn corridor_table(answer: &CorridorAnswer) -> String {
    let mut out = String::new();
    let to = if answer.to.is_empty() { "all directions" } else { &answer.to };
    out += &format!("{} from {} to {}\n", answer.load, clean(&answer.from), clean(to));
    if let Some(directions) = &answer.directions {
        out += &directions_table(directions);
    } else if answer.options.is_empty() {
        out += "\nno option found\n";
    } else {
        out += &options_table(&answer.options);
    }
    if let Some(channels) = &answer.channels {
        out += &channels_table(channels);
    }
    out
}

fn options_table(options: &[OptionRecord]) -> String {
    let with_late = options.iter().any(|option| option.late_h.is_some());
    let mut heads = vec!["option", "by", "time", "usual range"];
    if with_late {
        heads.push("late");
    }
    heads.extend([
        "cost (USD)",
        "CO2e (kg)",
        "handlings",
        "km",
        "departures (/week)",
        "weakest input",
    ]);
    let row = |(n, option): (usize, &OptionRecord)| {
        let mut row =
            vec![(n + 1).to_string(), by(option), hours(option.time_h), range(option.usual_h)];
        if with_late {
            row.push(option.late_h.map_or_else(|| "–".to_owned(), hours));
        }
        row.extend([
            bounded(option.cost_usd, option.cost_is_partial),
            bounded(option.co2_kg, option.co2_is_partial),
            option.handlings.to_string(),
            option.distance_km.map_or_else(|| "unknown".to_owned(), |km| format!("{km:.0}")),
            number(option.departures_per_week),
            option.weakest.as_ref().map_or("–", |(sure, _)| sure.word()).to_owned(),
        ]);
        row
    };
    let rows: Vec<Vec<String>> = options.iter().enumerate().map(row).collect();
    let mut out = format!("\n{}", columns(&heads, &rows, 2));
    for (n, option) in options.iter().enumerate() {
        out += &legs_table(n + 1, option);
    }
    out
}

/// A leg begins where the one before it ends.
const LEG_HEADS: [&str; 8] =
    ["to", "by", "leaves", "time", "made up of", "cost (USD)", "CO2e (kg)", "km"];

fn legs_table(n: usize, option: &OptionRecord) -> String {
    let starts = option.starts.as_ref().map_or_else(
        || "starts at any moment".to_owned(),
        |moment| format!("starts {moment} by the clock there"),
    );
    let from = option.legs.first().map_or("", |leg| &leg.from.1);
    let mut out =
        format!("\noption {n}: {} from {}, {starts}\n", hours(option.time_h), clean(from));
    let rows: Vec<Vec<String>> = option.legs.iter().map(leg_row).collect();
    out += &indented(&columns(&LEG_HEADS, &rows, 3));
    if let Some((sure, source)) = &option.weakest {
        let source = if source.is_empty() { "no source stated" } else { source };
        out += &format!("  weakest input ({}): {}\n", sure.word(), clean(source));
    }
    out
}

fn leg_row(leg: &CorridorLeg) -> Vec<String> {
    let parts: Vec<(&str, f64)> =
        leg.parts.named().into_iter().filter(|(_, hours)| *hours > 0.0).collect();
    let total = parts.iter().fold(0.0, |sum, (_, hours)| sum + hours);
    let made: Vec<String> = parts.iter().map(|(name, h)| format!("{} {name}", hours(*h))).collect();
    let by = if leg.corridor.is_empty() {
        leg.mode.word().to_owned()
    } else {
        format!("{}, {}", leg.mode.word(), clean(&leg.corridor))
    };
    // Handling that no table prices counts as none, which is told.
    let cost = leg.cost_usd.map(|ride| ride + leg.handling_usd.unwrap_or(0.0));
    vec![
        clean(&leg.to.1),
        by,
        leg.departs.clone().unwrap_or_else(|| "any time".to_owned()),
        hours(total),
        made.join(" + "),
        cost.map_or_else(|| "unknown".to_owned(), |x| format!("{x:.0}")),
        leg.co2_kg.map_or_else(|| "unknown".to_owned(), |x| format!("{x:.0}")),
        leg.distance_km.map_or_else(|| "unknown".to_owned(), |x| format!("{x:.0}")),
    ]
}

fn directions_table(directions: &DirectionsRecord) -> String {
    let heads = [
        "direction",
        "gateways reached",
        "soonest",
        "time",
        "usual range",
        "cost (USD)",
        "departures (/week)",
        "capacity (/week)",
    ];
    let rows: Vec<Vec<String>> = directions
        .each
        .iter()
        .map(|direction| {
            let best = direction.best.as_ref();
            vec![
                direction.direction.to_owned(),
                format!("{} of {}", direction.reached.len(), direction.gateways),
                best.map_or_else(|| "none".to_owned(), |(name, _)| clean(name)),
                best.map_or_else(|| "–".to_owned(), |(_, option)| hours(option.time_h)),
                best.map_or_else(|| "–".to_owned(), |(_, option)| range(option.usual_h)),
                direction.cost_usd.map_or_else(|| "unknown".to_owned(), |x| format!("{x:.0}")),
                number(direction.departures_per_week),
                number(direction.capacity_per_week),
            ]
        })
        .collect();
    let mut out = format!("\n{}", columns(&heads, &rows, 3));
    let even = [
        ("speed", directions.evenness_of_speed),
        ("cost", directions.evenness_of_cost),
        ("departures", directions.evenness_of_departures),
        ("capacity", directions.evenness_of_capacity),
    ];
    let even: Vec<String> = even
        .iter()
        .map(|(what, index)| match index {
            Some(index) => format!("{what} {:.0} %", index * 100.0),
            None => format!("{what} unknown"),
        })
        .collect();
    out += &format!("\neven among the four (Pielou 1966, 100 % is alike): {}\n", even.join(", "));
    for direction in &directions.each {
        if let Some((name, option)) = &direction.best {
            let from = option.legs.first().map_or("", |leg| &leg.from.1);
            out += &format!("\n{}: from {} to {}\n", direction.direction, clean(from), clean(name));
            let rows: Vec<Vec<String>> = option.legs.iter().map(leg_row).collect();
            out += &indented(&columns(&LEG_HEADS, &rows, 3));
        }
    }
    out
}

fn channels_table(channels: &ChannelsRecord) -> String {
    let (count, at_most) = channels.lines;
    let most = if count == at_most { String::new() } else { format!(" to {at_most}") };
    let mut out = format!("\nroutes that share no line: {count}{most}\n");
    for (through, time) in &channels.routes {
        let time = time.map_or_else(|| "time unknown".to_owned(), hours);
        out += &format!("  {time}: {}\n", clean(through));
    }
    let cut = |names: &[String]| clean(&names.join("; "));
    if !channels.min_cut.is_empty() {
        out += &format!("  the fewest lines that part the two: {}\n", cut(&channels.min_cut));
    }
    out += &format!("routes that share no terminal: {}\n", channels.terminals);
    if !channels.terminal_cut.is_empty() {
        out +=
            &format!("  the fewest terminals that part the two: {}\n", cut(&channels.terminal_cut));
    }
    let heads = [
        "if this is lost",
        "what it is",
        "fastest left",
        "cheapest left (USD)",
        "capacity left (/week)",
    ];
    let row = |left: &LeftRecord| {
        let capacity = match (left.capacity_per_week, left.capacity_is_partial) {
            (0, true) => "unknown".to_owned(),
            (n, true) => format!("at least {n}"),
            (n, false) => n.to_string(),
        };
        vec![
            if left.name.is_empty() { "nothing".to_owned() } else { clean(&left.name) },
            left.what.to_owned(),
            left.time_h.map_or_else(|| "none".to_owned(), hours),
            left.cost_usd.map_or_else(|| "unknown".to_owned(), |x| format!("{x:.0}")),
            capacity,
        ]
    };
    let rows: Vec<Vec<String>> = channels.left.iter().map(row).collect();
    out + "\n" + &columns(&heads, &rows, 2)
}

fn indented(text: &str) -> String {
    text.lines().fold(String::new(), |text, line| text + "  " + line + "\n")
}

/// `rail, sea`.
fn by(option: &OptionRecord) -> String {
    let words: Vec<&str> = option.modes().iter().map(|mode| mode.word()).collect();
    words.join(", ")
}

/// Minutes below three hours, days from four days on.
fn hours(h: f64) -> String {
    if h < 3.0 {
        format!("{:.0} min", h * 60.0)
    } else if h < 96.0 {
        format!("{h:.1} h")
    } else {
        format!("{:.1} d", h / 24.0)
    }
}

fn range((low, high): (f64, f64)) -> String {
    if high - low < 1e-6 {
        return "none published".to_owned();
    }
    format!("{} to {}", hours(low), hours(high))
}

fn bounded(value: f64, is_partial: bool) -> String {
    match (is_partial, value > 0.0) {
        (false, _) => format!("{value:.0}"),
        (true, true) => format!("≥ {value:.0}"),
        (true, false) => "unknown".to_owned(),
    }
}

fn number(x: Option<f64>) -> String {
    x.map_or_else(|| "unknown".to_owned(), |x| format!("{x:.1}").trim_end_matches(".0").to_owned())
}

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
                "departures_per_week": direction.departures_per_week,
                "capacity_per_week": direction.capacity_per_week,
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
fn round(x: f64) -> f64 {
    (x * 1e6).round() / 1e6
}

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
            features.push(json!({
                "type": "Feature",
                "properties": {
                    "option": n, "direction": direction, "leg": k + 1, "mode": leg.mode.word(),
                    "service": leg.service, "corridor": leg.corridor,
                    "from": leg.from.1, "to": leg.to.1,
                    "time_h": round(leg.parts.named().iter().map(|(_, hours)| hours).sum()),
                    "cost_usd": leg.cost_usd, "co2_kg": leg.co2_kg,
                    "distance_km": leg.distance_km,
                },
                "geometry": geometry(&Shape::Line(leg.line.clone()), true),
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
