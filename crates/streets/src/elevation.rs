//! Heights along edges.
//!
//! Each edge is cut into equal pieces of at most [`STATION_EVERY`], and the height is asked at every
//! station. What is kept is the rise of each piece in whole centimetres, taken between rounded
//! heights, so that rises around a circle add up to nothing.
//!
//! A model of the ground knows no bridges and tunnels. There the height runs straight from portal to
//! portal. Where edges meet on a structure, the joint's height is the mean of its neighbors' along
//! the structure, weighted by nearness: on a bridge of several edges that is the straight line
//! again, and on a branching viaduct it is smooth (the discrete Dirichlet problem, solved by
//! Gauss–Seidel sweeps).

use allways_base::cast::{ceil_u32, f64_from, round_i64, usize_from};
use allways_base::{Checked, Csr, IdxVec, LonLat, Metres, Problems, Severity};
use allways_geo::{distance, interpolate};

use crate::network::{EdgeIdx, NodeIdx, StreetNetwork};

/// Longest piece between two stations.
pub const STATION_EVERY: Metres = Metres(20.0);

/// Sweeps end when no joint moves by more, metres.
const SETTLED: f64 = 0.001;
const MOST_SWEEPS: usize = 20_000;

/// How much of a network has heights, kilometres of edges.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct HeightCover {
    /// With a height at every station.
    pub known_km: f64,
    /// Without: these count as level.
    pub unknown_km: f64,
}

impl StreetNetwork {
    /// Lays heights in metres along every edge, replacing what was there. An edge with a station of
    /// which the height is not known has none at all, and counts as level; that is told.
    pub fn lay_heights(&mut self, height: impl Fn(LonLat) -> Option<f64>) -> Checked<HeightCover> {
        let joints = joint_heights(self, &height);
        let mut rises: Csr<EdgeIdx, i16> = Csr::default();
        let mut cover = HeightCover::default();
        for edge in self.edges.indices() {
            let stations = stations(self, edge, &joints, &height);
            let km = Metres::from(self.edges[edge].length).0 / 1000.0;
            if stations.is_some() {
                cover.known_km += km;
            } else {
                cover.unknown_km += km;
            }
            let heights = stations.unwrap_or_default();
            let cm: Vec<i64> = heights.into_iter().map(|h| round_i64(h * 100.0)).collect();
            rises.push_row(cm.windows(2).map(|pair| {
                let rise = (pair[1] - pair[0]).clamp(i16::MIN.into(), i16::MAX.into());
                i16::try_from(rise).unwrap_or(0)
            }));
        }
        self.rises = rises;
        let mut problems = Problems::default();
        if cover.unknown_km > 0.0 {
            let (known, all) = (cover.known_km, cover.known_km + cover.unknown_km);
            problems.push(
                Severity::Warning,
                "elevation-partial",
                "elevation",
                format!(
                    "heights are known for {known:.1} of {all:.1} km; the rest counts as level"
                ),
                "add the tiles of the elevation model that cover the rest of the streets",
            );
        }
        Checked { value: cover, problems }
    }

    /// True if heights are known all along the edge.
    pub fn has_heights(&self, edge: EdgeIdx) -> bool {
        self.rises.n_rows() > 0 && !self.rises[edge].is_empty()
    }

    /// Grades (rise over run, up is positive) of the equal pieces of an edge, in the direction of
    /// travel; none where heights are not known.
    pub fn grades(
        &self,
        edge: EdgeIdx,
        is_backward: bool,
    ) -> impl ExactSizeIterator<Item = f64> + use<'_> {
        let rises: &[i16] = if self.rises.n_rows() > 0 { &self.rises[edge] } else { &[] };
        let n = rises.len();
        // Centimetres over millimetres.
        let piece = f64::from(self.edges[edge].length.0.max(1)) / f64_from(n.max(1)) / 10.0;
        (0..n).map(move |k| {
            if is_backward {
                -f64::from(rises[n - 1 - k]) / piece
            } else {
                f64::from(rises[k]) / piece
            }
        })
    }

    /// Metres up and metres down from an edge's first end to its second; `None` where heights are
    /// not known.
    pub fn climb(&self, edge: EdgeIdx) -> Option<(Metres, Metres)> {
        if !self.has_heights(edge) {
            return None;
        }
        let sum = |sign: i32| -> f64 {
            let signed = self.rises[edge].iter().map(|&rise| sign * i32::from(rise));
            signed.filter(|&rise| rise > 0).map(f64::from).sum::<f64>() / 100.0
        };
        Some((Metres(sum(1)), Metres(sum(-1))))
    }
}

