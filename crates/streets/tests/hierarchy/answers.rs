//! Every kind of question, on thousands of graphs.

use allways_base::cast::u32_from;
use allways_base::random::Random;
use allways_base::{Idx, IdxVec};
use allways_streets::Millis;
use allways_streets::hierarchy::{
    ArcIdx, Direction, Graph, Hierarchy, INFINITY, LANES, Metric, PathSearch, SearchGraph, Sweep,
    Targets, VertexIdx, matrix,
};

use crate::towns::{any_graph, arcs, below, ends_of, grid, picture, slow_times, vertex};

fn time(found: Option<Millis>) -> u32 {
    found.map_or(INFINITY, |time| time.0)
}

/// A graph with everything that can be asked of it.
struct Town {
    graph: Graph,
    hierarchy: Hierarchy,
    metric: Metric,
    search: SearchGraph,
    /// From, then to; [`INFINITY`]: no way.
    slow: Vec<Vec<u32>>,
}

impl Town {
    fn new(graph: Graph) -> Self {
        let hierarchy = Hierarchy::new(&graph);
        let metric = hierarchy.customize(graph.weights());
        let search = SearchGraph::new(&hierarchy, &metric);
        let (n, all) = (graph.n_vertices(), arcs(&graph));
        let slow = (0..n).map(|from| slow_times(n, &all, from)).collect();
        Self { graph, hierarchy, metric, search, slow }
    }

    fn n(&self) -> usize {
        self.graph.n_vertices()
    }

    fn slow(&self, from: usize, to: usize, direction: Direction) -> u32 {
        match direction {
            Direction::From => self.slow[from][to],
            Direction::To => self.slow[to][from],
        }
    }

    fn some(&self, n: usize, random: &mut Random) -> Vec<VertexIdx> {
        (0..n).map(|_| vertex(below(random, self.n()))).collect()
    }

    fn check_paths(&self, pairs: usize, random: &mut Random) {
        let mut search = PathSearch::new();
        let ends = ends_of(&self.graph);
        for _ in 0..pairs {
            let ends_of_path = [below(random, self.n()), below(random, self.n())];
            let [from, to] = ends_of_path.map(vertex);
            let wanted = self.slow[ends_of_path[0]][ends_of_path[1]];
            assert_eq!(time(search.time(&self.search, from, to)), wanted, "{from:?} {to:?}");
            let made_from = (&self.hierarchy, &self.metric, self.graph.weights());
            let path = search.path(&self.search, made_from, from, to);
            assert_eq!(time(path.as_ref().map(|path| path.time)), wanted);
            let Some(path) = path else { continue };
            let mut here = from;
            let mut sum = 0;
            for arc in path.arcs {
                assert_eq!(ends[arc][0], here, "the path has a gap");
                here = ends[arc][1];
                sum += self.graph.weights()[arc];
            }
            assert_eq!((here, sum), (to, wanted));
        }
    }

    fn check_sweeps(&self, direction: Direction, sweep: &mut Sweep, random: &mut Random) {
        let n_sources = below(random, LANES + 1);
        let sources = self.some(n_sources, random);
        let times = sweep.all(&self.search, &sources, direction);
        for (lane, source) in sources.iter().enumerate() {
            for to in 0..self.n() {
                let wanted = self.slow(source.to_usize(), to, direction);
                assert_eq!(time(times.get(lane, vertex(to))), wanted, "{source:?} {to}");
            }
        }
        assert!((n_sources..LANES).all(|lane| times.get(lane, vertex(0)).is_none()));

        let mut seen = vec![0; self.n()];
        sweep.each(&self.search, &sources, direction, |to, times| {
            seen[to.to_usize()] += 1;
            for (lane, source) in sources.iter().enumerate() {
                let wanted = self.slow(source.to_usize(), to.to_usize(), direction);
                assert_eq!(times[lane], wanted, "{source:?} {to:?}");
            }
        });
        assert!(seen.iter().all(|&n| n == 1), "each vertex once");

        let [n_sources, n_targets] = [below(random, 40), below(random, 12)];
        let [sources, targets] = [n_sources, n_targets].map(|n| self.some(n, random));
        let selected = Targets::new(&self.search, &targets, direction);
        let times = matrix(&self.search, &sources, &selected, sweep);
        for (i, source) in sources.iter().enumerate() {
            for (j, target) in targets.iter().enumerate() {
                let wanted = self.slow(source.to_usize(), target.to_usize(), direction);
                assert_eq!(time(times.get(i, j)), wanted, "{source:?} {target:?}");
            }
        }
    }

