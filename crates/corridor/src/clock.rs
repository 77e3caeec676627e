//! When a load can be somewhere, for questions that leave the start open.
//!
//! A load that starts at a stated moment is at a place at one moment. A load that may start at the
//! best moment of the week is, before it meets a clock, as old as the way is long, at *any*
//! moment; opening hours cut that into stretches and a departure into moments. A [`Span`] is one
//! such stretch `from..=to` with the age that the load has anywhere in it. To be earlier at a
//! place, having started later, is never worse, since a load may wait (the first-in-first-out
//! property): that is what [`Span::serves`] tests.

use crate::week::{Hours, WEEK_S};

/// So early or late that no clock is met; far from the ends of `i64`.
const NEVER: i64 = i64::MAX / 4;

/// See the module docs. Seconds since Monday 00:00 UTC of the week of the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Span {
    /// Seconds since the start, the same anywhere in the span.
    pub(crate) took: i64,
    from: i64,
    to: i64,
}

impl Span {
    /// At any moment, just started.
    pub(crate) const ANY: Self = Self { took: 0, from: -NEVER, to: NEVER };

    /// Starts at this moment.
    pub(crate) const fn at(moment: i64) -> Self {
        Self { took: 0, from: moment, to: moment }
    }

    /// True if no clock was met yet.
    pub(crate) const fn is_any(self) -> bool {
        self.from == -NEVER
    }

    /// Its first moment.
    pub(crate) const fn first(self) -> i64 {
        self.from
    }

    /// The last start that is in it; [`None`] if any is.
    pub(crate) const fn start(self) -> Option<i64> {
        if self.is_any() { None } else { Some(self.to - self.took) }
    }

    /// The last start, to compare with.
    pub(crate) const fn last_start(self) -> i64 {
        if self.is_any() { NEVER } else { self.to - self.took }
    }

    /// Some seconds later.
    pub(crate) const fn later(self, seconds: i64) -> Self {
        let took = self.took + seconds;
        if self.is_any() {
            Self { took, ..self }
        } else {
            Self { took, from: self.from + seconds, to: self.to + seconds }
        }
    }

    /// True if whoever has this needs no `other`: for each moment in `other` there is one here
    /// that is no later and whose start is no earlier.
    pub(crate) const fn serves(self, other: Self) -> bool {
        self.took <= other.took
            && self.from <= other.from
            && self.last_start() >= other.last_start()
    }

    /// Calls `each` with what is left once the doors are open: the parts within the hours, and,
    /// if its end is not, the next opening (every earlier arrival would wait there longer).
    pub(crate) fn opened(self, hours: Option<&Hours>, mut each: impl FnMut(Self)) {
        let Some(hours) = hours else { return each(self) };
        if self.is_any() {
            for &(from, to) in hours.list() {
                each(Self { from, to, ..self });
            }
            return;
        }
        let mut week = self.from.div_euclid(WEEK_S) * WEEK_S - WEEK_S;
        loop {
            for &(open, close) in hours.list() {
                let (open, close) = (open + week, close + week);
                if close < self.from {
                    continue;
                }
                if open > self.to {
                    // Nothing before held the end, or the loop had ended there.
                    return each(Self { took: self.took + open - self.to, from: open, to: open });
                }
                each(Self { from: open.max(self.from), to: close.min(self.to), ..self });
                if close >= self.to {
                    return;
                }
            }
            week += WEEK_S;
        }
    }

    /// Calls `each` with the departures that it can make: each one within the span, which a load
    /// that started in time meets without waiting, and the first one after its end.
    pub(crate) fn boarded(self, slots: &[i64], mut each: impl FnMut(Self)) {
        if self.is_any() {
            for &slot in slots {
                each(Self { from: slot, to: slot, ..self });
            }
            return;
        }
        let mut week = self.from.div_euclid(WEEK_S) * WEEK_S;
        while !slots.is_empty() {
            for slot in slots.iter().map(|slot| slot + week).filter(|slot| *slot >= self.from) {
                let waited = (slot - self.to).max(0);
                each(Self { took: self.took + waited, from: slot, to: slot });
                if slot >= self.to {
                    return;
                }
            }
            week += WEEK_S;
        }
    }
}

