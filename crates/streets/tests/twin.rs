//! The search against the definition: Floyd and Warshall over every point of the draft, with the
//! two places as points of their own, in metres as real numbers. Nothing is shared with the network
//! but the distance on the ground: no chains, no snaps, no rounding.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod common;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use allways_base::cast::{f64_from, usize_from};
use allways_base::random::Random;
use allways_base::{LonLat, Metres, Seconds, Speed};
use allways_geo::line::nearest_on_segment;
use allways_geo::{distance, interpolate, length};
use allways_streets::{
    DijkstraSearch, Known, LandingSearch, Landings, Millis, NodeIdx, Snap, StreetDraft,
    StreetNetwork, StreetWay, WalkProfile, compile, reach, reach_back,
};
use common::{at, frame, town};

/// A town of up to 12 points and 8 ways in 600 m, with circles, doubles, dead ends and islands.
fn random_town(random: &mut Random) -> StreetDraft {
    let n = 2 + random.below(11);
    let place = |r: &mut Random| at(r.unit() * 600.0, r.unit() * 600.0);
    let nodes: Vec<LonLat> = (0..n).map(|_| place(random)).collect();
    let mut used = Vec::new();
    let n_ways = 1 + i64::from(random.below(8));
    let ways = (0..n_ways).map(|k| random_way(k, n, &mut used, random)).collect();
    StreetDraft { node_ids: (1..=i64::from(n)).collect(), nodes, ways, ..StreetDraft::default() }
}

/// Mostly between points that are not joined yet: where two streets lie on each other, a place may
/// snap to either, and nothing can be said.
fn random_way(id: i64, n: u32, used: &mut Vec<[u32; 2]>, random: &mut Random) -> StreetWay {
    let mut nodes = vec![random.below(n)];
    for _ in 0..1 + random.below(5) {
        let from = nodes[nodes.len() - 1];
        let next = if random.below(8) == 0 { nodes[0] } else { random.below(n) };
        let pair = [from.min(next), from.max(next)];
        if !used.contains(&pair) || random.below(20) == 0 {
            used.push(pair);
            nodes.push(next);
        }
    }
    StreetWay {
        id,
        nodes,
        name: String::new(),
        walk: random.below(10) > 0,
        walk_one_way: random.below(4) == 0,
        steps: random.below(5) == 0,
        wheelchair: [Known::Unknown, Known::Unknown, Known::Yes, Known::No]
            [usize_from(random.below(4))],
        ..StreetWay::default()
    }
}

fn random_profile(random: &mut Random) -> WalkProfile {
    WalkProfile {
        speed: Speed(0.5 + random.unit()),
        step_free: random.below(3) == 0,
        unknown_is_passable: random.below(2) == 0,
    }
}

fn is_open(way: &StreetWay, profile: &WalkProfile) -> bool {
    let wheelchair = match way.wheelchair {
        Known::Yes => true,
        Known::No => false,
        Known::Unknown => profile.unknown_is_passable && !way.steps,
    };
    way.walk && (!profile.step_free || wheelchair)
}

/// A segment of the draft that the profile may use.
#[derive(Clone, Copy, Debug)]
struct Piece {
    from: u32,
    to: u32,
    one_way: bool,
}

fn pieces(draft: &StreetDraft, profile: &WalkProfile) -> Vec<Piece> {
    let open = draft.ways.iter().filter(|way| is_open(way, profile));
    open.flat_map(|way| {
        way.nodes.windows(2).filter(|pair| pair[0] != pair[1]).map(|pair| Piece {
            from: pair[0],
            to: pair[1],
            one_way: way.walk_one_way,
        })
    })
    .collect()
}

/// Where a place meets the streets: the piece, the share along it, the distance.
type Foot = (usize, f64, f64);

