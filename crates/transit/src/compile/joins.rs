//! Staying seated: where the vehicle of one trip goes on as another (`transfers.txt` type 4), a
//! through run is added, so that staying costs no second ride. Both trips stay as they are.
//!
//! Only the longest chains are added: a through run a+b+c also serves those who ride from a to b.
//! A chain is at most [`LONGEST_CHAIN`] trips; of a longer one every stretch of that many trips is
//! added, so what is lost is only staying seated over more than that.

use allways_base::cast::u32_from;
use allways_base::{Problems, Severity};
use rustc_hash::FxHashMap;

use crate::compile::runs::{Run, Runs, ServiceDay};
use crate::feed::{Feed, FeedTripIdx};
use crate::timetable::{Call, Times};

/// Most trips that one through run joins.
pub(crate) const LONGEST_CHAIN: usize = 4;

/// Adds the through runs of pairs of which both run on the same service day.
///
/// Problems, each dropping the pair: `stay-seated-apart` (the first ends at another place than the
/// second begins), `stay-seated-backwards` (the second leaves before the first arrives),
/// `stay-seated-frequency` (one of them runs by frequency, so that which run goes on as which is
/// unknown); and the note `stay-seated-long` for chains past [`LONGEST_CHAIN`].
pub(crate) fn add_through_runs(feed: &Feed, runs: &mut Runs, problems: &mut Problems) {
    let pairs: Vec<(FeedTripIdx, FeedTripIdx)> =
        feed.stay_seated.iter().copied().filter(|&pair| is_sound(feed, pair, problems)).collect();
    if pairs.is_empty() {
        return;
    }
    let mut run_of: FxHashMap<(ServiceDay, FeedTripIdx), usize> = FxHashMap::default();
    for (idx, run) in runs.list.iter().enumerate() {
        run_of.insert((run.day, run.trip), idx);
    }
    let mut next: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
    let mut has_previous = vec![false; runs.list.len()];
    let mut starts: Vec<usize> = Vec::new();
    for day in [ServiceDay::Before, ServiceDay::Today] {
        for &(a, b) in &pairs {
            let both = run_of.get(&(day, a)).zip(run_of.get(&(day, b)));
            let Some((&a, &b)) = both else { continue };
            if runs.list[a].is_repeated || runs.list[b].is_repeated {
                note_frequency(feed, &runs.list[a], &runs.list[b], problems);
                continue;
            }
            let after = next.entry(a).or_default();
            if !after.contains(&b) {
                after.push(b);
                has_previous[b] = true;
                starts.push(a);
            }
        }
    }
    starts.sort_unstable();
    starts.dedup();
    for start in starts {
        let mut chains = Vec::new();
        extend_chain(&next, &mut vec![start], &mut chains);
        for chain in chains {
            let is_cut = chain.len() == LONGEST_CHAIN;
            if is_cut && chain.last().is_some_and(|last| next.contains_key(last)) {
                let id = &feed.trips[runs.list[start].trip].id;
                problems.push(
                    Severity::Note,
                    "stay-seated-long",
                    format!("transfers.txt, trip {id}"),
                    format!("the vehicle goes on as more than {} other trips", LONGEST_CHAIN - 1),
                    "nothing to do; staying seated even longer counts as another ride",
                );
            }
            // A chain that begins in the middle of a longer one is part of it, unless that is cut.
            if !has_previous[start] || is_cut {
                push_through_run(runs, &chain);
            }
        }
    }
}

/// All longest chains that begin with `chain`, without meeting a run twice.
fn extend_chain(
    next: &FxHashMap<usize, Vec<usize>>,
    chain: &mut Vec<usize>,
    chains: &mut Vec<Vec<usize>>,
) {
    let after = chain.last().and_then(|last| next.get(last)).map_or(&[][..], Vec::as_slice);
    let mut is_longest = true;
    for &run in after {
        if chain.len() < LONGEST_CHAIN && !chain.contains(&run) {
            is_longest = false;
            chain.push(run);
            extend_chain(next, chain, chains);
            chain.pop();
        }
    }
    if is_longest && chain.len() > 1 {
        chains.push(chain.clone());
    }
}

fn push_through_run(runs: &mut Runs, chain: &[usize]) {
    let idx = runs.list.len();
    let mut visits: Vec<(Call, Times)> = Vec::new();
    for (rank, &run) in chain.iter().enumerate() {
        let run = runs.list[run];
        let own = runs.calls(&run).iter().copied().zip(runs.times(&run).iter().copied());
        let mut own: Vec<(Call, Times)> = own.collect();
        let mut position = visits.len();
        if let (Some((last, at_last)), Some((first, at_first))) = (visits.last_mut(), own.first()) {
            // Sound as scheduled, so an overlap comes from slowed buses: the vehicle is late.
            let delay = at_last.arrive.since(at_first.depart);
            let meets = last.stop == first.stop;
            if meets {
                last.may_board = first.may_board;
                at_last.depart = at_first.depart + delay;
            } else {
                at_last.depart = at_last.arrive;
            }
            let earliest = at_last.arrive;
            for (_, times) in &mut own {
                times.arrive = (times.arrive + delay).max(earliest);
                times.depart = times.depart + delay;
            }
            if meets {
                own.remove(0);
                position -= 1;
            }
        }
        if rank > 0 {
            runs.joints.push((idx, u32_from(position), run.trip));
        }
        visits.append(&mut own);
    }
    let like = runs.list[chain[0]];
    runs.push(like, visits.into_iter());
}

/// True if the pair can be one vehicle's: same place, forward in time.
fn is_sound(feed: &Feed, (a, b): (FeedTripIdx, FeedTripIdx), problems: &mut Problems) -> bool {
    let ends = feed.stop_times[a].last().zip(feed.stop_times[b].first());
    let Some((last, first)) = ends else { return false };
    let place = format!("transfers.txt, trips {} and {}", feed.trips[a].id, feed.trips[b].id);
    if last.stop != first.stop && feed.station_of(last.stop) != feed.station_of(first.stop) {
        let (from, to) = (&feed.stops[last.stop].id, &feed.stops[first.stop].id);
        problems.push(
            Severity::Warning,
            "stay-seated-apart",
            place,
            format!("the first trip ends at {from}, the second begins at {to}"),
            "join only trips that meet at one stop or station; the pair is left out",
        );
        return false;
    }
    if first.depart < last.arrive {
        problems.push(
            Severity::Warning,
            "stay-seated-backwards",
            place,
            format!(
                "the second trip leaves at {}, the first arrives at {}",
                first.depart, last.arrive
            ),
            "put the trips in the order in which the vehicle runs; the pair is left out",
        );
        return false;
    }
    true
}

fn note_frequency(feed: &Feed, a: &Run, b: &Run, problems: &mut Problems) {
    problems.push(
        Severity::Note,
        "stay-seated-frequency",
        format!("transfers.txt, trips {} and {}", feed.trips[a.trip].id, feed.trips[b.trip].id),
        "one of them runs by frequency, so which run goes on as which is unknown",
        "write the trips out; until then staying seated counts as a change",
    );
}
