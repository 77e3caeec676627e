//! From a draft to the network of a mode.
//!
//! Four steps: ways into segments (what cannot be used is told), segments into chains (each an
//! edge), edges into columns, turn restrictions into vertices. Lengths are measured on the ground
//! once, here, and rounded to millimetres once per edge.

use allways_base::cast::{round_u32, u32_from, usize_from};
use allways_base::{Checked, Csr, Idx, IdxVec, LonLat, Metres, Problem, Problems, Severity};

use crate::chains::{Chain, PointIdx, Segment, chains};
use crate::components::Components;
use crate::draft::{NodeFacts, StreetDraft, StreetWay};
use crate::grid::SegmentGrid;
use crate::kind::{EdgeKind, KindIdx, Kinds};
use crate::mode::Mode;
use crate::network::{ComponentIdx, Edge, EdgeFlags, EdgeIdx, Hop, StreetNetwork, VertexIdx};
use crate::restriction::{Turns, kept_points};
use crate::turns;
use crate::units::Millimetres;
use crate::way::{Permit, RoadClass, Structure};

/// No street goes straight for longer than this; a node is in the wrong place. Ferries do.
const LONGEST: Metres = Metres(100_000.0);

/// Speed of a ferry whose crossing time nobody states, 15 km/h: an assumption, told.
const FERRY_SPEED: f64 = 15_000.0 / 3.6;

/// Compiles the walkable ways of a draft: [`compile_for`] with [`Mode::Walk`].
pub fn compile(draft: &StreetDraft) -> Checked<StreetNetwork> {
    compile_for(draft, Mode::Walk)
}

/// Compiles the ways of a draft that a mode may use. Never fails: a bad row costs that row. Islands
/// are found, kept and told; see [`StreetNetwork::least_component`].
pub fn compile_for(draft: &StreetDraft, mode: Mode) -> Checked<StreetNetwork> {
    compile_with(draft, mode, false, &[])
}

/// As [`compile_for`], with these rows of the draft's nodes kept as nodes wherever a way leads over
/// them: [`crate::edits::joints`].
pub fn compile_cut(draft: &StreetDraft, mode: Mode, cuts: &[u32]) -> Checked<StreetNetwork> {
    compile_with(draft, mode, false, cuts)
}

/// As [`compile`], cut also where cover and light change, for walkers in the rain or at night; and
/// at `cuts`, as [`compile_cut`].
pub fn compile_for_weather(draft: &StreetDraft, cuts: &[u32]) -> Checked<StreetNetwork> {
    compile_with(draft, Mode::Walk, true, cuts)
}

fn compile_with(
    draft: &StreetDraft,
    mode: Mode,
    has_weather: bool,
    cuts: &[u32],
) -> Checked<StreetNetwork> {
    let mut problems = Problems::default();
    let mut cutter = Cutter { has_weather, ..Cutter::new(draft, mode) };
    cutter.cut(&mut problems);
    let Cutter { points, segments, kinds, .. } = cutter;
    let mut kept = kept_points(draft, mode);
    kept.extend(cuts.iter().map(|&row| usize_from(row)));
    kept.sort_unstable();
    let chains =
        chains(points.len(), &segments, |point| kept.binary_search(&point.to_usize()).is_ok());
    let mut net = StreetNetwork { mode: Some(mode), kinds: kinds.all, ..StreetNetwork::default() };
    add_nodes(&mut net, &points, &chains);
    add_edges(&mut net, &points, &chains, &segments);
    add_hops(&mut net);
    if mode.is_vehicle() {
        let banned = Turns::new(&net, draft, &chains, &segments, mode).banned(&mut problems);
        turns::add_states(&mut net, &banned);
    }
    let Components { of, sizes, km } = Components::of(&net, |_| true);
    (net.components, net.component_sizes, net.component_km) = (of, sizes, km);
    net.grid = SegmentGrid::new(&net.shapes);
    if segments.is_empty() {
        let what = if mode == Mode::Walk { "walkable street" } else { "street for the mode" };
        problems.push(
            Severity::Error,
            "no-streets",
            "streets",
            format!("there is no {what}"),
            "check that the extract holds highways and covers the city",
        );
    }
    tell_islands(&net, &mut problems);
    tell_assumed_speeds(&net, &mut problems);
    Checked { value: net, problems }
}

