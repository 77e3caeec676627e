//! Percentiles over departures and draws, against the times of every draw written one after the other
//! and counted.

use allways_access::percentile::Tally;
use allways_access::{
    Endpoint, Percentile, TravelQuery, matrix, matrix_of_draws_in_blocks, on_threads, percentile,
    profiles, times_to_positions_of_draws,
};
use allways_base::random::Random;
use allways_base::{LonLat, Seconds};
use allways_transit::raptor::Work;
use allways_transit::timetable::Timetable;

use crate::percentiles::by_counting;
use crate::toy::at;
use crate::twins::Case;

const PERCENTS: [u8; 6] = [1, 25, 50, 51, 95, 100];

fn percentiles() -> Vec<Percentile> {
    PERCENTS.into_iter().filter_map(Percentile::new).collect()
}

fn of_draws(
    case: &Case,
    days: &[&Timetable],
    ends: (&[Endpoint], &[Endpoint]),
    query: &TravelQuery,
    (block, threads): (usize, usize),
) -> Vec<Option<Seconds>> {
    let attached = case.attached();
    let mut rows = Vec::new();
    on_threads(threads, || {
        let each = |origin: usize, row: &[Option<Seconds>]| {
            assert_eq!(rows.len(), origin * row.len());
            rows.extend_from_slice(row);
            Ok::<(), ()>(())
        };
        let of = (days, &attached);
        matrix_of_draws_in_blocks(of, ends, query, &percentiles(), block, each).unwrap();
    });
    rows
}

#[test]
fn percentiles_over_draws_are_those_of_all_times_together() {
    let mut n_moved = 0;
    for seed in 0..500 {
        let case = Case::new(seed);
        let n_draws = 2 + seed % 4;
        let days: Vec<Timetable> = (0..n_draws).map(|draw| case.draw(draw)).collect();
        let days: Vec<&Timetable> = days.iter().collect();
        let attached = case.attached();
        for max_rides in [case.query.max_rides, u8::MAX] {
            let query = TravelQuery { max_rides, ..case.query };
            let ends = (&case.endpoints[..], &case.endpoints[..]);
            let found = of_draws(&case, &days, ends, &query, (3, 1));
            let mut want: Vec<Option<Seconds>> = Vec::new();
            for from in &case.endpoints {
                let all: Vec<_> = days
                    .iter()
                    .map(|day| {
                        let to = (from, &case.endpoints[..]);
                        profiles(day, &attached, to, &query, &mut Work::default())
                    })
                    .collect();
                for to in 0..case.endpoints.len() {
                    let times = all.iter().flat_map(|of_day| &of_day[to]);
                    let times: Vec<Option<u32>> =
                        times.map(|(_, took)| took.map(|Seconds(s)| s)).collect();
                    want.extend(PERCENTS.map(|percent| by_counting(&times, percent).map(Seconds)));
                }
            }
            assert_eq!(found, want, "seed {seed}, {max_rides} rides");
            let one = matrix(days[0], &attached, ends, &query, &percentiles(), 1);
            n_moved += usize::from(one.values() != found);
        }
    }
    assert!(n_moved > 100, "the draws are too much alike: {n_moved}");
}

/// Draw after draw, in any order, block and number of threads; the same day again and again.
#[test]
fn what_does_not_change_a_percentile() {
    for seed in 0..40 {
        let case = Case::new(seed);
        let days: Vec<Timetable> = (0..5).map(|draw| case.draw(draw)).collect();
        let mut days: Vec<&Timetable> = days.iter().collect();
        let query = TravelQuery { max_rides: u8::MAX, ..case.query };
        // More destinations than a tile has.
        let to: Vec<Endpoint> = case.endpoints.iter().cycle().take(70).cloned().collect();
        let ends = (&case.endpoints[..], &to[..]);
        let ask = |days: &[&Timetable], how| of_draws(&case, days, ends, &query, how);
        let usual = ask(&days, (4, 1));
        assert_eq!(ask(&days, (1, 2)), usual, "seed {seed}");
        assert_eq!(ask(&days, (3, 16)), usual, "seed {seed}");
        days.reverse();
        assert_eq!(ask(&days, (2, 2)), usual, "seed {seed}");
        let (once, often) = ([days[0]], [days[0]; 7]);
        assert_eq!(ask(&often, (4, 1)), ask(&once, (4, 1)), "seed {seed}");
        let attached = case.attached();
        let plain = matrix(days[0], &attached, ends, &query, &percentiles(), 1);
        assert_eq!(ask(&once, (4, 1)), plain.values(), "seed {seed}");
    }
}

/// A cell of a map is a cell of a matrix.
#[test]
fn positions_have_the_times_that_they_have_as_destinations() {
    let mut n_reached = 0;
    for seed in 0..150 {
        let case = Case::new(seed);
        let days: Vec<Timetable> = (0..3).map(|draw| case.draw(draw)).collect();
        let days: Vec<&Timetable> = days.iter().collect();
        let (attached, mut random) = (case.attached(), Random::new(seed, 8));
        let mut place = || at(1200.0 * random.unit(), 1200.0 * random.unit());
        let places: Vec<LonLat> = (0..70).map(|_| place()).collect();
        let ends: Vec<Endpoint> = places.iter().map(|&at| Endpoint::Position(at)).collect();
        for max_rides in [case.query.max_rides, u8::MAX] {
            let query = TravelQuery { max_rides, ..case.query };
            for from in &case.endpoints {
                let row = (std::slice::from_ref(from), &ends[..]);
                let want = of_draws(&case, &days, row, &query, (1, 1));
                let of = (&days[..], &attached);
                let found = times_to_positions_of_draws(of, from, &places, &query, &percentiles());
                assert_eq!(found.times, want, "seed {seed}, {from:?}");
                n_reached += want.iter().flatten().count();
            }
        }
    }
    assert!(n_reached > 10_000, "dull cities: {n_reached}");
}

#[test]
fn a_tally_counts_what_a_sort_finds() {
    let mut tally = Tally::default();
    for seed in 0..2000 {
        let mut random = Random::new(seed, 3);
        let times: Vec<Option<Seconds>> = (0..random.below(90))
            .map(|_| (random.below(6) > 0).then(|| Seconds(random.below(700))))
            .collect();
        tally.clear();
        for &time in &times {
            tally.add(time);
        }
        for at in (1..=100).filter_map(Percentile::new) {
            let want = percentile(times.iter().copied(), at);
            assert_eq!(tally.percentile(at), want, "seed {seed}, {at}");
        }
    }
}
