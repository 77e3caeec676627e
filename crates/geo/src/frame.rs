//! A plane for one city: transverse Mercator on the WGS 84 ellipsoid, centered on an origin, scale
//! 1 along the origin's meridian.
//!
//! Krüger's series to the fourth order of the third flattening (Krüger 1912; as in Karney, Journal
//! of Geodesy 85, 2011): exact to well under a millimetre within 1000 km. What is left is the
//! projection's own stretch, x²/2R²: 4.4e-5 at 60 km east or west of the origin, nothing along
//! north and south. An equirectangular plane would be off by 0.45 % at 50 km in the middle
//! latitudes.

use allways_base::LonLat;

use crate::distance::{A, E2, F, turn};

/// A place in the plane of a [`LocalFrame`]; metres.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Xy {
    /// East of the origin.
    pub x: f64,
    /// North of the origin.
    pub y: f64,
}

impl Xy {
    /// East first.
    pub const fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }
}

const N: f64 = F / (2.0 - F);
const N2: f64 = N * N;
const N3: f64 = N2 * N;
const N4: f64 = N2 * N2;
/// Radius of the circle as long as a meridian.
const RECTIFYING: f64 = A / (1.0 + N) * (1.0 + N2 / 4.0 + N4 / 64.0);
const ALPHA: [f64; 4] = [
    N / 2.0 - 2.0 / 3.0 * N2 + 5.0 / 16.0 * N3 + 41.0 / 180.0 * N4,
    13.0 / 48.0 * N2 - 3.0 / 5.0 * N3 + 557.0 / 1440.0 * N4,
    61.0 / 240.0 * N3 - 103.0 / 140.0 * N4,
    49_561.0 / 161_280.0 * N4,
];
const BETA: [f64; 4] = [
    N / 2.0 - 2.0 / 3.0 * N2 + 37.0 / 96.0 * N3 - N4 / 360.0,
    N2 / 48.0 + N3 / 15.0 - 437.0 / 1440.0 * N4,
    17.0 / 480.0 * N3 - 37.0 / 840.0 * N4,
    4397.0 / 161_280.0 * N4,
];

/// See the module docs. Good to 1e-4 of any length within 60 km of the origin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LocalFrame {
    origin: LonLat,
    /// Northing of the origin above the equator.
    base: f64,
}

impl LocalFrame {
    /// A plane with `origin` at 0, 0.
    pub fn new(origin: LonLat) -> Self {
        let base = project(0.0, origin.lat).y;
        Self { origin, base }
    }

    /// The place at 0, 0.
    pub const fn origin(&self) -> LonLat {
        self.origin
    }

    /// Into the plane. Meaningful up to about 3000 km east or west of the origin.
    pub fn to_xy(&self, place: LonLat) -> Xy {
        let Xy { x, y } = project(turn(place.lon - self.origin.lon), place.lat);
        Xy { x, y: y - self.base }
    }

    /// Back to the ground; undoes [`LocalFrame::to_xy`] to 1e-9 degrees.
    pub fn to_lonlat(&self, at: Xy) -> LonLat {
        let (xi, eta) = ((at.y + self.base) / RECTIFYING, at.x / RECTIFYING);
        let (mut xi_p, mut eta_p) = (xi, eta);
        for (beta, k) in BETA.iter().zip([2.0, 4.0, 6.0, 8.0]) {
            xi_p -= beta * (k * xi).sin() * (k * eta).cosh();
            eta_p -= beta * (k * xi).cos() * (k * eta).sinh();
        }
        let lon = eta_p.sinh().atan2(xi_p.cos());
        let tau_p = xi_p.sin() / eta_p.sinh().hypot(xi_p.cos());
        let lat = geographic_tangent(tau_p).atan();
        LonLat::new(turn(self.origin.lon + lon.to_degrees()), lat.to_degrees())
    }
}

/// Metres east of the central meridian and north of the equator.
fn project(dlon: f64, lat: f64) -> Xy {
    let tau_p = conformal_tangent(lat.to_radians().tan());
    let (sin, cos) = dlon.to_radians().sin_cos();
    let xi = tau_p.atan2(cos);
    let eta = (sin / tau_p.hypot(cos)).asinh();
    let (mut x, mut y) = (eta, xi);
    for (alpha, k) in ALPHA.iter().zip([2.0, 4.0, 6.0, 8.0]) {
        y += alpha * (k * xi).sin() * (k * eta).cosh();
        x += alpha * (k * xi).cos() * (k * eta).sinh();
    }
    Xy { x: RECTIFYING * x, y: RECTIFYING * y }
}

/// Tangent of the conformal latitude from that of the geographic one.
fn conformal_tangent(tau: f64) -> f64 {
    let e = E2.sqrt();
    let sigma = (e * (e * tau / 1.0f64.hypot(tau)).atanh()).sinh();
    tau * 1.0f64.hypot(sigma) - sigma * 1.0f64.hypot(tau)
}

/// The inverse of [`conformal_tangent`], by Newton; three rounds reach the last bit.
fn geographic_tangent(tau_p: f64) -> f64 {
    let mut tau = tau_p / (1.0 - E2);
    for _ in 0..5 {
        let now = conformal_tangent(tau);
        let slope =
            (1.0 + (1.0 - E2) * tau * tau) / ((1.0 - E2) * 1.0f64.hypot(now) * 1.0f64.hypot(tau));
        tau += (tau_p - now) * slope;
    }
    tau
}
