//! Journeys for people: stops and lines by name, and what each rests on.

use std::collections::BTreeSet;

use allways_access::Endpoint;
use allways_base::cast::{u32_from, usize_from};
use allways_base::{LonLat, Seconds, ServiceTime};
use allways_streets::Mode;
use allways_transit::feed::{Basis, StopIdx};
use allways_transit::raptor::{Journey, Leg};
use allways_transit::timetable::{PatternIdx, TripIdx};

use crate::engine::{Engine, View};
use crate::names;
use crate::verdict::{JourneyRecord, LegKind, LegRecord, MapFeature, MapRole, Shape};

/// One end of a journey, for people.
#[derive(Clone, Debug)]
pub struct End {
    /// Name.
    pub name: String,
    /// Where, if it is known.
    pub position: Option<LonLat>,
    /// As the engine sees it.
    pub endpoint: Endpoint,
}

/// Writes a journey out.
pub fn record(
    engine: &Engine<'_>,
    view: &View<'_>,
    journey: &Journey,
    from: &End,
    to: &End,
) -> JourneyRecord {
    let mut writer = Writer { engine, view, at: journey.departure, legs: Vec::new() };
    for leg in &journey.legs {
        match *leg {
            Leg::Access { to, duration } => {
                writer.first(from, Place::Stop(to), duration);
            }
            Leg::Footpath { from, to, duration } => {
                writer.walk(Place::Stop(from), Place::Stop(to), duration);
            }
            Leg::Egress { from, duration } => {
                writer.walk(Place::Stop(from), Place::End(to), duration);
            }
            Leg::Direct { duration } => writer.first(from, Place::End(to), duration),
            Leg::Ride { pattern, trip, board, alight } => {
                writer.ride(LegKind::Ride, (pattern, trip), board, alight);
            }
            Leg::Stay { pattern, trip, alight } => {
                writer.ride(LegKind::Stay, (pattern, trip), 0, alight);
            }
        }
    }
    JourneyRecord {
        departure: journey.departure,
        arrival: journey.arrival,
        rides: u32::from(journey.rides),
        fare: None,
        legs: writer.legs,
    }
}

#[derive(Clone, Copy)]
enum Place<'a> {
    End(&'a End),
    Stop(StopIdx),
}

struct Writer<'a, 'e, 'v> {
    engine: &'a Engine<'e>,
    view: &'a View<'v>,
    at: ServiceTime,
    legs: Vec<LegRecord>,
}

