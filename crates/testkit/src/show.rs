//! Timetables and journeys as lines that a person compares at a glance.

use std::fmt::Write as _;

use allways_base::ServiceTime;
use allways_base::cast::usize_from;
use allways_transit::feed::{Feed, StopIdx};
use allways_transit::raptor::{Arrivals, Journey, Leg};
use allways_transit::timetable::Timetable;

/// `8:05`, with seconds only where there are any; `-` for never.
pub fn time(t: ServiceTime) -> String {
    let (h, m, s) = (t.0 / 3600, t.0 / 60 % 60, t.0 % 60);
    match s {
        _ if t == ServiceTime::NEVER => "-".to_owned(),
        0 => format!("{h}:{m:02}"),
        s => format!("{h}:{m:02}:{s:02}"),
    }
}

/// `A 8:00, B 8:10, C -`, stops in row order.
pub fn arrivals(feed: &Feed, arrivals: &Arrivals) -> String {
    let one =
        |(stop, &at): (StopIdx, &ServiceTime)| format!("{} {}", feed.stops[stop].id, time(at));
    arrivals.any.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// `7:58 | walk 2 min | R1 A 8:00 > B 8:10 | walk 3 min to C | R2 C 8:15 > D 8:25 | 8:25`; a leg of
/// no duration to or from a stop is left out.
pub fn journey(feed: &Feed, tt: &Timetable, journey: &Journey) -> String {
    let mut parts = vec![time(journey.departure)];
    for leg in &journey.legs {
        match *leg {
            Leg::Access { duration, .. } | Leg::Egress { duration, .. } if duration.0 == 0 => {}
            Leg::Access { duration, .. }
            | Leg::Egress { duration, .. }
            | Leg::Direct { duration } => parts.push(format!("walk {duration}")),
            Leg::Footpath { to, duration, .. } => {
                parts.push(format!("walk {duration} to {}", feed.stops[to].id));
            }
            Leg::Ride { pattern, trip, board, alight } => {
                let times = tt.times_of(pattern, trip);
                let name = |at: u32| &feed.stops[tt.call(pattern, at).stop].id;
                parts.push(format!(
                    "{} {} {} > {} {}",
                    feed.routes[tt.route[pattern]].name,
                    name(board),
                    time(times.depart(usize_from(board))),
                    name(alight),
                    time(times.arrive(usize_from(alight))),
                ));
            }
            Leg::Stay { pattern, trip, alight } => {
                let times = tt.times_of(pattern, trip);
                parts.push(format!(
                    "stay as {} > {} {}",
                    feed.routes[tt.route[pattern]].name,
                    feed.stops[tt.call(pattern, alight).stop].id,
                    time(times.arrive(usize_from(alight))),
                ));
            }
        }
    }
    parts.push(time(journey.arrival));
    parts.join(" | ")
}

/// A compiled timetable as a picture, for the message of a failed test.
pub fn timetable(feed: &Feed, tt: &Timetable) -> String {
    let mut text = String::new();
    let name = |stop: StopIdx| feed.stops[stop].id.as_str();
    for pattern in tt.calls.indices() {
        let header = tt.calls[pattern].iter().map(|call| match (call.may_board, call.may_alight) {
            (true, true) => name(call.stop).to_owned(),
            (true, false) => format!("+{}", name(call.stop)),
            (false, true) => format!("-{}", name(call.stop)),
            (false, false) => format!("({})", name(call.stop)),
        });
        let _ = writeln!(text, "{}", header.collect::<Vec<_>>().join("  "));
        for times in tt.trips(pattern) {
            let row = times.iter().map(|t| format!("{}/{}", time(t.arrive), time(t.depart)));
            let _ = writeln!(text, "{}", row.collect::<Vec<_>>().join("  "));
        }
        text.push('\n');
    }
    for from in tt.footpaths.indices() {
        for walk in &tt.footpaths[from] {
            let _ = writeln!(text, "{} > {} > {}", name(from), walk.duration, name(walk.to));
        }
    }
    for (stop, change) in tt.change.iter() {
        let told = change.map_or("never".to_owned(), |change| change.to_string());
        let _ = writeln!(text, "change {} {told}", name(stop));
    }
    text
}
