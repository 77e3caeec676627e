//! Rides, walks, overtaking; windows.

use crate::check;

#[test]
fn a01_one_ride() {
    check("A B C\n8:00 8:10 8:20", "A @ 8:00 rides 1", "A 8:00, B 8:10, C 8:20");
}

#[test]
fn a02_boarding_needs_to_be_on_time() {
    check("A B\n8:00 8:10\n9:00 9:10", "A @ 8:01 rides 1", "A 8:01, B 9:10");
}

#[test]
fn a03_a_ride_is_not_free() {
    check("A B\n8:00 8:10\n\nB C\n8:15 8:25", "A @ 8:00 rides 1", "A 8:00, B 8:10, C -");
    check("A B\n8:00 8:10\n\nB C\n8:15 8:25", "A @ 8:00 rides 2", "A 8:00, B 8:10, C 8:25");
}

#[test]
fn a04_without_rides_only_the_access_is_reached() {
    check("A B\n8:00 8:10", "A+3 @ 8:00 rides 0", "A 8:03, B -");
}

/// The round must board from a snapshot, or meeting patterns give a second ride for nothing.
#[test]
fn a05_a_round_is_one_ride_even_when_patterns_meet() {
    check("A B\n8:00 8:10\n\nA B C\n7:55 8:15 8:25", "A @ 8:00 rides 1", "A 8:00, B 8:10, C -");
}

#[test]
fn a06_where_one_may_not_board_one_rides_by() {
    check("A -B C\n8:00 8:10 8:20", "B @ 8:00 rides 1", "A -, B 8:00, C -");
    check("A -B C\n8:00 8:10 8:20", "A @ 8:00 rides 1", "A 8:00, B 8:10, C 8:20");
}

#[test]
fn a07_where_one_may_not_alight_one_stays_on() {
    check("A +B C\n8:00 8:10 8:20", "A @ 8:00 rides 1", "A 8:00, B -, C 8:20");
    check("A (B) C\n8:00 8:10 8:20", "A @ 8:00 rides 1", "A 8:00, B -, C 8:20");
}

#[test]
fn a08_a_vehicle_that_waits_may_be_caught_while_it_waits() {
    check("A B C\n8:00 8:10/8:15 8:20", "B @ 8:14 rides 1", "A -, B 8:14, C 8:20");
}

#[test]
fn a09_the_access_may_lead_to_several_stops() {
    check("A C\n8:00 8:20\n\nB C\n8:10 8:15", "A+5,B+9 @ 8:00 rides 1", "A 8:05, C 8:15, B 8:09");
}

#[test]
fn a10_of_two_ways_to_a_stop_the_shorter_counts() {
    check("A B\n8:03 8:10", "A+5,A+3,A+4 @ 8:00 rides 1", "A 8:03, B 8:10");
}

#[test]
fn b01_one_walks_between_two_rides() {
    check(
        "A B\n8:00 8:10\n\nC D\n8:15 8:25\n\nB ~ 5 ~ C",
        "A @ 8:00 rides 2",
        "A 8:00, B 8:10, C 8:15, D 8:25",
    );
}

/// The access list is complete: it already holds every stop that one can walk to.
#[test]
fn b02_no_footpath_follows_the_access() {
    check("B C\n8:05 8:15\n\nA ~ 5 ~ B", "A @ 8:00 rides 1", "B -, C -, A 8:00");
}

#[test]
fn b03_two_footpaths_do_not_chain() {
    check(
        "A B\n8:00 8:10\n\nB ~ 2 ~ C\nC ~ 2 ~ D",
        "A @ 8:00 rides 1",
        "A 8:00, B 8:10, C 8:12, D -",
    );
}

/// With one label per stop, B's early arrival on foot hides the later ride that could walk on.
#[test]
fn b04_an_early_walk_does_not_hide_a_later_ride_that_can_walk_on() {
    check("A B\n8:05 8:10\n\nB ~ 2 ~ C", "A,B+7 @ 8:00 rides 1", "A 8:00, B 8:07, C 8:12");
}

#[test]
fn b05_a_change_at_a_stop_takes_its_time() {
    let city = "A B\n8:00 8:10\n\nB C\n8:11 8:20\n8:12 8:30\n\nchange B 2";
    check(city, "A @ 8:00 rides 2", "A 8:00, B 8:10, C 8:30");
}

