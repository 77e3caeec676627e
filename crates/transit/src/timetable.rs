//! One service day, flat and immutable: what RAPTOR reads. Compiled from a
//! [`crate::feed::Feed`] and never patched: a changed plan is a recompiled timetable.
//!
//! A *pattern* is a sequence of stops with the same boarding rules; its *trips* are sorted and
//! never overtake each other. The day includes the tail of the service day before (its 25:10 is
//! here 01:10), so that the small hours are not empty.

mod templates;

use std::ops::Range;

use allways_base::cast::usize_from;
use allways_base::{Csr, Date, Idx, IdxVec, Seconds, ServiceTime};

use crate::feed::{FeedTripIdx, RouteIdx, StopIdx};

pub(crate) use templates::Builder;
pub use templates::{PatternTimes, RunTimes, Schedule};

allways_base::define_idx! {
    /// A stop sequence shared by one or more trips.
    PatternIdx;
    /// A run of this day, in pattern order, earliest first within a pattern.
    TripIdx;
}

/// An arrival and a departure; `arrive <= depart`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Times {
    /// When the vehicle arrives.
    pub arrive: ServiceTime,
    /// When it leaves.
    pub depart: ServiceTime,
}

/// One position of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Call {
    /// Where.
    pub stop: StopIdx,
    /// False if nobody may board here.
    pub may_board: bool,
    /// False if nobody may alight here.
    pub may_alight: bool,
}

/// A walk between two different stops that a passenger may take between rides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Footpath {
    /// Where it leads.
    pub to: StopIdx,
    /// How long it takes, minimum transfer time included.
    pub duration: Seconds,
}

/// See the module docs.
#[derive(Debug, Clone)]
pub struct Timetable {
    /// The service day.
    pub date: Date,
    /// Number of stops: rows of the feed.
    pub n_stops: usize,
    /// pattern → its calls, in order; at least two.
    pub calls: Csr<PatternIdx, Call>,
    /// pattern → run → times; read them through [`Timetable::times`] and its like.
    pub schedule: Schedule,
    /// pattern → its first row in `trips`; the pattern's trips follow.
    pub first_trip: IdxVec<PatternIdx, TripIdx>,
    /// run → the feed trip it came from.
    pub trips: IdxVec<TripIdx, FeedTripIdx>,
    /// pattern → its line (a pattern has trips of one route only).
    pub route: IdxVec<PatternIdx, RouteIdx>,
    /// stop → `(pattern, position)` of each call there.
    pub stop_calls: Csr<StopIdx, (PatternIdx, u32)>,
    /// stop → walks out of it between two rides. Not assumed to be transitively closed.
    pub footpaths: Csr<StopIdx, Footpath>,
    /// stop → walks out of it before the first ride and after the last, where `footpaths` are
    /// shortcuts ([`crate::ultra`]) and would leave some out; `None`: `footpaths` are all there are.
    pub end_footpaths: Option<Csr<StopIdx, Footpath>>,
    /// stop → time needed between alighting and boarding at this same stop; `None`: not possible.
    pub change: IdxVec<StopIdx, Option<Seconds>>,
    /// Runs that go on as another feed trip while riders stay seated, in run order and then by
    /// position. The two trips are also there on their own, so whoever counts departures leaves
    /// these runs out.
    pub joined: Vec<Joint>,
    /// Runs with the run as which the vehicle goes on, from the last call of the one to the first of
    /// the other, while riders stay seated; in run order. No run goes on twice, no two go on as the
    /// same. Joined runs are not in it. See [`Timetable::goes_on_as`].
    pub next: Vec<(TripIdx, TripIdx)>,
}

/// Bytes of a [`Timetable`], by what they hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// When runs are at their calls.
    pub times: usize,
    /// Which calls patterns have.
    pub calls: usize,
    /// Which trips runs are, and routes patterns.
    pub trips: usize,
    /// Which patterns call at a stop.
    pub stop_calls: usize,
    /// Walks and changes.
    pub footpaths: usize,
}

impl Size {
    /// All of it.
    pub const fn total(self) -> usize {
        let Self { times, calls, trips, stop_calls, footpaths } = self;
        times + calls + trips + stop_calls + footpaths
    }
}

fn csr_bytes<I: Idx, T>(csr: &Csr<I, T>) -> usize {
    size_of_val(csr.values()) + (csr.n_rows() + 1) * size_of::<u32>()
}

/// From `position` on, the run is the feed trip `trip` (before: the entry before, or `trips`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Joint {
    /// The run.
    pub run: TripIdx,
    /// The first call whose departure belongs to `trip`.
    pub position: u32,
    /// What it goes on as.
    pub trip: FeedTripIdx,
}

impl Timetable {
    /// Number of runs of a pattern; at least one.
    #[inline]
    pub fn n_trips(&self, pattern: PatternIdx) -> usize {
        self.schedule.n_runs(pattern)
    }

