//! The least time to the destination, against a fixpoint over the network without waiting, and
//! against what journeys take.

use allways_base::{IdxVec, Seconds, ServiceTime};
use allways_testkit::city::{City, random_city};
use allways_testkit::show;
use allways_transit::compile::compile_day;
use allways_transit::feed::StopIdx;
use allways_transit::raptor::bounds::{Bounds, N, NO_WAY};
use allways_transit::raptor::{Query, Search, Work, journeys};
use allways_transit::timetable::{PatternIdx, Timetable};

/// More rides than any way through a small city needs.
const MANY: usize = 24;

/// Seconds; `None`: no way.
type Row<I> = IdxVec<I, Option<u32>>;

struct Twin<'a> {
    tt: &'a Timetable,
    /// pattern → call → the least time to the next.
    least: IdxVec<PatternIdx, Vec<Option<u32>>>,
}

fn lower(known: &mut Option<u32>, new: Option<u32>) {
    *known = known.iter().copied().chain(new).min();
}

impl<'a> Twin<'a> {
    fn new(tt: &'a Timetable, (from, to): (ServiceTime, ServiceTime)) -> Self {
        let least = tt.calls.indices().map(|pattern| {
            let mut least = vec![None; tt.calls[pattern].len()];
            for run in tt.trips(pattern) {
                let last = run.n_calls() - 1;
                if run.arrive(0) <= to && run.arrive(last) >= from {
                    for (k, least) in least[..last].iter_mut().enumerate() {
                        lower(least, Some(run.arrive(k + 1).since(run.depart(k)).0));
                    }
                }
            }
            least
        });
        Self { tt, least: least.collect::<Vec<_>>().into() }
    }

    /// From each stop, ready to board, with one ride more than `alighted` has; by the definition:
    /// in a vehicle from a call one rides to the next, where one alights, or rides on, or stays.
    fn ready(&self, alighted: &Row<StopIdx>) -> Row<StopIdx> {
        let tt = self.tt;
        let mut aboard: IdxVec<PatternIdx, Vec<Option<u32>>> = tt
            .calls
            .indices()
            .map(|pattern| vec![None; tt.calls[pattern].len() - 1])
            .collect::<Vec<_>>()
            .into();
        loop {
            let before = aboard.clone();
            for pattern in tt.calls.indices() {
                let calls = &tt.calls[pattern];
                for from in 0..calls.len() - 1 {
                    let mut then =
                        alighted[calls[from + 1].stop].filter(|_| calls[from + 1].may_alight);
                    if from + 2 < calls.len() {
                        lower(&mut then, before[pattern][from + 1]);
                    } else {
                        for &(run, next) in tt.next.iter().filter(|p| tt.pattern_of(p.0) == pattern)
                        {
                            let ends = tt.times_of(pattern, run).arrive(calls.len() - 1);
                            let on = tt.pattern_of(next);
                            let wait = tt.times_of(on, next).depart(0).since(ends).0;
                            lower(&mut then, before[on][0].map(|left| left + wait));
                        }
                    }
                    let leg = self.least[pattern][from].unwrap_or(1 << 20);
                    lower(&mut aboard[pattern][from], then.map(|left| left + leg));
                }
            }
            if aboard == before {
                break;
            }
        }
        let mut ready = IdxVec::filled(None, tt.n_stops);
        for pattern in tt.calls.indices() {
            for (call, left) in tt.calls[pattern].iter().zip(&aboard[pattern]) {
                if call.may_board {
                    lower(&mut ready[call.stop], *left);
                }
            }
        }
        ready
    }

    fn alighted(&self, city: &City, ready: &Row<StopIdx>) -> Row<StopIdx> {
        let mut alighted = IdxVec::filled(None, self.tt.n_stops);
        for &(stop, walk) in &city.egress {
            lower(&mut alighted[stop], Some(walk.0));
        }
        for stop in self.tt.change.indices() {
            let change = self.tt.change[stop].map(|change| (stop, change));
            let walks = self.tt.footpaths[stop].iter().map(|walk| (walk.to, walk.duration));
            for (to, duration) in change.into_iter().chain(walks) {
                lower(&mut alighted[stop], ready[to].map(|left| left + duration.0));
            }
        }
        alighted
    }
}

