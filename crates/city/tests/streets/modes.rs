//! By bicycle and car: to the first stop, and all the way; one answer agrees with every other.

use allways_base::random::Random;
use allways_base::{Metres, Seconds, ServiceTime, Window};
use allways_city::check::check;
use allways_city::open::OpenError;
use allways_city::reach::{ReachAsk, reach};
use allways_city::verdict::{JourneyRecord, LegKind};

use crate::town::{Folder, journey, matrix, node, who};

/// A road of 30 thousandths (3340 m) at 36 km/h, a bus from its middle to its end, and a path on
/// foot beyond.
fn road() -> Folder {
    let nodes = [(2, 15.0, 0.0), (1, 0.0, 0.0), (4, 32.0, 0.0), (3, 30.0, 0.0)];
    let ways = "w1 n1,n2 highway=residential maxspeed=36
        w2 n2,n3 highway=residential maxspeed=36 oneway=yes
        w3 n3,n4 highway=footway";
    Folder::new(&nodes, ways)
}

fn minutes(record: &JourneyRecord) -> Vec<(LegKind, u32)> {
    let leg = |leg: &allways_city::verdict::LegRecord| {
        (leg.kind, leg.arrival.since(leg.departure).0 / 60)
    };
    record.legs.iter().map(leg).collect()
}

#[test]
fn d01_alone_a_mode_goes_all_the_way() {
    let city = road().open();
    let places = [(0.0, 0.0), (30.0, 0.0)];
    let times = |modes: &str| {
        let times = matrix(&city, &who("", ""), &places, modes).times;
        [times[0][1].map(|s| s.0), times[1][0].map(|s| s.0)]
    };
    // 3339.6 m at 10 m/s; nobody drives back along the one-way.
    assert_eq!(times("drive"), [Some(334), None]);
    assert_eq!(times("truck"), times("drive"));
    // On foot 3340 s, which is below the limit of an hour.
    assert_eq!(times("walk"), [Some(3340), Some(3340)]);
    let [there, back] = times("cycle");
    // About 18.5 km/h; back along the one-way one pushes nothing: it is closed.
    assert!(there.is_some_and(|s| (600..700).contains(&s)), "{there:?}");
    assert_eq!(back, None);
    assert_eq!(times("drive,walk"), [Some(334), Some(3340)]);
}

/// A bridge for 10 t, and a way round it of 60 thousandths.
#[test]
fn d01b_a_truck_keeps_to_the_limits_that_it_is_asked_for() {
    let nodes = [(1, 0.0, 0.0), (2, 30.0, 0.0), (3, 15.0, 26.0)];
    let ways = "w1 n1,n2 highway=residential maxspeed=36 bridge=yes maxweight=10 maxheight=3.5
        w2 n1,n3,n2 highway=residential maxspeed=36";
    let seconds = |defaults: &str| {
        let city = Folder::new(&nodes, ways).with_defaults(defaults).open();
        let times = matrix(&city, &who("", ""), &[(0.0, 0.0), (30.0, 0.0)], "truck").times;
        times[0][1].map(|s| s.0)
    };
    assert_eq!(seconds(""), Some(334));
    assert_eq!(seconds("truck_weight_t = 10"), Some(334));
    let round = seconds("truck_weight_t = 10.5");
    assert!(round.is_some_and(|s| s > 650), "{round:?}");
    assert_eq!(seconds("truck_height_m = 4.0"), round);
    assert_eq!(seconds("truck_height_m = 3.5"), Some(334));
}

#[test]
fn d02_a_leg_says_by_what() {
    let city = road().open();
    let places = [(0.0, 0.0), (31.0, 0.0)];
    let found = journey(&city, &who("", ""), places, "drive");
    assert_eq!(minutes(&found.journeys[0]), [(LegKind::Drive, 7)]);
    assert!(found.journeys[0].legs[0].line.len() >= 3);
    let notes = found.notes.join("\n");
    assert!(notes.contains("by car: at the speed limits with no other traffic"), "{notes}");
    assert!(!notes.contains("first stop"), "{notes}");
    let found = journey(&city, &who("", ""), places, "cycle");
    assert_eq!(found.journeys[0].legs[0].kind, LegKind::Cycle);
}

