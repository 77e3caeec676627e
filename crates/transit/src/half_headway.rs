//! Earliest arrivals where whoever boards a vehicle of unknown phase waits half its headway.
//!
//! This is how many studies count such services: the "half headway" of R5 (Conway, Byrd & van der
//! Linden 2017). It is no timetable. Two passengers a minute apart board two vehicles a minute apart,
//! everybody waits the mean, and the sooner of two lines is the sooner of two means. It is here so
//! that results can be compared; what a passenger meets is told by draws ([`crate::frequencies`]).
//!
//! The rule. A vehicle of a row of `frequencies.txt` (departures from the first stop in `from..to`,
//! headway *H*) is boarded ⌊*H*/2⌋ seconds after one is ready at the stop, or after the row's first
//! vehicle could be there, whichever is later. It must have left its first stop before `to`. Riders of
//! it do not stay seated as it goes on as another trip: which vehicle does is not known. All other
//! vehicles run as the timetable says.
//!
//! Method: RAPTOR, one departure at a time, with single labels ([`crate::raptor`] tells the rules of
//! changes and footpaths, which are the same). Boarding by the rule never lets anyone overtake who is
//! ready later, so the earliest label of a stop is still the only one that matters.
//!
//! Journeys are not told: they would name vehicles that do not exist.

mod others;
mod search;

use std::collections::BTreeSet;

use allways_base::cast::u32_from;
use allways_base::{Checked, Csr, IdxVec, Problems, Seconds, ServiceTime};

use crate::compile::runs::{UnknownPhase, expand_known};
use crate::compile::{DaySettings, check_service, timetable};
use crate::feed::{Feed, StopIdx};
use crate::timetable::{Call, Footpath, Times, Timetable};

pub(crate) use others::others;
pub use search::HalfHeadwaySearch;

allways_base::define_idx! {
    /// A row of `frequencies.txt` on a service day.
    RowIdx;
}

/// A service day on which vehicles of unknown phase are boarded after half their headway.
#[derive(Clone, Debug)]
pub struct HalfHeadwayDay {
    /// What runs at known times; its footpaths and changes are those of all vehicles.
    pub timetable: Timetable,
    rows: IdxVec<RowIdx, Row>,
    /// row → its calls, with the times since the vehicle left the first.
    visits: Csr<RowIdx, (Call, Times)>,
    /// stop → `(row, position)` of each call there.
    stop_rows: Csr<StopIdx, (RowIdx, u32)>,
}

#[derive(Clone, Copy, Debug)]
struct Row {
    /// Vehicles leave the first call from here …
    from: i64,
    /// … to before here.
    to: i64,
    headway: Seconds,
}

impl Row {
    /// When the vehicle left its first call that one boards who is ready at `ready` at a call which is
    /// `depart` from there and who waits for `wait`; `None` after the last.
    fn boarded(&self, ready: ServiceTime, depart: ServiceTime, wait: Seconds) -> Option<i64> {
        let passes = i64::from(ready.0) - i64::from(depart.0);
        let begins = passes.max(self.from) + i64::from(wait.0);
        (begins < self.to).then_some(begins)
    }
}

impl HalfHeadwayDay {
    /// A row's calls, with the times since the vehicle left the first; from when and to before when
    /// vehicles leave that; the headway.
    pub(crate) fn row(&self, row: RowIdx) -> (&[(Call, Times)], (i64, i64), Seconds) {
        let Row { from, to, headway } = self.rows[row];
        (&self.visits[row], (from, to), headway)
    }

    /// stop → `(row, position)` of each call there.
    pub(crate) const fn stop_rows(&self) -> &Csr<StopIdx, (RowIdx, u32)> {
        &self.stop_rows
    }

    /// Rows of unknown phase that can be boarded.
    pub fn n_rows(&self) -> usize {
        self.rows.len()
    }
}

/// As [`crate::compile::compile_day`], whose problems it tells; `settings.seed` draws nothing.
pub fn compile_half_headway(
    feed: &Feed,
    settings: &DaySettings,
    footpaths: &[(StopIdx, Footpath)],
) -> Checked<HalfHeadwayDay> {
    let mut problems = Problems::default();
    let (runs, unknown) = expand_known(feed, settings, &mut problems);
    let is_empty = runs.list.is_empty() && unknown.is_empty();
    check_service(feed, settings, is_empty, &mut problems);
    let calls = unknown.iter().flat_map(|row| &row.visits);
    let stops: BTreeSet<StopIdx> = calls.map(|(call, _)| call.stop).collect();
    let stops: Vec<StopIdx> = stops.into_iter().collect();
    let timetable = timetable(feed, settings, footpaths, (runs, &stops), &mut problems);
    let row = |row: &UnknownPhase| Row { from: row.from, to: row.to, headway: row.headway };
    let rows: IdxVec<RowIdx, Row> = unknown.iter().map(row).collect::<Vec<_>>().into();
    let visits = Csr::from_rows(unknown.iter().map(|row| row.visits.iter().copied()));
    let mut calls: Vec<(StopIdx, (RowIdx, u32))> = Vec::new();
    for row in rows.indices() {
        let at =
            |(position, (call, _)): (usize, &(Call, Times))| (call.stop, (row, u32_from(position)));
        calls.extend(visits[row].iter().enumerate().map(at));
    }
    let stop_rows = Csr::from_pairs(timetable.n_stops, &calls);
    Checked { value: HalfHeadwayDay { timetable, rows, visits, stop_rows }, problems }
}
