//! The few loops that need the processor's vector instructions.
//!
//! Each loop is one plain function that says what it computes, and the same function compiled (or
//! written) for AVX2, chosen when the program runs ([`Level::detected`]). The tests hold the two
//! equal on random input. A machine without AVX2 gets the same bytes, later.
//!
//! Invariants: slices of numbers in and out; no id, no unit, no graph. The only crate with `unsafe`,
//! and that only to call a function whose instructions have just been found.

#![expect(unsafe_code, reason = "this is the crate for it")]

pub mod bytes;
pub mod egress;
mod prefetch;
pub mod sweep;

pub use prefetch::prefetch;

use std::sync::OnceLock;

/// Which instructions the loops use. All levels give the same answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// What the target has without asking.
    Plain,
    /// AVX2, on x86-64.
    Avx2,
}

impl Level {
    /// The best that this machine has.
    pub fn detected() -> Self {
        static FOUND: OnceLock<Level> = OnceLock::new();
        *FOUND.get_or_init(detect)
    }
}

#[cfg(target_arch = "x86_64")]
fn detect() -> Level {
    if std::arch::is_x86_feature_detected!("avx2") { Level::Avx2 } else { Level::Plain }
}

#[cfg(not(target_arch = "x86_64"))]
fn detect() -> Level {
    Level::Plain
}
