//! Directions of random networks against twins: the soonest gateway by one search each, what gets
//! through in a week by the least cut of all sets of terminals.

use allways_base::Idx;
use allways_base::cast::usize_from;
use allways_base::random::Random;
use allways_corridor::draft::{CorridorDraft, Direction, Load, Mode};
use allways_corridor::{
    CorridorNetwork, Query, Question, Service, Terminal, TerminalIdx, Weekly, by_direction,
    evenness, evenness_within, fastest,
};

use crate::twins::{NETWORKS, cheapest, random_draft, rounded};

/// Some services of rail become roads that one may drive at any time.
fn with_roads(random: &mut Random) -> CorridorDraft {
    let mut draft = random_draft(random);
    for service in draft.services.iter_mut().filter(|service| service.mode == Mode::Rail) {
        if random.below(3) == 0 {
            service.mode = Mode::Road;
            service.departures_per_week = (random.below(6) == 0).then_some(2.0);
            service.capacity = service.capacity.filter(|_| random.below(4) == 0);
        }
    }
    draft
}

/// The least that any set of terminals around the start and home lets out to the gateways of a
/// direction, where an unstated number is `unstated`; and whether one may drive there. `number` of a
/// service, and whether it is a road without one.
fn let_out(
    net: &CorridorNetwork,
    from: TerminalIdx,
    gateways: u32,
    unstated: f64,
    number: &dyn Fn(&Service) -> (Option<f64>, bool),
) -> (f64, bool) {
    let n = net.terminals.len();
    let mut arcs: Vec<(u32, u32, f64, bool)> = Vec::new();
    for (_, link) in net.links.iter().filter(|(_, l)| l.service.carries.takes(Load::Freight)) {
        let (tail, head) = (1 << link.from.to_usize(), 1 << link.to.to_usize());
        let (stated, is_free) = number(&link.service);
        let lets = if is_free { f64::INFINITY } else { stated.unwrap_or(unstated) };
        arcs.push((tail, head, lets, is_free));
        if !link.service.one_way {
            arcs.push((head, tail, lets, is_free));
        }
    }
    let mut home = 1u32 << from.to_usize();
    for _ in 0..n {
        for &(tail, head, _, is_free) in &arcs {
            if is_free && home & tail != 0 && gateways & head == 0 {
                home |= head;
            }
        }
    }
    let is_drive =
        |tail: u32, head: u32, is_free: bool| is_free && home & tail != 0 && gateways & head != 0;
    let by_road = arcs.iter().any(|&(tail, head, _, is_free)| is_drive(tail, head, is_free));
    let sets = (0u32..1 << n).filter(|set| set & home == home && set & gateways == 0);
    let lets_out = |set: u32| {
        let out = arcs.iter().filter(|(tail, head, _, is_free)| {
            set & tail != 0 && set & head == 0 && !is_drive(*tail, *head, *is_free)
        });
        out.map(|(_, _, lets, _)| lets).sum::<f64>()
    };
    (sets.map(lets_out).reduce(f64::min).unwrap(), by_road)
}

/// What is said to get through in a week against the twin.
fn check_weekly(
    net: &CorridorNetwork,
    (from, gateways): (TerminalIdx, u32),
    found: &Weekly,
    number: &dyn Fn(&Service) -> (Option<f64>, bool),
    seed: u64,
) {
    let (least, by_road) = let_out(net, from, gateways, 0.0, number);
    let (most, _) = let_out(net, from, gateways, f64::INFINITY, number);
    assert_eq!((found.at_least, found.by_road), (least, by_road), "seed {seed}: {net:?}");
    let most = most.is_finite().then_some(most);
    assert_eq!(found.at_most, most, "seed {seed}: {net:?}");
    assert_eq!(found.unstated > 0, most != Some(least), "seed {seed}: {net:?}");
    // The links that are said to carry it do, alone.
    let others = |service: &Service| {
        let (stated, is_free) = number(service);
        let is_used = found.links.iter().any(|link| net.links[*link].service.id == service.id);
        if is_used { (stated, is_free) } else { (Some(0.0), false) }
    };
    let (by_them, _) = let_out(net, from, gateways, 0.0, &others);
    assert!((least - by_them).abs() < 1e-9, "seed {seed}: {net:?}");
}

fn departures_of(service: &Service) -> (Option<f64>, bool) {
    let runs = service.departures_per_week;
    (runs, service.mode == Mode::Road && runs.is_none())
}

fn capacity_of(service: &Service) -> (Option<f64>, bool) {
    let takes = service.capacity.map(|capacity| capacity.per_week);
    (takes, departures_of(service).1 && takes.is_none())
}

