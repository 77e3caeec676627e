//! JSON Schema (2020-12) of a plan folder, for editors: one schema whose properties are the
//! files, built from the same tables of keys that the reader checks against.
//!
//! It says less than the reader: ids that must exist, units, circles and ascending years are
//! beyond a schema. Whatever the reader takes, the schema takes too (a test holds them to it).

use serde_json::{Map, Value as Json, json};
use toml::de::DeValue;

use crate::field::{MONTHS, MOST_WAY, number};
use crate::parameter::must;
use crate::shape::{
    EDITS, Key, Kind, PROJECT, PROMISE, RATES, RULE, SEASON, SOURCE_KINDS, SOURCES, TOPS, TRAVELLER,
};
use crate::value::{MeasureSpec, ParamKind, ParamSpec};

/// The schema of the folder's TOML files, each a property named after its file; what each measure
/// takes in `with` is `#/$defs/with-MEASURE`. The same catalogue gives the same bytes.
pub fn schema(catalogue: &[MeasureSpec]) -> Json {
    let mut defs = Map::new();
    let names: Vec<&str> = catalogue.iter().map(|measure| measure.name).collect();
    let docs: Vec<String> =
        catalogue.iter().map(|measure| format!("{}: {}", measure.name, measure.doc)).collect();
    let description = docs.join("\n");
    defs.insert("measure".into(), json!({ "enum": names, "description": description }));
    defs.insert("target".into(), target());
    for measure in catalogue {
        defs.insert(format!("with-{}", measure.name), with(measure, false));
        defs.insert(format!("reading-{}", measure.name), with(measure, true));
    }
    let plain = [("project", &PROJECT[..]), ("traveller", &TRAVELLER[..]), ("season", &SEASON[..])];
    for (name, keys) in plain {
        defs.insert(name.into(), table(keys));
    }
    defs.insert("source".into(), source());
    defs.insert("edit".into(), json!({ "oneOf": EDITS.map(table) }));
    let mut promise = table(&PROMISE);
    promise["allOf"] = by_measure(catalogue, true);
    defs.insert("promise".into(), promise);
    let mut rule = table(&RULE);
    rule["allOf"] = by_measure(catalogue, false);
    rule["if"] = json!({ "required": ["measure"] });
    let either = |keys: &[&str]| {
        let each: Vec<Json> = keys.iter().map(|key| json!({ "required": [key] })).collect();
        json!({ "anyOf": each })
    };
    rule["then"] = json!({ "required": ["target"], "not": either(&["why", "trucks"]) });
    rule["else"] = json!({
        "oneOf": [{ "required": ["why"] }, { "required": ["trucks"] }],
        "not": either(&["with", "target"]),
    });
    let trucks = &mut rule["properties"]["trucks"];
    trucks["allOf"] = json!([
        either(&["max_t", "max_height_m", "hours"]),
        either(&["services", "zone"]),
        { "not": { "required": ["hours", "zone"] } },
    ]);
    defs.insert("rule".into(), rule);
    let mut files = Map::new();
    for (file, keys) in TOPS {
        files.insert(file.into(), table(keys));
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Allways plan folder",
        "description": "Each property is one TOML file of the folder.",
        "type": "object",
        "properties": files,
        "required": ["plan.toml"],
        "additionalProperties": false,
        "$defs": defs,
    })
}

/// A closed table with these keys.
fn table(keys: &[Key]) -> Json {
    let (mut properties, mut patterns) = (Map::new(), Map::new());
    for key in keys {
        let mut shape = shape(key.kind);
        shape["description"] = Json::from(key.doc);
        if key.kind == Kind::PerUsd {
            patterns.insert("^(?!usd)[a-z]{3}_per_usd$".into(), shape);
        } else {
            properties.insert(key.name.into(), shape);
        }
    }
    let required: Vec<&str> = keys.iter().filter(|key| key.required).map(|key| key.name).collect();
    let mut table = json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    });
    if !patterns.is_empty() {
        table["patternProperties"] = patterns.into();
    }
    table
}

