//! Space, from the equator up.

use allways_base::cast::f64_from;
use allways_base::random::Random;
use allways_base::{LonLat, Metres};
use allways_geo::distance::degree_lengths;
use allways_geo::line::nearest_on_segment;
use allways_geo::{
    BBox, Datum, LocalFrame, MultiPolygon, PointIndex, Polygon, Xy, along, cells_in, distance,
    interpolate, length, simplify,
};

fn at(lon: f64, lat: f64) -> LonLat {
    LonLat::new(lon, lat)
}

fn near(found: f64, wanted: f64, tolerance: f64) {
    assert!((found - wanted).abs() <= tolerance, "found {found}, wanted {wanted} ± {tolerance}");
}

fn dms(d: f64, m: f64, s: f64) -> f64 {
    d.signum() * (d.abs() + m / 60.0 + s / 3600.0)
}

fn anywhere(random: &mut Random) -> LonLat {
    at(random.unit() * 360.0 - 180.0, (random.unit() * 2.0 - 1.0).asin().to_degrees())
}

fn around(center: LonLat, degrees: f64, random: &mut Random) -> LonLat {
    let off = |r: &mut Random| (r.unit() - 0.5) * 2.0 * degrees;
    at(center.lon + off(random), center.lat + off(random))
}

const CHONGQING: LonLat = LonLat::new(106.39, 29.55);

// Distance.

#[test]
fn a01_a_degree_along_the_equator() {
    near(distance(at(10.0, 0.0), at(11.0, 0.0)).0, 111_319.490_8, 1e-3);
}

#[test]
fn a02_a_quarter_meridian() {
    near(distance(at(0.0, 0.0), at(0.0, 90.0)).0, 10_001_965.729, 1e-3);
}

/// Geoscience Australia's worked example: GRS 80, whose axes are the same within 0.1 mm.
#[test]
fn a03_flinders_peak_to_buninyong() {
    let flinders = at(dms(144.0, 25.0, 29.524_40), dms(-37.0, 57.0, 3.720_30));
    let buninyong = at(dms(143.0, 55.0, 35.383_90), dms(-37.0, 39.0, 10.156_10));
    near(distance(flinders, buninyong).0, 54_972.271, 1e-3);
}

/// The example of GeographicLib's `GeodSolve`.
#[test]
fn a04_new_york_to_london() {
    near(distance(at(-73.8, 40.6), at(-0.5, 51.6)).0, 5_551_759.400, 1e-2);
}

/// GeographicLib's example of nearly opposite points, where Vincenty's iteration fails.
#[test]
fn a05_wellington_to_salamanca() {
    near(distance(at(174.81, -41.32), at(-5.50, 40.96)).0, 19_959_679.267, 1.0);
}

#[test]
fn a06_opposite_points_are_half_a_meridian_apart() {
    near(distance(at(0.0, 0.0), at(180.0, 0.0)).0, 2.0 * 10_001_965.729, 1.0);
    near(distance(at(20.0, 90.0), at(-70.0, -90.0)).0, 2.0 * 10_001_965.729, 1.0);
}

#[test]
fn a07_over_the_date_line_is_short() {
    let (a, b) = (at(179.99, 0.0), at(-179.99, 0.0));
    near(distance(a, b).0, 0.02 * 111_319.490_8, 1e-3);
    near(distance(at(179.0, 0.0), at(-179.0, 0.0)).0, 2.0 * 111_319.490_8, 1e-2);
}

#[test]
fn a08_symmetric_to_the_bit_and_zero_at_home() {
    let mut random = Random::new(1, 0);
    for _ in 0..5000 {
        let (a, b) = (anywhere(&mut random), anywhere(&mut random));
        assert_eq!(distance(a, b), distance(b, a));
        assert_eq!(distance(a, a), Metres(0.0));
        let c = around(a, 0.05, &mut random);
        assert_eq!(distance(a, c), distance(c, a));
    }
}

