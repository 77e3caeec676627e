//! The value of one key, checked against what the key holds.

use std::ops::Range;

use allways_base::Date;
use toml::Spanned;
use toml::de::DeValue;

use crate::diagnostic::{Fault, Out, meant, one_of};
use crate::shape::{Key, Kind, RATES};

/// A value with its place.
pub(crate) type Node<'d> = Spanned<DeValue<'d>>;

/// What a key was found to hold.
#[derive(Clone, Debug)]
pub(crate) enum Field<'d> {
    Text(&'d str),
    Number(f64),
    Whole(i64),
    Flag(bool),
    Date(Date),
    Years(Vec<i16>),
    Ids(Vec<(&'d str, Range<usize>)>),
    Ways(Vec<(i64, Range<usize>)>),
    /// Checked by whoever takes it.
    Node(&'d Node<'d>),
}

/// A value that does not suit its key.
#[derive(Clone, Debug)]
pub(crate) struct Wrong {
    pub(crate) code: &'static str,
    pub(crate) span: Range<usize>,
    /// What the value must be.
    pub(crate) must: String,
    pub(crate) help: String,
}

impl Wrong {
    pub(crate) fn told(self, key: &str, out: &Out<'_>, file: usize) -> Fault {
        let Self { code, span, must, help } = self;
        let found = out.excerpt(file, &span);
        Fault { code, span, message: format!("`{key}` must be {must}, not `{found}`"), help }
    }
}

/// What a key of this kind must hold, for messages.
pub(crate) fn must(kind: Kind) -> String {
    match kind {
        Kind::Id => "an id of letters, digits, `-`, `_` and `.`".to_owned(),
        Kind::Text | Kind::Measure | Kind::Target => "text in quotes".to_owned(),
        Kind::Words => "text that is not blank".to_owned(),
        Kind::Date => "a date such as \"2026-11-25\"".to_owned(),
        Kind::TimeZone => "an IANA time zone such as \"Asia/Shanghai\"".to_owned(),
        Kind::Months => "months such as \"Jul..Aug\" or \"Mar, Sep..Nov\"".to_owned(),
        Kind::Years => "a list of years such as [2026, 2035]".to_owned(),
        Kind::Number(min, max) => format!("a number from {min} to {max}"),
        Kind::PerUsd => must(Kind::Number(RATES.0, RATES.1)),
        Kind::NumberOr(min, max, word) => format!("a number from {min} to {max}, or \"{word}\""),
        Kind::Whole(min, max) => format!("a whole number from {min} to {max}"),
        Kind::Flag => "true or false".to_owned(),
        Kind::OneOf(words) => one_of(words.iter().copied()),
        Kind::Ids => "a list of ids".to_owned(),
        Kind::Names => "a list of names".to_owned(),
        Kind::Ways => "a list of OSM ways such as [\"way/123\"]".to_owned(),
        Kind::Way => "the id of an OSM way, such as 123 or \"way/123\"".to_owned(),
        Kind::SomeOf(words) => format!("a list of {}", one_of(words.iter().copied())),
        Kind::With | Kind::Table(_) => "a table".to_owned(),
        Kind::Also | Kind::Edits => "a list of tables such as [ { … } ]".to_owned(),
        Kind::Rows(name) => format!("a list of tables, each begun with `[[{name}]]`"),
    }
}

/// Checks the value of a key, or says everything that is wrong with it.
pub(crate) fn field<'d>(key: &Key, node: &'d Node<'d>) -> Result<Field<'d>, Vec<Wrong>> {
    let wrong = |code: &'static str| {
        let help = match (key.kind, node.get_ref()) {
            (
                Kind::Number(..) | Kind::NumberOr(..) | Kind::Whole(..) | Kind::PerUsd,
                DeValue::String(text),
            ) if text.trim().parse::<f64>().is_ok() => "write the number without quotes".to_owned(),
            (Kind::OneOf(words), DeValue::String(text)) => {
                let near = allways_base::text::nearest(text, words.iter().copied(), 3);
                if near.is_empty() { key.doc.to_owned() } else { meant(text, near, "words") }
            }
            (Kind::Rows(name), DeValue::Table(_)) => format!("write `[[{name}]]`"),
            _ => format!("`{}`: {}", key.name, key.doc),
        };
        vec![Wrong { code, span: node.span(), must: must(key.kind), help }]
    };
    let value = node.get_ref();
    match key.kind {
        Kind::PerUsd => field(&Key { kind: Kind::Number(RATES.0, RATES.1), ..*key }, node),
        Kind::NumberOr(_, _, word) if value.as_str() == Some(word) => Ok(Field::Text(word)),
        Kind::Number(min, max) | Kind::NumberOr(min, max, _) => {
            let number = number(value).ok_or_else(|| wrong("wrong-type"))?;
            let inside = (min..=max).contains(&number);
            if inside { Ok(Field::Number(number)) } else { Err(wrong("out-of-range")) }
        }
        Kind::Whole(min, max) => {
            let number = whole(value).ok_or_else(|| wrong("wrong-type"))?;
            let inside = (min..=max).contains(&number);
            if inside { Ok(Field::Whole(number)) } else { Err(wrong("out-of-range")) }
        }
        Kind::Flag => value.as_bool().map(Field::Flag).ok_or_else(|| wrong("wrong-type")),
        Kind::Date => date(value).map(Field::Date).map_err(wrong),
        Kind::Years => years(node).map(Field::Years),
        Kind::Ids => ids(node, key),
        Kind::Names => match ids(node, key)? {
            Field::Ids(names) if names.is_empty() => Err(wrong("blank")),
            names => Ok(names),
        },
        Kind::Ways => ways(node, key),
        Kind::Way => one_way(value).map(Field::Whole).map_err(wrong),
        Kind::SomeOf(words) => some_of(node, key, words),
        Kind::With | Kind::Table(_) => {
            if value.is_table() {
                Ok(Field::Node(node))
            } else {
                Err(wrong("wrong-type"))
            }
        }
        Kind::Also | Kind::Edits | Kind::Rows(_) => {
            let items = value.as_array().ok_or_else(|| wrong("wrong-type"))?;
            let bad = items.iter().filter(|item| !item.get_ref().is_table());
            let bad: Vec<Wrong> = bad
                .map(|item| Wrong { span: item.span(), ..wrong("wrong-type").remove(0) })
                .collect();
            if bad.is_empty() { Ok(Field::Node(node)) } else { Err(bad) }
        }
        _ => {
            let text = value.as_str().ok_or_else(|| wrong("wrong-type"))?;
            match text_code(key.kind, text) {
                None => Ok(Field::Text(text)),
                Some(code) => Err(wrong(code)),
            }
        }
    }
}

/// The code of what is wrong with a text of this kind.
fn text_code(kind: Kind, text: &str) -> Option<&'static str> {
    match kind {
        Kind::Id if !is_id(text) => Some("bad-id"),
        Kind::Words if text.trim().is_empty() => Some("blank"),
        Kind::OneOf(words) if !words.contains(&text) => Some("unknown-word"),
        Kind::TimeZone if !is_time_zone(text) => Some("bad-time-zone"),
        Kind::Months if !is_months(text) => Some("bad-months"),
        _ => None,
    }
}

