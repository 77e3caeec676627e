//! Close a street, or change its speed limit, and look again: Porto, streets of OpenStreetMap and
//! STCP's buses on a Wednesday. The plan is opened once; then each run gives a project another edit
//! and asks for one isochrone (45 minutes on foot and by bus, median of 07:00 to 09:00, cells of
//! 100 m) and for a matrix of 200 × 200 places by car. Both answers are those of the plan opened
//! afresh with the edit, which is asserted first.
//!
//! Then the hierarchy alone: the links of an edit customized again, against all of them, in one run.
//!
//! Skips, saying so, where the shared data folder is absent.
#![expect(clippy::print_stdout, reason = "a benchmark prints")]

use std::fmt::Write as _;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use allways_base::random::Random;
use allways_base::{LonLat, Metres, Seconds, ServiceTime, Window};
use allways_city::check::CheckSettings;
use allways_city::matrix::{MatrixAsk, MatrixHead, MatrixSink, travel_times};
use allways_city::open::{City, open};
use allways_city::reach::{Reach, ReachAsk, reach};
use allways_city::scenario::Scenario;
use allways_plan::plan::{Edit, Span};
use allways_streets::prepared::Order;
use allways_streets::{
    Conditions, Driver, Mode, ModeSet, Prepared, StreetEdits, StreetNetwork, Traveller, Weights,
};

/// In the middle of the city.
const FROM: LonLat = LonLat { lon: -8.6109, lat: 41.1496 };
const N: usize = 200;

fn plan_text(data: &Path) -> String {
    let data = data.display();
    format!(
        r#"name = "Porto"
time_zone = "Europe/Lisbon"
date = "2024-10-16"
years = [2024, 2025]
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
"#
    )
}

/// The edit as a plan writes it.
fn text_of(edit: &Edit) -> String {
    match edit {
        Edit::CloseWay { way, .. } => format!("{{ close_way = {way} }}"),
        Edit::WaySpeed { way, km_h, .. } => format!("{{ way_speed = {way}, km_h = {km_h:?} }}"),
        _ => String::new(),
    }
}

fn opened(dir: &Path, edit: &str) -> City {
    let projects = format!(
        "[[project]]\nid = \"works\"\nname = \"Works\"\nsector = \"road\"\nopens = 2025\n\
         edits = [ {edit} ]\nsource = \"made up\"\nconfidence = \"low\"\n"
    );
    std::fs::write(dir.join("projects.toml"), projects).expect("writable");
    open(dir, None).map_err(|error| format!("{error:?}")).expect("a plan that opens")
}

fn settings(year: i16) -> CheckSettings {
    CheckSettings { year: Some(year), ..CheckSettings::default() }
}

fn drawn(city: &City, year: i16) -> Reach {
    let ask = ReachAsk {
        from: &format!("{},{}", FROM.lat, FROM.lon),
        window: Window {
            from: ServiceTime::hms(7, 0, 0),
            to: ServiceTime::hms(9, 0, 0),
            step: Seconds(60),
        },
        percentiles: &[50],
        cutoffs_min: &[45],
        opportunities: None,
        cell: Metres(100.0),
        modes: "walk,transit",
    };
    reach(city, &settings(year), &ask).expect("an answer")
}

#[derive(Default)]
struct Rows(Vec<Option<Seconds>>);

impl MatrixSink for Rows {
    fn begin(&mut self, _: &MatrixHead<'_>) -> io::Result<usize> {
        Ok(0)
    }

    fn row(&mut self, _: usize, times: &[Option<Seconds>]) -> io::Result<()> {
        self.0.extend(times);
        Ok(())
    }
}

fn by_car(city: &City, year: i16, places: &Path) -> Vec<Option<Seconds>> {
    let from = ServiceTime::hms(8, 0, 0);
    let window = Window { from, to: from + Seconds(60), step: Seconds(60) };
    let (origins, destinations) = (places, places);
    let ask = MatrixAsk { origins, destinations, window, percentiles: &[50], modes: "drive" };
    let mut rows = Rows::default();
    travel_times(city, &settings(year), &ask, &mut rows).expect("an answer");
    rows.0
}

fn ms(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1e3
}

