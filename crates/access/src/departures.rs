//! Every departure of a window from an origin to many destinations: what travel times and
//! accessibility are made of.
//!
//! Method, without a cap on rides: one scan of all departures at once
//! ([`allways_transit::profile`]), the last walk for all of them side by side
//! ([`allways_simd::egress`]), percentiles by counting; many origins in batches of near ones
//! ([`allways_transit::profile::batch`]). A cap on rides, or a duration that 16 bits
//! do not hold, is answered by range RAPTOR and a sort. Both give the same where both may be used.

mod found;

use std::ops::Range;

use allways_base::cast::u32_from;
use allways_base::{Idx, IdxVec, LonLat, Seconds, ServiceTime};
use allways_simd::egress::{self, Egress, Lanes};
use allways_streets::DijkstraSearch;
use allways_streets::hierarchy::Sweep;
use allways_transit::feed::StopIdx;
use allways_transit::profile::{
    ANY_NUMBER_OF_RIDES, Batch, Chunk, NEVER, ORIGINS, Place, Scan, compile_window,
};
use allways_transit::raptor::{Arrivals, RangeQuery, Search, Work, range};
use allways_transit::timetable::Timetable;
use rayon::prelude::*;

use crate::attach::Attached;
use crate::by_mode::{MANY_ORIGINS, ManyRidden};
use crate::ends::{Endpoint, Start, Target, inverse};
use crate::percentile::UNREACHED;
use crate::travel_times::TravelQuery;
use crate::z_order::z_order;

pub(crate) use self::found::FromOrigin;

/// Destinations whose lanes are held at a time, so that they stay in the nearest cache.
pub(crate) const TILE: usize = 64;

/// From so many origins on, a batch is less work than a scan each.
const LEAST_BATCH: usize = 24;

/// Destinations, ready to be asked from many origins.
pub(crate) struct Destinations<'a> {
    tt: &'a Timetable,
    attached: &'a Attached<'a>,
    query: TravelQuery,
    targets: Vec<Target<'a>>,
    /// `None`: by range RAPTOR.
    chunks: Option<Vec<Part>>,
    /// For many origins at once.
    many: Option<ManyRidden<'a>>,
}

/// A chunk of the window and the last walks in its terms.
struct Part {
    chunk: Chunk,
    at: Lanes,
    since: Lanes,
    /// destination → where its walks begin.
    starts: Vec<u32>,
    walks: Vec<(u32, u16)>,
    /// Where any of these walks begins, each once.
    places: Vec<Place>,
}

impl Part {
    fn new(chunk: Chunk, targets: &[Target<'_>]) -> Self {
        let at = chunk.set_out();
        let since = Lanes(at.map(|departure| if departure == NEVER { 0 } else { departure }));
        let (mut starts, mut walks) = (vec![0], Vec::new());
        let mut is_begun: IdxVec<Place, bool> = IdxVec::filled(false, chunk.n_places());
        for target in targets {
            walks.extend(target.egress.iter().filter_map(|&(stop, duration)| {
                let place = chunk.place(stop)?;
                is_begun[place] = true;
                Some((u32_from(place.to_usize()), short(duration)))
            }));
            starts.push(u32_from(walks.len()));
        }
        let places = is_begun.iter().filter_map(|(place, &is)| is.then_some(place)).collect();
        Self { chunk, at, since, starts, walks, places }
    }

    /// Some destinations, as the vector loops take them.
    fn to(&self, some: Range<usize>) -> (Egress<'_>, egress::Departures<'_>) {
        let starts = &self.starts[some.start..=some.end];
        let departures = egress::Departures { at: &self.at, since: &self.since };
        (Egress { starts, walks: &self.walks }, departures)
    }
}

/// In 16 bits; what is longer than they hold is too long for any query that uses them.
fn short(duration: Seconds) -> u16 {
    u16::try_from(duration.0).unwrap_or(NEVER)
}

/// What a thread keeps between origins.
#[derive(Debug, Default)]
pub(crate) struct Buffers {
    streets: DijkstraSearch,
    sweep: Sweep,
    search: Search,
    /// One for each chunk.
    scans: Vec<Scan>,
    /// One for each chunk.
    batches: Vec<Batch>,
    /// chunk → place → lanes of one origin of a batch.
    rows: Vec<Vec<Lanes>>,
    /// destination → the way without riding.
    direct: Vec<u16>,
    /// destination → travel times, of a tile.
    tile: Vec<Lanes>,
    values: Vec<u16>,
    counts: Vec<u32>,
    /// destination → seconds of each departure, earliest first; of range RAPTOR.
    cube: Vec<u32>,
}

impl Buffers {
    /// Exchanges what searches of the streets need.
    pub(crate) fn swap_streets(&mut self, other: &mut DijkstraSearch) {
        std::mem::swap(&mut self.streets, other);
    }
}

impl<'a> Destinations<'a> {
    pub(crate) fn new(
        tt: &'a Timetable,
        attached: &'a Attached<'a>,
        destinations: &'a [Endpoint],
        query: &TravelQuery,
        buffers: &mut Buffers,
    ) -> Self {
        let into = inverse(tt);
        let targets = destinations
            .iter()
            .map(|endpoint| Target::of(tt, attached, &into, endpoint, &mut buffers.streets))
            .collect();
        Self::of_targets(tt, attached, targets, query)
    }

