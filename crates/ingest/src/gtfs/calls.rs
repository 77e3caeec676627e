//! From rows of `stop_times.txt` to trips that keep what [`StopTime`] promises: in order, with
//! every time known, arriving before they leave, and never falling.
//!
//! A trip whose times fall is dropped, not mended: which of its times is the wrong one cannot be
//! known.

use allways_base::cast::usize_from;
use allways_base::{Csr, Idx, IdxVec, LonLat, Problems, Seconds, ServiceTime, Severity};
use allways_transit::feed::{FeedTrip, FeedTripIdx, StopIdx, StopTime};

use super::fill::{Filled, fill};
use super::ids::such_as;
use super::kept::{BLANK, Kept, Row};

/// The trips that are kept, with their calls.
#[derive(Debug)]
pub(super) struct Calls {
    pub(super) trips: IdxVec<FeedTripIdx, FeedTrip>,
    pub(super) stop_times: Csr<FeedTripIdx, StopTime>,
    /// Old row of a trip → new one.
    pub(super) renumbered: Vec<Option<FeedTripIdx>>,
}

/// Sorts, checks and fills; `later` is added to every time.
pub(super) fn assemble(
    mut kept: Kept,
    trips: IdxVec<FeedTripIdx, FeedTrip>,
    position: impl Fn(StopIdx) -> Option<LonLat>,
    later: Seconds,
    problems: &mut Problems,
) -> Calls {
    let mut good = IdxVec::default();
    let mut renumbered = vec![None; trips.len()];
    let mut filled = Filled::default();
    let mut empty: Vec<String> = Vec::new();
    let is_final = is_final(&kept);
    kept.runs.sort_by_key(|run| run.trip);
    kept.loose.sort_unstable_by_key(|row| (row.trip, row.sequence, row.line));
    let mut stop_times: Csr<FeedTripIdx, StopTime> = Csr::default();
    let mut buffer: Vec<Row> = Vec::new();
    let (mut runs, mut loose) = (kept.runs.as_slice(), kept.loose.as_slice());
    for (old, trip) in trips.into_vec().into_iter().enumerate() {
        let idx = FeedTripIdx::from_usize(old);
        let own_runs = take_while(&mut runs, |run| run.trip == idx);
        let own_loose = take_while(&mut loose, |row| row.trip == idx);
        match (own_runs, own_loose) {
            ([], []) => {
                empty.push(trip.id);
                continue;
            }
            ([run], []) if run.len() > 1 => {
                if !is_final {
                    let own = usize_from(run.from)..usize_from(run.to);
                    stop_times.push_row(kept.calls[own].iter().copied());
                }
            }
            _ => {
                buffer.clear();
                buffer.extend(own_runs.iter().flat_map(|run| kept.rows(*run)));
                buffer.extend_from_slice(own_loose);
                buffer.sort_unstable_by_key(|row| (row.sequence, row.line));
                if !tidy(&mut buffer, &trip.id, problems) {
                    continue;
                }
                fill(&mut buffer, &position, &mut filled);
                stop_times.push_row(buffer.iter().map(call));
            }
        }
        renumbered[old] = Some(good.push(trip));
    }
    if is_final {
        stop_times = Csr::from_ends(kept.runs.iter().map(|run| run.to), kept.calls);
    }
    if later > Seconds(0) {
        for trip in stop_times.indices() {
            for call in stop_times.row_mut(trip) {
                call.arrive = call.arrive + later;
                call.depart = call.depart + later;
            }
        }
    }
    tell(filled, &empty, renumbered.len(), problems);
    Calls { trips: good, stop_times, renumbered }
}

/// True if every trip is one run, in the order of the trips: the calls are as they are to be.
fn is_final(kept: &Kept) -> bool {
    let runs = &kept.runs;
    kept.loose.is_empty()
        && runs.iter().all(|run| run.len() > 1)
        && runs.is_sorted_by(|a, b| a.trip < b.trip)
}

