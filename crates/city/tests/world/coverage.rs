//! A stop added never lowers coverage, by any definition.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use allways_base::random::Random;
use allways_base::{LonLat, ServiceTime};
use allways_city::check::{CheckSettings, check};
use allways_city::open::{City, open};
use allways_transit::feed::{StepFree, Stop, StopKind, StopTime};

use crate::changes::some_trip;

const DEFINITIONS: [&str; 4] =
    ["cn-500m-area", "cn-300m-area", "walk-500m-people", "frequent-500m-people"];

/// A place within a square of `side` degrees.
fn anywhere(around: LonLat, side: f64, random: &mut Random) -> LonLat {
    let mut near = |x: f64| x + side * (random.unit() - 0.5);
    LonLat::new(near(around.lon), near(around.lat))
}

/// Opens a plan with a promise of each definition, for a square with a hundred hamlets.
pub(crate) fn open_with_promises(dir: &Path, plan: &str, around: LonLat, side: f64) -> City {
    let mut random = Random::new(1, 54);
    let mut hamlets = String::from("id,name,kind,lat,lon,people\n");
    for k in 0..100 {
        let at = anywhere(around, side, &mut random);
        writeln!(hamlets, "h{k},Hamlet {k},town,{},{},{}", at.lat, at.lon, 10 + k).unwrap();
    }
    let (west, east) = (around.lon - side / 2.0, around.lon + side / 2.0);
    let (south, north) = (around.lat - side / 2.0, around.lat + side / 2.0);
    let zone = format!(
        "{{\"type\":\"FeatureCollection\",\"features\":[{{\"type\":\"Feature\",\"properties\":\
         {{\"id\":\"z\",\"name\":\"Z\",\"kind\":\"district\",\"people\":5950}},\"geometry\":\
         {{\"type\":\"Polygon\",\"coordinates\":[[[{west},{south}],[{east},{south}],[{east},{north}],\
         [{west},{north}],[{west},{south}]]]}}}}]}}"
    );
    let mut promises = String::new();
    for definition in DEFINITIONS {
        write!(
            promises,
            "[[promise]]\nid = \"{definition}\"\nsays = \"x\"\nfrom = \"x\"\nmeasure = \"coverage\"\n\
             with = {{ definition = \"{definition}\", modes = [\"transit\"] }}\ntarget = \">= 50 %\"\n"
        )
        .unwrap();
    }
    let plan = format!(
        "{plan}\n[[source]]\nid = \"h\"\nkind = \"points\"\npath = \"hamlets.csv\"\n\n\
         [[source]]\nid = \"zones\"\nkind = \"zones\"\npath = \"zones.geojson\"\n"
    );
    for (file, text) in [
        ("plan.toml", &plan),
        ("hamlets.csv", &hamlets),
        ("zones.geojson", &zone),
        ("promises.toml", &promises),
    ] {
        fs::write(dir.join(file), text).unwrap();
    }
    open(dir, None).unwrap()
}

/// The four shares of a plan, in per cent.
pub(crate) fn shares(city: &City) -> Vec<f64> {
    let settings = CheckSettings::default();
    let verdicts = check(city, &settings, &|_, _, _| ()).unwrap().judgement.verdicts;
    let share = |reading: &allways_city::verdict::Finding| {
        let low = reading.bounds.map(|(low, _)| low);
        reading.value.or(low).unwrap_or_else(|| unreachable!("{}", reading.summary))
    };
    assert_eq!(verdicts.len(), DEFINITIONS.len());
    verdicts.iter().map(|verdict| share(&verdict.reading)).collect()
}

/// A new stop, which a shuttle joins to the first stop of a trip, every six minutes from 7 to 9.
pub(crate) fn add_stop(city: &mut City, at: LonLat, random: &mut Random) {
    let trip = some_trip(&city.feed, city.plan.date, random, |_| true).unwrap();
    let n = city.feed.stops.len();
    let new = city.feed.stops.push(Stop {
        id: format!("new {n}"),
        name: "New".into(),
        other_names: Vec::new(),
        position: Some(at),
        kind: StopKind::Platform,
        parent: None,
        step_free: StepFree::Unknown,
    });
    let first = city.feed.stop_times[trip][0].stop;
    for minute in (420..540).step_by(6) {
        let now = ServiceTime(60 * minute);
        let call =
            |stop| StopTime { stop, arrive: now, depart: now, may_board: true, may_alight: true };
        city.feed.stop_times.push_row([call(first), call(new), call(first)]);
        let mut row = city.feed.trips[trip].clone();
        row.id = format!("new {n} {minute}");
        city.feed.trips.push(row);
    }
}

/// True if any share rose.
pub(crate) fn none_lower(name: &str, before: &[f64], after: &[f64]) -> bool {
    for (definition, (before, after)) in DEFINITIONS.iter().zip(before.iter().zip(after)) {
        assert!(after >= before, "{name}: {definition}: {before} to {after}");
    }
    before != after
}

/// Around a stop of a plan of a real city: ten stops, one after the other.
pub(crate) fn a_stop_added_never_hurts(name: &str, plan: &str, around: LonLat) {
    let dir = tempfile::tempdir().unwrap();
    let mut city = open_with_promises(dir.path(), plan, around, 0.1);
    let mut random = Random::new(2, 54);
    let first = shares(&city);
    let mut before = first.clone();
    for _ in 0..10 {
        add_stop(&mut city, anywhere(around, 0.1, &mut random), &mut random);
        let after = shares(&city);
        none_lower(name, &before, &after);
        before = after;
    }
    assert!(before[0] > first[0] && before[1] > first[1], "{name}: {first:?} {before:?}");
}
