//! The plan's rules for trucks, applied: hours and bans on road services of the corridors, and
//! streets of a zone that are closed to the plan's truck.
//!
//! A rule is in force on the day that is judged, in the year that is. On a service it is for the
//! consignment's truck ([`allways_corridor::trucks`]); in a zone for the plan's own, whose weight and
//! height stand in `[defaults]`. A street lies in a zone if more than half of its length does.

use std::collections::{BTreeMap, BTreeSet};

use allways_base::LonLat;
use allways_corridor::draft::{Load, Mode as Carrier, Service};
use allways_corridor::trucks::{TruckRule, hours_left};
use allways_corridor::week::Hours;
use allways_corridor::{CorridorNetwork, Question, Waiting};
use allways_geo::distance;
use allways_ingest::zones::Zone;
use allways_plan::plan::{Defaults, Rule, TruckRule as Asked};
use allways_streets::{EdgeIdx, StreetNetwork};
use allways_transit::feed::{Basis, Confidence};

use crate::open::City;
use crate::scenario::{Scenario, named};

/// Most services that a note names.
const MOST_NAMED: usize = 5;

/// Rules for trucks that are in force in a year, in plan order.
fn in_force(city: &City, year: i16) -> impl Iterator<Item = (&Rule, &Asked)> {
    let rules = city.plan.rules.iter().filter(move |rule| rule.is_in_force(year, city.plan.date));
    rules.filter_map(|rule| Some((rule, rule.trucks.as_ref()?)))
}

/// True if a rule for trucks can be on a service.
pub(crate) fn takes_trucks(service: &Service) -> bool {
    service.mode == Carrier::Road && service.carries.takes(Load::Freight)
}

/// Puts the rules in force onto the services that they name.
pub(crate) fn put_on(net: &mut CorridorNetwork, city: &City, year: i16) {
    for (rule, asked) in in_force(city, year) {
        let Some(made) = on_services(rule, asked, &city.plan.defaults) else { continue };
        let is_named = |service: &Service| {
            asked.services.iter().any(|(name, _)| named(&service.id, &service.channel, name))
        };
        let rows: Vec<_> = net.links.indices().collect();
        for row in rows {
            let service = &mut net.links[row].service;
            if takes_trucks(service) && is_named(service) {
                service.rules.push(made.clone());
            }
        }
    }
}

/// A rule as it holds on its services; `None` if it limits nothing.
fn on_services(rule: &Rule, asked: &Asked, defaults: &Defaults) -> Option<TruckRule> {
    let over_t = if is_too_high(asked, defaults) {
        0.0
    } else if asked.max_t.is_none() && asked.max_height_m.is_some() {
        return None;
    } else {
        asked.max_t.unwrap_or(0.0)
    };
    let hours = match &asked.hours {
        None => None,
        // Hours that cannot be read were told when the plan was opened; some are always.
        Some((text, _)) => Some(Hours::parse(text).ok().flatten()?),
    };
    let says = format!("{}{}", says(asked), since(rule));
    Some(TruckRule { name: rule.name.clone(), says, over_t, hours })
}

fn is_too_high(asked: &Asked, defaults: &Defaults) -> bool {
    asked.max_height_m.zip(defaults.truck_height_m).is_some_and(|(most, high)| high > most)
}

/// True if a rule is for the plan's truck.
fn is_for(asked: &Asked, defaults: &Defaults) -> bool {
    let is_heavy = |most: f64| most <= 0.0 || defaults.truck_weight_t.is_some_and(|t| t > most);
    asked.max_t.is_some_and(is_heavy) || is_too_high(asked, defaults)
}

/// `trucks over 10 t may enter only 20:00-06:00`.
fn says(asked: &Asked) -> String {
    let heavy = asked.max_t.filter(|t| *t > 0.0).map(|t| format!("over {t} t"));
    let high = asked.max_height_m.map(|m| format!("higher than {m} m"));
    let whom: Vec<String> = heavy.into_iter().chain(high).collect();
    let whom = if whom.is_empty() || asked.max_t.is_some_and(|t| t <= 0.0) {
        "trucks".to_owned()
    } else {
        format!("trucks {}", whom.join(" or "))
    };
    match &asked.hours {
        Some((hours, _)) => format!("{whom} may enter only {hours}"),
        None => format!("no {whom} may enter"),
    }
}

fn since(rule: &Rule) -> String {
    rule.from.map_or_else(String::new, |day| format!(" (in force from {day})"))
}

/// The zone that a rule names, by id, else by a name.
pub(crate) fn zone_of<'c>(city: &'c City, name: &str) -> Option<&'c Zone> {
    let by_id = city.zones.iter().find(|zone| zone.id == name);
    let is_called = |zone: &&Zone| zone.name == name || zone.other_names.iter().any(|n| n == name);
    by_id.or_else(|| city.zones.iter().find(is_called))
}

