//! The rounds.

use std::ops::AddAssign;

use allways_base::cast::{u32_from, usize_from};
use allways_base::{Idx, IdxVec, Seconds, ServiceTime};

use rustc_hash::FxHashMap;

use super::label::{Bag, Label};
use super::purse::Purse;
use super::{MultiJourney, MultiQuery};
use crate::fares::{Fares, Price};
use crate::feed::{RouteIdx, StopIdx};
use crate::raptor::{Journey, Leg, Step, first_at_least};
use crate::timetable::{PatternIdx, Timetable, TripIdx};

/// Work done; see [`crate::raptor::Work`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MultiWork {
    /// Patterns scanned.
    pub patterns: u64,
    /// Calls passed, once for each label on board.
    pub calls: u64,
    /// Labels that entered a bag.
    pub labels: u64,
    /// Labels that a bag or the destination beat.
    pub beaten: u64,
}

impl AddAssign for MultiWork {
    fn add_assign(&mut self, other: Self) {
        let Self { patterns, calls, labels, beaten } = other;
        self.patterns += patterns;
        self.calls += calls;
        self.labels += labels;
        self.beaten += beaten;
    }
}

/// In place of a step: the direct way.
const DIRECT: u32 = u32::MAX;

/// Someone on board.
#[derive(Clone, Copy, Debug)]
struct Seated {
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

/// Memory that searches reuse: one per thread, for any timetable. Holds no result.
#[derive(Debug, Default)]
pub struct MultiSearch {
    /// stop → ways to have alighted there.
    by_ride: IdxVec<StopIdx, Bag>,
    /// stop → ways to be ready to board there.
    ready: IdxVec<StopIdx, Bag>,
    /// Made in this round, to be boarded from in the next.
    fresh: IdxVec<StopIdx, Vec<Label>>,
    fresh_stops: Vec<StopIdx>,
    /// Alighted in this round.
    reached: Vec<(StopIdx, Label)>,
    /// pattern → first position to board at.
    to_scan: IdxVec<PatternIdx, Option<u32>>,
    queue: Vec<PatternIdx>,
    on_board: Vec<Seated>,
    /// run → ways to sit in it as it begins, the vehicle having been another run before; all at one
    /// time, so that time is not told.
    begun: FxHashMap<TripIdx, Bag>,
    /// Ways that were found in this round.
    going_on: Vec<(TripIdx, Label)>,
    steps: Vec<Step>,
    /// The first step of this departure.
    first_step: u32,
    /// Ways to be at the destination.
    arrived: Bag,
    /// stop → walk from there to the destination.
    egress: IdxVec<StopIdx, Option<Seconds>>,
    least_egress: Seconds,
    work: MultiWork,
}

impl MultiSearch {
    /// Empty buffers.
    pub fn new() -> Self {
        Self::default()
    }

    /// The Pareto set: one journey for each combination of criteria that no other journey beats,
    /// latest departure first, then by rides, arrival, walking, fare.
    pub fn journeys(
        &mut self,
        tt: &Timetable,
        query: &MultiQuery<'_>,
        work: &mut MultiWork,
    ) -> Vec<MultiJourney> {
        self.start(tt, query);
        let mut found = Vec::new();
        for depart in query.window.departures().rev() {
            let latest = depart + query.max_duration;
            let n_before = found.len();
            self.walk_there(query, depart, latest, &mut found);
            self.set_out(query, depart, latest);
            for rides in 1..=query.max_rides {
                if !self.ride(tt, query.fares, latest) {
                    break;
                }
                self.arrive(query, latest);
                self.change_and_walk(tt, rides == query.max_rides, latest);
            }
            self.clear_fresh();
            self.take_new(tt, query, &mut found);
            let key = |f: &MultiJourney| (f.journey.rides, f.journey.arrival, f.walking, f.fare);
            found[n_before..].sort_by_key(key);
        }
        *work += self.work;
        found
    }

