//! The week as the tables write it: departure slots, opening hours, months.
//!
//! A moment of the week is in whole seconds since Monday 00:00 of the clock that it is read on.

/// Seconds in a week.
pub const WEEK_S: i64 = 7 * DAY_S;
/// Seconds in a day.
pub(crate) const DAY_S: i64 = 86_400;

const DAYS: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// `Mo 08:00` from seconds of the week; other weeks wrap.
pub fn moment(seconds: i64) -> String {
    let within = seconds.rem_euclid(WEEK_S);
    let day = usize::try_from(within / DAY_S).unwrap_or(0);
    let minutes = within % DAY_S / 60;
    format!("{} {:02}:{:02}", DAYS[day], minutes / 60, minutes % 60)
}

/// Reads `Mo 08:00` as seconds of the week.
pub fn parse_moment(text: &str) -> Option<i64> {
    match Slots::parse(text).ok()?.list() {
        [one] => Some(*one),
        _ => None,
    }
}

/// Departures of a week, in ascending order, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Slots(Vec<i64>);

impl Slots {
    /// From seconds of the week; other weeks wrap.
    pub fn new(seconds: impl IntoIterator<Item = i64>) -> Self {
        let mut all: Vec<i64> = seconds.into_iter().map(|s| s.rem_euclid(WEEK_S)).collect();
        all.sort_unstable();
        all.dedup();
        Self(all)
    }

    /// Reads `Mo 08:00 Th 20:00`: days, then the times on them. `Mo-Fr 08:00 14:00`,
    /// `Mo,We 06:00` and `daily 07:30` say several at once. The error is the word that cannot be
    /// read.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (mut days, mut all, mut open) = (Vec::new(), Vec::new(), false);
        for word in text.split_whitespace() {
            if let Some(found) = parse_days(word) {
                if open {
                    return Err(word.to_owned());
                }
                (days, open) = (found, true);
            } else {
                let time = parse_time(word).filter(|time| *time < DAY_S && !days.is_empty());
                let time = time.ok_or_else(|| word.to_owned())?;
                all.extend(days.iter().map(|day| day * DAY_S + time));
                open = false;
            }
        }
        if open || all.is_empty() {
            return Err(text.trim().to_owned());
        }
        Ok(Self::new(all))
    }

    /// Seconds of the week.
    pub fn list(&self) -> &[i64] {
        &self.0
    }
}

/// Opening hours: stretches of the week, ascending, apart from each other. The last may pass the
/// end of the week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hours(Vec<(i64, i64)>);

impl Hours {
    /// Reads `08:00-20:00` (daily), `Mo-Sa 08:00-20:00`, or several of these with `;` between.
    /// `20:00-06:00` passes midnight, `24:00` is the end of the day. `Ok(None)`: open always. The
    /// error is the part that cannot be read.
    pub fn parse(text: &str) -> Result<Option<Self>, String> {
        let mut all = Vec::new();
        for part in text.split(';').map(str::trim) {
            let bad = || part.to_owned();
            let words: Vec<&str> = part.split_whitespace().collect();
            let (days, stretch) = match words[..] {
                [stretch] => ((0..7).collect(), stretch),
                [days, stretch] => (parse_days(days).ok_or_else(bad)?, stretch),
                _ => return Err(bad()),
            };
            let (from, to) = stretch.split_once('-').ok_or_else(bad)?;
            let (from, to) = (parse_time(from).ok_or_else(bad)?, parse_time(to).ok_or_else(bad)?);
            if from == to || from >= DAY_S {
                return Err(bad());
            }
            let to = if to < from { to + DAY_S } else { to };
            all.extend(days.into_iter().map(|day| (day * DAY_S + from, day * DAY_S + to)));
        }
        Ok(Self::new(&all))
    }

    /// From stretches of a week, which may touch, overlap or pass its end. `None`: open always.
    pub(crate) fn new(stretches: &[(i64, i64)]) -> Option<Self> {
        // What a stretch of the week before still covers counts too; then merge.
        let mut all: Vec<(i64, i64)> = Vec::new();
        for week in [-1, 0, 1] {
            all.extend(stretches.iter().map(|(a, b)| (a + week * WEEK_S, b + week * WEEK_S)));
        }
        all.sort_unstable();
        let mut merged: Vec<(i64, i64)> = Vec::new();
        for (from, to) in all {
            match merged.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(to),
                _ => merged.push((from, to)),
            }
        }
        if merged.iter().any(|(from, to)| to - from >= WEEK_S) {
            return None;
        }
        merged.retain(|(from, _)| (0..WEEK_S).contains(from));
        Some(Self(merged))
    }

    /// The same hours on a clock that is `seconds` behind.
    pub(crate) fn earlier_by(&self, seconds: i64) -> Option<Self> {
        let moved: Vec<(i64, i64)> = self
            .0
            .iter()
            .map(|(from, to)| {
                let start = (from - seconds).rem_euclid(WEEK_S);
                (start, start + to - from)
            })
            .collect();
        Self::new(&moved)
    }

    /// What is in both; may be nothing. Where one ends as the other begins, nothing is in both.
    #[must_use]
    pub fn common(&self, other: &Self) -> Self {
        let mut both = Vec::new();
        for &(from, to) in &self.0 {
            for &(open, close) in &other.0 {
                // A stretch may pass the end of the week.
                for week in [-WEEK_S, 0, WEEK_S] {
                    let (from, to) = (from.max(open + week), to.min(close + week));
                    both.extend((from < to).then_some((from, to)));
                }
            }
        }
        // A part of hours that are not always is not always.
        Self::new(&both).unwrap_or_else(|| self.clone())
    }

    /// True if a moment of the week is within them, their ends included.
    pub fn contain(&self, moment: i64) -> bool {
        let within = moment.rem_euclid(WEEK_S);
        let holds = |at: i64| self.0.iter().any(|(from, to)| (*from..=*to).contains(&at));
        holds(within) || holds(within + WEEK_S)
    }

    /// Stretches of one week.
    pub fn list(&self) -> &[(i64, i64)] {
        &self.0
    }
}

