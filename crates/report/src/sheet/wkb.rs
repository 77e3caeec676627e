//! Geometry as well-known binary (OGC 06-103r4), little-endian, two dimensions: what GeoParquet
//! holds.

use allways_base::LonLat;
use allways_city::cells::Rings;

const POINT: u32 = 1;
const POLYGON: u32 = 3;
const MULTI_POLYGON: u32 = 6;

/// West, south, east, north: degrees.
pub(super) type Bounds = [f64; 4];

/// Bounds of nothing; what is added to them widens them.
pub(super) const NOWHERE: Bounds =
    [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];

pub(super) fn point(at: LonLat) -> Vec<u8> {
    let mut bytes = head(POINT);
    push(&mut bytes, at);
    bytes
}

/// The empty point: it has no other form than coordinates that are no numbers.
pub(super) fn no_point() -> Vec<u8> {
    point(LonLat::new(f64::NAN, f64::NAN))
}

/// Rings are closed here, as the format wants them.
pub(super) fn polygons(polygons: &[Rings]) -> Vec<u8> {
    let mut bytes = head(MULTI_POLYGON);
    count(&mut bytes, polygons.len());
    for rings in polygons {
        bytes.extend(head(POLYGON));
        count(&mut bytes, rings.len());
        for ring in rings {
            let closed = ring.iter().chain(ring.first());
            count(&mut bytes, closed.clone().count());
            for &at in closed {
                push(&mut bytes, at);
            }
        }
    }
    bytes
}

/// Bounds that hold `bounds` and the place.
pub(super) fn widened(bounds: Bounds, at: LonLat) -> Bounds {
    let [west, south, east, north] = bounds;
    [west.min(at.lon), south.min(at.lat), east.max(at.lon), north.max(at.lat)]
}

fn head(kind: u32) -> Vec<u8> {
    let mut bytes = vec![1];
    bytes.extend(kind.to_le_bytes());
    bytes
}

fn count(bytes: &mut Vec<u8>, n: usize) {
    bytes.extend(u32::try_from(n).unwrap_or(u32::MAX).to_le_bytes());
}

fn push(bytes: &mut Vec<u8>, at: LonLat) {
    bytes.extend(at.lon.to_le_bytes());
    bytes.extend(at.lat.to_le_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_and_a_square_are_what_the_standard_says() {
        let hex = |bytes: Vec<u8>| {
            bytes.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
        };
        // POINT (1 2), as PostGIS prints it.
        assert_eq!(hex(point(LonLat::new(1.0, 2.0))), "0101000000000000000000f03f0000000000000040");
        let square =
            vec![vec![LonLat::new(0.0, 0.0), LonLat::new(1.0, 0.0), LonLat::new(1.0, 1.0)]];
        let bytes = polygons(&[square]);
        assert_eq!(bytes.len(), 9 + 9 + 4 + 4 * 16);
        assert_eq!(bytes[22..38], bytes[70..86], "the ring is closed");
        assert_eq!(hex(polygons(&[])), "010600000000000000");
    }
}
