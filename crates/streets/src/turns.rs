//! Turn restrictions in the graph itself: nodes are split where it matters where one came from.
//!
//! The method is Villeneuve and Desaulniers' (European Journal of Operational Research 165, 2005)
//! for shortest paths with forbidden sub-paths: Aho and Corasick's automaton (Communications of the
//! ACM 18, 1975) over the forbidden sequences. A state is the longest piece of the way driven so far
//! that begins a forbidden sequence; driving an edge leads to another state, and an edge that would
//! complete a sequence is not there. A node with no sequence begun is the node itself. So the graph
//! grows by one vertex for each beginning of a restriction, whatever the length of its via ways, and
//! a search over vertices is exact with no other change. (An edge-based graph would have a vertex
//! for each edge, two to three times as many, for the same answer.)

use std::collections::{BTreeMap, VecDeque};

use allways_base::cast::{u32_from, usize_from};
use allways_base::{Csr, Idx};

use crate::network::{Edge, Hop, NodeIdx, StreetNetwork, VertexIdx};
use crate::restriction::Step;

const ROOT: u32 = 0;

/// See the module docs.
#[derive(Debug)]
struct Automaton {
    children: BTreeMap<(u32, Step), u32>,
    /// state → the state of its longest proper end that begins a sequence.
    fallback: Vec<u32>,
    /// state → a sequence is complete.
    is_full: Vec<bool>,
    /// state → the step that led to it; the root has none.
    last: Vec<Option<Step>>,
}

impl Automaton {
    fn new(banned: &[Vec<Step>]) -> Self {
        let mut all = Self {
            children: BTreeMap::new(),
            fallback: vec![ROOT],
            is_full: vec![false],
            last: vec![None],
        };
        for sequence in banned {
            let mut state = ROOT;
            for &step in sequence {
                let n = u32_from(all.last.len());
                state = *all.children.entry((state, step)).or_insert(n);
                if state == n {
                    all.fallback.push(ROOT);
                    all.is_full.push(false);
                    all.last.push(Some(step));
                }
            }
            all.is_full[usize_from(state)] = true;
        }
        all.find_fallbacks();
        all
    }

    /// Breadth first, so that shorter states are done before longer ones.
    fn find_fallbacks(&mut self) {
        let children_of = |all: &Self, state: u32| -> Vec<(Step, u32)> {
            let edge = |e: usize, back| (state, (crate::EdgeIdx::from_usize(e), back));
            let range = edge(0, false)..=edge(usize_from(u32::MAX), true);
            all.children.range(range).map(|(&(_, step), &child)| (step, child)).collect()
        };
        let mut queue: VecDeque<u32> =
            children_of(self, ROOT).into_iter().map(|(_, child)| child).collect();
        while let Some(state) = queue.pop_front() {
            for (step, child) in children_of(self, state) {
                let fallback = self.next(self.fallback[usize_from(state)], step);
                self.fallback[usize_from(child)] = fallback;
                self.is_full[usize_from(child)] |= self.is_full[usize_from(fallback)];
                queue.push_back(child);
            }
        }
    }

    fn next(&self, state: u32, step: Step) -> u32 {
        let mut at = state;
        loop {
            match self.children.get(&(at, step)) {
                Some(&child) => return child,
                None if at == ROOT => return ROOT,
                None => at = self.fallback[usize_from(at)],
            }
        }
    }
}

/// Splits nodes so that no path of hops holds a forbidden sequence, and no other path is lost. Does
/// nothing if nothing is forbidden.
pub(crate) fn add_states(net: &mut StreetNetwork, banned: &[Vec<Step>]) {
    if banned.is_empty() {
        return;
    }
    let automaton = Automaton::new(banned);
    let n_nodes = net.n_nodes();
    // Automaton state → vertex, for states where nothing is complete yet.
    let mut vertices: Vec<Option<VertexIdx>> = vec![None; automaton.last.len()];
    let mut states: Vec<(u32, NodeIdx)> = Vec::new();
    for (state, last) in automaton.last.iter().enumerate() {
        if let (Some((edge, is_backward)), false) = (*last, automaton.is_full[state]) {
            let Edge { from, to, .. } = net.edges[edge];
            vertices[state] = Some(VertexIdx::from_usize(n_nodes + states.len()));
            states.push((u32_from(state), if is_backward { from } else { to }));
        }
    }
    let mut pairs: Vec<(VertexIdx, Hop)> = Vec::with_capacity(net.hops.values().len());
    let mut pairs_back = Vec::with_capacity(pairs.capacity());
    let own = net.nodes().map(|node| (StreetNetwork::vertex(node), ROOT, node));
    let split = states.iter().map(|&(state, node)| {
        (vertices[usize_from(state)].unwrap_or(StreetNetwork::vertex(node)), state, node)
    });
    for (vertex, state, node) in own.chain(split) {
        for hop in net.hops(StreetNetwork::vertex(node)) {
            if hop.flags.is_one_way() && hop.is_backward() {
                continue;
            }
            let next = automaton.next(state, (hop.edge, hop.is_backward()));
            if automaton.is_full[usize_from(next)] {
                continue;
            }
            let to = vertices[usize_from(next)].unwrap_or(hop.to);
            pairs.push((vertex, Hop { to, ..*hop }));
            pairs_back.push((to, Hop { to: vertex, flags: hop.flags.with_other_end(), ..*hop }));
        }
    }
    net.state_nodes = states.iter().map(|&(_, node)| node).collect();
    let n_vertices = net.n_vertices();
    net.hops = Csr::from_pairs(n_vertices, &pairs);
    net.hops_back = Csr::from_pairs(n_vertices, &pairs_back);
    let by_node: Vec<(NodeIdx, VertexIdx)> = (n_nodes..n_vertices)
        .map(|k| (net.state_nodes[k - n_nodes], VertexIdx::from_usize(k)))
        .collect();
    net.node_states = Csr::from_pairs(n_nodes, &by_node);
}
