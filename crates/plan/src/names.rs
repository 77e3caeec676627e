//! Names of places are resolved in `city`, which knows the data; the message when one is not
//! found, or not unique, is made here so that it looks like every other.

use std::ops::Range;

use allways_base::Severity;

use crate::diagnostic::{Diagnostic, Lines, meant, one_of};
use crate::plan::Span;

/// Line and column of a byte offset, both from 1, the column in characters.
pub fn position(text: &str, at: usize) -> (usize, usize) {
    Lines::new(text).position(at)
}

/// A span of `file`, whose text is given, as the plan keeps it.
pub fn span_of(file: &str, text: &str, bytes: Range<usize>) -> Span {
    let lines = Lines::new(text);
    let bytes = lines.clamp(&bytes);
    let (line, column) = lines.position(bytes.start);
    Span { file: file.to_owned(), bytes, line, column }
}

/// Help for a name that is not known: the nearest of `known`, or else all of them, called `all`.
pub fn help<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>, all: &str) -> String {
    meant(typed, known, all)
}

/// The error that no place is called `name`, with the nearest of `known`.
pub fn unknown_place<'a>(
    name: &str,
    span: &Span,
    known: impl IntoIterator<Item = &'a str>,
) -> Diagnostic {
    let near = meant(name, known, "places");
    let help = if near.starts_with("did you mean") {
        near
    } else {
        "name a place, zone, station or stop of the plan's sources, or write \"lat,lon\"".to_owned()
    };
    at(span, "unknown-place", format!("no place is called `{name}`"), help)
}

/// The error that several places are called `name`; `ids` tell them apart.
pub fn ambiguous_place<'a>(
    name: &str,
    span: &Span,
    ids: impl IntoIterator<Item = &'a str>,
) -> Diagnostic {
    let ids: Vec<&str> = ids.into_iter().collect();
    let message = format!("{} places are called `{name}`", ids.len());
    let help = format!("write the id: {}", one_of(ids.iter().copied().take(10)));
    at(span, "ambiguous-place", message, help)
}

/// Any other error at a place of the plan, such as an edit that names an unknown line.
pub fn at(
    span: &Span,
    code: &'static str,
    message: impl Into<String>,
    help: impl Into<String>,
) -> Diagnostic {
    Diagnostic {
        severity: Severity::Error,
        code,
        file: span.file.clone(),
        span: span.bytes.clone(),
        line: span.line,
        column: span.column,
        message: message.into(),
        help: help.into(),
    }
}
