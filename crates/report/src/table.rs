//! The verdicts in a terminal: plain text, no colour codes, in plan order.

use allways_city::verdict::{Judgement, Outcome, Verdict};
use allways_transit::feed::{Basis, Confidence};

use crate::quantity::{bounds_text, margin_text, target_text, value_text};
use crate::width::{clean, display_width, fold, pad, pad_left};

/// How many verdicts came out so.
pub(crate) fn count(j: &Judgement, outcome: Outcome) -> usize {
    j.verdicts.iter().filter(|v| v.reading.outcome == outcome).count()
}

/// A table of at most `width` columns (at least 60 are used): promise, outcome, value, target,
/// weakest input; under each row what was found, what is missing or would mend it. Chinese
/// characters count as two columns.
pub fn table(j: &Judgement, width: usize) -> String {
    let width = width.max(60);
    let mut out = format!("{}\n", clean(&j.plan));
    let facts = format!(
        "service day {} · year {} · season {} · traveller {}",
        clean(&j.date),
        j.year,
        clean(&j.season),
        clean(&j.traveller)
    );
    lines(&mut out, &facts, "", width);
    out.push('\n');
    let columns = Columns::of(j, width);
    columns.row(&mut out, ["promise", "outcome", "value", "target", "weakest input"]);
    out.push_str(&"─".repeat(width));
    out.push('\n');
    for (i, verdict) in j.verdicts.iter().enumerate() {
        if i > 0 {
            out.push('\n');
        }
        columns.row(&mut out, cells(verdict).each_ref().map(String::as_str));
        notes(&mut out, verdict, width);
    }
    out.push_str(&"─".repeat(width));
    out.push('\n');
    let score = [Outcome::Kept, Outcome::Broken, Outcome::Undecided]
        .map(|o| format!("{} {}", count(j, o), o.word()));
    out.push_str(&format_score(&score, j.verdicts.len()));
    out
}

fn format_score(score: &[String], n: usize) -> String {
    let noun = if n == 1 { "promise" } else { "promises" };
    format!("{n} {noun}: {}\n", score.join(", "))
}

fn cells(verdict: &Verdict) -> [String; 5] {
    let reading = &verdict.reading;
    let weakest = reading.weakest.as_ref().map_or_else(|| "–".to_owned(), weakest_text);
    [
        clean(&verdict.promise),
        reading.outcome.word().to_owned(),
        clean(&value_text(reading)),
        clean(&target_text(reading)),
        clean(&weakest),
    ]
}

/// `low confidence`, `assumed`.
pub(crate) fn confidence_text(confidence: Confidence) -> String {
    match confidence {
        Confidence::Assumed => "assumed".to_owned(),
        known => format!("{} confidence", known.word()),
    }
}

/// `Line 1 headway (assumed)`.
pub(crate) fn weakest_text(basis: &Basis) -> String {
    format!("{} ({})", basis.what, basis.confidence.word())
}

fn notes(out: &mut String, verdict: &Verdict, width: usize) {
    let reading = &verdict.reading;
    lines(out, &clean(&reading.summary), "", width);
    let margin = margin_text(reading);
    if !margin.is_empty() {
        lines(out, &clean(&margin), "margin: ", width);
    }
    let bounds = bounds_text(reading);
    if !bounds.is_empty() {
        lines(out, &clean(&bounds), "bounds: ", width);
    }
    if !reading.missing.is_empty() {
        lines(out, &clean(&reading.missing.join("; ")), "missing: ", width);
    }
    if !reading.mend.is_empty() {
        lines(out, &clean(&reading.mend), "mend: ", width);
    }
}

/// Folded under an indent of two; following lines are aligned behind `head`.
fn lines(out: &mut String, text: &str, head: &str, width: usize) {
    let indent = 2 + display_width(head);
    for (i, line) in fold(text, width.saturating_sub(indent)).iter().enumerate() {
        if i == 0 {
            out.push_str("  ");
            out.push_str(head);
        } else {
            out.push_str(&" ".repeat(indent));
        }
        out.push_str(line);
        out.push('\n');
    }
}

struct Columns([usize; 5]);

impl Columns {
    /// As wide as their content, the id and the weakest input giving way where it is tight.
    fn of(j: &Judgement, width: usize) -> Self {
        let mut widths = [7, 9, 5, 6, 13];
        for verdict in &j.verdicts {
            for (w, cell) in widths.iter_mut().zip(cells(verdict)) {
                *w = (*w).max(display_width(&cell));
            }
        }
        let gaps = 4 * 2;
        let caps = [width * 3 / 10, 9, width / 5, width / 5];
        for (w, cap) in widths.iter_mut().zip(caps) {
            *w = (*w).min(cap);
        }
        let taken: usize = widths[..4].iter().sum::<usize>() + gaps;
        widths[4] = width.saturating_sub(taken);
        Self(widths)
    }

    fn row(&self, out: &mut String, cells: [&str; 5]) {
        let [promise, outcome, value, target, weakest] = self.0;
        let parts = [
            pad(cells[0], promise),
            pad(cells[1], outcome),
            pad_left(cells[2], value),
            pad(cells[3], target),
            pad(cells[4], weakest),
        ];
        out.push_str(parts.join("  ").trim_end());
        out.push('\n');
    }
}
