//! Streets with edits as weights, against the slow and obvious way: the draft edited and compiled
//! anew. And what edits may not do: closing never makes anybody faster.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod common;

use std::collections::BTreeSet;
use std::sync::Arc;

use allways_base::cast::usize_from;
use allways_base::random::Random;
use allways_base::{LonLat, Metres, Seconds, Speed};
use allways_geo::distance;
use allways_streets::edits::joints;
use allways_streets::hierarchy::Sweep;
use allways_streets::many::ManyTargets;
use allways_streets::{
    Conditions, Cyclist, DijkstraSearch, Driver, Known, Millis, Mode, ModeSet, NodeFacts, Passage,
    Pedestrian, Permit, Prepared, Restriction, RoadClass, Rule, SizeLimits, Snap, StreetDraft,
    StreetEdits, StreetNetwork, StreetWay, Traveller, Via, WalkProfile, WayTraits, Weights,
    Wheeler, compile_cut, compile_for_weather, reach,
};
use common::at;

/// Up to twelve points and twelve ways in 600 m: joins end to end and crossings, one-ways, gates,
/// ferries, pieces of one way, turn restrictions.
fn random_town(random: &mut Random) -> StreetDraft {
    let n = 3 + random.below(10);
    let nodes: Vec<LonLat> =
        (0..n).map(|_| at(random.unit() * 600.0, random.unit() * 600.0)).collect();
    let mut used = BTreeSet::new();
    let mut ways: Vec<StreetWay> = Vec::new();
    for id in 1..=i64::from(3 + random.below(10)) {
        // Half of them go on where another ends.
        let start = ways.last().map(|way| *way.nodes.last().unwrap());
        let start = start.filter(|_| random.below(2) == 0).unwrap_or_else(|| random.below(n));
        let mut nodes = vec![start];
        for _ in 0..=random.below(4) {
            let (from, next) = (nodes[nodes.len() - 1], random.below(n));
            if !nodes.contains(&next) && used.insert((from.min(next), from.max(next))) {
                nodes.push(next);
            }
        }
        if nodes.len() > 1 {
            let id = if random.below(12) == 0 { (id - 1).max(1) } else { id };
            ways.push(random_way(id, nodes, random));
        }
    }
    let mut draft = StreetDraft {
        node_ids: (0..i64::from(n)).collect(),
        nodes,
        ways,
        ..StreetDraft::default()
    };
    for node in 0..n {
        if random.below(12) == 0 {
            let closed = [ModeSet::MOTOR, ModeSet::VEHICLES, ModeSet::NONE.with(Mode::Walk)];
            let closed = closed[usize_from(random.below(3))];
            let kerb_cm = (random.below(2) == 0).then_some(12);
            draft.node_facts.push(NodeFacts { node, closed, kerb_cm, ..NodeFacts::default() });
        }
    }
    for id in 1..=i64::from(random.below(6)) {
        draft.restrictions.extend(random_restriction(id, &draft, random));
    }
    draft
}

/// One of few kinds, so that ways become one edge where nothing tells them apart.
fn random_way(id: i64, nodes: Vec<u32>, random: &mut Random) -> StreetWay {
    let open = Passage::both(Permit::Open);
    let passage = |random: &mut Random| match random.below(8) {
        0 => Passage { forward: Permit::Open, backward: Permit::Closed },
        1 => Passage { forward: Permit::Closed, backward: Permit::Open },
        2 => Passage::default(),
        _ => open,
    };
    let drive = passage(random);
    let truck = if random.below(5) == 0 { Passage::default() } else { drive };
    let is_ferry = random.below(15) == 0;
    let slow = random.below(5) == 0;
    let traits = WayTraits {
        class: if is_ferry { RoadClass::Ferry } else { RoadClass::Residential },
        ferry_seconds: 90,
        cycle: passage(random),
        drive,
        truck,
        speed: if slow { [8000, 5000] } else { [14_000; 2] },
        truck_speed: if random.below(5) == 0 { [7000, 9000] } else { [0; 2] },
        size: SizeLimits {
            height_cm: if random.below(10) == 0 { 300 } else { 0 },
            ..SizeLimits::default()
        },
        covered: if random.below(6) == 0 { Known::No } else { Known::Unknown },
        ..WayTraits::default()
    };
    StreetWay {
        id,
        nodes,
        walk: random.below(8) > 0,
        walk_one_way: random.below(10) == 0,
        steps: random.below(10) == 0,
        traits,
        ..StreetWay::default()
    }
}

