//! Arriving by each time of a window: the same scan over the timetable's mirror image
//! ([`crate::mirror`]). Its departures are the arrivals, latest first; its access is the egress;
//! when a vehicle "brings one" to a stop there is when the last vehicle leaves it here.

use allways_base::{Seconds, ServiceTime, Window};

use crate::feed::StopIdx;
use crate::mirror::mirrored;
use crate::profile::scan::Scan;
use crate::profile::window::{Chunk, compile_window};
use crate::timetable::Timetable;

/// [`compile_window`] for the arrivals of a window; `reversed` is [`Timetable::reversed`]. The
/// chunks' own times are the mirror's.
pub fn compile_window_backwards(
    reversed: &Timetable,
    arrivals: Window,
    max_duration: Seconds,
) -> Option<Vec<Chunk>> {
    let mut all = arrivals.departures();
    let Some(first) = all.next() else { return Some(Vec::new()) };
    let last = all.next_back().unwrap_or(first);
    let window =
        Window { from: mirrored(last), to: mirrored(first) + Seconds(1), step: arrivals.step };
    compile_window(reversed, window, max_duration)
}

/// For each arrival of the chunk, latest first, when one has to leave a stop by vehicle in order to
/// be there in time; `None` if there is no way. `scan` has just scanned this chunk, with the egress
/// as access.
pub fn latest_departures(
    chunk: &Chunk,
    scan: &Scan,
    stop: StopIdx,
) -> impl Iterator<Item = (ServiceTime, Option<ServiceTime>)> {
    let arrivals = chunk.departures().iter();
    let arrivals = arrivals.map(|&since| mirrored(chunk.from() + Seconds(u32::from(since))));
    let leaves = |time: ServiceTime| (time < ServiceTime::NEVER).then(|| mirrored(time));
    arrivals.zip(scan.by_ride(chunk, stop).map(leaves))
}
