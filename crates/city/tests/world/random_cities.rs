//! Thousands of random toy cities through the functions of the commands.

use std::fs;

use allways_base::random::Random;
use allways_base::{Date, Idx, LonLat, Metres, ServiceTime, Window};
use allways_city::open::open;
use allways_testkit::city::{City, random_city};
use allways_transit::feed::{
    Feed, FeedTrip, Route, Service, StepFree, Stop, StopIdx, StopKind, StopTime, Vehicle,
};

use crate::ask::{Spot, World};
use crate::one_number::{Size, Tally, one_number};
use crate::{changes, coverage};

pub(crate) const PLAN: &str =
    "name = \"Toy\"\ntime_zone = \"UTC\"\ndate = \"2026-11-25\"\nyears = [2026, 2027]\n";

/// About a kilometre square at the equator.
fn anywhere(random: &mut Random) -> LonLat {
    LonLat::new(10.0 + 0.011 * random.unit(), 0.011 * random.unit())
}

/// Runs of ten minutes between two of these stops (named by number), from a minute of the day, each
/// a trip of its own.
pub(crate) fn line(date: Date, stops: &[LonLat], runs: &[(usize, usize, u32)]) -> Feed {
    let mut feed = Feed::default();
    for (k, &at) in stops.iter().enumerate() {
        feed.stops.push(Stop {
            id: k.to_string(),
            name: k.to_string(),
            other_names: Vec::new(),
            position: Some(at),
            kind: StopKind::Platform,
            parent: None,
            step_free: StepFree::Unknown,
        });
    }
    let added = [date].into_iter().collect();
    let service = feed.services.push(Service { added, ..Service::default() });
    let (id, name) = ("L".to_owned(), "L".to_owned());
    let (vehicle, assumptions) = (Vehicle::Bus, Vec::new());
    let route = feed.routes.push(Route { id, name, vehicle, assumptions, basis: None });
    for (k, &(from, to, minute)) in runs.iter().enumerate() {
        let (id, headsign, step_free) = (format!("t{k}"), String::new(), StepFree::Unknown);
        feed.trips.push(FeedTrip { id, route, service, headsign, step_free, block: None });
        feed.stop_times.push_row([(from, minute), (to, minute + 10)].map(|(stop, minute)| {
            let (stop, now) = (StopIdx::from_usize(stop), ServiceTime(60 * minute));
            StopTime { stop, arrive: now, depart: now, may_board: true, may_alight: true }
        }));
    }
    feed
}

/// An empty plan, whose city is replaced.
fn empty() -> World {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("plan.toml"), PLAN).unwrap();
    let city = open(dir.path(), None).unwrap();
    let window = Window::parse("08:00..08:10").unwrap();
    World { name: String::new(), city, dir, spots: Vec::new(), window }
}

/// Makes `world` the city of a seed; false if nothing runs there.
fn become_city(world: &mut World, seed: u64) -> bool {
    let mut random = Random::new(seed, 50);
    let toy = random_city(seed);
    let City { feed, settings, window, max_rides, max_duration, .. } = toy;
    world.name = format!("seed {seed}");
    world.city.feed = feed;
    for stop in world.city.feed.stops.as_mut_slice() {
        stop.position = (random.below(8) > 0).then(|| anywhere(&mut random));
    }
    // Some know their departures only by their headway: those are drawn.
    for row in &mut world.city.feed.frequencies {
        row.exact = random.below(2) == 0;
    }
    world.city.plan.date = settings.date;
    let defaults = &mut world.city.plan.defaults;
    defaults.max_rides = if seed.is_multiple_of(2) { u8::MAX } else { max_rides };
    defaults.max_duration_min = max_duration.as_minutes();
    defaults.walk_limit_min = f64::from(random.below(10));
    defaults.transfer_limit_min = Some(f64::from(random.below(8)));
    world.city.plan.travellers[0].walk_speed_m_s = 1.0 + random.unit() / 2.0;
    world.window = window;
    let n = u32::try_from(world.city.feed.stops.len()).unwrap();
    let stop = |k: u32| Spot::Stop(char::from_u32(u32::from('A') + k).unwrap().to_string());
    world.spots = vec![
        Spot::At(anywhere(&mut random)),
        stop(random.below(n)),
        Spot::At(anywhere(&mut random)),
        stop(random.below(n)),
    ];
    world.city.feed.trips_on(settings.date) > 0
}

#[test]
fn one_number_in_random_cities() {
    let mut world = empty();
    let mut all = Tally::default();
    let size = Size { pairs: 2, routes: 1, isochrones: 2, cells: 4, side: Metres(150.0) };
    for seed in 0..2000 {
        if become_city(&mut world, seed) {
            let Tally { compared, reached } = one_number(&world, seed, size);
            all.compared += compared;
            all.reached += reached;
        }
    }
    assert!(all.compared > 100_000 && all.reached > 20_000, "the cities are too plain: {all:?}");
}

#[test]
fn changes_of_random_cities() {
    let mut world = empty();
    let mut told = changes::Told::default();
    for seed in 0..1000 {
        if become_city(&mut world, seed) {
            changes::all(&mut world, seed, &mut told);
        }
    }
    for (what, n) in &told.0 {
        // Who never changes anything has not been tested.
        assert!(*n > 20, "the cities are too plain for {what}: {told:?}");
    }
    assert_eq!(told.0.len(), 7, "{told:?}");
}

#[test]
fn a_stop_added_to_random_cities() {
    let dir = tempfile::tempdir().unwrap();
    let around = LonLat::new(10.0055, 0.0055);
    let city = coverage::open_with_promises(dir.path(), PLAN, around, 0.03);
    let window = Window::parse("08:00..08:10").unwrap();
    let mut world = World { name: String::new(), city, dir, spots: Vec::new(), window };
    let mut n_higher = 0;
    for seed in 0..400 {
        let mut random = Random::new(seed, 58);
        let is_any = become_city(&mut world, seed);
        let city = &mut world.city;
        if !is_any
            || changes::some_trip(&city.feed, city.plan.date, &mut random, |_| true).is_none()
        {
            continue;
        }
        let before = coverage::shares(city);
        coverage::add_stop(city, anywhere(&mut random), &mut random);
        let is_higher = coverage::none_lower(&world.name, &before, &coverage::shares(&world.city));
        n_higher += usize::from(is_higher);
    }
    assert!(n_higher > 100, "the cities are too plain: {n_higher}");
}
