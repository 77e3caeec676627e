//! What each edge takes one traveller under some conditions: a column of times, made once for a
//! network, a traveller and conditions, and read by the search.
//!
//! Speeds, slopes, closures and seasons are never part of a network: another traveller is another
//! column (a few milliseconds for a city), not another network.

use std::collections::BTreeMap;

use allways_base::cast::round_u32;
use allways_base::{IdxVec, Metres, Speed};

use crate::components::main_edges;
use crate::draft::Known;
use crate::network::{EdgeIdx, StreetNetwork};
use crate::profile::WalkProfile;
use crate::traveller::Traveller;
use crate::units::{Millimetres, Millis};

/// Season, weather, works: what changes the streets without changing the map.
#[derive(Clone, Debug, PartialEq)]
pub struct Conditions {
    /// Edges that nobody may use, in either direction. See [`StreetNetwork::ways`] for closing ways.
    pub closed: Vec<EdgeIdx>,
    /// Edges that are no streets of the mode any more ([`crate::edits`]): closed as well, and no
    /// place snaps to an island that they leave.
    pub removed: Vec<EdgeIdx>,
    /// New speed limits of vehicles, millimetres a second in both directions; of several for one
    /// edge the last.
    pub limits: Vec<(EdgeIdx, u16)>,
    /// Edges that take this many times their usual time, at least above 0; several for one edge
    /// multiply.
    pub factors: Vec<(EdgeIdx, f64)>,
    /// Time factor of edges that are said to be unlit, as at night; 1 for none.
    pub unlit_factor: f64,
    /// Time factor of edges that are said not to be covered, as in rain; 1 for none.
    pub uncovered_factor: f64,
    /// Time factor of every edge, such as of all roads in fog; 1 for none.
    pub factor: f64,
}

impl Conditions {
    /// Nothing special.
    pub const fn usual() -> Self {
        Self {
            closed: Vec::new(),
            removed: Vec::new(),
            limits: Vec::new(),
            factors: Vec::new(),
            unlit_factor: 1.0,
            uncovered_factor: 1.0,
            factor: 1.0,
        }
    }
}

/// See the module docs.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    /// edge → time from first end to second, and back; never where it is closed.
    times: IdxVec<EdgeIdx, [Millis; 2]>,
    /// Speed between a place and the network.
    off_speed: Speed,
    fastest: Speed,
    /// edge → no island; `None`: as the network says.
    is_main: Option<IdxVec<EdgeIdx, bool>>,
}

/// Rounding to milliseconds makes shorter edges look faster than they are.
const SHORTEST_MEASURED: Millimetres = Millimetres(1000);

impl Weights {
    /// Weighs every edge of a network for a traveller. A factor that is not a number above 0 closes
    /// its edge.
    pub fn new(net: &StreetNetwork, traveller: &Traveller, conditions: &Conditions) -> Self {
        let mut factors: IdxVec<EdgeIdx, f64> = IdxVec::filled(conditions.factor, net.n_edges());
        for &(edge, factor) in &conditions.factors {
            factors[edge] *= factor;
        }
        for &edge in conditions.closed.iter().chain(&conditions.removed) {
            factors[edge] = f64::INFINITY;
        }
        let limits: BTreeMap<EdgeIdx, u16> = conditions.limits.iter().copied().collect();
        let times = net.edges().map(|(edge, of)| {
            let kind = net.kind(edge);
            let mut factor = factors[edge];
            if kind.lit == Known::No {
                factor *= conditions.unlit_factor;
            }
            if kind.covered == Known::No {
                factor *= conditions.uncovered_factor;
            }
            [false, true].map(|is_backward| {
                let is_against = is_backward && of.flags.is_one_way();
                let limit = limits.get(&edge).copied();
                let level = traveller.millis(net, edge, is_backward, limit);
                match level.filter(|_| !is_against && factor > 0.0) {
                    Some(time) => rounded(time * factor),
                    None => Millis::NEVER,
                }
            })
        });
        let times: IdxVec<EdgeIdx, [Millis; 2]> = IdxVec::from(times.collect::<Vec<_>>());
        let off_speed = traveller.off_speed();
        let mut fastest = off_speed.0.max(0.0);
        for (edge, of) in net.edges().filter(|(_, of)| of.length >= SHORTEST_MEASURED) {
            let [Millis(there), Millis(back)] = times[edge];
            // Millimetres over milliseconds are metres a second.
            fastest = fastest.max(f64::from(of.length.0) / f64::from(there.min(back).max(1)));
        }
        let is_main =
            (!conditions.removed.is_empty()).then(|| main_edges(net, &conditions.removed));
        Self { times, off_speed, fastest: Speed(fastest), is_main }
    }

