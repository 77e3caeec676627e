//! A promise that is not kept now and is in a later year of the plan is mended by the plan itself:
//! by what opens in between. Of the projects that open, those are named that open a line or a
//! service which the later finding uses; where it uses none by name, all that change lines (or
//! services, for a measure of corridors).

use std::collections::BTreeSet;

use allways_plan::plan::{Edit, Project};

use crate::open::City;
use crate::verdict::{Finding, Outcome};

/// Adds to the mend of `now`, found in `year`, what a later year shows.
pub(super) fn note(
    city: &City,
    now: &mut Finding,
    year: i16,
    (then, uses, later): (&Finding, &BTreeSet<String>, i16),
    measure: &str,
) {
    if later <= year || now.outcome == Outcome::Kept || then.outcome == now.outcome {
        return;
    }
    let change = match then.outcome {
        Outcome::Kept => "it is kept",
        Outcome::Undecided => "it is no longer broken, but undecided",
        Outcome::Broken => return,
    };
    let opening = city.plan.projects.iter().filter(|project| {
        project.edits.iter().any(|edit| bears_on(edit, measure))
            && project.opens.is_some_and(|y| year < y && y <= later)
    });
    let (used, others): (Vec<&Project>, Vec<&Project>) =
        opening.partition(|project| project.edits.iter().any(|edit| is_used(edit, uses)));
    let named = if used.is_empty() { others } else { used };
    if named.is_empty() {
        return;
    }
    let names: Vec<String> =
        named.iter().map(|p| format!("{} ({})", p.name, p.opens.unwrap_or(later))).collect();
    let told = format!("in {later} {change}: the plan opens {}", names.join("; "));
    now.mend = if now.mend.is_empty() { told } else { format!("{told}. Otherwise: {}", now.mend) };
}

/// True if a measure sees what an edit changes: corridors see services, all others lines.
fn bears_on(edit: &Edit, measure: &str) -> bool {
    let of_corridors = matches!(measure, "channels" | "direction" | "corridor" | "hub");
    matches!(edit, Edit::OpenService { .. }) == of_corridors
}

/// True if an edit changes one of these; ids may carry their source's prefix.
fn is_used(edit: &Edit, uses: &BTreeSet<String>) -> bool {
    let name = match edit {
        Edit::OpenLine { line: name, .. }
        | Edit::CloseLine { line: name, .. }
        | Edit::Headway { line: name, .. }
        | Edit::OpenService { service: name, .. } => name,
        // A finding names no streets.
        Edit::CloseWay { .. } | Edit::WaySpeed { .. } | Edit::OpenWay { .. } => return false,
    };
    uses.iter()
        .any(|id| id == name || id.split_once(':').is_some_and(|(_, rest)| rest == name.as_str()))
}
