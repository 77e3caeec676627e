//! Turn restrictions, from ways and nodes to sequences of edges that may not be taken one after the
//! other.
//!
//! `no_*` forbids its own sequence: from, over the via ways, to. `only_*` forbids every other edge
//! out of the last junction, for whoever has come the whole way there: with via ways, one may leave
//! the way before. The U-turn is another edge out. A restriction that does not fit the ways as they
//! are drawn is told and left out; one of ways that the mode may not use concerns nobody.

use std::collections::BTreeMap;

use allways_base::cast::usize_from;
use allways_base::{Idx, Problem, Problems, Severity};

use crate::chains::{Chain, PointIdx, Segment};
use crate::draft::{Restriction, Rule, StreetDraft, StreetWay, Via};
use crate::mode::Mode;
use crate::network::{EdgeIdx, Hop, StreetNetwork};

/// An edge, and whether it is taken from its second end to its first.
pub(crate) type Step = (EdgeIdx, bool);

/// Points that have to be nodes, so that a restriction finds its edges; sorted.
pub(crate) fn kept_points(draft: &StreetDraft, mode: Mode) -> Vec<usize> {
    let by_id = ways_of_restrictions(draft, mode);
    let mut kept = Vec::new();
    for rule in of_mode(draft, mode) {
        match &rule.via {
            Via::Node(row) => kept.push(usize_from(*row)),
            Via::Ways(ids) => {
                for way in ids.iter().flat_map(|id| by_id.get(id).into_iter().flatten()) {
                    kept.extend(ends(&draft.ways[*way]).map(usize_from));
                }
            }
        }
    }
    kept.sort_unstable();
    kept.dedup();
    kept
}

fn of_mode(draft: &StreetDraft, mode: Mode) -> impl Iterator<Item = &Restriction> {
    draft.restrictions.iter().filter(move |rule| mode.is_vehicle() && rule.modes.contains(mode))
}

/// Way id → rows of its pieces that the mode may use.
fn ways_of_restrictions(draft: &StreetDraft, mode: Mode) -> BTreeMap<i64, Vec<usize>> {
    let mut by_id: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
    for rule in of_mode(draft, mode) {
        let via: &[i64] = if let Via::Ways(ids) = &rule.via { ids } else { &[] };
        for &id in rule.from.iter().chain(via).chain(&rule.to) {
            by_id.entry(id).or_default();
        }
    }
    if !by_id.is_empty() {
        for (k, way) in draft.ways.iter().enumerate().filter(|(_, way)| way.is_open(mode)) {
            if let (Some(rows), true) = (by_id.get_mut(&way.id), way.nodes.len() > 1) {
                rows.push(k);
            }
        }
    }
    by_id
}

fn ends(way: &StreetWay) -> [u32; 2] {
    [way.nodes[0], way.nodes[way.nodes.len() - 1]]
}

/// A drawn restriction that cannot be followed, in words.
type Misfit = &'static str;

/// Looks edges up by the points at their ends.
pub(crate) struct Turns<'a> {
    net: &'a StreetNetwork,
    draft: &'a StreetDraft,
    chains: &'a [Chain],
    segments: &'a [Segment],
    mode: Mode,
    by_id: BTreeMap<i64, Vec<usize>>,
    /// The first two points of an edge, in the direction of travel → steps that leave so.
    leaving: BTreeMap<(PointIdx, PointIdx), Vec<Step>>,
}

impl<'a> Turns<'a> {
    pub(crate) fn new(
        net: &'a StreetNetwork,
        draft: &'a StreetDraft,
        chains: &'a [Chain],
        segments: &'a [Segment],
        mode: Mode,
    ) -> Self {
        let by_id = ways_of_restrictions(draft, mode);
        // All points that a restriction may look at.
        let mut touched: Vec<usize> = kept_points(draft, mode);
        for rule in of_mode(draft, mode) {
            if let Via::Ways(ids) = &rule.via {
                for &way in ids.iter().flat_map(|id| by_id.get(id).into_iter().flatten()) {
                    touched.extend(draft.ways[way].nodes.iter().map(|&row| usize_from(row)));
                }
            }
        }
        touched.sort_unstable();
        touched.dedup();
        let mut leaving: BTreeMap<_, Vec<Step>> = BTreeMap::new();
        for (k, chain) in chains.iter().enumerate().filter(|_| !touched.is_empty()) {
            let (edge, n) = (EdgeIdx::from_usize(k), chain.points.len());
            for (at, next, is_backward) in [(0, 1, false), (n - 1, n - 2, true)] {
                let (at, next) = (chain.points[at], chain.points[next]);
                if touched.binary_search(&at.to_usize()).is_ok() {
                    leaving.entry((at, next)).or_default().push((edge, is_backward));
                }
            }
        }
        Self { net, draft, chains, segments, mode, by_id, leaving }
    }

    /// All forbidden sequences, each of at least two steps.
    pub(crate) fn banned(&self, problems: &mut Problems) -> Vec<Vec<Step>> {
        let mut all = Vec::new();
        for rule in of_mode(self.draft, self.mode) {
            let via: &[i64] = if let Via::Ways(ids) = &rule.via { ids } else { &[] };
            let used = |ids: &[i64]| {
                ids.iter().all(|id| self.by_id.get(id).is_some_and(|rows| !rows.is_empty()))
            };
            let any = |ids: &[i64]| ids.iter().any(|&id| used(&[id]));
            // Who may not drive there has nothing to turn from; a mandatory turn into a street that
            // is closed to the mode says nothing to it either.
            if !any(&rule.from) || !any(&rule.to) || !used(via) {
                continue;
            }
            match self.sequences(rule) {
                Ok(sequences) => all.extend(sequences),
                Err(why) => problems.add("turn-restriction", || Problem {
                    severity: Severity::Warning,
                    code: "turn-restriction",
                    place: format!("relation/{}", rule.id),
                    message: format!("{why}; the turn restriction was left out"),
                    remedy: "split the ways at the junction and correct the members in \
                             OpenStreetMap"
                        .to_owned(),
                }),
            }
        }
        all.sort();
        all.dedup();
        all
    }

