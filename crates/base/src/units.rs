//! Quantities. A bare number never crosses a crate boundary.

use std::fmt;

use crate::time::Seconds;

/// A place on the ground in WGS 84 degrees. Has no distance method: measure with `geo`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LonLat {
    /// Degrees east, -180..=180.
    pub lon: f64,
    /// Degrees north, -90..=90.
    pub lat: f64,
}

impl LonLat {
    /// Longitude first, as in GeoJSON. The only positional pair in the house.
    pub const fn new(lon: f64, lat: f64) -> Self {
        Self { lon, lat }
    }

    /// True for finite degrees within range. `0,0` is valid ground (in the sea off Ghana).
    pub fn is_valid(self) -> bool {
        (-180.0..=180.0).contains(&self.lon) && (-90.0..=90.0).contains(&self.lat)
    }
}

/// A length on the ground in metres; never negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Metres(pub f64);

impl fmt::Display for Metres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 < 1000.0 {
            write!(f, "{:.0} m", self.0)
        } else {
            write!(f, "{:.1} km", self.0 / 1000.0)
        }
    }
}

/// A speed in metres per second; above zero.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Speed(pub f64);

impl Speed {
    /// Time over `length`, rounded up: one cannot board a bus 0.4 s before one arrives.
    pub fn time_over(self, length: Metres) -> Seconds {
        Seconds(crate::cast::ceil_u32(length.0 / self.0))
    }
}
