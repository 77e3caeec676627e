//! Staying seated because it is the same vehicle.

use allways_testkit::picture::{Picture, plain_settings};
use allways_transit::compile::{DaySettings, StepFreeRule};

use crate::{check, check_with, codes};

const BLOCK: &str = "A B\n1: 8:00 8:10\n\nB C\n2: 8:12 8:20\n\nchange B never\nblock 1 2\n";

#[test]
fn l01_within_a_block_riders_stay_seated() {
    check(BLOCK, "A @ 8:00 rides 1", "A 8:00, B 8:10, C 8:20");
    check(
        BLOCK,
        "A @ 7:50..7:52 rides 1",
        "7:51: A 7:51, B 8:10, C 8:20\n7:50: A 7:50, B 8:10, C 8:20",
    );
    let told = "8:00 | R1 A 8:00 > B 8:10 | stay as R2 > C 8:20 | 8:20";
    check(BLOCK, "A > C @ 8:00 rides 1", told);
    check(BLOCK, "A > C by 8:20 rides 1", told);
    let tt = Picture::read(BLOCK).value.timetable().value;
    assert_eq!((tt.trips.len(), tt.joined.len()), (2, 0), "no run is added");
}

#[test]
fn l02_each_run_goes_on_as_its_own() {
    // The first to come is not the one that goes to D.
    let text = "A B\n1: 8:00 8:10\n2: 8:05 8:15\n\nB C\n3: 8:12 8:20\n\nB D\n4: 8:16 8:30\n\n\
                change B never\nblock 1 3\nblock 2 4";
    check(text, "A @ 8:00 rides 1", "A 8:00, B 8:10, C 8:20, D 8:30");
    check(text, "A > D @ 8:00 rides 1", "8:05 | R1 A 8:05 > B 8:15 | stay as R3 > D 8:30 | 8:30");
    check(text, "A > D by 9:00 rides 1", "8:05 | R1 A 8:05 > B 8:15 | stay as R3 > D 8:30 | 8:30");
    check(text, "A @ 8:01 rides 1", "A 8:01, B 8:15, C -, D 8:30");
}

#[test]
fn l03_a_block_of_three_is_one_ride_forwards_and_backwards() {
    let text = "A B\n1: 8:00 8:10\n\nB C\n2: 8:12 8:20\n\nC D\n3: 8:20 8:30\n\n\
                change B never\nchange C never\nblock 3 1 2";
    let told = "8:00 | R1 A 8:00 > B 8:10 | stay as R2 > C 8:20 | stay as R3 > D 8:30 | 8:30";
    check(text, "A > D @ 8:00 rides 1", told);
    check(text, "A > D by 8:30 rides 1", told);
}

#[test]
fn l04_it_may_go_on_from_another_platform_but_nobody_rides_between_the_two() {
    let text = "A P\n1: 8:00 8:10\n\nQ C\n2: 8:12 8:20\n\nblock 1 2\nstation S P Q";
    check(text, "A @ 8:00 rides 1", "A 8:00, P 8:10, Q -, C 8:20, S -");
    check(text, "P @ 8:00 rides 1", "A -, P 8:00, Q -, C -, S -");
    let apart = text.replace("station S P Q", "");
    check(&apart, "A @ 8:00 rides 1", "A 8:00, P 8:10, Q -, C -");
    assert_eq!(codes(&apart, &plain_settings()), [""; 0], "an empty run to elsewhere is no fault");
}

#[test]
fn l05_what_transfers_say_counts_more() {
    check(&format!("{BLOCK}apart 1 2"), "A @ 8:00 rides 2", "A 8:00, B 8:10, C -");
    let text = format!("{BLOCK}B D\n3: 8:13 8:30\n\nseated 1 3");
    check(&text, "A @ 8:00 rides 1", "A 8:00, B 8:10, C -, D 8:30");
}

#[test]
fn l06_a_trip_between_two_of_a_block_is_where_the_vehicle_is() {
    let text = format!("{BLOCK}X Y\n3: 8:10 8:11\n\nblock 1 2 3");
    check(&text, "A @ 8:00 rides 2", "A 8:00, B 8:10, C -, X -, Y -");
    // Even where it may not be used.
    let text = format!("{text}\nstepfree 3 no");
    let rule = DaySettings { step_free: StepFreeRule::NotRefused, ..plain_settings() };
    check_with(&text, &rule, "A @ 8:00 rides 2", "A 8:00, B 8:10, C -, X -, Y -");
}

#[test]
fn l07_what_cannot_be_is_told() {
    let text = BLOCK.replace("8:12 8:20", "8:05 8:20");
    assert_eq!(codes(&text, &plain_settings()), ["block-overlap"]);
    check(&text, "A @ 8:00 rides 1", "A 8:00, B 8:10, C -");
    let text = format!("{BLOCK}every 2 8:00..9:00 10");
    assert_eq!(codes(&text, &plain_settings()), ["block-frequency"]);
    let slow = DaySettings { bus_factor: 2.0, ..plain_settings() };
    assert_eq!(codes(&format!("vehicle bus\n\n{BLOCK}"), &slow), ["block-late"]);
}

#[test]
fn l08_across_midnight_the_day_before_goes_on_too() {
    let text = "service T + 2026-06-02\nservice W + 2026-06-03\nruns T\n\nX A B\n1: 23:50 24:05 24:10\n\n\
                B C\n2: 24:12 24:20\n\nruns W\n\nX Y\n5:00 5:10\n\nchange B never\nblock 1 2";
    check(text, "A @ 0:00 rides 1", "X -, A 0:00, B 0:10, C 0:20, Y -");
}

#[test]
fn l09_who_may_not_alight_may_stay() {
    let text = "A +B\n1: 8:00 8:10\n\n-B C\n2: 8:12 8:20\n\nblock 1 2";
    check(text, "A > C @ 8:00 rides 1", "8:00 | R1 A 8:00 > B 8:10 | stay as R2 > C 8:20 | 8:20");
    check(text, "B @ 8:00 rides 1", "A -, B 8:00, C -");
}