fn shape(kind: Kind) -> Json {
    match kind {
        // Wider than the reader: not every validator knows classes of Unicode.
        Kind::Id => json!({ "type": "string", "pattern": r#"^[^\s:/,;!?()\[\]{}"']+$"# }),
        Kind::Text => json!({ "type": "string" }),
        Kind::Words => json!({ "type": "string", "pattern": r"\S" }),
        Kind::Date => {
            json!({ "type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$" })
        }
        Kind::TimeZone => {
            json!({ "type": "string", "pattern": r"^([A-Z][\w+-]*(/[\w+-]+)+|UTC)$" })
        }
        Kind::Months => {
            let month = format!("({})", MONTHS.join("|"));
            let part = format!(r"\s*{month}\s*(\.\.\s*{month}\s*)?");
            json!({ "type": "string", "pattern": format!(r"^\s*$|^{part}(,{part})*$") })
        }
        Kind::Years => {
            let year = shape(Kind::Whole(crate::shape::YEARS.0, crate::shape::YEARS.1));
            json!({ "type": "array", "items": year, "minItems": 1, "uniqueItems": true })
        }
        Kind::Number(min, max) => json!({ "type": "number", "minimum": min, "maximum": max }),
        Kind::PerUsd => shape(Kind::Number(RATES.0, RATES.1)),
        Kind::NumberOr(min, max, word) => {
            json!({ "anyOf": [shape(Kind::Number(min, max)), { "const": word }] })
        }
        Kind::Whole(min, max) => json!({ "type": "integer", "minimum": min, "maximum": max }),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::OneOf(words) => json!({ "enum": words }),
        Kind::Ids => json!({ "type": "array", "items": { "type": "string" } }),
        Kind::Names => {
            json!({ "type": "array", "items": { "type": "string" }, "minItems": 1 })
        }
        Kind::Ways => {
            let way = json!({ "type": "string", "pattern": r"^way/[0-9]{1,18}$" });
            json!({ "type": "array", "items": way })
        }
        Kind::Way => {
            let id = shape(Kind::Whole(1, MOST_WAY));
            json!({ "anyOf": [id, { "type": "string", "pattern": r"^way/[0-9]{1,18}$" }] })
        }
        Kind::SomeOf(words) => json!({
            "type": "array", "items": { "enum": words }, "minItems": 1, "uniqueItems": true
        }),
        Kind::Measure => json!({ "$ref": "#/$defs/measure" }),
        Kind::Target => json!({ "$ref": "#/$defs/target" }),
        Kind::With => json!({ "type": "object" }),
        Kind::Also => {
            let measure = json!({ "measure": { "$ref": "#/$defs/measure" } });
            let reading = json!({ "type": "object", "minProperties": 1, "properties": measure });
            json!({ "type": "array", "items": reading })
        }
        Kind::Edits => json!({ "type": "array", "items": { "$ref": "#/$defs/edit" } }),
        Kind::Table(keys) => table(keys),
        Kind::Rows(name) => {
            json!({ "type": "array", "items": { "$ref": format!("#/$defs/{name}") } })
        }
    }
}

fn target() -> Json {
    json!({
        "type": "string",
        "pattern": r"^\s*(<=|>=|<|>|=)\s*[+-]?(\d+\.?\d*|\.\d+)\s*(\D.*)?$",
        "examples": ["<= 30 min", ">= 90 %"],
    })
}

fn source() -> Json {
    let kinds = SOURCE_KINDS.map(|(kind, of_kind)| {
        let mut keys = SOURCES.to_vec();
        keys.extend_from_slice(of_kind);
        let mut shape = table(&keys);
        shape["properties"]["kind"] = json!({ "const": kind });
        if kind == "corridors" {
            let either = [["terminals", "services"], ["gtfs", "mode"]];
            shape["oneOf"] = either.map(|keys| json!({ "required": keys })).into();
        }
        shape
    });
    json!({ "oneOf": kinds })
}

/// Parameters of a measure; in a reading none is required, and measure and target may stand.
fn with(measure: &MeasureSpec, reading: bool) -> Json {
    let mut properties = Map::new();
    if !measure.definitions.is_empty() {
        let ids: Vec<&str> = measure.definitions.iter().map(|(id, _)| *id).collect();
        let docs: Vec<String> =
            measure.definitions.iter().map(|(id, source)| format!("{id}: {source}")).collect();
        let definition = json!({
            "enum": ids,
            "default": ids.first(),
            "description": docs.join("\n"),
        });
        properties.insert("definition".into(), definition);
    }
    for param in measure.params {
        if param.name != "definition" || measure.definitions.is_empty() {
            properties.insert(param.name.into(), parameter(param));
        }
    }
    if reading {
        properties.insert("measure".into(), json!({ "$ref": "#/$defs/measure" }));
        properties.insert("target".into(), json!({ "$ref": "#/$defs/target" }));
    }
    let required: Vec<&str> = measure
        .params
        .iter()
        .filter(|param| param.required && !reading)
        .map(|param| param.name)
        .collect();
    json!({
        "type": "object",
        "description": format!("{} Unit: {}", measure.doc, measure.unit),
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

fn parameter(param: &ParamSpec) -> Json {
    let text = json!({ "type": "string", "pattern": r"\S" });
    // One value may stand for a list of one; an empty list only where it is the default.
    let list = |item: Json| {
        let least = u8::from(param.default.trim() != "[]");
        json!({ "anyOf": [item.clone(), { "type": "array", "items": item, "minItems": least }] })
    };
    let mut shape = match param.kind {
        ParamKind::Place | ParamKind::Text => text,
        ParamKind::Places | ParamKind::Travellers | ParamKind::Seasons => list(text),
        ParamKind::OneOf(words) => json!({ "enum": words }),
        ParamKind::SomeOf(words) => list(json!({ "enum": words })),
        ParamKind::Number { min, max } => {
            json!({ "type": "number", "minimum": min, "maximum": max })
        }
        ParamKind::Numbers => list(json!({ "type": "number" })),
        ParamKind::Flag => json!({ "type": "boolean" }),
        ParamKind::Window => json!({ "type": "string", "pattern": r"^[\d: ]+\.\.[\d: ]+$" }),
    };
    shape["description"] = Json::from(format!("{} ({})", param.doc, must(param.kind)));
    if let Ok(default) = DeValue::parse(param.default) {
        shape["default"] = plain(default.get_ref());
    }
    shape
}

/// A TOML value as JSON.
fn plain(value: &DeValue<'_>) -> Json {
    match value {
        DeValue::String(text) => Json::from(text.as_ref()),
        DeValue::Integer(int) => match i64::from_str_radix(int.as_str(), int.radix()) {
            Ok(whole) => Json::from(whole),
            Err(_) => Json::from(int.as_str()),
        },
        DeValue::Float(_) => number(value).map_or(Json::Null, Json::from),
        DeValue::Boolean(flag) => Json::from(*flag),
        DeValue::Datetime(moment) => Json::from(moment.to_string()),
        DeValue::Array(items) => items.iter().map(|item| plain(item.get_ref())).collect(),
        DeValue::Table(table) => table
            .iter()
            .map(|(key, value)| (key.get_ref().to_string(), plain(value.get_ref())))
            .collect::<Map<String, Json>>()
            .into(),
    }
}

/// What depends on the measure: the shape of `with` (which must stand if it has required keys),
/// and of the readings, whose own measure goes before.
fn by_measure(catalogue: &[MeasureSpec], readings: bool) -> Json {
    let own: Vec<Json> = catalogue
        .iter()
        .map(|measure| {
            let name = json!({ "measure": { "const": measure.name } });
            json!({ "properties": name, "required": ["measure"] })
        })
        .collect();
    let other: Vec<Json> = catalogue
        .iter()
        .zip(&own)
        .map(|(measure, is)| {
            json!({ "if": is, "then": { "$ref": format!("#/$defs/reading-{}", measure.name) } })
        })
        .collect();
    catalogue
        .iter()
        .zip(&own)
        .map(|(measure, is)| {
            let mut then = json!({
                "properties": { "with": { "$ref": format!("#/$defs/with-{}", measure.name) } }
            });
            if measure.params.iter().any(|param| param.required) {
                then["required"] = json!(["with"]);
            }
            if readings {
                let same = format!("#/$defs/reading-{}", measure.name);
                then["properties"]["also"] = json!({ "items": {
                    "if": { "required": ["measure"] },
                    "then": { "allOf": other },
                    "else": { "$ref": same },
                }});
            }
            json!({ "if": is, "then": then })
        })
        .collect()
}
