//! How a table of any length goes out: its format, the file that is not there until it is whole, and
//! the journal by which an interrupted run is taken up again.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::Path;

use allways_report::sheet::journal::{Journal, JournalError, Past};
use allways_report::sheet::part::PartFile;
use allways_report::sheet::{Cell, Column, Encoding, Sheet};
use anyhow::{Context, Result, bail};
use indicatif::ProgressBar;
use serde_json::Value;

use crate::args::{Format, Output};
use crate::run::bar;

/// The format of an output: by `--format`, else by the ending of `--out`, else the first of those
/// that the command writes. `.txt` is that one too. Where nothing could be written is told before the
/// work, not after it.
pub(crate) fn format(output: &Output, written: &[Format]) -> Result<Format> {
    let first = written.first().copied().unwrap_or_default();
    let ending = output.out.as_deref().and_then(Path::extension);
    let ending = ending.map_or(Cow::Borrowed(""), |ending| ending.to_string_lossy());
    let by_ending = match &*ending.to_lowercase() {
        "" | "txt" => None,
        "csv" => Some(Format::Csv),
        "parquet" => Some(Format::Parquet),
        "json" => Some(Format::Json),
        "geojson" => Some(Format::Geojson),
        "geoparquet" => Some(Format::Geoparquet),
        _ => bail!("`.{ending}` is not written; name {}", names(written)),
    };
    let asked = match (output.format, by_ending) {
        (Format::Table, None) => first,
        (Format::Table, Some(found)) => found,
        (asked, Some(found)) if asked != found => {
            bail!("--format {} does not go with a .{ending} file; leave one out", asked.word())
        }
        (asked, _) => asked,
    };
    if !written.contains(&asked) {
        bail!("`{}` is not written here; name {}", asked.word(), names(written));
    }
    if output.out.is_none() && matches!(asked, Format::Parquet | Format::Geoparquet) {
        bail!("Parquet is nothing to print: add --out FILE.{}", asked.word());
    }
    if let Some(out) = &output.out {
        let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty());
        if out.is_dir() {
            bail!("cannot write {}: it is a folder", out.display());
        }
        if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
            bail!("cannot write {}: there is no folder {}", out.display(), folder.display());
        }
    }
    Ok(asked)
}

fn names(written: &[Format]) -> String {
    let ending = |format: &Format| match format {
        Format::Table => ".txt".to_owned(),
        format => format!(".{}", format.word()),
    };
    let files: Vec<String> = written.iter().map(ending).collect();
    match &files[..] {
        [all @ .., last] if !all.is_empty() => {
            format!("a file that ends in {} or {last}", all.join(", "))
        }
        _ => format!("a file that ends in {}", files.concat()),
    }
}

/// A table on its way into a file, or onto the terminal.
#[derive(Debug)]
pub(crate) struct Table {
    sheet: Sheet<Writer>,
    part: Option<PartFile>,
}

#[derive(Debug)]
enum Writer {
    File(BufWriter<File>),
    Terminal(BufWriter<io::Stdout>),
}

impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::File(file) => file.write(bytes),
            Self::Terminal(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::File(file) => file.flush(),
            Self::Terminal(out) => out.flush(),
        }
    }
}

impl Table {
    pub(crate) fn create(
        out: Option<&Path>,
        encoding: Encoding,
        columns: &[Column],
    ) -> io::Result<Self> {
        let (writer, part) = match out {
            Some(out) => {
                let (part, file) = PartFile::create(out)?;
                (Writer::File(BufWriter::new(file)), Some(part))
            }
            None => (Writer::Terminal(BufWriter::new(io::stdout())), None),
        };
        Ok(Self { sheet: Sheet::new(writer, encoding, columns)?, part })
    }

    pub(crate) fn row(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        self.sheet.row(cells)
    }

    /// Puts the file in its place.
    pub(crate) fn finish(self) -> io::Result<()> {
        self.sheet.finish()?;
        self.part.map_or(Ok(()), PartFile::finish)
    }
}

/// A table that is short, at once.
pub(crate) fn put_table<'a>(
    out: Option<&Path>,
    encoding: Encoding,
    columns: &[Column],
    rows: impl Iterator<Item = Vec<Cell<'a>>>,
) -> Result<()> {
    let done = (|| {
        let mut table = Table::create(out, encoding, columns)?;
        for row in rows {
            table.row(&row)?;
        }
        table.finish()
    })();
    match done {
        // Whoever closes the pipe has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        done => done.with_context(|| format!("cannot write {}", place(out))),
    }
}

fn place(out: Option<&Path>) -> Cow<'_, str> {
    out.map_or("to the terminal".into(), Path::to_string_lossy)
}

