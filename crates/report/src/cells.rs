//! Covered ground as few shapes: neighbouring squares of a row become one strip.
//!
//! The cells come from a grid that is a little turned and stretched against any map that draws them
//! (meridian convergence, scale), so rows are followed from cell to cell instead of being rounded
//! to row numbers: rounding doubles one row and drops the next, which shows as a white line.

use std::collections::BTreeMap;

use allways_base::LonLat;
use allways_base::cast::round_i64;

use crate::frame::Frame;

/// Centers of the westernmost and easternmost cell of an unbroken row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Strip {
    pub(crate) first: LonLat,
    pub(crate) last: LonLat,
}

/// Cells with a longer side, or none, are a mistake: nothing is drawn, in metres.
const LARGEST: f64 = 100_000.0;

struct Run {
    strip: Strip,
    x: f64,
    y: f64,
}

/// Rows of touching cells of `side` metres, by where they begin, west to east, then south to
/// north. Every valid cell is in exactly one strip; none if the side is not a length.
pub(crate) fn strips(cells: &[LonLat], side: f64) -> Vec<Strip> {
    let usable = side > 0.0 && side <= LARGEST;
    let cells: Vec<LonLat> = cells.iter().copied().filter(|c| usable && c.is_valid()).collect();
    let Some(frame) = Frame::around(&cells) else { return Vec::new() };
    let mut spots: Vec<(f64, f64, LonLat)> = cells
        .into_iter()
        .map(|c| {
            let (x, y) = frame.xy(c);
            (x, y, c)
        })
        .collect();
    spots.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mut runs: Vec<Run> = Vec::new();
    let mut open: BTreeMap<i64, usize> = BTreeMap::new();
    for (x, y, cell) in spots {
        let row = round_i64(y / side);
        let run = [row, row - 1, row + 1].into_iter().find_map(|r| {
            let &k = open.get(&r)?;
            let gap = x - runs[k].x;
            let level = (y - runs[k].y).abs() < 0.4 * side;
            (level && gap > 0.5 * side && gap < 1.5 * side).then_some(k)
        });
        let k = run.unwrap_or_else(|| {
            runs.push(Run { strip: Strip { first: cell, last: cell }, x, y });
            runs.len() - 1
        });
        runs[k].strip.last = cell;
        runs[k].x = x;
        runs[k].y = y;
        open.insert(row, k);
    }
    runs.into_iter().map(|run| run.strip).collect()
}

/// Corners of a strip, anticlockwise from the south-west, each `(lon, lat)` moved by half a side.
pub(crate) fn corners(strip: Strip, side_m: f64) -> [LonLat; 4] {
    let half = side_m / 2.0;
    let moved = |center: LonLat, dx: f64, dy: f64| {
        let (lon, lat) = Frame::at(center).degrees(dx * half, dy * half);
        LonLat::new(lon, lat)
    };
    [
        moved(strip.first, -1.0, -1.0),
        moved(strip.last, 1.0, -1.0),
        moved(strip.last, 1.0, 1.0),
        moved(strip.first, -1.0, 1.0),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use allways_base::cast::{f64_from, floor_usize, usize_from};
    use allways_base::random::Random;

    /// A grid turned by `turn` radians: what a transverse Mercator grid looks like off its center.
    fn grid(n: usize, side: f64, turn: f64, keep: &mut impl FnMut() -> bool) -> Vec<LonLat> {
        let frame = Frame::at(LonLat::new(106.4, 29.6));
        let mut cells = Vec::new();
        for i in 0..n {
            for j in 0..n {
                let (x, y) = (f64_from(j) * side, f64_from(i) * side);
                let (x, y) = (x * turn.cos() - y * turn.sin(), x * turn.sin() + y * turn.cos());
                let (lon, lat) = frame.degrees(x, y);
                if keep() {
                    cells.push(LonLat::new(lon, lat));
                }
            }
        }
        cells
    }

    #[test]
    fn a_full_grid_has_one_strip_per_row_even_when_turned() {
        for turn in [0.0, 0.004, -0.004] {
            let cells = grid(60, 250.0, turn, &mut || true);
            assert_eq!(strips(&cells, 250.0).len(), 60, "turn {turn}");
        }
    }

    #[test]
    fn strips_cover_as_much_ground_as_the_cells() {
        for seed in 0..300 {
            let mut random = Random::new(seed, 7);
            let side = 100.0 + random.unit() * 400.0;
            let turn = (random.unit() - 0.5) * 0.01;
            let share = 10 + random.below(90);
            let n = usize_from(1 + random.below(25));
            let cells = grid(n, side, turn, &mut || random.below(100) < share);
            let frame = Frame::at(LonLat::new(106.4, 29.6));
            let covered: usize = strips(&cells, side)
                .iter()
                .map(|s| {
                    let (a, b) = (frame.xy(s.first), frame.xy(s.last));
                    let length = (b.0 - a.0).hypot(b.1 - a.1);
                    floor_usize(length / side + 1.5)
                })
                .sum();
            assert_eq!(covered, cells.len(), "seed {seed}");
        }
    }

    #[test]
    fn nothing_gives_nothing() {
        assert_eq!(strips(&[], 250.0), []);
        assert_eq!(strips(&[LonLat::new(f64::NAN, 1.0)], 250.0), []);
    }
}
