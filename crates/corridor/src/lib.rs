//! Terminals and services beyond the city: long-distance passengers and freight.
//! Reading order: [`draft`] is what people write, [`network`] compiles it, [`route`] finds the
//! fastest route, [`pareto`](mod@pareto) weighs time against cost, [`channels`] counts what is left when a
//! line is cut, [`direction`] looks to the four points of the compass.
//!
//! Invariants: no files, no timetable, no city; links run both ways; times are added up in whole
//! seconds and money in whole cents, so that no answer depends on the order of a sum.

pub mod channels;
pub mod direction;
pub mod draft;
mod flow;
pub mod network;
pub mod pareto;
pub mod route;

pub use channels::{Channels, disjoint_routes};
pub use direction::{Directions, Reached, by_direction, evenness};
pub use draft::{
    Carries, Confidence, CorridorDraft, Direction, Load, Mode, Service, Terminal, TerminalKind,
};
pub use network::{ChannelIdx, CorridorNetwork, Link, LinkIdx, Query, TerminalIdx};
pub use pareto::{Options, pareto};
pub use route::{Route, fastest};
