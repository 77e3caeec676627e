//! The fields of a line table: what they may hold, and what is told if they do not.

use allways_base::{Problems, Seconds, ServiceTime, Severity, Window};
use allways_transit::feed::{Confidence, Vehicle};

use super::draft::Join;
use crate::table::Row;

/// No trains follow each other closer than this, minutes.
pub(super) const MIN_HEADWAY_MIN: f64 = 0.5;

/// Tells a warning.
pub(super) fn warn(
    problems: &mut Problems,
    code: &'static str,
    place: &str,
    message: impl Into<String>,
    remedy: impl Into<String>,
) {
    problems.push(Severity::Warning, code, place, message, remedy);
}

/// Tells a field that cannot be what it is.
pub(super) fn bad_value(row: Row<'_>, column: &str, wanted: &str, problems: &mut Problems) {
    let message = format!("`{column}` is `{}`", row.get(column));
    warn(problems, "bad-value", &row.place(), message, format!("write {wanted}"));
}

/// How sure a row is, by its own word or the default.
pub(super) fn confidence(
    row: Row<'_>,
    column: &str,
    default: Option<Confidence>,
    problems: &mut Problems,
) -> Option<Confidence> {
    let word = row.get(column);
    if word.is_empty() {
        return default;
    }
    let found = Confidence::from_word(word);
    if found.is_none() {
        bad_value(row, column, "high, medium, low or assumed", problems);
    }
    found.or(default)
}

/// A time of day; `None` if blank, and told if it is none.
pub(super) fn time(row: Row<'_>, column: &str, problems: &mut Problems) -> Option<ServiceTime> {
    let text = row.get(column);
    if text.is_empty() {
        return None;
    }
    let time = ServiceTime::parse(text);
    if time.is_none() {
        let message = format!("`{column}` is `{text}`, not a time, and was taken as blank");
        warn(problems, "bad-time", &row.place(), message, "write HH:MM; hours may pass 24");
    }
    time
}

/// First and last train; a last train before the first is one after midnight.
pub(super) fn first_and_last(
    row: Row<'_>,
    problems: &mut Problems,
) -> (Option<ServiceTime>, Option<ServiceTime>) {
    let first = time(row, "first_train", problems);
    let last = time(row, "last_train", problems);
    let after_midnight = first.zip(last).is_some_and(|(first, last)| last < first);
    let day = Seconds(if after_midnight { 86_400 } else { 0 });
    (first, last.map(|last| last + day))
}

/// A number above zero; blank, or told and blank.
pub(super) fn above_zero(row: Row<'_>, column: &str, problems: &mut Problems) -> Option<f64> {
    let number = row.number(column, problems)?;
    if number > 0.0 {
        return Some(number);
    }
    let message = format!("`{column}` is `{}`, and was taken as blank", row.get(column));
    warn(problems, "not-above-zero", &row.place(), message, "write a number above 0");
    None
}

/// Minutes, or the middle of a range such as `5-8`.
pub(super) fn headway(row: Row<'_>, column: &str, problems: &mut Problems) -> Option<f64> {
    let text = row.get(column);
    if text.is_empty() {
        return None;
    }
    let number = |text: &str| text.trim().parse::<f64>().ok().filter(|x| x.is_finite());
    let minutes = match text.split_once('-').filter(|(low, _)| !low.is_empty()) {
        Some((low, high)) => number(low)
            .zip(number(high))
            .filter(|(low, high)| low <= high)
            .map(|(low, high)| f64::midpoint(low, high)),
        None => number(text),
    };
    let minutes = minutes.filter(|minutes| *minutes >= MIN_HEADWAY_MIN);
    if minutes.is_none() {
        let message = format!("`{column}` is `{text}`, no headway, and was taken as blank");
        warn(problems, "bad-headway", &row.place(), message, "write minutes such as 6 or 5-8");
    }
    minutes
}

/// Names parted by `/`.
pub(super) fn names(row: Row<'_>, column: &str) -> Vec<String> {
    let parts = row.get(column).split('/').map(str::trim);
    parts.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// The kind of vehicle; other, and told, if it is none that we know.
pub(super) fn vehicle(row: Row<'_>, problems: &mut Problems) -> Vehicle {
    match row.get("vehicle") {
        "metro" | "monorail" => Vehicle::Metro,
        "rail" => Vehicle::Rail,
        "tram" => Vehicle::Tram,
        "bus" => Vehicle::Bus,
        _ => {
            bad_value(row, "vehicle", "metro, monorail, rail, tram or bus", problems);
            Vehicle::Other
        }
    }
}

/// `None` if blank or `unknown`.
pub(super) fn yes_no(row: Row<'_>, column: &str, problems: &mut Problems) -> Option<bool> {
    match row.get(column) {
        "yes" => Some(true),
        "no" => Some(false),
        "" | "unknown" => None,
        _ => {
            bad_value(row, column, "yes or no; it was taken as blank", problems);
            None
        }
    }
}

/// Periods parted by blanks.
pub(super) fn peaks(row: Row<'_>, problems: &mut Problems) -> Vec<Window> {
    let mut peaks = Vec::new();
    for text in row.get("peak").split([' ', ',', ';']).filter(|text| !text.is_empty()) {
        if let Some(window) = Window::parse(text) {
            peaks.push(window);
        } else {
            bad_value(row, "peak", "periods such as 07:00..09:00 17:00..19:00", problems);
        }
    }
    peaks
}

/// Lines parted by blanks, each with `:n` for every n-th train.
pub(super) fn joins(row: Row<'_>, problems: &mut Problems) -> Vec<Join> {
    let mut joins = Vec::new();
    for text in row.get("joins").split([' ', ',', ';']).filter(|text| !text.is_empty()) {
        let (line, every) = text.split_once(':').unwrap_or((text, "1"));
        match every.parse::<u32>() {
            Ok(every) if every > 0 && !line.is_empty() => {
                joins.push(Join { line: line.to_owned(), every });
            }
            _ => bad_value(row, "joins", "a line, such as JT or JT:2", problems),
        }
    }
    joins
}
