//! Streets, the lack of them, and what is told. One metre is one second.

use allways_access::{Endpoint, Ends, Ground, Walker, attach};
use allways_base::{LonLat, Problems, Seconds};
use allways_geo::length;
use allways_streets::{Known, StreetDraft, StreetNetwork, StreetWay, compile};
use allways_transit::feed::{Feed, StopIdx};
use allways_transit::timetable::Footpath;

use crate::toy::{CROW, Town, WALKER, at};

/// Streets as polylines of points; a way with `steps` is a flight of steps.
fn streets(ways: &[(&[LonLat], bool)]) -> StreetNetwork {
    let mut draft = StreetDraft::default();
    for (number, &(points, steps)) in (1_i64..).zip(ways) {
        let nodes = points.iter().map(|&point| {
            let known = draft.nodes.iter().position(|&node| node == point).unwrap_or_else(|| {
                draft.nodes.push(point);
                draft.node_ids.push(number * 100);
                draft.nodes.len() - 1
            });
            u32::try_from(known).unwrap()
        });
        draft.ways.push(StreetWay {
            id: number,
            nodes: nodes.collect(),
            name: String::new(),
            walk: true,
            walk_one_way: false,
            steps,
            wheelchair: Known::Unknown,
            ..StreetWay::default()
        });
    }
    compile(&draft).value
}

/// A street of 2 km; a path of 200 m north from its middle, and back down by steps at 1100 m.
pub(crate) fn town_streets() -> StreetNetwork {
    let (a, b) = (at(1000.0, 0.0), at(1100.0, 0.0));
    let (c, d) = (at(1000.0, 200.0), at(1100.0, 200.0));
    streets(&[
        (&[at(0.0, 0.0), a, b, at(2000.0, 0.0)], false),
        (&[a, c, d], false),
        (&[d, b], true),
    ])
}

pub(crate) fn feed(places: &[(&str, LonLat)]) -> Feed {
    let names: Vec<&str> = places.iter().map(|(name, _)| *name).collect();
    Town::new(&names.join(" "), places).picture.feed
}

fn told(problems: &Problems) -> Vec<String> {
    problems.list().iter().map(ToString::to_string).collect()
}

/// `B 620, C 700`.
fn shown(feed: &Feed, walks: &[(StopIdx, Seconds)]) -> String {
    let walks = walks.iter().map(|(stop, Seconds(s))| format!("{} {s}", feed.stops[*stop].id));
    walks.collect::<Vec<_>>().join(", ")
}

#[test]
fn a01_a_walk_goes_along_the_street_and_both_ways_off_it() {
    let net = town_streets();
    let feed = feed(&[("A", at(300.0, 9.75)), ("B", at(800.0, 19.75)), ("C", at(1000.0, 150.0))]);
    let attached =
        attach(&feed, Ground::Streets { net: &net, weights: None, beyond: None }, WALKER);
    assert_eq!(told(&attached.problems), [""; 0]);
    let attached = attached.value;
    assert_eq!(attached.n_off_streets(), 0);
    assert_eq!(attached.assumptions(), [""; 0]);
    // 10 m off, 200 m along, 9.75 m off; 300 + 19.75; 500 + 150, which is above the limit.
    let access = attached.access_from(at(500.0, 10.0));
    assert_eq!(shown(&feed, &access), "A 220, B 330");
    assert_eq!(access, attached.egress_to(at(500.0, 10.0)));
    assert_eq!(attached.walk_time(at(500.0, 10.0), at(800.0, 19.75)), Some(Seconds(330)));
}

#[test]
fn a02_footpaths_join_platforms_within_their_own_limit() {
    let net = town_streets();
    let feed = feed(&[("A", at(300.0, 9.75)), ("B", at(800.0, 19.75)), ("C", at(1000.0, 99.75))]);
    let attached =
        attach(&feed, Ground::Streets { net: &net, weights: None, beyond: None }, WALKER).value;
    let [a, b, c] = ["A", "B", "C"].map(|id| feed.stop(id).unwrap());
    let path = |from, to, seconds| (from, Footpath { to, duration: Seconds(seconds) });
    // B to C: 19.75 + 200 + 99.75, C is on the path itself.
    assert_eq!(attached.footpaths(Seconds(400)), [path(b, c, 320), path(c, b, 320)]);
    assert_eq!(attached.footpaths(Seconds(530)).len(), 4);
    assert_eq!(attached.footpaths(Seconds(530))[0], path(a, b, 530));
    assert!(attached.footpaths(Seconds(319)).is_empty());
}

