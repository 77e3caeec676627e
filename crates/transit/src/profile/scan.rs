//! The pass: one origin, every departure of a chunk.

use allways_base::{Idx, IdxVec, Seconds, ServiceTime};

use crate::feed::StopIdx;
use crate::profile::stairs::{Gate, LANES, Lanes, NEVER, lower};
use crate::profile::window::{Chunk, Connection, Place, Seat};
use crate::raptor::Work;

/// What a scan found, and memory that the next one reuses: one per thread, for any chunk.
#[derive(Debug, Default)]
pub struct Scan {
    /// place → when a vehicle brings one there.
    by_ride: IdxVec<Place, Lanes>,
    /// place → when one is ready to board there.
    ready: IdxVec<Place, Lanes>,
    gates: IdxVec<Place, Gate>,
    /// run → the label of those who sit in it.
    seats: IdxVec<Seat, u8>,
    /// Labels of the runs of an instant, in its order.
    after: Vec<(Seat, u8)>,
}

impl Scan {
    /// Empty buffers; they grow with the first scan.
    pub fn new() -> Self {
        Self::default()
    }

    /// Scans a chunk from the stops of `access` (see [`crate::raptor::Query::access`]) with any
    /// number of rides.
    ///
    /// In `work`, `calls` counts connections, `boardings` those that somebody sits in, `labels`
    /// improvements of a stop, `footpaths` changes and footpaths tried.
    pub fn run(&mut self, chunk: &Chunk, access: &[(StopIdx, Seconds)], work: &mut Work) {
        self.start(chunk);
        for &(stop, duration) in access {
            self.set_out(chunk, stop, duration);
        }
        let mut next = 0;
        for instant in &chunk.instants {
            self.pass(chunk, &chunk.connections[next..instant.start], work);
            self.settle(chunk, &chunk.connections[instant.clone()], work);
            next = instant.end;
        }
        self.pass(chunk, &chunk.connections[next..], work);
    }

    fn start(&mut self, chunk: &Chunk) {
        let n = chunk.n_places();
        refill(&mut self.by_ride, [NEVER; LANES], n);
        refill(&mut self.ready, [NEVER; LANES], n);
        refill(&mut self.gates, Gate::SHUT, n);
        refill(&mut self.seats, 0, chunk.n_seats());
    }

    /// Each departure gets to the stop at its own time.
    fn set_out(&mut self, chunk: &Chunk, stop: StopIdx, duration: Seconds) {
        let Some(place) = chunk.place(stop) else { return };
        let walk = u16::try_from(duration.0).unwrap_or(NEVER);
        for (label, departure) in (1..).zip(chunk.departures()) {
            let time = departure.saturating_add(walk);
            self.gates[place].lower(&mut self.ready[place], label, time);
        }
    }

    /// Connections that take time: whoever boards one has arrived by one before it.
    fn pass(&mut self, chunk: &Chunk, connections: &[Connection], work: &mut Work) {
        for connection in connections {
            let seat = connection.seat();
            let label = self.boarded(connection, self.seats[seat]);
            if label > 0 {
                self.seats[seat] = label;
                work.boardings += 1;
                self.alight(chunk, connection, label, work);
            }
        }
        work.calls += u64_from(connections.len());
    }

    /// Connections of one second that take no time. They may feed each other in any order, even in
    /// a ring, so they are passed until nobody who is ready at once has been told anything new.
    /// Each time the runs begin with who sat in them before.
    fn settle(&mut self, chunk: &Chunk, connections: &[Connection], work: &mut Work) {
        let mut again = true;
        while again {
            again = false;
            self.after.clear();
            for connection in connections {
                let seat = connection.seat();
                let sitting = match self.after.last() {
                    Some(&(last, label)) if last == seat => label,
                    _ => {
                        self.after.push((seat, 0));
                        self.seats[seat]
                    }
                };
                let label = self.boarded(connection, sitting);
                if let Some(last) = self.after.last_mut() {
                    last.1 = label;
                }
                if label > 0 {
                    work.boardings += 1;
                    again |= self.alight(chunk, connection, label, work);
                }
            }
            work.calls += u64_from(connections.len());
        }
        for (seat, label) in self.after.drain(..) {
            self.seats[seat] = label;
        }
    }

    /// The label of those in the vehicle when it leaves.
    #[inline]
    fn boarded(&mut self, connection: &Connection, sitting: u8) -> u8 {
        if !connection.may_board() {
            return sitting;
        }
        let from = connection.from;
        sitting.max(self.gates[from].label_at(&self.ready[from], connection.depart))
    }

    /// Gets off where allowed and in time, and changes or walks on. True if anybody is ready for
    /// another ride in the second of this one's departure.
    #[inline]
    fn alight(
        &mut self,
        chunk: &Chunk,
        connection: &Connection,
        label: u8,
        work: &mut Work,
    ) -> bool {
        let Connection { depart, arrive, to, .. } = *connection;
        // Who set out last has the most time left.
        let latest = chunk.departures()[usize::from(label) - 1] + chunk.max_duration();
        if !connection.may_alight()
            || arrive > latest
            || !lower(&mut self.by_ride[to], label, arrive)
        {
            return false;
        }
        work.labels += 1;
        let walks = &chunk.walks[to];
        work.footpaths += u64_from(walks.len());
        let mut at_once = false;
        for walk in walks {
            let time = arrive.saturating_add(walk.duration);
            let is_news = self.gates[walk.to].lower(&mut self.ready[walk.to], label, time);
            at_once |= is_news && time == depart;
        }
        at_once
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
        let lanes = chunk.place(stop).map_or(&[NEVER; LANES], |place| &self.by_ride[place]);
        in_time(chunk, lanes)
    }
}

/// Lanes as moments, those that are not in time as [`ServiceTime::NEVER`].
pub(super) fn in_time(chunk: &Chunk, lanes: &Lanes) -> impl Iterator<Item = ServiceTime> {
    let limits = chunk.departures().iter().map(|departure| departure + chunk.max_duration());
    limits.zip(lanes).map(|(latest, &time)| {
        if time > latest { ServiceTime::NEVER } else { chunk.from() + Seconds(u32::from(time)) }
    })
}

/// The same memory, `n` times `value`.
fn refill<I: Idx, T: Clone>(rows: &mut IdxVec<I, T>, value: T, n: usize) {
    let mut old = std::mem::take(rows).into_vec();
    old.clear();
    old.resize(n, value);
    *rows = old.into();
}

fn u64_from(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}
