//! Who stands under whom: a station and its platforms. Parents are at most three steps up (a
//! boarding area under a platform under a station); a ring of parents in bad data ends there too.

use std::iter::successors;

use allways_base::{Csr, Idx};

use crate::feed::{Feed, StopIdx, StopKind};

/// Most steps from a stop up to its station; GTFS has two.
const MOST_STEPS: usize = 3;

impl Feed {
    /// The stop itself, then its parent, then the parent's.
    pub fn self_and_ancestors(&self, stop: StopIdx) -> impl Iterator<Item = StopIdx> {
        successors(Some(stop), |&idx| self.stops[idx].parent).take(MOST_STEPS)
    }

    /// The outermost station of a stop; the stop itself if it has no parent.
    pub fn station_of(&self, stop: StopIdx) -> StopIdx {
        self.self_and_ancestors(stop).last().unwrap_or(stop)
    }

    /// station → the stops directly under it, in row order.
    pub fn children(&self) -> Csr<StopIdx, StopIdx> {
        let pairs: Vec<(StopIdx, StopIdx)> = self
            .stops
            .iter()
            .filter_map(|(idx, stop)| stop.parent.map(|parent| (parent, idx)))
            .collect();
        Csr::from_pairs(self.stops.len(), &pairs)
    }

    /// What a passenger means by this stop: itself if it is a platform, and every platform under
    /// it, in row order. O(stops).
    pub fn platforms_of(&self, stop: StopIdx) -> Vec<StopIdx> {
        let is_platform = |idx: &StopIdx| self.stops[*idx].kind == StopKind::Platform;
        let is_under = |idx: &StopIdx| self.self_and_ancestors(*idx).any(|above| above == stop);
        self.stops.indices().filter(|idx| is_platform(idx) && is_under(idx)).collect()
    }

    /// The stop with this id. O(stops).
    pub fn stop(&self, id: &str) -> Option<StopIdx> {
        self.stops.as_slice().iter().position(|stop| stop.id == id).map(StopIdx::from_usize)
    }
}
