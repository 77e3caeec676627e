//! The GTFS reader, from one trip to the last corner of the specification. Read it top down: each
//! rung adds one thing to the good feed of `support`.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod support;
mod support_zip;

use allways_base::{Checked, Date, Seconds, Severity};
use allways_ingest::gtfs::read_gtfs;
use allways_transit::feed::Vehicle::{self, Bus, Ferry, Lift, Metro, Other, Rail, Tram};
use allways_transit::feed::{Feed, StopKind, TransferRule};
use support::{damaged, folder, read, told};
use support_zip::zip;

/// Reads the good feed with changes.
fn read_damaged(changes: &[(&str, &str)]) -> Checked<Feed> {
    let changes: Vec<(&str, Option<&[u8]>)> =
        changes.iter().map(|(name, text)| (*name, Some(text.as_bytes()))).collect();
    read(folder(&damaged(&changes)).path())
}

/// `trip: stop arrive-depart[!board][!alight] …`, one line per trip.
fn picture(feed: &Feed) -> String {
    let mut lines = Vec::new();
    for (idx, trip) in feed.trips.iter() {
        let calls = feed.stop_times[idx].iter().map(|call| {
            let board = if call.may_board { "" } else { "!board" };
            let alight = if call.may_alight { "" } else { "!alight" };
            let stop = &feed.stops[call.stop].id;
            format!("{stop} {}-{}{board}{alight}", call.arrive, call.depart)
        });
        lines.push(format!("{}: {}", trip.id, calls.collect::<Vec<_>>().join(" | ")));
    }
    lines.join("\n")
}

#[test]
fn a01_the_good_feed_is_read_whole_and_nothing_is_told() {
    let feed = read_damaged(&[]);
    assert_eq!(told(&feed.problems), Vec::<String>::new());
    assert_eq!(
        picture(&feed.value),
        "f:t1: f:A 08:00:00-08:00:00 | f:B 08:10:00-08:11:00 | f:C 08:20:00-08:20:00"
    );
    let route = &feed.value.routes.as_slice()[0];
    assert_eq!((route.id.as_str(), route.name.as_str()), ("f:r", "R1"));
    assert_eq!((route.vehicle, route.basis.clone()), (Bus, None));
    let week = feed.value.services.as_slice()[0].week.clone().unwrap();
    assert_eq!(week.days, [true, true, true, true, true, false, false]);
    assert_eq!((week.from, week.to), (Date::constant(2026, 1, 1), Date::constant(2026, 12, 31)));
}

#[test]
fn a02_a_zip_a_zip_with_a_folder_and_a_folder_are_the_same_feed() {
    let files = damaged(&[]);
    let dir = folder(&files);
    let plain = read(dir.path());
    let zipped = read(&zip(dir.path(), &files));
    assert_eq!(picture(&plain.value), picture(&zipped.value));
    assert_eq!(told(&zipped.problems), Vec::<String>::new());
    let inside: Vec<_> =
        files.iter().map(|(name, bytes)| (format!("feed/{name}"), bytes.clone())).collect();
    let other = folder(&inside);
    let at = zip(other.path(), &inside);
    for path in [at.as_path(), other.path()] {
        let nested = read(path);
        assert_eq!(picture(&plain.value), picture(&nested.value));
        assert_eq!(
            told(&nested.problems),
            [format!(
                "note[nested-folder] {}: the tables were read from `feed/`, of 1 folders that hold \
                 tables; put the tables of one feed at the top of the zip",
                path.display()
            )]
        );
    }
}

#[test]
fn a03_trips_may_be_interleaved_and_their_stops_in_any_order() {
    let feed = read_damaged(&[
        ("trips.txt", "route_id,service_id,trip_id\nr,wk,t1\nr,wk,t2\n"),
        (
            "stop_times.txt",
            "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n\
             t2,09:20:00,09:20:00,C,30\nt1,08:20:00,08:20:00,C,9\nt2,09:00:00,09:00:00,A,5\n\
             t1,08:00:00,08:00:00,A,2\nt2,09:10:00,09:10:00,B,6\n",
        ),
    ]);
    assert_eq!(
        picture(&feed.value),
        "f:t1: f:A 08:00:00-08:00:00 | f:C 08:20:00-08:20:00\n\
         f:t2: f:A 09:00:00-09:00:00 | f:B 09:10:00-09:10:00 | f:C 09:20:00-09:20:00"
    );
}

