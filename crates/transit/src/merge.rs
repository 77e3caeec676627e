//! Several feeds become one: rows are moved, indices are offset. Ids are already `source:id`, so
//! nothing can collide and nothing is looked up.

use allways_base::Idx;

use crate::feed::{
    Feed, FeedTrip, FeedTripIdx, Frequency, Pathway, RouteIdx, ServiceIdx, Stop, StopIdx, StopTime,
    Transfer,
};

impl Feed {
    /// Moves all rows of `other` behind the rows of `self`. O(rows of `other`), without copying
    /// a string; into an empty feed it costs nothing.
    ///
    /// # Panics
    ///
    /// If a table grows past `u32::MAX` rows.
    pub fn append(&mut self, other: Self) {
        if self.is_empty() {
            *self = other;
            return;
        }
        let Self {
            stops,
            routes,
            services,
            trips,
            stop_times,
            frequencies,
            transfers,
            pathways,
            stay_seated,
            fares,
            not_seated,
            shapes,
        } = other;
        let (n_stops, n_routes) = (self.stops.len(), self.routes.len());
        let (n_services, n_trips) = (self.services.len(), self.trips.len());
        let blocks = self.trips.as_slice().iter().filter_map(|trip| trip.block);
        let n_blocks = blocks.max().map_or(0, |last| last + 1);
        let stop = |idx: StopIdx| StopIdx::from_usize(idx.to_usize() + n_stops);
        let route = |idx: RouteIdx| RouteIdx::from_usize(idx.to_usize() + n_routes);
        let service = |idx: ServiceIdx| ServiceIdx::from_usize(idx.to_usize() + n_services);
        let trip = |idx: FeedTripIdx| FeedTripIdx::from_usize(idx.to_usize() + n_trips);
        self.fares.append(fares, n_routes, n_stops);
        for row in stops.into_vec() {
            self.stops.push(Stop { parent: row.parent.map(stop), ..row });
        }
        for row in routes.into_vec() {
            self.routes.push(row);
        }
        for row in services.into_vec() {
            self.services.push(row);
        }
        for row in trips.into_vec() {
            self.trips.push(FeedTrip {
                route: route(row.route),
                service: service(row.service),
                block: row.block.map(|block| block + n_blocks),
                ..row
            });
        }
        for idx in stop_times.indices() {
            let visits = stop_times[idx].iter();
            self.stop_times
                .push_row(visits.map(|visit| StopTime { stop: stop(visit.stop), ..*visit }));
        }
        let moved = frequencies.into_iter();
        self.frequencies.extend(moved.map(|row| Frequency { trip: trip(row.trip), ..row }));
        let moved = transfers.into_iter();
        self.transfers.extend(moved.map(|row| Transfer {
            from: stop(row.from),
            to: stop(row.to),
            ..row
        }));
        let moved = pathways.into_iter();
        self.pathways.extend(moved.map(|row| Pathway {
            from: stop(row.from),
            to: stop(row.to),
            ..row
        }));
        self.stay_seated.extend(stay_seated.into_iter().map(|(a, b)| (trip(a), trip(b))));
        self.not_seated.extend(not_seated.into_iter().map(|(a, b)| (trip(a), trip(b))));
        self.shapes.extend(shapes.into_iter().map(|(idx, lines)| (route(idx), lines)));
    }

    /// True if no table has a row.
    pub fn is_empty(&self) -> bool {
        self.stops.is_empty()
            && self.routes.is_empty()
            && self.services.is_empty()
            && self.trips.is_empty()
            && self.stop_times.n_rows() == 0
            && self.frequencies.is_empty()
            && self.transfers.is_empty()
            && self.pathways.is_empty()
            && self.stay_seated.is_empty()
            && self.not_seated.is_empty()
            && self.shapes.is_empty()
    }
}
