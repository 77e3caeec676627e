//! Services of which only the headway is known (`exact_times=0` of `frequencies.txt`).
//!
//! Of such a service a vehicle comes once a headway, and nobody knows when. A compiled day is one
//! draw of the unknown phases ([`DaySettings::seed`]); percentiles over several draws come near what
//! is true of all phases. For a journey of one ride the whole distribution is known without a draw:
//! the wait is uniform over the seconds of the headway, and everything else takes always the same.
//! [`OneRides`] finds that ride, if it can prove that nothing else competes with it;
//! [`exact_percentile`] is its percentile. The third way, half a headway as a wait, is
//! [`crate::half_headway`].

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use allways_base::cast::u32_from;
use allways_base::{Idx, Seconds, ServiceTime, Window};

use crate::compile::DaySettings;
use crate::compile::runs::LAST_REPEAT;
use crate::feed::{Feed, FeedTripIdx, Frequency, StopIdx};
use crate::timetable::{Call, Times, Timetable, TripIdx};

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

/// Where a journey begins and ends, as the searches take it.
#[derive(Clone, Copy, Debug)]
pub struct BothEnds<'a> {
    /// See [`crate::raptor::Query::access`].
    pub access: &'a [(StopIdx, Seconds)],
    /// Stops from which the destination is reached, with the time it takes.
    pub egress: &'a [(StopIdx, Seconds)],
    /// The way without a ride.
    pub direct: Option<Seconds>,
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
    /// At the first stops, nothing comes by headway alone.
    NoRide,
    /// Somewhere on the way another vehicle can be boarded, which could be sooner.
    OtherVehicles,
    /// The best stop to board lies behind the best to alight, or none of them is on the way.
    NoBestStops,
    /// One can alight, walk, and board a vehicle that is ahead.
    Overtaken,
    /// The headway does not hold for everyone who waits.
    NotAllTheTime,
    /// Riders may stay seated as the vehicle goes on as another trip.
    GoesOn,
}

impl fmt::Display for Undetermined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoRide => "no vehicle of unknown phase can be boarded",
            Self::OtherVehicles => "another vehicle can be boarded on the way",
            Self::NoBestStops => {
                "no two stops are the best to board and to alight for every vehicle"
            }
            Self::Overtaken => "on foot one overtakes the vehicle",
            Self::NotAllTheTime => {
                "the headway begins, ends or changes while passengers of the window wait"
            }
            Self::GoesOn => "the vehicle goes on as another trip",
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

/// The ride that every journey between the ends consists of; see [`OneRides`].
pub fn one_ride(
    feed: &Feed,
    tt: &Timetable,
    ends: &BothEnds<'_>,
    window: Window,
) -> Result<OneRide, Undetermined> {
    OneRides::new(feed, tt).from(ends.access, window)?.to(ends.egress, ends.direct)
}

/// The ride that every journey between two ends consists of, for all departures of a window and all
/// phases; an error if that is not proved (it may then still be so).
///
/// What is proved: wherever one can come to without another line (first stops, stops of the line,
/// and a footpath from any of them) nothing else can be boarded at any time of the day; the stops
/// with the earliest vehicle and with the earliest arrival are the same for every vehicle; getting
/// off and on again never reaches an earlier vehicle; and one row of `frequencies.txt` alone holds
/// from the first to the last second at which anybody waits.
#[derive(Debug)]
pub struct OneRides<'a> {
    feed: &'a Feed,
    tt: &'a Timetable,
    /// stop → trips that may be boarded there.
    boarded: BTreeMap<StopIdx, BTreeSet<FeedTripIdx>>,
}

/// The one line that can be boarded from an origin.
#[derive(Clone, Debug)]
pub struct OneLine {
    /// Its calls, with the times since the vehicle left the first.
    visits: Vec<(Call, Times)>,
    /// Position of the best stop to board.
    board: usize,
    /// How long after the departure a vehicle must at the earliest leave its first stop to be caught
    /// there; may be below 0.
    sets_out: i64,
    headway: Seconds,
}

