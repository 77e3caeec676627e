//! `stops.txt`, and other languages' names from `translations.txt`.
//!
//! A stop without a position, or with one that cannot be true, is kept without it: its trips are
//! still true, only walking to it is not known.

use allways_base::id::Idx;
use allways_base::{IdxVec, LonLat, Problems, Severity};
use allways_transit::feed::{StepFree, Stop, StopIdx, StopKind};

use super::archive::Archive;
use super::ids::{Ids, bad_value, dangling, is_new_id, missing_file};
use crate::table::{Row, Table};

/// Nearer to 0° N 0° E than this, degrees, a position is taken for "unknown".
const NULL_ISLAND: f64 = 1e-3;

/// The table.
#[derive(Debug)]
pub(super) struct Stops {
    pub(super) rows: IdxVec<StopIdx, Stop>,
    pub(super) ids: Ids<StopIdx>,
    /// `zone_id` of each, as written; blank if there is none.
    pub(super) zones: IdxVec<StopIdx, String>,
}

/// Reads every stop, station, entrance and node.
pub(super) fn read(archive: &mut Archive, source: &str, problems: &mut Problems) -> Stops {
    let mut ids = Ids::new();
    let mut stops: IdxVec<StopIdx, Stop> = IdxVec::default();
    let mut zones = IdxVec::default();
    let Some(table) = archive.table("stops.txt", problems) else {
        if !archive.has("stops.txt") {
            missing_file("stops.txt", "a feed without stops has no trips", problems);
        }
        return Stops { rows: stops, ids, zones };
    };
    if !table.require(&["stop_id"], problems) {
        return Stops { rows: stops, ids, zones };
    }
    table.require(&["stop_lat", "stop_lon"], problems);
    let mut rows: Vec<Row<'_>> = Vec::new();
    for row in table.rows() {
        let id = row.get("stop_id");
        if is_new_id(&ids, "stop_id", id, &row.place(), problems) {
            let idx = stops.push(read_stop(&table, row, source, problems));
            ids.set(id, Some(idx));
            zones.push(row.get("zone_id").to_owned());
            rows.push(row);
        }
    }
    let parents: Vec<Option<StopIdx>> =
        rows.iter().map(|row| parent(*row, &stops, &ids, problems)).collect();
    // A boarding area's parent is a platform; its station is the platform's.
    let station_of = |parent: Option<StopIdx>| match parent {
        Some(at) if stops[at].kind == StopKind::Station => Some(at),
        Some(at) => parents[at.to_usize()].filter(|&above| stops[above].kind == StopKind::Station),
        None => None,
    };
    let stations: Vec<Option<StopIdx>> = parents.iter().map(|&p| station_of(p)).collect();
    let inherited: Vec<StepFree> = stops
        .iter()
        .map(|(idx, stop)| {
            let above = [parents[idx.to_usize()], stations[idx.to_usize()]];
            let said = above.into_iter().flatten().map(|at| stops[at].step_free);
            std::iter::once(stop.step_free)
                .chain(said)
                .find(|said| *said != StepFree::Unknown)
                .unwrap_or_default()
        })
        .collect();
    for (stop, (station, step_free)) in
        stops.as_mut_slice().iter_mut().zip(stations.into_iter().zip(inherited))
    {
        stop.parent = station;
        stop.step_free = step_free;
    }
    name_the_nameless(&mut stops);
    translate(archive, &mut stops, &ids, problems);
    Stops { rows: stops, ids, zones }
}

fn read_stop(table: &Table, row: Row<'_>, source: &str, problems: &mut Problems) -> Stop {
    let kind = match row.get("location_type") {
        "" | "0" | "4" => StopKind::Platform,
        "1" => StopKind::Station,
        "2" => StopKind::Entrance,
        "3" => StopKind::Node,
        other => {
            bad_value(&row.place(), "location_type", other, "0, 1, 2, 3 or 4", problems);
            StopKind::Platform
        }
    };
    let step_free = match row.get("wheelchair_boarding") {
        "" | "0" => StepFree::Unknown,
        "1" => StepFree::Yes,
        "2" => StepFree::No,
        other => {
            bad_value(&row.place(), "wheelchair_boarding", other, "0, 1 or 2", problems);
            StepFree::Unknown
        }
    };
    let located = table.has("stop_lat") && table.has("stop_lon");
    Stop {
        id: format!("{source}:{}", row.get("stop_id")),
        name: row.get("stop_name").to_owned(),
        other_names: Vec::new(),
        position: if located { position(row, kind, problems) } else { None },
        kind,
        parent: None,
        step_free,
    }
}

