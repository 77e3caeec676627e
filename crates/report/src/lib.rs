//! Verdicts as tables, JSON, GeoJSON and a self-contained HTML page.
//!
//! One way in: a [`Judgement`](allways_city::verdict::Judgement). Four ways out: [`table`] for a
//! terminal, [`to_json`] for scripts, [`to_geojson`] for maps, [`html`] for people; [`write_report`]
//! puts the last three into a folder. `allways route` uses [`journeys_table`] and
//! [`journeys_json`], `allways corridor` [`corridor_table`] and its like; tables of any length ([`sheet`]) are written row by row as CSV or Parquet.
//!
//! Invariants: nothing is judged or computed here, only laid out; no clock and no hash order, so the
//! same judgement gives the same bytes; the page loads nothing from elsewhere and runs no script;
//! every text from a plan or a feed is escaped (HTML) or stripped of control characters (terminal).

mod cells;
mod corridor;
mod frame;
mod geojson;
mod globe;
mod html;
mod journey;
mod json;
mod quantity;
pub mod sheet;
mod table;
mod width;
mod words;
mod write;

pub use corridor::{corridor_geojson, corridor_json, corridor_table};
pub use geojson::to_geojson;
pub use html::{corridor_html, html};
pub use journey::{journeys_geojson, journeys_json, journeys_table};
pub use json::to_json;
pub use table::table;
pub use width::display_width;
pub use write::write_report;
