//! Runs of one route that call alike become a pattern; runs that overtake go to another one.
//!
//! RAPTOR boards the first run that leaves late enough, which is only right if that run is never
//! overtaken. So each pattern's runs are ordered at every call, in arrivals and departures.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use allways_base::cast::u32_from;
use allways_base::{Csr, Idx, IdxVec};
use rustc_hash::{FxHashMap, FxHasher};

use crate::compile::runs::{Run, Runs};
use crate::feed::{Feed, FeedTripIdx, RouteIdx, StopIdx};
use crate::timetable::{Builder, Call, Joint, PatternIdx, TripIdx};

/// The columns of a [`crate::timetable::Timetable`] that patterns make up.
#[derive(Debug, Default)]
pub(crate) struct Patterns {
    pub(crate) calls: Csr<PatternIdx, Call>,
    pub(crate) schedule: Builder,
    pub(crate) first_trip: IdxVec<PatternIdx, TripIdx>,
    pub(crate) trips: IdxVec<TripIdx, FeedTripIdx>,
    pub(crate) route: IdxVec<PatternIdx, RouteIdx>,
    pub(crate) joined: Vec<Joint>,
    pub(crate) next: Vec<(TripIdx, TripIdx)>,
}

impl Patterns {
    /// Patterns come in the order of their first run in the feed. `pairs` are runs that go on as
    /// another.
    pub(crate) fn build(feed: &Feed, runs: &Runs, pairs: &[(usize, usize)]) -> Self {
        let mut patterns = Self::default();
        let mut order = Vec::with_capacity(runs.list.len());
        for mut group in groups(runs) {
            group.sort_by(|&a, &b| earlier(runs, a, b));
            for chain in split_overtaking(runs, group) {
                patterns.push(feed, runs, &chain);
                order.extend(chain);
            }
        }
        patterns.joined.sort_unstable();
        if !pairs.is_empty() {
            patterns.next = next(&order, pairs);
        }
        patterns
    }

    fn push(&mut self, feed: &Feed, runs: &Runs, chain: &[usize]) {
        let first = &runs.list[chain[0]];
        self.calls.push_row(runs.calls(first).iter().copied());
        self.schedule.push(chain.iter().map(|&run| runs.times(&runs.list[run]).iter().copied()));
        self.first_trip.push(TripIdx::from_usize(self.trips.len()));
        self.route.push(feed.trips[first.trip].route);
        for &run in chain {
            let idx = self.trips.push(runs.list[run].trip);
            let at = runs.joints.partition_point(|joint| joint.0 < run);
            let joints = runs.joints[at..].iter().take_while(|joint| joint.0 == run);
            self.joined.extend(joints.map(|&(_, position, trip)| Joint {
                run: idx,
                position,
                trip,
            }));
        }
    }

    /// stop → its calls, in pattern order and then by position.
    pub(crate) fn stop_calls(&self, n_stops: usize) -> Csr<StopIdx, (PatternIdx, u32)> {
        let pairs: Vec<(StopIdx, (PatternIdx, u32))> = self
            .calls
            .indices()
            .flat_map(|p| self.calls[p].iter().enumerate().map(move |(i, call)| (p, i, call)))
            .map(|(p, i, call)| (call.stop, (p, u32_from(i))))
            .collect();
        Csr::from_pairs(n_stops, &pairs)
    }
}

/// See [`crate::timetable::Timetable::next`]; `order` are the runs as the timetable has them.
fn next(order: &[usize], pairs: &[(usize, usize)]) -> Vec<(TripIdx, TripIdx)> {
    let mut trip_of = vec![TripIdx::from_usize(0); order.len()];
    for (rank, &run) in order.iter().enumerate() {
        trip_of[run] = TripIdx::from_usize(rank);
    }
    let mut next: Vec<_> = pairs.iter().map(|&(a, b)| (trip_of[a], trip_of[b])).collect();
    next.sort_unstable();
    next
}

/// Runs with the same route and calls, grouped; groups in the order of their first run. A hash
/// finds the group, the calls themselves decide.
fn groups(runs: &Runs) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut by_hash: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
    for (idx, run) in runs.list.iter().enumerate() {
        let mut hasher = FxHasher::default();
        run.route.hash(&mut hasher);
        runs.calls(run).hash(&mut hasher);
        let alike = by_hash.entry(hasher.finish()).or_default();
        let is_same =
            |other: &Run| other.route == run.route && runs.calls(other) == runs.calls(run);
        let known = alike.iter().find(|&&group| is_same(&runs.list[groups[group][0]]));
        if let Some(&group) = known {
            groups[group].push(idx);
        } else {
            alike.push(groups.len());
            groups.push(vec![idx]);
        }
    }
    groups
}

/// By first departure; then call by call; then as the feed has them.
fn earlier(runs: &Runs, a: usize, b: usize) -> Ordering {
    let times = |run: usize| runs.times(&runs.list[run]).iter();
    let first = |run: usize| times(run).next().map(|t| t.depart);
    let along = |run: usize| times(run).flat_map(|t| [t.arrive, t.depart]);
    first(a).cmp(&first(b)).then_with(|| along(a).cmp(along(b))).then(a.cmp(&b))
}

/// Deals sorted runs to chains in which each run is at no call before the one ahead of it.
fn split_overtaking(runs: &Runs, group: Vec<usize>) -> Vec<Vec<usize>> {
    let times = |run: usize| runs.times(&runs.list[run]);
    let follows = |ahead: usize, run: usize| {
        let pairs = times(ahead).iter().zip(times(run));
        pairs.into_iter().all(|(a, b)| a.arrive <= b.arrive && a.depart <= b.depart)
    };
    let mut chains: Vec<Vec<usize>> = Vec::new();
    for run in group {
        let fits = |chain: &&mut Vec<usize>| chain.last().is_none_or(|&last| follows(last, run));
        match chains.iter_mut().find(fits) {
            Some(chain) => chain.push(run),
            None => chains.push(vec![run]),
        }
    }
    chains
}
