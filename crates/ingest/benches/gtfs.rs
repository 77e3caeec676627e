//! New York's nine feeds, read one after the other on one thread, in three parts that are measured
//! apart: unpacking, the stop times, all the rest.
//!
//! The stop times are what it takes to read unpacked feeds, less what it takes to read the same
//! feeds with nothing but the header in `stop_times.txt`, and less what it takes to copy the bytes
//! out of the system's file cache: from bytes in memory to checked columns of a `Feed`. The baseline, in the same run, is the `csv` crate passing over the
//! same bytes and doing nothing with them.
//!
//! Seconds are the processor's, read from `/proc/self/schedstat`, so that a busy machine blurs them
//! less.
//!
//! Skips, saying so, where the shared data folder is absent. Writes 730 MB to a temporary folder.
#![expect(clippy::print_stdout, reason = "a benchmark prints")]

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use allways_base::Date;
use allways_testkit::data::{NEW_YORK, shared};

fn main() {
    let Some(folder) = shared("data/nyc") else { return };
    let zips = NEW_YORK.map(|id| folder.join(format!("{id}.gtfs.zip")));
    let unpacked = tempfile::tempdir().expect("room for the unpacked feeds");
    let [whole, rest] =
        ["whole", "rest"].map(|kind| NEW_YORK.map(|id| unpacked.path().join(kind).join(id)));
    for ((zip, whole), rest) in zips.iter().zip(&whole).zip(&rest) {
        lay_out(zip, whole, rest);
    }
    for _ in 0..3 {
        let (inflate, n_bytes) = timed(|| zips.iter().map(|zip| unpack(zip)).sum::<usize>());
        let (split, n_rows) = timed(|| whole.iter().map(|dir| csv_rows(dir)).sum::<usize>());
        let (copy, n_copied) = timed(|| whole.iter().map(|dir| copied(dir)).sum::<usize>());
        let (from_rest, none) = timed(|| read_all(&rest));
        let (from_whole, n_read) = timed(|| read_all(&whole));
        let (from_zips, n_zipped) = timed(|| read_all(&zips));
        assert_eq!(
            (n_rows, n_read, none),
            (n_zipped, n_zipped, 0),
            "every way reads the same rows"
        );
        let stop_times = from_whole - from_rest - copy;
        let rate = allways_base::cast::f64_from(n_rows) / stop_times / 1e6;
        println!(
            "unpacking {} MB {inflate:.2} s; {n_rows} stop times {stop_times:.2} s = {rate:.1} M rows/s \
             (csv crate, doing nothing: {:.2} s); copying {} MB {copy:.2} s; the rest {from_rest:.2} s; \
             in all, from the zips: {from_zips:.2} s",
            n_bytes / 1_000_000,
            split - copy,
            n_copied / 1_000_000,
        );
    }
}

/// Seconds of the processor that `work` takes, and its result.
fn timed<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let start = cpu_seconds();
    let result = work();
    (cpu_seconds() - start, result)
}

/// Unpacks a feed into `whole`, and into `rest` with the header alone of `stop_times.txt`.
fn lay_out(zip: &Path, whole: &Path, rest: &Path) {
    fs::create_dir_all(whole).expect("a folder");
    fs::create_dir_all(rest).expect("a folder");
    each_table(zip, |name, table| {
        let mut text = Vec::new();
        table.read_to_end(&mut text).expect("whole");
        fs::write(whole.join(name), &text).expect("written");
        if name == "stop_times.txt" {
            let header = text.iter().position(|byte| *byte == b'\n').expect("a header");
            text.truncate(header + 1);
        }
        fs::write(rest.join(name), &text).expect("written");
    });
}

/// Bytes of every table of a zip, unpacked in blocks as the reader takes them.
fn unpack(zip: &Path) -> usize {
    let mut n_bytes = 0;
    each_table(zip, |_, table| n_bytes += in_blocks(table));
    n_bytes
}

fn each_table(zip: &Path, mut with: impl FnMut(&str, &mut dyn Read)) {
    let file = fs::File::open(zip).expect("the feed is there");
    let mut zip = zip::ZipArchive::new(std::io::BufReader::new(file)).expect("a zip");
    for i in 0..zip.len() {
        let mut entry = zip.by_index(i).expect("a table");
        let name = entry.name().to_owned();
        with(&name, &mut entry);
    }
}

/// Bytes of `stop_times.txt`, read in blocks as the reader takes them.
fn copied(dir: &Path) -> usize {
    let mut file = fs::File::open(dir.join("stop_times.txt")).expect("the table is there");
    in_blocks(&mut file)
}

fn in_blocks(source: &mut dyn Read) -> usize {
    let (mut block, mut n_bytes) = (vec![0; 1 << 17], 0);
    loop {
        match source.read(&mut block).expect("whole") {
            0 => return n_bytes,
            n => n_bytes += n,
        }
    }
}

/// Rows of `stop_times.txt`, split by the `csv` crate.
fn csv_rows(dir: &Path) -> usize {
    let file = fs::File::open(dir.join("stop_times.txt")).expect("the table is there");
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(file);
    let mut record = csv::ByteRecord::new();
    let mut n = 0;
    while reader.read_byte_record(&mut record).expect("readable") {
        n += 1;
    }
    n
}

/// Reads every feed; the number of stop times.
fn read_all(feeds: &[PathBuf]) -> usize {
    let read = |path: &PathBuf, id| {
        let date = Date::constant(2026, 10, 14);
        let read = allways_ingest::gtfs::read_gtfs(path, id, "America/New_York", date);
        read.expect("the feed is whole").value.stop_times.values().len()
    };
    feeds.iter().zip(NEW_YORK).map(|(path, id)| read(path, id)).sum()
}

/// Processor time of this process's only thread.
fn cpu_seconds() -> f64 {
    let text = fs::read_to_string("/proc/self/schedstat").expect("Linux");
    let nanoseconds: f64 = text.split(' ').next().and_then(|n| n.parse().ok()).expect("a number");
    nanoseconds / 1e9
}
