//! Geometry of a zone: polygons and rings of a GeoJSON feature, mended or refused ring by ring.

use allways_base::{LonLat, Severity};
use allways_geo::{MultiPolygon, Polygon};
use serde_json::Value;

use super::Reader;
use crate::geojson::what;
use crate::points::checked_position;

/// Pairs of edges that the search for crossings looks at in one ring before it gives up.
const MOST_PAIRS: usize = 5_000_000;

impl Reader<'_> {
    /// The feature's area; `None`, and told, if nothing of it is usable.
    pub(super) fn shape(&mut self, geometry: Option<&Value>, place: &str) -> Option<MultiPolygon> {
        let kind = geometry.and_then(|g| g.get("type")).and_then(Value::as_str);
        let coordinates = geometry.and_then(|g| g.get("coordinates"));
        let parts: Vec<&Value> = match kind {
            Some("Polygon") => coordinates.into_iter().collect(),
            Some("MultiPolygon") => {
                coordinates.and_then(Value::as_array).into_iter().flatten().collect()
            }
            other => {
                let found = other.map_or_else(|| "missing".to_owned(), |kind| format!("`{kind}`"));
                let message =
                    format!("the geometry is {found}, not a polygon; the feature was dropped");
                self.tell(
                    Severity::Error,
                    "not-a-polygon",
                    place,
                    message,
                    "draw the zone as an area",
                );
                return None;
            }
        };
        let polygons: Vec<Polygon> =
            parts.into_iter().filter_map(|part| self.polygon(part, place)).collect();
        if polygons.is_empty() {
            let message = "no ring is usable; the feature was dropped".to_owned();
            self.tell(Severity::Error, "zone-without-area", place, message, "draw the zone again");
            return None;
        }
        Some(MultiPolygon::new(polygons))
    }

    fn polygon(&mut self, part: &Value, place: &str) -> Option<Polygon> {
        let rings = part.as_array().map(Vec::as_slice).unwrap_or_default();
        let (outer, holes) = rings.split_first()?;
        let polygon = Polygon::new(self.ring(outer, place)?);
        let mut kept = Vec::new();
        for hole in holes {
            let Some(hole) = self.ring(hole, place) else { continue };
            if hole.iter().any(|point| polygon.contains(*point)) {
                kept.push(hole);
            } else {
                let message = format!(
                    "the hole at {} lies outside its polygon and was dropped",
                    shown(hole[0])
                );
                self.tell(
                    Severity::Warning,
                    "hole-outside",
                    place,
                    message,
                    "draw it as a polygon of its own",
                );
            }
        }
        Some(Polygon { holes: kept, ..polygon })
    }

    /// A ring of at least three different points, open, in WGS 84.
    fn ring(&mut self, ring: &Value, place: &str) -> Option<Vec<LonLat>> {
        let Value::Array(positions) = ring else {
            let message = format!("a ring is {}, not an array; it was dropped", what(ring));
            self.tell(
                Severity::Error,
                "ring-unreadable",
                place,
                message,
                "write `[[lon, lat], …]`",
            );
            return None;
        };
        let mut points = Vec::with_capacity(positions.len());
        for position in positions {
            let number = |k: usize| position.get(k).and_then(Value::as_f64);
            let Some((lon, lat)) = number(0).zip(number(1)) else {
                let message = format!("`{}` is no position; the ring was dropped", cut(position));
                self.tell(Severity::Error, "ring-unreadable", place, message, "write `[lon, lat]`");
                return None;
            };
            let at = LonLat::new(lon, lat);
            let consequence = "the ring was dropped";
            points.push(checked_position(at, consequence, place, &mut self.problems)?);
        }
        let closed = points.len() > 1 && points.first() == points.last();
        if closed {
            points.pop();
        } else if points.len() >= 3 {
            let message = format!(
                "a ring ends at {} and not where it began",
                shown(points[points.len() - 1])
            );
            self.tell(
                Severity::Warning,
                "ring-open",
                place,
                message,
                "repeat its first position at the end; it was closed",
            );
        }
        let first = points.clone();
        points.dedup();
        if points.len() < 3 {
            let message =
                format!("a ring has {} different positions; it was dropped", points.len());
            self.tell(
                Severity::Error,
                "ring-too-short",
                place,
                message,
                "a ring needs at least 3 and the first again",
            );
            return None;
        }
        if first.len() != points.len() {
            let message = format!(
                "a ring repeats positions in a row ({} in all)",
                first.len() - points.len()
            );
            self.tell(
                Severity::Note,
                "ring-repeats",
                place,
                message,
                "nothing needs doing; the repeats were left out",
            );
        }
        let area = Polygon::new(points.clone()).area_km2();
        if area <= 0.0 {
            let message =
                format!("the ring at {} encloses nothing; it was dropped", shown(points[0]));
            self.tell(Severity::Error, "ring-without-area", place, message, "draw the zone again");
            return None;
        }
        match crossing(&points) {
            Crossing::None => {}
            Crossing::Near(at) => {
                let message = format!("a ring crosses itself near {}", shown(at));
                self.tell(
                    Severity::Error,
                    "ring-crosses-itself",
                    place,
                    message,
                    "draw it again; its area and inside are not to be trusted",
                );
            }
            Crossing::Unknown => {
                let message =
                    format!("a ring of {} positions was not searched for crossings", points.len());
                self.tell(Severity::Note, "ring-not-searched", place, message, "simplify it");
            }
        }
        Some(points.into_iter().map(self.datum).collect())
    }
}

enum Crossing {
    None,
    Near(LonLat),
    Unknown,
}

/// Where two edges of a ring cross, by a sweep over their western ends; edges that only touch do
/// not cross.
fn crossing(ring: &[LonLat]) -> Crossing {
    let west = |&(a, b): &(LonLat, LonLat)| a.lon.min(b.lon);
    let mut edges: Vec<(LonLat, LonLat)> =
        ring.iter().copied().zip(ring.iter().copied().cycle().skip(1)).collect();
    edges.sort_by(|a, b| west(a).total_cmp(&west(b)));
    let mut pairs = 0;
    for (k, &(a, b)) in edges.iter().enumerate() {
        let east = a.lon.max(b.lon);
        for &(c, d) in edges[k + 1..].iter().take_while(|edge| west(edge) <= east) {
            pairs += 1;
            if pairs > MOST_PAIRS {
                return Crossing::Unknown;
            }
            let apart = c.lat.min(d.lat) > a.lat.max(b.lat) || c.lat.max(d.lat) < a.lat.min(b.lat);
            if !apart && opposite(a, b, c, d) && opposite(c, d, a, b) {
                return Crossing::Near(a);
            }
        }
    }
    Crossing::None
}

/// True if `c` and `d` lie on different sides of the line through `a` and `b`, neither on it.
fn opposite(a: LonLat, b: LonLat, c: LonLat, d: LonLat) -> bool {
    let side = |p: LonLat| (b.lon - a.lon) * (p.lat - a.lat) - (p.lon - a.lon) * (b.lat - a.lat);
    let (c, d) = (side(c), side(d));
    c > 0.0 && d < 0.0 || c < 0.0 && d > 0.0
}

/// A place for messages.
fn shown(at: LonLat) -> String {
    format!("{:.5},{:.5} (lon,lat)", at.lon, at.lat)
}

/// The start of a value, for messages.
fn cut(value: &Value) -> String {
    value.to_string().chars().take(40).collect()
}
