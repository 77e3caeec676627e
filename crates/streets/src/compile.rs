//! From a draft to a network.
//!
//! Three steps: ways into segments (what cannot be used is told), segments into chains (each an
//! edge), edges into columns. Lengths are measured on the ground once, here, and rounded to
//! millimetres once per edge.

use allways_base::cast::{u32_from, usize_from};
use allways_base::{Checked, Csr, Idx, IdxVec, Metres, Problem, Problems, Severity};

use crate::chains::{Chain, PointIdx, Segment, chains};
use crate::components::Sets;
use crate::draft::StreetDraft;
use crate::grid::SegmentGrid;
use crate::network::{ComponentIdx, Edge, EdgeFlags, EdgeIdx, Hop, NodeIdx, StreetNetwork};
use crate::units::Millimetres;

/// No street goes straight for longer than this; a node is in the wrong place.
const LONGEST: Metres = Metres(100_000.0);

/// Compiles the walkable ways of a draft. Never fails: a bad row costs that row. Islands are found,
/// kept and told; see [`StreetNetwork::least_component`].
pub fn compile(draft: &StreetDraft) -> Checked<StreetNetwork> {
    let mut problems = Problems::default();
    let segments = segments(draft, &mut problems);
    let chains = chains(draft.nodes.len(), &segments);
    let n_segments = segments.len();
    drop(segments);
    let mut net = StreetNetwork::default();
    add_nodes(&mut net, draft, &chains);
    add_edges(&mut net, draft, &chains);
    add_hops(&mut net);
    find_components(&mut net);
    net.grid = SegmentGrid::new(&net.shapes);
    if n_segments == 0 {
        problems.push(
            Severity::Error,
            "no-streets",
            "streets",
            "there is no walkable street",
            "check that the extract holds highways and covers the city",
        );
    }
    tell_islands(&net, &mut problems);
    Checked { value: net, problems }
}

/// Every pair of consecutive, distinct, valid points of every walkable way.
fn segments(draft: &StreetDraft, problems: &mut Problems) -> Vec<Segment> {
    let usable = |row: u32| draft.nodes.get(usize_from(row)).is_some_and(|p| p.is_valid());
    let mut all = Vec::new();
    for (k, way) in draft.ways.iter().enumerate().filter(|(_, way)| way.walk) {
        let flags = EdgeFlags::new(way.steps, way.wheelchair, way.walk_one_way);
        for &row in way.nodes.iter().filter(|&&row| !usable(row)) {
            problems.add("street-node", || Problem {
                severity: Severity::Warning,
                code: "street-node",
                place: format!("way/{}", way.id),
                message: format!("its node in row {row} has no valid place; the way was cut there"),
                remedy: "give the node a longitude and latitude in degrees".to_owned(),
            });
        }
        for pair in way.nodes.windows(2) {
            if pair[0] == pair[1] || !usable(pair[0]) || !usable(pair[1]) {
                continue;
            }
            let [a, b] = [pair[0], pair[1]].map(|row| draft.nodes[usize_from(row)]);
            let length = allways_geo::distance(a, b);
            if length > LONGEST || (a.lon - b.lon).abs() > 180.0 {
                problems.add("street-too-long", || Problem {
                    severity: Severity::Warning,
                    code: "street-too-long",
                    place: format!("way/{}", way.id),
                    message: format!("two of its nodes in a row are {length} apart; left out"),
                    remedy: "correct the place of the node that is far off".to_owned(),
                });
            } else {
                let point = |row: u32| PointIdx::from_usize(usize_from(row));
                all.push(Segment { from: point(pair[0]), to: point(pair[1]), flags, way: k });
            }
        }
    }
    all
}

/// The ends of chains, in the draft's order.
fn add_nodes(net: &mut StreetNetwork, draft: &StreetDraft, chains: &[Chain]) {
    let mut ends: Vec<PointIdx> = chains.iter().flat_map(Chain::ends).collect();
    ends.sort_unstable();
    ends.dedup();
    for point in ends {
        net.node_places.push(draft.nodes[point.to_usize()]);
        net.node_ids.push(draft.node_ids.get(point.to_usize()).copied().unwrap_or(0));
        net.node_points.push(point);
    }
}

fn add_edges(net: &mut StreetNetwork, draft: &StreetDraft, chains: &[Chain]) {
    // The row of a chain's end: found, because every end is a node.
    let node = |point: PointIdx, net: &StreetNetwork| {
        NodeIdx::from_usize(net.node_points.as_slice().partition_point(|&p| p < point))
    };
    for chain in chains {
        let shape = || chain.points.iter().map(|point| draft.nodes[point.to_usize()]);
        let steps = shape().zip(shape().skip(1));
        let length = steps.map(|(a, b)| allways_geo::distance(a, b).0).sum();
        let [from, to] = chain.ends().map(|point| node(point, net));
        net.edges.push(Edge {
            from,
            to,
            length: Millimetres::round_from(Metres(length)),
            flags: chain.flags,
            way: draft.ways[chain.way].id,
        });
        net.shapes.push_row(shape());
    }
}

fn add_hops(net: &mut StreetNetwork) {
    let mut pairs: Vec<(NodeIdx, Hop)> = Vec::with_capacity(2 * net.edges.len());
    for (edge, &Edge { from, to, length, flags, .. }) in net.edges.iter() {
        pairs.push((from, Hop { to, edge, length, flags }));
        pairs.push((to, Hop { to: from, edge, length, flags: flags.with_second_end() }));
    }
    net.hops = Csr::from_pairs(net.n_nodes(), &pairs);
}

fn find_components(net: &mut StreetNetwork) {
    let mut sets = Sets::new(net.n_nodes());
    let row = |node: NodeIdx| u32_from(node.to_usize());
    for (_, edge) in net.edges.iter() {
        sets.join(row(edge.from), row(edge.to));
    }
    let (of, sizes) = sets.ranked();
    let rows = of.into_iter().map(|k| ComponentIdx::from_usize(usize_from(k)));
    net.components = IdxVec::from(rows.collect::<Vec<_>>());
    net.component_km = IdxVec::filled(0.0, sizes.len());
    net.component_sizes = IdxVec::from(sizes);
    for (_, &Edge { from, length, .. }) in net.edges.iter() {
        net.component_km[net.components[from]] += Metres::from(length).0 / 1000.0;
    }
}

/// One problem per island, largest first, so that those kept are the worst.
fn tell_islands(net: &StreetNetwork, problems: &mut Problems) {
    let mut sample: IdxVec<ComponentIdx, Option<EdgeIdx>> =
        IdxVec::filled(None, net.n_components());
    for (edge, &Edge { from, .. }) in net.edges.iter() {
        let component = net.components[from];
        sample[component].get_or_insert(edge);
    }
    for (component, &size) in net.component_sizes.iter().skip(1) {
        let Some(edge) = sample[component] else { continue };
        let is_refused = !net.is_main_component(component);
        problems.add("island", || Problem {
            severity: if is_refused { Severity::Warning } else { Severity::Note },
            code: "island",
            place: format!("way/{}", net.edge(edge).way),
            message: format!(
                "{size} nodes and {} of streets are not connected on foot to the largest part{}",
                Metres(net.component_km[component] * 1000.0),
                if is_refused { "; no place snaps to them" } else { "" },
            ),
            remedy: "connect them in OpenStreetMap, or ignore this if water or a fence is between"
                .to_owned(),
        });
    }
}
