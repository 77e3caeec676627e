//! All directions: what is reached to the west, north, east and south, how soon, for how much, how
//! often, how much of it, and how evenly.
//!
//! Departures and capacity of a direction are the most that can leave a week along the fastest
//! routes to its gateways: a shared link counts once, a route passes what its tightest link does,
//! and a link that states no number does not limit (the answer says how many such links there are).
//! Cost is of the cheapest route to any gateway of the direction.
//!
//! Evenness is Pielou's (1966, J. Theor. Biol. 13) index of Shannon's entropy (1948): with `p`
//! the share of each of the four directions, `J = −Σ p·ln p / ln 4`; 1 when all are alike, 0 when
//! one has everything. Times and costs, where less is better, count by what is one over them.

use std::collections::BTreeMap;

use allways_base::cast::f64_from;

use crate::capacity::per_week;
use crate::draft::Direction;
use crate::network::{Arc, CorridorNetwork, TerminalIdx};
use crate::options::{ToAll, options_to_all};
use crate::question::{Criteria, Question};
use crate::route::Route;
use crate::view::View;

/// What is reached in one direction.
#[derive(Clone, Debug, PartialEq)]
pub struct Reached {
    /// Point of the compass.
    pub direction: Direction,
    /// Gateways of the plan that open to it.
    pub gateways: usize,
    /// Of these, with a route whose times are all known: the gateway and its fastest route,
    /// fastest first.
    pub routes: Vec<(TerminalIdx, Route)>,
    /// US dollars of the cheapest route to any of them; `None` if none states its cost.
    pub cost_usd: Option<f64>,
    /// By the rule of the module docs; 0 if nothing is reached, `None` if some gateway is reached
    /// without a single stated number on its route.
    pub departures_per_week: Option<f64>,
    /// Links on `routes` that state no number of departures, each once.
    pub links_without_departures: usize,
    /// TEU or passengers a week, by the same rule.
    pub capacity_per_week: Option<f64>,
    /// Links on `routes` that state no capacity, each once.
    pub links_without_capacity: usize,
}

impl Reached {
    /// The gateway that is reached soonest.
    pub fn best(&self) -> Option<&(TerminalIdx, Route)> {
        self.routes.first()
    }
}

/// The four directions, and how even they are.
#[derive(Clone, Debug, PartialEq)]
pub struct Directions {
    /// West, north, east, south.
    pub each: Vec<Reached>,
    /// Evenness of 1 / (hours to the best gateway), 0 where there is none; `None` if no gateway
    /// is reached at all.
    pub evenness_of_speed: Option<f64>,
    /// Evenness of 1 / (dollars of the cheapest route), 0 where nothing is reached; `None` if a
    /// reached direction's cost is unknown.
    pub evenness_of_cost: Option<f64>,
    /// Evenness of departures; `None` if none are known or a reached direction's are unknown.
    pub evenness_of_departures: Option<f64>,
    /// Evenness of capacity; `None` as for departures.
    pub evenness_of_capacity: Option<f64>,
}

/// Best routes from the question's `from` to the gateways in each direction; its `to` and its
/// criteria are not read.
pub fn by_direction(net: &CorridorNetwork, question: &Question<'_>) -> Directions {
    let by_time = Question { criteria: Criteria::TIME, to: &[], ..*question };
    let by_cost = Question { criteria: Criteria::TIME_AND_COST, to: &[], ..*question };
    let (soonest, cheapest) = (options_to_all(net, &by_time), options_to_all(net, &by_cost));
    let view = View::new(net, &by_time);
    let each: Vec<Reached> = Direction::ALL
        .iter()
        .map(|&direction| {
            let gateways: Vec<TerminalIdx> = net
                .terminals
                .iter()
                .filter(|(row, t)| t.direction == Some(direction) && !question.from.contains(row))
                .map(|(row, _)| row)
                .collect();
            reached(&view, direction, &gateways, &soonest, &cheapest)
        })
        .collect();
    let one_over = |x: f64, least: f64| 1.0 / x.max(least);
    let speeds: Vec<f64> = each
        .iter()
        .map(|r| r.best().map_or(0.0, |(_, route)| one_over(route.time_h, 1.0 / 3600.0)))
        .collect();
    let cheap = each.iter().map(|r| match r.best() {
        None => Some(0.0),
        Some(_) => r.cost_usd.map(|cost| one_over(cost, 0.01)),
    });
    let cheap: Option<Vec<f64>> = cheap.collect();
    let departures: Option<Vec<f64>> = each.iter().map(|r| r.departures_per_week).collect();
    let capacities: Option<Vec<f64>> = each.iter().map(|r| r.capacity_per_week).collect();
    let even = |amounts: Option<Vec<f64>>| amounts.and_then(|amounts| evenness(&amounts));
    Directions {
        evenness_of_speed: evenness(&speeds),
        evenness_of_cost: even(cheap),
        evenness_of_departures: even(departures),
        evenness_of_capacity: even(capacities),
        each,
    }
}

