//! Services of which only the headway is known (`exact_times=0` of `frequencies.txt`).
//!
//! Of such a service a vehicle comes once a headway, and nobody knows when. A compiled day is one
//! draw of the unknown phases ([`DaySettings::seed`]); percentiles over several draws come near what
//! is true of all phases. For a journey of one ride the whole distribution is known without a draw:
//! the wait is uniform over the seconds of the headway, and everything else takes always the same.
//! [`OneRides`] finds that ride, if it can prove that nothing else competes with it;
//! [`exact_percentile`] is its percentile. The third way, half a headway as a wait, is
//! [`crate::half_headway`].

use std::collections::BTreeSet;
use std::fmt;

use allways_base::{IdxVec, Seconds, Window};

use crate::compile::DaySettings;
use crate::feed::{Feed, StopIdx};
use crate::half_headway::{HalfHeadwayDay, HalfHeadwaySearch, RowIdx, others};
use crate::timetable::{Call, Times, Timetable};

/// True if the day depends on the seed: a service of which only the headway is known may be used on
/// it, or still runs from the day before.
pub fn is_drawn(feed: &Feed, settings: &DaySettings) -> bool {
    feed.frequencies.iter().any(|row| {
        let trip = &feed.trips[row.trip];
        let service = &feed.services[trip.service];
        let runs_before = settings.date.yesterday().is_ok_and(|date| service.runs(date));
        let vehicle = feed.routes[trip.route].vehicle;
        let may_be_used = settings.vehicles.as_ref().is_none_or(|all| all.contains(&vehicle));
        row.is_of_unknown_phase() && may_be_used && (service.runs(settings.date) || runs_before)
    })
}

/// A journey of one ride by headway alone, or the way without a ride where that is faster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OneRide {
    /// Access, ride and egress of whoever does not wait.
    pub moving: Seconds,
    /// The wait is any number of seconds below this, each as likely.
    pub headway: Seconds,
    /// The way without a ride.
    pub direct: Option<Seconds>,
}

/// Why the distribution cannot be told without a draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Undetermined {
    /// Of what comes by headway alone to the first stops, nothing leads there.
    NoRide,
    /// The best stop to board lies behind the best to alight, or none of them is on the way.
    NoBestStops,
    /// One can alight, walk, and board a vehicle that is ahead.
    Overtaken,
    /// The headway does not hold for everyone who waits.
    NotAllTheTime,
    /// With the help of another vehicle one could be sooner.
    OtherVehicles,
}

impl fmt::Display for Undetermined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoRide => "no vehicle of unknown phase leads there without a change",
            Self::OtherVehicles => "with another vehicle one could be sooner",
            Self::NoBestStops => {
                "no two stops are the best to board and to alight for every vehicle"
            }
            Self::Overtaken => "on foot one overtakes the vehicle",
            Self::NotAllTheTime => {
                "the headway begins, ends or changes while passengers of the window wait"
            }
        })
    }
}

/// The smallest time such that at least `percent` % of all phases and departures have at most that
/// (decision 0007); `percent` is 1 to 100. Exact to the second.
pub fn exact_percentile(one: &OneRide, percent: u8) -> Seconds {
    let rank = (u64::from(one.headway.0) * u64::from(percent.min(100))).div_ceil(100).max(1);
    // The first of the ranked waits is none at all; a rank is not above the headway.
    let wait = Seconds(u32::try_from(rank - 1).unwrap_or(u32::MAX));
    let ridden = one.moving + wait;
    one.direct.map_or(ridden, |direct| direct.min(ridden))
}

/// The ride that every journey between two ends consists of, for all departures of a window and all
/// phases of everything; an error if that is not proved (it may then still be so).
///
/// What is proved of a row of `frequencies.txt`: its headway holds from the first to the last second at
/// which anybody waits; the stops with the earliest vehicle and with the earliest arrival are the same
/// for every vehicle; getting off and on again never reaches an earlier vehicle; and whoever takes any
/// other vehicle on the way, boarding all of unknown phase without a wait, arrives at no departure
/// before whoever waits longest for the row.
#[derive(Debug)]
pub struct OneRides<'a> {
    day: &'a HalfHeadwayDay,
    access: Vec<(StopIdx, Seconds)>,
    window: Window,
    max_duration: Seconds,
    lines: Vec<Line>,
    search: HalfHeadwaySearch,
}

/// A row that can be boarded first.
#[derive(Debug)]
struct Line {
    row: RowIdx,
    /// Position of the best stop to board.
    board: usize,
    /// How long after the departure a vehicle must at the earliest leave its first stop to be caught
    /// there; may be below 0.
    sets_out: i64,
    headway: Seconds,
    /// For everyone who waits.
    holds: bool,
    is_overtaken: bool,
    /// See [`others`]; found when it is first needed.
    others: Option<IdxVec<StopIdx, Option<Seconds>>>,
}

impl<'a> OneRides<'a> {
    /// For whoever comes to the stops of `access`. What takes longer than `max_duration` is not
    /// looked at: such a journey counts as none.
    pub fn from(
        day: &'a HalfHeadwayDay,
        access: &[(StopIdx, Seconds)],
        window: Window,
        max_duration: Seconds,
    ) -> Self {
        let rows = access.iter().flat_map(|&(stop, _)| &day.stop_rows()[stop]);
        let rows: BTreeSet<RowIdx> = rows.map(|&(row, _)| row).collect();
        let line = |row: RowIdx| {
            let (visits, span, headway) = day.row(row);
            let (sets_out, board) = first_vehicle(visits, access)?;
            let holds = holds(window, sets_out, span, headway);
            let is_overtaken = can_overtake(&day.timetable, visits, headway);
            Some(Line { row, board, sets_out, headway, holds, is_overtaken, others: None })
        };
        let lines = rows.into_iter().filter_map(line).collect();
        let (access, search) = (access.to_vec(), HalfHeadwaySearch::default());
        Self { day, access, window, max_duration, lines, search }
    }

