//! Where the fields and the rows of a text end.
//!
//! Method: 64 bytes are compared at once, which leaves a bit per byte; the bits that are set are
//! then taken one by one (as in simdjson; Langdale & Lemire 2019).

use crate::Level;

/// Places in a text, as [`split`] finds them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// Position of every separator and stop, in order.
    pub all: Vec<u32>,
    /// For every stop, its index in `all`.
    pub stops: Vec<u32>,
}

/// Appends the position of every byte of `text` that is the separator or one of the stops, and for
/// each stop where in [`Marks::all`] it is.
///
/// # Panics
///
/// If the text and what `marks` holds are longer than `u32::MAX` together.
pub fn split(level: Level, text: &[u8], separator: u8, stops: [u8; 3], marks: &mut Marks) {
    let longest = text.len().checked_add(marks.all.len()).and_then(|n| u32::try_from(n).ok());
    assert!(longest.is_some(), "a text of {} bytes is too long", text.len());
    match level.min(Level::detected()) {
        #[cfg(target_arch = "x86_64")]
        Level::Avx2 if avx2::has_bit_counts() => {
            // SAFETY: AVX2, BMI1 and POPCNT were found on this machine.
            unsafe { avx2::split(text, separator, stops, marks) }
        }
        _ => plain(text, 0, separator, stops, marks),
    }
}

fn plain(text: &[u8], from: u32, separator: u8, stops: [u8; 3], marks: &mut Marks) {
    for (at, byte) in (from..).zip(text) {
        if stops.contains(byte) {
            marks.stops.extend(u32::try_from(marks.all.len()));
            marks.all.push(at);
        } else if *byte == separator {
            marks.all.push(at);
        }
    }
}

#[cfg(target_arch = "x86_64")]
mod avx2 {
    use std::arch::x86_64::{
        __m256i, _mm256_cmpeq_epi8, _mm256_loadu_si256, _mm256_movemask_epi8, _mm256_or_si256,
        _mm256_set1_epi8,
    };

    use super::Marks;

    /// Bytes compared by one instruction.
    const LANES: usize = 32;
    /// Marks of 64 bytes that are written in any case, and then by how many more: a loop without a
    /// branch that writes some for nothing is faster than one that ends at the right place.
    const MARKS_AT_ONCE: usize = 12;
    const STOPS_AT_ONCE: usize = 2;

    pub(super) fn has_bit_counts() -> bool {
        is_x86_feature_detected!("bmi1") && is_x86_feature_detected!("popcnt")
    }

    #[target_feature(enable = "avx2,bmi1,popcnt")]
    pub(super) fn split(text: &[u8], separator: u8, stop_bytes: [u8; 3], marks: &mut Marks) {
        let (blocks, _) = text.as_chunks::<LANES>().0.as_chunks::<2>();
        let Marks { all, stops } = marks;
        all.reserve(text.len() + MARKS_AT_ONCE);
        stops.reserve(text.len() + STOPS_AT_ONCE);
        let mut from = 0u32;
        for [low, high] in blocks {
            let (low, high) = (find(low, separator, stop_bytes), find(high, separator, stop_bytes));
            let [any, stop] = [0, 1].map(|k| u64::from(high[k]) << 32 | u64::from(low[k]));
            // SAFETY: of this block and all before it no more than one mark a byte is written, and
            // no more than MARKS_AT_ONCE (STOPS_AT_ONCE) for nothing: that much was reserved. What
            // is counted was written.
            unsafe {
                let (n_all, n_stops) = (all.len(), stops.len());
                write_ranks(stop, any, n_all, stops.as_mut_ptr().add(n_stops));
                stops.set_len(n_stops + count(stop));
                write_places(any, from, all.as_mut_ptr().add(n_all));
                all.set_len(n_all + count(any));
            }
            from += 64;
        }
        let n_done = 2 * LANES * blocks.len();
        super::plain(&text[n_done..], from, separator, stop_bytes, marks);
    }

    /// A bit for each byte that is the separator or a stop, and for each that is a stop.
    #[expect(clippy::cast_ptr_alignment, reason = "the load asks for no alignment")]
    #[target_feature(enable = "avx2")]
    fn find(bytes: &[u8; LANES], separator: u8, stops: [u8; 3]) -> [u32; 2] {
        // SAFETY: 32 readable bytes, and the load asks for no alignment.
        let bytes = unsafe { _mm256_loadu_si256(std::ptr::from_ref(bytes).cast::<__m256i>()) };
        let equal = |byte: u8| _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(byte.cast_signed()));
        let [a, b, c] = stops.map(equal);
        let stop = _mm256_or_si256(_mm256_or_si256(a, b), c);
        let any = _mm256_or_si256(stop, equal(separator));
        [any, stop].map(|hit| _mm256_movemask_epi8(hit).cast_unsigned())
    }

    #[target_feature(enable = "popcnt")]
    fn count(bits: u64) -> usize {
        usize::try_from(bits.count_ones()).unwrap_or(64)
    }

    /// Where the bits stand, after `from`.
    ///
    /// # Safety
    ///
    /// There is room for every bit and `MARKS_AT_ONCE` more.
    #[target_feature(enable = "bmi1,popcnt")]
    unsafe fn write_places(mut bits: u64, from: u32, mut to: *mut u32) {
        loop {
            for _ in 0..MARKS_AT_ONCE {
                // SAFETY: the caller's promise.
                unsafe {
                    to.write(from.wrapping_add(bits.trailing_zeros()));
                    to = to.add(1);
                }
                bits &= bits.wrapping_sub(1);
            }
            if bits == 0 {
                return;
            }
        }
    }

    /// How many bits of `of` stand before each of `bits`, after `before`.
    ///
    /// # Safety
    ///
    /// There is room for every bit and `STOPS_AT_ONCE` more.
    #[target_feature(enable = "bmi1,popcnt")]
    unsafe fn write_ranks(mut bits: u64, of: u64, before: usize, mut to: *mut u32) {
        let before = u32::try_from(before).unwrap_or(u32::MAX);
        loop {
            for _ in 0..STOPS_AT_ONCE {
                let lowest = bits & bits.wrapping_neg();
                let rank = (of & lowest.wrapping_sub(1)).count_ones();
                // SAFETY: the caller's promise.
                unsafe {
                    to.write(before.wrapping_add(rank));
                    to = to.add(1);
                }
                bits &= bits.wrapping_sub(1);
            }
            if bits == 0 {
                return;
            }
        }
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
        let dense = *b"ab,\n\r\"c\xff";
        let (only_commas, only_stops, sparse) = (*b",,,,,,,,", *b"\n\r\"\n\r\"\n\r", *b"abcdefg,");
        for _ in 0..4000 {
            let n = next() % 300;
            let from =
                [dense, only_commas, only_stops, sparse][usize::try_from(next() % 4).unwrap()];
            let text: Vec<u8> =
                (0..n).map(|_| from[usize::try_from(next() % 8).unwrap()]).collect();
            let marks = || Marks { all: vec![7], stops: vec![0] };
            let (mut slow, mut fast) = (marks(), marks());
            split(Level::Plain, &text, b',', *b"\n\r\"", &mut slow);
            split(Level::detected(), &text, b',', *b"\n\r\"", &mut fast);
            assert_eq!(slow, fast, "{text:?}");
        }
    }
}
