//! Which terminal a stop of a feed is: its station, or the terminal of the plan's tables that means
//! the same place.
//!
//! A table of the source says so, by `stop_id` and id of the terminal. Else a station stands for a
//! terminal of its kind that has its id, or that lies within [`NEAR`] and has one of its names, but
//! for words such as "station" at the end.

use std::collections::BTreeMap;

use allways_base::text::nearest;
use allways_base::{IdxVec, Metres, Problems, Severity};
use allways_corridor::draft::Terminal;
use allways_transit::feed::{Feed, Stop, StopIdx};

use super::{FeedTerms, kind_of};
use crate::table::Table;

/// Two places of one name are one if they are no farther apart.
const NEAR: Metres = Metres(10_000.0);

/// What may stand at the end of one name and not of the other.
const ENDINGS: [&str; 9] = [
    "railway station",
    "hsr station",
    "station",
    "international airport",
    "airport",
    "火车站",
    "站",
    "国际机场",
    "机场",
];

/// stop → the id of its terminal.
#[derive(Debug)]
pub(super) struct Stations {
    ids: IdxVec<StopIdx, String>,
    /// stop → true if its terminal is not one of the plan's tables.
    own: IdxVec<StopIdx, bool>,
}

/// The station of a stop, or itself.
pub(super) fn station_of(feed: &Feed, stop: StopIdx) -> StopIdx {
    feed.stops[stop].parent.unwrap_or(stop)
}

impl Stations {
    /// Finds the terminal of every stop; tells which stand for terminals of the plan.
    pub(super) fn of(
        feed: &Feed,
        terms: &FeedTerms<'_>,
        map: Option<(&[u8], &str)>,
        problems: &mut Problems,
    ) -> Self {
        let said = map.map(|map| said(map, feed, terms, problems)).unwrap_or_default();
        let mut same: Vec<String> = Vec::new();
        let mut found: IdxVec<StopIdx, Option<&str>> = IdxVec::filled(None, feed.stops.len());
        for (idx, stop) in feed.stops.iter().filter(|(_, stop)| stop.parent.is_none()) {
            let meant = match said.get(&idx) {
                Some(said) => *said,
                None => meant(stop, terms, problems),
            };
            if let Some(id) = meant {
                same.push(format!("{} is `{id}`", stop.name));
            }
            found[idx] = meant;
        }
        if !same.is_empty() {
            problems.push(
                Severity::Note,
                "same-station",
                "stops.txt",
                format!(
                    "{} stations are terminals of the plan's tables: {}",
                    same.len(),
                    same.join(", ")
                ),
                "write a table of `station` and `terminal` in `map` of the source, if not so",
            );
        }
        let rows: Vec<StopIdx> = feed.stops.indices().map(|idx| station_of(feed, idx)).collect();
        let id = |row: &StopIdx| found[*row].unwrap_or(&feed.stops[*row].id).to_owned();
        Self {
            ids: rows.iter().map(id).collect::<Vec<_>>().into(),
            own: rows.iter().map(|row| found[*row].is_none()).collect::<Vec<_>>().into(),
        }
    }

    /// The id of the terminal of a stop.
    pub(super) fn id(&self, stop: StopIdx) -> &str {
        &self.ids[stop]
    }

    /// True if no table of the plan has the terminal.
    pub(super) fn own(&self, stop: StopIdx) -> bool {
        self.own[stop]
    }
}

/// station → terminal, as the table says; `None`, where that is blank: none of the plan's.
fn said<'a>(
    (bytes, name): (&[u8], &str),
    feed: &Feed,
    terms: &FeedTerms<'a>,
    problems: &mut Problems,
) -> BTreeMap<StopIdx, Option<&'a str>> {
    let mut found = BTreeMap::new();
    let table = Table::parse(bytes, name, problems);
    if !table.require(&["station", "terminal"], problems) {
        return found;
    }
    let prefix = terms.source.len() + 1;
    let stops: BTreeMap<&str, StopIdx> =
        feed.stops.iter().filter_map(|(idx, stop)| Some((stop.id.get(prefix..)?, idx))).collect();
    for row in table.rows() {
        let (station, terminal) = (row.get("station"), row.get("terminal"));
        let stop = stops.get(station).copied();
        let other = terms.elsewhere.iter().find(|other| other.id == terminal);
        let unknown = match (stop, other) {
            (Some(stop), Some(other)) => {
                found.insert(station_of(feed, stop), Some(other.id.as_str()));
                continue;
            }
            (Some(stop), None) if terminal.is_empty() => {
                found.insert(station_of(feed, stop), None);
                continue;
            }
            (None, _) => ("station", station, nearest(station, stops.keys().copied(), 3)),
            (_, None) => {
                let ids = terms.elsewhere.iter().map(|other| other.id.as_str());
                ("terminal", terminal, nearest(terminal, ids, 3))
            }
        };
        let (column, word, near) = unknown;
        let remedy = if near.is_empty() {
            "write a stop_id of the feed and the id of a terminal of the plan's tables".to_owned()
        } else {
            format!("did you mean `{}`?", near.join("`, `"))
        };
        problems.push(
            Severity::Error,
            "unknown-station",
            row.place(),
            format!("`{column}` is `{word}`, which does not exist; the row was dropped"),
            remedy,
        );
    }
    found
}

/// The terminal of the plan's tables that is the same place.
fn meant<'a>(stop: &Stop, terms: &FeedTerms<'a>, problems: &mut Problems) -> Option<&'a str> {
    let kind = kind_of(terms.mode);
    let others = || terms.elsewhere.iter().filter(|other| other.kind == kind);
    let own_id = stop.id.get(terms.source.len() + 1..);
    if let Some(same) = others().find(|other| Some(other.id.as_str()) == own_id) {
        return Some(&same.id);
    }
    let at = stop.position?;
    let names = names(&stop.name, &stop.other_names);
    let alike = others().filter_map(|other| {
        let is_alike = names_of(other).iter().any(|name| names.contains(name));
        Some((other, allways_geo::distance(at, other.position.filter(|_| is_alike)?)))
    });
    let (other, away) = alike.min_by(|a, b| a.1.0.total_cmp(&b.1.0))?;
    if away <= NEAR {
        return Some(&other.id);
    }
    problems.push(
        Severity::Note,
        "same-name-elsewhere",
        "stops.txt",
        format!(
            "{} is called like the terminal `{}`, {away} away, and is not it",
            stop.name, other.id
        ),
        "write both in the table `map` of the source, if they are one place",
    );
    None
}

fn names_of(terminal: &Terminal) -> Vec<String> {
    names(&terminal.name, &terminal.other_names)
}

/// The names of a place, without what says only that it is a station.
fn names(main: &str, others: &[String]) -> Vec<String> {
    let all = std::iter::once(main).chain(others.iter().map(String::as_str));
    let plain = all.map(|name| {
        let lower = name.trim().to_lowercase();
        let ending = ENDINGS.iter().find_map(|ending| lower.strip_suffix(ending));
        ending.map(str::trim).filter(|rest| !rest.is_empty()).unwrap_or(&lower).to_owned()
    });
    plain.filter(|name| !name.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_with_and_without_its_ending() {
        let one = |name: &str| names(name, &[]).pop().unwrap_or_default();
        assert_eq!(one("重庆北站"), one("重庆北"));
        assert_eq!(one("Chongqing North Railway Station"), one("Chongqing North"));
        assert_eq!(one("Station"), "station", "nothing else tells it apart");
        assert_ne!(one("重庆北"), one("重庆"));
    }
}
