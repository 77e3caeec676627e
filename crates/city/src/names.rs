//! What a name means: `lat,lon`, an id, or a unique name of a place, zone, terminal or stop, in
//! any of its languages. Ids win over names; among names, places win over zones, zones over
//! stations, stations over stops: a plan that says "Beibei" means the place it lists, not one of
//! the platforms that happen to be called so.

use allways_base::LonLat;
use allways_base::text::nearest;
use allways_transit::feed::{Basis, Feed, StopIdx, StopKind};

use crate::open::City;

/// A resolved name.
#[derive(Clone, Debug, PartialEq)]
pub struct Spot {
    /// Display name.
    pub name: String,
    /// What it is.
    pub kind: SpotKind,
    /// Where it is; `None`: named by the plan, but located by no source.
    pub position: Option<LonLat>,
    /// Where the position comes from.
    pub basis: Option<Basis>,
}

/// What a [`Spot`] is.
#[derive(Clone, Debug, PartialEq)]
pub enum SpotKind {
    /// `lat,lon`.
    Coordinates,
    /// Row of [`City::places`].
    Place(usize),
    /// Row of [`City::zones`].
    Zone(usize),
    /// A stop or station of the feed.
    Stop(StopIdx),
    /// Row of the corridor terminals.
    Terminal(usize),
}

/// Why a name has no meaning.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NameError {
    /// Nothing is called so.
    #[error("no place, zone, terminal or stop is called `{name}`{}", near(nearest))]
    Unknown {
        /// As typed.
        name: String,
        /// What may have been meant.
        nearest: Vec<String>,
    },
    /// Several are.
    #[error("`{name}` may be {}; use an id", ids.join(" or "))]
    Ambiguous {
        /// As typed.
        name: String,
        /// Ids of all that are called so.
        ids: Vec<String>,
    },
}

fn near(nearest: &[String]) -> String {
    match nearest {
        [] => "; a place can also be given as `lat,lon`".into(),
        names => format!("; did you mean {}?", names.join(" or ")),
    }
}

/// Finds what `name` means in the city, with the stops of `feed`.
pub fn resolve(city: &City, feed: &Feed, name: &str) -> Result<Spot, NameError> {
    let name = name.trim();
    if let Some(position) = coordinates(name) {
        return Ok(Spot {
            name: name.to_owned(),
            kind: SpotKind::Coordinates,
            position: Some(position),
            basis: None,
        });
    }
    if let Some(kind) = by_id(city, feed, name) {
        return Ok(spot(city, feed, kind));
    }
    let wanted = name.to_lowercase();
    for level in 0..5 {
        let mut found = by_name(city, feed, &wanted, level);
        match found.len() {
            0 => {}
            1 => return Ok(spot(city, feed, found.swap_remove(0))),
            _ => {
                let mut ids: Vec<String> = found.iter().map(|k| id_of(city, feed, k)).collect();
                ids.sort_unstable();
                ids.truncate(5);
                return Err(NameError::Ambiguous { name: name.to_owned(), ids });
            }
        }
    }
    let known = known_names(city, feed);
    let nearest = nearest(name, known.iter().map(String::as_str), 3);
    Err(NameError::Unknown {
        name: name.to_owned(),
        nearest: nearest.into_iter().map(|n| format!("`{n}`")).collect(),
    })
}

/// Reads `lat,lon`.
fn coordinates(text: &str) -> Option<LonLat> {
    let (lat, lon) = text.split_once(',')?;
    let position = LonLat::new(lon.trim().parse().ok()?, lat.trim().parse().ok()?);
    position.is_valid().then_some(position)
}

fn by_id(city: &City, feed: &Feed, id: &str) -> Option<SpotKind> {
    let place = city.places.iter().position(|p| p.id == id).map(SpotKind::Place);
    let zone = || city.zones.iter().position(|z| z.id == id).map(SpotKind::Zone);
    let stop = || feed.stops.iter().find(|(_, s)| s.id == id).map(|(i, _)| SpotKind::Stop(i));
    let terminal = || {
        let mut all = city.corridors.terminals.iter();
        all.position(|t| t.id == id).map(SpotKind::Terminal)
    };
    place.or_else(zone).or_else(stop).or_else(terminal)
}

