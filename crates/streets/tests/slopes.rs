//! Heights along edges, and what slopes do to travellers.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod common;

use allways_base::cast::f64_from;
use allways_base::random::Random;
use allways_base::{LonLat, Metres, Seconds, Speed};
use allways_streets::slope::{PowerModel, Tobler};
use allways_streets::{
    Conditions, Cyclist, DijkstraSearch, EdgeIdx, Known, Millis, Mode, Passage, Pedestrian, Permit,
    StreetDraft, StreetNetwork, StreetWay, Structure, Surface, Traveller, WalkProfile, WayTraits,
    Weights, Wheeler, compile, compile_for, reach,
};
use common::{at, frame, town};

/// A surface of the ground in the plane of the toy towns.
fn ground(height: impl Fn(f64, f64) -> f64) -> impl Fn(LonLat) -> Option<f64> {
    move |place| {
        let p = frame().to_xy(place);
        Some(height(p.x, p.y))
    }
}

fn hiker() -> Traveller {
    let profile = WalkProfile::on_foot(Speed(1.25));
    Traveller::Pedestrian(Pedestrian { profile, slope: Some(Tobler::HIKING) })
}

fn weigh(net: &StreetNetwork, traveller: &Traveller) -> Weights {
    Weights::new(net, traveller, &Conditions::usual())
}

fn only(net: &StreetNetwork) -> EdgeIdx {
    assert_eq!(net.n_edges(), 1);
    net.edges().next().unwrap().0
}

/// Tobler's own table: 5.04 km/h on the level, 6 km/h at −5 %.
#[test]
fn a01_tobler() {
    let one = Tobler::HIKING;
    let level = 6.0 * (-3.5_f64 * 0.05).exp();
    for grade in [-0.5, -0.3, -0.05, 0.0, 0.1, 0.4] {
        let wanted = 6.0 * (-3.5 * (grade + 0.05_f64).abs()).exp() / level;
        assert!((one.factor(grade) - wanted).abs() < 1e-12, "{grade}");
    }
    assert!((one.factor(0.0) - 1.0).abs() < 1e-15);
    assert!((one.factor(-0.05) * level - 6.0).abs() < 1e-9);
    assert!((one.factor(5.0) - one.factor(0.6)).abs() < 1e-15);
}

/// The root by halving, ten thousand times.
#[test]
fn a02_the_power_model() {
    let mut random = Random::new(3, 0);
    for _ in 0..10_000 {
        let mut between = |low: f64, high: f64| low + (high - low) * random.unit();
        let model = PowerModel {
            power: between(0.0, 400.0),
            mass: between(50.0, 150.0),
            drag_area: between(0.2, 0.9),
            air_density: between(0.9, 1.3),
            efficiency: between(0.9, 1.0),
        };
        let (grade, rolling) = (between(-0.3, 0.3), between(0.002, 0.05));
        let (mut low, mut high) = (0.0, 30.0);
        for _ in 0..80 {
            let middle = f64::midpoint(low, high);
            if model.power_at(middle, grade, rolling) > model.power {
                high = middle;
            } else {
                low = middle;
            }
        }
        let found = model.speed(grade, rolling, 30.0);
        assert!((found - low).abs() < 1e-6, "{model:?} {grade} {rolling}: {found}, not {low}");
    }
}

#[test]
fn a03_an_everyday_rider() {
    let kmh = |grade| PowerModel::EVERYDAY.speed(grade, 0.005, 11.2) * 3.6;
    assert!((18.0..19.0).contains(&kmh(0.0)), "{}", kmh(0.0));
    assert!((5.0..7.0).contains(&kmh(0.05)), "{}", kmh(0.05));
    assert!(kmh(-0.08) > 40.0);
    let faster = PowerModel::EVERYDAY.at_level_speed(25.0 / 3.6, 0.005);
    assert!((faster.speed(0.0, 0.005, 20.0) * 3.6 - 25.0).abs() < 1e-6);
}

