//! Measures on the corridor network: `channels`, `direction`, `corridor`.
//!
//! Rows state an expected time and may state a shortest and a longest usual one. A time is then a
//! range, and only a range on one side of the target decides (docs/decisions/0011).

use allways_corridor::{
    Criteria, Direction, LinkIdx, Load, Mode, Query, Question, Reached, Route, TerminalIdx, Usual,
    by_direction, disjoint_routes, fastest, fastest_at, options,
};
use allways_transit::feed::{Basis, Confidence};

use super::ask::Ask;
use crate::corridor::{self as corridors, is_named};
use crate::judge::{Measured, Quantity};
use crate::names::Spot;
use crate::verdict::{MapFeature, MapRole, Shape, Table};

const ALL_MODES: [Mode; 7] =
    [Mode::Hsr, Mode::Rail, Mode::Road, Mode::River, Mode::Sea, Mode::Air, Mode::GaugeChange];

/// Routes between two places that share no channel.
pub(super) fn channels(ask: &Ask<'_, '_>) -> Measured {
    let mut measured = Measured { unit: "routes", ..Measured::default() };
    let (Some(from), Some(to)) =
        (ask.terminals("from", &mut measured), ask.terminals("to", &mut measured))
    else {
        return measured;
    };
    let word = ask.text("mode");
    let mode = Mode::parse(word).unwrap_or(Mode::Rail);
    // Access links of another mode reach the line: a city is not its station.
    let net = &ask.scenario().corridors;
    let query = Query { from: &from, to: &to, load: load(ask), modes: Some(&[mode]) };
    let found = disjoint_routes(net, &Question::plain(&query));
    let proven = found.count == found.at_most;
    measured.value = if proven {
        Quantity::Exact(count(found.count))
    } else {
        Quantity::Bounds(count(found.count), count(found.at_most))
    };
    measured.summary = match found.count {
        0 => format!(
            "No route by {word} alone leads from {} to {} in {}.",
            ask.display("from"),
            ask.display("to"),
            ask.scenario().year
        ),
        n => {
            let names: Vec<String> = found.min_cut.iter().map(|c| channel_name(ask, c)).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            format!(
                "{n} {} by {word} with no shared line; cutting {} would part the two places.",
                if n == 1 { "route" } else { "routes" },
                list(&names)
            )
        }
    };
    if !proven {
        measured.missing.push("the search for more disjoint routes hit its budget".into());
    }
    let mut table = Table {
        columns: ["route", "through", "time (h)"].map(String::from).to_vec(),
        ..Table::default()
    };
    for (n, (route, time)) in found.routes.iter().zip(&found.times_h).enumerate() {
        let hours = time.map_or_else(|| "unknown".into(), |h| format!("{h:.1}"));
        table.rows.push(vec![format!("{}", n + 1), through(ask, route), hours]);
        for &link in route {
            rest_on(ask, surest(ask, link), &mut measured);
            draw(ask, link, &mut measured);
        }
    }
    for left in found.when_cut.iter().filter(|left| is_place_or_passage(ask, &left.name)) {
        let name = channel_name(ask, &left.name);
        let left = left.time_h.map_or_else(|| "none".into(), |h| format!("{h:.1}"));
        table.rows.push(vec![format!("if {name} is cut"), "best of what is left".into(), left]);
    }
    if found.count == 0 {
        rest_on_ends(ask, &[from, to].concat(), &mut measured);
    }
    measured.evidence.table = Some(table);
    measured.mend = format!("open another line by {word} that shares none of the lines above");
    measured
}

