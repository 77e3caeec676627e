//! The metro of Chongqing from `../shared/facts`, restated in our format: every published first
//! and last train is there, and journeys end to end take what is published.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

#[path = "support/lines.rs"]
mod tables;

use std::path::Path;

use allways_base::{Problems, ServiceTime};
use allways_ingest::lines::LinesDraft;
use allways_ingest::table::{Row, Table};
use allways_testkit::data::shared;
use allways_transit::feed::{Feed, FeedTripIdx, StopKind};
use tables::draft;

fn table(facts: &Path, name: &str) -> Table {
    let mut problems = Problems::default();
    let table = Table::read(&facts.join(name), name, &mut problems).unwrap();
    assert!(problems.is_empty(), "{:?}", problems.list());
    table
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "'"))
}

/// The tables in our format; lines under construction open in 2027.
fn metro(facts: &Path) -> LinesDraft {
    let short = |row: Row<'_>, column: &str| -> String {
        row.get(column).split(['/', ' ', ';']).next().unwrap().to_owned()
    };
    let sure = |row: Row<'_>| match row.get("confidence") {
        text if text.starts_with("high") => "high",
        text if text.starts_with("low") => "low",
        _ => "medium",
    };
    let mut lines: Vec<String> = Vec::new();
    for row in table(facts, "rail_lines.csv").rows() {
        let vehicle = match row.get("type") {
            "metro" | "express metro" => "metro",
            "monorail" => "monorail",
            "suburban" => "rail",
            _ => "tram",
        };
        let line = row.get("line");
        lines.push(format!(
            "{line},{},{},{vehicle},{},{},low,07:00..09:00 17:00..19:00,{},{},{},{},{},high,,35,{},{}\n",
            quoted(row.get("name_en")),
            row.get("name_zh"),
            row.get("headway_peak_min"),
            row.get("headway_offpeak_min"),
            short(row, "first_train"),
            short(row, "last_train"),
            if line == "LOOP" { "yes" } else { "" },
            if line == "5" { "JT:2" } else { "" },
            if row.get("status") == "open" { "" } else { "2027" },
            quoted(row.get("source")),
            sure(row),
        ));
    }
    let mut stations: Vec<String> = Vec::new();
    for row in table(facts, "rail_stations.csv").rows() {
        // Lines with two branches in the facts have no row of their own in the lines.
        if row.get("line") == "15-1" {
            continue;
        }
        stations.push(format!(
            "{},{},{},{},{},{},{},{},{},{}\n",
            row.get("line"),
            row.get("seq"),
            quoted(row.get("station_en")),
            row.get("station_zh"),
            row.get("lat"),
            row.get("lon"),
            row.get("run_time_to_next_s"),
            row.get("dist_to_next_km_straight"),
            quoted(row.get("source")),
            sure(row),
        ));
    }
    let mut first_last: Vec<String> = Vec::new();
    for row in table(facts, "rail_first_last.csv").rows() {
        let (line, station, to) = (row.get("line"), row.get("station_zh"), row.get("direction_to"));
        let (first, last) = (row.get("first_train"), row.get("last_train"));
        first_last.push(format!("{line},{station},{to},{first},{last},s,high\n"));
    }
    let read = draft(&lines.concat(), &stations.concat(), &first_last.concat());
    let codes: Vec<_> = read.problems.counts().iter().collect();
    // Lines 19, 26 and 28 are names without stations.
    assert_eq!(codes, [(&"short-line", &3)], "{:?}", read.problems.list());
    read.value
}

/// Name and departure of each call.
fn calls(feed: &Feed, trip: FeedTripIdx) -> Vec<(&str, ServiceTime)> {
    let calls = &feed.stop_times[trip];
    calls.iter().map(|call| (feed.stops[call.stop].name.as_str(), call.depart)).collect()
}

fn minutes(feed: &Feed, trip: FeedTripIdx) -> f64 {
    let calls = calls(feed, trip);
    calls[calls.len() - 1].1.since(calls[0].1).as_minutes()
}

/// The first trip of a line and direction that starts at its first station at or after `h` o'clock.
fn trip_at(feed: &Feed, line: &str, direction: &str, h: u32) -> FeedTripIdx {
    let from = ServiceTime::hms(h, 0, 0);
    let prefix = format!("m:{line}:{direction}:");
    let mut trips = feed.trips.iter().filter(|(_, trip)| trip.id.starts_with(&prefix));
    trips.find(|(idx, _)| feed.stop_times[*idx][0].depart >= from).unwrap().0
}

