//! Journeys by more than time: the exact Pareto set of departure, arrival, rides, walking and fare.
//!
//! Method: `McRAPTOR` and its range form (Delling, Pajor & Werneck, ALENEX 2012): like
//! [`crate::raptor`], but a stop holds a *bag* of labels of which none beats another. Departures
//! are taken latest first and bags stay, so that departure is a criterion too. A label counts for
//! nothing where one that is at the destination already is at least as good in everything, even if
//! the way that is left takes no longer than it must ([`crate::raptor::bounds`]).
//!
//! Rides and footpaths mean what they mean in [`crate::raptor`]: one footpath at most between two
//! rides, none after the access, two kinds of label per stop, riders stay seated where the vehicle
//! goes on as another run. Then the ride costs what it does along the route that was boarded.
//!
//! Reading order: [`crate::fares`] says what a ride costs, `purse` what has been paid, `label` when
//! one label beats another, `search` does the rounds, `ride` a ride, `unwind` says how one came.

mod label;
mod purse;
mod ride;
mod search;
mod unwind;

use allways_base::{Seconds, Window};

use crate::fares::{Fares, Price};
use crate::feed::StopIdx;
use crate::raptor::Journey;

pub use search::{MultiSearch, MultiWork};

/// What to search for. No hidden defaults, no cap on labels.
#[derive(Clone, Copy, Debug)]
pub struct MultiQuery<'a> {
    /// Stops where the passenger may first board, with the walk to get there.
    pub access: &'a [(StopIdx, Seconds)],
    /// Stops from which the destination is reached, with the walk.
    pub egress: &'a [(StopIdx, Seconds)],
    /// The walk without any ride.
    pub direct: Option<Seconds>,
    /// Departures; of a window of one, departure is no criterion.
    pub window: Window,
    /// Most vehicles they may board.
    pub max_rides: u8,
    /// Longest duration from a departure of the window to the arrival.
    pub max_duration: Seconds,
    /// What rides cost; `None`: fare is no criterion.
    pub fares: Option<&'a Fares>,
}

/// A journey that no other beats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MultiJourney {
    /// Its legs. It leaves just in time for its first ride.
    pub journey: Journey,
    /// Access, footpaths and egress, or the direct walk.
    pub walking: Seconds,
    /// What it costs; `None` without [`MultiQuery::fares`].
    pub fare: Option<Price>,
}
