//! Walking, from one street up. All at 1 m/s, so that metres are seconds.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod common;

use std::fmt::Write as _;

use allways_base::cast::round_i64;
use allways_base::{Checked, LonLat, Metres, Seconds, Severity, Speed};
use allways_streets::{
    DijkstraSearch, Millimetres, StreetNetwork, WalkProfile, Work, compile, reach, reach_back,
};
use common::{at, frame, town};

const LIMIT: Seconds = Seconds(3600);

fn net(text: &str) -> StreetNetwork {
    compile(&town(text)).value
}

fn profile(words: &str) -> WalkProfile {
    WalkProfile {
        speed: Speed(1.0),
        step_free: words.contains("step-free"),
        unknown_is_passable: !words.contains("surveyed"),
    }
}

fn place(text: &str) -> LonLat {
    let (x, y) = text.split_once(',').unwrap();
    at(x.trim().parse().unwrap(), y.trim().parse().unwrap())
}

fn written(line: &[LonLat]) -> String {
    let points = line.iter().map(|&p| frame().to_xy(p));
    let rounded = points.map(|p| format!("{},{}", round_i64(p.x), round_i64(p.y)));
    rounded.collect::<Vec<_>>().join(" ")
}

/// `walk` is `x,y x,y` and words of a profile; the answer is seconds and the line walked, or
/// `no snap` or `no way`. Every walk is also searched backwards.
fn check(town: &str, walk: &str, wanted: &str) {
    let net = net(town);
    let words: Vec<&str> = walk.split_whitespace().collect();
    let profile = profile(walk);
    let snap = |k: usize| net.snap(place(words[k]), Metres(200.0), &profile);
    let (Some(a), Some(b)) = (snap(0), snap(1)) else {
        assert_eq!("no snap", wanted, "{walk}");
        return;
    };
    let (mut one, mut two) = (DijkstraSearch::new(), DijkstraSearch::new());
    let there = reach(&net, &profile, &a, LIMIT, &mut one);
    let found = match (there.time_to(&b), there.path_to(&b)) {
        (Some(time), Some(line)) => format!("{} s by {}", time.0, written(&line)),
        _ => "no way".to_owned(),
    };
    assert_eq!(found, wanted, "{walk}");
    let back = reach_back(&net, &profile, &b, LIMIT, &mut two);
    assert_eq!(back.millis_to(&a), there.millis_to(&b), "backwards: {walk}");
    let line = |path: Option<Vec<LonLat>>| path.map(|line| written(&line));
    assert_eq!(line(back.path_to(&a)).is_some(), line(there.path_to(&b)).is_some());
}

// Along one street.

const STREET: &str = "A 0 0\nB 100 0\nA-B";

#[test]
fn a01_from_end_to_end() {
    check(STREET, "0,0 100,0", "100 s by 0,0 100,0");
    check(STREET, "100,0 0,0", "100 s by 100,0 0,0");
}

#[test]
fn a02_the_way_to_the_street_is_walked_too() {
    check(STREET, "20,30 100,40", "150 s by 20,0 100,0");
}

#[test]
fn a03_between_two_houses_of_the_same_street_nobody_walks_to_its_end() {
    check(STREET, "20,5 60,5", "50 s by 20,0 60,0");
    check(STREET, "60,5 20,5", "50 s by 60,0 20,0");
}

#[test]
fn a04_to_oneself() {
    check(STREET, "30,0 30,0", "0 s by 30,0");
    check(STREET, "30,7 30,7", "14 s by 30,0");
}

#[test]
fn a05_past_the_end_one_snaps_to_the_end() {
    check(STREET, "-30,40 0,0", "50 s by 0,0");
}

#[test]
fn a06_part_of_a_second_is_a_whole_one() {
    check(STREET, "0,0 10.0004,0", "10 s by 0,0 10,0");
    check(STREET, "0,0 10.002,0", "11 s by 0,0 10,0");
}

#[test]
fn a07_too_far_from_any_street() {
    check(STREET, "0,201 0,0", "no snap");
    check(STREET, "0,199 0,0", "199 s by 0,0");
}

// Shapes and chains.

