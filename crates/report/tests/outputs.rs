//! JSON, GeoJSON, terminal tables and files: the contract with scripts and people.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

#[path = "../examples/demo/city.rs"]
mod city;
#[path = "../examples/demo/judgement.rs"]
mod judgement;
#[path = "../examples/demo/more.rs"]
mod more;
#[path = "../examples/demo/options.rs"]
mod options;

use allways_base::LonLat;
use allways_city::verdict::{MapRole, Shape};
use allways_report::{
    display_width, journeys_json, journeys_table, table, to_geojson, to_json, write_report,
};
use serde_json::Value;

const FINDING: [&str; 14] = [
    "outcome",
    "value",
    "bounds",
    "unit",
    "target",
    "margin",
    "definition",
    "definition_source",
    "summary",
    "missing",
    "mend",
    "weakest_input",
    "assumptions",
    "evidence",
];

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn a01_json_has_the_keys_that_scripts_read() {
    let json = to_json(&judgement::demo());
    let top = ["plan", "date", "year", "season", "traveller", "kept", "broken", "undecided"];
    for key in top.iter().chain(&["verdicts", "rules", "problems"]) {
        assert!(json.get(key).is_some(), "{key}");
    }
    let verdict = &json["verdicts"][0];
    let own = ["promise", "says", "from", "group", "note", "measure", "year", "also", "rerun"];
    for key in own.iter().chain(&FINDING) {
        assert!(verdict.get(key).is_some(), "{key}");
    }
    assert_eq!(keys(verdict).len(), own.len() + FINDING.len());
    for also in verdict["also"].as_array().unwrap() {
        let mut wanted = vec!["label"];
        wanted.extend(FINDING);
        assert_eq!(keys(also), wanted);
    }
    for rule in json["rules"].as_array().unwrap() {
        assert!(rule["rule"].is_string() && rule["outcome"].is_string());
    }
    assert_eq!(keys(&verdict["evidence"]), ["journey", "table", "options", "work"]);
    assert_eq!(keys(&verdict["weakest_input"]), ["what", "confidence", "source"]);
}

#[test]
fn a02_json_says_what_the_judgement_says() {
    let json = to_json(&judgement::demo());
    assert_eq!(
        (&json["kept"], &json["broken"], &json["undecided"]),
        (&4.into(), &3.into(), &3.into())
    );
    let first = &json["verdicts"][0];
    assert_eq!(first["outcome"], "broken");
    assert_eq!(first["value"], 107.3);
    assert_eq!(first["weakest_input"]["confidence"], "low");
    assert_eq!(first["evidence"]["work"]["departures"], 120);
    let undecided = &json["verdicts"][6];
    assert_eq!(undecided["value"], Value::Null);
    assert_eq!(undecided["bounds"], serde_json::json!([4.5, 46.0]));
}

#[test]
fn a03_journeys_have_times_and_seconds() {
    let demo = judgement::demo();
    let journey = demo.verdicts[0].reading.evidence.journey.clone().unwrap();
    let json = journeys_json(&[journey]);
    let journey = &json["journeys"][0];
    assert_eq!(journey["departure"], "07:12:00");
    assert_eq!(journey["departure_s"], 7 * 3600 + 12 * 60);
    assert_eq!(journey["arrival"], "08:59:20");
    assert_eq!(journey["duration_s"], 6440);
    assert_eq!(journey["rides"], 3);
    let leg = &journey["legs"][1];
    assert_eq!(leg["kind"], "ride");
    assert_eq!(leg["trip_id"], "Line6-0723");
    assert_eq!(leg["from_id"], "rail:Beibei 北碚");
    assert_eq!(leg["duration_s"], 38 * 60);
}

#[test]
fn b01_geojson_is_valid() {
    let json = to_geojson(&judgement::demo());
    assert_eq!(json["type"], "FeatureCollection");
    let features = json["features"].as_array().unwrap();
    assert!(features.len() > 30);
    for feature in features {
        assert_eq!(feature["type"], "Feature");
        for key in ["promise", "role", "label"] {
            assert!(feature["properties"].get(key).is_some(), "{key}");
        }
        let geometry = &feature["geometry"];
        let at = &geometry["coordinates"];
        match geometry["type"].as_str().unwrap() {
            "Point" => position(at),
            "LineString" => {
                assert!(at.as_array().unwrap().len() >= 2);
                at.as_array().unwrap().iter().for_each(position);
            }
            "Polygon" => at.as_array().unwrap().iter().enumerate().for_each(ring),
            "MultiLineString" => panic!("no line of the demo crosses the 180th meridian"),
            "MultiPolygon" => {
                assert!(feature["properties"]["cell_m"].is_number());
                let polygons = at.as_array().unwrap().iter();
                polygons.for_each(|p| p.as_array().unwrap().iter().enumerate().for_each(ring));
            }
            other => panic!("{other}"),
        }
    }
}

