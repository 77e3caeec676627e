//! Every search against its definition, on ten thousand random cities: the compiler makes the
//! timetable, the city knows by itself which runs that means, and the definitions in
//! `allways_testkit::oracle` try everything on those.

#![expect(clippy::panic, reason = "tests fail by panicking")]

use allways_base::{IdxVec, Seconds, ServiceTime};
use allways_testkit::audit::{Ends, audit};
use allways_testkit::city::{City, random_city};
use allways_testkit::{oracle, show};
use allways_transit::compile::compile_day;
use allways_transit::feed::StopIdx;
use allways_transit::raptor::{
    Arrivals, ArriveBy, Journey, Query, RangeQuery, Search, Work, arrive_by, earliest, journeys,
    range,
};
use allways_transit::timetable::{Times, Timetable};

const N_CITIES: u64 = 10_000;

fn compiled(city: &City) -> Timetable {
    compile_day(&city.feed, &city.settings, &city.footpaths).value
}

fn query(city: &City, depart: ServiceTime) -> Query<'_> {
    Query {
        access: &city.access,
        depart,
        max_rides: city.max_rides,
        max_duration: city.max_duration,
    }
}

/// What to look at when a seed fails.
fn picture(seed: u64, city: &City, tt: &Timetable) -> String {
    let City { access, egress, direct, depart, arrive, max_rides, max_duration, .. } = city;
    format!(
        "seed {seed}\n{}access {access:?} egress {egress:?} direct {direct:?}\ndepart {depart} \
         arrive {arrive} rides {max_rides} duration {max_duration}",
        show::timetable(&city.feed, tt)
    )
}

#[test]
fn z01_earliest_arrivals_agree_with_the_definition() {
    let mut search = Search::new();
    let (mut n_reached, mut n_late) = (0_usize, 0_usize);
    for seed in 0..N_CITIES {
        let city = random_city(seed);
        let tt = compiled(&city);
        let query = query(&city, city.depart);
        let fast = earliest(&tt, &query, &mut search, &mut Work::default());
        let slow = oracle::earliest(&city.plain, &query);
        assert_eq!(fast, slow, "{}", picture(seed, &city, &tt));
        n_reached += reached(&fast.by_ride);
        n_late += reached(&fast.any) - reached(&fast.by_ride);
    }
    assert!(n_reached > 10_000 && n_late > 5_000, "dull cities: {n_reached}, {n_late}");
}

fn reached(times: &IdxVec<StopIdx, ServiceTime>) -> usize {
    times.as_slice().iter().filter(|time| **time < ServiceTime::NEVER).count()
}

#[test]
fn z02_journeys_are_the_pareto_set_and_add_up() {
    let mut search = Search::new();
    let mut by_rides = [0_usize; 5];
    for seed in 0..N_CITIES {
        let city = random_city(seed);
        let tt = compiled(&city);
        let query = query(&city, city.depart);
        let found =
            journeys(&tt, &query, &city.egress, city.direct, &mut search, &mut Work::default());
        let pairs: Vec<(ServiceTime, u8)> = found.iter().map(|j| (j.arrival, j.rides)).collect();
        let slow = oracle::journeys(&city.plain, &query, &city.egress, city.direct);
        assert_eq!(pairs, slow, "{}", picture(seed, &city, &tt));
        for journey in &found {
            check_legs(seed, &city, &tt, journey);
            assert!(journey.departure >= query.depart, "{}", picture(seed, &city, &tt));
            by_rides[usize::from(journey.rides)] += 1;
        }
    }
    assert!(by_rides.iter().all(|&n| n >= 10), "dull cities: {by_rides:?}");
}

#[track_caller]
fn check_legs(seed: u64, city: &City, tt: &Timetable, journey: &Journey) {
    let ends = Ends { access: &city.access, egress: &city.egress, direct: city.direct };
    if let Err(what) = audit(tt, &ends, journey) {
        panic!("{what}\n{}", picture(seed, city, tt));
    }
}

