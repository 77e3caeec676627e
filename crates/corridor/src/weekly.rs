//! How much gets through in a week from the start of a question to any of some places: maximum
//! flow ([`crate::graph`]) over what the links state, each direction of a link on its own.
//!
//! Counted in departures, the flow is the most journeys of which no two share a departure (Menger
//! 1927): a vehicle that calls at several terminals counts once, a shared link only as often as it
//! is run. Counted in capacity it is the TEU or passengers that fit.
//!
//! - A link that states no number counts none. What it could let through, at most, is the flow
//!   where it lets all through; if that is more, the answer is *at least*.
//! - A road that one may drive at any time, and the way through the city, have no limit where they
//!   lead to a service or on from one. *Home* is what they alone lead to from the start; from there a
//!   road straight on to the goal is told ([`Weekly::by_road`]) and not counted: it would be without
//!   limit. So a service counts if it leads to where one could not have driven, or to the goal.

use allways_base::cast::{f64_from_u64, round_i64};
use allways_base::{Idx, IdxVec};

use crate::capacity::{reach, takes};
use crate::draft::Mode;
use crate::graph::{Graph, MANY};
use crate::network::{Arc, LinkIdx, TerminalIdx};
use crate::view::View;

/// The flow is in whole thousandths: a rate is often a fraction.
const PARTS: f64 = 1000.0;

/// No link lets more through, so that no sum of links is as much as [`MANY`].
const MOST: f64 = 1e12;

/// What gets through in a week.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Weekly {
    /// By what the links state.
    pub at_least: f64,
    /// If the links that state nothing let all through; `None`: without limit.
    pub at_most: Option<f64>,
    /// Links on a way that state nothing; 0 if they make no difference.
    pub unstated: usize,
    /// True if a road leads there that one may drive at any time, which is not counted.
    pub by_road: bool,
    /// The links that let `at_least` through, in order of row; of several choices one.
    pub links: Vec<LinkIdx>,
}

impl Weekly {
    /// The number, if nothing that is not stated could add to it.
    pub fn known(&self) -> Option<f64> {
        self.at_most.filter(|most| *most <= self.at_least)
    }

    /// The number as far as it is stated; `None` if nothing is.
    pub fn stated(&self) -> Option<f64> {
        self.known().or((self.at_least > 0.0).then_some(self.at_least))
    }
}

/// In what is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Departures,
    /// TEU or passengers, as the load is.
    Capacity,
}

/// What an arc lets through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Limit {
    /// As much as one likes.
    Free,
    /// So many thousandths.
    Most(u64),
    Unstated,
}

/// From the question's `from` to any of `goals`, which share no terminal with it.
pub(crate) fn weekly(view: &View<'_>, goals: &[TerminalIdx], unit: Unit) -> Weekly {
    let net = view.net;
    let from = view.question.from;
    let (ahead, behind) = (reach(view, from, goals, true), reach(view, goals, from, false));
    // The arcs on a way from the start to a goal.
    let mut arcs: Vec<(Arc, Limit)> = Vec::new();
    for terminal in net.terminals.indices().filter(|t| ahead[*t].is_some() && !goals.contains(t)) {
        let leads = |arc: &Arc| {
            let head = net.head(*arc);
            behind[head].is_some() && !from.contains(&head)
        };
        arcs.extend(view.leaving(terminal).filter(leads).map(|arc| (arc, limit(view, arc, unit))));
    }
    let home = home(view, &arcs, goals);
    let is_road = |(arc, limit): &(Arc, Limit)| {
        *limit == Limit::Free && home[net.tail(*arc)] && goals.contains(&net.head(*arc))
    };
    let by_road = arcs.iter().any(is_road);
    arcs.retain(|arc| !is_road(arc));
    let (at_least, used) = filled(view, goals, &arcs, 0);
    let is_unstated = |(_, limit): &&(Arc, Limit)| *limit == Limit::Unstated;
    let unstated = each_once(arcs.iter().filter(is_unstated).map(|(arc, _)| arc.link));
    // With nothing unstated there is nothing to ask.
    let at_most = if unstated.is_empty() { at_least } else { filled(view, goals, &arcs, MANY).0 };
    Weekly {
        at_least: whole(at_least),
        at_most: (at_most < MANY).then(|| whole(at_most)),
        unstated: if at_most > at_least { unstated.len() } else { 0 },
        by_road,
        links: used,
    }
}

