//! A car matrix of Porto, 1000 × 1000 seeded places, street times alone, on one thread: by the
//! hierarchy, making it included and without. The baseline is a Dijkstra search from each of twenty of
//! the origins, whose rows must be the same.
//!
//! Skips, saying so, where the shared data folder is absent.
#![expect(clippy::print_stdout, reason = "a benchmark prints")]

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use allways_access::{
    Endpoint, Ground, OwnVehicle, Percentile, TravelQuery, Walker, attach, matrix,
};
use allways_base::random::Random;
use allways_base::{Date, LonLat, Seconds, ServiceTime, Speed, Window};
use allways_streets::{
    Conditions, Driver, Mode, Prepared, StreetNetwork, Traveller, Weights, compile, compile_for,
};
use allways_testkit::data::shared;
use allways_transit::compile::{DaySettings, StepFreeRule, compile_day};
use allways_transit::feed::Feed;

const N: usize = 1000;
/// Few enough that each is searched from alone.
const FEW: usize = 20;

const WALKER: Walker = Walker {
    speed: Speed(1.3),
    step_free: false,
    unknown_is_passable: true,
    limit: Seconds(0),
    transfer_limit: Seconds(0),
};

/// For walkers and for cars.
fn read(folder: &Path) -> Option<[StreetNetwork; 2]> {
    let file = folder.join("porto_portugal.osm.pbf");
    let draft = allways_ingest::osm::read_osm(&file, &|at| at).ok()?.value;
    Some([compile(&draft).value, compile_for(&draft, Mode::Drive).value])
}

fn main() {
    let Some(folder) = shared("data/porto") else { return };
    let [walk, drive] = read(&folder).expect("the feeds are whole");
    let weights = Weights::new(&drive, &Traveller::Driver(Driver::car()), &Conditions::usual());
    let settings = DaySettings {
        date: Date::constant(2024, 10, 16),
        seed: 0,
        vehicles: None,
        step_free: StepFreeRule::Any,
        bus_factor: 1.0,
        slower_change: Seconds(0),
        default_change: Seconds(0),
    };
    let nothing = Feed::default();
    let tt = compile_day(&nothing, &settings, &[]).value;
    let ground = Ground::Streets { net: &walk, weights: None, beyond: None };
    let (limit, direct_limit) = (Seconds(0), Seconds(7200));
    let mut random = Random::new(1, 0);
    let mut place = || {
        let (x, y) = (random.unit(), random.unit());
        Endpoint::Position(LonLat { lon: -8.68 + 0.12 * x, lat: 41.13 + 0.06 * y })
    };
    let origins: Vec<Endpoint> = (0..N).map(|_| place()).collect();
    let destinations: Vec<Endpoint> = (0..N).map(|_| place()).collect();
    let from = ServiceTime::hms(8, 0, 0);
    let window = Window { from, to: from + Seconds(60), step: Seconds(60) };
    let query = TravelQuery { window, max_rides: u8::MAX, max_duration: Seconds(7200) };
    println!("{} nodes, {} edges", drive.n_nodes(), drive.n_edges());
    for _ in 0..3 {
        let prepared = Prepared::new(weights.clone(), Arc::default());
        let car = OwnVehicle { net: &drive, prepared: &prepared, limit, direct_limit };
        let attached = attach(&nothing, ground, WALKER).value.with_vehicles(false, vec![car]);
        let run = |origins: &[Endpoint]| {
            let start = Instant::now();
            let ends = (origins, &destinations[..]);
            let found = matrix(&tt, &attached, ends, &query, &[Percentile::MEDIAN], 1);
            (found, start.elapsed().as_secs_f64())
        };
        let (few, slow) = run(&origins[..FEW]);
        let (_, first) = run(&origins);
        let (all, again) = run(&origins);
        assert!(all.values().starts_with(few.values()), "differs from Dijkstra");
        let reached = all.values().iter().flatten().count();
        println!(
            "{N} x {N} by car: {first:.2} s, {again:.2} s once the hierarchy is made; {reached} \
             reached; baseline Dijkstra, {FEW} origins: {slow:.2} s"
        );
    }
}
