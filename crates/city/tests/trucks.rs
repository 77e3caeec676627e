//! A plan's rules for trucks on road services, from rules.toml to routes, verdicts and the list of
//! rules, on a toy whose answers follow from arithmetic; and costs in any currency.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use std::fs;

use allways_base::{Seconds, ServiceTime, Window};
use allways_city::check::{CheckSettings, check};
use allways_city::corridor::{CorridorAnswer, CorridorAsk, Toward, corridor};
use allways_city::open::{City, OpenError, open};
use allways_city::verdict::{Finding, Outcome};

const PLAN: &str = r#"
name = "Toy"
time_zone = "UTC"
date = "2026-11-25"
years = [2026, 2035]
[defaults]
truck_height_m = 4.0
[[source]]
id = "places"
kind = "points"
path = "places.csv"
[[source]]
id = "world"
kind = "corridors"
terminals = "terminals.csv"
services = "services.csv"
jpy_per_usd = 150
rates_from = "a bank, 2026-11-20"
"#;

const TERMINALS: &str = "id,name,kind,place,lat,lon,dwell_h,source,confidence
park,The park,road,works,0.0,10.0,,test,high
yard,The yard,rail-freight,,0.0,10.1,2,test,high
west,Far west,rail-freight,,0.0,0.0,,test,high
";

/// Half an hour by truck; an hour by the long road, of the channel `x`; 40 h by train.
const SERVICES: &str =
    "id,from,to,mode,carries,distance_km,time_h,cost,cost_unit,departures_per_week,hours,channel,source,confidence
truck,park,yard,road,freight,10,0.5,30000,JPY/FEU,,,,test,high
long,park,yard,road,freight,30,1,45000,JPY/FEU,,,x,test,high
train,yard,west,rail,freight,2000,40,1500,USD/FEU,14,,,test,high
coach,park,yard,road,people,10,0.5,,,,,,test,high
";

fn try_city(rules: &str, services: &str) -> Result<City, OpenError> {
    let dir = tempfile::tempdir().unwrap();
    let promises = r#"
[[promise]]
id = "hour"
says = "an hour to the yard"
measure = "corridor"
with = { from = "park", to = "yard", carries = "freight", modes = ["road"], waits = "counted", ready = "Mo 10:00" }
target = "<= 1 h"
[[promise]]
id = "cheap"
says = "for 250 dollars"
measure = "corridor"
with = { from = "park", to = "yard", carries = "freight", modes = ["road"], quantity = "cost" }
target = "<= 250 usd"
[[promise]]
id = "dock"
says = "three hours from the dock"
measure = "hub"
with = { at = "yard", quantity = "dock-to-departure", to = "rail" }
target = "<= 3 h"
[[promise]]
id = "law"
says = "the law is kept"
measure = "rule"
target = "= 0 violations"
"#;
    let places =
        "id,name,kind,lat,lon,source,confidence\nworks,The works,park,0.0,10.0,test,high\n";
    for (name, text) in [
        ("plan.toml", PLAN),
        ("terminals.csv", TERMINALS),
        ("places.csv", places),
        ("services.csv", services),
        ("rules.toml", rules),
        ("promises.toml", promises),
    ] {
        fs::write(dir.path().join(name), text).unwrap();
    }
    open(dir.path(), None)
}

fn city(rules: &str) -> City {
    match try_city(rules, SERVICES) {
        Ok(city) => city,
        Err(OpenError::Plan { diagnostics, .. }) => panic!("{diagnostics:#?}"),
        Err(error) => panic!("{error}"),
    }
}

fn rule(id: &str, trucks: &str, from: &str) -> String {
    let from = if from.is_empty() { String::new() } else { format!("from = \"{from}\"\n") };
    format!(
        "[[rule]]\nid = \"{id}\"\nname = \"Rule {id}\"\n{from}trucks = {{ {trucks} }}\n\
         source = \"the gazette\"\nconfidence = \"medium\"\n"
    )
}

fn ask(city: &City, load: &str, year: i16) -> CorridorAnswer {
    let ask = CorridorAsk {
        from: "park",
        to: Toward::Place("yard"),
        load,
        modes: &[],
        ready: Some("Mo 10:00"),
        month: None,
        scope: "wtw",
        is_without_waits: false,
        late: None,
        with_channels: false,
        from_door: false,
        window: Window {
            from: ServiceTime::hms(7, 0, 0),
            to: ServiceTime::hms(8, 0, 0),
            step: Seconds(60),
        },
        budget: None,
    };
    let settings = CheckSettings { year: Some(year), threads: 1, ..CheckSettings::default() };
    corridor(city, &settings, &ask).unwrap()
}

