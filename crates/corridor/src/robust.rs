//! How late a route may be: the time that it keeps in so many of a hundred cases.
//!
//! *What is exact*: the routes. They are those that no other beats at the expected times, and
//! those that no other beats if everything takes its longest usual time, each with its own start.
//! *What is sampled*: how long each takes. In a draw every link, and every dwell, customs and
//! change of gauge at every terminal, takes a time of its own, independent of all others, from the
//! triangular distribution between its shortest and longest usual time with the expected one as the
//! most likely; where only a rate is known, the wait is anything up to the interval. The route is
//! then run through the timetable: a missed departure costs the wait for the next. The same draw
//! gives a link the same time in every route, so that routes are compared in the same world.
//!
//! Draws depend on seed, draw and row alone: stream `draw × items + item` of the seed, where items
//! are the links, then dwell, customs and gauge of each terminal, then the arcs.

use allways_base::Idx;
use allways_base::cast::{f64_from_u64, round_i64, u32_from, usize_from};
use allways_base::random::Random;

use crate::draft::Usual;
use crate::network::{Arc, CorridorNetwork, LinkIdx, TerminalIdx};
use crate::options::options_in;
use crate::question::Question;
use crate::replay::{Durations, replay};
use crate::route::{Ranges, Route, route_of};
use crate::search::Work;
use crate::view::{Crossing, View, Wait};

/// How to draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Draws {
    /// How many; at least 1.
    pub n: u32,
    /// Names the sequence.
    pub seed: u64,
    /// Of a hundred draws, how many the stated time holds for; 1 to 100.
    pub percentile: u32,
}

impl Draws {
    /// A thousand draws, the 90th percentile.
    pub const USUAL: Self = Self { n: 1000, seed: 1, percentile: 90 };
}

/// A route and how long it may take.
#[derive(Clone, Debug, PartialEq)]
pub struct RobustRoute {
    /// At expected times.
    pub route: Route,
    /// The smallest time that at least the asked share of the draws do not exceed, in seconds.
    pub percentile_s: i64,
    /// Draws that took longer than expected.
    pub n_late: u32,
    /// True if no other route beats it at expected times.
    pub at_expected: bool,
    /// True if no other route beats it at the longest usual times.
    pub at_high: bool,
    /// True if no other of these beats it with the percentile for its time.
    pub is_best: bool,
}

/// Routes by how late they may be.
#[derive(Clone, Debug, PartialEq)]
pub struct Robust {
    /// Smallest percentile first.
    pub routes: Vec<RobustRoute>,
    /// How the draws were made.
    pub draws: Draws,
    /// False if the budget of the question ended a search.
    pub is_complete: bool,
    /// What the search at expected times did.
    pub work: Work,
}

/// See the module docs. The question's `times` are not read.
pub fn robust(net: &CorridorNetwork, question: &Question<'_>, draws: Draws) -> Robust {
    let view = View::new(net, &Question { times: Usual::Expected, ..*question });
    let ranges = Ranges::of(&view);
    let (expected, high) = (options_in(&view, true), options_in(&ranges.high, true));
    let key = |route: &Route| (route.arcs(), route.starts);
    let late: Vec<_> = high.routes.iter().map(key).collect();
    let early: Vec<_> = expected.routes.iter().map(key).collect();
    let mut routes: Vec<RobustRoute> = Vec::new();
    let others = late.iter().filter(|key| !early.contains(key));
    for (arcs, starts) in early.iter().chain(others) {
        // An empty route has no legs to be late.
        let Some(route) = route_of(&view, &ranges, arcs, *starts) else { continue };
        let mut times: Vec<i64> = (0..draws.n.max(1))
            .filter_map(|draw| {
                let drawn = Drawn { view: &view, ranges: &ranges, seed: draws.seed, draw };
                let steps = replay(&view, arcs, starts.unwrap_or(0), &drawn)?;
                Some(steps.iter().map(|step| step.parts.total()).sum())
            })
            .collect();
        times.sort_unstable();
        let late_draws = times.iter().filter(|time| **time > route.time_s).count();
        let place = (times.len() * usize_from(draws.percentile)).div_ceil(100).max(1);
        let this = (arcs.clone(), *starts);
        routes.push(RobustRoute {
            percentile_s: times.get(place - 1).or(times.last()).copied().unwrap_or(route.time_s),
            n_late: u32_from(late_draws),
            at_expected: early.contains(&this),
            at_high: late.contains(&this),
            is_best: false,
            route,
        });
    }
    routes.sort_by_key(|r| (r.percentile_s, r.route.time_s, r.route.cents.at_least));
    let best: Vec<bool> = routes
        .iter()
        .enumerate()
        .map(|(i, b)| {
            !routes.iter().enumerate().any(|(j, a)| {
                let (x, y) = (figures(a, question), figures(b, question));
                serves(&x, &y) && (x != y || j < i)
            })
        })
        .collect();
    for (route, best) in routes.iter_mut().zip(best) {
        route.is_best = best;
    }
    let is_complete = expected.is_complete && high.is_complete;
    Robust { routes, draws, is_complete, work: expected.work }
}