#[test]
fn z03_a_window_reads_like_its_departures_one_by_one() {
    let mut search = Search::new();
    let mut alone = Search::new();
    for seed in 0..N_CITIES {
        let city = random_city(seed);
        let tt = compiled(&city);
        let window = RangeQuery {
            access: &city.access,
            window: city.window,
            max_rides: city.max_rides,
            max_duration: city.max_duration,
        };
        let mut found: Vec<(ServiceTime, Arrivals)> = Vec::new();
        range(&tt, &window, &mut search, &mut Work::default(), |depart, arrivals| {
            found.push((depart, arrivals.clone()));
        });
        let departures: Vec<ServiceTime> = city.window.departures().rev().collect();
        assert_eq!(found.iter().map(|(d, _)| *d).collect::<Vec<_>>(), departures);
        for (depart, arrivals) in found {
            let query = query(&city, depart);
            let one = earliest(&tt, &query, &mut alone, &mut Work::default());
            assert_eq!(arrivals, one, "{depart} {}", picture(seed, &city, &tt));
        }
    }
}

#[test]
fn z04_arriving_by_agrees_with_trying_every_departure() {
    let mut search = Search::new();
    let mut by_rides = [0_usize; 5];
    for seed in 0..N_CITIES {
        let city = random_city(seed);
        let tt = compiled(&city);
        let query = ArriveBy {
            access: &city.access,
            arrive: city.arrive,
            max_rides: city.max_rides,
            max_duration: city.max_duration,
        };
        let reversed = tt.reversed();
        let found = arrive_by(
            &reversed,
            &query,
            &city.egress,
            city.direct,
            &mut search,
            &mut Work::default(),
        );
        let pairs: Vec<(ServiceTime, u8)> = found.iter().map(|j| (j.departure, j.rides)).collect();
        let slow = oracle::arrive_by(&city.plain, &query, &city.egress, city.direct);
        assert_eq!(pairs, slow, "{}", picture(seed, &city, &tt));
        for journey in &found {
            check_legs(seed, &city, &tt, journey);
            assert!(journey.arrival <= city.arrive, "{}", picture(seed, &city, &tt));
            by_rides[usize::from(journey.rides)] += 1;
        }
    }
    assert!(by_rides.iter().all(|&n| n >= 10), "dull cities: {by_rides:?}");
}

/// The columns keep their promises, whatever the city.
#[test]
fn z05_every_compiled_timetable_is_in_order() {
    for seed in 0..N_CITIES {
        let city = random_city(seed);
        let tt = compiled(&city);
        for pattern in tt.calls.indices() {
            assert!(tt.calls[pattern].len() > 1 && tt.n_trips(pattern) > 0);
            let rows: Vec<Vec<Times>> = tt.trips(pattern).map(|run| run.iter().collect()).collect();
            let rises = |row: &[Times]| {
                row.iter().all(|t| t.arrive <= t.depart)
                    && row.windows(2).all(|w| w[0].depart <= w[1].arrive)
            };
            assert!(rows.iter().all(|row| rises(row)), "{}", picture(seed, &city, &tt));
            for pair in rows.windows(2) {
                let mut calls = pair[0].iter().zip(&pair[1]);
                let in_order = calls.all(|(a, b)| a.arrive <= b.arrive && a.depart <= b.depart);
                assert!(in_order, "{}", picture(seed, &city, &tt));
            }
        }
        let n_calls: usize = tt.calls.values().len();
        assert_eq!(tt.stop_calls.values().len(), n_calls);
        let again = compiled(&city);
        assert_eq!(format!("{tt:?}"), format!("{again:?}"), "seed {seed}");
        let there_and_back = tt.reversed().reversed();
        assert_eq!(tt.schedule, there_and_back.schedule);
        assert_eq!(tt.calls, there_and_back.calls);
        assert_eq!(tt.trips, there_and_back.trips);
    }
}

/// Half a minute is nothing to a random city, but a limit on the second must be kept to.
#[test]
fn z06_a_duration_is_kept_to_the_second() {
    let city = random_city(1);
    let tt = compiled(&city);
    let long =
        Query { max_duration: Seconds::minutes(240), max_rides: 4, ..query(&city, city.depart) };
    let mut search = Search::new();
    let free = earliest(&tt, &long, &mut search, &mut Work::default());
    for (stop, &at) in free.any.iter().filter(|(_, at)| **at < ServiceTime::NEVER) {
        let just = Query { max_duration: at.since(city.depart), ..long };
        let found = earliest(&tt, &just, &mut search, &mut Work::default());
        assert_eq!(found.any[stop], at);
        if let Some(less) = just.max_duration.0.checked_sub(1) {
            let short = Query { max_duration: Seconds(less), ..long };
            let found = earliest(&tt, &short, &mut search, &mut Work::default());
            assert_eq!(found.any[stop], ServiceTime::NEVER);
        }
    }
}
