//! Places in an order in which near ones are mostly together: along a Z-curve (Morton, *A Computer
//! Oriented Geodetic Data Base*, IBM 1966). Searches from one place after another then go through the
//! same part of the ground, which is in the caches.

use allways_base::LonLat;
use allways_base::cast::round_u32;

/// Rows of the places in this order; those of no known place first.
pub(crate) fn z_order(places: &[Option<LonLat>]) -> Vec<usize> {
    let spread = |x: f64| {
        // A turn of the earth in 2^20 steps of 38 m at most.
        let steps = u64::from(round_u32(x / 360.0 * f64::from(1_u32 << 20)));
        (0..20).fold(0_u64, |bits, k| bits | (steps >> k & 1) << (2 * k))
    };
    let key = |at: LonLat| spread(at.lon + 180.0) | spread(at.lat + 90.0) << 1;
    let mut rows: Vec<usize> = (0..places.len()).collect();
    rows.sort_by_cached_key(|&row| places[row].map_or(0, key));
    rows
}
