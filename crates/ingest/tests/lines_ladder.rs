//! Line tables to a timetable, one thing at a time, on lines whose trains can be counted on the
//! fingers.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

#[path = "support/lines.rs"]
mod tables;

use allways_base::Seconds;
use allways_transit::feed::{Basis, Confidence, Feed, StepFree, StopKind, TransferRule, Vehicle};
use tables::draft;

/// `id: station time station time …` of each trip.
fn picture(feed: &Feed) -> Vec<String> {
    let trips = feed.trips.iter().map(|(idx, trip)| {
        let calls = feed.stop_times[idx].iter().map(|call| {
            let time = call.depart.to_string();
            format!("{} {}", feed.stops[call.stop].name, time.strip_suffix(":00").unwrap_or(&time))
        });
        format!("{}: {}", trip.id, calls.collect::<Vec<_>>().join(" "))
    });
    trips.collect()
}

/// A to B 2 min, B to C 3 min; every 10 min from 06:00 to 06:20.
const ABC: &str = "1,1,A,甲,29.5,106.5,120,,s,high\n1,2,B,乙,29.51,106.5,180,,s,high\n1,3,C,丙,29.52,106.5,,,s,high\n";
const LINE: &str = "1,Line 1,1号线,metro,10,10,high,,06:00,06:20,,,,high,yes,,src,high\n";

fn feed(lines: &str, stations: &str, first_last: &str) -> Feed {
    draft(lines, stations, first_last).value.to_feed().value
}

#[test]
fn a01_a_line_runs_both_ways_from_first_to_last_train() {
    let feed = feed(LINE, ABC, "");
    assert_eq!(
        picture(&feed),
        [
            "m:1:out:06:00:00: A 06:00 B 06:02 C 06:05",
            "m:1:out:06:10:00: A 06:10 B 06:12 C 06:15",
            "m:1:out:06:20:00: A 06:20 B 06:22 C 06:25",
            "m:1:back:06:00:00: C 06:00 B 06:03 A 06:05",
            "m:1:back:06:10:00: C 06:10 B 06:13 A 06:15",
            "m:1:back:06:20:00: C 06:20 B 06:23 A 06:25",
        ]
    );
    let trip = &feed.trips.as_slice()[0];
    assert_eq!((trip.headsign.as_str(), trip.step_free), ("C", StepFree::Yes));
}

#[test]
fn a02_stations_have_a_platform_for_each_line() {
    let lines =
        format!("{LINE}2,Line 2,2号线,monorail,10,10,high,,06:00,06:20,,,,high,no,,src,high\n");
    let more = format!("{ABC}2,1,B,乙,29.512,106.5,60,,s,high\n2,2,D d,丁,29.6,106.5,,,s,high\n");
    let feed = feed(&lines, &more, "");
    let shown: Vec<String> = feed
        .stops
        .iter()
        .map(|(_, s)| {
            let parent = s.parent.map_or("", |parent| feed.stops[parent].id.as_str());
            format!("{} {:?} {parent} {:?} {:?}", s.id, s.kind, s.step_free, s.other_names)
        })
        .collect();
    assert_eq!(
        shown,
        [
            "m:a Station  Yes [\"甲\"]",
            "m:1:a Platform m:a Yes [\"甲\"]",
            "m:b Station  Yes [\"乙\"]",
            "m:1:b Platform m:b Yes [\"乙\"]",
            "m:c Station  Yes [\"丙\"]",
            "m:1:c Platform m:c Yes [\"丙\"]",
            "m:2:b Platform m:b No [\"乙\"]",
            "m:d-d Station  No [\"丁\"]",
            "m:2:d-d Platform m:d-d No [\"丁\"]",
        ]
    );
    assert_eq!(feed.stops.as_slice()[2].kind, StopKind::Station);
    let station = feed.stops.as_slice()[2].position.unwrap();
    assert!((station.lat - 29.511).abs() < 1e-9);
    let pairs: Vec<_> = feed
        .transfers
        .iter()
        .map(|t| (feed.stops[t.from].id.as_str(), feed.stops[t.to].id.as_str(), t.rule))
        .collect();
    let rule = TransferRule::Takes(Seconds(180));
    assert_eq!(pairs, [("m:1:b", "m:2:b", rule), ("m:2:b", "m:1:b", rule)]);
    let two = &feed.routes.as_slice()[1];
    assert_eq!((two.id.as_str(), two.name.as_str()), ("m:2", "Line 2"));
    assert_eq!(two.vehicle, Vehicle::Metro);
    assert_eq!(
        two.assumptions,
        [
            "Changing between two lines at one station takes 3 min",
            "The lines of `m` have one timetable for every day of the year",
        ]
    );
}

