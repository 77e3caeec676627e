//! The kernel: one ride along every pattern that can be boarded earlier than before.

use allways_base::cast::{u32_from, usize_from};
use allways_base::{Idx, ServiceTime};

use crate::feed::StopIdx;
use crate::raptor::Work;
use crate::raptor::search::{Search, Step, lower};
use crate::timetable::{PatternIdx, RunTimes, Timetable, TripIdx};

/// The run one sits in while passing along a pattern.
#[derive(Clone, Copy)]
pub(super) struct Seat<'a> {
    /// Its rank in the pattern.
    pub(super) rank: usize,
    times: RunTimes<'a>,
    /// Where it was boarded.
    pub(super) board: usize,
    /// The log entry that brought one there.
    pub(super) from: u32,
}

impl Search {
    /// One round of rides. False if there is nothing to scan.
    pub(super) fn ride<const LOG: bool>(
        &mut self,
        tt: &Timetable,
        round: usize,
        work: &mut Work,
    ) -> bool {
        let layer = self.layer(round - 1);
        self.queue_patterns(tt, layer);
        if self.queue.is_empty() {
            self.marked.clear();
            return false;
        }
        work.rounds += 1;
        let mut queue = std::mem::take(&mut self.queue);
        for pattern in queue.drain(..) {
            self.scan::<LOG>(tt, pattern, layer, work);
        }
        self.queue = queue;
        self.stay::<LOG>(tt, layer, work);
        self.marked.clear();
        true
    }

    /// Passes along a pattern: alight where that is earlier, board where a marked stop catches an
    /// earlier run. Boards from `ready`, writes `by_ride`: no ride of this round feeds another.
    fn scan<const LOG: bool>(
        &mut self,
        tt: &Timetable,
        pattern: PatternIdx,
        layer: usize,
        work: &mut Work,
    ) {
        let Some((first, last)) = self.to_scan[pattern].take() else { return };
        let (first, last) = (usize_from(first), usize_from(last));
        let calls = &tt.calls[pattern];
        let first_call = tt.calls.range(pattern).start;
        let times = tt.times(pattern);
        let n_calls = calls.len();
        work.patterns += 1;
        let mut seat: Option<Seat<'_>> = None;
        for (position, call) in calls.iter().enumerate().skip(first) {
            // Once a run is too late it stays so, and nobody waits for the calls behind it.
            seat = seat.filter(|seat| seat.times.arrive(position) <= self.limit);
            if seat.is_none() && position > last {
                break;
            }
            work.calls += 1;
            if let Some(seat) = seat
                && call.may_alight
            {
                let step = Step::Ride {
                    pattern,
                    trip: TripIdx::from_usize(tt.first_trip[pattern].to_usize() + seat.rank),
                    board: u32_from(seat.board),
                    alight: u32_from(position),
                    from: seat.from,
                };
                let arrive = seat.times.arrive(position);
                self.alight::<LOG>(layer, (call.stop, arrive), step, work);
            }
            if !call.may_board || !self.marked.has[call.stop] || position + 1 == n_calls {
                continue;
            }
            let ready = self.ready[layer][call.stop];
            let departs = |rank: usize| times.depart(rank, position);
            // Runs never overtake: a lower rank is never worse further on, even where two tie.
            let n_ahead = seat.map_or(times.n_runs(), |seat| seat.rank);
            work.boardings += 1;
            if n_ahead == 0 || departs(n_ahead - 1) < ready {
                continue;
            }
            let rank = first_at_least(n_ahead, ready, departs);
            // The label before caught this run too: all it reaches is known.
            let leaves = departs(rank);
            if leaves < self.before[call.stop]
                && (!LOG || self.goal.allows_ride(first_call + position, leaves))
            {
                let from = if LOG { self.log.ready[call.stop] } else { 0 };
                seat = Some(Seat { rank, times: times.run(rank), board: position, from });
            }
        }
        if let Some(seat) = seat {
            self.end::<LOG>(tt, pattern, &seat, layer);
        }
    }

    /// Alights, if that is earlier than what is known; `step` says how one came, for the log.
    #[inline]
    pub(super) fn alight<const LOG: bool>(
        &mut self,
        layer: usize,
        (stop, arrive): (StopIdx, ServiceTime),
        step: Step,
        work: &mut Work,
    ) {
        if arrive < self.by_ride[layer][stop] && (!LOG || self.goal.allows(stop, arrive)) {
            work.labels += 1;
            lower(&mut self.by_ride[layer..], stop, arrive);
            self.reached.insert(stop);
            if LOG {
                self.note_ride(stop, arrive, step);
            }
        }
    }

    /// Logs a ride; one to the destination draws the limit closer.
    fn note_ride(&mut self, stop: StopIdx, arrive: ServiceTime, step: Step) {
        self.log.by_ride[stop] = self.log.push(step);
        if let Some(egress) = self.log.egress[stop] {
            self.log.best = self.log.best.min(arrive + egress);
            self.goal.reach(arrive + egress);
            self.aim();
        }
    }

    /// A label is of use only if the shortest egress from it would still be an improvement.
    pub(super) fn aim(&mut self) {
        let least = self.log.least_egress.0;
        let latest = self.log.best.0.saturating_sub(least).saturating_sub(1);
        self.limit = self.limit.min(ServiceTime(latest));
    }
}

/// The least of `0..n` that departs at or after `ready`; the last of them does.
pub(crate) fn first_at_least(
    n: usize,
    ready: ServiceTime,
    departs: impl Fn(usize) -> ServiceTime,
) -> usize {
    let (mut low, mut high) = (0, n - 1);
    while low < high {
        let middle = usize::midpoint(low, high);
        if departs(middle) < ready {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}
