//! The measures of the corridors on a toy plan whose answers follow from arithmetic: a park with a
//! dock, a yard 10 km away, and two ways to the far west.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use std::fs;

use allways_city::check::{CheckSettings, check};
use allways_city::open::{OpenError, open};
use allways_city::verdict::{Finding, Outcome};

const PLAN: &str = r#"
name = "Toy"
time_zone = "UTC"
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
factors = "factors.csv"
cny_per_usd = 8.0
rates_from = "a bank, 2026-11-20"
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
works,The works,park,0.0,10.0900,,test,high
mill,The mill,park,0.0,10.1000,,test,high
";

/// The yard takes 2 h and an hour of customs; a load must be there 1 h before the train.
const TERMINALS: &str =
    "id,name,kind,direction,place,lat,lon,dwell_h,customs_h,cutoff_h,open,source,confidence
dock,The dock,road,,works,0.0,10.0900,,,,,test,high
mill-dock,The mill's dock,road,,mill,0.0,10.1000,,,,,test,high
yard,The yard,rail-freight,,,0.0,10.1800,2,1,1,08:00-20:00,test,high
port,The port,seaport,,,1.0,12.0000,6,,,,test,medium
west,Far west,rail-freight,west,,0.0,0.0,,,,,test,high
north,Far north,rail,north,,30.0,10.0,,,,,test,high
";

/// From the dock half an hour, at night alone, or an hour by a road that is open always; from the
/// mill an hour and a half.
const SERVICES: &str = "id,from,to,corridor,mode,carries,distance_km,time_h,time_low_h,time_high_h,cost,cost_unit,departures_per_week,capacity_per_week,capacity_unit,hours,max_t,channel,source,confidence
night,dock,yard,,road,freight,10,0.5,,,,,,,,20:00-06:00,,night,test,high
light,dock,yard,,road,freight,10,0.25,,,,,,,,,30,light,test,high
day,dock,yard,,road,freight,20,1,,,,,,,,,,day,test,high
mill,mill-dock,yard,,road,freight,30,1.5,,,,,,,,,,mill,test,high
express,yard,west,Express,rail,freight,2000,40,36,60,16000,CNY/FEU,14,100,TEU,,,express,test,low
down,yard,port,Way down,rail,freight,300,10,,,300,USD/FEU,7,50,TEU,,,down,test,high
ship,port,west,Sea way,sea,freight,9000,100,90,140,500,USD/FEU,7,80,TEU,,,ship,test,high
blank,yard,port,Blank,rail,freight,,30,,,,,7,,,,,blank,test,high
north,yard,north,North,rail,freight,1000,10,,,1000,USD/FEU,7,100,TEU,,,north,test,high
";

const FACTORS: &str = "mode,g_co2e,per,scope,source,confidence
rail,20,tkm,wtw,test,low
sea,5,tkm,wtw,test,low
road,80,tkm,wtw,test,low
";

fn reading_of(measure: &str, with: &str, target: &str) -> Result<Finding, String> {
    reading_in(SERVICES, measure, with, target)
}

fn reading_in(services: &str, measure: &str, with: &str, target: &str) -> Result<Finding, String> {
    reading_from((TERMINALS, services), measure, with, target)
}

fn reading_from(
    (terminals, services): (&str, &str),
    measure: &str,
    with: &str,
    target: &str,
) -> Result<Finding, String> {
    let dir = tempfile::tempdir().unwrap();
    let promise = format!(
        "[[promise]]\nid = \"p\"\nsays = \"it is so\"\nmeasure = \"{measure}\"\nwith = {{ {with} }}\n\
         target = \"{target}\"\n"
    );
    for (name, text) in [
        ("plan.toml", PLAN),
        ("lines.csv", LINES),
        ("stations.csv", STATIONS),
        ("places.csv", PLACES),
        ("terminals.csv", terminals),
        ("services.csv", services),
        ("factors.csv", FACTORS),
        ("promises.toml", promise.as_str()),
    ] {
        fs::write(dir.path().join(name), text).unwrap();
    }
    let city = match open(dir.path(), None) {
        Ok(city) => city,
        Err(OpenError::Plan { diagnostics, .. }) => return Err(format!("{diagnostics:?}")),
        Err(error) => panic!("{error}"),
    };
    let judged = check(&city, &CheckSettings::default(), &|_, _, _| ()).unwrap();
    Ok(judged.judgement.verdicts.into_iter().next().unwrap().reading)
}

