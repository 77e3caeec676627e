//! Networks as text. One line per service: `A B rail 5h $100 7/w 900km @channel #corridor`, any
//! part after the mode may be missing; `->` is one way, `dep:Mo_08:00` and `back:…` are slots,
//! `cap:40` TEU a week, `hours:06:00-20:00` when it may be entered, `max:40` tonnes a vehicle,
//! `rule:10@20:00-06:00` when trucks over 10 t may (`rule:10@never`), `4h..9h` a range. One line per terminal: `B +3h west`, `customs:2h`,
//! `cut:4h`, `open:08:00-20:00`, `utc:8`, `change:6h` and `gauge:1435/1520`, `lift:$30`. A line
//! `factor rail 20` is grams per tonne-km, well to wheel.

use allways_corridor::draft::{
    Capacity, CapacityUnit, Carries, CorridorDraft, Direction, Factor, FactorPer, Mode, Ranged,
    Scope, Service, Terminal, TerminalKind,
};
use allways_corridor::money::Price;
use allways_corridor::week::{Hours, Slots};
use allways_corridor::{CorridorNetwork, TerminalIdx, TruckRule};

pub(crate) fn terminal(id: &str) -> Terminal {
    Terminal::new(id, TerminalKind::Junction)
}

pub(crate) fn service(id: &str, from: &str, to: &str, mode: Mode) -> Service {
    Service::new(id, from, to, mode, Carries::Both)
}

pub(crate) fn draft(text: &str) -> CorridorDraft {
    let mut draft = CorridorDraft::default();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let words: Vec<&str> = line.split_whitespace().collect();
        if words[0] == "factor" {
            draft.factors.push(factor(words[1], words[2]));
            continue;
        }
        let mode = words.get(2).and_then(|word| Mode::parse(word));
        let ends = if mode.is_some() { &words[..2] } else { &words[..1] };
        for end in ends {
            if draft.terminals.iter().all(|terminal| terminal.id != *end) {
                draft.terminals.push(terminal(end));
            }
        }
        let Some(mode) = mode else {
            let terminal = draft.terminals.iter_mut().find(|t| t.id == words[0]).unwrap();
            for word in &words[1..] {
                describe(terminal, word);
            }
            continue;
        };
        let id = format!("s{}", draft.services.len());
        let mut service = service(&id, words[0], words[1], mode);
        for word in &words[3..] {
            detail(&mut service, word);
        }
        draft.services.push(service);
    }
    draft
}

fn number(text: &str) -> f64 {
    text.trim_matches(|c: char| !(c.is_ascii_digit() || c == '.')).parse().unwrap()
}

fn factor(mode: &str, grams: &str) -> Factor {
    Factor {
        mode: Mode::parse(mode).unwrap(),
        g_co2e: number(grams),
        per: FactorPer::TonneKm,
        scope: Scope::WellToWheel,
        source: String::new(),
        confidence: None,
        at: "factors.csv".to_owned(),
    }
}

fn describe(terminal: &mut Terminal, word: &str) {
    let expected = |text: &str| Ranged { expected: Some(number(text)), low: None, high: None };
    match word.split_once(':') {
        Some(("customs", text)) => terminal.customs = expected(text),
        Some(("change", text)) => terminal.gauge_change = expected(text),
        Some(("gauge", text)) => terminal.gauge = allways_corridor::words::Gauge::parse(text),
        Some(("cut", text)) => terminal.cutoff_h = Some(number(text)),
        Some(("open", text)) => terminal.open = Hours::parse(&text.replace('_', " ")).unwrap(),
        Some(("utc", text)) => terminal.utc_offset_h = Some(text.parse().unwrap()),
        Some(("lift", text)) => terminal.handling_cost = Some(Price::usd_per_feu(number(text))),
        _ if word.starts_with('+') => terminal.dwell_h = Some(number(word)),
        _ => terminal.direction = Some(Direction::parse(word).unwrap()),
    }
}

fn detail(service: &mut Service, word: &str) {
    let slots = |text: &str| Some(Slots::parse(&text.replace('_', " ")).unwrap());
    if word == "->" {
        service.one_way = true;
    } else if let Some(text) = word.strip_prefix("dep:") {
        service.departs = slots(text);
    } else if let Some(text) = word.strip_prefix("back:") {
        service.departs_back = slots(text);
    } else if let Some(text) = word.strip_prefix("cap:") {
        service.capacity = Some(Capacity { per_week: number(text), unit: CapacityUnit::Teu });
    } else if let Some(text) = word.strip_prefix("hours:") {
        service.hours = Hours::parse(&text.replace('_', " ")).unwrap();
    } else if let Some(text) = word.strip_prefix("max:") {
        service.max_t = Some(number(text));
    } else if let Some(text) = word.strip_prefix("rule:") {
        let (over, hours) = text.split_once('@').unwrap();
        service.rules.push(TruckRule {
            name: text.to_owned(),
            says: text.to_owned(),
            over_t: number(over),
            hours: Hours::parse(&hours.replace('_', " ")).ok().flatten(),
        });
    } else if let Some(text) = word.strip_prefix('@') {
        text.clone_into(&mut service.channel);
    } else if let Some(text) = word.strip_prefix('#') {
        text.clone_into(&mut service.corridor);
    } else if word.starts_with('$') {
        service.cost = Some(Price::usd_per_feu(number(word)));
    } else if word.ends_with("km") {
        service.distance_km = Some(number(word));
    } else if let Some((low, high)) = word.split_once("..") {
        (service.time_low_h, service.time_high_h) = (Some(number(low)), Some(number(high)));
    } else if word.ends_with("/w") {
        service.departures_per_week = Some(number(word));
    } else if word.ends_with('h') {
        service.time_h = Some(number(word));
    } else {
        service.carries = Carries::parse(word).unwrap();
    }
}

pub(crate) fn network(text: &str) -> CorridorNetwork {
    CorridorNetwork::compile(&draft(text), |_| true).value
}

/// `A` or `A,B`.
pub(crate) fn rows(net: &CorridorNetwork, ids: &str) -> Vec<TerminalIdx> {
    ids.split(',').map(|id| net.terminal(id).unwrap()).collect()
}
