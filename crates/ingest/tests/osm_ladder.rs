//! Extracts, from one street up, and every kind of damage with the words that it gets.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod osm_common;

use std::io::Write as _;
use std::path::Path;

use allways_base::random::Random;
use allways_base::{Checked, LonLat};
use allways_geo::Datum;
use allways_ingest::osm::read_osm;
use allways_ingest::table::ReadError;
use allways_streets::{
    Known, Mode, ModeSet, ParkingKind, Permit, RoadClass, Rule, StreetDraft, Structure, Via,
    compile, compile_for,
};
use osm_common::{data, file, header};
use proptest::prelude::{ProptestConfig, any, proptest};

fn read(bytes: &[u8]) -> Result<Checked<StreetDraft>, ReadError> {
    let mut temporary = tempfile::Builder::new().prefix("town").tempfile().unwrap();
    temporary.write_all(bytes).unwrap();
    read_osm(temporary.path(), &|p| p)
}

/// The draft as text: `way: node ids` with what is special.
fn written(draft: &StreetDraft) -> String {
    let way = |way: &allways_streets::StreetWay| {
        let ids =
            way.nodes.iter().map(|&n| draft.node_ids[usize::try_from(n).unwrap()].to_string());
        let mut text = format!("{}: {}", way.id, ids.collect::<Vec<_>>().join(","));
        for (is_so, word) in [
            (!way.name.is_empty(), way.name.as_str()),
            (way.walk_one_way, "one-way"),
            (way.steps, "steps"),
            (way.wheelchair == Known::Yes, "wheelchair"),
            (way.wheelchair == Known::No, "no-wheelchair"),
        ] {
            if is_so {
                text = text + " " + word;
            }
        }
        text
    };
    draft.ways.iter().map(way).collect::<Vec<_>>().join("; ")
}

/// Codes with their counts.
fn codes(checked: &Checked<StreetDraft>) -> String {
    let counts = checked.problems.counts().iter();
    counts.map(|(code, n)| format!("{code} {n}")).collect::<Vec<_>>().join(", ")
}

fn check(text: &str, wanted: &str, wanted_codes: &str) {
    let found = read(&file(text)).unwrap();
    assert_eq!(written(&found.value), wanted, "{text}");
    assert_eq!(codes(&found), wanted_codes, "{text}");
    for problem in found.problems.list() {
        assert!(!problem.message.is_empty() && !problem.remedy.is_empty());
    }
}

const NODES: &str = "n1 x1.0 y2.0\nn2 x1.001 y2.0\nn3 x1.002 y2.0\nn4 x1.003 y2.0\n";

fn with_nodes(text: &str) -> String {
    NODES.to_owned() + text
}

// What is read.

#[test]
fn a01_a_street() {
    check(&with_nodes("w7 n1,n2,n3 highway=residential name=Main"), "7: 1,2,3 Main", "");
}

#[test]
fn a02_what_is_no_street_and_nodes_that_no_street_uses_are_not_kept() {
    let town = with_nodes("w7 n1,n2 building=yes\nw8 n2,n3 highway=footway");
    check(&town, "8: 2,3", "");
    assert_eq!(read(&file(&town)).unwrap().value.nodes.len(), 2);
}

#[test]
fn a03_nodes_may_come_after_ways() {
    check(&("w7 n1,n2 highway=path\n".to_owned() + NODES), "7: 1,2", "");
}

#[test]
fn a04_steps_lifts_and_escalators() {
    check(
        &with_nodes(
            "w1 n1,n2 highway=steps\nw2 n1,n2 highway=elevator\n\
             w3 n1,n2 highway=steps conveying=forward\nw4 n1,n2 highway=steps conveying=backward",
        ),
        "1: 1,2 steps no-wheelchair; 2: 1,2 wheelchair; 3: 1,2 one-way steps no-wheelchair; \
         4: 2,1 one-way steps no-wheelchair",
        "",
    );
}

