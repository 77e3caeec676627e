//! The street network, its profiles and searches.
//!
//! Reading order: [`draft`] is what a reader makes, [`compile`](mod@compile) turns it into
//! [`network`], [`profile`] says who walks and how, [`snap`] puts a place on an edge, [`search`]
//! walks, [`reach`](mod@reach) answers. [`hierarchy`] answers the same from many places at once.
//!
//! Invariants: no transit, no files, no people.

mod chains;
pub mod compile;
mod components;
pub mod draft;
mod grid;
pub mod hierarchy;
pub mod network;
pub mod profile;
pub mod reach;
pub mod search;
pub mod snap;
pub mod units;

pub use compile::compile;
pub use draft::{Known, StreetDraft, StreetWay};
pub use network::{ComponentIdx, EdgeIdx, NodeIdx, StreetNetwork};
pub use profile::WalkProfile;
pub use reach::{Reach, reach, reach_back};
pub use search::{DijkstraSearch, Work};
pub use snap::Snap;
pub use units::{Millimetres, Millis};
