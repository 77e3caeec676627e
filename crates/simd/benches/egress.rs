//! From stops to 100,000 cells, 120 departures: accessibility at 5 cutoffs and 5 percentiles, fused,
//! against the plain loop with a sort; and the percentiles themselves. Rows and walks are generated:
//! 15,632 stops, 15 (and 52) walks a cell, to stops near each other in memory as a city's are. The
//! answers are compared before anything is timed.
#![expect(clippy::print_stdout, reason = "a benchmark prints")]

use std::hint::black_box;
use std::time::Instant;

use allways_simd::Level;
use allways_simd::egress::{Departures, Egress, Lanes, count_in_time, ranked, travel_times};

const N_STOPS: u32 = 15_632;
const N_CELLS: u32 = 100_000;
const N_DEPARTURES: usize = 120;
const TILE: usize = 64;
const CUTOFFS: [u16; 5] = [900, 1800, 2700, 3600, 5400];
/// The 5th, 25th, 50th, 75th and 95th percentile of 120 departures.
const RANKS: [u32; 5] = [6, 30, 60, 90, 114];

struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        u32::try_from((self.0 >> 33) % u64::from(n)).unwrap_or(0)
    }

    fn short(&mut self, n: u32) -> u16 {
        u16::try_from(self.below(n)).unwrap_or(0)
    }
}

struct City {
    rows: Vec<Lanes>,
    starts: Vec<u32>,
    walks: Vec<(u32, u16)>,
    direct: Vec<u16>,
    at: Lanes,
    since: Lanes,
}

fn usize_from(n: u32) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}

fn city(n_walks: u32) -> City {
    let mut dice = Dice(88_172_645_463_325_252);
    let (mut at, mut since) = (Lanes::all(u16::MAX), Lanes::all(0));
    for k in 0..N_DEPARTURES {
        at[k] = u16::try_from(60 * k).unwrap_or(u16::MAX);
        since[k] = at[k];
    }
    let rows = (0..N_STOPS).map(|_| {
        let mut row = Lanes::all(u16::MAX);
        let (way, headway) = (600 + dice.below(7000), 120 + dice.below(1200));
        for (k, time) in row[..N_DEPARTURES].iter_mut().enumerate() {
            let leave = u32::from(since[k]).div_ceil(headway) * headway;
            *time = u16::try_from(leave + way).unwrap_or(u16::MAX);
        }
        row
    });
    let rows = rows.collect();
    let (mut starts, mut walks) = (vec![0], Vec::new());
    for cell in 0..N_CELLS {
        let near = u32::try_from(u64::from(cell) * u64::from(N_STOPS) / u64::from(N_CELLS));
        for _ in 0..n_walks {
            let stop = (near.unwrap_or(0) + dice.below(60)) % N_STOPS;
            walks.push((stop, dice.short(420)));
        }
        starts.push(u32::try_from(walks.len()).unwrap_or(u32::MAX));
    }
    let direct =
        (0..N_CELLS).map(|_| if dice.below(20) == 0 { dice.short(7000) } else { u16::MAX });
    let direct = direct.collect();
    City { rows, starts, walks, direct, at, since }
}

/// Tile by tile, so that the lanes stay in the nearest cache.
fn tiles(level: Level, city: &City, tile: &mut Vec<Lanes>, mut on_tile: impl FnMut(&[Lanes])) {
    for first in (0..city.direct.len()).step_by(TILE) {
        let end = city.direct.len().min(first + TILE);
        tile.resize(end - first, Lanes::all(0));
        let egress = Egress { starts: &city.starts[first..=end], walks: &city.walks };
        let departures = Departures { at: &city.at, since: &city.since };
        let direct = &city.direct[first..end];
        travel_times(level, &city.rows, egress, departures, direct, (tile, 0, 1));
        on_tile(tile);
    }
}

