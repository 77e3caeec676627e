//! Who walks, and on what: streets, or straight lines where there are none.

use allways_base::{LonLat, Metres, Seconds, Speed};
use allways_geo::distance;
use allways_streets::{Costs, StreetNetwork, WalkProfile, Weights};

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
}

/// What is walked on.
#[derive(Clone, Copy, Debug)]
pub enum Ground<'a> {
    /// Streets.
    Streets {
        /// The network.
        net: &'a StreetNetwork,
        /// What each of its edges takes the walker, slopes, wheels and season included; `None`: the
        /// walker's speed everywhere, as on the level.
        weights: Option<&'a Weights>,
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

impl<'a> Ground<'a> {
    /// The streets, and what they take the walker.
    pub(crate) fn streets(&self, walker: &Walker) -> Option<(&'a StreetNetwork, Costs<'a>)> {
        match *self {
            Self::Streets { net, weights: Some(weights), .. } => Some((net, weights.into())),
            Self::Streets { net, weights: None, .. } => Some((net, (&walker.profile()).into())),
            Self::Straight { .. } => None,
        }
    }

    /// Factor of the straight line, where no street leads; `None`: one does not walk there.
    pub(crate) const fn detour(&self) -> Option<f64> {
        match *self {
            Self::Streets { beyond, .. } => beyond,
            Self::Straight { detour_factor } => Some(detour_factor),
        }
    }

    /// The farthest that the walker comes in `time`, downhill all the way; nowhere at no speed.
    pub(crate) fn farthest(&self, walker: &Walker, time: Seconds) -> Metres {
        let speed = match self {
            Self::Streets { weights: Some(weights), .. } => weights.fastest().0.max(walker.speed.0),
            _ => walker.speed.0,
        };
        Metres((speed * f64::from(time.0)).max(0.0))
    }
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