/// Everything called `wanted` (lower case) at one level of precedence.
fn by_name(city: &City, feed: &Feed, wanted: &str, level: u8) -> Vec<SpotKind> {
    let is = |name: &str, others: &[String]| {
        name.to_lowercase() == wanted || others.iter().any(|o| o.to_lowercase() == wanted)
    };
    let stops = |kind: fn(StopKind, bool) -> bool| {
        let all = feed.stops.iter();
        all.filter(move |(_, s)| kind(s.kind, s.parent.is_some()))
            .filter(|(_, s)| is(&s.name, &s.other_names))
            .map(|(i, _)| SpotKind::Stop(i))
            .collect::<Vec<_>>()
    };
    match level {
        0 => rows(&city.places, |p| is(&p.name, &p.other_names)).map(SpotKind::Place).collect(),
        1 => rows(&city.zones, |z| is(&z.name, &z.other_names)).map(SpotKind::Zone).collect(),
        2 => stops(|kind, _| kind == StopKind::Station),
        3 => stops(|kind, has_parent| kind == StopKind::Platform && !has_parent),
        _ => rows(&city.corridors.terminals, |t| is(&t.name, &t.other_names))
            .map(SpotKind::Terminal)
            .collect(),
    }
}

fn rows<'a, T>(all: &'a [T], keep: impl Fn(&T) -> bool + 'a) -> impl Iterator<Item = usize> + 'a {
    all.iter().enumerate().filter(move |(_, row)| keep(row)).map(|(i, _)| i)
}

fn id_of(city: &City, feed: &Feed, kind: &SpotKind) -> String {
    match kind {
        SpotKind::Coordinates => String::new(),
        SpotKind::Place(i) => city.places[*i].id.clone(),
        SpotKind::Zone(i) => city.zones[*i].id.clone(),
        SpotKind::Stop(i) => feed.stops[*i].id.clone(),
        SpotKind::Terminal(i) => city.corridors.terminals[*i].id.clone(),
    }
}

fn spot(city: &City, feed: &Feed, kind: SpotKind) -> Spot {
    let (name, position, basis) = match &kind {
        SpotKind::Coordinates => (String::new(), None, None),
        SpotKind::Place(i) => {
            let place = &city.places[*i];
            let basis = place.confidence.map(|confidence| Basis {
                confidence,
                what: format!("position of {}", place.name),
                source: place.source.clone(),
            });
            (place.name.clone(), place.position, basis)
        }
        SpotKind::Zone(i) => {
            let zone = &city.zones[*i];
            (zone.name.clone(), center_of(city, *i), None)
        }
        SpotKind::Stop(i) => (feed.stops[*i].name.clone(), position_of(feed, *i), None),
        SpotKind::Terminal(i) => {
            let terminal = &city.corridors.terminals[*i];
            (terminal.name.clone(), terminal.position, None)
        }
    };
    Spot { name, kind, position, basis }
}

/// A zone's center: the place with the zone's id, else the middle of its largest ring's box.
pub fn center_of(city: &City, zone: usize) -> Option<LonLat> {
    let id = &city.zones[zone].id;
    let place = city.places.iter().find(|p| &p.id == id).and_then(|p| p.position);
    place.or_else(|| city.zones[zone].polygon.label_point())
}

/// A stop's position, or the middle of a station's platforms.
pub fn position_of(feed: &Feed, stop: StopIdx) -> Option<LonLat> {
    feed.stops[stop].position.or_else(|| {
        feed.platforms_of(stop).into_iter().find_map(|platform| feed.stops[platform].position)
    })
}

/// The platforms that a stop or station means.
pub fn platforms(feed: &Feed, stop: StopIdx) -> Vec<StopIdx> {
    match feed.stops[stop].kind {
        StopKind::Platform => vec![stop],
        StopKind::Station => feed.platforms_of(stop),
        StopKind::Entrance | StopKind::Node => {
            feed.stops[stop].parent.map_or_else(Vec::new, |parent| feed.platforms_of(parent))
        }
    }
}

/// Every name and id that a person may type, sorted, without repeats.
fn known_names(city: &City, feed: &Feed) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for place in &city.places {
        all.extend([place.id.clone(), place.name.clone()]);
        all.extend(place.other_names.iter().cloned());
    }
    for zone in &city.zones {
        all.extend([zone.id.clone(), zone.name.clone()]);
    }
    for terminal in &city.corridors.terminals {
        all.extend([terminal.id.clone(), terminal.name.clone()]);
    }
    for stop in feed.stops.as_slice() {
        if stop.kind == StopKind::Station || stop.parent.is_none() {
            all.push(stop.name.clone());
            all.extend(stop.other_names.iter().cloned());
        }
    }
    all.sort_unstable();
    all.dedup();
    all
}
