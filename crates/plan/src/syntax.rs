//! Syntax errors, in the words of the TOML reader or better ones.
//!
//! The reader recovers and goes on, so that one text can have several errors; what it says after
//! a bracket that is never closed is noise, and is left out.

use std::ops::Range;

use toml::de::Error;

use crate::diagnostic::{Fault, Lines};

/// What is wrong with the syntax, and where the text could not be understood.
pub(crate) fn syntax_faults(errors: &[Error], text: &str) -> (Vec<Fault>, Vec<Range<usize>>) {
    let lines = Lines::new(text);
    let mut faults = Vec::new();
    let mut broken = Vec::new();
    let mut broken_header = false;
    for (i, error) in errors.iter().enumerate() {
        let span = lines.clamp(&error.span().unwrap_or(0..0));
        broken_header |= ["unclosed table", "unclosed array table"]
            .iter()
            .any(|start| error.message().starts_with(start));
        if broken_header && error.message() == "duplicate key" && in_header(&lines, &span) {
            // The reader takes the header after a broken one for another kind of table.
            broken.push(span);
            continue;
        }
        if runs_on(&errors[i..], &lines) {
            faults.push(Fault {
                code: "syntax",
                span: span.clone(),
                message: "the list or table before this is not closed".to_owned(),
                help: "close it with `]` or `}`".to_owned(),
            });
            broken.push(span.start..text.len());
            break;
        }
        broken.push(span.clone());
        faults.push(fault(error, span, &lines));
    }
    (faults, broken)
}

/// True if a list or an inline table has swallowed what begins here: a `=` strays in a list, or a
/// comma is missed at the beginning of a line and in the end a bracket is.
fn runs_on(errors: &[Error], lines: &Lines<'_>) -> bool {
    let Some((first, later)) = errors.split_first() else { return false };
    let begins_line = || before_on_line(lines, &first.span().unwrap_or(0..0)).is_empty();
    let unclosed = || later.iter().any(|error| error.message().starts_with("unclosed"));
    first.message().starts_with("unexpected `=` in array")
        || (first.message().starts_with("missing comma") && begins_line() && unclosed())
}

fn in_header(lines: &Lines<'_>, span: &Range<usize>) -> bool {
    before_on_line(lines, span).starts_with('[')
}

/// What stands before a place on its line, trimmed.
fn before_on_line<'t>(lines: &Lines<'t>, span: &Range<usize>) -> &'t str {
    let before = &lines.text[..lines.clamp(span).start];
    before.rsplit('\n').next().unwrap_or_default().trim()
}

fn fault(error: &Error, span: Range<usize>, lines: &Lines<'_>) -> Fault {
    let message = error.message();
    let is_word = ["string values must be quoted", "invalid boolean", "invalid float"]
        .iter()
        .any(|start| message.starts_with(start));
    let (code, message, help) = if message == "duplicate key" {
        (
            "duplicate-key",
            format!("the key `{}` is given twice", lines.excerpt(&span)),
            "keep one of them; a table of which there are several is begun with [[…]]".to_owned(),
        )
    } else if is_word {
        let rest = &lines.text[span.start..];
        let end = rest.find(['\n', '\r', ',', ']', '}', '#']).unwrap_or(rest.len());
        let word = lines.excerpt(&(span.start..span.end.max(span.start + end)));
        if word.is_empty() {
            let message = "the key has no value".to_owned();
            ("syntax", message, "write a value after the `=`".to_owned())
        } else {
            let help = "put text in quotes; numbers, true and false go without".to_owned();
            ("syntax", format!("`{word}` is not a value"), help)
        }
    } else {
        let (message, expected) = message.split_once(", expected ").unwrap_or((message, ""));
        let help = match expected {
            "" | "nothing" => "see https://toml.io for how TOML is written".to_owned(),
            expected => format!("expected {expected}"),
        };
        ("syntax", message.to_owned(), help)
    };
    Fault { code, span, message, help }
}