/// A set of months; empty by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Months(u16);

impl Months {
    /// Reads `Dec-Mar` or `Jan, Jul-Sep`. The error is the word that cannot be read.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut set = 0u16;
        for word in text.split([' ', ',']).filter(|word| !word.is_empty()) {
            let (first, last) = word.split_once('-').unwrap_or((word, word));
            let month = |text: &str| MONTHS.iter().position(|m| m.eq_ignore_ascii_case(text));
            let (Some(first), Some(last)) = (month(first), month(last)) else {
                return Err(word.to_owned());
            };
            let mut at = first;
            set |= 1 << at;
            while at != last {
                at = (at + 1) % 12;
                set |= 1 << at;
            }
        }
        if set == 0 { Err(text.trim().to_owned()) } else { Ok(Self(set)) }
    }

    /// True if month `number`, 1 to 12, is in the set.
    pub const fn contains(self, number: u8) -> bool {
        number >= 1 && number <= 12 && self.0 >> (number - 1) & 1 == 1
    }

    /// True if there is none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl std::fmt::Display for Months {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names = MONTHS.iter().enumerate().filter(|(i, _)| self.0 >> i & 1 == 1);
        f.write_str(&names.map(|(_, name)| *name).collect::<Vec<_>>().join(", "))
    }
}

/// `Mo`, `Mo-Fr`, `Mo,We`, `daily`.
fn parse_days(word: &str) -> Option<Vec<i64>> {
    if word.eq_ignore_ascii_case("daily") {
        return Some((0..7).collect());
    }
    let day = |text: &str| {
        let at = DAYS.iter().position(|name| name.eq_ignore_ascii_case(text))?;
        i64::try_from(at).ok()
    };
    let mut days = Vec::new();
    for part in word.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last) = (day(first)?, day(last)?);
        days.extend((0..7).map(|k| (first + k) % 7).take(count(first, last)));
    }
    Some(days)
}

/// Days from one weekday to another, both counted.
fn count(first: i64, last: i64) -> usize {
    usize::try_from((last - first).rem_euclid(7)).unwrap_or(0) + 1
}

/// `08:00`, up to `24:00`.
fn parse_time(text: &str) -> Option<i64> {
    let (hours, minutes) = text.split_once(':')?;
    if hours.is_empty() || hours.len() > 2 || minutes.len() != 2 {
        return None;
    }
    let (hours, minutes): (u8, u8) = (hours.parse().ok()?, minutes.parse().ok()?);
    let seconds = i64::from(hours) * 3600 + i64::from(minutes) * 60;
    (minutes < 60 && seconds <= DAY_S).then_some(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slots(text: &str) -> Result<Vec<String>, String> {
        Slots::parse(text).map(|slots| slots.list().iter().map(|&s| moment(s)).collect())
    }

    #[test]
    fn slots_are_days_and_then_times() {
        assert_eq!(slots("Th 20:00 Mo 08:00").unwrap(), ["Mo 08:00", "Th 20:00"]);
        assert_eq!(slots("sa-mo 6:30 Sa 06:30").unwrap(), ["Mo 06:30", "Sa 06:30", "Su 06:30"]);
        assert_eq!(slots("Mo,We 01:00 02:00").unwrap().len(), 4);
        assert_eq!(slots("daily 00:00").unwrap().len(), 7);
        for (text, word) in [
            ("", ""),
            ("08:00", "08:00"),
            ("Mo", "Mo"),
            ("Mo Tu 08:00", "Tu"),
            ("Mo 8", "8"),
            ("Mo 24:00", "24:00"),
            ("Xx 08:00", "Xx"),
            ("Mo 08:60", "08:60"),
        ] {
            assert_eq!(slots(text), Err(word.to_owned()), "{text}");
        }
    }

    #[test]
    fn hours_are_stretches_that_are_merged() {
        let hours = |text: &str| Hours::parse(text).map(|h| h.map(|h| h.list().to_vec()));
        assert_eq!(hours("08:00-20:00").unwrap().unwrap().len(), 7);
        assert_eq!(hours("Mo 08:00-12:00; Mo 12:00-14:00"), Ok(Some(vec![(28_800, 50_400)])));
        assert_eq!(hours("Su 22:00-06:00"), Ok(Some(vec![(597_600, 626_400)])));
        assert_eq!(hours("00:00-24:00"), Ok(None));
        assert_eq!(hours("Mo-Fr"), Err("Mo-Fr".to_owned()));
        assert_eq!(hours("08:00-08:00"), Err("08:00-08:00".to_owned()));
        let moved = Hours::parse("Mo 02:00-04:00").unwrap().unwrap().earlier_by(3 * 3600);
        assert_eq!(moved.unwrap().list(), [(601_200, 608_400)], "Sunday 23:00 to Monday 01:00");
    }

    #[test]
    fn months_may_pass_the_turn_of_the_year() {
        let months = Months::parse("Dec-Mar").unwrap();
        assert_eq!(months.to_string(), "Jan, Feb, Mar, Dec");
        assert!(months.contains(12) && months.contains(1) && !months.contains(4));
        assert_eq!(Months::parse("Dec-Mrz"), Err("Dec-Mrz".to_owned()));
        assert!(!Months::default().contains(1) && !months.contains(0) && !months.contains(13));
    }
}
