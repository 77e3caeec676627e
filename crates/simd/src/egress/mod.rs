//! From the stops to the destinations, a departure a lane: the last walk, travel times, and how
//! many departures are within a limit. Percentiles come from counting, never from sorting.

#[cfg(target_arch = "x86_64")]
mod avx2;

use crate::Level;

/// Departures side by side.
pub const LANES: usize = 128;

/// departure → seconds; `u16::MAX` is never. Sums stop there. It begins a cache line, so that no
/// register is loaded from two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(align(64))]
pub struct Lanes(pub [u16; LANES]);

impl Lanes {
    /// The same in every lane.
    pub const fn all(seconds: u16) -> Self {
        Self([seconds; LANES])
    }
}

impl std::ops::Deref for Lanes {
    type Target = [u16; LANES];

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl std::ops::DerefMut for Lanes {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

/// Which stops lead to which destination.
#[derive(Clone, Copy, Debug)]
pub struct Egress<'a> {
    /// destination → where its walks begin; one entry more than destinations.
    pub starts: &'a [u32],
    /// The row to walk from, and for how many seconds.
    pub walks: &'a [(u32, u16)],
}

/// What the lanes of a block mean.
#[derive(Clone, Copy, Debug)]
pub struct Departures<'a> {
    /// departure → when it is; `u16::MAX` in lanes without one.
    pub at: &'a Lanes,
    /// The same, but 0 in lanes without one, which so stay at `u16::MAX`.
    pub since: &'a Lanes,
}

/// Travel times to each destination of `egress`, departure by departure: the soonest over its walks
/// of `rows[row] + walk`, and of `departure + direct`, less the departure. Destination `k` is
/// written to `out[first + k * stride]`.
///
/// # Panics
///
/// If a table names a row that is not there, or `direct` or `out` is too short.
pub fn travel_times(
    level: Level,
    rows: &[Lanes],
    egress: Egress<'_>,
    departures: Departures<'_>,
    direct: &[u16],
    (out, first, stride): (&mut [Lanes], usize, usize),
) {
    match level {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: the processor has AVX2: it has been asked.
        Level::Avx2 if Level::detected() == Level::Avx2 => unsafe {
            avx2::travel_times(rows, egress, departures, direct, (out, first, stride));
        },
        _ => plain::travel_times(rows, egress, departures, direct, (out, first, stride)),
    }
}

/// [`travel_times`], counted at once: to `counts[destination * limits.len() + limit]` is added how
/// many departures take at most so long. A limit is below `u16::MAX`.
///
/// # Panics
///
/// As [`travel_times`], and if `counts` is too short.
pub fn count_in_time(
    level: Level,
    rows: &[Lanes],
    egress: Egress<'_>,
    departures: Departures<'_>,
    direct: &[u16],
    (limits, counts): (&[u16], &mut [u32]),
) {
    match level {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: the processor has AVX2: it has been asked.
        Level::Avx2 if Level::detected() == Level::Avx2 => unsafe {
            avx2::count_in_time(rows, egress, departures, direct, (limits, counts));
        },
        _ => plain::count_in_time(rows, egress, departures, direct, (limits, counts)),
    }
}

/// For each destination (`n_blocks` blocks of lanes) and each rank, from 1, the travel time that so
/// many departures at least have or stay below; `u16::MAX` if it is above `longest`:
/// `values[destination * ranks.len() + rank]`.
///
/// # Panics
///
/// If `values` is too short.
pub fn ranked(
    level: Level,
    times: &[Lanes],
    (n_blocks, longest): (usize, u16),
    ranks: &[u32],
    values: &mut [u16],
) {
    match level {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: the processor has AVX2: it has been asked.
        Level::Avx2 if Level::detected() == Level::Avx2 => unsafe {
            avx2::ranked(times, (n_blocks, longest), ranks, values);
        },
        _ => plain::ranked(times, (n_blocks, longest), ranks, values),
    }
}

/// The definitions.
mod plain {
    use super::{Departures, Egress, LANES, Lanes, row};

    /// Travel times to destination `k`.
    #[inline]
    fn times_to(
        k: usize,
        rows: &[Lanes],
        egress: Egress<'_>,
        departures: Departures<'_>,
        direct: &[u16],
    ) -> Lanes {
        let walks = &egress.walks[row(egress.starts[k])..row(egress.starts[k + 1])];
        let mut soonest = departures.at.map(|departure| departure.saturating_add(direct[k]));
        for &(from, walk) in walks {
            let arrive = &rows[row(from)];
            for lane in 0..LANES {
                soonest[lane] = soonest[lane].min(arrive[lane].saturating_add(walk));
            }
        }
        for (time, since) in soonest.iter_mut().zip(departures.since.iter()) {
            *time = time.saturating_sub(*since);
        }
        Lanes(soonest)
    }

