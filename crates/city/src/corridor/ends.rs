//! What a name of a question means to the corridors.

use allways_corridor::{CorridorNetwork, Load, TerminalIdx};

use super::doors::{Door, Side, id};
use super::rows;
use crate::check::AskError;
use crate::names::{self, Spot, SpotKind};
use crate::query::check_coordinates;
use crate::scenario::Scenario;

/// One end of a question.
#[derive(Clone, Debug)]
pub(super) struct End {
    pub(super) name: String,
    place: EndPlace,
}

#[derive(Clone, Debug)]
enum EndPlace {
    /// Ids of terminals, any of which will do.
    Terminals(Vec<String>),
    /// A place without terminals.
    Door(Door),
}

impl End {
    pub(super) fn door(&self) -> Option<&Door> {
        match &self.place {
            EndPlace::Terminals(_) => None,
            EndPlace::Door(door) => Some(door),
        }
    }

    pub(super) fn rows(&self, net: &CorridorNetwork) -> Vec<TerminalIdx> {
        match &self.place {
            EndPlace::Terminals(ids) => rows(net, ids),
            EndPlace::Door(door) => rows(net, &[id(door.side).to_owned()]),
        }
    }
}

/// What `name` means to a load; a place with terminals is a door too if `as_door`, or if none of
/// them takes the load: a park's dock is no station.
pub(super) fn end(
    scenario: &Scenario<'_>,
    name: &str,
    load: Load,
    as_door: bool,
    side: Side,
) -> Result<End, AskError> {
    check_coordinates(name)?;
    let spot = names::resolve(scenario.city, &scenario.feed, name)?;
    let net = &scenario.corridors;
    let takes = |row: &TerminalIdx| {
        let mut here = net.links.iter().filter(|(_, link)| [link.from, link.to].contains(row));
        here.any(|(_, link)| link.service.carries.takes(load))
    };
    let is_named = matches!(spot.kind, SpotKind::Terminal(_));
    let ids: Vec<String> = terminals_of(scenario, &spot)
        .into_iter()
        .filter(|row| is_named || takes(row))
        .map(|row| net.terminals[row].id.clone())
        .collect();
    if !ids.is_empty() && !as_door {
        return Ok(End { name: spot.name, place: EndPlace::Terminals(ids) });
    }
    let Some(at) = spot.position else {
        return Err(AskError::Question(format!(
            "`{}` has no terminal, and no source says where it is; give `lat,lon`, or name a terminal",
            spot.name
        )));
    };
    let door = Door { name: spot.name.clone(), at, side };
    Ok(End { name: spot.name, place: EndPlace::Door(door) })
}

/// The terminals that a name means: itself, or those of the place or zone.
pub fn terminals_of(scenario: &Scenario<'_>, spot: &Spot) -> Vec<TerminalIdx> {
    let (city, net) = (scenario.city, &scenario.corridors);
    let of_place = |id: &str| {
        let mut all = net.of_place(id);
        all.extend(net.terminal(id).filter(|t| !all.contains(t)));
        all
    };
    match &spot.kind {
        SpotKind::Terminal(row) => {
            net.terminal(&city.corridors.terminals[*row].id).into_iter().collect()
        }
        SpotKind::Place(row) => of_place(&city.places[*row].id),
        SpotKind::Zone(row) => of_place(&city.zones[*row].id),
        SpotKind::Coordinates | SpotKind::Stop(_) => Vec::new(),
    }
}
