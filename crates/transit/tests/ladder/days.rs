//! Which trips run: calendars, midnight, frequencies; conditions that leave some out.

use allways_base::{Date, Seconds};
use allways_testkit::picture::{A_DAY, Picture, plain_settings};
use allways_transit::compile::{DaySettings, StepFreeRule};
use allways_transit::feed::Vehicle;
use allways_transit::timetable::PatternIdx;

use crate::{check, check_with, codes};

fn on(date: &str) -> DaySettings {
    DaySettings { date: date.parse().unwrap(), ..plain_settings() }
}

const WEEKDAYS: &str = "service W 1111100 2026-06-01 2026-06-30\nruns W\n\nA B\n8:00 8:10";

#[test]
fn d01_a_weekly_pattern_runs_on_its_days_between_its_dates() {
    let ask = |date| check_with(WEEKDAYS, &on(date), "A @ 8:00 rides 1", "A 8:00, B 8:10");
    ask("2026-06-01");
    ask("2026-06-05");
    ask("2026-06-30");
    for date in ["2026-06-06", "2026-06-07", "2026-05-29", "2026-07-01"] {
        assert_eq!(codes(WEEKDAYS, &on(date)), ["no-service"], "{date}");
    }
}

#[test]
fn d02_a_date_without_service_names_the_dates_covered() {
    let picture = Picture::read(WEEKDAYS).value;
    let told = picture.timetable_with(&on("2026-07-01")).problems;
    let problem = told.list()[0].to_string();
    assert_eq!(
        problem,
        "error[no-service] calendar.txt: no trip runs on 2026-07-01; choose a date on which trips \
         run, 2026-06-01 to 2026-06-30"
    );
}

#[test]
fn d03_exceptions_add_and_remove_days() {
    let text = format!("service W + 2026-06-06\nservice W - 2026-06-05\n{WEEKDAYS}");
    check_with(&text, &on("2026-06-06"), "A @ 8:00 rides 1", "A 8:00, B 8:10");
    assert_eq!(codes(&text, &on("2026-06-05")), ["no-service"]);
}

#[test]
fn d04_exceptions_alone_are_a_calendar() {
    let text = "service X + 2026-06-06\nservice X + 2026-06-20\nruns X\n\nA B\n8:00 8:10";
    check_with(text, &on("2026-06-20"), "A @ 8:00 rides 1", "A 8:00, B 8:10");
    assert_eq!(codes(text, &on("2026-06-13")), ["no-service"]);
    let feed = Picture::read(text).value.feed;
    let dates = [Date::constant(2026, 6, 6), Date::constant(2026, 6, 20)];
    assert_eq!(feed.covered_dates(), Some((dates[0], dates[1])));
    assert_eq!((feed.trips_on(dates[0]), feed.trips_on(A_DAY)), (1, 0));
}

#[test]
fn d05_a_day_both_added_and_removed_does_not_run() {
    let text = "service X + 2026-06-03\nservice X - 2026-06-03\nservice X + 2026-06-04\nruns X\n\nA B\n8:00 8:10";
    assert_eq!(codes(text, &on("2026-06-03")), ["no-service"]);
    let covered = Picture::read(text).value.feed.covered_dates();
    assert_eq!(covered, Some((Date::constant(2026, 6, 4), Date::constant(2026, 6, 4))));
}

#[test]
fn d06_covered_dates_are_days_on_which_a_trip_runs() {
    // Saturday 6 June is the first running day although the pattern begins on the Monday.
    let text =
        "service S 0000010 2026-06-01 2026-06-30\nservice S - 2026-06-27\nruns S\n\nA B\n8:00 8:10";
    let covered = Picture::read(text).value.feed.covered_dates();
    assert_eq!(covered, Some((Date::constant(2026, 6, 6), Date::constant(2026, 6, 20))));
    assert_eq!(Picture::default().feed.covered_dates(), None);
}

#[test]
fn d07_times_past_midnight_belong_to_the_day_that_began() {
    check("A B\n23:50 24:10", "A @ 23:00 rides 1", "A 23:00, B 24:10");
}

