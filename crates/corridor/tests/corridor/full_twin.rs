//! The full question on random networks of up to 12 terminals, with slots, rates, opening hours,
//! cut-offs, customs, gauges, hours and weights of services, closed months and unknown costs, against a twin that walks every way
//! that uses no service twice in one direction, and, where the start is open, starts at every step
//! of the week.
//!
//! With an open start all times are whole steps of six hours: then what a route takes is shortest
//! at one of the 28 steps, since between two steps it can only shrink towards the later one.

use allways_base::Idx;
use allways_base::cast::{f64_from_u64, round_i64, usize_from};
use allways_base::random::Random;
use allways_corridor::draft::{
    Carries, CorridorDraft, Factor, FactorPer, Mode, Ranged, Scope, Usual,
};
use allways_corridor::money::Price;
use allways_corridor::week::{Hours, Months, Slots, WEEK_S};
use allways_corridor::words::Gauge;
use allways_corridor::{
    Consignment, CorridorNetwork, Criteria, LinkIdx, Load, Question, Route, Start, TerminalIdx,
    Waiting, options, options_to_all, options_unguided,
};

use crate::toy::{service, terminal};

const NETWORKS: u64 = 10_000;
const STEP_S: i64 = 6 * 3600;

/// What a route is compared by: seconds, cents, grams, handlings, unknown cost, unknown CO2e.
type Figures = (i64, u64, u64, u32, bool, bool);

fn hours(seconds: i64) -> f64 {
    f64_from_u64(u64::try_from(seconds).unwrap()) / 3600.0
}

fn whole(x: f64) -> u64 {
    u64::try_from(round_i64(x)).unwrap()
}

/// A duration: whole steps, or any second.
fn duration(random: &mut Random, in_steps: bool, most_steps: u32) -> i64 {
    if in_steps {
        i64::from(random.below(most_steps)) * STEP_S
    } else {
        i64::from(random.below(most_steps * 21_600))
    }
}

fn ranged(random: &mut Random, in_steps: bool) -> Ranged {
    let expected = (random.below(2) > 0).then(|| hours(duration(random, in_steps, 3)));
    Ranged { expected, low: None, high: None }
}

