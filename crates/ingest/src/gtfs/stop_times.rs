//! `stop_times.txt`, streamed: no string is kept, a trip that is the one of the row before is not
//! looked up again, and a stop seldom is (see [`Following`]).
//!
//! Rows may stand in any order; what is not in order is sorted afterwards.

use allways_base::{Problems, ServiceTime, Severity};
use allways_transit::feed::{FeedTripIdx, StopIdx};

use super::archive::Archive;
use super::ids::{Following, Found, Ids, bad_value, dangling, missing_file, text};
use super::kept::{BLANK, Kept, Row};
use super::trips::Trips;
use crate::table::{Column, Record};

struct Columns {
    trip: Column,
    stop: Column,
    sequence: Column,
    arrive: Column,
    depart: Column,
    pickup: Column,
    drop_off: Column,
    along: Column,
    /// Those of the two that the table has.
    continuous: Vec<Column>,
}

/// What is told once for all rows.
#[derive(Default)]
struct Counts {
    /// Rows whose boarding or alighting must be arranged.
    arranged: usize,
    /// Rows between which one may board or alight along the way.
    continuous: usize,
}

impl Counts {
    fn tell(&self, problems: &mut Problems) {
        if self.arranged > 0 {
            problems.push(
                Severity::Note,
                "by-arrangement",
                "stop_times.txt",
                format!(
                    "{} stops are served only by arrangement with the agency or the driver; they \
                     count as served",
                    self.arranged
                ),
                "nothing to do; arrange the ride before travelling",
            );
        }
        tell_continuous(self.continuous, "stop_times.txt", problems);
    }
}

/// Tells that boarding or alighting along the way is not taken up.
pub(super) fn tell_continuous(n: usize, table: &str, problems: &mut Problems) {
    if n > 0 {
        problems.push(
            Severity::Warning,
            "continuous-stops",
            table,
            format!(
                "{n} rows let riders board or alight along the way (continuous_pickup, \
                 continuous_drop_off), which is not supported: they do so at stops only"
            ),
            "add stops where vehicles halt on request",
        );
    }
}

/// Reads every row that names a known trip and stop, in file order.
pub(super) fn read(
    archive: &mut Archive,
    trips: &Trips,
    stops: &Ids<StopIdx>,
    problems: &mut Problems,
) -> Kept {
    let nothing = Kept::new(false);
    if !archive.has("stop_times.txt") {
        missing_file("stop_times.txt", "no trip calls anywhere", problems);
    }
    let Some(mut stream) = archive.stream("stop_times.txt", problems) else { return nothing };
    if !stream.require(&["trip_id", "stop_id", "stop_sequence"], problems) || !trips.read {
        return nothing;
    }
    stream.require(&["arrival_time", "departure_time"], problems);
    let columns = Columns {
        trip: stream.column("trip_id"),
        stop: stream.column("stop_id"),
        sequence: stream.column("stop_sequence"),
        arrive: stream.column("arrival_time"),
        depart: stream.column("departure_time"),
        pickup: stream.column("pickup_type"),
        drop_off: stream.column("drop_off_type"),
        along: stream.column("shape_dist_traveled"),
        continuous: ["continuous_pickup", "continuous_drop_off"]
            .into_iter()
            .map(|name| stream.column(name))
            .filter(|column| column.is_there())
            .collect(),
    };
    let mut kept = Kept::new(columns.along.is_there());
    let mut counts = Counts::default();
    let mut stops = Following::new(stops);
    // Of the row before. No trip has a blank id.
    let (mut trip_id, mut trip) = (Vec::new(), Found::Unknown);
    while stream.advance(problems) {
        let record = stream.record();
        let id = columns.trip.of(record);
        if id != trip_id.as_slice() {
            trip = trips.find_after(trip.row(), id);
            trip_id.clear();
            trip_id.extend_from_slice(id);
        }
        let line = u32::try_from(stream.line()).unwrap_or(u32::MAX);
        let place = || stream.place();
        let told = (&mut counts, &mut *problems);
        if let Some(row) = read_row(&columns, record, line, place, trip, &mut stops, told) {
            kept.push(&row);
        }
    }
    counts.tell(problems);
    kept
}

