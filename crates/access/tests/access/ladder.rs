//! Read from top to bottom: one rule per rung. One metre is one second.

use allways_access::{Endpoint, Ends, Percentile, TravelQuery, matrix, profile};
use allways_base::{LonLat, Seconds, Window};
use allways_transit::raptor::Work;

use crate::toy::{Town, at};

const DAY: &str = "A B C\n8:10 8:20 8:30\n8:20 8:30 8:40";

fn query(window: &str) -> TravelQuery {
    TravelQuery {
        window: Window::parse(window).unwrap(),
        max_rides: 4,
        max_duration: Seconds::minutes(60),
    }
}

/// The profile as minutes and seconds, `-` for unreachable.
fn shown(town: &Town, from: &Endpoint, to: &Endpoint, query: &TravelQuery) -> String {
    let mut work = Work::default();
    let found = profile(&town.tt, &town.attached(), (from, to), query, &mut work);
    let times = found.iter().map(|(_, time)| match time {
        Some(Seconds(s)) => format!("{}:{:02}", s / 60, s % 60),
        None => "-".to_owned(),
    });
    times.collect::<Vec<_>>().join(" ")
}

fn stop(town: &Town, names: &str) -> Endpoint {
    Endpoint::Stops(names.split(',').map(|name| town.picture.stop(name).unwrap()).collect())
}

fn here(east: f64) -> Endpoint {
    Endpoint::Position(at(east, 0.0))
}

fn places() -> Vec<(&'static str, LonLat)> {
    vec![("A", at(0.0, 0.0)), ("B", at(5000.0, 0.0)), ("C", at(10_000.0, 0.0))]
}

#[test]
fn a01_the_time_counts_from_the_minute_and_not_from_the_vehicle() {
    let town = Town::new(DAY, &places());
    let (a, c) = (stop(&town, "A"), stop(&town, "C"));
    assert_eq!(shown(&town, &a, &c, &query("8:08..8:13")), "22:00 21:00 20:00 29:00 28:00");
}

#[test]
fn a02_a_walk_to_the_stop_and_from_it_is_part_of_it() {
    let town = Town::new(DAY, &places());
    // 119.5 m to A: 120 s; one must leave by 8:08. 59.5 m from C.
    let found = shown(&town, &here(-119.5), &here(10_059.5), &query("8:07..8:10"));
    assert_eq!(found, "24:00 23:00 32:00");
}

#[test]
fn a03_no_walk_is_longer_than_the_limit() {
    let town = Town::new(DAY, &places());
    assert_eq!(shown(&town, &here(-599.5), &here(10_000.0), &query("8:00..8:01")), "30:00");
    assert_eq!(shown(&town, &here(-600.5), &here(10_000.0), &query("8:00..8:01")), "-");
}

#[test]
fn a04_after_the_last_vehicle_nothing_is_reached() {
    let town = Town::new(DAY, &places());
    let (a, c) = (stop(&town, "A"), stop(&town, "C"));
    assert_eq!(shown(&town, &a, &c, &query("8:20..8:22")), "20:00 -");
}

#[test]
fn a05_what_takes_longer_than_the_longest_duration_is_not_reached() {
    let town = Town::new(DAY, &places());
    let (a, c) = (stop(&town, "A"), here(10_059.5));
    let query = TravelQuery { max_duration: Seconds::minutes(22), ..query("8:08..8:11") };
    assert_eq!(shown(&town, &a, &c, &query), "- 22:00 21:00");
}

#[test]
fn b01_walking_all_the_way_beats_a_late_vehicle() {
    let town = Town::new("A B\n8:10 8:11", &[("A", at(0.0, 0.0)), ("B", at(500.0, 0.0))]);
    let found = shown(&town, &here(0.0), &here(499.5), &query("8:00..8:11"));
    assert_eq!(found, "8:20 8:20 8:20 8:01 7:01 6:01 5:01 4:01 3:01 2:01 1:01");
}

#[test]
fn b02_between_a_position_and_a_stop_the_walk_itself_counts() {
    let town = Town::new(DAY, &places());
    let (near, a) = (here(-99.5), stop(&town, "A"));
    assert_eq!(shown(&town, &near, &a, &query("9:00..9:01")), "1:40");
    assert_eq!(shown(&town, &a, &near, &query("9:00..9:01")), "1:40");
}

#[test]
fn b03_to_stay_takes_nothing() {
    let town = Town::new(DAY, &places());
    let (a, ab) = (stop(&town, "A"), stop(&town, "A,B"));
    assert_eq!(shown(&town, &a, &ab, &query("9:00..9:01")), "0:00");
    assert_eq!(shown(&town, &here(7000.0), &here(7000.0), &query("9:00..9:01")), "0:00");
}

#[test]
fn c01_a_stop_may_be_left_and_reached_by_its_footpaths() {
    let town = Town::new("B C\n8:10 8:20\n\nA > 3 > B\n\nC > 4 > D", &[]);
    let (a, d) = (stop(&town, "A"), stop(&town, "D"));
    assert_eq!(shown(&town, &a, &d, &query("8:07..8:09")), "17:00 -");
    let b = stop(&town, "B");
    assert_eq!(shown(&town, &a, &b, &query("8:00..8:01")), "3:00");
    assert_eq!(shown(&town, &b, &a, &query("8:00..8:01")), "-");
}