#[test]
fn end_to_end_takes_what_is_published() {
    let Some(facts) = shared("facts") else { return };
    let feed = metro(&facts).to_feed().value;
    let open = feed.routes.iter().map(|(_, route)| route.id.as_str());
    assert_eq!(
        open.collect::<Vec<_>>(),
        [
            "m:1", "m:2", "m:3", "m:3N", "m:4", "m:5", "m:6", "m:6E", "m:9", "m:10", "m:18",
            "m:GB", "m:LOOP", "m:JT", "m:BT", "m:SKY",
        ]
    );
    // Chaotianmen to Bishan: the run times of rail_stations.csv add up to 67.5 min.
    let noon = trip_at(&feed, "1", "out", 12);
    let stations = calls(&feed, noon);
    assert_eq!((stations[0].0, stations[stations.len() - 1].0), ("Chaotianmen", "Bishan"));
    assert_eq!(stations.len(), 25);
    // 06:02 and 9 × 6.5 min is 07:00:30, 35 × 3.5 min is 09:03, 28 × 6.5 min is 12:05.
    assert_eq!(stations[0].1.to_string(), "12:05:00");
    let published = [
        ("1", 67.5),
        ("2", 63.0),
        ("4", 88.0),
        ("5", 83.0),
        ("6", 86.5),
        ("9", 69.0),
        ("10", 69.0),
        ("18", 49.0),
        ("GB", 33.5),
        ("3", 102.05),
        ("JT", 30.0),
    ];
    for (line, wanted) in published {
        for direction in ["out", "back"] {
            let found = minutes(&feed, trip_at(&feed, line, direction, 12));
            assert!((found - wanted).abs() < 0.1, "line {line} {direction}: {found} min");
        }
    }
    let round = minutes(&feed, trip_at(&feed, "LOOP", "out", 12));
    assert!((round - 88.0).abs() < 0.1, "{round}");
}

#[test]
fn every_published_first_and_last_train_runs() {
    let Some(facts) = shared("facts") else { return };
    let draft = metro(&facts);
    let feed = draft.to_feed().value;
    let mut checked = 0;
    for line in draft.lines.iter().filter(|line| line.open) {
        for (at, call) in line.calls.iter().enumerate() {
            let slug = &draft.stations[call.station].slug;
            for side in 0..2 {
                let direction = if side == 0 { "out" } else { "back" };
                let (Some(first), Some(last)) = (call.first[side], call.last[side]) else {
                    continue;
                };
                let prefix = format!("m:{}:{direction}", line.id);
                let here = format!("m:{}:{slug}", line.id);
                let mut times: Vec<ServiceTime> = Vec::new();
                for (idx, _) in feed.trips.iter().filter(|(_, t)| {
                    t.id.strip_prefix(&prefix).is_some_and(|rest| rest.starts_with([':', '@']))
                }) {
                    let all = &feed.stop_times[idx];
                    let leaving = &all[..all.len() - 1];
                    times.extend(
                        leaving
                            .iter()
                            .filter(|call| feed.stops[call.stop].id == here)
                            .map(|call| call.depart),
                    );
                }
                times.sort_unstable();
                let what =
                    format!("line {} station {at} {slug} {direction}: {first}..{last}", line.id);
                let (earliest, latest) = (times[0], times[times.len() - 1]);
                assert!(earliest >= first && earliest.since(first).0 <= 120, "{what}: {earliest}");
                assert!(latest <= last && last.since(latest).0 <= 120, "{what}: {latest}");
                checked += 1;
            }
        }
    }
    assert_eq!(checked, 496);
}

#[test]
fn stations_trips_and_through_trains_are_as_many_as_one_would_count() {
    let Some(facts) = shared("facts") else { return };
    let feed = metro(&facts).to_feed().value;
    let stations = feed.stops.iter().filter(|(_, stop)| stop.kind == StopKind::Station).count();
    let platforms = feed.stops.len() - stations;
    // 271 open metro stations by the facts' README, and the 15 stops of the SkyShuttle.
    // Their platforms: 25 + 25 + 39 + 7 + 32 + 32 + 28 + 4 + 29 + 26 + 19 + 13 + 33 + 7 + 8 + 15.
    assert_eq!((stations, platforms), (271 + 15, 342));
    // A station of k lines has k (k - 1) ways to change; counted from the facts with other tools.
    assert_eq!(feed.transfers.len(), 124);
    let line = |trip: FeedTripIdx| feed.routes[feed.trips[trip].route].id.as_str();
    let pairs = |from: &str, to: &str| {
        feed.stay_seated.iter().filter(|(a, b)| line(*a) == from && line(*b) == to).count()
    };
    let trips =
        |prefix: &str| feed.trips.iter().filter(|(_, trip)| trip.id.starts_with(prefix)).count();
    // Every second Jiangtiao train runs on, both ways.
    for (run_on, all) in
        [(pairs("m:JT", "m:5"), trips("m:JT:back")), (pairs("m:5", "m:JT"), trips("m:JT:out"))]
    {
        assert!(run_on <= all.div_ceil(2) && run_on + 3 >= all / 2, "{run_on} of {all}");
    }
    // Round the loop all trains go on but those of the last round and those put away after a peak.
    let (go_on, all) = (pairs("m:LOOP", "m:LOOP"), trips("m:LOOP"));
    assert!(go_on * 10 >= all * 8, "{go_on} of {all}");
}
