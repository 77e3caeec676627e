//! Streets in a plan: heights, wheels, seasons, bicycles and cars, from text to travel times.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

#[path = "../../../ingest/tests/osm_common/mod.rs"]
mod osm_common;

mod edits;
mod modes;
mod slopes;
mod town;
mod trucks;
mod wheels;
