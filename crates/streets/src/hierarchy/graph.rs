//! What a hierarchy is built on: directed arcs between vertices, and nothing else.

use allways_base::cast::usize_from;
use allways_base::{Csr, Idx, IdxVec, LonLat};

use crate::network::{Hop, StreetNetwork};
use crate::weights::Costs;

pub use crate::network::VertexIdx;

allways_base::define_idx! {
    /// An arc of a [`Graph`]: a row of its weights.
    ArcIdx;
}

/// A weight that is never paid: the arc is closed. Times at or past it are unreachable (24 days).
pub const INFINITY: u32 = allways_simd::sweep::NEVER;

/// One arc, on its way into a graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewArc {
    /// Where it begins.
    pub tail: VertexIdx,
    /// Where it ends.
    pub head: VertexIdx,
    /// Milliseconds; [`INFINITY`] and more: closed.
    pub weight: u32,
}

/// See the module docs. Parallel arcs, loops and weights of zero are welcome.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    /// vertex → where it is; only the order of contraction looks at it, never a time.
    places: IdxVec<VertexIdx, LonLat>,
    /// vertex → heads of its arcs; an arc is a place in the values.
    heads: Csr<VertexIdx, VertexIdx>,
    weights: IdxVec<ArcIdx, u32>,
}

impl Graph {
    /// Arcs are numbered by their tail, then in the order given.
    ///
    /// # Panics
    ///
    /// If an arc's end is not a vertex.
    pub fn new(places: IdxVec<VertexIdx, LonLat>, arcs: &[NewArc]) -> Self {
        assert!(arcs.iter().all(|arc| places.get(arc.head).is_some()), "an arc leads nowhere");
        let rows: Vec<(VertexIdx, NewArc)> = arcs.iter().map(|&arc| (arc.tail, arc)).collect();
        let by_tail = Csr::from_pairs(places.len(), &rows);
        let heads = by_tail.indices().map(|vertex| by_tail[vertex].iter().map(|arc| arc.head));
        let weights: Vec<u32> = by_tail.values().iter().map(|a| a.weight.min(INFINITY)).collect();
        Self { places, heads: Csr::from_rows(heads), weights: IdxVec::from(weights) }
    }

    /// The network as a traveller uses it: arcs are hops in the network's order, turn restrictions
    /// and one-ways in them. What the traveller may not use is a closed arc, so that another
    /// traveller, or another season, is only other weights.
    pub fn from_network<'w>(net: &StreetNetwork, costs: impl Into<Costs<'w>>) -> Self {
        let vertices = (0..net.n_vertices()).map(VertexIdx::from_usize);
        let places: Vec<LonLat> = vertices.clone().map(|v| net.place(net.node_of(v))).collect();
        let heads = Csr::from_rows(vertices.map(|v| net.hops(v).iter().map(|hop| hop.to)));
        let weights = Self::weights_on(net, costs);
        Self { places: IdxVec::from(places), heads, weights }
    }

    /// The weights of [`Graph::from_network`] alone.
    pub fn weights_on<'w>(net: &StreetNetwork, costs: impl Into<Costs<'w>>) -> IdxVec<ArcIdx, u32> {
        let costs = costs.into();
        let vertices = (0..net.n_vertices()).map(VertexIdx::from_usize);
        let weight = |hop: &Hop| {
            let is_against = hop.flags.is_one_way() && hop.is_backward();
            let time = costs.edge(net, hop.edge, hop.is_backward()).filter(|_| !is_against);
            time.map_or(INFINITY, |time| time.0.min(INFINITY))
        };
        IdxVec::from(vertices.flat_map(|v| net.hops(v)).map(weight).collect::<Vec<_>>())
    }

    /// Number of vertices.
    pub fn n_vertices(&self) -> usize {
        self.places.len()
    }

    /// Every vertex, in order.
    pub fn vertices(
        &self,
    ) -> impl DoubleEndedIterator<Item = VertexIdx> + ExactSizeIterator + use<> {
        self.places.indices()
    }

    /// Where a vertex is.
    pub fn place(&self, vertex: VertexIdx) -> LonLat {
        self.places[vertex]
    }

    /// The arcs at a vertex, with their heads.
    pub fn arcs(&self, vertex: VertexIdx) -> impl Iterator<Item = (ArcIdx, VertexIdx)> {
        self.heads.range(vertex).map(ArcIdx::from_usize).zip(self.heads[vertex].iter().copied())
    }

    /// Arc → milliseconds, at most [`INFINITY`].
    pub fn weights(&self) -> &IdxVec<ArcIdx, u32> {
        &self.weights
    }

    /// Changes the weight of an arc.
    pub fn set_weight(&mut self, arc: ArcIdx, weight: u32) {
        self.weights[arc] = weight.min(INFINITY);
    }
}

/// A row number, for slicing.
#[inline]
pub(super) const fn at(row: u32) -> usize {
    usize_from(row)
}

/// A number of things, for a work counter.
pub(super) fn count(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

/// The number of the lowest bit that is set.
#[inline]
pub(super) const fn bit(word: u64) -> usize {
    usize_from(word.trailing_zeros())
}
