//! `direction`: how many of the four directions are connected, the worst of them in one figure, or
//! how even they are.
//!
//! Evenness is Pielou's index of the four (1966), in percent: 100 where all are alike, 0 where one
//! has everything ([`allways_corridor::direction`]). A direction that is not reached at all makes
//! the worst of the four `never`, and counts as nothing in the index. Departures and capacity are
//! lower bounds where a service states none ([`allways_corridor::weekly`]); what they judge is then
//! between bounds.

use allways_corridor::{
    CorridorNetwork, Direction, Directions, Question, Reached, Usual, Weekly, by_direction,
};

use super::ask::Ask;
use super::links::{ALL_MODES, at_least, count, figure, list, note_links, note_rules, ranged};
use super::terms::{Terms, assume_rates, has_unknown_wait};
use crate::corridor::unstated_text;
use crate::judge::{Measured, Quantity};
use crate::verdict::Table;

/// Directions in which a gateway is connected.
pub(super) fn direction(ask: &Ask<'_, '_>) -> Measured {
    let quantity = ask.text("quantity");
    let mut measured = Measured::default();
    let Some(terms) = Terms::of(ask, &mut measured) else { return measured };
    measured.unit = match quantity {
        "time" => "h",
        "cost" => "usd",
        "departures" => "/week",
        "capacity" => terms.capacity_unit(),
        "count" => "directions",
        _ => "%",
    };
    let Some(from) = ask.terminals("from", &mut measured) else { return measured };
    let net = &ask.scenario().corridors;
    let question = terms.question((&from, &[]), &ALL_MODES);
    let found = by_direction(net, &question);
    for reached in &found.each {
        if let Some((_, route)) = reached.best() {
            note_links(net, &route.links, &mut measured);
            note_rules(ask, net, &question, &route.links, &mut measured);
        }
    }
    match quantity {
        "count" => connected(ask, &question, &found, &mut measured),
        "time" => slowest(&found, &mut measured),
        "cost" => dearest(&found, &mut measured),
        "departures" | "capacity" => least(quantity, &found, &mut measured),
        _ => even(quantity, &found, &mut measured),
    }
    if quantity.ends_with("cost") {
        terms.assume_weight(&mut measured);
        assume_rates(ask, &mut measured);
    }
    if terms.counts_waits() {
        tell_waits(ask, quantity, &found, &mut measured);
    }
    tell_weekly(net, quantity, &found, &mut measured);
    measured.evidence.table = Some(table(ask, &terms, &found));
    measured
}

/// How many are connected, within `within_h` if it is given.
fn connected(
    ask: &Ask<'_, '_>,
    question: &Question<'_>,
    found: &Directions,
    measured: &mut Measured,
) {
    let net = &ask.scenario().corridors;
    let limit = ask.maybe_number("within_h");
    let near =
        |r: &Reached| r.best().is_some_and(|(_, route)| limit.is_none_or(|h| route.time_h <= h));
    // With a limit, the usual range of times may connect a direction in some weeks only.
    let number = |times: Usual| {
        let found = by_direction(net, &Question { times, ..*question });
        count(found.each.iter().filter(|reached| near(reached)).count())
    };
    let word = |r: &&Reached| Direction::word(r.direction);
    let connected: Vec<&str> = found.each.iter().filter(|r| near(r)).map(|r| word(&r)).collect();
    let missing: Vec<&str> = found.each.iter().filter(|r| !near(r)).map(|r| word(&r)).collect();
    let n = count(connected.len());
    let range = limit.map_or((n, n), |_| (number(Usual::High), number(Usual::Low)));
    measured.value = ranged(n, range, measured);
    measured.summary = match limit {
        // Evenness is of the times themselves, which the limit does not change.
        Some(h) => format!(
            "Within {h} h, at the expected time: {}; not so: {}.",
            list(&connected),
            list(&missing)
        ),
        None => {
            let even = found.evenness_of_speed.map_or_else(String::new, |e| {
                format!(" In speed the four are {:.0} % even (Pielou's index).", e * 100.0)
            });
            format!("Connected: {}.{even}", list(&connected))
        }
    };
    measured.mend = format!("open or speed up a service to a gateway in the {}", list(&missing));
}

/// Directions that are not reached; a figure of the worst is then `never`.
fn none_missing(found: &Directions, measured: &mut Measured) -> bool {
    let missing: Vec<&str> = found
        .each
        .iter()
        .filter(|r| r.best().is_none())
        .map(|r| Direction::word(r.direction))
        .collect();
    if missing.is_empty() {
        return true;
    }
    measured.value = Quantity::Never;
    measured.summary = format!("No service leads to a gateway in the {}.", list(&missing));
    measured.mend = format!("open a service to a gateway in the {}", list(&missing));
    false
}