#[test]
fn a03_the_same_name_far_apart_is_another_station() {
    let lines = "7,,,bus,10,10,high,,06:00,06:20,,,,high,,20,src,high\n";
    let rows = "7,1,Park,公园,29.5,106.5,120,,s,high\n7,2,Hall,会堂,29.51,106.5,120,,s,high\n7,3,Park,公园,29.53,106.5,,,s,high\n";
    let found = draft(lines, rows, "");
    let problems: Vec<String> = found.problems.list().iter().map(ToString::to_string).collect();
    assert_eq!(
        problems,
        [
            "note[same-name-far-apart] stations.csv: `公园` names 2 places more than 1.5 km apart; they are 2 stations; give them different names if riders could mistake them"
        ]
    );
    let feed = found.value.to_feed().value;
    let ids: Vec<&str> = feed.stops.iter().map(|(_, s)| s.id.as_str()).collect();
    assert_eq!(ids, ["m:park", "m:bus:park", "m:hall", "m:bus:hall", "m:park-2", "m:bus:park-2"]);
}

#[test]
fn a04_buses_of_a_station_share_one_stop() {
    let lines = "7,,,bus,10,10,high,,06:00,06:00,,,,high,yes,20,src,high\n8,,,bus,10,10,high,,06:00,06:00,,,,high,no,20,src,high\n";
    let rows = "7,1,A,,29.5,106.5,120,,s,high\n7,2,B,,29.51,106.5,,,s,high\n8,1,B,,29.51,106.5,120,,s,high\n8,2,C,,29.52,106.5,,,s,high\n";
    let buses = feed(lines, rows, "");
    let ids: Vec<&str> = buses.stops.iter().map(|(_, s)| s.id.as_str()).collect();
    assert_eq!(ids, ["m:a", "m:bus:a", "m:b", "m:bus:b", "m:c", "m:bus:c"]);
    assert_eq!(buses.stops.as_slice()[3].step_free, StepFree::Yes);
    assert!(buses.transfers.is_empty());
    let said = &buses.routes.as_slice()[0].assumptions;
    assert!(!said.iter().any(|line| line.starts_with("Changing")), "{said:?}");
    // A metro there has its own platform, and changing to it takes its time.
    let lines = format!("{lines}1,Line 1,,metro,10,10,high,,06:00,06:00,,,,high,,,src,high\n");
    let rows = format!("{rows}1,1,B,,29.51,106.5,120,,s,high\n1,2,D,,29.6,106.5,,,s,high\n");
    let mixed = feed(&lines, &rows, "");
    let pairs: Vec<_> = mixed
        .transfers
        .iter()
        .map(|t| (mixed.stops[t.from].id.as_str(), mixed.stops[t.to].id.as_str()))
        .collect();
    assert_eq!(pairs, [("m:1:b", "m:bus:b"), ("m:bus:b", "m:1:b")]);
}

#[test]
fn b01_peaks_are_denser() {
    let line = "1,Line 1,,metro,5,10-20,assumed,06:15..06:30,06:00,07:00,,,,high,,,bkwk.cn,high\n";
    let feed = feed(line, ABC, "");
    let starts: Vec<String> = feed
        .trips
        .iter()
        .filter(|(_, trip)| trip.id.contains(":out:"))
        .map(|(idx, _)| feed.stop_times[idx][0].depart.to_string())
        .collect();
    // Every 15 min, in the peak every 5; the last train goes at 07:00 whatever the headway.
    assert_eq!(
        starts,
        ["06:00:00", "06:15:00", "06:20:00", "06:25:00", "06:30:00", "06:45:00", "07:00:00"]
    );
    let route = &feed.routes.as_slice()[0];
    assert_eq!(
        route.assumptions[0],
        "Line 1: headway 5 min peak, 15 min off-peak is assumed (bkwk.cn)"
    );
    let weakest = Basis {
        confidence: Confidence::Assumed,
        what: "Line 1 headway".to_owned(),
        source: "bkwk.cn".to_owned(),
    };
    assert_eq!(route.basis, Some(weakest));
}

