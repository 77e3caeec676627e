//! Where the city meets its corridors: the ways between a door and the terminals around it.
//!
//! A door is a place without a terminal of its own: a park, a house, a hotel at the far end. It
//! becomes a terminal, and each way from it to a gateway a service, so that door to door is one
//! search of the corridor network. The two engines meet here and nowhere else.
//!
//! People come by the city's own transit and on foot, where the plan has that city: the median of a
//! window of departures, with the 5th and the 95th percentile for its usual range. Goods come by
//! truck through the streets, where the plan has streets. Elsewhere a way is the straight line times
//! [`DETOUR`] at a speed of [`BY_TRUCK`] or [`BY_CAR`]: an assumption, and told as one.

use allways_access::{Endpoint, Percentile};
use allways_base::cast::round_u32;
use allways_base::{Idx, LonLat, Metres, Seconds, Window};
use allways_corridor::draft::{
    Carries, Confidence, CorridorDraft, Load, Mode, Service, Terminal, TerminalKind,
};
use allways_geo::{distance, length};

use crate::check::{AskError, CheckSettings};
use crate::engine::Engine;
use crate::query::{self, condition};
use crate::scenario::Scenario;

/// Straight lines are lengthened by this.
const DETOUR: f64 = 1.3;
/// Of goods without streets, km/h: expected, slowest and fastest usual.
const BY_TRUCK: [f64; 3] = [50.0, 40.0, 60.0];
/// Of people without a timetable or streets, km/h: expected, slowest and fastest usual.
const BY_CAR: [f64; 3] = [30.0, 20.0, 40.0];
/// Gateways farther from a door than this are left out where the way is an assumption.
const NEAR: Metres = Metres(60_000.0);
/// Where none is near, the nearest within this is taken.
const FAR: Metres = Metres(300_000.0);
/// Beyond this no city reaches.
const BEYOND: Metres = Metres(200_000.0);

/// Which end of the question a door is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// One leaves from it.
    From,
    /// One goes to it.
    To,
}

/// A door, and what is known of it.
#[derive(Clone, Debug)]
pub(super) struct Door {
    pub(super) name: String,
    pub(super) at: LonLat,
    pub(super) side: Side,
}

/// How doors are joined to terminals.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Doors<'a> {
    pub(crate) load: Load,
    /// Departures over which the way through the city is counted.
    pub(crate) window: Window,
    pub(crate) settings: &'a CheckSettings,
}

/// One way through a city, seconds: expected, shortest and longest usual.
#[derive(Clone, Copy, Debug)]
struct Way {
    times: [Seconds; 3],
    mode: Mode,
    metres: Option<Metres>,
    confidence: Confidence,
}

/// The id of the door's terminal.
pub(super) const fn id(side: Side) -> &'static str {
    match side {
        Side::From => "door-from",
        Side::To => "door-to",
    }
}

