//! The blocks of a PBF file, whatever state it is in.
//!
//! A file is a header blob and data blobs, each with its length before it. A blob whose content is
//! damaged costs that blob: the next is found by the length. A length that is damaged, or a file
//! that ends within a blob, costs the rest of the file.
//!
//! `osmpbf` adds differences of ids and coordinates unchecked; in a build with overflow checks a
//! damaged block makes it panic. That is caught here, block by block, and told like other damage; in
//! a build without them the sums wrap and the coordinates are found not to be on the ground.

use std::fs::File;
use std::io::{BufReader, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use allways_base::{Problem, Problems, Severity};
use osmpbf::{Blob, BlobDecode, BlobReader, HeaderBlock, PrimitiveBlock};
use rayon::prelude::*;

use crate::table::ReadError;

/// What a parser must know to read the file; others are told.
const KNOWN_FEATURES: &[&str] = &["OsmSchema-V0.6", "DenseNodes", "HistoricalInformation"];

/// How places name the file: its last part, so that no message depends on where it lies.
pub(super) fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// Blobs that are decoded at the same time: many enough to keep every core busy, few enough that a
/// country's file is never in memory whole.
const BATCH: usize = 64;

/// Reads each data block of the file with `read`, several at a time; the results are in the file's
/// order, whatever the number of threads.
pub(super) fn each_block<T: Send>(
    path: &Path,
    problems: &mut Problems,
    read: impl Fn(&PrimitiveBlock) -> T + Sync,
) -> Result<Vec<T>, ReadError> {
    let cause = |cause| ReadError::Io { path: path.display().to_string(), cause };
    let file = File::open(path).map_err(cause)?;
    let size = file.metadata().map_err(cause)?.len();
    let read_so_far = Arc::new(AtomicU64::new(0));
    let counted = Counted { file: BufReader::new(file), n: Arc::clone(&read_so_far) };
    let mut reader = BlobReader::new(counted);
    let name = file_name(path);
    let mut all = Vec::new();
    let mut has_header = false;
    let mut at = 0;
    let mut broken = None;
    loop {
        // A blob and where it begins, up to the first that the file does not hold whole.
        let mut batch: Vec<(u64, Blob)> = Vec::with_capacity(BATCH);
        while batch.len() < BATCH && broken.is_none() {
            match reader.next() {
                Some(Ok(blob)) => batch.push((at, blob)),
                Some(Err(error)) => broken = Some(error.to_string()),
                None => break,
            }
            if broken.is_none() {
                at = read_so_far.load(Ordering::Relaxed);
            }
        }
        if batch.is_empty() {
            break;
        }
        let decoded: Vec<(u64, Result<Decoded<T>, String>)> =
            batch.into_par_iter().map(|(at, blob)| (at, decode(&blob, &read))).collect();
        for (at, block) in decoded {
            match (block, has_header) {
                (Ok(Decoded::Header(header)), false) => {
                    has_header = true;
                    features(&header, &name, problems);
                }
                (Ok(Decoded::Data(block)), true) => all.push(block),
                // Headers and unknown kinds in the middle are allowed and say nothing.
                (Ok(Decoded::Header(_) | Decoded::Other), true) => {}
                (Ok(_) | Err(_), false) => return Err(not_pbf(path)),
                (Err(why), true) => problems.add("osm-block-broken", || Problem {
                    severity: Severity::Error,
                    code: "osm-block-broken",
                    place: format!("{name}:byte {at}"),
                    message: format!("the block there is damaged ({why}) and was left out"),
                    remedy: "download the extract again; streets are missing".to_owned(),
                }),
            }
        }
    }
    match broken {
        Some(_) if !has_header => return Err(not_pbf(path)),
        Some(why) => truncated(&name, at, size, &why, problems),
        None if at < size && has_header => {
            truncated(&name, at, size, "a few stray bytes follow", problems);
        }
        None => {}
    }
    if has_header { Ok(all) } else { Err(not_pbf(path)) }
}

/// Counts the bytes that were read through it: where the next blob begins.
struct Counted {
    file: BufReader<File>,
    n: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n = self.file.read(buffer)?;
        self.n.fetch_add(u64::try_from(n).unwrap_or(0), Ordering::Relaxed);
        Ok(n)
    }
}

enum Decoded<T> {
    Header(Box<HeaderBlock>),
    Data(T),
    Other,
}

fn decode<T>(blob: &Blob, read: &impl Fn(&PrimitiveBlock) -> T) -> Result<Decoded<T>, String> {
    let decoded = catch_unwind(AssertUnwindSafe(|| match blob.decode() {
        Ok(BlobDecode::OsmHeader(header)) => Ok(Decoded::Header(header)),
        Ok(BlobDecode::OsmData(block)) => Ok(Decoded::Data(read(&block))),
        Ok(BlobDecode::Unknown(_)) => Ok(Decoded::Other),
        Err(error) => Err(error.to_string()),
    }));
    decoded.unwrap_or_else(|_| Err("its numbers overflow".to_owned()))
}

fn features(header: &HeaderBlock, name: &str, problems: &mut Problems) {
    let unknown = header.required_features().iter();
    for feature in unknown.filter(|feature| !KNOWN_FEATURES.contains(&feature.as_str())) {
        problems.push(
            Severity::Warning,
            "osm-feature",
            name,
            format!("the file needs the feature `{feature}`, which is not known here"),
            "convert it with `osmium cat -f pbf`",
        );
    }
}

fn truncated(name: &str, at: u64, size: u64, why: &str, problems: &mut Problems) {
    problems.push(
        Severity::Error,
        "osm-truncated",
        format!("{name}:byte {at}"),
        format!(
            "the file of {size} bytes cannot be read past here ({why}); what was before is kept"
        ),
        "download the extract again; streets are missing",
    );
}

/// Names what the file is instead, where its first bytes tell.
fn not_pbf(path: &Path) -> ReadError {
    let mut start = [0; 4];
    let n = File::open(path).and_then(|mut file| file.read(&mut start)).unwrap_or(0);
    let (message, remedy) = match &start[..n] {
        [] => ("the file is empty", "download the extract again"),
        [b'<', ..] => (
            "the file is OSM XML, not an OSM PBF file",
            "convert it with `osmium cat -o streets.osm.pbf`",
        ),
        [b'P', b'K', ..] => ("the file is a zip archive, not an OSM PBF file", "unpack it first"),
        [0x1f, 0x8b, ..] => ("the file is gzipped, not an OSM PBF file", "unpack it first"),
        [b'B', b'Z', b'h', ..] => ("the file is bzip2, not an OSM PBF file", "unpack it first"),
        _ => (
            "the file is not an OSM PBF file, or its header is damaged",
            "download the extract again as .osm.pbf",
        ),
    };
    ReadError::Format {
        path: path.display().to_string(),
        message: message.to_owned(),
        remedy: remedy.to_owned(),
    }
}