#[test]
fn a09_no_detour_is_shorter() {
    let mut random = Random::new(2, 0);
    for _ in 0..5000 {
        let [a, b, c] = [0; 3].map(|_| anywhere(&mut random));
        let (ab, bc, ac) = (distance(a, b).0, distance(b, c).0, distance(a, c).0);
        assert!(ac <= ab + bc + 1.0, "{a:?} {b:?} {c:?}: {ac} > {ab} + {bc}");
    }
}

/// The fast formula and the exact one meet without a step: twin by halves. A line of 0.16° is
/// measured whole by the exact one, in sixteen pieces by the fast one.
#[test]
fn a10_the_fast_formula_agrees_with_the_exact_one() {
    let mut random = Random::new(3, 0);
    for _ in 0..5000 {
        let lat = (random.unit() - 0.5) * 158.0;
        let a = at(random.unit() * 300.0 - 150.0, lat);
        let b = at(a.lon + 0.099, lat + 0.099 * (random.unit() * 2.0 - 1.0));
        let fast = distance(a, b).0;
        // Just past the border of the fast formula, along the same line.
        let beyond = interpolate(a, b, 1.02);
        let exact = distance(a, beyond).0;
        let tail = distance(b, beyond).0;
        let bend = exact * 2e-6 + 1e-3;
        near(exact - tail, fast, bend);
    }
}

// The plane.

/// Wikipedia's example for UTM: the CN Tower is at 17N 630084 4833438.
#[test]
fn b01_the_cn_tower_in_utm() {
    let tower = at(dms(-79.0, 23.0, 13.7), dms(43.0, 38.0, 33.24));
    let Xy { x, y } = LocalFrame::new(at(-81.0, 0.0)).to_xy(tower);
    near(0.9996 * x + 500_000.0, 630_084.0, 1.0);
    near(0.9996 * y, 4_833_438.0, 1.0);
}

#[test]
fn b02_there_and_back() {
    let mut random = Random::new(4, 0);
    for _ in 0..5000 {
        let origin = at(random.unit() * 360.0 - 180.0, (random.unit() - 0.5) * 170.0);
        let frame = LocalFrame::new(origin);
        assert_eq!(frame.origin(), origin);
        let home = frame.to_xy(origin);
        near(home.x.hypot(home.y), 0.0, 1e-6);
        let p = around(origin, 2.0, &mut random);
        let back = frame.to_lonlat(frame.to_xy(p));
        near((back.lat - p.lat).abs(), 0.0, 1e-9);
        near(((back.lon - p.lon + 540.0).rem_euclid(360.0) - 180.0).abs(), 0.0, 1e-9);
    }
}

#[test]
fn b03_lengths_within_60_km_are_good_to_1e_4() {
    let mut random = Random::new(5, 0);
    for _ in 0..5000 {
        let origin = at(random.unit() * 300.0 - 150.0, (random.unit() - 0.5) * 140.0);
        let frame = LocalFrame::new(origin);
        let mut within = || {
            let (r, phi) = (60_000.0 * random.unit(), random.unit() * std::f64::consts::TAU);
            Xy::new(r * phi.cos(), r * phi.sin())
        };
        let (a, b) = (within(), within());
        let flat = (a.x - b.x).hypot(a.y - b.y);
        let ground = distance(frame.to_lonlat(a), frame.to_lonlat(b)).0;
        near(flat / ground, 1.0, 1e-4);
    }
}

// Lines.

