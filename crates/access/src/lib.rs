//! Where walking meets riding: access, egress, footpaths, travel times, percentiles.
//!
//! Reading order: [`ground`] says who walks and on what, [`attach`](mod@attach) puts the stops of a
//! feed on it, [`ends`] turns an origin and a destination into access, egress and a direct walk,
//! [`travel_times`] asks for every departure of a window, [`percentile`](mod@percentile) reduces
//! them, [`blocks`] gives a large matrix row by row. [`shortcuts`] compiles a day on which one may
//! walk between rides without a limit.
//!
//! Invariants: no files, no plan; an answer is the same for any number of threads.

pub mod accessibility;
pub mod attach;
pub mod blocks;
mod departures;
pub mod ends;
pub mod ground;
pub mod percentile;
pub mod positions;
pub mod shortcuts;
pub mod travel_times;
mod walk;

/// Runs `work` with this many threads (0: one per core) for all that it does in parallel. Should
/// the system refuse the threads, those that are running already do the work.
pub fn on_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    match rayon::ThreadPoolBuilder::new().num_threads(threads).build() {
        Ok(pool) => pool.install(work),
        Err(_) => work(),
    }
}

pub use accessibility::{AccessQuery, Accessibility, Decay, accessibility, times_to};
pub use attach::{Attached, Platform, attach};
pub use blocks::matrix_in_blocks;
pub use ends::{Endpoint, Ends};
pub use ground::{Ground, SNAP_MAX, Walker};
pub use percentile::{Percentile, percentile};
pub use positions::{PositionTimes, times_to_positions};
pub use travel_times::{Matrix, TravelQuery, matrix, profile, profiles, profiles_from_each};