/// The draft's nodes, and copies of those where ways are cut.
struct Points<'a> {
    draft: &'a StreetDraft,
    /// Rows of the draft's nodes.
    copies: Vec<u32>,
}

impl Points<'_> {
    fn len(&self) -> usize {
        self.draft.nodes.len() + self.copies.len()
    }

    fn row(&self, point: PointIdx) -> usize {
        match point.to_usize().checked_sub(self.draft.nodes.len()) {
            None => point.to_usize(),
            Some(copy) => usize_from(self.copies[copy]),
        }
    }

    fn place(&self, point: PointIdx) -> LonLat {
        self.draft.nodes[self.row(point)]
    }

    fn copy(&mut self, row: u32) -> PointIdx {
        self.copies.push(row);
        PointIdx::from_usize(self.len() - 1)
    }
}

/// Cuts ways into segments.
struct Cutter<'a> {
    points: Points<'a>,
    mode: Mode,
    /// node row → row of the draft's node facts, plus one; empty if there are none.
    facts: Vec<u32>,
    segments: Vec<Segment>,
    kinds: Kinds,
    /// Walkers ask for cover and light too.
    has_weather: bool,
}

impl<'a> Cutter<'a> {
    fn new(draft: &'a StreetDraft, mode: Mode) -> Self {
        let mut facts = Vec::new();
        let concerns = |f: &NodeFacts| match mode {
            Mode::Walk | Mode::Cycle => f.closed.contains(mode),
            _ => true,
        };
        for (k, f) in draft.node_facts.iter().enumerate().filter(|(_, f)| concerns(f)) {
            if usize_from(f.node) < draft.nodes.len() {
                facts.resize(draft.nodes.len(), 0);
                facts[usize_from(f.node)] = u32_from(k + 1);
            }
        }
        let points = Points { draft, copies: Vec::new() };
        Self {
            points,
            mode,
            facts,
            segments: Vec::new(),
            kinds: Kinds::default(),
            has_weather: false,
        }
    }

