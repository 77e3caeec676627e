//! A departure window of a timetable, compiled for the scan.

use allways_base::cast::{u32_from, usize_from};
use allways_base::{Csr, Idx, IdxVec, Seconds, ServiceTime, Window};

use crate::feed::StopIdx;
use crate::profile::by_second::BySecond;
use crate::profile::order::order_of_stops;
use crate::timetable::{Call, PatternIdx, Timetable, TripIdx};

/// Departures in a chunk of a window, at most; in [`Lanes`] seconds from the beginning of the chunk,
/// which never fall, since who sets out later is never there earlier.
pub use allways_simd::egress::{LANES, Lanes};

/// Later than any time of a chunk.
pub const NEVER: u16 = u16::MAX;

/// A calendar's note keeps 24 bits for a place.
const MOST_PLACES: usize = 1 << 24;

allways_base::define_idx! {
    /// A stop that vehicles of the chunk call at, in the chunk's own order.
    Place;
    /// A run of which some part lies in the chunk, with those as which its vehicle goes on.
    Seat;
}

/// A run leaves a call where one may board.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Leaving {
    pub(super) seat: Seat,
    pub(super) from: Place,
}

/// A run arrives at a call where one may alight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Arriving {
    pub(super) seat: Seat,
    pub(super) to: Place,
}

/// From one call to the next in no time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hop {
    /// The run, and in the lowest two bits whether one may board and alight.
    seat: u32,
    pub(super) from: Place,
    pub(super) to: Place,
}

impl Hop {
    #[inline]
    pub(super) fn seat(&self) -> Seat {
        Seat::from_usize(usize_from(self.seat >> 2))
    }

    #[inline]
    pub(super) const fn may_board(&self) -> bool {
        self.seat & 1 != 0
    }

    #[inline]
    pub(super) const fn may_alight(&self) -> bool {
        self.seat & 2 != 0
    }
}

/// A walk to another place, or the change at the same one, in 32 bits, since a scan goes through
/// more of them than of anything else: the duration in the low bits, as many as
/// [`Chunk::duration_bits`], the place in the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Walk(u32);

/// Some departures of a window, at most [`LANES`], and everything that runs for them. Times are
/// seconds since [`Chunk::from`].
#[derive(Debug, Clone)]
pub struct Chunk {
    from: ServiceTime,
    max_duration: u16,
    /// departure → when it is.
    departures: Vec<u16>,
    /// stop → its place; `None` if nothing calls there.
    places: IdxVec<StopIdx, Option<Place>>,
    stops: IdxVec<Place, StopIdx>,
    n_seats: usize,
    /// Connections that take time, where they begin, …
    pub(super) leaving: BySecond<Leaving>,
    /// … and where they end.
    pub(super) arriving: BySecond<Arriving>,
    /// Connections that take no time; those of a second by vehicle and the order in which it takes
    /// them.
    pub(super) hops: BySecond<Hop>,
    /// place → what one does between two rides: a change, if that is possible, and footpaths.
    pub(super) walks: Csr<Place, Walk>,
    duration_bits: u32,
}

/// Compiles a window, in chunks that together have all its departures, in order. `None` if
/// `max_duration` is longer than 18 hours, which 16 bits do not hold (or for so many stops and so
/// long footpaths that 32 bits do not hold both, such as 2^19 stops and two hours): use
/// [`crate::raptor::range`].
pub fn compile_window(tt: &Timetable, window: Window, max_duration: Seconds) -> Option<Vec<Chunk>> {
    // NEVER stays above every sum of a departure and the longest duration.
    let longest = u16::try_from(max_duration.0).ok().filter(|longest| *longest < NEVER)?;
    if tt.n_stops > MOST_PLACES {
        return None;
    }
    let mut chunks = Vec::new();
    let mut rest = window.departures().peekable();
    while let Some(from) = rest.next() {
        let mut departures = vec![0];
        while let Some(next) = rest.peek() {
            let since = u16::try_from(next.since(from).0).unwrap_or(NEVER);
            if departures.len() == LANES || since >= NEVER - longest {
                break;
            }
            departures.push(since);
            rest.next();
        }
        chunks.push(Chunk::new(tt, from, departures, longest)?);
    }
    Some(chunks)
}