#[track_caller]
fn value(measure: &str, with: &str, target: &str) -> f64 {
    let reading = reading_of(measure, with, target).unwrap();
    reading.value.unwrap_or_else(|| panic!("no value: {reading:#?}"))
}

#[track_caller]
fn is(found: f64, want: f64) {
    assert!((found - want).abs() < 1e-9, "{found}, not {want}");
}

const WEST: &str = "from = \"yard\", to = \"west\", carries = \"freight\"";

fn corridor(more: &str, target: &str) -> f64 {
    // Without the row that states no cost.
    let services: Vec<&str> = SERVICES.lines().filter(|row| !row.starts_with("blank")).collect();
    let with = format!("{WEST}, {more}");
    let reading = reading_in(&services.join("\n"), "corridor", &with, target).unwrap();
    reading.value.unwrap_or_else(|| panic!("no value: {:?} {}", reading.bounds, reading.summary))
}

#[test]
fn a01_every_quantity_of_a_corridor() {
    is(corridor("quantity = \"time\"", "<= 40 h"), 40.0);
    is(corridor("quantity = \"time\", waits = \"counted\"", "<= 41 h"), 41.0);
    // Ready at midnight: closed until 8, an hour before the train, half of 12 h for it.
    is(corridor("waits = \"counted\", ready = \"Mo 00:00\"", "<= 60 h"), 8.0 + 1.0 + 6.0 + 40.0);
    is(corridor("quantity = \"cost\"", "<= 800 usd"), 800.0);
    is(corridor("quantity = \"cost\", modes = [\"rail\"]", "<= 2000 usd"), 2000.0);
    is(corridor("quantity = \"cost\", load = \"3feu\"", "<= 2400 usd"), 2400.0);
    // 20 t by rail: 2000 km at 20 g; by sea 300 at 20 and 9000 at 5.
    is(corridor("quantity = \"co2\"", "<= 800 kg"), 800.0);
    is(corridor("quantity = \"co2\", modes = [\"rail\"], load = \"10t\"", "<= 400 kg"), 400.0);
    is(corridor("quantity = \"handlings\"", "= 0 handlings"), 0.0);
    is(corridor("quantity = \"handlings\", modes = [\"rail\"]", "= 0 handlings"), 0.0);
    is(corridor("quantity = \"departures\"", ">= 14 /week"), 14.0);
    is(corridor("quantity = \"distance\"", "<= 2000 km"), 2000.0);
}

/// 100 by rail; 80 by sea, of which 50 come by `down` and the rest by the row that states nothing.
#[test]
fn a02_a_blank_is_a_lower_bound() {
    let reading = |quantity: &str, target: &str| {
        reading_of("corridor", &format!("{WEST}, quantity = \"{quantity}\""), target).unwrap()
    };
    let capacity = reading("capacity", ">= 200 TEU/week");
    assert_eq!(capacity.bounds, Some((150.0, f64::INFINITY)));
    assert_eq!(capacity.outcome, Outcome::Undecided);
    assert_eq!(reading("capacity", ">= 150 TEU/week").outcome, Outcome::Kept);
    // Ways by the blank row cost at least what the ship does: 500 to 800.
    let only = SERVICES.replace("300,USD/FEU,7", ",,7");
    let cost = reading_in(&only, "corridor", &format!("{WEST}, quantity = \"cost\""), "<= 900 usd");
    let cost = cost.unwrap();
    assert_eq!(cost.bounds, Some((500.0, 2000.0)));
    assert_eq!((cost.outcome, cost.missing.len()), (Outcome::Undecided, 1));
}

