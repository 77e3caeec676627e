//! Random networks of at most 8 terminals, against twins that try everything: the fastest route,
//! channels, terminals. The full question and the directions have twins of their own.

use std::collections::BTreeSet;

use allways_base::Idx;
use allways_base::cast::usize_from;
use allways_base::random::Random;
use allways_corridor::draft::{
    Capacity, CapacityUnit, Carries, CorridorDraft, Direction, Load, Mode,
};
use allways_corridor::money::Price;
use allways_corridor::{
    CorridorNetwork, Criteria, Left, LinkIdx, Query, Question, TerminalIdx, disjoint_routes,
    fastest, node_disjoint_routes, options, when_each_is_cut, when_each_is_lost,
};

use crate::toy::{service, terminal};

pub(crate) const NETWORKS: u64 = 10_000;

/// All that the twins know of a link: ends, service, dwell of its ends.
struct Twin<'a> {
    net: &'a CorridorNetwork,
    load: Load,
    modes: Option<&'a [Mode]>,
    to: TerminalIdx,
}

fn random_network(random: &mut Random) -> CorridorNetwork {
    CorridorNetwork::compile(&random_draft(random), |_| true).value
}

pub(crate) fn random_draft(random: &mut Random) -> CorridorDraft {
    let n = 2 + random.below(7);
    let mut draft = CorridorDraft::default();
    let name = |i: u32| format!("T{i}");
    for i in 0..n {
        let mut terminal = terminal(&name(i));
        terminal.dwell_h = (random.below(3) > 0).then(|| f64::from(random.below(40)) / 4.0);
        terminal.direction = Direction::ALL.get(usize_from(random.below(9))).copied();
        draft.terminals.push(terminal);
    }
    let n_links = 1 + random.below(12);
    for i in 0..n_links {
        let (a, b) = (random.below(n), random.below(n));
        let mode = [Mode::Rail, Mode::Rail, Mode::Sea][usize_from(random.below(3))];
        let mut service = service(&format!("s{i}"), &name(a), &name(b), mode);
        service.carries = Carries::ALL[usize_from(random.below(6).min(2))];
        service.time_h = (random.below(12) > 0).then(|| f64::from(random.below(40)) / 10.0);
        service.cost =
            (random.below(6) > 0).then(|| Price::usd_per_feu(f64::from(random.below(9)) / 3.0));
        service.one_way = random.below(5) == 0;
        service.capacity = (random.below(4) > 0)
            .then(|| Capacity { per_week: f64::from(random.below(9)), unit: CapacityUnit::Teu });
        ["", "x", "y"][usize_from(random.below(3))].clone_into(&mut service.corridor);
        ["", "p", "q", "r"][usize_from(random.below(4))].clone_into(&mut service.channel);
        service.departures_per_week = (random.below(4) > 0).then(|| f64::from(random.below(9)));
        draft.services.push(service);
    }
    draft
}

/// Seconds of a link and of the stay before it, by the rule as the docs say it.
fn step(twin: &Twin<'_>, before: Option<LinkIdx>, at: TerminalIdx, link: LinkIdx) -> Option<i64> {
    let net = twin.net;
    let service = &net.links[link].service;
    let ride = rounded(service.time_h? * 3600.0);
    let Some(before) = before else { return Some(ride) };
    let last = &net.links[before].service;
    // No slots here, and every terminal is a junction.
    let drives =
        |s: &allways_corridor::Service| s.mode == Mode::Road && s.departures_per_week.is_none();
    let stays_seated = (last.corridor == service.corridor
        && last.mode == service.mode
        && !last.corridor.is_empty())
        || (drives(last) && drives(service));
    let waits = twin.load == Load::Freight || !stays_seated;
    let dwell = rounded(net.terminals[at].dwell_h.unwrap_or(0.0) * 3600.0);
    Some(ride + if waits { dwell } else { 0 })
}

pub(crate) fn rounded(x: f64) -> i64 {
    allways_base::cast::round_i64(x)
}

fn open(twin: &Twin<'_>, link: LinkIdx) -> bool {
    let service = &twin.net.links[link].service;
    service.carries.takes(twin.load) && twin.modes.is_none_or(|m| m.contains(&service.mode))
}