#[cfg(test)]
mod tests {
    use allways_base::random::Random;

    use super::*;

    const H: i64 = 3600;

    fn opened(span: Span, text: &str) -> Vec<Span> {
        let mut all = Vec::new();
        span.opened(Hours::parse(text).unwrap().as_ref(), |span| all.push(span));
        all
    }

    fn boarded(span: Span, slots: &[i64]) -> Vec<Span> {
        let mut all = Vec::new();
        span.boarded(slots, |span| all.push(span));
        all
    }

    #[test]
    fn a_load_that_comes_when_it_is_closed_waits_for_the_opening() {
        let at = |h: i64| opened(Span::at(h * H), "Mo-Fr 08:00-20:00");
        assert_eq!(at(9), [Span::at(9 * H)]);
        assert_eq!(at(20), [Span::at(20 * H)]);
        assert_eq!(at(21), [Span { took: 11 * H, from: 32 * H, to: 32 * H }]);
        assert_eq!(at(5 * 24), [Span { took: 56 * H, from: 176 * H, to: 176 * H }]);
        assert_eq!(opened(Span::ANY.later(5), "Mo-Fr 08:00-20:00").len(), 5);
        assert_eq!(opened(Span::at(7), "00:00-24:00"), [Span::at(7)]);
    }

    #[test]
    fn departures_within_a_span_are_met_and_the_next_is_waited_for() {
        let span = Span { took: 2 * H, from: 8 * H, to: 20 * H };
        let found = boarded(span, &[7 * H, 9 * H, 21 * H, 23 * H]);
        let want =
            [(2, 9), (3, 21)].map(|(took, at)| Span { took: took * H, from: at * H, to: at * H });
        assert_eq!(found, want);
        assert_eq!(boarded(Span::at(24 * H), &[H])[0].took, 145 * H);
        assert_eq!(boarded(Span::ANY, &[H, 2 * H]).len(), 2);
        assert_eq!(boarded(Span::at(0), &[]), []);
    }

    /// A hundredth of a week: whole steps keep the twin small.
    const STEP: i64 = WEEK_S / 100;

    /// Every start, step by step, against spans: hours, then a ride, then slots.
    #[test]
    fn spans_hold_the_best_start_of_every_step() {
        for seed in 0..2000 {
            let mut random = Random::new(seed, 1);
            let mut step = |n: u32| i64::from(random.below(n)) * STEP;
            let (a, b) = (step(100), step(100));
            let hours = Hours::new(&[(a.min(b), a.max(b) + STEP)]);
            let mut slots = vec![step(100), step(100)];
            slots.sort_unstable();
            let (before, ride) = (step(30), step(30));
            let mut best = i64::MAX;
            Span::ANY.later(before).opened(hours.as_ref(), |span| {
                span.later(ride).boarded(&slots, |span| best = best.min(span.took));
            });
            let mut twin = i64::MAX;
            for start in (0..100).map(|k| k * STEP) {
                let mut at = start + before;
                let open = |at: i64| {
                    hours.as_ref().is_none_or(|hours| {
                        let within = |w: i64| {
                            hours.list().iter().any(|(a, b)| (a + w..=b + w).contains(&at))
                        };
                        [-1, 0, 1, 2].iter().any(|w| within(w * WEEK_S))
                    })
                };
                while !open(at) {
                    at += STEP;
                }
                at += ride;
                let leaves = |w: i64| slots.iter().map(move |s| s + w * WEEK_S);
                let leave = (0..4).flat_map(leaves).find(|slot| *slot >= at).unwrap();
                twin = twin.min(leave - start);
            }
            assert_eq!(best, twin, "seed {seed}: {hours:?} {slots:?} {before} {ride}");
        }
    }

    #[test]
    fn earlier_there_and_later_started_is_never_worse() {
        let span = |took, from, to| Span { took, from, to };
        assert!(span(5, 10, 10).serves(span(6, 11, 11)));
        assert!(!span(5, 10, 10).serves(span(5, 11, 11 + 1)), "starts too early for the last");
        assert!(
            Span::ANY.later(5).serves(span(5, 0, 9)) && !span(5, 0, 9).serves(Span::ANY.later(5))
        );
    }
}
