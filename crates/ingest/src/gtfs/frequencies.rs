//! `frequencies.txt`: trips that are templates, run every so often.

use allways_base::{Problems, Seconds, ServiceTime, Severity};
use allways_transit::feed::{FeedTripIdx, Frequency};

use super::archive::Archive;
use super::ids::{Found, Ids, bad_value, dangling};
use super::stop_times::{parse_time, tell_bad_time};
use crate::table::Row;

/// Reads every row; `later` is added to its times.
pub(super) fn read(
    archive: &mut Archive,
    trips: &Ids<FeedTripIdx>,
    later: Seconds,
    problems: &mut Problems,
) -> Vec<Frequency> {
    let Some(table) = archive.table("frequencies.txt", problems) else { return Vec::new() };
    let wanted = ["trip_id", "start_time", "end_time", "headway_secs"];
    if !table.require(&wanted, problems) {
        return Vec::new();
    }
    table.rows().filter_map(|row| read_row(row, trips, later, problems)).collect()
}

fn read_row(
    row: Row<'_>,
    trips: &Ids<FeedTripIdx>,
    later: Seconds,
    problems: &mut Problems,
) -> Option<Frequency> {
    let id = row.get("trip_id");
    let trip = trips.find(id.as_bytes());
    if trip == Found::Unknown {
        dangling(&row.place(), "trip_id", id, "trips.txt", problems);
    }
    let trip = trip.row()?;
    let time = |column: &str, problems: &mut Problems| {
        let text = row.get(column);
        let time = parse_time(text.as_bytes());
        if time.is_none() {
            tell_bad_time(text.as_bytes(), column, &row.place(), problems);
        }
        time.map(|seconds| ServiceTime(seconds) + later)
    };
    let (from, to) = time("start_time", problems).zip(time("end_time", problems))?;
    if to <= from {
        problems.push(
            Severity::Warning,
            "bad-window",
            row.place(),
            format!("the window of `{id}` ends at {to}, not after it starts at {from}"),
            "correct start_time or end_time; the row was dropped",
        );
        return None;
    }
    let headway = row.get("headway_secs");
    let Some(seconds) = headway.parse::<u32>().ok().filter(|seconds| *seconds > 0) else {
        problems.push(
            Severity::Warning,
            "bad-headway",
            row.place(),
            format!("`headway_secs` is `{headway}`, and the row was dropped"),
            "write the seconds between two departures, more than 0",
        );
        return None;
    };
    let exact = match row.get("exact_times") {
        "" | "0" => false,
        "1" => true,
        other => {
            bad_value(&row.place(), "exact_times", other, "0 or 1; it was taken as 0", problems);
            false
        }
    };
    Some(Frequency { trip, from, to, headway: Seconds(seconds), exact })
}
