//! What a timetable needs and a line's row does not say: each stand-in is a sentence in
//! `assumptions`, in words that a reader of a verdict understands.

use allways_base::{Seconds, ServiceTime, cast};
use allways_transit::feed::{Basis, Confidence};

use super::draft::LineDraft;
use super::runs::Headways;

/// Lines follow streets and hills: straight distance times this, where no distance is known.
const STRAIGHT_FACTOR: f64 = 1.2;
/// Peaks of a line that has two headways and names no peaks.
const DEFAULT_PEAKS: [(u32, u32); 2] = [(7, 9), (17, 19)];
/// First and last train, hours, of a line that names none.
const DEFAULT_HOURS: (u32, u32) = (6, 22);

/// Run times of a line.
pub(super) struct Hops {
    pub(super) times: Vec<Seconds>,
    /// True if some are not from the table.
    pub(super) assumed: bool,
}

/// Run times between calls; blanks by distance and speed. `Err` says what is missing.
pub(super) fn run_times(line: &LineDraft, assumptions: &mut Vec<String>) -> Result<Hops, String> {
    let (mut by_length, mut by_line) = (0, 0);
    let mut times = Vec::with_capacity(line.calls.len());
    for (k, pair) in line.calls.windows(2).enumerate() {
        if let Some(time) = pair[0].run_to_next {
            times.push(time);
            continue;
        }
        let straight = || {
            let (a, b) = pair[0].position.zip(pair[1].position)?;
            Some(allways_geo::distance(a, b).0 / 1000.0 * STRAIGHT_FACTOR)
        };
        let km = if pair[0].dist_to_next_km.is_some() {
            by_length += 1;
            pair[0].dist_to_next_km
        } else {
            by_line += 1;
            straight()
        };
        let (Some(km), Some(speed)) = (km, line.speed_kmh) else {
            let missing = if km.is_none() { "distance" } else { "speed_kmh" };
            return Err(format!("after station {} no run time and no {missing}", k + 1));
        };
        times.push(Seconds(cast::round_u32(km / speed * 3600.0).max(1)));
    }
    let n = times.len();
    if let Some(speed) = line.speed_kmh {
        let name = &line.name;
        if by_length > 0 {
            assumptions.push(format!(
                "{name}: {by_length} of {n} run times are the distance at {speed} km/h"
            ));
        }
        if by_line > 0 {
            assumptions.push(format!(
                "{name}: {by_line} of {n} run times are the straight line × {STRAIGHT_FACTOR} at \
                 {speed} km/h"
            ));
        }
    }
    Ok(Hops { times, assumed: by_length + by_line > 0 })
}

/// Headways and their periods; `None` if no headway is known.
pub(super) fn headways(line: &LineDraft, assumptions: &mut Vec<String>) -> Option<Headways> {
    let name = &line.name;
    let (peak, offpeak) = (line.headway_peak_min, line.headway_offpeak_min);
    let (both_peak, both_offpeak) = (peak.or(offpeak)?, offpeak.or(peak)?);
    match (peak, offpeak) {
        (Some(_), None) => assumptions
            .push(format!("{name}: the off-peak headway is not known and taken as the peak's")),
        (None, Some(_)) => assumptions
            .push(format!("{name}: the peak headway is not known and taken as the off-peak one")),
        _ => {}
    }
    let mut peaks = line.peak.clone();
    let differ = (both_peak - both_offpeak).abs() > 1e-9;
    if peaks.is_empty() && differ {
        let window = |(from, to)| allways_base::Window {
            from: ServiceTime::hms(from, 0, 0),
            to: ServiceTime::hms(to, 0, 0),
            step: Seconds(60),
        };
        peaks = DEFAULT_PEAKS.map(window).to_vec();
        let text: Vec<String> = peaks.iter().map(ToString::to_string).collect();
        assumptions.push(format!("{name}: the peaks are assumed to be {}", text.join(" and ")));
    }
    let said = if differ {
        format!("{name}: headway {both_peak} min peak, {both_offpeak} min off-peak")
    } else {
        format!("{name}: headway {both_peak} min")
    };
    let source = if line.source.is_empty() { "no source" } else { &line.source };
    if line.headway_edited {
        assumptions.push(format!("{said} as a project of the plan sets it"));
    } else {
        match line.headway_confidence {
            Some(Confidence::Assumed) => assumptions.push(format!("{said} is assumed ({source})")),
            Some(Confidence::Low) => {
                assumptions.push(format!("{said} is of low confidence ({source})"));
            }
            _ => {}
        }
    }
    let seconds = |minutes: f64| Seconds(cast::round_u32(minutes * 60.0).max(1));
    Some(Headways { peak: seconds(both_peak), offpeak: seconds(both_offpeak), peaks })
}

/// First and last train of the line as a whole.
pub(super) fn hours(line: &LineDraft, assumptions: &mut Vec<String>) -> (ServiceTime, ServiceTime) {
    let n = line.calls.len();
    let ends = [&line.calls[0], &line.calls[n - 1]];
    let published = ends
        .iter()
        .zip(0..2)
        .all(|(call, side)| call.first[side].is_some() && call.last[side].is_some());
    if (line.first_train.is_none() || line.last_train.is_none()) && !published {
        let (from, to) = DEFAULT_HOURS;
        assumptions.push(format!(
            "{}: first and last trains are not known; {from}:00 and {to}:00 are assumed where blank",
            line.name
        ));
    }
    let first = line.first_train.unwrap_or(ServiceTime::hms(DEFAULT_HOURS.0, 0, 0));
    let last = line.last_train.unwrap_or(ServiceTime::hms(DEFAULT_HOURS.1, 0, 0));
    (first, last.max(first))
}

/// The weakest of the line's inputs; of equals the headway, then run times, row, stations.
pub(super) fn basis(line: &LineDraft, run_times_assumed: bool) -> Option<Basis> {
    let name = &line.name;
    let station = line.calls.iter().filter(|call| call.confidence.is_some());
    let weakest = station.min_by_key(|call| call.confidence);
    let run_times = line.run_time_confidence.or(run_times_assumed.then_some(Confidence::Assumed));
    let all = [
        (line.headway_confidence, format!("{name} headway"), &line.source),
        (run_times, format!("{name} run times"), &line.source),
        (line.confidence, name.clone(), &line.source),
        (
            weakest.and_then(|call| call.confidence),
            format!("{name} stations"),
            weakest.map_or(&line.source, |call| &call.source),
        ),
    ];
    let known = all.into_iter().filter_map(|(confidence, what, source)| {
        Some(Basis { confidence: confidence?, what, source: source.clone() })
    });
    known.min_by_key(|basis| basis.confidence)
}
