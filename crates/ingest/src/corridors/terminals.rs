//! Rows of `terminals.csv`.

use allways_base::{LonLat, Problems, Severity};
use allways_corridor::draft::{Direction, Gauge, Terminal, TerminalKind};
use allways_corridor::money::{Price, Rate};

use super::cells::{confidence, hours, optional_word, price, ranged, utc_offset, word, words};
use crate::points::{Unique, amount, other_names, position};
use crate::table::Row;

/// Columns that have a meaning.
pub(super) const COLUMNS: [&str; 26] = [
    "id",
    "name",
    "name_zh",
    "kind",
    "country",
    "direction",
    "place",
    "lat",
    "lon",
    "gauge_mm",
    "dwell_h",
    "dwell_low_h",
    "dwell_high_h",
    "customs_h",
    "customs_low_h",
    "customs_high_h",
    "gauge_change_h",
    "gauge_change_low_h",
    "gauge_change_high_h",
    "cutoff_h",
    "open",
    "utc_offset_h",
    "handling_cost",
    "handling_cost_unit",
    "source",
    "confidence",
];

/// One row; `None`, and told, if it has no id or no known kind.
pub(super) fn terminal(
    row: &Row<'_>,
    ids: &mut Unique,
    rates: &[Rate],
    datum: &dyn Fn(LonLat) -> LonLat,
    problems: &mut Problems,
) -> Option<Terminal> {
    let kinds = words(TerminalKind::ALL, TerminalKind::word);
    let kind = word(row, "kind", TerminalKind::parse, &kinds, problems)?;
    let id = ids.of(row, problems)?;
    let directions = words(Direction::ALL, Direction::word);
    let direction = optional_word(row, "direction", Direction::parse, &directions, problems);
    let dwell = ranged(row, ["dwell_h", "dwell_low_h", "dwell_high_h"], problems);
    let gauges = words(Gauge::ALL, Gauge::word);
    let name = [row.get("name"), id].into_iter().find(|n| !n.is_empty()).unwrap_or(id);
    Some(Terminal {
        name: name.to_owned(),
        other_names: other_names(&[row.get("name_zh")], name),
        country: row.get("country").to_owned(),
        direction,
        place: row.get("place").to_owned(),
        position: position(row, problems).map(datum),
        dwell_h: dwell.expected,
        dwell_low_h: dwell.low,
        dwell_high_h: dwell.high,
        customs: ranged(row, ["customs_h", "customs_low_h", "customs_high_h"], problems),
        gauge_change: ranged(
            row,
            ["gauge_change_h", "gauge_change_low_h", "gauge_change_high_h"],
            problems,
        ),
        gauge: optional_word(row, "gauge_mm", Gauge::parse, &gauges, problems),
        cutoff_h: amount(row, "cutoff_h", problems),
        open: hours(row, "open", problems),
        utc_offset_h: utc_offset(row, problems),
        handling_cost: handling_cost(row, rates, problems),
        source: row.get("source").to_owned(),
        confidence: confidence(row, problems),
        at: row.place(),
        ..Terminal::new(id, kind)
    })
}

fn handling_cost(row: &Row<'_>, rates: &[Rate], problems: &mut Problems) -> Option<Price> {
    let price = price(row, ("handling_cost", "handling_cost_unit"), rates, problems)?;
    if price.per.is_by_distance() {
        problems.push(
            Severity::Error,
            "cost-without-unit",
            row.place(),
            format!(
                "`handling_cost_unit` is `{}`, and a handling has no distance; the cost was taken \
                 as unknown",
                row.get("handling_cost_unit")
            ),
            "write a cost per load, such as `USD/TEU`",
        );
        return None;
    }
    Some(price)
}
