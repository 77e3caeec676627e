//! `promises.toml` and `rules.toml`: claims about measures, and other readings of them.

use std::ops::Range;

use allways_base::Severity;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Fault, Out, meant};
use crate::field::Node;
use crate::folder::{PROMISES, RULES, check_unique};
use crate::parameters::{Check, Faults, Known, Layer};
use crate::plan::{Promise, Reading, Rule, Spans, Target};
use crate::row::{Place, Row, called};
use crate::shape::{PROMISE, RULE};
use crate::target::read_target;
use crate::trucks::trucks;
use crate::value::{MeasureSpec, Params};

/// Keys of a reading that are not parameters.
const BESIDE: &[&str] = &["measure", "target"];

/// What the checks of one file stand on.
#[derive(Clone, Copy, Debug)]
struct Context<'a> {
    file: usize,
    catalogue: &'a [MeasureSpec],
    known: &'a Known,
}

pub(crate) fn promises(
    out: &mut Out<'_>,
    top: &Row<'_>,
    catalogue: &[MeasureSpec],
    known: &Known,
) -> Vec<Promise> {
    let context = Context { file: PROMISES, catalogue, known };
    let mut rows = Vec::new();
    let mut promises = Vec::new();
    for (table, at) in top.rows("promise") {
        let what = called("promise", table);
        let place = Place { file: PROMISES, what: &what, top: false };
        let row = Row::read(out, place, table, at, &PROMISE);
        promises.extend(context.promise(out, &row));
        rows.push(row);
    }
    check_unique(out, "promise", &rows);
    promises
}

pub(crate) fn rules(
    out: &mut Out<'_>,
    top: &Row<'_>,
    catalogue: &[MeasureSpec],
    known: &Known,
) -> Vec<Rule> {
    let context = Context { file: RULES, catalogue, known };
    let mut rows = Vec::new();
    let mut rules = Vec::new();
    for (table, at) in top.rows("rule") {
        let what = called("rule", table);
        let place = Place { file: RULES, what: &what, top: false };
        let row = Row::read(out, place, table, at, &RULE);
        rules.push(context.rule(out, &row, &what));
        rows.push(row);
    }
    check_unique(out, "rule", &rows);
    rules
}

impl<'a> Context<'a> {
    /// `None` if something that a promise cannot do without is wrong; it has been told.
    fn promise(&self, out: &mut Out<'_>, row: &Row<'_>) -> Option<Promise> {
        let measure = row.maybe_text("measure");
        let measure = measure.and_then(|name| self.measure(out, name, row.at("measure")));
        let with = row.sub_table("with");
        let checked = measure.map(|measure| self.with(out, measure, row));
        let target = self.target(out, row, measure);
        let mut also = Vec::new();
        for (table, at) in row.rows("also") {
            let asked = Asked {
                measure,
                with: with.as_ref().map(|(table, _)| *table),
                target_text: row.maybe_text("target"),
            };
            let n_before = out.n_told();
            let reading = self.reading(out, &asked, table, &at);
            let sound = out.n_told() == n_before;
            if let (Some(reading), Some((params, _)), Some(target)) = (&reading, &checked, &target)
            {
                let same = measure.is_some_and(|measure| measure.name == reading.measure)
                    && *params == reading.with
                    && target.comparison == reading.target.comparison
                    && target.value.total_cmp(&reading.target.value).is_eq();
                if same && sound {
                    let message =
                        format!("the reading `{}` says what the promise says", reading.label);
                    let help = "leave it out, or change what should differ".to_owned();
                    let fault = Fault { code: "same-reading", span: at, message, help };
                    out.tell(Severity::Warning, self.file, fault);
                }
            }
            also.extend(reading);
        }
        let (with, with_spans) = checked?;
        Some(Promise {
            id: row.text("id"),
            says: row.text("says"),
            from: row.text("from"),
            measure: measure?.name.to_owned(),
            with,
            with_spans,
            target: target?,
            target_span: out.span(self.file, &row.at("target")),
            also,
            note: row.text("note"),
            group: row.text("group"),
            span: row.span(out),
        })
    }

