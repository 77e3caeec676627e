//! New ways (`kind = "ways"`, docs/plan-folder.md): streets, bridges and paths that the OSM extract
//! does not have yet, as GeoJSON LineStrings with OSM's tags as properties. Who may go along them is
//! read from the same table as OSM's own ways ([`crate::osm`]). Where they meet other streets is not
//! asked here: see `allways_streets::join`.

use std::collections::BTreeSet;
use std::path::Path;

use allways_base::{Checked, Confidence, LonLat, Problems, Severity};
use allways_streets::join::Drawn;
use serde_json::{Map, Value};

use crate::columns::tell_slips;
use crate::geojson::{features, lines, tell_crs, what};
use crate::osm::drawn_way;
use crate::points::{confidence, file_name, or, read};
use crate::table::ReadError;

/// When a way is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opens {
    /// In every year.
    Always,
    /// From this year on.
    From(i16),
    /// When a project opens it.
    ByProject,
}

/// A way that the extract does not have.
#[derive(Clone, Debug, PartialEq)]
pub struct NewWay {
    /// As written; unique in the source.
    pub id: String,
    /// Id of the plan's source.
    pub source: String,
    /// File and feature, for messages.
    pub place: String,
    /// When it is there by itself.
    pub opens: Opens,
    /// What its tags allow, and its line.
    pub drawn: Drawn,
    /// How sure; `None` if the feature does not say.
    pub confidence: Option<Confidence>,
}

impl NewWay {
    /// True if a plan may mean the way by this name: its id, with or without `source:`.
    pub fn is_called(&self, name: &str) -> bool {
        let rest = name.strip_prefix(self.source.as_str()).and_then(|rest| rest.strip_prefix(':'));
        name == self.id || rest == Some(self.id.as_str())
    }
}

/// Properties that are no tags.
const NAMED: [&str; 5] = ["id", "opens", "source", "confidence", "note"];

/// Reads the ways. `source` is the id of the plan's source; `datum` turns its coordinates into WGS 84.
pub fn read_ways(
    path: &Path,
    source: &str,
    datum: &dyn Fn(LonLat) -> LonLat,
) -> Result<Checked<Vec<NewWay>>, ReadError> {
    parse_ways(&read(path)?, &file_name(path), source, datum)
}

/// [`read_ways`] from memory; `name` is what messages call the file.
pub fn parse_ways(
    bytes: &[u8],
    name: &str,
    source: &str,
    datum: &dyn Fn(LonLat) -> LonLat,
) -> Result<Checked<Vec<NewWay>>, ReadError> {
    let features = features(bytes, name, "ways")?;
    let mut problems = Problems::default();
    tell_crs(&features, name, &mut problems);
    let list = features.get("features").and_then(Value::as_array);
    let mut ways: Vec<NewWay> = Vec::new();
    let mut ids: BTreeSet<String> = BTreeSet::new();
    for (k, feature) in list.into_iter().flatten().enumerate() {
        let place = format!("{name}: feature {}", k + 1);
        let Some(way) = read_way(feature, place, source, datum, &mut problems) else { continue };
        if ids.insert(way.id.clone()) {
            ways.push(way);
            continue;
        }
        problems.push(
            Severity::Error,
            "duplicate-id",
            way.place,
            format!("`{}` is already the id of another way; the feature was dropped", way.id),
            "give each feature an id of its own",
        );
    }
    if list.is_none_or(Vec::is_empty) {
        problems.push(
            Severity::Warning,
            "no-ways",
            name,
            "the collection has no features",
            "add ways, or remove the source",
        );
    }
    Ok(Checked { value: ways, problems })
}

fn read_way(
    feature: &Value,
    place: String,
    source: &str,
    datum: &dyn Fn(LonLat) -> LonLat,
    problems: &mut Problems,
) -> Option<NewWay> {
    let nothing = Map::new();
    let properties = feature.get("properties").and_then(Value::as_object).unwrap_or(&nothing);
    let text = |key: &str| properties.get(key).and_then(as_text).unwrap_or_default();
    let id = or(&text("id"), &feature.get("id").and_then(as_text).unwrap_or_default());
    if id.is_empty() {
        problems.push(
            Severity::Error,
            "missing-id",
            place,
            "the feature has no `id`, by which a project could open it; it was dropped",
            "add an `id` to its properties",
        );
        return None;
    }
    let place = format!("{place} (`{id}`)");
    let keys: Vec<&str> = properties.keys().map(String::as_str).collect();
    tell_slips(&keys, &[&NAMED[..], &["highway", "maxspeed", "oneway"]].concat(), &place, problems);
    let line = one_line(feature, &place, datum, problems)?;
    let mut tags: Vec<(String, String)> = Vec::new();
    for (key, value) in properties.iter().filter(|(key, _)| !NAMED.contains(&key.as_str())) {
        match as_text(value) {
            Some(value) => tags.push((key.clone(), value)),
            None if value.is_null() => {}
            None => problems.push(
                Severity::Warning,
                "not-a-tag",
                place.as_str(),
                format!("`{key}` is {}, not a text or a number; taken as not tagged", what(value)),
                "write the value as OpenStreetMap does, such as \"maxspeed\": 30",
            ),
        }
    }
    let tags: Vec<(&str, &str)> = tags.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    let Some((mut way, line)) = drawn_way(0, &tags, line) else {
        let highway = tags.iter().find(|(key, _)| *key == "highway");
        let why = match highway {
            Some((_, value)) => format!("nobody may use it: `highway` is `{value}`"),
            None => "it has no `highway`".to_owned(),
        };
        problems.push(
            Severity::Error,
            "no-street",
            place,
            format!("{why}; the feature was dropped"),
            "tag it as in OpenStreetMap, such as \"highway\": \"residential\" or \"footway\"",
        );
        return None;
    };
    way.name = or(&text("name"), &id);
    Some(NewWay {
        opens: opens(&text("opens"), &place, problems),
        confidence: confidence(&text("confidence"), &place, problems),
        drawn: Drawn { way, line },
        source: source.to_owned(),
        id,
        place,
    })
}

fn opens(text: &str, place: &str, problems: &mut Problems) -> Opens {
    let year = text.parse::<i16>().ok().filter(|year| (1800..=2200).contains(year));
    match (text, year) {
        ("", _) => Opens::Always,
        ("project", _) => Opens::ByProject,
        (_, Some(year)) => Opens::From(year),
        (_, None) => {
            problems.push(
                Severity::Error,
                "not-a-year",
                place,
                format!("`opens` is `{text}`; the way was taken as not open yet"),
                "write a year, or \"project\" for a way that a project opens",
            );
            Opens::ByProject
        }
    }
}

/// The one line of a feature, of two places at least, none twice in a row.
fn one_line(
    feature: &Value,
    place: &str,
    datum: &dyn Fn(LonLat) -> LonLat,
    problems: &mut Problems,
) -> Option<Vec<LonLat>> {
    let mut all = lines(feature, place, problems)?;
    let mut line: Vec<LonLat> = if all.len() == 1 { all.remove(0) } else { Vec::new() };
    for at in &mut line {
        *at = datum(*at);
    }
    line.dedup();
    if line.len() > 1 {
        return Some(line);
    }
    problems.push(
        Severity::Error,
        "not-one-line",
        place,
        "it is not one line of two places or more; the feature was dropped",
        "draw one LineString for each way; ways that end at the same place meet there",
    );
    None
}

/// A tag's value; `None` for what cannot be one.
fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(if *flag { "yes" } else { "no" }.to_owned()),
        _ => None,
    }
}
