//! A file that is not there until it is whole: it is written beside its place, under its name with
//! `.part`, and renamed when all of it is on the disk. Who stops the program in between finds no
//! file that looks finished.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// See the module docs.
#[derive(Debug)]
pub struct PartFile {
    /// Where it is written, and where it will be; `None` if it is written in place.
    move_from: Option<PathBuf>,
    out: PathBuf,
}

impl PartFile {
    /// Begins a file; an older one stays as it is until [`PartFile::finish`]. What is no plain file
    /// (a pipe, a terminal) is written in place.
    pub fn create(out: &Path) -> io::Result<(Self, File)> {
        // A link stays one.
        let out = out.canonicalize().unwrap_or_else(|_| out.to_owned());
        if !is_plain(&out) {
            let file = File::create(&out)?;
            return Ok((Self { move_from: None, out }, file));
        }
        let part = beside(&out, ".part");
        let file = File::create(&part)?;
        Ok((Self { move_from: Some(part), out }, file))
    }

    /// Puts the file in its place. Everything must have been written, and flushed.
    pub fn finish(self) -> io::Result<()> {
        let Some(part) = self.move_from else { return Ok(()) };
        File::open(&part)?.sync_all()?;
        fs::rename(&part, &self.out)
    }
}

/// Writes a whole text.
pub fn write_whole(out: &Path, text: &str) -> io::Result<()> {
    let (part, mut file) = PartFile::create(out)?;
    file.write_all(text.as_bytes())?;
    part.finish()
}

/// Whether a file of this name is, or would be, a plain one.
pub fn is_plain(out: &Path) -> bool {
    fs::metadata(out).map_or(true, |found| found.is_file())
}

/// The same name with something behind it.
pub(super) fn beside(out: &Path, suffix: &str) -> PathBuf {
    let mut name = out.file_name().unwrap_or_default().to_owned();
    name.push(suffix);
    out.with_file_name(name)
}
