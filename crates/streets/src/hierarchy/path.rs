//! One pair: climb from both ends and meet at a common ancestor (elimination tree query; Bauer,
//! Columbus, Rutter & Wagner 2016). The links of the path are unpacked into arcs by finding again
//! the triangle that gave each its weight.

use allways_base::IdxVec;

use super::graph::{ArcIdx, INFINITY, VertexIdx, at};
use super::metric::Metric;
use super::prune::SearchGraph;
use super::topology::{Hierarchy, LinkIdx, RowIdx, Way};
use crate::units::Millis;

/// A shortest path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// How long it takes.
    pub time: Millis,
    /// Its arcs from the source on; none if it stays.
    pub arcs: Vec<ArcIdx>,
}

/// Reusable buffers, one per thread.
#[derive(Clone, Debug, Default)]
pub struct PathSearch {
    from: Ladder,
    to: Ladder,
}

/// The ancestors of one end, with how each was reached.
#[derive(Clone, Debug, Default)]
struct Ladder {
    /// Depth → the end or its ancestor.
    rows: Vec<RowIdx>,
    /// Depth → time, and the depth below that it came from.
    labels: Vec<(u32, usize)>,
}

impl Ladder {
    fn climb(&mut self, graph: &SearchGraph, way: Way, end: RowIdx) {
        let half = match way {
            Way::Up => &graph.up,
            Way::Down => &graph.down,
        };
        let depth = half.depth(end);
        self.rows.clear();
        self.rows.resize(depth + 1, end);
        self.labels.clear();
        self.labels.resize(depth + 1, (INFINITY, 0));
        self.labels[depth].0 = 0;
        let mut next = Some(end);
        while let Some(row) = next {
            let depth = half.depth(row);
            self.rows[depth] = row;
            let (time, _) = self.labels[depth];
            if time < INFINITY {
                for link in half.links_of(row) {
                    let above = &mut self.labels[at(link.slot)];
                    if time + link.add < above.0 {
                        *above = (time + link.add, depth);
                    }
                }
            }
            next = graph.parents[row];
        }
    }

    /// Pairs of lower and upper row on the way from the end up to `depth`, the last first.
    fn steps(&self, mut depth: usize) -> Vec<(RowIdx, RowIdx)> {
        let mut steps = Vec::new();
        while depth + 1 < self.rows.len() {
            let below = self.labels[depth].1;
            steps.push((self.rows[below], self.rows[depth]));
            depth = below;
        }
        steps
    }
}

impl PathSearch {
    /// Empty buffers.
    pub fn new() -> Self {
        Self::default()
    }

    /// The time from one vertex to another; `None` if there is no way.
    pub fn time(&mut self, graph: &SearchGraph, from: VertexIdx, to: VertexIdx) -> Option<Millis> {
        self.meet(graph, from, to).map(|(time, _)| time)
    }

    /// A shortest path from one vertex to another; `None` if there is no way. `hierarchy`, `metric`
    /// and `weights` are those that `graph` was made from.
    pub fn path(
        &mut self,
        graph: &SearchGraph,
        (hierarchy, metric, weights): (&Hierarchy, &Metric, &IdxVec<ArcIdx, u32>),
        from: VertexIdx,
        to: VertexIdx,
    ) -> Option<Path> {
        let (time, depth) = self.meet(graph, from, to)?;
        let unpack = Unpack { hierarchy, metric, weights };
        let mut arcs = Vec::new();
        let rising = self.from.steps(depth);
        for &(lower, upper) in rising.iter().rev() {
            unpack.append(lower, upper, Way::Up, &mut arcs);
        }
        for (lower, upper) in self.to.steps(depth) {
            unpack.append(lower, upper, Way::Down, &mut arcs);
        }
        Some(Path { time, arcs })
    }

    /// The least time over all common ancestors, and the depth of the lowest that has it.
    fn meet(
        &mut self,
        graph: &SearchGraph,
        from: VertexIdx,
        to: VertexIdx,
    ) -> Option<(Millis, usize)> {
        self.from.climb(graph, Way::Up, graph.rows[from]);
        self.to.climb(graph, Way::Down, graph.rows[to]);
        let both = self.from.rows.iter().zip(&self.to.rows).take_while(|(a, b)| a == b);
        let times = self.from.labels.iter().zip(&self.to.labels);
        both.zip(times)
            .enumerate()
            .map(|(depth, (_, (there, back)))| (there.0 + back.0, depth))
            .filter(|&(time, _)| time < INFINITY)
            .min_by_key(|&(time, depth)| (time, std::cmp::Reverse(depth)))
            .map(|(time, depth)| (Millis(time), depth))
    }
}

struct Unpack<'a> {
    hierarchy: &'a Hierarchy,
    metric: &'a Metric,
    weights: &'a IdxVec<ArcIdx, u32>,
}

impl Unpack<'_> {
    fn append(&self, lower: RowIdx, upper: RowIdx, way: Way, arcs: &mut Vec<ArcIdx>) {
        // Links still to be walked, the next one last.
        let mut stack: Vec<(LinkIdx, Way)> = Vec::new();
        stack.extend(self.hierarchy.link_between(lower, upper).map(|link| (link, way)));
        while let Some((link, way)) = stack.pop() {
            let weight = self.metric.side(way)[link];
            let own = self.hierarchy.arcs[link].iter();
            if let Some(&(_, arc)) =
                own.clone().find(|&&(side, arc)| side == way && self.weights[arc] == weight)
            {
                arcs.push(arc);
                continue;
            }
            let below = self.hierarchy.lower_triangles(link).find(|&(to_tail, to_head)| {
                let (first, second) = ends(way, to_tail, to_head);
                self.metric.down[first] + self.metric.up[second] == weight
            });
            let Some((to_tail, to_head)) = below else {
                unreachable!("{link:?} {way:?} has its weight from an arc or a triangle")
            };
            let (first, second) = ends(way, to_tail, to_head);
            stack.extend([(second, Way::Up), (first, Way::Down)]);
        }
    }
}

/// The side of a lower triangle that is walked down first, and the one walked up then.
const fn ends(way: Way, to_tail: LinkIdx, to_head: LinkIdx) -> (LinkIdx, LinkIdx) {
    match way {
        Way::Up => (to_tail, to_head),
        Way::Down => (to_head, to_tail),
    }
}
