//! The same city asked in another way, or changed in a way whose effect is known.

use std::collections::{BTreeMap, BTreeSet};

use allways_base::random::Random;
use allways_base::{Csr, Date, Idx, IdxVec, Metres, Seconds, ServiceTime, Window};
use allways_city::accessibility::{Decay, Figure};
use allways_city::check::{AskError, CheckSettings};
use allways_city::engine::{Condition, Engine, ON_FOOT, Vehicles, default_traveller};
use allways_city::matrix::MatrixError;
use allways_city::on_threads;
use allways_city::query::When;
use allways_city::scenario::Scenario;
use allways_plan::plan::{Defaults, Project, Span};
use allways_transit::compile::StepFreeRule;
use allways_transit::feed::{Feed, FeedTrip, FeedTripIdx, Service, ServiceIdx, StepFree, StopTime};

use crate::ask::{N, PERCENTILES, Time, World, of_year};

/// Change → in how many cities it changed anything.
#[derive(Debug, Default)]
pub(crate) struct Told(pub(crate) BTreeMap<&'static str, usize>);

impl Told {
    fn tell(&mut self, what: &'static str, has_changed: bool) {
        *self.0.entry(what).or_default() += usize::from(has_changed);
    }
}

/// All that needs nothing but the city. The city is left as it was.
pub(crate) fn all(world: &mut World, seed: u64, told: &mut Told) {
    let base = world.matrix();
    in_order(world, &base);
    empty_scenario(world, &base);
    hour_later(world, &base);
    slower(world, told);
    step_free(world, &base, seed, told);
    rides(world, &base, told);
    another_trip(world, &base, seed, told);
    written_out(world, &base, told);
    powers_of_two(world, told);
    no_service(world);
    told.tell("at all", base.iter().any(Option::is_some));
    assert_eq!(world.matrix(), base, "{}: the city was not left as it was", world.name);
}

fn longest(time: Time) -> u32 {
    time.map_or(u32::MAX, |Seconds(s)| s)
}

/// Nowhere sooner: never counts as longest.
#[track_caller]
fn none_sooner(world: &World, what: &str, these: &[Time], than: &[Time]) {
    let n = world.spots.len();
    let sooner = these.iter().zip(than).position(|(a, b)| longest(*a) < longest(*b));
    if let Some(k) = sooner {
        let (o, d) = (&world.spots[k / N / n], &world.spots[k / N % n]);
        let percentile = PERCENTILES[k % N];
        let (this, that) = (these[k], than[k]);
        unreachable!(
            "{}: {what} from {o:?} to {d:?}, percentile {percentile}: {this:?} before {that:?}",
            world.name
        );
    }
}

fn in_order(world: &World, base: &[Time]) {
    for cell in base.chunks(N) {
        assert!(cell.is_sorted_by_key(|time| longest(*time)), "{}: {cell:?}", world.name);
    }
}

/// A later year, in which a project is open that edits nothing.
fn empty_scenario(world: &mut World, base: &[Time]) {
    let first = world.city.plan.years[0];
    world.city.plan.projects.push(Project {
        id: "nothing".into(),
        name: "Nothing".into(),
        sector: String::new(),
        cost_rmb_bn: None,
        opens: Some(first + 1),
        batch: String::new(),
        depends_on: Vec::new(),
        edits: Vec::new(),
        source: "test".into(),
        confidence: None,
        span: Span::default(),
    });
    let ends = (&world.spots[..], &world.spots[..]);
    let later = world.times(&of_year(first + 1), ends, world.window, &PERCENTILES).unwrap();
    world.city.plan.projects.pop();
    assert_eq!(later, base, "{}: an empty scenario", world.name);
}

/// Everything runs an hour later, and everyone leaves an hour later.
fn hour_later(world: &mut World, base: &[Time]) {
    const HOUR: Seconds = Seconds(3600);
    let usual = world.city.feed.clone();
    let feed = &mut world.city.feed;
    for trip in feed.stop_times.indices() {
        for call in feed.stop_times.row_mut(trip) {
            call.arrive = call.arrive + HOUR;
            call.depart = call.depart + HOUR;
        }
    }
    for row in &mut feed.frequencies {
        row.from = row.from + HOUR;
        row.to = row.to + HOUR;
    }
    let Window { from, to, step } = world.window;
    let window = Window { from: from + HOUR, to: to + HOUR, step };
    let ends = (&world.spots[..], &world.spots[..]);
    let later = world.times(&world.settings(), ends, window, &PERCENTILES).unwrap();
    world.city.feed = usual;
    assert_eq!(later, base, "{}: an hour later", world.name);
}

fn adult(world: &World) -> usize {
    default_traveller(&world.city.plan.travellers)
}

fn slower(world: &mut World, told: &mut Told) {
    let base = world.matrix();
    let row = adult(world);
    let speed = world.city.plan.travellers[row].walk_speed_m_s;
    world.city.plan.travellers[row].walk_speed_m_s = 0.7 * speed;
    let slow = world.matrix();
    world.city.plan.travellers[row].walk_speed_m_s = speed;
    none_sooner(world, "a slower walker", &slow, &base);
    told.tell("a slower walker", slow != base);
}

/// Every way of someone who takes no steps is a way of someone who may.
fn step_free(world: &mut World, base: &[Time], seed: u64, told: &mut Told) {
    let row = adult(world);
    let usual = world.city.feed.clone();
    let mut random = Random::new(seed, 52);
    // Where the feed says nothing, some stops are made to say it.
    for stop in world.city.feed.stops.as_mut_slice() {
        if random.below(4) == 0 && stop.step_free == StepFree::Unknown {
            stop.step_free = StepFree::No;
        }
    }
    world.city.plan.travellers[row].step_free = true;
    let found = world.matrix();
    world.city.plan.travellers[row].step_free = false;
    world.city.feed = usual;
    none_sooner(world, "someone who takes no steps", &found, base);
    told.tell("no steps", found != base);
}

fn rides(world: &mut World, base: &[Time], told: &mut Told) {
    let usual = world.city.plan.defaults.max_rides;
    let mut with = |most| {
        world.city.plan.defaults.max_rides = most;
        world.matrix()
    };
    let found = [with(0), with(1), with(2), with(3), with(Defaults::NO_CAP)];
    world.city.plan.defaults.max_rides = usual;
    for pair in found.windows(2) {
        none_sooner(world, "fewer rides", &pair[0], &pair[1]);
    }
    none_sooner(world, "the usual number of rides", base, &found[4]);
    told.tell("rides", found[1] != found[4]);
}

/// A trip of the day again, twenty times, somewhat later: nobody is later.
fn another_trip(world: &mut World, base: &[Time], seed: u64, told: &mut Told) {
    let mut random = Random::new(seed, 53);
    let usual = world.city.feed.clone();
    // A template runs by its frequencies alone.
    let templates: BTreeSet<FeedTripIdx> = usual.frequencies.iter().map(|row| row.trip).collect();
    let is_run = |trip| !templates.contains(&trip);
    let Some(of) = some_trip(&usual, world.city.plan.date, &mut random, is_run) else { return };
    for _ in 0..20 {
        let by = Seconds(random.below(1800));
        repeat(&mut world.city.feed, of, by);
    }
    let more = world.matrix();
    world.city.feed = usual;
    none_sooner(world, "without the added trips", base, &more);
    told.tell("trips", more != base);
}

/// A trip that runs on the date, of those that `may` be taken, if there is one.
pub(crate) fn some_trip(
    feed: &Feed,
    date: Date,
    random: &mut Random,
    may: impl Fn(FeedTripIdx) -> bool,
) -> Option<FeedTripIdx> {
    let runs = |&(idx, trip): &(FeedTripIdx, &FeedTrip)| {
        feed.services[trip.service].runs(date) && may(idx) && feed.stop_times[idx].len() > 1
    };
    let trips: Vec<FeedTripIdx> = feed.trips.iter().filter(runs).map(|(idx, _)| idx).collect();
    let n = u32::try_from(trips.len()).unwrap();
    (n > 0).then(|| trips[usize::try_from(random.below(n)).unwrap()])
}

fn repeat(feed: &mut Feed, of: FeedTripIdx, by: Seconds) {
    let later = |time: ServiceTime| time + by;
    let calls: Vec<StopTime> = feed.stop_times[of]
        .iter()
        .map(|call| StopTime { arrive: later(call.arrive), depart: later(call.depart), ..*call })
        .collect();
    feed.stop_times.push_row(calls);
    let mut trip = feed.trips[of].clone();
    trip.id = format!("{} again {}", trip.id, feed.trips.len());
    // Another vehicle: within the block it would come between two trips.
    trip.block = None;
    feed.trips.push(trip);
}

/// Frequencies that are drawn: the runs of the draw, written out as trips, are the same city.
fn written_out(world: &mut World, base: &[Time], told: &mut Told) {
    let scenario = Scenario::compile(&world.city, world.city.plan.years[0]);
    let traveller = adult(world);
    let engine = Engine::new(&scenario, traveller, 0, 0);
    let view = engine.view(Condition {
        traveller,
        season: 0,
        vehicles: Vehicles::All,
        step_free: StepFreeRule::Any,
        footpaths: true,
        access: ON_FOOT,
    });
    let tt = &view.timetable;
    let mut trips: IdxVec<FeedTripIdx, FeedTrip> = IdxVec::default();
    let mut stop_times: Csr<FeedTripIdx, StopTime> = Csr::default();
    for pattern in tt.calls.indices() {
        for times in tt.trips(pattern) {
            trips.push(FeedTrip {
                id: format!("run {}", trips.len()),
                route: tt.route[pattern],
                service: ServiceIdx::from_usize(0),
                headsign: String::new(),
                step_free: StepFree::Unknown,
                block: None,
            });
            let calls = tt.calls[pattern].iter().zip(times.iter());
            stop_times.push_row(calls.map(|(call, times)| StopTime {
                stop: call.stop,
                arrive: times.arrive,
                depart: times.depart,
                may_board: call.may_board,
                may_alight: call.may_alight,
            }));
        }
    }
    // Those who stay seated within a block still do.
    for (block, vehicle) in (0..).zip(tt.vehicles()) {
        for run in vehicle {
            trips[FeedTripIdx::from_usize(run.to_usize())].block = Some(block);
        }
    }
    drop(view);
    drop(engine);
    drop(scenario);
    let has_drawn = world.city.feed.frequencies.iter().any(|row| !row.exact);
    let usual = world.city.feed.clone();
    let only_today =
        Service { added: [world.city.plan.date].into_iter().collect(), ..Service::default() };
    let feed = &mut world.city.feed;
    feed.services = vec![only_today].into();
    feed.trips = trips;
    feed.stop_times = stop_times;
    feed.frequencies.clear();
    // Through runs are among the runs.
    feed.stay_seated.clear();
    feed.not_seated.clear();
    let found = world.matrix();
    world.city.feed = usual;
    assert_eq!(found, base, "{}: a draw, written out", world.name);
    told.tell("frequencies drawn", has_drawn);
}

/// Twice, 64 times and an eighth of the opportunities: to the last bit so much accessibility.
fn powers_of_two(world: &World, told: &mut Told) {
    let jobs: Vec<f64> = (0..world.spots.len()).map(|k| [0.1, 0.7, 1.3, 2.9][k % 4]).collect();
    for decay in [Decay::Step, Decay::Exponential] {
        let ask = |jobs: &[f64]| world.access(jobs, &[10, 40], (decay, &[])).unwrap().figures;
        let usual = ask(&jobs);
        for factor in [2.0, 64.0, 0.125] {
            let more: Vec<f64> = jobs.iter().map(|n| factor * n).collect();
            let wanted: Vec<Figure> = usual
                .iter()
                .map(|figure| match figure {
                    Figure::Within(minutes, n) => Figure::Within(*minutes, factor * n),
                    Figure::TimeTo(..) => *figure,
                })
                .collect();
            assert_eq!(ask(&more), wanted, "{}: {factor} times, {decay:?}", world.name);
        }
        let moved = |figure: &Figure| matches!(figure, Figure::Within(_, n) if *n > 3.0);
        told.tell("opportunities", usual.iter().any(moved));
    }
}

/// A day outside the calendars is refused, whatever is asked.
fn no_service(world: &mut World) {
    let usual = world.city.plan.date;
    world.city.plan.date = Date::constant(1990, 1, 1);
    let (from, to) = (&world.spots[0], &world.spots[1]);
    let is_told = |error: AskError| {
        assert!(matches!(error, AskError::NoService { .. }), "{}: {error}", world.name);
        assert!(error.to_string().contains("1990-01-01"), "{}: {error}", world.name);
    };
    is_told(world.route(from, to, When::Depart(world.window.from)).unwrap_err());
    is_told(world.reach(from, &[30], Metres(500.0)).unwrap_err());
    let jobs = vec![1.0; world.spots.len()];
    is_told(world.access(&jobs, &[30], (Decay::Step, &[])).unwrap_err());
    let ends = (&world.spots[..], &world.spots[..]);
    match world.times(&world.settings(), ends, world.window, &PERCENTILES).unwrap_err() {
        MatrixError::Ask(error) => is_told(error),
        error => unreachable!("{}: {error}", world.name),
    }
    world.city.plan.date = usual;
}

/// One thread, two and sixteen: the same answers, notes and work.
pub(crate) fn any_number_of_threads(world: &World, cell: Metres) {
    let ask = |threads: usize| {
        let settings = CheckSettings { threads, ..world.settings() };
        let ends = (&world.spots[..], &world.spots[..]);
        let jobs = vec![1.5; world.spots.len()];
        on_threads(threads, || {
            let matrix = world.times(&settings, ends, world.window, &PERCENTILES).unwrap();
            let reach = world.reach(&world.spots[0], &[10, 30], cell).unwrap();
            let access = world.access(&jobs, &[10, 30], (Decay::Exponential, &[])).unwrap();
            format!("{matrix:?} {reach:?} {access:?}")
        })
    };
    let one = ask(1);
    assert!(one == ask(2) && one == ask(16), "{}: threads", world.name);
}
