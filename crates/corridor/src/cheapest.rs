//! The cheapest route whose cost is known: A* (Hart, Nilsson & Raphael 1968) over the arcs by cost
//! alone.
//!
//! What a route costs, and whether it can be travelled, does not depend on the moment: slots, opening
//! hours and entries come round every week. What a handling costs depends on the arc before. So one
//! least cost for each arc is enough, where [`crate::search`] keeps every trade of time for cost.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use allways_base::Idx;
use allways_base::cast::{u32_from, usize_from};

use crate::bounds::Bounds;
use crate::network::{Arc, LinkIdx, TerminalIdx};
use crate::view::{Came, View};

/// Cents, and the arcs of such a route; `None` if there is none.
pub(crate) fn cheapest(view: &View<'_>, bounds: &Bounds) -> Option<(u64, Vec<Arc>)> {
    let net = view.net;
    let least = vec![None; 2 * net.links.len()];
    let mut search = Search { view, bounds, least, heap: BinaryHeap::new() };
    for &from in view.question.from {
        search.expand(from, None, 0);
    }
    while let Some(Reverse((_, cents, row))) = search.heap.pop() {
        let row = usize_from(row);
        if search.least[row].is_none_or(|(best, _)| best != cents) {
            continue;
        }
        let arc = Arc { link: LinkIdx::from_usize(row / 2), back: row % 2 == 1 };
        if view.question.to.contains(&net.head(arc)) && net.may_alight(arc) {
            return Some((cents, walked(&search.least, arc)));
        }
        search.expand(net.head(arc), Some(arc), cents);
    }
    None
}

struct Search<'a> {
    view: &'a View<'a>,
    bounds: &'a Bounds,
    /// arc → the least cents up to its end, and the arc before.
    least: Vec<Option<(u64, Option<Arc>)>>,
    /// Least cents in all, cents so far, arc.
    heap: BinaryHeap<Reverse<(u64, u64, u32)>>,
}

impl Search<'_> {
    /// The least cents still to come from the end of an arc, whether one changes or stays; `None`: no
    /// way leads on.
    fn rest(&self, arc: Arc) -> Option<u64> {
        let (net, to) = (self.view.net, self.view.question.to);
        if !net.may_alight(arc) {
            return Some(self.bounds.staying(arc)?.cents);
        }
        if to.contains(&net.head(arc)) {
            return Some(0);
        }
        let ways = [self.bounds.changing(net.head(arc)), self.bounds.staying(arc)];
        ways.into_iter().flatten().map(|least| least.cents).min()
    }

    /// Goes on from a terminal that was reached by `before`.
    fn expand(&mut self, from: TerminalIdx, before: Option<Arc>, so_far: u64) {
        let (view, net) = (self.view, self.view.net);
        for arc in view.leaving(from) {
            let figures = &view.links[arc.link];
            let (Some(ride), true) = (figures.cents, figures.ride.is_some()) else { continue };
            let came = Came::between(net, before.map(|before| before.link), arc);
            let is_kept_aboard = before.is_some_and(|before| !net.may_alight(before));
            if is_kept_aboard && !matches!(came, Came::Aboard(_)) {
                continue;
            }
            let Some(rest) = self.rest(arc) else { continue };
            let Some(crossing) = view.crossing(came, arc) else { continue };
            let handling = view.terminals[from].handling_cents.filter(|_| crossing.handled);
            let cents = so_far + ride + handling.unwrap_or(0);
            let least = &mut self.least[arc.row()];
            if least.is_none_or(|(old, _)| cents < old) {
                *least = Some((cents, before));
                self.heap.push(Reverse((cents + rest, cents, u32_from(arc.row()))));
            }
        }
    }
}

/// The arcs up to one, in order of travel.
fn walked(least: &[Option<(u64, Option<Arc>)>], last: Arc) -> Vec<Arc> {
    let (mut arcs, mut at) = (Vec::new(), Some(last));
    while let Some(arc) = at {
        arcs.push(arc);
        at = least[arc.row()].and_then(|(_, before)| before);
    }
    arcs.reverse();
    arcs
}
