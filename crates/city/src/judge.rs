//! From a measured value to a ruling. The rules are few: a value on the right side of the target
//! keeps the promise; unknowns leave bounds, and only bounds that agree decide; what cannot be
//! measured is undecided.

use std::collections::BTreeSet;

use allways_plan::plan::{Comparison, Target};
use allways_transit::feed::Basis;

use crate::verdict::{Evidence, Finding, Outcome};

/// What a measure found, before it is held against a target.
#[derive(Clone, Debug, Default)]
pub struct Measured {
    /// What was measured.
    pub value: Quantity,
    /// Unit of the value.
    pub unit: &'static str,
    /// Definition id and its source.
    pub definition: (String, String),
    /// One or two sentences.
    pub summary: String,
    /// What is missing; told only if the promise is undecided.
    pub missing: Vec<String>,
    /// What would mend it, should it turn out broken.
    pub mend: String,
    /// Inputs it rests on; the weakest is named.
    pub bases: Vec<Basis>,
    /// Assumptions used.
    pub assumptions: BTreeSet<String>,
    /// What proves it.
    pub evidence: Evidence,
    /// `source` texts of the rows that the value is computed from, where a promise could be its own
    /// evidence ([`crate::measure::own_word`]).
    pub figures: Vec<String>,
    /// Which column of these rows: `time`, `distance`, `cost`, `departures`, `count`.
    pub figure_kind: &'static str,
    /// Ids of the lines, services and channels used: tells which project made the difference.
    pub uses: BTreeSet<String>,
}

/// A measured quantity, in the measure's unit.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Quantity {
    /// Nothing can be said.
    #[default]
    Unknown,
    /// Exactly this.
    Exact(f64),
    /// Between these, depending on what is not known.
    Bounds(f64, f64),
    /// This is expected, and usual between the two others.
    Range {
        /// Expected.
        value: f64,
        /// Smallest usual.
        low: f64,
        /// Largest usual.
        high: f64,
    },
    /// There is none: the place cannot be reached, the traveller cannot travel. Misses any target.
    Never,
}

/// Holds a measured value against a target.
pub fn judge(measured: Measured, target: &Target, label: &str) -> Finding {
    let outcome = match measured.value {
        Quantity::Unknown => Outcome::Undecided,
        Quantity::Never => Outcome::Broken,
        Quantity::Exact(value) => ruling(meets(value, target)),
        Quantity::Bounds(low, high) | Quantity::Range { low, high, .. } => {
            match (meets(low, target), meets(high, target)) {
                (true, true) if target.comparison != Comparison::Equal => Outcome::Kept,
                (false, false) if !inside(low, high, target) => Outcome::Broken,
                _ => Outcome::Undecided,
            }
        }
    };
    let (value, bounds) = match measured.value {
        Quantity::Range { value, low, high } => (Some(value), Some((low, high))),
        Quantity::Exact(value) => (Some(value), None),
        Quantity::Bounds(low, high) => (None, Some((low, high))),
        Quantity::Unknown | Quantity::Never => (None, None),
    };
    let weakest = measured
        .bases
        .into_iter()
        .min_by(|a, b| (a.confidence, &a.what, &a.source).cmp(&(b.confidence, &b.what, &b.source)));
    Finding {
        label: label.to_owned(),
        outcome,
        value,
        bounds,
        unit: measured.unit.to_owned(),
        target: target.text.clone(),
        margin: value.filter(|_| outcome != Outcome::Undecided).map(|v| margin(v, target)),
        definition: measured.definition.0,
        definition_source: measured.definition.1,
        summary: measured.summary,
        missing: if outcome == Outcome::Undecided { measured.missing } else { Vec::new() },
        mend: if outcome == Outcome::Broken { measured.mend } else { String::new() },
        weakest,
        assumptions: measured.assumptions.into_iter().collect(),
        evidence: measured.evidence,
    }
}

