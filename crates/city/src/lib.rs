//! The façade: opens a plan folder, compiles scenarios, evaluates measures, judges promises.
//!
//! Reading order: [`open`] reads a folder into a `City`; [`scenario`] compiles a year of it;
//! [`engine`] searches it under a condition; [`names`] says what a name means; [`measure`]
//! computes, [`judge`] rules, [`check`] does both for every promise; [`verdict`] is what comes
//! out. [`query`] answers single questions, [`doctor`] tells what is wrong with the data,
//! [`starter`] makes a plan folder from a feed.
//!
//! Invariants: prints nothing, parses no arguments; a verdict is plain data.

mod base_map;
pub mod check;
pub mod doctor;
pub mod engine;
pub mod judge;
pub mod measure;
pub mod names;
pub mod open;
pub mod query;
pub mod record;
pub mod scenario;
mod sound;
mod sources;
pub mod starter;
mod units;
pub mod verdict;

pub use allways_transit::raptor::Work;
