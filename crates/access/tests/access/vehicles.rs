//! By a vehicle of one's own: random towns against searches stop by stop, from the other end.

use std::collections::BTreeMap;
use std::sync::Arc;

use allways_access::{
    Attached, Endpoint, Ends, Ground, OwnVehicle, Percentile, Platform, SNAP_MAX, TravelQuery,
    Walker, attach, matrix,
};
use allways_base::random::Random;
use allways_base::{LonLat, Seconds, ServiceTime, Window};
use allways_streets::way::Passage;
use allways_streets::{
    Conditions, Cyclist, DijkstraSearch, Driver, Mode, Permit, Prepared, RoadClass, StreetDraft,
    StreetNetwork, StreetWay, Traveller, WayTraits, Weights, compile, compile_for, reach_back,
};
use allways_testkit::picture::Picture;
use allways_transit::feed::StopIdx;
use allways_transit::raptor::{Query, Search, Work, journeys};

use crate::toy::{WALKER, at};

/// A grid of 4 × 4 crossings 300 m apart: some streets one-way, some for walkers only.
pub(crate) fn town(random: &mut Random) -> StreetDraft {
    let mut draft = StreetDraft::default();
    for row in 0..16_u32 {
        let off = |random: &mut Random| 60.0 * random.unit();
        let (x, y) = (f64::from(row % 4), f64::from(row / 4));
        draft.nodes.push(at(300.0 * x + off(random), 300.0 * y + off(random)));
        draft.node_ids.push(i64::from(row));
    }
    for row in 0..16_u32 {
        for (to, is_there) in [(row + 1, row % 4 < 3), (row + 4, row < 12)] {
            if !is_there || random.below(8) == 0 {
                continue;
            }
            let both = Passage::both(Permit::Open);
            let vehicles = match random.below(4) {
                0 => Passage::default(),
                1 => Passage { forward: Permit::Open, backward: Permit::Closed },
                _ => both,
            };
            let traits = WayTraits {
                class: RoadClass::Residential,
                cycle: vehicles,
                drive: vehicles,
                speed: [5000 + 3000 * u16::try_from(random.below(4)).unwrap(); 2],
                ..WayTraits::default()
            };
            let id = i64::try_from(draft.ways.len() + 1).unwrap();
            let walk = random.below(5) > 0;
            draft.ways.push(StreetWay {
                id,
                nodes: vec![row, to],
                walk,
                traits,
                ..StreetWay::default()
            });
        }
    }
    draft
}

fn weighed(draft: &StreetDraft, mode: Mode) -> (StreetNetwork, Prepared) {
    let net = compile_for(draft, mode).value;
    let who = match mode {
        Mode::Cycle => Traveller::Cyclist(Cyclist::EVERYDAY),
        _ => Traveller::Driver(Driver::car()),
    };
    let weights = Weights::new(&net, &who, &Conditions::usual());
    (net, Prepared::new(weights, Arc::default()))
}

fn places(end: &Endpoint, attached: &Attached<'_>) -> Vec<LonLat> {
    match end {
        Endpoint::Position(at) => vec![*at],
        Endpoint::Stops(stops) => {
            let platforms = attached.platforms().iter();
            platforms.filter(|one| stops.contains(&one.stop)).map(Platform::position).collect()
        }
    }
}

/// The least time by a vehicle, searched from the far end.
fn slow(vehicle: &OwnVehicle<'_>, from: &[LonLat], to: &[LonLat]) -> Option<Seconds> {
    let mut best = None;
    for &there in to {
        for &here in from {
            let snap = |at| vehicle.net.snap(at, SNAP_MAX, vehicle.prepared.weights());
            let time = if here == there {
                Some(Seconds(0))
            } else {
                snap(here).zip(snap(there)).and_then(|(here, there)| {
                    let mut search = DijkstraSearch::new();
                    let limit = Seconds::minutes(600);
                    let on = (vehicle.net, vehicle.prepared.weights());
                    let to = reach_back(on.0, on.1, &there, limit, &mut search);
                    to.time_to(&here)
                })
            };
            best = time.into_iter().chain(best).min();
        }
    }
    best
}

/// By a vehicle to a place to park, and on foot from there: each way to each stop.
fn by_parks(
    vehicle: &OwnVehicle<'_>,
    from: &[LonLat],
    parks: &[LonLat],
    on_foot: &Attached<'_>,
) -> Vec<(StopIdx, Seconds)> {
    let mut all = Vec::new();
    for &park in parks.iter().filter(|_| vehicle.limit > Seconds(0)) {
        if let Some(time) = slow(vehicle, from, &[park]).filter(|time| *time <= vehicle.limit) {
            let walks = on_foot.access_from(park).into_iter();
            all.extend(walks.map(|(stop, walk)| (stop, time + walk)));
        }
    }
    all
}

