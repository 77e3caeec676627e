//! From stop to stop in New York, 300 seeded pairs of served stops at 08:00 (and in the window from
//! 07:00 to 09:00): the Pareto set of arrival and rides (and departure), against what finds the same
//! without knowing where one wants to go: one RAPTOR to all stops, one range RAPTOR to all stops.
//! Before anything is timed all earliest arrivals, and those of 30 windows, are checked against the
//! baseline's; rides are not: random cities hold them to the definition.
//!
//! Skips, saying so, where the shared data folder is absent.
#![expect(clippy::print_stdout, reason = "a benchmark prints")]

mod new_york;

use std::hint::black_box;

use allways_access::{Ground, attach};
use allways_base::cast::{u32_from, usize_from};
use allways_base::random::Random;
use allways_base::{Seconds, ServiceTime};
use allways_testkit::data::shared;
use allways_transit::feed::StopIdx;
use allways_transit::raptor::{
    Query, RangeQuery, Search, Work, earliest, journeys, journeys_in_window, range,
};
use new_york::{WALKER, compiled, morning, read, time};

const N_PAIRS: usize = 300;
const MAX_DURATION: Seconds = Seconds::minutes(120);

type End = [(StopIdx, Seconds); 1];

/// At 08:00.
fn one(access: &End) -> Query<'_> {
    let depart = ServiceTime::hms(8, 0, 0);
    Query { access, depart, max_rides: u8::MAX, max_duration: MAX_DURATION }
}

/// From 07:00 to 09:00 by the minute.
fn many(access: &End) -> RangeQuery<'_> {
    RangeQuery { access, window: morning(), max_rides: u8::MAX, max_duration: MAX_DURATION }
}

fn main() {
    let Some(folder) = shared("data/nyc") else { return };
    let feed = read(&folder).expect("the feeds are whole");
    let attached = attach(&feed, Ground::Straight { detour_factor: 1.3 }, WALKER).value;
    let tt = compiled(&feed, &attached);
    let served: Vec<StopIdx> =
        tt.stop_calls.indices().filter(|&stop| !tt.stop_calls[stop].is_empty()).collect();
    let mut random = Random::new(1, 0);
    let mut end =
        || -> End { [(served[usize_from(random.below(u32_from(served.len())))], Seconds(0))] };
    let pairs: Vec<(End, End)> = (0..N_PAIRS).map(|_| (end(), end())).collect();
    let (mut search, mut work) = (Search::new(), Work::default());
    let (mut n_reached, mut n_journeys, mut n_in_window) = (0, 0, 0);
    for (from, to) in &pairs {
        let all = earliest(&tt, &one(from), &mut search, &mut Work::default());
        let found = journeys(&tt, &one(from), to, None, &mut search, &mut work);
        let best = found.last().map_or(ServiceTime::NEVER, |journey| journey.arrival);
        assert_eq!(best, all.by_ride[to[0].0], "{from:?} to {to:?}");
        n_reached += usize::from(best < ServiceTime::NEVER);
        n_journeys += found.len();
    }
    println!("{n_reached} of {N_PAIRS} reached, {n_journeys} journeys; {work:?}");
    let mut work = Work::default();
    for (from, to) in pairs.iter().take(30) {
        let found = journeys_in_window(&tt, &many(from), to, None, &mut search, &mut work);
        range(&tt, &many(from), &mut Search::new(), &mut Work::default(), |depart, arrivals| {
            let at = found.iter().filter(|journey| journey.departure >= depart);
            let best = at.map(|journey| journey.arrival).min().unwrap_or(ServiceTime::NEVER);
            let in_time = best.min(arrivals.by_ride[to[0].0]) <= depart + MAX_DURATION;
            assert!(!in_time || best == arrivals.by_ride[to[0].0], "{depart} {from:?} to {to:?}");
        });
        n_in_window += found.len();
    }
    println!("checked 30 windows, {n_in_window} journeys; {work:?}");
    let mut work = Work::default();
    let fast = time("one query, arrival and rides", &pairs, 1, |(from, to)| {
        black_box(journeys(&tt, &one(from), to, None, &mut search, &mut work));
    });
    let slow = time("RAPTOR to all stops", &pairs, 1, |(from, _)| {
        black_box(earliest(&tt, &one(from), &mut search, &mut work));
    });
    println!("to all stops : one query = {:.1}", slow / fast);
    let fast = time("2 h window, departure, arrival and rides", &pairs, 1, |(from, to)| {
        black_box(journeys_in_window(&tt, &many(from), to, None, &mut search, &mut work));
    });
    let slow = time("range RAPTOR to all stops", &pairs[..60], 1, |(from, _)| {
        range(&tt, &many(from), &mut search, &mut work, |_, arrivals| {
            black_box(arrivals);
        });
    });
    println!("to all stops : 2 h window = {:.1}", slow / fast);
}
