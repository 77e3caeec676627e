//! Days with unlimited walking between rides: with shortcuts against with all walks.

use allways_access::shortcuts::{compile_unlimited, whole_day};
use allways_access::{Attached, Endpoint, Ends, Ground, Percentile, TravelQuery, attach, matrix};
use allways_base::{Seconds, ServiceTime};
use allways_testkit::city::City;
use allways_transit::compile::compile_day;
use allways_transit::raptor::{Query, Search, Work, journeys};
use allways_transit::timetable::Timetable;
use allways_transit::ultra::Span;

use crate::twins::Case;

fn attached(case: &Case) -> Attached<'static> {
    attach(&case.city.feed, Ground::Straight { detour_factor: 1.3 }, case.walker).value
}

fn times(tt: &Timetable, case: &Case, query: &TravelQuery) -> Vec<Option<Seconds>> {
    let ends = (&case.endpoints[..], &case.endpoints[..]);
    let percentiles: Vec<Percentile> =
        [1, 50, 99].into_iter().filter_map(Percentile::new).collect();
    matrix(tt, &attached(case), ends, query, &percentiles, 1).values().to_vec()
}

#[test]
fn x01_shortcuts_give_the_travel_times_of_all_walks() {
    let (mut n_times, mut n_new, mut n_far) = (0_usize, 0_usize, 0_usize);
    for seed in 0..1_500 {
        let mut case = Case::new(seed);
        case.walker.limit = case.walker.limit.max(Seconds::minutes(1));
        let span = whole_day(case.query.max_duration);
        let attached = attached(&case);
        let City { feed, settings, .. } = &case.city;
        let unlimited = compile_unlimited(feed, settings, &attached, &span).unwrap();
        let longest = span.max_duration;
        let all = attached.between_rides(feed, longest, longest).footpaths;
        let mut complete = compile_day(feed, settings, &all);
        assert_eq!(unlimited.problems.list(), complete.problems.list());
        let unlimited = unlimited.value;
        assert_eq!(unlimited.complete.footpaths, complete.value.footpaths);
        let (n_walks, n_shortcuts) = unlimited.counts();
        assert!(n_shortcuts <= n_walks);
        // Its ends are those of a day whose walks have the walker's limit.
        let limit = case.walker.limit.min(longest);
        let near = attached.between_rides(feed, limit, longest).footpaths;
        let near = compile_day(feed, settings, &near).value;
        assert_eq!(unlimited.timetable.ends(), &near.footpaths, "seed {seed}");
        complete.value.end_footpaths = Some(near.footpaths.clone());
        // One in three with a cap on rides, that is by range RAPTOR.
        let max_rides = if seed % 3 == 0 { 3 } else { u8::MAX };
        let query = TravelQuery { max_rides, ..case.query };
        let wanted = times(&complete.value, &case, &query);
        assert_eq!(times(&unlimited.timetable, &case, &query), wanted, "seed {seed}");
        let limited = times(&near, &case, &query);
        n_times += wanted.iter().flatten().count();
        n_new += limited.iter().zip(&wanted).filter(|(a, b)| a != b).count();
        n_far += usize::from(n_shortcuts < n_walks);
    }
    assert!(n_times > 20_000 && n_new > 100 && n_far > 500, "{n_times}, {n_new}, {n_far}");
}

#[test]
fn x02_journeys_over_the_shortcuts_of_a_window() {
    let mut search = Search::new();
    let mut n_found = 0;
    for seed in 0..1_500 {
        let case = Case::new(seed);
        let City { feed, settings, depart, .. } = &case.city;
        let max_duration = case.query.max_duration;
        let span = Span { from: *depart, last: *depart, max_duration };
        let unlimited = compile_unlimited(feed, settings, &attached(&case), &span).unwrap().value;
        let mut found =
            |tt: &Timetable, from: &Endpoint, to: &Endpoint| -> Vec<(ServiceTime, u8)> {
                let ends = Ends::of(tt, &attached(&case), from, to);
                let query =
                    Query { access: &ends.access, depart: *depart, max_rides: 6, max_duration };
                let work = &mut Work::default();
                let found = journeys(tt, &query, &ends.egress, ends.direct, &mut search, work);
                found.iter().map(|journey| (journey.arrival, journey.rides)).collect()
            };
        for (from, to) in case.endpoints.iter().zip(case.endpoints.iter().skip(1)) {
            let few = found(&unlimited.timetable, from, to);
            assert_eq!(few, found(&unlimited.complete, from, to), "seed {seed}");
            n_found += few.len();
        }
    }
    assert!(n_found > 2_000, "dull cities: {n_found}");
}