fn random_draft(random: &mut Random, in_steps: bool) -> CorridorDraft {
    let n = 2 + random.below(11);
    let mut draft = CorridorDraft::default();
    for i in 0..n {
        let mut terminal = terminal(&format!("T{i}"));
        terminal.dwell_h = ranged(random, in_steps).expected;
        terminal.customs = ranged(random, in_steps);
        terminal.gauge = Gauge::ALL.get(usize_from(random.below(6))).copied();
        terminal.gauge_change = ranged(random, in_steps);
        terminal.cutoff_h = ranged(random, in_steps).expected;
        terminal.utc_offset_h = [None, Some(6.0), Some(-6.0)][usize_from(random.below(3))];
        terminal.handling_cost =
            (random.below(3) > 0).then(|| Price::usd_per_feu(f64::from(random.below(4))));
        let open = ["Mo-Sa 06:00-18:00", "18:00-06:00", "We 00:00-24:00", "Tu,Fr 12:00-18:00"];
        terminal.open =
            open.get(usize_from(random.below(12))).and_then(|text| Hours::parse(text).unwrap());
        draft.terminals.push(terminal);
    }
    // Denser networks are smaller: the twin walks every way.
    let n_links = if n < 6 { 1 + random.below(6) } else { 3 + random.below(9) };
    for i in 0..n_links {
        let (a, b) = (random.below(n), random.below(n));
        let mode = [Mode::Rail, Mode::Rail, Mode::Sea, Mode::GaugeChange];
        let mode = mode[usize_from(random.below(4))];
        let mut service = service(&format!("s{i}"), &format!("T{a}"), &format!("T{b}"), mode);
        service.carries = Carries::ALL[usize_from(random.below(6).min(2))];
        service.one_way = n_links > 7 || random.below(3) == 0;
        service.time_h = (random.below(12) > 0).then(|| hours(duration(random, in_steps, 6)));
        service.distance_km = (random.below(6) > 0).then(|| f64::from(random.below(30)));
        service.cost =
            (random.below(5) > 0).then(|| Price::usd_per_feu(f64::from(random.below(60)) / 3.0));
        ["", "x", "y"][usize_from(random.below(3))].clone_into(&mut service.corridor);
        // Half intervals of 6, 12, 24 and 84 hours; 0 never runs.
        let rates = [None, Some(14.0), Some(7.0), Some(3.5), Some(1.0), Some(0.0)];
        service.departures_per_week = rates[usize_from(random.below(6))];
        let entry = ["Mo-Sa 06:00-18:00", "18:00-06:00", "We,Su 00:00-24:00", "Tu,Fr 12:00-18:00"];
        service.hours =
            entry.get(usize_from(random.below(14))).and_then(|text| Hours::parse(text).unwrap());
        // A FEU weighs 35 t on its truck.
        service.max_t = [20.0, 34.9, 35.0, 49.0].get(usize_from(random.below(24))).copied();
        let mut slots = || {
            let some = random.below(3) == 0;
            some.then(|| Slots::new((0..3).map(|_| duration(random, in_steps, 28))))
        };
        (service.departs, service.departs_back) = (slots(), slots());
        service.closed = ["Jan-Mar", "Dec"]
            .get(usize_from(random.below(8)))
            .map_or(Months::default(), |text| Months::parse(text).unwrap());
        draft.services.push(service);
    }
    for mode in [Mode::Rail, Mode::Sea, Mode::GaugeChange] {
        if random.below(6) > 0 {
            draft.factors.push(Factor {
                mode,
                g_co2e: f64::from(random.below(4)),
                per: FactorPer::TonneKm,
                scope: Scope::WellToWheel,
                source: String::new(),
                confidence: None,
                at: String::new(),
            });
        }
    }
    draft
}

type Way = Vec<(LinkIdx, bool)>;

struct Twin<'a> {
    net: &'a CorridorNetwork,
    question: &'a Question<'a>,
}

