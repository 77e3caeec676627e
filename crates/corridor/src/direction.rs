//! All directions: what is reached to the west, north, east and south, how soon, how often, and
//! how evenly.
//!
//! Departures of a direction are the most that can leave a week along the fastest routes to its
//! gateways: a shared link counts once, a route is as frequent as its rarest link, and a link that
//! states no number does not limit (the answer says how many such links there are).
//!
//! Evenness is Pielou's (1966, J. Theor. Biol. 13) index of Shannon's entropy (1948): with `p`
//! the share of each of the four directions, `J = −Σ p·ln p / ln 4`; 1 when all are alike, 0 when
//! one has everything.

use std::collections::BTreeMap;

use allways_base::cast::f64_from;

use crate::draft::{Direction, Load, Mode};
use crate::network::{Arc, CorridorNetwork, TerminalIdx, View};
use crate::route::{Route, tree};

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
    /// By the rule of the module docs; 0 if nothing is reached, `None` if some gateway is reached
    /// without a single stated number on its route.
    pub departures_per_week: Option<f64>,
    /// Links on `routes` that state no number of departures, each once.
    pub links_without_departures: usize,
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
    /// Evenness of departures; `None` if none are known or a reached direction's are unknown.
    pub evenness_of_departures: Option<f64>,
}

/// Fastest routes from any of `from` to the gateways in each direction.
pub fn by_direction(
    net: &CorridorNetwork,
    from: &[TerminalIdx],
    load: Load,
    modes: Option<&[Mode]>,
) -> Directions {
    let view = View::new(net, load, modes);
    let tree = tree(&view, from);
    let mut each = Vec::new();
    for &direction in Direction::ALL {
        let gateways: Vec<TerminalIdx> = net
            .terminals
            .iter()
            .filter(|(row, t)| t.direction == Some(direction) && !from.contains(row))
            .map(|(row, _)| row)
            .collect();
        let mut found: Vec<(u64, TerminalIdx, Arc)> = Vec::new();
        for &gateway in &gateways {
            let best = tree.arrivals(net, &[gateway]).into_iter().min();
            found.extend(best.map(|(time, arc)| (time, gateway, arc)));
        }
        found.sort_unstable();
        let chains: Vec<Vec<Arc>> = found.iter().map(|&(_, _, arc)| tree.arcs(arc)).collect();
        let mut links: Vec<_> = chains.iter().flatten().map(|arc| arc.link).collect();
        links.sort_unstable();
        links.dedup();
        let unstated = |link: &&_| net.links[**link].service.departures_per_week.is_none();
        each.push(Reached {
            direction,
            gateways: gateways.len(),
            departures_per_week: departures(net, &chains),
            links_without_departures: links.iter().filter(unstated).count(),
            routes: found
                .into_iter()
                .map(|(_, gateway, arc)| (gateway, tree.route(&view, arc)))
                .collect(),
        });
    }
    let speeds: Vec<f64> = each
        .iter()
        .map(|reached| {
            reached.best().map_or(0.0, |(_, route)| 1.0 / route.time_h.max(1.0 / 3600.0))
        })
        .collect();
    let departures: Option<Vec<f64>> = each.iter().map(|r| r.departures_per_week).collect();
    Directions {
        evenness_of_speed: evenness(&speeds),
        evenness_of_departures: departures.and_then(|numbers| evenness(&numbers)),
        each,
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

/// The most departures along chains of a shortest-path tree: from the leaves back to the root, a
/// link passes no more than its own number and no more than what goes on from it.
fn departures(net: &CorridorNetwork, chains: &[Vec<Arc>]) -> Option<f64> {
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
        let own = net.links[arc.link].service.departures_per_week.unwrap_or(f64::INFINITY);
        let passes = own.min(beyond);
        match parent.get(&arc) {
            Some(&before) => *taken.entry((depth - 1, before)).or_insert(0.0) += passes,
            None => sum += passes,
        }
    }
    sum.is_finite().then_some(sum)
}
