//! One parameter: its value and its default, checked against its entry in the catalogue.

use std::collections::BTreeSet;
use std::ops::Range;

use allways_base::Window;
use toml::de::DeValue;

use crate::diagnostic::{meant, one_of};
use crate::field::{Node, Wrong, number};
use crate::value::{MeasureSpec, ParamKind, ParamSpec, Value};

/// The parsed default; `None` if there is none, or it is wrong (see [`check_catalogue`]).
pub(crate) fn default_value(param: &ParamSpec) -> Option<Value> {
    let node = DeValue::parse(param.default).ok()?;
    value(param, &node).ok()
}

/// What is wrong with a catalogue, one sentence each. A wrong catalogue is a bug of ours: whoever
/// writes one calls this in a test. Without it, a wrong default is as good as none.
pub fn check_catalogue(catalogue: &[MeasureSpec]) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut names = BTreeSet::new();
    for measure in catalogue {
        let name = measure.name;
        if !names.insert(name) {
            wrong.push(format!("the measure `{name}` stands twice"));
        }
        let mut keys = BTreeSet::new();
        for param in measure.params {
            if !keys.insert(param.name) {
                wrong.push(format!("`{name}`: the parameter `{}` stands twice", param.name));
            }
            if matches!(param.name, "measure" | "target") {
                wrong.push(format!("`{name}`: `{}` has a meaning of its own", param.name));
            }
            if !param.default.is_empty() && default_value(param).is_none() {
                let (key, default) = (param.name, param.default);
                wrong.push(format!("`{name}`: `{default}` is no value of `{key}`"));
            }
            if param.required && !param.default.is_empty() {
                wrong.push(format!("`{name}`: `{}` is required and has a default", param.name));
            }
        }
        for (alias, factor) in measure.unit_aliases {
            if !(factor.is_finite() && *factor > 0.0) {
                wrong.push(format!("`{name}`: the factor of the unit `{alias}` is {factor}"));
            }
        }
    }
    wrong
}

/// What a parameter must be, for messages.
pub(crate) fn must(kind: ParamKind) -> String {
    match kind {
        ParamKind::Place => "the name of a place, or \"lat,lon\"".to_owned(),
        ParamKind::Places => "names of places".to_owned(),
        ParamKind::Text => "text that is not blank".to_owned(),
        ParamKind::OneOf(words) => one_of(words.iter().copied()),
        ParamKind::SomeOf(words) => format!("a list of {}", one_of(words.iter().copied())),
        ParamKind::Number { min, max } => format!("a number from {min} to {max}"),
        ParamKind::Numbers => "a list of numbers".to_owned(),
        ParamKind::Flag => "true or false".to_owned(),
        ParamKind::Window => "a window such as \"07:00..09:00\"".to_owned(),
        ParamKind::Travellers => "ids of travellers".to_owned(),
        ParamKind::Seasons => "ids of seasons".to_owned(),
    }
}

/// The elements of a list, or the one value that stands for a list of one.
pub(crate) fn items<'n, 'd>(node: &'n Node<'d>) -> Vec<&'n Node<'d>> {
    match node.get_ref() {
        DeValue::Array(items) => items.iter().collect(),
        _ => vec![node],
    }
}

/// The value of a parameter as far as it can be checked without the plan.
pub(crate) fn value(param: &ParamSpec, node: &Node<'_>) -> Result<Value, Vec<Wrong>> {
    let wrong_at = |span: Range<usize>, code: &'static str, help: String| Wrong {
        code,
        span,
        must: must(param.kind),
        help,
    };
    let wrong = |code| vec![wrong_at(node.span(), code, help(param, node.get_ref()))];
    let text = |node: &Node<'_>| -> Result<String, Wrong> {
        let wrong = |code| wrong_at(node.span(), code, help(param, node.get_ref()));
        let text = node.get_ref().as_str().ok_or_else(|| wrong("wrong-type"))?;
        match text_code(param.kind, text) {
            None => Ok(text.to_owned()),
            Some(code) => Err(wrong(code)),
        }
    };
    match param.kind {
        ParamKind::Place | ParamKind::Text | ParamKind::OneOf(_) => {
            text(node).map(Value::Text).map_err(|wrong| vec![wrong])
        }
        ParamKind::Number { min, max } => {
            let number = number(node.get_ref()).ok_or_else(|| wrong("wrong-type"))?;
            let inside = (min..=max).contains(&number);
            if inside { Ok(Value::Number(number)) } else { Err(wrong("out-of-range")) }
        }
        ParamKind::Flag => {
            node.get_ref().as_bool().map(Value::Flag).ok_or_else(|| wrong("wrong-type"))
        }
        ParamKind::Window => {
            let text = node.get_ref().as_str().ok_or_else(|| wrong("wrong-type"))?;
            Window::parse(text).map(Value::Window).ok_or_else(|| wrong("bad-window"))
        }
        ParamKind::Numbers => {
            let number = |node: &Node<'_>| {
                let wrong = || wrong_at(node.span(), "wrong-type", help(param, node.get_ref()));
                number(node.get_ref()).ok_or_else(wrong)
            };
            list(param, node, number).map(Value::Numbers)
        }
        ParamKind::Places | ParamKind::SomeOf(_) | ParamKind::Travellers | ParamKind::Seasons => {
            list(param, node, text).map(Value::Texts)
        }
    }
}