impl Twin<'_> {
    fn ends(&self, (link, back): (LinkIdx, bool)) -> (TerminalIdx, TerminalIdx) {
        let row = &self.net.links[link];
        if back { (row.to, row.from) } else { (row.from, row.to) }
    }

    fn usable(&self, (link, back): (LinkIdx, bool)) -> bool {
        let service = &self.net.links[link].service;
        let load = self.question.consignment.load();
        let is_below = service.max_t.is_some_and(|most| most < 15.0 + 20.0);
        let is_closed = self.question.month.is_some_and(|month| service.closed.contains(month));
        let against = back && service.one_way;
        if is_closed || against || (load == Load::Freight && is_below) {
            return false;
        }
        service.carries.takes(load) && service.time_h.is_some()
    }

    fn each_way(&self, here: TerminalIdx, way: &mut Way, found: &mut Vec<Way>) {
        if self.question.to.contains(&here) {
            found.push(way.clone());
            return;
        }
        for link in self.net.links.indices() {
            for arc in [(link, false), (link, true)] {
                if self.ends(arc).0 == here && self.usable(arc) && !way.contains(&arc) {
                    way.push(arc);
                    self.each_way(self.ends(arc).1, way, found);
                    way.pop();
                }
            }
        }
    }

    fn is_one_line(&self, a: LinkIdx, b: LinkIdx) -> bool {
        let (x, y) = (&self.net.links[a].service, &self.net.links[b].service);
        let modes = x.mode == y.mode || [x.mode, y.mode].contains(&Mode::GaugeChange);
        let named = !x.corridor.is_empty() && x.corridor == y.corridor && modes;
        // Every terminal of these networks is a junction.
        let drives = |s: &allways_corridor::Service| {
            s.mode == Mode::Road
                && s.departs.is_none()
                && s.departs_back.is_none()
                && s.departures_per_week.is_none()
        };
        a != b && (named || (drives(x) && drives(y)))
    }

    /// Rail runs on the gauge that both ends have, or on that of the end that states one.
    fn gauge(&self, link: LinkIdx) -> Option<Gauge> {
        let row = &self.net.links[link];
        if row.service.mode != Mode::Rail {
            return None;
        }
        let ends = [row.from, row.to].map(|end| self.net.terminals[end].gauge);
        match ends {
            [Some(Gauge::Both), other] | [other, Some(Gauge::Both)] => {
                other.filter(|gauge| *gauge != Gauge::Both)
            }
            [Some(a), _] => Some(a),
            [None, other] => other,
        }
    }

    /// Sums and arrival along a way from a moment; `None` if it cannot be gone.
    fn figures(&self, way: &Way, start: i64) -> Option<Figures> {
        let (net, question) = (self.net, self.question);
        let goods = question.consignment.load() == Load::Freight;
        let counted = question.waiting == Waiting::Counted;
        let s = |hours: Option<f64>| round_i64(hours.unwrap_or(0.0) * 3600.0);
        let (mut clock, mut sums) = (start, (0, 0, 0, false, false));
        for (k, &(link, back)) in way.iter().enumerate() {
            let at = &net.terminals[self.ends((link, back)).0];
            let service = &net.links[link].service;
            let before = k.checked_sub(1).map(|k| way[k].0);
            let stays = before.is_some_and(|before| self.is_one_line(before, link));
            let ahead = s(Some(at.utc_offset_h.unwrap_or(0.0)));
            if let Some(open) = at.open.as_ref().filter(|_| counted && !stays) {
                clock = opens(open, clock + ahead) - ahead;
            }
            let mut handled = before.is_some() && !stays;
            if let Some(before) = before {
                if goods {
                    clock += s(at.dwell_h) + s(at.customs.expected);
                } else if !stays {
                    clock += s(at.dwell_h);
                }
                let gauges = self.gauge(before).zip(self.gauge(link));
                if at.gauge == Some(Gauge::Both) && gauges.is_some_and(|(a, b)| a != b) {
                    clock += s(Some(at.gauge_change.expected?));
                    handled = true;
                }
            }
            if counted {
                clock += if stays { 0 } else { s(at.cutoff_h) };
                let slots = if back { &service.departs_back } else { &service.departs };
                let is_chosen = question.start == Start::Best && before.is_none();
                if let Some(slots) = slots {
                    let all = (-1..90).flat_map(|week| {
                        slots.list().iter().map(move |slot| slot + week * WEEK_S - ahead)
                    });
                    let may = |slot: i64| {
                        let hours = service.hours.as_ref();
                        hours.is_none_or(|hours| opens(hours, slot + ahead) == slot + ahead)
                    };
                    let mut all = all;
                    clock = all.find(|slot| *slot >= clock && may(*slot))?;
                } else {
                    if let Some(rate) = service.departures_per_week.filter(|_| !stays) {
                        if rate <= 0.0 {
                            return None;
                        }
                        clock += if is_chosen { 0 } else { s(Some(168.0 / rate / 2.0)) };
                    }
                    if let Some(hours) = &service.hours {
                        clock = opens(hours, clock + ahead) - ahead;
                    }
                }
            }
            clock += s(service.time_h);
            let cost =
                service.cost.and_then(|p| p.cents(question.consignment, service.distance_km));
            let lift = at.handling_cost.filter(|_| handled);
            let factor = net.factors.iter().find(|f| f.mode == service.mode).filter(|_| goods);
            let tonnes = question.consignment.tonnes().unwrap_or(0.0);
            let grams =
                factor.zip(service.distance_km).map(|(f, km)| whole(f.g_co2e * tonnes * km));
            sums.0 += cost.unwrap_or(0)
                + lift.and_then(|p| p.cents(question.consignment, None)).unwrap_or(0);
            sums.1 += grams.unwrap_or(0);
            sums.2 += u32::from(handled) + u32::from(service.mode == Mode::GaugeChange);
            sums.3 |= cost.is_none();
            sums.4 |= grams.is_none();
        }
        Some((clock - start, sums.0, sums.1, sums.2, sums.3, sums.4))
    }

    /// The best of all ways, by the criteria of the question.
    fn best(&self) -> Vec<Figures> {
        let mut all: Vec<Figures> = Vec::new();
        for &from in self.question.from {
            let mut ways = Vec::new();
            self.each_way(from, &mut Vec::new(), &mut ways);
            let offset = self.net.terminals[from].utc_offset_h.unwrap_or(0.0);
            let starts: Vec<i64> = match self.question.start {
                Start::Ready(moment) => vec![moment - round_i64(offset * 3600.0)],
                Start::Best => (0..28).map(|k| k * STEP_S).collect(),
            };
            for way in &ways {
                all.extend(starts.iter().filter_map(|&start| self.figures(way, start)).min());
            }
        }
        let criteria = self.question.criteria;
        for figures in &mut all {
            if !criteria.cost {
                (figures.1, figures.4) = (0, false);
            }
            if !criteria.co2e {
                (figures.2, figures.5) = (0, false);
            }
            if !criteria.handlings {
                figures.3 = 0;
            }
        }
        all.sort_unstable();
        all.dedup();
        let beats = |a: &Figures, b: &Figures| {
            a != b
                && a.0 <= b.0
                && a.1 <= b.1
                && a.2 <= b.2
                && a.3 <= b.3
                && a.4 <= b.4
                && a.5 <= b.5
        };
        all.iter().filter(|b| !all.iter().any(|a| beats(a, b))).copied().collect()
    }
}

