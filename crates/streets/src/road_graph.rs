//! The network as bare arrays of directed arcs, for hierarchies and assignment.

use allways_base::cast::{u32_from, usize_from};
use allways_base::{Idx, LonLat};

use crate::network::{EdgeIdx, NodeIdx, StreetNetwork, VertexIdx};
use crate::units::Millis;
use crate::weights::Weights;

/// Weight of an arc that is closed to the traveller: two of them add up without overflow.
pub const INFINITY: u32 = u32::MAX / 2;

/// Directed arcs over vertices. The first `n_nodes` vertices are the network's nodes, in order; the
/// rest are states of nodes for turn restrictions. One-ways and turns shape the arcs; what a
/// traveller may not use has an arc of weight [`INFINITY`], so that the arcs are the same for all
/// travellers. Loops and several arcs between the same vertices may occur.
#[derive(Clone, Debug, PartialEq)]
pub struct RoadGraph {
    /// vertex → its first arc; one more entry than vertices.
    pub first: Vec<u32>,
    /// arc → the vertex that it leads to.
    pub head: Vec<u32>,
    /// arc → milliseconds.
    pub weight: Vec<u32>,
    /// arc → edge, and whether it is taken from its second end to its first.
    pub steps: Vec<(EdgeIdx, bool)>,
    /// vertex → where.
    pub places: Vec<LonLat>,
    /// vertex → node.
    pub nodes: Vec<NodeIdx>,
}

/// The arcs of a network with a traveller's weights.
pub fn road_graph(net: &StreetNetwork, weights: &Weights) -> RoadGraph {
    let n = net.n_vertices();
    let nodes: Vec<NodeIdx> = (0..n).map(|v| net.node_of(VertexIdx::from_usize(v))).collect();
    let mut graph = RoadGraph {
        first: vec![0],
        head: Vec::new(),
        weight: Vec::new(),
        steps: Vec::new(),
        places: nodes.iter().map(|&node| net.place(node)).collect(),
        nodes,
    };
    for vertex in (0..n).map(VertexIdx::from_usize) {
        for hop in net.hops(vertex) {
            if !hop.flags.is_one_way() || !hop.is_backward() {
                graph.head.push(u32_from(hop.to.to_usize()));
                graph.steps.push((hop.edge, hop.is_backward()));
            }
        }
        graph.first.push(u32_from(graph.head.len()));
    }
    graph.weight = graph.weigh(weights);
    graph
}

impl RoadGraph {
    /// The weight of each arc for another traveller or other conditions.
    pub fn weigh(&self, weights: &Weights) -> Vec<u32> {
        let time = |&(edge, is_backward): &(EdgeIdx, bool)| {
            let Millis(time) = weights.millis(edge, is_backward);
            time.min(INFINITY)
        };
        self.steps.iter().map(time).collect()
    }

    /// The arcs that leave a vertex.
    pub fn arcs(&self, vertex: u32) -> std::ops::Range<usize> {
        let vertex = usize_from(vertex);
        usize_from(self.first[vertex])..usize_from(self.first[vertex + 1])
    }

    /// Number of vertices.
    pub fn n_vertices(&self) -> usize {
        self.places.len()
    }
}
