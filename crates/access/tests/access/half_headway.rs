//! Half a headway at each boarding: a matrix against the search asked departure by departure between
//! each two ends. And the law of a ride where it is proved.

use std::sync::atomic::{AtomicUsize, Ordering};

use allways_access::{
    Endpoint, Ends, Percentile, Phases, TravelQuery, matrix, matrix_of_draws_in_blocks, on_threads,
};
use allways_base::{Seconds, ServiceTime};
use allways_transit::frequencies::{OneRides, exact_percentile};
use allways_transit::half_headway::{HalfHeadwayDay, HalfHeadwaySearch};
use allways_transit::raptor::{Query, Work};
use allways_transit::timetable::Timetable;

use crate::percentiles::by_counting;
use crate::twins::Case;

const PERCENTS: [u8; 4] = [1, 50, 75, 100];

fn percentiles() -> Vec<Percentile> {
    PERCENTS.into_iter().filter_map(Percentile::new).collect()
}

fn rows(
    case: &Case,
    phases: Phases<'_>,
    query: &TravelQuery,
    (block, threads): (usize, usize),
) -> Vec<Option<Seconds>> {
    let (attached, ends) = (case.attached(), (&case.endpoints[..], &case.endpoints[..]));
    let mut rows = Vec::new();
    on_threads(threads, || {
        let each = |origin: usize, row: &[Option<Seconds>]| {
            assert_eq!(rows.len(), origin * row.len());
            rows.extend_from_slice(row);
            Ok::<(), ()>(())
        };
        let of = (phases, &attached);
        matrix_of_draws_in_blocks(of, ends, query, &percentiles(), block, each).unwrap();
    });
    rows
}

/// One departure, two ends.
fn time(
    day: &HalfHeadwayDay,
    ends: &Ends,
    query: &TravelQuery,
    depart: ServiceTime,
    search: &mut HalfHeadwaySearch,
) -> Option<u32> {
    let TravelQuery { max_rides, max_duration, .. } = *query;
    let asked = Query { access: &ends.access, depart, max_rides, max_duration };
    let found = search.earliest(day, &asked, &mut Work::default());
    let ridden = ends.egress.iter().map(|&(stop, walk)| found.by_ride[stop] + walk);
    let ridden = ridden.filter(|at| *at < ServiceTime::NEVER).map(|at| at.since(depart));
    let soonest = ridden.chain(ends.direct).min();
    soonest.filter(|time| *time <= max_duration).map(|Seconds(s)| s)
}

#[test]
fn a_matrix_is_the_search_of_every_departure() {
    let mut search = HalfHeadwaySearch::default();
    let (mut n_moved, mut n_reached) = (0, 0);
    for seed in 0..600 {
        let case = Case::new(seed);
        let day = case.half_headway();
        let attached = case.attached();
        for max_rides in [case.query.max_rides, u8::MAX] {
            let query = TravelQuery { max_rides, ..case.query };
            let found = rows(&case, Phases::HalfHeadway(&day), &query, (3, 1));
            let mut want: Vec<Option<Seconds>> = Vec::new();
            for from in &case.endpoints {
                for to in &case.endpoints {
                    let ends = Ends::of(&day.timetable, &attached, from, to);
                    let times: Vec<Option<u32>> = query
                        .window
                        .departures()
                        .map(|depart| time(&day, &ends, &query, depart, &mut search))
                        .collect();
                    want.extend(PERCENTS.map(|percent| by_counting(&times, percent).map(Seconds)));
                }
            }
            assert_eq!(found, want, "seed {seed}, {max_rides} rides");
            n_reached += found.iter().flatten().count();
            if seed % 20 == 0 {
                assert_eq!(
                    rows(&case, Phases::HalfHeadway(&day), &query, (1, 3)),
                    found,
                    "seed {seed}"
                );
            }
            let ends: (&[Endpoint], &[Endpoint]) = (&case.endpoints, &case.endpoints);
            let scheduled = matrix(&case.tt, &attached, ends, &query, &percentiles(), 1);
            let is_same = scheduled.values() == found;
            assert!(is_same || day.n_rows() > 0, "seed {seed}: nothing is of unknown phase");
            n_moved += usize::from(!is_same);
        }
    }
    assert!(n_moved > 100 && n_reached > 5_000, "dull cities: {n_moved}, {n_reached}");
}

/// Where a law is proved it is the answer; elsewhere draws are. The proof itself is tested in
/// `allways-transit`.
#[test]
fn laws_stand_where_they_are_proved_and_draws_elsewhere() {
    let (mut n_laws, mut n_pairs) = (0, 0);
    for seed in 0..600 {
        let case = Case::new(seed);
        let (day, attached) = (case.half_headway(), case.attached());
        let draws: Vec<Timetable> = (0..2).map(|draw| case.draw(draw)).collect();
        let draws: Vec<&Timetable> = draws.iter().collect();
        let query = TravelQuery { max_rides: u8::MAX, ..case.query };
        let n_proved = AtomicUsize::new(0);
        let exact = Phases::Exact { draws: &draws, day: &day, n_proved: &n_proved };
        let found = rows(&case, exact, &query, (3, 2));
        let drawn = rows(&case, Phases::Drawn(&draws), &query, (3, 2));
        let pairs = case.endpoints.iter().flat_map(|a| case.endpoints.iter().map(move |b| (a, b)));
        let mut n_here = 0;
        for ((from, to), (found, drawn)) in
            pairs.zip(found.chunks(PERCENTS.len()).zip(drawn.chunks(PERCENTS.len())))
        {
            n_pairs += 1;
            let ends = Ends::of(&day.timetable, &attached, from, to);
            let (window, longest) = (query.window, query.max_duration);
            let mut rides = OneRides::from(&day, &ends.access, window, longest);
            let direct = ends.direct.filter(|time| *time <= longest);
            let Ok(law) = rides.to(&ends.egress, direct) else {
                assert_eq!(found, drawn, "seed {seed}");
                continue;
            };
            n_here += 1;
            let at = |percent| Some(exact_percentile(&law, percent)).filter(|t| *t <= longest);
            assert_eq!(found, PERCENTS.map(at), "seed {seed}");
            // Draws are among the phases.
            let in_bounds = |time: &Option<Seconds>| match *time {
                None => law.longest() > longest,
                Some(time) => time <= law.longest(),
            };
            assert!(drawn.iter().all(in_bounds), "seed {seed}: {law:?}, {drawn:?}");
        }
        assert_eq!(n_proved.load(Ordering::Relaxed), n_here, "seed {seed}");
        n_laws += n_here;
    }
    assert!(n_laws > 100, "dull cities: {n_laws} laws of {n_pairs} pairs");
}
