//! How soon one can be anywhere with the help of a vehicle that is not of a given row, whatever the
//! phases are: a lower bound, for vehicles of unknown phase are boarded without any wait.

use allways_base::{IdxVec, Seconds, ServiceTime, Window};

use super::search::{How, Which};
use super::{HalfHeadwayDay, HalfHeadwaySearch, RowIdx};
use crate::feed::StopIdx;
use crate::raptor::{Query, Work};

/// stop → the least time, over the departures of a window, after which a ride arrives there on a
/// journey that takes at least one vehicle besides those of `row`; `None` if none does in time.
///
/// Three searches a departure: to where the row alone leads, one ride of anything else, and on by
/// everything.
pub(crate) fn others(
    day: &HalfHeadwayDay,
    row: RowIdx,
    access: &[(StopIdx, Seconds)],
    (window, max_duration): (Window, Seconds),
    search: &mut HalfHeadwaySearch,
) -> IdxVec<StopIdx, Option<Seconds>> {
    let tt = &day.timetable;
    let mut least: IdxVec<StopIdx, Option<Seconds>> = IdxVec::filled(None, tt.n_stops);
    let mut work = Work::default();
    for depart in window.departures() {
        let mut lower = |by_ride: &IdxVec<StopIdx, ServiceTime>| {
            for (stop, &time) in by_ride.iter().filter(|(_, time)| **time < ServiceTime::NEVER) {
                least[stop] = least[stop].into_iter().chain([time.since(depart)]).min();
            }
        };
        let mut run = |access: &[(StopIdx, Seconds)], max_rides: u8, which: Which| {
            let query = Query { access, depart, max_rides, max_duration };
            let found = search.run(day, &query, How { which, at_once: true }, &mut work);
            let by_ride = found.by_ride.clone();
            (by_ride, search.ready().clone())
        };
        let (_, ready) = run(access, u8::MAX, Which::Only(row));
        let there = ready.iter().filter(|(_, time)| **time < ServiceTime::NEVER);
        let first: Vec<(StopIdx, Seconds)> =
            there.map(|(stop, time)| (stop, time.since(depart))).collect();
        let (by_ride, _) = run(&first, 1, Which::AllBut(row));
        lower(&by_ride);
        let mut then: Vec<(StopIdx, Seconds)> = Vec::new();
        for (stop, &time) in by_ride.iter().filter(|(_, time)| **time < ServiceTime::NEVER) {
            let time = time.since(depart);
            then.extend(tt.change[stop].map(|change| (stop, time + change)));
            then.extend(tt.footpaths[stop].iter().map(|walk| (walk.to, time + walk.duration)));
        }
        lower(&run(&then, u8::MAX, Which::All).0);
    }
    least
}