impl Chunk {
    fn new(
        tt: &Timetable,
        from: ServiceTime,
        departures: Vec<u16>,
        max_duration: u16,
    ) -> Option<Self> {
        let last = departures.last().map_or(0, |last| last + max_duration);
        let end = from + Seconds(u32::from(last));
        let (places, stops) = order_of_stops(tt);
        let mut draft = Draft::default();
        // One vehicle is one seat, whatever it goes on as.
        tt.for_each_vehicle(|runs| {
            for &run in runs {
                draft.add(tt, run, &places, (from, end));
            }
            draft.n_seats += u32::from(std::mem::take(&mut draft.is_used));
        });
        let n_seconds = usize::from(last) + 1;
        let leaving = BySecond::new(&draft.leaving, n_seconds);
        let hops = BySecond::new(&draft.hops, n_seconds);
        let mut is_boarded = IdxVec::filled(false, stops.len());
        let boarded_hops = hops.rows().iter().filter(|hop| hop.may_board()).map(|hop| hop.from);
        for from in leaving.rows().iter().map(|leaving| leaving.from).chain(boarded_hops) {
            is_boarded[from] = true;
        }
        let walks = walks(tt, &places, &stops, |to, duration| {
            // Who would be there after all that happens need not set out.
            is_boarded[to] && duration <= u32::from(last)
        });
        let duration_bits = walks.values().iter().map(|(_, duration)| duration).max();
        let duration_bits = duration_bits.map_or(0, |most| u32::BITS - most.leading_zeros());
        if stops.len() > 1 << (u32::BITS - duration_bits).min(31) {
            return None;
        }
        let pack = |&(to, duration): &(Place, u32)| {
            Walk(u32_from(to.to_usize()) << duration_bits | duration)
        };
        let walks = Csr::from_rows(walks.indices().map(|place| walks[place].iter().map(pack)));
        Some(Self {
            from,
            max_duration,
            departures,
            places,
            stops,
            n_seats: usize_from(draft.n_seats),
            leaving,
            arriving: BySecond::new(&draft.arriving, n_seconds),
            hops,
            walks,
            duration_bits,
        })
    }

    /// The moment that times are counted from: the first departure.
    pub const fn from(&self) -> ServiceTime {
        self.from
    }

    /// Its departures, in seconds since [`Chunk::from`].
    pub fn departures(&self) -> &[u16] {
        &self.departures
    }

    /// Longest duration from each departure, in seconds.
    pub const fn max_duration(&self) -> u16 {
        self.max_duration
    }

    /// Places: rows of what a scan finds.
    pub fn n_places(&self) -> usize {
        self.stops.len()
    }

    /// Vehicles with a part in the chunk.
    pub(super) const fn n_seats(&self) -> usize {
        self.n_seats
    }

    /// The row of a stop; `None` if nothing calls there.
    pub fn place(&self, stop: StopIdx) -> Option<Place> {
        self.places.get(stop).copied().flatten()
    }

    /// The stop of a row.
    pub fn stop(&self, place: Place) -> StopIdx {
        self.stops[place]
    }

    /// Seconds that anything can happen in.
    pub(super) fn n_seconds(&self) -> usize {
        self.leaving.n_seconds()
    }

    /// Where a walk leads, and how many seconds it takes.
    #[inline]
    pub(super) fn walk(&self, Walk(packed): Walk) -> (Place, u32) {
        let to = Place::from_usize(usize_from(packed >> self.duration_bits));
        (to, packed & ((1 << self.duration_bits) - 1))
    }

    /// True if anyone with this label, above 0, arrives within the longest duration. Who set out
    /// last has the most time left.
    #[inline]
    pub(super) fn in_time(&self, arrive: usize, label: u8) -> bool {
        arrive <= usize::from(self.departures[usize::from(label) - 1] + self.max_duration)
    }

    /// The least label that arrives within the longest duration.
    #[inline]
    pub(super) fn least_in_time(&self, arrive: usize) -> u8 {
        let latest = |since: u16| usize::from(since + self.max_duration);
        if arrive <= latest(0) {
            return 1;
        }
        let late = self.departures.partition_point(|&since| latest(since) < arrive);
        u8::try_from(late + 1).unwrap_or(u8::MAX)
    }

