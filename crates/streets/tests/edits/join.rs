//! Drawn ways joined to streets: a way taken out of a town and drawn again is the town; a way drawn
//! never makes anybody slower; only ends join.

use allways_base::cast::usize_from;
use allways_base::random::Random;
use allways_base::{LonLat, Metres};
use allways_geo::interpolate;
use allways_streets::join::{Drawn, Loose, join};
use allways_streets::{
    Conditions, Mode, Passage, Permit, StreetDraft, StreetWay, Structure, Weights, compile_for,
};

use crate::common::{at, town};
use crate::towns::{answers, is_same, network, random_town, random_way, travellers};

fn pick(n: usize, random: &mut Random) -> usize {
    usize_from(random.below(u32::try_from(n).unwrap()))
}

fn places(random: &mut Random) -> Vec<LonLat> {
    (0..5).map(|_| at(random.unit() * 700.0 - 50.0, random.unit() * 700.0 - 50.0)).collect()
}

/// A town with its last way taken out and drawn again; or with a new way that begins in the middle
/// of another, once written into the draft by hand and once drawn.
#[test]
fn a_way_taken_out_and_drawn_again_is_the_same_town() {
    let (mut n_towns, mut n_changed) = (0, 0);
    for seed in 0..3000 {
        let mut random = Random::new(seed, 7);
        let mut wanted = random_town(&mut random);
        if wanted.ways.is_empty() {
            continue;
        }
        let mut draft = wanted.clone();
        let k = pick(wanted.ways.len(), &mut random);
        let way = if seed % 2 == 0 {
            // Its ends may meet others, what is between may not.
            let way = wanted.ways.remove(k);
            let inside = &way.nodes[1..way.nodes.len() - 1];
            let is_met = |other: &StreetWay| other.nodes.iter().any(|node| inside.contains(node));
            let is_gate = wanted.node_facts.iter().any(|facts| way.nodes.contains(&facts.node));
            if wanted.ways.iter().any(|o| is_met(o) || o.id == way.id) || is_gate {
                continue;
            }
            draft = wanted.clone();
            wanted.ways.push(way.clone());
            way
        } else {
            // From a place along a street of all modes to a node of another.
            let street = &mut wanted.ways[k];
            let both = Passage::both(Permit::Open);
            street.walk = true;
            (street.traits.cycle, street.traits.drive, street.traits.truck) = (both, both, both);
            draft.ways[k] = street.clone();
            let share = 0.1 + 0.8 * random.unit();
            let [a, b] = [0, 1].map(|k| wanted.nodes[usize_from(street.nodes[k])]);
            let node = u32::try_from(wanted.nodes.len()).unwrap();
            street.nodes.insert(1, node);
            wanted.nodes.push(interpolate(a, b, share));
            wanted.node_ids.push(i64::from(node));
            let to = random.below(node);
            let is_gate = wanted.node_facts.iter().any(|facts| facts.node == to);
            if street.nodes.contains(&to) || is_gate {
                continue;
            }
            let way = random_way(99, vec![node, to], &mut random);
            wanted.ways.push(way.clone());
            way
        };
        let line: Vec<LonLat> =
            way.nodes.iter().map(|&node| wanted.nodes[usize_from(node)]).collect();
        let before = draft.clone();
        let drawn = Drawn { way: StreetWay { nodes: Vec::new(), ..way.clone() }, line };
        join(&mut draft, &[drawn], Metres(0.001));
        n_towns += 1;
        let places = places(&mut random);
        for (mode, in_weather, who) in travellers() {
            let [found, wanted, before] = [&draft, &wanted, &before].map(|draft| {
                let net = network(draft, mode, in_weather, &[]);
                let weights = Weights::new(&net, &who, &Conditions::usual());
                let found = answers(&net, &weights, &places);
                (net, found)
            });
            let is_same = is_same((&found.0, &found.1), (&wanted.0, &wanted.1));
            assert!(is_same, "seed {seed} {mode:?}: {way:?}\n{:?}\n{:?}", found.1, wanted.1);
            n_changed += usize::from(before.1.1 != found.1.1);
        }
    }
    assert!(n_towns > 1200 && n_changed > 1200, "dull towns: {n_towns} {n_changed}");
}

/// Between places that land where they did, without turn restrictions.
#[test]
fn a_way_drawn_never_makes_anybody_slower() {
    let mut n_faster = 0;
    for seed in 0..3500 {
        let mut random = Random::new(seed, 8);
        let mut before = random_town(&mut random);
        before.restrictions.clear();
        let line: Vec<LonLat> =
            places(&mut random).into_iter().take(2 + pick(3, &mut random)).collect();
        let way = random_way(99, Vec::new(), &mut random);
        let mut draft = before.clone();
        join(&mut draft, &[Drawn { way, line }], Metres(100.0));
        let places = places(&mut random);
        for (mode, in_weather, who) in travellers() {
            let [(old_net, old), (net, new)] = [&before, &draft].map(|draft| {
                let net = network(draft, mode, in_weather, &[]);
                let weights = Weights::new(&net, &who, &Conditions::usual());
                let found = answers(&net, &weights, &places);
                (net, found)
            });
            let n = places.len();
            let lands = |k: usize| {
                let on = |net: &allways_streets::StreetNetwork, snap: &allways_streets::Snap| {
                    let edge = net.edge(snap.edge);
                    // Of two edges that a corner is on, either may be taken.
                    let is_corner = snap.offset.0 == 0 || snap.offset == edge.length;
                    (!is_corner).then(|| (edge.way, net.place_on(snap.edge, snap.offset)))
                };
                let (old, new) = (old.0[k].as_ref(), new.0[k].as_ref());
                let both = old.zip(new).and_then(|(a, b)| on(&old_net, a).zip(on(&net, b)));
                both.is_some_and(|((way, a), (other, b))| {
                    way == other && allways_geo::distance(a, b).0 < 0.002
                })
            };
            for k in (0..n * n).filter(|k| lands(k / n) && lands(k % n)) {
                let Some(was) = old.1[k] else { continue };
                // Streets that are cut in two are rounded twice.
                let is = new.1[k].unwrap_or_else(|| panic!("seed {seed} {mode:?}: a way was lost"));
                assert!(is.0 <= was.0 + 10, "seed {seed} {mode:?}: {was:?} to {is:?}");
                n_faster += usize::from(is.0 + 10 < was.0);
            }
        }
    }
    assert!(n_faster > 400, "dull towns: {n_faster}");
}