    fn sequences(&self, rule: &Restriction) -> Result<Vec<Vec<Step>>, Misfit> {
        let mut paths: Vec<Vec<Step>> = Vec::new();
        let mut is_met = false;
        for &from in &rule.from {
            for (over, first, last) in self.via_paths(&rule.via)? {
                for into in self.steps_into(from, first)? {
                    is_met = true;
                    let mut path = vec![into];
                    path.extend(&over);
                    let turns: Vec<Vec<Step>> =
                        rule.to.iter().filter_map(|&to| self.steps_out(to, last).ok()).collect();
                    let allowed: Vec<Step> = turns.into_iter().flatten().collect();
                    if allowed.is_empty() {
                        continue;
                    }
                    let out = match rule.rule {
                        Rule::No => allowed,
                        Rule::Only => self.others(last, &allowed),
                    };
                    paths.extend(out.into_iter().map(|step| [&path[..], &[step]].concat()));
                }
            }
        }
        if !is_met {
            return Err("the way that it starts from does not end at its junction");
        }
        if paths.is_empty() && rule.rule == Rule::No {
            return Err("the way that it leads to does not begin at its junction");
        }
        Ok(paths)
    }

    /// Every way to drive the via ways: the steps, the first junction and the last.
    fn via_paths(&self, via: &Via) -> Result<Vec<(Vec<Step>, PointIdx, PointIdx)>, Misfit> {
        let point = |row: u32| PointIdx::from_usize(usize_from(row));
        let ids = match via {
            Via::Node(row) => return Ok(vec![(Vec::new(), point(*row), point(*row))]),
            Via::Ways(ids) => ids,
        };
        let way = |id: i64| match self.by_id.get(&id).map(Vec::as_slice) {
            Some(&[row]) => Ok(&self.draft.ways[row]),
            _ => Err("a way that it leads over is cut"),
        };
        let mut found = Vec::new();
        let Some(&first_id) = ids.first() else { return Err("it has no junction") };
        for start in ends(way(first_id)?) {
            let (mut at, mut steps) = (start, Vec::new());
            let mut is_whole = true;
            for &id in ids {
                let Ok(end) = self.drive(way(id)?, at, &mut steps) else {
                    is_whole = false;
                    break;
                };
                at = end;
            }
            if is_whole {
                found.push((steps, point(start), point(at)));
            }
        }
        if found.is_empty() { Err("the ways that it leads over do not meet") } else { Ok(found) }
    }

    /// Appends the steps along a whole way from one of its ends; its other end.
    fn drive(&self, way: &StreetWay, from: u32, steps: &mut Vec<Step>) -> Result<u32, Misfit> {
        let mut nodes = way.nodes.clone();
        nodes.dedup();
        if nodes.first() != Some(&from) {
            nodes.reverse();
        }
        if nodes.first() != Some(&from) {
            return Err("the ways that it leads over do not meet");
        }
        let points: Vec<PointIdx> =
            nodes.iter().map(|&row| PointIdx::from_usize(usize_from(row))).collect();
        let mut at = 0;
        while at + 1 < points.len() {
            let steps_here = self.leaving.get(&(points[at], points[at + 1]));
            let step = steps_here.into_iter().flatten().find(|&&(edge, is_backward)| {
                let chain = &self.chains[edge.to_usize()].points;
                let mut along: Vec<PointIdx> = chain.clone();
                if is_backward {
                    along.reverse();
                }
                points[at..].starts_with(&along)
            });
            let &step = step.ok_or("a way that it leads over is closed in part")?;
            steps.push(step);
            at += self.chains[step.0.to_usize()].points.len() - 1;
        }
        Ok(nodes[nodes.len() - 1])
    }

    /// Steps that come to a junction along a way; an error if the way passes through it.
    fn steps_into(&self, way: i64, at: PointIdx) -> Result<Vec<Step>, Misfit> {
        let out = self.steps_out(way, at)?;
        Ok(out.into_iter().map(|(edge, is_backward)| (edge, !is_backward)).collect())
    }

    /// Steps that leave a junction along a way.
    fn steps_out(&self, way: i64, at: PointIdx) -> Result<Vec<Step>, Misfit> {
        let range =
            (at, PointIdx::from_usize(0))..=(at, PointIdx::from_usize(usize_from(u32::MAX)));
        let is_of_way = |&(edge, is_backward): &Step| {
            let of = &self.chains[edge.to_usize()].segments;
            let segment = if is_backward { of[of.len() - 1] } else { of[0] };
            self.draft.ways[usize_from(self.segments[segment.to_usize()].way)].id == way
        };
        let all = self.leaving.range(range).flat_map(|(_, steps)| steps).copied();
        let steps: Vec<Step> = all.filter(|step| is_of_way(step)).collect();
        if steps.len() > 1 {
            return Err("a way passes through its junction instead of ending there");
        }
        Ok(steps)
    }

    /// Steps out of a junction but for some.
    fn others(&self, at: PointIdx, but: &[Step]) -> Vec<Step> {
        let hops = self.net.hops(StreetNetwork::vertex(self.net.node_at(at)));
        let steps = hops.iter().map(|hop: &Hop| (hop.edge, hop.is_backward()));
        steps.filter(|step| !but.contains(step)).collect()
    }
}
