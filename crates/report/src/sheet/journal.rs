//! What was computed for an unfinished output, so that a later run can go on: beside `x.csv` lies
//! `x.csv.resume`, a description of the run and a row of numbers for each origin that is done.
//!
//! The output itself is written anew from the journal, whatever its format, so that an output that
//! was interrupted is the same, byte for byte, as one that was not. A run that differs in anything
//! that its description names does not go on, and is told what differs. A last row that is cut off,
//! or damaged, is computed again: each has its length and a checksum (FNV-1a, 64 bit) before it.

use std::fs::{self, File, TryLockError};
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use allways_base::cast::usize_from;
use serde_json::Value;

use super::part::{beside, is_plain};

const MAGIC: &[u8; 16] = b"allways journal\x01";

/// Rows after which they are handed to the system: what a killed run loses at most.
const ROWS_AT_ONCE: u32 = 64;

/// Why a run does not go on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JournalError {
    /// It is not the same run.
    #[error(
        "{} is of another run, so it cannot be resumed: {}; ask as before, or leave out --resume \
         to begin anew",
        .path.display(), .differences.join("; ")
    )]
    Different {
        /// The journal.
        path: PathBuf,
        /// What was, and what is.
        differences: Vec<String>,
    },
    /// Somebody else writes it.
    #[error("{} is being written by another run; wait for it, or write to another file", .0.display())]
    Busy(PathBuf),
    /// It is no journal of ours.
    #[error("{} is no journal of this program; remove it, or leave out --resume", .0.display())]
    Alien(PathBuf),
    /// It cannot be read or written.
    #[error("{}: {cause}", .path.display())]
    Io {
        /// The journal.
        path: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
}

/// The journal of an output; locked while it is open.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    file: BufWriter<File>,
    since_flush: u32,
}

impl Journal {
    /// The journal of `out` for a run that `run` describes: how to go on if it is there and
    /// `resume` is asked for, else a new one. Nothing is written yet. `None` for what is no plain
    /// file: what went down a pipe cannot be taken up again.
    pub fn open(out: &Path, run: &Value, resume: bool) -> Result<Option<Past>, JournalError> {
        let out = out.canonicalize().unwrap_or_else(|_| out.to_owned());
        if !is_plain(&out) {
            return Ok(None);
        }
        let path = beside(&out, ".resume");
        let io = |cause| JournalError::Io { path: path.clone(), cause };
        let is_new = !path.exists();
        let mut file =
            File::options().read(true).append(true).create(true).open(&path).map_err(io)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(JournalError::Busy(path)),
            Err(TryLockError::Error(cause)) => return Err(io(cause)),
        }
        let description = run.to_string();
        let head = if resume { read_head(&mut file).map_err(io)? } else { Head::Cut };
        let goes_on = match head {
            Head::Alien => return Err(JournalError::Alien(path)),
            Head::Cut => false,
            Head::Of(old) => {
                let differences = differences("", &old, run);
                if !differences.is_empty() {
                    return Err(JournalError::Different { path, differences });
                }
                true
            }
        };
        Ok(Some(Past { path, file, description, goes_on, is_new }))
    }

    /// Adds a row.
    pub fn push(&mut self, row: &[u8]) -> io::Result<()> {
        let length = u32::try_from(row.len()).map_err(io::Error::other)?;
        self.file.write_all(&length.to_le_bytes())?;
        self.file.write_all(&checksum(row).to_le_bytes())?;
        self.file.write_all(row)?;
        self.since_flush += 1;
        if self.since_flush == ROWS_AT_ONCE {
            self.since_flush = 0;
            self.file.flush()?;
        }
        Ok(())
    }

    /// Keeps what is there for another time.
    pub fn keep(mut self) -> io::Result<()> {
        self.file.flush()
    }

    /// The output is whole.
    pub fn remove(self) -> io::Result<()> {
        fs::remove_file(&self.path)
    }
}

/// A journal that is open, and about to be read.
#[derive(Debug)]
pub struct Past {
    path: PathBuf,
    file: File,
    description: String,
    goes_on: bool,
    is_new: bool,
}

