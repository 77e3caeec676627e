//! Which rows are the same station: those of one name whose positions lie together. A name alone
//! is not enough (a city has several *People's Park* bus stops), a position alone is not either.
//!
//! Greedy, in file order: a row joins the first station of its name whose first position is within
//! 1.5 km, or that has none; else it founds the next one.

use allways_base::{IdxVec, LonLat};
use rustc_hash::FxHashMap;

use super::draft::{StationDraft, StationIdx};

/// Rows of one name that are farther apart are different stations, metres.
const TOGETHER: f64 = 1500.0;

/// Names and position of a row.
#[derive(Clone, Debug)]
pub(super) struct Named {
    /// Name in the first language; may be blank.
    pub(super) name: String,
    /// Name in the second; may be blank, or several parted by `/`.
    pub(super) name_zh: String,
    pub(super) position: Option<LonLat>,
}

/// What was found.
#[derive(Debug)]
pub(super) struct Clusters {
    pub(super) stations: IdxVec<StationIdx, StationDraft>,
    /// Row → its station.
    pub(super) of_row: Vec<StationIdx>,
    /// Names that stand for more than one station, with how many.
    pub(super) far_apart: Vec<(String, usize)>,
}

/// Finds the stations of the rows.
pub(super) fn cluster(rows: &[Named]) -> Clusters {
    // A row with only a first name belongs with rows that have the second as well.
    let mut second: FxHashMap<String, &str> = FxHashMap::default();
    for row in rows.iter().filter(|row| !row.name.is_empty() && !row.name_zh.is_empty()) {
        second.entry(row.name.to_lowercase()).or_insert(&row.name_zh);
    }
    let key = |row: &Named| {
        let first = row.name.to_lowercase();
        let own = (!row.name_zh.is_empty()).then_some(row.name_zh.as_str());
        own.or_else(|| second.get(&first).copied()).map_or(first, str::to_owned)
    };
    let mut found = Clusters {
        stations: IdxVec::default(),
        of_row: Vec::with_capacity(rows.len()),
        far_apart: Vec::new(),
    };
    let mut of_name: FxHashMap<String, Vec<(StationIdx, Option<LonLat>)>> = FxHashMap::default();
    let mut slugs: FxHashMap<String, usize> = FxHashMap::default();
    let mut split: Vec<String> = Vec::new();
    for row in rows {
        let name = key(row);
        let known = of_name.entry(name.clone()).or_default();
        let near = |at: &Option<LonLat>| match (row.position, at) {
            (Some(here), Some(there)) => allways_geo::distance(here, *there).0 <= TOGETHER,
            _ => true,
        };
        let station = if let Some((station, at)) = known.iter_mut().find(|(_, at)| near(at)) {
            *at = at.or(row.position);
            *station
        } else {
            if known.len() == 1 {
                split.push(name.clone());
            }
            let idx = found.stations.push(new_station(row, &mut slugs));
            known.push((idx, row.position));
            idx
        };
        learn_names(&mut found.stations[station], row);
        found.of_row.push(station);
    }
    found.far_apart = split.into_iter().map(|name| (name.clone(), of_name[&name].len())).collect();
    found
}

fn new_station(row: &Named, slugs: &mut FxHashMap<String, usize>) -> StationDraft {
    let name = if row.name.is_empty() { &row.name_zh } else { &row.name };
    let plain = slug(name);
    let n = slugs.entry(plain.clone()).or_insert(0);
    *n += 1;
    let mut own = if *n == 1 { plain.clone() } else { format!("{plain}-{n}") };
    // `park` twice must not meet a station that is called `Park 2`.
    while own != plain && slugs.contains_key(&own) {
        own.push('x');
    }
    slugs.entry(own.clone()).or_insert(1);
    StationDraft { slug: own, name: name.clone(), other_names: Vec::new() }
}

fn learn_names(station: &mut StationDraft, row: &Named) {
    let names = row.name_zh.split('/').chain(std::iter::once(row.name.as_str()));
    for name in names.map(str::trim).filter(|name| !name.is_empty()) {
        if station.name != name && !station.other_names.iter().any(|known| known == name) {
            station.other_names.push(name.to_owned());
        }
    }
}

/// Lower case, letters and digits of any script, the rest as single hyphens.
fn slug(name: &str) -> String {
    let mut slug = String::new();
    for letter in name.to_lowercase().chars() {
        if letter.is_alphanumeric() {
            slug.push(letter);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}
