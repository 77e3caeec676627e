//! All directions: what is reached to the west, north, east and south, how soon, for how much, how
//! often, how much of it, and how evenly.
//!
//! Departures and capacity of a direction are the most that gets through in a week to any of its
//! gateways, over all services and not only the fastest ([`crate::weekly`]).
//! Cost is of the cheapest route to any gateway of the direction.
//!
//! Evenness is Pielou's (1966, J. Theor. Biol. 13) index of Shannon's entropy (1948): with `p`
//! the share of each of the four directions, `J = −Σ p·ln p / ln 4`; 1 when all are alike, 0 when
//! one has everything. Times and costs, where less is better, count by what is one over them.

use allways_base::cast::f64_from;

use crate::draft::Direction;
use crate::network::{CorridorNetwork, TerminalIdx};
use crate::options::{ToAll, options_to_all};
use crate::question::{Criteria, Question};
use crate::route::Route;
use crate::view::View;
use crate::weekly::{Unit, Weekly, weekly};

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
    /// Departures a week to any of the gateways.
    pub departures: Weekly,
    /// TEU or passengers a week to any of them.
    pub capacity: Weekly,
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
    /// Evenness of departures; `None` if there are none, or those of a direction are only known to
    /// be at least so many.
    pub evenness_of_departures: Option<f64>,
    /// Evenness of capacity; `None` as for departures.
    pub evenness_of_capacity: Option<f64>,
}

impl Directions {
    /// The least and the most that an evenness can be by what is stated: of departures, or of
    /// capacity.
    pub fn evenness_range(&self, of: impl Fn(&Reached) -> &Weekly) -> Option<(f64, f64)> {
        let range = |reached: &Reached| (of(reached).at_least, of(reached).at_most);
        evenness_within(&self.each.iter().map(range).collect::<Vec<_>>())
    }
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
    let departures: Option<Vec<f64>> = each.iter().map(|r| r.departures.known()).collect();
    let capacities: Option<Vec<f64>> = each.iter().map(|r| r.capacity.known()).collect();
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
    let mut routes: Vec<(TerminalIdx, Route)> = gateways
        .iter()
        .filter_map(|&gateway| Some((gateway, soonest.fastest(view, gateway)?)))
        .collect();
    routes.sort_by_key(|(gateway, route)| (route.time_s, *gateway));
    let costs = gateways.iter().filter_map(|&gateway| cheapest.cheapest_usd(gateway));
    Reached {
        direction,
        gateways: gateways.len(),
        cost_usd: costs.reduce(f64::min),
        departures: weekly(view, gateways, Unit::Departures),
        capacity: weekly(view, gateways, Unit::Capacity),
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

/// The least and the most that [`evenness`] can be where each amount lies between two values, the
/// greater of which may be without limit (`None`); `None` if they all are nothing.
///
/// Entropy is concave in the shares, and shares of a mean of amounts are a mean of their shares: the
/// least is at a corner of the box. At the most, amounts that could still move are alike, so that
/// each amount is as near as it can be to one level. Between two ends of ranges, with the amounts `x`
/// at their ends, the level is best at the `exp(Σ x ln x / Σ x)`, where the derivative is zero.
pub fn evenness_within(ranges: &[(f64, Option<f64>)]) -> Option<(f64, f64)> {
    let high = |most: Option<f64>| most.unwrap_or(f64::INFINITY);
    if ranges.iter().all(|(_, most)| high(*most) <= 0.0) {
        return None;
    }
    let mut ends: Vec<f64> = ranges.iter().flat_map(|(low, most)| [*low, high(*most)]).collect();
    ends.sort_by(f64::total_cmp);
    ends.retain(|end| end.is_finite());
    // One level beyond the last end, for what has none.
    ends.push(ends.last().map_or(1.0, |last| last * 2.0 + 1.0));
    let at = |level: f64| -> Vec<f64> {
        ranges.iter().map(|(low, most)| level.max(*low).min(high(*most))).collect()
    };
    let best_above = |end: f64| {
        let (mut sum, mut sum_of_logs) = (0.0, 0.0);
        for (low, most) in ranges {
            let fixed = if *low > end { Some(*low) } else { most.filter(|most| *most <= end) };
            if let Some(amount) = fixed.filter(|amount| *amount > 0.0) {
                sum += amount;
                sum_of_logs += amount * amount.ln();
            }
        }
        if sum > 0.0 { (sum_of_logs / sum).exp() } else { end }
    };
    let levels = ends.iter().flat_map(|end| [*end, best_above(*end)]);
    let most = levels.filter_map(|level| evenness(&at(level))).fold(0.0, f64::max);
    // What has no limit may outweigh all others.
    let least = if ranges.iter().any(|(_, most)| most.is_none()) {
        0.0
    } else {
        let corner = |set: usize| -> Vec<f64> {
            let amount = |(k, (low, most)): (usize, &(f64, Option<f64>))| {
                if set >> k & 1 == 1 { high(*most) } else { *low }
            };
            ranges.iter().enumerate().map(amount).collect()
        };
        let corners = (0..1usize << ranges.len()).filter_map(|set| evenness(&corner(set)));
        corners.fold(most, f64::min)
    };
    Some((least, most))
}
