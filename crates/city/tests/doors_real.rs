//! Doors on real streets: goods of Grande Porto to and from a quay in the port of Leixões, against
//! the matrix of the city's engine by truck.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{fs, io};

use allways_base::random::Random;
use allways_base::{Seconds, ServiceTime, Window};
use allways_city::check::CheckSettings;
use allways_city::corridor::{CorridorAsk, CorridorLeg, Toward, corridor};
use allways_city::matrix::{MatrixAsk, MatrixHead, MatrixSink, travel_times};
use allways_city::open::{City, open};

const QUAY: (f64, f64) = (41.1870, -8.6990);

const TERMINALS: &str = "id,name,kind,lat,lon,utc_offset_h,source,confidence
quay,Leixoes,seaport,41.1870,-8.6990,0,test,high
far,Rotterdam,seaport,51.9500,4.0500,1,test,high
";

const SERVICES: &str = "id,from,to,corridor,mode,carries,distance_km,time_h,cost,cost_unit,departures_per_week,source,confidence
ship,quay,far,Ship,sea,freight,1600,72,400,USD/FEU,7,test,high
";

/// The streets; `None`, saying so, where they are absent.
#[expect(clippy::print_stderr, reason = "a test that skips says so")]
fn streets() -> Option<PathBuf> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let file = data.join("porto/porto_portugal.osm.pbf");
    if file.is_file() {
        return Some(file.canonicalize().unwrap());
    }
    assert!(std::env::var_os("ALLWAYS_NEEDS_DATA").is_none(), "{} is absent", file.display());
    eprintln!("skipped: ../shared/data/porto is absent");
    None
}

fn city(streets: &Path) -> City {
    let dir = tempfile::tempdir().unwrap();
    let plan = format!(
        "name = \"Porto\"\ntime_zone = \"Europe/Lisbon\"\ndate = \"2026-11-25\"\nyears = [2026]\n\
         [[source]]\nid = \"streets\"\nkind = \"osm\"\npath = \"{}\"\n\
         [[source]]\nid = \"world\"\nkind = \"corridors\"\nterminals = \"terminals.csv\"\n\
         services = \"services.csv\"\n",
        streets.display()
    );
    for (name, text) in
        [("plan.toml", plan.as_str()), ("terminals.csv", TERMINALS), ("services.csv", SERVICES)]
    {
        fs::write(dir.path().join(name), text).unwrap();
    }
    open(dir.path(), None).unwrap()
}

#[derive(Default)]
struct Rows(Vec<Vec<Option<Seconds>>>);

impl MatrixSink for Rows {
    fn begin(&mut self, _: &MatrixHead<'_>) -> io::Result<usize> {
        Ok(0)
    }

    fn row(&mut self, _: usize, times: &[Option<Seconds>]) -> io::Result<()> {
        self.0.push(times.to_vec());
        Ok(())
    }
}

const WINDOW: Window =
    Window { from: ServiceTime::hms(8, 0, 0), to: ServiceTime::hms(8, 1, 0), step: Seconds(60) };

/// Seconds by truck between all places.
fn matrix(city: &City, places: &[(f64, f64)]) -> Vec<Vec<Option<Seconds>>> {
    let mut text = "id,lat,lon\n".to_owned();
    for (k, (lat, lon)) in places.iter().enumerate() {
        writeln!(text, "p{k},{lat:.6},{lon:.6}").unwrap();
    }
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), text).unwrap();
    let (origins, destinations) = (file.path(), file.path());
    let ask =
        MatrixAsk { origins, destinations, window: WINDOW, percentiles: &[50], modes: "truck" };
    let mut rows = Rows::default();
    travel_times(city, &CheckSettings::default(), &ask, &mut rows).unwrap();
    rows.0
}

/// The legs of the only option.
fn legs(city: &City, from: &str, to: &str) -> Vec<CorridorLeg> {
    let ask = CorridorAsk {
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
        window: WINDOW,
        budget: None,
    };
    let mut answer = corridor(city, &CheckSettings::default(), &ask).unwrap();
    let by_truck = |note: &String| note.contains("by truck through the streets of the plan");
    assert!(answer.notes.iter().any(by_truck), "{:?}", answer.notes);
    answer.options.pop().unwrap().legs
}

#[test]
fn a_truck_takes_as_long_to_the_quay_as_the_matrix_says() {
    let Some(streets) = streets() else { return };
    let city = city(&streets);
    let mut random = Random::new(2026, 11);
    // Around the city, from the coast to the hills.
    let mut places = vec![QUAY];
    for _ in 0..30 {
        let mut within =
            |low: f64, high: f64| ((low + (high - low) * random.unit()) * 1e6).round() / 1e6;
        places.push((within(41.10, 41.25), within(-8.69, -8.45)));
    }
    let times = matrix(&city, &places);
    let (mut n_driven, mut n_other_way) = (0, 0);
    for (k, (lat, lon)) in places.iter().enumerate().skip(1) {
        let (Some(there), Some(back)) = (times[k][0], times[0][k]) else { continue };
        let door = format!("{lat:.6},{lon:.6}");
        let ends = [(door.as_str(), "far", there), ("far", door.as_str(), back)];
        for (from, to, want) in ends {
            let legs = legs(&city, from, to);
            let leg = if from == "far" { legs.last() } else { legs.first() }.unwrap();
            assert_eq!(leg.mode, allways_corridor::Mode::Road);
            let seconds = (leg.parts.ride_h * 3600.0).round();
            assert!((seconds - f64::from(want.0)).abs() < 0.5, "{from} to {to}: {seconds}, {want}");
            // As long as a drive at 10 to 120 km/h.
            let km_h = leg.distance_km.unwrap() / leg.parts.ride_h;
            assert!((10.0..120.0).contains(&km_h), "{from} to {to}: {km_h} km/h");
        }
        n_driven += 1;
        n_other_way += usize::from(there != back);
    }
    assert!(n_driven > 20 && n_other_way > 10, "{n_driven}, {n_other_way}");
}
