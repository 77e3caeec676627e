//! Coverage: the command and the measure give the same number, and it is what counting stop by stop
//! finds.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use std::fs;

use allways_access::WalkLimit;
use allways_base::cast::{f64_from, round_u32, u32_from, usize_from};
use allways_base::random::Random;
use allways_base::{LonLat, Window};
use allways_city::check::{CheckSettings, check};
use allways_city::coverage::{
    Cover, Coverage, CoverageAsk, Definition, Near, Of, PartOf, coverage,
};
use allways_city::judge::Quantity;
use allways_city::open::{City, OpenError, open};
use allways_geo::{LocalFrame, cells_in, distance};

const PLAN: &str = r#"
name = "Toy"
time_zone = "UTC"
date = "2026-11-25"
years = [2026]
[defaults]
detour_factor = 1.25
walk_speed_m_s = 1.0
[[source]]
id = "l"
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
"#;

/// A random town of about 3 km: a metro and two bus lines, homes of which some are nowhere and some
/// are towns, two zones side by side.
struct Town {
    city: City,
    /// Where, and whether it is a metro station.
    stops: Vec<(LonLat, bool)>,
}

const MODES: [&str; 3] = ["transit", "rail", "bus"];

impl Town {
    fn new(seed: u64) -> Self {
        let mut random = Random::new(seed, 31);
        let mut anywhere = || LonLat::new(10.0 + 0.03 * random.unit(), 0.03 * random.unit());
        let mut stops = Vec::new();
        let mut stations =
            String::from("line,seq,station,lat,lon,run_time_to_next_s,source,confidence\n");
        for (line, n) in [("M", 3), ("B", 4), ("C", 2)] {
            for k in 1..=n {
                let at = anywhere();
                let run = if k < n { "300" } else { "" };
                let (lat, lon) = (at.lat, at.lon);
                stations += &format!("{line},{k},{line}{k},{lat},{lon},{run},test,high\n");
                stops.push((at, line == "M"));
            }
        }
        let mut places = String::from("id,name,kind,lat,lon,people,source,confidence\n");
        let mut spots: Vec<LonLat> = (0..12).map(|_| anywhere()).collect();
        // One home at a stop, and one by it.
        spots[0] = stops[0].0;
        spots[1] = LonLat::new((stops[4].0.lon + 0.002).min(10.0299), stops[4].0.lat);
        for (k, at) in spots.iter().enumerate() {
            let at = match random.below(9) {
                0 => ",".to_owned(),
                _ => format!("{},{}", at.lat, at.lon),
            };
            let people = match random.below(6) {
                0 => String::new(),
                1 => "50000".into(),
                _ => random.below(5000).to_string(),
            };
            places += &format!("p{k},Place {k},town,{at},{people},test,high\n");
        }
        let mut headway = || 4 + random.below(30);
        let lines = format!(
            "line,name,vehicle,headway_peak_min,headway_offpeak_min,first_train,last_train,speed_kmh,\
             source,confidence\n\
             M,M,metro,{},10,06:00,22:00,36,test,high\nB,B,bus,{},10,06:00,22:00,36,test,high\n\
             C,C,bus,{},10,06:00,22:00,36,test,high\n",
            headway(),
            headway(),
            headway()
        );
        let zone = |id: &str, west: f64, east: f64, people: &str| {
            format!(
                "{{\"type\":\"Feature\",\"properties\":{{\"id\":\"{id}\",\"name\":\"{id}\",\
                 \"kind\":\"district\",{people}\"source\":\"test\"}},\"geometry\":{{\"type\":\
                 \"Polygon\",\"coordinates\":[[[{west},0],[{east},0],[{east},0.03],[{west},0.03],\
                 [{west},0]]]}}}}"
            )
        };
        let zones = format!(
            "{{\"type\":\"FeatureCollection\",\"features\":[{},{}]}}",
            zone("left", 10.0, 10.012, ["", "\"people\":90000,"][usize_from(random.below(2))]),
            zone("right", 10.012, 10.03, "\"people\":100,"),
        );
        let mut promises = String::new();
        for definition in Definition::all_named() {
            for mode in MODES {
                let id = &definition.id;
                promises += &format!(
                    "[[promise]]\nid = \"{id}.{mode}\"\nsays = \"x\"\nfrom = \"x\"\nmeasure = \
                     \"coverage\"\nwith = {{ definition = \"{id}\", modes = [\"{mode}\"] }}\n\
                     target = \">= 50 %\"\n"
                );
            }
        }
        let dir = tempfile::tempdir().unwrap();
        for (name, text) in [
            ("plan.toml", PLAN),
            ("lines.csv", &lines),
            ("stations.csv", &stations),
            ("places.csv", &places),
            ("zones.geojson", &zones),
            ("promises.toml", &promises),
        ] {
            fs::write(dir.path().join(name), text).unwrap();
        }
        let city = match open(dir.path(), None) {
            Ok(city) => city,
            Err(OpenError::Plan { diagnostics, .. }) => panic!("{diagnostics:#?}"),
            Err(error) => panic!("{error}"),
        };
        Self { city, stops }
    }

