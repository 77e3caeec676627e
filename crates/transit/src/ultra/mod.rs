//! Unlimited walking between two rides: the few walks that are needed out of all of them.
//!
//! If any stop may be walked to from any other, a timetable of `n` stops has `n²` footpaths, and a
//! search looks at nearly all of them in each round. Few matter. A *shortcut* is a footpath that is
//! the change of some journey of two rides that no other journey replaces; searches with the
//! shortcuts alone as footpaths find what they find with all.
//!
//! Method: Baum, Buchhold, Sauer, Wagner & Zündorf, *UnLimited TRAnsfers for Multi-Modal Route
//! Planning: An Efficient Solution*, ESA 2019 (ULTRA). Where we differ, and why:
//! - **A witness drops in.** In the paper a journey of two rides is also replaced by one that walks
//!   first, or walks a walk and then another. Here it may not: transfer rules and the changes at
//!   stops ([`crate::compile`]) make a walk from a to b longer or shorter than a walk by way of c, one
//!   does not walk twice between two rides, and no footpath follows the access. So a witness leaves
//!   the *same* stop by vehicle no earlier, reaches the *same* stop by vehicle no later, with no more
//!   rides, over the footpaths as they are compiled. More shortcuts, but no assumption on walks.
//! - **All departures at a stop at once.** The paper runs a search of two rounds for every departure.
//!   Two rides have so little structure that one pass over the day's calls serves all departures of
//!   a stop, as in [`crate::profile`]: [`search`](mod@search).
//! - **Among equals the one that is there already.** Which of several ways is taken is free; those that
//!   change at a stop come first, then shortcuts found before, then short walks.
//!
//! # What is proved
//!
//! Let *F* be all footpaths, *S* the shortcuts, and *e(X, s, t, z, k)* the earliest arrival by vehicle
//! at stop z for who is ready to board at stop s at time t and rides at most k times, with the
//! footpaths X. The searches find S so that, for every s, z and every t in the span, (1) *e(S, s, t, z,
//! 2) = e(F, s, t, z, 2)*. Claim: *e(S, s, t, z, k) = e(F, s, t, z, k)* for every k.
//!
//! Since S ⊆ F, no journey over S is earlier. For k ≤ 2 the claim is (1); with one ride nobody walks.
//! Let J be a journey over F with k > 2 rides from s, at t, to z, and let the claim hold for fewer
//! rides. J's second ride ends at some stop c at time u. By (1) there is a journey W over S from s,
//! ready at t, that is at c by vehicle at u or before with two rides, or one. After c, J goes on as
//! before: it changes at c or takes one footpath from there, and whether that is allowed and how
//! long it takes depends on nothing that came before, but for the time at c, which W does not make
//! later. If W has one ride, W and the rest of J are k - 1 rides from s, at t, and the claim for k - 1
//! gives a journey over S. If it has two, W's second ride, boarded at some stop b where one is
//! ready at time v, and the rest of J are k - 1 rides from b, at v, to z; the claim for k - 1 gives a
//! journey over S from b, at v, no later at z. W's first ride and change (over S) in front of it make
//! a journey of k rides over S from s, at t. ∎
//!
//! A *span* keeps this true for who sets out in it and is there within the longest duration D: each
//! two rides in the proof begin no earlier than one has set out, at t₀, and end by t₀ + D, so first
//! departures from the first setting out to the last + D, and arrivals within D of the first
//! departure, are enough.
//!
//! Access and egress are the query's own ([`crate::raptor::Query`]), so every earliest arrival by
//! vehicle, every Pareto set of arrival and rides, and the latest departures of arriving by a time
//! are the same over S as over F. What is *not* the same: arrivals on foot at the end of a journey
//! ([`crate::raptor::Arrivals::any`]), which ways of equal arrival and rides are told, and sets with
//! more criteria ([`crate::multi`]: a shorter walk that arrives later is no witness's concern here).

mod events;
mod search;
mod shortcuts;

use allways_base::{Seconds, ServiceTime};

pub use shortcuts::{MOST_PLACES, TooManyStops, shortcuts};

/// When one sets out, and how long one travels at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first moment at which anyone sets out.
    pub from: ServiceTime,
    /// The last one.
    pub last: ServiceTime,
    /// Longest duration from setting out to arrival.
    pub max_duration: Seconds,
}
