//! `allways ports` as a user meets it.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn allways(dir: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_allways")).args(arguments).current_dir(dir).output().unwrap()
}

fn collection(features: &[&str]) -> String {
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","))
}

#[test]
fn ports_are_imported_told_and_opened() {
    let dir = tempfile::tempdir().unwrap();
    let plan = "name = \"Toy\"\ntime_zone = \"UTC\"\ndate = \"2026-11-25\"\nyears = [2026]\n";
    fs::write(dir.path().join("plan.toml"), plan).unwrap();
    let lane = r#"{"type":"Feature","properties":{"passage":"suez"},"geometry":{"type":"LineString","coordinates":[[10,0],[11,0]]}}"#;
    let port = |id: &str, lon: u8| {
        format!(
            r#"{{"type":"Feature","properties":{{"port":"{id}","name":"{id}"}},"geometry":{{"type":"Point","coordinates":[{lon},1]}}}}"#
        )
    };
    let ports = [port("AAA", 10), port("BBB", 11), port("CCC", 20)];
    fs::write(dir.path().join("lanes.geojson"), collection(&[lane])).unwrap();
    let ports: Vec<&str> = ports.iter().map(String::as_str).collect();
    fs::write(dir.path().join("ports.geojson"), collection(&ports)).unwrap();
    let ask = ["ports", ".", "--lanes", "lanes.geojson", "--ports", "ports.geojson"];

    let output = allways(dir.path(), &[&ask[..], &["--cost", "5 USD/TEU"]].concat());
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("`5 USD/TEU` is no cost of lanes"), "{said}");

    let output = allways(dir.path(), &ask);
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert_eq!(
        said,
        "2 ports joined to 1 lanes between 2 junctions\n\
         channels that can be cut: suez\n\
         1 left out, too far from every lane: CCC CCC\n\
         times are assumed from the distance; costs, departures and canal waits are not in it\n\
         wrote ./sea_terminals.csv\nwrote ./sea_services.csv\nwrote ./sea_shapes.geojson\n\
         wrote ./plan.toml\n"
    );
    let output = allways(dir.path(), &["doctor", ".", "--format", "json"]);
    let said: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(said["facts"]["corridor services"], "3");
    assert_eq!(said["counts"], serde_json::json!({ "no-promises": 1, "no-streets": 1 }));
}
