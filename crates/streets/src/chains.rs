//! Chains: runs of segments between nodes that matter. Most points of a street only give its shape;
//! a search should not stop at them.

use allways_base::{Csr, Idx};

use crate::kind::KindIdx;
use crate::network::EdgeFlags;

allways_base::define_idx! {
    /// A row of the draft's nodes.
    PointIdx;
    /// A row of [`Segment`]s.
    SegmentIdx;
}

/// Two consecutive points of a way.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Segment {
    pub(crate) from: PointIdx,
    pub(crate) to: PointIdx,
    pub(crate) flags: EdgeFlags,
    pub(crate) kind: KindIdx,
    /// The kind's two directions differ, or it is one-way.
    pub(crate) is_directed: bool,
    /// Row of the draft's ways.
    pub(crate) way: u32,
}

/// A run of at least one segment; drawn in the direction of a one-way, and of any way whose two
/// directions differ.
#[derive(Clone, Debug)]
pub(crate) struct Chain {
    pub(crate) points: Vec<PointIdx>,
    /// One less than points.
    pub(crate) segments: Vec<SegmentIdx>,
}

impl Chain {
    /// First and last point.
    pub(crate) fn ends(&self) -> [PointIdx; 2] {
        [self.points[0], self.points[self.points.len() - 1]]
    }
}

/// Cuts segments into chains. A point ends a chain unless exactly two segments meet there, alike in
/// all flags and of one kind and, if directed, of the same way (which then runs through it in one
/// direction); a point that `is_kept` always ends one. A circle without any such point is cut at its
/// first segment's first point. Every segment is in exactly one chain; chains are in order of their
/// first point, circles last.
pub(crate) fn chains(
    n_points: usize,
    segments: &[Segment],
    is_kept: impl Fn(PointIdx) -> bool,
) -> Vec<Chain> {
    let pairs: Vec<(PointIdx, SegmentIdx)> = segments
        .iter()
        .enumerate()
        .flat_map(|(k, s)| {
            let k = SegmentIdx::from_usize(k);
            [(s.from, k), (s.to, k)]
        })
        .collect();
    let at: Csr<PointIdx, SegmentIdx> = Csr::from_pairs(n_points, &pairs);
    drop(pairs);
    let runs_through = |point: PointIdx| match at[point] {
        [one, two] => {
            let (one, two) = (segments[one.to_usize()], segments[two.to_usize()]);
            one.flags == two.flags
                && one.kind == two.kind
                && (!one.is_directed || one.way == two.way)
                && !is_kept(point)
        }
        _ => false,
    };
    let mut used = vec![false; segments.len()];
    let mut all = Vec::new();
    for point in at.indices().filter(|&point| !runs_through(point)) {
        for &segment in &at[point] {
            if !used[segment.to_usize()] {
                all.push(trace(point, segment, segments, &at, &runs_through, &mut used));
            }
        }
    }
    for k in 0..segments.len() {
        if !used[k] {
            let first = SegmentIdx::from_usize(k);
            all.push(trace(segments[k].from, first, segments, &at, &runs_through, &mut used));
        }
    }
    all
}

fn trace(
    start: PointIdx,
    first: SegmentIdx,
    segments: &[Segment],
    at: &Csr<PointIdx, SegmentIdx>,
    runs_through: &impl Fn(PointIdx) -> bool,
    used: &mut [bool],
) -> Chain {
    let Segment { from, is_directed, .. } = segments[first.to_usize()];
    let (mut points, mut of_chain) = (vec![start], Vec::new());
    let (mut point, mut segment) = (start, first);
    loop {
        used[segment.to_usize()] = true;
        of_chain.push(segment);
        let Segment { from, to, .. } = segments[segment.to_usize()];
        point = if point == from { to } else { from };
        points.push(point);
        if !runs_through(point) {
            break;
        }
        // A circle has come round when nothing is left.
        match at[point].iter().find(|next| !used[next.to_usize()]) {
            Some(&next) => segment = next,
            None => break,
        }
    }
    if is_directed && start != from {
        points.reverse();
        of_chain.reverse();
    }
    Chain { points, segments: of_chain }
}
