//! The least that is still to come on the way to the targets, one criterion at a time: Dijkstra
//! (1959) backwards, as in NAMOA* (Mandow & Pérez de la Cruz 2010, J. ACM 57:27).
//!
//! The states are those of the search: about to change at a terminal, or aboard at the end of an arc
//! whose line goes on. What a terminal takes at least between two links counts, the wait of a stated
//! rate too where one changes; what depends on the moment does not, and an unknown cost counts as
//! nothing: the bounds are never too high, and never shrink by more than a step costs (they are
//! consistent), which keeps label setting exact.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use allways_base::Idx;
use allways_base::cast::{u32_from, usize_from};

use crate::draft::Mode;
use crate::network::{Arc, LinkIdx, TerminalIdx};
use crate::view::{Came, Crossing, View, Wait};

/// Seconds, cents, grams and handlings still to come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Least {
    pub(crate) took: i64,
    pub(crate) cents: u64,
    pub(crate) grams: u64,
    pub(crate) handlings: u32,
}

/// What is still to come; `None`: no way leads on to a target.
#[derive(Debug)]
pub(crate) struct Bounds {
    /// terminal → about to change there.
    change: Vec<Option<Least>>,
    /// arc → aboard at its end.
    aboard: Vec<Option<Least>>,
}

impl Bounds {
    /// For whoever is about to change.
    pub(crate) fn changing(&self, at: TerminalIdx) -> Option<Least> {
        self.change[at.to_usize()]
    }

    /// For whoever is aboard at the end of an arc, and stays.
    pub(crate) fn staying(&self, arc: Arc) -> Option<Least> {
        self.aboard[arc.row()]
    }
}

/// For targets `to`.
pub(crate) fn bounds(view: &View<'_>, to: &[TerminalIdx]) -> Bounds {
    let (criteria, net) = (view.question.criteria, view.net);
    let figures = |arc: Arc| &view.links[arc.link];
    let (n_terminals, n_arcs) = (net.terminals.len(), 2 * net.links.len());
    let when = |asked: bool, weight: &dyn Fn(Arc, &Crossing) -> Option<u64>| {
        if asked { least(view, to, weight) } else { vec![Some(0); n_terminals + n_arcs] }
    };
    let time = when(true, &|arc, crossing| {
        let waits = if let Wait::Expected(seconds) = crossing.wait { seconds } else { 0 };
        let held = crossing.dwell + crossing.customs + crossing.cutoff + waits;
        let gauge_change = crossing.gauge_change.unwrap_or(0);
        u64::try_from(figures(arc).ride? + held + gauge_change).ok()
    });
    let cost = when(criteria.cost, &|arc, crossing| {
        let handling = view.terminals[net.tail(arc)].handling_cents;
        let handling = handling.filter(|_| crossing.handled).unwrap_or(0);
        Some(figures(arc).cents.unwrap_or(0) + handling)
    });
    let co2e = when(criteria.co2e, &|arc, _| Some(figures(arc).grams.unwrap_or(0)));
    let handlings = when(criteria.handlings, &|arc, crossing| {
        let changes_gauge = net.links[arc.link].service.mode == Mode::GaugeChange;
        Some(u64::from(crossing.handled) + u64::from(changes_gauge))
    });
    let all = (0..n_terminals + n_arcs).map(|i| {
        Some(Least {
            took: i64::try_from(time[i]?).ok()?,
            cents: cost[i].unwrap_or(0),
            grams: co2e[i].unwrap_or(0),
            handlings: u32::try_from(handlings[i].unwrap_or(0)).unwrap_or(u32::MAX),
        })
    });
    let mut change: Vec<Option<Least>> = all.collect();
    let aboard = change.split_off(n_terminals);
    Bounds { change, aboard }
}

/// State → the least still to come by `weight` (of a crossing and the arc after it), the terminals'
/// states first. Backwards from the targets; arcs whose time is not known lead nowhere.
fn least(
    view: &View<'_>,
    to: &[TerminalIdx],
    weight: &dyn Fn(Arc, &Crossing) -> Option<u64>,
) -> Vec<Option<u64>> {
    let net = view.net;
    let n_terminals = net.terminals.len();
    let mut search = Backward {
        view,
        to,
        weight,
        least: vec![None; n_terminals + 2 * net.links.len()],
        is_done: vec![false; 2 * net.links.len()],
        heap: BinaryHeap::new(),
    };
    for &target in to {
        for &arc in net.arriving(target).iter().filter(|arc| net.may_alight(**arc)) {
            search.arrive(arc, 0);
        }
    }
    while let Some(Reverse((value, row))) = search.heap.pop() {
        let row = usize_from(row);
        if search.least[row] != Some(value) {
            continue;
        }
        if let Some(row) = row.checked_sub(n_terminals) {
            let arc = Arc { link: LinkIdx::from_usize(row / 2), back: row % 2 == 1 };
            search.arrive(arc, value);
        } else {
            let here = TerminalIdx::from_usize(row);
            for &arc in net.arriving(here).iter().filter(|arc| net.may_alight(**arc)) {
                search.arrive(arc, value);
            }
        }
    }
    for target in to {
        search.least[target.to_usize()] = Some(0);
    }
    search.least
}

struct Backward<'a> {
    view: &'a View<'a>,
    to: &'a [TerminalIdx],
    weight: &'a dyn Fn(Arc, &Crossing) -> Option<u64>,
    least: Vec<Option<u64>>,
    /// arc → its end has been reached, which comes first by the least way.
    is_done: Vec<bool>,
    heap: BinaryHeap<Reverse<(u64, u32)>>,
}

impl Backward<'_> {
    /// So much is still to come from the end of an arc: what is it from where one boards it, or
    /// stays?
    fn arrive(&mut self, arc: Arc, value: u64) {
        let (view, net) = (self.view, self.view.net);
        let known = view.usable(arc.link) && view.links[arc.link].ride.is_some();
        if !known || std::mem::replace(&mut self.is_done[arc.row()], true) {
            return;
        }
        let tail = net.tail(arc);
        // Who may alight at a target is there.
        if !self.to.contains(&tail) {
            self.relax(tail.to_usize(), value, Came::Change(None), arc);
        }
        for before in net.arriving(tail) {
            let is_there = self.to.contains(&tail) && net.may_alight(*before);
            if !is_there && net.goes_on(before.link, arc.link) {
                let state = net.terminals.len() + before.row();
                self.relax(state, value, Came::Aboard(before.link), arc);
            }
        }
    }

    fn relax(&mut self, state: usize, value: u64, came: Came, arc: Arc) {
        let Some(crossing) = self.view.crossing(came, arc) else { return };
        let Some(weight) = (self.weight)(arc, &crossing) else { return };
        let value = value + weight;
        if self.least[state].is_none_or(|old| value < old) {
            self.least[state] = Some(value);
            self.heap.push(Reverse((value, u32_from(state))));
        }
    }
}
