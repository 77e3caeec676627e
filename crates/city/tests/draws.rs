//! Draws of headway-based departures: percentiles are over departures and draws, in every question
//! alike, and say so. A line of ten minutes from West to East comes every twenty minutes, nobody
//! knows when.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fs;
use std::io;
use std::path::Path;

use allways_access::Decay;
use allways_base::{Metres, Seconds, ServiceTime, Window};
use allways_city::accessibility::{AccessAsk, Figure, access};
use allways_city::check::{CheckSettings, check};
use allways_city::coverage::{CoverageAsk, coverage};
use allways_city::matrix::{MatrixAsk, MatrixHead, MatrixSink, travel_times};
use allways_city::open::{City, open};
use allways_city::query::{When, route};
use allways_city::reach::{ReachAsk, reach};
use allways_plan::plan::Frequencies;

const PLAN: &str = r#"
name = "Toy"
time_zone = "UTC"
date = "2026-11-25"
years = [2026]
[[source]]
id = "bus"
kind = "gtfs"
path = "bus"
"#;

const PROMISE: &str = r#"
[[promise]]
id = "p"
says = "p"
from = "test"
measure = "travel-time"
with = { from = "West", to = "East", window = "07:00..07:10", percentile = 90, ends = "stop-to-stop" }
target = "<= 60 min"
"#;

const RIDE: u32 = 600;
const HEADWAY: u32 = 1200;

fn toy(dir: &Path, plan: &str, exact: u8) -> City {
    fs::create_dir_all(dir.join("bus")).unwrap();
    for (file, text) in [
        ("agency.txt", "agency_name,agency_url,agency_timezone\nX,https://x.org,UTC\n".to_owned()),
        (
            "stops.txt",
            "stop_id,stop_name,stop_lat,stop_lon\nw,West,0.0,10.0\ne,East,0.0,10.09\n".to_owned(),
        ),
        ("routes.txt", "route_id,route_short_name,route_type\nL,L,3\n".to_owned()),
        ("trips.txt", "route_id,service_id,trip_id\nL,all,t\n".to_owned()),
        (
            "stop_times.txt",
            "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n\
             t,06:00:00,06:00:00,w,1\nt,06:10:00,06:10:00,e,2\n"
                .to_owned(),
        ),
        (
            "frequencies.txt",
            format!(
                "trip_id,start_time,end_time,headway_secs,exact_times\n\
                 t,06:00:00,22:00:00,{HEADWAY},{exact}\n"
            ),
        ),
        (
            "calendar.txt",
            "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,\
             end_date\nall,1,1,1,1,1,1,1,20260101,20261231\n"
                .to_owned(),
        ),
    ] {
        fs::write(dir.join("bus").join(file), text).unwrap();
    }
    fs::write(dir.join("plan.toml"), plan).unwrap();
    fs::write(dir.join("promises.toml"), PROMISE).unwrap();
    fs::write(dir.join("from.csv"), "id,stop_id,n\nw,bus:w,1\n").unwrap();
    fs::write(dir.join("to.csv"), "id,stop_id,n\ne,bus:e,3\n").unwrap();
    open(dir, None).unwrap()
}

fn draws(seed: u64, draws: Option<u32>, threads: usize) -> CheckSettings {
    CheckSettings { seed, draws, threads, ..CheckSettings::default() }
}

fn window(text: &str) -> Window {
    Window::parse(text).unwrap()
}

#[derive(Default)]
struct Rows(Vec<Option<Seconds>>, Vec<String>);

impl MatrixSink for Rows {
    fn begin(&mut self, head: &MatrixHead<'_>) -> io::Result<usize> {
        self.1 = head.notes.to_vec();
        Ok(0)
    }

    fn row(&mut self, _: usize, times: &[Option<Seconds>]) -> io::Result<()> {
        self.0.extend_from_slice(times);
        Ok(())
    }
}

/// West to East.
fn times(
    (dir, city): (&Path, &City),
    settings: &CheckSettings,
    window: Window,
    percentiles: &[u8],
) -> (Vec<u32>, Vec<String>) {
    let (origins, destinations) = (dir.join("from.csv"), dir.join("to.csv"));
    let modes = "transit";
    let ask =
        MatrixAsk { origins: &origins, destinations: &destinations, window, percentiles, modes };
    let mut rows = Rows::default();
    travel_times(city, settings, &ask, &mut rows).unwrap();
    (rows.0.iter().map(|time| time.unwrap().0).collect(), rows.1)
}

/// A window of one departure.
fn at_seven() -> Window {
    let from = ServiceTime::hms(7, 0, 0);
    Window { from, to: from + Seconds(1), step: Seconds(60) }
}