/// Hours of the fastest option; a negative number if there is none.
fn hours(rules: &str, load: &str) -> f64 {
    ask(&city(rules), load, 2026).options.first().map_or(-1.0, |option| option.time_h)
}

#[track_caller]
fn is(found: f64, want: f64) {
    assert!((found - want).abs() < 1e-9, "{found}, not {want}");
}

const BOTH: &str = "services = [\"truck\", \"x\"]";

#[test]
fn a01_a_ban_by_day_makes_a_load_wait() {
    is(hours("", "1feu"), 0.5);
    // There at 10, in at 20; a service or a channel by name.
    is(
        hours(&rule("a", &format!("hours = \"20:00-06:00\", max_t = 20, {BOTH}"), ""), "1feu"),
        10.5,
    );
    is(hours(&rule("a", "hours = \"20:00-06:00\", services = [\"truck\"]", ""), "1feu"), 1.0);
    // A truck with a ton on it weighs 16 t.
    is(hours(&rule("a", &format!("hours = \"20:00-06:00\", max_t = 20, {BOTH}"), ""), "1t"), 0.5);
    is(hours(&rule("a", &format!("max_t = 20, {BOTH}"), ""), "1feu"), -1.0);
    is(hours(&rule("a", "max_t = 20, services = [\"truck\"]", ""), "1feu"), 1.0);
    is(hours(&rule("a", &format!("max_t = 0, {BOTH}"), ""), "1t"), -1.0);
    // The plan's trucks are 4 m high.
    is(hours(&rule("a", "max_height_m = 3.9, services = [\"truck\"]", ""), "1t"), 1.0);
    is(hours(&rule("a", "max_height_m = 4, services = [\"truck\"]", ""), "1t"), 0.5);
}

#[test]
fn a02_the_strictest_of_two_counts_and_an_unlimited_one_nothing() {
    let night = rule("a", &format!("hours = \"20:00-06:00\", {BOTH}"), "");
    let late = rule("b", &format!("hours = \"22:00-08:00\", {BOTH}"), "");
    is(hours(&[night.as_str(), &late].concat(), "1feu"), 12.5);
    is(hours(&[late.as_str(), &night].concat(), "1feu"), 12.5);
    let unlimited = rule("c", &format!("max_t = 500, {BOTH}"), "")
        + &rule("d", &format!("hours = \"00:00-24:00\", {BOTH}"), "");
    let (free, ruled) = (ask(&city(""), "1feu", 2026), ask(&city(&unlimited), "1feu", 2026));
    assert_eq!((free.options, free.notes), (ruled.options, ruled.notes));
    // The column of the service too.
    let column = SERVICES.replace("JPY/FEU,,,,", "JPY/FEU,,00:00-21:00,,");
    let city = try_city(&night, &column).unwrap_or_else(|error| panic!("{error}"));
    is(ask(&city, "1feu", 2026).options[0].time_h, 10.5);
}

#[test]
fn a03_a_rule_is_in_force_from_its_day_on() {
    let of = |from: &str| city(&rule("a", &format!("hours = \"20:00-06:00\", {BOTH}"), from));
    let time = |city: &City, year: i16| ask(city, "1feu", year).options[0].time_h;
    let next = of("2027-01-01");
    is(time(&next, 2026), 0.5);
    is(time(&next, 2035), 10.5);
    is(time(&of("2026-11-25"), 2026), 10.5);
    is(time(&of("2026-11-26"), 2026), 0.5);
}

#[test]
fn a04_the_rule_is_named_where_it_holds() {
    let rules =
        rule("day", "hours = \"20:00-06:00\", max_t = 10, services = [\"truck\"]", "2020-01-01")
            + &rule("bridge", "max_t = 30, services = [\"x\"]", "");
    let city = city(&rules);
    let found = ask(&city, "1feu", 2026);
    is(found.options[0].legs[0].parts.barred_h, 10.0);
    let told: Vec<&String> = found.notes.iter().filter(|note| note.contains("rule `")).collect();
    assert_eq!(
        told,
        [
            "rule `Rule bridge` on `long`: no trucks over 30 t may enter",
            "rule `Rule day` on `truck`: trucks over 10 t may enter only 20:00-06:00 (in force from \
             2020-01-01)",
        ]
    );
    // A lighter truck goes by the long road, and is told of the rule that is for it alone.
    let found = ask(&city, "1t", 2026);
    is(found.options[0].time_h, 1.0);
    assert!(!found.notes.iter().any(|note| note.contains("bridge")), "{:?}", found.notes);
    let of = |id: &str| finding(&city, id);
    let hour = of("hour");
    is(hour.value.unwrap(), 10.5);
    assert!(hour.assumptions.iter().any(|told| told.contains("rule `Rule day` on `truck`")));
    assert_eq!(hour.weakest.as_ref().unwrap().what, "rule `Rule bridge`");
    let law = of("law");
    assert_eq!(law.outcome, Outcome::Undecided, "what is applied is not checked: {law:?}");
}