fn last(city: &City) -> ServiceTime {
    city.window.departures().next_back().unwrap_or(city.window.from)
}

#[test]
fn bounds_are_the_least_times_without_waiting() {
    let mut bounds = Bounds::default();
    let mut n_found = 0;
    for seed in 0..4_000 {
        let city = random_city(seed);
        let tt = compile_day(&city.feed, &city.settings, &city.footpaths).value;
        let span = (city.window.from, last(&city) + city.max_duration);
        bounds.find(&tt, &city.egress, span, city.max_duration);
        let twin = Twin::new(&tt, span);
        let mut ready: Row<StopIdx> = IdxVec::filled(None, tt.n_stops);
        let mut alighted = twin.alighted(&city, &ready);
        // What is longer than the longest duration is told as something longer.
        let most = city.max_duration.0.min(u32::from(NO_WAY) - 1);
        let cut = |left: u32| (left <= most).then_some(left);
        for rides in 0..=MANY {
            let column = if rides == MANY { N - 1 } else { rides };
            if column + 1 < N || rides == MANY {
                for stop in tt.change.indices() {
                    let ours = [bounds.alighted(stop), bounds.ready(stop)];
                    let ours = ours.map(|left| cut(u32::from(left[column])));
                    let slow = [alighted[stop], ready[stop]].map(|left| left.and_then(cut));
                    assert_eq!(
                        ours,
                        slow,
                        "seed {seed}, {stop:?}, {rides} rides\n{}",
                        show::timetable(&city.feed, &tt)
                    );
                    n_found += usize::from(slow[0].is_some());
                }
            }
            ready = twin.ready(&alighted);
            alighted = twin.alighted(&city, &ready);
        }
    }
    assert!(n_found > 20_000, "dull cities: {n_found}");
}

/// Whatever leaves a stop in the window takes no less, by the rides it has.
#[test]
fn no_journey_beats_the_bounds() {
    let (mut bounds, mut search) = (Bounds::default(), Search::new());
    let mut n_found = 0;
    for seed in 0..3_000 {
        let city = random_city(seed);
        let tt = compile_day(&city.feed, &city.settings, &city.footpaths).value;
        let span = (city.window.from, last(&city) + city.max_duration);
        bounds.find(&tt, &city.egress, span, city.max_duration);
        for stop in tt.change.indices() {
            for depart in city.window.departures().step_by(3) {
                let query = Query {
                    access: &[(stop, Seconds(0))],
                    depart,
                    max_rides: u8::MAX,
                    max_duration: city.max_duration,
                };
                let work = &mut Work::default();
                for found in journeys(&tt, &query, &city.egress, None, &mut search, work) {
                    let left = bounds.ready(stop)[usize::from(found.rides).min(N - 1)];
                    let takes = found.arrival.since(depart).0;
                    assert!(u32::from(left) <= takes, "seed {seed}, {stop:?}: {left} > {takes}");
                    n_found += 1;
                }
            }
        }
    }
    assert!(n_found > 10_000, "dull cities: {n_found}");
}

/// At a call one leaves in one vehicle, not in whatever comes.
#[test]
fn a_vehicle_is_bound_by_its_own_way() {
    let mut bounds = Bounds::default();
    for seed in 0..1_000 {
        let city = random_city(seed);
        let tt = compile_day(&city.feed, &city.settings, &city.footpaths).value;
        let span = (city.window.from, last(&city) + city.max_duration);
        bounds.find(&tt, &city.egress, span, city.max_duration);
        let mut least: IdxVec<StopIdx, [u16; N]> = IdxVec::filled([NO_WAY; N], tt.n_stops);
        for (row, call) in tt.calls.values().iter().enumerate() {
            let aboard = bounds.aboard(row);
            assert!(aboard.windows(2).all(|pair| pair[0] >= pair[1]), "seed {seed}");
            if call.may_board {
                for (least, left) in least[call.stop].iter_mut().zip(aboard) {
                    *least = (*least).min(left);
                }
            }
        }
        for stop in tt.change.indices() {
            assert_eq!(least[stop], bounds.ready(stop), "seed {seed}, {stop:?}");
        }
    }
}
