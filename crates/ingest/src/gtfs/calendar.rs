//! `calendar.txt` and `calendar_dates.txt`, both or either alone.

use allways_base::{IdxVec, Problems, Severity};
use allways_transit::feed::{Service, ServiceIdx, Week};

use super::archive::Archive;
use super::ids::{Ids, bad_value, date, is_new_id, missing_file};
use crate::table::{Row, Table};

const DAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Reads every set of days.
pub(super) fn read(
    archive: &mut Archive,
    source: &str,
    problems: &mut Problems,
) -> (IdxVec<ServiceIdx, Service>, Ids<ServiceIdx>) {
    let mut ids = Ids::new();
    let mut services: IdxVec<ServiceIdx, Service> = IdxVec::default();
    if !archive.has("calendar.txt") && !archive.has("calendar_dates.txt") {
        missing_file("calendar.txt", "no trip has a day on which it runs", problems);
    }
    if let Some(table) = archive.table("calendar.txt", problems) {
        read_weeks(&table, source, &mut services, &mut ids, problems);
    }
    if let Some(table) = archive.table("calendar_dates.txt", problems)
        && table.require(&["service_id", "date", "exception_type"], problems)
    {
        for row in table.rows() {
            read_exception(row, source, &mut services, &mut ids, problems);
        }
    }
    for (_, service) in services.iter() {
        if !has_a_day(service) {
            problems.push(
                Severity::Warning,
                "empty-calendar",
                "calendar.txt",
                format!("the service `{}` runs on no day", service.id),
                "give it a weekday within its dates, or a date in calendar_dates.txt",
            );
        }
    }
    (services, ids)
}

/// True if there is a day on which the service runs.
pub(super) fn has_a_day(service: &Service) -> bool {
    let runs = |date| !service.removed.contains(&date);
    let weekly = service.week.as_ref().is_some_and(|week| {
        // Exceptions may take every day away, so days are tried one by one; a gap of a year in a
        // pattern of seven days means that there is none.
        let mut day = week.from;
        let mut tried = 0;
        while day <= week.to && tried < 366 + service.removed.len() {
            let weekday = usize::try_from(day.weekday().to_monday_zero_offset()).unwrap_or(0);
            if week.days[weekday] && runs(day) {
                return true;
            }
            let Ok(next) = day.tomorrow() else { return false };
            day = next;
            tried += 1;
        }
        false
    });
    weekly || service.added.iter().any(|date| runs(*date))
}

fn read_weeks(
    table: &Table,
    source: &str,
    services: &mut IdxVec<ServiceIdx, Service>,
    ids: &mut Ids<ServiceIdx>,
    problems: &mut Problems,
) {
    if !table.require(&["service_id", "start_date", "end_date"], problems) {
        return;
    }
    table.require(&DAYS, problems);
    for row in table.rows() {
        let id = row.get("service_id");
        if !is_new_id(ids, "service_id", id, &row.place(), problems) {
            continue;
        }
        let dates = date(row, "start_date", problems).zip(date(row, "end_date", problems));
        let Some((from, to)) = dates else {
            ids.set(id, None);
            continue;
        };
        if to < from {
            problems.push(
                Severity::Warning,
                "calendar-backwards",
                row.place(),
                format!("the service `{id}` ends on {to}, before it starts on {from}"),
                "correct start_date or end_date; until then only its calendar_dates count",
            );
        }
        let days = DAYS.map(|day| match row.get(day) {
            "1" => true,
            "0" => false,
            "" if !table.has(day) => false,
            other => {
                bad_value(&row.place(), day, other, "1 or 0; it was taken as 0", problems);
                false
            }
        });
        let week = Some(Week { days, from, to });
        let idx =
            services.push(Service { id: format!("{source}:{id}"), week, ..Service::default() });
        ids.set(id, Some(idx));
    }
}

fn read_exception(
    row: Row<'_>,
    source: &str,
    services: &mut IdxVec<ServiceIdx, Service>,
    ids: &mut Ids<ServiceIdx>,
    problems: &mut Problems,
) {
    let id = row.get("service_id");
    if id.is_empty() {
        is_new_id(ids, "service_id", id, &row.place(), problems);
        return;
    }
    let Some(day) = date(row, "date", problems) else { return };
    let adds = match row.get("exception_type") {
        "1" => true,
        "2" => false,
        other => {
            let wanted = "1 (added) or 2 (removed); the row was dropped";
            bad_value(&row.place(), "exception_type", other, wanted, problems);
            return;
        }
    };
    let idx = ids.find(id.as_bytes()).row().unwrap_or_else(|| {
        let new = Service { id: format!("{source}:{id}"), ..Service::default() };
        let idx = services.push(new);
        ids.set(id, Some(idx));
        idx
    });
    let (these, those) = {
        let service = &mut services[idx];
        if adds {
            (&mut service.added, &service.removed)
        } else {
            (&mut service.removed, &service.added)
        }
    };
    if those.contains(&day) {
        problems.push(
            Severity::Warning,
            "contrary-exceptions",
            row.place(),
            format!("the service `{id}` is both added and removed on {day}"),
            "keep one of the two rows; until then the day counts as removed",
        );
    }
    these.insert(day);
}