    fn facts_at(&self, row: u32) -> Option<&'a NodeFacts> {
        let k = *self.facts.get(usize_from(row))?;
        self.points.draft.node_facts.get(usize_from(k).checked_sub(1)?)
    }

    /// Every pair of consecutive, distinct, valid points of every way of the mode.
    fn cut(&mut self, problems: &mut Problems) {
        let (draft, mode) = (self.points.draft, self.mode);
        for (k, way) in draft.ways.iter().enumerate().filter(|(_, way)| way.is_open(mode)) {
            self.tell_bad_nodes(way, problems);
            let mut kind = EdgeKind::of(way, self.mode, ferry_speed(draft, way, problems));
            if self.has_weather {
                (kind.covered, kind.lit) = (way.traits.covered, way.traits.lit);
            }
            // Closed in the drawn direction only: drawn the other way round.
            let is_turned = kind.passage.forward == Permit::Closed;
            let kind = if is_turned { kind.turned() } else { kind };
            let is_one_way = match self.mode {
                Mode::Walk | Mode::Wheel => way.walk_one_way,
                _ => kind.passage.backward == Permit::Closed,
            };
            let flags = match self.mode {
                Mode::Walk | Mode::Wheel => EdgeFlags::new(way.steps, way.wheelchair, is_one_way),
                _ => EdgeFlags::new(way.steps, crate::Known::Unknown, is_one_way),
            };
            let plain = (kind, self.kinds.number(kind));
            let n = way.nodes.len();
            let row = |at: usize| way.nodes[if is_turned { n - 1 - at } else { at }];
            let point = |row: u32| PointIdx::from_usize(usize_from(row));
            if n == 0 {
                continue;
            }
            let mut from =
                if self.is_cut(row(0)) { self.points.copy(row(0)) } else { point(row(0)) };
            for at in 1..n {
                let (a, b) = (row(at - 1), row(at));
                if a == b {
                    continue;
                }
                let is_cut = self.is_cut(b);
                let to = if is_cut { self.points.copy(b) } else { point(b) };
                if self.is_good(a, b, way, problems) {
                    let kind = self.kind_between(plain, a, b, way);
                    let is_directed = is_one_way || self.kinds.all[kind].is_directed();
                    self.segments.push(Segment {
                        from,
                        to,
                        flags,
                        kind,
                        is_directed,
                        way: u32_from(k),
                    });
                }
                // The next piece does not meet this one where the way is cut.
                from = if is_cut { self.points.copy(b) } else { to };
            }
        }
    }

    fn is_cut(&self, row: u32) -> bool {
        self.facts_at(row).is_some_and(|facts| facts.closed.contains(self.mode))
    }

    fn kind_between(
        &mut self,
        (kind, row): (EdgeKind, KindIdx),
        a: u32,
        b: u32,
        way: &StreetWay,
    ) -> KindIdx {
        if self.facts.is_empty() || matches!(self.mode, Mode::Walk | Mode::Cycle) {
            return row;
        }
        let mut with = kind;
        for facts in [a, b].into_iter().filter_map(|node| self.facts_at(node)) {
            with = with.at(facts, way.traits.is_crossing, self.mode);
        }
        if with == kind { row } else { self.kinds.number(with) }
    }

    fn is_good(&self, a: u32, b: u32, way: &StreetWay, problems: &mut Problems) -> bool {
        let usable = |row: u32| self.points.draft.nodes.get(usize_from(row));
        let (Some(&a), Some(&b)) = (usable(a), usable(b)) else { return false };
        if !a.is_valid() || !b.is_valid() {
            return false;
        }
        // Half a degree either way is less than 80 km.
        if (a.lon - b.lon).abs() < 0.5 && (a.lat - b.lat).abs() < 0.5 {
            return true;
        }
        let length = allways_geo::distance(a, b);
        let is_too_long = length > LONGEST && way.traits.class != RoadClass::Ferry;
        if !is_too_long && (a.lon - b.lon).abs() <= 180.0 {
            return true;
        }
        problems.add("street-too-long", || Problem {
            severity: Severity::Warning,
            code: "street-too-long",
            place: format!("way/{}", way.id),
            message: format!("two of its nodes in a row are {length} apart; left out"),
            remedy: "correct the place of the node that is far off".to_owned(),
        });
        false
    }

    fn tell_bad_nodes(&self, way: &StreetWay, problems: &mut Problems) {
        let nodes = &self.points.draft.nodes;
        let usable = |row: u32| nodes.get(usize_from(row)).is_some_and(|p| p.is_valid());
        for &row in way.nodes.iter().filter(|&&row| !usable(row)) {
            problems.add("street-node", || Problem {
                severity: Severity::Warning,
                code: "street-node",
                place: format!("way/{}", way.id),
                message: format!("its node in row {row} has no valid place; the way was cut there"),
                remedy: "give the node a longitude and latitude in degrees".to_owned(),
            });
        }
    }
}

/// Millimetres a second of a ferry: its length over its crossing time; 0 for other ways.
fn ferry_speed(draft: &StreetDraft, way: &StreetWay, problems: &mut Problems) -> u16 {
    if way.traits.class != RoadClass::Ferry {
        return 0;
    }
    let seconds = way.traits.ferry_seconds;
    if seconds == 0 {
        problems.add("ferry-speed", || Problem {
            severity: Severity::Note,
            code: "ferry-speed",
            place: format!("way/{}", way.id),
            message: "the ferry's crossing time is not stated; 15 km/h is assumed, and no wait"
                .to_owned(),
            remedy: "tag its duration, as in duration=00:20".to_owned(),
        });
    }
    let places = way.nodes.iter().filter_map(|&row| draft.nodes.get(usize_from(row)));
    let length = places.clone().zip(places.skip(1)).map(|(&a, &b)| allways_geo::distance(a, b).0);
    let speed = match seconds {
        0 => FERRY_SPEED,
        _ => length.sum::<f64>() * 1000.0 / f64::from(seconds),
    };
    u16::try_from(round_u32(speed)).unwrap_or(u16::MAX).max(1)
}

/// The ends of chains, in the draft's order.
fn add_nodes(net: &mut StreetNetwork, points: &Points<'_>, chains: &[Chain]) {
    let mut ends: Vec<PointIdx> = chains.iter().flat_map(Chain::ends).collect();
    ends.sort_unstable();
    ends.dedup();
    for point in ends {
        let row = points.row(point);
        net.node_places.push(points.place(point));
        net.node_ids.push(points.draft.node_ids.get(row).copied().unwrap_or(0));
        net.node_points.push(point);
    }
}

