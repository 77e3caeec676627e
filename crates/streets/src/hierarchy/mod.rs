//! Times between many vertices at once: a customizable contraction hierarchy, and sweeps over it.
//!
//! Reading order: [`graph`] is what it stands on, [`order`] and [`topology`] are made once for a
//! network, [`metric`] once for a profile or a closure, [`prune`] keeps what searches need. Then
//! [`path`] answers one pair, [`sweep`] one to all, [`matrix`] many to many, [`within`] what is in
//! reach of a vertex or of all.
//!
//! All times are exact: the same milliseconds that Dijkstra's search finds.
//!
//! Invariants: numbers and places only; no tag, no mode, no snap.

mod climb;
mod flow;
mod graph;
mod matrix;
mod metric;
mod order;
mod part;
mod path;
mod prune;
mod sweep;
mod topology;
mod within;

pub use graph::{ArcIdx, Graph, INFINITY, NewArc, VertexIdx};
pub use matrix::{Targets, TimeMatrix, matrix, matrix_from};
pub use metric::{Metric, MetricWork};
pub use path::{Path, PathSearch};
pub use prune::{Direction, SearchGraph};
pub use sweep::{LANES, Sweep, SweepWork, Times};
pub use topology::Hierarchy;