#[test]
fn a05_places_are_where_the_file_says() {
    let draft = read(&file(&with_nodes("w7 n1,n4 highway=path"))).unwrap().value;
    let row = draft.node_ids.iter().position(|&id| id == 4).unwrap();
    assert!((draft.nodes[row].lon - 1.003).abs() < 1e-9);
    assert!((draft.nodes[row].lat - 2.0).abs() < 1e-9);
}

#[test]
fn a06_the_datum_is_undone_at_the_door() {
    let mut temporary = tempfile::NamedTempFile::new().unwrap();
    let town = "n1 x106.55 y29.56\nn2 x106.56 y29.56\nw1 n1,n2 highway=path";
    temporary.write_all(&file(town)).unwrap();
    let draft = read_osm(temporary.path(), &|p| Datum::Gcj02.to_wgs84(p)).unwrap().value;
    let moved = allways_geo::distance(draft.nodes[0], LonLat::new(106.55, 29.56));
    assert!((300.0..800.0).contains(&moved.0), "{moved}");
}

#[test]
fn a07_what_is_left_out_is_counted_once() {
    check(
        &with_nodes(
            "w1 n1,n2 highway=service access=private\nw2 n1,n3 highway=service access=private\n\
             w3 n1,n2,n3,n1 highway=pedestrian area=yes\nw4 n3,n4 route=ferry\n\
             r5 type=multipolygon highway=pedestrian",
        ),
        "3: 1,2,3,1",
        "ferry-left-out 1, private-ways 1, walk-area 1, walk-area-relation 1",
    );
}

#[test]
fn a08_a_closed_gate_cuts() {
    let gate = NODES.replace("n2 x1.001 y2.0", "n2 x1.001 y2.0 barrier=gate access=private");
    let town = gate + "w1 n1,n2,n3 highway=path\nw2 n2,n4 highway=path";
    check(&town, "1: 1,2,3; 2: 2,4", "closed-gate 1");
    let net = compile(&read(&file(&town)).unwrap().value).value;
    assert_eq!(net.n_components(), 3);
    let open = NODES.replace("n2 x1.001 y2.0", "n2 x1.001 y2.0 barrier=gate");
    check(&(open + "w1 n1,n2,n3 highway=path"), "1: 1,2,3", "");
}

// Vehicles.

fn draft(text: &str) -> StreetDraft {
    read(&file(&with_nodes(text))).unwrap().value
}

#[test]
fn e01_a_road_that_is_for_cars_only() {
    let draft = draft("w1 n1,n2 highway=motorway maxspeed=120\nw2 n2,n3 highway=footway");
    assert!(!draft.ways[0].walk && draft.ways[0].traits.class == RoadClass::Motorway);
    assert_eq!(draft.ways[0].traits.speed, [33_333; 2]);
    let edges = Mode::ALL.map(|mode| compile_for(&draft, mode).value.n_edges());
    assert_eq!(edges, [1, 1, 0, 1, 1]);
}

#[test]
fn e01b_assumed_speeds_are_told() {
    let draft = draft("w1 n1,n2 highway=primary maxspeed=50\nw2 n2,n3 highway=residential");
    let told = compile_for(&draft, Mode::Drive).problems;
    assert_eq!(
        told.list()[0].to_string(),
        "note[speed-assumed] streets: the speed limit of 111 m of 223 m of streets is not stated; \
         the usual one of their class is assumed; tag maxspeed where it matters"
    );
    assert!(compile_for(&draft, Mode::Cycle).problems.is_empty());
}

#[test]
fn e02_turn_restrictions() {
    let ways = "w1 n1,n2 highway=residential\nw2 n2,n3 highway=residential\n\
                w3 n2,n4 highway=residential\n";
    let rule = "r8 from:w1 via:n2 to:w3 type=restriction restriction=no_left_turn except=bicycle";
    let found = draft(&(ways.to_owned() + rule));
    let [only] = &found.restrictions[..] else { unreachable!("{:?}", found.restrictions) };
    assert_eq!(
        (only.id, only.rule, &only.from[..], &only.to[..]),
        (8, Rule::No, &[1][..], &[3][..])
    );
    let Via::Node(row) = only.via else { unreachable!("{only:?}") };
    assert_eq!(found.node_ids[usize::try_from(row).unwrap()], 2);
    assert_eq!(only.modes, ModeSet::MOTOR);
    let has = Mode::ALL.map(|mode| compile_for(&found, mode).value.has_turns());
    assert_eq!(has, [false, false, false, true, true]);
    let over = "r8 from:w1 via:w2 to:w3 type=restriction restriction:hgv=only_u_turn";
    let found = draft(&(ways.to_owned() + over));
    assert_eq!(found.restrictions[0].via, Via::Ways(vec![2]));
    assert_eq!(found.restrictions[0].modes, ModeSet::NONE.with(Mode::Truck));
}

