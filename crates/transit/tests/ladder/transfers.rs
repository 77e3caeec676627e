//! Transfer rules between stops and stations; staying seated.

use std::fmt::Write as _;

use allways_base::Seconds;
use allways_testkit::picture::{Picture, plain_settings};
use allways_transit::compile::DaySettings;
use allways_transit::timetable::PatternIdx;

use crate::{check, check_with, codes};

const TWO: &str = "A B\n8:00 8:10\n\nC D\n8:10 8:30\n8:14 8:34\n8:20 8:40\n\n";

#[test]
fn f01_a_rule_with_a_time_is_a_footpath() {
    let text = format!("{TWO}transfer B C 4");
    check(&text, "A @ 8:00 rides 2", "A 8:00, B 8:10, C 8:14, D 8:34");
}

#[test]
fn f02_without_a_rule_or_a_walk_there_is_no_way() {
    check(TWO, "A @ 8:00 rides 2", "A 8:00, B 8:10, C -, D -");
}

#[test]
fn f03_a_rule_without_a_time_takes_the_default() {
    let text = format!("{TWO}transfer B C");
    check(&text, "A @ 8:00 rides 2", "A 8:00, B 8:10, C 8:10, D 8:30");
    let settings = DaySettings { default_change: Seconds::minutes(3), ..plain_settings() };
    check_with(&text, &settings, "A @ 8:00 rides 2", "A 8:00, B 8:10, C 8:13, D 8:34");
}

#[test]
fn f04_of_a_walk_and_a_rule_the_longer_counts() {
    let short = format!("{TWO}transfer B C 4\nB > 9 > C");
    check(&short, "A @ 8:00 rides 2", "A 8:00, B 8:10, C 8:19, D 8:40");
    let long = format!("{TWO}transfer B C 4\nB > 1 > C");
    check(&long, "A @ 8:00 rides 2", "A 8:00, B 8:10, C 8:14, D 8:34");
}

#[test]
fn f05_a_prohibition_takes_a_walk_away() {
    let text = format!("{TWO}transfer B C never\nB > 1 > C");
    check(&text, "A @ 8:00 rides 2", "A 8:00, B 8:10, C -, D -");
}

#[test]
fn f06_of_two_walks_the_shorter_counts() {
    let text = format!("{TWO}B > 6 > C\nB > 4 > C");
    check(&text, "A @ 8:00 rides 2", "A 8:00, B 8:10, C 8:14, D 8:34");
}

const STATION: &str = "A P1\n8:00 8:10\n\nP2 B\n8:12 8:22\n8:15 8:25\n\nP1 C\n8:11 8:31\n8:14 8:34\n\n\
                       station S P1 P2\n";

#[test]
fn f07_a_stations_rule_holds_for_each_pair_of_its_platforms_and_each_platform() {
    check(STATION, "A @ 8:00 rides 2", "A 8:00, P1 8:10, P2 -, B -, C 8:31, S -");
    let text = format!("{STATION}transfer S S 4");
    check(&text, "A @ 8:00 rides 2", "A 8:00, P1 8:10, P2 8:14, B 8:25, C 8:34, S -");
}

#[test]
fn f08_a_platforms_own_rule_beats_its_stations() {
    let text = format!("{STATION}transfer P1 P2 1\ntransfer S S 4");
    check(&text, "A @ 8:00 rides 2", "A 8:00, P1 8:10, P2 8:11, B 8:22, C 8:34, S -");
}

#[test]
fn f09_a_station_may_forbid_changes() {
    let text = format!("{STATION}transfer S S never\nP1 > 1 > P2");
    check(&text, "A @ 8:00 rides 2", "A 8:00, P1 8:10, P2 -, B -, C -, S -");
}

#[test]
fn f10_among_rules_for_the_same_pair_the_stricter_counts() {
    let text = format!("{TWO}transfer B C 4\ntransfer B C 9\ntransfer B C 5");
    check(&text, "A @ 8:00 rides 2", "A 8:00, B 8:10, C 8:19, D 8:40");
    let text = format!("{TWO}transfer B C never\ntransfer B C 9");
    check(&text, "A @ 8:00 rides 2", "A 8:00, B 8:10, C -, D -");
}

#[test]
fn f11_the_default_change_counts_where_no_rule_is() {
    let settings = DaySettings { default_change: Seconds::minutes(3), ..plain_settings() };
    let text = "A B\n8:00 8:10\n\nB C\n8:12 8:20\n8:13 8:21";
    check_with(text, &settings, "A @ 8:00 rides 2", "A 8:00, B 8:10, C 8:21");
    let text = format!("{text}\n\nchange B 2");
    check_with(&text, &settings, "A @ 8:00 rides 2", "A 8:00, B 8:10, C 8:20");
}

#[test]
fn f12_a_rule_for_a_station_without_platforms_is_told() {
    let text = "A B\n8:00 8:10\n\nstation S\ntransfer S B 3";
    assert_eq!(codes(text, &plain_settings()), ["transfer-without-platform"]);
    assert_eq!(codes("A B\n8:00 8:10\n\nA > 3 > A", &plain_settings()), ["footpath-to-itself"]);
}

const SEATED: &str = "A B\n1: 8:00 8:10\n\nB C\n2: 8:12 8:20\n\nchange B never\n";