#[test]
fn b01_bends_are_walked() {
    let bent = "A 0 0\nB 100 0\nC 100 100\nA-B-C";
    check(bent, "0,0 100,100", "200 s by 0,0 100,0 100,100");
    check(bent, "50,0 100,30", "80 s by 50,0 100,0 100,30");
    check(bent, "100,30 50,0", "80 s by 100,30 100,0 50,0");
}

#[test]
fn b02_points_that_only_give_shape_are_no_nodes() {
    let one = net("A 0 0\nB 10 0\nC 20 0\nD 30 0\nA-B-C-D");
    assert_eq!((one.n_nodes(), one.n_edges()), (2, 1));
    let across_ways = net("A 0 0\nB 10 0\nC 20 0\nD 30 0\nA-B\nD-C-B");
    assert_eq!((across_ways.n_nodes(), across_ways.n_edges()), (2, 1));
    assert_eq!(across_ways.edges().next().unwrap().1.length, Millimetres(30_000));
}

#[test]
fn b03_a_crossing_is_a_node() {
    let cross = "A 0 0\nB 100 0\nC 200 0\nD 100 50\nA-B-C\nB-D";
    let compiled = net(cross);
    assert_eq!((compiled.n_nodes(), compiled.n_edges()), (4, 3));
    check(cross, "0,0 100,50", "150 s by 0,0 100,0 100,50");
}

#[test]
fn b04_streets_that_cross_without_a_node_do_not_meet() {
    let bridge = "A 0 0\nB 100 0\nC 50 -50\nD 50 50\nE 100 300\nA-B\nC-D\nB-E\nE-D";
    check(bridge, "0,0 50,-50", "755 s by 0,0 100,0 100,300 50,50 50,-50");
}

#[test]
fn b05_a_change_of_attribute_is_a_node() {
    let stairs = net("A 0 0\nB 10 0\nC 20 0\nA-B\nB-C steps");
    assert_eq!((stairs.n_nodes(), stairs.n_edges()), (3, 2));
}

#[test]
fn b06_a_circle_without_a_crossing() {
    let circle = "A 0 0\nB 100 0\nC 100 100\nD 0 100\nA-B-C-D-A";
    let compiled = net(circle);
    assert_eq!((compiled.n_nodes(), compiled.n_edges()), (1, 1));
    check(circle, "50,0 0,30", "80 s by 50,0 0,0 0,30");
    check(circle, "0,30 50,0", "80 s by 0,30 0,0 50,0");
    check(circle, "50,0 100,100", "150 s by 50,0 100,0 100,100");
}

#[test]
fn b07_a_lasso() {
    let lasso = "Z -100 0\nA 0 0\nB 100 0\nC 100 100\nD 0 100\nZ-A-B-C-D-A";
    check(lasso, "-100,0 100,90", "290 s by -100,0 0,0 100,0 100,90");
    check(lasso, "-100,0 90,100", "290 s by -100,0 0,0 0,100 90,100");
    check(lasso, "90,100 -100,0", "290 s by 90,100 0,100 0,0 -100,0");
}

#[test]
fn b08_two_streets_between_the_same_corners() {
    let lens = "A 0 0\nM 50 80\nB 100 0\nC -50 0\nD 150 0\nA-M-B\nA-B\nC-A\nB-D";
    check(lens, "-50,0 150,0", "200 s by -50,0 0,0 100,0 150,0");
}

#[test]
fn b09_the_same_point_twice_and_a_way_of_one_point() {
    check("A 0 0\nB 100 0\nA-A-B-B\nB-B", "0,0 100,0", "100 s by 0,0 100,0");
}

#[test]
fn b10_the_short_way_out_of_ones_own_street_may_be_its_far_end() {
    let town = "A 0 0\nB 100 0\nC 100 20\nA-B\nB-C\nA-C";
    check(town, "90,0 100,20", "30 s by 90,0 100,0 100,20");
    check(town, "10,0 60,12", "72 s by 10,0 0,0 60,12");
}

#[test]
fn b11_leaving_and_coming_back_to_the_same_street() {
    // A horseshoe of 1000 m whose ends are 10 m apart.
    let horseshoe = "A 0 0\nB 0 495\nC 10 495\nD 10 0\nE 5 -20\nA-B-C-D\nA-D\nA-E\nE-D";
    check(horseshoe, "0,100 10,100", "210 s by 0,100 0,0 10,0 10,100");
}