#[test]
fn draws_are_those_of_the_seeds_that_follow() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let city = toy(dir, PLAN, 0);
    let of = |settings: &CheckSettings, percentiles: &[u8]| {
        times((dir, &city), settings, at_seven(), percentiles)
    };
    let mut each: Vec<u32> = (5..25).map(|seed| of(&draws(seed, None, 1), &[50]).0[0]).collect();
    each.sort_unstable();
    assert!(each.iter().all(|time| (RIDE..RIDE + HEADWAY).contains(time)), "{each:?}");
    let (found, notes) = of(&draws(5, Some(20), 1), &[5, 50, 51, 100]);
    assert_eq!(found, [each[0], each[9], each[10], each[19]]);
    let note = "only the headway of some services is known: percentiles are over departures and 20 \
                draws from seed 5";
    assert!(notes.iter().any(|told| told == note), "{notes:?}");
    for threads in [2, 16] {
        assert_eq!(of(&draws(5, Some(20), threads), &[5, 50, 51, 100]).0, found);
    }
    // One draw is what it was, and needs no note.
    let (one, notes) = of(&draws(5, Some(1), 1), &[50]);
    assert_eq!(one, of(&draws(5, None, 1), &[50]).0);
    assert!(notes.iter().all(|told| !told.contains("draws")), "{notes:?}");
}

#[test]
fn a_plan_says_how_many_draws_and_a_question_otherwise() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let plan = PLAN.replace("[[source]]", "[defaults]\ndraws = 20\n[[source]]");
    let city = toy(dir, &plan, 0);
    let of = |draws_asked: Option<u32>| {
        times((dir, &city), &draws(5, draws_asked, 1), at_seven(), &[50]).0
    };
    assert_eq!(of(None), of(Some(20)));
    assert_ne!(of(None), of(Some(1)));
}

/// Half of all passengers wait at most half a headway, give or take 3 standard errors.
#[test]
fn draws_come_near_the_law_of_an_unknown_phase() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let city = toy(dir, PLAN, 0);
    let (found, _) = times((dir, &city), &draws(0, Some(400), 1), at_seven(), &[25, 50, 75]);
    for (time, share) in found.into_iter().zip([25, 50, 75]) {
        assert!(time.abs_diff(RIDE + HEADWAY * share / 100 - 1) <= 90, "p{share}: {time}");
    }
}

#[test]
fn matrix_access_and_verdict_are_one_number_with_draws_too() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let city = toy(dir, PLAN, 0);
    let settings = draws(3, Some(9), 1);
    let time = times((dir, &city), &settings, window("07:00..07:10"), &[90]).0[0];
    let judgement = check(&city, &settings, &|_, _, _| ()).unwrap().judgement;
    let verdict = &judgement.verdicts[0];
    assert!((verdict.reading.value.unwrap() - f64::from(time) / 60.0).abs() < 1e-9);
    assert!(verdict.rerun.ends_with("--seed 3 --draws 9"), "{}", verdict.rerun);
    let told: Vec<&String> =
        verdict.reading.assumptions.iter().filter(|told| told.contains("seed")).collect();
    assert!(told.iter().any(|told| told.contains("9 draws from seed 3")), "{told:?}");
    // The journey shown is of a draw that has this time, which is named.
    let journey = verdict.reading.evidence.journey.as_ref().unwrap();
    assert_eq!(journey.arrival.since(journey.departure), Seconds(time));
    let of_draw = told.iter().find(|told| told.contains("departures are drawn (seed ")).unwrap();
    let (_, seed) = of_draw.split_once("(seed ").unwrap();
    let seed: u64 = seed.trim_end_matches(')').parse().unwrap();
    assert!((3..12).contains(&seed), "{of_draw}");
    let single = draws(seed, Some(1), 1);
    let departs =
        Window { from: journey.departure, to: journey.departure + Seconds(1), step: Seconds(60) };
    assert_eq!(times((dir, &city), &single, departs, &[100]).0, [time]);

    let (origins, opportunities) = (dir.join("from.csv"), dir.join("to.csv"));
    let cutoffs = [time / 60, time.div_ceil(60)];
    let cutoffs = if cutoffs[0] == cutoffs[1] { &cutoffs[..1] } else { &cutoffs[..] };
    let mut ask = AccessAsk {
        origins: &origins,
        people: None,
        ranked_by: None,
        opportunities: &opportunities,
        column: Some("n"),
        window: window("07:00..07:10"),
        percentiles: &[90],
        cutoffs_min: cutoffs,
        decay: Decay::Step,
        dual: &[],
        per_person: false,
        modes: "transit",
    };
    let within = access(&city, &settings, &ask).unwrap().figures;
    for figure in within {
        let Figure::Within(minutes, n) = figure else { continue };
        let all = if time <= 60 * minutes { 3.0 } else { 0.0 };
        assert!((n - all).abs() < 1e-9, "{minutes} min: {n}");
    }
    let ask_reach = ReachAsk {
        from: "West",
        window: window("07:00..07:10"),
        cutoffs_min: cutoffs,
        percentiles: &[90],
        opportunities: Some((&opportunities, Some("n"))),
        cell: Metres(100.0),
        modes: "transit",
    };
    let reached = reach(&city, &settings, &ask_reach).unwrap();
    for isochrone in &reached.isochrones {
        let all = if time <= 60 * isochrone.cutoff_min { 3.0 } else { 0.0 };
        assert_eq!(isochrone.within, Some(all), "{} min", isochrone.cutoff_min);
    }
    assert!(reached.notes.iter().any(|told| told.contains("9 draws from seed 3")));

    ask.dual = &[2.0];
    let figures = access(&city, &settings, &ask).unwrap().figures;
    assert_eq!(figures, [Figure::TimeTo(2.0, Some(Seconds(time)))]);
    (ask.dual, ask.per_person, ask.people) = (&[], true, Some("n"));
    // Three places for one person, where they are within the time of the matrix.
    let figures = access(&city, &settings, &ask).unwrap().figures;
    for figure in figures {
        let Figure::Within(minutes, n) = figure else { continue };
        let all = if time <= 60 * minutes { 3.0 } else { 0.0 };
        assert!((n - all).abs() < 1e-9, "{minutes} min: {n}");
    }
}

