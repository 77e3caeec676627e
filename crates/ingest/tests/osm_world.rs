//! Real extracts, from `../shared/data`: what they hold, and walks that a person can check on a map.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::io::Write as _;

use allways_base::random::Random;
use allways_base::{Idx, LonLat, Metres, Seconds, Speed};
use allways_geo::{distance, interpolate, length};
use allways_ingest::dem::read_dem;
use allways_ingest::osm::read_osm;
use allways_streets::{
    Conditions, Cyclist, DijkstraSearch, Driver, Mode, NodeIdx, Rule, StreetNetwork, Traveller,
    Via, WalkProfile, Weights, compile, compile_for, reach, reach_back,
};
use allways_testkit::data::shared;

fn network(name: &str) -> Option<StreetNetwork> {
    let draft = read_osm(&shared(&format!("data/{name}"))?, &|p| p).unwrap().value;
    Some(compile(&draft).value)
}

const ON_FOOT: WalkProfile = WalkProfile::on_foot(Speed(1.0));

/// Metres along streets from one place to another, straight parts included.
fn walk(net: &StreetNetwork, from: LonLat, to: LonLat) -> f64 {
    let [a, b] = [from, to].map(|p| net.snap(p, Metres(200.0), &ON_FOOT).unwrap());
    let mut search = DijkstraSearch::new();
    let reached = reach(net, &ON_FOOT, &a, Seconds(100_000), &mut search);
    let metres = f64::from(reached.millis_to(&b).unwrap().0) / 1000.0;
    let line = length(&reached.path_to(&b).unwrap()).0 + a.distance.0 + b.distance.0;
    assert!((line - metres).abs() < 1.0, "line {line}, time {metres}");
    metres
}

#[test]
fn a01_sizes() {
    for (name, wanted) in [
        ("zhelez/roads_zhelez.pbf", (6660, 9717, 12, [6606, 18])),
        ("andorra/andorra.osm.pbf", (1782, 2112, 46, [1433, 225])),
        ("porto/porto_portugal.osm.pbf", (68_140, 95_271, 1025, [65_613, 56])),
    ] {
        let Some(net) = network(name) else { return };
        let sizes = net.component_sizes().as_slice();
        let found = (net.n_nodes(), net.n_edges(), net.n_components(), [sizes[0], sizes[1]]);
        assert_eq!(found, wanted, "{name}");
    }
}

/// São Bento station to the Clérigos tower is 300 m as the crow flies, one valley and one hill.
/// From the Jardim do Morro in Gaia to the cathedral in Porto the upper deck of the Dom Luís bridge
/// is the way, some 750 m; without it one would go down to the river and up again. Over the Arrábida
/// bridge, a motorway with pavements, it would be 6 km.
#[test]
fn a02_porto_on_foot() {
    let Some(net) = network("porto/porto_portugal.osm.pbf") else { return };
    let (sao_bento, clerigos) = (LonLat::new(-8.6103, 41.1456), LonLat::new(-8.6139, 41.1458));
    let there = walk(&net, sao_bento, clerigos);
    assert!((302.0..500.0).contains(&there), "{there}");
    let (morro, cathedral) = (LonLat::new(-8.6090, 41.1373), LonLat::new(-8.6112, 41.1428));
    let over = walk(&net, morro, cathedral);
    assert!((640.0..950.0).contains(&over), "{over}");
}

