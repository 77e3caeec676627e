//! The customizable contraction hierarchy (Dibbelt, Strasser & Wagner, JEA 2016): a chordal
//! supergraph of the street graph, and its elimination tree.
//!
//! Vertices are contracted in [order](super::order); contracting one joins its neighbors that are
//! left. The result knows no weight: it is built once, and holds for every profile, closure and
//! speed. The parent of a vertex is the first of its upper neighbors to be contracted, and all of
//! them are its ancestors.
//!
//! Rows are numbered in preorder of that tree, so that ancestors have smaller numbers, a subtree is
//! a range, and a sweep runs through memory from front to back.

use allways_base::cast::u32_from;
use allways_base::{Csr, Idx, IdxVec};

use super::graph::{ArcIdx, Graph, VertexIdx, at};
use super::order::contraction_order;

allways_base::define_idx! {
    /// A vertex in the order of sweeps.
    RowIdx;
    /// An edge of the supergraph, from its lower end (contracted earlier) up.
    LinkIdx;
}

/// Which way along a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Way {
    /// From the lower end to the upper.
    Up,
    /// From the upper end to the lower.
    Down,
}

/// See the module docs.
#[derive(Clone, Debug)]
pub struct Hierarchy {
    /// vertex → row.
    pub(super) rows: IdxVec<VertexIdx, RowIdx>,
    /// row → vertex.
    pub(super) vertices: IdxVec<RowIdx, VertexIdx>,
    /// row → the row above; `None` for a root.
    pub(super) parents: IdxVec<RowIdx, Option<RowIdx>>,
    /// row → number of rows above.
    pub(super) depths: IdxVec<RowIdx, u32>,
    /// row → one past the last row of its subtree.
    pub(super) ends: IdxVec<RowIdx, u32>,
    /// row → its upper neighbors, ascending: roots first, the parent last. A link is a place here.
    pub(super) uppers: Csr<RowIdx, RowIdx>,
    /// row → its lower neighbors, ascending, with the link.
    pub(super) lowers: Csr<RowIdx, (RowIdx, LinkIdx)>,
    /// link → its lower end.
    pub(super) tails: IdxVec<LinkIdx, RowIdx>,
    /// arc → its link; `None` for loops.
    pub(super) links: IdxVec<ArcIdx, Option<(LinkIdx, Way)>>,
    /// link → arcs that it stands for directly.
    pub(super) arcs: Csr<LinkIdx, (Way, ArcIdx)>,
}

impl Hierarchy {
    /// Orders and contracts. Weights are not looked at.
    pub fn new(graph: &Graph) -> Self {
        let order = contraction_order(graph);
        let ranks = ranks(&order);
        let uppers = contract(graph, &order, &ranks);
        let preorder = preorder(&uppers);
        Self::renumbered(graph, &order, &uppers, &preorder)
    }

    /// Number of vertices.
    pub fn n_vertices(&self) -> usize {
        self.vertices.len()
    }

    /// Number of edges of the supergraph: those of the graph, and those that contraction added.
    pub fn n_links(&self) -> usize {
        self.uppers.values().len()
    }

    /// Number of rows on the longest way from a root to a leaf.
    pub fn height(&self) -> usize {
        self.depths.iter().map(|(_, &depth)| at(depth) + 1).max().unwrap_or(0)
    }

    /// The upper end of a link.
    #[inline]
    pub(super) fn head(&self, link: LinkIdx) -> RowIdx {
        self.uppers.values()[link.to_usize()]
    }

    /// The link between two rows, `lower` the one contracted earlier.
    pub(super) fn link_between(&self, lower: RowIdx, upper: RowIdx) -> Option<LinkIdx> {
        let place = self.uppers[lower].binary_search(&upper).ok()?;
        Some(LinkIdx::from_usize(self.uppers.range(lower).start + place))
    }

