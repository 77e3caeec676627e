//! Edit a headway and redraw one isochrone: Porto, streets of OpenStreetMap and STCP's buses on a
//! Wednesday, and a line made up for this, whose headway a project sets. The plan is opened once;
//! then each run gives the project another headway and asks for the isochrone of 45 minutes, median
//! of 07:00 to 09:00 by the minute, on cells of 100 m. The answer of each edit is that of the plan
//! opened afresh with it.
//!
//! The steps are the same calls one by one, so that one sees which to make faster. Wall clock, as
//! many threads as cores: it is what somebody waits for.
//!
//! Skips, saying so, where the shared data folder is absent.
#![expect(clippy::print_stdout, reason = "a benchmark prints")]

use std::path::Path;
use std::time::Instant;

use allways_access::{Endpoint, FromOne, Ground, Percentile, TravelQuery, attach};
use allways_base::cast::f64_from;
use allways_base::{LonLat, Metres, Seconds, ServiceTime, Window};
use allways_city::cells::{Cell, Lattice};
use allways_city::check::CheckSettings;
use allways_city::engine::{Condition, Engine, ON_FOOT, Vehicles};
use allways_city::open::{City, open};
use allways_city::reach::{Reach, ReachAsk, reach};
use allways_city::scenario::Scenario;
use allways_plan::plan::Edit;
use allways_streets::Mode;
use allways_transit::compile::{DaySettings, StepFreeRule, compile_day};
use allways_transit::profile::compile_window;

/// In the middle of the city.
const FROM: LonLat = LonLat { lon: -8.6109, lat: 41.1496 };
const CELL: Metres = Metres(100.0);
const HEADWAYS: [f64; 4] = [4.0, 6.0, 7.5, 12.0];

/// Along the Boavista, roughly.
const STATIONS: &str = "line,seq,station,lat,lon,run_time_to_next_s
X,1,West,41.1640,-8.6830,180
X,2,Park,41.1615,-8.6600,180
X,3,House,41.1585,-8.6300,180
X,4,Hill,41.1520,-8.6095,180
X,5,East,41.1490,-8.5850,
";

const LINES: &str =
    "line,name,vehicle,headway_peak_min,headway_offpeak_min,peak,first_train,last_train
X,made up,tram,10,15,07:00..09:00,06:00,23:00
";

fn plan_text(data: &Path) -> String {
    let data = data.display();
    format!(
        r#"name = "Porto"
time_zone = "Europe/Lisbon"
date = "2024-10-16"
years = [2024]
[defaults]
walk_speed_m_s = 1.3
walk_limit_min = 15
transfer_limit_min = 5
max_duration_min = 120
[[source]]
id = "stcp"
kind = "gtfs"
path = "{data}/stcp.zip"
[[source]]
id = "osm"
kind = "osm"
path = "{data}/porto_portugal.osm.pbf"
[[source]]
id = "line"
kind = "lines"
lines = "lines.csv"
stations = "stations.csv"
"#
    )
}

fn projects_text(peak_min: f64) -> String {
    format!(
        r#"[[project]]
id = "oftener"
name = "The line runs more often"
sector = "rail"
opens = 2024
edits = [{{ headway = "X", peak_min = {peak_min} }}]
source = "made up"
confidence = "low"
"#
    )
}

fn opened(dir: &Path, peak_min: f64) -> City {
    std::fs::write(dir.join("projects.toml"), projects_text(peak_min)).expect("writable");
    open(dir, None).map_err(|error| format!("{error:?}")).expect("a plan that opens")
}

fn edit(city: &mut City, minutes: f64) {
    for edit in &mut city.plan.projects[0].edits {
        if let Edit::Headway { peak_min, .. } = edit {
            *peak_min = minutes;
        }
    }
}

fn window() -> Window {
    Window { from: ServiceTime::hms(7, 0, 0), to: ServiceTime::hms(9, 0, 0), step: Seconds(60) }
}

fn drawn(city: &City, settings: &CheckSettings) -> Reach {
    let ask = ReachAsk {
        from: &format!("{},{}", FROM.lat, FROM.lon),
        window: window(),
        percentiles: &[50],
        cutoffs_min: &[45],
        opportunities: None,
        cell: CELL,
        modes: "walk,transit",
    };
    reach(city, settings, &ask).expect("an answer")
}

