//! Random small feeds: who is ready at a moment arrives when the transit engine says.
//!
//! Trains that stand, overtake, go round, run through midnight or on some weekdays, and calls at which
//! nobody may board or alight. Both engines know the day of the question and the night before; what
//! only arrives after that day is not compared.

use std::collections::BTreeMap;
use std::path::Path;

use allways_base::cast::usize_from;
use allways_base::random::Random;
use allways_base::{Csr, Date, Idx, Seconds, ServiceTime};
use allways_corridor::week::moment;
use allways_corridor::{Consignment, Criteria, Load, Question, Start, options};
use allways_ingest::corridors::feed::corridors_of;
use allways_testkit::picture::plain_settings;
use allways_transit::compile::{DaySettings, compile_day};
use allways_transit::feed::{
    Feed, FeedTrip, FeedTripIdx, Route, RouteIdx, Service, ServiceIdx, StepFree, Stop, StopIdx,
    StopKind, StopTime, Vehicle, Week,
};
use allways_transit::raptor::{Query, Search, Work, earliest};

use super::{DATE, net, terms};

const N_STOPS: u32 = 5;
const DAY_S: u32 = 86_400;

fn stop(k: u32) -> Stop {
    Stop {
        id: format!("f:S{k}"),
        name: format!("S{k}"),
        other_names: Vec::new(),
        position: None,
        kind: StopKind::Platform,
        parent: None,
        step_free: StepFree::Unknown,
    }
}

fn feed(random: &mut Random) -> Feed {
    let mut feed =
        Feed { stops: (0..N_STOPS).map(stop).collect::<Vec<_>>().into(), ..Feed::default() };
    feed.routes.push(Route {
        id: "f:R".to_owned(),
        name: "R".to_owned(),
        vehicle: Vehicle::Rail,
        assumptions: Vec::new(),
        basis: None,
    });
    for k in 0..3 {
        let days = [(); 7].map(|()| random.below(3) > 0);
        let week =
            Week { days, from: Date::constant(2026, 1, 1), to: Date::constant(2027, 12, 31) };
        feed.services.push(Service {
            id: format!("f:{k}"),
            week: Some(week),
            ..Service::default()
        });
    }
    let mut calls: Vec<(FeedTripIdx, StopTime)> = Vec::new();
    let is_night = random.below(3) == 0;
    let odd = random.below(2) == 0;
    for k in 0..3 + random.below(6) {
        let trip = feed.trips.push(FeedTrip {
            id: format!("f:T{k}"),
            route: RouteIdx::from_usize(0),
            service: ServiceIdx::from_usize(usize_from(random.below(3))),
            headsign: String::new(),
            step_free: StepFree::Unknown,
            block: None,
        });
        let mut at = 60 * (if is_night { 1200 } else { 480 } + random.below(240));
        let mut last = u32::MAX;
        for _ in 0..2 + random.below(4) {
            let mut here = random.below(N_STOPS);
            if here == last {
                here = (here + 1) % N_STOPS;
            }
            last = here;
            let stands = 60 * random.below(4) * random.below(3);
            let call = StopTime {
                stop: StopIdx::from_usize(usize_from(here)),
                arrive: ServiceTime(at),
                depart: ServiceTime(at + stands),
                may_board: !odd || random.below(4) > 0,
                may_alight: !odd || random.below(4) > 0,
            };
            calls.push((trip, call));
            at += stands + 60 * random.below(60);
        }
    }
    feed.stop_times = Csr::from_pairs(feed.trips.len(), &calls);
    feed
}

#[test]
fn a_passenger_arrives_when_the_transit_engine_says() {
    let (mut n_same, mut n_changed, mut n_none) = (0, 0, 0);
    for seed in 0..4000 {
        let mut random = Random::new(seed, 1);
        let feed = feed(&mut random);
        let change = Seconds::minutes(5 * random.below(3));
        let mut terms = terms(Path::new("random"));
        terms.change_h = Some(f64::from(change.0) / 3600.0);
        let draft = corridors_of(&feed, &BTreeMap::new(), 8 * 3600, None, &terms).value;
        let network = net(&draft);
        let settings = DaySettings { date: DATE, default_change: change, ..plain_settings() };
        let day = compile_day(&feed, &settings, &[]).value;
        for _ in 0..4 {
            let ends = [(); 2].map(|()| StopIdx::from_usize(usize_from(random.below(N_STOPS))));
            let ready = 60 * random.below(1440);
            let rows = ends.map(|end| network.terminal(&feed.stops[end].id));
            let [Some(from), Some(to)] = rows else { continue };
            if from == to {
                continue;
            }
            let arrivals = earliest(
                &day,
                &Query {
                    access: &[(ends[0], Seconds(0))],
                    depart: ServiceTime(ready),
                    max_rides: u8::MAX,
                    max_duration: Seconds(2 * DAY_S),
                },
                &mut Search::default(),
                &mut Work::default(),
            );
            let want = arrivals.any[ends[1]];
            let (from, to) = ([from], [to]);
            let wednesday = 2 * i64::from(DAY_S);
            let question = Question {
                start: Start::Ready(wednesday + i64::from(ready)),
                criteria: Criteria::TIME,
                scope: None,
                ..Question::new(&from, &to, Consignment::one(Load::People))
            };
            let found = options(&network, &question).routes;
            let got = found.first().map(|route| i64::from(ready) + route.time_s);
            let [day_s, want_s] = [i64::from(DAY_S), i64::from(want.0)];
            let in_time = got.filter(|got| *got < day_s);
            if want_s >= day_s {
                assert_eq!(in_time, None, "seed {seed}: none by transit");
                n_none += 1;
                continue;
            }
            let text = || format!("seed {seed}: ready {} {ends:?}", moment(i64::from(ready)));
            assert_eq!(got, Some(want_s), "{}", text());
            n_same += 1;
            n_changed += i32::from(found[0].legs.iter().any(|leg| leg.handled));
        }
    }
    assert!(n_same > 2000 && n_changed > 200 && n_none > 1000, "{n_same} {n_changed} {n_none}");
}
