//! Dijkstra's search (Numerische Mathematik 1, 1959) over milliseconds, with a binary heap and
//! stale entries skipped.
//!
//! The search owns its memory: labels are stamped with the number of the search that wrote them, so
//! that starting again costs nothing, whatever the size of the network. One per thread.
//!
//! Alternatives: an indexed heap with decrease-key saves heap entries but not memory traffic on
//! street graphs, where most nodes have two to four neighbors (work counters below say how many
//! entries are stale); hierarchies (CCH, PHAST) are for all-to-all and come when measured to be
//! needed.
//!
//! The search walks over vertices, so that turn restrictions need nothing here: see [`crate::turns`].

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use allways_base::Idx;

use crate::network::{EdgeIdx, Hop, NodeIdx, StreetNetwork, VertexIdx};
use crate::units::Millis;
use crate::weights::Costs;

/// Work done by a search; the same on every machine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Nodes whose time became final; with turn restrictions, states of them.
    pub nodes_settled: u64,
    /// Edges looked along from a settled node, closed ones too.
    pub edges_relaxed: u64,
    /// Times that were lowered, first times included.
    pub labels_improved: u64,
}

impl std::ops::AddAssign for Work {
    fn add_assign(&mut self, other: Self) {
        self.nodes_settled += other.nodes_settled;
        self.edges_relaxed += other.edges_relaxed;
        self.labels_improved += other.labels_improved;
    }
}

#[derive(Clone, Copy, Debug)]
struct Label {
    stamp: u32,
    time: Millis,
    /// The hop that led here; `None` where the search began.
    via: Option<Via>,
}

/// How a search came to a vertex.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Via {
    pub(crate) vertex: VertexIdx,
    pub(crate) edge: EdgeIdx,
    /// Walking the edge from its first end to its second, for loops too.
    pub(crate) is_forward: bool,
}

/// Which way a search walks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    /// From the start to everywhere.
    From,
    /// From everywhere to the start.
    To,
}

/// Reusable buffers; see the module docs.
#[derive(Debug, Default)]
pub struct DijkstraSearch {
    labels: Vec<Label>,
    stamp: u32,
    heap: BinaryHeap<Reverse<(Millis, VertexIdx)>>,
    /// Settled nodes, nearest first, each once.
    settled: Vec<NodeIdx>,
    /// node → number of the search that settled it; used with turn restrictions only.
    seen: Vec<u32>,
    work: Work,
}

impl DijkstraSearch {
    /// Empty buffers; they grow to the network on first use.
    pub fn new() -> Self {
        Self::default()
    }

    /// Settles every vertex at most `limit` from the starts.
    pub(crate) fn run(
        &mut self,
        net: &StreetNetwork,
        costs: &Costs<'_>,
        starts: &[(VertexIdx, Millis)],
        limit: Millis,
        direction: Direction,
    ) {
        // One loop each: what a hop costs is known before it begins.
        match costs {
            Costs::OnFoot(profile) => {
                self.run_with(net, starts, limit, direction, |hop| profile.hop_millis(hop));
            }
            Costs::Table(weights) => {
                let is_to = direction == Direction::To;
                let cost = |hop: &Hop| weights.millis(hop.edge, hop.is_backward() != is_to);
                self.run_with(net, starts, limit, direction, cost);
            }
        }
    }

    /// `cost` is `u32::MAX` where the hop is closed.
    fn run_with(
        &mut self,
        net: &StreetNetwork,
        starts: &[(VertexIdx, Millis)],
        limit: Millis,
        direction: Direction,
        cost: impl Fn(&Hop) -> Millis,
    ) {
        self.begin(net);
        for &(vertex, time) in starts {
            self.improve(vertex, time, limit, None);
        }
        let has_turns = net.has_turns();
        while let Some(Reverse((time, vertex))) = self.heap.pop() {
            if self.labels[vertex.to_usize()].time != time {
                continue;
            }
            self.work.nodes_settled += 1;
            if has_turns {
                let node = net.node_of(vertex);
                let seen = &mut self.seen[node.to_usize()];
                if std::mem::replace(seen, self.stamp) != self.stamp {
                    self.settled.push(node);
                }
            } else {
                self.settled.push(NodeIdx::from_usize(vertex.to_usize()));
            }
            let hops = match direction {
                Direction::From => net.hops(vertex),
                Direction::To => net.hops_back(vertex),
            };
            for hop in hops {
                self.work.edges_relaxed += 1;
                if may_walk(*hop, direction) {
                    self.improve(hop.to, time + cost(hop), limit, Some((vertex, hop)));
                }
            }
        }
    }

    fn begin(&mut self, net: &StreetNetwork) {
        let n = net.n_vertices();
        if self.labels.len() < n || self.stamp == u32::MAX {
            let never = Label { stamp: 0, time: Millis(u32::MAX), via: None };
            self.labels.clear();
            self.labels.resize(n, never);
            self.seen.clear();
            self.stamp = 0;
        }
        if net.has_turns() && self.seen.len() < n {
            self.seen.resize(n, 0);
        }
        self.stamp += 1;
        self.heap.clear();
        self.settled.clear();
        self.work = Work::default();
    }

    #[inline]
    fn improve(
        &mut self,
        vertex: VertexIdx,
        time: Millis,
        limit: Millis,
        via: Option<(VertexIdx, &Hop)>,
    ) {
        let label = &mut self.labels[vertex.to_usize()];
        if time > limit || (label.stamp == self.stamp && label.time <= time) {
            return;
        }
        let via = via.map(|(from, hop)| Via {
            vertex: from,
            edge: hop.edge,
            is_forward: !hop.is_backward(),
        });
        *label = Label { stamp: self.stamp, time, via };
        self.work.labels_improved += 1;
        self.heap.push(Reverse((time, vertex)));
    }

    /// Time of a vertex, `None` if it was not reached within the limit.
    pub(crate) fn time(&self, vertex: VertexIdx) -> Option<Millis> {
        let label = self.labels.get(vertex.to_usize())?;
        (label.stamp == self.stamp).then_some(label.time)
    }

    pub(crate) fn via(&self, vertex: VertexIdx) -> Option<Via> {
        let label = self.labels.get(vertex.to_usize())?;
        label.via.filter(|_| label.stamp == self.stamp)
    }

    pub(crate) fn settled(&self) -> &[NodeIdx] {
        &self.settled
    }

    pub(crate) const fn work(&self) -> Work {
        self.work
    }
}

/// True if walking `hop` in the search's direction goes along a one-way, not against it.
#[inline]
pub(crate) const fn may_walk(hop: Hop, direction: Direction) -> bool {
    !hop.flags.is_one_way() || hop.is_backward() == matches!(direction, Direction::To)
}
