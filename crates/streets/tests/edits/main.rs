//! Streets that a plan edits: closed ways and limits as weights, drawn ways joined.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

#[path = "../common/mod.rs"]
mod common;
mod join;
mod towns;
mod weights;
