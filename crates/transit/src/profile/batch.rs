//! The pass for many origins at once. Near each other, they ride the same vehicles: what is looked
//! up for one, the connection, the walks, the calendar, is there for all, and a label is a row of
//! bytes that the processor compares in two instructions.
//!
//! Otherwise as [`crate::profile::scan`], with two differences. A stop's improvements are not
//! written to each origin's lanes but to a log, from which [`Batch::rows`] draws the lanes of an
//! origin. And how many departures have walked to a stop by a second is looked up when somebody
//! boards there, since each origin has its own walks.

use allways_base::cast::{u32_from, usize_from};
use allways_base::{Idx, IdxVec, Seconds};

use crate::feed::StopIdx;
use crate::profile::calendar::Calendar;
use crate::profile::scan::{refill, u64_from};
use crate::profile::window::{Arriving, Chunk, LANES, Lanes, NEVER, Place, Seat};
use crate::raptor::Work;

/// Origins of a batch, at most.
pub const ORIGINS: usize = 64;

/// Origins that a plane of the log holds.
const PLANE: usize = 8;

/// origin → label.
type Labels = [u8; ORIGINS];

const NOBODY: Labels = [0; ORIGINS];

#[inline]
fn raise(labels: &mut Labels, others: &Labels) {
    for (label, other) in labels.iter_mut().zip(others) {
        *label = (*label).max(*other);
    }
}

/// True if any label is above the other of the same origin.
#[inline]
fn is_above(labels: &Labels, others: &Labels) -> bool {
    let above = labels.iter().zip(others).map(|(label, other)| label.saturating_sub(*other));
    above.fold(0, |any, more| any | more) > 0
}

/// What a batch found, and memory that the next one reuses: one per thread, for any chunk.
#[derive(Debug, Default)]
pub struct Batch {
    ridden: IdxVec<Place, Labels>,
    ready: IdxVec<Place, Labels>,
    seats: IdxVec<Seat, Labels>,
    /// place → its row of `access`, if anybody walks there first.
    accessed: IdxVec<Place, Option<u32>>,
    /// Seconds to walk, origin by origin.
    access: Vec<[u16; ORIGINS]>,
    /// second → the label of those who have set out by then.
    set_out: Vec<u8>,
    /// Of each note the place, and the row of `labels`.
    walking: Calendar<u64>,
    /// The log: where and when the labels of those brought by vehicle became what.
    improved: Vec<(Place, u16)>,
    labels: Vec<Labels>,
    after: Vec<(Seat, Labels)>,
    /// place → where its part of the log begins, in `times` and in each plane.
    starts: Vec<u32>,
    times: Vec<u16>,
    planes: [Vec<[u8; PLANE]>; ORIGINS / PLANE],
}

#[inline]
fn note(place: Place, row: u32) -> u64 {
    u64_from(place.to_usize()) << 32 | u64::from(row)
}

#[inline]
fn noted(note: u64) -> (Place, usize) {
    let half = |n: u64| usize::try_from(n & u64::from(u32::MAX)).unwrap_or(usize::MAX);
    (Place::from_usize(half(note >> 32)), half(note))
}

impl Batch {
    /// Empty buffers; they grow with the first batch.
    pub fn new() -> Self {
        Self::default()
    }

    /// Scans a chunk from each of `origins`, given by their access stops; see
    /// [`crate::profile::Scan::run`], also for `work`, which counts what is done for all at once.
    ///
    /// # Panics
    ///
    /// If there are more than [`ORIGINS`].
    pub fn run<A: AsRef<[(StopIdx, Seconds)]>>(
        &mut self,
        chunk: &Chunk,
        origins: &[A],
        work: &mut Work,
    ) {
        assert!(origins.len() <= ORIGINS, "{} origins", origins.len());
        self.start(chunk);
        for (origin, access) in origins.iter().enumerate() {
            for &(stop, duration) in access.as_ref() {
                self.walk_to(chunk, origin, stop, duration);
            }
        }
        for second in 0..chunk.n_seconds() {
            let arriving = chunk.arriving.at(second);
            work.calls += u64_from(arriving.len());
            let least = chunk.least_in_time(second);
            for &Arriving { seat, to } in arriving {
                let mut labels = self.seats[seat];
                work.boardings += u64::from(labels != NOBODY);
                keep_in_time(least, &mut labels);
                self.arrive(chunk, second, to, &labels, work);
            }
            while let Some((notes, n)) = self.walking.take(second) {
                for &walker in &notes[..n] {
                    let (place, row) = noted(walker);
                    raise(&mut self.ready[place], &self.labels[row]);
                }
            }
            self.settle(chunk, second, work);
            self.leave(chunk, second);
        }
        self.sort(chunk);
    }

    fn start(&mut self, chunk: &Chunk) {
        let n = chunk.n_places();
        refill(&mut self.ridden, NOBODY, n);
        refill(&mut self.ready, NOBODY, n);
        refill(&mut self.seats, NOBODY, chunk.n_seats());
        refill(&mut self.accessed, None, n);
        self.access.clear();
        self.set_out.clear();
        let mut label = 0;
        for second in 0..chunk.n_seconds() {
            while let Some(&next) = chunk.departures().get(usize::from(label))
                && usize::from(next) <= second
            {
                label += 1;
            }
            self.set_out.push(label);
        }
        self.walking.start(chunk.n_seconds());
        self.improved.clear();
        self.labels.clear();
    }

