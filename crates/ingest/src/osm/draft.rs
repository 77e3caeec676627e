//! What both passes found, put together: ways cut where nodes are missing, nodes numbered.

use std::collections::BTreeMap;

use allways_base::cast::{round_u32, u32_from};
use allways_base::{LonLat, Problem, Problems, Severity};
use allways_streets::{Mode, NodeFacts, Parking, Restriction, StreetDraft, StreetWay, Via};

use super::restriction::RawRestriction;
use super::{FirstPass, KeptWay, SeenNode, parking};

/// The nodes that kept ways use, sorted by id, and places to park that are nodes.
pub(super) struct NodeTable {
    ids: Vec<i64>,
    /// `None` where the file has no usable place.
    places: Vec<Option<LonLat>>,
    /// Row → what stands there.
    facts: BTreeMap<usize, NodeFacts>,
    parking: Vec<Parking>,
}

impl NodeTable {
    pub(super) fn new(
        ids: Vec<i64>,
        seen: impl Iterator<Item = SeenNode>,
        datum: &dyn Fn(LonLat) -> LonLat,
        problems: &mut Problems,
    ) -> Self {
        let mut table = Self {
            places: vec![None; ids.len()],
            ids,
            facts: BTreeMap::new(),
            parking: Vec::new(),
        };
        for SeenNode { row, place: given, facts, parking } in seen {
            let place = datum(given);
            let is_good = given.is_valid() && place.is_valid();
            if let (Some(parking), true) = (parking, is_good) {
                table.parking.push(Parking { at: place, ..parking });
            }
            let Some(row) = row else { continue };
            if is_good {
                // Of a node that is there twice, the first.
                table.places[row].get_or_insert(place);
                if let Some(facts) = facts {
                    table.facts.entry(row).or_insert(facts);
                }
            } else {
                problems.add("node-place", || Problem {
                    severity: Severity::Warning,
                    code: "node-place",
                    place: format!("node/{}", table.ids[row]),
                    message: format!(
                        "longitude {}, latitude {} is no place on the ground; taken as missing",
                        given.lon, given.lat
                    ),
                    remedy: "download the extract again".to_owned(),
                });
            }
        }
        table
    }

    fn row(&self, id: i64) -> Option<usize> {
        self.ids.binary_search(&id).ok()
    }

    fn place(&self, id: i64) -> Option<LonLat> {
        self.places[self.row(id)?]
    }
}

/// Cuts the ways and numbers the nodes.
pub(super) fn draft(found: FirstPass, nodes: NodeTable, problems: &mut Problems) -> StreetDraft {
    let mut builder = Builder::new(&nodes);
    let mut n_gates = 0;
    for KeptWay { refs, way, is_against_drawing } in found.ways {
        let mut missing = None;
        let mut pieces: Vec<Vec<u32>> = vec![Vec::with_capacity(refs.len())];
        for &id in &refs {
            let row = nodes.row(id).filter(|&row| nodes.places[row].is_some());
            let last = pieces.len() - 1;
            match row {
                None => {
                    missing.get_or_insert(id);
                    pieces.push(Vec::new());
                }
                Some(row) => {
                    let node = builder.rows[row];
                    if pieces[last].last() != Some(&node) {
                        pieces[last].push(node);
                    }
                    let closed = nodes.facts.get(&row).map(|facts| facts.closed);
                    let stops = closed.is_some_and(|closed| closed.contains(Mode::Walk));
                    n_gates += usize::from(way.walk && stops);
                }
            }
        }
        if let Some(id) = missing {
            problems.add("missing-node", || Problem {
                severity: Severity::Warning,
                code: "missing-node",
                place: format!("way/{}", way.id),
                message: format!("node {id} is not in the file; the way was cut there"),
                remedy: "take an extract with complete ways, unless this is at its rim".to_owned(),
            });
        }
        builder.push(&way, pieces, is_against_drawing);
    }
    if n_gates > 0 {
        problems.push(
            Severity::Note,
            "closed-gate",
            "nodes",
            format!("ways are cut at {n_gates} gates that are closed on foot"),
            "tag those that are open to walkers with foot=yes",
        );
    }
    let mut draft = builder.draft;
    for (&row, facts) in &nodes.facts {
        if let Some(&node) = builder.rows.get(row).filter(|&&node| node != u32::MAX) {
            draft.node_facts.push(NodeFacts { node, ..*facts });
        }
    }
    for raw in found.restrictions {
        add_restriction(&mut draft, raw, &nodes, &builder.rows, problems);
    }
    for (parking, refs) in found.parking {
        let places: Vec<LonLat> = refs.iter().filter_map(|&id| nodes.place(id)).collect();
        if let Some(at) = parking::middle(&places) {
            draft.parking.push(Parking { at, ..parking });
        }
    }
    draft.parking.extend(nodes.parking);
    draft
}

