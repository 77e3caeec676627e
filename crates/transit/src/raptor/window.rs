//! The journeys of every departure of a window: the exact Pareto set of departure, arrival and
//! rides.
//!
//! Departures are taken latest first, as in [`crate::raptor::range()`], and a round is cut off where it
//! cannot bring one to the destination earlier than a later departure does with as few rides. Most
//! minutes bring nothing new and end after a few patterns. What takes too long by the least that is
//! left ([`crate::raptor::bounds`]) is not followed.

use allways_base::{Seconds, ServiceTime};

use crate::feed::StopIdx;
use crate::raptor::journeys::{Journey, unwind};
use crate::raptor::search::Search;
use crate::raptor::{RangeQuery, Work};
use crate::timetable::Timetable;

/// Departures from which on bounds are found: that takes as long as a search or two without them.
const WORTH_BOUNDS: usize = 3;

/// All journeys with a ride that no other of the window beats in departure (of the window, the later
/// the better), arrival and rides; latest departure first, then fewest rides. Each leaves just in
/// time for its first ride; see [`crate::raptor::journeys()`] for `egress`.
///
/// Walking all the way takes `direct` at any time: a journey that arrives no earlier than a walk
/// from its departure is left out, and the walks themselves are not told.
pub fn journeys_in_window(
    tt: &Timetable,
    query: &RangeQuery<'_>,
    egress: &[(StopIdx, Seconds)],
    direct: Option<Seconds>,
    search: &mut Search,
    work: &mut Work,
) -> Vec<Journey> {
    let RangeQuery { access, window, max_rides, max_duration } = *query;
    search.start(tt, 1);
    search.log.start(tt.n_stops, egress);
    let departures = window.departures();
    search.goal.is_set = departures.len() >= WORTH_BOUNDS;
    if search.goal.is_set {
        let last = window.departures().next_back().unwrap_or(window.from);
        let span = (window.from, last + max_duration);
        search.goal.bounds.find(tt, egress, span, max_duration);
    }
    // rides, less one → the earliest arrival with at most so many, of all departures so far.
    let mut best = vec![ServiceTime::NEVER; usize::from(max_rides)];
    let mut found = Vec::new();
    for depart in departures.rev() {
        let latest = depart + max_duration;
        let on_foot = direct.map_or(ServiceTime::NEVER, |direct| depart + direct);
        search.goal.set_out(&best, on_foot.min(latest + Seconds(1)));
        search.set_out::<true>(access, depart, latest, work);
        for rides in 1..=max_rides {
            search.make_layers(usize::from(rides) + 1);
            let earlier = best[usize::from(rides) - 1].min(on_foot);
            search.log.best = earlier;
            search.goal.rides = usize::from(rides);
            search.aim();
            if !search.ride::<true>(tt, usize::from(rides), work) {
                break;
            }
            let layer = search.layer(usize::from(rides) - 1);
            let arrivals = search.reached.list.iter().filter_map(|&stop| {
                let egress = search.log.egress[stop]?;
                Some((search.by_ride[layer][stop] + egress, stop, egress))
            });
            if let Some((arrival, stop, egress)) = arrivals.min_by_key(|&(arrival, ..)| arrival)
                && arrival < earlier
                && arrival <= latest
            {
                found.push(unwind(tt, search, rides, arrival, (stop, egress)));
                for best in &mut best[usize::from(rides) - 1..] {
                    *best = (*best).min(arrival);
                }
            }
            let is_last = rides == max_rides;
            search.change_and_walk::<true>(tt, usize::from(rides), is_last, work);
        }
        search.marked.clear();
    }
    found
}
