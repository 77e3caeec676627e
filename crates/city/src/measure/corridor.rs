//! `corridor`: one figure of the ways from one place to another, and the table of all of them.
//!
//! Time, departures and distance are of the fastest way; cost, CO2e and handlings are the least of
//! any way that no other beats; late is the time that so many of a hundred seeded draws keep;
//! capacity is what gets through all ways together. A cost or CO2e of which a leg says nothing is a
//! lower bound: where the way that it belongs to might be the least, the answer is two bounds.

use allways_corridor::{
    CorridorNetwork, Draws, Mode, Options, Route, TerminalIdx, Usual, options, robust, untouched,
};

use super::ask::Ask;
use super::links::{
    at_least, figure, note_links, note_rules, ranged, rest_on_ends, time_text, usual_text,
};
use super::terms::{Terms, assume_rates, has_unknown_wait, quickest, settings};
use crate::corridor::{self as corridors, Doors, Ends, OptionRecord, Writer, ends_in};
use crate::judge::{Measured, Quantity};
use crate::verdict::Table;

/// Draws of `late`.
const DRAWS: u32 = 1000;
/// Most options in a table.
const MOST_ROWS: usize = 20;

/// Best route from one place to another.
pub(super) fn corridor(ask: &Ask<'_, '_>) -> Measured {
    let quantity = ask.text("quantity");
    let mut measured = Measured::default();
    let Some(terms) = Terms::of(ask, &mut measured) else { return measured };
    measured.unit = match quantity {
        "cost" => "usd",
        "co2" => "kg",
        "departures" => "/week",
        "handlings" => "handlings",
        "distance" => "km",
        "capacity" => terms.capacity_unit(),
        _ => "h",
    };
    if ask.flag("door") {
        let settings = settings(ask);
        let doors = Doors { load: terms.load(), window: ask.window(), settings: &settings };
        match ends_in(ask.scenario(), (ask.text("from"), ask.text("to")), doors) {
            Ok(Ends { net, from, to, notes }) => {
                measured.assumptions.extend(notes);
                answer(ask, &terms, &net, (from, to), &mut measured);
            }
            Err(error) => measured.missing.push(error.to_string()),
        }
        return measured;
    }
    let (Some(from), Some(to)) =
        (ask.terminals("from", &mut measured), ask.terminals("to", &mut measured))
    else {
        return measured;
    };
    answer(ask, &terms, &ask.scenario().corridors, (from, to), &mut measured);
    measured
}