// Permissions.

#[test]
fn c01_a_closed_way_is_not_there() {
    check("A 0 0\nB 100 0\nC 0 100\nA-B closed\nA-C", "100,0 0,100", "200 s by 0,0 0,100");
}

const STAIRS: &str = "A 0 0\nB 50 0\nC 100 0\nD 50 200\nA-B\nB-C steps\nA-D\nD-C";

#[test]
fn c02_steps_are_closed_to_the_step_free() {
    check(STAIRS, "0,0 100,0", "100 s by 0,0 50,0 100,0");
    check(STAIRS, "0,0 100,0 step-free", "413 s by 0,0 50,200 100,0");
}

#[test]
fn c03_nothing_said_may_be_read_either_way() {
    check(STAIRS, "0,0 100,0 step-free surveyed", "no snap");
    let tagged = "A 0 0\nB 50 0\nC 100 0\nA-B wheelchair\nB-C";
    check(tagged, "0,0 100,0 step-free surveyed", "100 s by 0,0 50,0");
    check(tagged, "0,0 100,0 step-free", "100 s by 0,0 50,0 100,0");
}

#[test]
fn c04_steps_with_a_ramp_are_open_and_bad_paths_are_not() {
    let ramp = "A 0 0\nB 50 0\nC 100 0\nA-B\nB-C steps wheelchair";
    check(ramp, "0,0 100,0 step-free", "100 s by 0,0 50,0 100,0");
    let mud = "A 0 0\nB 50 0\nC 100 0\nA-B\nB-C no-wheelchair";
    check(mud, "0,0 100,0 step-free", "100 s by 0,0 50,0");
}

#[test]
fn c05_one_way() {
    let escalator = "A 0 0\nB 100 0\nC 50 100\nA-B one-way\nA-C\nC-B";
    check(escalator, "0,0 100,0", "100 s by 0,0 100,0");
    check(escalator, "100,0 0,0", "224 s by 100,0 50,100 0,0");
    check(escalator, "20,0 80,0", "60 s by 20,0 80,0");
    check(escalator, "80,0 20,0", "264 s by 80,0 100,0 50,100 0,0 20,0");
}

#[test]
fn c06_a_one_way_drawn_against_the_chain_and_in_two_ways() {
    check("A 0 0\nB 50 0\nC 100 0\nC-B-A one-way", "100,0 0,0", "100 s by 100,0 50,0 0,0");
    check("A 0 0\nB 50 0\nC 100 0\nC-B-A one-way", "0,0 100,0", "no way");
    check(
        "A 0 0\nB 50 0\nC 100 0\nA-B one-way\nB-C one-way",
        "0,0 100,0",
        "100 s by 0,0 50,0 100,0",
    );
    check("A 0 0\nB 50 0\nC 100 0\nA-B one-way\nC-B one-way", "0,0 100,0", "no way");
}

#[test]
fn c07_a_one_way_circle() {
    let circle = "A 0 0\nB 100 0\nC 100 100\nD 0 100\nA-B-C-D-A one-way";
    check(circle, "50,0 0,50", "300 s by 50,0 100,0 100,100 0,100 0,50");
    check(circle, "0,50 50,0", "100 s by 0,50 0,0 50,0");
}

// Islands and bad drafts.

