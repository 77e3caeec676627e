//! The best routes through a generated network of 5,000 terminals and 50,000 services, from one to
//! one and from one to all; baseline: the same search without bounds.
//!
//! Terminals lie at random in a rectangle of 9,000 by 5,000 km; nine of ten services go to a near
//! one, by road or rail, and one to any, by sea or air. A third leave by slots, a half at a stated
//! rate; the rest state nothing. Costs, distances and factors are all known, so that all four
//! criteria count.
#![expect(clippy::print_stdout, reason = "a benchmark tells what it did")]

use std::hint::black_box;

use allways_base::Idx;
use allways_base::cast::{f64_from, usize_from};
use allways_base::random::Random;
use allways_corridor::draft::{Factor, FactorPer, Scope};
use allways_corridor::money::Price;
use allways_corridor::week::{Slots, WEEK_S};
use allways_corridor::{
    Carries, Consignment, CorridorDraft, CorridorNetwork, Criteria, Mode, Question, Service, Start,
    Terminal, TerminalIdx, TerminalKind, options, options_to_all, options_unguided,
};
use criterion::{Criterion, criterion_group, criterion_main};

const N_TERMINALS: usize = 5_000;
const N_SERVICES: usize = 50_000;
/// Pairs of the benchmark from one to one.
const N_PAIRS: usize = 3;
/// Labels that the search by all four criteria may make.
const BUDGET: usize = 1_000_000;

fn row(random: &mut Random, n: usize) -> usize {
    usize_from(random.below(u32::try_from(n).unwrap_or(u32::MAX)))
}

fn generated(seed: u64) -> CorridorNetwork {
    let mut random = Random::new(seed, 1);
    let mut draft = CorridorDraft::default();
    let mut places: Vec<(f64, f64)> =
        (0..N_TERMINALS).map(|_| (random.unit() * 9000.0, random.unit() * 5000.0)).collect();
    // Neighbours in the list are near in one coordinate; the nearest of some are near in both.
    places.sort_by(|a, b| a.0.total_cmp(&b.0));
    for i in 0..N_TERMINALS {
        draft.terminals.push(Terminal {
            dwell_h: Some(2.0 + random.unit() * 10.0),
            cutoff_h: Some(f64::from(random.below(12))),
            handling_cost: Some(Price::usd_per_feu(30.0 + random.unit() * 60.0)),
            ..Terminal::new(&format!("t{i}"), TerminalKind::RailFreight)
        });
    }
    let apart = |i: usize, j: usize| {
        let (a, b) = (places[i], places[j]);
        (a.0 - b.0).hypot(a.1 - b.1)
    };
    for k in 0..N_SERVICES {
        let i = row(&mut random, N_TERMINALS);
        let is_near = random.below(10) > 0;
        let mut j = row(&mut random, N_TERMINALS);
        if is_near {
            let near =
                (0..24).map(|_| (i + N_TERMINALS - 150 + row(&mut random, 300)) % N_TERMINALS);
            let near: Vec<usize> = near.filter(|&j| j != i).collect();
            j = near.into_iter().min_by(|&a, &b| apart(i, a).total_cmp(&apart(i, b))).unwrap_or(j);
        }
        if i == j {
            j = (i + 1) % N_TERMINALS;
        }
        let modes = if is_near { [Mode::Road, Mode::Rail] } else { [Mode::Sea, Mode::Air] };
        let mode = modes[row(&mut random, 2)];
        let (speed, usd_per_km) = match mode {
            Mode::Road => (50.0, 1.6),
            Mode::Rail => (35.0, 0.6),
            Mode::Sea => (25.0, 0.15),
            _ => (600.0, 5.0),
        };
        let km = apart(i, j) * 1.2 + 1.0;
        let mut service = Service {
            distance_km: Some(km),
            time_h: Some(km / speed * (0.9 + random.unit() * 0.3)),
            cost: Some(Price::usd_per_feu(km * usd_per_km * (0.8 + random.unit() * 0.5))),
            ..Service::new(
                &format!("s{k}"),
                &format!("t{i}"),
                &format!("t{j}"),
                mode,
                Carries::Freight,
            )
        };
        match random.below(6) {
            0 | 1 => {
                let week = u32::try_from(WEEK_S).unwrap_or(0);
                let n = 1 + random.below(7);
                let slots: Vec<i64> = (0..n).map(|_| i64::from(random.below(week))).collect();
                service.departs = Some(Slots::new(slots.clone()));
                service.departs_back = Some(Slots::new(slots));
            }
            2..=4 => service.departures_per_week = Some(f64::from(1 + random.below(20))),
            _ => {}
        }
        draft.services.push(service);
    }
    for (mode, g_co2e) in
        [(Mode::Road, 70.0), (Mode::Rail, 17.0), (Mode::Sea, 8.0), (Mode::Air, 800.0)]
    {
        draft.factors.push(Factor {
            mode,
            g_co2e,
            per: FactorPer::TonneKm,
            scope: Scope::WellToWheel,
            source: "for the benchmark".to_owned(),
            confidence: None,
            at: String::new(),
        });
    }
    CorridorNetwork::compile(&draft, |_| true).value
}

