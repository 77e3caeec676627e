//! Answers origin by origin, in order, `block` origins at a time: a matrix of a million origins needs
//! no more memory than its destinations and one block of rows.

use allways_base::Seconds;
use allways_transit::raptor::Work;
use allways_transit::timetable::Timetable;

use crate::attach::Attached;
use crate::departures::{Buffers, Destinations, FromOrigin};
use crate::ends::Endpoint;
use crate::percentile::Percentile;
use crate::travel_times::TravelQuery;

/// Travel times from every origin to every destination, on the threads of the pool that it is
/// called in. `each` gets the number of an origin and its row (destination, percentile; the last
/// runs fastest), in order; at its first error the work stops.
///
/// `block` origins are computed at once (0 is taken as 1); the rows do not depend on it.
pub fn matrix_in_blocks<E>(
    tt: &Timetable,
    attached: &Attached<'_>,
    ends: (&[Endpoint], &[Endpoint]),
    query: &TravelQuery,
    percentiles: &[Percentile],
    block: usize,
    mut each: impl FnMut(usize, &[Option<Seconds>]) -> Result<(), E>,
) -> Result<Work, E> {
    let reduce = |on: &FromOrigin<'_>, buffers: &mut Buffers| on.percentiles(percentiles, buffers);
    in_blocks((tt, attached), ends, query, block, reduce, |origin, row| each(origin, &row))
}

/// Searches from each origin, reduces what is found, and hands it over in order.
pub(crate) fn in_blocks<T: Send, E>(
    (tt, attached): (&Timetable, &Attached<'_>),
    (origins, destinations): (&[Endpoint], &[Endpoint]),
    query: &TravelQuery,
    block: usize,
    reduce: impl Fn(&FromOrigin<'_>, &mut Buffers) -> T + Sync,
    mut each: impl FnMut(usize, T) -> Result<(), E>,
) -> Result<Work, E> {
    let mut work = Work::default();
    if origins.is_empty() {
        return Ok(work);
    }
    let to = Destinations::in_parallel(tt, attached, destinations, query);
    let to = to.for_origins(origins.len());
    let mut origin = 0;
    for some in origins.chunks(block.max(1)) {
        for (found, more) in to.search_each(some, &reduce) {
            each(origin, found)?;
            work += more;
            origin += 1;
        }
    }
    Ok(work)
}
