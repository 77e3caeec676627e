//! What the benchmarks on New York share: nine feeds, one Wednesday, and a stopwatch.
#![expect(clippy::print_stdout, reason = "a benchmark prints")]

use std::path::Path;
use std::time::Instant;

use allways_access::{Attached, Walker};
use allways_base::cast::f64_from;
use allways_base::{Date, Problems, Seconds, ServiceTime, Speed, Window};
use allways_testkit::data::NEW_YORK;
use allways_transit::compile::{DaySettings, StepFreeRule, compile_day};
use allways_transit::feed::Feed;
use allways_transit::timetable::Timetable;

/// 250 m times 1.3 at 1.33 m/s.
const TRANSFER_LIMIT: Seconds = Seconds(245);

pub(crate) const WALKER: Walker = Walker {
    speed: Speed(1.33),
    step_free: false,
    unknown_is_passable: true,
    limit: Seconds(782),
    transfer_limit: TRANSFER_LIMIT,
};

pub(crate) fn read(folder: &Path) -> Option<Feed> {
    let (mut feed, mut problems) = (Feed::default(), Problems::default());
    for id in NEW_YORK {
        let path = folder.join(format!("{id}.gtfs.zip"));
        let date = Date::constant(2026, 10, 14);
        let read = allways_ingest::gtfs::read_gtfs(&path, id, "America/New_York", date).ok()?;
        feed.append(read.into_value(&mut problems));
    }
    Some(feed)
}

pub(crate) fn compiled(feed: &Feed, attached: &Attached<'_>) -> Timetable {
    let settings = DaySettings {
        date: Date::constant(2026, 10, 14),
        seed: 0,
        vehicles: None,
        step_free: StepFreeRule::Any,
        bus_factor: 1.0,
        slower_change: Seconds(0),
        default_change: Seconds(0),
    };
    let tt = compile_day(feed, &settings, &attached.footpaths(TRANSFER_LIMIT)).value;
    print_size(&tt);
    tt
}

/// Bytes a stop time, by what they hold.
fn print_size(tt: &Timetable) {
    let each = |bytes: usize| f64_from(bytes) / f64_from(tt.n_stop_times());
    let size = tt.size();
    println!(
        "{} stop times: {:.2} B each for the times; calls {:.2}, trips {:.2}, calls by stop {:.2}, \
         footpaths {:.2}; in all {:.2}; {} of {} runs go on as another",
        tt.n_stop_times(),
        each(size.times),
        each(size.calls),
        each(size.trips),
        each(size.stop_calls),
        each(size.footpaths),
        each(size.total()),
        tt.next.len(),
        tt.trips.len()
    );
}

pub(crate) fn morning() -> Window {
    Window { from: ServiceTime::hms(7, 0, 0), to: ServiceTime::hms(9, 0, 0), step: Seconds(60) }
}

/// Milliseconds that this thread has had a processor, to the scheduler's tick; 0 where the system
/// does not say. On a busy machine the wall clock measures the neighbours.
fn on_cpu() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split_whitespace().next().and_then(|ns| ns.parse::<f64>().ok()).unwrap_or(0.0) / 1e6
}

/// Mean milliseconds of processor a case over `n` runs of each; prints the wall clock too.
pub(crate) fn time<T>(what: &str, cases: &[T], n: usize, mut run: impl FnMut(&T)) -> f64 {
    let mut times: Vec<f64> = Vec::new();
    let cpu = on_cpu();
    for case in cases {
        for _ in 0..n {
            let start = Instant::now();
            run(case);
            times.push(start.elapsed().as_secs_f64() * 1e3);
        }
    }
    let mean = (on_cpu() - cpu) / f64_from(times.len());
    times.sort_by(f64::total_cmp);
    println!(
        "{what}: {mean:.2} ms of processor; wall clock median {:.2} ms ({:.2} to {:.2}, {} runs)",
        times[times.len() / 2],
        times[0],
        times[times.len() - 1],
        times.len()
    );
    mean
}
