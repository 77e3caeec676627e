//! The Pareto set of many criteria against enumeration: every way is followed to its end, nothing
//! is compared on the way, and the set is picked from all that arrive.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::collections::BTreeSet;

use allways_base::cast::usize_from;
use allways_base::random::Random;
use allways_base::{Idx, Seconds, ServiceTime, Window};
use allways_testkit::audit::{Ends, audit};
use allways_testkit::city::{City, random_city};
use allways_testkit::show;
use allways_transit::compile::compile_day;
use allways_transit::fares::{Fares, Price, Tariff, TariffIdx, ZoneIdx};
use allways_transit::feed::StopIdx;
use allways_transit::multi::{MultiJourney, MultiQuery, MultiSearch, MultiWork};
use allways_transit::raptor::{Query, Search, Work, journeys};
use allways_transit::timetable::{Times, Timetable, TripIdx};

/// Departure (later is better), then arrival, rides, walking, fare (less is better).
type Criteria = (ServiceTime, ServiceTime, u8, u32, u32);

fn beats(a: Criteria, b: Criteria) -> bool {
    a != b && a.0 >= b.0 && a.1 <= b.1 && a.2 <= b.2 && a.3 <= b.3 && a.4 <= b.4
}

/// Every ticket bought so far: tariff, where, when, dearest price, rides left (`None`: any).
type Tickets = Vec<(TariffIdx, StopIdx, ServiceTime, u32, Option<u8>)>;

/// Somewhere, having alighted or about to board, with all tickets ever bought and the number of
/// those that count as in hand (0 or 1: the last).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct State {
    stop: StopIdx,
    time: ServiceTime,
    walking: u32,
    unknown: bool,
    tickets: Tickets,
    in_hand: bool,
}

struct Twin<'a> {
    tt: &'a Timetable,
    fares: &'a Fares,
}

impl Twin<'_> {
    /// Every way to ride once from a state.
    fn rides(&self, from: &State) -> Vec<State> {
        let mut found = Vec::new();
        for pattern in self.tt.calls.indices() {
            let tariff = self.fares.routes[self.tt.route[pattern]];
            let calls = &self.tt.calls[pattern];
            for (rank, times) in self.tt.trips(pattern).enumerate() {
                let run = TripIdx::from_usize(self.tt.first_trip[pattern].to_usize() + rank);
                for (board, call) in calls.iter().enumerate() {
                    let departs = times.depart(board);
                    if call.stop != from.stop || !call.may_board || departs < from.time {
                        continue;
                    }
                    for aboard in self.pay(from, tariff, departs) {
                        self.leave(&aboard, run, board + 1, &mut found);
                        // At the last call nobody boards to go on.
                        let mut next = self.tt.goes_on_as(run).filter(|_| board + 1 < calls.len());
                        while let Some(run) = next {
                            self.leave(&aboard, run, 1, &mut found);
                            next = self.tt.goes_on_as(run);
                        }
                    }
                }
            }
        }
        found
    }

    /// Alights at each call of a run, from one on.
    fn leave(&self, aboard: &State, run: TripIdx, from: usize, found: &mut Vec<State>) {
        let pattern = self.tt.pattern_of(run);
        let times = self.tt.times_of(pattern, run);
        for (at, call) in self.tt.calls[pattern].iter().enumerate().skip(from) {
            if call.may_alight {
                found.push(self.alight(aboard, call.stop, times.at(at)));
            }
        }
    }

    fn pay(&self, from: &State, tariff: Option<TariffIdx>, departs: ServiceTime) -> Vec<State> {
        let mut ways = Vec::new();
        let Some(tariff) = tariff else {
            return vec![State { unknown: true, in_hand: false, ..from.clone() }];
        };
        let Tariff { transfers, valid, .. } = &self.fares.tariffs[tariff];
        if let Some(last) = from.tickets.last()
            && from.in_hand
            && last.0 == tariff
            && last.4.is_none_or(|left| left > 0)
            && valid.is_none_or(|valid| departs <= last.2 + valid)
        {
            let mut state = from.clone();
            let last = state.tickets.last_mut().unwrap();
            last.4 = last.4.map(|left| left - 1);
            ways.push(state);
        }
        let mut state = from.clone();
        state.tickets.push((tariff, from.stop, departs, 0, *transfers));
        state.in_hand = true;
        ways.push(state);
        ways
    }

    fn alight(&self, aboard: &State, stop: StopIdx, times: Times) -> State {
        let mut state = State { stop, time: times.arrive, ..aboard.clone() };
        if state.in_hand
            && let Some(last) = state.tickets.last_mut()
        {
            last.3 = last.3.max(self.fares.price(last.0, last.1, stop).0);
        }
        state
    }

    fn criteria(&self, query: &MultiQuery<'_>) -> BTreeSet<Criteria> {
        let mut all = BTreeSet::new();
        for depart in query.window.departures() {
            let latest = depart + query.max_duration;
            if let Some(direct) = query.direct.filter(|d| depart + *d <= latest) {
                all.insert((depart, depart + direct, 0, direct.0, 0));
            }
            let mut ready: BTreeSet<State> = query
                .access
                .iter()
                .map(|&(stop, walk)| State {
                    stop,
                    time: depart + walk,
                    walking: walk.0,
                    unknown: false,
                    tickets: Vec::new(),
                    in_hand: false,
                })
                .collect();
            for rides in 1..=query.max_rides {
                let ridden: Vec<State> = ready.iter().flat_map(|s| self.rides(s)).collect();
                ready.clear();
                for state in ridden.into_iter().filter(|state| state.time <= latest) {
                    for &(_, walk) in query.egress.iter().filter(|e| e.0 == state.stop) {
                        let sum =
                            state.tickets.iter().fold(0_u32, |sum, t| sum.saturating_add(t.3));
                        let fare = if state.unknown { u32::MAX } else { sum };
                        let arrival = state.time + walk;
                        if arrival <= latest {
                            all.insert((depart, arrival, rides, state.walking + walk.0, fare));
                        }
                    }
                    if let Some(change) = self.tt.change[state.stop] {
                        ready.insert(State { time: state.time + change, ..state.clone() });
                    }
                    for walk in &self.tt.footpaths[state.stop] {
                        ready.insert(State {
                            stop: walk.to,
                            time: state.time + walk.duration,
                            walking: state.walking + walk.duration.0,
                            ..state.clone()
                        });
                    }
                }
            }
        }
        let list: Vec<Criteria> = all.iter().copied().collect();
        all.retain(|&one| !list.iter().any(|&other| beats(other, one)));
        all
    }
}