/// Ways to stops that are told as by way of a place to park; each adds up.
fn n_told(
    attached: &Attached<'_>,
    from: &Endpoint,
    access: &[(StopIdx, Seconds)],
    parks: &[LonLat],
) -> usize {
    let told = access.iter().filter_map(|&(stop, time)| {
        let way = attached.parked(from, stop, time)?;
        assert_eq!(way.ridden + way.walked, time);
        assert!(attached.vehicles().iter().any(|vehicle| way.ridden <= vehicle.limit));
        assert_eq!(way.line.last(), Some(&parks[way.place]));
        Some(())
    });
    told.count()
}

#[test]
fn v01_access_and_the_direct_way_are_the_least_of_all_ways() {
    let (mut by_vehicle, mut told) = (0, 0);
    for seed in 0..1000 {
        let mut random = Random::new(seed, 3);
        let draft = town(&mut random);
        let walk = compile(&draft).value;
        let (cycle, drive) = (weighed(&draft, Mode::Cycle), weighed(&draft, Mode::Drive));
        let mut feed = Picture::read("A B C D E\n8:00 8:02 8:04 8:06 8:08").value.feed;
        let mut anywhere = || at(1000.0 * random.unit(), 1000.0 * random.unit());
        for stop in feed.stops.as_mut_slice() {
            stop.position = Some(anywhere());
        }
        let ends = [anywhere(), anywhere()].map(Endpoint::Position);
        let stops: Vec<StopIdx> = ["A", "D"].map(|id| feed.stop(id).unwrap()).to_vec();
        let ends = [&ends[..], &[Endpoint::Stops(stops)]].concat();
        let is_on_foot = random.below(2) == 0;
        let minutes = |random: &mut Random, most| Seconds::minutes(random.below(most));
        let vehicle = |random: &mut Random, of: &(StreetNetwork, Prepared)| {
            let limit = minutes(random, 4);
            let direct_limit = minutes(random, 6);
            (limit, direct_limit, of.0.mode())
        };
        let limits = [vehicle(&mut random, &cycle), vehicle(&mut random, &drive)];
        let vehicles: Vec<OwnVehicle<'_>> = [&cycle, &drive]
            .into_iter()
            .zip(limits)
            .map(|((net, prepared), (limit, direct_limit, _))| OwnVehicle {
                net,
                prepared,
                limit,
                direct_limit,
            })
            .take(1 + usize::from(random.below(2) == 0))
            .collect();
        let walker = Walker { limit: minutes(&mut random, 12), ..WALKER };
        let ground = Ground::Streets { net: &walk, weights: None, beyond: None };
        let on_foot = attach(&feed, ground, walker).value;
        let attached = attach(&feed, ground, walker).value;
        let attached = attached.with_vehicles(is_on_foot, vehicles.clone());
        // The last vehicle may have to be parked.
        let parks: Vec<LonLat> = (0..random.below(4))
            .map(|_| at(1000.0 * random.unit(), 1000.0 * random.unit()))
            .collect();
        let last = vehicles.len() - 1;
        let attached = if parks.is_empty() { attached } else { attached.parked_at(last, &parks) };
        let tt = Picture::read("A B C D E\n8:00 8:02 8:04 8:06 8:08").value.timetable().value;
        for from in &ends {
            for to in &ends {
                let walked = Ends::of(&tt, &on_foot, from, to);
                let found = Ends::of(&tt, &attached, from, to);
                // Who neither walks nor rides on needs no last stop.
                if attached.is_walked() {
                    assert_eq!(found.egress, walked.egress, "{seed}");
                }
                let mut wanted: BTreeMap<StopIdx, Seconds> = BTreeMap::new();
                if is_on_foot {
                    wanted.extend(walked.access.iter().copied());
                } else if let Endpoint::Stops(stops) = from {
                    wanted.extend(stops.iter().map(|&stop| (stop, Seconds(0))));
                }
                let mut direct = walked.direct.filter(|_| is_on_foot || from == to);
                if !is_on_foot && from == to && matches!(from, Endpoint::Position(_)) {
                    direct = None;
                }
                let (a, b) = (places(from, &on_foot), places(to, &on_foot));
                for (k, vehicle) in vehicles.iter().enumerate() {
                    let is_parked = k == last && !parks.is_empty();
                    let parks = if is_parked { &parks[..] } else { &[] };
                    for (stop, time) in by_parks(vehicle, &a, parks, &on_foot) {
                        let best = wanted.entry(stop).or_insert(time);
                        *best = time.min(*best);
                    }
                    for platform in on_foot.platforms() {
                        let time = slow(vehicle, &a, &[platform.position()]);
                        let within = |time: &Seconds| {
                            !is_parked && *time <= vehicle.limit && vehicle.limit > Seconds(0)
                        };
                        if let Some(time) = time.filter(within) {
                            let best = wanted.entry(platform.stop).or_insert(time);
                            *best = time.min(*best);
                        }
                    }
                    let time = slow(vehicle, &a, &b).filter(|time| *time <= vehicle.direct_limit);
                    by_vehicle += usize::from(time.is_some() && direct.is_none());
                    direct = time.into_iter().chain(direct).min();
                }
                told += n_told(&attached, from, &found.access, &parks);
                let wanted: Vec<(StopIdx, Seconds)> = wanted.into_iter().collect();
                assert_eq!(
                    (found.access, found.direct),
                    (wanted, direct),
                    "{seed} {from:?} {to:?}"
                );
            }
        }
        agree(&tt, &attached, &ends, seed);
    }
    assert!(by_vehicle > 700, "{by_vehicle} ways by a vehicle alone");
    assert!(told > 300, "{told} stops by way of a place to park");
}

