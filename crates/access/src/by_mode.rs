//! A vehicle of one's own: a bicycle or a car to the first stop, where it is left, or all the way.
//! Nobody finds it again at the last stop, so egress is on foot. It may be left at places to park
//! only: see [`crate::parking`].
//!
//! A place is put on the nearest street of the mode within [`SNAP_MAX`]; the straight part between
//! the two is walked. From farther off, and to there, the mode does not lead.

use allways_base::{LonLat, Problem, Problems, Seconds, Severity};
use allways_streets::hierarchy::Sweep;
use allways_streets::many::ManyTargets;
use allways_streets::{
    DijkstraSearch, Millis, Mode, Prepared, Reach, Snap, StreetNetwork, Weights, reach,
};
use allways_transit::feed::StopIdx;
use rayon::prelude::*;

use crate::attach::Attached;
use crate::ends::{Endpoint, Target};
use crate::ground::SNAP_MAX;
use crate::parking::Park;
use crate::walk::Footing;

/// A mode other than walking, and how far one goes by it.
#[derive(Clone, Copy, Debug)]
pub struct OwnVehicle<'a> {
    /// Its streets.
    pub net: &'a StreetNetwork,
    /// What they take, and what many origins at once are searched with.
    pub prepared: &'a Prepared,
    /// Longest way to the first stop; 0 where nobody rides on from there.
    pub limit: Seconds,
    /// Longest way to the destination.
    pub direct_limit: Seconds,
}

impl OwnVehicle<'_> {
    /// Its mode.
    pub fn mode(&self) -> Mode {
        self.net.mode()
    }

    fn weights(&self) -> &Weights {
        self.prepared.weights()
    }

    pub(crate) fn footing(&self, at: LonLat) -> Footing {
        Footing { at, snap: self.net.snap(at, SNAP_MAX, self.weights()) }
    }

    pub(crate) fn from<'s>(
        &'s self,
        place: &Footing,
        search: &'s mut DijkstraSearch,
    ) -> Option<Reach<'s>> {
        let limit = self.limit.max(self.direct_limit);
        Some(reach(self.net, self.weights(), place.snap.as_ref()?, limit, search))
    }
}

/// Time to a place; none to where one is.
pub(crate) fn time(from: &Footing, reach: Option<&Reach<'_>>, to: &Footing) -> Option<Seconds> {
    if from.at == to.at {
        return Some(Seconds(0));
    }
    reach?.time_to(to.snap.as_ref()?)
}

/// The vehicles of [`Attached`], and its platforms on their streets.
#[derive(Debug)]
pub(crate) struct Garage<'a> {
    pub(crate) vehicles: Vec<OwnVehicle<'a>>,
    /// vehicle → platforms of [`Attached::platforms`], in its order.
    platforms: Vec<Vec<Footing>>,
    /// vehicle → where it is left, if that is not at the stops.
    parks: Vec<Option<Vec<Park>>>,
}

impl Garage<'_> {
    /// No vehicle at all.
    pub(crate) const fn empty() -> Self {
        Self { vehicles: Vec::new(), platforms: Vec::new(), parks: Vec::new() }
    }

    pub(crate) fn set_parks(&mut self, vehicle: usize, parks: Vec<Park>) {
        self.parks[vehicle] = Some(parks);
    }
}

