//! How services count of which only the headway is known: by draws of their phases, by half their
//! headway as a wait, or by the law of a ride where that is proved.

use std::sync::atomic::{AtomicUsize, Ordering};

use allways_base::{Seconds, ServiceTime};
use allways_streets::DijkstraSearch;
use allways_transit::frequencies::{OneRide, OneRides, exact_percentile};
use allways_transit::half_headway::{HalfHeadwayDay, HalfHeadwaySearch};
use allways_transit::raptor::{Query, Work};
use allways_transit::timetable::Timetable;
use rayon::prelude::*;

use crate::attach::Attached;
use crate::departures::soonest;
use crate::draws::matrix_of_draws_in_blocks;
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
    /// By the law of one ride for the pairs of which that is proved
    /// ([`allways_transit::frequencies`]); the others over departures and draws.
    Exact {
        /// One timetable a draw.
        draws: &'a [&'a Timetable],
        /// The same day, with all walks between two rides: of shortcuts others may matter in other
        /// draws.
        day: &'a HalfHeadwayDay,
        /// Pairs answered by the law are added to it.
        n_proved: &'a AtomicUsize,
    },
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
    let targets = targets(day, attached, destinations);
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

/// Takes the number of an origin and its row.
type EachRow<'a, E> = &'a mut dyn FnMut(usize, &[Option<Seconds>]) -> Result<(), E>;

/// Percentiles by the law of one ride where it is proved, else over departures and draws.
pub(crate) fn by_law_in_blocks<E>(
    (draws, day, n_proved): (&[&Timetable], &HalfHeadwayDay, &AtomicUsize),
    attached: &Attached<'_>,
    (origins, destinations): (&[Endpoint], &[Endpoint]),
    query: &TravelQuery,
    percentiles: &[Percentile],
    block: usize,
    each: EachRow<'_, E>,
) -> Result<Work, E> {
    let targets = targets(day, attached, destinations);
    let mut work = Work::default();
    let mut first = 0;
    for some in origins.chunks(block.max(1)) {
        let laws: Vec<Vec<Option<OneRide>>> = some
            .par_iter()
            .map_init(DijkstraSearch::new, |streets, from| {
                laws((day, attached), from, &targets, query, streets)
            })
            .collect();
        let mut row: Vec<Option<Seconds>> = Vec::new();
        let (of, ends) = ((draws, attached), (some, destinations));
        let each = |origin: usize, drawn: &[Option<Seconds>]| {
            row.clear();
            row.extend_from_slice(drawn);
            for (times, law) in row.chunks_mut(percentiles.len().max(1)).zip(&laws[origin]) {
                let Some(law) = law else { continue };
                n_proved.fetch_add(1, Ordering::Relaxed);
                for (time, at) in times.iter_mut().zip(percentiles) {
                    let found = exact_percentile(law, at.percent());
                    *time = (found <= query.max_duration).then_some(found);
                }
            }
            each(first + origin, &row)
        };
        work += matrix_of_draws_in_blocks(of, ends, query, percentiles, block, each)?;
        first += some.len();
    }
    Ok(work)
}

/// destination → the law of the way there, where there is one.
fn laws(
    (day, attached): (&HalfHeadwayDay, &Attached<'_>),
    origin: &Endpoint,
    targets: &[Target<'_>],
    query: &TravelQuery,
    streets: &mut DijkstraSearch,
) -> Vec<Option<OneRide>> {
    let TravelQuery { window, max_rides, max_duration } = *query;
    if max_rides == 0 {
        return vec![None; targets.len()];
    }
    let start = Start::of(&day.timetable, attached, origin, targets, streets);
    let mut rides = OneRides::from(day, &start.access(), window, max_duration);
    let law = |(row, target): (usize, &Target<'_>)| {
        let direct = start.direct(row, target).filter(|direct| *direct <= max_duration);
        rides.to(&target.egress, direct).ok()
    };
    targets.iter().enumerate().map(law).collect()
}

fn targets<'a>(
    day: &HalfHeadwayDay,
    attached: &Attached<'_>,
    destinations: &'a [Endpoint],
) -> Vec<Target<'a>> {
    let into = inverse(&day.timetable);
    let of =
        |search: &mut DijkstraSearch, to| Target::of(&day.timetable, attached, &into, to, search);
    destinations.par_iter().map_init(DijkstraSearch::new, of).collect()
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
