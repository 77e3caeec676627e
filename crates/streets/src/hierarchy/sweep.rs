//! One to all, from up to [`LANES`] sources at once (PHAST; Delling, Goldberg, Nowatzyk & Werneck,
//! JPDC 2013): climb from each source, then hand labels down from the roots to every vertex. The
//! second half does not ask where the sources are: it runs through all links in the order in which
//! they lie, and a vector instruction serves several sources.

use allways_base::cast::u32_from;
use allways_base::{Idx, IdxVec};
use allways_simd::Level;
pub use allways_simd::sweep::LANES;
use allways_simd::sweep::Lanes;

use super::climb::{Foot, Starts};
use super::graph::{INFINITY, VertexIdx, count};
use super::prune::{Direction, SearchGraph};
use super::topology::RowIdx;
use crate::units::Millis;

/// Rows whose times [`Sweep::each`] holds at a time: 32 KiB.
const BLOCK: usize = 256;

/// Reusable buffers of sweeps, one per thread.
#[derive(Clone, Debug, Default)]
pub struct Sweep {
    feet: Vec<Foot>,
    pub(super) starts: Starts,
    /// Depth → label of the row at hand.
    pub(super) stack: Vec<Lanes>,
    /// Row → label.
    pub(super) labels: Vec<Lanes>,
    pub(super) work: SweepWork,
}

/// Work done by a search; the same on every machine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SweepWork {
    /// Links followed up, once per source.
    pub links_climbed: u64,
    /// Rows that a label was computed for, once per batch of sources.
    pub rows_swept: u64,
}

impl std::ops::AddAssign for SweepWork {
    fn add_assign(&mut self, other: Self) {
        self.links_climbed += other.links_climbed;
        self.rows_swept += other.rows_swept;
    }
}

/// Times between up to [`LANES`] sources and every vertex.
#[derive(Debug)]
pub struct Times<'a> {
    rows: &'a IdxVec<VertexIdx, RowIdx>,
    labels: &'a [Lanes],
    work: SweepWork,
}

impl Times<'_> {
    /// Time between the source of a lane and a vertex; `None` if there is no way, or no source.
    #[inline]
    pub fn get(&self, lane: usize, vertex: VertexIdx) -> Option<Millis> {
        let time = self.labels[self.rows[vertex].to_usize()].0[lane];
        (time < INFINITY).then_some(Millis(time))
    }

    /// Work done.
    pub const fn work(&self) -> SweepWork {
        self.work
    }
}

impl Sweep {
    /// Empty buffers; they grow on first use.
    pub fn new() -> Self {
        Self::default()
    }

    /// Times between each source and every vertex. Lane `k` is source `k`.
    ///
    /// # Panics
    ///
    /// If there are more than [`LANES`] sources.
    pub fn all<'a>(
        &'a mut self,
        graph: &'a SearchGraph,
        sources: &[VertexIdx],
        direction: Direction,
    ) -> Times<'a> {
        let starts: Vec<_> =
            sources.iter().enumerate().map(|(lane, &from)| (lane, from, Millis(0))).collect();
        self.all_from(graph, &starts, direction)
    }

    /// As [`Sweep::all`], from places that are not at a vertex: each start is a lane, a vertex and
    /// the time between the place and that vertex. A place in the middle of a street has two starts
    /// in its lane.
    ///
    /// # Panics
    ///
    /// If a lane is not below [`LANES`].
    pub fn all_from<'a>(
        &'a mut self,
        graph: &'a SearchGraph,
        starts: &[(usize, VertexIdx, Millis)],
        direction: Direction,
    ) -> Times<'a> {
        let feet = starts.iter().map(|&(lane, vertex, time)| foot(graph, lane, vertex, time));
        self.begin_all(graph, feet, direction);
        // Every row is written: what is there does not matter.
        let n = graph.n_vertices();
        self.labels.resize(n, Lanes::NEVER);
        let rows = self.starts.rows(graph, direction);
        let out = &mut self.labels[..n];
        allways_simd::sweep::sweep(Level::detected(), rows, 0..n, &mut self.stack, out);
        Times { rows: &graph.rows, labels: out, work: self.work }
    }

    /// As [`Sweep::all`], without keeping the times: every vertex is handed to `visit` once, with
    /// its time for each lane ([`INFINITY`]: no way). Takes 32 KiB instead of 128 bytes a vertex, for
    /// whoever adds up or counts. Vertices come in the order of the hierarchy.
    pub fn each(
        &mut self,
        graph: &SearchGraph,
        sources: &[VertexIdx],
        direction: Direction,
        mut visit: impl FnMut(VertexIdx, &[u32; LANES]),
    ) -> SweepWork {
        let from = sources.iter().enumerate();
        let feet = from.map(|(lane, &vertex)| foot(graph, lane, vertex, Millis(0)));
        self.begin_all(graph, feet, direction);
        self.labels.resize(self.labels.len().max(BLOCK), Lanes::NEVER);
        let rows = self.starts.rows(graph, direction);
        for (block, vertices) in graph.vertices.as_slice().chunks(BLOCK).enumerate() {
            let range = block * BLOCK..block * BLOCK + vertices.len();
            let out = &mut self.labels[..vertices.len()];
            allways_simd::sweep::sweep(Level::detected(), rows, range, &mut self.stack, out);
            for (&vertex, label) in vertices.iter().zip(out.iter()) {
                visit(vertex, &label.0);
            }
        }
        self.work
    }

    fn begin_all(
        &mut self,
        graph: &SearchGraph,
        feet: impl Iterator<Item = Foot>,
        direction: Direction,
    ) {
        self.begin(graph);
        self.climb(graph, feet, direction, INFINITY);
        self.starts.sort(|row| Some(u32_from(row.to_usize())));
        self.work.rows_swept += count(graph.n_vertices());
    }

    pub(super) fn begin(&mut self, graph: &SearchGraph) {
        self.stack.resize(graph.height, Lanes::NEVER);
        self.work = SweepWork::default();
    }

    /// Climbs from every foot.
    pub(super) fn climb(
        &mut self,
        graph: &SearchGraph,
        feet: impl Iterator<Item = Foot>,
        direction: Direction,
        cutoff: u32,
    ) {
        self.feet.clear();
        self.feet.extend(feet);
        assert!(self.feet.iter().all(|foot| foot.lane < LANES), "there are {LANES} lanes");
        let (climb, _) = graph.halves(direction);
        self.starts.climb(graph, climb, &self.feet, cutoff);
        self.work.links_climbed += self.starts.links_relaxed();
    }
}

pub(super) fn foot(graph: &SearchGraph, lane: usize, vertex: VertexIdx, time: Millis) -> Foot {
    Foot { lane, row: graph.rows[vertex], time: time.0 }
}
