//! From a park's dock to a departure of a hub: one search of the corridor engine for each park.
//!
//! The network is the road services of the tables (with their hours and weights), the ways from the
//! parks' docks, and every departure of the hub, cut short: it ends when the vehicle leaves. A route
//! to such a departure is the truck, the time until the hub opens, its dwell and customs, the
//! cut-off and the wait, each by the engine's rules and nowhere else.
//!
//! A park's dock is its terminal in the tables; where the plan has streets, or doors are asked for,
//! its door, with the truck's way through the streets. The park that is worst served decides. What
//! no table states (the dwell of the hub, with waits also its departures) leaves a lower bound.

use allways_corridor::draft::{
    Carries, CorridorDraft, Load, Mode, Service, Terminal, TerminalKind,
};
use allways_corridor::{CorridorNetwork, Route, TerminalIdx, Usual};
use allways_ingest::points::Place;

use super::ask::Ask;
use super::blank::{assume_none, unstated};
use super::hub::basis_of;
use super::links::{figure, list, note_links, note_rules};
use super::terms::{Terms, quickest, settings};
use crate::corridor::{self as corridors, Doors};
use crate::judge::{Measured, Quantity};
use crate::verdict::Table;

/// Id of the end of all departures.
const GONE: &str = "departed";
/// What the id of a departure against the direction of its row ends with.
pub(super) const BACK: &str = " (back)";

/// A park and where its goods start.
struct Park<'a> {
    place: &'a Place,
    docks: Vec<String>,
}

/// See the module docs.
pub(super) fn dock(ask: &Ask<'_, '_>) -> Measured {
    let mut measured = Measured { unit: "h", figure_kind: "time", ..Measured::default() };
    let Some(terms) = Terms::of(ask, &mut measured) else { return measured };
    if terms.load() != Load::Freight {
        measured.missing.push("`load`: goods, such as 1feu or 20t".into());
        return measured;
    }
    let Some(hubs) = ask.terminals("at", &mut measured) else { return measured };
    let net = &ask.scenario().corridors;
    let hub = net.terminals[hubs[0]].name.clone();
    let Some(places) = places(ask, &mut measured) else { return measured };
    let mut draft = CorridorDraft::default();
    draft.terminals.extend(net.terminals.iter().map(|(_, terminal)| terminal.clone()));
    let by_road = net.links.iter().map(|(_, link)| &link.service);
    draft.services.extend(by_road.filter(|s| s.mode == Mode::Road).cloned());
    let parks: Vec<Park<'_>> = places
        .into_iter()
        .map(|place| Park {
            place,
            docks: docks(ask, &terms, place, &hubs, &mut draft, &mut measured),
        })
        .collect();
    let departures = departures(net, &hubs, ask.text("to"));
    if departures.is_empty() {
        let to = match ask.text("to") {
            "any" => "rail, water or air",
            word => word,
        };
        measured.value = Quantity::Never;
        measured.summary = format!("No service leaves {hub} by {to}.");
        measured.mend = format!("open a service by {to} from {hub}");
        return measured;
    }
    // With what is stated alone, the longest that it can be; with all, the least.
    let is_stated = |service: &Service| {
        let at = net.terminal(&service.from).map(|row| &net.terminals[row]);
        at.is_some_and(|at| at.dwell_h.is_some())
            && (!terms.counts_waits() || service.departures(false).is_some())
    };
    let stated: Vec<Service> = departures.iter().filter(|s| is_stated(s)).cloned().collect();
    let unstated = unstated(net, &departures, &terms);
    assume_none(net, &departures, &mut measured);
    let all = Served::of(&draft, departures, &parks, &terms);
    let sure = Served::of(&draft, stated, &parks, &terms);
    report((net, &hub), &parks, (&all, &sure), unstated, &mut measured);
    let links = all.routes.iter().flatten().flat_map(|route| &route.links);
    note_rules(ask, &all.net, &terms.question((&[], &[]), &[]), links, &mut measured);
    measured.assumptions.extend(scenario_bans(ask));
    measured.bases.extend(hubs.iter().map(|&t| basis_of(&net.terminals[t])));
    measured
}