#[test]
fn a04_times_pass_midnight_and_one_of_two_times_is_enough() {
    let feed = read_damaged(&[(
        "stop_times.txt",
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n\
         t1,,23:50:00,A,1\nt1, 9:00:00,25:10:00,B,2\nt1,26:00:00,,C,3\n",
    )]);
    // 9:00 is before 23:50: the trip contradicts itself.
    assert_eq!(feed.value.trips.len(), 0);
    let feed = read_damaged(&[(
        "stop_times.txt",
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n\
         t1,,23:50:00,A,1\nt1,24:00:00,25:10:00,B,2\nt1,26:00:00,,C,3\n",
    )]);
    assert_eq!(
        picture(&feed.value),
        "f:t1: f:A 23:50:00-23:50:00 | f:B 24:00:00-25:10:00 | f:C 26:00:00-26:00:00"
    );
}

#[test]
fn b01_blank_times_go_by_shape_distance_then_by_straight_line_then_evenly() {
    let header = "trip_id,arrival_time,departure_time,stop_id,stop_sequence,shape_dist_traveled\n";
    let rows = |b: &str| {
        format!("{header}t1,08:00:00,08:00:00,A,1,0\nt1,,,B,2,{b}\nt1,08:30:00,08:30:00,C,3,100\n")
    };
    let b_at = |changes: &[(&str, &str)]| {
        let feed = read_damaged(changes);
        let notes = told(&feed.problems);
        (feed.value.stop_times.values()[1].arrive.to_string(), notes)
    };
    let note = |what: &str| {
        vec![format!(
            "note[interpolated] stop_times.txt: 1 blank times were filled: {what}; write the times \
             if they are known"
        )]
    };
    let (at, told) = b_at(&[("stop_times.txt", &rows("80"))]);
    assert_eq!(at, "08:24:00");
    assert_eq!(told, note("1 by shape_dist_traveled, 0 along straight lines, 0 evenly"));
    // B is a third of the way from A to C.
    let (at, told) = b_at(&[("stop_times.txt", &rows(""))]);
    assert_eq!(at, "08:10:00");
    assert_eq!(told, note("0 by shape_dist_traveled, 1 along straight lines, 0 evenly"));
    let stops = "stop_id,stop_name,stop_lat,stop_lon\nA,A,29.5,106.5\nB,B,,\nC,C,29.53,106.5\n";
    let (at, told) = b_at(&[("stop_times.txt", &rows("")), ("stops.txt", stops)]);
    assert_eq!(at, "08:15:00");
    assert_eq!(told[1], note("0 by shape_dist_traveled, 0 along straight lines, 1 evenly")[0]);
}

#[test]
fn b02_pickup_and_drop_off_1_forbid_and_2_and_3_do_not() {
    let feed = read_damaged(&[(
        "stop_times.txt",
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,drop_off_type\n\
         t1,08:00:00,08:00:00,A,1,0,1\nt1,08:10:00,08:10:00,B,2,2,3\nt1,08:20:00,08:20:00,C,3,1,\n",
    )]);
    assert_eq!(
        picture(&feed.value),
        "f:t1: f:A 08:00:00-08:00:00!alight | f:B 08:10:00-08:10:00 | f:C 08:20:00-08:20:00!board"
    );
}

#[test]
fn c01_stations_platforms_entrances_and_boarding_areas() {
    let feed = read_damaged(&[(
        "stops.txt",
        "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station,wheelchair_boarding\n\
         A,Alpha,29.5,106.5,0,S,\nB,,29.51,106.5,,S,2\nC,Gamma,29.53,106.5,,,\n\
         S,Station,29.5,106.5,1,,1\nE,Gate,29.5,106.5,2,S,0\nN,,,,3,S,\nX,,,,4,A,\n",
    )]);
    let shown: Vec<String> = feed
        .value
        .stops
        .iter()
        .map(|(_, stop)| {
            let parent = stop.parent.map_or("-", |parent| feed.value.stops[parent].id.as_str());
            format!("{} {} {:?} {parent} {:?}", stop.id, stop.name, stop.kind, stop.step_free)
        })
        .collect();
    assert_eq!(
        shown,
        [
            "f:A Alpha Platform f:S Yes",
            "f:B Station Platform f:S No",
            "f:C Gamma Platform - Unknown",
            "f:S Station Station - Yes",
            "f:E Gate Entrance f:S Yes",
            "f:N Station Node f:S Yes",
            "f:X Station Platform f:S Yes",
        ]
    );
    assert_eq!(StopKind::default(), StopKind::Platform);
}

