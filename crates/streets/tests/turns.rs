//! Driving against the definition: Dijkstra over whole histories. A state is the last few segments
//! driven, as many as the longest restriction is long; a move is allowed if no restriction forbids
//! it, read straight from the draft. Nothing is shared with the network but which points are nodes,
//! since only there one may turn round.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use allways_base::cast::{f64_from, usize_from};
use allways_base::random::Random;
use allways_base::{Idx, LonLat, Metres, Seconds};
use allways_geo::{distance, interpolate, length};
use allways_streets::hierarchy::Sweep;
use allways_streets::hierarchy::{Graph, INFINITY};
use allways_streets::many::{ManyTargets, search_graph};
use allways_streets::{
    Conditions, DijkstraSearch, Driver, Known, LandingSearch, Landings, Millis, Mode, ModeSet,
    NodeFacts, Passage, Permit, Restriction, Rule, StreetDraft, StreetNetwork, StreetWay,
    Traveller, Via, WayTraits, Weights, compile_for, reach, reach_back,
};
use common::{at, frame};

/// Ways of one to three segments between up to eleven points, no pair of points joined twice.
fn random_town(random: &mut Random) -> StreetDraft {
    let n = 3 + random.below(9);
    let nodes: Vec<LonLat> =
        (0..n).map(|_| at(random.unit() * 600.0, random.unit() * 600.0)).collect();
    let mut used = BTreeSet::new();
    let mut ways = Vec::new();
    for id in 1..=i64::from(5 + random.below(10)) {
        let mut nodes = vec![random.below(n)];
        for _ in 0..=random.below(3) {
            let (from, next) = (nodes[nodes.len() - 1], random.below(n));
            if !nodes.contains(&next) && used.insert((from.min(next), from.max(next))) {
                nodes.push(next);
            }
        }
        if nodes.len() > 1 {
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
            let closed = ModeSet::MOTOR;
            draft.node_facts.push(NodeFacts { node, closed, ..NodeFacts::default() });
        }
    }
    for id in 1..=i64::from(random.below(6)) {
        let rule = random_restriction(id, &draft, random);
        draft.restrictions.extend(rule);
    }
    draft
}

fn random_way(id: i64, nodes: Vec<u32>, random: &mut Random) -> StreetWay {
    let open = Permit::Open;
    let drive = match random.below(8) {
        0 => Passage { forward: open, backward: Permit::Closed },
        1 => Passage { forward: Permit::Closed, backward: open },
        2 => Passage::default(),
        _ => Passage::both(open),
    };
    let speeds = [8000, 8000, 8000, 14_000];
    let mut speed = || speeds[usize_from(random.below(4))];
    let forward = speed();
    let speed = [forward, if speed() == 8000 { forward } else { speed() }];
    StreetWay {
        id,
        nodes,
        traits: WayTraits { drive, speed, ..WayTraits::default() },
        ..StreetWay::default()
    }
}

/// Ends of a way.
fn ends(way: &StreetWay) -> [u32; 2] {
    [way.nodes[0], *way.nodes.last().unwrap()]
}

/// A restriction of ways that meet end to end, over a node or one or two ways.
fn random_restriction(id: i64, draft: &StreetDraft, random: &mut Random) -> Option<Restriction> {
    let n = u32::try_from(draft.ways.len()).unwrap();
    let mut way = || &draft.ways[usize_from(random.below(n.max(1)))];
    if n == 0 {
        return None;
    }
    let mut chain = vec![way()];
    let mut at = ends(chain[0])[usize::from(way().id % 2 == 0)];
    let first = at;
    for _ in 0..40 {
        let next = way();
        let is_turn_back = chain.len() == 1 && next.id == chain[0].id;
        if ends(next).contains(&at) && (is_turn_back || chain.iter().all(|w| w.id != next.id)) {
            chain.push(next);
            let [a, b] = ends(next);
            at = if a == at { b } else { a };
        }
    }
    let n_via = usize_from(random.below(3)).min(chain.len().saturating_sub(2));
    let (from, to) = (chain[0].id, chain.get(n_via + 1)?.id);
    let via: Vec<i64> = chain[1..=n_via].iter().map(|w| w.id).collect();
    Some(Restriction {
        id,
        rule: if random.below(3) == 0 { Rule::Only } else { Rule::No },
        from: vec![from],
        via: if via.is_empty() { Via::Node(first) } else { Via::Ways(via) },
        to: vec![to],
        modes: if random.below(6) == 0 { ModeSet::NONE } else { ModeSet::VEHICLES },
    })
}

