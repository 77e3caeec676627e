//! A crude sketch of the west of Chongqing: enough geometry to try the maps.

use allways_base::LonLat;
use allways_city::verdict::{BaseMap, MapFeature, MapRole, Shape};

pub(crate) const LINE_1: [(f64, f64); 25] = [
    (106.5837, 29.5692),
    (106.5799, 29.5629),
    (106.5707, 29.5565),
    (106.5594, 29.5577),
    (106.5456, 29.5555),
    (106.5302, 29.5508),
    (106.5154, 29.5447),
    (106.5045, 29.5408),
    (106.4952, 29.5415),
    (106.4810, 29.5354),
    (106.4653, 29.5390),
    (106.4641, 29.5476),
    (106.4644, 29.5563),
    (106.4565, 29.5586),
    (106.4462, 29.5641),
    (106.4414, 29.5700),
    (106.4420, 29.5793),
    (106.4403, 29.5920),
    (106.4404, 29.6083),
    (106.3774, 29.6128),
    (106.3589, 29.6122),
    (106.3246, 29.6100),
    (106.3051, 29.6100),
    (106.2892, 29.6100),
    (106.2288, 29.6149),
];

pub(crate) const LINE_6: [(f64, f64); 12] = [
    (106.5837, 29.5692),
    (106.5560, 29.5900),
    (106.5310, 29.6100),
    (106.5120, 29.6350),
    (106.5020, 29.6700),
    (106.4850, 29.7000),
    (106.4700, 29.7300),
    (106.4560, 29.7600),
    (106.4450, 29.7900),
    (106.4330, 29.8120),
    (106.4250, 29.8300),
    (106.3960, 29.8050),
];

pub(crate) const LINE_5: [(f64, f64); 8] = [
    (106.4810, 29.5354),
    (106.4700, 29.5150),
    (106.4560, 29.4950),
    (106.4300, 29.4700),
    (106.4000, 29.4500),
    (106.3700, 29.4300),
    (106.3300, 29.3800),
    (106.2800, 29.2900),
];

pub(crate) const LINE_15: [(f64, f64); 6] = [
    (106.3960, 29.8050),
    (106.3900, 29.7500),
    (106.3700, 29.6900),
    (106.3589, 29.6122),
    (106.3300, 29.5200),
    (106.3000, 29.4000),
];

pub(crate) fn points(pairs: &[(f64, f64)]) -> Vec<LonLat> {
    pairs.iter().map(|&(lon, lat)| LonLat::new(lon, lat)).collect()
}

pub(crate) fn feature(role: MapRole, label: &str, shape: Shape) -> MapFeature {
    MapFeature { role, label: label.to_owned(), shape }
}

pub(crate) fn line(role: MapRole, label: &str, pairs: &[(f64, f64)]) -> MapFeature {
    feature(role, label, Shape::Line(points(pairs)))
}

pub(crate) fn point(role: MapRole, label: &str, lon: f64, lat: f64) -> MapFeature {
    feature(role, label, Shape::Point(LonLat::new(lon, lat)))
}

fn district(label: &str, pairs: &[(f64, f64)]) -> MapFeature {
    feature(MapRole::District, label, Shape::Polygon(vec![points(pairs)]))
}

pub(crate) fn base() -> BaseMap {
    let features = vec![
        district(
            "Beibei 北碚",
            &[
                (106.28, 29.80),
                (106.34, 29.93),
                (106.47, 30.02),
                (106.60, 30.05),
                (106.64, 29.95),
                (106.56, 29.86),
                (106.49, 29.76),
                (106.44, 29.70),
                (106.36, 29.69),
            ],
        ),
        district(
            "Shapingba 沙坪坝",
            &[
                (106.36, 29.69),
                (106.44, 29.70),
                (106.49, 29.62),
                (106.48, 29.55),
                (106.42, 29.53),
                (106.36, 29.50),
                (106.28, 29.53),
                (106.27, 29.62),
                (106.31, 29.70),
            ],
        ),
        district(
            "Bishan 璧山",
            &[
                (106.27, 29.62),
                (106.28, 29.53),
                (106.22, 29.40),
                (106.12, 29.28),
                (106.05, 29.33),
                (106.10, 29.52),
                (106.17, 29.68),
                (106.24, 29.83),
                (106.28, 29.80),
                (106.31, 29.70),
            ],
        ),
        district(
            "Jiulongpo 九龙坡",
            &[
                (106.36, 29.50),
                (106.42, 29.53),
                (106.48, 29.55),
                (106.54, 29.52),
                (106.50, 29.45),
                (106.44, 29.37),
                (106.35, 29.30),
                (106.25, 29.37),
                (106.22, 29.40),
                (106.28, 29.53),
            ],
        ),
        district(
            "Jiangjin 江津",
            &[
                (106.12, 29.28),
                (106.22, 29.40),
                (106.25, 29.37),
                (106.35, 29.30),
                (106.44, 29.37),
                (106.46, 29.28),
                (106.38, 29.15),
                (106.30, 28.95),
                (106.15, 28.85),
                (106.00, 28.95),
                (105.90, 29.12),
                (106.05, 29.33),
            ],
        ),
        line(MapRole::Line, "Line 1", &LINE_1),
        line(MapRole::Line, "Line 6", &LINE_6),
        line(MapRole::Line, "Line 5 / Jiangtiao", &LINE_5),
        line(MapRole::NewLine, "Line 15", &LINE_15),
        point(MapRole::Place, "University Town", 106.305, 29.610),
        point(MapRole::Place, "Xiyong", 106.359, 29.612),
        point(MapRole::Place, "Jiefangbei", 106.577, 29.557),
        point(MapRole::Place, "Tuanjiecun", 106.37, 29.655),
        point(MapRole::Place, "Shengquansi 圣泉寺", 106.28, 29.29),
        point(MapRole::Place, "Beibei station 北碚", 106.425, 29.83),
        point(MapRole::Place, "Jinfeng 金凤", 106.32, 29.51),
    ];
    BaseMap { features }
}

/// Squares of 500 m: those for which `covered` holds near a line, and the others.
pub(crate) fn cells(covered: bool) -> Vec<LonLat> {
    let mut out = Vec::new();
    for i in 0..96u32 {
        for j in 0..48u32 {
            let lon = 106.24 + f64::from(j) * 0.00516;
            let lat = 29.42 + f64::from(i) * 0.004_51;
            let inside =
                lon < 106.30 + (lat - 29.42) * 0.45 + 0.08 && lon > 106.25 + (lat - 29.42) * 0.18;
            let near = [&LINE_1[..], &LINE_6, &LINE_5, &LINE_15]
                .iter()
                .flat_map(|l| l.iter())
                .any(|&(x, y)| ((x - lon) * 0.87).hypot(y - lat) < 0.019);
            let mixed = (i * 7 + j * 13) % 11 < 4;
            if inside && (near || (mixed && (i / 3 + j / 4) % 3 > 0)) == covered {
                out.push(LonLat::new(lon, lat));
            }
        }
    }
    out
}
