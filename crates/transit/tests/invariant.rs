//! What must hold without any expected value, and how much work it may take.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use allways_base::{Idx, Seconds, ServiceTime, Window};
use allways_testkit::city::{City, random_city};
use allways_testkit::grid::grid_city;
use allways_testkit::picture::{Picture, plain_settings};
use allways_transit::compile::compile_day;
use allways_transit::feed::{Feed, FeedTrip, FeedTripIdx, RouteIdx, StopIdx, StopTime};
use allways_transit::raptor::{
    Arrivals, Query, RangeQuery, Search, Work, arrive_by, earliest, journeys, range,
};
use allways_transit::timetable::Timetable;

const N_CITIES: u64 = 2_000;

fn compiled(city: &City, feed: &Feed) -> Timetable {
    compile_day(feed, &city.settings, &city.footpaths).value
}

fn query(city: &City) -> Query<'_> {
    Query {
        access: &city.access,
        depart: city.depart,
        max_rides: city.max_rides,
        max_duration: city.max_duration,
    }
}

fn arrivals(tt: &Timetable, query: &Query<'_>) -> Arrivals {
    earliest(tt, query, &mut Search::new(), &mut Work::default())
}

/// True if nowhere is reached later than before.
fn is_no_worse(after: &Arrivals, before: &Arrivals) -> bool {
    let pairs = |a: &Arrivals| [a.by_ride.as_slice().to_vec(), a.any.as_slice().to_vec()].concat();
    pairs(after).iter().zip(&pairs(before)).all(|(after, before)| after <= before)
}

fn shifted(visits: &[StopTime], by: Seconds) -> Vec<StopTime> {
    let later = |v: &StopTime| StopTime { arrive: v.arrive + by, depart: v.depart + by, ..*v };
    visits.iter().map(later).collect()
}

fn add_trip(feed: &mut Feed, like: FeedTripIdx, visits: Vec<StopTime>) {
    let id = format!("more{}", feed.trips.len());
    let trip = FeedTrip { id, block: None, ..feed.trips[like].clone() };
    feed.trips.push(trip);
    feed.stop_times.push_row(visits);
}

#[test]
fn v01_an_added_trip_never_makes_anyone_later() {
    let mut n_better = 0;
    for seed in 0..N_CITIES {
        let city = random_city(seed);
        let before = arrivals(&compiled(&city, &city.feed), &query(&city));
        let mut feed = city.feed.clone();
        for like in city.feed.trips.indices() {
            let by = Seconds::minutes(u32::try_from(seed % 17).unwrap_or(0));
            let visits = shifted(&city.feed.stop_times[like], by);
            add_trip(&mut feed, like, visits);
        }
        let after = arrivals(&compiled(&city, &feed), &query(&city));
        assert!(is_no_worse(&after, &before), "seed {seed}");
        n_better += usize::from(after != before);
    }
    assert!(n_better > 100, "dull cities: {n_better}");
}

#[test]
fn v02_a_frequency_is_its_departures_written_out() {
    let mut n_with = 0;
    for seed in 0..N_CITIES {
        let mut city = random_city(seed);
        // Which run goes on as which is unknown for frequencies, and known for trips.
        for trip in city.feed.trips.as_mut_slice() {
            trip.block = None;
        }
        if city.feed.frequencies.is_empty() {
            continue;
        }
        n_with += 1;
        let mut feed = city.feed.clone();
        for row in std::mem::take(&mut feed.frequencies) {
            let visits = city.feed.stop_times[row.trip].to_vec();
            let first = visits[0].depart;
            let departures = Window { from: row.from, to: row.to, step: row.headway }.departures();
            for depart in departures {
                let early: Vec<StopTime> = visits
                    .iter()
                    .map(|v| StopTime {
                        arrive: v.arrive + depart.since(ServiceTime(0))
                            - first.since(ServiceTime(0)),
                        depart: v.depart + depart.since(ServiceTime(0))
                            - first.since(ServiceTime(0)),
                        ..*v
                    })
                    .collect();
                add_trip(&mut feed, row.trip, early);
            }
        }
        // The templates themselves ran only by their frequencies.
        let is_template = |trip| city.feed.frequencies.iter().any(|row| row.trip == trip);
        let mut stop_times = allways_base::Csr::default();
        for trip in feed.trips.indices() {
            let is_gone = is_template(trip);
            let kept = if is_gone { &[][..] } else { &feed.stop_times[trip] };
            stop_times.push_row(kept.iter().copied());
        }
        feed.stop_times = stop_times;
        let (short, long) = (compiled(&city, &city.feed), compiled(&city, &feed));
        assert_eq!(arrivals(&short, &query(&city)), arrivals(&long, &query(&city)), "seed {seed}");
    }
    assert!(n_with > 300, "dull cities: {n_with}");
}

