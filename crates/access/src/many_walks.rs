//! Walks to the same many places, from one place after another: the times of [`crate::walk`], without
//! a look at each target. On streets a search meets the places where it comes by
//! ([`allways_streets::landings`]); straight lines ask an index of what is near.

use allways_base::{LonLat, Metres, Seconds};
use allways_geo::PointIndex;
use allways_streets::{LandingSearch, Landings};
use rayon::prelude::*;

use crate::ground::{Ground, Walker, straight};
use crate::walk::Footing;
use crate::z_order::z_order;

/// See the module docs. Rows are those of the footings that it was made of.
pub(crate) struct ManyWalks<'a> {
    ground: Ground<'a>,
    walker: Walker,
    footings: &'a [Footing],
    landings: Option<Landings<'a>>,
    /// Straight lines: their factor, and where they may lead.
    crow: Option<(f64, PointIndex)>,
    /// Rows by where they are: whoever is there already need not go to the street and back.
    by_place: Vec<(Bits, usize)>,
}

/// Longitude and latitude as bits; equal places have equal ones.
type Bits = (u64, u64);

fn bits(at: LonLat) -> Bits {
    // Minus zero is zero.
    ((at.lon + 0.0).to_bits(), (at.lat + 0.0).to_bits())
}

impl<'a> ManyWalks<'a> {
    pub(crate) fn new(ground: Ground<'a>, walker: &Walker, footings: &'a [Footing]) -> Self {
        let snaps = || footings.iter().map(|footing| footing.snap).collect();
        let landings =
            ground.streets(walker).map(|(net, costs)| Landings::new(net, costs, snaps()));
        let crow = ground.detour().map(|factor| {
            let places: Vec<LonLat> = footings.iter().map(|footing| footing.at).collect();
            (factor, PointIndex::new(&places))
        });
        let mut by_place: Vec<(Bits, usize)> =
            footings.iter().enumerate().map(|(row, footing)| (bits(footing.at), row)).collect();
        by_place.sort_unstable();
        Self { ground, walker: *walker, footings, landings, crow, by_place }
    }

    /// [`ManyWalks::walks_from`] each of some places within the limit given with it, in their order,
    /// on the threads of the pool that it is called in.
    pub(crate) fn walks_from_each(
        &self,
        from: &[(Footing, Seconds)],
    ) -> Vec<Vec<(usize, Seconds)>> {
        let places: Vec<Option<LonLat>> = from.iter().map(|(place, _)| Some(place.at)).collect();
        let one = |search: &mut LandingSearch, &row: &usize| {
            let (place, limit) = &from[row];
            (row, self.walks_from(place, *limit, search))
        };
        let order = z_order(&places);
        let mut found: Vec<(usize, Vec<(usize, Seconds)>)> =
            order.par_iter().map_init(LandingSearch::new, one).collect();
        found.sort_unstable_by_key(|(row, _)| *row);
        found.into_iter().map(|(_, walks)| walks).collect()
    }

    /// Every place within `limit` of `from`, with the time to it, each once; in no useful order, but
    /// always the same.
    fn walks_from(
        &self,
        from: &Footing,
        limit: Seconds,
        search: &mut LandingSearch,
    ) -> Vec<(usize, Seconds)> {
        let mut found = Vec::new();
        if let (Some(landings), Some(snap)) = (&self.landings, &from.snap) {
            landings.each_within(snap, limit, search, |row, time| found.push((row, time)));
        }
        if let Some((factor, index)) = &self.crow {
            // No walk is shorter than the straight line, but for rounding.
            let radius = Metres(self.ground.farthest(&self.walker, limit).0 * 1.001 + 1.0);
            for (row, _) in index.within(from.at, radius) {
                let to = &self.footings[row];
                let time = || straight(&self.walker, from.at, to.at, *factor, limit);
                let is_by_street = from.snap.is_some() && to.snap.is_some();
                found.extend(time().filter(|_| !is_by_street).map(|time| (row, time)));
            }
        }
        let here = bits(from.at);
        let first = self.by_place.partition_point(|(place, _)| *place < here);
        let same = self.by_place[first..].iter().take_while(|(place, _)| *place == here);
        let mut same = same.map(|(_, row)| *row).peekable();
        if same.peek().is_some() {
            found.retain(|(row, _)| bits(self.footings[*row].at) != here);
            found.extend(same.map(|row| (row, Seconds(0))));
        }
        found
    }
}
