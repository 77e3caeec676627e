//! `allways corridor` on a toy city whose answers follow from arithmetic: a metro of two stations
//! 10 km apart on the equator, a yard and a station at its east end, and what lies beyond. Everybody
//! walks 1 m/s, straight.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use std::fs;

use allways_base::{Seconds, ServiceTime, Window};
use allways_city::check::CheckSettings;
use allways_city::corridor::{CorridorAnswer, CorridorAsk, Toward, corridor};
use allways_city::open::{City, OpenError, open};
use allways_city::query::{When, route};

const PLAN: &str = r#"
name = "Toy"
time_zone = "UTC"
date = "2026-11-25"
years = [2026, 2035]
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
factors = "factors.csv"
"#;

const LINES: &str = "line,name,vehicle,headway_peak_min,headway_offpeak_min,headway_confidence,\
first_train,last_train,speed_kmh,source,confidence
A,Line A,metro,10,10,high,06:00,22:00,36,test,high
";

const STATIONS: &str = "line,seq,station,lat,lon,run_time_to_next_s,source,confidence
A,1,West,0.0,10.0000,600,test,high
A,2,East,0.0,10.0900,,test,high
";

const PLACES: &str = "id,name,kind,lat,lon,people,source,confidence
home,Home,town,0.0,10.0000,100,test,high
park,The park,park,0.0,10.0900,,test,high
";

const TERMINALS: &str =
    "id,name,kind,direction,place,lat,lon,dwell_h,cutoff_h,utc_offset_h,source,confidence
yard,The yard,rail-freight,,park,0.0,10.1800,2,1,8,test,high
gare,The station,rail,,,0.0,10.0900,0.5,,8,test,high
port,The port,seaport,,,1.0,12.0000,6,,,test,medium
west,Far west,rail-freight,west,,0.0,0.0,,,,test,high
capital,The capital,rail,north,,30.0,10.0,,,,test,high
";

/// Rail to the west: 40 h for $2000, Mondays 08:00 by the yard's clock. By the port: 10 and 100 h
/// for $300 and $500, any day. A high-speed train at 09:00 every day.
const SERVICES: &str = "id,from,to,corridor,mode,carries,distance_km,time_h,time_low_h,time_high_h,cost,cost_unit,departs,departures_per_week,opens,channel,source,confidence
express,yard,west,Express,rail,freight,2000,40,36,60,2000,USD/FEU,Mo 08:00,,,express,test,low
down,yard,port,Sea way,rail,freight,300,10,,,300,USD/FEU,,7,,down,test,high
ship,port,west,Sea way,sea,freight,9000,100,90,140,500,USD/FEU,,7,,ship,test,high
train,gare,capital,North,hsr,people,3000,10,,,,,daily 09:00,,,train,test,high
later,yard,west,Second,rail,freight,2000,20,,,9000,USD/FEU,,7,2035,later,test,high
";

const FACTORS: &str = "mode,g_co2e,per,scope,source,confidence
rail,20,tkm,wtw,test,low
sea,5,tkm,wtw,test,low
road,80,tkm,wtw,test,low
";

fn city() -> City {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("plan.toml", PLAN),
        ("lines.csv", LINES),
        ("stations.csv", STATIONS),
        ("places.csv", PLACES),
        ("terminals.csv", TERMINALS),
        ("services.csv", SERVICES),
        ("factors.csv", FACTORS),
    ] {
        fs::write(dir.path().join(name), text).unwrap();
    }
    match open(dir.path(), None) {
        Ok(city) => city,
        Err(OpenError::Plan { diagnostics, .. }) => panic!("{diagnostics:#?}"),
        Err(error) => panic!("{error}"),
    }
}

fn window() -> Window {
    Window { from: ServiceTime::hms(7, 0, 0), to: ServiceTime::hms(8, 0, 0), step: Seconds(60) }
}

