//! From one origin to very many positions, such as the cells of a map.
//!
//! The last walks are found from the platforms, one search each, and not from the positions, of
//! which there are far more. A walk takes the same time whichever end it is looked at from, so a
//! position here has the time that it has as a destination of a matrix.

use allways_base::{Idx, LonLat, Metres, Seconds};
use allways_geo::PointIndex;
use allways_streets::DijkstraSearch;
use allways_transit::feed::StopIdx;
use allways_transit::raptor::Work;
use allways_transit::timetable::Timetable;
use rayon::prelude::*;

use crate::attach::{Attached, Platform};
use crate::departures::{Buffers, Destinations};
use crate::draws::{DrawBuffers, row};
use crate::ends::{Endpoint, Target};
use crate::ground::Ground;
use crate::percentile::Percentile;
use crate::travel_times::TravelQuery;
use crate::walk::{Footing, Way};

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
    (days, attached): (&[&Timetable], &Attached<'_>),
    origin: &Endpoint,
    positions: &[LonLat],
    query: &TravelQuery,
    percentiles: &[Percentile],
) -> PositionTimes {
    let footings: Vec<Footing> = positions.par_iter().map(|&at| attached.footing(at)).collect();
    let has_streets = matches!(attached.ground(), Ground::Streets { .. });
    let is_walked = attached.is_walked();
    let n_off_foot = footings.iter().filter(|footing| footing.snap.is_none()).count();
    let ends: Vec<Endpoint> = positions.iter().map(|&at| Endpoint::Position(at)).collect();
    let targets: Vec<Target<'_>> = last_walks(attached, positions, &footings)
        .into_iter()
        .zip(ends.iter().zip(footings))
        .map(|(egress, (endpoint, footing))| Target::at(attached, endpoint, footing, egress))
        .collect();
    let is_off = |target: &&Target<'_>| target.landings.iter().flatten().all(|l| l.snap.is_none());
    let n_off_streets = match (has_streets, is_walked) {
        (true, true) => n_off_foot,
        (true, false) => targets.iter().filter(is_off).count(),
        (false, _) => 0,
    };
    let (times, work) = if let [tt] = days {
        let to = Destinations::of_targets(tt, attached, targets, query);
        let mut buffers = Buffers::default();
        let from = to.search(origin, &mut buffers);
        (from.percentiles(percentiles, &mut buffers), from.work())
    } else {
        let of_day = |&day| Destinations::of_targets(day, attached, targets.clone(), query);
        let to: Vec<Destinations<'_>> = days.iter().map(of_day).collect();
        row(&to, origin, positions.len(), percentiles, &mut DrawBuffers::default())
    };
    PositionTimes { times, n_off_streets, work }
}

/// The platforms to which one comes by vehicle, or all the way without riding, within the longest
/// duration at any departure; by row. Whoever is elsewhere at the end of a journey has come all the
/// way without riding, or walked there from one of these or from the stop where he set out.
pub fn reached_platforms(
    tt: &Timetable,
    attached: &Attached<'_>,
    origin: &Endpoint,
    query: &TravelQuery,
) -> Vec<Platform> {
    let known =
        attached.platforms().iter().filter(|platform| platform.stop.to_usize() < tt.n_stops);
    let platforms: Vec<Platform> = known.copied().collect();
    let ends: Vec<Endpoint> =
        platforms.iter().map(|platform| Endpoint::Stops(vec![platform.stop])).collect();
    // Where a vehicle stops nobody has to walk.
    let target = |(endpoint, platform): (_, &Platform)| {
        Target::at(attached, endpoint, platform.footing, vec![(platform.stop, Seconds(0))])
    };
    let targets: Vec<Target<'_>> = ends.iter().zip(&platforms).map(target).collect();
    let to = Destinations::of_targets(tt, attached, targets, query);
    let mut buffers = Buffers::default();
    let from = to.search(origin, &mut buffers);
    let times = from.percentiles(&[Percentile::SOONEST], &mut buffers);
    platforms.into_iter().zip(times).filter_map(|(platform, time)| time.map(|_| platform)).collect()
}

/// position → the platforms from which it is within the walker's limit, by row.
fn last_walks(
    attached: &Attached<'_>,
    positions: &[LonLat],
    footings: &[Footing],
) -> Vec<Vec<(StopIdx, Seconds)>> {
    if !attached.is_walked() {
        return vec![Vec::new(); positions.len()];
    }
    let limit = attached.walker().limit;
    let index = PointIndex::new(positions);
    // No walk is shorter than the straight line, but for rounding.
    let radius = Metres(attached.farthest(limit).0 * 1.001 + 1.0);
    let of_platform: Vec<Vec<(usize, Seconds)>> = attached
        .platforms()
        .par_iter()
        .map_init(DijkstraSearch::new, |search, platform| {
            let near = index.within(platform.position(), radius);
            if near.is_empty() {
                return Vec::new();
            }
            let walks = attached.walks(platform.footing, limit, Way::Out, search);
            let time = |(row, _): (usize, Metres)| Some((row, walks.time(&footings[row])?));
            near.into_iter().filter_map(time).collect()
        })
        .collect();
    let mut walks = vec![Vec::new(); positions.len()];
    for (platform, found) in attached.platforms().iter().zip(of_platform) {
        for (row, time) in found {
            walks[row].push((platform.stop, time));
        }
    }
    walks
}
