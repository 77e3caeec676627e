//! One question in itself: a target in the unit of what is measured and within what it can be,
//! and keys that do not contradict each other.

use allways_base::ServiceTime;
use allways_corridor::Load;
use allways_plan::Diagnostic;
use allways_plan::plan::{Comparison, Plan};
use allways_plan::value::Value;

use super::{Asked, From, error, warning};
use crate::corridor;
use crate::measure::catalogue::spec;
use crate::units;

pub(super) fn check(plan: &Plan, asked: &Asked<'_>, found: &mut Vec<Diagnostic>) {
    let before = found.len();
    check_consignment(asked, found);
    check_unit(asked, found);
    if found.len() == before {
        check_range(asked, found);
    }
    check_ends(asked, found);
    check_one_only(asked, found);
    check_numbers(asked, found);
    check_comparisons(plan, asked, found);
    check_not_read(asked, found);
    if asked.from == From::Rule && asked.measure == "rule" {
        let message = "a rule cannot be that other rules are kept".to_owned();
        let help = "make it a promise, or name what the rule itself measures";
        found.push(error(asked.own, "rule-of-rules", message, help));
    }
}

/// The unit of what is measured, which may depend on the parameters.
fn unit(asked: &Asked<'_>) -> &'static str {
    match (asked.measure, asked.text("quantity")) {
        ("corridor" | "direction", "cost") | ("channels", "cost-left") => "usd",
        ("corridor" | "direction", "departures") => "/week",
        ("corridor" | "direction", "capacity") | ("channels", "capacity-left") => {
            let is_freight = match asked.text("load") {
                "" => asked.text("carries") == "freight",
                load => corridor::consignment(load).is_ok_and(|c| c.load() == Load::Freight),
            };
            if is_freight { "TEU/week" } else { "passengers/week" }
        }
        ("corridor", "co2") => "kg",
        ("corridor", "handlings") => "handlings",
        ("corridor", "distance") => "km",
        ("direction", "time") | ("channels", "time-left") | ("hub", "dock-to-departure") => "h",
        ("direction", quantity) if quantity.starts_with("evenness") => "%",
        ("investment", "count") | ("inventory", _) => "count",
        ("access", _) if asked.with.get("share") == Some(&Value::Flag(true)) => "%",
        _ => spec(asked.measure).map_or("", |spec| spec.unit),
    }
}

/// What travels beyond the city, and when it is ready.
fn check_consignment(asked: &Asked<'_>, found: &mut Vec<Diagnostic>) {
    let takes =
        |key: &str| spec(asked.measure).is_some_and(|s| s.params.iter().any(|p| p.name == key));
    let mut wrong = |key: &str, message: String, help: &str| {
        found.push(error(asked.at(key), "unknown-word", message, help.to_owned()));
    };
    let (load, ready) = (asked.text("load"), asked.text("ready"));
    if takes("load") && !load.is_empty() && corridor::consignment(load).is_err() {
        let help = "write an amount and one of teu, feu, t, kg or passengers, such as 1feu";
        wrong("load", format!("`{load}` is no load"), help);
    }
    if takes("ready") && !ready.is_empty() && corridor::start(Some(ready)).is_err() {
        wrong("ready", format!("`{ready}` is no moment of a week"), "write `Mo 08:00`");
    }
}

fn check_unit(asked: &Asked<'_>, found: &mut Vec<Diagnostic>) {
    let (unit, target) = (unit(asked), &asked.target.text);
    if !units::are_comparable(unit, units::of_target(target)) {
        let message = format!("the target `{target}` is not in {unit}, as what is measured is");
        let help = format!("write the target in `{unit}`, or measure another quantity");
        found.push(error(asked.target_span, "wrong-unit", message, help));
    }
}

/// The largest value that there can be, and what it is.
fn largest(asked: &Asked<'_>) -> Option<(f64, &'static str)> {
    match (asked.measure, unit(asked)) {
        ("coverage" | "completeness" | "access", "%") => Some((100.0, "a share ends at 100 %")),
        ("direction", "%") => Some((100.0, "evenness ends at 100 %")),
        ("direction", "directions") => Some((4.0, "there are four directions")),
        ("hub", "modes") => Some((3.0, "the main modes are rail, water and air")),
        _ => None,
    }
}

/// Targets that no value meets are errors; those that every value meets promise nothing.
fn check_range(asked: &Asked<'_>, found: &mut Vec<Diagnostic>) {
    let target = asked.target;
    let largest = largest(asked);
    let above = |limit: f64| target.value > limit;
    let is = |limit: f64| target.value.total_cmp(&limit).is_eq();
    let counted = matches!(
        unit(asked),
        "count" | "routes" | "directions" | "modes" | "handlings" | "violations"
    );
    let is_column_sum = asked.measure == "access";
    let (most, why) = largest.unwrap_or((f64::INFINITY, ""));
    let never = match target.comparison {
        _ if above(most) => Some(why),
        Comparison::Above if is(most) => Some(why),
        Comparison::Below if is(0.0) => Some("no value is below 0"),
        Comparison::Equal if counted && !is_column_sum && target.value.fract() > 0.0 => {
            Some("a count is a whole number")
        }
        _ => None,
    };
    if let Some(why) = never {
        let message = format!("the target `{}` cannot be: {why}", target.text);
        let help = "write a target that can be kept and can be broken";
        found.push(error(asked.target_span, "impossible-target", message, help));
        return;
    }
    let always = match target.comparison {
        Comparison::AtLeast => is(0.0),
        Comparison::AtMost => is(most),
        _ => false,
    };
    if always {
        let message = format!("the target `{}` is met by every value", target.text);
        let help = "write a target that can be broken";
        found.push(warning(asked.target_span, "empty-target", message, help));
    }
}

/// Journeys need both ends, or pairs of districts, and not both.
fn check_ends(asked: &Asked<'_>, found: &mut Vec<Diagnostic>) {
    let Asked { measure, .. } = *asked;
    let params = spec(measure).map_or(&[][..], |spec| spec.params);
    let takes = |key: &str| params.iter().any(|param| param.name == key);
    let given = |key: &str| !asked.text(key).is_empty();
    if takes("pairs") && given("pairs") {
        for key in ["from", "to"].into_iter().filter(|key| given(key)) {
            let message = format!("`{key}` and `pairs` are both given, and only `pairs` is read");
            let help = format!("leave out `pairs`, or `{key}`");
            found.push(error(asked.at(key), "contradiction", message, help));
        }
        return;
    }
    for key in ["from", "to"].into_iter().filter(|key| takes(key) && !given(key)) {
        let other = if takes("pairs") { ", or `pairs = \"districts\"`" } else { "" };
        let message = format!("`{measure}` needs `{key}`{other}");
        let help = format!("add `{key}` to `with`");
        found.push(error(asked.own, "missing-parameter", message, help));
    }
    if given("from") && asked.text("from").trim() == asked.text("to").trim() {
        let message = format!("`from` and `to` are both `{}`", asked.text("from"));
        let help = "name two places";
        found.push(error(asked.at("to"), "contradiction", message, help));
    }
}

/// One question has one traveller and one season; more are further readings.
fn check_one_only(asked: &Asked<'_>, found: &mut Vec<Diagnostic>) {
    for key in ["traveller", "season"] {
        if asked.texts(key).len() > 1 {
            let message = format!("`{key}` takes one id, and has {}", asked.texts(key).len());
            let help = format!("ask for each in `also`: [ {{ {key} = \"…\" }} ]");
            found.push(error(asked.at(key), "one-only", message, help));
        }
    }
}

fn check_numbers(asked: &Asked<'_>, found: &mut Vec<Diagnostic>) {
    if let Some(Value::Number(percentile)) = asked.with.get("percentile")
        && percentile.fract() > 0.0
    {
        let message = format!("`percentile` is {percentile}, and must be whole");
        let help = "write a whole number from 1 to 100";
        found.push(error(asked.at("percentile"), "out-of-range", message, help));
    }
    if let Some(Value::Window(window)) = asked.with.get("window")
        && window.to > ServiceTime::hms(48, 0, 0)
    {
        let message = format!("`window` is {window}, and ends after 48:00");
        let help = "a service day ends before: write times such as \"22:00..25:30\"";
        found.push(error(asked.at("window"), "out-of-range", message, help));
    }
}

/// Who or what is compared with itself alone never differs.
fn check_comparisons(plan: &Plan, asked: &Asked<'_>, found: &mut Vec<Diagnostic>) {
    let (key, with_itself, n) = match asked.measure {
        "gap" => ("travellers", "adult", plan.travellers.len()),
        "season-loss" => ("seasons", "base", plan.seasons.len()),
        _ => return,
    };
    let asked_for = asked.texts(key);
    let alone = match asked_for {
        [] => n == 1,
        [one] => one == with_itself,
        _ => false,
    };
    if alone {
        let message = format!("`{with_itself}` is compared with itself alone");
        let help = format!("name others in `{key}`, or add them to the plan");
        found.push(warning(asked.at(key), "compared-with-itself", message, &help));
    }
}

/// `window`, where the definition does not read it; of a promise, if no reading does either.
fn check_not_read(asked: &Asked<'_>, found: &mut Vec<Diagnostic>) {
    const READS_IT: &str = "frequent-500m-people";
    let definition = asked.text("definition");
    if asked.measure != "coverage" || definition == READS_IT {
        return;
    }
    let Some(span) = asked.spans.get("window") else { return };
    let meant = match asked.from {
        From::Promise(readings) => readings.iter().any(|reading| {
            reading.with.get("definition") == Some(&Value::Text(READS_IT.to_owned()))
        }),
        // What a reading inherits is the promise's.
        From::Reading => !asked.own.bytes.contains(&span.bytes.start),
        From::Rule => false,
    };
    if !meant {
        let message = format!("`window` is not read by the definition `{definition}`");
        let help = format!("leave it out, or choose `{READS_IT}`");
        found.push(warning(span, "not-read", message, &help));
    }
}
