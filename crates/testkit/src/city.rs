//! Small random cities, as nasty as their size allows: loops, stops passed twice in a row,
//! overtaking, midnight, trips of the day before, frequencies, stops without boarding or alighting,
//! changes that take long or are forbidden, footpaths that are not closed, staying seated.
//!
//! Each city is made twice: as a feed with rules, and, by code that shares nothing with the
//! compiler, as the plain list of runs that those rules mean.

use std::collections::BTreeSet;

use allways_base::cast::usize_from;
use allways_base::random::Random;
use allways_base::{Date, Idx, IdxVec, Seconds, ServiceTime, Window};
use allways_transit::compile::DaySettings;
use allways_transit::feed::{
    Feed, FeedTrip, FeedTripIdx, Frequency, Route, Service, ServiceIdx, StepFree, Stop, StopIdx,
    StopKind, StopTime, Transfer, TransferRule, Vehicle,
};
use allways_transit::timetable::Footpath;

use crate::picture::plain_settings;
use crate::plain::{Plain, Visit, stayed};

/// A city and what is asked of it.
#[derive(Clone, Debug)]
pub struct City {
    /// To be compiled with `settings` and `footpaths`.
    pub feed: Feed,
    /// Given walks.
    pub footpaths: Vec<(StopIdx, Footpath)>,
    /// The day, and what it changes.
    pub settings: DaySettings,
    /// What all of this means.
    pub plain: Plain,
    /// Stops reached from the origin; may name a stop twice.
    pub access: Vec<(StopIdx, Seconds)>,
    /// Stops from which the destination is reached.
    pub egress: Vec<(StopIdx, Seconds)>,
    /// Way without a ride.
    pub direct: Option<Seconds>,
    /// Departure.
    pub depart: ServiceTime,
    /// Arrival, for arriving by it.
    pub arrive: ServiceTime,
    /// Departure window; begins at `depart`.
    pub window: Window,
    /// 0 to 4.
    pub max_rides: u8,
    /// Ten minutes to two hours.
    pub max_duration: Seconds,
}

/// The city with this seed; the same for ever.
pub fn random_city(seed: u64) -> City {
    let mut dice = Dice(Random::new(seed, 0));
    let is_night = dice.one_in(3);
    let is_slow = dice.one_in(5);
    // Half of the cities are wide: short routes one behind the other, so that it takes several rides.
    // The others are tight: everything meets everything, and labels get in each other's way.
    let is_wide = dice.one_in(2);
    let (more_stops, more_routes, most_calls) = if is_wide { (3, 5, 2) } else { (0, 1, 4) };
    let mut settings = plain_settings();
    settings.default_change = Seconds::minutes(2 * dice.below(2));
    settings.slower_change = Seconds::minutes(u32::from(dice.one_in(4)));
    settings.bus_factor = if is_slow { 1.5 } else { 1.0 };
    let mut draft = Draft { feed: Feed::default(), plain: Plain::default(), is_slow };
    draft.add_stops(2 + more_stops + dice.below(4));
    draft.add_services(settings.date);
    for _ in 0..more_routes + dice.below(4) {
        draft.add_route(&mut dice, is_night, is_wide, most_calls);
    }
    if !is_slow {
        draft.join_trips(&mut dice);
    }
    draft.add_blocks(&mut Dice(Random::new(seed, 1)));
    draft.expand(&settings);
    let footpaths = draft.add_walks(&mut dice, &settings);
    let base = if is_night { 0 } else { 480 };
    let depart = ServiceTime(60 * (base + dice.below(30)));
    let step = Seconds::minutes(1 + dice.below(4));
    let to = depart + Seconds::minutes(1 + dice.below(30));
    let (first, last) = (StopIdx::from_usize(0), StopIdx::from_usize(draft.feed.stops.len() - 1));
    let most_ends = if is_wide && !dice.one_in(3) { 1 } else { 3 };
    // A long way to a stop is overtaken by those who set out later and ride.
    let longest = if dice.one_in(3) { 30 } else { 9 };
    let mut ends = |draft: &Draft, end: StopIdx| -> Vec<(StopIdx, Seconds)> {
        let n = 1 + dice.below(most_ends);
        let any =
            |dice: &mut Dice| if is_wide && !dice.one_in(4) { end } else { draft.any_stop(dice) };
        (0..n).map(|_| (any(&mut dice), dice.up_to(longest))).collect()
    };
    City {
        access: ends(&draft, first),
        egress: ends(&draft, last),
        direct: dice.one_in(4).then(|| dice.up_to(90)),
        depart,
        arrive: ServiceTime(60 * (base + 20 + dice.below(100))),
        window: Window { from: depart, to, step },
        max_rides: u8::try_from(dice.below(6).min(4)).unwrap_or(0),
        max_duration: Seconds::minutes(if dice.one_in(4) { 10 + dice.below(40) } else { 120 }),
        feed: draft.feed,
        footpaths,
        settings,
        plain: draft.plain,
    }
}

