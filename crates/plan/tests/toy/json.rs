//! The slow, obvious reading of the schema: every keyword that it uses, as the standard says
//! (JSON Schema 2020-12, Core and Validation), except `pattern` and `format`.

use serde_json::{Map, Value as Json, json};
use toml::de::{DeTable, DeValue};

/// A folder as the schema sees it: files by name.
pub(crate) fn folder_as_json(files: &[(&str, &str)]) -> Json {
    let parsed = files.iter().filter_map(|(name, text)| {
        Some(((*name).to_owned(), table(DeTable::parse(text).ok()?.get_ref())))
    });
    parsed.collect::<Map<String, Json>>().into()
}

fn table(table: &DeTable<'_>) -> Json {
    let entry =
        |(key, node): (&toml::Spanned<std::borrow::Cow<'_, str>>, &toml::Spanned<DeValue<'_>>)| {
            (key.get_ref().to_string(), value(node.get_ref()))
        };
    table.iter().map(entry).collect::<Map<String, Json>>().into()
}

fn value(node: &DeValue<'_>) -> Json {
    match node {
        DeValue::String(text) => json!(text),
        DeValue::Integer(int) => json!(i64::from_str_radix(int.as_str(), int.radix()).ok()),
        DeValue::Float(float) => json!(float.as_str().parse::<f64>().ok()),
        DeValue::Boolean(flag) => json!(flag),
        DeValue::Datetime(moment) => json!(moment.to_string()),
        DeValue::Array(items) => items.iter().map(|item| value(item.get_ref())).collect(),
        DeValue::Table(inner) => table(inner),
    }
}

/// The first thing that `schema` has against `json`; `root` holds the definitions.
pub(crate) fn refusal(root: &Json, schema: &Json, json: &Json) -> Option<String> {
    let Some(keywords) = schema.as_object() else { panic!("no schema: {schema}") };
    let passes = |schema: &Json| refusal(root, schema, json).is_none();
    let each = |schemas: &Json| schemas.as_array().cloned().unwrap_or_default();
    for (keyword, wanted) in keywords {
        let fine = match keyword.as_str() {
            "$schema" | "$defs" | "title" | "description" | "default" | "examples" | "format"
            | "pattern" | "then" | "else" => true,
            "$ref" => {
                let path = wanted.as_str()?.trim_start_matches('#');
                let Some(target) = root.pointer(path) else { panic!("dangling {wanted}") };
                if let Some(why) = refusal(root, target, json) {
                    return Some(why);
                }
                true
            }
            "type" => match wanted.as_str()? {
                "object" => json.is_object(),
                "array" => json.is_array(),
                "string" => json.is_string(),
                "boolean" => json.is_boolean(),
                "integer" => json.is_i64(),
                "number" => json.is_number(),
                other => panic!("type {other}"),
            },
            "enum" => each(wanted).contains(json),
            "const" => wanted == json,
            "minimum" => json.as_f64().is_none_or(|x| wanted.as_f64().is_some_and(|min| x >= min)),
            "maximum" => json.as_f64().is_none_or(|x| wanted.as_f64().is_some_and(|max| x <= max)),
            "minItems" => {
                json.as_array().is_none_or(|a| json!(a.len()).as_u64() >= wanted.as_u64())
            }
            "minProperties" => {
                json.as_object().is_none_or(|o| json!(o.len()).as_u64() >= wanted.as_u64())
            }
            "uniqueItems" => json.as_array().is_none_or(|items| {
                items.iter().enumerate().all(|(i, item)| !items[..i].contains(item))
            }),
            "required" => json.as_object().is_none_or(|object| {
                each(wanted)
                    .iter()
                    .all(|key| key.as_str().is_some_and(|key| object.contains_key(key)))
            }),
            "additionalProperties" => json.as_object().is_none_or(|object| {
                let by_pattern =
                    |key: &String| schema["patternProperties"].is_object() && is_rate(key);
                object.keys().all(|key| schema["properties"].get(key).is_some() || by_pattern(key))
            }),
            "patternProperties" => {
                for (pattern, schema) in wanted.as_object()? {
                    assert_eq!(pattern, "^(?!usd)[a-z]{3}_per_usd$", "the only pattern");
                    for (_, value) in json.as_object()?.iter().filter(|(key, _)| is_rate(key)) {
                        if let Some(why) = refusal(root, schema, value) {
                            return Some(why);
                        }
                    }
                }
                true
            }
            "properties" => {
                for (key, schema) in wanted.as_object()? {
                    let inner = json.get(key).and_then(|value| refusal(root, schema, value));
                    if inner.is_some() {
                        return inner.map(|why| format!("{key}: {why}"));
                    }
                }
                true
            }
            "items" => {
                for item in each(json) {
                    if let Some(why) = refusal(root, wanted, &item) {
                        return Some(why);
                    }
                }
                true
            }
            "allOf" => {
                for schema in each(wanted) {
                    if let Some(why) = refusal(root, &schema, json) {
                        return Some(why);
                    }
                }
                true
            }
            "anyOf" => each(wanted).iter().any(passes),
            "oneOf" => each(wanted).iter().filter(|schema| passes(schema)).count() == 1,
            "not" => !passes(wanted),
            "if" => {
                let branch = if passes(wanted) { "then" } else { "else" };
                if let Some(why) = schema.get(branch).and_then(|s| refusal(root, s, json)) {
                    return Some(why);
                }
                true
            }
            other => panic!("the schema uses {other}, which this reading does not know"),
        };
        if !fine {
            return Some(format!("{json} against {keyword}: {wanted}"));
        }
    }
    None
}

/// `jpy_per_usd`.
fn is_rate(key: &str) -> bool {
    let letters = key.strip_suffix("_per_usd").unwrap_or_default();
    letters.len() == 3 && letters != "usd" && letters.chars().all(|c| c.is_ascii_lowercase())
}