#[test]
fn b02_one_headway_stands_for_the_other_and_none_for_nothing() {
    let line = "1,Line 1,,metro,10,,high,,06:00,06:20,,,,high,,,src,high\n";
    let one = feed(line, ABC, "");
    assert_eq!(one.trips.len(), 6);
    assert_eq!(
        one.routes.as_slice()[0].assumptions[0],
        "Line 1: the off-peak headway is not known and taken as the peak's"
    );
    let line = "1,Line 1,,metro,,,high,,06:00,06:20,,,,high,,,src,high\n";
    let none = draft(line, ABC, "").value.to_feed();
    assert_eq!((none.value.trips.len(), none.value.routes.len()), (0, 1));
    assert_eq!(
        none.problems.list()[0].to_string(),
        "warning[no-headway] lines.csv:2: line `1` makes no trips: no headway is known; write \
         headway_peak_min or headway_offpeak_min"
    );
}

#[test]
fn c01_run_times_by_distance_and_speed_where_blank() {
    let line = "1,Line 1,,bus,10,10,high,,06:00,06:00,,,,,,30,src,medium\n";
    // 1.5 km at 30 km/h: 3 min. 0.01° of latitude at 29.5° is 1,108.5 m; × 1.2: 159.6 s.
    let rows = "1,1,A,,29.5,106.5,,1.5,s,\n1,2,B,,29.51,106.5,,,s,\n1,3,C,,29.52,106.5,,,s,\n";
    let feed = feed(line, rows, "");
    assert_eq!(picture(&feed)[0], "m:1:out:06:00:00: A 06:00 B 06:03 C 06:05:40");
    assert_eq!(
        feed.routes.as_slice()[0].assumptions,
        [
            "Bus lines run both ways by the stops of one direction",
            "Line 1: 1 of 2 run times are the distance at 30 km/h",
            "Line 1: 1 of 2 run times are the straight line × 1.2 at 30 km/h",
            "The lines of `m` have one timetable for every day of the year",
        ]
    );
    let line = "1,Line 1,,bus,10,10,high,,06:00,06:00,,,,,,,src,medium\n";
    let none = draft(line, rows, "").value.to_feed();
    assert_eq!(
        none.problems.list()[0].to_string(),
        "warning[no-run-time] lines.csv:2: line `1` makes no trips: after station 1 no run time \
         and no speed_kmh; write run_time_to_next_s, or dist_to_next_km and the line's speed_kmh"
    );
}

#[test]
fn d01_published_first_and_last_trains_rule() {
    // B's first train to C leaves before one from A could be there: a run starts at B.
    let first = "1,A,C,06:00,06:20,s,high\n1,B,C,05:45,06:22,s,high\n";
    let out = |first: &str| -> Vec<String> {
        let all = picture(&feed(LINE, ABC, first));
        all.into_iter().filter(|line| line.contains(":out")).collect()
    };
    assert_eq!(
        out(first),
        [
            "m:1:out:06:00:00: A 06:00 B 06:02 C 06:05",
            "m:1:out:06:10:00: A 06:10 B 06:12 C 06:15",
            "m:1:out:06:20:00: A 06:20 B 06:22 C 06:25",
            "m:1:out@1:05:45:00: B 05:45 C 05:48",
            "m:1:out@1:05:55:00: B 05:55 C 05:58",
        ]
    );
    // B's last train is half an hour after A's: runs go on from B.
    assert_eq!(
        out("1,A,C,06:00,06:00,s,high\n1,B,C,06:02,06:25,s,high\n"),
        [
            "m:1:out:06:00:00: A 06:00 B 06:02 C 06:05",
            "m:1:out@1:06:12:00: B 06:12 C 06:15",
            "m:1:out@1:06:25:00: B 06:25 C 06:28",
        ]
    );
    // B's last train is at 06:12: the one from A at 06:20 cannot call there, nor go on.
    assert_eq!(
        out("1,B,C,06:02,06:12,s,high\n"),
        ["m:1:out:06:00:00: A 06:00 B 06:02 C 06:05", "m:1:out:06:10:00: A 06:10 B 06:12 C 06:15",]
    );
    // A minute's difference is the table's rounding: the trains call at the published minute.
    assert_eq!(
        out("1,A,C,06:00,06:20,s,high\n1,B,C,06:03,06:21,s,high\n")[..3],
        [
            "m:1:out:06:00:00: A 06:00 B 06:03 C 06:06",
            "m:1:out:06:10:00: A 06:10 B 06:12 C 06:15",
            "m:1:out:06:20:00: A 06:20 B 06:21 C 06:24",
        ]
    );
}