/// The first moment from `clock` on at which it is open.
fn opens(hours: &Hours, clock: i64) -> i64 {
    let all = (-2..95).flat_map(|week| {
        hours.list().iter().map(move |(a, b)| (a + week * WEEK_S, b + week * WEEK_S))
    });
    all.filter(|(_, close)| *close >= clock).map(|(open, _)| open.max(clock)).min().unwrap()
}

/// Figures of a route, after checking that its legs add up to them.
fn of(route: &Route, criteria: Criteria) -> Figures {
    let parts = |f: &dyn Fn(&allways_corridor::Leg) -> u64| route.legs.iter().map(f).sum::<u64>();
    assert_eq!(route.time_s, route.legs.iter().map(|leg| leg.parts.total()).sum::<i64>());
    let cents = parts(&|l| l.cents.unwrap_or(0) + l.handling_cents.unwrap_or(0));
    assert_eq!(route.cents.at_least, cents);
    assert_eq!(route.cents.is_partial, route.legs.iter().any(|leg| leg.cents.is_none()));
    assert_eq!(route.grams.at_least, parts(&|leg| leg.grams.unwrap_or(0)));
    let (cost, co2e) = (criteria.cost, criteria.co2e);
    (
        route.time_s,
        if cost { route.cents.at_least } else { 0 },
        if co2e { route.grams.at_least } else { 0 },
        if criteria.handlings { route.handlings } else { 0 },
        cost && route.cents.is_partial,
        co2e && route.grams.is_partial,
    )
}

fn sorted(routes: &[Route], criteria: Criteria) -> Vec<Figures> {
    let mut all: Vec<Figures> = routes.iter().map(|route| of(route, criteria)).collect();
    all.sort_unstable();
    all
}

