//! The order of a chunk's stops. A scan jumps from stop to stop along lines and footpaths, so what
//! is near in the network should be near in memory.

use allways_base::IdxVec;

use crate::feed::StopIdx;
use crate::profile::window::{Place, place};
use crate::timetable::Timetable;

/// Stops at which anything calls: along each pattern in turn, each stop followed by those that one
/// walks to from there. A search never reads a coordinate; this comes near to one.
pub(super) fn order_of_stops(
    tt: &Timetable,
) -> (IdxVec<StopIdx, Option<Place>>, IdxVec<Place, StopIdx>) {
    let mut places: IdxVec<StopIdx, Option<Place>> = IdxVec::filled(None, tt.n_stops);
    let mut stops: IdxVec<Place, StopIdx> = Vec::new().into();
    let mut add = |stop: StopIdx| {
        if places[stop].is_none() && !tt.stop_calls[stop].is_empty() {
            places[stop] = Some(place(stops.len()));
            stops.push(stop);
        }
    };
    for pattern in tt.calls.indices() {
        for call in &tt.calls[pattern] {
            add(call.stop);
            for walk in &tt.footpaths[call.stop] {
                add(walk.to);
            }
        }
    }
    (places, stops)
}
