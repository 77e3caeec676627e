//! Journeys door to door: the exact Pareto set of arrival and rides, leg by leg.

use allways_base::cast::usize_from;
use allways_base::{Seconds, ServiceTime};

use crate::feed::StopIdx;
use crate::mirror::mirrored;
use crate::raptor::search::{Search, Step};
use crate::raptor::{Query, Work};
use crate::timetable::{PatternIdx, Timetable, TripIdx};

/// One part of a journey.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leg {
    /// From the origin to the first stop.
    Access {
        /// Where one boards first.
        to: StopIdx,
        /// How long it takes.
        duration: Seconds,
    },
    /// One vehicle.
    Ride {
        /// Its pattern.
        pattern: PatternIdx,
        /// Its run.
        trip: TripIdx,
        /// Position in the pattern at which one boards.
        board: u32,
        /// Position at which one alights; above `board`.
        alight: u32,
    },
    /// The vehicle goes on as another run and one stays in it: after a ride, or another stay, that
    /// ends at the last call of its pattern. No further ride.
    Stay {
        /// What it goes on along, from the first call.
        pattern: PatternIdx,
        /// As which run.
        trip: TripIdx,
        /// Position at which one alights, or the last.
        alight: u32,
    },
    /// Between two rides, from one stop to another. Two rides without one between them are a
    /// change at one stop.
    Footpath {
        /// Alighted here.
        from: StopIdx,
        /// To board here.
        to: StopIdx,
        /// How long it takes.
        duration: Seconds,
    },
    /// From the last stop to the destination.
    Egress {
        /// Where one alights last.
        from: StopIdx,
        /// How long it takes.
        duration: Seconds,
    },
    /// All the way without a vehicle.
    Direct {
        /// How long it takes.
        duration: Seconds,
    },
}

/// A way from the origin to the destination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Journey {
    /// When one sets out: just in time for the first ride.
    pub departure: ServiceTime,
    /// When one is there.
    pub arrival: ServiceTime,
    /// Number of vehicles; staying in one is not another.
    pub rides: u8,
    /// In order: either a direct leg, or an access, rides with footpaths between, an egress.
    pub legs: Vec<Leg>,
}

/// Arriving by a given time; see [`Query`].
#[derive(Clone, Copy, Debug)]
pub struct ArriveBy<'a> {
    /// Stops where the passenger may first board, with the time to get there.
    pub access: &'a [(StopIdx, Seconds)],
    /// When they must be there.
    pub arrive: ServiceTime,
    /// Most vehicles they may board.
    pub max_rides: u8,
    /// Longest duration from departure to `arrive`, waiting included.
    pub max_duration: Seconds,
}

/// All journeys that no other beats in arrival and rides: one for each such pair, fewest rides
/// first. Each leaves as late as its first ride allows ("just in time"); that ride is the first
/// that can be caught, not the last that would do.
///
/// `egress` are the stops from which the destination is reached, with the time it takes; `direct`
/// is the time without any ride. A journey rides or is direct: it does not pass from access to
/// egress without riding.
pub fn journeys(
    tt: &Timetable,
    query: &Query<'_>,
    egress: &[(StopIdx, Seconds)],
    direct: Option<Seconds>,
    search: &mut Search,
    work: &mut Work,
) -> Vec<Journey> {
    let latest = query.depart + query.max_duration;
    let mut found = Vec::new();
    search.start(tt, 1);
    search.log.start(tt.n_stops, egress);
    if let Some(duration) = direct.filter(|&duration| query.depart + duration <= latest) {
        let arrival = query.depart + duration;
        let legs = vec![Leg::Direct { duration }];
        found.push(Journey { departure: query.depart, arrival, rides: 0, legs });
        search.log.best = arrival;
    }
    search.set_out::<true>(query.access, query.depart, latest, work);
    search.aim();
    for rides in 1..=query.max_rides {
        let best_before = search.log.best;
        if !search.ride::<true>(tt, usize::from(rides), work) {
            break;
        }
        let arrivals = search.reached.list.iter().filter_map(|&stop| {
            let egress = search.log.egress[stop]?;
            Some((search.by_ride[0][stop] + egress, stop, egress))
        });
        let earliest = arrivals.min_by_key(|&(arrival, ..)| arrival);
        if let Some((arrival, stop, egress)) = earliest
            && arrival < best_before
            && arrival <= latest
        {
            found.push(unwind(tt, search, rides, arrival, (stop, egress)));
        }
        let is_last = rides == query.max_rides;
        search.change_and_walk::<true>(tt, usize::from(rides), is_last, work);
    }
    found
}

