//! A toy city whose verdicts follow from arithmetic.
//!
//! Two towns, West and East, 10 km apart on the equator, with a line of three stations between
//! them: West – Middle – East, 600 s a hop, every 10 min from 06:00 to 22:00. A bus line runs from
//! Middle to North. Everybody walks 1 m/s, straight (detour factor 1).
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use std::fs;
use std::path::Path;

use allways_city::check::{CheckSettings, check};
use allways_city::open::{City, OpenError, open};
use allways_city::verdict::{Finding, Judgement, Outcome, Verdict};

const PLAN: &str = r#"
name = "Toy"
time_zone = "UTC"
date = "2026-11-25"
years = [2026, 2035]
[defaults]
detour_factor = 1.0
walk_speed_m_s = 1.0
[[source]]
id = "rail"
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

const LINES: &str = "line,name,vehicle,headway_peak_min,headway_offpeak_min,headway_confidence,\
first_train,last_train,opens,speed_kmh,source,confidence
A,Line A,metro,10,10,assumed,06:00,22:00,,36,test,high
N,Line N,bus,10,10,high,06:00,22:00,,36,test,high
X,Express,metro,10,10,high,06:00,22:00,2030,36,test,high
";

const STATIONS: &str = "line,seq,station,lat,lon,run_time_to_next_s,source,confidence
A,1,West,0.0,10.0000,600,test,high
A,2,Middle,0.0,10.0450,600,test,high
A,3,East,0.0,10.0900,,test,high
N,1,Middle,0.0,10.0450,600,test,high
N,2,North,0.0450,10.0450,,test,high
X,1,West,0.0,10.0000,480,test,high
X,2,East,0.0,10.0900,,test,high
";

const PLACES: &str = "id,name,kind,lat,lon,people,source,confidence
west,West town,town,0.0,10.0000,100,test,high
east,East town,town,0.0,10.0900,300,test,high
works,The works,park,0.0,10.0900,,test,high
school,The school,university,0.0,10.0000,,test,low
lost,The lost school,university,,,,test,low
";

const ZONES: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"id":"all","name":"All","kind":"city","people":400,"source":"test","confidence":"high"},
"geometry":{"type":"Polygon","coordinates":[[[9.99,-0.01],[10.10,-0.01],[10.10,0.05],[9.99,0.05],[9.99,-0.01]]]}}]}"#;

const TERMINALS: &str = "id,name,kind,direction,place,lat,lon,dwell_h,source,confidence
hub,The hub,rail,,west,0.0,10.0,0,test,high
far,Far away,rail,west,,0.0,1.0,0,test,high
";

const SERVICES: &str =
    "id,from,to,corridor,mode,carries,distance_km,time_h,opens,channel,source,confidence
one,hub,far,c,hsr,both,1000,10,,one,test,high
two,hub,far,d,hsr,both,1100,12,2030,two,test,low
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
walk_speed_m_s = 0.5
source = "test"
[[traveller]]
id = "wheelchair"
name = "wheelchair"
walk_speed_m_s = 1.0
step_free = true
source = "test"
"#;

const PROJECTS: &str = r#"
[[project]]
id = "express"
name = "Express"
sector = "rail"
cost_rmb_bn = 2.5
opens = 2030
batch = "b"
edits = [ { open_line = "X" } ]
source = "test"
"#;

fn promise(id: &str, measure: &str, with: &str, target: &str) -> String {
    format!(
        "[[promise]]\nid = \"{id}\"\nsays = \"{id}\"\nfrom = \"somebody\"\nmeasure = \"{measure}\"\n\
         with = {{ {with} }}\ntarget = \"{target}\"\n"
    )
}

fn write(dir: &Path, promises: &str) {
    for (name, text) in [
        ("plan.toml", PLAN),
        ("lines.csv", LINES),
        ("stations.csv", STATIONS),
        ("places.csv", PLACES),
        ("zones.geojson", ZONES),
        ("terminals.csv", TERMINALS),
        ("services.csv", SERVICES),
        ("travellers.toml", TRAVELLERS),
        ("projects.toml", PROJECTS),
        ("promises.toml", promises),
    ] {
        fs::write(dir.join(name), text).unwrap();
    }
}

