//! One ride from every label that is fresh.

use std::ops::Range;

use allways_base::cast::{u32_from, usize_from};
use allways_base::{Idx, ServiceTime};

use super::label::Label;
use super::purse::Purse;
use super::search::MultiSearch;
use crate::fares::Fares;
use crate::feed::{RouteIdx, StopIdx};
use crate::raptor::{Step, first_at_least};
use crate::timetable::{PatternIdx, Timetable, TripIdx};

/// Someone on board.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seated {
    rank: usize,
    board: u32,
    /// As it was ready to board, but with the ticket that the ride is paid with.
    label: Label,
}

impl Seated {
    fn beats(&self, other: &Self) -> bool {
        self.rank <= other.rank
            && self.label.walking <= other.label.walking
            && self.label.purse.is_as_good(&other.label.purse)
    }
}

impl MultiSearch {
    /// One ride from every fresh label; false if there is none.
    pub(super) fn ride(
        &mut self,
        tt: &Timetable,
        fares: Option<&Fares>,
        latest: ServiceTime,
    ) -> bool {
        for &stop in &self.fresh_stops {
            // What was beaten since is of no use.
            let bag = &self.ready[stop];
            self.fresh[stop].retain(|label| bag.holds(label));
            for &(pattern, position) in &tt.stop_calls[stop] {
                let first = &mut self.to_scan[pattern];
                if first.is_none() {
                    self.queue.push(pattern);
                }
                *first = Some(first.map_or(position, |first| first.min(position)));
            }
        }
        let queue = std::mem::take(&mut self.queue);
        for &pattern in &queue {
            let first = self.to_scan[pattern].take().unwrap_or(0);
            self.scan(tt, fares, pattern, usize_from(first), latest);
        }
        self.queue = queue;
        self.queue.clear();
        self.stay(tt, fares, latest);
        self.clear_fresh();
        !self.reached.is_empty()
    }

    /// Alights, if nothing beats that; `step` says how one came.
    fn alight(
        &mut self,
        fares: Option<&Fares>,
        (stop, time): (StopIdx, ServiceTime),
        old: Label,
        latest: ServiceTime,
        step: Step,
    ) {
        let purse = fares.map_or(old.purse, |f| old.purse.alight(f, stop, time.0));
        let label = Label { time, rides: old.rides + 1, purse, step: self.next_step(), ..old };
        if !self.is_hopeful(&label, self.bounds.alighted(stop), latest) {
            return;
        }
        if self.by_ride[stop].insert(label) {
            self.work.labels += 1;
            self.steps.push(step);
            self.reached.push((stop, label));
        } else {
            self.work.beaten += 1;
        }
    }

    /// Boards each run from here on that goes on as another, to stay in it: what the first goes on as
    /// does not do for the others.
    fn board_to_stay(
        &mut self,
        (tt, fares): (&Timetable, Option<&Fares>),
        (pattern, position): (PatternIdx, usize),
        label: Label,
        latest: ServiceTime,
    ) {
        let times = tt.times(pattern);
        let last = tt.calls[pattern].len() - 1;
        if times.depart(times.n_runs() - 1, position) < label.time {
            return;
        }
        let departs = |rank: usize| times.depart(rank, position);
        let first = first_at_least(times.n_runs(), label.time, departs);
        for &(trip, next) in tt.going_on(pattern, first..times.n_runs()) {
            let times = tt.times_of(pattern, trip);
            if times.arrive(last) > latest {
                break;
            }
            let (board, alight) = (u32_from(position), u32_from(last));
            let step = Step::Ride { pattern, trip, board, alight, from: label.step };
            let Some(fares) = fares else {
                self.begin(next, label, step);
                continue;
            };
            let tariff = fares.routes[tt.route[pattern]];
            let departs = times.depart(position).0;
            if let Some(purse) = label.purse.use_ticket(tariff, departs) {
                self.begin(next, Label { purse, ..label }, step);
            }
            let stop = tt.calls[pattern][position].stop;
            let purse = label.purse.buy(fares, tariff, stop, departs);
            self.begin(next, Label { purse, ..label }, step);
        }
    }

    /// Sits in a run as it begins, if nothing beats that.
    fn begin(&mut self, run: TripIdx, label: Label, step: Step) {
        let label = Label { time: ServiceTime(0), step: self.next_step(), ..label };
        if self.begun.entry(run).or_default().insert(label) {
            self.steps.push(step);
            self.going_on.push((run, label));
        }
    }

