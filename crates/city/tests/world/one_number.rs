//! One matrix cell = the journeys = the isochrone's membership = the accessibility count: the same
//! number, to the second.

use allways_access::{Endpoint, Ends};
use allways_base::random::Random;
use allways_base::{LonLat, Metres, Seconds, ServiceTime};
use allways_city::accessibility::{Decay, Figure};
use allways_city::cells::Lattice;
use allways_city::engine::{Condition, Engine, ON_FOOT, Vehicles, Weighed, default_traveller};
use allways_city::query::When;
use allways_city::scenario::Scenario;
use allways_transit::compile::StepFreeRule;

use crate::ask::{N, PERCENTILES, Spot, Time, World};

/// How many numbers were compared, and how many of them were times.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) compared: usize,
    pub(crate) reached: usize,
}

impl Tally {
    #[track_caller]
    fn same(&mut self, world: &World, what: &str, found: Time, wanted: Time) {
        assert_eq!(found, wanted, "{}: {what}", world.name);
        self.compared += 1;
        self.reached += usize::from(wanted.is_some());
    }
}

/// How much of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Size {
    /// Pairs of spots that are travelled departure by departure.
    pub(crate) pairs: u32,
    /// Pairs that are asked of `route` itself, which compiles the city anew.
    pub(crate) routes: usize,
    /// Isochrones.
    pub(crate) isochrones: usize,
    /// Cells of each that are looked up in a matrix; as many outside of it.
    pub(crate) cells: u32,
    /// Side of a cell.
    pub(crate) side: Metres,
}

/// All four. The first spots are origins of isochrones.
pub(crate) fn one_number(world: &World, seed: u64, size: Size) -> Tally {
    let matrix = world.matrix();
    let mut random = Random::new(seed, 51);
    let mut tally = Tally::default();
    journeys(world, &matrix, &mut random, size, &mut tally);
    isochrones(world, &mut random, size, &mut tally);
    counts(world, &matrix, &mut tally);
    tally
}

fn pick(random: &mut Random, n: usize) -> usize {
    usize::try_from(random.below(u32::try_from(n).unwrap())).unwrap()
}

/// The percentile by its definition: the smallest with at least so many per cent at or below it.
fn by_sorting(times: &[Time], percent: u8) -> Time {
    let mut sorted: Vec<Time> = times.to_vec();
    sorted.sort_by_key(|time| time.map_or(u32::MAX, |Seconds(s)| s));
    sorted[(usize::from(percent) * sorted.len()).div_ceil(100) - 1]
}

/// Cells against the journeys of each departure, of the window at once, and of the command.
fn journeys(world: &World, matrix: &[Time], random: &mut Random, size: Size, tally: &mut Tally) {
    let (city, n) = (&world.city, world.spots.len());
    let scenario = Scenario::compile(city, city.plan.years[0]);
    let traveller = default_traveller(&city.plan.travellers);
    let condition = Condition {
        traveller,
        season: 0,
        vehicles: Vehicles::All,
        step_free: StepFreeRule::Any,
        footpaths: true,
        access: ON_FOOT,
    };
    let engine = Engine::new(&scenario, traveller, 0, 0);
    let view = engine.view(condition);
    let (_, longest) = engine.limits();
    let ends: Vec<Endpoint> = world.spots.iter().map(|spot| spot.endpoint(city)).collect();
    for round in 0..size.pairs {
        let (o, d) = (pick(random, n), pick(random, n));
        let what = format!("seed of pair {round}: {:?} to {:?}", world.spots[o], world.spots[d]);
        let departures: Vec<ServiceTime> = world.window.departures().collect();
        let one_by_one: Vec<Time> = departures
            .iter()
            .map(|&depart| {
                let found = engine.journeys(&view, &ends[o], &ends[d], depart);
                found.iter().map(|journey| journey.arrival.since(depart)).min()
            })
            .collect();
        for (k, &percent) in PERCENTILES.iter().enumerate() {
            let cell = matrix[(o * n + d) * N + k];
            tally.same(world, &what, by_sorting(&one_by_one, percent), cell);
        }
        // All journeys of the window: whoever is ready earlier may take any that leaves later.
        let pair = (&ends[o], &ends[d]);
        let (all, _) = engine.journeys_within(&view, pair, world.window, Weighed::default());
        let all: Vec<_> = all.into_iter().map(|(journey, _)| journey).collect();
        let direct = Ends::of(&view.timetable, &view.attached, pair.0, pair.1).direct;
        for (&depart, &time) in departures.iter().zip(&one_by_one) {
            let later =
                all.iter().filter(|journey| journey.departure >= depart && journey.rides > 0);
            let best = later.map(|journey| journey.arrival.since(depart)).chain(direct).min();
            tally.same(world, &what, best.filter(|time| *time <= longest), time);
        }
        if usize::try_from(round).unwrap() < size.routes {
            let k = pick(random, departures.len());
            let when = When::Depart(departures[k]);
            let answer = world.route(&world.spots[o], &world.spots[d], when).unwrap();
            let arrivals = answer.journeys.iter().map(|journey| journey.arrival);
            let best = arrivals.map(|arrival| arrival.since(departures[k])).min();
            tally.same(world, &what, best, one_by_one[k]);
        }
    }
}

