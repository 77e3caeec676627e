//! A verdict says no more than its inputs do: a promise is not its own evidence, a range or a
//! partial list leaves bounds, and what is wrong in the data is told. Small plans whose answers
//! follow from arithmetic.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use std::fs;
use std::path::Path;

use allways_city::check::{CheckSettings, check};
use allways_city::open::{City, OpenError, open};
use allways_city::verdict::{Judgement, Outcome, Verdict};

/// The plan's files, by name; a test changes what it is about.
struct Files(Vec<(&'static str, String)>);

const PLAN: &str = r#"
name = "Toy"
time_zone = "UTC"
date = "2026-11-25"
years = [2026, 2035]
[defaults]
detour_factor = 1.0
walk_speed_m_s = 1.0
[[source]]
id = "bus"
kind = "lines"
lines = "lines.csv"
stations = "stations.csv"
interchange_s = 120
[[source]]
id = "places"
kind = "points"
path = "places.csv"
[[source]]
id = "zones"
kind = "zones"
path = "zones.geojson"
[[source]]
id = "world"
kind = "corridors"
terminals = "terminals.csv"
services = "services.csv"
"#;

/// A bus every 10 min between West and East, 10 km apart on the equator.
const LINES: &str =
    "line,name,vehicle,headway_peak_min,headway_offpeak_min,first_train,last_train,\
speed_kmh,source,confidence
A,Line A,bus,10,10,06:00,22:00,36,test,high
";

const STATIONS: &str = "line,seq,station,lat,lon,run_time_to_next_s,source,confidence
A,1,West,0.0,10.0000,1200,test,high
A,2,East,0.0,10.0900,,test,high
";

/// Two schools of which one has two sites, a works, and homes: one at a stop, one off the line.
const PLACES: &str = "id,name,kind,lat,lon,people,source,confidence
west,West town,town,0.0,10.0000,100,test,high
hill,Hill,town,0.0,9.9930,300,test,high
works,The works,park,0.0,10.0900,,test,high
old,The old school,university,0.0,10.0000,,part-of: The school; test,low
new,The new school,university,0.0,10.0900,,part-of: The school; test,low
other,The other school,university,0.0,10.0900,,test,low
";

const ZONES: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"id":"all","name":"All","kind":"city","people":400,"source":"test","confidence":"high"},
"geometry":{"type":"Polygon","coordinates":[[[9.98,-0.01],[10.10,-0.01],[10.10,0.05],[9.98,0.05],[9.98,-0.01]]]}}]}"#;

const TERMINALS: &str = "id,name,kind,direction,place,lat,lon,dwell_h,source,confidence
hub,The hub,rail-freight,,west,0.0,10.0,,test,high
half,Half way,junction,,,0.0,5.0,0,test,high
far,Far away,rail-freight,west,,0.0,1.0,0,test,high
dock,The dock,road,,works,0.0,10.09,,test,high
";

const SERVICES: &str =
    "id,from,to,corridor,mode,carries,distance_km,time_h,time_low_h,time_high_h,\
opens,channel,source,confidence
one,hub,half,The line,rail,freight,500,5,4,8,,one,test,high
two,half,far,The line,rail,freight,500,5,,,,one,test,low
new,hub,far,The new line,hsr,people,900,3,,,2030,new,test,medium
truck,dock,hub,,road,freight,10,0.5,,,,,test,high
";

const TRAVELLERS: &str = r#"
[[traveller]]
id = "adult"
name = "adult"
walk_speed_m_s = 1.0
source = "test"
[[traveller]]
id = "slow"
name = "slow walker"
walk_speed_m_s = 0.7
source = "test"
"#;

const PROJECTS: &str = r#"
[[project]]
id = "new"
name = "The new line"
opens = 2030
edits = [ { open_service = "new" } ]
source = "test"
[[project]]
id = "wider"
name = "A wider road that changes nothing here"
opens = 2030
edits = [ { open_service = "truck" } ]
source = "test"
[[project]]
id = "part-1"
name = "5 projects"
cost_rmb_bn = 2.5
batch = "b"
source = "the paper 2020"
[[project]]
id = "part-2"
name = "4 projects"
cost_rmb_bn = 1.5
batch = "b"
source = "total and parts: the paper 2020"
"#;

impl Files {
    fn new() -> Self {
        Self(
            [
                ("plan.toml", PLAN),
                ("lines.csv", LINES),
                ("stations.csv", STATIONS),
                ("places.csv", PLACES),
                ("zones.geojson", ZONES),
                ("terminals.csv", TERMINALS),
                ("services.csv", SERVICES),
                ("travellers.toml", TRAVELLERS),
                ("projects.toml", PROJECTS),
            ]
            .map(|(name, text)| (name, text.to_owned()))
            .to_vec(),
        )
    }