/// A segment as driven: way row, its number in the way, and whether against the drawing.
type Move = (usize, usize, bool);

struct Slow<'a> {
    draft: &'a StreetDraft,
    nodes: BTreeSet<u32>,
    longest: usize,
}

impl Slow<'_> {
    fn ends(&self, (way, k, back): Move) -> (u32, u32) {
        let nodes = &self.draft.ways[way].nodes;
        if back { (nodes[k + 1], nodes[k]) } else { (nodes[k], nodes[k + 1]) }
    }

    fn is_open(&self, (way, _, back): Move) -> bool {
        let drive = self.draft.ways[way].traits.drive;
        (if back { drive.backward } else { drive.forward }) == Permit::Open
    }

    fn seconds(&self, one: Move) -> f64 {
        let (from, to) = self.ends(one);
        let metres = distance(self.place(from), self.place(to)).0;
        let speed = self.draft.ways[one.0].traits.speed[usize::from(one.2)];
        metres * 1000.0 / f64::from(speed)
    }

    fn place(&self, node: u32) -> LonLat {
        self.draft.nodes[usize_from(node)]
    }

    fn moves(&self) -> Vec<Move> {
        let ways = self.draft.ways.iter().enumerate();
        let segments = ways.flat_map(|(w, way)| (0..way.nodes.len() - 1).map(move |k| (w, k)));
        segments
            .flat_map(|(w, k)| [(w, k, false), (w, k, true)])
            .filter(|&m| self.is_open(m))
            .collect()
    }

    fn is_gate(&self, node: u32) -> bool {
        self.draft.node_facts.iter().any(|facts| facts.node == node)
    }

    /// All segments of a way, driven from one of its ends.
    fn whole(&self, id: i64, from: u32) -> Option<(Vec<Move>, u32)> {
        let (w, way) = self.draft.ways.iter().enumerate().find(|(_, way)| way.id == id)?;
        let n = way.nodes.len() - 1;
        let [a, b] = ends(way);
        if a == from {
            Some(((0..n).map(|k| (w, k, false)).collect(), b))
        } else if b == from {
            Some(((0..n).rev().map(|k| (w, k, true)).collect(), a))
        } else {
            None
        }
    }

    /// True if the rule forbids the last of these moves.
    fn forbids(&self, rule: &Restriction, path: &[Move]) -> bool {
        let id = |m: Move| self.draft.ways[m.0].id;
        let (next, before) = path.split_last().unwrap();
        let starts: Vec<u32> = match &rule.via {
            Via::Node(node) => vec![*node],
            Via::Ways(ids) => {
                let way = self.draft.ways.iter().find(|way| way.id == ids[0]);
                way.map(|way| ends(way).to_vec()).unwrap_or_default()
            }
        };
        let is_closed = |wanted: i64| {
            let way = self.draft.ways.iter().find(|way| way.id == wanted).unwrap();
            way.traits.drive.is_closed()
        };
        // A rule about a way that is closed says nothing.
        if is_closed(rule.to[0]) {
            return false;
        }
        starts.into_iter().any(|start| {
            let (mut over, mut end) = (Vec::new(), start);
            if let Via::Ways(ids) = &rule.via {
                for &via in ids {
                    let Some((moves, other)) = self.whole(via, end) else { return false };
                    over.extend(moves);
                    end = other;
                }
            }
            // The rule has to lead somewhere.
            if self.whole(rule.to[0], end).is_none() || before.len() <= over.len() {
                return false;
            }
            let (head, tail) = before.split_at(before.len() - over.len());
            let from = head[head.len() - 1];
            let came = tail == over && id(from) == rule.from[0] && self.ends(from).1 == start;
            let goes = id(*next) == rule.to[0] && self.ends(*next).0 == end;
            came && match rule.rule {
                Rule::No => goes,
                Rule::Only => !goes,
            }
        })
    }

    fn allows(&self, path: &[Move]) -> bool {
        let (last, next) = (path[path.len() - 2], path[path.len() - 1]);
        let at = self.ends(last).1;
        let is_round = (last.0, last.1) == (next.0, next.1);
        self.ends(next).0 == at
            && (!is_round || self.nodes.contains(&at))
            && (is_round || !self.is_gate(at))
            && !self
                .draft
                .restrictions
                .iter()
                .filter(|rule| rule.modes.contains(Mode::Drive))
                .any(|rule| self.forbids(rule, path))
    }

    /// Seconds from a share of one segment to a share of another.
    fn drive(&self, from: (usize, usize, f64), to: (usize, usize, f64)) -> f64 {
        let mut best = f64::INFINITY;
        if (from.0, from.1) == (to.0, to.1) {
            let way = (from.0, from.1, to.2 < from.2);
            if self.is_open(way) {
                best = self.seconds(way) * (to.2 - from.2).abs();
            }
        }
        let all = self.moves();
        let mut known: BTreeMap<Vec<Move>, f64> = BTreeMap::new();
        let mut open: Vec<(f64, Vec<Move>)> = Vec::new();
        for one in [(from.0, from.1, false), (from.0, from.1, true)] {
            let left = if one.2 { from.2 } else { 1.0 - from.2 };
            if self.is_open(one) {
                open.push((self.seconds(one) * left, vec![one]));
            }
        }
        while let Some(k) = (0..open.len()).min_by(|&a, &b| open[a].0.total_cmp(&open[b].0)) {
            let (time, path) = open.swap_remove(k);
            if time >= best || known.get(&path).is_some_and(|&before| before <= time) {
                continue;
            }
            known.insert(path.clone(), time);
            for &next in &all {
                let mut longer = path.clone();
                longer.push(next);
                if !self.allows(&longer) {
                    continue;
                }
                if (next.0, next.1) == (to.0, to.1) {
                    let share = if next.2 { 1.0 - to.2 } else { to.2 };
                    best = best.min(time + self.seconds(next) * share);
                }
                let start = longer.len().saturating_sub(self.longest);
                open.push((time + self.seconds(next), longer.split_off(start)));
            }
        }
        best
    }
}

