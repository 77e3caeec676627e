//! What a way is like: surface, width, incline, light, structure. What cannot be read says nothing.

use allways_streets::{Known, Mode, RoadClass, Structure, Surface, WayTraits};

use super::access::Class;
use super::speed;
use super::tags::Tags;
use super::vehicle;

const SMOOTH: &[&str] = &[
    "paved",
    "asphalt",
    "chipseal",
    "concrete",
    "concrete:plates",
    "concrete:lanes",
    "metal",
    "wood",
    "rubber",
    "tartan",
    "acrylic",
    "tiles",
];
const JOINTED: &[&str] = &[
    "paving_stones",
    "paving_stones:lanes",
    "sett",
    "bricks",
    "brick",
    "cobblestone",
    "cobblestone:flattened",
    "unhewn_cobblestone",
    "grass_paver",
    "metal_grid",
];
const COMPACTED: &[&str] = &["compacted", "fine_gravel", "clay"];
const LOOSE: &[&str] =
    &["unpaved", "gravel", "ground", "dirt", "earth", "pebblestone", "rock", "stone", "woodchips"];
const SOFT: &[&str] = &["sand", "mud", "grass", "snow", "ice", "shells"];

const SMOOTHNESS: &[&str] = &[
    "excellent",
    "good",
    "intermediate",
    "bad",
    "very_bad",
    "horrible",
    "very_horrible",
    "impassable",
];

/// Heights of kerbs, centimetres: the wiki's limits where it has them (`flush` 0, `lowered` about
/// 3), else the usual height of a European kerb.
const KERBS: &[(&str, u16)] =
    &[("no", 0), ("flush", 0), ("lowered", 3), ("rolled", 8), ("raised", 12)];

/// Beginnings of the keys that [`of_way`] asks, but for those of access and limits.
const KEYS: &[&str] = &[
    "highway",
    "surface",
    "smoothness",
    "width",
    "est_width",
    "incline",
    "ramp:",
    "kerb",
    "footway",
    "path",
    "cycleway",
    "covered",
    "lit",
    "bridge",
    "tunnel",
    "duration",
];

/// Everything that walkers do not ask, of a street, a pier, a platform or a ferry.
pub(super) fn of_way(tags: &Tags<'_>, class: Option<&Class>) -> WayTraits {
    let is_ferry = class.is_none() && tags.is("route", &["ferry"]);
    let asked = tags.about(vehicle::KEYS);
    let [cycle, drive, truck] =
        [Mode::Cycle, Mode::Drive, Mode::Truck].map(|mode| vehicle::of_way(&asked, class, mode));
    let is_driven = !drive.is_closed() || !truck.is_closed();
    // Speeds and sizes of ways that nobody drives on would only cost time.
    let signs = tags.about(if is_driven { speed::KEYS } else { &[] });
    let limits = is_driven.then(|| speed::of_way(&signs, class));
    let tags = &tags.about(KEYS);
    let kerb = ["kerb", "kerb:both"].iter().find_map(|key| tags.get(key));
    WayTraits {
        class: match class {
            Some(class) => class.kind,
            None if is_ferry => RoadClass::Ferry,
            None => RoadClass::Footway,
        },
        cycle,
        drive,
        truck,
        speed: limits.map_or([0; 2], |both| both.map(|limit| limit.mm_s)),
        truck_speed: speed::of_trucks(&signs),
        speed_is_assumed: limits.is_some_and(|both| both.iter().any(|limit| limit.is_assumed)),
        ferry_seconds: if is_ferry { tags.get("duration").map_or(0, speed::duration) } else { 0 },
        size: speed::size(&signs),
        surface: tags.get("surface").map_or(Surface::Unknown, surface),
        smoothness: tags.get("smoothness").map_or(0, smoothness),
        width_cm: ["width", "est_width"]
            .iter()
            .find_map(|key| speed::centimetres(tags.get(key)?))
            .unwrap_or(0),
        incline: tags.get("incline").and_then(incline),
        ramp: known(tags, &["ramp:wheelchair"]),
        pram_ramp: known(tags, &["ramp:stroller", "ramp:wheelchair"]),
        kerb_cm: kerb.and_then(kerb_cm),
        is_crossing: ["footway", "path", "cycleway", "highway"]
            .iter()
            .any(|key| tags.is(key, &["crossing"])),
        covered: known(tags, &["covered"]),
        lit: known(tags, &["lit"]),
        structure: structure(tags),
        structure_name: ["bridge:name", "tunnel:name"]
            .iter()
            .find_map(|key| tags.get(key))
            .unwrap_or("")
            .to_owned(),
    }
}

/// Of several values (`asphalt;gravel`) the worst.
fn surface(value: &str) -> Surface {
    let one = |value: &str| match value.trim() {
        v if SMOOTH.contains(&v) => Surface::Smooth,
        v if JOINTED.contains(&v) => Surface::Jointed,
        v if COMPACTED.contains(&v) => Surface::Compacted,
        v if LOOSE.contains(&v) => Surface::Loose,
        v if SOFT.contains(&v) => Surface::Soft,
        _ => Surface::Unknown,
    };
    value.split(';').map(one).max().unwrap_or_default()
}

