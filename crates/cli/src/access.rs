//! `allways access`: CSV or GeoParquet, row by row while it is computed, or JSON, or GeoJSON with a
//! point for each origin; and how evenly it is spread.

use std::io;

use allways_base::{LonLat, Seconds};
use allways_city::accessibility::{
    Access as Found, AccessAsk, AccessSink, Decay, Figure, access_rows,
};
use allways_city::matrix::{MatrixError, MatrixHead};
use allways_report::sheet::{Cell, Column, Kind};
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::args::{Access, Format};
use crate::matrix::{Told, by_law, encoding, tell_law, tell_left_out};
use crate::reach::{degrees, departures};
use crate::run::{Clock, description, open_plan, pretty, put, settings, terms_of, write_record};
use crate::table::{Failure, Growing, Table, format};

/// 0 if every row of both files was answered, 1 if some were left out.
pub(crate) fn access(args: &Access) -> Result<u8> {
    let mut clock = Clock::start();
    let plan = args.plan.as_deref();
    let output = &args.common.output;
    let tables = [Format::Csv, Format::Parquet, Format::Geoparquet];
    let format = format(output, &[&tables[..], &[Format::Geojson, Format::Json]].concat())?;
    let ask = AccessAsk {
        origins: &args.origins,
        people: args.people.as_deref(),
        ranked_by: args.rank_by.as_deref(),
        opportunities: &args.opportunities,
        column: args.column.as_deref(),
        window: departures(&args.depart)?,
        percentiles: &args.percentiles,
        cutoffs_min: &args.cutoffs,
        decay: decay(&args.decay)?,
        dual: &args.dual,
        per_person: args.per_person,
        modes: &args.modes,
    };
    let city = open_plan(plan, &args.common)?;
    clock.lap("load");
    let settings = settings(plan, &args.common);
    let terms = terms_of(&city, &settings, &args.modes)?;
    let question = json!({
        "depart": args.depart, "percentiles": args.percentiles, "cutoffs_min": args.cutoffs,
        "decay": args.decay, "dual": args.dual, "column": args.column, "people": args.people,
        "2sfca": args.per_person, "rank_by": args.rank_by,
    });
    let files = [("origins", &*args.origins), ("opportunities", &*args.opportunities)];
    let run = || description(&city, "access", &terms, &question, &files);
    let table = if tables.contains(&format) {
        let columns = columns(args);
        Some(Growing::open(output, encoding(format), columns, run, args.resume)?)
    } else {
        if args.resume {
            bail!("--resume goes with .csv and .parquet; JSON and GeoJSON are written at once");
        }
        None
    };
    clock.lap("hash");
    let mut rows = Rows {
        args,
        table,
        origins: Vec::new(),
        places: Vec::new(),
        figures: Vec::new(),
        told: Told::default(),
        unreached: 0,
    };
    let (found, failure) = match access_rows(&city, &settings, &ask, &mut rows) {
        Ok(found) => (Some(found), None),
        Err(MatrixError::Write(error)) => (None, Some(Failure::Write(error))),
        Err(error) => (None, Some(Failure::Ask(error))),
    };
    clock.lap("query");
    let is_whole = match (rows.table.take(), &failure) {
        (Some(table), _) => table.close(failure)?,
        (None, None) => true,
        (None, Some(_)) => {
            return Err(failure.map_or_else(|| anyhow::anyhow!("no answer"), Failure::into_error));
        }
    };
    let Some(mut found) = found.filter(|_| is_whole) else { return Ok(0) };
    found.figures = std::mem::take(&mut rows.figures);
    match format {
        Format::Json => put(output, &pretty(&as_json(&found, what_of(args))))?,
        Format::Geojson => put(output, &pretty(&geojson(&found, what_of(args), &rows.places)))?,
        _ => {}
    }
    for ((percentile, cutoff, equity), by_rank) in found.equity.iter().zip(&found.concentration) {
        let palma = equity.palma.map_or_else(|| "no".to_owned(), |palma| format!("{palma:.2}"));
        let by_rank = match (&args.rank_by, by_rank) {
            (Some(column), Some(index)) => {
                format!(", concentration index by `{column}` {index:.3}")
            }
            _ => String::new(),
        };
        say!(
            "within {cutoff} min, percentile {percentile}: mean {}, Gini {:.3}, Palma ratio \
             {palma}, Theil T {:.3}{by_rank}",
            mean(equity.mean),
            equity.gini,
            equity.theil
        );
    }
    tell_left_out(found.n_left_out);
    tell_law(found.by_law);
    clock.lap("write");
    clock.write(&args.common, found.work)?;
    let mut outcome = json!({ "origins": rows.origins.len(), "rows_left_out": found.n_left_out });
    outcome["pairs_by_law"] = by_law(found.by_law);
    if !args.dual.is_empty() {
        outcome["caps_hit"] = json!({ "unreached_within_the_limits": rows.unreached });
    }
    let more = rows.told.record(terms, question, outcome);
    write_record(&args.common, &city, &[&args.origins, &args.opportunities], &more)?;
    Ok(u8::from(found.n_left_out > 0))
}