#[test]
fn a03_evidence_has_the_options_and_their_table() {
    let reading = reading_of("corridor", WEST, "<= 40 h").unwrap();
    let table = reading.evidence.table.unwrap();
    assert_eq!(reading.evidence.options.len(), table.rows.len());
    assert!(table.rows.len() >= 2, "{table:?}");
    for row in &table.rows {
        assert_eq!(row.len(), table.columns.len());
    }
    assert_eq!(
        table.rows[0][2..],
        ["40.0", "36.0 to 60.0", "2000", "2000", "800", "0", "14.0", "low: test"]
    );
    let cost =
        reading_of("corridor", &format!("{WEST}, quantity = \"cost\""), "<= 800 usd").unwrap();
    let says = |text: &str| cost.assumptions.iter().any(|a| a.contains(text));
    assert!(
        says("costs in CNY at 8 to the US dollar (a bank, 2026-11-20)"),
        "{:?}",
        cost.assumptions
    );
    assert!(says("a TEU holds 10 t"));
}

#[test]
fn a04_late_is_between_the_usual_times_and_grows_with_the_percentile() {
    let late = |p: u32| corridor(&format!("quantity = \"late\", percentile = {p}"), "<= 60 h");
    let (half, nine) = (late(50), late(90));
    assert!(36.0 < half && half < nine && nine < 60.0, "{half} {nine}");
    is(late(90), nine);
}

#[test]
fn a05_from_the_door_of_a_place() {
    // A straight line, assumed, to the yard; there it is lifted: 2 h and an hour of customs.
    let km = allways_geo::distance(
        allways_base::LonLat::new(10.09, 0.0),
        allways_base::LonLat::new(10.18, 0.0),
    );
    let with =
        "from = \"works\", to = \"west\", carries = \"freight\", door = true, modes = [\"rail\"]";
    let found = value("corridor", with, "<= 44 h");
    assert!((found - (km.0 * 1.3 / 50_000.0 + 3.0 + 40.0)).abs() < 1e-3, "{found}");
}

#[test]
fn b01_directions_in_figures() {
    let of = |quantity: &str, target: &str| {
        let with = format!("from = \"yard\", carries = \"freight\", quantity = \"{quantity}\"");
        reading_of("direction", &with, target).unwrap()
    };
    is(of("count", ">= 2 directions").value.unwrap(), 2.0);
    // East and south are not reached.
    let time = of("time", "<= 40 h");
    assert_eq!((time.outcome, time.value), (Outcome::Broken, None));
    assert!(time.summary.contains("east and south"), "{}", time.summary);
    // Speeds 1/40 and 1/10: shares 0.2 and 0.8.
    let j = |p: &[f64]| -p.iter().map(|p| p * p.ln()).sum::<f64>() / 4.0_f64.ln() * 100.0;
    is(of("evenness-of-speed", ">= 1 %").value.unwrap(), j(&[0.2, 0.8]));
    // The express, and as many by the port as the ship takes.
    is(of("evenness-of-departures", ">= 1 %").value.unwrap(), j(&[0.75, 0.25]));
    // `blank` states no capacity: 100 and 50 to 80 by the port.
    let capacity = of("evenness-of-capacity", ">= 49 %");
    assert_eq!(capacity.outcome, Outcome::Broken);
    let told = of("evenness-of-capacity", ">= 48 %").missing;
    assert!(told.iter().any(|m| m.contains("1 service on the way states no capacity")));
    let (low, high) = capacity.bounds.unwrap();
    is(low, j(&[180.0 / 280.0, 100.0 / 280.0]));
    is(high, j(&[0.6, 0.4]));
    let cells = |row: usize| capacity.evidence.table.as_ref().unwrap().rows[row][5..].to_vec();
    assert_eq!(
        (cells(0), cells(1)),
        (vec!["21".into(), "≥ 150".into()], vec!["7".into(), "100".into()])
    );
    // One over 800 and one over 1000.
    is(of("evenness-of-cost", ">= 1 %").value.unwrap(), j(&[5.0 / 9.0, 4.0 / 9.0]));
    assert_eq!(of("count", ">= 2 directions").evidence.table.unwrap().rows.len(), 5);
}