/// Rules that close streets to the parks' trucks.
fn scenario_bans(ask: &Ask<'_, '_>) -> Vec<String> {
    let by_streets = ask.scenario().city.streets.is_some();
    if by_streets { ask.scenario().truck_bans() } else { Vec::new() }
}

/// The parks asked for, or all.
fn places<'a>(ask: &Ask<'a, '_>, measured: &mut Measured) -> Option<Vec<&'a Place>> {
    let all = || ask.scenario().city.places.iter().filter(|place| place.kind == "park");
    let asked = ask.texts("parks");
    if asked.is_empty() {
        return Some(all().collect());
    }
    let mut found = Vec::new();
    for name in asked {
        let known = |place: &&Place| place.id == *name || place.name == *name;
        match ask.scenario().city.places.iter().find(known) {
            Some(place) => found.push(place),
            None => {
                let names = all().map(|place| place.id.as_str());
                let near = allways_base::text::nearest(name, names, 3);
                measured.missing.push(format!(
                    "the park `{name}`: no place of the plan has this id or name{}",
                    if near.is_empty() {
                        String::new()
                    } else {
                        format!("; did you mean `{}`?", near.join("`, `"))
                    }
                ));
                return None;
            }
        }
    }
    Some(found)
}

/// Where goods of a park start: ids of terminals, some of them added to the draft.
fn docks(
    ask: &Ask<'_, '_>,
    terms: &Terms,
    place: &Place,
    hubs: &[TerminalIdx],
    draft: &mut CorridorDraft,
    measured: &mut Measured,
) -> Vec<String> {
    let scenario = ask.scenario();
    let net = &scenario.corridors;
    let id = format!("dock of {}", place.id);
    let by_door = ask.flag("door") || scenario.city.streets.is_some();
    if let Some(at) = place.position.filter(|_| by_door) {
        let settings = settings(ask);
        let doors = Doors { load: terms.load(), window: ask.window(), settings: &settings };
        let mut notes = Vec::new();
        match corridors::dock(scenario, (&place.name, at), &id, doors, &mut notes) {
            Ok(more) => {
                measured.assumptions.extend(notes);
                draft.terminals.extend(more.terminals);
                draft.services.extend(more.services);
                return vec![id];
            }
            // The park is then without a way, which is told.
            Err(_) => return Vec::new(),
        }
    }
    let mut own = net.of_place(&place.id);
    own.extend(net.terminal(&place.id).filter(|t| !own.contains(t)));
    let is_hub = |t: &&TerminalIdx| hubs.contains(t);
    let mut docks: Vec<String> =
        own.iter().filter(|t| !is_hub(t)).map(|&t| net.terminals[t].id.clone()).collect();
    // Whoever loads at the hub itself goes through its gate all the same.
    let here: Vec<&TerminalIdx> = own.iter().filter(is_hub).collect();
    if !here.is_empty() {
        draft.terminals.push(Terminal::new(&id, TerminalKind::Road));
        for &&hub in &here {
            let to = &net.terminals[hub].id;
            let mut gate =
                Service::new(&format!("{id}-{to}"), &id, to, Mode::Road, Carries::Freight);
            (gate.one_way, gate.is_access, gate.time_h) = (true, true, Some(0.0));
            draft.services.push(gate);
        }
        docks.push(id);
    }
    docks
}