fn ask<'a>(from: &'a str, to: &'a str) -> CorridorAsk<'a> {
    CorridorAsk {
        from,
        to: Toward::Place(to),
        load: "1feu",
        modes: &[],
        ready: None,
        month: None,
        scope: "wtw",
        is_without_waits: false,
        late: None,
        with_channels: false,
        from_door: false,
        window: window(),
        budget: None,
    }
}

fn answered(ask: &CorridorAsk<'_>) -> CorridorAnswer {
    corridor(&city(), &CheckSettings::default(), ask).unwrap()
}

fn refused(ask: &CorridorAsk<'_>) -> String {
    corridor(&city(), &CheckSettings::default(), ask).unwrap_err().to_string()
}

/// Hours, dollars, kilograms, handlings.
fn figures(answer: &CorridorAnswer) -> Vec<(f64, f64, f64, u32)> {
    let row = |o: &allways_city::corridor::OptionRecord| {
        assert!(!o.cost_is_partial && !o.co2_is_partial, "{o:?}");
        (o.time_h, o.cost_usd, o.co2_kg, o.handlings)
    };
    answer.options.iter().map(row).collect()
}

/// Rail: 1 h cut-off and 40 h. By sea the change of line at the port is none (one corridor) but its
/// modes differ, so it is handled: 1 h cut-off, 10 h, 6 h dwell, 12 h wait for a daily ship, 100 h.
/// A FEU is 20 t: 20 · 2000 · 0.02 kg, and 20 · 300 · 0.02 + 20 · 9000 · 0.005.
#[test]
fn a01_the_pareto_set_is_time_against_cost() {
    let answer = answered(&ask("yard", "west"));
    assert_eq!(figures(&answer), [(41.0, 2000.0, 800.0, 0), (129.0, 800.0, 1020.0, 1)]);
    let rail = &answer.options[0];
    assert_eq!(rail.starts.as_deref(), Some("Mo 07:00"), "an hour before, by the yard's clock");
    assert_eq!(rail.legs[0].departs.as_deref(), Some("Mo 08:00"));
    assert_eq!(rail.usual_h, (37.0, 61.0));
    assert_eq!(rail.weakest.as_ref().unwrap().0.word(), "low");
    let parts = answer.options[1].legs[1].parts;
    assert_eq!((parts.dwell_h, parts.wait_h, parts.ride_h), (6.0, 12.0, 100.0));
}

#[test]
fn a02_who_is_ready_on_tuesday_waits_for_monday() {
    let answer = answered(&CorridorAsk { ready: Some("Tu 07:00"), ..ask("yard", "west") });
    let fastest = |k: usize| answer.options[k].time_h;
    // By sea: a wait of half a day each for the train and the ship; by rail six days.
    assert_eq!((fastest(0), fastest(1)), (141.0, 144.0 + 41.0));
    assert_eq!(answer.options[0].known_cost_usd(), Some(800.0));
}

#[test]
fn a03_a_later_year_has_its_services() {
    let settings = CheckSettings { year: Some(2035), ..CheckSettings::default() };
    let answer = corridor(&city(), &settings, &ask("yard", "west")).unwrap();
    let fastest = &answer.options[0];
    assert_eq!((fastest.time_h, fastest.cost_usd), (21.0, 9000.0));
    assert_eq!(answer.options.len(), 3);
}

#[test]
fn a04_modes_may_be_left_out_and_nothing_left_is_told() {
    let modes = ["sea".to_owned()];
    let answer = answered(&CorridorAsk { modes: &modes, ..ask("yard", "west") });
    assert!(answer.options.is_empty());
    assert!(
        answer.notes.iter().any(|note| note.contains("lead there in 2026 by sea with freight"))
    );
}