/// The gateways in the east and south stand in for the ends of two more services.
#[test]
fn b02_the_worst_of_four_directions() {
    let services = format!(
        "{SERVICES}e,yard,east,,rail,freight,100,5,,,100,USD/FEU,2,10,TEU,,,,test,high\n\
         s,yard,south,,rail,freight,100,6,,,3000,USD/FEU,3,,,,,,test,high\n"
    );
    let terminals = format!(
        "{TERMINALS}east,Far east,rail,east,,0.0,20.0,,,,,test,high\n\
         south,Far south,rail,south,,-20.0,10.0,,,,,test,high\n"
    );
    let of = |quantity: &str, target: &str| {
        let with = format!("from = \"yard\", carries = \"freight\", quantity = \"{quantity}\"");
        reading_from((&terminals, &services), "direction", &with, target).unwrap()
    };
    let time = of("time", "<= 60 h");
    assert_eq!((time.value, time.bounds), (Some(40.0), Some((36.0, 60.0))));
    is(of("cost", "<= 3000 usd").value.unwrap(), 3000.0);
    let departures = of("departures", ">= 2 /week");
    is(departures.value.unwrap(), 2.0);
    assert_eq!(departures.summary, "Least gets through to the east: 2 /week.");
    // Nor how often it leaves, in the copy: with waits its time is a lower bound.
    let copy = services.replace("3000,USD/FEU,3,", "3000,USD/FEU,,");
    let of_copy = |quantity: &str, target: &str| {
        let with =
            format!("from = \"yard\", carries = \"freight\", waits = \"counted\", {quantity}");
        reading_from((&terminals, &copy), "direction", &with, target).unwrap()
    };
    let time = of_copy("quantity = \"time\"", "<= 90 h");
    assert_eq!((time.outcome, time.bounds), (Outcome::Undecided, Some((37.0, f64::INFINITY))));
    let near = of_copy("within_h = 100", ">= 4 directions");
    assert_eq!((near.outcome, near.bounds), (Outcome::Undecided, Some((3.0, 4.0))));
    // The south states no capacity.
    let capacity = of("capacity", ">= 10 TEU/week");
    assert_eq!((capacity.outcome, capacity.bounds), (Outcome::Undecided, Some((0.0, 10.0))));
    // Where one may also drive to the east, that is told and not counted.
    let road = format!("{services}drive,yard,east,,road,freight,100,9,,,,,,,,,,,test,high\n");
    let with = "from = \"yard\", carries = \"freight\", quantity = \"departures\"";
    let departures = reading_from((&terminals, &road), "direction", with, ">= 2 /week").unwrap();
    is(departures.value.unwrap(), 2.0);
    assert!(departures.assumptions.iter().any(|a| a.starts_with("to the east one may also drive")));
    assert_eq!(departures.evidence.table.unwrap().rows[2][5], "2 + road");
}

const BY_RAIL: &str = "from = \"yard\", to = \"port\", mode = \"rail\", carries = \"freight\"";

#[test]
fn c01_channels_and_what_the_worst_loss_leaves() {
    let of = |more: &str, target: &str| {
        reading_of("channels", &format!("{BY_RAIL}, {more}"), target).unwrap()
    };
    is(of("by = \"lines\"", ">= 2 routes").value.unwrap(), 2.0);
    let time = of("quantity = \"time-left\"", "<= 30 h");
    is(time.value.unwrap(), 30.0);
    assert!(time.summary.contains("without Way down, 30.0 h"), "{}", time.summary);
    // Without `down` the row without a cost or capacity is left.
    let cost = of("quantity = \"cost-left\"", "<= 500 usd");
    assert_eq!((cost.outcome, cost.bounds), (Outcome::Undecided, Some((0.0, f64::INFINITY))));
    let capacity = of("quantity = \"capacity-left\"", ">= 10 TEU/week");
    assert_eq!(capacity.bounds, Some((0.0, f64::INFINITY)));
    let table = time.evidence.table.unwrap();
    assert!(
        table.rows.contains(
            &["if Way down is cut", "best of what is left", "30.0", "unknown", "at least 0"]
                .map(String::from)
                .to_vec()
        ),
        "{table:?}"
    );
    // All losses leave at least nothing: one that makes a difference is named.
    assert!(capacity.summary.contains("without Way down"), "{}", capacity.summary);
    // Straight links pass no terminal: each is a way of its own.
    let by = of("by = \"terminals\"", ">= 2 routes");
    assert_eq!((by.value, by.definition.as_str()), (Some(2.0), "terminal-disjoint"));
}

