//! Where trains run on: pairs of trips between which a rider stays seated.
//!
//! A pair is the arriving trip and the departure nearest after it, at most [`LONGEST_WAIT`] later,
//! that no other train has taken. Trips are in time order, so this is one walk along both lists.

use allways_base::{Seconds, ServiceTime};
use allways_transit::feed::FeedTripIdx;

/// A train that stands longer at the seam is not one train, for a rider.
pub(super) const LONGEST_WAIT: Seconds = Seconds(15 * 60);

/// A trip and its moment at the seam.
pub(super) type At = (ServiceTime, FeedTripIdx);

/// Pairs of all arrivals with departures; both in time order.
pub(super) fn run_on(arrivals: &[At], departures: &[At]) -> Vec<(FeedTripIdx, FeedTripIdx)> {
    let mut pairs = Vec::new();
    let mut rest = departures.iter().peekable();
    for (arrival, from) in arrivals {
        while rest.peek().is_some_and(|(departure, _)| departure < arrival) {
            rest.next();
        }
        if let Some((_, to)) =
            rest.next_if(|(departure, _)| departure.since(*arrival) <= LONGEST_WAIT)
        {
            pairs.push((*from, *to));
        }
    }
    pairs
}

/// Pairs of every n-th arrival with the departures of another line; both in time order.
pub(super) fn nth_run_on(
    arrivals: &[At],
    departures: &[At],
    every: u32,
) -> Vec<(FeedTripIdx, FeedTripIdx)> {
    run_on(&nth(arrivals, every), departures)
}

/// The same where the departures are counted: each n-th is the going on of the arrival nearest
/// before it.
pub(super) fn nth_run_from(
    arrivals: &[At],
    departures: &[At],
    every: u32,
) -> Vec<(FeedTripIdx, FeedTripIdx)> {
    let mut pairs = Vec::new();
    let mut rest = arrivals.iter().rev().peekable();
    for (departure, to) in nth(departures, every).iter().rev() {
        while rest.peek().is_some_and(|(arrival, _)| arrival > departure) {
            rest.next();
        }
        if let Some((_, from)) =
            rest.next_if(|(arrival, _)| departure.since(*arrival) <= LONGEST_WAIT)
        {
            pairs.push((*from, *to));
        }
    }
    pairs.reverse();
    pairs
}

fn nth(trips: &[At], every: u32) -> Vec<At> {
    let every = allways_base::cast::usize_from(every.max(1));
    trips.iter().copied().step_by(every).collect()
}