/// Longitude first: no place of the demo lies west of Biscay, east of Shanghai, south of Singapore or
/// beyond the flight to Frankfurt.
fn position(at: &Value) {
    let (lon, lat) = (at[0].as_f64().unwrap(), at[1].as_f64().unwrap());
    assert!((-7.0..=123.0).contains(&lon) && (1.0..=66.0).contains(&lat), "{lon} {lat}");
    assert_eq!(at.as_array().unwrap().len(), 2);
}

fn ring((k, ring): (usize, &Value)) {
    let ring = ring.as_array().unwrap();
    assert!(ring.len() >= 4, "a ring has three corners and is closed");
    assert_eq!(ring.first(), ring.last(), "closed");
    ring.iter().for_each(position);
    let xy = |v: &Value| (v[0].as_f64().unwrap(), v[1].as_f64().unwrap());
    let area: f64 = ring
        .windows(2)
        .map(|w| {
            let (a, b) = (xy(&w[0]), xy(&w[1]));
            a.0 * b.1 - b.0 * a.1
        })
        .sum();
    assert_eq!(area > 0.0, k == 0, "outer rings anticlockwise, holes clockwise");
}

#[test]
fn b02_shapes_without_a_valid_point_are_left_out_and_holes_turn_round() {
    let mut j = judgement::demo();
    j.verdicts.clear();
    j.rules.clear();
    let bad = LonLat::new(f64::NAN, 29.0);
    let square = |s: f64| {
        city::points(&[
            (106.5 - s, 29.5 - s),
            (106.5 - s, 29.5 + s),
            (106.5 + s, 29.5 + s),
            (106.5 + s, 29.5 - s),
        ])
    };
    j.map.features = vec![
        city::feature(MapRole::Stop, "", Shape::Point(bad)),
        city::feature(MapRole::Line, "", Shape::Line(vec![bad, bad])),
        city::feature(MapRole::Area, "", Shape::Polygon(vec![vec![bad]])),
        city::feature(MapRole::Covered, "", Shape::Cells(vec![], 100.0)),
        city::feature(MapRole::Area, "", Shape::Polygon(vec![square(0.2), square(0.1)])),
    ];
    let json = to_geojson(&j);
    let features = json["features"].as_array().unwrap();
    assert_eq!(features.len(), 1);
    let rings = features[0]["geometry"]["coordinates"].as_array().unwrap();
    assert_eq!(rings.len(), 2);
    rings.iter().enumerate().for_each(ring);
}

/// RFC 7946 §3.1.9, and corners that rounding makes one.
#[test]
fn b03_lines_are_cut_at_the_180th_meridian_and_zero_has_no_sign() {
    let mut j = judgement::demo();
    j.verdicts.clear();
    j.rules.clear();
    let tiny = 1e-8;
    j.map.features = vec![
        city::feature(
            MapRole::Line,
            "",
            Shape::Line(city::points(&[(170.0, 10.0), (-170.0, 20.0)])),
        ),
        city::feature(
            MapRole::Line,
            "",
            Shape::Line(city::points(&[(-175.0, 0.0), (180.0, 0.0), (-180.0, 0.0)])),
        ),
        city::feature(MapRole::Stop, "", Shape::Point(LonLat::new(-tiny, -tiny))),
        city::feature(
            MapRole::Area,
            "",
            Shape::Polygon(vec![city::points(&[(1.0, 1.0), (2.0, 1.0), (2.0 + tiny, 1.0)])]),
        ),
    ];
    let json = to_geojson(&j);
    let features = json["features"].as_array().unwrap();
    assert_eq!(features.len(), 3, "a ring of two corners is no ring");
    let geometry = |k: usize| &features[k]["geometry"];
    assert_eq!(
        *geometry(0),
        serde_json::json!({ "type": "MultiLineString", "coordinates": [
            [[170.0, 10.0], [180.0, 15.0]], [[-180.0, 15.0], [-170.0, 20.0]],
        ]})
    );
    assert_eq!(
        *geometry(1),
        serde_json::json!({ "type": "LineString", "coordinates": [[-175.0, 0.0], [-180.0, 0.0]] })
    );
    assert_eq!(geometry(2)["coordinates"].to_string(), "[0.0,0.0]");
}

#[test]
fn b04_links_between_places_far_apart_go_the_shortest_way() {
    let mut j = judgement::demo();
    j.verdicts.clear();
    j.rules.clear();
    let far = Shape::Line(city::points(&[(120.0, 30.0), (-120.0, 30.0)]));
    let near = Shape::Line(city::points(&[(106.0, 29.0), (107.0, 29.5), (107.5, 29.0)]));
    j.map.features =
        vec![city::feature(MapRole::Link, "", far), city::feature(MapRole::Link, "", near)];
    let json = to_geojson(&j);
    let geometry = |k: usize| &json["features"][k]["geometry"];
    assert_eq!(geometry(0)["type"], "MultiLineString", "it passes the 180th meridian");
    let parts = geometry(0)["coordinates"].as_array().unwrap();
    let points: Vec<&Value> = parts.iter().flat_map(|part| part.as_array().unwrap()).collect();
    let north = points.iter().filter_map(|p| p[1].as_f64()).fold(0.0, f64::max);
    // Half way: tan(lat) = tan(30°) / cos(60°), 49.1°.
    assert!((north - 49.106_605).abs() < 0.05, "{north}");
    assert!(points.len() > 40, "{}", points.len());
    let coordinates = geometry(1)["coordinates"].to_string();
    assert_eq!(coordinates, "[[106.0,29.0],[107.0,29.5],[107.5,29.0]]", "real lines stay");
}

