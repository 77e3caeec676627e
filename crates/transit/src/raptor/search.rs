//! The buffers of a search and what happens between two rounds: access, change, footpaths.

use allways_base::cast::{u32_from, usize_from};
use allways_base::{IdxVec, Seconds, ServiceTime};

use crate::feed::StopIdx;
use crate::raptor::goal::Goal;
use crate::raptor::stay::Stays;
use crate::raptor::{Arrivals, Work};
use crate::timetable::{PatternIdx, Timetable, TripIdx};

/// Memory that searches reuse: one per thread, for any timetable. Holds no result.
///
/// Labels lie in layers. A single departure needs one layer: the best label with any number of
/// rides so far, and so does a window without a cap on rides. With a cap a window needs one per
/// round, for labels outlive the departure that made them; layer `k` then holds the best with at
/// most `k` rides, so it never rises with `k`.
#[derive(Debug, Default)]
pub struct Search {
    /// layer → stop → when one is ready to board there.
    pub(super) ready: Vec<IdxVec<StopIdx, ServiceTime>>,
    /// layer → stop → when a ride arrives.
    pub(super) by_ride: Vec<IdxVec<StopIdx, ServiceTime>>,
    /// stop → when it is reached in whatever way.
    any: IdxVec<StopIdx, ServiceTime>,
    /// Stops at which one is ready earlier than when it was last boarded from.
    pub(super) marked: Stops,
    /// stop → when one was ready there before it was marked.
    pub(super) before: IdxVec<StopIdx, ServiceTime>,
    /// Stops to which this round's rides came earlier.
    pub(super) reached: Stops,
    /// Patterns to scan in this round.
    pub(super) queue: Vec<PatternIdx>,
    /// pattern → the first and the last position to board it at; `None` if it is not in the queue.
    pub(super) to_scan: IdxVec<PatternIdx, Option<(u32, u32)>>,
    /// Where vehicles go on as another run.
    pub(super) stays: Stays,
    /// No label after this is of use.
    pub(super) limit: ServiceTime,
    /// Only written where journeys are asked for.
    pub(super) log: Log,
    /// Only set where journeys of a window are asked for.
    pub(super) goal: Goal,
}

/// A set of stops that remembers the order in which they came.
#[derive(Debug, Default)]
pub(super) struct Stops {
    pub(super) list: Vec<StopIdx>,
    pub(super) has: IdxVec<StopIdx, bool>,
}

impl Stops {
    pub(super) fn reset(&mut self, n_stops: usize) {
        self.list.clear();
        self.has = refilled(std::mem::take(&mut self.has), false, n_stops);
    }

    /// True if it is new.
    #[inline]
    pub(super) fn insert(&mut self, stop: StopIdx) -> bool {
        let is_new = !self.has[stop];
        if is_new {
            self.has[stop] = true;
            self.list.push(stop);
        }
        is_new
    }

    pub(super) fn clear(&mut self) {
        for stop in self.list.drain(..) {
            self.has[stop] = false;
        }
    }
}

/// What made a label what it is. `from` is the step before, in the search's own list of them.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step {
    Access {
        to: StopIdx,
        duration: Seconds,
    },
    Ride {
        pattern: PatternIdx,
        trip: TripIdx,
        board: u32,
        alight: u32,
        from: u32,
    },
    /// The vehicle went on as this run, after the ride or stay `from`.
    Stay {
        pattern: PatternIdx,
        trip: TripIdx,
        alight: u32,
        from: u32,
    },
    Footpath {
        from_stop: StopIdx,
        to: StopIdx,
        duration: Seconds,
        from: u32,
    },
}

/// The improvements of a search for journeys, in order, and what it wants to reach.
#[derive(Debug, Default)]
pub(super) struct Log {
    pub(super) entries: Vec<Step>,
    /// stop → the entry that made its label.
    pub(super) by_ride: IdxVec<StopIdx, u32>,
    pub(super) ready: IdxVec<StopIdx, u32>,
    /// stop → time from there to the destination.
    pub(super) egress: IdxVec<StopIdx, Option<Seconds>>,
    pub(super) least_egress: Seconds,
    /// The earliest arrival at the destination so far.
    pub(super) best: ServiceTime,
}

