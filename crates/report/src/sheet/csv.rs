//! A table as CSV (RFC 4180, lines end in `\n`). Numbers are written in full: reading them gives the
//! same number back.

use std::borrow::Cow;
use std::io::{self, Write};

use super::{Cell, Column, Kind, wrong_row};

pub(super) struct CsvSheet<W> {
    writer: W,
    kinds: Vec<Kind>,
}

impl<W: Write> CsvSheet<W> {
    pub(super) fn new(mut writer: W, columns: &[Column]) -> io::Result<Self> {
        let names = columns.iter().filter(|(_, kind)| is_written(*kind)).map(|(name, _)| name);
        for (k, name) in names.enumerate() {
            let comma = if k > 0 { "," } else { "" };
            write!(writer, "{comma}{}", quoted(name))?;
        }
        writeln!(writer)?;
        Ok(Self { writer, kinds: columns.iter().map(|(_, kind)| *kind).collect() })
    }

    pub(super) fn row(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        let Self { writer, kinds } = self;
        if cells.len() != kinds.len() {
            return Err(wrong_row(kinds.len(), cells.len()));
        }
        let mut comma = "";
        for (kind, cell) in kinds.iter().zip(cells) {
            match (kind, cell) {
                (Kind::Text, Cell::Text(text)) => write!(writer, "{comma}{}", quoted(text))?,
                (Kind::Whole, Cell::Whole(n)) => write!(writer, "{comma}{n}")?,
                (Kind::Real, Cell::Real(x)) => write!(writer, "{comma}{x}")?,
                (Kind::Whole | Kind::Real, Cell::None) => writer.write_all(comma.as_bytes())?,
                (Kind::Points, Cell::Point(_) | Cell::None)
                | (Kind::Polygons, Cell::Polygons(_)) => continue,
                _ => return Err(wrong_row(kinds.len(), cells.len())),
            }
            comma = ",";
        }
        writeln!(writer)
    }

    pub(super) fn finish(mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

const fn is_written(kind: Kind) -> bool {
    !matches!(kind, Kind::Points | Kind::Polygons)
}

/// A field, quoted where it must be.
pub(super) fn quoted(text: &str) -> Cow<'_, str> {
    if text.contains([',', '"', '\n', '\r']) {
        Cow::Owned(format!("\"{}\"", text.replace('"', "\"\"")))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_field_is_quoted_where_it_must_be() {
        assert_eq!(quoted("plain text"), "plain text");
        assert_eq!(quoted("a,b"), "\"a,b\"");
        assert_eq!(quoted("say \"so\"\n"), "\"say \"\"so\"\"\n\"");
    }
}
