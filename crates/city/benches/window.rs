//! Every departure of a window, New York, one Wednesday, 07:00 to 09:00 by the minute, at most 120
//! minutes, any number of rides: one scan against range RAPTOR and RAPTOR departure by departure.
//! Footpaths are the feeds' own and straight lines to 250 m (times 1.3, at 1.33 m/s); origins are
//! 25 seeded places with the stops within 800 m. Each answer is checked against the others before
//! anything is timed.
//!
//! Prints the processor time of one thread and the spread of the wall clock. Skips, saying so, where the
//! shared data folder is absent.
#![expect(clippy::print_stdout, reason = "a benchmark prints")]

mod new_york;

use std::hint::black_box;

use allways_access::{Attached, Ground, attach};
use allways_base::cast::{u32_from, usize_from};
use allways_base::random::Random;
use allways_base::{Idx, LonLat, Seconds, ServiceTime};
use allways_testkit::data::shared;
use allways_transit::feed::{Feed, StopIdx};
use allways_transit::profile::{
    ANY_NUMBER_OF_RIDES, Batch, Chunk, Lanes, NEVER, ORIGINS, Place, Scan, compile_window,
};
use allways_transit::raptor::{Query, RangeQuery, Search, Work, earliest, range};
use allways_transit::timetable::Timetable;
use new_york::{WALKER, compiled, morning, read, time};

const N_ORIGINS: usize = 25;
const MAX_DURATION: Seconds = Seconds::minutes(120);

/// Places near served stops.
fn places(feed: &Feed, tt: &Timetable, n: usize) -> Vec<LonLat> {
    let mut random = Random::new(1, 0);
    let served: Vec<StopIdx> =
        tt.stop_calls.indices().filter(|&stop| !tt.stop_calls[stop].is_empty()).collect();
    let mut found = Vec::new();
    while found.len() < n {
        let stop = served[usize_from(random.below(u32_from(served.len())))];
        let mut near = |x: f64| x + (random.unit() - 0.5) * 0.006;
        if let Some(LonLat { lon, lat }) = feed.stops[stop].position {
            found.push(LonLat { lon: near(lon), lat: near(lat) });
        }
    }
    found
}

fn main() {
    let Some(folder) = shared("data/nyc") else { return };
    let feed = read(&folder).expect("the feeds are whole");
    let attached = attach(&feed, Ground::Straight { detour_factor: 1.3 }, WALKER).value;
    let tt = compiled(&feed, &attached);
    let places = places(&feed, &tt, N_ORIGINS);
    let origins: Vec<Vec<(StopIdx, Seconds)>> =
        places.iter().map(|&at| attached.access_from(at)).collect();
    let n_access: usize = origins.iter().map(Vec::len).sum();
    println!(
        "{} stop events, {} footpaths, {} access stops for {N_ORIGINS} origins",
        tt.n_stop_times(),
        tt.footpaths.values().len(),
        n_access
    );
    let chunks = compile_window(&tt, morning(), MAX_DURATION).unwrap_or_default();
    let chunk = &chunks[0];
    println!("window: {} connections, {} places", chunk.n_connections(), chunk.n_places());
    check(&tt, chunk, &origins);
    time("compile the window", &[(); 5], 1, |()| {
        black_box(compile_window(&tt, morning(), MAX_DURATION));
    });
    let mut scan = Scan::new();
    let one = time("scan, one to all, 120 departures", &origins, 4, |access| {
        scan.run(chunk, access, &mut Work::default());
    });
    batches(&tt, chunk, &attached, &places);
    let mut search = Search::new();
    let ranged = time("range RAPTOR, the same", &origins[..7], 1, |access| {
        range(&tt, &range_query(access), &mut search, &mut Work::default(), |_, arrivals| {
            black_box(arrivals);
        });
    });
    let alone = time("RAPTOR departure by departure", &origins[..3], 1, |access| {
        for depart in morning().departures() {
            black_box(earliest(&tt, &query(access, depart), &mut search, &mut Work::default()));
        }
    });
    println!("range RAPTOR : scan = {:.1}; RAPTOR : scan = {:.1}", ranged / one, alone / one);
}

