//! Channels: how many routes there are between two places that share no physical line, which
//! lines separate the places, and what is left when one is cut.
//!
//! Where every channel is in one piece this is maximum flow ([`crate::flow`]): the count is exact
//! and as many channels as there are routes cut them all. Where a filter (mode, load, year) leaves
//! a channel in several pieces, finding the most routes is NP-hard (colour-disjoint paths: Wu
//! 2012); then the flow is the upper bound of an exact branch and bound, which gives up after a
//! fixed amount of work and says so by [`Channels::at_most`].

use allways_base::Idx;

use crate::flow::{Flow, max_flow};
use crate::left::{Losses, Whole};
use crate::network::{Arc, ChannelIdx, CorridorNetwork, LinkIdx, TerminalIdx};
use crate::options::options_in;
use crate::path::best_start;
use crate::question::{Criteria, Question};
use crate::route::{Ranges, channels_of, fastest_in, route_of};
use crate::view::View;

/// Steps along links that a branch and bound may take: 20,000 flows of a network of a hundred links,
/// fewer of a greater one.
const STEPS: usize = 2_000_000;

/// What connects two places.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Channels {
    /// Routes of which no two share a channel.
    pub count: usize,
    /// There are no more than this; equal to `count` if that is proven to be the most.
    pub at_most: usize,
    /// Links of each route, in order of travel. The fastest first; routes with unknown times last.
    pub routes: Vec<Vec<LinkIdx>>,
    /// Hours of each route by the handling rule, `None` where a time is unknown.
    pub times_h: Vec<Option<f64>>,
    /// Names of a set of channels that separate the places when all are cut, sorted; the smallest
    /// such set unless `at_most` is above `count`. Empty if nothing connects them.
    pub min_cut: Vec<String>,
    /// What is left when one channel alone is cut: each of the fastest route, of one in `routes`
    /// or of `min_cut`, by name.
    pub when_cut: Losses,
}

/// What is left when any one channel is cut that a best route by time and cost uses, or that has a
/// capacity; in order of row. Without any other the same routes and the same capacity are left.
pub fn when_each_is_cut(net: &CorridorNetwork, question: &Question<'_>) -> Losses {
    let view = View::new(net, &Question { criteria: Criteria::TIME_AND_COST, ..*question });
    let best = options_in(&view, true).routes;
    let has_capacity =
        |link: &LinkIdx| view.usable(*link) && net.links[*link].service.capacity.is_some();
    let mut used: Vec<LinkIdx> = net.links.indices().filter(has_capacity).collect();
    used.extend(best.iter().flat_map(|route| route.links.iter().copied()));
    cut_each(net, question, &channels_of(net, &used))
}

/// What is left when each of some channels alone is cut.
fn cut_each(net: &CorridorNetwork, question: &Question<'_>, channels: &[ChannelIdx]) -> Losses {
    let mut view = View::new(net, &Question { criteria: Criteria::TIME, ..*question });
    let whole = Whole::of(&view);
    let used: Vec<LinkIdx> = net.links.indices().filter(|link| whole.uses(*link)).collect();
    let used = channels_of(net, &used);
    let mut losses = Losses::default();
    for &channel in channels {
        let name = &net.channels[channel];
        losses.left.push(if used.binary_search(&channel).is_ok() {
            losses.searched += 1;
            view.cut[channel] += 1;
            let left = whole.searched(&view, name);
            view.cut[channel] -= 1;
            left
        } else {
            whole.unchanged(name)
        });
    }
    losses
}

/// The most routes of a question that share no channel. If its ends share a terminal there is no
/// route to speak of, and the count is 0.
pub fn disjoint_routes(net: &CorridorNetwork, question: &Question<'_>) -> Channels {
    if question.from.iter().any(|end| question.to.contains(end)) {
        return Channels::default();
    }
    let mut view = View::new(net, &Question { criteria: Criteria::TIME, ..*question });
    let flow = max_flow(&view);
    let mut budget = STEPS;
    let (walks, at_most) = most(&mut view, &mut budget);
    let cut = smallest_cut(&mut view, &flow, walks.len());
    let routes = settled(&mut view, &walks);
    let mut channels = cut.clone();
    channels.extend(routes.iter().flat_map(|route| channels_of(net, &links(route))));
    channels.extend(fastest_in(&view).map(|r| channels_of(net, &r.links)).into_iter().flatten());
    channels.sort_unstable();
    channels.dedup();
    let mut losses = cut_each(net, question, &channels);
    losses.left.sort_by(|a, b| a.name.cmp(&b.name));
    let ranges = Ranges::of(&view);
    let time_of = |route: &[Arc]| {
        let start = best_start(&view, route)?.start();
        route_of(&view, &ranges, route, start).map(|route| route.time_h)
    };
    let mut routes: Vec<(Option<f64>, Vec<LinkIdx>)> =
        routes.iter().map(|route| (time_of(route), links(route))).collect();
    let key = |time: Option<f64>| time.unwrap_or(f64::INFINITY);
    routes.sort_by(|a, b| key(a.0).total_cmp(&key(b.0)).then_with(|| a.1.cmp(&b.1)));
    let (times_h, routes) = routes.into_iter().unzip();
    let mut min_cut: Vec<String> =
        cut.into_iter().map(|channel| net.channels[channel].clone()).collect();
    min_cut.sort_unstable();
    Channels { count: walks.len(), at_most, routes, times_h, min_cut, when_cut: losses }
}