fn is_id(text: &str) -> bool {
    let fine = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    !text.is_empty() && text.chars().all(fine)
}

/// The form only: the list of zones belongs to whoever reads feeds.
fn is_time_zone(text: &str) -> bool {
    let fine = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '+');
    let part = |part: &str| !part.is_empty() && part.chars().all(fine);
    let begins = text.starts_with(|c: char| c.is_ascii_uppercase());
    begins && (text.contains('/') || text == "UTC") && text.split('/').all(part)
}

pub(crate) const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

fn is_months(text: &str) -> bool {
    let month = |text: &str| MONTHS.contains(&text.trim());
    let part =
        |part: &str| part.split_once("..").map_or(month(part), |(a, b)| month(a) && month(b));
    text.trim().is_empty() || text.split(',').all(part)
}

/// A finite number.
pub(crate) fn number(value: &DeValue<'_>) -> Option<f64> {
    let number = match value {
        DeValue::Float(float) => float.as_str().parse().ok(),
        DeValue::Integer(int) if int.radix() == 10 => int.as_str().parse().ok(),
        DeValue::Integer(int) => {
            let whole = u64::from_str_radix(int.as_str(), int.radix()).ok();
            whole.map(allways_base::cast::f64_from_u64)
        }
        _ => None,
    };
    number.filter(|number: &f64| number.is_finite())
}

fn whole(value: &DeValue<'_>) -> Option<i64> {
    let int = value.as_integer()?;
    i64::from_str_radix(int.as_str(), int.radix()).ok()
}

/// A day, as text or as a TOML date, or the code of what is wrong.
fn date(value: &DeValue<'_>) -> Result<Date, &'static str> {
    match value {
        DeValue::String(text) => strict_date(text).ok_or("bad-date"),
        DeValue::Datetime(moment) if moment.time.is_none() && moment.offset.is_none() => {
            moment.date.and_then(|date| strict_date(&date.to_string())).ok_or("bad-date")
        }
        _ => Err("wrong-type"),
    }
}

/// `YYYY-MM-DD` and nothing else, in the years that a plan may name.
fn strict_date(text: &str) -> Option<Date> {
    let shape = text.len() == 10
        && text
            .bytes()
            .enumerate()
            .all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() });
    let date = text.parse::<Date>().ok().filter(|_| shape)?;
    let (first, last) = crate::shape::YEARS;
    (first..=last).contains(&i64::from(date.year())).then_some(date)
}

