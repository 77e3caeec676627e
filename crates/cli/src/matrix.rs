//! `allways matrix`: rows go to the file, or to the terminal, as they are computed.

use std::io;

use allways_base::{Problems, Seconds, Window};
use allways_city::matrix::{MatrixAsk, MatrixError, MatrixHead, MatrixSink, travel_times};
use allways_report::sheet::{Cell, Column, Encoding, Kind};
use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::args::{Format, Matrix};
use crate::run::{Clock, counts, description, open_plan, settings, terms_of, write_record};
use crate::table::{Failure, Growing, Table, format};

/// 0 if every row of both files was answered, 1 if some were left out.
pub(crate) fn matrix(args: &Matrix) -> Result<u8> {
    let mut clock = Clock::start();
    let plan = args.plan.as_deref();
    let output = &args.common.output;
    let encoding = encoding(format(output, &[Format::Csv, Format::Parquet])?);
    let window = Window::parse(&args.depart)
        .with_context(|| format!("`{}` is no window; write --depart 07:00..09:00", args.depart))?;
    let city = open_plan(plan, &args.common)?;
    clock.lap("load");
    let settings = settings(plan, &args.common);
    let terms = terms_of(&city, &settings, &args.modes)?;
    let question = json!({ "depart": args.depart, "percentiles": args.percentiles });
    let mut columns: Vec<Column> =
        vec![("origin".into(), Kind::Text), ("destination".into(), Kind::Text)];
    columns.extend(args.percentiles.iter().map(|p| (format!("p{p}_s"), Kind::Whole)));
    let files = [("origins", &*args.origins), ("destinations", &*args.destinations)];
    let run = || description(&city, "matrix", &terms, &question, &files);
    let table = Growing::open(output, encoding, columns, run, args.resume)?;
    clock.lap("hash");
    let ask = MatrixAsk {
        origins: &args.origins,
        destinations: &args.destinations,
        window,
        percentiles: &args.percentiles,
        modes: &args.modes,
    };
    let n = args.percentiles.len();
    let mut rows = Rows {
        table,
        ends: (Vec::new(), Vec::new()),
        told: Told::default(),
        unreached: vec![0; n],
    };
    let (done, failure) = match travel_times(&city, &settings, &ask, &mut rows) {
        Ok(done) => (Some(done), None),
        Err(MatrixError::Write(error)) => (None, Some(Failure::Write(error))),
        Err(error) => (None, Some(Failure::Ask(error))),
    };
    clock.lap("query");
    let is_whole = rows.table.close(failure)?;
    let Some(done) = done.filter(|_| is_whole) else { return Ok(0) };
    // Rows are written while others are computed; this is what was left.
    clock.lap("write");
    tell_left_out(done.n_left_out);
    tell_law(done.by_law);
    clock.write(&args.common, done.work)?;
    let (origins, destinations) = (rows.ends.0.len(), rows.ends.1.len());
    let unreached = args.percentiles.iter().zip(rows.unreached);
    let unreached: serde_json::Map<String, Value> =
        unreached.map(|(p, n)| (format!("p{p}_s"), json!(n))).collect();
    let found = json!({
        "origins": origins, "destinations": destinations, "rows": origins * destinations,
        "rows_left_out": done.n_left_out,
        "caps_hit": { "unreached_within_the_limits": unreached }, "pairs_by_law": by_law(done.by_law),
    });
    let files = [&*args.origins, &*args.destinations];
    let more = rows.told.record(terms, question, found);
    write_record(&args.common, &city, &files, &more)?;
    Ok(u8::from(done.n_left_out > 0))
}

/// The table of a matrix in the making.
struct Rows<'a> {
    table: Growing<'a>,
    /// Ids.
    ends: (Vec<String>, Vec<String>),
    told: Told,
    /// By percentile.
    unreached: Vec<usize>,
}