    fn rule(&self, out: &mut Out<'_>, row: &Row<'_>, what: &str) -> Rule {
        let mut tell = |code, key: &str, message: String, help: &str| {
            let fault = Fault { code, span: row.at(key), message, help: help.to_owned() };
            out.error(self.file, fault);
        };
        let mut check = None;
        let mut with_spans = Spans::new();
        if row.has("measure") {
            if !row.has("target") {
                let message = format!("{what} has a `measure` and no `target`");
                tell("missing-key", "", message, "add `target`, such as \">= 90 %\"");
            }
            if row.has("why") {
                let message = format!("{what} has a `measure`, so that it is checked, and a `why`");
                tell("rule-measure-and-why", "why", message, "keep one of them");
            }
            if row.has("trucks") {
                let message =
                    format!("{what} has a `measure`, so that it is checked, and `trucks`");
                tell("rule-measure-and-trucks", "trucks", message, "make it two rules");
            }
            let measure = row.maybe_text("measure");
            let measure = measure.and_then(|name| self.measure(out, name, row.at("measure")));
            let target = self.target(out, row, measure);
            if let Some(measure) = measure {
                let (with, spans) = self.with(out, measure, row);
                with_spans = spans;
                check = target.map(|target| (measure.name.to_owned(), with, target));
            }
        } else {
            for key in ["with", "target"] {
                if row.has(key) {
                    let message = format!("{what} has `{key}` and no `measure`");
                    tell("missing-key", key, message, "add `measure`, or say `why` it has none");
                }
            }
            if row.has("trucks") && row.has("why") {
                let message = format!("{what} has `trucks`, so that it is applied, and a `why`");
                tell("rule-trucks-and-why", "why", message, "keep one of them");
            }
            if !row.has("why") && !row.has("trucks") {
                let message = format!("{what} has none of `measure`, `trucks` and `why`");
                let help = "add `measure` and `target`, or say `why` it is not checked";
                tell("missing-key", "", message, help);
            }
        }
        Rule {
            id: row.text("id"),
            name: row.text("name"),
            standard: row.text("standard"),
            from: row.date("from"),
            check,
            with_spans,
            target_span: out.span(self.file, &row.at("target")),
            trucks: trucks(out, row, what),
            why: row.text("why"),
            source: row.text("source"),
            confidence: row.confidence(),
            span: row.span(out),
        }
    }

