//! Floating catchments and walks to stops, against their definitions pair by pair.

use allways_access::{
    AccessQuery, Catchments, Decay, Endpoint, Ground, Percentile, Phases, TravelQuery, WalkLimit,
    floating_catchments, matrix_of_draws_in_blocks, on_threads, within_walk,
};
use allways_base::random::Random;
use allways_base::{LonLat, Metres, Seconds};
use allways_geo::distance;
use allways_transit::feed::StopIdx;
use allways_transit::timetable::Timetable;

use crate::toy::{Town, at};
use crate::twins::Case;

fn half() -> [Percentile; 1] {
    [Percentile::new(50).unwrap()]
}

/// Nobody rides: stops in a row, 100 m apart, at 1 m/s.
fn on_foot(people: &[(f64, f64)], supply: &[(f64, f64)], cutoff: u32, decay: Decay) -> Catchments {
    let town = Town::new("A B\n8:00 8:01", &[]);
    let ends = |rows: &[(f64, f64)]| -> (Vec<Endpoint>, Vec<f64>) {
        rows.iter().map(|&(east, n)| (Endpoint::Position(at(east, 0.0)), n)).unzip()
    };
    let ((origins, people), (destinations, supply)) = (ends(people), ends(supply));
    let window = allways_base::Window::parse("08:00..08:01").unwrap();
    let travel = TravelQuery { window, max_rides: 1, max_duration: Seconds(3600) };
    let (percentiles, cutoffs) = (half(), [Seconds(cutoff)]);
    let query = AccessQuery { travel, percentiles: &percentiles, cutoffs: &cutoffs, decay };
    let attached = town.attached();
    floating_catchments(
        (Phases::Drawn(&[&town.tt]), &attached),
        (&origins, &people),
        (&destinations, &supply),
        &query,
    )
}

/// Luo & Wang's two steps on one line: ten beds for the 100 of the left and the 300 of the middle,
/// six for the 300 of the middle alone.
#[test]
fn a01_two_steps_by_hand() {
    let people = [(0.0, 100.0), (200.0, 300.0), (5000.0, 7.0)];
    let found = on_foot(&people, &[(100.0, 10.0), (299.0, 6.0)], 101, Decay::Step);
    assert_eq!(found.values, [0.025, 0.025 + 0.02, 0.0]);
    // Half at the cutoff (a second of rounding aside): ten beds for 300 and half of 100.
    let people = [(0.0, 100.0), (100.0, 300.0)];
    let found = on_foot(&people, &[(100.0, 10.0)], 100, Decay::Exponential);
    let ratio = 10.0 / 350.0;
    assert!((found.values[0] - ratio / 2.0).abs() < 2e-4, "{:?}", found.values);
    assert!((found.values[1] - ratio).abs() < 2e-4, "{:?}", found.values);
}

#[test]
fn a02_the_same_for_all_is_the_same_share_and_nobody_near_counts_for_nobody() {
    let people: Vec<(f64, f64)> = (0..5).map(|k| (50.0 * f64::from(k), 20.0)).collect();
    let found = on_foot(&people, &[(100.0, 30.0), (3000.0, 4.0)], 600, Decay::Step);
    assert_eq!(found.values, [0.3; 5]);
    assert_eq!(found.near_nobody, [4.0]);
    let found = on_foot(&[(0.0, 0.0)], &[(100.0, 30.0)], 600, Decay::Step);
    assert_eq!((found.values, found.near_nobody), (vec![0.0], vec![30.0]));
    assert_eq!(on_foot(&[], &[], 600, Decay::Step).values, Vec::<f64>::new());
}