#[inline]
fn read_row(
    columns: &Columns,
    record: Record<'_>,
    line: u32,
    place: impl Fn() -> String,
    trip: Found<FeedTripIdx>,
    stops: &mut Following<'_, StopIdx>,
    (counts, problems): (&mut Counts, &mut Problems),
) -> Option<Row> {
    let trip = match trip {
        Found::Row(trip) => trip,
        Found::Refused => return None,
        Found::Unknown => {
            let id = text(columns.trip.of(record));
            dangling(&place(), "trip_id", &id, "trips.txt", problems);
            return None;
        }
    };
    let stop_id = columns.stop.of(record);
    let Found::Row(stop) = stops.find(stop_id) else {
        dangling(&place(), "stop_id", &text(stop_id), "stops.txt", problems);
        return None;
    };
    let Some(sequence) = whole_number(columns.sequence.of(record)) else {
        problems.add("bad-sequence", || allways_base::Problem {
            severity: Severity::Warning,
            code: "bad-sequence",
            place: place(),
            message: format!(
                "`stop_sequence` is `{}`, and the row was dropped",
                text(columns.sequence.of(record))
            ),
            remedy: "write a whole number of 0 or more".to_owned(),
        });
        return None;
    };
    let arrive = time(columns.arrive.of(record), "arrival_time", &place, problems)?;
    let depart = time(columns.depart.of(record), "departure_time", &place, problems)?;
    let (arrive, depart) = match (arrive, depart) {
        (BLANK, depart) => (depart, depart),
        (arrive, BLANK) => (arrive, arrive),
        both => both,
    };
    let along = along(columns.along.of(record), &place, problems);
    let board = served(columns.pickup.of(record), "pickup_type", &place, problems);
    let alight = served(columns.drop_off.of(record), "drop_off_type", &place, problems);
    counts.arranged += usize::from(board == Served::Arranged || alight == Served::Arranged);
    let goes_on = |column: &Column| !matches!(column.of(record), b"" | b"1");
    counts.continuous += usize::from(columns.continuous.iter().any(goes_on));
    Some(Row {
        trip,
        sequence,
        stop,
        arrive,
        depart,
        along,
        line,
        may_board: board != Served::No,
        may_alight: alight != Served::No,
    })
}

/// Whether one may board, or alight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Served {
    Yes,
    /// With the agency or the driver.
    Arranged,
    No,
}

#[expect(clippy::inline_always, reason = "it is called in each of millions of rows")]
#[inline(always)]
fn served(
    field: &[u8],
    column: &str,
    place: &impl Fn() -> String,
    problems: &mut Problems,
) -> Served {
    match field {
        b"" | b"0" => Served::Yes,
        b"1" => Served::No,
        b"2" | b"3" => Served::Arranged,
        other => {
            bad_value(&place(), column, &text(other), "0, 1, 2 or 3; it was taken as 0", problems);
            Served::Yes
        }
    }
}

#[inline]
fn whole_number(field: &[u8]) -> Option<u32> {
    let digit = |byte: u8| Some(u32::from(byte.wrapping_sub(b'0'))).filter(|digit| *digit < 10);
    match field {
        [] => None,
        [one] => digit(*one),
        [ten, one] => Some(digit(*ten)? * 10 + digit(*one)?),
        _ => {
            field.iter().try_fold(0u32, |sum, &byte| sum.checked_mul(10)?.checked_add(digit(byte)?))
        }
    }
}

#[inline]
fn along(field: &[u8], place: &impl Fn() -> String, problems: &mut Problems) -> f32 {
    if field.is_empty() {
        return f32::NAN;
    }
    let number = std::str::from_utf8(field).ok().and_then(|text| text.parse::<f32>().ok());
    number.filter(|along| along.is_finite() && *along >= 0.0).unwrap_or_else(|| {
        let wanted = "a distance of 0 or more; it was taken as blank";
        bad_value(&place(), "shape_dist_traveled", &text(field), wanted, problems);
        f32::NAN
    })
}