impl<'a> OneRides<'a> {
    /// `tt` is any draw of the day, with all its footpaths: of shortcuts ([`crate::ultra`]) others
    /// may matter at other phases.
    pub fn new(feed: &'a Feed, tt: &'a Timetable) -> Self {
        Self { feed, tt, boarded: boardable(feed, tt) }
    }

    /// The line that whoever comes to the stops of `access` can board, of which nothing else is
    /// sooner.
    pub fn from(
        &self,
        access: &[(StopIdx, Seconds)],
        window: Window,
    ) -> Result<OneLine, Undetermined> {
        let (feed, tt) = (self.feed, self.tt);
        let first_stops = access.iter().map(|&(stop, _)| stop);
        let mut lines: BTreeSet<FeedTripIdx> = BTreeSet::new();
        for stop in first_stops.clone() {
            lines.extend(self.boarded.get(&stop).into_iter().flatten());
        }
        let line = match (lines.pop_first(), lines.is_empty()) {
            (Some(line), true) => line,
            (None, _) => return Err(Undetermined::NoRide),
            (Some(_), false) => return Err(Undetermined::OtherVehicles),
        };
        let Some(visits) = visits(feed, tt, line) else { return Err(Undetermined::NoRide) };
        let reached = first_stops.chain(visits.iter().map(|(call, _)| call.stop));
        let mut near: BTreeSet<StopIdx> = reached.collect();
        for stop in near.clone() {
            near.extend(tt.footpaths[stop].iter().chain(&tt.ends()[stop]).map(|path| path.to));
        }
        let other = |stop: &StopIdx| {
            self.boarded.get(stop).is_some_and(|all| all.iter().any(|&t| t != line))
        };
        if near.iter().any(other) {
            return Err(Undetermined::OtherVehicles);
        }
        let mut seated = feed.stay_seated.iter();
        if feed.trips[line].block.is_some() || seated.any(|&(a, b)| a == line || b == line) {
            return Err(Undetermined::GoesOn);
        }
        let (sets_out, board) = first_vehicle(&visits, access).ok_or(Undetermined::NoBestStops)?;
        let waits = Waits::of(window, sets_out).ok_or(Undetermined::NotAllTheTime)?;
        let headway = waits.headway(feed, tt, line)?;
        if can_overtake(tt, &visits, headway) {
            return Err(Undetermined::Overtaken);
        }
        Ok(OneLine { visits, board, sets_out, headway })
    }
}

impl OneLine {
    /// The ride to whoever is reached from the stops of `egress`, or `direct` without a ride.
    pub fn to(
        &self,
        egress: &[(StopIdx, Seconds)],
        direct: Option<Seconds>,
    ) -> Result<OneRide, Undetermined> {
        let last = last_vehicle(&self.visits, egress).filter(|&(_, alight)| self.board < alight);
        let (arrives, _) = last.ok_or(Undetermined::NoBestStops)?;
        let moving = u32::try_from(self.sets_out + arrives);
        let moving = Seconds(moving.map_err(|_| Undetermined::NoBestStops)?);
        Ok(OneRide { moving, headway: self.headway, direct })
    }
}