fn answer(
    ask: &Ask<'_, '_>,
    terms: &Terms,
    net: &CorridorNetwork,
    (from, to): (Vec<TerminalIdx>, Vec<TerminalIdx>),
    measured: &mut Measured,
) {
    let quantity = ask.text("quantity");
    let mut modes: Vec<Mode> = ask.texts("modes").iter().filter_map(|m| Mode::parse(m)).collect();
    modes.push(Mode::GaugeChange);
    let question = terms.question((&from, &to), &modes);
    let Some(best) = quickest(net, &question, Usual::Expected) else {
        note_rules(ask, net, &question, &[], measured);
        measured.value = Quantity::Never;
        measured.summary = format!(
            "In {} no service leads from {} to {} by {}.",
            ask.scenario().year,
            ask.display("from"),
            ask.display("to"),
            ask.texts("modes").join(", ")
        );
        measured.mend = "open a service between the two".into();
        rest_on_ends(net, &[from, to].concat(), measured);
        return;
    };
    let found = options(net, &question);
    let writer = Writer { net, question: &question };
    measured.evidence.options = found.routes.iter().map(|route| writer.option(route)).collect();
    let (value, shown) = match quantity {
        "late" => late(ask, &writer, measured),
        "cost" => least(&found, |r| (r.cost_at_least_usd(), r.cents.is_partial)),
        "co2" => least(&found, |r| (co2_kg(r), r.grams.is_partial)),
        "handlings" => least(&found, |r| (f64::from(r.handlings), false)),
        "departures" => (best.departures_per_week.map_or(Quantity::Unknown, Quantity::Exact), None),
        "distance" => (best.distance_km.map_or(Quantity::Unknown, Quantity::Exact), None),
        "capacity" => {
            let through = untouched(net, &question).capacity_per_week;
            let most = allways_base::cast::f64_from_u64(through.at_least);
            (at_least(most, through.is_partial), None)
        }
        _ => {
            let time = |usual| quickest(net, &question, usual).map_or(best.time_h, |r| r.time_h);
            let range = (time(Usual::Low), time(Usual::High));
            (ranged(best.time_h, range, measured), None)
        }
    };
    measured.value = value;
    if matches!(measured.value, Quantity::Unknown | Quantity::Bounds(..)) {
        measured.missing.push(format!("a row of the services states no {}", column(quantity)));
    }
    if matches!(quantity, "cost" | "co2" | "capacity") {
        terms.assume_weight(measured);
    }
    if quantity == "cost" {
        assume_rates(ask, measured);
    }
    tell_unstated(terms, quantity, &best, measured);
    let shown = shown.unwrap_or_else(|| best.clone());
    note_links(net, &shown.links, measured);
    let all = found.routes.iter().flat_map(|route| &route.links);
    note_rules(ask, net, &question, all, measured);
    measured.figure_kind = match quantity {
        "cost" => "cost",
        "co2" => "co2",
        "departures" => "departures",
        "distance" => "distance",
        "capacity" => "capacity",
        _ => "time",
    };
    measured.figures =
        shown.links.iter().map(|&link| net.links[link].service.source.clone()).collect();
    measured.summary = summary(net, quantity, &shown, measured);
    measured.mend = match quantity {
        "cost" | "co2" => "open a way that takes less, or shorten the leg that takes most",
        "capacity" | "departures" => "let more trains, ships or flights run on the tightest leg",
        _ => "shorten the longest leg or dwell of the table, or open a faster service",
    }
    .into();
    measured.evidence.table = Some(table(terms, &measured.evidence.options));
}

/// The least of a figure over all options, and whose it is. Where a way of which a part is unknown
/// might have less than every way that is known, only bounds are known.
fn least(found: &Options, of: impl Fn(&Route) -> (f64, bool)) -> (Quantity, Option<Route>) {
    let by = |a: &&Route, b: &&Route| of(a).0.total_cmp(&of(b).0);
    let known = found.routes.iter().filter(|route| !of(route).1).min_by(by);
    let any = found.routes.iter().min_by(by);
    let high = known.map_or(f64::INFINITY, |route| of(route).0);
    let low = any.map_or(high, |route| of(route).0);
    let value = if low < high { Quantity::Bounds(low, high) } else { Quantity::Exact(high) };
    (value, known.or(any).cloned())
}

/// The smallest percentile of any way, and whose it is.
fn late(
    ask: &Ask<'_, '_>,
    writer: &Writer<'_>,
    measured: &mut Measured,
) -> (Quantity, Option<Route>) {
    let number = ask.number("percentile");
    let percentile = (1..=100u32).find(|p| f64::from(*p) >= number - 1e-9).unwrap_or(100);
    let draws = Draws { n: DRAWS, seed: ask.engine.seed, percentile };
    let found = robust(writer.net, writer.question, draws);
    let hours = |seconds: i64| {
        allways_base::cast::f64_from_u64(u64::try_from(seconds).unwrap_or(0)) / 3600.0
    };
    measured.evidence.options = found
        .routes
        .iter()
        .filter(|late| late.is_best)
        .map(|late| OptionRecord {
            late_h: Some(hours(late.percentile_s)),
            ..writer.option(&late.route)
        })
        .collect();
    measured.assumptions.insert(format!(
        "{DRAWS} draws from seed {}: each link, dwell and customs takes a time of its own between its \
         shortest and longest usual (triangular, independent)",
        ask.engine.seed
    ));
    match found.routes.first() {
        None => (Quantity::Unknown, None),
        Some(first) => (Quantity::Exact(hours(first.percentile_s)), Some(first.route.clone())),
    }
}

