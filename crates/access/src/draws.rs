//! Travel times over the departures of a window and over several draws of unknown phases.
//!
//! Of a service of which only the headway is known nobody knows when a vehicle comes. A day is then
//! one draw of the phases ([`allways_transit::compile::DaySettings::seed`]), and several days are
//! several timetables. A percentile here is over all pairs of a departure and a draw, each counting
//! as much as any other (Conway, Byrd & van der Linden 2017).
//!
//! Method: one scan of the window from the origin a draw, then destination by destination the times
//! of all draws are counted second by second ([`Tally`]). No more is held than the scans of all
//! draws and the tallies of a few destinations.

use allways_base::Seconds;
use allways_streets::DijkstraSearch;
use allways_transit::raptor::Work;
use rayon::prelude::*;

use crate::attach::Attached;
use crate::blocks::matrix_in_blocks;
use crate::departures::{Buffers, Destinations, FromOrigin, TILE};
use crate::ends::Endpoint;
use crate::percentile::{Percentile, Tally};
use crate::phases::{Phases, by_half_headway_in_blocks, by_law_in_blocks};
use crate::travel_times::TravelQuery;

/// [`matrix_in_blocks`] over several draws: the timetables of the same day, one a draw; or with
/// unknown phases counted in another of the ways of [`Phases`]. Of one draw the rows are those of
/// [`matrix_in_blocks`]. The rows depend neither on `block` nor on the number of threads, nor on the
/// order of the draws.
pub fn matrix_of_draws_in_blocks<'a, E>(
    (phases, attached): (impl Into<Phases<'a>>, &Attached<'_>),
    ends: (&[Endpoint], &[Endpoint]),
    query: &TravelQuery,
    percentiles: &[Percentile],
    block: usize,
    mut each: impl FnMut(usize, &[Option<Seconds>]) -> Result<(), E>,
) -> Result<Work, E> {
    let days = match phases.into() {
        Phases::Drawn(days) => days,
        Phases::HalfHeadway(day) => {
            let of = (day, attached);
            return by_half_headway_in_blocks(of, ends, query, percentiles, block, each);
        }
        Phases::Exact { draws, day, n_proved } => {
            let of = (draws, day, n_proved);
            return by_law_in_blocks(of, attached, ends, query, percentiles, block, &mut each);
        }
    };
    if let [day] = days {
        return matrix_in_blocks(day, attached, ends, query, percentiles, block, each);
    }
    let (origins, destinations) = ends;
    let mut work = Work::default();
    if origins.is_empty() {
        return Ok(work);
    }
    let of_day = |&day| Destinations::in_parallel(day, attached, destinations, query);
    let to: Vec<Destinations<'_>> = days.iter().map(of_day).collect();
    let mut origin = 0;
    for some in origins.chunks(block.max(1)) {
        let one = |buffers: &mut DrawBuffers, from: &Endpoint| {
            row(&to, from, destinations.len(), percentiles, buffers)
        };
        let found: Vec<_> = some.par_iter().map_init(DrawBuffers::default, one).collect();
        for (row, more) in found {
            each(origin, &row)?;
            work += more;
            origin += 1;
        }
    }
    Ok(work)
}

/// What a thread keeps between origins.
#[derive(Debug, Default)]
pub(crate) struct DrawBuffers {
    /// Large, and holds no result: one for all draws.
    streets: DijkstraSearch,
    /// One a draw.
    of_draw: Vec<Buffers>,
    /// One for each destination of a tile.
    tallies: Vec<Tally>,
}

/// From one origin over the draws of `to`: destination, percentile; the last runs fastest.
pub(crate) fn row(
    to: &[Destinations<'_>],
    origin: &Endpoint,
    n_destinations: usize,
    percentiles: &[Percentile],
    DrawBuffers { streets, of_draw, tallies }: &mut DrawBuffers,
) -> (Vec<Option<Seconds>>, Work) {
    let mut work = Work::default();
    of_draw.resize_with(to.len(), Buffers::default);
    let mut found: Vec<FromOrigin<'_>> = Vec::with_capacity(to.len());
    for (to, buffers) in to.iter().zip(of_draw.iter_mut()) {
        buffers.swap_streets(streets);
        let from = to.search(origin, buffers);
        buffers.swap_streets(streets);
        work += from.work();
        found.push(from);
    }
    (tallied(&found, of_draw, n_destinations, percentiles, tallies), work)
}

/// Percentiles over all that was found, a draw each: destination, percentile; the last runs fastest.
pub(crate) fn tallied(
    found: &[FromOrigin<'_>],
    of_draw: &mut [Buffers],
    n_destinations: usize,
    percentiles: &[Percentile],
    tallies: &mut Vec<Tally>,
) -> Vec<Option<Seconds>> {
    let mut all = Vec::with_capacity(n_destinations * percentiles.len());
    for first in (0..n_destinations).step_by(TILE) {
        let some = first..n_destinations.min(first + TILE);
        tallies.resize_with(some.len(), Tally::default);
        tallies.iter_mut().for_each(Tally::clear);
        for (from, buffers) in found.iter().zip(of_draw.iter_mut()) {
            from.count_times(some.clone(), buffers, tallies);
        }
        for tally in tallies.iter() {
            all.extend(percentiles.iter().map(|&percentile| tally.percentile(percentile)));
        }
    }
    all
}
