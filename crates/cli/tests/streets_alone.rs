//! A plan made from an OpenStreetMap extract alone: it opens, and every question is answered on foot.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fs;
use std::process::{Command, Output};

use allways_testkit::data::shared;
use serde_json::Value;

fn allways(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_allways")).args(arguments).output().unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn answered(arguments: &[&str]) -> String {
    let output = allways(arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", err(&output));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a01_andorra_on_foot() {
    let Some(osm) = shared("data/andorra/andorra.osm.pbf") else { return };
    let dir = tempfile::tempdir().unwrap();
    let plan = dir.path().join("plan");
    let plan = plan.to_str().unwrap();
    let told = answered(&["new", plan, "--osm", osm.to_str().unwrap()]);
    assert!(told.contains("no feed, so everything is on foot"), "{told}");
    answered(&["doctor", plan]);
    answered(&["check", plan]);

    // From the capital up to Ordino: far over the usual 20 min of an access walk.
    let (from, to) = ("42.5065,1.5210", "42.5562,1.5332");
    let asked = ["--from", from, "--to", to, "--depart", "08:00", "--format", "json"];
    let found: Value =
        serde_json::from_str(&answered(&[&["route", plan][..], &asked].concat())).unwrap();
    let journeys = found["journeys"].as_array().unwrap();
    assert_eq!(journeys.len(), 1);
    assert_eq!(journeys[0]["rides"], 0);
    let seconds = journeys[0]["duration_s"].as_u64().unwrap();
    assert!((80 * 60..120 * 60).contains(&seconds), "{seconds}");
    let notes = found["notes"].as_array().unwrap();
    assert!(notes.iter().any(|n| n.as_str().unwrap().contains("no timetable")), "{notes:?}");

    let points = dir.path().join("points.csv");
    fs::write(&points, format!("id,lat,lon\na,{from}\nb,{to}\n")).unwrap();
    let points = points.to_str().unwrap();
    let ask = ["--origins", points, "--destinations", points, "--depart", "08:00..08:01"];
    let matrix = answered(&[&["matrix", plan][..], &ask].concat());
    assert!(matrix.contains(&format!("a,b,{seconds}\n")), "{matrix}");
    let ask = ["--origins", points, "--opportunities", points, "--depart", "08:00"];
    let access = answered(&[&["access", plan, "--cutoffs", "15,120"][..], &ask].concat());
    assert!(access.contains("a,50,15,1\n") && access.contains("a,50,120,2\n"), "{access}");
    let cells = dir.path().join("cells.csv");
    let ask = ["--from", from, "--depart", "08:00", "--cell", "500", "--cutoffs", "120", "--out"];
    answered(&[&["reach", plan][..], &ask, &[cells.to_str().unwrap()]].concat());
    assert!(fs::read_to_string(&cells).unwrap().lines().count() > 50);
    // Who asks for vehicles alone has asked for what is not there.
    let rides = allways(&[
        "route", plan, "--from", from, "--to", to, "--depart", "8:00", "--modes", "transit",
    ]);
    assert_eq!(rides.status.code(), Some(2), "{}", err(&rides));
}

#[test]
fn a02_nothing_or_no_extract_makes_no_plan() {
    let dir = tempfile::tempdir().unwrap();
    let plan = dir.path().join("plan");
    let plan = plan.to_str().unwrap();
    let output = allways(&["new", plan]);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("--gtfs"), "{}", err(&output));
    let text = dir.path().join("text.pbf");
    fs::write(&text, "no extract").unwrap();
    let output = allways(&["new", plan, "--osm", text.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("not an OSM PBF file"), "{}", err(&output));
    assert!(!dir.path().join("plan").exists());
}