#[test]
fn d03_a_train_far_outside_the_published_times_ends_before() {
    let rows = "1,1,A,,29.5,106.5,600,,s,high\n1,2,B,,29.51,106.5,600,,s,high\n1,3,C,,29.52,106.5,180,,s,high\n1,4,D,,29.53,106.5,,,s,high\n";
    let out = |first: &str| -> Vec<String> {
        let all = picture(&feed(LINE, rows, first));
        all.into_iter().filter(|line| line.contains(":out")).collect()
    };
    // At C the last train leaves at 06:35: the train from A that would be there at 06:40 ends at B.
    assert_eq!(
        out("1,C,D,06:20,06:35,s,high\n"),
        [
            "m:1:out:06:00:00: A 06:00 B 06:10 C 06:20 D 06:23",
            "m:1:out:06:10:00: A 06:10 B 06:20 C 06:30 D 06:33",
            "m:1:out:06:20:00: A 06:20 B 06:30",
            "m:1:out@2:06:35:00: C 06:35 D 06:38",
        ]
    );
    // At C the first train leaves at 06:25: the train that would be there at 06:20 ends at B.
    assert_eq!(
        out("1,C,D,06:25,06:40,s,high\n"),
        [
            "m:1:out:06:00:00: A 06:00 B 06:10",
            "m:1:out:06:10:00: A 06:10 B 06:20 C 06:30 D 06:33",
            "m:1:out:06:20:00: A 06:20 B 06:30 C 06:40 D 06:43",
            "m:1:out@2:06:25:00: C 06:25 D 06:28",
        ]
    );
}

#[test]
fn d02_the_last_train_after_midnight() {
    let feed = feed(LINE, ABC, "1,A,C,23:55,00:15,s,high\n");
    let out: Vec<String> =
        picture(&feed).into_iter().filter(|line| line.contains(":out")).collect();
    assert_eq!(
        out,
        [
            "m:1:out:23:55:00: A 23:55 B 23:57 C 24:00",
            "m:1:out:24:05:00: A 24:05 B 24:07 C 24:10",
            "m:1:out:24:15:00: A 24:15 B 24:17 C 24:20",
        ]
    );
}

/// A ring of four hops of 5 min, and trains every 8 min.
const RING: &str = "O,1,A,,29.5,106.5,300,,s,high\nO,2,B,,29.51,106.5,300,,s,high\nO,3,C,,29.52,106.5,300,,s,high\nO,4,D,,29.53,106.5,300,,s,high\nO,5,A,,29.5,106.5,,,s,high\n";

#[test]
fn e01_on_a_loop_trains_come_round_and_go_round_again() {
    let line = "O,Loop,,metro,8,8,high,,06:00,07:00,yes,,,high,,,src,high\n";
    let feed = feed(line, RING, "");
    let starts: Vec<String> = feed
        .trips
        .iter()
        .filter(|(_, trip)| trip.id.contains(":out:"))
        .map(|(idx, _)| feed.stop_times[idx][0].depart.to_string())
        .collect();
    // A ring of 20 min holds two trains or three at 8 min: the departure of 06:16 is moved by half
    // a headway to the train that is back at 06:20, and so on.
    assert_eq!(
        starts,
        ["06:00:00", "06:08:00", "06:20:00", "06:28:00", "06:40:00", "06:48:00", "07:00:00"]
    );
    assert_eq!(feed.trips.len(), 14);
    // Both ways round, the trains of 06:00 to 06:40 go on, at once; that of 06:48 is back too late.
    let seams: Vec<u32> = feed
        .stay_seated
        .iter()
        .map(|(from, to)| {
            let arrive = feed.stop_times[*from].last().unwrap().arrive;
            let depart = feed.stop_times[*to][0].depart;
            assert!(arrive <= depart);
            depart.since(arrive).0
        })
        .collect();
    assert_eq!(seams, [0; 10]);
    let first = feed.stop_times[feed.stay_seated[0].0].last().unwrap();
    assert_eq!(feed.stops[first.stop].id, "m:O:a");
}