/// A table that grows while it is computed, origin by origin, and the journal of what it took.
#[derive(Debug)]
pub(crate) struct Growing<'a> {
    out: Option<&'a Path>,
    encoding: Encoding,
    columns: Vec<Column>,
    past: Option<Past>,
    journal: Option<Journal>,
    table: Option<Table>,
    bar: ProgressBar,
}

impl<'a> Growing<'a> {
    /// `run` describes the run, for a later one to see whether it is the same. Nothing is written yet.
    pub(crate) fn open(
        output: &'a Output,
        encoding: Encoding,
        columns: Vec<Column>,
        run: impl FnOnce() -> Result<Value>,
        resume: bool,
    ) -> Result<Self> {
        let out = output.out.as_deref();
        let past = match out {
            Some(out) => match Journal::open(out, &run()?, resume) {
                Ok(past) => past,
                // The folder is missing, or not ours: said of the file that was asked for.
                Err(JournalError::Io { cause, .. }) => {
                    return Err(cause).with_context(|| format!("cannot write {}", out.display()));
                }
                Err(error) => return Err(error.into()),
            },
            None => None,
        };
        if resume && past.is_none() {
            bail!("--resume needs an --out file: what went elsewhere cannot be taken up again");
        }
        // Rows and a bar on one terminal would run into each other.
        let mixed = out.is_none() && io::stdout().is_terminal();
        let bar = if mixed { ProgressBar::hidden() } else { bar() };
        Ok(Self { out, encoding, columns, past, journal: None, table: None, bar })
    }

    /// Begins the table with the rows that the journal has: `put` writes the number-th origin's and
    /// says whether it could. Returns how many these are, of `n_origins`.
    pub(crate) fn begin(
        &mut self,
        n_origins: usize,
        mut put: impl FnMut(&mut Table, usize, &[u8]) -> io::Result<bool>,
    ) -> io::Result<usize> {
        let mut table = Table::create(self.out, self.encoding, &self.columns)?;
        let mut n_done = 0;
        if let Some(past) = self.past.take() {
            let goes_on = past.goes_on();
            self.journal = Some(past.replay(|row| {
                let is_one = n_done < n_origins && put(&mut table, n_done, row)?;
                n_done += usize::from(is_one);
                Ok(is_one)
            })?);
            if goes_on {
                say!("note: {n_done} of {n_origins} origins are done already");
            }
        }
        self.table = Some(table);
        self.bar.set_length(u64::try_from(n_origins).unwrap_or(u64::MAX));
        self.bar.set_position(u64::try_from(n_done).unwrap_or(0));
        self.bar.set_message("origins");
        Ok(n_done)
    }

    /// The rows of one more origin: into the table by `put`, into the journal as `row`.
    pub(crate) fn origin(
        &mut self,
        row: &[u8],
        put: impl FnOnce(&mut Table) -> io::Result<()>,
    ) -> io::Result<()> {
        if let Some(table) = &mut self.table {
            put(table)?;
        }
        if let Some(journal) = &mut self.journal {
            journal.push(row)?;
        }
        self.bar.inc(1);
        Ok(())
    }

    /// The work is over, or failed. True if all is written; false if whoever reads the pipe has seen
    /// enough.
    pub(crate) fn close<E: Into<anyhow::Error>>(self, failure: Option<Failure<E>>) -> Result<bool> {
        self.bar.finish_and_clear();
        let Self { out, past, journal, table, .. } = self;
        let (error, mut kept) = match failure {
            Some(Failure::Ask(error)) => {
                if let Some(past) = past {
                    past.forget().context("cannot remove the empty journal")?;
                }
                return Err(error.into());
            }
            Some(Failure::Write(error)) => (error, journal),
            None => match table.map_or(Ok(()), Table::finish) {
                Ok(()) => {
                    let removed = journal.map_or(Ok(()), Journal::remove);
                    removed.context("cannot remove the journal")?;
                    return Ok(true);
                }
                Err(error) => (error, journal),
            },
        };
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Ok(false);
        }
        let context = format!("cannot write {}", place(out));
        if kept.take().is_some_and(|journal| journal.keep().is_ok()) {
            let remedy = "what is computed is kept; add --resume to go on";
            return Err(error).context(format!("{context} ({remedy})"));
        }
        Err(error).context(context)
    }
}

/// Why a growing table does not grow any more.
#[derive(Debug)]
pub(crate) enum Failure<E> {
    /// The question has no answer: nothing was begun.
    Ask(E),
    /// Rows cannot be written.
    Write(io::Error),
}

impl<E: Into<anyhow::Error>> Failure<E> {
    /// For what is not a table.
    pub(crate) fn into_error(self) -> anyhow::Error {
        match self {
            Self::Ask(error) => error.into(),
            Self::Write(error) => error.into(),
        }
    }
}
