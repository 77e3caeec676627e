//! The fastest route: Dijkstra (1959) on expected hours, over links in their direction rather
//! than over terminals, because what a terminal costs depends on the links before and after it.
//!
//! The handling rule:
//! - freight waits the full dwell of every terminal between its first and its last link (a lock,
//!   a border and a yard hold a wagon whether or not it is lifted);
//! - people wait the dwell only where they change, that is where corridor or mode of the next
//!   link differ, or either has no corridor;
//! - the dwell of the first and the last terminal is not part of the route.
//!
//! A passenger may ride past a terminal and come back through it, if that avoids a slow change.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use allways_base::cast::{f64_from_u64, round_i64};

use crate::draft::{Load, Service};
use crate::network::{
    Arc, ChannelIdx, CorridorNetwork, LinkIdx, Query, TerminalIdx, View, hours, seconds,
};

/// A way from terminal to terminal.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    /// In order of travel; empty if start and end are the same terminal.
    pub links: Vec<LinkIdx>,
    /// Terminals passed, one more than there are links.
    pub terminals: Vec<TerminalIdx>,
    /// Expected hours, dwell by the handling rule included.
    pub time_h: f64,
    /// The same with the shortest usual times; where a row states none, the expected one.
    pub low_h: f64,
    /// The same with the longest usual times; where a row states none, the expected one.
    pub high_h: f64,
    /// `None` if a link does not state its length.
    pub distance_km: Option<f64>,
    /// US dollars for a forty-foot container; `None` if a link does not state its cost.
    pub cost_usd: Option<f64>,
    /// Sum over the links that state their cost.
    pub cost_at_least_usd: f64,
    /// The fewest on any link that states a number; `None` if none does.
    pub departures_per_week: Option<f64>,
    /// Links that state no number of departures.
    pub links_without_departures: usize,
    /// Terminals on the way where the mode (for people: the service) changes or dwell is counted.
    pub handlings: u32,
}

/// The fastest route, `None` if there is none whose times are all known.
pub fn fastest(net: &CorridorNetwork, query: &Query<'_>) -> Option<Route> {
    fastest_in(&View::new(net, query.load, query.modes), query)
}

/// [`fastest`], less what is cut.
pub(crate) fn fastest_in(view: &View<'_>, query: &Query<'_>) -> Option<Route> {
    if let Some(&here) = query.from.iter().find(|from| query.to.contains(from)) {
        return Some(route_of(view.net, view.load, here, &[]));
    }
    let tree = tree(view, query.from);
    let arrivals = tree.arrivals(view.net, query.to);
    let best = arrivals.into_iter().min()?;
    Some(tree.route(view, best.1))
}

/// Shortest-path tree over arcs.
#[derive(Debug)]
pub(crate) struct Tree {
    /// arc → seconds at its end, if reached.
    time: Vec<Option<u64>>,
    /// arc → the arc before it.
    before: Vec<Option<Arc>>,
}

/// Everything that can be reached from any of `from`, with the fastest way to each arc's end.
pub(crate) fn tree(view: &View<'_>, from: &[TerminalIdx]) -> Tree {
    let net = view.net;
    let n = net.links.len() * 2;
    let mut tree = Tree { time: vec![None; n], before: vec![None; n] };
    let mut done = vec![false; n];
    let mut heap: BinaryHeap<Reverse<(u64, Arc)>> = BinaryHeap::new();
    let better = |old: Option<u64>, new: u64| old.is_none_or(|old| new < old);
    for arc in from.iter().flat_map(|&terminal| view.leaving(terminal)) {
        let Some(time) = link_seconds(net, arc.link) else { continue };
        if better(tree.time[arc.row()], time) {
            tree.time[arc.row()] = Some(time);
            heap.push(Reverse((time, arc)));
        }
    }
    while let Some(Reverse((time, arc))) = heap.pop() {
        if std::mem::replace(&mut done[arc.row()], true) {
            continue;
        }
        let here = net.head(arc);
        for next in view.leaving(here).filter(|next| next.link != arc.link) {
            let Some(ride) = link_seconds(net, next.link) else { continue };
            let time = time + handling(net, view.load, arc.link, here, next.link).0 + ride;
            if better(tree.time[next.row()], time) {
                tree.time[next.row()] = Some(time);
                tree.before[next.row()] = Some(arc);
                heap.push(Reverse((time, next)));
            }
        }
    }
    tree
}

impl Tree {
    /// Arcs that end at one of `to`, with their times.
    pub(crate) fn arrivals(&self, net: &CorridorNetwork, to: &[TerminalIdx]) -> Vec<(u64, Arc)> {
        let arcs = net
            .links
            .indices()
            .flat_map(|link| [Arc { link, back: false }, Arc { link, back: true }]);
        let there = arcs.filter(|&arc| to.contains(&net.head(arc)));
        there.filter_map(|arc| self.time[arc.row()].map(|time| (time, arc))).collect()
    }