/// From a door without streets: a straight line of 0.09° (10.02 km) · 1.3 at 50 km/h, and then the
/// yard is no longer the start: its dwell counts, and the box is lifted there.
#[test]
fn a05_goods_from_a_door_come_by_truck_along_an_assumed_line() {
    let answer = answered(&ask("0.0,10.09", "west"));
    let leg = &answer.options[0].legs[0];
    let km = allways_geo::distance(
        allways_base::LonLat::new(10.09, 0.0),
        allways_base::LonLat::new(10.18, 0.0),
    );
    let expected = km.0 * 1.3 / 1000.0 / 50.0;
    assert!((leg.parts.ride_h - expected).abs() < 1.0 / 3600.0, "{leg:?}");
    assert_eq!((leg.mode.word(), leg.basis.0.word()), ("road", "assumed"));
    let rail = &answer.options[0].legs[1];
    assert_eq!((rail.parts.dwell_h, rail.parts.cutoff_h, rail.is_handled), (2.0, 1.0, true));
    let whole = leg.parts.ride_h + 2.0 + 1.0 + 40.0;
    assert!((answer.options[0].time_h - whole).abs() < 1e-9);
    assert_eq!(answer.options[0].weakest.as_ref().unwrap().0.word(), "assumed");
    assert!(answer.notes.iter().any(|note| note.contains("assumed: the straight line x 1.3")));
}

#[test]
fn a06_a_place_with_a_terminal_starts_there_or_at_its_door() {
    let at_terminal = answered(&ask("park", "west"));
    let at_door = answered(&CorridorAsk { from_door: true, ..ask("park", "west") });
    assert_eq!(at_terminal.options[0].legs.len(), 1);
    assert_eq!(at_door.options[0].legs.len(), 2);
    assert!(at_door.options[0].time_h > at_terminal.options[0].time_h);
}

/// The city's own engine says how long it takes to the station: the median of an hour of departures,
/// every 10 min a metro of 10 min, is 14 min (see `toy.rs`); then half an hour at the station.
#[test]
fn a07_people_from_a_door_come_by_the_citys_transit() {
    let people = CorridorAsk { load: "1passengers", ..ask("home", "capital") };
    let answer = answered(&people);
    let option = &answer.options[0];
    let (way, train) = (&option.legs[0], &option.legs[1]);
    assert_eq!((way.mode.word(), way.parts.ride_h), ("transit", 14.0 / 60.0));
    assert_eq!((train.parts.dwell_h, train.parts.ride_h), (0.5, 10.0));
    assert!(train.departs.as_deref().unwrap().ends_with("09:00"), "{train:?}");
    assert!((option.time_h - (14.0 / 60.0 + 10.5)).abs() < 1e-9, "starts at its best moment");
    // The same number as a route's: nobody is faster than the metro that leaves at once.
    let when = When::Depart(ServiceTime::hms(7, 0, 0));
    let city = city();
    let found = route(&city, &CheckSettings::default(), "home", "0.0,10.09", when, "walk,transit");
    assert_eq!(found.unwrap().journeys[0].duration(), Seconds(600));
}

/// A hotel in the capital, where the plan has no city: a car along an assumed line.
#[test]
fn a08_a_door_at_the_far_end_is_an_assumption() {
    let people = CorridorAsk { load: "2passengers", ..ask("home", "30.05,10.0") };
    let answer = answered(&people);
    let last = answer.options[0].legs.last().unwrap();
    assert_eq!((last.mode.word(), last.basis.0.word()), ("road", "assumed"));
    assert_eq!(answer.options[0].legs.len(), 3);
    let note = |text: &str| answer.notes.iter().any(|note| note.contains(text));
    assert!(note("by the city's transit") && note("by car at 30 km/h"), "{:?}", answer.notes);
}

#[test]
fn a09_all_directions_tell_what_is_reached_and_how_evenly() {
    let answer = answered(&CorridorAsk { to: Toward::AllDirections, ..ask("yard", "") });
    let directions = answer.directions.unwrap();
    let words: Vec<(&str, usize)> =
        directions.each.iter().map(|d| (d.direction, d.reached.len())).collect();
    assert_eq!(words, [("west", 1), ("north", 0), ("east", 0), ("south", 0)]);
    assert_eq!(directions.each[0].cost_usd, Some(800.0), "the cheapest way to the west");
    assert_eq!(directions.evenness_of_speed, Some(0.0), "one has everything");
}