#[test]
fn e02_every_second_train_runs_on_into_the_next_line() {
    let lines = "5,Line 5,,metro,10,10,high,,06:00,06:40,,J:2,,high,,,src,high\nJ,Line J,,rail,10,10,high,,05:50,06:30,,,,high,,,src,high\n";
    let rows = "5,1,A,,29.5,106.5,300,,s,high\n5,2,B,,29.51,106.5,,,s,high\nJ,1,B,,29.51,106.5,300,,s,high\nJ,2,C,,29.52,106.5,,,s,high\n";
    let feed = feed(lines, rows, "");
    let pairs: Vec<String> = feed
        .stay_seated
        .iter()
        .map(|(from, to)| format!("{} > {}", feed.trips[*from].id, feed.trips[*to].id))
        .collect();
    assert_eq!(
        pairs,
        [
            // J is at B at 05:55, 06:15, 06:35; Line 5 leaves B at 06:00, 06:20, 06:40.
            "m:J:back:05:50:00 > m:5:back:06:00:00",
            "m:J:back:06:10:00 > m:5:back:06:20:00",
            "m:J:back:06:30:00 > m:5:back:06:40:00",
            // Line 5 is at B at 06:05, 06:25; J leaves B at 05:50 (nobody), 06:10, 06:30.
            "m:5:out:06:00:00 > m:J:out:06:10:00",
            "m:5:out:06:20:00 > m:J:out:06:30:00",
        ]
    );
}

#[test]
fn f01_lines_open_close_and_run_denser_by_edits() {
    let lines = "1,Line 1,,metro,10,10,low,,06:00,06:20,,,2027,high,,,src,high\n2,Line 2,,metro,10,10,high,,06:00,06:20,,,,high,,,src,high\n";
    let rows = format!("{ABC}2,1,X,,29.6,106.5,120,,s,high\n2,2,Y,,29.61,106.5,,,s,high\n");
    let mut plan = draft(lines, &rows, "").value;
    let shown = |plan: &allways_ingest::lines::LinesDraft| {
        let feed = plan.to_feed().value;
        let routes: Vec<String> = feed.routes.iter().map(|(_, r)| r.id.clone()).collect();
        (routes.join(" "), feed.stops.len(), feed.trips.len())
    };
    assert_eq!(shown(&plan), ("m:2".to_owned(), 4, 6));
    assert!(plan.open_line("m:1") && plan.close_line("2"));
    assert_eq!(shown(&plan), ("m:1".to_owned(), 6, 6));
    assert!(plan.set_headway("1", 5.0, Some(10.0)));
    let feed = plan.to_feed().value;
    assert_eq!(
        feed.routes.as_slice()[0].assumptions[0],
        "Line 1: headway 5 min peak, 10 min off-peak as a project of the plan sets it"
    );
    assert!(!plan.open_line("9") && !plan.close_line("x:1") && !plan.set_headway("m:9", 5.0, None));
    assert!(!plan.set_headway("1", 0.0, None) && !plan.set_headway("1", 5.0, Some(f64::NAN)));
    assert_eq!(plan.line("m:2").map(|line| line.opens), Some(None));
}

#[test]
fn z01_what_holds_for_all_lines_is_told_once() {
    let lines = format!("{LINE}2,Bus 2,,bus,10,10,high,,06:00,06:20,,,,high,,20,src,high\n");
    let rows = format!("{ABC}2,1,A,甲,29.5,106.5,60,,s,high\n2,2,Z,,29.6,106.5,,,s,high\n");
    let plan = draft(&lines, &rows, "").value;
    let told: Vec<String> =
        plan.to_feed().problems.list().iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "note[same-every-day] m: The lines of `m` have one timetable for every day of the year; give a GTFS feed where days differ",
            "note[interchange-assumed] m: changing between lines at one station is assumed to take 3 min; set interchange_s of the source",
            "note[both-ways] m: bus lines are run both ways by the stops of one direction; list the other direction as a line where it differs",
        ]
    );
    assert_eq!(format!("{:?}", plan.to_feed()), format!("{:?}", plan.to_feed()));
}