    /// As [`Destinations::new`], on the threads of the pool that it is called in.
    pub(crate) fn in_parallel(
        tt: &'a Timetable,
        attached: &'a Attached<'a>,
        destinations: &'a [Endpoint],
        query: &TravelQuery,
    ) -> Self {
        let into = inverse(tt);
        let targets = destinations
            .par_iter()
            .map_init(DijkstraSearch::new, |search, endpoint| {
                Target::of(tt, attached, &into, endpoint, search)
            })
            .collect();
        Self::of_targets(tt, attached, targets, query)
    }

    /// Destinations whose last walks are known.
    pub(crate) fn of_targets(
        tt: &'a Timetable,
        attached: &'a Attached<'a>,
        targets: Vec<Target<'a>>,
        query: &TravelQuery,
    ) -> Self {
        let is_free = query.max_rides == ANY_NUMBER_OF_RIDES;
        let chunks =
            is_free.then(|| compile_window(tt, query.window, query.max_duration)).flatten();
        Self::of_window(tt, attached, targets, query, chunks)
    }

    /// As [`Destinations::of_targets`], when the window is compiled; `None`: by range RAPTOR.
    pub(crate) fn of_window(
        tt: &'a Timetable,
        attached: &'a Attached<'a>,
        targets: Vec<Target<'a>>,
        query: &TravelQuery,
        chunks: Option<Vec<Chunk>>,
    ) -> Self {
        let part = |chunk| Part::new(chunk, &targets);
        let chunks = chunks.map(|chunks| chunks.into_iter().map(part).collect());
        Self { tt, attached, query: *query, targets, chunks, many: None }
    }

    /// The window, for other destinations.
    pub(crate) fn into_window(self) -> Option<Vec<Chunk>> {
        self.chunks.map(|parts| parts.into_iter().map(|part| part.chunk).collect())
    }

    /// Ready for so many origins, however many come at once.
    pub(crate) fn for_origins(self, n: usize) -> Self {
        let is_many = n >= MANY_ORIGINS;
        let many = is_many.then(|| ManyRidden::new(self.attached, &self.targets)).flatten();
        Self { many, ..self }
    }

    /// Searches from an origin.
    pub(crate) fn search(&self, origin: &Endpoint, buffers: &mut Buffers) -> FromOrigin<'_> {
        self.search_from(origin, buffers, false)
    }

