//! Bounded sweeps: what is within a cutoff of a vertex (an isochrone), and for every vertex the sum
//! of a weight within a cutoff (people within a quarter of an hour).
//!
//! As in isoPHAST (Baum, Buchhold, Dibbelt & Wagner, SEA 2016) parts of the network that are out of
//! reach are left out as a whole. Here a part is any subtree of the elimination tree: it can only be
//! entered by the links from its ancestors, and the cheapest from each of these, its *gates*, are
//! known beforehand.

use allways_base::{Idx, IdxVec};
use allways_simd::Level;
use allways_simd::sweep::Forest;

use super::climb::Foot;
use super::graph::{INFINITY, VertexIdx};
use super::prune::{Direction, Half, SearchGraph};
use super::sweep::{LANES, Sweep, SweepWork, foot};
use super::topology::RowIdx;
use crate::units::Millis;

impl Sweep {
    /// Every vertex at most `cutoff` from the source (or to it), with its time; in no useful order,
    /// but always the same. The source is a list of starts: vertices, each with the time between it
    /// and the place that is meant; one vertex and zero for a vertex.
    pub fn within(
        &mut self,
        graph: &SearchGraph,
        source: &[(VertexIdx, Millis)],
        cutoff: Millis,
        direction: Direction,
    ) -> (Vec<(VertexIdx, Millis)>, SweepWork) {
        let cutoff = reachable(cutoff);
        let mut all = Vec::new();
        self.begin(graph);
        let feet = source.iter().map(|&(vertex, time)| foot(graph, 0, vertex, time));
        self.climb_within(graph, feet, cutoff, direction);
        let (_, half) = graph.halves(direction);
        self.work.rows_swept += allways_simd::sweep::each_within(
            Level::detected(),
            forest(graph, half),
            &self.starts.sorted,
            &self.starts.labels,
            cutoff.0,
            &mut self.stack,
            |row, label| {
                let time = Millis(label.0[0]);
                if time <= cutoff {
                    all.push((graph.vertices[RowIdx::from_usize(row)], time));
                }
            },
        );
        (all, self.work)
    }

    /// For every vertex the sum of `weights` over the vertices at most `cutoff` from it (or to it),
    /// itself included.
    ///
    /// # Panics
    ///
    /// If the weights add up to more than a `u32` holds: no city has as many people.
    pub fn sums_within(
        &mut self,
        graph: &SearchGraph,
        weights: &IdxVec<VertexIdx, u32>,
        cutoff: Millis,
        direction: Direction,
    ) -> (IdxVec<VertexIdx, u32>, SweepWork) {
        let cutoff = reachable(cutoff);
        let total: u64 = weights.iter().map(|(_, &weight)| u64::from(weight)).sum();
        assert!(u32::try_from(total).is_ok(), "the weights add up to {total}");
        let by_row: Vec<u32> = graph.vertices.iter().map(|(_, &vertex)| weights[vertex]).collect();
        let mut sums = IdxVec::filled(0, graph.n_vertices());
        let (_, half) = graph.halves(direction);
        self.begin(graph);
        let rows: Vec<RowIdx> = graph.vertices.indices().collect();
        // Neighbors in the order of rows are neighbors on the ground: their lanes reach alike.
        for batch in rows.chunks(LANES) {
            let feet = batch.iter().enumerate().map(|(lane, &row)| Foot { lane, row, time: 0 });
            self.climb_within(graph, feet, cutoff, direction);
            let (of_lanes, looked_at) = allways_simd::sweep::sum_within(
                Level::detected(),
                forest(graph, half),
                &self.starts.sorted,
                &self.starts.labels,
                cutoff.0,
                &by_row,
                &mut self.stack,
            );
            self.work.rows_swept += looked_at;
            for (&row, sum) in batch.iter().zip(of_lanes.0) {
                sums[graph.vertices[row]] = sum;
            }
        }
        (sums, self.work)
    }

    fn climb_within(
        &mut self,
        graph: &SearchGraph,
        feet: impl Iterator<Item = Foot>,
        cutoff: Millis,
        direction: Direction,
    ) {
        self.climb(graph, feet, direction, cutoff.0);
        self.starts.sort(|row| Some(allways_base::cast::u32_from(row.to_usize())));
    }
}

/// What is out of reach altogether is not within any cutoff.
fn reachable(cutoff: Millis) -> Millis {
    cutoff.min(Millis(INFINITY - 1))
}

fn forest<'a>(graph: &'a SearchGraph, half: &'a Half) -> Forest<'a> {
    Forest {
        rows: &half.shapes,
        links: &half.links,
        ends: &graph.ends,
        skips: &half.skips,
        gates: &half.gates,
    }
}
