//! `hub`: which main modes meet at a hub, or how long goods take from a park's dock to a departure.
//!
//! Dock to departure is the truck's way from the park's terminal to the hub, by the road services
//! of the tables, and then the hub's dwell, which holds what passes between the gate and the
//! departure (cut-off, customs, waiting). The park that is worst served decides. A park without a
//! terminal, a way that no table knows and a dwell that nobody states stay unknown: the time is
//! then at least what is known.

use allways_base::Metres;
use allways_corridor::{CorridorNetwork, Load, Mode, Query, TerminalIdx, TerminalKind, fastest};
use allways_transit::feed::{Basis, Confidence};

use super::ask::Ask;
use super::links::{count, feature, list, note_links};
use crate::judge::{Measured, Quantity};
use crate::verdict::{MapRole, Shape, Table};

/// See the module docs.
pub(super) fn hub(ask: &Ask<'_, '_>) -> Measured {
    if ask.text("quantity") == "dock-to-departure" { dock(ask) } else { modes(ask) }
}

fn modes(ask: &Ask<'_, '_>) -> Measured {
    let mut measured = Measured { unit: "modes", ..Measured::default() };
    let Some(spot) = ask.spot("at", &mut measured) else { return measured };
    let Some(center) = spot.position else {
        measured.missing.push(format!("where {} is", spot.name));
        return measured;
    };
    let within = Metres(ask.number("within_km") * 1000.0);
    let mut table = Table {
        columns: ["terminal", "mode", "straight line (km)", "dwell (h)"].map(String::from).to_vec(),
        ..Table::default()
    };
    // One terminal proves a mode: the surest one does.
    let mut proof: Vec<(&str, Basis)> = Vec::new();
    for (_, terminal) in ask.scenario().corridors.terminals.iter() {
        let Some(position) = terminal.position else { continue };
        let distance = allways_geo::distance(center, position);
        let Some(mode) = main_mode(terminal.kind) else { continue };
        if distance > within {
            continue;
        }
        let basis = basis_of(terminal);
        match proof.iter_mut().find(|(known, _)| *known == mode) {
            Some((_, best)) if best.confidence < basis.confidence => *best = basis,
            Some(_) => {}
            None => proof.push((mode, basis)),
        }
        measured.evidence.map.push(feature(MapRole::Place, &terminal.name, Shape::Point(position)));
        table.rows.push(vec![
            terminal.name.clone(),
            mode.into(),
            format!("{:.1}", distance.0 / 1000.0),
            terminal.dwell_h.map_or_else(|| "unknown".into(), hours),
        ]);
    }
    let modes: Vec<&str> = proof.iter().map(|(mode, _)| *mode).collect();
    let n = table.rows.len();
    measured.summary = format!(
        "Within {within} of {}: {n} {}, by {}.",
        spot.name,
        if n == 1 { "terminal" } else { "terminals" },
        list(&modes)
    );
    measured.value = Quantity::Exact(count(modes.len()));
    measured.bases.extend(proof.into_iter().map(|(_, basis)| basis));
    measured.mend = "build a terminal of the missing mode".into();
    measured.evidence.table = Some(table);
    measured
}

