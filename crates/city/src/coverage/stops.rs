//! The stops that count, and what lies near them.

use std::rc::Rc;

use allways_access::{Platform, WalkLimit, within_walk};
use allways_base::cast::{f64_from, usize_from};
use allways_base::{Idx, LonLat, Metres, Window};
use allways_geo::PointIndex;
use allways_transit::feed::StopIdx;
use allways_transit::timetable::{Timetable, TripIdx};
use rayon::prelude::*;

use super::definition::{Definition, Near, is_high_capacity};
use crate::engine::{Engine, View};

/// A stop that counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Counted {
    pub(crate) stop: StopIdx,
    /// Its own position, or its station's.
    pub(crate) at: LonLat,
    /// Served by high-capacity transit.
    pub(crate) is_high: bool,
}

/// Located stops at which one may board on that day, often enough if the definition asks for it.
pub(crate) fn counted(
    engine: &Engine<'_>,
    view: &View<'_>,
    definition: &Definition,
    window: Window,
) -> Vec<Counted> {
    let tt = &view.timetable;
    // Only the frequent need more than one draw.
    let draws = match definition.per_hour {
        Some(_) => engine.draws(view.condition()),
        None => Vec::new(),
    };
    let hours = f64::from(window.to.since(window.from).0) / 3600.0;
    let one = |platform: &Platform| {
        let stop = platform.stop;
        let boarded = tt.stop_calls[stop]
            .iter()
            .filter(|&&(pattern, at)| tt.calls[pattern][usize_from(at)].may_board);
        let mut vehicles = boarded.map(|&(pattern, _)| engine.route(tt.route[pattern]).vehicle);
        let first = vehicles.next()?;
        let is_high = is_high_capacity(first) || vehicles.any(is_high_capacity);
        let often = definition
            .per_hour
            .is_none_or(|least| departures(&draws, stop, window) / hours >= least);
        often.then(|| Counted { stop, at: platform.position(), is_high })
    };
    view.attached.platforms().iter().filter_map(one).collect()
}

/// Departures from a stop in a window at which one may board: the mean over the draws.
fn departures(draws: &[Rc<View<'_>>], stop: StopIdx, window: Window) -> f64 {
    let n: usize = draws.iter().map(|view| n_departures(&view.timetable, stop, window)).sum();
    f64_from(n) / f64_from(draws.len().max(1))
}

fn n_departures(tt: &Timetable, stop: StopIdx, Window { from, to, .. }: Window) -> usize {
    let mut n = 0_usize;
    for &(pattern, at) in &tt.stop_calls[stop] {
        let at = usize_from(at);
        // The last call of a pattern is no departure.
        if !tt.calls[pattern][at].may_board || at + 1 == tt.calls[pattern].len() {
            continue;
        }
        let first = tt.first_trip[pattern].to_usize();
        for (rank, trip) in tt.trips(pattern).enumerate() {
            // A joined run repeats trips that are counted on their own.
            let joined = tt.is_joined(TripIdx::from_usize(first + rank));
            n += usize::from(!joined && (from..to).contains(&trip.depart(at)));
        }
    }
    n
}

/// position → whether it is near one of the stops, as the definition means it.
pub(crate) fn are_near(
    view: &View<'_>,
    definition: &Definition,
    stops: &[Counted],
    positions: &[LonLat],
) -> Vec<bool> {
    match definition.near {
        Near::Line(low, high) => {
            let of = |wanted: bool| -> PointIndex {
                let all = stops.iter().filter(|stop| stop.is_high == wanted);
                PointIndex::new(&all.map(|stop| stop.at).collect::<Vec<LonLat>>())
            };
            let (slow, fast) = (of(false), of(true));
            let near =
                |at: &LonLat| slow.nearest(*at, low).is_some() || fast.nearest(*at, high).is_some();
            positions.par_iter().map(near).collect()
        }
        Near::Walk(low, high) => {
            let limit = |stop: &Counted| (stop.stop, if stop.is_high { high } else { low });
            let stops: Vec<(StopIdx, WalkLimit)> = stops.iter().map(limit).collect();
            within_walk(&view.attached, &stops, positions)
        }
    }
}

/// The farthest that anything near a stop may lie from it in a straight line.
pub(crate) fn farthest(view: &View<'_>, definition: &Definition) -> Metres {
    let of = |limit: WalkLimit| match limit {
        WalkLimit::Length(length) => length.0,
        WalkLimit::Time(time) => view.attached.farthest(time).0,
    };
    match definition.near {
        Near::Line(low, high) => Metres(low.0.max(high.0)),
        Near::Walk(low, high) => Metres(of(low).max(of(high))),
    }
}

/// How far the walker of the view goes, if that is less than the definition means.
pub(crate) fn cut_short(view: &View<'_>, definition: &Definition) -> Option<Metres> {
    let walker = view.attached.walker();
    let most = Metres(walker.speed.0 * f64::from(walker.limit.0));
    let is_walk = matches!(definition.near, Near::Walk(..));
    (is_walk && farthest(view, definition) > most).then_some(most)
}
