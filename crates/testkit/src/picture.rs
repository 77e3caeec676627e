//! A feed drawn in text, as tests want to read it.
//!
//! Blocks are separated by blank lines. A block of stops and times is a route with its trips; all
//! other lines stand alone:
//!
//! ```text
//! A     +B     C            header: stops; `+B` only to board, `-B` only to alight, `(B)` neither
//! 8:00  8:10   8:20         a trip, arriving and leaving at once; `8:10/8:12` stays two minutes
//! t2: 8:30  8:40  8:50      a trip with a name; others are called trip1, trip2, …
//!
//! A ~ 7 ~ B                 a footpath, minutes, both ways
//! A > 7 > B                 one way
//! change B 2                time between two rides at B; also `change B never`
//! transfer A B 3            a transfer rule; without a number: possible; also `never`
//! station S A B             A and B are platforms of S
//! seated t1 t2              the vehicle of t1 goes on as t2
//! block t1 t2 t3            they are one vehicle's
//! apart t1 t2               riders may not stay seated from t1 to t2
//! every t2 8:00..9:00 10    t2 runs by frequency, minutes; with `exact` at the end: as written
//! service W 1111100 2026-01-01 2026-12-31    a weekly pattern, Monday first
//! service W + 2026-05-01    a day more; `-`: a day less
//! runs W                    blocks from here on run on W; at first on every day of 2026
//! vehicle bus               blocks from here on are buses; at first metro
//! stepfree B no             what a stop (or a named trip) says; yes or no
//! ```

use std::collections::BTreeMap;

use allways_base::{Checked, Date, Idx, Problems, Seconds, ServiceTime, Severity};
use allways_transit::compile::{DaySettings, StepFreeRule, compile_day};
use allways_transit::feed::{
    Feed, FeedTrip, FeedTripIdx, Frequency, Route, RouteIdx, Service, ServiceIdx, StepFree, Stop,
    StopIdx, StopKind, StopTime, Transfer, TransferRule, Vehicle, Week,
};
use allways_transit::timetable::{Footpath, Timetable};

/// What a drawing says.
#[derive(Clone, Debug, Default)]
pub struct Picture {
    /// Stops (named by their id), routes `R1`, `R2`, … one per block, services, trips.
    pub feed: Feed,
    /// The `~` and `>` lines.
    pub footpaths: Vec<(StopIdx, Footpath)>,
}

/// 2026-06-03, a Wednesday: the day that a picture shows unless told otherwise.
pub const A_DAY: Date = Date::constant(2026, 6, 3);

/// Settings that change nothing: every vehicle and stop, no default change time, seed 1.
pub fn plain_settings() -> DaySettings {
    DaySettings {
        date: A_DAY,
        seed: 1,
        vehicles: None,
        step_free: StepFreeRule::Any,
        bus_factor: 1.0,
        slower_change: Seconds(0),
        default_change: Seconds(0),
    }
}

impl Picture {
    /// Reads a drawing. Problems: `bad-line` with the line's number, which is then left out.
    pub fn read(text: &str) -> Checked<Self> {
        let mut reader = Reader::default();
        for (number, line) in (1_usize..).zip(text.lines()) {
            let words: Vec<&str> = line.split_whitespace().collect();
            if reader.line(&words).is_none() {
                reader.problems.push(
                    Severity::Error,
                    "bad-line",
                    format!("picture:{number}"),
                    format!("`{}` cannot be read", line.trim()),
                    "see the module docs of testkit::picture",
                );
            }
        }
        Checked { value: reader.picture, problems: reader.problems }
    }

    /// The day [`A_DAY`] with [`plain_settings`].
    pub fn timetable(&self) -> Checked<Timetable> {
        self.timetable_with(&plain_settings())
    }

    /// A day with these settings.
    pub fn timetable_with(&self, settings: &DaySettings) -> Checked<Timetable> {
        compile_day(&self.feed, settings, &self.footpaths)
    }

    /// The stop of this name.
    pub fn stop(&self, name: &str) -> Option<StopIdx> {
        self.feed.stop(name)
    }
}

/// A block's header: its route and what its calls allow.
struct Block {
    route: RouteIdx,
    calls: Vec<(StopIdx, bool, bool)>,
}

#[derive(Default)]
struct Reader {
    picture: Picture,
    problems: Problems,
    block: Option<Block>,
    trips: BTreeMap<String, FeedTripIdx>,
    services: BTreeMap<String, ServiceIdx>,
    runs: Option<ServiceIdx>,
    vehicle: Option<Vehicle>,
}