    /// The times of all runs of a pattern, by rank: the earliest has 0.
    #[inline]
    pub fn times(&self, pattern: PatternIdx) -> PatternTimes<'_> {
        self.schedule.of(pattern, self.calls.range(pattern).len())
    }

    /// The runs of a pattern, earliest first, each as its times call by call.
    pub fn trips(
        &self,
        pattern: PatternIdx,
    ) -> impl DoubleEndedIterator<Item = RunTimes<'_>> + ExactSizeIterator {
        self.times(pattern).runs()
    }

    /// The times of one run of a pattern, call by call.
    ///
    /// # Panics
    ///
    /// If the run is not of this pattern.
    #[inline]
    pub fn times_of(&self, pattern: PatternIdx, trip: TripIdx) -> RunTimes<'_> {
        self.times(pattern).run(trip.to_usize() - self.first_trip[pattern].to_usize())
    }

    /// Number of calls of all runs: the rows of stop_times.txt that run on this day.
    pub fn n_stop_times(&self) -> usize {
        self.calls.indices().map(|p| self.calls[p].len() * self.n_trips(p)).sum()
    }

    /// What it takes.
    pub fn size(&self) -> Size {
        Size {
            times: self.schedule.bytes(),
            calls: csr_bytes(&self.calls),
            trips: self.trips.len() * size_of::<FeedTripIdx>()
                + self.joined.len() * size_of::<Joint>()
                + size_of_val(&self.next[..])
                + self.first_trip.len() * size_of::<TripIdx>()
                + self.route.len() * size_of::<RouteIdx>(),
            stop_calls: csr_bytes(&self.stop_calls),
            footpaths: csr_bytes(&self.footpaths)
                + self.change.len() * size_of::<Option<Seconds>>(),
        }
    }

    /// Walks that begin or end a journey at a stop.
    pub fn ends(&self) -> &Csr<StopIdx, Footpath> {
        self.end_footpaths.as_ref().unwrap_or(&self.footpaths)
    }

    /// The feed trip under which a run leaves position `position`.
    pub fn feed_trip(&self, run: TripIdx, position: u32) -> FeedTripIdx {
        let past = self.joined.partition_point(|j| (j.run, j.position) <= (run, position));
        let joint = past.checked_sub(1).map(|last| self.joined[last]);
        joint.filter(|j| j.run == run).map_or(self.trips[run], |j| j.trip)
    }

    /// The run as which the vehicle goes on after the last call of `run`. Whoever boarded before that
    /// call may stay and alight after the first call of the other; that is still one ride.
    #[inline]
    pub fn goes_on_as(&self, run: TripIdx) -> Option<TripIdx> {
        let at = self.next.binary_search_by_key(&run, |pair| pair.0).ok()?;
        Some(self.next[at].1)
    }

    /// Of some runs of a pattern, by rank, those that go on as another.
    pub(crate) fn going_on(
        &self,
        pattern: PatternIdx,
        ranks: Range<usize>,
    ) -> &[(TripIdx, TripIdx)] {
        let first = self.first_trip[pattern].to_usize();
        let at = |rank| self.next.partition_point(|(run, _)| run.to_usize() < first + rank);
        let from = at(ranks.start);
        &self.next[from..at(ranks.end).max(from)]
    }

    /// The vehicles that go on, run by run.
    pub fn vehicles(&self) -> Vec<Vec<TripIdx>> {
        let mut comes: Vec<TripIdx> = self.next.iter().map(|pair| pair.1).collect();
        comes.sort_unstable();
        let firsts = self.next.iter().map(|pair| pair.0);
        firsts
            .filter(|run| comes.binary_search(run).is_err())
            .map(|run| std::iter::successors(Some(run), |&run| self.goes_on_as(run)).collect())
            .collect()
    }

    /// Calls `each` with every run once, together with those as which its vehicle goes on: first the
    /// vehicles that go on, then all other runs, pattern by pattern.
    pub(crate) fn for_each_vehicle(&self, mut each: impl FnMut(&[(PatternIdx, TripIdx)])) {
        let mut is_in_one: IdxVec<TripIdx, bool> = IdxVec::filled(false, self.trips.len());
        let mut runs: Vec<(PatternIdx, TripIdx)> = Vec::new();
        for vehicle in self.vehicles() {
            runs.clear();
            runs.extend(vehicle.iter().map(|&run| (self.pattern_of(run), run)));
            for &run in &vehicle {
                is_in_one[run] = true;
            }
            each(&runs);
        }
        for pattern in self.calls.indices() {
            let first = self.first_trip[pattern].to_usize();
            let runs = (first..first + self.n_trips(pattern)).map(TripIdx::from_usize);
            for run in runs.filter(|&run| !is_in_one[run]) {
                each(&[(pattern, run)]);
            }
        }
    }

    /// The pattern that a run is of.
    pub fn pattern_of(&self, run: TripIdx) -> PatternIdx {
        let begun = self.first_trip.as_slice().partition_point(|&first| first <= run);
        PatternIdx::from_usize(begun.saturating_sub(1))
    }

    /// True if the run repeats two or more trips that are also there on their own, joined because
    /// their riders may stay seated.
    pub fn is_joined(&self, run: TripIdx) -> bool {
        let at = self.joined.partition_point(|j| j.run < run);
        self.joined.get(at).is_some_and(|j| j.run == run)
    }

    /// The call at a position of a pattern.
    ///
    /// # Panics
    ///
    /// If the pattern is shorter.
    pub fn call(&self, pattern: PatternIdx, position: u32) -> Call {
        self.calls[pattern][usize_from(position)]
    }
}
