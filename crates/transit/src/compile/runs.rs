//! What runs: the day's trips, the tail of the day before, frequencies written out.
//!
//! A trip that the day before sends past midnight runs here from its first departure at or after
//! 24:00, so that one can board it in the small hours; whoever sits in it already is another
//! day's passenger. A trip named in `frequencies.txt` runs only by its frequencies. Where only the
//! headway is known, the phase is drawn once per row: same seed, same day.

use std::collections::BTreeMap;

use allways_base::cast::{f64_from, floor_usize, u32_from, usize_from};
use allways_base::random::Random;
use allways_base::{Csr, Idx, IdxVec, Problems, Seconds, ServiceTime, Severity};

use crate::compile::DaySettings;
use crate::feed::{Feed, FeedTripIdx, Frequency, RouteIdx, StopIdx, StopTime, Vehicle};
use crate::timetable::{Call, Times};

/// The service day that a run belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum ServiceDay {
    /// The day before; its 24:00 is this day's 0:00.
    Before,
    /// This day.
    Today,
}

/// One vehicle journey of the day: a slice of [`Runs::calls`] and [`Runs::times`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Run {
    pub(crate) trip: FeedTripIdx,
    pub(crate) route: RouteIdx,
    pub(crate) day: ServiceDay,
    /// Made from a frequency, so one of many runs of its trip.
    pub(crate) is_repeated: bool,
    start: u32,
    end: u32,
}

/// All runs, end to end.
#[derive(Debug, Default)]
pub(crate) struct Runs {
    pub(crate) list: Vec<Run>,
    calls: Vec<Call>,
    times: Vec<Times>,
    /// `(run, position, trip)`: from there on the run is that trip. In run order.
    pub(crate) joints: Vec<(usize, u32, FeedTripIdx)>,
}

impl Runs {
    pub(crate) fn calls(&self, run: &Run) -> &[Call] {
        &self.calls[usize_from(run.start)..usize_from(run.end)]
    }

    pub(crate) fn times(&self, run: &Run) -> &[Times] {
        &self.times[usize_from(run.start)..usize_from(run.end)]
    }

    /// Appends a run; `like` gives its trip, route and day.
    pub(crate) fn push(&mut self, like: Run, visits: impl Iterator<Item = (Call, Times)>) {
        let start = u32_from(self.calls.len());
        for (call, times) in visits {
            self.calls.push(call);
            self.times.push(times);
        }
        self.list.push(Run { start, end: u32_from(self.calls.len()), ..like });
    }
}

/// 24:00, and the latest departure by frequency that a view of a day can want.
const MIDNIGHT: i64 = 24 * 3600;
const LAST_REPEAT: ServiceTime = ServiceTime::hms(48, 0, 0);

/// Lists the runs in trip order, the day before first within a trip.
///
/// Problems: `trip-too-short` (fewer than two calls), `frequency-without-headway`,
/// `frequency-too-long` (cut at 48:00), `bad-bus-factor` (taken as 1), and the note
/// `not-step-free` with the number of trips left out.
pub(crate) fn expand(feed: &Feed, settings: &DaySettings, problems: &mut Problems) -> Runs {
    list(feed, settings, None, problems)
}

/// A row of `frequencies.txt` of unknown phase, on one service day: the vehicles that nobody knows
/// the times of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UnknownPhase {
    /// The calls, with the times since the vehicle left the first of them.
    pub(crate) visits: Vec<(Call, Times)>,
    /// The first vehicle leaves the first call at or after this; of the day before it may be below 0.
    pub(crate) from: i64,
    /// Exclusive end.
    pub(crate) to: i64,
    pub(crate) headway: Seconds,
}

/// The runs whose times are known, and the others as rows.
pub(crate) fn expand_known(
    feed: &Feed,
    settings: &DaySettings,
    problems: &mut Problems,
) -> (Runs, Vec<UnknownPhase>) {
    let mut rows = Vec::new();
    let runs = list(feed, settings, Some(&mut rows), problems);
    (runs, rows)
}