#[test]
fn d01_islands_are_told_and_not_snapped_to() {
    // 101 houses on a comb of 202 nodes; one path of 2 nodes apart.
    let mut text = String::new();
    for k in 0..=100 {
        let _ = write!(text, "S{k} {} 0\nH{k} {} 50\n", 10 * k, 10 * k);
    }
    text += "X 500 80\nY 520 80\n";
    for k in 0..100 {
        let _ = write!(text, "S{k}-S{}\nS{k}-H{k}\n", k + 1);
    }
    text += "X-Y\n";
    let Checked { value: net, problems } = compile(&town(&text));
    assert_eq!(net.n_components(), 2);
    assert_eq!(net.component_sizes().as_slice(), [200, 2]);
    assert_eq!(net.least_component(), 2);
    assert_eq!(problems.counts().get("island"), Some(&1));
    let island = &problems.list()[0];
    assert_eq!((island.place.as_str(), island.severity), ("way/201", Severity::Note));

    let mut larger = text.clone();
    for k in 101..=301 {
        let _ =
            write!(larger, "S{k} {} 0\nH{k} {} 50\nS{}-S{k}\nS{k}-H{k}\n", 10 * k, 10 * k, k - 1);
    }
    let Checked { value: net, problems } = compile(&town(&larger));
    assert_eq!(net.least_component(), 6);
    let refused = problems.list().iter().find(|p| p.code == "island").unwrap();
    assert_eq!(refused.severity, Severity::Warning);
    assert_eq!(
        refused.message,
        "2 nodes and 20 m of streets are not connected on foot to the largest part; no place \
         snaps to them"
    );
    let profile = profile("");
    let snap = net.snap(at(510.0, 80.0), Metres(100.0), &profile).unwrap();
    assert!((snap.distance.0 - 30.0).abs() < 0.001, "{snap:?}");
    assert_eq!(net.component_of(net.edge(snap.edge).from), net.largest_component().unwrap());
    let anywhere = net.snap_anywhere(at(510.0, 80.0), Metres(100.0), &profile).unwrap();
    assert!(anywhere.distance.0 < 0.001 && !net.is_main(anywhere.edge));
}

#[test]
fn d01b_a_small_component_with_much_street_is_no_island() {
    let mut text = String::new();
    for k in 0..=301 {
        let _ = write!(text, "S{k} {} 0\nH{k} {} 50\n", 10 * k, 10 * k);
        let _ = if k > 0 { write!(text, "S{}-S{k}\nS{k}-H{k}\n", k - 1) } else { Ok(()) };
    }
    for (far, is_main) in [(12_000, true), (9900, false)] {
        let Checked { value: net, problems } =
            compile(&town(&format!("{text}X 0 80\nY {far} 80\nX-Y\n")));
        assert_eq!((net.component_sizes().as_slice()[1], net.n_components()), (2, 2));
        let snap = net.snap(at(6000.0, 80.0), Metres(10.0), &profile(""));
        assert_eq!(snap.is_some(), is_main, "{far}");
        let severity = if is_main { Severity::Note } else { Severity::Warning };
        assert_eq!(problems.list()[0].severity, severity);
    }
}

#[test]
fn d02_bad_drafts_are_told_and_the_rest_kept() {
    let mut draft = town("A 0 0\nB 100 0\nC 0 100\nD 9000 9000\nA-B\nB-C\nA-D");
    draft.nodes[2] = LonLat::new(f64::NAN, 0.0);
    draft.nodes[3] = LonLat::new(0.0, 0.0);
    draft.ways[0].nodes.push(99);
    let Checked { value: net, problems } = compile(&draft);
    assert_eq!((net.n_nodes(), net.n_edges()), (2, 1));
    let codes: Vec<&str> = problems.list().iter().map(|p| p.code).collect();
    assert_eq!(codes, ["street-node", "street-node", "street-too-long"]);
    let empty = compile(&town(""));
    assert_eq!(empty.problems.list()[0].code, "no-streets");
    assert!(empty.value.largest_component().is_none());
    assert!(empty.value.snap(at(0.0, 0.0), Metres(1e9), &profile("")).is_none());
}

#[test]
fn d03_odd_questions() {
    let net = net(STREET);
    let nan = LonLat::new(f64::NAN, 0.0);
    assert!(net.snap(nan, Metres(1e6), &profile("")).is_none());
    assert!(net.snap(at(0.0, 0.0), Metres(f64::NAN), &profile("")).is_none());
    assert!(net.snap(LonLat::new(-60.0, 20.0), Metres(1e7), &profile("")).is_none());
    let stuck = WalkProfile { speed: Speed(0.0), ..profile("") };
    let [a, b] = [0.0, 100.0].map(|x| net.snap(at(x, 0.0), Metres(9.0), &stuck).unwrap());
    let mut search = DijkstraSearch::new();
    let reached = reach(&net, &stuck, &a, Seconds(u32::MAX), &mut search);
    assert_eq!(reached.time_to(&b), None);
}

// Limits and work.