struct Dice(Random);

impl Dice {
    fn below(&mut self, n: u32) -> u32 {
        self.0.below(n)
    }

    fn one_in(&mut self, n: u32) -> bool {
        self.below(n) == 0
    }

    /// Whole minutes.
    fn up_to(&mut self, minutes: u32) -> Seconds {
        Seconds::minutes(self.below(minutes + 1))
    }
}

const MIDNIGHT: Seconds = Seconds(86_400);

struct Draft {
    feed: Feed,
    plain: Plain,
    is_slow: bool,
}

impl Draft {
    fn add_stops(&mut self, n: u32) {
        for (_, letter) in (0..n).zip('A'..) {
            self.feed.stops.push(Stop {
                id: letter.to_string(),
                name: letter.to_string(),
                other_names: Vec::new(),
                position: None,
                kind: StopKind::Platform,
                parent: None,
                step_free: StepFree::Unknown,
            });
        }
    }

    /// 0: the day; 1: the day before; 2: both; 3: another day.
    fn add_services(&mut self, date: Date) {
        let before = date.yesterday().unwrap_or(date);
        let other = date.tomorrow().unwrap_or(date);
        for days in [vec![date], vec![before], vec![before, date], vec![other]] {
            let added: BTreeSet<Date> = days.into_iter().collect();
            self.feed.services.push(Service { added, ..Service::default() });
        }
    }

    fn any_stop(&self, dice: &mut Dice) -> StopIdx {
        let n = u32::try_from(self.feed.stops.len()).unwrap_or(1);
        StopIdx::from_usize(usize_from(dice.below(n)))
    }

    fn add_route(&mut self, dice: &mut Dice, is_night: bool, is_wide: bool, most_calls: u32) {
        let id = format!("R{}", self.feed.routes.len() + 1);
        let vehicle = if self.is_slow { Vehicle::Bus } else { Vehicle::Metro };
        let route = self.feed.routes.push(Route {
            name: id.clone(),
            id,
            vehicle,
            assumptions: Vec::new(),
            basis: None,
        });
        let rank = if is_wide { self.feed.routes.len() - 1 } else { 0 };
        let calls: Vec<(StopIdx, bool, bool)> = (0..2 + usize_from(dice.below(most_calls)))
            .map(|position| {
                let next = StopIdx::from_usize((rank + position) % self.feed.stops.len());
                let is_next = is_wide && !dice.one_in(7);
                let stop = if is_next { next } else { self.any_stop(dice) };
                (stop, !dice.one_in(9), !dice.one_in(9))
            })
            .collect();
        let more_trips = if is_wide { 3 } else { 0 };
        for _ in 0..1 + more_trips + dice.below(4) {
            let service = match dice.below(if is_night { 3 } else { 10 }) {
                n @ 0..=2 => n,
                9 => 3,
                _ => 0,
            };
            // Nights: the day before is near its 24:00, the day itself near its 0:00 or 24:00.
            let begins = match (is_night, service) {
                (true, 1) => 1410,
                (true, 2) if dice.one_in(2) => 1410,
                (true, _) => 0,
                (false, _) => 470,
            };
            let later = u32::try_from(10 * rank).unwrap_or(0);
            let mut now = 60 * (begins + later + dice.below(60));
            let mut time = |dice: &mut Dice, most| {
                now += 60 * dice.below(most) + u32::from(dice.one_in(5));
                ServiceTime(now)
            };
            let visits: Vec<StopTime> = calls
                .iter()
                .map(|&(stop, may_board, may_alight)| StopTime {
                    stop,
                    arrive: time(dice, 12),
                    depart: if dice.one_in(4) { time(dice, 5) } else { time(dice, 1) },
                    may_board,
                    may_alight,
                })
                .collect();
            let trip = self.feed.trips.push(FeedTrip {
                id: format!("t{}", self.feed.trips.len() + 1),
                route,
                service: ServiceIdx::from_usize(usize_from(service)),
                headsign: String::new(),
                step_free: StepFree::Unknown,
                block: None,
            });
            self.feed.stop_times.push_row(visits);
            for _ in 0..if dice.one_in(7) { 1 + dice.below(2) } else { 0 } {
                let from = ServiceTime(60 * (begins + dice.below(40)));
                self.feed.frequencies.push(Frequency {
                    trip,
                    from,
                    to: from + dice.up_to(40),
                    headway: Seconds::minutes(1 + dice.below(15)),
                    exact: true,
                });
            }
        }
    }

