//! The plan language: text to a typed [`plan::Plan`] and diagnostics, and nothing about how
//! anything is computed.
//!
//! Invariants: no files (texts come in), no measures (their catalogue comes in).

pub mod plan;
pub mod value;
