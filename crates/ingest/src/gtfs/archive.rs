//! The feed's container: a zip or a folder, with its tables at the top or inside one folder.
//!
//! A zip is a stranger's file, so it is guarded: no table may be larger than 8 GB, none above
//! 100 MB may have been packed more than a thousandfold (deflate itself ends at 1032), and what
//! comes out is counted, because the sizes that a zip declares may lie.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use allways_base::{Problems, Severity};
use zip::ZipArchive;
use zip::result::ZipError;

use crate::table::{ReadError, Stream, Table};

/// Largest table, bytes.
const MAX_BYTES: u64 = 8 << 30;
/// Largest table that is read whole, bytes.
const MAX_WHOLE_BYTES: u64 = 512 << 20;
/// A table above this size is looked at for its ratio, bytes.
const RATIO_FROM_BYTES: u64 = 100 << 20;
/// Largest unpacked size over packed size.
const MAX_RATIO: u64 = 1000;

/// The tables that a feed may have and that are read.
pub(super) const TABLES: [&str; 14] = [
    "agency.txt",
    "calendar.txt",
    "calendar_dates.txt",
    "fare_attributes.txt",
    "fare_rules.txt",
    "frequencies.txt",
    "pathways.txt",
    "routes.txt",
    "shapes.txt",
    "stop_times.txt",
    "stops.txt",
    "transfers.txt",
    "translations.txt",
    "trips.txt",
];

/// See the module docs.
#[derive(Debug)]
pub(super) struct Archive {
    path: String,
    /// Table name → where it is.
    tables: BTreeMap<&'static str, Source>,
    zip: Option<ZipArchive<BufReader<File>>>,
}

#[derive(Clone, Debug)]
enum Source {
    File(PathBuf),
    /// Row of the zip's directory, and the packed size.
    Entry(usize, u64),
}

impl Archive {
    /// Opens the container and finds its tables.
    pub(super) fn open(path: &Path, problems: &mut Problems) -> Result<Self, ReadError> {
        let shown = path.display().to_string();
        let io = |cause| ReadError::Io { path: shown.clone(), cause };
        let archive = if std::fs::metadata(path).map_err(io)?.is_dir() {
            Self::open_folder(path, shown.clone(), problems)?
        } else {
            let file = File::open(path).map_err(io)?;
            Self::open_zip(file, shown.clone(), problems)?
        };
        if archive.tables.is_empty() {
            return Err(format_error(
                &shown,
                "there is no table of a GTFS feed in it",
                "give a zip or folder that holds stops.txt, routes.txt, trips.txt, stop_times.txt",
            ));
        }
        Ok(archive)
    }

    fn open_folder(path: &Path, shown: String, problems: &mut Problems) -> Result<Self, ReadError> {
        let io = |cause| ReadError::Io { path: shown.clone(), cause };
        let mut found: Vec<(String, PathBuf)> = Vec::new();
        let mut folders = vec![path.to_owned()];
        for depth in 0..2 {
            for folder in std::mem::take(&mut folders) {
                for entry in std::fs::read_dir(&folder).map_err(io)? {
                    let at = entry.map_err(io)?.path();
                    if at.is_dir() && depth == 0 {
                        folders.push(at);
                    } else if at.is_file() {
                        let inside = at.strip_prefix(path).unwrap_or(&at);
                        found.push((inside.to_string_lossy().replace('\\', "/"), at));
                    }
                }
            }
        }
        found.sort();
        let tables = choose(found, &shown, problems);
        let tables = tables.into_iter().map(|(name, at)| (name, Source::File(at))).collect();
        Ok(Self { path: shown, tables, zip: None })
    }

    fn open_zip(file: File, shown: String, problems: &mut Problems) -> Result<Self, ReadError> {
        let mut zip = ZipArchive::new(BufReader::with_capacity(1 << 16, file))
            .map_err(|error| zip_error(&shown, &error))?;
        let mut found: Vec<(String, usize)> = Vec::new();
        for i in 0..zip.len() {
            let entry = zip.by_index_raw(i).map_err(|error| zip_error(&shown, &error))?;
            if entry.is_file() {
                found.push((entry.name().replace('\\', "/"), i));
            }
        }
        found.sort();
        let inner = found.iter().find(|(name, _)| name.to_lowercase().ends_with(".zip")).cloned();
        let chosen = choose(found, &shown, problems);
        if let (true, Some((name, _))) = (chosen.is_empty(), inner) {
            return Err(format_error(
                &shown,
                format!("the feed is inside another zip, `{name}`"),
                "unpack it once and give the inner zip",
            ));
        }
        let mut tables = BTreeMap::new();
        for (name, i) in chosen {
            let entry = zip.by_index_raw(i).map_err(|error| zip_error(&shown, &error))?;
            let (size, packed) = (entry.size(), entry.compressed_size());
            if entry.encrypted() {
                return Err(format_error(
                    &shown,
                    format!("{name} is locked with a password"),
                    "unpack the zip and give the folder",
                ));
            }
            if size > MAX_BYTES || (size > RATIO_FROM_BYTES && size / packed.max(1) > MAX_RATIO) {
                return Err(format_error(
                    &shown,
                    format!("{name} unpacks from {packed} to {size} bytes: a zip bomb"),
                    "get the feed from its publisher",
                ));
            }
            tables.insert(name, Source::Entry(i, packed));
        }
        Ok(Self { path: shown, tables, zip: Some(zip) })
    }

