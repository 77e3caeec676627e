//! `trucks` of a rule: a regulation for trucks that the engine applies.

use crate::diagnostic::{Fault, Out};
use crate::plan::TruckRule;
use crate::row::{Place, Row};
use crate::shape::TRUCKS;

/// What a rule asks of trucks; what is wrong with it is told.
pub(crate) fn trucks(out: &mut Out<'_>, rule: &Row<'_>, what: &str) -> Option<TruckRule> {
    let (table, at) = rule.sub_table("trucks")?;
    let what = format!("`trucks` of {what}");
    let place = Place { file: rule.file, what: &what, top: false };
    let row = Row::read(out, place, table, at, &TRUCKS);
    let mut tell = |key: &str, message: String, help: &str| {
        let (code, help) = ("truck-rule", help.to_owned());
        out.error(rule.file, Fault { code, span: row.at(key), message, help });
    };
    if ["max_t", "max_height_m", "hours"].iter().all(|key| !row.has(key)) {
        let message = format!("{what} has no limit");
        tell("", message, "add `hours`, `max_t` or `max_height_m`; `max_t = 0` bars every truck");
    }
    if !row.has("services") && !row.has("zone") {
        let message = format!("{what} does not say where it is in force");
        tell("", message, "add `services`, or the `zone` in whose streets it is in force");
    }
    if row.has("hours") && row.has("zone") {
        let message = format!(
            "{what} has `hours` in the streets of a zone: at what time of day a drive comes there is \
             not known"
        );
        let help = "write `hours` for `services` of the corridors alone, and a rule without hours \
                    for the zone";
        tell("hours", message, help);
    }
    let text = |key: &str| {
        let text = row.maybe_text(key)?.to_owned();
        Some((text, out.span(rule.file, &row.at(key))))
    };
    let names = row.ids("services");
    let services = names.iter().map(|(name, at)| ((*name).to_owned(), out.span(rule.file, at)));
    Some(TruckRule {
        max_t: row.number("max_t"),
        max_height_m: row.number("max_height_m"),
        hours: text("hours"),
        services: services.collect(),
        zone: text("zone"),
        span: row.span(out),
    })
}
