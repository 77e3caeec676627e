//! `allways reach`: a table on the terminal; GeoJSON, or CSV of the cells, into a file.

use allways_base::{LonLat, Metres, Seconds, ServiceTime, Window};
use allways_city::cells::Rings;
use allways_city::reach::{Reach as Found, ReachAsk, reach as ask_for};
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::args::{Format, Reach};
use crate::run::{Clock, open_plan, pretty, put, settings, write_manifest};

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
        cell: Metres(args.cell),
        modes: &args.modes,
    };
    let found = ask_for(&city, &settings(plan, &args.common), &ask)?;
    clock.lap("query");
    let is_json = output.format == Format::Json || ["geojson", "json"].contains(&suffix);
    let text = if is_json {
        pretty(&geojson(&found))
    } else if suffix == "csv" {
        csv(&found)
    } else {
        table(&found)
    };
    put(output, &text)?;
    for note in &found.notes {
        eprintln!("note: {note}");
    }
    clock.lap("write");
    clock.write(&args.common, found.work)?;
    write_manifest(&args.common, &city, &[])?;
    Ok(0)
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
    text += &format!("{:>10}  {:>10}  {:>10}  {:>12}\n", "within", "percentile", "cells", "area");
    for isochrone in &found.isochrones {
        text += &format!(
            "{:>6} min  {:>10}  {:>10}  {:>8.2} km²\n",
            isochrone.cutoff_min, isochrone.percentile, isochrone.n_cells, isochrone.area_km2
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

/// RFC 7946; a longer time before a shorter one, so that a map draws the shorter on top.
fn geojson(found: &Found) -> Value {
    let place = |p: &LonLat| json!([(p.lon * 1e7).round() / 1e7, (p.lat * 1e7).round() / 1e7]);
    let rings = |rings: &Rings| -> Vec<Value> {
        let closed = |ring: &Vec<LonLat>| ring.iter().chain(ring.first()).map(place).collect();
        rings.iter().map(closed).collect()
    };
    let features: Vec<Value> = found
        .isochrones
        .iter()
        .rev()
        .map(|isochrone| {
            let polygons: Vec<Vec<Value>> = isochrone.polygons.iter().map(rings).collect();
            json!({
                "type": "Feature",
                "properties": {
                    "from": found.from.name,
                    "cutoff_min": isochrone.cutoff_min,
                    "percentile": isochrone.percentile,
                    "cells": isochrone.n_cells,
                    "area_km2": isochrone.area_km2,
                },
                "geometry": { "type": "MultiPolygon", "coordinates": polygons },
            })
        })
        .collect();
    json!({ "type": "FeatureCollection", "features": features, "notes": found.notes })
}
