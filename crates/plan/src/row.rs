//! One table of a file, checked against its keys. Everything wrong is told; what is left can be
//! taken without asking again, so that the builders of the plan have no errors to handle.

use std::collections::BTreeMap;
use std::ops::Range;

use allways_base::Date;
use toml::Spanned;
use toml::de::DeTable;

use crate::diagnostic::{Fault, Out, meant};
use crate::field::{Field, field};
use crate::plan::{Confidence, Span};
use crate::shape::{Key, Kind, TOPS, currency};

/// A checked table. Keys that are missing or wrong are absent.
#[derive(Debug)]
pub(crate) struct Row<'d> {
    pub(crate) file: usize,
    /// Its header, or its braces.
    pub(crate) at: Range<usize>,
    pub(crate) table: &'d DeTable<'d>,
    fields: BTreeMap<&'d str, (Field<'d>, Range<usize>)>,
}

/// The table being read, for messages.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    pub(crate) file: usize,
    /// What the row is called, such as "the promise `x`".
    pub(crate) what: &'a str,
    /// The whole file, not a table in it.
    pub(crate) top: bool,
}

/// "the promise `x`", or "the promise" if it has no id.
pub(crate) fn called(what: &str, table: &DeTable<'_>) -> String {
    match table.get("id").and_then(|node| node.get_ref().as_str()) {
        Some(id) if !id.trim().is_empty() => format!("the {what} `{id}`"),
        _ => format!("the {what}"),
    }
}

impl<'d> Row<'d> {
    /// Checks `table`, which stands at `at`, against `keys`: unknown, missing, wrong.
    pub(crate) fn read(
        out: &mut Out<'_>,
        place: Place<'_>,
        table: &'d DeTable<'d>,
        at: Range<usize>,
        keys: &[Key],
    ) -> Self {
        let Place { file, what, top } = place;
        let mut fields = BTreeMap::new();
        for (name, node) in table {
            let typed = name.get_ref().as_ref();
            let rate = keys.iter().find(|key| key.kind == Kind::PerUsd);
            let known = keys.iter().find(|key| key.name == typed);
            let Some(key) = known.or(rate.filter(|_| currency(typed).is_some())) else {
                let mut fault = unknown_key(name, what, keys.iter().map(|key| key.name));
                if top {
                    belongs_elsewhere(name.get_ref(), &mut fault);
                }
                if rate.is_some() && typed.contains("_per_") {
                    "write the three letters of the currency, then `_per_usd`, such as `jpy_per_usd`"
                        .clone_into(&mut fault.help);
                }
                // A broken header leaves its keys at the top.
                if !(top && out.is_broken(file)) {
                    out.error(file, fault);
                }
                continue;
            };
            match field(key, node) {
                Ok(field) => {
                    fields.insert(typed, (field, node.span()));
                }
                Err(wrong) => {
                    let faults = wrong.into_iter().map(|wrong| wrong.told(typed, out, file));
                    for fault in faults.collect::<Vec<_>>() {
                        out.error(file, fault);
                    }
                }
            }
        }
        for key in keys.iter().filter(|key| key.required && !table.contains_key(key.name)) {
            if !out.is_broken(file) {
                let fault = Fault {
                    code: "missing-key",
                    span: at.clone(),
                    message: format!("{what} has no `{}`", key.name),
                    help: format!("add `{}`: {}", key.name, key.doc),
                };
                out.error(file, fault);
            }
        }
        Self { file, at, table, fields }
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// Where the value of `key` stands; the row itself if it has none.
    pub(crate) fn at(&self, key: &str) -> Range<usize> {
        self.table.get(key).map_or_else(|| self.at.clone(), Spanned::span)
    }

    pub(crate) fn span(&self, out: &Out<'_>) -> Span {
        out.span(self.file, &self.at)
    }

    fn field(&self, key: &str) -> Option<&Field<'d>> {
        self.fields.get(key).map(|(field, _)| field)
    }

    /// Text, empty if there is none.
    pub(crate) fn text(&self, key: &str) -> String {
        self.maybe_text(key).unwrap_or_default().to_owned()
    }

    pub(crate) fn maybe_text(&self, key: &str) -> Option<&'d str> {
        match self.field(key) {
            Some(Field::Text(text)) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn number(&self, key: &str) -> Option<f64> {
        match self.field(key) {
            Some(Field::Number(number)) => Some(*number),
            _ => None,
        }
    }

    /// Currencies and their units for one US dollar, by name.
    pub(crate) fn rates(&self) -> Vec<(String, f64)> {
        let rate = |key: &&str| currency(key).zip(self.number(key));
        self.fields.keys().filter_map(rate).collect()
    }

    /// A whole number; `None` as well if it does not fit, which its key's range rules out.
    pub(crate) fn whole<N: TryFrom<i64>>(&self, key: &str) -> Option<N> {
        match self.field(key) {
            Some(Field::Whole(number)) => N::try_from(*number).ok(),
            _ => None,
        }
    }

    /// False if it is not given.
    pub(crate) fn flag(&self, key: &str) -> bool {
        matches!(self.field(key), Some(Field::Flag(true)))
    }

    pub(crate) fn date(&self, key: &str) -> Option<Date> {
        match self.field(key) {
            Some(Field::Date(date)) => Some(*date),
            _ => None,
        }
    }

    pub(crate) fn years(&self, key: &str) -> Vec<i16> {
        match self.field(key) {
            Some(Field::Years(years)) => years.clone(),
            _ => Vec::new(),
        }
    }

    pub(crate) fn ids(&self, key: &str) -> Vec<(&'d str, Range<usize>)> {
        match self.field(key) {
            Some(Field::Ids(ids)) => ids.clone(),
            _ => Vec::new(),
        }
    }

    pub(crate) fn ways(&self, key: &str) -> Vec<(i64, Range<usize>)> {
        match self.field(key) {
            Some(Field::Ways(ways)) => ways.clone(),
            _ => Vec::new(),
        }
    }

    pub(crate) fn sub_table(&self, key: &str) -> Option<(&'d DeTable<'d>, Range<usize>)> {
        match self.field(key) {
            Some(Field::Node(node)) => node.get_ref().as_table().map(|table| (table, node.span())),
            _ => None,
        }
    }

    /// The tables of a list, in file order.
    pub(crate) fn rows(&self, key: &str) -> Vec<(&'d DeTable<'d>, Range<usize>)> {
        let Some(Field::Node(node)) = self.field(key) else { return Vec::new() };
        let items = node.get_ref().as_array().into_iter().flat_map(|array| array.iter());
        items.filter_map(|item| Some((item.get_ref().as_table()?, item.span()))).collect()
    }

    pub(crate) fn confidence(&self) -> Confidence {
        allways_base::Confidence::from_word(self.maybe_text("confidence")?)
    }
}

/// The error about a key that is not known here.
pub(crate) fn unknown_key<'a>(
    name: &Spanned<std::borrow::Cow<'_, str>>,
    what: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Fault {
    let typed = name.get_ref().as_ref();
    Fault {
        code: "unknown-key",
        span: name.span(),
        message: format!("{what} has no key `{typed}`"),
        help: meant(typed, known, "keys"),
    }
}

/// A key that is the top of another file says so.
fn belongs_elsewhere(name: &str, fault: &mut Fault) {
    let mut files = TOPS.iter().filter(|(_, keys)| keys.iter().any(|key| key.name == name));
    if let Some((file, _)) = files.next() {
        fault.help = format!("`{name}` belongs in {file}");
    }
}
