//! From fares and their rules to tariffs.

use std::collections::{BTreeMap, BTreeSet};

use allways_base::cast::u32_from;
use allways_base::{Idx, IdxVec, Problems, Severity};
use allways_transit::fares::{Fares, Price, Tariff, TariffIdx, ZoneIdx};
use allways_transit::feed::{RouteIdx, StopIdx};

use super::{Fare, Rule, Rules, Terms};
use crate::gtfs::ids::such_as;

/// From rules to tariffs, routes with the same rules sharing one.
pub(super) fn compile(
    fares: &[Fare],
    mut rules: Rules,
    stops: IdxVec<StopIdx, Option<ZoneIdx>>,
    zones: IdxVec<ZoneIdx, String>,
    problems: &mut Problems,
) -> Fares {
    let n_routes = rules.of.len();
    share_zones(&mut rules.of, fares, problems);
    let mut out = Fares { stops, zones, ..Fares::default() };
    let mut known: BTreeMap<BTreeSet<Rule>, Option<TariffIdx>> = BTreeMap::new();
    let mut unsold = 0;
    for route in (0..n_routes).map(RouteIdx::from_usize) {
        let of = std::mem::take(&mut rules.of[route.to_usize()]);
        if of.is_empty() || rules.unknown.contains(&route) {
            unsold += 1;
            out.routes.push(None);
            continue;
        }
        let tariff = match known.get(&of) {
            Some(&tariff) => tariff,
            None => {
                let tariff = tariff(fares, &of, out.zones.len(), problems);
                let tariff = tariff.map(|tariff| out.tariffs.push(tariff));
                known.insert(of, tariff);
                tariff
            }
        };
        out.routes.push(tariff);
    }
    tell_split(fares, &known, problems);
    if unsold > 0 {
        problems.push(
            Severity::Note,
            "fare-unknown",
            "fare_rules.txt",
            format!("the fares of {unsold} of {n_routes} routes are unknown"),
            "name the routes in fare_rules.txt",
        );
    }
    out
}

/// Routes with fares from zone to zone that have a fare in common get each other's rules: a ticket
/// for two zones is good on all of them. Where a pair of zones has a price on one route alone, it
/// counts on the others too, which is told.
fn share_zones(of: &mut [BTreeSet<Rule>], fares: &[Fare], problems: &mut Problems) {
    let is_zonal = |rules: &BTreeSet<Rule>| {
        let one = rules.first().map(|rule| &fares[rule.fare].terms);
        let one_kind = rules.iter().all(|rule| Some(&fares[rule.fare].terms) == one);
        !rules.is_empty() && one_kind && rules.iter().all(|r| r.from.is_some() && r.to.is_some())
    };
    // fare → the first fare of its network.
    let mut network: Vec<usize> = (0..fares.len()).collect();
    for rules in of.iter().filter(|rules| is_zonal(rules)) {
        let all: BTreeSet<usize> = rules.iter().map(|rule| network[rule.fare]).collect();
        if let Some(&first) = all.first() {
            for own in &mut network {
                if all.contains(own) {
                    *own = first;
                }
            }
        }
    }
    let mut together: BTreeMap<usize, BTreeSet<Rule>> = BTreeMap::new();
    for rules in of.iter().filter(|rules| is_zonal(rules)) {
        for rule in rules {
            together.entry(network[rule.fare]).or_default().insert(*rule);
        }
    }
    let mut n_own = 0;
    for rules in of.iter_mut().filter(|rules| is_zonal(rules)) {
        let all = rules.first().and_then(|rule| together.get(&network[rule.fare]));
        if let Some(all) = all.filter(|all| *all != rules) {
            n_own += 1;
            rules.clone_from(all);
        }
    }
    if n_own > 0 {
        problems.push(
            Severity::Note,
            "fare-by-route",
            "fare_rules.txt",
            format!(
                "{n_own} of {} routes share tickets with others whose prices differ for some zones; \
                 the cheapest price of two zones counts on all of them",
                of.len()
            ),
            "nothing to do; some journeys may be dearer than told",
        );
    }
}

/// The tickets of a set of rules; `None`, and told, if they are of two kinds.
fn tariff(
    fares: &[Fare],
    rules: &BTreeSet<Rule>,
    n_zones: usize,
    problems: &mut Problems,
) -> Option<Tariff> {
    let terms: BTreeSet<&Terms> = rules.iter().map(|rule| &fares[rule.fare].terms).collect();
    let mut kinds = terms.into_iter();
    let (currency, transfers, valid) = kinds.next()?;
    if kinds.next().is_some() {
        let ids: BTreeSet<&str> = rules.iter().map(|rule| fares[rule.fare].id.as_str()).collect();
        let ids: Vec<&str> = ids.into_iter().collect();
        problems.push(
            Severity::Note,
            "fare-kinds",
            "fare_rules.txt",
            format!(
                "some routes accept tickets of several kinds, such as {}; which is cheapest depends \
                 on the whole journey, and their fares are unknown",
                such_as(&ids)
            ),
            "nothing to do, or leave one kind of ticket",
        );
        return None;
    }
    let flat = rules.iter().all(|rule| rule.from.is_none() && rule.to.is_none());
    let wide = if flat { 1 } else { n_zones + 1 };
    let mut prices = vec![Price::UNKNOWN; wide * wide];
    let span = |zone: Option<ZoneIdx>| match zone {
        None => 0..wide,
        Some(zone) => zone.to_usize() + 1..zone.to_usize() + 2,
    };
    for rule in rules {
        for from in span(rule.from) {
            for to in span(rule.to) {
                let price = &mut prices[from * wide + to];
                *price = (*price).min(fares[rule.fare].price);
            }
        }
    }
    Some(Tariff {
        currency: currency.clone(),
        first_zone: ZoneIdx::from_usize(0),
        n_zones: u32_from(wide - 1),
        prices,
        transfers: *transfers,
        valid: *valid,
    })
}

/// A fare in two tariffs that allows transfers would need two tickets here.
fn tell_split(
    fares: &[Fare],
    tariffs: &BTreeMap<BTreeSet<Rule>, Option<TariffIdx>>,
    problems: &mut Problems,
) {
    let mut uses = vec![0_u32; fares.len()];
    for rules in tariffs.keys() {
        let each: BTreeSet<usize> = rules.iter().map(|rule| rule.fare).collect();
        for fare in each {
            uses[fare] += 1;
        }
    }
    let split: Vec<&str> = fares
        .iter()
        .zip(&uses)
        .filter(|(fare, uses)| **uses > 1 && fare.terms.1 != Some(0))
        .map(|(fare, _)| fare.id.as_str())
        .collect();
    if !split.is_empty() {
        problems.push(
            Severity::Note,
            "fare-split",
            "fare_rules.txt",
            format!(
                "{} of {} fares hold on routes that do not accept all the same fares, such as {}; \
                 changing between such routes is counted as two tickets",
                split.len(),
                fares.len(),
                such_as(&split)
            ),
            "nothing to do; journeys may be cheaper than told",
        );
    }
}
