//! `with`: parameters of a measure, checked against the catalogue, its defaults filled in.
//!
//! A reading (`also`) is two layers: the promise's `with` below, the keys that differ above.

use std::collections::BTreeSet;
use std::ops::Range;

use toml::de::DeTable;

use crate::diagnostic::{Fault, Out, meant, one_of};
use crate::field::{Node, Wrong};
use crate::parameter::{default_value, items, value};
use crate::plan::Spans;
use crate::row::unknown_key;
use crate::value::{MeasureSpec, ParamKind, ParamSpec, Params, Value};

/// Ids that parameters may name; `None` if their file could not be read, so that any will do.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    pub(crate) travellers: Option<Vec<String>>,
    pub(crate) seasons: Option<Vec<String>>,
}

/// A table of parameters and where its faults are told.
#[derive(Clone, Debug)]
pub(crate) struct Layer<'d> {
    pub(crate) table: &'d DeTable<'d>,
    /// Keys of the table that are not parameters.
    pub(crate) beside: &'static [&'static str],
    pub(crate) faults: Faults,
}

/// Where the faults of a layer are told.
#[derive(Clone, Debug)]
pub(crate) enum Faults {
    /// Where they are; keys that the measure does not have are faults.
    InPlace,
    /// Nowhere: they have been told. Keys that the measure does not have are left out.
    Told,
    /// At the reading, whose measure differs. Keys that it does not have are left out.
    At(Range<usize>),
}

/// Where the parameters of a check are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Check<'a> {
    pub(crate) file: usize,
    pub(crate) measure: &'a MeasureSpec,
    pub(crate) known: &'a Known,
}

