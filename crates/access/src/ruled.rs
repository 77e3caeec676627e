//! Walks between two platforms that a transfer rule of the feed names, however far they are apart.
//!
//! A rule states that the change is possible and how long it takes at least; how long somebody walks
//! it does not state. So the walk is looked for beyond the limit between two rides too: without it a
//! slower walker, for whom it is beyond the limit, would take the rule's least time instead.
//!
//! Method: from each platform of such rules the bounded search of [`Attached::footpaths`], its limit
//! doubled until every other end is found or no journey could hold the walk.

use std::collections::BTreeMap;

use allways_base::Seconds;
use allways_streets::DijkstraSearch;
use allways_transit::compile::ruled_pairs;
use allways_transit::feed::{Feed, StopIdx};
use allways_transit::timetable::Footpath;
use rayon::prelude::*;

use crate::attach::{Attached, Platform};
use crate::ground::Ground;
use crate::walk::Way;

/// The first limit that is tried.
const FIRST_LIMIT: Seconds = Seconds::minutes(20);

/// What is walked between two rides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BetweenRides {
    /// By row of both ends; for [`allways_transit::compile::compile_day`].
    pub footpaths: Vec<(StopIdx, Footpath)>,
    /// Pairs of platforms with a rule of the feed between which no walk is known, since one of them
    /// is nowhere on the ground: the rule's own time stands.
    pub n_unknown: usize,
}

impl Attached<'_> {
    /// [`Attached::footpaths`] within `limit`, and those that a transfer rule of the feed names
    /// beyond it. Of these, one that takes longer than `longest`, or to which no way leads though
    /// both ends are on the streets, has `longest` and a second: too long for any journey.
    pub fn between_rides(&self, feed: &Feed, limit: Seconds, longest: Seconds) -> BetweenRides {
        let mut footpaths = self.footpaths(limit);
        let is_known = |from: StopIdx, to: StopIdx| {
            footpaths.binary_search_by_key(&(from, to), |(from, walk)| (*from, walk.to)).is_ok()
        };
        let mut wanted: BTreeMap<StopIdx, Vec<Platform>> = BTreeMap::new();
        let mut n_unknown = 0;
        for (from, to) in ruled_pairs(feed).into_iter().filter(|&(from, to)| !is_known(from, to)) {
            match (self.platform(from), self.platform(to)) {
                (Some(a), Some(b)) if self.is_between(a, b) => {
                    wanted.entry(from).or_default().push(*b);
                }
                _ => n_unknown += 1,
            }
        }
        if wanted.is_empty() {
            return BetweenRides { footpaths, n_unknown };
        }
        let found: Vec<Vec<(StopIdx, Footpath)>> = wanted
            .into_par_iter()
            .map_init(DijkstraSearch::new, |search, (from, others)| {
                self.far_walks(from, others, longest, search)
            })
            .collect();
        footpaths.extend(found.into_iter().flatten());
        footpaths.sort_unstable();
        BetweenRides { footpaths, n_unknown }
    }

    fn platform(&self, stop: StopIdx) -> Option<&Platform> {
        let row = self.platforms().binary_search_by_key(&stop, |platform| platform.stop);
        row.ok().map(|row| &self.platforms()[row])
    }

    /// True if the ground says how one comes from one platform to the other.
    fn is_between(&self, a: &Platform, b: &Platform) -> bool {
        match self.ground() {
            Ground::Straight { .. } => true,
            Ground::Streets { beyond, .. } => {
                beyond.is_some() || (a.is_on_streets() && b.is_on_streets())
            }
        }
    }

    fn far_walks(
        &self,
        from: StopIdx,
        mut others: Vec<Platform>,
        longest: Seconds,
        search: &mut DijkstraSearch,
    ) -> Vec<(StopIdx, Footpath)> {
        let Some(platform) = self.platform(from) else { return Vec::new() };
        let mut found = Vec::new();
        let mut limit = FIRST_LIMIT.min(longest);
        loop {
            let walks = self.walks(platform.footing, limit, Way::Out, search);
            others.retain(|other| match walks.time(&other.footing) {
                Some(duration) => {
                    found.push((from, Footpath { to: other.stop, duration }));
                    false
                }
                None => true,
            });
            if others.is_empty() || limit == longest {
                break;
            }
            limit = Seconds(limit.0.saturating_mul(2)).min(longest);
        }
        let too_long = Seconds(longest.0.saturating_add(1));
        found.extend(others.iter().map(|o| (from, Footpath { to: o.stop, duration: too_long })));
        found
    }
}
