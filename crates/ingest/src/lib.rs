//! Readers: text and tables that people write, and heights, into drafts and problems. Bad data is never an
//! error: a bad row costs that row, and is told with file, line and remedy.
//!
//! Invariants: no search, no plan, no verdict.

mod columns;
pub mod corridors;
pub mod dem;
mod geojson;
pub mod gtfs;
pub mod lines;
pub mod osm;
pub mod points;
pub mod table;
pub mod ways;
pub mod zones;
