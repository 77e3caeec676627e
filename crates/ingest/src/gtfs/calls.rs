//! From rows of `stop_times.txt` to trips that keep what [`StopTime`] promises: in order, with
//! every time known, arriving before they leave, and never falling.
//!
//! A trip whose times fall is dropped, not mended: which of its times is the wrong one cannot be
//! known.

use allways_base::{Csr, IdxVec, LonLat, Problems, Seconds, ServiceTime, Severity};
use allways_transit::feed::{FeedTrip, FeedTripIdx, StopIdx, StopTime};

use super::fill::{Filled, fill};
use super::ids::such_as;
use super::stop_times::{BLANK, Row};

/// The trips that are kept, with their calls.
#[derive(Debug)]
pub(super) struct Calls {
    pub(super) trips: IdxVec<FeedTripIdx, FeedTrip>,
    pub(super) stop_times: Csr<FeedTripIdx, StopTime>,
    /// Old row of a trip → new one.
    pub(super) renumbered: Vec<Option<FeedTripIdx>>,
}

/// Sorts, checks and fills; `later` is added to every time.
pub(super) fn assemble(
    mut rows: Vec<Row>,
    trips: IdxVec<FeedTripIdx, FeedTrip>,
    position: impl Fn(StopIdx) -> Option<LonLat>,
    later: Seconds,
    problems: &mut Problems,
) -> Calls {
    rows.sort_unstable_by_key(|row| (row.trip, row.sequence, row.line));
    let mut kept = IdxVec::default();
    let mut stop_times: Csr<FeedTripIdx, StopTime> = Csr::default();
    let mut renumbered = vec![None; trips.len()];
    let mut filled = Filled::default();
    let mut empty: Vec<String> = Vec::new();
    let mut buffer: Vec<Row> = Vec::new();
    let mut rest = rows.as_slice();
    for (old, trip) in trips.into_vec().into_iter().enumerate() {
        let idx = <FeedTripIdx as allways_base::Idx>::from_usize(old);
        let n = rest.iter().take_while(|row| row.trip == idx).count();
        let (own, others) = rest.split_at(n);
        rest = others;
        if own.is_empty() {
            empty.push(trip.id);
            continue;
        }
        buffer.clear();
        buffer.extend_from_slice(own);
        if !tidy(&mut buffer, &trip.id, problems) {
            continue;
        }
        fill(&mut buffer, &position, &mut filled);
        let call = |row: &Row| StopTime {
            stop: row.stop,
            arrive: ServiceTime(row.arrive) + later,
            depart: ServiceTime(row.depart) + later,
            may_board: row.may_board,
            may_alight: row.may_alight,
        };
        stop_times.push_row(buffer.iter().map(call));
        renumbered[old] = Some(kept.push(trip));
    }
    tell(filled, &empty, renumbered.len(), problems);
    Calls { trips: kept, stop_times, renumbered }
}

/// Takes out double rows and untimed ends; false, and told, if no trip is left.
fn tidy(rows: &mut Vec<Row>, trip: &str, problems: &mut Problems) -> bool {
    let place = |row: &Row| format!("stop_times.txt:{}", row.line);
    for pair in rows.windows(2).filter(|pair| pair[0].sequence == pair[1].sequence) {
        problems.push(
            Severity::Warning,
            "duplicate-sequence",
            place(&pair[1]),
            format!("the trip `{trip}` has stop_sequence {} twice", pair[1].sequence),
            "number the stops of a trip one by one; the first row counts",
        );
    }
    rows.dedup_by_key(|row| row.sequence);
    let timed = |row: &Row| row.arrive != BLANK;
    let (first, last) = (rows.iter().position(timed), rows.iter().rposition(timed));
    let (Some(first), Some(last)) = (first, last) else {
        problems.push(
            Severity::Warning,
            "no-times",
            place(&rows[0]),
            format!("the trip `{trip}` has no time at all, and was dropped"),
            "write at least the times of its first and last stop",
        );
        return false;
    };
    let cut = rows.len() - (last + 1 - first);
    if cut > 0 {
        problems.push(
            Severity::Warning,
            "untimed-end",
            place(&rows[if first > 0 { 0 } else { last + 1 }]),
            format!("the trip `{trip}` has {cut} stops without times at its ends, left out"),
            "write the times of the first and the last stop of the trip",
        );
        rows.truncate(last + 1);
        rows.drain(..first);
    }
    if rows.len() < 2 {
        problems.push(
            Severity::Warning,
            "single-stop-trip",
            place(&rows[0]),
            format!("the trip `{trip}` calls at one stop only, and was dropped"),
            "a trip needs two stops",
        );
        return false;
    }
    let mut before = 0;
    for row in rows.iter().filter(|row| timed(row)) {
        let falls = [(row.arrive, before, "arrives"), (row.depart, row.arrive, "leaves")]
            .into_iter()
            .find(|(time, after, _)| time < after);
        if let Some((time, after, what)) = falls {
            problems.push(
                Severity::Warning,
                "time-travel",
                place(row),
                format!(
                    "the trip `{trip}` {what} at {}, before {}; the trip was dropped",
                    ServiceTime(time),
                    ServiceTime(after)
                ),
                "times must not fall along a trip; hours may pass 24",
            );
            return false;
        }
        before = row.depart;
    }
    true
}

fn tell(filled: Filled, empty: &[String], of: usize, problems: &mut Problems) {
    let Filled { by_shape, by_line, evenly } = filled;
    let all = by_shape + by_line + evenly;
    if all > 0 {
        problems.push(
            Severity::Note,
            "interpolated",
            "stop_times.txt",
            format!(
                "{all} blank times were filled: {by_shape} by shape_dist_traveled, {by_line} along \
                 straight lines, {evenly} evenly"
            ),
            "write the times if they are known",
        );
    }
    if !empty.is_empty() {
        let examples: Vec<&str> = empty.iter().map(String::as_str).collect();
        problems.push(
            Severity::Warning,
            "empty-trip",
            "trips.txt",
            format!(
                "{} of {of} trips have no stop_times, such as {}",
                empty.len(),
                such_as(&examples)
            ),
            "add their rows to stop_times.txt; they were dropped",
        );
    }
}
