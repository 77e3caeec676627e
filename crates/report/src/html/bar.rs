//! Value against target: one bar per reading on a common scale, the range that meets the target as
//! a band behind it, unknowns as a whisker. Coordinates along the scale are per cent of the width.

use allways_city::verdict::{Finding, Verdict};

use super::markup::{add, each, esc, px, quantity};
use crate::quantity::{
    Mark, Side, bounds_text, mark, number, round_step, target_text, value_text, with_unit,
};
use crate::words::Names;

const ROW: f64 = 44.0;
/// Beyond this a figure is a mistake that would flatten all others.
const SANE: f64 = 1e15;
const MOST_TICKS: usize = 24;
const MOST_OTHERS: usize = 7;
/// Longer labels would run into the value, in columns.
const LONGEST: usize = 36;

/// Nothing if neither value nor bounds is known for any reading.
pub(super) fn chart(v: &Verdict, names: &Names) -> String {
    let unit = &v.reading.unit;
    let others = v.also.iter().filter(|f| f.unit == *unit && has_figure(f)).take(MOST_OTHERS);
    let findings: Vec<&Finding> = std::iter::once(&v.reading).chain(others).collect();
    if !findings.iter().any(|f| has_figure(f)) {
        return String::new();
    }
    let scale = Scale::of(&findings);
    let n = allways_base::cast::f64_from(findings.len());
    let flag = mark(&v.reading).map_or_else(String::new, |m| flag(m, &v.reading, &scale));
    let top = if flag.is_empty() { 4.0 } else { 22.0 };
    let height = n * ROW + 30.0 + top;
    let mut y = top;
    let rows = each(&findings, |f| {
        let row = row(f, &label(f, names), &scale, y);
        y += ROW;
        row
    });
    let spoken: Vec<String> = findings
        .iter()
        .map(|f| {
            let (name, target) = (label(f, names), target_text(f));
            format!("{name}: {}, {}, target {target}", f.outcome.word(), shown(f))
        })
        .collect();
    format!(
        "<figure class=\"chart\"><svg width=\"100%\" height=\"{h}\" role=\"img\">\
         <title>Value against target, by reading</title><desc>{spoken}.</desc>\
         {flag}{rows}{axis}</svg>\
         <figcaption>Value against target{unit_text}. Shaded: what would meet the \
         target{ranges}.</figcaption></figure>",
        unit_text = match unit.as_str() {
            "" => String::new(),
            "x" => ", in multiples".to_owned(),
            "count" => ", in items".to_owned(),
            "min" => ", in minutes".to_owned(),
            "h" => ", in hours".to_owned(),
            "d" => ", in days".to_owned(),
            unit if unit.starts_with('/') => format!(", a {}", esc(&unit[1..])),
            unit => format!(", in {}", esc(unit)),
        },
        ranges = if findings.iter().any(|f| f.bounds.is_some()) {
            "; pale with end marks: the range that the unknown leaves open"
        } else {
            ""
        },
        h = px(height),
        spoken = esc(&spoken.join("; ")),
        axis = axis(&scale, unit, y),
    )
}

fn sane(x: f64) -> bool {
    x.abs() < SANE
}

fn has_figure(f: &Finding) -> bool {
    f.value.is_some_and(sane) || f.bounds.is_some_and(|(low, _)| sane(low))
}

fn label(f: &Finding, names: &Names) -> String {
    if f.label.is_empty() { "As read here".to_owned() } else { names.reading(&f.label) }
}

struct Scale {
    low: f64,
    high: f64,
    step: f64,
}

impl Scale {
    /// From zero, unless that would squeeze the figures into a tenth of the width.
    fn of(findings: &[&Finding]) -> Self {
        let mut figures: Vec<f64> = Vec::new();
        for f in findings {
            figures.extend(f.value);
            figures.extend(f.bounds.map(|b| b.0));
            figures.extend(f.bounds.map(|b| b.1));
            figures.extend(mark(f).map(|m| m.value));
        }
        figures.retain(|x| x.abs() < SANE);
        if figures.is_empty() {
            figures.push(0.0);
        }
        let least = figures.iter().copied().fold(f64::INFINITY, f64::min);
        let most = figures.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let far = least > 0.0 && most - least < most * 0.02 && most > 1000.0;
        let low = if far { least - (most - least).max(1.0) } else { least.min(0.0) };
        let span = (most - low).max(1e-9);
        let whole = figures.iter().all(|x| (x - x.round()).abs() < 1e-9) && most < 20.0;
        let step = round_step(span * 1.04, 5.0).max(if whole { 1.0 } else { 0.0 });
        let low = (low / step).floor() * step;
        let high = low + ((most - low) / step * 1.02).ceil().max(1.0) * step;
        let full = findings.iter().all(|f| f.unit == "%") && most <= 100.0 && high > 100.0;
        Self { low, high: if full { 100.0 } else { high }, step }
    }

    fn at(&self, x: f64) -> f64 {
        ((x - self.low) / (self.high - self.low) * 100.0).clamp(0.0, 100.0)
    }
}

