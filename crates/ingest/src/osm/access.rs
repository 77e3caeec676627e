//! Who may go where: the one table that all modes are read by. `docs/street-access.md` states it in
//! words; a test keeps the two alike.
//!
//! The class of a way says what holds where nothing else is tagged. Then the most specific access
//! key that is tagged decides, from the left:
//!
//! | mode | keys |
//! |---|---|
//! | walk, wheel | `foot`; `access` can only close |
//! | cycle | `bicycle`, `vehicle`, `access` |
//! | drive | `motorcar`, `motor_vehicle`, `vehicle`, `access` |
//! | truck | `hgv`, `goods`, `motor_vehicle`, `vehicle`, `access` |
//!
//! `vehicle` and `access` close what the class opens and never open what it closes: `access=yes` on a
//! footway is not about cars. A key with `:forward` or `:backward` holds for that direction.

use allways_streets::{Mode, ModeSet, RoadClass};

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Class {
    /// Value of `highway`.
    pub(super) highway: &'static str,
    pub(super) kind: RoadClass,
    /// Open where nothing else is tagged: on foot, by bicycle, by motor vehicle.
    pub(super) open: [bool; 3],
    /// Speed assumed for motor vehicles where no limit is tagged, km/h.
    pub(super) kmh: u16,
}

const fn row(highway: &'static str, kind: RoadClass, open: [u8; 3], kmh: u16) -> Class {
    Class { highway, kind, open: [open[0] == 1, open[1] == 1, open[2] == 1], kmh }
}

/// Values of `highway` that are streets. Any other is not a street, whatever else is tagged.
pub(super) const CLASSES: &[Class] = &[
    //                                                  foot, cycle, motor; km/h
    row("motorway", RoadClass::Motorway, [0, 0, 1], 110),
    row("motorway_link", RoadClass::MotorwayLink, [0, 0, 1], 60),
    row("trunk", RoadClass::Trunk, [0, 1, 1], 90),
    row("trunk_link", RoadClass::TrunkLink, [0, 1, 1], 50),
    row("primary", RoadClass::Primary, [1, 1, 1], 60),
    row("primary_link", RoadClass::PrimaryLink, [1, 1, 1], 40),
    row("secondary", RoadClass::Secondary, [1, 1, 1], 50),
    row("secondary_link", RoadClass::SecondaryLink, [1, 1, 1], 40),
    row("tertiary", RoadClass::Tertiary, [1, 1, 1], 50),
    row("tertiary_link", RoadClass::TertiaryLink, [1, 1, 1], 40),
    row("unclassified", RoadClass::Unclassified, [1, 1, 1], 40),
    row("residential", RoadClass::Residential, [1, 1, 1], 30),
    row("living_street", RoadClass::LivingStreet, [1, 1, 1], 10),
    row("service", RoadClass::Service, [1, 1, 1], 15),
    row("road", RoadClass::Other, [1, 1, 1], 30),
    row("track", RoadClass::Track, [1, 1, 1], 15),
    row("pedestrian", RoadClass::Pedestrian, [1, 0, 0], 10),
    row("footway", RoadClass::Footway, [1, 0, 0], 10),
    row("path", RoadClass::Path, [1, 1, 0], 10),
    row("cycleway", RoadClass::Cycleway, [1, 1, 0], 10),
    row("steps", RoadClass::Steps, [1, 0, 0], 5),
    row("corridor", RoadClass::Footway, [1, 0, 0], 5),
    row("elevator", RoadClass::Footway, [1, 0, 0], 5),
    row("platform", RoadClass::Footway, [1, 0, 0], 5),
    row("crossing", RoadClass::Footway, [1, 0, 0], 10),
    row("busway", RoadClass::Other, [0, 0, 0], 50),
    row("bus_guideway", RoadClass::Other, [0, 0, 0], 50),
    row("bridleway", RoadClass::Path, [0, 0, 0], 10),
    row("via_ferrata", RoadClass::Other, [0, 0, 0], 5),
    row("escape", RoadClass::Other, [0, 0, 0], 10),
];

/// The row of a `highway` value.
pub(super) fn class_of(highway: &str) -> Option<&'static Class> {
    CLASSES.iter().find(|class| class.highway == highway)
}