/// Follows the log from the last stop back to the access.
pub(super) fn unwind(
    tt: &Timetable,
    search: &Search,
    rides: u8,
    arrival: ServiceTime,
    (stop, egress): (StopIdx, Seconds),
) -> Journey {
    let mut legs = vec![Leg::Egress { from: stop, duration: egress }];
    let mut departure = arrival;
    let mut entry = search.log.by_ride[stop];
    loop {
        match search.log.entries[usize_from(entry)] {
            Step::Access { to, duration } => {
                legs.push(Leg::Access { to, duration });
                departure = departure - duration;
                break;
            }
            Step::Ride { pattern, trip, board, alight, from } => {
                legs.push(Leg::Ride { pattern, trip, board, alight });
                let position = usize_from(board);
                departure = tt.times_of(pattern, trip).depart(position);
                entry = from;
            }
            Step::Stay { pattern, trip, alight, from } => {
                legs.push(Leg::Stay { pattern, trip, alight });
                entry = from;
            }
            Step::Footpath { from_stop, to, duration, from } => {
                legs.push(Leg::Footpath { from: from_stop, to, duration });
                entry = from;
            }
        }
    }
    legs.reverse();
    Journey { departure, arrival, rides, legs }
}

/// All journeys that no other beats in departure and rides, arriving at the latest at
/// `query.arrive`: fewest rides first. `reversed` is [`Timetable::reversed`] of the timetable in
/// whose terms the legs are given; make it once for many queries.
///
/// Each journey's last ride is the last that is in time; `arrival` is when it ends, which may be
/// before `query.arrive`. A direct journey arrives exactly then. A journey that would have to set
/// out before the service day's 0:00 cannot be told and is not given.
pub fn arrive_by(
    reversed: &Timetable,
    query: &ArriveBy<'_>,
    egress: &[(StopIdx, Seconds)],
    direct: Option<Seconds>,
    search: &mut Search,
    work: &mut Work,
) -> Vec<Journey> {
    let backwards = Query {
        access: egress,
        depart: mirrored(query.arrive),
        max_rides: query.max_rides,
        max_duration: query.max_duration.min(query.arrive.since(ServiceTime(0))),
    };
    let found = journeys(reversed, &backwards, query.access, direct, search, work);
    found.iter().map(|journey| turned(reversed, journey)).collect()
}

fn turned(reversed: &Timetable, journey: &Journey) -> Journey {
    let mut legs = Vec::with_capacity(journey.legs.len());
    // Of a vehicle, the mirror's last run is the first here, and that one is boarded.
    let mut is_on_board = false;
    for leg in journey.legs.iter().rev() {
        let (pattern, trip, board, alight) = match *leg {
            Leg::Ride { pattern, trip, board, alight } => (pattern, trip, board, alight),
            Leg::Stay { pattern, trip, alight } => (pattern, trip, 0, alight),
            Leg::Access { to, duration } => {
                legs.push(Leg::Egress { from: to, duration });
                continue;
            }
            Leg::Egress { from, duration } => {
                legs.push(Leg::Access { to: from, duration });
                continue;
            }
            Leg::Footpath { from, to, duration } => {
                legs.push(Leg::Footpath { from: to, to: from, duration });
                continue;
            }
            Leg::Direct { duration } => {
                legs.push(Leg::Direct { duration });
                continue;
            }
        };
        let trip = reversed.mirrored_trip(pattern, trip);
        let (board, alight) = (
            reversed.mirrored_position(pattern, alight),
            reversed.mirrored_position(pattern, board),
        );
        legs.push(if is_on_board {
            Leg::Stay { pattern, trip, alight }
        } else {
            Leg::Ride { pattern, trip, board, alight }
        });
        is_on_board = matches!(leg, Leg::Stay { .. });
    }
    Journey {
        departure: mirrored(journey.arrival),
        arrival: mirrored(journey.departure),
        rides: journey.rides,
        legs,
    }
}
