//! Rules for trucks: rungs whose hours follow from arithmetic, and random networks against a twin
//! that writes the hours which all rules leave, hour by hour, into the service's own column.

use allways_base::Idx;
use allways_base::cast::usize_from;
use allways_base::random::Random;
use allways_corridor::draft::{CorridorDraft, Mode};
use allways_corridor::trucks::{Never, hours_left};
use allways_corridor::week::{Hours, Slots, parse_moment};
use allways_corridor::{
    Consignment, CorridorNetwork, Options, Question, Start, TerminalIdx, TruckRule, options,
};

use crate::toy::{network, rows, service, terminal};

const NETWORKS: u64 = 3000;

fn ask(net: &CorridorNetwork, load: &str, start: Option<&str>) -> Options {
    let (from, to) = (rows(net, "A"), rows(net, "Z"));
    let start = start.map_or(Start::Best, |text| Start::Ready(parse_moment(text).unwrap()));
    let question = Question::new(&from, &to, Consignment::parse(load).unwrap());
    options(net, &Question { start, ..question })
}

/// Hours of the fastest way.
fn takes(text: &str, load: &str, start: &str) -> Option<f64> {
    ask(&network(text), load, Some(start)).routes.first().map(|route| route.time_h)
}

#[test]
fn a01_whom_a_rule_concerns_waits() {
    let text = "A Z road 1h rule:10@20:00-06:00";
    assert_eq!(takes(text, "1feu", "Mo 10:00"), Some(11.0), "there at 10, in at 20");
    assert_eq!(takes(text, "1feu", "Mo 21:00"), Some(1.0));
    assert_eq!(takes(text, "1passengers", "Mo 10:00"), Some(1.0), "no truck");
    // A truck of 500 kg weighs 15.5 t.
    let text = "A Z road 1h rule:20@20:00-06:00";
    assert_eq!(
        (takes(text, "500kg", "Mo 10:00"), takes(text, "1teu", "Mo 10:00")),
        (Some(1.0), Some(11.0))
    );
    let (net, light) = (network(text), Consignment::parse("500kg").unwrap());
    let service = &net.links.iter().next().unwrap().1.service;
    assert_eq!(TruckRule::on(service, light).count(), 0);
    assert_eq!(ask(&net, "1feu", Some("Mo 10:00")).routes[0].legs[0].parts.barred, 36_000);
}

#[test]
fn a02_a_ban_closes_the_service() {
    let text = "A Z road 1h rule:20@never\nA Z road 3h";
    assert_eq!(
        (takes(text, "1feu", "Mo 10:00"), takes(text, "5t", "Mo 10:00")),
        (Some(3.0), Some(1.0))
    );
    assert_eq!(takes("A Z road 1h rule:0@never", "1feu", "Mo 10:00"), None);
}

#[test]
fn a03_the_strictest_of_several_counts() {
    let text = "A Z road 1h rule:10@20:00-06:00 rule:0@22:00-08:00";
    assert_eq!(takes(text, "1feu", "Mo 10:00"), Some(13.0), "both let it in at 22");
    assert_eq!(takes(text, "1feu", "Tu 06:30"), Some(16.5));
    // The column of the service too; in what only meets nobody fits.
    let text = "A Z road 1h hours:00:00-03:00 rule:10@20:00-06:00";
    assert_eq!(takes(text, "1feu", "Mo 10:00"), Some(15.0));
    let text = "A Z road 1h hours:06:00-20:00 rule:10@20:00-06:00\nA Z road 9h";
    assert_eq!(takes(text, "1feu", "Mo 10:00"), Some(9.0));
    assert_eq!(takes("A Z road 1h max:34 rule:40@never", "1feu", "Mo 10:00"), None);
}

#[test]
fn a04_a_departure_outside_the_hours_does_not_run() {
    let text = "A Z road 1h dep:daily_05:00_Mo_12:00 rule:0@10:00-18:00";
    assert_eq!(takes(text, "1feu", "Mo 04:00"), Some(9.0));
    let none = "A Z road 1h dep:daily_05:00 rule:0@10:00-18:00";
    assert_eq!(takes(none, "1feu", "Mo 04:00"), None);
}

#[test]
fn a05_hours_are_by_the_clock_of_the_end() {
    let text = "A B road 2h\nB Z road 1h rule:0@20:00-24:00\nB utc:8\nB +0h";
    assert_eq!(takes(text, "1feu", "Mo 00:00"), Some(13.0), "at noon UTC it is 20:00 in B");
}

#[test]
fn a06_trains_keep_no_rule_for_trucks() {
    assert_eq!(takes("A Z rail 1h rule:0@never", "1feu", "Mo 10:00"), Some(1.0));
}

const HOURS: [&str; 5] =
    ["20:00-06:00", "Mo-Fr 09:00-17:00", "Sa,Su 00:00-24:00", "Su 18:00-08:00", "04:00-22:00"];

