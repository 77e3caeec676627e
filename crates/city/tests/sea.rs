//! `allways ports`: lanes and ports as a source of a plan. Toy lanes lie on the equator, so that
//! kilometres follow from degrees.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

use allways_base::{Idx, Metres};
use allways_city::open::{City, open};
use allways_city::scenario::Scenario;
use allways_city::sea::{SeaAsk, SeaMade, Speed, import};
use allways_corridor::draft::{Load, TerminalKind};
use allways_corridor::{
    Consignment, CorridorNetwork, Criteria, Query, Question, Route, fastest, options,
    options_to_all,
};
use allways_testkit::data::shared;

/// A degree of longitude on the equator, and a tenth of one of latitude beside it.
const LON: f64 = 111.3195;
const TENTH_LAT: f64 = 11.0574;

const PLAN: &str = "name = \"Toy\"\ntime_zone = \"UTC\"\ndate = \"2026-11-25\"\nyears = [2026]\n\n\
    [[source]]\nid = \"own\"\nkind = \"corridors\"\nterminals = \"terminals.csv\"\n\
    services = \"services.csv\"\n";

const LANES: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{},"geometry":{"type":"LineString","coordinates":[[10,0],[11,0],[12,0]]}},
{"type":"Feature","properties":{"passage":"the_gap"},"geometry":{"type":"LineString","coordinates":[[12,0],[13,0]]}},
{"type":"Feature","properties":{"passage":null},"geometry":{"type":"LineString","coordinates":[[13,0],[13,2],[12,2],[12,0]]}},
{"type":"Feature","properties":{},"geometry":{"type":"LineString","coordinates":[[11,0],[11,-1]]}},
{"type":"Feature","properties":{"passage":"northwest"},"geometry":{"type":"LineString","coordinates":[[10,0],[13,0]]}},
{"type":"Feature","properties":{},"geometry":{"type":"MultiLineString","coordinates":[[[50,0],[51,0]]]}},
{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[0,0]}}]}"#;

const PORTS: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"port":"XXALP","name":"Alpha","cty":"X"},"geometry":{"type":"Point","coordinates":[10,0.1]}},
{"type":"Feature","properties":{"port":"XXBET","name":"Beta, \"the port\"","cty":"X"},"geometry":{"type":"Point","coordinates":[13,-0.1]}},
{"type":"Feature","properties":{"port":"XXGAM","name":"Gamma","cty":"X"},"geometry":{"type":"Point","coordinates":[12,0]}},
{"type":"Feature","properties":{"port":"XXGAM","name":"Gamma East","cty":"X"},"geometry":{"type":"Point","coordinates":[12.01,0]}},
{"type":"Feature","properties":{"port":"XXFAR","name":"Inland","cty":"X"},"geometry":{"type":"Point","coordinates":[11,20]}},
{"type":"Feature","properties":{"port":"XXISL","name":"Island","cty":"X"},"geometry":{"type":"Point","coordinates":[50,0]}},
{"type":"Feature","properties":{"port":"","name":""},"geometry":{"type":"Point","coordinates":[50,0]}},
{"type":"Feature","properties":{"port":"XXBAD","name":"Bad"},"geometry":{"type":"Point","coordinates":[0,100]}}]}"#;

const TERMINALS: &str = "id,name,kind,lat,lon\nfactory,Factory,road,1,10\n\
    quay,Port of Alpha (West),seaport,0.1,10\n";
const OWN: &str = "id,from,to,mode,carries,time_h,distance_km\n\
    truck,factory,quay,road,freight,2,100\n";

struct Toy {
    dir: tempfile::TempDir,
}

impl Toy {
    fn new() -> Self {
        let toy = Self { dir: tempfile::tempdir().unwrap() };
        for (file, text) in [
            ("plan.toml", PLAN),
            ("terminals.csv", TERMINALS),
            ("services.csv", OWN),
            ("lanes.geojson", LANES),
            ("ports.geojson", PORTS),
        ] {
            toy.write(file, text);
        }
        toy
    }

    fn at(&self, file: &str) -> PathBuf {
        self.dir.path().join(file)
    }

    fn write(&self, file: &str, text: &str) {
        fs::write(self.at(file), text).unwrap();
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.at(file)).unwrap()
    }

    fn import(&self, change: impl FnOnce(&mut SeaAsk<'_>)) -> Result<SeaMade, String> {
        let (lanes, ports) = (self.at("lanes.geojson"), self.at("ports.geojson"));
        let mut ask = ask(&lanes, Some(&ports));
        change(&mut ask);
        import(self.dir.path(), &ask).map_err(|error| error.to_string())
    }

    fn open(&self) -> City {
        open(self.dir.path(), None).unwrap()
    }
}

