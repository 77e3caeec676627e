//! Lanes and ports of the sea from GeoJSON, in the form that searoute
//! (<https://github.com/eurostat/searoute>) gives them: LineStrings, of which a property `passage`
//! names those through a strait or canal, and Points with the properties `port` (UN/LOCODE),
//! `name` and `cty`.
//!
//! Lanes meet wherever they share a position, not only at their ends.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use allways_base::cast::round_i64;
use allways_base::{Checked, LonLat, Problems, Severity};
use serde_json::Value;

use crate::geojson::{features, lines, position, tell_crs};
use crate::points::{checked_position, file_name, or, read};
use crate::table::ReadError;

/// The lanes as a graph.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lanes {
    /// Every position of a lane, once; -180° stands for 180° too.
    pub nodes: Vec<LonLat>,
    /// Every stretch between two of them, once.
    pub pieces: Vec<Piece>,
}

/// A straight stretch of a lane, used both ways.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Two different rows of [`Lanes::nodes`].
    pub ends: [usize; 2],
    /// The strait or canal that it leads through, `_` written as `-`; empty: the open sea.
    pub passage: String,
}

/// A port of the list.
#[derive(Clone, Debug, PartialEq)]
pub struct Port {
    /// UN/LOCODE where the list has it; unique in the list.
    pub id: String,
    /// As written; the id where there is none.
    pub name: String,
    /// As written; may be empty.
    pub country: String,
    /// WGS 84.
    pub position: LonLat,
}

/// Reads lanes.
pub fn read_lanes(path: &Path) -> Result<Checked<Lanes>, ReadError> {
    parse_lanes(&read(path)?, &file_name(path))
}

/// [`read_lanes`] from memory; `name` is what messages call the file.
pub fn parse_lanes(bytes: &[u8], name: &str) -> Result<Checked<Lanes>, ReadError> {
    let collection = features(bytes, name, "lanes")?;
    let mut problems = Problems::default();
    tell_crs(&collection, name, &mut problems);
    let mut lanes = Lanes::default();
    let mut nodes: BTreeMap<(i64, i64), usize> = BTreeMap::new();
    let mut pieces: BTreeMap<[usize; 2], usize> = BTreeMap::new();
    for (place, feature) in each(&collection, name, &mut problems) {
        let passage = feature.pointer("/properties/passage").and_then(Value::as_str);
        let passage = passage.unwrap_or_default().trim().replace('_', "-");
        for line in lines(feature, &place, &mut problems).unwrap_or_default() {
            let mut last = None;
            for at in line {
                let at = LonLat::new(if at.lon >= 180.0 { at.lon - 360.0 } else { at.lon }, at.lat);
                let node = *nodes.entry(millionths(at)).or_insert_with(|| {
                    lanes.nodes.push(at);
                    lanes.nodes.len() - 1
                });
                let before = last.replace(node).filter(|before| *before != node);
                let Some(before) = before else { continue };
                let ends = [before.min(node), before.max(node)];
                let row = *pieces.entry(ends).or_insert_with(|| {
                    lanes.pieces.push(Piece { ends, passage: String::new() });
                    lanes.pieces.len() - 1
                });
                // Drawn twice, once with its name: it must not stay open when the passage is cut.
                let known = &mut lanes.pieces[row].passage;
                if known.is_empty() {
                    known.clone_from(&passage);
                }
            }
        }
    }
    if lanes.pieces.is_empty() {
        problems.push(
            Severity::Error,
            "no-lanes",
            name,
            "no feature is a lane",
            "give the lanes as LineStrings",
        );
    }
    Ok(Checked { value: lanes, problems })
}

/// Reads ports.
pub fn read_ports(path: &Path) -> Result<Checked<Vec<Port>>, ReadError> {
    parse_ports(&read(path)?, &file_name(path))
}

/// [`read_ports`] from memory; `name` is what messages call the file.
pub fn parse_ports(bytes: &[u8], name: &str) -> Result<Checked<Vec<Port>>, ReadError> {
    let collection = features(bytes, name, "ports")?;
    let mut problems = Problems::default();
    tell_crs(&collection, name, &mut problems);
    let mut ports: Vec<Port> = Vec::new();
    let mut ids: BTreeSet<String> = BTreeSet::new();
    for (place, feature) in each(&collection, name, &mut problems) {
        let text = |key: &str| {
            let value = feature.get("properties").and_then(|properties| properties.get(key));
            value.and_then(Value::as_str).unwrap_or_default().trim().to_owned()
        };
        let (code, own_name) = (text("port"), text("name"));
        if code.is_empty() && own_name.is_empty() {
            problems.push(
                Severity::Error,
                "port-without-name",
                place,
                "the feature has neither `port` nor `name`; it was dropped",
                "give the port its UN/LOCODE in `port`",
            );
            continue;
        }
        let kind = feature.pointer("/geometry/type").and_then(Value::as_str).unwrap_or("missing");
        let coordinates = feature.pointer("/geometry/coordinates").filter(|_| kind == "Point");
        let Some(coordinates) = coordinates else {
            problems.push(
                Severity::Error,
                "not-a-point",
                place,
                format!("the geometry is `{kind}`, not a point; the feature was dropped"),
                "write a Point",
            );
            continue;
        };
        let at = position(coordinates, &place, &mut problems)
            .and_then(|at| checked_position(at, "the feature was dropped", &place, &mut problems));
        let Some(at) = at else { continue };
        // A name for what has no code; a number for a code that stands twice.
        let base = or(&code, &format!("port-{}", own_name.to_lowercase().replace(' ', "-")));
        let mut id = base.clone();
        let mut n = 1;
        while !ids.insert(id.clone()) {
            n += 1;
            id = format!("{base}-{n}");
        }
        if n > 1 {
            problems.push(
                Severity::Note,
                "duplicate-code",
                place,
                format!("`{base}` stands for several ports; `{own_name}` became `{id}`"),
                "correct the code if the two are one port",
            );
        }
        let name = or(&own_name, &id);
        ports.push(Port { id, name, country: text("cty"), position: at });
    }
    Ok(Checked { value: ports, problems })
}

/// Every feature with its place for messages; what is none is told.
fn each<'a>(
    collection: &'a serde_json::Map<String, Value>,
    name: &str,
    problems: &mut Problems,
) -> Vec<(String, &'a Value)> {
    let mut found = Vec::new();
    let list = collection.get("features").and_then(Value::as_array);
    for (k, feature) in list.into_iter().flatten().enumerate() {
        let place = format!("{name}: feature {}", k + 1);
        if feature.get("type").and_then(Value::as_str) == Some("Feature") {
            found.push((place, feature));
        } else {
            problems.push(
                Severity::Error,
                "not-a-feature",
                place,
                "it is not a `Feature` and was dropped",
                "wrap the geometry in a Feature",
            );
        }
    }
    found
}

/// A tenth of a metre: what is nearer is one position.
fn millionths(at: LonLat) -> (i64, i64) {
    (round_i64(at.lon * 1e6), round_i64(at.lat * 1e6))
}
