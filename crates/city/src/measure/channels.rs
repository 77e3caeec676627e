//! `channels`: how many ways two places have that share nothing, and what is left when the worst
//! single line, or terminal, is lost.
//!
//! By lines, two ways share nothing if no physical line is in both; by terminals, if they pass no
//! terminal twice. What is left is looked at with each line, or terminal, alone lost, and not only
//! with those of the fastest way: the cheapest way, or the widest, may be another.

use allways_corridor::{
    CorridorNetwork, Left, LinkIdx, Mode, Question, Sum, disjoint_routes, node_disjoint_routes,
    untouched, when_each_is_cut, when_each_is_lost,
};

use super::ask::Ask;
use super::links::{
    at_least, count, draw, figure, list, note_rules, rest_on, rest_on_ends, surest,
};
use super::terms::{Terms, assume_rates};
use crate::corridor::{channel_name, ends_of, through};
use crate::judge::{Measured, Quantity};
use crate::verdict::Table;

/// What the two ways of counting have in common.
struct Found {
    count: usize,
    at_most: usize,
    routes: Vec<(Vec<LinkIdx>, Option<f64>)>,
    min_cut: Vec<String>,
    /// With each line, or terminal, lost: by the name that people use.
    left: Vec<(String, Left)>,
}

/// Routes between two places that share nothing.
pub(super) fn channels(ask: &Ask<'_, '_>) -> Measured {
    let mut measured = Measured::default();
    let quantity = ask.text("quantity");
    let Some(terms) = Terms::of(ask, &mut measured) else { return measured };
    measured.unit = match quantity {
        "time-left" => "h",
        "cost-left" => "usd",
        "capacity-left" => terms.capacity_unit(),
        _ => "routes",
    };
    let (Some(from), Some(to)) =
        (ask.terminals("from", &mut measured), ask.terminals("to", &mut measured))
    else {
        return measured;
    };
    // Access links of another mode reach the line: a city is not its station.
    let word = ask.text("mode");
    let mode = Mode::parse(word).unwrap_or(Mode::Rail);
    let modes = [mode, Mode::GaugeChange];
    let net = &ask.scenario().corridors;
    let question = terms.question((&from, &to), &modes);
    let by_lines = ask.text("by") != "terminals";
    let found = if by_lines { lines(net, &question) } else { terminals(net, &question) };
    let whole = untouched(net, &question);
    for (route, _) in &found.routes {
        for &link in route {
            rest_on(net, surest(net, link), &mut measured);
            draw(net, link, &mut measured);
        }
    }
    let links = found.routes.iter().flat_map(|(route, _)| route);
    note_rules(ask, net, &question, links, &mut measured);
    if found.count == 0 {
        rest_on_ends(net, &[from.clone(), to.clone()].concat(), &mut measured);
        measured.summary = format!(
            "No route by {word} alone leads from {} to {} in {}.",
            ask.display("from"),
            ask.display("to"),
            ask.scenario().year
        );
    } else if quantity == "count" {
        let names: Vec<&str> = found.min_cut.iter().map(String::as_str).collect();
        let n = found.count;
        measured.summary = format!(
            "{n} {} by {word} with no shared {}; cutting {} would part the two places.",
            if n == 1 { "route" } else { "routes" },
            if by_lines { "line" } else { "terminal" },
            list(&names)
        );
    }
    if quantity == "count" {
        measured.value = if found.count == found.at_most {
            Quantity::Exact(count(found.count))
        } else {
            measured.missing.push("the search for more disjoint routes hit its budget".into());
            Quantity::Bounds(count(found.count), count(found.at_most))
        };
    } else {
        left(quantity, word, &found, &whole, &mut measured);
    }
    if quantity == "cost-left" {
        terms.assume_weight(&mut measured);
        assume_rates(ask, &mut measured);
    }
    measured.evidence.table = Some(table(net, &terms, &found, &whole));
    measured.mend = format!("open another line by {word} that shares none of the lines above");
    measured
}

fn lines(net: &CorridorNetwork, question: &Question<'_>) -> Found {
    let found = disjoint_routes(net, question);
    let left = when_each_is_cut(net, question).left;
    Found {
        count: found.count,
        at_most: found.at_most,
        routes: found.routes.into_iter().zip(found.times_h).collect(),
        min_cut: found.min_cut.iter().map(|channel| channel_name(net, channel)).collect(),
        left: left.into_iter().map(|left| (channel_name(net, &left.name), left)).collect(),
    }
}

