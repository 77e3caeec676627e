//! Ways that are drawn beside a draft, joined to its streets: a bridge that is planned, a path that
//! nobody mapped.
//!
//! Only the ends of a drawn way join. For each mode that may use it, an end joins the nearest street
//! of that mode within a distance, at a node or along it; what lies between is part of the way, as
//! the ground that it has to cover. So a road bridge that comes down beside a footway still meets the
//! road. An end never joins a bridge or a tunnel but at its ends: what is nearest on the map may be
//! far above. Ways drawn to the very same place meet there.

use std::collections::BTreeMap;

use allways_base::cast::{u32_from, usize_from};
use allways_base::{LonLat, Metres};
use allways_geo::line::TangentPlane;
use allways_geo::{distance, interpolate};

use crate::draft::{StreetDraft, StreetWay};
use crate::mode::{Mode, ModeSet};
use crate::way::{Passage, Structure};

/// A way to be joined: what its tags allow, without nodes, and where it runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    /// Without nodes.
    pub way: StreetWay,
    /// At least two places, the first and the last its ends.
    pub line: Vec<LonLat>,
}

/// An end of a drawn way that does not join a street of a mode that may use the way.
#[derive(Clone, Debug, PartialEq)]
pub struct Loose {
    /// Row of the drawn ways.
    pub row: usize,
    /// Where.
    pub end: LonLat,
    /// By what it does not join.
    pub modes: Vec<Mode>,
    /// To the nearest street of the first of these; `None` if there is none at all.
    pub nearest: Option<Metres>,
}

/// Modes that ways tell apart; small wheels go where one walks.
const MODES: [Mode; 4] = [Mode::Walk, Mode::Cycle, Mode::Drive, Mode::Truck];

/// Places nearer to each other than this are one, metres.
const SAME: f64 = 0.01;

/// Where an end may join.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Joint {
    /// A row of the draft's nodes.
    Node(u32),
    /// Way, segment, share along it.
    On(usize, usize, f64),
}

/// An end: where, and the drawn ways that end there (row, at its last place).
struct End {
    node: u32,
    ways: Vec<(usize, bool)>,
}

/// Adds the drawn ways to a draft and joins their ends, `most` away at most.
pub fn join(draft: &mut StreetDraft, drawn: &[Drawn], most: Metres) -> Vec<Loose> {
    let first_way = draft.ways.len();
    let ends = add(draft, drawn);
    let mut loose: Vec<Loose> = Vec::new();
    // End, modes → where they join.
    let mut joins: Vec<(usize, Joint, ModeSet)> = Vec::new();
    for (k, end) in ends.iter().enumerate() {
        let own: Vec<usize> = end.ways.iter().map(|(row, _)| first_way + row).collect();
        for mode in MODES {
            let users: Vec<usize> =
                own.iter().copied().filter(|&way| draft.ways[way].is_open(mode)).collect();
            if users.is_empty() {
                continue;
            }
            let found = nearest(draft, draft.nodes[usize_from(end.node)], mode, &own);
            match found {
                Some((_, joint)) if found.is_some_and(|(off, _)| off <= most.0) => {
                    match joins.iter_mut().find(|(of, at, _)| (*of, *at) == (k, joint)) {
                        Some((_, _, modes)) => *modes = modes.with(mode),
                        None => joins.push((k, joint, ModeSet::NONE.with(mode))),
                    }
                }
                // Who can go on along another drawn way has come somewhere.
                _ if users.len() > 1 => {}
                _ => tell(&mut loose, draft, (users[0] - first_way, end, mode), found),
            }
        }
    }
    let nodes = split(draft, &joins);
    for ((k, _, modes), node) in joins.into_iter().zip(nodes) {
        for &(row, is_last) in &ends[k].ways {
            link(draft, (first_way + row, is_last), (ends[k].node, node), modes);
        }
    }
    loose
}

/// The drawn ways as ways of the draft, and their ends.
fn add(draft: &mut StreetDraft, drawn: &[Drawn]) -> Vec<End> {
    let mut by_place: BTreeMap<(u64, u64), usize> = BTreeMap::new();
    let mut ends: Vec<End> = Vec::new();
    for (row, Drawn { way, line }) in drawn.iter().enumerate() {
        let mut nodes = Vec::with_capacity(line.len());
        for (k, &at) in line.iter().enumerate() {
            let is_end = k == 0 || k + 1 == line.len();
            let known = ends.len();
            let place = (at.lon.to_bits(), at.lat.to_bits());
            let end = if is_end { *by_place.entry(place).or_insert(known) } else { known };
            if let Some(one) = ends.get_mut(end) {
                one.ways.push((row, k > 0));
                nodes.push(one.node);
                continue;
            }
            let node = add_node(draft, at);
            nodes.push(node);
            if is_end {
                ends.push(End { node, ways: vec![(row, k > 0)] });
            }
        }
        draft.ways.push(StreetWay { nodes, ..way.clone() });
    }
    ends
}

/// Nodes that OSM does not have are numbered below 0.
fn add_node(draft: &mut StreetDraft, at: LonLat) -> u32 {
    let node = u32_from(draft.nodes.len());
    draft.nodes.push(at);
    draft.node_ids.push(-1 - i64::from(node));
    node
}