/// `None` if there is no street, `Some(Err)` if two pieces that lie on each other are equally near,
/// where either answer is right.
fn foot(draft: &StreetDraft, pieces: &[Piece], place: LonLat) -> Option<Result<Foot, ()>> {
    let node = |row: u32| draft.nodes[usize_from(row)];
    let feet = pieces.iter().enumerate().map(|(k, piece)| {
        let (share, off) = nearest_on_segment(place, node(piece.from), node(piece.to));
        (k, share, off.0)
    });
    let best = feet.clone().min_by(|a, b| a.2.total_cmp(&b.2))?;
    let inside = |share: f64| share > 0.0 && share < 1.0;
    let rivals = feet.filter(|f| f.0 != best.0 && inside(f.1) && (f.2 - best.2).abs() < 1e-3);
    if inside(best.1) && rivals.count() > 0 { Some(Err(())) } else { Some(Ok(best)) }
}

/// Metres between two feet, the parts off the streets left out; infinite if there is no way.
fn slow_metres(draft: &StreetDraft, pieces: &[Piece], feet: [Foot; 2]) -> f64 {
    let n = draft.nodes.len();
    let mut places = draft.nodes.clone();
    let place = |f: &Foot| {
        let piece = pieces[f.0];
        interpolate(draft.nodes[usize_from(piece.from)], draft.nodes[usize_from(piece.to)], f.1)
    };
    places.extend(feet.iter().map(place));
    let size = n + 2;
    let mut metres = vec![vec![f64::INFINITY; size]; size];
    for (k, row) in metres.iter_mut().enumerate() {
        row[k] = 0.0;
    }
    for (k, piece) in pieces.iter().enumerate() {
        let mut stations = vec![(0.0, usize_from(piece.from)), (1.0, usize_from(piece.to))];
        for (number, foot) in feet.iter().enumerate().filter(|(_, foot)| foot.0 == k) {
            stations.push((foot.1, n + number));
        }
        // A foot at an end of its piece is that end, even of a one-way.
        for &(share, vertex) in &stations[2..] {
            for (end, row) in [(0.0, stations[0].1), (1.0, stations[1].1)] {
                if distance(places[vertex], places[row]).0 < 0.001 && (share - end).abs() < 0.5 {
                    metres[vertex][row] = 0.0;
                    metres[row][vertex] = 0.0;
                }
            }
        }
        stations.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        for a in 0..stations.len() {
            for b in a + 1..stations.len() {
                let (a, b) = (stations[a].1, stations[b].1);
                let between = distance(places[a], places[b]).0;
                metres[a][b] = metres[a][b].min(between);
                if !piece.one_way {
                    metres[b][a] = metres[b][a].min(between);
                }
            }
        }
    }
    for via in 0..size {
        for a in 0..size {
            for b in 0..size {
                let detour = metres[a][via] + metres[via][b];
                metres[a][b] = metres[a][b].min(detour);
            }
        }
    }
    metres[n][n + 1]
}

fn picture(draft: &StreetDraft) -> String {
    let mut text = String::new();
    for (row, &p) in draft.nodes.iter().enumerate() {
        let xy = frame().to_xy(p);
        let _ = writeln!(text, "{row}: {:.1} {:.1}", xy.x, xy.y);
    }
    for way in &draft.ways {
        let _ = writeln!(text, "{way:?}");
    }
    text
}

/// Times are rounded per edge and per part: half a millisecond and half a millimetre each, of which
/// a walk here has fewer than 20.
const TOLERANCE_MS: f64 = 40.0;