#[test]
fn c01_along_a_line() {
    let line = [at(0.0, 0.0), at(0.01, 0.0), at(0.01, 0.01)];
    let whole = length(&line);
    near(whole.0, 1_113.194_908 + 1105.74, 0.05);
    assert_eq!(along(&line, Metres(-5.0)), Some(line[0]));
    assert_eq!(along(&line, Metres(1e9)), Some(line[2]));
    assert_eq!(along(&[], Metres(0.0)), None);
    assert_eq!(along(&line[..1], Metres(3.0)), Some(line[0]));
    near(along(&line, Metres(1_113.194_908 / 2.0)).unwrap().lon, 0.005, 1e-9);
    let mut before = Metres(0.0);
    for k in 0..=100 {
        let p = along(&line, Metres(whole.0 * f64_from(k) / 100.0)).unwrap();
        let walked = if p.lat > 0.0 {
            1_113.194_908 + distance(line[1], p).0
        } else {
            distance(line[0], p).0
        };
        assert!(walked >= before.0 - 1e-6);
        before = Metres(walked);
    }
}

#[test]
fn c02_simplified_lines_stay_within_the_tolerance() {
    let mut random = Random::new(6, 0);
    for _ in 0..300 {
        let mut p = CHONGQING;
        let line: Vec<LonLat> = (0..60)
            .map(|_| {
                p = at(p.lon + random.unit() * 0.002, p.lat + (random.unit() - 0.5) * 0.002);
                p
            })
            .collect();
        let tolerance = Metres(20.0 + 100.0 * random.unit());
        let few = simplify(&line, tolerance);
        assert!(few.len() < line.len() && few.len() >= 2);
        assert_eq!((few[0], few.last()), (line[0], line.last()));
        for &p in &line {
            let off = few
                .windows(2)
                .map(|s| nearest_on_segment(p, s[0], s[1]).1.0)
                .fold(f64::INFINITY, f64::min);
            assert!(off <= tolerance.0 * 1.001, "{off} > {tolerance}");
        }
    }
    let three_in_a_row = [at(0.0, 0.0), at(0.5, 0.0), at(1.0, 0.0)];
    assert_eq!(simplify(&three_in_a_row, Metres(1.0)), [three_in_a_row[0], three_in_a_row[2]]);
}

// Areas.

fn square(west: f64, south: f64, side: f64) -> Vec<LonLat> {
    let (east, north) = (west + side, south + side);
    vec![at(west, south), at(east, south), at(east, north), at(west, north), at(west, south)]
}

#[test]
fn d01_a_degree_square_by_summing_thin_strips() {
    for south in [0.0f64, 29.0, -35.0, 60.0] {
        // The twin: strips of the surface, width times height, from the radii of curvature.
        let n = 20_000;
        let strip = |k: usize| {
            let (north, east) = degree_lengths(south + (f64_from(k) + 0.5) / f64_from(n));
            north / f64_from(n) * east
        };
        let twin: f64 = (0..n).map(strip).sum::<f64>() / 1e6;
        let area = Polygon::new(square(106.0, south, 1.0)).area_km2();
        near(area / twin, 1.0, 1e-8);
    }
    // The published surface of the whole ellipsoid.
    let all = vec![at(-180.0, -90.0), at(180.0, -90.0), at(180.0, 90.0), at(-180.0, 90.0)];
    near(Polygon::new(all).area_km2(), 510_065_621.724, 0.001);
}

#[test]
fn d02_a_known_rectangle_of_the_plane() {
    let frame = LocalFrame::new(CHONGQING);
    let corner = |x, y| frame.to_lonlat(Xy::new(x, y));
    let ring = vec![corner(-3e3, -2e3), corner(3e3, -2e3), corner(3e3, 2e3), corner(-3e3, 2e3)];
    let mut polygon = Polygon::new(ring.clone());
    near(polygon.area_km2(), 24.0, 24.0 * 1e-5);
    polygon.holes.push(vec![
        corner(0.0, 0.0),
        corner(0.0, 1e3),
        corner(1e3, 1e3),
        corner(1e3, 0.0),
    ]);
    near(polygon.area_km2(), 23.0, 24.0 * 1e-5);
    assert!(polygon.contains(corner(-500.0, 500.0)));
    assert!(!polygon.contains(corner(500.0, 500.0)));
    assert!(!polygon.contains(corner(4e3, 0.0)));
    let mut turned = ring;
    turned.reverse();
    near(Polygon::new(turned).area_km2(), 24.0, 24.0 * 1e-5);
}