    /// Lanes as moments; those past the longest duration read [`ServiceTime::NEVER`].
    pub(super) fn moments(&self, lanes: &Lanes) -> impl Iterator<Item = ServiceTime> {
        let limits = self.departures.iter().map(|departure| departure + self.max_duration);
        limits.zip(lanes.iter()).map(|(latest, &time)| {
            let is_late = time > latest;
            if is_late { ServiceTime::NEVER } else { self.from + Seconds(u32::from(time)) }
        })
    }

    /// departure → its time, [`NEVER`] in lanes without a departure: what a walk is added to.
    pub fn set_out(&self) -> Lanes {
        let mut lanes = Lanes::all(NEVER);
        lanes[..self.departures.len()].copy_from_slice(&self.departures);
        lanes
    }

    /// Number of connections at whose end one may alight, and of those that take no time.
    pub fn n_connections(&self) -> usize {
        self.arriving.rows().len() + self.hops.rows().len()
    }
}

/// A chunk's connections while they are collected.
#[derive(Default)]
struct Draft {
    leaving: Vec<(u16, Leaving)>,
    arriving: Vec<(u16, Arriving)>,
    hops: Vec<(u16, Hop)>,
    n_seats: u32,
    /// True if the vehicle at hand has a connection in the chunk.
    is_used: bool,
}

impl Draft {
    /// Adds what a run has between two moments.
    fn add(
        &mut self,
        tt: &Timetable,
        (pattern, run): (PatternIdx, TripIdx),
        places: &IdxVec<StopIdx, Option<Place>>,
        (from, end): (ServiceTime, ServiceTime),
    ) {
        let (calls, times) = (&tt.calls[pattern], tt.times_of(pattern, run));
        if times.depart(0) > end || times.arrive(calls.len() - 1) < from {
            return;
        }
        for (position, calls) in calls.windows(2).enumerate() {
            let (depart, arrive) = (times.depart(position), times.arrive(position + 1));
            let ends = places[calls[0].stop].zip(places[calls[1].stop]);
            if let Some((board, alight)) = ends
                && depart >= from
                && arrive <= end
            {
                let (leaves, arrives) = (within(depart, from), within(arrive, from));
                self.add_connection((leaves, board), (arrives, alight), calls);
            }
        }
    }

    fn add_connection(
        &mut self,
        (leaves, from): (u16, Place),
        (arrives, to): (u16, Place),
        calls: &[Call],
    ) {
        let (may_board, may_alight) = (calls[0].may_board, calls[1].may_alight);
        self.is_used = true;
        if leaves == arrives {
            let flags = u32::from(may_board) | u32::from(may_alight) << 1;
            self.hops.push((leaves, Hop { seat: self.n_seats << 2 | flags, from, to }));
            return;
        }
        let seat = Seat::from_usize(usize_from(self.n_seats));
        if may_board {
            self.leaving.push((leaves, Leaving { seat, from }));
        }
        if may_alight {
            self.arriving.push((arrives, Arriving { seat, to }));
        }
    }
}

/// Seconds since the beginning of the chunk; the caller has seen that they fit.
fn within(time: ServiceTime, from: ServiceTime) -> u16 {
    u16::try_from(time.since(from).0).unwrap_or(NEVER)
}

/// Changes and footpaths that are of use.
fn walks(
    tt: &Timetable,
    places: &IdxVec<StopIdx, Option<Place>>,
    stops: &IdxVec<Place, StopIdx>,
    is_of_use: impl Fn(Place, u32) -> bool,
) -> Csr<Place, (Place, u32)> {
    Csr::from_rows(stops.iter().map(|(place, &stop)| {
        let change = tt.change[stop].map(|Seconds(duration)| (place, duration));
        let footpaths =
            tt.footpaths[stop].iter().filter_map(|walk| Some((places[walk.to]?, walk.duration.0)));
        let all = change.into_iter().chain(footpaths);
        all.filter(|&(to, duration)| is_of_use(to, duration)).collect::<Vec<_>>()
    }))
}

/// A row number as the connections hold it.
pub(super) fn place(row: usize) -> Place {
    Place::from_usize(usize_from(u32_from(row)))
}
