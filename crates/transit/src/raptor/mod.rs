//! The RAPTOR family: earliest arrival, all departures of a window, Pareto journeys, arrive-by.
//!
//! Method: Delling, Pajor & Werneck, *Round-Based Public Transit Routing*, ALENEX 2012 (RAPTOR
//! and rRAPTOR). A round is one ride: every pattern that calls at a stop which the last round made
//! better is scanned once, from there on.
//!
//! Where we differ, and why:
//! - **Footpaths need not be transitively closed.** Between two rides a passenger takes at most
//!   *one* footpath, and only from a stop reached by riding; after the access none, since the
//!   access list is complete. Real walking networks are not closed and closing them costs memory.
//! - **Two labels per stop**: when a ride arrives (from which one may egress, walk on, or change),
//!   and when one is ready to board (ride plus the stop's change time, or footpath, or access).
//!   With one label an early arrival on foot hides a later ride that could walk on to a third
//!   stop. It also gives each round its snapshot for free: a round boards from the second label
//!   and writes the first, so a round is one ride even where patterns meet.
//! - **Riders may stay seated** where the vehicle goes on as another run. Whoever catches a run
//!   catches all later ones of the pattern too, and each may go on as something else: `stay`.
//! - **A trip is not boarded twice at the same stop.** If the label that was here before catches
//!   the same trip, everything along it is known already. In a window this is what prunes most:
//!   a minute earlier one mostly stands at the stop a minute longer.
//! - **A window's labels are kept per round** and shared by all departures, latest first (self-
//!   pruning, as in the paper); what lies past `depart + max_duration` is masked when a departure
//!   is handed out, so each departure reads exactly like [`earliest`].
//! - **A search for the journeys of a window knows how far it is at the least** from each stop to
//!   the destination: `bounds`, `goal`.
//! - **Journeys are unwound from a log** of label improvements, each naming the one it came from,
//!   instead of one parent per stop and round: exact with one layer of labels.
//!
//! `tests/oracle.rs` holds all of them to the slow definitions in `allways-testkit`.

pub mod bounds;
mod earliest;
mod goal;
mod journeys;
mod range;
mod scan;
mod search;
mod stay;
mod window;

use std::ops::AddAssign;

use allways_base::{IdxVec, Seconds, ServiceTime};

use crate::feed::StopIdx;

pub use earliest::earliest;
pub use journeys::{ArriveBy, Journey, Leg, arrive_by, journeys};
pub use range::{RangeQuery, range};
pub(crate) use scan::first_at_least;
pub use search::Search;
pub(crate) use search::Step;
pub use window::journeys_in_window;

/// What to search for from one departure. No hidden defaults.
#[derive(Clone, Copy, Debug)]
pub struct Query<'a> {
    /// Stops where the passenger may first board, with the time to get there. Complete: after it
    /// no footpath is taken. Needs no order; of several entries for a stop the shortest counts.
    pub access: &'a [(StopIdx, Seconds)],
    /// When they set out.
    pub depart: ServiceTime,
    /// Most vehicles they may board; `u8::MAX`: any number (of a journey, which counts them in as
    /// many bits, 255).
    pub max_rides: u8,
    /// Longest duration from `depart` to arrival, waiting included. Whatever is later counts as
    /// not reached.
    pub max_duration: Seconds,
}

/// When each stop is reached. [`ServiceTime::NEVER`] where it is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrivals {
    /// By a vehicle.
    pub by_ride: IdxVec<StopIdx, ServiceTime>,
    /// By a vehicle, by one footpath after a vehicle, or by the access itself.
    pub any: IdxVec<StopIdx, ServiceTime>,
}

impl Arrivals {
    /// Nothing reached yet.
    pub fn unreached(n_stops: usize) -> Self {
        let never = IdxVec::filled(ServiceTime::NEVER, n_stops);
        Self { by_ride: never.clone(), any: never }
    }
}

/// Work done, in units that do not depend on the machine. Tests assert on these. What the scans of
/// [`crate::profile`] count is said there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Rounds in which anything was scanned.
    pub rounds: u64,
    /// Patterns scanned.
    pub patterns: u64,
    /// Calls passed along them.
    pub calls: u64,
    /// Calls at which a run was looked up.
    pub boardings: u64,
    /// Footpaths tried.
    pub footpaths: u64,
    /// Labels that got earlier.
    pub labels: u64,
}

impl AddAssign for Work {
    fn add_assign(&mut self, other: Self) {
        let Self { rounds, patterns, calls, boardings, footpaths, labels } = other;
        self.rounds += rounds;
        self.patterns += patterns;
        self.calls += calls;
        self.boardings += boardings;
        self.footpaths += footpaths;
        self.labels += labels;
    }
}
