//! The distance on the ground: the geodesic on the WGS 84 ellipsoid.
//!
//! Three methods, each where it is good:
//! - within 0.1° and below 80° of latitude, the mid-latitude formula (the ellipsoid taken as a
//!   plane with the two radii of curvature at the middle), which costs one sine: off by less than
//!   2e-6 of the length (tested against the second);
//! - elsewhere Vincenty's inverse iteration (Survey Review 23, 1975): off by less than 1 mm;
//! - where that does not converge, for points nearly opposite each other on the globe, the
//!   definition: any geodesic there crosses the circle half way round, so the shortest sum of two
//!   halves over that circle is looked for; off by less than 1 m.
//!
//! We do not use the FCC's polynomial (47 CFR 73.208): it is the same mid-latitude formula for the
//! Clarke ellipsoid of 1866 with rounded coefficients.

use allways_base::{LonLat, Metres};

/// Equatorial radius of WGS 84, metres.
pub(crate) const A: f64 = 6_378_137.0;
/// Flattening of WGS 84.
pub(crate) const F: f64 = 1.0 / 298.257_223_563;
/// Square of the first eccentricity of WGS 84.
pub(crate) const E2: f64 = F * (2.0 - F);

/// The length of the shortest line on the ground between two places. Symmetric to the bit; zero
/// for equal places; longitudes that differ by a whole turn are equal.
pub fn distance(a: LonLat, b: LonLat) -> Metres {
    // One order, so that distance(a, b) and distance(b, a) round alike.
    let (a, b) = if (a.lat, a.lon) <= (b.lat, b.lon) { (a, b) } else { (b, a) };
    let dlat = b.lat - a.lat;
    let dlon = turn(b.lon - a.lon);
    if dlat < 0.1 && dlon.abs() < 0.1 && b.lat < 80.0 && a.lat > -80.0 {
        let (north, east) = degree_lengths(f64::midpoint(a.lat, b.lat));
        return Metres((dlat * north).hypot(dlon * east));
    }
    Metres(vincenty(a, b).unwrap_or_else(|| by_halves(a, b)))
}

/// Metres per degree of latitude and of longitude at a latitude: what a small neighborhood needs to
/// be a plane.
pub fn degree_lengths(lat: f64) -> (f64, f64) {
    let (sin, cos) = lat.to_radians().sin_cos();
    let w2 = 1.0 - E2 * sin * sin;
    let n = A / w2.sqrt();
    let m = n * (1.0 - E2) / w2;
    (m.to_radians(), (n * cos).to_radians())
}

/// A difference of longitudes, brought into -180..=180.
pub(crate) fn turn(dlon: f64) -> f64 {
    if dlon.abs() <= 180.0 { dlon } else { dlon - 360.0 * (dlon / 360.0).round() }
}

/// `None` where the iteration does not settle.
fn vincenty(a: LonLat, b: LonLat) -> Option<f64> {
    let reduced = |lat: f64| ((1.0 - F) * lat.to_radians().tan()).atan().sin_cos();
    let ((su1, cu1), (su2, cu2)) = (reduced(a.lat), reduced(b.lat));
    let l = turn(b.lon - a.lon).to_radians();
    let mut lambda = l;
    for _ in 0..60 {
        let (sl, cl) = lambda.sin_cos();
        let sin_sigma = (cu2 * sl).hypot(cu1 * su2 - su1 * cu2 * cl);
        if sin_sigma == 0.0 {
            return (cl > 0.0).then_some(0.0);
        }
        let cos_sigma = su1 * su2 + cu1 * cu2 * cl;
        let sigma = sin_sigma.atan2(cos_sigma);
        let sin_alpha = cu1 * cu2 * sl / sin_sigma;
        let cos2_alpha = 1.0 - sin_alpha * sin_alpha;
        // Along the equator there is no vertex and the term is zero.
        let cos_2m =
            if cos2_alpha > 1e-15 { cos_sigma - 2.0 * su1 * su2 / cos2_alpha } else { 0.0 };
        let c = F / 16.0 * cos2_alpha * (4.0 + F * (4.0 - 3.0 * cos2_alpha));
        let around = cos_2m + c * cos_sigma * (2.0 * cos_2m * cos_2m - 1.0);
        let next = l + (1.0 - c) * F * sin_alpha * (sigma + c * sin_sigma * around);
        if next.abs() > std::f64::consts::PI {
            return None;
        }
        let settled = (next - lambda).abs() < 1e-12;
        lambda = next;
        if settled {
            let minor = A * (1.0 - F);
            let u2 = cos2_alpha * (A * A - minor * minor) / (minor * minor);
            let big_a = 1.0 + u2 / 16_384.0 * (4096.0 + u2 * (-768.0 + u2 * (320.0 - 175.0 * u2)));
            let big_b = u2 / 1024.0 * (256.0 + u2 * (-128.0 + u2 * (74.0 - 47.0 * u2)));
            let second = cos_sigma * (2.0 * cos_2m * cos_2m - 1.0);
            let third = big_b / 6.0
                * cos_2m
                * (4.0 * sin_sigma * sin_sigma - 3.0)
                * (4.0 * cos_2m * cos_2m - 3.0);
            let delta = big_b * sin_sigma * (cos_2m + big_b / 4.0 * (second - third));
            return Some(minor * big_a * (sigma - delta));
        }
    }
    None
}

/// For nearly opposite points: the best way over the circle at 90° from `a`, found by bearing.
fn by_halves(a: LonLat, b: LonLat) -> f64 {
    let over = |bearing: f64| {
        let half = on_sphere(a, bearing);
        let long = std::f64::consts::PI * A;
        vincenty(a, half).unwrap_or(long) + vincenty(half, b).unwrap_or(long)
    };
    let step = std::f64::consts::TAU / 64.0;
    let (mut best, mut at) = (f64::INFINITY, 0.0);
    for k in 0..64u32 {
        let bearing = f64::from(k) * step;
        if over(bearing) < best {
            (best, at) = (over(bearing), bearing);
        }
    }
    let (mut low, mut high) = (at - step, at + step);
    for _ in 0..60 {
        let third = (high - low) / 3.0;
        if over(low + third) < over(high - third) {
            high -= third;
        } else {
            low += third;
        }
    }
    over(f64::midpoint(low, high)).min(best)
}

/// The point a quarter of the way round the sphere from `a`, in a direction.
fn on_sphere(a: LonLat, bearing: f64) -> LonLat {
    let (sin, cos) = a.lat.to_radians().sin_cos();
    let lat = (cos * bearing.cos()).clamp(-1.0, 1.0).asin();
    let dlon = (bearing.sin() * cos).atan2(-sin * lat.sin());
    LonLat::new(turn(a.lon + dlon.to_degrees()), lat.to_degrees())
}
