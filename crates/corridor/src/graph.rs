//! Maximum flow by shortest augmenting paths (Edmonds & Karp 1972), and the cut that proves it
//! (Ford & Fulkerson 1956). Small graphs, whole capacities.

use std::collections::VecDeque;

/// More than any capacity.
pub(crate) const MANY: u64 = u64::MAX / 4;

#[derive(Debug, Default)]
pub(crate) struct Graph {
    /// edge → (head, capacity left); edge `e ^ 1` is its reverse.
    edges: Vec<(usize, u64)>,
    /// node → edges that leave it.
    out: Vec<Vec<usize>>,
}

impl Graph {
    pub(crate) fn new(n_nodes: usize) -> Self {
        Self { edges: Vec::new(), out: vec![Vec::new(); n_nodes] }
    }

    pub(crate) fn connect(&mut self, from: usize, to: usize, capacity: u64) {
        self.out[from].push(self.edges.len());
        self.edges.push((to, capacity));
        self.out[to].push(self.edges.len());
        self.edges.push((from, 0));
    }

    /// node → edge that a breadth-first search from `source` came by; the source has none.
    pub(crate) fn reached(&self, source: usize) -> Vec<Option<usize>> {
        self.reached_until(source, None)
    }

    /// The same, as far as it takes to come to `last`.
    fn reached_until(&self, source: usize, last: Option<usize>) -> Vec<Option<usize>> {
        let mut by = vec![None; self.out.len()];
        let mut queue = VecDeque::from([source]);
        while let Some(node) = queue.pop_front() {
            for &edge in &self.out[node] {
                let (head, left) = self.edges[edge];
                if left > 0 && head != source && by[head].is_none() {
                    by[head] = Some(edge);
                    if last == Some(head) {
                        return by;
                    }
                    queue.push_back(head);
                }
            }
        }
        by
    }

    /// True if some of the flow runs along the edge that was connected as the `k`-th, from 0.
    pub(crate) fn carries(&self, k: usize) -> bool {
        self.edges[2 * k + 1].1 > 0
    }

    /// The largest flow, which stays in the graph.
    pub(crate) fn fill(&mut self, source: usize, sink: usize) -> u64 {
        let mut total = 0;
        loop {
            let by = self.reached_until(source, Some(sink));
            if by[sink].is_none() {
                return total;
            }
            let path = |mut node: usize| {
                let mut path = Vec::new();
                while let Some(edge) = by[node] {
                    path.push(edge);
                    node = self.edges[edge ^ 1].0;
                }
                path
            };
            let path = path(sink);
            let most = path.iter().map(|&edge| self.edges[edge].1).min().unwrap_or(0);
            for edge in path {
                self.edges[edge].1 -= most;
                self.edges[edge ^ 1].1 += most;
            }
            total += most;
        }
    }

    /// Takes one unit of the flow out: the nodes from source to sink, without circles.
    pub(crate) fn take_path(&mut self, source: usize, sink: usize) -> Vec<usize> {
        let mut nodes = vec![source];
        let mut node = source;
        while node != sink {
            let carries = |edge: &&usize| edge.is_multiple_of(2) && self.edges[**edge ^ 1].1 > 0;
            let Some(&edge) = self.out[node].iter().find(carries) else { break };
            self.edges[edge ^ 1].1 -= 1;
            node = self.edges[edge].0;
            if let Some(before) = nodes.iter().position(|&seen| seen == node) {
                nodes.truncate(before);
            }
            nodes.push(node);
        }
        nodes
    }
}
