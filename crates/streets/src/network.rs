//! The network of a mode: flat, immutable, compiled from a [`StreetDraft`](crate::StreetDraft).
//!
//! Nodes are intersections, dead ends and places where an attribute changes; everything between two
//! of them is one edge with a shape. On OSM data that is a third to a quarter of the points, and a
//! search visits that much less. An edge leads in both directions unless it is one-way.
//!
//! A search walks over *vertices*: the nodes themselves, and after them a few states of nodes where
//! a turn restriction makes it matter where one came from ([`crate::turns`]).

use allways_base::{Csr, Idx, IdxVec, LonLat, Metres};

use crate::chains::PointIdx;
use crate::draft::Known;
use crate::grid::SegmentGrid;
use crate::kind::{EdgeKind, KindIdx};
use crate::mode::Mode;
use crate::units::Millimetres;

allways_base::define_idx! {
    /// A node: a row of [`StreetNetwork`].
    NodeIdx;
    /// An edge, drawn from its first end to its second.
    EdgeIdx;
    /// What a search walks over: node `n` is vertex `n`; vertices past the nodes are states of a node.
    VertexIdx;
    /// A set of connected nodes, whoever the traveller. On foot one-ways do not count; for vehicles
    /// each node of a set can be reached from each other (turn restrictions aside).
    ComponentIdx;
}

/// What an edge is like, in one byte.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct EdgeFlags(u8);

impl EdgeFlags {
    const STEPS: u8 = 1;
    const WHEELCHAIR_YES: u8 = 2;
    const WHEELCHAIR_NO: u8 = 4;
    const ONE_WAY: u8 = 8;
    /// In [`Hop`]s only: seen from the edge's second end.
    const FROM_SECOND: u8 = 16;

    pub(crate) const fn new(is_steps: bool, wheelchair: Known, is_one_way: bool) -> Self {
        let wheelchair = match wheelchair {
            Known::Unknown => 0,
            Known::Yes => Self::WHEELCHAIR_YES,
            Known::No => Self::WHEELCHAIR_NO,
        };
        let steps = if is_steps { Self::STEPS } else { 0 };
        Self(steps | wheelchair | if is_one_way { Self::ONE_WAY } else { 0 })
    }

    /// A flight of steps.
    #[inline]
    pub const fn is_steps(self) -> bool {
        self.0 & Self::STEPS != 0
    }

    /// Walked from its first end to its second only.
    #[inline]
    pub const fn is_one_way(self) -> bool {
        self.0 & Self::ONE_WAY != 0
    }

    /// Passable with a wheelchair.
    #[inline]
    pub const fn wheelchair(self) -> Known {
        if self.0 & Self::WHEELCHAIR_YES != 0 {
            Known::Yes
        } else if self.0 & Self::WHEELCHAIR_NO != 0 {
            Known::No
        } else {
            Known::Unknown
        }
    }

    pub(crate) const fn with_second_end(self) -> Self {
        Self(self.0 | Self::FROM_SECOND)
    }

    pub(crate) const fn with_other_end(self) -> Self {
        Self(self.0 ^ Self::FROM_SECOND)
    }
}

/// One edge as seen from one of its ends: 16 bytes, so that a search reads one line of memory per
/// neighbor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hop {
    /// The other end, or the state of it in which one comes there.
    pub to: VertexIdx,
    /// The edge.
    pub edge: EdgeIdx,
    /// The edge's length.
    pub length: Millimetres,
    /// The edge's flags.
    pub(crate) flags: EdgeFlags,
}

impl Hop {
    /// True if walking it goes from the edge's second end to its first.
    #[inline]
    pub const fn is_backward(&self) -> bool {
        self.flags.0 & EdgeFlags::FROM_SECOND != 0
    }
}

/// One edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// First end.
    pub from: NodeIdx,
    /// Second end; equal to the first for a loop.
    pub to: NodeIdx,
    /// Along the shape, on the ground.
    pub length: Millimetres,
    /// What it is like.
    pub flags: EdgeFlags,
    /// What else it is like.
    pub kind: KindIdx,
    /// OSM id of a way that it is made of, for messages.
    pub way: i64,
}