/// A via node that no street uses means that the extract ends there, or that nobody may go there.
fn add_restriction(
    draft: &mut StreetDraft,
    raw: RawRestriction,
    nodes: &NodeTable,
    rows: &[u32],
    problems: &mut Problems,
) {
    let RawRestriction { id, rule, from, via_node, via_ways, to, modes } = raw;
    let via = match via_node {
        None => Via::Ways(via_ways),
        Some(node) => match nodes.row(node).map(|row| rows[row]).filter(|&row| row != u32::MAX) {
            Some(row) => Via::Node(row),
            None => {
                problems.add("turn-restriction-outside", || Problem {
                    severity: Severity::Note,
                    code: "turn-restriction-outside",
                    place: format!("relation/{id}"),
                    message: format!("no street of the extract leads to its node {node}"),
                    remedy: "nothing, if this is at the rim of the extract".to_owned(),
                });
                return;
            }
        },
    };
    draft.restrictions.push(Restriction { id, rule, from, via, to, modes });
}

struct Builder {
    draft: StreetDraft,
    /// Row of the node table → row of the draft; `u32::MAX` without a place.
    rows: Vec<u32>,
}

impl Builder {
    fn new(nodes: &NodeTable) -> Self {
        let mut along_curve: Vec<(u64, usize, LonLat)> = nodes
            .places
            .iter()
            .enumerate()
            .filter_map(|(row, place)| place.map(|p| (curve(p), row, p)))
            .collect();
        along_curve.sort_unstable_by_key(|&(key, row, _)| (key, row));
        let mut rows = vec![u32::MAX; nodes.ids.len()];
        let mut draft = StreetDraft::default();
        for (k, &(_, row, place)) in along_curve.iter().enumerate() {
            rows[row] = u32_from(k);
            draft.nodes.push(place);
            draft.node_ids.push(nodes.ids[row]);
        }
        Self { draft, rows }
    }

    fn push(&mut self, way: &StreetWay, pieces: Vec<Vec<u32>>, is_against_drawing: bool) {
        for mut nodes in pieces.into_iter().filter(|piece| piece.len() > 1) {
            let mut traits = way.traits.clone();
            if is_against_drawing {
                nodes.reverse();
                traits = traits.turned();
            }
            self.draft.ways.push(StreetWay { nodes, traits, name: way.name.clone(), ..*way });
        }
    }
}

/// Position along Morton's curve (1966): the bits of both coordinates, interleaved.
fn curve(p: LonLat) -> u64 {
    let spread = |share: f64| {
        let mut bits = u64::from(round_u32(share * f64::from(u32::MAX)));
        for (shift, mask) in [
            (16, 0x0000_FFFF_0000_FFFF),
            (8, 0x00FF_00FF_00FF_00FF),
            (4, 0x0F0F_0F0F_0F0F_0F0F),
            (2, 0x3333_3333_3333_3333),
            (1, 0x5555_5555_5555_5555),
        ] {
            bits = (bits | (bits << shift)) & mask;
        }
        bits
    };
    spread((p.lon + 180.0) / 360.0) | (spread((p.lat + 90.0) / 180.0) << 1)
}
