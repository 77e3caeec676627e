//! Time without zones: lengths, moments of a service day, departure windows.

use std::fmt;
use std::ops::{Add, AddAssign, Sub};

/// A length of time in whole seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Seconds(pub u32);

impl Seconds {
    /// From whole minutes.
    pub const fn minutes(m: u32) -> Self {
        Self(m * 60)
    }

    /// In minutes, for people.
    pub fn as_minutes(self) -> f64 {
        f64::from(self.0) / 60.0
    }
}

impl Add for Seconds {
    type Output = Self;
    #[inline]
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Seconds {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl std::iter::Sum for Seconds {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self(0), Add::add)
    }
}

/// `12 min 30 s`, `1 h 05 min`.
impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (h, m, s) = (self.0 / 3600, self.0 / 60 % 60, self.0 % 60);
        match (h, m, s) {
            (0, 0, s) => write!(f, "{s} s"),
            (0, m, 0) => write!(f, "{m} min"),
            (0, m, s) => write!(f, "{m} min {s:02} s"),
            (h, m, 0) => write!(f, "{h} h {m:02} min"),
            (h, m, s) => write!(f, "{h} h {m:02} min {s:02} s"),
        }
    }
}

/// A moment in a service day: seconds since noon minus 12 h. `25:10:00` is ten past one the next
/// morning, same service day. This is GTFS's own definition and survives a change of clocks.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServiceTime(pub u32);

impl ServiceTime {
    /// Later than any moment a search can reach; adding to it saturates.
    pub const NEVER: Self = Self(u32::MAX);

    /// From hours, minutes and seconds; hours may pass 24.
    pub const fn hms(h: u32, m: u32, s: u32) -> Self {
        Self(h * 3600 + m * 60 + s)
    }

    /// Reads `H:MM`, `HH:MM` or `HH:MM:SS`, hours up to 999. `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.trim().split(':');
        let number = |part: Option<&str>, digits: usize, below: u32| {
            let part = part?;
            let plain = !part.is_empty() && part.len() <= digits;
            let plain = plain && part.bytes().all(|b| b.is_ascii_digit());
            part.parse::<u32>().ok().filter(|&n| plain && n < below)
        };
        let h = number(parts.next(), 3, 1000)?;
        let m = number(parts.next(), 2, 60)?;
        let s = match parts.next() {
            None => 0,
            part => number(part, 2, 60)?,
        };
        parts.next().is_none().then(|| Self::hms(h, m, s))
    }

    /// Seconds from `earlier` to here; zero if `earlier` is later.
    #[inline]
    pub fn since(self, earlier: Self) -> Seconds {
        Seconds(self.0.saturating_sub(earlier.0))
    }
}

impl Add<Seconds> for ServiceTime {
    type Output = Self;
    #[inline]
    fn add(self, d: Seconds) -> Self {
        Self(self.0.saturating_add(d.0))
    }
}

/// Earlier by `d`; clamps at the service day's origin.
impl Sub<Seconds> for ServiceTime {
    type Output = Self;
    #[inline]
    fn sub(self, d: Seconds) -> Self {
        Self(self.0.saturating_sub(d.0))
    }
}

impl fmt::Display for ServiceTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}:{:02}", self.0 / 3600, self.0 / 60 % 60, self.0 % 60)
    }
}

impl fmt::Debug for ServiceTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Departures in `[from, to)`, one every `step`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// First departure.
    pub from: ServiceTime,
    /// Exclusive end.
    pub to: ServiceTime,
    /// Spacing; never zero.
    pub step: Seconds,
}

impl Window {
    /// Reads `07:00..09:00`, by the minute; `None` if it is not two times in order.
    pub fn parse(text: &str) -> Option<Self> {
        let (from, to) = text.split_once("..")?;
        let (from, to) = (ServiceTime::parse(from)?, ServiceTime::parse(to)?);
        (from < to).then_some(Self { from, to, step: Seconds(60) })
    }

    /// Every departure, earliest first.
    pub fn departures(self) -> impl DoubleEndedIterator<Item = ServiceTime> + ExactSizeIterator {
        let n = self.to.since(self.from).0.div_ceil(self.step.0.max(1));
        (0..n).map(move |k| self.from + Seconds(k * self.step.0))
    }
}

/// `07:00..09:00`.
impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let short = |t: ServiceTime| {
            let text = t.to_string();
            text.strip_suffix(":00").map_or(text.clone(), ToOwned::to_owned)
        };
        write!(f, "{}..{}", short(self.from), short(self.to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_strictly() {
        assert_eq!(ServiceTime::parse("25:10:00"), Some(ServiceTime::hms(25, 10, 0)));
        assert_eq!(ServiceTime::parse(" 7:05"), Some(ServiceTime::hms(7, 5, 0)));
        for bad in ["", "7", "7:60", "-1:00", "7:5:99", "7:00:00:00", "+7:00", "7h00"] {
            assert_eq!(ServiceTime::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_window_is_half_open() {
        let window = Window::parse("07:00..07:03").expect("a window");
        let all: Vec<String> = window.departures().map(|t| t.to_string()).collect();
        assert_eq!(all, ["07:00:00", "07:01:00", "07:02:00"]);
        assert_eq!(window.to_string(), "07:00..07:03");
        assert_eq!(Window::parse("09:00..07:00"), None);
    }
}
