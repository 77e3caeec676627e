//! How long the way to the destination takes at the least, from each stop and with so many rides.
//!
//! Method: a search backwards from the destination, through a timetable without waiting. From one
//! call to the next a pattern takes as long as its fastest run of the window does there, and it
//! leaves when one comes. Changes, footpaths and stays are those of [`crate::raptor`]. What is left
//! out can only make a way shorter, so that these are lower bounds, and a label from which even they
//! lead to the destination too late is of no use: goal-directed search (A*: Hart, Nilsson & Raphael
//! 1968), in two passes as in Delling, Dibbelt & Pajor, *Fast and Exact Public Transit Routing with
//! Restricted Pareto Sets*, ALENEX 2019. Their bounds are moments, and good for one departure; these
//! are durations, and good for all departures of a window.
//!
//! The last few rides are told apart, in rounds. For any number of rides stops are then settled
//! nearest first (Dijkstra), on a [`Calendar`] of seconds.

use allways_base::cast::{u32_from, usize_from};
use allways_base::{Csr, Idx, IdxVec, Seconds, ServiceTime};

use crate::feed::StopIdx;
use crate::profile::calendar::Calendar;
use crate::raptor::search::{Stops, refilled};
use crate::timetable::{PatternIdx, Timetable};

/// Bounds in a row.
pub const N: usize = 4;
/// The last of them.
const ANY: usize = N - 1;

/// Seconds to the destination with at most 0, 1, … rides, and last with any number; [`NO_WAY`]: there
/// is none.
pub type Left = [u16; N];

/// Above all bounds.
pub const NO_WAY: u16 = u16::MAX;

/// A sum. Where 16 bits do not hold it, what they hold is a lower bound too.
#[inline]
fn plus(left: u16, more: u32) -> u16 {
    if left == NO_WAY {
        return NO_WAY;
    }
    u16::try_from(u32::from(left) + more).unwrap_or(NO_WAY).min(NO_WAY - 1)
}

/// See the module docs. Memory that searches reuse.
#[derive(Debug, Default)]
pub struct Bounds {
    /// stop → from there, having alighted.
    alighted: IdxVec<StopIdx, Left>,
    /// stop → from there, ready to board.
    ready: IdxVec<StopIdx, Left>,
    /// call, end to end as in [`Timetable::calls`] → from there, leaving in a vehicle; its ride counts.
    aboard: Vec<Left>,
    /// call → the least time from its departure to the next arrival.
    least: Vec<u16>,
    /// stop → walks that lead there.
    walks_to: Csr<StopIdx, (StopIdx, Seconds)>,
    stays: Stays,
    /// Having alighted there, the destination has come nearer.
    nearer: Stops,
    /// Ready to board there, the destination has come nearer.
    nearer_ready: Stops,
    /// Stops to be settled, and whether one has alighted there.
    calendar: Calendar<u32>,
}

/// Patterns that vehicles go on as.
#[derive(Debug, Default)]
struct Stays {
    /// What goes on as a pattern, and the least time from its last arrival until that leaves; by the
    /// former.
    pairs: Vec<(PatternIdx, PatternIdx, u32)>,
    /// Ends of patterns from which the destination has come nearer, in the vehicle.
    nearer: Vec<(PatternIdx, u16)>,
}

impl Bounds {
    /// From a stop, having alighted there.
    #[inline]
    pub fn alighted(&self, stop: StopIdx) -> Left {
        self.alighted[stop]
    }

    /// From a stop, ready to board there.
    #[inline]
    pub fn ready(&self, stop: StopIdx) -> Left {
        self.ready[stop]
    }

    /// From a call, leaving in a vehicle, which is the first of the rides; the call by its place in
    /// [`Timetable::calls`].
    #[inline]
    pub fn aboard(&self, call: usize) -> Left {
        self.aboard[call]
    }

    /// Finds the bounds of all that leaves and arrives between two moments; a bound above
    /// `max_duration` says no more than that.
    pub fn find(
        &mut self,
        tt: &Timetable,
        egress: &[(StopIdx, Seconds)],
        (from, to): (ServiceTime, ServiceTime),
        max_duration: Seconds,
    ) {
        self.start(tt, (from, to));
        for &(stop, walk) in egress {
            let known = &mut self.alighted[stop];
            *known = [plus(0, walk.0).min(known[0]); N];
            self.nearer.insert(stop);
        }
        for rides in 1..ANY {
            self.one_more_ride(tt, rides);
        }
        self.any_number_of_rides(tt, max_duration);
    }

    fn start(&mut self, tt: &Timetable, (from, to): (ServiceTime, ServiceTime)) {
        for rows in [&mut self.alighted, &mut self.ready] {
            *rows = refilled(std::mem::take(rows), [NO_WAY; N], tt.n_stops);
        }
        let n_calls = tt.calls.values().len();
        self.aboard.clear();
        self.aboard.resize(n_calls, [NO_WAY; N]);
        self.least.clear();
        self.least.resize(n_calls, NO_WAY);
        for pattern in tt.calls.indices() {
            tt.times(pattern).least_legs(&mut self.least[tt.calls.range(pattern)], from, to);
        }
        let walks = tt.footpaths.indices().flat_map(|stop| {
            tt.footpaths[stop].iter().map(move |walk| (walk.to, (stop, walk.duration)))
        });
        self.walks_to = Csr::from_pairs(tt.n_stops, &walks.collect::<Vec<_>>());
        self.stays.start(tt);
        self.nearer.reset(tt.n_stops);
        self.nearer_ready.reset(tt.n_stops);
    }