/// Every walk that uses no link twice in the same direction: `(seconds, links)`.
fn walks(
    twin: &Twin<'_>,
    here: TerminalIdx,
    path: &mut Vec<(LinkIdx, bool)>,
    time: i64,
    found: &mut impl FnMut(i64, &[(LinkIdx, bool)]) -> bool,
) {
    // `found` answers whether it is worth going on.
    if !found(time, path) || here == twin.to {
        return;
    }
    for (link, row) in twin.net.links.iter() {
        for (tail, head, back) in [(row.from, row.to, false), (row.to, row.from, true)] {
            let turns = path.last().is_some_and(|last| last.0 == link);
            if tail != here
                || turns
                || (back && row.service.one_way)
                || !open(twin, link)
                || path.contains(&(link, back))
            {
                continue;
            }
            let before = path.last().map(|last| last.0);
            if let Some(took) = step(twin, before, here, link) {
                path.push((link, back));
                walks(twin, head, path, time + took, found);
                path.pop();
            }
        }
    }
}

/// True if links with known times lead to the end.
fn is_reached(twin: &Twin<'_>, from: TerminalIdx) -> bool {
    let mut seen = BTreeSet::from([from]);
    for _ in 0..twin.net.terminals.len() {
        for (link, row) in twin.net.links.iter() {
            if !open(twin, link) || row.service.time_h.is_none() {
                continue;
            }
            if seen.contains(&row.from) {
                seen.insert(row.to);
            }
            if seen.contains(&row.to) && !row.service.one_way {
                seen.insert(row.from);
            }
        }
    }
    seen.contains(&twin.to)
}

#[test]
fn fastest_is_the_best_of_all_walks() {
    for seed in 0..NETWORKS {
        let mut random = Random::new(seed, 1);
        let net = random_network(&mut random);
        let (from, to) = (TerminalIdx::from_usize(0), TerminalIdx::from_usize(1));
        let load = Load::ALL[usize_from(random.below(2))];
        let modes = [None, None, Some(&[Mode::Rail][..])][usize_from(random.below(3))];
        let twin = Twin { net: &net, load, modes, to };
        let mut best: Option<i64> = None;
        let query = Query { from: &[from], to: &[to], load, modes };
        if !is_reached(&twin, from) {
            // With no end to stop at, every walk would be walked.
            assert_eq!(fastest(&net, &query), None, "seed {seed}: {net:?}");
            continue;
        }
        walks(&twin, from, &mut Vec::new(), 0, &mut |time, path| {
            let arrived = path.last().is_some_and(|&(link, back)| {
                to == if back { net.links[link].from } else { net.links[link].to }
            });
            if arrived && best.is_none_or(|best| time < best) {
                best = Some(time);
            }
            best.is_none_or(|best| time < best)
        });
        let found = fastest(&net, &query).map(|route| rounded(route.time_h * 3600.0));
        assert_eq!(found, best, "seed {seed}: {net:?}");
    }
}

/// Channel sets of all simple walks, minimal ones only.
fn channel_sets(net: &CorridorNetwork, from: TerminalIdx, to: TerminalIdx) -> Vec<u32> {
    let mut sets: BTreeSet<u32> = BTreeSet::new();
    let mut stack = vec![(from, 0u32, 1u32 << from.to_usize())];
    while let Some((here, channels, seen)) = stack.pop() {
        if here == to {
            sets.insert(channels);
            continue;
        }
        for (_, link) in net.links.iter().filter(|(_, l)| l.service.carries.takes(Load::Freight)) {
            for (tail, head, back) in [(link.from, link.to, false), (link.to, link.from, true)] {
                let bit = 1u32 << head.to_usize();
                if tail == here && seen & bit == 0 && !(back && link.service.one_way) {
                    let with = channels | 1 << link.channel.to_usize();
                    stack.push((head, with, seen | bit));
                }
            }
        }
    }
    let minimal = |set: &&u32| !sets.iter().any(|other| other != *set && other & **set == *other);
    sets.iter().filter(minimal).copied().collect()
}

/// The most sets that share nothing: with or without the first, in turn.
fn packed(sets: &[u32], used: u32) -> usize {
    let Some((&first, rest)) = sets.split_first() else { return 0 };
    let without = packed(rest, used);
    if first & used == 0 { without.max(1 + packed(rest, used | first)) } else { without }
}

/// The fewest channels that meet every set: all subsets in turn.
fn hit(sets: &[u32], n_channels: usize) -> u32 {
    let all = 0u32..1 << n_channels;
    let meets = |chosen: &u32| sets.iter().all(|set| set & chosen != 0);
    all.filter(meets).map(u32::count_ones).min().unwrap()
}

