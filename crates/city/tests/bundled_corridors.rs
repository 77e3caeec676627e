//! The corridors of the bundled plan: the published totals are the sums of their legs, and the
//! choices that a trade planner weighs are all there.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::path::Path;
use std::sync::LazyLock;

use allways_city::open::{City, open};
use allways_city::scenario::Scenario;
use allways_corridor::{
    Consignment, CorridorNetwork, Load, Mode, Options, Question, Route, Scope, TerminalIdx,
    Waiting, options,
};

const RAIL: [Mode; 2] = [Mode::Rail, Mode::GaugeChange];

static CITY: LazyLock<City> = LazyLock::new(|| {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../plans/science-city");
    open(&dir, None).unwrap()
});

fn terminal(net: &CorridorNetwork, id: &str) -> TerminalIdx {
    net.terminal(id).unwrap()
}

/// A forty-foot container, with waiting left out.
fn container<'a>(from: &'a [TerminalIdx], to: &'a [TerminalIdx]) -> Question<'a> {
    let consignment = Consignment::one(Load::Freight);
    Question { waiting: Waiting::LeftOut, ..Question::new(from, to, consignment) }
}

/// The only best route by some modes.
fn only(net: &CorridorNetwork, from: &str, to: &str, modes: &[Mode]) -> Route {
    let (from, to) = ([terminal(net, from)], [terminal(net, to)]);
    let found = options(net, &Question { modes: Some(modes), ..container(&from, &to) });
    assert!(found.is_complete);
    let mut routes = found.routes;
    assert_eq!(routes.len(), 1, "{routes:#?}");
    routes.remove(0)
}

fn all(net: &CorridorNetwork, question: &Question<'_>) -> Options {
    let found = options(net, question);
    assert!(found.is_complete);
    found
}

fn goes_by(net: &CorridorNetwork, route: &Route, terminal: &str) -> bool {
    route.terminals.iter().any(|&t| net.terminals[t].id == terminal)
}

fn uses(route: &Route, mode: Mode) -> bool {
    route.legs.iter().any(|leg| leg.mode == mode)
}

/// 11,179 km, 14 to 16 days and 5,600 dollars are published; 334 hours are 13.9 days.
#[test]
fn the_train_to_duisburg_is_the_sum_of_its_legs() {
    let scenario = Scenario::compile(&CITY, 2026);
    let net = &scenario.corridors;
    let route = only(net, "tuanjiecun", "duisburg", &RAIL);
    assert_eq!(route.legs.len(), 13);
    assert_eq!(route.distance_km, Some(11_179.0));
    assert_eq!(route.time_s, 334 * 3600);
    // All of it is in the legs: no hour of a border is counted twice.
    assert!(route.legs.iter().all(|leg| leg.parts.total() == leg.parts.ride));
    assert!(route.low_h < 14.0 * 24.0 && 16.0 * 24.0 < route.high_h);
    assert_eq!(route.cost_usd, Some(5600.0));
    // Only the two changes of gauge move the container.
    assert_eq!(route.handlings, 2);
    let eurasia = route.legs.iter().filter(|leg| {
        let at = |id| net.terminals[leg.from].id == id;
        ["dostyk", "astana", "petropavl", "moscow-vorsino", "minsk"].into_iter().any(at)
    });
    let (km, s) =
        eurasia.fold((0.0, 0), |(km, s), leg| (km + leg.distance_km.unwrap(), s + leg.parts.ride));
    assert_eq!((km, s), (5739.0, 175 * 3600));
}

#[test]
fn the_other_published_totals_are_sums_too() {
    let scenario = Scenario::compile(&CITY, 2026);
    let net = &scenario.corridors;
    let corridor = only(net, "tuanjiecun", "qinzhou", &RAIL);
    assert_eq!((corridor.distance_km, corridor.time_s), (Some(1460.0), 48 * 3600));
    let express = only(net, "guoyuan-port", "shanghai-port", &[Mode::River]);
    assert_eq!((express.distance_km, express.time_s), (Some(2399.0), 204 * 3600));
    let dwell: i64 = express.legs.iter().map(|leg| leg.parts.dwell).sum();
    assert_eq!(dwell, 24 * 3600, "the passage of the lock");
    // CNY 1,130 per TEU at 7.1072 a dollar, for two TEU.
    assert_eq!(express.cents.known(), Some(31_799));
    let to_the_sea = only(net, "guoyuan-port", "yangshan", &[Mode::River]);
    assert_eq!((to_the_sea.time_s, to_the_sea.handlings), (240 * 3600, 0));
}

