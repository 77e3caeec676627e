//! A day on which one walks between two rides as far as one likes, within the longest duration.
//!
//! All walks between stops are found on the ground, compiled with the feed's transfer rules, and
//! cut down to those that matter ([`allways_transit::ultra`]). Access, egress and the direct way
//! keep the walker's limit, and so do walks from and to a stop where a journey begins or ends there.

use allways_base::{Checked, Seconds};
use allways_transit::compile::{DaySettings, compile_day};
use allways_transit::feed::Feed;
use allways_transit::timetable::Timetable;
use allways_transit::ultra::{MOST_PLACES, Span, TooManyStops, shortcuts};

use crate::attach::Attached;
use crate::ruled::BetweenRides;

/// A day with shortcuts, and what they stand for.
#[derive(Debug)]
pub struct Unlimited {
    /// The day, with shortcuts as its footpaths: for arrivals by vehicle, and for journeys by
    /// arrival, departure and rides.
    pub timetable: Timetable,
    /// The same day with all walks: slower, and exact for criteria of walking too.
    pub complete: Timetable,
    /// As of [`BetweenRides`].
    pub n_unknown: usize,
}

impl Unlimited {
    /// Walks between two rides, and how many of them are shortcuts.
    pub fn counts(&self) -> (usize, usize) {
        (self.complete.footpaths.values().len(), self.timetable.footpaths.values().len())
    }
}

/// Compiles a day for whoever sets out within `span`. The problems are those of
/// [`compile_day`].
///
/// # Errors
///
/// If more than [`MOST_PLACES`] stops have service; no walk has been looked for then.
pub fn compile_unlimited(
    feed: &Feed,
    settings: &DaySettings,
    attached: &Attached<'_>,
    span: &Span,
) -> Result<Checked<Unlimited>, TooManyStops> {
    let (limit, longest) = (attached.walker().limit.min(span.max_duration), span.max_duration);
    let near = attached.between_rides(feed, limit, longest).footpaths;
    let Checked { value: near, problems } = compile_day(feed, settings, &near);
    let n = near.stop_calls.indices().filter(|&stop| !near.stop_calls[stop].is_empty()).count();
    if n > MOST_PLACES {
        return Err(TooManyStops { n });
    }
    let BetweenRides { footpaths: all, n_unknown } = attached.between_rides(feed, longest, longest);
    // Walks change no problem: they are never from a stop to itself.
    let mut complete = compile_day(feed, settings, &all).value;
    complete.end_footpaths = Some(near.footpaths);
    let footpaths = shortcuts(&complete, span)?;
    let timetable = Timetable { footpaths, ..complete.clone() };
    Ok(Checked { value: Unlimited { timetable, complete, n_unknown }, problems })
}

/// The whole day: any departure, and what is reached within `max_duration`.
pub const fn whole_day(max_duration: Seconds) -> Span {
    let last = allways_base::ServiceTime(u32::MAX - 1);
    Span { from: allways_base::ServiceTime(0), last, max_duration }
}
