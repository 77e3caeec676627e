//! The times of all runs, as templates.
//!
//! Most runs are another one over again, some minutes later. So a run is a start and a *template*:
//! how long after it the vehicle arrives at and leaves each call. Runs share a template wherever
//! they can, across patterns too, for a template knows no stop. Vehicles mostly leave in the second
//! in which they arrive: then the template says both times with one row. Rows are seconds in 16
//! bits; a template that is longer than that keeps the upper halves in rows of their own.
//!
//! A search reads a time with two loads, the run and the offset, and both lie close together for
//! the runs of a pattern: fewer cache lines than a table of all times.

use std::hash::{Hash, Hasher};

use allways_base::cast::{u32_from, usize_from};
use allways_base::{Csr, ServiceTime};
use rustc_hash::{FxHashMap, FxHasher};

use crate::timetable::{PatternIdx, Times};

/// Where the template of a run lies, and what rows it has.
///
/// Of `n` calls, in this order: `n` departures; if not [`Layout::ONE`], `n` arrivals; if
/// [`Layout::WIDE`], the upper halves of both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Layout(u32);

impl Layout {
    /// Arrivals and departures are the same.
    const ONE: u32 = 1 << 31;
    /// More than 16 bits.
    const WIDE: u32 = 1 << 30;

    #[inline]
    fn at(self) -> usize {
        usize_from(self.0 & (Self::WIDE - 1))
    }

    #[inline]
    const fn is_one(self) -> bool {
        self.0 & Self::ONE != 0
    }

    #[inline]
    const fn is_wide(self) -> bool {
        self.0 & Self::WIDE != 0
    }

    /// Rows of a template of `n` calls.
    const fn n_rows(self, n: usize) -> usize {
        match (self.is_one(), self.is_wide()) {
            (true, false) => n,
            (false, false) => 2 * n,
            (_, true) => 4 * n,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Row {
    start: u32,
    layout: Layout,
}

/// See the module docs. Equal if the runs' times are, in the same order: templates are numbered as
/// they first come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schedule {
    runs: Csr<PatternIdx, Row>,
    offsets: Vec<u16>,
}

/// The runs of one pattern.
#[derive(Clone, Copy, Debug)]
pub struct PatternTimes<'a> {
    rows: &'a [Row],
    offsets: &'a [u16],
    n_calls: usize,
}

/// One run, call by call.
#[derive(Clone, Copy, Debug)]
pub struct RunTimes<'a> {
    start: u32,
    n_calls: u32,
    /// From a departure to the arrival at the same call.
    arrivals: u32,
    /// From a lower half to its upper one; 0: there is none.
    upper: u32,
    /// As [`Layout`] has them.
    rows: &'a [u16],
}

impl Schedule {
    /// The runs of a pattern with so many calls.
    #[inline]
    pub(super) fn of(&self, pattern: PatternIdx, n_calls: usize) -> PatternTimes<'_> {
        PatternTimes { rows: &self.runs[pattern], offsets: &self.offsets, n_calls }
    }

    /// Number of runs of a pattern.
    #[inline]
    pub(super) fn n_runs(&self, pattern: PatternIdx) -> usize {
        self.runs.range(pattern).len()
    }

    /// Bytes that it takes.
    pub(super) fn bytes(&self) -> usize {
        let runs = size_of_val(self.runs.values()) + (self.runs.n_rows() + 1) * size_of::<u32>();
        runs + size_of_val(&self.offsets[..])
    }
}

impl<'a> PatternTimes<'a> {
    /// Number of runs.
    #[inline]
    pub const fn n_runs(&self) -> usize {
        self.rows.len()
    }

    /// When a run leaves a call; ranks count from the earliest.
    ///
    /// # Panics
    ///
    /// If there is no such run.
    #[inline]
    pub fn depart(&self, rank: usize, position: usize) -> ServiceTime {
        let Row { start, layout } = self.rows[rank];
        self.time(start, layout, position)
    }

    /// When a run arrives at a call; see [`PatternTimes::depart`].
    #[inline]
    pub fn arrive(&self, rank: usize, position: usize) -> ServiceTime {
        let Row { start, layout } = self.rows[rank];
        self.time(start, layout, if layout.is_one() { position } else { position + self.n_calls })
    }

    #[inline]
    fn time(&self, start: u32, layout: Layout, row: usize) -> ServiceTime {
        let at = layout.at() + row;
        let mut since = u32::from(self.offsets[at]);
        if layout.is_wide() {
            since |= u32::from(self.offsets[at + 2 * self.n_calls]) << 16;
        }
        ServiceTime(start + since)
    }

