//! The pass: one origin, every departure of a chunk.
//!
//! The seconds of the chunk are gone through one by one. Each has the connections that arrive,
//! then those who are ready to board by then, then the connections that leave. So a stop needs
//! no list of labels, only the best so far, and all that is looked at again and again is a byte a
//! stop and a byte a run.

use allways_base::cast::{u32_from, usize_from};
use allways_base::{Idx, IdxVec, Seconds, ServiceTime};
use allways_simd::prefetch;

use crate::feed::StopIdx;
use crate::profile::calendar::Calendar;
use crate::profile::window::{Arriving, Chunk, Hop, Lanes, NEVER, Place, Seat};
use crate::raptor::Work;

/// What a scan found, and memory that the next one reuses: one per thread, for any chunk.
#[derive(Debug, Default)]
pub struct Scan {
    /// place → when a vehicle brings one there.
    by_ride: IdxVec<Place, Lanes>,
    /// The log: where and when the label of those brought by vehicle became what. Lanes are drawn
    /// from it in one go at the end, place by place, since that is far kinder to the caches than
    /// to write each as it comes.
    improved: Vec<(Place, Step)>,
    /// The log by place and time.
    steps: Vec<Step>,
    /// place → the label of those whom a vehicle has brought there by now.
    ridden: IdxVec<Place, u8>,
    /// place → the label of those who can board there by now.
    ready: IdxVec<Place, u8>,
    /// run → the label of those who sit in it.
    seats: IdxVec<Seat, u8>,
    /// Who arrives in the second at hand where nobody was with such a label.
    improvements: Vec<(Place, u8)>,
    /// Where who will be ready to board.
    walking: Calendar<u32>,
    /// Labels of the runs of an instant, in its order.
    after: Vec<(Seat, u8)>,
}

/// Lanes of a place that no vehicle of the chunk calls at.
const NEVER_THERE: Lanes = Lanes::all(NEVER);

/// Part of the lanes of a place: up to this label they are at most this time.
#[derive(Clone, Copy, Debug)]
struct Step {
    time: u16,
    label: u8,
}

/// A place and a label as a calendar holds them.
#[inline]
fn note(place: Place, label: u8) -> u32 {
    u32_from(place.to_usize()) << 8 | u32::from(label)
}

#[inline]
fn noted(note: u32) -> (Place, u8) {
    let [label, ..] = note.to_le_bytes();
    (Place::from_usize(usize_from(note >> 8)), label)
}

impl Scan {
    /// Empty buffers; they grow with the first scan.
    pub fn new() -> Self {
        Self::default()
    }

    /// Scans a chunk from the stops of `access` (see [`crate::raptor::Query::access`]) with any
    /// number of rides.
    ///
    /// In `work`, `calls` counts connections with an end to alight at, `boardings` those that somebody
    /// sits in, `labels`
    /// improvements of a stop, `footpaths` changes and footpaths tried.
    pub fn run(&mut self, chunk: &Chunk, access: &[(StopIdx, Seconds)], work: &mut Work) {
        self.start(chunk);
        for &(stop, duration) in access {
            self.set_out(chunk, stop, duration);
        }
        for second in 0..chunk.n_seconds() {
            self.arrive(chunk, second, work);
            while let Some((notes, n)) = self.walking.take(second) {
                for &walker in &notes[..n] {
                    let (place, label) = noted(walker);
                    self.ready[place] = self.ready[place].max(label);
                }
            }
            self.settle(chunk, second, work);
            self.leave(chunk, second);
        }
        self.draw(chunk);
    }

    /// Draws the lanes of each place from the log.
    fn draw(&mut self, chunk: &Chunk) {
        let n = chunk.n_places();
        let mut next = vec![0_u32; n + 1];
        for (place, _) in &self.improved {
            next[place.to_usize() + 1] += 1;
        }
        for k in 1..next.len() {
            next[k] += next[k - 1];
        }
        self.steps.resize(self.improved.len(), Step { time: NEVER, label: 0 });
        for &(place, step) in &self.improved {
            let at = &mut next[place.to_usize()];
            self.steps[usize_from(*at)] = step;
            *at += 1;
        }
        let mut rows = std::mem::take(&mut self.by_ride).into_vec();
        rows.resize(n, Lanes::all(NEVER));
        // Each place's part of the log now begins where the part before it has ended.
        let mut first = 0;
        for (row, end) in rows.iter_mut().zip(next) {
            let mut known = 0;
            for step in &self.steps[first..usize_from(end)] {
                let label = usize::from(step.label);
                row[known..label].fill(step.time);
                known = label;
            }
            row[known..].fill(NEVER);
            first = usize_from(end);
        }
        self.by_ride = rows.into();
    }

    fn start(&mut self, chunk: &Chunk) {
        let n = chunk.n_places();
        self.improved.clear();
        refill(&mut self.ridden, 0, n);
        refill(&mut self.ready, 0, n);
        refill(&mut self.seats, 0, chunk.n_seats());
        self.walking.start(chunk.n_seconds());
    }

