//! How services count of which only the headway is known: by draws of their phases, or by half their
//! headway as a wait.

use allways_base::{Seconds, ServiceTime};
use allways_streets::DijkstraSearch;
use allways_transit::half_headway::{HalfHeadwayDay, HalfHeadwaySearch};
use allways_transit::raptor::{Query, Work};
use allways_transit::timetable::Timetable;
use rayon::prelude::*;

use crate::attach::Attached;
use crate::departures::soonest;
use crate::ends::{Endpoint, Start, Target, inverse};
use crate::percentile::{Percentile, UNREACHED, of_sorted};
use crate::travel_times::TravelQuery;

/// A service day, and how what is of unknown phase counts.
#[derive(Clone, Copy, Debug)]
pub enum Phases<'a> {
    /// One timetable a draw; percentiles are over departures and draws ([`crate::draws`]).
    Drawn(&'a [&'a Timetable]),
    /// Whoever boards waits half the headway ([`allways_transit::half_headway`]); percentiles are over
    /// the departures alone, so that there is no spread of the unknown waits in them.
    HalfHeadway(&'a HalfHeadwayDay),
}

impl<'a> From<&'a [&'a Timetable]> for Phases<'a> {
    fn from(days: &'a [&'a Timetable]) -> Self {
        Self::Drawn(days)
    }
}

/// Percentiles of travel times where whoever boards waits half a headway, origin by origin. As
/// [`crate::draws::matrix_of_draws_in_blocks`], one search a departure.
pub(crate) fn by_half_headway_in_blocks<E>(
    (day, attached): (&HalfHeadwayDay, &Attached<'_>),
    (origins, destinations): (&[Endpoint], &[Endpoint]),
    query: &TravelQuery,
    percentiles: &[Percentile],
    block: usize,
    mut each: impl FnMut(usize, &[Option<Seconds>]) -> Result<(), E>,
) -> Result<Work, E> {
    let mut work = Work::default();
    if origins.is_empty() {
        return Ok(work);
    }
    let tt = &day.timetable;
    let into = inverse(tt);
    let targets: Vec<Target<'_>> = destinations
        .par_iter()
        .map_init(DijkstraSearch::new, |search, to| Target::of(tt, attached, &into, to, search))
        .collect();
    let mut origin = 0;
    for some in origins.chunks(block.max(1)) {
        let one = |buffers: &mut Buffers, from: &Endpoint| {
            let work = times((day, attached), from, &targets, query, buffers);
            let n = query.window.departures().len();
            let mut row = Vec::with_capacity(targets.len() * percentiles.len());
            for target in 0..targets.len() {
                let times = &mut buffers.times[target * n..(target + 1) * n];
                times.sort_unstable();
                row.extend(percentiles.iter().map(|&at| of_sorted(times, at)));
            }
            (row, work)
        };
        let found: Vec<_> = some.par_iter().map_init(Buffers::default, one).collect();
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
struct Buffers {
    streets: DijkstraSearch,
    search: HalfHeadwaySearch,
    /// destination → seconds of each departure, earliest first.
    times: Vec<u32>,
}

/// The travel times from one origin, into the buffers.
fn times(
    (day, attached): (&HalfHeadwayDay, &Attached<'_>),
    origin: &Endpoint,
    targets: &[Target<'_>],
    query: &TravelQuery,
    Buffers { streets, search, times }: &mut Buffers,
) -> Work {
    let TravelQuery { window, max_rides, max_duration } = *query;
    let start = Start::of(&day.timetable, attached, origin, targets, streets);
    let access = start.access();
    let n = window.departures().len();
    times.clear();
    for (row, target) in targets.iter().enumerate() {
        let direct = start.direct(row, target).filter(|direct| *direct <= max_duration);
        times.extend(std::iter::repeat_n(direct.map_or(UNREACHED, |Seconds(s)| s), n));
    }
    let mut work = Work::default();
    for (k, depart) in window.departures().enumerate() {
        let query = Query { access: &access, depart, max_rides, max_duration };
        let arrivals = search.earliest(day, &query, &mut work);
        for (row, target) in targets.iter().enumerate() {
            let best = &mut times[row * n + k];
            let arrival = soonest(arrivals, &target.egress);
            let duration = arrival.since(depart);
            if arrival < ServiceTime::NEVER && duration <= max_duration {
                *best = duration.0.min(*best);
            }
        }
    }
    work
}
