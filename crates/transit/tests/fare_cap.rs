//! No fare is too high: without a cap on what is paid, fares hide no journey. What is left of the
//! Pareto set of departure, arrival, rides, walking and fare when nobody looks at the fare is the
//! set that was found without any.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::collections::BTreeSet;

use allways_base::random::Random;
use allways_base::{Idx, Seconds, ServiceTime, Window};
use allways_testkit::city::random_city;
use allways_transit::compile::compile_day;
use allways_transit::fares::{Fares, Price, Tariff, TariffIdx, ZoneIdx};
use allways_transit::multi::{MultiQuery, MultiSearch, MultiWork};

/// Departure of the window, arrival, rides, walking.
type Criteria = (ServiceTime, ServiceTime, u8, Seconds);

fn beats(a: Criteria, b: Criteria) -> bool {
    a != b && a.0 >= b.0 && a.1 <= b.1 && a.2 <= b.2 && a.3 <= b.3
}

/// Every line has its own price, and one in six has none that anybody knows.
fn prices(seed: u64, n_routes: usize) -> Fares {
    let mut dice = Random::new(seed, 78);
    let tariffs: Vec<Tariff> = (0..n_routes)
        .map(|_| Tariff {
            prices: vec![if dice.below(6) == 0 { Price::UNKNOWN } else { Price(dice.below(500)) }],
            currency: String::new(),
            first_zone: ZoneIdx::from_usize(0),
            n_zones: 0,
            transfers: [None, Some(0), Some(1)][usize::try_from(dice.below(3)).unwrap()],
            valid: (dice.below(2) == 0).then(|| Seconds::minutes(5 + dice.below(30))),
        })
        .collect();
    Fares {
        routes: (0..n_routes).map(|k| Some(TariffIdx::from_usize(k))).collect::<Vec<_>>().into(),
        tariffs: tariffs.into(),
        ..Fares::default()
    }
}

#[test]
fn fares_without_a_cap_hide_no_journey() {
    let mut search = MultiSearch::new();
    let (mut n_found, mut n_wider) = (0, 0);
    for seed in 0..4000 {
        let city = random_city(seed);
        let tt = compile_day(&city.feed, &city.settings, &city.footpaths).value;
        let Window { from, to, step } = city.window;
        let window = Window { from, to: to.min(from + Seconds(3 * step.0)), step };
        let query = MultiQuery {
            access: &city.access,
            egress: &city.egress,
            direct: city.direct,
            window,
            max_rides: city.max_rides.min(3),
            max_duration: city.max_duration,
            fares: None,
        };
        let mut found = |query: &MultiQuery<'_>| -> Vec<Criteria> {
            let all = search.journeys(&tt, query, &mut MultiWork::default());
            let of_window = |at: ServiceTime| window.departures().rfind(|d| *d <= at).unwrap();
            all.iter()
                .map(|one| {
                    let journey = &one.journey;
                    let departs = of_window(journey.departure);
                    (departs, journey.arrival, journey.rides, one.walking)
                })
                .collect()
        };
        let fares = prices(seed, city.feed.routes.len());
        let without: BTreeSet<Criteria> = found(&query).into_iter().collect();
        let with = found(&MultiQuery { fares: Some(&fares), ..query });
        let best = with.iter().filter(|&&one| !with.iter().any(|&other| beats(other, one)));
        let best: BTreeSet<Criteria> = best.copied().collect();
        assert_eq!(best, without, "seed {seed}");
        n_found += without.len();
        n_wider += usize::from(with.len() > without.len());
    }
    assert!(n_found > 3000 && n_wider > 100, "the cities are too plain: {n_found} {n_wider}");
}
