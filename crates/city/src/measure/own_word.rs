//! A promise is not its own evidence.
//!
//! A value that is computed from the very publication that the promise quotes repeats the promise;
//! it cannot keep it. The rule ([decision 0011](../../../../docs/decisions/0011-own-word-and-ranges.md)):
//! a promise that would be kept is undecided if
//! - a row that the value is computed from is marked `modelled-from-total` for the quantity in
//!   question, from a total of a publication that the promise's `from` names, or
//! - every row that the value is computed from cites such a publication.
//!
//! A promise that its own publication breaks is broken.

use super::marks::totals;
use crate::judge::Measured;
use crate::verdict::{Finding, Outcome};

/// What the value of a reading owes to the promise's own publication.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct OwnWord {
    /// The publication, if the value rests on the promise's own word.
    publication: Option<String>,
    /// Totals of any publication that rows were made from, each a sentence.
    notes: Vec<String>,
    kind: &'static str,
}

/// Looks at the rows behind a value. `from` is the promise's.
pub(crate) fn own_word(measured: &Measured, from: &str) -> OwnWord {
    let quoted = publications(from);
    let kind = measured.figure_kind;
    let mut found = OwnWord { kind, ..OwnWord::default() };
    let mut made: Vec<(&str, usize)> = Vec::new();
    for figure in &measured.figures {
        for total in totals(figure).into_iter().filter(|total| total.of.contains(&kind)) {
            match made.iter_mut().find(|(publication, _)| *publication == total.publication) {
                Some((_, n)) => *n += 1,
                None => made.push((total.publication, 1)),
            }
        }
    }
    for &(publication, n) in &made {
        found.notes.push(format!(
            "{n} of the {} rows behind the value are modelled from a total that {publication} \
             states, so their {kind} adds up to it by construction",
            measured.figures.len()
        ));
        if quoted.contains(&publication) {
            found.publication = Some(publication.to_owned());
        }
    }
    if found.publication.is_none() && !measured.figures.is_empty() {
        let cited = |figure: &String| {
            let mut all = publications(figure).into_iter();
            all.find(|publication| quoted.contains(publication)).map(str::to_owned)
        };
        let cited: Option<Vec<String>> = measured.figures.iter().map(cited).collect();
        found.publication = cited.and_then(|all| all.into_iter().next());
    }
    found
}

impl OwnWord {
    /// Applies the rule to a judged reading.
    pub(crate) fn apply(self, finding: &mut Finding) {
        finding.assumptions.extend(self.notes);
        let Some(publication) = self.publication else {
            finding.assumptions.sort();
            return;
        };
        finding.assumptions.push(format!(
            "the value rests on {publication}, which the promise itself quotes: it repeats the \
             promise and is no evidence of its own"
        ));
        finding.assumptions.sort();
        if finding.outcome != Outcome::Broken {
            finding.outcome = Outcome::Undecided;
            finding.margin = None;
            finding.missing.push(format!("{}, not from {publication}", would_decide(self.kind)));
        }
    }
}

/// Evidence that would decide, by what is measured.
fn would_decide(kind: &str) -> &'static str {
    match kind {
        "time" => "a timetable in force, or recorded run times of every leg",
        "distance" => "measured lengths of the legs",
        "cost" => "a tariff, an account or a list with the cost of each item",
        "departures" => "a timetable in force, or counted departures",
        "co2" => "measured consumption on every leg",
        "capacity" => "published capacities of every leg",
        _ => "a list of the items",
    }
}

/// The publications that a text names: its parts between `;`, `,` and brackets, each less what
/// stands before its last `: `. A part without a letter, such as a date, names none.
fn publications(text: &str) -> Vec<&str> {
    let parts = text.split([';', ',', '(', ')']);
    let named = parts.map(|part| part.rsplit_once(": ").map_or(part, |(_, name)| name).trim());
    named.filter(|name| name.chars().any(char::is_alphabetic)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(figures: &[&str], kind: &'static str, from: &str) -> Option<String> {
        let figures = figures.iter().map(|f| (*f).to_owned()).collect();
        own_word(&Measured { figures, figure_kind: kind, ..Measured::default() }, from).publication
    }

    #[test]
    fn publications_are_what_is_named() {
        let from = "press conference, 2020-09-16; 14 to 16 days: fx361 2015";
        assert_eq!(publications(from), ["press conference", "fx361 2015"]);
    }

    #[test]
    fn one_modelled_row_or_all_cited_rows_repeat_the_promise() {
        let from = "press, 2020; 48 hours: paper 2017";
        let split = "modelled-from-total: time of paper 2017";
        assert_eq!(own(&[split, "other"], "time", from), Some("paper 2017".into()));
        assert_eq!(own(&[split, "other"], "departures", from), None);
        assert_eq!(own(&["modelled-from-total: time of another 2017"], "time", from), None);
        assert_eq!(
            own(&["62 min: paper 2017; as of May"], "time", from),
            Some("paper 2017".into())
        );
        assert_eq!(own(&["paper 2017", "other"], "time", from), None);
        assert_eq!(own(&[], "time", from), None);
    }
}