/// stop → trips that may be boarded there: those of the day, and all of unknown phase that run on it
/// or on the day before, of which a draw may have left none.
fn boardable(feed: &Feed, tt: &Timetable) -> BTreeMap<StopIdx, BTreeSet<FeedTripIdx>> {
    let mut all: BTreeMap<StopIdx, BTreeSet<FeedTripIdx>> = BTreeMap::new();
    for pattern in tt.calls.indices() {
        let calls = &tt.calls[pattern];
        let first = tt.first_trip[pattern].to_usize();
        for (position, call) in calls[..calls.len() - 1].iter().enumerate() {
            if call.may_board {
                let runs = &tt.trips.as_slice()[first..first + tt.n_trips(pattern)];
                let position = u32_from(position);
                let trips = (first..)
                    .zip(runs)
                    .map(|(run, _)| tt.feed_trip(TripIdx::from_usize(run), position));
                all.entry(call.stop).or_default().extend(trips);
            }
        }
    }
    for row in feed.frequencies.iter().filter(|row| !row.exact) {
        let service = &feed.services[feed.trips[row.trip].service];
        let runs_before = tt.date.yesterday().is_ok_and(|date| service.runs(date));
        if !service.runs(tt.date) && !runs_before {
            continue;
        }
        let visits = &feed.stop_times[row.trip];
        let not_last = &visits[..visits.len().saturating_sub(1)];
        for visit in not_last.iter().filter(|visit| visit.may_board) {
            all.entry(visit.stop).or_default().insert(row.trip);
        }
    }
    all
}

/// The calls of a trip, with the times since it left its first stop; `None` if none of its runs is
/// whole, or it does not run today.
fn visits(feed: &Feed, tt: &Timetable, trip: FeedTripIdx) -> Option<Vec<(Call, Times)>> {
    if !feed.services[feed.trips[trip].service].runs(tt.date) {
        return None;
    }
    let mut runs = tt.trips.iter().filter(|&(_, of)| *of == trip).map(|(run, _)| run);
    let run =
        runs.find(|&run| tt.calls[tt.pattern_of(run)].len() == feed.stop_times[trip].len())?;
    let pattern = tt.pattern_of(run);
    let times = tt.times_of(pattern, run);
    let begins = times.iter().next()?.depart;
    let since = |time: ServiceTime| ServiceTime(time.0.saturating_sub(begins.0));
    let relative = times
        .iter()
        .map(|times| Times { arrive: since(times.arrive), depart: since(times.depart) });
    Some(tt.calls[pattern].iter().copied().zip(relative).collect())
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

/// The seconds from which passengers wait, as departures from the first stop of a line.
struct Waits {
    first: i64,
    last: i64,
}

impl Waits {
    fn of(window: Window, sets_out: i64) -> Option<Self> {
        let mut all = window.departures().map(|depart| i64::from(depart.0) + sets_out);
        let first = all.next()?;
        Some(Self { first, last: all.next_back().unwrap_or(first) })
    }

    /// The headway that holds for all of them.
    fn headway(
        &self,
        feed: &Feed,
        tt: &Timetable,
        line: FeedTripIdx,
    ) -> Result<Seconds, Undetermined> {
        let service = &feed.services[feed.trips[line].service];
        let runs_before = tt.date.yesterday().is_ok_and(|date| service.runs(date));
        let rows = feed.frequencies.iter().filter(|row| row.trip == line);
        let span = |row: &Frequency| (i64::from(row.from.0), i64::from(row.to.min(LAST_REPEAT).0));
        let holds = |row: &&Frequency| {
            let (from, to) = span(row);
            !row.exact
                && row.headway.0 > 0
                && from <= self.first
                && self.last + i64::from(row.headway.0) <= to
        };
        let mut holding = rows.clone().filter(holds);
        let (Some(row), None) = (holding.next(), holding.next()) else {
            return Err(Undetermined::NotAllTheTime);
        };
        let end = self.last + i64::from(row.headway.0);
        let meets = |(from, to): (i64, i64)| from < end && to > self.first;
        let day = 24 * 3600;
        let others = rows.clone().filter(|other| *other != row);
        let yesterday = rows.clone().filter(|_| runs_before);
        let is_alone = rows.clone().filter(|other| *other == row).count() == 1
            && !others.map(span).any(meets)
            && !yesterday.map(span).any(|(from, to)| meets((from - day, to - day)));
        if is_alone { Ok(row.headway) } else { Err(Undetermined::NotAllTheTime) }
    }
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
