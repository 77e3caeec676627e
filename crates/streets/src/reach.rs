//! Times from a place to everywhere, or from everywhere to a place, for any traveller.
//!
//! A way is: straight from the place to the network, along edges, straight to the other place. All
//! three are in milliseconds; the sum is rounded up to seconds once. The straight parts are walked,
//! whoever travels. Part of an edge takes its share of the edge's time.
//!
//! Whoever starts on an edge has come along it when it ends: the turn restrictions at that end hold.

use allways_base::{LonLat, Seconds};

use crate::network::{EdgeIdx, NodeIdx, StreetNetwork, VertexIdx};
use crate::search::{DijkstraSearch, Direction, Work};
use crate::snap::Snap;
use crate::units::{Millimetres, Millis};
use crate::weights::Costs;

/// Every node within `limit` of a place, the straight part to the network included. Nothing is
/// reached if the snap is on an edge that is closed to the traveller.
pub fn reach<'a>(
    net: &'a StreetNetwork,
    traveller: impl Into<Costs<'a>>,
    from: &Snap,
    limit: Seconds,
    search: &'a mut DijkstraSearch,
) -> Reach<'a> {
    Reach::run(net, traveller.into(), *from, limit, search, Direction::From)
}

/// As [`reach`], but times are of walks *to* the place: the same unless there are one-ways.
pub fn reach_back<'a>(
    net: &'a StreetNetwork,
    traveller: impl Into<Costs<'a>>,
    to: &Snap,
    limit: Seconds,
    search: &'a mut DijkstraSearch,
) -> Reach<'a> {
    Reach::run(net, traveller.into(), *to, limit, search, Direction::To)
}