/// With `rows`, what is of unknown phase is left to them.
fn list(
    feed: &Feed,
    settings: &DaySettings,
    mut rows: Option<&mut Vec<UnknownPhase>>,
    problems: &mut Problems,
) -> Runs {
    let today = feed.services_on(settings.date);
    let before = settings.date.yesterday().map(|date| feed.services_on(date));
    let before = before.unwrap_or_else(|_| IdxVec::filled(false, feed.services.len()));
    let rule = settings.step_free;
    let is_allowed: IdxVec<RouteIdx, bool> = feed
        .routes
        .iter()
        .map(|(_, route)| settings.vehicles.as_ref().is_none_or(|v| v.contains(&route.vehicle)))
        .collect::<Vec<_>>()
        .into();
    let frequencies = starts_by_trip(feed, settings.seed, rows.is_none(), problems);
    let unknown = if rows.is_some() { unknown_by_trip(feed) } else { BTreeMap::new() };
    let expansion = Expansion {
        feed,
        is_usable: feed
            .stops
            .iter()
            .map(|(_, s)| rule.allows(s.step_free))
            .collect::<Vec<_>>()
            .into(),
        bus_factor: checked_factor(settings.bus_factor, problems),
    };
    let mut runs = Runs::default();
    let mut n_refused = 0_usize;
    for (idx, trip) in feed.trips.iter() {
        let days =
            [(ServiceDay::Before, before[trip.service]), (ServiceDay::Today, today[trip.service])];
        if !is_allowed[trip.route] || days.iter().all(|(_, on)| !on) {
            continue;
        }
        if !rule.allows(trip.step_free) {
            n_refused += 1;
            continue;
        }
        if feed.stop_times[idx].len() < 2 {
            problems.push(
                Severity::Note,
                "trip-too-short",
                format!("stop_times.txt, trip {}", trip.id),
                format!("the trip has {} calls", feed.stop_times[idx].len()),
                "give it at least two, or remove it",
            );
            continue;
        }
        for (day, _) in days.iter().filter(|(_, on)| *on) {
            if let Some(rows) = &mut rows {
                let of_trip = unknown.get(&idx).into_iter().flatten();
                rows.extend(of_trip.filter_map(|row| expansion.unknown(row, *day)));
            }
            match frequencies.get(idx) {
                None => expansion.add(&mut runs, idx, *day, None),
                Some(starts) => {
                    for &start in starts {
                        expansion.add(&mut runs, idx, *day, Some(start));
                    }
                }
            }
        }
    }
    if n_refused > 0 {
        problems.push(
            Severity::Note,
            "not-step-free",
            "trips.txt",
            format!("{n_refused} trips are left out: not known to be step-free"),
            "nothing to do; the rule for unknown step-free use is a setting of the traveller",
        );
    }
    runs
}

fn checked_factor(factor: f64, problems: &mut Problems) -> f64 {
    if factor.is_finite() && factor > 0.0 {
        return factor;
    }
    problems.push(
        Severity::Error,
        "bad-bus-factor",
        "settings",
        format!("the run-time factor of buses is {factor}"),
        "give a number above 0; 1 is used",
    );
    1.0
}

/// What does not change from run to run.
struct Expansion<'a> {
    feed: &'a Feed,
    is_usable: IdxVec<StopIdx, bool>,
    bus_factor: f64,
}

impl Expansion<'_> {
    /// Adds the run of `trip` that leaves its first stop at `start` (`None`: as scheduled), as far
    /// as this day sees it.
    fn add(&self, runs: &mut Runs, idx: FeedTripIdx, day: ServiceDay, start: Option<ServiceTime>) {
        let trip = &self.feed.trips[idx];
        let visits = &self.feed.stop_times[idx];
        let first = visits.first().map_or(ServiceTime(0), |visit| visit.depart);
        let day_shift = if day == ServiceDay::Before { -MIDNIGHT } else { 0 };
        let shift = day_shift + start.map_or(0, |s| i64::from(s.0) - i64::from(first.0));
        let is_slowed = self.feed.routes[trip.route].vehicle == Vehicle::Bus;
        let factor = if is_slowed { self.bus_factor } else { 1.0 };
        let time = |t: ServiceTime| i64::from(stretch(t, first, factor).0) + shift;
        // The day before is already over until its first departure at or after midnight.
        let n_past = match day {
            ServiceDay::Before => visits.iter().take_while(|v| time(v.depart) < 0).count(),
            ServiceDay::Today => 0,
        };
        if visits.len() < n_past + 2 {
            return;
        }
        let visit = |v: &StopTime| {
            let usable = self.is_usable[v.stop];
            let call = Call {
                stop: v.stop,
                may_board: v.may_board && usable,
                may_alight: v.may_alight && usable,
            };
            (call, Times { arrive: clamped(time(v.arrive)), depart: clamped(time(v.depart)) })
        };
        let is_repeated = start.is_some();
        let like = Run { trip: idx, route: trip.route, day, is_repeated, start: 0, end: 0 };
        runs.push(like, visits[n_past..].iter().map(visit));
    }
}

