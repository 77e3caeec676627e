//! How much can get through in a week: maximum flow over the capacities of the links, each
//! direction of a link on its own.

use std::collections::VecDeque;

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
/// as none; if one of them lies on a way, the sum is partial. With the links that carry it, each
/// once: without any other it is the same.
pub(crate) fn through(view: &View<'_>) -> (Sum, Vec<LinkIdx>) {
    let net = view.net;
    let (source, sink) = (net.terminals.len(), net.terminals.len() + 1);
    let mut graph = Graph::new(sink + 1);
    let (from, to) = (view.question.from, view.question.to);
    let mut links = Vec::new();
    let mut is_partial = false;
    for (arc, most) in on_a_way(view) {
        match most {
            Some(most) => {
                let most = u64::try_from(round_i64(most.floor())).unwrap_or(0);
                graph.connect(net.tail(arc).to_usize(), net.head(arc).to_usize(), most);
                links.push(arc.link);
            }
            None => is_partial = true,
        }
    }
    for end in from {
        graph.connect(source, end.to_usize(), MANY);
    }
    for end in to {
        graph.connect(end.to_usize(), sink, MANY);
    }
    let sum = Sum { at_least: graph.fill(source, sink), is_partial };
    let carries = |k: &usize| graph.carries(*k);
    let mut used: Vec<LinkIdx> = (0..links.len()).filter(carries).map(|k| links[k]).collect();
    used.sort_unstable();
    used.dedup();
    (sum, used)
}

/// Arcs on a way from end to end, and what they take.
fn on_a_way(view: &View<'_>) -> Vec<(Arc, Option<f64>)> {
    let net = view.net;
    let (from, to) = (view.question.from, view.question.to);
    let (ahead, behind) = (reach(view, from, to, true), reach(view, to, from, false));
    let mut arcs = Vec::new();
    for terminal in net.terminals.indices().filter(|t| ahead[*t].is_some() && !to.contains(t)) {
        let goes_on = |arc: &Arc| {
            let head = net.head(*arc);
            behind[head].is_some() && !from.contains(&head)
        };
        arcs.extend(view.leaving(terminal).filter(goes_on).map(|arc| (arc, takes(view, arc.link))));
    }
    arcs
}

/// The links of a way, the first that is found, that leads over one that states no capacity: as long
/// as they are there the sum is partial. Empty if there is none.
pub(crate) fn unstated_way(view: &View<'_>) -> Vec<LinkIdx> {
    let net = view.net;
    let (from, to) = (view.question.from, view.question.to);
    let first = on_a_way(view).into_iter().find(|(_, most)| most.is_none());
    let Some((arc, _)) = first else { return Vec::new() };
    let mut links = vec![arc.link];
    for (ends, others, forward) in [(from, to, true), (to, from, false)] {
        let by = reach(view, ends, others, forward);
        let mut at = if forward { net.tail(arc) } else { net.head(arc) };
        while let Some(Step::By(arc)) = by[at] {
            links.push(arc.link);
            at = if forward { net.tail(arc) } else { net.head(arc) };
        }
    }
    links
}

/// How a terminal is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// It is an end.
    End,
    By(Arc),
}

/// terminal → how it is reached from any of `ends`, or reaches one, by the fewest links and not
/// through `others`.
pub(crate) fn reach(
    view: &View<'_>,
    ends: &[TerminalIdx],
    others: &[TerminalIdx],
    forward: bool,
) -> IdxVec<TerminalIdx, Option<Step>> {
    let mut by = IdxVec::filled(None, view.net.terminals.len());
    let mut queue: VecDeque<TerminalIdx> = ends.iter().copied().collect();
    for &end in ends {
        by[end] = Some(Step::End);
    }
    while let Some(here) = queue.pop_front() {
        let arcs = if forward { view.net.leaving(here) } else { view.net.arriving(here) };
        for &arc in arcs.iter().filter(|arc| view.usable(arc.link)) {
            let next = if forward { view.net.head(arc) } else { view.net.tail(arc) };
            if view.blocked[next] || by[next].is_some() {
                continue;
            }
            by[next] = Some(Step::By(arc));
            if !others.contains(&next) {
                queue.push_back(next);
            }
        }
    }
    by
}
