//! How many opportunities one reaches: by a time, or less and less with time; and how long it takes
//! to reach so many.
//!
//! The time to a destination is a percentile over the departures of a window
//! ([`mod@crate::percentile`]), as in Conway, Byrd & van der Linden (2017); a destination counts by
//! what a [`Decay`] gives for that time (Hansen 1959; Kwan 1998). What is not reached within the
//! longest duration counts nothing. With [`Decay::Step`] no percentile is computed: one within the
//! cutoff means that so many departures are, and those are counted.

use std::convert::Infallible;

use allways_base::Seconds;
use allways_base::cast::{u32_from, usize_from};
use allways_transit::raptor::Work;
use allways_transit::timetable::Timetable;

use crate::attach::Attached;
use crate::blocks::in_blocks;
use crate::departures::{Buffers, FromOrigin};
use crate::draws::matrix_of_draws_in_blocks;
use crate::ends::Endpoint;
use crate::on_threads;
use crate::percentile::Percentile;
use crate::phases::Phases;
use crate::travel_times::TravelQuery;

/// How much a destination counts, by time and cutoff: 1 at once, less later, never below 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Decay {
    /// 1 up to the cutoff (included), then 0: cumulative opportunities.
    Step,
    /// 1, then down a straight line of this width around the cutoff, then 0.
    Linear {
        /// From the last second that counts 1 to the first that counts 0; 0 is a step.
        width: Seconds,
    },
    /// The logistic curve that falls around the cutoff, scaled to 1 at time 0.
    Logistic {
        /// Standard deviation of its distribution, in seconds; above 0.
        deviation: f64,
    },
    /// Half as much for each cutoff that passes.
    Exponential,
    /// Minutes to the power of minus this up to the cutoff (included), then 0; the first minute
    /// counts 1.
    Gravity {
        /// Not below 0; 0 is a step.
        power: f64,
    },
}

impl Decay {
    /// What a destination at `time` counts.
    pub fn weight(self, time: Seconds, cutoff: Seconds) -> f64 {
        let (t, c) = (f64::from(time.0), f64::from(cutoff.0));
        let within = |weight: f64| if time <= cutoff { weight } else { 0.0 };
        match self {
            Self::Step | Self::Linear { width: Seconds(0) } => within(1.0),
            Self::Linear { width: Seconds(width) } => {
                ((c - t) / f64::from(width) + 0.5).clamp(0.0, 1.0)
            }
            Self::Logistic { deviation } => {
                let scale = std::f64::consts::PI / (deviation * 3.0_f64.sqrt());
                (1.0 + (-c * scale).exp()) / (1.0 + ((t - c) * scale).exp())
            }
            // At no cutoff only the place itself counts.
            Self::Exponential if cutoff.0 == 0 => within(1.0),
            Self::Exponential => (-t / c).exp2(),
            Self::Gravity { power } => within((t / 60.0).max(1.0).powf(-power)),
        }
    }
}

/// What is asked of each origin. No hidden defaults.
#[derive(Clone, Copy, Debug)]
pub struct AccessQuery<'a> {
    /// Departures and limits.
    pub travel: TravelQuery,
    /// Each is one reading of "the time to a destination".
    pub percentiles: &'a [Percentile],
    /// Each with each percentile.
    pub cutoffs: &'a [Seconds],
    /// What counts how much.
    pub decay: Decay,
}

/// Opportunities reached from each origin.
#[derive(Clone, Debug, PartialEq)]
pub struct Accessibility {
    n_percentiles: usize,
    n_cutoffs: usize,
    /// origin, percentile, cutoff; the last runs fastest.
    values: Vec<f64>,
    /// What the searches cost, all origins together.
    pub work: Work,
}

impl Accessibility {
    /// Opportunities within each cutoff, at one percentile (both by their place in the query).
    ///
    /// # Panics
    ///
    /// If there is no such origin or percentile.
    pub fn at(&self, origin: usize, percentile: usize) -> &[f64] {
        assert!(percentile < self.n_percentiles, "no percentile {percentile}");
        let first = (origin * self.n_percentiles + percentile) * self.n_cutoffs;
        &self.values[first..first + self.n_cutoffs]
    }

    /// All values: origin, percentile, cutoff; the last runs fastest.
    pub fn values(&self) -> &[f64] {
        &self.values
    }
}

/// Opportunities reached from each origin. `opportunities` are how many there are at each
/// destination; sums are taken in the order of destinations. On `threads` threads (0: one per
/// core); the answer is the same for any number.
///
/// # Panics
///
/// If there are not as many `opportunities` as destinations.
pub fn accessibility(
    tt: &Timetable,
    attached: &Attached<'_>,
    (origins, destinations, opportunities): (&[Endpoint], &[Endpoint], &[f64]),
    query: &AccessQuery<'_>,
    threads: usize,
) -> Accessibility {
    let mut found = Accessibility {
        n_percentiles: query.percentiles.len(),
        n_cutoffs: query.cutoffs.len(),
        values: Vec::new(),
        work: Work::default(),
    };
    let ends = (origins, destinations, opportunities);
    on_threads(threads, || {
        let each = |_, row: &[f64]| {
            found.values.extend_from_slice(row);
            Ok::<(), Infallible>(())
        };
        let Ok(work) = accessibility_in_blocks(tt, attached, ends, query, origins.len(), each);
        found.work = work;
    });
    found
}

