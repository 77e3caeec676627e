//! Porto's walking network, from `../shared/data`: the hierarchy and the search on the network give
//! the same milliseconds.

use allways_base::cast::{u32_from, usize_from};
use allways_base::random::Random;
use allways_base::{Idx, IdxVec, Metres, Seconds, Speed};
use allways_ingest::osm::read_osm;
use allways_streets::hierarchy::{
    Direction, Graph, Hierarchy, LANES, PathSearch, SearchGraph, Sweep, Targets, VertexIdx, matrix,
};
use allways_streets::{
    DijkstraSearch, Millis, NodeIdx, StreetNetwork, WalkProfile, compile, reach,
};
use allways_testkit::data::shared;

const ON_FOOT: WalkProfile = WalkProfile::on_foot(Speed(1.25));

/// `None` where the data is absent and need not be there.
fn porto() -> Option<StreetNetwork> {
    let file = shared("data/porto/porto_portugal.osm.pbf")?;
    Some(compile(&read_osm(&file, &|place| place).unwrap().value).value)
}

/// Times from a node to every node, by the search on the network: its own straight part is zero,
/// because the place is the node's.
fn dijkstra(
    net: &StreetNetwork,
    from: NodeIdx,
    search: &mut DijkstraSearch,
) -> Option<Vec<Option<Millis>>> {
    let snap = net.snap(net.place(from), Metres(0.01), &ON_FOOT)?;
    let mut times = vec![None; net.n_nodes()];
    for (node, time) in reach(net, &ON_FOOT, &snap, Seconds(1_000_000), search).nodes() {
        times[node.to_usize()] = Some(time);
    }
    (times[from.to_usize()] == Some(Millis(0))).then_some(times)
}

#[test]
fn sampled_times_in_porto() {
    let Some(net) = porto() else { return };
    let graph = Graph::from_network(&net, &ON_FOOT);
    let hierarchy = Hierarchy::new(&graph);
    let metric = hierarchy.customize(graph.weights());
    let search_graph = SearchGraph::new(&hierarchy, &metric);
    let mut random = Random::new(1, 1);
    let mut draw = || VertexIdx::from_usize(usize_from(random.below(u32_from(net.n_nodes()))));
    let sources: Vec<VertexIdx> = (0..LANES).map(|_| draw()).collect();
    let targets: Vec<VertexIdx> = (0..100).map(|_| draw()).collect();
    let mut sweep = Sweep::new();
    let mut searches = [(); 2].map(|()| Sweep::new());
    let selected = Targets::new(&search_graph, &targets, Direction::From);
    let times = matrix(&search_graph, &sources, &selected, &mut searches[0]);
    let all = sweep.all(&search_graph, &sources, Direction::From);
    let weights: IdxVec<VertexIdx, u32> =
        (0..net.n_nodes()).map(|k| u32_from(k % 7)).collect::<Vec<_>>().into();
    let cutoff = Millis(600_000);
    let (sums, _) = searches[1].sums_within(&search_graph, &weights, cutoff, Direction::From);
    let mut pairs = PathSearch::new();
    let mut dijkstra_search = DijkstraSearch::new();
    let mut n_checked = 0;
    for (lane, &source) in sources.iter().enumerate() {
        let node = NodeIdx::from_usize(source.to_usize());
        let Some(wanted) = dijkstra(&net, node, &mut dijkstra_search) else { continue };
        n_checked += 1;
        for vertex in graph.vertices() {
            assert_eq!(all.get(lane, vertex), wanted[vertex.to_usize()], "{source:?} {vertex:?}");
        }
        for (j, target) in targets.iter().enumerate() {
            assert_eq!(times.get(lane, j), wanted[target.to_usize()]);
            assert_eq!(pairs.time(&search_graph, source, *target), wanted[target.to_usize()]);
            let made_from = (&hierarchy, &metric, graph.weights());
            let path = pairs.path(&search_graph, made_from, source, *target);
            let sum: u32 = path.iter().flat_map(|p| &p.arcs).map(|&arc| graph.weights()[arc]).sum();
            assert_eq!(path.map(|path| path.time), wanted[target.to_usize()]);
            assert_eq!(sum, wanted[target.to_usize()].map_or(0, |time| time.0));
        }
        let is_near = |vertex: &VertexIdx| wanted[vertex.to_usize()].is_some_and(|t| t <= cutoff);
        let near = graph.vertices().filter(is_near);
        assert_eq!(sums[source], near.map(|vertex| weights[vertex]).sum::<u32>());
        let (within, _) =
            searches[0].within(&search_graph, &[(source, Millis(0))], cutoff, Direction::From);
        assert_eq!(within.len(), graph.vertices().filter(is_near).count());
    }
    assert!(n_checked > 8, "{n_checked}");
}
