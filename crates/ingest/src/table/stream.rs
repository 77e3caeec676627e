//! A CSV file as a stream of byte records: what the big tables of a feed are read with, and what
//! [`super::Table`] is filled from. Lines are counted here, because the `csv` crate counts from
//! the end of the row before (blank lines and the `\n` of CRLF would put each message a line off).
//!
//! What is repaired is told: rows with too few or too many fields, rows that swallowed others by
//! a quote that never closes, rows too long to be true, a file that ends in the middle.

use std::io::Read;

use allways_base::{Problems, Severity};

/// A row that is longer is not a row of a table that people made.
const MAX_ROW_BYTES: usize = 1 << 20;
/// A row with more line breaks inside its quotes has lost its closing quote; so has one with any
/// and too few fields.
const MAX_BREAKS: usize = 10;

/// Where a column is in the rows; `None` if the header has it not.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column(Option<usize>);

impl Column {
    /// The field without blanks around it; empty if the column or the field is missing.
    pub(crate) fn of(self, record: &csv::ByteRecord) -> &[u8] {
        self.0.and_then(|i| record.get(i)).unwrap_or(b"").trim_ascii()
    }
}

/// See the module docs.
#[derive(Debug)]
pub(crate) struct Stream<R> {
    reader: csv::Reader<R>,
    name: String,
    header: Vec<String>,
    /// 1 if rows end in `\n` alone: then the reader has counted the break when the row is out.
    lf: u64,
    before: u64,
    line: u64,
    done: bool,
    record: csv::ByteRecord,
}

impl<R: Read> Stream<R> {
    /// Reads the header; `name` is what messages call the file.
    pub(crate) fn open(source: R, name: &str, problems: &mut Problems) -> Self {
        let mut reader =
            csv::ReaderBuilder::new().flexible(true).buffer_capacity(1 << 16).from_reader(source);
        let mut done = false;
        let mut header = Vec::new();
        match reader.byte_headers() {
            Ok(record) => {
                let text = |field: &[u8]| String::from_utf8_lossy(field).trim().to_lowercase();
                if record.iter().next().is_some_and(|field| {
                    field.starts_with(b"\xff\xfe") || field.starts_with(b"\xfe\xff")
                }) {
                    done = true;
                    problems.push(
                        Severity::Error,
                        "not-utf8",
                        format!("{name}:1"),
                        "the file is UTF-16, which is not read",
                        "save the file as UTF-8",
                    );
                } else {
                    header = record.iter().map(text).collect();
                }
            }
            Err(error) => {
                done = true;
                cut(name, 1, &error, problems);
            }
        }
        if header.iter().all(String::is_empty) && !done {
            done = true;
            problems.push(
                Severity::Error,
                "empty-file",
                format!("{name}:1"),
                "the file is empty: it has no header",
                "export the table again, with a header line",
            );
        }
        for (i, column) in header.iter().enumerate() {
            if !column.is_empty() && header[..i].contains(column) {
                problems.push(
                    Severity::Warning,
                    "duplicate-column",
                    format!("{name}:1"),
                    format!("the column `{column}` is there twice; the first is read"),
                    "rename or remove one of them",
                );
            }
        }
        // The header's own break tells which kind the file has.
        let lf = reader.position().line().saturating_sub(1).min(1);
        let before = reader.position().line();
        let record = csv::ByteRecord::new();
        Self { reader, name: name.to_owned(), header, lf, before, line: 1, done, record }
    }

    /// Column names in file order, lower case.
    pub(crate) fn header(&self) -> &[String] {
        &self.header
    }

    /// Where a column is.
    pub(crate) fn column(&self, name: &str) -> Column {
        Column(self.header.iter().position(|column| column == name))
    }

    /// Tells each missing column of `wanted`; true if all are there.
    pub(crate) fn require(&self, wanted: &[&str], problems: &mut Problems) -> bool {
        let found = self.header.join(", ");
        super::require(&self.name, &found, wanted, |c| self.column(c).0.is_some(), problems)
    }

    /// The record that [`Stream::advance`] found.
    pub(crate) fn record(&self) -> &csv::ByteRecord {
        &self.record
    }

    /// Line of that record in the file, from 1 (the header is 1).
    pub(crate) fn line(&self) -> u64 {
        self.line
    }

    /// `file:line`, for messages.
    pub(crate) fn place(&self) -> String {
        format!("{}:{}", self.name, self.line)
    }

    /// Goes to the next row; false at the end.
    pub(crate) fn advance(&mut self, problems: &mut Problems) -> bool {
        while !self.done {
            match self.reader.read_byte_record(&mut self.record) {
                Ok(true) => {
                    let breaks = self.place_row();
                    if self.record.iter().all(|field| field.trim_ascii().is_empty()) {
                        continue;
                    }
                    if self.is_plausible(breaks, problems) {
                        return true;
                    }
                }
                Ok(false) => self.done = true,
                Err(error) => {
                    self.done = true;
                    cut(&self.name, self.line + 1, &error, problems);
                }
            }
        }
        false
    }

    /// Finds the row's line; gives the number of line breaks inside it.
    fn place_row(&mut self) -> usize {
        let after = self.reader.position().line();
        let spans = after - self.before;
        let breaks = if spans > 1 {
            self.record.as_slice().split(|byte| *byte == b'\n').count() - 1
        } else {
            0
        };
        let inside = u64::try_from(breaks).unwrap_or(u64::MAX);
        self.line = after.saturating_sub(self.lf).saturating_sub(inside).max(self.before);
        self.before = after;
        breaks
    }

    fn is_plausible(&self, breaks: usize, problems: &mut Problems) -> bool {
        let bytes = self.record.as_slice().len();
        if bytes > MAX_ROW_BYTES {
            problems.push(
                Severity::Error,
                "row-too-long",
                self.place(),
                format!("the row is {bytes} bytes long and was dropped"),
                "check for a quote that is never closed, or a file without line breaks",
            );
            return false;
        }
        let (n, width) = (self.record.len(), self.header.len());
        if breaks > MAX_BREAKS || (breaks > 0 && n < width) {
            problems.push(
                Severity::Error,
                "open-quote",
                self.place(),
                format!(
                    "the row goes on over {} lines, has {n} of {width} fields, and was dropped",
                    breaks + 1
                ),
                "close the quote that opens in this row",
            );
            return false;
        }
        let blank_tail = self.record.iter().skip(width).all(|f| f.trim_ascii().is_empty());
        if n < width || !blank_tail {
            problems.push(
                Severity::Warning,
                "row-length",
                self.place(),
                format!("the row has {n} fields, the header {width}"),
                if n < width {
                    "write all fields; those missing were taken as blank"
                } else {
                    "quote fields that hold commas; the fields past the header were not read"
                },
            );
        }
        true
    }
}

fn cut(name: &str, line: u64, error: &csv::Error, problems: &mut Problems) {
    problems.push(
        Severity::Error,
        "file-cut",
        format!("{name}:{line}"),
        format!("the file cannot be read from here on ({error})"),
        "get the file again: it is damaged or was cut short",
    );
}
