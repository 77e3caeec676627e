//! A grid of squares over an area: what coverage and cumulative measures sample when there are no
//! census blocks.

use allways_base::cast::floor_i32;
use allways_base::{LonLat, Metres};

use crate::frame::{LocalFrame, Xy};
use crate::polygon::MultiPolygon;

/// The centers of the squares of side `side` whose center lies in `area`, south to north, then west
/// to east. The grid is laid from the frame's origin (a corner of four squares), not from the area,
/// so that neighboring areas share one grid: no square is counted twice or missed. Empty for a side
/// that is not above zero.
pub fn cells_in(area: &MultiPolygon, frame: &LocalFrame, side: Metres) -> Vec<LonLat> {
    let bbox = area.bbox();
    let mut centers = Vec::new();
    if bbox.is_empty() || side.0.is_nan() || side.0 <= 0.0 {
        return centers;
    }
    let (x, y) = extent(area, frame);
    let number = |metres: f64| floor_i32(metres / side.0);
    for row in number(y.0)..=number(y.1) {
        for column in number(x.0)..=number(x.1) {
            let middle = |k: i32| (f64::from(k) + 0.5) * side.0;
            let center = frame.to_lonlat(Xy::new(middle(column), middle(row)));
            if area.contains(center) {
                centers.push(center);
            }
        }
    }
    centers
}

/// Least and greatest x and y of the area in the plane. Edges bend a little between their ends
/// there; a margin of 1 % of the size is beyond what they do for areas up to 500 km across.
fn extent(area: &MultiPolygon, frame: &LocalFrame) -> ((f64, f64), (f64, f64)) {
    let nothing = (f64::INFINITY, f64::NEG_INFINITY);
    let (mut x, mut y) = (nothing, nothing);
    for at in area.polygons().iter().flat_map(|p| &p.outer).map(|&p| frame.to_xy(p)) {
        x = (x.0.min(at.x), x.1.max(at.x));
        y = (y.0.min(at.y), y.1.max(at.y));
    }
    let margin = 0.01 * (x.1 - x.0).max(y.1 - y.0);
    ((x.0 - margin, x.1 + margin), (y.0 - margin, y.1 + margin))
}
