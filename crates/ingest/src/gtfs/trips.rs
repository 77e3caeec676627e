//! `trips.txt`, streamed: a big city has a hundred thousand rows.

use allways_base::cast::u32_from;
use allways_base::{Idx, IdxVec, Problems, Severity};
use allways_transit::feed::{FeedTrip, FeedTripIdx, RouteIdx, ServiceIdx, StepFree};
use rustc_hash::FxHashMap;

use super::archive::Archive;
use super::ids::{Found, Ids, bad_value, dangling, is_new_id, missing_file, text};
use crate::table::{Column, Record};

/// The trips, and which shapes they take.
#[derive(Debug)]
pub(super) struct Trips {
    pub(super) rows: IdxVec<FeedTripIdx, FeedTrip>,
    pub(super) ids: Ids<FeedTripIdx>,
    /// Bytes of every row's id that are not the feed's own.
    n_prefix: usize,
    /// The shapes, numbered as they come.
    pub(super) shapes: FxHashMap<Box<[u8]>, u32>,
    /// For each route, its shapes with the number of trips that take them.
    pub(super) taken: FxHashMap<(RouteIdx, u32), usize>,
    /// The blocks, numbered as they come.
    blocks: FxHashMap<Box<[u8]>, u32>,
    /// True if the table could be read at all, so that a row that names no trip is a problem of
    /// that row.
    pub(super) read: bool,
}

struct Columns {
    trip: Column,
    route: Column,
    service: Column,
    headsign: Column,
    shape: Column,
    block: Column,
    wheelchair: Column,
}

impl Trips {
    /// As [`Ids::find`]; fast where the trip is the one after `before`, or the first.
    pub(super) fn find_after(&self, before: Option<FeedTripIdx>, id: &[u8]) -> Found<FeedTripIdx> {
        let next = FeedTripIdx::from_usize(before.map_or(0, |before| before.to_usize() + 1));
        match self.rows.get(next) {
            Some(trip) if trip.id.as_bytes().get(self.n_prefix..) == Some(id) => Found::Row(next),
            _ => self.ids.find(id),
        }
    }
}

/// Reads every trip whose route and service are known.
pub(super) fn read(
    archive: &mut Archive,
    source: &str,
    routes: &Ids<RouteIdx>,
    services: &Ids<ServiceIdx>,
    problems: &mut Problems,
) -> Trips {
    let mut trips = Trips {
        rows: IdxVec::default(),
        ids: Ids::new(),
        n_prefix: source.len() + 1,
        shapes: FxHashMap::default(),
        taken: FxHashMap::default(),
        blocks: FxHashMap::default(),
        read: false,
    };
    if !archive.has("trips.txt") {
        missing_file("trips.txt", "nothing runs", problems);
    }
    let Some(mut stream) = archive.stream("trips.txt", problems) else { return trips };
    if !stream.require(&["trip_id", "route_id", "service_id"], problems) {
        return trips;
    }
    trips.read = true;
    let columns = Columns {
        trip: stream.column("trip_id"),
        route: stream.column("route_id"),
        service: stream.column("service_id"),
        headsign: stream.column("trip_headsign"),
        shape: stream.column("shape_id"),
        block: stream.column("block_id"),
        wheelchair: stream.column("wheelchair_accessible"),
    };
    while stream.advance(problems) {
        let place = || stream.place();
        read_trip(
            &mut trips,
            &columns,
            stream.record(),
            place,
            source,
            (routes, services),
            problems,
        );
    }
    trips
}

fn read_trip(
    trips: &mut Trips,
    columns: &Columns,
    record: Record<'_>,
    place: impl Fn() -> String,
    source: &str,
    (routes, services): (&Ids<RouteIdx>, &Ids<ServiceIdx>),
    problems: &mut Problems,
) {
    let id = String::from_utf8_lossy(columns.trip.of(record));
    if (id.is_empty() || trips.ids.has(&id))
        && !is_new_id(&trips.ids, "trip_id", &id, &place(), problems)
    {
        return;
    }
    let (route_id, service_id) = (columns.route.of(record), columns.service.of(record));
    let route = routes.find(route_id);
    let service = services.find(service_id);
    if route == Found::Unknown {
        dangling(&place(), "route_id", &text(route_id), "routes.txt", problems);
    }
    if service == Found::Unknown {
        dangling(&place(), "service_id", &text(service_id), "the calendar", problems);
    }
    let (Some(route), Some(service)) = (route.row(), service.row()) else {
        trips.ids.set(&id, None);
        return;
    };
    let step_free = match columns.wheelchair.of(record) {
        b"" | b"0" => StepFree::Unknown,
        b"1" => StepFree::Yes,
        b"2" => StepFree::No,
        other => {
            bad_value(&place(), "wheelchair_accessible", &text(other), "0, 1 or 2", problems);
            StepFree::Unknown
        }
    };
    let block = match columns.block.of(record) {
        b"" => None,
        id => Some(number(&mut trips.blocks, id)),
    };
    let idx = trips.rows.push(FeedTrip {
        id: format!("{source}:{id}"),
        route,
        service,
        headsign: text(columns.headsign.of(record)),
        step_free,
        block,
    });
    trips.ids.set(&id, Some(idx));
    let shape = columns.shape.of(record);
    if !shape.is_empty() {
        let shape = number(&mut trips.shapes, shape);
        *trips.taken.entry((route, shape)).or_insert(0) += 1;
    }
}

/// The number of an id, a new one if it is new.
fn number(numbers: &mut FxHashMap<Box<[u8]>, u32>, id: &[u8]) -> u32 {
    let next = u32_from(numbers.len());
    numbers.get(id).copied().unwrap_or_else(|| *numbers.entry(id.into()).or_insert(next))
}

/// Tells, once, the trips whose service never runs.
pub(super) fn tell_idle(
    trips: &IdxVec<FeedTripIdx, FeedTrip>,
    runs: &[bool],
    problems: &mut Problems,
) {
    let idle: Vec<&str> = trips
        .iter()
        .filter(|(_, trip)| !runs[trip.service.to_usize()])
        .map(|(_, trip)| trip.id.as_str())
        .collect();
    if !idle.is_empty() {
        problems.push(
            Severity::Warning,
            "no-service-trip",
            "trips.txt",
            format!(
                "{} of {} trips run on no day, such as {}",
                idle.len(),
                trips.len(),
                super::ids::such_as(&idle)
            ),
            "give their services a day, or remove them",
        );
    }
}
