//! From labels at the destination to journeys.

use allways_base::Seconds;
use allways_base::cast::usize_from;

use super::label::Label;
use super::search::{DIRECT, MultiSearch};
use super::{MultiJourney, MultiQuery};
use crate::feed::StopIdx;
use crate::raptor::{Journey, Leg, Step};
use crate::timetable::Timetable;

impl MultiSearch {
    /// The journeys of this departure that nothing beat in the end; the direct way is there already.
    pub(super) fn take_new(
        &self,
        tt: &Timetable,
        query: &MultiQuery<'_>,
        found: &mut Vec<MultiJourney>,
    ) {
        let is_new = |label: &&Label| label.step != DIRECT && label.step >= self.first_step;
        for label in self.arrived.0.iter().filter(is_new) {
            found.push(MultiJourney {
                journey: self.unwind(tt, label),
                walking: Seconds(label.walking),
                fare: query.fares.map(|_| label.purse.total()),
            });
        }
    }

    /// The way from the last stop, if no leg is there yet.
    fn push_egress(&self, from: StopIdx, legs: &mut Vec<Leg>) {
        if legs.is_empty() {
            let duration = self.egress[from].unwrap_or(Seconds(0));
            legs.push(Leg::Egress { from, duration });
        }
    }

    /// Follows the steps back to the access.
    fn unwind(&self, tt: &Timetable, label: &Label) -> Journey {
        let mut legs = Vec::new();
        let (mut departure, mut step) = (label.time, label.step);
        loop {
            match self.steps[usize_from(step)] {
                Step::Access { to, duration } => {
                    legs.push(Leg::Access { to, duration });
                    departure = departure - duration;
                    break;
                }
                Step::Ride { pattern, trip, board, alight, from } => {
                    self.push_egress(tt.call(pattern, alight).stop, &mut legs);
                    legs.push(Leg::Ride { pattern, trip, board, alight });
                    departure = tt.times_of(pattern, trip).depart(usize_from(board));
                    step = from;
                }
                Step::Stay { pattern, trip, alight, from } => {
                    self.push_egress(tt.call(pattern, alight).stop, &mut legs);
                    legs.push(Leg::Stay { pattern, trip, alight });
                    step = from;
                }
                Step::Footpath { from_stop, to, duration, from } => {
                    legs.push(Leg::Footpath { from: from_stop, to, duration });
                    step = from;
                }
            }
        }
        legs.reverse();
        Journey { departure, arrival: label.time, rides: label.rides, legs }
    }
}
