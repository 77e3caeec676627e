//! One thread, two and sixteen: the same answers and the same work, of every question.

use allways_access::{
    AccessQuery, Decay, Endpoint, Percentile, TravelQuery, accessibility, matrix, matrix_in_blocks,
    on_threads, profiles_from_each, times_to, times_to_positions,
};
use allways_base::{LonLat, Seconds};

use crate::twins::{Case, attached};

#[test]
fn one_two_and_sixteen_threads() {
    let percentiles = [5, 50, 95].map(|p| Percentile::new(p).unwrap());
    let cutoffs = [Seconds::minutes(10), Seconds::minutes(40)];
    let mut n_reached = 0;
    for seed in 0..150 {
        let case = Case::new(seed);
        let on = attached(&case.city, case.walker);
        let ends: Vec<Endpoint> = case.endpoints.iter().cycle().take(37).cloned().collect();
        let amounts: Vec<f64> = (0..37_u32).map(|k| 0.1 + f64::from(k)).collect();
        let places: Vec<LonLat> = ends
            .iter()
            .filter_map(|end| match end {
                Endpoint::Position(at) => Some(*at),
                Endpoint::Stops(_) => None,
            })
            .collect();
        // Both searches: with a cap on the rides, and the scan without one.
        for max_rides in [case.query.max_rides, u8::MAX] {
            let travel = TravelQuery { max_rides, ..case.query };
            let both = (&ends[..], &ends[..]);
            let weighed = (&ends[..], &ends[..], &amounts[..]);
            let query = AccessQuery {
                travel,
                percentiles: &percentiles,
                cutoffs: &cutoffs,
                decay: Decay::Exponential,
            };
            let ask = |threads: usize| {
                on_threads(threads, || {
                    let mut rows: Vec<Option<Seconds>> = Vec::new();
                    let each = |_: usize, row: &[Option<Seconds>]| {
                        rows.extend_from_slice(row);
                        Ok::<(), ()>(())
                    };
                    let work =
                        matrix_in_blocks(&case.tt, &on, both, &travel, &percentiles, 8, each);
                    let whole = matrix(&case.tt, &on, both, &travel, &percentiles, threads);
                    assert_eq!(rows, whole.values(), "seed {seed}, {threads} threads");
                    let all = accessibility(&case.tt, &on, weighed, &query, threads);
                    let bits: Vec<u64> = all.values().iter().map(|n| n.to_bits()).collect();
                    let by_percentile = (&travel, &percentiles[..]);
                    let dual =
                        times_to(&case.tt, &on, weighed, by_percentile, &[1.0, 50.0], threads);
                    let profiles = profiles_from_each(&case.tt, &on, both, &travel);
                    let from = &ends[0];
                    let cells =
                        times_to_positions(&case.tt, &on, from, &places, &travel, &percentiles);
                    (rows, work, bits, all.work, dual, profiles, cells.times, cells.work)
                })
            };
            let one = ask(1);
            assert!(one == ask(2) && one == ask(16), "seed {seed}");
            n_reached += one.0.iter().flatten().count();
        }
    }
    assert!(n_reached > 50_000, "the cities are too plain: {n_reached}");
}
