//! A grid over the segments of all shapes, for snapping.
//!
//! Cells are squares in degrees, about 110 m of latitude. A segment is filed under each cell that
//! it crosses: row by row, so that a long slanting one is not filed under its whole box. Files are
//! sorted by cell; the cells of a row within a box are then one contiguous run, and there is no
//! table of cells for a stray node to blow up, only one of the rows that have any file.

use allways_base::cast::{floor_i32, u32_from, usize_from};
use allways_base::{Csr, LonLat};

use crate::network::EdgeIdx;

const CELL: f64 = 0.001;

/// See the module docs.
#[derive(Clone, Debug, Default)]
pub(crate) struct SegmentGrid {
    files: Vec<File>,
    /// Rows that have a file, in order, and where each begins.
    rows: Vec<(i32, usize)>,
}

/// A segment of an edge's shape: from the point at `at` (of all shapes, end to end) to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct File {
    row: i32,
    column: i32,
    at: u32,
    edge: EdgeIdx,
}

impl SegmentGrid {
    pub(crate) fn new(shapes: &Csr<EdgeIdx, LonLat>) -> Self {
        let mut files = Vec::with_capacity(shapes.values().len() * 3 / 2);
        for edge in shapes.indices() {
            let range = shapes.range(edge);
            for at in range.start..range.end.saturating_sub(1) {
                let (a, b) = (shapes.values()[at], shapes.values()[at + 1]);
                for_each_cell(a, b, |row, column| {
                    files.push(File { row, column, at: u32_from(at), edge });
                });
            }
        }
        files.sort_unstable();
        let mut rows: Vec<(i32, usize)> = Vec::new();
        for (k, file) in files.iter().enumerate() {
            if rows.last().is_none_or(|(row, _)| *row != file.row) {
                rows.push((file.row, k));
            }
        }
        Self { files, rows }
    }

    /// Offers every segment that may touch the box, as its edge and the position of its first
    /// point; one that lies in several cells is offered several times.
    pub(crate) fn in_box(
        &self,
        southwest: LonLat,
        northeast: LonLat,
        mut offer: impl FnMut(EdgeIdx, usize),
    ) {
        let (first, west) = cell(southwest);
        let (last, east) = cell(northeast);
        let rows = &self.rows[self.rows.partition_point(|(row, _)| *row < first)..];
        for (k, (_, start)) in rows.iter().enumerate().take_while(|(_, (row, _))| *row <= last) {
            let end = rows.get(k + 1).map_or(self.files.len(), |(_, next)| *next);
            let files = &self.files[*start..end];
            let from = files.partition_point(|file| file.column < west);
            let run = files[from..].iter().take_while(|file| file.column <= east);
            run.for_each(|file| offer(file.edge, usize_from(file.at)));
        }
    }
}

fn cell(p: LonLat) -> (i32, i32) {
    (floor_i32(p.lat / CELL), floor_i32(p.lon / CELL))
}

/// Every cell that the segment crosses, and perhaps a neighbor that it only touches.
fn for_each_cell(a: LonLat, b: LonLat, mut visit: impl FnMut(i32, i32)) {
    let (low, high) = if a.lat <= b.lat { (a, b) } else { (b, a) };
    let (first, _) = cell(low);
    let (last, _) = cell(high);
    let rise = high.lat - low.lat;
    for row in first..=last {
        // The piece within this row's band.
        let band = (f64::from(row) * CELL, f64::from(row + 1) * CELL);
        let lon_at = |lat: f64| {
            let share = if rise > 0.0 { ((lat - low.lat) / rise).clamp(0.0, 1.0) } else { 0.0 };
            low.lon + (high.lon - low.lon) * share
        };
        let ends =
            if first == last { (low.lon, high.lon) } else { (lon_at(band.0), lon_at(band.1)) };
        let (west, east) = (ends.0.min(ends.1), ends.0.max(ends.1));
        let (_, west) = cell(LonLat::new(west - 1e-9, low.lat));
        let (_, east) = cell(LonLat::new(east + 1e-9, low.lat));
        for column in west..=east {
            visit(row, column);
        }
    }
}
