//! OpenStreetMap extracts (`.osm.pbf`) into a street draft.
//!
//! Two passes over the file, so that memory holds only what is walked on: the first keeps the ways
//! that may be walked, the second the places of their nodes. What may be walked is one table, in
//! [`access`]. Blocks come through [`blocks`], which turns every kind of damage into a problem.
//!
//! Ways are kept in the order of the file. A way is cut at a node that the file does not hold (at
//! the rim of an extract) and at a gate that is closed on foot. Nodes are numbered along a
//! space-filling curve, so that what is near on the ground is near in memory and a search runs
//! through one page after another.
//!
//! Out of scope for now, and counted once per file: ferries, and squares drawn as relations.

mod access;
mod blocks;

use std::collections::BTreeSet;
use std::path::Path;

use allways_base::cast::{round_u32, u32_from};
use allways_base::{Checked, LonLat, Problem, Problems, Severity};
use allways_streets::{StreetDraft, StreetWay};
use osmpbf::Element;

use crate::table::ReadError;
use access::{Meaning, Tags, Walk};
use blocks::{each_block, file_name};

/// Reads the walkable streets of an extract. `datum` turns each place into WGS 84 (for OSM itself,
/// the identity).
///
/// An error only if the file cannot be opened or is not an OSM PBF file; of a damaged one, whatever
/// can be read is kept and the rest told.
pub fn read_osm(
    path: &Path,
    datum: &dyn Fn(LonLat) -> LonLat,
) -> Result<Checked<StreetDraft>, ReadError> {
    let mut problems = Problems::default();
    let mut found = FirstPass::default();
    each_block(path, &mut problems, |block| {
        let mut of_block = FirstPass::default();
        block.for_each_element(|element| of_block.take(&element));
        of_block
    })?
    .into_iter()
    .for_each(|of_block| found.append(of_block));
    found.tell(&file_name(path), &mut problems);
    let ways = found.without_doubles(&mut problems);

    let mut ids: Vec<i64> = ways.iter().flat_map(|way| way.refs.iter().copied()).collect();
    ids.sort_unstable();
    ids.dedup();
    // Damage was told in the first pass.
    let mut told_before = Problems::default();
    let per_block = each_block(path, &mut told_before, |block| {
        let mut seen = Vec::new();
        block.for_each_element(|element| seen.extend(node_of(&element, &ids)));
        seen
    })?;
    let nodes = NodeTable::new(ids, per_block.into_iter().flatten(), datum, &mut problems);
    Ok(Checked { value: draft(&ways, &nodes, &mut problems), problems })
}

/// A way that may be walked.
struct WalkedWay {
    id: i64,
    refs: Vec<i64>,
    name: String,
    walk: Walk,
}

#[derive(Default)]
struct FirstPass {
    ways: Vec<WalkedWay>,
    n_private: usize,
    n_areas: usize,
    n_relation_areas: usize,
    n_ferries: usize,
}

impl FirstPass {
    fn take(&mut self, element: &Element<'_>) {
        match element {
            Element::Way(way) => {
                let tags: Tags<'_> = way.tags().collect();
                match access::of_way(&tags) {
                    Meaning::Open(walk) => {
                        self.n_areas += usize::from(walk.is_area);
                        let name = tags.get("name").unwrap_or("").to_owned();
                        let refs = way.refs().collect();
                        self.ways.push(WalkedWay { id: way.id(), refs, name, walk });
                    }
                    Meaning::Private => self.n_private += 1,
                    Meaning::Ferry => self.n_ferries += 1,
                    Meaning::Closed | Meaning::NoStreet => {}
                }
            }
            Element::Relation(relation) => {
                let tags: Tags<'_> = relation.tags().collect();
                self.n_relation_areas += usize::from(access::is_square(&tags));
            }
            Element::Node(_) | Element::DenseNode(_) => {}
        }
    }

    fn append(&mut self, other: Self) {
        self.ways.extend(other.ways);
        self.n_private += other.n_private;
        self.n_areas += other.n_areas;
        self.n_relation_areas += other.n_relation_areas;
        self.n_ferries += other.n_ferries;
    }

    /// What is left out or simplified, once per file.
    fn tell(&self, file: &str, problems: &mut Problems) {
        let mut note = |n: usize, code: &'static str, what: &str, remedy: &str| {
            if n > 0 {
                problems.push(Severity::Note, code, file, format!("{n} {what}"), remedy);
            }
        };
        note(
            self.n_private,
            "private-ways",
            "ways are private and closed on foot",
            "tag those that the public may use with foot=yes or foot=permissive",
        );
        note(
            self.n_areas,
            "walk-area",
            "squares and platforms are walked along their outline, not across",
            "draw footways across those where the way round is much longer",
        );
        note(
            self.n_relation_areas,
            "walk-area-relation",
            "squares are drawn as relations and are not walked",
            "draw footways across them",
        );
        note(
            self.n_ferries,
            "ferry-left-out",
            "ferries are left out of the walking network",
            "give their timetable as a GTFS feed or a lines table",
        );
    }

    /// The ways, the first of each id.
    fn without_doubles(self, problems: &mut Problems) -> Vec<WalkedWay> {
        let mut seen = BTreeSet::new();
        let mut keep = self.ways;
        keep.retain(|way| {
            let is_new = seen.insert(way.id);
            if !is_new {
                problems.add("duplicate-way", || Problem {
                    severity: Severity::Warning,
                    code: "duplicate-way",
                    place: format!("way/{}", way.id),
                    message: "the way is in the file more than once; the first one was kept"
                        .to_owned(),
                    remedy: "use an extract without history, or merge with `osmium merge`"
                        .to_owned(),
                });
            }
            is_new
        });
        keep
    }
}

