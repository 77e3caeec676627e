//! The round earth on a flat map, for drawing corridors only.
//!
//! Azimuthal equidistant projection and great circles on the sphere (Snyder, 1987, "Map Projections:
//! A Working Manual", pp. 191 to 202 and 30 to 33): distance and bearing from the middle are true,
//! so a hub in the middle sees each gateway where it lies and as far as it is. Nothing is *measured*
//! with it.

use allways_base::LonLat;

/// Mean radius of the earth, in metres.
const RADIUS: f64 = 6_371_008.8;
/// The far end of the world would be drawn without end, in radians from the middle.
const FARTHEST: f64 = 3.1;
/// A great circle gets a point at least so often, in radians.
const STEP: f64 = 0.035;

/// A flat map around its middle; x east, y north, in metres.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Globe {
    middle: LonLat,
}

impl Globe {
    pub(crate) fn at(middle: LonLat) -> Self {
        Self { middle }
    }

    /// Around the mean direction of the points; `None` without points.
    pub(crate) fn around(points: &[LonLat]) -> Option<Self> {
        let first = *points.first()?;
        let sum = points.iter().fold([0.0; 3], |s, &p| {
            let v = vector(p);
            [s[0] + v[0], s[1] + v[1], s[2] + v[2]]
        });
        Some(Self::at(place(sum).unwrap_or(first)))
    }

    pub(crate) fn xy(&self, p: LonLat) -> (f64, f64) {
        let (sin0, cos0) = self.middle.lat.to_radians().sin_cos();
        let (sin1, cos1) = p.lat.to_radians().sin_cos();
        let (sin_dl, cos_dl) = (p.lon - self.middle.lon).to_radians().sin_cos();
        let east = cos1 * sin_dl;
        let north = cos0 * sin1 - sin0 * cos1 * cos_dl;
        let across = east.hypot(north);
        // The arc by its tangent, which is exact for short arcs too.
        let arc = across.atan2(sin0 * sin1 + cos0 * cos1 * cos_dl).min(FARTHEST);
        if across <= f64::EPSILON {
            return (0.0, 0.0);
        }
        (RADIUS * arc * east / across, RADIUS * arc * north / across)
    }
}

/// The shortest way over the sphere, both ends included; a straight jump between antipodes, for
/// which there is no one way.
fn great_circle(start: LonLat, end: LonLat) -> Vec<LonLat> {
    let (from, to) = (vector(start), vector(end));
    let arc = from.iter().zip(to).map(|(u, v)| u * v).sum::<f64>().clamp(-1.0, 1.0).acos();
    let mut out = vec![start];
    if arc < FARTHEST {
        let parts = (arc / STEP).ceil().max(1.0);
        let mut k = 1.0;
        while k < parts {
            let (near, far) = ((arc * (1.0 - k / parts)).sin(), (arc * k / parts).sin());
            out.extend(place([0, 1, 2].map(|i| near * from[i] + far * to[i])));
            k += 1.0;
        }
    }
    out.push(end);
    out
}

/// A line of which every part goes the shortest way.
pub(crate) fn great_circles(line: &[LonLat]) -> Vec<LonLat> {
    let mut out: Vec<LonLat> = line.first().copied().into_iter().collect();
    for w in line.windows(2) {
        out.extend(great_circle(w[0], w[1]).into_iter().skip(1));
    }
    out
}

fn vector(p: LonLat) -> [f64; 3] {
    let (sin_lat, cos_lat) = p.lat.to_radians().sin_cos();
    let (sin_lon, cos_lon) = p.lon.to_radians().sin_cos();
    [cos_lat * cos_lon, cos_lat * sin_lon, sin_lat]
}

/// Where a vector leaves the sphere; `None` for one without a direction.
fn place(v: [f64; 3]) -> Option<LonLat> {
    let flat = v[0].hypot(v[1]);
    (flat.hypot(v[2]) > 1e-9)
        .then(|| LonLat::new(v[1].atan2(v[0]).to_degrees(), v[2].atan2(flat).to_degrees()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use allways_base::random::Random;

    /// The slow, obvious distance: haversine.
    fn haversine(a: LonLat, b: LonLat) -> f64 {
        let (dlat, dlon) = ((b.lat - a.lat).to_radians(), (b.lon - a.lon).to_radians());
        let h = (dlat / 2.0).sin().powi(2)
            + a.lat.to_radians().cos() * b.lat.to_radians().cos() * (dlon / 2.0).sin().powi(2);
        2.0 * RADIUS * h.sqrt().min(1.0).asin()
    }

    fn anywhere(random: &mut Random) -> LonLat {
        LonLat::new(random.unit() * 360.0 - 180.0, random.unit() * 178.0 - 89.0)
    }

    #[test]
    fn distances_and_bearings_from_the_middle_are_true() {
        let mut random = Random::new(7, 1);
        for _ in 0..4000 {
            let (a, b) = (anywhere(&mut random), anywhere(&mut random));
            let truth = haversine(a, b);
            if truth > 19_700_000.0 {
                continue;
            }
            let (x, y) = Globe::at(a).xy(b);
            assert!((x.hypot(y) - truth).abs() < 1.0, "{a:?} {b:?}: {} {truth}", x.hypot(y));
            assert!((x > 0.0) == ((b.lon - a.lon).rem_euclid(360.0) < 180.0), "east is right");
        }
        let (x, y) = Globe::at(LonLat::new(106.0, 29.0)).xy(LonLat::new(106.0, 30.0));
        assert!(x.abs() < 1e-6 && y > 111_000.0, "north is up at the middle");
    }

    #[test]
    fn a_great_circle_is_the_shortest_way_and_has_even_steps() {
        let mut random = Random::new(7, 2);
        for _ in 0..1000 {
            let (a, b) = (anywhere(&mut random), anywhere(&mut random));
            let way = great_circle(a, b);
            let truth = haversine(a, b);
            let steps: Vec<f64> = way.windows(2).map(|w| haversine(w[0], w[1])).collect();
            assert!((steps.iter().sum::<f64>() - truth).abs() < 10.0, "{a:?} {b:?}");
            assert!(truth > 19_700_000.0 || steps.iter().all(|&s| s < RADIUS * 0.0351));
            assert_eq!((way.first(), way.last()), (Some(&a), Some(&b)));
        }
        assert_eq!(great_circle(LonLat::new(5.0, 5.0), LonLat::new(5.0, 5.0)).len(), 2);
    }

    #[test]
    fn great_circles_through_the_middle_are_straight() {
        let hub = LonLat::new(106.5, 29.5);
        let globe = Globe::at(hub);
        for end in [LonLat::new(6.7, 51.4), LonLat::new(103.8, 1.3), LonLat::new(-118.0, 33.7)] {
            let (ex, ey) = globe.xy(end);
            for p in great_circle(hub, end) {
                let (x, y) = globe.xy(p);
                assert!((x * ey - y * ex).abs() / ex.hypot(ey) < 1.0, "{p:?}");
            }
        }
    }
}
