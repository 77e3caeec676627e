//! The plan's time zone: one of the IANA database that is compiled in.

use allways_base::text::nearest;
use allways_plan::Diagnostic;
use allways_plan::plan::Plan;
use jiff::tz::{TimeZone, db};

use super::error;

pub(super) fn check(plan: &Plan, found: &mut Vec<Diagnostic>) {
    let typed = plan.time_zone.as_str();
    if TimeZone::get(typed).is_ok() {
        return;
    }
    let known: Vec<String> = db().available().map(|name| name.to_string()).collect();
    let place = |name: &'_ str| name.rsplit('/').next().unwrap_or_default().to_owned();
    let mut near = nearest(typed, known.iter().map(String::as_str), 3);
    // The right city in the wrong part of the world is nearer than letters tell.
    let same_place = known.iter().find(|name| place(name).eq_ignore_ascii_case(&place(typed)));
    if let Some(name) = same_place {
        near.retain(|other| *other != name.as_str());
        near.insert(0, name);
        near.truncate(3);
    }
    let help = if near.is_empty() {
        "write an IANA name such as Asia/Shanghai, or UTC".to_owned()
    } else {
        format!("did you mean `{}`?", near.join("` or `"))
    };
    let message = format!("there is no time zone `{typed}`");
    found.push(error(&plan.time_zone_span, "unknown-time-zone", message, help));
}
