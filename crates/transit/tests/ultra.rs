//! Searches over shortcuts against searches over all walks, on thousands of random cities in which
//! one may walk from any stop to any other: with transfer rules that break the triangle inequality,
//! changes that take long or are forbidden, calls without boarding or alighting, runs that overtake.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use allways_base::cast::usize_from;
use allways_base::random::Random;
use allways_base::{Idx, Seconds, ServiceTime, Window};
use allways_testkit::city::{City, random_city};
use allways_testkit::grid::grid_city;
use allways_testkit::picture::{Picture, plain_settings};
use allways_testkit::{oracle, plain::Plain, show};
use allways_transit::compile::compile_day;
use allways_transit::feed::StopIdx;
use allways_transit::profile::{ANY_NUMBER_OF_RIDES, Scan, compile_window};
use allways_transit::raptor::{
    ArriveBy, Query, RangeQuery, Search, Work, arrive_by, earliest, journeys, journeys_in_window,
    range,
};
use allways_transit::timetable::{Footpath, Timetable};
use allways_transit::ultra::{Span, shortcuts};

/// A city with a walk from every stop to every other, but for some of them (in a third of the cities
/// for most of them, so that it takes several rides). Half of the cities have no geometry, in the
/// others walks are along a line, so that many are equally long.
fn complete(city: &City, seed: u64) -> Timetable {
    let mut random = Random::new(seed, 7);
    let longest = 1 + random.below(40);
    let is_line = random.below(2) == 0;
    let n_absent = [0, 1, 6][usize_from(random.below(3))];
    let stops: Vec<StopIdx> = city.feed.stops.indices().collect();
    let mut walks = city.footpaths.clone();
    for &from in &stops {
        for &to in &stops {
            let line = u32::try_from(from.to_usize().abs_diff(to.to_usize())).unwrap();
            let duration = if is_line { 3 * line } else { 1 + random.below(longest) };
            if from != to && random.below(8) >= n_absent {
                walks.push((from, Footpath { to, duration: Seconds::minutes(duration) }));
            }
        }
    }
    compile_day(&city.feed, &city.settings, &walks).value
}

/// The same day with the shortcuts of a span.
fn cut(tt: &Timetable, span: &Span) -> Timetable {
    Timetable { footpaths: shortcuts(tt, span).unwrap(), ..tt.clone() }
}

fn whole_day(max_duration: Seconds) -> Span {
    Span { from: ServiceTime(0), last: ServiceTime::hms(48, 0, 0), max_duration }
}

fn at(stop: StopIdx) -> [(StopIdx, Seconds); 1] {
    [(stop, Seconds(0))]
}

type Criteria = Vec<(ServiceTime, u8)>;

fn pareto(tt: &Timetable, query: &Query<'_>, city: &City) -> Criteria {
    let (mut search, mut work) = (Search::new(), Work::default());
    let found = journeys(tt, query, &city.egress, city.direct, &mut search, &mut work);
    found.iter().map(|journey| (journey.arrival, journey.rides)).collect()
}

/// Every departure of a day at every stop, as the shortcuts promise it: all events, any number of
/// rides up to four.
#[test]
fn u01_earliest_arrivals_from_every_stop_are_those_of_all_walks() {
    let (mut search, mut work) = (Search::new(), Work::default());
    let (mut n_reached, mut n_all, mut n_kept) = (0_usize, 0_usize, 0_usize);
    for seed in 0..4_000 {
        let city = random_city(seed);
        let tt = complete(&city, seed);
        // Once without an end, so that overly long journeys are compared too.
        let max_duration = if seed % 4 == 0 { Seconds(90_000) } else { city.max_duration };
        let few = cut(&tt, &whole_day(max_duration));
        n_all += tt.footpaths.values().len();
        n_kept += few.footpaths.values().len();
        for access in tt.stop_calls.indices().map(at) {
            let max_rides = 2 + u8::try_from(seed % 4).unwrap();
            let window = Window {
                from: city.window.from,
                to: city.window.from + Seconds::minutes(90),
                step: Seconds::minutes(11),
            };
            let query = RangeQuery { access: &access, window, max_rides, max_duration };
            let mut all = Vec::new();
            range(&tt, &query, &mut search, &mut work, |_, found| all.push(found.by_ride.clone()));
            let mut departures = all.iter();
            range(&few, &query, &mut search, &mut work, |depart, found| {
                let picture = || show::timetable(&city.feed, &tt);
                assert_eq!(
                    &found.by_ride,
                    departures.next().unwrap(),
                    "seed {seed} from {access:?} at {depart}, {max_duration}\n{}\nshortcuts {:?}",
                    picture(),
                    few.footpaths
                );
            });
            n_reached +=
                all.last().unwrap().iter().filter(|(_, t)| **t < ServiceTime::NEVER).count();
        }
    }
    assert!(n_reached > 30_000, "dull cities: {n_reached}");
    assert!(n_kept > 3_000 && n_kept * 3 < n_all, "{n_kept} of {n_all}");
}

