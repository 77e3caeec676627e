//! Rules for trucks that name a service or zone which no table has, whose hours cannot be read, or
//! whose limits are of nothing that the plan knows of its truck.

use allways_corridor::week::Hours;
use allways_plan::plan::{Rule, Span, TruckRule};
use allways_plan::{Diagnostic, names};

use super::edits::unread;
use super::{error, warning};
use crate::open::City;
use crate::scenario::named;
use crate::trucks::{takes_trucks, zone_of};

pub(super) fn check(city: &City, found: &mut Vec<Diagnostic>) {
    let rules = city.plan.rules.iter().filter_map(|rule| Some((rule, rule.trucks.as_ref()?)));
    for (rule, asked) in rules {
        for (name, span) in &asked.services {
            service(city, name, span, asked.hours.is_some(), found);
        }
        if let Some((name, span)) = &asked.zone {
            zone(city, name, span, found);
        }
        if let Some((text, span)) = &asked.hours {
            hours(text, span, found);
        }
        limits(city, rule, asked, found);
    }
}

fn service(city: &City, name: &str, span: &Span, has_hours: bool, found: &mut Vec<Diagnostic>) {
    let all = &city.corridors.services;
    let meant: Vec<_> = all.iter().filter(|s| named(&s.id, &s.channel, name)).collect();
    if meant.is_empty() {
        let known = all.iter().flat_map(|s| [s.id.as_str(), s.channel.as_str()]);
        let mut known: Vec<&str> = known.filter(|name| !name.is_empty()).collect();
        known.sort_unstable();
        let help = unread(city, name).unwrap_or_else(|| names::help(name, known, "services"));
        let message = format!("`services` names `{name}`, which no table has");
        found.push(error(span, "unknown-service", message, help));
        return;
    }
    let by_truck = meant.iter().filter(|service| takes_trucks(service));
    let Some(first) = by_truck.clone().next() else {
        let message = format!(
            "`services` names `{name}`, which is by {} for {}: no truck goes there",
            meant[0].mode, meant[0].carries
        );
        let help = "name services by road that take freight";
        found.push(error(span, "rule-without-effect", message, help));
        return;
    };
    let is_stated = |id: &str| {
        let mut terminals = city.corridors.terminals.iter();
        terminals.any(|terminal| terminal.id == id && terminal.utc_offset_h.is_some())
    };
    let any_stated = city.corridors.terminals.iter().any(|t| t.utc_offset_h.is_some());
    let ends = by_truck.flat_map(|service| [&service.from, &service.to]);
    let unstated = ends.into_iter().find(|end| has_hours && any_stated && !is_stated(end));
    if let Some(end) = unstated {
        let message = format!(
            "`{}` has hours by this rule, and `{end}` no `utc_offset_h`: they are taken as UTC",
            first.id
        );
        let help = "write into the terminals the hours that its clock is ahead of UTC";
        found.push(warning(span, "no-utc-offset", message, help));
    }
}

fn zone(city: &City, name: &str, span: &Span, found: &mut Vec<Diagnostic>) {
    if zone_of(city, name).is_none() {
        let known = city.zones.iter().flat_map(|zone| [zone.id.as_str(), zone.name.as_str()]);
        let mut known: Vec<&str> = known.collect();
        known.sort_unstable();
        known.dedup();
        let help = unread(city, name).unwrap_or_else(|| names::help(name, known, "zones"));
        let message = format!("`zone` names `{name}`, which is no zone of the plan");
        found.push(error(span, "unknown-zone", message, help));
    }
    if city.streets.is_none() {
        let message = "`zone` is about streets, and the plan has none".to_owned();
        let help = "add a source of kind `osm`, or name `services` of the corridors";
        found.push(error(span, "no-streets", message, help));
    }
}

fn hours(text: &str, span: &Span, found: &mut Vec<Diagnostic>) {
    match Hours::parse(text) {
        Ok(Some(_)) => {}
        Ok(None) => {
            let message = format!("`{text}` is always: the rule limits nothing");
            let help = "write the hours when trucks may enter, or leave the rule out";
            found.push(warning(span, "rule-without-effect", message, help));
        }
        Err(part) => {
            let message = format!("`hours` is \"{text}\", of which `{part}` cannot be read");
            let help = "write when trucks may enter: \"20:00-06:00\" daily, \"Mo-Fr 09:00-17:00\", or \
                        several with `;` between";
            found.push(error(span, "bad-hours", message, help));
        }
    }
}

/// What the plan must say of its truck for a rule to mean something.
fn limits(city: &City, rule: &Rule, asked: &TruckRule, found: &mut Vec<Diagnostic>) {
    let defaults = &city.plan.defaults;
    let mut needs = |limit: &str, key: &str| {
        let message = format!(
            "the rule `{}` has `{limit}`, and the plan does not say so of its truck",
            rule.id
        );
        let help = format!("write `{key}` into [defaults] of plan.toml");
        found.push(error(&asked.span, "unknown-truck", message, help));
    };
    let by_weight = asked.max_t.is_some_and(|t| t > 0.0);
    if by_weight && asked.zone.is_some() && defaults.truck_weight_t.is_none() {
        needs("max_t", "truck_weight_t");
    }
    if asked.max_height_m.is_some() && defaults.truck_height_m.is_none() {
        needs("max_height_m", "truck_height_m");
    }
}