fn picture(draft: &StreetDraft) -> String {
    let mut text = String::new();
    for (row, &p) in draft.nodes.iter().enumerate() {
        let xy = frame().to_xy(p);
        let _ = writeln!(text, "{row}: {:.0} {:.0}", xy.x, xy.y);
    }
    for way in &draft.ways {
        let (drive, speed) = (way.traits.drive, way.traits.speed);
        let _ = writeln!(text, "{}: {:?} {drive:?} {speed:?}", way.id, way.nodes);
    }
    for rule in &draft.restrictions {
        let _ = writeln!(text, "{rule:?}");
    }
    let _ = writeln!(text, "gates {:?}", draft.node_facts.iter().map(|f| f.node));
    text
}

fn car(net: &StreetNetwork) -> Weights {
    Weights::new(net, &Traveller::Driver(Driver::car()), &Conditions::usual())
}

#[test]
fn three_thousand_random_towns_with_turn_restrictions() {
    let (mut search, mut back) = (DijkstraSearch::new(), DijkstraSearch::new());
    let (mut reached, mut unreached, mut split, mut mattered) = (0, 0, 0, 0);
    for seed in 0..3000 {
        let mut random = Random::new(seed, 11);
        let draft = random_town(&mut random);
        let compiled = compile_for(&draft, Mode::Drive);
        let net = compiled.value;
        split += usize::from(net.has_turns());
        let weights = car(&net);
        let nodes = net.nodes().map(|node| u32::try_from(net.osm_node(node)).unwrap()).collect();
        let slow = Slow { draft: &draft, nodes, longest: longest(&draft) };
        let moves = slow.moves();
        if moves.is_empty() {
            continue;
        }
        let mut place = || {
            let (w, k, _) = moves[usize_from(random.below(u32::try_from(moves.len()).unwrap()))];
            let share = 0.1 + 0.8 * random.unit();
            let [a, b] = [0, 1].map(|end| slow.place(draft.ways[w].nodes[k + end]));
            ((w, k, share), interpolate(a, b, share))
        };
        for _ in 0..2 {
            let [(from, a), (to, b)] = [place(), place()];
            let [a, b] = [a, b].map(|p| net.snap_anywhere(p, Metres(0.1), &weights).unwrap());
            let told = || format!("seed {seed} {from:?} {to:?}\n{}", picture(&draft));
            let wanted = slow.drive(from, to) * 1000.0;
            let limit = Seconds(100_000);
            let there = reach(&net, &weights, &a, limit, &mut search);
            let found = there.millis_to(&b);
            match found {
                Some(Millis(ms)) => {
                    assert!(
                        (f64::from(ms) - wanted).abs() < 60.0,
                        "{ms}, not {wanted}: {}",
                        told()
                    );
                    assert!(length(&there.path_to(&b).unwrap()).0 < 1e6);
                    reached += 1;
                }
                None => {
                    assert!(wanted.is_infinite(), "no way, wanted {wanted}: {}", told());
                    unreached += 1;
                }
            }
            let mirrored = reach_back(&net, &weights, &b, limit, &mut back);
            assert_eq!(mirrored.millis_to(&a), found, "backwards: {}", told());
            assert_eq!(mirrored.path_to(&a).is_some(), found.is_some());
            let free = StreetDraft { restrictions: Vec::new(), ..draft.clone() };
            let free = Slow { draft: &free, nodes: slow.nodes.clone(), longest: 1 };
            mattered += usize::from((free.drive(from, to) * 1000.0 - wanted).abs() > 1.0);
            same_as_arcs(&net, &weights, &a, &there, &told);
        }
    }
    assert!(
        reached > 3000 && unreached > 400 && split > 1100 && mattered > 110,
        "{reached} {unreached} {split} {mattered}"
    );
}

