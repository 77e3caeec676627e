//! Speed limits, the time of ferries, and the sizes of vehicles: numbers with units.

use allways_base::cast::round_u32;
use allways_streets::SizeLimits;

use super::access::Class;
use super::tags::Tags;

/// Beginnings of the keys that limits stand in.
pub(super) const KEYS: &[&str] = &["max", "zone:maxspeed", "source:maxspeed"];

const MPH: f64 = 1.609_344;
const KNOT: f64 = 1.852;
/// `walk`, and walking pace.
const WALKING_KMH: f64 = 7.0;

/// Limits that a country sets where no sign stands: code, urban, rural, motorway, km/h; 0 for none
/// at all. A fact of law, so not an assumption; countries not listed have the last row, which is.
const LAW: &[(&str, [f64; 3])] = &[
    ("AT", [50.0, 100.0, 130.0]),
    ("BE", [50.0, 90.0, 120.0]),
    ("BG", [50.0, 90.0, 140.0]),
    ("CH", [50.0, 80.0, 120.0]),
    ("CZ", [50.0, 90.0, 130.0]),
    ("DE", [50.0, 100.0, 0.0]),
    ("DK", [50.0, 80.0, 130.0]),
    ("ES", [50.0, 90.0, 120.0]),
    ("FR", [50.0, 80.0, 130.0]),
    ("GB", [30.0 * MPH, 60.0 * MPH, 70.0 * MPH]),
    ("IT", [50.0, 90.0, 130.0]),
    ("PL", [50.0, 90.0, 140.0]),
    ("PT", [50.0, 90.0, 120.0]),
    ("RO", [50.0, 90.0, 130.0]),
];
const OTHER_LAW: [f64; 3] = [50.0, 80.0, 110.0];

/// A limit, and whether it is an assumption. Millimetres a second; the most that the type holds
/// (236 km/h) for no limit at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Limit {
    pub(super) mm_s: u16,
    pub(super) is_assumed: bool,
}

fn limit(kmh: f64, is_assumed: bool) -> Limit {
    let mm_s = u16::try_from(round_u32(kmh * 1000.0 / 3.6)).unwrap_or(u16::MAX);
    Limit { mm_s: if kmh == 0.0 { u16::MAX } else { mm_s.max(1) }, is_assumed }
}

/// What `maxspeed` says; `None` if that is no limit known here (`signals`, `variable`, nonsense).
fn parse(value: &str) -> Option<Limit> {
    if value.contains(';') {
        return value.split(';').filter_map(|part| parse(part.trim())).min_by_key(|l| l.mm_s);
    }
    match value {
        "none" => return Some(limit(0.0, false)),
        "walk" => return Some(limit(WALKING_KMH, false)),
        _ => {}
    }
    if let Some(kmh) =
        number(value, &[("km/h", 1.0), ("kmh", 1.0), ("kph", 1.0), ("mph", MPH), ("knots", KNOT)])
    {
        return (kmh > 0.0).then(|| limit(kmh, false));
    }
    // `PT:urban`, `DE:zone:30`, `zone30`, `GB:nsl_single`.
    let (country, zone) = value.split_once(':').unwrap_or(("", value));
    let digits = zone.trim_start_matches("zone").trim_start_matches([':', '_']);
    if let (true, Ok(kmh)) = (zone.starts_with("zone"), digits.parse::<f64>()) {
        return (kmh > 0.0).then(|| limit(kmh, false));
    }
    let row = LAW.iter().find(|(code, _)| *code == country);
    let law = row.map_or(OTHER_LAW, |(_, law)| *law);
    let kmh = match zone {
        "urban" => law[0],
        "rural" | "nsl_single" => law[1],
        "motorway" | "nsl_dual" => law[2],
        "living_street" | "walk" => return Some(limit(WALKING_KMH, false)),
        _ => return None,
    };
    Some(limit(kmh, row.is_none()))
}

