//! Found on 2026-11-24 by `changes::slower` in random city 58.

use std::fs;

use allways_base::{LonLat, Seconds, Window};
use allways_city::open::open;
use allways_city::query::When;
use allways_transit::feed::{Transfer, TransferRule};

use crate::ask::{Spot, World};
use crate::random_cities::{PLAN, line};

/// Two lines that end and begin 650 m apart (845 m with detours). At 1.5 m/s one walks it in 9 min
/// 24 s; at 1 m/s it takes 14 min 5 s, more than the 10 min that a change may take, so the feed's own
/// rule, a minute, counted as it stood, and the slower walker was there first. The rule says that the
/// change is possible, not that anybody walks so fast.
#[test]
fn a_change_too_far_to_walk_takes_no_minute() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("plan.toml"), PLAN).unwrap();
    let mut city = open(dir.path(), None).unwrap();
    let stops = [10.0, 10.05, 10.05 + 0.00584, 10.1].map(|lon| LonLat::new(lon, 0.0));
    city.feed = line(city.plan.date, &stops, &[(0, 1, 480), (2, 3, 491), (2, 3, 500), (2, 3, 520)]);
    let [_, from, to, _] = [0, 1, 2, 3].map(|k| city.feed.stops.indices().nth(k).unwrap());
    city.feed.transfers.push(Transfer { from, to, rule: TransferRule::Takes(Seconds(60)) });
    let window = Window::parse("07:50..07:51").unwrap();
    let spots = vec![Spot::Stop("0".into()), Spot::Stop("3".into())];
    let mut world = World { name: "far change".into(), city, dir, spots, window };
    let mut at = |speed| {
        world.city.plan.travellers[0].walk_speed_m_s = speed;
        world.matrix()[3].unwrap()
    };
    let (fast, slow) = (at(1.5), at(1.0));
    assert!(fast <= slow, "{fast} at 1.5 m/s, {slow} at 1 m/s");
}

/// Where nothing is found, the end that no stop is near is told.
#[test]
fn an_end_far_from_every_stop_is_told() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("plan.toml"), PLAN).unwrap();
    let mut city = open(dir.path(), None).unwrap();
    let stops = [10.0, 10.05].map(|lon| LonLat::new(lon, 0.0));
    city.feed = line(city.plan.date, &stops, &[(0, 1, 480)]);
    let window = Window::parse("07:50..07:51").unwrap();
    let world = World { name: "far end".into(), city, dir, spots: Vec::new(), window };
    let (near, far) = (Spot::Stop("0".into()), Spot::At(LonLat::new(10.0, 1.0)));
    let told = |from, to| {
        let notes = world.route(from, to, When::Depart(window.from)).unwrap().notes;
        notes.iter().filter(|note| note.starts_with("no stop is within")).count()
    };
    assert_eq!([told(&near, &far), told(&far, &near), told(&far, &far)], [1, 1, 0]);
}
