//! The hierarchy against plain Dijkstra searches, on Porto's walking network from `../shared/data`;
//! skipped without the data. One thread, but for the order of contraction.
#![expect(clippy::print_stderr, reason = "a benchmark says what it runs on")]

use std::hint::black_box;

use allways_base::cast::u32_from;
use allways_base::random::Random;
use allways_base::{Idx, IdxVec, Metres, Seconds, Speed};
use allways_ingest::osm::read_osm;
use allways_streets::hierarchy::{
    ArcIdx, Direction, Graph, Hierarchy, INFINITY, LANES, Metric, PathSearch, SearchGraph, Sweep,
    Targets, VertexIdx, matrix,
};
use allways_streets::{
    DijkstraSearch, Millis, NodeIdx, StreetNetwork, WalkProfile, compile, reach,
};
use allways_testkit::data::shared;
use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, criterion_group, criterion_main};

const QUARTER: Seconds = Seconds::minutes(15);
const FOREVER: Seconds = Seconds(1_000_000);
const ON_FOOT: WalkProfile = WalkProfile::on_foot(Speed(1.25));

fn porto() -> Option<StreetNetwork> {
    let file = shared("data/porto/porto_portugal.osm.pbf")?;
    let draft = read_osm(&file, &|place| place).ok()?.value;
    Some(compile(&draft).value)
}

/// Nodes of the largest component, drawn with a seed.
fn drawn(net: &StreetNetwork, n: usize, seed: u64) -> Vec<NodeIdx> {
    let mut random = Random::new(seed, 0);
    let all: Vec<NodeIdx> = net
        .nodes()
        .filter(|&node| Some(net.component_of(node)) == net.largest_component())
        .collect();
    let draw = |_| all[usize::try_from(random.below(u32_from(all.len()))).unwrap_or(0)];
    (0..n).map(draw).collect()
}

fn vertices(nodes: &[NodeIdx]) -> Vec<VertexIdx> {
    nodes.iter().map(|node| VertexIdx::from_usize(node.to_usize())).collect()
}

struct Porto {
    net: StreetNetwork,
    graph: Graph,
    hierarchy: Hierarchy,
    metric: Metric,
    search: SearchGraph,
    /// A thousand nodes, and the same as vertices.
    nodes: Vec<NodeIdx>,
    sources: Vec<VertexIdx>,
    /// A thousand others.
    targets: Vec<VertexIdx>,
}

impl Porto {
    fn new(net: StreetNetwork) -> Self {
        let graph = Graph::from_network(&net, &ON_FOOT);
        let hierarchy = Hierarchy::new(&graph);
        let metric = hierarchy.customize(graph.weights());
        let search = SearchGraph::new(&hierarchy, &metric);
        let nodes = drawn(&net, 1000, 1);
        let (sources, targets) = (vertices(&nodes), vertices(&drawn(&net, 1000, 2)));
        Self { net, graph, hierarchy, metric, search, nodes, sources, targets }
    }

    /// The baseline, from the `k`-th node: nodes settled.
    fn dijkstra(&self, k: usize, limit: Seconds, search: &mut DijkstraSearch) -> Option<u64> {
        let place = self.net.place(self.nodes[k % self.nodes.len()]);
        let from = self.net.snap(place, Metres(1.0), &ON_FOOT)?;
        Some(reach(&self.net, &ON_FOOT, &from, limit, search).work().nodes_settled)
    }
}

type Group<'a> = BenchmarkGroup<'a, WallTime>;

fn benches(criterion: &mut Criterion) {
    let Some(net) = porto() else { return };
    let porto = Porto::new(net);
    let mut group = criterion.benchmark_group("porto");
    group.sample_size(20);
    making(&porto, &mut group);
    one_to_all(&porto, &mut group);
    some_to_some(&porto, &mut group);
    within_a_quarter(&porto, &mut group);
    group.finish();
}

