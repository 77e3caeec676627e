//! An origin and a destination as the engine wants them: access, egress, a direct walk. The same
//! three go into the range search of a matrix and into the journeys of a route, which is why both
//! give the same times.
//!
//! The rules:
//! - a *position* has the walks to and from the platforms around it, within the walker's limit;
//! - *stops* have their platforms at no time. Whoever stands there takes the timetable's own footpaths
//!   (they know of transfer times: the ground would lead through the walls of a station), and where
//!   these do not lead walks like anyone who stands at the same place. Under
//!   [`Attached::by_transfers_alone`] there are only the timetable's footpaths;
//! - the direct walk is one walk: what access or egress says where an end is stops, and between two
//!   positions a walk within the walker's limit.

use allways_base::{Csr, Idx, LonLat, Seconds};
use allways_streets::DijkstraSearch;
use allways_transit::feed::StopIdx;
use allways_transit::timetable::Timetable;

use crate::attach::Attached;
use crate::walk::{Footing, Walks, Way};

/// Where a journey starts or ends.
#[derive(Clone, Debug, PartialEq)]
pub enum Endpoint {
    /// A place on the ground.
    Position(LonLat),
    /// Any of these platforms; for a station all of its own
    /// ([`allways_transit::feed::Feed::platforms_of`]).
    Stops(Vec<StopIdx>),
}

/// What [`allways_transit::raptor::journeys`] wants to know of an origin and a destination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ends {
    /// By row, each once.
    pub access: Vec<(StopIdx, Seconds)>,
    /// By row, each once.
    pub egress: Vec<(StopIdx, Seconds)>,
    /// All the way on foot.
    pub direct: Option<Seconds>,
}

impl Ends {
    /// The ends of one journey.
    pub fn of(tt: &Timetable, attached: &Attached<'_>, from: &Endpoint, to: &Endpoint) -> Self {
        let mut search = DijkstraSearch::new();
        let target = Target::of(tt, attached, &inverse(tt), to, &mut search);
        let start = Start::of(tt, attached, from, &mut search);
        let direct = start.direct(&target);
        Self { access: start.access, egress: target.egress, direct }
    }
}

/// A destination, ready to be asked from many origins.
#[derive(Debug)]
pub(crate) struct Target<'a> {
    endpoint: &'a Endpoint,
    footing: Option<Footing>,
    pub(crate) egress: Vec<(StopIdx, Seconds)>,
}

impl<'a> Target<'a> {
    /// A position whose last walks are known.
    pub(crate) const fn at(
        endpoint: &'a Endpoint,
        footing: Footing,
        egress: Vec<(StopIdx, Seconds)>,
    ) -> Self {
        Self { endpoint, footing: Some(footing), egress }
    }

    pub(crate) fn of(
        tt: &Timetable,
        attached: &Attached<'_>,
        into: &Csr<StopIdx, (StopIdx, Seconds)>,
        endpoint: &'a Endpoint,
        search: &mut DijkstraSearch,
    ) -> Self {
        match endpoint {
            Endpoint::Position(at) => Self {
                endpoint,
                footing: Some(attached.footing(*at)),
                egress: attached.around(*at, Way::Back, search),
            },
            Endpoint::Stops(stops) => {
                let mut egress: Vec<(StopIdx, Seconds)> = Vec::new();
                for stop in known(tt, stops) {
                    egress.push((stop, Seconds(0)));
                    egress.extend(&into[stop]);
                    let walks = attached.around_stop(stop, Way::Back, search);
                    egress.extend(walks.into_iter().filter(|(from, _)| {
                        into[stop].binary_search_by_key(from, |(from, _)| *from).is_err()
                    }));
                }
                Self { endpoint, footing: None, egress: shortest(egress) }
            }
        }
    }
}

/// An origin; it holds the walks out of it.
pub(crate) struct Start<'a> {
    endpoint: &'a Endpoint,
    walks: Option<Walks<'a>>,
    pub(crate) access: Vec<(StopIdx, Seconds)>,
}

impl<'a> Start<'a> {
    pub(crate) fn of<'g: 'a>(
        tt: &Timetable,
        attached: &Attached<'g>,
        endpoint: &'a Endpoint,
        search: &'a mut DijkstraSearch,
    ) -> Self {
        match endpoint {
            Endpoint::Position(at) => {
                let limit = attached.walker().limit;
                let walks = attached.walks(attached.footing(*at), limit, Way::Out, search);
                let access = attached.platforms_in(&walks, *at, limit);
                Self { endpoint, walks: Some(walks), access }
            }
            Endpoint::Stops(stops) => {
                let mut access: Vec<(StopIdx, Seconds)> = Vec::new();
                for stop in known(tt, stops) {
                    access.push((stop, Seconds(0)));
                    access.extend(tt.ends()[stop].iter().map(|walk| (walk.to, walk.duration)));
                    let walks = attached.around_stop(stop, Way::Out, search);
                    access.extend(walks.into_iter().filter(|(to, _)| {
                        tt.ends()[stop].binary_search_by_key(to, |walk| walk.to).is_err()
                    }));
                }
                Self { endpoint, walks: None, access: shortest(access) }
            }
        }
    }

    /// The way without riding.
    pub(crate) fn direct(&self, target: &Target<'_>) -> Option<Seconds> {
        match (self.endpoint, target.endpoint) {
            (Endpoint::Position(_), Endpoint::Position(_)) => {
                self.walks.as_ref()?.time(target.footing.as_ref()?)
            }
            (_, Endpoint::Stops(stops)) => least(&self.access, stops),
            (Endpoint::Stops(stops), Endpoint::Position(_)) => least(&target.egress, stops),
        }
    }
}

/// stop → the stops that a footpath leads from, with its duration.
pub(crate) fn inverse(tt: &Timetable) -> Csr<StopIdx, (StopIdx, Seconds)> {
    let mut pairs: Vec<(StopIdx, (StopIdx, Seconds))> = Vec::new();
    for from in tt.ends().indices() {
        pairs.extend(tt.ends()[from].iter().map(|walk| (walk.to, (from, walk.duration))));
    }
    Csr::from_pairs(tt.n_stops, &pairs)
}

/// Rows that the timetable has.
fn known(tt: &Timetable, stops: &[StopIdx]) -> Vec<StopIdx> {
    stops.iter().copied().filter(|stop| stop.to_usize() < tt.n_stops).collect()
}

/// Each stop once, with its shortest time, by row.
fn shortest(mut walks: Vec<(StopIdx, Seconds)>) -> Vec<(StopIdx, Seconds)> {
    walks.sort_unstable();
    walks.dedup_by_key(|(stop, _)| *stop);
    walks
}

/// The least time at any of `stops`.
fn least(walks: &[(StopIdx, Seconds)], stops: &[StopIdx]) -> Option<Seconds> {
    let found = stops.iter().filter_map(|stop| {
        let at = walks.binary_search_by_key(stop, |(stop, _)| *stop).ok()?;
        Some(walks[at].1)
    });
    found.min()
}
