//! What is near a place: a uniform grid over points.
//!
//! Points are sorted by cell, cells by row and column; one row's cells are then one contiguous run,
//! found by two binary searches. No table of cells exists, so a stray stop at 0, 0 costs nothing.
//! The grid only proposes; [`distance`] decides.

use allways_base::cast::{floor_i32, u32_from, usize_from};
use allways_base::{LonLat, Metres};

use crate::distance::{degree_lengths, distance};

/// Side of a cell in degrees: about 550 m of latitude.
const CELL: f64 = 0.005;

/// See the module docs. Rows are positions in the slice that it was built from.
#[derive(Clone, Debug, Default)]
pub struct PointIndex {
    /// Sorted by cell, then by row.
    sorted: Vec<Entry>,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    cell: (i32, i32),
    row: u32,
    place: LonLat,
}

impl PointIndex {
    /// Indexes points. Places that are not valid are left out and never found.
    pub fn new(points: &[LonLat]) -> Self {
        let valid = points.iter().enumerate().filter(|(_, p)| p.is_valid());
        let mut sorted: Vec<Entry> = valid
            .map(|(row, &place)| Entry { cell: cell(place), row: u32_from(row), place })
            .collect();
        sorted.sort_unstable_by_key(|entry| (entry.cell, entry.row));
        Self { sorted }
    }

    /// Number of points that can be found.
    pub fn len(&self) -> usize {
        self.sorted.len()
    }

    /// True if nothing can be found.
    pub fn is_empty(&self) -> bool {
        self.sorted.is_empty()
    }

    /// Every point at most `radius` from `center` with its distance, nearest first, equal ones by
    /// row. Empty for a center that is not a valid place.
    pub fn within(&self, center: LonLat, radius: Metres) -> Vec<(usize, Metres)> {
        let mut found = Vec::new();
        if !center.is_valid() || radius.0.is_nan() || radius.0 < 0.0 {
            return found;
        }
        let mut offer = |entry: &Entry| {
            let away = distance(center, entry.place);
            if away <= radius {
                found.push((usize_from(entry.row), away));
            }
        };
        // A degree of latitude is shortest at the equator; a degree of longitude is shortest at
        // the end of the band that is nearest to a pole.
        let dlat = radius.0 / 110_500.0;
        let highest = center.lat.abs() + dlat;
        let dlon = if highest < 89.0 { radius.0 / degree_lengths(highest).1 } else { 360.0 };
        let rows = 2.0 * dlat / CELL;
        if dlon >= 90.0 || rows > 20_000.0 {
            self.sorted.iter().for_each(offer);
        } else {
            // A box that passes 180° goes on at the other side.
            let (west, east) = (center.lon - dlon * 1.001, center.lon + dlon * 1.001);
            let (south, north) = (center.lat - dlat, center.lat + dlat);
            for whole in [0.0, 360.0, -360.0] {
                if west + whole <= 180.0 && east + whole >= -180.0 {
                    self.scan((west + whole, south), (east + whole, north), &mut offer);
                }
            }
        }
        found.sort_unstable_by(|a, b| a.1.0.total_cmp(&b.1.0).then(a.0.cmp(&b.0)));
        found
    }

    /// The nearest point at most `max` from `center`; of equally near ones the first row.
    pub fn nearest(&self, center: LonLat, max: Metres) -> Option<(usize, Metres)> {
        let mut radius = 500.0;
        loop {
            let found = self.within(center, Metres(max.0.min(radius))).into_iter().next();
            if found.is_some() || radius >= max.0 || radius > 2.1e7 || max.0.is_nan() {
                return found;
            }
            radius *= 4.0;
        }
    }

    fn scan(&self, low: (f64, f64), high: (f64, f64), offer: &mut impl FnMut(&Entry)) {
        let (row_from, col_from) = cell(LonLat::new(low.0, low.1));
        let (row_to, col_to) = cell(LonLat::new(high.0, high.1));
        let mut row = row_from;
        while row <= row_to {
            let from = self.sorted.partition_point(|entry| entry.cell < (row, col_from));
            let rest = &self.sorted[from..];
            rest.iter().take_while(|entry| entry.cell <= (row, col_to)).for_each(&mut *offer);
            // Skip to the next row that has anything.
            let next = self.sorted.partition_point(|entry| entry.cell.0 <= row);
            row = self.sorted.get(next).map_or(i32::MAX, |entry| entry.cell.0);
            if row == i32::MAX {
                break;
            }
        }
    }
}

fn cell(place: LonLat) -> (i32, i32) {
    (floor_i32(place.lat / CELL), floor_i32(place.lon / CELL))
}
