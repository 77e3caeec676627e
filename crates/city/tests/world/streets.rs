//! Streets of real cities: an added one never hurts, level ground is no ground, who takes no steps
//! is never faster.

use std::path::Path;

use allways_base::random::Random;
use allways_base::{LonLat, Metres, Seconds, Speed};
use allways_ingest::dem::read_dem;
use allways_ingest::osm::read_osm;
use allways_streets::slope::Tobler;
use allways_streets::{
    Conditions, Cyclist, DijkstraSearch, Known, Millis, Mode, Pedestrian, StreetDraft,
    StreetNetwork, StreetWay, Traveller, WalkProfile, Weights, compile, compile_for, reach,
};

const ON_FOOT: WalkProfile =
    WalkProfile { speed: Speed(1.25), step_free: false, unknown_is_passable: true };

/// All walking times between places on the streets; `None`: not within two hours.
fn walks(net: &StreetNetwork, profile: &WalkProfile, places: &[LonLat]) -> Vec<Option<Millis>> {
    let mut search = DijkstraSearch::new();
    // At a node of the streets: nothing is nearer, so that a new street moves nobody.
    let snaps: Vec<_> = places.iter().map(|&place| net.snap(place, Metres(1.0), profile)).collect();
    let mut all = Vec::new();
    for from in &snaps {
        let Some(from) = from else {
            all.extend(snaps.iter().map(|_| None));
            continue;
        };
        let reached = reach(net, profile, from, Seconds(7200), &mut search);
        all.extend(snaps.iter().map(|to| to.as_ref().and_then(|to| reached.millis_to(to))));
    }
    all
}

fn longest(time: Option<Millis>) -> u32 {
    time.map_or(u32::MAX, |Millis(ms)| ms)
}

pub(crate) fn all(name: &str, file: &Path) {
    let draft = read_osm(file, &|at| at).unwrap().value;
    let net = compile(&draft).value;
    let mut random = Random::new(11, 57);
    let main: Vec<_> =
        net.nodes().filter(|&node| net.is_main_component(net.component_of(node))).collect();
    let places: Vec<LonLat> = (0..30)
        .map(|_| {
            net.place(
                main[usize::try_from(random.below(u32::try_from(main.len()).unwrap())).unwrap()],
            )
        })
        .collect();
    let base = walks(&net, &ON_FOOT, &places);
    let n_walks = base.iter().flatten().count();
    assert!(n_walks > 100, "{name}: {n_walks}");
    street_added(name, &draft, &places, &base);
    level_ground(name, &draft, &net);

    let wheels = WalkProfile { step_free: true, unknown_is_passable: false, ..ON_FOOT };
    for profile in [WalkProfile { unknown_is_passable: true, ..wheels }, wheels] {
        // From the same street: whose nearest street has steps begins elsewhere.
        let same: Vec<LonLat> = places
            .iter()
            .copied()
            .filter(|&place| {
                let edge = |profile| net.snap(place, Metres(1.0), profile).map(|snap| snap.edge);
                edge(&profile) == edge(&ON_FOOT)
            })
            .collect();
        let (walker, other) = (walks(&net, &ON_FOOT, &same), walks(&net, &profile, &same));
        for (k, (a, b)) in walker.iter().zip(&other).enumerate() {
            assert!(longest(*a) <= longest(*b), "{name}: pair {k}: {a:?}, without steps {b:?}");
        }
    }
}

/// Bridges straight from place to place.
fn street_added(name: &str, draft: &StreetDraft, places: &[LonLat], base: &[Option<Millis>]) {
    let mut more = draft.clone();
    for (id, pair) in places.chunks_exact(2).take(8).enumerate() {
        let row = |place: &LonLat| {
            let row = draft.nodes.iter().position(|node| node == place).unwrap();
            u32::try_from(row).unwrap()
        };
        more.ways.push(StreetWay {
            id: -1 - i64::try_from(id).unwrap(),
            nodes: pair.iter().map(row).collect(),
            name: "New bridge".into(),
            walk: true,
            wheelchair: Known::Yes,
            ..StreetWay::default()
        });
    }
    let after = walks(&compile(&more).value, &ON_FOOT, places);
    // Where a street is split anew, two halves may be rounded apart, a millisecond each.
    let worse =
        base.iter().zip(&after).position(|(a, b)| longest(*b) > longest(*a).saturating_add(20));
    assert_eq!(worse, None, "{name}: {:?}", worse.map(|k| (base[k], after[k])));
    let better = base.iter().zip(&after).filter(|(a, b)| longest(**b) < longest(**a)).count();
    assert!(better > 5, "{name}: {better}");
}

fn hiker() -> Traveller {
    Traveller::Pedestrian(Pedestrian { profile: ON_FOOT, slope: Some(Tobler::HIKING) })
}

fn weigh(net: &StreetNetwork, traveller: &Traveller) -> Weights {
    Weights::new(net, traveller, &Conditions::usual())
}

/// A level elevation model is none, on foot and by bicycle.
fn level_ground(name: &str, draft: &StreetDraft, net: &StreetNetwork) {
    let cycle = compile_for(draft, Mode::Cycle).value;
    for (net, traveller) in [(net, hiker()), (&cycle, Traveller::Cyclist(Cyclist::EVERYDAY))] {
        let mut level = net.clone();
        let _ = level.lay_heights(|_| Some(1234.5));
        assert!(weigh(&level, &traveller) == weigh(net, &traveller), "{name}: {traveller:?}");
    }
}

/// The same elevation model with real heights does change the times: the test above is none of
/// something that is never looked at.
pub(crate) fn hills(folder: &Path) {
    let dem = read_dem(&folder.join("N42E001.hgt.zip")).unwrap().value;
    let draft = read_osm(&folder.join("andorra.osm.pbf"), &|at| at).unwrap().value;
    let net = compile(&draft).value;
    let mut hilly = net.clone();
    let _ = hilly.lay_heights(|place| dem.height(place));
    let (flat, steep) = (weigh(&net, &hiker()), weigh(&hilly, &hiker()));
    let differs = |(edge, _): &(_, _)| flat.millis(*edge, false) != steep.millis(*edge, false);
    let n = net.edges().filter(differs).count();
    assert!(2 * n > net.n_edges(), "{n} of {}", net.n_edges());
}
