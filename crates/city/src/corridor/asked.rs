//! Ends of a question for the measures of a plan: terminals, or doors joined to them.

use allways_corridor::draft::CorridorDraft;
use allways_corridor::{CorridorNetwork, TerminalIdx};

use super::doors::{self, Door, Doors, Side};
use super::ends::{End, end};
use crate::check::AskError;
use crate::scenario::Scenario;

/// Two ends in a network that has them.
#[derive(Debug)]
pub(crate) struct Ends {
    pub(crate) net: CorridorNetwork,
    pub(crate) from: Vec<TerminalIdx>,
    pub(crate) to: Vec<TerminalIdx>,
    /// What the ways through cities rest on.
    pub(crate) notes: Vec<String>,
}

/// From the door of `from`, to the terminals of `to`, or to its door if it has none.
pub(crate) fn ends_in(
    scenario: &Scenario<'_>,
    (from, to): (&str, &str),
    with: Doors<'_>,
) -> Result<Ends, AskError> {
    let from = end(scenario, from, with.load, true, Side::From)?;
    let to = end(scenario, to, with.load, false, Side::To)?;
    let (more, notes) = joined(scenario, [&from, &to].into_iter(), with)?;
    let net = scenario.corridors_with(&more);
    Ok(Ends { from: from.rows(&net), to: to.rows(&net), net, notes })
}

/// The doors among some ends, with their ways to the terminals around, and what these rest on.
pub(super) fn joined<'e>(
    scenario: &Scenario<'_>,
    ends: impl Iterator<Item = &'e End>,
    with: Doors<'_>,
) -> Result<(CorridorDraft, Vec<String>), AskError> {
    let (mut more, mut notes) = (CorridorDraft::default(), Vec::new());
    for door in ends.filter_map(End::door) {
        doors::attach(scenario, door, &with, &mut more, &mut notes)?;
    }
    Ok((more, notes))
}

/// A place's own dock, under the id `id`, with the truck's ways from it to the terminals around.
pub(crate) fn dock(
    scenario: &Scenario<'_>,
    (name, at): (&str, allways_base::LonLat),
    id: &str,
    with: Doors<'_>,
    notes: &mut Vec<String>,
) -> Result<CorridorDraft, AskError> {
    let mut draft = CorridorDraft::default();
    let door = Door { name: name.to_owned(), at, side: Side::From };
    doors::attach(scenario, &door, &with, &mut draft, notes)?;
    for terminal in &mut draft.terminals {
        id.clone_into(&mut terminal.id);
    }
    for service in &mut draft.services {
        id.clone_into(&mut service.from);
        service.id = format!("{id}-{}", service.to);
    }
    Ok(draft)
}