impl<'a> Attached<'a> {
    /// The same, but one comes to the first stop, and all the way, by any of `vehicles`, and on foot
    /// only if `is_on_foot`.
    #[must_use]
    pub fn with_vehicles(mut self, is_on_foot: bool, vehicles: Vec<OwnVehicle<'a>>) -> Self {
        let on = |vehicle: &OwnVehicle<'_>| -> Vec<Footing> {
            self.platforms().par_iter().map(|stop| vehicle.footing(stop.position())).collect()
        };
        let platforms = vehicles.iter().map(on).collect();
        let parks = vehicles.iter().map(|_| None).collect();
        self.set_garage(is_on_foot, Garage { vehicles, platforms, parks });
        self
    }

    /// Where a vehicle is left, if that is not at the stops.
    pub(crate) fn parks(&self, vehicle: usize) -> Option<&[Park]> {
        self.garage().parks[vehicle].as_deref()
    }

    /// By which vehicles one comes to the first stop.
    pub fn vehicles(&self) -> &[OwnVehicle<'a>] {
        &self.garage().vehicles
    }

    /// Platforms that a vehicle does not come to, by vehicle.
    pub fn n_off_vehicles(&self) -> Vec<usize> {
        let off = |all: &Vec<Footing>| all.iter().filter(|one| one.snap.is_none()).count();
        self.garage().platforms.iter().map(off).collect()
    }

    /// Where an end lies on the streets of each vehicle: vehicle → its places.
    pub(crate) fn landings(&self, end: &Endpoint) -> Vec<Vec<Footing>> {
        (0..self.vehicles().len()).map(|vehicle| self.landings_on(vehicle, end)).collect()
    }

    pub(crate) fn landings_on(&self, vehicle: usize, end: &Endpoint) -> Vec<Footing> {
        let garage = self.garage();
        match end {
            Endpoint::Position(at) => vec![garage.vehicles[vehicle].footing(*at)],
            Endpoint::Stops(stops) => {
                let row = |stop| self.platforms().binary_search_by_key(stop, |p| p.stop).ok();
                stops.iter().filter_map(row).map(|row| garage.platforms[vehicle][row]).collect()
            }
        }
    }

    /// Which vehicle takes this long from one end to another, and the line of its way, both ends
    /// included; `None` if none does, or a walk takes as long.
    pub fn ridden(
        &self,
        from: &Endpoint,
        to: &Endpoint,
        duration: Seconds,
    ) -> Option<(Mode, Vec<LonLat>)> {
        let place = |end: &Endpoint| match end {
            Endpoint::Position(at) => Some(*at),
            Endpoint::Stops(stops) => {
                let [stop] = stops.as_slice() else { return None };
                let row = self.platforms().binary_search_by_key(stop, |p| p.stop).ok()?;
                Some(self.platforms()[row].position())
            }
        };
        if self.vehicles().is_empty() {
            return None;
        }
        let ends = place(from).zip(place(to)).filter(|_| self.is_on_foot());
        if ends.is_some_and(|(a, b)| self.walk_time(a, b) == Some(duration)) {
            return None;
        }
        let mut search = DijkstraSearch::new();
        let (starts, targets) = (self.landings(from), self.landings(to));
        for ((vehicle, starts), targets) in self.vehicles().iter().zip(&starts).zip(&targets) {
            for start in starts {
                let reach = vehicle.from(start, &mut search);
                let is_it = |to: &&Footing| time(start, reach.as_ref(), to) == Some(duration);
                if let Some(target) = targets.iter().find(is_it) {
                    let way = reach.as_ref().zip(target.snap.as_ref());
                    let way = way.and_then(|(reach, snap)| reach.path_to(snap));
                    let mut line = vec![start.at];
                    line.extend(way.unwrap_or_default());
                    line.push(target.at);
                    line.dedup();
                    return Some((vehicle.mode(), line));
                }
            }
        }
        None
    }

    /// Places along all streets that a vehicle comes to within `time`, at most `apart` from each
    /// other; empty without vehicles. What it reaches lies within [`SNAP_MAX`] and `apart` of them.
    pub fn ridden_ground(&self, from: &Endpoint, within: Seconds, apart: f64) -> Vec<LonLat> {
        let mut places = Vec::new();
        let mut search = DijkstraSearch::new();
        for (vehicle, starts) in self.vehicles().iter().zip(self.landings(from)) {
            let limit = vehicle.direct_limit.min(within);
            for start in starts {
                let Some(snap) = &start.snap else { continue };
                let net = vehicle.net;
                let found = reach(net, vehicle.weights(), snap, limit, &mut search);
                let mut edges = vec![snap.edge];
                for (node, _) in found.nodes() {
                    let hops = net.hops(StreetNetwork::vertex(node));
                    edges.extend(hops.iter().map(|hop| hop.edge));
                }
                edges.sort_unstable();
                edges.dedup();
                for edge in edges {
                    for pair in net.shape(edge).windows(2) {
                        let length = allways_geo::distance(pair[0], pair[1]).0;
                        let n = allways_base::cast::ceil_u32(length / apart).max(1);
                        places.extend((0..=n).map(|k| {
                            allways_geo::interpolate(pair[0], pair[1], f64::from(k) / f64::from(n))
                        }));
                    }
                }
            }
        }
        places
    }

    /// Tells a point that a vehicle does not come to or from (code `point-unsnapped`).
    pub(crate) fn check_vehicles(&self, place: &str, at: LonLat, problems: &mut Problems) {
        for vehicle in self.vehicles().iter().filter(|one| one.footing(at).snap.is_none()) {
            problems.add("point-unsnapped", || Problem {
                severity: Severity::Warning,
                code: "point-unsnapped",
                place: place.to_owned(),
                message: format!(
                    "no street is within {SNAP_MAX} that one can use {}",
                    vehicle.mode().how()
                ),
                remedy: "check its position, or add the missing street".to_owned(),
            });
        }
    }
}