/// A street of 400 m, up at 10 %.
#[test]
fn b01_up_is_slower_than_down() {
    let mut net = compile(&town("A 0 0\nB 400 0\nA-B")).value;
    let cover = net.lay_heights(ground(|x, _| x / 10.0));
    assert!(cover.problems.is_empty() && (cover.value.known_km - 0.4).abs() < 1e-6);
    let edge = only(&net);
    let (up, down) = net.climb(edge).unwrap();
    assert!((up.0 - 40.0).abs() < 0.01 && down.0 < 0.01, "{up} {down}");
    assert_eq!(net.grades(edge, false).len(), 20);
    assert!(net.grades(edge, true).all(|grade| (grade + 0.1).abs() < 1e-3));
    let weights = weigh(&net, &hiker());
    let seconds = |back| f64::from(weights.millis(edge, back).0) / 1000.0;
    let wanted = |grade| 400.0 / 1.25 / Tobler::HIKING.factor(grade);
    assert!((seconds(false) - wanted(0.1)).abs() < 0.1, "{}", seconds(false));
    assert!((seconds(true) - wanted(-0.1)).abs() < 0.1, "{}", seconds(true));
    assert!(seconds(false) > seconds(true));
}

/// Random towns; level ground at any height, no heights, and a walker without a slope.
#[test]
fn b02_level_ground_is_no_ground() {
    for seed in 0..300 {
        let mut random = Random::new(seed, 21);
        let mut text = String::new();
        for k in 0..8 {
            text += &format!("P{k} {} {}\n", random.unit() * 900.0, random.unit() * 900.0);
        }
        for _ in 0..8 {
            let (a, b) = (random.below(8), random.below(8));
            text += &format!("P{a}-P{b}\n");
        }
        let plain = compile(&town(&text)).value;
        let mut level = plain.clone();
        let _ = level.lay_heights(|_| Some(1234.567));
        let profile = WalkProfile::on_foot(Speed(1.25));
        let flat = Traveller::Pedestrian(Pedestrian { profile, slope: None });
        let wanted = weigh(&plain, &flat);
        assert_eq!(weigh(&level, &hiker()), wanted);
        assert_eq!(weigh(&plain, &hiker()), wanted);
        for (edge, of) in plain.edges() {
            assert_eq!(wanted.millis(edge, false), profile.millis(of.length));
        }
        let bike = Traveller::Cyclist(Cyclist::EVERYDAY);
        assert_eq!(weigh(&level, &bike), weigh(&plain, &bike));
    }
}

/// The definition: stations every few metres, summed, on wavy ground, from scratch.
#[test]
fn b03_rises_add_up_around_a_circle() {
    let mut net = compile(&town("A 0 0\nB 300 0\nC 300 200\nD 0 250\nA-B-C-D-A")).value;
    let wave = |x: f64, y: f64| 30.0 * (x / 80.0).sin() + 20.0 * (y / 50.0).cos();
    let _ = net.lay_heights(ground(wave));
    let (up, down) = net.climb(only(&net)).unwrap();
    assert!((up.0 - down.0).abs() < 1e-9, "{up} {down}");
    let mut slow = 0.0;
    let corners = [(0.0, 0.0), (300.0, 0.0), (300.0, 200.0), (0.0, 250.0), (0.0, 0.0)];
    for pair in corners.windows(2) {
        let ((ax, ay), (bx, by)) = (pair[0], pair[1]);
        let height = |k: usize| {
            let share = f64_from(k) / 10_000.0;
            wave(ax + (bx - ax) * share, ay + (by - ay) * share)
        };
        slow += (0..10_000).map(|k| (height(k + 1) - height(k)).max(0.0)).sum::<f64>();
    }
    assert!((up.0 - slow).abs() < 0.04 * slow, "{up}, not {slow}");
}

/// A valley of 50 m, crossed by a bridge between two portals on the same street.
#[test]
fn b04_a_bridge_is_straight() {
    let text = "A 0 0\nP 100 0\nQ 300 0\nB 400 0\nA-P\nP-Q\nQ-B";
    let mut draft = town(text);
    let valley = ground(|x, _| if (120.0..280.0).contains(&x) { 0.0 } else { 50.0 + x / 100.0 });
    let mut net = compile(&draft).value;
    let _ = net.lay_heights(&valley);
    assert!(net.climb(only(&net)).unwrap().0.0 > 50.0);
    draft.ways[1].traits.structure = Structure::Bridge;
    let mut net = compile(&draft).value;
    // The bridge does not cut the walk into more edges.
    let _ = net.lay_heights(&valley);
    let (up, down) = net.climb(only(&net)).unwrap();
    assert!((up.0 - 4.0).abs() < 0.05 && down.0 < 0.01, "{up} {down}");
}