fn each_once(links: impl Iterator<Item = LinkIdx>) -> Vec<LinkIdx> {
    let mut links: Vec<LinkIdx> = links.collect();
    links.sort_unstable();
    links.dedup();
    links
}

fn whole(thousandths: u64) -> f64 {
    f64_from_u64(thousandths) / PARTS
}

fn limit(view: &View<'_>, arc: Arc, unit: Unit) -> Limit {
    let service = &view.net.links[arc.link].service;
    let runs = service.departures(arc.back);
    let stated = match unit {
        Unit::Departures => runs,
        Unit::Capacity => takes(view, arc.link),
    };
    match stated {
        Some(most) => {
            let thousandths = round_i64((most * PARTS).clamp(0.0, MOST));
            Limit::Most(u64::try_from(thousandths).unwrap_or(0))
        }
        None if runs.is_none() && (service.is_access || service.mode == Mode::Road) => Limit::Free,
        None => Limit::Unstated,
    }
}

/// terminal → true if one may drive there from the start, and not through a goal.
fn home(
    view: &View<'_>,
    arcs: &[(Arc, Limit)],
    goals: &[TerminalIdx],
) -> IdxVec<TerminalIdx, bool> {
    let net = view.net;
    let mut out: IdxVec<TerminalIdx, Vec<TerminalIdx>> =
        IdxVec::filled(Vec::new(), net.terminals.len());
    for (arc, _) in arcs.iter().filter(|(_, limit)| *limit == Limit::Free) {
        out[net.tail(*arc)].push(net.head(*arc));
    }
    let mut home = IdxVec::filled(false, net.terminals.len());
    let mut stack = view.question.from.to_vec();
    while let Some(here) = stack.pop() {
        if !goals.contains(&here) && !std::mem::replace(&mut home[here], true) {
            stack.extend(&out[here]);
        }
    }
    home
}

/// The flow in thousandths where links that state nothing let `unstated` through, and the links that
/// carry it; [`MANY`] if it has no limit.
fn filled(
    view: &View<'_>,
    goals: &[TerminalIdx],
    arcs: &[(Arc, Limit)],
    unstated: u64,
) -> (u64, Vec<LinkIdx>) {
    let net = view.net;
    let (source, sink) = (net.terminals.len(), net.terminals.len() + 1);
    let graph = |most: &dyn Fn(Limit) -> u64| {
        let mut graph = Graph::new(sink + 1);
        for (arc, limit) in arcs {
            graph.connect(net.tail(*arc).to_usize(), net.head(*arc).to_usize(), most(*limit));
        }
        for start in view.question.from {
            graph.connect(source, start.to_usize(), MANY);
        }
        for goal in goals {
            graph.connect(goal.to_usize(), sink, MANY);
        }
        graph
    };
    let most = |limit: Limit| match limit {
        Limit::Free => MANY,
        Limit::Most(most) => most,
        Limit::Unstated => unstated,
    };
    let without_limit = graph(&|limit| if most(limit) == MANY { MANY } else { 0 });
    if without_limit.reached(source)[sink].is_some() {
        return (MANY, Vec::new());
    }
    let mut graph = graph(&most);
    let total = graph.fill(source, sink);
    let carries = |k: &usize| graph.carries(*k);
    (total, each_once((0..arcs.len()).filter(carries).map(|k| arcs[k].0.link)))
}