    fn ask(&self, definitions: &[&str]) -> Coverage {
        let owned = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>();
        let (definitions, modes) = (owned(definitions), owned(&MODES));
        let ask = CoverageAsk {
            zones: &[],
            definitions: &definitions,
            modes: &modes,
            window: Window::parse("07:00..09:00").unwrap(),
            points: None,
        };
        coverage(&self.city, &CheckSettings::default(), &ask).unwrap()
    }

    /// By definition: is any stop near enough?
    fn is_near(&self, cover: &Cover, at: LonLat) -> bool {
        let by_rail = cover.vehicles.word() == "rail";
        let by_bus = cover.vehicles.word() == "bus";
        let all = self.stops.iter().filter(|(_, metro)| !(by_rail && !metro || by_bus && *metro));
        all.into_iter().any(|&(stop, metro)| {
            let away = distance(stop, at).0;
            let walked = away * 1.25;
            match cover.definition.near {
                Near::Line(low, high) => away <= if metro { high } else { low }.0,
                // One metre a second, at most for the plan's limit of 20 minutes.
                Near::Walk(low, high) => match if metro { high } else { low } {
                    WalkLimit::Length(most) => walked <= most.0,
                    WalkLimit::Time(most) => walked.ceil() <= f64::from(most.0),
                },
            }
        })
    }
}

#[test]
fn the_command_and_the_measure_give_the_same_number() {
    let mut kinds = [0; 2];
    for seed in 0..60 {
        let town = Town::new(seed);
        let judged = check(&town.city, &CheckSettings::default(), &|_, _, _| ()).unwrap();
        let found = town.ask(&[]);
        assert_eq!(found.covers.len(), judged.judgement.verdicts.len());
        for (cover, verdict) in found.covers.iter().zip(&judged.judgement.verdicts) {
            let name = format!("{}.{}", cover.definition.id, cover.vehicles.word());
            assert_eq!(name, verdict.promise, "seed {seed}");
            let measured = (verdict.reading.value, verdict.reading.bounds);
            let own = match cover.sum.share() {
                Quantity::Exact(share) => (Some(share), None),
                Quantity::Bounds(low, high) => (None, Some((low, high))),
                other => panic!("{other:?}"),
            };
            assert_eq!(own, measured, "seed {seed}, {name}");
            kinds[usize::from(own.1.is_some())] += 1;
        }
    }
    assert!(kinds.iter().all(|&n| n > 100), "dull towns: {kinds:?}");
}