#[test]
fn options_are_what_is_left_of_all_ways() {
    let (mut most, mut n_waits, mut n_unpriced, mut n_lines, mut n_barred) = (0, 0, 0, 0, 0);
    for seed in 0..NETWORKS {
        let mut random = Random::new(seed, 6);
        let in_steps = random.below(2) == 0;
        let net = CorridorNetwork::compile(&random_draft(&mut random, in_steps), |_| true).value;
        let ends: Vec<TerminalIdx> = net.terminals.indices().collect();
        // Sometimes two starts, or two ends.
        let split = 1 + usize_from(random.below(2)).min(ends.len() - 2);
        let (from, to) =
            (&ends[..split], &ends[split..(split + 1 + seed_bit(seed)).min(ends.len())]);
        let load = Load::ALL[usize_from(random.below(4).min(1))];
        let criteria = [Criteria::ALL, Criteria::ALL, Criteria::TIME_AND_COST, Criteria::TIME];
        let criteria = criteria[usize_from(random.below(4))];
        let question = Question {
            start: if in_steps {
                Start::Best
            } else {
                Start::Ready(i64::from(random.below(604_800)))
            },
            waiting: if random.below(8) == 0 { Waiting::LeftOut } else { Waiting::Counted },
            month: [None, Some(1), Some(12)][usize_from(random.below(3))],
            criteria,
            times: Usual::Expected,
            ..Question::new(from, to, Consignment::one(load))
        };
        let want = Twin { net: &net, question: &question }.best();
        let found = options(&net, &question);
        assert!(found.is_complete);
        assert_eq!(sorted(&found.routes, criteria), want, "seed {seed}: {question:?} {net:?}");
        let unguided = options_unguided(&net, &question);
        assert_eq!(sorted(&unguided.routes, criteria), want, "seed {seed}: unguided");
        assert!(found.work.kept <= unguided.work.kept, "seed {seed}: bounds never cost labels");
        if to.len() == 1 {
            let all = options_to_all(&net, &question);
            let there = all.routes(&net, &question, to[0]);
            assert_eq!(sorted(&there.routes, criteria), want, "seed {seed}: to all");
            assert_eq!(all.fastest_s[to[0].to_usize()], want.iter().map(|f| f.0).min());
        }
        most = most.max(want.len());
        n_unpriced += usize::from(want.iter().any(|f| f.4) && want.iter().any(|f| !f.4));
        let legs = || found.routes.iter().flat_map(|route| &route.legs);
        n_waits += usize::from(legs().any(|leg| leg.parts.wait > 0 && leg.parts.closed > 0));
        n_barred += usize::from(legs().any(|leg| leg.parts.barred > 0));
        n_lines +=
            usize::from(legs().skip(1).any(|leg| !leg.handled && leg.parts.gauge_change == 0));
    }
    let plain = most < 4 || [n_waits, n_unpriced, n_lines, n_barred].iter().any(|n| *n < 100);
    assert!(
        !plain,
        "the networks are too plain: {most} {n_waits} {n_unpriced} {n_lines} {n_barred}"
    );
}

fn seed_bit(seed: u64) -> usize {
    usize::from(seed.is_multiple_of(3))
}

#[test]
fn a_budget_is_told() {
    let mut n_cut = 0;
    for seed in 0..200 {
        let mut random = Random::new(seed, 7);
        let net = CorridorNetwork::compile(&random_draft(&mut random, true), |_| true).value;
        let (from, to) = (TerminalIdx::from_usize(0), TerminalIdx::from_usize(1));
        let (from, to) = ([from], [to]);
        let question = Question::new(&from, &to, Consignment::feu_of(1.0));
        let all = options_unguided(&net, &question);
        let budget = Some(all.work.created);
        assert!(options_unguided(&net, &Question { budget, ..question }).is_complete);
        if all.work.created > 4 {
            let found = options_unguided(&net, &Question { budget: Some(2), ..question });
            n_cut += usize::from(!found.is_complete);
            assert!(found.is_complete || found.work.created < all.work.created);
        }
    }
    assert!(n_cut > 20, "{n_cut}");
}
