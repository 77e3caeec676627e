//! What every room stands on. Reading order: [`id`] names rows, [`columns`] stores them, [`time`]
//! and [`units`] measure them, [`problem`] says what is wrong with them, [`confidence`] how sure it is, [`random`] draws without
//! a clock, [`cast`] is the only place where a number changes its type, [`text`] finds near names.
//!
//! Invariants: no files, no geometry beyond a coordinate pair, no threads, no clock.

pub mod cast;
pub mod columns;
pub mod confidence;
pub mod id;
pub mod problem;
pub mod random;
pub mod text;
pub mod time;
pub mod units;

pub use columns::{Csr, IdxVec};
pub use confidence::Confidence;
pub use id::Idx;
/// A calendar date (proleptic Gregorian).
pub use jiff::civil::Date;
pub use problem::{Checked, Problem, Problems, Severity};
pub use time::{Seconds, ServiceTime, Window};
pub use units::{LonLat, Metres, Speed};