fn benches(criterion: &mut Criterion) {
    let net = generated(1);
    println!("{} terminals, {} services", net.terminals.len(), net.links.len());
    let mut random = Random::new(1, 2);
    let mut any = || [TerminalIdx::from_usize(row(&mut random, N_TERMINALS))];
    let pairs: Vec<_> = (0..N_PAIRS).map(|_| (any(), any())).collect();
    let monday = Start::Ready(8 * 3600);
    let ask = |k: usize, start, criteria| {
        let (from, to) = &pairs[k];
        Question { start, criteria, ..Question::new(from, to, Consignment::feu_of(1.0)) }
    };
    let mut group = criterion.benchmark_group("corridor 5,000 terminals, 50,000 services");
    group.sample_size(10);
    let three = |k: usize| ask(k, monday, Criteria::TIME_AND_COST);
    let found: Vec<_> = (0..N_PAIRS).map(|k| options(&net, &three(k))).collect();
    println!(
        "time and cost: {N_PAIRS} pairs, {} routes, labels created {}, kept {}",
        found.iter().map(|found| found.routes.len()).sum::<usize>(),
        found.iter().map(|found| found.work.created).sum::<usize>(),
        found.iter().map(|found| found.work.kept).sum::<usize>()
    );
    group.bench_function(format!("{N_PAIRS} pairs, time and cost"), |b| {
        b.iter(|| {
            for k in 0..N_PAIRS {
                black_box(options(&net, &three(k)));
            }
        });
    });
    let question = three(0);
    let (guided, plain) = (options(&net, &question), options_unguided(&net, &question));
    assert_eq!(guided.routes.len(), plain.routes.len(), "the same answer");
    println!(
        "pair 0, time and cost: without bounds labels created {}, kept {}; with bounds {}, {}",
        plain.work.created, plain.work.kept, guided.work.created, guided.work.kept
    );
    group.bench_function("pair 0, time and cost", |b| {
        b.iter(|| black_box(options(&net, &question)));
    });
    group.bench_function("baseline: pair 0, time and cost, without bounds", |b| {
        b.iter(|| black_box(options_unguided(&net, &question)));
    });
    let all = options_to_all(&net, &question);
    let n: usize = all.n_routes.iter().sum();
    println!(
        "one to all, time and cost: {n} routes, {:.1} a terminal, labels created {}, kept {}",
        f64_from(n) / f64_from(N_TERMINALS),
        all.work.created,
        all.work.kept
    );
    group.bench_function("one to all, time and cost", |b| {
        b.iter(|| black_box(options_to_all(&net, &question)));
    });
    // All four criteria, and the best start of the week, leave very many routes: so far in a budget.
    let all_four = ask(0, monday, Criteria::ALL);
    let best_start = ask(0, Start::Best, Criteria::TIME_AND_COST);
    for (question, name) in [(all_four, "four criteria"), (best_start, "time and cost, best start")]
    {
        let question = Question { budget: Some(BUDGET), ..question };
        let found = options(&net, &question);
        println!(
            "pair 0, {name}, at most {BUDGET} labels: {} routes, complete: {}, kept {}",
            found.routes.len(),
            found.is_complete,
            found.work.kept
        );
        group.bench_function(format!("pair 0, {name}, at most {BUDGET} labels"), |b| {
            b.iter(|| black_box(options(&net, &question)));
        });
    }
    group.finish();
}

criterion_group!(all, benches);
criterion_main!(all);
