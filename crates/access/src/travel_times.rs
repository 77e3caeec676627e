//! Travel times over a departure window, door to door or stop to stop.
//!
//! A travel time is from the departure (a minute of the window, not the moment the vehicle leaves)
//! to the arrival, waiting included: the direct walk, or the soonest over all stops near the
//! destination of the arrival there by vehicle plus the egress. What takes longer than
//! `max_duration` counts as unreachable.
//!
//! Method: one range search ([`allways_transit::raptor::range`]) per origin answers all departures
//! and all destinations; its cube of departures × destinations is reduced to percentiles before the
//! next origin is begun, as in R5 (Conway, Byrd & van der Linden 2017), and never stored. Origins
//! are shared out among threads, each writing its own rows, so that the answer is the same for any
//! number of them.

use std::convert::Infallible;

use allways_base::{Seconds, ServiceTime, Window};
use allways_streets::DijkstraSearch;
use allways_transit::feed::StopIdx;
use allways_transit::raptor::{Arrivals, RangeQuery, Search, Work, range};
use allways_transit::timetable::Timetable;

use crate::attach::Attached;
use crate::blocks::matrix_in_blocks;
use crate::ends::{Endpoint, Start, Target, inverse};
use crate::percentile::{Percentile, UNREACHED, of_sorted};

/// What to search for. No hidden defaults.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TravelQuery {
    /// Departures.
    pub window: Window,
    /// Most vehicles boarded.
    pub max_rides: u8,
    /// Longest duration that counts as reached.
    pub max_duration: Seconds,
}

/// Percentiles of travel times from each origin to each destination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matrix {
    /// In the order asked for.
    pub percentiles: Vec<Percentile>,
    n_destinations: usize,
    /// origin, destination, percentile; the last runs fastest.
    values: Vec<Option<Seconds>>,
    /// What the searches cost, all origins together.
    pub work: Work,
}

impl Matrix {
    /// One value for each of [`Matrix::percentiles`]; `None`: unreachable.
    ///
    /// # Panics
    ///
    /// If there is no such origin or destination.
    pub fn at(&self, origin: usize, destination: usize) -> &[Option<Seconds>] {
        assert!(destination < self.n_destinations, "no destination {destination}");
        let n = self.percentiles.len();
        let first = (origin * self.n_destinations + destination) * n;
        &self.values[first..first + n]
    }

    /// Number of destinations.
    pub const fn n_destinations(&self) -> usize {
        self.n_destinations
    }

    /// Number of origins; 0 if there are no destinations or no percentiles.
    pub fn n_origins(&self) -> usize {
        self.values.len().checked_div(self.n_destinations * self.percentiles.len()).unwrap_or(0)
    }

    /// All values, row by row: origin, destination, percentile; the last runs fastest.
    pub fn values(&self) -> &[Option<Seconds>] {
        &self.values
    }
}

/// Travel times from every origin to every destination, on `threads` threads (0: one per core).
/// Should the system refuse the threads, those that are running already do the work.
pub fn matrix(
    tt: &Timetable,
    attached: &Attached<'_>,
    (origins, destinations): (&[Endpoint], &[Endpoint]),
    query: &TravelQuery,
    percentiles: &[Percentile],
    threads: usize,
) -> Matrix {
    let mut matrix = Matrix {
        percentiles: percentiles.to_vec(),
        n_destinations: destinations.len(),
        values: Vec::with_capacity(origins.len() * destinations.len() * percentiles.len()),
        work: Work::default(),
    };
    let mut run = || {
        let ends = (origins, destinations);
        let Ok(work) =
            matrix_in_blocks(tt, attached, ends, query, percentiles, origins.len(), |_, row| {
                matrix.values.extend_from_slice(row);
                Ok::<(), Infallible>(())
            });
        matrix.work = work;
    };
    match rayon::ThreadPoolBuilder::new().num_threads(threads).build() {
        Ok(pool) => pool.install(run),
        Err(_) => run(),
    }
    matrix
}

