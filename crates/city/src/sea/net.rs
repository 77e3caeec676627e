//! Lanes and the terminals that they reach, as a draft: what leads to no terminal is left out, and
//! a chain of positions at which nothing joins or branches becomes one service with its line.

use std::collections::BTreeSet;

use allways_base::{LonLat, Metres};
use allways_corridor::draft::{
    Carries, Confidence, CorridorDraft, Mode, Service, Terminal, TerminalKind,
};
use allways_geo::PointIndex;
use allways_ingest::corridors::sea::{Lanes, Piece};

use super::Speed;

/// All lanes are one line: nothing waits, and nothing is handled, where they meet.
pub(super) const CORRIDOR: &str = "sea lanes";

/// How lanes become services.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terms<'a> {
    pub(super) speed: Speed,
    /// A terminal that is farther from every lane is not joined.
    pub(super) join: Metres,
    /// Passages that are not used, as the lanes name them.
    pub(super) leave_out: &'a [String],
    /// Where lanes come from, for the rows.
    pub(super) source: &'a str,
    /// Ids of terminals and services that are taken.
    pub(super) taken: &'a BTreeSet<String>,
}

/// Something that is to be joined to the lanes.
#[derive(Clone, Debug)]
pub(super) struct End {
    /// Its row, if the draft is to have it; a terminal of another source has its row there.
    pub(super) row: Option<Terminal>,
    pub(super) id: String,
    pub(super) name: String,
    pub(super) at: LonLat,
}

/// See the module docs.
#[derive(Clone, Debug, Default)]
pub(super) struct SeaNet {
    pub(super) draft: CorridorDraft,
    /// Rows of the ends that are joined.
    pub(super) joined: Vec<usize>,
    /// Rows of the ends that are too far from every lane.
    pub(super) far: Vec<usize>,
    /// Rows of the ends whose lanes lead to no other part of the net.
    pub(super) apart: Vec<usize>,
}

/// Builds the net of the ends that can reach each other: the largest part of the lanes, by ends.
pub(super) fn net(lanes: &Lanes, ends: &[End], terms: &Terms<'_>) -> SeaNet {
    let mut found = SeaNet::default();
    let mut graph = Graph::of(lanes, terms.leave_out);
    let index = PointIndex::new(&graph.joinable());
    let mut node_of = vec![None; ends.len()];
    for (row, end) in ends.iter().enumerate() {
        match index.nearest(end.at, terms.join) {
            Some((node, _)) => node_of[row] = Some(node),
            None => found.far.push(row),
        }
    }
    let part = graph.parts();
    let mut n_ends = vec![0_usize; lanes.nodes.len()];
    for node in node_of.iter().flatten() {
        n_ends[part[*node]] += 1;
    }
    // The first of equals.
    let main = (0..n_ends.len()).rev().max_by_key(|&part| n_ends[part]);
    for (row, node) in node_of.iter_mut().enumerate() {
        if node.is_some_and(|node| Some(part[node]) != main) {
            found.apart.push(row);
            *node = None;
        }
    }
    let mut is_end = vec![false; lanes.nodes.len()];
    for node in node_of.iter().flatten() {
        is_end[*node] = true;
    }
    let chains = graph.ways(&is_end);
    let mut writer = Writer {
        lanes,
        terms,
        name_of: vec![String::new(); lanes.nodes.len()],
        taken: terms.taken.clone(),
        n_junctions: 0,
        draft: CorridorDraft::default(),
    };
    // Ids of terminals first: a junction must not take the id of a port.
    for (end, _) in ends.iter().zip(&node_of).filter(|(_, node)| node.is_some()) {
        writer.taken.insert(end.id.clone());
        writer.draft.terminals.extend(end.row.clone());
    }
    for chain in &chains {
        writer.lane(chain);
    }
    for (row, (end, node)) in ends.iter().zip(&node_of).enumerate() {
        if let Some(node) = *node {
            found.joined.push(row);
            writer.approach(end, node);
        }
    }
    found.draft = writer.draft;
    found
}

/// A chain of nodes and the passage that it leads through.
struct Chain<'a> {
    nodes: Vec<usize>,
    /// Rows of the stretches between them.
    pieces: Vec<usize>,
    passage: &'a str,
}

