//! From a feed's own ids to rows, and the fields that every table has.

use std::borrow::Cow;

use allways_base::{Date, Idx, Problems, Severity};
use rustc_hash::FxHashMap;

use crate::table::Row;

/// What an id stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found<I> {
    /// A row.
    Row(I),
    /// A row that was refused, which has been told.
    Refused,
    /// Nothing.
    Unknown,
}

impl<I> Found<I> {
    /// The row, if there is one.
    pub(super) fn row(self) -> Option<I> {
        match self {
            Self::Row(row) => Some(row),
            Self::Refused | Self::Unknown => None,
        }
    }
}

/// The ids of one table.
///
/// Most ids of stops are short, and a feed names one of them in each of millions of rows: those of
/// up to seven bytes are looked up as one number.
#[derive(Debug)]
pub(super) struct Ids<I> {
    short: FxHashMap<u64, Option<I>>,
    long: FxHashMap<Box<[u8]>, Option<I>>,
}

/// A short id as a number: its bytes, and its length in the highest; `None` if it is long.
#[inline]
fn packed(id: &[u8]) -> Option<u64> {
    let n = u64::try_from(id.len()).ok().filter(|n| *n < 8)?;
    let bytes = match (id.first_chunk::<4>(), id.last_chunk::<4>()) {
        // Both halves hold the bytes between them.
        (Some(head), Some(tail)) => {
            let [head, tail] = [head, tail].map(|half| u64::from(u32::from_le_bytes(*half)));
            head | tail << (8 * (n - 4))
        }
        _ => id.iter().rev().fold(0, |sum, &byte| sum << 8 | u64::from(byte)),
    };
    Some(bytes | n << 56)
}

impl<I: Copy> Ids<I> {
    /// No ids.
    pub(super) fn new() -> Self {
        Self { short: FxHashMap::default(), long: FxHashMap::default() }
    }

    #[inline]
    fn get(&self, id: &[u8]) -> Found<I> {
        let found = match packed(id) {
            Some(short) => self.short.get(&short),
            None => self.long.get(id),
        };
        match found {
            Some(Some(row)) => Found::Row(*row),
            Some(None) => Found::Refused,
            None => Found::Unknown,
        }
    }

    /// True if the id is taken.
    pub(super) fn has(&self, id: &str) -> bool {
        !matches!(self.get(id.as_bytes()), Found::Unknown)
    }

    /// Gives an id its row; `None`: refused.
    pub(super) fn set(&mut self, id: &str, row: Option<I>) {
        match packed(id.as_bytes()) {
            Some(short) => self.short.insert(short, row),
            None => self.long.insert(id.as_bytes().into(), row),
        };
    }

    /// Looks an id up as it stands in a file.
    #[inline]
    pub(super) fn find(&self, id: &[u8]) -> Found<I> {
        match self.get(id) {
            Found::Unknown => match String::from_utf8_lossy(id) {
                Cow::Owned(text) => self.get(text.as_bytes()),
                Cow::Borrowed(_) => Found::Unknown,
            },
            found => found,
        }
    }

    /// Gives every id its row anew.
    pub(super) fn renumber(&mut self, new: impl Fn(I) -> Option<I>) {
        for row in self.short.values_mut().chain(self.long.values_mut()) {
            *row = row.and_then(&new);
        }
    }
}

/// Looks up ids that follow each other as the stops of trips do: the one that came after the same
/// id the last time is tried first, and comparing it costs less than a look into a table.
#[derive(Debug)]
pub(super) struct Following<'a, I> {
    ids: &'a Ids<I>,
    /// row → the short id that came after it, as a number, and its row.
    after: Vec<(u64, I)>,
    /// Row of the id that was found last; at first, any.
    last: usize,
}

impl<'a, I: Idx> Following<'a, I> {
    /// Of no id any other is known to follow.
    pub(super) fn new(ids: &'a Ids<I>) -> Self {
        let rows = ids.short.values().chain(ids.long.values()).flatten();
        let n_rows = rows.map(|row| row.to_usize() + 1).max().unwrap_or(1);
        // The length that a number holds is below 8: this is none.
        Self { ids, after: vec![(u64::MAX, I::from_usize(0)); n_rows], last: 0 }
    }

    /// As [`Ids::find`].
    #[inline]
    pub(super) fn find(&mut self, id: &[u8]) -> Found<I> {
        let guess = &mut self.after[self.last];
        let short = packed(id);
        if short != Some(guess.0) {
            let found = self.ids.find(id);
            if let (Some(short), Found::Row(row)) = (short, found) {
                *guess = (short, row);
            } else {
                return found;
            }
        }
        self.last = guess.1.to_usize();
        Found::Row(guess.1)
    }
}

