//! The rows of `stop_times.txt`, kept as they come.
//!
//! Nearly every trip of nearly every feed is a *run*: its rows stand one after the other, in order,
//! with every time given and none falling. So the calls of a run are kept as the feed has them in
//! the end, and what else its rows say (trip, line, `stop_sequence`) once for all of them. All other
//! rows are *loose*. Only of trips that are not one whole run are rows made again, to be sorted and
//! mended.

use allways_base::ServiceTime;
use allways_base::cast::{u32_from, usize_from};
use allways_transit::feed::{FeedTripIdx, StopIdx, StopTime};

/// A time that is not given.
pub(super) const BLANK: u32 = u32::MAX;

/// One row of the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    pub(super) trip: FeedTripIdx,
    pub(super) sequence: u32,
    pub(super) stop: StopIdx,
    /// Seconds of the service day, or [`BLANK`]; with `depart`, both or neither.
    pub(super) arrive: u32,
    pub(super) depart: u32,
    /// `shape_dist_traveled`; NaN if blank.
    pub(super) along: f32,
    /// Line of the file.
    pub(super) line: u32,
    pub(super) may_board: bool,
    pub(super) may_alight: bool,
}

/// Rows of one trip that stand one after the other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run {
    pub(super) trip: FeedTripIdx,
    /// Where its calls begin and end in [`Kept::calls`].
    pub(super) from: u32,
    pub(super) to: u32,
    /// Of its first row.
    line: u32,
    sequence: u32,
    /// From each `stop_sequence` to the next; 0 while there is one row.
    step: u32,
    /// Of its last row.
    last_line: u32,
    last_sequence: u32,
}

impl Run {
    /// Number of rows.
    pub(super) const fn len(&self) -> u32 {
        self.to - self.from
    }
}

/// See the module docs.
#[derive(Debug)]
pub(super) struct Kept {
    /// Of all runs, end to end.
    pub(super) calls: Vec<StopTime>,
    /// `shape_dist_traveled` of each, if the table has it.
    along: Option<Vec<f32>>,
    pub(super) runs: Vec<Run>,
    pub(super) loose: Vec<Row>,
}

impl Kept {
    /// No rows.
    pub(super) const fn new(has_along: bool) -> Self {
        let along = if has_along { Some(Vec::new()) } else { None };
        Self { calls: Vec::new(), along, runs: Vec::new(), loose: Vec::new() }
    }

    /// Adds the next row.
    #[inline]
    pub(super) fn push(&mut self, row: &Row) {
        if row.arrive == BLANK || row.depart < row.arrive {
            self.loose.push(*row);
            return;
        }
        let step = self.step_to(row);
        self.calls.push(StopTime {
            stop: row.stop,
            arrive: ServiceTime(row.arrive),
            depart: ServiceTime(row.depart),
            may_board: row.may_board,
            may_alight: row.may_alight,
        });
        if let Some(along) = &mut self.along {
            along.push(row.along);
        }
        if let (Some(step), Some(run)) = (step, self.runs.last_mut()) {
            run.step = step;
            run.to += 1;
            (run.last_line, run.last_sequence) = (row.line, row.sequence);
            return;
        }
        let to = u32_from(self.calls.len());
        let Row { trip, line, sequence, .. } = *row;
        let (last_line, last_sequence) = (line, sequence);
        let from = to - 1;
        self.runs.push(Run { trip, from, to, line, sequence, step: 0, last_line, last_sequence });
    }

    /// The step of `stop_sequence` to the row, if it goes on with the last run.
    #[inline]
    fn step_to(&self, row: &Row) -> Option<u32> {
        let (run, before) = (self.runs.last()?, self.calls.last()?);
        let step = row.sequence.checked_sub(run.last_sequence)?;
        let is_next = run.trip == row.trip
            && run.last_line.checked_add(1) == Some(row.line)
            && row.arrive >= before.depart.0
            && (if run.step == 0 { step > 0 } else { step == run.step });
        is_next.then_some(step)
    }

    /// Every row of a run.
    pub(super) fn rows(&self, run: Run) -> impl Iterator<Item = Row> {
        (0..run.len()).map(move |k| {
            let at = usize_from(run.from + k);
            let StopTime { stop, arrive, depart, may_board, may_alight } = self.calls[at];
            Row {
                trip: run.trip,
                sequence: run.sequence + k * run.step,
                stop,
                arrive: arrive.0,
                depart: depart.0,
                along: self.along.as_ref().map_or(f32::NAN, |along| along[at]),
                line: run.line + k,
                may_board,
                may_alight,
            }
        })
    }
}
