//! Walking times from a place to everywhere, or from everywhere to a place.
//!
//! A walk is: straight from the place to the network, along edges, straight to the other place. All
//! three are walked at the profile's speed, in milliseconds; the sum is rounded up to seconds once.

use allways_base::{LonLat, Seconds};

use crate::network::{EdgeIdx, NodeIdx, StreetNetwork};
use crate::profile::WalkProfile;
use crate::search::{DijkstraSearch, Direction, Work};
use crate::snap::Snap;
use crate::units::{Millimetres, Millis};

/// Every node within `limit` of a place, the straight part to the network included. Nothing is
/// reached if the snap is on an edge that is closed to the profile.
pub fn reach<'a>(
    net: &'a StreetNetwork,
    profile: &WalkProfile,
    from: &Snap,
    limit: Seconds,
    search: &'a mut DijkstraSearch,
) -> Reach<'a> {
    Reach::run(net, *profile, *from, limit, search, Direction::From)
}

/// As [`reach`], but times are of walks *to* the place: the same unless there are one-ways.
pub fn reach_back<'a>(
    net: &'a StreetNetwork,
    profile: &WalkProfile,
    to: &Snap,
    limit: Seconds,
    search: &'a mut DijkstraSearch,
) -> Reach<'a> {
    Reach::run(net, *profile, *to, limit, search, Direction::To)
}

/// What a search found; it borrows the search's memory, so that a stale one cannot be asked.
#[derive(Debug)]
pub struct Reach<'a> {
    net: &'a StreetNetwork,
    profile: WalkProfile,
    start: Snap,
    limit: Millis,
    direction: Direction,
    search: &'a DijkstraSearch,
}

/// How the best walk comes to a target on an edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Arrival {
    /// Along the start's own edge, never leaving it.
    Along,
    /// Over the edge's first end.
    First,
    /// Over the edge's second end.
    Second,
}

impl<'a> Reach<'a> {
    fn run(
        net: &'a StreetNetwork,
        profile: WalkProfile,
        start: Snap,
        limit: Seconds,
        search: &'a mut DijkstraSearch,
        direction: Direction,
    ) -> Self {
        // One less than never, so that a walk at no speed is never within the limit.
        let limit = Millis::from_seconds(limit).min(Millis(u32::MAX - 1));
        let edge = net.edge(start.edge);
        let parts = Parts::of(net, &profile, &start);
        let mut starts = Vec::with_capacity(2);
        if profile.allows(edge.flags) {
            let (first, second) = open_ends(net, &start, direction.turned());
            if first {
                starts.push((edge.from, parts.off + parts.to_first));
            }
            if second {
                starts.push((edge.to, parts.off + parts.to_second));
            }
        }
        search.run(net, &profile, &starts, limit, direction);
        Self { net, profile, start, limit, direction, search }
    }

    /// Time to a place (from it, for [`reach_back`]), both straight parts included, in whole
    /// seconds rounded up. `None` if it is not within the limit.
    pub fn time_to(&self, target: &Snap) -> Option<Seconds> {
        self.millis_to(target).map(Millis::ceil)
    }

    /// As [`Reach::time_to`], before rounding.
    pub fn millis_to(&self, target: &Snap) -> Option<Millis> {
        self.best(target).map(|(time, _)| time)
    }

    /// Time to a node, the straight part at the start included; `None` if it is not within the limit.
    pub fn node_millis(&self, node: NodeIdx) -> Option<Millis> {
        self.search.time(node)
    }