fn toy(promises: &str) -> City {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), promises);
    match open(dir.path(), None) {
        Ok(city) => city,
        Err(OpenError::Plan { diagnostics, .. }) => panic!("{diagnostics:#?}"),
        Err(error) => panic!("{error}"),
    }
}

fn judge_with(promises: &str, settings: &CheckSettings) -> Judgement {
    let city = toy(promises);
    assert!(city.problems.worst() < Some(allways_base::Severity::Error), "{:?}", city.problems);
    check(&city, settings, &|_, _, _| ()).unwrap().judgement
}

fn judge(measure: &str, with: &str, target: &str) -> Verdict {
    let text = promise("p", measure, with, target);
    judge_with(&text, &CheckSettings::default()).verdicts.swap_remove(0)
}

#[track_caller]
fn check_value(finding: &Finding, outcome: Outcome, value: f64) {
    let found = finding.value.unwrap_or(f64::NAN);
    assert!((found - value).abs() < 1e-6, "{found} is not {value}: {finding:#?}");
    assert_eq!(finding.outcome, outcome, "{finding:#?}");
}

const PAIR: &str = "from = \"west\", to = \"east\"";

/// Trains leave West every 10 minutes on the ten: leaving on the minute, the time is 20 min and a
/// wait of 0 to 9 min, each as often. At the median the wait is 4 min: half of ten values are at
/// or below it. The walks are 0 m long.
#[test]
fn a01_median_travel_time_is_ride_and_half_the_headway() {
    let verdict = judge("travel-time", PAIR, "<= 24 min");
    check_value(&verdict.reading, Outcome::Kept, 24.0);
    let journey = verdict.reading.evidence.journey.unwrap();
    assert_eq!((journey.rides, journey.legs.len()), (1, 1));
    assert_eq!(journey.duration().0, 24 * 60);
}

#[test]
fn a02_the_worst_departure_waits_nine_minutes() {
    let with = format!("{PAIR}, percentile = 100");
    check_value(&judge("travel-time", &with, "<= 28 min").reading, Outcome::Broken, 29.0);
}

#[test]
fn a03_a_project_helps_from_its_opening_on() {
    let verdict = judge("travel-time", PAIR, "<= 15 min");
    check_value(&verdict.reading, Outcome::Broken, 24.0);
    assert_eq!(verdict.also[0].label, "year = 2035");
    // The express takes 8 min; both leave together.
    check_value(&verdict.also[0], Outcome::Kept, 12.0);
}

#[test]
fn a04_an_assumed_headway_is_the_weakest_input_and_is_told() {
    let reading = judge("travel-time", PAIR, "<= 30 min").reading;
    let weakest = reading.weakest.unwrap();
    assert_eq!(weakest.confidence, allways_transit::feed::Confidence::Assumed);
    assert!(weakest.what.contains("Line A"), "{weakest:?}");
    assert!(reading.assumptions.iter().any(|a| a.contains("headway")), "{:?}", reading.assumptions);
    assert!(reading.assumptions.iter().any(|a| a.contains("straight line")));
}

#[test]
fn a05_a_bus_alone_does_not_lead_there() {
    let with = format!("{PAIR}, modes = [\"bus\"]");
    let reading = judge("travel-time", &with, "<= 60 min").reading;
    assert_eq!((reading.outcome, reading.value), (Outcome::Broken, None));
    assert!(reading.mend.contains("km/h"), "{}", reading.mend);
}

#[test]
fn a06_unknown_step_free_access_leaves_bounds() {
    let with = format!("{PAIR}, traveller = \"wheelchair\"");
    let reading = judge("travel-time", &with, "<= 30 min").reading;
    assert_eq!(reading.outcome, Outcome::Undecided);
    assert_eq!(reading.bounds, Some((24.0, f64::INFINITY)));
    assert!(reading.missing[0].contains("step-free"), "{:?}", reading.missing);
}

