//! Which positions lie within a walk of any of some stops: one search from each stop, since of stops
//! there are fewer.
//!
//! Walks go from the position to the stop. On level streets a length is the time in whole seconds
//! times the walker's speed, so it may be told one second's walk too long; where streets take each
//! walker their own time (slopes, wheels, season) it is the length of the fastest walk, and where
//! there are no streets the straight line times the factor, exactly. No walk is longer than the
//! walker's own limit.

use allways_base::{LonLat, Metres, Seconds};
use allways_geo::{PointIndex, distance, length};
use allways_streets::DijkstraSearch;
use allways_transit::feed::StopIdx;
use rayon::prelude::*;

use crate::attach::{Attached, Platform};
use crate::ground::Ground;
use crate::walk::{Footing, Way};

/// How far a walk may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum WalkLimit {
    /// By length.
    Length(Metres),
    /// By time.
    Time(Seconds),
}

impl WalkLimit {
    /// Whether a walk of this time and length is within it.
    fn holds(self, time: Seconds, length: Metres) -> bool {
        match self {
            Self::Length(most) => length <= most,
            Self::Time(most) => time <= most,
        }
    }
}

/// position → true if the walk to any of `stops` is within the limit given with it. Stops without a
/// position are near nothing. On the threads of the pool that it is called in.
pub fn within_walk(
    attached: &Attached<'_>,
    stops: &[(StopIdx, WalkLimit)],
    positions: &[LonLat],
) -> Vec<bool> {
    let footings: Vec<Footing> = positions.par_iter().map(|&at| attached.footing(at)).collect();
    let index = PointIndex::new(positions);
    let near_one = |search: &mut DijkstraSearch, &(stop, limit): &(StopIdx, WalkLimit)| {
        let platforms = attached.platforms();
        let row = platforms.binary_search_by_key(&stop, |platform| platform.stop);
        let Ok(row) = row else { return Vec::new() };
        near_platform(attached, &platforms[row], limit, (&index, &footings), search)
    };
    let near: Vec<Vec<usize>> = stops.par_iter().map_init(DijkstraSearch::new, near_one).collect();
    let mut is_near = vec![false; positions.len()];
    for row in near.into_iter().flatten() {
        is_near[row] = true;
    }
    is_near
}

/// Rows of the positions within the limit of one platform.
fn near_platform(
    attached: &Attached<'_>,
    platform: &Platform,
    limit: WalkLimit,
    (index, footings): (&PointIndex, &[Footing]),
    search: &mut DijkstraSearch,
) -> Vec<usize> {
    let walker = attached.walker();
    let weighed = matches!(attached.ground(), Ground::Streets { weights: Some(_), .. });
    let (most, radius) = match limit {
        WalkLimit::Time(time) => (time, attached.farthest(time)),
        // A walk of this length may take any time.
        WalkLimit::Length(length) if weighed => (walker.limit, length),
        WalkLimit::Length(length) => (walker.speed.time_over(length), length),
    };
    let most = most.min(walker.limit);
    // No walk is shorter than the straight line, but for rounding.
    let radius = Metres(radius.0 * 1.001 + 1.0);
    let candidates = index.within(platform.position(), radius);
    if candidates.is_empty() {
        return Vec::new();
    }
    let walks = attached.walks(platform.footing, most, Way::Back, search);
    let is_near = |row: usize| {
        let Some(time) = walks.time(&footings[row]) else { return false };
        let walked = match attached.ground() {
            Ground::Straight { detour_factor } => {
                Metres(distance(platform.position(), footings[row].at).0 * detour_factor)
            }
            Ground::Streets { .. } if weighed && matches!(limit, WalkLimit::Length(_)) => {
                walks.line(&footings[row]).map_or(Metres(f64::INFINITY), |line| length(&line))
            }
            Ground::Streets { .. } => Metres(walker.speed.0 * f64::from(time.0)),
        };
        limit.holds(time, walked)
    };
    candidates.into_iter().map(|(row, _)| row).filter(|&row| is_near(row)).collect()
}