    fn start(&mut self, tt: &Timetable, query: &MultiQuery<'_>) {
        self.by_ride = IdxVec::filled(Bag::default(), tt.n_stops);
        self.ready = IdxVec::filled(Bag::default(), tt.n_stops);
        self.fresh = IdxVec::filled(Vec::new(), tt.n_stops);
        self.fresh_stops.clear();
        self.reached.clear();
        self.to_scan = IdxVec::filled(None, tt.calls.n_rows());
        self.queue.clear();
        self.begun.clear();
        self.steps.clear();
        self.arrived.0.clear();
        self.egress = IdxVec::filled(None, tt.n_stops);
        for &(stop, duration) in query.egress {
            let known = &mut self.egress[stop];
            *known = Some(known.map_or(duration, |known| known.min(duration)));
        }
        self.least_egress = query.egress.iter().map(|e| e.1).min().unwrap_or(Seconds(0));
        self.work = MultiWork::default();
    }

    /// The direct way.
    fn walk_there(
        &mut self,
        query: &MultiQuery<'_>,
        depart: ServiceTime,
        latest: ServiceTime,
        found: &mut Vec<MultiJourney>,
    ) {
        let Some(duration) = query.direct else { return };
        let time = depart + duration;
        let purse = Purse::default();
        let label = Label { time, walking: duration.0, rides: 0, purse, step: DIRECT };
        if time <= latest && self.arrived.insert(label) {
            let legs = vec![Leg::Direct { duration }];
            found.push(MultiJourney {
                journey: Journey { departure: depart, arrival: time, rides: 0, legs },
                walking: duration,
                fare: query.fares.map(|_| Price(0)),
            });
        }
    }

    fn set_out(&mut self, query: &MultiQuery<'_>, depart: ServiceTime, latest: ServiceTime) {
        self.first_step = self.next_step();
        for &(to, duration) in query.access {
            let time = depart + duration;
            let (walking, purse) = (duration.0, Purse::default());
            let label = Label { time, walking, rides: 0, purse, step: self.next_step() };
            if self.get_ready(to, label, latest) {
                self.steps.push(Step::Access { to, duration });
            }
        }
    }

    fn next_step(&self) -> u32 {
        u32_from(self.steps.len())
    }

    /// True if a label at a stop may yet be part of a journey that nothing beats.
    fn is_hopeful(&mut self, label: &Label, latest: ServiceTime) -> bool {
        let time = label.time + self.least_egress;
        let walking = label.walking.saturating_add(self.least_egress.0);
        let total = label.purse.total();
        let is_beaten = |there: &Label| {
            there.time <= time
                && there.walking <= walking
                && there.rides <= label.rides
                && there.purse.total() <= total
        };
        let hopeful = time <= latest && !self.arrived.0.iter().any(is_beaten);
        self.work.beaten += u64::from(!hopeful);
        hopeful
    }

    fn get_ready(&mut self, stop: StopIdx, label: Label, latest: ServiceTime) -> bool {
        if !self.is_hopeful(&label, latest) {
            return false;
        }
        let is_new = self.ready[stop].insert(label);
        if is_new {
            self.work.labels += 1;
            if self.fresh[stop].is_empty() {
                self.fresh_stops.push(stop);
            }
            self.fresh[stop].push(label);
        } else {
            self.work.beaten += 1;
        }
        is_new
    }

    fn clear_fresh(&mut self) {
        for stop in self.fresh_stops.drain(..) {
            self.fresh[stop].clear();
        }
    }