impl Reader {
    /// Reads a line; `None` if it cannot be read.
    fn line(&mut self, words: &[&str]) -> Option<()> {
        match *words {
            [] => self.block = None,
            [a, "~", minutes, "~", b] => {
                let (a, b) = (self.stop(a), self.stop(b));
                self.walk(a, b, minutes)?;
                self.walk(b, a, minutes)?;
            }
            [a, ">", minutes, ">", b] => {
                let (a, b) = (self.stop(a), self.stop(b));
                self.walk(a, b, minutes)?;
            }
            ["change", stop, rule] => self.transfer(stop, stop, rule)?,
            ["transfer", a, b] => self.transfer(a, b, "0")?,
            ["transfer", a, b, rule] => self.transfer(a, b, rule)?,
            ["station", station, ref platforms @ ..] => self.station(station, platforms),
            ["seated", a, b] => {
                let pair = (*self.trips.get(a)?, *self.trips.get(b)?);
                self.picture.feed.stay_seated.push(pair);
            }
            ["block", ref trips @ ..] => {
                let rows = self.picture.feed.trips.as_slice();
                let number = rows.iter().filter_map(|trip| trip.block).max().map_or(0, |n| n + 1);
                for trip in trips {
                    self.picture.feed.trips[*self.trips.get(*trip)?].block = Some(number);
                }
            }
            ["apart", a, b] => {
                let pair = (*self.trips.get(a)?, *self.trips.get(b)?);
                self.picture.feed.not_seated.push(pair);
            }
            ["every", trip, window, minutes] => self.frequency(trip, window, minutes, false)?,
            ["every", trip, window, minutes, "exact"] => {
                self.frequency(trip, window, minutes, true)?;
            }
            ["service", name, days, from, to] => self.week(name, days, from, to)?,
            ["service", name, sign, date] => self.exception(name, sign, date)?,
            ["runs", name] => self.runs = Some(*self.services.get(name)?),
            ["vehicle", name] => self.vehicle = Some(vehicle(name)?),
            ["stepfree", name, said] => self.step_free(name, said)?,
            _ => match self.block.take() {
                None => self.header(words),
                Some(block) => {
                    let read = self.trip(&block, words);
                    self.block = Some(block);
                    read?;
                }
            },
        }
        Some(())
    }

    fn stop(&mut self, name: &str) -> StopIdx {
        let feed = &mut self.picture.feed;
        feed.stop(name).unwrap_or_else(|| {
            feed.stops.push(Stop {
                id: name.to_owned(),
                name: name.to_owned(),
                other_names: Vec::new(),
                position: None,
                kind: StopKind::Platform,
                parent: None,
                step_free: StepFree::Unknown,
            })
        })
    }

    fn walk(&mut self, from: StopIdx, to: StopIdx, minutes: &str) -> Option<()> {
        let duration = Seconds::minutes(minutes.parse().ok()?);
        self.picture.footpaths.push((from, Footpath { to, duration }));
        Some(())
    }

    fn transfer(&mut self, from: &str, to: &str, rule: &str) -> Option<()> {
        let rule = match rule {
            "never" => TransferRule::Forbidden,
            minutes => TransferRule::Takes(Seconds::minutes(minutes.parse().ok()?)),
        };
        let (from, to) = (self.stop(from), self.stop(to));
        self.picture.feed.transfers.push(Transfer { from, to, rule });
        Some(())
    }

    fn station(&mut self, station: &str, platforms: &[&str]) {
        let station = self.stop(station);
        self.picture.feed.stops[station].kind = StopKind::Station;
        for name in platforms {
            let platform = self.stop(name);
            self.picture.feed.stops[platform].parent = Some(station);
        }
    }

    fn frequency(&mut self, trip: &str, window: &str, minutes: &str, exact: bool) -> Option<()> {
        let (from, to) = window.split_once("..")?;
        self.picture.feed.frequencies.push(Frequency {
            trip: *self.trips.get(trip)?,
            from: ServiceTime::parse(from)?,
            to: ServiceTime::parse(to)?,
            headway: Seconds::minutes(minutes.parse().ok()?),
            exact,
        });
        Some(())
    }

    fn service(&mut self, name: &str) -> ServiceIdx {
        let services = &mut self.picture.feed.services;
        *self
            .services
            .entry(name.to_owned())
            .or_insert_with(|| services.push(Service { id: name.to_owned(), ..Service::default() }))
    }

