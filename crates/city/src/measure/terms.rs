//! The terms under which a measure asks the corridors: what travels, by which modes, when, and
//! whether waits count. Without a word about them they are those of `Question::plain`: one FEU or
//! one passenger, running times and dwell alone.

use allways_corridor::draft::{Load, Mode, Scope};
use allways_corridor::{
    Consignment, CorridorNetwork, Criteria, EMPTY_TRUCK_T, Question, Route, Start, TerminalIdx,
    Usual, Wait, Waiting, options,
};

use super::ask::Ask;
use crate::check::{AskError, CheckSettings};
use crate::corridor as corridors;
use crate::judge::Measured;

/// See the module docs.
#[derive(Clone, Debug)]
pub(super) struct Terms {
    pub(super) consignment: Consignment,
    /// As asked for, or by `carries`: `1feu`.
    pub(super) load_text: String,
    start: Start,
    waiting: Waiting,
    scope: Scope,
    month: Option<u8>,
}

impl Terms {
    /// Reads them; what cannot be read is told as missing.
    pub(super) fn of(ask: &Ask<'_, '_>, measured: &mut Measured) -> Option<Self> {
        let load = Load::parse(ask.text("carries")).unwrap_or(Load::People);
        let asked = ask.text("load");
        let (consignment, load_text) = if asked.is_empty() {
            let unit = if load == Load::Freight { "1feu" } else { "1passengers" };
            (Consignment::one(load), unit.to_owned())
        } else {
            (told("load", corridors::consignment(asked), measured)?, asked.to_owned())
        };
        let ready = Some(ask.text("ready")).filter(|text| !text.is_empty());
        let start = told("ready", corridors::start(ready), measured)?;
        let waiting =
            if ask.text("waits") == "counted" { Waiting::Counted } else { Waiting::LeftOut };
        if waiting == Waiting::LeftOut && start != Start::Best {
            measured.missing.push("`ready` says when one starts: write waits = \"counted\"".into());
            return None;
        }
        let month = ask.maybe_number("month").map(corridors::month).transpose();
        let month = told("month", month, measured)?;
        Some(Self {
            consignment,
            load_text,
            start,
            waiting,
            scope: Scope::parse(ask.text("scope")).unwrap_or(Scope::WellToWheel),
            month,
        })
    }

    /// The question between two ends; all four criteria.
    pub(super) fn question<'a>(
        &self,
        (from, to): (&'a [TerminalIdx], &'a [TerminalIdx]),
        modes: &'a [Mode],
    ) -> Question<'a> {
        Question {
            modes: Some(modes),
            start: self.start,
            waiting: self.waiting,
            criteria: Criteria::ALL,
            scope: Some(self.scope),
            month: self.month,
            times: Usual::Expected,
            budget: None,
            ..Question::new(from, to, self.consignment)
        }
    }

    pub(super) fn counts_waits(&self) -> bool {
        self.waiting == Waiting::Counted
    }

    pub(super) const fn load(&self) -> Load {
        self.consignment.load()
    }

    /// `TEU/week` or `passengers/week`.
    pub(super) const fn capacity_unit(&self) -> &'static str {
        match self.consignment.load() {
            Load::Freight => "TEU/week",
            Load::People => "passengers/week",
        }
    }

    /// Assumptions of answers that weigh the load, or pay for it.
    pub(super) fn assume_weight(&self, measured: &mut Measured) {
        if self.load() == Load::Freight {
            measured.assumptions.insert(format!(
                "a TEU holds {:.0} t of goods; a FEU is two TEU; a truck weighs {EMPTY_TRUCK_T:.0} t \
                 without goods",
                self.consignment.tonnes_per_teu
            ));
        }
    }
}

/// What a key says; what cannot be read is told as missing.
fn told<T>(key: &str, read: Result<T, AskError>, measured: &mut Measured) -> Option<T> {
    read.map_err(|error| measured.missing.push(format!("`{key}`: {error}"))).ok()
}

/// Assumes the exchange rates of the plan.
pub(super) fn assume_rates(ask: &Ask<'_, '_>, measured: &mut Measured) {
    measured.assumptions.extend(corridors::rates(ask.scenario().city));
}

/// True if no row states the departures of a leg: no wait is counted there.
pub(super) fn has_unknown_wait(route: &Route) -> bool {
    route.legs.iter().any(|leg| leg.wait == Wait::Unknown)
}

/// The fastest route, at some times of the rows.
pub(super) fn quickest(
    net: &CorridorNetwork,
    question: &Question<'_>,
    times: Usual,
) -> Option<Route> {
    let question = Question { criteria: Criteria::TIME, times, ..*question };
    options(net, &question).routes.into_iter().next()
}

/// Settings of the run that an engine is of.
pub(super) fn settings(ask: &Ask<'_, '_>) -> CheckSettings {
    let (engine, plan) = (ask.engine, &ask.scenario().city.plan);
    CheckSettings {
        year: Some(ask.scenario().year),
        season: Some(plan.seasons[ask.season()].id.clone()),
        traveller: Some(plan.travellers[ask.traveller()].id.clone()),
        seed: engine.seed,
        ..CheckSettings::default()
    }
}