/// One decimal, or five where that would say nothing (beds for each person).
fn mean(mean: f64) -> String {
    if mean >= 1.0 { format!("{mean:.1}") } else { format!("{mean:.5}") }
}

/// The table in the making, or all figures for JSON.
struct Rows<'a> {
    args: &'a Access,
    /// `None`: all figures are kept.
    table: Option<Growing<'a>>,
    /// Ids.
    origins: Vec<String>,
    /// Where they are.
    places: Vec<Option<LonLat>>,
    figures: Vec<Figure>,
    told: Told,
    /// Times that there are not.
    unreached: usize,
}

impl AccessSink for Rows<'_> {
    fn begin(&mut self, head: &MatrixHead<'_>) -> io::Result<Vec<Figure>> {
        self.told.tell(head);
        self.origins = head.origins.to_vec();
        self.places = head.places.to_vec();
        let Self { args, table, origins, places, unreached, .. } = self;
        let mut earlier = Vec::new();
        if let Some(table) = table {
            table.begin(origins.len(), |table, origin, row| {
                let Some(figures) = figures_of(args, row) else { return Ok(false) };
                put_rows(table, args, (&origins[origin], places[origin]), &figures, unreached)?;
                earlier.extend(figures);
                Ok(true)
            })?;
        }
        Ok(earlier)
    }

    fn row(&mut self, origin: usize, figures: &[Figure]) -> io::Result<()> {
        let Self { args, table, origins, places, unreached, .. } = self;
        match table {
            Some(table) => table.origin(&bytes_of(figures), |table| {
                put_rows(table, args, (&origins[origin], places[origin]), figures, unreached)
            }),
            None => {
                self.figures.extend_from_slice(figures);
                Ok(())
            }
        }
    }
}

/// What is counted within a cutoff.
const fn what_of(args: &Access) -> &'static str {
    if args.per_person { "supply_per_person" } else { "opportunities" }
}

fn columns(args: &Access) -> Vec<Column> {
    let [what, value]: [Column; 2] = if args.dual.is_empty() {
        [("cutoff_min".into(), Kind::Whole), (what_of(args).into(), Kind::Real)]
    } else {
        [("opportunities".into(), Kind::Real), ("time_s".into(), Kind::Whole)]
    };
    let [origin, percentile] = [("origin".into(), Kind::Text), ("percentile".into(), Kind::Whole)];
    vec![origin, percentile, what, value, ("geometry".into(), Kind::Points)]
}

/// A row for each percentile and cutoff or amount.
fn put_rows(
    table: &mut Table,
    args: &Access,
    (origin, place): (&str, Option<LonLat>),
    figures: &[Figure],
    unreached: &mut usize,
) -> io::Result<()> {
    let place = place.map_or(Cell::None, Cell::Point);
    let n = figures.len() / args.percentiles.len().max(1);
    for (&percentile, figures) in args.percentiles.iter().zip(figures.chunks(n.max(1))) {
        for &figure in figures {
            let [what, value] = match figure {
                Figure::Within(minutes, n) => [Cell::Whole(minutes), Cell::Real(n)],
                Figure::TimeTo(n, time) => {
                    *unreached += usize::from(time.is_none());
                    [Cell::Real(n), Cell::seconds(time)]
                }
            };
            let percentile = Cell::Whole(u32::from(percentile));
            table.row(&[Cell::Text(origin), percentile, what, value, place])?;
        }
    }
    Ok(())
}

/// Figures as a journal keeps them: 8 bytes each, a number or a time.
fn bytes_of(figures: &[Figure]) -> Vec<u8> {
    let bytes = |figure: &Figure| match *figure {
        Figure::Within(_, n) => n.to_le_bytes(),
        Figure::TimeTo(_, time) => time.map_or(u64::MAX, |Seconds(s)| u64::from(s)).to_le_bytes(),
    };
    figures.iter().flat_map(bytes).collect()
}

