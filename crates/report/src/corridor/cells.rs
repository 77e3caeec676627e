//! What stands in the tables of corridors, on a terminal and on the page: heads and rows of text.

use allways_city::corridor::{
    ChannelsRecord, CorridorLeg, DirectionsRecord, LeftRecord, OptionRecord, Weekly,
};

/// Heads and rows; from column `texts` on, cells are numbers.
pub(crate) struct Cells {
    pub(crate) heads: Vec<&'static str>,
    pub(crate) rows: Vec<Vec<String>>,
    pub(crate) texts: usize,
}

/// The options side by side.
pub(crate) fn options(options: &[OptionRecord]) -> Cells {
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
    let rows = options.iter().enumerate().map(row).collect();
    Cells { heads, rows, texts: 2 }
}

/// The legs of an option; each begins where the one before it ends.
pub(crate) fn legs(option: &OptionRecord) -> Cells {
    Cells {
        heads: vec!["to", "by", "leaves", "time", "made up of", "cost (USD)", "CO2e (kg)", "km"],
        rows: option.legs.iter().map(leg).collect(),
        texts: 3,
    }
}

fn leg(leg: &CorridorLeg) -> Vec<String> {
    let parts: Vec<(&str, f64)> =
        leg.parts.named().into_iter().filter(|(_, hours)| *hours > 0.0).collect();
    let total = parts.iter().fold(0.0, |sum, (_, hours)| sum + hours);
    let made: Vec<String> = parts.iter().map(|(name, h)| format!("{} {name}", hours(*h))).collect();
    let by = if leg.corridor.is_empty() {
        leg.mode.word().to_owned()
    } else {
        format!("{}, {}", leg.mode.word(), leg.corridor)
    };
    // Handling that no table prices counts as none, which is told.
    let cost = leg.cost_usd.map(|ride| ride + leg.handling_usd.unwrap_or(0.0));
    vec![
        leg.to.1.clone(),
        by,
        leg.departs.clone().unwrap_or_else(|| "any time".to_owned()),
        hours(total),
        made.join(" + "),
        whole(cost),
        whole(leg.co2_kg),
        whole(leg.distance_km),
    ]
}

/// `starts Mo 08:00 by the clock there`.
pub(crate) fn starts(option: &OptionRecord) -> String {
    option.starts.as_ref().map_or_else(
        || "starts at any moment".to_owned(),
        |moment| format!("starts {moment} by the clock there"),
    )
}

/// Name of the place where an option begins.
pub(crate) fn start(option: &OptionRecord) -> &str {
    option.legs.first().map_or("", |leg| &leg.from.1)
}

/// The four directions side by side.
pub(crate) fn directions(directions: &DirectionsRecord) -> Cells {
    let heads = vec![
        "direction",
        "gateways reached",
        "soonest",
        "time",
        "usual range",
        "cost (USD)",
        "departures (/week)",
        "capacity (/week)",
    ];
    let rows = directions.each.iter().map(|direction| {
        let best = direction.best.as_ref();
        vec![
            direction.direction.to_owned(),
            format!("{} of {}", direction.reached.len(), direction.gateways),
            best.map_or_else(|| "none".to_owned(), |(name, _)| name.clone()),
            best.map_or_else(|| "–".to_owned(), |(_, option)| hours(option.time_h)),
            best.map_or_else(|| "–".to_owned(), |(_, option)| range(option.usual_h)),
            whole(direction.cost_usd),
            weekly(&direction.departures),
            weekly(&direction.capacity),
        ]
    });
    Cells { heads, rows: rows.collect(), texts: 3 }
}

/// `28.8`, `≥ 28.8` where a service on the way states none, `28.8 + road` where one may drive too.
fn weekly(weekly: &Weekly) -> String {
    let text = number(weekly.stated());
    let text = if weekly.stated() == weekly.known() { text } else { format!("≥ {text}") };
    if weekly.by_road { format!("{text} + road") } else { text }
}

/// `even among the four (Pielou 1966, 100 % is alike): speed 91 %, …`.
pub(crate) fn evenness(directions: &DirectionsRecord) -> String {
    let even = [
        ("speed", directions.evenness_of_speed),
        ("cost", directions.evenness_of_cost),
        ("departures", directions.evenness_of_departures),
        ("capacity", directions.evenness_of_capacity),
    ]
    .map(|(what, index)| match index {
        Some(index) => format!("{what} {:.0} %", index * 100.0),
        None => format!("{what} unknown"),
    });
    format!("even among the four (Pielou 1966, 100 % is alike): {}", even.join(", "))
}

/// What is left when a line or a terminal is lost.
pub(crate) fn left(channels: &ChannelsRecord) -> Cells {
    let row = |left: &LeftRecord| {
        let capacity = match (left.capacity_per_week, left.capacity_is_partial) {
            (0, true) => "unknown".to_owned(),
            (n, true) => format!("at least {n}"),
            (n, false) => n.to_string(),
        };
        vec![
            if left.name.is_empty() { "nothing".to_owned() } else { left.name.clone() },
            left.what.to_owned(),
            left.time_h.map_or_else(|| "none".to_owned(), hours),
            whole(left.cost_usd),
            capacity,
        ]
    };
    Cells {
        heads: vec![
            "if this is lost",
            "what it is",
            "fastest left",
            "cheapest left (USD)",
            "capacity left (/week)",
        ],
        rows: channels.left.iter().map(row).collect(),
        texts: 2,
    }
}

/// What stands above the table of what is left, line by line; those that belong to the one before
/// begin with two spaces.
pub(crate) fn channels(channels: &ChannelsRecord) -> Vec<String> {
    let (count, at_most) = channels.lines;
    let most = if count == at_most { String::new() } else { format!(" to {at_most}") };
    let mut out = vec![format!("routes that share no line: {count}{most}")];
    for (through, time) in &channels.routes {
        let time = time.map_or_else(|| "time unknown".to_owned(), hours);
        out.push(format!("  {time}: {through}"));
    }
    if !channels.min_cut.is_empty() {
        let cut = channels.min_cut.join("; ");
        out.push(format!("  the fewest lines that part the two: {cut}"));
    }
    out.push(format!("routes that share no terminal: {}", channels.terminals));
    if !channels.terminal_cut.is_empty() {
        let cut = channels.terminal_cut.join("; ");
        out.push(format!("  the fewest terminals that part the two: {cut}"));
    }
    out
}

/// `rail, sea`.
pub(crate) fn by(option: &OptionRecord) -> String {
    let words: Vec<&str> = option.modes().iter().map(|mode| mode.word()).collect();
    words.join(", ")
}

/// Minutes below three hours, days from four days on.
pub(crate) fn hours(h: f64) -> String {
    if h < 3.0 {
        format!("{:.0} min", h * 60.0)
    } else if h < 96.0 {
        format!("{h:.1} h")
    } else {
        format!("{:.1} d", h / 24.0)
    }
}

pub(crate) fn range((low, high): (f64, f64)) -> String {
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

fn whole(x: Option<f64>) -> String {
    x.map_or_else(|| "unknown".to_owned(), |x| format!("{x:.0}"))
}

fn number(x: Option<f64>) -> String {
    x.map_or_else(|| "unknown".to_owned(), |x| format!("{x:.1}").trim_end_matches(".0").to_owned())
}
