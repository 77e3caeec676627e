//! Every departure of a window, every stop (rRAPTOR).
//!
//! Departures are taken latest first. Whoever leaves earlier can do all that who leaves later can
//! (they wait), so labels stay and only what gets earlier is worked on.

use allways_base::{Seconds, ServiceTime, Window};

use crate::feed::StopIdx;
use crate::raptor::search::cap;
use crate::raptor::{Arrivals, Search, Work};
use crate::timetable::Timetable;

/// What to search for over a departure window; see [`crate::raptor::Query`].
#[derive(Clone, Copy, Debug)]
pub struct RangeQuery<'a> {
    /// Stops where the passenger may first board, with the time to get there.
    pub access: &'a [(StopIdx, Seconds)],
    /// When they set out: each of these.
    pub window: Window,
    /// Most vehicles they may board; `u8::MAX`: any number, for which one scan of
    /// [`crate::profile`] is faster.
    pub max_rides: u8,
    /// Longest duration from each departure.
    pub max_duration: Seconds,
}

/// Calls `on_departure` once per departure, latest first, with exactly what
/// [`crate::raptor::earliest`] finds for it.
pub fn range(
    tt: &Timetable,
    query: &RangeQuery<'_>,
    search: &mut Search,
    work: &mut Work,
    mut on_departure: impl FnMut(ServiceTime, &Arrivals),
) {
    let RangeQuery { access, window, max_rides, max_duration } = *query;
    search.start(tt, cap(max_rides).unwrap_or(1).max(1));
    let mut arrivals = Arrivals::unreached(tt.n_stops);
    for depart in window.departures().rev() {
        search.set_out::<false>(access, depart, depart + max_duration, work);
        search.run_rounds(tt, max_rides, work);
        search.read(&mut arrivals);
        on_departure(depart, &arrivals);
    }
}