fn reached(
    view: &View<'_>,
    direction: Direction,
    gateways: &[TerminalIdx],
    soonest: &ToAll,
    cheapest: &ToAll,
) -> Reached {
    let net = view.net;
    let mut routes: Vec<(TerminalIdx, Route)> = gateways
        .iter()
        .filter_map(|&gateway| Some((gateway, soonest.fastest(view, gateway)?)))
        .collect();
    routes.sort_by_key(|(gateway, route)| (route.time_s, *gateway));
    let chains: Vec<Vec<Arc>> = routes.iter().map(|(_, route)| route.arcs()).collect();
    let mut arcs: Vec<Arc> = chains.concat();
    arcs.sort_unstable_by_key(|arc| arc.link);
    arcs.dedup_by_key(|arc| arc.link);
    let departs = |arc: Arc| net.links[arc.link].service.departures(arc.back);
    let tonnes_per_teu = view.question.consignment.tonnes_per_teu;
    let takes = |arc: Arc| per_week(net, arc.link, view.load, tonnes_per_teu);
    let costs = gateways.iter().filter_map(|&gateway| cheapest.cheapest_usd(gateway));
    Reached {
        direction,
        gateways: gateways.len(),
        cost_usd: costs.reduce(f64::min),
        departures_per_week: passing(&chains, departs),
        links_without_departures: arcs.iter().filter(|arc| departs(**arc).is_none()).count(),
        capacity_per_week: passing(&chains, takes),
        links_without_capacity: arcs.iter().filter(|arc| takes(**arc).is_none()).count(),
        routes,
    }
}

/// Pielou's evenness of some amounts, 0..=1; `None` if they add up to nothing or there are fewer
/// than two. Amounts below 0 count as 0.
pub fn evenness(amounts: &[f64]) -> Option<f64> {
    let total: f64 = amounts.iter().map(|amount| amount.max(0.0)).sum();
    if amounts.len() < 2 || total <= 0.0 || !total.is_finite() {
        return None;
    }
    let shares = amounts.iter().map(|amount| amount.max(0.0) / total).filter(|share| *share > 0.0);
    let entropy: f64 = shares.map(|share| -share * share.ln()).sum();
    Some((entropy / f64_from(amounts.len()).ln()).clamp(0.0, 1.0))
}

/// The most of something along chains of a shortest-path tree: from the leaves back to the root, a
/// link passes no more than its own number and no more than what goes on from it.
fn passing(chains: &[Vec<Arc>], number: impl Fn(Arc) -> Option<f64>) -> Option<f64> {
    // arc → what may end or go on after it; infinite where a chain ends without a limit.
    let mut taken: BTreeMap<(usize, Arc), f64> = BTreeMap::new();
    for chain in chains {
        if let Some(&last) = chain.last() {
            taken.insert((chain.len(), last), f64::INFINITY);
        }
    }
    let parent: BTreeMap<Arc, Arc> =
        chains.iter().flat_map(|chain| chain.windows(2)).map(|pair| (pair[1], pair[0])).collect();
    let mut sum = 0.0;
    while let Some(((depth, arc), beyond)) = taken.pop_last() {
        let passes = number(arc).unwrap_or(f64::INFINITY).min(beyond);
        match parent.get(&arc) {
            Some(&before) => *taken.entry((depth - 1, before)).or_insert(0.0) += passes,
            None => sum += passes,
        }
    }
    sum.is_finite().then_some(sum)
}
