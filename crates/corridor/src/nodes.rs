//! Routes between two places that pass no terminal twice among them: what is left when a place is
//! lost, not a line.
//!
//! Maximum flow with every terminal but the ends split in two, joined by an edge of capacity 1; by
//! Menger's theorem (1927) as many terminals as there are routes part the places. A link straight
//! from end to end passes no terminal, and is cut itself.

use std::collections::BTreeMap;

use allways_base::{Idx, IdxVec};

use crate::graph::{Graph, MANY};
use crate::left::{Losses, Whole};
use crate::network::{CorridorNetwork, LinkIdx, TerminalIdx};
use crate::question::{Criteria, Question};
use crate::view::View;

/// What connects two places, terminal by terminal.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NodeRoutes {
    /// Links of each route, in order of travel. No two routes share a terminal but the ends.
    pub routes: Vec<Vec<LinkIdx>>,
    /// The fewest terminals that part the places when all are lost.
    pub terminals: Vec<TerminalIdx>,
    /// Links straight from end to end, which must be cut too.
    pub links: Vec<LinkIdx>,
    /// What is left when one of these alone is lost: the terminals, then the links, by name.
    pub when_lost: Losses,
}

/// The most routes that share no terminal but the ends; empty if the ends share a terminal.
pub fn node_disjoint_routes(net: &CorridorNetwork, question: &Question<'_>) -> NodeRoutes {
    let (from, to) = (question.from, question.to);
    if from.iter().any(|end| to.contains(end)) {
        return NodeRoutes::default();
    }
    let view = View::new(net, question);
    let n = net.terminals.len();
    let (source, sink) = (2 * n, 2 * n + 1);
    // Terminals come twice, straight links have a node of their own after them.
    let straight: Vec<LinkIdx> = net.links.indices().filter(|&l| is_straight(&view, l)).collect();
    let mut graph = Graph::new(2 * n + 2 + 2 * straight.len());
    for terminal in net.terminals.indices() {
        let is_end = from.contains(&terminal) || to.contains(&terminal);
        let i = terminal.to_usize();
        graph.connect(i, n + i, if is_end { MANY } else { 1 });
    }
    // (tail node, head node) → the first link there.
    let mut by_step: BTreeMap<(usize, usize), LinkIdx> = BTreeMap::new();
    for terminal in net.terminals.indices().filter(|terminal| !to.contains(terminal)) {
        for arc in view.leaving(terminal) {
            let head = net.head(arc);
            if from.contains(&head) {
                continue;
            }
            let (tail, head) = (n + terminal.to_usize(), head.to_usize());
            if let Some(k) = straight.iter().position(|link| *link == arc.link) {
                let gate = 2 * n + 2 + 2 * k;
                graph.connect(tail, gate, MANY);
                graph.connect(gate, gate + 1, 1);
                graph.connect(gate + 1, head, MANY);
            } else if by_step.insert((tail, head), arc.link).is_none() {
                graph.connect(tail, head, MANY);
            }
        }
    }
    for end in from {
        graph.connect(source, end.to_usize(), MANY);
    }
    for end in to {
        graph.connect(n + end.to_usize(), sink, MANY);
    }
    let n_routes = graph.fill(source, sink);
    let by = graph.reached(source);
    let parted = |into: usize, out: usize| by[into].is_some() && by[out].is_none();
    let cut = |t: &TerminalIdx| parted(t.to_usize(), n + t.to_usize());
    let terminals: Vec<TerminalIdx> = net.terminals.indices().filter(cut).collect();
    let is_cut = |k: &usize| parted(2 * n + 2 + 2 * k, 2 * n + 3 + 2 * k);
    let links: Vec<LinkIdx> = (0..straight.len()).filter(is_cut).map(|k| straight[k]).collect();
    let mut route = || {
        let nodes = graph.take_path(source, sink);
        let steps = nodes.windows(2).filter_map(|step| match step {
            [gate, _] if *gate > sink && (*gate).is_multiple_of(2) => {
                Some(straight[(gate - 2 * n - 2) / 2])
            }
            [tail, head] => by_step.get(&(*tail, *head)).copied(),
            _ => None,
        });
        steps.collect::<Vec<_>>()
    };
    let mut routes: Vec<Vec<LinkIdx>> = (0..n_routes).map(|_| route()).collect();
    routes.sort_unstable();
    let mut view = View::new(net, &Question { criteria: Criteria::TIME, ..*question });
    let whole = Whole::of(&view);
    let mut when_lost = lose_each(&mut view, &whole, &terminals);
    for &link in &links {
        let channel = net.links[link].channel;
        view.cut[channel] += 1;
        when_lost.searched += 1;
        when_lost.left.push(whole.searched(&view, &net.links[link].service.id));
        view.cut[channel] -= 1;
    }
    NodeRoutes { routes, terminals, links, when_lost }
}

/// What is left when any one terminal that the load may pass is lost, but the ends; in order of
/// row. Links straight from end to end pass none.
pub fn when_each_is_lost(net: &CorridorNetwork, question: &Question<'_>) -> Losses {
    let mut view = View::new(net, &Question { criteria: Criteria::TIME, ..*question });
    let is_end = |t: &TerminalIdx| question.from.contains(t) || question.to.contains(t);
    let passed = |t: &TerminalIdx| net.leaving(*t).iter().any(|arc| view.usable(arc.link));
    let all: Vec<TerminalIdx> =
        net.terminals.indices().filter(|t| !is_end(t)).filter(passed).collect();
    let whole = Whole::of(&view);
    lose_each(&mut view, &whole, &all)
}

/// What is left when each of some terminals alone is lost; of a view by time.
fn lose_each(view: &mut View<'_>, whole: &Whole, terminals: &[TerminalIdx]) -> Losses {
    let net = view.net;
    let mut used: IdxVec<TerminalIdx, bool> = IdxVec::filled(false, net.terminals.len());
    for (_, link) in net.links.iter().filter(|(row, _)| whole.uses(*row)) {
        (used[link.from], used[link.to]) = (true, true);
    }
    let mut losses = Losses::default();
    for &terminal in terminals {
        let name = &net.terminals[terminal].id;
        losses.left.push(if used[terminal] {
            losses.searched += 1;
            view.blocked[terminal] = true;
            let left = whole.searched(view, name);
            view.blocked[terminal] = false;
            left
        } else {
            whole.unchanged(name)
        });
    }
    losses
}

/// True if the link leads straight from an end to the other.
fn is_straight(view: &View<'_>, link: LinkIdx) -> bool {
    let row = &view.net.links[link];
    let (from, to) = (view.question.from, view.question.to);
    let back = !row.service.one_way && from.contains(&row.to) && to.contains(&row.from);
    view.usable(link) && (back || (from.contains(&row.from) && to.contains(&row.to)))
}