    /// Rides on in the runs that were begun. The fare is that of the run boarded.
    fn stay(&mut self, tt: &Timetable, fares: Option<&Fares>, latest: ServiceTime) {
        let mut at = 0;
        while let Some(&(trip, label)) = self.going_on.get(at) {
            at += 1;
            let pattern = tt.pattern_of(trip);
            let times = tt.times_of(pattern, trip);
            let last = tt.calls[pattern].len() - 1;
            let stay = |position: usize| {
                let (alight, from) = (u32_from(position), label.step);
                Step::Stay { pattern, trip, alight, from }
            };
            for (position, call) in tt.calls[pattern].iter().enumerate().skip(1) {
                let time = times.arrive(position);
                if time > latest {
                    break;
                }
                self.work.calls += 1;
                if call.may_alight {
                    self.alight(fares, (call.stop, time), label, latest, stay(position));
                }
            }
            if let Some(next) = tt.goes_on_as(trip).filter(|_| times.arrive(last) <= latest) {
                self.begin(next, label, stay(last));
            }
        }
        self.going_on.clear();
    }

    fn scan(
        &mut self,
        tt: &Timetable,
        fares: Option<&Fares>,
        pattern: PatternIdx,
        first: usize,
        latest: ServiceTime,
    ) {
        self.work.patterns += 1;
        let mut on_board = std::mem::take(&mut self.on_board);
        on_board.clear();
        let calls = &tt.calls[pattern];
        let times = tt.times(pattern);
        let n_calls = calls.len();
        for (position, call) in calls.iter().enumerate().skip(first) {
            self.work.calls += u64::try_from(on_board.len()).unwrap_or(u64::MAX);
            for seated in on_board.iter().filter(|_| call.may_alight) {
                let time = times.arrive(seated.rank, position);
                let step = Step::Ride {
                    pattern,
                    trip: TripIdx::from_usize(tt.first_trip[pattern].to_usize() + seated.rank),
                    board: seated.board,
                    alight: u32_from(position),
                    from: seated.label.step,
                };
                self.alight(fares, (call.stop, time), seated.label, latest, step);
            }
            if call.may_board && position + 1 < n_calls {
                let departs = |rank: usize| times.depart(rank, position);
                let n_trips = times.n_runs();
                let fresh = std::mem::take(&mut self.fresh[call.stop]);
                for &label in &fresh {
                    let route = (tt.route[pattern], call.stop);
                    let ranks = (0..n_trips, departs);
                    board(fares, route, u32_from(position), label, ranks, latest, &mut on_board);
                    if !tt.next.is_empty() {
                        self.board_to_stay((tt, fares), (pattern, position), label, latest);
                    }
                }
                self.fresh[call.stop] = fresh;
            }
        }
        self.on_board = on_board;
    }
}

/// Puts a label on the first run that it catches, with each ticket that it may use; on later ones
/// too where a ticket bought later is good for longer.
fn board(
    fares: Option<&Fares>,
    (route, stop): (RouteIdx, StopIdx),
    position: u32,
    label: Label,
    (ranks, departs): (Range<usize>, impl Fn(usize) -> ServiceTime),
    latest: ServiceTime,
    on_board: &mut Vec<Seated>,
) {
    let mut add = |rank: usize, purse: Purse| {
        let seated = Seated { rank, board: position, label: Label { purse, ..label } };
        if !on_board.iter().any(|other| other.beats(&seated)) {
            on_board.retain(|other| !seated.beats(other));
            on_board.push(seated);
        }
    };
    let n_trips = ranks.len();
    if n_trips == 0 || departs(n_trips - 1) < label.time {
        return;
    }
    let first = first_at_least(n_trips, label.time, &departs);
    let Some(fares) = fares else { return add(first, label.purse) };
    let tariff = fares.tariff(route);
    if let Some(purse) = label.purse.use_ticket(tariff, departs(first).0) {
        add(first, purse);
    }
    let waits = Purse::gains_by_waiting(fares, tariff);
    for rank in (first..n_trips).take(if waits { n_trips } else { 1 }) {
        if departs(rank) > latest {
            break;
        }
        add(rank, label.purse.buy(fares, tariff, stop, departs(rank).0));
    }
}
