//! Every route that no other beats: multi-criteria label setting (Martins 1984), with the bounds
//! of NAMOA* (Mandow & Pérez de la Cruz 2010) where the targets are known.
//!
//! A label is a way to a *state*: at a terminal, about to change; or aboard, on a line that goes
//! on there. It holds when the load is there (a [`Span`]), cents, grams and handlings so far, and
//! whether a cost or a CO2e on the way is unknown, so that its sum is a lower bound.
//!
//! *Why dominance is exact.* A label may be dropped for another at the same state that is no later
//! having started no earlier, and no worse in the sums. Whatever the dropped one goes on to do, the
//! other can do too: opening hours, slots and half intervals never let a later arrival leave
//! earlier (a load may always wait), and what a step adds to the sums does not depend on the past.
//! A label with an unknown sum never drops one whose sum is known.
//!
//! *Order.* Labels are settled in the order of what they take at least to the target, first in
//! time. All that could drop a label is settled before it, so each state keeps only the front of
//! the other criteria (dimensionality reduction: Pulido, Mandow & Pérez de la Cruz 2015).

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use allways_base::Idx;
use allways_base::cast::{u32_from, usize_from};

use crate::bounds::{Bounds, Least};
use crate::clock::Span;
use crate::draft::{Gauge, Mode};
use crate::network::{Arc, TerminalIdx, seconds};
use crate::question::{Start, Waiting};
use crate::view::{Came, Crossing, View, Wait};

/// What a search did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Labels that were made and not dropped at once.
    pub created: usize,
    /// Labels that nothing dropped.
    pub kept: usize,
}

/// The sums of a label: cents, grams, handlings; only what is asked for is added up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Sums {
    pub(crate) cents: u64,
    pub(crate) grams: u64,
    pub(crate) handlings: u32,
    /// A cost on the way is unknown.
    pub(crate) unpriced: bool,
    /// A CO2e on the way is unknown.
    pub(crate) unfactored: bool,
}

impl Sums {
    /// True if `other` is no better in anything.
    pub(crate) const fn serves(self, other: Self) -> bool {
        self.cents <= other.cents
            && self.grams <= other.grams
            && self.handlings <= other.handlings
            && (!self.unpriced || other.unpriced)
            && (!self.unfactored || other.unfactored)
    }

    const fn plus(self, least: Least) -> Self {
        Self {
            cents: self.cents + least.cents,
            grams: self.grams + least.grams,
            handlings: self.handlings + least.handlings,
            ..self
        }
    }
}

/// A way to a state.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Label {
    pub(crate) span: Span,
    pub(crate) sums: Sums,
    /// The last arc; none for a start.
    pub(crate) arc: Option<Arc>,
    before: Option<u32>,
    state: u32,
}

/// Order of settling: see the module docs. The rest breaks ties, the same way on every run.
type Key = (i64, Sums, Reverse<i64>, i64, u32, Option<Arc>, Option<u32>);

/// What a label is compared by with later ones at its state.
#[derive(Clone, Copy, Debug)]
struct Kept {
    sums: Sums,
    first: i64,
    last_start: i64,
}

impl Kept {
    const fn serves(&self, other: &Self) -> bool {
        self.sums.serves(other.sums)
            && self.first <= other.first
            && self.last_start >= other.last_start
    }
}

/// What was found.
#[derive(Debug, Default)]
pub(crate) struct Found {
    labels: Vec<Label>,
    /// Labels that ended at a target, in the order of time.
    pub(crate) there: Vec<u32>,
    pub(crate) work: Work,
    /// False if the budget ended the search.
    pub(crate) complete: bool,
}

impl Found {
    pub(crate) fn label(&self, row: u32) -> Label {
        self.labels[usize_from(row)]
    }

    /// The arcs of a label, in order of travel.
    pub(crate) fn arcs(&self, last: u32) -> Vec<Arc> {
        let (mut arcs, mut at) = (Vec::new(), Some(last));
        while let Some(row) = at {
            let label = self.label(row);
            arcs.extend(label.arc);
            at = label.before;
        }
        arcs.reverse();
        arcs
    }

    /// terminal → the best labels that arrived there, in the order of time; a start is none.
    pub(crate) fn at_terminals(&self, view: &View<'_>) -> Vec<Vec<u32>> {
        let mut all: Vec<Vec<u32>> = vec![Vec::new(); view.net.terminals.len()];
        for (row, label) in self.labels.iter().enumerate() {
            let states = 3 * all.len();
            if let Some(arc) = label.arc.filter(|_| usize_from(label.state) < states) {
                all[view.net.head(arc).to_usize()].push(u32_from(row));
            }
        }
        for rows in &mut all {
            // Settled in the order of time: what came before is at least as early.
            let mut front: Vec<Sums> = Vec::new();
            rows.retain(|&row| {
                let sums = self.label(row).sums;
                let is_best = !front.iter().any(|kept| kept.serves(sums));
                if is_best {
                    front.retain(|kept| !sums.serves(*kept));
                    front.push(sums);
                }
                is_best
            });
        }
        all
    }
}

