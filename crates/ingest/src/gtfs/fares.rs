//! `fare_attributes.txt` and `fare_rules.txt` (GTFS Fares v1) into tariffs.
//!
//! Fares with the same transfers, time and currency that a route accepts are one tariff: a ticket
//! whose price depends on the zones, the cheapest where several fares hold. Routes that accept
//! just the same fares share their tariff, so one ticket is good on all of them; so do routes with
//! fares from zone to zone that have a fare in common, as the lines of one network have.
//!
//! What this cannot say leaves the fare of a route unknown, and is told: fares by the zones passed
//! (`contains_id`), and routes with two kinds of ticket that differ in their transfers or time.

mod attributes;
mod tariffs;

use std::collections::{BTreeMap, BTreeSet};

use allways_base::{Idx, IdxVec, Problems, Seconds, Severity};
use allways_transit::fares::{Fares, Price, ZoneIdx};
use allways_transit::feed::{RouteIdx, StopIdx};

use super::archive::Archive;
use super::ids::{Found, bad_value, dangling, such_as};
use super::routes::Routes;
use super::stops::Stops;

/// Most prices in one tariff: beyond it the zones are taken for a mistake.
const MOST_PRICES: usize = 4_000_000;

/// What a ticket is, apart from its price.
type Terms = (String, Option<u8>, Option<Seconds>);

/// One row of `fare_attributes.txt`.
#[derive(Debug)]
struct Fare {
    id: String,
    price: Price,
    terms: Terms,
    agency: String,
}

/// Where a fare holds; `None`: anywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Rule {
    fare: usize,
    from: Option<ZoneIdx>,
    to: Option<ZoneIdx>,
}

/// What is known of the routes' fares.
#[derive(Debug, Default)]
struct Rules {
    /// route → its rules.
    of: Vec<BTreeSet<Rule>>,
    /// Routes of which a rule could not be used.
    unknown: BTreeSet<RouteIdx>,
}

/// Reads both files. A feed without `fare_attributes.txt` says nothing about fares.
pub(super) fn read(
    archive: &mut Archive,
    stops: &Stops,
    routes: &Routes,
    problems: &mut Problems,
) -> Fares {
    let fares = attributes::read(archive, problems);
    if fares.is_empty() {
        return Fares::default();
    }
    let (stop_zones, zones, zone_ids) = number_zones(&stops.zones, problems);
    let rules = rules(archive, &fares, routes, &zone_ids, problems);
    tariffs::compile(&fares, rules, stop_zones, zones, problems)
}

type Zones = (IdxVec<StopIdx, Option<ZoneIdx>>, IdxVec<ZoneIdx, String>, BTreeMap<String, ZoneIdx>);

/// Zones by number, from the `zone_id` of each stop.
fn number_zones(said: &IdxVec<StopIdx, String>, problems: &mut Problems) -> Zones {
    let (mut of, mut names, mut ids): Zones = Default::default();
    for (_, zone) in said.iter() {
        let new = || names.push(zone.clone());
        let number = (!zone.is_empty()).then(|| *ids.entry(zone.clone()).or_insert_with(new));
        of.push(number);
    }
    if (names.len() + 1).pow(2) > MOST_PRICES {
        problems.push(
            Severity::Warning,
            "fare-zones",
            "stops.txt",
            format!("{} fare zones are too many; fares by zone are unknown", names.len()),
            "use fewer zones",
        );
        return Default::default();
    }
    (of, names, ids)
}

fn rules(
    archive: &mut Archive,
    fares: &[Fare],
    routes: &Routes,
    zones: &BTreeMap<String, ZoneIdx>,
    problems: &mut Problems,
) -> Rules {
    let agencies = routes.agencies.as_slice();
    let by_id: BTreeMap<&str, usize> =
        fares.iter().enumerate().map(|(idx, fare)| (fare.id.as_str(), idx)).collect();
    let mut rules = Rules { of: vec![BTreeSet::new(); agencies.len()], ..Rules::default() };
    let all = |fare: usize| {
        let agency = &fares[fare].agency;
        let takes = move |(_, theirs): &(usize, &String)| agency.is_empty() || *theirs == agency;
        agencies.iter().enumerate().filter(takes).map(|(idx, _)| RouteIdx::from_usize(idx))
    };
    let mut ruled = vec![false; fares.len()];
    let mut passing: BTreeSet<&str> = BTreeSet::new();
    let table = archive.table("fare_rules.txt", problems);
    let rows = table.as_ref().filter(|table| table.require(&["fare_id"], problems));
    for row in rows.into_iter().flat_map(crate::table::Table::rows) {
        let id = row.get("fare_id");
        let Some(&fare) = by_id.get(id) else {
            dangling(&row.place(), "fare_id", id, "fare_attributes.txt", problems);
            continue;
        };
        ruled[fare] = true;
        let route = row.get("route_id");
        let of: Vec<RouteIdx> = match routes.ids.find(route.as_bytes()) {
            _ if route.is_empty() => all(fare).collect(),
            Found::Row(route) => vec![route],
            Found::Refused => continue,
            Found::Unknown => {
                dangling(&row.place(), "route_id", route, "routes.txt", problems);
                continue;
            }
        };
        if !row.get("contains_id").is_empty() {
            passing.insert(&fares[fare].id);
            rules.unknown.extend(of);
            continue;
        }
        let mut zone = |column: &str| match row.get(column) {
            "" => Some(None),
            name => {
                let found = zones.get(name).copied().map(Some);
                if found.is_none() {
                    let wanted = "a zone_id of a stop in stops.txt; the row was dropped";
                    bad_value(&row.place(), column, name, wanted, problems);
                }
                found
            }
        };
        let (Some(from), Some(to)) = (zone("origin_id"), zone("destination_id")) else { continue };
        for route in of {
            rules.of[route.to_usize()].insert(Rule { fare, from, to });
        }
    }
    for (fare, _) in ruled.iter().enumerate().filter(|(_, ruled)| !**ruled) {
        for route in all(fare) {
            rules.of[route.to_usize()].insert(Rule { fare, from: None, to: None });
        }
    }
    if !passing.is_empty() {
        let ids: Vec<&str> = passing.into_iter().collect();
        problems.push(
            Severity::Note,
            "fare-by-zones-passed",
            "fare_rules.txt",
            format!(
                "{} of {} fares depend on the zones passed (contains_id), such as {}; the fares of \
                 their routes are unknown",
                ids.len(),
                fares.len(),
                such_as(&ids)
            ),
            "nothing to do; write origin_id and destination_id if the fare can be said so",
        );
    }
    rules
}