/// Heights of an edge's stations, both ends included.
fn stations(
    net: &StreetNetwork,
    edge: EdgeIdx,
    joints: &IdxVec<NodeIdx, Option<f64>>,
    height: &impl Fn(LonLat) -> Option<f64>,
) -> Option<Vec<f64>> {
    let line = Line::of(net, edge);
    let n = usize_from(ceil_u32(line.length() / STATION_EVERY.0).max(1));
    let spans = spans(net, edge, &line, joints, height)?;
    let ends = [net.edges[edge].from, net.edges[edge].to];
    let at = |k: usize| {
        let along = line.length() * f64_from(k) / f64_from(n);
        let span = spans.iter().find(|span| along >= span.from && along <= span.to);
        match (k, span) {
            (0, _) => joints[ends[0]],
            (_, _) if k == n => joints[ends[1]],
            (_, Some(span)) => Some(span.height_at(along)),
            (_, None) => height(line.at(along)),
        }
    };
    (0..=n).map(at).collect()
}

/// A shape with the metres up to each of its points.
struct Line<'a> {
    shape: &'a [LonLat],
    /// Which segments are off the ground.
    is_off: &'a [bool],
    metres: Vec<f64>,
}

impl<'a> Line<'a> {
    fn of(net: &'a StreetNetwork, edge: EdgeIdx) -> Self {
        let shape = net.shape(edge);
        let mut metres = vec![0.0];
        for pair in shape.windows(2) {
            metres.push(metres[metres.len() - 1] + distance(pair[0], pair[1]).0);
        }
        let range = net.shapes.range(edge);
        let is_off = &net.is_off_ground[range.start..range.end - 1];
        Self { shape, is_off, metres }
    }

    fn length(&self) -> f64 {
        self.metres[self.metres.len() - 1]
    }

    fn at(&self, along: f64) -> LonLat {
        let next = self.metres.partition_point(|&m| m <= along).clamp(1, self.shape.len() - 1);
        let (before, after) = (self.metres[next - 1], self.metres[next]);
        let share = if after > before { (along - before) / (after - before) } else { 0.0 };
        interpolate(self.shape[next - 1], self.shape[next], share.clamp(0.0, 1.0))
    }

    /// Runs of segments off the ground, as rows of points.
    fn runs(&self) -> Vec<(usize, usize)> {
        let mut runs: Vec<(usize, usize)> = Vec::new();
        for (k, _) in self.is_off.iter().enumerate().filter(|(_, off)| **off) {
            match runs.last_mut() {
                Some((_, end)) if *end == k => *end = k + 1,
                _ => runs.push((k, k + 1)),
            }
        }
        runs
    }
}

/// A stretch between two portals or joints, metres along the edge, with the heights there.
struct Span {
    from: f64,
    to: f64,
    heights: [f64; 2],
}

impl Span {
    fn height_at(&self, along: f64) -> f64 {
        let length = self.to - self.from;
        let share = if length > 0.0 { (along - self.from) / length } else { 0.0 };
        self.heights[0] + (self.heights[1] - self.heights[0]) * share
    }
}

fn spans(
    net: &StreetNetwork,
    edge: EdgeIdx,
    line: &Line<'_>,
    joints: &IdxVec<NodeIdx, Option<f64>>,
    height: &impl Fn(LonLat) -> Option<f64>,
) -> Option<Vec<Span>> {
    let ends = [net.edges[edge].from, net.edges[edge].to];
    let last = line.shape.len() - 1;
    let at = |point: usize| match point {
        0 => joints[ends[0]],
        _ if point == last => joints[ends[1]],
        _ => height(line.shape[point]),
    };
    let runs = line.runs().into_iter();
    runs.map(|(first, end)| {
        let heights = [at(first)?, at(end)?];
        Some(Span { from: line.metres[first], to: line.metres[end], heights })
    })
    .collect()
}

/// A neighbor along a structure.
#[derive(Clone, Copy, Debug)]
enum Beyond {
    Joint(NodeIdx),
    /// A portal within an edge.
    Portal(Option<f64>),
}

