//! The least that is still to come on the way to the targets, one criterion at a time: Dijkstra
//! (1959) backwards, as in NAMOA* (Mandow & Pérez de la Cruz 2010, J. ACM 57:27).
//!
//! What a terminal takes at least between two links counts, what depends on the moment does not,
//! and an unknown cost counts as nothing: the bounds are never too high, and never shrink by more
//! than a step costs (they are consistent), which keeps label setting exact.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use allways_base::Idx;
use allways_base::IdxVec;
use allways_base::cast::{u32_from, usize_from};

use crate::draft::{Load, Mode};
use crate::network::{LinkIdx, TerminalIdx};
use crate::view::View;

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
    let goods = view.load == Load::Freight;
    let criteria = view.question.criteria;
    let rides = |link: LinkIdx| view.links[link].ride.and_then(|s| u64::try_from(s).ok());
    let stays = |terminal: TerminalIdx| {
        let row = &view.terminals[terminal];
        if goods { u64::try_from(row.dwell + row.customs).unwrap_or(0) } else { 0 }
    };
    let time = least(view, to, rides, stays);
    let none = |_: TerminalIdx| 0;
    let zeros = || vec![Some(0); view.net.terminals.len()];
    let cents = |link: LinkIdx| Some(view.links[link].cents.unwrap_or(0));
    let cost = if criteria.cost { least(view, to, cents, none) } else { zeros() };
    let grams = |link: LinkIdx| Some(view.links[link].grams.unwrap_or(0));
    let co2e = if criteria.co2e { least(view, to, grams, none) } else { zeros() };
    let handlings = if criteria.handlings {
        let passed = lines_pass(view);
        let moved =
            |link: LinkIdx| Some(u64::from(view.net.links[link].service.mode == Mode::GaugeChange));
        least(view, to, moved, |terminal| u64::from(!passed[terminal]))
    } else {
        zeros()
    };
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

/// Dijkstra from the targets over arcs reversed: `weight` of each link whose time is known, and
/// what each terminal but a target adds when it is passed, or arrived at.
fn least(
    view: &View<'_>,
    to: &[TerminalIdx],
    weight: impl Fn(LinkIdx) -> Option<u64>,
    pass: impl Fn(TerminalIdx) -> u64,
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
            let Some(weight) = weight(arc.link).filter(|_| known) else { continue };
            let tail = net.tail(arc);
            if to.contains(&tail) {
                continue;
            }
            let value = value + weight + pass(tail);
            if least[tail.to_usize()].is_none_or(|old| value < old) {
                least[tail.to_usize()] = Some(value);
                heap.push(Reverse((value, u32_from(tail.to_usize()))));
            }
        }
    }
    least
}

/// terminal → true if some line goes on through it, so that a load may pass without a handling.
fn lines_pass(view: &View<'_>) -> IdxVec<TerminalIdx, bool> {
    let net = view.net;
    let passed = net
        .terminals
        .indices()
        .map(|terminal| net.arriving(terminal).iter().any(|&arc| net.line_goes_on(arc)));
    passed.collect::<Vec<_>>().into()
}
