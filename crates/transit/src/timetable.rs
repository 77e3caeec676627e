//! One service day, flat and immutable: what RAPTOR reads. Compiled from a
//! [`crate::feed::Feed`] and never patched: a changed plan is a recompiled timetable.
//!
//! A *pattern* is a sequence of stops with the same boarding rules; its *trips* are sorted and
//! never overtake each other. The day includes the tail of the service day before (its 25:10 is
//! here 01:10), so that the small hours are not empty.

use allways_base::{Csr, Date, IdxVec, Seconds, ServiceTime};

use crate::feed::{FeedTripIdx, RouteIdx, StopIdx};

allways_base::define_idx! {
    /// A stop sequence shared by one or more trips.
    PatternIdx;
    /// A run of this day, in pattern order, earliest first within a pattern.
    TripIdx;
}

/// An arrival and a departure; `arrive <= depart`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Times {
    /// When the vehicle arrives.
    pub arrive: ServiceTime,
    /// When it leaves.
    pub depart: ServiceTime,
}

/// One position of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Call {
    /// Where.
    pub stop: StopIdx,
    /// False if nobody may board here.
    pub may_board: bool,
    /// False if nobody may alight here.
    pub may_alight: bool,
}

/// A walk between two different stops that a passenger may take between rides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Footpath {
    /// Where it leads.
    pub to: StopIdx,
    /// How long it takes, minimum transfer time included.
    pub duration: Seconds,
}

/// See the module docs.
#[derive(Debug, Clone)]
pub struct Timetable {
    /// The service day.
    pub date: Date,
    /// Number of stops: rows of the feed.
    pub n_stops: usize,
    /// pattern → its calls, in order; at least two.
    pub calls: Csr<PatternIdx, Call>,
    /// pattern → times, trip-major: trip `t` of a pattern with `n` calls is `[t*n..(t+1)*n]`.
    pub times: Csr<PatternIdx, Times>,
    /// pattern → its first row in `trips`; the pattern's trips follow.
    pub first_trip: IdxVec<PatternIdx, TripIdx>,
    /// run → the feed trip it came from.
    pub trips: IdxVec<TripIdx, FeedTripIdx>,
    /// pattern → its line (a pattern has trips of one route only).
    pub route: IdxVec<PatternIdx, RouteIdx>,
    /// stop → `(pattern, position)` of each call there.
    pub stop_calls: Csr<StopIdx, (PatternIdx, u32)>,
    /// stop → walks out of it. Not assumed to be transitively closed.
    pub footpaths: Csr<StopIdx, Footpath>,
    /// stop → time needed between alighting and boarding at this same stop; `None`: not possible.
    pub change: IdxVec<StopIdx, Option<Seconds>>,
}
