//! The upward half of every search: from a source along the links up, which only ever lead to its
//! ancestors in the elimination tree, so that no queue is needed (Bauer, Columbus, Rutter & Wagner
//! 2016; Dibbelt, Strasser & Wagner 2016).

use allways_base::Idx;
use allways_base::cast::u32_from;
use allways_simd::sweep::{Lanes, Rows, Start};

use super::graph::{INFINITY, at};
use super::prune::{Direction, Half, SearchGraph};
use super::topology::RowIdx;

/// Where a climb begins.
#[derive(Clone, Copy, Debug)]
pub(super) struct Foot {
    pub(super) lane: usize,
    pub(super) row: RowIdx,
    /// Time already spent.
    pub(super) time: u32,
}

/// Labels of one climb, by depth.
#[derive(Clone, Debug, Default)]
pub(super) struct Climb {
    labels: Vec<u32>,
    pub(super) links_relaxed: u64,
}

impl Climb {
    /// Hands every ancestor that is reached within `cutoff`, the first row included, to `found`,
    /// from there up.
    pub(super) fn run(
        &mut self,
        graph: &SearchGraph,
        half: &Half,
        foot: Foot,
        cutoff: u32,
        mut found: impl FnMut(RowIdx, u32),
    ) {
        let depth = half.depth(foot.row);
        self.labels.clear();
        self.labels.resize(depth, INFINITY);
        self.labels.push(foot.time.min(INFINITY));
        let mut row = Some(foot.row);
        // No label is above this depth.
        let mut top = depth;
        while let Some(here) = row {
            let depth = half.depth(here);
            if depth < top {
                break;
            }
            let label = self.labels[depth];
            if label <= cutoff && label < INFINITY {
                found(here, label);
                let links = half.links_of(here);
                self.links_relaxed += super::graph::count(links.len());
                for link in links {
                    let above = &mut self.labels[at(link.slot)];
                    *above = (*above).min(label + link.add);
                    if *above <= cutoff {
                        top = top.min(at(link.slot));
                    }
                }
            }
            row = graph.parents[here];
        }
    }
}

/// Labels of several climbs side by side: what a sweep starts from.
#[derive(Clone, Debug, Default)]
pub(super) struct Starts {
    climb: Climb,
    /// Rows with a label, one bit each.
    marks: Vec<u64>,
    /// row → which label; holds where the mark is set.
    places: Vec<u32>,
    pub(super) labels: Vec<Lanes>,
    /// Rows ascending; made by [`Starts::sort`].
    pub(super) sorted: Vec<Start>,
}

impl Starts {
    /// Climbs from every foot; several of one lane are starts of the same search. Lanes without a
    /// foot stay empty.
    pub(super) fn climb(&mut self, graph: &SearchGraph, half: &Half, feet: &[Foot], cutoff: u32) {
        self.places.resize(graph.n_vertices(), 0);
        self.marks.clear();
        self.marks.resize(graph.n_vertices().div_ceil(64), 0);
        self.labels.clear();
        self.climb.links_relaxed = 0;
        let Self { climb, marks, places, labels, .. } = self;
        for &foot in feet {
            climb.run(graph, half, foot, cutoff, |row, label| {
                let k = row.to_usize();
                let (word, bit) = (&mut marks[k / 64], 1 << (k % 64));
                if *word & bit == 0 {
                    *word |= bit;
                    places[k] = u32_from(labels.len());
                    labels.push(Lanes::NEVER);
                }
                let least = &mut labels[at(places[k])].0[foot.lane];
                *least = (*least).min(label);
            });
        }
    }

    /// Lists the labels by row: all, or those of the rows that `renumber` keeps, which must keep
    /// their order.
    pub(super) fn sort(&mut self, renumber: impl Fn(RowIdx) -> Option<u32>) {
        self.sorted.clear();
        for (k, &word) in self.marks.iter().enumerate() {
            let mut left = word;
            while left != 0 {
                let row = k * 64 + super::graph::bit(left);
                left &= left - 1;
                if let Some(number) = renumber(RowIdx::from_usize(row)) {
                    self.sorted.push(Start { row: number, label: self.places[row] });
                }
            }
        }
    }

    /// What a sweep of the whole graph reads.
    pub(super) fn rows<'a>(&'a self, graph: &'a SearchGraph, direction: Direction) -> Rows<'a> {
        let (_, half) = graph.halves(direction);
        Rows { rows: &half.shapes, links: &half.links, starts: &self.sorted, labels: &self.labels }
    }

    pub(super) const fn links_relaxed(&self) -> u64 {
        self.climb.links_relaxed
    }
}
