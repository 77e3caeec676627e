//! Cells of the tables of corridors: ranges, years, words, prices, weeks. Each bad one is told and
//! becomes unknown.

use allways_base::{Problems, Severity};
use allways_corridor::draft::{Confidence, Ranged};
use allways_corridor::money::{Currency, Price, Rate, parse_unit, per_words};
use allways_corridor::week::{Hours, Months, Slots};

use crate::points::{amount, one_of};
use crate::table::Row;

/// Expected, low and high of a time. Negative ones and bounds in the wrong order become unknown.
pub(super) fn ranged(row: &Row<'_>, columns: [&str; 3], problems: &mut Problems) -> Ranged {
    let [expected, low, high] = columns.map(|column| amount(row, column, problems));
    let [expected_name, low_name, high_name] = columns;
    let wrong = |a: Option<f64>, b: Option<f64>| a.zip(b).is_some_and(|(a, b)| a > b);
    let mut tell = |a_name: &str, a: Option<f64>, b_name: &str, b: Option<f64>| {
        let (a, b) = (a.unwrap_or_default(), b.unwrap_or_default());
        problems.push(
            Severity::Error,
            "bounds-out-of-order",
            row.place(),
            format!("`{a_name}` is {a}, above `{b_name}`, which is {b}; the bounds were left out"),
            "write low <= expected <= high",
        );
        Ranged { expected, low: None, high: None }
    };
    if wrong(low, high) {
        tell(low_name, low, high_name, high)
    } else if wrong(low, expected) {
        tell(low_name, low, expected_name, expected)
    } else if wrong(expected, high) {
        tell(expected_name, expected, high_name, high)
    } else {
        Ranged { expected, low, high }
    }
}

/// A year; one that cannot be read is told and taken as `otherwise`.
pub(super) fn year(
    row: &Row<'_>,
    column: &str,
    (otherwise, taken): (i16, &str),
    problems: &mut Problems,
) -> Option<i16> {
    let text = row.get(column);
    if text.is_empty() {
        return None;
    }
    let year = text.parse::<i16>().ok().filter(|year| (1800..=2200).contains(year));
    if year.is_none() {
        problems.push(
            Severity::Error,
            "not-a-year",
            row.place(),
            format!("`{column}` is `{text}`, not a year; the service was taken as {taken}"),
            "write a year such as 2027, or leave it blank if the service is open",
        );
        return Some(otherwise);
    }
    year
}

/// `yes` or `no`; blank is no.
pub(super) fn flag(row: &Row<'_>, column: &str, problems: &mut Problems) -> bool {
    match row.get(column).to_ascii_lowercase().as_str() {
        "yes" => true,
        "" | "no" => false,
        _ => {
            problems.push(
                Severity::Error,
                "unknown-word",
                row.place(),
                format!("`{column}` is `{}`, which was taken as `no`", row.get(column)),
                "write `yes` or `no`",
            );
            false
        }
    }
}

/// A price from its amount and its unit, in dollars by the rates of the source.
pub(super) fn price(
    row: &Row<'_>,
    (column, unit_column): (&str, &str),
    rates: &[Rate],
    problems: &mut Problems,
) -> Option<Price> {
    let cost = amount(row, column, problems)?;
    let unit = row.get(unit_column);
    let mut tell = |code, message: String, remedy: String| {
        let message = format!("{message}; the cost was taken as unknown");
        problems.push(Severity::Error, code, row.place(), message, remedy);
    };
    if unit.is_empty() {
        tell(
            "cost-without-unit",
            format!("`{column}` is {cost} and `{unit_column}` is blank"),
            "write currency and what it is for, such as `USD/FEU` or `CNY/tkm`".to_owned(),
        );
        return None;
    }
    let Some((currency, per)) = parse_unit(unit) else {
        tell(
            "cost-without-unit",
            format!("`{unit_column}` is `{unit}`, not a currency and what it is for"),
            format!("write three capital letters, `/` and one of {}", per_words()),
        );
        return None;
    };
    if currency == Currency::USD {
        return Some(Price { amount: cost, per });
    }
    let Some(rate) = rates.iter().find(|rate| rate.currency == currency) else {
        tell(
            "no-exchange-rate",
            format!("`{column}` is in {currency}, for which the source states no rate"),
            format!(
                "write `{}_per_usd` and `rates_from` in the source in plan.toml",
                currency.to_string().to_lowercase()
            ),
        );
        return None;
    };
    Some(Price { amount: cost / rate.per_usd, per })
}

