//! The measures, each defined once. [`catalogue`] names them; [`evaluate`] computes one.

pub mod catalogue;

pub(crate) mod ask;
mod blank;
mod channels;
mod corridor;
mod coverage;
mod direction;
mod dock;
mod hub;
mod links;
mod lists;
pub(crate) mod marks;
pub(crate) mod own_word;
mod pairs;
mod reach;
mod terms;
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
        "channels" => channels::channels(&ask),
        "direction" => direction::direction(&ask),
        "corridor" => corridor::corridor(&ask),
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
    // Some measures have one definition for each of their quantities; two ways of counting channels.
    let by = matches!(with.get("by"), Some(Value::Text(by)) if by == "terminals");
    let by = all.iter().find(|(name, _)| by && *name == "terminal-disjoint");
    let asked = named("quantity").or(by).or_else(|| named("definition"));
    let chosen = asked.or_else(|| all.first());
    chosen.map_or_else(Default::default, |(id, source)| ((*id).to_owned(), (*source).to_owned()))
}
