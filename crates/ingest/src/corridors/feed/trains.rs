//! The trips of one week as services: one for each leg of a trip between two stations, with a slot on
//! every day on which the trip runs. A trip is a line of its own, so that who changes to another trip
//! changes, whatever their times.

use std::collections::{BTreeMap, BTreeSet};

use allways_base::cast::f64_from_u64;
use allways_base::{Date, Idx, IdxVec, Problems, Severity};
use allways_corridor::draft::{Carries, Service, TrainLeg};
use allways_corridor::week::Slots;
use allways_transit::feed::{Feed, FeedTripIdx, ServiceIdx, StopIdx, StopTime};

use super::FeedTerms;
use super::stations::{Stations, station_of};
use crate::points::file_name;

const DAY_S: i64 = 86_400;
const DAYS: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];

/// Whole seconds as hours.
pub(super) fn hours(seconds: i64) -> f64 {
    let size = f64_from_u64(seconds.unsigned_abs()) / 3600.0;
    if seconds < 0 { -size } else { size }
}

/// The week of a feed that stands for every week.
#[derive(Debug)]
pub(super) struct Week {
    pub(super) monday: Date,
    /// set of days → the days of the week on which it runs, Monday first.
    runs: IdxVec<ServiceIdx, [bool; 7]>,
    /// Trips that run on any of them.
    pub(super) n_trips: usize,
    /// Day → true if a trip runs.
    busy: [bool; 7],
}

impl Week {
    /// The week of `date`, Monday to Sunday; `None` if nothing runs in it.
    pub(super) fn of(feed: &Feed, date: Date) -> Option<Self> {
        let mut monday = date;
        for _ in 0..date.weekday().to_monday_zero_offset() {
            monday = monday.yesterday().ok()?;
        }
        let mut dates = [monday; 7];
        for k in 1..7 {
            dates[k] = dates[k - 1].tomorrow().ok()?;
        }
        let runs = feed.services.iter().map(|(_, service)| dates.map(|date| service.runs(date)));
        let runs: IdxVec<ServiceIdx, [bool; 7]> = runs.collect::<Vec<_>>().into();
        let (mut n_trips, mut busy) = (0, [false; 7]);
        for (_, trip) in feed.trips.iter() {
            let days = runs[trip.service];
            n_trips += usize::from(days.contains(&true));
            for (busy, runs) in busy.iter_mut().zip(days) {
                *busy |= runs;
            }
        }
        (n_trips > 0).then_some(Self { monday, runs, n_trips, busy })
    }

    /// Days on which nothing runs.
    pub(super) fn empty_days(&self) -> Vec<&'static str> {
        let days = DAYS.into_iter().zip(self.busy);
        days.filter(|(_, busy)| !busy).map(|(day, _)| day).collect()
    }
}

/// What trips are written from.
pub(super) struct Told<'a> {
    /// trip_id → its public name.
    pub(super) names: &'a BTreeMap<String, String>,
    pub(super) terms: &'a FeedTerms<'a>,
    pub(super) monday: Date,
    pub(super) stations: &'a Stations,
    /// terminal → seconds that its clock is ahead of the feed's.
    pub(super) clock: &'a dyn Fn(&str) -> i64,
}

/// A call of a trip at a station.
#[derive(Clone, Copy, Debug)]
struct Visit {
    station: StopIdx,
    arrive: i64,
    depart: i64,
    may_board: bool,
    may_alight: bool,
}

impl Visit {
    /// Takes in the next call, at the same terminal. One alights at the first that lets one, and
    /// boards at the last that does; where that is before, nobody boards.
    fn goes_on_as(&mut self, next: &Self) {
        if !self.may_alight && next.may_alight {
            self.arrive = next.arrive;
        }
        if next.may_board || !self.may_board || self.depart < self.arrive {
            self.depart = next.depart;
            self.may_board = next.may_board;
        }
        self.may_alight |= next.may_alight;
    }
}

/// Adds every trip that runs in the week; stop → true if it is a station at which one of them calls.
pub(super) fn add(
    feed: &Feed,
    week: &Week,
    told: &Told<'_>,
    services: &mut Vec<Service>,
    problems: &mut Problems,
) -> Vec<bool> {
    let mut called = vec![false; feed.stops.len()];
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut broken: Vec<&str> = Vec::new();
    let starts = starts(feed);
    for (idx, trip) in feed.trips.iter() {
        let days = week.runs[trip.service];
        if !days.contains(&true) {
            continue;
        }
        let visits = visits(feed, idx, told.stations);
        let Some(first) = visits.first().map(|visit| visit.depart) else { continue };
        for visit in visits.iter().filter(|_| visits.len() > 1) {
            called[visit.station.to_usize()] = true;
        }
        let own = [first];
        for &start in starts.get(&idx).map_or(&own[..], Vec::as_slice) {
            let own_id = trip.id.get(told.terms.source.len() + 1..).unwrap_or(&trip.id);
            let name = told.names.get(own_id).map_or(own_id, String::as_str);
            let line = line(told.terms.source, (name, own_id), start, &mut taken);
            let mut stood_long = false;
            legs(&visits, start - first, days, &line, told, services, &mut stood_long);
            if stood_long {
                broken.push(&trip.id);
            }
        }
    }
    if !broken.is_empty() {
        broken.dedup();
        problems.push(
            Severity::Warning,
            "stands-a-day",
            "stop_times.txt",
            format!(
                "{} trips stand at a station for a day or more, such as `{}`; who stays aboard there \
                 counts as changing",
                broken.len(),
                broken[0]
            ),
            "check arrival_time and departure_time",
        );
    }
    called
}