#[test]
fn d08_the_small_hours_see_the_tail_of_the_day_before() {
    // Runs on Tuesday 2 June only; in the night to Wednesday it is there as 1:10.
    let text = "service T + 2026-06-02\nservice W + 2026-06-03\nruns T\n\nA B\n25:10 25:30\n\n\
                runs W\n\nA B\n5:00 5:10";
    check(text, "A @ 1:00 rides 1", "A 1:00, B 1:30");
    check(text, "A @ 1:11 rides 1", "A 1:11, B 5:10");
}

#[test]
fn d09_a_trip_across_midnight_can_be_boarded_where_it_leaves_after_midnight() {
    let text = "service T + 2026-06-02\nservice W + 2026-06-03\nruns T\n\nA B C D\n\
                23:50 23:55/24:00 24:10 24:20\n\nruns W\n\nX Y\n5:00 5:10";
    check(text, "A @ 0:00 rides 1", "A 0:00, B -, C -, D -, X -, Y -");
    check(text, "B @ 0:00 rides 1", "A -, B 0:00, C 0:10, D 0:20, X -, Y -");
}

#[test]
fn d10_the_day_before_alone_is_not_service() {
    let text = "service T + 2026-06-02\nruns T\n\nA B\n25:10 25:30";
    assert_eq!(codes(text, &plain_settings()), ["no-service"]);
}

#[test]
fn d11_a_trip_without_a_second_call_is_left_out_and_told() {
    let text = "A\n8:00\n\nA B\n8:00 8:10";
    assert_eq!(codes(text, &plain_settings()), ["trip-too-short"]);
    check(text, "A @ 8:00 rides 1", "A 8:00, B 8:10");
}

const EVERY_TEN: &str = "A B\nt: 6:00 6:05/6:06\n\nevery t 8:00..8:30 10 exact";

#[test]
fn e01_exact_frequencies_are_departures_written_short() {
    check(EVERY_TEN, "A @ 8:11 rides 1", "A 8:11, B 8:25");
    check(EVERY_TEN, "A @ 8:20 rides 1", "A 8:20, B 8:25");
}

#[test]
fn e02_the_end_is_exclusive_and_the_template_itself_does_not_run() {
    check(EVERY_TEN, "A @ 8:21 rides 1", "A 8:21, B -");
    check(EVERY_TEN, "A @ 6:00 rides 1", "A 6:00, B 8:05");
}

#[test]
fn e03_where_only_the_headway_is_known_the_phase_is_drawn_once_per_row() {
    let text = EVERY_TEN.replace(" exact", "");
    let picture = Picture::read(&text).value;
    let departures = |seed: u64| -> Vec<u32> {
        let tt = picture.timetable_with(&DaySettings { seed, ..plain_settings() }).value;
        let pattern: PatternIdx = allways_testkit::picture::first();
        tt.trips(pattern).map(|trip| trip.depart(0).0 - 8 * 3600).collect()
    };
    let mut phases: Vec<u32> = Vec::new();
    for seed in 0..200 {
        let all = departures(seed);
        assert_eq!(all, departures(seed), "the same seed draws the same");
        assert!(all[0] < 600 && all == [all[0], all[0] + 600, all[0] + 1200], "{all:?}");
        phases.push(all[0] / 60);
    }
    let n_minutes = |minute: u32| phases.iter().filter(|&&phase| phase == minute).count();
    assert!((0..10).all(|minute| (5..45).contains(&n_minutes(minute))), "{phases:?}");
}

#[test]
fn e04_a_frequency_of_the_day_before_reaches_past_midnight() {
    let text = "service T + 2026-06-02\nservice W + 2026-06-03\nruns T\n\nA B\n\
                t: 6:00 6:10\n\nevery t 23:40..24:40 15 exact\n\nruns W\n\nX Y\n5:00 5:10";
    check(text, "A @ 0:00 rides 1", "A 0:00, B 0:20, X -, Y -");
    check(text, "A @ 0:26 rides 1", "A 0:26, B -, X -, Y -");
}