/// Ten streets east, ten north, 100 m apart.
fn grid_city() -> StreetNetwork {
    let mut text = String::new();
    for x in 0..10 {
        for y in 0..10 {
            let _ = writeln!(text, "N{x}{y} {} {}", 100 * x, 100 * y);
        }
    }
    let line =
        |name: &dyn Fn(u32) -> String| (0..10).map(name).collect::<Vec<_>>().join("-") + "\n";
    for k in 0..10 {
        text += &line(&|i| format!("N{i}{k}"));
        text += &line(&|i| format!("N{k}{i}"));
    }
    net(&text)
}

#[test]
fn e01_the_limit_bounds_the_whole_walk() {
    let net = grid_city();
    let profile = profile("");
    let snap = |x: f64, y: f64| net.snap(at(x, y), Metres(60.0), &profile).unwrap();
    let (from, to) = (snap(50.0, 30.0), snap(450.0, 130.0));
    let mut search = DijkstraSearch::new();
    // 30 off, 50 to the corner, 300 and 100 and 50 on, 30 off.
    let wanted = Seconds(560);
    let time = |limit: u32, search: &mut DijkstraSearch| {
        reach(&net, &profile, &from, Seconds(limit), search).time_to(&to)
    };
    assert_eq!(time(560, &mut search), Some(wanted));
    assert_eq!(time(559, &mut search), None);
    assert_eq!(time(0, &mut search), None);
    assert_eq!(time(u32::MAX, &mut search), Some(wanted));
}

#[test]
fn e02_predicted_times_in_a_grid() {
    let net = grid_city();
    let profile = profile("");
    let mut search = DijkstraSearch::new();
    let corner = net.snap(at(0.0, 0.0), Metres(1.0), &profile).unwrap();
    let reached = reach(&net, &profile, &corner, LIMIT, &mut search);
    // The four corners have two streets each, alike: they give shape only.
    assert_eq!((net.n_nodes(), net.n_edges()), (96, 176));
    for node in net.nodes() {
        let p = frame().to_xy(net.place(node));
        let millis = f64::from(reached.node_millis(node).unwrap().0);
        assert!((millis / 1000.0 - p.x - p.y).abs() < 0.02);
    }
    let times: Vec<u32> = reached.nodes().map(|(_, time)| time.0).collect();
    assert!(times.is_sorted() && times.len() == 96);
}

#[test]
fn e03_work_is_counted() {
    let net = grid_city();
    let profile = profile("");
    let mut search = DijkstraSearch::new();
    let corner = net.snap(at(0.0, 0.0), Metres(1.0), &profile).unwrap();
    let work = reach(&net, &profile, &corner, LIMIT, &mut search).work();
    assert_eq!((work.nodes_settled, work.edges_relaxed), (96, 352));
    assert!((96..120).contains(&work.labels_improved), "{work:?}");
    let near = reach(&net, &profile, &corner, Seconds(100), &mut search).work();
    assert_eq!(near, Work { nodes_settled: 2, edges_relaxed: 6, labels_improved: 2 });
    let again = reach(&net, &profile, &corner, LIMIT, &mut search).work();
    assert_eq!(again, work);
}

#[test]
fn e04_a_long_bent_street_is_one_step() {
    let mut text = String::new();
    for k in 0..1000 {
        let _ = writeln!(text, "P{k} {} {}", k, k % 7);
    }
    text += &(0..1000).map(|k| format!("P{k}")).collect::<Vec<_>>().join("-");
    let net = net(&text);
    let profile = profile("");
    let mut search = DijkstraSearch::new();
    let from = net.snap(at(0.0, 0.0), Metres(1.0), &profile).unwrap();
    let work = reach(&net, &profile, &from, LIMIT, &mut search).work();
    assert_eq!(work.nodes_settled, 2);
}

#[test]
fn e05_a_search_can_be_used_for_another_network() {
    let (large, small) = (grid_city(), net(STREET));
    let profile = profile("");
    let mut search = DijkstraSearch::new();
    for _ in 0..3 {
        for net in [&large, &small] {
            let from = net.snap(at(0.0, 0.0), Metres(1.0), &profile).unwrap();
            let to = net.snap(at(100.0, 0.0), Metres(1.0), &profile).unwrap();
            let time = reach(net, &profile, &from, LIMIT, &mut search).time_to(&to);
            assert_eq!(time, Some(Seconds(100)));
        }
    }
}
