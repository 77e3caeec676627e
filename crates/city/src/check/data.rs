//! Which problems of the data bear on a verdict: those in the files of the sources that its
//! measure reads. A problem names its file, so that is how it finds its source.

use allways_base::{Problem, Problems, Severity};
use allways_plan::plan::{Source, SourceKind};

use crate::open::City;
use crate::verdict::SourceProblems;

/// Errors and warnings of every source that the measure reads, in plan order; those without any
/// are left out.
pub(super) fn problems(city: &City, of_year: &Problems, measure: &str) -> Vec<SourceProblems> {
    let read = city.plan.sources.iter().filter(|source| is_read(&source.kind, measure));
    read.filter_map(|source| of_source(source, city, of_year)).collect()
}

/// For the assumptions: what is told wherever a verdict is told.
pub(super) fn sentence(of: &SourceProblems) -> String {
    format!(
        "source `{}` has {} errors and {} warnings, and what they name is left out or repaired; the \
         worst: {}",
        of.source, of.errors, of.warnings, of.worst
    )
}

fn of_source(source: &Source, city: &City, of_year: &Problems) -> Option<SourceProblems> {
    let all = city.problems.list().iter().chain(of_year.list());
    let mut found: Vec<&Problem> = all
        .filter(|problem| problem.severity > Severity::Note && is_in(&problem.place, source))
        .collect();
    let errors = found.iter().filter(|problem| problem.severity == Severity::Error).count();
    let warnings = found.len() - errors;
    // The first of the worst: sorting keeps the order of equals.
    found.sort_by_key(|problem| std::cmp::Reverse(problem.severity));
    let worst = found.first()?.to_string();
    Some(SourceProblems { source: source.id.clone(), errors, warnings, worst })
}

/// Does a measure read this kind of source?
fn is_read(kind: &SourceKind, measure: &str) -> bool {
    match kind {
        SourceKind::Gtfs { .. }
        | SourceKind::Lines { .. }
        | SourceKind::Osm { .. }
        | SourceKind::Ways { .. }
        | SourceKind::Dem { .. } => matches!(
            measure,
            "travel-time" | "access" | "completeness" | "coverage" | "gap" | "season-loss" | "rule"
        ),
        SourceKind::Zones { .. } | SourceKind::Points { .. } => measure != "investment",
        SourceKind::Corridors { .. } | SourceKind::CorridorFeed { .. } => {
            matches!(measure, "channels" | "direction" | "corridor" | "hub")
        }
    }
}

/// Is a place such as `stops.csv:12`, `stop_times.txt:7` or `way/335` in a file of the source?
fn is_in(place: &str, source: &Source) -> bool {
    let file = place.split(':').next().unwrap_or(place);
    let file = file.rsplit('/').next().unwrap_or(file);
    let is = |path: &str| path.rsplit('/').next() == Some(file);
    match &source.kind {
        SourceKind::Gtfs { path } => is(path) || has_suffix(file, "txt"),
        // Its places begin with the id of the source.
        SourceKind::CorridorFeed { .. } => {
            place.strip_prefix(&source.id).is_some_and(|rest| rest.starts_with(": "))
        }
        SourceKind::Osm { path } => {
            is(path) || place.starts_with("way/") || place.starts_with("node/")
        }
        SourceKind::Ways { path } | SourceKind::Zones { path } | SourceKind::Points { path } => {
            is(path)
        }
        SourceKind::Lines { lines, stations, first_last, .. } => {
            is(lines) || is(stations) || first_last.as_deref().is_some_and(is)
        }
        SourceKind::Corridors { terminals, services, factors, shapes, .. } => {
            let others = [factors, shapes].into_iter().flatten();
            is(terminals) || is(services) || others.into_iter().any(|file| is(file))
        }
        SourceKind::Dem { path } => {
            is(path)
                || place == "elevation"
                || ["hgt", "tif", "tiff"].iter().any(|s| has_suffix(file, s))
        }
    }
}

fn has_suffix(file: &str, suffix: &str) -> bool {
    std::path::Path::new(file).extension().is_some_and(|s| s.eq_ignore_ascii_case(suffix))
}