fn in_the_way(frequencies: Frequencies) -> CheckSettings {
    CheckSettings { frequencies: Some(frequencies), ..CheckSettings::default() }
}

#[test]
fn half_a_headway_is_waited_at_each_boarding() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let city = toy(dir, PLAN, 0);
    let half = in_the_way(Frequencies::HalfHeadway);
    let (found, notes) = times((dir, &city), &half, window("07:00..07:10"), &[1, 50, 100]);
    assert_eq!(found, [RIDE + HEADWAY / 2; 3]);
    assert!(notes.iter().any(|told| told.contains("waits half of it")), "{notes:?}");
    // The last of the departures that wait until 22:00 are too late.
    let late = window("21:49..21:51");
    let (origins, destinations) = (dir.join("from.csv"), dir.join("to.csv"));
    let percentiles = [50, 51];
    let ask = MatrixAsk {
        origins: &origins,
        destinations: &destinations,
        window: late,
        percentiles: &percentiles,
        modes: "transit",
    };
    let mut rows = Rows::default();
    travel_times(&city, &half, &ask, &mut rows).unwrap();
    assert_eq!(rows.0, [Some(Seconds(RIDE + HEADWAY / 2)), None]);
    // A plan may say so, and a question otherwise.
    let says = "[defaults]\nfrequencies = \"half-headway\"\n[[source]]";
    let city = toy(dir, &PLAN.replace("[[source]]", says), 0);
    let of = |settings| times((dir, &city), &settings, window("07:00..07:10"), &[1, 100]).0;
    assert_eq!(of(CheckSettings::default()), [RIDE + HEADWAY / 2; 2]);
    let drawn = of(in_the_way(Frequencies::Draws));
    assert!(drawn[0] < drawn[1], "{drawn:?}");
    let refused = check(&city, &CheckSettings::default(), &|_, _, _| ()).unwrap_err().to_string();
    assert!(refused.ends_with("write --frequencies draws"), "{refused}");
    let judged = check(&city, &in_the_way(Frequencies::Draws), &|_, _, _| ()).unwrap().judgement;
    assert!(judged.verdicts[0].rerun.ends_with("--frequencies draws"));
    // Where every time is known there is nothing to refuse.
    let city = toy(dir, PLAN, 1);
    assert!(check(&city, &half, &|_, _, _| ()).is_ok());
    let (known, notes) = times((dir, &city), &half, window("07:00..07:10"), &[1, 50, 100]);
    let usual = CheckSettings::default();
    assert_eq!(known, times((dir, &city), &usual, window("07:00..07:10"), &[1, 50, 100]).0);
    assert!(notes.iter().any(|told| told.contains("counts nowhere")), "{notes:?}");
}

