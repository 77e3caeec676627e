//! From one origin to very many positions, such as the cells of a map.
//!
//! One scan finds when one comes to each platform. The last walks are then found from the platforms,
//! one search each, and not from the positions, of which there are far more; only from platforms that
//! are reached, and only as far as what the longest duration leaves of the soonest arrival there. A
//! walk takes the same time whichever end it is looked at from, so a position here has the time that
//! it has as a destination of a matrix.

use std::borrow::Cow;

use allways_base::{Csr, Idx, LonLat, Seconds};
use allways_streets::DijkstraSearch;
use allways_transit::feed::StopIdx;
use allways_transit::profile::Chunk;
use allways_transit::raptor::Work;
use allways_transit::timetable::Timetable;
use rayon::prelude::*;

use crate::attach::{Attached, Platform};
use crate::departures::{Buffers, Destinations, FromOrigin};
use crate::draws::tallied;
use crate::ends::{Endpoint, Target};
use crate::ground::Ground;
use crate::many_walks::ManyWalks;
use crate::percentile::Percentile;
use crate::travel_times::TravelQuery;
use crate::walk::Footing;

allways_base::define_idx! {
    /// A position, in the order given.
    PositionIdx;
}

/// Travel times to positions, in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PositionTimes {
    /// position, percentile; the last runs fastest. `None`: unreachable.
    pub times: Vec<Option<Seconds>>,
    /// Positions that no street leads to; 0 where there are no streets.
    pub n_off_streets: usize,
    /// What the search cost.
    pub work: Work,
}

/// Percentiles of the travel times from `origin` to each position, on the threads of the pool that it
/// is called in.
pub fn times_to_positions(
    tt: &Timetable,
    attached: &Attached<'_>,
    origin: &Endpoint,
    positions: &[LonLat],
    query: &TravelQuery,
    percentiles: &[Percentile],
) -> PositionTimes {
    times_to_positions_of_draws((&[tt], attached), origin, positions, query, percentiles)
}

/// [`times_to_positions`] with percentiles over departures and draws: `days` are the timetables of
/// the same day, one a draw. See [`crate::draws`].
pub fn times_to_positions_of_draws(
    of: (&[&Timetable], &Attached<'_>),
    origin: &Endpoint,
    positions: &[LonLat],
    query: &TravelQuery,
    percentiles: &[Percentile],
) -> PositionTimes {
    FromOne::new(of, origin, query).times_to(positions, percentiles)
}

/// The platforms to which one comes by vehicle, or all the way without riding, within the longest
/// duration at any departure; by row. See [`FromOne::reached`].
pub fn reached_platforms(
    tt: &Timetable,
    attached: &Attached<'_>,
    origin: &Endpoint,
    query: &TravelQuery,
) -> Vec<Platform> {
    let from = FromOne::new((&[tt], attached), origin, query);
    from.reached().iter().map(|&(platform, _)| platform).collect()
}

/// What one search from an origin found, before one asks where to.
#[derive(Debug)]
pub struct FromOne<'a> {
    attached: &'a Attached<'a>,
    origin: &'a Endpoint,
    query: TravelQuery,
    /// One a draw.
    days: Vec<Day<'a>>,
    reached: Vec<(Platform, Seconds)>,
}

/// A day, and what was found on it.
#[derive(Debug)]
struct Day<'a> {
    tt: &'a Timetable,
    /// `None`: by range RAPTOR.
    window: Option<Vec<Chunk>>,
    buffers: Buffers,
    work: Work,
}

