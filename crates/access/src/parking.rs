//! Park and ride: a vehicle of one's own is left at one of given places, and from there one walks to
//! the first stop.
//!
//! The way to the place has the vehicle's limit, the walk from it the walker's. A place is put on the
//! nearest street of the vehicle and of the walker, each within [`crate::ground::SNAP_MAX`]. Whether
//! there is room is not asked.

use allways_base::{LonLat, Seconds};
use allways_streets::DijkstraSearch;
use allways_transit::feed::StopIdx;
use rayon::prelude::*;

use crate::attach::Attached;
use crate::by_mode::time;
use crate::ends::Endpoint;
use crate::walk::Footing;

/// A place to park, and the walks out of it.
#[derive(Clone, Debug)]
pub(crate) struct Park {
    /// On the vehicle's streets.
    pub(crate) footing: Footing,
    /// Platforms, with the time to get there.
    pub(crate) walks: Vec<(StopIdx, Seconds)>,
}

impl Park {
    /// Platforms that one comes to who is there after `ridden`.
    pub(crate) fn from(&self, ridden: Seconds) -> impl Iterator<Item = (StopIdx, Seconds)> + '_ {
        self.walks.iter().map(move |&(stop, walk)| (stop, ridden + walk))
    }
}

/// How one came to a first stop by way of a place to park.
#[derive(Clone, Debug, PartialEq)]
pub struct Parked {
    /// Row of the places that were given.
    pub place: usize,
    /// The way to it.
    pub ridden: Seconds,
    /// The walk from it.
    pub walked: Seconds,
    /// The line of the way to it, both ends included.
    pub line: Vec<LonLat>,
}

impl Attached<'_> {
    /// The same, but the `vehicle`-th vehicle does not come to stops: it is left at one of `places`,
    /// and the stops around are come to on foot from there.
    ///
    /// # Panics
    ///
    /// If there is no such vehicle.
    #[must_use]
    pub fn parked_at(mut self, vehicle: usize, places: &[LonLat]) -> Self {
        let own = self.vehicles()[vehicle];
        let park = |&at: &LonLat| Park { footing: own.footing(at), walks: self.access_from(at) };
        let parks = places.par_iter().map(park).collect();
        self.set_parks(vehicle, parks);
        self
    }

    /// True if a vehicle is left at places to park.
    pub fn is_parked(&self, vehicle: usize) -> bool {
        self.parks(vehicle).is_some()
    }

    /// How one comes from a place to a stop in this time by a vehicle that is parked on the way; `None`
    /// if none does. Of several ways the one with the least walk, then the first place.
    pub fn parked(&self, from: &Endpoint, to: StopIdx, duration: Seconds) -> Option<Parked> {
        let mut search = DijkstraSearch::new();
        for (k, vehicle) in self.vehicles().iter().enumerate() {
            let Some(parks) = self.parks(k) else { continue };
            for start in self.landings_on(k, from) {
                let reach = vehicle.from(&start, &mut search);
                let way = |(place, park): (usize, &Park)| {
                    let &(_, walked) = park.walks.iter().find(|(stop, _)| *stop == to)?;
                    let ridden = time(&start, reach.as_ref(), &park.footing)?;
                    let fits = ridden <= vehicle.limit && ridden + walked == duration;
                    fits.then_some((walked, place, ridden))
                };
                let ways = parks.iter().enumerate().filter_map(way);
                let Some((walked, place, ridden)) = ways.min() else { continue };
                let footing = &parks[place].footing;
                let way = reach.as_ref().zip(footing.snap.as_ref());
                let mut line = vec![start.at];
                line.extend(way.and_then(|(reach, snap)| reach.path_to(snap)).unwrap_or_default());
                line.push(footing.at);
                line.dedup();
                return Some(Parked { place, ridden, walked, line });
            }
        }
        None
    }
}
