//! Every change of a number's type has a name, so that a lossy one cannot hide.
#![expect(clippy::as_conversions, reason = "this module is where casts get their names")]
#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "each function states its range and what happens outside it"
)]

const _: () = assert!(size_of::<usize>() >= size_of::<u32>(), "usize holds u32");

/// Exact.
#[inline]
pub const fn usize_from(n: u32) -> usize {
    n as usize
}

/// A count or row number.
///
/// # Panics
///
/// Past `u32::MAX`: no table of a city is that long.
#[inline]
pub const fn u32_from(n: usize) -> u32 {
    assert!(n <= u32::MAX as usize, "more than u32::MAX rows");
    n as u32
}

/// A count as a real number; exact up to 2^53.
#[inline]
pub const fn f64_from(n: usize) -> f64 {
    n as f64
}

/// A 64-bit count as a real number; exact up to 2^53.
#[inline]
pub const fn f64_from_u64(n: u64) -> f64 {
    n as f64
}

/// Rounded up, clamped to `0..=u32::MAX`; NaN becomes 0.
#[inline]
pub fn ceil_u32(x: f64) -> u32 {
    // Without a call of the mathematics library, as the two below.
    let whole = x as u32;
    whole.saturating_add(u32::from(f64::from(whole) < x))
}

/// Rounded to the nearest, clamped to `0..=u32::MAX`; NaN becomes 0.
#[inline]
pub fn round_u32(x: f64) -> u32 {
    let whole = x as u32;
    whole.saturating_add(u32::from(x - f64::from(whole) >= 0.5))
}

/// Rounded down, clamped to the range of `usize`; NaN becomes 0.
#[inline]
pub fn floor_usize(x: f64) -> usize {
    x.floor() as usize
}

/// Rounded to the nearest, clamped to the range of `i64`; NaN becomes 0.
#[inline]
pub fn round_i64(x: f64) -> i64 {
    x.round() as i64
}

/// Rounded down, clamped to the range of `i32`; NaN becomes 0.
#[inline]
pub fn floor_i32(x: f64) -> i32 {
    let whole = x as i32;
    whole.saturating_sub(i32::from(f64::from(whole) > x))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    /// By the library's own rounding, whose results a cast clamps: ordinary numbers, ones near a
    /// half or a limit, and any bits at all.
    #[test]
    fn roundings_are_those_of_the_library() {
        let mut random = Random::new(1, 0);
        let check = |x: f64| {
            assert_eq!(round_u32(x), x.round() as u32, "{x:?}");
            assert_eq!(ceil_u32(x), x.ceil() as u32, "{x:?}");
            assert_eq!(floor_i32(x), x.floor() as i32, "{x:?}");
        };
        let limits =
            [0.0, -0.0, 0.5, 1.0, f64::from(i32::MIN), f64::from(i32::MAX), f64::from(u32::MAX)];
        for around in limits {
            for by in [-1.5, -1.0, -0.75, -0.5, -0.25, 0.0, 0.25, 0.5, 0.75, 1.0, 1.5] {
                check(around + by);
                check((around + by).next_up());
                check((around + by).next_down());
            }
        }
        for x in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MAX, f64::MIN_POSITIVE] {
            check(x);
            check(-x);
        }
        for _ in 0..100_000 {
            let half = f64::from(random.below(u32::MAX)) / 2.0;
            check(half);
            check(-half);
            check(half.next_down());
            check(half + random.unit());
            let bits = u64::from(random.below(u32::MAX)) << 32 | u64::from(random.below(u32::MAX));
            check(f64::from_bits(bits));
        }
    }
}