fn links(walk: &[Arc]) -> Vec<LinkIdx> {
    walk.iter().map(|arc| arc.link).collect()
}

/// The most disjoint walks found, and an upper bound on their number.
fn most(view: &mut View<'_>, budget: &mut usize) -> (Vec<Vec<Arc>>, usize) {
    spend_flow(view, budget);
    let flow = max_flow(view);
    let upper = flow.walks.len();
    let Some(shared) = shared_channel(view.net, &flow) else { return (flow.walks, upper) };
    // One route uses the shared channel, or none does.
    view.cut[shared] += 1;
    let (mut best, mut at_most) = most(view, budget);
    view.cut[shared] -= 1;
    let mut enough = best.len() == upper;
    if !enough {
        let mut walk = Vec::new();
        let start: Vec<TerminalIdx> = view.question.from.to_vec();
        for here in start {
            let mut seen = vec![here];
            each_walk(view, &mut walk, &mut seen, budget, &mut |view, walk, budget| {
                let channels = channels_of(view.net, &links(walk));
                if enough || !channels.contains(&shared) {
                    return enough;
                }
                cut(view, &channels, true);
                let (rest, rest_at_most) = most(view, budget);
                cut(view, &channels, false);
                at_most = at_most.max(rest_at_most + 1);
                if rest.len() + 1 > best.len() {
                    best = rest;
                    best.push(walk.to_vec());
                }
                enough = best.len() == upper;
                enough
            });
        }
    }
    let at_most = if *budget == 0 { upper } else { at_most.min(upper) };
    (best, at_most)
}

/// A flow looks at every link.
fn spend_flow(view: &View<'_>, budget: &mut usize) {
    *budget = budget.saturating_sub(view.net.links.len());
}

fn cut(view: &mut View<'_>, channels: &[ChannelIdx], close: bool) {
    for &channel in channels {
        let count = &mut view.cut[channel];
        *count = if close { *count + 1 } else { *count - 1 };
    }
}

/// The first channel that two walks use, each another piece of it.
fn shared_channel(net: &CorridorNetwork, flow: &Flow) -> Option<ChannelIdx> {
    let mut used = vec![false; net.channels.len()];
    for walk in &flow.walks {
        for channel in channels_of(net, &links(walk)) {
            if std::mem::replace(&mut used[channel.to_usize()], true) {
                return Some(channel);
            }
        }
    }
    None
}

/// Calls `visit` with every walk from the last of `seen` to a target that passes no terminal
/// twice, until it returns true or the budget is spent. True if so.
fn each_walk(
    view: &mut View<'_>,
    walk: &mut Vec<Arc>,
    seen: &mut Vec<TerminalIdx>,
    budget: &mut usize,
    visit: &mut impl FnMut(&mut View<'_>, &[Arc], &mut usize) -> bool,
) -> bool {
    let Some(&here) = seen.last() else { return false };
    if *budget == 0 {
        return true;
    }
    *budget -= 1;
    if view.question.to.contains(&here) {
        return visit(view, walk, budget);
    }
    let next: Vec<Arc> = view.leaving(here).collect();
    for arc in next {
        let head = view.net.head(arc);
        if seen.contains(&head) {
            continue;
        }
        walk.push(arc);
        seen.push(head);
        let stop = each_walk(view, walk, seen, budget, visit);
        walk.pop();
        seen.pop();
        if stop {
            return true;
        }
    }
    false
}

/// The fewest channels that separate the ends: the flow's own cut where it is as small as can be,
/// else iterative deepening: some channel of each route that is left must be cut.
fn smallest_cut(view: &mut View<'_>, flow: &Flow, at_least: usize) -> Vec<ChannelIdx> {
    let mut best = flow.cut.clone();
    best.sort_unstable();
    best.dedup();
    let mut budget = STEPS;
    for size in at_least..best.len() {
        let mut chosen = Vec::new();
        if separates(view, size, &mut chosen, &mut budget) {
            return chosen;
        }
    }
    best
}

/// True if `size` more channels can separate the ends; `chosen` then holds them.
fn separates(
    view: &mut View<'_>,
    size: usize,
    chosen: &mut Vec<ChannelIdx>,
    budget: &mut usize,
) -> bool {
    spend_flow(view, budget);
    let flow = max_flow(view);
    let Some(walk) = flow.walks.iter().min_by_key(|walk| walk.len()) else { return true };
    if size == 0 || *budget == 0 {
        return false;
    }
    for channel in channels_of(view.net, &links(walk)) {
        view.cut[channel] += 1;
        chosen.push(channel);
        let done = separates(view, size - 1, chosen, budget);
        view.cut[channel] -= 1;
        if done {
            return true;
        }
        chosen.pop();
    }
    false
}

/// Each route in turn made the fastest that the channels of the others leave: the flow proves how
/// many there are, but takes detours.
fn settled(view: &mut View<'_>, walks: &[Vec<Arc>]) -> Vec<Vec<Arc>> {
    let mut routes = walks.to_vec();
    for k in 0..routes.len() {
        let mut others = routes.clone();
        others.remove(k);
        let channels = channels_of(view.net, &links(&others.concat()));
        cut(view, &channels, true);
        if let Some(route) = fastest_in(view) {
            routes[k] = route.arcs();
        }
        cut(view, &channels, false);
    }
    routes
}