/// The nearest street of a mode and how far it is, metres; not one of `own`.
fn nearest(draft: &StreetDraft, at: LonLat, mode: Mode, own: &[usize]) -> Option<(f64, Joint)> {
    let plane = TangentPlane::at(at);
    let mut best: Option<(f64, Joint)> = None;
    let mut offer = |off: f64, joint: &dyn Fn() -> Joint| {
        if best.is_none_or(|(least, _)| off < least) {
            best = Some((off, joint()));
        }
    };
    for (row, way) in draft.ways.iter().enumerate() {
        if !way.is_open(mode) || own.contains(&row) {
            continue;
        }
        let place = |node: u32| draft.nodes.get(usize_from(node)).filter(|at| at.is_valid());
        if way.traits.structure != Structure::Ground {
            for &node in way.nodes.first().into_iter().chain(way.nodes.last()) {
                if let Some(&end) = place(node) {
                    offer(plane.nearest_on_segment(end, end).1.0, &|| Joint::Node(node));
                }
            }
            continue;
        }
        for (k, pair) in way.nodes.windows(2).enumerate() {
            let Some((&a, &b)) = place(pair[0]).zip(place(pair[1])) else { continue };
            let (share, off) = plane.nearest_on_segment(a, b);
            offer(off.0, &|| {
                let foot = interpolate(a, b, share);
                if distance(a, foot).0 < SAME {
                    Joint::Node(pair[0])
                } else if distance(foot, b).0 < SAME {
                    Joint::Node(pair[1])
                } else {
                    Joint::On(row, k, share)
                }
            });
        }
    }
    best
}

fn tell(
    loose: &mut Vec<Loose>,
    draft: &StreetDraft,
    (row, end, mode): (usize, &End, Mode),
    found: Option<(f64, Joint)>,
) {
    let at = draft.nodes[usize_from(end.node)];
    if let Some(before) = loose.iter_mut().find(|one| (one.row, one.end) == (row, at)) {
        before.modes.push(mode);
    } else {
        let nearest = found.map(|(off, _)| Metres(off));
        loose.push(Loose { row, end: at, modes: vec![mode], nearest });
    }
}

/// Cuts streets where something joins along them; the node of each join.
fn split(draft: &mut StreetDraft, joins: &[(usize, Joint, ModeSet)]) -> Vec<u32> {
    let mut nodes = vec![0; joins.len()];
    let mut along: Vec<(usize, usize, f64, usize)> = Vec::new();
    for (k, (_, joint, _)) in joins.iter().enumerate() {
        match *joint {
            Joint::Node(node) => nodes[k] = node,
            Joint::On(way, segment, share) => along.push((way, segment, share, k)),
        }
    }
    // The last place of a way first, so that its earlier segments keep their numbers.
    along.sort_by(|a, b| (b.0, b.1).cmp(&(a.0, a.1)).then(b.2.total_cmp(&a.2)));
    let mut before: Option<((usize, usize, u64), u32)> = None;
    // The segment as it was, whose second end is now the place put in last.
    let mut whole: Option<((usize, usize), [LonLat; 2])> = None;
    for (way, segment, share, k) in along {
        let key = (way, segment, share.to_bits());
        if let Some((_, node)) = before.filter(|(same, _)| *same == key) {
            nodes[k] = node;
            continue;
        }
        let ends = match whole {
            Some((same, ends)) if same == (way, segment) => ends,
            _ => [0, 1].map(|k| draft.nodes[usize_from(draft.ways[way].nodes[segment + k])]),
        };
        whole = Some(((way, segment), ends));
        let node = add_node(draft, interpolate(ends[0], ends[1], share));
        draft.ways[way].nodes.insert(segment + 1, node);
        nodes[k] = node;
        before = Some((key, node));
    }
    nodes
}

/// Leads a drawn way on from its end to where it joins, for these modes.
fn link(
    draft: &mut StreetDraft,
    (row, is_last): (usize, bool),
    (end, joint): (u32, u32),
    modes: ModeSet,
) {
    let way = &draft.ways[row];
    let uses = |mode: &Mode| way.is_open(*mode);
    let shared = MODES.into_iter().filter(uses).filter(|&mode| modes.contains(mode));
    let (n_all, n_shared) = (MODES.into_iter().filter(uses).count(), shared.count());
    if n_shared == 0 {
        return;
    }
    let off = distance(draft.nodes[usize_from(end)], draft.nodes[usize_from(joint)]).0;
    if n_shared == n_all {
        let nodes = &mut draft.ways[row].nodes;
        match (is_last, off < SAME) {
            (false, true) => nodes[0] = joint,
            (false, false) => nodes.insert(0, joint),
            (true, true) => {
                nodes.pop();
                nodes.push(joint);
            }
            (true, false) => nodes.push(joint),
        }
        return;
    }
    // Some modes join here and others elsewhere: a piece of the way for them alone.
    let mut piece = StreetWay { nodes: vec![joint, end], ..way.clone() };
    if is_last {
        piece.nodes.reverse();
    }
    let traits = &mut piece.traits;
    traits.structure = Structure::Ground;
    piece.walk &= modes.contains(Mode::Walk);
    for (mode, passage) in [
        (Mode::Cycle, &mut traits.cycle),
        (Mode::Drive, &mut traits.drive),
        (Mode::Truck, &mut traits.truck),
    ] {
        if !modes.contains(mode) {
            *passage = Passage::default();
        }
    }
    draft.ways.push(piece);
}
