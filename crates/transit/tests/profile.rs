//! The scan of all departures against range RAPTOR, RAPTOR departure by departure, and the slow
//! definition, on thousands of random cities; and what it must do in the corners.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use allways_base::cast::usize_from;
use allways_base::random::Random;
use allways_base::{Idx, Seconds, ServiceTime, Window};
use allways_testkit::city::{City, random_city};
use allways_testkit::grid::grid_city;
use allways_testkit::oracle;
use allways_testkit::picture::{Picture, plain_settings};
use allways_testkit::show;
use allways_transit::compile::compile_day;
use allways_transit::feed::StopIdx;
use allways_transit::mirror::mirrored;
use allways_transit::profile::{
    ANY_NUMBER_OF_RIDES, Batch, Lanes, NEVER, ORIGINS, Place, Scan, compile_window,
    compile_window_backwards, latest_departures,
};
use allways_transit::raptor::{Query, RangeQuery, Search, Work, earliest, range};
use allways_transit::timetable::Timetable;

const N_CITIES: u64 = 4_000;

/// departure → stop → arrival by ride.
type Table = Vec<(ServiceTime, Vec<ServiceTime>)>;

fn compiled(city: &City) -> Timetable {
    compile_day(&city.feed, &city.settings, &city.footpaths).value
}

/// Windows as people ask for them, and others: many departures, seconds, nearly a day.
fn window(seed: u64, city: &City) -> (Window, Seconds) {
    let Window { from, to, .. } = city.window;
    let odd = u32::try_from(seed % 41).unwrap();
    match seed % 8 {
        0 => (Window { from, to: to + Seconds(600), step: Seconds(7 + odd) }, city.max_duration),
        1 => (Window { from, to, step: Seconds(1 + odd / 2) }, city.max_duration),
        2 if seed % 64 == 2 => (city.window, Seconds(65_400 + odd)),
        3 => (Window { from, to: to + Seconds(90_000), step: Seconds(1800) }, city.max_duration),
        _ => (city.window, city.max_duration + Seconds(odd)),
    }
}

fn scanned(tt: &Timetable, access: &[(StopIdx, Seconds)], at: (Window, Seconds)) -> Table {
    let chunks = compile_window(tt, at.0, at.1).unwrap();
    let mut scan = Scan::new();
    let mut table = Table::new();
    for chunk in &chunks {
        scan.run(chunk, access, &mut Work::default());
        let first = table.len();
        let departs = |since: &u16| chunk.from() + Seconds(u32::from(*since));
        table.extend(chunk.departures().iter().map(|since| (departs(since), Vec::new())));
        for stop in (0..tt.n_stops).map(StopIdx::from_usize) {
            for (row, time) in table[first..].iter_mut().zip(scan.by_ride(chunk, stop)) {
                row.1.push(time);
            }
        }
    }
    table
}

fn ranged(tt: &Timetable, access: &[(StopIdx, Seconds)], at: (Window, Seconds)) -> Table {
    let max_rides = ANY_NUMBER_OF_RIDES;
    let query = RangeQuery { access, window: at.0, max_rides, max_duration: at.1 };
    let mut table = Table::new();
    range(tt, &query, &mut Search::new(), &mut Work::default(), |depart, arrivals| {
        table.push((depart, arrivals.by_ride.as_slice().to_vec()));
    });
    table.reverse();
    table
}

fn query(access: &[(StopIdx, Seconds)], depart: ServiceTime, max_duration: Seconds) -> Query<'_> {
    Query { access, depart, max_rides: ANY_NUMBER_OF_RIDES, max_duration }
}

#[test]
fn p01_the_scan_is_range_raptor_for_every_departure_and_stop() {
    let (mut n_reached, mut n_steps, mut n_chunks) = (0, 0, 0);
    for seed in 0..N_CITIES {
        let city = random_city(seed);
        let tt = compiled(&city);
        let at = window(seed, &city);
        let (fast, slow) = (scanned(&tt, &city.access, at), ranged(&tt, &city.access, at));
        let City { access, .. } = &city;
        let picture = || show::timetable(&city.feed, &tt);
        assert_eq!(fast, slow, "seed {seed}, access {access:?}, {at:?}\n{}", picture());
        n_chunks += compile_window(&tt, at.0, at.1).unwrap().len();
        n_reached +=
            slow.iter().flat_map(|row| &row.1).filter(|t| **t < ServiceTime::NEVER).count();
        n_steps += slow.windows(2).filter(|pair| pair[0].1 != pair[1].1).count();
    }
    assert!(n_chunks > usize::try_from(N_CITIES).unwrap() * 5 / 4, "few chunks: {n_chunks}");
    assert!(n_reached > 100_000 && n_steps > 5_000, "dull cities: {n_reached}, {n_steps}");
}