/// Cells reached by cutoff and percentile.
fn fused(level: Level, city: &City) -> [u32; 25] {
    let mut counts = vec![0; TILE * CUTOFFS.len()];
    let mut by_count = [[0_u32; N_DEPARTURES + 1]; CUTOFFS.len()];
    for first in (0..city.direct.len()).step_by(TILE) {
        let end = city.direct.len().min(first + TILE);
        counts.fill(0);
        let egress = Egress { starts: &city.starts[first..=end], walks: &city.walks };
        let departures = Departures { at: &city.at, since: &city.since };
        let direct = &city.direct[first..end];
        let into = (&CUTOFFS[..], &mut counts[..]);
        count_in_time(level, &city.rows, egress, departures, direct, into);
        for counts in counts.chunks_exact(CUTOFFS.len()).take(end - first) {
            for (row, &count) in by_count.iter_mut().zip(counts) {
                row[usize_from(count)] += 1;
            }
        }
    }
    std::array::from_fn(|k| by_count[k / 5][usize_from(RANKS[k % 5])..].iter().sum())
}

fn percentiles(level: Level, city: &City) -> u64 {
    let mut sum = 0;
    let mut values = vec![0; TILE * RANKS.len()];
    tiles(level, city, &mut Vec::new(), |tile| {
        ranked(level, tile, (1, 7200), &RANKS, &mut values);
        let values = values.iter().take(tile.len() * RANKS.len());
        sum += values.map(|&time| u64::from(time)).sum::<u64>();
    });
    sum
}

/// What one would write first: 32-bit times, a loop over stops, a sort.
fn plain(city: &City) -> [u32; 25] {
    let mut reached = [0; 25];
    let mut times = [0_u32; N_DEPARTURES];
    for (cell, bounds) in city.starts.windows(2).enumerate() {
        let direct = city.direct[cell];
        times.fill(if direct < u16::MAX { u32::from(direct) } else { u32::MAX });
        for &(stop, walk) in &city.walks[usize_from(bounds[0])..usize_from(bounds[1])] {
            let row = &city.rows[usize_from(stop)];
            for ((time, &arrive), since) in times.iter_mut().zip(row.iter()).zip(city.since.iter())
            {
                let way = u32::from(arrive) + u32::from(walk) - u32::from(*since);
                *time = (*time).min(if arrive < u16::MAX { way } else { u32::MAX });
            }
        }
        times.sort_unstable();
        for (k, reached) in reached.iter_mut().enumerate() {
            let time = times[usize_from(RANKS[k % 5]) - 1];
            *reached += u32::from(time <= u32::from(CUTOFFS[k / 5]));
        }
    }
    reached
}

/// Milliseconds that this thread has had a processor, to the scheduler's tick; 0 where the system
/// does not say. On a busy machine the wall clock measures the neighbours.
fn on_cpu() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split_whitespace().next().and_then(|ns| ns.parse::<f64>().ok()).unwrap_or(0.0) / 1e6
}

/// Mean milliseconds of processor.
fn time(what: &str, n: u32, mut run: impl FnMut()) -> f64 {
    let cpu = on_cpu();
    let mut times: Vec<f64> = (0..n)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    let mean = (on_cpu() - cpu) / f64::from(n);
    times.sort_by(f64::total_cmp);
    let (least, most) = (times[0], times[times.len() - 1]);
    println!(
        "{what}: {mean:.2} ms of processor; wall clock median {:.2} ms ({least:.2} to {most:.2}, {n} runs)",
        times[times.len() / 2]
    );
    mean
}

fn main() {
    let level = Level::detected();
    for n_walks in [15, 52] {
        let city = city(n_walks);
        let want = plain(&city);
        assert!(want == fused(level, &city) && want == fused(Level::Plain, &city), "differs");
        println!("{n_walks} walks a cell, {level:?}; checked, {} of 100,000 in 60 min", want[17]);
        let slow = time("  plain loop with a sort", 7, || {
            black_box(plain(&city));
        });
        let unvectored = time("  fused, plain level", 7, || {
            black_box(fused(Level::Plain, &city));
        });
        let fast = time("  fused, 5 cutoffs x 5 percentiles", 25, || {
            black_box(fused(level, &city));
        });
        let select = time("  5 percentiles to the second", 7, || {
            black_box(percentiles(level, &city));
        });
        println!(
            "  plain loop against: plain level {:.1}, fused {:.1}, percentiles {:.1}",
            slow / unvectored,
            slow / fast,
            slow / select
        );
    }
}
