//! Every departure of a window at once: for each stop and each departure when a vehicle brings one
//! there, in one pass over the day's connections and with any number of rides.
//!
//! Method: the Connection Scan Algorithm (Dibbelt, Pajor, Strasser & Wagner, *Connection Scan
//! Algorithm*, ACM JEA 2018) run forwards over all connections of the window, with one number as
//! label: the *latest departure* of the window with which one still makes it. Whoever can catch a
//! vehicle setting out later can catch it setting out earlier (they wait), so that number says it
//! for all departures. A label is the rank of the departure plus one; 0 is "nobody".
//!
//! - [`window`] compiles the window: its connections in the order of the scan, times as seconds in
//!   16 bits, stops renumbered. Made once and shared by all origins.
//! - [`scan`] is the pass, on top of a [`calendar`] of what was noted for which second;
//!   [`batch`] is the same for 64 nearby origins at once, a byte each;
//!   [`backwards`] is the same for arriving by each time of a window.
//!
//! The rules are those of [`crate::raptor`], to the second: boarding and alighting where allowed,
//! the stop's change time between two rides there or one footpath, never two; the access list is
//! complete; a stay in the vehicle through a joined run is one ride. Only the number of rides is
//! not counted: for a cap there is [`crate::raptor::range`].
//! `tests/profile.rs` holds them to each other and to the slow definitions.

pub mod backwards;
pub mod batch;
mod by_second;
pub(crate) mod calendar;
mod order;
pub mod scan;
pub mod window;

pub use backwards::{compile_window_backwards, latest_departures};
pub use batch::{Batch, ORIGINS};
pub use scan::Scan;
pub use window::{Chunk, LANES, Lanes, NEVER, Place, compile_window};

/// As [`crate::raptor::Query::max_rides`]: no cap.
pub const ANY_NUMBER_OF_RIDES: u8 = u8::MAX;
