//! Measures on the corridor network: `channels`, `direction`, `corridor`, `hub`.

use allways_base::Metres;
use allways_corridor::{
    Direction, LinkIdx, Load, Mode, Query, Route, TerminalIdx, TerminalKind, by_direction,
    disjoint_routes, fastest, pareto,
};
use allways_transit::feed::{Basis, Confidence};

use super::ask::Ask;
use crate::judge::{Measured, Quantity};
use crate::names::{Spot, SpotKind};
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
    let found = disjoint_routes(net, &from, &to, Some(&[mode]), load(ask));
    let proven = found.count == found.at_most;
    measured.value = if proven {
        Quantity::Exact(count(found.count))
    } else {
        Quantity::Bounds(count(found.count), count(found.at_most))
    };
    measured.summary = match found.count {
        0 => format!(
            "No route by {word} alone leads from {} to {}.",
            ask.text("from"),
            ask.text("to")
        ),
        n => format!(
            "{n} {} by {word} with no shared line; cutting {} would part the two places.",
            if n == 1 { "route" } else { "routes" },
            found.min_cut.join(" and ")
        ),
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
        note_links(ask, route, &mut measured);
    }
    for (channel, time) in &found.when_cut {
        let left = time.map_or_else(|| "none".into(), |h| format!("{h:.1}"));
        table.rows.push(vec![format!("if {channel} is cut"), "best of what is left".into(), left]);
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
    let found = by_direction(net, &from, load(ask), Some(&ALL_MODES));
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
    let (mut connected, mut missing): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    for reached in &found.each {
        let word = Direction::word(reached.direction);
        let best = reached.best().filter(|(_, r)| limit.is_none_or(|h| r.time_h <= h));
        if best.is_some() {
            connected.push(word);
        } else {
            missing.push(word);
        }
        let row = reached.best().map_or_else(
            || {
                vec![
                    word.into(),
                    reached.gateways.to_string(),
                    "none".into(),
                    "-".into(),
                    "-".into(),
                    "-".into(),
                ]
            },
            |(gateway, route)| {
                note_links(ask, &route.links, &mut measured);
                vec![
                    word.into(),
                    reached.gateways.to_string(),
                    net.terminals[*gateway].name.clone(),
                    format!("{:.1}", route.time_h),
                    route.cost_usd.map_or_else(|| "unknown".into(), |c| format!("{c:.0}")),
                    reached
                        .departures_per_week
                        .map_or_else(|| "unknown".into(), |d| format!("{d:.0}")),
                ]
            },
        );
        table.rows.push(row);
    }
    let evenness = found.evenness_of_speed.map_or_else(String::new, |e| {
        format!(" The four directions are {:.0} % even in speed (Pielou's index).", e * 100.0)
    });
    measured.value = Quantity::Exact(count(connected.len()));
    measured.summary = format!("Connected: {}.{evenness}", list(&connected));
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
        measured.summary =
            format!("No service leads from {} to {}.", ask.text("from"), ask.text("to"));
        measured.mend = "open a service between the two".into();
        return measured;
    };
    note_links(ask, &best.links, &mut measured);
    let options = pareto(net, &query);
    let mut table = Table {
        columns: [
            "option",
            "through",
            "time (h)",
            "usual range (h)",
            "distance (km)",
            "cost (USD per FEU)",
        ]
        .map(String::from)
        .to_vec(),
        ..Table::default()
    };
    let mut rows: Vec<&Route> = options.known.iter().chain(&options.without_cost).collect();
    if rows.is_empty() {
        rows.push(&best);
    }
    for (n, route) in rows.iter().enumerate() {
        table.rows.push(option_row(ask, n + 1, route));
    }
    measured.value = match quantity {
        "cost" => options
            .known
            .iter()
            .filter_map(|route| route.cost_usd)
            .reduce(f64::min)
            .map_or(Quantity::Unknown, Quantity::Exact),
        "departures" => best.departures_per_week.map_or(Quantity::Unknown, Quantity::Exact),
        "distance" => best.distance_km.map_or(Quantity::Unknown, Quantity::Exact),
        _ => Quantity::Exact(best.time_h),
    };
    if measured.value == Quantity::Unknown {
        measured.missing.push(format!("a row of the services states no {quantity}"));
    }
    measured.summary = format!(
        "Fastest: {} in {:.1} h (usually {:.1} to {:.1} h){}.",
        through(ask, &best.links),
        best.time_h,
        best.low_h,
        best.high_h,
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
        format!("{:.1} to {:.1}", route.low_h, route.high_h),
        route.distance_km.map_or_else(|| "unknown".into(), |km| format!("{km:.0}")),
        route.cost_usd.map_or_else(|| "unknown".into(), |c| format!("{c:.0}")),
    ]
}

