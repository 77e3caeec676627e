//! Networks as text. One line per service: `A B rail 5h $100 7/w @channel #corridor`, any part
//! after the mode may be missing; one line per terminal with a dwell or direction: `B +3h west`.

use allways_corridor::draft::{
    Carries, CorridorDraft, Direction, Mode, Service, Terminal, TerminalKind,
};
use allways_corridor::{CorridorNetwork, TerminalIdx};

pub(crate) fn terminal(id: &str) -> Terminal {
    Terminal {
        id: id.to_owned(),
        name: id.to_owned(),
        other_names: Vec::new(),
        kind: TerminalKind::Junction,
        country: String::new(),
        direction: None,
        place: String::new(),
        position: None,
        dwell_h: None,
        dwell_low_h: None,
        dwell_high_h: None,
        source: String::new(),
        confidence: None,
        at: format!("terminals.csv:{id}"),
    }
}

pub(crate) fn service(id: &str, from: &str, to: &str, mode: Mode) -> Service {
    Service {
        id: id.to_owned(),
        from: from.to_owned(),
        to: to.to_owned(),
        corridor: String::new(),
        mode,
        carries: Carries::Both,
        distance_km: None,
        time_h: None,
        time_low_h: None,
        time_high_h: None,
        cost_usd_per_feu: None,
        departures_per_week: None,
        opens: None,
        channel: String::new(),
        source: String::new(),
        confidence: None,
        at: format!("services.csv:{id}"),
    }
}

pub(crate) fn draft(text: &str) -> CorridorDraft {
    let mut draft = CorridorDraft::default();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let words: Vec<&str> = line.split_whitespace().collect();
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
                match word.strip_prefix('+').and_then(|rest| rest.strip_suffix('h')) {
                    Some(dwell) => terminal.dwell_h = Some(dwell.parse().unwrap()),
                    None => terminal.direction = Some(Direction::parse(word).unwrap()),
                }
            }
            continue;
        };
        let id = format!("s{}", draft.services.len());
        let mut service = service(&id, words[0], words[1], mode);
        for word in &words[3..] {
            if let Some(time) = word.strip_suffix('h') {
                service.time_h = Some(time.parse().unwrap());
            } else if let Some(cost) = word.strip_prefix('$') {
                service.cost_usd_per_feu = Some(cost.parse().unwrap());
            } else if let Some(number) = word.strip_suffix("/w") {
                service.departures_per_week = Some(number.parse().unwrap());
            } else if let Some(channel) = word.strip_prefix('@') {
                channel.clone_into(&mut service.channel);
            } else if let Some(corridor) = word.strip_prefix('#') {
                corridor.clone_into(&mut service.corridor);
            } else {
                service.carries = Carries::parse(word).unwrap();
            }
        }
        draft.services.push(service);
    }
    draft
}

pub(crate) fn network(text: &str) -> CorridorNetwork {
    CorridorNetwork::compile(&draft(text), |_| true).value
}

/// `A` or `A,B`.
pub(crate) fn rows(net: &CorridorNetwork, ids: &str) -> Vec<TerminalIdx> {
    ids.split(',').map(|id| net.terminal(id).unwrap()).collect()
}