    pub(super) fn travel_times(
        rows: &[Lanes],
        egress: Egress<'_>,
        departures: Departures<'_>,
        direct: &[u16],
        (out, first, stride): (&mut [Lanes], usize, usize),
    ) {
        for k in 0..egress.starts.len().saturating_sub(1) {
            out[first + k * stride] = times_to(k, rows, egress, departures, direct);
        }
    }

    pub(super) fn count_in_time(
        rows: &[Lanes],
        egress: Egress<'_>,
        departures: Departures<'_>,
        direct: &[u16],
        (limits, counts): (&[u16], &mut [u32]),
    ) {
        for k in 0..egress.starts.len().saturating_sub(1) {
            let times = times_to(k, rows, egress, departures, direct);
            let counts = &mut counts[k * limits.len()..(k + 1) * limits.len()];
            for (n, &limit) in counts.iter_mut().zip(limits) {
                *n += count(&[times], limit);
            }
        }
    }

    pub(super) fn count(blocks: &[Lanes], limit: u16) -> u32 {
        let times = blocks.iter().flat_map(|lanes| lanes.iter());
        times.map(|&time| u32::from(time <= limit)).sum()
    }

    pub(super) fn ranked(
        times: &[Lanes],
        (n_blocks, longest): (usize, u16),
        ranks: &[u32],
        values: &mut [u16],
    ) {
        for (k, blocks) in times.chunks_exact(n_blocks.max(1)).enumerate() {
            for (j, &rank) in ranks.iter().enumerate() {
                let value = super::ranked_of(longest, rank, |limit| count(blocks, limit));
                values[k * ranks.len() + j] = value;
            }
        }
    }
}

