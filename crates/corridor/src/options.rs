//! The exact choice: all routes that no other beats, to one place or to every terminal.

use allways_base::Idx;

use crate::bounds::bounds;
use crate::network::{CorridorNetwork, TerminalIdx};
use crate::question::Question;
use crate::route::{Ranges, Route, dollars, stay, unwound};
use crate::search::{Found, Work, search};
use crate::view::View;

/// The choice between time, cost, CO2e and handlings, by the criteria of the question.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Options {
    /// Fastest first; no two have the same figures. A route with an unknown cost or CO2e is here
    /// if what is known of it does not rule it out, and never rules out one that is known.
    pub routes: Vec<Route>,
    /// False if the budget of the question ended the search: there may be better routes.
    pub is_complete: bool,
    /// What the search did.
    pub work: Work,
}

impl Options {
    /// Routes whose cost is known, fastest first.
    pub fn priced(&self) -> impl Iterator<Item = &Route> {
        self.routes.iter().filter(|route| !route.cents.is_partial)
    }

    /// Routes of which a part of the cost is unknown, fastest first.
    pub fn unpriced(&self) -> impl Iterator<Item = &Route> {
        self.routes.iter().filter(|route| route.cents.is_partial)
    }
}

/// All best routes from any of `from` to any of `to`.
pub fn options(net: &CorridorNetwork, question: &Question<'_>) -> Options {
    let view = View::new(net, question);
    options_in(&view, true)
}

/// [`options`] without the bounds that lead the search to its target: the same answer, later. For
/// comparison.
pub fn options_unguided(net: &CorridorNetwork, question: &Question<'_>) -> Options {
    options_in(&View::new(net, question), false)
}

pub(crate) fn options_in(view: &View<'_>, guided: bool) -> Options {
    let (from, to) = (view.question.from, view.question.to);
    if let Some(&here) = from.iter().find(|from| to.contains(from)) {
        let routes = vec![stay(view, here)];
        return Options { routes, is_complete: true, work: Work::default() };
    }
    if to.is_empty() {
        return Options { is_complete: true, ..Options::default() };
    }
    let bounds = guided.then(|| bounds(view, to));
    let found = search(view, to, bounds.as_ref());
    told(view, &found, &found.there)
}

/// terminal → the best routes there from any of `from`; those of `from` itself are empty.
pub fn options_to_all(net: &CorridorNetwork, question: &Question<'_>) -> ToAll {
    let view = View::new(net, question);
    let found = search(&view, &[], None);
    let mut there = found.at_terminals(&view);
    for from in question.from {
        there[from.to_usize()].clear();
    }
    let fastest = there.iter().map(|rows| {
        let first = rows.first()?;
        Some(found.label(*first).span.took)
    });
    ToAll {
        fastest_s: fastest.collect(),
        n_routes: there.iter().map(Vec::len).collect(),
        is_complete: found.complete,
        work: found.work,
        there,
        found,
    }
}

/// The answer of [`options_to_all`]: figures for every terminal, routes for those that are asked
/// for.
#[derive(Debug)]
pub struct ToAll {
    /// terminal → seconds of the fastest route, `None` if nothing leads there.
    pub fastest_s: Vec<Option<i64>>,
    /// terminal → how many best routes there are.
    pub n_routes: Vec<usize>,
    /// False if the budget of the question ended the search.
    pub is_complete: bool,
    /// What the search did.
    pub work: Work,
    there: Vec<Vec<u32>>,
    found: Found,
}

impl ToAll {
    /// The best routes to a terminal, for the network and question that were searched.
    pub fn routes(
        &self,
        net: &CorridorNetwork,
        question: &Question<'_>,
        to: TerminalIdx,
    ) -> Options {
        let view = View::new(net, question);
        let mut options = told(&view, &self.found, &self.there[to.to_usize()]);
        options.is_complete = self.is_complete;
        options
    }

    /// The fastest route to a terminal.
    pub(crate) fn fastest(&self, view: &View<'_>, to: TerminalIdx) -> Option<Route> {
        unwound(view, &Ranges::of(view), &self.found, *self.there[to.to_usize()].first()?)
    }

    /// US dollars of the cheapest route to a terminal whose cost is known.
    pub(crate) fn cheapest_usd(&self, to: TerminalIdx) -> Option<f64> {
        let sums = self.there[to.to_usize()].iter().map(|&row| self.found.label(row).sums);
        sums.filter(|sums| !sums.unpriced).map(|sums| sums.cents).min().map(dollars)
    }
}

fn told(view: &View<'_>, found: &Found, rows: &[u32]) -> Options {
    let ranges = Ranges::of(view);
    let routes = rows.iter().filter_map(|&row| {
        let route = unwound(view, &ranges, found, row);
        debug_assert_eq!(
            route.as_ref().map(|route| route.time_s),
            Some(found.label(row).span.took),
            "the legs add up to what the search found"
        );
        route
    });
    Options { routes: routes.collect(), is_complete: found.complete, work: found.work }
}