#[test]
fn ten_thousand_random_towns() {
    let mut search = DijkstraSearch::new();
    let mut back = DijkstraSearch::new();
    let (mut reached, mut unreached, mut skipped) = (0, 0, 0);
    for seed in 0..10_000 {
        let mut random = Random::new(seed, 1);
        let draft = random_town(&mut random);
        let profile = random_profile(&mut random);
        let net = compile(&draft).value;
        let pieces = pieces(&draft, &profile);
        for _ in 0..4 {
            let mut place = || at(random.unit() * 700.0 - 50.0, random.unit() * 700.0 - 50.0);
            let places = [place(), place()];
            let snaps = places.map(|p| net.snap(p, Metres(1e4), &profile));
            let feet = places.map(|p| foot(&draft, &pieces, p));
            let ([Some(a), Some(b)], [Some(foot_a), Some(foot_b)]) = (snaps, feet) else {
                assert_eq!(snaps.map(|s| s.is_some()), feet.map(|f| f.is_some()), "seed {seed}");
                continue;
            };
            let (Ok(foot_a), Ok(foot_b)) = (foot_a, foot_b) else {
                skipped += 1;
                continue;
            };
            assert!((a.distance.0 - foot_a.2).abs() < 0.01, "seed {seed}");
            let streets = slow_metres(&draft, &pieces, [foot_a, foot_b]);
            let wanted = (foot_a.2 + streets + foot_b.2) / profile.speed.0 * 1000.0;
            let limit = Seconds(200 + random.below(4000));
            let there = reach(&net, &profile, &a, limit, &mut search);
            let found = there.millis_to(&b);
            let settled: BTreeSet<NodeIdx> = there.nodes().map(|(node, _)| node).collect();
            assert_eq!(settled.len(), there.nodes().len(), "settled twice, seed {seed}");
            assert_eq!(u64::try_from(settled.len()), Ok(there.work().nodes_settled));
            let told = || format!("seed {seed}, {places:?}, {profile:?}\n{}", picture(&draft));
            if let Some(Millis(ms)) = found {
                let off = (f64::from(ms) - wanted).abs();
                assert!(off < TOLERANCE_MS, "{ms} ms, wanted {wanted}: {}", told());
                let line = length(&there.path_to(&b).unwrap()).0;
                assert!((line - streets).abs() < 0.05, "line {line}, {streets}: {}", told());
                reached += 1;
            } else {
                let beyond = wanted > f64::from(limit.0) * 1000.0 - TOLERANCE_MS;
                assert!(beyond, "no way, wanted {wanted}: {}", told());
                unreached += 1;
            }
            let mirrored = reach_back(&net, &profile, &b, limit, &mut back);
            assert_eq!(mirrored.millis_to(&a), found, "backwards: {}", told());
            assert_eq!(mirrored.path_to(&a).is_some(), found.is_some());
            if let Some(line) = mirrored.path_to(&a) {
                assert!((length(&line).0 - streets).abs() < 0.05, "back: {}", told());
            }
        }
    }
    assert!(
        reached > 15_000 && unreached > 3000 && skipped < 1500,
        "{reached} {unreached} {skipped}"
    );
}

#[test]
fn without_one_ways_both_directions_take_the_same_time() {
    let (mut one, mut two) = (DijkstraSearch::new(), DijkstraSearch::new());
    for seed in 0..2000 {
        let mut random = Random::new(seed, 2);
        let mut draft = random_town(&mut random);
        draft.ways.iter_mut().for_each(|way| way.walk_one_way = false);
        let profile = random_profile(&mut random);
        let net = compile(&draft).value;
        let mut place = || at(random.unit() * 600.0, random.unit() * 600.0);
        let snaps = [place(), place()].map(|p| net.snap(p, Metres(1e4), &profile));
        if let [Some(a), Some(b)] = snaps {
            let there = reach(&net, &profile, &a, Seconds(9999), &mut one).millis_to(&b);
            let back = reach(&net, &profile, &b, Seconds(9999), &mut two).millis_to(&a);
            assert_eq!(there, back, "seed {seed}\n{}", picture(&draft));
        }
    }
}

/// Places met by the way against places asked for one by one.
#[test]
fn many_landings_take_as_long_as_one_by_one() {
    let (mut one, mut many) = (DijkstraSearch::new(), LandingSearch::new());
    let (mut n_met, mut n_too_far) = (0, 0);
    for seed in 0..2000 {
        let mut random = Random::new(seed, 4);
        let draft = random_town(&mut random);
        let profile = random_profile(&mut random);
        let net = compile(&draft).value;
        let n_places = random.below(12);
        let mut snaps: Vec<_> = (0..n_places)
            .map(|_| {
                let place = at(random.unit() * 700.0 - 50.0, random.unit() * 700.0 - 50.0);
                net.snap(place, Metres(100.0), &profile)
            })
            .collect();
        // Where others land already, and at the very ends of edges.
        snaps.extend(snaps.first().copied());
        snaps.extend(draft.nodes.iter().map(|&node| net.snap(node, Metres(1.0), &profile)));
        let landings = Landings::new(&net, &profile, snaps.clone());
        for from in snaps.iter().flatten() {
            let limit = Seconds(random.below(1200));
            let mut found = vec![None; snaps.len()];
            landings.each_within(from, limit, &mut many, |row, time| {
                assert_eq!(found[row].replace(time), None, "twice, seed {seed}");
            });
            let there = reach(&net, &profile, from, limit, &mut one);
            let time = |to: &Option<Snap>| to.as_ref().and_then(|to| there.time_to(to));
            let wanted: Vec<_> = snaps.iter().map(time).collect();
            assert_eq!(found, wanted, "seed {seed}\n{}", picture(&draft));
            n_met += found.iter().flatten().count();
            n_too_far += found.iter().filter(|time| time.is_none()).count();
        }
    }
    assert!(n_met > 50_000 && n_too_far > 20_000, "dull towns: {n_met} {n_too_far}");
}