impl Past {
    /// Whether there may be rows to go on from.
    pub const fn goes_on(&self) -> bool {
        self.goes_on
    }

    /// Hands over the rows that are there, in order, then takes more. A row for which `found` says
    /// false ends them, and so does one that is damaged: it and what comes after it is dropped.
    pub fn replay(self, mut found: impl FnMut(&[u8]) -> io::Result<bool>) -> io::Result<Journal> {
        let Self { path, mut file, description, goes_on, .. } = self;
        if goes_on {
            let mut good = file.stream_position()?;
            let mut reader = BufReader::new(&mut file);
            while let Some(row) = read_row(&mut reader)? {
                if !found(&row)? {
                    break;
                }
                good += 12 + u64::try_from(row.len()).unwrap_or(0);
            }
            file.set_len(good)?;
        } else {
            file.set_len(0)?;
            file.write_all(MAGIC)?;
            let length = u32::try_from(description.len()).map_err(io::Error::other)?;
            file.write_all(&length.to_le_bytes())?;
            file.write_all(description.as_bytes())?;
        }
        Ok(Journal { path, file: BufWriter::new(file), since_flush: 0 })
    }

    /// The question has no answer: leaves no trace where there was none.
    pub fn forget(self) -> io::Result<()> {
        if self.is_new { fs::remove_file(&self.path) } else { Ok(()) }
    }
}

/// How a journal begins.
enum Head {
    /// Its run was stopped before the first row.
    Cut,
    /// The description of its run.
    Of(Value),
    /// It is none.
    Alien,
}

fn read_head(file: &mut File) -> io::Result<Head> {
    file.seek(SeekFrom::Start(0))?;
    let mut head = Vec::new();
    Read::by_ref(file).take(20).read_to_end(&mut head)?;
    let magic = &head[..head.len().min(MAGIC.len())];
    if !MAGIC.starts_with(magic) {
        return Ok(Head::Alien);
    }
    let Some(&length) = head[magic.len()..].first_chunk() else { return Ok(Head::Cut) };
    let length = u64::from(u32::from_le_bytes(length));
    let mut description = Vec::new();
    let n = file.take(length).read_to_end(&mut description)?;
    if u64::try_from(n).unwrap_or(0) < length {
        return Ok(Head::Cut);
    }
    Ok(serde_json::from_slice(&description).map_or(Head::Alien, Head::Of))
}

/// `None` at the end, or where the rest is damaged.
fn read_row(reader: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut head = [0; 12];
    if !fill(reader, &mut head)? {
        return Ok(None);
    }
    let (length, sum) = head.split_at(4);
    let length = usize_from(u32::from_le_bytes([length[0], length[1], length[2], length[3]]));
    let mut row = Vec::new();
    // A length that is damaged must not cost its memory.
    reader.take(u64::try_from(length).unwrap_or(0)).read_to_end(&mut row)?;
    Ok((row.len() == length && checksum(&row).to_le_bytes() == sum).then_some(row))
}

/// False if there is less than that.
fn fill(reader: &mut impl Read, bytes: &mut [u8]) -> io::Result<bool> {
    match reader.read_exact(bytes) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}

