//! The law of a ride of which only the headway is known, against every phase in turn, and against
//! many draws.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::collections::BTreeMap;

use allways_base::random::Random;
use allways_base::{Seconds, ServiceTime, Window};
use allways_testkit::picture::{Picture, plain_settings};
use allways_transit::compile::DaySettings;
use allways_transit::feed::{FeedTripIdx, Frequency, StopIdx};
use allways_transit::frequencies::{OneRide, OneRides, Undetermined, exact_percentile, is_drawn};
use allways_transit::half_headway::compile_half_headway;
use allways_transit::raptor::{RangeQuery, Search, Work, range};
use allways_transit::timetable::{Footpath, Timetable};

type Walks = Vec<(StopIdx, Seconds)>;

/// A journey's ends.
struct BothEnds<'a> {
    access: &'a [(StopIdx, Seconds)],
    egress: &'a [(StopIdx, Seconds)],
    direct: Option<Seconds>,
}

fn one_ride(
    picture: &Picture,
    ends: &BothEnds<'_>,
    window: Window,
) -> Result<OneRide, Undetermined> {
    let day = compile_half_headway(&picture.feed, &plain_settings(), &picture.footpaths).value;
    OneRides::from(&day, ends.access, window, LONG).to(ends.egress, ends.direct)
}

/// Everything that a journey of a test may take.
const LONG: Seconds = Seconds(20 * 3600);

fn read(text: &str) -> Picture {
    let picture = Picture::read(text);
    assert!(picture.problems.list().is_empty(), "{:?}", picture.problems);
    picture.value
}

/// The travel time of each departure by range RAPTOR, added to `into`.
fn add_times(tt: &Timetable, ends: &BothEnds<'_>, window: Window, into: &mut Vec<u32>) {
    let query = RangeQuery { access: ends.access, window, max_rides: u8::MAX, max_duration: LONG };
    range(tt, &query, &mut Search::new(), &mut Work::default(), |depart, arrivals| {
        let ridden = ends.egress.iter().map(|&(stop, walk)| arrivals.by_ride[stop] + walk);
        let ridden = ridden.filter(|&at| at < ServiceTime::NEVER).map(|at| at.since(depart));
        let soonest = ridden.chain(ends.direct).min();
        into.push(soonest.map_or(u32::MAX, |Seconds(s)| s));
    });
}

/// By its definition: the smallest value with so many at or below.
fn percentile(sorted: &[u32], percent: usize) -> u32 {
    sorted[(sorted.len() * percent).div_ceil(100) - 1]
}

const LINE: &str = "
A     B     C
t: 8:00  8:10  8:25
every t 6:00..22:00 10
";

fn between(picture: &Picture, a: &str, b: &str) -> (Walks, Walks) {
    let stop = |name| picture.stop(name).unwrap();
    (vec![(stop(a), Seconds(90))], vec![(stop(b), Seconds(45))])
}

fn ask(picture: &Picture, a: &str, b: &str, window: &str) -> Result<OneRide, Undetermined> {
    let (access, egress) = between(picture, a, b);
    let ends = BothEnds { access: &access, egress: &egress, direct: None };
    one_ride(picture, &ends, Window::parse(window).unwrap())
}

#[test]
fn walk_wait_ride_walk() {
    let one = ask(&read(LINE), "A", "C", "8:00..9:00").unwrap();
    let want = OneRide { moving: Seconds(90 + 25 * 60 + 45), headway: Seconds(600), direct: None };
    assert_eq!(one, want);
    let at = |one: &OneRide, percent| exact_percentile(one, percent).0;
    let moving = want.moving.0;
    // The 6th of 600 waits in order is 5 s, and so on.
    assert_eq!([1, 50, 100].map(|p| at(&one, p)), [moving + 5, moving + 299, moving + 599]);
    let walked = OneRide { direct: Some(Seconds(moving + 100)), ..one };
    assert_eq!([1, 16, 17, 100].map(|p| at(&walked, p) - moving), [5, 95, 100, 100]);
}