/// node → its height: the ground's, or for a joint on a structure the mean of its neighbors'.
fn joint_heights(
    net: &StreetNetwork,
    height: &impl Fn(LonLat) -> Option<f64>,
) -> IdxVec<NodeIdx, Option<f64>> {
    let mut is_joint: IdxVec<NodeIdx, bool> = IdxVec::filled(true, net.n_nodes());
    for (edge, of) in net.edges.iter() {
        let range = net.shapes.range(edge);
        is_joint[of.from] &= net.is_off_ground[range.start];
        is_joint[of.to] &= net.is_off_ground[range.end - 2];
    }
    let ground = net.nodes().map(|node| height(net.place(node)));
    let mut heights: IdxVec<NodeIdx, Option<f64>> = IdxVec::from(ground.collect::<Vec<_>>());
    let mut links: Vec<(NodeIdx, (Beyond, f64))> = Vec::new();
    for (edge, of) in net.edges.iter().filter(|(_, e)| is_joint[e.from] || is_joint[e.to]) {
        let line = Line::of(net, edge);
        let nearness = |metres: f64| 1.0 / metres.max(0.01);
        let (runs, last) = (line.runs(), line.shape.len() - 1);
        if runs == [(0, last)] {
            let weight = nearness(line.length());
            links.push((of.from, (Beyond::Joint(of.to), weight)));
            links.push((of.to, (Beyond::Joint(of.from), weight)));
            continue;
        }
        for (first, end) in runs {
            let weight = nearness(line.metres[end] - line.metres[first]);
            let portal = |point: usize| Beyond::Portal(height(line.shape[point]));
            if first == 0 {
                links.push((of.from, (portal(end), weight)));
            }
            if end == last {
                links.push((of.to, (portal(first), weight)));
            }
        }
    }
    let links: Csr<NodeIdx, (Beyond, f64)> = Csr::from_pairs(net.n_nodes(), &links);
    let joints: Vec<NodeIdx> = net.nodes().filter(|&node| is_joint[node]).collect();
    relax(&joints, &links, &is_joint, &mut heights);
    heights
}

/// Gauss–Seidel sweeps, there and back. A structure without any portal of known height keeps the
/// ground's.
fn relax(
    joints: &[NodeIdx],
    links: &Csr<NodeIdx, (Beyond, f64)>,
    is_joint: &IdxVec<NodeIdx, bool>,
    heights: &mut IdxVec<NodeIdx, Option<f64>>,
) {
    let held = holds_to_ground(joints, links, is_joint);
    for sweep in 0..MOST_SWEEPS {
        let mut most = 0.0_f64;
        for k in 0..joints.len() {
            let node = joints[if sweep % 2 == 0 { k } else { joints.len() - 1 - k }];
            if !held[node] {
                continue;
            }
            let (mut sum, mut weights) = (0.0, 0.0);
            for &(beyond, weight) in &links[node] {
                let known = match beyond {
                    Beyond::Joint(other) => heights[other],
                    Beyond::Portal(height) => height,
                };
                if let Some(height) = known {
                    sum += weight * height;
                    weights += weight;
                }
            }
            if weights > 0.0 {
                let mean = sum / weights;
                most = most.max((mean - heights[node].unwrap_or(f64::INFINITY)).abs());
                heights[node] = Some(mean);
            }
        }
        if most < SETTLED * 0.01 {
            break;
        }
    }
}

/// node → a way along the structure leads to the ground.
fn holds_to_ground(
    joints: &[NodeIdx],
    links: &Csr<NodeIdx, (Beyond, f64)>,
    is_joint: &IdxVec<NodeIdx, bool>,
) -> IdxVec<NodeIdx, bool> {
    let mut held: IdxVec<NodeIdx, bool> = IdxVec::filled(false, is_joint.len());
    let is_ground = |&(beyond, _): &(Beyond, f64)| match beyond {
        Beyond::Joint(other) => !is_joint[other],
        Beyond::Portal(height) => height.is_some(),
    };
    let mut queue: Vec<NodeIdx> =
        joints.iter().copied().filter(|&node| links[node].iter().any(is_ground)).collect();
    while let Some(node) = queue.pop() {
        if std::mem::replace(&mut held[node], true) {
            continue;
        }
        for &(beyond, _) in &links[node] {
            if let Beyond::Joint(other) = beyond
                && is_joint[other]
            {
                queue.push(other);
            }
        }
    }
    held
}
