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
//!   positions a walk within the walker's limit;
//! - who has a vehicle of their own ([`crate::by_mode`]) comes to every stop within its limit by it,
//!   from a position or a stop alike, and may take it all the way.

use std::borrow::Cow;

use allways_base::{Csr, Idx, LonLat, Seconds};
use allways_streets::DijkstraSearch;
use allways_transit::feed::StopIdx;
use allways_transit::timetable::Timetable;

use crate::attach::Attached;
use crate::by_mode::Ridden;
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
    /// All the way without riding.
    pub direct: Option<Seconds>,
}

impl Ends {
    /// The ends of one journey.
    pub fn of(tt: &Timetable, attached: &Attached<'_>, from: &Endpoint, to: &Endpoint) -> Self {
        let mut search = DijkstraSearch::new();
        let targets = [Target::of(tt, attached, &inverse(tt), to, &mut search)];
        let start = Start::of(tt, attached, from, &targets, &mut search);
        let direct = start.direct(0, &targets[0]);
        let access = start.access();
        let [target] = targets;
        Self { access, egress: target.egress.into_owned(), direct }
    }
}

/// A destination, ready to be asked from many origins.
#[derive(Clone, Debug)]
pub(crate) struct Target<'a> {
    endpoint: &'a Endpoint,
    footing: Option<Footing>,
    /// By row, each once.
    pub(crate) egress: Cow<'a, [(StopIdx, Seconds)]>,
    /// Where it lies on the streets of each vehicle of one's own.
    pub(crate) landings: Vec<Vec<Footing>>,
}

impl<'a> Target<'a> {
    /// A position whose last walks are known.
    pub(crate) fn at(
        attached: &Attached<'_>,
        endpoint: &'a Endpoint,
        footing: Footing,
        egress: Cow<'a, [(StopIdx, Seconds)]>,
    ) -> Self {
        Self { endpoint, footing: Some(footing), egress, landings: attached.landings(endpoint) }
    }

    pub(crate) fn of(
        tt: &Timetable,
        attached: &Attached<'_>,
        into: &Csr<StopIdx, (StopIdx, Seconds)>,
        endpoint: &'a Endpoint,
        search: &mut DijkstraSearch,
    ) -> Self {
        let landings = attached.landings(endpoint);
        match endpoint {
            Endpoint::Position(_) if !attached.is_walked() => {
                Self { endpoint, footing: None, egress: Cow::default(), landings }
            }
            Endpoint::Position(at) => Self {
                endpoint,
                footing: Some(attached.footing(*at)),
                egress: attached.around(*at, Way::Back, search).into(),
                landings,
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
                Self { endpoint, footing: None, egress: shortest(egress).into(), landings }
            }
        }
    }
}

/// An origin; it holds the walks out of it.
pub(crate) struct Start<'a> {
    endpoint: &'a Endpoint,
    walks: Option<Walks<'a>>,
    /// On foot.
    walked: Vec<(StopIdx, Seconds)>,
    /// By the vehicles of one's own.
    ridden: Ridden,
    is_on_foot: bool,
}

impl<'a> Start<'a> {
    /// `targets` are those that [`Start::direct`] will be asked for.
    pub(crate) fn of<'g: 'a>(
        tt: &Timetable,
        attached: &'a Attached<'g>,
        endpoint: &'a Endpoint,
        targets: &[Target<'_>],
        search: &'a mut DijkstraSearch,
    ) -> Self {
        let ridden = Ridden::from(attached, endpoint, targets, search);
        Self::with(tt, attached, endpoint, ridden, search)
    }

    /// As [`Start::of`], knowing what its vehicles come to.
    pub(crate) fn with<'g: 'a>(
        tt: &Timetable,
        attached: &'a Attached<'g>,
        endpoint: &'a Endpoint,
        ridden: Ridden,
        search: &'a mut DijkstraSearch,
    ) -> Self {
        let is_on_foot = attached.is_on_foot();
        match endpoint {
            Endpoint::Position(at) if is_on_foot => {
                let limit = attached.walker().limit;
                let walks = attached.walks(attached.footing(*at), limit, Way::Out, search);
                let walked = attached.platforms_in(&walks, *at, limit);
                Self { endpoint, walks: Some(walks), walked, ridden, is_on_foot }
            }
            Endpoint::Position(_) => {
                Self { endpoint, walks: None, walked: Vec::new(), ridden, is_on_foot }
            }
            Endpoint::Stops(stops) => {
                let mut walked: Vec<(StopIdx, Seconds)> = Vec::new();
                for stop in known(tt, stops) {
                    walked.push((stop, Seconds(0)));
                    if !is_on_foot {
                        continue;
                    }
                    walked.extend(tt.ends()[stop].iter().map(|walk| (walk.to, walk.duration)));
                    let walks = attached.around_stop(stop, Way::Out, search);
                    walked.extend(walks.into_iter().filter(|(to, _)| {
                        tt.ends()[stop].binary_search_by_key(to, |walk| walk.to).is_err()
                    }));
                }
                Self { endpoint, walks: None, walked: shortest(walked), ridden, is_on_foot }
            }
        }
    }

    /// Every stop that one comes to, by row.
    pub(crate) fn access(&self) -> Vec<(StopIdx, Seconds)> {
        if self.ridden.access.is_empty() {
            return self.walked.clone();
        }
        shortest([&self.walked[..], &self.ridden.access].concat())
    }

    /// The way without riding to a target, which is the `row`-th of those that it was made for.
    pub(crate) fn direct(&self, row: usize, target: &Target<'_>) -> Option<Seconds> {
        let ridden = self.ridden.direct.get(row).copied().flatten();
        self.direct_walk(target).into_iter().chain(ridden).min()
    }

    fn direct_walk(&self, target: &Target<'_>) -> Option<Seconds> {
        match (self.endpoint, target.endpoint) {
            (Endpoint::Position(_), Endpoint::Position(_)) => {
                self.walks.as_ref()?.time(target.footing.as_ref()?)
            }
            (_, Endpoint::Stops(stops)) => least(&self.walked, stops),
            (Endpoint::Stops(stops), Endpoint::Position(_)) if self.is_on_foot => {
                least(&target.egress, stops)
            }
            (Endpoint::Stops(_), Endpoint::Position(_)) => None,
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