/// Main modes at a hub, or hours from its docks to a departure.
pub(super) fn hub(ask: &Ask<'_, '_>) -> Measured {
    let dock = ask.text("quantity") == "dock-to-departure";
    let mut measured = Measured { unit: if dock { "h" } else { "modes" }, ..Measured::default() };
    let Some(spot) = ask.spot("at", &mut measured) else { return measured };
    let Some(center) = spot.position else {
        measured.missing.push(format!("where {} is", spot.name));
        return measured;
    };
    let within = Metres(ask.number("within_km") * 1000.0);
    let net = &ask.scenario().corridors;
    let mut table = Table {
        columns: ["terminal", "mode", "straight line (km)", "dwell (h)"].map(String::from).to_vec(),
        ..Table::default()
    };
    let mut modes: Vec<&str> = Vec::new();
    let mut dwells: Vec<f64> = Vec::new();
    for (_, terminal) in net.terminals.iter() {
        let Some(position) = terminal.position else { continue };
        let distance = allways_geo::distance(center, position);
        let Some(mode) = main_mode(terminal.kind) else { continue };
        if distance > within {
            continue;
        }
        if !modes.contains(&mode) {
            modes.push(mode);
        }
        dwells.extend(terminal.dwell_h);
        measured.bases.push(Basis {
            confidence: terminal.confidence.unwrap_or(Confidence::Low),
            what: format!("terminal {}", terminal.name),
            source: terminal.source.clone(),
        });
        measured.evidence.map.push(feature(MapRole::Place, &terminal.name, Shape::Point(position)));
        table.rows.push(vec![
            terminal.name.clone(),
            mode.into(),
            format!("{:.1}", distance.0 / 1000.0),
            terminal.dwell_h.map_or_else(|| "unknown".into(), |h| format!("{h:.0}")),
        ]);
    }
    measured.summary = format!(
        "Within {} of {}: {} terminals, by {}.",
        within,
        spot.name,
        table.rows.len(),
        list(&modes)
    );
    measured.value = if dock {
        match (dwells.iter().copied().reduce(f64::min), dwells.iter().copied().reduce(f64::max)) {
            (Some(low), Some(high)) if dwells.len() == table.rows.len() && low >= high => {
                Quantity::Exact(high)
            }
            (Some(low), Some(high)) if dwells.len() == table.rows.len() => {
                Quantity::Bounds(low, high)
            }
            _ => Quantity::Unknown,
        }
    } else {
        Quantity::Exact(count(modes.len()))
    };
    if dock {
        measured.missing.push(
            "dwell at every terminal, cut-off times, and the truck's way from each park".into(),
        );
    }
    measured.mend = "build a terminal of the missing mode".into();
    measured.evidence.table = Some(table);
    measured
}

/// Rail, water or air: the modes of a hub; `None` for what is only passed.
fn main_mode(kind: TerminalKind) -> Option<&'static str> {
    match kind {
        TerminalKind::Rail | TerminalKind::RailFreight => Some("rail"),
        TerminalKind::Seaport | TerminalKind::RiverPort => Some("water"),
        TerminalKind::Airport => Some("air"),
        TerminalKind::Border
        | TerminalKind::BorderGauge
        | TerminalKind::Lock
        | TerminalKind::Junction
        | TerminalKind::Road => None,
    }
}

