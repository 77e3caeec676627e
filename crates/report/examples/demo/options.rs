//! Invented options of a corridor: on the stair, off it, and without a known cost.

use allways_base::LonLat;
use allways_city::corridor::{CorridorLeg, LegParts, OptionRecord};
use allways_corridor::draft::{Confidence, Mode};

type Place = (&'static str, f64, f64);

const HUB: Place = ("Tuanjiecun", 106.37, 29.655);
const AIRPORT: Place = ("Jiangbei Airport", 106.64, 29.72);
const PORT: Place = ("Guoyuan Port", 106.74, 29.63);
const SHANGHAI: Place = ("Yangshan Port", 122.06, 30.62);
const QINZHOU: Place = ("Qinzhou Port", 108.64, 21.73);
const DOSTYK: Place = ("Dostyk", 82.48, 45.25);
const BREST: Place = ("Małaszewicze", 23.52, 52.03);
const CASPIAN: Place = ("Aktau", 51.16, 43.65);
const FRANKFURT: Place = ("Frankfurt Airport", 8.57, 50.03);
const ROTTERDAM: Place = ("Rotterdam", 4.14, 51.95);
const DUISBURG: Place = ("Duisburg", 6.74, 51.43);
/// By sea a line has a shape of its own.
const LANE: [(f64, f64); 8] = [
    (113.0, 18.0),
    (104.5, 1.3),
    (95.0, 6.0),
    (80.0, 5.5),
    (44.0, 12.0),
    (32.5, 30.0),
    (-5.5, 36.0),
    (-6.0, 48.0),
];

pub(crate) fn west() -> Vec<OptionRecord> {
    use Mode::{Air, Rail, River, Road, Sea};
    let far = "split of the run time by leg: modelled, see https://example.org/a?b=1&c=2";
    vec![
        option(
            vec![
                leg(HUB, AIRPORT, Road, 2.5, Some(180.0)),
                leg(AIRPORT, FRANKFURT, Air, 14.0, Some(48_000.0)),
                leg(FRANKFURT, DUISBURG, Road, 5.0, Some(650.0)),
            ],
            (60.0, 96.0),
            far,
        ),
        option(
            vec![
                leg(HUB, DOSTYK, Rail, 112.0, Some(3_600.0)),
                leg(DOSTYK, BREST, Rail, 175.0, Some(4_000.0)),
                leg(BREST, DUISBURG, Rail, 58.6, Some(1_900.0)),
            ],
            (336.0, 384.0),
            far,
        ),
        option(
            vec![
                leg(HUB, DOSTYK, Rail, 112.0, Some(3_600.0)),
                leg(DOSTYK, CASPIAN, Rail, 120.0, Some(2_000.0)),
                leg(CASPIAN, DUISBURG, Sea, 310.0, None),
            ],
            (480.0, 700.0),
            "",
        ),
        option(
            vec![
                leg(HUB, QINZHOU, Rail, 60.0, Some(1_400.0)),
                leg(QINZHOU, ROTTERDAM, Sea, 760.0, Some(2_900.0)),
                leg(ROTTERDAM, DUISBURG, River, 20.0, Some(260.0)),
            ],
            (800.0, 1_000.0),
            far,
        ),
        option(
            vec![
                leg(HUB, PORT, Road, 1.5, Some(120.0)),
                leg(PORT, SHANGHAI, River, 200.0, Some(700.0)),
                leg(SHANGHAI, ROTTERDAM, Sea, 780.0, Some(2_400.0)),
                leg(ROTTERDAM, DUISBURG, Rail, 9.0, Some(420.0)),
            ],
            (940.0, 1_190.0),
            far,
        ),
    ]
}

fn option(mut legs: Vec<CorridorLeg>, usual_h: (f64, f64), source: &str) -> OptionRecord {
    for leg in legs.iter_mut().skip(1) {
        leg.is_handled = true;
        leg.parts.dwell_h = 12.0;
    }
    let hours = legs.iter().flat_map(|leg| leg.parts.named()).map(|(_, h)| h).sum();
    OptionRecord {
        time_h: hours,
        usual_h,
        late_h: None,
        starts: Some("Mo 08:00".to_owned()),
        cost_usd: legs.iter().filter_map(|leg| leg.cost_usd).sum(),
        cost_is_partial: legs.iter().any(|leg| leg.cost_usd.is_none()),
        co2_kg: legs.iter().filter_map(|leg| leg.co2_kg).sum(),
        co2_is_partial: false,
        handlings: u32::try_from(legs.len()).unwrap_or(0),
        distance_km: None,
        departures_per_week: Some(3.5),
        weakest: Some((Confidence::Low, source.to_owned())),
        legs,
    }
}

fn leg(from: Place, to: Place, mode: Mode, ride_h: f64, cost_usd: Option<f64>) -> CorridorLeg {
    let at = |place: Place| LonLat::new(place.1, place.2);
    let mut line = vec![at(from)];
    if mode == Mode::Sea && to == ROTTERDAM {
        line.extend(LANE.map(|(lon, lat)| LonLat::new(lon, lat)));
    }
    line.push(at(to));
    CorridorLeg {
        from: (from.0.to_lowercase(), from.0.to_owned()),
        to: (to.0.to_lowercase(), to.0.to_owned()),
        service: "s".to_owned(),
        corridor: String::new(),
        mode,
        departs: None,
        parts: LegParts { ride_h, ..LegParts::default() },
        is_handled: false,
        cost_usd,
        handling_usd: Some(0.0),
        co2_kg: Some(ride_h * 5.0),
        distance_km: None,
        departures_per_week: Some(3.5),
        unstated: Vec::new(),
        basis: (Confidence::Low, "invented".to_owned()),
        line,
    }
}
