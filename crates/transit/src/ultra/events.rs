//! What runs in a span, flat. Times are seconds since [`Span::from`].

use allways_base::{Csr, Idx, IdxVec, Seconds};

use crate::feed::StopIdx;
use crate::timetable::{Call, Times, Timetable};
use crate::ultra::Span;

/// Longer than any walk and later than any event: sums of two of them do not overflow.
pub(super) const FAR: u32 = 1 << 30;

allways_base::define_idx! {
    /// A stop that something calls at.
    Place;
    /// A run with those as which its vehicle goes on, or the part of it that lies in the span: staying
    /// seated is one ride. Nobody boards at the last call of one or alights at the first of the next.
    Run;
    /// A call of a run.
    EventIdx;
}

/// A call of a run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Event {
    pub(super) place: Place,
    pub(super) run: Run,
    /// When one may alight; [`FAR`] if one may not.
    pub(super) arrive: u32,
    pub(super) depart: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Boarding {
    pub(super) depart: u32,
    pub(super) event: EventIdx,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Alighting {
    pub(super) arrive: u32,
    pub(super) event: EventIdx,
}

/// See the module docs.
#[derive(Debug)]
pub(super) struct Events {
    /// Longest duration, at most [`FAR`].
    pub(super) max_duration: u32,
    pub(super) stops: IdxVec<Place, StopIdx>,
    /// stop → its place; `None` if nothing calls there.
    pub(super) places: IdxVec<StopIdx, Option<Place>>,
    /// Run by run, in order of position.
    pub(super) calls: IdxVec<EventIdx, Event>,
    /// run → its first event; and one more.
    starts: Vec<EventIdx>,
    /// place → departures with which one may ride on, in order of time.
    pub(super) boardings: Csr<Place, Boarding>,
    /// place → arrivals, in order of time.
    pub(super) alightings: Csr<Place, Alighting>,
}

impl Events {
    pub(super) fn new(tt: &Timetable, span: &Span) -> Self {
        let max_duration = span.max_duration.0.min(FAR);
        let end = (span.last + Seconds(max_duration)).min(span.from + Seconds(FAR - 1));
        let since = |time: allways_base::ServiceTime| time.since(span.from).0;
        let mut draft = Self {
            max_duration,
            stops: IdxVec::default(),
            places: IdxVec::filled(None, tt.n_stops),
            calls: IdxVec::default(),
            starts: Vec::new(),
            boardings: Csr::default(),
            alightings: Csr::default(),
        };
        let (mut boardings, mut alightings) = (Vec::new(), Vec::new());
        tt.for_each_vehicle(|runs| {
            let mut inside: Vec<(Call, Times)> = Vec::new();
            for &(pattern, run) in runs {
                let n_calls = tt.calls[pattern].len();
                let times = tt.times_of(pattern, run);
                for (position, (call, times)) in
                    tt.calls[pattern].iter().zip(times.iter()).enumerate()
                {
                    // Times never fall along a run, so that what lies in the span is one piece.
                    if times.depart >= span.from && times.arrive <= end {
                        let may_board = call.may_board && position + 1 < n_calls;
                        let may_alight = call.may_alight && position > 0;
                        inside.push((Call { may_board, may_alight, ..*call }, times));
                    }
                }
            }
            if inside.len() < 2 {
                return;
            }
            let run = Run::from_usize(draft.starts.len());
            draft.starts.push(EventIdx::from_usize(draft.calls.len()));
            for (position, (call, times)) in inside.iter().enumerate() {
                let place = draft.place_of(call.stop);
                let (arrive, depart) = (since(times.arrive), since(times.depart));
                let may_alight = call.may_alight && position > 0;
                let arrive = if may_alight { arrive } else { FAR };
                let event = draft.calls.push(Event { place, run, arrive, depart });
                if may_alight {
                    alightings.push((place, Alighting { arrive, event }));
                }
                if call.may_board && position + 1 < inside.len() {
                    boardings.push((place, Boarding { depart, event }));
                }
            }
        });
        draft.starts.push(EventIdx::from_usize(draft.calls.len()));
        boardings.sort_unstable();
        alightings.sort_unstable();
        draft.boardings = Csr::from_pairs(draft.stops.len(), &boardings);
        draft.alightings = Csr::from_pairs(draft.stops.len(), &alightings);
        draft
    }

    fn place_of(&mut self, stop: StopIdx) -> Place {
        if let Some(place) = self.places[stop] {
            return place;
        }
        let place = self.stops.push(stop);
        self.places[stop] = Some(place);
        place
    }

    pub(super) fn n_runs(&self) -> usize {
        self.starts.len() - 1
    }

    /// The rows of a run in [`Events::calls`].
    pub(super) fn range(&self, run: Run) -> std::ops::Range<usize> {
        let k = run.to_usize();
        self.starts[k].to_usize()..self.starts[k + 1].to_usize()
    }
}

/// place → place → seconds between a ride that ends there and a ride that begins here: the footpath,
/// or on the diagonal the change. [`FAR`] where there is none, or none short enough.
#[derive(Debug)]
pub(super) struct Walks {
    n: usize,
    rows: Vec<u32>,
}

impl Walks {
    pub(super) fn new(tt: &Timetable, events: &Events) -> Self {
        let n = events.stops.len();
        let mut rows = vec![FAR; n * n];
        for (place, &stop) in events.stops.iter() {
            let row = &mut rows[place.to_usize() * n..][..n];
            let change = tt.change[stop].map(|duration| (place, duration));
            let footpaths = tt.footpaths[stop].iter().filter_map(|walk| {
                let to = events.places[walk.to].filter(|to| *to != place)?;
                Some((to, walk.duration))
            });
            for (to, duration) in change.into_iter().chain(footpaths) {
                if duration.0 <= events.max_duration {
                    let known = &mut row[to.to_usize()];
                    *known = (*known).min(duration.0);
                }
            }
        }
        Self { n, rows }
    }

    pub(super) fn row(&self, from: Place) -> &[u32] {
        &self.rows[from.to_usize() * self.n..][..self.n]
    }
}