/// Every departure of the hub by a main mode, up to the moment that it leaves.
fn departures(net: &CorridorNetwork, hubs: &[TerminalIdx], to: &str) -> Vec<Service> {
    let by = |mode: Mode| match mode {
        Mode::Rail | Mode::Hsr => to == "rail" || to == "any",
        Mode::River | Mode::Sea => to == "water" || to == "any",
        Mode::Air => to == "air" || to == "any",
        _ => false,
    };
    let mut all = Vec::new();
    for (_, link) in net.links.iter() {
        let service = &link.service;
        if !by(service.mode) || !service.carries.takes(Load::Freight) {
            continue;
        }
        for (back, tail, head) in [(false, link.from, link.to), (true, link.to, link.from)] {
            if !hubs.contains(&tail) || hubs.contains(&head) || (back && service.one_way) {
                continue;
            }
            let from = net.terminals[tail].id.clone();
            all.push(Service {
                id: if back { format!("{}{BACK}", service.id) } else { service.id.clone() },
                from,
                to: GONE.to_owned(),
                one_way: true,
                corridor: String::new(),
                time_h: Some(0.0),
                time_low_h: None,
                time_high_h: None,
                departs: service.slots(back).cloned(),
                departs_back: None,
                channel: String::new(),
                ..service.clone()
            });
        }
    }
    all
}

/// The parks' best ways to some departures.
struct Served {
    net: CorridorNetwork,
    routes: Vec<Option<Route>>,
}

impl Served {
    fn of(
        draft: &CorridorDraft,
        departures: Vec<Service>,
        parks: &[Park<'_>],
        terms: &Terms,
    ) -> Self {
        let mut draft = draft.clone();
        let mut modes = vec![Mode::Road];
        modes.extend(departures.iter().map(|service| service.mode));
        draft.terminals.push(Terminal::new(GONE, TerminalKind::Junction));
        draft.services.extend(departures);
        // Only what is open in the year was put in.
        let net = CorridorNetwork::compile(&draft, |_| true).value;
        let gone: Vec<TerminalIdx> = net.terminal(GONE).into_iter().collect();
        let route = |park: &Park<'_>| {
            let docks: Vec<TerminalIdx> =
                park.docks.iter().filter_map(|id| net.terminal(id)).collect();
            quickest(&net, &terms.question((&docks, &gone), &modes), Usual::Expected)
        };
        let routes = parks.iter().map(route).collect();
        Self { net, routes }
    }
}

/// Hours of the truck, and at the hub: closed, dwell, customs, cut-off, wait.
fn parts(route: &Route) -> [f64; 6] {
    let hours = |seconds: i64| {
        allways_base::cast::f64_from_u64(u64::try_from(seconds).unwrap_or(0)) / 3600.0
    };
    let Some((last, before)) = route.legs.split_last() else { return [0.0; 6] };
    let p = last.parts;
    let truck = before.iter().map(|leg| leg.parts.total()).sum();
    [truck, p.closed, p.dwell, p.customs, p.cutoff, p.wait + p.barred].map(hours)
}

