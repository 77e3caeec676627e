//! The ladder: read from `a01` on, it teaches what a timetable is and what a search answers.
//! Pictures are explained in `allways_testkit::picture`.
//!
//! `a` rides, `b` walks and changes, `c` overtaking and loops, `d` days, `e` frequencies,
//! `f` transfer rules, `g` staying seated, `h` journeys, `i` windows, `j` conditions, `k` feeds,
//! `l` staying seated within a block.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

mod blocks;
mod days;
mod feeds;
mod journeys;
mod searches;
mod transfers;

use allways_base::{Seconds, ServiceTime, Severity, Window};
use allways_testkit::audit::{Ends, audit};
use allways_testkit::picture::{Picture, plain_settings};
use allways_testkit::plain::Plain;
use allways_testkit::{oracle, show};
use allways_transit::compile::DaySettings;
use allways_transit::feed::StopIdx;
use allways_transit::raptor::{
    ArriveBy, Query, RangeQuery, Search, Work, arrive_by, earliest, journeys, range,
};
use allways_transit::timetable::Timetable;

/// The single place that calls the API: a hundred rungs survive a changed signature. Questions:
///
/// - `A @ 8:00 rides 2`: when each stop is reached, by whatever means;
/// - `A > C @ 8:00 rides 2`: the journeys, one a line;
/// - `A > C by 9:00 rides 2`: the journeys that arrive by then;
/// - `A @ 8:00..8:03 rides 2`: when each stop is reached, a line for each minute;
///
/// where `A` may also be `A+2,B+5`: two and five minutes to these stops. The answer must be
/// `expect`, and what the definition says.
#[track_caller]
fn check(picture: &str, question: &str, expect: &str) {
    check_with(picture, &plain_settings(), question, expect);
}

/// [`check`], under other settings.
#[track_caller]
fn check_with(picture: &str, settings: &DaySettings, question: &str, expect: &str) {
    let read = Picture::read(picture);
    assert!(read.problems.is_empty(), "the fixture has problems: {:?}", read.problems);
    let compiled = read.value.timetable_with(settings);
    assert!(compiled.problems.worst() < Some(Severity::Error), "{:?}", compiled.problems);
    let world =
        World { tt: &compiled.value, plain: Plain::of(&compiled.value), picture: &read.value };
    let words: Vec<&str> = question.split_whitespace().collect();
    let answer = match *words.as_slice() {
        [from, ">", to, "@", at, "rides", n] => world.journeys(from, to, at, n.parse().unwrap()),
        [from, ">", to, "by", at, "rides", n] => world.arrive_by(from, to, at, n.parse().unwrap()),
        [from, "@", at, "rides", n] if at.contains("..") => {
            world.range(from, at, n.parse().unwrap())
        }
        [from, "@", at, "rides", n] => world.earliest(from, at, n.parse().unwrap()),
        _ => panic!("no such question: {question}"),
    };
    assert_eq!(answer, expect, "\n{}", show::timetable(&read.value.feed, &compiled.value));
}

/// The codes of what compiling told, in order.
fn codes(picture: &str, settings: &DaySettings) -> Vec<&'static str> {
    let read = Picture::read(picture);
    assert!(read.problems.is_empty(), "the fixture has problems: {:?}", read.problems);
    let compiled = read.value.timetable_with(settings);
    compiled.problems.list().iter().map(|problem| problem.code).collect()
}

const DAY: Seconds = Seconds::minutes(24 * 60);

struct World<'a> {
    tt: &'a Timetable,
    plain: Plain,
    picture: &'a Picture,
}

impl World<'_> {
    fn ends(&self, text: &str) -> Vec<(StopIdx, Seconds)> {
        let one = |part: &str| {
            let (name, minutes) = part.split_once('+').unwrap_or((part, "0"));
            (self.picture.stop(name).unwrap(), Seconds::minutes(minutes.parse().unwrap()))
        };
        text.split(',').map(one).collect()
    }

    fn earliest(&self, from: &str, at: &str, max_rides: u8) -> String {
        let access = self.ends(from);
        let depart = ServiceTime::parse(at).unwrap();
        let query = Query { access: &access, depart, max_rides, max_duration: DAY };
        let found = earliest(self.tt, &query, &mut Search::new(), &mut Work::default());
        assert_eq!(found, oracle::earliest(&self.plain, &query), "the definition disagrees");
        show::arrivals(&self.picture.feed, &found)
    }

    fn journeys(&self, from: &str, to: &str, at: &str, max_rides: u8) -> String {
        let (access, egress) = (self.ends(from), self.ends(to));
        let depart = ServiceTime::parse(at).unwrap();
        let query = Query { access: &access, depart, max_rides, max_duration: DAY };
        let mut search = Search::new();
        let found = journeys(self.tt, &query, &egress, None, &mut search, &mut Work::default());
        let pairs: Vec<(ServiceTime, u8)> = found.iter().map(|j| (j.arrival, j.rides)).collect();
        let slow = oracle::journeys(&self.plain, &query, &egress, None);
        assert_eq!(pairs, slow, "the definition disagrees");
        self.lines(&access, &egress, &found)
    }

    fn arrive_by(&self, from: &str, to: &str, at: &str, max_rides: u8) -> String {
        let (access, egress) = (self.ends(from), self.ends(to));
        let arrive = ServiceTime::parse(at).unwrap();
        let query = ArriveBy { access: &access, arrive, max_rides, max_duration: DAY };
        let mut search = Search::new();
        let reversed = self.tt.reversed();
        let found = arrive_by(&reversed, &query, &egress, None, &mut search, &mut Work::default());
        let pairs: Vec<(ServiceTime, u8)> = found.iter().map(|j| (j.departure, j.rides)).collect();
        let slow = oracle::arrive_by(&self.plain, &query, &egress, None);
        assert_eq!(pairs, slow, "the definition disagrees");
        self.lines(&access, &egress, &found)
    }

    fn lines(
        &self,
        access: &[(StopIdx, Seconds)],
        egress: &[(StopIdx, Seconds)],
        found: &[allways_transit::raptor::Journey],
    ) -> String {
        let ends = Ends { access, egress, direct: None };
        for journey in found {
            audit(self.tt, &ends, journey).unwrap();
        }
        let line = |j| show::journey(&self.picture.feed, self.tt, j);
        found.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    fn range(&self, from: &str, at: &str, max_rides: u8) -> String {
        let access = self.ends(from);
        let window = Window::parse(at).unwrap();
        let query = RangeQuery { access: &access, window, max_rides, max_duration: DAY };
        let mut lines: Vec<String> = Vec::new();
        range(self.tt, &query, &mut Search::new(), &mut Work::default(), |depart, found| {
            let one = Query { access: &access, depart, max_rides, max_duration: DAY };
            assert_eq!(*found, oracle::earliest(&self.plain, &one), "the definition disagrees");
            let arrivals = show::arrivals(&self.picture.feed, found);
            lines.push(format!("{}: {arrivals}", show::time(depart)));
        });
        lines.join("\n")
    }
}
