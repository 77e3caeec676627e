//! Who walks, and on what: streets, or straight lines where there are none.

use allways_base::{LonLat, Metres, Seconds, Speed};
use allways_geo::distance;
use allways_streets::{StreetNetwork, WalkProfile};

/// Farthest that a stop or a point may be from a street that it is put on.
pub const SNAP_MAX: Metres = Metres(300.0);

/// Someone on foot, or by wheelchair or with a pram.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Walker {
    /// The same everywhere; above 0. At 0 or below nothing is within any limit.
    pub speed: Speed,
    /// Needs ways without steps. Says nothing about stops: the timetable is compiled for that.
    pub step_free: bool,
    /// With `step_free`: whether a street that says nothing about wheelchairs may be used.
    pub unknown_is_passable: bool,
    /// Longest walk to the first stop, from the last, and all the way without riding.
    pub limit: Seconds,
    /// Longest walk between two rides.
    pub transfer_limit: Seconds,
}

impl Walker {
    /// On the streets.
    pub const fn profile(&self) -> WalkProfile {
        WalkProfile {
            speed: self.speed,
            step_free: self.step_free,
            unknown_is_passable: self.unknown_is_passable,
        }
    }

    /// The farthest that one comes in `time`; nowhere at no speed.
    pub(crate) fn farthest(&self, time: Seconds) -> Metres {
        Metres((self.speed.0 * f64::from(time.0)).max(0.0))
    }
}

/// What is walked on.
#[derive(Clone, Copy, Debug)]
pub enum Ground<'a> {
    /// Streets.
    Streets {
        /// The network.
        net: &'a StreetNetwork,
        /// What to do where a stop or a point is not within [`SNAP_MAX`] of a street: walk the
        /// straight line times this, or (`None`) not at all.
        beyond: Option<f64>,
    },
    /// No streets are known: the straight line times a factor.
    Straight {
        /// At least 1; published values lie between 1.2 and 1.5.
        detour_factor: f64,
    },
}

/// Time over the straight line times `detour_factor`, rounded up to whole seconds; `None` if it is
/// above `limit`, or if there is no answer.
pub(crate) fn straight(
    walker: &Walker,
    a: LonLat,
    b: LonLat,
    detour_factor: f64,
    limit: Seconds,
) -> Option<Seconds> {
    let length = distance(a, b).0 * detour_factor;
    let answers = walker.speed.0 > 0.0 && length.is_finite() && length >= 0.0;
    let time = walker.speed.time_over(Metres(length));
    (answers && time <= limit).then_some(time)
}