/// One line alone: all of it is known without a draw.
#[test]
fn the_law_of_one_ride_needs_no_draw() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let city = toy(dir, PLAN, 0);
    let exact = in_the_way(Frequencies::Exact);
    let (found, notes) = times((dir, &city), &exact, window("07:00..07:10"), &[1, 25, 50, 100]);
    let law = |percent: u32| RIDE + (percent * HEADWAY).div_ceil(100) - 1;
    assert_eq!(found, [1, 25, 50, 100].map(law));
    assert!(notes.iter().any(|told| told.contains("by the law of one ride")), "{notes:?}");
    // The last vehicle leaves before 22:00: then it is as drawn.
    let late = window("21:45..21:46");
    let drawn = times((dir, &city), &in_the_way(Frequencies::Draws), window("21:35..21:36"), &[50]);
    assert_eq!(times((dir, &city), &exact, window("21:35..21:36"), &[50]).0, [law(50)]);
    assert_ne!(drawn.0, [law(50)]);
    let (origins, destinations) = (dir.join("from.csv"), dir.join("to.csv"));
    let (window, percentiles, modes) = (late, &[50][..], "transit");
    let ask =
        MatrixAsk { origins: &origins, destinations: &destinations, window, percentiles, modes };
    let of = |way| {
        let mut rows = Rows::default();
        let done = travel_times(&city, &in_the_way(way), &ask, &mut rows).unwrap();
        (rows.0, done.by_law)
    };
    let ((exact, by_law), (drawn, none)) = (of(Frequencies::Exact), of(Frequencies::Draws));
    assert_eq!((exact, by_law, none), (drawn, Some((0, 1)), None));
}

/// A bus in ten minutes of every second draw is three an hour, not six or none.
#[test]
fn departures_an_hour_are_the_mean_of_the_draws() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let city = toy(dir, PLAN, 0);
    let points = dir.join("from.csv");
    let definitions = ["walk-800m-places-2-per-hour", "walk-800m-places-4-per-hour"];
    let definitions = definitions.map(str::to_owned);
    let modes = ["transit".to_owned()];
    let ask = CoverageAsk {
        zones: &[],
        definitions: &definitions,
        modes: &modes,
        window: window("07:00..07:10"),
        points: Some((&points, None)),
    };
    let near = |n: Option<u32>| {
        let found = coverage(&city, &draws(0, n, 1), &ask).unwrap();
        let told = found.notes.iter().any(|note| note.contains("mean of 60 draws from seed 0"));
        assert_eq!(told, n == Some(60), "{:?}", found.notes);
        [0, 1].map(|k| found.covers[k].sum.near > 0.5)
    };
    assert_eq!(near(Some(60)), [true, false]);
    let [often, very_often] = near(None);
    assert_eq!(often, very_often);
}

#[test]
fn where_a_way_counts_nowhere_it_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let city = toy(dir, PLAN, 0);
    for way in [Frequencies::HalfHeadway, Frequencies::Exact] {
        let at = When::Depart(ServiceTime::hms(7, 0, 0));
        let told = route(&city, &in_the_way(way), "West", "East", at, "transit").unwrap_err();
        let refused = told.to_string();
        assert!(refused.contains(way.word()) && refused.ends_with("draws"), "{refused}");
    }
}

#[test]
fn draws_where_nothing_is_drawn_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let city = toy(dir, PLAN, 0);
    let (origins, destinations) = (dir.join("from.csv"), dir.join("to.csv"));
    let mut settings = in_the_way(Frequencies::HalfHeadway);
    times((dir, &city), &settings, window("07:00..07:10"), &[50]);
    let ask = MatrixAsk {
        origins: &origins,
        destinations: &destinations,
        window: window("07:00..07:10"),
        percentiles: &[50],
        modes: "transit",
    };
    settings.draws = Some(20);
    let told = travel_times(&city, &settings, &ask, &mut Rows::default()).unwrap_err().to_string();
    assert!(told.starts_with("--draws 20 counts for nothing"), "{told}");
    let told = check(&city, &settings, &|_, _, _| ()).unwrap_err().to_string();
    assert!(told.starts_with("--draws 20 counts for nothing"), "{told}");
    // Of the closed form the rest is drawn.
    settings.frequencies = Some(Frequencies::Exact);
    assert!(travel_times(&city, &settings, &ask, &mut Rows::default()).is_ok());
}

/// With a timetable there is nothing to draw, and no work is done for it.
#[test]
fn of_a_timetable_all_draws_are_one() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let city = toy(dir, PLAN, 1);
    let of =
        |draws_asked| times((dir, &city), &draws(0, draws_asked, 1), window("07:00..07:10"), &[50]);
    let ((one, _), (many, notes)) = (of(None), of(Some(30)));
    assert_eq!(one, many);
    let note = "nothing runs of which only the headway is known: 30 draws are as one";
    assert!(notes.iter().any(|told| told == note), "{notes:?}");
}
