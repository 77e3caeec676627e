//! Unlimited walking between rides, in a small town and in Porto (STCP's buses): shortcuts for the
//! departures from 07:00 to 09:00 and journeys of at most 120 minutes, on foot through the streets
//! of OpenStreetMap. Told are the shortcuts, seconds and memory; then one scan to all stops for that
//! window with footpaths of at most 10 minutes, with shortcuts, and with all walks, in the same run.
//! Before that the scans over shortcuts are checked against those over all walks from some stops.
//!
//! Skips, saying so, where the shared data folder is absent. `-- day` adds a whole day's shortcuts.
#![expect(clippy::print_stdout, reason = "a benchmark prints")]

use std::path::Path;
use std::time::Instant;

use allways_access::{Ground, Walker, attach};
use allways_base::cast::{u32_from, usize_from};
use allways_base::random::Random;
use allways_base::{Date, Problems, Seconds, ServiceTime, Speed, Window};
use allways_streets::StreetNetwork;
use allways_testkit::data::shared;
use allways_transit::compile::{DaySettings, StepFreeRule, compile_day};
use allways_transit::feed::{Feed, StopIdx};
use allways_transit::profile::{Scan, compile_window};
use allways_transit::raptor::Work;
use allways_transit::timetable::Timetable;
use allways_transit::ultra::{Span, shortcuts};

const WEDNESDAY: Date = Date::constant(2024, 10, 16);
const MAX_DURATION: Seconds = Seconds::minutes(120);

const WALKER: Walker = Walker {
    speed: Speed(1.3),
    step_free: false,
    unknown_is_passable: true,
    limit: Seconds(900),
    transfer_limit: Seconds(600),
};

fn read(gtfs: &Path, streets: &Path, zone: &str) -> Option<(Feed, StreetNetwork)> {
    let mut problems = Problems::default();
    let feed = allways_ingest::gtfs::read_gtfs(gtfs, "feed", zone, WEDNESDAY).ok()?;
    let streets = allways_ingest::osm::read_osm(streets, &|at| at).ok()?;
    let streets = streets.into_value(&mut problems);
    let net = allways_streets::compile(&streets).into_value(&mut problems);
    Some((feed.into_value(&mut problems), net))
}

/// The most memory that the process has had so far, in MB.
fn peak() -> usize {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default();
    let kilobytes = line.split_whitespace().nth(1).and_then(|word| word.parse::<usize>().ok());
    kilobytes.unwrap_or(0) / 1024
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let start = Instant::now();
    let found = work();
    (found, start.elapsed().as_secs_f64())
}

fn main() {
    let Some(data) = shared("data") else { return };
    for (city, gtfs, streets, zone) in [
        ("zhelez", "gtfs.zip", "roads_zhelez.pbf", "Asia/Krasnoyarsk"),
        ("porto", "stcp.zip", "porto_portugal.osm.pbf", "Europe/Lisbon"),
    ] {
        let folder = data.join(city);
        match read(&folder.join(gtfs), &folder.join(streets), zone) {
            Some((feed, net)) => bench(city, &feed, &net),
            None => println!("skipped: ../shared/data/{city} is absent"),
        }
    }
}

fn bench(city: &str, feed: &Feed, net: &StreetNetwork) {
    let settings = DaySettings {
        date: WEDNESDAY,
        seed: 0,
        vehicles: None,
        step_free: StepFreeRule::Any,
        bus_factor: 1.0,
        slower_change: Seconds(0),
        default_change: Seconds(0),
    };
    let attached = attach(feed, Ground::Streets { net, weights: None, beyond: None }, WALKER).value;
    let near = attached.footpaths(WALKER.transfer_limit);
    let (far, seconds) = timed(|| attached.footpaths(MAX_DURATION));
    println!(
        "{city}: {} walks of up to {MAX_DURATION} in {seconds:.1} s, {} MB",
        far.len(),
        peak()
    );
    let ten_minutes = compile_day(feed, &settings, &near).value;
    let all = compile_day(feed, &settings, &far).value;
    let hour = |h| ServiceTime::hms(h, 0, 0);
    let window = Window { from: hour(7), to: hour(9), step: Seconds(60) };
    let span = Span { from: hour(7), last: hour(9), max_duration: MAX_DURATION };
    let tell = |what: &str, span: &Span| -> Option<Timetable> {
        let before = peak();
        let (footpaths, seconds) = timed(|| shortcuts(&all, span));
        let footpaths = footpaths.ok()?;
        let n = footpaths.values().len();
        println!("  shortcuts, {what}: {n} in {seconds:.1} s, {before} to {} MB", peak());
        Some(Timetable { footpaths, ..all.clone() })
    };
    if std::env::args().any(|arg| arg == "day") {
        tell("whole day", &Span { from: ServiceTime(0), last: hour(30), ..span });
    }
    let Some(few) = tell("07:00 to 09:00", &span) else { return };

    let served: Vec<StopIdx> =
        all.stop_calls.indices().filter(|&stop| !all.stop_calls[stop].is_empty()).collect();
    let mut random = Random::new(1, 0);
    let mut any = || served[usize_from(random.below(u32_from(served.len())))];
    let origins: Vec<StopIdx> = (0..20).map(|_| any()).collect();
    let mut tables: Vec<Vec<ServiceTime>> = Vec::new();
    for (what, tt) in [("10 minutes", &ten_minutes), ("shortcuts", &few), ("all walks", &all)] {
        let Some(chunks) = compile_window(tt, window, MAX_DURATION) else { return };
        let mut scan = Scan::new();
        let mut table = Vec::new();
        let mut work = Work::default();
        let mut best = f64::MAX;
        for _ in 0..2 {
            table.clear();
            let ((), seconds) = timed(|| {
                for &origin in &origins {
                    for chunk in &chunks {
                        scan.run(chunk, &[(origin, Seconds(0))], &mut work);
                        table.extend(served.iter().flat_map(|&stop| scan.by_ride(chunk, stop)));
                    }
                }
            });
            best = best.min(seconds);
        }
        let n = tt.footpaths.values().len();
        let sum: u64 = table.iter().map(|t| u64::from(t.0.min(hour(12).0))).sum();
        println!(
            "  {what}: {n} footpaths, {:.2} ms a scan; {} footpaths looked at; mean {} s",
            best * 1000.0 / 20.0,
            work.footpaths / 40,
            sum / u64::try_from(table.len()).unwrap_or(1).max(1)
        );
        tables.push(table);
    }
    assert!(tables[1] == tables[2], "{city}: shortcuts differ from all walks");
    let better = tables[0].iter().zip(&tables[1]).filter(|(a, b)| b < a).count();
    println!("  {better} of {} arrivals are earlier than with 10 minutes", tables[0].len());
}
