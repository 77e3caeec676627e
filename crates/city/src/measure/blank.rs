//! What the rows of a hub and its departures leave blank: the figures to fill in, each by its column
//! and row, and what a blank stands for.

use allways_corridor::CorridorNetwork;
use allways_corridor::draft::{Service, Terminal};

use super::dock::BACK;
use super::links::list;
use super::terms::Terms;
use crate::judge::Measured;

/// The terminals that departures leave from, in file order.
fn left_from<'n>(net: &'n CorridorNetwork, departures: &[Service]) -> Vec<&'n Terminal> {
    let leaves = |terminal: &&Terminal| departures.iter().any(|s| s.from == terminal.id);
    net.terminals.iter().map(|(_, terminal)| terminal).filter(leaves).collect()
}

/// The figures without which there is no number, and where they belong.
pub(super) fn unstated(
    net: &CorridorNetwork,
    departures: &[Service],
    terms: &Terms,
) -> Vec<String> {
    let mut missing = Vec::new();
    for terminal in left_from(net, departures) {
        let (name, id) = (&terminal.name, &terminal.id);
        if terminal.dwell_h.is_none() {
            missing.push(format!(
                "the dwell at {name}, from the gate to the vehicle: `dwell_h` of terminal `{id}`"
            ));
        }
        let without = |s: &&Service| s.from == *id && s.departures(false).is_none();
        let mut services: Vec<String> = departures
            .iter()
            .filter(|service| terms.counts_waits() && without(service))
            .map(|service| format!("`{}`", service.id.strip_suffix(BACK).unwrap_or(&service.id)))
            .collect();
        services.dedup();
        if !services.is_empty() {
            let words: Vec<&str> = services.iter().map(String::as_str).collect();
            missing.push(format!(
                "how often it leaves {name}: `departures_per_week` (or the departures) of {}",
                list(&words)
            ));
        }
    }
    missing
}

/// What a terminal's row leaves blank means that there is none; that is told.
pub(super) fn assume_none(net: &CorridorNetwork, departures: &[Service], measured: &mut Measured) {
    for terminal in left_from(net, departures) {
        let blank = [
            ("cut-off (`cutoff_h`)", terminal.cutoff_h.is_none()),
            ("customs (`customs_h`)", terminal.customs.expected.is_none()),
            ("opening hours (`open`)", terminal.open.is_none()),
        ];
        let words: Vec<&str> =
            blank.iter().filter(|(_, is_blank)| *is_blank).map(|(word, _)| *word).collect();
        if !words.is_empty() {
            measured.assumptions.insert(format!(
                "no {} at {}: its row states none",
                words.join(", no "),
                terminal.name
            ));
        }
    }
}
