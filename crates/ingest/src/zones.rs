//! Zones (`kind = "zones"`, docs/plan-folder.md): polygons from GeoJSON (RFC 7946).
//!
//! What can be mended is mended and told (a ring left open is closed); what cannot is dropped and
//! told, ring by ring, so that one bad hole does not cost a district.

mod rings;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use allways_base::{Checked, LonLat, Problems, Severity};
use allways_geo::MultiPolygon;
use allways_transit::feed::Confidence;
use serde_json::{Map, Value};

use crate::columns::tell_slips;
use crate::geojson::{features, tell_crs};
use crate::points::{confidence, file_name, or, other_names, read};
use crate::table::ReadError;

/// An area with people and opportunities.
#[derive(Clone, Debug, PartialEq)]
pub struct Zone {
    /// As written; made from the name where the feature has none. Unique in the source.
    pub id: String,
    /// The main name; the id where the feature has none.
    pub name: String,
    /// Names in other languages.
    pub other_names: Vec<String>,
    /// Such as `district`, `science-city`, `core`; may be empty.
    pub kind: String,
    /// WGS 84; rings are open (the last point is not the first).
    pub polygon: MultiPolygon,
    /// People, not below 0; `None` if not stated.
    pub people: Option<f64>,
    /// The area as published, square kilometres; above 0.
    pub published_area_km2: Option<f64>,
    /// Numeric property → amount, not below 0.
    pub opportunities: BTreeMap<String, f64>,
    /// The feature's `source`; the id of the plan's source where it has none.
    pub source: String,
    /// How sure; `None` if the feature does not say.
    pub confidence: Option<Confidence>,
}

/// Properties with a meaning of their own.
const NAMED: [&str; 9] =
    ["id", "name", "name_zh", "name_en", "people", "area_km2", "kind", "source", "confidence"];

/// Reads polygons and multipolygons. `source` is the id of the plan's source; `datum` turns its
/// coordinates into WGS 84.
pub fn read_zones(
    path: &Path,
    source: &str,
    datum: &dyn Fn(LonLat) -> LonLat,
) -> Result<Checked<Vec<Zone>>, ReadError> {
    parse_zones(&read(path)?, &file_name(path), source, datum)
}

/// [`read_zones`] from memory; `name` is what messages call the file.
pub fn parse_zones(
    bytes: &[u8],
    name: &str,
    source: &str,
    datum: &dyn Fn(LonLat) -> LonLat,
) -> Result<Checked<Vec<Zone>>, ReadError> {
    let features = features(bytes, name, "zones")?;
    let mut reader = Reader { name, source, datum, problems: Problems::default() };
    tell_crs(&features, name, &mut reader.problems);
    let list = features.get("features").and_then(Value::as_array);
    let mut zones: Vec<Zone> = Vec::new();
    let mut ids: BTreeSet<String> = BTreeSet::new();
    for (k, feature) in list.into_iter().flatten().enumerate() {
        let Some(zone) = reader.zone(k + 1, feature) else { continue };
        if !ids.insert(zone.id.clone()) {
            reader.problems.push(
                Severity::Error,
                "duplicate-id",
                format!("{name}: feature {}", k + 1),
                format!("`{}` is already the id of another zone; the feature was dropped", zone.id),
                "give each feature an id of its own",
            );
            continue;
        }
        zones.push(zone);
    }
    if list.is_none_or(Vec::is_empty) {
        reader.problems.push(
            Severity::Warning,
            "no-zones",
            name,
            "the collection has no features",
            "add zones, or remove the source",
        );
    }
    Ok(Checked { value: zones, problems: reader.problems })
}

struct Reader<'a> {
    name: &'a str,
    source: &'a str,
    datum: &'a dyn Fn(LonLat) -> LonLat,
    problems: Problems,
}

impl Reader<'_> {
    fn tell(
        &mut self,
        severity: Severity,
        code: &'static str,
        place: &str,
        message: String,
        remedy: &str,
    ) {
        self.problems.push(severity, code, place, message, remedy);
    }

    fn zone(&mut self, number: usize, feature: &Value) -> Option<Zone> {
        let nothing = Map::new();
        let properties = feature.get("properties").and_then(Value::as_object).unwrap_or(&nothing);
        let mut place = format!("{}: feature {number}", self.name);
        if feature.get("type").and_then(Value::as_str) != Some("Feature") {
            let message = "it is not a `Feature` and was dropped".to_owned();
            self.tell(
                Severity::Error,
                "not-a-feature",
                &place,
                message,
                "wrap the geometry in a Feature",
            );
            return None;
        }
        let text = |key: &str| properties.get(key).map(as_text).unwrap_or_default();
        let names = [text("name"), text("name_en"), text("name_zh")];
        let mut name = names.iter().find(|name| !name.is_empty()).cloned().unwrap_or_default();
        let own = or(&text("id"), &feature.get("id").map(as_text).unwrap_or_default());
        let id = if own.is_empty() {
            let made = or(&slug(&name), &format!("zone-{number}"));
            let message = format!("the feature has no `id`; `{made}` was made from its name");
            self.tell(
                Severity::Warning,
                "missing-id",
                &place,
                message,
                "add an `id` to its properties",
            );
            made
        } else {
            own
        };
        if name.is_empty() {
            name.clone_from(&id);
        }
        place = format!("{place} (`{id}`)");
        let keys: Vec<&str> = properties.keys().map(String::as_str).collect();
        tell_slips(&keys, &NAMED, &place, &mut self.problems);
        let polygon = self.shape(feature.get("geometry"), &place)?;
        let published = self.amount(properties, "area_km2", &place).filter(|area| *area > 0.0);
        let mut opportunities = BTreeMap::new();
        for (key, value) in properties.iter().filter(|(key, _)| !NAMED.contains(&key.as_str())) {
            if value.is_number()
                && let Some(amount) = self.amount(properties, key, &place)
            {
                opportunities.insert(key.clone(), amount);
            }
        }
        Some(Zone {
            id,
            other_names: other_names(&[&names[2], &names[1]], &name),
            name,
            kind: text("kind"),
            polygon,
            people: self.amount(properties, "people", &place),
            published_area_km2: published,
            opportunities,
            source: or(&text("source"), self.source),
            confidence: confidence(&text("confidence"), &place, &mut self.problems),
        })
    }

    /// A property that should be a number of 0 or more; told if it is something else.
    fn amount(&mut self, properties: &Map<String, Value>, key: &str, place: &str) -> Option<f64> {
        let value = properties.get(key).filter(|value| !value.is_null())?;
        if value.as_str().is_some_and(|text| text.trim().is_empty()) {
            return None;
        }
        let number = value.as_f64().filter(|number| number.is_finite() && *number >= 0.0);
        if number.is_none() {
            let message =
                format!("`{key}` is {value}, not a number of 0 or more; taken as unknown");
            self.tell(
                Severity::Error,
                "not-an-amount",
                place,
                message,
                "write a plain number without quotes",
            );
        }
        number
    }
}

/// A text or a number as text; blank for anything else.
fn as_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

/// An id from a name: lower case, what is no letter or digit becomes one dash.
fn slug(name: &str) -> String {
    let dashed: String = name
        .to_lowercase()
        .chars()
        .map(|letter| if letter.is_alphanumeric() { letter } else { '-' })
        .collect();
    let parts: Vec<&str> = dashed.split('-').filter(|part| !part.is_empty()).collect();
    parts.join("-")
}
