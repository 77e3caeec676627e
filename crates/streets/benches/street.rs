//! The hierarchy against plain Dijkstra searches, on Porto's walking network from `../shared/data`;
//! skipped without the data. One thread, but for the order of contraction.
#![expect(clippy::print_stderr, reason = "a benchmark says what it runs on")]

use std::hint::black_box;
use std::path::Path;

use allways_base::cast::u32_from;
use allways_base::random::Random;
use allways_base::{Idx, IdxVec, Metres, Seconds, Speed};
use allways_ingest::osm::read_osm;
use allways_streets::hierarchy::{
    ArcIdx, Direction, Graph, Hierarchy, INFINITY, LANES, PathSearch, SearchGraph, Sweep, Targets,
    VertexIdx, matrix,
};
use allways_streets::{
    DijkstraSearch, Millis, NodeIdx, Snap, StreetNetwork, WalkProfile, compile, reach,
};
use criterion::{Criterion, criterion_group, criterion_main};

const QUARTER: Seconds = Seconds::minutes(15);
const FOREVER: Seconds = Seconds(1_000_000);
const ON_FOOT: WalkProfile = WalkProfile::on_foot(Speed(1.25));

fn porto() -> Option<StreetNetwork> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data/porto/porto_portugal.osm.pbf");
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

fn snap(net: &StreetNetwork, node: NodeIdx) -> Option<Snap> {
    net.snap(net.place(node), Metres(1.0), &ON_FOOT)
}

fn benches(criterion: &mut Criterion) {
    let Some(net) = porto() else {
        eprintln!("skipped: ../shared/data is absent");
        return;
    };
    let graph = Graph::from_network(&net, &ON_FOOT);
    let hierarchy = Hierarchy::new(&graph);
    let metric = hierarchy.customize(graph.weights());
    let search_graph = SearchGraph::new(&hierarchy, &metric);
    eprintln!(
        "{} nodes, {} edges; {} links, height {}, {:?}; needed {:?}",
        net.n_nodes(),
        net.n_edges(),
        hierarchy.n_links(),
        hierarchy.height(),
        metric.work(),
        search_graph.n_links(),
    );
    let mut group = criterion.benchmark_group("porto");
    group.sample_size(20);

    group.bench_function("graph from network", |b| {
        b.iter(|| black_box(Graph::from_network(&net, &ON_FOOT)));
    });
    group.bench_function("order and contract", |b| b.iter(|| black_box(Hierarchy::new(&graph))));
    group.bench_function("customize", |b| {
        b.iter(|| black_box(hierarchy.customize(graph.weights())));
    });
    group.bench_function("prune", |b| {
        b.iter(|| black_box(SearchGraph::new(&hierarchy, &metric)));
    });

    let mut edited = graph.clone();
    let mut updated = metric.clone();
    let closed: Vec<ArcIdx> = (0..10).map(|k| ArcIdx::from_usize(k * 10_000)).collect();
    group.bench_function("ten arcs closed, then opened again", |b| {
        b.iter(|| {
            closed.iter().for_each(|&arc| edited.set_weight(arc, INFINITY));
            updated.update(&hierarchy, edited.weights(), &closed);
            closed.iter().for_each(|&arc| edited.set_weight(arc, graph.weights()[arc]));
            updated.update(&hierarchy, edited.weights(), &closed);
        });
    });

    let nodes = drawn(&net, 1000, 1);
    let sources = vertices(&nodes);
    let mut dijkstra = DijkstraSearch::new();
    let mut sweep = Sweep::new();
    let mut k = 0;
    group.bench_function("one to all: baseline Dijkstra, one source", |b| {
        b.iter(|| {
            k = (k + 1) % nodes.len();
            let from = snap(&net, nodes[k]);
            from.map(|from| black_box(reach(&net, &ON_FOOT, &from, FOREVER, &mut dijkstra)).work())
        });
    });
    group.bench_function("one to all: sweep, as many sources as lanes", |b| {
        b.iter(|| {
            k = (k + LANES) % (nodes.len() - LANES);
            let batch = &sources[k..k + LANES];
            black_box(sweep.all(&search_graph, batch, Direction::From).work())
        });
    });
    group.bench_function("one to all: sweep, as many sources, added up", |b| {
        b.iter(|| {
            k = (k + LANES) % (nodes.len() - LANES);
            let batch = &sources[k..k + LANES];
            let mut sums = [0u64; LANES];
            sweep.each(&search_graph, batch, Direction::From, |_, times| {
                for (sum, &time) in sums.iter_mut().zip(times) {
                    *sum += u64::from(time);
                }
            });
            black_box(sums)
        });
    });
    group.bench_function("one to all: sweep, 1 source", |b| {
        b.iter(|| {
            k = (k + 1) % nodes.len();
            black_box(sweep.all(&search_graph, &sources[k..=k], Direction::From).work())
        });
    });
    let to = vertices(&drawn(&net, 1000, 2));
    let mut pairs = PathSearch::new();
    group.bench_function("one pair: time", |b| {
        b.iter(|| {
            k = (k + 1) % to.len();
            black_box(pairs.time(&search_graph, sources[k], to[k]))
        });
    });
    group.bench_function("one pair: path", |b| {
        b.iter(|| {
            k = (k + 1) % to.len();
            let made_from = (&hierarchy, &metric, graph.weights());
            black_box(pairs.path(&search_graph, made_from, sources[k], to[k]))
        });
    });
    let targets = Targets::new(&search_graph, &to, Direction::From);
    eprintln!("{} rows above 1000 targets", targets.n_rows());
    group.bench_function("1000 x 1000: select the targets", |b| {
        b.iter(|| black_box(Targets::new(&search_graph, &to, Direction::From)));
    });
    group.bench_function("1000 x 1000: matrix", |b| {
        b.iter(|| black_box(matrix(&search_graph, &sources, &targets, &mut sweep)));
    });
    let cutoff = Millis::from_seconds(QUARTER);
    group.bench_function("15 minutes: baseline Dijkstra", |b| {
        b.iter(|| {
            k = (k + 1) % nodes.len();
            let from = snap(&net, nodes[k]);
            from.map(|from| black_box(reach(&net, &ON_FOOT, &from, QUARTER, &mut dijkstra)).work())
        });
    });
    group.bench_function("15 minutes: isochrone", |b| {
        b.iter(|| {
            k = (k + 1) % nodes.len();
            black_box(sweep.within(
                &search_graph,
                &[(sources[k], Millis(0))],
                cutoff,
                Direction::From,
            ))
        });
    });
    let people: IdxVec<VertexIdx, u32> = graph.vertices().map(|_| 3).collect::<Vec<_>>().into();
    group.bench_function("people within 15 minutes of every node", |b| {
        b.iter(|| black_box(sweep.sums_within(&search_graph, &people, cutoff, Direction::To)));
    });
    eprintln!("{:?}", sweep.sums_within(&search_graph, &people, cutoff, Direction::To).1);
    group.finish();
}

criterion_group!(street, benches);
criterion_main!(street);