impl Check<'_> {
    /// Checks the layers, later ones above; missing parameters are told at `at`.
    pub(crate) fn read(
        &self,
        out: &mut Out<'_>,
        layers: &[Layer<'_>],
        at: Option<&Range<usize>>,
    ) -> (Params, Spans) {
        let mut params = Params::new();
        let mut spans = Spans::new();
        let mut present = BTreeSet::new();
        for (i, layer) in layers.iter().enumerate() {
            for (name, node) in layer.table {
                let key = name.get_ref().as_ref();
                let hidden = layers[i + 1..].iter().any(|above| above.table.contains_key(key));
                if hidden || layer.beside.contains(&key) {
                    continue;
                }
                let Some(kind) = self.kind(key) else {
                    if matches!(layer.faults, Faults::InPlace) {
                        let what = if layer.beside.is_empty() { "`with`" } else { "a reading" };
                        let what = format!("{what} of `{}`", self.measure.name);
                        let known = keys(self.measure).into_iter().chain(layer.beside.to_vec());
                        out.error(self.file, unknown_key(name, &what, known));
                    }
                    continue;
                };
                present.insert(key.to_owned());
                match self.value(kind, key, node, out) {
                    Ok(value) => {
                        params.insert(key.to_owned(), value);
                        spans.insert(key.to_owned(), out.span(self.file, &node.span()));
                    }
                    Err(faults) => self.tell(out, &layer.faults, faults),
                }
            }
        }
        let missing = self.measure.params.iter().filter(|param| !present.contains(param.name));
        for param in missing {
            if let Some(value) = self.default(param, out, at) {
                params.insert(param.name.to_owned(), value);
            }
        }
        if let (false, Some((first, _))) =
            (present.contains("definition"), self.measure.definitions.first())
        {
            params.insert("definition".to_owned(), Value::Text((*first).to_owned()));
        }
        (params, spans)
    }

    fn tell(&self, out: &mut Out<'_>, layer: &Faults, faults: Vec<Fault>) {
        for fault in faults {
            match layer {
                Faults::InPlace => out.error(self.file, fault),
                Faults::Told => {}
                Faults::At(span) => {
                    let message = format!(
                        "the promise's `with` does not suit `{}`: {}",
                        self.measure.name, fault.message
                    );
                    out.error(self.file, Fault { span: span.clone(), message, ..fault });
                }
            }
        }
    }

    /// What `key` must hold; `None` if the measure does not have it.
    fn kind(&self, key: &str) -> Option<Expected> {
        if key == "definition" && !self.measure.definitions.is_empty() {
            return Some(Expected::Definition);
        }
        let param = self.measure.params.iter().find(|param| param.name == key)?;
        Some(Expected::Param(*param))
    }

    /// The default of a parameter that is not given; if it must be given, that is told.
    fn default(
        &self,
        param: &ParamSpec,
        out: &mut Out<'_>,
        at: Option<&Range<usize>>,
    ) -> Option<Value> {
        let MeasureSpec { name: measure, .. } = self.measure;
        if param.required || param.default.is_empty() {
            if let (true, Some(span), false) = (param.required, at, out.is_broken(self.file)) {
                let fault = Fault {
                    code: "missing-parameter",
                    span: span.clone(),
                    message: format!("`{measure}` needs `{}` in `with`", param.name),
                    help: format!("add `{}`: {}", param.name, param.doc.trim_end_matches('.')),
                };
                out.error(self.file, fault);
            }
            return None;
        }
        let value = default_value(param)?;
        for (ids, known, what) in [
            (ParamKind::Travellers, &self.known.travellers, "traveller"),
            (ParamKind::Seasons, &self.known.seasons, "season"),
        ] {
            let (true, Some(known), Value::Texts(texts)) = (param.kind == ids, known, &value)
            else {
                continue;
            };
            let Some(unknown) = texts.iter().find(|text| !known.contains(text)) else { continue };
            if let Some(span) = at {
                let fault = Fault {
                    code: "unknown-default",
                    span: span.clone(),
                    message: format!(
                        "`{measure}` takes the {what} `{unknown}` where `{}` is not given, and \
                         the plan has none",
                        param.name
                    ),
                    help: format!("give `{}`, or add the {what} `{unknown}`", param.name),
                };
                out.error(self.file, fault);
            }
        }
        Some(value)
    }

    /// The checked value of a key, or everything that is wrong with it.
    fn value(
        &self,
        expected: Expected,
        key: &str,
        node: &Node<'_>,
        out: &Out<'_>,
    ) -> Result<Value, Vec<Fault>> {
        let param = match expected {
            Expected::Param(param) => param,
            Expected::Definition => return self.definition(node, out),
        };
        let value = value(&param, node).map_err(|wrong| {
            wrong.into_iter().map(|wrong| wrong.told(key, out, self.file)).collect::<Vec<_>>()
        })?;
        let (ids, what, all) = match param.kind {
            ParamKind::Travellers => (&self.known.travellers, "traveller", "travellers"),
            ParamKind::Seasons => (&self.known.seasons, "season", "seasons"),
            _ => return Ok(value),
        };
        let (Some(ids), Value::Texts(texts)) = (ids, &value) else { return Ok(value) };
        let code = if what == "season" { "unknown-season" } else { "unknown-traveller" };
        let faults: Vec<Fault> = texts
            .iter()
            .zip(items(node))
            .filter(|(text, _)| !ids.contains(text))
            .map(|(text, item)| Fault {
                code,
                span: item.span(),
                message: format!("the plan has no {what} `{text}`"),
                help: meant(text, ids.iter().map(String::as_str), all),
            })
            .collect();
        if faults.is_empty() { Ok(value) } else { Err(faults) }
    }

    fn definition(&self, node: &Node<'_>, out: &Out<'_>) -> Result<Value, Vec<Fault>> {
        let MeasureSpec { name, definitions, .. } = self.measure;
        let ids = definitions.iter().map(|(id, _)| *id);
        let Some(text) = node.get_ref().as_str() else {
            let must = "the id of a definition".to_owned();
            let help = format!("definitions of `{name}`: {}", one_of(ids));
            let wrong = Wrong { code: "wrong-type", span: node.span(), must, help };
            return Err(vec![wrong.told("definition", out, self.file)]);
        };
        if ids.clone().any(|id| id == text) {
            return Ok(Value::Text(text.to_owned()));
        }
        Err(vec![Fault {
            code: "unknown-definition",
            span: node.span(),
            message: format!("`{name}` has no definition `{text}`"),
            help: meant(text, ids, "definitions"),
        }])
    }
}

/// What a key of `with` must hold.
#[derive(Clone, Copy, Debug)]
enum Expected {
    Param(ParamSpec),
    Definition,
}

/// Keys that `with` may hold for a measure.
pub(crate) fn keys(measure: &MeasureSpec) -> Vec<&'static str> {
    let mut keys: Vec<&str> = measure.params.iter().map(|param| param.name).collect();
    if !measure.definitions.is_empty() && !keys.contains(&"definition") {
        keys.push("definition");
    }
    keys
}
