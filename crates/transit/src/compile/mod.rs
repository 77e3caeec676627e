//! One day of a feed becomes a timetable.
//!
//! Method: [`runs`] lists what runs (services, frequencies, the tail of the day before), [`joins`]
//! adds through runs where riders may stay seated, [`blocks`] finds where they may because it is
//! the same vehicle, [`patterns`] groups runs that call alike and
//! splits those that overtake, [`pathways`] walks through
//! stations, [`walks`] turns transfer rules into footpaths and change times.
//!
//! A condition of a query that changes what may be used (step-free, vehicles, slower buses) is
//! compiled in here, so that the search's inner loop has no ifs.
//!
//! What the day does not hold: the first trips of the service day *after*. A passenger who sets
//! out at 23:50 sees this day's 24:10, not the next day's 00:10.

pub(crate) mod blocks;
pub(crate) mod joins;
pub(crate) mod pathways;
pub(crate) mod patterns;
pub(crate) mod runs;
pub(crate) mod walks;

use allways_base::{Checked, Date, IdxVec, Problems, Seconds, Severity};

pub use walks::ruled_pairs;

use crate::feed::{Feed, StepFree, StopIdx, Vehicle};
use crate::timetable::{Footpath, Timetable};

/// Which trips and stops a traveller who needs step-free access may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StepFreeRule {
    /// All of them.
    Any,
    /// Those of which the feed does not say no: the optimistic reading.
    NotRefused,
    /// Those of which the feed says yes: the pessimistic reading.
    KnownOnly,
}

impl StepFreeRule {
    /// True if what the feed says passes the rule.
    pub const fn allows(self, said: StepFree) -> bool {
        match self {
            Self::Any => true,
            Self::NotRefused => !matches!(said, StepFree::No),
            Self::KnownOnly => matches!(said, StepFree::Yes),
        }
    }
}

/// What the timetable of a day depends on, besides the feed.
#[derive(Clone, Debug, PartialEq)]
pub struct DaySettings {
    /// The service day.
    pub date: Date,
    /// Draws the phases of services of which only the headway is known.
    pub seed: u64,
    /// The vehicles that may be used; `None`: all.
    pub vehicles: Option<Vec<Vehicle>>,
    /// Which trips and stops may be used.
    pub step_free: StepFreeRule,
    /// What a bus's time since its first departure is multiplied by; finite and above 0, 1 changes
    /// nothing. Rounded to the nearest second.
    pub bus_factor: f64,
    /// Added to each change at a stop and to each footpath.
    pub slower_change: Seconds,
    /// The time for a change where the feed says nothing: between two rides at one stop, and for a
    /// transfer rule without a time where no footpath is known.
    pub default_change: Seconds,
}

/// Compiles the service day `settings.date` of `feed`, with the tail of the day before.
///
/// `footpaths` are walks between stops, from streets or straight lines; the feed's transfer rules
/// are applied to them ([`ruled_pairs`] are to be among them however long they are). The same arguments give the same timetable, byte for byte.
///
/// Problems: `no-service` and `no-service-left` (errors, the timetable is empty), and what was
/// dropped or repaired (see the parts).
pub fn compile_day(
    feed: &Feed,
    settings: &DaySettings,
    footpaths: &[(StopIdx, Footpath)],
) -> Checked<Timetable> {
    let mut problems = Problems::default();
    let day = runs::expand(feed, settings, &mut problems);
    check_service(feed, settings, day.list.is_empty(), &mut problems);
    let value = timetable(feed, settings, footpaths, (day, &[]), &mut problems);
    Checked { value, problems }
}

/// The timetable of some runs; vehicles that are not among them call at `more_stops` too.
pub(crate) fn timetable(
    feed: &Feed,
    settings: &DaySettings,
    footpaths: &[(StopIdx, Footpath)],
    (mut day, more_stops): (runs::Runs, &[StopIdx]),
    problems: &mut Problems,
) -> Timetable {
    let pairs = blocks::pairs(feed, settings, &day, problems);
    joins::add_through_runs(feed, &mut day, problems);
    let patterns = patterns::Patterns::build(feed, &day, &pairs);
    let calls_at = patterns.stop_calls(feed.stops.len());
    let mut is_served: IdxVec<StopIdx, bool> =
        calls_at.indices().map(|stop| !calls_at[stop].is_empty()).collect::<Vec<_>>().into();
    for &stop in more_stops {
        is_served[stop] = true;
    }
    let footpaths = &pathways::replace(feed, settings.step_free, footpaths);
    let walks = walks::compile(feed, settings, footpaths, &is_served, problems);
    Timetable {
        date: settings.date,
        n_stops: feed.stops.len(),
        calls: patterns.calls,
        schedule: patterns.schedule.finish(),
        first_trip: patterns.first_trip,
        trips: patterns.trips,
        route: patterns.route,
        stop_calls: calls_at,
        footpaths: walks.footpaths,
        end_footpaths: None,
        change: walks.change,
        joined: patterns.joined,
        next: patterns.next,
    }
}

/// A day without service is an error that names the days with it.
pub(crate) fn check_service(
    feed: &Feed,
    settings: &DaySettings,
    is_empty: bool,
    problems: &mut Problems,
) {
    let date = settings.date;
    let n_trips = feed.trips_on(date);
    if n_trips == 0 {
        let remedy = match feed.covered_dates() {
            Some((first, last)) => format!("choose a date on which trips run, {first} to {last}"),
            None => "give a feed whose trips run on at least one date".to_owned(),
        };
        let message = format!("no trip runs on {date}");
        problems.push(Severity::Error, "no-service", "calendar.txt", message, remedy);
    } else if is_empty {
        problems.push(
            Severity::Error,
            "no-service-left",
            "trips.txt",
            format!("{n_trips} trips run on {date}, but none may be used"),
            "allow more kinds of vehicle, or trips of unknown step-free use",
        );
    }
}
