//! Lines where no GTFS exists: tables of stations, run times, headways, first and last trains,
//! into the same [`Feed`](allways_transit::feed::Feed) that a GTFS reader makes.
//!
//! [`read_lines`] makes a [`LinesDraft`]; a plan's projects edit it (open, close, headways);
//! [`LinesDraft::to_feed`] writes the timetable out, trip by trip. Whatever the tables do not say
//! and the timetable needs is assumed, and each assumption stands in its route as a sentence.
//!
//! Reading order: [`draft`] what a line is, [`read`], [`fields`] and [`cluster`] from tables to lines,
//! [`runs`] when trains go, [`assume`] what stands in for what is not said, [`joins`] where they run on, [`feed`] all of it as a feed.

pub mod draft;

mod assume;
mod cluster;
mod feed;
mod fields;
mod joins;
mod read;
mod runs;

pub use draft::{CallDraft, Join, LineDraft, LinesDraft, StationDraft, StationIdx};
pub use read::read_lines;