fn random_fares(seed: u64, tt: &Timetable, n_routes: usize) -> Fares {
    let mut dice = Random::new(seed, 77);
    let mut below = |n: u32| dice.below(n);
    let n_zones = 1 + below(3);
    let mut tariffs = Vec::new();
    for _ in 0..1 + below(2) {
        let n = if below(3) == 0 { 1 } else { (n_zones + 1) * (n_zones + 1) };
        let price = |below: &mut dyn FnMut(u32) -> u32| {
            if below(12) == 0 { Price::UNKNOWN } else { Price(100 * (1 + below(3))) }
        };
        tariffs.push(Tariff {
            currency: "EUR".to_owned(),
            first_zone: ZoneIdx::from_usize(0),
            n_zones,
            prices: (0..n).map(|_| price(&mut below)).collect(),
            transfers: [None, Some(0), Some(1)][usize_from(below(3))],
            valid: (below(2) == 0).then(|| Seconds::minutes(5 + below(30))),
        });
    }
    let n_tariffs = u32::try_from(tariffs.len()).unwrap();
    Fares {
        routes: (0..n_routes)
            .map(|_| (below(10) > 0).then(|| TariffIdx::from_usize(usize_from(below(n_tariffs)))))
            .collect::<Vec<_>>()
            .into(),
        tariffs: tariffs.into(),
        stops: (0..tt.n_stops)
            .map(|_| (below(10) > 0).then(|| ZoneIdx::from_usize(usize_from(below(n_zones)))))
            .collect::<Vec<_>>()
            .into(),
        zones: (0..n_zones).map(|zone| zone.to_string()).collect::<Vec<_>>().into(),
    }
}

fn criteria(found: &MultiJourney, query: &MultiQuery<'_>) -> Criteria {
    // The departure of the window that it belongs to: the last at or before it sets out.
    let journey = &found.journey;
    let mut departures = query.window.departures();
    let depart = departures.rfind(|d| *d <= journey.departure).unwrap();
    let fare = found.fare.unwrap_or_default();
    (depart, journey.arrival, journey.rides, found.walking.0, fare.0)
}