fn random_rules(random: &mut Random) -> Vec<TruckRule> {
    let one = |random: &mut Random| {
        let hours = HOURS.get(usize_from(random.below(7)));
        let over_t = [0.0, 20.0, 34.9, 35.0][usize_from(random.below(4))];
        let hours = hours.map(|text| Hours::parse(text).unwrap().unwrap());
        TruckRule { name: String::new(), says: String::new(), over_t, hours }
    };
    (0..random.below(4)).map(|_| one(random)).collect()
}

fn random_draft(random: &mut Random) -> CorridorDraft {
    let n = 2 + random.below(4);
    let mut draft = CorridorDraft::default();
    for i in 0..n {
        let mut terminal = terminal(&format!("T{i}"));
        terminal.utc_offset_h = [None, Some(6.0), Some(-5.0)][usize_from(random.below(3))];
        draft.terminals.push(terminal);
    }
    for i in 0..(1 + random.below(8)) {
        let (a, b) = (random.below(n), random.below(n));
        let mode = [Mode::Road, Mode::Road, Mode::Road, Mode::Rail][usize_from(random.below(4))];
        let mut service = service(&format!("s{i}"), &format!("T{a}"), &format!("T{b}"), mode);
        service.time_h = Some(f64::from(1 + random.below(9)));
        service.max_t = (random.below(8) == 0).then_some(30.0);
        service.hours =
            HOURS.get(usize_from(random.below(12))).and_then(|text| Hours::parse(text).unwrap());
        let slots = Slots::new((0..4).map(|_| i64::from(random.below(168)) * 3600 + 1800));
        service.departs = (random.below(4) == 0).then_some(slots);
        service.rules = random_rules(random);
        draft.services.push(service);
    }
    draft
}

/// Every hour of the week that all rules and the column leave, one by one; the error: there is none.
fn hour_by_hour(service: &allways_corridor::Service, t: f64) -> Result<Option<Hours>, Never> {
    let lets = |hours: &Option<Hours>, k: i64| {
        hours.as_ref().is_none_or(|hours| hours.contain(k * 3600 + 1800))
    };
    let rules = service.rules.iter().filter(|rule| service.mode == Mode::Road && t > rule.over_t);
    let rules: Vec<&TruckRule> = rules.collect();
    let may = |k: i64| {
        lets(&service.hours, k)
            && rules.iter().all(|rule| rule.hours.is_some() && lets(&rule.hours, k))
    };
    let days = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
    let cell = |k: i64| {
        let (day, hour) = (usize::try_from(k / 24).unwrap(), k % 24);
        format!("{} {hour:02}:00-{:02}:00", days[day], hour + 1)
    };
    let cells: Vec<String> = (0..168).filter(|&k| may(k)).map(cell).collect();
    if cells.is_empty() { Err(Never) } else { Ok(Hours::parse(&cells.join(";")).unwrap()) }
}

fn times(net: &CorridorNetwork, question: &Question<'_>) -> Vec<(i64, u32)> {
    options(net, question).routes.iter().map(|route| (route.time_s, route.handlings)).collect()
}

#[test]
fn rules_are_hours_of_the_service_for_the_truck() {
    let (mut n_found, mut n_slower, mut n_lost) = (0, 0, 0);
    for seed in 0..NETWORKS {
        let mut random = Random::new(seed, 61);
        let draft = random_draft(&mut random);
        let load = ["1feu", "1teu", "1t", "2passengers"][usize_from(random.below(4))];
        let load = Consignment::parse(load).unwrap();
        let mut twin = draft.clone();
        for service in &mut twin.services {
            let left = match load.vehicle_t() {
                None => Ok(service.hours.clone()),
                Some(t) => hour_by_hour(service, t),
            };
            let found = hours_left(service, load);
            assert_eq!(found, left, "seed {seed}: {service:?}");
            // Who may never enter has no time to ride.
            service.time_h = service.time_h.filter(|_| left.is_ok());
            service.hours = left.ok().flatten();
            service.rules.clear();
        }
        let net = CorridorNetwork::compile(&draft, |_| true).value;
        let twin = CorridorNetwork::compile(&twin, |_| true).value;
        let (from, to) = ([TerminalIdx::from_usize(0)], [TerminalIdx::from_usize(1)]);
        let start = match random.below(2) {
            0 => Start::Best,
            _ => Start::Ready(i64::from(random.below(604_800))),
        };
        let question = Question { start, ..Question::new(&from, &to, load) };
        let found = times(&net, &question);
        assert_eq!(found, times(&twin, &question), "seed {seed}: {draft:?}");
        // Without any rule nothing is slower, and whatever was found is still there.
        let mut free = draft.clone();
        free.services.iter_mut().for_each(|service| service.rules.clear());
        let free = times(&CorridorNetwork::compile(&free, |_| true).value, &question);
        let best = |all: &[(i64, u32)]| all.first().map_or(i64::MAX, |route| route.0);
        assert!(best(&free) <= best(&found), "seed {seed}: a rule made something faster");
        n_found += usize::from(!found.is_empty());
        n_lost += usize::from(found.is_empty() && !free.is_empty());
        n_slower += usize::from(!found.is_empty() && best(&free) < best(&found));
    }
    let all = [n_found, n_slower, n_lost];
    assert!(all.iter().all(|n| *n > 50), "the networks are too plain: {all:?}");
}
