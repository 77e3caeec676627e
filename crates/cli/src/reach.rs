//! `allways reach`: a table on the terminal; into a file the isochrones as GeoJSON or GeoParquet, or
//! the cells as CSV or Parquet (with their centers as geometry).

use allways_base::cast::u32_from;
use allways_base::{LonLat, Metres, Seconds, ServiceTime, Window};
use allways_city::cells::Rings;
use allways_city::reach::{Reach as Found, ReachAsk, reach as ask_for};
use allways_report::sheet::{Cell, Column, Encoding, Kind};
use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::args::{Format, Reach};
use crate::matrix::{encoding, tell, tell_left_out};
use crate::run::{Clock, open_plan, pretty, put, settings, terms_of, write_record};
use crate::table::{format, put_table};

pub(crate) fn reach(args: &Reach) -> Result<u8> {
    let mut clock = Clock::start();
    let plan = args.plan.as_deref();
    let output = &args.common.output;
    let written =
        [Format::Table, Format::Csv, Format::Parquet, Format::Geojson, Format::Geoparquet];
    let format = match format(output, &[&written[..], &[Format::Json]].concat())? {
        Format::Json => Format::Geojson,
        format => format,
    };
    let window = departures(&args.depart)?;
    let city = open_plan(plan, &args.common)?;
    clock.lap("load");
    let ask = ReachAsk {
        from: &args.from,
        window,
        percentiles: &args.percentiles,
        cutoffs_min: &args.cutoffs,
        opportunities: args.opportunities.as_deref().map(|file| (file, args.column.as_deref())),
        cell: Metres(args.cell),
        modes: &args.modes,
    };
    let settings = settings(plan, &args.common);
    let terms = terms_of(&city, &settings, &args.modes)?;
    let found = ask_for(&city, &settings, &ask)?;
    clock.lap("query");
    tell(&found.problems);
    let out = output.out.as_deref();
    match format {
        Format::Csv | Format::Parquet => {
            put_table(out, encoding(format), &cell_columns(&found), cells(&found))?;
        }
        Format::Geoparquet => {
            put_table(out, encoding(format), &isochrone_columns(&found), isochrones(&found))?;
        }
        Format::Geojson | Format::Json => put(output, &pretty(&geojson(&found)))?,
        Format::Table => put(output, &table(&found))?,
    }
    if let Some(file) = &args.bands {
        put_table(Some(file), Encoding::Csv, &band_columns(&found), bands(&found))?;
    }
    for note in &found.notes {
        say!("note: {note}");
    }
    clock.lap("write");
    clock.write(&args.common, found.work)?;
    let question = json!({
        "from": args.from, "depart": args.depart, "percentiles": args.percentiles,
        "cutoffs_min": args.cutoffs, "cell_m": args.cell, "column": args.column,
    });
    let outcome = json!({
        "cells_looked_at": found.n_cells, "cells_reached": found.cells.len(),
        "cells_off_the_streets": found.n_off_streets, "notes": found.notes,
        "rows_left_out": found.n_left_out,
        "caps_hit": {
            "unreached_within_the_limits": found.n_cells - found.cells.len(),
        },
    });
    let more = [("settings", terms), ("question", question), ("found", outcome)];
    write_record(&args.common, &city, args.opportunities.as_deref().as_slice(), &more)?;
    tell_left_out(found.n_left_out);
    Ok(u8::from(found.n_left_out > 0))
}

/// A window, or a single departure.
pub(crate) fn departures(text: &str) -> Result<Window> {
    let one = || {
        let from = ServiceTime::parse(text)?;
        Some(Window { from, to: from + Seconds(60), step: Seconds(60) })
    };
    Window::parse(text).or_else(one).with_context(|| {
        format!("`{text}` is no window; write such as 07:00..09:00, or one time, 07:30")
    })
}

fn table(found: &Found) -> String {
    let mut text = format!("from {}\n\n", found.from.name);
    let heads = ["within (min)", "percentile", "cells", "area (km²)"];
    text += &heads.map(|head| format!("{head:>12}")).join("  ");
    // The name of what is counted is the file's own, and may be long.
    let width = found.counted.as_ref().map_or(0, |counted| counted.what.chars().count().max(12));
    if let Some(counted) = &found.counted {
        text += &format!("  {:>width$}  {:>12}", counted.what, "share (%)");
    }
    text.push('\n');
    for isochrone in &found.isochrones {
        text += &format!(
            "{:>12}  {:>12}  {:>12}  {:>12.2}",
            isochrone.cutoff_min, isochrone.percentile, isochrone.n_cells, isochrone.area_km2
        );
        if let (Some(counted), Some(n)) = (&found.counted, isochrone.within) {
            let share = if counted.total > 0.0 { 100.0 * n / counted.total } else { 0.0 };
            text += &format!("  {n:>width$.0}  {share:>12.1}");
        }
        text.push('\n');
    }
    text
}