    /// As [`Destinations::search`] of the origin that the buffers were last searched from, in the
    /// same window: only what other destinations add is looked for, and counted as work.
    pub(crate) fn search_on(&self, origin: &Endpoint, buffers: &mut Buffers) -> FromOrigin<'_> {
        self.search_from(origin, buffers, true)
    }

    fn search_from(
        &self,
        origin: &Endpoint,
        buffers: &mut Buffers,
        is_scanned: bool,
    ) -> FromOrigin<'_> {
        let TravelQuery { window, max_rides, max_duration } = self.query;
        let Buffers { streets, search, scans, direct, cube, .. } = buffers;
        let start = Start::of(self.tt, self.attached, origin, &self.targets, streets);
        let access = start.access();
        let directly = self.targets.iter().enumerate().map(|(row, target)| {
            start.direct(row, target).filter(|direct| *direct <= max_duration)
        });
        let mut work = Work::default();
        if let Some(parts) = &self.chunks {
            direct.clear();
            direct.extend(directly.map(|direct| direct.map_or(NEVER, short)));
            if !is_scanned {
                scans.resize_with(parts.len(), Scan::new);
                for (part, scan) in parts.iter().zip(scans) {
                    scan.run(&part.chunk, &access, &mut work);
                }
            }
            return FromOrigin { to: self, work, is_of_batch: false };
        }
        let n_departures = window.departures().len();
        cube.clear();
        for direct in directly {
            let seconds = direct.map_or(UNREACHED, |Seconds(s)| s);
            cube.extend(std::iter::repeat_n(seconds, n_departures));
        }
        let range_query = RangeQuery { access: &access, window, max_rides, max_duration };
        let mut departure = n_departures;
        range(self.tt, &range_query, search, &mut work, |depart, arrivals| {
            departure -= 1;
            for (destination, target) in self.targets.iter().enumerate() {
                let best = &mut cube[destination * n_departures + departure];
                let arrival = soonest(arrivals, &target.egress);
                let duration = arrival.since(depart).0;
                if arrival < ServiceTime::NEVER && duration <= max_duration.0 && duration < *best {
                    *best = duration;
                }
            }
        });
        FromOrigin { to: self, work, is_of_batch: false }
    }

    /// Searches from each origin and reduces what is found, in the origins' order, on the threads of
    /// the pool that it is called in.
    pub(crate) fn search_each<T: Send>(
        &self,
        origins: &[Endpoint],
        reduce: impl Fn(&FromOrigin<'_>, &mut Buffers) -> T + Sync,
    ) -> Vec<(T, Work)> {
        if let Some(parts) = &self.chunks
            && origins.len() >= LEAST_BATCH
        {
            let order = by_nearness(self.attached, origins);
            let n_batches = origins.len().div_ceil(ORIGINS).max(2);
            let together = |buffers: &mut Buffers, rows: &[usize]| {
                let origins: Vec<&Endpoint> = rows.iter().map(|&row| &origins[row]).collect();
                self.search_together(parts, &origins, buffers, &reduce)
            };
            let batches = order.par_chunks(origins.len().div_ceil(n_batches));
            let found: Vec<Vec<(T, Work)>> = batches.map_init(Buffers::default, together).collect();
            let mut rows: Vec<(usize, (T, Work))> =
                order.iter().copied().zip(found.into_iter().flatten()).collect();
            rows.sort_unstable_by_key(|(row, _)| *row);
            return rows.into_iter().map(|(_, found)| found).collect();
        }
        let one = |buffers: &mut Buffers, origin: &Endpoint| {
            let from = self.search(origin, buffers);
            (reduce(&from, buffers), from.work)
        };
        origins.par_iter().map_init(Buffers::default, one).collect()
    }

    /// Searches from several origins at once and reduces each. The work is the first one's.
    fn search_together<T>(
        &self,
        parts: &[Part],
        origins: &[&Endpoint],
        buffers: &mut Buffers,
        reduce: impl Fn(&FromOrigin<'_>, &mut Buffers) -> T,
    ) -> Vec<(T, Work)> {
        let longest = self.query.max_duration;
        let (mut access, mut directs) = (Vec::new(), Vec::new());
        let mut ridden =
            self.many.as_ref().map(|many| many.of_each(origins, &mut buffers.sweep).into_iter());
        for origin in origins {
            let (tt, attached, streets) = (self.tt, self.attached, &mut buffers.streets);
            let start = match ridden.as_mut().and_then(Iterator::next) {
                Some(ridden) => Start::with(tt, attached, origin, ridden, streets),
                None => Start::of(tt, attached, origin, &self.targets, streets),
            };
            let direct = |(row, target)| start.direct(row, target).filter(|d| *d <= longest);
            let all = self.targets.iter().enumerate().map(|one| direct(one).map_or(NEVER, short));
            directs.push(all.collect::<Vec<u16>>());
            access.push(start.access());
        }
        let mut work = Work::default();
        buffers.batches.resize_with(parts.len(), Batch::new);
        buffers.rows.resize_with(parts.len(), Vec::new);
        for (k, part) in parts.iter().enumerate() {
            buffers.batches[k].run(&part.chunk, &access, &mut work);
            buffers.rows[k].resize(part.chunk.n_places(), Lanes::all(NEVER));
        }
        let mut found = Vec::with_capacity(origins.len());
        for (rank, direct) in directs.into_iter().enumerate() {
            for (k, part) in parts.iter().enumerate() {
                buffers.batches[k].rows(rank, &part.places, &mut buffers.rows[k]);
            }
            buffers.direct = direct;
            let from = FromOrigin { to: self, work: std::mem::take(&mut work), is_of_batch: true };
            found.push((reduce(&from, buffers), from.work));
        }
        found
    }
}

/// The soonest arrival by vehicle and egress.
#[inline]
pub(crate) fn soonest(arrivals: &Arrivals, egress: &[(StopIdx, Seconds)]) -> ServiceTime {
    let mut soonest = ServiceTime::NEVER;
    for &(stop, duration) in egress {
        // NEVER plus anything is NEVER.
        soonest = soonest.min(arrivals.by_ride[stop] + duration);
    }
    soonest
}

fn position_of(attached: &Attached<'_>, stop: StopIdx) -> Option<LonLat> {
    let platforms = attached.platforms();
    let at = platforms.binary_search_by_key(&stop, |platform| platform.stop).ok()?;
    Some(platforms[at].position())
}

/// Rows of the origins, near ones mostly together.
fn by_nearness(attached: &Attached<'_>, origins: &[Endpoint]) -> Vec<usize> {
    let place = |endpoint: &Endpoint| match endpoint {
        Endpoint::Position(at) => Some(*at),
        Endpoint::Stops(stops) => stops.first().and_then(|&stop| position_of(attached, stop)),
    };
    let places: Vec<Option<LonLat>> = origins.iter().map(place).collect();
    z_order(&places)
}
