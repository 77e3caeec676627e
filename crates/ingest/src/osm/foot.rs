//! Who may walk where: [`super::access`] read for pedestrians.
//!
//! | step | tags | effect |
//! |---|---|---|
//! | 1 | `highway` of a class that is open on foot; `railway`, `public_transport` or `highway` = `platform`; `man_made=pier` | open |
//! | 1 | `highway` of any other class (motorways, trunk roads, busways, bridle paths …) | closed, may be opened by 2 and 5 |
//! | 1 | any other `highway` (`construction`, `proposed`, `razed`, `raceway`, `bus_stop` …), or none | not a street, whatever follows |
//! | 2 | trunk road with `sidewalk` = `yes`, `both`, `left`, `right`, `separate` | opens |
//! | 3 | `motorroad=yes` | closes |
//! | 4 | `access` in [`CLOSES`] | closes; nothing that `access` says opens: `access=yes` on a motorway is about cars |
//! | 5 | `foot` in [`OPENS`] / in [`CLOSES`] or `use_sidepath` | opens / closes, and has the last word |
//!
//! - `private` is closed: nobody walks through a compound that the map calls private, and a place in
//!   it snaps to the nearest public street. They are counted and told.
//! - `destination`, `customers`, `permissive`, `permit`, `delivery`, `unknown` are open: a walker there
//!   has a destination. That one may not walk *through* is not enforced.
//! - `use_sidepath`: the path beside the road is mapped, and is walked instead. `sidewalk=separate`
//!   leaves the road open, because side paths are seldom mapped all along.
//! - Trunk roads (China's urban expressways, Portugal's IC) are closed unless a sidewalk or `foot` is
//!   tagged; OSM's own default differs by country.
//! - `vehicle`, `bicycle`, `oneway` and conditional tags do not concern walkers. Only `conveying`
//!   (escalators) and `oneway:foot` make a walk one-way.
//! - Wheelchair: the tag; else `no` for steps without `ramp:wheelchair=yes`, `yes` for lifts. `limited`
//!   counts as nothing said.

use allways_streets::Known;

use super::access::{self, CLOSES, Class, OPENS};
use super::tags::Tags;

/// What a way is to a walker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// May be walked.
    Open(Walk),
    /// A street that is closed on foot.
    Closed,
    /// One that is closed because it is private.
    Private,
    /// A ferry that takes passengers.
    Ferry,
    /// Anything else.
    NoStreet,
}

/// How a way is walked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "four independent facts that tags state")]
pub(super) struct Walk {
    pub(super) is_one_way: bool,
    /// With `is_one_way`: from its last node to its first.
    pub(super) is_against_drawing: bool,
    pub(super) is_steps: bool,
    /// A closed outline whose inside may be walked too.
    pub(super) is_area: bool,
    pub(super) wheelchair: Known,
}

/// Applies the table of the module docs.
pub(super) fn of_way(tags: &Tags<'_>, class: Option<&Class>) -> Meaning {
    let is_platform = tags.is("railway", &["platform"])
        || tags.is("public_transport", &["platform"])
        || tags.is("highway", &["platform"]);
    let is_walked = class.is_some_and(|class| class.open[0]);
    let mut open = if is_walked || is_platform || tags.is("man_made", &["pier"]) {
        true
    } else if class.is_some() {
        let with_sidewalk = tags.is("sidewalk", &["yes", "both", "left", "right", "separate"]);
        with_sidewalk && tags.is("highway", &["trunk", "trunk_link"])
    } else if tags.is("route", &["ferry"]) && !tags.is("foot", &["no"]) {
        return Meaning::Ferry;
    } else {
        return Meaning::NoStreet;
    };
    open &= !tags.is("motorroad", &["yes"]) && !tags.is("access", CLOSES);
    if tags.is("foot", OPENS) {
        open = true;
    } else if tags.is("foot", CLOSES) || tags.is("foot", &["use_sidepath"]) {
        open = false;
    }
    if open {
        let is_area = tags.is("area", &["yes"]) || (is_platform && !tags.is("area", &["no"]));
        Meaning::Open(Walk { is_area, ..walk(tags) })
    } else if tags.get("foot").or(tags.get("access")) == Some("private") {
        Meaning::Private
    } else {
        Meaning::Closed
    }
}

fn walk(tags: &Tags<'_>) -> Walk {
    let is_steps = tags.is("highway", &["steps"]);
    let conveys = tags.get("conveying");
    let is_against_drawing = conveys == Some("backward") || tags.is("oneway:foot", &["-1"]);
    let is_one_way = is_against_drawing
        || conveys == Some("forward")
        || tags.is("oneway:foot", &["yes"])
        || (conveys == Some("yes") && tags.is("oneway", &["yes"]));
    let wheelchair = match tags.get("wheelchair") {
        Some("yes" | "designated") => Known::Yes,
        Some("no") => Known::No,
        _ if is_steps && tags.is("ramp:wheelchair", &["yes"]) => Known::Yes,
        _ if is_steps => Known::No,
        _ if tags.is("highway", &["elevator"]) => Known::Yes,
        _ => Known::Unknown,
    };
    Walk { is_one_way, is_against_drawing, is_steps, is_area: false, wheelchair }
}

