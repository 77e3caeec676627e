//! The net beside its slow, obvious twin: shortest ways over the lanes as they are drawn, every
//! position a node (Floyd 1962), between the ports that the net has joined.

use std::collections::{BTreeMap, BTreeSet};

use allways_base::cast::{u32_from, usize_from};
use allways_base::random::Random;
use allways_base::{LonLat, Metres};
use allways_corridor::draft::{Load, Terminal, TerminalKind};
use allways_corridor::{CorridorNetwork, Query, fastest};
use allways_ingest::corridors::sea::{Lanes, Piece};

use super::Speed;
use super::net::{End, SeaNet, Terms, net};

const PASSAGES: [&str; 3] = ["", "suez", "panama"];

fn below(random: &mut Random, n: usize) -> usize {
    usize_from(random.below(u32_from(n)))
}

/// Up to 14 nodes some degrees apart, with chains, dead ends, rings and parts of their own.
fn some_lanes(random: &mut Random) -> Lanes {
    let n = 2 + below(random, 13);
    let place = |random: &mut Random| {
        LonLat::new(170.0 + 20.0 * random.unit(), 40.0 * random.unit() - 20.0)
    };
    let turned =
        |at: LonLat| LonLat::new(if at.lon >= 180.0 { at.lon - 360.0 } else { at.lon }, at.lat);
    let nodes: Vec<LonLat> = (0..n).map(|_| turned(place(random))).collect();
    let mut pieces: BTreeMap<[usize; 2], &str> = BTreeMap::new();
    // A long chain first, then some more.
    for k in 1..n {
        if below(random, 6) > 0 {
            pieces.insert([k - 1, k], PASSAGES[below(random, 5).saturating_sub(2)]);
        }
    }
    for _ in 0..below(random, 5) {
        let (a, b) = (below(random, n), below(random, n));
        if a != b {
            pieces.insert([a.min(b), a.max(b)], PASSAGES[below(random, 5).saturating_sub(2)]);
        }
    }
    let pieces = pieces.into_iter();
    let pieces = pieces.map(|(ends, passage)| Piece { ends, passage: passage.to_owned() });
    Lanes { nodes, pieces: pieces.collect() }
}

fn some_ends(random: &mut Random, lanes: &Lanes) -> Vec<End> {
    let n = 1 + below(random, 5);
    let one = |k: usize| {
        let at = lanes.nodes[below(random, lanes.nodes.len())];
        let at = LonLat::new(at.lon, at.lat + 0.3 * random.unit());
        let id = format!("p{k}");
        let row = Terminal { position: Some(at), ..Terminal::new(&id, TerminalKind::Seaport) };
        End { row: Some(row), name: id.clone(), id, at }
    };
    (0..n).map(one).collect()
}

/// Kilometres between all nodes over the pieces that are open.
fn floyd(lanes: &Lanes, closed: &[&str]) -> Vec<Vec<f64>> {
    let n = lanes.nodes.len();
    let mut km = vec![vec![f64::INFINITY; n]; n];
    for (k, row) in km.iter_mut().enumerate() {
        row[k] = 0.0;
    }
    for piece in lanes.pieces.iter().filter(|piece| !closed.contains(&piece.passage.as_str())) {
        let [a, b] = piece.ends;
        let length = allways_geo::distance(lanes.nodes[a], lanes.nodes[b]).0 / 1000.0;
        (km[a][b], km[b][a]) = (length, length);
    }
    for k in 0..n {
        for a in 0..n {
            for b in 0..n {
                km[a][b] = km[a][b].min(km[a][k] + km[k][b]);
            }
        }
    }
    km
}

/// The nearest node that an open piece touches.
fn joined_at(lanes: &Lanes, closed: &[&str], at: LonLat) -> Option<(usize, f64)> {
    let open = lanes.pieces.iter().filter(|piece| !closed.contains(&piece.passage.as_str()));
    let nodes: BTreeSet<usize> = open.flat_map(|piece| piece.ends).collect();
    let near = nodes.into_iter().map(|node| (node, allways_geo::distance(lanes.nodes[node], at).0));
    let near = near.filter(|(_, away)| *away <= 150_000.0);
    near.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(node, away)| (node, away / 1000.0))
}