#[test]
fn c02_other_languages_come_from_translations() {
    let feed = read_damaged(&[(
        "translations.txt",
        "table_name,field_name,language,translation,record_id,field_value\n\
         stops,stop_name,zh,甲,A,\nstops,stop_name,fr,Bêta,,Beta\nstops,stop_desc,fr,x,A,\n",
    )]);
    let names: Vec<_> = feed.value.stops.iter().map(|(_, stop)| stop.other_names.clone()).collect();
    assert_eq!(names, [vec!["甲".to_owned()], vec!["Bêta".to_owned()], vec![]]);
}

#[test]
fn c03_route_types_standard_and_extended() {
    let types = [0, 1, 2, 3, 4, 5, 6, 7, 11, 12, 109, 204, 401, 715, 800, 900, 1000, 1300, 1501];
    let rows: Vec<String> = types.iter().map(|t| format!("r{t},R{t},{t}\n")).collect();
    let rows = rows.concat();
    let routes = format!("route_id,route_short_name,route_type\nr,R1,3\n{rows}");
    let feed = read_damaged(&[("routes.txt", &routes)]);
    let vehicles: Vec<Vehicle> = feed.value.routes.iter().skip(1).map(|(_, r)| r.vehicle).collect();
    assert_eq!(
        vehicles,
        [
            Tram, Metro, Rail, Bus, Ferry, Tram, Lift, Lift, Bus, Metro, Rail, Bus, Metro, Bus,
            Bus, Tram, Ferry, Lift, Other
        ]
    );
}

#[test]
fn d01_calendar_dates_add_and_remove_and_may_stand_alone() {
    let dates = "service_id,date,exception_type\nwk,20260501,2\nwk,20260502,1\nx,20260503,1\n";
    let feed = read_damaged(&[("calendar_dates.txt", dates)]);
    let services = feed.value.services.as_slice();
    assert!(services[0].removed.contains(&Date::constant(2026, 5, 1)));
    assert!(services[0].added.contains(&Date::constant(2026, 5, 2)));
    assert_eq!((services[1].id.as_str(), services[1].week.clone()), ("f:x", None));
    let alone =
        folder(&damaged(&[("calendar.txt", None), ("calendar_dates.txt", Some(dates.as_bytes()))]));
    let feed = read(alone.path());
    assert_eq!((feed.value.trips.len(), feed.value.services.len()), (1, 2));
    assert_eq!(feed.problems.worst(), Some(Severity::Note));
}

#[test]
fn e01_frequencies_exact_or_not() {
    let feed = read_damaged(&[(
        "frequencies.txt",
        "trip_id,start_time,end_time,headway_secs,exact_times\n\
         t1,06:00:00,09:00:00,300,\nt1,09:00:00,25:00:00,600,1\n",
    )]);
    let shown: Vec<String> = feed
        .value
        .frequencies
        .iter()
        .map(|f| format!("{}..{} {} {}", f.from, f.to, f.headway, f.exact))
        .collect();
    assert_eq!(shown, ["06:00:00..09:00:00 5 min false", "09:00:00..25:00:00 10 min true"]);
}

#[test]
fn e02_transfers_of_every_type() {
    let feed = read_damaged(&[
        ("trips.txt", "route_id,service_id,trip_id\nr,wk,t1\nr,wk,t2\n"),
        (
            "stop_times.txt",
            "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n\
             t1,08:00:00,08:00:00,A,1\nt1,08:20:00,08:20:00,C,2\n\
             t2,08:21:00,08:21:00,C,1\nt2,08:40:00,08:40:00,A,2\n",
        ),
        (
            "transfers.txt",
            "from_stop_id,to_stop_id,transfer_type,min_transfer_time,from_trip_id,to_trip_id\n\
             A,B,,,,\nA,C,1,,,\nB,A,2,90,,\nC,C,3,,,\nC,C,4,,t1,t2\nC,C,5,,t1,t2\nA,A,1,,t1,t2\n",
        ),
    ]);
    let rules: Vec<TransferRule> = feed.value.transfers.iter().map(|t| t.rule).collect();
    let takes = |s| TransferRule::Takes(Seconds(s));
    assert_eq!(rules, [takes(0), takes(0), takes(90), TransferRule::Forbidden]);
    let trips: Vec<_> = feed.value.trips.indices().collect();
    assert_eq!(feed.value.stay_seated, [(trips[0], trips[1])]);
    assert_eq!(feed.value.not_seated, [(trips[0], trips[1])]);
    assert_eq!(
        told(&feed.problems)[..1],
        ["note[specific-transfer] transfers.txt:8: 1 of 7 rows are for some routes or trips \
             only, and not used; nothing to do; changes there take the time of the stop's own rule",]
    );
}

