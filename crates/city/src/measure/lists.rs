//! Measures on the plan's own lists: `inventory`, `investment`.
//!
//! Rows marked `part-of` the same thing (the campuses of a university) are one thing.

use allways_base::cast::f64_from;
use allways_plan::plan::Comparison;
use allways_transit::feed::{Basis, Confidence};

use super::ask::Ask;
use super::marks::part_of;
use crate::judge::{Measured, Quantity};
use crate::verdict::{MapFeature, MapRole, Shape, Table};

/// Places of a kind: claimed, named, located. A claim is kept only if every thing it counts is
/// named; a shorter list is a list that we do not have, not a broken promise.
pub(super) fn inventory(ask: &Ask<'_, '_>) -> Measured {
    let kind = ask.text("kind");
    let mut measured = Measured { unit: "count", ..Measured::default() };
    let mut table = Table {
        columns: ["name", "located", "confidence", "source"].map(String::from).to_vec(),
        ..Table::default()
    };
    let mut located = 0;
    for place in ask.scenario().city.places.iter().filter(|p| p.kind == kind) {
        let confidence = place.confidence.unwrap_or(Confidence::Low);
        if let Some(position) = place.position {
            located += 1;
            measured.evidence.map.push(MapFeature {
                role: MapRole::Place,
                label: place.name.clone(),
                shape: Shape::Point(position),
            });
        }
        measured.bases.push(Basis {
            confidence,
            what: format!("the place {}", place.name),
            source: place.source.clone(),
        });
        table.rows.push(vec![
            place.name.clone(),
            if place.position.is_some() { "yes" } else { "no" }.into(),
            confidence.word().into(),
            place.source.clone(),
        ]);
    }
    let rows = table.rows.len();
    let named = things(ask, kind);
    let claimed = ask.target().value;
    let short = f64_from(named) < claimed;
    let exact = ask.target().comparison == Comparison::Equal;
    let (least, most) = (f64_from(named).min(claimed), f64_from(named).max(claimed));
    measured.value = if short || (exact && f64_from(named) > claimed) {
        Quantity::Bounds(least, most)
    } else {
        Quantity::Exact(f64_from(named))
    };
    measured.summary = if named == rows {
        format!(
            "Claimed {claimed:.0}; the plan's tables name {named}, of which {located} are located."
        )
    } else {
        format!(
            "Claimed {claimed:.0}; the plan's tables name {named} with {rows} sites, of which \
             {located} are located."
        )
    };
    if short {
        measured.missing.push(format!(
            "names of {:.0} of the {claimed:.0}: no complete list was found",
            claimed - f64_from(named)
        ));
    } else if exact && f64_from(named) > claimed {
        measured.missing.push(format!(
            "which {claimed:.0} of the {named} that are named are meant: the official list was not found"
        ));
    }
    measured.evidence.table = Some(table);
    measured
}

/// How many different things of a kind are named.
fn things(ask: &Ask<'_, '_>, kind: &str) -> usize {
    let rows = ask.scenario().city.places.iter().filter(|p| p.kind == kind);
    let names: Vec<&str> = rows.map(|p| part_of(&p.source).unwrap_or(&p.id)).collect();
    names.iter().collect::<std::collections::BTreeSet<_>>().len()
}

/// Projects of a batch. Only what the plan lists is added up; a batch of which nothing is listed
/// is undecided, whatever it claims.
pub(super) fn investment(ask: &Ask<'_, '_>) -> Measured {
    let batch = ask.text("batch");
    let counting = ask.text("quantity") == "count";
    let mut measured =
        Measured { unit: if counting { "count" } else { "RMB bn" }, ..Measured::default() };
    measured.figure_kind = if counting { "count" } else { "cost" };
    let mut table = Table {
        columns: ["project", "sector", "opens", "cost (RMB bn)"].map(String::from).to_vec(),
        ..Table::default()
    };
    let (mut total, mut without_cost) = (0.0, 0_usize);
    for project in ask.scenario().city.plan.projects.iter().filter(|p| p.batch == batch) {
        match project.cost_rmb_bn {
            Some(cost) => total += cost,
            None => without_cost += 1,
        }
        measured.figures.push(project.source.clone());
        measured.bases.push(Basis {
            confidence: project.confidence.unwrap_or(Confidence::Low),
            what: format!("the project {}", project.name),
            source: project.source.clone(),
        });
        table.rows.push(vec![
            project.name.clone(),
            project.sector.clone(),
            project.opens.map_or_else(|| "unknown".into(), |y| y.to_string()),
            project.cost_rmb_bn.map_or_else(|| "unknown".into(), |c| format!("{c:.2}")),
        ]);
    }
    let n = table.rows.len();
    if n == 0 {
        measured.missing.push(format!("a list of the projects of `{batch}`: none is published"));
        measured.summary = format!("The plan lists no project of `{batch}`; none is invented.");
    } else if counting {
        measured.value = Quantity::Exact(f64_from(n));
        measured.summary = format!("The plan lists {n} rows of `{batch}`.");
    } else {
        measured.summary =
            format!("{n} rows listed, RMB {total:.2} bn; {without_cost} without a cost.");
        if without_cost > 0 {
            measured.value = Quantity::Bounds(total, f64::INFINITY);
            measured.missing.push(format!("the cost of {without_cost} listed projects"));
        } else {
            // Costs are published to the hundredth of a billion.
            measured.value = Quantity::Exact((total * 100.0).round() / 100.0);
        }
    }
    measured.evidence.table = Some(table);
    measured
}