#[test]
fn g01_staying_seated_costs_no_second_ride() {
    check(SEATED, "A @ 8:00 rides 2", "A 8:00, B 8:10, C -");
    let text = format!("{SEATED}seated 1 2");
    check(&text, "A @ 8:00 rides 1", "A 8:00, B 8:10, C 8:20");
    check(&text, "A > C @ 8:00 rides 1", "8:00 | R1 A 8:00 > C 8:20 | 8:20");
}

#[test]
fn g02_both_trips_stay_as_they_are() {
    let text = format!("{SEATED}seated 1 2");
    check(&text, "B @ 8:11 rides 1", "A -, B 8:11, C 8:20");
    let picture = Picture::read(&text).value;
    let tt = picture.timetable().value;
    assert_eq!((tt.calls.n_rows(), tt.trips.len(), tt.joined.len()), (3, 3, 1));
    let joined = tt.joined[0];
    assert!(tt.is_joined(joined.run));
    let id = |position| picture.feed.trips[tt.feed_trip(joined.run, position)].id.as_str();
    assert_eq!([id(0), id(1), id(2)], ["1", "2", "2"]);
    let pattern: PatternIdx = allways_testkit::picture::first();
    assert!(!tt.is_joined(tt.first_trip[pattern]));
}

#[test]
fn g03_it_may_go_on_from_another_platform_of_the_station() {
    let text = "A P\n1: 8:00 8:10\n\nQ C\n2: 8:12 8:20\n\nseated 1 2\nstation S P Q";
    check(text, "A @ 8:00 rides 1", "A 8:00, P 8:10, Q 8:12, C 8:20, S -");
    let apart = text.replace("station S P Q", "");
    check(&apart, "A @ 8:00 rides 1", "A 8:00, P 8:10, Q -, C -");
    assert_eq!(codes(&apart, &plain_settings()), ["stay-seated-apart"]);
}

#[test]
fn g04_a_chain_is_one_ride() {
    let text =
        "A B\n1: 8:00 8:10\n\nB C\n2: 8:12 8:20\n\nC D\n3: 8:20 8:30\n\nseated 1 2\nseated 2 3";
    check(text, "A @ 8:00 rides 1", "A 8:00, B 8:10, C 8:20, D 8:30");
    check(text, "B @ 8:11 rides 1", "A -, B 8:11, C 8:20, D 8:30");
}

#[test]
fn g05_a_vehicle_may_go_on_in_two_parts() {
    let text = "A B\n1: 8:00 8:10\n\nB C\n2: 8:12 8:20\n\nB D\n3: 8:13 8:30\n\nseated 1 2\nseated 1 3\nchange B never";
    check(text, "A @ 8:00 rides 1", "A 8:00, B 8:10, C 8:20, D 8:30");
}

#[test]
fn g06_both_must_run_that_day() {
    let text =
        "service T + 2026-06-02\nA B\n1: 8:00 8:10\n\nruns T\n\nB C\n2: 8:12 8:20\n\nseated 1 2";
    check(text, "A @ 8:00 rides 2", "A 8:00, B 8:10, C -");
}

#[test]
fn g07_what_cannot_be_one_vehicle_is_left_out_and_told() {
    let text = SEATED.replace("8:12 8:20", "8:05 8:20");
    let text = format!("{text}seated 1 2");
    assert_eq!(codes(&text, &plain_settings()), ["stay-seated-backwards"]);
    check(&text, "A @ 8:00 rides 1", "A 8:00, B 8:10, C -");
    let text = format!("{SEATED}every 2 8:00..9:00 10\nseated 1 2");
    assert_eq!(codes(&text, &plain_settings()), ["stay-seated-frequency"]);
}

#[test]
fn g08_of_a_very_long_chain_each_stretch_of_four_trips_is_one_ride() {
    let mut text =
        String::from("change B never\nchange C never\nchange D never\nchange E never\n\n");
    for (k, pair) in ["A B", "B C", "C D", "D E", "E F"].iter().enumerate() {
        let _ = writeln!(text, "{pair}\n{k}: 8:{k}0 8:{k}5\n");
    }
    text += "seated 0 1\nseated 1 2\nseated 2 3\nseated 3 4";
    check(&text, "A @ 8:00 rides 1", "B 8:05, C 8:15, D 8:25, E 8:35, A 8:00, F -");
    check(&text, "B @ 8:06 rides 1", "B 8:06, C 8:15, D 8:25, E 8:35, A -, F 8:45");
    assert_eq!(codes(&text, &plain_settings()), ["stay-seated-long"]);
}

#[test]
fn g09_a_late_bus_goes_on_late() {
    let text = format!("vehicle bus\n\n{SEATED}seated 1 2");
    let slow = DaySettings { bus_factor: 2.0, ..plain_settings() };
    // Arrives at 8:20 instead of 8:10, so leaves then, and still takes 16 minutes.
    check_with(&text, &slow, "A @ 8:00 rides 1", "A 8:00, B 8:20, C 8:36");
}

#[test]
fn g10_across_midnight_the_day_before_stays_seated_too() {
    let text = "service T + 2026-06-02\nservice W + 2026-06-03\nruns T\n\nX A B\n1: 23:50 24:05 24:10\n\n\
                B C\n2: 24:12 24:20\n\nruns W\n\nX Y\n5:00 5:10\n\nchange B never\nseated 1 2";
    check(text, "A @ 0:00 rides 1", "X -, A 0:00, B 0:10, C 0:20, Y -");
}