#[test]
fn d03_to_the_first_stop_and_no_farther() {
    let city = road().with_defaults("drive_limit_min = 10\ncycle_limit_min = 20").open();
    // From the start to the far end of the path: 15 thousandths by bicycle to the bus, a minute by
    // bus, 2 back on foot; the last journey is by bus.
    let places = [(0.0, 0.0), (32.0, 0.0)];
    let by_bus = journey(&city, &who("", ""), places, "cycle,transit");
    let kinds = |journey: &JourneyRecord| -> Vec<LegKind> {
        journey.legs.iter().map(|leg| leg.kind).collect()
    };
    let with_ride = by_bus.journeys.iter().find(|journey| journey.rides == 1).unwrap();
    assert_eq!(kinds(with_ride), [LegKind::Cycle, LegKind::Ride, LegKind::Walk]);
    assert!(by_bus.notes.join("\n").contains("at most 20 min"), "{:?}", by_bus.notes);
    // With less than the five and a half minutes that the way takes, the bus is not reached.
    let city = road().with_defaults("cycle_limit_min = 5").open();
    let rides = |modes: &str| {
        let found = journey(&city, &who("", ""), places, modes).journeys;
        found.iter().map(|journey| journey.rides).max()
    };
    assert_eq!(rides("cycle,transit"), Some(0));
    assert_eq!(rides("walk,transit"), Some(1));
    // Back: nobody has a bicycle at the end of the bus, and egress is on foot.
    let back = journey(&city, &who("", ""), [places[1], (14.0, 0.0)], "cycle,transit");
    for journey in &back.journeys {
        let last = journey.legs.last().unwrap();
        assert!(last.kind == LegKind::Walk || journey.rides == 0, "{journey:?}");
    }
}

/// A car park at 12 with a size and a nearer one to the bus for customers only.
fn road_with_parks(of_the_first: &str) -> Folder {
    let nodes = [(2, 15.0, 0.0), (1, 0.0, 0.0), (4, 32.0, 0.0), (3, 30.0, 0.0)];
    let ways = format!(
        "w1 n1,n2 highway=residential maxspeed=36
        w2 n2,n3 highway=residential maxspeed=36 oneway=yes
        w3 n3,n4 highway=footway
        {} amenity=parking {of_the_first}
        {} amenity=parking access=customers capacity=9",
        node(8, 12.0, 0.0),
        node(9, 14.0, 0.0)
    );
    Folder::new(&nodes, &ways)
}

#[test]
fn d06_a_car_is_parked_and_one_walks_from_there() {
    let city = road_with_parks("name=Middle capacity=120 access=yes").open();
    let places = [(0.0, 0.0), (32.0, 0.0)];
    let found = journey(&city, &who("", ""), places, "park,transit");
    let [one] = &found.journeys[..] else { panic!("{:?}", found.journeys) };
    // 1336 m by car, 334 m on foot, a minute by bus.
    let kinds = [LegKind::Drive, LegKind::Walk, LegKind::Ride];
    assert_eq!(one.legs.iter().map(|leg| leg.kind).collect::<Vec<_>>()[..3], kinds);
    let took = |k: usize| one.legs[k].arrival.since(one.legs[k].departure).0;
    assert_eq!((took(0), took(1)), (134, 334));
    assert_eq!(one.legs[0].to, "car park Middle (120 places)");
    assert_eq!(one.legs[1].from, one.legs[0].to);
    let notes = found.notes.join("\n");
    let told = "to one of 1 car parks of the streets and 1 h 00 min on foot from there; said to be \
                public: 1, the others are not said to be closed; with a stated size: 1, 120 places \
                in all; that there is room in each, at no loss of time, is an assumption";
    assert!(notes.contains(told), "{notes}");
    let by_matrix = matrix(&city, &who("", ""), &places, "park,transit").times[0][1];
    let eight = ServiceTime::hms(8, 0, 0);
    assert_eq!(by_matrix, Some(one.arrival.since(eight)));
    // Nobody knows how many fit in, and it has no name; nor is a car driven all the way.
    let city = road_with_parks("").open();
    let found = journey(&city, &who("", ""), places, "park,transit");
    assert_eq!(found.journeys[0].legs[0].to, "car park node/8 (size unknown)");
    assert_eq!(matrix(&city, &who("", ""), &places, "park,transit").times[0][1], by_matrix);
    // Two minutes do not lead to it.
    let city = road_with_parks("").with_defaults("drive_limit_min = 2").open();
    assert_eq!(matrix(&city, &who("", ""), &places, "park,transit").times[0][1], None);
    let when = || allways_city::query::When::Depart(eight);
    let refused = |city: &allways_city::open::City, modes: &str| {
        let told = allways_city::query::route(city, &who("", ""), "0,10", "0,10.01", when(), modes);
        told.unwrap_err().to_string()
    };
    assert!(refused(&city, "park").contains("add `transit`"));
    let closed = road_with_parks("access=private").open();
    assert!(refused(&closed, "park,transit").contains("no car park"));
}

