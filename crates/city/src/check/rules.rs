//! The plan's rules: each checked if it can be, and `rule`, the measure that counts the violated.

use allways_plan::plan::{Comparison, Rule, Target};
use allways_plan::value::{Params, Value};

use super::{Asked, JudgedRules, reading};
use crate::engine::Engine;
use crate::judge::{Measured, Quantity, judge};
use crate::measure::definition;
use crate::open::City;
use crate::trucks;
use crate::verdict::{Finding, Outcome, Table};

/// Each rule of the plan: checked if it can be, applied if it is for trucks; neither before the day
/// from which it is in force.
pub(super) fn judge_rules<'c>(engine: &Engine<'_>, city: &'c City) -> JudgedRules<'c> {
    let judged = city.plan.rules.iter().map(|rule| {
        let not_yet = rule.from.filter(|_| !in_force(engine, rule));
        let finding = if let Some(day) = not_yet {
            listed(rule, format!("Not in force before {day}."), Vec::new())
        } else if let Some(summary) = trucks::summary(rule, engine.scenario) {
            // What the engine applies is kept by every truck of the plan.
            Finding { outcome: Outcome::Kept, ..listed(rule, summary, Vec::new()) }
        } else if let Some((measure, with, target)) = &rule.check {
            let asked = Asked { measure, with, target, label: &rule.standard, from: "" };
            reading(engine, &asked, &Vec::new()).0
        } else {
            listed(rule, "Not checked.".into(), vec![rule.why.clone()])
        };
        (rule, finding)
    });
    judged.collect()
}

/// True if a rule is in force on the day that is judged, in the year of the scenario.
fn in_force(engine: &Engine<'_>, rule: &Rule) -> bool {
    rule.is_in_force(engine.scenario.year, engine.scenario.city.plan.date)
}

/// The finding of a rule that is not measured.
fn listed(rule: &Rule, summary: String, missing: Vec<String>) -> Finding {
    let target = Target {
        comparison: Comparison::AtMost,
        value: 0.0,
        unit: String::new(),
        text: String::new(),
    };
    judge(Measured { summary, missing, ..Measured::default() }, &target, &rule.standard)
}

/// `rule`: how many rules in force are violated; those that cannot be checked leave bounds. Those that
/// the engine applies cannot be violated, and do not count.
pub(super) fn violations(engine: &Engine<'_>, with: &Params, rules: &JudgedRules<'_>) -> Measured {
    let asked = match with.get("rules") {
        Some(Value::Text(text)) if text != "all" => text.split_whitespace().collect(),
        _ => Vec::new(),
    };
    let mut measured = Measured {
        unit: "violations",
        definition: definition("rule", with),
        ..Measured::default()
    };
    let mut table = Table {
        columns: ["rule", "standard", "outcome", "value", "target"].map(String::from).to_vec(),
        ..Table::default()
    };
    let (mut broken, mut unknown) = (0_u32, 0_u32);
    for (rule, finding) in rules {
        if !asked.is_empty() && !asked.contains(&rule.id.as_str()) {
            continue;
        }
        if rule.trucks.is_some() || !in_force(engine, rule) {
            continue;
        }
        match finding.outcome {
            Outcome::Broken => broken += 1,
            Outcome::Undecided => {
                unknown += 1;
                let why = finding.missing.join("; ");
                measured.missing.push(format!("{}: {why}", rule.name));
            }
            Outcome::Kept => {}
        }
        if finding.outcome != Outcome::Undecided {
            measured.bases.extend(finding.weakest.clone());
            measured.assumptions.extend(finding.assumptions.iter().cloned());
        }
        table.rows.push(vec![
            rule.name.clone(),
            rule.standard.clone(),
            finding.outcome.word().into(),
            finding.value.map_or_else(|| "-".into(), |v| format!("{v:.1} {}", finding.unit)),
            finding.target.clone(),
        ]);
    }
    if table.rows.is_empty() {
        measured.missing.push("a rule in force that is checked".into());
        return measured;
    }
    measured.value = if unknown == 0 {
        Quantity::Exact(f64::from(broken))
    } else {
        Quantity::Bounds(f64::from(broken), f64::from(broken + unknown))
    };
    measured.summary =
        format!("{} rules: {broken} violated, {unknown} that cannot be checked.", table.rows.len());
    measured.mend = "see the rules below, each with its own remedy".into();
    measured.evidence.table = Some(table);
    measured
}