/// By the hierarchy, from and to places on edges, at their ends, off them and nowhere.
#[test]
fn many_places_at_once_take_as_long_as_one_by_one() {
    let (mut search, mut sweep) = (DijkstraSearch::new(), Sweep::new());
    let mut near = LandingSearch::new();
    let (mut reached, mut along) = (0, 0);
    for seed in 0..1500 {
        let mut random = Random::new(seed, 12);
        let draft = random_town(&mut random);
        let net = compile_for(&draft, Mode::Drive).value;
        let weights = car(&net);
        let graph = search_graph(&net, &weights);
        let mut place = || {
            let row = usize_from(random.below(u32::try_from(draft.nodes.len()).unwrap()));
            let other = usize_from(random.below(u32::try_from(draft.nodes.len()).unwrap()));
            let share = [0.0, 0.3, 1.0][usize_from(random.below(3))];
            let at = interpolate(draft.nodes[row], draft.nodes[other], share);
            net.snap_anywhere(at, Metres(200.0), &weights)
        };
        let sources: Vec<Option<allways_streets::Snap>> = (0..9).map(|_| place()).collect();
        let places: Vec<Option<allways_streets::Snap>> = (0..9).map(|_| place()).collect();
        let places = [&places[..], &sources[..2]].concat();
        let many = ManyTargets::new((&net, &weights), &graph, places.clone());
        let times = many.times(&sources, &mut sweep);
        let landings = Landings::new(&net, &weights, places.clone());
        for (row, from) in sources.iter().enumerate() {
            let mut met = vec![None; places.len()];
            if let Some(from) = from {
                let meet = |k: usize, time: Seconds| met[k] = Some(time);
                landings.each_within(from, Seconds(100_000), &mut near, meet);
            }
            for (k, to) in places.iter().enumerate() {
                let one = from.as_ref().zip(to.as_ref()).and_then(|(from, to)| {
                    along += usize::from(from.edge == to.edge);
                    reach(&net, &weights, from, Seconds(100_000), &mut search).millis_to(to)
                });
                assert_eq!(met[k], one.map(Millis::ceil), "{seed} {from:?} {to:?}");
                let found = times[row * places.len() + k];
                assert_eq!(found, one.unwrap_or(Millis::NEVER), "{seed} {from:?} {to:?}");
                reached += usize::from(one.is_some());
            }
        }
    }
    assert!(reached > 50_000 && along > 5000, "{reached} {along}");
}