    /// The highest speed on any edge, or off the network: nobody gets farther than at this.
    pub const fn fastest(&self) -> Speed {
        self.fastest
    }

    /// Time along a whole edge, from its second end to its first if `is_backward`; `u32::MAX` where
    /// it is closed.
    #[inline]
    pub fn millis(&self, edge: EdgeIdx, is_backward: bool) -> Millis {
        self.times[edge][usize::from(is_backward)]
    }
}

/// Milliseconds rounded to the nearest; what is no number of them is never.
fn rounded(time: f64) -> Millis {
    if time.is_finite() && time >= 0.0 { Millis(round_u32(time)) } else { Millis::NEVER }
}

/// What a search asks of a traveller: a walker on the level, whose times need no column, or a column
/// of weights made for the network.
#[derive(Clone, Copy, Debug)]
pub enum Costs<'a> {
    /// The same speed everywhere.
    OnFoot(WalkProfile),
    /// Anyone else; of the network that is searched.
    Table(&'a Weights),
}

impl From<&WalkProfile> for Costs<'_> {
    fn from(profile: &WalkProfile) -> Self {
        Self::OnFoot(*profile)
    }
}

impl<'a> From<&'a Weights> for Costs<'a> {
    fn from(weights: &'a Weights) -> Self {
        Self::Table(weights)
    }
}

impl Costs<'_> {
    /// Time along a whole edge, one-ways aside; `None` where it is closed to the traveller.
    pub(crate) fn edge(
        &self,
        net: &StreetNetwork,
        edge: EdgeIdx,
        is_backward: bool,
    ) -> Option<Millis> {
        match self {
            Self::OnFoot(profile) => {
                let of = net.edge(edge);
                profile.allows(of.flags).then(|| profile.millis(of.length))
            }
            Self::Table(weights) => {
                Some(weights.millis(edge, is_backward)).filter(|&time| time != Millis::NEVER)
            }
        }
    }

    /// True if the edge can be used in at least one direction.
    pub(crate) fn is_open(&self, net: &StreetNetwork, edge: EdgeIdx) -> bool {
        match self {
            Self::OnFoot(profile) => profile.allows(net.edge(edge).flags),
            Self::Table(_) => {
                self.edge(net, edge, false).is_some() || self.edge(net, edge, true).is_some()
            }
        }
    }

    /// True if places may snap to the edge: it is not on an island.
    pub(crate) fn is_main(&self, net: &StreetNetwork, edge: EdgeIdx) -> bool {
        match self {
            Self::Table(Weights { is_main: Some(is_main), .. }) => is_main[edge],
            Self::Table(_) | Self::OnFoot(_) => net.is_main(edge),
        }
    }

    /// Time over a length off the streets.
    pub(crate) fn off(&self, length: Metres) -> Millis {
        match self {
            Self::OnFoot(profile) => profile.millis_over(length),
            Self::Table(weights) if weights.off_speed.0 > 0.0 => {
                rounded(length.0 * 1000.0 / weights.off_speed.0)
            }
            Self::Table(_) => Millis::NEVER,
        }
    }
}
