//! What a label must do to be of use, in a search for the journeys of a window.

use allways_base::{Seconds, ServiceTime};

use crate::feed::StopIdx;
use crate::raptor::bounds::{Bounds, Left};

/// When one has to be at the destination, by rides, and how far it is at the least.
#[derive(Debug, Default)]
pub(super) struct Goal {
    /// Whether there is one at all.
    pub(super) is_set: bool,
    pub(super) bounds: Bounds,
    /// rides → one has to be at the destination before this with so many, at the most.
    before: Vec<ServiceTime>,
    /// Rides of the labels that are being made.
    pub(super) rides: usize,
}

impl Goal {
    /// Sets out: with one ride, two, … one has to be there before the times of `best`, and before
    /// `end` anyway.
    pub(super) fn set_out(&mut self, best: &[ServiceTime], end: ServiceTime) {
        self.rides = 0;
        self.before.clear();
        self.before.push(ServiceTime(0));
        self.before.extend(best.iter().map(|best| end.min(*best)));
    }

    /// One is at the destination with the rides at hand.
    pub(super) fn reach(&mut self, arrival: ServiceTime) {
        for before in self.before.iter_mut().skip(self.rides) {
            *before = arrival.min(*before);
        }
    }

    /// True if who has alighted at a stop may yet be there in time.
    #[inline]
    pub(super) fn allows(&self, stop: StopIdx, time: ServiceTime) -> bool {
        !self.is_set || self.is_in_time(self.bounds.alighted(stop), self.rides, time)
    }

    /// The same for who is ready to board.
    #[inline]
    pub(super) fn allows_boarding(&self, stop: StopIdx, time: ServiceTime) -> bool {
        !self.is_set || self.is_in_time(self.bounds.ready(stop), self.rides, time)
    }

    /// The same for who leaves a call in a vehicle, the ride at hand; the call by its place in
    /// [`crate::timetable::Timetable::calls`].
    #[inline]
    pub(super) fn allows_ride(&self, call: usize, time: ServiceTime) -> bool {
        !self.is_set || self.is_in_time(self.bounds.aboard(call), self.rides - 1, time)
    }

    #[inline]
    fn is_in_time(&self, left: Left, rides: usize, time: ServiceTime) -> bool {
        let mut ways = left.iter().zip(&self.before[rides..]);
        ways.any(|(&left, &before)| time + Seconds(u32::from(left)) < before)
    }
}