/// Bellman and Ford over the bare arcs, from both ends of the start's edge.
fn same_as_arcs(
    net: &StreetNetwork,
    weights: &Weights,
    start: &allways_streets::Snap,
    there: &allways_streets::Reach<'_>,
    told: &impl Fn() -> String,
) {
    let graph = Graph::from_network(net, weights);
    let weight = |arc| graph.weights()[arc];
    let mut times = vec![u64::MAX; graph.n_vertices()];
    let share = f64::from(start.offset.0) / f64::from(net.edge(start.edge).length.0);
    for vertex in graph.vertices().take(net.n_nodes()) {
        for ((arc, head), hop) in graph.arcs(vertex).zip(net.hops(vertex)) {
            if hop.edge == start.edge && weight(arc) < INFINITY {
                let part = if hop.is_backward() { share } else { 1.0 - share };
                let time = allways_base::cast::round_u32(f64::from(weight(arc)) * part);
                let at = &mut times[head.to_usize()];
                *at = (*at).min(u64::from(time));
            }
        }
    }
    for _ in 0..graph.n_vertices() {
        for vertex in graph.vertices() {
            for (arc, head) in graph.arcs(vertex).filter(|(arc, _)| weight(*arc) < INFINITY) {
                let time = times[vertex.to_usize()].saturating_add(u64::from(weight(arc)));
                let at = &mut times[head.to_usize()];
                *at = (*at).min(time);
            }
        }
    }
    for node in net.nodes() {
        let of_node = graph.vertices().filter(|&v| net.node_of(v) == node);
        let best = of_node.map(|v| times[v.to_usize()]).min().unwrap();
        let found = there.node_millis(node);
        let is_same = found.map_or(best == u64::MAX, |Millis(ms)| u64::from(ms).abs_diff(best) < 3);
        assert!(is_same, "{node:?}: {found:?}, arcs {best}: {}", told());
    }
}

/// Moves that a restriction can be long.
fn longest(draft: &StreetDraft) -> usize {
    let over = |rule: &Restriction| match &rule.via {
        Via::Node(_) => 0,
        Via::Ways(ids) => {
            let ways = draft.ways.iter().filter(|way| ids.contains(&way.id));
            ways.map(|way| way.nodes.len() - 1).sum()
        }
    };
    1 + draft.restrictions.iter().map(over).max().unwrap_or(0)
}

/// A cross of four streets of 100 m with its middle `M`, all named by where they lead: ways 1 north,
/// 2 east, 3 south, 4 west, and what is added.
fn cross(change: impl Fn(&mut StreetDraft)) -> StreetDraft {
    let mut draft = StreetDraft::default();
    for (x, y) in [(0.0, 0.0), (0.0, 100.0), (100.0, 0.0), (0.0, -100.0), (-100.0, 0.0)] {
        draft.nodes.push(at(x, y));
        draft.node_ids.push(i64::try_from(draft.node_ids.len()).unwrap());
    }
    for id in 1..=4 {
        draft.ways.push(open_way(id, vec![0, u32::try_from(id).unwrap()]));
    }
    change(&mut draft);
    draft
}

fn open_way(id: i64, nodes: Vec<u32>) -> StreetWay {
    let traits = WayTraits {
        drive: Passage::both(Permit::Open),
        truck: Passage::both(Permit::Open),
        speed: [10_000; 2],
        ..WayTraits::default()
    };
    StreetWay { id, nodes, traits, ..StreetWay::default() }
}

fn rule(rule: Rule, from: i64, to: i64) -> Restriction {
    let (from, to) = (vec![from], vec![to]);
    Restriction { id: 9, rule, from, via: Via::Node(0), to, modes: ModeSet::VEHICLES }
}