fn ask<'a>(lanes: &'a Path, ports: Option<&'a Path>) -> SeaAsk<'a> {
    SeaAsk {
        lanes,
        ports,
        shapes: false,
        speed: Speed::USUAL,
        cost: None,
        join: Metres(200_000.0),
        leave_out: None,
        source: None,
    }
}

fn route(net: &CorridorNetwork, from: &str, to: &str) -> Option<Route> {
    let (from, to) = (net.terminal(from).unwrap(), net.terminal(to).unwrap());
    fastest(net, &Query { from: &[from], to: &[to], load: Load::Freight, modes: None })
}

#[track_caller]
fn assert_km(route: Option<Route>, want: f64) {
    let got = route.unwrap().distance_km.unwrap();
    assert!((got - want).abs() < 0.1, "{got} km, not {want}");
}

#[test]
fn a_container_goes_from_a_factory_to_a_port_of_the_list() {
    let toy = Toy::new();
    let made = toy.import(|_| {}).unwrap();
    let net = made.net.unwrap();
    // Gamma and its namesake, and Beta; Alpha is the plan's own quay.
    assert_eq!((net.n_ports, net.is_new_source), (3, true));
    assert_eq!(net.same, [("quay".to_owned(), "XXALP".to_owned())]);
    let id = |list: &[(String, String)]| list.iter().map(|p| p.0.clone()).collect::<Vec<_>>();
    assert_eq!((id(&net.far), id(&net.apart)), (vec!["XXFAR".into()], vec!["XXISL".into()]));
    assert_eq!(
        (net.passages, net.left_out),
        (vec![("the-gap".to_owned(), 1)], vec!["northwest".to_owned()])
    );
    let codes: Vec<&str> = made.problems.list().iter().map(|p| p.code).collect();
    assert_eq!(codes, ["not-a-line", "duplicate-code", "port-without-name", "swapped-position"]);
    assert!(toy.read("plan.toml").starts_with(PLAN.trim_end()), "only added to");

    let city = toy.open();
    let told: Vec<String> = city.problems.list().iter().map(ToString::to_string).collect();
    assert_eq!(told, [""; 0]);
    let terminals = &city.corridors.terminals;
    assert!(terminals.iter().all(|t| t.id != "XXALP"), "not beside the plan's own");
    assert!(terminals.iter().any(|t| t.id == "XXBET" && t.name == "Beta, \"the port\""));
    assert!(terminals.iter().any(|t| t.id == "XXGAM-2" && t.country == "X"));
    let scenario = Scenario::compile(&city, 2026);
    let sea = &scenario.corridors;
    // The truck, three degrees, and the approaches at both ends; the dead end and the chain are gone.
    let way = route(sea, "factory", "XXBET").unwrap();
    let km = 100.0 + 3.0 * LON + 2.0 * TENTH_LAT;
    assert!((way.distance_km.unwrap() - km).abs() < 0.1, "{:?} {km}", way.distance_km);
    let hours = 2.0 + (km - 100.0) / (14.0 * 1.852);
    assert!((way.time_h - hours).abs() < 0.01, "{} {hours}", way.time_h);
    let low = 2.0 + (km - 100.0) / (18.0 * 1.852);
    let high = 2.0 + (km - 100.0) / (12.0 * 1.852);
    assert!((way.low_h - low).abs() < 0.01 && (way.high_h - high).abs() < 0.01);
    assert_eq!(way.handlings, 1, "at the quay, and nowhere at sea");
    assert_eq!(way.cost_usd, None);
    // Round by the north when the gap is cut: 2° down the meridian twice.
    let open = |s: &allways_corridor::Service| s.channel != "the-gap";
    let cut = CorridorNetwork::compile(&city.corridors, open).value;
    let around = 2.0 * LON + 2.0 * TENTH_LAT + 2.0 * 221.149 + 111.2514;
    assert_km(route(&cut, "quay", "XXBET"), around);
}

#[test]
fn a_second_import_replaces_the_first_and_touches_nothing_else() {
    let toy = Toy::new();
    let files = ["sea_terminals.csv", "sea_services.csv", "sea_shapes.geojson", "plan.toml"];
    toy.import(|_| {}).unwrap();
    let first: Vec<String> = files.iter().map(|file| toy.read(file)).collect();
    let made = toy.import(|_| {}).unwrap();
    assert!(!made.net.unwrap().is_new_source);
    assert_eq!(files.map(|file| toy.read(file)).to_vec(), first, "the same again");
    let made = toy.import(|ask| ask.cost = Some((0.05, "USD/TEUkm"))).unwrap();
    assert_eq!(made.files.len(), 3, "plan.toml is left as it is");
    assert_eq!([toy.read("terminals.csv"), toy.read("services.csv")], [TERMINALS, OWN]);
    let city = toy.open();
    let net = Scenario::compile(&city, 2026).corridors;
    let (from, to) = (net.terminal("quay").unwrap(), net.terminal("XXBET").unwrap());
    let (from, to) = ([from], [to]);
    let found = options(&net, &Question::new(&from, &to, Consignment::feu_of(1.0)));
    let km = 3.0 * LON + 2.0 * TENTH_LAT;
    let usd = found.routes[0].cost_usd.unwrap();
    assert!((usd - km * 2.0 * 0.05).abs() < 0.1, "{usd}");
}

