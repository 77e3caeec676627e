//! Zips made of texts.

use std::io::Write;
use std::path::{Path, PathBuf};

/// A zip with these files.
pub(crate) fn zip(dir: &Path, files: &[(String, Vec<u8>)]) -> PathBuf {
    let at = dir.join("feed.zip");
    let mut zip = zip::ZipWriter::new(std::fs::File::create(&at).unwrap());
    for (name, bytes) in files {
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file(name.as_str(), options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap();
    at
}
