//! `allways corridor`: options beyond the city as a table, JSON or GeoJSON.

use allways_city::corridor::{CorridorAsk, Toward, corridor as ask_for};
use allways_report::{corridor_geojson, corridor_html, corridor_json, corridor_table};
use anyhow::Result;

use crate::args::{Corridor, Format};
use crate::reach::departures;
use crate::run::{Clock, open_plan, pretty, put, settings, write_manifest, write_text};
use crate::table::format;

/// Draws of the usual ranges behind `--late`.
const DRAWS: u32 = 1000;

/// 0 if something leads there, 1 if nothing does.
pub(crate) fn corridor(args: &Corridor) -> Result<u8> {
    let mut clock = Clock::start();
    let plan = args.plan.as_deref();
    let output = &args.common.output;
    let format = format(output, &[Format::Table, Format::Json, Format::Geojson])?;
    let window = departures(&args.city_window)?;
    let city = open_plan(plan, &args.common)?;
    clock.lap("load");
    let ask = CorridorAsk {
        from: &args.from,
        to: args.to.as_deref().map_or(Toward::AllDirections, Toward::Place),
        load: &args.load,
        modes: &args.modes,
        ready: args.ready.as_deref(),
        month: args.month,
        scope: &args.scope,
        is_without_waits: args.no_waits,
        late: args.late.map(|percentile| (percentile, DRAWS)),
        with_channels: args.channels,
        from_door: args.from_door,
        window,
        budget: args.budget,
    };
    let found = ask_for(&city, &settings(plan, &args.common), &ask)?;
    clock.lap("query");
    match format {
        Format::Json => put(output, &pretty(&corridor_json(&found)))?,
        Format::Geojson => put(output, &pretty(&corridor_geojson(&found)))?,
        _ => put(output, &corridor_table(&found))?,
    }
    if let Some(file) = &args.report {
        write_text(file, &corridor_html(&found))?;
    }
    for note in &found.notes {
        say!("note: {note}");
    }
    clock.lap("write");
    clock.write(&args.common, allways_city::Work::default())?;
    write_manifest(&args.common, &city, &[])?;
    let reached = match &found.directions {
        Some(directions) => directions.each.iter().any(|direction| direction.best.is_some()),
        None => !found.options.is_empty(),
    };
    Ok(u8::from(!reached))
}
