//! Distances, a local plane, polygons, spatial index, datums: space without modes.
//!
//! Reading order: [`distance`](mod@distance) measures on the ellipsoid, [`frame`] flattens a city,
//! [`line`](mod@line) and [`polygon`] are shapes, [`point_index`] finds what is near, [`cells`] lays a grid,
//! [`datum`] undoes the offset of Chinese web maps.
//!
//! Invariants: no files, no modes, no time.

pub mod cells;
pub mod datum;
pub mod distance;
pub mod frame;
pub mod line;
pub mod point_index;
pub mod polygon;

pub use cells::cells_in;
pub use datum::Datum;
pub use distance::distance;
pub use frame::{LocalFrame, Xy};
pub use line::{along, cut_at_180, interpolate, length, simplify};
pub use point_index::PointIndex;
pub use polygon::{BBox, MultiPolygon, Polygon};