/// See the module docs.
#[derive(Clone, Debug, Default)]
pub struct StreetNetwork {
    pub(crate) mode: Option<Mode>,
    /// node → where it is.
    pub(crate) node_places: IdxVec<NodeIdx, LonLat>,
    /// node → OSM id.
    pub(crate) node_ids: IdxVec<NodeIdx, i64>,
    /// node → row of the draft's nodes; ascending.
    pub(crate) node_points: IdxVec<NodeIdx, PointIdx>,
    /// vertex → hops to its neighbors, by edge; a loop appears twice. Where the network has turn
    /// restrictions, only those that may be taken; else also those against a one-way.
    pub(crate) hops: Csr<VertexIdx, Hop>,
    /// vertex → hops to where one comes from; empty without turn restrictions, where `hops` tells.
    pub(crate) hops_back: Csr<VertexIdx, Hop>,
    /// vertex, past the nodes → its node.
    pub(crate) state_nodes: Vec<NodeIdx>,
    /// node → its vertices past the nodes; empty without turn restrictions.
    pub(crate) node_states: Csr<NodeIdx, VertexIdx>,
    pub(crate) edges: IdxVec<EdgeIdx, Edge>,
    /// kind → what it is.
    pub(crate) kinds: IdxVec<KindIdx, EdgeKind>,
    /// edge → OSM ids of the ways that it is made of, in the order of its shape.
    pub(crate) edge_ways: Csr<EdgeIdx, i64>,
    /// segment of a shape, at its first point's position among all shapes → on a bridge or in a
    /// tunnel.
    pub(crate) is_off_ground: Vec<bool>,
    /// edge → heights of stations less that of the station before, centimetres; the stations are
    /// evenly spaced from end to end. Empty where no height is known.
    pub(crate) rises: Csr<EdgeIdx, i16>,
    /// edge → its shape, from its first end to its second, both included; at least two places.
    pub(crate) shapes: Csr<EdgeIdx, LonLat>,
    /// node → component.
    pub(crate) components: IdxVec<NodeIdx, ComponentIdx>,
    /// component → number of nodes; largest first, equal ones by lowest node.
    pub(crate) component_sizes: IdxVec<ComponentIdx, u32>,
    /// component → length of its edges, kilometres.
    pub(crate) component_km: IdxVec<ComponentIdx, f64>,
    pub(crate) grid: SegmentGrid,
}

impl StreetNetwork {
    /// Whom it was compiled for; walkers, if nothing was.
    pub fn mode(&self) -> Mode {
        self.mode.unwrap_or(Mode::Walk)
    }

    /// Number of nodes.
    pub fn n_nodes(&self) -> usize {
        self.node_places.len()
    }

    /// Number of edges.
    pub fn n_edges(&self) -> usize {
        self.edges.len()
    }

    /// Number of components.
    pub fn n_components(&self) -> usize {
        self.component_sizes.len()
    }

    /// Every node, in order.
    pub fn nodes(&self) -> impl DoubleEndedIterator<Item = NodeIdx> + ExactSizeIterator + use<> {
        self.node_places.indices()
    }

    /// Every edge, in order.
    pub fn edges(&self) -> impl DoubleEndedIterator<Item = (EdgeIdx, &Edge)> + ExactSizeIterator {
        self.edges.iter()
    }

    /// Where a node is.
    pub fn place(&self, node: NodeIdx) -> LonLat {
        self.node_places[node]
    }

    /// A node's OSM id, for messages.
    pub fn osm_node(&self, node: NodeIdx) -> i64 {
        self.node_ids[node]
    }

    /// An edge.
    #[inline]
    pub fn edge(&self, edge: EdgeIdx) -> &Edge {
        &self.edges[edge]
    }

    /// An edge's shape from its first end to its second, both included.
    pub fn shape(&self, edge: EdgeIdx) -> &[LonLat] {
        &self.shapes[edge]
    }

    /// What an edge is like.
    #[inline]
    pub fn kind(&self, edge: EdgeIdx) -> &EdgeKind {
        &self.kinds[self.edges[edge].kind]
    }

    /// OSM ids of the ways that an edge is made of, in the order of its shape. Whoever closes a way
    /// closes all of the edge: there is no crossing on it.
    pub fn ways(&self, edge: EdgeIdx) -> &[i64] {
        &self.edge_ways[edge]
    }

    /// Number of vertices; at least that of nodes.
    pub fn n_vertices(&self) -> usize {
        self.n_nodes() + self.state_nodes.len()
    }

    /// The hops that may be taken from a vertex; without turn restrictions also those against a
    /// one-way.
    #[inline]
    pub fn hops(&self, vertex: VertexIdx) -> &[Hop] {
        &self.hops[vertex]
    }

    /// The hops to where one can come from; see [`StreetNetwork::hops`].
    #[inline]
    pub(crate) fn hops_back(&self, vertex: VertexIdx) -> &[Hop] {
        if self.has_turns() { &self.hops_back[vertex] } else { &self.hops[vertex] }
    }

    /// True if a turn restriction concerns the mode.
    #[inline]
    pub fn has_turns(&self) -> bool {
        self.hops_back.n_rows() > 0
    }

