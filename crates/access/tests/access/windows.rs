//! The scan of all departures and its kernels against range RAPTOR and a sort; accessibility
//! against its definition.

use allways_access::{
    AccessQuery, Decay, Endpoint, Percentile, TravelQuery, accessibility, matrix, percentile,
    profiles, times_to,
};
use allways_base::random::Random;
use allways_base::{LonLat, Seconds, Window};
use allways_transit::raptor::Work;

use crate::twins::{Case, attached};

/// Nobody in a random city rides so often, and range RAPTOR answers it.
const MANY: u8 = 100;
const ANY: u8 = u8::MAX;

/// As the city asks, with many departures, or with steps of some seconds.
fn queries(case: &Case, seed: u64) -> (TravelQuery, TravelQuery) {
    let Window { from, to, .. } = case.query.window;
    let window = match seed % 4 {
        0 => Window { from, to: to + Seconds(900), step: Seconds(7) },
        1 => Window { from, to, step: Seconds(13) },
        _ => case.query.window,
    };
    let max_duration = case.query.max_duration + Seconds(u32::try_from(seed % 7).unwrap());
    let query = |max_rides| TravelQuery { window, max_rides, max_duration };
    (query(ANY), query(MANY))
}

fn percentiles() -> Vec<Percentile> {
    [1, 5, 50, 95, 100].into_iter().filter_map(Percentile::new).collect()
}

#[test]
fn without_a_cap_a_matrix_is_that_of_a_cap_that_nobody_meets() {
    let mut n_reached = 0;
    for seed in 0..1500 {
        let case = Case::new(seed);
        let attached = attached(&case.city, case.walker);
        let (free, capped) = queries(&case, seed);
        let ends = (&case.endpoints[..], &case.endpoints[..]);
        let run = |query| matrix(&case.tt, &attached, ends, query, &percentiles(), 1);
        let (fast, slow) = (run(&free), run(&capped));
        assert_eq!(fast.values(), slow.values(), "seed {seed}");
        n_reached += fast.values().iter().flatten().count();
        let origin = &case.endpoints[usize::try_from(seed % 4).unwrap()];
        let run = |query| {
            let ends = (origin, &case.endpoints[..]);
            profiles(&case.tt, &attached, ends, query, &mut Work::default())
        };
        assert_eq!(run(&free), run(&capped), "seed {seed}");
    }
    assert!(n_reached > 20_000, "the cities are too plain: {n_reached}");
}

/// Many origins go in batches, whatever the number of threads.
#[test]
fn many_origins_are_found_like_a_few() {
    let mut random = Random::new(1, 13);
    for seed in 0..60 {
        let case = Case::new(seed);
        let attached = attached(&case.city, case.walker);
        let (free, capped) = queries(&case, seed);
        let n = 1 + usize::try_from(random.below(150)).unwrap();
        let anywhere = |endpoint: Endpoint| match endpoint {
            Endpoint::Position(at) => {
                let mut moved = |x: f64| x + 0.01 * (random.unit() - 0.5);
                Endpoint::Position(LonLat { lon: moved(at.lon), lat: moved(at.lat) })
            }
            stops @ Endpoint::Stops(_) => stops,
        };
        let origins: Vec<Endpoint> =
            case.endpoints.iter().cloned().cycle().take(n).map(anywhere).collect();
        let ends = (&origins[..], &case.endpoints[..]);
        let run =
            |query, threads| matrix(&case.tt, &attached, ends, query, &percentiles(), threads);
        let one = run(&free, 1);
        assert_eq!(one.values(), run(&capped, 1).values(), "seed {seed}, {n} origins");
        assert_eq!(one, run(&free, 3), "seed {seed}, {n} origins");
    }
}

#[test]
fn a_duration_of_days_is_answered_too() {
    for seed in 0..40 {
        let case = Case::new(seed);
        let attached = attached(&case.city, case.walker);
        let query =
            |max_rides| TravelQuery { max_rides, max_duration: Seconds(90_000), ..case.query };
        let ends = (&case.endpoints[..], &case.endpoints[..]);
        let run = |query| matrix(&case.tt, &attached, ends, &query, &percentiles(), 1);
        assert_eq!(run(query(ANY)).values(), run(query(MANY)).values(), "seed {seed}");
    }
}

#[test]
fn nothing_to_ask_is_no_accident() {
    let case = Case::new(3);
    let attached = attached(&case.city, case.walker);
    let Window { from, step, .. } = case.query.window;
    let none =
        TravelQuery { window: Window { from, to: from, step }, max_rides: ANY, ..case.query };
    let some = TravelQuery { max_rides: ANY, ..case.query };
    let all = &case.endpoints[..];
    let found = matrix(&case.tt, &attached, (all, all), &none, &percentiles(), 1);
    assert!(found.values().iter().all(Option::is_none));
    assert_eq!(found.values().len(), all.len() * all.len() * percentiles().len());
    assert_eq!(matrix(&case.tt, &attached, (all, &[]), &some, &percentiles(), 1).n_origins(), 0);
    assert_eq!(matrix(&case.tt, &attached, (all, all), &some, &[], 1).n_origins(), 0);
    let times = profiles(&case.tt, &attached, (&all[0], all), &none, &mut Work::default());
    assert_eq!(times, vec![Vec::new(); all.len()]);
}