/// The definition over all walks, for the query that the city asks.
#[test]
fn u02_journeys_are_the_pareto_set_over_all_walks() {
    let mut by_rides = [0_usize; 5];
    for seed in 0..10_000 {
        let city = random_city(seed);
        let tt = complete(&city, seed);
        let City { depart, max_duration, .. } = city;
        let max_rides = if seed % 2 == 0 { 4 } else { city.max_rides };
        let few = cut(&tt, &Span { from: depart, last: depart, max_duration });
        let query = Query { access: &city.access, depart, max_rides, max_duration };
        let found = pareto(&few, &query, &city);
        let slow = oracle::journeys(&Plain::of(&tt), &query, &city.egress, city.direct);
        assert_eq!(found, slow, "seed {seed}\n{}", show::timetable(&city.feed, &tt));
        for (_, rides) in found {
            by_rides[usize::from(rides)] += 1;
        }
    }
    assert!(by_rides.iter().all(|&n| n >= 5) && by_rides[3] > 100, "dull cities: {by_rides:?}");
}

/// Shortcuts of a window alone, for the scan of all its departures and for its journeys.
#[test]
fn u03_a_window_needs_only_its_own_shortcuts() {
    let (mut search, mut scan, mut work) = (Search::new(), Scan::new(), Work::default());
    let (mut n_found, mut n_fewer) = (0_usize, 0_usize);
    for seed in 0..8_000 {
        let city = random_city(seed);
        let tt = complete(&city, seed);
        let City { window, max_rides, max_duration, .. } = city;
        let last = window.departures().next_back().unwrap();
        let few = cut(&tt, &Span { from: window.from, last, max_duration });
        let day = shortcuts(&tt, &whole_day(max_duration)).unwrap();
        n_fewer += usize::from(few.footpaths.values().len() < day.values().len());
        let access = &city.access[..];
        let times = |tt: &Timetable, scan: &mut Scan| -> Vec<Vec<ServiceTime>> {
            let chunks = compile_window(tt, window, max_duration).unwrap();
            let mut rows = Vec::new();
            for chunk in &chunks {
                scan.run(chunk, access, &mut Work::default());
                let stops = tt.stop_calls.indices();
                rows.extend(stops.map(|stop| scan.by_ride(chunk, stop).collect()));
            }
            rows
        };
        assert_eq!(times(&few, &mut scan), times(&tt, &mut scan), "seed {seed}");
        let range = RangeQuery { access, window, max_rides, max_duration };
        let mut sets = [&tt, &few].map(|tt| {
            let found =
                journeys_in_window(tt, &range, &city.egress, city.direct, &mut search, &mut work);
            let departs = |at| window.departures().rfind(|depart| *depart <= at);
            found.iter().map(|j| (departs(j.departure), j.arrival, j.rides)).collect::<Vec<_>>()
        });
        let few = std::mem::take(&mut sets[1]);
        assert_eq!(few, sets[0], "seed {seed}");
        n_found += few.len();
    }
    assert!(n_found > 5_000 && n_fewer > 1_000, "dull cities: {n_found}, {n_fewer}");
}

/// The latest departures, by the mirror image of the day with shortcuts.
#[test]
fn u04_arriving_by_a_time_is_the_same() {
    let (mut search, mut work) = (Search::new(), Work::default());
    let mut n_found = 0_usize;
    for seed in 0..2_000 {
        let city = random_city(seed);
        let tt = complete(&city, seed);
        let City { arrive, max_rides, max_duration, .. } = city;
        let few = cut(&tt, &Span { from: arrive - max_duration, last: arrive, max_duration });
        let query = ArriveBy { access: &city.access, arrive, max_rides, max_duration };
        let [all, few] = [&tt, &few].map(|tt| -> Criteria {
            let reversed = tt.reversed();
            let (egress, direct) = (&city.egress, city.direct);
            let found = arrive_by(&reversed, &query, egress, direct, &mut search, &mut work);
            found.iter().map(|journey| (journey.departure, journey.rides)).collect()
        });
        assert_eq!(few, all, "seed {seed}");
        n_found += few.len();
    }
    assert!(n_found > 1_000, "dull cities: {n_found}");
}