fn making(porto: &Porto, group: &mut Group<'_>) {
    let Porto { net, graph, hierarchy, metric, search, .. } = porto;
    eprintln!(
        "{} nodes, {} edges; {} links, height {}, {:?}; needed {:?}",
        net.n_nodes(),
        net.n_edges(),
        hierarchy.n_links(),
        hierarchy.height(),
        metric.work(),
        search.n_links(),
    );
    group.bench_function("graph from network", |b| {
        b.iter(|| black_box(Graph::from_network(net, &ON_FOOT)));
    });
    group.bench_function("order and contract", |b| b.iter(|| black_box(Hierarchy::new(graph))));
    group.bench_function("customize", |b| {
        b.iter(|| black_box(hierarchy.customize(graph.weights())));
    });
    group.bench_function("prune", |b| b.iter(|| black_box(SearchGraph::new(hierarchy, metric))));
    let mut edited = graph.clone();
    let mut updated = metric.clone();
    let closed: Vec<ArcIdx> = (0..10).map(|k| ArcIdx::from_usize(k * 10_000)).collect();
    group.bench_function("ten arcs closed, then opened again", |b| {
        b.iter(|| {
            for is_closed in [true, false] {
                for &arc in &closed {
                    let weight = if is_closed { INFINITY } else { graph.weights()[arc] };
                    edited.set_weight(arc, weight);
                }
                updated.update(hierarchy, edited.weights(), &closed);
            }
        });
    });
}

fn one_to_all(porto: &Porto, group: &mut Group<'_>) {
    let Porto { search, sources, .. } = porto;
    let mut dijkstra = DijkstraSearch::new();
    let mut sweep = Sweep::new();
    let mut k = 0;
    group.bench_function("one to all: baseline Dijkstra, one source", |b| {
        b.iter(|| {
            k += 1;
            black_box(porto.dijkstra(k, FOREVER, &mut dijkstra))
        });
    });
    group.bench_function("one to all: sweep, 32 sources, times stored", |b| {
        b.iter(|| {
            k = (k + LANES) % (sources.len() - LANES);
            black_box(sweep.all(search, &sources[k..k + LANES], Direction::From).work())
        });
    });
    group.bench_function("one to all: sweep, 32 sources, times handed out", |b| {
        b.iter(|| {
            k = (k + LANES) % (sources.len() - LANES);
            let mut longest = [0; LANES];
            sweep.each(search, &sources[k..k + LANES], Direction::From, |_, times| {
                for (longest, &time) in longest.iter_mut().zip(times) {
                    *longest = time.max(*longest);
                }
            });
            black_box(longest)
        });
    });
    group.bench_function("one to all: sweep, 1 source", |b| {
        b.iter(|| {
            k = (k + 1) % sources.len();
            black_box(sweep.all(search, &sources[k..=k], Direction::From).work())
        });
    });
}

fn some_to_some(porto: &Porto, group: &mut Group<'_>) {
    let Porto { graph, hierarchy, metric, search, sources, targets, .. } = porto;
    let mut pairs = PathSearch::new();
    let mut k = 0;
    group.bench_function("one pair: time", |b| {
        b.iter(|| {
            k = (k + 1) % targets.len();
            black_box(pairs.time(search, sources[k], targets[k]))
        });
    });
    group.bench_function("one pair: path", |b| {
        b.iter(|| {
            k = (k + 1) % targets.len();
            let made_from = (hierarchy, metric, graph.weights());
            black_box(pairs.path(search, made_from, sources[k], targets[k]))
        });
    });
    let mut sweep = Sweep::new();
    let selected = Targets::new(search, targets, Direction::From);
    eprintln!("{} rows above 1000 targets", selected.n_rows());
    group.bench_function("1000 x 1000: select the targets", |b| {
        b.iter(|| black_box(Targets::new(search, targets, Direction::From)));
    });
    group.bench_function("1000 x 1000: matrix", |b| {
        b.iter(|| black_box(matrix(search, sources, &selected, &mut sweep)));
    });
}

fn within_a_quarter(porto: &Porto, group: &mut Group<'_>) {
    let Porto { graph, search, sources, .. } = porto;
    let cutoff = Millis::from_seconds(QUARTER);
    let mut dijkstra = DijkstraSearch::new();
    let mut sweep = Sweep::new();
    let mut k = 0;
    group.bench_function("15 minutes: baseline Dijkstra", |b| {
        b.iter(|| {
            k += 1;
            black_box(porto.dijkstra(k, QUARTER, &mut dijkstra))
        });
    });
    group.bench_function("15 minutes: isochrone", |b| {
        b.iter(|| {
            k = (k + 1) % sources.len();
            black_box(sweep.within(search, &[(sources[k], Millis(0))], cutoff, Direction::From))
        });
    });
    let people = IdxVec::filled(3, graph.n_vertices());
    group.bench_function("people within 15 minutes of every node", |b| {
        b.iter(|| black_box(sweep.sums_within(search, &people, cutoff, Direction::To)));
    });
    eprintln!("{:?}", sweep.sums_within(search, &people, cutoff, Direction::To).1);
}

criterion_group!(street, benches);
criterion_main!(street);