/// 64 origins in a box of 450 m and of 3 km around each of some places.
fn batches(tt: &Timetable, chunk: &Chunk, attached: &Attached<'_>, places: &[LonLat]) {
    let mut random = Random::new(2, 0);
    let all: Vec<Place> = (0..chunk.n_places()).map(Place::from_usize).collect();
    let mut rows = vec![Lanes::all(NEVER); chunk.n_places()];
    let (mut batch, mut scan) = (Batch::new(), Scan::new());
    for (what, side) in [("450 m", 0.004), ("3 km", 0.03)] {
        let mut near = |at: &LonLat| {
            let mut around = |x: f64, side: f64| x + (random.unit() - 0.5) * side;
            let at = LonLat { lon: around(at.lon, 1.3 * side), lat: around(at.lat, side) };
            attached.access_from(at)
        };
        let cases: Vec<Vec<Vec<(StopIdx, Seconds)>>> =
            places[..6].iter().map(|at| (0..ORIGINS).map(|_| near(at)).collect()).collect();
        let mut work = Work::default();
        batch.run(chunk, &cases[0], &mut work);
        for (rank, access) in cases[0].iter().enumerate() {
            batch.rows(rank, &all, &mut rows);
            scan.run(chunk, access, &mut Work::default());
            assert!(rows == scan.rows(), "a batch differs from a scan");
        }
        println!(
            "batch of {ORIGINS} in {what}, {} stops: equal to its scans; {work:?}",
            tt.n_stops
        );
        let scanned = time(&format!("batch of {ORIGINS} in {what}"), &cases, 1, |origins| {
            batch.run(chunk, origins, &mut Work::default());
        });
        let ranks: Vec<usize> = (0..ORIGINS).collect();
        let drawn = time("lanes of one of them, all stops", &ranks, 1, |&rank| {
            batch.rows(rank, &all, &mut rows);
        });
        println!(
            "per origin: {:.2} ms, with all lanes {:.2} ms",
            scanned / 64.0,
            scanned / 64.0 + drawn
        );
    }
}

fn query(access: &[(StopIdx, Seconds)], depart: ServiceTime) -> Query<'_> {
    Query { access, depart, max_rides: ANY_NUMBER_OF_RIDES, max_duration: MAX_DURATION }
}

fn range_query(access: &[(StopIdx, Seconds)]) -> RangeQuery<'_> {
    let max_rides = ANY_NUMBER_OF_RIDES;
    RangeQuery { access, window: morning(), max_rides, max_duration: MAX_DURATION }
}

/// Every departure and stop, from three origins.
fn check(tt: &Timetable, chunk: &Chunk, origins: &[Vec<(StopIdx, Seconds)>]) {
    let (mut scan, mut search) = (Scan::new(), Search::new());
    let (mut n, mut n_reached) = (0_usize, 0_usize);
    let mut work = Work::default();
    for access in &origins[..3] {
        work = Work::default();
        scan.run(chunk, access, &mut work);
        let found: Vec<Vec<ServiceTime>> = (0..tt.n_stops)
            .map(|stop| scan.by_ride(chunk, StopIdx::from_usize(stop)).collect())
            .collect();
        let mut departure = morning().departures().len();
        let mut many = Work::default();
        range(tt, &range_query(access), &mut search, &mut many, |_, arrivals| {
            departure -= 1;
            for (row, time) in found.iter().zip(arrivals.by_ride.as_slice()) {
                assert!(row[departure] == *time, "the scan differs from range RAPTOR");
                n += 1;
                n_reached += usize::from(*time < ServiceTime::NEVER);
            }
        });
    }
    println!("checked {n} arrivals, {n_reached} of them reached; work of a scan {work:?}");
}