/// Directions in which a gateway is connected.
pub(super) fn direction(ask: &Ask<'_, '_>) -> Measured {
    let mut measured = Measured { unit: "directions", ..Measured::default() };
    let Some(from) = ask.terminals("from", &mut measured) else { return measured };
    let limit = ask.maybe_number("within_h");
    let net = &ask.scenario().corridors;
    let query = Query { from: &from, to: &[], load: load(ask), modes: Some(&ALL_MODES) };
    let question = Question::plain(&query);
    let found = by_direction(net, &question);
    let mut table = Table {
        columns: [
            "direction",
            "gateways",
            "nearest",
            "time (h)",
            "cost (USD per FEU)",
            "departures (/week)",
        ]
        .map(String::from)
        .to_vec(),
        ..Table::default()
    };
    // With a limit, the usual range of times may connect a direction in some weeks only.
    let within = |times: Usual| -> Vec<bool> {
        let found = by_direction(net, &Question { times, ..question });
        let near = |r: &Reached| {
            r.best().is_some_and(|(_, route)| limit.is_none_or(|h| route.time_h <= h))
        };
        found.each.iter().map(near).collect()
    };
    let (soonest, latest) = match limit {
        None => (within(Usual::Expected), within(Usual::Expected)),
        Some(_) => (within(Usual::Low), within(Usual::High)),
    };
    let (mut connected, mut missing): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    for reached in &found.each {
        let word = Direction::word(reached.direction);
        let best = reached.best().filter(|(_, r)| limit.is_none_or(|h| r.time_h <= h));
        if best.is_some() {
            connected.push(word);
        } else {
            missing.push(word);
        }
        let mut row = vec![word.to_owned(), reached.gateways.to_string()];
        match reached.best() {
            None => row.extend(["none", "-", "-", "-"].map(String::from)),
            Some((gateway, route)) => {
                note_links(ask, &route.links, &mut measured);
                let departures = reached.departures_per_week;
                row.extend([
                    net.terminals[*gateway].name.clone(),
                    format!("{:.1}", route.time_h),
                    route.cost_usd.map_or_else(|| "unknown".into(), |c| format!("{c:.0}")),
                    departures.map_or_else(|| "unknown".into(), |d| format!("{d:.0}")),
                ]);
            }
        }
        table.rows.push(row);
    }
    let number = |near: &[bool]| count(near.iter().filter(|near| **near).count());
    measured.value =
        ranged(count(connected.len()), (number(&latest), number(&soonest)), &mut measured);
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
    measured.evidence.table = Some(table);
    measured
}

/// Best route from one place to another.
pub(super) fn corridor(ask: &Ask<'_, '_>) -> Measured {
    let quantity = ask.text("quantity");
    let unit = match quantity {
        "cost" => "usd",
        "departures" => "/week",
        "distance" => "km",
        _ => "h",
    };
    let mut measured = Measured { unit, ..Measured::default() };
    let (Some(from), Some(to)) =
        (ask.terminals("from", &mut measured), ask.terminals("to", &mut measured))
    else {
        return measured;
    };
    let mut modes: Vec<Mode> = ask.texts("modes").iter().filter_map(|m| Mode::parse(m)).collect();
    modes.push(Mode::GaugeChange);
    let net = &ask.scenario().corridors;
    let query = Query { from: &from, to: &to, load: load(ask), modes: Some(&modes) };
    let Some(best) = fastest(net, &query) else {
        measured.value = Quantity::Never;
        measured.summary = format!(
            "In {} no service leads from {} to {} by {}.",
            ask.scenario().year,
            ask.display("from"),
            ask.display("to"),
            ask.texts("modes").join(", ")
        );
        measured.mend = "open a service between the two".into();
        rest_on_ends(ask, &[from, to].concat(), &mut measured);
        return measured;
    };
    note_links(ask, &best.links, &mut measured);
    let options =
        options(net, &Question { criteria: Criteria::TIME_AND_COST, ..Question::plain(&query) });
    let mut table = Table {
        columns: [
            "option",
            "through",
            "time (h)",
            "usual range",
            "distance (km)",
            "cost (USD per FEU)",
        ]
        .map(String::from)
        .to_vec(),
        ..Table::default()
    };
    let mut rows: Vec<&Route> = options.priced().chain(options.unpriced()).collect();
    if rows.is_empty() {
        rows.push(&best);
    }
    for (n, route) in rows.iter().enumerate() {
        table.rows.push(option_row(ask, n + 1, route));
    }
    measured.value = match quantity {
        "cost" => options
            .priced()
            .filter_map(|route| route.cost_usd)
            .reduce(f64::min)
            .map_or(Quantity::Unknown, Quantity::Exact),
        "departures" => best.departures_per_week.map_or(Quantity::Unknown, Quantity::Exact),
        "distance" => best.distance_km.map_or(Quantity::Unknown, Quantity::Exact),
        _ => {
            let time = |usual| fastest_at(net, &query, usual).map(|route| route.time_h);
            let (low, high) = (time(Usual::Low), time(Usual::High));
            let range = (low.unwrap_or(best.time_h), high.unwrap_or(best.time_h));
            ranged(best.time_h, range, &mut measured)
        }
    };
    measured.figure_kind = match quantity {
        "cost" => "cost",
        "departures" => "departures",
        "distance" => "distance",
        _ => "time",
    };
    measured.figures =
        best.links.iter().map(|&link| net.links[link].service.source.clone()).collect();
    if measured.value == Quantity::Unknown {
        measured.missing.push(format!("a row of the services states no {quantity}"));
    }
    measured.summary = format!(
        "Fastest: {} in {} ({}){}.",
        through(ask, &best.links),
        time_text(best.time_h),
        usual_text(&best).map_or_else(
            || "no usual range is published".to_owned(),
            |range| format!("usually {range}")
        ),
        best.distance_km.map_or_else(String::new, |km| format!(" over {km:.0} km"))
    );
    measured.mend =
        "shorten the longest leg or dwell of the table, or open a faster service".into();
    measured.evidence.table = Some(table);
    measured
}

