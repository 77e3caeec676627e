//! The search graph: the links of a metric that a shortest path may need, laid out for sweeping.
//!
//! Perfect customization (Dibbelt, Strasser & Wagner 2016) takes rows from the roots to the leaves
//! and asks for each link whether another way is as good: up a different link of the same lower end,
//! and from there along what is already known to be shortest. In Porto on foot a fifth of the links
//! go. A link goes for an *equal* way only if that begins with a strictly lighter link, so that two
//! ways cannot be each other's excuse, not even where weights are zero.

use allways_base::cast::u32_from;
use allways_base::{Idx, IdxVec};
use allways_simd::sweep::{Link, Row, Skip};

use super::graph::{INFINITY, VertexIdx, at};
use super::metric::Metric;
use super::topology::{Hierarchy, LinkIdx, RowIdx};

/// Which way times run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From the given vertices to others.
    From,
    /// From others to the given vertices.
    To,
}

/// Subtrees of at least this many rows may be left out by a bounded search.
const WORTH_SKIPPING: u32 = 12;

/// A hierarchy with a metric, ready for search. Stands alone.
#[derive(Clone, Debug)]
pub struct SearchGraph {
    /// vertex → row.
    pub(super) rows: IdxVec<VertexIdx, RowIdx>,
    /// row → vertex.
    pub(super) vertices: IdxVec<RowIdx, VertexIdx>,
    pub(super) parents: IdxVec<RowIdx, Option<RowIdx>>,
    /// row → one past the last row of its subtree.
    pub(super) ends: Vec<u32>,
    /// Longest way from a root to a leaf, in rows.
    pub(super) height: usize,
    /// Links up, by lower end.
    pub(super) up: Half,
    /// Links down, by lower end.
    pub(super) down: Half,
}

/// One direction of a search graph.
#[derive(Clone, Debug, Default)]
pub(super) struct Half {
    /// row → depth, and where its links end.
    pub(super) shapes: Vec<Row>,
    /// Links by row, from the roots down.
    pub(super) links: Vec<Link>,
    pub(super) skips: Vec<Skip>,
    pub(super) gates: Vec<Link>,
}

impl Half {
    /// The links of a row.
    #[inline]
    pub(super) fn links_of(&self, row: RowIdx) -> &[Link] {
        let row = row.to_usize();
        let first = if row == 0 { 0 } else { at(self.shapes[row - 1].links_end) };
        &self.links[first..at(self.shapes[row].links_end)]
    }

    /// The depth of a row.
    #[inline]
    pub(super) fn depth(&self, row: RowIdx) -> usize {
        at(self.shapes[row.to_usize()].slot)
    }
}

impl SearchGraph {
    /// Keeps the links that are needed under a metric.
    pub fn new(hierarchy: &Hierarchy, metric: &Metric) -> Self {
        let [up, down] = pruned(hierarchy, metric);
        Self {
            rows: hierarchy.rows.clone(),
            vertices: hierarchy.vertices.clone(),
            parents: hierarchy.parents.clone(),
            ends: hierarchy.ends.as_slice().to_vec(),
            height: hierarchy.height(),
            up: half(hierarchy, &up),
            down: half(hierarchy, &down),
        }
    }

    /// Number of vertices.
    pub fn n_vertices(&self) -> usize {
        self.vertices.len()
    }

    /// Number of links that are left, up and down.
    pub fn n_links(&self) -> [usize; 2] {
        [self.up.links.len(), self.down.links.len()]
    }

    /// The links to climb from a source, and those to sweep down afterwards.
    pub(super) const fn halves(&self, direction: Direction) -> (&Half, &Half) {
        match direction {
            Direction::From => (&self.up, &self.down),
            Direction::To => (&self.down, &self.up),
        }
    }
}

/// One direction of a metric while it is pruned.
struct Side<'a> {
    /// link → weight as customized.
    weights: &'a IdxVec<LinkIdx, u32>,
    /// link → shortest time between its ends.
    shortest: IdxVec<LinkIdx, u32>,
    /// link → whether it is needed.
    keeps: IdxVec<LinkIdx, bool>,
}

impl<'a> Side<'a> {
    fn new(weights: &'a IdxVec<LinkIdx, u32>) -> Self {
        let keeps: Vec<bool> = weights.iter().map(|(_, &weight)| weight < INFINITY).collect();
        Self { weights, shortest: weights.clone(), keeps: IdxVec::from(keeps) }
    }