#[test]
fn e05_a_frequency_past_two_days_is_cut_and_told() {
    let text = "A B\nt: 6:00 6:10\n\nevery t 47:00..99:00 30 exact";
    assert_eq!(codes(text, &plain_settings()), ["frequency-too-long"]);
    let tt = Picture::read(text).value.timetable().value;
    assert_eq!(tt.trips.len(), 4, "47:00 and 47:30, and the same of the day before at 23:00");
}

#[test]
fn e06_a_frequency_without_headway_is_left_out_and_told() {
    let text = "A B\nt: 6:00 6:10\n\nevery t 8:00..9:00 0";
    assert_eq!(codes(text, &plain_settings()), ["frequency-without-headway", "no-service-left"]);
}

const MIXED: &str = "vehicle bus\n\nA B\n8:00 8:30\n\nvehicle metro\n\nA B\n8:05 8:15";

#[test]
fn j01_only_the_vehicles_asked_for_run() {
    check(MIXED, "A @ 8:00 rides 1", "A 8:00, B 8:15");
    let buses = DaySettings { vehicles: Some(vec![Vehicle::Bus]), ..plain_settings() };
    check_with(MIXED, &buses, "A @ 8:00 rides 1", "A 8:00, B 8:30");
    let ferries = DaySettings { vehicles: Some(vec![Vehicle::Ferry]), ..plain_settings() };
    assert_eq!(codes(MIXED, &ferries), ["no-service-left"]);
}

#[test]
fn j02_a_slower_bus_is_slower_from_its_first_departure_on() {
    let slow = DaySettings { bus_factor: 1.5, ..plain_settings() };
    let text = "vehicle bus\n\nA B C\n7:58/8:00 8:10/8:12 8:20";
    check_with(text, &slow, "A @ 8:00 rides 1", "A 8:00, B 8:15, C 8:30");
    check_with(text, &slow, "B @ 8:18 rides 1", "A -, B 8:18, C 8:30");
    check_with(&text.replace("bus", "tram"), &slow, "A @ 8:00 rides 1", "A 8:00, B 8:10, C 8:20");
    let bad = DaySettings { bus_factor: f64::NAN, ..plain_settings() };
    assert_eq!(codes(text, &bad), ["bad-bus-factor"]);
}

#[test]
fn j03_unknown_step_free_use_is_kept_apart_from_no() {
    let text = "A B C\n1: 8:00 8:10 8:20\n2: 8:05 8:15 8:25\n3: 8:10 8:20 8:30\n\n\
                stepfree 1 no\nstepfree 3 yes\nstepfree A yes\nstepfree C yes";
    let rule = |step_free| DaySettings { step_free, ..plain_settings() };
    let ask = "A @ 8:00 rides 1";
    check_with(text, &rule(StepFreeRule::Any), ask, "A 8:00, B 8:10, C 8:20");
    check_with(text, &rule(StepFreeRule::NotRefused), ask, "A 8:00, B 8:15, C 8:25");
    check_with(text, &rule(StepFreeRule::KnownOnly), ask, "A 8:00, B -, C 8:30");
    assert_eq!(codes(text, &rule(StepFreeRule::NotRefused)), ["not-step-free"]);
}

#[test]
fn j04_a_stop_that_may_not_be_used_is_ridden_through() {
    let text = "A B C\n8:00 8:10 8:20\n\nstepfree B no";
    let strict = DaySettings { step_free: StepFreeRule::NotRefused, ..plain_settings() };
    check_with(text, &strict, "A @ 8:00 rides 1", "A 8:00, B -, C 8:20");
    check_with(text, &strict, "B @ 8:00 rides 1", "A -, B 8:00, C -");
}

#[test]
fn j05_a_slower_traveller_needs_longer_at_each_change_and_on_each_footpath() {
    let slow = DaySettings { slower_change: Seconds::minutes(2), ..plain_settings() };
    let text = "A B\n8:00 8:10\n\nB C\n8:12 8:20\n8:14 8:22\n\nB ~ 5 ~ D\nchange B 1";
    check_with(text, &slow, "A @ 8:00 rides 2", "A 8:00, B 8:10, C 8:22, D 8:17");
    check_with(text, &slow, "A+1 @ 7:59 rides 1", "A 8:00, B 8:10, C -, D 8:17");
}