fn option_row(ask: &Ask<'_, '_>, n: usize, route: &Route) -> Vec<String> {
    vec![
        n.to_string(),
        through(ask, &route.links),
        format!("{:.1}", route.time_h),
        usual_text(route).unwrap_or_else(|| "none published".into()),
        route.distance_km.map_or_else(|| "unknown".into(), |km| format!("{km:.0}")),
        route.cost_usd.map_or_else(|| "unknown".into(), |c| format!("{c:.0}")),
    ]
}

/// `97 to 185 min`, `6.5 to 8.2 h`: the usual times of a route; `None` if no row on it states a
/// range.
fn usual_text(route: &Route) -> Option<String> {
    let (low, high) = (time_text(route.low_h), time_text(route.high_h));
    if low == high {
        return None;
    }
    let (number, unit) = low.rsplit_once(' ')?;
    let first = if high.ends_with(unit) { number.to_owned() } else { low.clone() };
    Some(format!("{first} to {high}"))
}

/// Minutes below three hours, else hours.
fn time_text(h: f64) -> String {
    if h < 3.0 { format!("{:.0} min", h * 60.0) } else { format!("{h:.1} h") }
}

/// An expected value with its usual range; without a range it is exact.
fn ranged(value: f64, (low, high): (f64, f64), measured: &mut Measured) -> Quantity {
    if high - low <= 1e-9 {
        return Quantity::Exact(value);
    }
    measured.missing.push(
        "which of the usual times the promise means: the bounds are all legs and dwells at their \
         shortest, and all at their longest"
            .into(),
    );
    Quantity::Range { value, low, high }
}

/// What people call a channel.
fn channel_name(ask: &Ask<'_, '_>, channel: &str) -> String {
    corridors::channel_name(&ask.scenario().corridors, channel)
}

impl Ask<'_, '_> {
    /// The terminals that a name means: itself, or those of the place; none is told as missing.
    pub(super) fn terminals(&self, key: &str, measured: &mut Measured) -> Option<Vec<TerminalIdx>> {
        let bases = measured.bases.len();
        let spot = self.spot(key, measured)?;
        // A route starts at the terminals of a place, wherever the place itself is.
        measured.bases.truncate(bases);
        let found = corridors::terminals_of(self.scenario(), &spot);
        if found.is_empty() {
            measured.missing.push(format!(
                "a terminal of {}: give a row of the terminals this place in its `place` column",
                spot.name
            ));
            return None;
        }
        note_end(&spot, measured);
        Some(found)
    }
}

fn note_end(spot: &Spot, measured: &mut Measured) {
    if let Some(position) = spot.position {
        measured.evidence.map.push(feature(MapRole::End, &spot.name, Shape::Point(position)));
    }
}

pub(super) fn load(ask: &Ask<'_, '_>) -> Load {
    Load::parse(ask.text("carries")).unwrap_or(Load::People)
}

/// `A – B – C`: the terminals along some links. A junction without a name of its own says nothing.
fn through(ask: &Ask<'_, '_>, links: &[LinkIdx]) -> String {
    corridors::through(&ask.scenario().corridors, links)
}