fn one(depart: ServiceTime) -> Window {
    Window { from: depart, to: depart + Seconds(1), step: Seconds(60) }
}

fn small(city: &City) -> Window {
    let Window { from, to, step } = city.window;
    Window { from, to: to.min(from + Seconds(3 * step.0)), step }
}

#[test]
fn many_criteria_agree_with_enumeration() {
    let mut search = MultiSearch::new();
    let (mut n_found, mut n_fares, mut widest) = (0_usize, 0_usize, 0_usize);
    for seed in 0..6000 {
        let city = random_city(seed);
        let tt = compile_day(&city.feed, &city.settings, &city.footpaths).value;
        let fares = random_fares(seed, &tt, city.feed.routes.len());
        let with_fares = seed % 3 > 0;
        let query = MultiQuery {
            access: &city.access,
            egress: &city.egress,
            direct: city.direct,
            window: if seed % 3 == 1 { one(city.depart) } else { small(&city) },
            max_rides: city.max_rides.min(if seed % 3 == 2 { 2 } else { 3 }),
            max_duration: city.max_duration.min(Seconds::minutes(60)),
            fares: with_fares.then_some(&fares),
        };
        let found = search.journeys(&tt, &query, &mut MultiWork::default());
        let ours: Vec<Criteria> = found.iter().map(|f| criteria(f, &query)).collect();
        let free = Fares::flat(Price(0), city.feed.routes.len());
        let twin = Twin { tt: &tt, fares: if with_fares { &fares } else { &free } };
        let slow = twin.criteria(&query);
        let as_set: BTreeSet<Criteria> = ours.iter().copied().collect();
        let picture = || format!("seed {seed}\n{}{query:?}", show::timetable(&city.feed, &tt));
        assert_eq!(as_set, slow, "{}", picture());
        assert_eq!(as_set.len(), ours.len(), "twice: {}", picture());
        for MultiJourney { journey, .. } in &found {
            let ends = Ends { access: query.access, egress: query.egress, direct: query.direct };
            if let Err(what) = audit(&tt, &ends, journey) {
                panic!("{what}\n{}", picture());
            }
        }
        n_found += ours.len();
        n_fares += usize::from(ours.iter().any(|c| c.4 > 0 && c.4 < u32::MAX));
        widest = widest.max(ours.len());
    }
    assert!(n_found > 3000 && n_fares > 300 && widest >= 8, "{n_found} {n_fares} {widest}");
}

/// Without walking and fares the set is that of the plain search, and a flat fare of nothing
/// changes nothing.
#[test]
fn its_projection_is_the_plain_search() {
    let mut search = MultiSearch::new();
    let mut plain = Search::new();
    for seed in 0..3000 {
        let city = random_city(seed);
        let tt = compile_day(&city.feed, &city.settings, &city.footpaths).value;
        let (depart, max_rides, max_duration) = (city.depart, city.max_rides, city.max_duration);
        let query = MultiQuery {
            access: &city.access,
            egress: &city.egress,
            direct: city.direct,
            window: one(depart),
            max_rides,
            max_duration,
            fares: None,
        };
        let many = search.journeys(&tt, &query, &mut MultiWork::default());
        let mut pairs: Vec<(ServiceTime, u8)> =
            many.iter().map(|m| (m.journey.arrival, m.journey.rides)).collect();
        let all = pairs.clone();
        pairs.retain(|a| !all.iter().any(|b| b != a && b.0 <= a.0 && b.1 <= a.1));
        pairs.sort_by_key(|p| p.1);
        pairs.dedup();
        let alone = Query { access: &city.access, depart, max_rides, max_duration };
        let work = &mut Work::default();
        let best = journeys(&tt, &alone, &city.egress, city.direct, &mut plain, work);
        let best: Vec<(ServiceTime, u8)> = best.iter().map(|j| (j.arrival, j.rides)).collect();
        assert_eq!(pairs, best, "seed {seed}");

        let n_routes = city.feed.routes.len();
        let nothing = Fares::flat(Price(0), n_routes);
        let free = MultiQuery { fares: Some(&nothing), ..query };
        let free = search.journeys(&tt, &free, &mut MultiWork::default());
        let legs = |list: &[MultiJourney]| -> Vec<_> {
            list.iter().map(|m| (m.journey.arrival, m.journey.rides, m.walking)).collect()
        };
        assert_eq!(legs(&many), legs(&free), "seed {seed}");
    }
}
