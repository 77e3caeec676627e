//! The shortcuts that journeys of two rides from one stop need, for all departures there at once.
//!
//! Departures are taken in blocks, latest first. A *row* is a departure of the block: 1 is the latest;
//! row 0 stands for all that leave later than the block, which are done. "By row r" is: leaving in
//! row r or later. The lower the row, the better, since who leaves later is there as soon.
//!
//! 1. *First rides*, row by row as in rRAPTOR: a ride counts where it arrives earlier than all that
//!    leave later. From there one may walk, or change, to every place: `ready`.
//! 2. *Second rides* need no rounds. At each departure of a place the best row that is ready by then
//!    boards; along a run the best row of those who boarded is in it.
//! 3. *What is needed*: at each place, arrivals in order of time. One with a better row than all
//!    before (with one ride or two) is a journey that nothing replaces. It needs a shortcut unless it
//!    changes at a stop.
//! 4. *Which shortcut*: of the footpaths that catch the run in time one that is there already, or
//!    the shortest. One serves all who are needed further along the run.
//!
//! A row whose longest duration is over when it arrives is no answer, but it may hide others: they
//! leave earlier and arrive later, and are over too.

use allways_base::cast::{u32_from, usize_from};
use allways_base::{Idx, IdxVec};
use rustc_hash::FxHashSet;

use crate::ultra::events::{Boarding, Event, EventIdx, Events, Place, Run, Walks};
use crate::ultra::shortcuts::Pairs;

/// Departures of a block.
const ROWS: usize = 256;

/// A row, and in the lowest bit whether one got there by a footpath rather than a change: of two in
/// the same row the change is less.
type Code = u16;

/// Above all codes.
const NOBODY: Code = Code::MAX;

/// End of a list of rides.
const NONE: u32 = u32::MAX;

const NEVER: u32 = u32::MAX;

/// A first ride that arrives earlier than all that leave later.
#[derive(Clone, Copy, Debug)]
struct Ride {
    row: usize,
    to: Place,
    arrive: u32,
    /// The ride before that went to the same place: a later one, of the same row or a lower one.
    before: u32,
}

/// Memory that the searches of a thread reuse.
#[derive(Debug, Default)]
pub(super) struct Search {
    /// row → when it is; row 0 has no time.
    departures: Vec<u32>,
    /// Row by row.
    rides: Vec<Ride>,
    /// row → its first ride; and one more.
    starts: Vec<usize>,
    /// place → its last ride.
    last_ride: IdxVec<Place, u32>,
    /// place → when the first of all rides so far arrives.
    ridden: IdxVec<Place, u32>,
    /// The same, of those that leave later than this block.
    ridden_later: IdxVec<Place, u32>,
    /// row, place → when one is ready to board a second ride.
    ready: Vec<u32>,
    /// event → who boards.
    boards: IdxVec<EventIdx, Code>,
    /// event → who is in the vehicle when it comes.
    aboard: IdxVec<EventIdx, Code>,
    is_boarded: IdxVec<Run, bool>,
    boarded: Vec<Run>,
    /// Arrivals that need a shortcut.
    needed: Vec<EventIdx>,
    found: Vec<(Place, Place)>,
    has_found: FxHashSet<(Place, Place)>,
}

fn refill<I: Idx, T: Clone>(rows: &mut IdxVec<I, T>, value: T, n: usize) {
    let mut old = std::mem::take(rows).into_vec();
    old.clear();
    old.resize(n, value);
    *rows = old.into();
}

fn row_of(code: Code) -> usize {
    usize::from(code / 2)
}

fn code(row: usize, walks: bool) -> Code {
    Code::try_from(2 * row + usize::from(walks)).unwrap_or(NOBODY)
}

