//! Travel times over a departure window, door to door or stop to stop.
//!
//! A travel time is from the departure (a minute of the window, not the moment the vehicle leaves)
//! to the arrival, waiting included: the direct walk, or the soonest over all stops near the
//! destination of the arrival there by vehicle plus the egress. What takes longer than
//! `max_duration` counts as unreachable.
//!
//! Method: see [`crate::departures`]. The cube of departures × destinations of one origin is reduced
//! to percentiles before the next origin is begun, as in R5 (Conway, Byrd & van der Linden 2017), and
//! never stored. Origins are shared out among threads, each writing its own rows, so that the answer
//! is the same for any number of them.

use std::convert::Infallible;

use allways_base::{Seconds, ServiceTime, Window};
use allways_transit::raptor::Work;
use allways_transit::timetable::Timetable;

use crate::attach::Attached;
use crate::blocks::matrix_in_blocks;
use crate::departures::{Buffers, Destinations};
use crate::ends::Endpoint;
use crate::on_threads;
use crate::percentile::Percentile;

/// What to search for. No hidden defaults.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TravelQuery {
    /// Departures.
    pub window: Window,
    /// Most vehicles boarded; `u8::MAX`: any number, which is much faster over a window.
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
    on_threads(threads, || {
        let ends = (origins, destinations);
        let Ok(work) =
            matrix_in_blocks(tt, attached, ends, query, percentiles, origins.len(), |_, row| {
                matrix.values.extend_from_slice(row);
                Ok::<(), Infallible>(())
            });
        matrix.work = work;
    });
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

/// The travel time of every departure, and whether it is reached.
pub type Profile = Vec<(ServiceTime, Option<Seconds>)>;

/// [`profiles`] from each of many origins, on the threads of the pool that it is called in.
pub fn profiles_from_each(
    tt: &Timetable,
    attached: &Attached<'_>,
    (origins, destinations): (&[Endpoint], &[Endpoint]),
    query: &TravelQuery,
) -> Vec<(Vec<Profile>, Work)> {
    let departures: Vec<ServiceTime> = query.window.departures().collect();
    let to = Destinations::in_parallel(tt, attached, destinations, query);
    to.for_origins(origins.len()).search_each(origins, |from, buffers| {
        let times = from.times(buffers);
        let rows = (0..destinations.len()).map(|k| &times[k * departures.len()..]);
        rows.map(|row| departures.iter().copied().zip(row.iter().copied()).collect()).collect()
    })
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
    let to = Destinations::new(tt, attached, destinations, query, &mut buffers);
    let from = to.search(origin, &mut buffers);
    *work += from.work();
    let times = from.times(&mut buffers);
    let n_departures = query.window.departures().len();
    let of_target = |destination: usize| {
        let times = &times[destination * n_departures..][..n_departures];
        query.window.departures().zip(times.iter().copied()).collect()
    };
    (0..destinations.len()).map(of_target).collect()
}
