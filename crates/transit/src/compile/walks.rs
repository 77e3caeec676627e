//! Between two rides: the feed's transfer rules and the given walks become footpaths and changes.
//!
//! A rule for a station holds for each of its platforms. Where rules disagree, the one that names
//! more platforms itself wins (a platform's own rule beats its station's); among equals a
//! prohibition wins, then the longer time: all of them are "at least".
//! A rule's time and a walk's time are both "at least" too, so the longer counts; a rule without a
//! walk takes its own time, or `default_change` where it says none. That is for whoever knows no
//! walk there: a walk that is known, but longer than one walks between two rides, is to be given too
//! ([`ruled_pairs`]), since the rule states that the change is possible.

use std::collections::BTreeMap;

use allways_base::{Csr, IdxVec, Problems, Seconds, Severity};

use crate::compile::DaySettings;
use crate::feed::{Feed, StopIdx, StopKind, Transfer, TransferRule};
use crate::timetable::Footpath;

/// The columns of a [`crate::timetable::Timetable`] that are walked.
#[derive(Debug)]
pub(crate) struct Walks {
    pub(crate) footpaths: Csr<StopIdx, Footpath>,
    pub(crate) change: IdxVec<StopIdx, Option<Seconds>>,
}

/// Problems: `transfer-without-platform` (a rule for something that no platform belongs to),
/// `footpath-to-itself` (dropped: a change at a stop is not a walk).
pub(crate) fn compile(
    feed: &Feed,
    settings: &DaySettings,
    footpaths: &[(StopIdx, Footpath)],
    is_served: &IdxVec<StopIdx, bool>,
    problems: &mut Problems,
) -> Walks {
    let rules = expand_rules(feed, is_served, problems);
    let mut change = IdxVec::filled(Some(settings.default_change), feed.stops.len());
    for (&(from, to), ranked) in &rules {
        if from == to {
            change[from] = match ranked.rule {
                TransferRule::Takes(Seconds(0)) => Some(settings.default_change),
                TransferRule::Takes(time) => Some(time),
                TransferRule::Forbidden => None,
            };
        }
    }
    let mut walks: Vec<(StopIdx, Footpath)> = Vec::with_capacity(footpaths.len());
    for &(from, walk) in footpaths {
        if from == walk.to {
            problems.push(
                Severity::Note,
                "footpath-to-itself",
                format!("stop {}", feed.stops[from].id),
                format!("a footpath of {} leads back to the same stop", walk.duration),
                "give a transfer rule for the stop instead; the footpath is left out",
            );
            continue;
        }
        walks.push((from, walk));
    }
    // Sorted by both ends and then by duration: the shortest of several is the first.
    walks.sort_unstable();
    walks.dedup_by_key(|(from, walk)| (*from, walk.to));
    let mut kept: Vec<(StopIdx, Footpath)> = Vec::with_capacity(walks.len() + rules.len());
    for (from, walk) in &walks {
        let duration = match rules.get(&(*from, walk.to)).map(|ranked| ranked.rule) {
            None => walk.duration,
            Some(TransferRule::Takes(least)) => walk.duration.max(least),
            Some(TransferRule::Forbidden) => continue,
        };
        kept.push((*from, Footpath { to: walk.to, duration }));
    }
    for (&(from, to), ranked) in &rules {
        let TransferRule::Takes(time) = ranked.rule else { continue };
        let is_known = walks.binary_search_by_key(&(from, to), |(from, walk)| (*from, walk.to));
        if from != to && is_known.is_err() {
            let duration = if time == Seconds(0) { settings.default_change } else { time };
            kept.push((from, Footpath { to, duration }));
        }
    }
    kept.sort_unstable();
    let slower = settings.slower_change;
    for (_, walk) in &mut kept {
        walk.duration += slower;
    }
    for time in change.as_mut_slice().iter_mut().flatten() {
        *time += slower;
    }
    Walks { footpaths: Csr::from_pairs(feed.stops.len(), &kept), change }
}

/// The pairs of different platforms between which a transfer rule states a way; by row of both.
/// Whoever gives footpaths gives those too, however long.
pub fn ruled_pairs(feed: &Feed) -> Vec<(StopIdx, StopIdx)> {
    // Problems are told when the day is compiled; what is served, but is no platform, is nowhere on
    // the ground.
    let is_served = IdxVec::filled(false, feed.stops.len());
    let rules = expand_rules(feed, &is_served, &mut Problems::default());
    let is_way = |ranked: &Ranked| matches!(ranked.rule, TransferRule::Takes(_));
    rules
        .into_iter()
        .filter(|((from, to), ranked)| from != to && is_way(ranked))
        .map(|(pair, _)| pair)
        .collect()
}

/// A rule and how many of its ends it names itself rather than through their station.
#[derive(Clone, Copy)]
struct Ranked {
    n_named: usize,
    rule: TransferRule,
}

/// The rule that holds between each two platforms that any rule speaks of.
fn expand_rules(
    feed: &Feed,
    is_served: &IdxVec<StopIdx, bool>,
    problems: &mut Problems,
) -> BTreeMap<(StopIdx, StopIdx), Ranked> {
    let mut rules: BTreeMap<(StopIdx, StopIdx), Ranked> = BTreeMap::new();
    if feed.transfers.is_empty() {
        return rules;
    }
    // Each platform, under itself and under everything above it. What vehicles call at is one,
    // whatever the feed says it is.
    let pairs: Vec<(StopIdx, StopIdx)> = feed
        .stops
        .iter()
        .filter(|(idx, stop)| stop.kind == StopKind::Platform || is_served[*idx])
        .flat_map(|(idx, _)| feed.self_and_ancestors(idx).map(move |above| (above, idx)))
        .collect();
    let members: Csr<StopIdx, StopIdx> = Csr::from_pairs(feed.stops.len(), &pairs);
    for transfer in &feed.transfers {
        let Transfer { from, to, rule } = *transfer;
        for end in [from, to] {
            if members[end].is_empty() {
                note_nowhere(feed, end, problems);
            }
        }
        for &a in &members[from] {
            for &b in &members[to] {
                let n_named = usize::from(a == from) + usize::from(b == to);
                let ranked = Ranked { n_named, rule };
                rules
                    .entry((a, b))
                    .and_modify(|old| *old = stronger(*old, ranked))
                    .or_insert(ranked);
            }
        }
    }
    rules
}

fn stronger(a: Ranked, b: Ranked) -> Ranked {
    let strictness = |ranked: &Ranked| match ranked.rule {
        TransferRule::Takes(time) => (false, time),
        TransferRule::Forbidden => (true, Seconds(0)),
    };
    let rank = |ranked: &Ranked| (ranked.n_named, strictness(ranked));
    if rank(&b) > rank(&a) { b } else { a }
}

fn note_nowhere(feed: &Feed, stop: StopIdx, problems: &mut Problems) {
    let id = &feed.stops[stop].id;
    problems.push(
        Severity::Note,
        "transfer-without-platform",
        format!("transfers.txt, stop {id}"),
        format!("no platform belongs to {id}"),
        "name a platform or its station; the rule is left out",
    );
}
