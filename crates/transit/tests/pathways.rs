//! Walks inside stations against Floyd–Warshall, on random stations.

use allways_base::random::Random;
use allways_base::{Idx, Seconds};
use allways_testkit::picture::{Picture, plain_settings};
use allways_transit::compile::{DaySettings, StepFreeRule, compile_day};
use allways_transit::feed::{Feed, Pathway, Stop, StopIdx, StopKind};
use allways_transit::timetable::Footpath;

/// Stops A to E of a line; A, B, C are platforms of one station, with entrances and nodes, some on
/// pathways and some not; D and E stand in the street.
fn station(dice: &mut Random) -> (Feed, Vec<(StopIdx, Footpath)>) {
    let mut feed = Picture::read("A B C D E\n8:00 8:10 8:20 8:30 8:40").value.feed;
    let like = |feed: &Feed, kind| Stop {
        kind,
        parent: None,
        ..feed.stops[StopIdx::from_usize(0)].clone()
    };
    let hall = like(&feed, StopKind::Station);
    let hall = feed.stops.push(hall);
    for k in 0..3 {
        feed.stops[StopIdx::from_usize(k)].parent = Some(hall);
    }
    for kind in [StopKind::Node, StopKind::Entrance, StopKind::Node] {
        let node = Stop { parent: Some(hall), ..like(&feed, kind) };
        feed.stops.push(node);
    }
    let inside: Vec<StopIdx> = [0, 1, 2, 6, 7, 8].map(StopIdx::from_usize).to_vec();
    for _ in 0..dice.below(9) {
        let mut pick = || inside[usize::try_from(dice.below(6)).unwrap_or(0)];
        let (from, to) = (pick(), pick());
        feed.pathways.push(Pathway {
            from,
            to,
            time: Seconds(dice.below(100)),
            is_step_free: dice.below(2) == 0,
            both_ways: dice.below(2) == 0,
        });
    }
    let mut walks = Vec::new();
    for a in 0..5 {
        for b in (0..5).filter(|b| *b != a) {
            let to = StopIdx::from_usize(b);
            walks.push((StopIdx::from_usize(a), Footpath { to, duration: Seconds(50) }));
        }
    }
    (feed, walks)
}

#[test]
fn walks_inside_stations_agree_with_floyd_and_warshall() {
    let mut n_replaced = 0;
    for seed in 0..2000 {
        let mut dice = Random::new(seed, 0);
        let (feed, walks) = station(&mut dice);
        let step_free = if seed % 2 == 0 { StepFreeRule::Any } else { StepFreeRule::NotRefused };
        let settings = DaySettings { step_free, ..plain_settings() };
        let tt = compile_day(&feed, &settings, &walks).value;
        let n = feed.stops.len();
        let mut times = vec![vec![None; n]; n];
        let mut is_on = vec![false; n];
        for way in &feed.pathways {
            let ends = [way.from, way.to].map(StopIdx::to_usize);
            is_on[ends[0]] = true;
            is_on[ends[1]] = true;
            for (a, b) in [(0, 1), (1, 0)] {
                let leads = a == 0 || way.both_ways;
                if leads && (way.is_step_free || step_free == StepFreeRule::Any) {
                    let known: &mut Option<u32> = &mut times[ends[a]][ends[b]];
                    *known = Some(known.map_or(way.time.0, |t| t.min(way.time.0)));
                }
            }
        }
        for k in 0..n {
            for a in 0..n {
                for b in 0..n {
                    if let Some((x, y)) = times[a][k].zip(times[k][b]) {
                        times[a][b] = Some(times[a][b].map_or(x + y, |t: u32| t.min(x + y)));
                    }
                }
            }
        }
        for a in 0..5 {
            for b in (0..5).filter(|b| *b != a) {
                let is_inside = a < 3 && b < 3 && is_on[a] && is_on[b];
                let wanted = if is_inside { times[a][b] } else { Some(50) };
                let found = &tt.footpaths[StopIdx::from_usize(a)];
                let found = found.iter().find(|w| w.to.to_usize() == b).map(|w| w.duration.0);
                assert_eq!(found, wanted, "seed {seed}, {a} to {b}: {:?}", feed.pathways);
                n_replaced += usize::from(is_inside);
            }
        }
    }
    assert!(n_replaced > 2000, "dull stations: {n_replaced}");
}
