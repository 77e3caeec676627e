//! `stop_times.txt`, streamed into 32-byte rows: no string is kept, and a trip or stop that is the
//! one of the row before is not looked up again.
//!
//! Rows may stand in any order; they are sorted by trip and `stop_sequence` afterwards.

use allways_base::{Problems, ServiceTime, Severity};
use allways_transit::feed::{FeedTripIdx, StopIdx};

use super::archive::Archive;
use super::ids::{Found, Ids, bad_value, dangling, missing_file, text};
use super::trips::Trips;
use crate::table::{Column, Record};

/// A time that is not given.
pub(super) const BLANK: u32 = u32::MAX;

/// One row of the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    pub(super) trip: FeedTripIdx,
    pub(super) sequence: u32,
    pub(super) stop: StopIdx,
    /// Seconds of the service day, or [`BLANK`]; with `depart`, both or neither.
    pub(super) arrive: u32,
    pub(super) depart: u32,
    /// `shape_dist_traveled`; NaN if blank.
    pub(super) along: f32,
    /// Line of the file.
    pub(super) line: u32,
    pub(super) may_board: bool,
    pub(super) may_alight: bool,
}

struct Columns {
    trip: Column,
    stop: Column,
    sequence: Column,
    arrive: Column,
    depart: Column,
    pickup: Column,
    drop_off: Column,
    along: Column,
    continuous: [Column; 2],
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
    #[inline]
    fn add(&mut self, columns: &Columns, record: Record<'_>) {
        let is_arranged = |column: Column| matches!(column.of(record), b"2" | b"3");
        let is_continuous = |column: Column| !matches!(column.of(record), b"" | b"1");
        let says = |ways: [Column; 2], what: &dyn Fn(Column) -> bool| ways.into_iter().any(what);
        self.arranged += usize::from(says([columns.pickup, columns.drop_off], &is_arranged));
        self.continuous += usize::from(says(columns.continuous, &is_continuous));
    }

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

/// What the row before was about.
struct Last {
    trip_id: Vec<u8>,
    trip: Found<FeedTripIdx>,
}

/// Reads every row that names a known trip and stop, in file order.
pub(super) fn read(
    archive: &mut Archive,
    trips: &Trips,
    stops: &Ids<StopIdx>,
    problems: &mut Problems,
) -> Vec<Row> {
    let mut rows = Vec::new();
    if !archive.has("stop_times.txt") {
        missing_file("stop_times.txt", "no trip calls anywhere", problems);
    }
    let Some(mut stream) = archive.stream("stop_times.txt", problems) else { return rows };
    if !stream.require(&["trip_id", "stop_id", "stop_sequence"], problems) || !trips.read {
        return rows;
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
        continuous: ["continuous_pickup", "continuous_drop_off"].map(|name| stream.column(name)),
    };
    let mut counts = Counts::default();
    let mut last = Last { trip_id: Vec::new(), trip: Found::Unknown };
    while stream.advance(problems) {
        let record = stream.record();
        let trip_id = columns.trip.of(record);
        if trip_id != last.trip_id.as_slice() || rows.is_empty() {
            last.trip = trips.ids.find(trip_id);
            last.trip_id.clear();
            last.trip_id.extend_from_slice(trip_id);
        }
        let line = u32::try_from(stream.line()).unwrap_or(u32::MAX);
        let place = || stream.place();
        if let Some(row) = read_row(&columns, record, line, place, last.trip, stops, problems) {
            rows.push(row);
            counts.add(&columns, record);
        }
    }
    counts.tell(problems);
    rows
}

fn read_row(
    columns: &Columns,
    record: Record<'_>,
    line: u32,
    place: impl Fn() -> String,
    trip: Found<FeedTripIdx>,
    stops: &Ids<StopIdx>,
    problems: &mut Problems,
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
    let may = |column: Column, name: &str, problems: &mut Problems| match column.of(record) {
        b"" | b"0" | b"2" | b"3" => true,
        b"1" => false,
        other => {
            bad_value(&place(), name, &text(other), "0, 1, 2 or 3; it was taken as 0", problems);
            true
        }
    };
    Some(Row {
        trip,
        sequence,
        stop,
        arrive,
        depart,
        along: along(columns.along.of(record), &place, problems),
        line,
        may_board: may(columns.pickup, "pickup_type", problems),
        may_alight: may(columns.drop_off, "drop_off_type", problems),
    })
}

fn whole_number(field: &[u8]) -> Option<u32> {
    let digit = |byte: &u8| byte.is_ascii_digit().then(|| u32::from(byte - b'0'));
    let add = |sum: u32, byte| sum.checked_mul(10)?.checked_add(digit(byte)?);
    if field.is_empty() { None } else { field.iter().try_fold(0, add) }
}

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
pub(super) fn parse_time(field: &[u8]) -> Option<u32> {
    let digit = |byte: u8| byte.is_ascii_digit().then(|| u32::from(byte - b'0'));
    let two = |tens: u8, ones: u8| Some(digit(tens)? * 10 + digit(ones)?);
    if let Some((hours, &[b':', m10, m1, b':', s10, s1])) = field.split_last_chunk::<6>() {
        let hours = match *hours {
            [h1] => digit(h1),
            [h10, h1] => two(h10, h1),
            _ => return slow_time(field),
        };
        let (hours, minutes, seconds) = (hours?, two(m10, m1)?, two(s10, s1)?);
        let plain = minutes < 60 && seconds < 60;
        return plain.then_some(hours * 3600 + minutes * 60 + seconds);
    }
    slow_time(field)
}

fn slow_time(field: &[u8]) -> Option<u32> {
    ServiceTime::parse(std::str::from_utf8(field).ok()?).map(|time| time.0)
}

#[cfg(test)]
mod tests {
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
}
