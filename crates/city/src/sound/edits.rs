//! Edits of projects that name a line, service or way which no source has, which several have, or which
//! is as the edit would make it.

use allways_ingest::ways::Opens;
use allways_plan::plan::{Edit, Span};
use allways_plan::{Diagnostic, names};

use super::{error, warning};
use crate::open::City;
use crate::scenario::named;

pub(super) fn check(city: &City, found: &mut Vec<Diagnostic>) {
    let all = || city.plan.projects.iter().flat_map(|project| &project.edits);
    for edit in all() {
        match edit {
            Edit::OpenService { service, span } => open_service(city, service, span, found),
            Edit::OpenLine { line, span } => {
                let closed = all().any(|other| {
                    matches!(other, Edit::CloseLine { line: other, .. } if same(city, line, other))
                });
                if is_open(city, "open_line", line, span, found) == Some(true) && !closed {
                    let message = format!("the line `{line}` is open without the edit");
                    let help = "write the year that it opens into its table, or leave the edit out";
                    found.push(warning(span, "edit-without-effect", message, help));
                }
            }
            Edit::CloseLine { line, span } => {
                let opened = all().any(|other| {
                    matches!(other, Edit::OpenLine { line: other, .. } if same(city, line, other))
                });
                if is_open(city, "close_line", line, span, found) == Some(false) && !opened {
                    let message = format!("the line `{line}` is not open, and no edit opens it");
                    let help = "leave the edit out, or open the line before";
                    found.push(warning(span, "edit-without-effect", message, help));
                }
            }
            Edit::Headway { line, span, .. } => {
                is_open(city, "headway", line, span, found);
            }
            Edit::CloseWay { .. } | Edit::WaySpeed { .. } => {
                super::streets::edit(city, edit, found);
            }
            Edit::OpenWay { way, span } => open_way(city, way, span, found),
        }
    }
}

/// True if both names mean the same line.
fn same(city: &City, a: &str, b: &str) -> bool {
    city.lines
        .iter()
        .any(|draft| draft.line(a).zip(draft.line(b)).is_some_and(|(a, b)| std::ptr::eq(a, b)))
}

/// Whether the table says that the line is open; `None` if it is not one line, which is told.
fn is_open(
    city: &City,
    verb: &str,
    line: &str,
    span: &Span,
    found: &mut Vec<Diagnostic>,
) -> Option<bool> {
    let mut having = city.lines.iter().filter_map(|draft| Some((draft, draft.line(line)?)));
    let Some((first, row)) = having.next() else {
        let services = city.corridors.services.iter();
        let is_service = services.clone().any(|s| named(&s.id, &s.channel, line));
        let help = if is_service && verb == "open_line" {
            "it is a service between terminals: write `open_service`".to_owned()
        } else {
            let known = city.lines.iter().flat_map(|draft| &draft.lines);
            unread(city, line)
                .unwrap_or_else(|| names::help(line, known.map(|line| line.id.as_str()), "lines"))
        };
        let message = format!("`{verb}` names the line `{line}`, which no table has");
        found.push(error(span, "unknown-line", message, help));
        return None;
    };
    let Some((second, _)) = having.next() else { return Some(row.open) };
    let message = format!(
        "`{verb}` names the line `{line}`, which the sources `{}` and `{}` both have",
        first.source, second.source
    );
    let help = format!("write `{}:{line}` or `{}:{line}`", first.source, second.source);
    found.push(error(span, "ambiguous-line", message, help));
    None
}

fn open_service(city: &City, service: &str, span: &Span, found: &mut Vec<Diagnostic>) {
    let all = &city.corridors.services;
    let mut meant = all.iter().filter(|s| named(&s.id, &s.channel, service)).peekable();
    if meant.peek().is_none() {
        let help = if city.lines.iter().any(|draft| draft.line(service).is_some()) {
            "it is a line of the city: write `open_line`".to_owned()
        } else {
            let known = all.iter().flat_map(|s| [s.id.as_str(), s.channel.as_str()]);
            let mut known: Vec<&str> = known.filter(|name| !name.is_empty()).collect();
            known.sort_unstable();
            unread(city, service).unwrap_or_else(|| names::help(service, known, "services"))
        };
        let message = format!("`open_service` names the service `{service}`, which no table has");
        found.push(error(span, "unknown-service", message, help));
    } else if meant.all(|s| s.opens.is_none()) {
        let message = format!("the service `{service}` is open without the edit");
        let help = "write the year that it opens into its table, or leave the edit out";
        found.push(warning(span, "edit-without-effect", message, help));
    }
}

fn open_way(city: &City, way: &str, span: &Span, found: &mut Vec<Diagnostic>) {
    let mut meant = city.new_ways.iter().filter(|one| one.is_called(way));
    let Some(first) = meant.next() else {
        let known = city.new_ways.iter().map(|one| one.id.as_str());
        let help = if city.new_ways.is_empty() {
            "no source has new ways; add one of kind `ways`".to_owned()
        } else {
            unread(city, way).unwrap_or_else(|| names::help(way, known, "ways"))
        };
        let message = format!("`open_way` names the way `{way}`, which no source has");
        found.push(error(span, "unknown-way", message, help));
        return;
    };
    if let Some(second) = meant.next() {
        let (a, b) = (&first.source, &second.source);
        let message = format!(
            "`open_way` names the way `{way}`, which the sources `{a}` and `{b}` both have"
        );
        let help = format!("write `{a}:{way}` or `{b}:{way}`");
        found.push(error(span, "ambiguous-way", message, help));
    } else if first.opens == Opens::Always {
        let message = format!("the way `{way}` is open without the edit");
        let help =
            "write `opens` into its properties (a year, or \"project\"), or leave the edit out";
        found.push(warning(span, "edit-without-effect", message, help));
    }
}

/// If a reader has told something about this very name, that is the reason.
pub(super) fn unread(city: &City, name: &str) -> Option<String> {
    let quoted = format!("`{name}`");
    let reason = city.problems.list().iter().find(|problem| problem.message.contains(&quoted))?;
    Some(format!("see {}: {}; {}", reason.place, reason.message, reason.remedy))
}