/// True of a stop without a position: there is no map around it.
fn nowhere(world: &World, id: &str) -> bool {
    let mut stops = world.city.feed.stops.as_slice().iter();
    stops.any(|stop| stop.id == id && stop.position.is_none())
}

/// Cells of an isochrone against a matrix to their centers, inside and outside.
fn isochrones(world: &World, random: &mut Random, size: Size, tally: &mut Tally) {
    let longest = world.city.plan.defaults.max_duration_min;
    let cutoffs: Vec<u32> =
        [7, 20, 45].into_iter().filter(|&minutes| f64::from(minutes) <= longest).collect();
    let Some(&last) = cutoffs.last() else { return };
    let within = |time: Time, minutes| time.filter(|time| *time <= Seconds::minutes(minutes));
    for from in &world.spots[..size.isochrones.min(world.spots.len())] {
        if matches!(from, Spot::Stop(id) if nowhere(world, id)) {
            continue;
        }
        let found = world.reach(from, &cutoffs, size.side).unwrap();
        let cells: Vec<&[Time]> = found.times.chunks(N).collect();
        assert_eq!(cells.len(), found.cells.len());
        for isochrone in &found.isochrones {
            let p = PERCENTILES.iter().position(|p| *p == isochrone.percentile).unwrap();
            let inside =
                cells.iter().filter(|cell| within(cell[p], isochrone.cutoff_min).is_some());
            assert_eq!(inside.count(), isochrone.n_cells, "{}: {from:?}", world.name);
        }
        let mut looked_up: Vec<(LonLat, Vec<Time>)> = Vec::new();
        for _ in 0..size.cells.min(u32::try_from(cells.len()).unwrap()) {
            let k = pick(random, cells.len());
            looked_up.push((found.cells[k], cells[k].to_vec()));
        }
        // Cells around the start that are not among those reached.
        if let Some(center) = found.from.position {
            let around = Lattice::new(center, size.side).around(&[center], Metres(4000.0));
            let lattice = Lattice::new(center, size.side);
            for _ in 0..size.cells {
                let at = lattice.center(around[pick(random, around.len())]);
                if !found.cells.contains(&at) {
                    looked_up.push((at, vec![None; N]));
                }
            }
        }
        let to: Vec<Spot> = looked_up.iter().map(|(at, _)| Spot::At(*at)).collect();
        if to.is_empty() {
            continue;
        }
        let ends = (std::slice::from_ref(from), &to[..]);
        let row = world.times(&world.settings(), ends, world.window, &PERCENTILES).unwrap();
        for ((at, times), cell) in looked_up.iter().zip(row.chunks(N)) {
            for (&time, &wanted) in times.iter().zip(cell) {
                let what = format!("isochrone of {from:?} at {at:?}");
                tally.same(world, &what, time, within(wanted, last));
            }
        }
    }
}

/// Counts, and the time to so many, against the sums over a matrix.
fn counts(world: &World, matrix: &[Time], tally: &mut Tally) {
    let n = world.spots.len();
    let jobs: Vec<f64> = (0..n).map(|k| f64::from(u32::try_from(k * k + 1).unwrap())).collect();
    let cutoffs = [5, 15, 40];
    let found = world.access(&jobs, &cutoffs, (Decay::Step, &[])).unwrap();
    let mut figures = found.figures.iter();
    let time = |o: usize, d: usize, p: usize| matrix[(o * n + d) * N + p];
    for o in 0..n {
        for p in 0..N {
            for minutes in cutoffs {
                let near = |d: &usize| {
                    time(o, *d, p).is_some_and(|time| time <= Seconds::minutes(minutes))
                };
                let sum: f64 = (0..n).filter(near).map(|d| jobs[d]).sum();
                let wanted = Figure::Within(minutes, sum);
                assert_eq!(figures.next(), Some(&wanted), "{}: {o}, {p}", world.name);
                tally.compared += 1;
            }
        }
    }
    let amounts = [1.0, jobs.iter().sum::<f64>() / 2.0];
    let found = world.access(&jobs, &cutoffs, (Decay::Step, &amounts)).unwrap();
    let mut figures = found.figures.iter();
    for o in 0..n {
        for p in 0..N {
            for amount in amounts {
                let enough = |limit: &Seconds| {
                    let near = |d: &usize| time(o, *d, p).is_some_and(|time| time <= *limit);
                    (0..n).filter(near).map(|d| jobs[d]).sum::<f64>() >= amount
                };
                let least = (0..n).filter_map(|d| time(o, d, p)).filter(enough).min();
                let wanted = Figure::TimeTo(amount, least);
                assert_eq!(figures.next(), Some(&wanted), "{}: {o}, {p}", world.name);
                tally.compared += 1;
            }
        }
    }
}