/// A matrix and journeys say the same; a way that is told as ridden takes as long as it is told.
fn agree(
    tt: &allways_transit::timetable::Timetable,
    attached: &Attached<'_>,
    ends: &[Endpoint],
    seed: u64,
) {
    let depart = ServiceTime::hms(7, 59, 0);
    let window = Window { from: depart, to: depart + Seconds(60), step: Seconds(60) };
    let max_duration = Seconds::minutes(60);
    let query = TravelQuery { window, max_rides: u8::MAX, max_duration };
    let table = matrix(tt, attached, (ends, ends), &query, &[Percentile::MEDIAN], 1);
    for (row, from) in ends.iter().enumerate() {
        for (column, to) in ends.iter().enumerate() {
            let Ends { access, egress, direct } = Ends::of(tt, attached, from, to);
            let one = Query { access: &access, depart, max_rides: u8::MAX, max_duration };
            let (mut search, mut work) = (Search::new(), Work::default());
            let found = journeys(tt, &one, &egress, direct, &mut search, &mut work);
            let soonest = found.iter().map(|journey| journey.arrival.since(depart)).min();
            assert_eq!(table.at(row, column), [soonest], "{seed} {from:?} {to:?}");
            let ridden = direct.and_then(|direct| attached.ridden(from, to, direct));
            if !attached.is_on_foot()
                && let Some(time) = direct.filter(|time| *time > Seconds(0))
            {
                assert!(ridden.is_some_and(|(_, line)| line.len() >= 2), "{seed}: {time} by what?");
            }
        }
    }
}

#[test]
fn v02_many_origins_at_once_have_the_rows_of_each_alone() {
    let mut reached = 0;
    for seed in 0..15 {
        let mut random = Random::new(seed, 4);
        let draft = town(&mut random);
        let walk = compile(&draft).value;
        let (cycle, drive) = (weighed(&draft, Mode::Cycle), weighed(&draft, Mode::Drive));
        let mut feed = Picture::read("A B C D E\n8:00 8:02 8:04 8:06 8:08").value.feed;
        let mut anywhere = || at(1000.0 * random.unit(), 1000.0 * random.unit());
        for stop in feed.stops.as_mut_slice() {
            stop.position = Some(anywhere());
        }
        let mut ends: Vec<Endpoint> = (0..120).map(|_| Endpoint::Position(anywhere())).collect();
        let stops: Vec<StopIdx> = ["A", "D"].map(|id| feed.stop(id).unwrap()).to_vec();
        ends.push(Endpoint::Stops(stops));
        ends.push(ends[0].clone());
        let rides_on = seed % 3 > 0;
        let vehicle = |(net, prepared), minutes| OwnVehicle {
            net,
            prepared,
            limit: Seconds::minutes(if rides_on { minutes } else { 0 }),
            direct_limit: Seconds::minutes(4),
        };
        let vehicles = vec![vehicle((&cycle.0, &cycle.1), 2), vehicle((&drive.0, &drive.1), 1)];
        let ground = Ground::Streets { net: &walk, weights: None, beyond: None };
        let walker = Walker { limit: Seconds::minutes(5), ..WALKER };
        let attached = attach(&feed, ground, walker).value;
        let attached = attached.with_vehicles(seed % 2 == 0, vehicles);
        let parks: Vec<LonLat> =
            (0..4).map(|_| at(1000.0 * random.unit(), 1000.0 * random.unit())).collect();
        let attached = if seed % 4 == 1 { attached.parked_at(1, &parks) } else { attached };
        let tt = Picture::read("A B C D E\n8:00 8:02 8:04 8:06 8:08").value.timetable().value;
        let depart = ServiceTime::hms(7, 59, 0);
        let window = Window { from: depart, to: depart + Seconds(120), step: Seconds(60) };
        let max_duration = Seconds::minutes(60);
        let query = TravelQuery { window, max_rides: u8::MAX, max_duration };
        let median = [Percentile::MEDIAN];
        let all = matrix(&tt, &attached, (&ends, &ends), &query, &median, 2);
        for (row, from) in ends.iter().enumerate() {
            let one = std::slice::from_ref(from);
            let alone = matrix(&tt, &attached, (one, &ends), &query, &median, 1);
            for column in 0..ends.len() {
                let found = all.at(row, column);
                assert_eq!(found, alone.at(0, column), "{seed} {row} {column}");
                reached += usize::from(found[0].is_some_and(|time| time > Seconds(0)));
            }
        }
    }
    assert!(reached > 10_000, "{reached}");
}
