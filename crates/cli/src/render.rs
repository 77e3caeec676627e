//! Errors and diagnostics for people, with excerpts of the file that they point into.

use allways_base::{Problem, Severity};
use allways_city::open::OpenError;
use allways_plan::Diagnostic;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

/// Prints an error; a plan with errors is shown with excerpts.
pub(crate) fn error(error: &anyhow::Error) {
    match error.downcast_ref::<OpenError>() {
        Some(OpenError::Plan { diagnostics, texts }) => {
            for diagnostic in diagnostics {
                say!("{}\n", excerpt(diagnostic, texts));
            }
            let errors = diagnostics.iter().filter(|d| d.severity == Severity::Error).count();
            say!("error: the plan has {errors} errors and was not judged");
        }
        _ => say!("error: {error:#}"),
    }
}

/// A diagnostic with the line that it points at.
pub(crate) fn excerpt(diagnostic: &Diagnostic, texts: &[(String, String)]) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let text = texts.iter().find(|(name, _)| *name == diagnostic.file).map(|(_, text)| text);
    let Some(text) = text.filter(|text| text.is_char_boundary(diagnostic.span.start)) else {
        return diagnostic.to_string();
    };
    let end = diagnostic.span.end.min(text.len());
    let start = diagnostic.span.start.min(end);
    let snippet = Snippet::source(text.as_str())
        .path(diagnostic.file.as_str())
        .annotation(AnnotationKind::Primary.span(start..end));
    let mut group =
        level.primary_title(diagnostic.message.as_str()).id(diagnostic.code).element(snippet);
    if !diagnostic.help.is_empty() {
        group = group.element(Level::HELP.message(diagnostic.help.as_str()));
    }
    Renderer::plain().render(&[group])
}

/// The first problems of each code, worst first, and how many more there are.
pub(crate) fn problems(list: &[Problem], counts: &[(String, usize)], most: usize) -> String {
    let mut codes: Vec<(&str, Severity)> = Vec::new();
    for problem in list {
        if !codes.iter().any(|(code, _)| *code == problem.code) {
            codes.push((problem.code, problem.severity));
        }
    }
    let mut text = String::new();
    for (code, severity) in codes {
        let n = counts.iter().find(|(c, _)| c == code).map_or(0, |(_, n)| *n);
        text += &format!("{severity} {code}: {n}\n");
        for problem in list.iter().filter(|p| p.code == code).take(most) {
            text += &format!("    {}: {}; {}\n", problem.place, problem.message, problem.remedy);
        }
        if n > most {
            text += &format!("    … and {} more\n", n - most);
        }
    }
    text
}
