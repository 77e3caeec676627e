//! New ways from GeoJSON: what tags mean, and what is told of those that cannot be read.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use allways_base::LonLat;
use allways_ingest::ways::{NewWay, Opens, parse_ways};
use allways_streets::{Mode, Permit, Structure};

fn read(features: &str) -> (Vec<NewWay>, Vec<String>) {
    let text = format!(r#"{{ "type": "FeatureCollection", "features": [ {features} ] }}"#);
    let read = parse_ways(text.as_bytes(), "new.geojson", "new", &|at| at).unwrap();
    let told = read.problems.list().iter().map(ToString::to_string).collect();
    (read.value, told)
}

fn line(properties: &str) -> String {
    format!(
        r#"{{ "type": "Feature", "properties": {{ {properties} }}, "geometry":
        {{ "type": "LineString", "coordinates": [[10, 0], [10.01, 0], [10.01, 0], [10.02, 0.01]] }} }}"#
    )
}

fn one(properties: &str) -> NewWay {
    let (mut ways, told) = read(&line(properties));
    assert_eq!((ways.len(), told), (1, Vec::new()), "{properties}");
    ways.remove(0)
}

#[test]
fn tags_mean_what_they_mean_in_openstreetmap() {
    let way =
        one(r#""id": "b", "highway": "residential", "maxspeed": 36, "bridge": true, "width": 3.5"#);
    assert_eq!((way.id.as_str(), way.opens), ("b", Opens::Always));
    assert!(way.is_called("b") && way.is_called("new:b") && !way.is_called("other:b"));
    let traits = &way.drawn.way.traits;
    assert_eq!((traits.speed, traits.width_cm), ([10_000; 2], 350));
    assert_eq!(traits.structure, Structure::Bridge);
    assert!(Mode::ALL.iter().all(|&mode| way.drawn.way.is_open(mode)));
    assert_eq!(way.drawn.line.len(), 3, "a place that comes twice is one");
    assert_eq!(way.drawn.line[2], LonLat::new(10.02, 0.01));

    let path = one(r#""id": 7, "highway": "footway", "name": "Path", "opens": "2030""#);
    assert_eq!((path.id.as_str(), path.opens), ("7", Opens::From(2030)));
    assert_eq!(path.drawn.way.name, "Path");
    let open = Mode::ALL.map(|mode| path.drawn.way.is_open(mode));
    assert_eq!(open, [true, true, false, false, false]);

    let one_way =
        one(r#""id": "o", "highway": "primary", "oneway": "-1", "foot": "no", "opens": "project""#);
    let drive = one_way.drawn.way.traits.drive;
    assert_eq!((drive.forward, drive.backward), (Permit::Closed, Permit::Open));
    assert!(!one_way.drawn.way.walk);
    assert_eq!(one_way.opens, Opens::ByProject);

    // An escalator is walked against its drawing: the line comes turned.
    let stairs = one(r#""id": "e", "highway": "steps", "conveying": "backward""#);
    assert!(stairs.drawn.way.walk_one_way && stairs.drawn.way.steps);
    assert_eq!(stairs.drawn.line[0], LonLat::new(10.02, 0.01));
}

#[test]
fn what_cannot_be_read_is_told() {
    for (feature, wanted) in [
        (line(r#""highway": "footway""#), "missing-id"),
        (line(r#""id": "a""#), "it has no `highway`; the feature was dropped"),
        (line(r#""id": "a", "highway": "construction""#), "`highway` is `construction`"),
        (line(r#""id": "a", "highway": "footway", "foot": "private""#), "nobody may use it"),
        (line(r#""id": "a", "highway": "footway", "opens": "soon""#), "not-a-year"),
        (line(r#""id": "a", "highway": "footway", "lit": ["no"]"#), "`lit` is an array"),
        (line(r#""id": "a", "highwy": "footway""#), "`highwy` is not read as `highway`"),
        (line(r#""id": "a", "highway": "footway""#).replace("LineString", "Polygon"), "not-a-line"),
        (line(r#""id": "a", "highway": "footway""#).replace("[10, 0],", "[10, 95],"), "dropped"),
        (
            r#"{ "type": "Feature", "properties": { "id": "a", "highway": "footway" }, "geometry":
            { "type": "LineString", "coordinates": [[10, 0], [10, 0]] } }"#
                .to_owned(),
            "not-one-line",
        ),
    ] {
        let (_, told) = read(&feature);
        assert!(told.iter().any(|told| told.contains(wanted)), "{feature}: {told:#?}");
        assert!(told.iter().all(|told| told.contains("new.geojson: feature 1")), "{told:#?}");
    }
    let twice = line(r#""id": "a", "highway": "footway""#);
    let (ways, told) = read(&format!("{twice}, {twice}"));
    assert_eq!(ways.len(), 1);
    assert!(told[0].contains("duplicate-id") && told[0].contains("feature 2"), "{told:?}");
    assert!(read("").1[0].contains("no-ways"));
    assert!(parse_ways(b"[]", "new.geojson", "new", &|at| at).is_err());
}