fn smoothness(value: &str) -> u8 {
    let place = SMOOTHNESS.iter().position(|&name| name == value);
    place.and_then(|k| u8::try_from(k + 1).ok()).unwrap_or(0)
}

/// Thousandths: `8%`, `-5 %`, `3°`, `1:12`, `0`. `up` and `down` state no grade.
fn incline(value: &str) -> Option<i16> {
    let value = value.trim();
    let (sign, size) = match value.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, value.strip_prefix('+').unwrap_or(value)),
    };
    let positive = |text: &str| text.trim().parse::<f64>().ok().filter(|n| *n >= 0.0);
    let grade = if let Some(percent) = size.strip_suffix('%') {
        positive(percent)? / 100.0
    } else if let Some(degrees) = size.strip_suffix('°') {
        positive(degrees).filter(|n| *n < 89.0)?.to_radians().tan()
    } else if let Some((rise, run)) = size.split_once(':') {
        positive(rise)? / positive(run).filter(|n| *n > 0.0)?
    } else {
        positive(size).filter(|n| *n == 0.0)?
    };
    let thousandths = allways_base::cast::round_i64(sign * grade * 1000.0);
    i16::try_from(thousandths).ok()
}

/// Centimetres of a `kerb` value.
fn kerb_cm(value: &str) -> Option<u16> {
    KERBS.iter().find(|(name, _)| *name == value).map(|&(_, cm)| cm)
}

/// Height of a kerb at a node, centimetres: as measured, else by its kind.
pub(super) fn kerb_at(tags: &Tags<'_>) -> Option<u16> {
    let measured = tags.get("kerb:height").and_then(speed::centimetres);
    measured.or_else(|| kerb_cm(tags.get("kerb")?))
}

/// The first of the keys that says yes or no.
fn known(tags: &Tags<'_>, keys: &[&str]) -> Known {
    let of = |key: &&str| match tags.get(key) {
        Some("no") => Some(Known::No),
        Some("yes" | "24/7" | "automatic" | "limited" | "separate" | "arcade" | "colonnade") => {
            Some(Known::Yes)
        }
        _ => None,
    };
    keys.iter().find_map(of).unwrap_or_default()
}

/// A passage through a building and a boardwalk lie on the ground.
fn structure(tags: &Tags<'_>) -> Structure {
    let is = |key: &str, not: &[&str]| tags.get(key).is_some_and(|value| !not.contains(&value));
    if is("bridge", &["no", "boardwalk", "low_water_crossing"]) {
        Structure::Bridge
    } else if is("tunnel", &["no", "building_passage", "avalanche_protector"]) {
        Structure::Tunnel
    } else {
        Structure::Ground
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inclines() {
        for (value, wanted) in [
            ("8%", Some(80)),
            ("-5 %", Some(-50)),
            ("+2.5%", Some(25)),
            ("45°", Some(1000)),
            ("1:12", Some(83)),
            ("-1:20", Some(-50)),
            ("0", Some(0)),
            ("0%", Some(0)),
            ("up", None),
            ("down", None),
            ("8", None),
            ("1:0", None),
            ("90°", None),
            ("--5%", None),
            ("NaN%", None),
        ] {
            assert_eq!(incline(value), wanted, "{value}");
        }
    }

    #[test]
    fn facts() {
        let read = |text| {
            let tags = Tags::read(text);
            of_way(&tags, super::super::foot::class_of(&tags))
        };
        let way = read(
            "highway=footway footway=crossing surface=asphalt;gravel smoothness=bad width=1.2 \
             kerb=raised lit=yes covered=no bridge=yes bridge:name=Arch ramp:wheelchair=yes",
        );
        assert_eq!((way.surface, way.smoothness, way.width_cm), (Surface::Loose, 4, 120));
        assert_eq!((way.kerb_cm, way.is_crossing), (Some(12), true));
        assert_eq!((way.lit, way.covered), (Known::Yes, Known::No));
        assert_eq!((way.structure, way.structure_name.as_str()), (Structure::Bridge, "Arch"));
        assert_eq!((way.ramp, way.pram_ramp), (Known::Yes, Known::Yes));
        let plain = read("highway=footway surface=moon lit=dusk tunnel=building_passage");
        assert_eq!((plain.surface, plain.lit), (Surface::Unknown, Known::Unknown));
        assert_eq!((plain.structure, plain.kerb_cm), (Structure::Ground, None));
        let ferry = read("route=ferry motor_vehicle=yes duration=00:20");
        assert_eq!((ferry.class, ferry.ferry_seconds), (RoadClass::Ferry, 1200));
        assert_eq!(kerb_at(&Tags::read("kerb=raised kerb:height=0.05")), Some(5));
    }
}
