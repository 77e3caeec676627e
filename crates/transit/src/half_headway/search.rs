//! One departure, every stop.

use allways_base::cast::{u32_from, usize_from};
use allways_base::{Idx, IdxVec, Seconds, ServiceTime};

use super::{HalfHeadwayDay, RowIdx};
use crate::feed::StopIdx;
use crate::raptor::{Arrivals, Query, Work, first_at_least};
use crate::timetable::{PatternIdx, Timetable, TripIdx};

/// Memory that searches reuse: one per thread, for any day.
#[derive(Debug)]
pub struct HalfHeadwaySearch {
    arrivals: Arrivals,
    /// stop → when one is ready to board there.
    ready: IdxVec<StopIdx, ServiceTime>,
    /// Stops at which one is ready earlier than in the round before.
    marked: Queue<StopIdx>,
    /// Stops to which this round's rides came earlier.
    reached: Queue<StopIdx>,
    patterns: Queue<PatternIdx>,
    rows: Queue<RowIdx>,
    /// No arrival after this is of use.
    limit: ServiceTime,
    how: How,
}

/// What may be ridden, and how rows are boarded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct How {
    pub(crate) which: Which,
    /// Without any wait: no phase lets anyone board sooner.
    pub(crate) at_once: bool,
}

/// What may be ridden.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    All,
    Only(RowIdx),
    AllBut(RowIdx),
}

const HALF: How = How { which: Which::All, at_once: false };

/// A set that remembers the order in which its members came; of each the first position of use.
#[derive(Debug)]
struct Queue<I: Idx> {
    list: Vec<I>,
    /// `u32::MAX`: not in it.
    first: IdxVec<I, u32>,
}

impl<I: Idx> Queue<I> {
    fn new() -> Self {
        Self { list: Vec::new(), first: IdxVec::default() }
    }

    fn start(&mut self, n: usize) {
        self.list.clear();
        self.first = IdxVec::filled(u32::MAX, n);
    }

    fn add(&mut self, one: I, position: u32) {
        let first = &mut self.first[one];
        if *first == u32::MAX {
            self.list.push(one);
        }
        *first = position.min(*first);
    }

    fn has(&self, one: I) -> bool {
        self.first[one] != u32::MAX
    }

    /// The members; it is empty then.
    fn take(&mut self) -> Vec<(I, usize)> {
        let list = std::mem::take(&mut self.list);
        let first = |one: I| usize_from(std::mem::replace(&mut self.first[one], u32::MAX));
        let firsts: Vec<usize> = list.iter().copied().map(first).collect();
        list.into_iter().zip(firsts).collect()
    }
}

impl Default for HalfHeadwaySearch {
    fn default() -> Self {
        Self {
            arrivals: Arrivals::unreached(0),
            ready: IdxVec::default(),
            marked: Queue::new(),
            reached: Queue::new(),
            patterns: Queue::new(),
            rows: Queue::new(),
            limit: ServiceTime::NEVER,
            how: HALF,
        }
    }
}

impl HalfHeadwaySearch {
    /// The earliest arrival at every stop, with at most `max_rides` rides and within `max_duration`.
    /// The rule of half a headway is told in [`super`]; where no row is of unknown phase this is
    /// [`crate::raptor::earliest`].
    pub fn earliest(
        &mut self,
        day: &HalfHeadwayDay,
        query: &Query<'_>,
        work: &mut Work,
    ) -> &Arrivals {
        self.run(day, query, HALF, work)
    }

    /// When one is ready to board at each stop, after [`HalfHeadwaySearch::run`].
    pub(crate) const fn ready(&self) -> &IdxVec<StopIdx, ServiceTime> {
        &self.ready
    }

    pub(crate) fn run(
        &mut self,
        day: &HalfHeadwayDay,
        query: &Query<'_>,
        how: How,
        work: &mut Work,
    ) -> &Arrivals {
        self.how = how;
        let tt = &day.timetable;
        self.start(day, query.depart + query.max_duration);
        for &(stop, duration) in query.access {
            self.be_at(stop, query.depart + duration, true);
        }
        // Without a cap on rides the last round is the one that improves nothing.
        let most = if query.max_rides == u8::MAX { u32::MAX } else { query.max_rides.into() };
        let mut round = 0;
        while round < most && !self.marked.list.is_empty() {
            round += 1;
            work.rounds += 1;
            self.ride(day, work);
            self.change_and_walk(tt, round == most, work);
        }
        &self.arrivals
    }

    /// Forgets everything and makes room.
    fn start(&mut self, day: &HalfHeadwayDay, limit: ServiceTime) {
        let tt = &day.timetable;
        self.arrivals = Arrivals::unreached(tt.n_stops);
        self.ready = self.arrivals.any.clone();
        self.marked.start(tt.n_stops);
        self.reached.start(tt.n_stops);
        self.patterns.start(tt.calls.n_rows());
        self.rows.start(day.rows.len());
        self.limit = limit;
    }

    /// One is at a stop in any way; with `boards`, ready to board there.
    fn be_at(&mut self, stop: StopIdx, time: ServiceTime, boards: bool) {
        if time > self.limit || time == ServiceTime::NEVER {
            return;
        }
        self.arrivals.any[stop] = self.arrivals.any[stop].min(time);
        if boards {
            self.get_ready(stop, time);
        }
    }

