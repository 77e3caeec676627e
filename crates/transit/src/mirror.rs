//! The timetable seen backwards: time is mirrored, vehicles run from their last call to their
//! first, footpaths lead the other way. Earliest arrival in the mirror is latest departure here,
//! so that arriving by a given time needs no second search.

use allways_base::{Csr, Idx, ServiceTime};

use crate::feed::StopIdx;
use crate::timetable::{Builder, Call, Footpath, PatternIdx, Times, Timetable, TripIdx};

/// Where the mirror stands: 34 years of seconds, far above any time of a feed (999 h) and far
/// enough below `ServiceTime::NEVER` that a mirrored time may still grow by days.
const MIRROR: u32 = 1 << 30;

/// The moment as the mirror shows it; mirrored twice it is itself again. `NEVER` and anything
/// past 2^30 s becomes 0.
pub fn mirrored(time: ServiceTime) -> ServiceTime {
    ServiceTime(MIRROR.saturating_sub(time.0))
}

impl Timetable {
    /// The mirror image. Patterns keep their index, calls and trips change their order:
    /// position `i` of `n` becomes `n - 1 - i`, and so does a trip's rank within its pattern.
    /// [`Timetable::joined`] is left empty: translate a run back before asking for it; and so are
    /// [`Timetable::end_footpaths`]: ends are made on this side.
    #[must_use]
    pub fn reversed(&self) -> Self {
        let patterns = || self.calls.indices();
        let call = |call: &Call| Call {
            stop: call.stop,
            may_board: call.may_alight,
            may_alight: call.may_board,
        };
        let times = |t: Times| Times { arrive: mirrored(t.depart), depart: mirrored(t.arrive) };
        // The last run first, its last call first.
        let mut schedule = Builder::default();
        for pattern in patterns() {
            schedule.push(self.trips(pattern).rev().map(|run| run.iter().rev().map(times)));
        }
        let n_trips = |p: PatternIdx| self.n_trips(p);
        let trips = patterns().flat_map(|p| {
            let first = self.first_trip[p].to_usize();
            (first..first + n_trips(p)).rev().map(|trip| self.trips[TripIdx::from_usize(trip)])
        });
        let stop_calls = self.stop_calls.indices().map(|stop| {
            let calls = self.stop_calls[stop].iter();
            calls.map(|&(p, position)| (p, self.mirrored_position(p, position)))
        });
        let walks: Vec<(StopIdx, Footpath)> = self
            .footpaths
            .indices()
            .flat_map(|from| self.footpaths[from].iter().map(move |walk| (from, walk)))
            .map(|(from, walk)| (walk.to, Footpath { to: from, duration: walk.duration }))
            .collect();
        Self {
            date: self.date,
            n_stops: self.n_stops,
            calls: Csr::from_rows(patterns().map(|p| self.calls[p].iter().rev().map(call))),
            schedule: schedule.finish(),
            first_trip: self.first_trip.clone(),
            trips: trips.collect::<Vec<_>>().into(),
            route: self.route.clone(),
            stop_calls: Csr::from_rows(stop_calls),
            footpaths: Csr::from_pairs(self.n_stops, &walks),
            end_footpaths: None,
            change: self.change.clone(),
            joined: Vec::new(),
            next: self.mirrored_next(),
        }
    }

    /// Who comes from a run as another, in the mirror goes on as it.
    fn mirrored_next(&self) -> Vec<(TripIdx, TripIdx)> {
        let mirrored = |run| self.mirrored_trip(self.pattern_of(run), run);
        let pairs = self.next.iter().map(|&(run, next)| (mirrored(next), mirrored(run)));
        let mut pairs: Vec<(TripIdx, TripIdx)> = pairs.collect();
        pairs.sort_unstable();
        pairs
    }

    /// The same call, named by the other side of the mirror.
    pub fn mirrored_position(&self, pattern: PatternIdx, position: u32) -> u32 {
        allways_base::cast::u32_from(self.calls[pattern].len()) - 1 - position
    }

    /// The same run, named by the other side of the mirror.
    pub fn mirrored_trip(&self, pattern: PatternIdx, trip: TripIdx) -> TripIdx {
        let first = self.first_trip[pattern].to_usize();
        let rank = trip.to_usize() - first;
        TripIdx::from_usize(first + self.n_trips(pattern) - 1 - rank)
    }
}
