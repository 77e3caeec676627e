//! Sweeps over a forest: each row is the least of where it starts and of an ancestor's row plus a
//! number, for several lanes at once. This is the downward half of PHAST (Delling, Goldberg,
//! Nowatzyk & Werneck, JPDC 2013), with one twist: rows are in preorder and only read ancestors, so
//! the rows that matter at any time are those of one path from a root. They live in a stack of a few
//! hundred slots that stays in the near caches, and the result is written once and never read.
//!
//! Numbers are at most [`NEVER`], so that a sum of two does not wrap.

use std::ops::Range;

use crate::Level;

/// Larger than every label; the label of a row that nothing leads to.
pub const NEVER: u32 = u32::MAX / 2;

/// How many sources are swept at once: two lines of memory. Half as many lose a fifth of the speed,
/// because a row's links are looked up as often for fewer.
pub const LANES: usize = 32;

/// One label per lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C, align(128))]
pub struct Lanes(pub [u32; LANES]);

impl Lanes {
    /// No label yet.
    pub const NEVER: Self = Self([NEVER; LANES]);
}

/// "The row in that slot, plus so much."
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct Link {
    /// Slot of an ancestor.
    pub slot: u32,
    /// At most [`NEVER`].
    pub add: u32,
}

/// One row of a forest in preorder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct Row {
    /// Its depth: 0 for a root.
    pub slot: u32,
    /// Where its links end; they begin where those of the row before end.
    pub links_end: u32,
}

/// A row that has a label of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Start {
    /// The row.
    pub row: u32,
    /// Which of the labels.
    pub label: u32,
}

/// Where a subtree may be left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct Skip {
    /// One past the last row of the subtree; 0 if it is not worth asking.
    pub to: u32,
    /// Where its gates end; they begin where those of the row before end. A gate is the cheapest
    /// link from an ancestor outside the subtree to any row inside.
    pub gates_end: u32,
}

/// A forest to sweep in part.
#[derive(Clone, Copy, Debug)]
pub struct Forest<'a> {
    /// Rows in preorder.
    pub rows: &'a [Row],
    /// All links, by row.
    pub links: &'a [Link],
    /// Row → where its subtree ends.
    pub ends: &'a [u32],
    /// Row → how to leave its subtree out.
    pub skips: &'a [Skip],
    /// All gates, by row.
    pub gates: &'a [Link],
}

/// What a sweep of all rows reads.
#[derive(Clone, Copy, Debug)]
pub struct Rows<'a> {
    /// Rows in preorder.
    pub rows: &'a [Row],
    /// All links, by row.
    pub links: &'a [Link],
    /// Rows with a label of their own, ascending.
    pub starts: &'a [Start],
    /// Those labels.
    pub labels: &'a [Lanes],
}

/// Outputs of more rows than this are not kept in the caches.
const LARGE: usize = 1 << 14;

/// Writes the labels of the rows in `range` to `out`. `stack` has a slot for every depth; what is in
/// it does not matter if the range begins at row 0, and must else be what the sweep of the rows
/// before has left. A large output goes past the caches, since nothing here reads it again.
pub fn sweep(
    level: Level,
    rows: Rows<'_>,
    range: Range<usize>,
    stack: &mut [Lanes],
    out: &mut [Lanes],
) {
    match level.min(Level::detected()) {
        Level::Plain => sweep_body(rows, range, stack, out, |to, from| *to = *from),
        #[cfg(target_arch = "x86_64")]
        // SAFETY: AVX2 has just been found.
        Level::Avx2 if out.len() > LARGE => unsafe { sweep_past_avx2(rows, range, stack, out) },
        #[cfg(target_arch = "x86_64")]
        // SAFETY: AVX2 has just been found.
        Level::Avx2 => unsafe { sweep_avx2(rows, range, stack, out) },
        #[cfg(not(target_arch = "x86_64"))]
        Level::Avx2 => sweep_body(rows, range, stack, out, |to, from| *to = *from),
    }
}

/// Per lane, the sum of `weights` over the rows whose label is at most `cutoff`; and how many rows
/// were looked at. Sums wrap, so the weights must not add up to more than a `u32` holds.
pub fn sum_within(
    level: Level,
    forest: Forest<'_>,
    starts: &[Start],
    labels: &[Lanes],
    cutoff: u32,
    weights: &[u32],
    stack: &mut [Lanes],
) -> (Lanes, u64) {
    match level.min(Level::detected()) {
        Level::Plain => sum_body(forest, starts, labels, cutoff, weights, stack),
        #[cfg(target_arch = "x86_64")]
        // SAFETY: AVX2 has just been found.
        Level::Avx2 => unsafe { sum_avx2(forest, starts, labels, cutoff, weights, stack) },
        #[cfg(not(target_arch = "x86_64"))]
        Level::Avx2 => sum_body(forest, starts, labels, cutoff, weights, stack),
    }
}