/// Splits off what the front of `rest` has in common.
fn take_while<'a, T>(rest: &mut &'a [T], is_own: impl Fn(&T) -> bool) -> &'a [T] {
    let n = rest.iter().take_while(|item| is_own(item)).count();
    let (own, others) = rest.split_at(n);
    *rest = others;
    own
}

fn call(row: &Row) -> StopTime {
    StopTime {
        stop: row.stop,
        arrive: ServiceTime(row.arrive),
        depart: ServiceTime(row.depart),
        may_board: row.may_board,
        may_alight: row.may_alight,
    }
}

/// Takes out double rows and untimed ends; false, and told, if no trip is left.
fn tidy(rows: &mut Vec<Row>, trip: &str, problems: &mut Problems) -> bool {
    let place = |row: &Row| format!("stop_times.txt:{}", row.line);
    for pair in rows.windows(2).filter(|pair| pair[0].sequence == pair[1].sequence) {
        problems.push(
            Severity::Warning,
            "duplicate-sequence",
            place(&pair[1]),
            format!("the trip `{trip}` has stop_sequence {} twice", pair[1].sequence),
            "number the stops of a trip one by one; the first row counts",
        );
    }
    rows.dedup_by_key(|row| row.sequence);
    let timed = |row: &Row| row.arrive != BLANK;
    let (first, last) = (rows.iter().position(timed), rows.iter().rposition(timed));
    let (Some(first), Some(last)) = (first, last) else {
        problems.push(
            Severity::Warning,
            "no-times",
            place(&rows[0]),
            format!("the trip `{trip}` has no time at all, and was dropped"),
            "write at least the times of its first and last stop",
        );
        return false;
    };
    let cut = rows.len() - (last + 1 - first);
    if cut > 0 {
        problems.push(
            Severity::Warning,
            "untimed-end",
            place(&rows[if first > 0 { 0 } else { last + 1 }]),
            format!("the trip `{trip}` has {cut} stops without times at its ends, left out"),
            "write the times of the first and the last stop of the trip",
        );
        rows.truncate(last + 1);
        rows.drain(..first);
    }
    if rows.len() < 2 {
        problems.push(
            Severity::Warning,
            "single-stop-trip",
            place(&rows[0]),
            format!("the trip `{trip}` calls at one stop only, and was dropped"),
            "a trip needs two stops",
        );
        return false;
    }
    let mut before = 0;
    for row in rows.iter().filter(|row| timed(row)) {
        let falls = [(row.arrive, before, "arrives"), (row.depart, row.arrive, "leaves")]
            .into_iter()
            .find(|(time, after, _)| time < after);
        if let Some((time, after, what)) = falls {
            problems.push(
                Severity::Warning,
                "time-travel",
                place(row),
                format!(
                    "the trip `{trip}` {what} at {}, before {}; the trip was dropped",
                    ServiceTime(time),
                    ServiceTime(after)
                ),
                "times must not fall along a trip; hours may pass 24",
            );
            return false;
        }
        before = row.depart;
    }
    true
}

fn tell(filled: Filled, empty: &[String], of: usize, problems: &mut Problems) {
    let Filled { by_shape, by_line, evenly } = filled;
    let all = by_shape + by_line + evenly;
    if all > 0 {
        problems.push(
            Severity::Note,
            "interpolated",
            "stop_times.txt",
            format!(
                "{all} blank times were filled: {by_shape} by shape_dist_traveled, {by_line} along \
                 straight lines, {evenly} evenly"
            ),
            "write the times if they are known",
        );
    }
    if !empty.is_empty() {
        let examples: Vec<&str> = empty.iter().map(String::as_str).collect();
        problems.push(
            Severity::Warning,
            "empty-trip",
            "trips.txt",
            format!(
                "{} of {of} trips have no stop_times, such as {}",
                empty.len(),
                such_as(&examples)
            ),
            "add their rows to stop_times.txt; they were dropped",
        );
    }
}

#[cfg(test)]
mod tests {
    use allways_base::cast::u32_from;
    use allways_base::random::Random;
    use allways_transit::feed::{RouteIdx, ServiceIdx, StepFree};

    use super::*;

    const N_TRIPS: u32 = 6;
    const N_STOPS: u32 = 9;

