//! The same with AVX2: 128 departures are eight registers of sixteen.
//!
//! AVX2 compares only signed numbers; `time <= limit` is said as "less `limit`, stopping at 0, it is
//! 0".

use std::arch::x86_64::{
    __m256i, _mm_add_epi64, _mm_cvtsi128_si64, _mm_unpackhi_epi64, _mm256_adds_epu16,
    _mm256_castsi256_si128, _mm256_cmpeq_epi16, _mm256_extracti128_si256, _mm256_loadu_si256,
    _mm256_min_epu16, _mm256_or_si256, _mm256_sad_epu8, _mm256_set1_epi16, _mm256_setzero_si256,
    _mm256_slli_epi64, _mm256_storeu_si256, _mm256_sub_epi16, _mm256_subs_epu16,
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

/// Lanes at or below the limit, in four sums that together are at most 128.
#[inline]
#[target_feature(enable = "avx2")]
fn sums(block: &Block, limit: u16) -> __m256i {
    let (limit, zero) = (all(limit), _mm256_setzero_si256());
    let mut n = zero;
    for register in block {
        // All ones is minus one.
        n = _mm256_sub_epi16(n, _mm256_cmpeq_epi16(_mm256_subs_epu16(*register, limit), zero));
    }
    _mm256_sad_epu8(n, zero)
}

/// The sum of four numbers.
#[inline]
#[target_feature(enable = "avx2")]
fn total(sums: __m256i) -> u64 {
    let two = _mm_add_epi64(_mm256_castsi256_si128(sums), _mm256_extracti128_si256::<1>(sums));
    let one = _mm_add_epi64(two, _mm_unpackhi_epi64(two, two));
    _mm_cvtsi128_si64(one).cast_unsigned()
}

/// Lanes at or below the limit.
#[inline]
#[target_feature(enable = "avx2")]
fn count(block: &Block, limit: u16) -> u32 {
    let [low, ..] = sixteens(total(sums(block, limit)));
    low
}

/// The same for four limits, which share the last steps: each sum fits into 16 bits.
#[inline]
#[target_feature(enable = "avx2")]
fn count_four(block: &Block, [a, b, c, d]: [u16; 4]) -> [u32; 4] {
    let low = _mm256_or_si256(sums(block, a), _mm256_slli_epi64::<16>(sums(block, b)));
    let high = _mm256_or_si256(sums(block, c), _mm256_slli_epi64::<16>(sums(block, d)));
    sixteens(total(_mm256_or_si256(low, _mm256_slli_epi64::<32>(high))))
}

/// Four numbers of 16 bits, lowest first.
#[inline]
fn sixteens(four: u64) -> [u32; 4] {
    let bytes = four.to_le_bytes();
    let (pairs, _) = bytes.as_chunks::<2>();
    [0, 1, 2, 3].map(|k: usize| u32::from(u16::from_le_bytes(pairs[k])))
}

#[target_feature(enable = "avx2")]
pub(super) fn counts_at_most(times: &[Lanes], n_blocks: usize, limits: &[u16], counts: &mut [u32]) {
    for (k, blocks) in times.chunks_exact(n_blocks.max(1)).enumerate() {
        let counts = &mut counts[k * limits.len()..(k + 1) * limits.len()];
        counts.fill(0);
        for block in blocks {
            let block = load(block);
            let (fours, rest) = limits.as_chunks::<4>();
            let (counts_of_fours, counts_of_rest) = counts.as_chunks_mut::<4>();
            for (counts, &limits) in counts_of_fours.iter_mut().zip(fours) {
                let found = count_four(&block, limits);
                for (n, found) in counts.iter_mut().zip(found) {
                    *n += found;
                }
            }
            for (n, &limit) in counts_of_rest.iter_mut().zip(rest) {
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