#[test]
fn v03_an_hour_later_everything_is_an_hour_later() {
    let hour = Seconds::minutes(60);
    for seed in 0..N_CITIES {
        let city = random_city(seed);
        // At night the tail of the day before would change.
        if city.depart < ServiceTime::hms(7, 0, 0) {
            continue;
        }
        let mut feed = city.feed.clone();
        feed.stop_times = allways_base::Csr::from_rows(
            city.feed.trips.indices().map(|trip| shifted(&city.feed.stop_times[trip], hour)),
        );
        for row in &mut feed.frequencies {
            row.from = row.from + hour;
            row.to = row.to + hour;
        }
        let now = arrivals(&compiled(&city, &city.feed), &query(&city));
        let later = Query { depart: city.depart + hour, ..query(&city) };
        let then = arrivals(&compiled(&city, &feed), &later);
        let later = |times: &[ServiceTime]| times.iter().map(|&t| t + hour).collect::<Vec<_>>();
        assert_eq!(later(now.any.as_slice()), then.any.as_slice(), "seed {seed}");
        assert_eq!(later(now.by_ride.as_slice()), then.by_ride.as_slice(), "seed {seed}");
    }
}

#[test]
fn v04_more_rides_more_time_and_an_earlier_start_never_hurt() {
    for seed in 0..N_CITIES {
        let city = random_city(seed);
        let tt = compiled(&city, &city.feed);
        let base = query(&city);
        let before = arrivals(&tt, &base);
        let more_rides = Query { max_rides: base.max_rides + 1, ..base };
        assert!(is_no_worse(&arrivals(&tt, &more_rides), &before), "seed {seed}");
        let more_time = Query { max_duration: base.max_duration + Seconds(1), ..base };
        assert!(is_no_worse(&arrivals(&tt, &more_time), &before), "seed {seed}");
        let earlier = Query {
            depart: base.depart - Seconds(60),
            max_duration: base.max_duration + Seconds(60),
            ..base
        };
        assert!(is_no_worse(&arrivals(&tt, &earlier), &before), "seed {seed}");
    }
}

/// The order in which a feed lists its trips and footpaths changes no arrival.
#[test]
fn v05_the_order_of_the_feed_does_not_matter() {
    for seed in 0..N_CITIES {
        let city = random_city(seed);
        if !city.feed.frequencies.is_empty()
            || !city.feed.stay_seated.is_empty()
            || !city.feed.not_seated.is_empty()
        {
            continue;
        }
        let mut feed = city.feed.clone();
        let backwards = || city.feed.trips.indices().rev();
        feed.trips = backwards().map(|t| city.feed.trips[t].clone()).collect::<Vec<_>>().into();
        feed.stop_times = allways_base::Csr::from_rows(
            backwards().map(|trip| city.feed.stop_times[trip].to_vec()),
        );
        feed.transfers.reverse();
        let one = arrivals(&compiled(&city, &city.feed), &query(&city));
        let other = arrivals(&compiled(&city, &feed), &query(&city));
        assert_eq!(one, other, "seed {seed}");
    }
}

/// Effort is part of the contract, counted in units that no machine can slow down.
#[test]
fn w01_a_round_that_reaches_nothing_is_the_last() {
    let work = work_of("A B\n8:00 8:10", 9);
    // The second round looks at the pattern from B on and finds nobody to board.
    assert_eq!(
        work,
        Work { rounds: 2, patterns: 2, calls: 3, boardings: 1, footpaths: 0, labels: 3 }
    );
}

#[test]
fn w02_a_pattern_is_scanned_once_a_round_from_the_first_marked_stop() {
    let work = work_of("X A B C\n7:50 8:00 8:10 8:20\n\nB ~ 1 ~ D", 1);
    assert_eq!(
        work,
        Work { rounds: 1, patterns: 1, calls: 3, boardings: 1, footpaths: 1, labels: 3 }
    );
}

/// At 7:59 one waits for the run that who leaves at 8:00 just catches: nothing to ride again.
#[test]
fn w07_a_run_caught_by_a_later_departure_is_not_ridden_again() {
    let work = work_of_window("A B C\n8:00 8:10 8:20", &[("A", 0)], "7:59..8:01", 1);
    assert_eq!(
        work,
        Work { rounds: 2, patterns: 2, calls: 4, boardings: 2, footpaths: 0, labels: 4 }
    );
}

/// The ride to B is no earlier than the walk there, so that nobody looks for a second ride.
#[test]
fn w08_a_label_with_fewer_rides_counts_for_more_rides_too() {
    let work = work_of_window("A B\n8:00 8:10", &[("A", 0), ("B", 5)], "8:00..8:01", 2);
    assert_eq!(
        work,
        Work { rounds: 1, patterns: 1, calls: 2, boardings: 1, footpaths: 0, labels: 3 }
    );
}

