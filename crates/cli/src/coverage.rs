//! `allways coverage`: a table of definitions on the terminal; CSV of zones and places, JSON, or
//! GeoJSON of what is covered, into a file.

use allways_base::LonLat;
use allways_city::coverage::{
    Amount, Cover, Coverage as Found, CoverageAsk, Part, PartOf, Patch, coverage as ask_for,
};
use allways_city::judge::Quantity;
use allways_report::sheet::{Cell, Column, Kind};
use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::args::{Coverage, Format};
use crate::matrix::{encoding, tell, tell_left_out};
use crate::reach::{departures, rings};
use crate::run::{Clock, open_plan, pretty, put, settings, write_manifest};
use crate::table::{format, put_table};

/// 0 if every row of the points file counted, 1 if some were left out.
pub(crate) fn coverage(args: &Coverage) -> Result<u8> {
    let mut clock = Clock::start();
    let plan = args.plan.as_deref();
    let output = &args.common.output;
    let written = [Format::Table, Format::Csv, Format::Parquet, Format::Json, Format::Geojson];
    let format = format(output, &written)?;
    let window = departures(&args.depart)?;
    let city = open_plan(plan, &args.common)?;
    clock.lap("load");
    let ask = CoverageAsk {
        zones: &args.zone,
        definitions: &args.definition,
        modes: &args.modes,
        window,
        points: args.points.as_deref().map(|file| (file, args.people.as_deref())),
    };
    let found = ask_for(&city, &settings(plan, &args.common), &ask)?;
    clock.lap("query");
    tell(&found.problems);
    match format {
        Format::Csv | Format::Parquet => {
            put_table(output.out.as_deref(), encoding(format), &columns(), rows(&found))?;
        }
        Format::Geojson => put(output, &pretty(&geojson(&found)))?,
        Format::Json => put(output, &pretty(&json(&found)))?,
        Format::Table | Format::Geoparquet => {
            let head =
                format!("{}, {}, departures {}", city.plan.name, city.plan.date, args.depart);
            put(output, &format!("{head}\nover {}\n\n{}", found.over, table(&found)))?;
        }
    }
    for note in &found.notes {
        say!("note: {note}");
    }
    tell_left_out(found.n_left_out);
    clock.lap("write");
    clock.write(&args.common, allways_city::Work::default())?;
    write_manifest(&args.common, &city, args.points.as_deref().as_slice())
        .context("cannot write the manifest")?;
    Ok(u8::from(found.n_left_out > 0))
}

/// Lowest and highest share, percent.
fn shares(amount: &Amount) -> Option<(f64, f64)> {
    match amount.share() {
        Quantity::Exact(share) => Some((share, share)),
        Quantity::Bounds(low, high) | Quantity::Range { low, high, .. } => Some((low, high)),
        Quantity::Unknown | Quantity::Never => None,
    }
}

fn table(found: &Found) -> String {
    let width = found.covers.iter().map(|cover| cover.definition.id.len()).max().unwrap_or(0);
    let has_even = found.covers.iter().any(|cover| cover.if_even.is_some());
    let mut text = format!(
        "{:<width$}  {:<7}  {:>6}  {:<6}  {:>10}  {:>10}  {:>10}  {:>14}",
        "definition", "by", "stops", "of", "total", "covered", "not known", "share (%)"
    );
    text += if has_even { "  if spread evenly (%)\n" } else { "\n" };
    for cover in &found.covers {
        let Amount { total, near, open } = cover.sum;
        let unit = cover.definition.of.unit();
        let number = |x: f64| if unit == "km²" { format!("{x:.1}") } else { format!("{x:.0}") };
        let share = match shares(&cover.sum) {
            None => "not known".to_owned(),
            Some((low, high)) if high > low => format!("{low:.1} to {high:.1}"),
            Some((share, _)) => format!("{share:.1}"),
        };
        text += &format!(
            "{:<width$}  {:<7}  {:>6}  {unit:<6}  {:>10}  {:>10}  {:>10}  {share:>14}",
            cover.definition.id,
            cover.vehicles.word(),
            cover.n_stops,
            total.map_or_else(|| "–".to_owned(), number),
            number(near),
            if total.is_some() { number(open) } else { "–".to_owned() },
        );
        if let Some(even) = cover.if_even {
            text += &format!("  {even:>20.1}");
        }
        text.push('\n');
    }
    text.push('\n');
    let mut told: Vec<&str> = Vec::new();
    for cover in &found.covers {
        let definition = &cover.definition;
        if !told.contains(&definition.id.as_str()) {
            told.push(&definition.id);
            text += &format!("{}: {}\n", definition.id, definition.source);
        }
    }
    text
}