    fn week(&mut self, name: &str, days: &str, from: &str, to: &str) -> Option<()> {
        let flags: Vec<bool> = days.bytes().map(|b| b == b'1').collect();
        let days: [bool; 7] = flags.try_into().ok()?;
        let week = Week { days, from: from.parse().ok()?, to: to.parse().ok()? };
        let service = self.service(name);
        self.picture.feed.services[service].week = Some(week);
        Some(())
    }

    fn exception(&mut self, name: &str, sign: &str, date: &str) -> Option<()> {
        let date: Date = date.parse().ok()?;
        let service = self.service(name);
        let service = &mut self.picture.feed.services[service];
        match sign {
            "+" => service.added.insert(date),
            "-" => service.removed.insert(date),
            _ => return None,
        };
        Some(())
    }

    fn step_free(&mut self, name: &str, said: &str) -> Option<()> {
        let said = match said {
            "yes" => StepFree::Yes,
            "no" => StepFree::No,
            _ => return None,
        };
        if let Some(&trip) = self.trips.get(name) {
            self.picture.feed.trips[trip].step_free = said;
        } else {
            let stop = self.stop(name);
            self.picture.feed.stops[stop].step_free = said;
        }
        Some(())
    }

    fn header(&mut self, words: &[&str]) {
        let call = |word: &&str| {
            let (name, may_board, may_alight) = match word.as_bytes() {
                [b'+', ..] => (&word[1..], true, false),
                [b'-', ..] => (&word[1..], false, true),
                [b'(', .., b')'] => (&word[1..word.len() - 1], false, false),
                _ => (*word, true, true),
            };
            (self.stop(name), may_board, may_alight)
        };
        let calls = words.iter().map(call).collect();
        let id = format!("R{}", self.picture.feed.routes.len() + 1);
        let route = self.picture.feed.routes.push(Route {
            name: id.clone(),
            id,
            vehicle: self.vehicle.unwrap_or(Vehicle::Metro),
            assumptions: Vec::new(),
            basis: None,
        });
        self.block = Some(Block { route, calls });
    }

    fn trip(&mut self, block: &Block, words: &[&str]) -> Option<()> {
        let named = words.first().and_then(|word| word.strip_suffix(':'));
        let times = if named.is_some() { &words[1..] } else { words };
        let times: Option<Vec<(ServiceTime, ServiceTime)>> =
            times.iter().map(|word| arrive_and_depart(word)).collect();
        let times = times.filter(|times| times.len() == block.calls.len())?;
        let in_order = times.iter().all(|(arrive, depart)| arrive <= depart)
            && times.windows(2).all(|pair| pair[0].1 <= pair[1].0);
        if !in_order {
            return None;
        }
        let number = self.picture.feed.trips.len() + 1;
        let id = named.map_or_else(|| format!("trip{number}"), ToOwned::to_owned);
        let service = match self.runs {
            Some(service) => service,
            None => self.every_day(),
        };
        let trip = self.picture.feed.trips.push(FeedTrip {
            id: id.clone(),
            route: block.route,
            service,
            headsign: String::new(),
            step_free: StepFree::Unknown,
            block: None,
        });
        let visits = block.calls.iter().zip(times);
        self.picture.feed.stop_times.push_row(visits.map(
            |(&(stop, may_board, may_alight), (arrive, depart))| StopTime {
                stop,
                arrive,
                depart,
                may_board,
                may_alight,
            },
        ));
        self.trips.insert(id, trip);
        Some(())
    }

    fn every_day(&mut self) -> ServiceIdx {
        let service = self.service("every day of 2026");
        self.picture.feed.services[service].week = Some(Week {
            days: [true; 7],
            from: Date::constant(2026, 1, 1),
            to: Date::constant(2026, 12, 31),
        });
        self.runs = Some(service);
        service
    }
}

fn vehicle(name: &str) -> Option<Vehicle> {
    Some(match name {
        "tram" => Vehicle::Tram,
        "metro" => Vehicle::Metro,
        "rail" => Vehicle::Rail,
        "bus" => Vehicle::Bus,
        "ferry" => Vehicle::Ferry,
        "lift" => Vehicle::Lift,
        _ => return None,
    })
}

fn arrive_and_depart(word: &str) -> Option<(ServiceTime, ServiceTime)> {
    let (arrive, depart) = word.split_once('/').unwrap_or((word, word));
    Some((ServiceTime::parse(arrive)?, ServiceTime::parse(depart)?))
}

/// The first row of any table; toy cities often have only one.
pub fn first<I: Idx>() -> I {
    I::from_usize(0)
}