/// The class of a way, if it is a street.
pub(super) fn class_of(tags: &Tags<'_>) -> Option<&'static Class> {
    access::class_of(tags.get("highway")?)
}

/// True for a relation that is a square to walk on.
pub(super) fn is_square(tags: &Tags<'_>) -> bool {
    tags.is("type", &["multipolygon"]) && matches!(of_way(tags, class_of(tags)), Meaning::Open(_))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `open`, with what is special, or why not.
    fn read(text: &str) -> String {
        let tags = Tags::read(text);
        match of_way(&tags, class_of(&tags)) {
            Meaning::Open(walk) => {
                let said = [
                    (walk.is_steps, " steps"),
                    (walk.is_one_way, " one-way"),
                    (walk.is_against_drawing, " backward"),
                    (walk.is_area, " area"),
                    (walk.wheelchair == Known::Yes, " wheelchair"),
                    (walk.wheelchair == Known::No, " no-wheelchair"),
                ];
                let said = said.iter().filter(|(is_so, _)| *is_so).map(|(_, word)| *word);
                said.fold("open".to_owned(), |all, word| all + word)
            }
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn the_table() {
        for (tags, wanted) in [
            ("", "NoStreet"),
            ("building=yes", "NoStreet"),
            ("highway=residential", "open"),
            ("highway=cycleway", "open"),
            ("highway=footway footway=crossing", "open"),
            ("highway=motorway", "Closed"),
            ("highway=motorway access=yes", "Closed"),
            ("highway=motorway foot=yes", "open"),
            ("highway=trunk", "Closed"),
            ("highway=trunk sidewalk=both", "open"),
            ("highway=trunk sidewalk=both foot=no", "Closed"),
            ("highway=motorway sidewalk=both", "Closed"),
            ("highway=primary motorroad=yes", "Closed"),
            ("highway=primary motorroad=yes foot=designated", "open"),
            ("highway=primary foot=use_sidepath", "Closed"),
            ("highway=primary sidewalk=separate", "open"),
            ("highway=bridleway", "Closed"),
            ("highway=bridleway foot=yes", "open"),
            ("highway=busway", "Closed"),
            ("highway=construction construction=primary", "NoStreet"),
            ("highway=proposed foot=yes", "NoStreet"),
            ("highway=raceway", "NoStreet"),
            ("highway=service access=private", "Private"),
            ("highway=service access=private foot=permissive", "open"),
            ("highway=service access=no", "Closed"),
            ("highway=service access=no foot=yes", "open"),
            ("highway=service access=customers", "open"),
            ("highway=residential access=destination", "open"),
            ("highway=track access=forestry", "Closed"),
            ("highway=path foot=private", "Private"),
            ("highway=path foot=no", "Closed"),
            ("highway=residential vehicle=no oneway=yes", "open"),
            ("highway=residential access=whatever", "open"),
            ("highway=steps", "open steps no-wheelchair"),
            ("highway=steps ramp:wheelchair=yes", "open steps wheelchair"),
            ("highway=steps wheelchair=yes", "open steps wheelchair"),
            ("highway=steps conveying=forward", "open steps one-way no-wheelchair"),
            ("highway=steps conveying=backward", "open steps one-way backward no-wheelchair"),
            ("highway=steps conveying=yes oneway=yes", "open steps one-way no-wheelchair"),
            ("highway=steps conveying=reversible", "open steps no-wheelchair"),
            ("highway=footway oneway:foot=-1", "open one-way backward"),
            ("highway=footway wheelchair=limited", "open"),
            ("highway=footway wheelchair=no", "open no-wheelchair"),
            ("highway=elevator", "open wheelchair"),
            ("highway=pedestrian area=yes", "open area"),
            ("railway=platform", "open area"),
            ("public_transport=platform area=no", "open"),
            ("man_made=pier", "open"),
            ("route=ferry", "Ferry"),
            ("route=ferry foot=no", "NoStreet"),
        ] {
            assert_eq!(read(tags), wanted, "{tags}");
        }
    }

    #[test]
    fn squares() {
        assert!(is_square(&Tags::read("type=multipolygon highway=pedestrian")));
        assert!(!is_square(&Tags::read("type=multipolygon landuse=forest")));
        assert!(!is_square(&Tags::read("type=route highway=pedestrian")));
    }
}
