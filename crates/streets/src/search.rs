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

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use allways_base::Idx;

use crate::network::{EdgeIdx, Hop, NodeIdx, StreetNetwork};
use crate::profile::WalkProfile;
use crate::units::Millis;

/// Work done by a search; the same on every machine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Nodes whose time became final.
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

/// How a search came to a node.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Via {
    pub(crate) node: NodeIdx,
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

impl Direction {
    pub(crate) const fn turned(self) -> Self {
        match self {
            Self::From => Self::To,
            Self::To => Self::From,
        }
    }
}

/// Reusable buffers; see the module docs.
#[derive(Debug, Default)]
pub struct DijkstraSearch {
    labels: Vec<Label>,
    stamp: u32,
    heap: BinaryHeap<Reverse<(Millis, NodeIdx)>>,
    /// Settled nodes, nearest first.
    settled: Vec<NodeIdx>,
    work: Work,
}

impl DijkstraSearch {
    /// Empty buffers; they grow to the network on first use.
    pub fn new() -> Self {
        Self::default()
    }

    /// Settles every node at most `limit` from the starts.
    pub(crate) fn run(
        &mut self,
        net: &StreetNetwork,
        profile: &WalkProfile,
        starts: &[(NodeIdx, Millis)],
        limit: Millis,
        direction: Direction,
    ) {
        self.begin(net.n_nodes());
        for &(node, time) in starts {
            self.improve(node, time, limit, None);
        }
        while let Some(Reverse((time, node))) = self.heap.pop() {
            if self.labels[node.to_usize()].time != time {
                continue;
            }
            self.work.nodes_settled += 1;
            self.settled.push(node);
            for hop in net.hops(node) {
                self.work.edges_relaxed += 1;
                if may_walk(*hop, direction) && profile.allows(hop.flags) {
                    let at_end = time + profile.millis(hop.length);
                    self.improve(hop.to, at_end, limit, Some((node, hop)));
                }
            }
        }
    }

    fn begin(&mut self, n_nodes: usize) {
        if self.labels.len() < n_nodes || self.stamp == u32::MAX {
            let never = Label { stamp: 0, time: Millis(u32::MAX), via: None };
            self.labels.clear();
            self.labels.resize(n_nodes, never);
            self.stamp = 0;
        }
        self.stamp += 1;
        self.heap.clear();
        self.settled.clear();
        self.work = Work::default();
    }

    #[inline]
    fn improve(
        &mut self,
        node: NodeIdx,
        time: Millis,
        limit: Millis,
        via: Option<(NodeIdx, &Hop)>,
    ) {
        let label = &mut self.labels[node.to_usize()];
        if time > limit || (label.stamp == self.stamp && label.time <= time) {
            return;
        }
        let via = via.map(|(from, hop)| Via {
            node: from,
            edge: hop.edge,
            is_forward: !hop.is_backward(),
        });
        *label = Label { stamp: self.stamp, time, via };
        self.work.labels_improved += 1;
        self.heap.push(Reverse((time, node)));
    }

    /// Time of a node, `None` if it was not reached within the limit.
    pub(crate) fn time(&self, node: NodeIdx) -> Option<Millis> {
        let label = self.labels.get(node.to_usize())?;
        (label.stamp == self.stamp).then_some(label.time)
    }

    pub(crate) fn via(&self, node: NodeIdx) -> Option<Via> {
        let label = self.labels.get(node.to_usize())?;
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
const fn may_walk(hop: Hop, direction: Direction) -> bool {
    !hop.flags.is_one_way() || hop.is_backward() == matches!(direction, Direction::To)
}
