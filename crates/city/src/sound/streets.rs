//! Ways that a season closes or a project edits and that no source has; vehicles of one's own without streets.

use std::collections::BTreeSet;

use allways_plan::Diagnostic;
use allways_plan::plan::{Edit, Span};
use allways_streets::{Mode, RoadClass, StreetWay};

use super::{Asked, error, warning};
use crate::engine::{PARK, Vehicles};
use crate::ground::OWN_VEHICLES;
use crate::open::City;
use crate::years::modes_of;

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
    let known = known(city);
    for (way, span) in asked.filter(|(way, _)| !known.contains(way)) {
        found.push(unknown("closed", *way, span, &known));
    }
}

fn known(city: &City) -> BTreeSet<i64> {
    city.streets.iter().flat_map(|streets| streets.ways()).collect()
}

fn unknown(key: &str, way: i64, span: &Span, known: &BTreeSet<i64>) -> Diagnostic {
    let message = format!("`{key}` names way/{way}, which is no street of the plan");
    let help = if known.is_empty() {
        "the plan has no streets; add a source of kind `osm`".to_owned()
    } else {
        near(way, known)
    };
    error(span, "unknown-way", message, help)
}

/// An edit of a way that no source has, or that is as the edit would make it.
pub(super) fn edit(city: &City, edit: &Edit, found: &mut Vec<Diagnostic>) {
    let (key, way, span) = match edit {
        Edit::CloseWay { way, span, .. } => ("close_way", *way, span),
        Edit::WaySpeed { way, span, .. } => ("way_speed", *way, span),
        _ => return,
    };
    let pieces: Vec<&StreetWay> = city.streets.iter().flat_map(|s| s.pieces(way)).collect();
    if pieces.is_empty() {
        found.push(unknown(key, way, span, &known(city)));
        return;
    }
    let is_driven = |way: &&&StreetWay| way.is_open(Mode::Drive) || way.is_open(Mode::Truck);
    let (message, help) = match edit {
        Edit::CloseWay { to, .. } => {
            let open = |mode: Mode| pieces.iter().any(|piece| piece.is_open(mode));
            if Mode::ALL.into_iter().any(|mode| modes_of(to).contains(mode) && open(mode)) {
                return;
            }
            let message = format!("way/{way} is closed to {} without the edit", to.join(", "));
            (message, "name other modes, or leave the edit out")
        }
        _ if !pieces.iter().any(|piece| is_driven(&piece)) => {
            let message = format!("nobody drives on way/{way}: its speed limit changes nothing");
            (message, "name another way, or leave the edit out")
        }
        _ if pieces.iter().all(|piece| piece.traits.class == RoadClass::Ferry) => {
            let message = format!("way/{way} is a ferry, whose time no speed limit changes");
            (message, "leave the edit out")
        }
        _ => return,
    };
    found.push(warning(span, "edit-without-effect", message, help));
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