/// All elements, or everything wrong with them. An empty list only where it is the default.
fn list<'d, T>(
    param: &ParamSpec,
    node: &Node<'d>,
    read: impl Fn(&Node<'d>) -> Result<T, Wrong>,
) -> Result<Vec<T>, Vec<Wrong>> {
    let items = items(node);
    if items.is_empty() && param.default.trim() != "[]" {
        let help = "name at least one, or leave the key out".to_owned();
        let wrong = Wrong { code: "empty-list", span: node.span(), must: must(param.kind), help };
        return Err(vec![wrong]);
    }
    let mut values = Vec::new();
    let mut wrong = repeated(param, node);
    for item in items {
        match read(item) {
            Ok(value) => values.push(value),
            Err(fault) => wrong.push(fault),
        }
    }
    if wrong.is_empty() { Ok(values) } else { Err(wrong) }
}

/// The second of each entry that a list has twice: who writes one twice means another.
fn repeated(param: &ParamSpec, node: &Node<'_>) -> Vec<Wrong> {
    let items = items(node);
    let same = |a: &Node<'_>, b: &Node<'_>| match (a.get_ref(), b.get_ref()) {
        (DeValue::String(a), DeValue::String(b)) => a == b,
        (a, b) => number(a).zip(number(b)).is_some_and(|(a, b)| a.total_cmp(&b).is_eq()),
    };
    let again = |&i: &usize| items[..i].iter().any(|before| same(before, items[i]));
    (0..items.len())
        .filter(again)
        .map(|i| Wrong {
            code: "repeated",
            span: items[i].span(),
            must: format!("{}, each once", must(param.kind)),
            help: "leave it out, or name another".to_owned(),
        })
        .collect()
}

/// The code of what is wrong with a text of this kind.
fn text_code(kind: ParamKind, text: &str) -> Option<&'static str> {
    match kind {
        ParamKind::OneOf(words) | ParamKind::SomeOf(words) => {
            (!words.contains(&text)).then_some("unknown-word")
        }
        _ if text.trim().is_empty() => Some("blank"),
        ParamKind::Place | ParamKind::Places => {
            let (lat, lon) = text.split_once(',')?;
            let lat: f64 = lat.trim().parse().ok()?;
            let lon: f64 = lon.trim().parse().ok()?;
            let valid = allways_base::LonLat::new(lon, lat).is_valid();
            (!valid).then_some("out-of-range")
        }
        _ => None,
    }
}

/// What to do about a wrong value.
fn help(param: &ParamSpec, value: &DeValue<'_>) -> String {
    let text = value.as_str();
    match (param.kind, text) {
        (ParamKind::OneOf(words) | ParamKind::SomeOf(words), Some(text)) => {
            meant(text, words.iter().copied(), "possible")
        }
        (ParamKind::Number { .. } | ParamKind::Numbers, Some(text))
            if text.trim().parse::<f64>().is_ok() =>
        {
            "write the number without quotes".to_owned()
        }
        (ParamKind::Window, Some(_)) => {
            "write two times in order, from inclusive, to exclusive, such as \"07:00..09:00\""
                .to_owned()
        }
        (ParamKind::Place | ParamKind::Places, Some(text)) if text.contains(',') => {
            "latitude first, -90 to 90, then longitude, -180 to 180".to_owned()
        }
        _ => format!("`{}`: {}", param.name, param.doc.trim_end_matches('.')),
    }
}
