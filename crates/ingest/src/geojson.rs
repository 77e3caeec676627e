//! GeoJSON (RFC 7946): what every reader of it shares.

use allways_base::{LonLat, Problems, Severity};
use serde_json::{Map, Value};

use crate::points::checked_position;
use crate::table::ReadError;

/// The file as a feature collection; `things` is what its features should be, for messages.
pub(crate) fn features(
    bytes: &[u8],
    name: &str,
    things: &str,
) -> Result<Map<String, Value>, ReadError> {
    let error = |message: String, remedy: String| ReadError::Format {
        path: name.to_owned(),
        message,
        remedy,
    };
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let json: Value = serde_json::from_slice(bytes).map_err(|cause| {
        error(format!("it is not JSON ({cause})"), format!("export the {things} as GeoJSON, UTF-8"))
    })?;
    let wrap = || format!("export the {things} as a GeoJSON FeatureCollection");
    let Value::Object(object) = json else {
        return Err(error(format!("it holds {}, not an object", what(&json)), wrap()));
    };
    match object.get("type").and_then(Value::as_str) {
        Some("FeatureCollection") => {}
        Some(other) => {
            return Err(error(format!("its type is `{other}`, not `FeatureCollection`"), wrap()));
        }
        None => return Err(error("it has no `type` that is a text".to_owned(), wrap())),
    }
    match object.get("features") {
        Some(Value::Array(_)) => Ok(object),
        Some(other) => {
            Err(error(format!("its `features` are {}, not an array", what(other)), wrap()))
        }
        None => Err(error("it has no `features`".to_owned(), wrap())),
    }
}

/// GeoJSON is WGS 84; an old-style `crs` that says otherwise would put everything elsewhere.
pub(crate) fn tell_crs(features: &Map<String, Value>, name: &str, problems: &mut Problems) {
    let crs = features.get("crs").and_then(|crs| crs.pointer("/properties/name"));
    let Some(crs) = crs.and_then(Value::as_str) else { return };
    let is_wgs84 = crs.ends_with("CRS84") || crs.ends_with("EPSG::4326") || crs == "EPSG:4326";
    if !is_wgs84 {
        problems.push(
            Severity::Error,
            "foreign-crs",
            name,
            format!("`crs` is `{crs}`, and was taken for WGS 84 all the same"),
            "export as WGS 84 (EPSG:4326)",
        );
    }
}

/// The lines of a LineString or MultiLineString, each with at least one point; `None`, and told, if
/// it is something else or a position cannot be read.
pub(crate) fn lines(
    feature: &Value,
    place: &str,
    problems: &mut Problems,
) -> Option<Vec<Vec<LonLat>>> {
    let geometry = feature.get("geometry");
    let kind = geometry.and_then(|g| g.get("type")).and_then(Value::as_str);
    let coordinates = geometry.and_then(|g| g.get("coordinates"));
    let parts: Vec<&Value> = match kind {
        Some("LineString") => coordinates.into_iter().collect(),
        Some("MultiLineString") => {
            coordinates.and_then(Value::as_array).into_iter().flatten().collect()
        }
        other => {
            let found = other.map_or_else(|| "missing".to_owned(), |kind| format!("`{kind}`"));
            problems.push(
                Severity::Error,
                "not-a-line",
                place,
                format!("the geometry is {found}, not a line; the feature was dropped"),
                "write a LineString or a MultiLineString",
            );
            return None;
        }
    };
    let mut lines = Vec::with_capacity(parts.len());
    for part in parts {
        let Some(positions) = part.as_array() else {
            problems.push(
                Severity::Error,
                "line-unreadable",
                place,
                format!("a line is {}, not an array; the feature was dropped", what(part)),
                "write `[[lon, lat], …]`",
            );
            return None;
        };
        let mut line = Vec::with_capacity(positions.len());
        for at in positions {
            line.push(position(at, place, problems)?);
        }
        lines.push(line);
    }
    lines.retain(|line| !line.is_empty());
    Some(lines)
}

/// `[lon, lat]`; `None`, and told, if it is none. Longitudes past 180° go on at the other side.
pub(crate) fn position(value: &Value, place: &str, problems: &mut Problems) -> Option<LonLat> {
    let number = |k: usize| value.get(k).and_then(Value::as_f64);
    let Some((lon, lat)) = number(0).zip(number(1)) else {
        let shown: String = value.to_string().chars().take(40).collect();
        problems.push(
            Severity::Error,
            "position-unreadable",
            place,
            format!("`{shown}` is no position; the feature was dropped"),
            "write `[lon, lat]`",
        );
        return None;
    };
    let beyond = lon.abs() > 180.0 && lon.abs() <= 360.0;
    let at = LonLat::new(if beyond { lon - 360.0_f64.copysign(lon) } else { lon }, lat);
    // 0, 0 is in the sea off Ghana, where a line may well pass.
    let is_at_sea = lon.abs() < 1e-9 && lat.abs() < 1e-9;
    if is_at_sea {
        return Some(at);
    }
    checked_position(at, "the feature was dropped", place, problems)
}

/// What a value is, for messages.
pub(crate) fn what(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}