/// Adds the door and its ways to `draft`; tells in `notes` what they rest on.
pub(super) fn attach(
    scenario: &Scenario<'_>,
    door: &Door,
    terms: &Doors<'_>,
    draft: &mut CorridorDraft,
    notes: &mut Vec<String>,
) -> Result<(), AskError> {
    let gateways = gateways(scenario, door, terms.load);
    if gateways.is_empty() {
        return Err(AskError::Question(format!(
            "no terminal that takes {} lies within {:.0} km of {}; name a terminal, or add one to the \
             corridors of the plan",
            terms.load,
            BEYOND.0 / 1000.0,
            door.name
        )));
    }
    let (mut ways, how) = by_engine(scenario, door, &gateways, terms)?;
    let mut source = how;
    let bans = if terms.load == Load::Freight { scenario.truck_bans() } else { Vec::new() };
    if ways.iter().all(Option::is_none) && !bans.is_empty() {
        return Err(AskError::Question(format!(
            "no truck gets through the streets of the plan between {} and a terminal: {}; name a \
             terminal instead",
            door.name,
            bans.join("; ")
        )));
    }
    if ways.iter().all(Option::is_none) {
        ways = assumed(&gateways, terms.load);
        source = assumption(terms.load);
    }
    let n = ways.iter().flatten().count();
    if n == 0 {
        return Err(AskError::Question(format!(
            "no terminal lies within {:.0} km of {}, and no way through a city is known",
            FAR.0 / 1000.0,
            door.name
        )));
    }
    let (between, verb) = match door.side {
        Side::From => (format!("from {} to", door.name), "leave"),
        Side::To => (format!("to {} from", door.name), "reach"),
    };
    let gates = if n == 1 { "gateway" } else { "gateways" };
    notes.push(format!("the way {between} {n} {gates}: {source}; one may {verb} at any time"));
    notes.extend(bans);
    let mut terminal = Terminal::new(id(door.side), TerminalKind::Road);
    terminal.name.clone_from(&door.name);
    terminal.position = Some(door.at);
    // The clock of a door is that of the terminal next to it.
    let nearest = gateways.iter().min_by(|a, b| a.far.total_cmp(&b.far));
    terminal.utc_offset_h = nearest.and_then(|gateway| gateway.terminal.utc_offset_h);
    terminal.source = format!("as asked: {:.5},{:.5}", door.at.lat, door.at.lon);
    terminal.confidence = Some(Confidence::High);
    draft.terminals.push(terminal);
    for (gateway, way) in gateways.iter().zip(ways) {
        if let Some(way) = way {
            draft.services.push(service(door, gateway.terminal, way, (terms.load, &source)));
        }
    }
    Ok(())
}

/// A terminal that a door may use.
struct Gateway<'a> {
    terminal: &'a Terminal,
    at: LonLat,
    /// Metres along the straight line.
    far: f64,
}

/// Terminals around a door at which an open service takes the load, in file order.
fn gateways<'s>(scenario: &'s Scenario<'_>, door: &Door, load: Load) -> Vec<Gateway<'s>> {
    let net = &scenario.corridors;
    let mut serves = vec![false; net.terminals.len()];
    for (_, link) in net.links.iter().filter(|(_, link)| link.service.carries.takes(load)) {
        for end in [link.from, link.to] {
            serves[end.to_usize()] = true;
        }
    }
    let is_gate = |kind: TerminalKind| {
        !matches!(
            kind,
            TerminalKind::Border
                | TerminalKind::BorderGauge
                | TerminalKind::Lock
                | TerminalKind::Junction
        )
    };
    net.terminals
        .iter()
        .zip(&serves)
        .filter(|((_, terminal), serves)| **serves && is_gate(terminal.kind))
        .filter_map(|((_, terminal), _)| {
            let at = terminal.position?;
            let far = distance(door.at, at).0;
            (far <= FAR.0).then_some(Gateway { terminal, at, far })
        })
        .collect()
}