/// A walk is kept if and only if somebody needs it.
#[test]
fn u05_only_walks_that_nothing_replaces_are_kept() {
    let kept_within = |text: &str, max_duration: Seconds| -> Vec<String> {
        let picture = Picture::read(text).value;
        let tt = picture.timetable().value;
        let found = shortcuts(&tt, &whole_day(max_duration)).unwrap();
        let name = |stop: StopIdx| picture.feed.stops[stop].id.clone();
        let row = |from: StopIdx| {
            let walks: Vec<Footpath> = found[from].to_vec();
            walks.into_iter().map(move |walk| (from, walk.to))
        };
        found.indices().flat_map(row).map(|(a, b)| format!("{}{}", name(a), name(b))).collect()
    };
    let kept = |text: &str| kept_within(text, Seconds::minutes(120));
    // One walks from B to C: nothing else leads to D.
    let text = "A B\n8:00 8:10\n\nC D\n8:20 8:30\n\nB ~ 5 ~ C";
    assert_eq!(kept(text), ["BC"]);
    assert_eq!(kept_within(text, Seconds(1800)), ["BC"]);
    // Also if others may leave later, for they are no sooner at D.
    let later = format!("{text}\n\nA E\n8:25 8:35");
    assert_eq!(kept_within(&later, Seconds(1800)), ["BC"]);
    // It takes too long.
    assert_eq!(kept_within(text, Seconds(1799)), [""; 0]);
    assert_eq!(kept_within(&later, Seconds(1799)), [""; 0]);
    // Too late for it.
    assert_eq!(kept("A B\n8:00 8:10\n\nC D\n8:14 8:30\n\nB ~ 5 ~ C"), [""; 0]);
    // A later departure from A is at D as soon with one ride.
    let text = "A B\n8:00 8:10\n\nC D\n8:20 8:30\n\nA D\n8:01 8:30\n\nB ~ 5 ~ C";
    assert_eq!(kept(text), [""; 0]);
    // It is at D a minute later, so that the walk is needed.
    let text = "A B\n8:00 8:10\n\nC D\n8:20 8:30\n\nA D\n8:01 8:31\n\nB ~ 5 ~ C";
    assert_eq!(kept(text), ["BC"]);
    // A change at B does as well.
    let text = "A B\n8:00 8:10\n\nC D\n8:20 8:30\n\nB D\n8:21 8:30\n\nB ~ 5 ~ C";
    assert_eq!(kept(text), [""; 0]);
    // Of two walks to the same vehicle the shorter one.
    let text = "A B E\n8:00 8:10 8:12\n\nC D\n8:20 8:30\n\nB ~ 5 ~ C\nE ~ 4 ~ C";
    assert_eq!(kept(text), ["EC"]);
}

/// Where one may walk everywhere few walks matter; and the same on any number of threads.
#[test]
fn u06_few_walks_of_a_grid_are_shortcuts() {
    let side = 7;
    let (feed, _) = grid_city(3, side, Seconds::minutes(12));
    let stops: Vec<StopIdx> = feed.stops.indices().collect();
    let mut walks = Vec::new();
    for &from in &stops {
        for &to in stops.iter().filter(|to| **to != from) {
            let (a, b) = (from.to_usize(), to.to_usize());
            let blocks = (a / side).abs_diff(b / side) + (a % side).abs_diff(b % side);
            let duration = Seconds::minutes(5 * u32::try_from(blocks).unwrap());
            walks.push((from, Footpath { to, duration }));
        }
    }
    let tt = compile_day(&feed, &plain_settings(), &walks).value;
    let hms = |h| ServiceTime::hms(h, 0, 0);
    let span = Span { from: hms(8), last: hms(9), max_duration: Seconds::minutes(60) };
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| shortcuts(&tt, &span).unwrap())
    };
    let found = on(1);
    assert_eq!(found, on(3));
    let (n, all) = (found.values().len(), walks.len());
    assert!(n > 0 && n * 4 < all, "{n} of {all}");
    let few = Timetable { footpaths: found, ..tt.clone() };
    let (mut search, mut one, mut two) = (Search::new(), Work::default(), Work::default());
    for (access, minute) in stops.iter().map(|stop| at(*stop)).zip((0..60).cycle()) {
        let depart = hms(8) + Seconds::minutes(minute);
        let max_duration = span.max_duration;
        let query = Query { access: &access, depart, max_rides: ANY_NUMBER_OF_RIDES, max_duration };
        let all = earliest(&tt, &query, &mut search, &mut one);
        assert_eq!(all.by_ride, earliest(&few, &query, &mut search, &mut two).by_ride);
    }
    assert!(two.footpaths * 4 < one.footpaths, "{two:?}\n{one:?}");
}

/// A stop with so many departures that they are searched in blocks.
#[test]
fn u07_many_departures_at_a_stop() {
    let (feed, _) = grid_city(5, 4, Seconds(100));
    let stops: Vec<StopIdx> = feed.stops.indices().collect();
    let mut random = Random::new(5, 1);
    let mut walks = Vec::new();
    for &from in &stops {
        for &to in stops.iter().filter(|to| **to != from) {
            walks.push((from, Footpath { to, duration: Seconds(30 + random.below(900)) }));
        }
    }
    let tt = compile_day(&feed, &plain_settings(), &walks).value;
    let max_duration = Seconds::minutes(40);
    let few = cut(&tt, &whole_day(max_duration));
    assert!(few.footpaths.values().len() * 2 < walks.len());
    let (mut search, mut work) = (Search::new(), Work::default());
    for _ in 0..3_000 {
        let depart = ServiceTime(random.below(86_400));
        let access = at(stops[usize_from(random.below(16))]);
        let max_rides = 2 + u8::try_from(random.below(3)).unwrap();
        let query = Query { access: &access, depart, max_rides, max_duration };
        let [all, few] = [&tt, &few].map(|tt| earliest(tt, &query, &mut search, &mut work).by_ride);
        assert_eq!(few, all, "{access:?} at {depart}");
    }
}
