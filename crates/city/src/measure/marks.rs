//! Marks in the `source` column of a table: what a row is not.
//!
//! A source is text for people, split by `;`. A part that starts with one of these words is also
//! read by the engine, since it bears on what a verdict may say:
//!
//! - `modelled-from-total: time, distance of PUBLICATION`: these columns were made by splitting or
//!   completing a total that the publication states, so they add up to it by construction;
//! - `partial-list: N of M` or `partial-list: words`: the table is known to be a part of a longer
//!   list, so a share computed from it is a lower bound;
//! - `part-of: NAME`: the row is one of several parts (campuses, sites) of one thing of that name,
//!   which is counted once.

/// A total that a row was made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Total<'a> {
    /// Columns: `time`, `distance`, `cost`, `departures`, `people`.
    pub(crate) of: Vec<&'a str>,
    /// Who states the total.
    pub(crate) publication: &'a str,
}

/// A list that is known to be incomplete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Partial<'a> {
    /// How many there are in truth, if the mark says so.
    pub(crate) in_truth: Option<u32>,
    /// As written.
    pub(crate) text: &'a str,
}

fn marked<'a>(source: &'a str, mark: &'a str) -> impl Iterator<Item = &'a str> {
    let parts = source.split(';').map(str::trim);
    parts.filter_map(move |part| part.strip_prefix(mark)?.strip_prefix(':')).map(str::trim)
}

/// The totals that a row's figures were made from.
pub(crate) fn totals<'a>(source: &'a str) -> Vec<Total<'a>> {
    let total = |text: &'a str| {
        let (columns, publication) = text.split_once(" of ")?;
        let of = columns.split([',', ' ']).filter(|word| !word.is_empty()).collect();
        Some(Total { of, publication: publication.trim() })
    };
    marked(source, "modelled-from-total").filter_map(total).collect()
}

/// The list that a row is from, if it is marked as incomplete.
pub(crate) fn partial(source: &str) -> Option<Partial<'_>> {
    let text = marked(source, "partial-list").next()?;
    let in_truth = text.split_once(" of ").and_then(|(n, rest)| {
        let _: u32 = n.trim().parse().ok()?;
        rest.split(' ').next()?.parse().ok()
    });
    Some(Partial { in_truth, text })
}

/// The thing that a row is a part of.
pub(crate) fn part_of(source: &str) -> Option<&str> {
    marked(source, "part-of").next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_read_and_other_text_is_left_alone() {
        let source = "modelled-from-total: time, distance of fx361 2015; a note: of the press; \
                      modelled-from-total: cost of 1520.com; partial-list: 2 of 169";
        let found = totals(source);
        assert_eq!(found[0], Total { of: vec!["time", "distance"], publication: "fx361 2015" });
        assert_eq!(found[1], Total { of: vec!["cost"], publication: "1520.com" });
        assert_eq!(partial(source).unwrap().in_truth, Some(169));
        assert_eq!(part_of(source), None);
        assert_eq!(part_of("list: x; part-of: A University"), Some("A University"));
        let words = partial("partial-list: part of the city").unwrap();
        assert_eq!((words.in_truth, words.text), (None, "part of the city"));
        assert_eq!(totals("a modelled-from-total split"), vec![]);
    }
}