/// Hours to the nearest gateway of the direction that is farthest.
fn slowest(found: &Directions, measured: &mut Measured) {
    if !none_missing(found, measured) {
        return;
    }
    let time = |r: &Reached, high: bool, low: bool| {
        r.best().map_or(0.0, |(_, route)| {
            if high {
                route.high_h
            } else if low {
                route.low_h
            } else {
                route.time_h
            }
        })
    };
    let most = |high, low| found.each.iter().map(|r| time(r, high, low)).fold(0.0, f64::max);
    let (value, low, high) = (most(false, false), most(false, true), most(true, false));
    measured.value = ranged(value, (low, high), measured);
    let farthest =
        found.each.iter().max_by(|a, b| time(a, false, false).total_cmp(&time(b, false, false)));
    measured.summary = format!(
        "Farthest is the {}: {value:.1} h to its nearest gateway.",
        farthest.map_or("", |r| Direction::word(r.direction))
    );
    measured.mend = "speed up the way to the farthest direction".into();
}

/// The dearest direction.
fn dearest(found: &Directions, measured: &mut Measured) {
    if !none_missing(found, measured) {
        return;
    }
    let unknown: Vec<&str> = words(found, |reached| reached.cost_usd.is_none());
    if !unknown.is_empty() {
        measured.missing.push(format!("cost of a way to the {}", list(&unknown)));
    }
    let known = found.each.iter().filter_map(|r| Some((r.cost_usd?, r.direction.word())));
    let Some((value, word)) = known.max_by(|a, b| a.0.total_cmp(&b.0)) else { return };
    // The unknown ones can only be dearer.
    measured.value = at_least(value, !unknown.is_empty());
    measured.summary = format!("Dearest is the {word}: {value:.0} usd.");
    measured.mend = format!("better the cost of the way to the {word}");
}

/// What gets through to a direction in a week, by the quantity.
fn weekly<'r>(quantity: &str, reached: &'r Reached) -> Option<&'r Weekly> {
    match quantity {
        "departures" | "evenness-of-departures" => Some(&reached.departures),
        "capacity" | "evenness-of-capacity" => Some(&reached.capacity),
        _ => None,
    }
}

/// The direction to which least gets through.
fn least(quantity: &str, found: &Directions, measured: &mut Measured) {
    if !none_missing(found, measured) {
        return;
    }
    let each = || found.each.iter().filter_map(|r| Some((weekly(quantity, r)?, r.direction)));
    let least = each().min_by(|a, b| a.0.at_least.total_cmp(&b.0.at_least));
    let Some((weekly, direction)) = least else { return };
    let most = |weekly: &Weekly| weekly.at_most.unwrap_or(f64::INFINITY);
    let most = each().map(|(weekly, _)| most(weekly)).fold(f64::INFINITY, f64::min);
    measured.value = if most > weekly.at_least {
        Quantity::Bounds(weekly.at_least, most)
    } else {
        Quantity::Exact(weekly.at_least)
    };
    let word = direction.word();
    measured.summary = if most > weekly.at_least {
        format!("Least is stated to the {word}: {}.", weekly_text(weekly, measured.unit))
    } else {
        format!("Least gets through to the {word}: {}.", weekly_text(weekly, measured.unit))
    };
    measured.mend = format!("better the {quantity} of the services to the {word}");
}

/// `at least 28.8 /week`.
fn weekly_text(weekly: &Weekly, unit: &str) -> String {
    let least = if weekly.known().is_some() { "" } else { "at least " };
    format!("{least}{} {unit}", tenth(weekly.at_least))
}

/// Directions, in words, of which something holds.
fn words(found: &Directions, holds: impl Fn(&Reached) -> bool) -> Vec<&'static str> {
    found.each.iter().filter(|r| holds(r)).map(|r| r.direction.word()).collect()
}

/// Pielou's index, percent.
fn even(quantity: &str, found: &Directions, measured: &mut Measured) {
    let (index, what) = match quantity {
        "evenness-of-cost" => (found.evenness_of_cost, "cost"),
        "evenness-of-departures" => (found.evenness_of_departures, "departures"),
        "evenness-of-capacity" => (found.evenness_of_capacity, "capacity"),
        _ => (found.evenness_of_speed, "speed"),
    };
    measured.mend = format!("better the {what} of the direction that has least of it");
    if let Some(index) = index {
        measured.value = Quantity::Exact(index * 100.0);
        measured.summary = format!(
            "In {what} the four directions are {:.0} % even (Pielou's index).",
            index * 100.0
        );
        return;
    }
    measured.summary = format!("How even the four directions are in {what} is not known.");
    let range = match what {
        "departures" => found.evenness_range(|reached| &reached.departures),
        "capacity" => found.evenness_range(|reached| &reached.capacity),
        _ => None,
    };
    // That it is an index of shares says nothing yet.
    match range.filter(|(low, high)| *low > 0.0 || *high < 1.0) {
        Some((low, high)) => {
            measured.value = Quantity::Bounds(low * 100.0, high * 100.0);
            measured.summary += &format!(
                " By what is stated it is {:.0} to {:.0} % (Pielou's index).",
                low * 100.0,
                high * 100.0
            );
        }
        None if what == "cost" || what == "speed" => {
            measured.missing.push(format!("{what} of the ways to every direction that is reached"));
        }
        None => {}
    }
}

