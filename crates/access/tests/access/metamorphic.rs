//! What must hold whatever the truth is: the same city asked in another way, or changed in a way
//! whose effect is known.

use allways_access::{AccessQuery, Attached, Decay, Percentile, Walker, accessibility, matrix};
use allways_base::random::Random;
use allways_base::{Seconds, ServiceTime, Speed, Window};
use allways_testkit::city::City;
use allways_transit::compile::{StepFreeRule, compile_day};
use allways_transit::feed::{Feed, FeedTripIdx, StepFree, StopTime};
use allways_transit::timetable::Timetable;

use crate::twins::{Case, attached};

const HOUR: Seconds = Seconds(3600);

fn percentiles() -> [Percentile; 3] {
    [5, 50, 100].map(|p| Percentile::new(p).unwrap())
}

/// The times of a case in a city that may have been changed, on foot and by vehicle.
fn times(case: &Case, city: &City, walker: Walker, window: Window) -> Vec<Option<Seconds>> {
    let on: Attached<'_> = attached(city, walker);
    let tt: Timetable =
        compile_day(&city.feed, &city.settings, &on.footpaths(walker.transfer_limit)).value;
    let mut query = case.query;
    query.window = window;
    let ends = (&case.endpoints[..], &case.endpoints[..]);
    matrix(&tt, &on, ends, &query, &percentiles(), 1).values().to_vec()
}

fn usual(case: &Case) -> Vec<Option<Seconds>> {
    times(case, &case.city, case.walker, case.query.window)
}

/// Nowhere sooner: `never` counts as longest.
#[track_caller]
fn none_sooner(seed: u64, these: &[Option<Seconds>], than: &[Option<Seconds>]) {
    let longest = |time: Option<Seconds>| time.map_or(u32::MAX, |Seconds(s)| s);
    let sooner = these.iter().zip(than).position(|(a, b)| longest(*a) < longest(*b));
    assert_eq!(sooner, None, "seed {seed}: {these:?} {than:?}");
}

fn each_case(n: u64, mut test: impl FnMut(u64, Case)) {
    for seed in 0..n {
        let mut case = Case::new(seed);
        if seed % 2 == 0 {
            case.query.max_rides = u8::MAX;
        }
        test(seed, case);
    }
}

#[test]
fn a_slower_walker_is_never_faster() {
    let mut n_slower = 0;
    each_case(400, |seed, case| {
        let slow = Walker { speed: Speed(case.walker.speed.0 * 0.7), ..case.walker };
        let (fast, slow) = (usual(&case), times(&case, &case.city, slow, case.query.window));
        none_sooner(seed, &slow, &fast);
        n_slower += usize::from(slow != fast);
    });
    assert!(n_slower > 200, "dull cities: {n_slower}");
}

#[test]
fn an_hour_later_everything_is_the_same() {
    each_case(400, |seed, case| {
        let mut city = case.city.clone();
        for trip in city.feed.stop_times.indices() {
            for call in city.feed.stop_times.row_mut(trip) {
                call.arrive = call.arrive + HOUR;
                call.depart = call.depart + HOUR;
            }
        }
        for row in &mut city.feed.frequencies {
            row.from = row.from + HOUR;
            row.to = row.to + HOUR;
        }
        let Window { from, to, step } = case.query.window;
        let later = Window { from: from + HOUR, to: to + HOUR, step };
        assert_eq!(usual(&case), times(&case, &city, case.walker, later), "seed {seed}");
    });
}

/// A trip of a timetable, again, up to ten minutes later. It runs on the same days.
fn with_another_trip(feed: &Feed, random: &mut Random) -> Option<Feed> {
    let plain = |trip: &FeedTripIdx| feed.frequencies.iter().all(|row| row.trip != *trip);
    let trips: Vec<FeedTripIdx> = feed.trips.indices().filter(plain).collect();
    let n = u32::try_from(trips.len()).unwrap();
    if n == 0 {
        return None;
    }
    let of = trips[usize::try_from(random.below(n)).unwrap()];
    let by = Seconds(random.below(600));
    let mut more = feed.clone();
    let later = |time: ServiceTime| time + by;
    let calls = feed.stop_times[of].iter();
    let calls = calls.map(|call| StopTime {
        arrive: later(call.arrive),
        depart: later(call.depart),
        ..*call
    });
    more.stop_times.push_row(calls);
    let mut trip = feed.trips[of].clone();
    trip.id.push_str(" again");
    trip.block = None;
    more.trips.push(trip);
    Some(more)
}

#[test]
fn another_trip_never_hurts() {
    let mut n_better = 0;
    each_case(600, |seed, case| {
        let mut random = Random::new(seed, 9);
        let Some(feed) = with_another_trip(&case.city.feed, &mut random) else { return };
        let city = City { feed, ..case.city.clone() };
        let (before, after) = (usual(&case), times(&case, &city, case.walker, case.query.window));
        none_sooner(seed, &before, &after);
        n_better += usize::from(before != after);
    });
    assert!(n_better > 30, "dull trips: {n_better}");
}

#[test]
fn who_needs_no_steps_is_never_faster() {
    let mut n_slower = 0;
    each_case(400, |seed, case| {
        let mut random = Random::new(seed, 10);
        let mut city = case.city.clone();
        for stop in city.feed.stops.as_mut_slice() {
            stop.step_free = [StepFree::Unknown, StepFree::Yes, StepFree::No]
                [usize::try_from(random.below(3)).unwrap()];
        }
        let base = times(&case, &city, case.walker, case.query.window);
        let mut found = vec![base];
        for rule in [StepFreeRule::NotRefused, StepFreeRule::KnownOnly] {
            city.settings.step_free = rule;
            found.push(times(&case, &city, case.walker, case.query.window));
        }
        none_sooner(seed, &found[1], &found[0]);
        none_sooner(seed, &found[2], &found[1]);
        n_slower += usize::from(found[0] != found[2]);
    });
    assert!(n_slower > 50, "dull stops: {n_slower}");
}

#[test]
fn twice_the_opportunities_are_twice_the_accessibility() {
    each_case(200, |seed, case| {
        let on = attached(&case.city, case.walker);
        let opportunities: Vec<f64> =
            (0..case.endpoints.len()).map(|k| [0.1, 0.7, 1.3, 2.9][k % 4]).collect();
        let twice: Vec<f64> = opportunities.iter().map(|n| 2.0 * n).collect();
        for decay in [Decay::Step, Decay::Exponential, Decay::Gravity { power: 1.5 }] {
            let query = AccessQuery {
                travel: case.query,
                percentiles: &percentiles(),
                cutoffs: &[Seconds::minutes(10), Seconds::minutes(40)],
                decay,
            };
            let ask = |amounts: &[f64]| {
                let ends = (&case.endpoints[..], &case.endpoints[..], amounts);
                accessibility(&case.tt, &on, ends, &query, 1).values().to_vec()
            };
            let doubled: Vec<f64> = ask(&opportunities).iter().map(|n| 2.0 * n).collect();
            assert_eq!(doubled, ask(&twice), "seed {seed}, {decay:?}");
        }
    });
}