    fn renumbered(
        graph: &Graph,
        order: &[VertexIdx],
        uppers: &[Vec<u32>],
        preorder: &[u32],
    ) -> Self {
        // Rank → row.
        let mut row_of = vec![RowIdx::from_usize(0); order.len()];
        for (row, &rank) in preorder.iter().enumerate() {
            row_of[at(rank)] = RowIdx::from_usize(row);
        }
        let vertices: Vec<VertexIdx> = preorder.iter().map(|&rank| order[at(rank)]).collect();
        let mut rows = IdxVec::filled(RowIdx::from_usize(0), vertices.len());
        for (row, &vertex) in vertices.iter().enumerate() {
            rows[vertex] = RowIdx::from_usize(row);
        }
        let uppers = Csr::from_rows(preorder.iter().map(|&rank| {
            let mut row: Vec<RowIdx> = uppers[at(rank)].iter().map(|&up| row_of[at(up)]).collect();
            row.sort_unstable();
            row
        }));
        let mut all = Self {
            rows,
            vertices: IdxVec::from(vertices),
            parents: uppers
                .indices()
                .map(|row| uppers[row].last().copied())
                .collect::<Vec<_>>()
                .into(),
            depths: IdxVec::filled(0, order.len()),
            ends: IdxVec::filled(0, order.len()),
            lowers: Csr::default(),
            tails: IdxVec::default(),
            links: IdxVec::default(),
            arcs: Csr::default(),
            uppers,
        };
        all.measure_tree();
        all.index_links();
        all.place_arcs(graph);
        all
    }

    /// Depths from the roots down, ends from the leaves up.
    fn measure_tree(&mut self) {
        for row in self.vertices.indices() {
            self.ends[row] = u32_from(row.to_usize() + 1);
            if let Some(parent) = self.parents[row] {
                self.depths[row] = self.depths[parent] + 1;
            }
        }
        for row in self.vertices.indices().rev() {
            if let Some(parent) = self.parents[row] {
                self.ends[parent] = self.ends[parent].max(self.ends[row]);
            }
        }
    }

    fn index_links(&mut self) {
        let mut lowers = Vec::with_capacity(self.n_links());
        for row in self.vertices.indices() {
            for &upper in &self.uppers[row] {
                lowers.push((upper, (row, self.tails.push(row))));
            }
        }
        self.lowers = Csr::from_pairs(self.n_vertices(), &lowers);
    }

    fn place_arcs(&mut self, graph: &Graph) {
        let mut of_link = Vec::new();
        for tail in graph.vertices() {
            for (arc, head) in graph.arcs(tail) {
                let [from, to] = [tail, head].map(|vertex| self.rows[vertex]);
                let (lower, upper, way) =
                    if from > to { (from, to, Way::Up) } else { (to, from, Way::Down) };
                let link = self.link_between(lower, upper).map(|link| (link, way));
                of_link.extend(link.map(|(link, way)| (link, (way, arc))));
                self.links.push(link);
            }
        }
        self.arcs = Csr::from_pairs(self.n_links(), &of_link);
    }
}

/// Vertex → its place in the order.
fn ranks(order: &[VertexIdx]) -> IdxVec<VertexIdx, u32> {
    let mut ranks = IdxVec::filled(0, order.len());
    for (rank, &vertex) in order.iter().enumerate() {
        ranks[vertex] = u32_from(rank);
    }
    ranks
}

/// Rank → ranks of its upper neighbors, ascending. A vertex inherits those of its children in the
/// tree, and only these: whoever it is joined to by contraction, it is through the child nearest in
/// rank.
fn contract(graph: &Graph, order: &[VertexIdx], ranks: &IdxVec<VertexIdx, u32>) -> Vec<Vec<u32>> {
    let mut uppers: Vec<Vec<u32>> = vec![Vec::new(); order.len()];
    for tail in graph.vertices() {
        for (_, head) in graph.arcs(tail).filter(|&(_, head)| head != tail) {
            let [a, b] = [tail, head].map(|vertex| ranks[vertex]);
            uppers[at(a.min(b))].push(a.max(b));
        }
    }
    for rank in 0..order.len() {
        uppers[rank].sort_unstable();
        uppers[rank].dedup();
        if let Some((&parent, inherited)) = uppers[rank].split_first() {
            let inherited = inherited.to_vec();
            uppers[at(parent)].extend(inherited);
        }
    }
    uppers
}

/// Ranks from the roots down, each subtree in one piece; of siblings, the one contracted first comes
/// first.
fn preorder(uppers: &[Vec<u32>]) -> Vec<u32> {
    let mut children: Vec<Vec<u32>> = vec![Vec::new(); uppers.len()];
    let mut stack = Vec::new();
    for (rank, row) in uppers.iter().enumerate().rev() {
        match row.first() {
            Some(&parent) => children[at(parent)].push(u32_from(rank)),
            None => stack.push(u32_from(rank)),
        }
    }
    let mut all = Vec::with_capacity(uppers.len());
    while let Some(rank) = stack.pop() {
        all.push(rank);
        stack.extend(&children[at(rank)]);
    }
    all
}