fn main() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/porto");
    let Ok(data) = data.canonicalize() else {
        println!("skipped: ../shared/data/porto is absent");
        return;
    };
    let dir = tempfile::tempdir().expect("a folder");
    std::fs::write(dir.path().join("plan.toml"), plan_text(&data)).expect("writable");
    let mut random = Random::new(1, 0);
    let mut csv = "id,lat,lon\n".to_owned();
    for k in 0..N {
        let (x, y) = (random.unit(), random.unit());
        writeln!(csv, "p{k},{},{}", 41.13 + 0.06 * y, -8.68 + 0.12 * x).expect("text");
    }
    let places = dir.path().join("places.csv");
    std::fs::write(&places, csv).expect("writable");

    let mut city = opened(dir.path(), "");
    let streets = Arc::clone(city.streets.as_ref().expect("streets"));
    let net = streets.network(Mode::Drive);
    let ways = near(net);
    let span = Span::default;
    let edits: Vec<Edit> = ways
        .iter()
        .flat_map(|&way| {
            let close = Edit::CloseWay { way, to: Vec::new(), span: span() };
            [close, Edit::WaySpeed { way, km_h: 15.0, span: span() }]
        })
        .collect();
    let start = Instant::now();
    let base = (drawn(&city, 2024), by_car(&city, 2024, &places));
    println!("the year without edits, networks and order made: {:.0} ms", ms(start));
    let (mut redraws, mut matrices) = (Vec::new(), Vec::new());
    for edit in &edits {
        city.plan.projects[0].edits = vec![edit.clone()];
        let start = Instant::now();
        let redrawn = drawn(&city, 2025);
        redraws.push(ms(start));
        let start = Instant::now();
        let matrix = by_car(&city, 2025, &places);
        matrices.push(ms(start));
        let scenario = Scenario::compile(&city, 2025);
        let how = scenario.customization(Mode::Drive, 0).expect("streets");
        let afresh = opened(dir.path(), &text_of(edit));
        let wanted = drawn(&afresh, 2025);
        assert!(redrawn.isochrones == wanted.isochrones, "differs from the plan opened afresh");
        let off = |(a, b): (&Option<Seconds>, &Option<Seconds>)| match (a, b) {
            (Some(a), Some(b)) => a.0.abs_diff(b.0),
            (a, b) => {
                if a == b {
                    0
                } else {
                    u32::MAX
                }
            }
        };
        let fresh = by_car(&afresh, 2025, &places);
        let most = matrix.iter().zip(&fresh).map(off).max().unwrap_or(0);
        let n_changed = matrix.iter().zip(&base.1).filter(|(a, b)| a != b).count();
        println!(
            "  {}: {} arcs, {} links, {} triangles customized again; {n_changed} of {} times by \
             car change, {most} s at most from the plan opened afresh; the isochrone {}",
            text_of(edit),
            how.changed.map_or_else(|| "all".to_owned(), |n| n.to_string()),
            how.work.links,
            how.work.triangles,
            matrix.len(),
            if redrawn.times == base.0.times { "stays" } else { "changes" }
        );
        assert!(most <= 1, "differs from the plan opened afresh");
    }
    let told = |what: &str, times: &mut Vec<f64>| {
        times.sort_by(f64::total_cmp);
        let (median, n) = (times[times.len() / 2], times.len());
        println!(
            "{what}: median {median:.0} ms ({:.0} to {:.0}, {n} edits)",
            times[0],
            times[n - 1]
        );
    };
    told("edit a street, redraw an isochrone", &mut redraws);
    told("edit a street, 200 x 200 by car", &mut matrices);
    hierarchies(net, &edits);
}

/// Ways that one drives on, here and there in the city, each an edge of its own at its place.
fn near(net: &StreetNetwork) -> Vec<i64> {
    let car = Weights::new(net, &Traveller::Driver(Driver::car()), &Conditions::usual());
    let mut ways = Vec::new();
    for (lon, lat) in [(-8.6109, 41.1496), (-8.6291, 41.1579), (-8.5886, 41.1639)] {
        let snap = net.snap(LonLat { lon, lat }, Metres(300.0), &car).expect("a street");
        ways.push(net.edge(snap.edge).way);
    }
    ways
}

/// Customization alone: the links of an edit against all.
fn hierarchies(net: &StreetNetwork, edits: &[Edit]) {
    let car = Traveller::Driver(Driver::car());
    let order = Order::default();
    let start = Instant::now();
    let base = Prepared::new(Weights::new(net, &car, &Conditions::usual()), Arc::clone(&order));
    let whole = base.customization(net).work;
    println!("order and first customization: {:.0} ms", ms(start));
    let base = Arc::new(base);
    for edit in edits {
        let mut all = StreetEdits::default();
        match edit {
            Edit::CloseWay { way, .. } => all.close(*way, ModeSet::MOTOR),
            Edit::WaySpeed { way, km_h, .. } => all.limit(*way, *km_h),
            _ => {}
        }
        let mut conditions = Conditions::usual();
        if !all.add_to(&mut conditions, net) {
            println!("  {}: the network is not cut for it", text_of(edit));
            continue;
        }
        let weights = Weights::new(net, &car, &conditions);
        let (mut part, mut full, mut pruned) = (f64::INFINITY, f64::INFINITY, f64::INFINITY);
        let mut work = whole;
        for _ in 0..5 {
            let edited = Prepared::edited(weights.clone(), Arc::clone(&base));
            let anew = Prepared::new(weights.clone(), Arc::clone(&order));
            let start = Instant::now();
            work = edited.customization(net).work;
            part = part.min(ms(start));
            let start = Instant::now();
            std::hint::black_box(anew.customization(net));
            full = full.min(ms(start));
            let start = Instant::now();
            std::hint::black_box(edited.graph(net));
            pruned = pruned.min(ms(start));
        }
        println!(
            "  {}: in part {part:.2} ms ({} links, {} triangles), in full {full:.1} ms ({} links, {} \
             triangles): {:.1} times; the search graph {pruned:.1} ms",
            text_of(edit),
            work.links,
            work.triangles,
            whole.links,
            whole.triangles,
            full / part
        );
    }
}
