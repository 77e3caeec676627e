//! A day without structure: a list of runs. What an oracle can read without understanding
//! patterns, ranks or layers.

use allways_base::{Idx, IdxVec, Seconds, ServiceTime};
use allways_transit::feed::StopIdx;
use allways_transit::timetable::Timetable;

/// A run's visit to a stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visit {
    /// Where.
    pub stop: StopIdx,
    /// When the vehicle arrives.
    pub arrive: ServiceTime,
    /// When it leaves.
    pub depart: ServiceTime,
    /// Whether one may board.
    pub may_board: bool,
    /// Whether one may alight.
    pub may_alight: bool,
}

/// See the module docs.
#[derive(Clone, Debug, Default)]
pub struct Plain {
    /// Runs, in any order; first those of the timetable in its order, if it is of one.
    pub runs: Vec<Vec<Visit>>,
    /// From, to, how long; not closed, in any order.
    pub footpaths: Vec<(StopIdx, StopIdx, Seconds)>,
    /// stop → time between two rides there.
    pub change: IdxVec<StopIdx, Option<Seconds>>,
}

/// One vehicle on several runs, as those see it who stay in it: nobody boards at the last call of
/// one to go on as the next, or alights at its first.
pub(crate) fn stayed(parts: &[Vec<Visit>]) -> Vec<Visit> {
    let mut all = Vec::new();
    for (rank, part) in parts.iter().enumerate() {
        for (position, visit) in part.iter().enumerate() {
            let begins = rank > 0 && position == 0;
            let ends = rank + 1 < parts.len() && position + 1 == part.len();
            all.push(Visit {
                may_board: visit.may_board && !ends,
                may_alight: visit.may_alight && !begins,
                ..*visit
            });
        }
    }
    all
}

impl Plain {
    /// What a compiled timetable says.
    pub fn of(tt: &Timetable) -> Self {
        let mut plain = Self { change: tt.change.clone(), ..Self::default() };
        for pattern in tt.calls.indices() {
            for times in tt.trips(pattern) {
                let visits = tt.calls[pattern].iter().zip(times.iter());
                plain.runs.push(
                    visits
                        .map(|(call, times)| Visit {
                            stop: call.stop,
                            arrive: times.arrive,
                            depart: times.depart,
                            may_board: call.may_board,
                            may_alight: call.may_alight,
                        })
                        .collect(),
                );
            }
        }
        for vehicle in tt.vehicles() {
            let parts = vehicle.iter().map(|run| plain.runs[run.to_usize()].clone());
            plain.runs.push(stayed(&parts.collect::<Vec<_>>()));
        }
        for from in tt.footpaths.indices() {
            let walks = tt.footpaths[from].iter();
            plain.footpaths.extend(walks.map(|walk| (from, walk.to, walk.duration)));
        }
        plain
    }

    /// Number of stops.
    pub fn n_stops(&self) -> usize {
        self.change.len()
    }
}
