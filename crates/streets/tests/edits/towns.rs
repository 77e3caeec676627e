//! Random towns for every mode, and what is asked of them.

use std::collections::BTreeSet;

use allways_base::cast::usize_from;
use allways_base::random::Random;
use allways_base::{LonLat, Metres, Seconds, Speed};
use allways_geo::distance;
use allways_streets::{
    Cyclist, DijkstraSearch, Driver, Known, Millis, Mode, ModeSet, NodeFacts, Passage, Pedestrian,
    Permit, Restriction, RoadClass, Rule, SizeLimits, Snap, StreetDraft, StreetNetwork, StreetWay,
    Traveller, Via, WalkProfile, WayTraits, Weights, Wheeler, compile_cut, compile_for_weather,
    reach,
};

use crate::common::at;

/// Up to twelve points and twelve ways in 600 m: joins end to end and crossings, one-ways, gates,
/// ferries, pieces of one way, turn restrictions.
pub(crate) fn random_town(random: &mut Random) -> StreetDraft {
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
pub(crate) fn random_way(id: i64, nodes: Vec<u32>, random: &mut Random) -> StreetWay {
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

/// Each mode's travellers, and walkers in weather.
pub(crate) fn travellers() -> [(Mode, bool, Traveller); 6] {
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

pub(crate) fn network(
    draft: &StreetDraft,
    mode: Mode,
    in_weather: bool,
    cuts: &[u32],
) -> StreetNetwork {
    if in_weather {
        compile_for_weather(draft, cuts).value
    } else {
        compile_cut(draft, mode, cuts).value
    }
}

/// Where each place lands, and milliseconds from each to each; `None` off the streets.
pub(crate) type Answers = (Vec<Option<Snap>>, Vec<Option<Millis>>);

pub(crate) fn answers(net: &StreetNetwork, weights: &Weights, places: &[LonLat]) -> Answers {
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
pub(crate) fn is_same(
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
