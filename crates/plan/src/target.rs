//! Targets: a comparison, a number and a unit of the measure.

use crate::diagnostic::one_of;
use crate::plan::{Comparison, Target};
use crate::value::MeasureSpec;

/// What is wrong with a target: code, message, help.
pub(crate) type TargetFault = (&'static str, String, String);

const COMPARISONS: [(&str, Comparison); 5] = [
    ("<=", Comparison::AtMost),
    (">=", Comparison::AtLeast),
    ("<", Comparison::Below),
    (">", Comparison::Above),
    ("=", Comparison::Equal),
];

/// Reads `<= 30 min`, `>=90%`, `= 28` for a measure; the value is in the measure's own unit.
/// A target without a unit is for measures whose unit is empty or has the alias `""`.
/// The error is a message and what to do about it.
pub fn parse_target(text: &str, measure: &MeasureSpec) -> Result<Target, (String, String)> {
    read_target(text, Some(measure)).map_err(|(_, message, help)| (message, help))
}

/// As [`parse_target`]; without a measure the unit is taken as it is.
pub(crate) fn read_target(
    text: &str,
    measure: Option<&MeasureSpec>,
) -> Result<Target, TargetFault> {
    let trimmed = text.trim();
    let found = COMPARISONS.iter().find(|(sign, _)| trimmed.starts_with(sign));
    let rest = found.map(|(sign, _)| trimmed[sign.len()..].trim_start());
    let (Some((_, comparison)), Some(rest)) =
        (found, rest.filter(|rest| !rest.starts_with(['<', '>', '=', '!'])))
    else {
        return Err((
            "bad-comparison",
            format!("the target `{text}` does not begin with a comparison"),
            "begin with `<=`, `>=`, `<`, `>` or `=`, then a number and a unit".to_owned(),
        ));
    };
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+');
    let end = rest.find(|c: char| !is_number(c)).unwrap_or(rest.len());
    let number = rest[..end].parse::<f64>().ok().filter(|x| x.is_finite());
    let Some(number) = number.filter(|_| !rest[end..].starts_with([',', '_'])) else {
        return Err((
            "bad-number",
            format!("the target `{text}` has no plain number after its comparison"),
            "write a number such as 30 or 12.5, without separators".to_owned(),
        ));
    };
    if number < 0.0 {
        return Err((
            "negative-target",
            format!("the target `{text}` is below 0, and no measure is"),
            "write a number of 0 or more".to_owned(),
        ));
    }
    let unit = rest[end..].split_whitespace().collect::<Vec<_>>().join(" ");
    let Some(measure) = measure else {
        return Ok(Target { comparison: *comparison, value: number, unit, text: text.to_owned() });
    };
    let alias = measure.unit_aliases.iter().find(|(name, _)| *name == unit);
    let factor = if unit == measure.unit { Some(1.0) } else { alias.map(|&(_, factor)| factor) };
    let Some(factor) = factor else {
        let mut units = vec![measure.unit];
        units.extend(measure.unit_aliases.iter().map(|&(name, _)| name));
        units.dedup();
        let message = if unit.is_empty() {
            format!("the target `{text}` has no unit")
        } else if measure.unit.is_empty() {
            format!("the target `{text}` is in `{unit}`, but `{}` has no unit", measure.name)
        } else {
            format!("the target `{text}` is in `{unit}`, but `{}` is not", measure.name)
        };
        let named = units.iter().copied().filter(|unit| !unit.is_empty());
        let mut help = format!("write the target in {}", one_of(named));
        if units.contains(&"") {
            help = if units.len() == 1 {
                "write the number alone".to_owned()
            } else {
                format!("{help}, or the number alone")
            };
        }
        return Err(("wrong-unit", message, help));
    };
    let value = number * factor;
    if !value.is_finite() {
        let message = format!("the target `{text}` is too large to be compared");
        return Err(("bad-number", message, "write a smaller number".to_owned()));
    }
    Ok(Target {
        comparison: *comparison,
        value,
        unit: measure.unit.to_owned(),
        text: text.to_owned(),
    })
}