#[test]
fn lanes_keep_their_lines_and_the_plans_services_get_theirs() {
    let toy = Toy::new();
    toy.write(
        "services.csv",
        "id,from,to,mode,carries,time_h,distance_km\n\
         truck,factory,quay,road,freight,2,100\nferry,XXBET,quay,sea,freight,20,\n",
    );
    let made = toy.import(|ask| ask.shapes = true).unwrap();
    let traced = &made.traced[0];
    assert_eq!((traced.service.as_str(), traced.stated_km), ("ferry", None));
    assert!((traced.lanes_km.unwrap() - 3.0 * LON - 2.0 * TENTH_LAT).abs() < 0.1, "{traced:?}");
    assert_eq!(made.to_add.len(), 1);
    assert_eq!(made.to_add[0].0, "shapes = \"shapes.geojson\"\n");
    let text = toy.read("plan.toml");
    let named = text.replacen(
        "services = \"services.csv\"\n",
        "services = \"services.csv\"\nshapes = \"shapes.geojson\"\n",
        1,
    );
    toy.write("plan.toml", &named);
    let made = toy.import(|ask| (ask.shapes, ask.ports) = (true, None)).unwrap();
    assert_eq!((made.to_add.len(), made.files), (0, vec![toy.at("shapes.geojson")]));
    let city = toy.open();
    assert!(city.problems.is_empty(), "{:?}", city.problems.list());
    let shape = |id: &str| {
        let service = city.corridors.services.iter().find(|s| s.id == id).unwrap();
        service.shape.iter().map(|p| (p.lon, p.lat)).collect::<Vec<_>>()
    };
    // From Beta to the quay, straight along the equator but for the ends.
    assert_eq!(shape("ferry"), [(13.0, -0.1), (13.0, 0.0), (10.0, 0.0), (10.0, 0.1)]);
    let chain = city.corridors.services.iter().find(|s| s.shape.len() == 4 && s.id != "ferry");
    assert_eq!(chain.unwrap().corridor, "sea lanes");
}

