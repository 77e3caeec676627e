//! Where walking meets riding: access, egress, footpaths, travel times, percentiles.
//!
//! Reading order: [`ground`] says who walks and on what, [`attach`](mod@attach) puts the stops of a
//! feed on it, [`by_mode`] leads to the first of them by bicycle or car, [`ends`] turns an origin and
//! a destination into access, egress and a direct walk, [`travel_times`] asks for every departure of a window, [`percentile`](mod@percentile) reduces
//! them, [`blocks`] gives a large matrix row by row, [`phases`] says how services count whose times
//! nobody knows, [`draws`] counts draws of them; [`accessibility`](mod@accessibility) and
//! [`catchment`] count what is reached, [`near`] what lies within a walk of a stop. [`ruled`] finds
//! the walks between two rides, [`shortcuts`]
//! compiles a day on which one may walk between rides without a limit.
//!
//! Invariants: no files, no plan; an answer is the same for any number of threads.

pub mod accessibility;
pub mod attach;
pub mod blocks;
pub mod by_mode;
pub mod catchment;
mod departures;
pub mod draws;
pub mod ends;
pub mod ground;
mod many_walks;
pub mod near;
mod parking;
pub mod percentile;
pub mod phases;
pub mod positions;
pub mod ruled;
pub mod shortcuts;
pub mod travel_times;
mod walk;
mod z_order;

/// Runs `work` with this many threads (0: one per core) for all that it does in parallel. Should
/// the system refuse the threads, those that are running already do the work.
pub fn on_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    match rayon::ThreadPoolBuilder::new().num_threads(threads).build() {
        Ok(pool) => pool.install(work),
        Err(_) => work(),
    }
}

pub use accessibility::{
    AccessQuery, Accessibility, Decay, accessibility, accessibility_in_blocks,
    accessibility_of_draws_in_blocks, times_to, times_to_in_blocks, times_to_of_draws_in_blocks,
};
pub use attach::{Attached, Platform, attach};
pub use blocks::matrix_in_blocks;
pub use by_mode::OwnVehicle;
pub use catchment::{Catchments, floating_catchments};
pub use draws::matrix_of_draws_in_blocks;
pub use ends::{Endpoint, Ends};
pub use ground::{Ground, SNAP_MAX, Walker};
pub use near::{WalkLimit, within_walk};
pub use parking::Parked;
pub use percentile::{Percentile, percentile};
pub use phases::Phases;
pub use positions::{
    FromOne, PositionTimes, reached_platforms, times_to_positions, times_to_positions_of_draws,
};
pub use ruled::BetweenRides;
pub use travel_times::{Matrix, TravelQuery, matrix, profile, profiles, profiles_from_each};
