//! Tables of any length as files: CSV, Parquet, and GeoParquet where there is geometry. A row is
//! written when it is known, so that a table needs no more memory than its longest row, or in
//! Parquet a group of rows ([`parquet`]).
//!
//! The same table in both: a column of CSV is the column of that name in Parquet, an empty field is
//! null. Only geometry has no place in CSV. The bytes depend on the rows alone.
//!
//! A file is not there before it is whole ([`part`]), and what was computed for an unfinished one
//! is kept ([`journal`]).

mod csv;
pub mod journal;
mod parquet;
pub mod part;
mod wkb;

use std::io::{self, Write};

use allways_base::{LonLat, Seconds};
use allways_city::cells::Rings;

/// What the cells of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text, never absent.
    Text,
    /// A whole number, 32 bit; may be absent.
    Whole,
    /// A number, 64 bit; may be absent.
    Real,
    /// Points, empty where a place is not known; not in CSV. At most one column of a table is geometry.
    Points,
    /// Multipolygons, never absent, maybe empty; not in CSV.
    Polygons,
}

/// A column: its name, with the unit, and what its cells are.
pub type Column = (String, Kind);

/// One cell of a row.
#[derive(Clone, Copy, Debug)]
pub enum Cell<'a> {
    /// Of a column of [`Kind::Text`].
    Text(&'a str),
    /// Of a column of [`Kind::Whole`].
    Whole(u32),
    /// Of a column of [`Kind::Real`].
    Real(f64),
    /// Of a column of [`Kind::Points`].
    Point(LonLat),
    /// Of a column of [`Kind::Polygons`].
    Polygons(&'a [Rings]),
    /// No number: unreached, unknown; of points no place.
    None,
}

impl Cell<'_> {
    /// Whole seconds, or none.
    pub fn seconds(time: Option<Seconds>) -> Self {
        time.map_or(Self::None, |Seconds(s)| Self::Whole(s))
    }
}

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// RFC 4180, a heading, lines end in `\n`.
    Csv,
    /// Apache Parquet; GeoParquet 1.1 if a column is geometry.
    Parquet,
}

/// A table in the making.
pub struct Sheet<W: Write + Send>(Inner<W>);

enum Inner<W: Write + Send> {
    Csv(csv::CsvSheet<W>),
    Parquet(Box<parquet::ParquetSheet<W>>),
}

impl<W: Write + Send> std::fmt::Debug for Sheet<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sheet")
    }
}

impl<W: Write + Send> Sheet<W> {
    /// Begins a table. CSV is written to `writer` in small pieces: let it be buffered.
    pub fn new(writer: W, encoding: Encoding, columns: &[Column]) -> io::Result<Self> {
        Ok(Self(match encoding {
            Encoding::Csv => Inner::Csv(csv::CsvSheet::new(writer, columns)?),
            Encoding::Parquet => {
                Inner::Parquet(Box::new(parquet::ParquetSheet::new(writer, columns)?))
            }
        }))
    }

    /// Adds a row: a cell for each column. A cell of another kind than its column is an error.
    pub fn row(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        match &mut self.0 {
            Inner::Csv(sheet) => sheet.row(cells),
            Inner::Parquet(sheet) => sheet.row(cells),
        }
    }

    /// Writes what is left. A table that is dropped instead is not whole.
    pub fn finish(self) -> io::Result<()> {
        match self.0 {
            Inner::Csv(sheet) => sheet.finish(),
            Inner::Parquet(sheet) => sheet.finish(),
        }
    }
}

/// A cell of the wrong kind, or one too many: the caller's mistake, told as an error, since a table
/// that is wrong must not be finished.
fn wrong_row(columns: usize, cells: usize) -> io::Error {
    let why = format!("a row of {cells} cells does not fit a table of {columns} columns");
    io::Error::new(io::ErrorKind::InvalidData, why)
}
