//! Damaged tables of places, points, corridors and zones: each with exactly what is said about it,
//! and random bytes that must never end in a panic.
#![expect(clippy::too_many_lines, reason = "tables of cases")]

use allways_base::{LonLat, Problems};
use allways_corridor::draft::{CorridorDraft, Gauge, Scope};
use allways_corridor::money::{Currency, Per, Price, Rate};
use allways_ingest::corridors::{CorridorTables, parse_corridors, parse_tables};
use allways_ingest::points::{At, parse_points, parse_points_file, read_points, read_points_file};
use allways_ingest::zones::{Zone, parse_zones, read_zones};
use allways_transit::feed::Confidence;
use proptest::prelude::*;

const SAME: &dyn Fn(LonLat) -> LonLat = &|at| at;

fn told(problems: &Problems) -> Vec<String> {
    problems.list().iter().map(ToString::to_string).collect()
}

fn zones(text: &str) -> (Vec<Zone>, Vec<String>) {
    match parse_zones(text.as_bytes(), "z.geojson", "zones", SAME) {
        Ok(checked) => (checked.value, told(&checked.problems)),
        Err(error) => (Vec::new(), vec![format!("stop: {error}")]),
    }
}

/// One feature with these properties and this geometry.
fn feature(properties: &str, kind: &str, coordinates: &str) -> String {
    format!(
        r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{{properties}}},
        "geometry":{{"type":"{kind}","coordinates":{coordinates}}}}}]}}"#
    )
}

const SQUARE: &str = "[[[106.0,29.0],[106.1,29.0],[106.1,29.1],[106.0,29.1],[106.0,29.0]]]";
const ID: &str = r#""id":"a","name":"A""#;

#[track_caller]
fn zones_say(text: &str, n_kept: usize, want: &[&str]) {
    let (kept, said) = zones(text);
    assert_eq!(said, want, "{text}");
    assert_eq!(kept.len(), n_kept, "{text}");
}

#[test]
fn a_good_zone_says_nothing() {
    let properties = r#""id":"bb","name":"Beibei","name_zh":"北碚/北碚区","people":834900,
        "area_km2":755,"kind":"district","source":"census","confidence":"high","jobs":12.5,"adcode":null"#;
    let (zones, said) = zones(&feature(properties, "Polygon", SQUARE));
    assert_eq!(said, [""; 0]);
    let zone = &zones[0];
    assert_eq!(
        (zone.id.as_str(), zone.name.as_str(), zone.kind.as_str()),
        ("bb", "Beibei", "district")
    );
    assert_eq!(zone.other_names, ["北碚", "北碚区"]);
    assert_eq!((zone.people, zone.published_area_km2), (Some(834_900.0), Some(755.0)));
    assert_eq!(zone.opportunities.iter().collect::<Vec<_>>(), [(&"jobs".to_owned(), &12.5)]);
    assert_eq!((zone.source.as_str(), zone.confidence), ("census", Some(Confidence::High)));
    assert_eq!(zone.polygon.polygons()[0].outer.len(), 4);
    assert!((zone.polygon.area_km2() - 107.9).abs() < 0.2, "{}", zone.polygon.area_km2());
}

#[test]
fn coordinates_pass_through_the_datum() {
    let shift: &dyn Fn(LonLat) -> LonLat = &|at| LonLat::new(at.lon + 1.0, at.lat);
    let zones = parse_zones(feature(ID, "Polygon", SQUARE).as_bytes(), "z", "s", shift).unwrap();
    assert!(zones.value[0].polygon.contains(LonLat::new(107.05, 29.05)));
    let places = parse_points(b"id,lat,lon\na,29,106", "p", "s", shift).value;
    assert_eq!(places[0].position, Some(LonLat::new(107.0, 29.0)));
}

#[test]
fn files_that_are_no_feature_collection_stop_the_reader() {
    for (text, want) in [
        (
            "",
            "stop: z.geojson: it is not JSON (EOF while parsing a value at line 1 column 0); export the zones as GeoJSON, UTF-8",
        ),
        (
            r#"{"type":"Feat"#,
            "stop: z.geojson: it is not JSON (EOF while parsing a string at line 1 column 13); export the zones as GeoJSON, UTF-8",
        ),
        (
            r#"{"x":NaN}"#,
            "stop: z.geojson: it is not JSON (expected value at line 1 column 6); export the zones as GeoJSON, UTF-8",
        ),
        (
            r#"{"x":1e999}"#,
            "stop: z.geojson: it is not JSON (number out of range at line 1 column 10); export the zones as GeoJSON, UTF-8",
        ),
        (
            "[1,2]",
            "stop: z.geojson: it holds an array, not an object; export the zones as a GeoJSON FeatureCollection",
        ),
        (
            r#"{"features":[]}"#,
            "stop: z.geojson: it has no `type` that is a text; export the zones as a GeoJSON FeatureCollection",
        ),
        (
            r#"{"type":"Polygon"}"#,
            "stop: z.geojson: its type is `Polygon`, not `FeatureCollection`; export the zones as a GeoJSON FeatureCollection",
        ),
        (
            r#"{"type":"FeatureCollection"}"#,
            "stop: z.geojson: it has no `features`; export the zones as a GeoJSON FeatureCollection",
        ),
        (
            r#"{"type":"FeatureCollection","features":7}"#,
            "stop: z.geojson: its `features` are a number, not an array; export the zones as a GeoJSON FeatureCollection",
        ),
    ] {
        zones_say(text, 0, &[want]);
    }
    let error = read_zones(std::path::Path::new("no-such-file.geojson"), "s", SAME).unwrap_err();
    assert_eq!(
        error.to_string(),
        "no-such-file.geojson: No such file or directory (os error 2); check that the path is right and the file is readable"
    );
}