#[test]
fn a03_walks_are_longer_than_the_straight_line_by_what_cities_have() {
    for (name, most) in [("zhelez/roads_zhelez.pbf", 1.6), ("porto/porto_portugal.osm.pbf", 1.6)] {
        let Some(net) = network(name) else { return };
        let mut random = Random::new(1, 0);
        let n = u32::try_from(net.n_nodes()).unwrap();
        let (mut search, mut back) = (DijkstraSearch::new(), DijkstraSearch::new());
        let mut detours = Vec::new();
        let mut node = || NodeIdx::from_usize(usize::try_from(random.below(n)).unwrap());
        while detours.len() < 200 {
            let (from, to) = (net.place(node()), net.place(node()));
            let straight = distance(from, to).0;
            let snaps = [from, to].map(|p| net.snap(p, Metres(50.0), &ON_FOOT));
            let ([Some(a), Some(b)], true) = (snaps, (500.0..5000.0).contains(&straight)) else {
                continue;
            };
            let reached = reach(&net, &ON_FOOT, &a, Seconds(50_000), &mut search);
            let Some(time) = reached.millis_to(&b) else { continue };
            let mirrored = reach_back(&net, &ON_FOOT, &b, Seconds(50_000), &mut back);
            assert_eq!(mirrored.millis_to(&a), Some(time));
            detours.push(f64::from(time.0) / 1000.0 / straight);
        }
        detours.sort_by(f64::total_cmp);
        assert!(detours[0] > 0.999, "shorter than straight: {}", detours[0]);
        assert!((1.15..most).contains(&detours[100]), "{name}: {}", detours[100]);
    }
}

/// Places anywhere in town, against every segment of every street.
#[test]
fn a04_snapping_finds_the_nearest_street() {
    let Some(net) = network("zhelez/roads_zhelez.pbf") else { return };
    let mut random = Random::new(2, 0);
    let n = u32::try_from(net.n_nodes()).unwrap();
    for _ in 0..300 {
        let node = NodeIdx::from_usize(usize::try_from(random.below(n)).unwrap());
        let mut off = || (random.unit() - 0.5) * 0.02;
        let place = net.place(node);
        let place = LonLat::new(place.lon + off(), place.lat + off());
        let nearest = net
            .edges()
            .filter(|&(edge, _)| net.is_main(edge))
            .flat_map(|(edge, _)| net.shape(edge).windows(2))
            .map(|s| allways_geo::line::nearest_on_segment(place, s[0], s[1]).1.0)
            .fold(f64::INFINITY, f64::min);
        let snap = net.snap(place, Metres(3000.0), &ON_FOOT).unwrap();
        assert!((snap.distance.0 - nearest).abs() < 0.001 * nearest + 0.01);
        let on = net.place_on(snap.edge, snap.offset);
        assert!((distance(on, place).0 - snap.distance.0).abs() < 0.01);
    }
}

/// By car from Campanhã station to the Foz do Douro, some 9 km of town, takes a quarter of an hour
/// when the streets are empty. Turn restrictions make some trips longer and none shorter.
#[test]
fn a05_porto_by_car() {
    let Some(path) = shared("data/porto/porto_portugal.osm.pbf") else { return };
    let draft = read_osm(&path, &|p| p).unwrap().value;
    assert!(draft.restrictions.len() > 300 && !draft.parking.is_empty());
    let mut free = draft.clone();
    free.restrictions.clear();
    let [net, free] = [&draft, &free].map(|draft| compile_for(draft, Mode::Drive).value);
    assert!(net.has_turns() && !free.has_turns());
    let [weights, free_weights] = [&net, &free]
        .map(|net| Weights::new(net, &Traveller::Driver(Driver::car()), &Conditions::usual()));
    let mut search = DijkstraSearch::new();
    let mut seconds = |net: &StreetNetwork, weights: &Weights, from, to| -> Option<u32> {
        let [a, b] = [from, to].map(|p| net.snap(p, Metres(300.0), weights));
        let reached = reach(net, weights, &a?, Seconds(1800), &mut search);
        Some(reached.time_to(&b?)?.0)
    };
    let (campanha, foz) = (LonLat::new(-8.5855, 41.1487), LonLat::new(-8.6735, 41.1510));
    let there = seconds(&net, &weights, campanha, foz).unwrap();
    assert!((10 * 60..25 * 60).contains(&there), "{there}");
    // From just before each junction to just after the forbidden turn.
    let beside = |way: i64, node: u32| -> Option<LonLat> {
        let nodes = &draft.ways.iter().find(|w| w.id == way && w.nodes.contains(&node))?.nodes;
        let next = if nodes[0] == node { nodes[1] } else { nodes[nodes.len() - 2] };
        let [a, b] = [node, next].map(|row| draft.nodes[usize::try_from(row).unwrap()]);
        Some(interpolate(a, b, 0.4))
    };
    let (mut longer, mut alike) = (0, 0);
    for rule in draft.restrictions.iter().filter(|rule| rule.rule == Rule::No).take(100) {
        let Via::Node(node) = rule.via else { continue };
        let places = (beside(rule.from[0], node), beside(rule.to[0], node));
        let (Some(from), Some(to)) = places else { continue };
        let kept = seconds(&net, &weights, from, to);
        let Some(loose) = seconds(&free, &free_weights, from, to) else { continue };
        // Rounding differs where a restriction adds a node.
        assert!(kept.is_none_or(|kept| kept + 1 >= loose), "{kept:?} {loose} {}", rule.id);
        let is_longer = kept.is_none_or(|kept| kept > loose + 2);
        longer += u32::from(is_longer);
        alike += u32::from(!is_longer);
    }
    assert!(longer > 2 * alike && longer > 30, "{longer} longer, {alike} alike");
}