    /// Up to three pairs of trips of which one ends where, and not after, the other begins.
    fn join_trips(&mut self, dice: &mut Dice) {
        let is_repeated = |trip| self.feed.frequencies.iter().any(|row| row.trip == trip);
        let mut pairs = Vec::new();
        for a in self.feed.trips.indices().filter(|&trip| !is_repeated(trip)) {
            for b in self.feed.trips.indices().filter(|&trip| !is_repeated(trip) && trip != a) {
                let ends = self.feed.stop_times[a].last().zip(self.feed.stop_times[b].first());
                let fits = ends.is_some_and(|(x, y)| x.stop == y.stop && x.arrive <= y.depart);
                if fits && pairs.len() < 3 && dice.one_in(3) {
                    pairs.push((a, b));
                }
            }
        }
        self.feed.stay_seated = pairs;
    }

    /// Vehicles that go on, some trips thrown in that do not fit, and some to be left at the end.
    fn add_blocks(&mut self, dice: &mut Dice) {
        if dice.one_in(3) {
            return;
        }
        let mut n_blocks = 0;
        let trips: Vec<FeedTripIdx> = self.feed.trips.indices().collect();
        for &a in &trips {
            let fits = |b: &FeedTripIdx| self.goes_on(a, *b) && self.feed.trips[*b].block.is_none();
            let after: Vec<FeedTripIdx> = trips.iter().copied().filter(fits).collect();
            if after.is_empty() || dice.one_in(4) {
                continue;
            }
            let n = u32::try_from(after.len()).unwrap_or(1);
            let b = after[usize_from(dice.below(n))];
            let block = self.feed.trips[a].block.unwrap_or(n_blocks);
            n_blocks = n_blocks.max(block + 1);
            self.feed.trips[a].block = Some(block);
            self.feed.trips[b].block = Some(block);
            if dice.one_in(8) {
                self.feed.not_seated.push((a, b));
            }
        }
        for &trip in &trips {
            if n_blocks > 0 && dice.one_in(12) {
                self.feed.trips[trip].block = Some(dice.below(n_blocks));
            }
        }
    }

    /// True if one trip ends where, and not after, the other begins.
    fn goes_on(&self, a: FeedTripIdx, b: FeedTripIdx) -> bool {
        let ends = self.feed.stop_times[a].last().zip(self.feed.stop_times[b].first());
        a != b && ends.is_some_and(|(x, y)| x.stop == y.stop && x.arrive <= y.depart)
    }

