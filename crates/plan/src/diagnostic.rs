//! What is wrong with a plan, where exactly, and what mends it; and the folder's texts, which
//! turn byte offsets into lines and columns.

use std::fmt;
use std::ops::Range;

use allways_base::Severity;

use crate::plan::Span;

/// One text of a plan folder.
#[derive(Clone, Copy, Debug)]
pub struct PlanFile<'a> {
    /// Name in the folder, such as `promises.toml`.
    pub name: &'a str,
    /// All of it; a byte-order mark and CRLF do no harm.
    pub text: &'a str,
}

/// One thing wrong with a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad. An error leaves no plan.
    pub severity: Severity,
    /// Stable kebab-case code.
    pub code: &'static str,
    /// File of the plan folder.
    pub file: String,
    /// Byte range in the file's text as it was handed in, on character boundaries; empty if the
    /// file is missing or something is missing at that point.
    pub span: Range<usize>,
    /// Line of its start, from 1.
    pub line: usize,
    /// Column of its start in characters, from 1.
    pub column: usize,
    /// What is wrong, with the offending value; one sentence, no full stop.
    pub message: String,
    /// What to do about it; one sentence, no full stop.
    pub help: String,
}

/// `error[unknown-key] promises.toml:7:1: …; …`.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { severity, code, file, span: _, line, column, message, help } = self;
        write!(f, "{severity}[{code}] {file}:{line}:{column}: {message}; {help}")
    }
}

/// What a checker found wrong with one value: everything but the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) code: &'static str,
    pub(crate) span: Range<usize>,
    pub(crate) message: String,
    pub(crate) help: String,
}

/// A text whose lines are known.
#[derive(Debug)]
pub(crate) struct Lines<'t> {
    pub(crate) text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        let mut starts = vec![0];
        starts.extend(text.match_indices('\n').map(|(at, _)| at + 1));
        Self { text, starts }
    }

    /// The range within the text and on character boundaries.
    pub(crate) fn clamp(&self, span: &Range<usize>) -> Range<usize> {
        let start = self.text.floor_char_boundary(span.start);
        start..self.text.ceil_char_boundary(span.end.max(start))
    }

    /// Line and column, from 1, the column in characters; a byte-order mark at
    /// the beginning of the text takes no room.
    pub(crate) fn position(&self, at: usize) -> (usize, usize) {
        let at = self.text.floor_char_boundary(at);
        let line = self.starts.partition_point(|&start| start <= at);
        let start = self.starts[line - 1];
        let before = &self.text[start..at];
        let mark = usize::from(start == 0 && before.starts_with('\u{feff}'));
        (line, before.chars().count() - mark + 1)
    }

    /// The text of a range on one line, cut to 40 characters.
    pub(crate) fn excerpt(&self, span: &Range<usize>) -> String {
        let words: Vec<&str> = self.text[self.clamp(span)].split_whitespace().collect();
        let line = words.join(" ");
        let cut: String = line.chars().take(40).collect();
        if cut.len() < line.len() { format!("{cut}…") } else { cut }
    }
}

/// One file being read.
#[derive(Debug)]
pub(crate) struct Source<'t> {
    pub(crate) name: String,
    pub(crate) lines: Lines<'t>,
    /// Where the syntax is broken. What a parser makes up around such a place is not the user's
    /// error, so that messages about it are left out.
    pub(crate) broken: Vec<Range<usize>>,
}

/// All files being read, and what is wrong with them so far.
#[derive(Debug, Default)]
pub(crate) struct Out<'t> {
    pub(crate) sources: Vec<Source<'t>>,
    list: Vec<(usize, Diagnostic)>,
}

impl Out<'_> {
    /// Adds a diagnostic about file number `file`.
    pub(crate) fn tell(&mut self, severity: Severity, file: usize, fault: Fault) {
        let Fault { code, span, message, help } = fault;
        let source = &self.sources[file];
        let span = source.lines.clamp(&span);
        let (line, column) = source.lines.position(span.start);
        let file_name = source.name.clone();
        let diagnostic =
            Diagnostic { severity, code, file: file_name, span, line, column, message, help };
        self.list.push((file, diagnostic));
    }

    /// Adds an error, unless it is about text that could not be read anyway.
    pub(crate) fn error(&mut self, file: usize, fault: Fault) {
        if !self.sources[file].is_broken_at(&fault.span) {
            self.tell(Severity::Error, file, fault);
        }
    }

    /// How much has been told.
    pub(crate) fn n_told(&self) -> usize {
        self.list.len()
    }

    /// How much of it is about a file.
    pub(crate) fn n_told_of(&self, file: usize) -> usize {
        self.list.iter().filter(|(of, _)| *of == file).count()
    }

    /// True if the file has syntax errors.
    pub(crate) fn is_broken(&self, file: usize) -> bool {
        !self.sources[file].broken.is_empty()
    }

    /// The text at a span, for messages.
    pub(crate) fn excerpt(&self, file: usize, span: &Range<usize>) -> String {
        self.sources[file].lines.excerpt(span)
    }

    /// The span as the plan keeps it.
    pub(crate) fn span(&self, file: usize, span: &Range<usize>) -> Span {
        let source = &self.sources[file];
        let bytes = source.lines.clamp(span);
        let (line, column) = source.lines.position(bytes.start);
        Span { file: source.name.clone(), bytes, line, column }
    }

    /// Everything told, by file and place.
    pub(crate) fn finish(mut self) -> Vec<Diagnostic> {
        self.list.sort_by(|(file, a), (other, b)| {
            (file, a.span.start, a.code, &a.message).cmp(&(other, b.span.start, b.code, &b.message))
        });
        self.list.dedup();
        self.list.into_iter().map(|(_, diagnostic)| diagnostic).collect()
    }
}

impl Source<'_> {
    fn is_broken_at(&self, span: &Range<usize>) -> bool {
        let line = |at: usize| self.lines.position(at).0;
        self.broken.iter().any(|broken| {
            line(span.start) <= line(broken.end) && line(broken.start) <= line(span.end)
        })
    }
}

/// `a`, `b` or `c`, in back-ticks.
pub(crate) fn one_of<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        None => "nothing".to_owned(),
        Some((only, [])) => only.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
    }
}

/// Help for a name that is not known: the nearest, or else all.
pub(crate) fn meant<'a>(
    typed: &str,
    known: impl IntoIterator<Item = &'a str>,
    all: &str,
) -> String {
    let mut known: Vec<&str> = known.into_iter().collect();
    known.dedup();
    let near = allways_base::text::nearest(typed, known.iter().copied(), 3);
    if !near.is_empty() {
        return format!("did you mean {}?", one_of(near));
    }
    if known.is_empty() {
        return format!("there are no {all}");
    }
    let shown: Vec<&str> = known.iter().take(40).copied().collect();
    let more = if known.len() > shown.len() { ", …" } else { "" };
    format!("{all}: {}{more}", shown.join(", "))
}
