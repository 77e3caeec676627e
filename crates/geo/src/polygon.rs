//! Areas on the ground: rings of places, with holes. Edges are straight in degrees, as GeoJSON
//! (RFC 7946, 3.1.1) has it. No ring may cross the 180° meridian.

use allways_base::LonLat;

use crate::distance::{A, E2};

/// West, south, east, north, in degrees. Empty when west is greater than east.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BBox {
    /// Least longitude.
    pub west: f64,
    /// Least latitude.
    pub south: f64,
    /// Greatest longitude.
    pub east: f64,
    /// Greatest latitude.
    pub north: f64,
}

impl BBox {
    /// The box of nothing.
    pub const EMPTY: Self = Self {
        west: f64::INFINITY,
        south: f64::INFINITY,
        east: f64::NEG_INFINITY,
        north: f64::NEG_INFINITY,
    };

    /// The smallest box around places.
    pub fn around(places: impl IntoIterator<Item = LonLat>) -> Self {
        places.into_iter().fold(Self::EMPTY, |b, p| Self {
            west: b.west.min(p.lon),
            south: b.south.min(p.lat),
            east: b.east.max(p.lon),
            north: b.north.max(p.lat),
        })
    }

    /// True if the place is inside or on the edge.
    pub fn contains(&self, p: LonLat) -> bool {
        (self.west..=self.east).contains(&p.lon) && (self.south..=self.north).contains(&p.lat)
    }

    /// The smallest box around both.
    #[must_use]
    pub const fn union(&self, other: &Self) -> Self {
        Self {
            west: self.west.min(other.west),
            south: self.south.min(other.south),
            east: self.east.max(other.east),
            north: self.north.max(other.north),
        }
    }

    /// The middle, in degrees; not a place if the box is empty.
    pub const fn center(&self) -> LonLat {
        LonLat::new(f64::midpoint(self.west, self.east), f64::midpoint(self.south, self.north))
    }

    /// True if it is the box of nothing.
    pub fn is_empty(&self) -> bool {
        self.west > self.east || self.south > self.north
    }
}

/// One outer ring with holes. Rings may be closed (last point equal to the first) or open, and
/// turn either way. A ring of fewer than three points bounds nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Polygon {
    /// The outside.
    pub outer: Vec<LonLat>,
    /// What is cut out.
    pub holes: Vec<Vec<LonLat>>,
}

impl Polygon {
    /// A polygon without holes.
    pub const fn new(outer: Vec<LonLat>) -> Self {
        Self { outer, holes: Vec::new() }
    }

    /// True if the place is in the outer ring and in no hole. Stable on the boundary: of polygons
    /// that share an edge exactly one contains a place on it, whichever way each ring turns, and a
    /// hole's edge belongs to either the hole or the polygon, never both. So zones that tile a city
    /// count everyone once.
    pub fn contains(&self, p: LonLat) -> bool {
        in_ring(&self.outer, p) && !self.holes.iter().any(|hole| in_ring(hole, p))
    }

    /// Area in square kilometres, holes taken out; never negative. See [`MultiPolygon::area_km2`].
    pub fn area_km2(&self) -> f64 {
        let holes: f64 = self.holes.iter().map(|hole| ring_area(hole)).sum();
        (ring_area(&self.outer) - holes).max(0.0) / 1e6
    }

    /// The smallest box around the outer ring.
    pub fn bbox(&self) -> BBox {
        BBox::around(self.outer.iter().copied())
    }
}

/// An area of several parts that do not overlap.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MultiPolygon {
    polygons: Vec<Polygon>,
    boxes: Vec<BBox>,
}

impl MultiPolygon {
    /// From parts.
    pub fn new(polygons: Vec<Polygon>) -> Self {
        let boxes = polygons.iter().map(Polygon::bbox).collect();
        Self { polygons, boxes }
    }

    /// The parts.
    pub fn polygons(&self) -> &[Polygon] {
        &self.polygons
    }

