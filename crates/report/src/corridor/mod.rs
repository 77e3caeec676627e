//! Corridors: the cells of their tables ([`cells`]), a text for a terminal, JSON, GeoJSON. The page is
//! in `html`.

pub(crate) mod cells;
mod geojson;
mod json;
mod table;

pub use geojson::corridor_geojson;
pub(crate) use geojson::{leg_geometry, leg_properties};
pub use json::corridor_json;
pub(crate) use json::option_json;
pub use table::corridor_table;
