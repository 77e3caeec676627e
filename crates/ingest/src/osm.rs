//! OpenStreetMap extracts (`.osm.pbf`) into a street draft.
//!
//! Two passes over the file, so that memory holds only what somebody goes on: the first keeps the
//! ways that a walker or a vehicle may use, turn restrictions and outlines of car parks, the second
//! the places of their nodes and what stands there. Who may go where is one table, in [`access`].
//! Blocks come through [`blocks`], which turns every kind of damage into a problem.
//!
//! Ways are kept in the order of the file. A way is cut at a node that the file does not hold (at
//! the rim of an extract). Nodes are numbered along a space-filling curve, so that what is near on
//! the ground is near in memory and a search runs through one page after another.
//!
//! Out of scope for now, and counted once per file: squares and car parks drawn as relations,
//! restrictions that hold at times, ferries for walkers (they have timetables).

mod access;
mod blocks;
mod draft;
mod foot;
mod node;
mod parking;
mod restriction;
mod speed;
mod tags;
mod traits;
mod vehicle;

use std::collections::BTreeSet;
use std::path::Path;

use allways_base::{Checked, LonLat, Problem, Problems, Severity};
use allways_streets::{Mode, NodeFacts, Parking, StreetDraft, StreetWay};
use osmpbf::Element;

use crate::table::ReadError;
use blocks::{each_block, file_name};
use draft::{NodeTable, draft};
use foot::Meaning;
use restriction::{Found, RawRestriction};
use tags::Tags;

/// Reads the streets of an extract for all modes. `datum` turns each place into WGS 84 (for OSM
/// itself, the identity).
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
    found.drop_doubles(&mut problems);

    let outlines = found.parking.iter().flat_map(|(_, refs)| refs);
    let mut ids: Vec<i64> =
        found.ways.iter().flat_map(|way| &way.refs).chain(outlines).copied().collect();
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
    Ok(Checked { value: draft(found, nodes, &mut problems), problems })
}

/// A way that somebody may use; its nodes are OSM ids still.
struct KeptWay {
    refs: Vec<i64>,
    way: StreetWay,
    /// Walked from its last node to its first only.
    is_against_drawing: bool,
}

/// A way by its tags, without nodes and name, and what it means to walkers; `None` if it is no
/// street.
fn read_way(id: i64, tags: &Tags<'_>) -> Option<(StreetWay, Meaning)> {
    let class = foot::class_of(tags);
    let meaning = foot::of_way(tags, class);
    if meaning == Meaning::NoStreet && !tags.is("route", &["ferry"]) {
        return None;
    }
    let mut way = StreetWay { id, traits: traits::of_way(tags, class), ..StreetWay::default() };
    if let Meaning::Open(walk) = &meaning {
        way.walk = true;
        way.walk_one_way = walk.is_one_way;
        way.steps = walk.is_steps;
        way.wheelchair = walk.wheelchair;
    }
    Some((way, meaning))
}

/// A way drawn along a line, by OSM's tags: read by the same table as OSM's own ways. The line comes
/// turned where one walks against its drawing only. `None` if nobody may use it.
pub(crate) fn drawn_way(
    id: i64,
    tags: &[(&str, &str)],
    mut line: Vec<LonLat>,
) -> Option<(StreetWay, Vec<LonLat>)> {
    let tags: Tags<'_> = tags.iter().copied().collect();
    let (mut way, meaning) = read_way(id, &tags)?;
    if matches!(&meaning, Meaning::Open(walk) if walk.is_against_drawing) {
        line.reverse();
        way.traits = way.traits.turned();
    }
    Mode::ALL.iter().any(|&mode| way.is_open(mode)).then_some((way, line))
}

/// What the first pass finds.
#[derive(Default)]
struct FirstPass {
    ways: Vec<KeptWay>,
    restrictions: Vec<RawRestriction>,
    /// Car parks drawn as outlines.
    parking: Vec<(Parking, Vec<i64>)>,
    /// Relation and what is wrong with it.
    broken: Vec<(i64, String)>,
    n_private: usize,
    n_areas: usize,
    n_relation_areas: usize,
    n_relation_parking: usize,
    n_ferries: usize,
    n_reversible: usize,
    n_conditional: usize,
}

impl FirstPass {
    fn take(&mut self, element: &Element<'_>) {
        match element {
            Element::Way(way) => {
                let tags: Tags<'_> = way.tags().collect();
                self.take_way(way.id(), &tags, || way.refs().collect());
            }
            Element::Relation(relation) => {
                let tags: Tags<'_> = relation.tags().collect();
                self.n_relation_areas += usize::from(foot::is_square(&tags));
                let is_parking = parking::of_tags(&tags, String::new).is_some();
                self.n_relation_parking += usize::from(is_parking);
                match restriction::of_relation(relation, &tags) {
                    Found::Other => {}
                    Found::Rules(rules) => self.restrictions.extend(rules),
                    Found::Conditional => self.n_conditional += 1,
                    Found::Broken(why) => self.broken.push((relation.id(), why)),
                }
            }
            Element::Node(_) | Element::DenseNode(_) => {}
        }
    }

