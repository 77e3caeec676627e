//! What hangs together: on foot by union–find (by size, with path halving), ignoring one-ways; for
//! vehicles what each can reach from each other.

use allways_base::cast::{u32_from, usize_from};
use allways_base::{Idx, IdxVec, Metres};

use crate::network::{ComponentIdx, Edge, EdgeIdx, NodeIdx, StreetNetwork};
use crate::strong::strong_components;

/// The components of a network, largest first, equal ones by lowest node.
#[derive(Debug)]
pub(crate) struct Components {
    pub(crate) of: IdxVec<NodeIdx, ComponentIdx>,
    /// component → number of nodes.
    pub(crate) sizes: IdxVec<ComponentIdx, u32>,
    /// component → length of its edges, kilometres.
    pub(crate) km: IdxVec<ComponentIdx, f64>,
}

impl Components {
    /// Over the edges that are there.
    pub(crate) fn of(net: &StreetNetwork, is_there: impl Fn(EdgeIdx) -> bool) -> Self {
        let mut sets = Sets::new(net.n_nodes());
        let row = |node: NodeIdx| u32_from(node.to_usize());
        if net.mode().is_vehicle() {
            for (node, root) in strong_components(net, &is_there) {
                sets.join(row(node), row(root));
            }
        } else {
            for (_, edge) in net.edges().filter(|(edge, _)| is_there(*edge)) {
                sets.join(row(edge.from), row(edge.to));
            }
        }
        let (of, sizes) = sets.ranked();
        let rows = of.into_iter().map(|k| ComponentIdx::from_usize(usize_from(k)));
        let of = IdxVec::from(rows.collect::<Vec<_>>());
        let mut km = IdxVec::filled(0.0, sizes.len());
        for (_, &Edge { from, to, length, .. }) in net.edges().filter(|(edge, _)| is_there(*edge)) {
            if of[from] == of[to] {
                km[of[from]] += Metres::from(length).0 / 1000.0;
            }
        }
        Self { of, sizes: IdxVec::from(sizes), km }
    }
}

/// edge → whether it is on no island of what is left without some edges.
pub(crate) fn main_edges(net: &StreetNetwork, removed: &[EdgeIdx]) -> IdxVec<EdgeIdx, bool> {
    let mut is_there: IdxVec<EdgeIdx, bool> = IdxVec::filled(true, net.n_edges());
    for &edge in removed {
        is_there[edge] = false;
    }
    let found = Components::of(net, |edge| is_there[edge]);
    let largest = found.sizes.as_slice().first().copied().unwrap_or(0);
    let is_main = |node: NodeIdx| {
        let component = found.of[node];
        StreetNetwork::is_land(found.sizes[component], found.km[component], largest)
    };
    let edges = net.edges().map(|(_, edge)| is_main(edge.from) && is_main(edge.to));
    IdxVec::from(edges.collect::<Vec<_>>())
}

/// Disjoint sets over rows.
pub(crate) struct Sets {
    parent: Vec<u32>,
    size: Vec<u32>,
}

impl Sets {
    pub(crate) fn new(n: usize) -> Self {
        Self { parent: (0..u32_from(n)).collect(), size: vec![1; n] }
    }

    pub(crate) fn find(&mut self, row: u32) -> u32 {
        let mut at = row;
        while self.parent[usize_from(at)] != at {
            let up = self.parent[usize_from(self.parent[usize_from(at)])];
            self.parent[usize_from(at)] = up;
            at = up;
        }
        at
    }

    pub(crate) fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.find(a), self.find(b));
        if a == b {
            return;
        }
        let (big, small) =
            if self.size[usize_from(a)] >= self.size[usize_from(b)] { (a, b) } else { (b, a) };
        self.parent[usize_from(small)] = big;
        self.size[usize_from(big)] += self.size[usize_from(small)];
    }

    /// Row → set, and set → size; sets numbered largest first, equal ones by lowest row.
    pub(crate) fn ranked(mut self) -> (Vec<u32>, Vec<u32>) {
        let n = u32_from(self.parent.len());
        let roots: Vec<u32> = (0..n).map(|row| self.find(row)).collect();
        let mut rank = vec![u32::MAX; roots.len()];
        let mut order: Vec<(u32, u32, u32)> = Vec::new();
        for (row, &root) in (0..n).zip(&roots) {
            if rank[usize_from(root)] == u32::MAX {
                rank[usize_from(root)] = 0;
                order.push((u32::MAX - self.size[usize_from(root)], row, root));
            }
        }
        order.sort_unstable();
        for (k, &(_, _, root)) in order.iter().enumerate() {
            rank[usize_from(root)] = u32_from(k);
        }
        let sizes = order.iter().map(|&(left, _, _)| u32::MAX - left).collect();
        (roots.into_iter().map(|root| rank[usize_from(root)]).collect(), sizes)
    }
}
