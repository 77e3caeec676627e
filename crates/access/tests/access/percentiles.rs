//! Percentiles by their definition.

use allways_access::{Percentile, percentile};
use allways_base::Seconds;
use allways_base::cast::usize_from;
use allways_base::random::Random;

fn of(times: &[Option<u32>], percent: u8) -> Option<u32> {
    let times = times.iter().map(|time| time.map(Seconds));
    percentile(times, Percentile::new(percent).unwrap()).map(|Seconds(s)| s)
}

#[test]
fn a_percentile_is_a_time_that_some_departure_has() {
    let times = [Some(40), Some(10), Some(30), Some(20)];
    assert_eq!(
        [1, 25, 26, 50, 51, 75, 76, 100].map(|p| of(&times, p)),
        [Some(10), Some(10), Some(20), Some(20), Some(30), Some(30), Some(40), Some(40)]
    );
}

#[test]
fn unreachable_counts_as_longest() {
    let times = [None, Some(10), None, Some(20)];
    assert_eq!([50, 51].map(|p| of(&times, p)), [Some(20), None]);
    assert_eq!(of(&[], 50), None);
    assert_eq!(of(&[None], 1), None);
}

#[test]
fn there_are_a_hundred_percentiles() {
    assert_eq!([0, 1, 100, 101].map(|p| Percentile::new(p).is_some()), [false, true, true, false]);
    assert_eq!(Percentile::MEDIAN.to_string(), "p50");
}

/// The smallest value such that at least `percent` % of all are at or below it, by counting.
pub(crate) fn by_counting(times: &[Option<u32>], percent: u8) -> Option<u32> {
    let reached = || times.iter().flatten();
    let enough = |value: &&u32| {
        let at_or_below = reached().filter(|time| time <= value).count();
        at_or_below * 100 >= usize::from(percent) * times.len()
    };
    reached().filter(enough).min().copied()
}

#[test]
fn every_percentile_is_what_counting_finds() {
    for seed in 0..3000 {
        let mut random = Random::new(seed, 0);
        let n = usize_from(1 + random.below(130));
        let spread = 1 + random.below(4000);
        let times: Vec<Option<u32>> =
            (0..n).map(|_| (random.below(5) > 0).then(|| random.below(spread))).collect();
        let all: Vec<Option<u32>> = (1..=100).map(|p| of(&times, p)).collect();
        let want: Vec<Option<u32>> = (1..=100).map(|p| by_counting(&times, p)).collect();
        assert_eq!(all, want, "seed {seed}");
    }
}