/// From a way over a node or a way to one or two others, mostly such as can be followed.
fn random_restriction(id: i64, draft: &StreetDraft, random: &mut Random) -> Option<Restriction> {
    let ends = |way: &StreetWay| [way.nodes[0], *way.nodes.last().unwrap()];
    let n = u32::try_from(draft.ways.len()).unwrap();
    let from = &draft.ways[usize_from(random.below(n.max(1))).min(draft.ways.len() - 1)];
    let node = ends(from)[usize_from(random.below(2))];
    let beside = |node: u32| draft.ways.iter().filter(move |way| ends(way).contains(&node));
    let pick = |node: u32, random: &mut Random| {
        let all: Vec<&StreetWay> = beside(node).collect();
        (!all.is_empty()).then(|| all[usize_from(random.below(u32::try_from(all.len()).unwrap()))])
    };
    let over = pick(node, random).filter(|way| way.id != from.id && random.below(3) == 0);
    let (via, last) = match over {
        Some(way) => {
            let [a, b] = ends(way);
            (Via::Ways(vec![way.id]), if a == node { b } else { a })
        }
        None => (Via::Node(node), node),
    };
    let mut to = vec![pick(last, random)?.id];
    to.extend(pick(last, random).filter(|_| random.below(4) == 0).map(|way| way.id));
    Some(Restriction {
        id,
        rule: if random.below(2) == 0 { Rule::Only } else { Rule::No },
        from: vec![from.id],
        via,
        to,
        modes: if random.below(3) == 0 { ModeSet::MOTOR } else { ModeSet::VEHICLES },
    })
}

fn random_edits(draft: &StreetDraft, random: &mut Random) -> StreetEdits {
    let mut edits = StreetEdits::default();
    let some = |random: &mut Random| {
        let row = random.below(u32::try_from(draft.ways.len()).unwrap());
        draft.ways[usize_from(row)].id
    };
    let sets = [
        ModeSet::VEHICLES.with(Mode::Walk),
        ModeSet::MOTOR,
        ModeSet::NONE.with(Mode::Walk),
        ModeSet::NONE.with(Mode::Cycle),
        ModeSet::NONE.with(Mode::Drive),
    ];
    for _ in 0..random.below(4) {
        edits.close(some(random), sets[usize_from(random.below(5))]);
    }
    for _ in 0..random.below(3) {
        edits.limit(some(random), [20.0, 30.0, 80.0][usize_from(random.below(3))]);
    }
    edits
}

/// Each mode's travellers, and walkers in weather.
fn travellers() -> [(Mode, bool, Traveller); 6] {
    let profile = WalkProfile::on_foot(Speed(1.2));
    let size = SizeLimits { height_cm: 400, ..SizeLimits::default() };
    [
        (Mode::Walk, false, Traveller::Pedestrian(Pedestrian { profile, slope: None })),
        (Mode::Walk, true, Traveller::Pedestrian(Pedestrian { profile, slope: None })),
        (Mode::Wheel, false, Traveller::Wheeler(Wheeler::wheelchair(Speed(1.0)))),
        (Mode::Cycle, false, Traveller::Cyclist(Cyclist::EVERYDAY)),
        (Mode::Drive, false, Traveller::Driver(Driver::car())),
        (Mode::Truck, false, Traveller::Driver(Driver::truck(size))),
    ]
}

fn network(draft: &StreetDraft, mode: Mode, in_weather: bool, cuts: &[u32]) -> StreetNetwork {
    if in_weather {
        compile_for_weather(draft, cuts).value
    } else {
        compile_cut(draft, mode, cuts).value
    }
}