/// Times by hand: departure by departure, then the percentile of them.
fn times(case: &Case, query: &TravelQuery, origin: &Endpoint, at: Percentile) -> Vec<Option<u32>> {
    let attached = attached(&case.city, case.walker);
    let ends = (origin, &case.endpoints[..]);
    profiles(&case.tt, &attached, ends, query, &mut Work::default())
        .into_iter()
        .map(|profile| percentile(profile.into_iter().map(|(_, time)| time), at).map(|s| s.0))
        .collect()
}

#[test]
fn accessibility_is_the_weighted_sum_over_destinations() {
    let cutoffs = [0, 300, 900, 1800, 3600, 100_000].map(Seconds);
    let decays = [
        Decay::Step,
        Decay::Linear { width: Seconds(600) },
        Decay::Logistic { deviation: 300.0 },
        Decay::Exponential,
        Decay::Gravity { power: 1.5 },
    ];
    let mut total = 0.0;
    for seed in 0..300 {
        let case = Case::new(seed);
        let attached = attached(&case.city, case.walker);
        let (free, capped) = queries(&case, seed);
        let mut random = Random::new(seed, 9);
        let n: Vec<f64> = case.endpoints.iter().map(|_| f64::from(random.below(50))).collect();
        let ends = (&case.endpoints[..], &case.endpoints[..], &n[..]);
        for decay in decays {
            let percentiles = percentiles();
            let query = |travel| AccessQuery {
                travel,
                percentiles: &percentiles,
                cutoffs: &cutoffs,
                decay,
            };
            let found = accessibility(&case.tt, &attached, ends, &query(free), 1);
            let slow = accessibility(&case.tt, &attached, ends, &query(capped), 2);
            assert_eq!(found.values(), slow.values(), "seed {seed}");
            for (o, origin) in case.endpoints.iter().enumerate() {
                for (p, &percentile) in percentiles.iter().enumerate() {
                    let times = times(&case, &capped, origin, percentile);
                    let sum = |cutoff| -> f64 {
                        let pairs = times.iter().zip(&n);
                        let reached = pairs.filter_map(|(time, n)| Some((Seconds((*time)?), n)));
                        reached.map(|(time, n)| n * decay.weight(time, cutoff)).sum()
                    };
                    for (value, &cutoff) in found.at(o, p).iter().zip(&cutoffs) {
                        let close = (value - sum(cutoff)).abs() < 1e-9;
                        assert!(close, "seed {seed}, {decay:?}, {cutoff}: {value}");
                        total += value;
                    }
                }
            }
        }
    }
    assert!(total > 10_000.0, "the cities are too plain: {total}");
}

#[test]
fn dual_accessibility_is_the_least_cutoff_with_so_many() {
    let amounts = [0.0, 1.0, 30.0, 75.0, 1e6];
    for seed in 0..200 {
        let case = Case::new(seed);
        let attached = attached(&case.city, case.walker);
        let (free, capped) = queries(&case, seed);
        let mut random = Random::new(seed, 11);
        let n: Vec<f64> = case.endpoints.iter().map(|_| f64::from(random.below(50))).collect();
        let ends = (&case.endpoints[..], &case.endpoints[..], &n[..]);
        let percentiles = percentiles();
        let found = times_to(&case.tt, &attached, ends, (&free, &percentiles), &amounts, 1);
        let mut found = found.into_iter();
        for origin in &case.endpoints {
            for &percentile in &percentiles {
                let times = times(&case, &capped, origin, percentile);
                for amount in amounts {
                    let enough = |cutoff: u32| {
                        let within = times.iter().zip(&n);
                        let within = within.filter(|(time, _)| time.is_some_and(|t| t <= cutoff));
                        within.map(|(_, n)| n).sum::<f64>() >= amount
                    };
                    let mut cutoffs: Vec<u32> = times.iter().flatten().copied().collect();
                    cutoffs.push(0);
                    cutoffs.sort_unstable();
                    let want = cutoffs.into_iter().find(|&cutoff| enough(cutoff)).map(Seconds);
                    assert_eq!(found.next(), Some(want), "seed {seed}, {amount}");
                }
            }
        }
    }
}

#[test]
fn weights_fall_from_one() {
    let c = Seconds(1800);
    let halves = [Decay::Linear { width: Seconds(600) }, Decay::Exponential];
    for decay in halves {
        assert!((decay.weight(c, c) - 0.5).abs() < 1e-12, "{decay:?}");
    }
    for decay in [
        Decay::Step,
        Decay::Linear { width: Seconds(600) },
        Decay::Logistic { deviation: 300.0 },
        Decay::Exponential,
        Decay::Gravity { power: 2.0 },
    ] {
        assert!((decay.weight(Seconds(0), c) - 1.0).abs() < 1e-12, "{decay:?}");
        let weights: Vec<f64> = (0..7200).map(|s| decay.weight(Seconds(s), c)).collect();
        assert!(weights.windows(2).all(|pair| pair[0] >= pair[1] && pair[1] >= 0.0), "{decay:?}");
    }
    assert!((Decay::Gravity { power: 2.0 }.weight(Seconds(600), c) - 0.01).abs() < 1e-12);
}
