//! `allways reach`: a table on the terminal; GeoJSON, or CSV of the cells, into a file.

use allways_base::{LonLat, Metres, Seconds, ServiceTime, Window};
use allways_city::cells::Rings;
use allways_city::reach::{Reach as Found, ReachAsk, reach as ask_for};
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::args::{Format, Reach};
use crate::matrix::{field, tell};
use crate::run::{Clock, open_plan, pretty, put, settings, write_manifest, write_text};

pub(crate) fn reach(args: &Reach) -> Result<u8> {
    let mut clock = Clock::start();
    let plan = args.plan.as_deref();
    let output = &args.common.output;
    let suffix = output.out.as_deref().and_then(|path| path.extension()?.to_str()).unwrap_or("");
    if !["", "geojson", "json", "csv", "txt"].contains(&suffix) {
        bail!("`.{suffix}` is not written; name a .geojson file, or .csv for the cells");
    }
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
    let found = ask_for(&city, &settings(plan, &args.common), &ask)?;
    clock.lap("query");
    tell(&found.problems);
    let is_json = output.format == Format::Json || ["geojson", "json"].contains(&suffix);
    let text = if is_json {
        pretty(&geojson(&found))
    } else if suffix == "csv" {
        csv(&found)
    } else {
        table(&found)
    };
    put(output, &text)?;
    if let Some(file) = &args.bands {
        write_text(file, &bands(&found))?;
    }
    for note in &found.notes {
        eprintln!("note: {note}");
    }
    clock.lap("write");
    clock.write(&args.common, found.work)?;
    write_manifest(&args.common, &city, args.opportunities.as_deref().as_slice())?;
    if found.n_left_out > 0 {
        eprintln!(
            "{} rows of the opportunities were left out, as told above; the rest was counted",
            found.n_left_out
        );
    }
    Ok(u8::from(found.n_left_out > 0))
}

/// A window, or a single departure.
pub(crate) fn departures(text: &str) -> Result<Window> {
    let one = || {
        let from = ServiceTime::parse(text)?;
        Some(Window { from, to: from + Seconds(60), step: Seconds(60) })
    };
    Window::parse(text).or_else(one).with_context(|| {
        format!("`{text}` is no window; write --depart 07:00..09:00, or one time, 07:30")
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

/// A row for each cutoff and percentile.
fn bands(found: &Found) -> String {
    let mut text = String::from("percentile,cutoff_min,cells,area_km2");
    if let Some(counted) = &found.counted {
        text += &format!(",{}", field(&counted.what));
    }
    text.push('\n');
    for isochrone in &found.isochrones {
        let within = isochrone.within.map_or_else(String::new, |n| format!(",{n}"));
        text += &format!(
            "{},{},{},{}{within}\n",
            isochrone.percentile, isochrone.cutoff_min, isochrone.n_cells, isochrone.area_km2
        );
    }
    text
}

fn csv(found: &Found) -> String {
    let mut text = String::from("lat,lon");
    for p in &found.percentiles {
        text += &format!(",p{p}_s");
    }
    text.push('\n');
    let n = found.percentiles.len().max(1);
    for (at, times) in found.cells.iter().zip(found.times.chunks(n)) {
        // In full, so that a matrix asked for the same place gives the same second.
        text += &format!("{},{}", at.lat, at.lon);
        for time in times {
            text += &time.map_or_else(|| ",".to_owned(), |Seconds(s)| format!(",{s}"));
        }
        text.push('\n');
    }
    text
}

/// Rings of positions, closed; degrees to about a centimetre.
pub(crate) fn rings(rings: &Rings) -> Vec<Value> {
    let place = |p: &LonLat| json!([(p.lon * 1e7).round() / 1e7, (p.lat * 1e7).round() / 1e7]);
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
