//! From the stops of New York to 100,000 generated cells, every departure from 07:00 to 09:00 by the
//! minute: accessibility at 5 cutoffs and 5 percentiles, given what the scans of some origins found.
//! The baseline in the same run is what one would write first, 32-bit times, a loop over stops and a
//! sort; its answers are compared before anything is timed.
//!
//! Cells are seeded places near served stops, along a Z-curve; they are walked to in a straight line
//! times 1.3 at 1.33 m/s, for at most 5 minutes, and for at most 13.
//!
//! Skips, saying so, where the shared data folder is absent.
#![expect(clippy::print_stdout, reason = "a benchmark prints")]

mod new_york;

use std::hint::black_box;

use allways_access::{Attached, Ground, Walker, attach};
use allways_base::cast::{u32_from, usize_from};
use allways_base::random::Random;
use allways_base::{Idx, LonLat, Seconds};
use allways_simd::Level;
use allways_simd::egress::{Departures, Egress, LANES, Lanes, count_in_time};
use allways_testkit::data::shared;
use allways_transit::feed::{Feed, StopIdx};
use allways_transit::profile::{Chunk, NEVER, Scan, compile_window};
use allways_transit::raptor::Work;
use allways_transit::timetable::Timetable;
use new_york::{WALKER, compiled, morning, read, time};

const N_CELLS: usize = 100_000;
const N_ORIGINS: usize = 6;
/// As [`allways_access`] takes them.
const TILE: usize = 64;
const CUTOFFS: [u16; 5] = [900, 1800, 2700, 3600, 5400];
/// The 5th, 25th, 50th, 75th and 95th percentile of 120 departures.
const RANKS: [usize; 5] = [6, 30, 60, 90, 114];

/// Cells and the walks to them, in terms of a chunk.
struct Cells {
    at: Lanes,
    since: Lanes,
    starts: Vec<u32>,
    walks: Vec<(u32, u16)>,
    direct: Vec<u16>,
}

fn cells(chunk: &Chunk, attached: &Attached<'_>, places: &[LonLat]) -> Cells {
    let at = chunk.set_out();
    let since = Lanes(at.map(|departure| if departure == NEVER { 0 } else { departure }));
    let (mut starts, mut walks) = (vec![0], Vec::new());
    for &place in places {
        let first = walks.len();
        walks.extend(attached.egress_to(place).into_iter().filter_map(|(stop, Seconds(walk))| {
            Some((u32_from(chunk.place(stop)?.to_usize()), u16::try_from(walk).ok()?))
        }));
        walks[first..].sort_unstable_by_key(|&(row, walk)| (walk, row));
        starts.push(u32_from(walks.len()));
    }
    Cells { at, since, starts, walks, direct: vec![NEVER; places.len()] }
}

/// Cells reached by cutoff and percentile.
fn fused(level: Level, rows: &[Lanes], cells: &Cells) -> [u32; 25] {
    let mut counts = vec![0; TILE * CUTOFFS.len()];
    let mut by_count = vec![[0_u32; LANES + 1]; CUTOFFS.len()];
    for first in (0..cells.direct.len()).step_by(TILE) {
        let end = cells.direct.len().min(first + TILE);
        counts.fill(0);
        let egress = Egress { starts: &cells.starts[first..=end], walks: &cells.walks };
        let departures = Departures { at: &cells.at, since: &cells.since };
        let (direct, into) = (&cells.direct[first..end], (&CUTOFFS[..], &mut counts[..]));
        count_in_time(level, rows, egress, departures, direct, into);
        for counts in counts.chunks_exact(CUTOFFS.len()).take(end - first) {
            for (row, &count) in by_count.iter_mut().zip(counts) {
                row[usize_from(count)] += 1;
            }
        }
    }
    std::array::from_fn(|k| by_count[k / 5][RANKS[k % 5]..].iter().sum())
}

/// What one would write first.
fn plain(rows: &[Lanes], cells: &Cells) -> [u32; 25] {
    let mut reached = [0; 25];
    let mut times = [0_u32; 120];
    for bounds in cells.starts.windows(2) {
        times.fill(u32::MAX);
        for &(row, walk) in &cells.walks[usize_from(bounds[0])..usize_from(bounds[1])] {
            let row = &rows[usize_from(row)];
            for ((time, &arrive), since) in times.iter_mut().zip(row.iter()).zip(cells.since.iter())
            {
                let way = u32::from(arrive) + u32::from(walk) - u32::from(*since);
                *time = (*time).min(if arrive < NEVER { way } else { u32::MAX });
            }
        }
        times.sort_unstable();
        for (k, reached) in reached.iter_mut().enumerate() {
            *reached += u32::from(times[RANKS[k % 5] - 1] <= u32::from(CUTOFFS[k / 5]));
        }
    }
    reached
}

/// Places near served stops, along a Z-curve (Morton 1966).
fn places(feed: &Feed, tt: &Timetable, n: usize, seed: u64) -> Vec<LonLat> {
    let mut random = Random::new(seed, 0);
    let served: Vec<StopIdx> =
        tt.stop_calls.indices().filter(|&stop| !tt.stop_calls[stop].is_empty()).collect();
    let mut found = Vec::new();
    while found.len() < n {
        let stop = served[usize_from(random.below(u32_from(served.len())))];
        let mut near = |x: f64| x + (random.unit() - 0.5) * 0.006;
        if let Some(LonLat { lon, lat }) = feed.stops[stop].position {
            found.push(LonLat { lon: near(lon), lat: near(lat) });
        }
    }
    let spread = |x: f64| {
        let steps = u64::from(allways_base::cast::round_u32(x / 360.0 * f64::from(1_u32 << 20)));
        (0..20).fold(0_u64, |bits, k| bits | (steps >> k & 1) << (2 * k))
    };
    found.sort_by_cached_key(|at| spread(at.lon + 180.0) | spread(at.lat + 90.0) << 1);
    found
}

fn main() {
    let Some(folder) = shared("data/nyc") else { return };
    let feed = read(&folder).expect("the feeds are whole");
    let level = Level::detected();
    let attached = attach(&feed, Ground::Straight { detour_factor: 1.3 }, WALKER).value;
    let tt = compiled(&feed, &attached);
    let chunks = compile_window(&tt, morning(), Seconds::minutes(120)).unwrap_or_default();
    let chunk = &chunks[0];
    let found: Vec<Vec<Lanes>> = places(&feed, &tt, N_ORIGINS, 1)
        .into_iter()
        .map(|at| {
            let mut scan = Scan::new();
            scan.run(chunk, &attached.access_from(at), &mut Work::default());
            scan.rows().to_vec()
        })
        .collect();
    let near = places(&feed, &tt, N_CELLS, 2);
    for limit in [Seconds(300), WALKER.limit] {
        let walker = Walker { limit, ..WALKER };
        let attached = attach(&feed, Ground::Straight { detour_factor: 1.3 }, walker).value;
        let cells = cells(chunk, &attached, &near);
        println!("walks of {limit}: {} to {N_CELLS} cells, {level:?}", cells.walks.len());
        for rows in &found {
            let want = plain(rows, &cells);
            assert!(want == fused(level, rows, &cells), "differs from the plain loop");
            assert!(want == fused(Level::Plain, rows, &cells), "differs from the plain loop");
        }
        let slow = time("  plain loop with a sort", &found[..3], 1, |rows| {
            black_box(plain(rows, &cells));
        });
        let fast = time("  fused, 5 cutoffs x 5 percentiles", &found, 4, |rows| {
            black_box(fused(level, rows, &cells));
        });
        println!("  plain loop : fused = {:.1}", slow / fast);
    }
}
