//! Regulations for trucks on road services: whom they concern, when those may enter, and what is
//! left for the truck of a consignment.
//!
//! Of several rules on one service the strictest counts: a truck may enter only while every rule
//! that concerns it, and the hours of the service itself, let it. Rules are for goods; people go
//! by car or coach.

use std::collections::BTreeMap;

use crate::consignment::Consignment;
use crate::draft::{Mode, Service};
use crate::network::{Arc, CorridorNetwork, clock_of};
use crate::week::Hours;

/// A regulation as it holds on a service.
#[derive(Clone, Debug, PartialEq)]
pub struct TruckRule {
    /// What people call it.
    pub name: String,
    /// What it asks, for people: `trucks over 10 t may enter only 20:00-06:00`.
    pub says: String,
    /// It concerns trucks that weigh more with their load; 0: every truck.
    pub over_t: f64,
    /// When those may enter, by the clock of the end where they do; `None`: never.
    pub hours: Option<Hours>,
}

impl TruckRule {
    /// True if it concerns the consignment's truck.
    pub fn concerns(&self, consignment: Consignment) -> bool {
        consignment.vehicle_t().is_some_and(|t| t > self.over_t)
    }

    /// The rules of a service that concern the consignment's truck.
    pub fn on(service: &Service, consignment: Consignment) -> impl Iterator<Item = &Self> {
        let by_road = service.mode == Mode::Road;
        service.rules.iter().filter(move |rule| by_road && rule.concerns(consignment))
    }
}

/// When the consignment's truck may enter a service by its rules and its own hours; the error: never.
/// `Ok(None)`: always, or no rule concerns it and it has no hours.
pub fn hours_left(service: &Service, consignment: Consignment) -> Result<Option<Hours>, Never> {
    let mut left = service.hours.clone();
    for rule in TruckRule::on(service, consignment) {
        let hours = rule.hours.as_ref().ok_or(Never)?;
        let both = left.map_or_else(|| hours.clone(), |left| left.common(hours));
        if both.list().is_empty() {
            return Err(Never);
        }
        left = Some(both);
    }
    Ok(left)
}

/// No truck of the consignment may enter, ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Never;

/// When an arc may be entered, and its departures, both by UTC.
pub(crate) type Clock = (Option<Hours>, Option<Vec<i64>>);

/// The clocks of arcs on which a rule concerns the truck, in place of the network's own; `None`: the
/// arc is closed to it.
pub(crate) fn clocks(
    net: &CorridorNetwork,
    consignment: Consignment,
) -> BTreeMap<usize, Option<Clock>> {
    let mut clocks = BTreeMap::new();
    let links = net.links.iter();
    for (link, row) in links.filter(|(_, row)| !row.service.rules.is_empty()) {
        if TruckRule::on(&row.service, consignment).next().is_none() {
            continue;
        }
        let hours = hours_left(&row.service, consignment);
        for (back, end) in [(false, row.from), (true, row.to)] {
            let at = &net.terminals[end];
            let clock =
                hours.as_ref().ok().map(|hours| clock_of(&row.service, back, at, hours.as_ref()));
            clocks.insert(Arc { link, back }.row(), clock);
        }
    }
    clocks
}