    fn measure(&self, out: &mut Out<'_>, name: &str, at: Range<usize>) -> Option<&'a MeasureSpec> {
        let found = self.catalogue.iter().find(|measure| measure.name == name);
        if found.is_none() {
            let known = self.catalogue.iter().map(|measure| measure.name);
            let fault = Fault {
                code: "unknown-measure",
                span: at,
                message: format!("there is no measure `{name}`"),
                help: meant(name, known, "measures"),
            };
            out.error(self.file, fault);
        }
        found
    }

    fn with(&self, out: &mut Out<'_>, measure: &MeasureSpec, row: &Row<'_>) -> (Params, Spans) {
        let with = row.sub_table("with");
        let at = with.as_ref().map_or_else(|| row.at.clone(), |(_, at)| at.clone());
        let layer = |(table, _)| Layer { table, beside: &[], faults: Faults::InPlace };
        let layers: Vec<Layer<'_>> = with.into_iter().map(layer).collect();
        // A `with` that is no table at all has been told, and holds whatever was meant.
        let miss = !row.has("with") || !layers.is_empty();
        self.check(measure).read(out, &layers, miss.then_some(&at))
    }

    const fn check<'b>(&'b self, measure: &'b MeasureSpec) -> Check<'b> {
        Check { file: self.file, measure, known: self.known }
    }

    fn target(
        &self,
        out: &mut Out<'_>,
        row: &Row<'_>,
        measure: Option<&MeasureSpec>,
    ) -> Option<Target> {
        self.target_at(out, row.maybe_text("target")?, &row.at("target"), measure)
    }

    fn target_at(
        &self,
        out: &mut Out<'_>,
        text: &str,
        at: &Range<usize>,
        measure: Option<&MeasureSpec>,
    ) -> Option<Target> {
        read_target(text, measure)
            .map_err(|(code, message, help)| {
                out.error(self.file, Fault { code, span: at.clone(), message, help });
            })
            .ok()
    }

    /// One entry of `also`; `None` if it is wrong, which has been told.
    fn reading(
        &self,
        out: &mut Out<'_>,
        asked: &Asked<'_>,
        table: &DeTable<'_>,
        at: &Range<usize>,
    ) -> Option<Reading> {
        if table.is_empty() {
            let message = "the reading changes nothing".to_owned();
            let help = "name a key of `with` that differs, `measure` or `target`".to_owned();
            out.error(self.file, Fault { code: "empty-reading", span: at.clone(), message, help });
            return None;
        }
        let own_measure = self.own_text(out, table, "measure");
        let own_target = self.own_text(out, table, "target");
        let measure = match own_measure {
            Some(node) => self.measure(out, node.0?, node.1)?,
            None => asked.measure?,
        };
        let changed = asked.measure.is_none_or(|before| before.name != measure.name);
        let below = if changed { Faults::At(at.clone()) } else { Faults::Told };
        let mut layers = Vec::new();
        layers.extend(asked.with.map(|table| Layer { table, beside: &[], faults: below }));
        layers.push(Layer { table, beside: BESIDE, faults: Faults::InPlace });
        let (with, with_spans) = self.check(measure).read(out, &layers, changed.then_some(at));
        let target_at = own_target.as_ref().map_or_else(|| at.clone(), |(_, at)| at.clone());
        let target_span = out.span(self.file, &target_at);
        let target = match own_target {
            Some((text, at)) => self.target_at(out, text?, &at, Some(measure))?,
            None => self.inherited_target(out, asked.target_text?, at, measure, changed)?,
        };
        let (label, span) = (label(table, out, self.file), out.span(self.file, at));
        let measure = measure.name.to_owned();
        Some(Reading { measure, with, with_spans, target, target_span, label, span })
    }

    /// The text of a key of a reading and its place, if it is there; no text if it is not text.
    fn own_text<'d>(
        &self,
        out: &mut Out<'_>,
        table: &'d DeTable<'_>,
        key: &str,
    ) -> Option<(Option<&'d str>, Range<usize>)> {
        let node = table.get(key)?;
        let text = node.get_ref().as_str();
        if text.is_none() {
            let found = out.excerpt(self.file, &node.span());
            let fault = Fault {
                code: "wrong-type",
                span: node.span(),
                message: format!("`{key}` must be text in quotes, not `{found}`"),
                help: "put it in quotes".to_owned(),
            };
            out.error(self.file, fault);
        }
        Some((text, node.span()))
    }

    /// The promise's target, which may not suit another measure.
    fn inherited_target(
        &self,
        out: &mut Out<'_>,
        text: &str,
        at: &Range<usize>,
        measure: &MeasureSpec,
        changed: bool,
    ) -> Option<Target> {
        match read_target(text, Some(measure)) {
            Ok(target) => Some(target),
            Err((_, message, help)) if changed => {
                let message = format!("the reading needs its own `target`: {message}");
                let code = "reading-without-target";
                out.error(self.file, Fault { code, span: at.clone(), message, help });
                None
            }
            Err(_) => None,
        }
    }
}

/// What the promise says, for its readings.
#[derive(Clone, Copy, Debug)]
struct Asked<'d> {
    measure: Option<&'d MeasureSpec>,
    with: Option<&'d DeTable<'d>>,
    target_text: Option<&'d str>,
}

/// What differs, as written, in the order written.
fn label(table: &DeTable<'_>, out: &Out<'_>, file: usize) -> String {
    let mut entries: Vec<(usize, String)> = table
        .iter()
        .map(|(key, node)| {
            (key.span().start, format!("{} = {}", key.get_ref(), shown(node, out, file)))
        })
        .collect();
    entries.sort();
    let entries: Vec<String> = entries.into_iter().map(|(_, entry)| entry).collect();
    entries.join(", ")
}

fn shown(node: &Node<'_>, out: &Out<'_>, file: usize) -> String {
    match node.get_ref() {
        DeValue::String(text) => text.to_string(),
        DeValue::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| shown(item, out, file)).collect();
            format!("[{}]", items.join(", "))
        }
        _ => out.excerpt(file, &Spanned::span(node)),
    }
}
