//! Names of things that the plan's own lists have: kinds of place, columns of opportunities,
//! batches, rules. A list that nobody published is no fault, so an unknown kind or batch is one
//! only if it looks like a slip; an unknown column or rule always is.

use std::collections::BTreeSet;

use allways_base::Severity;
use allways_ingest::points::PLACE_KINDS;
use allways_plan::{Diagnostic, misspelt, names};

use super::{Asked, error};
use crate::open::City;

pub(super) fn check(city: &City, asked: &Asked<'_>, found: &mut Vec<Diagnostic>) {
    match asked.measure {
        "inventory" => {
            let kinds = kinds(city);
            let possible = PLACE_KINDS.into_iter().filter(|kind| !kinds.contains(kind));
            unlisted(asked, "kind", "place of the kind", &kinds, possible, found);
        }
        "investment" => {
            let batches = city.plan.projects.iter().map(|project| project.batch.as_str());
            let batches = batches.filter(|batch| !batch.is_empty()).collect();
            unlisted(asked, "batch", "project of the batch", &batches, [], found);
        }
        "access" => opportunity(city, asked, found),
        "rule" => rules(city, asked, found),
        _ => {}
    }
}

/// The kinds of the plan's places.
fn kinds(city: &City) -> BTreeSet<&str> {
    city.places.iter().map(|place| place.kind.as_str()).filter(|kind| !kind.is_empty()).collect()
}

/// Tells a name that no table has: an error if it may be a slip of one that is `listed` or
/// `possible`, else a note.
fn unlisted<'a>(
    asked: &Asked<'_>,
    key: &str,
    what: &str,
    listed: &BTreeSet<&'a str>,
    possible: impl IntoIterator<Item = &'a str>,
    found: &mut Vec<Diagnostic>,
) {
    let typed = asked.text(key);
    let mut known: Vec<&str> = listed.iter().copied().collect();
    if known.contains(&typed) {
        return;
    }
    let all = known.clone();
    known.extend(possible);
    let message = format!("the plan lists no {what} `{typed}`");
    let near = misspelt(typed, known.iter().copied());
    let code = "unlisted";
    found.push(match near {
        Some(near) => error(asked.at(key), code, message, format!("did you mean `{near}`?")),
        None => Diagnostic {
            severity: Severity::Note,
            ..error(asked.at(key), code, message, names::help(typed, all, "listed"))
        },
    });
}

fn opportunity(city: &City, asked: &Asked<'_>, found: &mut Vec<Diagnostic>) {
    let typed = asked.text("opportunity");
    let columns = city.places.iter().flat_map(|place| place.opportunities.keys());
    let mut known = kinds(city);
    known.extend(columns.map(String::as_str));
    if known.contains(typed) || PLACE_KINDS.contains(&typed) {
        return;
    }
    let message = format!("no place has the kind or the column `{typed}`");
    let help = names::help(typed, known, "kinds and columns");
    found.push(error(asked.at("opportunity"), "unknown-opportunity", message, help));
}

fn rules(city: &City, asked: &Asked<'_>, found: &mut Vec<Diagnostic>) {
    let ids = || city.plan.rules.iter().map(|rule| rule.id.as_str());
    let typed = asked.text("rules");
    if typed == "all" {
        return;
    }
    for id in typed.split_whitespace().filter(|id| ids().all(|known| known != *id)) {
        let message = format!("the plan has no rule `{id}`");
        let help = names::help(id, ids(), "rules");
        found.push(error(asked.at("rules"), "unknown-rule", message, help));
    }
}
