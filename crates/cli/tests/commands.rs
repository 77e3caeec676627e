//! The binary as a user meets it: the bundled plan, exit codes, JSON keys, errors.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn allways(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_allways"))
        .args(arguments)
        .current_dir(root())
        .output()
        .unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn json(arguments: &[&str]) -> Value {
    let output = allways(arguments);
    serde_json::from_str(&out(&output)).unwrap_or_else(|e| panic!("{e}\n{}", err(&output)))
}

/// Every row of the plan's table has a verdict, and each says what it rests on or what is missing.
#[test]
fn a01_the_bundled_plan_is_judged_sentence_by_sentence() {
    let output = allways(&["check", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1), "{}", err(&output));
    let judged: Value = serde_json::from_str(&out(&output)).unwrap();
    let verdicts = judged["verdicts"].as_array().unwrap();
    assert!(verdicts.len() >= 30, "{}", verdicts.len());
    let groups: std::collections::BTreeSet<&str> =
        verdicts.iter().map(|v| v["group"].as_str().unwrap()).collect();
    assert!(groups.len() >= 12, "{groups:?}");
    for verdict in verdicts {
        for key in [
            "promise",
            "outcome",
            "value",
            "unit",
            "target",
            "definition",
            "weakest_input",
            "evidence",
            "also",
        ] {
            assert!(verdict.get(key).is_some(), "{key} is missing: {verdict}");
        }
        let outcome = verdict["outcome"].as_str().unwrap();
        assert!(["kept", "broken", "undecided"].contains(&outcome), "{outcome}");
        if outcome == "undecided" {
            assert!(!verdict["missing"].as_array().unwrap().is_empty(), "{verdict}");
        } else {
            assert!(!verdict["weakest_input"].is_null(), "{verdict}");
        }
        assert!(!verdict["rerun"].as_str().unwrap().is_empty());
    }
    let of = |id: &str| verdicts.iter().find(|v| v["promise"] == id).unwrap();
    assert_eq!(of("north-south-30")["outcome"], "broken");
    assert_eq!(of("projects-43")["outcome"], "undecided");
    assert_eq!(of("west-16-days")["outcome"], "undecided");
}

#[test]
fn a02_one_thread_or_two_give_the_same_bytes_and_a_kept_promise_exits_with_0() {
    let run =
        |threads| allways(&["check", "--only", "expressway-dual-channel", "--threads", threads]);
    let (one, two) = (run("1"), run("2"));
    assert_eq!(one.status.code(), Some(0), "{}", err(&one));
    assert_eq!(out(&one), out(&two));
}

#[test]
fn a03_the_report_is_one_page_beside_its_data() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().to_str().unwrap();
    allways(&["check", "--only", "north-south-30", "--report", path]);
    for file in ["index.html", "verdicts.json", "verdicts.geojson"] {
        assert!(dir.path().join(file).is_file(), "{file}");
    }
    let page = fs::read_to_string(dir.path().join("index.html")).unwrap();
    assert!(page.contains("north-south-30"));
    assert!(!page.contains("src=\"http"), "the page loads something");
}

#[test]
fn b01_a_journey_leg_by_leg() {
    let found = json(&[
        "route",
        "--from",
        "beibei",
        "--to",
        "shengquansi",
        "--depart",
        "08:00",
        "--format",
        "json",
    ]);
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("x.geojson");
    let ask = ["route", "--from", "beibei", "--to", "shengquansi", "--depart", "08:00", "--out"];
    allways(&[&ask[..], &[file.to_str().unwrap()]].concat());
    let map: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    let legs =
        found["journeys"].as_array().unwrap().iter().flat_map(|j| j["legs"].as_array().unwrap());
    let features = map["features"].as_array().unwrap();
    assert_eq!(features.len(), legs.clone().count());
    for (feature, leg) in features.iter().zip(legs) {
        assert_eq!(feature["properties"]["departure"], leg["departure"]);
        assert!(feature["properties"]["journey"].is_u64(), "{feature}");
    }
    let journey = &found["journeys"][0];
    for key in ["departure", "arrival", "duration_s", "rides", "legs"] {
        assert!(journey.get(key).is_some(), "{key}: {found}");
    }
    assert!(journey["rides"].as_u64().unwrap() >= 2);
}