/// Hands every row that has a lane at most `cutoff` to `found`, in order (and some that have none);
/// says how many rows were looked at.
pub fn each_within(
    level: Level,
    forest: Forest<'_>,
    starts: &[Start],
    labels: &[Lanes],
    cutoff: u32,
    stack: &mut [Lanes],
    found: impl FnMut(usize, &Lanes),
) -> u64 {
    match level.min(Level::detected()) {
        Level::Plain => each_body(forest, starts, labels, cutoff, stack, found),
        #[cfg(target_arch = "x86_64")]
        // SAFETY: AVX2 has just been found.
        Level::Avx2 => unsafe { each_avx2(forest, starts, labels, cutoff, stack, found) },
        #[cfg(not(target_arch = "x86_64"))]
        Level::Avx2 => each_body(forest, starts, labels, cutoff, stack, found),
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn each_avx2(
    forest: Forest<'_>,
    starts: &[Start],
    labels: &[Lanes],
    cutoff: u32,
    stack: &mut [Lanes],
    found: impl FnMut(usize, &Lanes),
) -> u64 {
    each_body(forest, starts, labels, cutoff, stack, found)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn sweep_avx2(rows: Rows<'_>, range: Range<usize>, stack: &mut [Lanes], out: &mut [Lanes]) {
    sweep_body(rows, range, stack, out, |to, from| *to = *from);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn sweep_past_avx2(rows: Rows<'_>, range: Range<usize>, stack: &mut [Lanes], out: &mut [Lanes]) {
    use std::arch::x86_64::{__m256i, _mm_sfence, _mm256_loadu_si256, _mm256_stream_si256};
    sweep_body(rows, range, stack, out, |to, from| {
        let to: *mut __m256i = std::ptr::from_mut(to).cast();
        let from: *const __m256i = std::ptr::from_ref(from).cast();
        for k in 0..LANES / 8 {
            // SAFETY: both point to `LANES` numbers, and `to` is aligned to a line.
            unsafe { _mm256_stream_si256(to.add(k), _mm256_loadu_si256(from.add(k))) };
        }
    });
    // Other threads shall see it in order.
    _mm_sfence();
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn sum_avx2(
    forest: Forest<'_>,
    starts: &[Start],
    labels: &[Lanes],
    cutoff: u32,
    weights: &[u32],
    stack: &mut [Lanes],
) -> (Lanes, u64) {
    sum_body(forest, starts, labels, cutoff, weights, stack)
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "compiled into its caller's instructions")]
fn sweep_body(
    all: Rows<'_>,
    range: Range<usize>,
    stack: &mut [Lanes],
    out: &mut [Lanes],
    write: impl Fn(&mut Lanes, &Lanes),
) {
    let Rows { rows, links, starts, labels } = all;
    let first = starts.partition_point(|start| index(start.row) < range.start);
    let mut starts = starts[first..].iter().copied().peekable();
    let mut link = if range.start == 0 { 0 } else { index(rows[range.start - 1].links_end) };
    for ((k, row), out) in range.clone().zip(&rows[range]).zip(out) {
        let mut best = Lanes::NEVER;
        if let Some(start) = starts.next_if(|start| index(start.row) == k) {
            best = labels[index(start.label)];
        }
        let end = index(row.links_end);
        improve(&mut best, &links[link..end], stack);
        link = end;
        stack[index(row.slot)] = best;
        write(out, &best);
    }
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "compiled into its caller's instructions")]
fn sum_body(
    forest: Forest<'_>,
    starts: &[Start],
    labels: &[Lanes],
    cutoff: u32,
    weights: &[u32],
    stack: &mut [Lanes],
) -> (Lanes, u64) {
    let mut sums = Lanes([0; LANES]);
    let looked_at = each_body(forest, starts, labels, cutoff, stack, |row, label| {
        let weight = weights[row];
        for lane in 0..LANES {
            let mask = if label.0[lane] <= cutoff { u32::MAX } else { 0 };
            sums.0[lane] = sums.0[lane].wrapping_add(weight & mask);
        }
    });
    (sums, looked_at)
}

/// Only subtrees of starts can be reached. Within them, a subtree without a start of its own is left
/// out if even the cheapest way into it is past the cutoff in every lane.
#[inline(always)]
#[expect(clippy::inline_always, reason = "compiled into its caller's instructions")]
fn each_body(
    forest: Forest<'_>,
    starts: &[Start],
    labels: &[Lanes],
    cutoff: u32,
    stack: &mut [Lanes],
    mut found: impl FnMut(usize, &Lanes),
) -> u64 {
    let Forest { rows, links, ends, skips, gates } = forest;
    let start_row = |k: usize| starts.get(k).map_or(usize::MAX, |start| index(start.row));
    let mut looked_at = 0;
    let mut next = 0;
    while next < starts.len() {
        let top = start_row(next);
        let limit = index(ends[top]);
        // Nothing leads to the ancestors of a topmost start.
        stack[..index(rows[top].slot)].fill(Lanes::NEVER);
        let mut k = top;
        while k < limit {
            let skip = skips[k];
            if skip.to != 0 && start_row(next) >= index(skip.to) {
                let first = if k == 0 { 0 } else { index(skips[k - 1].gates_end) };
                let mut nearest = Lanes::NEVER;
                improve(&mut nearest, &gates[first..index(skip.gates_end)], stack);
                if nearest.0.iter().fold(NEVER, |least, &label| least.min(label)) > cutoff {
                    k = index(skip.to);
                    continue;
                }
            }
            let mut best = Lanes::NEVER;
            if start_row(next) == k {
                best = labels[index(starts[next].label)];
                next += 1;
            }
            let first = if k == 0 { 0 } else { index(rows[k - 1].links_end) };
            improve(&mut best, &links[first..index(rows[k].links_end)], stack);
            stack[index(rows[k].slot)] = best;
            found(k, &best);
            looked_at += 1;
            k += 1;
        }
    }
    looked_at
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "compiled into its caller's instructions")]
fn improve(best: &mut Lanes, links: &[Link], stack: &[Lanes]) {
    for link in links {
        let above = &stack[index(link.slot)];
        for lane in 0..LANES {
            best.0[lane] = best.0[lane].min(above.0[lane].wrapping_add(link.add));
        }
    }
}

#[inline(always)]
#[expect(clippy::inline_always, clippy::as_conversions, reason = "exact on every target we have")]
const fn index(n: u32) -> usize {
    n as usize
}
