//! Where bicycles, cars and trucks may go: [`super::access`] read for vehicles.
//!
//! One-ways: `oneway`, or implied by `junction=roundabout`, `circular` and `highway=motorway`;
//! `oneway:bicycle` and the like hold for their mode. Bicycles go against a one-way where
//! `oneway:bicycle=no`, `cycleway=opposite*` (on either side too), `cycleway:left:oneway=no` or `-1`,
//! or `bicycle:backward=yes` says so. `oneway=reversible` is closed: nobody knows when. `alternating`
//! is open both ways.
//!
//! Ferries take a vehicle only where it is tagged.

use allways_streets::{Mode, Passage, Permit};

use super::access::{CLOSES, Class, DESTINATION, GENERAL, OPENS, keys};
use super::tags::Tags;

/// Beginnings of the keys that [`of_way`] asks.
pub(super) const KEYS: &[&str] = &[
    "access", "vehicle", "motor", "bicycle", "hgv", "goods", "oneway", "cycleway", "junction",
    "service", "highway",
];

/// Passage of a vehicle along a way; `class` is `None` for a ferry, a pier or a platform.
pub(super) fn of_way(tags: &Tags<'_>, class: Option<&Class>, mode: Mode) -> Passage {
    let is_open = class.is_some_and(|class| match mode {
        Mode::Cycle => class.open[1] && !tags.is("motorroad", &["yes"]),
        _ => class.open[2] && !tags.is("service", &["emergency_access"]),
    });
    let [forward, backward] = directions(tags, mode);
    let permit = |direction: &str, may: bool| {
        if may { permit(tags, direction, is_open, mode) } else { Permit::Closed }
    };
    Passage { forward: permit("forward", forward), backward: permit("backward", backward) }
}

/// What the most specific tagged key says; `is_open` where none does.
pub(super) fn permit(tags: &Tags<'_>, direction: &str, is_open: bool, mode: Mode) -> Permit {
    for &key in keys(mode) {
        let Some(value) = tags.get_for(key, direction) else { continue };
        let may_open = is_open || !GENERAL.contains(&key);
        if CLOSES.contains(&value) || value == "use_sidepath" {
            return Permit::Closed;
        }
        if value == "dismount" && mode == Mode::Cycle {
            return Permit::Push;
        }
        if DESTINATION.contains(&value) && may_open {
            return Permit::Destination;
        }
        if OPENS.contains(&value) && may_open {
            return Permit::Open;
        }
    }
    if is_open { Permit::Open } else { Permit::Closed }
}

/// Whether one-ways leave each direction open.
fn directions(tags: &Tags<'_>, mode: Mode) -> [bool; 2] {
    let own = keys(mode).iter().filter(|key| **key != "access");
    let specific = own.clone().find_map(|key| tags.get_for_only("oneway", key));
    let implied =
        tags.is("junction", &["roundabout", "circular"]) || tags.is("highway", &["motorway"]);
    let mut open = match specific.or_else(|| tags.get("oneway")) {
        Some("yes" | "true" | "1") => [true, false],
        Some("-1" | "reverse") => [false, true],
        Some("no" | "false" | "0" | "alternating") => [true, true],
        Some("reversible") => [false, false],
        _ => [true, !implied],
    };
    if mode == Mode::Cycle && specific.is_none() && open != [false, false] {
        let is_contraflow = |value: &str| value.starts_with("opposite");
        let sides = ["cycleway", "cycleway:left", "cycleway:right", "cycleway:both"];
        let lanes = ["cycleway:left:oneway", "cycleway:right:oneway", "cycleway:both:oneway"];
        if sides.iter().any(|key| tags.get(key).is_some_and(is_contraflow))
            || lanes.iter().any(|key| tags.is(key, &["no", "-1"]))
        {
            open = [true, true];
        }
    }
    if mode == Mode::Cycle && tags.is("bicycle:backward", OPENS) {
        open[1] = true;
    }
    open
}

/// True if a street is closed because its direction changes and nobody says when.
pub(super) fn is_reversible(tags: &Tags<'_>) -> bool {
    tags.is("oneway", &["reversible"])
}

#[cfg(test)]
mod tests {
    use super::super::foot::class_of;
    use super::*;