/// The same origin by origin, on the threads of the pool that it is called in: `each` gets the
/// number of an origin and its row (percentile, cutoff; the last runs fastest), in order; at its
/// first error the work stops. See [`crate::blocks`].
///
/// # Panics
///
/// If there are not as many `opportunities` as destinations.
pub fn accessibility_in_blocks<E>(
    tt: &Timetable,
    attached: &Attached<'_>,
    (origins, destinations, opportunities): (&[Endpoint], &[Endpoint], &[f64]),
    query: &AccessQuery<'_>,
    block: usize,
    mut each: impl FnMut(usize, &[f64]) -> Result<(), E>,
) -> Result<Work, E> {
    assert_eq!(opportunities.len(), destinations.len(), "opportunities of each destination");
    let limits: Vec<u16> = query
        .cutoffs
        .iter()
        .map(|&cutoff| {
            u16::try_from(cutoff.min(query.travel.max_duration).0).unwrap_or(u16::MAX - 1)
        })
        .collect();
    let reduce = |from: &FromOrigin<'_>, buffers: &mut Buffers| {
        reached(from, opportunities, query, &limits, buffers)
    };
    let (of, ends) = ((tt, attached), (origins, destinations));
    in_blocks(of, ends, &query.travel, block, reduce, |origin, row| each(origin, &row))
}

/// Opportunities reached from one origin; `limits` are the cutoffs as the counting takes them.
fn reached(
    from: &FromOrigin<'_>,
    opportunities: &[f64],
    query: &AccessQuery<'_>,
    limits: &[u16],
    buffers: &mut Buffers,
) -> Vec<f64> {
    let AccessQuery { travel, percentiles, cutoffs, decay } = *query;
    let n_cutoffs = cutoffs.len();
    let mut sums = vec![0.0; percentiles.len() * n_cutoffs];
    if n_cutoffs == 0 || travel.window.departures().len() == 0 {
        return sums;
    }
    if decay == Decay::Step {
        // cutoff, number of departures within it → opportunities: what is added up once a
        // destination does not depend on how many percentiles are asked for.
        let width = from.n_departures() + 1;
        let mut by_count = vec![0.0; n_cutoffs * width];
        let is_done = from.counts(limits, buffers, |destination, counts| {
            let n = opportunities[destination];
            for (row, &count) in by_count.chunks_exact_mut(width).zip(counts) {
                row[usize_from(count)] += n;
            }
        });
        if is_done {
            let ranks = from.ranks(percentiles);
            for (sums, &rank) in sums.chunks_exact_mut(n_cutoffs).zip(&ranks) {
                for (sum, row) in sums.iter_mut().zip(by_count.chunks_exact(width)) {
                    *sum = row[usize_from(rank)..].iter().sum();
                }
            }
            return sums;
        }
    }
    weighed(&from.percentiles(percentiles, buffers), opportunities, query)
}

/// What destinations count at each percentile of their times: percentile, cutoff; the last runs
/// fastest.
fn weighed(times: &[Option<Seconds>], opportunities: &[f64], query: &AccessQuery<'_>) -> Vec<f64> {
    let AccessQuery { percentiles, cutoffs, decay, .. } = *query;
    let n_cutoffs = cutoffs.len();
    let mut sums = vec![0.0; percentiles.len() * n_cutoffs];
    if n_cutoffs == 0 {
        return sums;
    }
    for (times, n) in times.chunks_exact(percentiles.len().max(1)).zip(opportunities) {
        for (sums, time) in sums.chunks_exact_mut(n_cutoffs).zip(times) {
            let Some(time) = *time else { continue };
            for (sum, &cutoff) in sums.iter_mut().zip(cutoffs) {
                *sum += n * decay.weight(time, cutoff);
            }
        }
    }
    sums
}

/// [`accessibility_in_blocks`] with percentiles over departures and draws, or with unknown phases
/// counted in another of the ways of [`Phases`].
///
/// # Panics
///
/// If there are not as many `opportunities` as destinations.
pub fn accessibility_of_draws_in_blocks<'a, E>(
    (phases, attached): (impl Into<Phases<'a>>, &Attached<'_>),
    (origins, destinations, opportunities): (&[Endpoint], &[Endpoint], &[f64]),
    query: &AccessQuery<'_>,
    block: usize,
    mut each: impl FnMut(usize, &[f64]) -> Result<(), E>,
) -> Result<Work, E> {
    assert_eq!(opportunities.len(), destinations.len(), "opportunities of each destination");
    let ends = (origins, destinations);
    let phases = phases.into();
    if let Phases::Drawn([day]) = phases {
        let ends = (origins, destinations, opportunities);
        return accessibility_in_blocks(day, attached, ends, query, block, each);
    }
    let each = |origin: usize, times: &[Option<Seconds>]| {
        each(origin, &weighed(times, opportunities, query))
    };
    let of = (phases, attached);
    matrix_of_draws_in_blocks(of, ends, &query.travel, query.percentiles, block, each)
}