impl<'a> FromOne<'a> {
    /// Searches from `origin`; `days` are the timetables of the same day, one a draw.
    pub fn new(
        (days, attached): (&[&'a Timetable], &'a Attached<'a>),
        origin: &'a Endpoint,
        query: &TravelQuery,
    ) -> Self {
        let platforms = attached.platforms();
        let mut soonest: Vec<Option<Seconds>> = vec![None; platforms.len()];
        let mut streets = DijkstraSearch::new();
        let ends: Vec<Endpoint> =
            platforms.iter().map(|platform| Endpoint::Stops(vec![platform.stop])).collect();
        let mut search = |tt: &'a Timetable| {
            // Where a vehicle stops nobody has to walk.
            let target = |(endpoint, platform): (_, &Platform)| {
                Target::at(
                    attached,
                    endpoint,
                    platform.footing,
                    vec![(platform.stop, Seconds(0))].into(),
                )
            };
            let n = platforms.partition_point(|platform| platform.stop.to_usize() < tt.n_stops);
            let targets = ends.iter().zip(&platforms[..n]).map(target).collect();
            let to = Destinations::of_targets(tt, attached, targets, query);
            let mut buffers = Buffers::default();
            buffers.swap_streets(&mut streets);
            let from = to.search(origin, &mut buffers);
            buffers.swap_streets(&mut streets);
            let work = from.work();
            let times = from.percentiles(&[Percentile::SOONEST], &mut buffers);
            for (best, time) in soonest.iter_mut().zip(times) {
                *best = time.into_iter().chain(*best).min();
            }
            Day { tt, window: to.into_window(), buffers, work }
        };
        let days = days.iter().map(|&tt| search(tt)).collect();
        let reached = platforms.iter().zip(soonest);
        let reached = reached.filter_map(|(platform, time)| Some((*platform, time?))).collect();
        Self { attached, origin, query: *query, days, reached }
    }

    /// The platforms to which one comes by vehicle, or all the way without riding, within the longest
    /// duration at any departure of any day, with the least time that it takes; by row. Whoever is
    /// elsewhere at the end of a journey has come all the way without riding, or walked there from one
    /// of these or from the stop where he set out.
    pub fn reached(&self) -> &[(Platform, Seconds)] {
        &self.reached
    }

    /// Percentiles of the travel times to each position, over departures and days, on the threads of
    /// the pool that it is called in.
    pub fn times_to(self, positions: &[LonLat], percentiles: &[Percentile]) -> PositionTimes {
        let Self { attached, origin, query, .. } = self;
        let footings: Vec<Footing> = positions.par_iter().map(|&at| attached.footing(at)).collect();
        let has_streets = matches!(attached.ground(), Ground::Streets { .. });
        let is_walked = attached.is_walked();
        let n_off_foot = footings.iter().filter(|footing| footing.snap.is_none()).count();
        let ends: Vec<Endpoint> = positions.iter().map(|&at| Endpoint::Position(at)).collect();
        let walks = self.last_walks(&footings);
        let rows = walks.indices().map(|position| Cow::from(&walks[position]));
        let targets: Vec<Target<'_>> = rows
            .zip(ends.iter().zip(footings))
            .map(|(egress, (endpoint, footing))| Target::at(attached, endpoint, footing, egress))
            .collect();
        let is_off =
            |target: &&Target<'_>| target.landings.iter().flatten().all(|l| l.snap.is_none());
        let n_off_streets = match (has_streets, is_walked) {
            (true, true) => n_off_foot,
            (true, false) => targets.iter().filter(is_off).count(),
            (false, _) => 0,
        };
        let mut work = Work::default();
        let (mut to, mut buffers) = (Vec::new(), Vec::new());
        for day in self.days {
            work += day.work;
            let targets = targets.clone();
            to.push(Destinations::of_window(day.tt, attached, targets, &query, day.window));
            buffers.push(day.buffers);
        }
        let mut streets = DijkstraSearch::new();
        let mut found: Vec<FromOrigin<'_>> = Vec::new();
        for (to, buffers) in to.iter().zip(&mut buffers) {
            buffers.swap_streets(&mut streets);
            let from = to.search_on(origin, buffers);
            buffers.swap_streets(&mut streets);
            work += from.work();
            found.push(from);
        }
        let times = if let ([from], [buffers]) = (&found[..], &mut buffers[..]) {
            from.percentiles(percentiles, buffers)
        } else {
            tallied(&found, &mut buffers, positions.len(), percentiles, &mut Vec::new())
        };
        PositionTimes { times, n_off_streets, work }
    }

    /// position → the platforms from which it is within what is left of the longest duration and
    /// within the walker's limit, by row.
    fn last_walks(&self, footings: &[Footing]) -> Csr<PositionIdx, (StopIdx, Seconds)> {
        let walker = self.attached.walker();
        let mut walks: Vec<(PositionIdx, (StopIdx, Seconds))> = Vec::new();
        if self.attached.is_walked() {
            let all = ManyWalks::new(self.attached.ground(), walker, footings);
            let left = |soonest: Seconds| {
                Seconds(self.query.max_duration.0.saturating_sub(soonest.0)).min(walker.limit)
            };
            let from: Vec<(Footing, Seconds)> = self
                .reached
                .iter()
                .map(|&(platform, soonest)| (platform.footing, left(soonest)))
                .collect();
            for ((platform, _), found) in self.reached.iter().zip(all.walks_from_each(&from)) {
                let found = found.into_iter();
                walks.extend(
                    found.map(|(row, time)| (PositionIdx::from_usize(row), (platform.stop, time))),
                );
            }
        }
        Csr::from_pairs(footings.len(), &walks)
    }
}