#[test]
fn d04_without_streets_nobody_drives() {
    let city = road().with("town.osm.pbf", crate::osm_common::file("n1 x10 y0")).open();
    let settings = who("", "");
    let when = allways_city::query::When::Depart(ServiceTime::hms(8, 0, 0));
    let error = allways_city::query::route(&city, &settings, "0,10", "0,10.01", when, "drive");
    assert!(error.unwrap_err().to_string().contains("no streets"));
}

#[test]
fn d05_a_promise_by_car_is_judged_by_car_and_needs_streets() {
    let promise = "[[promise]]\nid = \"p\"\nsays = \"p\"\nmeasure = \"travel-time\"\n\
                   with = { from = \"0,10\", to = \"0,10.03\", modes = [\"drive\"] }\n\
                   target = \"<= 6 min\"\n";
    let folder = road().with("promises.toml", promise);
    let judged = check(&folder.open(), &who("", ""), &|_, _, _| ()).unwrap();
    let reading = &judged.judgement.verdicts[0].reading;
    assert!(reading.value.is_some_and(|minutes| (minutes - 334.0 / 60.0).abs() < 0.02));
    assert_eq!(reading.outcome.word(), "kept");
    assert!(reading.assumptions.iter().any(|text| text.starts_with("by car: at the speed limits")));
    let folder = folder.with("town.osm.pbf", crate::osm_common::file("n1 x10 y0"));
    let Err(OpenError::Plan { diagnostics, .. }) = folder.try_open() else {
        panic!("judged without streets")
    };
    assert!(
        diagnostics.iter().any(|d| d.message == "`drive` needs streets, and the plan has none")
    );
}

/// A town of 5 × 5 crossings whose streets differ in what they allow.
fn random_town(random: &mut Random) -> Folder {
    let id = |x: u32, y: u32| 1 + x + 5 * y;
    let mut nodes = Vec::new();
    let mut ways = String::new();
    let kinds = [
        "highway=residential",
        "highway=residential maxspeed=50",
        "highway=residential oneway=yes",
        "highway=footway",
        "highway=cycleway",
        "highway=steps",
        "highway=footway wheelchair=yes",
        "highway=secondary foot=no",
    ];
    let mut way = 0;
    for y in 0..5 {
        for x in 0..5 {
            let off = |random: &mut Random| (random.unit() - 0.5) * 0.8;
            let place = |n: u32, off: f64| f64::from(n) * 4.0 + off;
            nodes.push((id(x, y), place(x, off(random)), place(y, off(random))));
            for (to_x, to_y) in [(x + 1, y), (x, y + 1)] {
                if to_x < 5 && to_y < 5 && random.below(10) > 0 {
                    way += 1;
                    let n = u32::try_from(kinds.len()).unwrap();
                    let kind =
                        kinds[usize::try_from(random.below(n).min(random.below(n))).unwrap()];
                    ways += &format!("w{way} n{},n{} {kind}\n", id(x, y), id(to_x, to_y));
                }
            }
        }
    }
    for (k, (east, north)) in (90..).zip([(6.0, 6.0), (10.0, 11.0), (2.0, 14.0)]) {
        ways += &format!("{} amenity=parking\n", node(k, east, north));
    }
    Folder::new(&nodes, &ways).with_heights(|x, y| i16::try_from(100 + 3 * x % 40 + y).unwrap())
}

