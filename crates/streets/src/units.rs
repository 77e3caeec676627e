//! The units of street searches: whole millimetres and milliseconds. Whole seconds per edge would
//! bias long walks; reals would make equal paths unequal.

use allways_base::cast::{ceil_u32, round_u32};
use allways_base::{Metres, Seconds};

/// A length along streets; at most 4294 km.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Millimetres(pub u32);

impl Millimetres {
    /// Rounded to the nearest; clamped.
    pub fn round_from(length: Metres) -> Self {
        Self(round_u32(length.0 * 1000.0))
    }
}

impl From<Millimetres> for Metres {
    fn from(length: Millimetres) -> Self {
        Self(f64::from(length.0) / 1000.0)
    }
}

/// A walking time; at most 49 days. Adding saturates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Millis(pub u32);

impl Millis {
    /// Longer than any limit: closed.
    pub const NEVER: Self = Self(u32::MAX);

    /// From whole seconds; clamped.
    pub const fn from_seconds(time: Seconds) -> Self {
        Self(time.0.saturating_mul(1000))
    }

    /// Whole seconds, rounded up: one cannot board a bus 0.4 s before one arrives. The only place
    /// where a walk is rounded to seconds.
    pub const fn ceil(self) -> Seconds {
        Seconds(self.0.div_ceil(1000))
    }

    /// A share of this time, rounded to the nearest: `part` of `whole`, all of it if `whole` is 0.
    pub(crate) fn share(self, part: Millimetres, whole: Millimetres) -> Self {
        if whole.0 == 0 {
            return Self(0);
        }
        let exact = f64::from(self.0) * f64::from(part.0) / f64::from(whole.0);
        Self(ceil_u32((exact - 0.5).max(0.0)).min(self.0))
    }
}

impl std::ops::Add for Millis {
    type Output = Self;
    #[inline]
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}
