//! Turn restrictions: relations of `type=restriction`.
//!
//! `restriction` concerns vehicles but for those in `except`; `restriction:hgv` and the like concern
//! their mode only, and come before `restriction` for it. Conditional restrictions (by time or
//! weight) are not applied, and counted.

use allways_streets::{Mode, ModeSet, Rule};
use osmpbf::{RelMemberType, Relation};

use super::access::keys;
use super::tags::Tags;

/// A restriction as read; the via node is an OSM id still.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RawRestriction {
    pub(super) id: i64,
    pub(super) rule: Rule,
    pub(super) from: Vec<i64>,
    pub(super) via_node: Option<i64>,
    pub(super) via_ways: Vec<i64>,
    pub(super) to: Vec<i64>,
    pub(super) modes: ModeSet,
}

/// What a relation is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// No turn restriction.
    Other,
    /// One for each rule that it states.
    Rules(Vec<RawRestriction>),
    /// One that holds at times only.
    Conditional,
    /// One that cannot be followed, and why.
    Broken(String),
}

/// Reads a relation.
pub(super) fn of_relation(relation: &Relation<'_>, tags: &Tags<'_>) -> Found {
    if !tags.is("type", &["restriction"]) {
        return Found::Other;
    }
    let rules = rules(tags);
    if rules.is_empty() {
        let is_conditional =
            ["restriction:conditional", "restriction:hgv:conditional", "day_on", "hour_on"]
                .iter()
                .any(|key| tags.get(key).is_some());
        return match tags.get("restriction") {
            _ if is_conditional => Found::Conditional,
            Some(value) => Found::Broken(format!("`restriction={value}` is not known")),
            None => Found::Broken("it has no `restriction`".to_owned()),
        };
    }
    let mut raw = RawRestriction {
        id: relation.id(),
        rule: Rule::No,
        from: Vec::new(),
        via_node: None,
        via_ways: Vec::new(),
        to: Vec::new(),
        modes: ModeSet::NONE,
    };
    for member in relation.members() {
        match (member.role().unwrap_or(""), member.member_type) {
            ("from", RelMemberType::Way) => raw.from.push(member.member_id),
            ("to", RelMemberType::Way) => raw.to.push(member.member_id),
            ("via", RelMemberType::Way) => raw.via_ways.push(member.member_id),
            ("via", RelMemberType::Node) if raw.via_node.is_some() => {
                return Found::Broken("it has more than one via node".to_owned());
            }
            ("via", RelMemberType::Node) => raw.via_node = Some(member.member_id),
            _ => {}
        }
    }
    let is_node = raw.via_node.is_some();
    if raw.from.is_empty() || raw.to.is_empty() || is_node != raw.via_ways.is_empty() {
        return Found::Broken("it lacks a from, a via or a to".to_owned());
    }
    let with = |(rule, modes)| RawRestriction { rule, modes, ..raw.clone() };
    Found::Rules(rules.into_iter().map(with).collect())
}

/// Each rule that is stated, and whom it concerns.
fn rules(tags: &Tags<'_>) -> Vec<(Rule, ModeSet)> {
    if tags.get("day_on").is_some() || tags.get("hour_on").is_some() {
        return Vec::new();
    }
    let excepted: Vec<&str> = tags.get("except").unwrap_or("").split(';').map(str::trim).collect();
    let mut found: Vec<(Rule, ModeSet)> = Vec::new();
    for mode in [Mode::Cycle, Mode::Drive, Mode::Truck] {
        let own = keys(mode).iter().filter(|key| **key != "access");
        let specific = own.clone().find_map(|key| tags.get_for_only("restriction", key));
        let is_excepted = own.clone().any(|key| excepted.contains(key));
        let value = match specific {
            Some(value) => Some(value),
            None if is_excepted => None,
            None => tags.get("restriction"),
        };
        let rule = match value {
            Some(value) if value.starts_with("no_") => Rule::No,
            Some(value) if value.starts_with("only_") => Rule::Only,
            _ => continue,
        };
        match found.iter_mut().find(|(known, _)| *known == rule) {
            Some((_, modes)) => *modes = modes.with(mode),
            None => found.push((rule, ModeSet::NONE.with(mode))),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        let letters = [(Mode::Cycle, 'c'), (Mode::Drive, 'd'), (Mode::Truck, 't')];
        let rules = rules(&Tags::read(text)).into_iter().map(|(rule, modes)| {
            let of = letters.iter().filter(|(mode, _)| modes.contains(*mode));
            format!("{rule:?} {}", of.map(|(_, letter)| letter).collect::<String>())
        });
        rules.collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn whom_a_restriction_concerns() {
        for (tags, wanted) in [
            ("restriction=no_left_turn", "No cdt"),
            ("restriction=only_straight_on", "Only cdt"),
            ("restriction=no_left_turn except=bicycle", "No dt"),
            ("restriction=no_left_turn except=psv;bicycle;motorcar", "No t"),
            ("restriction=no_left_turn except=motor_vehicle", "No c"),
            ("restriction=no_left_turn except=psv", "No cdt"),
            ("restriction:hgv=no_left_turn", "No t"),
            ("restriction:bicycle=no_left_turn restriction=only_right_turn", "No c, Only dt"),
            ("restriction:motor_vehicle=no_u_turn", "No dt"),
            ("restriction:hgv=none restriction=no_left_turn", "No cd"),
            ("restriction:conditional=no_left_turn@(07:00-09:00)", ""),
            ("restriction=no_left_turn hour_on=07:00", ""),
            ("restriction=left", ""),
        ] {
            assert_eq!(read(tags), wanted, "{tags}");
        }
    }
}