    /// One ride from every fresh label; false if there is none.
    fn ride(&mut self, tt: &Timetable, fares: Option<&Fares>, latest: ServiceTime) -> bool {
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
        if !self.is_hopeful(&label, latest) {
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

    /// From the stops reached in this round to the destination.
    fn arrive(&mut self, query: &MultiQuery<'_>, latest: ServiceTime) {
        let reached = std::mem::take(&mut self.reached);
        for &(stop, label) in &reached {
            let Some(egress) = self.egress[stop] else { continue };
            let purse = Purse { paid: label.purse.total(), ..Purse::default() };
            let purse = if query.fares.is_some() { purse } else { Purse::default() };
            let time = label.time + egress;
            let walking = label.walking + egress.0;
            if time <= latest {
                self.arrived.insert(Label { time, walking, purse, ..label });
            }
        }
        self.reached = reached;
    }

    fn change_and_walk(&mut self, tt: &Timetable, is_last: bool, latest: ServiceTime) {
        let mut reached = std::mem::take(&mut self.reached);
        for (stop, label) in reached.drain(..) {
            if is_last || !self.by_ride[stop].holds(&label) {
                continue;
            }
            if let Some(change) = tt.change[stop] {
                self.get_ready(stop, Label { time: label.time + change, ..label }, latest);
            }
            for walk in &tt.footpaths[stop] {
                let time = label.time + walk.duration;
                let walking = label.walking + walk.duration.0;
                let ready = Label { time, walking, step: self.next_step(), ..label };
                if self.get_ready(walk.to, ready, latest) {
                    let (to, duration, from) = (walk.to, walk.duration, label.step);
                    self.steps.push(Step::Footpath { from_stop: stop, to, duration, from });
                }
            }
        }
        self.reached = reached;
    }

    /// The journeys of this departure that nothing beat in the end; the direct way is there already.
    fn take_new(&self, tt: &Timetable, query: &MultiQuery<'_>, found: &mut Vec<MultiJourney>) {
        let is_new = |label: &&Label| label.step != DIRECT && label.step >= self.first_step;
        for label in self.arrived.0.iter().filter(is_new) {
            found.push(MultiJourney {
                journey: self.unwind(tt, label),
                walking: Seconds(label.walking),
                fare: query.fares.map(|_| label.purse.total()),
            });
        }
    }

    /// The way from the last stop, if no leg is there yet.
    fn push_egress(&self, from: StopIdx, legs: &mut Vec<Leg>) {
        if legs.is_empty() {
            let duration = self.egress[from].unwrap_or(Seconds(0));
            legs.push(Leg::Egress { from, duration });
        }
    }

    /// Follows the steps back to the access.
    fn unwind(&self, tt: &Timetable, label: &Label) -> Journey {
        let mut legs = Vec::new();
        let (mut departure, mut step) = (label.time, label.step);
        loop {
            match self.steps[usize_from(step)] {
                Step::Access { to, duration } => {
                    legs.push(Leg::Access { to, duration });
                    departure = departure - duration;
                    break;
                }
                Step::Ride { pattern, trip, board, alight, from } => {
                    self.push_egress(tt.call(pattern, alight).stop, &mut legs);
                    legs.push(Leg::Ride { pattern, trip, board, alight });
                    departure = tt.times_of(pattern, trip).depart(usize_from(board));
                    step = from;
                }
                Step::Stay { pattern, trip, alight, from } => {
                    self.push_egress(tt.call(pattern, alight).stop, &mut legs);
                    legs.push(Leg::Stay { pattern, trip, alight });
                    step = from;
                }
                Step::Footpath { from_stop, to, duration, from } => {
                    legs.push(Leg::Footpath { from: from_stop, to, duration });
                    step = from;
                }
            }
        }
        legs.reverse();
        Journey { departure, arrival: label.time, rides: label.rides, legs }
    }
}

/// Puts a label on the first run that it catches, with each ticket that it may use; on later ones
/// too where a ticket bought later is good for longer.
fn board(
    fares: Option<&Fares>,
    (route, stop): (RouteIdx, StopIdx),
    position: u32,
    label: Label,
    (ranks, departs): (std::ops::Range<usize>, impl Fn(usize) -> ServiceTime),
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