fn add_edges(net: &mut StreetNetwork, points: &Points<'_>, chains: &[Chain], segments: &[Segment]) {
    let way = |segment: Segment| &points.draft.ways[usize_from(segment.way)];
    let mut ids: Vec<i64> = Vec::new();
    for chain in chains {
        let shape = || chain.points.iter().map(|&point| points.place(point));
        let steps = shape().zip(shape().skip(1));
        let length = steps.map(|(a, b)| allways_geo::distance(a, b).0).sum();
        let [from, to] = chain.ends().map(|point| net.node_at(point));
        let of = |k: usize| segments[chain.segments[k].to_usize()];
        let first = of(0);
        net.edges.push(Edge {
            from,
            to,
            length: Millimetres::round_from(Metres(length)),
            flags: first.flags,
            kind: first.kind,
            way: way(first).id,
        });
        net.shapes.push_row(shape());
        ids.clear();
        ids.extend((0..chain.segments.len()).map(|k| way(of(k)).id));
        ids.dedup();
        net.edge_ways.push_row(ids.iter().copied());
        let off = |k: usize| way(of(k)).traits.structure != Structure::Ground;
        net.is_off_ground.extend((0..chain.segments.len()).map(off).chain([false]));
    }
}

fn add_hops(net: &mut StreetNetwork) {
    let mut pairs: Vec<(VertexIdx, Hop)> = Vec::with_capacity(2 * net.edges.len());
    for (edge, &Edge { from, to, length, flags, .. }) in net.edges.iter() {
        let [from, to] = [from, to].map(StreetNetwork::vertex);
        pairs.push((from, Hop { to, edge, length, flags }));
        pairs.push((to, Hop { to: from, edge, length, flags: flags.with_second_end() }));
    }
    net.hops = Csr::from_pairs(net.n_nodes(), &pairs);
}

/// One problem per island, largest first, so that those kept are the worst. Single nodes that a
/// vehicle cannot leave or come to (one-ways at the rim of an extract) have no street within them
/// and are not told.
fn tell_islands(net: &StreetNetwork, problems: &mut Problems) {
    let mut sample: IdxVec<ComponentIdx, Option<EdgeIdx>> =
        IdxVec::filled(None, net.n_components());
    for (edge, &Edge { from, to, .. }) in net.edges.iter() {
        if net.components[from] == net.components[to] {
            sample[net.components[from]].get_or_insert(edge);
        }
    }
    for (component, &size) in net.component_sizes.iter().skip(1) {
        let Some(edge) = sample[component] else { continue };
        let is_refused = !net.is_main_component(component);
        problems.add("island", || Problem {
            severity: if is_refused { Severity::Warning } else { Severity::Note },
            code: "island",
            place: format!("way/{}", net.edge(edge).way),
            message: format!(
                "{size} nodes and {} of streets are not connected {} to the largest part{}",
                Metres(net.component_km[component] * 1000.0),
                net.mode().how(),
                if is_refused { "; no place snaps to them" } else { "" },
            ),
            remedy: "connect them in OpenStreetMap, or ignore this if water or a fence is between"
                .to_owned(),
        });
    }
}

/// Speeds that no sign states are told once, with how much of the network they concern.
fn tell_assumed_speeds(net: &StreetNetwork, problems: &mut Problems) {
    let (mut assumed, mut all) = (0.0, 0.0);
    let driven = net.edges().filter(|(edge, _)| net.kind(*edge).class != RoadClass::Ferry);
    for (edge, of) in driven {
        let metres = Metres::from(of.length).0;
        all += metres;
        assumed += if net.kind(edge).speed_is_assumed { metres } else { 0.0 };
    }
    if assumed > 0.0 {
        problems.push(
            Severity::Note,
            "speed-assumed",
            "streets",
            format!(
                "the speed limit of {} of {} of streets is not stated; the usual one of their \
                 class is assumed",
                Metres(assumed),
                Metres(all)
            ),
            "tag maxspeed where it matters",
        );
    }
}