#[test]
fn what_cannot_be_done_is_said_and_nothing_is_written() {
    let toy = Toy::new();
    let speed = |slowest, knots, fastest| Speed { knots, slowest, fastest };
    assert_eq!(
        toy.import(|ask| ask.speed = speed(16.0, 14.0, 18.0)).unwrap_err(),
        "16, 14 and 18 knots are no range of speeds of ships; write 1 to 60, slowest first"
    );
    assert_eq!(
        toy.import(|ask| ask.cost = Some((5.0, "USD/TEU"))).unwrap_err(),
        "`5 USD/TEU` is no cost of lanes; write US dollars by distance, such as \"0.03 USD/TEUkm\""
    );
    assert_eq!(
        toy.import(|ask| ask.ports = None).unwrap_err(),
        "nothing to do; give --ports FILE to import ports, or --shapes for lines of services"
    );
    let names = ["suez".to_owned()];
    let (lanes, ports) = (toy.at("lanes.geojson"), toy.at("ports.geojson"));
    let without = SeaAsk { leave_out: Some(&names), ..ask(&lanes, Some(&ports)) };
    assert_eq!(
        import(toy.dir.path(), &without).unwrap_err().to_string(),
        "the lanes have no passage `suez` to leave out; they have northwest, the-gap"
    );
    toy.write("ports.geojson", r#"{"type":"FeatureCollection","features":[]}"#);
    toy.write("terminals.csv", "id,kind\na,road\nb,road\n");
    let error = toy.import(|_| {}).unwrap_err();
    assert!(error.starts_with("no port lies within 200.0 km of a lane of "), "{error}");
    toy.write("lanes.geojson", r#"{"type":"FeatureCollection","features":[]}"#);
    assert!(toy.import(|_| {}).unwrap_err().contains("no feature is a lane"));
    toy.write("lanes.geojson", "[");
    assert!(toy.import(|_| {}).unwrap_err().starts_with("lanes.geojson: it is not JSON"));
    toy.write("plan.toml", "name = 5\n");
    assert!(toy.import(|_| {}).unwrap_err().starts_with("the plan has "));
    for file in ["sea_terminals.csv", "sea_services.csv", "sea_shapes.geojson"] {
        assert!(!toy.at(file).exists(), "{file}");
    }
}

/// The bundled plan with every port of the world. Published: Shanghai to Rotterdam about 19,500 km
/// through Suez, about 26,000 km round the Cape of Good Hope.
#[test]
#[expect(clippy::print_stderr, reason = "figures for whoever looks")]
fn the_bundled_plan_reaches_every_port() {
    let Some(data) = shared("data/freight") else { return };
    let dir = tempfile::tempdir().unwrap();
    let plan = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../plans/science-city");
    for entry in fs::read_dir(plan).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), dir.path().join(entry.file_name())).unwrap();
    }
    let (lanes, ports) = (data.join("marnet_searoute.geojson"), data.join("ports.geojson"));
    let made = import(dir.path(), &ask(&lanes, Some(&ports))).unwrap();
    let facts = made.net.unwrap();
    eprintln!("{} ports, {} lanes, {} junctions", facts.n_ports, facts.n_lanes, facts.n_junctions);
    assert!((3500..3600).contains(&facts.n_ports), "{}", facts.n_ports);
    assert_eq!(facts.n_ports + facts.same.len() + facts.far.len() + facts.apart.len(), 3962);
    let passages: Vec<&str> = facts.passages.iter().map(|(name, _)| name.as_str()).collect();
    for passage in ["suez", "panama", "malacca", "gibraltar", "babalmandab", "bosporus"] {
        assert!(passages.contains(&passage), "{passages:?}");
    }
    for own in ["shanghai-port", "singapore", "qinzhou", "manila"] {
        assert!(facts.same.iter().any(|(id, _)| id == own), "{own}: {:?}", facts.same);
    }
    let city = open(dir.path(), None).unwrap();
    let net = Scenario::compile(&city, 2026).corridors;
    let shanghai = [net.terminal("shanghai-port").unwrap()];
    let rotterdam = [net.terminal("rotterdam").unwrap()];
    // Every port reaches every other: all lanes go both ways.
    let question = Question {
        criteria: Criteria::TIME,
        ..Question::new(&shanghai, &[], Consignment::feu_of(1.0))
    };
    let reached = options_to_all(&net, &question);
    let unreached = net.terminals.iter().filter(|(row, t)| {
        *row != shanghai[0]
            && t.kind == TerminalKind::Seaport
            && reached.fastest_s[row.to_usize()].is_none()
    });
    assert_eq!(unreached.map(|(_, t)| t.id.as_str()).collect::<Vec<_>>(), [""; 0]);

    // By the lanes alone: the plan has ships of its own from Yangshan to Rotterdam.
    let is_lane = |s: &allways_corridor::Service| s.at.contains("sea_services.csv");
    let net = CorridorNetwork::compile(&city.corridors, is_lane).value;
    let start = std::time::Instant::now();
    let question = Question::new(&shanghai, &rotterdam, Consignment::feu_of(1.0));
    let found = options(&net, &question);
    eprintln!(
        "options Shanghai to Rotterdam: {:?}, {:?}, {} routes of {} legs, {:.0} km, {:.1} days",
        start.elapsed(),
        found.work,
        found.routes.len(),
        found.routes[0].legs.len(),
        found.routes[0].distance_km.unwrap(),
        found.routes[0].time_h / 24.0
    );
    assert!(found.is_complete);
    let channels = |net: &CorridorNetwork, route: &Route| -> Vec<String> {
        let all = route.links.iter().map(|&link| net.links[link].service.channel.clone());
        let mut all: Vec<String> = all.filter(|name| !name.is_empty()).collect();
        all.dedup();
        all
    };
    let best = &found.routes[0];
    assert!((19_300.0..19_800.0).contains(&best.distance_km.unwrap()));
    assert_eq!(channels(&net, best), ["malacca", "babalmandab", "suez", "gibraltar"]);
    let without = |cut: &[&str]| {
        let open = |s: &allways_corridor::Service| is_lane(s) && !cut.contains(&s.channel.as_str());
        let net = CorridorNetwork::compile(&city.corridors, open).value;
        let found = route(&net, "shanghai-port", "rotterdam").unwrap();
        (found.distance_km.unwrap(), channels(&net, &found))
    };
    let ((west, by_west), (cape, by_cape)) = (without(&["suez"]), without(&["suez", "panama"]));
    assert!(by_west.contains(&"panama".to_owned()), "{by_west:?}");
    assert!(by_cape.contains(&"south-africa".to_owned()), "{by_cape:?}");
    eprintln!("without Suez {west:.0} km, without Panama too {cape:.0} km");
    assert!((24_500.0..25_500.0).contains(&west), "through Panama: {west}");
    assert!((25_300.0..26_700.0).contains(&cape), "round the Cape: {cape}");
    // From a park's dock, by the plan's own tables to Shanghai and on by sea.
    let net = CorridorNetwork::compile(&city.corridors, |_| true).value;
    let far = route(&net, "dock-jinfeng-park", "rotterdam");
    assert!(far.is_some());
}
