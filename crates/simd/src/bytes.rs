//! Where any of a few bytes stand in a text.

use crate::Level;

/// Appends the position of every byte of `text` that is one of `needles`, in order.
///
/// # Panics
///
/// If the text is longer than `u32::MAX` bytes.
pub fn find(level: Level, text: &[u8], needles: [u8; 4], found: &mut Vec<u32>) {
    assert!(u32::try_from(text.len()).is_ok(), "a text of {} bytes is too long", text.len());
    match level.min(Level::detected()) {
        #[cfg(target_arch = "x86_64")]
        Level::Avx2 => {
            // SAFETY: AVX2 was found on this machine.
            unsafe { avx2::find(text, needles, found) }
        }
        _ => plain(text, 0, needles, found),
    }
}

fn plain(text: &[u8], from: u32, needles: [u8; 4], found: &mut Vec<u32>) {
    found.extend((from..).zip(text).filter(|(_, byte)| needles.contains(byte)).map(|(at, _)| at));
}

#[cfg(target_arch = "x86_64")]
mod avx2 {
    use std::arch::x86_64::{
        __m256i, _mm256_cmpeq_epi8, _mm256_loadu_si256, _mm256_movemask_epi8, _mm256_or_si256,
        _mm256_set1_epi8,
    };

    /// Bytes compared at once.
    const LANES: usize = 32;

    #[expect(clippy::cast_ptr_alignment, reason = "the load asks for no alignment")]
    #[target_feature(enable = "avx2")]
    pub(super) fn find(text: &[u8], needles: [u8; 4], found: &mut Vec<u32>) {
        let [a, b, c, d] = needles.map(|byte| _mm256_set1_epi8(byte.cast_signed()));
        let (blocks, rest) = text.as_chunks::<LANES>();
        let mut from = 0u32;
        for block in blocks {
            // SAFETY: the block is 32 readable bytes, and the load asks for no alignment.
            let bytes = unsafe { _mm256_loadu_si256(std::ptr::from_ref(block).cast::<__m256i>()) };
            let hit = _mm256_or_si256(
                _mm256_or_si256(_mm256_cmpeq_epi8(bytes, a), _mm256_cmpeq_epi8(bytes, b)),
                _mm256_or_si256(_mm256_cmpeq_epi8(bytes, c), _mm256_cmpeq_epi8(bytes, d)),
            );
            let mut bits = _mm256_movemask_epi8(hit).cast_unsigned();
            while bits != 0 {
                found.push(from + bits.trailing_zeros());
                bits &= bits - 1;
            }
            from += 32;
        }
        super::plain(rest, from, needles, found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_levels_find_the_same() {
        let mut state = 1u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            state >> 33
        };
        for _ in 0..2000 {
            let n = next() % 200;
            let text: Vec<u8> =
                (0..n).map(|_| b"ab,\n\r\"c\xff"[usize::try_from(next() % 8).unwrap()]).collect();
            let (mut slow, mut fast) = (vec![7], vec![7]);
            find(Level::Plain, &text, *b",\n\r\"", &mut slow);
            find(Level::detected(), &text, *b",\n\r\"", &mut fast);
            assert_eq!(slow, fast, "{text:?}");
        }
    }
}
