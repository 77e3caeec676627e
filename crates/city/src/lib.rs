//! The façade: opens a plan folder, compiles scenarios, evaluates measures, judges promises.
//!
//! Reading order: [`open`] reads a folder into a `City`; [`streets`] are its networks, a mode
//! each; [`scenario`] compiles a year of it; [`engine`] searches it under a condition; [`names`]
//! says what a name means; [`measure`] computes, [`judge`] rules, [`check`] does both for every
//! promise; [`verdict`] is what comes out. [`coverage`] counts for measure and command alike.
//! [`query`] answers single questions, [`matrix`] many at once, [`doctor`] tells what is wrong with
//! the data, [`starter`] makes a plan folder from a feed, [`sea`] gives a plan the sea lanes, [`manifest`] records what a run was made
//! from.
//!
//! Invariants: prints nothing, parses no arguments; a verdict is plain data.

pub mod accessibility;
mod base_map;
pub mod cells;
pub mod check;
pub mod corridor;
pub mod coverage;
pub mod doctor;
pub mod engine;
pub mod equity;
mod ground;
pub mod judge;
pub mod manifest;
pub mod matrix;
pub mod measure;
pub mod names;
pub mod open;
pub mod query;
pub mod reach;
pub mod record;
pub mod scenario;
pub mod sea;
mod sound;
mod sources;
pub mod starter;
pub mod streets;
mod trucks;
mod units;
pub mod verdict;
mod years;

pub use allways_access::on_threads;
pub use allways_base::Seconds;
pub use allways_geo::cut_at_180;
pub use allways_transit::raptor::Work;