    fn take_way(&mut self, id: i64, tags: &Tags<'_>, refs: impl Fn() -> Vec<i64>) {
        if let Some(parking) = parking::of_tags(tags, || format!("way/{id}")) {
            self.parking.push((parking, refs()));
        }
        let Some((mut way, meaning)) = read_way(id, tags) else { return };
        let mut is_against_drawing = false;
        match meaning {
            Meaning::Open(walk) => {
                self.n_areas += usize::from(walk.is_area);
                is_against_drawing = walk.is_against_drawing;
            }
            Meaning::Private => self.n_private += 1,
            Meaning::Ferry => self.n_ferries += 1,
            Meaning::Closed | Meaning::NoStreet => {}
        }
        let is_street = foot::class_of(tags).is_some();
        self.n_reversible += usize::from(is_street && vehicle::is_reversible(tags));
        if Mode::ALL.iter().any(|&mode| way.is_open(mode)) {
            tags.get("name").unwrap_or("").clone_into(&mut way.name);
            self.ways.push(KeptWay { refs: refs(), way, is_against_drawing });
        }
    }

    fn append(&mut self, other: Self) {
        self.ways.extend(other.ways);
        self.restrictions.extend(other.restrictions);
        self.parking.extend(other.parking);
        self.broken.extend(other.broken);
        self.n_private += other.n_private;
        self.n_areas += other.n_areas;
        self.n_relation_areas += other.n_relation_areas;
        self.n_relation_parking += other.n_relation_parking;
        self.n_ferries += other.n_ferries;
        self.n_reversible += other.n_reversible;
        self.n_conditional += other.n_conditional;
    }

    /// What is left out or simplified, once per file, and restrictions that are broken.
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
        note(
            self.n_reversible,
            "reversible-street",
            "streets change their direction at times that nobody states; closed to vehicles",
            "tag the usual direction with oneway=yes or -1",
        );
        note(
            self.n_relation_parking,
            "parking-relation",
            "car parks are drawn as relations and are left out",
            "draw their outer outline as a way, if they matter",
        );
        note(
            self.n_conditional,
            "conditional-restriction",
            "turn restrictions hold at times only and are not applied",
            "nothing, unless they hold at the hours that matter",
        );
        for (relation, why) in &self.broken {
            problems.add("turn-restriction", || Problem {
                severity: Severity::Warning,
                code: "turn-restriction",
                place: format!("relation/{relation}"),
                message: format!("{why}; the turn restriction was left out"),
                remedy: "correct its tags and members in OpenStreetMap".to_owned(),
            });
        }
    }

    /// Keeps the first way of each id.
    fn drop_doubles(&mut self, problems: &mut Problems) {
        let mut seen = BTreeSet::new();
        self.ways.retain(|way| {
            let is_new = seen.insert(way.way.id);
            if !is_new {
                problems.add("duplicate-way", || Problem {
                    severity: Severity::Warning,
                    code: "duplicate-way",
                    place: format!("way/{}", way.way.id),
                    message: "the way is in the file more than once; the first one was kept"
                        .to_owned(),
                    remedy: "use an extract without history, or merge with `osmium merge`"
                        .to_owned(),
                });
            }
            is_new
        });
    }
}

/// A node that a way uses, or a place to park.
struct SeenNode {
    /// Row in the sorted ids, if a way uses it.
    row: Option<usize>,
    /// As given.
    place: LonLat,
    facts: Option<NodeFacts>,
    parking: Option<Parking>,
}

fn node_of(element: &Element<'_>, ids: &[i64]) -> Option<SeenNode> {
    let (id, place, tags): (i64, LonLat, Tags<'_>) = match element {
        Element::Node(node) => {
            (node.id(), LonLat::new(node.lon(), node.lat()), node.tags().collect())
        }
        Element::DenseNode(node) => {
            (node.id(), LonLat::new(node.lon(), node.lat()), node.tags().collect())
        }
        Element::Way(_) | Element::Relation(_) => return None,
    };
    let row = ids.binary_search(&id).ok();
    if tags.is_empty() {
        return row.map(|_| SeenNode { row, place, facts: None, parking: None });
    }
    let facts = row.and_then(|_| node::of_node(&tags));
    let parking = parking::of_tags(&tags, || format!("node/{id}"));
    (row.is_some() || parking.is_some()).then_some(SeenNode { row, place, facts, parking })
}