/// From the matrix, supply by supply and person by person; what is handed out is what there is; any
/// number of threads.
#[test]
fn b01_catchments_are_their_definition() {
    let mut n_shared = 0;
    for seed in 0..2000 {
        let case = Case::new(seed);
        let mut random = Random::new(seed, 21);
        let mut amounts = |n: usize| -> Vec<f64> {
            (0..n).map(|_| f64::from(random.below(4) * random.below(5))).collect()
        };
        let n = case.endpoints.len();
        let (people, supply) = (amounts(n), amounts(n));
        let percentiles = [5, 50, 95].map(|p| Percentile::new(p).unwrap());
        let cutoffs = [Seconds(300), Seconds(1200)];
        let decays = [
            Decay::Step,
            Decay::Linear { width: Seconds(600) },
            Decay::Exponential,
            Decay::Gravity { power: 1.0 },
        ];
        let decay = decays[usize::try_from(seed % 4).unwrap()];
        let query =
            AccessQuery { travel: case.query, percentiles: &percentiles, cutoffs: &cutoffs, decay };
        let attached = case.attached();
        let (of, with) = ((&case.endpoints[..], &people[..]), (&case.endpoints[..], &supply[..]));
        // A third over several draws of the phases.
        let drawn: Vec<Timetable> = (0..seed % 3 / 2 * 3).map(|draw| case.draw(draw)).collect();
        let days: Vec<&Timetable> =
            if drawn.is_empty() { vec![&case.tt] } else { drawn.iter().collect() };
        let on = (Phases::Drawn(&days), &attached);
        let found = floating_catchments(on, of, with, &query);
        if seed % 50 == 0 {
            let again = on_threads(3, || floating_catchments(on, of, with, &query));
            assert_eq!(again, found, "seed {seed}");
        }
        let ends = (&case.endpoints[..], &case.endpoints[..]);
        let mut times: Vec<Option<Seconds>> = Vec::new();
        let each = |_, row: &[Option<Seconds>]| {
            times.extend_from_slice(row);
            Ok::<(), ()>(())
        };
        matrix_of_draws_in_blocks(on, ends, &case.query, &percentiles, n, each).unwrap();
        for (p, _) in percentiles.iter().enumerate() {
            for (c, &cutoff) in cutoffs.iter().enumerate() {
                let weight = |i: usize, j: usize| {
                    times[(i * n + j) * percentiles.len() + p]
                        .map_or(0.0, |time| decay.weight(time, cutoff))
                };
                let demand = |j: usize| (0..n).map(|i| people[i] * weight(i, j)).sum::<f64>();
                let (mut handed_out, mut there_is) = (0.0, 0.0);
                for i in 0..n {
                    let own: f64 = (0..n)
                        .filter(|&j| demand(j) > 0.0)
                        .map(|j| supply[j] / demand(j) * weight(i, j))
                        .sum();
                    let value = found.values[(i * percentiles.len() + p) * cutoffs.len() + c];
                    assert!((own - value).abs() < 1e-9, "seed {seed}: {own}, {value}");
                    handed_out += people[i] * value;
                    there_is += if demand(i) > 0.0 { supply[i] } else { 0.0 };
                    n_shared += usize::from((1..n).contains(&i) && own > 0.0);
                }
                assert!((handed_out - there_is).abs() < 1e-9, "seed {seed}");
            }
        }
    }
    assert!(n_shared > 1000, "dull towns: {n_shared}");
}

/// Straight walks, each limit of each stop, by length and by time, place by place.
#[test]
fn c01_within_a_walk_is_pair_by_pair() {
    let mut n_near = 0;
    for seed in 0..2000 {
        let case = Case::new(seed);
        let mut random = Random::new(seed, 22);
        let attached = case.attached();
        let Ground::Straight { detour_factor } = attached.ground() else { panic!("no streets") };
        let stops: Vec<(StopIdx, WalkLimit)> = case
            .city
            .feed
            .stops
            .indices()
            .filter(|_| random.below(2) > 0)
            .collect::<Vec<_>>()
            .into_iter()
            .map(|stop| {
                let amount = random.below(700);
                let by_time = random.below(2) > 0;
                let limit = if by_time {
                    WalkLimit::Time(Seconds(amount))
                } else {
                    WalkLimit::Length(Metres(f64::from(amount)))
                };
                (stop, limit)
            })
            .collect();
        let places: Vec<LonLat> =
            (0..8).map(|_| at(1200.0 * random.unit(), 1200.0 * random.unit())).collect();
        let found = within_walk(&attached, &stops, &places);
        for (&place, &is_near) in places.iter().zip(&found) {
            let mut by_hand = false;
            for &(stop, limit) in &stops {
                let Some(there) = case.city.feed.stops[stop].position else { continue };
                let Some(time) = attached.walk_time(place, there) else { continue };
                by_hand |= match limit {
                    WalkLimit::Time(most) => time <= most,
                    WalkLimit::Length(most) => distance(place, there).0 * detour_factor <= most.0,
                };
            }
            assert_eq!(is_near, by_hand, "seed {seed}");
            n_near += usize::from(is_near);
        }
    }
    assert!(n_near > 1000, "dull towns: {n_near}");
}
