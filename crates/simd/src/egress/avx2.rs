//! The same with AVX2: 128 departures are eight registers of sixteen.
//!
//! AVX2 compares only signed numbers; see [`signed`].

use std::arch::x86_64::{
    __m256i, _mm_add_epi64, _mm_cvtsi128_si64, _mm_min_epu16, _mm_minpos_epu16, _mm_unpackhi_epi64,
    _mm256_add_epi16, _mm256_adds_epu16, _mm256_and_si256, _mm256_castsi256_si128,
    _mm256_cmpeq_epi16, _mm256_cmpgt_epi16, _mm256_extracti128_si256, _mm256_loadu_si256,
    _mm256_max_epu16, _mm256_min_epu16, _mm256_or_si256, _mm256_sad_epu8, _mm256_set1_epi16,
    _mm256_setzero_si256, _mm256_slli_epi64, _mm256_storeu_si256, _mm256_subs_epu16,
    _mm256_xor_si256,
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

/// Travel times to destination `k`, as in [`travel_times`].
#[inline]
#[target_feature(enable = "avx2")]
fn times_to(
    k: usize,
    (rows, walks): (&[Lanes], &[(u32, u16)]),
    departures: Departures<'_>,
    direct: &[u16],
) -> Block {
    let mut soonest = load(departures.at);
    let walk = all(direct[k]);
    for register in &mut soonest {
        *register = _mm256_adds_epu16(*register, walk);
    }
    for &(from, walk) in walks {
        let (arrive, walk) = (load(&rows[row(from)]), all(walk));
        for (soonest, arrive) in soonest.iter_mut().zip(arrive) {
            *soonest = _mm256_min_epu16(*soonest, _mm256_adds_epu16(arrive, walk));
        }
    }
    let since = load(departures.since);
    for (register, since) in soonest.iter_mut().zip(since) {
        *register = _mm256_subs_epu16(*register, since);
    }
    soonest
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
        let walks = &egress.walks[row(bounds[0])..row(bounds[1])];
        let times = times_to(k, (rows, walks), departures, direct);
        store(&times, &mut out[first + k * stride]);
    }
}

/// Times never leave the registers, where [`travel_times`] writes 256 bytes a destination.
#[target_feature(enable = "avx2")]
pub(super) fn count_in_time(
    rows: &[Lanes],
    egress: Egress<'_>,
    departures: Departures<'_>,
    direct: &[u16],
    (limits, counts): (&[u16], &mut [u32]),
) {
    for (k, bounds) in egress.starts.windows(2).enumerate() {
        let walks = &egress.walks[row(bounds[0])..row(bounds[1])];
        let times = signed(times_to(k, (rows, walks), departures, direct));
        add_counts(&times, limits, &mut counts[k * limits.len()..(k + 1) * limits.len()]);
    }
}

/// Adds to each count the lanes of a [`signed`] block at or below its limit.
#[inline]
#[target_feature(enable = "avx2")]
fn add_counts(block: &Block, limits: &[u16], counts: &mut [u32]) {
    let (fours, rest) = limits.as_chunks::<4>();
    let (counts_of_fours, counts_of_rest) = counts.as_chunks_mut::<4>();
    for (counts, &limits) in counts_of_fours.iter_mut().zip(fours) {
        for (n, found) in counts.iter_mut().zip(count_four(block, limits)) {
            *n += found;
        }
    }
    for (n, &limit) in counts_of_rest.iter_mut().zip(rest) {
        *n += count(block, limit);
    }
}

/// The same order as signed numbers, which is the only one that AVX2 compares in one step.
#[inline]
#[target_feature(enable = "avx2")]
fn signed(block: Block) -> Block {
    block.map(|register| _mm256_xor_si256(register, all(1 << 15)))
}

/// Lanes of a [`signed`] block at or below the limit, in four sums that together are at most 128.
#[inline]
#[target_feature(enable = "avx2")]
fn sums(block: &Block, limit: u16) -> __m256i {
    let limit = all(limit ^ 1 << 15);
    // Eight registers, less one where a lane is above: all ones is minus one.
    let mut n = all(8);
    for register in block {
        n = _mm256_add_epi16(n, _mm256_cmpgt_epi16(*register, limit));
    }
    _mm256_sad_epu8(n, _mm256_setzero_si256())
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
pub(super) fn ranked(
    times: &[Lanes],
    (n_blocks, longest): (usize, u16),
    ranks: &[u32],
    values: &mut [u16],
) {
    for (k, blocks) in times.chunks_exact(n_blocks.max(1)).enumerate() {
        let values = &mut values[k * ranks.len()..(k + 1) * ranks.len()];
        if let [block] = blocks {
            for (ranks, values) in ranks.chunks(AT_ONCE).zip(values.chunks_mut(AT_ONCE)) {
                ranked_at_once(load(block), longest, ranks, values);
            }
            continue;
        }
        for (value, &rank) in values.iter_mut().zip(ranks) {
            *value = ranked_of(longest, rank, |limit| {
                blocks.iter().map(|block| count(&signed(load(block)), limit)).sum()
            });
        }
    }
}

/// Ranks that are searched for together.
const AT_ONCE: usize = 8;

/// [`ranked_of`] for some ranks of one block, whose steps do not wait for each other.
#[inline]
#[target_feature(enable = "avx2")]
fn ranked_at_once(block: Block, longest: u16, ranks: &[u32], values: &mut [u16]) {
    // Every value is a lane's, up to `longest`: the search begins between the least and the most.
    let zero = _mm256_setzero_si256();
    let (mut least, mut most) = (block[0], zero);
    for register in block {
        let is_in_time = _mm256_cmpeq_epi16(_mm256_subs_epu16(register, all(longest)), zero);
        least = _mm256_min_epu16(least, register);
        most = _mm256_max_epu16(most, _mm256_and_si256(register, is_in_time));
    }
    let (least, most) = (least_of(least), !least_of(_mm256_xor_si256(most, all(u16::MAX))));
    let block = signed(block);
    let n_in_time = count(&block, longest);
    // The values less the least, from the highest bit: set where too few lanes stay below.
    let n = ranks.len();
    let mut found = [least; AT_ONCE];
    let n_bits = u16::BITS - most.saturating_sub(least).leading_zeros();
    for bit in (0..n_bits).rev() {
        let (mut limits, mut counts) = ([0; AT_ONCE], [0; AT_ONCE]);
        for (limit, found) in limits.iter_mut().zip(found) {
            *limit = found.saturating_add((1 << bit) - 1);
        }
        add_counts(&block, &limits[..n], &mut counts[..n]);
        // No branch: which way it goes cannot be foreseen.
        for ((found, count), &rank) in found.iter_mut().zip(counts).zip(ranks) {
            *found = found.saturating_add(u16::from(count < rank) << bit);
        }
    }
    for ((value, &rank), found) in values.iter_mut().zip(ranks).zip(found) {
        *value = if n_in_time < rank { u16::MAX } else { found };
    }
}

/// The least lane.
#[inline]
#[target_feature(enable = "avx2")]
fn least_of(register: __m256i) -> u16 {
    let high = _mm256_extracti128_si256::<1>(register);
    let eight = _mm_min_epu16(_mm256_castsi256_si128(register), high);
    let [low, high, ..] = _mm_cvtsi128_si64(_mm_minpos_epu16(eight)).to_le_bytes();
    u16::from_le_bytes([low, high])
}
