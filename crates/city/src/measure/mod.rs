//! The measures, each defined once. [`catalogue`] names them; [`evaluate`] computes one.

pub mod catalogue;

pub(crate) mod ask;
mod coverage;
mod hub;
mod links;
mod lists;
pub(crate) mod marks;
pub(crate) mod own_word;
mod pairs;
mod reach;
mod times;

use allways_plan::plan::Target;
use allways_plan::value::{Params, Value};

use crate::engine::Engine;
use crate::judge::Measured;
use ask::Ask;

/// Computes a measure for one reading. `rule` is not computed here but from the judged rules.
pub fn evaluate(engine: &Engine<'_>, measure: &str, with: &Params, target: &Target) -> Measured {
    let ask = Ask::new(engine, with, target);
    let mut measured = match measure {
        "travel-time" => times::travel_time(&ask),
        "access" => reach::access(&ask),
        "completeness" => reach::completeness(&ask),
        "gap" => times::gap(&ask),
        "season-loss" => times::season_loss(&ask),
        "coverage" => coverage::coverage(&ask),
        "channels" => links::channels(&ask),
        "direction" => links::direction(&ask),
        "corridor" => links::corridor(&ask),
        "hub" => hub::hub(&ask),
        "inventory" => lists::inventory(&ask),
        "investment" => lists::investment(&ask),
        other => Measured {
            missing: vec![format!("the measure `{other}` is not computed here")],
            ..Measured::default()
        },
    };
    measured.definition = definition(measure, with);
    measured
}

/// The definition used, with its source.
pub(crate) fn definition(measure: &str, with: &Params) -> (String, String) {
    let all = catalogue::spec(measure).map_or(&[][..], |spec| spec.definitions);
    let named = |key: &str| match with.get(key) {
        Some(Value::Text(id)) => all.iter().find(|(name, _)| name == id),
        _ => None,
    };
    // `hub` has one definition for each of its quantities.
    let asked = named("quantity").or_else(|| named("definition"));
    let chosen = asked.or_else(|| all.first());
    chosen.map_or_else(Default::default, |(id, source)| ((*id).to_owned(), (*source).to_owned()))
}
