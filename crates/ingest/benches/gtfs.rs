//! New York's nine feeds, read one after the other on one thread, against a named baseline in the
//! same run: the `csv` crate passing over the unpacked `stop_times.txt` of each and doing nothing.
//!
//! Seconds are the processor's, read from `/proc/self/schedstat`, so that a busy machine blurs them
//! less.
//!
//! Skips, saying so, where the shared data folder is absent.
#![expect(clippy::print_stdout, reason = "a benchmark prints")]

use std::io::Read;
use std::path::{Path, PathBuf};

use allways_base::Date;

const FEEDS: [&str; 9] = [
    "bus_bk",
    "bus_busco",
    "bus_bx",
    "bus_m",
    "bus_qns",
    "bus_si",
    "lirr",
    "mnr",
    "subway_supplemented",
];

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/nyc");
    if !folder.exists() {
        println!("skipped: ../shared/data/nyc is absent");
        return;
    }
    let paths: Vec<PathBuf> =
        FEEDS.iter().map(|id| folder.join(format!("{id}.gtfs.zip"))).collect();
    for _ in 0..3 {
        let start = cpu_seconds();
        let (rows, bytes) = csv_alone(&paths);
        let baseline = cpu_seconds() - start;
        println!(
            "unpack and csv crate, stop_times.txt alone: {baseline:.2} s, {rows} rows, {} MB",
            bytes / 1_000_000
        );
        let start = cpu_seconds();
        let mut stop_times = 0;
        for (path, id) in paths.iter().zip(FEEDS) {
            let date = Date::constant(2026, 10, 14);
            let read = allways_ingest::gtfs::read_gtfs(path, id, "America/New_York", date);
            stop_times += read.expect("the feed is whole").value.stop_times.values().len();
        }
        let whole = cpu_seconds() - start;
        println!(
            "read_gtfs, all tables: {whole:.2} s, {stop_times} stop times, {:.2} of the baseline",
            whole / baseline
        );
    }
}

/// Rows and bytes of every `stop_times.txt`, unpacked and split by the `csv` crate.
fn csv_alone(paths: &[PathBuf]) -> (usize, usize) {
    let (mut rows, mut bytes) = (0, 0);
    for path in paths {
        let file = std::fs::File::open(path).expect("the feed is there");
        let mut zip = zip::ZipArchive::new(file).expect("a zip");
        let mut entry = zip.by_name("stop_times.txt").expect("the table is there");
        let mut text = Vec::new();
        entry.read_to_end(&mut text).expect("whole");
        bytes += text.len();
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_slice());
        let mut record = csv::ByteRecord::new();
        while reader.read_byte_record(&mut record).expect("readable") {
            rows += 1;
        }
    }
    (rows, bytes)
}

/// Processor time of this process's only thread.
fn cpu_seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/self/schedstat").expect("Linux");
    let nanoseconds: f64 = text.split(' ').next().and_then(|n| n.parse().ok()).expect("a number");
    nanoseconds / 1e9
}
