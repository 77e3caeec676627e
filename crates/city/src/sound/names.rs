//! Names of places in promises, readings and rules. Stops of lines that open in any of the plan's
//! years are known.

use allways_plan::Diagnostic;
use allways_plan::plan::Span;
use allways_plan::value::ParamKind;

use super::{Asked, error};
use crate::measure::catalogue::spec;
use crate::names::{self, NameError};
use crate::open::City;
use crate::scenario::stops_in;

pub(super) fn check(city: &City, asked: &[Asked<'_>], found: &mut Vec<Diagnostic>) {
    let mut names: Vec<(&str, &Span)> = Vec::new();
    for one in asked {
        let params = spec(one.measure).map_or(&[][..], |spec| spec.params);
        let places = params.iter().filter(|param| param.kind == ParamKind::Place);
        let named = places.map(|param| (one.text(param.name), one.at(param.name)));
        names.extend(named.filter(|(name, _)| !name.is_empty()));
    }
    if names.is_empty() {
        return;
    }
    let plan = &city.plan;
    let last = plan.years.last().copied().unwrap_or(plan.years[0]);
    let now = stops_in(city, plan.years[0]);
    let later = (last != plan.years[0]).then(|| stops_in(city, last));
    for (name, span) in names {
        let Err(error_now) = names::resolve(city, &now, name) else { continue };
        let known_later =
            later.as_ref().is_some_and(|feed| names::resolve(city, feed, name).is_ok());
        if known_later && matches!(error_now, NameError::Unknown { .. }) {
            continue;
        }
        found.push(match error_now {
            NameError::Unknown { name, nearest } => {
                let message = format!("no place, zone, terminal or stop is called `{name}`");
                let help = if nearest.is_empty() {
                    "name one that the plan's sources have, or write `lat,lon`".to_owned()
                } else {
                    format!("did you mean {}?", nearest.join(" or "))
                };
                error(span, "unknown-place", message, help)
            }
            NameError::Ambiguous { name, ids } => {
                let message = format!("`{name}` may mean {} things or more", ids.len());
                let help = format!("write an id: `{}`", ids.join("` or `"));
                error(span, "ambiguous-place", message, help)
            }
        });
    }
}
