//! The order in which vertices are contracted: first whatever is easy, then nested dissection.
//!
//! Easy are vertices with few neighbors: taking one out joins its neighbors by at most as many edges
//! as went away (dead ends, corners, and what becomes one when its neighbors are out).
//! The rest is cut in two by a small separator, which comes last, and each half in turn (George
//! 1973; separators by [inertial flow](super::flow)). Pieces of at most 64 vertices are taken apart
//! by least degree, neighbors as bits of a word.
//!
//! Nothing is random and no half looks at the other, so that threads do not change the order.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use allways_base::Idx;
use allways_base::cast::u32_from;
use allways_geo::distance::degree_lengths;

use super::flow::{Cut, cut, twins};
use super::graph::{Graph, VertexIdx, at};
use super::part::Part;

/// Vertices with up to so many neighbors are easy.
const EASY: usize = 3;
/// Pieces up to this size are taken apart by least degree; at most 64, the bits of a word.
const SMALL: usize = 64;
/// Lines along which vertices are sorted: east, north, and the diagonals.
const LINES: [[f64; 2]; 4] = [[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [1.0, -1.0]];

/// Every vertex once, the first to be contracted first.
pub(super) fn contraction_order(graph: &Graph) -> Vec<VertexIdx> {
    let mut rows = neighbors(graph);
    let mut order = take_easy(&mut rows);
    let mut rest = vec![0; graph.n_vertices() - order.len()];
    dissect(&rest_of(graph, &rows, &order), &mut rest);
    order.extend(rest);
    order.into_iter().map(|vertex| VertexIdx::from_usize(at(vertex))).collect()
}

/// Vertex → its neighbors in either direction, ascending, without itself.
fn neighbors(graph: &Graph) -> Vec<Vec<u32>> {
    let mut rows: Vec<Vec<u32>> = vec![Vec::new(); graph.n_vertices()];
    for tail in graph.vertices() {
        for (_, head) in graph.arcs(tail).filter(|&(_, head)| head != tail) {
            rows[tail.to_usize()].push(u32_from(head.to_usize()));
            rows[head.to_usize()].push(u32_from(tail.to_usize()));
        }
    }
    for row in &mut rows {
        row.sort_unstable();
        row.dedup();
    }
    rows
}

/// Takes out vertices with at most [`EASY`] neighbors, fewest first; among equals those that stand
/// on the fewest others, which keeps chains from becoming ladders.
fn take_easy(rows: &mut [Vec<u32>]) -> Vec<u32> {
    let mut order = Vec::new();
    let mut levels = vec![0u32; rows.len()];
    let mut is_out = vec![false; rows.len()];
    let entry = |v: u32, rows: &[Vec<u32>], levels: &[u32]| {
        (rows[at(v)].len() <= EASY).then(|| Reverse((rows[at(v)].len(), levels[at(v)], v)))
    };
    let mut heap: BinaryHeap<Reverse<(usize, u32, u32)>> =
        (0..u32_from(rows.len())).filter_map(|v| entry(v, rows, &levels)).collect();
    while let Some(Reverse((degree, level, vertex))) = heap.pop() {
        if is_out[at(vertex)] || degree != rows[at(vertex)].len() || level != levels[at(vertex)] {
            continue;
        }
        is_out[at(vertex)] = true;
        order.push(vertex);
        let row = std::mem::take(&mut rows[at(vertex)]);
        for &to in &row {
            let other = &mut rows[at(to)];
            other.retain(|&v| v != vertex);
            other.extend(row.iter().filter(|&&v| v != to));
            other.sort_unstable();
            other.dedup();
            levels[at(to)] = levels[at(to)].max(level + 1);
        }
        heap.extend(row.iter().filter_map(|&to| entry(to, rows, &levels)));
    }
    order
}

/// What is left when `taken` is out.
fn rest_of(graph: &Graph, rows: &[Vec<u32>], taken: &[u32]) -> Part {
    let mut is_left = vec![true; rows.len()];
    for &vertex in taken {
        is_left[at(vertex)] = false;
    }
    let mut numbers = vec![0; rows.len()];
    let mut part = Part::default();
    for vertex in graph.vertices().filter(|vertex| is_left[vertex.to_usize()]) {
        numbers[vertex.to_usize()] = u32_from(part.names.len());
        part.names.push(u32_from(vertex.to_usize()));
        let place = graph.place(vertex);
        let (east, north) = degree_lengths(place.lat);
        part.places.push([place.lon * east, place.lat * north]);
    }
    for &name in &part.names {
        part.first.push(u32_from(part.heads.len()));
        part.heads.extend(rows[at(name)].iter().map(|&to| numbers[at(to)]));
    }
    part.first.push(u32_from(part.heads.len()));
    part
}

/// Writes the names of a part's vertices in order of contraction.
fn dissect(part: &Part, order: &mut [u32]) {
    if part.len() <= SMALL {
        return by_least_degree(part, order);
    }
    let (colours, n) = part.components();
    if n > 1 {
        let mut left = order;
        for piece in part.split(&colours, n) {
            let (own, rest) = left.split_at_mut(piece.len());
            dissect(&piece, own);
            left = rest;
        }
        return;
    }
    let colours = separate(part, &best_cut(part));
    let halves = part.split(&colours, 2);
    let (near, rest) = order.split_at_mut(halves[0].len());
    let (far, separator) = rest.split_at_mut(halves[1].len());
    let between = part.vertices().filter(|&vertex| colours[at(vertex)] == 2);
    for (slot, vertex) in separator.iter_mut().zip(between) {
        *slot = part.names[at(vertex)];
    }
    rayon::join(|| dissect(&halves[0], near), || dissect(&halves[1], far));
}

/// The smallest cut over all lines; among equals the most even.
fn best_cut(part: &Part) -> Cut {
    let twins = twins(part);
    let mut best: Option<Cut> = None;
    for line in LINES {
        let along = |v: u32| {
            let [x, y] = part.places[at(v)];
            x * line[0] + y * line[1]
        };
        let mut sorted: Vec<u32> = part.vertices().collect();
        sorted.sort_unstable_by(|&a, &b| along(a).total_cmp(&along(b)).then(a.cmp(&b)));
        let limit = best.as_ref().map_or(usize::MAX, |best| best.size);
        if let Some(found) = cut(part, &twins, &sorted, limit) {
            let is_better = best.as_ref().is_none_or(|best| {
                (found.size, Reverse(found.smaller_side()))
                    < (best.size, Reverse(best.smaller_side()))
            });
            if is_better {
                best = Some(found);
            }
        }
    }
    best.unwrap_or_else(|| unreachable!("the first line has no limit"))
}

/// Colours 0 and 1 for the two sides and 2 for the vertices between them: the ends of cut edges, on
/// the side that has fewer of them.
fn separate(part: &Part, cut: &Cut) -> Vec<u32> {
    let mut colours: Vec<u32> = cut.is_near.iter().map(|&near| u32::from(!near)).collect();
    let is_end = |vertex: u32, colours: &[u32]| {
        part.row(vertex).iter().any(|&to| colours[at(to)] != colours[at(vertex)])
    };
    let ends: Vec<u32> = part.vertices().filter(|&vertex| is_end(vertex, &colours)).collect();
    let (near, far): (Vec<u32>, Vec<u32>) = ends.iter().partition(|&&v| cut.is_near[at(v)]);
    for vertex in if near.len() <= far.len() { near } else { far } {
        colours[at(vertex)] = 2;
    }
    colours
}

/// Takes out the vertex with the fewest neighbors, joins these, and so on.
fn by_least_degree(part: &Part, order: &mut [u32]) {
    let mut rows: Vec<u64> = vec![0; part.len()];
    for vertex in part.vertices() {
        for &to in part.row(vertex) {
            rows[at(vertex)] |= 1 << to;
        }
    }
    let mut left: Vec<usize> = (0..part.len()).collect();
    for slot in order {
        let Some(&next) = left.iter().min_by_key(|&&v| (rows[v].count_ones(), v)) else { return };
        left.retain(|&v| v != next);
        for &v in &left {
            if rows[next] >> v & 1 == 1 {
                rows[v] = (rows[v] | rows[next]) & !(1 << v) & !(1 << next);
            }
        }
        *slot = part.names[next];
    }
}