/// The same backwards; `None` if this is no row of the question.
fn figures_of(args: &Access, row: &[u8]) -> Option<Vec<Figure>> {
    let (numbers, rest) = row.as_chunks::<8>();
    let n = if args.dual.is_empty() { args.cutoffs.len() } else { args.dual.len() };
    if !rest.is_empty() || numbers.len() != n * args.percentiles.len() {
        return None;
    }
    let figure = |(k, bytes): (usize, &[u8; 8])| {
        if args.dual.is_empty() {
            return Some(Figure::Within(args.cutoffs[k % n], f64::from_le_bytes(*bytes)));
        }
        let time = match u64::from_le_bytes(*bytes) {
            u64::MAX => None,
            seconds => Some(Seconds(u32::try_from(seconds).ok()?)),
        };
        Some(Figure::TimeTo(args.dual[k % n], time))
    };
    numbers.iter().enumerate().map(figure).collect()
}

fn decay(text: &str) -> Result<Decay> {
    let (name, number) = text.split_once(':').unwrap_or((text, ""));
    let number = || {
        let number = number.parse::<f64>().ok().filter(|n| *n > 0.0 && n.is_finite());
        number.with_context(|| format!("`{text}` wants a number above 0, such as {name}:10"))
    };
    Ok(match name {
        "step" => Decay::Step,
        "exponential" => Decay::Exponential,
        "linear" => {
            Decay::Linear { width: Seconds(allways_base::cast::round_u32(number()? * 60.0)) }
        }
        "logistic" => Decay::Logistic { deviation: number()? * 60.0 },
        "gravity" => Decay::Gravity { power: number()? },
        _ => bail!(
            "`{text}` is no decay; write step, linear:MINUTES, logistic:MINUTES, exponential or \
             gravity:POWER"
        ),
    })
}

/// Each figure with its origin and percentile.
fn rows(found: &Found) -> impl Iterator<Item = (&str, u8, Figure)> {
    let n = found.figures.len() / found.origins.len().max(1);
    let per_percentile = n / found.percentiles.len().max(1);
    found.figures.iter().enumerate().map(move |(k, &figure)| {
        let (origin, of_origin) = (k / n, k % n);
        let percentile = found.percentiles[of_origin / per_percentile];
        (found.origins[origin].as_str(), percentile, figure)
    })
}

fn as_json(found: &Found, what: &str) -> Value {
    let row = |(origin, percentile, figure)| match figure {
        Figure::Within(minutes, n) => json!({
            "origin": origin, "percentile": percentile, "cutoff_min": minutes, what: n,
        }),
        Figure::TimeTo(n, time) => json!({
            "origin": origin, "percentile": percentile, "opportunities": n,
            "time_s": time.map(|Seconds(s)| s),
        }),
    };
    json!({
        "rows": rows(found).map(row).collect::<Vec<_>>(), "equity": equity(found),
        "notes": found.notes,
    })
}

/// How evenly each percentile and cutoff is spread.
fn equity(found: &Found) -> Vec<Value> {
    let all = found.equity.iter().zip(&found.concentration);
    all.map(|((percentile, cutoff, equity), by_rank)| {
        json!({
            "percentile": percentile, "cutoff_min": cutoff, "mean": equity.mean,
            "gini": equity.gini, "palma_ratio": equity.palma, "theil_t": equity.theil,
            "concentration_index": by_rank,
        })
    })
    .collect()
}

/// RFC 7946: a point for each origin, with all its figures: `opportunities_30min_p50`,
/// `time_s_to_5_p50`. An origin whose place no feed states has no geometry.
fn geojson(found: &Found, what: &str, places: &[Option<LonLat>]) -> Value {
    let mut features: Vec<Value> = Vec::new();
    for (origin, place) in found.origins.iter().zip(places) {
        let at = place.map(|at| json!({ "type": "Point", "coordinates": degrees(at) }));
        features.push(json!({
            "type": "Feature", "properties": { "origin": origin }, "geometry": at,
        }));
    }
    let per_origin = found.figures.len() / found.origins.len().max(1);
    for (k, (_, percentile, figure)) in rows(found).enumerate() {
        let properties = &mut features[k / per_origin]["properties"];
        match figure {
            Figure::Within(minutes, n) => {
                properties[format!("{what}_{minutes}min_p{percentile}")] = json!(n);
            }
            Figure::TimeTo(n, time) => {
                properties[format!("time_s_to_{n}_p{percentile}")] =
                    json!(time.map(|Seconds(s)| s));
            }
        }
    }
    json!({
        "type": "FeatureCollection", "features": features, "equity": equity(found),
        "notes": found.notes,
    })
}