fn times_between_points(net: &StreetNetwork, draft: &StreetDraft, n: usize) -> Vec<Option<f64>> {
    let profile = WalkProfile::on_foot(Speed(1.0));
    let mut search = DijkstraSearch::new();
    let snap = |row: usize| {
        let snap = net.snap(draft.nodes[row], Metres(0.01), &profile)?;
        (snap.distance.0 < 0.01).then_some(snap)
    };
    let mut all = Vec::new();
    for a in 0..n {
        for b in 0..n {
            let time = snap(a).zip(snap(b)).and_then(|(a, b)| {
                reach(net, &profile, &a, Seconds(99_999), &mut search).millis_to(&b)
            });
            all.push(time.map(|ms| f64::from(ms.0)));
        }
    }
    all
}

#[test]
fn a_street_added_never_hurts() {
    let mut helped = 0;
    for seed in 0..1500 {
        let mut random = Random::new(seed, 3);
        let mut draft = random_town(&mut random);
        let n = draft.nodes.len();
        let before = times_between_points(&compile(&draft).value, &draft, n);
        let count = u32::try_from(n).unwrap();
        let mut way = random_way(99, count, &mut Vec::new(), &mut random);
        way.walk = true;
        draft.ways.push(way);
        let after = times_between_points(&compile(&draft).value, &draft, n);
        for (k, (before, after)) in before.iter().zip(&after).enumerate() {
            let told = || format!("seed {seed}, pair {k}\n{}", picture(&draft));
            match (before, after) {
                (Some(before), Some(after)) => {
                    assert!(*after <= before + TOLERANCE_MS, "{before} to {after}: {}", told());
                    helped += usize::from(*after < before - TOLERANCE_MS);
                }
                (Some(_), None) => unreachable!("a way was lost: {}", told()),
                (None, _) => {}
            }
        }
    }
    assert!(helped > 1000, "{helped}");
}

#[test]
fn every_segment_is_in_exactly_one_edge() {
    for seed in 0..2000 {
        let draft = random_town(&mut Random::new(seed, 4));
        let net = compile(&draft).value;
        let walked = draft.ways.iter().filter(|way| way.walk);
        let wanted: f64 = walked
            .flat_map(|way| way.nodes.windows(2))
            .map(|p| distance(draft.nodes[usize_from(p[0])], draft.nodes[usize_from(p[1])]).0)
            .sum();
        let off = (net.total_km() * 1000.0 - wanted).abs();
        assert!(off < 0.001 * f64_from(net.n_edges() + 1), "seed {seed}: {off}");
        for (edge, e) in net.edges() {
            let shape = net.shape(edge);
            assert_eq!((shape[0], *shape.last().unwrap()), (net.place(e.from), net.place(e.to)));
            assert_eq!(net.component_of(e.from), net.component_of(e.to));
        }
        let sizes = net.component_sizes().as_slice();
        assert!(sizes.iter().rev().is_sorted());
        assert_eq!(sizes.iter().map(|&n| usize_from(n)).sum::<usize>(), net.n_nodes());
    }
}

#[test]
fn the_same_draft_compiles_to_the_same_network() {
    let draft = random_town(&mut Random::new(5, 5));
    let print = || format!("{:?}", compile(&draft));
    assert_eq!(print(), print());
    assert_ne!(print(), format!("{:?}", compile(&town("A 0 0\nB 1 1\nA-B"))));
}