#[test]
fn d03_tiles_that_share_edges_count_every_place_once() {
    let mut random = Random::new(7, 0);
    let m = at(0.37, 0.61);
    let corners = [at(0.0, 0.0), at(1.0, 0.0), at(1.0, 1.0), at(0.0, 1.0)];
    let tiles: Vec<Polygon> = (0..4)
        .map(|k| {
            let mut ring = vec![corners[k], corners[(k + 1) % 4], m];
            if k % 2 == 0 {
                ring.reverse();
            }
            ring.rotate_left(k % 3);
            Polygon::new(ring)
        })
        .collect();
    for k in 0..20_000 {
        // A third of the places lie on an inner edge, to the bit where rounding allows; a third is
        // level with the corner in the middle.
        let p = match k % 3 {
            0 => at(random.unit() * 0.998 + 0.001, random.unit() * 0.998 + 0.001),
            1 => interpolate(corners[k / 3 % 4], m, random.unit() * 0.99 + 0.005),
            _ => at(random.unit() * 0.998 + 0.001, m.lat),
        };
        let n = tiles.iter().filter(|tile| tile.contains(p)).count();
        assert_eq!(n, 1, "{p:?}");
        // Level with the middle, west of it is the fourth tile and east of it the second.
        let tile = if p.lon < m.lon { 3 } else { 1 };
        assert!(k % 3 < 2 || tiles[tile].contains(p), "{p:?}");
    }
    assert_eq!(tiles.iter().filter(|tile| tile.contains(m)).count(), 1);
}

#[test]
fn d04_rings_that_bound_nothing() {
    for ring in [vec![], vec![at(0.0, 0.0)], vec![at(0.0, 0.0), at(1.0, 1.0)]] {
        let polygon = Polygon::new(ring);
        near(polygon.area_km2(), 0.0, 0.0);
        assert!(!polygon.contains(at(0.5, 0.5)));
    }
    let none = MultiPolygon::default();
    assert!(none.bbox().is_empty() && none.label_point().is_none());
    assert!(cells_in(&none, &LocalFrame::new(CHONGQING), Metres(100.0)).is_empty());
}

#[test]
fn d05_parts_boxes_and_labels() {
    let two = MultiPolygon::new(vec![
        Polygon::new(square(0.0, 0.0, 0.1)),
        Polygon::new(square(1.0, 1.0, 0.2)),
    ]);
    assert_eq!(two.bbox(), BBox { west: 0.0, south: 0.0, east: 1.2, north: 1.2 });
    assert!(two.contains(at(0.05, 0.05)) && two.contains(at(1.1, 1.1)));
    assert!(!two.contains(at(0.5, 0.5)));
    let label = two.label_point().unwrap();
    near(label.lon, 1.1, 1e-9);
    near(label.lat, 1.1, 1e-9);
    assert_eq!(two.polygons().len(), 2);
}

// Near things.