struct Graph<'a> {
    lanes: &'a Lanes,
    /// node → rows of the pieces that are in use.
    pieces_of: Vec<Vec<usize>>,
}

impl<'a> Graph<'a> {
    fn of(lanes: &'a Lanes, leave_out: &[String]) -> Self {
        let mut pieces_of = vec![Vec::new(); lanes.nodes.len()];
        for (row, piece) in lanes.pieces.iter().enumerate() {
            if piece.passage.is_empty() || !leave_out.contains(&piece.passage) {
                for end in piece.ends {
                    pieces_of[end].push(row);
                }
            }
        }
        Self { lanes, pieces_of }
    }

    /// The nodes; those without a lane are nowhere.
    fn joinable(&self) -> Vec<LonLat> {
        let nowhere = LonLat::new(f64::NAN, f64::NAN);
        let nodes = self.lanes.nodes.iter().zip(&self.pieces_of);
        nodes.map(|(&at, pieces)| if pieces.is_empty() { nowhere } else { at }).collect()
    }

    fn piece(&self, row: usize) -> &'a Piece {
        &self.lanes.pieces[row]
    }

    fn other_end(&self, piece: usize, node: usize) -> usize {
        let [a, b] = self.piece(piece).ends;
        if a == node { b } else { a }
    }

    /// node → the first node of its connected part.
    fn parts(&self) -> Vec<usize> {
        let mut part: Vec<Option<usize>> = vec![None; self.pieces_of.len()];
        for start in 0..part.len() {
            let mut stack = vec![start];
            while let Some(node) = stack.pop() {
                if part[node].is_none() {
                    part[node] = Some(start);
                    stack.extend(self.pieces_of[node].iter().map(|&p| self.other_end(p, node)));
                }
            }
        }
        part.into_iter().enumerate().map(|(node, part)| part.unwrap_or(node)).collect()
    }

    /// Takes out lanes that end at no terminal, and parts without one.
    fn prune(&mut self, is_end: &[bool]) {
        let part = self.parts();
        let kept: BTreeSet<usize> =
            part.iter().zip(is_end).filter(|(_, is_end)| **is_end).map(|(part, _)| *part).collect();
        let mut stack: Vec<usize> = (0..self.pieces_of.len()).collect();
        for (pieces, part) in self.pieces_of.iter_mut().zip(&part) {
            if !kept.contains(part) {
                pieces.clear();
            }
        }
        while let Some(node) = stack.pop() {
            if is_end[node] || self.pieces_of[node].len() != 1 {
                continue;
            }
            if let Some(piece) = self.pieces_of[node].pop() {
                let other = self.other_end(piece, node);
                self.pieces_of[other].retain(|&p| p != piece);
                stack.push(other);
            }
        }
    }

    /// True if a chain ends here: a terminal joins, lanes branch, or a passage begins.
    fn is_kept(&self, node: usize, is_end: &[bool]) -> bool {
        match self.pieces_of[node].as_slice() {
            [a, b] => is_end[node] || self.piece(*a).passage != self.piece(*b).passage,
            _ => true,
        }
    }

    /// The chains that lead from one place to another. One that comes back to its own start leads
    /// nowhere, and nor may then what led to it.
    fn ways(&mut self, is_end: &[bool]) -> Vec<Chain<'a>> {
        loop {
            self.prune(is_end);
            let chains = self.chains(is_end);
            let rings = chains.iter().filter(|chain| chain.nodes.first() == chain.nodes.last());
            let gone: BTreeSet<usize> = rings.flat_map(|ring| ring.pieces.clone()).collect();
            if gone.is_empty() {
                return chains;
            }
            for pieces in &mut self.pieces_of {
                pieces.retain(|piece| !gone.contains(piece));
            }
        }
    }

    /// Every piece in one chain, but for rings at which nothing joins or branches.
    fn chains(&self, is_end: &[bool]) -> Vec<Chain<'a>> {
        let mut used = vec![false; self.lanes.pieces.len()];
        let mut chains = Vec::new();
        for start in 0..self.pieces_of.len() {
            if !self.is_kept(start, is_end) {
                continue;
            }
            for &first in &self.pieces_of[start] {
                if used[first] {
                    continue;
                }
                let (mut nodes, mut pieces) = (vec![start], Vec::new());
                let (mut piece, mut here) = (first, start);
                loop {
                    used[piece] = true;
                    pieces.push(piece);
                    here = self.other_end(piece, here);
                    nodes.push(here);
                    if self.is_kept(here, is_end) {
                        break;
                    }
                    let Some(&next) = self.pieces_of[here].iter().find(|&&p| p != piece) else {
                        break;
                    };
                    piece = next;
                }
                chains.push(Chain { nodes, pieces, passage: &self.piece(first).passage });
            }
        }
        chains
    }
}