/// Waits that no row states make a counted time a lower bound.
fn tell_unstated(terms: &Terms, quantity: &str, best: &Route, measured: &mut Measured) {
    if !terms.counts_waits() || !matches!(quantity, "time" | "late") {
        return;
    }
    if !has_unknown_wait(best) {
        return;
    }
    let (Quantity::Exact(low) | Quantity::Range { low, .. }) = measured.value else { return };
    measured.value = Quantity::Bounds(low, f64::INFINITY);
    measured
        .missing
        .push("departures of a leg: no row states them, and no wait was counted there".into());
}

fn co2_kg(route: &Route) -> f64 {
    allways_base::cast::f64_from_u64(route.grams.at_least) / 1000.0
}

/// What a row would have to say.
fn column(quantity: &str) -> &str {
    match quantity {
        "co2" => "length, or there is no emission factor of its mode",
        "time" | "late" => "departures",
        other => other,
    }
}

fn summary(net: &CorridorNetwork, quantity: &str, shown: &Route, measured: &Measured) -> String {
    let what = match quantity {
        "cost" => "Cheapest",
        "co2" => "Least CO2e",
        "handlings" => "Fewest handlings",
        "late" => "Surest",
        _ => "Fastest",
    };
    let more = match (quantity, measured.value) {
        ("cost", Quantity::Exact(usd)) => format!(", {usd:.0} USD"),
        ("co2", Quantity::Exact(kg)) => format!(", {kg:.0} kg CO2e"),
        ("handlings", Quantity::Exact(n)) => format!(", {n:.0} handlings"),
        ("late", Quantity::Exact(h)) => format!(", {} in so many of the draws", time_text(h)),
        ("capacity", Quantity::Exact(n)) => format!("; {n:.0} {} by all ways", measured.unit),
        ("capacity", Quantity::Bounds(n, _)) => {
            format!("; at least {n:.0} {} by all ways", measured.unit)
        }
        _ => String::new(),
    };
    format!(
        "{what}: {} in {} ({}){}{more}.",
        corridors::through(net, &shown.links),
        time_text(shown.time_h),
        usual_text(shown).map_or_else(
            || "no usual range is published".to_owned(),
            |range| format!("usually {range}")
        ),
        shown.distance_km.map_or_else(String::new, |km| format!(" over {km:.0} km"))
    )
}

fn table(terms: &Terms, options: &[OptionRecord]) -> Table {
    let late = options.iter().any(|option| option.late_h.is_some());
    let mut columns: Vec<String> =
        ["option", "through", "time (h)", "usual range (h)"].map(String::from).to_vec();
    if late {
        columns.push("late (h)".into());
    }
    columns.extend([
        "distance (km)".to_owned(),
        format!("cost (USD for {})", terms.load_text),
        format!("CO2e (kg for {})", terms.load_text),
        "handlings".to_owned(),
        "departures (/week)".to_owned(),
        "weakest input".to_owned(),
    ]);
    let part = |known: Option<f64>, least: f64| {
        known.map_or_else(|| format!("at least {least:.0}"), |value| format!("{value:.0}"))
    };
    let row = |(n, option): (usize, &OptionRecord)| {
        let (low, high) = option.usual_h;
        let usual = if high - low > 0.05 {
            format!("{low:.1} to {high:.1}")
        } else {
            "none published".to_owned()
        };
        let through = option.legs.first().map(|leg| leg.from.1.clone()).into_iter();
        let through = through.chain(option.legs.iter().map(|leg| leg.to.1.clone()));
        let mut row = vec![
            (n + 1).to_string(),
            through.collect::<Vec<_>>().join(" – "),
            format!("{:.1}", option.time_h),
            usual,
        ];
        if late {
            row.push(figure(option.late_h, 1, "-"));
        }
        row.extend([
            figure(option.distance_km, 0, "unknown"),
            part(option.known_cost_usd(), option.cost_usd),
            part(option.known_co2_kg(), option.co2_kg),
            option.handlings.to_string(),
            figure(option.departures_per_week, 1, "unknown"),
            option
                .weakest
                .as_ref()
                .map_or_else(String::new, |(sure, source)| format!("{}: {source}", sure.word())),
        ]);
        row
    };
    let rows: Vec<Vec<String>> = options.iter().take(MOST_ROWS).enumerate().map(row).collect();
    Table { columns, left_out: options.len() - rows.len(), rows }
}