/// A bridge that is joined by another in its middle: three spans, the joint between them.
#[test]
fn b05_a_joint_on_a_bridge() {
    let text = "A -50 0\nP 0 0\nM 200 0\nQ 400 0\nB 450 0\nR 200 300\nC 200 350\n\
                A-P\nP-M\nM-Q\nQ-B\nM-R\nR-C";
    let mut draft = town(text);
    for k in [1, 2, 4] {
        draft.ways[k].traits.structure = Structure::Bridge;
    }
    let portals = [(0.0, 0.0, 10.0), (400.0, 0.0, 30.0), (200.0, 300.0, 20.0)];
    let mut net = compile(&draft).value;
    let _ = net.lay_heights(ground(|x, y| {
        let near = portals.iter().find(|p| (p.0 - x).hypot(p.1 - y) < 60.0);
        near.map_or(-100.0, |p| p.2)
    }));
    // Nearness 1/200, 1/200, 1/300: (10 + 30) / 200 + 20 / 300 over the sum is 20.
    let middle = net
        .edges()
        .filter(|(_, of)| net.osm_node(of.to) == 3 || net.osm_node(of.from) == 3)
        .map(|(edge, of)| {
            let (up, down) = net.climb(edge).unwrap();
            let rise = up.0 - down.0;
            (up.0 + down.0, if net.osm_node(of.to) == 3 { rise } else { -rise })
        });
    let all: Vec<(f64, f64)> = middle.collect();
    assert_eq!(all.len(), 3);
    for (moved, _) in &all {
        assert!(*moved < 10.5, "{all:?}");
    }
    assert!((all.iter().map(|(_, rise)| rise).sum::<f64>()).abs() < 0.1, "{all:?}");
}

#[test]
fn b06_a_model_of_a_part_is_told() {
    let mut net = compile(&town("A 0 0\nB 400 0\nC 400 100\nA-B\nB-C steps")).value;
    let cover = net.lay_heights(|place| (frame().to_xy(place).y < 50.0).then_some(5.0));
    assert_eq!(
        cover.problems.list()[0].to_string(),
        "warning[elevation-partial] elevation: heights are known for 0.4 of 0.5 km; the rest \
         counts as level; add the tiles of the elevation model that cover the rest of the streets"
    );
    let known: Vec<bool> = net.edges().map(|(edge, _)| net.has_heights(edge)).collect();
    assert_eq!(known, [true, false]);
    assert!(net.climb(net.edges().nth(1).unwrap().0).is_none());
}

fn path(traits: WayTraits, steps: bool, wheelchair: Known) -> StreetNetwork {
    let mut draft = StreetDraft {
        nodes: vec![at(0.0, 0.0), at(100.0, 0.0)],
        node_ids: vec![1, 2],
        ..StreetDraft::default()
    };
    draft.ways.push(StreetWay {
        id: 1,
        nodes: vec![0, 1],
        walk: true,
        steps,
        wheelchair,
        traits,
        ..StreetWay::default()
    });
    compile_for(&draft, Mode::Wheel).value
}

#[test]
fn c01_wheels() {
    let usual = WayTraits::default;
    let chair = Wheeler::wheelchair(Speed(1.0));
    let pram = Wheeler::pram(Speed(1.0));
    let known = WayTraits { surface: Surface::Smooth, width_cm: 200, incline: Some(0), ..usual() };
    let (yes, no, unknown) = (Known::Yes, Known::No, Known::Unknown);
    for (name, traits, steps, tag, wanted) in [
        ("nothing said", usual(), false, unknown, [unknown, unknown]),
        ("all said", known.clone(), false, unknown, [yes, yes]),
        ("tagged yes", WayTraits { width_cm: 50, ..usual() }, false, yes, [yes, yes]),
        ("tagged no", known.clone(), false, no, [no, yes]),
        ("narrow", WayTraits { width_cm: 80, ..known.clone() }, false, unknown, [no, yes]),
        ("steep", WayTraits { incline: Some(100), ..known.clone() }, false, unknown, [no, yes]),
        (
            "steep down",
            WayTraits { incline: Some(-100), ..known.clone() },
            false,
            unknown,
            [no, yes],
        ),
        ("1:12", WayTraits { incline: Some(83), ..known.clone() }, false, unknown, [yes, yes]),
        ("kerb", WayTraits { kerb_cm: Some(12), ..known.clone() }, false, unknown, [no, yes]),
        ("gravel", WayTraits { surface: Surface::Loose, ..usual() }, false, unknown, [no, unknown]),
        ("mud", WayTraits { surface: Surface::Soft, ..usual() }, false, unknown, [no, no]),
        ("rough", WayTraits { smoothness: 4, ..usual() }, false, unknown, [no, unknown]),
        ("steps", usual(), true, no, [no, no]),
        ("pram ramp", WayTraits { pram_ramp: yes, ..usual() }, true, no, [no, unknown]),
        ("ramp", WayTraits { ramp: yes, ..usual() }, true, unknown, [unknown, no]),
    ] {
        let net = path(traits, steps, tag);
        let edge = only(&net);
        for (one, wanted) in [chair, pram].into_iter().zip(wanted) {
            let found = [false, true].map(|back| one.passes(&net, edge, back));
            assert_eq!(found, [wanted; 2], "{name}, pram {}", one.is_pram);
            for unknown_is_passable in [true, false] {
                let one = Wheeler { unknown_is_passable, ..one };
                let weights = weigh(&net, &Traveller::Wheeler(one));
                let is_open = weights.millis(edge, false) != Millis::NEVER;
                assert_eq!(is_open, wanted == yes || (wanted == unknown && unknown_is_passable));
            }
        }
    }
}