#[test]
fn c02_a_place_that_one_line_serves_is_lost_with_it() {
    let with = "from = \"yard\", to = \"north\", mode = \"rail\", carries = \"freight\", quantity = \"time-left\"";
    let reading = reading_of("channels", with, "<= 99 h").unwrap();
    assert_eq!((reading.outcome, reading.value), (Outcome::Broken, None));
    assert!(reading.summary.contains("without North, no way is left"), "{}", reading.summary);
}

fn hub(more: &str, target: &str) -> Result<Finding, String> {
    let with = format!("at = \"yard\", quantity = \"dock-to-departure\"{more}");
    reading_of("hub", &with, target)
}

/// By the engine's rules: a truck (35 t: not by the light road), dwell and customs, and with waits
/// the cut-off and half of 12 h for the express.
#[test]
fn d01_from_the_dock_to_the_departure() {
    // Without waits the night road is open: 0.5 h; the mill's is 1.5 h.
    is(hub("", "<= 24 h").unwrap().value.unwrap(), 1.5 + 3.0);
    is(hub(", parks = [\"works\"]", "<= 24 h").unwrap().value.unwrap(), 0.5 + 3.0);
    is(
        hub(", parks = [\"works\"], load = \"1teu\"", "<= 24 h").unwrap().value.unwrap(),
        0.25 + 3.0,
    );
    let waits = ", parks = [\"works\"], waits = \"counted\"";
    // Best by night: enters by 06:00, but the yard opens at 08:00; by day an hour and no wait.
    is(hub(waits, "<= 24 h").unwrap().value.unwrap(), 1.0 + 3.0 + 1.0 + 6.0);
    // Evening: 20:00 by the night road, the yard closes at 20:00; ready at 19:45 it waits until 8.
    let ready = format!("{waits}, ready = \"Mo 19:45\"");
    is(hub(&ready, "<= 24 h").unwrap().value.unwrap(), 12.25 + 3.0 + 1.0 + 6.0);
    let table = hub(waits, "<= 24 h").unwrap().evidence.table.unwrap();
    assert_eq!(
        table.rows,
        [["The works", "1.0", "0.0", "2.0", "1.0", "1.0", "6.0", "11.0", "none published"]]
    );
}

#[test]
fn d02_departures_by_mode_and_without() {
    let never = hub(", to = \"air\"", "<= 24 h").unwrap();
    assert_eq!((never.outcome, never.value), (Outcome::Broken, None));
    assert!(never.summary.contains("No service leaves The yard by air"), "{}", never.summary);
    is(hub(", to = \"rail\"", "<= 24 h").unwrap().value.unwrap(), 4.5);
    let more = "at = \"yard\", quantity = \"dock-to-departure\", waits = \"counted\"";
    let unstated =
        SERVICES.replace("CNY/FEU,14", "CNY/FEU,").replace("USD/FEU,7,50", "USD/FEU,,50");
    let unstated =
        unstated.replace(",30,,,,,7,", ",30,,,,,,").replace("USD/FEU,7,100", "USD/FEU,,100");
    let reading = reading_in(&unstated, "hub", more, "<= 24 h").unwrap();
    assert_eq!((reading.outcome, reading.bounds), (Outcome::Undecided, Some((5.5, f64::INFINITY))));
    assert_eq!(
        reading.missing,
        ["how often it leaves The yard: `departures_per_week` (or the departures) of `express`, \
             `down`, `blank` and `north`"]
    );
}

