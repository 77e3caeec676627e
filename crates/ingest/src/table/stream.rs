//! A CSV file as a stream of rows with named columns: what the big tables of a feed are read with,
//! and what [`super::Table`] is filled from.
//!
//! What is repaired is told: rows with too few or too many fields, rows that swallowed others by
//! a quote that never closes, rows too long to be true, a file that ends in the middle.

use std::io::Read;

use allways_base::{Problems, Severity};

use super::rows::{Record, Rows};

/// Bytes of text looked at together: what a core's own cache holds.
const BLOCK_BYTES: usize = 1 << 17;
/// A row that is longer is not a row of a table that people made.
const MAX_ROW_BYTES: usize = 1 << 20;
/// A row with more line breaks inside its quotes has lost its closing quote; so has one with any
/// and too few fields.
const MAX_BREAKS: usize = 10;

/// Where a column is in the rows; past every row if the header has it not.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column(usize);

impl Column {
    const MISSING: Self = Self(usize::MAX);

    /// True if the header has it.
    pub(crate) const fn is_there(self) -> bool {
        self.0 != Self::MISSING.0
    }

    /// The field without blanks around it; empty if the column or the field is missing.
    #[expect(clippy::inline_always, reason = "it is called for each field of millions of rows")]
    #[inline(always)]
    pub(crate) fn of(self, record: Record<'_>) -> &[u8] {
        let field = record.get(self.0).unwrap_or(b"");
        // No blank is above the space, and most fields have none.
        let is_bare = |end: Option<&u8>| end.is_none_or(|byte| *byte > b' ');
        if is_bare(field.first()) && is_bare(field.last()) { field } else { field.trim_ascii() }
    }
}

/// See the module docs.
#[derive(Debug)]
pub(crate) struct Stream<R> {
    rows: Rows<R>,
    name: String,
    header: Vec<String>,
    done: bool,
}

impl<R: Read> Stream<R> {
    /// Reads the header; `name` is what messages call the file.
    pub(crate) fn open(source: R, name: &str, problems: &mut Problems) -> Self {
        let mut rows = Rows::new(source, BLOCK_BYTES);
        let mut done = false;
        let mut header = Vec::new();
        match rows.advance() {
            Ok(found) => {
                let record = if found { rows.record() } else { Record::default() };
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
        Self { rows, name: name.to_owned(), header, done }
    }

    /// Column names in file order, lower case.
    pub(crate) fn header(&self) -> &[String] {
        &self.header
    }

    /// Where a column is.
    pub(crate) fn column(&self, name: &str) -> Column {
        self.header.iter().position(|column| column == name).map_or(Column::MISSING, Column)
    }

    /// Tells each missing column of `wanted`; true if all are there.
    pub(crate) fn require(&self, wanted: &[&str], problems: &mut Problems) -> bool {
        let found = self.header.join(", ");
        super::require(&self.name, &found, wanted, |c| self.column(c).is_there(), problems)
    }

    /// The record that [`Stream::advance`] found.
    #[inline]
    pub(crate) fn record(&self) -> Record<'_> {
        self.rows.record()
    }

    /// Line of that record in the file, from 1 (the header is 1).
    pub(crate) fn line(&self) -> u64 {
        self.rows.record_line()
    }

    /// `file:line`, for messages.
    pub(crate) fn place(&self) -> String {
        format!("{}:{}", self.name, self.line())
    }

    /// Goes to the next row; false at the end.
    #[inline]
    pub(crate) fn advance(&mut self, problems: &mut Problems) -> bool {
        while !self.done {
            match self.rows.advance() {
                Ok(true) => {
                    let record = self.record();
                    if self.is_whole() && record.as_slice().first().is_some_and(|b| *b > b' ') {
                        return true;
                    }
                    if record.iter().all(|field| field.trim_ascii().is_empty()) {
                        continue;
                    }
                    if self.is_plausible(problems) {
                        return true;
                    }
                }
                Ok(false) => self.done = true,
                Err(error) => {
                    self.done = true;
                    cut(&self.name, self.line() + 1, &error, problems);
                }
            }
        }
        false
    }

    /// True if the row is as long as it should be.
    #[inline]
    fn is_whole(&self) -> bool {
        let (record, breaks) = (self.record(), self.rows.breaks());
        let bytes = record.as_slice().len();
        breaks == 0 && record.len() == self.header.len() && bytes <= MAX_ROW_BYTES
    }

    fn is_plausible(&self, problems: &mut Problems) -> bool {
        if self.is_whole() {
            return true;
        }
        let (record, breaks) = (self.record(), self.rows.breaks());
        let bytes = record.as_slice().len();
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
        let (n, width) = (record.len(), self.header.len());
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
        let blank_tail = record.iter().skip(width).all(|f| f.trim_ascii().is_empty());
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

fn cut(name: &str, line: u64, error: &std::io::Error, problems: &mut Problems) {
    problems.push(
        Severity::Error,
        "file-cut",
        format!("{name}:{line}"),
        format!("the file cannot be read from here on ({error})"),
        "get the file again: it is damaged or was cut short",
    );
}