/// A grade that heights tell refuses, one that the way states comes first.
#[test]
fn c02_wheels_on_slopes() {
    let chair = Wheeler::wheelchair(Speed(1.0));
    let mut net = path(WayTraits::default(), false, Known::Unknown);
    let _ = net.lay_heights(ground(|x, _| x / 10.0));
    assert_eq!(chair.passes(&net, only(&net), false), Known::No);
    let _ = net.lay_heights(ground(|x, _| x / 20.0));
    assert_eq!(chair.passes(&net, only(&net), false), Known::Unknown);
    let mut net =
        path(WayTraits { incline: Some(50), ..WayTraits::default() }, false, Known::Unknown);
    let _ = net.lay_heights(ground(|x, _| x / 5.0));
    assert_eq!(chair.passes(&net, only(&net), false), Known::Unknown);
}

/// Pushing a bicycle is as slow as walking; riding up steep streets is not slower than that.
#[test]
fn d01_cyclists() {
    let with = |cycle: Permit, surface| {
        let mut draft = town("A 0 0\nB 1000 0\nA-B");
        draft.ways[0].traits =
            WayTraits { cycle: Passage::both(cycle), surface, ..WayTraits::default() };
        compile_for(&draft, Mode::Cycle).value
    };
    let seconds = |net: &StreetNetwork| {
        let weights = weigh(net, &Traveller::Cyclist(Cyclist::EVERYDAY));
        f64::from(weights.millis(only(net), false).0) / 1000.0
    };
    let mut smooth = with(Permit::Open, Surface::Smooth);
    let level = seconds(&smooth);
    assert!((1000.0 / level * 3.6 - 18.5).abs() < 0.5, "{level}");
    assert!(seconds(&with(Permit::Open, Surface::Soft)) > 1.3 * level);
    assert!((seconds(&with(Permit::Push, Surface::Smooth)) - 1000.0 / 1.2).abs() < 0.01);
    let _ = smooth.lay_heights(ground(|x, _| x * 0.3));
    assert!((seconds(&smooth) - 1000.0 / 1.2).abs() < 1.0, "{}", seconds(&smooth));
    let _ = smooth.lay_heights(ground(|x, _| -x * 0.1));
    assert!((seconds(&smooth) - 1000.0 / (40.0 / 3.6)).abs() < 0.1, "{}", seconds(&smooth));
}

/// Uphill is longer by the same search, both ways.
#[test]
fn d02_a_search_feels_slopes() {
    let mut net =
        compile(&town("Z -9 0\nA 0 0\nB 500 0\nC 500 500\nD 509 500\nZ-A\nA-B\nB-C\nA-C\nC-D"))
            .value;
    let _ = net.lay_heights(ground(|x, y| (x + y) / 10.0));
    let weights = weigh(&net, &hiker());
    let mut search = DijkstraSearch::new();
    let [a, c] = [(0.0, 0.0), (500.0, 500.0)]
        .map(|(x, y)| net.snap(at(x, y), Metres(1.0), &weights).unwrap());
    let mut time =
        |from, to| reach(&net, &weights, from, Seconds(9999), &mut search).time_to(to).unwrap().0;
    let (up, down) = (time(&a, &c), time(&c, &a));
    assert!(up > 707 * 100 / 125 && up > down, "{up} {down}");
}