impl MatrixSink for Rows<'_> {
    fn begin(&mut self, head: &MatrixHead<'_>) -> io::Result<usize> {
        self.told.tell(head);
        self.ends = (head.origins.to_vec(), head.destinations.to_vec());
        let Self { table, ends: (origins, destinations), unreached, .. } = self;
        let n_times = destinations.len() * unreached.len();
        table.begin(origins.len(), |table, origin, row| {
            let Some(times) = times_of(row).filter(|times| times.len() == n_times) else {
                return Ok(false);
            };
            put(table, (&origins[origin], destinations), &times, unreached)?;
            Ok(true)
        })
    }

    fn row(&mut self, origin: usize, times: &[Option<Seconds>]) -> io::Result<()> {
        let Self { table, ends: (origins, destinations), unreached, .. } = self;
        table.origin(&bytes_of(times), |table| {
            put(table, (&origins[origin], destinations), times, unreached)
        })
    }
}

/// A row for each destination.
fn put(
    table: &mut Table,
    (origin, destinations): (&str, &[String]),
    times: &[Option<Seconds>],
    unreached: &mut [usize],
) -> io::Result<()> {
    let mut cells = Vec::with_capacity(2 + unreached.len());
    for (destination, times) in destinations.iter().zip(times.chunks(unreached.len())) {
        cells.clear();
        cells.extend([Cell::Text(origin), Cell::Text(destination)]);
        cells.extend(times.iter().map(|&time| Cell::seconds(time)));
        table.row(&cells)?;
        for (n, time) in unreached.iter_mut().zip(times) {
            *n += usize::from(time.is_none());
        }
    }
    Ok(())
}

/// Times as a journal keeps them: 4 bytes each, all ones for none.
pub(crate) fn bytes_of(times: &[Option<Seconds>]) -> Vec<u8> {
    times.iter().flat_map(|time| time.map_or(u32::MAX, |Seconds(s)| s).to_le_bytes()).collect()
}

/// The same backwards; `None` if these are no times.
pub(crate) fn times_of(row: &[u8]) -> Option<Vec<Option<Seconds>>> {
    let (times, rest) = row.as_chunks::<4>();
    let time = |bytes: &[u8; 4]| match u32::from_le_bytes(*bytes) {
        u32::MAX => None,
        seconds => Some(Seconds(seconds)),
    };
    rest.is_empty().then(|| times.iter().map(time).collect())
}

/// What the reader was told before the first row.
#[derive(Debug, Default)]
pub(crate) struct Told {
    problems: Problems,
    notes: Vec<String>,
}

impl Told {
    /// Prints what is wrong with the points, and the notes.
    pub(crate) fn tell(&mut self, head: &MatrixHead<'_>) {
        self.problems = head.problems.clone();
        self.notes = head.notes.to_vec();
        tell(&self.problems);
        for note in &self.notes {
            say!("note: {note}");
        }
    }

    /// What a record of the run has besides its inputs.
    pub(crate) fn record(
        &self,
        terms: Value,
        question: Value,
        mut found: Value,
    ) -> Vec<(&'static str, Value)> {
        let off = self.problems.counts().get("point-unsnapped").copied().unwrap_or(0);
        found["points_off_the_streets"] = json!(off);
        found["point_problems"] = counts(&self.problems);
        found["notes"] = json!(self.notes);
        vec![("settings", terms), ("question", question), ("found", found)]
    }
}

/// Says of how many pairs the law of one ride was proved.
pub(crate) fn tell_law(by_law: Option<(usize, usize)>) {
    if let Some((n, all)) = by_law {
        say!("note: {n} of {all} pairs are by the law of one ride, the others by draws");
    }
}

/// The same for a record; null where it was not asked for.
pub(crate) fn by_law(by_law: Option<(usize, usize)>) -> Value {
    by_law.map_or(Value::Null, |(n, all)| json!({ "pairs": n, "of": all }))
}

/// How rows are written.
pub(crate) fn encoding(format: Format) -> Encoding {
    match format {
        Format::Parquet | Format::Geoparquet => Encoding::Parquet,
        _ => Encoding::Csv,
    }
}

/// Rows that mean nothing are not in the answer.
pub(crate) fn tell_left_out(n: usize) {
    if n > 0 {
        say!("{n} rows of the points files were left out, as told above; the rest was answered");
    }
}

/// Prints what is wrong with the points.
pub(crate) fn tell(problems: &Problems) {
    for problem in problems.list() {
        say!("{problem}");
    }
    for (code, &n) in problems.counts() {
        let shown = problems.list().iter().filter(|p| p.code == *code).count();
        if n > shown {
            say!("… and {} more of {code}", n - shown);
        }
    }
}
