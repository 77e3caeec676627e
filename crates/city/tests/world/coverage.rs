//! A stop added never lowers coverage, by any definition.

use std::fmt::Write as _;
use std::fs;

use allways_base::random::Random;
use allways_base::{Csr, LonLat, ServiceTime};
use allways_city::check::{CheckSettings, check};
use allways_city::open::{City, open};
use allways_transit::feed::{Stop, StopKind, StopTime};

use crate::changes::some_trip;
use crate::real::{Set, plan_text};

const DEFINITIONS: [&str; 4] =
    ["cn-500m-area", "cn-300m-area", "walk-500m-people", "frequent-500m-people"];

/// The four shares of a plan, in per cent.
fn shares(city: &City) -> Vec<f64> {
    let checked = check(city, &CheckSettings::default(), &|_, _, _| ()).unwrap();
    let verdicts = checked.judgement.verdicts;
    verdicts.iter().map(|v| v.reading.value.expect(&v.reading.summary)).collect()
}

/// A square of 0.1° around a stop of the set, with a hundred hamlets, and twelve stops added one by
/// one, each to a trip of the day.
pub(crate) fn a_stop_added_never_hurts(set: &Set, folder: &std::path::Path, around: LonLat) {
    let mut random = Random::new(1, 54);
    let mut anywhere = || {
        let mut near = |x: f64| x + 0.1 * (random.unit() - 0.5);
        LonLat::new(near(around.lon), near(around.lat))
    };
    let dir = tempfile::tempdir().unwrap();
    let mut hamlets = String::from("id,name,kind,lat,lon,people\n");
    for k in 0..100 {
        let at = anywhere();
        writeln!(hamlets, "h{k},Hamlet {k},town,{},{},{}", at.lat, at.lon, 10 + k).unwrap();
    }
    let (west, east) = (around.lon - 0.05, around.lon + 0.05);
    let (south, north) = (around.lat - 0.05, around.lat + 0.05);
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
             with = {{ definition = \"{definition}\" }}\ntarget = \">= 50 %\"\n"
        )
        .unwrap();
    }
    let plan = plan_text(set, folder)
        + "\n[[source]]\nid = \"h\"\nkind = \"points\"\npath = \"hamlets.csv\"\n\n\
           [[source]]\nid = \"zones\"\nkind = \"zones\"\npath = \"zones.geojson\"\n";
    for (file, text) in [
        ("plan.toml", &plan),
        ("hamlets.csv", &hamlets),
        ("zones.geojson", &zone),
        ("promises.toml", &promises),
    ] {
        fs::write(dir.path().join(file), text).unwrap();
    }
    let mut city = open(dir.path(), None).unwrap();
    let mut before = shares(&city);
    let (first, n) = (before.clone(), DEFINITIONS.len());
    assert_eq!(before.len(), n);
    for k in 0..12 {
        let at = anywhere();
        let mut random = Random::new(k, 55);
        let trip = some_trip(&city.feed, city.plan.date, &mut random).unwrap();
        let stop = city.feed.stops.push(Stop {
            id: format!("new {k}"),
            name: "New".into(),
            other_names: Vec::new(),
            position: Some(at),
            kind: StopKind::Platform,
            parent: None,
            step_free: allways_transit::feed::StepFree::Unknown,
        });
        // Called at, in no time, before the trip's second call; by a run every six minutes.
        let mut rows: Vec<Vec<StopTime>> =
            city.feed.trips.indices().map(|trip| city.feed.stop_times[trip].to_vec()).collect();
        let first = rows[allways_base::Idx::to_usize(trip)][0];
        for minute in (420..540).step_by(6) {
            let now = ServiceTime(60 * minute);
            let call = |stop| StopTime {
                stop,
                arrive: now,
                depart: now,
                may_board: true,
                may_alight: true,
            };
            rows.push(
                vec![call(first.stop), call(stop)].into_iter().chain([call(first.stop)]).collect(),
            );
            let mut row = city.feed.trips[trip].clone();
            row.id = format!("new {k} {minute}");
            city.feed.trips.push(row);
        }
        city.feed.stop_times = Csr::from_rows(rows);
        let after = shares(&city);
        for (definition, (before, after)) in DEFINITIONS.iter().zip(before.iter().zip(&after)) {
            assert!(after >= before, "{}: {definition}: {before} to {after}", set.name);
        }
        before = after;
    }
    assert!(before[0] > first[0] && before[3] > first[3], "{first:?} {before:?}");
}