/// A vehicle keeps its number whatever is between, and two feeds have no vehicle in common.
#[test]
fn e03_blocks_are_numbered() {
    let calls =
        |trip: &str| format!("{trip},08:00:00,08:00:00,A,1\n{trip},08:20:00,08:20:00,C,2\n");
    let rows: String = ["t1", "t2", "t3", "t4", "t5"].map(calls).concat();
    let feed = read_damaged(&[
        (
            "trips.txt",
            "route_id,service_id,trip_id,block_id\nr,wk,t1,x\nr,wk,t2,\nr,no,t0,y\nr,wk,t3,y\n\
             r,wk,t4,x\nr,wk,t5,y\n",
        ),
        (
            "stop_times.txt",
            &format!("trip_id,arrival_time,departure_time,stop_id,stop_sequence\n{rows}"),
        ),
    ]);
    let blocks = |feed: &Feed| -> Vec<Option<u32>> {
        feed.trips.as_slice().iter().map(|trip| trip.block).collect()
    };
    let mut one = feed.value.clone();
    assert_eq!(blocks(&one), [Some(0), None, Some(1), Some(0), Some(1)]);
    one.append(feed.value);
    let of_other = [Some(2), None, Some(3), Some(2), Some(3)];
    assert_eq!(blocks(&one)[5..], of_other);
}

#[test]
fn f01_one_shape_per_route_thinned_to_thirty_metres() {
    // 10 m steps north, in the wrong order; `few` is taken by one trip only.
    let mut shapes = vec!["shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\n".to_owned()];
    for k in (0..=10).rev() {
        let lat = 29.5 + f64::from(k) * 9e-5;
        shapes.push(format!("many,{lat},106.5,{k}\nfew,0.5,0.5,{k}\n"));
    }
    let feed = read_damaged(&[
        ("shapes.txt", &shapes.concat()),
        (
            "trips.txt",
            "route_id,service_id,trip_id,shape_id\nr,wk,t1,few\nr,wk,t2,many\nr,wk,t3,many\n",
        ),
    ]);
    let all: Vec<_> = feed.value.shapes.values().collect();
    let lats: Vec<String> = all[0][0].iter().map(|at| format!("{:.5}", at.lat)).collect();
    assert_eq!(all.len(), 1);
    assert_eq!(lats, ["29.50000", "29.50036", "29.50072", "29.50090"]);
}

#[test]
fn g01_a_feed_of_another_zone_is_shifted_into_the_plans() {
    let times = "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n\
                 t1,08:00:00,08:00:00,A,1\nt1,08:20:00,08:20:00,C,3\n";
    let agency = |zone: &str| format!("agency_id,agency_timezone\na,{zone}\n");
    // Dhaka is 2 h behind Chongqing: its 08:00 is 10:00 there.
    let feed = read_damaged(&[("agency.txt", &agency("Asia/Dhaka")), ("stop_times.txt", times)]);
    assert!(picture(&feed.value).contains("f:A 10:00:00"), "{}", picture(&feed.value));
    assert_eq!(
        told(&feed.problems)[0],
        "note[zone-shift] agency.txt:2: times are in Asia/Dhaka, and were shifted by +02:00 into \
         Asia/Shanghai (on 2026-11-25); correct agency_timezone if the feed's times are local \
         already"
    );
    // Tokyo is 1 h ahead: its Monday 08:00 is 07:00, told as 31:00 of the Sunday service day.
    let feed = read_damaged(&[
        ("agency.txt", &agency("Asia/Tokyo")),
        ("stop_times.txt", times),
        ("calendar_dates.txt", "service_id,date,exception_type\nwk,20260501,2\nwk,20260301,1\n"),
        ("frequencies.txt", "trip_id,start_time,end_time,headway_secs\nt1,06:00:00,09:00:00,300\n"),
    ]);
    assert!(picture(&feed.value).contains("f:A 31:00:00"), "{}", picture(&feed.value));
    let service = feed.value.services.as_slice()[0].clone();
    let week = service.week.unwrap();
    assert_eq!(week.days, [true, true, true, true, false, false, true]);
    assert_eq!((week.from, week.to), (Date::constant(2025, 12, 31), Date::constant(2026, 12, 30)));
    assert!(service.removed.contains(&Date::constant(2026, 4, 30)));
    assert!(service.added.contains(&Date::constant(2026, 2, 28)));
    assert_eq!(feed.value.frequencies[0].from.to_string(), "29:00:00");
}

