//! A place onto the network: the nearest point of the nearest edge, not the nearest node. On a
//! street of 400 m the nearest node may be 200 m off, and a stop in the middle of it reachable from
//! one end only.

use allways_base::cast::round_u32;
use allways_base::{LonLat, Metres};
use allways_geo::distance::{degree_lengths, distance};
use allways_geo::interpolate;
use allways_geo::line::TangentPlane;

use crate::network::{EdgeIdx, StreetNetwork};
use crate::units::Millimetres;
use crate::weights::Costs;

/// Where a place meets the network.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Snap {
    /// The edge.
    pub edge: EdgeIdx,
    /// From the edge's first end along it; 0 to its length.
    pub offset: Millimetres,
    /// Straight from the place to the edge; it is walked too.
    pub distance: Metres,
}

impl StreetNetwork {
    /// The nearest point of an edge that the traveller may use and that is not on an island (see
    /// [`StreetNetwork::least_component`]), at most `max` away; of equally near edges the first.
    /// `None` if there is none or the place is not valid. Whether a step-free profile can leave the
    /// edge is for the search to find out: a refused place is not moved to where it can.
    pub fn snap<'a>(
        &self,
        place: LonLat,
        max: Metres,
        traveller: impl Into<Costs<'a>>,
    ) -> Option<Snap> {
        let costs = traveller.into();
        self.nearest(place, max, |edge| costs.is_open(self, edge) && costs.is_main(self, edge))
    }

    /// As [`StreetNetwork::snap`], islands included: what the place would have snapped to. For
    /// telling, not for routing.
    pub fn snap_anywhere<'a>(
        &self,
        place: LonLat,
        max: Metres,
        traveller: impl Into<Costs<'a>>,
    ) -> Option<Snap> {
        let costs = traveller.into();
        self.nearest(place, max, |edge| costs.is_open(self, edge))
    }

    /// The place on an edge at an offset.
    pub fn place_on(&self, edge: EdgeIdx, offset: Millimetres) -> LonLat {
        let shape = self.shape(edge);
        allways_geo::along(shape, offset.into()).unwrap_or_else(|| self.place(self.edge(edge).from))
    }

    fn nearest(
        &self,
        place: LonLat,
        max: Metres,
        is_open: impl Fn(EdgeIdx) -> bool,
    ) -> Option<Snap> {
        if !place.is_valid() || max.0.is_nan() || max.0 < 0.0 {
            return None;
        }
        let mut radius = 60.0;
        loop {
            let found = self.nearest_in_box(place, max.0.min(radius), &is_open);
            if found.is_some() || radius >= max.0 {
                return found.map(|(edge, at, share)| self.snap_at(place, edge, at, share));
            }
            radius *= 3.0;
        }
    }

    /// The best segment within the radius: its edge, its first point, the share along it.
    fn nearest_in_box(
        &self,
        place: LonLat,
        radius: f64,
        is_open: &impl Fn(EdgeIdx) -> bool,
    ) -> Option<(EdgeIdx, usize, f64)> {
        let (north, east) = degree_lengths(place.lat);
        // A little wider than the radius: the box is flat and the ground is not.
        let (dlat, dlon) = (radius * 1.01 / north, (radius * 1.01 / east).min(360.0));
        let low = LonLat::new(place.lon - dlon, place.lat - dlat);
        let high = LonLat::new(place.lon + dlon, place.lat + dlat);
        let points = self.shapes.values();
        let plane = TangentPlane::at(place);
        let mut best: Option<(f64, EdgeIdx, usize, f64)> = None;
        let mut farthest = Self::not_nearer(radius);
        self.grid.in_box(low, high, |edge, at| {
            let (share, (x, y)) = plane.foot(points[at], points[at + 1]);
            if x * x + y * y > farthest {
                return;
            }
            let off = x.hypot(y);
            let is_better = off <= radius
                && best.is_none_or(|(least, first, from, _)| {
                    off.total_cmp(&least).then((edge, at).cmp(&(first, from))).is_lt()
                });
            if is_better && is_open(edge) {
                best = Some((off, edge, at, share));
                farthest = Self::not_nearer(off);
            }
        });
        best.map(|(_, edge, at, share)| (edge, at, share))
    }

    /// What has a larger square is farther than `off`: most segments need no root.
    fn not_nearer(off: f64) -> f64 {
        off * off * (1.0 + 1e-9)
    }

    fn snap_at(&self, place: LonLat, edge: EdgeIdx, at: usize, share: f64) -> Snap {
        let shape = self.shape(edge);
        let k = at - self.shapes.range(edge).start;
        let point = interpolate(shape[k], shape[k + 1], share);
        let before = allways_geo::length(&shape[..=k]).0 + distance(shape[k], point).0;
        let whole = self.edge(edge).length;
        Snap {
            edge,
            offset: Millimetres(round_u32(before * 1000.0).min(whole.0)),
            distance: distance(place, point),
        }
    }
}