#[test]
fn a03_a_walk_can_be_drawn() {
    let net = town_streets();
    let feed = feed(&[("A", at(300.0, 0.0)), ("C", at(1000.0, 150.0))]);
    let attached =
        attach(&feed, Ground::Streets { net: &net, weights: None, beyond: None }, WALKER).value;
    let (from, to) = (at(800.0, 10.0), at(1000.0, 150.0));
    let line = attached.walk_line(from, to, Seconds(600)).unwrap();
    assert_eq!((line.first(), line.last()), (Some(&from), Some(&to)));
    assert!((length(&line).0 - 360.0).abs() < 0.2, "{line:?}");
    assert_eq!(attached.walk_line(from, to, Seconds(300)), None);
}

#[test]
fn a04_to_stay_is_no_walk_to_the_street_and_back() {
    let net = town_streets();
    let feed = feed(&[("A", at(300.0, 10.0)), ("B", at(300.0, 10.0)), ("F", at(300.0, 400.0))]);
    let attached =
        attach(&feed, Ground::Streets { net: &net, weights: None, beyond: None }, WALKER).value;
    for here in [at(300.0, 10.0), at(500.0, 20.0), at(300.0, 400.0)] {
        assert_eq!(attached.walk_time(here, here), Some(Seconds(0)));
        assert_eq!(attached.walk_line(here, here, Seconds(60)), Some(vec![here]));
    }
    assert_eq!(shown(&feed, &attached.access_from(at(300.0, 10.0))), "A 0, B 0");
}

#[test]
fn b01_steps_are_a_detour_for_wheels() {
    let net = town_streets();
    let feed = feed(&[("D", at(1100.0, 200.0))]);
    let ground = Ground::Streets { net: &net, weights: None, beyond: None };
    let wheels = Walker { step_free: true, ..WALKER };
    let from = at(1100.25, 0.0);
    let on_foot = attach(&feed, ground, WALKER).value.access_from(from);
    let on_wheels = attach(&feed, ground, wheels).value.access_from(from);
    assert_eq!(
        (shown(&feed, &on_foot), shown(&feed, &on_wheels)),
        ("D 201".into(), "D 401".into())
    );
    let pessimist = Walker { unknown_is_passable: false, ..wheels };
    assert!(attach(&feed, ground, pessimist).value.access_from(from).is_empty());
}

#[test]
fn c01_a_stop_off_the_streets_is_told_and_walked_to_only_if_asked() {
    let net = town_streets();
    let feed = feed(&[("A", at(300.0, 0.0)), ("F", at(300.0, 400.0)), ("G", at(9000.0, 9000.0))]);
    let attached =
        attach(&feed, Ground::Streets { net: &net, weights: None, beyond: None }, WALKER);
    assert_eq!(
        told(&attached.problems),
        [
            "warning[stop-unsnapped] stop F: the nearest open street is 400 m away, more than 300 m; nobody can walk to it; check its position, or add the missing street",
            "warning[stop-unsnapped] stop G: no open street is within 5.0 km; nobody can walk to it; check its position, or add the missing street",
        ]
    );
    assert_eq!(attached.value.n_off_streets(), 2);
    assert_eq!(shown(&feed, &attached.value.access_from(at(300.0, 0.2))), "A 1");
    let asked =
        attach(&feed, Ground::Streets { net: &net, weights: None, beyond: Some(1.25) }, WALKER);
    assert!(told(&asked.problems)[0].contains("walks there are the straight line times 1.25"));
    assert_eq!(shown(&feed, &asked.value.access_from(at(300.0, 0.2))), "A 1, F 500");
    assert_eq!(
        asked.value.assumptions(),
        ["walking to 2 of 3 stops, which no street leads to, is the straight line times 1.25"]
    );
}

