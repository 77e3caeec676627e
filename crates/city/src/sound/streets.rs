//! Ways that a season closes and that no source has; vehicles of one's own without streets.

use std::collections::BTreeSet;

use allways_plan::Diagnostic;

use super::{Asked, error};
use crate::engine::{PARK, Vehicles};
use crate::ground::OWN_VEHICLES;
use crate::open::City;
use crate::streets::Streets;

pub(super) fn check(city: &City, asked: &[Asked<'_>], found: &mut Vec<Diagnostic>) {
    check_closed(city, found);
    for one in asked.iter().filter(|one| one.texts("modes").iter().any(|mode| mode == PARK)) {
        park_and_ride(city, one, found);
    }
    if city.streets.is_some() {
        return;
    }
    for one in asked {
        let own = |mode: &&String| OWN_VEHICLES.iter().any(|(word, _)| word == mode);
        if let Some(mode) = one.texts("modes").iter().find(own) {
            let message = format!("`{mode}` needs streets, and the plan has none");
            let help = "add a source of kind `osm`, or leave the mode out";
            found.push(error(one.at("modes"), "no-streets", message, help));
        }
    }
}

/// Park and ride needs a car park, and something to ride.
fn park_and_ride(city: &City, one: &Asked<'_>, found: &mut Vec<Diagnostic>) {
    let mut tell = |code, message: &str, help: &str| {
        found.push(error(one.at("modes"), code, message.to_owned(), help));
    };
    match &city.streets {
        None => tell(
            "no-streets",
            "`park` needs streets, and the plan has none",
            "add a source of kind `osm`, or leave the mode out",
        ),
        Some(streets) if streets.car_parks().0.is_empty() => tell(
            "no-car-park",
            "`park` needs a car park, and the plan's streets have none that is open to the public",
            "write `drive` to be dropped off at the stops",
        ),
        Some(_) => {}
    }
    if Vehicles::parse(one.texts("modes")) == Vehicles::None {
        tell(
            "park-without-transit",
            "`park` leads to stops, and nothing may be ridden from there",
            "add `transit`, or write `drive` for all the way by car",
        );
    }
}

fn check_closed(city: &City, found: &mut Vec<Diagnostic>) {
    let closed = city.plan.seasons.iter().flat_map(|season| &season.closed);
    let mut asked = closed.peekable();
    if asked.peek().is_none() {
        return;
    }
    let known: BTreeSet<i64> = city.streets.iter().flat_map(Streets::ways).collect();
    for (way, span) in asked.filter(|(way, _)| !known.contains(way)) {
        let message = format!("`closed` names way/{way}, which is no street of the plan");
        let help = if known.is_empty() {
            "the plan has no streets; add a source of kind `osm`".to_owned()
        } else {
            near(*way, &known)
        };
        found.push(error(span, "unknown-way", message, help));
    }
}

fn near(way: i64, known: &BTreeSet<i64>) -> String {
    let names: Vec<String> = known.iter().map(ToString::to_string).collect();
    let near = allways_base::text::nearest(&way.to_string(), names.iter().map(String::as_str), 3);
    match near.as_slice() {
        [] => "write the id of a way with a `highway` tag that lies within the extract".to_owned(),
        near => {
            let near: Vec<String> = near.iter().map(|id| format!("`way/{id}`")).collect();
            format!("did you mean {}?", near.join(" or "))
        }
    }
}
