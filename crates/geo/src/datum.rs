//! Datums stop at the door: GCJ-02 and BD-09 coordinates of Chinese web maps into WGS 84.
//!
//! China's maps are shifted by up to 700 m by a formula that was never published but is generally
//! known: a polynomial with sines in the coordinates, in degrees of the Krasovsky ellipsoid
//! (GCJ-02); Baidu adds a further twist about a point far away (BD-09). Both are smooth and move a
//! place by far less than they vary, so their inverse is found by repeated correction, to 1e-9
//! degrees, rather than by the usual one step that is off by metres. Outside a rough box around
//! China maps are not shifted and nothing is changed; within a kilometre of the box's edge (at
//! sea or abroad, but for it) the inverse is not defined and the place is taken as inside.

use allways_base::LonLat;

/// What the numbers of a source mean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Datum {
    /// GPS and OSM; also CGCS2000, which is the same within a decimetre.
    #[default]
    Wgs84,
    /// "Mars coordinates": Amap, Tencent, Google in China.
    Gcj02,
    /// Baidu.
    Bd09,
}

impl Datum {
    /// `wgs84`, `gcj02` or `bd09`, as the plan folder writes it.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "wgs84" => Some(Self::Wgs84),
            "gcj02" => Some(Self::Gcj02),
            "bd09" => Some(Self::Bd09),
            _ => None,
        }
    }

    /// A place of this datum, in WGS 84. Undoes [`Datum::from_wgs84`] to a millimetre within China.
    pub fn to_wgs84(self, place: LonLat) -> LonLat {
        if self == Self::Wgs84 || !in_china(place) {
            return place;
        }
        let mut guess = place;
        for _ in 0..30 {
            let there = self.shift(guess);
            let (dlon, dlat) = (place.lon - there.lon, place.lat - there.lat);
            guess = LonLat::new(guess.lon + dlon, guess.lat + dlat);
            if dlon.abs() < 1e-10 && dlat.abs() < 1e-10 {
                break;
            }
        }
        guess
    }

    /// Where a map of this datum draws a WGS 84 place.
    pub fn from_wgs84(self, place: LonLat) -> LonLat {
        if self == Self::Wgs84 || !in_china(place) { place } else { self.shift(place) }
    }

    fn shift(self, place: LonLat) -> LonLat {
        match self {
            Self::Wgs84 => place,
            Self::Gcj02 => to_gcj02(place),
            Self::Bd09 => to_bd09(to_gcj02(place)),
        }
    }
}

/// The rough box that the formula's users agree on.
fn in_china(place: LonLat) -> bool {
    (72.004..=137.8347).contains(&place.lon) && (0.8293..=55.8271).contains(&place.lat)
}

/// Semi-major axis of the Krasovsky ellipsoid, metres.
const KRASOVSKY_A: f64 = 6_378_245.0;
/// Its squared eccentricity.
const KRASOVSKY_E2: f64 = 0.006_693_421_622_965_943;

fn to_gcj02(place: LonLat) -> LonLat {
    let (x, y) = (place.lon - 105.0, place.lat - 35.0);
    // A wave of `height` metres with the given half length in degrees.
    let wave = |height: f64, at: f64, half: f64| height * (at * std::f64::consts::PI / half).sin();
    let common = (wave(20.0, x, 1.0 / 6.0) + wave(20.0, x, 0.5)) * 2.0 / 3.0;
    let root = x.abs().sqrt();
    let north = -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * root
        + common
        + (wave(20.0, y, 1.0) + wave(40.0, y, 3.0)) * 2.0 / 3.0
        + (wave(160.0, y, 12.0) + wave(320.0, y, 30.0)) * 2.0 / 3.0;
    let east = 300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * root
        + common
        + (wave(20.0, x, 1.0) + wave(40.0, x, 3.0)) * 2.0 / 3.0
        + (wave(150.0, x, 12.0) + wave(300.0, x, 30.0)) * 2.0 / 3.0;
    let (sin, cos) = place.lat.to_radians().sin_cos();
    let w2 = 1.0 - KRASOVSKY_E2 * sin * sin;
    let along_meridian = KRASOVSKY_A * (1.0 - KRASOVSKY_E2) / (w2 * w2.sqrt());
    let along_parallel = KRASOVSKY_A / w2.sqrt() * cos;
    LonLat::new(
        place.lon + (east / along_parallel).to_degrees(),
        place.lat + (north / along_meridian).to_degrees(),
    )
}

fn to_bd09(gcj: LonLat) -> LonLat {
    let turns = std::f64::consts::PI * 3000.0 / 180.0;
    let radius = gcj.lon.hypot(gcj.lat) + 0.000_02 * (gcj.lat * turns).sin();
    let angle = gcj.lat.atan2(gcj.lon) + 0.000_003 * (gcj.lon * turns).cos();
    LonLat::new(radius * angle.cos() + 0.0065, radius * angle.sin() + 0.006)
}
