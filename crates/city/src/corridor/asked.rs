//! Ends of a question for the measures of a plan: terminals, or doors joined to them.

use allways_base::Window;
use allways_corridor::draft::{CorridorDraft, Load};
use allways_corridor::{CorridorNetwork, TerminalIdx};

use super::doors::{self, Door, Side, Terms};
use super::ends::end;
use crate::check::{AskError, CheckSettings};
use crate::scenario::Scenario;

/// How doors are joined to terminals.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Doors<'a> {
    pub(crate) load: Load,
    /// Departures over which the way through the city is counted.
    pub(crate) window: Window,
    pub(crate) settings: &'a CheckSettings,
}

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
    let from = end(scenario, from, true, Side::From)?;
    let to = end(scenario, to, false, Side::To)?;
    let (mut more, mut notes) = (CorridorDraft::default(), Vec::new());
    for door in [&from, &to].into_iter().filter_map(|end| end.door()) {
        doors::attach(scenario, door, &with.terms(), &mut more, &mut notes)?;
    }
    let net = scenario.corridors_with(&more);
    Ok(Ends { from: from.rows(&net), to: to.rows(&net), net, notes })
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
    doors::attach(scenario, &door, &with.terms(), &mut draft, notes)?;
    for terminal in &mut draft.terminals {
        id.clone_into(&mut terminal.id);
    }
    for service in &mut draft.services {
        id.clone_into(&mut service.from);
        service.id = format!("{id}-{}", service.to);
    }
    Ok(draft)
}

impl<'a> Doors<'a> {
    const fn terms(&self) -> Terms<'a> {
        Terms { load: self.load, window: self.window, settings: self.settings }
    }
}