    /// With `old` replaced in a file; it must be there.
    fn with(mut self, file: &str, old: &str, new: &str) -> Self {
        let (_, text) = self.0.iter_mut().find(|(name, _)| *name == file).unwrap();
        assert!(text.contains(old), "{old} is not in {file}");
        *text = text.replace(old, new);
        self
    }

    fn open(&self, dir: &Path, promise: &str) -> City {
        for (name, text) in &self.0 {
            fs::write(dir.join(name), text).unwrap();
        }
        fs::write(dir.join("promises.toml"), promise).unwrap();
        match open(dir, None) {
            Ok(city) => city,
            Err(OpenError::Plan { diagnostics, .. }) => panic!("{diagnostics:#?}"),
            Err(error) => panic!("{error}"),
        }
    }

    fn judgement(&self, from: &str, measure: &str, with: &str, target: &str) -> Judgement {
        let dir = tempfile::tempdir().unwrap();
        let promise = format!(
            "[[promise]]\nid = \"p\"\nsays = \"p\"\nfrom = \"{from}\"\nmeasure = \"{measure}\"\n\
             with = {{ {with} }}\ntarget = \"{target}\"\n"
        );
        let city = self.open(dir.path(), &promise);
        check(&city, &CheckSettings::default(), &|_, _, _| ()).unwrap().judgement
    }

    fn judge(&self, measure: &str, with: &str, target: &str) -> Verdict {
        self.judgement("somebody", measure, with, target).verdicts.swap_remove(0)
    }

    fn said_by(&self, from: &str, measure: &str, with: &str, target: &str) -> Verdict {
        self.judgement(from, measure, with, target).verdicts.swap_remove(0)
    }
}

const FREIGHT: &str = "from = \"west\", to = \"far\", carries = \"freight\"";

#[track_caller]
fn same(found: Option<f64>, expect: f64) {
    assert!((found.unwrap_or(f64::NAN) - expect).abs() < 1e-9, "{found:?} is not {expect}");
}

// A promise is not its own evidence.

/// One leg of two is made from the total: it fits whatever the other is.
#[test]
fn a01_a_row_made_from_the_promised_total_cannot_keep_the_promise() {
    let steady = Files::new().with("services.csv", "500,5,4,8", "500,5,,");
    let files = steady.with(
        "services.csv",
        "one,test,low",
        "one,modelled-from-total: time of news 2017,low",
    );
    let verdict =
        files.said_by("speech, 2020; 10 hours: news 2017", "corridor", FREIGHT, "<= 10 h");
    let reading = &verdict.reading;
    assert_eq!(reading.outcome, Outcome::Undecided);
    same(reading.value, 10.0);
    assert_eq!(reading.margin, None);
    assert!(reading.missing.iter().any(|m| m.contains("timetable") && m.contains("news 2017")));
    assert!(reading.assumptions.iter().any(|a| a.contains("1 of the 2 rows")), "{reading:#?}");
    // Somebody else's total is told and decides; so does another column.
    let other = files.said_by("speech, 2020", "corridor", FREIGHT, "<= 10 h").reading;
    assert_eq!(other.outcome, Outcome::Kept);
    assert!(other.assumptions.iter().any(|a| a.contains("by construction")));
    let with = format!("{FREIGHT}, quantity = \"distance\"");
    let km = files.said_by("news 2017", "corridor", &with, "<= 1000 km").reading;
    assert_eq!(km.outcome, Outcome::Kept);
    // What its own source refutes is broken.
    let broken = files.said_by("10 hours: news 2017", "corridor", FREIGHT, "<= 9 h").reading;
    assert_eq!(broken.outcome, Outcome::Broken);
}

#[test]
fn a02_parts_from_the_promises_own_publication_repeat_it() {
    let files = Files::new();
    let with = "batch = \"b\"";
    let own = files.said_by("Daily, the paper 2020", "investment", with, "= 4 RMB bn").reading;
    assert_eq!(own.outcome, Outcome::Undecided);
    same(own.value, 4.0);
    assert!(own.missing[0].contains("the paper 2020"), "{:?}", own.missing);
    let other = files.said_by("a speech", "investment", with, "= 4 RMB bn").reading;
    assert_eq!(other.outcome, Outcome::Kept);
}

// A range decides only if it lies on one side of the target.

