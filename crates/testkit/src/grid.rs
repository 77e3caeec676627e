//! A large regular city: streets in rows and columns, a line along each, both ways. For benches
//! and for counting work.

use allways_base::cast::usize_from;
use allways_base::random::Random;
use allways_base::{Idx, Seconds, ServiceTime};
use allways_transit::feed::{
    Feed, FeedTrip, Route, Service, StepFree, Stop, StopIdx, StopKind, StopTime, Vehicle, Week,
};
use allways_transit::timetable::Footpath;

use crate::picture::A_DAY;

/// `side * side` stops named `row/column`, `4 * side` routes from 5:00 to 24:00 every `headway`,
/// each with its own phase; one to two minutes between stops, five minutes on foot. Runs on
/// [`A_DAY`] only.
pub fn grid_city(seed: u64, side: usize, headway: Seconds) -> (Feed, Vec<(StopIdx, Footpath)>) {
    let mut feed = Feed::default();
    let at = |row: usize, column: usize| StopIdx::from_usize(row * side + column);
    for row in 0..side {
        for column in 0..side {
            let id = format!("{row}/{column}");
            feed.stops.push(Stop {
                name: id.clone(),
                id,
                other_names: Vec::new(),
                position: None,
                kind: StopKind::Platform,
                parent: None,
                step_free: StepFree::Unknown,
            });
        }
    }
    let service = feed.services.push(Service {
        id: "day".to_owned(),
        week: Some(Week { days: [true; 7], from: A_DAY, to: A_DAY }),
        ..Service::default()
    });
    let mut random = Random::new(seed, 0);
    for line in 0..side {
        let row: Vec<StopIdx> = (0..side).map(|k| at(line, k)).collect();
        let column: Vec<StopIdx> = (0..side).map(|k| at(k, line)).collect();
        let back = |stops: &[StopIdx]| stops.iter().rev().copied().collect::<Vec<_>>();
        for stops in [back(&row), row, back(&column), column] {
            let id = format!("R{}", feed.routes.len());
            let route = feed.routes.push(Route {
                name: id.clone(),
                id: id.clone(),
                vehicle: Vehicle::Metro,
                assumptions: Vec::new(),
                basis: None,
            });
            let hops: Vec<u32> = stops.iter().map(|_| 60 + random.below(61)).collect();
            let phase = random.below(headway.0);
            let departures = (5 * 3600 + phase..24 * 3600).step_by(usize_from(headway.0.max(1)));
            for depart in departures {
                feed.trips.push(FeedTrip {
                    id: format!("{id}@{depart}"),
                    route,
                    service,
                    headsign: String::new(),
                    step_free: StepFree::Unknown,
                    block: None,
                });
                let mut now = depart;
                feed.stop_times.push_row(stops.iter().zip(&hops).map(|(&stop, hop)| {
                    let time = ServiceTime(now);
                    now += hop;
                    StopTime { stop, arrive: time, depart: time, may_board: true, may_alight: true }
                }));
            }
        }
    }
    let mut footpaths = Vec::new();
    let duration = Seconds::minutes(5);
    for row in 0..side {
        for column in 0..side {
            let from = at(row, column);
            let below = (row + 1 < side).then(|| at(row + 1, column));
            let beside = (column + 1 < side).then(|| at(row, column + 1));
            for to in below.into_iter().chain(beside) {
                footpaths.push((from, Footpath { to, duration }));
                footpaths.push((to, Footpath { to: from, duration }));
            }
        }
    }
    (feed, footpaths)
}