#[test]
fn disjoint_routes_are_as_many_as_any_choice_of_routes() {
    let (mut most, mut split) = (0, 0);
    for seed in 0..NETWORKS {
        let mut random = Random::new(seed, 3);
        let net = random_network(&mut random);
        let (from, to) = (TerminalIdx::from_usize(0), TerminalIdx::from_usize(1));
        let sets = channel_sets(&net, from, to);
        let want = packed(&sets, 0);
        let query = Query { from: &[from], to: &[to], load: Load::Freight, modes: None };
        let found = disjoint_routes(&net, &Question::plain(&query));
        assert_eq!((found.count, found.at_most), (want, want), "seed {seed}: {net:?}");
        assert_eq!(found.routes.len(), want, "seed {seed}");
        let mut used = BTreeSet::new();
        for route in &found.routes {
            let mut here = from;
            let mut own = BTreeSet::new();
            for &link in route {
                let row = &net.links[link];
                let runs = here == row.from || (here == row.to && !row.service.one_way);
                assert!(runs, "seed {seed}: broken route");
                here = if here == row.from { row.to } else { row.from };
                own.insert(row.channel);
            }
            assert_eq!(here, to, "seed {seed}: a route ends elsewhere");
            for channel in own {
                assert!(used.insert(channel), "seed {seed}: {channel:?} used twice");
            }
        }
        let fewest = hit(&sets, net.channels.len());
        assert_eq!(found.min_cut.len(), usize_from(fewest), "seed {seed}: {net:?}");
        let cut: u32 = net
            .channels
            .iter()
            .filter(|(_, name)| found.min_cut.contains(name))
            .map(|(row, _)| 1 << row.to_usize())
            .sum();
        assert!(sets.iter().all(|set| set & cut != 0), "seed {seed}: the cut does not cut");
        most = most.max(want);
        split += usize::from(usize_from(fewest) != want);
    }
    assert!(most >= 4 && split > 10, "the networks are too plain: {most} {split}");
}

/// Sets of terminals between the ends of all simple walks, as bits, and of straight links.
fn terminal_sets(net: &CorridorNetwork, from: TerminalIdx, to: TerminalIdx) -> Vec<u32> {
    let n = net.terminals.len();
    let mut sets: BTreeSet<u32> = BTreeSet::new();
    let mut stack = vec![(from, 0u32)];
    while let Some((here, passed)) = stack.pop() {
        for (row, link) in net.links.iter().filter(|(_, l)| l.service.carries.takes(Load::Freight))
        {
            for (tail, head, back) in [(link.from, link.to, false), (link.to, link.from, true)] {
                let bit = 1u32 << head.to_usize();
                if tail != here || head == from || (back && link.service.one_way) {
                    continue;
                }
                if head == to {
                    let straight = here == from;
                    sets.insert(if straight { 1 << (n + row.to_usize()) } else { passed });
                } else if passed & bit == 0 {
                    stack.push((head, passed | bit));
                }
            }
        }
    }
    sets.into_iter().collect()
}

#[test]
fn routes_that_share_no_terminal_are_as_many_as_any_choice_of_routes() {
    let mut most = 0;
    for seed in 0..NETWORKS {
        let mut random = Random::new(seed, 5);
        let net = random_network(&mut random);
        let (from, to) = (TerminalIdx::from_usize(0), TerminalIdx::from_usize(1));
        let query = Query { from: &[from], to: &[to], load: Load::Freight, modes: None };
        let found = node_disjoint_routes(&net, &Question::plain(&query));
        let sets = terminal_sets(&net, from, to);
        let minimal = |set: &&u32| !sets.iter().any(|o| o != *set && o & **set == *o);
        let sets: Vec<u32> = sets.iter().filter(minimal).copied().collect();
        assert_eq!(found.routes.len(), packed(&sets, 0), "seed {seed}: {net:?}");
        assert_eq!(found.terminals.len() + found.links.len(), found.routes.len(), "seed {seed}");
        let cut: u32 = found.terminals.iter().map(|t| 1u32 << t.to_usize()).sum::<u32>()
            + found.links.iter().map(|l| 1 << (net.terminals.len() + l.to_usize())).sum::<u32>();
        assert!(sets.iter().all(|set| set & cut != 0), "seed {seed}: the cut does not cut");
        let mut passed = BTreeSet::new();
        for route in &found.routes {
            let mut here = from;
            for link in route.iter().map(|&link| &net.links[link]) {
                assert!(here == link.from || (here == link.to && !link.service.one_way));
                here = if here == link.from { link.to } else { link.from };
                assert!(here == to || passed.insert(here), "seed {seed}: passed twice");
            }
            assert_eq!(here, to, "seed {seed}: a route ends elsewhere");
        }
        most = most.max(found.routes.len());
    }
    assert!(most >= 3, "the networks are too plain: {most}");
}

/// Dollars of the cheapest route whose cost is known.
pub(crate) fn cheapest(net: &CorridorNetwork, from: TerminalIdx, to: TerminalIdx) -> Option<f64> {
    let query = Query { from: &[from], to: &[to], load: Load::Freight, modes: None };
    let question = Question { criteria: Criteria::TIME_AND_COST, ..Question::plain(&query) };
    options(net, &question).priced().filter_map(|route| route.cost_usd).reduce(f64::min)
}

