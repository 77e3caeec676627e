//! Time against cost: every route that no other beats in both (Martins 1984, label setting).
//!
//! Labels live on links in their direction, as in [`crate::route`], and leave the queue in order
//! of time, so that a label is final when no earlier one at the same place costs as little.
//! Exact; the number of labels may grow without bound on adversarial networks, which corridors
//! of some hundred links are not.
//!
//! A route with a link of unknown cost costs at least what its other links state. It is kept
//! apart, and only if it may be worth it: no priced route is as fast and as cheap as that least
//! cost, and no other unpriced one. It never drives out a priced route.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use allways_base::cast::{u32_from, usize_from};

use crate::network::{Arc, CorridorNetwork, Query, View};
use crate::route::{Route, cents, handling, link_seconds, route_of};

/// The choice between time and cost.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Options {
    /// Fastest first, each next one slower and cheaper. One route per pair of time and cost.
    pub known: Vec<Route>,
    /// Routes with a link of unknown cost that may be better than all of `known`: fastest first,
    /// each next one slower and with a lower [`Route::cost_at_least_usd`].
    pub without_cost: Vec<Route>,
}

/// A way to the end of an arc; `cents` is the least it costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Label {
    time: u64,
    cents: u64,
    unpriced: bool,
    arc: Arc,
    before: Option<u32>,
}

/// All Pareto-optimal routes by expected time and cost.
pub fn pareto(net: &CorridorNetwork, query: &Query<'_>) -> Options {
    if let Some(&here) = query.from.iter().find(|from| query.to.contains(from)) {
        let stay = route_of(net, query.load, here, &[]);
        return Options { known: vec![stay], without_cost: Vec::new() };
    }
    let view = View::new(net, query.load, query.modes);
    let mut settled: Vec<Label> = Vec::new();
    let mut bags: Vec<Vec<u32>> = vec![Vec::new(); net.links.len() * 2];
    let mut heap = BinaryHeap::new();
    for arc in query.from.iter().flat_map(|&terminal| view.leaving(terminal)) {
        let start = Label { time: 0, cents: 0, unpriced: false, arc, before: None };
        heap.extend(extended(net, start, arc, 0).map(Reverse));
    }
    let mut there: Vec<u32> = Vec::new();
    while let Some(Reverse(label)) = heap.pop() {
        let here = net.head(label.arc);
        let arrived = query.to.contains(&here);
        let beaten = |by: &u32| beats(settled[usize_from(*by)], label);
        if bags[label.arc.row()].iter().any(beaten) || there.iter().any(beaten) {
            continue;
        }
        let row = u32_from(settled.len());
        settled.push(label);
        bags[label.arc.row()].push(row);
        if arrived {
            there.push(row);
            continue;
        }
        for next in view.leaving(here).filter(|next| next.link != label.arc.link) {
            let dwell = handling(net, query.load, label.arc.link, here, next.link).0;
            let from = Label { before: Some(row), ..label };
            heap.extend(extended(net, from, next, dwell).map(Reverse));
        }
    }
    let mut options = Options::default();
    for row in there {
        let route = unwound(net, query, &settled, row);
        if settled[usize_from(row)].unpriced {
            options.without_cost.push(route);
        } else {
            options.known.push(route);
        }
    }
    options
}

/// True if `a` makes `b` superfluous at the same place, or at the target.
fn beats(a: Label, b: Label) -> bool {
    a.time <= b.time && a.cents <= b.cents && (b.unpriced || !a.unpriced)
}

/// `label` after `dwell` seconds and a ride on `arc`.
fn extended(net: &CorridorNetwork, label: Label, arc: Arc, dwell: u64) -> Option<Label> {
    let ride = link_seconds(net, arc.link)?;
    let price = net.links[arc.link].service.cost_usd_per_feu.map(cents);
    Some(Label {
        time: label.time + dwell + ride,
        cents: label.cents + price.unwrap_or(0),
        unpriced: label.unpriced || price.is_none(),
        arc,
        before: label.before,
    })
}

fn unwound(net: &CorridorNetwork, query: &Query<'_>, settled: &[Label], last: u32) -> Route {
    let mut arcs = Vec::new();
    let mut at = Some(last);
    while let Some(row) = at {
        let label = settled[usize_from(row)];
        arcs.push(label.arc);
        at = label.before;
    }
    arcs.reverse();
    route_of(net, query.load, net.tail(arcs[0]), &arcs)
}