    /// Every node within the limit with its time, nearest first.
    pub fn nodes(&self) -> impl ExactSizeIterator<Item = (NodeIdx, Millis)> + use<'_> {
        let time = |node| self.search.time(node).unwrap_or(self.limit);
        self.search.settled().iter().map(move |&node| (node, time(node)))
    }

    /// What the search cost.
    pub const fn work(&self) -> Work {
        self.search.work()
    }

    /// The line along the streets in walking order, from where the walk comes onto the network to
    /// where it leaves it; the straight parts are for the caller to add. At least one place. `None`
    /// if the target is not within the limit.
    pub fn path_to(&self, target: &Snap) -> Option<Vec<LonLat>> {
        let (_, arrival) = self.best(target)?;
        let whole = self.net.edge(target.edge).length;
        // Written from the target back to the start.
        let mut line = vec![self.net.place_on(target.edge, target.offset)];
        let mut node = match arrival {
            Arrival::Along => {
                self.add_piece(&mut line, target.edge, target.offset, self.start.offset);
                None
            }
            Arrival::First => {
                self.add_piece(&mut line, target.edge, target.offset, Millimetres(0));
                Some(self.net.edge(target.edge).from)
            }
            Arrival::Second => {
                self.add_piece(&mut line, target.edge, target.offset, whole);
                Some(self.net.edge(target.edge).to)
            }
        };
        while let Some(at) = node {
            if let Some(via) = self.search.via(at) {
                let length = self.net.edge(via.edge).length;
                let (now, then) = if via.is_forward {
                    (length, Millimetres(0))
                } else {
                    (Millimetres(0), length)
                };
                self.add_piece(&mut line, via.edge, now, then);
                node = Some(via.node);
            } else {
                self.add_start(&mut line, at);
                node = None;
            }
        }
        line.dedup_by(|a, b| is_same(*a, *b));
        if self.direction == Direction::From {
            line.reverse();
        }
        Some(line)
    }

    /// The piece from the first node of the walk back to where it came onto the network.
    fn add_start(&self, line: &mut Vec<LonLat>, first: NodeIdx) {
        let edge = self.net.edge(self.start.edge);
        let parts = Parts::of(self.net, &self.profile, &self.start);
        let (is_first, is_second) = open_ends(self.net, &self.start, self.direction.turned());
        let over_first = edge.from == first
            && is_first
            && (edge.to != first || !is_second || parts.to_first <= parts.to_second);
        let now = if over_first { Millimetres(0) } else { edge.length };
        self.add_piece(line, self.start.edge, now, self.start.offset);
    }

    /// Appends an edge's shape from offset `now` to offset `then`, either way round.
    fn add_piece(
        &self,
        line: &mut Vec<LonLat>,
        edge: EdgeIdx,
        now: Millimetres,
        then: Millimetres,
    ) {
        let shape = self.net.shape(edge);
        let (low, high) = (now.min(then), now.max(then));
        let mut between = Vec::new();
        let mut before = 0.0;
        for pair in shape.windows(2) {
            before += allways_geo::distance(pair[0], pair[1]).0 * 1000.0;
            if before > f64::from(low.0) && before < f64::from(high.0) {
                between.push(pair[1]);
            }
        }
        if now > then {
            between.reverse();
        }
        line.push(self.net.place_on(edge, now));
        line.extend(between);
        line.push(self.net.place_on(edge, then));
    }

    /// The best of the three ways to a target.
    fn best(&self, target: &Snap) -> Option<(Millis, Arrival)> {
        let edge = self.net.edge(target.edge);
        if !self.profile.allows(edge.flags) {
            return None;
        }
        let parts = Parts::of(self.net, &self.profile, target);
        let (first, second) = open_ends(self.net, target, self.direction);
        let over = |is_open: bool, node, part, arrival| {
            let time = if is_open { self.search.time(node) } else { None };
            time.map(|time| (time + part + parts.off, arrival))
        };
        let over_first = over(first, edge.from, parts.to_first, Arrival::First);
        let over_second = over(second, edge.to, parts.to_second, Arrival::Second);
        let along = self.along(target, &parts).map(|time| (time, Arrival::Along));
        let best = [along, over_first, over_second].into_iter().flatten().min()?;
        (best.0 <= self.limit).then_some(best)
    }

    /// Along the start's own edge, if the target is on it and a one-way does not forbid it.
    fn along(&self, target: &Snap, parts: &Parts) -> Option<Millis> {
        let flags = self.net.edge(target.edge).flags;
        let (first, then) = match self.direction {
            Direction::From => (self.start.offset, target.offset),
            Direction::To => (target.offset, self.start.offset),
        };
        if self.start.edge != target.edge || (flags.is_one_way() && then < first) {
            return None;
        }
        let start = Parts::of(self.net, &self.profile, &self.start);
        let walked = start.to_first.0.abs_diff(parts.to_first.0);
        Some(start.off + Millis(walked) + parts.off)
    }
}

/// Within 5 mm: offsets are whole millimetres, corners are not.
fn is_same(a: LonLat, b: LonLat) -> bool {
    (a.lon - b.lon).abs() < 5e-8 && (a.lat - b.lat).abs() < 5e-8
}

/// Whether one may walk from the edge's first end to the place, and from its second end; for
/// [`Direction::To`], whether from the place to them. A place at the very end of a one-way has that
/// end, whatever the way.
fn open_ends(net: &StreetNetwork, snap: &Snap, direction: Direction) -> (bool, bool) {
    let edge = net.edge(snap.edge);
    let both = !edge.flags.is_one_way();
    let first = both || direction == Direction::From || snap.offset.0 == 0;
    let second = both || direction == Direction::To || snap.offset >= edge.length;
    (first, second)
}

/// The times from a snapped place to both ends of its edge; they add up to the edge's time exactly.
struct Parts {
    off: Millis,
    to_first: Millis,
    to_second: Millis,
}

impl Parts {
    fn of(net: &StreetNetwork, profile: &WalkProfile, snap: &Snap) -> Self {
        let length = net.edge(snap.edge).length;
        let whole = profile.millis(length);
        let to_first = whole.share(snap.offset, length);
        Self {
            off: profile.millis_over(snap.distance),
            to_first,
            to_second: Millis(whole.0 - to_first.0),
        }
    }
}