/// trip → when its vehicles leave the first stop, of trips that run by headway.
fn starts(feed: &Feed) -> BTreeMap<FeedTripIdx, Vec<i64>> {
    let mut starts: BTreeMap<FeedTripIdx, Vec<i64>> = BTreeMap::new();
    for row in &feed.frequencies {
        let all = starts.entry(row.trip).or_default();
        let every = usize::try_from(row.headway.0.max(1)).unwrap_or(1);
        all.extend((row.from.0..row.to.0).step_by(every).map(i64::from));
    }
    starts
}

/// A name of the line that no other line has: the public one, with the trip's id, and the departure
/// of a vehicle that runs by headway, where it needs them.
fn line(
    source: &str,
    (name, id): (&str, &str),
    start: i64,
    taken: &mut BTreeSet<String>,
) -> String {
    let time = format!("{:02}:{:02}:{:02}", start / 3600, start / 60 % 60, start % 60);
    let tries = [
        format!("{source}:{name}"),
        format!("{source}:{name} ({id})"),
        format!("{source}:{name} ({id}, {time})"),
    ];
    let free = tries.iter().find(|line| !taken.contains(*line)).cloned();
    let line = free.unwrap_or_else(|| format!("{source}:{name} ({id}, {}, {})", time, taken.len()));
    taken.insert(line.clone());
    line
}

/// The calls of a trip at stations. Two in a row at one terminal are one; one in between at which
/// nobody may board or alight is none.
fn visits(feed: &Feed, trip: FeedTripIdx, stations: &Stations) -> Vec<Visit> {
    let mut visits: Vec<Visit> = Vec::new();
    let calls = &feed.stop_times[trip];
    for (k, call) in calls.iter().enumerate() {
        let StopTime { stop, arrive, depart, may_board, may_alight } = *call;
        let is_end = k == 0 || k + 1 == calls.len();
        if !(is_end || may_board || may_alight) {
            continue;
        }
        let station = station_of(feed, stop);
        let (arrive, depart) = (i64::from(arrive.0), i64::from(depart.0));
        match visits.last_mut() {
            Some(last) if stations.id(last.station) == stations.id(station) => {
                last.goes_on_as(&Visit { station, arrive, depart, may_board, may_alight });
            }
            _ => visits.push(Visit { station, arrive, depart, may_board, may_alight }),
        }
    }
    visits
}

/// The legs of one vehicle, all its times `later` than those of the visits.
fn legs(
    visits: &[Visit],
    later: i64,
    days: [bool; 7],
    line: &str,
    told: &Told<'_>,
    services: &mut Vec<Service>,
    stood_long: &mut bool,
) {
    let (terms, mut place) = (told.terms, 0);
    for (k, pair) in visits.windows(2).enumerate() {
        let [from, to] = pair else { continue };
        let stands_s = if k == 0 { 0 } else { from.depart - from.arrive };
        if stands_s >= DAY_S {
            // The slot of the day before would come first.
            (*stood_long, place) = (true, place + 1);
        }
        let ends = [from, to].map(|visit| told.stations.id(visit.station));
        let ahead = (told.clock)(ends[0]);
        let on = (0..).zip(days).filter(|(_, runs)| *runs);
        let slots = on.map(|(day, _): (i64, _)| day * DAY_S + from.depart + later + ahead);
        let time = Some(hours(to.arrive - from.depart));
        services.push(Service {
            one_way: true,
            corridor: line.to_owned(),
            time_h: time,
            time_low_h: time,
            time_high_h: time,
            departs: Some(Slots::new(slots)),
            channel: terms.source.to_owned(),
            train: Some(TrainLeg {
                place,
                stands_s,
                may_board: from.may_board,
                may_alight: to.may_alight,
            }),
            source: format!("{}, week of {}", file_name(terms.gtfs), told.monday),
            confidence: terms.confidence,
            at: format!("{}: stop_times.txt", terms.source),
            ..Service::new(
                &format!("{line}/{}", k + 1),
                ends[0],
                ends[1],
                terms.mode,
                Carries::People,
            )
        });
        place += 1;
    }
}