/// The reading of a promise in minutes, and what it rests on.
fn measured(folder: Folder, with: &str) -> Result<(Option<f64>, Vec<String>), String> {
    let promise = format!(
        "[[promise]]\nid = \"p\"\nsays = \"so\"\nmeasure = \"travel-time\"\nwith = {{ {with} }}\n\
         target = \"<= 30 min\"\n"
    );
    let city = match folder.with("promises.toml", promise).try_open() {
        Err(OpenError::Plan { diagnostics, .. }) => return Err(format!("{diagnostics:?}")),
        city => city.unwrap(),
    };
    let judged = check(&city, &who("", ""), &|_, _, _| ()).unwrap().judgement;
    let reading = judged.verdicts.into_iter().next().unwrap().reading;
    Ok((reading.value, reading.assumptions))
}

#[test]
fn d07_a_measure_parks_and_rides_like_the_commands() {
    let ends = |[(a, b), (c, d)]: [(f64, f64); 2]| {
        let place = |east, north| format!("{:.7},{:.7}", north / 1000.0, 10.0 + east / 1000.0);
        format!("from = \"{}\", to = \"{}\", window = \"08:00..08:01\"", place(a, b), place(c, d))
    };
    let with = |places, modes: &str| format!("{}, modes = [{modes}]", ends(places));
    let (park, places) = ("\"park\", \"transit\"", [(0.0, 0.0), (32.0, 0.0)]);
    let folder = road_with_parks("name=Middle capacity=120 access=yes");
    let of_matrix = matrix(&folder.open(), &who("", ""), &places, "park,transit");
    let (value, assumptions) = measured(folder, &with(places, park)).unwrap();
    let seconds = f64::from(of_matrix.times[0][1].unwrap().0);
    assert!((value.unwrap() * 60.0 - seconds).abs() < 1e-6, "{value:?} {seconds}");
    let told = of_matrix.notes.iter().find(|note| note.starts_with("park and ride")).unwrap();
    assert!(assumptions.contains(told), "{assumptions:?}");
    let mut n_found = 0;
    for seed in 0..40 {
        let mut random = Random::new(seed, 4);
        let folder = random_town(&mut random);
        let mut place = || (random.unit() * 16.0, random.unit() * 16.0);
        let places = [place(), place()];
        let modes = ["park,transit", "park,walk,transit"][usize::from(seed % 2 == 0)];
        let words = format!("\"{}\"", modes.replace(',', "\", \""));
        let time = matrix(&folder.open(), &who("", ""), &places, modes).times[0][1];
        let value = measured(folder, &with(places, &words)).unwrap().0;
        let seconds = value.map(|minutes| minutes * 60.0);
        let differ = seconds.zip(time).map_or(0.0, |(a, b)| (a - f64::from(b.0)).abs());
        assert!(seconds.is_some() == time.is_some() && differ < 1e-6, "{seed}: {value:?} {time:?}");
        n_found += usize::from(time.is_some());
    }
    assert!(n_found > 20, "{n_found}");
    let refused = |folder: Folder, modes: &str| measured(folder, &with(places, modes)).unwrap_err();
    assert!(refused(road_with_parks(""), "\"park\"").contains("add `transit`"));
    assert!(refused(road_with_parks("access=private"), park).contains("none that is open"));
}