#[test]
fn b06_the_first_boarding_needs_no_change_time() {
    check("B C\n8:11 8:20\n\nchange B 5", "B @ 8:11 rides 1", "B 8:11, C 8:20");
}

#[test]
fn b07_where_no_change_is_possible_one_may_still_walk_away_and_board_after_a_walk() {
    let city = "A B\n8:00 8:10\n\nB D\n8:15 8:20\n\nC D\n8:15 8:30\n\nchange B never\nB > 3 > C";
    check(city, "A @ 8:00 rides 2", "A 8:00, B 8:10, D 8:30, C 8:13");
    let city = "A B\n8:00 8:10\n\nC D\n8:15 8:20\n\nchange C never\nB > 3 > C";
    check(city, "A @ 8:00 rides 2", "A 8:00, B 8:10, C 8:13, D 8:20");
}

/// The change at B takes longer than walking in from C, though the ride to B is earlier.
#[test]
fn b08_ready_to_board_is_not_the_same_as_arrived() {
    let city =
        "A B\n8:00 8:05\n\nA C\n8:00 8:06\n\nB D\n8:08 8:20\n8:15 8:40\n\nchange B 9\nC > 1 > B";
    check(city, "A @ 8:00 rides 2", "A 8:00, B 8:05, C 8:06, D 8:20");
}

#[test]
fn b09_a_footpath_may_lead_one_way() {
    check("A B\n8:00 8:10\n\nC > 1 > B", "A @ 8:00 rides 1", "A 8:00, B 8:10, C -");
}

#[test]
fn c01_an_overtaken_trip_does_not_hide_the_faster_one() {
    check("A B\n8:00 9:00\n8:10 8:30", "A @ 8:00 rides 1", "A 8:00, B 8:30");
}

/// The two leave A together the second time, but the first is ahead after.
#[test]
fn c02_a_tie_is_won_by_the_trip_in_front() {
    check("A A B\n8:10 8:14 8:19\n8:12 8:14 8:22", "A @ 8:11 rides 1", "A 8:11, B 8:19");
}

#[test]
fn c03_a_loop_is_ridden_past_its_start() {
    check("A B A C\n8:00 8:10 8:20 8:30", "B @ 8:05 rides 1", "A 8:20, B 8:05, C 8:30");
    check("A B A C\n8:00 8:10 8:20 8:30", "A @ 8:05 rides 1", "A 8:05, B -, C 8:30");
}

#[test]
fn c04_a_later_stop_may_catch_an_earlier_trip() {
    check(
        "A B C\n8:00 8:10 8:20\n8:30 8:40 8:50",
        "A+5,B+5 @ 8:00 rides 1",
        "A 8:05, B 8:05, C 8:20",
    );
}

#[test]
fn c05_trips_at_the_same_time_are_both_kept() {
    check("A B\n8:00 8:10\n8:00 8:10", "A @ 8:00 rides 1", "A 8:00, B 8:10");
}

#[test]
fn i01_a_window_gives_each_of_its_departures_latest_first() {
    check(
        "A B\n8:01 8:10\n8:05 8:12",
        "A @ 8:00..8:03 rides 1",
        "8:02: A 8:02, B 8:12\n8:01: A 8:01, B 8:10\n8:00: A 8:00, B 8:10",
    );
}

/// Kept labels must be kept per round: at 8:01 C is reached with two rides, at 8:00 with one.
#[test]
fn i02_a_later_departure_with_more_rides_does_not_hide_an_earlier_one_with_fewer() {
    check(
        "A B\n8:01 8:05\n\nB C\n8:06 8:10\n\nA C\n8:00 8:20\n\nC D\n8:25 8:30",
        "A @ 8:00..8:02 rides 2",
        "8:01: A 8:01, B 8:05, C 8:10, D -\n8:00: A 8:00, B 8:05, C 8:10, D 8:30",
    );
}

/// Setting out at 8:05 one gets to B only by riding, at 8:04 also on foot: later than that ride, but
/// with a ride to spare.
#[test]
fn i03_a_label_with_more_rides_does_not_hide_a_later_one_with_fewer() {
    check(
        "A B\n8:10 8:11\n\nB C\n8:20 8:30\n\nC D\n8:35 8:40",
        "A,B+16 @ 8:04..8:06 rides 2",
        "8:05: A 8:05, B 8:11, C 8:30, D -\n8:04: A 8:04, B 8:11, C 8:30, D 8:40",
    );
}