fn terminals(net: &CorridorNetwork, question: &Question<'_>) -> Found {
    let found = node_disjoint_routes(net, question);
    let named = |id: &str| {
        let row = net.terminal(id);
        row.map_or_else(|| id.to_owned(), |row| net.terminals[row].name.clone())
    };
    let links = found.links.iter().map(|&link| ends_of(net, &net.links[link]));
    let cut = found.terminals.iter().map(|&row| net.terminals[row].name.clone());
    Found {
        count: found.routes.len(),
        at_most: found.routes.len(),
        min_cut: cut.chain(links).collect(),
        left: when_each_is_lost(net, question)
            .left
            .into_iter()
            .map(|left| (named(&left.name), left))
            .collect(),
        routes: found.routes.into_iter().map(|route| (route, None)).collect(),
    }
}

/// The worst that a single loss does to time, cost or capacity, by name.
fn left(quantity: &str, word: &str, found: &Found, whole: &Left, measured: &mut Measured) {
    if found.count == 0 {
        measured.value = Quantity::Never;
        return;
    }
    let Some(worst) = worst(quantity, found, whole) else {
        measured.missing.push(format!("a line or terminal by {word} that could be lost"));
        return;
    };
    let (name, left) = worst;
    measured.value = match quantity {
        "time-left" => left.time_h.map_or(Quantity::Never, Quantity::Exact),
        "cost-left" => match (left.time_h, left.cost_usd) {
            (None, _) => Quantity::Never,
            (Some(_), None) => {
                measured.missing.push(format!("the cost of a way that is left without {name}"));
                Quantity::Bounds(0.0, f64::INFINITY)
            }
            (Some(_), Some(usd)) => Quantity::Exact(usd),
        },
        _ => {
            let Sum { is_partial, .. } = left.capacity_per_week;
            if is_partial {
                measured
                    .missing
                    .push(format!("the capacity of a line that is left without {name}"));
            }
            at_least(capacity(left), is_partial)
        }
    };
    let what = match (quantity, left.time_h) {
        (_, None) => "no way is left whose times are known".to_owned(),
        ("time-left", Some(h)) => format!("{h:.1} h are left"),
        ("cost-left", _) => format!("{} USD are left", figure(left.cost_usd, 0, "unknown")),
        _ => format!("{:.0} {} are left", capacity(left), measured.unit),
    };
    measured.summary = format!("Worst single loss by {word}: without {name}, {what}.");
}

/// The loss that leaves least: none at all, else most hours, dollars, or least that gets through;
/// of several that which changes anything, then the first by name.
fn worst<'f>(quantity: &str, found: &'f Found, whole: &Left) -> Option<&'f (String, Left)> {
    let badness = |left: &Left| match quantity {
        "time-left" => left.time_h.unwrap_or(f64::INFINITY),
        "cost-left" if left.time_h.is_none() => f64::INFINITY,
        // An unknown cost is worse than a known one: it may be any.
        "cost-left" => left.cost_usd.unwrap_or(f64::MAX),
        _ => -capacity(left),
    };
    found.left.iter().min_by(|a, b| {
        let worse = badness(&b.1).total_cmp(&badness(&a.1));
        let changes = changes(&b.1, whole).cmp(&changes(&a.1, whole));
        worse.then(changes).then_with(|| a.0.cmp(&b.0))
    })
}

/// True if a loss makes any difference.
fn changes(left: &Left, whole: &Left) -> bool {
    (left.time_h, left.cost_usd, left.capacity_per_week)
        != (whole.time_h, whole.cost_usd, whole.capacity_per_week)
}

fn capacity(left: &Left) -> f64 {
    allways_base::cast::f64_from_u64(left.capacity_per_week.at_least)
}

fn table(net: &CorridorNetwork, terms: &Terms, found: &Found, whole: &Left) -> Table {
    let columns = vec![
        "route".to_owned(),
        "through".into(),
        "time (h)".into(),
        format!("cost (USD for {})", terms.load_text),
        format!("capacity ({})", terms.capacity_unit()),
    ];
    let mut rows: Vec<Vec<String>> = Vec::new();
    for (n, (route, time)) in found.routes.iter().enumerate() {
        let hours = figure(*time, 1, "unknown");
        rows.push(vec![(n + 1).to_string(), through(net, route), hours, "-".into(), "-".into()]);
    }
    let row = |name: String, left: &Left| {
        let known = left.capacity_per_week;
        let most = format!("{:.0}", capacity(left));
        vec![
            name,
            "best of what is left".into(),
            figure(left.time_h, 1, "none"),
            figure(left.cost_usd, 0, if left.time_h.is_some() { "unknown" } else { "none" }),
            if known.is_partial { format!("at least {most}") } else { most },
        ]
    };
    rows.push(row("if nothing is cut".into(), whole));
    // Losses that change nothing are left out.
    let mut losses: Vec<&(String, Left)> =
        found.left.iter().filter(|l| changes(&l.1, whole)).collect();
    losses.sort_by(|a, b| a.0.cmp(&b.0));
    rows.extend(losses.iter().map(|(name, left)| row(format!("if {name} is cut"), left)));
    Table { columns, rows, left_out: 0 }
}