/// Andorra lies between 840 m and 2942 m: no street is level for long, bridges and tunnels aside.
#[test]
fn a06_andorra_is_steep() {
    let Some(path) = shared("data/andorra/N42E001.hgt.zip") else { return };
    let dem = read_dem(&path).unwrap().value;
    let draft = read_osm(&shared("data/andorra/andorra.osm.pbf").unwrap(), &|p| p).unwrap().value;
    let mut net = compile_for(&draft, Mode::Cycle).value;
    let cover = net.lay_heights(|place| dem.height(place)).value;
    assert!(cover.unknown_km < 0.03 * cover.known_km, "{cover:?}");
    let climbs = net.edges().filter_map(|(edge, _)| net.climb(edge));
    let climbed: f64 = climbs.map(|(up, down)| up.0 + down.0).sum::<f64>() / cover.known_km;
    assert!((30.0..150.0).contains(&climbed), "{climbed} m/km");
    // From the capital up to Ordino, some 300 m higher, and down again, by bicycle.
    let weights = Weights::new(&net, &Traveller::Cyclist(Cyclist::EVERYDAY), &Conditions::usual());
    let [low, high] = [LonLat::new(1.5218, 42.5063), LonLat::new(1.5331, 42.5563)]
        .map(|p| net.snap(p, Metres(300.0), &weights).unwrap());
    let mut search = DijkstraSearch::new();
    let mut minutes = |from, to| {
        let reached = reach(&net, &weights, from, Seconds(100_000), &mut search);
        reached.time_to(to).unwrap().0 / 60
    };
    let (up, down) = (minutes(&low, &high), minutes(&high, &low));
    assert!(up > 2 * down && (35..110).contains(&up), "{up} {down}");
}

#[test]
fn b01_flipped_bytes_and_cut_files_never_panic() {
    let Some(path) = shared("data/zhelez/roads_zhelez.pbf") else { return };
    let good = std::fs::read(path).unwrap();
    let size = u32::try_from(good.len()).unwrap();
    let (mut refused, mut told, mut unharmed) = (0, 0, 0);
    for seed in 0..60 {
        let mut random = Random::new(seed, 3);
        let mut bytes = good.clone();
        // Half of the flips in the first blobs' frames, where they do most.
        let reach = if seed % 2 == 0 { size } else { 300 };
        for _ in 0..=random.below(3) {
            bytes[usize::try_from(random.below(reach)).unwrap()] ^= 1 << random.below(8);
        }
        if seed % 5 == 0 {
            bytes.truncate(usize::try_from(random.below(size)).unwrap());
        }
        let mut temporary = tempfile::NamedTempFile::new().unwrap();
        temporary.write_all(&bytes).unwrap();
        match read_osm(temporary.path(), &|p| p) {
            Err(error) => {
                assert!(error.to_string().contains("; "), "no remedy: {error}");
                refused += 1;
            }
            Ok(found) => {
                compile(&found.value);
                let is_told = ["osm-block-broken", "osm-truncated"]
                    .iter()
                    .any(|code| found.problems.counts().contains_key(code));
                told += u32::from(is_told);
                unharmed += u32::from(!is_told);
            }
        }
    }
    assert!(refused > 0 && told > 20 && unharmed < 15, "{refused} {told} {unharmed}");
}
