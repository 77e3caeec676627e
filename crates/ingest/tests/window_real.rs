//! All departures of a window in a real timetable, where `../shared/data` is there: Manhattan's
//! buses and New York's subway, sampled departures by RAPTOR alone, and a batch.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use allways_base::cast::{u32_from, usize_from};
use allways_base::random::Random;
use allways_base::{Date, Idx, LonLat, Problems, Seconds, ServiceTime, Window};
use allways_geo::distance;
use allways_ingest::gtfs::read_gtfs;
use allways_testkit::data::shared;
use allways_transit::compile::{DaySettings, StepFreeRule, compile_day};
use allways_transit::feed::{Feed, StopIdx, StopKind};
use allways_transit::profile::{ANY_NUMBER_OF_RIDES, Batch, Lanes, NEVER, Place, Scan};
use allways_transit::profile::{compile_window, compile_window_backwards, latest_departures};
use allways_transit::raptor::{Query, Search, Work, earliest};
use allways_transit::timetable::{Footpath, Timetable};

const DATE: Date = Date::constant(2026, 10, 14);
const MAX_DURATION: Seconds = Seconds::minutes(120);

/// The data; `None` where it is absent.
fn new_york() -> Option<Timetable> {
    let folder = shared("data/nyc")?;
    let (mut feed, mut problems) = (Feed::default(), Problems::default());
    for id in ["bus_m", "subway_supplemented"] {
        let path = folder.join(format!("{id}.gtfs.zip"));
        let read = read_gtfs(&path, id, "America/New_York", DATE).unwrap();
        feed.append(read.into_value(&mut problems));
    }
    let settings = DaySettings {
        date: DATE,
        seed: 0,
        vehicles: None,
        step_free: StepFreeRule::Any,
        bus_factor: 1.0,
        slower_change: Seconds(0),
        default_change: Seconds(0),
    };
    Some(compile_day(&feed, &settings, &walks(&feed)).value)
}

/// Straight to 200 m, at a metre a second.
fn walks(feed: &Feed) -> Vec<(StopIdx, Footpath)> {
    let is_platform = |stop: &StopIdx| feed.stops[*stop].kind == StopKind::Platform;
    let at = |stop: StopIdx| Some((stop, feed.stops[stop].position?));
    let mut places: Vec<(StopIdx, LonLat)> =
        feed.stops.indices().filter(is_platform).filter_map(at).collect();
    places.sort_by(|a, b| a.1.lat.total_cmp(&b.1.lat));
    let mut found = Vec::new();
    for (k, &(a, from)) in places.iter().enumerate() {
        // 200 m are 0.0018 degrees of latitude.
        let near = places[k + 1..].iter().take_while(|(_, to)| to.lat - from.lat < 0.0018);
        for &(b, to) in near {
            let length = distance(from, to).0;
            if length <= 200.0 {
                let duration = Seconds(allways_base::cast::ceil_u32(length));
                found.push((a, Footpath { to: b, duration }));
                found.push((b, Footpath { to: a, duration }));
            }
        }
    }
    found
}

fn query(access: &[(StopIdx, Seconds)], depart: ServiceTime) -> Query<'_> {
    Query { access, depart, max_rides: ANY_NUMBER_OF_RIDES, max_duration: MAX_DURATION }
}

#[test]
fn new_york_is_the_same_departure_by_departure() {
    let Some(tt) = new_york() else { return };
    let mut random = Random::new(7, 0);
    let served: Vec<StopIdx> =
        tt.stop_calls.indices().filter(|&stop| !tt.stop_calls[stop].is_empty()).collect();
    let mut any = || served[usize_from(random.below(u32_from(served.len())))];
    let origins: Vec<[(StopIdx, Seconds); 3]> =
        (0..5).map(|_| [60, 200, 411].map(|walk| (any(), Seconds(walk)))).collect();
    let window = Window::parse("07:00..09:00").unwrap();
    let (mut scan, mut batch, mut search) = (Scan::new(), Batch::new(), Search::new());
    let chunks = compile_window(&tt, window, MAX_DURATION).unwrap();
    let places: Vec<Place> = (0..chunks[0].n_places()).map(Place::from_usize).collect();
    let mut rows = vec![Lanes::all(NEVER); places.len()];
    batch.run(&chunks[0], &origins, &mut Work::default());
    let reversed = tt.reversed();
    let backwards = compile_window_backwards(&reversed, window, MAX_DURATION).unwrap();
    let mut n_reached = 0;
    for (rank, access) in origins.iter().enumerate() {
        scan.run(&chunks[0], access, &mut Work::default());
        batch.rows(rank, &places, &mut rows);
        assert!(rows == scan.rows(), "origin {rank}: the batch differs");
        for (k, depart) in window.departures().enumerate().step_by(17) {
            let alone =
                earliest(&tt, &query(access, depart), &mut search, &mut Work::default()).by_ride;
            for (stop, &time) in alone.iter() {
                let found = scan.by_ride(&chunks[0], stop).nth(k);
                assert_eq!(found.unwrap_or(ServiceTime::NEVER), time, "{stop:?} at {depart}");
                n_reached += usize::from(time < ServiceTime::NEVER);
            }
        }
        scan.run(&backwards[0], access, &mut Work::default());
        for (k, arrive) in window.departures().rev().enumerate().step_by(53) {
            let query = query(access, allways_transit::mirror::mirrored(arrive));
            let alone = earliest(&reversed, &query, &mut search, &mut Work::default()).by_ride;
            for (stop, &time) in alone.iter().step_by(7) {
                let want =
                    (time < ServiceTime::NEVER).then(|| allways_transit::mirror::mirrored(time));
                let found = latest_departures(&backwards[0], &scan, stop).nth(k);
                assert_eq!(found, Some((arrive, want)), "{stop:?} by {arrive}");
            }
        }
    }
    assert!(n_reached > 50_000, "{n_reached} arrivals are few");
}