    /// Instead of `link` one may take `other`, of the same lower end, and then `rest`.
    #[inline]
    fn offer(&mut self, link: LinkIdx, other: LinkIdx, rest: u32) {
        let (weight, begin) = (self.weights[link], self.weights[other]);
        let detour = begin + rest;
        if detour <= weight {
            self.shortest[link] = self.shortest[link].min(detour);
            self.keeps[link] &= begin >= weight;
        }
    }
}

/// Up and down, with the links that are needed.
fn pruned<'a>(hierarchy: &Hierarchy, metric: &'a Metric) -> [Side<'a>; 2] {
    let (mut up, mut down) = (Side::new(&metric.up), Side::new(&metric.down));
    for row in hierarchy.vertices.indices() {
        let heads = &hierarchy.uppers[row];
        let first = hierarchy.uppers.range(row).start;
        for (k, &lower) in heads.iter().enumerate().skip(1) {
            let to_lower = LinkIdx::from_usize(first + k);
            let mut base = hierarchy.uppers.range(lower).start;
            for (j, &upper) in heads[..k].iter().enumerate() {
                while hierarchy.uppers.values()[base] != upper {
                    base += 1;
                }
                let to_upper = LinkIdx::from_usize(first + j);
                // Between the two upper ends all is settled: they are above this row.
                let between = LinkIdx::from_usize(base);
                let (rise, fall) = (up.shortest[between], down.shortest[between]);
                up.offer(to_upper, to_lower, rise);
                up.offer(to_lower, to_upper, fall);
                down.offer(to_upper, to_lower, fall);
                down.offer(to_lower, to_upper, rise);
            }
        }
    }
    [up, down]
}

fn half(hierarchy: &Hierarchy, side: &Side<'_>) -> Half {
    let mut half = Half::default();
    for row in hierarchy.vertices.indices() {
        for (link, &upper) in hierarchy.uppers.range(row).zip(&hierarchy.uppers[row]) {
            let link = LinkIdx::from_usize(link);
            if side.keeps[link] {
                half.links.push(Link { slot: hierarchy.depths[upper], add: side.weights[link] });
            }
        }
        let links_end = u32_from(half.links.len());
        half.shapes.push(Row { slot: hierarchy.depths[row], links_end });
    }
    add_gates(&mut half, hierarchy);
    half
}

/// Gates of the subtrees that are worth skipping: those of the children and the row's own links,
/// without what begins in the row itself.
fn add_gates(half: &mut Half, hierarchy: &Hierarchy) {
    // Rows are taken from the last to the first. The gates of subtrees whose parent is still to come
    // wait end to end, with the row and where they begin: those of its children are on top.
    let mut gates: Vec<Link> = Vec::new();
    let mut waiting: Vec<(RowIdx, usize)> = Vec::new();
    // What is kept, from the last row to the first.
    let mut kept: Vec<Link> = Vec::new();
    let mut lengths = IdxVec::filled(None, hierarchy.n_vertices());
    for row in hierarchy.vertices.indices().rev() {
        let (end, depth) = (hierarchy.ends[row], hierarchy.depths[row]);
        let mut first = gates.len();
        while let Some((_, start)) = waiting.pop_if(|(child, _)| child.to_usize() < at(end)) {
            first = start;
        }
        gates.extend(half.links_of(row));
        let own = &mut gates[first..];
        own.sort_unstable_by_key(|gate| (gate.slot, gate.add));
        let mut n = 0;
        for k in 0..own.len() {
            let is_first = n == 0 || own[n - 1].slot != own[k].slot;
            if is_first && own[k].slot < depth {
                own[n] = own[k];
                n += 1;
            }
        }
        gates.truncate(first + n);
        waiting.push((row, first));
        if end - u32_from(row.to_usize()) >= WORTH_SKIPPING {
            lengths[row] = Some(n);
            kept.extend(gates[first..].iter().rev());
        }
    }
    kept.reverse();
    half.gates = kept;
    let mut gates_end = 0;
    for (row, &length) in lengths.iter() {
        gates_end += length.unwrap_or(0);
        let to = if length.is_some() { hierarchy.ends[row] } else { 0 };
        half.skips.push(Skip { to, gates_end: u32_from(gates_end) });
    }
}
