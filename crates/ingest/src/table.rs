//! CSV tables with named columns: what every table reader stands on.

use std::path::Path;

use allways_base::{Problems, Severity};
use rustc_hash::FxHashMap;

/// What stops a reader. Anything less is a problem.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The file cannot be opened or read.
    #[error("{path}: {cause}; check that the path is right and the file is readable")]
    Io {
        /// As given.
        path: String,
        /// The system's words.
        cause: std::io::Error,
    },
    /// The file is not what it should be.
    #[error("{path}: {message}; {remedy}")]
    Format {
        /// As given.
        path: String,
        /// What is wrong.
        message: String,
        /// What to do.
        remedy: String,
    },
}

/// A CSV table in memory: a header and rows, trimmed, BOM and CRLF taken care of. For small
/// tables only; a feed's big tables are streamed.
#[derive(Debug, Default)]
pub struct Table {
    /// File name, for messages.
    pub name: String,
    columns: FxHashMap<String, usize>,
    rows: Vec<(u64, csv::StringRecord)>,
}

/// One row of a [`Table`].
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    table: &'a Table,
    /// Line in the file, from 1 (the header is 1).
    pub line: u64,
    record: &'a csv::StringRecord,
}

impl Table {
    /// Reads a file; `name` is what messages call it.
    pub fn read(path: &Path, name: &str, problems: &mut Problems) -> Result<Self, ReadError> {
        let bytes = std::fs::read(path)
            .map_err(|cause| ReadError::Io { path: path.display().to_string(), cause })?;
        Ok(Self::parse(&bytes, name, problems))
    }

    /// Parses the text of a table. Rows that are not CSV, not UTF-8 or of the wrong length are
    /// dropped and told.
    pub fn parse(bytes: &[u8], name: &str, problems: &mut Problems) -> Self {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .has_headers(true)
            .trim(csv::Trim::All)
            .from_reader(bytes);
        let mut table = Self { name: name.to_owned(), ..Self::default() };
        match reader.headers() {
            Ok(header) => {
                for (i, column) in header.iter().enumerate() {
                    table.columns.entry(column.to_lowercase()).or_insert(i);
                }
            }
            Err(error) => problems.push(
                Severity::Error,
                "table-header",
                format!("{name}:1"),
                format!("the header cannot be read ({error})"),
                "save the table as UTF-8 CSV with a header line",
            ),
        }
        let width = table.columns.len();
        for record in reader.records() {
            match record {
                Ok(record) if record.iter().all(str::is_empty) => {}
                Ok(record) => {
                    let line = record.position().map_or(0, csv::Position::line);
                    if record.len() != width {
                        problems.push(
                            Severity::Warning,
                            "row-length",
                            format!("{name}:{line}"),
                            format!("the row has {} fields, the header {width}", record.len()),
                            "quote fields that hold commas; blank fields were assumed",
                        );
                    }
                    table.rows.push((line, record));
                }
                Err(error) => {
                    let line = error.position().map_or(0, csv::Position::line);
                    problems.push(
                        Severity::Warning,
                        "row-unreadable",
                        format!("{name}:{line}"),
                        format!("the row cannot be read ({error}) and was dropped"),
                        "save the table as UTF-8 CSV",
                    );
                }
            }
        }
        table
    }

    /// True if the header has this column (lower case).
    pub fn has(&self, column: &str) -> bool {
        self.columns.contains_key(column)
    }

    /// Column names in file order.
    pub fn columns(&self) -> Vec<&str> {
        let mut all: Vec<(&usize, &str)> =
            self.columns.iter().map(|(name, at)| (at, name.as_str())).collect();
        all.sort_unstable();
        all.into_iter().map(|(_, name)| name).collect()
    }

    /// Tells each missing column of `wanted`; true if all are there.
    pub fn require(&self, wanted: &[&str], problems: &mut Problems) -> bool {
        let mut all = true;
        for column in wanted.iter().filter(|column| !self.has(column)) {
            all = false;
            problems.push(
                Severity::Error,
                "missing-column",
                format!("{}:1", self.name),
                format!("the column `{column}` is missing"),
                format!("add `{column}` to the header; found: {}", self.columns().join(", ")),
            );
        }
        all
    }

    /// Every row, in file order.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = Row<'_>> {
        self.rows.iter().map(move |(line, record)| Row { table: self, line: *line, record })
    }
}

impl<'a> Row<'a> {
    /// The field, empty if the column or the field is missing.
    pub fn get(&self, column: &str) -> &'a str {
        let at = self.table.columns.get(column);
        at.and_then(|&i| self.record.get(i)).unwrap_or("")
    }

    /// `file:line`, for messages.
    pub fn place(&self) -> String {
        format!("{}:{}", self.table.name, self.line)
    }

    /// A number; `None` if blank, and told if it is not a finite number.
    pub fn number(&self, column: &str, problems: &mut Problems) -> Option<f64> {
        let text = self.get(column);
        if text.is_empty() {
            return None;
        }
        let number = text.parse::<f64>().ok().filter(|x| x.is_finite());
        if number.is_none() {
            problems.push(
                Severity::Warning,
                "not-a-number",
                self.place(),
                format!("`{column}` is `{text}`, not a number, and was taken as blank"),
                "write a plain number such as 12.5",
            );
        }
        number
    }
}
