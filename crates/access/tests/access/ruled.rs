//! Walks that a transfer rule names, beyond the limit between two rides.

use std::collections::BTreeMap;

use allways_access::attach;
use allways_access::{BetweenRides, Ground};
use allways_base::Seconds;
use allways_testkit::city::City;
use allways_transit::compile::compile_day;
use allways_transit::feed::{StopIdx, Transfer, TransferRule};
use allways_transit::timetable::Footpath;

use crate::ground::{feed, town_streets};
use crate::toy::{WALKER, at};
use crate::twins::Case;

#[test]
fn b01_a_rule_is_walked_however_far() {
    let net = town_streets();
    let mut feed = feed(&[
        ("A", at(100.0, 0.0)),
        ("B", at(1900.0, 0.0)),
        ("C", at(1000.0, 100.0)),
        ("far", at(1000.0, 900.0)),
    ]);
    let [a, b, c, far] = ["A", "B", "C", "far"].map(|id| feed.stop(id).unwrap());
    let takes = TransferRule::Takes(Seconds(60));
    for (from, to, rule) in [
        (a, b, takes),
        (b, a, TransferRule::Forbidden),
        (c, b, TransferRule::Takes(Seconds(0))),
        (a, far, takes),
    ] {
        feed.transfers.push(Transfer { from, to, rule });
    }
    let ground = Ground::Streets { net: &net, weights: None, beyond: None };
    let attached = attach(&feed, ground, WALKER).value;
    let path = |from, to, seconds| (from, Footpath { to, duration: Seconds(seconds) });
    let found = |limit, longest| attached.between_rides(&feed, Seconds(limit), Seconds(longest));
    // A metre is a second, lengths are rounded up. No street leads to the
    // far one.
    let all = BetweenRides { footpaths: vec![path(a, b, 1801), path(c, b, 1001)], n_unknown: 1 };
    assert_eq!(found(100, 7200), all);
    assert_eq!(found(100, 1801), all);
    // Too long for any journey.
    let cut = found(100, 1700);
    assert_eq!(cut.footpaths, [path(a, b, 1701), path(c, b, 1001)]);
    // What is known within the limit is there once.
    let wide = found(1001, 7200);
    assert_eq!(wide.footpaths.iter().filter(|(from, walk)| (*from, walk.to) == (c, b)).count(), 1);
}

/// A day whose rules are walked is that of all walks, of which those without a rule are cut at the
/// limit.
#[test]
fn b02_days_with_rules_are_walked() {
    let mut n_far = 0;
    for seed in 0..2_000 {
        let case = Case::new(seed);
        let City { feed, settings, max_duration: longest, .. } = &case.city;
        let attached = attach(feed, Ground::Straight { detour_factor: 1.3 }, case.walker).value;
        let limit = case.walker.transfer_limit.min(*longest);
        let found = attached.between_rides(feed, limit, *longest);
        // Who gives no walks sees the rules alone.
        let rules = compile_day(feed, settings, &[]).value.footpaths;
        let is_ruled = |from: StopIdx, to: StopIdx| rules[from].iter().any(|path| path.to == to);
        let all: BTreeMap<(StopIdx, StopIdx), Seconds> = attached
            .footpaths(Seconds(1_000_000))
            .into_iter()
            .map(|(from, walk)| ((from, walk.to), walk.duration))
            .collect();
        let wanted: Vec<(StopIdx, Footpath)> = all
            .into_iter()
            .filter(|&((from, to), time)| time <= limit || is_ruled(from, to))
            .map(|((from, to), time)| {
                let too_long = *longest + Seconds(1);
                (from, Footpath { to, duration: time.min(too_long) })
            })
            .collect();
        n_far += wanted.iter().filter(|(_, walk)| walk.duration > limit).count();
        let served = |walks: &[(StopIdx, Footpath)]| compile_day(feed, settings, walks).value;
        assert_eq!(served(&found.footpaths).footpaths, served(&wanted).footpaths, "seed {seed}");
    }
    assert!(n_far > 500, "dull cities: {n_far}");
}