    /// Adds the vehicles that go on from trip to trip of a block: for each trip, the next one of
    /// its block on that date is looked for among all.
    fn expand_blocks(&mut self, settings: &DaySettings, date: Date, is_before: bool) {
        let feed = &self.feed;
        let runs_on =
            |trip: &FeedTripIdx| feed.services[feed.trips[*trip].service].added.contains(&date);
        let key = |trip: FeedTripIdx| {
            let visits = &feed.stop_times[trip];
            (visits[0].depart, visits[visits.len() - 1].arrive, trip)
        };
        let run = |trip: FeedTripIdx| {
            let runs = self.runs_of(trip, settings);
            let n = runs.first().map_or(0, Vec::len);
            seen(runs.into_iter().next()?, is_before).map(|run| (run.len() == n, run))
        };
        let has_rule = |a: FeedTripIdx, b: FeedTripIdx| {
            feed.not_seated.contains(&(a, b))
                || feed.stay_seated.iter().any(|&(x, y)| [a, b].contains(&x) || [a, b].contains(&y))
                || feed.frequencies.iter().any(|row| row.trip == a || row.trip == b)
        };
        let next = |a: FeedTripIdx| {
            let block = feed.trips[a].block?;
            let of_block = |b: &FeedTripIdx| feed.trips[*b].block == Some(block) && runs_on(b);
            let later = feed.trips.indices().filter(of_block).filter(|b| key(*b) > key(a));
            let b = later.min_by_key(|b| key(*b))?;
            let ((_, first), (is_whole, second)) = run(a).zip(run(b))?;
            let in_time = first[first.len() - 1].arrive <= second[0].depart;
            (self.goes_on(a, b) && is_whole && in_time && !has_rule(a, b)).then_some(b)
        };
        let all: Vec<FeedTripIdx> = feed.trips.indices().filter(runs_on).collect();
        let comes: Vec<FeedTripIdx> = all.iter().filter_map(|&trip| next(trip)).collect();
        let mut vehicles = Vec::new();
        for &trip in all.iter().filter(|trip| !comes.contains(trip)) {
            let chain = std::iter::successors(Some(trip), |&trip| next(trip));
            let parts: Vec<Vec<Visit>> =
                chain.filter_map(|trip| run(trip).map(|(_, run)| run)).collect();
            if parts.len() > 1 {
                vehicles.push(stayed(&parts));
            }
        }
        self.plain.runs.extend(vehicles);
    }

    /// What the feed means on this day: every run, one by one.
    fn expand(&mut self, settings: &DaySettings) {
        let yesterday = settings.date.yesterday().unwrap_or(settings.date);
        for (date, is_before) in [(yesterday, true), (settings.date, false)] {
            let mut chains: Vec<(Vec<FeedTripIdx>, Vec<Visit>)> = Vec::new();
            for (idx, trip) in self.feed.trips.iter() {
                if !self.feed.services[trip.service].added.contains(&date) {
                    continue;
                }
                for run in self.runs_of(idx, settings) {
                    chains.extend(seen(run, is_before).map(|run| (vec![idx], run)));
                }
            }
            // Grows while it is read: a chain of chains.
            let mut next = 0;
            while next < chains.len() {
                let (trips, run) = chains[next].clone();
                for &(a, b) in &self.feed.stay_seated {
                    let second = chains.iter().find(|(trips, _)| *trips == [b]);
                    if trips.last() == Some(&a)
                        && !trips.contains(&b)
                        && let Some((_, second)) = second.cloned()
                    {
                        chains.push(([&trips[..], &[b]].concat(), through(&run, &second)));
                    }
                }
                next += 1;
            }
            self.plain.runs.extend(chains.into_iter().map(|(_, run)| run));
            self.expand_blocks(settings, date, is_before);
        }
    }

    /// The trip's runs in its own service day, slowed.
    fn runs_of(&self, idx: FeedTripIdx, settings: &DaySettings) -> Vec<Vec<Visit>> {
        let visits = &self.feed.stop_times[idx];
        let first = visits[0].depart;
        let factor = if settings.bus_factor > 1.0 { 3 } else { 2 };
        let run = |start: ServiceTime| {
            let time = |t: ServiceTime| match t.0.checked_sub(first.0) {
                Some(since) => start + Seconds((since * factor).div_ceil(2)),
                None => start - first.since(t),
            };
            let visit = |v: &StopTime| Visit {
                stop: v.stop,
                arrive: time(v.arrive),
                depart: time(v.depart),
                may_board: v.may_board,
                may_alight: v.may_alight,
            };
            visits.iter().map(visit).collect::<Vec<_>>()
        };
        let rows: Vec<&Frequency> =
            self.feed.frequencies.iter().filter(|row| row.trip == idx).collect();
        if rows.is_empty() {
            return vec![run(first)];
        }
        let mut runs = Vec::new();
        for row in rows {
            let mut start = row.from;
            while start < row.to {
                runs.push(run(start));
                start = start + row.headway;
            }
        }
        runs
    }

