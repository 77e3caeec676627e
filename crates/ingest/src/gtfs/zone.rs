//! Time zones. A feed's times are those of its agency's zone; a plan has one zone. Where the two
//! differ on the day that is asked for, every time of the feed is shifted by the difference on
//! that day at noon (where GTFS anchors its service day).
//!
//! A shift to earlier times would make times before midnight negative. So the service day moves
//! back by one instead, and the times grow by 24 hours less the shift: the same moments.

use allways_base::{Date, IdxVec, Problems, Seconds, Severity};
use allways_transit::feed::{Service, ServiceIdx};
use jiff::tz::TimeZone;

use super::archive::Archive;
use super::ids::missing_file;

/// What is done to a feed's times.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Shift {
    /// Added to every time.
    pub(super) later: Seconds,
    /// Days by which every service moves back: 0 or 1.
    pub(super) days_back: u8,
}

const DAY: i32 = 24 * 3600;

/// Reads `agency.txt` and finds the shift; what is unknown shifts nothing and is told.
pub(super) fn read(
    archive: &mut Archive,
    plan_zone: &str,
    date: Date,
    problems: &mut Problems,
) -> Shift {
    let Some(table) = archive.table("agency.txt", problems) else {
        if !archive.has("agency.txt") {
            missing_file("agency.txt", "times are taken as the plan's time zone", problems);
        }
        return Shift::default();
    };
    if !table.require(&["agency_timezone"], problems) {
        return Shift::default();
    }
    let mut first: Option<(&str, String)> = None;
    for row in table.rows() {
        let zone = row.get("agency_timezone");
        match &first {
            None => first = Some((zone, row.place())),
            Some((known, _)) if *known != zone => problems.push(
                Severity::Warning,
                "several-zones",
                row.place(),
                format!("the zone `{zone}` is not that of the first agency, `{known}`"),
                "one feed has one zone: split the feed; the first was taken",
            ),
            Some(_) => {}
        }
    }
    let Some((zone, place)) = first else { return Shift::default() };
    let told = |name: &str, place: &str, problems: &mut Problems| {
        let offset = offset_at_noon(name, date);
        if offset.is_none() {
            problems.push(
                Severity::Warning,
                "unknown-zone",
                place,
                format!("`{name}` is not the name of a time zone; times are not shifted"),
                "write an IANA name such as Asia/Shanghai",
            );
        }
        offset
    };
    let agency = told(zone, &place, problems);
    let plan = told(plan_zone, "plan.toml", problems);
    let (Some(agency), Some(plan)) = (agency, plan) else { return Shift::default() };
    let shift = plan - agency;
    if shift != 0 {
        let (sign, size) = (if shift < 0 { "-" } else { "+" }, shift.unsigned_abs());
        problems.push(
            Severity::Note,
            "zone-shift",
            place,
            format!(
                "times are in {zone}, and were shifted by {sign}{:02}:{:02} into {plan_zone} (on \
                 {date})",
                size / 3600,
                size / 60 % 60
            ),
            "correct agency_timezone if the feed's times are local already",
        );
    }
    shift_by(shift)
}

/// The shift that adds `seconds` to every moment.
fn shift_by(seconds: i32) -> Shift {
    let later = Seconds(seconds.rem_euclid(DAY).unsigned_abs());
    // Zones differ by at most 26 hours, and 24 and more only across the date line.
    match seconds.div_euclid(DAY) {
        days if days < 0 => Shift { later, days_back: days.unsigned_abs().try_into().unwrap_or(1) },
        days => Shift { later: later + Seconds(days.unsigned_abs() * 86_400), days_back: 0 },
    }
}

/// Seconds east of UTC at noon.
pub(super) fn offset_at_noon(zone: &str, date: Date) -> Option<i32> {
    let zone = TimeZone::get(zone).ok()?;
    let noon = date.at(12, 0, 0, 0).to_zoned(zone).ok()?;
    Some(noon.offset().seconds())
}

/// Moves every service's days back.
pub(super) fn move_back(days: u8, services: &mut IdxVec<ServiceIdx, Service>) {
    let back = |date: Date| date.yesterday().unwrap_or(date);
    for _ in 0..days {
        for service in services.as_mut_slice() {
            service.added = service.added.iter().map(|date| back(*date)).collect();
            service.removed = service.removed.iter().map(|date| back(*date)).collect();
            if let Some(week) = &mut service.week {
                week.days.rotate_left(1);
                week.from = back(week.from);
                week.to = back(week.to);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_earlier_zone_moves_the_day_back_and_a_later_one_does_not() {
        let hours = |h: u32| Seconds(h * 3600);
        assert_eq!(shift_by(0), Shift { later: hours(0), days_back: 0 });
        assert_eq!(shift_by(3 * 3600), Shift { later: hours(3), days_back: 0 });
        assert_eq!(shift_by(-3 * 3600), Shift { later: hours(21), days_back: 1 });
        assert_eq!(shift_by(25 * 3600), Shift { later: hours(25), days_back: 0 });
        assert_eq!(shift_by(-25 * 3600), Shift { later: hours(23), days_back: 2 });
    }
}
