//! `travellers.toml` and `seasons.toml`: who travels, and when in the year.
//!
//! Measures compare with `adult` and `base`, so these two are always there.

use allways_base::Severity;

use crate::diagnostic::{Fault, Out};
use crate::folder::{SEASONS, TRAVELLERS, check_unique};
use crate::plan::{Defaults, On, Season, Span, Traveller, WheelLimits};
use crate::row::{Place, Row, called};
use crate::shape::{SEASON, TRAVELLER};

pub(crate) fn travellers(out: &mut Out<'_>, top: &Row<'_>, defaults: &Defaults) -> Vec<Traveller> {
    let mut rows = Vec::new();
    let mut travellers = Vec::new();
    for (table, at) in top.rows("traveller") {
        let what = called("traveller", table);
        let place = Place { file: TRAVELLERS, what: &what, top: false };
        let row = Row::read(out, place, table, at, &TRAVELLER);
        let on = how_they_move(out, &row);
        travellers.push(Traveller {
            id: row.text("id"),
            name: row.text("name"),
            walk_speed_m_s: row.number("walk_speed_m_s").unwrap_or(defaults.walk_speed_m_s),
            walk_limit_min: row.number("walk_limit_min"),
            on,
            step_free: row.flag("step_free") || on.is_wheels(),
            wheels: WheelLimits {
                max_grade: row.number("max_grade"),
                max_kerb_cm: row.whole("max_kerb_cm"),
                min_width_cm: row.whole("min_width_cm"),
                worst_surface: row.maybe_text("worst_surface").map(ToOwned::to_owned),
            },
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
            on: On::Foot,
            step_free: false,
            wheels: WheelLimits::default(),
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

/// On foot or on wheels; what contradicts itself is told.
fn how_they_move(out: &mut Out<'_>, row: &Row<'_>) -> On {
    let on = match row.maybe_text("on") {
        Some("wheelchair") => On::Wheelchair,
        Some("pram") => On::Pram,
        // Whoever cannot take steps is on wheels, unless the row says otherwise.
        None if row.flag("step_free") => On::Wheelchair,
        _ => On::Foot,
    };
    let mut error = |key: &str, message: String, help: &str| {
        let span = row.at(key);
        out.error(
            TRAVELLERS,
            Fault { code: "contradiction", span, message, help: help.to_owned() },
        );
    };
    if on.is_wheels() && row.has("step_free") && !row.flag("step_free") {
        let message = "a traveller on wheels cannot take steps".to_owned();
        error("step_free", message, "leave `step_free` out, or write `on = \"foot\"`");
    }
    if !on.is_wheels() {
        for key in ["max_grade", "max_kerb_cm", "min_width_cm", "worst_surface"] {
            if row.has(key) {
                let message = format!("`{key}` is a limit of wheels, and the traveller is on foot");
                error(key, message, "add `on = \"wheelchair\"` or `on = \"pram\"`");
            }
        }
    }
    on
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
            uncovered_factor: factor("uncovered_factor"),
            unlit_factor: factor("unlit_factor"),
            closed: closed(out, &row),
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
                uncovered_factor: 1.0,
                unlit_factor: 1.0,
                closed: Vec::new(),
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

fn closed(out: &Out<'_>, row: &Row<'_>) -> Vec<(i64, Span)> {
    let ways = row.ways("closed").into_iter();
    ways.map(|(way, at)| (way, out.span(SEASONS, &at))).collect()
}

/// The season that others are compared with should do nothing itself.
fn note_effects(out: &mut Out<'_>, row: &Row<'_>, base: &Season) {
    let factors = [
        ("walk_factor", base.walk_factor),
        ("walk_limit_factor", base.walk_limit_factor),
        ("bus_factor", base.bus_factor),
        ("road_factor", base.road_factor),
        ("uncovered_factor", base.uncovered_factor),
        ("unlit_factor", base.unlit_factor),
    ];
    if !base.closed.is_empty() {
        let fault = Fault {
            code: "base-has-effects",
            span: row.at("closed"),
            message: "the season `base` closes streets, and should have no effects".to_owned(),
            help: "leave `closed` out, or give the effect to a season of its own".to_owned(),
        };
        out.tell(Severity::Warning, SEASONS, fault);
    }
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
