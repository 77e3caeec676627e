//! Feeds of real cities, where `../shared/data` is there: how many rows each has, by counting its
//! files with other tools, and trips that were looked up by hand.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::path::Path;

use allways_base::{Checked, Date};
use allways_ingest::gtfs::read_gtfs;
use allways_testkit::data::{NEW_YORK, shared};
use allways_transit::feed::Feed;

fn load(path: &Path, zone: &str) -> Checked<Feed> {
    read_gtfs(path, "f", zone, Date::constant(2026, 10, 14)).unwrap()
}

/// Stops, routes, trips, stop times, frequencies, and problems by code.
fn counts(feed: &Checked<Feed>) -> ([usize; 5], Vec<(&'static str, usize)>) {
    let rows = &feed.value;
    (
        [
            rows.stops.len(),
            rows.routes.len(),
            rows.trips.len(),
            rows.stop_times.values().len(),
            rows.frequencies.len(),
        ],
        feed.problems.counts().iter().map(|(code, n)| (*code, *n)).collect(),
    )
}

/// `stop depart` of each call of a trip.
fn calls(feed: &Feed, trip: &str) -> Vec<String> {
    let idx = feed.trips.iter().find(|(_, t)| t.id == trip).unwrap().0;
    feed.stop_times[idx]
        .iter()
        .map(|call| format!("{} {}", feed.stops[call.stop].name, call.depart))
        .collect()
}

#[test]
fn small_feeds_are_read_whole() {
    let Some(data) = shared("data") else { return };
    let found = |file: &str, zone: &str| counts(&load(&data.join(file), zone));
    assert_eq!(
        found("zhelez/gtfs.zip", "Asia/Krasnoyarsk"),
        ([194, 8, 1515, 34860, 0], vec![("empty-trip", 1), ("unused", 1)])
    );
    assert_eq!(
        found("nky/TANK-GTFS.zip", "America/New_York"),
        (
            [1256, 48, 2751, 102_049, 0],
            vec![("fare-no-time", 1), ("fare-unknown", 1), ("unused", 2)]
        )
    );
    assert_eq!(
        found("batangas/gtfs.zip", "America/Los_Angeles"),
        ([276, 8, 8, 467, 8], vec![("unused", 1)])
    );
    assert_eq!(found("china_hsr/gtfs.zip", "Asia/Shanghai"), ([672, 3, 4458, 34647, 0], vec![]));
}

#[test]
fn porto_is_read_whole() {
    let Some(data) = shared("data") else { return };
    let found = |file: &str| counts(&load(&data.join("porto").join(file), "Europe/Lisbon"));
    assert_eq!(found("stcp.zip"), ([2504, 73, 12950, 460_898, 0], vec![]));
    assert_eq!(
        found("metro_2026.zip"),
        (
            [85, 7, 2873, 63019, 0],
            vec![
                ("bad-shape-point", 130),
                ("fare-by-route", 1),
                ("row-length", 260),
                ("unused", 1)
            ]
        )
    );
    assert_eq!(found("metro_2025a.zip").0, [85, 7, 2941, 64317, 0]);
    assert_eq!(found("metro_2025b.zip").0, [85, 7, 2941, 64317, 0]);
    assert_eq!(found("cp_2026.zip"), ([454, 182, 1899, 31473, 0], vec![]));
}

#[test]
fn a_train_and_a_bus_run_as_their_tables_say() {
    let Some(data) = shared("data") else { return };
    let china = load(&data.join("china_hsr/gtfs.zip"), "Asia/Shanghai").value;
    let train = calls(&china, "f:C1001");
    assert_eq!((train[0].as_str(), train[1].as_str()), ("长春 05:47:00", "吉林 06:29:00"));
    let porto = load(&data.join("porto/stcp.zip"), "Europe/Lisbon").value;
    let bus = calls(&porto, "f:107_1_D_1");
    assert!(bus[0].ends_with(" 06:40:00") && bus[1].ends_with(" 06:40:32"), "{bus:?}");
}

/// All nine New York feeds, about 10.5 million rows: in release builds only, or when asked for.
#[test]
fn new_york_has_the_rows_that_were_counted() {
    let Some(data) = shared("data") else { return };
    if cfg!(debug_assertions) && std::env::var_os("ALLWAYS_NEEDS_DATA").is_none() {
        return;
    }
    let counted = std::fs::read_to_string(data.join("nyc/counts.json")).unwrap();
    let counted: serde_json::Value = serde_json::from_str(&counted).unwrap();
    let mut all = 0;
    for name in NEW_YORK {
        let path = data.join(format!("nyc/{name}.gtfs.zip"));
        let feed = load(&path, "America/New_York").value;
        let wanted = |key: &str| counted[name][key].as_u64().unwrap();
        let found = [
            ("stops", feed.stops.len()),
            ("routes", feed.routes.len()),
            ("trips", feed.trips.len()),
            ("stop_times", feed.stop_times.values().len()),
        ];
        for (key, n) in found {
            assert_eq!(u64::try_from(n).unwrap(), wanted(key), "{name} {key}");
        }
        all += feed.stop_times.values().len();
    }
    assert_eq!(all, 10_507_590);
}