/// By the engine of the city; `None` for gateways that it does not reach. Also how.
fn by_engine(
    scenario: &Scenario<'_>,
    door: &Door,
    gateways: &[Gateway<'_>],
    terms: &Doors<'_>,
) -> Result<(Vec<Option<Way>>, String), AskError> {
    let nothing = || Ok((vec![None; gateways.len()], String::new()));
    let (modes, mode) = match terms.load {
        Load::Freight => ("truck", Mode::Road),
        Load::People => ("walk,transit", Mode::Transit),
    };
    let has_city = match terms.load {
        Load::Freight => scenario.city.streets.is_some(),
        Load::People => !scenario.feed.trips.is_empty() || scenario.city.streets.is_some(),
    };
    if !has_city {
        return nothing();
    }
    let condition = condition(scenario.city, terms.settings, modes)?;
    let engine: Engine<'_> = query::engine(scenario, terms.settings, condition);
    let at_door = [Endpoint::Position(door.at)];
    let at_gates: Vec<Endpoint> = gateways.iter().map(|g| Endpoint::Position(g.at)).collect();
    let [median, low, high] =
        [50, 5, 95].map(Percentile::new).map(|p| p.unwrap_or(Percentile::MEDIAN));
    let times = [median, low, high].map(|at| match door.side {
        Side::From => {
            let row = engine.times(condition, &at_door, &at_gates, terms.window, at);
            row.into_iter().flatten().collect::<Vec<_>>()
        }
        Side::To => {
            let rows = engine.times(condition, &at_gates, &at_door, terms.window, at);
            rows.into_iter().map(|row| row.into_iter().next().flatten()).collect()
        }
    });
    let view = engine.view(condition);
    let way = |k: usize| {
        // Beyond a city's reach a walk of days would be no answer.
        if gateways[k].far > BEYOND.0 {
            return None;
        }
        let expected = times[0][k]?;
        let longest = times[2][k].unwrap_or(expected);
        let shortest = times[1][k].unwrap_or(expected);
        let (mut from, mut to) = (&at_door[0], &at_gates[k]);
        if door.side == Side::To {
            std::mem::swap(&mut from, &mut to);
        }
        let driven = view.attached.ridden(from, to, expected);
        let metres = driven.map(|(_, line)| length(&line));
        let times = [expected, shortest, longest];
        Some(Way { times, mode, metres, confidence: Confidence::Medium })
    };
    let ways = (0..gateways.len()).map(way).collect();
    let how = match terms.load {
        Load::Freight => "by truck through the streets of the plan".to_owned(),
        Load::People => format!(
            "by the city's transit and on foot on {}, {} to {}: the median of the departures, usual \
             range from the 5th to the 95th percentile",
            scenario.city.plan.date, terms.window.from, terms.window.to
        ),
    };
    Ok((ways, how))
}

/// Along straight lines, to what is near, else to what is nearest.
fn assumed(gateways: &[Gateway<'_>], load: Load) -> Vec<Option<Way>> {
    let nearest = gateways.iter().map(|gateway| gateway.far).fold(f64::INFINITY, f64::min);
    let most = NEAR.0.max(nearest.min(FAR.0));
    let speeds = if load == Load::Freight { BY_TRUCK } else { BY_CAR };
    let way = |gateway: &Gateway<'_>| {
        let metres = gateway.far * DETOUR;
        let time = |km_h: f64| Seconds(round_u32(metres / 1000.0 / km_h * 3600.0));
        let [expected, slow, fast] = speeds;
        (gateway.far <= most).then(|| Way {
            times: [time(expected), time(fast), time(slow)],
            mode: Mode::Road,
            metres: Some(Metres(metres)),
            confidence: Confidence::Assumed,
        })
    };
    gateways.iter().map(way).collect()
}

fn assumption(load: Load) -> String {
    let ([expected, slow, fast], how) = match load {
        Load::Freight => (BY_TRUCK, "truck"),
        Load::People => (BY_CAR, "car"),
    };
    format!(
        "assumed: the straight line x {DETOUR} by {how} at {expected:.0} km/h ({slow:.0} to {fast:.0}); \
         the plan has no streets or timetable there"
    )
}

fn service(door: &Door, gateway: &Terminal, way: Way, (load, source): (Load, &str)) -> Service {
    let door_id = id(door.side);
    let (from, to) = match door.side {
        Side::From => (door_id, gateway.id.as_str()),
        Side::To => (gateway.id.as_str(), door_id),
    };
    let carries = match load {
        Load::Freight => Carries::Freight,
        Load::People => Carries::People,
    };
    let hours = |time: Seconds| Some(f64::from(time.0) / 3600.0);
    let [expected, low, high] = way.times;
    let mut service = Service::new(&format!("{from}-{to}"), from, to, way.mode, carries);
    service.one_way = true;
    service.is_access = true;
    service.time_h = hours(expected);
    service.time_low_h = hours(low);
    service.time_high_h = hours(high);
    service.distance_km = way.metres.map(|m| (m.0 / 100.0).round() / 10.0);
    source.clone_into(&mut service.source);
    service.confidence = Some(way.confidence);
    service
}