impl Search {
    /// Footpaths that are needed from `source` and are not `known`.
    pub(super) fn run(
        &mut self,
        events: &Events,
        walks: &Walks,
        source: Place,
        known: &Pairs,
    ) -> Vec<(Place, Place)> {
        let n = events.stops.len();
        refill(&mut self.ridden, NEVER, n);
        self.ready.clear();
        self.ready.resize(n, NEVER);
        self.has_found.clear();
        let mut rest = &events.boardings[source];
        while !rest.is_empty() {
            rest = self.ride(events, walks, rest);
            self.board(events, walks);
            self.ride_again(events);
            self.look_for_needed(events);
            self.choose(events, walks, known);
        }
        std::mem::take(&mut self.found)
    }

    /// First rides of a block. Gives back the boardings before it.
    fn ride<'a>(
        &mut self,
        events: &Events,
        walks: &Walks,
        mut rest: &'a [Boarding],
    ) -> &'a [Boarding] {
        let n = events.stops.len();
        let last_row = self.ready.len() - n;
        self.ready.copy_within(last_row.., 0);
        self.ready.truncate(n);
        self.ridden_later.clone_from(&self.ridden);
        self.departures.clear();
        self.departures.push(NEVER);
        self.rides.clear();
        self.starts.clear();
        self.starts.extend([0, 0]);
        refill(&mut self.last_ride, NONE, n);
        while let Some(&Boarding { depart, .. }) = rest.last()
            && self.departures.len() <= ROWS
        {
            let row = self.departures.len();
            self.departures.push(depart);
            while let Some((boarding, others)) = rest.split_last()
                && boarding.depart == depart
            {
                self.ride_along(events, row, boarding.event);
                rest = others;
            }
            self.ready.extend_from_within((row - 1) * n..row * n);
            let ready = &mut self.ready[row * n..];
            for ride in &self.rides[self.starts[row]..] {
                for (ready, walk) in ready.iter_mut().zip(walks.row(ride.to)) {
                    *ready = (*ready).min(ride.arrive + walk);
                }
            }
            self.starts.push(self.rides.len());
        }
        rest
    }

    fn ride_along(&mut self, events: &Events, row: usize, from: EventIdx) {
        let latest = self.departures[row] + events.max_duration;
        let run = events.range(events.calls[from].run);
        for event in &events.calls.as_slice()[from.to_usize() + 1..run.end] {
            let ridden = &mut self.ridden[event.place];
            if event.arrive <= latest && event.arrive < *ridden {
                *ridden = event.arrive;
                let last = &mut self.last_ride[event.place];
                let ride = Ride { row, to: event.place, arrive: event.arrive, before: *last };
                *last = u32_from(self.rides.len());
                self.rides.push(ride);
            }
        }
    }

    /// The last arrival that counts for anyone in the block.
    fn latest(&self, events: &Events) -> u32 {
        self.departures[1] + events.max_duration
    }

    /// Who boards second rides where.
    fn board(&mut self, events: &Events, walks: &Walks) {
        let n = events.stops.len();
        let (last_row, latest) = (self.departures.len() - 1, self.latest(events));
        refill(&mut self.boards, NOBODY, events.calls.len());
        refill(&mut self.is_boarded, false, events.n_runs());
        self.boarded.clear();
        for (place, k) in events.stops.indices().zip(0..n) {
            let change = walks.row(place)[k];
            let (mut row, mut ride) = (last_row, self.last_ride[place]);
            let boardings = &events.boardings[place];
            let first = self.ready[row * n + k];
            let first = boardings.partition_point(|boarding| boarding.depart < first);
            for boarding in &boardings[first..] {
                if boarding.depart > latest {
                    break;
                }
                while row > 0 && self.ready[(row - 1) * n + k] <= boarding.depart {
                    row -= 1;
                }
                // The first ride of this row here, if it has one.
                while ride != NONE && self.rides[usize_from(ride)].row > row {
                    ride = self.rides[usize_from(ride)].before;
                }
                let changes = ride != NONE && {
                    let ride = &self.rides[usize_from(ride)];
                    ride.row == row && ride.arrive + change <= boarding.depart
                };
                self.boards[boarding.event] = code(row, row > 0 && !changes);
                let run = events.calls[boarding.event].run;
                if !std::mem::replace(&mut self.is_boarded[run], true) {
                    self.boarded.push(run);
                }
            }
        }
    }

    /// Who is in which vehicle.
    fn ride_again(&mut self, events: &Events) {
        refill(&mut self.aboard, NOBODY, events.calls.len());
        for &run in &self.boarded {
            let run = events.range(run);
            let boards = &self.boards.as_slice()[run.clone()];
            let mut best = NOBODY;
            for (aboard, boards) in self.aboard.as_mut_slice()[run].iter_mut().zip(boards) {
                *aboard = best;
                best = best.min(*boards);
            }
        }
    }

    fn look_for_needed(&mut self, events: &Events) {
        let (last_row, latest) = (self.departures.len() - 1, self.latest(events));
        self.needed.clear();
        for place in events.stops.indices() {
            let alightings = &events.alightings[place];
            let first = self.departures[last_row];
            let first = alightings.partition_point(|alighting| alighting.arrive < first);
            // From the last ride to the first: ever later arrivals, ever lower rows.
            let mut ride = self.last_ride[place];
            let mut best = last_row + 1;
            for same_time in alightings[first..].chunk_by(|a, b| a.arrive == b.arrive) {
                let arrive = same_time[0].arrive;
                if arrive > latest || arrive >= self.ridden_later[place] {
                    break;
                }
                while ride != NONE && self.rides[usize_from(ride)].arrive <= arrive {
                    best = best.min(self.rides[usize_from(ride)].row);
                    ride = self.rides[usize_from(ride)].before;
                }
                let aboard = |event: EventIdx| (self.aboard[event], event);
                let least = same_time.iter().map(|alighting| aboard(alighting.event)).min();
                let Some((code, event)) = least.filter(|(code, _)| row_of(*code) < best) else {
                    continue;
                };
                best = row_of(code);
                let walks = code % 2 == 1;
                if walks && arrive <= self.departures[best] + events.max_duration {
                    self.needed.push(event);
                }
                if best <= 1 {
                    break;
                }
            }
        }
    }

    fn choose(&mut self, events: &Events, walks: &Walks, known: &Pairs) {
        self.needed.sort_unstable();
        let mut needed = std::mem::take(&mut self.needed);
        let mut last: Option<(Run, Code)> = None;
        for &event in &needed {
            let run = events.calls[event].run;
            let code = self.aboard[event];
            // Rows only get better along a run, so that equal ones lie together.
            if last == Some((run, code)) {
                continue;
            }
            last = Some((run, code));
            if let Some(pair) = self.best_walk(events, walks, known, event) {
                self.found.push(pair);
                self.has_found.insert(pair);
            }
        }
        needed.clear();
        self.needed = needed;
    }

    /// The footpath by which the row that is aboard at `event` shall catch its run; `None` if one is
    /// there already.
    fn best_walk(
        &self,
        events: &Events,
        walks: &Walks,
        known: &Pairs,
        event: EventIdx,
    ) -> Option<(Place, Place)> {
        let code = self.aboard[event];
        let row = row_of(code);
        let rides = &self.rides[self.starts[row]..self.starts[row + 1]];
        let run = events.range(events.calls[event].run);
        let mut best: Option<(u32, Place, Place)> = None;
        for board in (run.start..event.to_usize()).map(EventIdx::from_usize) {
            if self.boards[board] != code {
                continue;
            }
            let Event { place: to, depart, .. } = events.calls[board];
            for ride in rides {
                let duration = walks.row(ride.to)[to.to_usize()];
                if ride.arrive + duration > depart {
                    continue;
                }
                if known.has(ride.to, to) || self.has_found.contains(&(ride.to, to)) {
                    return None;
                }
                let walk = (duration, ride.to, to);
                best = Some(best.map_or(walk, |best| best.min(walk)));
            }
        }
        best.map(|(_, from, to)| (from, to))
    }
}
