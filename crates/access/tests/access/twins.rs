//! Random cities: a matrix against what is found departure by departure with the slow definition of
//! earliest arrival and egress by hand.

use allways_access::{
    Attached, Endpoint, Ends, Ground, Percentile, TravelQuery, Walker, attach, matrix, profile,
};
use allways_base::cast::ceil_u32;
use allways_base::random::Random;
use allways_base::{LonLat, Seconds, ServiceTime, Speed};
use allways_geo::distance;
use allways_testkit::city::{City, random_city};
use allways_testkit::oracle;
use allways_testkit::plain::Plain;
use allways_transit::compile::compile_day;
use allways_transit::feed::StopIdx;
use allways_transit::raptor::{Query, Search, Work, journeys};
use allways_transit::timetable::{Footpath, Timetable};

use crate::percentiles::by_counting;
use crate::toy::at;

const DETOUR: f64 = 1.3;

/// A place within a square of 1.2 km.
fn anywhere(random: &mut Random) -> LonLat {
    at(1200.0 * random.unit(), 1200.0 * random.unit())
}

/// The walk by its definition.
fn walk(walker: &Walker, a: LonLat, b: LonLat, limit: Seconds) -> Option<Seconds> {
    let time = Seconds(ceil_u32(distance(a, b).0 * DETOUR / walker.speed.0));
    (time <= limit).then_some(time)
}

pub(crate) struct Case {
    pub(crate) city: City,
    pub(crate) tt: Timetable,
    plain: Plain,
    pub(crate) walker: Walker,
    pub(crate) endpoints: Vec<Endpoint>,
    pub(crate) query: TravelQuery,
}

impl Case {
    pub(crate) fn new(seed: u64) -> Self {
        let mut random = Random::new(seed, 7);
        let mut city = random_city(seed);
        for stop in city.feed.stops.as_mut_slice() {
            stop.position = (random.below(8) > 0).then(|| anywhere(&mut random));
        }
        let walker = Walker {
            speed: Speed(1.0 + random.unit() / 2.0),
            step_free: false,
            unknown_is_passable: true,
            limit: Seconds::minutes(random.below(16)),
            transfer_limit: Seconds::minutes(random.below(10)),
        };
        let attached = attached(&city, walker);
        let footpaths = attached.footpaths(walker.transfer_limit);
        assert_eq!(footpaths, footpaths_by_hand(&city, &walker), "seed {seed}");
        let tt = compile_day(&city.feed, &city.settings, &footpaths).value;
        let plain = Plain::of(&tt);
        let stops: Vec<StopIdx> = city.feed.stops.indices().collect();
        let any = |random: &mut Random| {
            let k =
                allways_base::cast::usize_from(random.below(u32::try_from(stops.len()).unwrap()));
            stops[k]
        };
        let endpoints = vec![
            Endpoint::Position(anywhere(&mut random)),
            Endpoint::Stops(vec![any(&mut random)]),
            Endpoint::Position(anywhere(&mut random)),
            Endpoint::Stops(vec![any(&mut random), any(&mut random)]),
        ];
        let City { window, max_rides, max_duration, .. } = city;
        let query = TravelQuery { window, max_rides, max_duration };
        Self { city, tt, plain, walker, endpoints, query }
    }

    /// Access by hand.
    fn access(&self, from: &Endpoint) -> Vec<(StopIdx, Seconds)> {
        let mut access = Vec::new();
        match from {
            Endpoint::Position(at) => {
                for (stop, row) in self.city.feed.stops.iter() {
                    let there = row.position;
                    let time = there.and_then(|p| walk(&self.walker, *at, p, self.walker.limit));
                    access.extend(time.map(|time| (stop, time)));
                }
            }
            Endpoint::Stops(stops) => {
                for &stop in stops {
                    access.push((stop, Seconds(0)));
                    let own = self.plain.footpaths.iter().filter(|path| path.0 == stop);
                    access.extend(own.map(|path| (path.1, path.2)));
                }
            }
        }
        access
    }

    /// The soonest arrival by hand.
    fn soonest(&self, from: &Endpoint, to: &Endpoint, depart: ServiceTime) -> Option<Seconds> {
        let TravelQuery { max_rides, max_duration, .. } = self.query;
        let access = self.access(from);
        let query = Query { access: &access, depart, max_rides, max_duration };
        let found = oracle::earliest(&self.plain, &query);
        let mut times: Vec<ServiceTime> = Vec::new();
        let walked = |a: LonLat, b: LonLat| walk(&self.walker, a, b, self.walker.limit);
        match to {
            Endpoint::Stops(stops) => times.extend(stops.iter().map(|&stop| found.any[stop])),
            Endpoint::Position(there) => {
                for (stop, row) in self.city.feed.stops.iter() {
                    let egress = row.position.and_then(|p| walked(p, *there));
                    times.extend(egress.map(|egress| found.by_ride[stop] + egress));
                    let starts = matches!(from, Endpoint::Stops(stops) if stops.contains(&stop));
                    times.extend(egress.filter(|_| starts).map(|egress| depart + egress));
                }
                if let Endpoint::Position(here) = from {
                    times.extend(walked(*here, *there).map(|time| depart + time));
                }
            }
        }
        let best = times.into_iter().min().filter(|time| *time < ServiceTime::NEVER)?;
        Some(best.since(depart)).filter(|time| *time <= max_duration)
    }
}

pub(crate) fn attached(city: &City, walker: Walker) -> Attached<'static> {
    attach(&city.feed, Ground::Straight { detour_factor: DETOUR }, walker).value
}