/// The legs take 5 (4 to 8) and 5 h: 10 (9 to 13) h.
#[test]
fn b01_a_usual_range_across_the_target_is_undecided() {
    for (target, outcome) in [
        ("<= 13 h", Outcome::Kept),
        ("<= 12 h", Outcome::Undecided),
        ("<= 10 h", Outcome::Undecided),
        ("<= 8 h", Outcome::Broken),
    ] {
        let reading = Files::new().judge("corridor", FREIGHT, target).reading;
        assert_eq!(reading.outcome, outcome, "{target}");
        same(reading.value, 10.0);
        let (low, high) = reading.bounds.unwrap();
        same(Some(low), 9.0);
        same(Some(high), 13.0);
        assert_eq!(reading.margin.is_some(), outcome != Outcome::Undecided);
    }
}

/// The lower bound is of the route that may be fastest, not of the one that is expected to be.
#[test]
fn b02_bounds_are_of_the_best_route_at_each_end_of_the_range() {
    let row = "two,half,far";
    let rival = "rival,hub,far,Rival,rail,freight,900,11,2,12,,rival,test,high\ntwo,half,far";
    let files = Files::new().with("services.csv", row, rival);
    let reading = files.judge("corridor", FREIGHT, "<= 1 h").reading;
    same(reading.value, 10.0);
    assert_eq!(reading.bounds, Some((2.0, 12.0)));
}

#[test]
fn b03_without_a_range_none_is_invented() {
    let files = Files::new().with("services.csv", "500,5,4,8", "500,5,,");
    let reading = files.judge("corridor", FREIGHT, "<= 10 h").reading;
    assert_eq!((reading.outcome, reading.bounds), (Outcome::Kept, None));
    assert!(reading.summary.contains("no usual range"), "{}", reading.summary);
    assert_eq!(reading.margin.map(f64::to_bits), Some(0), "the margin is plain 0");
}

#[test]
fn b04_a_direction_within_hours_has_the_range_of_its_route() {
    let with = "from = \"west\", carries = \"freight\", within_h = 12";
    let reading = Files::new().judge("direction", with, ">= 1 directions").reading;
    assert_eq!((reading.outcome, reading.bounds), (Outcome::Undecided, Some((0.0, 1.0))));
    assert!(!reading.summary.contains("even"), "{}", reading.summary);
}

// A partial list leaves bounds.

#[test]
fn c01_sites_of_one_thing_count_once() {
    let reading = Files::new().judge("inventory", "kind = \"university\"", "= 2").reading;
    same(reading.value, 2.0);
    let with = "from = \"works\", opportunity = \"university\", cutoff_min = 1";
    same(Files::new().judge("access", with, ">= 2 count").reading.value, 2.0);
}

#[test]
fn c02_a_share_of_a_partial_list_is_of_all_there_are() {
    let files = Files::new().with("places.csv", ",,test,low", ",,partial-list: 2 of 5; test,low");
    let with = "from = \"works\", opportunity = \"university\", cutoff_min = 1, share = true";
    let reading = files.judge("access", with, ">= 50 %").reading;
    assert_eq!((reading.outcome, reading.bounds), (Outcome::Undecided, Some((40.0, 100.0))));
    assert!(reading.missing[0].contains("2 of 5"), "{:?}", reading.missing);
}

/// From West nothing of the works is within 10 min, but a school is: without the list's rest nobody
/// knows whether a works of it is near.
#[test]
fn c03_homes_that_lack_only_what_is_partly_listed_are_open() {
    let with =
        "zone = \"all\", kinds = [\"park\", \"university\"], cutoff_min = 10, modes = [\"walk\"]";
    let plain = Files::new().judge("completeness", with, ">= 100 %").reading;
    same(plain.value, 0.0);
    let files =
        Files::new().with("places.csv", "10.0900,,test,high", "10.0900,,partial-list: 1 of 9,high");
    let reading = files.judge("completeness", with, ">= 100 %").reading;
    // Hill is 779 m from the old school: 13 min.
    assert_eq!((reading.outcome, reading.bounds), (Outcome::Broken, Some((0.0, 25.0))));
}

#[test]
fn c04_coverage_by_a_partial_list_of_lines_is_a_lower_bound() {
    let files = Files::new().with("lines.csv", "36,test", "36,partial-list: the west; test");
    for definition in ["cn-500m-area", "walk-500m-people"] {
        let with = format!("definition = \"{definition}\", zone = \"all\"");
        let plain = Files::new().judge("coverage", &with, ">= 90 %").reading;
        let reading = files.judge("coverage", &with, ">= 90 %").reading;
        assert_eq!(plain.outcome, Outcome::Broken, "{plain:#?}");
        assert_eq!(reading.outcome, Outcome::Undecided);
        assert_eq!(reading.bounds, Some((plain.value.unwrap(), 100.0)));
        assert!(reading.missing.iter().any(|m| m.contains("the west")));
    }
}

