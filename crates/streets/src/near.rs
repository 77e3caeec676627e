//! Times to everything near a place: Dijkstra's search with buckets in place of a heap (Dial,
//! *Algorithm 360: Shortest-Path Forest with Topological Ordering*, CACM 12, 1969), for very many short
//! searches. It keeps times and no ways, which makes it lean; the ways are for [`crate::search`].
//!
//! A bucket holds some seconds, and its vertices come in no order. One that was left too early is left
//! again with its better time, so that the times are the same; edges are mostly longer than a bucket,
//! so that this is rare.

use allways_base::Idx;
use allways_base::cast::usize_from;

use crate::network::{Hop, StreetNetwork, VertexIdx};
use crate::search::{Direction, may_walk};
use crate::units::Millis;
use crate::weights::Costs;

/// A bucket holds `1 << BUCKET` milliseconds: about four seconds.
const BUCKET: u32 = 12;

/// Buffers that one search after another reuses; one a thread.
#[derive(Debug, Default)]
pub(crate) struct NearSearch {
    /// vertex → the least time yet; never, between searches.
    times: Vec<Millis>,
    /// Vertices that have a time.
    touched: Vec<VertexIdx>,
    /// All empty between searches.
    buckets: Vec<Vec<(VertexIdx, Millis)>>,
}

impl NearSearch {
    /// Calls `left` with every vertex at most `limit` from the starts and its time. A vertex may come
    /// before with a longer time; the least is right.
    pub(crate) fn run(
        &mut self,
        net: &StreetNetwork,
        costs: &Costs<'_>,
        starts: &[(VertexIdx, Millis)],
        limit: Millis,
        left: impl FnMut(VertexIdx, Millis),
    ) {
        // One loop each: what a hop costs is known before it begins.
        match costs {
            Costs::OnFoot(profile) => {
                self.run_with(net, starts, limit, |hop| profile.hop_millis(hop), left);
            }
            Costs::Table(weights) => {
                let cost = |hop: &Hop| weights.millis(hop.edge, hop.is_backward());
                self.run_with(net, starts, limit, cost, left);
            }
        }
    }

    /// `cost` is `u32::MAX` where the hop is closed, and `limit` is below that.
    fn run_with(
        &mut self,
        net: &StreetNetwork,
        starts: &[(VertexIdx, Millis)],
        limit: Millis,
        cost: impl Fn(&Hop) -> Millis,
        mut left: impl FnMut(VertexIdx, Millis),
    ) {
        if self.times.len() < net.n_vertices() {
            self.times.resize(net.n_vertices(), Millis::NEVER);
        }
        for &(vertex, time) in starts {
            self.improve(vertex, time, limit);
        }
        let mut bucket = 0;
        // Buckets are made as they are needed.
        while bucket < self.buckets.len() {
            while let Some((vertex, time)) = self.buckets[bucket].pop() {
                if self.times[vertex.to_usize()] != time {
                    continue;
                }
                left(vertex, time);
                for hop in net.hops(vertex) {
                    // Most ways lead back to where one was sooner: what they cost need not be known.
                    let is_new = self.times[hop.to.to_usize()] > time;
                    if is_new && may_walk(*hop, Direction::From) {
                        self.improve(hop.to, time + cost(hop), limit);
                    }
                }
            }
            bucket += 1;
        }
        for vertex in self.touched.drain(..) {
            self.times[vertex.to_usize()] = Millis::NEVER;
        }
    }

    #[inline]
    fn improve(&mut self, vertex: VertexIdx, time: Millis, limit: Millis) {
        let best = &mut self.times[vertex.to_usize()];
        if time > limit || *best <= time {
            return;
        }
        if *best == Millis::NEVER {
            self.touched.push(vertex);
        }
        *best = time;
        let bucket = usize_from(time.0 >> BUCKET);
        if bucket >= self.buckets.len() {
            self.buckets.resize_with(bucket + 1, Vec::new);
        }
        self.buckets[bucket].push((vertex, time));
    }
}