impl Ask<'_, '_> {
    /// The terminals that a name means: itself, or those of the place; none is told as missing.
    fn terminals(&self, key: &str, measured: &mut Measured) -> Option<Vec<TerminalIdx>> {
        let spot = self.spot(key, measured)?;
        let net = &self.scenario().corridors;
        let found = match &spot.kind {
            SpotKind::Terminal(row) => {
                let id = &self.scenario().city.corridors.terminals[*row].id;
                net.terminal(id).into_iter().collect()
            }
            SpotKind::Place(row) => {
                let id = &self.scenario().city.places[*row].id;
                let mut all = net.of_place(id);
                all.extend(net.terminal(id).filter(|t| !all.contains(t)));
                all
            }
            SpotKind::Zone(row) => {
                let id = &self.scenario().city.zones[*row].id;
                let mut all = net.of_place(id);
                all.extend(net.terminal(id).filter(|t| !all.contains(t)));
                all
            }
            SpotKind::Coordinates | SpotKind::Stop(_) => Vec::new(),
        };
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

fn load(ask: &Ask<'_, '_>) -> Load {
    Load::parse(ask.text("carries")).unwrap_or(Load::People)
}

/// `A – B – C`: the terminals along some links.
fn through(ask: &Ask<'_, '_>, links: &[LinkIdx]) -> String {
    let net = &ask.scenario().corridors;
    let mut at: Option<TerminalIdx> = match links {
        [] => None,
        [only] => Some(net.links[*only].from),
        [first, second, ..] => {
            let (a, b) = (&net.links[*first], &net.links[*second]);
            let shared = [a.from, a.to].into_iter().find(|t| [b.from, b.to].contains(t));
            shared.map(|t| if t == a.from { a.to } else { a.from })
        }
    };
    let mut names: Vec<&str> = at.map(|t| net.terminals[t].name.as_str()).into_iter().collect();
    for &link in links {
        let link = &net.links[link];
        at = at.map(|t| if t == link.from { link.to } else { link.from });
        names.extend(at.map(|t| net.terminals[t].name.as_str()));
    }
    names.join(" – ")
}

/// Records what a route rests on and draws it.
fn note_links(ask: &Ask<'_, '_>, links: &[LinkIdx], measured: &mut Measured) {
    let net = &ask.scenario().corridors;
    for &link in links {
        let link = &net.links[link];
        let (from, to) = (&net.terminals[link.from], &net.terminals[link.to]);
        let what = format!("{} to {} by {}", from.name, to.name, link.service.mode);
        let confidence = link.service.confidence.unwrap_or(Confidence::Low);
        if confidence == Confidence::Assumed {
            measured.assumptions.insert(format!("{what}: assumed ({})", link.service.source));
        }
        measured.bases.push(Basis { confidence, what, source: link.service.source.clone() });
        if let (Some(a), Some(b)) = (from.position, to.position) {
            let label = if link.service.channel.is_empty() {
                &link.service.corridor
            } else {
                &link.service.channel
            };
            let line = feature(MapRole::Link, label, Shape::Line(vec![a, b]));
            if !measured.evidence.map.contains(&line) {
                measured.evidence.map.push(line);
            }
        }
        for terminal in [from, to] {
            let Some(at) = terminal.position else { continue };
            let place = feature(MapRole::Place, &terminal.name, Shape::Point(at));
            if !measured.evidence.map.contains(&place) {
                measured.evidence.map.push(place);
            }
        }
    }
}

fn feature(role: MapRole, label: &str, shape: Shape) -> MapFeature {
    MapFeature { role, label: label.to_owned(), shape }
}

fn list(words: &[&str]) -> String {
    match words {
        [] => "none".into(),
        [one] => (*one).into(),
        [all @ .., last] => format!("{} and {last}", all.join(", ")),
    }
}

fn count(n: usize) -> f64 {
    allways_base::cast::f64_from(n)
}
