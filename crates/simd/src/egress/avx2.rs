//! The same with AVX2: 128 departures are eight registers of sixteen.
//!
//! AVX2 compares only signed numbers; `time <= limit` is said as "less `limit`, stopping at 0, it is
//! 0".

use std::arch::x86_64::{
    __m256i, _mm256_adds_epu16, _mm256_cmpeq_epi16, _mm256_loadu_si256, _mm256_min_epu16,
    _mm256_sad_epu8, _mm256_set1_epi16, _mm256_setzero_si256, _mm256_storeu_si256,
    _mm256_sub_epi16, _mm256_subs_epu16,
};

use super::{Departures, Egress, LANES, Lanes, ranked_of, row};

/// Lanes of a register.
const WIDTH: usize = 16;

/// The lanes of a block, in registers.
type Block = [__m256i; LANES / WIDTH];

#[inline]
#[target_feature(enable = "avx2")]
fn load(lanes: &Lanes) -> Block {
    let mut block = [_mm256_setzero_si256(); LANES / WIDTH];
    for (register, lanes) in block.iter_mut().zip(lanes.as_chunks::<WIDTH>().0) {
        // SAFETY: sixteen lanes are 32 bytes; the load needs no alignment.
        *register = unsafe { _mm256_loadu_si256(lanes.as_ptr().cast()) };
    }
    block
}

#[inline]
#[target_feature(enable = "avx2")]
fn store(block: &Block, lanes: &mut Lanes) {
    for (register, lanes) in block.iter().zip(lanes.as_chunks_mut::<WIDTH>().0) {
        // SAFETY: as in `load`.
        unsafe { _mm256_storeu_si256(lanes.as_mut_ptr().cast(), *register) };
    }
}

#[inline]
#[target_feature(enable = "avx2")]
fn all(value: u16) -> __m256i {
    _mm256_set1_epi16(value.cast_signed())
}

#[target_feature(enable = "avx2")]
pub(super) fn travel_times(
    rows: &[Lanes],
    egress: Egress<'_>,
    departures: Departures<'_>,
    direct: &[u16],
    (out, first, stride): (&mut [Lanes], usize, usize),
) {
    for (k, bounds) in egress.starts.windows(2).enumerate() {
        let mut soonest = load(departures.at);
        let walk = all(direct[k]);
        for register in &mut soonest {
            *register = _mm256_adds_epu16(*register, walk);
        }
        for &(from, walk) in &egress.walks[row(bounds[0])..row(bounds[1])] {
            let (arrive, walk) = (load(&rows[row(from)]), all(walk));
            for (soonest, arrive) in soonest.iter_mut().zip(arrive) {
                *soonest = _mm256_min_epu16(*soonest, _mm256_adds_epu16(arrive, walk));
            }
        }
        let since = load(departures.since);
        for (register, since) in soonest.iter_mut().zip(since) {
            *register = _mm256_subs_epu16(*register, since);
        }
        store(&soonest, &mut out[first + k * stride]);
    }
}

/// Lanes at or below the limit.
#[inline]
#[target_feature(enable = "avx2")]
fn count(block: &Block, limit: u16) -> u32 {
    let (limit, zero) = (all(limit), _mm256_setzero_si256());
    let mut n = zero;
    for register in block {
        // All ones is minus one.
        n = _mm256_sub_epi16(n, _mm256_cmpeq_epi16(_mm256_subs_epu16(*register, limit), zero));
    }
    let mut sums = [0_u32; 8];
    // SAFETY: eight numbers of 32 bits are 32 bytes; the store needs no alignment.
    unsafe { _mm256_storeu_si256(sums.as_mut_ptr().cast(), _mm256_sad_epu8(n, zero)) };
    sums[0] + sums[2] + sums[4] + sums[6]
}

#[target_feature(enable = "avx2")]
pub(super) fn counts_at_most(times: &[Lanes], n_blocks: usize, limits: &[u16], counts: &mut [u32]) {
    for (k, blocks) in times.chunks_exact(n_blocks.max(1)).enumerate() {
        let counts = &mut counts[k * limits.len()..(k + 1) * limits.len()];
        counts.fill(0);
        for block in blocks {
            let block = load(block);
            for (n, &limit) in counts.iter_mut().zip(limits) {
                *n += count(&block, limit);
            }
        }
    }
}

#[target_feature(enable = "avx2")]
pub(super) fn ranked(
    times: &[Lanes],
    (n_blocks, longest): (usize, u16),
    ranks: &[u32],
    values: &mut [u16],
) {
    for (k, blocks) in times.chunks_exact(n_blocks.max(1)).enumerate() {
        let values = &mut values[k * ranks.len()..(k + 1) * ranks.len()];
        if let [block] = blocks {
            // They stay in registers over the whole search.
            let block = load(block);
            for (value, &rank) in values.iter_mut().zip(ranks) {
                *value = ranked_of(longest, rank, |limit| count(&block, limit));
            }
            continue;
        }
        for (value, &rank) in values.iter_mut().zip(ranks) {
            *value = ranked_of(longest, rank, |limit| {
                blocks.iter().map(|block| count(&load(block), limit)).sum()
            });
        }
    }
}