fn dock(ask: &Ask<'_, '_>) -> Measured {
    let mut measured = Measured { unit: "h", figure_kind: "time", ..Measured::default() };
    let Some(hubs) = ask.terminals("at", &mut measured) else { return measured };
    let (scenario, net) = (ask.scenario(), &ask.scenario().corridors);
    let mut table = Table {
        columns: ["park", "truck to the hub (h)", "dwell (h)", "dock to departure (h)"]
            .map(String::from)
            .to_vec(),
        ..Table::default()
    };
    let dwell = Dwell::of(net, &hubs);
    let hub = net.terminals[hubs[0]].name.clone();
    let parks: Vec<_> = scenario.city.places.iter().filter(|p| p.kind == "park").collect();
    let (mut without, mut worst): (Vec<&str>, Option<(f64, &str)>) = (Vec::new(), None);
    for park in &parks {
        let mut docks = net.of_place(&park.id);
        docks.extend(net.terminal(&park.id).filter(|t| !docks.contains(t)));
        let modes = [Mode::Road];
        let query = Query { from: &docks, to: &hubs, load: Load::Freight, modes: Some(&modes) };
        let Some(way) = fastest(net, &query) else {
            without.push(&park.name);
            table.rows.push(vec![
                park.name.clone(),
                "unknown".into(),
                dwell.text(),
                "unknown".into(),
            ]);
            continue;
        };
        note_links(ask, &way.links, &mut measured);
        measured.figures.extend(way.links.iter().map(|&l| net.links[l].service.source.clone()));
        let total = way.time_h + dwell.low.unwrap_or(0.0);
        let text = format!("{}{total:.1}", if dwell.low.is_some() { "" } else { "at least " });
        table.rows.push(vec![park.name.clone(), hours(way.time_h), dwell.text(), text]);
        if worst.is_none_or(|(longest, _)| way.time_h > longest) {
            worst = Some((way.time_h, &park.name));
        }
    }
    let Some((truck, park)) = worst else {
        measured.missing.push(format!(
            "the truck's way to {hub} from any of {} parks: a terminal with the park in its `place` \
             column, and a road service",
            parks.len()
        ));
        return measured;
    };
    let low = truck + dwell.low.unwrap_or(0.0);
    let high = dwell.high.filter(|_| without.is_empty()).map_or(f64::INFINITY, |h| truck + h);
    measured.value = if high > low { Quantity::Bounds(low, high) } else { Quantity::Exact(low) };
    if dwell.high.is_none() {
        measured
            .missing
            .push(format!("dwell at {hub}: cut-off, customs and waiting for the departure"));
    }
    if !without.is_empty() {
        measured.missing.push(format!("the truck's way to {hub} from {}", list(&without)));
    }
    measured.bases.extend(hubs.iter().map(|&t| basis_of(&net.terminals[t])));
    measured.summary = format!(
        "Farthest dock: {park}, {truck:.1} h by truck to {hub}; {}.",
        match (dwell.low, dwell.high) {
            (Some(low), Some(high)) if high > low =>
                format!("{low:.1} to {high:.1} h of dwell there"),
            (Some(low), Some(_)) => format!("{low:.1} h of dwell there"),
            _ => "no table states the dwell there".into(),
        }
    );
    measured.mend = "shorten the dwell of the hub, or the truck's way of the farthest park".into();
    measured.evidence.table = Some(table);
    measured
}

/// Dwell at the terminals of a hub: the shortest and the longest usual, if all state one.
struct Dwell {
    low: Option<f64>,
    high: Option<f64>,
}

impl Dwell {
    fn of(net: &CorridorNetwork, hubs: &[TerminalIdx]) -> Self {
        let (mut low, mut high) = (Some(f64::INFINITY), Some(0.0));
        for &hub in hubs {
            let row = &net.terminals[hub];
            low = low.zip(row.dwell_low_h.or(row.dwell_h)).map(|(a, b)| f64::min(a, b));
            high = high.zip(row.dwell_high_h.or(row.dwell_h)).map(|(a, b)| f64::max(a, b));
        }
        Self { low, high }
    }

    fn text(&self) -> String {
        match (self.low, self.high) {
            (Some(low), Some(high)) if high > low => format!("{} to {}", hours(low), hours(high)),
            (Some(low), Some(_)) => hours(low),
            _ => "unknown".into(),
        }
    }
}

/// Half an hour is not nothing.
fn hours(h: f64) -> String {
    format!("{h:.1}")
}

fn basis_of(terminal: &allways_corridor::draft::Terminal) -> Basis {
    Basis {
        confidence: terminal.confidence.unwrap_or(Confidence::Low),
        what: format!("terminal {}", terminal.name),
        source: terminal.source.clone(),
    }
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