struct Search<'a> {
    view: &'a View<'a>,
    bounds: Option<&'a Bounds>,
    to: &'a [TerminalIdx],
    /// Sums of what was settled at a target.
    there: Vec<Sums>,
    heap: BinaryHeap<Reverse<(Key, u32)>>,
    /// state → what was put into the heap and is settled, or will be unless the target rules it out;
    /// with its row in `waiting`. The last state is the target.
    made: Vec<Vec<(Kept, u32)>>,
    /// What was put into the heap, and its key; no label: another was found to serve it.
    waiting: Vec<(Key, Option<Label>)>,
    found: Found,
    /// The start is one moment: then how long a way took says when it is there.
    is_fixed: bool,
}

/// All best routes from the question's start to `to`, or, if that is empty, to everywhere.
pub(crate) fn search(view: &View<'_>, to: &[TerminalIdx], bounds: Option<&Bounds>) -> Found {
    let net = view.net;
    let n_states = 3 * net.terminals.len() + 2 * net.links.len() + 1;
    let mut search = Search {
        view,
        bounds,
        to,
        there: Vec::new(),
        heap: BinaryHeap::new(),
        made: vec![Vec::new(); n_states],
        waiting: Vec::new(),
        found: Found { complete: true, ..Found::default() },
        is_fixed: {
            let mut spans = view.question.from.iter().map(|&from| start_span(view, from));
            let first = spans.next().filter(|first| !first.is_any());
            first.is_some_and(|first| spans.all(|span| span == first))
        },
    };
    for &from in view.question.from {
        search.start(from);
    }
    search.run();
    search.found
}

/// The span with which a load starts at a terminal.
pub(crate) fn start_span(view: &View<'_>, from: TerminalIdx) -> Span {
    match (view.question.waiting, view.question.start) {
        (Waiting::Counted, Start::Ready(moment)) => {
            let offset = view.net.terminals[from].utc_offset_h.unwrap_or(0.0);
            Span::at(moment - seconds(offset))
        }
        _ => Span::ANY,
    }
}