#[test]
fn c02_a_point_off_the_streets_is_told() {
    let net = town_streets();
    let feed = feed(&[("A", at(300.0, 0.0))]);
    let attached =
        attach(&feed, Ground::Streets { net: &net, weights: None, beyond: None }, WALKER).value;
    let mut problems = Problems::default();
    assert!(attached.check_point("o.csv:2", at(300.0, 299.0), &mut problems));
    assert!(!attached.check_point("o.csv:3", at(300.0, 301.0), &mut problems));
    assert_eq!(
        told(&problems),
        [
            "warning[point-unsnapped] o.csv:3: the nearest open street is 301 m away, more than 300 m; nobody can walk to it; check its position, or add the missing street",
        ]
    );
    assert!(attached.access_from(at(300.0, 301.0)).is_empty());
}

#[test]
fn d01_platforms_without_a_position_have_their_stations_or_are_told() {
    let town = Town::new("A B\n8:00 8:10\n\nstation S A", &[("S", at(0.0, 0.0))]);
    let attached = attach(&town.picture.feed, CROW, WALKER);
    assert_eq!(
        told(&attached.problems),
        [
            "note[stop-at-its-station] stop A: it has no position; its station's was taken; give it one",
            "warning[stop-without-position] stop B: it has no position, so nobody can walk to it; give it one",
        ]
    );
    assert_eq!(shown(&town.picture.feed, &attached.value.access_from(at(0.0, 0.0))), "A 0");
    assert_eq!(attached.value.assumptions(), ["walking is the straight line times 1: no streets"]);
}

#[test]
fn d02_a_detour_lengthens_straight_walks() {
    let feed = feed(&[("A", at(399.0, 0.0)), ("B", at(401.0, 0.0))]);
    let attached = attach(&feed, Ground::Straight { detour_factor: 1.5 }, WALKER).value;
    assert_eq!(shown(&feed, &attached.access_from(at(0.0, 0.0))), "A 599");
}

#[test]
fn d03_a_walker_who_cannot_move_is_nowhere() {
    for speed in [0.0, -1.0, f64::NAN] {
        let feed = feed(&[("A", at(0.0, 0.0))]);
        let walker = Walker { speed: allways_base::Speed(speed), ..WALKER };
        assert!(attach(&feed, CROW, walker).value.access_from(at(0.0, 1.0)).is_empty());
    }
}

#[test]
fn e01_one_way_stairs_are_walked_one_way() {
    // An escalator up from the street to a stop; a ramp of 300 m leads down.
    let (low, high, far) = (at(0.0, 0.0), at(0.0, 100.0), at(150.0, 50.0));
    let mut draft = StreetDraft {
        nodes: vec![at(-100.0, 0.0), low, high, far],
        node_ids: vec![1, 2, 3, 4],
        ..StreetDraft::default()
    };
    let way = |id, nodes: &[u32], walk_one_way| StreetWay {
        id,
        nodes: nodes.to_vec(),
        name: String::new(),
        walk: true,
        walk_one_way,
        steps: false,
        wheelchair: Known::Unknown,
        ..StreetWay::default()
    };
    draft.ways = vec![way(1, &[0, 1], false), way(2, &[1, 2], true), way(3, &[2, 3, 1], false)];
    let net = compile(&draft).value;
    let feed = feed(&[("H", high)]);
    let attached =
        attach(&feed, Ground::Streets { net: &net, weights: None, beyond: None }, WALKER).value;
    let point = at(-50.0, 0.0);
    let (access, egress) = (attached.access_from(point), attached.egress_to(point));
    assert_eq!((access[0].1, egress[0].1), (Seconds(150), Seconds(367)));
    let tt = Town::new("H X\n8:00 8:10", &[]).tt;
    let (p, s) = (Endpoint::Position(point), Endpoint::Stops(vec![feed.stop("H").unwrap()]));
    assert_eq!(Ends::of(&tt, &attached, &p, &s).direct, Some(Seconds(150)));
    assert_eq!(Ends::of(&tt, &attached, &s, &p).direct, Some(Seconds(367)));
}
