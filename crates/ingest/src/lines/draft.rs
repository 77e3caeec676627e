//! A line as a table tells it, and the edits that a plan's projects make.

use allways_base::{IdxVec, LonLat, Seconds, ServiceTime, Window};
use allways_transit::feed::{Confidence, StepFree, Vehicle};

use super::fields::MIN_HEADWAY_MIN;

allways_base::define_idx! {
    /// A station of the draft: places of one name that lie together.
    StationIdx;
}

/// See the module docs of [`crate::lines`].
#[derive(Clone, Debug)]
pub struct LinesDraft {
    /// Id of the source, prefix of every id.
    pub source: String,
    /// Time to change between two lines at one station.
    pub interchange: Seconds,
    /// In file order.
    pub lines: Vec<LineDraft>,
    /// In order of first mention.
    pub stations: IdxVec<StationIdx, StationDraft>,
}

/// A station: one name, one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StationDraft {
    /// Its id without the source.
    pub slug: String,
    /// The main name.
    pub name: String,
    /// Names in other languages.
    pub other_names: Vec<String>,
}

/// A line: a sequence of calls, run in both directions.
#[derive(Clone, Debug)]
pub struct LineDraft {
    /// Without the source.
    pub id: String,
    /// The main name; the id if the table has none.
    pub name: String,
    /// Names in other languages.
    pub other_names: Vec<String>,
    /// Its vehicles.
    pub vehicle: Vehicle,
    /// Minutes between departures in the peaks; at least 0.5.
    pub headway_peak_min: Option<f64>,
    /// Minutes between departures outside the peaks; at least 0.5.
    pub headway_offpeak_min: Option<f64>,
    /// How sure the headways are.
    pub headway_confidence: Option<Confidence>,
    /// True if a project of the plan has set the headways.
    pub headway_edited: bool,
    /// Peak periods; departures in `[from, to)`. The step is not used.
    pub peak: Vec<Window>,
    /// First train from both ends, where no station's own is known.
    pub first_train: Option<ServiceTime>,
    /// Last train from both ends, where no station's own is known; may pass 24:00.
    pub last_train: Option<ServiceTime>,
    /// True if the last call is the first again.
    pub is_loop: bool,
    /// Lines whose trains run on into this one.
    pub joins: Vec<Join>,
    /// Year of opening; `None`: open.
    pub opens: Option<i16>,
    /// True if it runs: open in the table, or opened by an edit.
    pub open: bool,
    /// Speed between stations, stops included, km/h; for hops without a run time.
    pub speed_kmh: Option<f64>,
    /// How sure the run times are.
    pub run_time_confidence: Option<Confidence>,
    /// Step-free use of its stations and vehicles.
    pub step_free: StepFree,
    /// Where the row comes from.
    pub source: String,
    /// How sure the row is.
    pub confidence: Option<Confidence>,
    /// `file:line` of the row.
    pub place: String,
    /// Its stations in order; of a loop, the first again at the end.
    pub calls: Vec<CallDraft>,
}

/// A line's stop at a station.
#[derive(Clone, Debug)]
pub struct CallDraft {
    /// Where.
    pub station: StationIdx,
    /// The line's own platform, WGS 84.
    pub position: Option<LonLat>,
    /// From leaving here to leaving at the next call, dwell included.
    pub run_to_next: Option<Seconds>,
    /// Along the line to the next call.
    pub dist_to_next_km: Option<f64>,
    /// Published first train here, in line order and against it.
    pub first: [Option<ServiceTime>; 2],
    /// Published last train here, in line order and against it.
    pub last: [Option<ServiceTime>; 2],
    /// Where the row comes from.
    pub source: String,
    /// How sure the row is.
    pub confidence: Option<Confidence>,
}

/// Trains of one line run on into another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Join {
    /// Id of the line whose trains run on.
    pub line: String,
    /// Every n-th of them does; at least 1.
    pub every: u32,
}

impl LinesDraft {
    /// The line, by its id with or without `source:`.
    pub fn line(&self, id: &str) -> Option<&LineDraft> {
        let at = self.find(id)?;
        self.lines.get(at)
    }

    /// Opens a line that the table says opens later; false if there is no such line.
    pub fn open_line(&mut self, id: &str) -> bool {
        self.edit(id, |line| line.open = true)
    }

    /// Closes a line; false if there is no such line.
    pub fn close_line(&mut self, id: &str) -> bool {
        self.edit(id, |line| line.open = false)
    }

    /// Sets the headways, minutes of at least 0.5; `offpeak_min` `None` keeps the off-peak one.
    /// False if there is no such line or a headway is shorter.
    pub fn set_headway(&mut self, id: &str, peak_min: f64, offpeak_min: Option<f64>) -> bool {
        let good = |minutes: f64| minutes.is_finite() && minutes >= MIN_HEADWAY_MIN;
        good(peak_min)
            && offpeak_min.is_none_or(good)
            && self.edit(id, |line| {
                line.headway_peak_min = Some(peak_min);
                line.headway_offpeak_min = offpeak_min.or(line.headway_offpeak_min);
                line.headway_edited = true;
            })
    }

    fn find(&self, id: &str) -> Option<usize> {
        let bare = id.strip_prefix(&self.source).and_then(|rest| rest.strip_prefix(':'));
        let is = |wanted: &str| self.lines.iter().position(|line| line.id == wanted);
        is(id).or_else(|| is(bare?))
    }

    fn edit(&mut self, id: &str, change: impl FnOnce(&mut LineDraft)) -> bool {
        let found = self.find(id);
        if let Some(line) = found.and_then(|at| self.lines.get_mut(at)) {
            change(line);
            return true;
        }
        false
    }
}
