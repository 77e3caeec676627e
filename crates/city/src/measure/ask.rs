//! One question: a measure's parameters in a scenario, under a condition. The plan language has
//! checked the kinds and filled in the defaults, so accessors do not fail.

use allways_base::{Seconds, Window};
use allways_plan::plan::Target;
use allways_plan::value::{Params, Value};

use crate::engine::{Engine, Vehicles, Ways, access_modes};
use crate::judge::Measured;
use crate::names::{self, Spot};
use crate::scenario::Scenario;

/// See the module docs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ask<'a, 'c> {
    /// Views and searches of the scenario.
    pub(crate) engine: &'a Engine<'c>,
    params: &'a Params,
    target: &'a Target,
}

impl<'a, 'c> Ask<'a, 'c> {
    pub(crate) const fn new(
        engine: &'a Engine<'c>,
        params: &'a Params,
        target: &'a Target,
    ) -> Self {
        Self { engine, params, target }
    }

    pub(crate) const fn scenario(&self) -> &'c Scenario<'c> {
        self.engine.scenario
    }

    pub(crate) const fn target(&self) -> &'a Target {
        self.target
    }

    /// Text, empty if not given.
    pub(crate) fn text(&self, key: &str) -> &'a str {
        match self.params.get(key) {
            Some(Value::Text(text)) => text,
            _ => "",
        }
    }

    /// Texts, empty if not given.
    pub(crate) fn texts(&self, key: &str) -> &'a [String] {
        match self.params.get(key) {
            Some(Value::Texts(texts)) => texts,
            _ => &[],
        }
    }

    /// A number that has a default.
    pub(crate) fn number(&self, key: &str) -> f64 {
        self.maybe_number(key).unwrap_or(0.0)
    }

    pub(crate) fn maybe_number(&self, key: &str) -> Option<f64> {
        match self.params.get(key) {
            Some(Value::Number(number)) => Some(*number),
            _ => None,
        }
    }

    pub(crate) fn flag(&self, key: &str) -> bool {
        matches!(self.params.get(key), Some(Value::Flag(true)))
    }

    pub(crate) fn window(&self) -> Window {
        match self.params.get("window") {
            Some(Value::Window(window)) => *window,
            _ => Window {
                from: allways_base::ServiceTime::hms(7, 0, 0),
                to: allways_base::ServiceTime::hms(9, 0, 0),
                step: Seconds(60),
            },
        }
    }

    /// Which vehicles count.
    pub(crate) fn vehicles(&self) -> Vehicles {
        Vehicles::parse(self.texts("modes"))
    }

    /// How one comes to the first stop.
    pub(crate) fn access(&self) -> Ways {
        access_modes(self.texts("modes"))
    }

    /// Row of the traveller asked for, else of the run's.
    pub(crate) fn traveller(&self) -> usize {
        let asked = self.texts("traveller").first();
        asked.map_or(self.engine.traveller, |id| self.engine.traveller_row(id))
    }

    /// Row of the season asked for, else of the run's.
    pub(crate) fn season(&self) -> usize {
        let asked = self.texts("season").first();
        asked.map_or(self.engine.season, |id| self.engine.season_row(id))
    }

    /// The name of the place under `key`, for people; as typed where it means nothing.
    pub(crate) fn display(&self, key: &str) -> String {
        let (scenario, name) = (self.scenario(), self.text(key));
        match names::resolve(scenario.city, &scenario.feed, name) {
            Ok(spot) if !spot.name.is_empty() => spot.name,
            _ => name.to_owned(),
        }
    }

    /// What the name under `key` means; `None` is told as missing.
    pub(crate) fn spot(&self, key: &str, measured: &mut Measured) -> Option<Spot> {
        let name = self.text(key);
        if name.is_empty() {
            measured.missing.push(format!("`{key}`: a place"));
            return None;
        }
        let scenario = self.scenario();
        match names::resolve(scenario.city, &scenario.feed, name) {
            Ok(spot) => {
                measured.bases.extend(spot.basis.clone());
                Some(spot)
            }
            Err(error) => {
                measured.missing.push(error.to_string());
                None
            }
        }
    }
}
