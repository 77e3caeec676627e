//! Edits that touch the same thing. Within a project they contradict each other; of two projects
//! that open in the same year, the later one in the file would win without a word.

use std::borrow::Cow;
use std::collections::BTreeMap;

use allways_base::Severity;

use crate::diagnostic::{Fault, Out};
use crate::folder::PROJECTS;
use crate::plan::{Edit, Project, Span};

/// What an edit touches: the thing, and which of its properties.
type Touched<'a> = (&'static str, Cow<'a, str>);

pub(crate) fn check(out: &mut Out<'_>, projects: &[Project]) {
    // What is touched in a year → the edit and the project that did it first.
    let mut first: BTreeMap<(i16, Touched<'_>), (&Edit, &Project)> = BTreeMap::new();
    for project in projects {
        let mut own: BTreeMap<Touched<'_>, &Edit> = BTreeMap::new();
        for edit in &project.edits {
            let (touched, span) = touched(edit);
            let name = touched.1.clone();
            if let Some(before) = own.insert(touched.clone(), edit) {
                let message = format!(
                    "the project `{}` edits `{name}` twice: {} in line {}, {} in line {}",
                    project.id,
                    verb(before),
                    self::touched(before).1.line,
                    verb(edit),
                    span.line
                );
                let help = "keep one of them".to_owned();
                let span = span.bytes.clone();
                out.error(PROJECTS, Fault { code: "edited-twice", span, message, help });
                continue;
            }
            let Some(year) = project.opens else { continue };
            let Some((before, by)) = first.insert((year, touched), (edit, project)) else {
                continue;
            };
            if !same(before, edit) && by.id != project.id {
                let message = format!(
                    "`{name}` is edited in {year} by `{}` ({}) and by `{}` ({}); the last one counts",
                    by.id,
                    verb(before),
                    project.id,
                    verb(edit)
                );
                let help = "keep one of them, or let one project open in another year".to_owned();
                let fault = Fault { code: "edited-twice", span: span.bytes.clone(), message, help };
                out.tell(Severity::Warning, PROJECTS, fault);
            }
        }
    }
}

fn touched<'a>(edit: &'a Edit) -> (Touched<'a>, &'a Span) {
    let name = |name: &'a String| Cow::Borrowed(name.as_str());
    let osm = |way: &i64| Cow::Owned(format!("way/{way}"));
    match edit {
        Edit::OpenLine { line, span } | Edit::CloseLine { line, span } => {
            (("open", name(line)), span)
        }
        Edit::Headway { line, span, .. } => (("headway", name(line)), span),
        Edit::OpenService { service, span } => (("service", name(service)), span),
        Edit::CloseWay { way, span, .. } => (("close way", osm(way)), span),
        Edit::WaySpeed { way, span, .. } => (("way speed", osm(way)), span),
        Edit::OpenWay { way, span } => (("way", name(way)), span),
    }
}

fn verb(edit: &Edit) -> String {
    match edit {
        Edit::OpenLine { .. } => "`open_line`".to_owned(),
        Edit::CloseLine { .. } => "`close_line`".to_owned(),
        Edit::OpenService { .. } => "`open_service`".to_owned(),
        Edit::Headway { peak_min, .. } => format!("`headway` of {peak_min} min"),
        Edit::CloseWay { to, .. } if to.is_empty() => "`close_way` to everybody".to_owned(),
        Edit::CloseWay { to, .. } => format!("`close_way` to {}", to.join(", ")),
        Edit::WaySpeed { km_h, .. } => format!("`way_speed` of {km_h} km/h"),
        Edit::OpenWay { .. } => "`open_way`".to_owned(),
    }
}

/// True if both do the same, wherever they stand.
fn same(a: &Edit, b: &Edit) -> bool {
    match (a, b) {
        (
            Edit::Headway { peak_min: a, offpeak_min: c, .. },
            Edit::Headway { peak_min: b, offpeak_min: d, .. },
        ) => a.total_cmp(b).is_eq() && c.unwrap_or(-1.0).total_cmp(&d.unwrap_or(-1.0)).is_eq(),
        (Edit::OpenLine { .. }, Edit::OpenLine { .. })
        | (Edit::CloseLine { .. }, Edit::CloseLine { .. })
        | (Edit::OpenService { .. }, Edit::OpenService { .. })
        | (Edit::OpenWay { .. }, Edit::OpenWay { .. })
        // Closures add up.
        | (Edit::CloseWay { .. }, Edit::CloseWay { .. }) => true,
        (Edit::WaySpeed { km_h: a, .. }, Edit::WaySpeed { km_h: b, .. }) => a.total_cmp(b).is_eq(),
        _ => false,
    }
}
