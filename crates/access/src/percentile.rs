//! Percentiles of travel times over a departure window (DESIGN §6): the smallest value with at
//! least p % of the departures at or below it; unreachable counts as longest; never interpolated.
//! So every percentile is a time that some departure really has.

use std::fmt;

use allways_base::Seconds;
use allways_base::cast::{u32_from, usize_from};

/// A whole percentage, 1 to 100. The 100th is the longest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Percentile(u8);

impl Percentile {
    /// Half of the departures are at least as good.
    pub const MEDIAN: Self = Self(50);

    /// The best of the departures, however many there are.
    pub(crate) const SOONEST: Self = Self(0);

    /// `None` for 0 and above 100.
    pub const fn new(percent: u8) -> Option<Self> {
        if percent >= 1 && percent <= 100 { Some(Self(percent)) } else { None }
    }

    /// As given.
    pub const fn percent(self) -> u8 {
        self.0
    }

    /// Rank of the value among `n`, from 1 for the least; `n` above 0.
    pub(crate) fn rank(self, n: usize) -> usize {
        (n * usize::from(self.0)).div_ceil(100).clamp(1, n)
    }
}

/// `p50`.
impl fmt::Display for Percentile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "p{}", self.0)
    }
}

/// The percentile of some durations in any order, `None` meaning unreachable. `None` if that is
/// what it is, or if there are no durations.
pub fn percentile(
    durations: impl IntoIterator<Item = Option<Seconds>>,
    percentile: Percentile,
) -> Option<Seconds> {
    let mut all: Vec<u32> =
        durations.into_iter().map(|time| time.map_or(UNREACHED, |Seconds(s)| s)).collect();
    all.sort_unstable();
    of_sorted(&all, percentile)
}

/// Stands for unreachable while sorting.
pub(crate) const UNREACHED: u32 = u32::MAX;

/// The percentile of sorted seconds, [`UNREACHED`] at the end.
pub(crate) fn of_sorted(sorted: &[u32], percentile: Percentile) -> Option<Seconds> {
    if sorted.is_empty() {
        return None;
    }
    let value = sorted[percentile.rank(sorted.len()) - 1];
    (value != UNREACHED).then_some(Seconds(value))
}

/// Durations counted second by second, so that percentiles of very many need no sort.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// second → how many take so long.
    counts: Vec<u32>,
    n: usize,
}

impl Tally {
    /// Forgets all; keeps the memory.
    pub fn clear(&mut self) {
        self.counts.clear();
        self.n = 0;
    }

    /// Counts one more; `None`: unreachable.
    pub fn add(&mut self, duration: Option<Seconds>) {
        self.n += 1;
        let Some(Seconds(second)) = duration else { return };
        let second = usize_from(second);
        if second >= self.counts.len() {
            self.counts.resize(second + 1, 0);
        }
        self.counts[second] += 1;
    }

    /// As [`fn@percentile`] of the durations counted.
    pub fn percentile(&self, percentile: Percentile) -> Option<Seconds> {
        if self.n == 0 {
            return None;
        }
        let rank = percentile.rank(self.n);
        let mut n_within = 0;
        let second = self.counts.iter().position(|&count| {
            n_within += usize_from(count);
            n_within >= rank
        });
        second.map(|second| Seconds(u32_from(second)))
    }
}
