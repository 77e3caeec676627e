//! The data sets of `../shared/data`: every check on every set that it makes sense for.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use allways_base::random::Random;
use allways_base::{Idx, LonLat, Metres, Window};
use allways_city::open::open;
use allways_geo::datum::Datum;
use allways_testkit::data::shared;
use allways_transit::feed::StopIdx;

use crate::ask::{Spot, World};
use crate::one_number::{Size, Tally, one_number};
use crate::{changes, coverage, streets};

/// A data set, on a day of its calendars.
struct Set {
    name: &'static str,
    feeds: &'static [&'static str],
    osm: Option<&'static str>,
    zone: &'static str,
    date: &'static str,
    window: &'static str,
    /// Minutes.
    longest: u32,
}

const BUSES: &str = "08:00..08:20";

const ZHELEZ: Set = Set {
    name: "zhelez",
    feeds: &["zhelez/gtfs.zip"],
    osm: Some("zhelez/roads_zhelez.pbf"),
    zone: "Asia/Krasnoyarsk",
    date: "2024-05-15",
    window: BUSES,
    longest: 120,
};

const NKY: Set = Set {
    name: "nky",
    feeds: &["nky/TANK-GTFS.zip"],
    osm: Some("nky/streets.osm.pbf"),
    zone: "America/New_York",
    date: "2019-11-13",
    window: BUSES,
    longest: 120,
};

const PORTO: Set = Set {
    name: "porto",
    feeds: &["porto/stcp.zip"],
    osm: Some("porto/porto_portugal.osm.pbf"),
    zone: "Europe/Lisbon",
    date: "2023-09-13",
    window: BUSES,
    longest: 90,
};

const BATANGAS: Set = Set {
    name: "batangas",
    feeds: &["batangas/gtfs.zip"],
    osm: Some("batangas/batangas.pbf"),
    zone: "Asia/Manila",
    date: "2026-03-11",
    window: BUSES,
    longest: 120,
};

const NEW_YORK: Set = Set {
    name: "nyc: Staten Island and Long Island",
    feeds: &["nyc/bus_si.gtfs.zip", "nyc/lirr.gtfs.zip"],
    osm: None,
    zone: "America/New_York",
    date: "2026-10-14",
    window: BUSES,
    longest: 120,
};

const CHINA: Set = Set {
    name: "china_hsr",
    feeds: &["china_hsr/gtfs.zip"],
    osm: None,
    zone: "Asia/Shanghai",
    date: "2016-03-10",
    window: "08:00..09:00",
    longest: 900,
};

fn plan_text(set: &Set, folder: &Path) -> String {
    let year: i16 = set.date[..4].parse().unwrap();
    let mut text = format!(
        "name = \"{}\"\ntime_zone = \"{}\"\ndate = \"{}\"\nyears = [{year}, {}]\n[defaults]\n\
         max_duration_min = {}\n",
        set.name,
        set.zone,
        set.date,
        year + 1,
        set.longest
    );
    let mut source = |id: &str, kind: &str, file: &str| {
        let path = folder.join(file);
        let path = path.display();
        write!(text, "\n[[source]]\nid = \"{id}\"\nkind = \"{kind}\"\npath = \"{path}\"\n")
            .unwrap();
    };
    for (k, file) in set.feeds.iter().enumerate() {
        source(&format!("f{k}"), "gtfs", file);
    }
    if let Some(file) = set.osm {
        source("streets", "osm", file);
    }
    text
}

/// Seven places within some hundred metres of stops that are called at, and five such stops.
fn world(set: &Set, folder: &Path) -> World {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("plan.toml"), plan_text(set, folder)).unwrap();
    let city = open(dir.path(), None).unwrap();
    let mut random = Random::new(2026, 56);
    let mut spots = Vec::new();
    while spots.len() < 12 {
        let trips = u32::try_from(city.feed.trips.len()).unwrap();
        let trip = city.feed.trips.indices().nth(random.below(trips).try_into().unwrap()).unwrap();
        let calls = &city.feed.stop_times[trip];
        if !city.feed.services[city.feed.trips[trip].service].runs(city.plan.date) {
            continue;
        }
        let call = calls[usize::try_from(random.below(calls.len().try_into().unwrap())).unwrap()];
        let stop = &city.feed.stops[call.stop];
        let Some(at) = stop.position else { continue };
        if spots.len() < 7 {
            let mut near = |x: f64| x + 0.006 * (random.unit() - 0.5);
            spots.push(Spot::At(LonLat::new(near(at.lon), near(at.lat))));
        } else {
            spots.push(Spot::Stop(stop.id.clone()));
        }
    }
    let window = Window::parse(set.window).unwrap();
    World { name: set.name.into(), city, dir, spots, window }
}

/// One number, and every change.
fn all(set: &Set, size: Size) {
    let Some(folder) = shared("data") else { return };
    let mut world = world(set, &folder);
    let Tally { compared, reached } = one_number(&world, 7, size);
    assert!(compared > 500 && reached > compared / 10, "{}: {compared}, {reached}", set.name);
    changes::any_number_of_threads(&world, size.side);
    datums(&world);
    let mut told = changes::Told::default();
    changes::all(&mut world, 7, &mut told);
    assert_eq!(told.0["at all"], 1, "{}", set.name);
    let around = world.city.feed.stops[StopIdx::from_usize(0)].position.unwrap();
    coverage::a_stop_added_never_hurts(set.name, &plan_text(set, &folder), around);
    if let Some(file) = set.osm {
        streets::all(set.name, &folder.join(file));
    }
}

/// Stops there and back again by either Chinese datum: half a metre at most, and nothing at all
/// outside of China.
fn datums(world: &World) {
    let places = world.city.feed.stops.as_slice().iter().filter_map(|stop| stop.position);
    for at in places {
        for datum in [Datum::Gcj02, Datum::Bd09] {
            let back = datum.to_wgs84(datum.from_wgs84(at));
            let off = allways_geo::distance(at, back);
            assert!(off < Metres(0.5), "{}: {at:?} by {datum:?}: {off}", world.name);
        }
    }
}

const USUAL: Size = Size { pairs: 12, routes: 2, isochrones: 2, cells: 60, side: Metres(250.0) };

#[test]
fn zhelez() {
    all(&ZHELEZ, Size { pairs: 30, routes: 6, ..USUAL });
}

#[test]
fn northern_kentucky() {
    all(&NKY, USUAL);
}

#[test]
fn porto() {
    all(&PORTO, Size { side: Metres(400.0), ..USUAL });
}

#[test]
fn batangas() {
    all(&BATANGAS, USUAL);
}

#[test]
fn new_york() {
    all(&NEW_YORK, Size { side: Metres(500.0), ..USUAL });
}

#[test]
fn high_speed_trains() {
    all(&CHINA, Size { side: Metres(1000.0), ..USUAL });
}

#[test]
fn andorra() {
    let Some(folder) = shared("data") else { return };
    streets::all("andorra", &folder.join("andorra/andorra.osm.pbf"));
    streets::hills(&folder.join("andorra"));
}
