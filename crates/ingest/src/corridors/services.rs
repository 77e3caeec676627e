//! Rows of `services.csv`.

use std::collections::BTreeSet;

use allways_base::text::nearest;
use allways_base::{Problems, Severity};
use allways_corridor::draft::{Capacity, CapacityUnit, Carries, Gauge, Mode, Service};
use allways_corridor::money::{Price, Rate};
use allways_corridor::week::moment;

use super::cells::{
    blank, confidence, flag, hours, months, optional_word, price, ranged, slots, word, words, year,
};
use crate::points::{Unique, amount};
use crate::table::Row;

/// Columns that have a meaning.
pub(super) const COLUMNS: [&str; 28] = [
    "id",
    "from",
    "to",
    "one_way",
    "corridor",
    "mode",
    "carries",
    "distance_km",
    "time_h",
    "time_low_h",
    "time_high_h",
    "cost",
    "cost_unit",
    "cost_usd_per_feu",
    "departs",
    "departs_back",
    "departures_per_week",
    "hours",
    "max_t",
    "capacity_per_week",
    "capacity_unit",
    "opens",
    "closes",
    "closed_months",
    "gauge_mm",
    "channel",
    "source",
    "confidence",
];

/// One row; `None`, and told, if it has no id, ends, mode or load.
pub(super) fn service(
    row: &Row<'_>,
    ids: &mut Unique,
    terminals: &BTreeSet<&str>,
    rates: &[Rate],
    problems: &mut Problems,
) -> Option<Service> {
    let id = ids.of(row, problems)?;
    let mode = word(row, "mode", Mode::parse, &words(Mode::ALL, Mode::word), problems);
    let carries =
        word(row, "carries", Carries::parse, &words(Carries::ALL, Carries::word), problems);
    let from = end(row, "from", terminals, problems);
    let to = end(row, "to", terminals, problems);
    let (mode, carries, from, to) = (mode?, carries?, from?, to?);
    if from == to {
        problems.push(
            Severity::Error,
            "service-goes-nowhere",
            row.place(),
            format!("`from` and `to` are both `{from}`; the row was dropped"),
            "name two different terminals",
        );
        return None;
    }
    let time = ranged(row, ["time_h", "time_low_h", "time_high_h"], problems);
    let gauges = words(Gauge::ALL, Gauge::word);
    let mut service = Service {
        one_way: flag(row, "one_way", problems),
        corridor: row.get("corridor").to_owned(),
        distance_km: amount(row, "distance_km", problems),
        time_h: time.expected,
        time_low_h: time.low,
        time_high_h: time.high,
        cost: cost(row, rates, problems),
        departs: slots(row, "departs", problems),
        departs_back: slots(row, "departs_back", problems),
        departures_per_week: amount(row, "departures_per_week", problems),
        hours: hours(row, "hours", problems),
        max_t: amount(row, "max_t", problems),
        capacity: capacity(row, problems),
        opens: year(row, "opens", (i16::MAX, "not open yet"), problems),
        closes: year(row, "closes", (i16::MIN, "closed"), problems),
        closed: months(row, "closed_months", problems),
        gauge: optional_word(row, "gauge_mm", Gauge::parse, &gauges, problems),
        channel: row.get("channel").to_owned(),
        source: row.get("source").to_owned(),
        confidence: confidence(row, problems),
        at: row.place(),
        ..Service::new(id, from, to, mode, carries)
    };
    contradictions(row, &mut service, problems);
    Some(service)
}

/// Cells of one row that cannot both be true.
fn contradictions(row: &Row<'_>, service: &mut Service, problems: &mut Problems) {
    let mut tell = |code, message: String, remedy: &str| {
        problems.push(Severity::Error, code, row.place(), message, remedy);
    };
    if service.one_way && service.departs_back.is_some() {
        service.departs_back = None;
        tell(
            "one-way-back",
            "`one_way` is yes, but `departs_back` is filled in; it was left out".to_owned(),
            "leave one of the two blank",
        );
    }
    if let Some((opens, closes)) = service.opens.zip(service.closes).filter(|(a, b)| a > b) {
        tell(
            "closes-before-it-opens",
            format!("`opens` is {opens} and `closes` {closes}; the service never runs"),
            "write the first and the last year that it runs",
        );
    }
    if service.max_t.is_some() && service.mode != Mode::Road {
        service.max_t = None;
        tell(
            "weight-off-the-road",
            format!("`max_t` is for trucks, and the service is {}; it was left out", service.mode),
            "leave `max_t` blank",
        );
    }
    for (column, back) in [("departs", false), ("departs_back", true)] {
        let slots = service.slots(back).map_or(&[][..], |slots| slots.list());
        let hours = service.hours.as_ref();
        let barred = slots.iter().find(|slot| hours.is_some_and(|hours| !hours.contain(**slot)));
        if let Some(slot) = barred {
            tell(
                "slot-outside-hours",
                format!("`{column}` has {}, outside `hours`; it does not run", moment(*slot)),
                "correct one of the two",
            );
        }
    }
    let stated = service.departures_per_week;
    for (column, back) in [("departs", false), ("departs_back", true)] {
        let n = service.slots(back).and_then(|_| service.departures(back));
        if let Some((rate, n)) = stated.zip(n).filter(|(rate, n)| (rate - n).abs() > 0.5) {
            tell(
                "departures-disagree",
                format!(
                    "`departures_per_week` is {rate}, but `{column}` lists {n}; the list was taken"
                ),
                "correct one, or leave `departures_per_week` blank",
            );
        }
    }
}

fn cost(row: &Row<'_>, rates: &[Rate], problems: &mut Problems) -> Option<Price> {
    let own = price(row, ("cost", "cost_unit"), rates, problems);
    let old = amount(row, "cost_usd_per_feu", problems).map(Price::usd_per_feu);
    if own.is_some() && old.is_some() {
        problems.push(
            Severity::Error,
            "two-costs",
            row.place(),
            "`cost` and `cost_usd_per_feu` are both filled in; `cost` was taken",
            "leave one of the two blank",
        );
    }
    own.or(old)
}

fn capacity(row: &Row<'_>, problems: &mut Problems) -> Option<Capacity> {
    let per_week = amount(row, "capacity_per_week", problems)?;
    let known = words(CapacityUnit::ALL, CapacityUnit::word);
    let unit = optional_word(row, "capacity_unit", CapacityUnit::parse, &known, problems);
    if unit.is_none() {
        problems.push(
            Severity::Error,
            "capacity-without-unit",
            row.place(),
            format!("`capacity_per_week` is {per_week} of nothing known; it was taken as unknown"),
            format!("write one of {} in `capacity_unit`", known.join(", ")),
        );
    }
    unit.map(|unit| Capacity { per_week, unit })
}

/// The terminal that `column` names; `None`, and told, if it is blank or not there.
fn end<'a>(
    row: &Row<'a>,
    column: &str,
    terminals: &BTreeSet<&str>,
    problems: &mut Problems,
) -> Option<&'a str> {
    let id = row.get(column);
    if id.is_empty() {
        blank(row, column, problems);
        return None;
    }
    if terminals.contains(id) {
        return Some(id);
    }
    let near = nearest(id, terminals.iter().copied(), 3);
    let remedy = if near.is_empty() {
        "add the terminal, or correct the id".to_owned()
    } else {
        format!("did you mean `{}`?", near.join("`, `"))
    };
    problems.push(
        Severity::Error,
        "unknown-terminal",
        row.place(),
        format!("`{column}` is `{id}`, which is no terminal; the row was dropped"),
        remedy,
    );
    None
}
