//! Most routes that share no piece of a channel: maximum flow with unit capacities by shortest
//! augmenting paths (Edmonds & Karp 1972), and the cut that proves it (Ford & Fulkerson 1956).
//!
//! A *piece* is a connected part of a channel. It becomes a gate of capacity 1 that every terminal
//! on it leads into and out of: two routes can not both use it, one route may enter anywhere and
//! leave anywhere. By Menger's theorem the flow is the largest number of routes, and the gates of
//! the minimum cut are the fewest pieces that separate the ends.

use std::collections::VecDeque;

use allways_base::Idx;

use crate::network::{Arc, ChannelIdx, Query, TerminalIdx, View};

/// Disjoint walks, and the fewest pieces that separate the ends.
#[derive(Debug, Default)]
pub(crate) struct Flow {
    /// Arcs of each route.
    pub(crate) walks: Vec<Vec<Arc>>,
    /// Channels of the cut pieces; as many as there are walks, a channel twice if two of its
    /// pieces are in the cut.
    pub(crate) cut: Vec<ChannelIdx>,
}

/// A connected part of a channel.
#[derive(Debug)]
struct Piece {
    channel: ChannelIdx,
    /// Sorted.
    terminals: Vec<TerminalIdx>,
}

#[derive(Debug, Default)]
struct Graph {
    /// edge → (head, capacity left); edge `e ^ 1` is its reverse.
    edges: Vec<(usize, u32)>,
    /// node → edges that leave it.
    out: Vec<Vec<usize>>,
}

impl Graph {
    fn connect(&mut self, from: usize, to: usize, capacity: u32) {
        self.out[from].push(self.edges.len());
        self.edges.push((to, capacity));
        self.out[to].push(self.edges.len());
        self.edges.push((from, 0));
    }

    /// node → edge that a breadth-first search from `source` came by; the source has none.
    fn reached(&self, source: usize) -> Vec<Option<usize>> {
        let mut by = vec![None; self.out.len()];
        let mut queue = VecDeque::from([source]);
        while let Some(node) = queue.pop_front() {
            for &edge in &self.out[node] {
                let (head, left) = self.edges[edge];
                if left > 0 && head != source && by[head].is_none() {
                    by[head] = Some(edge);
                    queue.push_back(head);
                }
            }
        }
        by
    }
}

/// The largest set of routes of which no two use one piece of a channel.
pub(crate) fn max_flow(view: &View<'_>, query: &Query<'_>) -> Flow {
    let n = view.net.terminals.len();
    let pieces = pieces(view);
    let (source, sink) = (n + 2 * pieces.len(), n + 2 * pieces.len() + 1);
    let mut graph = Graph { edges: Vec::new(), out: vec![Vec::new(); sink + 1] };
    let many = u32::MAX / 2;
    for (k, piece) in pieces.iter().enumerate() {
        let (gate_in, gate_out) = (n + 2 * k, n + 2 * k + 1);
        graph.connect(gate_in, gate_out, 1);
        for terminal in &piece.terminals {
            graph.connect(terminal.to_usize(), gate_in, many);
            graph.connect(gate_out, terminal.to_usize(), many);
        }
    }
    for (ends, is_from) in [(query.from, true), (query.to, false)] {
        for end in ends {
            let end = end.to_usize();
            let (a, b) = if is_from { (source, end) } else { (end, sink) };
            graph.connect(a, b, many);
        }
    }
    let mut n_walks = 0;
    loop {
        let by = graph.reached(source);
        let Some(mut edge) = by[sink] else { break };
        n_walks += 1;
        loop {
            graph.edges[edge].1 -= 1;
            graph.edges[edge ^ 1].1 += 1;
            match by[graph.edges[edge ^ 1].0] {
                Some(before) => edge = before,
                None => break,
            }
        }
    }
    let by = graph.reached(source);
    let is_cut = |k: &usize| by[n + 2 * k].is_some() && by[n + 2 * k + 1].is_none();
    let cut = (0..pieces.len()).filter(is_cut).map(|k| pieces[k].channel).collect();
    let walks = (0..n_walks).map(|_| walk(view, &mut graph, &pieces, source, sink)).collect();
    Flow { walks, cut }
}

/// Takes one route out of the flow: follows edges that carry some, and forgets circles.
fn walk(
    view: &View<'_>,
    graph: &mut Graph,
    pieces: &[Piece],
    source: usize,
    sink: usize,
) -> Vec<Arc> {
    let n = view.net.terminals.len();
    let mut nodes = vec![source];
    let mut node = source;
    while node != sink {
        let carries = |edge: &&usize| edge.is_multiple_of(2) && graph.edges[**edge ^ 1].1 > 0;
        let Some(&edge) = graph.out[node].iter().find(carries) else { break };
        graph.edges[edge ^ 1].1 -= 1;
        node = graph.edges[edge].0;
        if let Some(before) = nodes.iter().position(|&seen| seen == node) {
            nodes.truncate(before);
        }
        nodes.push(node);
    }
    let mut arcs = Vec::new();
    // Source, terminal, gate in, gate out, terminal, …, terminal, sink.
    for step in nodes[1..nodes.len() - 1].windows(4).step_by(3) {
        let piece = &pieces[(step[1] - n) / 2];
        arcs.extend(along(view, piece.channel, step[0], step[3]));
    }
    arcs
}

/// The fewest links of `channel` from one terminal to another on the same piece.
fn along(view: &View<'_>, channel: ChannelIdx, from: usize, to: usize) -> Vec<Arc> {
    let mut by: Vec<Option<Arc>> = vec![None; view.net.terminals.len()];
    let mut queue = VecDeque::from([TerminalIdx::from_usize(from)]);
    while let Some(here) = queue.pop_front() {
        for arc in view.leaving(here).filter(|arc| view.net.links[arc.link].channel == channel) {
            let head = view.net.head(arc);
            if head.to_usize() != from && by[head.to_usize()].is_none() {
                by[head.to_usize()] = Some(arc);
                queue.push_back(head);
            }
        }
    }
    let mut arcs = Vec::new();
    let mut at = to;
    while let Some(arc) = by[at] {
        arcs.push(arc);
        at = view.net.tail(arc).to_usize();
    }
    arcs.reverse();
    arcs
}

/// Connected parts of the usable channels, by channel and first terminal.
fn pieces(view: &View<'_>) -> Vec<Piece> {
    let net = view.net;
    let mut by_channel: Vec<Vec<(TerminalIdx, TerminalIdx)>> = vec![Vec::new(); net.channels.len()];
    for (_, link) in net.links.iter().filter(|(row, _)| view.usable(*row)) {
        by_channel[link.channel.to_usize()].push((link.from, link.to));
    }
    let mut pieces = Vec::new();
    for channel in net.channels.indices() {
        let mut parts: Vec<Vec<TerminalIdx>> = Vec::new();
        for &(a, b) in &by_channel[channel.to_usize()] {
            let touches = |part: &Vec<TerminalIdx>| part.contains(&a) || part.contains(&b);
            let (touching, apart) = parts.into_iter().partition(touches);
            parts = apart;
            let touching: Vec<Vec<TerminalIdx>> = touching;
            let mut part: Vec<TerminalIdx> = touching.concat();
            part.extend([a, b]);
            part.sort_unstable();
            part.dedup();
            parts.push(part);
        }
        parts.sort_unstable();
        pieces.extend(parts.into_iter().map(|terminals| Piece { channel, terminals }));
    }
    pieces
}
