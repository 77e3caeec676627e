//! Rules for trucks in the streets of a zone.

use allways_base::random::Random;
use allways_city::check::{CheckSettings, check};
use allways_city::open::{City, OpenError};
use allways_city::verdict::Outcome;

use crate::town::{Folder, journey, matrix, who};

/// A straight road of 30 thousandths through the core, and a way round it.
const NODES: [(u32, f64, f64); 5] =
    [(1, 0.0, 0.0), (2, 30.0, 0.0), (3, 15.0, 26.0), (4, 11.0, 0.0), (5, 19.0, 0.0)];
const WAYS: &str = "w1 n1,n4,n5,n2 highway=residential maxspeed=36
    w2 n1,n3,n2 highway=residential maxspeed=36
    w3 n4,n6 highway=residential maxspeed=36
    w4 n5,n7 highway=residential maxspeed=36";

fn square(id: &str, [west, south, east, north]: [f64; 4]) -> String {
    let at = |x: f64, y: f64| format!("[{:.7},{:.7}]", 10.0 + x / 1000.0, y / 1000.0);
    let ring =
        [at(west, south), at(east, south), at(east, north), at(west, north), at(west, south)];
    format!(
        "{{\"type\":\"Feature\",\"properties\":{{\"id\":\"{id}\",\"name\":\"The {id}\"}},\
         \"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[[{}]]}}}}",
        ring.join(",")
    )
}

fn town(zone: [f64; 4], rules: &str) -> Folder {
    // Side roads make junctions on the straight one.
    let mut nodes = vec![NODES[0]];
    nodes.extend([(6, 11.0, -2.0), (7, 19.0, -2.0)]);
    nodes.extend(&NODES[1..]);
    let zones = format!(
        "{{\"type\":\"FeatureCollection\",\"features\":[{},{}]}}",
        square("core", zone),
        square("sea", [-50.0, -50.0, -40.0, -40.0])
    );
    Folder::new(&nodes, WAYS)
        .with("zones.geojson", zones)
        .with("rules.toml", rules)
        .with_source("id = \"zones\"\nkind = \"zones\"\npath = \"zones.geojson\"")
}

fn rule(id: &str, trucks: &str, more: &str) -> String {
    format!("[[rule]]\nid = \"{id}\"\nname = \"Rule {id}\"\ntrucks = {{ {trucks} }}\n{more}\n")
}

const CORE: [f64; 4] = [10.0, -1.0, 20.0, 1.0];
const PLACES: [(f64, f64); 2] = [(0.0, 0.0), (30.0, 0.0)];

fn seconds(city: &City, settings: &CheckSettings, modes: &str) -> Option<u32> {
    matrix(city, settings, &PLACES, modes).times[0][1].map(|s| s.0)
}

#[test]
fn f01_a_zone_that_bars_trucks_is_gone_round() {
    let open = |rules: &str, defaults: &str| town(CORE, rules).with_defaults(defaults).open();
    let times = |rules: &str, defaults: &str| {
        let city = open(rules, defaults);
        (seconds(&city, &who("", ""), "truck"), seconds(&city, &who("", ""), "drive"))
    };
    let straight = Some(334);
    let (round, by_car) = times(&rule("all", "max_t = 0, zone = \"core\"", ""), "");
    assert!(round.is_some_and(|s| s > 650) && by_car == straight, "{round:?} {by_car:?}");
    let heavy = rule("heavy", "max_t = 10, zone = \"The core\"", "");
    assert_eq!(times(&heavy, "truck_weight_t = 10"), (straight, straight));
    assert_eq!(times(&heavy, "truck_weight_t = 10.5"), (round, straight));
    let high = rule("high", "max_height_m = 3.5, zone = \"core\"", "");
    assert_eq!(times(&high, "truck_height_m = 3.5").0, straight);
    assert_eq!(times(&high, "truck_height_m = 4").0, round);
    // The strictest of several; one elsewhere changes nothing.
    let both = [heavy.as_str(), &rule("light", "max_t = 3.5, zone = \"core\"", "")].concat();
    assert_eq!(times(&both, "truck_weight_t = 5").0, round);
    assert_eq!(times(&rule("sea", "max_t = 0, zone = \"sea\"", ""), "").0, straight);
    // Only from its day on.
    let later = rule("later", "max_t = 0, zone = \"core\"", "from = \"2026-11-26\"");
    assert_eq!(times(&later, "").0, straight);
    let today = later.replace("11-26", "11-25");
    assert_eq!(times(&today, "").0, round);
    let in_2027 = CheckSettings { year: Some(2027), ..who("", "") };
    assert_eq!(seconds(&open(&later, ""), &in_2027, "truck"), round);
}

