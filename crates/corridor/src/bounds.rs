//! The least that is still to come on the way to the targets, one criterion at a time: Dijkstra
//! (1959) backwards, as in NAMOA* (Mandow & Pérez de la Cruz 2010, J. ACM 57:27).
//!
//! What a terminal takes at least between two links counts, the wait of a stated rate too where one
//! must change; what depends on the moment does not, and an unknown cost counts as nothing: the bounds are never too high, and never shrink by more
//! than a step costs (they are consistent), which keeps label setting exact.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use allways_base::Idx;
use allways_base::IdxVec;
use allways_base::cast::{u32_from, usize_from};

use crate::draft::{Load, Mode};
use crate::network::{Arc, TerminalIdx};
use crate::view::{Came, View, Wait};

/// Seconds, cents, grams and handlings still to come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Least {
    pub(crate) took: i64,
    pub(crate) cents: u64,
    pub(crate) grams: u64,
    pub(crate) handlings: u32,
}

/// terminal → what is still to come after arriving there; `None`: no way leads on to a target.
pub(crate) type Bounds = IdxVec<TerminalIdx, Option<Least>>;

/// For targets `to`.
pub(crate) fn bounds(view: &View<'_>, to: &[TerminalIdx]) -> Bounds {
    let criteria = view.question.criteria;
    let boardings = boardings(view);
    let of = |arc: Arc| boardings[arc.row()];
    let positive = |seconds: i64| u64::try_from(seconds).unwrap_or(0);
    let figures = |arc: Arc| &view.links[arc.link];
    let time = least(view, to, |arc| Some(positive(figures(arc).ride?) + positive(of(arc)?.took)));
    let zeros = || vec![Some(0); view.net.terminals.len()];
    let when = |asked: bool, weight: &dyn Fn(Arc) -> Option<u64>| {
        if asked { least(view, to, weight) } else { zeros() }
    };
    let cost = when(criteria.cost, &|arc| Some(figures(arc).cents.unwrap_or(0) + of(arc)?.cents));
    let co2e = when(criteria.co2e, &|arc| of(arc).map(|_| figures(arc).grams.unwrap_or(0)));
    let handlings = when(criteria.handlings, &|arc| {
        let changes_gauge = view.net.links[arc.link].service.mode == Mode::GaugeChange;
        Some(u64::from(of(arc)?.handlings) + u64::from(changes_gauge))
    });
    let all = view.net.terminals.indices().map(|terminal| {
        let i = terminal.to_usize();
        Some(Least {
            took: i64::try_from(time[i]?).ok()?,
            cents: cost[i].unwrap_or(0),
            grams: co2e[i].unwrap_or(0),
            handlings: u32::try_from(handlings[i].unwrap_or(0)).unwrap_or(u32::MAX),
        })
    });
    all.collect::<Vec<_>>().into()
}

/// arc → what it takes at least to board it where one has arrived before; `None`: nobody can.
///
/// Where no line goes on by the arc, whoever boards it has changed: dwell, customs, cut-off and the
/// wait of a stated rate are certain. Where one does, goods are held there aboard, and people not.
fn boardings(view: &View<'_>) -> Vec<Option<Least>> {
    let net = view.net;
    let mut all = Vec::with_capacity(2 * net.links.len());
    for (link, row) in net.links.iter() {
        for back in [false, true] {
            let arc = Arc { link, back };
            if back && row.service.one_way {
                all.push(None);
                continue;
            }
            let tail = net.tail(arc);
            let figures = &view.terminals[tail];
            let goods = view.load == Load::Freight;
            if net.arriving(tail).iter().any(|before| net.goes_on(before.link, link)) {
                let held = if goods { figures.dwell + figures.customs } else { 0 };
                all.push(Some(Least { took: held, ..Least::default() }));
                continue;
            }
            all.push(view.crossing(Came::Change(None), arc).map(|crossing| {
                let waits = if let Wait::Expected(seconds) = crossing.wait { seconds } else { 0 };
                Least {
                    took: crossing.dwell + crossing.customs + crossing.cutoff + waits,
                    cents: figures.handling_cents.unwrap_or(0),
                    grams: 0,
                    handlings: 1,
                }
            }));
        }
    }
    all
}

/// Dijkstra from the targets over arcs reversed, by `weight`; arcs without one, and those whose time
/// is not known, lead nowhere.
fn least(
    view: &View<'_>,
    to: &[TerminalIdx],
    weight: impl Fn(Arc) -> Option<u64>,
) -> Vec<Option<u64>> {
    let net = view.net;
    let mut least: Vec<Option<u64>> = vec![None; net.terminals.len()];
    let mut heap: BinaryHeap<Reverse<(u64, u32)>> = BinaryHeap::new();
    for &target in to {
        least[target.to_usize()] = Some(0);
        heap.push(Reverse((0, u32_from(target.to_usize()))));
    }
    while let Some(Reverse((value, row))) = heap.pop() {
        let here = TerminalIdx::from_usize(usize_from(row));
        if least[here.to_usize()] != Some(value) {
            continue;
        }
        for &arc in net.arriving(here) {
            let known = view.usable(arc.link) && view.links[arc.link].ride.is_some();
            let Some(weight) = weight(arc).filter(|_| known) else { continue };
            let tail = net.tail(arc);
            if to.contains(&tail) {
                continue;
            }
            let value = value + weight;
            if least[tail.to_usize()].is_none_or(|old| value < old) {
                least[tail.to_usize()] = Some(value);
                heap.push(Reverse((value, u32_from(tail.to_usize()))));
            }
        }
    }
    least
}
