//! `shapes.txt`, for maps only: of each route the shape that most of its trips take, thinned to
//! about a point every 30 m. All others are passed over as they stream by.

use std::collections::BTreeMap;

use allways_base::cast::usize_from;
use allways_base::{LonLat, Problems, Severity};
use allways_transit::feed::RouteIdx;
use rustc_hash::FxHashMap;

use super::archive::Archive;
use super::ids::text;
use super::trips::Trips;

/// Points nearer than this to the one before are left out, metres.
const SPACING: f64 = 30.0;

/// Reads one shape per route.
pub(super) fn read(
    archive: &mut Archive,
    trips: &Trips,
    problems: &mut Problems,
) -> BTreeMap<RouteIdx, Vec<Vec<LonLat>>> {
    let Some(mut stream) = archive.stream("shapes.txt", problems) else { return BTreeMap::new() };
    let wanted = ["shape_id", "shape_pt_lat", "shape_pt_lon", "shape_pt_sequence"];
    if !stream.require(&wanted, problems) {
        return BTreeMap::new();
    }
    let chosen = choose(trips);
    let mut slots: FxHashMap<&[u8], usize> = FxHashMap::default();
    for shape in chosen.values() {
        let n = slots.len();
        slots.entry(shape).or_insert(n);
    }
    let mut points: Vec<Vec<(u32, LonLat)>> = vec![Vec::new(); slots.len()];
    let [id, lat, lon, sequence] = wanted.map(|name| stream.column(name));
    let mut last: (Vec<u8>, Option<usize>) = (Vec::new(), None);
    while stream.advance(problems) {
        let record = stream.record();
        let shape = id.of(record);
        if shape != last.0.as_slice() {
            last.1 = slots.get(shape).copied();
            last.0.clear();
            last.0.extend_from_slice(shape);
        }
        let Some(slot) = last.1 else { continue };
        let at = number(lat.of(record)).zip(number(lon.of(record)));
        let at = at.map(|(lat, lon)| LonLat::new(lon, lat)).filter(|at| at.is_valid());
        let order = std::str::from_utf8(sequence.of(record)).ok().and_then(|t| t.parse().ok());
        if let (Some(at), Some(order)) = (at, order) {
            points[slot].push((order, at));
        } else {
            problems.push(
                Severity::Warning,
                "bad-shape-point",
                stream.place(),
                format!(
                    "the point `{}, {}` number `{}` of `{}` was left out",
                    text(lat.of(record)),
                    text(lon.of(record)),
                    text(sequence.of(record)),
                    text(shape)
                ),
                "write latitude, longitude and a whole number; only the map is touched",
            );
        }
    }
    let lines: Vec<Vec<LonLat>> = points.into_iter().map(thin).collect();
    let line_of = |shape: &[u8]| slots.get(shape).map(|&slot| lines[slot].clone());
    chosen
        .iter()
        .filter_map(|(route, shape)| Some((*route, vec![line_of(shape)?])))
        .filter(|(_, lines)| lines[0].len() > 1)
        .collect()
}

/// The most taken shape of each route; of equals, the first by name.
fn choose(trips: &Trips) -> BTreeMap<RouteIdx, &[u8]> {
    let mut names: Vec<&[u8]> = vec![b""; trips.shapes.len()];
    for (name, number) in &trips.shapes {
        names[usize_from(*number)] = name;
    }
    let taken = trips.taken.iter();
    let mut all: Vec<(RouteIdx, std::cmp::Reverse<usize>, &[u8])> = taken
        .map(|((route, shape), n)| (*route, std::cmp::Reverse(*n), names[usize_from(*shape)]))
        .collect();
    all.sort_unstable();
    let mut chosen = BTreeMap::new();
    for (route, _, shape) in all {
        chosen.entry(route).or_insert(shape);
    }
    chosen
}

fn number(field: &[u8]) -> Option<f64> {
    std::str::from_utf8(field).ok()?.parse().ok()
}

fn thin(mut points: Vec<(u32, LonLat)>) -> Vec<LonLat> {
    points.sort_by_key(|(order, _)| *order);
    let mut line: Vec<LonLat> = Vec::new();
    let end = points.len();
    for (i, (_, at)) in points.into_iter().enumerate() {
        let far = line.last().is_none_or(|&last| allways_geo::distance(last, at).0 >= SPACING);
        if far || i + 1 == end {
            line.push(at);
        }
    }
    line
}