#[test]
fn g02_summer_time_is_that_of_the_day() {
    let dir = folder(&damaged(&[(
        "agency.txt",
        Some(b"agency_id,agency_timezone\na,Europe/Lisbon\n".as_slice()),
    )]));
    let depart = |month| {
        let date = Date::constant(2026, month, 15);
        let feed = read_gtfs(dir.path(), "f", "UTC", date).unwrap();
        feed.value.stop_times.values()[0].depart.to_string()
    };
    assert_eq!(depart(1), "08:00:00");
    assert_eq!(depart(7), "31:00:00");
}

#[test]
fn z01_the_same_feed_gives_the_same_bytes() {
    let dir = folder(&damaged(&[]));
    assert_eq!(format!("{:?}", read(dir.path())), format!("{:?}", read(dir.path())));
}

#[test]
fn e03_pathways_with_times_lengths_and_neither() {
    let feed = read_damaged(&[(
        "pathways.txt",
        "pathway_id,from_stop_id,to_stop_id,pathway_mode,is_bidirectional,length,traversal_time,stair_count\n\
         a,A,B,1,1,,40,\nb,A,B,2,0,13.3,,\nc,B,C,5,1,,,\nd,A,C,9,1,,1,\ne,A,X,1,1,,1,\nf,A,C,4,2,,-1,\n",
    )]);
    let ways: Vec<_> =
        feed.value.pathways.iter().map(|w| (w.time.0, w.is_step_free, w.both_ways)).collect();
    // 0.02 degrees of latitude and 0.03: 2,217 m and 3,326 m at 1.33 m/s.
    assert_eq!(
        ways,
        [(40, true, true), (10, false, false), (1667, true, true), (2501, false, false)]
    );
    assert_eq!(
        told(&feed.problems),
        [
            "warning[bad-value] pathways.txt:5: `pathway_mode` is `9`; write 1 to 7; the row was dropped",
            "warning[dangling-id] pathways.txt:6: the to_stop_id `X` is not in stops.txt, and the row \
             was dropped; add `X` to stops.txt, or correct the id",
            "warning[bad-value] pathways.txt:7: `is_bidirectional` is `2`; write 0 or 1; it was taken \
             as 0",
            "warning[bad-value] pathways.txt:7: `traversal_time` is `-1`; write 0 or more; it was \
             taken as blank",
            "note[pathway-time-assumed] pathways.txt:4: 2 of 6 pathways say neither traversal_time \
             nor length; their time is assumed; write traversal_time in seconds",
        ]
    );
}

#[test]
fn e04_what_is_served_only_in_part_is_told() {
    let feed = read_damaged(&[
        (
            "stop_times.txt",
            "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,continuous_pickup\n\
             t1,08:00:00,08:00:00,A,1,2,0\nt1,08:10:00,08:10:00,B,2,3,1\nt1,08:20:00,08:20:00,C,3,0,\n",
        ),
        ("routes.txt", "route_id,route_short_name,route_type,continuous_drop_off\nr,R1,3,3\n"),
    ]);
    assert_eq!(
        told(&feed.problems),
        [
            "warning[continuous-stops] routes.txt: 1 rows let riders board or alight along the way \
             (continuous_pickup, continuous_drop_off), which is not supported: they do so at stops \
             only; add stops where vehicles halt on request",
            "note[by-arrangement] stop_times.txt: 2 stops are served only by arrangement with the \
             agency or the driver; they count as served; nothing to do; arrange the ride before \
             travelling",
            "warning[continuous-stops] stop_times.txt: 1 rows let riders board or alight along the \
             way (continuous_pickup, continuous_drop_off), which is not supported: they do so at \
             stops only; add stops where vehicles halt on request",
        ]
    );
}
