//! A piece of an undirected graph with vertices numbered from zero: what dissection cuts.

use std::ops::Range;

use allways_base::cast::u32_from;

use super::graph::at;

/// See the module docs. No loops, no parallel edges; every edge is in both rows, rows ascend.
#[derive(Clone, Debug, Default)]
pub(super) struct Part {
    /// Vertex → its number in the whole graph.
    pub(super) names: Vec<u32>,
    /// Vertex → east and north, in any unit.
    pub(super) places: Vec<[f64; 2]>,
    /// Vertex → where its row begins; one more at the end.
    pub(super) first: Vec<u32>,
    pub(super) heads: Vec<u32>,
}

impl Part {
    pub(super) const fn len(&self) -> usize {
        self.names.len()
    }

    pub(super) fn range(&self, vertex: u32) -> Range<usize> {
        at(self.first[at(vertex)])..at(self.first[at(vertex) + 1])
    }

    pub(super) fn row(&self, vertex: u32) -> &[u32] {
        &self.heads[self.range(vertex)]
    }

    pub(super) fn vertices(&self) -> Range<u32> {
        0..u32_from(self.len())
    }

    /// The pieces whose vertices have colour 0, 1, …; edges between colours are lost, and so are
    /// vertices of colour `n` and above.
    pub(super) fn split(&self, colours: &[u32], n: u32) -> Vec<Self> {
        let mut parts: Vec<Self> = vec![Self::default(); at(n)];
        let mut numbers = vec![0; self.len()];
        for vertex in self.vertices() {
            if let Some(part) = parts.get_mut(at(colours[at(vertex)])) {
                numbers[at(vertex)] = u32_from(part.names.len());
                part.names.push(self.names[at(vertex)]);
                part.places.push(self.places[at(vertex)]);
            }
        }
        for vertex in self.vertices() {
            let colour = colours[at(vertex)];
            if let Some(part) = parts.get_mut(at(colour)) {
                part.first.push(u32_from(part.heads.len()));
                let same = self.row(vertex).iter().filter(|&&to| colours[at(to)] == colour);
                part.heads.extend(same.map(|&to| numbers[at(to)]));
            }
        }
        for part in &mut parts {
            part.first.push(u32_from(part.heads.len()));
        }
        parts
    }

    /// Vertex → which connected piece it is in, numbered by their first vertex; and how many.
    pub(super) fn components(&self) -> (Vec<u32>, u32) {
        let mut of = vec![u32::MAX; self.len()];
        let mut n = 0;
        let mut stack = Vec::new();
        for seed in self.vertices() {
            if of[at(seed)] != u32::MAX {
                continue;
            }
            of[at(seed)] = n;
            stack.push(seed);
            while let Some(vertex) = stack.pop() {
                for &to in self.row(vertex) {
                    if of[at(to)] == u32::MAX {
                        of[at(to)] = n;
                        stack.push(to);
                    }
                }
            }
            n += 1;
        }
        (of, n)
    }
}