/// The least time, up to `longest`, that at least `rank` departures have or stay below; `u16::MAX`
/// if there is none.
#[inline]
fn ranked_of(longest: u16, rank: u32, count: impl Fn(u16) -> u32) -> u16 {
    if count(longest) < rank {
        return u16::MAX;
    }
    let (mut low, mut high) = (0, longest);
    while low < high {
        let middle = u16::midpoint(low, high);
        if count(middle) < rank {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

/// A row number of a table.
#[inline]
fn row(n: u32) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers without a crate: splitmix.
    struct Dice(u64);

    impl Dice {
        fn below(&mut self, n: u64) -> u64 {
            self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = self.0;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            (z ^ (z >> 31)) % n
        }

        fn short(&mut self, n: u64) -> u16 {
            u16::try_from(self.below(n)).unwrap()
        }
    }

    struct Case {
        rows: Vec<Lanes>,
        at: Lanes,
        since: Lanes,
        n_departures: usize,
        starts: Vec<u32>,
        walks: Vec<(u32, u16)>,
        direct: Vec<u16>,
    }

    fn case(seed: u64) -> Case {
        let mut dice = Dice(seed);
        let n_departures = 1 + usize::try_from(dice.below(128)).unwrap();
        let mut rows = vec![Lanes::all(u16::MAX); 1 + usize::try_from(dice.below(6)).unwrap()];
        for row in &mut rows {
            for time in &mut row[..n_departures] {
                *time = if dice.below(4) == 0 { u16::MAX } else { dice.short(20_000) };
            }
        }
        let (mut at, mut since) = (Lanes::all(u16::MAX), Lanes::all(0));
        for k in 0..n_departures {
            at[k] = u16::try_from(k * 60).unwrap();
            since[k] = at[k];
        }
        let (mut starts, mut walks) = (vec![0], Vec::new());
        let n = dice.below(7);
        for _ in 0..n {
            for _ in 0..dice.below(5) {
                let row = dice.below(u64::try_from(rows.len()).unwrap());
                walks.push((u32::try_from(row).unwrap(), dice.short(1500)));
            }
            starts.push(u32::try_from(walks.len()).unwrap());
        }
        let direct = (0..n).map(|_| if dice.below(2) == 0 { u16::MAX } else { dice.short(9000) });
        let direct = direct.collect();
        Case { rows, at, since, n_departures, starts, walks, direct }
    }

    fn found(level: Level, case: &Case, stride: usize) -> Vec<Lanes> {
        let mut out = vec![Lanes::all(7); case.direct.len() * stride];
        let egress = Egress { starts: &case.starts, walks: &case.walks };
        let departures = Departures { at: &case.at, since: &case.since };
        let into = (&mut out[..], stride - 1, stride);
        travel_times(level, &case.rows, egress, departures, &case.direct, into);
        out
    }

    #[test]
    fn travel_times_are_the_soonest_over_all_walks() {
        for seed in 0..2000 {
            let case = case(seed);
            let stride = 1 + usize::try_from(seed % 3).unwrap();
            let out = found(Level::Plain, &case, stride);
            assert_eq!(out, found(Level::detected(), &case, stride), "seed {seed}");
            for (k, direct) in case.direct.iter().enumerate() {
                for lane in (0..LANES).rev() {
                    let walks = &case.walks[row(case.starts[k])..row(case.starts[k + 1])];
                    let mut ways: Vec<u32> = walks
                        .iter()
                        .filter(|(from, _)| case.rows[row(*from)][lane] < u16::MAX)
                        .map(|&(from, w)| u32::from(case.rows[row(from)][lane]) + u32::from(w))
                        .map(|arrive| arrive.min(65_535) - u32::from(case.since[lane]).min(arrive))
                        .collect();
                    if *direct < u16::MAX && lane < case.n_departures {
                        ways.push(u32::from(*direct));
                    }
                    let want = ways.into_iter().min();
                    let time = out[k * stride + stride - 1][lane];
                    // What is never stays above every time that can be asked for.
                    let never = u16::MAX - case.since[lane];
                    assert_eq!(u32::from(time), want.unwrap_or(u32::from(never)), "seed {seed}");
                }
            }
        }
    }

    #[test]
    fn counts_are_those_of_the_travel_times() {
        for seed in 0..2000 {
            let case = case(seed);
            let times = found(Level::Plain, &case, 1);
            let mut dice = Dice(!seed);
            let limits: Vec<u16> = (0..dice.below(8))
                .map(|_| if dice.below(9) == 0 { u16::MAX - 1 } else { dice.short(20_000) })
                .collect();
            for level in [Level::Plain, Level::detected()] {
                let mut counts = vec![3; times.len() * limits.len()];
                let egress = Egress { starts: &case.starts, walks: &case.walks };
                let departures = Departures { at: &case.at, since: &case.since };
                let into = (&limits[..], &mut counts[..]);
                count_in_time(level, &case.rows, egress, departures, &case.direct, into);
                for (k, lanes) in times.iter().enumerate() {
                    for (j, &limit) in limits.iter().enumerate() {
                        let n = lanes.iter().filter(|time| **time <= limit).count();
                        assert_eq!(row(counts[k * limits.len() + j]), 3 + n, "seed {seed}");
                    }
                }
            }
        }
    }

    #[test]
    fn ranks_are_those_of_the_sorted_times() {
        for seed in 0..2000 {
            let mut dice = Dice(seed);
            let n_blocks = 1 + usize::try_from(dice.below(3)).unwrap();
            let most = 1 + dice.below(if seed % 3 == 0 { 65_535 } else { 30_000 });
            let mut times = vec![Lanes::all(0); 2 * n_blocks];
            for time in times.iter_mut().flat_map(|lanes| lanes.iter_mut()) {
                *time = if dice.below(5) == 0 { u16::MAX } else { dice.short(most) };
            }
            let longest = dice.short(if seed % 5 == 0 { u64::from(u16::MAX) } else { 20_000 });
            let n_ranks = row(1 + u32::from(dice.short(11)));
            let ranks: Vec<u32> = (0..n_ranks).map(|_| 1 + u32::from(dice.short(128))).collect();
            for level in [Level::Plain, Level::detected()] {
                let mut values = vec![0; 2 * n_ranks];
                ranked(level, &times, (n_blocks, longest), &ranks, &mut values);
                for (k, blocks) in times.chunks(n_blocks).enumerate() {
                    let mut sorted: Vec<u16> =
                        blocks.iter().flat_map(|lanes| lanes.iter()).copied().collect();
                    sorted.sort_unstable();
                    for (j, &rank) in ranks.iter().enumerate() {
                        let value = sorted[row(rank) - 1];
                        let want = if value > longest { u16::MAX } else { value };
                        assert_eq!(values[k * n_ranks + j], want, "seed {seed}");
                    }
                }
            }
        }
    }
}