    /// The node at a point of the draft; every end of a chain has one.
    pub(crate) fn node_at(&self, point: PointIdx) -> NodeIdx {
        NodeIdx::from_usize(self.node_points.as_slice().partition_point(|&p| p < point))
    }

    /// A node's own vertex.
    #[inline]
    pub fn vertex(node: NodeIdx) -> VertexIdx {
        VertexIdx::from_usize(node.to_usize())
    }

    /// The node that a vertex is a state of.
    #[inline]
    pub fn node_of(&self, vertex: VertexIdx) -> NodeIdx {
        match vertex.to_usize().checked_sub(self.n_nodes()) {
            None => NodeIdx::from_usize(vertex.to_usize()),
            Some(state) => self.state_nodes[state],
        }
    }

    /// Every vertex of a node, its own first.
    pub(crate) fn vertices_of(&self, node: NodeIdx) -> impl Iterator<Item = VertexIdx> {
        let states: &[VertexIdx] = if self.has_turns() { &self.node_states[node] } else { &[] };
        std::iter::once(Self::vertex(node)).chain(states.iter().copied())
    }

    /// Where one is at an edge's end, having come along it, whatever was before.
    pub(crate) fn after(&self, edge: EdgeIdx, is_backward: bool) -> VertexIdx {
        let Edge { from, to, .. } = self.edges[edge];
        let (tail, head) = if is_backward { (to, from) } else { (from, to) };
        let hop = |h: &&Hop| h.edge == edge && h.is_backward() == is_backward;
        let known = self.has_turns().then(|| self.hops[Self::vertex(tail)].iter().find(hop));
        known.flatten().map_or(Self::vertex(head), |hop| hop.to)
    }

    /// True if one may turn into an edge at a vertex.
    pub(crate) fn may_enter(&self, vertex: VertexIdx, edge: EdgeIdx, is_backward: bool) -> bool {
        let is_it = |h: &Hop| h.edge == edge && h.is_backward() == is_backward;
        !self.has_turns() || self.hops[vertex].iter().any(is_it)
    }

    /// The component of a node. [`StreetNetwork::largest_component`] is the main land.
    pub fn component_of(&self, node: NodeIdx) -> ComponentIdx {
        self.components[node]
    }

    /// Number of nodes of each component, largest first.
    pub fn component_sizes(&self) -> &IdxVec<ComponentIdx, u32> {
        &self.component_sizes
    }

    /// The component with the most nodes; `None` for an empty network.
    pub fn largest_component(&self) -> Option<ComponentIdx> {
        self.component_sizes.indices().next()
    }

    /// Components with fewer nodes than this are islands that no place snaps to, unless they hold
    /// [`StreetNetwork::LEAST_KM`] of streets: 1 % of the largest, at most 500. A block of flats drawn
    /// without its link to the street is an island; the far bank of a river is not. The share keeps
    /// small toy and village networks whole; the cap keeps a real town in a large extract.
    pub fn least_component(&self) -> u32 {
        Self::least_land(self.component_sizes.as_slice().first().copied().unwrap_or(0))
    }

    fn least_land(largest: u32) -> u32 {
        largest.div_ceil(100).min(500)
    }

    /// True if a component of so many nodes and kilometres is no island, beside the largest's nodes.
    pub(crate) fn is_land(nodes: u32, km: f64, largest: u32) -> bool {
        nodes >= Self::least_land(largest) || km >= Self::LEAST_KM
    }

    /// A component with this length of streets, in kilometres, is never an island: it is a suburb
    /// whose only link is a road that is closed on foot.
    pub const LEAST_KM: f64 = 10.0;

    /// True if places may snap to edges of the component: it is not an island.
    pub fn is_main_component(&self, component: ComponentIdx) -> bool {
        let largest = self.component_sizes.as_slice().first().copied().unwrap_or(0);
        Self::is_land(self.component_sizes[component], self.component_km[component], largest)
    }

    /// True if places may snap to the edge: it is not on an island.
    pub fn is_main(&self, edge: EdgeIdx) -> bool {
        let Edge { from, to, .. } = self.edges[edge];
        [from, to].iter().all(|&end| self.is_main_component(self.components[end]))
    }

    /// Length of streets of each component, kilometres.
    pub fn component_km(&self) -> &IdxVec<ComponentIdx, f64> {
        &self.component_km
    }

    /// Length of all edges, kilometres.
    pub fn total_km(&self) -> f64 {
        self.edges.iter().map(|(_, edge)| Metres::from(edge.length).0).sum::<f64>() / 1000.0
    }
}