    /// The arcs from the start to the end of `last`.
    pub(crate) fn arcs(&self, last: Arc) -> Vec<Arc> {
        let mut arcs = vec![last];
        let mut at = last;
        while let Some(before) = self.before[at.row()] {
            arcs.push(before);
            at = before;
        }
        arcs.reverse();
        arcs
    }

    pub(crate) fn route(&self, view: &View<'_>, last: Arc) -> Route {
        let arcs = self.arcs(last);
        route_of(view.net, view.load, view.net.tail(arcs[0]), &arcs)
    }
}

/// Expected seconds of a link.
pub(crate) fn link_seconds(net: &CorridorNetwork, link: LinkIdx) -> Option<u64> {
    net.links[link].service.time_h.map(seconds)
}

/// Seconds that are lost at `at` between two links, and whether that is a handling.
pub(crate) fn handling(
    net: &CorridorNetwork,
    load: Load,
    arrive: LinkIdx,
    at: TerminalIdx,
    leave: LinkIdx,
) -> (u64, bool) {
    let dwell = net.terminals[at].dwell_h.map_or(0, seconds);
    let counted = is_counted(net, load, arrive, leave);
    let changes = net.links[arrive].service.mode != net.links[leave].service.mode;
    match load {
        Load::Freight => (dwell, dwell > 0 || changes),
        Load::People => (if counted { dwell } else { 0 }, counted),
    }
}

/// True if the dwell between two links counts.
fn is_counted(net: &CorridorNetwork, load: Load, arrive: LinkIdx, leave: LinkIdx) -> bool {
    let (a, b) = (&net.links[arrive].service, &net.links[leave].service);
    let one_service = !a.corridor.is_empty() && a.corridor == b.corridor && a.mode == b.mode;
    load == Load::Freight || !one_service
}

/// Adds up a walk through the network; its links all have an expected time, or count as 0.
pub(crate) fn route_of(
    net: &CorridorNetwork,
    load: Load,
    start: TerminalIdx,
    arcs: &[Arc],
) -> Route {
    let (mut time, mut low, mut high, mut handlings) = (0, 0, 0, 0);
    for (k, arc) in arcs.iter().enumerate() {
        if k > 0 {
            let (before, at) = (arcs[k - 1].link, net.tail(*arc));
            let (dwell, handled) = handling(net, load, before, at, arc.link);
            time += dwell;
            handlings += u32::from(handled);
            if is_counted(net, load, before, arc.link) {
                let terminal = &net.terminals[at];
                low += terminal.dwell_low_h.map_or(dwell, seconds);
                high += terminal.dwell_high_h.map_or(dwell, seconds);
            }
        }
        let service = &net.links[arc.link].service;
        let ride = service.time_h.map_or(0, seconds);
        time += ride;
        low += service.time_low_h.map_or(ride, seconds);
        high += service.time_high_h.map_or(ride, seconds);
    }
    let services = || arcs.iter().map(|arc| &net.links[arc.link].service);
    let price = |service: &Service| service.cost_usd_per_feu.map(cents);
    let departures = services().filter_map(|service| service.departures_per_week);
    Route {
        links: arcs.iter().map(|arc| arc.link).collect(),
        terminals: std::iter::once(start).chain(arcs.iter().map(|&arc| net.head(arc))).collect(),
        time_h: hours(time),
        low_h: hours(low),
        high_h: hours(high),
        distance_km: services().map(|service| service.distance_km).sum(),
        cost_usd: services().map(price).sum::<Option<u64>>().map(dollars),
        cost_at_least_usd: dollars(services().filter_map(price).sum()),
        departures_per_week: departures.min_by(f64::total_cmp),
        links_without_departures: services().filter(|s| s.departures_per_week.is_none()).count(),
        handlings,
    }
}

/// Dollars as whole cents; not below 0.
pub(crate) fn cents(dollars: f64) -> u64 {
    u64::try_from(round_i64(dollars * 100.0)).unwrap_or(0)
}

fn dollars(cents: u64) -> f64 {
    f64_from_u64(cents) / 100.0
}

/// The channels of some links, each once, in order of row.
pub(crate) fn channels_of(net: &CorridorNetwork, links: &[LinkIdx]) -> Vec<ChannelIdx> {
    let mut all: Vec<ChannelIdx> = links.iter().map(|&link| net.links[link].channel).collect();
    all.sort_unstable();
    all.dedup();
    all
}
