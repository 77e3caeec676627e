//! Journeys between two ends.

use std::cmp::Reverse;

use allways_access::{Endpoint, Ends};
use allways_base::{Seconds, ServiceTime, Window};
use allways_transit::fares::Price;
use allways_transit::multi::{MultiJourney, MultiQuery, MultiSearch, MultiWork};
use allways_transit::raptor::{
    ArriveBy, Journey, Query, RangeQuery, Search, Work, arrive_by, journeys, journeys_in_window,
};

use super::{Engine, View};

/// What journeys of a window are weighed by, beside departure, arrival and rides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Weighed {
    /// Also by what is walked.
    pub walking: bool,
    /// Also by what they cost.
    pub fares: bool,
}

impl Engine<'_> {
    /// Pareto journeys of one departure.
    pub fn journeys(
        &self,
        view: &View<'_>,
        from: &Endpoint,
        to: &Endpoint,
        depart: ServiceTime,
    ) -> Vec<Journey> {
        let (max_rides, max_duration) = self.limits();
        let tt = &view.timetable;
        let ends = Ends::of(tt, &view.attached, from, to);
        let query = Query { access: &ends.access, depart, max_rides, max_duration };
        let (mut search, mut work) = (Search::new(), Work::default());
        let found = journeys(tt, &query, &ends.egress, ends.direct, &mut search, &mut work);
        self.add_work(work);
        found
    }

    /// Pareto journeys of departure, arrival and rides over a window, earliest departure first, each
    /// with its fare if fares are weighed, and the time that walking all the way takes.
    pub fn journeys_within(
        &self,
        view: &View<'_>,
        (from, to): (&Endpoint, &Endpoint),
        window: Window,
        weighed: Weighed,
    ) -> (Vec<(Journey, Option<Price>)>, Option<Seconds>) {
        let (max_rides, max_duration) = self.limits();
        let tt = &view.timetable;
        let Ends { access, egress, direct } = Ends::of(tt, &view.attached, from, to);
        // A shortcut may stand for a shorter walk that takes longer in all.
        let complete = view.complete.as_ref().unwrap_or(tt);
        let mut found: Vec<(Journey, Option<Price>)> = if weighed == Weighed::default() {
            let query = RangeQuery { access: &access, window, max_rides, max_duration };
            let (mut search, mut work) = (Search::new(), Work::default());
            let found = journeys_in_window(tt, &query, &egress, direct, &mut search, &mut work);
            self.add_work(work);
            found.into_iter().map(|journey| (journey, None)).collect()
        } else {
            let (access, egress) = (&access[..], &egress[..]);
            let fares = weighed.fares.then_some(&self.scenario.feed.fares);
            let query =
                MultiQuery { access, egress, direct, window, max_rides, max_duration, fares };
            let mut all = MultiSearch::new().journeys(complete, &query, &mut MultiWork::default());
            if !weighed.walking {
                without_walking(&mut all);
            }
            let ridden = all.into_iter().filter(|found| found.journey.rides > 0);
            ridden.map(|found| (found.journey, found.fare)).collect()
        };
        found.sort_by_key(|(journey, fare)| {
            (journey.departure, journey.arrival, journey.rides, *fare)
        });
        (found, direct.filter(|direct| *direct <= max_duration))
    }

    /// Pareto journeys that arrive in time.
    pub fn journeys_by(
        &self,
        view: &View<'_>,
        from: &Endpoint,
        to: &Endpoint,
        arrive: ServiceTime,
    ) -> Vec<Journey> {
        let (max_rides, max_duration) = self.limits();
        let ends = Ends::of(&view.timetable, &view.attached, from, to);
        let reversed = view.timetable.reversed();
        let query = ArriveBy { access: &ends.access, arrive, max_rides, max_duration };
        let (mut search, mut work) = (Search::new(), Work::default());
        let (egress, direct) = (&ends.egress, ends.direct);
        let found = arrive_by(&reversed, &query, egress, direct, &mut search, &mut work);
        self.add_work(work);
        found
    }
}

/// Leaves the Pareto set of departure, arrival, rides and fare, of one that has walking too.
fn without_walking(all: &mut Vec<MultiJourney>) {
    let key = |found: &MultiJourney| {
        let Journey { departure, arrival, rides, .. } = found.journey;
        (Reverse(departure), arrival, rides, found.fare, found.walking)
    };
    all.sort_by_key(key);
    let mut kept: Vec<MultiJourney> = Vec::new();
    for found in all.drain(..) {
        let beats = |other: &MultiJourney| {
            other.journey.departure >= found.journey.departure
                && other.journey.arrival <= found.journey.arrival
                && other.journey.rides <= found.journey.rides
                && other.fare <= found.fare
        };
        if !kept.iter().any(beats) {
            kept.push(found);
        }
    }
    *all = kept;
}
