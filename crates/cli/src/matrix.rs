//! `allways matrix`: rows go to the file, or to the terminal, as they are computed.

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::Path;

use allways_base::{Problems, Seconds, Window};
use allways_city::matrix::{MatrixAsk, MatrixError, MatrixHead, MatrixSink, travel_times};
use anyhow::{Context, Result, bail};
use indicatif::ProgressBar;

use crate::args::{Format, Matrix};
use crate::run::{Clock, bar, open_plan, settings, write_manifest};

/// 0 if every row of both files was answered, 1 if some were left out.
pub(crate) fn matrix(args: &Matrix) -> Result<u8> {
    let mut clock = Clock::start();
    let plan = args.plan.as_deref();
    let suffix = args.common.output.out.as_deref().and_then(Path::extension);
    let other = suffix.filter(|suffix| ["json", "geojson", "parquet"].iter().any(|s| s == suffix));
    if args.common.output.format == Format::Json || other.is_some() {
        bail!("a matrix is written as CSV alone; leave out --format, and name a .csv file");
    }
    let window = Window::parse(&args.depart)
        .with_context(|| format!("`{}` is no window; write --depart 07:00..09:00", args.depart))?;
    let city = open_plan(plan, &args.common)?;
    clock.lap("load");
    let ask = MatrixAsk {
        origins: &args.origins,
        destinations: &args.destinations,
        window,
        percentiles: &args.percentiles,
        modes: &args.modes,
    };
    let out = args.common.output.out.as_deref();
    // Rows and a bar on one terminal would run into each other.
    let mixed = out.is_none() && io::stdout().is_terminal();
    let bar = if mixed { ProgressBar::hidden() } else { bar() };
    let mut sheet = Sheet { out, percentiles: &args.percentiles, open: None, bar };
    let done = travel_times(&city, &settings(plan, &args.common), &ask, &mut sheet);
    sheet.bar.finish_and_clear();
    let done = match done.map_err(|error| (sheet.close(), error)) {
        Ok(done) => done,
        // Whoever closes the pipe has seen enough.
        Err((_, MatrixError::Write(error))) if error.kind() == io::ErrorKind::BrokenPipe => {
            return Ok(0);
        }
        Err((_, MatrixError::Write(error))) => {
            let file = out.map_or("the terminal".into(), Path::to_string_lossy);
            return Err(error).with_context(|| format!("cannot write {file}"));
        }
        Err((_, error)) => return Err(error.into()),
    };
    clock.lap("query");
    match sheet.close() {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            return Err(error).context("cannot write the last rows");
        }
        _ => {}
    }
    // Rows are written while others are computed; this is what was left.
    clock.lap("write");
    if done.n_left_out > 0 {
        eprintln!(
            "{} rows of the points files were left out, as told above; the rest was answered",
            done.n_left_out
        );
    }
    clock.write(&args.common, done.work)?;
    write_manifest(&args.common, &city, &[&args.origins, &args.destinations])?;
    Ok(u8::from(done.n_left_out > 0))
}

/// A CSV file in the making. Opened when the question is known to have an answer.
struct Sheet<'a> {
    /// `None`: the terminal.
    out: Option<&'a Path>,
    percentiles: &'a [u8],
    open: Option<Open>,
    bar: ProgressBar,
}

struct Open {
    writer: Box<dyn Write>,
    /// Quoted.
    origins: Vec<String>,
    /// Quoted.
    destinations: Vec<String>,
}

impl Sheet<'_> {
    fn close(&mut self) -> io::Result<()> {
        self.open.as_mut().map_or(Ok(()), |open| open.writer.flush())
    }
}

impl MatrixSink for Sheet<'_> {
    fn begin(&mut self, head: &MatrixHead<'_>) -> io::Result<()> {
        tell(head.problems);
        for note in head.notes {
            eprintln!("note: {note}");
        }
        let mut writer: Box<dyn Write> = match self.out {
            Some(file) => Box::new(BufWriter::new(File::create(file)?)),
            None => Box::new(BufWriter::new(io::stdout())),
        };
        write!(writer, "origin,destination")?;
        for p in self.percentiles {
            write!(writer, ",p{p}_s")?;
        }
        writeln!(writer)?;
        let quoted = |ids: &[String]| ids.iter().map(|id| field(id)).collect::<Vec<_>>();
        let (origins, destinations) = (quoted(head.origins), quoted(head.destinations));
        self.bar.set_length(u64::try_from(origins.len()).unwrap_or(u64::MAX));
        self.bar.set_message("origins");
        self.open = Some(Open { writer, origins, destinations });
        Ok(())
    }

    fn row(&mut self, origin: usize, times: &[Option<Seconds>]) -> io::Result<()> {
        let Some(Open { writer, origins, destinations }) = &mut self.open else { return Ok(()) };
        let cells = times.chunks(self.percentiles.len());
        for (destination, cells) in destinations.iter().zip(cells) {
            write!(writer, "{},{destination}", origins[origin])?;
            for cell in cells {
                match cell {
                    Some(Seconds(s)) => write!(writer, ",{s}")?,
                    None => write!(writer, ",")?,
                }
            }
            writeln!(writer)?;
        }
        self.bar.inc(1);
        Ok(())
    }
}

/// Prints what is wrong with the points.
pub(crate) fn tell(problems: &Problems) {
    for problem in problems.list() {
        eprintln!("{problem}");
    }
    for (code, &n) in problems.counts() {
        let shown = problems.list().iter().filter(|p| p.code == *code).count();
        if n > shown {
            eprintln!("… and {} more of {code}", n - shown);
        }
    }
}

/// A CSV field, quoted where it must be.
pub(crate) fn field(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}