/// Percentile, cents, grams, handlings, unknown cost, unknown CO2e; 0 for what is not asked.
fn figures(robust: &RobustRoute, question: &Question<'_>) -> [u64; 6] {
    let (route, criteria) = (&robust.route, question.criteria);
    let asked = |asked: bool, x: u64| if asked { x } else { 0 };
    [
        u64::try_from(robust.percentile_s).unwrap_or(0),
        asked(criteria.cost, route.cents.at_least),
        asked(criteria.co2e, route.grams.at_least),
        asked(criteria.handlings, u64::from(route.handlings)),
        asked(criteria.cost, u64::from(route.cents.is_partial)),
        asked(criteria.co2e, u64::from(route.grams.is_partial)),
    ]
}

fn serves(a: &[u64; 6], b: &[u64; 6]) -> bool {
    a.iter().zip(b).all(|(a, b)| a <= b)
}

/// The times of one draw.
struct Drawn<'a> {
    view: &'a View<'a>,
    ranges: &'a Ranges<'a>,
    seed: u64,
    draw: u32,
}

impl Drawn<'_> {
    /// A number in `[0, 1)` for an item.
    fn unit(&self, item: usize) -> f64 {
        let net = self.view.net;
        let items = 3 * net.links.len() + 3 * net.terminals.len();
        let stream = u64::from(self.draw) * u64::from(u32_from(items)) + u64::from(u32_from(item));
        Random::new(self.seed, stream).unit()
    }

    fn triangular(&self, item: usize, low: i64, expected: i64, high: i64) -> i64 {
        triangular(self.unit(item), low, expected, high)
    }
}

impl Durations for Drawn<'_> {
    fn ride(&self, link: LinkIdx) -> Option<i64> {
        let at = |view: &View<'_>| view.links[link].ride;
        let (low, high) = (at(&self.ranges.low)?, at(&self.ranges.high)?);
        Some(self.triangular(link.to_usize(), low, at(self.view)?, high))
    }

    fn crossing(&self, at: TerminalIdx, arc: Arc, crossing: Crossing) -> Crossing {
        let net = self.view.net;
        let item = net.links.len() + 3 * at.to_usize();
        let (low, high) = (&self.ranges.low.terminals[at], &self.ranges.high.terminals[at]);
        let expected = &self.view.terminals[at];
        let mut drawn = crossing;
        if crossing.held {
            drawn.dwell = self.triangular(item, low.dwell, expected.dwell, high.dwell);
        }
        if crossing.held && self.view.load == crate::draft::Load::Freight {
            drawn.customs = self.triangular(item + 1, low.customs, expected.customs, high.customs);
        }
        if let (Some(expected), Some(low), Some(high)) =
            (crossing.gauge_change, low.gauge_change, high.gauge_change)
        {
            drawn.gauge_change = Some(self.triangular(item + 2, low, expected, high));
        }
        if let Wait::Expected(half) = crossing.wait {
            let item = net.links.len() + 3 * net.terminals.len() + arc.row();
            let interval = f64_from_u64(u64::try_from(2 * half).unwrap_or(0));
            drawn.wait = Wait::Expected(round_i64(self.unit(item) * interval));
        }
        drawn
    }
}

/// The time below which a share `unit` of the triangular distribution lies, in whole seconds.
fn triangular(unit: f64, low: i64, expected: i64, high: i64) -> i64 {
    let real = |seconds: i64| f64_from_u64(u64::try_from(seconds).unwrap_or(0));
    let (a, c, b) = (real(low), real(expected), real(high));
    if b <= a {
        return expected;
    }
    let time = if unit * (b - a) < c - a {
        a + (unit * (b - a) * (c - a)).sqrt()
    } else {
        b - ((1.0 - unit) * (b - a) * (b - c)).sqrt()
    };
    round_i64(time)
}
