//! What a plan's text and its data say together, looked at when the plan is opened: names that
//! mean nothing, targets that no value can meet, keys that contradict each other. The plan
//! language cannot see these, for it knows neither the tables nor what a measure reads; and a
//! question that means nothing must not become a verdict.

mod claims;
mod edits;
mod lists;
mod names;
mod streets;
mod trucks;
mod zone;

use allways_base::Severity;
use allways_plan::plan::{Plan, Reading, Span, Spans, Target};
use allways_plan::value::{Params, Value};
use allways_plan::{Diagnostic, FILES};

use crate::open::City;

/// One question that the plan asks: a promise, a reading of it, or a rule.
#[derive(Clone, Copy, Debug)]
struct Asked<'p> {
    measure: &'p str,
    with: &'p Params,
    spans: &'p Spans,
    target: &'p Target,
    target_span: &'p Span,
    /// The table that asks.
    own: &'p Span,
    from: From<'p>,
}

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq)]
enum From<'p> {
    /// A promise, whose readings inherit its keys.
    Promise(&'p [Reading]),
    Reading,
    Rule,
}

impl<'p> Asked<'p> {
    /// Where the value of a key stands; the question itself if it was not given.
    fn at(&self, key: &str) -> &'p Span {
        self.spans.get(key).unwrap_or(self.own)
    }

    /// Text, empty if not given.
    fn text(&self, key: &str) -> &'p str {
        match self.with.get(key) {
            Some(Value::Text(text)) => text,
            _ => "",
        }
    }

    /// Texts, empty if not given.
    fn texts(&self, key: &str) -> &'p [String] {
        match self.with.get(key) {
            Some(Value::Texts(texts)) => texts,
            _ => &[],
        }
    }
}

/// Every question of the plan, in file order.
fn asked(plan: &Plan) -> Vec<Asked<'_>> {
    let mut all = Vec::new();
    for promise in &plan.promises {
        all.push(Asked {
            measure: &promise.measure,
            with: &promise.with,
            spans: &promise.with_spans,
            target: &promise.target,
            target_span: &promise.target_span,
            own: &promise.span,
            from: From::Promise(&promise.also),
        });
        all.extend(promise.also.iter().map(|reading| Asked {
            measure: &reading.measure,
            with: &reading.with,
            spans: &reading.with_spans,
            target: &reading.target,
            target_span: &reading.target_span,
            own: &reading.span,
            from: From::Reading,
        }));
    }
    for rule in &plan.rules {
        if let Some((measure, with, target)) = &rule.check {
            all.push(Asked {
                measure,
                with,
                spans: &rule.with_spans,
                target,
                target_span: &rule.target_span,
                own: &rule.span,
                from: From::Rule,
            });
        }
    }
    all
}

/// Everything that text and data say against the plan, by file and place, each once.
pub(crate) fn examine(city: &City) -> Vec<Diagnostic> {
    let asked = asked(&city.plan);
    let mut found = Vec::new();
    zone::check(&city.plan, &mut found);
    edits::check(city, &mut found);
    streets::check(city, &asked, &mut found);
    trucks::check(city, &mut found);
    // What was told of the promise; its readings inherit keys and target, and with them the faults.
    let mut of_promise: Vec<Diagnostic> = Vec::new();
    for one in &asked {
        let mut of_one = Vec::new();
        claims::check(&city.plan, one, &mut of_one);
        lists::check(city, one, &mut of_one);
        if one.from == From::Reading {
            let told = |d: &Diagnostic| {
                of_promise.iter().any(|p| (p.code, &p.message) == (d.code, &d.message))
            };
            of_one.retain(|d| !told(d));
        } else {
            of_promise.clone_from(&of_one);
        }
        found.extend(of_one);
    }
    names::check(city, &asked, &mut found);
    in_file_order(&mut found);
    found
}

/// Sorts by file and place, and leaves out what is told twice there.
pub(crate) fn in_file_order(diagnostics: &mut Vec<Diagnostic>) {
    let file = |d: &Diagnostic| FILES.iter().position(|name| *name == d.file);
    diagnostics.sort_by(|a, b| {
        (file(a), a.span.start, a.code, &a.message).cmp(&(
            file(b),
            b.span.start,
            b.code,
            &b.message,
        ))
    });
    diagnostics.dedup();
}

fn error(span: &Span, code: &'static str, message: String, help: impl Into<String>) -> Diagnostic {
    allways_plan::names::at(span, code, message, help)
}

fn warning(span: &Span, code: &'static str, message: String, help: &str) -> Diagnostic {
    Diagnostic { severity: Severity::Warning, ..error(span, code, message, help) }
}