/// The figures that a verdict asks for, filled in one after the other, give bounds and then a number.
#[test]
fn d03_what_is_missing_of_a_hub_is_named_and_gives_a_number_when_filled_in() {
    let blank = TERMINALS.replace("10.1800,2,1,1,08:00-20:00,", "10.1800,,,,,");
    let rare = SERVICES.replace("CNY/FEU,14", "CNY/FEU,").replace("USD/FEU,7,50", "USD/FEU,,50");
    let rare = rare.replace("USD/FEU,7,100", "USD/FEU,,100");
    let with = "at = \"yard\", quantity = \"dock-to-departure\", waits = \"counted\", \
                parks = [\"works\"]";
    let within = |terminals: &str, services: &str, target: &str| {
        reading_from((terminals, services), "hub", with, target).unwrap()
    };
    let of = |terminals: &str, services: &str| within(terminals, services, "<= 24 h");
    let nothing = of(&blank, &rare);
    // From Monday 20:00 by night half an hour; all else is open.
    assert_eq!((nothing.outcome, nothing.bounds), (Outcome::Undecided, Some((0.5, f64::INFINITY))));
    assert_eq!(
        nothing.missing,
        [
            "the dwell at The yard, from the gate to the vehicle: `dwell_h` of terminal `yard`",
            "how often it leaves The yard: `departures_per_week` (or the departures) of `express`, \
             `down` and `north`"
        ]
    );
    let told = "no cut-off (`cutoff_h`), no customs (`customs_h`), no opening hours (`open`) at The \
                yard: its row states none";
    assert!(nothing.assumptions.iter().any(|a| a == told), "{:?}", nothing.assumptions);
    // With a dwell: `blank` leaves once a day, half a day's wait; the others may leave at once.
    let dwell = blank.replace("10.1800,,", "10.1800,2,");
    let some = of(&dwell, &rare);
    assert_eq!((some.outcome, some.bounds), (Outcome::Kept, Some((2.5, 14.5))));
    let missing = within(&dwell, &rare, "<= 10 h").missing;
    assert!(missing.len() == 1 && missing[0].starts_with("how often it leaves"), "{missing:?}");
    // With all departures: twice a day is the best, six hours' wait.
    let all = of(&dwell, SERVICES);
    assert_eq!((all.outcome, all.value, all.missing.len()), (Outcome::Kept, Some(8.5), 0));
}

#[test]
fn e01_damaged_parameters_say_what_to_write() {
    let told = |measure: &str, with: &str, target: &str| match reading_of(measure, with, target) {
        Err(diagnostics) => diagnostics,
        Ok(reading) => {
            assert_eq!(reading.outcome, Outcome::Undecided, "{reading:?}");
            reading.missing.join("; ")
        }
    };
    let west = |more: &str| format!("{WEST}, {more}");
    for (measure, with, target, remedy) in [
        ("corridor", west("load = \"1 box\""), "<= 1 h", "write an amount and one of teu, feu"),
        ("corridor", west("quantity = \"beauty\""), "<= 1 h", "unknown-word"),
        ("corridor", west("waits = \"counted\", ready = \"noon\""), "<= 1 h", "write `Mo 08:00`"),
        ("corridor", west("ready = \"Mo 08:00\""), "<= 1 h", "write waits = "),
        ("corridor", west("month = 13"), "<= 1 h", "out-of-range"),
        ("corridor", west("month = 1.5"), "<= 1 h", "write a whole number from 1 to 12"),
        ("corridor", west("percentile = 0"), "<= 1 h", "out-of-range"),
        ("corridor", west("scope = \"all\""), "<= 1 h", "unknown-word"),
        ("channels", format!("{BY_RAIL}, by = \"air\""), ">= 1 routes", "unknown-word"),
        ("direction", "from = \"yard\", quantity = \"evenness\"".into(), ">= 1 %", "unknown-word"),
        (
            "hub",
            "at = \"yard\", quantity = \"dock-to-departure\", parks = [\"wroks\"]".into(),
            "<= 1 h",
            "works",
        ),
        (
            "hub",
            "at = \"yard\", quantity = \"dock-to-departure\", load = \"2passengers\"".into(),
            "<= 1 h",
            "goods",
        ),
        (
            "hub",
            "at = \"yard\", quantity = \"dock-to-departure\", to = \"moon\"".into(),
            "<= 1 h",
            "unknown-word",
        ),
    ] {
        let text = told(measure, &with, target);
        assert!(text.contains(remedy), "{measure} {with}: {text}");
    }
}