    fn add_walks(&mut self, dice: &mut Dice, settings: &DaySettings) -> Vec<(StopIdx, Footpath)> {
        let default = settings.default_change;
        let stops: Vec<StopIdx> = self.feed.stops.indices().collect();
        let mut change = IdxVec::filled(Some(default), stops.len());
        for &stop in &stops {
            let rule = match dice.below(8) {
                0 => TransferRule::Forbidden,
                1 | 2 => TransferRule::Takes(dice.up_to(5)),
                _ => continue,
            };
            change[stop] = match rule {
                TransferRule::Forbidden => None,
                TransferRule::Takes(time) => Some(if time.0 == 0 { default } else { time }),
            };
            self.feed.transfers.push(Transfer { from: stop, to: stop, rule });
        }
        let mut walks: Vec<(StopIdx, StopIdx, Seconds)> = (0..dice.below(6))
            .map(|_| (self.any_stop(dice), self.any_stop(dice), dice.up_to(8)))
            .filter(|(from, to, _)| from != to)
            .collect();
        let given = walks.iter().map(|&(from, to, duration)| (from, Footpath { to, duration }));
        let given = given.collect();
        for _ in 0..dice.below(3) {
            let (from, to) = (self.any_stop(dice), self.any_stop(dice));
            let is_known = self.feed.transfers.iter().any(|t| (t.from, t.to) == (from, to));
            if from == to || is_known {
                continue;
            }
            let takes = (!dice.one_in(3)).then(|| dice.up_to(6));
            let rule = takes.map_or(TransferRule::Forbidden, TransferRule::Takes);
            self.feed.transfers.push(Transfer { from, to, rule });
            let is_it = |walk: &(StopIdx, StopIdx, Seconds)| (walk.0, walk.1) == (from, to);
            match takes {
                None => walks.retain(|walk| !is_it(walk)),
                Some(least) if walks.iter().any(is_it) => {
                    for walk in walks.iter_mut().filter(|walk| is_it(walk)) {
                        walk.2 = walk.2.max(least);
                    }
                }
                Some(Seconds(0)) => walks.push((from, to, default)),
                Some(time) => walks.push((from, to, time)),
            }
        }
        let slower = settings.slower_change;
        self.plain.change =
            change.iter().map(|(_, time)| time.map(|t| t + slower)).collect::<Vec<_>>().into();
        self.plain.footpaths =
            walks.into_iter().map(|(from, to, duration)| (from, to, duration + slower)).collect();
        given
    }
}

/// What this day sees of a run: of the day before, the part that leaves at or after midnight.
fn seen(run: Vec<Visit>, is_before: bool) -> Option<Vec<Visit>> {
    if !is_before {
        return Some(run);
    }
    let part: Vec<Visit> = run
        .into_iter()
        .skip_while(|visit| visit.depart < ServiceTime(MIDNIGHT.0))
        .map(|v| Visit { arrive: v.arrive - MIDNIGHT, depart: v.depart - MIDNIGHT, ..v })
        .collect();
    (part.len() > 1).then_some(part)
}

/// One vehicle on both runs: at the stop where they meet one may board as at the second's first
/// call and alight as at the first's last.
fn through(a: &[Visit], b: &[Visit]) -> Vec<Visit> {
    let (Some((last, front)), Some((first, rest))) = (a.split_last(), b.split_first()) else {
        return Vec::new();
    };
    let meet = Visit { depart: first.depart, may_board: first.may_board, ..*last };
    [front, &[meet], rest].concat()
}