fn years(node: &Node<'_>) -> Result<Vec<i16>, Vec<Wrong>> {
    let (first, last) = crate::shape::YEARS;
    let wrong = |code, span, must: String, help: &str| {
        vec![Wrong { code, span, must, help: help.to_owned() }]
    };
    let items = node.get_ref().as_array().filter(|items| !items.is_empty());
    let Some(items) = items else {
        let help = "name at least one year; the first is today";
        return Err(wrong("wrong-type", node.span(), must(Kind::Years), help));
    };
    let mut years: Vec<i16> = Vec::new();
    for item in items {
        let year = whole(item.get_ref()).filter(|year| (first..=last).contains(year));
        let Some(year) = year.and_then(|year| i16::try_from(year).ok()) else {
            let must = format!("whole years from {first} to {last}");
            return Err(wrong("out-of-range", item.span(), must, "write years such as 2026"));
        };
        if years.last().is_some_and(|&before| before >= year) {
            let must = "years in ascending order".to_owned();
            let help = "write the years in order, each once";
            return Err(wrong("years-not-ascending", item.span(), must, help));
        }
        years.push(year);
    }
    Ok(years)
}

fn ids<'d>(node: &'d Node<'d>, key: &Key) -> Result<Field<'d>, Vec<Wrong>> {
    let help = format!("`{}`: {}", key.name, key.doc);
    let wrong = |span| Wrong { code: "wrong-type", span, must: must(key.kind), help: help.clone() };
    let items = node.get_ref().as_array().ok_or_else(|| vec![wrong(node.span())])?;
    let mut ids = Vec::new();
    let mut faults = Vec::new();
    for item in items {
        match item.get_ref().as_str() {
            Some(text) => ids.push((text, item.span())),
            None => faults.push(wrong(item.span())),
        }
    }
    if faults.is_empty() { Ok(Field::Ids(ids)) } else { Err(faults) }
}

fn ways<'d>(node: &'d Node<'d>, key: &Key) -> Result<Field<'d>, Vec<Wrong>> {
    let Field::Ids(texts) = ids(node, key)? else { return Ok(Field::Ways(Vec::new())) };
    let mut ways = Vec::new();
    let mut faults = Vec::new();
    for (text, span) in texts {
        match way(text) {
            Some(id) => ways.push((id, span)),
            None => faults.push(Wrong {
                code: "bad-way",
                span,
                must: "an OSM way such as \"way/123\"".to_owned(),
                help: "write `way/` and the id that OpenStreetMap shows for the street".to_owned(),
            }),
        }
    }
    if faults.is_empty() { Ok(Field::Ways(ways)) } else { Err(faults) }
}

/// The id in `way/123`.
fn way(text: &str) -> Option<i64> {
    let digits = text.strip_prefix("way/")?;
    let fits = (1..=18).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    digits.parse().ok().filter(|_| fits)
}

/// An id, or `way/123`; else the code of what is wrong.
fn one_way(value: &DeValue<'_>) -> Result<i64, &'static str> {
    let id = match value {
        DeValue::String(text) => way(text),
        DeValue::Integer(_) => whole(value).filter(|id| (1..=MOST_WAY).contains(id)),
        _ => return Err("wrong-type"),
    };
    id.ok_or("bad-way")
}

/// The largest id of a way: 18 digits.
pub(crate) const MOST_WAY: i64 = 999_999_999_999_999_999;

fn some_of<'d>(node: &'d Node<'d>, key: &Key, words: &[&str]) -> Result<Field<'d>, Vec<Wrong>> {
    let Field::Ids(found) = ids(node, key)? else { return Ok(Field::Ids(Vec::new())) };
    if found.is_empty() {
        let help = format!("name at least one, or leave `{}` out", key.name);
        let (code, span) = ("wrong-type", node.span());
        return Err(vec![Wrong { code, span, must: must(key.kind), help }]);
    }
    let wrong =
        |code, span: &Range<usize>, must, help| Wrong { code, span: span.clone(), must, help };
    let mut faults = Vec::new();
    for (k, (word, span)) in found.iter().enumerate() {
        if !words.contains(word) {
            let help = meant(word, words.iter().copied(), "words");
            faults.push(wrong("unknown-word", span, one_of(words.iter().copied()), help));
        } else if found[..k].iter().any(|(before, _)| before == word) {
            let help = format!("`{word}` stands there twice");
            faults.push(wrong("repeated", span, "each word once".to_owned(), help));
        }
    }
    if faults.is_empty() { Ok(Field::Ids(found)) } else { Err(faults) }
}