    fn trips() -> IdxVec<FeedTripIdx, FeedTrip> {
        let trip = |k: u32| FeedTrip {
            id: format!("t{k}"),
            route: RouteIdx::from_usize(0),
            service: ServiceIdx::from_usize(0),
            headsign: String::new(),
            step_free: StepFree::Unknown,
            block: None,
        };
        IdxVec::from((0..N_TRIPS).map(trip).collect::<Vec<_>>())
    }

    /// Rows of a feed that is in order but for `damage` in a hundred rows.
    fn rows(random: &mut Random, damage: u32, has_along: bool) -> Vec<Row> {
        let mut rows = Vec::new();
        let mut line = 1;
        for trip in (0..N_TRIPS).map(|k| FeedTripIdx::from_usize(usize_from(k))) {
            let (step, mut sequence) = (1 + random.below(3), random.below(3));
            let mut time = 20_000 + random.below(3000);
            for _ in 0..random.below(6) {
                line += 1 + u32::from(random.below(100) < damage);
                let arrive = time + random.below(100);
                let depart = arrive + random.below(2) * 20;
                time = depart;
                rows.push(Row {
                    trip,
                    sequence,
                    stop: StopIdx::from_usize(usize_from(random.below(N_STOPS))),
                    arrive,
                    depart,
                    along: if has_along {
                        f32::from(u16::try_from(sequence).unwrap())
                    } else {
                        f32::NAN
                    },
                    line,
                    may_board: random.below(2) > 0,
                    may_alight: random.below(2) > 0,
                });
                sequence += step;
            }
        }
        for at in 0..rows.len() {
            if random.below(100) >= damage {
                continue;
            }
            let other = usize_from(random.below(u32_from(rows.len())));
            match random.below(6) {
                0 => (rows[at].arrive, rows[at].depart) = (BLANK, BLANK),
                1 => rows[at].arrive += 200,
                2 => rows[at].sequence += 1,
                3 => {
                    let (a, b) = (rows[at].line, rows[other].line);
                    (rows[at].line, rows[other].line) = (b, a);
                    rows.swap(at, other);
                }
                4 => rows[at].trip = rows[other].trip,
                _ => rows[at].depart = rows[at].depart.saturating_sub(150),
            }
        }
        rows
    }

    /// The twin: every row is loose, and so goes the long way.
    #[test]
    fn runs_give_what_single_rows_give() {
        let place = |stop: StopIdx| {
            let at = allways_base::cast::f64_from(stop.to_usize());
            (stop.to_usize() > 0).then(|| LonLat::new(at / 100.0, 1.0))
        };
        let (mut n_final, mut n_mended) = (0, 0);
        for seed in 0..20_000 {
            let mut random = Random::new(seed, 0);
            let damage = [0, 3, 30][usize_from(random.below(3))];
            let has_along = random.below(2) > 0;
            let rows = rows(&mut random, damage, has_along);
            let mut kept = Kept::new(has_along);
            for row in &rows {
                kept.push(row);
            }
            let mut single = Kept::new(has_along);
            single.loose = rows;
            let later = Seconds(3600 * random.below(2));
            let [mut told, mut told_of_single] = [Problems::default(), Problems::default()];
            n_final += u32::from(is_final(&kept));
            let got = assemble(kept, trips(), place, later, &mut told);
            let want = assemble(single, trips(), place, later, &mut told_of_single);
            let ids = |calls: &Calls| -> Vec<String> {
                calls.trips.iter().map(|(_, trip)| trip.id.clone()).collect()
            };
            assert_eq!(ids(&got), ids(&want), "seed {seed}");
            assert_eq!(got.stop_times, want.stop_times, "seed {seed}");
            assert_eq!(got.renumbered, want.renumbered, "seed {seed}");
            assert_eq!(told, told_of_single, "seed {seed}");
            n_mended += u32::from(told.counts().contains_key("interpolated"));
        }
        assert!(
            n_final > 300 && n_mended > 300,
            "{n_final} and {n_mended} of the interesting kinds"
        );
    }
}
