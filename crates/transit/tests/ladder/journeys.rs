//! Journeys door to door, and arriving by a given time.

use allways_base::{Seconds, ServiceTime};
use allways_testkit::picture::Picture;
use allways_transit::raptor::{Leg, Query, Search, Work, journeys};

use crate::check;

#[test]
fn h01_a_journey_says_its_legs() {
    check(
        "A B\n8:00 8:10\n\nC D\n8:20 8:30\n\nB ~ 5 ~ C",
        "A > D @ 7:50 rides 2",
        "8:00 | R1 A 8:00 > B 8:10 | walk 5 min to C | R2 C 8:20 > D 8:30 | 8:30",
    );
}

#[test]
fn h02_access_and_egress_count_and_one_leaves_just_in_time() {
    check(
        "A B\n8:00 8:10",
        "A+4 > B+3 @ 7:00 rides 1",
        "7:56 | walk 4 min | R1 A 8:00 > B 8:10 | walk 3 min | 8:13",
    );
}

#[test]
fn h03_more_rides_are_told_only_if_they_are_earlier() {
    let city = "A C\n8:00 9:00\n\nA B\n8:00 8:10\n\nB C\n8:15 8:40";
    check(
        city,
        "A > C @ 8:00 rides 2",
        "8:00 | R1 A 8:00 > C 9:00 | 9:00\n\
         8:00 | R2 A 8:00 > B 8:10 | R3 B 8:15 > C 8:40 | 8:40",
    );
    let slower = city.replace("8:15 8:40", "8:15 9:00");
    check(&slower, "A > C @ 8:00 rides 2", "8:00 | R1 A 8:00 > C 9:00 | 9:00");
}

#[test]
fn h04_the_best_egress_is_not_the_earliest_stop() {
    check(
        "A B C\n8:00 8:10 8:15",
        "A > B+20,C+2 @ 8:00 rides 1",
        "8:00 | R1 A 8:00 > C 8:15 | walk 2 min | 8:17",
    );
}

#[test]
fn h05_no_way_is_no_journey() {
    check("A B\n8:00 8:10", "A > B @ 8:01 rides 3", "");
    check("A B\n8:00 8:10", "B > A @ 8:00 rides 3", "");
}

#[test]
fn h06_a_change_at_one_stop_is_two_rides_in_a_row() {
    check(
        "A B\n8:00 8:10\n\nB C\n8:12 8:20\n\nchange B 2",
        "A > C @ 8:00 rides 2",
        "8:00 | R1 A 8:00 > B 8:10 | R2 B 8:12 > C 8:20 | 8:20",
    );
}

fn with_direct(direct: u32, max_minutes: u32) -> Vec<(ServiceTime, ServiceTime, usize)> {
    let picture = Picture::read("A B\n8:05 8:15").value;
    let tt = picture.timetable().value;
    let ends = [picture.stop("A"), picture.stop("B")].map(|s| [(s.unwrap(), Seconds(0))]);
    let query = Query {
        access: &ends[0],
        depart: ServiceTime::hms(8, 0, 0),
        max_rides: 2,
        max_duration: Seconds::minutes(max_minutes),
    };
    let direct = Some(Seconds::minutes(direct));
    let mut work = Work::default();
    let found = journeys(&tt, &query, &ends[1], direct, &mut Search::new(), &mut work);
    let is_direct = |leg: &Leg| matches!(leg, Leg::Direct { .. });
    assert!(found.iter().all(|j| (j.rides == 0) == j.legs.iter().any(is_direct)));
    found.iter().map(|j| (j.departure, j.arrival, j.legs.len())).collect()
}

#[test]
fn h07_the_direct_way_is_a_journey_without_rides() {
    let (eight, quarter) = (ServiceTime::hms(8, 0, 0), ServiceTime::hms(8, 15, 0));
    let direct = (eight, ServiceTime::hms(8, 20, 0), 1);
    let ride = (ServiceTime::hms(8, 5, 0), quarter, 3);
    assert_eq!(with_direct(20, 60), [direct, ride]);
    assert_eq!(with_direct(15, 60), [(eight, quarter, 1)], "a ride that is no earlier is beaten");
}

#[test]
fn h08_longer_than_the_longest_duration_is_not_told() {
    assert_eq!(with_direct(20, 15).len(), 1, "the ride takes exactly as long");
    assert_eq!(with_direct(20, 14), []);
}

#[test]
fn h09_arriving_by_leaves_as_late_as_it_can() {
    check(
        "A B\n8:00 8:10\n8:20 8:30\n8:40 8:50",
        "A+5 > B+5 by 8:36 rides 1",
        "8:15 | walk 5 min | R1 A 8:20 > B 8:30 | walk 5 min | 8:35",
    );
}

#[test]
fn h10_arriving_by_tells_the_later_departure_with_more_rides_too() {
    check(
        "A C\n8:00 8:50\n\nA B\n8:20 8:30\n\nB C\n8:35 8:50\n\nchange B 3",
        "A > C by 8:50 rides 2",
        "8:00 | R1 A 8:00 > C 8:50 | 8:50\n\
         8:20 | R2 A 8:20 > B 8:30 | R3 B 8:35 > C 8:50 | 8:50",
    );
}

#[test]
fn h11_arriving_by_minds_change_times_and_one_way_walks() {
    let city = "A B\n8:00 8:10\n8:10 8:20\n\nC D\n8:22 8:30\n\nB > 3 > C";
    check(
        city,
        "A > D by 8:30 rides 2",
        "8:00 | R1 A 8:00 > B 8:10 | walk 3 min to C | R2 C 8:22 > D 8:30 | 8:30",
    );
    check(&city.replace("B > 3 > C", "C > 3 > B"), "A > D by 8:30 rides 2", "");
}

#[test]
fn h12_one_may_not_set_out_before_the_day_begins() {
    check(
        "A B\n0:05 0:15",
        "A+5 > B by 0:20 rides 1",
        "0:00 | walk 5 min | R1 A 0:05 > B 0:15 | 0:15",
    );
    check("A B\n0:05 0:15", "A+6 > B by 0:20 rides 1", "");
}

/// A destination already reached prunes what is no earlier, and nothing that is: by one second.
#[test]
fn h13_one_second_earlier_is_earlier() {
    check(
        "A C\n8:00 9:00\n\nA B\n8:00 8:10\n\nB C\n8:15 8:59:59",
        "A > C+2 @ 8:00 rides 2",
        "8:00 | R1 A 8:00 > C 9:00 | walk 2 min | 9:02\n\
         8:00 | R2 A 8:00 > B 8:10 | R3 B 8:15 > C 8:59:59 | walk 2 min | 9:01:59",
    );
}

/// Seen backwards, boarding is alighting: found by a mutant that only the oracle killed.
#[test]
fn h14_arriving_by_minds_where_one_may_board_and_alight() {
    let ride = "8:00 | R1 A 8:00 > B 8:10 | 8:10";
    check("A -B C\n8:00 8:10 8:20", "A > B by 9:00 rides 1", ride);
    check("A +B C\n8:00 8:10 8:20", "A > B by 9:00 rides 1", "");
    check("A -B C\n8:00 8:10 8:20", "B > C by 9:00 rides 1", "");
}