fn band_columns(found: &Found) -> Vec<Column> {
    let mut columns: Vec<Column> = vec![
        ("percentile".into(), Kind::Whole),
        ("cutoff_min".into(), Kind::Whole),
        ("cells".into(), Kind::Whole),
        ("area_km2".into(), Kind::Real),
    ];
    columns.extend(found.counted.iter().map(|counted| (counted.what.clone(), Kind::Real)));
    columns
}

/// A row for each cutoff and percentile.
fn bands(found: &Found) -> impl DoubleEndedIterator<Item = Vec<Cell<'_>>> + ExactSizeIterator {
    found.isochrones.iter().map(|isochrone| {
        let mut row = vec![
            Cell::Whole(u32::from(isochrone.percentile)),
            Cell::Whole(isochrone.cutoff_min),
            Cell::Whole(u32_from(isochrone.n_cells)),
            Cell::Real(isochrone.area_km2),
        ];
        row.extend(found.counted.iter().map(|_| isochrone.within.map_or(Cell::None, Cell::Real)));
        row
    })
}

fn cell_columns(found: &Found) -> Vec<Column> {
    let mut columns: Vec<Column> = vec![("lat".into(), Kind::Real), ("lon".into(), Kind::Real)];
    columns.extend(found.percentiles.iter().map(|p| (format!("p{p}_s"), Kind::Whole)));
    columns.push(("geometry".into(), Kind::Points));
    columns
}

/// In full, so that a matrix asked for the same place gives the same second.
fn cells(found: &Found) -> impl Iterator<Item = Vec<Cell<'_>>> {
    let n = found.percentiles.len().max(1);
    found.cells.iter().zip(found.times.chunks(n)).map(|(&at, times)| {
        let mut row = vec![Cell::Real(at.lat), Cell::Real(at.lon)];
        row.extend(times.iter().map(|&time| Cell::seconds(time)));
        row.push(Cell::Point(at));
        row
    })
}

fn isochrone_columns(found: &Found) -> Vec<Column> {
    let mut columns = vec![("from".into(), Kind::Text)];
    columns.extend(band_columns(found));
    columns.push(("geometry".into(), Kind::Polygons));
    columns
}

/// The same with what they look like, in the order of the GeoJSON.
fn isochrones(found: &Found) -> impl Iterator<Item = Vec<Cell<'_>>> {
    bands(found).zip(&found.isochrones).rev().map(|(band, isochrone)| {
        let mut row = vec![Cell::Text(&found.from.name)];
        row.extend(band);
        row.push(Cell::Polygons(&isochrone.polygons));
        row
    })
}

/// A position in degrees, to about a centimetre.
pub(crate) fn degrees(at: LonLat) -> Value {
    json!([(at.lon * 1e7).round() / 1e7, (at.lat * 1e7).round() / 1e7])
}

/// Rings of positions, closed.
pub(crate) fn rings(rings: &Rings) -> Vec<Value> {
    let place = |p: &LonLat| degrees(*p);
    let closed = |ring: &Vec<LonLat>| ring.iter().chain(ring.first()).map(place).collect();
    rings.iter().map(closed).collect()
}

/// RFC 7946; a longer time before a shorter one, so that a map draws the shorter on top.
fn geojson(found: &Found) -> Value {
    let features: Vec<Value> = found
        .isochrones
        .iter()
        .rev()
        .map(|isochrone| {
            let polygons: Vec<Vec<Value>> = isochrone.polygons.iter().map(rings).collect();
            let mut properties = json!({
                "from": found.from.name,
                "cutoff_min": isochrone.cutoff_min,
                "percentile": isochrone.percentile,
                "cells": isochrone.n_cells,
                "area_km2": isochrone.area_km2,
            });
            if let (Some(counted), Some(n)) = (&found.counted, isochrone.within) {
                properties["counted"] = json!(counted.what);
                properties["within"] = json!(n);
                properties["total"] = json!(counted.total);
            }
            json!({
                "type": "Feature",
                "properties": properties,
                "geometry": { "type": "MultiPolygon", "coordinates": polygons },
            })
        })
        .collect();
    json!({ "type": "FeatureCollection", "features": features, "notes": found.notes })
}
