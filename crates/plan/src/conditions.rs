//! `travellers.toml` and `seasons.toml`: who travels, and when in the year.
//!
//! Measures compare with `adult` and `base`, so these two are always there.

use allways_base::Severity;

use crate::diagnostic::{Fault, Out};
use crate::folder::{SEASONS, TRAVELLERS, check_unique};
use crate::plan::{Defaults, Season, Span, Traveller};
use crate::row::{Place, Row, called};
use crate::shape::{SEASON, TRAVELLER};

pub(crate) fn travellers(out: &mut Out<'_>, top: &Row<'_>, defaults: &Defaults) -> Vec<Traveller> {
    let mut rows = Vec::new();
    let mut travellers = Vec::new();
    for (table, at) in top.rows("traveller") {
        let what = called("traveller", table);
        let place = Place { file: TRAVELLERS, what: &what, top: false };
        let row = Row::read(out, place, table, at, &TRAVELLER);
        travellers.push(Traveller {
            id: row.text("id"),
            name: row.text("name"),
            walk_speed_m_s: row.number("walk_speed_m_s").unwrap_or(defaults.walk_speed_m_s),
            walk_limit_min: row.number("walk_limit_min"),
            step_free: row.flag("step_free"),
            slower_change_s: row.whole("slower_change_s").unwrap_or(0),
            people_share: row.number("people_share"),
            source: row.text("source"),
            confidence: row.confidence(),
            span: row.span(out),
        });
        rows.push(row);
    }
    check_unique(out, "traveller", &rows);
    if travellers.iter().all(|traveller| traveller.id != "adult") {
        note_added(out, TRAVELLERS, &rows, "adult", "travellers are compared with it");
        let adult = Traveller {
            id: "adult".to_owned(),
            name: "adult".to_owned(),
            walk_speed_m_s: defaults.walk_speed_m_s,
            walk_limit_min: None,
            step_free: false,
            slower_change_s: 0,
            people_share: None,
            source: String::new(),
            confidence: None,
            span: Span::default(),
        };
        travellers.insert(0, adult);
    }
    travellers
}

pub(crate) fn seasons(out: &mut Out<'_>, top: &Row<'_>) -> Vec<Season> {
    let mut rows = Vec::new();
    let mut seasons = Vec::new();
    for (table, at) in top.rows("season") {
        let what = called("season", table);
        let place = Place { file: SEASONS, what: &what, top: false };
        let row = Row::read(out, place, table, at, &SEASON);
        let factor = |key: &str| row.number(key).unwrap_or(1.0);
        seasons.push(Season {
            id: row.text("id"),
            name: row.text("name"),
            walk_factor: factor("walk_factor"),
            walk_limit_factor: factor("walk_limit_factor"),
            bus_factor: factor("bus_factor"),
            road_factor: factor("road_factor"),
            months: row.text("months"),
            source: row.text("source"),
            confidence: row.confidence(),
            span: row.span(out),
        });
        rows.push(row);
    }
    check_unique(out, "season", &rows);
    match seasons.iter().position(|season| season.id == "base") {
        Some(0) => note_effects(out, &rows[0], &seasons[0]),
        Some(at) => {
            let fault = Fault {
                code: "base-not-first",
                span: rows[at].at("id"),
                message: "the season `base` is not the first".to_owned(),
                help: "put it before the other seasons, which are compared with it".to_owned(),
            };
            out.error(SEASONS, fault);
        }
        None => {
            note_added(out, SEASONS, &rows, "base", "seasons are compared with it");
            let base = Season {
                id: "base".to_owned(),
                name: "base".to_owned(),
                walk_factor: 1.0,
                walk_limit_factor: 1.0,
                bus_factor: 1.0,
                road_factor: 1.0,
                months: String::new(),
                source: String::new(),
                confidence: None,
                span: Span::default(),
            };
            seasons.insert(0, base);
        }
    }
    seasons
}

/// The season that others are compared with should do nothing itself.
fn note_effects(out: &mut Out<'_>, row: &Row<'_>, base: &Season) {
    let factors = [
        ("walk_factor", base.walk_factor),
        ("walk_limit_factor", base.walk_limit_factor),
        ("bus_factor", base.bus_factor),
        ("road_factor", base.road_factor),
    ];
    for (key, factor) in factors {
        if factor.total_cmp(&1.0).is_ne() {
            let fault = Fault {
                code: "base-has-effects",
                span: row.at(key),
                message: format!(
                    "the season `base` has `{key}` {factor}, and should have no effects"
                ),
                help: format!("leave `{key}` out, or give the effect to a season of its own"),
            };
            out.tell(Severity::Warning, SEASONS, fault);
        }
    }
}

/// A file that says something, and not this, should know what was added.
fn note_added(out: &mut Out<'_>, file: usize, rows: &[Row<'_>], id: &str, why: &str) {
    if !rows.is_empty() && !out.is_broken(file) {
        let fault = Fault {
            code: "default-added",
            span: 0..0,
            message: format!("there is no `{id}`, so one with the defaults was put first"),
            help: format!("add `{id}` if the defaults are not right; {why}"),
        };
        out.tell(Severity::Note, file, fault);
    }
}
