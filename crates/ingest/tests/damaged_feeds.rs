//! Damaged feeds, each with every word that is told about it. None stops the reader but those
//! that are no feed at all, none panics, and none is silently accepted.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod support;
mod support_zip;

use std::path::Path;

use allways_base::Date;
use allways_ingest::gtfs::read_gtfs;
use support::{damaged, folder, read, told};

/// Name, changes to the good feed (`None`: the file is missing), and what is told.
type Case =
    (&'static str, &'static [(&'static str, Option<&'static str>)], &'static [&'static str]);

const CASES: &[Case] = &[
    (
        "no agency",
        &[("agency.txt", None)],
        &[
            "error[missing-file] agency.txt: the file is missing: times are taken as the plan's time zone; add agency.txt to the feed",
        ],
    ),
    (
        "no stops",
        &[("stops.txt", None)],
        &[
            "error[missing-file] stops.txt: the file is missing: a feed without stops has no trips; add stops.txt to the feed",
            "warning[dangling-id] stop_times.txt:2: the stop_id `A` is not in stops.txt, and the row was dropped; add `A` to stops.txt, or correct the id",
            "warning[dangling-id] stop_times.txt:3: the stop_id `B` is not in stops.txt, and the row was dropped; add `B` to stops.txt, or correct the id",
            "warning[dangling-id] stop_times.txt:4: the stop_id `C` is not in stops.txt, and the row was dropped; add `C` to stops.txt, or correct the id",
            "warning[empty-trip] trips.txt: 1 of 1 trips have no stop_times, such as `f:t1`; add their rows to stop_times.txt; they were dropped",
            "note[unused] routes.txt: 1 of 1 routes are used by no trip, such as `f:r`; nothing to do, unless their trips are missing",
            "note[unused] calendar.txt: 1 of 1 services are used by no trip, such as `f:wk`; nothing to do, unless their trips are missing",
        ],
    ),
    (
        "no routes",
        &[("routes.txt", None)],
        &[
            "error[missing-file] routes.txt: the file is missing: trips belong to routes; add routes.txt to the feed",
            "warning[dangling-id] trips.txt:2: the route_id `r` is not in routes.txt, and the row was dropped; add `r` to routes.txt, or correct the id",
            "note[unused] stops.txt: 3 of 3 stops are used by no trip, such as `f:A`, `f:B`, `f:C`; nothing to do, unless their trips are missing",
            "note[unused] calendar.txt: 1 of 1 services are used by no trip, such as `f:wk`; nothing to do, unless their trips are missing",
        ],
    ),
    (
        "no trips",
        &[("trips.txt", None)],
        &[
            "error[missing-file] trips.txt: the file is missing: nothing runs; add trips.txt to the feed",
            "note[unused] stops.txt: 3 of 3 stops are used by no trip, such as `f:A`, `f:B`, `f:C`; nothing to do, unless their trips are missing",
            "note[unused] routes.txt: 1 of 1 routes are used by no trip, such as `f:r`; nothing to do, unless their trips are missing",
            "note[unused] calendar.txt: 1 of 1 services are used by no trip, such as `f:wk`; nothing to do, unless their trips are missing",
        ],
    ),
    (
        "no stop_times",
        &[("stop_times.txt", None)],
        &[
            "error[missing-file] stop_times.txt: the file is missing: no trip calls anywhere; add stop_times.txt to the feed",
            "warning[empty-trip] trips.txt: 1 of 1 trips have no stop_times, such as `f:t1`; add their rows to stop_times.txt; they were dropped",
            "note[unused] stops.txt: 3 of 3 stops are used by no trip, such as `f:A`, `f:B`, `f:C`; nothing to do, unless their trips are missing",
            "note[unused] routes.txt: 1 of 1 routes are used by no trip, such as `f:r`; nothing to do, unless their trips are missing",
            "note[unused] calendar.txt: 1 of 1 services are used by no trip, such as `f:wk`; nothing to do, unless their trips are missing",
        ],
    ),
    (
        "no calendar of either kind",
        &[("calendar.txt", None)],
        &[
            "error[missing-file] calendar.txt: the file is missing: no trip has a day on which it runs; add calendar.txt to the feed",
            "warning[dangling-id] trips.txt:2: the service_id `wk` is not in the calendar, and the row was dropped; add `wk` to the calendar, or correct the id",
            "note[unused] stops.txt: 3 of 3 stops are used by no trip, such as `f:A`, `f:B`, `f:C`; nothing to do, unless their trips are missing",
            "note[unused] routes.txt: 1 of 1 routes are used by no trip, such as `f:r`; nothing to do, unless their trips are missing",
        ],
    ),
    (
        "a column that everything hangs on is missing",
        &[(
            "stop_times.txt",
            Some(
                "trip_id,arrival_time,departure_time,stop,stop_sequence\nt1,08:00:00,08:00:00,A,1\nt1,08:20:00,08:20:00,C,3\n",
            ),
        )],
        &[
            "error[missing-column] stop_times.txt:1: the column `stop_id` is missing; add `stop_id` to the header; found: trip_id, arrival_time, departure_time, stop, stop_sequence",
            "warning[empty-trip] trips.txt: 1 of 1 trips have no stop_times, such as `f:t1`; add their rows to stop_times.txt; they were dropped",
            "note[unused] stops.txt: 3 of 3 stops are used by no trip, such as `f:A`, `f:B`, `f:C`; nothing to do, unless their trips are missing",
            "note[unused] routes.txt: 1 of 1 routes are used by no trip, such as `f:r`; nothing to do, unless their trips are missing",
            "note[unused] calendar.txt: 1 of 1 services are used by no trip, such as `f:wk`; nothing to do, unless their trips are missing",
        ],
    ),
    (
        "a column of positions is misnamed",
        &[(
            "stops.txt",
            Some(
                "stop_id,stop_name,stop_lat,stop_lng\nA,Alpha,29.5,106.5\nB,Beta,29.51,106.5\nC,Gamma,29.53,106.5\n",
            ),
        )],
        &[
            "error[missing-column] stops.txt:1: the column `stop_lon` is missing; rename `stop_lng` to `stop_lon`, or add it; found: stop_id, stop_name, stop_lat, stop_lng",
            "warning[used-without-position] stops.txt: 3 of 3 stops are used and have no position, such as `f:A`, `f:B`, `f:C`; write their positions; until then one can change there but not walk there",
        ],
    ),
    (
        "a byte order mark and CRLF are no damage",
        &[
            (
                "stops.txt",
                Some(
                    "\u{feff}stop_id,stop_name,stop_lat,stop_lon\r\nA,Alpha,29.5,106.5\r\nB,Beta,29.51,106.5\r\nC,Gamma,29.53,106.5\r\n",
                ),
            ),
            ("trips.txt", Some("route_id,service_id,trip_id\r\nr,wk,t1\r\n")),
        ],
        &[],
    ),
    (
        "a bad row after blank lines and CRLF has its own line",
        &[(
            "stop_times.txt",
            Some(
                "trip_id,arrival_time,departure_time,stop_id,stop_sequence\r\nt1,08:00:00,08:00:00,A,1\r\n\r\n\r\nt1,8h00,08:10:00,B,2\r\nt1,08:20:00,08:20:00,C,3\r\n",
            ),
        )],
        &[
            "warning[bad-time] stop_times.txt:5: `arrival_time` is `8h00`, not a time, and the row was dropped; write HH:MM:SS; hours may pass 24",
            "note[unused] stops.txt: 1 of 3 stops are used by no trip, such as `f:B`; nothing to do, unless their trips are missing",
        ],
    ),
    (
        "quotes, commas and line breaks inside quotes are no damage",
        &[(
            "stops.txt",
            Some(
                "stop_id,stop_name,stop_lat,stop_lon\nA,\"Al,pha\",29.5,106.5\nB,\"Be\n\"\"ta\"\"\",29.51,106.5\nC,Gamma,29.53,106.5\n",
            ),
        )],
        &[],
    ),
    (
        "a row after a quoted line break has its own line",
        &[(
            "stops.txt",
            Some(
                "stop_id,stop_name,stop_lat,stop_lon\nA,\"Al\npha\",29.5,106.5\nB,Beta,29.51,106.5\nC,Gamma,29.53,east\n",
            ),
        )],
        &[
            "warning[bad-coordinate] stops.txt:5: `29.53, east` is no place on Earth; the stop is kept without a position; write latitude -90..90 and longitude -180..180 in degrees",
            "warning[used-without-position] stops.txt: 1 of 3 stops are used and have no position, such as `f:C`; write their positions; until then one can change there but not walk there",
        ],
    ),
    (
        "a quote that never closes",
        &[(
            "stops.txt",
            Some(
                "stop_id,stop_name,stop_lat,stop_lon\nA,\"Alpha,29.5,106.5\nB,Beta,29.51,106.5\nC,Gamma,29.53,106.5\n",
            ),
        )],
        &[
            "error[open-quote] stops.txt:2: the row goes on over 4 lines, has 2 of 4 fields, and was dropped; close the quote that opens in this row",
            "warning[dangling-id] stop_times.txt:2: the stop_id `A` is not in stops.txt, and the row was dropped; add `A` to stops.txt, or correct the id",
            "warning[dangling-id] stop_times.txt:3: the stop_id `B` is not in stops.txt, and the row was dropped; add `B` to stops.txt, or correct the id",
            "warning[dangling-id] stop_times.txt:4: the stop_id `C` is not in stops.txt, and the row was dropped; add `C` to stops.txt, or correct the id",
            "warning[empty-trip] trips.txt: 1 of 1 trips have no stop_times, such as `f:t1`; add their rows to stop_times.txt; they were dropped",
            "note[unused] routes.txt: 1 of 1 routes are used by no trip, such as `f:r`; nothing to do, unless their trips are missing",
            "note[unused] calendar.txt: 1 of 1 services are used by no trip, such as `f:wk`; nothing to do, unless their trips are missing",
        ],
    ),
    (
        "a quote that never closes in a long table",
        &[(
            "stops.txt",
            Some(
                "stop_id,stop_name,stop_lat,stop_lon\nA,Alpha,29.5,106.5\nB,Beta,29.51,106.5\nC,Gamma,29.53,106.5\nD,\"Delta,29.5,106.5\nE0,E,29.5,106.5\nE1,E,29.5,106.5\nE2,E,29.5,106.5\nE3,E,29.5,106.5\nE4,E,29.5,106.5\nE5,E,29.5,106.5\nE6,E,29.5,106.5\nE7,E,29.5,106.5\nE8,E,29.5,106.5\nE9,E,29.5,106.5\nE10,E,29.5,106.5\nE11,E,29.5,106.5\n",
            ),
        )],
        &[
            "error[open-quote] stops.txt:5: the row goes on over 14 lines, has 2 of 4 fields, and was dropped; close the quote that opens in this row",
        ],
    ),
    (
        "a time in words",
        &[(
            "stop_times.txt",
            Some(
                "trip_id,arrival_time,departure_time,stop_id,stop_sequence\nt1,08:00:00,08:00:00,A,1\nt1,noon,noon,B,2\nt1,08:20:00,08:20:00,C,3\n",
            ),
        )],
        &[
            "warning[bad-time] stop_times.txt:3: `arrival_time` is `noon`, not a time, and the row was dropped; write HH:MM:SS; hours may pass 24",
            "note[unused] stops.txt: 1 of 3 stops are used by no trip, such as `f:B`; nothing to do, unless their trips are missing",
        ],
    ),
    (
        "a negative time",
        &[(
            "stop_times.txt",
            Some(
                "trip_id,arrival_time,departure_time,stop_id,stop_sequence\nt1,08:00:00,08:00:00,A,1\nt1,-01:00:00,08:10:00,B,2\nt1,08:20:00,08:20:00,C,3\n",
            ),
        )],
        &[
            "warning[negative-time] stop_times.txt:3: `arrival_time` is `-01:00:00`, before the day began, and the row was dropped; write HH:MM:SS; hours may pass 24",
            "note[unused] stops.txt: 1 of 3 stops are used by no trip, such as `f:B`; nothing to do, unless their trips are missing",
        ],
    ),
    (
        "a time with 60 minutes",
        &[(
            "stop_times.txt",
            Some(
                "trip_id,arrival_time,departure_time,stop_id,stop_sequence\nt1,08:00:00,08:00:00,A,1\nt1,07:60:00,08:10:00,B,2\nt1,08:20:00,08:20:00,C,3\n",
            ),
        )],
        &[
            "warning[bad-time] stop_times.txt:3: `arrival_time` is `07:60:00`, not a time, and the row was dropped; write HH:MM:SS; hours may pass 24",
            "note[unused] stops.txt: 1 of 3 stops are used by no trip, such as `f:B`; nothing to do, unless their trips are missing",
        ],
    ),
    (
        "times that fall along the trip",
        &[(
            "stop_times.txt",
            Some(
                "trip_id,arrival_time,departure_time,stop_id,stop_sequence\nt1,08:00:00,08:00:00,A,1\nt1,07:50:00,07:50:00,B,2\nt1,08:20:00,08:20:00,C,3\n",
            ),
        )],
        &[
            "warning[time-travel] stop_times.txt:3: the trip `f:t1` arrives at 07:50:00, before 08:00:00; the trip was dropped; times must not fall along a trip; hours may pass 24",
            "note[unused] stops.txt: 3 of 3 stops are used by no trip, such as `f:A`, `f:B`, `f:C`; nothing to do, unless their trips are missing",
            "note[unused] routes.txt: 1 of 1 routes are used by no trip, such as `f:r`; nothing to do, unless their trips are missing",
            "note[unused] calendar.txt: 1 of 1 services are used by no trip, such as `f:wk`; nothing to do, unless their trips are missing",
        ],
    ),
    (
        "leaving before arriving",
        &[(
            "stop_times.txt",
            Some(
                "trip_id,arrival_time,departure_time,stop_id,stop_sequence\nt1,08:00:00,08:00:00,A,1\nt1,08:10:00,08:09:00,B,2\nt1,08:20:00,08:20:00,C,3\n",
            ),
        )],
        &[
            "warning[time-travel] stop_times.txt:3: the trip `f:t1` leaves at 08:09:00, before 08:10:00; the trip was dropped; times must not fall along a trip; hours may pass 24",
            "note[unused] stops.txt: 3 of 3 stops are used by no trip, such as `f:A`, `f:B`, `f:C`; nothing to do, unless their trips are missing",
            "note[unused] routes.txt: 1 of 1 routes are used by no trip, such as `f:r`; nothing to do, unless their trips are missing",
            "note[unused] calendar.txt: 1 of 1 services are used by no trip, such as `f:wk`; nothing to do, unless their trips are missing",
        ],
    ),
    (
        "no times at all",
        &[(
            "stop_times.txt",
            Some("trip_id,arrival_time,departure_time,stop_id,stop_sequence\nt1,,,A,1\nt1,,,B,2\n"),
        )],
        &[
            "warning[no-times] stop_times.txt:2: the trip `f:t1` has no time at all, and was dropped; write at least the times of its first and last stop",
            "note[unused] stops.txt: 3 of 3 stops are used by no trip, such as `f:A`, `f:B`, `f:C`; nothing to do, unless their trips are missing",
            "note[unused] routes.txt: 1 of 1 routes are used by no trip, such as `f:r`; nothing to do, unless their trips are missing",
            "note[unused] calendar.txt: 1 of 1 services are used by no trip, such as `f:wk`; nothing to do, unless their trips are missing",
        ],
    ),
    (
        "ends without times",
        &[(
            "stop_times.txt",
            Some(
                "trip_id,arrival_time,departure_time,stop_id,stop_sequence\nt1,,,A,1\nt1,08:10:00,08:10:00,B,2\nt1,08:20:00,08:20:00,C,3\nt1,,,A,4\n",
            ),
        )],
        &[
            "warning[untimed-end] stop_times.txt:2: the trip `f:t1` has 2 stops without times at its ends, left out; write the times of the first and the last stop of the trip",
            "note[unused] stops.txt: 1 of 3 stops are used by no trip, such as `f:A`; nothing to do, unless their trips are missing",
        ],
    ),
    (
        "a trip of one stop",
        &[(
            "stop_times.txt",
            Some(
                "trip_id,arrival_time,departure_time,stop_id,stop_sequence\nt1,08:00:00,08:00:00,A,1\n",
            ),
        )],
        &[
            "warning[single-stop-trip] stop_times.txt:2: the trip `f:t1` calls at one stop only, and was dropped; a trip needs two stops",
            "note[unused] stops.txt: 3 of 3 stops are used by no trip, such as `f:A`, `f:B`, `f:C`; nothing to do, unless their trips are missing",
            "note[unused] routes.txt: 1 of 1 routes are used by no trip, such as `f:r`; nothing to do, unless their trips are missing",
            "note[unused] calendar.txt: 1 of 1 services are used by no trip, such as `f:wk`; nothing to do, unless their trips are missing",
        ],
    ),
    (
        "a stop_sequence that is no number, and one twice",
        &[(
            "stop_times.txt",
            Some(
                "trip_id,arrival_time,departure_time,stop_id,stop_sequence\nt1,08:00:00,08:00:00,A,1\nt1,08:05:00,08:05:00,B,two\nt1,08:05:00,08:05:00,B,1\nt1,08:20:00,08:20:00,C,3\n",
            ),
        )],
        &[
            "warning[bad-sequence] stop_times.txt:3: `stop_sequence` is `two`, and the row was dropped; write a whole number of 0 or more",
            "warning[duplicate-sequence] stop_times.txt:4: the trip `f:t1` has stop_sequence 1 twice; number the stops of a trip one by one; the first row counts",
            "note[unused] stops.txt: 1 of 3 stops are used by no trip, such as `f:B`; nothing to do, unless their trips are missing",
        ],
    ),
    (
        "pickup_type out of range",
        &[(
            "stop_times.txt",
            Some(
                "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,shape_dist_traveled\nt1,08:00:00,08:00:00,A,1,9,0\nt1,08:20:00,08:20:00,C,3,0,-4\n",
            ),
        )],
        &[
            "warning[bad-value] stop_times.txt:2: `pickup_type` is `9`; write 0, 1, 2 or 3; it was taken as 0",
            "warning[bad-value] stop_times.txt:3: `shape_dist_traveled` is `-4`; write a distance of 0 or more; it was taken as blank",
            "note[unused] stops.txt: 1 of 3 stops are used by no trip, such as `f:B`; nothing to do, unless their trips are missing",
        ],
    ),
    (
        "a stop at 0,0",
        &[(
            "stops.txt",
            Some(
                "stop_id,stop_name,stop_lat,stop_lon\nA,Alpha,0.0,0.0\nB,Beta,29.51,106.5\nC,Gamma,29.53,106.5\n",
            ),
        )],
        &[
            "warning[stop-at-zero] stops.txt:2: the stop `A` lies at 0.0, 0.0, in the sea; write its true position; it is kept without one",
            "warning[used-without-position] stops.txt: 1 of 3 stops are used and have no position, such as `f:A`; write their positions; until then one can change there but not walk there",
        ],
    ),
    (
        "latitude 91",
        &[(
            "stops.txt",
            Some(
                "stop_id,stop_name,stop_lat,stop_lon\nA,Alpha,91,106.5\nB,Beta,29.51,106.5\nC,Gamma,29.53,106.5\n",
            ),
        )],
        &[
            "warning[bad-coordinate] stops.txt:2: `91, 106.5` is no place on Earth; the stop is kept without a position; write latitude -90..90 and longitude -180..180 in degrees",
            "warning[used-without-position] stops.txt: 1 of 3 stops are used and have no position, such as `f:A`; write their positions; until then one can change there but not walk there",
        ],
    ),
    (
        "no position",
        &[(
            "stops.txt",
            Some(
                "stop_id,stop_name,stop_lat,stop_lon\nA,Alpha,,\nB,Beta,29.51,106.5\nC,Gamma,29.53,106.5\n",
            ),
        )],
        &[
            "warning[no-position] stops.txt:2: the stop `A` has no position; write stop_lat and stop_lon; until then nobody can walk to it",
            "warning[used-without-position] stops.txt: 1 of 3 stops are used and have no position, such as `f:A`; write their positions; until then one can change there but not walk there",
        ],
    ),
    (
        "ids twice and ids blank",
        &[
            (
                "stops.txt",
                Some(
                    "stop_id,stop_name,stop_lat,stop_lon\nA,Alpha,29.5,106.5\nB,Beta,29.51,106.5\nC,Gamma,29.53,106.5\nA,Again,29.5,106.5\n,Nobody,29.5,106.5\n",
                ),
            ),
            ("routes.txt", Some("route_id,route_short_name,route_type\nr,R1,3\nr,R2,3\n")),
            ("trips.txt", Some("route_id,service_id,trip_id\nr,wk,t1\nr,wk,t1\nr,wk,\n")),
            (
                "calendar.txt",
                Some(
                    "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\nwk,1,1,1,1,1,0,0,20260101,20261231\nwk,0,0,0,0,0,0,0,20260101,20261231\n",
                ),
            ),
        ],
        &[
            "warning[duplicate-id] stops.txt:5: the stop_id `A` is there twice; the first row counts; give each row an id of its own",
            "warning[missing-id] stops.txt:6: `stop_id` is blank, and the row was dropped; give the row an id of its own",
            "warning[duplicate-id] routes.txt:3: the route_id `r` is there twice; the first row counts; give each row an id of its own",
            "warning[duplicate-id] calendar.txt:3: the service_id `wk` is there twice; the first row counts; give each row an id of its own",
            "warning[duplicate-id] trips.txt:3: the trip_id `t1` is there twice; the first row counts; give each row an id of its own",
            "warning[missing-id] trips.txt:4: `trip_id` is blank, and the row was dropped; give the row an id of its own",
        ],
    ),
    (
        "a trip of no route, of no service",
        &[
            ("trips.txt", Some("route_id,service_id,trip_id\nr,wk,t1\nq,wk,t2\nr,none,t3\n")),
            (
                "stop_times.txt",
                Some(
                    "trip_id,arrival_time,departure_time,stop_id,stop_sequence\nt1,08:00:00,08:00:00,A,1\nt1,08:20:00,08:20:00,C,3\nt2,08:00:00,08:00:00,A,1\nt3,08:00:00,08:00:00,A,1\n",
                ),
            ),
        ],
        &[
            "warning[dangling-id] trips.txt:3: the route_id `q` is not in routes.txt, and the row was dropped; add `q` to routes.txt, or correct the id",
            "warning[dangling-id] trips.txt:4: the service_id `none` is not in the calendar, and the row was dropped; add `none` to the calendar, or correct the id",
            "note[unused] stops.txt: 1 of 3 stops are used by no trip, such as `f:B`; nothing to do, unless their trips are missing",
        ],
    ),
    (
        "a call of no trip, at no stop",
        &[(
            "stop_times.txt",
            Some(
                "trip_id,arrival_time,departure_time,stop_id,stop_sequence\nt1,08:00:00,08:00:00,A,1\nt1,08:20:00,08:20:00,C,3\nt9,08:00:00,08:00:00,A,1\nt1,08:30:00,08:30:00,Z,4\n",
            ),
        )],
        &[
            "warning[dangling-id] stop_times.txt:4: the trip_id `t9` is not in trips.txt, and the row was dropped; add `t9` to trips.txt, or correct the id",
            "warning[dangling-id] stop_times.txt:5: the stop_id `Z` is not in stops.txt, and the row was dropped; add `Z` to stops.txt, or correct the id",
            "note[unused] stops.txt: 1 of 3 stops are used by no trip, such as `f:B`; nothing to do, unless their trips are missing",
        ],
    ),
    (
        "a parent that is none, and one that cannot be",
        &[(
            "stops.txt",
            Some(
                "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station\nA,Alpha,29.5,106.5,0,Z\nB,Beta,29.51,106.5,7,C\nC,Gamma,29.53,106.5,,\n",
            ),
        )],
        &[
            "warning[bad-value] stops.txt:3: `location_type` is `7`; write 0, 1, 2, 3 or 4",
            "warning[dangling-id] stops.txt:2: the parent_station `Z` is not in stops.txt; the stop stands alone; add `Z` to stops.txt, or correct the id",
            "warning[bad-parent] stops.txt:3: `C` cannot be the parent of `B`; the parent of a stop or entrance is a row with location_type 1",
        ],
    ),
    (
        "a stop's step-free use out of range",
        &[(
            "stops.txt",
            Some(
                "stop_id,stop_name,stop_lat,stop_lon,wheelchair_boarding\nA,Alpha,29.5,106.5,yes\nB,Beta,29.51,106.5,1\nC,Gamma,29.53,106.5,2\n",
            ),
        )],
        &["warning[bad-value] stops.txt:2: `wheelchair_boarding` is `yes`; write 0, 1 or 2"],
    ),
    (
        "route types that are none",
        &[("routes.txt", Some("route_id,route_short_name,route_type\nr,R1,bus\ns,S1,8\n"))],
        &[
            "warning[bad-route-type] routes.txt:2: `route_type` is `bus`, which is no kind of vehicle; write a GTFS route type, such as 3 for bus; until then it counts as other",
            "warning[bad-route-type] routes.txt:3: `route_type` is `8`, which is no kind of vehicle; write a GTFS route type, such as 3 for bus; until then it counts as other",
            "note[unused] routes.txt: 1 of 2 routes are used by no trip, such as `f:s`; nothing to do, unless their trips are missing",
        ],
    ),
    (
        "a calendar without any day",
        &[(
            "calendar.txt",
            Some(
                "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\nwk,0,0,0,0,0,0,0,20260101,20261231\n",
            ),
        )],
        &[
            "warning[empty-calendar] calendar.txt: the service `f:wk` runs on no day; give it a weekday within its dates, or a date in calendar_dates.txt",
            "warning[no-service-trip] trips.txt: 1 of 1 trips run on no day, such as `f:t1`; give their services a day, or remove them",
        ],
    ),
    (
        "a calendar that ends before it starts",
        &[(
            "calendar.txt",
            Some(
                "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\nwk,1,1,1,1,1,0,0,20261231,20260101\n",
            ),
        )],
        &[
            "warning[calendar-backwards] calendar.txt:2: the service `wk` ends on 2026-01-01, before it starts on 2026-12-31; correct start_date or end_date; until then only its calendar_dates count",
            "warning[empty-calendar] calendar.txt: the service `f:wk` runs on no day; give it a weekday within its dates, or a date in calendar_dates.txt",
            "warning[no-service-trip] trips.txt: 1 of 1 trips run on no day, such as `f:t1`; give their services a day, or remove them",
        ],
    ),
    (
        "every day removed again",
        &[
            (
                "calendar.txt",
                Some(
                    "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\nwk,1,0,0,0,0,0,0,20261123,20261125\n",
                ),
            ),
            ("calendar_dates.txt", Some("service_id,date,exception_type\nwk,20261123,2\n")),
        ],
        &[
            "warning[empty-calendar] calendar.txt: the service `f:wk` runs on no day; give it a weekday within its dates, or a date in calendar_dates.txt",
            "warning[no-service-trip] trips.txt: 1 of 1 trips run on no day, such as `f:t1`; give their services a day, or remove them",
        ],
    ),
    (
        "dates that are none",
        &[
            (
                "calendar.txt",
                Some(
                    "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\nwk,1,1,1,1,1,0,0,2026-01-01,20261231\n",
                ),
            ),
            ("calendar_dates.txt", Some("service_id,date,exception_type\nwk,20260230,1\n")),
        ],
        &[
            "warning[bad-date] calendar.txt:2: `start_date` is `2026-01-01`, not a date, and the row was dropped; write the date as YYYYMMDD, such as 20261125",
            "warning[bad-date] calendar_dates.txt:2: `date` is `20260230`, not a date, and the row was dropped; write the date as YYYYMMDD, such as 20261125",
            "note[unused] stops.txt: 3 of 3 stops are used by no trip, such as `f:A`, `f:B`, `f:C`; nothing to do, unless their trips are missing",
            "note[unused] routes.txt: 1 of 1 routes are used by no trip, such as `f:r`; nothing to do, unless their trips are missing",
        ],
    ),
    (
        "exceptions of no type, and contrary ones",
        &[(
            "calendar_dates.txt",
            Some("service_id,date,exception_type\nwk,20260501,3\nwk,20260502,1\nwk,20260502,2\n"),
        )],
        &[
            "warning[bad-value] calendar_dates.txt:2: `exception_type` is `3`; write 1 (added) or 2 (removed); the row was dropped",
            "warning[contrary-exceptions] calendar_dates.txt:4: the service `wk` is both added and removed on 2026-05-02; keep one of the two rows; until then the day counts as removed",
        ],
    ),
    (
        "a weekday that is no flag",
        &[(
            "calendar.txt",
            Some(
                "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\nwk,yes,1,1,1,1,0,0,20260101,20261231\n",
            ),
        )],
        &["warning[bad-value] calendar.txt:2: `monday` is `yes`; write 1 or 0; it was taken as 0"],
    ),
    (
        "frequencies with headway 0, no window, no trip",
        &[(
            "frequencies.txt",
            Some(
                "trip_id,start_time,end_time,headway_secs,exact_times\nt1,06:00:00,09:00:00,0,0\nt1,09:00:00,09:00:00,300,0\nt9,06:00:00,09:00:00,300,0\nt1,06:00:00,-1:00:00,300,0\nt1,06:00:00,09:00:00,300,2\n",
            ),
        )],
        &[
            "warning[bad-headway] frequencies.txt:2: `headway_secs` is `0`, and the row was dropped; write the seconds between two departures, more than 0",
            "warning[bad-window] frequencies.txt:3: the window of `t1` ends at 09:00:00, not after it starts at 09:00:00; correct start_time or end_time; the row was dropped",
            "warning[dangling-id] frequencies.txt:4: the trip_id `t9` is not in trips.txt, and the row was dropped; add `t9` to trips.txt, or correct the id",
            "warning[negative-time] frequencies.txt:5: `end_time` is `-1:00:00`, before the day began, and the row was dropped; write HH:MM:SS; hours may pass 24",
            "warning[bad-value] frequencies.txt:6: `exact_times` is `2`; write 0 or 1; it was taken as 0",
        ],
    ),
    (
        "transfers between nothing, of no type, without their time",
        &[(
            "transfers.txt",
            Some(
                "from_stop_id,to_stop_id,transfer_type,min_transfer_time,from_trip_id,to_trip_id\nA,Z,0,,,\nA,B,6,,,\nA,B,2,,,\n,,4,,t1,t9\n",
            ),
        )],
        &[
            "warning[dangling-id] transfers.txt:2: the to_stop_id `Z` is not in stops.txt, and the row was dropped; add `Z` to stops.txt, or correct the id",
            "warning[bad-value] transfers.txt:3: `transfer_type` is `6`; write 0, 1, 2, 3, 4 or 5; the row was dropped",
            "warning[bad-value] transfers.txt:4: `min_transfer_time` is ``; write seconds of 0 or more; it was taken as 0",
            "warning[dangling-id] transfers.txt:5: the to_trip_id `t9` is not in trips.txt, and the row was dropped; add `t9` to trips.txt, or correct the id",
        ],
    ),
    (
        "a shape with a point that is none",
        &[
            (
                "shapes.txt",
                Some(
                    "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\ns,29.5,106.5,1\ns,x,106.5,2\ns,29.6,106.5,3\n",
                ),
            ),
            ("trips.txt", Some("route_id,service_id,trip_id,shape_id\nr,wk,t1,s\n")),
        ],
        &[
            "warning[bad-shape-point] shapes.txt:3: the point `x, 106.5` number `2` of `s` was left out; write latitude, longitude and a whole number; only the map is touched",
        ],
    ),
    (
        "a zone that is none",
        &[("agency.txt", Some("agency_id,agency_timezone\na,Mars/Olympus\nb,Asia/Shanghai\n"))],
        &[
            "warning[several-zones] agency.txt:3: the zone `Asia/Shanghai` is not that of the first agency, `Mars/Olympus`; one feed has one zone: split the feed; the first was taken",
            "warning[unknown-zone] agency.txt:2: `Mars/Olympus` is not the name of a time zone; times are not shifted; write an IANA name such as Asia/Shanghai",
        ],
    ),
    (
        "an empty file",
        &[("stops.txt", Some(""))],
        &[
            "error[empty-file] stops.txt:1: the file is empty: it has no header; export the table again, with a header line",
            "error[missing-column] stops.txt:1: the column `stop_id` is missing; add `stop_id` to the header; found: ",
            "warning[dangling-id] stop_times.txt:2: the stop_id `A` is not in stops.txt, and the row was dropped; add `A` to stops.txt, or correct the id",
            "warning[dangling-id] stop_times.txt:3: the stop_id `B` is not in stops.txt, and the row was dropped; add `B` to stops.txt, or correct the id",
            "warning[dangling-id] stop_times.txt:4: the stop_id `C` is not in stops.txt, and the row was dropped; add `C` to stops.txt, or correct the id",
            "warning[empty-trip] trips.txt: 1 of 1 trips have no stop_times, such as `f:t1`; add their rows to stop_times.txt; they were dropped",
            "note[unused] routes.txt: 1 of 1 routes are used by no trip, such as `f:r`; nothing to do, unless their trips are missing",
            "note[unused] calendar.txt: 1 of 1 services are used by no trip, such as `f:wk`; nothing to do, unless their trips are missing",
        ],
    ),
    (
        "a header and nothing more",
        &[("trips.txt", Some("route_id,service_id,trip_id\n"))],
        &[
            "warning[dangling-id] stop_times.txt:2: the trip_id `t1` is not in trips.txt, and the row was dropped; add `t1` to trips.txt, or correct the id",
            "warning[dangling-id] stop_times.txt:3: the trip_id `t1` is not in trips.txt, and the row was dropped; add `t1` to trips.txt, or correct the id",
            "warning[dangling-id] stop_times.txt:4: the trip_id `t1` is not in trips.txt, and the row was dropped; add `t1` to trips.txt, or correct the id",
            "note[unused] stops.txt: 3 of 3 stops are used by no trip, such as `f:A`, `f:B`, `f:C`; nothing to do, unless their trips are missing",
            "note[unused] routes.txt: 1 of 1 routes are used by no trip, such as `f:r`; nothing to do, unless their trips are missing",
            "note[unused] calendar.txt: 1 of 1 services are used by no trip, such as `f:wk`; nothing to do, unless their trips are missing",
        ],
    ),
    (
        "rows too short and too long",
        &[(
            "stops.txt",
            Some(
                "stop_id,stop_name,stop_lat,stop_lon\nA,Alpha,29.5,106.5,x\nB,Beta,29.51\nC,Gamma,29.53,106.5,,\n",
            ),
        )],
        &[
            "warning[row-length] stops.txt:2: the row has 5 fields, the header 4; quote fields that hold commas; the fields past the header were not read",
            "warning[row-length] stops.txt:3: the row has 3 fields, the header 4; write all fields; those missing were taken as blank",
            "warning[bad-coordinate] stops.txt:3: `29.51, ` is no place on Earth; the stop is kept without a position; write latitude -90..90 and longitude -180..180 in degrees",
            "warning[used-without-position] stops.txt: 1 of 3 stops are used and have no position, such as `f:B`; write their positions; until then one can change there but not walk there",
        ],
    ),
    (
        "a column twice",
        &[(
            "stops.txt",
            Some(
                "stop_id,stop_name,stop_lat,stop_lon,stop_name\nA,Alpha,29.5,106.5,a\nB,Beta,29.51,106.5,b\nC,Gamma,29.53,106.5,c\n",
            ),
        )],
        &[
            "warning[duplicate-column] stops.txt:1: the column `stop_name` is there twice; the first is read; rename or remove one of them",
        ],
    ),
    (
        "a trip whose calendar row was refused is not told again",
        &[(
            "calendar.txt",
            Some(
                "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\nwk,1,1,1,1,1,0,0,never,20261231\n",
            ),
        )],
        &[
            "warning[bad-date] calendar.txt:2: `start_date` is `never`, not a date, and the row was dropped; write the date as YYYYMMDD, such as 20261125",
            "note[unused] stops.txt: 3 of 3 stops are used by no trip, such as `f:A`, `f:B`, `f:C`; nothing to do, unless their trips are missing",
            "note[unused] routes.txt: 1 of 1 routes are used by no trip, such as `f:r`; nothing to do, unless their trips are missing",
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
        assert_eq!(told(&feed.problems), *wanted, "{name}");
    }
}

/// What stops the reader, or is told, about a whole container; its path is shown as `PATH`.
fn of_path(path: &Path) -> Vec<String> {
    let shown = path.display().to_string();
    match read_gtfs(path, "f", "Asia/Shanghai", Date::constant(2026, 11, 25)) {
        Ok(feed) => told(&feed.problems).iter().map(|line| line.replace(&shown, "PATH")).collect(),
        Err(error) => vec![error.to_string().replace(&shown, "PATH")],
    }
}

fn of_bytes(bytes: &[u8]) -> Vec<String> {
    let dir = tempfile::tempdir().unwrap();
    let at = dir.path().join("feed.zip");
    std::fs::write(&at, bytes).unwrap();
    of_path(&at)
}

fn zipped(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let dir = tempfile::tempdir().unwrap();
    std::fs::read(support_zip::zip(dir.path(), files)).unwrap()
}

#[test]
fn a_path_to_nothing() {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(
        of_path(&dir.path().join("none.zip")),
        [
            "PATH: No such file or directory (os error 2); check that the path is right and the file is readable"
        ]
    );
}

#[test]
fn not_a_zip() {
    assert_eq!(
        of_bytes(b"stop_id,stop_name\n"),
        [
            "PATH: it is not a zip that can be read (invalid Zip archive: Could not find EOCD); get the file again: it is no zip, damaged, or was cut short"
        ]
    );
    assert_eq!(
        of_bytes(b""),
        [
            "PATH: it is not a zip that can be read (invalid Zip archive: Could not find EOCD); get the file again: it is no zip, damaged, or was cut short"
        ]
    );
}

#[test]
fn a_zip_cut_short() {
    let whole = zipped(&damaged(&[]));
    assert_eq!(
        of_bytes(&whole[..whole.len() * 2 / 3]),
        [
            "PATH: it is not a zip that can be read (invalid Zip archive: Could not find EOCD); get the file again: it is no zip, damaged, or was cut short"
        ]
    );
}

#[test]
fn a_zip_with_a_damaged_byte() {
    let mut rows = b"trip_id,arrival_time,departure_time,stop_id,stop_sequence\n".to_vec();
    for k in 0..40_u32 {
        rows.extend(format!("t1,08:{k:02}:00,08:{k:02}:00,A,{k}\n").bytes());
    }
    let mut bytes = zipped(&damaged(&[("stop_times.txt", Some(&rows))]));
    // The data of stop_times.txt begins after its name in its own header.
    let name = b"stop_times.txt";
    let at = bytes.windows(name.len()).position(|part| part == name).unwrap();
    bytes[at + name.len() + 60] ^= 0xff;
    let all = of_bytes(&bytes);
    assert!(all[0].starts_with("error[file-cut] stop_times.txt:"), "{all:?}");
    assert!(all[0].ends_with("get the file again: it is damaged or was cut short"), "{all:?}");
}

#[test]
fn a_zip_bomb_and_one_that_lies_about_its_size() {
    let size: u32 = 110_000_000;
    let zeros = vec![0_u8; usize::try_from(size).unwrap()];
    let mut bytes = zipped(&damaged(&[("stop_times.txt", Some(&zeros))]));
    drop(zeros);
    let all = of_bytes(&bytes);
    assert_eq!(
        all,
        [
            "PATH: stop_times.txt unpacks from 106936 to 110000000 bytes: a zip bomb; get the feed from its publisher"
        ]
    );
    let (declared, lie) = (size.to_le_bytes(), 1000_u32.to_le_bytes());
    let spots: Vec<usize> = (0..bytes.len() - 4).filter(|&i| bytes[i..i + 4] == declared).collect();
    assert!(!spots.is_empty());
    for at in spots {
        bytes[at..at + 4].copy_from_slice(&lie);
    }
    assert_eq!(
        of_bytes(&bytes)[0],
        "error[file-cut] stop_times.txt:1: the file cannot be read from here on (it is larger than such a table can be); get the file again: it is damaged or was cut short"
    );
}

#[test]
fn containers_without_a_feed_or_with_two() {
    assert_eq!(
        of_bytes(&zipped(&[("readme.txt".to_owned(), b"hello".to_vec())])),
        [
            "PATH: there is no table of a GTFS feed in it; give a zip or folder that holds stops.txt, routes.txt, trips.txt, stop_times.txt"
        ]
    );
    assert_eq!(
        of_bytes(&zipped(&[("feed.zip".to_owned(), b"PK".to_vec())])),
        ["PATH: the feed is inside another zip, `feed.zip`; unpack it once and give the inner zip"]
    );
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(
        of_path(dir.path()),
        [
            "PATH: there is no table of a GTFS feed in it; give a zip or folder that holds stops.txt, routes.txt, trips.txt, stop_times.txt"
        ]
    );
    let mut two: Vec<(String, Vec<u8>)> = Vec::new();
    for folder in ["bus", "rail"] {
        two.extend(damaged(&[]).into_iter().map(|(name, b)| (format!("{folder}/{name}"), b)));
    }
    assert_eq!(
        of_bytes(&zipped(&two)),
        [
            "warning[nested-folder] PATH: the tables were read from `bus/`, of 2 folders that hold tables; put the tables of one feed at the top of the zip"
        ]
    );
}

#[test]
fn text_that_is_not_utf8() {
    // Latin-1: São, with the same bytes as an id in both tables.
    let stops =
        b"stop_id,stop_name,stop_lat,stop_lon\nS\xe3o,S\xe3o Bento,41.1,-8.6\nC,C,41.2,-8.6\n";
    let rows = b"trip_id,arrival_time,departure_time,stop_id,stop_sequence\nt1,08:00:00,08:00:00,S\xe3o,1\nt1,08:10:00,08:10:00,C,2\n";
    let files = damaged(&[("stops.txt", Some(stops)), ("stop_times.txt", Some(rows))]);
    let feed = read(folder(&files).path());
    assert_eq!(
        told(&feed.problems),
        [
            "warning[not-utf8] stops.txt:2: the text `S�o,S�o Bento,41.1,-8.6` is not UTF-8 all through; save the file as UTF-8; unreadable characters were replaced"
        ]
    );
    assert_eq!(feed.value.stop_times.values().len(), 2);
    // UTF-16 is no text that anybody here can read.
    let wide: Vec<u8> = "\u{feff}stop_id".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let feed = read(folder(&damaged(&[("stops.txt", Some(&wide))])).path());
    assert_eq!(
        told(&feed.problems)[0],
        "error[not-utf8] stops.txt:1: the file is UTF-16, which is not read; save the file as UTF-8"
    );
}

#[test]
fn a_line_of_ten_megabytes() {
    let mut rows = b"trip_id,arrival_time,departure_time,stop_id,stop_sequence\n".to_vec();
    rows.extend(std::iter::repeat_n(b'x', 10_000_000));
    let feed = read(folder(&damaged(&[("stop_times.txt", Some(&rows))])).path());
    assert_eq!(
        told(&feed.problems)[0],
        "error[row-too-long] stop_times.txt:2: the row is 10000000 bytes long and was dropped; check for a quote that is never closed, or a file without line breaks"
    );
    let feed = read(folder(&damaged(&[("stops.txt", Some(&vec![b'x'; 10_000_000]))])).path());
    assert!(told(&feed.problems)[0].len() < 500);
}