#[test]
fn damaged_collections_and_features_are_told() {
    zones_say(
        r#"{"type":"FeatureCollection","features":[]}"#,
        0,
        &[
            "warning[no-zones] z.geojson: the collection has no features; add zones, or remove the source",
        ],
    );
    zones_say(
        r#"{"type":"FeatureCollection","features":[5]}"#,
        0,
        &[
            "error[not-a-feature] z.geojson: feature 1: it is not a `Feature` and was dropped; wrap the geometry in a Feature",
        ],
    );
    let crs = r#"{"type":"FeatureCollection","crs":{"properties":{"name":"EPSG:4479"}},"#;
    zones_say(
        &feature(ID, "Polygon", SQUARE).replacen(r#"{"type":"FeatureCollection","#, crs, 1),
        1,
        &[
            "error[foreign-crs] z.geojson: `crs` is `EPSG:4479`, and was taken for WGS 84 all the same; export as WGS 84 (EPSG:4326)",
        ],
    );
    zones_say(
        &feature(ID, "Point", "[106,29]"),
        0,
        &[
            "error[not-a-polygon] z.geojson: feature 1 (`a`): the geometry is `Point`, not a polygon; the feature was dropped; draw the zone as an area",
        ],
    );
    zones_say(
        &feature(ID, "Polygon", SQUARE).replace(r#""geometry":{"#, r#""geo":{"#),
        0,
        &[
            "error[not-a-polygon] z.geojson: feature 1 (`a`): the geometry is missing, not a polygon; the feature was dropped; draw the zone as an area",
        ],
    );
    zones_say(
        &feature(r#""name":"Wulong Old-Town (East)""#, "Polygon", SQUARE),
        1,
        &[
            "warning[missing-id] z.geojson: feature 1: the feature has no `id`; `wulong-old-town-east` was made from its name; add an `id` to its properties",
        ],
    );
    zones_say(
        &feature("", "Polygon", SQUARE),
        1,
        &[
            "warning[missing-id] z.geojson: feature 1: the feature has no `id`; `zone-1` was made from its name; add an `id` to its properties",
        ],
    );
    let one = feature(ID, "Polygon", SQUARE);
    let inner = &one[one.find('[').unwrap() + 1..one.rfind(']').unwrap()];
    zones_say(
        &one.replacen(inner, &format!("{inner},{inner}"), 1),
        1,
        &[
            "error[duplicate-id] z.geojson: feature 2: `a` is already the id of another zone; the feature was dropped; give each feature an id of its own",
        ],
    );
    zones_say(
        &feature(
            r#""id":7,"name":"A","people":"1,234","area_km2":-3,"confidence":"certain","jobs":-5"#,
            "Polygon",
            SQUARE,
        ),
        1,
        &[
            "error[not-an-amount] z.geojson: feature 1 (`7`): `area_km2` is -3, not a number of 0 or more; taken as unknown; write a plain number without quotes",
            "error[not-an-amount] z.geojson: feature 1 (`7`): `jobs` is -5, not a number of 0 or more; taken as unknown; write a plain number without quotes",
            "error[not-an-amount] z.geojson: feature 1 (`7`): `people` is \"1,234\", not a number of 0 or more; taken as unknown; write a plain number without quotes",
            "warning[unknown-confidence] z.geojson: feature 1 (`7`): `confidence` is `certain`, which is not known, and was taken as unstated; write one of high, medium, low, assumed",
        ],
    );
}

#[test]
fn damaged_rings_are_told() {
    for (coordinates, n_kept, want) in [
        (
            "[[[106,29],[106.1,29],[106.1,29.1],[106,29.1]]]",
            1,
            &[
                "warning[ring-open] z.geojson: feature 1 (`a`): a ring ends at 106.00000,29.10000 (lon,lat) and not where it began; repeat its first position at the end; it was closed",
            ][..],
        ),
        (
            "[[[106,29],[106.1,29],[106,29]]]",
            0,
            &[
                "error[ring-too-short] z.geojson: feature 1 (`a`): a ring has 2 different positions; it was dropped; a ring needs at least 3 and the first again",
                "error[zone-without-area] z.geojson: feature 1 (`a`): no ring is usable; the feature was dropped; draw the zone again",
            ],
        ),
        (
            "[[[106,29],[106.1,29],[106.2,29],[106,29]]]",
            0,
            &[
                "error[ring-without-area] z.geojson: feature 1 (`a`): the ring at 106.00000,29.00000 (lon,lat) encloses nothing; it was dropped; draw the zone again",
                "error[zone-without-area] z.geojson: feature 1 (`a`): no ring is usable; the feature was dropped; draw the zone again",
            ],
        ),
        (
            "[[[29,106],[29,106.1],[29.1,106.1],[29,106]]]",
            0,
            &[
                "error[swapped-position] z.geojson: feature 1 (`a`): latitude 106 is outside -90..90; latitude and longitude look swapped; the ring was dropped; exchange the two",
                "error[zone-without-area] z.geojson: feature 1 (`a`): no ring is usable; the feature was dropped; draw the zone again",
            ],
        ),
        (
            "[[[706,29],[706.1,29],[706.1,29.1],[706,29]]]",
            0,
            &[
                "error[position-off-the-globe] z.geojson: feature 1 (`a`): latitude 29, longitude 706 is not on the ground; the ring was dropped; write WGS 84 degrees",
                "error[zone-without-area] z.geojson: feature 1 (`a`): no ring is usable; the feature was dropped; draw the zone again",
            ],
        ),
        (
            "[[[0,0],[706.1,29],[706.1,29.1],[0,0]]]",
            0,
            &[
                "error[position-zero] z.geojson: feature 1 (`a`): latitude 0, longitude 0 is in the sea off Ghana; the ring was dropped; write the real position, or none",
                "error[zone-without-area] z.geojson: feature 1 (`a`): no ring is usable; the feature was dropped; draw the zone again",
            ],
        ),
        (
            "[[[106,29],[106.1,29.1],[106.15,29],[106,29.12],[106,29]]]",
            1,
            &[
                "error[ring-crosses-itself] z.geojson: feature 1 (`a`): a ring crosses itself near 106.00000,29.00000 (lon,lat); draw it again; its area and inside are not to be trusted",
            ],
        ),
        (
            "[[[106,29],[106.1,null],[106.1,29.1],[106,29]]]",
            0,
            &[
                "error[ring-unreadable] z.geojson: feature 1 (`a`): `[106.1,null]` is no position; the ring was dropped; write `[lon, lat]`",
                "error[zone-without-area] z.geojson: feature 1 (`a`): no ring is usable; the feature was dropped; draw the zone again",
            ],
        ),
        (
            "[[[106,29],[106.1],[106.1,29.1],[106,29]]]",
            0,
            &[
                "error[ring-unreadable] z.geojson: feature 1 (`a`): `[106.1]` is no position; the ring was dropped; write `[lon, lat]`",
                "error[zone-without-area] z.geojson: feature 1 (`a`): no ring is usable; the feature was dropped; draw the zone again",
            ],
        ),
        (
            "[[106,29],[106.1,29],[106.1,29.1],[106,29]]",
            0,
            &[
                "error[ring-unreadable] z.geojson: feature 1 (`a`): `106` is no position; the ring was dropped; write `[lon, lat]`",
                "error[zone-without-area] z.geojson: feature 1 (`a`): no ring is usable; the feature was dropped; draw the zone again",
            ],
        ),
        (
            "[{}]",
            0,
            &[
                "error[ring-unreadable] z.geojson: feature 1 (`a`): a ring is an object, not an array; it was dropped; write `[[lon, lat], …]`",
                "error[zone-without-area] z.geojson: feature 1 (`a`): no ring is usable; the feature was dropped; draw the zone again",
            ],
        ),
        (
            "[]",
            0,
            &[
                "error[zone-without-area] z.geojson: feature 1 (`a`): no ring is usable; the feature was dropped; draw the zone again",
            ],
        ),
        (
            "[[[106,29],[106.1,29],[106.1,29],[106.1,29.1],[106,29.1],[106,29]]]",
            1,
            &[
                "note[ring-repeats] z.geojson: feature 1 (`a`): a ring repeats positions in a row (1 in all); nothing needs doing; the repeats were left out",
            ],
        ),
        (
            "[[[106,29],[106.1,29],[106.1,29.1],[106,29.1],[106,29]],[[107,29],[107.1,29],[107.1,29.1],[107,29]]]",
            1,
            &[
                "warning[hole-outside] z.geojson: feature 1 (`a`): the hole at 107.00000,29.00000 (lon,lat) lies outside its polygon and was dropped; draw it as a polygon of its own",
            ],
        ),
    ] {
        zones_say(&feature(ID, "Polygon", coordinates), n_kept, want);
    }
}

#[test]
fn a_good_hole_is_kept_and_a_bad_part_costs_only_itself() {
    let hole = "[[[106,29],[106.1,29],[106.1,29.1],[106,29.1],[106,29]],[[106.02,29.02],[106.04,29.02],[106.04,29.04],[106.02,29.02]]]";
    let (kept, said) = zones(&feature(ID, "Polygon", hole));
    assert_eq!((kept[0].polygon.polygons()[0].holes.len(), said.len()), (1, 0));
    let (kept, said) = zones(&feature(ID, "MultiPolygon", &format!("[{hole},[[[1,2]]]]")));
    assert_eq!((kept[0].polygon.polygons().len(), said.len()), (1, 1));
}

#[track_caller]
fn points_say(text: &str, n_kept: usize, want: &[&str]) {
    let places = parse_points(text.as_bytes(), "p.csv", "places", SAME);
    assert_eq!(told(&places.problems), want, "{text}");
    assert_eq!(places.value.len(), n_kept, "{text}");
}

#[test]
fn a_good_place_says_nothing() {
    let text = "\u{feff}id,name,name_zh,kind,lat,lon,people,source,confidence,beds,remark\r\n\
        uni,University,大学/重大,university,29.6,106.3,2e5,survey,Medium,120,see p. 4\r\n\
        secret,,,park,,,,,,,\r\n";
    let places = parse_points(text.as_bytes(), "p.csv", "places", SAME);
    assert_eq!(told(&places.problems), [""; 0]);
    let [uni, secret] = &places.value[..] else { panic!("{places:?}") };
    assert_eq!(uni.position, Some(LonLat::new(106.3, 29.6)));
    assert_eq!((uni.people, uni.confidence), (Some(200_000.0), Some(Confidence::Medium)));
    assert_eq!(uni.opportunities.iter().collect::<Vec<_>>(), [(&"beds".to_owned(), &120.0)]);
    assert_eq!(uni.other_names, ["大学", "重大"]);
    assert_eq!(
        (secret.name.as_str(), secret.position, secret.source.as_str()),
        ("secret", None, "places")
    );
}

#[test]
fn a_column_is_an_opportunity_only_if_most_of_it_is_numbers() {
    let text = "id,lat,lon,remark,beds\na,29,106,5,1\nb,29,106,see a,2\n";
    let places = parse_points(text.as_bytes(), "p.csv", "places", SAME);
    assert_eq!(told(&places.problems), [""; 0]);
    assert_eq!(places.value[1].opportunities.keys().collect::<Vec<_>>(), ["beds"]);
}

#[test]
fn damaged_places_are_told() {
    for (text, n_kept, want) in [
        (
            "",
            0,
            &[
                "error[empty-file] p.csv:1: the file is empty: it has no header; export the table again, with a header line",
                "error[missing-column] p.csv:1: the column `lat` is missing; add `lat` to the header; found: ",
                "error[missing-column] p.csv:1: the column `lon` is missing; add `lon` to the header; found: ",
                "error[missing-column] p.csv:1: the column `id` is missing; add `id` to the header; found: ",
            ][..],
        ),
        (
            "id,lat,lon\n",
            0,
            &["warning[no-rows] p.csv: the table has no rows; add places, or remove the source"],
        ),
        (
            "ident,lat,lng\nx,29,106\n",
            0,
            &[
                "error[missing-column] p.csv:1: the column `lon` is missing; add `lon` to the header; found: ident, lat, lng",
                "error[missing-column] p.csv:1: the column `id` is missing; rename `ident` to `id`, or add it; found: ident, lat, lng",
            ],
        ),
        (
            "id,lat,lon\n,29,106\n",
            0,
            &[
                "error[blank-id] p.csv:2: `id` is blank and the row was dropped; give each row an id of its own",
            ],
        ),
        (
            "id,lat,lon\na,29,106\na,30,106\n",
            1,
            &[
                "error[duplicate-id] p.csv:3: `a` is already the id of line 2; the row was dropped; give each row an id of its own",
            ],
        ),
        (
            "id,lat,lon\na,29,\n",
            1,
            &[
                "warning[half-position] p.csv:2: `lat` is `29` but `lon` is blank; taken as not located; give both, or neither",
            ],
        ),
        (
            "id,lat,lon\na,106,29\n",
            1,
            &[
                "error[swapped-position] p.csv:2: latitude 106 is outside -90..90; latitude and longitude look swapped; taken as not located; exchange the two",
            ],
        ),
        (
            "id,lat,lon\na,306,29\n",
            1,
            &[
                "error[position-off-the-globe] p.csv:2: latitude 306, longitude 29 is not on the ground; taken as not located; write WGS 84 degrees",
            ],
        ),
        (
            "id,lat,lon\na,0,0\n",
            1,
            &[
                "error[position-zero] p.csv:2: latitude 0, longitude 0 is in the sea off Ghana; taken as not located; write the real position, or none",
            ],
        ),
        (
            "id,lat,lon\na,NaN,106\n",
            1,
            &[
                "warning[not-a-number] p.csv:2: `lat` is `NaN`, not a number, and was taken as blank; write a plain number such as 12.5",
            ],
        ),
        (
            "id,lat,lon\na,29°30',106\n",
            1,
            &[
                "warning[not-a-number] p.csv:2: `lat` is `29°30'`, not a number, and was taken as blank; write a plain number such as 12.5",
            ],
        ),
        (
            "id,lat,lon,people,kind,confidence\na,29,106,-5,universty,low-medium\n",
            1,
            &[
                "warning[unknown-kind] p.csv:2: `kind` is `universty`, which is not known, and was kept as it is; did you mean `university`? known are town, centre, university, park, research, housing, business, rail-hub, airport, port, freight-hub, gateway",
                "error[negative-number] p.csv:2: `people` is -5, below 0, and was taken as unknown; write 0 or more, or leave it blank",
                "warning[unknown-confidence] p.csv:2: `confidence` is `low-medium`, which is not known, and was taken as unstated; write one of high, medium, low, assumed",
            ],
        ),
        (
            "id,lat,lon,jobs\na,29,106,5\nb,29,106,6\nc,29,106,many\n",
            3,
            &[
                "warning[not-a-number] p.csv:4: `jobs` is `many`, not a number, and was taken as blank; write a plain number such as 12.5",
            ],
        ),
    ] {
        points_say(text, n_kept, want);
    }
}

#[test]
fn points_files_have_a_place_or_a_stop() {
    let text = "id,lat,lon,stop_id\na,29,106,\nb,,,metro:1\nc,,,\nd,106,29,\nb,29,106,\n";
    let rows = parse_points_file(text.as_bytes(), "o.csv", None);
    assert_eq!(
        told(&rows.problems),
        [
            "error[point-nowhere] o.csv:4: point `c` has neither a place nor a stop and was dropped; give it `lat` and `lon`, or a `stop_id`",
            "error[swapped-position] o.csv:5: latitude 106 is outside -90..90; latitude and longitude look swapped; taken as not located; exchange the two",
            "error[point-nowhere] o.csv:5: point `d` has neither a place nor a stop and was dropped; give it `lat` and `lon`, or a `stop_id`",
            "error[duplicate-id] o.csv:6: `b` is already the id of line 3; the row was dropped; give each row an id of its own",
        ]
    );
    let at: Vec<(&str, At, u64)> =
        rows.value.iter().map(|row| (row.id.as_str(), row.at.clone(), row.line)).collect();
    let stop = At::Stop("metro:1".to_owned());
    assert_eq!(at, [("a", At::Position(LonLat::new(106.0, 29.0)), 2), ("b", stop, 3)]);
    for (text, want) in [
        (
            "name,lat,lon\nx,1,2\n",
            "error[missing-column] o.csv:1: the column `id` is missing; add `id` to the header; found: name, lat, lon",
        ),
        (
            "id,x,y\na,1,2\n",
            "error[missing-column] o.csv:1: the column `lat` is missing; add `lat` to the header; found: id, x, y",
        ),
    ] {
        let rows = parse_points_file(text.as_bytes(), "o.csv", None);
        assert_eq!(told(&rows.problems)[0], want);
        assert!(rows.value.is_empty());
    }
    let dir = tempfile::tempdir().unwrap();
    assert!(read_points_file(dir.path(), None).is_err());
    assert!(read_points(&dir.path().join("none.csv"), "s", SAME).is_err());
}

const TERMINALS: &str =
    "id,name,kind,country,direction,place,lat,lon,dwell_h,dwell_low_h,dwell_high_h
hub,Hub,rail-freight,CN,,,29.6,106.4,2,1,4
gate,Gate,border-gauge,KZ,west,,45.2,82.6,12,,
";
const SERVICES: &str = "id,from,to,corridor,mode,carries,distance_km,time_h,time_low_h,time_high_h,cost_usd_per_feu,departures_per_week,opens,channel
s1,hub,gate,cne,rail,freight,4000,80,70,100,2500,20,,main
";

#[track_caller]
fn corridors_say(terminals: &str, services: &str, n_kept: (usize, usize), want: &[&str]) {
    let draft =
        parse_corridors((terminals.as_bytes(), "t.csv"), (services.as_bytes(), "s.csv"), SAME);
    assert_eq!(told(&draft.problems), want, "{terminals}{services}");
    assert_eq!((draft.value.terminals.len(), draft.value.services.len()), n_kept);
}

#[test]
fn good_corridors_say_nothing() {
    corridors_say(TERMINALS, SERVICES, (2, 1), &[]);
}

#[test]
fn damaged_terminals_are_told() {
    for (row, n_kept, want) in [
        (
            "x,X,spaceport,,,,,,,,",
            2,
            &[
                "error[unknown-word] t.csv:4: `kind` is `spaceport`, which is not known; the row was dropped; did you mean `seaport`? known are rail, rail-freight, seaport, river-port, airport, border, border-gauge, lock, junction, road",
            ][..],
        ),
        (
            "x,X,,,,,,,,,",
            2,
            &[
                "error[blank-required] t.csv:4: `kind` is blank and the row was dropped; fill in `kind`",
            ],
        ),
        (
            ",X,rail,,,,,,,,",
            2,
            &[
                "error[blank-id] t.csv:4: `id` is blank and the row was dropped; give each row an id of its own",
            ],
        ),
        (
            "hub,X,rail,,,,,,,,",
            2,
            &[
                "error[duplicate-id] t.csv:4: `hub` is already the id of line 2; the row was dropped; give each row an id of its own",
            ],
        ),
        (
            "x,X,rail,,southwest,,,,,,",
            3,
            &[
                "warning[unknown-word] t.csv:4: `direction` is `southwest`, which is not known, and was taken as blank; write one of west, north, east, south",
            ],
        ),
        (
            "x,X,rail,,,,,,-3,,",
            3,
            &[
                "error[negative-number] t.csv:4: `dwell_h` is -3, below 0, and was taken as unknown; write 0 or more, or leave it blank",
            ],
        ),
        (
            "x,X,rail,,,,,,3,5,2",
            3,
            &[
                "error[bounds-out-of-order] t.csv:4: `dwell_low_h` is 5, above `dwell_high_h`, which is 2; the bounds were left out; write low <= expected <= high",
            ],
        ),
        (
            "x,X,rail,,,,,,3,4,5",
            3,
            &[
                "error[bounds-out-of-order] t.csv:4: `dwell_low_h` is 4, above `dwell_h`, which is 3; the bounds were left out; write low <= expected <= high",
            ],
        ),
        (
            "x,X,rail,,,,,,6,4,5",
            3,
            &[
                "error[bounds-out-of-order] t.csv:4: `dwell_h` is 6, above `dwell_high_h`, which is 5; the bounds were left out; write low <= expected <= high",
            ],
        ),
        (
            "x,X,rail,,,,106,29,,,",
            3,
            &[
                "error[swapped-position] t.csv:4: latitude 106 is outside -90..90; latitude and longitude look swapped; taken as not located; exchange the two",
            ],
        ),
    ] {
        corridors_say(&format!("{TERMINALS}{row}\n"), SERVICES, (n_kept, 1), want);
    }
    corridors_say(
        "id,name\nhub,Hub\n",
        SERVICES,
        (0, 0),
        &[
            "error[missing-column] t.csv:1: the column `kind` is missing; add `kind` to the header; found: id, name",
            "error[unknown-terminal] s.csv:2: `from` is `hub`, which is no terminal; the row was dropped; add the terminal, or correct the id",
            "error[unknown-terminal] s.csv:2: `to` is `gate`, which is no terminal; the row was dropped; add the terminal, or correct the id",
        ],
    );
}

#[test]
fn damaged_services_are_told() {
    for (row, n_kept, want) in [
        (
            "s2,hub,gat,,rail,freight,,,,,,,,",
            1,
            &[
                "error[unknown-terminal] s.csv:3: `to` is `gat`, which is no terminal; the row was dropped; did you mean `gate`?",
            ][..],
        ),
        (
            "s2,,gate,,rail,freight,,,,,,,,",
            1,
            &[
                "error[blank-required] s.csv:3: `from` is blank and the row was dropped; fill in `from`",
            ],
        ),
        (
            "s2,hub,hub,,rail,freight,,,,,,,,",
            1,
            &[
                "error[service-goes-nowhere] s.csv:3: `from` and `to` are both `hub`; the row was dropped; name two different terminals",
            ],
        ),
        (
            "s2,hub,gate,,train,freight,,,,,,,,",
            1,
            &[
                "error[unknown-word] s.csv:3: `mode` is `train`, which is not known; the row was dropped; write one of hsr, rail, road, river, sea, air, transit, gauge-change",
            ],
        ),
        (
            "s2,hub,gate,,rail,cargo,,,,,,,,",
            1,
            &[
                "error[unknown-word] s.csv:3: `carries` is `cargo`, which is not known; the row was dropped; write one of people, freight, both",
            ],
        ),
        (
            "s2,hub,gate,,,,,,,,,,,",
            1,
            &[
                "error[blank-required] s.csv:3: `mode` is blank and the row was dropped; fill in `mode`",
                "error[blank-required] s.csv:3: `carries` is blank and the row was dropped; fill in `carries`",
            ],
        ),
        (
            "s1,hub,gate,,rail,freight,,,,,,,,",
            1,
            &[
                "error[duplicate-id] s.csv:3: `s1` is already the id of line 2; the row was dropped; give each row an id of its own",
            ],
        ),
        (
            "s2,hub,gate,,rail,freight,-1,-2,,,-3,-4,soon,",
            2,
            &[
                "error[negative-number] s.csv:3: `time_h` is -2, below 0, and was taken as unknown; write 0 or more, or leave it blank",
                "error[negative-number] s.csv:3: `distance_km` is -1, below 0, and was taken as unknown; write 0 or more, or leave it blank",
                "error[negative-number] s.csv:3: `cost_usd_per_feu` is -3, below 0, and was taken as unknown; write 0 or more, or leave it blank",
                "error[negative-number] s.csv:3: `departures_per_week` is -4, below 0, and was taken as unknown; write 0 or more, or leave it blank",
                "error[not-a-year] s.csv:3: `opens` is `soon`, not a year; the service was taken as not open yet; write a year such as 2027, or leave it blank if the service is open",
            ],
        ),
        (
            "s2,hub,gate,,rail,freight,,ten,,,,,,",
            2,
            &[
                "warning[not-a-number] s.csv:3: `time_h` is `ten`, not a number, and was taken as blank; write a plain number such as 12.5",
            ],
        ),
        (
            "s2,hub,gate,,rail,freight,,80,90,70,,,,",
            2,
            &[
                "error[bounds-out-of-order] s.csv:3: `time_low_h` is 90, above `time_high_h`, which is 70; the bounds were left out; write low <= expected <= high",
            ],
        ),
        ("s2,hub,gate,,RAIL,Freight,,80,,,,,2027,", 2, &[]),
        (
            "s2,hub",
            1,
            &[
                "warning[row-length] s.csv:3: the row has 2 fields, the header 14; write all fields; those missing were taken as blank",
                "error[blank-required] s.csv:3: `mode` is blank and the row was dropped; fill in `mode`",
                "error[blank-required] s.csv:3: `carries` is blank and the row was dropped; fill in `carries`",
                "error[blank-required] s.csv:3: `to` is blank and the row was dropped; fill in `to`",
            ],
        ),
    ] {
        corridors_say(TERMINALS, &format!("{SERVICES}{row}\n"), (2, n_kept), want);
    }
}

/// Ten lines of tables with everything in them, as docs/plan-folder.md shows them.
const FULL_TERMINALS: &str = "id,kind,gauge_mm,dwell_h,customs_h,gauge_change_h,cutoff_h,open,utc_offset_h,handling_cost,handling_cost_unit
park,road,,,,,,Mo-Sa 08:00-20:00,8,,
yard,rail-freight,1435,6,,,12,,8,200,CNY/TEU
border,border-gauge,1435/1520,4,8,6,,,5,,
inland,rail-freight,1520,6,,,,,3,40,USD/FEU
";
const FULL_SERVICES: &str = "id,from,to,one_way,corridor,mode,carries,distance_km,time_h,cost,cost_unit,departs,departs_back,departures_per_week,capacity_per_week,capacity_unit,opens,closes,closed_months
truck,park,yard,,,road,freight,20,0.5,4,CNY/tkm,,,,,,,,
train,yard,border,,Express,rail,freight,3500,80,0.3,USD/TEUkm,Mo 08:00 Th 20:00,Su 06:00,,90,TEU,,,
broad,border,inland,yes,Express,rail,freight,2000,60,900,USD/TEU,,,14,,,2020,2040,Dec-Mar
";
const FULL_FACTORS: &str = "mode,g_co2e,per,scope,source
road,70,tkm,wtw,x
rail,17,tkm,wtw,x
";

fn full(terminal: &str, service: &str, factor: &str) -> (CorridorDraft, Vec<String>) {
    let tables = [
        format!("{FULL_TERMINALS}{terminal}"),
        format!("{FULL_SERVICES}{service}"),
        format!("{FULL_FACTORS}{factor}"),
    ];
    let rates = [Rate { currency: Currency::parse("CNY").expect("a currency"), per_usd: 8.0 }];
    let tables = CorridorTables {
        terminals: (tables[0].as_bytes(), "t.csv"),
        services: (tables[1].as_bytes(), "s.csv"),
        factors: Some((tables[2].as_bytes(), "f.csv")),
        rates: &rates,
        ..CorridorTables::default()
    };
    let read = parse_tables(&tables, SAME);
    (read.value, told(&read.problems))
}

#[test]
fn full_tables_say_what_they_say() {
    let (draft, told) = full("", "", "");
    assert_eq!(told, Vec::<String>::new());
    let (yard, border) = (&draft.terminals[1], &draft.terminals[2]);
    assert_eq!(yard.handling_cost, Some(Price { amount: 25.0, per: Per::Teu }));
    assert_eq!((yard.cutoff_h, yard.utc_offset_h), (Some(12.0), Some(8.0)));
    assert_eq!((border.gauge, border.gauge_change.expected), (Some(Gauge::Both), Some(6.0)));
    assert_eq!(draft.terminals[0].open.as_ref().unwrap().list().len(), 6);
    let [truck, train, broad] = &draft.services[..] else { panic!("three services") };
    assert_eq!(truck.cost, Some(Price { amount: 0.5, per: Per::TonneKm }));
    assert_eq!((train.departures(false), train.departures(true)), (Some(2.0), Some(1.0)));
    assert_eq!(train.capacity.unwrap().per_week.to_string(), "90");
    assert!(broad.one_way && broad.closed.contains(1) && !broad.closed.contains(6));
    assert!(broad.open_in(2040) && !broad.open_in(2041) && !broad.open_in(2019));
    assert_eq!(draft.factors[1].scope, Scope::WellToWheel);
}

#[test]
fn hours_and_weights_of_services_are_read() {
    let read = |mode: &str, departs: &str, rules: &str| {
        let services = format!(
            "id,from,to,mode,carries,departs,hours,max_t\ns,park,yard,{mode},freight,{departs},{rules}\n"
        );
        let tables = CorridorTables {
            elsewhere: &[],
            terminals: (FULL_TERMINALS.as_bytes(), "t.csv"),
            services: (services.as_bytes(), "s.csv"),
            factors: None,
            rates: &[Rate { currency: Currency::parse("CNY").expect("a currency"), per_usd: 8.0 }],
        };
        let read = parse_tables(&tables, SAME);
        (read.value.services[0].clone(), told(&read.problems))
    };
    let (truck, problems) = read("road", "", "20:00-06:00,31");
    assert_eq!((truck.max_t, truck.hours.unwrap().list().len()), (Some(31.0), 7));
    assert_eq!(problems, Vec::<String>::new());
    assert_eq!(
        read("road", "", "night,").1,
        [
            "error[not-a-time-of-the-week] s.csv:2: `hours` is `night`, of which `night` cannot be read; it was taken as unknown; write hours, such as `08:00-20:00` or `Mo-Sa 08:00-20:00`"
        ]
    );
    assert_eq!(
        read("rail", "", ",31").1,
        [
            "error[weight-off-the-road] s.csv:2: `max_t` is for trucks, and the service is rail; it was left out; leave `max_t` blank"
        ]
    );
    assert_eq!(
        read("road", "Mo 08:00", "20:00-06:00,").1,
        [
            "error[slot-outside-hours] s.csv:2: `departs` has Mo 08:00, outside `hours`; it does not run; correct one of the two"
        ]
    );
    assert_eq!(read("road", "", ",-1").1.len(), 1);
}

#[test]
fn damaged_full_tables_are_told() {
    let terminal = |row: &str, want: &[&str]| {
        assert_eq!(full(&format!("{row}\n"), "", "").1, want, "{row}");
    };
    let service = |row: &str, want: &[&str]| {
        assert_eq!(full("", &format!("{row}\n"), "").1, want, "{row}");
    };
    let factor = |row: &str, want: &str| {
        assert_eq!(full("", "", &format!("{row}\n")).1, [want], "{row}");
    };
    terminal(
        "x,rail,1000,,,,,,,,",
        &[
            "warning[unknown-word] t.csv:6: `gauge_mm` is `1000`, which is not known, and was taken as blank; write one of 1435, 1520, 1435/1520",
        ],
    );
    terminal(
        "x,rail,,,-1,,,,,,",
        &[
            "error[negative-number] t.csv:6: `customs_h` is -1, below 0, and was taken as unknown; write 0 or more, or leave it blank",
        ],
    );
    terminal(
        "x,rail,,,,,,8-20,8,,",
        &[
            "error[not-a-time-of-the-week] t.csv:6: `open` is `8-20`, of which `8-20` cannot be read; it was taken as unknown; write hours, such as `08:00-20:00` or `Mo-Sa 08:00-20:00`",
        ],
    );
    terminal(
        "x,rail,,,,,,,25,,",
        &[
            "error[not-a-utc-offset] t.csv:6: `utc_offset_h` is 25, outside -12..14, and was taken as unknown; write the hours that the clock is ahead of UTC, such as 8",
        ],
    );
    terminal(
        "x,rail,,,,,,08:00-20:00,,,",
        &[
            "warning[no-utc-offset] t.csv:6: `x` has times of day but no `utc_offset_h`; they were taken as UTC; write the hours that its clock is ahead of UTC",
        ],
    );
    terminal(
        "x,rail,,,,,,,,30,",
        &[
            "error[cost-without-unit] t.csv:6: `handling_cost` is 30 and `handling_cost_unit` is blank; the cost was taken as unknown; write currency and what it is for, such as `USD/FEU` or `CNY/tkm`",
        ],
    );
    terminal(
        "x,rail,,,,,,,,30,USD/tkm",
        &[
            "error[cost-without-unit] t.csv:6: `handling_cost_unit` is `USD/tkm`, and a handling has no distance; the cost was taken as unknown; write a cost per load, such as `USD/TEU`",
        ],
    );
    terminal(
        "x,rail,1435/1520,,,,,,,,",
        &[
            "error[no-gauge-change-time] t.csv:6: two gauges meet at `x` and its `gauge_change_h` is blank; no route passes from one to the other there; write the hours that it takes to change gauge",
        ],
    );
    terminal(
        "x,border-gauge,,,,,,,,,",
        &[
            "error[border-without-gauge] t.csv:6: `x` is a side of a rail border and its `gauge_mm` is blank; write 1435, 1520 or 1435/1520",
        ],
    );

    service(
        "s,yard,inland,,,rail,freight,,9,,,,,,,,,,",
        &[
            "error[gauges-do-not-meet] s.csv:5: `yard` has 1435 mm and `inland` 1520 mm, and no train runs from one to the other; the row was dropped; write 1435/1520 and a `gauge_change_h` at the terminal where the gauge changes, or a service of mode `gauge-change` between the two",
        ],
    );
    service(
        "s,park,border,,,rail,freight,,9,,,,,,,,,,",
        &[
            "error[border-without-gauge] t.csv:2: `park` is a side of a rail border and its `gauge_mm` is blank; write 1435, 1520 or 1435/1520",
        ],
    );
    service(
        "s,yard,inland,,,gauge-change,freight,,,,,,,,,,,,",
        &[
            "error[no-gauge-change-time] s.csv:5: service `s` changes gauge and its `time_h` is blank; write the hours that it takes to change gauge",
        ],
    );
    service(
        "s,park,yard,,,road,freight,,9,7,,,,,,,,,",
        &[
            "error[cost-without-unit] s.csv:5: `cost` is 7 and `cost_unit` is blank; the cost was taken as unknown; write currency and what it is for, such as `USD/FEU` or `CNY/tkm`",
        ],
    );
    service(
        "s,park,yard,,,road,freight,,9,7,FEU,,,,,,,,",
        &[
            "error[cost-without-unit] s.csv:5: `cost_unit` is `FEU`, not a currency and what it is for; the cost was taken as unknown; write three capital letters, `/` and one of FEU, TEU, t, kg, tkm, TEUkm, passenger, pkm",
        ],
    );
    service(
        "s,park,yard,,,road,freight,,9,7,EUR/t,,,,,,,,",
        &[
            "error[no-exchange-rate] s.csv:5: `cost` is in EUR, for which the source states no rate; the cost was taken as unknown; write `eur_per_usd` and `rates_from` in the source in plan.toml",
        ],
    );
    service(
        "s,park,yard,perhaps,,road,freight,,9,,,,,,,,,,",
        &[
            "error[unknown-word] s.csv:5: `one_way` is `perhaps`, which was taken as `no`; write `yes` or `no`",
        ],
    );
    service(
        "s,park,yard,yes,,road,freight,,9,,,,Mo 08:00,,,,,,",
        &[
            "error[one-way-back] s.csv:5: `one_way` is yes, but `departs_back` is filled in; it was left out; leave one of the two blank",
        ],
    );
    service(
        "s,park,yard,,,road,freight,,9,,,Mo 8,,,,,,,",
        &[
            "error[not-a-time-of-the-week] s.csv:5: `departs` is `Mo 8`, of which `8` cannot be read; it was taken as unknown; write days and then times, such as `Mo 08:00 Th 20:00` or `Mo-Fr 06:00`",
        ],
    );
    service(
        "s,park,yard,,,road,freight,,9,,,Mo 08:00,,3,,,,,",
        &[
            "error[departures-disagree] s.csv:5: `departures_per_week` is 3, but `departs` lists 1; the list was taken; correct one, or leave `departures_per_week` blank",
        ],
    );
    service(
        "s,park,yard,,,road,freight,,9,,,,,,90,,,,",
        &[
            "error[capacity-without-unit] s.csv:5: `capacity_per_week` is 90 of nothing known; it was taken as unknown; write one of TEU, passengers, t in `capacity_unit`",
        ],
    );
    service(
        "s,park,yard,,,road,freight,,9,,,,,,,,2030,2029,",
        &[
            "error[closes-before-it-opens] s.csv:5: `opens` is 2030 and `closes` 2029; the service never runs; write the first and the last year that it runs",
        ],
    );
    service(
        "s,park,yard,,,road,freight,,9,,,,,,,,,never,",
        &[
            "error[not-a-year] s.csv:5: `closes` is `never`, not a year; the service was taken as closed; write a year such as 2027, or leave it blank if the service is open",
        ],
    );
    service(
        "s,park,yard,,,road,freight,,9,,,,,,,,,,Smarch",
        &[
            "error[not-a-time-of-the-week] s.csv:5: `closed_months` is `Smarch`, of which `Smarch` cannot be read; it was taken as unknown; write months, such as `Dec-Mar` or `Jan, Jul-Sep`",
        ],
    );
    service(
        "f,park,yard,yes,,road,freight,,0,0,USD/t,,,,,,,,\ng,yard,park,yes,,road,freight,,0,0,USD/t,,,,,,,,",
        &[
            "error[free-circle] s.csv:6: service `g` takes no time and costs nothing, and so do others that lead from one of its ends to the other; the row was dropped; write what it takes or costs, or leave unknown figures blank",
        ],
    );
    service("f,park,yard,,,road,freight,,0,0,USD/t,,,,,,,,", &[]);

    factor(
        "rail,3,tkm,wtw,",
        "error[duplicate-factor] f.csv:4: f.csv:3 already states rail per tkm, wtw; the row was dropped; keep one factor for each mode, unit and scope",
    );
    factor(
        "sea,-3,tkm,wtw,",
        "error[negative-number] f.csv:4: `g_co2e` is -3, below 0, and was taken as unknown; write 0 or more, or leave it blank",
    );
    factor(
        "sea,,tkm,wtw,",
        "error[blank-required] f.csv:4: `g_co2e` is blank and the row was dropped; fill in `g_co2e`",
    );
    factor(
        "sea,3,mile,wtw,",
        "error[unknown-word] f.csv:4: `per` is `mile`, which is not known; the row was dropped; write one of tkm, pkm",
    );
    factor(
        "sea,3,tkm,cradle,",
        "error[unknown-word] f.csv:4: `scope` is `cradle`, which is not known; the row was dropped; write one of ttw, wtw, official",
    );
}

proptest! {
    #[test]
    fn random_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = parse_zones(&bytes, "z", "s", SAME);
        let _ = parse_points(&bytes, "p", "s", SAME);
        let _ = parse_points_file(&bytes, "p", None);
        let _ = parse_corridors((&bytes, "t"), (&bytes, "s"), SAME);
    }

    #[test]
    fn random_text_under_good_headers_never_panics(text in "[a-z0-9,.\"\n -]{0,200}") {
        let points = format!("id,lat,lon,people,stop_id\n{text}");
        let _ = parse_points(points.as_bytes(), "p", "s", SAME);
        let _ = parse_points_file(points.as_bytes(), "p", None);
        let _ = full(&text, &text, &text);
        let (terminals, services) = (format!("{TERMINALS}{text}"), format!("{SERVICES}{text}"));
        let _ = parse_corridors((terminals.as_bytes(), "t"), (services.as_bytes(), "s"), SAME);
    }

    #[test]
    fn random_rings_never_panic(
        points in proptest::collection::vec((-200i32..200, -100i32..100), 0..12),
        cut in 0usize..400,
    ) {
        let ring: Vec<String> = points.iter().map(|(lon, lat)| format!("[{lon},{lat}]")).collect();
        let text = feature(ID, "Polygon", &format!("[[{}]]", ring.join(",")));
        let _ = parse_zones(text.as_bytes(), "z", "s", SAME);
        let part: String = text.chars().take(cut).collect();
        let _ = parse_zones(part.as_bytes(), "z", "s", SAME);
    }
}