fn finding(city: &City, id: &str) -> Finding {
    let judged = check(city, &CheckSettings::default(), &|_, _, _| ()).unwrap().judgement;
    judged.verdicts.into_iter().find(|verdict| verdict.promise == id).unwrap().reading
}

#[test]
fn a05_from_the_dock_too() {
    let dock = |rules: &str| finding(&city(rules), "dock");
    is(dock("").value.unwrap(), 2.5);
    let found = dock(&rule("a", "max_t = 30, services = [\"truck\"]", ""));
    is(found.value.unwrap(), 3.0);
    assert!(found.assumptions.iter().any(|told| told.contains("rule `Rule a` on `truck`")));
    let found = dock(&rule("a", &format!("max_t = 30, {BOTH}"), ""));
    assert_eq!(found.value, None, "no truck gets there");
}

#[test]
fn a06_the_list_of_rules_says_what_is_applied() {
    let rules = rule("day", "hours = \"20:00-06:00\", services = [\"truck\"]", "")
        + &rule("next", "max_t = 10, services = [\"truck\"]", "2030-01-01")
        + "[[rule]]\nid = \"o\"\nname = \"Other\"\nwhy = \"nobody knows\"\n";
    let city = city(&rules);
    let of = |year: i16| {
        let settings = CheckSettings { year: Some(year), ..CheckSettings::default() };
        let judged = check(&city, &settings, &|_, _, _| ()).unwrap().judgement;
        judged.rules.into_iter().map(|(_, f)| (f.outcome, f.summary)).collect::<Vec<_>>()
    };
    let now = of(2026);
    let day = "Applied: trucks may enter only 20:00-06:00; on `truck`.";
    assert_eq!(now[0], (Outcome::Kept, day.to_owned()));
    assert_eq!(now[1], (Outcome::Undecided, "Not in force before 2030-01-01.".to_owned()));
    assert_eq!(now[2], (Outcome::Undecided, "Not checked.".to_owned()));
    let then = "Applied: no trucks over 10 t may enter; on `truck` (in force from 2030-01-01).";
    assert_eq!(of(2035)[1], (Outcome::Kept, then.to_owned()));
}

#[test]
fn a07_what_means_nothing_is_an_error() {
    let told = |trucks: &str| match try_city(&rule("r", trucks, ""), SERVICES) {
        Err(OpenError::Plan { diagnostics, .. }) => {
            let told = diagnostics.iter().map(|d| format!("{}: {}; {}", d.code, d.message, d.help));
            told.collect::<Vec<_>>().join("\n")
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(
        told("max_t = 1, services = [\"truck\", \"trucks\"]"),
        "unknown-service: `services` names `trucks`, which no table has; did you mean `truck`?"
    );
    assert_eq!(
        told("max_t = 1, services = [\"train\"]"),
        "rule-without-effect: `services` names `train`, which is by rail for freight: no truck goes \
         there; name services by road that take freight"
    );
    assert!(told("max_t = 1, services = [\"coach\"]").contains("by road for people"));
    assert_eq!(
        told("hours = \"by night\", services = [\"truck\"]"),
        "bad-hours: `hours` is \"by night\", of which `by night` cannot be read; write when trucks may \
         enter: \"20:00-06:00\" daily, \"Mo-Fr 09:00-17:00\", or several with `;` between"
    );
    assert!(told("max_t = 1, zone = \"core\"").contains("the plan has none"));
}

#[test]
fn b01_a_cost_in_any_currency_names_its_rate() {
    let city = city("");
    let found = ask(&city, "1feu", 2026);
    is(found.options[0].cost_usd, 200.0);
    let rate = "costs in JPY at 150 to the US dollar (a bank, 2026-11-20)";
    assert!(found.notes.iter().any(|note| note == rate), "{:?}", found.notes);
    let cheap = finding(&city, "cheap");
    is(cheap.value.unwrap(), 200.0);
    assert!(cheap.assumptions.iter().any(|told| told == rate), "{:?}", cheap.assumptions);
}
