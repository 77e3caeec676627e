//! The street network, its profiles and searches.
//!
//! Reading order: [`draft`] and [`way`] are what a reader makes; [`mode`] says for whom
//! [`compile`](mod@compile) turns it into a [`network`], with [`turns`] where a restriction needs it
//! and heights from [`elevation`]; [`profile`] and [`traveller`] say who goes and how fast, with
//! [`slope`]; [`weights`] is the column of times of one of them; [`snap`] puts a place on an edge,
//! [`search`] goes along them, [`reach`](mod@reach) answers. [`many`] answers the same for many places
//! at once, by a [`hierarchy`] that is [`prepared`].
//!
//! Invariants: no transit, no files, no people.

mod chains;
pub mod compile;
mod components;
pub mod draft;
pub mod edits;
pub mod elevation;
mod grid;
pub mod hierarchy;
pub mod join;
pub mod kind;
pub mod landings;
pub mod many;
pub mod mode;
mod near;
pub mod network;
pub mod prepared;
pub mod profile;
pub mod reach;
mod restriction;
pub mod search;
pub mod slope;
pub mod snap;
mod strong;
pub mod traveller;
pub mod turns;
pub mod units;
pub mod way;
pub mod weights;

pub use compile::{compile, compile_cut, compile_for, compile_for_weather};
pub use draft::{
    Known, NodeFacts, Parking, ParkingKind, Restriction, Rule, StreetDraft, StreetWay, Via,
};
pub use edits::StreetEdits;
pub use elevation::HeightCover;
pub use landings::{LandingSearch, Landings};
pub use mode::{Mode, ModeSet};
pub use network::{ComponentIdx, EdgeIdx, NodeIdx, StreetNetwork, VertexIdx};
pub use prepared::Prepared;
pub use profile::WalkProfile;
pub use reach::{Reach, reach, reach_back};
pub use search::{DijkstraSearch, Work};
pub use snap::Snap;
pub use traveller::{Cyclist, Driver, Pedestrian, Traveller, Wheeler};
pub use units::{Millimetres, Millis};
pub use way::{Passage, Permit, RoadClass, SizeLimits, Structure, Surface, WayTraits};
pub use weights::{Conditions, Costs, Weights};
