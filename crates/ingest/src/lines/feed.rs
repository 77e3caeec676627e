//! The draft as a feed: stations with a platform per line, every trip written out.
//!
//! What had to be assumed stands in each route's `assumptions`, and its `basis` is the weakest of
//! its inputs.

use std::collections::{BTreeMap, BTreeSet};

use allways_base::{Checked, Date, IdxVec, LonLat, Problems, Seconds, ServiceTime, Severity, cast};
use allways_transit::feed::{
    Feed, FeedTrip, Route, RouteIdx, Service, ServiceIdx, StepFree, Stop, StopIdx, StopKind,
    StopTime, Transfer, TransferRule, Vehicle, Week,
};

use super::assume::{basis, headways, hours, run_times};
use super::draft::{CallDraft, LineDraft, LinesDraft, StationIdx};
use super::joins::{At, nth_run_from, nth_run_on, run_on};
use super::runs::{Direction, Headways, Run, runs};

/// The interchange time of a plan that does not set one (`docs/plan-folder.md`).
const DEFAULT_INTERCHANGE: Seconds = Seconds(180);
/// The trips of one line in one direction (0 in table order, 1 against it).
#[derive(Default)]
struct Ends {
    /// Trips that start at the direction's first station, by time.
    starts: Vec<At>,
    /// Trips that end at its last station, by time.
    ends: Vec<At>,
}

/// Rail lines have platforms of their own; all buses of a station share one stop, so that a change
/// of bus is not a walk.
fn platform_owner(at: usize, line: &LineDraft) -> usize {
    if line.vehicle == Vehicle::Bus { usize::MAX } else { at }
}

struct Builder<'a> {
    draft: &'a LinesDraft,
    gathered: IdxVec<StationIdx, Gathered>,
    feed: Feed,
    problems: Problems,
    stations: BTreeMap<StationIdx, StopIdx>,
    platforms: BTreeMap<(usize, StationIdx), StopIdx>,
    service: ServiceIdx,
    ends: BTreeMap<(usize, usize), Ends>,
}

impl LinesDraft {
    /// Writes the open lines out as a feed. Lines that are not open make no trips and no stops.
    pub fn to_feed(&self) -> Checked<Feed> {
        let mut services: IdxVec<ServiceIdx, Service> = IdxVec::default();
        let (from, to) = (Date::constant(2000, 1, 1), Date::constant(2100, 12, 31));
        let service = services.push(Service {
            id: format!("{}:daily", self.source),
            week: Some(Week { days: [true; 7], from, to }),
            ..Service::default()
        });
        let mut builder = Builder {
            draft: self,
            gathered: gather(self),
            feed: Feed { services, ..Feed::default() },
            problems: Problems::default(),
            stations: BTreeMap::new(),
            platforms: BTreeMap::new(),
            service,
            ends: BTreeMap::new(),
        };
        let open = || self.lines.iter().enumerate().filter(|(_, line)| is_run(line));
        for (at, line) in open() {
            builder.add_stops(at, line);
        }
        builder.add_transfers();
        for (at, line) in open() {
            builder.add_line(at, line);
        }
        for (at, line) in open() {
            builder.add_joins(at, line);
        }
        builder.tell_once();
        Checked { value: builder.feed, problems: builder.problems }
    }

    fn same_every_day(&self) -> String {
        format!("The lines of `{}` have one timetable for every day of the year", self.source)
    }
}

