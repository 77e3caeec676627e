//! Many places to go to, from one place after another: the same times as [`mod@crate::reach`] finds
//! target by target.
//!
//! Method: each place is listed at the vertices where one leaves the streets for it, with the time
//! from there, as in the buckets of Knopp, Sanders, Schultes, Schulz & Wagner (*Computing Many-to-Many
//! Shortest Paths Using Highway Hierarchies*, ALENEX 2007). A bounded search then meets every place
//! within its limit where it settles a vertex; no other place is looked at, however many there are.

use allways_base::cast::{u32_from, usize_from};
use allways_base::{Csr, Seconds};

use crate::near::NearSearch;
use crate::network::{EdgeIdx, StreetNetwork, VertexIdx};
use crate::reach::{along, starts, targets};
use crate::snap::Snap;
use crate::units::Millis;
use crate::weights::Costs;

/// See the module docs. Rows are those of the places that it was made of.
#[derive(Debug)]
pub struct Landings<'a> {
    net: &'a StreetNetwork,
    costs: Costs<'a>,
    places: Vec<Option<Snap>>,
    /// vertex → the places that one leaves the streets for there, and the time from there.
    at: Csr<VertexIdx, (u32, Millis)>,
    /// Places by edge: whoever starts on the same edge need not come to its end.
    on: Vec<(EdgeIdx, u32)>,
}

/// What a search from one place after another reuses; one a thread, for any landings.
#[derive(Debug, Default)]
pub struct LandingSearch {
    search: NearSearch,
    /// row → the least time yet; never, between searches.
    times: Vec<Millis>,
    /// Rows that have a time.
    met: Vec<u32>,
}

impl LandingSearch {
    /// Empty buffers; they grow with the first search.
    pub fn new() -> Self {
        Self::default()
    }
}

impl<'a> Landings<'a> {
    /// Nobody comes to a place that is not on the network.
    pub fn new(
        net: &'a StreetNetwork,
        traveller: impl Into<Costs<'a>>,
        places: Vec<Option<Snap>>,
    ) -> Self {
        let costs = traveller.into();
        let (mut at, mut on) = (Vec::with_capacity(places.len() * 2), Vec::new());
        for (row, snap) in places.iter().enumerate() {
            let (row, Some(snap)) = (u32_from(row), snap) else { continue };
            let ways = targets(net, &costs, snap).into_iter();
            at.extend(ways.map(|(vertex, time)| (vertex, (row, time))));
            on.push((snap.edge, row));
        }
        on.sort_unstable();
        let at = Csr::from_pairs(net.n_vertices(), &at);
        Self { net, costs, places, at, on }
    }

    /// Calls `found` with the row of each place within `limit` of `from` and the time to it, each
    /// once; in no useful order, but always the same.
    pub fn each_within(
        &self,
        from: &Snap,
        limit: Seconds,
        LandingSearch { search, times, met }: &mut LandingSearch,
        mut found: impl FnMut(usize, Seconds),
    ) {
        times.resize(self.places.len(), Millis::NEVER);
        let mut meet = |row: u32, time: Millis| {
            let best = &mut times[usize_from(row)];
            if *best == Millis::NEVER {
                met.push(row);
            }
            *best = time.min(*best);
        };
        // One less than never, so that a walk at no speed is never within the limit.
        let limit = Millis::from_seconds(limit).min(Millis(u32::MAX - 1));
        let starts = starts(self.net, &self.costs, from);
        search.run(self.net, &self.costs, &starts, limit, |vertex, time| {
            for &(row, part) in &self.at[vertex] {
                meet(row, time + part);
            }
        });
        let first = self.on.partition_point(|(edge, _)| *edge < from.edge);
        for &(_, row) in self.on[first..].iter().take_while(|(edge, _)| *edge == from.edge) {
            if let Some(to) = &self.places[usize_from(row)]
                && let Some(time) = along(self.net, &self.costs, from, to)
            {
                meet(row, time);
            }
        }
        for row in met.drain(..) {
            let row = usize_from(row);
            let time = std::mem::replace(&mut times[row], Millis::NEVER);
            if time <= limit {
                found(row, time.ceil());
            }
        }
    }
}