/// What is left of a network, from one end to the other, against what is said to be left.
fn check_left(net: &CorridorNetwork, ends: [&str; 2], left: &Left, seed: u64) {
    let [from, to] = ends.map(|id| net.terminal(id).unwrap());
    let query = Query { from: &[from], to: &[to], load: Load::Freight, modes: None };
    let time = fastest(net, &query).map(|route| route.time_h);
    assert_eq!(left.time_h, time, "seed {seed}: {}", left.name);
    assert_eq!(left.cost_usd, cheapest(net, from, to), "seed {seed}: {}", left.name);
    // The least that any set of terminals around the start lets out.
    let n = net.terminals.len();
    let arcs = || {
        let takes = net.links.iter().filter(|(_, l)| l.service.carries.takes(Load::Freight));
        takes.flat_map(|(_, link)| {
            let back = (!link.service.one_way).then_some((link.to, link.from, link));
            [Some((link.from, link.to, link)), back].into_iter().flatten()
        })
    };
    let lets_out = |set: u32| {
        let within = |t: TerminalIdx| set >> t.to_usize() & 1 == 1;
        let out = arcs().filter(|(tail, head, _)| within(*tail) && !within(*head));
        let takes = out.map(|(_, _, link)| link.service.capacity.map_or(0.0, |c| c.per_week));
        takes.map(|most| u64::try_from(rounded(most)).unwrap()).sum::<u64>()
    };
    let sets = (0u32..1 << n)
        .filter(|set| set >> from.to_usize() & 1 == 1 && set >> to.to_usize() & 1 == 0);
    let least = sets.map(lets_out).min().unwrap();
    let found = left.capacity_per_week;
    assert_eq!(found.at_least, least, "seed {seed}: {}", left.name);
    let reaches = |start: TerminalIdx, end: TerminalIdx| {
        let mut seen = BTreeSet::from([start]);
        for _ in 0..n {
            let next = arcs()
                .filter(|(tail, head, _)| seen.contains(tail) && *tail != to && *head != from);
            let next: Vec<TerminalIdx> = next.map(|(_, head, _)| head).collect();
            seen.extend(next);
        }
        seen.contains(&end)
    };
    let unknown = arcs().any(|(tail, head, link)| {
        let is_on = tail != to && head != from && reaches(from, tail) && reaches(head, to);
        is_on && link.service.capacity.is_none()
    });
    assert_eq!(found.is_partial, unknown, "seed {seed}: {}", left.name);
}

#[test]
fn what_is_left_is_what_a_network_without_it_has() {
    let (mut n_left, mut n_unchanged) = (0, 0);
    for seed in 0..1000 {
        let mut random = Random::new(seed, 8);
        let net = random_network(&mut random);
        let (from, to) = (TerminalIdx::from_usize(0), TerminalIdx::from_usize(1));
        let query = Query { from: &[from], to: &[to], load: Load::Freight, modes: None };
        let question = Question::plain(&query);
        let draft = CorridorDraft {
            terminals: net.terminals.as_slice().to_vec(),
            services: net.links.iter().map(|(_, link)| link.service.clone()).collect(),
            factors: Vec::new(),
        };
        let (each_cut, each_lost) =
            (when_each_is_cut(&net, &question), when_each_is_lost(&net, &question));
        for left in disjoint_routes(&net, &question).when_cut.left.iter().chain(&each_cut.left) {
            let open = |s: &allways_corridor::Service| s.channel != left.name && s.id != left.name;
            let rest = CorridorNetwork::compile(&draft, open).value;
            check_left(&rest, ["T0", "T1"], left, seed);
            n_left += usize::from(left.time_h.is_some() && left.capacity_per_week.at_least > 0);
        }
        n_unchanged += each_cut.left.len() + each_lost.left.len();
        n_unchanged -= each_cut.searched + each_lost.searched;
        let parted = node_disjoint_routes(&net, &question);
        for left in parted.when_lost.left.iter().chain(&each_lost.left) {
            // A straight link is cut with its whole channel.
            let service = draft.services.iter().find(|service| service.id == left.name);
            let channel = service.map_or("", |service| service.channel.as_str());
            let open = |s: &allways_corridor::Service| {
                let cut = s.id == left.name || (!channel.is_empty() && s.channel == channel);
                !cut && s.from != left.name && s.to != left.name
            };
            let rest = CorridorNetwork::compile(&draft, open).value;
            check_left(&rest, ["T0", "T1"], left, seed);
        }
    }
    let enough = n_left > 100 && n_unchanged > 1000;
    assert!(enough, "the networks are too plain: {n_left} {n_unchanged}");
}
