//! Units of values and targets. A promise in days is answered in days; a target in a unit that a
//! reading does not have is never compared.

use crate::verdict::Finding;

/// Units of time, with their length in seconds.
const TIMES: [(&str, f64); 5] =
    [("s", 1.0), ("min", 60.0), ("minutes", 60.0), ("h", 3600.0), ("d", 86_400.0)];

/// Different words for the same unit.
const SAME: [&[&str]; 4] = [
    &["count", "places", "people", "projects", ""],
    &["routes", "channels"],
    &["x", "times"],
    &["violations", ""],
];

/// The unit at the end of a target such as `<= 30 min`.
pub(crate) fn of_target(text: &str) -> &str {
    text.trim_start_matches(|c: char| "<>= +-.".contains(c) || c.is_ascii_digit()).trim()
}

/// True if a value in one unit may be held against a target in the other.
pub(crate) fn are_comparable(value: &str, target: &str) -> bool {
    value == target
        || (seconds(value).is_some() && seconds(target).is_some())
        || SAME.iter().any(|words| words.contains(&value) && words.contains(&target))
}

/// Shows a finding in the unit of its target, where both are times.
pub(crate) fn show_in(finding: &mut Finding, unit: &str) {
    let (Some(from), Some(to)) = (seconds(&finding.unit), seconds(unit)) else { return };
    let factor = from / to;
    unit.clone_into(&mut finding.unit);
    finding.value = finding.value.map(|v| v * factor);
    finding.margin = finding.margin.map(|m| m * factor);
    finding.bounds = finding.bounds.map(|(low, high)| (low * factor, high * factor));
}

fn seconds(unit: &str) -> Option<f64> {
    TIMES.iter().find(|(name, _)| *name == unit).map(|&(_, seconds)| seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_unit_of_a_target_is_what_stands_behind_its_number() {
        for (text, unit) in
            [("<= 30 min", "min"), (">=90%", "%"), ("= 28", ""), ("> 2 routes", "routes")]
        {
            assert_eq!(of_target(text), unit);
        }
    }

    #[test]
    fn days_and_dollars_are_not_compared() {
        assert!(are_comparable("h", "d"));
        assert!(are_comparable("count", "places"));
        assert!(!are_comparable("usd", "d"));
        assert!(!are_comparable("count", "%"));
    }
}
