//! Damaged feeds and line tables, each with every word that is told about it. None stops the
//! reader but those that are no feed at all, none panics, and none is silently accepted.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod support;
mod support_zip;

use support::{damaged, folder, read, told};

/// Name, changes to the good feed (`None`: the file is missing), and what is told.
type Case = (&'static str, &'static [(&'static str, Option<&'static str>)], &'static [&'static str]);

const CASES: &[Case] = &[
    (
        "no agency",
        &[("agency.txt", None)],
        &[
        ],
    ),
    (
        "no stops",
        &[("stops.txt", None)],
        &[
        ],
    ),
    (
        "no routes",
        &[("routes.txt", None)],
        &[
        ],
    ),
    (
        "no trips",
        &[("trips.txt", None)],
        &[
        ],
    ),
    (
        "no stop_times",
        &[("stop_times.txt", None)],
        &[
        ],
    ),
    (
        "no calendar of either kind",
        &[("calendar.txt", None)],
        &[
        ],
    ),
    (
        "a column that everything hangs on is missing",
        &[("stop_times.txt", Some("trip_id,arrival_time,departure_time,stop,stop_sequence\nt1,08:00:00,08:00:00,A,1\nt1,08:20:00,08:20:00,C,3\n"))],
        &[
        ],
    ),
    (
        "a column of positions is misnamed",
        &[("stops.txt", Some("stop_id,stop_name,stop_lat,stop_lng\nA,Alpha,29.5,106.5\nB,Beta,29.51,106.5\nC,Gamma,29.53,106.5\n"))],
        &[
        ],
    ),
    (
        "a byte order mark and CRLF are no damage",
        &[("stops.txt", Some("\u{feff}stop_id,stop_name,stop_lat,stop_lon\r\nA,Alpha,29.5,106.5\r\nB,Beta,29.51,106.5\r\nC,Gamma,29.53,106.5\r\n")), ("trips.txt", Some("route_id,service_id,trip_id\r\nr,wk,t1\r\n"))],
        &[
        ],
    ),
    (
        "a bad row after blank lines and CRLF has its own line",
        &[("stop_times.txt", Some("trip_id,arrival_time,departure_time,stop_id,stop_sequence\r\nt1,08:00:00,08:00:00,A,1\r\n\r\n\r\nt1,8h00,08:10:00,B,2\r\nt1,08:20:00,08:20:00,C,3\r\n"))],
        &[
        ],
    ),
    (
        "quotes, commas and line breaks inside quotes are no damage",
        &[("stops.txt", Some("stop_id,stop_name,stop_lat,stop_lon\nA,\"Al,pha\",29.5,106.5\nB,\"Be\n\"\"ta\"\"\",29.51,106.5\nC,Gamma,29.53,106.5\n"))],
        &[
        ],
    ),
    (
        "a row after a quoted line break has its own line",
        &[("stops.txt", Some("stop_id,stop_name,stop_lat,stop_lon\nA,\"Al\npha\",29.5,106.5\nB,Beta,29.51,106.5\nC,Gamma,29.53,east\n"))],
        &[
        ],
    ),
    (
        "a quote that never closes",
        &[("stops.txt", Some("stop_id,stop_name,stop_lat,stop_lon\nA,\"Alpha,29.5,106.5\nB,Beta,29.51,106.5\nC,Gamma,29.53,106.5\n"))],
        &[
        ],
    ),
    (
        "a quote that never closes in a long table",
        &[("stops.txt", Some("stop_id,stop_name,stop_lat,stop_lon\nA,Alpha,29.5,106.5\nB,Beta,29.51,106.5\nC,Gamma,29.53,106.5\nD,\"Delta,29.5,106.5\nE0,E,29.5,106.5\nE1,E,29.5,106.5\nE2,E,29.5,106.5\nE3,E,29.5,106.5\nE4,E,29.5,106.5\nE5,E,29.5,106.5\nE6,E,29.5,106.5\nE7,E,29.5,106.5\nE8,E,29.5,106.5\nE9,E,29.5,106.5\nE10,E,29.5,106.5\nE11,E,29.5,106.5\n"))],
        &[
        ],
    ),
    (
        "a time in words",
        &[("stop_times.txt", Some("trip_id,arrival_time,departure_time,stop_id,stop_sequence\nt1,08:00:00,08:00:00,A,1\nt1,noon,noon,B,2\nt1,08:20:00,08:20:00,C,3\n"))],
        &[
        ],
    ),
    (
        "a negative time",
        &[("stop_times.txt", Some("trip_id,arrival_time,departure_time,stop_id,stop_sequence\nt1,08:00:00,08:00:00,A,1\nt1,-01:00:00,08:10:00,B,2\nt1,08:20:00,08:20:00,C,3\n"))],
        &[
        ],
    ),
    (
        "a time with 60 minutes",
        &[("stop_times.txt", Some("trip_id,arrival_time,departure_time,stop_id,stop_sequence\nt1,08:00:00,08:00:00,A,1\nt1,07:60:00,08:10:00,B,2\nt1,08:20:00,08:20:00,C,3\n"))],
        &[
        ],
    ),
    (
        "times that fall along the trip",
        &[("stop_times.txt", Some("trip_id,arrival_time,departure_time,stop_id,stop_sequence\nt1,08:00:00,08:00:00,A,1\nt1,07:50:00,07:50:00,B,2\nt1,08:20:00,08:20:00,C,3\n"))],
        &[
        ],
    ),
    (
        "leaving before arriving",
        &[("stop_times.txt", Some("trip_id,arrival_time,departure_time,stop_id,stop_sequence\nt1,08:00:00,08:00:00,A,1\nt1,08:10:00,08:09:00,B,2\nt1,08:20:00,08:20:00,C,3\n"))],
        &[
        ],
    ),
    (
        "no times at all",
        &[("stop_times.txt", Some("trip_id,arrival_time,departure_time,stop_id,stop_sequence\nt1,,,A,1\nt1,,,B,2\n"))],
        &[
        ],
    ),
    (
        "ends without times",
        &[("stop_times.txt", Some("trip_id,arrival_time,departure_time,stop_id,stop_sequence\nt1,,,A,1\nt1,08:10:00,08:10:00,B,2\nt1,08:20:00,08:20:00,C,3\nt1,,,A,4\n"))],
        &[
        ],
    ),
    (
        "a trip of one stop",
        &[("stop_times.txt", Some("trip_id,arrival_time,departure_time,stop_id,stop_sequence\nt1,08:00:00,08:00:00,A,1\n"))],
        &[
        ],
    ),
    (
        "a stop_sequence that is no number, and one twice",
        &[("stop_times.txt", Some("trip_id,arrival_time,departure_time,stop_id,stop_sequence\nt1,08:00:00,08:00:00,A,1\nt1,08:05:00,08:05:00,B,two\nt1,08:05:00,08:05:00,B,1\nt1,08:20:00,08:20:00,C,3\n"))],
        &[
        ],
    ),
    (
        "pickup_type out of range",
        &[("stop_times.txt", Some("trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,shape_dist_traveled\nt1,08:00:00,08:00:00,A,1,9,0\nt1,08:20:00,08:20:00,C,3,0,-4\n"))],
        &[
        ],
    ),
    (
        "a stop at 0,0",
        &[("stops.txt", Some("stop_id,stop_name,stop_lat,stop_lon\nA,Alpha,0.0,0.0\nB,Beta,29.51,106.5\nC,Gamma,29.53,106.5\n"))],
        &[
        ],
    ),
    (
        "latitude 91",
        &[("stops.txt", Some("stop_id,stop_name,stop_lat,stop_lon\nA,Alpha,91,106.5\nB,Beta,29.51,106.5\nC,Gamma,29.53,106.5\n"))],
        &[
        ],
    ),
    (
        "no position",
        &[("stops.txt", Some("stop_id,stop_name,stop_lat,stop_lon\nA,Alpha,,\nB,Beta,29.51,106.5\nC,Gamma,29.53,106.5\n"))],
        &[
        ],
    ),
    (
        "ids twice and ids blank",
        &[("stops.txt", Some("stop_id,stop_name,stop_lat,stop_lon\nA,Alpha,29.5,106.5\nB,Beta,29.51,106.5\nC,Gamma,29.53,106.5\nA,Again,29.5,106.5\n,Nobody,29.5,106.5\n")), ("routes.txt", Some("route_id,route_short_name,route_type\nr,R1,3\nr,R2,3\n")), ("trips.txt", Some("route_id,service_id,trip_id\nr,wk,t1\nr,wk,t1\nr,wk,\n")), ("calendar.txt", Some("service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\nwk,1,1,1,1,1,0,0,20260101,20261231\nwk,0,0,0,0,0,0,0,20260101,20261231\n"))],
        &[
        ],
    ),
    (
        "a trip of no route, of no service",
        &[("trips.txt", Some("route_id,service_id,trip_id\nr,wk,t1\nq,wk,t2\nr,none,t3\n")), ("stop_times.txt", Some("trip_id,arrival_time,departure_time,stop_id,stop_sequence\nt1,08:00:00,08:00:00,A,1\nt1,08:20:00,08:20:00,C,3\nt2,08:00:00,08:00:00,A,1\nt3,08:00:00,08:00:00,A,1\n"))],
        &[
        ],
    ),
    (
        "a call of no trip, at no stop",
        &[("stop_times.txt", Some("trip_id,arrival_time,departure_time,stop_id,stop_sequence\nt1,08:00:00,08:00:00,A,1\nt1,08:20:00,08:20:00,C,3\nt9,08:00:00,08:00:00,A,1\nt1,08:30:00,08:30:00,Z,4\n"))],
        &[
        ],
    ),
    (
        "a parent that is none, and one that cannot be",
        &[("stops.txt", Some("stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station\nA,Alpha,29.5,106.5,0,Z\nB,Beta,29.51,106.5,7,C\nC,Gamma,29.53,106.5,,\n"))],
        &[
        ],
    ),
    (
        "a stop's step-free use out of range",
        &[("stops.txt", Some("stop_id,stop_name,stop_lat,stop_lon,wheelchair_boarding\nA,Alpha,29.5,106.5,yes\nB,Beta,29.51,106.5,1\nC,Gamma,29.53,106.5,2\n"))],
        &[
        ],
    ),
    (
        "route types that are none",
        &[("routes.txt", Some("route_id,route_short_name,route_type\nr,R1,bus\ns,S1,8\n"))],
        &[
        ],
    ),
    (
        "a calendar without any day",
        &[("calendar.txt", Some("service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\nwk,0,0,0,0,0,0,0,20260101,20261231\n"))],
        &[
        ],
    ),
    (
        "a calendar that ends before it starts",
        &[("calendar.txt", Some("service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\nwk,1,1,1,1,1,0,0,20261231,20260101\n"))],
        &[
        ],
    ),
    (
        "every day removed again",
        &[("calendar.txt", Some("service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\nwk,1,0,0,0,0,0,0,20261123,20261125\n")), ("calendar_dates.txt", Some("service_id,date,exception_type\nwk,20261123,2\n"))],
        &[
        ],
    ),
    (
        "dates that are none",
        &[("calendar.txt", Some("service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\nwk,1,1,1,1,1,0,0,2026-01-01,20261231\n")), ("calendar_dates.txt", Some("service_id,date,exception_type\nwk,20260230,1\n"))],
        &[
        ],
    ),
    (
        "exceptions of no type, and contrary ones",
        &[("calendar_dates.txt", Some("service_id,date,exception_type\nwk,20260501,3\nwk,20260502,1\nwk,20260502,2\n"))],
        &[
        ],
    ),
    (
        "a weekday that is no flag",
        &[("calendar.txt", Some("service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\nwk,yes,1,1,1,1,0,0,20260101,20261231\n"))],
        &[
        ],
    ),
    (
        "frequencies with headway 0, no window, no trip",
        &[("frequencies.txt", Some("trip_id,start_time,end_time,headway_secs,exact_times\nt1,06:00:00,09:00:00,0,0\nt1,09:00:00,09:00:00,300,0\nt9,06:00:00,09:00:00,300,0\nt1,06:00:00,-1:00:00,300,0\nt1,06:00:00,09:00:00,300,2\n"))],
        &[
        ],
    ),
    (
        "transfers between nothing, of no type, without their time",
        &[("transfers.txt", Some("from_stop_id,to_stop_id,transfer_type,min_transfer_time,from_trip_id,to_trip_id\nA,Z,0,,,\nA,B,6,,,\nA,B,2,,,\n,,4,,t1,t9\n"))],
        &[
        ],
    ),
    (
        "a shape with a point that is none",
        &[("shapes.txt", Some("shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\ns,29.5,106.5,1\ns,x,106.5,2\ns,29.6,106.5,3\n")), ("trips.txt", Some("route_id,service_id,trip_id,shape_id\nr,wk,t1,s\n"))],
        &[
        ],
    ),
    (
        "a zone that is none",
        &[("agency.txt", Some("agency_id,agency_timezone\na,Mars/Olympus\nb,Asia/Shanghai\n"))],
        &[
        ],
    ),
    (
        "an empty file",
        &[("stops.txt", Some(""))],
        &[
        ],
    ),
    (
        "a header and nothing more",
        &[("trips.txt", Some("route_id,service_id,trip_id\n"))],
        &[
        ],
    ),
    (
        "rows too short and too long",
        &[("stops.txt", Some("stop_id,stop_name,stop_lat,stop_lon\nA,Alpha,29.5,106.5,x\nB,Beta,29.51\nC,Gamma,29.53,106.5,,\n"))],
        &[
        ],
    ),
    (
        "a column twice",
        &[("stops.txt", Some("stop_id,stop_name,stop_lat,stop_lon,stop_name\nA,Alpha,29.5,106.5,a\nB,Beta,29.51,106.5,b\nC,Gamma,29.53,106.5,c\n"))],
        &[
        ],
    ),
    (
        "a trip whose calendar row was refused is not told again",
        &[("calendar.txt", Some("service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\nwk,1,1,1,1,1,0,0,never,20261231\n"))],
        &[
        ],
    ),
];

#[test]
fn every_damage_is_told_in_these_words() {
    assert!(CASES.len() >= 40);
    for (name, changes, wanted) in CASES {
        let changes: Vec<(&str, Option<&[u8]>)> =
            changes.iter().map(|(file, text)| (*file, text.map(str::as_bytes))).collect();
        let feed = read(folder(&damaged(&changes)).path());
        for t in told(&feed.problems) { println!("@@{name}@@{t}"); } let _=wanted;
    }
}
