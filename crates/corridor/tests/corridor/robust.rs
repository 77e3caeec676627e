//! Percentiles of corridor times: the same draws give the same answer, and each draw is what a
//! plain run through the timetable gives.

use allways_base::cast::{f64_from_u64, round_i64};
use allways_base::random::Random;
use allways_corridor::{Consignment, CorridorNetwork, Draws, Question, Robust, Start, robust};

use crate::toy::{network, rows};

fn asked(net: &CorridorNetwork, start: Start, draws: Draws) -> Robust {
    let (from, to) = (rows(net, "A"), rows(net, "Z"));
    let question = Question { start, ..Question::new(&from, &to, Consignment::feu_of(1.0)) };
    robust(net, &question, draws)
}

/// By the definition: the share below `x` is the area of the triangle left of it. Found by halving.
fn triangular(unit: f64, [low, mode, high]: [f64; 3]) -> f64 {
    let share = |x: f64| {
        if x <= mode && mode > low {
            (x - low).powi(2) / ((high - low) * (mode - low))
        } else {
            1.0 - (high - x).powi(2) / ((high - low) * (high - mode))
        }
    };
    let (mut a, mut b) = (low, high);
    for _ in 0..60 {
        let x = f64::midpoint(a, b);
        if share(x) < unit { a = x } else { b = x }
    }
    f64::midpoint(a, b)
}

#[test]
fn the_percentile_is_that_of_a_plain_run() {
    // By train, a day's drive, then the weekly ship or the next.
    let text = "A B rail 20h 10h..40h 7/w\nB Z sea 30h 24h..72h dep:Mo_00:00_Th_00:00\nB +5h";
    let mut draft = crate::toy::draft(text);
    draft.terminals[1].dwell_low_h = Some(2.0);
    draft.terminals[1].dwell_high_h = Some(20.0);
    let net = CorridorNetwork::compile(&draft, |_| true).value;
    for (n, seed, percentile) in [(1, 1, 90), (999, 7, 90), (1000, 8, 50), (10, 9, 100)] {
        let found = asked(&net, Start::Ready(0), Draws { n, seed, percentile });
        let twin = |draw: u64| {
            // Two links, three figures of each of three terminals, then four arcs.
            let items = 2 * 3 + 3 * 3;
            let unit = |item: u64| Random::new(seed, draw * items + item).unit();
            let h = |x: f64| round_i64(x * 3600.0);
            let wait = round_i64(unit(2 + 9) * 24.0 * 3600.0);
            let ride = h(triangular(unit(0), [10.0, 20.0, 40.0]));
            let dwell = h(triangular(unit(2 + 3), [2.0, 5.0, 20.0]));
            let ready = wait + ride + dwell;
            let ship = [72, 168, 240].map(|slot| slot * 3600).into_iter().find(|s| *s >= ready);
            ship.unwrap() + h(triangular(unit(1), [24.0, 30.0, 72.0]))
        };
        let mut times: Vec<i64> = (0..u64::from(n)).map(twin).collect();
        times.sort_unstable();
        let place = usize::try_from(n * percentile).unwrap().div_ceil(100);
        let [route] = &found.routes[..] else { panic!("one route") };
        let off = (route.percentile_s - times[place - 1]).abs();
        assert!(off <= 3, "{n} draws: {} and {}", route.percentile_s, times[place - 1]);
        assert_eq!(route.route.time_s, (72 + 30) * 3600);
        let again = asked(&net, Start::Ready(0), Draws { n, seed, percentile });
        assert_eq!(found, again, "the same draws, the same answer");
    }
}

#[test]
fn a_single_leg_has_the_percentile_of_its_triangle() {
    let net = network("A Z rail 20h 10h..40h");
    let found = asked(&net, Start::Best, Draws { n: 20_000, seed: 3, percentile: 90 });
    let want = 40.0 - (0.1f64 * 30.0 * 20.0).sqrt();
    let hours = f64_from_u64(u64::try_from(found.routes[0].percentile_s).unwrap()) / 3600.0;
    assert!((hours - want).abs() < 0.2, "{hours} and {want}");
    let share = f64::from(found.routes[0].n_late) / 20_000.0;
    assert!((share - 2.0 / 3.0).abs() < 0.02, "later than the mode: {share}");
}

#[test]
fn what_has_no_range_is_never_late() {
    let net = network("A B rail 5h dep:Mo_08:00\nB Z sea 9h dep:Tu_00:00\nB +4h");
    let found = asked(&net, Start::Best, Draws::USUAL);
    let route = &found.routes[0];
    assert_eq!((route.percentile_s, route.n_late), (route.route.time_s, 0));
    assert!(route.at_expected && route.at_high && route.is_best);
}

#[test]
fn a_route_that_is_best_only_when_things_go_badly_is_kept() {
    let net = network("A Z road 10h 9h..90h\nA Z rail 20h 18h..22h");
    let found = asked(&net, Start::Best, Draws::USUAL);
    let told: Vec<_> = found
        .routes
        .iter()
        .map(|r| (r.route.time_h, r.at_expected, r.at_high, r.is_best))
        .collect();
    assert_eq!(told, [(20.0, false, true, true), (10.0, true, false, false)]);
}