    /// True if the feed has the table.
    pub(super) fn has(&self, name: &str) -> bool {
        self.tables.contains_key(name)
    }

    /// A table as a stream; `None` if it is absent, or cannot be opened, which is told.
    pub(super) fn stream(
        &mut self,
        name: &'static str,
        problems: &mut Problems,
    ) -> Option<Stream<Box<dyn Read + '_>>> {
        self.reader(name, MAX_BYTES, problems).map(|source| Stream::open(source, name, problems))
    }

    /// A whole table; `None` if it is absent, or cannot be opened, which is told.
    pub(super) fn table(&mut self, name: &'static str, problems: &mut Problems) -> Option<Table> {
        self.reader(name, MAX_WHOLE_BYTES, problems)
            .map(|source| Table::read_from(source, name, problems))
    }

    fn reader(
        &mut self,
        name: &'static str,
        limit: u64,
        problems: &mut Problems,
    ) -> Option<Box<dyn Read + '_>> {
        let source = self.tables.get(name)?.clone();
        let opened: Result<Box<dyn Read + '_>, String> = match (source, &mut self.zip) {
            (Source::File(at), _) => match File::open(at) {
                Ok(file) => Ok(Box::new(Guard { inner: file, left: limit })),
                Err(error) => Err(error.to_string()),
            },
            (Source::Entry(i, packed), Some(zip)) => {
                let left = limit.min((packed * MAX_RATIO).max(RATIO_FROM_BYTES));
                match zip.by_index(i) {
                    Ok(entry) => Ok(Box::new(Guard { inner: entry, left })),
                    Err(error) => Err(error.to_string()),
                }
            }
            (Source::Entry(..), None) => return None,
        };
        match opened {
            Ok(guard) => Some(guard),
            Err(cause) => {
                problems.push(
                    Severity::Error,
                    "file-cut",
                    name,
                    format!("the file cannot be opened in {} ({cause})", self.path),
                    "get the file again: it is damaged or was cut short",
                );
                None
            }
        }
    }
}

/// Picks, of all files found, those of the folder that has most tables; the top wins a tie.
fn choose<T>(
    found: Vec<(String, T)>,
    shown: &str,
    problems: &mut Problems,
) -> BTreeMap<&'static str, T> {
    let mut by_folder: BTreeMap<(usize, String), BTreeMap<&'static str, T>> = BTreeMap::new();
    for (name, at) in found {
        let (folder, base) = name.rsplit_once('/').unwrap_or(("", &name));
        let lower = base.to_lowercase();
        if let Some(table) = TABLES.into_iter().find(|table| *table == lower)
            && !folder.starts_with("__MACOSX")
        {
            let depth = if folder.is_empty() { 0 } else { folder.split('/').count() };
            by_folder.entry((depth, folder.to_owned())).or_default().entry(table).or_insert(at);
        }
    }
    let n_folders = by_folder.len();
    let most = by_folder.values().map(BTreeMap::len).max().unwrap_or(0);
    let best = by_folder.into_iter().find(|(_, tables)| tables.len() == most);
    let Some(((_, folder), tables)) = best else { return BTreeMap::new() };
    if !folder.is_empty() || n_folders > 1 {
        let place = if folder.is_empty() { "the top".to_owned() } else { format!("`{folder}/`") };
        problems.push(
            if n_folders > 1 { Severity::Warning } else { Severity::Note },
            "nested-folder",
            shown,
            format!("the tables were read from {place}, of {n_folders} folders that hold tables"),
            "put the tables of one feed at the top of the zip",
        );
    }
    tables
}

fn zip_error(path: &str, error: &ZipError) -> ReadError {
    let message = match error {
        ZipError::Io(cause) => format!("it is not a zip that can be read ({cause})"),
        other => format!("it is not a zip that can be read ({other})"),
    };
    format_error(path, message, "get the file again: it is no zip, damaged, or was cut short")
}

fn format_error(path: &str, message: impl Into<String>, remedy: &str) -> ReadError {
    ReadError::Format { path: path.to_owned(), message: message.into(), remedy: remedy.to_owned() }
}

/// Counts what comes out, and stops it.
struct Guard<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Guard<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n = self.inner.read(buffer)?;
        let n64 = u64::try_from(n).unwrap_or(u64::MAX);
        if n64 > self.left {
            return Err(std::io::Error::other("it is larger than such a table can be"));
        }
        self.left -= n64;
        Ok(n)
    }
}