impl Expansion<'_> {
    /// A row on a service day, as far as this day sees it; `None` if it sees nothing of it.
    fn unknown(&self, row: &Frequency, day: ServiceDay) -> Option<UnknownPhase> {
        // Written as the run of its first second: nothing of a run of today is cut.
        let mut first = Runs::default();
        self.add(&mut first, row.trip, ServiceDay::Today, Some(row.from));
        let run = first.list.first()?;
        let since = |time: ServiceTime| ServiceTime(time.since(row.from).0);
        let relative = |t: &Times| Times { arrive: since(t.arrive), depart: since(t.depart) };
        let times = first.times(run).iter().map(relative);
        let visits: Vec<(Call, Times)> = first.calls(run).iter().copied().zip(times).collect();
        let shift = if day == ServiceDay::Before { -MIDNIGHT } else { 0 };
        let (from, to) = (i64::from(row.from.0) + shift, i64::from(last_start(row).0) + shift);
        let last_board = visits.iter().rev().nth(1)?.1.depart;
        let is_seen = from < to && to + i64::from(last_board.0) > 0;
        is_seen.then_some(UnknownPhase { visits, from, to, headway: row.headway })
    }
}

/// trip → its rows of unknown phase.
fn unknown_by_trip(feed: &Feed) -> BTreeMap<FeedTripIdx, Vec<Frequency>> {
    let mut all: BTreeMap<FeedTripIdx, Vec<Frequency>> = BTreeMap::new();
    for row in feed.frequencies.iter().filter(|row| row.is_of_unknown_phase()) {
        all.entry(row.trip).or_default().push(*row);
    }
    all
}

/// Multiplies the time since the first departure; what lies before it stays.
fn stretch(time: ServiceTime, first: ServiceTime, factor: f64) -> ServiceTime {
    #[expect(clippy::float_cmp, reason = "exactly 1 is the value that means: as scheduled")]
    if factor == 1.0 || time <= first {
        return time;
    }
    let since = usize_from(time.since(first).0);
    let stretched = floor_usize(f64_from(since) * factor + 0.5);
    ServiceTime(u32::try_from(stretched).unwrap_or(u32::MAX).saturating_add(first.0))
}

/// A time before this day's 0:00 counts as 0:00; only an arrival whose departure is later has one.
fn clamped(seconds: i64) -> ServiceTime {
    ServiceTime(u32::try_from(seconds.max(0)).unwrap_or(u32::MAX))
}

/// trip → its departures from the first stop, row by row; `None` for a trip without frequencies.
struct Frequencies(Csr<FeedTripIdx, ServiceTime>, Vec<bool>);

impl Frequencies {
    fn get(&self, trip: FeedTripIdx) -> Option<&[ServiceTime]> {
        self.1.get(trip.to_usize()).filter(|is_template| **is_template).map(|_| &self.0[trip])
    }
}

/// With `are_drawn` false, rows of unknown phase have no departures.
fn starts_by_trip(feed: &Feed, seed: u64, are_drawn: bool, problems: &mut Problems) -> Frequencies {
    if feed.frequencies.is_empty() {
        return Frequencies(Csr::default(), Vec::new());
    }
    let mut is_template = vec![false; feed.trips.len()];
    let mut pairs: Vec<(FeedTripIdx, ServiceTime)> = Vec::new();
    for (stream, row) in (0_u64..).zip(&feed.frequencies) {
        is_template[row.trip.to_usize()] = true;
        let all = starts(feed, row, seed, stream, problems);
        if are_drawn || !row.is_of_unknown_phase() {
            pairs.extend(all.map(|start| (row.trip, start)));
        }
    }
    Frequencies(Csr::from_pairs(feed.trips.len(), &pairs), is_template)
}

/// Exclusive end of a row's departures.
fn last_start(row: &Frequency) -> ServiceTime {
    row.to.min(LAST_REPEAT)
}

fn starts(
    feed: &Feed,
    row: &Frequency,
    seed: u64,
    stream: u64,
    problems: &mut Problems,
) -> impl Iterator<Item = ServiceTime> + use<> {
    let place = || format!("frequencies.txt, trip {}", feed.trips[row.trip].id);
    if row.headway.0 == 0 {
        problems.push(
            Severity::Warning,
            "frequency-without-headway",
            place(),
            format!("the headway from {} is 0 s", row.from),
            "give a headway above 0; the row is left out",
        );
    }
    if row.to > LAST_REPEAT {
        problems.push(
            Severity::Note,
            "frequency-too-long",
            place(),
            format!("the frequency lasts until {}", row.to),
            "end it by 48:00:00; later departures are left out",
        );
    }
    let phase = if row.exact { 0 } else { Random::new(seed, stream).below(row.headway.0) };
    let end = if row.headway.0 == 0 { ServiceTime(0) } else { last_start(row) };
    let departures = (u64::from(row.from.0) + u64::from(phase)..u64::from(end.0))
        .step_by(usize_from(row.headway.0.max(1)));
    departures.filter_map(|seconds| u32::try_from(seconds).ok()).map(ServiceTime)
}
