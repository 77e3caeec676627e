//! Streets that a plan edits: ways closed to some modes, speed limits changed.
//!
//! An edit is a column of weights, not another network, so that what was made for the network (its
//! order of contraction above all) serves each year of a plan. For that the network is cut where
//! edited ways begin, end and meet others ([`joints`]), since an edge is closed as a whole. The
//! answers are those of a draft that is edited and compiled anew ([`StreetEdits::apply`]), islands
//! included.
//!
//! One thing weights cannot say: who must turn into a street that is closed may turn elsewhere then.
//! Such edits need the network compiled anew: [`StreetEdits::frees_turns`].

use std::collections::{BTreeMap, BTreeSet};

use allways_base::cast::{round_u32, usize_from};

use crate::draft::{Rule, StreetDraft};
use crate::mode::{Mode, ModeSet};
use crate::network::StreetNetwork;
use crate::way::{Passage, RoadClass};
use crate::weights::Conditions;

/// Edits by OSM way id; the default edits nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct StreetEdits {
    closed: BTreeMap<i64, ModeSet>,
    /// Millimetres a second.
    limits: BTreeMap<i64, u16>,
}

impl StreetEdits {
    /// Closes a way to some modes, besides those that it is closed to already. Small wheels go where
    /// one walks: neither is closed without the other.
    pub fn close(&mut self, way: i64, modes: ModeSet) {
        let feet = ModeSet::NONE.with(Mode::Walk).with(Mode::Wheel);
        let walks = [Mode::Walk, Mode::Wheel].iter().any(|&mode| modes.contains(mode));
        let modes = if walks { modes.and(feet) } else { modes };
        let before = self.closed.entry(way).or_default();
        *before = before.and(modes);
    }

    /// Sets the speed limit of vehicles on a way, in both directions; the last one counts. Trucks
    /// keep a lower limit of their own. Walkers and cyclists do not ask for limits, and a ferry's
    /// time is not one.
    pub fn limit(&mut self, way: i64, km_h: f64) {
        let mm_s = u16::try_from(round_u32(km_h * 1000.0 / 3.6)).unwrap_or(u16::MAX);
        self.limits.insert(way, mm_s.max(1));
    }

    /// True if there is none.
    pub fn is_empty(&self) -> bool {
        self.closed.is_empty() && self.limits.is_empty()
    }

    /// Ids of all edited ways.
    pub fn ways(&self) -> BTreeSet<i64> {
        self.closed.keys().chain(self.limits.keys()).copied().collect()
    }

    /// True if a mode's streets are as they were.
    pub fn spares(&self, mode: Mode) -> bool {
        let closes = self.closed.values().any(|modes| modes.contains(mode));
        !closes && (self.limits.is_empty() || !ModeSet::MOTOR.contains(mode))
    }

    /// Numbers of ways closed to a mode, and of ways with new limits that it asks for.
    pub fn counts(&self, mode: Mode) -> (usize, usize) {
        let closed = self.closed.values().filter(|modes| modes.contains(mode)).count();
        (closed, if ModeSet::MOTOR.contains(mode) { self.limits.len() } else { 0 })
    }

    fn is_closed(&self, way: i64, mode: Mode) -> bool {
        self.closed.get(&way).is_some_and(|modes| modes.contains(mode))
    }

    /// Writes the edits into a draft.
    pub fn apply(&self, draft: &mut StreetDraft) {
        for way in &mut draft.ways {
            let closed = self.closed.get(&way.id).copied().unwrap_or_default();
            let traits = &mut way.traits;
            way.walk &= !closed.contains(Mode::Walk);
            for (mode, passage) in [
                (Mode::Cycle, &mut traits.cycle),
                (Mode::Drive, &mut traits.drive),
                (Mode::Truck, &mut traits.truck),
            ] {
                if closed.contains(mode) {
                    *passage = Passage::default();
                }
            }
            if let Some(&limit) = self.limits.get(&way.id)
                && traits.class != RoadClass::Ferry
            {
                traits.speed = [limit; 2];
                traits.speed_is_assumed = false;
            }
        }
    }

    /// Adds the edits to the conditions on a network. False, and nothing is added, if the network is
    /// not cut for them: an edge is made of edited ways and of others.
    #[must_use]
    pub fn add_to(&self, conditions: &mut Conditions, net: &StreetNetwork) -> bool {
        if self.spares(net.mode()) {
            return true;
        }
        let (mut removed, mut limits) = (Vec::new(), Vec::new());
        let is_driven = ModeSet::MOTOR.contains(net.mode());
        for (edge, _) in net.edges() {
            let ways = net.ways(edge);
            let closed = |way: &i64| self.is_closed(*way, net.mode());
            let limit = |way: &i64| self.limits.get(way).copied().filter(|_| is_driven);
            let first = (closed(&ways[0]), limit(&ways[0]));
            if ways[1..].iter().any(|way| (closed(way), limit(way)) != first) {
                return false;
            }
            match first {
                (true, _) => removed.push(edge),
                (false, Some(limit)) if net.kind(edge).class != RoadClass::Ferry => {
                    limits.push((edge, limit));
                }
                (false, _) => {}
            }
        }
        conditions.removed.extend(removed);
        conditions.limits.extend(limits);
        true
    }

    /// True if the network is cut for the edits: [`StreetEdits::add_to`] would not refuse it.
    pub fn fits(&self, net: &StreetNetwork) -> bool {
        self.add_to(&mut Conditions::usual(), net)
    }

    /// True if a turn restriction sends vehicles of the mode into a way that the edits close: it may
    /// say nothing then, and the network must be compiled anew from the edited draft.
    pub fn frees_turns(&self, draft: &StreetDraft, mode: Mode) -> bool {
        if !mode.is_vehicle() || !self.closed.values().any(|modes| modes.contains(mode)) {
            return false;
        }
        draft.restrictions.iter().any(|rule| {
            rule.rule == Rule::Only
                && rule.modes.contains(mode)
                && rule.to.iter().any(|&way| self.is_closed(way, mode))
        })
    }
}

/// Rows of the draft's nodes where these ways begin, end, or meet another: where a network must be
/// cut so that no edge is made of them and of others. Ascending.
pub fn joints(draft: &StreetDraft, ways: &BTreeSet<i64>) -> Vec<u32> {
    if ways.is_empty() {
        return Vec::new();
    }
    let mut uses = vec![0_u8; draft.nodes.len()];
    for &row in draft.ways.iter().flat_map(|way| &way.nodes) {
        if let Some(uses) = uses.get_mut(usize_from(row)) {
            *uses = uses.saturating_add(1);
        }
    }
    let is_shared = |row: &u32| uses.get(usize_from(*row)).is_some_and(|&uses| uses > 1);
    let mut all = Vec::new();
    for way in draft.ways.iter().filter(|way| ways.contains(&way.id)) {
        all.extend(way.nodes.iter().copied().filter(is_shared));
        all.extend(way.nodes.first().into_iter().chain(way.nodes.last()));
    }
    all.sort_unstable();
    all.dedup();
    all
}