    /// The ride to whoever is reached from the stops of `egress`, or `direct` without a ride.
    pub fn to(
        &mut self,
        egress: &[(StopIdx, Seconds)],
        direct: Option<Seconds>,
    ) -> Result<OneRide, Undetermined> {
        let Self { day, access, window, max_duration, lines, search } = self;
        // Only the row with the least longest time can be sooner than all others at all phases.
        let mut best: Option<(OneRide, usize)> = None;
        let mut why = Undetermined::NoRide;
        for (k, line) in lines.iter().enumerate() {
            if !line.holds {
                why = why.max(Undetermined::NotAllTheTime);
                continue;
            }
            let (visits, ..) = day.row(line.row);
            let Some((arrives, alight)) = last_vehicle(visits, egress) else { continue };
            let moving = u32::try_from(line.sets_out + arrives).ok();
            let Some(moving) = moving.filter(|_| line.board < alight) else {
                why = why.max(Undetermined::NoBestStops);
                continue;
            };
            let one = OneRide { moving: Seconds(moving), headway: line.headway, direct };
            if best.is_none_or(|(best, _)| one.longest() < best.longest()) {
                best = Some((one, k));
            }
        }
        let (one, k) = best.ok_or(why)?;
        let line = &mut lines[k];
        if line.is_overtaken {
            return Err(Undetermined::Overtaken);
        }
        let row = line.row;
        let others = line
            .others
            .get_or_insert_with(|| others(day, row, access, (*window, *max_duration), search));
        let is_sooner = |&(stop, walk): &(StopIdx, Seconds)| {
            others[stop].is_some_and(|time| time + walk < one.longest())
        };
        if egress.iter().any(is_sooner) { Err(Undetermined::OtherVehicles) } else { Ok(one) }
    }
}

impl OneRide {
    /// What it takes whoever waits longest.
    pub fn longest(&self) -> Seconds {
        exact_percentile(self, 100)
    }
}

/// The least time of a stop among some.
fn least(list: &[(StopIdx, Seconds)], stop: StopIdx) -> Option<i64> {
    let same = list.iter().filter(|(other, _)| *other == stop);
    same.map(|&(_, time)| i64::from(time.0)).min()
}

/// Where the first vehicle is caught: how long after the departure it leaves its first stop (may be
/// below 0), and the position.
fn first_vehicle(visits: &[(Call, Times)], access: &[(StopIdx, Seconds)]) -> Option<(i64, usize)> {
    let mut best: Option<(i64, usize)> = None;
    for (position, (call, times)) in visits.iter().enumerate().filter(|(_, v)| v.0.may_board) {
        let Some(access) = least(access, call.stop) else { continue };
        let sets_out = access - i64::from(times.depart.0);
        // The first of equals leaves most stops to alight.
        if best.is_none_or(|(best, _)| sets_out < best) {
            best = Some((sets_out, position));
        }
    }
    best
}

/// Where one arrives first: how long after the vehicle left its first stop, and the position.
fn last_vehicle(visits: &[(Call, Times)], egress: &[(StopIdx, Seconds)]) -> Option<(i64, usize)> {
    let mut best: Option<(i64, usize)> = None;
    let visits = visits.iter().enumerate().skip(1);
    for (position, (call, times)) in visits.filter(|(_, v)| v.0.may_alight) {
        let Some(egress) = least(egress, call.stop) else { continue };
        let arrives = egress + i64::from(times.arrive.0);
        if best.is_none_or(|(best, _)| arrives <= best) {
            best = Some((arrives, position));
        }
    }
    best
}

/// True if everyone who sets out in the window waits within the span of a row: it is `sets_out` after
/// the departure that the vehicle must leave its first stop at the earliest.
fn holds(window: Window, sets_out: i64, (from, to): (i64, i64), headway: Seconds) -> bool {
    let mut all = window.departures().map(|depart| i64::from(depart.0) + sets_out);
    let Some(first) = all.next() else { return false };
    let last = all.next_back().unwrap_or(first);
    from <= first && last + i64::from(headway.0) <= to
}

/// True if whoever alights somewhere can board, there or a footpath away, a vehicle ahead of theirs.
fn can_overtake(tt: &Timetable, visits: &[(Call, Times)], headway: Seconds) -> bool {
    let between = |from: StopIdx, to: StopIdx| {
        let paths = tt.footpaths[from].iter().filter(|path| path.to == to);
        let change = tt.change[from].filter(|_| from == to);
        paths.map(|path| path.duration).chain(change).min()
    };
    // Nobody alights at the first stop or boards at the last.
    let n = visits.len();
    (1..n).any(|k| {
        let (alight, then) = visits[k];
        visits[k..n - 1].iter().any(|(board, later)| {
            let gain = between(alight.stop, board.stop)
                .map(|walk| i64::from(later.depart.0) - i64::from(then.arrive.0 + walk.0));
            alight.may_alight && board.may_board && gain.is_some_and(|s| s >= i64::from(headway.0))
        })
    })
}