impl Builder<'_> {
    fn tell(&mut self, code: &'static str, place: &str, message: String, remedy: &str) {
        self.problems.push(Severity::Warning, code, place, message, remedy);
    }

    /// What holds for all lines together, told once.
    fn tell_once(&mut self) {
        if self.feed.routes.is_empty() {
            return;
        }
        let source = self.draft.source.clone();
        let mut note = |code, message: String, remedy: &str| {
            self.problems.push(Severity::Note, code, source.clone(), message, remedy);
        };
        let daily = self.draft.same_every_day();
        note("same-every-day", daily, "give a GTFS feed where days differ");
        if self.draft.interchange == DEFAULT_INTERCHANGE && !self.feed.transfers.is_empty() {
            let message = format!(
                "changing between lines at one station is assumed to take {DEFAULT_INTERCHANGE}"
            );
            note("interchange-assumed", message, "set interchange_s of the source");
        }
        if self.feed.routes.iter().any(|(_, route)| route.vehicle == Vehicle::Bus) {
            let message = "bus lines are run both ways by the stops of one direction".to_owned();
            note("both-ways", message, "list the other direction as a line where it differs");
        }
    }

    fn add_stops(&mut self, at: usize, line: &LineDraft) {
        for call in &line.calls {
            let draft = &self.draft.stations[call.station];
            let gathered = &self.gathered[call.station];
            let source = &self.draft.source;
            let stops = &mut self.feed.stops;
            let station = *self.stations.entry(call.station).or_insert_with(|| {
                stops.push(Stop {
                    id: format!("{source}:{}", draft.slug),
                    name: draft.name.clone(),
                    other_names: draft.other_names.clone(),
                    position: gathered.position(),
                    kind: StopKind::Station,
                    parent: None,
                    step_free: gathered.step_free(),
                })
            });
            self.platforms.entry((platform_owner(at, line), call.station)).or_insert_with(|| {
                let shared = line.vehicle == Vehicle::Bus;
                stops.push(Stop {
                    id: format!(
                        "{source}:{}:{}",
                        if shared { "bus" } else { line.id.as_str() },
                        draft.slug
                    ),
                    name: draft.name.clone(),
                    other_names: draft.other_names.clone(),
                    position: if shared { gathered.position() } else { call.position },
                    kind: StopKind::Platform,
                    parent: Some(station),
                    step_free: if shared { gathered.step_free() } else { line.step_free },
                })
            });
        }
    }

    fn add_transfers(&mut self) {
        let mut of_station: BTreeMap<StationIdx, Vec<StopIdx>> = BTreeMap::new();
        for ((_, station), platform) in &self.platforms {
            of_station.entry(*station).or_default().push(*platform);
        }
        let rule = TransferRule::Takes(self.draft.interchange);
        for platforms in of_station.values() {
            for &from in platforms {
                for &to in platforms.iter().filter(|to| **to != from) {
                    self.feed.transfers.push(Transfer { from, to, rule });
                }
            }
        }
    }

    fn add_line(&mut self, at: usize, line: &LineDraft) {
        let mut assumptions = vec![self.draft.same_every_day()];
        if self.draft.interchange == DEFAULT_INTERCHANGE
            && line.calls.iter().any(|call| self.gathered[call.station].has_change())
        {
            assumptions.push(format!(
                "Changing between two lines at one station takes {DEFAULT_INTERCHANGE}"
            ));
        }
        if line.vehicle == Vehicle::Bus {
            assumptions.push("Bus lines run both ways by the stops of one direction".to_owned());
        }
        let hops = run_times(line, &mut assumptions);
        let headways = headways(line, &mut assumptions);
        let hours = hours(line, &mut assumptions);
        let basis = basis(line, hops.as_ref().is_ok_and(|hops| hops.assumed));
        assumptions.sort();
        assumptions.dedup();
        let route = self.feed.routes.push(Route {
            id: format!("{}:{}", self.draft.source, line.id),
            name: line.name.clone(),
            vehicle: line.vehicle,
            assumptions,
            basis,
        });
        let shape: Vec<LonLat> = line.calls.iter().filter_map(|call| call.position).collect();
        if shape.len() > 1 {
            self.feed.shapes.insert(route, vec![shape]);
        }
        let (hops, headways) = match (hops, headways) {
            (Ok(hops), Some(headways)) => (hops.times, headways),
            (Err(why), _) => {
                let message = format!("line `{}` makes no trips: {why}", line.id);
                let remedy =
                    "write run_time_to_next_s, or dist_to_next_km and the line's speed_kmh";
                self.tell("no-run-time", &line.place, message, remedy);
                return;
            }
            (_, None) => {
                let message = format!("line `{}` makes no trips: no headway is known", line.id);
                let remedy = "write headway_peak_min or headway_offpeak_min";
                self.tell("no-headway", &line.place, message, remedy);
                return;
            }
        };
        for side in 0..2 {
            self.add_direction(at, line, route, side, &hops, &headways, hours);
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one line, made once above")]
    fn add_direction(
        &mut self,
        at: usize,
        line: &LineDraft,
        route: RouteIdx,
        side: usize,
        hops: &[Seconds],
        headways: &Headways,
        hours: (ServiceTime, ServiceTime),
    ) {
        let mut calls: Vec<&CallDraft> = line.calls.iter().collect();
        let mut hops = hops.to_vec();
        if side == 1 {
            calls.reverse();
            hops.reverse();
        }
        let first: Vec<_> = calls.iter().map(|call| call.first[side]).collect();
        let last: Vec<_> = calls.iter().map(|call| call.last[side]).collect();
        let all = runs(&Direction {
            hops: &hops,
            first: &first,
            last: &last,
            line: hours,
            headways,
            is_loop: line.is_loop,
        });
        let mut ends = Ends::default();
        for run in all {
            let Run { from, times } = run;
            let to = from + times.len() - 1;
            let direction = if side == 0 { "out" } else { "back" };
            let short = if from > 0 { format!("@{from}") } else { String::new() };
            let id = format!("{}:{}:{direction}{short}:{}", self.draft.source, line.id, times[0]);
            let trip = self.feed.trips.push(FeedTrip {
                id,
                route,
                service: self.service,
                headsign: self.draft.stations[calls[to].station].name.clone(),
                step_free: line.step_free,
                block: None,
            });
            let ends_at = times[times.len() - 1];
            let visits = times.iter().zip(&calls[from..]).map(|(time, call)| StopTime {
                stop: self.platforms[&(platform_owner(at, line), call.station)],
                arrive: *time,
                depart: *time,
                may_board: true,
                may_alight: true,
            });
            self.feed.stop_times.push_row(visits);
            if from == 0 {
                ends.starts.push((times[0], trip));
            }
            if to + 1 == calls.len() {
                ends.ends.push((ends_at, trip));
            }
        }
        ends.starts.sort_unstable();
        ends.ends.sort_unstable();
        if line.is_loop {
            self.feed.stay_seated.extend(run_on(&ends.ends, &ends.starts));
        }
        self.ends.insert((at, side), ends);
    }

    /// Trains of the lines in `joins` run on into this one, and back.
    fn add_joins(&mut self, at: usize, line: &LineDraft) {
        for join in &line.joins {
            let lines = self.draft.lines.iter().enumerate();
            let Some((other_at, other)) = lines.into_iter().find(|(_, l)| l.id == join.line) else {
                let message = format!("line `{}` joins `{}`, which is no line", line.id, join.line);
                self.tell("dangling-id", &line.place, message, "write the id of a line");
                continue;
            };
            if !other.open {
                continue;
            }
            let seam = [0, 1].into_iter().find_map(|own| {
                let end = |line: &LineDraft, end: usize| {
                    let at = if end == 0 { 0 } else { line.calls.len().saturating_sub(1) };
                    line.calls.get(at).map(|call| call.station)
                };
                let theirs = [0, 1].into_iter().find(|&e| end(other, e) == end(line, own))?;
                Some((own, theirs))
            });
            let Some((own, theirs)) = seam.filter(|_| !line.is_loop && !other.is_loop) else {
                let message = format!(
                    "lines `{}` and `{}` do not meet at an end of both, and are not joined",
                    line.id, other.id
                );
                self.tell("no-seam", &line.place, message, "joined lines share an end station");
                continue;
            };
            // Trains reach end 1 in direction 0 and end 0 in direction 1; they leave it in the other.
            let (none, every) = (Ends::default(), join.every);
            let of = |line: usize, side: usize| self.ends.get(&(line, side)).unwrap_or(&none);
            let on = nth_run_on(&of(other_at, 1 - theirs).ends, &of(at, own).starts, every);
            let back = nth_run_from(&of(at, 1 - own).ends, &of(other_at, theirs).starts, every);
            self.feed.stay_seated.extend(on);
            self.feed.stay_seated.extend(back);
        }
    }
}

/// What the open lines say about a station.
#[derive(Clone, Default)]
struct Gathered {
    /// Lines with a platform of their own there.
    n_rail: usize,
    has_bus: bool,
    positions: Vec<LonLat>,
    step_free: Vec<StepFree>,
}

impl Gathered {
    /// True if one may change there between two platforms.
    fn has_change(&self) -> bool {
        self.n_rail + usize::from(self.has_bus) > 1
    }

    /// The middle of its platforms.
    fn position(&self) -> Option<LonLat> {
        let n = cast::f64_from(self.positions.len());
        let sum = |of: fn(&LonLat) -> f64| self.positions.iter().map(of).sum::<f64>();
        (n > 0.0).then(|| LonLat::new(sum(|at| at.lon) / n, sum(|at| at.lat) / n))
    }

    /// Yes if a line there is, no if all are not.
    fn step_free(&self) -> StepFree {
        if self.step_free.contains(&StepFree::Yes) {
            StepFree::Yes
        } else if self.step_free.iter().all(|said| *said == StepFree::No) {
            StepFree::No
        } else {
            StepFree::Unknown
        }
    }
}

fn gather(draft: &LinesDraft) -> IdxVec<StationIdx, Gathered> {
    let mut all = IdxVec::filled(Gathered::default(), draft.stations.len());
    for line in draft.lines.iter().filter(|line| is_run(line)) {
        let mut seen = BTreeSet::new();
        for call in line.calls.iter().filter(|call| seen.insert(call.station)) {
            let station = &mut all[call.station];
            let is_bus = line.vehicle == Vehicle::Bus;
            station.has_bus |= is_bus;
            station.n_rail += usize::from(!is_bus);
            station.positions.extend(call.position);
            station.step_free.push(line.step_free);
        }
    }
    all
}

/// Open, and long enough to go anywhere.
fn is_run(line: &LineDraft) -> bool {
    line.open && line.calls.len() > 1
}
