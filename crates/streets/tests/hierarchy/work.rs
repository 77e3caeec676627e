//! Work counters are results: they say how much was done, on any machine.

use allways_base::random::Random;
use allways_base::{Idx, IdxVec};
use allways_streets::Millis;
use allways_streets::hierarchy::{
    ArcIdx, Direction, Hierarchy, LANES, SearchGraph, Sweep, Targets, matrix,
};

use crate::towns::{grid, vertex};

const SIDE: usize = 40;

#[test]
fn a_grid_of_1600_vertices() {
    let graph = grid(SIDE, &mut Random::new(0, 7));
    let hierarchy = Hierarchy::new(&graph);
    let mut metric = hierarchy.customize(graph.weights());
    let search = SearchGraph::new(&hierarchy, &metric);
    let full = metric.work();
    println!("{} {} {full:?} {:?}", hierarchy.n_links(), hierarchy.height(), search.n_links());
    let mut sweep = Sweep::new();
    let sources: Vec<_> = (0..LANES).map(|k| vertex(k * 7)).collect();
    println!("{:?}", sweep.all(&search, &sources, Direction::From).work());
    let targets = Targets::new(&search, &sources, Direction::From);
    println!("{} {:?}", targets.n_rows(), matrix(&search, &sources, &targets, &mut sweep).work());
    println!("{:?}", sweep.within(&search, vertex(820), Millis(150_000), Direction::From).1);
    let ones = IdxVec::filled(1, SIDE * SIDE);
    println!("{:?}", sweep.sums_within(&search, &ones, Millis(150_000), Direction::To).1);
    metric.update(&hierarchy, graph.weights(), &[ArcIdx::from_usize(1000)]);
    println!("{:?}", metric.work());
}
