//! Two-step floating catchment area: how much of a supply there is for each person, when what is
//! shared by many counts less.
//!
//! Step one, at each supply: what there is over the people whose catchment it lies in,
//! `R_j = S_j / Σ_k P_k w(t_kj)`. Step two, at each origin: the ratios within reach,
//! `A_i = Σ_j R_j w(t_ij)`. With [`Decay::Step`](crate::Decay::Step) it is the 2SFCA of Luo & Wang (2003, *Environment and
//! Planning B* 30, 865-884), with any other decay the enhanced one of Luo & Qi (2009, *Health & Place*
//! 15, 1100-1107). Times are of people going to the supply, at a percentile over the departures, as
//! everywhere here.
//!
//! What follows, and is tested: the people's mean is all that is supplied to anyone over all people,
//! since `Σ_i P_i A_i` adds up each `S_j` that somebody is near. A supply that nobody is near counts
//! for nobody.
//!
//! Both steps need every travel time, and the second needs all of the first. The times are computed
//! twice rather than kept: memory holds a block of rows and a sum for each supply.

use std::convert::Infallible;

use allways_base::Seconds;
use allways_transit::raptor::Work;

use crate::accessibility::AccessQuery;
use crate::attach::Attached;
use crate::draws::matrix_of_draws_in_blocks;
use crate::ends::Endpoint;
use crate::phases::Phases;

/// Origins whose rows are held at once, for each thread.
const BLOCK: usize = 64;

/// Supply for each person. See the module docs.
#[derive(Clone, Debug, PartialEq)]
pub struct Catchments {
    /// origin, percentile, cutoff; the last runs fastest.
    pub values: Vec<f64>,
    /// percentile, cutoff → how much of the supply lies in nobody's catchment.
    pub near_nobody: Vec<f64>,
    /// What both searches cost.
    pub work: Work,
}

/// Floating catchments: the time of each pair is its percentile over departures and draws, or as
/// [`Phases`] says; on the threads of the pool that it is called in. `people` live at each
/// origin, `supply` is there at each destination; neither is below 0. The catchment is the cutoff with
/// what the decay makes of it. Sums are taken in the order of the rows, so the answer is the same for
/// any number of threads.
///
/// # Panics
///
/// If there are not as many `people` as origins, or not as much `supply` as destinations.
pub fn floating_catchments(
    (phases, attached): (Phases<'_>, &Attached<'_>),
    (origins, people): (&[Endpoint], &[f64]),
    (destinations, supply): (&[Endpoint], &[f64]),
    query: &AccessQuery<'_>,
) -> Catchments {
    assert_eq!(people.len(), origins.len(), "people of each origin");
    assert_eq!(supply.len(), destinations.len(), "supply of each destination");
    let n_percentiles = query.percentiles.len();
    let n_bands = n_percentiles * query.cutoffs.len();
    let block = BLOCK * rayon::current_num_threads();
    let rows = |each: &mut dyn FnMut(usize, &[Option<Seconds>])| {
        let row = |origin: usize, times: &[Option<Seconds>]| {
            each(origin, times);
            Ok::<(), Infallible>(())
        };
        let (of, ends) = ((phases, attached), (origins, destinations));
        let done =
            matrix_of_draws_in_blocks(of, ends, &query.travel, query.percentiles, block, row);
        match done {
            Ok(work) => work,
            Err(never) => match never {},
        }
    };
    // destination, percentile, cutoff → people in whose catchment it lies.
    let mut demand = vec![0.0; destinations.len() * n_bands];
    let mut work = rows(&mut |origin, times| {
        for (destination, times) in times.chunks_exact(n_percentiles.max(1)).enumerate() {
            each_weight(query, times, |band, weight| {
                demand[destination * n_bands + band] += people[origin] * weight;
            });
        }
    });
    let mut near_nobody = vec![0.0; n_bands];
    let ratios: Vec<f64> = demand
        .iter()
        .enumerate()
        .map(|(k, &demand)| {
            let here = supply[k / n_bands];
            if demand > 0.0 {
                return here / demand;
            }
            near_nobody[k % n_bands] += here;
            0.0
        })
        .collect();
    let mut values = vec![0.0; origins.len() * n_bands];
    work += rows(&mut |origin, times| {
        let own = &mut values[origin * n_bands..(origin + 1) * n_bands];
        for (destination, times) in times.chunks_exact(n_percentiles.max(1)).enumerate() {
            each_weight(query, times, |band, weight| {
                own[band] += ratios[destination * n_bands + band] * weight;
            });
        }
    });
    Catchments { values, near_nobody, work }
}

/// The weight of each percentile's time at each cutoff, where it is reached at all.
fn each_weight(
    query: &AccessQuery<'_>,
    times: &[Option<Seconds>],
    mut take: impl FnMut(usize, f64),
) {
    let n_cutoffs = query.cutoffs.len();
    for (percentile, time) in times.iter().enumerate() {
        let Some(time) = *time else { continue };
        for (c, &cutoff) in query.cutoffs.iter().enumerate() {
            take(percentile * n_cutoffs + c, query.decay.weight(time, cutoff));
        }
    }
}
