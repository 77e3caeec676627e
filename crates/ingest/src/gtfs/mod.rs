//! GTFS Schedule, zip or folder, into a [`Feed`]. One file per table; this one is the pipeline.
//!
//! The big tables (`stop_times`, `trips`, `shapes`) are streamed; the others are read whole. The
//! reader goes on: a bad row costs that row, a trip that contradicts itself costs that trip, and
//! each is told with file, line, value and remedy. Only a file that is no feed at all is an error.
//!
//! Not read: Fares v2, `levels.txt`, continuous pickup (told), flexible areas, `feed_info`.

mod archive;
mod calendar;
mod calls;
mod fares;
mod fill;
mod frequencies;
mod ids;
mod kept;
mod pathways;
mod routes;
mod shapes;
mod stop_times;
mod stops;
mod transfers;
mod trips;
mod unused;
mod zone;

use std::collections::BTreeMap;
use std::path::Path;

use allways_base::id::Idx;
use allways_base::{Checked, Date, Problems};
use allways_transit::feed::Feed;

use crate::table::ReadError;
use archive::Archive;

/// Reads a feed. Its ids become `source:id`, its times those of `plan_zone` (an IANA name): where
/// the agency's zone has another offset at noon of `date`, every time is shifted, and that is told.
pub fn read_gtfs(
    path: &Path,
    source: &str,
    plan_zone: &str,
    date: Date,
) -> Result<Checked<Feed>, ReadError> {
    let mut problems = Problems::default();
    let mut archive = Archive::open(path, &mut problems)?;
    let shift = zone::read(&mut archive, plan_zone, date, &mut problems);
    let stops = stops::read(&mut archive, source, &mut problems);
    let routes = routes::read(&mut archive, source, &mut problems);
    let (mut services, service_ids) = calendar::read(&mut archive, source, &mut problems);
    let mut trips = trips::read(&mut archive, source, &routes.ids, &service_ids, &mut problems);
    let rows = stop_times::read(&mut archive, &trips, &stops.ids, &mut problems);
    let position = |stop| stops.rows[stop].position;
    let calls = calls::assemble(
        rows,
        std::mem::take(&mut trips.rows),
        position,
        shift.later,
        &mut problems,
    );
    trips.ids.renumber(|old| calls.renumbered[old.to_usize()]);
    let frequencies = frequencies::read(&mut archive, &trips.ids, shift.later, &mut problems);
    let transfers = transfers::read(&mut archive, &stops.ids, &trips.ids, &mut problems);
    let pathways = pathways::read(&mut archive, &stops.ids, &stops.rows, &mut problems);
    let fares = fares::read(&mut archive, &stops, &routes, &mut problems);
    let shapes = shapes::read(&mut archive, &trips, &mut problems);
    let runs: Vec<bool> = services.iter().map(|(_, s)| calendar::has_a_day(s)).collect();
    trips::tell_idle(&calls.trips, &runs, &mut problems);
    zone::move_back(shift.days_back, &mut services);
    let feed = Feed {
        stops: stops.rows,
        routes: routes.rows,
        services,
        trips: calls.trips,
        stop_times: calls.stop_times,
        frequencies,
        transfers: transfers.rules,
        pathways,
        stay_seated: transfers.stay_seated,
        fares,
        not_seated: transfers.not_seated,
        shapes,
    };
    unused::tell(&feed, &mut problems);
    Ok(Checked { value: feed, problems })
}

/// The time zone of the feed's first agency, as written; `None` if it has none.
pub fn agency_zone(path: &Path) -> Result<Option<String>, ReadError> {
    let mut problems = Problems::default();
    let mut archive = Archive::open(path, &mut problems)?;
    let table = archive.table("agency.txt", &mut problems);
    let zone = table.and_then(|t| t.rows().next().map(|row| row.get("agency_timezone").to_owned()));
    Ok(zone.filter(|zone| !zone.is_empty()))
}

/// Seconds that a zone is east of UTC at noon of a day; `None` if there is no such zone.
pub fn utc_offset(zone: &str, date: Date) -> Option<i32> {
    zone::offset_at_noon(zone, date)
}

/// trip_id → what its passengers call it (`trip_short_name`), of the trips that have such a name.
/// What is wrong with the table is told by [`read_gtfs`].
pub fn trip_names(path: &Path) -> Result<BTreeMap<String, String>, ReadError> {
    let mut problems = Problems::default();
    let mut archive = Archive::open(path, &mut problems)?;
    let mut names = BTreeMap::new();
    let Some(mut stream) = archive.stream("trips.txt", &mut problems) else { return Ok(names) };
    let columns = ["trip_id", "trip_short_name"].map(|name| stream.column(name));
    while stream.advance(&mut problems) {
        let [id, name] = columns.map(|column| ids::text(column.of(stream.record())));
        if !name.is_empty() {
            names.entry(id).or_insert(name);
        }
    }
    Ok(names)
}
