//! `direction`: how many of the four directions are connected, the worst of them in one figure, or
//! how even they are.
//!
//! Evenness is Pielou's index of the four (1966), in percent: 100 where all are alike, 0 where one
//! has everything ([`allways_corridor::direction`]). A direction that is not reached at all makes
//! the worst of the four `never`, and counts as nothing in the index.

use allways_corridor::{Direction, Directions, Question, Reached, Usual, by_direction};

use super::ask::Ask;
use super::links::{ALL_MODES, count, figure, list, note_links, note_rules, ranged};
use super::terms::{Terms, assume_rates, has_unknown_wait};
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
        "cost" | "departures" | "capacity" => worst(quantity, &found, &mut measured),
        _ => even(quantity, &found, &mut measured),
    }
    if quantity.ends_with("cost") {
        terms.assume_weight(&mut measured);
        assume_rates(ask, &mut measured);
    }
    if terms.counts_waits() {
        tell_waits(ask, quantity, &found, &mut measured);
    }
    tell_unlimited(quantity, &found, &mut measured);
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

/// The dearest direction, or that with the fewest departures or the least capacity.
fn worst(quantity: &str, found: &Directions, measured: &mut Measured) {
    if !none_missing(found, measured) {
        return;
    }
    let of = |r: &Reached| match quantity {
        "cost" => r.cost_usd,
        "departures" => r.departures_per_week,
        _ => r.capacity_per_week,
    };
    let unknown: Vec<&str> = found
        .each
        .iter()
        .filter(|r| of(r).is_none())
        .map(|r| Direction::word(r.direction))
        .collect();
    let is_worse = |a: f64, b: f64| if quantity == "cost" { a > b } else { a < b };
    let mut worst: Option<(f64, &str)> = None;
    for reached in &found.each {
        let Some(value) = of(reached) else { continue };
        if worst.is_none_or(|(old, _)| is_worse(value, old)) {
            worst = Some((value, Direction::word(reached.direction)));
        }
    }
    if !unknown.is_empty() {
        measured.missing.push(format!("{quantity} of a way to the {}", list(&unknown)));
    }
    let Some((value, word)) = worst else { return };
    measured.value = match (unknown.is_empty(), quantity) {
        (true, _) => Quantity::Exact(value),
        // The unknown ones can only be worse.
        (false, "cost") => Quantity::Bounds(value, f64::INFINITY),
        (false, _) => Quantity::Bounds(0.0, value),
    };
    let what = if quantity == "cost" { "Dearest" } else { "Least" };
    measured.summary = format!("{what} is the {word}: {value:.0} {}.", measured.unit);
    measured.mend = format!("better the {quantity} of the way to the {word}");
}

/// Pielou's index, percent.
fn even(quantity: &str, found: &Directions, measured: &mut Measured) {
    let (index, what) = match quantity {
        "evenness-of-cost" => (found.evenness_of_cost, "cost"),
        "evenness-of-departures" => (found.evenness_of_departures, "departures"),
        "evenness-of-capacity" => (found.evenness_of_capacity, "capacity"),
        _ => (found.evenness_of_speed, "speed"),
    };
    let Some(index) = index else {
        measured.missing.push(format!("{what} of the ways to every direction that is reached"));
        measured.summary = format!("How even the four directions are in {what} is not known.");
        return;
    };
    measured.value = Quantity::Exact(index * 100.0);
    measured.summary =
        format!("In {what} the four directions are {:.0} % even (Pielou's index).", index * 100.0);
    measured.mend = format!("better the {what} of the direction that has least of it");
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

/// Links that state no number do not limit: the figure is then the most that it can be.
fn tell_unlimited(quantity: &str, found: &Directions, measured: &mut Measured) {
    let without = |r: &Reached| match quantity {
        "departures" | "evenness-of-departures" => r.links_without_departures,
        "capacity" | "evenness-of-capacity" => r.links_without_capacity,
        _ => 0,
    };
    let n: usize = found.each.iter().map(without).sum();
    if n == 0 {
        return;
    }
    let what = if quantity.ends_with("capacity") { "capacity" } else { "departures" };
    let links = if n == 1 { "link states" } else { "links state" };
    measured.assumptions.insert(format!("{n} {links} no {what}, and do not limit it"));
    if let Quantity::Exact(value) = measured.value
        && quantity == what
    {
        measured.value = Quantity::Bounds(0.0, value);
        measured.missing.push(format!("{what} of {n} links of the ways"));
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
            None => row.extend(["none", "-", "-", "-", "-"].map(String::from)),
            Some((gateway, route)) => row.extend([
                net.terminals[*gateway].name.clone(),
                format!("{:.1}", route.time_h),
                figure(reached.cost_usd, 0, "unknown"),
                figure(reached.departures_per_week, 0, "unknown"),
                figure(reached.capacity_per_week, 0, "unknown"),
            ]),
        }
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