impl Scenario<'_> {
    /// Rules in force that close streets to the plan's truck, each with its zone.
    fn bans(&self) -> impl Iterator<Item = (&Rule, &Asked, &Zone)> {
        let city = self.city;
        in_force(city, self.year).filter_map(move |(rule, asked)| {
            let (name, _) = asked.zone.as_ref()?;
            let zone = zone_of(city, name)?;
            is_for(asked, &city.plan.defaults).then_some((rule, asked, zone))
        })
    }

    /// Edges that are closed to the plan's truck.
    pub(crate) fn barred_to_trucks(&self, net: &StreetNetwork) -> Vec<EdgeIdx> {
        let zones: Vec<&Zone> = self.bans().map(|(_, _, zone)| zone).collect();
        if zones.is_empty() {
            return Vec::new();
        }
        let edges = net.edges().map(|(edge, _)| edge);
        let lies_in = |edge: &EdgeIdx| zones.iter().any(|zone| lies_in(zone, net.shape(*edge)));
        edges.filter(lies_in).collect()
    }

    /// The rules that close streets to the plan's truck, a sentence each.
    pub(crate) fn truck_bans(&self) -> Vec<String> {
        let told = self.bans().map(|(rule, asked, zone)| {
            format!(
                "rule `{}` in the streets of {}: {}{}",
                rule.name,
                zone.name,
                says(asked),
                since(rule)
            )
        });
        told.collect()
    }
}

/// True if more than half of a line lies in a zone; each piece of it where its middle does.
fn lies_in(zone: &Zone, line: &[LonLat]) -> bool {
    let (mut inside, mut all) = (0.0, 0.0);
    for pair in line.windows(2) {
        let middle = LonLat::new(
            f64::midpoint(pair[0].lon, pair[1].lon),
            f64::midpoint(pair[0].lat, pair[1].lat),
        );
        let length = distance(pair[0], pair[1]).0;
        all += length;
        inside += if zone.polygon.contains(middle) { length } else { 0.0 };
    }
    inside * 2.0 > all
}

/// The rules that concern a consignment's truck on the services that are used, and those that close a
/// service to it: a sentence each, and the names of the former.
pub(crate) fn told(
    net: &CorridorNetwork,
    question: &Question<'_>,
    used: &BTreeSet<&str>,
) -> (Vec<String>, BTreeSet<String>) {
    let consignment = question.consignment;
    let mut on: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    let (mut shut, mut rested) = (Vec::new(), BTreeSet::new());
    for (_, link) in net.links.iter().filter(|(_, link)| !link.service.rules.is_empty()) {
        let (service, id) = (&link.service, link.service.id.as_str());
        let is_shut = hours_left(service, consignment).is_err();
        if !is_shut && !used.contains(id) {
            continue;
        }
        let rules: Vec<&TruckRule> = TruckRule::on(service, consignment).collect();
        for rule in &rules {
            on.entry((&rule.name, &rule.says)).or_default().push(id);
            rested.insert(rule.name.clone());
        }
        if is_shut && rules.iter().all(|rule| rule.hours.is_some()) {
            shut.push(id);
        }
    }
    let mut notes: Vec<String> = Vec::new();
    for ((name, says), services) in on {
        notes.push(format!("rule `{name}` on {}: {says}", listed(&services)));
    }
    if !notes.is_empty() && question.waiting == Waiting::LeftOut {
        notes.push("hours of rules for trucks are not counted, as waits are left out".into());
    }
    if !shut.is_empty() {
        notes.push(format!(
            "all rules and hours together let no such truck enter {}",
            listed(&shut)
        ));
    }
    (notes, rested)
}

fn listed(services: &[&str]) -> String {
    let shown: Vec<String> = services.iter().take(MOST_NAMED).map(|id| format!("`{id}`")).collect();
    match services.len().saturating_sub(MOST_NAMED) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// What a value rests on that rests on some rules, by name.
pub(crate) fn bases<'a>(
    city: &'a City,
    names: &'a BTreeSet<String>,
) -> impl Iterator<Item = Basis> + 'a {
    let rules = city.plan.rules.iter().filter(|rule| rule.trucks.is_some());
    rules.filter(|rule| names.contains(&rule.name)).map(|rule| Basis {
        confidence: rule.confidence.unwrap_or(Confidence::Low),
        what: format!("rule `{}`", rule.name),
        source: rule.source.clone(),
    })
}

/// Where a rule is in force and what it asks, for the list of rules.
pub(crate) fn summary(rule: &Rule, scenario: &Scenario<'_>) -> Option<String> {
    let asked = rule.trucks.as_ref()?;
    let mut parts = Vec::new();
    if !asked.services.is_empty() {
        let has_it = |service: &Service| service.rules.iter().any(|r| r.name == rule.name);
        let services = scenario.corridors.links.iter().map(|(_, link)| &link.service);
        let on: Vec<&str> =
            services.filter(|service| has_it(service)).map(|service| service.id.as_str()).collect();
        parts.push(if on.is_empty() {
            "on no service that is open in the year".to_owned()
        } else {
            format!("on {}", listed(&on))
        });
    }
    if let Some(zone) = asked.zone.as_ref().and_then(|(name, _)| zone_of(scenario.city, name)) {
        let whom = if is_for(asked, &scenario.city.plan.defaults) {
            "which closes them to the plan's truck"
        } else {
            "which the plan's truck keeps"
        };
        parts.push(format!("in the streets of {}, {whom}", zone.name));
    }
    Some(format!("Applied: {}; {}{}.", says(asked), parts.join("; "), since(rule)))
}
