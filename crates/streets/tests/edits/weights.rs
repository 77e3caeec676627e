//! Streets with edits as weights, against the slow and obvious way: the draft edited and compiled
//! anew. And what edits may not do: closing never makes anybody faster.

use std::sync::Arc;

use allways_base::cast::usize_from;
use allways_base::random::Random;
use allways_base::{LonLat, Metres, Speed};
use allways_streets::edits::joints;
use allways_streets::hierarchy::Sweep;
use allways_streets::many::ManyTargets;
use allways_streets::{
    Conditions, Driver, Millis, Mode, ModeSet, Passage, Permit, Prepared, StreetDraft, StreetEdits,
    StreetNetwork, StreetWay, Traveller, WayTraits, Weights, Wheeler, compile_cut,
};

use crate::common::at;
use crate::towns::{answers, is_same, network, random_town, travellers};

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

/// A town of 30 × 30 crossings: work counters say how much of the hierarchy an edit touches.
#[test]
fn an_edit_customizes_few_links_again() {
    const SIDE: u32 = 30;
    let mut draft = StreetDraft::default();
    let both = Passage::both(Permit::Open);
    for k in 0..SIDE * SIDE {
        let (x, y) = (k % SIDE, k / SIDE);
        let jitter = f64::from((7 * x + 13 * y) % 11);
        draft.nodes.push(at(f64::from(x) * 100.0 + jitter, f64::from(y) * 100.0 - jitter));
        draft.node_ids.push(i64::from(k));
        for to in [(x + 1 < SIDE).then_some(k + 1), (y + 1 < SIDE).then_some(k + SIDE)] {
            draft.ways.extend(to.map(|to| StreetWay {
                id: i64::from(2 * k + u32::from(to > k + 1)),
                nodes: vec![k, to],
                traits: WayTraits { drive: both, speed: [10_000; 2], ..WayTraits::default() },
                ..StreetWay::default()
            }));
        }
    }
    let net = compile_cut(&draft, Mode::Drive, &[]).value;
    let car = Traveller::Driver(Driver::car());
    let base = Prepared::new(Weights::new(&net, &car, &Conditions::usual()), Arc::default());
    let full = base.customization(&net);
    assert_eq!(full.changed, None);
    let base = Arc::new(base);
    let work = |edit: &dyn Fn(&mut StreetEdits)| {
        let (mut edits, mut conditions) = (StreetEdits::default(), Conditions::usual());
        edit(&mut edits);
        assert!(edits.add_to(&mut conditions, &net));
        let weights = Weights::new(&net, &car, &conditions);
        let part = Prepared::edited(weights.clone(), Arc::clone(&base)).customization(&net);
        let anew = Prepared::new(weights, Arc::default()).customization(&net);
        assert_eq!(anew.work.links, full.work.links);
        (part.changed, part.work.links, part.work.triangles)
    };
    // Of the way from the crossing in the middle to the east; both its directions are arcs.
    let middle = i64::from(2 * (SIDE * SIDE / 2 + SIDE / 2));
    let closed = work(&|edits| edits.close(middle, ModeSet::MOTOR));
    let slowed = work(&|edits| edits.limit(middle, 18.0));
    let same = work(&|edits| edits.limit(middle, 36.0));
    assert_eq!((full.work.links, full.work.triangles), (12_532, 143_773));
    assert_eq!(
        [closed, slowed, same],
        [(Some(2), 622, 13_087), (Some(2), 622, 13_087), (Some(0), 0, 0)]
    );
}