#[test]
fn f02_the_rule_is_told_where_it_holds() {
    let rules = rule("all", "max_t = 0, zone = \"core\"", "from = \"2020-01-01\"");
    let city = town(CORE, &rules).open();
    let note = "rule `Rule all` in the streets of The core: no trucks may enter (in force from \
                2020-01-01)";
    let told = matrix(&city, &who("", ""), &PLACES, "truck").notes;
    assert!(told.iter().any(|told| told == note), "{told:?}");
    let told = journey(&city, &who("", ""), PLACES, "truck").notes;
    assert!(told.iter().any(|told| told == note), "{told:?}");
    let told = matrix(&city, &who("", ""), &PLACES, "drive").notes;
    assert!(!told.iter().any(|told| told.contains("Rule all")), "{told:?}");
    let judged = check(&city, &CheckSettings::default(), &|_, _, _| ()).unwrap().judgement;
    let (name, finding) = &judged.rules[0];
    assert_eq!((name.as_str(), finding.outcome), ("Rule all", Outcome::Kept));
    assert_eq!(
        finding.summary,
        "Applied: no trucks may enter; in the streets of The core, which closes them to the plan's \
         truck (in force from 2020-01-01)."
    );
}

#[test]
fn f03_what_means_nothing_is_an_error() {
    let told = |rules: &str| match town(CORE, rules).try_open() {
        Err(OpenError::Plan { diagnostics, .. }) => {
            let told: Vec<String> = diagnostics
                .iter()
                .filter(|d| d.code != "no-promises")
                .map(|d| format!("{}: {}; {}", d.code, d.message, d.help))
                .collect();
            told.join("\n")
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(
        told(&rule("r", "max_t = 0, zone = \"cora\"", "")),
        "unknown-zone: `zone` names `cora`, which is no zone of the plan; did you mean `core`?"
    );
    assert_eq!(
        told(&rule("r", "max_t = 10, zone = \"core\"", "")),
        "unknown-truck: the rule `r` has `max_t`, and the plan does not say so of its truck; write \
         `truck_weight_t` into [defaults] of plan.toml"
    );
    let height = told(&rule("r", "max_height_m = 4, zone = \"core\"", ""));
    assert!(height.contains("write `truck_height_m`"), "{height}");
    let hours = told(&rule("r", "hours = \"20:00-06:00\", zone = \"core\"", ""));
    assert!(hours.contains("at what time of day a drive comes there is not known"), "{hours}");
}

/// Rules only close streets: no truck is faster for one, and nobody else notices.
#[test]
fn f04_a_rule_never_makes_a_way_shorter() {
    let (mut n_slower, mut n_shut) = (0, 0);
    for seed in 0..60 {
        let mut random = Random::new(seed, 5);
        let mut at = |least: f64, most: u32| least + f64::from(random.below(most));
        let (west, south) = (at(-3.0, 20), at(-6.0, 12));
        let zone = [west, south, west + at(4.0, 30), south + at(4.0, 30)];
        let free = town(zone, "").open();
        let ruled = town(zone, &rule("r", "max_t = 0, zone = \"core\"", "")).open();
        let both = |modes: &str| [&free, &ruled].map(|city| seconds(city, &who("", ""), modes));
        let [before, after] = both("truck");
        let never = |time: Option<u32>| time.unwrap_or(u32::MAX);
        assert!(never(before) <= never(after), "seed {seed}: {before:?} {after:?}");
        n_slower += u32::from(before < after);
        n_shut += u32::from(after.is_none());
        let [before, after] = both("drive");
        assert_eq!(before, after, "seed {seed}");
    }
    assert!(n_slower > 3 && n_shut > 1, "{n_slower} slower, {n_shut} shut");
}
