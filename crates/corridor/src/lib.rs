//! Terminals and services beyond the city: long-distance passengers and freight.
//!
//! Reading order: [`draft`] is what people write, in the words of [`words`], the weeks of [`week`]
//! and the prices of [`money`], with the regulations of [`trucks`]; [`check`](mod@check) finds what no single row shows to be wrong;
//! [`network`] compiles it. [`question`] says what can be asked and [`consignment`] about how much.
//! `view` is the network as a question sees it, `clock` the moments at which a load can be
//! somewhere, `bounds` and [`search`](mod@search) find every route that no other beats, `replay` and
//! [`route`] take it apart into legs, [`options`](mod@options) hands it out. [`robust`](mod@robust) asks how late a
//! route may be, [`channels`] and [`nodes`] how many ways share nothing, [`left`] what is left when a
//! line or a place is lost,
//! [`direction`] looks to the four points of the compass, [`weekly`] at how much gets there in a week.
//!
//! Invariants: no files, no city, no clock of the machine; times are added up in whole seconds,
//! money in whole cents and CO2e in whole grams, so that no answer depends on the order of a sum.

mod bounds;
pub mod capacity;
pub mod channels;
mod cheapest;
pub mod check;
mod clock;
pub mod consignment;
pub mod direction;
pub mod draft;
mod flow;
mod graph;
pub mod left;
pub mod money;
pub mod network;
pub mod nodes;
pub mod options;
mod path;
pub mod question;
mod replay;
pub mod robust;
pub mod route;
pub mod search;
pub mod trucks;
mod view;
pub mod week;
pub mod weekly;
pub mod words;

pub use channels::{Channels, disjoint_routes, when_each_is_cut};
pub use consignment::{Consignment, EMPTY_TRUCK_T, LoadUnit};
pub use direction::{Directions, Reached, by_direction, evenness, evenness_within};
pub use draft::{
    Carries, Confidence, CorridorDraft, Direction, Load, Mode, Scope, Service, Terminal,
    TerminalKind, Usual,
};
pub use left::{Left, Losses, untouched};
pub use network::{ChannelIdx, CorridorNetwork, Link, LinkIdx, TerminalIdx};
pub use nodes::{NodeRoutes, node_disjoint_routes, when_each_is_lost};
pub use options::{Options, ToAll, options, options_to_all, options_unguided};
pub use question::{Criteria, Query, Question, Start, Waiting};
pub use replay::Parts;
pub use robust::{Draws, Robust, RobustRoute, robust};
pub use route::{Leg, Route, Sum, Unstated, fastest, fastest_at};
pub use search::Work;
pub use trucks::TruckRule;
pub use view::Wait;
pub use weekly::Weekly;