/// Kilometres between two ports of the net, with one channel cut.
fn by_net(sea: &SeaNet, cut: &str, from: &str, to: &str) -> Option<f64> {
    let network =
        CorridorNetwork::compile(&sea.draft, |s| cut.is_empty() || s.channel != cut).value;
    let (from, to) = (network.terminal(from)?, network.terminal(to)?);
    let query = Query { from: &[from], to: &[to], load: Load::Freight, modes: None };
    fastest(&network, &query)?.distance_km
}

#[test]
fn the_net_has_the_ways_of_the_lanes() {
    let (mut compared, mut left_out, mut contracted) = (0, 0, 0);
    for seed in 0..1500 {
        let random = &mut Random::new(seed, 11);
        let lanes = some_lanes(random);
        let ends = some_ends(random, &lanes);
        let leave_out: &[&str] = if below(random, 3) == 0 { &["panama"] } else { &[] };
        let names: Vec<String> = leave_out.iter().map(ToString::to_string).collect();
        let terms = Terms {
            speed: Speed::USUAL,
            join: Metres(150_000.0),
            leave_out: &names,
            source: "toy",
            taken: &BTreeSet::new(),
        };
        let sea = net(&lanes, &ends, &terms);
        let whole = floyd(&lanes, leave_out);
        let at: Vec<_> = ends.iter().map(|end| joined_at(&lanes, leave_out, end.at)).collect();
        // Every end is joined, too far, or in a part with fewer ends.
        let far: Vec<usize> = (0..ends.len()).filter(|&row| at[row].is_none()).collect();
        assert_eq!(sea.far, far, "seed {seed}");
        let meets =
            |a: usize, b: usize| at[a].zip(at[b]).is_some_and(|(a, b)| whole[a.0][b.0].is_finite());
        let part_of = |row: usize| (0..ends.len()).filter(|&other| meets(row, other)).count();
        for &row in &sea.apart {
            assert!(sea.joined.iter().all(|&other| !meets(row, other)), "seed {seed}");
            assert!(sea.joined.iter().all(|&other| part_of(other) >= part_of(row)));
        }
        assert_eq!(sea.joined.len() + sea.far.len() + sea.apart.len(), ends.len());
        left_out += sea.far.len() + sea.apart.len();
        contracted += sea.draft.services.iter().filter(|s| !s.shape.is_empty()).count();
        // Nothing leads to no port.
        let mut degree: BTreeMap<&str, usize> = BTreeMap::new();
        for end in sea.draft.services.iter().flat_map(|s| [s.from.as_str(), s.to.as_str()]) {
            *degree.entry(end).or_default() += 1;
        }
        for terminal in sea.draft.terminals.iter().filter(|t| t.kind == TerminalKind::Junction) {
            let alone = sea.joined.len() == 1;
            assert!(degree[terminal.id.as_str()] >= 2 || alone, "seed {seed}: {}", terminal.id);
        }
        for cut in ["", "suez"] {
            let closed = [leave_out, &[cut]].concat();
            let closed: Vec<&str> = closed.into_iter().filter(|name| !name.is_empty()).collect();
            let km = floyd(&lanes, &closed);
            for (&a, &b) in sea.joined.iter().flat_map(|a| sea.joined.iter().map(move |b| (a, b))) {
                if a == b {
                    continue;
                }
                let ((x, from), (y, to)) = (at[a].unwrap(), at[b].unwrap());
                let want = from + km[x][y] + to;
                let got = by_net(&sea, cut, &ends[a].id, &ends[b].id);
                compared += 1;
                match got {
                    None => assert!(want.is_infinite(), "seed {seed}: {a} to {b}, {cut}: {want}"),
                    // Each service is rounded to 10 m, and time to a second.
                    Some(got) => assert!((got - want).abs() < 0.2, "seed {seed}: {got} {want}"),
                }
            }
        }
    }
    assert!(
        compared > 5000 && left_out > 300 && contracted > 500,
        "{compared} {left_out} {contracted}"
    );
}

#[test]
fn a_speed_has_its_range_in_proportion() {
    assert_eq!(Speed::around(14.0), Speed::USUAL);
    assert_eq!(Speed::around(21.0), Speed { knots: 21.0, slowest: 18.0, fastest: 27.0 });
}