fn main() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/porto");
    let Ok(data) = data.canonicalize() else {
        println!("skipped: ../shared/data/porto is absent");
        return;
    };
    let dir = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(dir.path().join(name), text);
    write("plan.toml", &plan_text(&data)).expect("writable");
    write("lines.csv", LINES).expect("writable");
    write("stations.csv", STATIONS).expect("writable");
    let settings = CheckSettings::default();
    let start = Instant::now();
    let mut city = opened(dir.path(), 10.0);
    println!("open: {:.0} ms", start.elapsed().as_secs_f64() * 1e3);
    let mut before = drawn(&city, &settings);
    for minutes in HEADWAYS {
        edit(&mut city, minutes);
        let redrawn = drawn(&city, &settings);
        let afresh = drawn(&opened(dir.path(), minutes), &settings);
        assert!(redrawn.isochrones == afresh.isochrones, "differs from the plan opened afresh");
        assert!(redrawn.times == afresh.times && redrawn.cells == afresh.cells, "differs");
        assert!(redrawn.times != before.times, "the edit changes nothing");
        before = redrawn;
    }
    println!("checked {} edits, {} cells", HEADWAYS.len(), before.cells.len());
    let mut times: Vec<f64> = Vec::new();
    let work = processor_ms();
    for minutes in HEADWAYS.iter().cycle().take(12) {
        edit(&mut city, *minutes);
        let start = Instant::now();
        std::hint::black_box(drawn(&city, &settings));
        times.push(start.elapsed().as_secs_f64() * 1e3);
    }
    let work = (processor_ms() - work) / f64_from(times.len());
    times.sort_by(f64::total_cmp);
    println!(
        "edit a headway, redraw: median {:.0} ms ({:.0} to {:.0}, {} runs), {work:.0} of processor",
        times[times.len() / 2],
        times[0],
        times[times.len() - 1],
        times.len()
    );
    steps(&city);
}

/// Milliseconds of processor that all threads have had so far; 0 where the system does not say.
fn processor_ms() -> f64 {
    let Ok(tasks) = std::fs::read_dir("/proc/self/task") else { return 0.0 };
    let of_task = |task: std::io::Result<std::fs::DirEntry>| -> Option<f64> {
        let text = std::fs::read_to_string(task.ok()?.path().join("schedstat")).ok()?;
        text.split_whitespace().next()?.parse().ok()
    };
    tasks.filter_map(of_task).sum::<f64>() / 1e6
}

/// Milliseconds of the least of five runs.
fn step<T>(what: &str, mut run: impl FnMut() -> T) -> T {
    let (mut least, mut least_work) = (f64::INFINITY, f64::INFINITY);
    let mut found = None;
    for _ in 0..5 {
        let (start, work) = (Instant::now(), processor_ms());
        found = Some(run());
        least = least.min(start.elapsed().as_secs_f64() * 1e3);
        least_work = least_work.min(processor_ms() - work);
    }
    println!("  {what}: {least:.1} ms at the least, {least_work:.1} of processor");
    found.expect("five runs")
}

/// The steps of a redraw.
fn steps(city: &City) {
    let scenario = step("the year, recompiled", || Scenario::compile(city, 2024));
    let condition = Condition {
        traveller: 0,
        season: 0,
        vehicles: Vehicles::All,
        step_free: StepFreeRule::Any,
        footpaths: true,
        access: ON_FOOT,
    };
    let engine = Engine::new(&scenario, 0, 0, 0);
    let walker = engine.walker(condition);
    let net = city.streets.as_ref().expect("streets").network(Mode::Walk);
    let ground = Ground::Streets { net, weights: None, beyond: None };
    let attached =
        step("stops put on the streets", || attach(&scenario.feed, ground, walker).value);
    let footpaths = step("footpaths", || attached.footpaths(walker.transfer_limit));
    let day = DaySettings {
        date: city.plan.date,
        seed: 0,
        vehicles: None,
        step_free: StepFreeRule::Any,
        bus_factor: 1.0,
        slower_change: Seconds(0),
        default_change: Seconds(0),
    };
    let tt = step("the day, compiled", || compile_day(&scenario.feed, &day, &footpaths).value);
    let longest = Seconds::minutes(45);
    let chunks = step("the window, compiled", || compile_window(&tt, window(), longest));
    let n_chunks = chunks.map_or(0, |chunks| chunks.len());
    let query = TravelQuery { max_duration: longest, ..engine.travel_query(window()) };
    let (origin, half) = (Endpoint::Position(FROM), [Percentile::MEDIAN]);
    let from = || FromOne::new((&[&tt], &attached), &origin, &query);
    let searched = step("the window again, scan, platforms reached", from);
    let reached = searched.reached().iter().map(|(platform, _)| platform.position());
    let places: Vec<LonLat> = reached.chain([FROM]).collect();
    let radius = attached.farthest(walker.limit.min(longest));
    let lattice = Lattice::new(FROM, CELL);
    let cells = step("cells within a walk of these", || lattice.around(&places, radius));
    let centers: Vec<LonLat> = cells.iter().map(|&cell| lattice.center(cell)).collect();
    let found = step("the same scan, last walks, medians of the cells", || {
        from().times_to(&centers, &half)
    });
    let is_in = |row: &usize| found.times[*row].is_some();
    let inside: Vec<Cell> = (0..cells.len()).filter(is_in).map(|row| cells[row]).collect();
    step("outlines", || lattice.outlines(&inside));
    println!("  {} cells, {} of them inside", cells.len(), inside.len());
    println!(
        "  {} runs, {} footpaths, {n_chunks} chunk, {:.0} stops on the streets, {} reached",
        tt.trips.len(),
        footpaths.len(),
        f64_from(attached.platforms().len() - attached.n_off_streets()),
        places.len() - 1
    );
}
