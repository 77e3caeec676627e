//! What is left between two places when something is lost: one search for each loss that can make
//! a difference.
//!
//! *Which can.* What is left is the time of the fastest route, the cost of the cheapest whose cost is
//! known, and what gets through. Without a line or terminal that neither route uses, that carries
//! none of the largest flow, and that a way over a link without a stated capacity does not need
//! either, all of these are still there, and nothing better can appear: the answer is that of the
//! whole network, and no search is made.
//!
//! *How it is searched.* Two searches of one criterion each, and not one of both, which would keep
//! every trade between them. The bounds of the whole network ([`crate::bounds`]) lead them: they hold
//! when something is lost, since less leads on. Where no way is left at all, a walk sees that first.

use allways_base::Idx;

use crate::bounds::{Bounds, bounds};
use crate::capacity::{takes, through, unstated_way};
use crate::cheapest::cheapest;
use crate::network::{Arc, CorridorNetwork, LinkIdx};
use crate::question::{Criteria, Question};
use crate::route::{Sum, dollars};
use crate::search::search;
use crate::view::{View, seconds_to_hours};

/// What is left when something is lost.
#[derive(Clone, Debug, PartialEq)]
pub struct Left {
    /// Of what is lost.
    pub name: String,
    /// Hours of the fastest route, `None` if no route with known times is left.
    pub time_h: Option<f64>,
    /// US dollars of the cheapest route whose cost is known.
    pub cost_usd: Option<f64>,
    /// TEU or passengers that can get through in a week; at least, where links state none.
    pub capacity_per_week: Sum,
}

/// What is left with each of several losses, and how many of them took a search.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Losses {
    /// In the order asked for.
    pub left: Vec<Left>,
    /// Losses that can make a difference; the others were not searched.
    pub searched: usize,
}

/// What connects the ends of a question while nothing is lost; its name is empty.
pub fn untouched(net: &CorridorNetwork, question: &Question<'_>) -> Left {
    Whole::of(&View::new(net, &Question { criteria: Criteria::TIME, ..*question })).left
}

/// The whole network between two places, and what its answer rests on.
pub(crate) struct Whole {
    pub(crate) left: Left,
    /// link → true if the answer may be another without it.
    used: Vec<bool>,
    by_time: Bounds,
    by_cost: Bounds,
}

impl Whole {
    /// Of a view by time alone.
    pub(crate) fn of(view: &View<'_>) -> Self {
        let mut priced = view.clone();
        priced.question.criteria = Criteria::TIME_AND_COST;
        let (by_time, by_cost) =
            (bounds(view, view.question.to), bounds(&priced, view.question.to));
        let (capacity, carrying) = through(view);
        let best = Best::of(view, &by_time, &by_cost);
        let mut links: Vec<LinkIdx> = best.arcs.iter().map(|arc| arc.link).collect();
        if capacity.is_partial && !links.iter().any(|link| takes(view, *link).is_none()) {
            links.extend(unstated_way(view));
        }
        links.extend(carrying);
        let mut used = vec![false; view.net.links.len()];
        for link in links {
            used[link.to_usize()] = true;
        }
        Self { left: best.left("", capacity), used, by_time, by_cost }
    }

    /// True if it makes a difference whether a link is there.
    pub(crate) fn uses(&self, link: LinkIdx) -> bool {
        self.used[link.to_usize()]
    }

    /// The answer where no link is lost that is used.
    pub(crate) fn unchanged(&self, name: &str) -> Left {
        Left { name: name.to_owned(), ..self.left.clone() }
    }

    /// The answer of the same view with something lost.
    pub(crate) fn searched(&self, view: &View<'_>, name: &str) -> Left {
        let (capacity, _) = through(view);
        Best::of(view, &self.by_time, &self.by_cost).left(name, capacity)
    }
}

/// The best routes.
#[derive(Debug, Default)]
struct Best {
    /// Seconds of the fastest.
    took: Option<i64>,
    /// Of the cheapest.
    cents: Option<u64>,
    /// Of both.
    arcs: Vec<Arc>,
}

impl Best {
    fn of(view: &View<'_>, by_time: &Bounds, by_cost: &Bounds) -> Self {
        let (from, to) = (view.question.from, view.question.to);
        if from.iter().any(|end| to.contains(end)) {
            return Self { took: Some(0), cents: Some(0), arcs: Vec::new() };
        }
        if !leads_there(view) {
            return Self::default();
        }
        let found = search(view, to, Some(by_time));
        let fastest = found.there.first().copied();
        let cheapest = cheapest(view, by_cost);
        let mut arcs = fastest.map(|row| found.arcs(row)).unwrap_or_default();
        let took = fastest.map(|row| found.label(row).span.took);
        let cents = cheapest.as_ref().map(|(cents, _)| *cents);
        arcs.extend(cheapest.into_iter().flat_map(|(_, arcs)| arcs));
        Self { took, cents, arcs }
    }

    fn left(&self, name: &str, capacity_per_week: Sum) -> Left {
        Left {
            name: name.to_owned(),
            time_h: self.took.map(seconds_to_hours),
            cost_usd: self.cents.map(dollars),
            capacity_per_week,
        }
    }
}

/// True if links whose times are known lead from end to end.
fn leads_there(view: &View<'_>) -> bool {
    let mut seen = vec![false; view.net.terminals.len()];
    let mut stack = view.question.from.to_vec();
    while let Some(here) = stack.pop() {
        if view.question.to.contains(&here) {
            return true;
        }
        if !std::mem::replace(&mut seen[here.to_usize()], true) {
            let known = view.leaving(here).filter(|arc| view.links[arc.link].ride.is_some());
            stack.extend(known.map(|arc| view.net.head(arc)));
        }
    }
    false
}
