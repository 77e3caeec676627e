//! New York, nine feeds, one Wednesday: load, compile, and earliest arrival to every stop from
//! 200 seeded stops at 08:00. The baseline in the same run is what a window of 120 departures
//! costs as 120 single searches, against one range search.
//!
//! Skips, saying so, where the shared data folder is absent.
#![expect(clippy::print_stdout, reason = "a benchmark prints")]

use std::path::Path;
use std::time::Instant;

use allways_access::{Ground, Walker, attach};
use allways_base::random::Random;
use allways_base::{Date, Idx, Problems, Seconds, ServiceTime, Speed, Window};
use allways_testkit::data::{NEW_YORK, shared};
use allways_transit::compile::{DaySettings, StepFreeRule, compile_day};
use allways_transit::feed::{Feed, StopIdx};
use allways_transit::raptor::{Query, RangeQuery, Search, Work, earliest, range};
use allways_transit::timetable::Timetable;
use criterion::{Criterion, criterion_group, criterion_main};

fn load(folder: &Path) -> Option<Timetable> {
    let date = Date::constant(2026, 10, 14);
    let (mut feed, mut problems) = (Feed::default(), Problems::default());
    let start = Instant::now();
    for id in NEW_YORK {
        let path = folder.join(format!("{id}.gtfs.zip"));
        let read = allways_ingest::gtfs::read_gtfs(&path, id, "America/New_York", date).ok()?;
        feed.append(read.into_value(&mut problems));
    }
    println!(
        "load: {:.2} s, {} stop times, {} trips",
        start.elapsed().as_secs_f64(),
        feed.stop_times.values().len(),
        feed.trips.len()
    );
    let start = Instant::now();
    let walker = Walker {
        speed: Speed(1.3),
        step_free: false,
        unknown_is_passable: true,
        limit: Seconds(1200),
        transfer_limit: Seconds(400),
    };
    let attached = attach(&feed, Ground::Straight { detour_factor: 1.3 }, walker);
    let footpaths = attached.value.footpaths(walker.transfer_limit);
    let settings = DaySettings {
        date,
        seed: 0,
        vehicles: None,
        step_free: StepFreeRule::Any,
        bus_factor: 1.0,
        slower_change: Seconds(0),
        default_change: Seconds(0),
    };
    let tt = compile_day(&feed, &settings, &footpaths).value;
    println!(
        "footpaths and compile: {:.2} s, {} stop events, {} patterns, {} footpaths",
        start.elapsed().as_secs_f64(),
        tt.n_stop_times(),
        tt.calls.n_rows(),
        tt.footpaths.values().len()
    );
    Some(tt)
}

fn bench(criterion: &mut Criterion) {
    let Some(folder) = shared("data/nyc") else { return };
    let tt = load(&folder).expect("the feeds are whole");
    let mut random = Random::new(1, 0);
    let served: Vec<StopIdx> =
        tt.stop_calls.indices().filter(|&stop| !tt.stop_calls[stop].is_empty()).collect();
    let n = allways_base::cast::u32_from(served.len());
    let origins: Vec<StopIdx> =
        (0..200).map(|_| served[allways_base::cast::usize_from(random.below(n))]).collect();
    let depart = ServiceTime::hms(8, 0, 0);
    let (max_rides, max_duration) = (8, Seconds::minutes(120));
    let mut search = Search::new();
    let one = |origin: StopIdx, depart, search: &mut Search, work: &mut Work| {
        let access = [(origin, Seconds(0))];
        let query = Query { access: &access, depart, max_rides, max_duration };
        earliest(&tt, &query, search, work)
    };
    let mut work = Work::default();
    for &origin in &origins {
        one(origin, depart, &mut search, &mut work);
    }
    println!("work of {} one-to-all searches: {work:?}", origins.len());
    let mut next = origins.iter().cycle();
    let mut group = criterion.benchmark_group("nyc");
    group.sample_size(20);
    group.bench_function("earliest one-to-all, 08:00", |b| {
        b.iter(|| {
            let origin = next.next().copied().unwrap_or(StopIdx::from_usize(0));
            one(origin, depart, &mut search, &mut Work::default())
        });
    });
    let window = Window {
        from: ServiceTime::hms(7, 0, 0),
        to: ServiceTime::hms(9, 0, 0),
        step: Seconds(60),
    };
    group.sample_size(10);
    group.bench_function("range one-to-all, 120 departures", |b| {
        b.iter(|| {
            let origin = next.next().copied().unwrap_or(StopIdx::from_usize(0));
            let access = [(origin, Seconds(0))];
            let query = RangeQuery { access: &access, window, max_rides, max_duration };
            let mut reached = 0_usize;
            range(&tt, &query, &mut search, &mut Work::default(), |_, arrivals| {
                reached += usize::from(arrivals.any[origin] < ServiceTime::NEVER);
            });
            reached
        });
    });
    group.bench_function("baseline: 120 single searches", |b| {
        b.iter(|| {
            let origin = next.next().copied().unwrap_or(StopIdx::from_usize(0));
            let mut reached = 0_usize;
            for depart in window.departures() {
                let found = one(origin, depart, &mut search, &mut Work::default());
                reached += usize::from(found.any[origin] < ServiceTime::NEVER);
            }
            reached
        });
    });
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
