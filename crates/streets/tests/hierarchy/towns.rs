//! Graphs to search, and their times the slow and obvious way.

use allways_base::cast::{u32_from, usize_from};
use allways_base::random::Random;
use allways_base::{Idx, IdxVec, LonLat};
use allways_streets::hierarchy::{ArcIdx, Graph, INFINITY, NewArc, VertexIdx};

pub(crate) fn vertex(k: usize) -> VertexIdx {
    VertexIdx::from_usize(k)
}

/// A place drawn from a square of a few kilometres.
fn place(random: &mut Random) -> LonLat {
    LonLat::new(-8.6 + random.unit() * 0.05, 41.15 + random.unit() * 0.05)
}

/// A number below `n`.
pub(crate) fn below(random: &mut Random, n: usize) -> usize {
    usize_from(random.below(u32_from(n)))
}

/// Weights of a kind: many ties, zeros, closed arcs, or ordinary.
fn weight(kind: u32, random: &mut Random) -> u32 {
    match kind {
        0 => random.below(3),
        1 if random.below(4) == 0 => 0,
        2 if random.below(6) == 0 => INFINITY + random.below(2) * (INFINITY - 1),
        3 => 1,
        _ => 1 + random.below(100_000),
    }
}

/// Any graph of up to `most` vertices: loops, parallel arcs, one-ways, pieces without a link.
pub(crate) fn any_graph(most: usize, random: &mut Random) -> Graph {
    let n = 1 + below(random, most);
    let kind = random.below(5);
    let places: Vec<LonLat> = (0..n).map(|_| place(random)).collect();
    let n_arcs = below(random, 4 * n);
    let mut arcs = Vec::new();
    for _ in 0..n_arcs {
        let (tail, head) = (vertex(below(random, n)), vertex(below(random, n)));
        arcs.push(NewArc { tail, head, weight: weight(kind, random) });
        if random.below(2) == 0 {
            arcs.push(NewArc { tail: head, head: tail, weight: weight(kind, random) });
        }
    }
    Graph::new(IdxVec::from(places), &arcs)
}

/// Streets in a grid, some missing, some one-way; all alike or all different.
pub(crate) fn grid(side: usize, random: &mut Random) -> Graph {
    let kind = random.below(5);
    let mut arcs = Vec::new();
    let mut places = Vec::new();
    for y in 0..side {
        for x in 0..side {
            let here = places.len();
            let [dx, dy] = [x, y].map(|k| f64::from(u32_from(k)) * 0.001);
            places.push(LonLat::new(-8.6 + dx, 41.1 + dy));
            for (is_inside, to) in [(x > 0, here.wrapping_sub(1)), (y > 0, here.wrapping_sub(side))]
            {
                if is_inside && random.below(12) > 0 {
                    let (tail, head) = (vertex(here), vertex(to));
                    let length = weight(kind, random);
                    arcs.push(NewArc { tail, head, weight: length });
                    if random.below(5) > 0 {
                        arcs.push(NewArc { tail: head, head: tail, weight: length });
                    }
                }
            }
        }
    }
    Graph::new(IdxVec::from(places), &arcs)
}

/// Every arc as tail, head and weight.
pub(crate) fn arcs(graph: &Graph) -> Vec<(usize, usize, u32)> {
    graph
        .vertices()
        .flat_map(|tail| graph.arcs(tail).map(move |(arc, head)| (tail, arc, head)))
        .map(|(tail, arc, head)| (tail.to_usize(), head.to_usize(), graph.weights()[arc]))
        .collect()
}

/// Arc → tail and head.
pub(crate) fn ends_of(graph: &Graph) -> IdxVec<ArcIdx, [VertexIdx; 2]> {
    let all: Vec<[VertexIdx; 2]> = graph
        .vertices()
        .flat_map(|tail| graph.arcs(tail).map(move |(_, head)| [tail, head]))
        .collect();
    IdxVec::from(all)
}

/// Times from a vertex, by trying every arc until nothing improves; [`INFINITY`]: no way.
pub(crate) fn slow_times(n: usize, arcs: &[(usize, usize, u32)], from: usize) -> Vec<u32> {
    let mut times = vec![INFINITY; n];
    times[from] = 0;
    let mut is_done = false;
    while !is_done {
        is_done = true;
        for &(tail, head, weight) in arcs {
            let time = times[tail].saturating_add(weight);
            if time < times[head] {
                times[head] = time;
                is_done = false;
            }
        }
    }
    times
}

pub(crate) fn picture(graph: &Graph) -> String {
    format!("{} vertices, {:?}", graph.n_vertices(), arcs(graph))
}