impl Writer<'_, '_, '_> {
    fn describe(&self, place: Place<'_>) -> (String, String, Option<LonLat>) {
        match place {
            Place::End(end) => (end.name.clone(), String::new(), end.position),
            Place::Stop(stop) => {
                let feed = &self.engine.scenario.feed;
                let row = &feed.stops[stop];
                (row.name.clone(), row.id.clone(), names::position_of(feed, stop))
            }
        }
    }

    /// A leg from the origin, on foot or by a vehicle of one's own.
    fn first(&mut self, from: &End, to: Place<'_>, duration: Seconds) {
        if self.park(from, to, duration).is_some() {
            return;
        }
        let attached = &self.view.attached;
        let ridden = match to {
            Place::End(end) => attached.ridden(&from.endpoint, &end.endpoint, duration),
            Place::Stop(stop) => {
                attached.ridden(&from.endpoint, &Endpoint::Stops(vec![stop]), duration)
            }
        };
        match ridden {
            None => self.walk(Place::End(from), to, duration),
            Some((mode, line)) => {
                let kind = match mode {
                    Mode::Cycle => LegKind::Cycle,
                    Mode::Drive => LegKind::Drive,
                    Mode::Truck => LegKind::Truck,
                    Mode::Walk | Mode::Wheel => LegKind::Walk,
                };
                self.leg(kind, Place::End(from), to, duration, Some(line));
            }
        }
    }

    /// By way of a car park, which is named with its size; `None` if that is not how one comes there.
    fn park(&mut self, from: &End, to: Place<'_>, duration: Seconds) -> Option<()> {
        let Place::Stop(stop) = to else { return None };
        let streets = self.engine.scenario.streets.as_ref()?;
        let attached = &self.view.attached;
        let is_parked = (0..attached.vehicles().len()).any(|k| attached.is_parked(k));
        let is_walked = || {
            let stop = names::position_of(&self.engine.scenario.feed, stop);
            from.position.zip(stop).and_then(|(a, b)| attached.walk_time(a, b)) == Some(duration)
        };
        if !is_parked || attached.is_on_foot() && is_walked() {
            return None;
        }
        let way = attached.parked(&from.endpoint, stop, duration)?;
        let park = &streets.car_parks().0[way.place];
        let name = if park.name.is_empty() { park.id.clone() } else { park.name.clone() };
        let size = match park.capacity {
            Some(n) => format!("{n} places"),
            None => "size unknown".to_owned(),
        };
        let endpoint = Endpoint::Position(park.at);
        let end =
            End { name: format!("car park {name} ({size})"), position: Some(park.at), endpoint };
        self.leg(LegKind::Drive, Place::End(from), Place::End(&end), way.ridden, Some(way.line));
        self.walk(Place::End(&end), to, way.walked);
        Some(())
    }

    fn walk(&mut self, from: Place<'_>, to: Place<'_>, duration: Seconds) {
        self.leg(LegKind::Walk, from, to, duration, None);
    }

    /// Without a line it is walked.
    fn leg(
        &mut self,
        kind: LegKind,
        from: Place<'_>,
        to: Place<'_>,
        duration: Seconds,
        line: Option<Vec<LonLat>>,
    ) {
        let start = self.at;
        self.at = self.at + duration;
        // Boarding on the spot is not a walk.
        if duration == Seconds(0) {
            return;
        }
        let (from, from_id, a) = self.describe(from);
        let (to, to_id, b) = self.describe(to);
        let walked = || match (a, b) {
            (Some(a), Some(b)) => {
                let limit = self.view.attached.walker().limit;
                self.view.attached.walk_line(a, b, limit).unwrap_or_else(|| vec![a, b])
            }
            _ => Vec::new(),
        };
        let line = line.unwrap_or_else(walked);
        self.legs.push(LegRecord {
            kind,
            from,
            from_id,
            to,
            to_id,
            departure: start,
            arrival: self.at,
            route: String::new(),
            headsign: String::new(),
            trip_id: String::new(),
            n_stops: 0,
            line,
        });
    }

    fn ride(
        &mut self,
        kind: LegKind,
        (pattern, trip): (PatternIdx, TripIdx),
        at_board: u32,
        alight: u32,
    ) {
        let (feed, tt) = (&self.engine.scenario.feed, &self.view.timetable);
        let calls = &tt.calls[pattern];
        let times = tt.times_of(pattern, trip);
        let (board, alight) = (usize_from(at_board), usize_from(alight));
        let (from, from_id, _) = self.describe(Place::Stop(calls[board].stop));
        let (to, to_id, _) = self.describe(Place::Stop(calls[alight].stop));
        let row = &feed.trips[tt.feed_trip(trip, at_board)];
        self.at = times.arrive(alight);
        self.legs.push(LegRecord {
            kind,
            from,
            from_id,
            to,
            to_id,
            departure: times.depart(board),
            arrival: times.arrive(alight),
            route: feed.routes[tt.route[pattern]].name.clone(),
            headsign: row.headsign.clone(),
            trip_id: row.id.clone(),
            n_stops: u32_from(alight - board),
            line: calls[board..=alight]
                .iter()
                .filter_map(|call| names::position_of(feed, call.stop))
                .collect(),
        });
    }
}

/// What the rides of a journey rest on.
pub fn rests_on(
    engine: &Engine<'_>,
    view: &View<'_>,
    journey: &Journey,
    bases: &mut Vec<Basis>,
    assumptions: &mut BTreeSet<String>,
) {
    for leg in &journey.legs {
        let ridden = match leg {
            Leg::Ride { pattern, trip, board, .. } => Some((pattern, trip, *board)),
            Leg::Stay { pattern, trip, .. } => Some((pattern, trip, 0)),
            _ => None,
        };
        if let Some((pattern, trip, board)) = ridden {
            let route = engine.route(view.timetable.route[*pattern]);
            let ridden = view.timetable.feed_trip(*trip, board);
            let mut frequencies = engine.scenario.feed.frequencies.iter();
            if frequencies.any(|f| f.trip == ridden && !f.exact) {
                assumptions.insert(format!(
                    "{}: only the headway is known; departures are drawn (seed {})",
                    route.name, view.seed
                ));
            }
            bases.extend(route.basis.clone());
            assumptions.extend(route.assumptions.iter().cloned());
        }
    }
}

/// The journey as shapes on a map.
pub fn shapes(journey: &JourneyRecord) -> Vec<MapFeature> {
    let mut all: Vec<MapFeature> = journey
        .legs
        .iter()
        .filter(|leg| leg.line.len() > 1)
        .map(|leg| MapFeature {
            role: match leg.kind {
                LegKind::Ride | LegKind::Stay => MapRole::Ride,
                _ => MapRole::Walk,
            },
            label: match leg.kind {
                LegKind::Cycle => Mode::Cycle.how().to_owned(),
                LegKind::Drive => Mode::Drive.how().to_owned(),
                LegKind::Truck => Mode::Truck.how().to_owned(),
                LegKind::Walk | LegKind::Ride | LegKind::Stay => leg.route.clone(),
            },
            shape: Shape::Line(leg.line.clone()),
        })
        .collect();
    let ends = [
        journey.legs.first().and_then(|leg| Some((&leg.from, *leg.line.first()?))),
        journey.legs.last().and_then(|leg| Some((&leg.to, *leg.line.last()?))),
    ];
    for (name, at) in ends.into_iter().flatten() {
        all.push(MapFeature { role: MapRole::End, label: name.clone(), shape: Shape::Point(at) });
    }
    all
}