fn footpaths_by_hand(city: &City, walker: &Walker) -> Vec<(StopIdx, Footpath)> {
    let mut paths = Vec::new();
    for (from, a) in city.feed.stops.iter() {
        for (to, b) in city.feed.stops.iter().filter(|(to, _)| *to != from) {
            let ends = a.position.zip(b.position);
            let time = ends.and_then(|(a, b)| walk(walker, a, b, walker.transfer_limit));
            paths.extend(time.map(|duration| (from, Footpath { to, duration })));
        }
    }
    paths
}

#[test]
fn a_matrix_is_every_departure_by_hand() {
    let percentiles = [1, 5, 50, 95, 100].map(|p| Percentile::new(p).unwrap());
    let (mut n_reached, mut n_unreached, mut n_ridden) = (0, 0, 0);
    for seed in 0..2000 {
        let case = Case::new(seed);
        let attached = attached(&case.city, case.walker);
        let ends = (&case.endpoints[..], &case.endpoints[..]);
        let found = matrix(&case.tt, &attached, ends, &case.query, &percentiles, 1);
        for (o, from) in case.endpoints.iter().enumerate() {
            for (d, to) in case.endpoints.iter().enumerate() {
                let mut work = Work::default();
                let times = profile(&case.tt, &attached, (from, to), &case.query, &mut work);
                let want: Vec<(ServiceTime, Option<Seconds>)> = case
                    .query
                    .window
                    .departures()
                    .map(|depart| (depart, case.soonest(from, to, depart)))
                    .collect();
                assert_eq!(times, want, "seed {seed}, {o} to {d}");
                let seconds: Vec<Option<u32>> =
                    times.iter().map(|(_, time)| time.map(|Seconds(s)| s)).collect();
                for (k, percentile) in percentiles.iter().enumerate() {
                    let value = found.at(o, d)[k].map(|Seconds(s)| s);
                    let counted = by_counting(&seconds, percentile.percent());
                    assert_eq!(value, counted, "seed {seed}, {o} to {d}, {percentile}");
                }
                n_reached += seconds.iter().flatten().count();
                n_unreached += seconds.iter().filter(|time| time.is_none()).count();
                n_ridden += usize::from(seconds.windows(2).any(|pair| pair[0] != pair[1]));
            }
        }
    }
    let enough = n_reached > 10_000 && n_unreached > 10_000 && n_ridden > 1000;
    assert!(enough, "the cities are too plain: {n_reached} {n_unreached} {n_ridden}");
}

#[test]
fn a_route_arrives_when_the_profile_says() {
    let mut search = Search::new();
    for seed in 0..1000 {
        let case = Case::new(seed);
        let attached = attached(&case.city, case.walker);
        let TravelQuery { max_rides, max_duration, .. } = case.query;
        for from in &case.endpoints {
            for to in &case.endpoints {
                let mut work = Work::default();
                let times = profile(&case.tt, &attached, (from, to), &case.query, &mut work);
                let Ends { access, egress, direct } = Ends::of(&case.tt, &attached, from, to);
                for (depart, time) in times {
                    let query = Query { access: &access, depart, max_rides, max_duration };
                    let found = journeys(&case.tt, &query, &egress, direct, &mut search, &mut work);
                    let best = found.iter().map(|journey| journey.arrival).min();
                    let best = best.map(|arrival| arrival.since(depart));
                    assert_eq!(best, time, "seed {seed}, {from:?} to {to:?} at {depart}");
                }
            }
        }
    }
}

#[test]
fn any_number_of_threads_gives_the_same() {
    let percentiles = [5, 50, 95].map(|p| Percentile::new(p).unwrap());
    for seed in 0..40 {
        let case = Case::new(seed);
        let attached = attached(&case.city, case.walker);
        let ends: Vec<Endpoint> = case.endpoints.iter().cycle().take(23).cloned().collect();
        let run = |threads| {
            matrix(&case.tt, &attached, (&ends, &ends), &case.query, &percentiles, threads)
        };
        let one = run(1);
        assert_eq!(one, run(2), "seed {seed}");
        assert_eq!(one, run(4), "seed {seed}");
        assert_eq!(one, run(1), "seed {seed}: twice is not once");
    }
}

#[test]
fn percentiles_are_in_order_and_more_time_never_hurts() {
    let percentiles: Vec<Percentile> = (1..=100).filter_map(Percentile::new).collect();
    let longest = |time: &Option<Seconds>| time.map_or(u32::MAX, |Seconds(s)| s);
    for seed in 0..200 {
        let case = Case::new(seed);
        let ends = (&case.endpoints[..], &case.endpoints[..]);
        let on = attached(&case.city, case.walker);
        let found = matrix(&case.tt, &on, ends, &case.query, &percentiles, 1);
        let walker = Walker { limit: case.walker.limit + Seconds::minutes(5), ..case.walker };
        let query = TravelQuery { max_rides: case.query.max_rides + 1, ..case.query };
        let more = matrix(&case.tt, &attached(&case.city, walker), ends, &query, &percentiles, 1);
        for (row, better) in found.values().chunks(100).zip(more.values().chunks(100)) {
            assert!(row.is_sorted_by_key(longest), "seed {seed}: {row:?}");
            let worse = row.iter().zip(better).any(|(a, b)| longest(b) > longest(a));
            assert!(!worse, "seed {seed}: {row:?} {better:?}");
        }
    }
}