#[test]
fn what_could_be_sooner_is_left_undetermined() {
    let other = |more: &str, window: &str| ask(&read(&format!("{LINE}{more}")), "A", "C", window);
    let hour = "8:00..9:00";
    // Whoever waits longest is there at 34:59 after setting out a minute and a half before.
    let express = |at: &str| other(&format!("\nA C\n{at}"), hour);
    assert_eq!(express("8:30 8:45"), Err(Undetermined::OtherVehicles));
    assert!(express("8:30 9:10").is_ok() && express("9:40 9:41").is_ok());
    // From the middle, one comes there by the line.
    assert_eq!(other("\nB C\n8:20 8:21", hour), Err(Undetermined::OtherVehicles));
    assert!(other("\nB C\n8:10 8:11", hour).is_ok(), "nobody is there yet");
    assert!(other("\nB D\n8:20 8:21", hour).is_ok(), "it leads elsewhere");
    let back = "\nB D\n8:20 8:21\nD > 2 > C";
    assert!(other(back, hour).is_ok(), "nobody is reached from D");
    let then = "\nB D C\nx: 8:20 8:21 8:22\nevery x 8:00..22:00 5";
    assert_eq!(other(then, hour), Err(Undetermined::OtherVehicles));
    assert_eq!(other("every t 22:00..23:00 5", "21:30..22:30"), Err(Undetermined::NotAllTheTime));
    assert_eq!(other("every t 8:30..8:31 5 exact", hour), Err(Undetermined::OtherVehicles));
    assert_eq!(other("", "5:00..7:00"), Err(Undetermined::NotAllTheTime));
    // Of two rows the one that is in force counts.
    assert_eq!(other("every t 4:00..5:00 5", hour).unwrap().headway, Seconds(600));
    let long = LINE.replace("C\nt: 8:00  8:10  8:25", "C D\nt: 8:00  8:10  8:25 8:30");
    let walk = |path: &str| ask(&read(&format!("{long}{path}")), "A", "D", hour);
    assert_eq!(walk("B > 5 > C"), Err(Undetermined::Overtaken));
    assert!(walk("B > 6 > C").is_ok() && walk("A > 2 > C").is_ok());
    assert_eq!(ask(&read(LINE), "C", "A", hour), Err(Undetermined::NoRide));
    assert_eq!(
        ask(&read(&format!("{LINE}\nD E\n8:00 8:01")), "D", "E", hour),
        Err(Undetermined::NoRide)
    );
    let exact = read(&LINE.replace("22:00 10", "22:00 10 exact"));
    assert_eq!(ask(&exact, "A", "C", hour), Err(Undetermined::NoRide));
}

#[test]
fn only_what_runs_on_the_day_is_drawn() {
    let settings = plain_settings();
    let drawn = |text: &str| is_drawn(&read(text).feed, &settings);
    assert!(drawn(LINE));
    assert!(!drawn(&LINE.replace("22:00 10", "22:00 10 exact")));
    assert!(!drawn(&format!("service W 0000011 2026-01-01 2026-12-31\nruns W\n{LINE}")));
    let buses = DaySettings { vehicles: Some(vec![]), ..plain_settings() };
    assert!(!is_drawn(&read(LINE).feed, &buses));
}

#[test]
fn ten_thousand_draws_come_near_it() {
    let picture = read(LINE);
    let (access, egress) = between(&picture, "A", "C");
    let ends = BothEnds { access: &access, egress: &egress, direct: None };
    // One departure, so that the draws are all there is.
    let from = ServiceTime::hms(8, 3, 0);
    let window = Window { from, to: from + Seconds(1), step: Seconds(60) };
    let mut all = Vec::new();
    for seed in 0..10_000 {
        let day = picture.timetable_with(&DaySettings { seed, ..plain_settings() }).value;
        add_times(&day, &ends, window, &mut all);
    }
    all.sort_unstable();
    let one = one_ride(&picture, &ends, window).unwrap();
    for percent in [1, 5, 25, 50, 75, 95, 99, 100] {
        let (drawn, exact) =
            (percentile(&all, usize::from(percent)), exact_percentile(&one, percent).0);
        // Four standard errors of a quantile of 10 000 uniform waits below 600 s are 12 s at most.
        assert!(drawn.abs_diff(exact) <= 12, "p{percent}: {drawn} of draws, {exact} exactly");
    }
}