#[test]
fn p02_each_departure_is_raptor_alone_and_the_definition() {
    let mut search = Search::new();
    for seed in 0..1_500 {
        let city = random_city(seed);
        let tt = compiled(&city);
        let at = (city.window, city.max_duration);
        for (depart, by_ride) in scanned(&tt, &city.access, at).into_iter().step_by(3) {
            let query = query(&city.access, depart, at.1);
            let alone = earliest(&tt, &query, &mut search, &mut Work::default());
            assert_eq!(by_ride, alone.by_ride.as_slice(), "seed {seed} at {depart}");
            // Nobody in a random city rides more often than this.
            let slow = oracle::earliest(&city.plain, &Query { max_rides: 30, ..query });
            assert_eq!(by_ride, slow.by_ride.as_slice(), "seed {seed} at {depart}");
        }
    }
}

#[test]
fn p03_arriving_by_each_time_is_the_mirrored_search_for_each() {
    let mut scan = Scan::new();
    let mut search = Search::new();
    let mut n_found = 0;
    for seed in 0..2_000 {
        let city = random_city(seed);
        let tt = compiled(&city);
        let reversed = tt.reversed();
        let (from, step) = (city.arrive, city.window.step);
        let arrivals = Window { from, to: from + Seconds(3000), step };
        let chunks = compile_window_backwards(&reversed, arrivals, city.max_duration).unwrap();
        let mut told = Vec::new();
        for chunk in &chunks {
            scan.run(chunk, &city.egress, &mut Work::default());
            for stop in city.feed.stops.indices() {
                for (arrive, leaves) in latest_departures(chunk, &scan, stop) {
                    let query = query(&city.egress, mirrored(arrive), city.max_duration);
                    if stop.to_usize() == 0 {
                        told.push(arrive);
                    }
                    let alone = earliest(&reversed, &query, &mut search, &mut Work::default());
                    let want = alone.by_ride[stop];
                    let want = (want < ServiceTime::NEVER).then(|| mirrored(want));
                    assert_eq!(leaves, want, "seed {seed}, {stop:?} by {arrive}");
                    n_found += usize::from(leaves.is_some());
                }
            }
        }
        let want: Vec<ServiceTime> = arrivals.departures().rev().collect();
        assert_eq!(told, want, "seed {seed}");
    }
    assert!(n_found > 10_000, "dull cities: {n_found}");
}

/// Two vehicles that take no time may feed each other in the same second, so that no order of their
/// connections is right for both.
#[test]
fn p04_hops_that_take_no_time_may_form_a_ring() {
    let picture = Picture::read(
        "E F G\n8:00 8:00 8:05\n\nC D E\n8:00 8:00 8:00\n\nA B C\n8:00 8:00 8:00\n\n\
         F A\n8:00 8:00\n\nH A\n7:50 8:00",
    );
    let to = seen(&picture.value, "H", "G");
    assert_eq!(to, ServiceTime::hms(8, 5, 0));
}

/// Who boards in the middle of such a run has not ridden to where they boarded, however often the
/// second is looked at.
#[test]
fn p05_nobody_rides_to_where_they_boarded() {
    let picture = Picture::read(
        "K L M\n8:00 8:00 8:00\n\nM N\n8:00 8:00\n\nN O\n8:00 8:00\n\nN K\n8:00 8:00\n\n\
         K ~ 1 ~ Q",
    );
    assert_eq!(seen(&picture.value, "L", "O"), ServiceTime::hms(8, 0, 0));
    assert_eq!(seen(&picture.value, "M", "L"), ServiceTime::hms(8, 0, 0));
    let one_way = Picture::read("K L M\n8:00 8:00 8:00\n\nM N\n8:00 8:00\n\nN O\n8:00 8:00");
    assert_eq!(seen(&one_way.value, "L", "L"), ServiceTime::NEVER);
    assert_eq!(seen(&one_way.value, "L", "O"), ServiceTime::hms(8, 0, 0));
}

/// Arrival by ride at `to` for who stands at `from` at 7:45; like range RAPTOR.
#[track_caller]
fn seen(picture: &Picture, from: &str, to: &str) -> ServiceTime {
    let tt = picture.timetable().value;
    let access = [(picture.stop(from).unwrap(), Seconds(0))];
    let at = (Window::parse("07:45..07:55").unwrap(), Seconds::minutes(60));
    let fast = scanned(&tt, &access, at);
    assert_eq!(fast, ranged(&tt, &access, at));
    fast[0].1[picture.stop(to).unwrap().to_usize()]
}