/// Seconds times ten between two places, by car.
fn tenths(draft: &StreetDraft, from: (f64, f64), to: (f64, f64)) -> Option<u32> {
    let net = compile_for(draft, Mode::Drive).value;
    let weights = car(&net);
    let [a, b] = [from, to].map(|(x, y)| net.snap(at(x, y), Metres(1.0), &weights).unwrap());
    let mut search = DijkstraSearch::new();
    let time = reach(&net, &weights, &a, Seconds(10_000), &mut search).millis_to(&b)?;
    Some(allways_base::cast::round_u32(f64::from(time.0) / 100.0))
}

const NORTH: (f64, f64) = (0.0, 50.0);
const EAST: (f64, f64) = (50.0, 0.0);
const SOUTH: (f64, f64) = (0.0, -50.0);

#[test]
fn a01_a_cross_without_restrictions() {
    assert_eq!(tenths(&cross(|_| {}), NORTH, EAST), Some(100));
}

#[test]
fn a02_no_left_turn_sends_one_round_the_next_dead_end() {
    let town = cross(|d| d.restrictions.push(rule(Rule::No, 1, 2)));
    // Into another street, round at its end, and back.
    assert_eq!(tenths(&town, NORTH, EAST), Some(300));
    assert_eq!(tenths(&town, EAST, NORTH), Some(100));
    assert_eq!(tenths(&town, SOUTH, EAST), Some(100));
}

#[test]
fn a03_only_straight_on() {
    let town = cross(|d| d.restrictions.push(rule(Rule::Only, 1, 3)));
    assert_eq!(tenths(&town, NORTH, SOUTH), Some(100));
    assert_eq!(tenths(&town, NORTH, EAST), Some(300));
}

#[test]
fn a04_whom_it_does_not_concern() {
    let mut one = rule(Rule::No, 1, 2);
    one.modes = ModeSet::NONE.with(Mode::Truck);
    let town = cross(|d| d.restrictions.push(one.clone()));
    assert_eq!(tenths(&town, NORTH, EAST), Some(100));
    assert!(!compile_for(&town, Mode::Drive).value.has_turns());
    assert!(compile_for(&town, Mode::Truck).value.has_turns());
    assert!(!compile_for(&town, Mode::Walk).value.has_turns());
}

#[test]
fn a05_what_does_not_fit_is_told() {
    let mut lost = rule(Rule::No, 1, 2);
    lost.via = Via::Node(3);
    let town = cross(|d| d.restrictions.push(lost.clone()));
    let problems = compile_for(&town, Mode::Drive).problems;
    assert_eq!(
        problems.list()[0].to_string(),
        "warning[turn-restriction] relation/9: the way that it starts from does not end at its \
         junction; the turn restriction was left out; split the ways at the junction and correct \
         the members in OpenStreetMap"
    );
}

#[test]
fn a06_no_u_turn() {
    let town = cross(|d| d.restrictions.push(rule(Rule::No, 1, 1)));
    // Down to the middle is 5 s, but who sets out south cannot turn there; north is the dead end.
    let net = compile_for(&town, Mode::Drive).value;
    assert_eq!(net.n_vertices(), net.n_nodes() + 1);
    assert_eq!(tenths(&town, NORTH, EAST), Some(100));
}

#[test]
fn b01_a_gate_for_cars() {
    let town = cross(|d| {
        d.node_facts.push(NodeFacts { node: 0, closed: ModeSet::MOTOR, ..NodeFacts::default() });
        d.ways.iter_mut().for_each(|way| way.walk = true);
    });
    assert_eq!(tenths(&town, NORTH, EAST), None);
    assert_eq!(compile_for(&town, Mode::Drive).value.n_components(), 4);
    assert_eq!(compile_for(&town, Mode::Walk).value.n_components(), 1);
}