struct Writer<'a> {
    lanes: &'a Lanes,
    terms: &'a Terms<'a>,
    /// node → id of its junction; empty: none yet.
    name_of: Vec<String>,
    taken: BTreeSet<String>,
    n_junctions: usize,
    draft: CorridorDraft,
}

impl Writer<'_> {
    /// `wanted`, or with as many dashes after it as it takes to be free.
    fn new_id(&mut self, mut wanted: String) -> String {
        while !self.taken.insert(wanted.clone()) {
            wanted.push('-');
        }
        wanted
    }

    fn junction(&mut self, node: usize) -> String {
        if self.name_of[node].is_empty() {
            self.n_junctions += 1;
            let id = self.new_id(format!("sea-{}", self.n_junctions));
            self.draft.terminals.push(Terminal {
                position: Some(self.lanes.nodes[node]),
                source: self.terms.source.to_owned(),
                confidence: Some(Confidence::Medium),
                ..Terminal::new(&id, TerminalKind::Junction)
            });
            self.name_of[node] = id;
        }
        self.name_of[node].clone()
    }

    fn lane(&mut self, chain: &Chain<'_>) {
        let ends = [chain.nodes.first(), chain.nodes.last()].map(|node| node.copied().unwrap_or(0));
        let [from, to] = ends.map(|node| self.junction(node));
        let id = self.new_id(format!("lane-{}", self.draft.services.len() + 1));
        let line: Vec<LonLat> = chain.nodes.iter().map(|&node| self.lanes.nodes[node]).collect();
        self.service(&id, [&from, &to], line, self.terms.source, chain.passage);
    }

    /// The straight way from a terminal to its lane.
    fn approach(&mut self, end: &End, node: usize) {
        let to = self.junction(node);
        let id = self.new_id(format!("approach-{}", end.id));
        let line = vec![end.at, self.lanes.nodes[node]];
        let source = format!("{}; straight line from {} to its lane", self.terms.source, end.name);
        self.service(&id, [&end.id, &to], line, &source, "");
    }

    fn service(
        &mut self,
        id: &str,
        [from, to]: [&str; 2],
        line: Vec<LonLat>,
        source: &str,
        channel: &str,
    ) {
        let km = rounded(allways_geo::length(&line).0 / 1000.0, 100.0);
        let hours = |knots: f64| Some(rounded(km / (knots * super::KM_PER_NAUTICAL_MILE), 1000.0));
        let Speed { knots, slowest, fastest } = self.terms.speed;
        self.draft.services.push(Service {
            corridor: CORRIDOR.to_owned(),
            distance_km: Some(km),
            time_h: hours(knots),
            time_low_h: hours(fastest),
            time_high_h: hours(slowest),
            channel: channel.to_owned(),
            shape: if line.len() > 2 { line } else { Vec::new() },
            source: format!("{source}; {knots} kn ({slowest} to {fastest})"),
            confidence: Some(Confidence::Assumed),
            ..Service::new(id, from, to, Mode::Sea, Carries::Freight)
        });
    }
}

/// To a part of one.
fn rounded(x: f64, parts: f64) -> f64 {
    (x * parts).round() / parts
}

/// Passages that can be cut, and how many lanes lead through each, by name.
pub(super) fn passages(draft: &CorridorDraft) -> Vec<(String, usize)> {
    let names: BTreeSet<&str> = draft.services.iter().map(|s| s.channel.as_str()).collect();
    let named = names.into_iter().filter(|name| !name.is_empty());
    let lanes = |name: &str| draft.services.iter().filter(|s| s.channel == name).count();
    named.map(|name| (name.to_owned(), lanes(name))).collect()
}
