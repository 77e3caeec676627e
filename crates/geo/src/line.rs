//! Polylines: how long, where along, and with fewer points.

use allways_base::{LonLat, Metres};

use crate::distance::{degree_lengths, distance, turn};

/// The length of a polyline on the ground; zero for fewer than two points.
pub fn length(line: &[LonLat]) -> Metres {
    Metres(line.windows(2).map(|pair| distance(pair[0], pair[1]).0).sum())
}

/// The place a share of the way from `a` to `b`: `share` 0 is `a`, 1 is `b`. Straight in degrees,
/// which for street segments is the straight line on the ground; the short way over 180°.
pub fn interpolate(a: LonLat, b: LonLat, share: f64) -> LonLat {
    let lon = a.lon + turn(b.lon - a.lon) * share;
    LonLat::new(turn(lon), a.lat + (b.lat - a.lat) * share)
}

/// The place `at` metres from the start of a polyline; its ends for less than zero or more than
/// its length. `None` for a line without points.
pub fn along(line: &[LonLat], at: Metres) -> Option<LonLat> {
    let mut left = at.0.max(0.0);
    for pair in line.windows(2) {
        let piece = distance(pair[0], pair[1]).0;
        if left < piece {
            return Some(interpolate(pair[0], pair[1], left / piece));
        }
        left -= piece;
    }
    line.last().copied()
}

/// The plane that touches the ground at a place: good to 1e-4 within some kilometres of it. Made
/// once, it measures against many segments.
#[derive(Clone, Copy, Debug)]
pub struct TangentPlane {
    center: LonLat,
    north: f64,
    east: f64,
}

impl TangentPlane {
    /// The plane at a place.
    pub fn at(center: LonLat) -> Self {
        let (north, east) = degree_lengths(center.lat);
        Self { center, north, east }
    }

    /// The point of the segment from `a` to `b` nearest to the plane's center: the share of the way
    /// from `a`, in 0..=1, and the distance.
    #[inline]
    pub fn nearest_on_segment(&self, a: LonLat, b: LonLat) -> (f64, Metres) {
        let (share, (x, y)) = self.foot(a, b);
        (share, Metres(x.hypot(y)))
    }

    /// As [`TangentPlane::nearest_on_segment`], with the point's metres east and north of the center
    /// in place of the distance.
    #[inline]
    pub fn foot(&self, a: LonLat, b: LonLat) -> (f64, (f64, f64)) {
        let flat = |q: LonLat| {
            let dlat = q.lat - self.center.lat;
            (turn(q.lon - self.center.lon) * self.east, dlat * self.north)
        };
        let ((ax, ay), (bx, by)) = (flat(a), flat(b));
        let (dx, dy) = (bx - ax, by - ay);
        let squared = dx * dx + dy * dy;
        let share =
            if squared > 0.0 { (-(ax * dx + ay * dy) / squared).clamp(0.0, 1.0) } else { 0.0 };
        (share, (ax + share * dx, ay + share * dy))
    }
}

/// As [`TangentPlane::nearest_on_segment`], for one segment.
pub fn nearest_on_segment(p: LonLat, a: LonLat, b: LonLat) -> (f64, Metres) {
    TangentPlane::at(p).nearest_on_segment(a, b)
}

/// The polyline with fewer points, none of the dropped ones farther than `tolerance` from what is
/// left (Douglas & Peucker 1973). Both ends stay. For drawing; never measure a simplified line.
pub fn simplify(line: &[LonLat], tolerance: Metres) -> Vec<LonLat> {
    if line.len() < 3 {
        return line.to_vec();
    }
    let mut keep = vec![false; line.len()];
    keep[0] = true;
    keep[line.len() - 1] = true;
    let mut open = vec![(0, line.len() - 1)];
    while let Some((from, to)) = open.pop() {
        let mut worst = (tolerance.0, None);
        for (k, &p) in line.iter().enumerate().take(to).skip(from + 1) {
            let (_, off) = nearest_on_segment(p, line[from], line[to]);
            if off.0 > worst.0 {
                worst = (off.0, Some(k));
            }
        }
        if let (_, Some(k)) = worst {
            keep[k] = true;
            open.push((from, k));
            open.push((k, to));
        }
    }
    line.iter().zip(keep).filter_map(|(&p, kept)| kept.then_some(p)).collect()
}
/// The parts of a line on either side of the 180th meridian, in order, as RFC 7946 §3.1.9 asks: no
/// part runs round the world the wrong way. Places that follow themselves count once; a line that
/// only touches the meridian leaves a part of one place, and an empty one an empty part.
pub fn cut_at_180(line: &[LonLat]) -> Vec<Vec<LonLat>> {
    let (mut parts, mut part): (Vec<Vec<LonLat>>, Vec<LonLat>) = (Vec::new(), Vec::new());
    for &p in line {
        if let Some(&last) = part.last()
            && (p.lon - last.lon).abs() > 180.0
        {
            let side = 180.0_f64.copysign(last.lon);
            let way = p.lon + 2.0 * side - last.lon;
            // From 180 to -180 the line stays on the meridian.
            let share = if way.abs() < 1e-9 { 0.0 } else { (side - last.lon) / way };
            let lat = last.lat + (p.lat - last.lat) * share;
            part.push(LonLat::new(side, lat));
            parts.push(std::mem::take(&mut part));
            part.push(LonLat::new(-side, lat));
        }
        part.push(p);
    }
    parts.push(part);
    for part in &mut parts {
        part.dedup();
    }
    parts
}
