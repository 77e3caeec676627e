//! Corridors whose services name terminals of another source, and lines of services for maps.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use allways_base::{LonLat, Problems};
use allways_corridor::draft::CorridorDraft;
use allways_ingest::corridors::{CorridorTables, add_shapes, parse_tables};

const SAME: &dyn Fn(LonLat) -> LonLat = &|at| at;

const TERMINALS: &str = "id,kind,lat,lon\na,seaport,10,100\nb,seaport,12,104\n";
const SERVICES: &str = "id,from,to,mode,carries\nab,a,b,sea,freight\nax,a,x,sea,freight\n";

fn read(terminals: &str, services: &str, elsewhere: &CorridorDraft) -> (CorridorDraft, Problems) {
    let read = parse_tables(
        &CorridorTables {
            terminals: (terminals.as_bytes(), "t.csv"),
            services: (services.as_bytes(), "s.csv"),
            elsewhere: &elsewhere.terminals,
            ..CorridorTables::default()
        },
        SAME,
    );
    (read.value, read.problems)
}

fn told(problems: &Problems) -> Vec<String> {
    problems.list().iter().map(ToString::to_string).collect()
}

#[test]
fn services_may_name_terminals_of_another_source() {
    let other = read(
        "id,kind\nx,seaport\nunused,seaport\n",
        "id,from,to,mode,carries\n",
        &CorridorDraft::default(),
    )
    .0;
    let (draft, problems) = read(TERMINALS, SERVICES, &other);
    assert_eq!(told(&problems), [""; 0]);
    assert_eq!(draft.terminals.len(), 2, "what stands elsewhere is not taken in twice");
    assert_eq!(draft.services[1].to, "x");
    let (draft, problems) = read(TERMINALS, SERVICES, &CorridorDraft::default());
    assert_eq!(draft.services.len(), 1);
    assert_eq!(
        told(&problems),
        [
            "error[unknown-terminal] s.csv:3: `to` is `x`, which is no terminal; the row was dropped; \
             did you mean `a` or `b`?"
                .replace("`a` or `b`", "`a`, `b`")
        ]
    );
}

#[test]
fn gauges_of_another_source_count() {
    let elsewhere = read(
        "id,kind,gauge_mm\nx,border,1520\n",
        "id,from,to,mode,carries\n",
        &CorridorDraft::default(),
    )
    .0;
    let services = "id,from,to,mode,carries\nax,a,x,rail,freight\n";
    let (draft, problems) = read("id,kind,gauge_mm\na,rail-freight,1435\n", services, &elsewhere);
    assert_eq!(draft.services.len(), 0);
    let codes: Vec<&str> = problems.list().iter().map(|p| p.code).collect();
    assert_eq!(codes, ["gauges-do-not-meet"]);
}

fn collection(features: &[(&str, &str, &str)]) -> String {
    let features: Vec<String> = features
        .iter()
        .map(|(service, kind, coordinates)| {
            format!(
                r#"{{"type":"Feature","properties":{{"service":{service}}},"geometry":{{"type":"{kind}","coordinates":{coordinates}}}}}"#
            )
        })
        .collect();
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","))
}

fn shaped(features: &[(&str, &str, &str)]) -> (Vec<Vec<(f64, f64)>>, Vec<String>) {
    let other = read(
        "id,kind,lat,lon\nx,seaport,20,-179\n",
        "id,from,to,mode,carries\n",
        &CorridorDraft::default(),
    )
    .0;
    let (mut draft, problems) = read(TERMINALS, SERVICES, &other);
    assert!(problems.is_empty());
    let text = collection(features);
    let shapes = (text.as_bytes(), "m.geojson");
    let problems = add_shapes(&mut draft, &other.terminals, shapes, SAME).unwrap();
    let shapes = draft.services.iter().map(|s| s.shape.iter().map(|p| (p.lon, p.lat)).collect());
    (shapes.collect(), told(&problems))
}

#[test]
fn a_line_begins_where_its_service_does() {
    let line = "[[104,12],[102,10.5],[100,10]]";
    let (shapes, said) = shaped(&[("\"ab\"", "LineString", line)]);
    assert_eq!(said, [""; 0]);
    assert_eq!(shapes[0], [(100.0, 10.0), (102.0, 10.5), (104.0, 12.0)]);
    assert_eq!(shapes[1], []);
}