fn position(row: Row<'_>, kind: StopKind, problems: &mut Problems) -> Option<LonLat> {
    let (lat, lon) = (row.get("stop_lat"), row.get("stop_lon"));
    if lat.is_empty() && lon.is_empty() {
        // Nodes and boarding areas may have none; so may nobody else.
        let free = kind == StopKind::Node || row.get("location_type") == "4";
        if !free {
            problems.push(
                Severity::Warning,
                "no-position",
                row.place(),
                format!("the stop `{}` has no position", row.get("stop_id")),
                "write stop_lat and stop_lon; until then nobody can walk to it",
            );
        }
        return None;
    }
    let number = |text: &str| text.parse::<f64>().ok();
    let at = number(lat).zip(number(lon)).map(|(lat, lon)| LonLat::new(lon, lat));
    let Some(at) = at.filter(|at| at.is_valid()) else {
        problems.push(
            Severity::Warning,
            "bad-coordinate",
            row.place(),
            format!("`{lat}, {lon}` is no place on Earth; the stop is kept without a position"),
            "write latitude -90..90 and longitude -180..180 in degrees",
        );
        return None;
    };
    if at.lat.abs() < NULL_ISLAND && at.lon.abs() < NULL_ISLAND {
        problems.push(
            Severity::Warning,
            "stop-at-zero",
            row.place(),
            format!("the stop `{}` lies at {lat}, {lon}, in the sea", row.get("stop_id")),
            "write its true position; it is kept without one",
        );
        return None;
    }
    Some(at)
}

fn parent(
    row: Row<'_>,
    stops: &IdxVec<StopIdx, Stop>,
    ids: &Ids<StopIdx>,
    problems: &mut Problems,
) -> Option<StopIdx> {
    let id = row.get("parent_station");
    if id.is_empty() {
        return None;
    }
    let Some(parent) = ids.find(id.as_bytes()).row() else {
        problems.push(
            Severity::Warning,
            "dangling-id",
            row.place(),
            format!("the parent_station `{id}` is not in stops.txt; the stop stands alone"),
            format!("add `{id}` to stops.txt, or correct the id"),
        );
        return None;
    };
    let kind = row.get("location_type");
    let wanted = if kind == "4" { StopKind::Platform } else { StopKind::Station };
    let own = ids.find(row.get("stop_id").as_bytes()).row();
    if kind == "1" || stops[parent].kind != wanted || own == Some(parent) {
        problems.push(
            Severity::Warning,
            "bad-parent",
            row.place(),
            format!("`{id}` cannot be the parent of `{}`", row.get("stop_id")),
            "the parent of a stop or entrance is a row with location_type 1",
        );
        return None;
    }
    Some(parent)
}

fn name_the_nameless(stops: &mut IdxVec<StopIdx, Stop>) {
    for idx in stops.indices() {
        if stops[idx].name.is_empty() {
            let above = stops[idx].parent.map(|parent| stops[parent].name.clone());
            let id = stops[idx].id.clone();
            stops[idx].name = above.filter(|name| !name.is_empty()).unwrap_or(id);
        }
    }
}

fn translate(
    archive: &mut Archive,
    stops: &mut IdxVec<StopIdx, Stop>,
    ids: &Ids<StopIdx>,
    problems: &mut Problems,
) {
    let Some(table) = archive.table("translations.txt", problems) else { return };
    for row in table.rows() {
        if row.get("table_name") != "stops" || row.get("field_name") != "stop_name" {
            continue;
        }
        let text = row.get("translation");
        let (record, value) = (row.get("record_id"), row.get("field_value"));
        let mut found: Vec<StopIdx> = Vec::new();
        if !record.is_empty() {
            found.extend(ids.find(record.as_bytes()).row());
        } else if !value.is_empty() {
            found.extend(stops.iter().filter(|(_, s)| s.name == value).map(|(idx, _)| idx));
        }
        if found.is_empty() {
            dangling(&row.place(), "record_id", record, "stops.txt", problems);
        }
        for idx in found {
            let stop = &mut stops[idx];
            let known = stop.name == text || stop.other_names.iter().any(|name| name == text);
            if !known && !text.is_empty() {
                stop.other_names.push(text.to_owned());
            }
        }
    }
}
