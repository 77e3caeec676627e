//! The editable feed, the compiled timetable, and the RAPTOR family.
//!
//! Reading order: [`feed`] is what people edit ([`calendar`], [`stations`] and [`merge`] ask and
//! change it), [`compile`] turns a day of it into a [`timetable`], [`mirror`] turns that around,
//! [`raptor`] searches it, [`multi`] by more than time; [`ultra`] finds the footpaths that matter.
//!
//! Invariants: no streets, no files; a search never reads a coordinate.

pub mod calendar;
pub mod compile;
pub mod fares;
pub mod feed;
pub mod frequencies;
pub mod half_headway;
pub mod merge;
pub mod mirror;
pub mod multi;
pub mod profile;
pub mod raptor;
pub mod stations;
pub mod timetable;
pub mod ultra;