fn report(
    (net, hub): (&CorridorNetwork, &str),
    parks: &[Park<'_>],
    (all, sure): (&Served, &Served),
    unstated: Vec<String>,
    measured: &mut Measured,
) {
    let mut table = Table {
        columns: [
            "park",
            "truck (h)",
            "closed (h)",
            "dwell (h)",
            "customs (h)",
            "cut-off (h)",
            "wait (h)",
            "dock to departure (h)",
            "usual range (h)",
        ]
        .map(String::from)
        .to_vec(),
        ..Table::default()
    };
    let (mut without, mut worst): (Vec<&str>, Option<(&Route, &str)>) = (Vec::new(), None);
    let (mut low, mut high, mut sum, mut n) = (0.0_f64, 0.0_f64, 0.0, 0u32);
    let mut is_known = true;
    for ((park, least), most) in parks.iter().zip(&all.routes).zip(&sure.routes) {
        let name = park.place.name.as_str();
        let Some(route) = least else {
            without.push(name);
            let mut row = vec![name.to_owned()];
            row.resize(table.columns.len(), "unknown".to_owned());
            table.rows.push(row);
            continue;
        };
        note(&all.net, net, route, measured);
        let is_sure = most.as_ref().is_some_and(|most| most.time_s == route.time_s);
        is_known &= is_sure;
        let shown = if is_sure { most.as_ref().unwrap_or(route) } else { route };
        let mut row = vec![name.to_owned()];
        let dwell_is_known = is_sure
            || route.legs.last().is_some_and(|leg| all.net.terminals[leg.from].dwell_h.is_some());
        row.extend(parts(shown).iter().enumerate().map(|(k, hours)| {
            let known = k != 2 || dwell_is_known;
            figure(known.then_some(*hours), 1, "unknown")
        }));
        let at_least = if is_sure { "" } else { "at least " };
        row.push(format!("{at_least}{:.1}", shown.time_h));
        row.push(match most {
            Some(most) if most.high_h - shown.low_h > 0.05 => {
                format!("{:.1} to {:.1}", shown.low_h, most.high_h)
            }
            Some(_) => "none published".to_owned(),
            None => format!("from {:.1}", shown.low_h),
        });
        table.rows.push(row);
        low = low.max(shown.low_h);
        high = high.max(most.as_ref().map_or(f64::INFINITY, |most| most.high_h));
        sum += shown.time_h;
        n += 1;
        if worst.is_none_or(|(longest, _)| shown.time_h > longest.time_h) {
            worst = Some((shown, name));
        }
    }
    let Some((route, park)) = worst else {
        measured.missing.push(format!(
            "the truck's way to {hub} from any of {} parks: a terminal with the park in its `place` \
             column, and a road service",
            parks.len()
        ));
        return;
    };
    let stated = high.is_finite();
    if !without.is_empty() {
        high = f64::INFINITY;
    }
    measured.value = if !is_known || high.is_infinite() {
        Quantity::Bounds(low, high)
    } else if high - low > 1e-9 {
        Quantity::Range { value: route.time_h, low, high }
    } else {
        Quantity::Exact(route.time_h)
    };
    if !is_known {
        measured.missing.extend(unstated);
    }
    if !without.is_empty() {
        measured.missing.push(format!("the truck's way to {hub} from {}", list(&without)));
    }
    let [truck, closed, dwell, customs, cutoff, wait] = parts(route);
    measured.summary = format!(
        "Farthest dock: {park}, {truck:.1} h by truck to {hub}; {}; mean of {n} parks {:.1} h.",
        if is_known {
            format!(
                "{:.1} h there (closed {closed:.1}, dwell {dwell:.1}, customs {customs:.1}, cut-off \
                 {cutoff:.1}, wait {wait:.1})",
                closed + dwell + customs + cutoff + wait
            )
        } else if stated {
            format!("{low:.1} to {high:.1} h in all, as not all that passes there is stated")
        } else {
            "not all that passes there is stated".to_owned()
        },
        sum / f64::from(n)
    );
    measured.mend = "shorten the dwell of the hub, or the truck's way of the farthest park".into();
    measured.evidence.table = Some(table);
}

/// What a way rests on: rows of the tables, and the ways through streets.
fn note(dock: &CorridorNetwork, net: &CorridorNetwork, route: &Route, measured: &mut Measured) {
    for (k, leg) in route.legs.iter().enumerate() {
        let service = &dock.links[leg.link].service;
        let is_departure = k + 1 == route.legs.len();
        measured.figures.extend((!is_departure).then(|| service.source.clone()));
        let id = service.id.strip_suffix(BACK).unwrap_or(&service.id);
        let row = net.links.iter().find(|(_, link)| link.service.id == id);
        match row {
            Some((row, _)) if !is_departure => note_links(net, &[row], measured),
            Some(_) => {
                measured.uses.insert(id.to_owned());
            }
            None if service.source.is_empty() => {}
            None => measured.bases.push(allways_transit::feed::Basis {
                confidence: service.confidence.unwrap_or(allways_base::Confidence::Low),
                what: format!("the way from {} by truck", dock.terminals[leg.from].name),
                source: service.source.clone(),
            }),
        }
    }
}