    fn walk_to(&mut self, chunk: &Chunk, origin: usize, stop: StopIdx, duration: Seconds) {
        let Some(place) = chunk.place(stop) else { return };
        let row = self.accessed[place].unwrap_or_else(|| {
            self.access.push([NEVER; ORIGINS]);
            u32_from(self.access.len() - 1)
        });
        self.accessed[place] = Some(row);
        let walk = &mut self.access[usize_from(row)][origin];
        *walk = (*walk).min(u16::try_from(duration.0).unwrap_or(NEVER));
    }

    /// See [`crate::profile::Scan`]: the same, label by label.
    #[inline]
    fn arrive(
        &mut self,
        chunk: &Chunk,
        second: usize,
        place: Place,
        labels: &Labels,
        work: &mut Work,
    ) -> bool {
        let ridden = &mut self.ridden[place];
        if !is_above(labels, ridden) {
            return false;
        }
        raise(ridden, labels);
        work.labels += 1;
        let ridden = *ridden;
        let row = u32_from(self.labels.len());
        self.labels.push(ridden);
        self.improved.push((place, u16::try_from(second).unwrap_or(NEVER)));
        let walks = &chunk.walks[place];
        work.footpaths += u64_from(walks.len());
        let mut at_once = false;
        for &walk in walks {
            let (to, duration) = chunk.walk(walk);
            let ready = &mut self.ready[to];
            if !is_above(&ridden, ready) {
                continue;
            }
            if duration == 0 {
                raise(ready, &ridden);
                at_once = true;
            } else {
                self.walking.note(u32_from(second) + duration, note(to, row));
            }
        }
        at_once
    }

    fn leave(&mut self, chunk: &Chunk, second: usize) {
        for leaving in chunk.leaving.at(second) {
            let mut labels = self.seats[leaving.seat];
            self.board(leaving.from, second, &mut labels);
            self.seats[leaving.seat] = labels;
        }
    }

    fn settle(&mut self, chunk: &Chunk, second: usize, work: &mut Work) {
        let hops = chunk.hops.at(second);
        let least = chunk.least_in_time(second);
        let mut again = !hops.is_empty();
        while again {
            again = false;
            work.calls += u64_from(hops.len());
            self.after.clear();
            for hop in hops {
                let seat = hop.seat();
                let is_same = self.after.last().is_some_and(|(last, _)| *last == seat);
                if !is_same {
                    self.after.push((seat, self.seats[seat]));
                }
                let mut labels = self.after.last().map_or(NOBODY, |(_, labels)| *labels);
                if hop.may_board() {
                    self.board(hop.from, second, &mut labels);
                }
                if let Some(last) = self.after.last_mut() {
                    last.1 = labels;
                }
                if labels != NOBODY {
                    work.boardings += 1;
                    if hop.may_alight() {
                        keep_in_time(least, &mut labels);
                        again |= self.arrive(chunk, second, hop.to, &labels, work);
                    }
                }
            }
        }
        for (seat, labels) in self.after.drain(..) {
            self.seats[seat] = labels;
        }
    }

    /// Adds those who board to those in the vehicle.
    #[inline]
    fn board(&self, from: Place, second: usize, labels: &mut Labels) {
        raise(labels, &self.ready[from]);
        if let Some(row) = self.accessed[from] {
            for (label, walk) in labels.iter_mut().zip(&self.access[usize_from(row)]) {
                let walked = second.checked_sub(usize::from(*walk));
                *label = (*label).max(walked.map_or(0, |set_out| self.set_out[set_out]));
            }
        }
    }

    /// The log by place and time, in planes of a few origins.
    fn sort(&mut self, chunk: &Chunk) {
        self.starts.clear();
        self.starts.resize(chunk.n_places() + 1, 0);
        for (place, _) in &self.improved {
            self.starts[place.to_usize() + 1] += 1;
        }
        for k in 1..self.starts.len() {
            self.starts[k] += self.starts[k - 1];
        }
        let mut next = self.starts.clone();
        self.times.resize(self.improved.len(), NEVER);
        for plane in &mut self.planes {
            plane.resize(self.improved.len(), [0; PLANE]);
        }
        for (&(place, time), labels) in self.improved.iter().zip(&self.labels) {
            let at = usize_from(next[place.to_usize()]);
            next[place.to_usize()] += 1;
            self.times[at] = time;
            for (plane, labels) in self.planes.iter_mut().zip(labels.as_chunks().0) {
                plane[at] = *labels;
            }
        }
    }

    /// What [`crate::profile::Scan::rows`] gives for one of the origins, by its rank; only for
    /// `places`, the other rows are left as they are.
    ///
    /// # Panics
    ///
    /// If `rows` has not a row for each place of the chunk that was run.
    pub fn rows(&self, origin: usize, places: &[Place], rows: &mut [Lanes]) {
        let plane = &self.planes[origin / PLANE];
        for place in places {
            let k = place.to_usize();
            let row = &mut rows[k];
            let log = usize_from(self.starts[k])..usize_from(self.starts[k + 1]);
            let mut known = 0;
            for (labels, &time) in plane[log.clone()].iter().zip(&self.times[log]) {
                let label = usize::from(labels[origin % PLANE]);
                if label > known {
                    row[known..label].fill(time);
                    known = label;
                }
            }
            row[known..LANES].fill(NEVER);
        }
    }
}

/// Those with a label below the least that is in time have set out too early for an arrival.
#[inline]
fn keep_in_time(least: u8, labels: &mut Labels) {
    if least > 1 {
        for label in labels {
            *label = if *label < least { 0 } else { *label };
        }
    }
}