/// What a search found; it borrows the search's memory, so that a stale one cannot be asked.
#[derive(Debug)]
pub struct Reach<'a> {
    net: &'a StreetNetwork,
    costs: Costs<'a>,
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
        costs: Costs<'a>,
        start: Snap,
        limit: Seconds,
        search: &'a mut DijkstraSearch,
        direction: Direction,
    ) -> Self {
        // One less than never, so that a walk at no speed is never within the limit.
        let limit = Millis::from_seconds(limit).min(Millis(u32::MAX - 1));
        let starts = entries(net, &costs, &start, (direction, Role::Start));
        search.run(net, &costs, &starts, limit, direction);
        Self { net, costs, start, limit, direction, search }
    }

    /// Time to a place (from it, for [`reach_back`]), both straight parts included, in whole
    /// seconds rounded up. `None` if it is not within the limit.
    pub fn time_to(&self, target: &Snap) -> Option<Seconds> {
        self.millis_to(target).map(Millis::ceil)
    }

    /// As [`Reach::time_to`], before rounding.
    pub fn millis_to(&self, target: &Snap) -> Option<Millis> {
        self.best(target).map(|(time, ..)| time)
    }

    /// Time to a node, the straight part at the start included; `None` if it is not within the limit.
    pub fn node_millis(&self, node: NodeIdx) -> Option<Millis> {
        self.net.vertices_of(node).filter_map(|vertex| self.search.time(vertex)).min()
    }

    /// Every node within the limit with its time, nearest first.
    pub fn nodes(&self) -> impl ExactSizeIterator<Item = (NodeIdx, Millis)> + use<'_> {
        let time = |node| self.node_millis(node).unwrap_or(self.limit);
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
        let (_, arrival, last) = self.best(target)?;
        let whole = self.net.edge(target.edge).length;
        // Written from the target back to the start.
        let mut line = vec![self.net.place_on(target.edge, target.offset)];
        match arrival {
            Arrival::Along => {
                self.add_piece(&mut line, target.edge, target.offset, self.start.offset);
            }
            Arrival::First => {
                self.add_piece(&mut line, target.edge, target.offset, Millimetres(0));
            }
            Arrival::Second => {
                self.add_piece(&mut line, target.edge, target.offset, whole);
            }
        }
        let mut vertex = last;
        while let Some(at) = vertex {
            if let Some(via) = self.search.via(at) {
                let length = self.net.edge(via.edge).length;
                let (now, then) = if via.is_forward {
                    (length, Millimetres(0))
                } else {
                    (Millimetres(0), length)
                };
                self.add_piece(&mut line, via.edge, now, then);
                vertex = Some(via.vertex);
            } else {
                self.add_start(&mut line, at);
                vertex = None;
            }
        }
        line.dedup_by(|a, b| is_same(*a, *b));
        if self.direction == Direction::From {
            line.reverse();
        }
        Some(line)
    }

    /// The piece from the first vertex of the way back to where it came onto the network.
    fn add_start(&self, line: &mut Vec<LonLat>, first: VertexIdx) {
        let edge = self.net.edge(self.start.edge);
        let parts = Parts::of(self.net, &self.costs, &self.start, self.direction, Role::Start);
        let ends = Ends::of(self.net, &self.start, self.direction, Role::Start);
        let time = |end: Option<End>, part: Option<Millis>| {
            part.filter(|_| end.is_some_and(|end| end.holds(self.net, first)))
        };
        let over_first = time(ends.first, parts.first);
        let over_second = time(ends.second, parts.second);
        let is_first =
            over_first.is_some_and(|first| over_second.is_none_or(|second| first <= second));
        let now = if is_first { Millimetres(0) } else { edge.length };
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

    /// The best of the three ways to a target, and the vertex where the last edge was entered.
    fn best(&self, target: &Snap) -> Option<(Millis, Arrival, Option<VertexIdx>)> {
        let parts = Parts::of(self.net, &self.costs, target, self.direction, Role::Target);
        let ends = Ends::of(self.net, target, self.direction, Role::Target);
        let over = |end: Option<End>, part: Option<Millis>, arrival| {
            let (end, part) = (end?, part?);
            let at = self.net.vertices_of(end.node).filter(|&vertex| end.holds(self.net, vertex));
            let times = at.filter_map(|vertex| Some((self.search.time(vertex)?, vertex)));
            let (time, vertex) = times.min()?;
            Some((time + part + parts.off, arrival, Some(vertex)))
        };
        let over_first = over(ends.first, parts.first, Arrival::First);
        let over_second = over(ends.second, parts.second, Arrival::Second);
        let along = self.along(target).map(|time| (time, Arrival::Along, None));
        let best = [along, over_first, over_second].into_iter().flatten().min()?;
        (best.0 <= self.limit).then_some(best)
    }

    /// Along the start's own edge, if the target is on it and no one-way forbids it.
    fn along(&self, target: &Snap) -> Option<Millis> {
        let (first, then) = match self.direction {
            Direction::From => (&self.start, target),
            Direction::To => (target, &self.start),
        };
        along(self.net, &self.costs, first, then)
    }
}

/// The vertices where one comes onto the network from a place, or leaves it for the place, and the
/// times between the place and them.
fn entries(
    net: &StreetNetwork,
    costs: &Costs<'_>,
    snap: &Snap,
    (direction, role): (Direction, Role),
) -> Vec<(VertexIdx, Millis)> {
    let parts = Parts::of(net, costs, snap, direction, role);
    let ends = Ends::of(net, snap, direction, role);
    let mut all = Vec::with_capacity(2);
    for (end, part) in [(ends.first, parts.first), (ends.second, parts.second)] {
        if let (Some(end), Some(part)) = (end, part) {
            let at = net.vertices_of(end.node).filter(|&vertex| end.holds(net, vertex));
            all.extend(at.map(|vertex| (vertex, parts.off + part)));
        }
    }
    all
}

/// Where one comes onto the network from a place, with the time to there.
pub(crate) fn starts(
    net: &StreetNetwork,
    costs: &Costs<'_>,
    from: &Snap,
) -> Vec<(VertexIdx, Millis)> {
    entries(net, costs, from, (Direction::From, Role::Start))
}

/// Where one leaves the network for a place, with the time from there.
pub(crate) fn targets(
    net: &StreetNetwork,
    costs: &Costs<'_>,
    to: &Snap,
) -> Vec<(VertexIdx, Millis)> {
    entries(net, costs, to, (Direction::From, Role::Target))
}

