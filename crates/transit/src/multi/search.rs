//! The rounds, and what happens between two rides; `ride` does the rides, `unwind` the journeys.

use std::ops::AddAssign;

use allways_base::cast::u32_from;
use allways_base::{IdxVec, Seconds, ServiceTime};

use rustc_hash::FxHashMap;

use super::label::{Bag, Label};
use super::purse::Purse;
use super::ride::Seated;
use super::{MultiJourney, MultiQuery};
use crate::fares::Price;
use crate::feed::StopIdx;
use crate::raptor::bounds::{Bounds, Left};
use crate::raptor::{Journey, Leg, Step};
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
pub(super) const DIRECT: u32 = u32::MAX;

/// Memory that searches reuse: one per thread, for any timetable. Holds no result.
#[derive(Debug, Default)]
pub struct MultiSearch {
    /// stop → ways to have alighted there.
    pub(super) by_ride: IdxVec<StopIdx, Bag>,
    /// stop → ways to be ready to board there.
    pub(super) ready: IdxVec<StopIdx, Bag>,
    /// Made in this round, to be boarded from in the next.
    pub(super) fresh: IdxVec<StopIdx, Vec<Label>>,
    pub(super) fresh_stops: Vec<StopIdx>,
    /// Alighted in this round.
    pub(super) reached: Vec<(StopIdx, Label)>,
    /// pattern → first position to board at.
    pub(super) to_scan: IdxVec<PatternIdx, Option<u32>>,
    pub(super) queue: Vec<PatternIdx>,
    pub(super) on_board: Vec<Seated>,
    /// run → ways to sit in it as it begins, the vehicle having been another run before; all at one
    /// time, so that time is not told.
    pub(super) begun: FxHashMap<TripIdx, Bag>,
    /// Ways that were found in this round.
    pub(super) going_on: Vec<(TripIdx, Label)>,
    pub(super) steps: Vec<Step>,
    /// The first step of this departure.
    pub(super) first_step: u32,
    /// Ways to be at the destination.
    pub(super) arrived: Bag,
    /// stop → walk from there to the destination.
    pub(super) egress: IdxVec<StopIdx, Option<Seconds>>,
    pub(super) least_egress: Seconds,
    /// What the way takes that is left.
    pub(super) bounds: Bounds,
    pub(super) work: MultiWork,
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
        let last = query.window.departures().next_back().unwrap_or(query.window.from);
        let span = (query.window.from, last + query.max_duration);
        self.bounds.find(tt, query.egress, span, query.max_duration);
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

    pub(super) fn next_step(&self) -> u32 {
        u32_from(self.steps.len())
    }

    /// True if a label at a stop may yet be part of a journey that nothing beats. The way that is left
    /// takes so long at the least, with at most 0, 1, … rides; with more the last bound holds.
    pub(super) fn is_hopeful(&mut self, label: &Label, left: Left, latest: ServiceTime) -> bool {
        let walking = label.walking.saturating_add(self.least_egress.0);
        let total = label.purse.total();
        let mut hopeful = false;
        for (more, left) in (0..).zip(left) {
            let time = label.time + Seconds(u32::from(left));
            let rides = label.rides.saturating_add(more);
            let is_beaten = |there: &Label| {
                there.time <= time
                    && there.walking <= walking
                    && there.rides <= rides
                    && there.purse.total() <= total
            };
            hopeful |= time <= latest && !self.arrived.0.iter().any(is_beaten);
        }
        self.work.beaten += u64::from(!hopeful);
        hopeful
    }

    fn get_ready(&mut self, stop: StopIdx, label: Label, latest: ServiceTime) -> bool {
        if !self.is_hopeful(&label, self.bounds.ready(stop), latest) {
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

    pub(super) fn clear_fresh(&mut self) {
        for stop in self.fresh_stops.drain(..) {
            self.fresh[stop].clear();
        }
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
}