#[test]
fn e03_turn_restrictions_that_cannot_be_kept_are_told() {
    let street = "w1 n1,n2 highway=residential\n";
    for (rule, wanted) in [
        ("from:w1 to:w1 type=restriction restriction=no_u_turn", "turn-restriction 1"),
        ("from:w1 via:n2 to:w1 type=restriction restriction=left", "turn-restriction 1"),
        ("from:w1 via:n2 to:w1 type=restriction", "turn-restriction 1"),
        (
            "from:w1 via:n9 to:w1 type=restriction restriction=no_u_turn",
            "turn-restriction-outside 1",
        ),
        (
            "from:w1 via:n2 to:w1 type=restriction restriction:conditional=no_u_turn@(Mo)",
            "conditional-restriction 1",
        ),
        ("from:w1 via:n2 to:w1 type=route", ""),
    ] {
        check(&with_nodes(&format!("{street}r8 {rule}")), "1: 1,2", wanted);
    }
}

#[test]
fn e04_barriers_stop_some() {
    let bollard = NODES.replace("n2 x1.001 y2.0", "n2 x1.001 y2.0 barrier=bollard");
    let found = read(&file(&(bollard + "w1 n1,n2,n3 highway=residential"))).unwrap().value;
    let parts = Mode::ALL.map(|mode| compile_for(&found, mode).value.n_components());
    assert_eq!(parts, [1, 1, 1, 2, 2]);
}

#[test]
fn e05_kerbs_cut_the_ways_of_wheels() {
    let kerb = NODES.replace("n2 x1.001 y2.0", "n2 x1.001 y2.0 kerb=raised");
    let text = kerb + "w1 n1,n2,n3,n4 highway=footway footway=crossing";
    let found = read(&file(&text)).unwrap().value;
    let net = compile_for(&found, Mode::Wheel).value;
    let kerbs: Vec<Option<u16>> = net.edges().map(|(edge, _)| net.kind(edge).kerb_cm).collect();
    assert_eq!(kerbs, [Some(12), None]);
    assert_eq!(compile(&found).value.n_edges(), 1);
}

#[test]
fn e06_places_to_park() {
    let places =
        NODES.replace("n4 x1.003 y2.0", "n4 x1.003 y2.0 amenity=bicycle_parking capacity=8");
    let text = places
        + "w1 n1,n2 highway=residential\nw2 n1,n2,n3,n1 amenity=parking access=customers fee=yes\n\
           r3 type=multipolygon amenity=parking";
    let found = read(&file(&text)).unwrap();
    assert_eq!(codes(&found), "parking-relation 1");
    let [area, point] = &found.value.parking[..] else { unreachable!("{:?}", found.value.parking) };
    assert_eq!((area.id.as_str(), area.kind, area.public), ("way/2", ParkingKind::Car, Known::No));
    assert!((area.at.lon - 1.001).abs() < 1e-9 && area.fee == Known::Yes);
    assert_eq!((point.id.as_str(), point.capacity), ("node/4", Some(8)));
    assert!(point.kind == ParkingKind::Bicycle && point.public == Known::Unknown);
}

#[test]
fn e07_ferries_take_whom_they_say() {
    let found =
        draft("w1 n1,n4 route=ferry motor_vehicle=yes duration=00:10\nw2 n1,n2 highway=path");
    let drive = compile_for(&found, Mode::Drive).value;
    let (edge, of) = drive.edges().next().unwrap();
    let crossing = f64::from(of.length.0) / f64::from(drive.kind(edge).speed[0]);
    assert!((crossing - 600.0).abs() < 0.5, "{crossing}");
    assert_eq!(compile_for(&found, Mode::Cycle).problems.counts().len(), 0);
    let untimed = draft("w1 n1,n4 route=ferry motor_vehicle=yes");
    assert_eq!(compile_for(&untimed, Mode::Drive).problems.list()[0].code, "ferry-speed");
}