impl Log {
    /// Forgets everything; the destination is reached from the stops of `egress`.
    pub(super) fn start(&mut self, n_stops: usize, egress: &[(StopIdx, Seconds)]) {
        self.entries.clear();
        self.by_ride = refilled(std::mem::take(&mut self.by_ride), 0, n_stops);
        self.ready = refilled(std::mem::take(&mut self.ready), 0, n_stops);
        self.egress = refilled(std::mem::take(&mut self.egress), None, n_stops);
        for &(stop, duration) in egress {
            let known = &mut self.egress[stop];
            *known = Some(known.map_or(duration, |known| known.min(duration)));
        }
        self.least_egress = egress.iter().map(|&(_, walk)| walk).min().unwrap_or(Seconds(0));
        self.best = ServiceTime::NEVER;
    }

    pub(super) fn push(&mut self, step: Step) -> u32 {
        self.entries.push(step);
        u32_from(self.entries.len() - 1)
    }
}

impl Search {
    /// Empty buffers; they grow with the first search.
    pub fn new() -> Self {
        Self::default()
    }

    /// Forgets everything and makes room.
    pub(super) fn start(&mut self, tt: &Timetable, n_layers: usize) {
        let never = ServiceTime::NEVER;
        for layers in [&mut self.ready, &mut self.by_ride] {
            layers.resize_with(n_layers, IdxVec::default);
            for layer in layers {
                *layer = refilled(std::mem::take(layer), never, tt.n_stops);
            }
        }
        self.any = refilled(std::mem::take(&mut self.any), never, tt.n_stops);
        self.before = refilled(std::mem::take(&mut self.before), never, tt.n_stops);
        self.marked.reset(tt.n_stops);
        self.reached.reset(tt.n_stops);
        self.queue.clear();
        let n_patterns = tt.calls.n_rows();
        self.to_scan = refilled(std::mem::take(&mut self.to_scan), None, n_patterns);
        self.stays.start(tt, n_layers);
        self.limit = never;
        self.goal.is_set = false;
    }

    /// Adds layers: what is reached with fewer rides is reached with more.
    pub(super) fn make_layers(&mut self, n_layers: usize) {
        for layers in [&mut self.ready, &mut self.by_ride] {
            while let Some(last) = layers.last().filter(|_| layers.len() < n_layers) {
                layers.push(last.clone());
            }
        }
        self.stays.make_layers(n_layers);
    }

    /// The layer of labels with at most `rides` rides.
    pub(super) fn layer(&self, rides: usize) -> usize {
        rides.min(self.ready.len() - 1)
    }

    /// Sets out at `depart`: nothing later than `limit` is of use.
    pub(super) fn set_out<const LOG: bool>(
        &mut self,
        access: &[(StopIdx, Seconds)],
        depart: ServiceTime,
        limit: ServiceTime,
        work: &mut Work,
    ) {
        self.limit = limit;
        for &(stop, duration) in access {
            let time = depart + duration;
            if time > limit || time == ServiceTime::NEVER {
                continue;
            }
            self.any[stop] = self.any[stop].min(time);
            if self.get_ready(0, stop, time, work) && LOG {
                self.log.ready[stop] = self.log.push(Step::Access { to: stop, duration });
            }
        }
    }

    /// Rides and walks until nothing gets better or `max_rides` are used up.
    pub(super) fn run_rounds(&mut self, tt: &Timetable, max_rides: u8, work: &mut Work) {
        let most = cap(max_rides).unwrap_or(usize::MAX);
        for round in 1..=most {
            if !self.ride::<false>(tt, round, work) {
                break;
            }
            let is_last = round == most;
            self.change_and_walk::<false>(tt, round, is_last, work);
        }
        self.marked.clear();
    }

