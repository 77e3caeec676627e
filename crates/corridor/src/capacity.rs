//! How much can get through in a week: maximum flow over the capacities of the links, each
//! direction of a link on its own.

use allways_base::cast::round_i64;
use allways_base::{Idx, IdxVec};

use crate::consignment::TONNES_PER_TEU;
use crate::draft::{CapacityUnit, Load};
use crate::graph::{Graph, MANY};
use crate::network::{Arc, CorridorNetwork, LinkIdx, TerminalIdx};
use crate::route::Sum;
use crate::view::View;

/// A link's capacity for a load: TEU or passengers a week and direction. Tonnes become TEU.
pub fn per_week(
    net: &CorridorNetwork,
    link: LinkIdx,
    load: Load,
    tonnes_per_teu: f64,
) -> Option<f64> {
    let capacity = net.links[link].service.capacity?;
    match (load, capacity.unit) {
        (Load::Freight, CapacityUnit::Teu) | (Load::People, CapacityUnit::Passengers) => {
            Some(capacity.per_week)
        }
        (Load::Freight, CapacityUnit::Tonnes) => Some(capacity.per_week / tonnes_per_teu),
        _ => None,
    }
}

/// What a link takes of the question's load.
pub(crate) fn takes(view: &View<'_>, link: LinkIdx) -> Option<f64> {
    let stated = view.question.consignment.tonnes_per_teu;
    let tonnes_per_teu = if stated > 0.0 { stated } else { TONNES_PER_TEU };
    per_week(view.net, link, view.load, tonnes_per_teu)
}

/// The most that can get through a week: TEU or passengers. Links that state no capacity count
/// as none; if one of them lies on a way, the sum is partial.
pub(crate) fn through(view: &View<'_>) -> Sum {
    let net = view.net;
    let (source, sink) = (net.terminals.len(), net.terminals.len() + 1);
    let mut graph = Graph::new(sink + 1);
    let question = &view.question;
    let (from, to) = (question.from, question.to);
    let (ahead, behind) = (reach(view, from, to, true), reach(view, to, from, false));
    let mut is_partial = false;
    for terminal in net.terminals.indices().filter(|t| ahead[*t] && !to.contains(t)) {
        let goes_on = |arc: &Arc| behind[net.head(*arc)] && !from.contains(&net.head(*arc));
        for arc in view.leaving(terminal).filter(goes_on) {
            match takes(view, arc.link) {
                Some(most) => {
                    let most = u64::try_from(round_i64(most.floor())).unwrap_or(0);
                    graph.connect(terminal.to_usize(), net.head(arc).to_usize(), most);
                }
                None => is_partial = true,
            }
        }
    }
    for end in from {
        graph.connect(source, end.to_usize(), MANY);
    }
    for end in to {
        graph.connect(end.to_usize(), sink, MANY);
    }
    Sum { at_least: graph.fill(source, sink), is_partial }
}

/// terminal → true if it is reached from any of `ends`, or reaches one, not through `others`.
pub(crate) fn reach(
    view: &View<'_>,
    ends: &[TerminalIdx],
    others: &[TerminalIdx],
    forward: bool,
) -> IdxVec<TerminalIdx, bool> {
    let mut reached = IdxVec::filled(false, view.net.terminals.len());
    let mut stack = ends.to_vec();
    for &end in ends {
        reached[end] = true;
    }
    while let Some(here) = stack.pop() {
        let arcs = if forward { view.net.leaving(here) } else { view.net.arriving(here) };
        for &arc in arcs.iter().filter(|arc| view.usable(arc.link)) {
            let next = if forward { view.net.head(arc) } else { view.net.tail(arc) };
            let is_new = !view.blocked[next] && !std::mem::replace(&mut reached[next], true);
            if is_new && !others.contains(&next) {
                stack.push(next);
            }
        }
    }
    reached
}
