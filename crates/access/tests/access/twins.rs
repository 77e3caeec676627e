//! Random cities: a matrix against what is found departure by departure with the slow definition of
//! earliest arrival and egress by hand.

use allways_access::{
    Attached, Endpoint, Ends, Ground, Percentile, Platform, TravelQuery, Walker, attach, matrix,
    matrix_in_blocks, profile, reached_platforms, times_to_positions,
};
use allways_base::cast::ceil_u32;
use allways_base::random::Random;
use allways_base::{LonLat, Seconds, ServiceTime, Speed};
use allways_geo::distance;
use allways_testkit::city::{City, random_city};
use allways_testkit::oracle;
use allways_testkit::plain::Plain;
use allways_transit::compile::{DaySettings, compile_day};
use allways_transit::feed::StopIdx;
use allways_transit::half_headway::{HalfHeadwayDay, compile_half_headway};
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
    /// False: only the feed's own transfers lead from stop to stop.
    stops_walk: bool,
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
        let stops_walk = !seed.is_multiple_of(4);
        let mut footpaths = attached(&city, walker).footpaths(walker.transfer_limit);
        assert_eq!(footpaths, footpaths_by_hand(&city, &walker), "seed {seed}");
        footpaths.retain(|_| stops_walk);
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
        Self { city, stops_walk, tt, plain, walker, endpoints, query }
    }

    /// The day if of its frequencies only the headways were known: one draw of their phases.
    pub(crate) fn draw(&self, seed: u64) -> Timetable {
        let settings = DaySettings { seed, ..self.city.settings.clone() };
        let mut footpaths = attached(&self.city, self.walker).footpaths(self.walker.transfer_limit);
        footpaths.retain(|_| self.stops_walk);
        let mut feed = self.city.feed.clone();
        feed.frequencies.iter_mut().for_each(|row| row.exact = false);
        compile_day(&feed, &settings, &footpaths).value
    }

    /// The same day if whoever boards waits half a headway.
    pub(crate) fn half_headway(&self) -> HalfHeadwayDay {
        let mut footpaths = attached(&self.city, self.walker).footpaths(self.walker.transfer_limit);
        footpaths.retain(|_| self.stops_walk);
        let mut feed = self.city.feed.clone();
        feed.frequencies.iter_mut().for_each(|row| row.exact = false);
        compile_half_headway(&feed, &self.city.settings, &footpaths).value
    }

    pub(crate) fn attached(&self) -> Attached<'static> {
        let attached = attached(&self.city, self.walker);
        if self.stops_walk { attached } else { attached.by_transfers_alone() }
    }

    /// Every way on foot from one stop to another, by hand.
    fn between(&self, from: StopIdx, to: StopIdx) -> Vec<Seconds> {
        let mut times: Vec<Seconds> = Vec::new();
        times.extend((from == to).then_some(Seconds(0)));
        let own = self.plain.footpaths.iter().filter(|path| (path.0, path.1) == (from, to));
        times.extend(own.map(|path| path.2));
        // The timetable's own footpath knows of transfer times; the ground is for where it has none.
        let is_new = times.is_empty() && self.stops_walk;
        let stops = &self.city.feed.stops;
        let ends = stops[from].position.zip(stops[to].position).filter(|_| is_new);
        times.extend(ends.and_then(|(a, b)| walk(&self.walker, a, b, self.walker.limit)));
        times
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
                    for to in self.city.feed.stops.indices() {
                        access.extend(self.between(stop, to).into_iter().map(|time| (to, time)));
                    }
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
            Endpoint::Stops(stops) => {
                let direct = access.iter().filter(|(stop, _)| stops.contains(stop));
                times.extend(direct.map(|&(_, time)| depart + time));
                for &to in stops {
                    for from in self.city.feed.stops.indices() {
                        let egress = self.between(from, to).into_iter();
                        times.extend(egress.map(|egress| found.by_ride[from] + egress));
                    }
                }
            }
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
        let attached = case.attached();
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
        let attached = case.attached();
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
        let attached = case.attached();
        let ends: Vec<Endpoint> = case.endpoints.iter().cycle().take(23).cloned().collect();
        let run = |threads| {
            matrix(&case.tt, &attached, (&ends, &ends), &case.query, &percentiles, threads)
        };
        let one = run(1);
        assert_eq!(one, run(2), "seed {seed}");
        assert_eq!(one, run(4), "seed {seed}");
        assert_eq!(one, run(1), "seed {seed}: twice is not once");
        for block in [0, 1, 7, 100] {
            let (mut values, mut seen) = (Vec::new(), 0);
            let both = (&ends[..], &ends[..]);
            let each = |origin: usize, row: &[Option<Seconds>]| {
                assert_eq!(origin, seen);
                seen += 1;
                values.extend_from_slice(row);
                if seen < 20 || block != 7 { Ok(()) } else { Err("enough") }
            };
            let work =
                matrix_in_blocks(&case.tt, &attached, both, &case.query, &percentiles, block, each);
            assert_eq!(values, one.values()[..values.len()], "seed {seed}, blocks of {block}");
            let want = if block == 7 { (Err("enough"), 20) } else { (Ok(one.work), 23) };
            assert_eq!((work, seen), want, "seed {seed}, blocks of {block}");
        }
    }
}

