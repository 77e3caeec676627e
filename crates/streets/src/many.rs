//! Times from many places to many, by the hierarchy: the same milliseconds as [`mod@crate::reach`]
//! finds one place at a time.

use allways_base::cast::{u32_from, usize_from};
use allways_base::{Csr, Idx};

use crate::hierarchy::{
    Direction, Graph, Hierarchy, INFINITY, SearchGraph, Sweep, Targets, matrix_from,
};
use crate::network::{StreetNetwork, VertexIdx};
use crate::reach::{along, starts, targets};
use crate::snap::Snap;
use crate::units::Millis;
use crate::weights::{Costs, Weights};

allways_base::define_idx! {
    /// A target, in the order given.
    TargetIdx;
}

/// The search graph of a network as a traveller uses it: seconds of work for a city, once.
pub fn search_graph(net: &StreetNetwork, weights: &Weights) -> SearchGraph {
    let graph = Graph::from_network(net, weights);
    let hierarchy = Hierarchy::new(&graph);
    let metric = hierarchy.customize(graph.weights());
    SearchGraph::new(&hierarchy, &metric)
}

/// Places to go to, ready for many to come from.
#[derive(Debug)]
pub struct ManyTargets<'a> {
    net: &'a StreetNetwork,
    weights: &'a Weights,
    graph: &'a SearchGraph,
    places: Vec<Option<Snap>>,
    selected: Targets,
    /// target → where its last edge is entered, and the time from there.
    entries: Csr<TargetIdx, (u32, Millis)>,
}

impl<'a> ManyTargets<'a> {
    /// `graph` is the [`search_graph`] of the network and the weights; nobody comes to a place that
    /// is not on the network.
    pub fn new(
        (net, weights): (&'a StreetNetwork, &'a Weights),
        graph: &'a SearchGraph,
        places: Vec<Option<Snap>>,
    ) -> Self {
        let mut vertices: Vec<VertexIdx> = Vec::new();
        let costs = Costs::Table(weights);
        let mut entries: Csr<TargetIdx, (u32, Millis)> = Csr::default();
        for place in &places {
            let ends = place.as_ref().map_or_else(Vec::new, |snap| targets(net, &costs, snap));
            entries.push_row(ends.into_iter().map(|(vertex, time)| {
                vertices.push(vertex);
                (u32_from(vertices.len() - 1), time)
            }));
        }
        let selected = Targets::new(graph, &vertices, Direction::From);
        Self { net, weights, graph, places, selected, entries }
    }

    /// Times from each source to each target, source by source; [`Millis::NEVER`] where there is no
    /// way.
    pub fn times(&self, sources: &[Option<Snap>], sweep: &mut Sweep) -> Vec<Millis> {
        let costs = Costs::Table(self.weights);
        let feet: Vec<Vec<(VertexIdx, Millis)>> = sources
            .iter()
            .map(|from| from.as_ref().map_or_else(Vec::new, |snap| starts(self.net, &costs, snap)))
            .collect();
        let found = matrix_from(self.graph, &feet, &self.selected, sweep);
        let mut times = Vec::with_capacity(sources.len() * self.places.len());
        for (row, from) in sources.iter().enumerate() {
            for (k, to) in self.places.iter().enumerate() {
                let over = self.entries[TargetIdx::from_usize(k)]
                    .iter()
                    .filter_map(|&(at, part)| Some(found.get(row, usize_from(at))? + part));
                let same = from.as_ref().zip(to.as_ref());
                let along = same.and_then(|(from, to)| along(self.net, &costs, from, to));
                let best = over.chain(along).min();
                times.push(best.filter(|time| time.0 < INFINITY).unwrap_or(Millis::NEVER));
            }
        }
        times
    }
}
