//! Half a headway at each boarding, against the definition on ten thousand random cities: rows are
//! read from the feed by code that shares nothing with the compiler, and every boarding and every
//! alighting of every row and run is tried.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use allways_base::random::Random;
use allways_base::{IdxVec, Seconds, ServiceTime};
use allways_testkit::city::{City, random_city};
use allways_testkit::oracle;
use allways_testkit::picture::{Picture, plain_settings};
use allways_testkit::plain::Plain;
use allways_transit::compile::compile_day;
use allways_transit::feed::{FeedTripIdx, Frequency, StopIdx};
use allways_transit::half_headway::{HalfHeadwaySearch, compile_half_headway};
use allways_transit::raptor::{Arrivals, Query, Work};

const N_CITIES: u64 = 10_000;

fn query(city: &City) -> Query<'_> {
    Query {
        access: &city.access,
        depart: city.depart,
        max_rides: city.max_rides,
        max_duration: city.max_duration,
    }
}

#[test]
fn without_unknown_phases_it_is_the_ordinary_search() {
    let mut search = HalfHeadwaySearch::default();
    for seed in 0..N_CITIES {
        let city = random_city(seed);
        let day = compile_half_headway(&city.feed, &city.settings, &city.footpaths).value;
        assert_eq!(day.n_rows(), 0);
        for max_rides in [city.max_rides, u8::MAX] {
            let query = Query { max_rides, ..query(&city) };
            let fast = search.earliest(&day, &query, &mut Work::default());
            let slow =
                oracle::earliest(&city.plain, &Query { max_rides: max_rides.min(40), ..query });
            assert_eq!(*fast, slow, "seed {seed}");
        }
    }
}

/// A row as the passengers of a day see it: stops with the seconds since the vehicle left the first
/// (arrive, depart, board, alight), from, to, wait.
struct Row {
    visits: Vec<(StopIdx, i64, i64, bool, bool)>,
    from: i64,
    to: i64,
    wait: i64,
}

fn rows_of(city: &City) -> Vec<Row> {
    let mut rows = Vec::new();
    let yesterday = city.settings.date.yesterday().unwrap();
    for (date, shift) in [(yesterday, -86_400), (city.settings.date, 0)] {
        for row in city.feed.frequencies.iter().filter(|row| !row.exact && row.headway.0 > 1) {
            if !city.feed.services[city.feed.trips[row.trip].service].added.contains(&date) {
                continue;
            }
            let calls = &city.feed.stop_times[row.trip];
            let first = i64::from(calls[0].depart.0);
            let slow = if city.settings.bus_factor > 1.0 { 3 } else { 2 };
            let since = |time: ServiceTime| ((i64::from(time.0) - first) * slow + 1).div_euclid(2);
            let visit = |call: &allways_transit::feed::StopTime| {
                let (arrive, depart) = (since(call.arrive), since(call.depart));
                (call.stop, arrive, depart, call.may_board, call.may_alight)
            };
            rows.push(Row {
                visits: calls.iter().map(visit).collect(),
                from: i64::from(row.from.0) + shift,
                to: i64::from(row.to.0) + shift,
                wait: i64::from(row.headway.0 / 2),
            });
        }
    }
    rows
}

