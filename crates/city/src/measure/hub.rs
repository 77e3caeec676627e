//! `hub`: which main modes meet at a hub, or how long goods take from a park's dock to a departure
//! ([`dock`](super::dock)).

use allways_base::Metres;
use allways_corridor::TerminalKind;
use allways_transit::feed::{Basis, Confidence};

use super::ask::Ask;
use super::dock::dock;
use super::links::{count, feature, list};
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

/// Half an hour is not nothing.
fn hours(h: f64) -> String {
    format!("{h:.1}")
}

pub(super) fn basis_of(terminal: &allways_corridor::draft::Terminal) -> Basis {
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