fn level(part: &Part) -> &'static str {
    match part.of {
        PartOf::Zone(_) => "zone",
        PartOf::Place(_) => "place",
        PartOf::Point(_) => "point",
    }
}

fn columns() -> Vec<Column> {
    let text = ["definition", "by", "level", "id", "name"].map(|name| (name, Kind::Text));
    let place = ["lat", "lon"].map(|name| (name, Kind::Real));
    let amounts = ["total", "covered", "not_known", "share_low_pct", "share_high_pct"]
        .map(|name| (name, Kind::Real));
    let all = [&text[..], &place, &[("unit", Kind::Text)], &amounts].concat();
    all.into_iter().map(|(name, kind)| (name.to_owned(), kind)).collect()
}

/// A row for all, and for each zone, place and point. Amounts are in the unit of their row.
fn rows(found: &Found) -> impl Iterator<Item = Vec<Cell<'_>>> {
    found.covers.iter().flat_map(|cover| {
        let all = row(cover, ["all", "", ""], None, &cover.sum);
        let part = |part| row(cover, [level(part), &part.id, &part.name], part.at, &part.amount);
        std::iter::once(all).chain(cover.parts.iter().map(part))
    })
}

fn row<'a>(
    cover: &'a Cover,
    of: [&'a str; 3],
    at: Option<LonLat>,
    amount: &Amount,
) -> Vec<Cell<'a>> {
    let real = |x: Option<f64>| x.map_or(Cell::None, |x| Cell::Real((x * 1e6).round() / 1e6));
    let unit = match cover.definition.of.unit() {
        "km²" => "km2",
        unit => unit,
    };
    let share = shares(amount);
    let text = [cover.definition.id.as_str(), cover.vehicles.word()].into_iter().chain(of);
    let mut row: Vec<Cell<'_>> = text.map(Cell::Text).collect();
    row.extend([
        at.map_or(Cell::None, |at| Cell::Real(at.lat)),
        at.map_or(Cell::None, |at| Cell::Real(at.lon)),
        Cell::Text(unit),
        real(amount.total),
        real(Some(amount.near)),
        real(Some(amount.open)),
        real(share.map(|share| share.0)),
        real(share.map(|share| share.1)),
    ]);
    row
}

fn amounts(amount: &Amount) -> Value {
    let share = shares(amount);
    json!({
        "total": amount.total, "covered": amount.near, "not_known": amount.open,
        "share_low_pct": share.map(|share| share.0), "share_high_pct": share.map(|share| share.1),
    })
}

/// What is the same for all of one row of the table.
fn head(cover: &Cover) -> Value {
    let definition = &cover.definition;
    json!({
        "definition": definition.id, "source": definition.source, "by": cover.vehicles.word(),
        "stops": cover.n_stops, "unit": definition.of.unit(),
    })
}

fn with(mut value: Value, more: Value) -> Value {
    if let (Some(to), Value::Object(from)) = (value.as_object_mut(), more) {
        to.extend(from);
    }
    value
}

fn json(found: &Found) -> Value {
    let row = |cover: &Cover| {
        let part = |part: &Part| {
            let own = json!({ "level": level(part), "id": part.id, "name": part.name });
            with(own, amounts(&part.amount))
        };
        let own = json!({
            "if_spread_evenly_pct": cover.if_even,
            "parts": cover.parts.iter().map(part).collect::<Vec<_>>(),
        });
        with(with(head(cover), amounts(&cover.sum)), own)
    };
    json!({
        "over": found.over, "rows": found.covers.iter().map(row).collect::<Vec<_>>(),
        "notes": found.notes,
    })
}

/// RFC 7946: covered ground of each definition by area; each located place or point of the others.
fn geojson(found: &Found) -> Value {
    let mut features: Vec<Value> = Vec::new();
    for cover in &found.covers {
        if !cover.patches.is_empty() {
            let outlines = cover.patches.iter().flat_map(Patch::outlines);
            let polygons: Vec<Vec<Value>> = outlines.map(|polygon| rings(&polygon)).collect();
            features.push(json!({
                "type": "Feature",
                "properties": with(head(cover), amounts(&cover.sum)),
                "geometry": { "type": "MultiPolygon", "coordinates": polygons },
            }));
        }
        for part in &cover.parts {
            let Some(LonLat { lon, lat }) = part.at else { continue };
            let own = json!({
                "level": level(part), "id": part.id, "name": part.name, "is_near": part.is_near,
            });
            features.push(json!({
                "type": "Feature",
                "properties": with(with(head(cover), own), amounts(&part.amount)),
                "geometry": { "type": "Point", "coordinates": [lon, lat] },
            }));
        }
    }
    json!({ "type": "FeatureCollection", "features": features, "notes": found.notes })
}