#[test]
fn e01_matrix_route_and_reach_agree_and_more_modes_are_never_slower() {
    let all = [
        "walk,transit",
        "cycle,transit",
        "walk,cycle,transit",
        "walk,drive,transit",
        "drive",
        "cycle",
        "park,transit",
        "park,walk,transit",
    ];
    for seed in 0..12 {
        let mut random = Random::new(seed, 0);
        let city = random_town(&mut random).open();
        let mut place = || (random.unit() * 16.0, random.unit() * 16.0);
        let places: Vec<(f64, f64)> = (0..6).map(|_| place()).collect();
        let settings = who("", "");
        let of_mode: Vec<Vec<Vec<Option<Seconds>>>> =
            all.iter().map(|modes| matrix(&city, &settings, &places, modes).times).collect();
        let slow = |time: Option<Seconds>| time.unwrap_or(Seconds(u32::MAX));
        for (i, &from) in places.iter().enumerate() {
            for (j, &to) in places.iter().enumerate() {
                let at = |k: usize| slow(of_mode[k][i][j]);
                assert!(at(2) <= at(0) && at(2) <= at(1) && at(3) <= at(0) && at(3) <= at(4));
                assert!(at(7) <= at(0) && at(7) <= at(6));
                for (k, modes) in all.iter().enumerate() {
                    let found = journey(&city, &settings, [from, to], modes).journeys;
                    // The sooner of leaving at once and waiting at the door.
                    let eight = ServiceTime::hms(8, 0, 0);
                    let soonest = found.iter().map(|one| one.arrival.since(eight)).min();
                    assert_eq!(of_mode[k][i][j], soonest, "{seed} {modes} {from:?} {to:?}");
                }
            }
        }
    }
}

#[test]
fn e02_a_cell_is_reached_when_the_matrix_says_so() {
    for seed in 0..3 {
        let mut random = Random::new(seed, 1);
        let city = random_town(&mut random).open();
        let eight = ServiceTime::hms(8, 0, 0);
        for modes in ["walk,transit", "drive", "walk,cycle,transit"] {
            let ask = ReachAsk {
                from: "0.008,10.008",
                window: Window { from: eight, to: eight + Seconds(60), step: Seconds(60) },
                percentiles: &[50],
                cutoffs_min: &[4, 8],
                opportunities: None,
                cell: Metres(150.0),
                modes,
            };
            let found = reach(&city, &who("", ""), &ask).unwrap();
            // Every place of a fine lattice, reached or not, is in the isochrone as the matrix says.
            let mut places = vec![(8.0, 8.0)];
            for cell in &found.cells {
                places.push(((cell.lon - 10.0) * 1000.0, cell.lat * 1000.0));
            }
            let times =
                &matrix(&city, &who("", ""), &places[..places.len().min(60)], modes).times[0];
            for (k, time) in times.iter().enumerate().skip(1) {
                // The points file has seven decimals: a centimetre, which may be a second.
                let (a, b) = (time.unwrap().0, found.times[k - 1].unwrap().0);
                assert!(a.abs_diff(b) <= 1, "{modes}: {a} {b}");
            }
            // And no place that the matrix reaches was left out.
            let mut random = Random::new(seed, 2);
            let probes: Vec<(f64, f64)> =
                (0..60).map(|_| (random.unit() * 20.0 - 2.0, random.unit() * 20.0 - 2.0)).collect();
            let probes = [&[(8.0, 8.0)][..], &probes].concat();
            let times = &matrix(&city, &who("", ""), &probes, modes).times[0];
            for (time, &(east, north)) in times.iter().zip(&probes).skip(1) {
                if time.is_some_and(|Seconds(s)| s <= 200) {
                    let near = found.cells.iter().any(|cell| {
                        let (x, y) = ((cell.lon - 10.0) * 1000.0, cell.lat * 1000.0);
                        (x - east).abs() < 3.0 && (y - north).abs() < 3.0
                    });
                    assert!(near, "{modes}: nothing near {east} {north}");
                }
            }
        }
    }
}