/// Row in the sorted ids, place as given, and whether it is a gate that is closed on foot.
type SeenNode = (usize, LonLat, bool);

fn node_of(element: &Element<'_>, ids: &[i64]) -> Option<SeenNode> {
    let (id, place) = match element {
        Element::Node(node) => (node.id(), LonLat::new(node.lon(), node.lat())),
        Element::DenseNode(node) => (node.id(), LonLat::new(node.lon(), node.lat())),
        Element::Way(_) | Element::Relation(_) => return None,
    };
    let row = ids.binary_search(&id).ok()?;
    let tags: Tags<'_> = match element {
        Element::Node(node) => node.tags().collect(),
        Element::DenseNode(node) => node.tags().collect(),
        Element::Way(_) | Element::Relation(_) => return None,
    };
    Some((row, place, access::is_closed_gate(&tags)))
}

/// The nodes that walked ways use, sorted by id.
struct NodeTable {
    ids: Vec<i64>,
    /// `None` where the file has no usable place.
    places: Vec<Option<LonLat>>,
    is_closed: Vec<bool>,
}

impl NodeTable {
    fn new(
        ids: Vec<i64>,
        seen: impl Iterator<Item = SeenNode>,
        datum: &dyn Fn(LonLat) -> LonLat,
        problems: &mut Problems,
    ) -> Self {
        let mut places = vec![None; ids.len()];
        let mut is_closed = vec![false; ids.len()];
        for (row, given, closed) in seen {
            let place = datum(given);
            if given.is_valid() && place.is_valid() {
                // Of a node that is there twice, the first.
                places[row].get_or_insert(place);
                is_closed[row] |= closed;
            } else {
                problems.add("node-place", || Problem {
                    severity: Severity::Warning,
                    code: "node-place",
                    place: format!("node/{}", ids[row]),
                    message: format!(
                        "longitude {}, latitude {} is no place on the ground; taken as missing",
                        given.lon, given.lat
                    ),
                    remedy: "download the extract again".to_owned(),
                });
            }
        }
        Self { ids, places, is_closed }
    }
}

/// Cuts the ways and numbers the nodes.
fn draft(ways: &[WalkedWay], nodes: &NodeTable, problems: &mut Problems) -> StreetDraft {
    let mut builder = Builder::new(nodes);
    for way in ways {
        let mut missing = None;
        let mut piece: Vec<u32> = Vec::with_capacity(way.refs.len());
        for &id in &way.refs {
            let row = nodes.ids.binary_search(&id).unwrap_or(usize::MAX);
            match nodes.places.get(row).copied().flatten() {
                None => {
                    missing.get_or_insert(id);
                    builder.push(way, std::mem::take(&mut piece));
                }
                // Each piece has its own copy, and they do not meet.
                Some(place) if nodes.is_closed[row] => {
                    builder.n_gates += 1;
                    piece.push(builder.copy(id, place));
                    builder.push(way, std::mem::take(&mut piece));
                    piece.push(builder.copy(id, place));
                }
                Some(_) => {
                    let node = builder.rows[row];
                    if piece.last() != Some(&node) {
                        piece.push(node);
                    }
                }
            }
        }
        builder.push(way, piece);
        if let Some(id) = missing {
            problems.add("missing-node", || Problem {
                severity: Severity::Warning,
                code: "missing-node",
                place: format!("way/{}", way.id),
                message: format!("node {id} is not in the file; the way was cut there"),
                remedy: "take an extract with complete ways, unless this is at its rim".to_owned(),
            });
        }
    }
    if builder.n_gates > 0 {
        problems.push(
            Severity::Note,
            "closed-gate",
            "nodes",
            format!("ways are cut at {} gates that are closed on foot", builder.n_gates),
            "tag those that are open to walkers with foot=yes",
        );
    }
    builder.draft
}

struct Builder {
    draft: StreetDraft,
    /// Row of the node table → row of the draft.
    rows: Vec<u32>,
    n_gates: usize,
}

impl Builder {
    fn new(nodes: &NodeTable) -> Self {
        let mut along_curve: Vec<(u64, usize, LonLat)> = nodes
            .places
            .iter()
            .enumerate()
            .filter_map(|(row, place)| place.map(|p| (curve(p), row, p)))
            .filter(|&(_, row, _)| !nodes.is_closed[row])
            .collect();
        along_curve.sort_unstable_by_key(|&(key, row, _)| (key, row));
        let mut rows = vec![u32::MAX; nodes.ids.len()];
        let mut draft = StreetDraft::default();
        for (k, &(_, row, place)) in along_curve.iter().enumerate() {
            rows[row] = u32_from(k);
            draft.nodes.push(place);
            draft.node_ids.push(nodes.ids[row]);
        }
        Self { draft, rows, n_gates: 0 }
    }

    fn copy(&mut self, id: i64, place: LonLat) -> u32 {
        self.draft.nodes.push(place);
        self.draft.node_ids.push(id);
        u32_from(self.draft.nodes.len() - 1)
    }

    fn push(&mut self, way: &WalkedWay, mut nodes: Vec<u32>) {
        if nodes.len() < 2 {
            return;
        }
        if way.walk.is_against_drawing {
            nodes.reverse();
        }
        self.draft.ways.push(StreetWay {
            id: way.id,
            nodes,
            name: way.name.clone(),
            walk: true,
            walk_one_way: way.walk.is_one_way,
            steps: way.walk.is_steps,
            wheelchair: way.walk.wheelchair,
            ..StreetWay::default()
        });
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