    /// Each departure gets to the stop at its own time.
    fn set_out(&mut self, chunk: &Chunk, stop: StopIdx, duration: Seconds) {
        let Some(place) = chunk.place(stop) else { return };
        for (label, &departure) in (1..).zip(chunk.departures()) {
            let second = u32::from(departure).saturating_add(duration.0);
            self.walking.note(second, note(place, label));
        }
    }

    /// Connections that arrive at this second and take time. Who sat in the run when it left sits in
    /// it still. All arrive first, so that their walks are fetched side by side.
    fn arrive(&mut self, chunk: &Chunk, second: usize, work: &mut Work) {
        let arriving = chunk.arriving.at(second);
        work.calls += u64_from(arriving.len());
        let mut improvements = std::mem::take(&mut self.improvements);
        for &Arriving { seat, to } in arriving {
            let label = self.seats[seat];
            work.boardings += u64::from(label > 0);
            if label > self.ridden[to]
                && chunk.in_time(second, label)
                && self.improve(second, to, label, work)
            {
                prefetch(&chunk.walks[to]);
                improvements.push((to, label));
            }
        }
        for (place, label) in improvements.drain(..) {
            self.walk_on(chunk, second, place, label, work);
        }
        self.improvements = improvements;
    }

    /// A vehicle brings those with `label` to a place. True if nobody with such a label was there
    /// before.
    #[inline]
    fn improve(&mut self, second: usize, place: Place, label: u8, work: &mut Work) -> bool {
        if label <= self.ridden[place] {
            return false;
        }
        work.labels += 1;
        self.ridden[place] = label;
        let time = u16::try_from(second).unwrap_or(NEVER);
        self.improved.push((place, Step { time, label }));
        true
    }

    /// Those with `label` change or walk on. True if anybody can board anything at once who could
    /// not before.
    #[inline]
    fn walk_on(
        &mut self,
        chunk: &Chunk,
        second: usize,
        place: Place,
        label: u8,
        work: &mut Work,
    ) -> bool {
        let walks = &chunk.walks[place];
        work.footpaths += u64_from(walks.len());
        let mut at_once = false;
        for &walk in walks {
            let (to, duration) = chunk.walk(walk);
            let ready = &mut self.ready[to];
            if label <= *ready {
                continue;
            }
            if duration == 0 {
                *ready = label;
                at_once = true;
            } else {
                self.walking.note(u32_from(second) + duration, note(to, label));
            }
        }
        at_once
    }

    /// Connections that leave at this second and take time.
    fn leave(&mut self, chunk: &Chunk, second: usize) {
        for leaving in chunk.leaving.at(second) {
            let label = &mut self.seats[leaving.seat];
            *label = self.ready[leaving.from].max(*label);
        }
    }

    /// Connections of one second that take no time. They may feed each other in any order, even in
    /// a ring, so they are passed until nobody new is ready at once. Each time the runs begin with
    /// who sat in them before.
    fn settle(&mut self, chunk: &Chunk, second: usize, work: &mut Work) {
        let hops = chunk.hops.at(second);
        let mut again = !hops.is_empty();
        while again {
            again = false;
            work.calls += u64_from(hops.len());
            self.after.clear();
            for hop in hops {
                let seat = hop.seat();
                let sitting = match self.after.last() {
                    Some(&(last, label)) if last == seat => label,
                    _ => {
                        self.after.push((seat, 0));
                        self.seats[seat]
                    }
                };
                let label = self.boarded(hop, sitting);
                if let Some(last) = self.after.last_mut() {
                    last.1 = label;
                }
                if label > 0 {
                    work.boardings += 1;
                    if hop.may_alight()
                        && chunk.in_time(second, label)
                        && self.improve(second, hop.to, label, work)
                    {
                        again |= self.walk_on(chunk, second, hop.to, label, work);
                    }
                }
            }
        }
        for (seat, label) in self.after.drain(..) {
            self.seats[seat] = label;
        }
    }

    /// The label of those in the vehicle when it leaves.
    #[inline]
    fn boarded(&self, hop: &Hop, sitting: u8) -> u8 {
        if hop.may_board() { sitting.max(self.ready[hop.from]) } else { sitting }
    }

    /// place → seconds since [`Chunk::from`] when a vehicle brings one there, departure by
    /// departure, [`NEVER`] where none does. A time past `departure + max_duration` is not in time
    /// for that departure, though it may be for a later one.
    pub fn rows(&self) -> &[Lanes] {
        self.by_ride.as_slice()
    }

    /// When a vehicle brings one to a stop, for each departure of the chunk; what is not in time
    /// reads [`ServiceTime::NEVER`]. Exactly [`crate::raptor::Arrivals::by_ride`].
    pub fn by_ride(&self, chunk: &Chunk, stop: StopIdx) -> impl Iterator<Item = ServiceTime> {
        let lanes = chunk.place(stop).map_or(&NEVER_THERE, |place| &self.by_ride[place]);
        chunk.moments(lanes)
    }
}

/// The same memory, `n` times `value`.
pub(super) fn refill<I: Idx, T: Clone>(rows: &mut IdxVec<I, T>, value: T, n: usize) {
    let mut old = std::mem::take(rows).into_vec();
    old.clear();
    old.resize(n, value);
    *rows = old.into();
}

pub(super) fn u64_from(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}