/// From one place to another along the edge that both are on, if they are and no one-way forbids it.
pub(crate) fn along(
    net: &StreetNetwork,
    costs: &Costs<'_>,
    from: &Snap,
    to: &Snap,
) -> Option<Millis> {
    let edge = net.edge(from.edge);
    let (first, then) = (from.offset, to.offset);
    if from.edge != to.edge || (edge.flags.is_one_way() && then < first) {
        return None;
    }
    let whole = |is_backward| costs.edge(net, from.edge, is_backward);
    // Where one stands already, either open direction will do.
    let is_backward = then < first || (then == first && whole(false).is_none());
    let whole = whole(is_backward)?;
    let went = whole.share(first, edge.length).0.abs_diff(whole.share(then, edge.length).0);
    Some(costs.off(from.distance) + Millis(went) + costs.off(to.distance))
}

/// Within 5 mm: offsets are whole millimetres, corners are not.
fn is_same(a: LonLat, b: LonLat) -> bool {
    (a.lon - b.lon).abs() < 5e-8 && (a.lat - b.lat).abs() < 5e-8
}

/// Whether a place is where a search begins or one of its answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Start,
    Target,
}

/// True if a place of this role in a search of this direction is where the traveller sets out.
fn leaves(direction: Direction, role: Role) -> bool {
    (direction == Direction::From) == (role == Role::Start)
}

/// One end of a place's edge, and what joins it to the place: the piece of the edge as it is
/// travelled.
#[derive(Clone, Copy, Debug)]
struct End {
    node: NodeIdx,
    edge: EdgeIdx,
    is_backward: bool,
    /// The traveller goes from the place to the end.
    is_left: bool,
    /// The place is at the very end of a one-way that does not lead there: it has that end all the
    /// same, and no turn is asked.
    is_free: bool,
}

impl End {
    /// True if the traveller may be at this vertex of the node between the piece and the rest.
    fn holds(&self, net: &StreetNetwork, vertex: VertexIdx) -> bool {
        if net.node_of(vertex) != self.node {
            return false;
        }
        if self.is_free {
            !self.is_left || vertex == StreetNetwork::vertex(self.node)
        } else if self.is_left {
            vertex == net.after(self.edge, self.is_backward)
        } else {
            net.may_enter(vertex, self.edge, self.is_backward)
        }
    }
}

/// The ends of a place's edge that one may go to from it, or come from.
struct Ends {
    first: Option<End>,
    second: Option<End>,
}

impl Ends {
    fn of(net: &StreetNetwork, snap: &Snap, direction: Direction, role: Role) -> Self {
        let edge = net.edge(snap.edge);
        let is_left = leaves(direction, role);
        let end = |node, is_backward, is_at_it: bool| {
            let is_against = edge.flags.is_one_way() && is_backward;
            let end = End { node, edge: snap.edge, is_backward, is_left, is_free: is_against };
            (!is_against || is_at_it).then_some(end)
        };
        // To the first end one goes backward, from it forward.
        Self {
            first: end(edge.from, is_left, snap.offset.0 == 0),
            second: end(edge.to, !is_left, snap.offset >= edge.length),
        }
    }
}

/// The times between a snapped place and the ends of its edge, in the direction of travel; in either
/// direction of travel they add up to the edge's time exactly. `None` where the edge is closed.
struct Parts {
    off: Millis,
    first: Option<Millis>,
    second: Option<Millis>,
}

impl Parts {
    fn of(
        net: &StreetNetwork,
        costs: &Costs<'_>,
        snap: &Snap,
        direction: Direction,
        role: Role,
    ) -> Self {
        let edge = net.edge(snap.edge);
        let is_left = leaves(direction, role);
        let whole = |is_backward: bool| {
            // Against a one-way there is only its very end, where nothing is left to go.
            let is_backward = is_backward && !edge.flags.is_one_way();
            costs.edge(net, snap.edge, is_backward)
        };
        let to_first = |whole: Millis| whole.share(snap.offset, edge.length);
        Self {
            off: costs.off(snap.distance),
            first: whole(is_left).map(to_first),
            second: whole(!is_left).map(|whole| Millis(whole.0 - to_first(whole).0)),
        }
    }
}