/// Limits of cars in both directions.
pub(super) fn of_way(tags: &Tags<'_>, class: Option<&Class>) -> [Limit; 2] {
    ["forward", "backward"].map(|direction| {
        let said = tags.get_for("maxspeed", direction).and_then(parse);
        let zone = || ["zone:maxspeed", "maxspeed:type", "source:maxspeed"].iter();
        said.or_else(|| zone().find_map(|key| parse(tags.get(key)?)))
            .unwrap_or_else(|| limit(class.map_or(30.0, |class| f64::from(class.kmh)), true))
    })
}

/// Limits of goods vehicles, where they have their own; 0 where not.
pub(super) fn of_trucks(tags: &Tags<'_>) -> [u16; 2] {
    let own = tags.get("maxspeed:hgv").and_then(parse).map_or(0, |limit| limit.mm_s);
    ["maxspeed:hgv:forward", "maxspeed:hgv:backward"]
        .map(|key| tags.get(key).and_then(parse).map_or(own, |limit| limit.mm_s))
}

/// A number above or at 0 with one of some units, each with its factor; without a unit the first's.
pub(super) fn number(value: &str, units: &[(&str, f64)]) -> Option<f64> {
    let value = value.trim();
    let split = value.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',');
    let (digits, unit) = value.split_at(split.unwrap_or(value.len()));
    let number: f64 = digits.replace(',', ".").parse().ok()?;
    let unit = unit.trim();
    let factor = if unit.is_empty() {
        units.first()?.1
    } else {
        units.iter().find(|(name, _)| *name == unit)?.1
    };
    Some(number * factor)
}

/// Centimetres: metres, `3.5 m`, `350 cm`, `12'6"`.
pub(super) fn centimetres(value: &str) -> Option<u16> {
    let metric = [("m", 100.0), ("cm", 1.0), ("mm", 0.1), ("ft", 30.48), ("km", 100_000.0)];
    let cm = match value.split_once('\'') {
        Some((feet, inches)) => {
            let inches = inches.trim().trim_end_matches('"').trim();
            let inches = if inches.is_empty() { 0.0 } else { inches.parse().ok()? };
            let feet: f64 = feet.trim().parse().ok()?;
            feet * 30.48 + inches * 2.54
        }
        None => number(value, &metric)?,
    };
    u16::try_from(round_u32(cm)).ok()
}

/// Largest vehicle; `default`, `none`, `unsigned` and whatever cannot be read say nothing.
pub(super) fn size(tags: &Tags<'_>) -> SizeLimits {
    let length = |key: &str| tags.get(key).and_then(centimetres).unwrap_or(0);
    let tonnes =
        [("t", 1000.0), ("kg", 1.0), ("st", 907.184_74), ("lbs", 0.453_592), ("lt", 1016.05)];
    let height = match length("maxheight") {
        0 => length("maxheight:physical"),
        height => height,
    };
    let weight = tags.get("maxweight").and_then(|value| number(value, &tonnes));
    SizeLimits {
        weight_kg: weight.map_or(0, round_u32),
        height_cm: height,
        width_cm: match length("maxwidth") {
            0 => length("maxwidth:physical"),
            width => width,
        },
        length_cm: length("maxlength"),
    }
}

