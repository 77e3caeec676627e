//! The judgement as JSON. Scripts depend on the keys (DESIGN §7): add, never rename.

use allways_city::verdict::{Evidence, Finding, Judgement, Outcome, Table, Verdict};
use allways_transit::feed::Basis;
use serde_json::{Map, Value, json};

use crate::corridor::option_json;
use crate::journey::journey_json;
use crate::table::count;

/// Everything but the geometry, which [`to_geojson`](crate::to_geojson) has.
pub fn to_json(j: &Judgement) -> Value {
    json!({
        "plan": j.plan,
        "summary": j.summary,
        "date": j.date,
        "year": j.year,
        "season": j.season,
        "traveller": j.traveller,
        "kept": count(j, Outcome::Kept),
        "broken": count(j, Outcome::Broken),
        "undecided": count(j, Outcome::Undecided),
        "verdicts": j.verdicts.iter().map(verdict).collect::<Vec<_>>(),
        "rules": j.rules.iter().map(|(name, f)| rule(name, f)).collect::<Vec<_>>(),
        "problems": j
            .problems
            .iter()
            .map(|(severity, n)| json!({ "severity": severity, "count": n }))
            .collect::<Vec<_>>(),
    })
}

fn verdict(v: &Verdict) -> Value {
    let mut keys = Map::new();
    for (key, text) in [
        ("promise", &v.promise),
        ("says", &v.says),
        ("from", &v.from),
        ("group", &v.group),
        ("note", &v.note),
        ("measure", &v.measure),
    ] {
        keys.insert(key.to_owned(), Value::from(text.as_str()));
    }
    keys.insert("year".to_owned(), Value::from(v.year));
    finding(&v.reading, &mut keys);
    let also = v.also.iter().map(|f| {
        let mut keys = Map::new();
        keys.insert("label".to_owned(), Value::from(f.label.as_str()));
        finding(f, &mut keys);
        Value::Object(keys)
    });
    keys.insert("also".to_owned(), also.collect());
    keys.insert("rerun".to_owned(), Value::from(v.rerun.as_str()));
    Value::Object(keys)
}

fn rule(name: &str, f: &Finding) -> Value {
    let mut keys = Map::new();
    keys.insert("rule".to_owned(), Value::from(name));
    keys.insert("label".to_owned(), Value::from(f.label.as_str()));
    finding(f, &mut keys);
    Value::Object(keys)
}

fn finding(f: &Finding, keys: &mut Map<String, Value>) {
    let bounds = f.bounds.map_or(Value::Null, |(low, high)| json!([plain(low), plain(high)]));
    let entries = [
        ("outcome", Value::from(f.outcome.word())),
        ("value", f.value.map_or(Value::Null, plain)),
        ("bounds", bounds),
        ("unit", Value::from(f.unit.as_str())),
        ("target", Value::from(f.target.as_str())),
        ("margin", f.margin.map_or(Value::Null, plain)),
        ("definition", Value::from(f.definition.as_str())),
        ("definition_source", Value::from(f.definition_source.as_str())),
        ("summary", Value::from(f.summary.as_str())),
        ("missing", json!(f.missing)),
        ("mend", Value::from(f.mend.as_str())),
        ("weakest_input", f.weakest.as_ref().map_or(Value::Null, basis)),
        ("assumptions", json!(f.assumptions)),
        ("evidence", evidence(&f.evidence)),
    ];
    for (key, value) in entries {
        keys.insert(key.to_owned(), value);
    }
}

/// A number; zero has no sign, and what is not finite (an open bound) is null.
fn plain(x: f64) -> Value {
    Value::from(x + 0.0)
}

fn basis(b: &Basis) -> Value {
    json!({
        "what": b.what,
        "confidence": b.confidence.word(),
        "source": b.source,
    })
}

fn evidence(e: &Evidence) -> Value {
    let work: Map<String, Value> =
        e.work.iter().map(|(name, n)| (name.clone(), Value::from(*n))).collect();
    json!({
        "journey": e.journey.as_ref().map_or(Value::Null, journey_json),
        "table": e.table.as_ref().map_or(Value::Null, evidence_table),
        "options": e.options.iter().map(option_json).collect::<Vec<_>>(),
        "work": work,
    })
}

fn evidence_table(t: &Table) -> Value {
    json!({ "columns": t.columns, "rows": t.rows, "left_out": t.left_out })
}