#[test]
fn percentiles_are_in_order_and_more_time_never_hurts() {
    let percentiles: Vec<Percentile> = (1..=100).filter_map(Percentile::new).collect();
    let longest = |time: &Option<Seconds>| time.map_or(u32::MAX, |Seconds(s)| s);
    for seed in 0..200 {
        let case = Case::new(seed);
        let ends = (&case.endpoints[..], &case.endpoints[..]);
        let on = case.attached();
        let found = matrix(&case.tt, &on, ends, &case.query, &percentiles, 1);
        let walker = Walker { limit: case.walker.limit + Seconds::minutes(5), ..case.walker };
        let query = TravelQuery { max_rides: case.query.max_rides + 1, ..case.query };
        let farther = Case { walker, ..case };
        let ends = (&farther.endpoints[..], &farther.endpoints[..]);
        let more = matrix(&farther.tt, &farther.attached(), ends, &query, &percentiles, 1);
        for (row, better) in found.values().chunks(100).zip(more.values().chunks(100)) {
            assert!(row.is_sorted_by_key(longest), "seed {seed}: {row:?}");
            let worse = row.iter().zip(better).any(|(a, b)| longest(b) > longest(a));
            assert!(!worse, "seed {seed}: {row:?} {better:?}");
        }
    }
}

/// Someone at a stop and someone on the same spot of ground, with nothing else to take.
#[test]
fn who_stands_at_a_stop_walks_like_anyone_there() {
    let mut n_walks = 0;
    for seed in 0..1000 {
        let Case { mut city, walker, .. } = Case::new(seed);
        city.feed.transfers.clear();
        let attached = attached(&city, walker);
        let tt = compile_day(&city.feed, &city.settings, &[]).value;
        let placed =
            || city.feed.stops.iter().filter_map(|(idx, stop)| Some((idx, stop.position?)));
        for (a, here) in placed() {
            for (b, there) in placed() {
                let ends = |from: Endpoint, to: Endpoint| Ends::of(&tt, &attached, &from, &to);
                let stops = |stop| Endpoint::Stops(vec![stop]);
                let at_stop = ends(stops(a), Endpoint::Position(there));
                let on_ground = ends(Endpoint::Position(here), Endpoint::Position(there));
                assert_eq!(at_stop, on_ground, "seed {seed}, {a:?} to {b:?}");
                let from_stop = ends(stops(a), stops(b)).direct;
                assert_eq!(from_stop, on_ground.direct, "seed {seed}, {a:?} to {b:?}");
                let to_stop = ends(Endpoint::Position(there), stops(a));
                let to_ground = ends(Endpoint::Position(there), Endpoint::Position(here));
                assert_eq!(to_stop, to_ground, "seed {seed}, {b:?} to {a:?}");
                n_walks += usize::from(on_ground.direct.is_some());
            }
        }
    }
    assert!(n_walks > 1000, "{n_walks}");
}

#[test]
fn many_positions_have_the_times_of_a_matrix() {
    let percentiles = [5, 50, 100].map(|p| Percentile::new(p).unwrap());
    let mut n_reached = 0;
    for seed in 0..500 {
        let mut case = Case::new(seed);
        if seed % 2 == 0 {
            case.query.max_rides = u8::MAX;
        }
        let attached = case.attached();
        let mut random = Random::new(seed, 8);
        let mut positions: Vec<LonLat> = (0..6).map(|_| anywhere(&mut random)).collect();
        // Where one is already, one is at once.
        if let Endpoint::Position(at) = case.endpoints[0] {
            positions.push(at);
        }
        let ends: Vec<Endpoint> = positions.iter().map(|&at| Endpoint::Position(at)).collect();
        for origin in &case.endpoints {
            let from = std::slice::from_ref(origin);
            let rows = matrix(&case.tt, &attached, (from, &ends), &case.query, &percentiles, 1);
            let found = times_to_positions(
                &case.tt,
                &attached,
                origin,
                &positions,
                &case.query,
                &percentiles,
            );
            assert_eq!(found.times, rows.values(), "seed {seed}, {origin:?}");
            assert_eq!(found.n_off_streets, 0);
            n_reached += found.times.iter().flatten().count();
        }
    }
    assert!(n_reached > 4_000, "dull cities: {n_reached}");
}

/// Whatever is reached lies within a walk of the origin or of a platform that is reached.
#[test]
fn whatever_is_reached_is_near_a_reached_platform() {
    let (mut n_reached, mut n_left_out) = (0_usize, 0_usize);
    for seed in 0..1_000 {
        let case = Case::new(seed);
        let attached = case.attached();
        let mut random = Random::new(seed, 9);
        let positions: Vec<LonLat> = (0..20).map(|_| anywhere(&mut random)).collect();
        for origin in &case.endpoints {
            let platforms = reached_platforms(&case.tt, &attached, origin, &case.query);
            n_left_out += attached.platforms().len() - platforms.len();
            let mut places: Vec<LonLat> = platforms.iter().map(Platform::position).collect();
            match origin {
                Endpoint::Position(at) => places.push(*at),
                Endpoint::Stops(stops) => {
                    let of_stop = |stop| attached.platforms().iter().find(move |p| p.stop == stop);
                    places.extend(stops.iter().filter_map(|&s| Some(of_stop(s)?.position())));
                }
            }
            let percentiles = [Percentile::new(1).unwrap()];
            let (tt, query) = (&case.tt, &case.query);
            let found = times_to_positions(tt, &attached, origin, &positions, query, &percentiles);
            for (at, time) in positions.iter().zip(found.times) {
                let is_near =
                    |place: &LonLat| walk(&case.walker, *place, *at, case.walker.limit).is_some();
                assert!(time.is_none() || places.iter().any(is_near), "seed {seed}: {origin:?}");
                n_reached += usize::from(time.is_some());
            }
        }
    }
    assert!(n_reached > 5_000 && n_left_out > 5_000, "dull: {n_reached}, {n_left_out}");
}