#[test]
fn b02_a_matrix_agrees_with_a_route() {
    let dir = tempfile::tempdir().unwrap();
    let (from, to) = (dir.path().join("from.csv"), dir.path().join("to.csv"));
    fs::write(&from, "id,lat,lon\nbb,29.8278,106.4335\n").unwrap();
    fs::write(&to, "id,lat,lon\nsq,29.3104,106.2559\nfar,0.0,10.0\n").unwrap();
    let output = allways(&[
        "matrix",
        "--origins",
        from.to_str().unwrap(),
        "--destinations",
        to.to_str().unwrap(),
        "--depart",
        "08:00..08:01",
    ]);
    let text = out(&output);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "origin,destination,p50_s");
    assert_eq!(lines[2], "bb,far,", "unreachable is empty");
    let seconds: u64 = lines[1].strip_prefix("bb,sq,").unwrap().parse().unwrap();
    let found = json(&[
        "route",
        "--from",
        "29.8278,106.4335",
        "--to",
        "29.3104,106.2559",
        "--depart",
        "08:00",
        "--format",
        "json",
    ]);
    let arrivals = found["journeys"].as_array().unwrap().iter();
    let earliest = arrivals.map(|j| j["arrival_s"].as_u64().unwrap()).min().unwrap();
    assert_eq!(seconds, earliest - 8 * 3600);
}

#[test]
fn c01_what_could_not_run_exits_with_2_and_says_why() {
    for (arguments, expect) in [
        (&["check", "no-such-folder"][..], "no plan.toml here"),
        (&["check", "--only", "north-south-31"], "promise `north-south-31` is not in the plan"),
        (&["check", "--season", "sumer-heat"], "`summer-heat`"),
        (&["check", "--date", "tomorrow"], "write --date YYYY-MM-DD"),
        (&["route", "--from", "beibey", "--to", "bishan", "--depart", "08:00"], "`beibei`"),
        (&["route", "--from", "beibei", "--to", "bishan", "--depart", "8 am"], "write HH:MM"),
        (&["route", "--from", "beibei", "--to", "bishan"], "--depart"),
        (
            &[
                "matrix",
                "--origins",
                "x.csv",
                "--destinations",
                "x.csv",
                "--depart",
                "09:00..07:00",
            ],
            "no window",
        ),
        (&["frobnicate"], "frobnicate"),
        (&["check", "--threads", "99999999"], "write a number from 0 to 4096"),
        (&["check", "--year", "1"], "1900..=2200"),
        (
            &["check", "--out", "x.csv"],
            "`csv` is not written here; name a file that ends in .txt, .json or .geojson",
        ),
        (
            &["route", "--from", "a", "--to", "b", "--depart", "08:00", "--out", "x.parquet"],
            "name a file that ends in .txt, .json or .geojson",
        ),
        (&["doctor", "--out", "x.geojson"], "name a file that ends in .txt or .json"),
        (&["schema", "--out", "x.csv"], "name a file that ends in .json"),
        (
            &["reach", "--from", "beibei", "--depart", "08:00", "--cell", "-5"],
            "a cell of -5 m is none",
        ),
        (
            &["reach", "--from", "beibei", "--depart", "08:00", "--cutoffs", "4294967295"],
            "up to 10080, a week",
        ),
    ] {
        let output = allways(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}\n{}", err(&output));
        let text = err(&output);
        assert!(text.contains(expect), "{arguments:?}: {text}");
    }
}

#[test]
fn c02_a_plan_with_errors_is_shown_with_the_lines_that_are_wrong() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(
        dir.path().join("plan.toml"),
        "name = \"x\"\ntime_zone = \"UTC\"\ndate = \"2026-11-25\"\nyaers = [2026]\n",
    )
    .unwrap();
    let output = allways(&["check", dir.path().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    let text = err(&output);
    assert!(text.contains("plan.toml:4") && text.contains("years"), "{text}");
}

#[test]
fn d01_the_catalogue_and_the_schema_are_json() {
    let measures = json(&["measures", "--format", "json"]);
    assert_eq!(measures["measures"].as_array().unwrap().len(), 13);
    assert!(json(&["schema"])["$defs"].is_object());
}
