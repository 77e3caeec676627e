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
    x.ceil() as u32
}

/// Rounded to the nearest, clamped to `0..=u32::MAX`; NaN becomes 0.
#[inline]
pub fn round_u32(x: f64) -> u32 {
    x.round() as u32
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
    x.floor() as i32
}