/// Even if every unknown stop were step-free it would take 24 min.
#[test]
fn a07_bounds_that_agree_decide() {
    let with = format!("{PAIR}, traveller = \"wheelchair\"");
    assert_eq!(judge("travel-time", &with, "<= 20 min").reading.outcome, Outcome::Broken);
}

#[test]
fn b01_access_counts_what_is_within_the_cutoff() {
    let with = "from = \"west\", opportunity = \"park\", cutoff_min = 24";
    check_value(&judge("access", with, ">= 1 count").reading, Outcome::Kept, 1.0);
    let with = "from = \"west\", opportunity = \"park\", cutoff_min = 23";
    check_value(&judge("access", with, ">= 1 count").reading, Outcome::Broken, 0.0);
}

#[test]
fn b02_what_is_not_located_leaves_bounds() {
    let with = "from = \"west\", opportunity = \"university\", cutoff_min = 30";
    let reading = judge("access", with, ">= 2 count").reading;
    assert_eq!((reading.outcome, reading.bounds), (Outcome::Undecided, Some((1.0, 2.0))));
}

/// West has the school next door and reaches the works in 24 min; so does East the other way. With
/// a cutoff of 23 min nobody has both.
#[test]
fn b03_completeness_is_a_share_of_people() {
    let with = "zone = \"all\", kinds = [\"park\", \"university\"], cutoff_min = 24";
    check_value(&judge("completeness", with, ">= 100 %").reading, Outcome::Kept, 100.0);
    let with = "zone = \"all\", kinds = [\"park\", \"university\"], cutoff_min = 23";
    check_value(&judge("completeness", with, ">= 100 %").reading, Outcome::Broken, 0.0);
}

/// Both towns are at stations; only Middle and North have buses.
#[test]
fn c01_coverage_of_people_by_vehicle() {
    let with = "definition = \"walk-500m-people\", zone = \"all\", modes = [\"rail\"]";
    check_value(&judge("coverage", with, ">= 100 %").reading, Outcome::Kept, 100.0);
    let with = "definition = \"walk-500m-people\", zone = \"all\", modes = [\"bus\"]";
    check_value(&judge("coverage", with, ">= 100 %").reading, Outcome::Broken, 0.0);
}

/// Six departures an hour each way: 6 at West's end are just enough, 10 min apart.
#[test]
fn c02_frequent_means_six_departures_an_hour() {
    let with = "definition = \"frequent-500m-people\", zone = \"all\", modes = [\"rail\"]";
    check_value(&judge("coverage", with, ">= 100 %").reading, Outcome::Kept, 100.0);
}

/// Two stops with circles of 500 m in an area of 12.24 × 6.63 km: 1.57 of 81.2 km².
#[test]
fn c03_coverage_of_area_is_two_circles() {
    let reading = judge("coverage", "zone = \"all\", modes = [\"bus\"]", ">= 90 %").reading;
    let share = reading.value.unwrap();
    // Cells of 100 m make a circle of 500 m by less than 2 %.
    assert!((share - 1.9335).abs() < 0.04, "{share}");
    assert!(reading.assumptions.iter().any(|a| a.contains("built-up")));
}

#[test]
fn d01_the_gap_of_a_slow_walker_at_the_platform_is_nothing() {
    let with = format!("{PAIR}, travellers = [\"adult\", \"slow\"]");
    check_value(&judge("gap", &with, "<= 1.2 x").reading, Outcome::Kept, 1.0);
}

/// 450 m to the station: 450 s for the adult, 900 s for the slow walker. The adult leaves West at
/// the tens from minute 7.5 of walking on; the median is again the fifth of ten waits.
#[test]
fn d02_the_gap_is_the_walk() {
    let with = "from = \"0,9.99596\", to = \"east\", travellers = [\"adult\", \"slow\"]";
    let reading = judge("gap", with, "<= 1.1 x").reading;
    assert_eq!(reading.outcome, Outcome::Broken);
    let ratio = reading.value.unwrap();
    assert!((1.15..1.35).contains(&ratio), "{ratio}");
}

