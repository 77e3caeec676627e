//! Loads feeds and prints seconds, rows and memory of each, and of all held together:
//! `cargo run --release -p allways-ingest --example load -- FEED.zip …`
#![expect(clippy::print_stdout, reason = "printing is what this program is for")]

use std::path::Path;
use std::time::Instant;

use allways_base::Date;
use allways_ingest::gtfs::read_gtfs;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut held = Vec::new();
    let begun = Instant::now();
    println!("feed\tseconds\tstops\troutes\tservices\ttrips\tstop_times\tfrequencies\tproblems");
    for (i, path) in std::env::args().skip(1).enumerate() {
        let start = Instant::now();
        let date = Date::new(2026, 10, 14)?;
        let feed = read_gtfs(Path::new(&path), &format!("f{i}"), "America/New_York", date)?;
        let seconds = start.elapsed().as_secs_f64();
        let (rows, counts) = (&feed.value, feed.problems.counts());
        println!(
            "{path}\t{seconds:.2}\t{}\t{}\t{}\t{}\t{}\t{}\t{counts:?}",
            rows.stops.len(),
            rows.routes.len(),
            rows.services.len(),
            rows.trips.len(),
            rows.stop_times.values().len(),
            rows.frequencies.len(),
        );
        for problem in feed.problems.list().iter().take(8) {
            println!("  {problem}");
        }
        held.push(feed.value);
    }
    let rows: usize = held.iter().map(|feed| feed.stop_times.values().len()).sum();
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("VmHWM: unknown");
    println!("all\t{:.2} s\t{rows} stop_times\t{peak}", begun.elapsed().as_secs_f64());
    Ok(())
}