    /// From the stops that this round's rides reached earlier: change there, or take one footpath.
    pub(super) fn change_and_walk<const LOG: bool>(
        &mut self,
        tt: &Timetable,
        round: usize,
        is_last: bool,
        work: &mut Work,
    ) {
        let ridden = self.layer(round - 1);
        let next = self.layer(round);
        let reached = std::mem::take(&mut self.reached.list);
        for &stop in &reached {
            self.reached.has[stop] = false;
            let arrive = self.by_ride[ridden][stop];
            self.any[stop] = self.any[stop].min(arrive);
            let from = if LOG { self.log.by_ride[stop] } else { 0 };
            if let Some(change) = tt.change[stop]
                && !is_last
                && self.get_ready(next, stop, arrive + change, work)
                && LOG
            {
                self.log.ready[stop] = from;
            }
            for walk in &tt.footpaths[stop] {
                work.footpaths += 1;
                let time = arrive + walk.duration;
                if time > self.limit || time == ServiceTime::NEVER {
                    continue;
                }
                self.any[walk.to] = self.any[walk.to].min(time);
                if !is_last && self.get_ready(next, walk.to, time, work) && LOG {
                    self.log.ready[walk.to] = self.log.push(Step::Footpath {
                        from_stop: stop,
                        to: walk.to,
                        duration: walk.duration,
                        from,
                    });
                }
            }
        }
        self.reached.list = reached;
        self.reached.list.clear();
    }

    /// Lowers the ready label of a layer and of those above it; true if that made it earlier.
    fn get_ready(
        &mut self,
        layer: usize,
        stop: StopIdx,
        time: ServiceTime,
        work: &mut Work,
    ) -> bool {
        let old = self.ready[layer][stop];
        if time >= old || time > self.limit || !self.goal.allows_boarding(stop, time) {
            return false;
        }
        work.labels += 1;
        if self.marked.insert(stop) {
            self.before[stop] = old;
        }
        lower(&mut self.ready[layer..], stop, time);
        true
    }

    /// Copies the labels out, without those past the limit.
    pub(super) fn read(&self, arrivals: &mut Arrivals) {
        let in_time = |time: ServiceTime| if time > self.limit { ServiceTime::NEVER } else { time };
        let last = self.by_ride.len() - 1;
        let copy = |from: &IdxVec<StopIdx, ServiceTime>, to: &mut IdxVec<StopIdx, ServiceTime>| {
            for (to, &from) in to.as_mut_slice().iter_mut().zip(from.as_slice()) {
                *to = in_time(from);
            }
        };
        copy(&self.by_ride[last], &mut arrivals.by_ride);
        copy(&self.any, &mut arrivals.any);
    }

    /// Fills the queue with the patterns that call at a marked stop of a layer.
    pub(super) fn queue_patterns(&mut self, tt: &Timetable, layer: usize) {
        for &stop in &self.marked.list {
            let ready = self.ready[layer][stop];
            for &(pattern, position) in &tt.stop_calls[stop] {
                let call = tt.calls.range(pattern).start + usize_from(position);
                if !self.goal.allows_ride(call, ready) {
                    continue;
                }
                let span = &mut self.to_scan[pattern];
                if span.is_none() {
                    self.queue.push(pattern);
                }
                let (first, last) = span.unwrap_or((position, position));
                *span = Some((first.min(position), last.max(position)));
            }
        }
    }
}

/// Most rides as a query gives them; `None`: no cap ([`crate::raptor::Query::max_rides`]).
pub(super) fn cap(max_rides: u8) -> Option<usize> {
    (max_rides < u8::MAX).then_some(usize::from(max_rides))
}

/// Labels never rise from layer to layer, so the first that is as early ends the way up.
pub(super) fn lower(layers: &mut [IdxVec<StopIdx, ServiceTime>], stop: StopIdx, time: ServiceTime) {
    for layer in layers {
        if layer[stop] <= time {
            break;
        }
        layer[stop] = time;
    }
}

/// The same memory, `n` times `value`.
pub(super) fn refilled<I: allways_base::Idx, T: Clone>(
    old: IdxVec<I, T>,
    value: T,
    n: usize,
) -> IdxVec<I, T> {
    let mut rows = old.into_vec();
    rows.clear();
    rows.resize(n, value);
    rows.into()
}
