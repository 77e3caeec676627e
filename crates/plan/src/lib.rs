//! The plan language: text to a typed [`plan::Plan`] and diagnostics, and nothing about how
//! anything is computed.
//!
//! The format is `docs/plan-folder.md`; the keys of its tables stand once, in `shape`, from which
//! both [`parse`] and [`schema`] read them. All errors are collected, each with its place.
//!
//! Invariants: no files (texts come in), no measures (their catalogue comes in), no places
//! (`city` resolves them; [`names`] makes the message when it cannot).

mod conditions;
mod diagnostic;
mod edits;
mod field;
mod folder;
pub mod names;
mod parameter;
mod parameters;
pub mod plan;
mod projects;
mod promises;
mod row;
mod schema;
mod shape;
mod syntax;
mod target;
mod trucks;
pub mod value;
mod words;

pub use diagnostic::{Diagnostic, PlanFile};
pub use folder::{FILES, ParsedPlan, parse};
pub use names::{position, span_of, unknown_place};
pub use parameter::check_catalogue;
pub use schema::schema;
pub use target::parse_target;
pub use words::misspelt;