/// Where each place lands, and milliseconds from each to each; `None` off the streets.
type Answers = (Vec<Option<Snap>>, Vec<Option<Millis>>);

fn answers(net: &StreetNetwork, weights: &Weights, places: &[LonLat]) -> Answers {
    let snaps: Vec<_> = places.iter().map(|&p| net.snap(p, Metres(200.0), weights)).collect();
    let mut search = DijkstraSearch::new();
    let mut times = Vec::new();
    for from in &snaps {
        let reach =
            from.as_ref().map(|from| reach(net, weights, from, Seconds(99_999), &mut search));
        let time = |to| reach.as_ref()?.millis_to(to);
        times.extend(snaps.iter().map(|to| to.as_ref().and_then(time)));
    }
    (snaps, times)
}

/// An edge may be drawn the other way round where no limit tells its directions apart any more.
/// Places on it are then rounded to millimetres from its other end; and one that lands on a corner,
/// equally near to two edges, may land on the other, which nothing is asked about.
fn is_same(
    (net, found): (&StreetNetwork, &Answers),
    (twin, wanted): (&StreetNetwork, &Answers),
) -> bool {
    let land = |net: &StreetNetwork, snap: &Snap| net.place_on(snap.edge, snap.offset);
    let lands = found.0.iter().zip(&wanted.0).all(|pair| match pair {
        (Some(a), Some(b)) => distance(land(net, a), land(twin, b)).0 < 0.002,
        (a, b) => a.is_none() && b.is_none(),
    });
    let is_corner = |snap: &Option<Snap>| {
        snap.is_some_and(|snap| snap.offset.0 == 0 || snap.offset == net.edge(snap.edge).length)
    };
    let corners: Vec<bool> = found.0.iter().map(is_corner).collect();
    let n = corners.len();
    let times = found.1.iter().zip(&wanted.1).enumerate();
    lands
        && times.filter(|(k, _)| !corners[k / n] && !corners[k % n]).all(|(_, pair)| match pair {
            (Some(a), Some(b)) => a.0.abs_diff(b.0) <= 3,
            (a, b) => a.is_none() && b.is_none(),
        })
}

/// The same times by the hierarchy.
fn by_hierarchy(
    net: &StreetNetwork,
    prepared: &Prepared,
    places: &[LonLat],
) -> Vec<Option<Millis>> {
    let weights = prepared.weights();
    let snaps: Vec<_> = places.iter().map(|&p| net.snap(p, Metres(200.0), weights)).collect();
    let many = ManyTargets::new((net, weights), prepared.graph(net), snaps.clone());
    let times = many.times(&snaps, &mut Sweep::new());
    times.into_iter().map(|time| (time < Millis::NEVER).then_some(time)).collect()
}