/// 100 live at West's stop, 300 at Hill, 779 m away. 50,000 at Hill's point would be a town: where
/// in it they live is not known, however near its point is to a stop.
#[test]
fn c05_a_town_on_one_point_is_not_an_address() {
    let with = "definition = \"walk-500m-people\", zone = \"all\"";
    same(Files::new().judge("coverage", with, ">= 90 %").reading.value, 25.0);
    let files = Files::new().with("places.csv", "9.9930,300", "9.9930,49900");
    let reading = files.judge("coverage", with, ">= 90 %").reading;
    assert_eq!((reading.outcome, reading.bounds), (Outcome::Undecided, Some((0.2, 100.0))));
    assert!(reading.summary.contains("100 are known"), "{}", reading.summary);
}

// Doors.

/// Hill is 779 m from the stop: the slow walker's 1113 s are within 20 min, and the walk differs.
#[test]
fn d01_ends_at_stops_are_told_and_doors_differ() {
    let at_stops = "from = \"west\", to = \"works\", travellers = [\"adult\", \"slow\"]";
    let reading = Files::new().judge("gap", at_stops, "<= 1.1 x").reading;
    same(reading.value, 1.0);
    assert!(reading.assumptions.iter().any(|a| a.contains("2 of 2 ends are at a stop")));
    let homes = "pairs = \"homes-to-parks\", zone = \"all\", travellers = [\"adult\", \"slow\"]";
    let reading = Files::new().judge("gap", homes, "<= 1.1 x").reading;
    assert_eq!(reading.outcome, Outcome::Broken);
    assert!(reading.value.unwrap() > 1.1, "{reading:#?}");
    // Half of the two pairs are no worse than the one from the stop.
    let half = format!("{homes}, of_pairs = 50");
    same(Files::new().judge("gap", &half, "<= 1.1 x").reading.value, 1.0);
}

// What mends it, and what it rests on.

#[test]
fn e01_the_plans_own_project_mends_a_promise_that_it_keeps_later() {
    let with = "from = \"west\", to = \"far\", modes = [\"hsr\"]";
    let reading = Files::new().judge("corridor", with, "<= 3 h").reading;
    assert_eq!(reading.outcome, Outcome::Broken);
    assert!(reading.summary.starts_with("In 2026 no service leads from"), "{}", reading.summary);
    let mend = &reading.mend;
    assert!(mend.starts_with("in 2035 it is kept: the plan opens The new line (2030)"), "{mend}");
    assert!(!mend.contains("wider"), "{mend}");
}

/// Half an hour by truck, and a dwell that nobody states; then one of 3 h.
#[test]
fn e02_dock_to_departure_is_the_truck_and_the_dwell() {
    let with = "at = \"west\", quantity = \"dock-to-departure\"";
    let reading = Files::new().judge("hub", with, "<= 24 h").reading;
    assert_eq!(reading.outcome, Outcome::Undecided);
    assert_eq!(reading.bounds, Some((0.5, f64::INFINITY)));
    assert!(reading.missing[0].contains("dwell at The hub"), "{:?}", reading.missing);
    let files = Files::new().with("terminals.csv", "0.0,10.0,,test", "0.0,10.0,3,test");
    let reading = files.judge("hub", with, "<= 24 h").reading;
    assert_eq!(reading.outcome, Outcome::Kept);
    same(reading.value, 3.5);
    assert_eq!(reading.definition, "dock-to-departure");
}

/// The hub (high) and Far away (low here) are both rail: one of them proves the mode.
#[test]
fn e03_a_mode_is_as_sure_as_its_surest_terminal() {
    let files = Files::new().with("terminals.csv", "0.0,1.0,0,test,high", "0.0,10.1,0.5,test,low");
    let with = "at = \"west\", quantity = \"modes\"";
    let reading = files.judge("hub", with, ">= 1 modes").reading;
    assert_eq!(reading.weakest.unwrap().confidence, allways_base::Confidence::High);
    let table = reading.evidence.table.unwrap();
    assert!(table.rows.iter().any(|row| row[3] == "0.5"), "{table:?}");
}

