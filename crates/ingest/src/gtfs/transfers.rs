//! `transfers.txt`. Types 0 to 3 become rules between stops, 4 becomes a pair of trips to stay
//! seated between, 5 one of trips not to, though they may be of one block.
//!
//! A row of type 0 to 3 for particular routes or trips is not used: as a rule for everybody it
//! would be wrong, and the searches have no rules for some trips only. How many is told, once.

use allways_base::{Problems, Seconds, Severity};
use allways_transit::feed::{FeedTripIdx, StopIdx, Transfer, TransferRule};

use super::archive::Archive;
use super::ids::{Found, Ids, bad_value, dangling};
use crate::table::Row;

/// What the file says.
#[derive(Debug, Default)]
pub(super) struct Transfers {
    pub(super) rules: Vec<Transfer>,
    pub(super) stay_seated: Vec<(FeedTripIdx, FeedTripIdx)>,
    pub(super) not_seated: Vec<(FeedTripIdx, FeedTripIdx)>,
}

const SPECIFIC: [&str; 4] = ["from_route_id", "to_route_id", "from_trip_id", "to_trip_id"];

/// Reads every row.
pub(super) fn read(
    archive: &mut Archive,
    stops: &Ids<StopIdx>,
    trips: &Ids<FeedTripIdx>,
    problems: &mut Problems,
) -> Transfers {
    let mut transfers = Transfers::default();
    let Some(table) = archive.table("transfers.txt", problems) else { return transfers };
    table.require(&["transfer_type"], problems);
    let mut specific = Vec::new();
    for row in table.rows() {
        match row.get("transfer_type") {
            "" | "0" | "1" | "2" | "3" => {
                if SPECIFIC.iter().any(|column| !row.get(column).is_empty()) {
                    specific.push(row.line);
                } else if let Some(rule) = read_rule(row, stops, problems) {
                    transfers.rules.push(rule);
                }
            }
            "4" => transfers.stay_seated.extend(read_pair(row, trips, problems)),
            "5" => transfers.not_seated.extend(read_pair(row, trips, problems)),
            other => {
                let wanted = "0, 1, 2, 3, 4 or 5; the row was dropped";
                bad_value(&row.place(), "transfer_type", other, wanted, problems);
            }
        }
    }
    if let Some(line) = specific.first() {
        problems.push(
            Severity::Note,
            "specific-transfer",
            format!("transfers.txt:{line}"),
            format!(
                "{} of {} rows are for some routes or trips only, and not used",
                specific.len(),
                table.rows().len()
            ),
            "nothing to do; changes there take the time of the stop's own rule",
        );
    }
    transfers
}

fn read_rule(row: Row<'_>, stops: &Ids<StopIdx>, problems: &mut Problems) -> Option<Transfer> {
    let stop = |column: &str, problems: &mut Problems| {
        let id = row.get(column);
        let found = stops.find(id.as_bytes());
        if found == Found::Unknown {
            dangling(&row.place(), column, id, "stops.txt", problems);
        }
        found.row()
    };
    let (from, to) = stop("from_stop_id", problems).zip(stop("to_stop_id", problems))?;
    let rule = match row.get("transfer_type") {
        "3" => TransferRule::Forbidden,
        "2" => TransferRule::Takes(minimum(row, problems)),
        _ => TransferRule::Takes(Seconds(0)),
    };
    Some(Transfer { from, to, rule })
}

fn minimum(row: Row<'_>, problems: &mut Problems) -> Seconds {
    let text = row.get("min_transfer_time");
    Seconds(text.parse().unwrap_or_else(|_| {
        let wanted = "seconds of 0 or more; it was taken as 0";
        bad_value(&row.place(), "min_transfer_time", text, wanted, problems);
        0
    }))
}

fn read_pair(
    row: Row<'_>,
    trips: &Ids<FeedTripIdx>,
    problems: &mut Problems,
) -> Option<(FeedTripIdx, FeedTripIdx)> {
    let trip = |column: &str, problems: &mut Problems| {
        let id = row.get(column);
        let found = trips.find(id.as_bytes());
        if found == Found::Unknown {
            dangling(&row.place(), column, id, "trips.txt", problems);
        }
        found.row()
    };
    trip("from_trip_id", problems).zip(trip("to_trip_id", problems))
}
