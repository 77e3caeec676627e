//! How services count of which only the headway is known: the days of a condition, ready for
//! [`allways_access::Phases`].

use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering};

use allways_access::Phases;
use allways_plan::plan::Frequencies;
use allways_transit::frequencies::is_drawn;
use allways_transit::half_headway::{HalfHeadwayDay, compile_half_headway};
use allways_transit::timetable::Timetable;

use super::{Condition, Engine, View};

/// The days of a condition.
#[derive(Debug)]
pub struct Days<'c> {
    /// One a draw.
    draws: Vec<Rc<View<'c>>>,
    /// With what is of unknown phase as rows, unless it is only drawn.
    rows: Option<HalfHeadwayDay>,
    is_exact: bool,
    n_proved: AtomicUsize,
}

impl Days<'_> {
    /// The timetables of the draws.
    pub fn timetables(&self) -> Vec<&Timetable> {
        self.draws.iter().map(|view| &view.timetable).collect()
    }

    /// How they count; `timetables` are those of [`Days::timetables`].
    pub fn phases<'a>(&'a self, timetables: &'a [&'a Timetable]) -> Phases<'a> {
        match &self.rows {
            Some(day) if self.is_exact => {
                Phases::Exact { draws: timetables, day, n_proved: &self.n_proved }
            }
            Some(day) => Phases::HalfHeadway(day),
            None => Phases::Drawn(timetables),
        }
    }

    /// Pairs that were answered by the closed form so far; `None` if it is not asked for.
    pub fn n_proved(&self) -> Option<usize> {
        self.is_exact.then(|| self.n_proved.load(Ordering::Relaxed))
    }
}

impl<'c> Engine<'c> {
    /// The days of a condition in the way in which this run counts unknown phases.
    pub fn days(&self, condition: Condition) -> Days<'c> {
        let way = self.way(condition);
        let rows = (way != Frequencies::Draws).then(|| self.rows(condition));
        let is_exact = way == Frequencies::Exact;
        Days { draws: self.draws(condition), rows, is_exact, n_proved: AtomicUsize::new(0) }
    }

    /// How unknown phases count under a condition: where there are none, all ways are the same.
    pub(super) fn way(&self, condition: Condition) -> Frequencies {
        if self.has_unknown_phases(condition) { self.frequencies } else { Frequencies::Draws }
    }

    /// True if a service of which only the headway is known may be used under a condition.
    pub fn has_unknown_phases(&self, condition: Condition) -> bool {
        is_drawn(&self.scenario.feed, &self.settings(condition, self.seed))
    }

    fn rows(&self, condition: Condition) -> HalfHeadwayDay {
        let settings = self.settings(condition, self.seed);
        // What is wrong with the feed was told when the first draw was compiled.
        let mut day = compile_half_headway(&self.scenario.feed, &settings, &[]).value;
        let view = self.view(condition);
        // Walks do not depend on the times of vehicles, but shortcuts do.
        let walks = view.complete.as_ref().unwrap_or(&view.timetable);
        day.timetable.footpaths.clone_from(&walks.footpaths);
        day.timetable.end_footpaths.clone_from(&walks.end_footpaths);
        day.timetable.change.clone_from(&walks.change);
        day
    }

    /// What the way in which unknown phases count means for percentiles under a condition; `None`
    /// if it is one draw.
    pub fn note_phases(&self, condition: Condition) -> Option<String> {
        match (self.frequencies, self.way(condition)) {
            (_, Frequencies::HalfHeadway) => Some(
                "only the headway of some services is known: whoever boards one waits half of it \
                 (--frequencies half-headway); percentiles are over departures alone, and hold no \
                 spread of these waits"
                    .into(),
            ),
            (_, Frequencies::Exact) => {
                let (n, seed) = (self.n_draws(condition), self.seed);
                let (n, seed) = match n {
                    1 => ("one draw".to_owned(), format!("of seed {seed}")),
                    n => (format!("{n} draws"), format!("from seed {seed}")),
                };
                Some(format!(
                    "only the headway of some services is known: percentiles are by the law of one \
                     ride where it is proved (--frequencies exact), else over departures and {n} {seed}"
                ))
            }
            (Frequencies::HalfHeadway, _) => Some(
                "nothing runs of which only the headway is known: half a headway counts nowhere"
                    .into(),
            ),
            _ => self.note_draws(condition),
        }
    }
}
