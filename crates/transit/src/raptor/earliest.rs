//! One departure, every stop.

use crate::raptor::{Arrivals, Query, Search, Work};
use crate::timetable::Timetable;

/// The earliest arrival at every stop, with at most `max_rides` rides and within `max_duration`.
pub fn earliest(
    tt: &Timetable,
    query: &Query<'_>,
    search: &mut Search,
    work: &mut Work,
) -> Arrivals {
    search.start(tt, 1);
    search.set_out::<false>(query.access, query.depart, query.depart + query.max_duration, work);
    search.run_rounds(tt, query.max_rides, work);
    let mut arrivals = Arrivals::unreached(tt.n_stops);
    search.read(&mut arrivals);
    arrivals
}