    /// A run by its rank.
    ///
    /// # Panics
    ///
    /// If there is no such run.
    #[inline]
    pub fn run(&self, rank: usize) -> RunTimes<'a> {
        let Row { start, layout } = self.rows[rank];
        let n_calls = u32_from(self.n_calls);
        RunTimes {
            start,
            n_calls,
            arrivals: if layout.is_one() { 0 } else { n_calls },
            upper: if layout.is_wide() { 2 * n_calls } else { 0 },
            rows: &self.offsets[layout.at()..][..layout.n_rows(self.n_calls)],
        }
    }

    /// Lowers `least`, from each call to the next the seconds from departure to arrival, to what the
    /// runs take that are under way between two moments.
    pub(crate) fn least_legs(&self, least: &mut [u16], from: ServiceTime, to: ServiceTime) {
        let n = self.n_calls;
        let mut known = None;
        for (rank, &Row { start, layout }) in self.rows.iter().enumerate() {
            if known == Some(layout) || start > to.0 {
                continue;
            }
            if self.arrive(rank, n - 1) < from {
                continue;
            }
            known = Some(layout);
            let rows = &self.offsets[layout.at()..][..layout.n_rows(n)];
            if layout.is_wide() {
                let run = self.run(rank);
                for (k, least) in least[..n - 1].iter_mut().enumerate() {
                    let leg = run.arrive(k + 1).since(run.depart(k)).0;
                    *least = (*least).min(u16::try_from(leg).unwrap_or(u16::MAX - 1));
                }
                continue;
            }
            let arrive = if layout.is_one() { &rows[1..] } else { &rows[n + 1..] };
            for ((least, depart), arrive) in least.iter_mut().zip(&rows[..n - 1]).zip(arrive) {
                *least = (*least).min(arrive.saturating_sub(*depart));
            }
        }
    }

    /// All runs, earliest first.
    pub fn runs(self) -> impl DoubleEndedIterator<Item = RunTimes<'a>> + ExactSizeIterator {
        (0..self.n_runs()).map(move |rank| self.run(rank))
    }
}

impl<'a> RunTimes<'a> {
    /// Number of calls.
    #[inline]
    pub fn n_calls(&self) -> usize {
        usize_from(self.n_calls)
    }

    #[inline]
    fn time(&self, row: usize) -> ServiceTime {
        let mut since = u32::from(self.rows[row]);
        if self.upper > 0 {
            since |= u32::from(self.rows[row + usize_from(self.upper)]) << 16;
        }
        ServiceTime(self.start + since)
    }

    /// When it arrives at a call. A call that the run has not gives a panic, or a time that means
    /// nothing.
    #[inline]
    pub fn arrive(&self, position: usize) -> ServiceTime {
        self.time(position + usize_from(self.arrivals))
    }

    /// When it leaves a call; see [`RunTimes::arrive`].
    #[inline]
    pub fn depart(&self, position: usize) -> ServiceTime {
        self.time(position)
    }

    /// Both; see [`RunTimes::arrive`].
    #[inline]
    pub fn at(&self, position: usize) -> Times {
        Times { arrive: self.arrive(position), depart: self.depart(position) }
    }

    /// Call by call.
    pub fn iter(
        self,
    ) -> impl DoubleEndedIterator<Item = Times> + ExactSizeIterator + Clone + use<'a> {
        (0..self.n_calls()).map(move |position| self.at(position))
    }
}

/// Makes a [`Schedule`], run by run in its order.
#[derive(Debug, Default)]
pub(crate) struct Builder {
    runs: Csr<PatternIdx, Row>,
    offsets: Vec<u16>,
    /// hash of calls and rows → the templates that have it. The rows decide.
    known: FxHashMap<u64, Vec<(Layout, usize)>>,
    rows: Vec<u16>,
}

impl Builder {
    /// Adds a pattern with its runs, earliest first, each as its times call by call.
    ///
    /// # Panics
    ///
    /// If the templates get longer than 2^30 rows: 2 GB.
    pub(crate) fn push<R>(&mut self, runs: impl IntoIterator<Item = R>)
    where
        R: Iterator<Item = Times> + Clone,
    {
        let rows: Vec<Row> = runs.into_iter().map(|run| self.row(run)).collect();
        self.runs.push_row(rows);
    }

    fn row(&mut self, times: impl Iterator<Item = Times> + Clone) -> Row {
        let all = || times.clone().flat_map(|t| [t.arrive.0, t.depart.0]);
        let start = all().min().unwrap_or(0);
        let is_wide = all().any(|time| time - start > u32::from(u16::MAX));
        let is_one = !is_wide && times.clone().all(|t| t.arrive == t.depart);
        let half = |since: u32, shift: u32| u16::try_from(since >> shift & 0xffff).unwrap_or(0);
        self.rows.clear();
        for shift in [0, 16].into_iter().take(if is_wide { 2 } else { 1 }) {
            self.rows.extend(times.clone().map(|t| half(t.depart.0 - start, shift)));
            if !is_one {
                self.rows.extend(times.clone().map(|t| half(t.arrive.0 - start, shift)));
            }
        }
        let flags = if is_one { Layout::ONE } else { 0 } | if is_wide { Layout::WIDE } else { 0 };
        let n_calls = times.count();
        Row { start, layout: self.template(flags, n_calls) }
    }

