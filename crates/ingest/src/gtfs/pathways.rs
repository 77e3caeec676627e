//! `pathways.txt`: the ways inside stations. `levels.txt` adds only names of floors, and is not
//! read: a pathway says by itself how long it takes and whether it has steps.
//!
//! Where a row has neither `traversal_time` nor `length`, the time is assumed and that is told: the
//! straight line between its ends at [`SPEED`], half a second a step, [`UNKNOWN`] where the
//! ends have no place.

use allways_base::cast::ceil_u32;
use allways_base::{IdxVec, Problems, Seconds, Severity};
use allways_transit::feed::{Pathway, Stop, StopIdx};

use super::archive::Archive;
use super::ids::{Found, Ids, bad_value, dangling};
use crate::table::Row;

/// Metres a second on a way whose length is given, but not its time: what the GTFS reference
/// planners take.
const SPEED: f64 = 1.33;
/// Seconds a step of a stair.
const PER_STEP: f64 = 0.5;
/// For a way of which nothing is known.
const UNKNOWN: Seconds = Seconds(60);

/// Reads every row.
pub(super) fn read(
    archive: &mut Archive,
    ids: &Ids<StopIdx>,
    stops: &IdxVec<StopIdx, Stop>,
    problems: &mut Problems,
) -> Vec<Pathway> {
    let Some(table) = archive.table("pathways.txt", problems) else { return Vec::new() };
    if !table.require(&["from_stop_id", "to_stop_id", "pathway_mode"], problems) {
        return Vec::new();
    }
    let (mut all, mut assumed) = (Vec::new(), Vec::new());
    for row in table.rows() {
        let stop = |column: &str, problems: &mut Problems| {
            let id = row.get(column);
            let found = ids.find(id.as_bytes());
            if found == Found::Unknown {
                dangling(&row.place(), column, id, "stops.txt", problems);
            }
            found.row()
        };
        let Some((from, to)) = stop("from_stop_id", problems).zip(stop("to_stop_id", problems))
        else {
            continue;
        };
        let is_step_free = match row.get("pathway_mode") {
            "1" | "3" | "5" | "6" | "7" => true,
            "2" | "4" => false,
            other => {
                let wanted = "1 to 7; the row was dropped";
                bad_value(&row.place(), "pathway_mode", other, wanted, problems);
                continue;
            }
        };
        let both_ways = match row.get("is_bidirectional") {
            "1" => true,
            "0" | "" => false,
            other => {
                let wanted = "0 or 1; it was taken as 0";
                bad_value(&row.place(), "is_bidirectional", other, wanted, problems);
                false
            }
        };
        let time = time(row, problems).unwrap_or_else(|| {
            assumed.push(row.line);
            guess(row, stops[from].position.zip(stops[to].position))
        });
        all.push(Pathway { from, to, time, is_step_free, both_ways });
    }
    if let Some(line) = assumed.first() {
        problems.push(
            Severity::Note,
            "pathway-time-assumed",
            format!("pathways.txt:{line}"),
            format!(
                "{} of {} pathways say neither traversal_time nor length; their time is assumed",
                assumed.len(),
                table.rows().len()
            ),
            "write traversal_time in seconds",
        );
    }
    all
}

fn time(row: Row<'_>, problems: &mut Problems) -> Option<Seconds> {
    let mut positive = |column: &str| {
        let number = row.number(column, problems)?;
        if number < 0.0 {
            let wanted = "0 or more; it was taken as blank";
            bad_value(&row.place(), column, row.get(column), wanted, problems);
        }
        (number >= 0.0).then_some(number)
    };
    let said = positive("traversal_time");
    said.or_else(|| positive("length").map(|m| m / SPEED)).map(|s| Seconds(ceil_u32(s)))
}

fn guess(row: Row<'_>, ends: Option<(allways_base::LonLat, allways_base::LonLat)>) -> Seconds {
    let steps = row.get("stair_count").parse::<f64>().ok().filter(|n| n.is_finite());
    let line = ends.map(|(a, b)| allways_geo::distance(a, b).0 / SPEED);
    let steps = steps.map(|n| n.abs() * PER_STEP);
    line.or(steps).map_or(UNKNOWN, |s| Seconds(ceil_u32(s.max(steps.unwrap_or(0.0)))))
}