fn ruling(meets: bool) -> Outcome {
    if meets { Outcome::Kept } else { Outcome::Broken }
}

/// Values closer than this are equal: far below any unit that is shown.
const TOLERANCE: f64 = 1e-9;

/// True if the value is on the right side of the target.
pub fn meets(value: f64, target: &Target) -> bool {
    match target.comparison {
        Comparison::AtMost => value <= target.value + TOLERANCE,
        Comparison::Below => value < target.value - TOLERANCE,
        Comparison::AtLeast => value >= target.value - TOLERANCE,
        Comparison::Above => value > target.value + TOLERANCE,
        Comparison::Equal => (value - target.value).abs() <= TOLERANCE,
    }
}

/// True if an `=` target lies between the bounds, so that they cannot rule it out.
fn inside(low: f64, high: f64, target: &Target) -> bool {
    target.comparison == Comparison::Equal && (low..=high).contains(&target.value)
}

fn margin(value: f64, target: &Target) -> f64 {
    let margin = match target.comparison {
        Comparison::AtMost | Comparison::Below => target.value - value,
        Comparison::AtLeast | Comparison::Above => value - target.value,
        Comparison::Equal => -(value - target.value).abs(),
    };
    // At the target is at the target: no rounding dust, no -0.
    if margin.abs() <= TOLERANCE { 0.0 } else { margin }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(comparison: Comparison, value: f64) -> Target {
        Target { comparison, value, unit: "min".into(), text: "test".into() }
    }

    fn outcome(value: Quantity, comparison: Comparison) -> Outcome {
        let measured = Measured { value, unit: "min", ..Measured::default() };
        judge(measured, &target(comparison, 30.0), "").outcome
    }

    #[test]
    fn a_value_is_held_against_the_target() {
        use Comparison::{Above, AtLeast, AtMost, Below, Equal};
        use Outcome::{Broken, Kept, Undecided};
        for (quantity, comparison, expect) in [
            (Quantity::Exact(30.0), AtMost, Kept),
            (Quantity::Exact(30.5), AtMost, Broken),
            (Quantity::Exact(30.0), Below, Broken),
            (Quantity::Exact(30.0), Above, Broken),
            (Quantity::Exact(30.0), Equal, Kept),
            (Quantity::Never, AtMost, Broken),
            (Quantity::Never, AtLeast, Broken),
            (Quantity::Unknown, AtMost, Undecided),
            (Quantity::Bounds(10.0, 29.0), AtMost, Kept),
            (Quantity::Bounds(10.0, 31.0), AtMost, Undecided),
            (Quantity::Bounds(31.0, 99.0), AtMost, Broken),
            (Quantity::Bounds(10.0, 31.0), Equal, Undecided),
            (Quantity::Bounds(31.0, 99.0), Equal, Broken),
            (Quantity::Bounds(30.0, 99.0), AtLeast, Kept),
            (Quantity::Range { value: 20.0, low: 10.0, high: 30.0 }, AtMost, Kept),
            (Quantity::Range { value: 20.0, low: 10.0, high: 31.0 }, AtMost, Undecided),
            (Quantity::Range { value: 40.0, low: 31.0, high: 99.0 }, AtMost, Broken),
        ] {
            assert_eq!(outcome(quantity, comparison), expect, "{quantity:?} {comparison:?}");
        }
    }

    #[test]
    fn the_margin_is_positive_inside_the_target() {
        assert!(margin(20.0, &target(Comparison::AtMost, 30.0)) > 9.9);
        assert!(margin(20.0, &target(Comparison::AtLeast, 30.0)) < -9.9);
        for comparison in [Comparison::AtMost, Comparison::AtLeast, Comparison::Equal] {
            let at_it = margin(30.0 + 1e-12, &target(comparison, 30.0));
            assert!(at_it.to_bits() == 0, "{comparison:?}: {at_it:?} is not plain 0");
        }
    }
}