/// Text of a byte field.
pub(super) fn text(field: &[u8]) -> String {
    String::from_utf8_lossy(field).into_owned()
}

/// Tells that an id is missing or taken; true if it is good.
pub(super) fn is_new_id<I: Copy>(
    ids: &Ids<I>,
    column: &str,
    id: &str,
    place: &str,
    problems: &mut Problems,
) -> bool {
    if id.is_empty() {
        problems.push(
            Severity::Warning,
            "missing-id",
            place,
            format!("`{column}` is blank, and the row was dropped"),
            "give the row an id of its own",
        );
        return false;
    }
    if ids.has(id) {
        problems.push(
            Severity::Warning,
            "duplicate-id",
            place,
            format!("the {column} `{id}` is there twice; the first row counts"),
            "give each row an id of its own",
        );
        return false;
    }
    true
}

/// Tells that an id points nowhere.
pub(super) fn dangling(place: &str, column: &str, id: &str, table: &str, problems: &mut Problems) {
    problems.add("dangling-id", || allways_base::Problem {
        severity: Severity::Warning,
        code: "dangling-id",
        place: place.to_owned(),
        message: format!("the {column} `{id}` is not in {table}, and the row was dropped"),
        remedy: format!("add `{id}` to {table}, or correct the id"),
    });
}

/// Tells a field that cannot be what it is.
pub(super) fn bad_value(
    place: &str,
    column: &str,
    value: &str,
    wanted: &str,
    problems: &mut Problems,
) {
    problems.push(
        Severity::Warning,
        "bad-value",
        place,
        format!("`{column}` is `{value}`"),
        format!("write {wanted}"),
    );
}

/// `YYYYMMDD`; `None` if it is not a date, which is told.
pub(super) fn date(row: Row<'_>, column: &str, problems: &mut Problems) -> Option<Date> {
    let value = row.get(column);
    let digits = value.len() == 8 && value.bytes().all(|byte| byte.is_ascii_digit());
    let number = |range: std::ops::Range<usize>| value.get(range).and_then(|t| t.parse().ok());
    let date = digits.then(|| -> Option<Date> {
        let (month, day): (i8, i8) = (
            value.get(4..6).and_then(|t| t.parse().ok())?,
            value.get(6..8).and_then(|t| t.parse().ok())?,
        );
        Date::new(number(0..4)?, month, day).ok()
    });
    let date = date.flatten();
    if date.is_none() {
        problems.push(
            Severity::Warning,
            "bad-date",
            row.place(),
            format!("`{column}` is `{value}`, not a date, and the row was dropped"),
            "write the date as YYYYMMDD, such as 20261125",
        );
    }
    date
}

/// Tells that a required table is absent.
pub(super) fn missing_file(name: &str, what: &str, problems: &mut Problems) {
    problems.push(
        Severity::Error,
        "missing-file",
        name,
        format!("the file is missing: {what}"),
        format!("add {name} to the feed"),
    );
}

/// `first` and how many more, for messages.
pub(super) fn such_as(examples: &[&str]) -> String {
    examples.iter().take(3).map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use allways_base::cast::usize_from;
    use allways_base::random::Random;
    use allways_transit::feed::StopIdx;

    use super::*;

    #[test]
    fn short_and_long_ids_are_looked_up_as_they_stand() {
        let mut random = Random::new(1, 0);
        for _ in 0..2000 {
            let mut id = || -> String {
                let n = random.below(11);
                (0..n).map(|_| ['a', '\0', 'é', '7'][usize_from(random.below(4))]).collect()
            };
            let (mut ids, mut slow) = (Ids::new(), BTreeMap::new());
            for k in 0..20_u32 {
                let row = StopIdx::from_usize(usize_from(k));
                let (id, row) = (id(), (k % 5 > 0).then_some(row));
                ids.set(&id, row);
                slow.insert(id, row);
            }
            let mut following = Following::new(&ids);
            let known: Vec<String> = slow.keys().cloned().collect();
            for asked in (0..20).map(|_| id()).chain(known.iter().cloned()).chain(known.clone()) {
                let want = slow
                    .get(&asked)
                    .map_or(Found::Unknown, |row| row.map_or(Found::Refused, Found::Row));
                assert_eq!(ids.find(asked.as_bytes()), want, "{asked:?}");
                assert_eq!(following.find(asked.as_bytes()), want, "{asked:?}, after another");
                assert_eq!(ids.has(&asked), slow.contains_key(&asked), "{asked:?}");
            }
        }
    }

    #[test]
    fn what_is_no_text_is_found_as_it_was_read() {
        let mut ids = Ids::new();
        ids.set("a\u{fffd}", Some(1));
        assert_eq!(ids.find(b"a\xff"), Found::Row(1));
        assert_eq!(ids.find(b"b\xff"), Found::Unknown);
    }
}
