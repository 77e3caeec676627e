//! `fare_attributes.txt` and `fare_rules.txt` (GTFS Fares v1) into tariffs.
//!
//! Fares with the same transfers, time and currency that a route accepts are one tariff: a ticket
//! whose price depends on the zones, the cheapest where several fares hold. Routes that accept
//! just the same fares share their tariff, so one ticket is good on all of them; so do routes with
//! fares from zone to zone that have a fare in common, as the lines of one network have.
//!
//! What this cannot say leaves the fare of a route unknown, and is told: fares by the zones passed
//! (`contains_id`), and routes with two kinds of ticket that differ in their transfers or time.

use std::collections::{BTreeMap, BTreeSet};

use allways_base::cast::{round_i64, u32_from};
use allways_base::{Idx, IdxVec, Problems, Seconds, Severity};
use allways_transit::fares::{Fares, Price, Tariff, TariffIdx, ZoneIdx};
use allways_transit::feed::{RouteIdx, StopIdx};

use super::archive::Archive;
use super::ids::{Found, Ids, bad_value, dangling, such_as};
use crate::table::Row;

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
    stops: &Ids<StopIdx>,
    routes: &Ids<RouteIdx>,
    problems: &mut Problems,
) -> Fares {
    let fares = attributes(archive, problems);
    if fares.is_empty() {
        return Fares::default();
    }
    let (stop_zones, zones, zone_ids) = zones(archive, stops, problems);
    let agencies = agencies(archive, routes);
    let rules = rules(archive, &fares, &agencies, routes, &zone_ids, problems);
    compile(&fares, rules, stop_zones, zones, &agencies, problems)
}

fn attributes(archive: &mut Archive, problems: &mut Problems) -> Vec<Fare> {
    let Some(table) = archive.table("fare_attributes.txt", problems) else { return Vec::new() };
    if !table.require(&["fare_id", "price", "currency_type"], problems) {
        return Vec::new();
    }
    let mut fares: Vec<Fare> = Vec::new();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut no_time = 0;
    for row in table.rows() {
        let id = row.get("fare_id");
        if id.is_empty() || !seen.insert(id.to_owned()) {
            let wanted = "an id that no other row has; the row was dropped";
            bad_value(&row.place(), "fare_id", id, wanted, problems);
            continue;
        }
        let said = row.number("price", problems);
        let price = said.filter(|price| (0.0..1e7).contains(price));
        if price.is_none() && (said.is_some() || row.get("price").is_empty()) {
            let wanted = "an amount of 0 or more; the price is unknown";
            bad_value(&row.place(), "price", row.get("price"), wanted, problems);
        }
        let cents = price.and_then(|price| u32::try_from(round_i64(price * 100.0)).ok());
        let currency = row.get("currency_type");
        if currency.is_empty() {
            let wanted = "a currency such as EUR; the row was dropped";
            bad_value(&row.place(), "currency_type", currency, wanted, problems);
            continue;
        }
        let transfers = transfers(row, problems);
        let valid = valid(row, transfers, &mut no_time, problems);
        fares.push(Fare {
            id: id.to_owned(),
            price: cents.map_or(Price::UNKNOWN, Price),
            terms: (currency.to_owned(), transfers, valid),
            agency: row.get("agency_id").to_owned(),
        });
    }
    if no_time > 0 {
        problems.push(
            Severity::Warning,
            "fare-no-time",
            "fare_attributes.txt",
            format!(
                "{no_time} of {} fares allow transfers, but only within 0 seconds; taken as without limit",
                table.rows().len()
            ),
            "leave transfer_duration blank, or write the seconds",
        );
    }
    fares
}

fn transfers(row: Row<'_>, problems: &mut Problems) -> Option<u8> {
    match row.get("transfers") {
        "" => None,
        "0" => Some(0),
        "1" => Some(1),
        "2" => Some(2),
        // Not in the reference, but plain.
        other => other.parse().ok().or_else(|| {
            let wanted = "0, 1, 2 or blank; it was taken as 0";
            bad_value(&row.place(), "transfers", other, wanted, problems);
            Some(0)
        }),
    }
}

fn valid(
    row: Row<'_>,
    transfers: Option<u8>,
    no_time: &mut usize,
    problems: &mut Problems,
) -> Option<Seconds> {
    let text = row.get("transfer_duration");
    // Without transfers it is how long the ride may last, which no search needs.
    if text.is_empty() || transfers == Some(0) {
        return None;
    }
    match text.parse::<u32>() {
        Ok(0) => {
            *no_time += 1;
            None
        }
        Ok(seconds) => Some(Seconds(seconds)),
        Err(_) => {
            let wanted = "seconds of 0 or more; it was taken as blank";
            bad_value(&row.place(), "transfer_duration", text, wanted, problems);
            None
        }
    }
}

type Zones = (IdxVec<StopIdx, Option<ZoneIdx>>, IdxVec<ZoneIdx, String>, BTreeMap<String, ZoneIdx>);

fn zones(archive: &mut Archive, stops: &Ids<StopIdx>, problems: &mut Problems) -> Zones {
    let (mut of, mut names, mut ids): Zones = Default::default();
    // Its own problems have been told.
    let Some(table) = archive.table("stops.txt", &mut Problems::default()) else {
        return (of, names, ids);
    };
    for row in table.rows() {
        let Some(stop) = stops.find(row.get("stop_id").as_bytes()).row() else { continue };
        while of.len() <= stop.to_usize() {
            of.push(None);
        }
        let zone = row.get("zone_id");
        if !zone.is_empty() {
            let new = || names.push(zone.to_owned());
            of[stop] = Some(*ids.entry(zone.to_owned()).or_insert_with(new));
        }
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

/// route → its agency, as written.
fn agencies(archive: &mut Archive, routes: &Ids<RouteIdx>) -> Vec<String> {
    let mut of = Vec::new();
    let Some(table) = archive.table("routes.txt", &mut Problems::default()) else { return of };
    for row in table.rows() {
        let Some(route) = routes.find(row.get("route_id").as_bytes()).row() else { continue };
        if of.len() <= route.to_usize() {
            of.resize(route.to_usize() + 1, String::new());
        }
        row.get("agency_id").clone_into(&mut of[route.to_usize()]);
    }
    of
}

fn rules(
    archive: &mut Archive,
    fares: &[Fare],
    agencies: &[String],
    routes: &Ids<RouteIdx>,
    zones: &BTreeMap<String, ZoneIdx>,
    problems: &mut Problems,
) -> Rules {
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
        let of: Vec<RouteIdx> = match routes.find(route.as_bytes()) {
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

fn compile(
    fares: &[Fare],
    mut rules: Rules,
    stops: IdxVec<StopIdx, Option<ZoneIdx>>,
    zones: IdxVec<ZoneIdx, String>,
    agencies: &[String],
    problems: &mut Problems,
) -> Fares {
    share_zones(&mut rules.of, fares, problems);
    let mut out = Fares { stops, zones, ..Fares::default() };
    let mut known: BTreeMap<BTreeSet<Rule>, Option<TariffIdx>> = BTreeMap::new();
    let mut unsold = 0;
    for route in (0..agencies.len()).map(RouteIdx::from_usize) {
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
            format!("the fares of {unsold} of {} routes are unknown", agencies.len()),
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