/// Seconds, or [`BLANK`]; `None` if it is no time, which is told and costs the row.
#[expect(clippy::inline_always, reason = "it is called in each of millions of rows")]
#[inline(always)]
fn time(
    field: &[u8],
    column: &str,
    place: &impl Fn() -> String,
    problems: &mut Problems,
) -> Option<u32> {
    if field.is_empty() {
        return Some(BLANK);
    }
    let time = parse_time(field);
    if time.is_none() {
        tell_bad_time(field, column, &place(), problems);
    }
    time
}

/// Tells a time that is none.
pub(super) fn tell_bad_time(field: &[u8], column: &str, place: &str, problems: &mut Problems) {
    let (code, message) = if field.first() == Some(&b'-') {
        ("negative-time", format!("`{column}` is `{}`, before the day began", text(field)))
    } else {
        ("bad-time", format!("`{column}` is `{}`, not a time", text(field)))
    };
    problems.push(
        Severity::Warning,
        code,
        place,
        format!("{message}, and the row was dropped"),
        "write HH:MM:SS; hours may pass 24",
    );
}

/// `H:MM:SS` and `HH:MM:SS` fast, all else by the book.
#[inline]
pub(super) fn parse_time(field: &[u8]) -> Option<u32> {
    let fast = match *field {
        [h10, h1, c, m10, m1, d, s10, s1] => eight([h10, h1, c, m10, m1, d, s10, s1]),
        [h1, c, m10, m1, d, s10, s1] => eight([b'0', h1, c, m10, m1, d, s10, s1]),
        _ => None,
    };
    fast.or_else(|| slow_time(field))
}

#[cold]
fn slow_time(field: &[u8]) -> Option<u32> {
    ServiceTime::parse(std::str::from_utf8(field).ok()?).map(|time| time.0)
}

/// `HH:MM:SS`; `None` if it is anything else. Method: the eight bytes are one number, and each step
/// is done to all of them at once.
#[inline]
fn eight(text: [u8; 8]) -> Option<u32> {
    const ZERO: u64 = u64::from_le_bytes(*b"00:00:00");
    /// What is left to 128 above the highest that may stand there: 9, 5, or (for a colon) nothing.
    const ROOM: u64 = u64::from_le_bytes([118, 118, 127, 122, 118, 127, 122, 118]);
    const HIGHEST_BITS: u64 = u64::from_le_bytes([128; 8]);
    let digits = u64::from_le_bytes(text) ^ ZERO;
    // A byte of 128 or more has its highest bit set already, whatever it carries into the next.
    if (digits.wrapping_add(ROOM) | digits) & HIGHEST_BITS != 0 {
        return None;
    }
    // Each byte times ten and the one after it, at most 99.
    let [hours, _, _, minutes, _, _, seconds, _] = (digits * 10 + (digits >> 8)).to_le_bytes();
    Some(u32::from(hours) * 3600 + u32::from(minutes) * 60 + u32::from(seconds))
}

#[cfg(test)]
mod tests {
    use allways_base::cast::usize_from;
    use allways_base::random::Random;

    use super::*;

    #[test]
    fn the_fast_way_reads_what_the_slow_way_reads() {
        let texts =
            ["6:05:09", "06:05:09", "26:00:00", "7:60:00", "aa:00:00", "1:2:3", "123:00:00"];
        for text in texts {
            let slow = ServiceTime::parse(text).map(|time| time.0);
            assert_eq!(parse_time(text.as_bytes()), slow, "{text}");
        }
    }

    #[test]
    fn a_damaged_time_is_none_and_every_good_one_is_read() {
        let book =
            |text: &[u8]| ServiceTime::parse(std::str::from_utf8(text).ok()?).map(|time| time.0);
        let mut random = Random::new(3, 0);
        for seconds in (0..100 * 3600).step_by(7) {
            let mut text = ServiceTime(seconds).to_string().into_bytes();
            assert_eq!(eight(*text.as_array().unwrap()), Some(seconds));
            let byte = u8::try_from(random.below(256)).unwrap();
            text[usize_from(random.below(8))] = byte;
            assert_eq!(parse_time(&text), book(&text), "{text:?}");
            let damaged = eight(*text.as_array().unwrap());
            assert!(damaged.is_none() || damaged == book(&text), "{text:?}");
        }
    }
}