#[test]
fn directions_have_the_fastest_routes_and_let_through_what_the_least_cut_does() {
    let (mut n_slower, mut n_partial, mut n_by_road) = (0, 0, 0);
    for seed in 0..NETWORKS {
        let mut random = Random::new(seed, 4);
        let draft = if seed % 2 == 0 { random_draft(&mut random) } else { with_roads(&mut random) };
        let net = CorridorNetwork::compile(&draft, |_| true).value;
        let from = TerminalIdx::from_usize(0);
        let query = Query { from: &[from], to: &[], load: Load::Freight, modes: None };
        let found = by_direction(&net, &Question::plain(&query));
        for reached in &found.each {
            let is_gateway = |(row, terminal): &(TerminalIdx, &Terminal)| {
                terminal.direction == Some(reached.direction) && *row != from
            };
            let gateways = || net.terminals.iter().filter(is_gateway).map(|(row, _)| row);
            let to = |row: TerminalIdx| {
                fastest(&net, &Query { to: &[row], ..query }).map(|r| rounded(r.time_h * 3600.0))
            };
            let mut times: Vec<i64> = gateways().filter_map(to).collect();
            times.sort_unstable();
            let own: Vec<i64> =
                reached.routes.iter().map(|(_, r)| rounded(r.time_h * 3600.0)).collect();
            assert_eq!(own, times, "seed {seed}: {net:?}");
            let costs = gateways().filter_map(|row| cheapest(&net, from, row));
            assert_eq!(reached.cost_usd, costs.reduce(f64::min), "seed {seed}: {net:?}");
            let set = gateways().map(|row| 1 << row.to_usize()).sum();
            let departures = &reached.departures;
            check_weekly(&net, (from, set), departures, &departures_of, seed);
            check_weekly(&net, (from, set), &reached.capacity, &capacity_of, seed);
            let along = reached.best().and_then(|(_, route)| route.departures_per_week);
            n_slower += usize::from(along.is_some_and(|along| departures.at_least > along));
            n_partial += usize::from(departures.known().is_none() && departures.at_least > 0.0);
            n_by_road += usize::from(departures.by_road && departures.at_least > 0.0);
        }
    }
    let enough = n_slower > 100 && n_partial > 100 && n_by_road > 100;
    assert!(enough, "the networks are too plain: {n_slower} {n_partial} {n_by_road}");
}

/// What gets through to each direction, and to any gateway.
fn all_directions(draft: &CorridorDraft) -> (Vec<Weekly>, Weekly) {
    let found = |draft: &CorridorDraft| {
        let net = CorridorNetwork::compile(draft, |_| true).value;
        let from = [net.terminal("T0").unwrap()];
        let query = Query { from: &from, to: &[], load: Load::Freight, modes: None };
        let each = by_direction(&net, &Question::plain(&query)).each;
        each.iter().map(|reached| reached.departures.clone()).collect::<Vec<_>>()
    };
    let mut one = draft.clone();
    for terminal in one.terminals.iter_mut().filter(|terminal| terminal.direction.is_some()) {
        terminal.direction = Some(Direction::West);
    }
    (found(draft), found(&one).swap_remove(0))
}

#[test]
fn more_services_never_let_less_through_and_no_direction_more_than_all() {
    let mut n_more = 0;
    for seed in 0..NETWORKS / 2 {
        let mut random = Random::new(seed, 6);
        let mut draft = with_roads(&mut random);
        let Some(last) = draft.services.pop() else { continue };
        let (before, together) = all_directions(&draft);
        let sum: f64 = before.iter().map(|weekly| weekly.at_least).sum();
        // Where one may drive to a gateway of another direction, that is where home ends for all.
        if !together.by_road {
            let most = before.iter().map(|weekly| weekly.at_least).fold(0.0, f64::max);
            assert!(most <= together.at_least && together.at_least <= sum, "seed {seed}");
        }
        let is_drive = departures_of(&last).1;
        draft.services.push(last);
        for (old, new) in before.iter().zip(all_directions(&draft).0) {
            // A road may turn what was a service's into a drive; nothing else takes away.
            let drives_on = is_drive && new.by_road;
            assert!(new.at_least >= old.at_least || drives_on, "seed {seed}: {draft:?}");
            assert!(new.by_road >= old.by_road, "seed {seed}");
            n_more += usize::from(new.at_least > old.at_least);
        }
    }
    assert!(n_more > 100, "the networks are too plain: {n_more}");
}

#[test]
fn evenness_within_ranges_is_what_a_search_of_the_box_finds() {
    let (mut n_inside, steps) = (0, 12);
    for seed in 0..300 {
        let mut random = Random::new(seed, 7);
        let mut ranges = Vec::new();
        for _ in 0..4 {
            let low = f64::from(random.below(6));
            let wide = f64::from(random.below(3) * random.below(9));
            ranges.push((low, (random.below(9) > 0).then_some(low + wide)));
        }
        let found = evenness_within(&ranges);
        let (mut least, mut most) = (f64::INFINITY, 0.0_f64);
        // Every point of a grid; an amount without limit ends at 22.
        for point in 0..u32::pow(steps, 4) {
            let amount = |k: u32| {
                let (low, high) = ranges[usize_from(k)];
                let part = f64::from(point / steps.pow(k) % steps) / f64::from(steps - 1);
                low + part * (high.unwrap_or(22.0) - low)
            };
            if let Some(even) = evenness(&[0, 1, 2, 3].map(amount)) {
                (least, most) = (least.min(even), most.max(even));
            }
        }
        if least.is_infinite() {
            assert_eq!(found, None, "{ranges:?}");
            continue;
        }
        let (low, high) = found.unwrap();
        assert!(high >= most - 1e-12 && high <= most + 0.03, "{ranges:?}: {high} {most}");
        assert!(low <= least + 1e-12, "{ranges:?}: {low} {least}");
        if ranges.iter().all(|(_, most)| most.is_some()) {
            assert!((low - least).abs() < 1e-12, "{ranges:?}: {low} {least}");
        }
        n_inside += usize::from(low > 0.0 && high < 1.0);
    }
    assert!(n_inside > 30, "the ranges are too plain: {n_inside}");
}