fn work_of_window(picture: &str, access: &[(&str, u32)], window: &str, max_rides: u8) -> Work {
    let picture = Picture::read(picture).value;
    let tt = picture.timetable().value;
    let ends = access.iter().map(|&(name, minutes)| (picture.stop(name), minutes));
    let access: Vec<(StopIdx, Seconds)> = ends
        .filter_map(|(stop, minutes)| stop.map(|stop| (stop, Seconds::minutes(minutes))))
        .collect();
    let window = Window::parse(window).unwrap();
    let query = RangeQuery { access: &access, window, max_rides, max_duration: TWO_HOURS };
    let mut work = Work::default();
    range(&tt, &query, &mut Search::new(), &mut work, |_, _| {});
    work
}

fn work_of(picture: &str, max_rides: u8) -> Work {
    let picture = Picture::read(picture).value;
    let tt = picture.timetable().value;
    let access: Vec<(StopIdx, Seconds)> =
        picture.stop("A").map(|s| (s, Seconds(0))).into_iter().collect();
    let depart = ServiceTime::hms(8, 0, 0);
    let query = Query { access: &access, depart, max_rides, max_duration: Seconds::minutes(120) };
    let mut work = Work::default();
    earliest(&tt, &query, &mut Search::new(), &mut work);
    work
}

fn grid() -> Timetable {
    let (feed, footpaths) = grid_city(1, 12, Seconds::minutes(10));
    compile_day(&feed, &plain_settings(), &footpaths).value
}

const EIGHT: ServiceTime = ServiceTime::hms(8, 0, 0);
const TWO_HOURS: Seconds = Seconds::minutes(120);

#[test]
fn w03_a_window_works_far_less_than_its_departures_one_by_one() {
    let tt = grid();
    let access = [(StopIdx::from_usize(0), Seconds(0))];
    let window = Window { from: EIGHT, to: ServiceTime::hms(9, 0, 0), step: Seconds(60) };
    let (mut together, mut alone) = (Work::default(), Work::default());
    let mut search = Search::new();
    let all = RangeQuery { access: &access, window, max_rides: 4, max_duration: TWO_HOURS };
    range(&tt, &all, &mut search, &mut together, |_, _| {});
    for depart in window.departures() {
        let one = Query { access: &access, depart, max_rides: 4, max_duration: TWO_HOURS };
        earliest(&tt, &one, &mut search, &mut alone);
    }
    assert!(together.patterns * 2 < alone.patterns, "{together:?}\n{alone:?}");
    assert!(together.labels * 2 < alone.labels, "{together:?}\n{alone:?}");
}

#[test]
fn w04_a_near_destination_takes_less_work_than_all_of_them() {
    let tt = grid();
    let access = [(StopIdx::from_usize(0), Seconds(0))];
    let egress = [(StopIdx::from_usize(2), Seconds(0))];
    let query = Query { access: &access, depart: EIGHT, max_rides: 4, max_duration: TWO_HOURS };
    let mut search = Search::new();
    let (mut one, mut all) = (Work::default(), Work::default());
    let found = journeys(&tt, &query, &egress, None, &mut search, &mut one);
    earliest(&tt, &query, &mut search, &mut all);
    assert_eq!(found.len(), 1);
    assert!(one.labels * 10 < all.labels, "{one:?}\n{all:?}");
}

/// One search serves timetables of different sizes, in any order.
#[test]
fn w05_a_search_remembers_nothing() {
    let mut search = Search::new();
    for seed in (0..50).chain((0..50).rev()) {
        let city = random_city(seed);
        let tt = compiled(&city, &city.feed);
        let fresh = arrivals(&tt, &query(&city));
        let used = earliest(&tt, &query(&city), &mut search, &mut Work::default());
        assert_eq!(fresh, used, "seed {seed}");
        let by = allways_transit::raptor::ArriveBy {
            access: &city.access,
            arrive: city.arrive,
            max_rides: city.max_rides,
            max_duration: city.max_duration,
        };
        let mirror = tt.reversed();
        let run = |search: &mut Search| {
            arrive_by(&mirror, &by, &city.egress, city.direct, search, &mut Work::default())
        };
        assert_eq!(run(&mut search), run(&mut Search::new()), "seed {seed}");
    }
}

/// Nothing in the house is a pattern of two routes.
#[test]
fn w06_a_pattern_has_one_route() {
    for seed in 0..200 {
        let city = random_city(seed);
        let tt = compiled(&city, &city.feed);
        for pattern in tt.calls.indices() {
            let first = tt.first_trip[pattern].to_usize();
            let routes: Vec<RouteIdx> = (first..first + tt.n_trips(pattern))
                .map(|trip| city.feed.trips[tt.trips.as_slice()[trip]].route)
                .collect();
            assert!(routes.iter().all(|&route| route == tt.route[pattern]), "seed {seed}");
        }
    }
}