    fn get_ready(&mut self, stop: StopIdx, time: ServiceTime) {
        if time < self.ready[stop] && time <= self.limit {
            self.ready[stop] = time;
            self.marked.add(stop, 0);
        }
    }

    /// One round of rides: boards from `ready`, writes `by_ride`, so that no ride of this round feeds
    /// another.
    fn ride(&mut self, day: &HalfHeadwayDay, work: &mut Work) {
        let which = self.how.which;
        let may_ride = |row: RowIdx| match which {
            Which::All => true,
            Which::Only(one) => row == one,
            Which::AllBut(one) => row != one,
        };
        for &stop in &self.marked.list {
            if !matches!(which, Which::Only(_)) {
                for &(pattern, position) in &day.timetable.stop_calls[stop] {
                    self.patterns.add(pattern, position);
                }
            }
            for &(row, position) in day.stop_rows[stop].iter().filter(|(row, _)| may_ride(*row)) {
                self.rows.add(row, position);
            }
        }
        for (pattern, first) in self.patterns.take() {
            work.patterns += 1;
            self.ride_pattern(&day.timetable, (pattern, first), work);
        }
        for (row, first) in self.rows.take() {
            work.patterns += 1;
            self.ride_row(day, (row, first), work);
        }
        self.marked.take();
    }

    fn ride_pattern(
        &mut self,
        tt: &Timetable,
        (pattern, first): (PatternIdx, usize),
        work: &mut Work,
    ) {
        let (calls, times) = (&tt.calls[pattern], tt.times(pattern));
        // Rank of the run that one sits in.
        let mut seat: Option<usize> = None;
        for (position, call) in calls.iter().enumerate().skip(first) {
            work.calls += 1;
            if let Some(rank) = seat.filter(|_| call.may_alight) {
                self.alight(call.stop, times.arrive(rank, position), work);
            }
            if !call.may_board || position + 1 == calls.len() || !self.marked.has(call.stop) {
                continue;
            }
            work.boardings += 1;
            let ready = self.ready[call.stop];
            let departs = |rank: usize| times.depart(rank, position);
            let n_ahead = seat.unwrap_or(times.n_runs());
            if n_ahead > 0 && departs(n_ahead - 1) >= ready {
                seat = Some(first_at_least(n_ahead, ready, departs));
            }
        }
        // Who catches a run catches all later ones, and each may go on as another.
        if let Some(rank) = seat {
            for &(_, next) in tt.going_on(pattern, rank..times.n_runs()) {
                self.stay(tt, next, work);
            }
        }
    }

    /// Rides along a run to which the vehicle went on, and those to which it goes on from there.
    fn stay(&mut self, tt: &Timetable, run: TripIdx, work: &mut Work) {
        for run in std::iter::successors(Some(run), |&run| tt.goes_on_as(run)) {
            let pattern = tt.pattern_of(run);
            let times = tt.times_of(pattern, run);
            for (position, call) in tt.calls[pattern].iter().enumerate().skip(1) {
                if call.may_alight {
                    self.alight(call.stop, times.arrive(position), work);
                }
            }
        }
    }

    fn ride_row(&mut self, day: &HalfHeadwayDay, (row, first): (RowIdx, usize), work: &mut Work) {
        let visits = &day.visits[row];
        let rule = &day.rows[row];
        let wait = if self.how.at_once { Seconds(0) } else { Seconds(rule.headway.0 / 2) };
        // When the vehicle that one sits in left its first call.
        let mut seat: Option<i64> = None;
        for (position, (call, since)) in visits.iter().enumerate().skip(first) {
            work.calls += 1;
            if let Some(begins) = seat.filter(|_| call.may_alight) {
                let arrive = u32::try_from(begins + i64::from(since.arrive.0));
                self.alight(call.stop, ServiceTime(arrive.unwrap_or(u32::MAX)), work);
            }
            if !call.may_board || position + 1 == visits.len() || !self.marked.has(call.stop) {
                continue;
            }
            work.boardings += 1;
            let boarded = rule.boarded(self.ready[call.stop], since.depart, wait);
            seat = seat.into_iter().chain(boarded).min();
        }
    }

    fn alight(&mut self, stop: StopIdx, arrive: ServiceTime, work: &mut Work) {
        if arrive < self.arrivals.by_ride[stop] && arrive <= self.limit {
            work.labels += 1;
            self.arrivals.by_ride[stop] = arrive;
            self.reached.add(stop, 0);
        }
    }

    /// From the stops that this round's rides reached earlier: change there, or take one footpath.
    fn change_and_walk(&mut self, tt: &Timetable, is_last: bool, work: &mut Work) {
        for (stop, _) in self.reached.take() {
            let arrive = self.arrivals.by_ride[stop];
            self.be_at(stop, arrive, false);
            if let Some(change) = tt.change[stop].filter(|_| !is_last) {
                self.get_ready(stop, arrive + change);
            }
            work.footpaths += u64::from(u32_from(tt.footpaths[stop].len()));
            for walk in &tt.footpaths[stop] {
                self.be_at(walk.to, arrive + walk.duration, !is_last);
            }
        }
    }
}
