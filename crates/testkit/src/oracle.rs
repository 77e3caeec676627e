//! The definitions, slow and obvious. Quadratic and proud.

use std::collections::BTreeSet;

use allways_base::{IdxVec, Seconds, ServiceTime};
use allways_transit::feed::StopIdx;
use allways_transit::raptor::{Arrivals, ArriveBy, Query};

use crate::plain::Plain;

type Times = IdxVec<StopIdx, ServiceTime>;

/// Ride by ride: try every boarding and every alighting of every run.
pub fn earliest(plain: &Plain, query: &Query<'_>) -> Arrivals {
    let mut found = Arrivals::unreached(plain.n_stops());
    let mut ready: Times = found.any.clone();
    for &(stop, duration) in query.access {
        sooner(&mut ready, stop, query.depart + duration);
        sooner(&mut found.any, stop, query.depart + duration);
    }
    for _ in 0..query.max_rides {
        let mut ridden: Times = IdxVec::filled(ServiceTime::NEVER, plain.n_stops());
        for run in &plain.runs {
            for (board, from) in run.iter().enumerate() {
                if from.may_board && ready[from.stop] <= from.depart {
                    for to in run[board + 1..].iter().filter(|to| to.may_alight) {
                        sooner(&mut ridden, to.stop, to.arrive);
                    }
                }
            }
        }
        for (stop, &time) in ridden.iter().filter(|(_, time)| **time < ServiceTime::NEVER) {
            sooner(&mut found.by_ride, stop, time);
            sooner(&mut found.any, stop, time);
            if let Some(change) = plain.change[stop] {
                sooner(&mut ready, stop, time + change);
            }
            for &(_, to, duration) in plain.footpaths.iter().filter(|walk| walk.0 == stop) {
                sooner(&mut found.any, to, time + duration);
                sooner(&mut ready, to, time + duration);
            }
        }
    }
    let latest = query.depart + query.max_duration;
    for times in [&mut found.by_ride, &mut found.any] {
        for time in times.as_mut_slice().iter_mut().filter(|time| **time > latest) {
            *time = ServiceTime::NEVER;
        }
    }
    found
}

fn sooner(times: &mut Times, stop: StopIdx, time: ServiceTime) {
    times[stop] = times[stop].min(time);
}

/// Every `(arrival, rides)` that any journey has, by enumerating all of them: no comparison of two
/// labels anywhere, states are only merged if they are the same in every respect.
pub fn all_arrivals(
    plain: &Plain,
    query: &Query<'_>,
    egress: &[(StopIdx, Seconds)],
    direct: Option<Seconds>,
) -> BTreeSet<(ServiceTime, u8)> {
    let depart = query.depart;
    let mut found: BTreeSet<(ServiceTime, u8)> =
        direct.into_iter().map(|duration| (depart + duration, 0)).collect();
    let mut ready: BTreeSet<(StopIdx, ServiceTime)> =
        query.access.iter().map(|&(stop, duration)| (stop, depart + duration)).collect();
    for rides in 1..=query.max_rides {
        let mut ridden: BTreeSet<(StopIdx, ServiceTime)> = BTreeSet::new();
        for &(stop, time) in &ready {
            for run in &plain.runs {
                for (board, from) in run.iter().enumerate() {
                    if from.stop == stop && from.may_board && time <= from.depart {
                        let alight = run[board + 1..].iter().filter(|to| to.may_alight);
                        ridden.extend(alight.map(|to| (to.stop, to.arrive)));
                    }
                }
            }
        }
        ready.clear();
        for &(stop, time) in &ridden {
            let last = egress.iter().filter(|(from, _)| *from == stop);
            found.extend(last.map(|&(_, duration)| (time + duration, rides)));
            ready.extend(plain.change[stop].map(|change| (stop, time + change)));
            let walks = plain.footpaths.iter().filter(|walk| walk.0 == stop);
            ready.extend(walks.map(|&(_, to, duration)| (to, time + duration)));
        }
    }
    found.retain(|&(arrival, _)| arrival <= depart + query.max_duration);
    found
}

/// The pairs of arrival and rides that no other pair beats, fewest rides first.
pub fn journeys(
    plain: &Plain,
    query: &Query<'_>,
    egress: &[(StopIdx, Seconds)],
    direct: Option<Seconds>,
) -> Vec<(ServiceTime, u8)> {
    let all = all_arrivals(plain, query, egress, direct);
    let is_beaten = |&(arrival, rides): &(ServiceTime, u8)| {
        all.iter().any(|&other| other.0 <= arrival && other.1 <= rides && other != (arrival, rides))
    };
    let mut best: Vec<(ServiceTime, u8)> =
        all.iter().copied().filter(|pair| !is_beaten(pair)).collect();
    best.sort_by_key(|&(_, rides)| rides);
    best
}

/// The pairs of departure and rides that no other pair beats, fewest rides first: every departure
/// that leaves just in time for some run is tried.
pub fn arrive_by(
    plain: &Plain,
    query: &ArriveBy<'_>,
    egress: &[(StopIdx, Seconds)],
    direct: Option<Seconds>,
) -> Vec<(ServiceTime, u8)> {
    let earliest = query.arrive - query.max_duration;
    let mut departures: BTreeSet<ServiceTime> = BTreeSet::new();
    for visit in plain.runs.iter().flatten() {
        for &(_, duration) in query.access.iter().filter(|(stop, _)| *stop == visit.stop) {
            departures.extend(visit.depart.0.checked_sub(duration.0).map(ServiceTime));
        }
    }
    let mut all: BTreeSet<(ServiceTime, u8)> = BTreeSet::new();
    for &depart in departures.iter().filter(|depart| **depart >= earliest) {
        let forward = Query {
            access: query.access,
            depart,
            max_rides: query.max_rides,
            max_duration: query.arrive.since(depart),
        };
        if depart <= query.arrive {
            let reached = all_arrivals(plain, &forward, egress, None);
            all.extend(reached.into_iter().map(|(_, rides)| (depart, rides)));
        }
    }
    if let Some(depart) = direct.and_then(|d| query.arrive.0.checked_sub(d.0)).map(ServiceTime)
        && depart >= earliest
    {
        all.insert((depart, 0));
    }
    let is_beaten = |&(departure, rides): &(ServiceTime, u8)| {
        all.iter()
            .any(|&other| other.0 >= departure && other.1 <= rides && other != (departure, rides))
    };
    let mut best: Vec<(ServiceTime, u8)> =
        all.iter().copied().filter(|pair| !is_beaten(pair)).collect();
    best.sort_by_key(|&(_, rides)| rides);
    best
}
