//! The editable feed, the compiled timetable, and the RAPTOR family.
//!
//! Invariants: no streets, no files; a search never reads a coordinate.

pub mod feed;
pub mod timetable;
