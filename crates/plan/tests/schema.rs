//! The JSON Schema agrees with the reader: what the reader takes, it takes; what is of the wrong
//! shape, it refuses.

#![expect(clippy::panic, reason = "tests fail by panicking")]

#[path = "toy/json.rs"]
mod json;
mod toy;

use allways_plan::schema;
use json::{folder_as_json, refusal};
use toy::{CATALOGUE, GOOD, told};

fn refused(files: &[(&str, &str)]) -> Option<String> {
    let schema = schema(&CATALOGUE);
    refusal(&schema, &schema, &folder_as_json(files))
}

#[test]
fn the_good_plan_is_taken() {
    assert_eq!(refused(&GOOD), None);
    assert_eq!(told(&GOOD), Vec::<String>::new());
}

/// Codes of faults that a schema without patterns can see.
const SHAPES: [&str; 9] = [
    "unknown-key",
    "missing-key",
    "wrong-type",
    "out-of-range",
    "unknown-word",
    "unknown-measure",
    "unknown-definition",
    "missing-parameter",
    "edit-shape",
];

#[test]
fn of_the_damaged_plans_it_refuses_those_of_the_wrong_shape_and_no_sound_one() {
    let cases = include_str!("damaged_plans.txt");
    let (mut n_refused, mut n_taken) = (0, 0);
    for case in cases.split("\n@@ ").skip(1) {
        let lines: Vec<&str> = case.lines().collect();
        let part = |line: usize| lines[line][1..].trim_start_matches(' ').replace('⏎', "\n");
        let (old, new) = (part(1), part(2));
        let files: Vec<(&str, String)> = GOOD
            .iter()
            .map(|(name, text)| {
                let text =
                    if *name == lines[0] { text.replace(&old, &new) } else { (*text).to_owned() };
                (*name, text)
            })
            .collect();
        let files: Vec<(&str, &str)> = files.iter().map(|(n, text)| (*n, text.as_str())).collect();
        let refused = refused(&files);
        let says = |codes: &[&str]| {
            codes
                .iter()
                .any(|code| lines[3..].iter().any(|line| line.contains(&format!("[{code}]"))))
        };
        if lines[3..].iter().all(|line| !line.starts_with("error")) {
            assert_eq!(refused, None, "{case}");
            n_taken += 1;
        }
        // What lies in texts (`lat,lon`), and readings whose measure lacks a key, are beyond it;
        // so is a date with an hour, which becomes text on the way to JSON.
        let beyond = ["106.4,29.6", "T07:00:00", "measure = \"coverage\""];
        if says(&SHAPES) && beyond.iter().all(|text| !new.contains(text)) {
            assert!(refused.is_some(), "taken by the schema: {case}");
            n_refused += 1;
        }
    }
    assert!(n_refused > 40 && n_taken > 4, "{n_refused} refused, {n_taken} taken");
}

#[test]
fn it_says_what_each_measure_takes() {
    let schema = schema(&CATALOGUE);
    let with = &schema["$defs"]["with-coverage"];
    let keys: Vec<&String> = with["properties"].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["definition", "zone", "only_open", "percentile"]);
    assert_eq!(with["required"], serde_json::json!(["zone"]));
    assert_eq!(with["properties"]["definition"]["default"], "cn-500m-area");
    let modes = &schema["$defs"]["with-travel-time"]["properties"]["modes"]["default"];
    assert_eq!(*modes, serde_json::json!(["walk", "rail", "bus"]));
    assert_eq!(schema.to_string(), allways_plan::schema(&CATALOGUE).to_string());
    let files: Vec<&String> = schema["properties"].as_object().unwrap().keys().collect();
    assert_eq!(files, allways_plan::FILES.iter().collect::<Vec<_>>());
}

#[test]
fn rates_and_rules_for_trucks_are_taken_and_slips_of_them_are_not() {
    let with = |rate: &str, trucks: &str| {
        let plan = format!(
            "{}[[source]]\nid = \"c\"\nkind = \"corridors\"\nterminals = \"t\"\nservices = \"s\"\n\
             rates_from = \"a bank\"\n{rate} = 150\n",
            GOOD[0].1
        );
        let why = "why = \"truck hours are not modelled\"";
        let rules = GOOD[3].1.replace(why, &format!("trucks = {{ {trucks} }}"));
        let mut files = GOOD;
        (files[0].1, files[3].1) = (&plan, &rules);
        (told(&files).is_empty(), refused(&files).is_none())
    };
    let fine = "max_t = 10, zone = \"city\"";
    assert_eq!(with("jpy_per_usd", fine), (true, true));
    assert_eq!(with("yenn_per_usd", fine), (false, false));
    assert_eq!(with("usd_per_usd", fine), (false, false));
    let hours = "hours = \"20:00-06:00\"";
    for (bad, is_taken) in [
        (hours.to_owned(), false),
        (format!("{hours}, services = [\"a\"]"), true),
        (format!("{hours}, services = []"), false),
        (format!("{hours}, zone = \"city\""), false),
        ("zone = \"city\"".to_owned(), false),
    ] {
        assert_eq!(with("jpy_per_usd", &bad), (is_taken, is_taken), "{bad}");
    }
}
