//! All sources, side by side.

use std::fmt;

use allways_base::{Csr, Idx, Seconds};
use rayon::prelude::*;

use crate::feed::StopIdx;
use crate::timetable::{Footpath, Timetable};
use crate::ultra::Span;
use crate::ultra::events::{Events, Place, Walks};
use crate::ultra::search::Search;

/// Most stops with service in the span: the table of all walks takes 4 bytes for each two, 1 GiB.
pub const MOST_PLACES: usize = 1 << 14;

/// Sources that are searched from before their shortcuts are known to others. Fixed, so that the
/// result does not depend on the number of threads.
const BLOCK: usize = 64;

/// The table of all walks would be too large.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyStops {
    /// Stops with service in the span.
    pub n: usize,
}

impl fmt::Display for TooManyStops {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "unlimited walking between {} stops needs a table of all their walks, and {MOST_PLACES} \
             stops are the most that are allowed; give a limit to walks between rides, or a smaller \
             area",
            self.n
        )
    }
}

impl std::error::Error for TooManyStops {}

/// A set of pairs of places.
#[derive(Debug)]
pub(super) struct Pairs {
    n: usize,
    words: Vec<u64>,
}

impl Pairs {
    fn new(n: usize) -> Self {
        Self { n, words: vec![0; (n * n).div_ceil(64)] }
    }

    fn bit(&self, from: Place, to: Place) -> (usize, u64) {
        let k = from.to_usize() * self.n + to.to_usize();
        (k / 64, 1 << (k % 64))
    }

    pub(super) fn has(&self, from: Place, to: Place) -> bool {
        let (word, bit) = self.bit(from, to);
        self.words[word] & bit != 0
    }

    fn insert(&mut self, from: Place, to: Place) {
        let (word, bit) = self.bit(from, to);
        self.words[word] |= bit;
    }
}

/// The footpaths of `tt` that are enough for whoever sets out in the span; see the module docs. In
/// place of [`Timetable::footpaths`]; a subset of them with the same durations.
///
/// Runs on the threads of the pool that it is called in; the result does not depend on them.
///
/// # Errors
///
/// If more than [`MOST_PLACES`] stops have service in the span.
pub fn shortcuts(tt: &Timetable, span: &Span) -> Result<Csr<StopIdx, Footpath>, TooManyStops> {
    let events = Events::new(tt, span);
    let n = events.stops.len();
    if n > MOST_PLACES {
        return Err(TooManyStops { n });
    }
    let walks = Walks::new(tt, &events);
    let mut known = Pairs::new(n);
    let sources: Vec<Place> = events.stops.indices().collect();
    for block in sources.chunks(BLOCK) {
        let found: Vec<Vec<(Place, Place)>> = block
            .par_iter()
            .map_init(Search::default, |search, &source| {
                search.run(&events, &walks, source, &known)
            })
            .collect();
        for (from, to) in found.into_iter().flatten() {
            known.insert(from, to);
        }
    }
    let mut kept: Vec<(StopIdx, Footpath)> = Vec::new();
    for (from, &stop) in events.stops.iter() {
        for (to, &duration) in events.stops.indices().zip(walks.row(from)) {
            if known.has(from, to) {
                kept.push((stop, Footpath { to: events.stops[to], duration: Seconds(duration) }));
            }
        }
    }
    kept.sort_unstable();
    Ok(Csr::from_pairs(tt.n_stops, &kept))
}