#[test]
fn a10_channels_say_what_is_left_when_one_is_cut() {
    let answer = answered(&CorridorAsk { with_channels: true, ..ask("yard", "west") });
    let channels = answer.channels.unwrap();
    assert_eq!((channels.lines, channels.terminals), ((2, 2), 2));
    let left: Vec<(&str, Option<f64>)> = channels
        .left
        .iter()
        .filter(|l| l.what != "terminal")
        .map(|l| (l.name.as_str(), l.time_h))
        .collect();
    assert_eq!(left[0], ("", Some(41.0)));
    assert!(left.contains(&("Express", Some(129.0))), "{left:?}");
    assert!(left.contains(&("Sea way", Some(41.0))), "{left:?}");
}

#[test]
fn a11_late_options_are_reproducible_and_no_faster_than_the_fastest_usual() {
    let late = CorridorAsk { late: Some((90, 200)), ..ask("yard", "west") };
    let (one, again) = (answered(&late), answered(&late));
    assert_eq!(one.options, again.options);
    let rail = &one.options[0];
    let hours = rail.late_h.unwrap();
    assert!(hours > rail.time_h && hours < rail.usual_h.1, "{hours}");
}

#[test]
fn a12_a_budget_that_ends_the_search_is_told() {
    let answer = answered(&CorridorAsk { budget: Some(1), ..ask("yard", "west") });
    assert!(!answer.is_complete);
    assert!(answer.notes.iter().any(|note| note.contains("budget of labels")));
}

#[test]
fn a13_bad_questions_say_what_to_write() {
    let good = ask("yard", "west");
    let bad_modes = ["plane".to_owned()];
    let cases = [
        (CorridorAsk { load: "1 box", ..good.clone() }, "write an amount and one of teu, feu"),
        (CorridorAsk { modes: &bad_modes, ..good.clone() }, "write some of hsr, rail, road"),
        (CorridorAsk { ready: Some("noon"), ..good.clone() }, "write `Mo 08:00`"),
        (CorridorAsk { month: Some(13), ..good.clone() }, "from 1 to 12"),
        (CorridorAsk { scope: "all", ..good.clone() }, "write wtw"),
        (CorridorAsk { late: Some((0, 10)), ..good.clone() }, "from 1 to 100"),
        (CorridorAsk { from: "yerd", ..good.clone() }, "did you mean `yard`"),
        (CorridorAsk { from: "-60.0,-120.0", ..good.clone() }, "no terminal that takes freight"),
        (CorridorAsk { from: "95.0,10.0", ..good.clone() }, "out of range"),
    ];
    for (ask, remedy) in cases {
        let error = refused(&ask);
        assert!(error.contains(remedy), "{error}");
    }
}

#[test]
fn a20_a_parks_dock_is_no_station_and_here_is_no_way() {
    // The park's own terminal takes goods alone: people leave by its door.
    let answer = answered(&CorridorAsk { load: "1passengers", ..ask("park", "capital") });
    assert_eq!(answer.options.len(), 1, "{answer:#?}");
    assert_eq!(answer.options[0].legs[0].from.1, "The park");
    assert!(answer.notes.iter().any(|note| note.starts_with("the way from The park")));
    let goods = answered(&ask("park", "west"));
    assert_eq!(goods.options[0].legs[0].from.1, "The yard");
    let here = answered(&ask("yard", "yard"));
    assert!(here.notes.iter().any(|note| note.contains("there is no way to go")));
    assert_eq!(here.options[0].distance_km.map(f64::to_bits), Some(0), "not -0");
    // A search that its budget ends has not shown that nothing leads there.
    let cut = answered(&CorridorAsk { budget: Some(0), ..ask("yard", "west") });
    assert!(cut.options.is_empty() && !cut.is_complete);
    assert!(!cut.notes.iter().any(|note| note.contains("lead there")), "{:?}", cut.notes);
}
