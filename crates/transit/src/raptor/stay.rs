//! Staying seated where the vehicle goes on as another run ([`Timetable::goes_on_as`]), within the
//! round: still the same ride.
//!
//! A pattern is scanned with the earliest run that one catches, for it is at no call later than the
//! others. But what the others go on as may be somewhere else. They can all be caught where the
//! earliest was boarded, so at the last call each that no earlier scan brought there is taken on: its
//! rank is below what [`Stays::ended`] remembers. From then on runs go on one by one, and each is
//! begun once ([`Stays::begun`], as in trip-based routing: Witt, ESA 2015). Of the runs of a pattern
//! that are ridden from their first call, only one that is earlier than all before can bring anyone
//! anywhere sooner ([`Stays::ridden`]); the others just go on.

use allways_base::cast::{u32_from, usize_from};
use allways_base::{Idx, IdxVec};
use rustc_hash::FxHashMap;

use crate::raptor::Work;
use crate::raptor::scan::Seat;
use crate::raptor::search::{Search, Step, refilled};
use crate::timetable::{PatternIdx, Timetable, TripIdx};

/// What is known of runs that go on as another. Layers as in [`Search`]; empty if no run does.
#[derive(Debug, Default)]
pub(super) struct Stays {
    /// layer → pattern → least rank in which one has come to the last call, having boarded.
    ended: Vec<IdxVec<PatternIdx, u32>>,
    /// layer → pattern → least rank that was ridden from the first call.
    ridden: Vec<IdxVec<PatternIdx, u32>>,
    /// run → least layer in which one sits in it as it begins.
    begun: FxHashMap<TripIdx, usize>,
    /// Runs that were begun in this round, each with the log entry of what went on as it.
    queue: Vec<(TripIdx, u32)>,
}

const NEVER: u32 = u32::MAX;

impl Stays {
    pub(super) fn start(&mut self, tt: &Timetable, n_layers: usize) {
        self.begun.clear();
        self.queue.clear();
        let n_layers = if tt.next.is_empty() { 0 } else { n_layers };
        for layers in [&mut self.ended, &mut self.ridden] {
            layers.resize_with(n_layers, IdxVec::default);
            for layer in layers {
                *layer = refilled(std::mem::take(layer), NEVER, tt.calls.n_rows());
            }
        }
    }

    pub(super) fn make_layers(&mut self, n_layers: usize) {
        for layers in [&mut self.ended, &mut self.ridden] {
            while let Some(last) = layers.last().filter(|_| layers.len() < n_layers) {
                layers.push(last.clone());
            }
        }
    }

    fn is_new(&self, run: TripIdx, layer: usize) -> bool {
        self.begun.get(&run).is_none_or(|&least| least > layer)
    }

    fn begin(&mut self, run: TripIdx, layer: usize, from: u32) {
        self.begun.insert(run, layer);
        self.queue.push((run, from));
    }
}

impl Search {
    /// Someone sits in `seat` at the last call of a pattern: notes what it and the runs behind it go
    /// on as.
    pub(super) fn end<const LOG: bool>(
        &mut self,
        tt: &Timetable,
        pattern: PatternIdx,
        seat: &Seat<'_>,
        layer: usize,
    ) {
        if tt.next.is_empty() {
            return;
        }
        let times = tt.times(pattern);
        let last = tt.calls[pattern].len() - 1;
        let n_new = usize_from(self.stays.ended[layer][pattern]).min(times.n_runs());
        for &(trip, next) in tt.going_on(pattern, seat.rank..n_new) {
            if tt.times_of(pattern, trip).arrive(last) > self.limit {
                break;
            }
            if !self.stays.is_new(next, layer) {
                continue;
            }
            let (board, alight) = (u32_from(seat.board), u32_from(last));
            let step = Step::Ride { pattern, trip, board, alight, from: seat.from };
            let from = if LOG { self.log.push(step) } else { 0 };
            self.stays.begin(next, layer, from);
        }
        lower(&mut self.stays.ended[layer..], pattern, seat.rank);
    }

    /// Rides on in the runs that were begun.
    pub(super) fn stay<const LOG: bool>(&mut self, tt: &Timetable, layer: usize, work: &mut Work) {
        let mut at = 0;
        while let Some(&(trip, from)) = self.stays.queue.get(at) {
            at += 1;
            let pattern = tt.pattern_of(trip);
            let (calls, times) = (&tt.calls[pattern], tt.times_of(pattern, trip));
            let rank = trip.to_usize() - tt.first_trip[pattern].to_usize();
            if rank < usize_from(self.stays.ridden[layer][pattern]) {
                lower(&mut self.stays.ridden[layer..], pattern, rank);
                for (position, call) in calls.iter().enumerate().skip(1) {
                    let arrive = times.arrive(position);
                    if arrive > self.limit {
                        break;
                    }
                    work.calls += 1;
                    if call.may_alight {
                        let alight = u32_from(position);
                        let step = Step::Stay { pattern, trip, alight, from };
                        self.alight::<LOG>(layer, (call.stop, arrive), step, work);
                    }
                }
            }
            let last = calls.len() - 1;
            if let Some(next) = tt.goes_on_as(trip)
                && times.arrive(last) <= self.limit
                && self.stays.is_new(next, layer)
            {
                let step = Step::Stay { pattern, trip, alight: u32_from(last), from };
                let from = if LOG { self.log.push(step) } else { 0 };
                self.stays.begin(next, layer, from);
            }
        }
        self.stays.queue.clear();
    }
}

/// As for labels: never rises from layer to layer.
fn lower(layers: &mut [IdxVec<PatternIdx, u32>], pattern: PatternIdx, rank: usize) {
    let rank = u32_from(rank);
    for layer in layers {
        if layer[pattern] <= rank {
            break;
        }
        layer[pattern] = rank;
    }
}
