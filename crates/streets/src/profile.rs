//! Who walks, and how.

use allways_base::cast::round_u32;
use allways_base::{Metres, Speed};

use crate::draft::Known;
use crate::network::{EdgeFlags, Hop};
use crate::units::{Millimetres, Millis};

/// A way of walking. A parameter of a query, never baked into a network.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WalkProfile {
    /// Speed on the level; the same on every edge.
    pub speed: Speed,
    /// Steps are closed unless tagged passable with a wheelchair, and so is every edge tagged not
    /// passable.
    pub step_free: bool,
    /// With `step_free`: whether an edge that says nothing about wheelchairs, and is not steps, may
    /// be used. Most streets say nothing: `false` leaves only what is surveyed as passable, and is
    /// the pessimistic bound; `true` is the usual reading.
    pub unknown_is_passable: bool,
}

impl WalkProfile {
    /// Anyone on foot at a speed, steps allowed.
    pub const fn on_foot(speed: Speed) -> Self {
        Self { speed, step_free: false, unknown_is_passable: true }
    }

    /// True if an edge with these flags may be used.
    #[inline]
    pub fn allows(&self, flags: EdgeFlags) -> bool {
        if !self.step_free {
            return true;
        }
        match flags.wheelchair() {
            Known::Yes => true,
            Known::No => false,
            Known::Unknown => self.unknown_is_passable && !flags.is_steps(),
        }
    }

    /// Time over a length, rounded to the nearest millisecond; `u32::MAX` (never) if the speed is
    /// not above zero.
    #[inline]
    pub fn millis(&self, length: Millimetres) -> Millis {
        // Millimetres over metres per second are milliseconds.
        Millis(self.over(f64::from(length.0)))
    }

    /// As [`WalkProfile::millis`], for a length off the streets.
    pub fn millis_over(&self, length: Metres) -> Millis {
        Millis(self.over(length.0 * 1000.0))
    }

    /// Time along a whole edge; never, if it is closed.
    #[inline]
    pub(crate) fn hop_millis(&self, hop: &Hop) -> Millis {
        if self.allows(hop.flags) { self.millis(hop.length) } else { Millis::NEVER }
    }

    #[inline]
    fn over(&self, mm: f64) -> u32 {
        if self.speed.0 > 0.0 { round_u32(mm / self.speed.0) } else { u32::MAX }
    }
}