#[test]
fn p06_too_long_for_16_bits_is_told_and_just_short_enough_is_exact() {
    let city = random_city(5);
    let tt = compiled(&city);
    assert!(compile_window(&tt, city.window, Seconds(65_535)).is_none());
    let at = (city.window, Seconds(65_534));
    let chunks = compile_window(&tt, at.0, at.1).unwrap();
    assert_eq!(chunks.len(), city.window.departures().len());
    assert_eq!(scanned(&tt, &city.access, at), ranged(&tt, &city.access, at));
    let empty = Window { to: city.window.from, ..city.window };
    assert_eq!(compile_window(&tt, empty, at.1).unwrap().len(), 0);
}

#[test]
fn p07_one_scan_is_little_work() {
    let (feed, footpaths) = grid_city(1, 12, Seconds::minutes(10));
    let tt = compile_day(&feed, &plain_settings(), &footpaths).value;
    let access = [(StopIdx::from_usize(0), Seconds(0))];
    let window = Window::parse("08:00..09:00").unwrap();
    let max_duration = Seconds::minutes(120);
    let max_rides = ANY_NUMBER_OF_RIDES;
    let (mut one, mut many) = (Work::default(), Work::default());
    let chunks = compile_window(&tt, window, max_duration).unwrap();
    Scan::new().run(&chunks[0], &access, &mut one);
    let query = RangeQuery { access: &access, window, max_rides, max_duration };
    range(&tt, &query, &mut Search::new(), &mut many, |_, _| {});
    assert_eq!(one.calls, u64::try_from(chunks[0].n_connections()).unwrap());
    assert!(one.boardings <= one.calls && one.labels <= one.boardings, "{one:?}");
    // The scan counts changes as footpaths, range RAPTOR as labels.
    assert!(one.labels * 3 < many.labels, "{one:?}\n{many:?}");
    let effort = |work: &Work| work.calls + work.footpaths + work.labels;
    assert!(effort(&one) < effort(&many), "{one:?}\n{many:?}");
}

/// A scan serves chunks of different cities, in any order.
#[test]
fn p08_a_scan_remembers_nothing() {
    let mut used = Scan::new();
    for seed in (0..60).chain((0..60).rev()) {
        let city = random_city(seed);
        let tt = compiled(&city);
        for chunk in compile_window(&tt, city.window, city.max_duration).unwrap() {
            let mut fresh = Scan::new();
            fresh.run(&chunk, &city.access, &mut Work::default());
            used.run(&chunk, &city.access, &mut Work::default());
            assert_eq!(fresh.rows(), used.rows(), "seed {seed}");
        }
    }
}

/// Any number of origins at once finds what each finds alone.
#[test]
fn p09_a_batch_is_its_origins_one_by_one() {
    let (mut batch, mut scan) = (Batch::new(), Scan::new());
    let mut n_reached = 0;
    for seed in 0..500 {
        let city = random_city(seed);
        let tt = compiled(&city);
        let at = window(seed, &city);
        if at.1 > Seconds(20_000) {
            continue;
        }
        let stops: Vec<StopIdx> = city.feed.stops.indices().collect();
        let mut random = Random::new(seed, 3);
        let mut any = |n: usize| usize_from(random.below(u32::try_from(n).unwrap()));
        let mut origins = vec![city.access.clone(), Vec::new()];
        for _ in 0..any(ORIGINS - 1) {
            let ends = (0..any(4))
                .map(|_| (stops[any(stops.len())], Seconds(u32::try_from(any(1500)).unwrap())));
            origins.push(ends.collect());
        }
        for chunk in compile_window(&tt, at.0, at.1).unwrap() {
            let (mut together, mut alone) = (Work::default(), Work::default());
            batch.run(&chunk, &origins, &mut together);
            let places: Vec<_> = (0..chunk.n_places()).map(Place::from_usize).collect();
            let mut rows = vec![Lanes::all(7); chunk.n_places()];
            for (rank, access) in origins.iter().enumerate() {
                alone = Work::default();
                scan.run(&chunk, access, &mut alone);
                batch.rows(rank, &places, &mut rows);
                assert_eq!(rows, scan.rows(), "seed {seed}, origin {rank}");
                n_reached += rows.iter().filter(|row| row[0] < NEVER).count();
            }
            assert!(together.calls >= alone.calls, "seed {seed}");
        }
    }
    assert!(n_reached > 20_000, "dull cities: {n_reached}");
}
