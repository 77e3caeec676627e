//! The plan's rules: each checked if it can be, and `rule`, the measure that counts the violated.

use allways_plan::plan::{Comparison, Target};
use allways_plan::value::{Params, Value};

use super::{Asked, JudgedRules, reading};
use crate::engine::Engine;
use crate::judge::{Measured, Quantity, judge};
use crate::measure::definition;
use crate::open::City;
use crate::verdict::{Outcome, Table};

/// Each rule of the plan, checked if it can be.
pub(super) fn judge_rules<'c>(engine: &Engine<'_>, city: &'c City) -> JudgedRules<'c> {
    let judged = city.plan.rules.iter().map(|rule| {
        let finding = match &rule.check {
            Some((measure, with, target)) => {
                let asked = Asked { measure, with, target, label: &rule.standard, from: "" };
                reading(engine, &asked, &Vec::new()).0
            }
            None => judge(
                Measured {
                    missing: vec![rule.why.clone()],
                    summary: "Not checked.".into(),
                    ..Measured::default()
                },
                &Target {
                    comparison: Comparison::AtMost,
                    value: 0.0,
                    unit: String::new(),
                    text: String::new(),
                },
                &rule.standard,
            ),
        };
        (rule, finding)
    });
    judged.collect()
}

/// `rule`: how many rules in force are violated; those that cannot be checked leave bounds.
pub(super) fn violations(with: &Params, rules: &JudgedRules<'_>) -> Measured {
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
        measured.missing.push("a rule in the plan".into());
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
