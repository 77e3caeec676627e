//! From a door of the city by its metro, by a train of a feed, to a door of another city: one search
//! whose answer is arithmetic.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]
#![expect(clippy::float_cmp, reason = "halves are exact")]

use std::fs;

use allways_base::{Seconds, ServiceTime, Window};
use allways_city::check::CheckSettings;
use allways_city::corridor::{CorridorAnswer, CorridorAsk, Toward, corridor};
use allways_city::open::{City, open};

const PLAN: &str = r#"
name = "Toy"
time_zone = "Asia/Shanghai"
date = "2026-11-25"
years = [2026]
[defaults]
detour_factor = 1.0
walk_speed_m_s = 1.0
[[source]]
id = "metro"
kind = "lines"
lines = "lines.csv"
stations = "stations.csv"
[[source]]
id = "places"
kind = "points"
path = "places.csv"
[[source]]
id = "world"
kind = "corridors"
terminals = "terminals.csv"
services = "services.csv"
[[source]]
id = "trains"
kind = "corridors"
gtfs = "gtfs"
mode = "hsr"
date = "2016-04-13"
change_min = 20
"#;

/// A metro from West to East, where the station is; the park has a dock, for goods alone.
const FILES: [(&str, &str); 11] = [
    (
        "lines.csv",
        "line,name,vehicle,headway_peak_min,headway_offpeak_min,headway_confidence,first_train,\
         last_train,speed_kmh,source,confidence\n\
         A,Line A,metro,10,10,high,06:00,22:00,36,test,high\n",
    ),
    (
        "stations.csv",
        "line,seq,station,lat,lon,run_time_to_next_s,source,confidence\n\
         A,1,West,0.0,10.0000,600,test,high\nA,2,East,0.0,10.0900,,test,high\n",
    ),
    ("places.csv", "id,name,kind,lat,lon\npark,The park,park,0.0,10.0000\n"),
    (
        "terminals.csv",
        "id,name,kind,place,lat,lon,dwell_h,utc_offset_h\n\
         gare,Central station,rail,,0.0,10.0900,0.5,8\ndock,The dock,road,park,0.0,10.0000,,8\n\
         yard,The yard,rail-freight,,0.0,10.1800,2,8\n",
    ),
    ("services.csv", "id,from,to,mode,carries,time_h\ntruck,dock,yard,road,freight,1\n"),
    (
        "gtfs/agency.txt",
        "agency_id,agency_name,agency_url,agency_timezone\nR,R,http://r,Asia/Shanghai\n",
    ),
    (
        "gtfs/stops.txt",
        "stop_id,stop_name,stop_lat,stop_lon\nC,Central,0.001,10.0900\nM,Middle,5,10\nP,Port,10,10\n",
    ),
    ("gtfs/routes.txt", "route_id,route_short_name,route_type\nG,G,2\n"),
    (
        "gtfs/calendar.txt",
        "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n\
         all,1,1,1,1,1,1,1,20160101,20161231\nwork,1,1,1,1,1,0,0,20160101,20161231\n",
    ),
    ("gtfs/trips.txt", "route_id,service_id,trip_id,trip_short_name\nG,all,1,D1\nG,work,2,G2\n"),
    (
        "gtfs/stop_times.txt",
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n\
         1,08:30:00,08:30:00,C,1\n1,12:00:00,12:30:00,M,2\n1,17:30:00,17:30:00,P,3\n\
         2,10:00:00,10:00:00,C,1\n2,15:00:00,15:00:00,P,2\n",
    ),
];

fn city() -> City {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("gtfs")).unwrap();
    fs::write(dir.path().join("plan.toml"), PLAN).unwrap();
    for (name, text) in FILES {
        fs::write(dir.path().join(name), text).unwrap();
    }
    open(dir.path(), None).unwrap()
}

fn answered(from: &str, to: &str, ready: Option<&str>) -> CorridorAnswer {
    let ask = CorridorAsk {
        from,
        to: Toward::Place(to),
        load: "1passenger",
        modes: &[],
        ready,
        month: None,
        scope: "wtw",
        is_without_waits: false,
        late: None,
        with_channels: false,
        from_door: false,
        window: Window {
            from: ServiceTime::hms(7, 0, 0),
            to: ServiceTime::hms(8, 0, 0),
            step: Seconds(60),
        },
        budget: None,
    };
    corridor(&city(), &CheckSettings::default(), &ask).unwrap()
}

/// Two trains: one leaves at 08:30 every day, one at 10:00 on workdays and overtakes it. By metro one
/// is at the station 15 minutes after 07:00 or 08:30 (median: five minutes for the metro, ten aboard),
/// and a change takes half an hour there: of the table, not of the feed.
#[test]
fn from_a_park_to_a_hotel_in_another_city_in_one_search() {
    let hotel = "10.0,10.1";
    let legs = |ready: &str| {
        let answer = answered("park", hotel, Some(ready));
        let fastest = answer.options[0].clone();
        let modes: Vec<_> = fastest.legs.iter().map(|leg| leg.mode.word()).collect();
        assert_eq!(modes, ["transit", "hsr", "road"], "{:?}", answer.notes);
        fastest.legs
    };
    let early = legs("Sa 07:00");
    assert_eq!(
        (early[1].corridor.as_str(), early[1].departs.as_deref()),
        ("trains:D1", Some("Sa 08:30"))
    );
    assert_eq!(early[1].from.0, "gare", "the station of the feed is the terminal of the table");
    assert_eq!(early[1].to.1, "Port", "one leg from end to end");
    let parts = early[1].parts;
    assert_eq!((parts.dwell_h, parts.ride_h), (0.5, 9.0), "standing at Middle is part of the ride");
    let total: f64 = parts.named().iter().map(|(_, hours)| hours).sum();
    assert!((total - 0.5 - 9.0 - parts.wait_h).abs() < 1e-9);
    assert_eq!(early[1].basis.1, "gtfs, week of 2016-04-11");
    let late = legs("We 08:30");
    assert_eq!(
        (late[1].corridor.as_str(), late[1].departs.as_deref()),
        ("trains:G2", Some("We 10:00"))
    );
    let (away, km_h) = (allways_base::LonLat::new(10.0, 10.0), 30.0);
    let km = allways_geo::distance(away, allways_base::LonLat::new(10.1, 10.0)).0 / 1000.0;
    assert!((late[2].parts.ride_h - km * 1.3 / km_h).abs() < 1.0 / 3600.0);
    let weekend = legs("Sa 08:30");
    assert_eq!(
        weekend[1].departs.as_deref(),
        Some("Su 08:30"),
        "the train of workdays does not run"
    );
    let best = answered("park", hotel, None);
    assert_eq!(best.options[0].legs[1].corridor, "trains:G2");
    assert_eq!(best.options[0].legs[1].parts.wait_h, 0.0);
}
