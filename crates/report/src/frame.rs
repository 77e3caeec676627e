//! Degrees to metres around a place, for drawing only.
//!
//! Equirectangular with the lengths of a degree on the WGS 84 ellipsoid at the middle latitude (the
//! cosine series of the US National Geospatial-Intelligence Agency): 0.3 % off in x at 30 km north
//! or south of the middle, which no map of 700 pixels shows. Nothing is *measured* with it.

use allways_base::LonLat;

/// A flat map around its middle; x east, y north, in metres.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frame {
    middle: LonLat,
    metres_per_lon: f64,
    metres_per_lat: f64,
    /// Western longitudes count as past 180°, for evidence across the Pacific.
    wraps: bool,
}

impl Frame {
    pub(crate) fn at(middle: LonLat) -> Self {
        let phi = middle.lat.clamp(-85.0, 85.0).to_radians();
        let metres_per_lat = 111_132.92 - 559.82 * (2.0 * phi).cos() + 1.175 * (4.0 * phi).cos();
        let metres_per_lon = 111_412.84 * phi.cos() - 93.5 * (3.0 * phi).cos();
        Self { middle, metres_per_lon, metres_per_lat, wraps: false }
    }

    /// The frame in which these points span least; `None` without points.
    pub(crate) fn around(points: &[LonLat]) -> Option<Self> {
        let plain = bounds(points.iter().map(|p| (p.lon, p.lat)))?;
        let wrapped = bounds(points.iter().map(|p| (wrap(p.lon), p.lat)))?;
        let wraps = wrapped.width() < plain.width();
        let b = if wraps { wrapped } else { plain };
        let middle = LonLat::new(f64::midpoint(b.x0, b.x1), f64::midpoint(b.y0, b.y1));
        Some(Self { wraps, ..Self::at(middle) })
    }

    pub(crate) fn xy(&self, p: LonLat) -> (f64, f64) {
        let lon = if self.wraps { wrap(p.lon) } else { p.lon };
        (
            (lon - self.middle.lon) * self.metres_per_lon,
            (p.lat - self.middle.lat) * self.metres_per_lat,
        )
    }

    /// Degrees east (may pass 180 where the frame wraps) and north.
    pub(crate) fn degrees(&self, x: f64, y: f64) -> (f64, f64) {
        (self.middle.lon + x / self.metres_per_lon, self.middle.lat + y / self.metres_per_lat)
    }
}

fn wrap(lon: f64) -> f64 {
    if lon < 0.0 { lon + 360.0 } else { lon }
}

/// An upright rectangle.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    pub(crate) x0: f64,
    pub(crate) y0: f64,
    pub(crate) x1: f64,
    pub(crate) y1: f64,
}

impl Bounds {
    pub(crate) fn width(&self) -> f64 {
        self.x1 - self.x0
    }
    pub(crate) fn height(&self) -> f64 {
        self.y1 - self.y0
    }
}

/// The smallest rectangle around the points.
pub(crate) fn bounds(points: impl IntoIterator<Item = (f64, f64)>) -> Option<Bounds> {
    points.into_iter().fold(None, |found: Option<Bounds>, (x, y)| {
        let b = found.unwrap_or(Bounds { x0: x, y0: y, x1: x, y1: y });
        Some(Bounds { x0: b.x0.min(x), y0: b.y0.min(y), x1: b.x1.max(x), y1: b.y1.max(y) })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_degree_at_the_equator_is_about_111_km() {
        let frame = Frame::at(LonLat::new(0.0, 0.0));
        let (x, y) = frame.xy(LonLat::new(1.0, 1.0));
        assert!((x - 111_319.5).abs() < 1.0, "{x}");
        assert!((y - 110_574.3).abs() < 1.0, "{y}");
    }

    #[test]
    fn the_pacific_is_crossed_the_short_way() {
        let points = [LonLat::new(106.5, 29.5), LonLat::new(-118.2, 33.7)];
        let frame = Frame::around(&points).expect("points");
        let (a, b) = (frame.xy(points[0]).0, frame.xy(points[1]).0);
        assert!(b > a, "Los Angeles lies east of Chongqing");
    }
}