#[test]
fn a_line_that_was_cut_at_180_degrees_is_one_again() {
    let parts = "[[[100,10],[180,15]],[[-180,15],[-179,20]]]";
    let (shapes, said) = shaped(&[("\"ax\"", "MultiLineString", parts)]);
    assert_eq!(said, [""; 0]);
    assert_eq!(shapes[1], [(100.0, 10.0), (180.0, 15.0), (-179.0, 20.0)]);
    // Half a turn too far is the same place.
    let (shapes, _) = shaped(&[("\"ax\"", "LineString", "[[100,10],[181,20]]")]);
    assert_eq!(shapes[1], [(100.0, 10.0), (-179.0, 20.0)]);
}

#[test]
fn damaged_lines_cost_their_line_alone_and_are_told() {
    for (service, kind, coordinates, want) in [
        (
            "null",
            "LineString",
            "[[100,10],[104,12]]",
            "error[line-without-service] m.geojson: feature 1: the feature has no property `service` that is a text; it was dropped; write the id of the service that runs along the line",
        ),
        (
            "\"ay\"",
            "LineString",
            "[[100,10],[104,12]]",
            "warning[unknown-service] m.geojson: feature 1: `service` is `ay`, which is no service of the source; it was dropped; did you mean `ab`, `ax`?",
        ),
        (
            "\"ab\"",
            "Point",
            "[100,10]",
            "error[not-a-line] m.geojson: feature 1 (`ab`): the geometry is `Point`, not a line; the feature was dropped; write a LineString or a MultiLineString",
        ),
        (
            "\"ab\"",
            "LineString",
            "[[100,10]]",
            "error[line-too-short] m.geojson: feature 1 (`ab`): the line has fewer than two different positions; the feature was dropped; write the line from one terminal to the other",
        ),
        (
            "\"ab\"",
            "LineString",
            "[[100,10],\"x\"]",
            "error[position-unreadable] m.geojson: feature 1 (`ab`): `\"x\"` is no position; the feature was dropped; write `[lon, lat]`",
        ),
        (
            "\"ab\"",
            "LineString",
            "[[100,10],[10,100]]",
            "error[swapped-position] m.geojson: feature 1 (`ab`): latitude 100 is outside -90..90; latitude and longitude look swapped; the feature was dropped; exchange the two",
        ),
        (
            "\"ab\"",
            "LineString",
            "7",
            "error[line-unreadable] m.geojson: feature 1 (`ab`): a line is a number, not an array; the feature was dropped; write `[[lon, lat], …]`",
        ),
    ] {
        let (shapes, said) = shaped(&[(service, kind, coordinates)]);
        assert_eq!(said, [want]);
        assert_eq!(shapes, [vec![], vec![]]);
    }
    let line = "[[100,10],[104,12]]";
    let (shapes, said) = shaped(&[
        ("\"ab\"", "LineString", line),
        ("\"ab\"", "LineString", "[[100,10],[1,1],[104,12]]"),
    ]);
    assert_eq!((shapes[0].len(), said.len()), (2, 1));
    assert!(said[0].starts_with("error[duplicate-line] m.geojson: feature 2 (`ab`)"), "{said:?}");
    let (shapes, said) = shaped(&[("\"ab\"", "LineString", "[[100,10],[104,14]]")]);
    assert_eq!(shapes[0].len(), 2, "drawn all the same");
    assert!(said[0].starts_with("warning[line-elsewhere]"), "{said:?}");
    // A line may well pass 0, 0, in the sea off Ghana.
    assert_eq!(shaped(&[("\"ab\"", "LineString", "[[100,10],[0,0],[104,12]]")]).1, [""; 0]);
}

#[test]
fn what_is_no_geojson_stops_the_reader() {
    let (mut draft, _) = read(TERMINALS, "id,from,to,mode,carries\n", &CorridorDraft::default());
    let error = add_shapes(&mut draft, &[], (b"{", "m.geojson"), SAME).unwrap_err();
    assert!(error.to_string().starts_with("m.geojson: it is not JSON"), "{error}");
    assert!(error.to_string().ends_with("export the lines as GeoJSON, UTF-8"), "{error}");
}
