//! Staying seated within a block: trips with the same `block_id` are one vehicle's, one after the
//! other, and where one ends where the next begins riders may stay in it (GTFS Schedule reference,
//! `trips.txt` and "linked trips"). Nearly every bus trip has a block, so no run is added as for
//! [`super::joins`]: a run names the one that follows, and a search goes on there.
//!
//! One trip follows another if they are next to each other among all trips of the block on the
//! service day, by departure; if the first ends at the stop, or in the station, where the second
//! begins, and not later than it leaves; and if both may be used. What `transfers.txt` says of two
//! trips counts more: type 5 keeps riders from staying, and a trip of a type 4 pair goes on, or
//! comes from another, only as it says there.

use allways_base::{Idx, IdxVec, Problems, ServiceTime, Severity};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::compile::DaySettings;
use crate::compile::runs::{Runs, ServiceDay};
use crate::feed::{Feed, FeedTripIdx};

/// What keeps riders from staying though the block says they could, counted to be told once.
#[derive(Default)]
struct Refused {
    /// Trips that are under way at the same time.
    overlaps: Vec<FeedTripIdx>,
    /// Run by frequency.
    repeated: Vec<FeedTripIdx>,
    /// Slowed until it is too late for the next.
    late: Vec<FeedTripIdx>,
}

/// Pairs of runs, the first of which goes on as the second. No run is twice a first or a second.
///
/// Problems: the warning `block-overlap` (trips of one vehicle at the same time), and the notes
/// `block-frequency` (which run follows which is unknown) and `block-late` (slower buses miss the
/// next trip's departure). These pairs count as a change.
pub(crate) fn pairs(
    feed: &Feed,
    settings: &DaySettings,
    runs: &Runs,
    problems: &mut Problems,
) -> Vec<(usize, usize)> {
    if feed.trips.as_slice().iter().all(|trip| trip.block.is_none()) {
        return Vec::new();
    }
    let mut run_of: FxHashMap<(ServiceDay, FeedTripIdx), usize> = FxHashMap::default();
    for (idx, run) in runs.list.iter().enumerate() {
        run_of.insert((run.day, run.trip), idx);
    }
    let is_repeated: FxHashSet<FeedTripIdx> = feed.frequencies.iter().map(|f| f.trip).collect();
    let is_told: FxHashSet<FeedTripIdx> =
        feed.stay_seated.iter().flat_map(|&(a, b)| [a, b]).collect();
    let may_not: FxHashSet<(FeedTripIdx, FeedTripIdx)> = feed.not_seated.iter().copied().collect();
    let today = feed.services_on(settings.date);
    let before = settings.date.yesterday().map(|date| feed.services_on(date));
    let before = before.unwrap_or_else(|_| IdxVec::filled(false, feed.services.len()));
    let mut refused = Refused::default();
    let mut pairs = Vec::new();
    for (day, on) in [(ServiceDay::Before, before), (ServiceDay::Today, today)] {
        let vehicles = in_order(feed, |trip| on[feed.trips[trip].service]);
        for pair in vehicles.windows(2) {
            let [(block, .., a), (same, .., b)] = [pair[0], pair[1]];
            if block != same || may_not.contains(&(a, b)) || is_told.contains(&a) {
                continue;
            }
            if is_told.contains(&b) || !meet(feed, a, b) {
                continue;
            }
            if is_repeated.contains(&a) || is_repeated.contains(&b) {
                refused.repeated.push(a);
                continue;
            }
            let ends = feed.stop_times[a].last().zip(feed.stop_times[b].first());
            if ends.is_none_or(|(last, first)| last.arrive > first.depart) {
                refused.overlaps.push(a);
                continue;
            }
            let both = run_of.get(&(day, a)).zip(run_of.get(&(day, b)));
            let Some((&a_run, &b_run)) = both else { continue };
            let (last, first) = (runs.list[a_run], runs.list[b_run]);
            // Of the day before only the tail is here.
            if runs.calls(&first).len() < feed.stop_times[b].len() {
                continue;
            }
            let ends = runs.times(&last).last().zip(runs.times(&first).first());
            if ends.is_some_and(|(last, first)| last.arrive > first.depart) {
                refused.late.push(a);
                continue;
            }
            pairs.push((a_run, b_run));
        }
    }
    refused.tell(feed, problems);
    pairs
}

/// Trips of blocks, as they run one after the other: block, first departure, last arrival, trip.
fn in_order(
    feed: &Feed,
    runs: impl Fn(FeedTripIdx) -> bool,
) -> Vec<(u32, ServiceTime, ServiceTime, FeedTripIdx)> {
    let mut all: Vec<_> = feed
        .trips
        .iter()
        .filter(|&(trip, _)| runs(trip))
        .filter_map(|(trip, row)| {
            let ends = feed.stop_times[trip].first().zip(feed.stop_times[trip].last());
            let (first, last) = ends?;
            Some((row.block?, first.depart, last.arrive, trip))
        })
        .collect();
    all.sort_unstable_by_key(|&(block, first, last, trip)| (block, first, last, trip.to_usize()));
    all
}

/// True if the second trip begins where the first ends, or in the same station.
fn meet(feed: &Feed, a: FeedTripIdx, b: FeedTripIdx) -> bool {
    let ends = feed.stop_times[a].last().zip(feed.stop_times[b].first());
    ends.is_some_and(|(last, first)| {
        last.stop == first.stop || feed.station_of(last.stop) == feed.station_of(first.stop)
    })
}

impl Refused {
    fn tell(&self, feed: &Feed, problems: &mut Problems) {
        let mut push = |severity, code, trips: &[FeedTripIdx], what: &str, remedy: &str| {
            if let Some(&first) = trips.first() {
                let place = format!("trips.txt, trip {}", feed.trips[first].id);
                let message = format!("of {} trips {what}", trips.len());
                problems.push(severity, code, place, message, remedy);
            }
        };
        push(
            Severity::Warning,
            "block-overlap",
            &self.overlaps,
            "the next of the same block leaves before they end",
            "correct block_id or the times; going on in the vehicle counts as a change there",
        );
        push(
            Severity::Note,
            "block-frequency",
            &self.repeated,
            "the vehicle goes on, but by frequency, so that as which run is unknown",
            "write the trips out; until then staying seated counts as a change",
        );
        push(
            Severity::Note,
            "block-late",
            &self.late,
            "the vehicle, slowed, comes too late to go on as the next",
            "nothing to do; going on counts as a change there",
        );
    }
}