/// A line of three to six stops, with walks, ends and windows at random, and mostly with other
/// vehicles between its stops, at known times or by headway.
fn random_line(random: &mut Random) -> Picture {
    let n = 3 + random.below(4);
    let names: Vec<String> = (0..n).map(|k| format!("S{k}")).collect();
    let mut text = format!("{}\nt:", names.join(" "));
    for k in 0..n {
        text += &format!(" 8:{:02}", 2 * k);
    }
    let n_others = random.below(3);
    for k in 0..n_others {
        let (a, b) = (random.below(n), random.below(n));
        text += &format!("\n\nS{a} Y S{b}\nx{k}: 8:00 8:01 8:02");
    }
    let mut picture = read(&text);
    let feed = &mut picture.feed;
    let trips: Vec<FeedTripIdx> = feed.trips.indices().collect();
    for (k, &trip) in trips.iter().enumerate() {
        let mut at = 8 * 3600 + if k == 0 { 0 } else { random.below(400) };
        for call in feed.stop_times.row_mut(trip) {
            call.arrive = ServiceTime(at);
            at += if random.below(2) == 0 { 0 } else { random.below(40) };
            call.depart = ServiceTime(at);
            at += 1 + random.below(90);
            call.may_board = random.below(8) > 0;
            call.may_alight = random.below(8) > 0;
        }
        // Two unknown phases at most, so that all pairs of them can be tried.
        if k < 2 && (k == 0 || random.below(2) == 0) {
            let headway = Seconds(2 + random.below(if k == 0 { 30 } else { 5 }));
            let from = ServiceTime(8 * 3600 - random.below(600));
            let to = ServiceTime(8 * 3600 + 300 + random.below(1200));
            feed.frequencies.push(Frequency { trip, from, to, headway, exact: false });
        }
    }
    let stops: Vec<StopIdx> = feed.stops.indices().collect();
    let any = |random: &mut Random| stops[usize::try_from(random.below(n)).unwrap()];
    for _ in 0..random.below(4) {
        let (a, b) = (any(random), any(random));
        if a != b {
            picture.footpaths.push((a, Footpath { to: b, duration: Seconds(random.below(200)) }));
        }
    }
    picture
}

/// Every phase of every row, one by one, as rows that run as written.
fn by_all_phases(picture: &Picture, ends: &BothEnds<'_>, window: Window) -> Vec<u32> {
    let mut all = Vec::new();
    let rows = &picture.feed.frequencies;
    let second = rows.get(1).map_or(1, |row| row.headway.0);
    for phases in 0..rows[0].headway.0 * second {
        let mut drawn = picture.clone();
        for (row, phase) in
            drawn.feed.frequencies.iter_mut().zip([phases / second, phases % second])
        {
            *row = Frequency { from: row.from + Seconds(phase), exact: true, ..*row };
        }
        add_times(&drawn.timetable().value, ends, window, &mut all);
    }
    all.sort_unstable();
    all
}

#[test]
fn what_is_proved_is_true_of_all_phases() {
    let mut told: BTreeMap<Result<(), Undetermined>, usize> = BTreeMap::new();
    let (mut n_walked, mut n_beside) = (0, 0);
    for seed in 0..8_000 {
        let mut random = Random::new(seed, 5);
        let picture = random_line(&mut random);
        let stops: Vec<StopIdx> = picture.feed.stops.indices().collect();
        let mut two = || -> Walks {
            let n = u32::try_from(stops.len()).unwrap();
            let pick = |_| {
                let stop = stops[usize::try_from(random.below(n)).unwrap()];
                (stop, Seconds(random.below(150)))
            };
            (0..2).map(pick).collect()
        };
        let (access, egress) = (two(), two());
        let direct = (random.below(3) == 0).then(|| Seconds(random.below(500)));
        let ends = BothEnds { access: &access, egress: &egress, direct };
        let from = ServiceTime(8 * 3600 + random.below(300));
        let window = Window { from, to: from + Seconds(1 + random.below(120)), step: Seconds(17) };
        let found = one_ride(&picture, &ends, window);
        *told.entry(found.map(|_| ())).or_default() += 1;
        let Ok(one) = found else { continue };
        n_walked += usize::from(direct.is_some_and(|d| d.0 < one.moving.0 + one.headway.0));
        n_beside += usize::from(picture.feed.trips.len() > 1);
        let all = by_all_phases(&picture, &ends, window);
        for percent in 1..=100 {
            let want = percentile(&all, usize::from(percent));
            assert_eq!(exact_percentile(&one, percent).0, want, "seed {seed}, p{percent}: {one:?}");
        }
    }
    let n_proved = told[&Ok(())];
    assert!(
        n_proved > 1000 && n_walked > 100 && n_beside > 700,
        "{told:?}, {n_walked}, {n_beside}"
    );
    for why in [Undetermined::Overtaken, Undetermined::OtherVehicles, Undetermined::NotAllTheTime] {
        assert!(told.contains_key(&Err(why)), "{told:?}");
    }
}