#[test]
fn c02_a_station_is_all_of_its_platforms() {
    let town = Town::new("A1 B\n8:10 8:20\n\nA2 B\n8:05 8:25\n\nstation S A1 A2", &[]);
    let s = town.picture.stop("S").unwrap();
    let s = Endpoint::Stops(town.picture.feed.platforms_of(s));
    assert_eq!(shown(&town, &s, &stop(&town, "B"), &query("8:05..8:06")), "15:00");
    assert_eq!(shown(&town, &stop(&town, "A2"), &stop(&town, "B"), &query("8:05..8:06")), "20:00");
}

#[test]
fn c03_two_walks_are_not_a_journey() {
    // From A by its footpath to B, and from B on foot to the position: nothing is ridden.
    let town = Town::new("A > 3 > B\n\nX Y\n8:00 8:10", &[("B", at(0.0, 0.0))]);
    let a = stop(&town, "A");
    assert_eq!(shown(&town, &a, &here(10.0), &query("8:00..8:01")), "-");
}

#[test]
fn c04_between_stops_one_walks_as_far_as_from_anywhere() {
    // 8 min, above the limit between two rides (5 min), within the walker's (10 min).
    let near = [("A", at(0.0, 0.0)), ("B", at(479.5, 0.0)), ("C", at(9000.0, 0.0))];
    let town = Town::new("B C\n8:10 8:20\n\nA Z\n7:00 7:01", &near);
    let (a, b, c) = (stop(&town, "A"), stop(&town, "B"), stop(&town, "C"));
    assert_eq!(shown(&town, &a, &b, &query("9:00..9:01")), "8:00");
    assert_eq!(shown(&town, &a, &c, &query("8:02..8:04")), "18:00 -");
    // And to a stop, from the last vehicle.
    let town = Town::new("C B\n8:10 8:20\n\nA Z\n7:00 7:01", &near);
    let (a, c) = (stop(&town, "A"), stop(&town, "C"));
    assert_eq!(shown(&town, &c, &a, &query("8:10..8:12")), "18:00 -");
}

#[test]
fn c05_by_transfers_alone_nobody_walks_from_a_stop() {
    let near = [("A", at(0.0, 0.0)), ("B", at(479.5, 0.0)), ("C", at(9000.0, 0.0))];
    let town = Town::new("B C\n8:10 8:20\n\nA Z\n7:00 7:01", &near);
    let attached = town.attached().by_transfers_alone();
    let ends = |from: &Endpoint, to: &Endpoint| Ends::of(&town.tt, &attached, from, to);
    let (a, b) = (stop(&town, "A"), stop(&town, "B"));
    let only = |name: &str| vec![(town.picture.stop(name).unwrap(), Seconds(0))];
    assert_eq!(ends(&a, &b), Ends { access: only("A"), egress: only("B"), direct: None });
    assert_eq!(ends(&here(0.0), &b).direct, Some(Seconds(480)));
}

#[test]
fn d01_a_matrix_is_the_percentiles_of_the_profiles() {
    let town = Town::new(DAY, &places());
    let origins = [here(0.0), stop(&town, "B")];
    let destinations = [here(5000.0), stop(&town, "C"), here(70_000.0)];
    let percentiles = [50, 100].map(|p| Percentile::new(p).unwrap());
    let query = query("8:08..8:12");
    let attached = town.attached();
    let found = matrix(&town.tt, &attached, (&origins, &destinations), &query, &percentiles, 1);
    let minutes = |m: u32| Some(Seconds::minutes(m));
    // From A to B: 12, 11, 10, 19. To C: 22, 21, 20, 29. From B to C: 22, 21, 20, 19.
    assert_eq!(found.at(0, 0), [minutes(11), minutes(19)]);
    assert_eq!(found.at(0, 1), [minutes(21), minutes(29)]);
    assert_eq!(found.at(1, 0), [minutes(0), minutes(0)]);
    assert_eq!(found.at(1, 1), [minutes(20), minutes(22)]);
    assert_eq!((found.at(0, 2), found.at(1, 2)), (&[None, None][..], &[None, None][..]));
    assert_eq!((found.n_origins(), found.n_destinations()), (2, 3));
    assert!(found.work.labels > 0);
}

#[test]
fn d02_a_matrix_of_nothing_is_empty() {
    let town = Town::new(DAY, &places());
    let attached = town.attached();
    let query = query("8:08..8:12");
    let found = matrix(&town.tt, &attached, (&[], &[here(0.0)]), &query, &[Percentile::MEDIAN], 2);
    assert_eq!((found.n_origins(), found.values().len()), (0, 0));
    let found = matrix(&town.tt, &attached, (&[here(0.0)], &[]), &query, &[], 2);
    assert_eq!((found.n_origins(), found.values().len()), (0, 0));
}

#[test]
fn e01_the_ends_are_what_a_route_needs() {
    let town = Town::new(DAY, &places());
    let ends = Ends::of(&town.tt, &town.attached(), &here(-99.5), &here(10_099.5));
    let (a, c) = (town.picture.stop("A").unwrap(), town.picture.stop("C").unwrap());
    assert_eq!(
        ends,
        Ends { access: vec![(a, Seconds(100))], egress: vec![(c, Seconds(100))], direct: None }
    );
}
