//! Places to park: `amenity=parking` and `amenity=bicycle_parking`, as nodes and as outlines. Those
//! drawn as relations are counted, not read.

use allways_base::LonLat;
use allways_streets::{Known, Parking, ParkingKind};

use super::access::{CLOSES, DESTINATION};
use super::tags::Tags;

/// A place to park that waits for where it is; `None` for anything else.
pub(super) fn of_tags(tags: &Tags<'_>, id: impl FnOnce() -> String) -> Option<Parking> {
    let kind = match tags.get("amenity")? {
        "parking" => ParkingKind::Car,
        "bicycle_parking" => ParkingKind::Bicycle,
        _ => return None,
    };
    let public = match tags.get("access") {
        Some(value) if CLOSES.contains(&value) || DESTINATION.contains(&value) => Known::No,
        Some("yes" | "public" | "permissive") => Known::Yes,
        _ => Known::Unknown,
    };
    let fee = match tags.get("fee") {
        Some("no") => Known::No,
        Some(_) => Known::Yes,
        None => Known::Unknown,
    };
    Some(Parking {
        id: id(),
        at: LonLat::new(f64::NAN, f64::NAN),
        name: tags.get("name").unwrap_or("").to_owned(),
        kind,
        capacity: tags.get("capacity").and_then(|n| n.parse().ok()),
        public,
        fee,
    })
}

/// The middle of the box around an outline.
pub(super) fn middle(places: &[LonLat]) -> Option<LonLat> {
    let span = |of: fn(&LonLat) -> f64| {
        let all = places.iter().map(of);
        let (low, high) = (f64::INFINITY, f64::NEG_INFINITY);
        let (low, high) = all.fold((low, high), |(l, h), x| (l.min(x), h.max(x)));
        f64::midpoint(low, high)
    };
    let middle = LonLat::new(span(|p| p.lon), span(|p| p.lat));
    middle.is_valid().then_some(middle)
}