    fn check_bounds(&self, direction: Direction, sweep: &mut Sweep, random: &mut Random) {
        // A time that occurs, so that the bound itself is tried.
        let from = below(random, self.n());
        let mut cutoff = self.slow[below(random, self.n())][below(random, self.n())];
        if cutoff >= INFINITY {
            cutoff = random.below(50_000);
        }
        if random.below(10) == 0 {
            cutoff = u32::MAX - 2;
        }
        let starts: Vec<(usize, u32)> = if random.below(2) == 0 {
            vec![(from, 0)]
        } else {
            (0..random.below(4))
                .map(|_| (below(random, self.n()), random.below(cutoff.min(100_000) + 2)))
                .collect()
        };
        let nearest = |to: usize| {
            let ways = starts.iter().map(|&(from, time)| time + self.slow(from, to, direction));
            ways.min().unwrap_or(INFINITY).min(INFINITY)
        };
        let source: Vec<_> = starts.iter().map(|&(k, time)| (vertex(k), Millis(time))).collect();
        let (mut found, _) = sweep.within(&self.search, &source, Millis(cutoff), direction);
        found.sort_unstable();
        let wanted: Vec<(VertexIdx, Millis)> = (0..self.n())
            .map(|to| (vertex(to), Millis(nearest(to))))
            .filter(|&(_, time)| time.0 < INFINITY && time.0 <= cutoff)
            .collect();
        assert_eq!(found, wanted, "within {cutoff} of {starts:?}");
        let lane = below(random, LANES);
        let starts_of_lane: Vec<_> = source.iter().map(|&(k, time)| (lane, k, time)).collect();
        let all = sweep.all_from(&self.search, &starts_of_lane, direction);
        for to in 0..self.n() {
            assert_eq!(time(all.get(lane, vertex(to))), nearest(to), "{starts:?} {to}");
        }

        let people: Vec<u32> = (0..self.n()).map(|_| random.below(9)).collect();
        let weights = IdxVec::from(people.clone());
        let (sums, _) = sweep.sums_within(&self.search, &weights, Millis(cutoff), direction);
        for from in 0..self.n() {
            let near = (0..self.n()).filter(|&to| {
                let time = self.slow(from, to, direction);
                time < INFINITY && time <= cutoff
            });
            let wanted: u32 = near.map(|to| people[to]).sum();
            assert_eq!(sums[vertex(from)], wanted, "sum within {cutoff} of {from}");
        }
    }

    fn check_update(&self, random: &mut Random) {
        let mut graph = self.graph.clone();
        let n_arcs = graph.weights().len();
        if n_arcs == 0 {
            return;
        }
        let n_changes = below(random, 5);
        let changed: Vec<ArcIdx> =
            (0..n_changes).map(|_| ArcIdx::from_usize(below(random, n_arcs))).collect();
        for &arc in &changed {
            let closed = random.below(3) == 0;
            graph.set_weight(arc, if closed { INFINITY } else { random.below(50_000) });
        }
        let mut updated = self.metric.clone();
        updated.update(&self.hierarchy, graph.weights(), &changed);
        let full = self.hierarchy.customize(graph.weights());
        assert!(updated.is_same(&full), "the update differs from a full customization");
        assert!(updated.work().links <= full.work().links + 5);
    }
}

fn check(name: &str, graph: Graph, seed: u64, sweep: &mut Sweep) {
    let told = picture(&graph);
    let town = Town::new(graph);
    let mut random = Random::new(seed, 9);
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        town.check_paths(8, &mut random);
        for direction in [Direction::From, Direction::To] {
            town.check_sweeps(direction, sweep, &mut random);
            town.check_bounds(direction, sweep, &mut random);
        }
        town.check_update(&mut random);
    }));
    assert!(result.is_ok(), "{name}, seed {seed}: {}", &told[..told.len().min(4000)]);
}

#[test]
fn four_thousand_small_graphs() {
    let mut sweep = Sweep::new();
    for seed in 0..4000 {
        check("small", any_graph(16, &mut Random::new(seed, 1)), seed, &mut sweep);
    }
}

#[test]
fn graphs_that_need_cutting() {
    let mut sweep = Sweep::new();
    for seed in 0..60 {
        check("large", any_graph(260, &mut Random::new(seed, 2)), seed, &mut sweep);
    }
}

#[test]
fn grids() {
    let mut sweep = Sweep::new();
    for seed in 0..60 {
        let mut random = Random::new(seed, 3);
        let side = 1 + below(&mut random, 18);
        check("grid", grid(side, &mut random), seed, &mut sweep);
    }
}

#[test]
fn nothing_at_all() {
    let mut sweep = Sweep::new();
    let town = Town::new(Graph::default());
    assert_eq!((town.n(), town.hierarchy.height(), town.hierarchy.n_links()), (0, 0, 0));
    let nobody = Targets::new(&town.search, &[], Direction::From);
    matrix(&town.search, &[], &nobody, &mut sweep);
    sweep.all(&town.search, &[], Direction::To);
    let (sums, _) = sweep.sums_within(&town.search, &IdxVec::default(), Millis(9), Direction::To);
    assert!(sums.is_empty());
}

/// A second opinion, without zeros, which `fast_paths` does not take.
#[test]
fn fast_paths_agrees() {
    let mut n_ways = 0;
    for seed in 0..300 {
        let mut random = Random::new(seed, 4);
        let graph = if seed % 2 == 0 { any_graph(60, &mut random) } else { grid(9, &mut random) };
        let all = arcs(&graph);
        let mut input = fast_paths::InputGraph::new();
        for &(tail, head, weight) in all.iter().filter(|arc| (1..INFINITY).contains(&arc.2)) {
            input.add_edge(tail, head, usize::try_from(weight).unwrap());
        }
        input.freeze();
        if all.iter().any(|arc| arc.2 == 0) || input.get_num_edges() == 0 {
            continue;
        }
        let other = fast_paths::prepare(&input);
        let town = Town::new(graph);
        let mut search = PathSearch::new();
        for _ in 0..60 {
            let [from, to] =
                [0; 2].map(|_| below(&mut random, town.n().min(input.get_num_nodes())));
            let found = search.time(&town.search, vertex(from), vertex(to));
            let wanted = fast_paths::calc_path(&other, from, to);
            let wanted = wanted.map(|path| u32_from(path.get_weight()));
            assert_eq!(found.map(|time| time.0), wanted, "seed {seed}, {from} to {to}");
            n_ways += usize::from(found.is_some());
        }
    }
    assert!(n_ways > 5000, "{n_ways}");
}
