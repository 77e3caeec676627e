//! Journeys of a window against the definition, departure by departure, on random cities.

use allways_base::ServiceTime;
use allways_testkit::audit::{Ends, audit};
use allways_testkit::city::random_city;
use allways_testkit::{oracle, show};
use allways_transit::compile::compile_day;
use allways_transit::raptor::{Leg, Query, RangeQuery, Search, Work, journeys_in_window};

/// Departure of the window, arrival, rides.
type Criteria = (ServiceTime, ServiceTime, u8);

#[test]
fn journeys_of_a_window_are_the_pareto_set() {
    let mut search = Search::new();
    let (mut n_found, mut n_many, mut n_stays) = (0_usize, 0_usize, 0_usize);
    for seed in 0..10_000 {
        let city = random_city(seed);
        let tt = compile_day(&city.feed, &city.settings, &city.footpaths).value;
        // One in five without a cap: four rides and more are then told apart too.
        let max_rides = if seed % 5 == 0 { u8::MAX } else { city.max_rides };
        let max_duration = city.max_duration;
        let query =
            RangeQuery { access: &city.access, window: city.window, max_rides, max_duration };
        let (egress, direct) = (&city.egress, city.direct);
        let found =
            journeys_in_window(&tt, &query, egress, direct, &mut search, &mut Work::default());
        let mut wanted: Vec<Criteria> = Vec::new();
        for depart in city.window.departures().rev() {
            // No journey of a small city has more rides than that.
            let one =
                Query { access: &city.access, depart, max_rides: max_rides.min(12), max_duration };
            for (arrival, rides) in oracle::journeys(&city.plain, &one, egress, direct) {
                let is_beaten = wanted.iter().any(|w| w.1 <= arrival && w.2 <= rides);
                if rides > 0 && !is_beaten {
                    wanted.push((depart, arrival, rides));
                }
            }
        }
        let ours: Vec<Criteria> = found
            .iter()
            .map(|journey| {
                // The last departure of the window that catches it.
                let depart = city.window.departures().rfind(|d| *d <= journey.departure);
                (depart.unwrap_or(ServiceTime::NEVER), journey.arrival, journey.rides)
            })
            .collect();
        let picture = format!(
            "seed {seed}\n{}{query:?} {egress:?} {direct:?}",
            show::timetable(&city.feed, &tt)
        );
        assert_eq!(ours, wanted, "{picture}");
        for journey in &found {
            let ends = Ends { access: &city.access, egress, direct };
            if let Err(what) = audit(&tt, &ends, journey) {
                panic!("{what}\n{picture}");
            }
        }
        n_found += found.len();
        n_many += found.iter().filter(|journey| journey.rides > 2).count();
        let legs = found.iter().flat_map(|journey| &journey.legs);
        n_stays += legs.filter(|leg| matches!(leg, Leg::Stay { .. })).count();
    }
    assert!(
        n_found > 7_000 && n_many > 250 && n_stays > 50,
        "dull cities: {n_found}, {n_many}, {n_stays}"
    );
}
