//! Most routes that share no piece of a channel, by maximum flow ([`crate::graph`]).
//!
//! A *piece* is a connected part of a channel. It becomes a gate of capacity 1 that every terminal
//! on it leads into and out of: two routes can not both use it, one route may enter anywhere and
//! leave anywhere. A part with a one-way link does not lead from anywhere to anywhere; each of its
//! links is a piece of its own. By Menger's theorem the flow is the largest number of routes, and
//! the gates of the minimum cut are the fewest pieces that separate the ends.

use std::collections::VecDeque;

use allways_base::Idx;

use crate::graph::{Graph, MANY};
use crate::network::{Arc, ChannelIdx, LinkIdx, TerminalIdx};
use crate::view::View;

/// Disjoint walks, and the fewest pieces that separate the ends.
#[derive(Debug, Default)]
pub(crate) struct Flow {
    /// Arcs of each route.
    pub(crate) walks: Vec<Vec<Arc>>,
    /// Channels of the cut pieces; as many as there are walks, a channel twice if two of its
    /// pieces are in the cut.
    pub(crate) cut: Vec<ChannelIdx>,
}

/// A part of a channel.
#[derive(Debug)]
struct Piece {
    channel: ChannelIdx,
    /// Where it can be entered, sorted.
    into: Vec<TerminalIdx>,
    /// Where it can be left, sorted.
    out: Vec<TerminalIdx>,
}

/// The largest set of routes of which no two use one piece of a channel.
pub(crate) fn max_flow(view: &View<'_>) -> Flow {
    let n = view.net.terminals.len();
    let pieces = pieces(view);
    let (source, sink) = (n + 2 * pieces.len(), n + 2 * pieces.len() + 1);
    let mut graph = Graph::new(sink + 1);
    for (k, piece) in pieces.iter().enumerate() {
        let (gate_in, gate_out) = (n + 2 * k, n + 2 * k + 1);
        graph.connect(gate_in, gate_out, 1);
        for terminal in &piece.into {
            graph.connect(terminal.to_usize(), gate_in, MANY);
        }
        for terminal in &piece.out {
            graph.connect(gate_out, terminal.to_usize(), MANY);
        }
    }
    for from in view.question.from {
        graph.connect(source, from.to_usize(), MANY);
    }
    for to in view.question.to {
        graph.connect(to.to_usize(), sink, MANY);
    }
    let n_walks = graph.fill(source, sink);
    let by = graph.reached(source);
    let is_cut = |k: &usize| by[n + 2 * k].is_some() && by[n + 2 * k + 1].is_none();
    let cut = (0..pieces.len()).filter(is_cut).map(|k| pieces[k].channel).collect();
    let mut walk = || {
        let nodes = graph.take_path(source, sink);
        let mut arcs = Vec::new();
        // Source, terminal, gate in, gate out, terminal, …, terminal, sink.
        for step in nodes[1..nodes.len() - 1].windows(4).step_by(3) {
            let piece = &pieces[(step[1] - n) / 2];
            arcs.extend(along(view, piece.channel, step[0], step[3]));
        }
        arcs
    };
    let walks = (0..n_walks).map(|_| walk()).collect();
    Flow { walks, cut }
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

/// Parts of the usable channels, by channel and first terminal.
fn pieces(view: &View<'_>) -> Vec<Piece> {
    let net = view.net;
    let mut by_channel: Vec<Vec<LinkIdx>> = vec![Vec::new(); net.channels.len()];
    for (row, link) in net.links.iter().filter(|(row, _)| view.usable(*row)) {
        by_channel[link.channel.to_usize()].push(row);
    }
    let mut pieces = Vec::new();
    for channel in net.channels.indices() {
        // Terminals and links of each connected part.
        let mut parts: Vec<(Vec<TerminalIdx>, Vec<LinkIdx>)> = Vec::new();
        for &row in &by_channel[channel.to_usize()] {
            let (a, b) = (net.links[row].from, net.links[row].to);
            let mut part = (vec![a, b], vec![row]);
            let mut apart = Vec::new();
            for (terminals, links) in parts {
                if terminals.contains(&a) || terminals.contains(&b) {
                    part.0.extend(terminals);
                    part.1.extend(links);
                } else {
                    apart.push((terminals, links));
                }
            }
            part.0.sort_unstable();
            part.0.dedup();
            parts = apart;
            parts.push(part);
        }
        parts.sort_unstable();
        for (terminals, mut links) in parts {
            if !links.iter().any(|&link| net.links[link].service.one_way) {
                pieces.push(Piece { channel, into: terminals.clone(), out: terminals });
                continue;
            }
            links.sort_unstable();
            for link in links.into_iter().map(|link| &net.links[link]) {
                let (mut into, mut out) = (vec![link.from], vec![link.to]);
                if !link.service.one_way {
                    into.push(link.to);
                    out.push(link.from);
                }
                pieces.push(Piece { channel, into, out });
            }
        }
    }
    pieces
}