/// False for a channel of its own between two places without a name: a lane of the open sea.
fn is_place_or_passage(ask: &Ask<'_, '_>, channel: &str) -> bool {
    let net = &ask.scenario().corridors;
    let mut links = net.links.iter().filter(|(_, link)| net.channels[link.channel] == channel);
    links.any(|(_, link)| {
        !link.service.channel.is_empty()
            || [link.from, link.to].into_iter().any(|end| is_named(&net.terminals[end]))
    })
}

/// Records what a route rests on and draws it.
pub(super) fn note_links(ask: &Ask<'_, '_>, links: &[LinkIdx], measured: &mut Measured) {
    for &link in links {
        rest_on(ask, link, measured);
        draw(ask, link, measured);
    }
}

/// Records that a value rests on a row.
fn rest_on(ask: &Ask<'_, '_>, link: LinkIdx, measured: &mut Measured) {
    let net = &ask.scenario().corridors;
    let link = &net.links[link];
    let (from, to) = (&net.terminals[link.from], &net.terminals[link.to]);
    measured.uses.extend([link.service.id.clone(), link.service.channel.clone()]);
    // One line for all lanes between places without a name, not one for each.
    let what = if is_named(from) && is_named(to) || link.service.corridor.is_empty() {
        format!("{} to {} by {}", from.name, to.name, link.service.mode)
    } else {
        format!("{} by {}", link.service.corridor, link.service.mode)
    };
    let confidence = link.service.confidence.unwrap_or(Confidence::Low);
    if confidence == Confidence::Assumed {
        measured.assumptions.insert(format!("{what}: assumed ({})", link.service.source));
    }
    measured.bases.push(Basis { confidence, what, source: link.service.source.clone() });
}

/// Records that a value rests on what the tables list at some terminals.
fn rest_on_ends(ask: &Ask<'_, '_>, ends: &[TerminalIdx], measured: &mut Measured) {
    let terminals = &ask.scenario().corridors.terminals;
    measured.bases.extend(ends.iter().map(|&end| Basis {
        confidence: terminals[end].confidence.unwrap_or(Confidence::Low),
        what: format!("services that the tables list at {}", terminals[end].name),
        source: terminals[end].source.clone(),
    }));
}

fn draw(ask: &Ask<'_, '_>, link: LinkIdx, measured: &mut Measured) {
    let net = &ask.scenario().corridors;
    let link = &net.links[link];
    let ends = (net.terminals[link.from].position, net.terminals[link.to].position);
    if let (Some(a), Some(b)) = ends {
        let known = &link.service.shape;
        let line = if known.is_empty() { vec![a, b] } else { known.clone() };
        let line = feature(MapRole::Link, &link.service.corridor, Shape::Line(line));
        if !measured.evidence.map.contains(&line) {
            measured.evidence.map.push(line);
        }
    }
    for terminal in [link.from, link.to].map(|end| &net.terminals[end]) {
        let Some(at) = terminal.position.filter(|_| is_named(terminal)) else { continue };
        let place = feature(MapRole::Place, &terminal.name, Shape::Point(at));
        if !measured.evidence.map.contains(&place) {
            measured.evidence.map.push(place);
        }
    }
}

/// The row that proves best that the channel of `link` is there.
fn surest(ask: &Ask<'_, '_>, link: LinkIdx) -> LinkIdx {
    let links = &ask.scenario().corridors.links;
    let row = &links[link];
    let confidence = |l: LinkIdx| links[l].service.confidence.unwrap_or(Confidence::Low);
    let same = links
        .iter()
        .filter(|(_, other)| other.channel == row.channel && other.service.mode == row.service.mode)
        .map(|(other, _)| other);
    // The first of the surest; the link itself if it is one of them.
    same.fold(link, |best, other| if confidence(other) > confidence(best) { other } else { best })
}

pub(super) fn feature(role: MapRole, label: &str, shape: Shape) -> MapFeature {
    MapFeature { role, label: label.to_owned(), shape }
}

pub(super) fn list(words: &[&str]) -> String {
    match words {
        [] => "none".into(),
        [one] => (*one).into(),
        [all @ .., last] => format!("{} and {last}", all.join(", ")),
    }
}

pub(super) fn count(n: usize) -> f64 {
    allways_base::cast::f64_from(n)
}