#[test]
fn edits_are_as_a_draft_edited_and_compiled_anew() {
    let (mut n_same, mut n_changed, mut n_moved, mut n_anew, mut n_partial) = (0, 0, 0, 0, 0);
    let mut n_exact = 0;
    for seed in 0..4000 {
        let mut random = Random::new(seed, 1);
        let draft = random_town(&mut random);
        if draft.ways.is_empty() {
            continue;
        }
        let edits = random_edits(&draft, &mut random);
        let mut edited = draft.clone();
        edits.apply(&mut edited);
        let cuts = joints(&draft, &edits.ways());
        let places: Vec<LonLat> = (0..5)
            .map(|_| at(random.unit() * 700.0 - 50.0, random.unit() * 700.0 - 50.0))
            .collect();
        for (mode, in_weather, who) in travellers() {
            let told = || format!("seed {seed}, {mode:?}: {edits:?}\n{draft:#?}");
            let is_anew = edits.frees_turns(&draft, mode);
            n_anew += usize::from(is_anew);
            let net = network(if is_anew { &edited } else { &draft }, mode, in_weather, &cuts);
            let mut conditions = Conditions { uncovered_factor: 1.5, ..Conditions::usual() };
            let usual = Weights::new(&net, &who, &conditions);
            assert!(edits.add_to(&mut conditions, &net), "not cut: {}", told());
            let weights = Weights::new(&net, &who, &conditions);
            let found = answers(&net, &weights, &places);

            let twin = network(&edited, mode, in_weather, &cuts);
            let plain = Conditions { uncovered_factor: 1.5, ..Conditions::usual() };
            let wanted = answers(&twin, &Weights::new(&twin, &who, &plain), &places);
            let is_same = is_same((&net, &found), (&twin, &wanted));
            assert!(is_same, "{found:?}\n{wanted:?}\n{}", told());
            n_exact += usize::from(found.1 == wanted.1);

            let before = answers(&net, &usual, &places);
            n_same += usize::from(before == found);
            n_changed += usize::from(before.1 != found.1);
            n_moved += usize::from(before.0 != found.0);
            if random.below(4) == 0 {
                let base = Arc::new(Prepared::new(usual, Arc::default()));
                base.customization(&net);
                let prepared = Prepared::edited(weights, base);
                assert_eq!(by_hierarchy(&net, &prepared, &places), found.1, "{}", told());
                n_partial += usize::from(prepared.customization(&net).changed.is_some());
            }
        }
    }
    let counts = format!("{n_same} {n_changed} {n_moved} {n_anew} {n_partial} {n_exact}");
    assert!(n_same > 9000 && n_changed > 2500 && n_moved > 900, "dull towns: {counts}");
    assert!(n_anew > 400 && n_partial > 2000, "dull towns: {counts}");
}

/// Without turn restrictions, between places that land where they did: a street closed never helps,
/// nor does a lower limit.
#[test]
fn closing_never_makes_anybody_faster() {
    let mut n_slower = 0;
    for seed in 0..3000 {
        let mut random = Random::new(seed, 2);
        let mut draft = random_town(&mut random);
        draft.restrictions.clear();
        if draft.ways.is_empty() {
            continue;
        }
        let mut edits = random_edits(&draft, &mut random);
        edits.limit(draft.ways[0].id, 10.0);
        let slower = draft.ways.iter().all(|way| {
            way.traits.speed.iter().all(|&old| old >= 8000) || !edits.ways().contains(&way.id)
        });
        let cuts = joints(&draft, &edits.ways());
        let places: Vec<LonLat> =
            (0..5).map(|_| at(random.unit() * 600.0, random.unit() * 600.0)).collect();
        for (mode, in_weather, who) in travellers() {
            if ModeSet::MOTOR.contains(mode) && !slower {
                continue;
            }
            let net = network(&draft, mode, in_weather, &cuts);
            let mut conditions = Conditions::usual();
            let usual = answers(&net, &Weights::new(&net, &who, &conditions), &places);
            assert!(edits.add_to(&mut conditions, &net));
            conditions.limits.retain(|&(_, limit)| limit <= 8000);
            let edited = answers(&net, &Weights::new(&net, &who, &conditions), &places);
            let n = places.len();
            for k in 0..n * n {
                let lands = |at: usize| usual.0[at] == edited.0[at];
                if !lands(k / n) || !lands(k % n) {
                    continue;
                }
                let (before, after) = (usual.1[k], edited.1[k]);
                let is_worse = after.is_none() || before.is_some_and(|b| b <= after.unwrap());
                assert!(is_worse, "seed {seed}, {mode:?}: {before:?} to {after:?}");
                n_slower += usize::from(before != after);
            }
        }
    }
    assert!(n_slower > 5000, "dull towns: {n_slower}");
}

