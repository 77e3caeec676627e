//! Work counters are results: they say how much was done, on any machine.

use allways_base::random::Random;
use allways_base::{Idx, IdxVec};
use allways_streets::Millis;
use allways_streets::hierarchy::{
    ArcIdx, Direction, Hierarchy, LANES, SearchGraph, Sweep, Targets, matrix,
};

use crate::towns::{grid, vertex};

const SIDE: usize = 40;
const N: u64 = 1600;

#[test]
fn a_grid_of_1600_vertices() {
    let graph = grid(SIDE, &mut Random::new(0, 7));
    let hierarchy = Hierarchy::new(&graph);
    let mut metric = hierarchy.customize(graph.weights());
    let search = SearchGraph::new(&hierarchy, &metric);
    let full = metric.work();
    assert_eq!((hierarchy.n_links(), hierarchy.height()), (17_484, 102));
    assert_eq!((full.links, full.triangles), (17_484, 173_324));
    assert_eq!(search.n_links(), [8804, 8378]);

    let mut sweep = Sweep::new();
    let sources: Vec<_> = (0..LANES.min(16)).map(|k| vertex(k * 7)).collect();
    let work = sweep.all(&search, &sources, Direction::From).work();
    assert_eq!((work.links_climbed, work.rows_swept), (7738, N));
    let targets = Targets::new(&search, &sources, Direction::From);
    assert_eq!(targets.n_rows(), 188);
    let work = matrix(&search, &sources, &targets, &mut sweep).work();
    assert_eq!((work.links_climbed, work.rows_swept), (7738, 188));

    let cutoff = Millis(150_000);
    let (_, work) = sweep.within(&search, &[(vertex(820), Millis(0))], cutoff, Direction::From);
    assert_eq!((work.links_climbed, work.rows_swept), (34, 235));
    let (_, work) =
        sweep.sums_within(&search, &IdxVec::filled(1, SIDE * SIDE), cutoff, Direction::To);
    assert_eq!((work.links_climbed, work.rows_swept), (98_378, 18_301));

    metric.update(&hierarchy, graph.weights(), &[ArcIdx::from_usize(1000)]);
    assert_eq!((metric.work().links, metric.work().triangles), (1, 0));
}

/// Whoever is out of reach is not looked at: a bound makes the work depend on what is near, not on
/// the size of the town.
#[test]
fn a_bounded_search_does_not_grow_with_the_town() {
    let looked_at = |side: usize| {
        let graph = grid(side, &mut Random::new(3, 7));
        let hierarchy = Hierarchy::new(&graph);
        let search = SearchGraph::new(&hierarchy, &hierarchy.customize(graph.weights()));
        let mut sweep = Sweep::new();
        let middle = vertex(side * side / 2 + side / 2);
        sweep.within(&search, &[(middle, Millis(0))], Millis(400_000), Direction::From).1.rows_swept
    };
    let [small, large] = [30, 90].map(looked_at);
    assert_eq!((small, large), (316, 377));
}

#[test]
fn threads_do_not_change_the_hierarchy() {
    let graph = grid(60, &mut Random::new(5, 7));
    let made_by = |n_threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
        pool.install(|| format!("{:?}", Hierarchy::new(&graph)))
    };
    assert!(made_by(1) == made_by(4));
}
