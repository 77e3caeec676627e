//! The street network, its profiles and searches.
//!
//! Invariants: no transit, no files, no people.

pub mod draft;