#[test]
fn e08_a_way_that_is_turned_keeps_its_sides() {
    let found = draft(
        "w1 n1,n2 highway=path oneway:foot=-1 bicycle:backward=no incline=5% bridge=yes \
         bridge:name=Arch",
    );
    let way = &found.ways[0];
    assert_eq!(way.traits.cycle.forward, Permit::Closed);
    assert_eq!((way.traits.cycle.backward, way.traits.incline), (Permit::Open, Some(-50)));
    assert_eq!(way.traits.structure, Structure::Bridge);
    assert_eq!(way.traits.structure_name, "Arch");
}

#[test]
fn e09_drafts_are_appended() {
    let mut one = draft("w1 n1,n2 highway=residential");
    let gate = NODES.replace("n2 x1.001", "n2 barrier=bollard x1.001");
    let text = gate
        + "w1 n1,n2 highway=residential\nw2 n2,n3 highway=residential\n\
           r8 from:w1 via:n2 to:w2 type=restriction restriction=no_left_turn";
    let two = read(&file(&text)).unwrap().value;
    one.append(two.clone());
    assert_eq!(one.node_facts[0].node, two.node_facts[0].node + 2);
    let (Via::Node(a), Via::Node(b)) = (&one.restrictions[0].via, &two.restrictions[0].via) else {
        unreachable!()
    };
    assert_eq!(*a, b + 2);
    assert_eq!(compile_for(&one, Mode::Walk).value.n_components(), 2);
}

// What is wrong with the data.

#[test]
fn b01_a_way_is_cut_at_a_missing_node() {
    check(
        &with_nodes("w7 n1,n2,n99,n3,n4 highway=path\nw8 n98,n1 highway=path"),
        "7: 1,2; 7: 3,4",
        "missing-node 2",
    );
    let found = read(&file(&with_nodes("w7 n1,n2,n99,n3 highway=path"))).unwrap();
    assert_eq!(
        found.problems.list()[0].to_string(),
        "warning[missing-node] way/7: node 99 is not in the file; the way was cut there; take an \
         extract with complete ways, unless this is at its rim"
    );
}

#[test]
fn b02_a_node_twice_in_a_row_counts_once() {
    check(&with_nodes("w7 n1,n1,n2,n2 highway=path\nw8 n3,n3 highway=path"), "7: 1,2", "");
}

#[test]
fn b03_a_way_twice_in_the_file_counts_once() {
    let twice = with_nodes("w7 n1,n2 highway=path\nw7 n1,n2,n3 highway=path");
    check(&twice, "7: 1,2", "duplicate-way 1");
}

#[test]
fn b04_a_node_that_is_nowhere() {
    let nowhere = NODES.replace("y2.0\nn3", "y91.0\nn3");
    check(&(nowhere + "w7 n1,n2,n3,n4 highway=path"), "7: 3,4", "missing-node 1, node-place 1");
}

#[test]
fn b05_no_street_at_all() {
    let found = read(&file(NODES)).unwrap();
    assert!(found.value.ways.is_empty() && found.problems.is_empty());
    assert_eq!(compile(&found.value).problems.list()[0].code, "no-streets");
}

// What is wrong with the file.

/// The error's words, without the path.
fn error(bytes: &[u8]) -> String {
    let text = read(bytes).unwrap_err().to_string();
    text.split_once(": ").unwrap().1.to_owned()
}

