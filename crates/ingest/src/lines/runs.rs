//! When the trains of a line go, in one direction.
//!
//! **The rule.** Trains leave the first station from its first to its last train at the headway of
//! the hour (peak or not), and the last train itself always goes. They are followed station by
//! station. Where a station's own first and last trains are published, they hold there:
//! - a train that would call up to [`TOLERANCE`] outside them calls exactly at them (tables are
//!   printed in whole minutes, and run times are means);
//! - a train that would call farther outside ends its run at the station before;
//! - where the first train to come from behind is later than the published first, runs that start
//!   at this station fill the gap at the line's headway, the published first train among them;
//! - the same up to the published last train.
//!
//! **Loops.** A train that comes round goes round again: departures of the first station are moved,
//! by at most half a headway, to the moment at which a train arrives there.

use allways_base::{Seconds, ServiceTime, Window};

/// See the module docs.
pub(super) const TOLERANCE: Seconds = Seconds(120);

/// One direction of a line.
#[derive(Debug)]
pub(super) struct Direction<'a> {
    /// Run times between consecutive stations, one less than there are stations.
    pub(super) hops: &'a [Seconds],
    /// Published first train of each station.
    pub(super) first: &'a [Option<ServiceTime>],
    /// Published last train of each station.
    pub(super) last: &'a [Option<ServiceTime>],
    /// From the first station, where that has none of its own.
    pub(super) line: (ServiceTime, ServiceTime),
    /// When trains go how often.
    pub(super) headways: &'a Headways,
    /// True if the last station is the first again.
    pub(super) is_loop: bool,
}

/// Headways of a line; never zero.
#[derive(Clone, Debug)]
pub(super) struct Headways {
    pub(super) peak: Seconds,
    pub(super) offpeak: Seconds,
    pub(super) peaks: Vec<Window>,
}

impl Headways {
    fn at(&self, time: ServiceTime) -> Seconds {
        // Peaks recur: 31:00 is 07:00.
        let clock = ServiceTime(time.0 % 86_400);
        let in_peak = self.peaks.iter().any(|peak| peak.from <= clock && clock < peak.to);
        let headway = if in_peak { self.peak } else { self.offpeak };
        Seconds(headway.0.max(1))
    }
}

/// A train: where it starts, and when it calls at each station from there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) from: usize,
    pub(super) times: Vec<ServiceTime>,
}

/// Every run of the direction, by starting station and time.
pub(super) fn runs(direction: &Direction<'_>) -> Vec<Run> {
    let n = direction.hops.len() + 1;
    let mut done: Vec<Run> = Vec::new();
    let mut going: Vec<Run> = Vec::new();
    for at in 0..n {
        let is_end = at + 1 == n;
        let (first, last) = if is_end {
            (None, None)
        } else if at == 0 {
            let (first, last) = direction.line;
            (direction.first[0].or(Some(first)), direction.last[0].or(Some(last)))
        } else {
            (direction.first[at], direction.last[at])
        };
        let mut here = Vec::with_capacity(going.len());
        for mut run in going {
            match call(&run, direction.hops[at - 1], first, last) {
                Some(time) => {
                    run.times.push(time);
                    here.push(run);
                }
                None => done.push(run),
            }
        }
        going = here;
        if !is_end {
            let times: Vec<ServiceTime> =
                going.iter().filter_map(|run| run.times.last().copied()).collect();
            let starts = fill(direction, at, &times, first, last);
            going.extend(starts.into_iter().map(|time| Run { from: at, times: vec![time] }));
        }
    }
    done.extend(going);
    done.retain(|run| run.times.len() > 1);
    done.sort_by_key(|run| (run.from, run.times[0]));
    done
}

/// When the run calls at the next station; `None` if it ends where it is.
fn call(
    run: &Run,
    hop: Seconds,
    first: Option<ServiceTime>,
    last: Option<ServiceTime>,
) -> Option<ServiceTime> {
    let left = *run.times.last()?;
    let mut time = left + hop;
    if let Some(first) = first.filter(|first| time < *first) {
        if first.since(time) > TOLERANCE {
            return None;
        }
        time = first;
    }
    if let Some(last) = last.filter(|last| *last < time) {
        if time.since(last) > TOLERANCE || last < left {
            return None;
        }
        time = last;
    }
    Some(time)
}

/// Departures that start at the station `at`, given when trains from behind are there.
fn fill(
    direction: &Direction<'_>,
    at: usize,
    times: &[ServiceTime],
    first: Option<ServiceTime>,
    last: Option<ServiceTime>,
) -> Vec<ServiceTime> {
    let headways = direction.headways;
    let half = |time: ServiceTime| Seconds(headways.at(time).0 / 2);
    let mut starts: Vec<ServiceTime> = Vec::new();
    let earliest = times.iter().min().copied();
    if let Some(first) = first {
        let end = earliest.or(last).unwrap_or(first);
        let round = direction.hops.iter().copied().sum();
        let mut time = first;
        let wanted = if earliest.is_some() { first + TOLERANCE < end } else { first < end };
        while wanted && time + half(time) < end {
            starts.push(time);
            time = time + headways.at(time);
            if direction.is_loop && at == 0 {
                time = meet(&starts, round, time, half(time));
            }
        }
        // A first train that is nearer than half a headway to the next still goes.
        if wanted && starts.is_empty() {
            starts.push(first);
        }
    }
    let latest = times.iter().chain(&starts).max().copied();
    if let (Some(last), Some(latest)) = (last, latest)
        && latest + TOLERANCE < last
    {
        let mut time = latest + headways.at(latest);
        while time + half(time) < last {
            starts.push(time);
            time = time + headways.at(time);
        }
        starts.push(last);
    } else if let (Some(last), None) = (last, latest) {
        starts.push(last);
    }
    starts
}

/// The arrival of an earlier start nearest to `time`, within `half` a headway; else `time`.
fn meet(starts: &[ServiceTime], round: Seconds, time: ServiceTime, half: Seconds) -> ServiceTime {
    let away = |arrival: ServiceTime| arrival.since(time).max(time.since(arrival));
    let after = starts.last().copied().unwrap_or_default();
    starts
        .iter()
        .map(|start| *start + round)
        .filter(|arrival| away(*arrival) <= half && *arrival > after)
        .min_by_key(|arrival| away(*arrival))
        .unwrap_or(time)
}