/// Rail, river and sea, and air are each best in something on the way to Duisburg.
#[test]
fn duisburg_by_rail_by_sea_and_by_air() {
    let scenario = Scenario::compile(&CITY, 2026);
    let net = &scenario.corridors;
    let to = [terminal(net, "duisburg")];
    for from in [vec![terminal(net, "tuanjiecun")], net.of_place("western-chongqing")] {
        for waiting in [Waiting::LeftOut, Waiting::Counted] {
            let found = all(net, &Question { waiting, ..container(&from, &to) });
            let by = |mode: Mode| found.routes.iter().find(|route| uses(route, mode)).unwrap();
            let rail = found.routes.iter().find(|route| route.legs.len() == 13).unwrap();
            let air = by(Mode::Air);
            let river =
                found.routes.iter().find(|r| uses(r, Mode::Sea) && goes_by(net, r, "guoyuan-port"));
            let river = river.unwrap();
            assert!(air.time_s < rail.time_s && rail.time_s < river.time_s);
            assert!(river.cents.known() < rail.cents.known());
            assert!(rail.cents.known() < air.cents.known());
            assert!(rail.grams.known() < river.grams.known());
            assert!(river.grams.known() < air.grams.known());
            assert!(found.routes.iter().all(|route| route.grams.known().is_some()));
        }
    }
}

/// By the Corridor one is there sooner; by the Yangtze the price is known.
#[test]
fn singapore_by_the_corridor_and_by_the_yangtze() {
    let scenario = Scenario::compile(&CITY, 2026);
    let net = &scenario.corridors;
    let to = [terminal(net, "singapore")];
    for from in [vec![terminal(net, "tuanjiecun")], net.of_place("western-chongqing")] {
        let found = all(net, &container(&from, &to));
        let by = |place| found.routes.iter().find(|route| goes_by(net, route, place)).unwrap();
        let (corridor, yangtze) = (by("qinzhou"), by("guoyuan-port"));
        assert_eq!(corridor.time_s, 192 * 3600, "8 days; 7 to 10 are published");
        assert!(corridor.time_s < yangtze.time_s);
        assert!(corridor.cents.is_partial, "no price of the ships from Qinzhou was found");
        assert!(!yangtze.cents.is_partial);
        assert!(corridor.grams.known() < yangtze.grams.known());
    }
}

/// Without the Suez Canal ships still go round the Cape, two weeks later.
#[test]
fn the_cape_is_left_without_the_canal() {
    let mut draft = CITY.corridors.clone();
    draft.services.retain(|service| service.channel != "suez");
    let cut = CorridorNetwork::compile(&draft, |service| service.open_in(2026)).value;
    let scenario = Scenario::compile(&CITY, 2026);
    let modes = [Mode::River, Mode::Sea];
    let before = only(&scenario.corridors, "guoyuan-port", "rotterdam", &modes);
    let after = only(&cut, "guoyuan-port", "rotterdam", &modes);
    assert_eq!(after.time_s - before.time_s, (1116 - 768) * 3600);
    assert_eq!(after.cents, before.cents);
}

/// The official Chinese factors know neither sea nor air, and are never mixed with the others.
#[test]
fn scopes_are_not_mixed() {
    let scenario = Scenario::compile(&CITY, 2026);
    let net = &scenario.corridors;
    let (from, to) = ([terminal(net, "tuanjiecun")], [terminal(net, "duisburg")]);
    let question = |scope| Question { scope: Some(scope), ..container(&from, &to) };
    let rail = |scope| {
        let found = all(net, &Question { modes: Some(&RAIL), ..question(scope) });
        found.routes[0].grams.known()
    };
    // 20 t over 11,179 km at 17 g and at 3 g; tank to wheel, no factor of rail was found.
    assert_eq!(rail(Scope::WellToWheel), Some(20 * 11_179 * 17));
    assert_eq!(rail(Scope::Official), Some(20 * 11_179 * 3));
    assert_eq!(rail(Scope::TankToWheel), None);
    let official = all(net, &question(Scope::Official));
    for route in official.routes.iter().filter(|r| uses(r, Mode::Air) || uses(r, Mode::Sea)) {
        assert!(route.grams.is_partial);
    }
}