    /// From each stop with one ride more, through stops that have come nearer without it.
    fn one_more_ride(&mut self, tt: &Timetable, rides: usize) {
        let mut nearer = std::mem::take(&mut self.nearer);
        for &stop in &nearer.list {
            self.ride_to(tt, stop, self.alighted[stop][rides - 1], rides, |ready, stop, _| {
                ready.insert(stop);
            });
        }
        nearer.clear();
        let mut nearer_ready = std::mem::take(&mut self.nearer_ready);
        for &stop in &nearer_ready.list {
            self.walk_to(tt, stop, rides, |stop, _| {
                nearer.insert(stop);
            });
        }
        nearer_ready.clear();
        self.nearer = nearer;
        self.nearer_ready = nearer_ready;
    }

    /// Settles stops, nearest first.
    fn any_number_of_rides(&mut self, tt: &Timetable, max_duration: Seconds) {
        let n_seconds = usize_from(max_duration.0.min(u32::from(NO_WAY - 1))) + 1;
        self.calendar.start(n_seconds);
        for (stop, left) in self.alighted.iter() {
            // The others have all been ridden to.
            if left[ANY] < NO_WAY {
                self.calendar.note(u32::from(left[ANY]), note(stop, true));
            }
        }
        for second in 0..n_seconds {
            while let Some((notes, n)) = self.calendar.take(second) {
                for &noted in &notes[..n] {
                    self.settle(tt, noted, second);
                }
            }
        }
    }

    fn settle(&mut self, tt: &Timetable, noted: u32, second: usize) {
        let stop = StopIdx::from_usize(usize_from(noted >> 1));
        let mut calendar = std::mem::take(&mut self.calendar);
        if noted & 1 > 0 {
            if usize::from(self.alighted[stop][ANY]) == second {
                self.ride_to(tt, stop, self.alighted[stop][ANY], ANY, |_, stop, left| {
                    calendar.note(u32::from(left), note(stop, false));
                });
            }
        } else if usize::from(self.ready[stop][ANY]) == second {
            self.walk_to(tt, stop, ANY, |stop, left| {
                calendar.note(u32::from(left), note(stop, true));
            });
        }
        self.calendar = calendar;
    }

    /// Rides that end at a stop.
    fn ride_to(
        &mut self,
        tt: &Timetable,
        stop: StopIdx,
        left: u16,
        rides: usize,
        mut on_nearer: impl FnMut(&mut Stops, StopIdx, u16),
    ) {
        for &(pattern, position) in &tt.stop_calls[stop] {
            let position = usize_from(position);
            if position > 0 && tt.calls[pattern][position].may_alight {
                self.ride_back(tt, pattern, position, left, rides, &mut on_nearer);
            }
        }
        while let Some((pattern, left)) = self.stays.nearer.pop() {
            let last = tt.calls[pattern].len() - 1;
            self.ride_back(tt, pattern, last, left, rides, &mut on_nearer);
        }
    }

    /// Passes back along a pattern from a position, as far as that brings anything nearer.
    #[inline]
    fn ride_back(
        &mut self,
        tt: &Timetable,
        pattern: PatternIdx,
        position: usize,
        left: u16,
        rides: usize,
        on_nearer: &mut impl FnMut(&mut Stops, StopIdx, u16),
    ) {
        let first = tt.calls.range(pattern).start;
        let calls = &tt.calls[pattern][..position];
        let aboard = &mut self.aboard[first..first + position];
        let least = &self.least[first..first + position];
        let mut left = left;
        for ((call, aboard), least) in calls.iter().zip(aboard).zip(least).rev() {
            left = plus(left, u32::from(*least));
            if left >= aboard[rides] {
                return;
            }
            aboard[rides..].fill(left);
            if call.may_board && left < self.ready[call.stop][rides] {
                self.ready[call.stop][rides..].fill(left);
                on_nearer(&mut self.nearer_ready, call.stop, left);
            }
        }
        self.stays.begin(pattern, left);
    }

    /// Changes and walks that end at a stop.
    #[inline]
    fn walk_to(
        &mut self,
        tt: &Timetable,
        to: StopIdx,
        rides: usize,
        mut on_nearer: impl FnMut(StopIdx, u16),
    ) {
        let ready = self.ready[to][rides];
        let change = tt.change[to].map(|change| (to, change));
        for &(stop, duration) in change.iter().chain(&self.walks_to[to]) {
            let left = plus(ready, duration.0);
            let known = &mut self.alighted[stop];
            if left < known[rides] {
                known[rides..].fill(left);
                on_nearer(stop, left);
            }
        }
    }
}

fn note(stop: StopIdx, has_alighted: bool) -> u32 {
    u32_from(stop.to_usize()) << 1 | u32::from(has_alighted)
}

impl Stays {
    fn start(&mut self, tt: &Timetable) {
        self.pairs.clear();
        for &(run, next) in &tt.next {
            let [before, after] = [run, next].map(|run| tt.pattern_of(run));
            let ends = tt.times_of(before, run).arrive(tt.calls[before].len() - 1);
            let begins = tt.times_of(after, next).depart(0);
            self.pairs.push((after, before, begins.0.saturating_sub(ends.0)));
        }
        self.pairs.sort_unstable();
        self.pairs.dedup_by_key(|pair| (pair.0, pair.1));
    }

    /// One sits in a pattern as it begins.
    #[inline]
    fn begin(&mut self, pattern: PatternIdx, left: u16) {
        if self.pairs.is_empty() {
            return;
        }
        let from = self.pairs.partition_point(|pair| pair.0 < pattern);
        for &(after, before, wait) in &self.pairs[from..] {
            if after != pattern {
                break;
            }
            self.nearer.push((before, plus(left, wait)));
        }
    }
}
