//! Rows of `factors.csv`.

use allways_base::{Problems, Severity};
use allways_corridor::draft::{Factor, FactorPer, Mode, Scope};

use super::cells::{blank, confidence, word, words};
use crate::points::amount;
use crate::table::Row;

/// Columns that have a meaning.
pub(super) const COLUMNS: [&str; 6] = ["mode", "g_co2e", "per", "scope", "source", "confidence"];

/// One row; `None`, and told, if a cell of it is blank or unknown, or if `known` has a factor for
/// the same.
pub(super) fn factor(row: &Row<'_>, known: &[Factor], problems: &mut Problems) -> Option<Factor> {
    let mode = word(row, "mode", Mode::parse, &words(Mode::ALL, Mode::word), problems);
    let per = word(row, "per", FactorPer::parse, &words(FactorPer::ALL, FactorPer::word), problems);
    let scope = word(row, "scope", Scope::parse, &words(Scope::ALL, Scope::word), problems);
    let grams = amount(row, "g_co2e", problems);
    if row.get("g_co2e").is_empty() {
        blank(row, "g_co2e", problems);
    }
    let (mode, per, scope, g_co2e) = (mode?, per?, scope?, grams?);
    let same = |f: &&Factor| (f.mode, f.per, f.scope) == (mode, per, scope);
    if let Some(first) = known.iter().find(same) {
        problems.push(
            Severity::Error,
            "duplicate-factor",
            row.place(),
            format!("{} already states {mode} per {per}, {scope}; the row was dropped", first.at),
            "keep one factor for each mode, unit and scope",
        );
        return None;
    }
    let (source, confidence) = (row.get("source").to_owned(), confidence(row, problems));
    Some(Factor { mode, g_co2e, per, scope, source, confidence, at: row.place() })
}
