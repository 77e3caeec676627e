//! CSV tables with named columns: what every table reader stands on.

mod rows;
mod stream;

use std::io::Read;
use std::path::Path;

use allways_base::{Problems, Severity};
use rustc_hash::FxHashMap;

pub(crate) use rows::Record;
pub(crate) use stream::{Column, Stream};

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

    /// Parses the text of a table. Text that is not UTF-8 is kept with its unreadable characters
    /// replaced; what is repaired or dropped is told.
    pub fn parse(bytes: &[u8], name: &str, problems: &mut Problems) -> Self {
        Self::read_from(bytes, name, problems)
    }

    /// As [`Table::parse`], from anything that can be read.
    pub(crate) fn read_from(source: impl Read, name: &str, problems: &mut Problems) -> Self {
        let mut stream = Stream::open(source, name, problems);
        let mut table = Self { name: name.to_owned(), ..Self::default() };
        for (i, column) in stream.header().iter().enumerate() {
            table.columns.entry(column.clone()).or_insert(i);
        }
        while stream.advance(problems) {
            let text = stream.record().iter().map(|field| String::from_utf8_lossy(field));
            let record: csv::StringRecord =
                text.map(|field| field.trim().to_owned()).collect::<Vec<_>>().into();
            if stream.record().iter().any(|field| std::str::from_utf8(field).is_err()) {
                problems.push(
                    Severity::Warning,
                    "not-utf8",
                    stream.place(),
                    format!("the text `{}` is not UTF-8 all through", shown(&record)),
                    "save the file as UTF-8; unreadable characters were replaced",
                );
            }
            table.rows.push((stream.line(), record));
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
        let found = self.columns().join(", ");
        require(&self.name, &found, wanted, |column| self.has(column), problems)
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

fn require(
    name: &str,
    found: &str,
    wanted: &[&str],
    has: impl Fn(&str) -> bool,
    problems: &mut Problems,
) -> bool {
    let found: &str = &found.chars().filter(|c| !c.is_control()).take(300).collect::<String>();
    let mut all = true;
    for column in wanted.iter().filter(|column| !has(column)) {
        all = false;
        let others = found.split(", ").filter(|other| !wanted.contains(other));
        let near = allways_base::text::nearest(column, others, 1);
        let remedy = near.first().map_or_else(
            || format!("add `{column}` to the header; found: {found}"),
            |near| format!("rename `{near}` to `{column}`, or add it; found: {found}"),
        );
        problems.push(
            Severity::Error,
            "missing-column",
            format!("{name}:1"),
            format!("the column `{column}` is missing"),
            remedy,
        );
    }
    all
}

/// The start of a row, for messages.
fn shown(record: &csv::StringRecord) -> String {
    record.iter().collect::<Vec<_>>().join(",").chars().take(60).collect()
}