    /// `cycle drive truck`, each as forward and backward: o open, d destination, p push, - closed.
    fn read(text: &str) -> String {
        let tags = Tags::read(text).about(KEYS);
        let letter = |permit| match permit {
            Permit::Open => 'o',
            Permit::Destination => 'd',
            Permit::Push => 'p',
            Permit::Closed => '-',
        };
        let modes = [Mode::Cycle, Mode::Drive, Mode::Truck].map(|mode| {
            let class = class_of(&tags);
            let Passage { forward, backward } = of_way(&tags, class, mode);
            [letter(forward), letter(backward)].iter().collect::<String>()
        });
        modes.join(" ")
    }

    #[test]
    fn the_table() {
        for (tags, wanted) in [
            ("highway=residential", "oo oo oo"),
            ("highway=motorway", "-- o- o-"),
            ("highway=motorway oneway=no", "-- oo oo"),
            ("highway=trunk", "oo oo oo"),
            ("highway=trunk motorroad=yes", "-- oo oo"),
            ("highway=trunk motorroad=yes bicycle=yes", "oo oo oo"),
            ("highway=footway", "-- -- --"),
            ("highway=footway bicycle=yes", "oo -- --"),
            ("highway=footway bicycle=dismount", "pp -- --"),
            ("highway=footway access=yes", "-- -- --"),
            ("highway=footway vehicle=yes", "-- -- --"),
            ("highway=footway motor_vehicle=yes", "-- oo oo"),
            ("highway=path", "oo -- --"),
            ("highway=path bicycle=no", "-- -- --"),
            ("highway=pedestrian motor_vehicle=delivery", "-- dd dd"),
            ("highway=cycleway", "oo -- --"),
            ("highway=cycleway oneway=yes", "o- -- --"),
            ("highway=residential access=no", "-- -- --"),
            ("highway=residential access=no bicycle=yes", "oo -- --"),
            ("highway=residential access=private motorcar=permissive", "-- oo --"),
            ("highway=residential vehicle=no", "-- -- --"),
            ("highway=residential vehicle=destination bicycle=yes", "oo dd dd"),
            ("highway=residential motor_vehicle=no", "oo -- --"),
            ("highway=residential hgv=no", "oo oo --"),
            ("highway=residential motor_vehicle=no hgv=yes", "oo -- oo"),
            ("highway=residential hgv=delivery", "oo oo dd"),
            ("highway=residential access=whatever", "oo oo oo"),
            ("highway=residential foot=no", "oo oo oo"),
            ("highway=residential oneway=yes", "o- o- o-"),
            ("highway=residential oneway=-1", "-o -o -o"),
            ("highway=residential oneway=reversible", "-- -- --"),
            ("highway=residential oneway=alternating", "oo oo oo"),
            ("highway=residential oneway=yes oneway:bicycle=no", "oo o- o-"),
            ("highway=residential oneway:bicycle=yes", "o- oo oo"),
            ("highway=residential oneway:motor_vehicle=yes", "oo o- o-"),
            ("highway=residential oneway=yes cycleway=opposite", "oo o- o-"),
            ("highway=residential oneway=-1 cycleway=opposite_lane", "oo -o -o"),
            ("highway=residential oneway=yes cycleway:left=opposite_track", "oo o- o-"),
            ("highway=residential oneway=yes cycleway:left:oneway=-1", "oo o- o-"),
            ("highway=residential oneway=yes cycleway:left=lane", "o- o- o-"),
            ("highway=residential oneway=yes bicycle:backward=yes", "oo o- o-"),
            ("highway=residential motor_vehicle:backward=no", "oo o- o-"),
            ("highway=residential access:forward=no", "-o -o -o"),
            ("highway=tertiary junction=roundabout", "o- o- o-"),
            ("highway=tertiary junction=roundabout oneway=no", "oo oo oo"),
            ("highway=busway", "-- -- --"),
            ("highway=busway bicycle=yes", "oo -- --"),
            ("highway=service service=emergency_access", "oo -- --"),
            ("highway=primary bicycle=use_sidepath", "-- oo oo"),
            ("highway=construction", "-- -- --"),
            ("highway=track motor_vehicle=agricultural", "oo -- --"),
            ("route=ferry", "-- -- --"),
            ("route=ferry motor_vehicle=yes bicycle=yes hgv=no", "oo oo --"),
        ] {
            assert_eq!(read(tags), wanted, "{tags}");
        }
    }
}