/// Ride by ride: try every boarding and every alighting of every run and row.
fn slow(plain: &Plain, rows: &[Row], query: &Query<'_>) -> Arrivals {
    let n = plain.n_stops();
    let mut found = Arrivals::unreached(n);
    let mut ready = found.any.clone();
    let sooner = |times: &mut IdxVec<StopIdx, ServiceTime>, stop: StopIdx, time: ServiceTime| {
        times[stop] = times[stop].min(time);
    };
    for &(stop, duration) in query.access {
        sooner(&mut ready, stop, query.depart + duration);
        sooner(&mut found.any, stop, query.depart + duration);
    }
    for _ in 0..query.max_rides {
        let mut ridden = IdxVec::filled(ServiceTime::NEVER, n);
        for run in &plain.runs {
            for (board, from) in run.iter().enumerate() {
                if from.may_board && ready[from.stop] <= from.depart {
                    for to in run[board + 1..].iter().filter(|to| to.may_alight) {
                        sooner(&mut ridden, to.stop, to.arrive);
                    }
                }
            }
        }
        for row in rows {
            for (board, &(stop, _, depart, may_board, _)) in row.visits.iter().enumerate() {
                if !may_board || ready[stop] == ServiceTime::NEVER {
                    continue;
                }
                // As told by the stop's own clock: the first and the last vehicle pass here then.
                let leaves = i64::from(ready[stop].0).max(row.from + depart) + row.wait;
                if leaves < row.to + depart {
                    for &(to, arrive, _, _, may_alight) in &row.visits[board + 1..] {
                        if may_alight {
                            let at = u32::try_from(leaves + arrive - depart).unwrap();
                            sooner(&mut ridden, to, ServiceTime(at));
                        }
                    }
                }
            }
        }
        for (stop, &time) in ridden.iter().filter(|(_, time)| **time < ServiceTime::NEVER) {
            sooner(&mut found.by_ride, stop, time);
            sooner(&mut found.any, stop, time);
            if let Some(change) = plain.change[stop] {
                sooner(&mut ready, stop, time + change);
            }
            for &(_, to, duration) in plain.footpaths.iter().filter(|walk| walk.0 == stop) {
                sooner(&mut found.any, to, time + duration);
                sooner(&mut ready, to, time + duration);
            }
        }
    }
    let latest = query.depart + query.max_duration;
    for times in [&mut found.by_ride, &mut found.any] {
        for time in times.as_mut_slice().iter_mut().filter(|time| **time > latest) {
            *time = ServiceTime::NEVER;
        }
    }
    found
}

/// Some rows lose their phase, some trips become rows of unknown phase.
fn spoil(city: &mut City, random: &mut Random) {
    let feed = &mut city.feed;
    for row in &mut feed.frequencies {
        row.exact = random.below(3) == 0;
    }
    let trips: Vec<FeedTripIdx> = feed.trips.indices().collect();
    for trip in trips {
        if random.below(3) > 0 {
            continue;
        }
        let first = feed.stop_times[trip][0].depart;
        for _ in 0..1 + random.below(2) {
            let from = first - Seconds(random.below(2400));
            let to = from + Seconds(random.below(5400));
            let headway = Seconds(1 + random.below(1800));
            feed.frequencies.push(Frequency {
                trip,
                from,
                to,
                headway,
                exact: random.below(5) == 0,
            });
        }
    }
}

/// The runs of known times, with the rows emptied; changes and walks as the city knows them.
fn known(city: &City) -> Plain {
    let mut emptied = city.feed.clone();
    for row in emptied.frequencies.iter_mut().filter(|row| !row.exact && row.headway.0 > 1) {
        row.to = row.from;
    }
    let tt = compile_day(&emptied, &city.settings, &city.footpaths).value;
    let Plain { footpaths, change, .. } = city.plain.clone();
    Plain { runs: Plain::of(&tt).runs, footpaths, change }
}

#[test]
fn it_agrees_with_the_definition() {
    let mut search = HalfHeadwaySearch::default();
    let (mut n_by_row, mut n_before) = (0, 0);
    for seed in 0..N_CITIES {
        let mut city = random_city(seed);
        spoil(&mut city, &mut Random::new(seed, 8));
        let day = compile_half_headway(&city.feed, &city.settings, &city.footpaths).value;
        let (plain, rows) = (known(&city), rows_of(&city));
        let query = query(&city);
        let fast = search.earliest(&day, &query, &mut Work::default());
        let want = slow(&plain, &rows, &query);
        assert_eq!(*fast, want, "seed {seed}");
        let without = slow(&plain, &[], &query);
        let sooner = |(stop, time): (StopIdx, &ServiceTime)| *time < without.by_ride[stop];
        n_by_row += want.by_ride.iter().filter(|&(stop, time)| sooner((stop, time))).count();
        n_before += rows.iter().filter(|row| row.from < 0 && row.to > 0).count();
        let free = Query { max_rides: u8::MAX, ..query };
        let fast = search.earliest(&day, &free, &mut Work::default());
        assert_eq!(*fast, slow(&plain, &rows, &Query { max_rides: 40, ..free }), "seed {seed}");
    }
    assert!(n_by_row > 5_000 && n_before > 100, "dull cities: {n_by_row}, {n_before}");
}

