//! Between the platforms of a station whose pathways are known, one walks by these, and not
//! through the street: the given walks between them are replaced.
//!
//! Method: Dijkstra from each platform over the few nodes of its station. A traveller who needs
//! step-free access takes no stairs and no escalators; where nothing else leads, there is no walk.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use allways_base::Seconds;

use crate::compile::StepFreeRule;
use crate::feed::{Feed, Pathway, StopIdx, StopKind};
use crate::timetable::Footpath;

/// The walks, with those between platforms that pathways speak of replaced.
pub(crate) fn replace(
    feed: &Feed,
    step_free: StepFreeRule,
    walks: &[(StopIdx, Footpath)],
) -> Vec<(StopIdx, Footpath)> {
    let links = links(feed, step_free);
    // What any pathway touches, usable or not: there the street is not the way.
    let on: BTreeSet<StopIdx> =
        links_of(feed, |_| true).flat_map(|(from, to, _)| [from, to]).collect();
    let platforms: Vec<StopIdx> =
        on.iter().copied().filter(|&stop| feed.stops[stop].kind == StopKind::Platform).collect();
    let is_inside = |a: StopIdx, b: StopIdx| {
        on.contains(&a) && on.contains(&b) && feed.station_of(a) == feed.station_of(b)
    };
    let mut all: Vec<(StopIdx, Footpath)> =
        walks.iter().copied().filter(|(from, walk)| !is_inside(*from, walk.to)).collect();
    for &from in &platforms {
        for (to, duration) in reach(&links, from) {
            if to != from && feed.stops[to].kind == StopKind::Platform && is_inside(from, to) {
                all.push((from, Footpath { to, duration }));
            }
        }
    }
    all
}

type Links = BTreeMap<StopIdx, Vec<(StopIdx, Seconds)>>;

/// Every link that the traveller may use, from both ends where it leads both ways.
fn links(feed: &Feed, step_free: StepFreeRule) -> Links {
    let mut links = Links::new();
    let may = |way: &Pathway| way.is_step_free || step_free == StepFreeRule::Any;
    for (from, to, time) in links_of(feed, may) {
        links.entry(from).or_default().push((to, time));
    }
    links
}

/// Pathways, and the seam between a boarding area and its platform, which is no way at all.
fn links_of<'a>(
    feed: &'a Feed,
    may: impl Fn(&Pathway) -> bool + 'a,
) -> impl Iterator<Item = (StopIdx, StopIdx, Seconds)> + 'a {
    let ways = feed.pathways.iter().filter(move |way| may(way)).flat_map(|way| {
        let back = way.both_ways.then_some((way.to, way.from, way.time));
        [(way.from, way.to, way.time)].into_iter().chain(back)
    });
    let has_ways = !feed.pathways.is_empty();
    let seams = feed.stops.iter().filter(move |_| has_ways).flat_map(|(idx, stop)| {
        let is_platform = |idx: StopIdx| feed.stops[idx].kind == StopKind::Platform;
        let over = stop.parent.filter(|&parent| is_platform(parent) && is_platform(idx));
        over.into_iter().flat_map(move |p| [(idx, p, Seconds(0)), (p, idx, Seconds(0))])
    });
    ways.chain(seams)
}

fn reach(links: &Links, from: StopIdx) -> BTreeMap<StopIdx, Seconds> {
    let mut done: BTreeMap<StopIdx, Seconds> = BTreeMap::new();
    let mut heap = BinaryHeap::from([Reverse((Seconds(0), from))]);
    while let Some(Reverse((time, stop))) = heap.pop() {
        if done.contains_key(&stop) {
            continue;
        }
        done.insert(stop, time);
        for &(to, more) in links.get(&stop).into_iter().flatten() {
            heap.push(Reverse((time + more, to)));
        }
    }
    done
}