/// The travel time of every departure of the window, earliest first; `None`: unreachable.
pub fn profile(
    tt: &Timetable,
    attached: &Attached<'_>,
    (origin, destination): (&Endpoint, &Endpoint),
    query: &TravelQuery,
    work: &mut Work,
) -> Vec<(ServiceTime, Option<Seconds>)> {
    let ends = (origin, std::slice::from_ref(destination));
    let mut all = profiles(tt, attached, ends, query, work);
    all.swap_remove(0)
}

/// [`profile`] from one origin to many destinations, in one search.
pub fn profiles(
    tt: &Timetable,
    attached: &Attached<'_>,
    (origin, destinations): (&Endpoint, &[Endpoint]),
    query: &TravelQuery,
    work: &mut Work,
) -> Vec<Vec<(ServiceTime, Option<Seconds>)>> {
    let mut buffers = Buffers::default();
    let into = inverse(tt);
    let targets: Vec<Target<'_>> = destinations
        .iter()
        .map(|to| Target::of(tt, attached, &into, to, &mut buffers.streets))
        .collect();
    *work += cube(tt, attached, origin, &targets, query, &mut buffers);
    let n_departures = query.window.departures().len();
    let of_target = |destination: usize| {
        let times = &buffers.cube[destination * n_departures..][..n_departures];
        let times = times.iter().map(|&s| (s != UNREACHED).then_some(Seconds(s)));
        query.window.departures().zip(times).collect()
    };
    (0..targets.len()).map(of_target).collect()
}

/// What a thread keeps between origins.
#[derive(Debug, Default)]
pub(crate) struct Buffers {
    streets: DijkstraSearch,
    search: Search,
    /// destination → seconds of each departure, earliest first.
    cube: Vec<u32>,
}

/// One origin, reduced.
pub(crate) fn row(
    tt: &Timetable,
    attached: &Attached<'_>,
    origin: &Endpoint,
    targets: &[Target<'_>],
    query: &TravelQuery,
    percentiles: &[Percentile],
    buffers: &mut Buffers,
) -> (Vec<Option<Seconds>>, Work) {
    let work = cube(tt, attached, origin, targets, query, buffers);
    let n_departures = query.window.departures().len();
    let mut values = Vec::with_capacity(targets.len() * percentiles.len());
    for destination in 0..targets.len() {
        let times = &mut buffers.cube[destination * n_departures..][..n_departures];
        times.sort_unstable();
        values.extend(percentiles.iter().map(|&percentile| of_sorted(times, percentile)));
    }
    (values, work)
}

/// One origin, every departure to every destination, into the buffers.
fn cube(
    tt: &Timetable,
    attached: &Attached<'_>,
    origin: &Endpoint,
    targets: &[Target<'_>],
    query: &TravelQuery,
    buffers: &mut Buffers,
) -> Work {
    let TravelQuery { window, max_rides, max_duration } = *query;
    let n_departures = window.departures().len();
    let Buffers { streets, search, cube } = buffers;
    let start = Start::of(tt, attached, origin, streets);
    cube.clear();
    for target in targets {
        let direct = start.direct(target).filter(|direct| *direct <= max_duration);
        let seconds = direct.map_or(UNREACHED, |Seconds(s)| s);
        cube.extend(std::iter::repeat_n(seconds, n_departures));
    }
    let mut work = Work::default();
    let range_query = RangeQuery { access: &start.access, window, max_rides, max_duration };
    let mut departure = n_departures;
    range(tt, &range_query, search, &mut work, |depart, arrivals| {
        departure -= 1;
        for (destination, target) in targets.iter().enumerate() {
            let best = &mut cube[destination * n_departures + departure];
            let arrival = soonest(arrivals, &target.egress);
            let duration = arrival.since(depart).0;
            if arrival < ServiceTime::NEVER && duration <= max_duration.0 && duration < *best {
                *best = duration;
            }
        }
    });
    work
}

/// The soonest arrival by vehicle and egress.
#[inline]
fn soonest(arrivals: &Arrivals, egress: &[(StopIdx, Seconds)]) -> ServiceTime {
    let mut soonest = ServiceTime::NEVER;
    for &(stop, duration) in egress {
        // NEVER plus anything is NEVER.
        soonest = soonest.min(arrivals.by_ride[stop] + duration);
    }
    soonest
}