fn row(f: &Finding, label: &str, scale: &Scale, y: f64) -> String {
    let (band, target) =
        mark(f).map_or_else(Default::default, |m| (band(m, scale, y), target(m, scale, y)));
    let word = f.outcome.word();
    let value = f.value.filter(|&x| sane(x)).map_or_else(String::new, |x| {
        let (zero, end) = (scale.at(scale.low.max(0.0)), scale.at(x));
        format!(
            "<rect class=\"b-{word}\" x=\"{}%\" y=\"{}\" width=\"{}%\" height=\"14\"/>",
            px(zero.min(end)),
            px(y + 19.0),
            px((end - zero).abs().max(0.4)),
        )
    });
    let whisker = f
        .bounds
        .filter(|(low, high)| sane(*low) && (sane(*high) || *high == f64::INFINITY))
        .map_or_else(String::new, |(low, high)| whisker(low, high, f.value.is_none(), scale, y));
    format!(
        "<text class=\"rowlabel\" x=\"0\" y=\"{ly}\">{label}</text>\
         <text class=\"rowvalue\" x=\"100%\" y=\"{ly}\" text-anchor=\"end\">{shown}</text>\
         {band}{whisker}{value}{target}",
        ly = px(y + 12.0),
        label = esc(&crate::width::cut(label, LONGEST)),
        shown = quantity(&shown(f)),
    )
}

fn shown(f: &Finding) -> String {
    match (f.value, bounds_text(f)) {
        (None, bounds) if !bounds.is_empty() => bounds,
        _ => value_text(f),
    }
}

/// `target ≤ 30 min` above the deciding reading's mark.
fn flag(m: Mark, f: &Finding, scale: &Scale) -> String {
    let at = scale.at(m.value);
    let (anchor, dx) = if at > 50.0 { ("end", 1) } else { ("start", -1) };
    format!(
        "<text class=\"flag\" x=\"{}%\" dx=\"{dx}\" y=\"12\" text-anchor=\"{anchor}\">\
         target {}</text>",
        px(at),
        quantity(&target_text(f))
    )
}

fn band(m: Mark, scale: &Scale, y: f64) -> String {
    let at = scale.at(m.value);
    let (from, to) = match m.side {
        Side::Below => (0.0, at),
        Side::Above => (at, 100.0),
        Side::At => (at - 0.4, at + 0.4),
    };
    format!(
        "<rect class=\"b-meets\" x=\"{}%\" y=\"{}\" width=\"{}%\" height=\"22\"/>",
        px(from),
        px(y + 15.0),
        px(to - from),
    )
}

/// Above the bar, with a halo, so that it is seen in any pattern.
fn target(m: Mark, scale: &Scale, y: f64) -> String {
    let (at, top, bottom) = (px(scale.at(m.value)), px(y + 16.0), px(y + 38.0));
    each(["b-halo", "b-target"], |class| {
        format!("<line class=\"{class}\" x1=\"{at}%\" x2=\"{at}%\" y1=\"{top}\" y2=\"{bottom}\"/>")
    })
}

/// The range between the bounds: a pale bar if there is no value, and a mark at each end; an arrow
/// where the range is open.
fn whisker(low: f64, high: f64, bare: bool, scale: &Scale, y: f64) -> String {
    let open = high.is_infinite();
    let (a, b) = (scale.at(low), if open { 100.0 } else { scale.at(high) });
    let (mid, top, bottom) = (px(y + 26.0), px(y + 20.0), px(y + 32.0));
    let range = if bare {
        format!(
            "<rect class=\"b-range\" x=\"{}%\" y=\"{}\" width=\"{}%\" height=\"14\"/>",
            px(a),
            px(y + 19.0),
            px((b - a).max(0.4)),
        )
    } else {
        String::new()
    };
    let (a, b) = (px(a), px(b));
    let end = if open {
        // Per cent cannot stand in a path: a small nested picture carries the arrow head.
        format!(
            "<svg x=\"{b}%\" y=\"{top}\" width=\"1\" height=\"12\" class=\"b-open\">\
             <path d=\"M-7,0L0,6L-7,12\"/></svg>"
        )
    } else {
        format!("<line x1=\"{b}%\" x2=\"{b}%\" y1=\"{top}\" y2=\"{bottom}\"/>")
    };
    format!(
        "{range}<g class=\"b-whisker\"><line x1=\"{a}%\" x2=\"{b}%\" y1=\"{mid}\" y2=\"{mid}\"/>\
         <line x1=\"{a}%\" x2=\"{a}%\" y1=\"{top}\" y2=\"{bottom}\"/>{end}</g>"
    )
}

/// Ticks at round figures, the unit on each.
fn axis(scale: &Scale, unit: &str, y: f64) -> String {
    let mut out =
        format!("<line class=\"b-axis\" x1=\"0\" x2=\"100%\" y1=\"{0}\" y2=\"{0}\"/>", px(y + 2.0));
    let mut x = scale.low;
    let mut odd = false;
    for _ in 0..MOST_TICKS {
        if x > scale.high + scale.step * 0.01 {
            break;
        }
        let at = scale.at(x);
        let anchor = match at {
            a if a < 2.0 => "start",
            a if a > 98.0 => "end",
            _ => "middle",
        };
        add(
            &mut out,
            format_args!(
                "<line class=\"b-axis\" x1=\"{at}%\" x2=\"{at}%\" y1=\"{}\" y2=\"{}\"/>\
             <text class=\"tick{}\" x=\"{at}%\" y=\"{}\" text-anchor=\"{anchor}\">{}</text>",
                px(y + 2.0),
                px(y + 7.0),
                if odd { " wide" } else { "" },
                px(y + 22.0),
                quantity(&with_unit(&number(x), tick_unit(unit))),
                at = px(at),
            ),
        );
        x += scale.step;
        odd = !odd;
    }
    out
}

/// A long unit would make the ticks collide; the row's value carries it in full.
fn tick_unit(unit: &str) -> &str {
    if unit.chars().count() <= 3 { unit } else { "" }
}