/// From so many origins on, making a hierarchy is less work than a search from each.
pub(crate) const MANY_ORIGINS: usize = 100;

/// The targets and platforms of many origins, ready to be asked for all of them at once.
pub(crate) struct ManyRidden<'a> {
    attached: &'a Attached<'a>,
    n_targets: usize,
    by_vehicle: Vec<ByVehicle<'a>>,
}

struct ByVehicle<'a> {
    vehicle: &'a OwnVehicle<'a>,
    /// Places of targets, then platforms if one may ride on from there.
    many: ManyTargets<'a>,
    /// Of the targets' places.
    places: Vec<(usize, LonLat)>,
}

impl<'a> ManyRidden<'a> {
    /// `None` without vehicles.
    pub(crate) fn new(attached: &'a Attached<'a>, targets: &[Target<'_>]) -> Option<Self> {
        let garage = attached.garage();
        let of_vehicle = |(k, vehicle): (usize, &'a OwnVehicle<'a>)| {
            let of_target = |(row, target): (usize, &Target<'_>)| -> Vec<(usize, Footing)> {
                target.landings[k].iter().map(|&footing| (row, footing)).collect()
            };
            let places: Vec<(usize, Footing)> =
                targets.iter().enumerate().flat_map(of_target).collect();
            let snaps = places.iter().map(|(_, place)| place.snap);
            let snaps = match &garage.parks[k] {
                _ if vehicle.limit == Seconds(0) => snaps.collect(),
                None => snaps.chain(garage.platforms[k].iter().map(|stop| stop.snap)).collect(),
                Some(parks) => snaps.chain(parks.iter().map(|park| park.footing.snap)).collect(),
            };
            let on = (vehicle.net, vehicle.prepared.weights());
            let graph = vehicle.prepared.graph(vehicle.net);
            let places = places.into_iter().map(|(row, place)| (row, place.at)).collect();
            ByVehicle { vehicle, many: ManyTargets::new(on, graph, snaps), places }
        };
        let by_vehicle: Vec<_> = garage.vehicles.iter().enumerate().map(of_vehicle).collect();
        (!by_vehicle.is_empty()).then_some(Self { attached, n_targets: targets.len(), by_vehicle })
    }

    /// As [`Ridden::from`] for each origin.
    pub(crate) fn of_each(&self, origins: &[&Endpoint], sweep: &mut Sweep) -> Vec<Ridden> {
        let none = || Ridden { access: Vec::new(), direct: vec![None; self.n_targets] };
        let mut all: Vec<Ridden> = origins.iter().map(|_| none()).collect();
        for (k, ByVehicle { vehicle, many, places }) in self.by_vehicle.iter().enumerate() {
            let starts: Vec<(usize, Footing)> = origins
                .iter()
                .enumerate()
                .flat_map(|(row, origin)| {
                    let landings = self.attached.landings_on(k, origin);
                    landings.into_iter().map(move |start| (row, start))
                })
                .collect();
            let snaps: Vec<Option<Snap>> = starts.iter().map(|(_, start)| start.snap).collect();
            let times = many.times(&snaps, sweep);
            let n = times.len().checked_div(starts.len()).unwrap_or(0);
            for ((origin, start), times) in starts.iter().zip(times.chunks_exact(n.max(1))) {
                let within = |at: LonLat, time: Millis, limit: Seconds| {
                    let time = if at == start.at { Seconds(0) } else { time.ceil() };
                    (time <= limit && (at == start.at || time < Seconds(NEVER))).then_some(time)
                };
                let found = &mut all[*origin];
                for (&(target, at), &time) in places.iter().zip(times) {
                    let best = &mut found.direct[target];
                    *best = within(at, time, vehicle.direct_limit).into_iter().chain(*best).min();
                }
                let times = &times[places.len()..];
                if let Some(parks) = self.attached.parks(k) {
                    for (park, &time) in parks.iter().zip(times) {
                        if let Some(ridden) = within(park.footing.at, time, vehicle.limit) {
                            found.access.extend(park.from(ridden));
                        }
                    }
                    continue;
                }
                let stops = self.attached.platforms().iter().zip(times);
                found.access.extend(stops.filter_map(|(platform, &time)| {
                    Some((platform.stop, within(platform.position(), time, vehicle.limit)?))
                }));
            }
        }
        all
    }
}

/// Seconds of [`Millis::NEVER`], rounded up.
const NEVER: u32 = u32::MAX / 1000;

/// What an origin's vehicles come to.
#[derive(Debug, Default)]
pub(crate) struct Ridden {
    /// Stops, with the time; a stop may come several times.
    pub(crate) access: Vec<(StopIdx, Seconds)>,
    /// target → time all the way; empty without vehicles.
    pub(crate) direct: Vec<Option<Seconds>>,
}

impl Ridden {
    pub(crate) fn from(
        attached: &Attached<'_>,
        origin: &Endpoint,
        targets: &[Target<'_>],
        search: &mut DijkstraSearch,
    ) -> Self {
        let mut all = Self::default();
        let garage = attached.garage();
        if garage.vehicles.is_empty() {
            return all;
        }
        all.direct = vec![None; targets.len()];
        for (k, starts) in attached.landings(origin).iter().enumerate() {
            let vehicle = &garage.vehicles[k];
            for start in starts {
                let reach = vehicle.from(start, search);
                let within = |to: &Footing, limit: Seconds| {
                    time(start, reach.as_ref(), to).filter(|time| *time <= limit)
                };
                let parks = attached.parks(k).filter(|_| vehicle.limit > Seconds(0));
                for park in parks.into_iter().flatten() {
                    if let Some(ridden) = within(&park.footing, vehicle.limit) {
                        all.access.extend(park.from(ridden));
                    }
                }
                if vehicle.limit > Seconds(0) && parks.is_none() {
                    let stops = attached.platforms().iter().zip(&garage.platforms[k]);
                    all.access.extend(stops.filter_map(|(platform, footing)| {
                        Some((platform.stop, within(footing, vehicle.limit)?))
                    }));
                }
                for (best, target) in all.direct.iter_mut().zip(targets) {
                    let ways = target.landings[k].iter();
                    let times = ways.filter_map(|to| within(to, vehicle.direct_limit));
                    *best = times.chain(*best).min();
                }
            }
        }
        all
    }
}
