//! A day without structure: a list of runs. What an oracle can read without understanding
//! patterns, ranks or layers.

use allways_base::{IdxVec, Seconds, ServiceTime};
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
    /// Runs, in any order.
    pub runs: Vec<Vec<Visit>>,
    /// From, to, how long; not closed, in any order.
    pub footpaths: Vec<(StopIdx, StopIdx, Seconds)>,
    /// stop → time between two rides there.
    pub change: IdxVec<StopIdx, Option<Seconds>>,
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
