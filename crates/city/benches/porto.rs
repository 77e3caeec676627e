//! Travel-time matrices of Porto, 1000 x 1000 seeded places near bus stops, on foot through the
//! streets of OpenStreetMap and by STCP's buses on a Wednesday: one departure, and 07:00 to 09:00 by
//! the minute at three percentiles; at most 120 minutes, any number of rides, two threads. Some rows
//! are compared with range RAPTOR's.
//!
//! Skips, saying so, where the shared data folder is absent.
#![expect(clippy::print_stdout, reason = "a benchmark prints")]

use std::path::Path;
use std::time::Instant;

use allways_access::{Endpoint, Ground, Percentile, TravelQuery, Walker, attach, matrix};
use allways_base::cast::{u32_from, usize_from};
use allways_base::random::Random;
use allways_base::{Date, LonLat, Problems, Seconds, ServiceTime, Speed, Window};
use allways_streets::StreetNetwork;
use allways_testkit::data::shared;
use allways_transit::compile::{DaySettings, StepFreeRule, compile_day};
use allways_transit::feed::Feed;
use allways_transit::profile::ANY_NUMBER_OF_RIDES;

const WEDNESDAY: Date = Date::constant(2024, 10, 16);
const N: usize = 1000;

const WALKER: Walker = Walker {
    speed: Speed(1.3),
    step_free: false,
    unknown_is_passable: true,
    limit: Seconds(900),
    transfer_limit: Seconds(300),
};

fn read(folder: &Path) -> Option<(Feed, StreetNetwork)> {
    let mut problems = Problems::default();
    let bus = folder.join("stcp.zip");
    let bus = allways_ingest::gtfs::read_gtfs(&bus, "stcp", "Europe/Lisbon", WEDNESDAY).ok()?;
    let streets = folder.join("porto_portugal.osm.pbf");
    let streets = allways_ingest::osm::read_osm(&streets, &|at| at).ok()?;
    let streets = streets.into_value(&mut problems);
    let net = allways_streets::compile(&streets).into_value(&mut problems);
    Some((bus.into_value(&mut problems), net))
}

/// Processor seconds of all threads so far.
fn on_cpu() -> f64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let rest = text.rsplit(')').next().unwrap_or_default();
    let ticks = rest.split_whitespace().skip(11).take(2);
    ticks.filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

fn main() {
    let Some(folder) = shared("data/porto") else { return };
    let (feed, net) = read(&folder).expect("the feeds are whole");
    let attached =
        attach(&feed, Ground::Streets { net: &net, weights: None, beyond: None }, WALKER).value;
    let settings = DaySettings {
        date: WEDNESDAY,
        seed: 0,
        vehicles: None,
        step_free: StepFreeRule::Any,
        bus_factor: 1.0,
        slower_change: Seconds(0),
        default_change: Seconds(0),
    };
    let footpaths = attached.footpaths(WALKER.transfer_limit);
    let tt = compile_day(&feed, &settings, &footpaths).value;
    let mut random = Random::new(1, 0);
    let mut place = || {
        let platforms = attached.platforms();
        let at = platforms[usize_from(random.below(u32_from(platforms.len())))].position();
        let mut near = |x: f64| x + (random.unit() - 0.5) * 0.006;
        Endpoint::Position(LonLat { lon: near(at.lon), lat: near(at.lat) })
    };
    let origins: Vec<Endpoint> = (0..N).map(|_| place()).collect();
    let destinations: Vec<Endpoint> = (0..N).map(|_| place()).collect();
    println!("{} stop events, {} footpaths", tt.n_stop_times(), footpaths.len());
    let percentiles: Vec<Percentile> =
        [5, 50, 95].into_iter().filter_map(Percentile::new).collect();
    let at = |h, m| ServiceTime::hms(h, m, 0);
    for (what, to, percentiles) in [
        ("one departure", at(7, 1), &percentiles[1..2]),
        ("120 departures, 3 percentiles", at(9, 0), &percentiles[..]),
    ] {
        let window = Window { from: at(7, 0), to, step: Seconds(60) };
        let query = |max_rides| TravelQuery { window, max_rides, max_duration: Seconds(7200) };
        let run = |origins: &[Endpoint], max_rides| {
            let (start, cpu) = (Instant::now(), on_cpu());
            let ends = (origins, &destinations[..]);
            let found = matrix(&tt, &attached, ends, &query(max_rides), percentiles, 2);
            (found, start.elapsed().as_secs_f64(), on_cpu() - cpu)
        };
        let (few, slow_wall, slow) = run(&origins[..20], 100);
        for _ in 0..3 {
            let (all, wall, cpu) = run(&origins, ANY_NUMBER_OF_RIDES);
            assert!(all.values().starts_with(few.values()), "differs from range RAPTOR");
            let reached = all.values().iter().flatten().count();
            println!("{N} x {N}, {what}: {wall:.2} s, {cpu:.2} s of processor; {reached} reached");
        }
        println!("  20 origins by range RAPTOR: {slow_wall:.2} s, {slow:.2} s of processor");
    }
}
