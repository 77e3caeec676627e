//! Many to many by restricted sweeps (RPHAST; Delling, Goldberg & Werneck, 2011): of the whole
//! search graph only what lies above a target is swept, for as many sources as there are.

use allways_base::cast::u32_from;
use allways_base::{Idx, IdxVec};
use allways_simd::Level;
use allways_simd::sweep::{Lanes, Link, Row, Rows};

use super::graph::{INFINITY, VertexIdx, at, count};
use super::prune::{Direction, SearchGraph};
use super::sweep::{LANES, Sweep, SweepWork, foot};
use super::topology::RowIdx;
use crate::units::Millis;

/// The part of a search graph that leads to a set of targets.
#[derive(Clone, Debug)]
pub struct Targets {
    direction: Direction,
    /// Row of the search graph → row here.
    numbers: IdxVec<RowIdx, Option<u32>>,
    shapes: Vec<Row>,
    links: Vec<Link>,
    /// Target → row here, in the order given.
    wanted: Vec<u32>,
}

impl Targets {
    /// Selects the rows above the targets that links kept lead through. `direction` says which way
    /// times run, from the sources' side: with [`Direction::From`], from sources to targets.
    pub fn new(graph: &SearchGraph, targets: &[VertexIdx], direction: Direction) -> Self {
        let (_, half) = graph.halves(direction);
        let n = graph.n_vertices();
        let mut is_above: IdxVec<RowIdx, bool> = IdxVec::filled(false, n);
        for &target in targets {
            is_above[graph.rows[target]] = true;
        }
        // Depth → ancestor of the row at hand. Rows of one subtree follow each other, so that an
        // ancestor found in place has its own ancestors in place.
        let mut path = vec![RowIdx::from_usize(0); graph.height];
        for row in graph.vertices.indices().rev() {
            if !is_above[row] || half.links_of(row).is_empty() {
                continue;
            }
            let mut above = graph.parents[row];
            while let Some(ancestor) = above {
                let place = &mut path[half.depth(ancestor)];
                above = if *place == ancestor { None } else { graph.parents[ancestor] };
                *place = ancestor;
            }
            for link in half.links_of(row) {
                is_above[path[at(link.slot)]] = true;
            }
        }
        let mut all = Self {
            direction,
            numbers: IdxVec::filled(None, n),
            shapes: Vec::new(),
            links: Vec::new(),
            wanted: Vec::new(),
        };
        for row in graph.vertices.indices().filter(|&row| is_above[row]) {
            all.numbers[row] = Some(u32_from(all.shapes.len()));
            all.links.extend(half.links_of(row));
            let slot = half.shapes[row.to_usize()].slot;
            all.shapes.push(Row { slot, links_end: u32_from(all.links.len()) });
        }
        all.wanted = targets.iter().filter_map(|&t| all.numbers[graph.rows[t]]).collect();
        all
    }

    /// Number of rows that a sweep runs through.
    pub fn n_rows(&self) -> usize {
        self.shapes.len()
    }
}

/// Times between sources and targets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeMatrix {
    n_targets: usize,
    /// By source, then by target; [`INFINITY`] where there is no way.
    times: Vec<u32>,
    work: SweepWork,
}

impl TimeMatrix {
    /// Time between the `source`-th source and the `target`-th target; `None` if there is no way.
    ///
    /// # Panics
    ///
    /// If there is no such source or target.
    pub fn get(&self, source: usize, target: usize) -> Option<Millis> {
        assert!(target < self.n_targets, "target {target} of {}", self.n_targets);
        let time = self.times[source * self.n_targets + target];
        (time < INFINITY).then_some(Millis(time))
    }

    /// Work done.
    pub const fn work(&self) -> SweepWork {
        self.work
    }
}

/// Times between every source and every target, in the targets' direction.
pub fn matrix(
    graph: &SearchGraph,
    sources: &[VertexIdx],
    targets: &Targets,
    search: &mut Sweep,
) -> TimeMatrix {
    let starts: Vec<[(VertexIdx, Millis); 1]> =
        sources.iter().map(|&source| [(source, Millis(0))]).collect();
    matrix_from(graph, &starts, targets, search)
}

/// As [`matrix`], from places that are not at a vertex: each source is its starts, vertices with the
/// time between the place and them; without any there is no way.
pub fn matrix_from(
    graph: &SearchGraph,
    sources: &[impl AsRef<[(VertexIdx, Millis)]>],
    targets: &Targets,
    search: &mut Sweep,
) -> TimeMatrix {
    let n_targets = targets.wanted.len();
    let mut times = vec![INFINITY; sources.len() * n_targets];
    search.begin(graph);
    // Sources that are near in the tree share most of their climb: they are taken in that order.
    let first = |starts: &[(VertexIdx, Millis)]| Some(graph.rows[starts.first()?.0]);
    let mut order: Vec<(RowIdx, usize)> = sources
        .iter()
        .enumerate()
        .filter_map(|(k, starts)| Some((first(starts.as_ref())?, k)))
        .collect();
    order.sort_unstable();
    search.labels.resize(search.labels.len().max(targets.n_rows()), Lanes::NEVER);
    for batch in order.chunks(LANES) {
        let feet = batch.iter().enumerate().flat_map(|(lane, &(_, source))| {
            let starts = sources[source].as_ref().iter();
            starts.map(move |&(vertex, time)| foot(graph, lane, vertex, time))
        });
        search.climb(graph, feet, targets.direction, INFINITY);
        search.starts.sort(|row| targets.numbers[row]);
        let rows = Rows {
            rows: &targets.shapes,
            links: &targets.links,
            starts: &search.starts.sorted,
            labels: &search.starts.labels,
        };
        let (stack, out) = (&mut search.stack, &mut search.labels[..targets.n_rows()]);
        allways_simd::sweep::sweep(Level::detected(), rows, 0..targets.n_rows(), stack, out);
        search.work.rows_swept += count(targets.n_rows());
        for (lane, &(_, source)) in batch.iter().enumerate() {
            let line = &mut times[source * n_targets..][..n_targets];
            for (time, &row) in line.iter_mut().zip(&targets.wanted) {
                *time = search.labels[at(row)].0[lane];
            }
        }
    }
    TimeMatrix { n_targets, times, work: search.work }
}