fn joined(text: &str, drawn: &[Drawn]) -> (StreetDraft, Vec<Loose>) {
    let mut draft = town(text);
    let loose = join(&mut draft, drawn, Metres(30.0));
    (draft, loose)
}

fn path(line: &[(f64, f64)]) -> Drawn {
    let way = StreetWay { id: 99, walk: true, ..StreetWay::default() };
    Drawn { way, line: line.iter().map(|&(x, y)| at(x, y)).collect() }
}

/// A bridge over a street and beside another: where lines cross on the map nothing meets.
#[test]
fn only_ends_join() {
    let text = "A 0 0\nB 0 200\nC -100 100\nD 100 100\nE -100 0\nF 100 0\nG -100 200\nH 100 200
        C-D\nE-A-F\nG-B-H";
    let mut bridge = path(&[(0.0, 10.0), (0.0, 95.0), (0.0, 190.0)]);
    bridge.way.traits.structure = Structure::Bridge;
    let (draft, loose) = joined(text, std::slice::from_ref(&bridge));
    assert_eq!((loose.len(), &draft.ways[3].nodes[..]), (0, &[0, 8, 9, 10, 1][..]));
    assert_eq!(draft.ways[0].nodes, [2, 3], "the street below is not cut");
    // Three edges are two streets, of which each is cut, one below and the bridge.
    assert_eq!(compile_for(&draft, Mode::Walk).value.n_components(), 2);
    // An end under a bridge does not climb onto it: it joins the street that is farther off.
    let mut both = draft.clone();
    let below = path(&[(2.0, 25.0), (50.0, 50.0)]);
    let loose = join(&mut both, &[below], Metres(30.0));
    assert_eq!(both.ways[4].nodes.len(), 3);
    assert_eq!(both.ways[1].nodes.len(), 4, "it joins the street in the south, at a new node");
    assert_eq!((loose.len(), loose[0].nearest.unwrap().0.round()), (1, 50.0));
}

/// A road that ends beside a footway, 10 m off, and a road, 20 m off: walkers join the one, cars the
/// other.
#[test]
fn each_mode_joins_its_own_streets() {
    let both = Passage::both(Permit::Open);
    let mut draft = town("A 0 10\nB 100 10\nC 0 -20\nD 100 -20\nA-B\nC-D closed");
    draft.ways[1].traits.drive = both;
    let mut road = path(&[(50.0, 0.0), (50.0, -5.0), (300.0, -5.0)]);
    road.way.traits.drive = both;
    let loose = join(&mut draft, &[road], Metres(30.0));
    assert_eq!(draft.ways.len(), 5, "a piece for walkers and one for cars");
    assert_eq!((draft.ways[0].nodes.len(), draft.ways[1].nodes.len()), (3, 3));
    let open = |k: usize| [Mode::Walk, Mode::Drive].map(|mode| draft.ways[k].is_open(mode));
    assert_eq!((open(3), open(4)), ([true, false], [false, true]));
    assert_eq!(loose.len(), 1);
    assert_eq!(loose[0].modes, [Mode::Walk, Mode::Drive]);
}

/// Two ways drawn to the same place meet there, and on the street that is near only once each.
#[test]
fn ways_drawn_to_the_same_place_meet() {
    let text = "A 0 0\nB 100 0\nA-B";
    let pair = [path(&[(0.0, 500.0), (0.0, 300.0)]), path(&[(0.0, 300.0), (10.0, 0.0)])];
    let (draft, loose) = joined(text, &pair);
    assert_eq!(draft.ways[1].nodes[1], draft.ways[2].nodes[0]);
    assert_eq!(loose.len(), 1, "the far end alone: {loose:?}");
    assert_eq!(loose[0].row, 0);
    assert_eq!(compile_for(&draft, Mode::Walk).value.n_components(), 1);
    // Several that join one segment cut it in order.
    let many = [30.0, 70.0, 50.0].map(|x| path(&[(x, 50.0), (x, 5.0)]));
    let (draft, _) = joined(text, &many);
    let xs: Vec<f64> =
        draft.ways[0].nodes.iter().map(|&n| draft.nodes[usize_from(n)].lon).collect();
    assert!(xs.len() == 5 && xs.is_sorted(), "{xs:?}");
}