#[test]
fn coverage_is_stop_by_stop_and_cell_by_cell() {
    let definitions = [
        "line-300m-area",
        "walk-400m-700m-area",
        "line-250m-people",
        "walk-500m-1000m-people",
        "walk-6min-people",
        "walk-400m-places",
        "line-200m-600m-places",
    ];
    let mut n_near = 0;
    for seed in 0..100 {
        let town = Town::new(1000 + seed);
        for cover in &town.ask(&definitions).covers {
            let name = format!("seed {seed}, {} by {:?}", cover.definition.id, cover.vehicles);
            for part in &cover.parts {
                let near = |at| town.is_near(cover, at);
                if let Some(at) = part.at {
                    assert_eq!(part.is_near, near(at), "{name}, {}", part.name);
                    n_near += usize::from(part.is_near);
                }
                if let (PartOf::Zone(row), Of::Area) = (part.of, cover.definition.of) {
                    let polygon = &town.city.zones[row].polygon;
                    let frame = LocalFrame::new(polygon.label_point().unwrap());
                    let cells = cells_in(polygon, &frame, allways_base::Metres(100.0));
                    let n = cells.iter().filter(|&&at| near(at)).count();
                    assert!((part.amount.near - f64_from(n) / 100.0).abs() < 1e-9, "{name}");
                }
            }
            let places: Vec<_> = town.city.places.iter().collect();
            match cover.definition.of {
                Of::Area => {}
                Of::Places => {
                    let located: Vec<LonLat> = places.iter().filter_map(|p| p.position).collect();
                    let near = located.iter().filter(|&&at| town.is_near(cover, at)).count();
                    assert_eq!(cover.sum.total, Some(f64_from(places.len())), "{name}");
                    assert_eq!(round_u32(cover.sum.near), u32_from(near), "{name}");
                    let n_nowhere = places.len() - located.len();
                    assert_eq!(round_u32(cover.sum.open), u32_from(n_nowhere), "{name}");
                }
                Of::People => {
                    // Homes that are known to be near; zones are covered in part, so nobody else is.
                    let near: f64 = places
                        .iter()
                        .filter_map(|p| Some((p.people?, p.position?)))
                        .filter(|&(n, at)| n <= 40_000.0 && town.is_near(cover, at))
                        .map(|(n, _)| n)
                        .sum();
                    assert!((cover.sum.near - near).abs() < 1e-6, "{name}: {near}");
                    let total = cover.sum.total.unwrap();
                    assert!(cover.sum.near + cover.sum.open <= total + 1e-6, "{name}");
                    if let Some(even) = cover.if_even {
                        let Quantity::Bounds(low, high) = cover.sum.share() else {
                            panic!("{name}")
                        };
                        assert!((low..=high).contains(&even), "{name}: {even}");
                    }
                }
            }
        }
    }
    assert!(n_near > 1000, "dull towns: {n_near}");
}

/// Asking for more departures, or for less walking, never covers more; any stop is one of all stops.
#[test]
fn stricter_definitions_cover_less() {
    for seed in 0..60 {
        let town = Town::new(2000 + seed);
        let found = town.ask(&[
            "walk-500m-people",
            "walk-500m-people-4-per-hour",
            "walk-500m-people-12-per-hour",
            "walk-200m-people-12-per-hour",
        ]);
        for pair in found.covers.chunks(3).collect::<Vec<_>>().windows(2) {
            for (wide, strict) in pair[0].iter().zip(pair[1]) {
                assert!(strict.n_stops <= wide.n_stops, "seed {seed}");
                assert!(strict.sum.near <= wide.sum.near, "seed {seed}");
            }
        }
        for by in found.covers.chunks(3) {
            assert!(by[1].sum.near.max(by[2].sum.near) <= by[0].sum.near, "seed {seed}");
            assert_eq!(by[0].n_stops, by[1].n_stops + by[2].n_stops, "seed {seed}");
        }
    }
}

/// A zone that is covered all over, or not at all, says of all its people where they live.
#[test]
fn people_of_a_zone_are_covered_if_all_of_it_is() {
    for seed in 0..20 {
        let town = Town::new(seed);
        for (definition, share) in [("line-9000m-people", 100.0), ("line-1m-people", 0.0)] {
            let cover = town.ask(&[definition]).covers.swap_remove(0);
            let (low, high) = match cover.sum.share() {
                Quantity::Exact(share) => (share, share),
                Quantity::Bounds(low, high) => (low, high),
                other => panic!("{other:?}"),
            };
            // Towns on one point stay open; a home at a stop is near it.
            let total = cover.sum.total.unwrap();
            let towns = 100.0 * cover.spread / total;
            assert!(cover.unlocated <= 0.0, "seed {seed}");
            assert!((high - low - towns).abs() < 1e-6, "seed {seed}, {definition}: {low}..{high}");
            if share > 50.0 {
                assert!((high - share).abs() < 1e-6, "seed {seed}: {low}..{high}");
            } else {
                assert!(low <= 100.0 * 5000.0 / total, "seed {seed}: {low}..{high}");
            }
        }
    }
}