/// Dual accessibility: from each origin, at each percentile, the least time within which at least
/// so many opportunities lie, for each of `amounts` (0 s for none); `None` if there are not so many within the
/// longest duration. origin, percentile, amount; the last runs fastest. See [`accessibility`].
///
/// # Panics
///
/// If there are not as many `opportunities` as destinations.
pub fn times_to(
    tt: &Timetable,
    attached: &Attached<'_>,
    (origins, destinations, opportunities): (&[Endpoint], &[Endpoint], &[f64]),
    (travel, percentiles): (&TravelQuery, &[Percentile]),
    amounts: &[f64],
    threads: usize,
) -> Vec<Option<Seconds>> {
    let mut found = Vec::new();
    let ends = (origins, destinations, opportunities);
    on_threads(threads, || {
        let each = |_, row: &[Option<Seconds>]| {
            found.extend_from_slice(row);
            Ok::<(), Infallible>(())
        };
        let (query, block) = ((travel, percentiles), origins.len());
        let Ok(_) = times_to_in_blocks(tt, attached, ends, query, amounts, block, each);
    });
    found
}

/// The same origin by origin: percentile, amount; the last runs fastest. See
/// [`accessibility_in_blocks`].
///
/// # Panics
///
/// If there are not as many `opportunities` as destinations.
pub fn times_to_in_blocks<E>(
    tt: &Timetable,
    attached: &Attached<'_>,
    (origins, destinations, opportunities): (&[Endpoint], &[Endpoint], &[f64]),
    (travel, percentiles): (&TravelQuery, &[Percentile]),
    amounts: &[f64],
    block: usize,
    mut each: impl FnMut(usize, &[Option<Seconds>]) -> Result<(), E>,
) -> Result<Work, E> {
    assert_eq!(opportunities.len(), destinations.len(), "opportunities of each destination");
    let reduce = |from: &FromOrigin<'_>, buffers: &mut Buffers| {
        let times = from.percentiles(percentiles, buffers);
        dual(&times, percentiles.len(), opportunities, amounts)
    };
    let (of, ends) = ((tt, attached), (origins, destinations));
    in_blocks(of, ends, travel, block, reduce, |origin, row: Vec<_>| each(origin, &row))
}

/// [`times_to_in_blocks`] with percentiles over departures and draws. See
/// [`accessibility_of_draws_in_blocks`].
///
/// # Panics
///
/// If there are not as many `opportunities` as destinations.
pub fn times_to_of_draws_in_blocks<'a, E>(
    (phases, attached): (impl Into<Phases<'a>>, &Attached<'_>),
    (origins, destinations, opportunities): (&[Endpoint], &[Endpoint], &[f64]),
    (travel, percentiles): (&TravelQuery, &[Percentile]),
    amounts: &[f64],
    block: usize,
    mut each: impl FnMut(usize, &[Option<Seconds>]) -> Result<(), E>,
) -> Result<Work, E> {
    assert_eq!(opportunities.len(), destinations.len(), "opportunities of each destination");
    let each = |origin: usize, times: &[Option<Seconds>]| {
        each(origin, &dual(times, percentiles.len(), opportunities, amounts))
    };
    let (of, ends) = ((phases, attached), (origins, destinations));
    matrix_of_draws_in_blocks(of, ends, travel, percentiles, block, each)
}

/// percentile, amount → the time by which so much is reached; `times` are of `n` percentiles.
fn dual(
    times: &[Option<Seconds>],
    n: usize,
    opportunities: &[f64],
    amounts: &[f64],
) -> Vec<Option<Seconds>> {
    let mut found = Vec::with_capacity(n * amounts.len());
    for percentile in 0..n {
        // What lies at each second; of the seconds there are fewer than of destinations.
        let mut at: Vec<f64> = Vec::new();
        for (times, here) in times.chunks_exact(n).zip(opportunities) {
            if let Some(Seconds(time)) = times[percentile] {
                let time = usize_from(time);
                at.resize(at.len().max(time + 1), 0.0);
                at[time] += here;
            }
        }
        found.extend(amounts.iter().map(|&amount| first_with(&at, amount)));
    }
    found
}

/// The first second by which so many lie.
fn first_with(at: &[f64], amount: f64) -> Option<Seconds> {
    if amount <= 0.0 {
        return Some(Seconds(0));
    }
    let mut sum = 0.0;
    let by = at.iter().position(|here| {
        sum += here;
        sum >= amount
    })?;
    Some(Seconds(u32_from(by)))
}