#[test]
fn e04_dropped_rows_are_told_in_the_verdicts_that_rest_on_their_source() {
    let row = "truck,dock,hub";
    let lost = "lost,hub,nowhere,X,rail,freight,1,1,,,,,test,high\ntruck,dock,hub";
    let files = Files::new().with("services.csv", row, lost);
    let verdict = files.judge("corridor", FREIGHT, "<= 13 h");
    let found = &verdict.data_problems;
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0].source.as_str(), found[0].errors), ("world", 1));
    assert!(found[0].worst.contains("services.csv:") && found[0].worst.contains("nowhere"));
    assert!(verdict.reading.assumptions.iter().any(|a| a.contains("1 errors")));
    let with = "definition = \"walk-500m-people\", zone = \"all\"";
    assert_eq!(files.judge("coverage", with, ">= 90 %").data_problems, vec![]);
}

/// The lines run every day; a second feed has service on another day alone.
#[test]
fn f01_a_feed_without_service_undecides_every_measure_that_it_could_change() {
    let dir = tempfile::tempdir().unwrap();
    let feed = dir.path().join("feed");
    fs::create_dir(&feed).unwrap();
    for (name, text) in [
        ("agency.txt", "agency_id,agency_name,agency_url,agency_timezone\na,A,http://a,UTC\n"),
        ("routes.txt", "route_id,agency_id,route_short_name,route_type\nr,a,R,3\n"),
        ("stops.txt", "stop_id,stop_name,stop_lat,stop_lon\nx,X,0.0,9.9930\ny,Y,0.0,10.0900\n"),
        ("trips.txt", "route_id,service_id,trip_id\nr,s,t\n"),
        (
            "stop_times.txt",
            "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n\
             t,07:00:00,07:00:00,x,1\nt,07:05:00,07:05:00,y,2\n",
        ),
        ("calendar_dates.txt", "service_id,date,exception_type\ns,20270101,1\n"),
    ] {
        fs::write(feed.join(name), text).unwrap();
    }
    let source =
        format!("[[source]]\nid = \"idle\"\nkind = \"gtfs\"\npath = '{}'\n", feed.display());
    let files = Files::new().with(
        "plan.toml",
        "[[source]]\nid = \"zones\"",
        &format!("{source}[[source]]\nid = \"zones\""),
    );
    let ends = "from = \"west\", to = \"works\"";
    for (measure, with, target, plain) in [
        ("travel-time", ends.to_owned(), "<= 10 min", Outcome::Broken),
        ("gap", format!("{ends}, travellers = [\"adult\", \"slow\"]"), "<= 1.1 x", Outcome::Kept),
        ("season-loss", ends.to_owned(), "<= 10 %", Outcome::Kept),
        (
            "coverage",
            "definition = \"walk-500m-people\", zone = \"all\"".into(),
            ">= 90 %",
            Outcome::Broken,
        ),
        (
            "completeness",
            "zone = \"all\", kinds = [\"park\"], cutoff_min = 10".into(),
            ">= 100 %",
            Outcome::Broken,
        ),
        (
            "access",
            "from = \"west\", opportunity = \"park\", cutoff_min = 10".into(),
            ">= 1 count",
            Outcome::Broken,
        ),
    ] {
        assert_eq!(Files::new().judge(measure, &with, target).reading.outcome, plain, "{measure}");
        let reading = files.judge(measure, &with, target).reading;
        assert_eq!(reading.outcome, Outcome::Undecided, "{measure}");
        assert!(reading.missing.iter().any(|m| m.contains("`idle`")), "{measure}: {reading:#?}");
    }
    // What is kept without it is kept with it.
    let reading = files.judge("travel-time", ends, "<= 30 min").reading;
    assert_eq!(reading.outcome, Outcome::Kept);
}

/// The slow walker's 1391 s from a door 974 m off are over the plan's 20 min, the adult's are not.
#[test]
fn d02_what_a_partial_list_cannot_serve_is_open() {
    let ends = "from = \"0,9.99125\", to = \"works\", travellers = [\"adult\", \"slow\"]";
    let whole = Files::new().judge("gap", ends, "<= 1.1 x").reading;
    assert_eq!((whole.outcome, whole.value), (Outcome::Broken, None));
    assert!(whole.summary.contains("cannot travel"), "{}", whole.summary);
    let files = Files::new().with("lines.csv", "36,test", "36,partial-list: the west; test");
    let reading = files.judge("gap", ends, "<= 1.1 x").reading;
    assert_eq!(reading.outcome, Outcome::Undecided);
    assert_eq!(reading.bounds, Some((1.0, f64::INFINITY)));
    assert!(reading.missing.iter().any(|m| m.contains("the west")), "{:?}", reading.missing);
}
