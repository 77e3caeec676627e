//! Lines of services (`shapes`, docs/plan-folder.md): GeoJSON LineStrings with a property `service`.
//! They are drawn and never measured, so a bad one costs its line alone.

use std::collections::BTreeMap;

use allways_base::text::nearest;
use allways_base::{LonLat, Metres, Problems, Severity};
use allways_corridor::draft::Service;
use allways_geo::distance;
use serde_json::Value;

use crate::geojson::{features, lines, tell_crs};
use crate::table::ReadError;

/// A line that ends farther than this from the terminal of its service is told.
const FAR: Metres = Metres(50_000.0);

/// Gives services their lines, turned so that they begin at `from`. `ends`: terminal id → position.
pub(super) fn add(
    services: &mut [Service],
    ends: &BTreeMap<&str, LonLat>,
    (bytes, name): (&[u8], &str),
    datum: &dyn Fn(LonLat) -> LonLat,
) -> Result<Problems, ReadError> {
    let collection = features(bytes, name, "lines")?;
    let mut problems = Problems::default();
    tell_crs(&collection, name, &mut problems);
    let rows: BTreeMap<String, usize> =
        services.iter().enumerate().map(|(row, service)| (service.id.clone(), row)).collect();
    let list = collection.get("features").and_then(Value::as_array);
    for (k, feature) in list.into_iter().flatten().enumerate() {
        let place = format!("{name}: feature {}", k + 1);
        let Some((id, row)) = row_of(feature, &rows, &place, &mut problems) else { continue };
        let place = format!("{place} (`{id}`)");
        let Some(parts) = lines(feature, &place, &mut problems) else { continue };
        let mut line: Vec<LonLat> = parts.concat().into_iter().map(datum).collect();
        // A line that was cut at the 180th meridian is one line again.
        line.dedup_by(|b, a| distance(*a, *b).0 < 0.01);
        if line.len() < 2 {
            problems.push(
                Severity::Error,
                "line-too-short",
                place,
                "the line has fewer than two different positions; the feature was dropped",
                "write the line from one terminal to the other",
            );
            continue;
        }
        let service = &mut services[row];
        if !service.shape.is_empty() {
            problems.push(
                Severity::Error,
                "duplicate-line",
                place,
                format!("service `{id}` already has a line; the feature was dropped"),
                "keep one line for each service",
            );
            continue;
        }
        turn(&mut line, service, ends, place, &mut problems);
        service.shape = line;
    }
    Ok(problems)
}

/// The service of a feature, by id and row.
fn row_of<'a>(
    feature: &'a Value,
    rows: &BTreeMap<String, usize>,
    place: &str,
    problems: &mut Problems,
) -> Option<(&'a str, usize)> {
    let id = feature.pointer("/properties/service").and_then(Value::as_str).map(str::trim);
    let Some(id) = id.filter(|id| !id.is_empty()) else {
        problems.push(
            Severity::Error,
            "line-without-service",
            place,
            "the feature has no property `service` that is a text; it was dropped",
            "write the id of the service that runs along the line",
        );
        return None;
    };
    let Some(&row) = rows.get(id) else {
        let near = nearest(id, rows.keys().map(String::as_str), 3);
        let remedy = if near.is_empty() {
            "correct the id, or remove the line".to_owned()
        } else {
            format!("did you mean `{}`?", near.join("`, `"))
        };
        problems.push(
            Severity::Warning,
            "unknown-service",
            place,
            format!("`service` is `{id}`, which is no service of the source; it was dropped"),
            remedy,
        );
        return None;
    };
    Some((id, row))
}

/// Turns a line round if that brings its ends nearer to the terminals; tells how far off they are.
fn turn(
    line: &mut [LonLat],
    service: &Service,
    ends: &BTreeMap<&str, LonLat>,
    place: String,
    problems: &mut Problems,
) {
    let ends = ends.get(service.from.as_str()).zip(ends.get(service.to.as_str()));
    let (Some((&from, &to)), [first, .., last]) = (ends, &*line) else { return };
    let off = |a: LonLat, b: LonLat| distance(a, from).0.max(distance(b, to).0);
    let (there, back) = (off(*first, *last), off(*last, *first));
    if back < there {
        line.reverse();
    }
    let least = Metres(there.min(back));
    if least > FAR {
        problems.push(
            Severity::Warning,
            "line-elsewhere",
            place,
            format!("the line ends {least} from a terminal of its service; it is drawn as it is"),
            "check that the line belongs to the service, and the position of the terminal",
        );
    }
}