/// Where no row states the departures of a leg no wait was counted: times are lower bounds.
fn tell_waits(ask: &Ask<'_, '_>, quantity: &str, found: &Directions, measured: &mut Measured) {
    let unknown: Vec<&str> = found
        .each
        .iter()
        .filter(|r| r.best().is_some_and(|(_, route)| has_unknown_wait(route)))
        .map(|r| Direction::word(r.direction))
        .collect();
    if unknown.is_empty() {
        return;
    }
    measured.value = match (quantity, measured.value) {
        ("time", Quantity::Exact(low) | Quantity::Range { low, .. }) => {
            Quantity::Bounds(low, f64::INFINITY)
        }
        ("count", Quantity::Exact(most) | Quantity::Range { high: most, .. })
            if ask.maybe_number("within_h").is_some() =>
        {
            Quantity::Bounds((most - count(unknown.len())).max(0.0), most)
        }
        ("evenness-of-speed", _) => Quantity::Unknown,
        (_, value) => value,
    };
    measured
        .missing
        .push(format!("departures of a leg to the {}: no wait was counted there", list(&unknown)));
}

/// What departures and capacity rest on, what is missing of them and what they do not count.
fn tell_weekly(net: &CorridorNetwork, quantity: &str, found: &Directions, measured: &mut Measured) {
    let what = quantity.trim_start_matches("evenness-of-");
    for reached in &found.each {
        let Some(weekly) = weekly(quantity, reached) else { return };
        let word = reached.direction.word();
        note_links(net, &weekly.links, measured);
        if weekly.unstated > 0 {
            measured.missing.push(format!("{what} to the {word}: {}", unstated_text(weekly, what)));
        }
        if weekly.by_road {
            measured.assumptions.insert(format!(
                "to the {word} one may also drive at any time: roads count only as ways to and from \
                 services"
            ));
        }
    }
}

fn table(ask: &Ask<'_, '_>, terms: &Terms, found: &Directions) -> Table {
    let net = &ask.scenario().corridors;
    let columns = vec![
        "direction".to_owned(),
        "gateways".into(),
        "nearest".into(),
        "time (h)".into(),
        format!("cost (USD for {})", terms.load_text),
        "departures (/week)".into(),
        format!("capacity ({})", terms.capacity_unit()),
    ];
    let mut rows: Vec<Vec<String>> = Vec::new();
    for reached in &found.each {
        let mut row =
            vec![Direction::word(reached.direction).to_owned(), reached.gateways.to_string()];
        match reached.best() {
            None => row.extend(["none", "-", "-"].map(String::from)),
            Some((gateway, route)) => row.extend([
                net.terminals[*gateway].name.clone(),
                format!("{:.1}", route.time_h),
                figure(reached.cost_usd, 0, "unknown"),
            ]),
        }
        row.extend([&reached.departures, &reached.capacity].map(weekly_cell));
        rows.push(row);
    }
    let percent = |index: Option<f64>| figure(index.map(|index| index * 100.0), 0, "unknown");
    rows.push(vec![
        "evenness (%)".into(),
        String::new(),
        String::new(),
        percent(found.evenness_of_speed),
        percent(found.evenness_of_cost),
        percent(found.evenness_of_departures),
        percent(found.evenness_of_capacity),
    ]);
    Table { columns, rows, left_out: 0 }
}

/// `28.8`, `≥ 28.8` where a service on the way states none, `28.8 + road` where one may drive too.
fn weekly_cell(weekly: &Weekly) -> String {
    let number = match (weekly.known(), weekly.stated()) {
        (Some(number), _) => tenth(number),
        (None, Some(number)) => format!("≥ {}", tenth(number)),
        (None, None) => "unknown".to_owned(),
    };
    if weekly.by_road { format!("{number} + road") } else { number }
}

/// `28.8`, `28`.
fn tenth(x: f64) -> String {
    format!("{x:.1}").trim_end_matches(".0").to_owned()
}