#[test]
fn c01_not_a_pbf_file() {
    for (bytes, wanted) in [
        (&b""[..], "the file is empty; download the extract again"),
        (
            b"<?xml version='1.0'?><osm/>",
            "the file is OSM XML, not an OSM PBF file; convert it with `osmium cat -o \
             streets.osm.pbf`",
        ),
        (b"PK\x03\x04zip", "the file is a zip archive, not an OSM PBF file; unpack it first"),
        (b"\x1f\x8bgz", "the file is gzipped, not an OSM PBF file; unpack it first"),
        (b"BZh9", "the file is bzip2, not an OSM PBF file; unpack it first"),
        (
            b"\0\0\0\x04abcd",
            "the file is not an OSM PBF file, or its header is damaged; download the extract again \
             as .osm.pbf",
        ),
    ] {
        assert_eq!(error(bytes), wanted);
    }
    assert!(matches!(read(&data(NODES)), Err(ReadError::Format { .. })));
}

#[test]
fn c02_no_file() {
    let found = read_osm(Path::new("no/such.osm.pbf"), &|p| p);
    assert!(matches!(found, Err(ReadError::Io { .. })));
}

#[test]
fn c03_a_truncated_file_keeps_what_is_whole() {
    let first = [header(""), data(&with_nodes("w7 n1,n2 highway=path"))].concat();
    let whole = [first.clone(), data("w8 n3,n4 highway=path")].concat();
    for length in first.len() + 1..whole.len() {
        let found = read(&whole[..length]).unwrap();
        assert_eq!(written(&found.value), "7: 1,2", "{length}");
        // With the header of a blob and none of its content, the blob is empty.
        let told = codes(&found);
        assert!(["osm-truncated 1", "osm-block-broken 1"].contains(&told.as_str()), "{length}");
        let place = &found.problems.list()[0].place;
        assert!(place.ends_with(&format!(":byte {}", first.len())), "{place}");
    }
    assert_eq!(written(&read(&whole).unwrap().value), "7: 1,2; 8: 3,4");
}

#[test]
fn c04_a_broken_block_costs_that_block() {
    let mut broken = data("w8 n3,n4 highway=path");
    let at = broken.len() - 30;
    broken[at..].fill(0xff);
    let bytes = [header(""), data(NODES), broken, data("w9 n1,n4 highway=path")].concat();
    let found = read(&bytes).unwrap();
    assert_eq!(written(&found.value), "9: 1,4");
    assert_eq!(codes(&found), "osm-block-broken 1");
}

#[test]
fn c05_numbers_that_overflow_are_damage_or_nowhere() {
    let far = i64::MAX;
    let town = format!("w8 n{far},n-{far},n{far} highway=path");
    let found =
        read(&[header(""), data(&town), data(&with_nodes("w9 n1,n2 highway=path"))].concat());
    let found = found.unwrap();
    assert_eq!(written(&found.value), "9: 1,2");
    assert!(["missing-node 1", "osm-block-broken 1"].contains(&codes(&found).as_str()));
}

#[test]
fn c06_an_unknown_feature_is_told() {
    let bytes = [header("Sort.Type_then_Telepathy"), data(&with_nodes("w9 n1,n2 highway=path"))];
    let found = read(&bytes.concat()).unwrap();
    assert_eq!(codes(&found), "osm-feature 1");
    assert_eq!(written(&found.value), "9: 1,2");
}

#[test]
fn c07_flipped_bytes_never_panic() {
    let good =
        file(&with_nodes("w7 n1,n2,n3 highway=residential name=Main\nw8 n3,n4 highway=path"));
    for seed in 0..3000 {
        let mut random = Random::new(seed, 0);
        let mut bytes = good.clone();
        for _ in 0..=random.below(4) {
            let at = usize::try_from(random.below(u32::try_from(bytes.len()).unwrap())).unwrap();
            bytes[at] ^= 1 << random.below(8);
        }
        if let Ok(found) = read(&bytes) {
            compile(&found.value);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn c08_random_bytes_never_panic(bytes in any::<Vec<u8>>()) {
        let _ = read(&bytes);
        let _ = read(&[header(""), bytes].concat());
    }
}

#[test]
fn d01_the_same_file_gives_the_same_draft() {
    let bytes = file(&with_nodes("w7 n4,n2,n3 highway=residential\nw8 n1,n4 highway=path"));
    assert_eq!(read(&bytes).unwrap(), read(&bytes).unwrap());
}