/// Seconds of a `duration`: minutes, `h:mm`, `h:mm:ss` or `PT1H20M30S`; 0 if nothing can be read.
pub(super) fn duration(value: &str) -> u32 {
    let read = || -> Option<u32> {
        if let Some(iso) = value.strip_prefix("PT") {
            let (mut total, mut digits) = (0_u32, String::new());
            for c in iso.chars() {
                let each = match c {
                    'H' => 3600,
                    'M' => 60,
                    'S' => 1,
                    digit => {
                        digits.push(digit);
                        continue;
                    }
                };
                let n: u32 = std::mem::take(&mut digits).parse().ok()?;
                total = total.checked_add(n.checked_mul(each)?)?;
            }
            return digits.is_empty().then_some(total);
        }
        let parts: Option<Vec<u32>> = value.split(':').map(|part| part.parse().ok()).collect();
        let seconds = |h: u32, m: u32, s: u32| {
            h.checked_mul(3600)?.checked_add(m.checked_mul(60)?)?.checked_add(s)
        };
        match parts?[..] {
            [m] => seconds(0, m, 0),
            [h, m] => seconds(h, m, 0),
            [h, m, s] => seconds(h, m, s),
            _ => None,
        }
    };
    read().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Km/h in whole numbers, `?` if assumed.
    fn shown(text: &str) -> String {
        let tags = Tags::read(text);
        let class = super::super::foot::class_of(&tags);
        let both = of_way(&tags, class).map(|limit| {
            let kmh = round_u32(f64::from(limit.mm_s) * 3.6 / 1000.0);
            format!("{kmh}{}", if limit.is_assumed { "?" } else { "" })
        });
        both.join(" ")
    }

    #[test]
    fn limits() {
        for (tags, wanted) in [
            ("highway=residential", "30? 30?"),
            ("highway=residential maxspeed=50", "50 50"),
            ("highway=residential maxspeed=30mph", "48 48"),
            ("highway=residential maxspeed=50km/h", "50 50"),
            ("highway=residential maxspeed=50;30", "30 30"),
            ("highway=residential maxspeed=50 maxspeed:backward=20", "50 20"),
            ("highway=motorway maxspeed=none", "236 236"),
            ("highway=motorway maxspeed=signals", "110? 110?"),
            ("highway=primary maxspeed=PT:rural", "90 90"),
            ("highway=primary maxspeed=XX:rural", "80? 80?"),
            ("highway=primary maxspeed=DE:motorway", "236 236"),
            ("highway=primary maxspeed=DE:zone:30", "30 30"),
            ("highway=primary maxspeed=DE:zone30", "30 30"),
            ("highway=primary maxspeed=GB:nsl_single", "97 97"),
            ("highway=primary zone:maxspeed=30", "30 30"),
            ("highway=primary source:maxspeed=PT:urban", "50 50"),
            ("highway=primary source:maxspeed=sign", "60? 60?"),
            ("highway=service maxspeed=walk", "7 7"),
            ("highway=service maxspeed=0", "15? 15?"),
            ("highway=service maxspeed=-5", "15? 15?"),
        ] {
            assert_eq!(shown(tags), wanted, "{tags}");
        }
        let tags = Tags::read("maxspeed:hgv=60 maxspeed:hgv:backward=50");
        assert_eq!(of_trucks(&tags), [16_667, 13_889]);
        assert_eq!(of_trucks(&Tags::read("maxspeed=50")), [0, 0]);
    }

    #[test]
    fn sizes_and_durations() {
        for (value, wanted) in [
            ("3.5", Some(350)),
            ("3.5 m", Some(350)),
            ("3,5", Some(350)),
            ("350 cm", Some(350)),
            ("12'6\"", Some(381)),
            ("12'", Some(366)),
            ("default", None),
            ("", None),
            ("1000", None),
        ] {
            assert_eq!(centimetres(value), wanted, "{value}");
        }
        let found = size(&Tags::read("maxweight=7.5 maxheight=none maxheight:physical=4"));
        assert_eq!((found.weight_kg, found.height_cm, found.width_cm), (7500, 400, 0));
        assert_eq!(size(&Tags::read("maxweight=8000lbs")).weight_kg, 3629);
        for (value, wanted) in [
            ("20", 1200),
            ("00:20", 1200),
            ("1:05:30", 3930),
            ("PT1H20M", 4800),
            ("PT20", 0),
            ("soon", 0),
            ("99999999:00", 0),
            ("1:2:3:4", 0),
        ] {
            assert_eq!(duration(value), wanted, "{value}");
        }
    }
}