#[test]
fn a04_zero_has_no_sign_and_an_open_bound_is_null() {
    let mut j = judgement::demo();
    let r = &mut j.verdicts[0].reading;
    (r.value, r.margin, r.bounds) = (Some(-0.0), Some(-0.0), Some((-0.0, f64::INFINITY)));
    let first = &to_json(&j)["verdicts"][0];
    for key in ["value", "margin"] {
        assert_eq!(first[key].to_string(), "0.0", "{key}");
    }
    assert_eq!(first["bounds"].to_string(), "[0.0,null]");
}

#[test]
fn c01_columns_line_up_under_chinese_names_and_lines_fit() {
    let mut j = judgement::demo();
    j.verdicts[1].promise = "五区互通-ABC".to_owned();
    for width in [60, 72, 80, 100, 140] {
        let text = table(&j, width);
        let column = |line: &str, word: &str| line.find(word).map(|at| display_width(&line[..at]));
        let head = text.lines().find_map(|l| column(l, "outcome")).unwrap();
        let mut rows = 0;
        for line in text.lines() {
            assert!(display_width(line) <= width, "{width}: {line}");
            let id = line.split("  ").next().unwrap_or("");
            if !line.starts_with(' ') && (id == "五区互通-ABC" || id == "west-europe") {
                assert_eq!(column(line, "kept"), Some(head), "{width}: {line}");
                rows += 1;
            }
        }
        assert_eq!(rows, 2);
    }
}

#[test]
fn c02_the_table_is_in_plan_order_and_says_what_would_mend() {
    let text = table(&judgement::demo(), 100);
    let at = |word: &str| text.find(&format!("\n{word}")).unwrap();
    assert!(at("north-south-30") < at("five-districts") && at("five-districts") < at("bus-100"));
    assert!(text.contains("  mend: 62 more stops"));
    assert!(text.contains("  missing: step-free access of 173 of 271 stations"));
    assert!(text.contains("  bounds: 4.5 to 46 min"));
    assert!(text.ends_with("10 promises: 4 kept, 3 broken, 3 undecided\n"));
    assert!(!text.contains('\u{1b}'), "no colour codes");
}

#[test]
fn c03_a_journey_reads_leg_by_leg() {
    let demo = judgement::demo();
    let journey = demo.verdicts[0].reading.evidence.journey.clone().unwrap();
    let text = journeys_table(&[journey]);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "journey 1: 07:12:00 to 08:59:20, 1 h 47 min 20 s, 3 rides");
    assert!(lines[1].starts_with("  07:12:00  07:16:30  walk  "), "{}", lines[1]);
    assert!(lines[2].trim_start().starts_with("wait"), "{}", lines[2]);
    assert!(lines[3].ends_with("Line 6 towards Xiaoshizi 小什字, 11 stops, trip Line6-0723"));
    let widths: Vec<usize> = [lines[3], lines[6], lines[9]]
        .iter()
        .map(|l| display_width(&l[..l.find("Line").unwrap()]))
        .collect();
    assert!(widths.windows(2).all(|w| w[0] == w[1]), "{widths:?}");
    assert_eq!(journeys_table(&[]), "no journey found\n");
}

#[test]
fn d01_the_report_is_three_files_and_the_same_bytes_twice() {
    let dir = tempfile::tempdir().unwrap();
    let (one, two) = (dir.path().join("deep/one"), dir.path().join("two"));
    let files = write_report(&judgement::demo(), &one).unwrap();
    write_report(&judgement::demo(), &two).unwrap();
    let names: Vec<&str> = files.iter().map(|f| f.file_name().unwrap().to_str().unwrap()).collect();
    assert_eq!(names, ["index.html", "verdicts.json", "verdicts.geojson"]);
    for name in names {
        let read = |d: &std::path::Path| std::fs::read(d.join(name)).unwrap();
        assert_eq!(read(&one), read(&two), "{name}");
    }
    let text = std::fs::read_to_string(one.join("verdicts.json")).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), to_json(&judgement::demo()));
}

#[test]
fn d02_a_folder_that_cannot_be_made_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("taken");
    std::fs::write(&file, "x").unwrap();
    let error = write_report(&judgement::demo(), &file).unwrap_err();
    assert!(error.to_string().contains("taken"), "{error}");
}
