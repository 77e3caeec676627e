//! The tables and lines of an import, in the plan's own formats.

use std::fs;
use std::path::{Path, PathBuf};

use allways_base::LonLat;
use allways_corridor::draft::{CorridorDraft, Service, Terminal};
use allways_geo::cut_at_180;
use allways_ingest::table::ReadError;
use serde_json::{Value, json};

use super::{SERVICES, SHAPES, TERMINALS};

/// Writes terminals, services and lines; the paths, in that order.
pub(super) fn write_net(
    dir: &Path,
    draft: &CorridorDraft,
    cost: Option<(f64, &str)>,
    source: &str,
) -> Result<[PathBuf; 3], ReadError> {
    let files = [TERMINALS, SERVICES, SHAPES].map(|file| dir.join(file));
    let lines = draft.services.iter().filter(|service| !service.shape.is_empty());
    let lines = lines.map(|service| (service.id.as_str(), service.shape.as_slice()));
    write(&files[0], &terminals(&draft.terminals))?;
    write(&files[1], &services(&draft.services, cost))?;
    write(&files[2], &shapes(lines, source))?;
    Ok(files)
}

pub(super) fn write(path: &Path, text: &str) -> Result<(), ReadError> {
    fs::write(path, text).map_err(|cause| ReadError::Io { path: path.display().to_string(), cause })
}

fn terminals(rows: &[Terminal]) -> String {
    let mut text = String::from("id,name,kind,country,lat,lon,source,confidence\n");
    for t in rows {
        let name = if t.name == t.id { "" } else { &t.name };
        let at = |x: fn(LonLat) -> f64| t.position.map_or(String::new(), |p| degrees(x(p), 1e5));
        row(
            &mut text,
            &[
                &t.id,
                name,
                t.kind.word(),
                &t.country,
                &at(|p| p.lat),
                &at(|p| p.lon),
                &t.source,
                t.confidence.map_or("", |sure| sure.word()),
            ],
        );
    }
    text
}

fn services(rows: &[Service], cost: Option<(f64, &str)>) -> String {
    let mut text = String::from(
        "id,from,to,corridor,mode,carries,distance_km,time_h,time_low_h,time_high_h,cost,cost_unit,\
         channel,source,confidence\n",
    );
    let number = |x: Option<f64>| x.map_or(String::new(), |x| x.to_string());
    let (amount, unit) = cost.map_or((String::new(), ""), |(x, unit)| (x.to_string(), unit));
    for s in rows {
        row(
            &mut text,
            &[
                &s.id,
                &s.from,
                &s.to,
                &s.corridor,
                s.mode.word(),
                s.carries.word(),
                &number(s.distance_km),
                &number(s.time_h),
                &number(s.time_low_h),
                &number(s.time_high_h),
                &amount,
                unit,
                &s.channel,
                &s.source,
                s.confidence.map_or("", |sure| sure.word()),
            ],
        );
    }
    text
}

fn row(text: &mut String, cells: &[&str]) {
    for (k, cell) in cells.iter().enumerate() {
        if k > 0 {
            text.push(',');
        }
        if cell.contains(['"', ',', '\n', '\r']) {
            text.push('"');
            text.push_str(&cell.replace('"', "\"\"").replace(['\n', '\r'], " "));
            text.push('"');
        } else {
            text.push_str(cell);
        }
    }
    text.push('\n');
}

/// Lines of services, to a thousandth of a degree, one feature a line of text; cut where they cross
/// the 180th meridian (RFC 7946 §3.1.9).
pub(super) fn shapes<'a>(
    lines: impl Iterator<Item = (&'a str, &'a [LonLat])>,
    source: &str,
) -> String {
    let mut features: Vec<String> = Vec::new();
    for (id, line) in lines {
        let position = |p: &LonLat| json!([short(p.lon), short(p.lat)]);
        let part = |part: &Vec<LonLat>| part.iter().map(position).collect::<Value>();
        let parts = cut(line);
        let geometry = match parts.as_slice() {
            [one] => json!({ "type": "LineString", "coordinates": part(one) }),
            many => {
                let many: Value = many.iter().map(part).collect();
                json!({ "type": "MultiLineString", "coordinates": many })
            }
        };
        let feature =
            json!({ "type": "Feature", "properties": { "service": id }, "geometry": geometry });
        features.push(feature.to_string());
    }
    format!(
        "{{\"type\":\"FeatureCollection\",\"source\":{},\"features\":[\n{}\n]}}\n",
        Value::from(source),
        features.join(",\n")
    )
}

/// The parts of a line on either side of the 180th meridian.
fn cut(line: &[LonLat]) -> Vec<Vec<LonLat>> {
    let mut parts = cut_at_180(line);
    parts.retain(|part| part.len() > 1);
    parts
}

/// To a thousandth of a degree; zero has no sign.
fn short(x: f64) -> f64 {
    (x * 1000.0).round() / 1000.0 + 0.0
}

fn degrees(x: f64, parts: f64) -> String {
    ((x * parts).round() / parts + 0.0).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_with_commas_and_quotes_are_quoted() {
        let mut text = String::new();
        row(&mut text, &["a", "St. John's, \"NL\"", "b\nc"]);
        assert_eq!(text, "a,\"St. John's, \"\"NL\"\"\",\"b c\"\n");
    }

    #[test]
    fn a_line_is_cut_at_the_180th_meridian() {
        let line = [LonLat::new(170.0, 10.0), LonLat::new(-170.0, 20.0), LonLat::new(-160.0, 20.0)];
        let text = shapes([("a", line.as_slice())].into_iter(), "x");
        assert!(
            text.contains("[[[170.0,10.0],[180.0,15.0]],[[-180.0,15.0],[-170.0,20.0],"),
            "{text}"
        );
        // On the meridian itself nothing is cut off but the change of sign.
        let line = [LonLat::new(170.0, 10.0), LonLat::new(-180.0, 20.0)];
        assert_eq!(cut(&line), [vec![LonLat::new(170.0, 10.0), LonLat::new(180.0, 20.0)]]);
    }
}