#[test]
fn e01_the_index_finds_what_a_scan_finds() {
    for seed in 0..500 {
        let mut random = Random::new(8, seed);
        let (middle, spread) = match seed % 5 {
            0 => (at(179.999, 10.0), 0.05),
            1 => (at(-30.0, 89.9), 0.05),
            2 => (CHONGQING, 0.05),
            3 => (at(20.0, 84.0), 0.5),
            _ => (at(-0.001, -0.001), 0.05),
        };
        let points: Vec<LonLat> = (0..200)
            .map(|_| {
                let p = around(middle, spread, &mut random);
                // Near the pole degrees of longitude are short.
                let stretch = if seed % 5 == 3 { 14.0 } else { 1.0 };
                let p = at(middle.lon + (p.lon - middle.lon) * stretch, p.lat);
                let lon = (p.lon + 540.0).rem_euclid(360.0) - 180.0;
                at(lon, p.lat.clamp(-90.0, 90.0))
            })
            .chain([at(0.0, 0.0), at(f64::NAN, 0.0), at(500.0, 0.0)])
            .collect();
        let index = PointIndex::new(&points);
        assert_eq!(index.len(), 201);
        let center = if seed % 5 == 3 { middle } else { points[3] };
        for radius in [0.0, 300.0, 2500.0, 60_000.0, 3e7] {
            let mut wanted: Vec<(usize, Metres)> = points
                .iter()
                .enumerate()
                .filter(|(_, p)| p.is_valid())
                .map(|(row, &p)| (row, distance(center, p)))
                .filter(|(_, away)| away.0 <= radius)
                .collect();
            wanted.sort_by(|a, b| a.1.0.total_cmp(&b.1.0).then(a.0.cmp(&b.0)));
            assert_eq!(index.within(center, Metres(radius)), wanted, "seed {seed}, {radius} m");
            let nearest = index.nearest(center, Metres(radius));
            assert_eq!(nearest, wanted.first().copied());
        }
    }
    assert!(PointIndex::new(&[]).is_empty());
    assert_eq!(PointIndex::new(&[]).nearest(CHONGQING, Metres(f64::INFINITY)), None);
    assert_eq!(PointIndex::new(&[CHONGQING]).nearest(at(f64::NAN, 0.0), Metres(9.0)), None);
}

#[test]
fn e02_cells_count_the_area() {
    let frame = LocalFrame::new(CHONGQING);
    let corner = |x, y| frame.to_lonlat(Xy::new(x, y));
    let area: MultiPolygon = Polygon::new(vec![
        corner(-3e3, -2e3),
        corner(3e3, -2e3),
        corner(3e3, 2e3),
        corner(-3e3, 2e3),
    ])
    .into();
    let cells = cells_in(&area, &frame, Metres(100.0));
    assert_eq!(cells.len(), 60 * 40);
    let first = frame.to_xy(cells[0]);
    near(first.x, -2950.0, 1e-3);
    near(first.y, -1950.0, 1e-3);
    assert_eq!(cells, cells_in(&area, &frame, Metres(100.0)));
    assert!(cells_in(&area, &frame, Metres(0.0)).is_empty());
}

// Datums.

#[test]
fn f01_datums_there_and_back_within_half_a_metre() {
    let mut random = Random::new(9, 0);
    for datum in [Datum::Gcj02, Datum::Bd09, Datum::Wgs84] {
        for _ in 0..5000 {
            let p = at(74.0 + 60.0 * random.unit(), 18.0 + 35.0 * random.unit());
            let there = datum.from_wgs84(p);
            assert!(distance(datum.to_wgs84(there), p).0 < 0.001, "{datum:?} {p:?}");
            assert!(datum == Datum::Wgs84 || distance(there, p).0 > 10.0);
            assert!(distance(there, p).0 < 1800.0);
        }
    }
}

#[test]
fn f02_outside_china_nothing_moves() {
    let porto = at(-8.61, 41.15);
    assert_eq!(Datum::Gcj02.to_wgs84(porto), porto);
    assert_eq!(Datum::Bd09.from_wgs84(porto), porto);
    assert_eq!(Datum::parse("bd09"), Some(Datum::Bd09));
    assert_eq!(Datum::parse("GCJ-02"), None);
}

/// The pair that the formula's users test with: Tiananmen, WGS 84 116.391349, 39.907375 is drawn
/// at about 116.39759, 39.90877 in GCJ-02.
#[test]
fn f03_tiananmen() {
    let drawn = Datum::Gcj02.from_wgs84(at(116.391_349, 39.907_375));
    near(drawn.lon, 116.397_59, 2e-5);
    near(drawn.lat, 39.908_77, 2e-5);
}