    /// Where the template in `rows` lies; it is added if it is not there yet.
    fn template(&mut self, flags: u32, n_calls: usize) -> Layout {
        let Self { offsets, known, rows, .. } = self;
        let mut hasher = FxHasher::default();
        (flags, n_calls).hash(&mut hasher);
        rows.hash(&mut hasher);
        let alike = known.entry(hasher.finish()).or_default();
        let is_it = |layout: &Layout, n: usize| {
            n == n_calls
                && layout.0 & (Layout::ONE | Layout::WIDE) == flags
                && offsets[layout.at()..][..rows.len()] == rows[..]
        };
        if let Some(&(layout, _)) = alike.iter().find(|(layout, n)| is_it(layout, *n)) {
            return layout;
        }
        let at = u32_from(offsets.len());
        assert!(at < Layout::WIDE, "too many templates: {at} rows");
        let layout = Layout(at | flags);
        alike.push((layout, n_calls));
        offsets.extend_from_slice(rows);
        layout
    }

    pub(crate) fn finish(mut self) -> Schedule {
        self.runs.shrink_to_fit();
        self.offsets.shrink_to_fit();
        Schedule { runs: self.runs, offsets: self.offsets }
    }
}

#[cfg(test)]
mod tests {
    use allways_base::Idx;
    use allways_base::random::Random;

    use super::*;

    /// Runs as they are pushed are the slow twin: short and long ones, with and without a stay,
    /// again and again, up to the last second that there is.
    #[test]
    fn what_was_pushed_is_read_again() {
        let mut n_shared = 0;
        for seed in 0..2_000 {
            let mut random = Random::new(seed, 0);
            let mut patterns: Vec<Vec<Vec<Times>>> = Vec::new();
            for _ in 0..1 + random.below(4) {
                let n_calls = 1 + random.below(4);
                let mut runs: Vec<Vec<Times>> = Vec::new();
                for _ in 0..1 + random.below(6) {
                    let shift = random.below(3) * 1000;
                    if let Some(last) = runs.last().filter(|_| random.below(2) == 0) {
                        let later = |t: ServiceTime| ServiceTime(t.0.saturating_add(shift));
                        let again = last
                            .iter()
                            .map(|t| Times { arrive: later(t.arrive), depart: later(t.depart) });
                        runs.push(again.collect());
                        continue;
                    }
                    let most = [2, 600, 65_537, 1 << 30][usize_from(random.below(4))];
                    let stays = random.below(2);
                    let mut now = random.below(100_000);
                    let mut next = |most: u32| {
                        now = now.saturating_add(random.below(most));
                        ServiceTime(now)
                    };
                    let call = |_| {
                        let arrive = next(most);
                        Times { arrive, depart: if stays > 0 { next(most) } else { arrive } }
                    };
                    runs.push((0..n_calls).map(call).collect());
                }
                patterns.push(runs);
            }
            let mut builder = Builder::default();
            for runs in &patterns {
                builder.push(runs.iter().map(|run| run.iter().copied()));
            }
            let schedule = builder.finish();
            let mut n_rows = 0;
            for (k, runs) in patterns.iter().enumerate() {
                let n_calls = runs[0].len();
                let times = schedule.of(PatternIdx::from_usize(k), n_calls);
                assert_eq!(schedule.n_runs(PatternIdx::from_usize(k)), runs.len());
                assert_eq!(times.runs().len(), runs.len());
                for (rank, run) in runs.iter().enumerate() {
                    assert_eq!(&times.run(rank).iter().collect::<Vec<_>>(), run, "seed {seed}");
                    for (position, at) in run.iter().enumerate() {
                        assert_eq!(times.depart(rank, position), at.depart, "seed {seed}");
                        assert_eq!(times.arrive(rank, position), at.arrive, "seed {seed}");
                    }
                    n_rows += run.len();
                }
            }
            n_shared += usize::from(schedule.offsets.len() < n_rows);
        }
        assert!(n_shared > 200, "{n_shared}");
    }

    /// The same offsets for another number of calls, or with a stay, are another template.
    #[test]
    fn rows_alike_may_mean_another_thing() {
        let at = |arrive: u32, depart: u32| Times {
            arrive: ServiceTime(arrive),
            depart: ServiceTime(depart),
        };
        let four = vec![at(0, 0), at(9, 9), at(0, 0), at(9, 9)];
        let two = vec![at(0, 0), at(9, 9)];
        let mut builder = Builder::default();
        builder.push([four.iter().copied()]);
        builder.push([two.iter().copied()]);
        let wide = vec![at(0, 65_536)];
        builder.push([wide.iter().copied()]);
        let schedule = builder.finish();
        let read = |k: usize, n| schedule.of(PatternIdx::from_usize(k), n).run(0);
        assert_eq!(read(0, 4).iter().collect::<Vec<_>>(), four);
        assert_eq!(read(1, 2).iter().collect::<Vec<_>>(), two);
        assert_eq!(read(2, 1).iter().collect::<Vec<_>>(), wide);
    }
}