impl Search<'_> {
    fn start(&mut self, from: TerminalIdx) {
        let label = Label {
            span: start_span(self.view, from),
            sums: Sums::default(),
            arc: None,
            before: None,
            state: 0,
        };
        self.expand(label, from, Came::Start);
    }

    fn run(&mut self) {
        let states = 3 * self.view.net.terminals.len();
        while self.found.complete {
            let Some(Reverse((key, waiting))) = self.heap.pop() else { return };
            let Some(label) = self.waiting[usize_from(waiting)].1 else { continue };
            if self.is_hopeless(key.1) {
                continue;
            }
            let row = u32_from(self.found.labels.len());
            self.found.labels.push(label);
            self.found.work.kept += 1;
            let Some(arc) = label.arc else { continue };
            let state = usize_from(label.state);
            if self.is_target(label.state) {
                self.there.retain(|old| !label.sums.serves(*old));
                self.there.push(label.sums);
                self.found.there.push(row);
                continue;
            }
            let here = self.view.net.head(arc);
            let came = if state < states {
                Came::Change(self.view.net.links[arc.link].gauge)
            } else {
                Came::Aboard(arc.link)
            };
            self.expand(Label { before: Some(row), ..label }, here, came);
        }
    }

    fn is_target(&self, state: u32) -> bool {
        usize_from(state) + 1 == self.made.len()
    }

    fn kept(&self, label: &Label) -> Kept {
        let (first, last_start) = if self.is_fixed || self.is_target(label.state) {
            (0, 0)
        } else {
            (label.span.first(), label.span.last_start())
        };
        Kept { sums: label.sums, first, last_start }
    }

    /// What is still to come at least; `None`: the label leads to no target.
    fn least(&self, label: &Label) -> Option<Least> {
        match (self.bounds, label.arc) {
            (Some(bounds), Some(arc)) if !self.is_target(label.state) => {
                let aboard = 3 * self.view.net.terminals.len();
                if usize_from(label.state) < aboard {
                    bounds.changing(self.view.net.head(arc))
                } else {
                    bounds.staying(arc)
                }
            }
            _ => Some(Least::default()),
        }
    }

    /// True if something that has reached the target is no worse than these sums.
    fn is_hopeless(&self, at_best: Sums) -> bool {
        self.there.iter().any(|old| old.serves(at_best))
    }

    /// Goes on from a terminal by every arc that the load can take.
    fn expand(&mut self, label: Label, here: TerminalIdx, came: Came) {
        let view = self.view;
        for arc in view.leaving(here) {
            let goes_on = match came {
                Came::Aboard(link) => view.net.goes_on(link, arc.link),
                _ => true,
            };
            let ride = view.links[arc.link].ride.filter(|_| goes_on);
            let Some(crossing) = view.crossing(came, arc) else { continue };
            let Some(ride) = ride else { continue };
            let sums = with(view, label.sums, here, arc, &crossing);
            each_boarding(view, label.span, here, arc, &crossing, &mut |span| {
                self.arrive(Label { span: span.later(ride), sums, arc: Some(arc), ..label });
            });
        }
    }

    /// Puts a label into the states that its arc ends at.
    fn arrive(&mut self, label: Label) {
        let Some(arc) = label.arc else { return };
        let net = self.view.net;
        let head = net.head(arc);
        let may_alight = net.may_alight(arc);
        if may_alight && self.to.contains(&head) {
            self.push(Label { state: u32_from(self.made.len() - 1), ..label });
            return;
        }
        let gauge = net.links[arc.link].gauge.filter(|_| self.view.terminals[head].two_gauges);
        let class = match gauge {
            None | Some(Gauge::Both) => 0,
            Some(Gauge::Standard) => 1,
            Some(Gauge::Broad) => 2,
        };
        if may_alight {
            self.push(Label { state: u32_from(3 * head.to_usize() + class), ..label });
        }
        if net.line_goes_on(arc) {
            let state = 3 * net.terminals.len() + arc.row();
            self.push(Label { state: u32_from(state), ..label });
        }
    }

    fn push(&mut self, label: Label) {
        let Some(least) = self.least(&label) else { return };
        let at_best = label.sums.plus(least);
        if self.is_hopeless(at_best) {
            return;
        }
        let key: Key = (
            label.span.took + least.took,
            at_best,
            Reverse(label.span.last_start()),
            label.span.first(),
            label.state,
            label.arc,
            label.before,
        );
        // What comes before it and serves it makes it superfluous, settled or not yet: nothing that
        // was settled has a greater key.
        let kept = self.kept(&label);
        let made = &mut self.made[usize_from(label.state)];
        let waiting = &mut self.waiting;
        if made.iter().any(|(old, row)| old.serves(&kept) && waiting[usize_from(*row)].0 <= key) {
            return;
        }
        if self.view.question.budget.is_some_and(|most| self.found.work.created >= most) {
            self.found.complete = false;
            return;
        }
        made.retain(|(old, row)| {
            let (after, label) = &mut waiting[usize_from(*row)];
            let is_served = kept.serves(old) && key <= *after;
            if is_served {
                *label = None;
            }
            !is_served
        });
        let row = u32_from(waiting.len());
        made.push((kept, row));
        waiting.push((key, Some(label)));
        self.heap.push(Reverse((key, row)));
        self.found.work.created += 1;
    }
}

/// The sums after a crossing and an arc.
fn with(view: &View<'_>, sums: Sums, at: TerminalIdx, arc: Arc, crossing: &Crossing) -> Sums {
    let (criteria, link) = (view.question.criteria, &view.links[arc.link]);
    let mut sums = sums;
    if criteria.cost {
        let handling = view.terminals[at].handling_cents.filter(|_| crossing.handled);
        sums.cents += link.cents.unwrap_or(0) + handling.unwrap_or(0);
        sums.unpriced |= link.cents.is_none();
    }
    if criteria.co2e {
        sums.grams += link.grams.unwrap_or(0);
        sums.unfactored |= link.grams.is_none();
    }
    if criteria.handlings {
        let changes_gauge = view.net.links[arc.link].service.mode == Mode::GaugeChange;
        sums.handlings += u32::from(crossing.handled) + u32::from(changes_gauge);
    }
    sums
}

/// Calls `each` with every way to be aboard `arc`, from a span at its tail.
pub(crate) fn each_boarding(
    view: &View<'_>,
    span: Span,
    at: TerminalIdx,
    arc: Arc,
    crossing: &Crossing,
    each: &mut dyn FnMut(Span),
) {
    let hours = if crossing.doors { view.net.hours(at) } else { None };
    let entry = view.entry(arc);
    let gauge_change = crossing.gauge_change.unwrap_or(0);
    let held = crossing.dwell + crossing.customs + gauge_change + crossing.cutoff;
    span.opened(hours, |span| {
        let ready = span.later(held);
        match crossing.wait {
            Wait::Slot => ready.boarded(view.slots(arc).unwrap_or(&[]), &mut *each),
            Wait::Expected(seconds) => ready.later(seconds).opened(entry, &mut *each),
            Wait::None | Wait::Unknown => ready.opened(entry, &mut *each),
        }
    });
}
