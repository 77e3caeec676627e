//! Value against target: one bar per reading on a common scale, the range that meets the target as
//! a band behind it, unknowns as a whisker. Coordinates along the scale are per cent of the width.

use allways_city::verdict::{Finding, Verdict};

use super::markup::{add, each, esc, px, quantity};
use crate::quantity::{
    Mark, Side, bounds_text, mark, number, round_step, target_text, value_text, with_unit,
};

const ROW: f64 = 44.0;
/// Beyond this a figure is a mistake that would flatten all others.
const SANE: f64 = 1e15;
const MOST_TICKS: usize = 24;
const MOST_OTHERS: usize = 7;

/// Nothing if neither value nor bounds is known for any reading.
pub(super) fn chart(v: &Verdict) -> String {
    let unit = &v.reading.unit;
    let others = v.also.iter().filter(|f| f.unit == *unit && has_figure(f)).take(MOST_OTHERS);
    let findings: Vec<&Finding> = std::iter::once(&v.reading).chain(others).collect();
    if !findings.iter().any(|f| has_figure(f)) {
        return String::new();
    }
    let scale = Scale::of(&findings);
    let n = allways_base::cast::f64_from(findings.len());
    let height = n * ROW + 34.0;
    let mut y = 4.0;
    let rows = each(&findings, |f| {
        let row = row(f, &scale, y);
        y += ROW;
        row
    });
    let spoken: Vec<String> = findings
        .iter()
        .map(|f| format!("{}: {}, target {}", label(f), value_text(f), target_text(f)))
        .collect();
    format!(
        "<figure class=\"chart\"><svg width=\"100%\" height=\"{h}\" role=\"img\" \
         aria-label=\"{spoken}\">{rows}{axis}</svg>\
         <figcaption>Value against target{unit_text}. Shaded: what would meet the \
         target.</figcaption></figure>",
        unit_text = if unit.is_empty() { String::new() } else { format!(", in {}", esc(unit)) },
        h = px(height),
        spoken = esc(&spoken.join("; ")),
        axis = axis(&scale, unit, y),
    )
}

fn sane(x: f64) -> bool {
    x.abs() < SANE
}

fn has_figure(f: &Finding) -> bool {
    f.value.is_some_and(sane) || f.bounds.is_some_and(|(low, high)| sane(low) && sane(high))
}

fn label(f: &Finding) -> &str {
    if f.label.is_empty() { "as read here" } else { &f.label }
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

fn row(f: &Finding, scale: &Scale, y: f64) -> String {
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
        .filter(|(low, high)| sane(*low) && sane(*high))
        .map_or_else(String::new, |(low, high)| whisker(low, high, scale, y));
    let shown = match (f.value, bounds_text(f)) {
        (None, bounds) if !bounds.is_empty() => bounds,
        _ => value_text(f),
    };
    format!(
        "<text class=\"rowlabel\" x=\"0\" y=\"{ly}\">{label}</text>\
         <text class=\"rowvalue\" x=\"100%\" y=\"{ly}\" text-anchor=\"end\">{shown}</text>\
         {band}{value}{target}{whisker}",
        ly = px(y + 12.0),
        label = esc(&short(label(f))),
        shown = quantity(&shown),
    )
}

/// Long labels would run into the value.
fn short(label: &str) -> String {
    crate::width::cut(label, 30)
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
    let (at, top, bottom) = (px(scale.at(m.value)), px(y + 14.0), px(y + 38.0));
    each(["b-halo", "b-target"], |class| {
        format!("<line class=\"{class}\" x1=\"{at}%\" x2=\"{at}%\" y1=\"{top}\" y2=\"{bottom}\"/>")
    })
}

fn whisker(low: f64, high: f64, scale: &Scale, y: f64) -> String {
    let (a, b) = (px(scale.at(low)), px(scale.at(high)));
    let (mid, top, bottom) = (px(y + 26.0), px(y + 20.0), px(y + 32.0));
    format!(
        "<g class=\"b-whisker\"><line x1=\"{a}%\" x2=\"{b}%\" y1=\"{mid}\" y2=\"{mid}\"/>\
         <line x1=\"{a}%\" x2=\"{a}%\" y1=\"{top}\" y2=\"{bottom}\"/>\
         <line x1=\"{b}%\" x2=\"{b}%\" y1=\"{top}\" y2=\"{bottom}\"/></g>"
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
    if unit.chars().count() <= 6 { unit } else { "" }
}