#[test]
fn e01_channels_are_disjoint_lines_in_force() {
    let verdict = judge("channels", "from = \"west\", to = \"far\", mode = \"hsr\"", ">= 2 routes");
    check_value(&verdict.reading, Outcome::Broken, 1.0);
    check_value(&verdict.also[0], Outcome::Kept, 2.0);
}

#[test]
fn e02_a_corridor_is_judged_in_the_unit_of_its_target() {
    let reading = judge("corridor", "from = \"west\", to = \"far\"", "<= 0.5 d").reading;
    check_value(&reading, Outcome::Kept, 10.0 / 24.0);
    assert_eq!(reading.unit, "d");
}

#[test]
fn e03_a_target_in_another_dimension_is_refused() {
    let with = "from = \"west\", to = \"far\", quantity = \"cost\"";
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), &promise("p", "corridor", with, "<= 3 d"));
    let Err(OpenError::Plan { diagnostics, .. }) = open(dir.path(), None) else {
        panic!("days were accepted as a cost");
    };
    assert_eq!(diagnostics[0].code, "wrong-unit", "{diagnostics:?}");
}

#[test]
fn e04_directions_that_are_connected() {
    check_value(
        &judge("direction", "from = \"west\"", ">= 4 directions").reading,
        Outcome::Broken,
        1.0,
    );
}

#[test]
fn f01_an_incomplete_list_is_undecided_not_broken() {
    let reading = judge("inventory", "kind = \"university\"", "= 28").reading;
    assert_eq!((reading.outcome, reading.bounds), (Outcome::Undecided, Some((2.0, 28.0))));
    check_value(&judge("inventory", "kind = \"university\"", "= 2").reading, Outcome::Kept, 2.0);
}

#[test]
fn f02_an_unpublished_batch_is_undecided_and_a_listed_one_is_added_up() {
    let reading = judge("investment", "batch = \"secret\"", "= 101.24 RMB bn").reading;
    assert_eq!((reading.outcome, reading.value), (Outcome::Undecided, None));
    check_value(&judge("investment", "batch = \"b\"", "= 2.5 RMB bn").reading, Outcome::Kept, 2.5);
}

#[test]
fn g01_one_thread_or_many_twice_or_once_the_same_judgement() {
    let text = promise("p", "travel-time", PAIR, "<= 30 min")
        + &promise("q", "coverage", "zone = \"all\"", ">= 90 %");
    let run = |threads| judge_with(&text, &CheckSettings { threads, ..CheckSettings::default() });
    let one = run(1);
    assert_eq!(one, run(2));
    assert_eq!(one, run(1));
}

#[test]
fn g02_an_unknown_promise_traveller_or_place_is_told_with_near_names() {
    let text = promise("p", "travel-time", PAIR, "<= 30 min");
    let city = toy(&text);
    let settings = CheckSettings { only: vec!["q".into()], ..CheckSettings::default() };
    let error = check(&city, &settings, &|_, _, _| ()).unwrap_err().to_string();
    assert_eq!(error, "promise `q` is not in the plan; known: `p`");
    let settings = CheckSettings { traveller: Some("slwo".into()), ..CheckSettings::default() };
    let error = check(&city, &settings, &|_, _, _| ()).unwrap_err().to_string();
    assert_eq!(error, "traveller `slwo` is not in the plan; known: `slow`");
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), &promise("p", "travel-time", "from = \"wst\", to = \"east\"", "<= 30 min"));
    let Err(OpenError::Plan { diagnostics, .. }) = open(dir.path(), None) else {
        panic!("a place that does not exist was accepted");
    };
    assert!(diagnostics[0].to_string().contains("`west`"), "{diagnostics:?}");
}

#[test]
fn h01_the_catalogue_is_sound() {
    let faults = allways_plan::check_catalogue(allways_city::measure::catalogue::CATALOGUE);
    assert_eq!(faults, Vec::<String>::new());
}