/// Values that close, for everybody.
pub(super) const CLOSES: &[&str] = &[
    "no",
    "private",
    "military",
    "emergency",
    "agricultural",
    "forestry",
    "agricultural;forestry",
];
/// Values that open a way for walkers, who always have a destination.
pub(super) const OPENS: &[&str] = &[
    "yes",
    "designated",
    "official",
    "permissive",
    "destination",
    "customers",
    "permit",
    "public",
    "limited",
    "discouraged",
];
/// Of these, values that are for those who have a destination there.
pub(super) const DESTINATION: &[&str] =
    &["destination", "customers", "delivery", "permit", "residents"];

/// The access keys of a vehicle, most specific first.
pub(super) const fn keys(mode: Mode) -> &'static [&'static str] {
    match mode {
        Mode::Walk | Mode::Wheel => &["foot", "access"],
        Mode::Cycle => &["bicycle", "vehicle", "access"],
        Mode::Drive => &["motorcar", "motor_vehicle", "vehicle", "access"],
        Mode::Truck => &["hgv", "goods", "motor_vehicle", "vehicle", "access"],
    }
}

/// Keys that never open what the class (or the barrier) closes.
pub(super) const GENERAL: &[&str] = &["vehicle", "access"];

const ALL: ModeSet = ModeSet::VEHICLES.with(Mode::Walk).with(Mode::Wheel);
const WHEELS: ModeSet = ModeSet::VEHICLES.with(Mode::Wheel);
const MOTOR: ModeSet = ModeSet::MOTOR;

/// Barriers at a node that stop somebody where nothing else is tagged. All others (gates, lift
/// gates, swing gates, cattle grids, toll booths, kerbs, height restrictors …) stop nobody.
pub(super) const BARRIERS: &[(&str, ModeSet)] = &[
    ("fence", ALL),
    ("wall", ALL),
    ("hedge", ALL),
    ("city_wall", ALL),
    ("retaining_wall", ALL),
    ("guard_rail", ALL),
    ("stile", WHEELS),
    ("turnstile", WHEELS),
    ("full-height_turnstile", WHEELS),
    ("step", WHEELS),
    ("kissing_gate", ModeSet::VEHICLES),
    ("bollard", MOTOR),
    ("block", MOTOR),
    ("planter", MOTOR),
    ("jersey_barrier", MOTOR),
    ("chain", MOTOR),
    ("rope", MOTOR),
    ("log", MOTOR.with(Mode::Wheel)),
    ("debris", MOTOR.with(Mode::Wheel)),
    ("cycle_barrier", MOTOR),
    ("motorcycle_barrier", MOTOR),
    ("bus_trap", MOTOR),
    ("sump_buster", MOTOR),
    ("horse_stile", MOTOR),
];

/// Whom a barrier stops where nothing else is tagged.
pub(super) fn stopped_by(barrier: &str) -> ModeSet {
    let row = BARRIERS.iter().find(|(name, _)| *name == barrier);
    row.map_or(ModeSet::NONE, |&(_, closed)| closed)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = include_str!("../../../../docs/street-access.md");

    #[test]
    fn the_page_says_what_the_table_says() {
        let rows: Vec<&str> = PAGE.lines().filter(|line| line.starts_with("| `")).collect();
        for class in CLASSES {
            let [foot, cycle, motor] = class.open.map(|is| if is { "yes" } else { "no" });
            let row =
                format!("| `{}` | {foot} | {cycle} | {motor} | {} |", class.highway, class.kmh);
            assert!(rows.contains(&row.as_str()), "{row}");
        }
        assert_eq!(rows.len(), CLASSES.len() + 1, "with the table's own header");
        for (barrier, closed) in BARRIERS {
            let row = match *closed {
                ALL => "| everybody |",
                WHEELS => "| all wheels |",
                ModeSet::VEHICLES => "| vehicles |",
                ModeSet::MOTOR => "| motor vehicles |",
                _ => "| motor vehicles and small wheels |",
            };
            let line = PAGE.lines().find(|line| line.starts_with(row));
            assert!(line.is_some_and(|line| line.contains(&format!("`{barrier}`"))), "{barrier}");
        }
        for mode in [Mode::Cycle, Mode::Drive, Mode::Truck] {
            let keys: Vec<String> = keys(mode).iter().map(|key| format!("`{key}`")).collect();
            assert!(PAGE.contains(&format!("| {} |", keys.join(", "))), "{mode:?}");
        }
    }
}