#[test]
fn b02_a_trap_is_an_island() {
    // East is one-way out of the middle: nobody comes back from it.
    let town = cross(|d| d.ways[1].traits.drive.backward = Permit::Closed);
    let net = compile_for(&town, Mode::Drive).value;
    assert_eq!((net.n_components(), net.component_sizes().as_slice()[0]), (2, 4));
    let (edge, _) = net.edges().find(|(edge, _)| net.ways(*edge) == [2]).unwrap();
    // A toy town is too small for islands, but the two ends are in different components.
    let of = net.edge(edge);
    assert_ne!(net.component_of(of.from), net.component_of(of.to));
}

/// A street with 201 houses, and a lane at its end that one-ways lead into and nobody out of.
#[test]
fn b03_no_place_snaps_to_where_nobody_comes_back_from() {
    let mut draft = StreetDraft::default();
    for k in 0..201_u32 {
        draft.nodes.extend([at(f64::from(k) * 20.0, 0.0), at(f64::from(k) * 20.0, 30.0)]);
        draft.ways.push(open_way(i64::from(2 * k), vec![2 * k, 2 * k + 1]));
        if k > 0 {
            draft.ways.push(open_way(i64::from(2 * k + 1), vec![2 * k - 2, 2 * k]));
        }
    }
    draft.nodes.extend([at(4050.0, 0.0), at(4100.0, 0.0), at(4100.0, 100.0)]);
    let mut into = open_way(1000, vec![400, 402]);
    into.traits.drive.backward = Permit::Closed;
    draft.ways.extend([into, open_way(1001, vec![402, 403, 404]), open_way(1002, vec![402, 404])]);
    let compiled = compile_for(&draft, Mode::Drive);
    let net = compiled.value;
    let weights = car(&net);
    let ways = |x: f64, y: f64| {
        let snap = net.snap(at(x, y), Metres(500.0), &weights).unwrap();
        (net.ways(snap.edge).to_vec(), snap.distance.0)
    };
    let anywhere = net.snap_anywhere(at(4100.0, 50.0), Metres(500.0), &weights).unwrap();
    assert!(anywhere.distance.0 < 0.01 && !net.is_main(anywhere.edge));
    // Neither the lane nor the one-way into it: the last house of the street.
    assert_eq!(ways(4100.0, 50.0).0, [400]);
    assert!(ways(4100.0, 30.0).1 > 99.0);
    let told = compiled.problems.list().iter().find(|p| p.code == "island").unwrap();
    assert!(told.message.ends_with(
        "of streets are not connected by car to the largest part; no place snaps to them"
    ));
}

#[test]
fn c01_limits_of_size_and_destination_streets() {
    let town = cross(|d| {
        d.ways[1].traits.size.height_cm = 350;
        d.ways[2].traits.truck = Passage::both(Permit::Destination);
    });
    let net = compile_for(&town, Mode::Truck).value;
    let mut lorry = Driver::truck(allways_streets::SizeLimits {
        height_cm: 400,
        ..allways_streets::SizeLimits::default()
    });
    lorry.uses_destination_streets = false;
    let weights = Weights::new(&net, &Traveller::Driver(lorry), &Conditions::usual());
    let open = |id: i64| {
        let (edge, _) = net.edges().find(|(edge, _)| net.ways(*edge) == [id]).unwrap();
        weights.millis(edge, false) != Millis::NEVER
    };
    assert_eq!([1, 2, 3, 4].map(open), [true, false, false, true]);
}

#[test]
fn c02_conditions_close_and_slow() {
    let town = cross(|_| {});
    let net = compile_for(&town, Mode::Drive).value;
    let edge = |k| net.edges().nth(k).unwrap().0;
    let conditions = Conditions {
        closed: vec![edge(0)],
        factors: vec![(edge(1), 2.0), (edge(1), 1.5)],
        ..Conditions::usual()
    };
    let weights = Weights::new(&net, &Traveller::Driver(Driver::car()), &conditions);
    let usual = car(&net);
    assert_eq!(weights.millis(edge(0), true), Millis::NEVER);
    assert_eq!(weights.millis(edge(1), false).0, usual.millis(edge(1), false).0 * 3);
    assert_eq!(weights.millis(edge(2), false), usual.millis(edge(2), false));
    assert_eq!(net.kind(edge(0)).lit, Known::Unknown);
    assert!(f64_from(edge(0).to_usize()) < 1.0);
}