/// A network that is not cut for an edit says so, and adds nothing.
#[test]
fn an_edge_of_other_ways_too_is_not_closed() {
    let way = |id: i64, nodes: &[u32]| StreetWay {
        id,
        nodes: nodes.to_vec(),
        walk: true,
        ..StreetWay::default()
    };
    let draft = StreetDraft {
        nodes: [0.0, 100.0, 200.0].map(|x| at(x, 0.0)).to_vec(),
        node_ids: vec![1, 2, 3],
        ways: vec![way(1, &[0, 1]), way(2, &[1, 2])],
        ..StreetDraft::default()
    };
    let mut edits = StreetEdits::default();
    edits.close(2, ModeSet::NONE.with(Mode::Walk));
    let mut conditions = Conditions::usual();
    let whole = compile_cut(&draft, Mode::Walk, &[]).value;
    assert!(!edits.add_to(&mut conditions, &whole));
    assert_eq!(conditions, Conditions::usual());
    let cut = compile_cut(&draft, Mode::Walk, &joints(&draft, &edits.ways())).value;
    assert!(edits.add_to(&mut conditions, &cut));
    assert_eq!((cut.n_edges(), conditions.removed.len()), (2, 1));
    // A place beside the closed one lands on what is left of the street.
    let weights =
        Weights::new(&cut, &Traveller::Wheeler(Wheeler::wheelchair(Speed(1.0))), &conditions);
    let snap = cut.snap(at(180.0, 0.0), Metres(100.0), &weights).unwrap();
    assert!((snap.distance.0 - 80.0).abs() < 0.5, "{snap:?}");
    assert_eq!(cut.edge(snap.edge).way, 1);
}

/// A comb of 300 nodes, and a street of two behind a link that closes: 1 % of the largest component,
/// and so an island that no place lands on, as in a draft without the link.
#[test]
fn what_an_edit_cuts_off_is_an_island() {
    let mut draft = StreetDraft::default();
    let mut add = |x: f64, y: f64| {
        draft.nodes.push(at(x, y));
        draft.node_ids.push(i64::try_from(draft.nodes.len()).unwrap());
        u32::try_from(draft.nodes.len() - 1).unwrap()
    };
    let teeth: Vec<[u32; 2]> =
        (0..150).map(|k| f64::from(k) * 50.0).map(|x| [add(x, 0.0), add(x, 50.0)]).collect();
    let far = [add(3000.0, 300.0), add(3100.0, 300.0)];
    let both = Passage::both(Permit::Open);
    let way = |id: i64, nodes: Vec<u32>| StreetWay {
        id,
        nodes,
        walk: true,
        traits: WayTraits { drive: both, ..WayTraits::default() },
        ..StreetWay::default()
    };
    let spine = teeth.iter().map(|tooth| tooth[0]).collect();
    draft.ways = vec![way(1, spine), way(2, vec![teeth[60][1], far[0]]), way(3, far.to_vec())];
    let spurs = teeth.iter().enumerate();
    draft.ways.extend(spurs.map(|(k, tooth)| way(10 + i64::try_from(k).unwrap(), tooth.to_vec())));
    let mut edits = StreetEdits::default();
    edits.close(2, ModeSet::VEHICLES.with(Mode::Walk));
    let mut edited = draft.clone();
    edits.apply(&mut edited);
    let cuts = joints(&draft, &edits.ways());
    for (mode, in_weather, who) in travellers()
        .into_iter()
        .filter(|(mode, ..)| matches!(mode, Mode::Walk | Mode::Wheel | Mode::Drive))
    {
        let net = network(&draft, mode, in_weather, &cuts);
        let snapped = |conditions: &Conditions, net: &StreetNetwork| {
            let weights = Weights::new(net, &who, conditions);
            let snap = net.snap(at(3050.0, 290.0), Metres(400.0), &weights).unwrap();
            (net.edge(snap.edge).way, snap.distance)
        };
        let mut conditions = Conditions::usual();
        assert_eq!(snapped(&conditions, &net).0, 3);
        assert!(edits.add_to(&mut conditions, &net));
        let found = snapped(&conditions, &net);
        assert_eq!(
            found,
            snapped(&Conditions::usual(), &network(&edited, mode, in_weather, &cuts))
        );
        assert_eq!(found.0, 71, "{mode:?}");
    }
}