/// FNV-1a (Fowler, Noll & Vo).
fn checksum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |sum, &byte| {
        (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// What differs, by its place in the description.
fn differences(place: &str, old: &Value, new: &Value) -> Vec<String> {
    let (Value::Object(a), Value::Object(b)) = (old, new) else {
        return if old == new { Vec::new() } else { vec![format!("{place} was {old}, is {new}")] };
    };
    let mut all = Vec::new();
    let added = b.keys().filter(|key| !a.contains_key(*key));
    for key in a.keys().chain(added) {
        let place = if place.is_empty() { key.clone() } else { format!("{place} {key}") };
        let of = |map: &serde_json::Map<String, Value>| map.get(key).cloned().unwrap_or_default();
        all.extend(differences(&place, &of(a), &of(b)));
    }
    all
}

#[cfg(test)]
mod tests {
    use allways_base::random::Random;
    use serde_json::json;

    use super::*;

    fn rows(random: &mut Random) -> Vec<Vec<u8>> {
        let row = |random: &mut Random| -> Vec<u8> {
            let n = random.below(40);
            (0..n).map(|_| u8::try_from(random.below(256)).unwrap()).collect()
        };
        (0..random.below(20)).map(|_| row(random)).collect()
    }

    fn all_of(past: Past) -> (Vec<Vec<u8>>, Journal) {
        let mut found = Vec::new();
        let journal = past.replay(|row| {
            found.push(row.to_vec());
            Ok(true)
        });
        (found, journal.unwrap())
    }

    #[test]
    fn a_journal_cut_or_damaged_anywhere_gives_its_whole_rows_and_goes_on() {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("x.csv");
        let file = dir.path().join("x.csv.resume");
        let run = json!({ "seed": 1 });
        for seed in 0..1000 {
            let mut random = Random::new(seed, 3);
            let all = rows(&mut random);
            let (old, mut journal) = all_of(Journal::open(&out, &run, false).unwrap().unwrap());
            assert!(old.is_empty());
            for row in &all {
                journal.push(row).unwrap();
            }
            journal.keep().unwrap();
            let mut bytes = fs::read(&file).unwrap();
            let head = 20 + run.to_string().len();
            let at =
                head + usize_from(random.below(u32::try_from(bytes.len() - head + 1).unwrap()));
            let n_whole = (0..=all.len())
                .rev()
                .find(|&n| head + all[..n].iter().map(|row| 12 + row.len()).sum::<usize>() <= at)
                .unwrap();
            if random.below(2) == 0 || at == bytes.len() {
                bytes.truncate(at);
            } else {
                bytes[at] ^= 0x10;
            }
            fs::write(&file, bytes).unwrap();
            let (found, mut journal) = all_of(Journal::open(&out, &run, true).unwrap().unwrap());
            assert_eq!(found, all[..n_whole], "seed {seed}");
            for row in &all[n_whole..] {
                journal.push(row).unwrap();
            }
            journal.keep().unwrap();
            let (found, journal) = all_of(Journal::open(&out, &run, true).unwrap().unwrap());
            assert_eq!(found, all, "seed {seed}");
            journal.remove().unwrap();
            assert!(!file.exists());
        }
    }

    #[test]
    fn another_run_is_refused_with_what_differs() {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("x.csv");
        let run = |seed: u32, hash: &str| json!({ "seed": seed, "inputs": { "stops.csv": hash } });
        let (_, journal) = all_of(Journal::open(&out, &run(1, "ab"), false).unwrap().unwrap());
        let busy = Journal::open(&out, &run(1, "ab"), true).unwrap_err();
        assert!(busy.to_string().contains("another run"), "{busy}");
        journal.keep().unwrap();
        let error = Journal::open(&out, &run(2, "cd"), true).unwrap_err().to_string();
        assert!(
            error.contains("seed was 1, is 2; inputs stops.csv was \"ab\", is \"cd\""),
            "{error}"
        );
        // Begun anew, unless asked to go on.
        assert!(!Journal::open(&out, &run(2, "cd"), false).unwrap().unwrap().goes_on());
        for n in [0, 3, 16, 18, 20, 29] {
            let (_, journal) = all_of(Journal::open(&out, &run(1, "ab"), false).unwrap().unwrap());
            journal.keep().unwrap();
            let file = File::options().write(true).open(dir.path().join("x.csv.resume")).unwrap();
            file.set_len(n).unwrap();
            let past = Journal::open(&out, &run(1, "ab"), true).unwrap().unwrap();
            assert!(!past.goes_on(), "stopped while it wrote the head, byte {n}");
        }
        fs::write(dir.path().join("x.csv.resume"), "something else").unwrap();
        let error = Journal::open(&out, &run(2, "cd"), true).unwrap_err().to_string();
        assert!(error.contains("no journal"), "{error}");
    }
}