/// Departures of the week.
pub(super) fn slots(row: &Row<'_>, column: &str, problems: &mut Problems) -> Option<Slots> {
    let remedy = "write days and then times, such as `Mo 08:00 Th 20:00` or `Mo-Fr 06:00`";
    week(row, column, Slots::parse, remedy, problems)
}

/// Opening hours; `None`: always open.
pub(super) fn hours(row: &Row<'_>, column: &str, problems: &mut Problems) -> Option<Hours> {
    let remedy = "write hours, such as `08:00-20:00` or `Mo-Sa 08:00-20:00`";
    week(row, column, Hours::parse, remedy, problems).flatten()
}

/// Months; blank is none.
pub(super) fn months(row: &Row<'_>, column: &str, problems: &mut Problems) -> Months {
    let remedy = "write months, such as `Dec-Mar` or `Jan, Jul-Sep`";
    week(row, column, Months::parse, remedy, problems).unwrap_or_default()
}

fn week<T>(
    row: &Row<'_>,
    column: &str,
    parse: impl Fn(&str) -> Result<T, String>,
    remedy: &str,
    problems: &mut Problems,
) -> Option<T> {
    let text = row.get(column);
    if text.is_empty() {
        return None;
    }
    match parse(text) {
        Ok(found) => Some(found),
        Err(word) => {
            problems.push(
                Severity::Error,
                "not-a-time-of-the-week",
                row.place(),
                format!(
                    "`{column}` is `{text}`, of which `{word}` cannot be read; it was taken as \
                     unknown"
                ),
                remedy,
            );
            None
        }
    }
}

/// Hours ahead of UTC.
pub(super) fn utc_offset(row: &Row<'_>, problems: &mut Problems) -> Option<f64> {
    let offset = row.number("utc_offset_h", problems)?;
    if !(-12.0..=14.0).contains(&offset) {
        problems.push(
            Severity::Error,
            "not-a-utc-offset",
            row.place(),
            format!("`utc_offset_h` is {offset}, outside -12..14, and was taken as unknown"),
            "write the hours that the clock is ahead of UTC, such as 8",
        );
        return None;
    }
    Some(offset)
}

/// A word that the row must have; `None`, and told, if it is blank or not known.
pub(super) fn word<T>(
    row: &Row<'_>,
    column: &str,
    parse: impl Fn(&str) -> Option<T>,
    known: &[&str],
    problems: &mut Problems,
) -> Option<T> {
    let text = row.get(column);
    if text.is_empty() {
        blank(row, column, problems);
        return None;
    }
    let found = parse(text);
    if found.is_none() {
        problems.push(
            Severity::Error,
            "unknown-word",
            row.place(),
            format!("`{column}` is `{text}`, which is not known; the row was dropped"),
            one_of(text, known),
        );
    }
    found
}

/// A word that the row may do without.
pub(super) fn optional_word<T>(
    row: &Row<'_>,
    column: &str,
    parse: impl Fn(&str) -> Option<T>,
    known: &[&str],
    problems: &mut Problems,
) -> Option<T> {
    let text = row.get(column);
    if text.is_empty() {
        return None;
    }
    let found = parse(text);
    if found.is_none() {
        problems.push(
            Severity::Warning,
            "unknown-word",
            row.place(),
            format!("`{column}` is `{text}`, which is not known, and was taken as blank"),
            one_of(text, known),
        );
    }
    found
}

pub(super) fn confidence(row: &Row<'_>, problems: &mut Problems) -> Option<Confidence> {
    optional_word(
        row,
        "confidence",
        |text| Confidence::from_word(&text.trim().to_ascii_lowercase()),
        &words(Confidence::ALL, Confidence::word),
        problems,
    )
}

pub(super) fn blank(row: &Row<'_>, column: &str, problems: &mut Problems) {
    problems.push(
        Severity::Error,
        "blank-required",
        row.place(),
        format!("`{column}` is blank and the row was dropped"),
        format!("fill in `{column}`"),
    );
}

pub(super) fn words<T: Copy>(all: &[T], word: impl Fn(T) -> &'static str) -> Vec<&'static str> {
    all.iter().map(|&item| word(item)).collect()
}
