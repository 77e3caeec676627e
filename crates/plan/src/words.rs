//! Words that a plan makes up itself, such as its batches: one that stands once, and almost as
//! another does, is a slip of the pen.

use std::collections::BTreeMap;

use allways_base::text::edit_distance;

use crate::diagnostic::{Fault, Out};
use crate::row::Row;

/// The nearest of `known` of which `typed` may be a slip; `None` if `typed` is known.
///
/// A slip has the same digits, for the batches of 2021 and 2022 differ on purpose, and as many
/// words, each within a quarter of its length in edits, case aside; up to three letters must agree.
/// Where the number of words differs, one edit in all makes a slip: a blank for a dash.
pub fn misspelt<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut near: Option<(usize, &str)> = None;
    for name in known {
        if name == typed {
            return None;
        }
        if let Some(n_edits) = slip(typed, name) {
            let this = (n_edits, name);
            near = Some(near.map_or(this, |before| before.min(this)));
        }
    }
    near.map(|(_, name)| name)
}

/// Edits between a slip and what was meant; `None` if it is none.
fn slip(typed: &str, meant: &str) -> Option<usize> {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    if digits(typed) != digits(meant) {
        return None;
    }
    let (typed, meant) = (typed.to_lowercase(), meant.to_lowercase());
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let (a, b) = (words(&typed), words(&meant));
    if a.len() != b.len() {
        let is_long = typed.chars().count() > 3;
        return (is_long && edit_distance(&typed, &meant) == 1).then_some(1);
    }
    let mut n_edits = 0;
    for (a, b) in a.iter().zip(&b) {
        let distance = edit_distance(a, b);
        if distance > a.chars().count() / 4 {
            return None;
        }
        n_edits += distance;
    }
    Some(n_edits)
}

/// Tells every value of `key` that looks like a slip of one of `words`, or of a value that stands
/// more often (where both stand as often: that stands before it).
pub(crate) fn check(out: &mut Out<'_>, rows: &[Row<'_>], key: &'static str, words: &[&str]) {
    // Word → how often it stands, and its first row.
    let mut uses: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (i, row) in rows.iter().enumerate() {
        if let Some(word) = row.maybe_text(key).filter(|word| !word.trim().is_empty()) {
            uses.entry(word).or_insert((0, i)).0 += 1;
        }
    }
    for (word, &(n, first)) in &uses {
        if words.contains(word) {
            continue;
        }
        let weightier =
            |&(_, &(m, other)): &(&&str, &(usize, usize))| m > n || (m == n && other < first);
        let others = uses.iter().filter(weightier).map(|(other, _)| *other);
        let Some(meant) = misspelt(word, words.iter().copied().chain(others)) else { continue };
        let row = &rows[first];
        let fault = Fault {
            code: "misspelt",
            span: row.at(key),
            message: format!("the {key} `{word}` is almost `{meant}`"),
            help: format!("write `{meant}`, or a {key} that cannot be taken for it"),
        };
        out.error(row.file, fault);
    }
}

#[cfg(test)]
mod tests {
    use super::misspelt;

    #[test]
    fn a_slip_is_near_and_has_the_same_digits() {
        for (typed, known, meant) in [
            ("univeristy", "university", Some("university")),
            ("universities", "university", Some("university")),
            ("Park", "park", Some("park")),
            ("port", "park", None),
            ("university", "university", None),
            ("50 started, 2022", "50 started, 2021", None),
            ("50 startde, 2021", "50 started, 2021", Some("50 started, 2021")),
            ("national zone", "national-zone", Some("national-zone")),
            ("road, under construction", "rail, under construction", None),
            (
                "rial, under construction",
                "rail, under construction",
                Some("rail, under construction"),
            ),
            ("signed since 2020", "started since 2020", None),
            ("batch A", "batch B", None),
            ("", "a", None),
        ] {
            assert_eq!(misspelt(typed, [known]), meant, "{typed}");
        }
        assert_eq!(misspelt("parc", ["perc", "park", "parc"]), None, "a known word is no slip");
        assert_eq!(misspelt("parks", ["sparks", "park"]), Some("park"), "ties by name");
    }
}