    /// True if any part contains the place. Boundary as [`Polygon::contains`].
    pub fn contains(&self, p: LonLat) -> bool {
        let near = self.polygons.iter().zip(&self.boxes).filter(|(_, b)| b.contains(p));
        near.into_iter().any(|(polygon, _)| polygon.contains(p))
    }

    /// Area on the ellipsoid in square kilometres: the exact area under each edge (straight in
    /// degrees) by Simpson's rule, so that it needs no plane and is as good for a province as for a
    /// block; relative error below 1e-8 for edges up to 1°.
    pub fn area_km2(&self) -> f64 {
        self.polygons.iter().map(Polygon::area_km2).sum()
    }

    /// The smallest box around all parts.
    pub fn bbox(&self) -> BBox {
        self.boxes.iter().fold(BBox::EMPTY, |all, b| all.union(b))
    }

    /// A place for a label or a zone's default center: the centroid of the largest part, in degrees;
    /// moved to a vertex of it if a bent shape leaves the centroid outside. `None` if empty.
    pub fn label_point(&self) -> Option<LonLat> {
        let by_area = |a: &&Polygon, b: &&Polygon| a.area_km2().total_cmp(&b.area_km2());
        let largest = self.polygons.iter().max_by(by_area)?;
        let first = *largest.outer.first()?;
        let (mut twice, mut lon, mut lat) = (0.0, 0.0, 0.0);
        for (a, b) in edges(&largest.outer) {
            let (ax, ay) = (a.lon - first.lon, a.lat - first.lat);
            let (bx, by) = (b.lon - first.lon, b.lat - first.lat);
            let cross = ax * by - bx * ay;
            twice += cross;
            lon += (ax + bx) * cross;
            lat += (ay + by) * cross;
        }
        let center = LonLat::new(first.lon + lon / (3.0 * twice), first.lat + lat / (3.0 * twice));
        Some(if largest.contains(center) { center } else { first })
    }
}

impl From<Polygon> for MultiPolygon {
    fn from(polygon: Polygon) -> Self {
        Self::new(vec![polygon])
    }
}

fn edges(ring: &[LonLat]) -> impl Iterator<Item = (LonLat, LonLat)> {
    let next = ring.iter().cycle().skip(1);
    ring.iter().copied().zip(next.copied())
}

/// Even-odd rule with a ray to the east. An edge counts from its lower end, inclusive, to its upper
/// end, exclusive; the side is computed from the lower end always, so that it comes out the same,
/// to the bit, for both polygons that share the edge.
fn in_ring(ring: &[LonLat], p: LonLat) -> bool {
    let mut inside = false;
    for (a, b) in edges(ring) {
        let (low, high) = if a.lat <= b.lat { (a, b) } else { (b, a) };
        if low.lat <= p.lat && p.lat < high.lat {
            let side =
                (high.lon - low.lon) * (p.lat - low.lat) - (p.lon - low.lon) * (high.lat - low.lat);
            inside ^= side > 0.0;
        }
    }
    inside
}

/// Square metres within a ring, whichever way it turns.
fn ring_area(ring: &[LonLat]) -> f64 {
    if ring.len() < 3 {
        return 0.0;
    }
    // From the first point's height, so that small areas do not come from differences of large ones.
    let base = below(ring[0].lat);
    let under = |(a, b): (LonLat, LonLat)| {
        let middle = below(f64::midpoint(a.lat, b.lat));
        let mean = (below(a.lat) + 4.0 * middle + below(b.lat)) / 6.0;
        (b.lon - a.lon).to_radians() * (mean - base)
    };
    edges(ring).map(under).sum::<f64>().abs()
}

/// Square metres from the equator up to a latitude, per radian of longitude (Snyder 1987, eq. 3-12).
fn below(lat: f64) -> f64 {
    let e = E2.sqrt();
    let sin = lat.to_radians().sin();
    let q = (1.0 - E2) * (sin / (1.0 - E2 * sin * sin) + (e * sin).atanh() / e);
    A * A * q / 2.0
}