#[test]
fn whoever_is_ready_later_is_never_sooner() {
    let mut search = HalfHeadwaySearch::default();
    let mut n_known = 0;
    for seed in 0..2_000 {
        let mut city = random_city(seed);
        spoil(&mut city, &mut Random::new(seed, 8));
        let day = compile_half_headway(&city.feed, &city.settings, &city.footpaths).value;
        let far = Query { max_duration: Seconds(86_400), ..query(&city) };
        let mut before = search.earliest(&day, &far, &mut Work::default()).clone();
        for minutes in 1..20 {
            let depart = city.depart + Seconds::minutes(minutes);
            let later = Query { depart, ..far };
            let now = search.earliest(&day, &later, &mut Work::default());
            for (stop, time) in now.by_ride.iter() {
                // What is out of the duration of whoever sets out earlier tells nothing.
                let is_out = *time > depart - Seconds(60) + far.max_duration;
                assert!(before.by_ride[stop] <= *time || is_out, "seed {seed}, {depart}");
                n_known += usize::from(!is_out);
            }
            before = now.clone();
        }
    }
    assert!(n_known > 10_000, "dull cities: {n_known}");
}

const LINE: &str = "
A     B     C
t: 8:00  8:10/8:12  8:25
every t 6:00..9:00 15
";

/// When one arrives at C.
fn at_c(text: &str, from: &str, depart: ServiceTime) -> ServiceTime {
    let picture = Picture::read(text).value;
    let day = compile_half_headway(&picture.feed, &plain_settings(), &picture.footpaths).value;
    let access = [(picture.stop(from).unwrap(), Seconds(60))];
    let query =
        Query { access: &access, depart, max_rides: u8::MAX, max_duration: Seconds(20 * 3600) };
    let mut search = HalfHeadwaySearch::default();
    let found = search.earliest(&day, &query, &mut Work::default());
    found.by_ride[picture.stop("C").unwrap()]
}

#[test]
fn one_waits_half_a_headway_within_the_span() {
    let at = ServiceTime::hms;
    // Walk a minute, wait seven and a half, ride 25.
    assert_eq!(at_c(LINE, "A", at(8, 0, 0)), at(8, 33, 30));
    // Before the first vehicle could be there one waits for that: it passes B at 6:12.
    assert_eq!(at_c(LINE, "A", at(4, 0, 0)), at(6, 32, 30));
    assert_eq!(at_c(LINE, "B", at(4, 0, 0)), at(6, 32, 30));
    // The last second at which the wait ends before the span does, and the next.
    assert_eq!(at_c(LINE, "A", at(8, 51, 29)), at(9, 24, 59));
    assert_eq!(at_c(LINE, "A", at(8, 51, 30)), ServiceTime::NEVER);
    assert_eq!(at_c(LINE, "B", at(9, 3, 29)), at(9, 24, 59));
    assert_eq!(at_c(LINE, "B", at(9, 3, 30)), ServiceTime::NEVER);
    // A second row takes over; a vehicle of known time is taken where it is sooner.
    let two = format!("{LINE}every t 9:00..10:00 20\n");
    assert_eq!(at_c(&two, "A", at(8, 51, 30)), at(9, 35, 0));
    let known = format!("{LINE}\nA C\n8:05 8:20\n");
    assert_eq!(at_c(&known, "A", at(8, 0, 0)), at(8, 20, 0));
    assert_eq!(at_c(&LINE.replace(" 15", " 15 exact"), "A", at(8, 0, 0)), at(8, 40, 0));
}
