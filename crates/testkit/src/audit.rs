//! A journey, walked: added up leg by leg, each step checked against the timetable.

use allways_base::cast::usize_from;
use allways_base::{Seconds, ServiceTime};
use allways_transit::feed::StopIdx;
use allways_transit::raptor::{Journey, Leg};
use allways_transit::timetable::{PatternIdx, Timetable, TripIdx};

/// Where the journey may begin and end.
#[derive(Clone, Copy, Debug)]
pub struct Ends<'a> {
    /// Stops reached from the origin.
    pub access: &'a [(StopIdx, Seconds)],
    /// Stops from which the destination is reached.
    pub egress: &'a [(StopIdx, Seconds)],
    /// The way without a ride.
    pub direct: Option<Seconds>,
}

/// `Err` says what is wrong: a leg that the timetable does not have, a ride missed, a sum that is
/// not the journey's.
pub fn audit(tt: &Timetable, ends: &Ends<'_>, journey: &Journey) -> Result<(), String> {
    let mut walker = Walker {
        tt,
        ends,
        now: journey.departure,
        at: At::Origin,
        rides: 0,
        stays: false,
        goes_on: None,
    };
    for (rank, leg) in journey.legs.iter().enumerate() {
        walker.stays = matches!(journey.legs.get(rank + 1), Some(Leg::Stay { .. }));
        walker.walk(leg).map_err(|what| format!("{leg:?}: {what}, in {journey:?}"))?;
    }
    if walker.at != At::Destination {
        return Err(format!("ends at {:?}: {journey:?}", walker.at));
    }
    if (walker.now, walker.rides) != (journey.arrival, journey.rides) {
        return Err(format!("adds up to {}, {} rides: {journey:?}", walker.now, walker.rides));
    }
    Ok(())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    Origin,
    /// To board, having come on foot.
    Stop(StopIdx),
    /// Just alighted.
    Alighted(StopIdx),
    Destination,
}

struct Walker<'a> {
    tt: &'a Timetable,
    ends: &'a Ends<'a>,
    now: ServiceTime,
    at: At,
    rides: u8,
    /// True if the next leg stays in the vehicle of this one.
    stays: bool,
    /// What the vehicle that one is in goes on as here.
    goes_on: Option<TripIdx>,
}

impl Walker<'_> {
    fn walk(&mut self, leg: &Leg) -> Result<(), &'static str> {
        match (*leg, self.at) {
            (Leg::Direct { duration }, At::Origin) => {
                require(self.ends.direct == Some(duration), "no such direct way")?;
                self.now = self.now + duration;
                self.at = At::Destination;
            }
            (Leg::Access { to, duration }, At::Origin) => {
                require(self.ends.access.contains(&(to, duration)), "no such access")?;
                self.now = self.now + duration;
                self.at = At::Stop(to);
            }
            (Leg::Egress { from, duration }, At::Alighted(stop)) => {
                require(from == stop, "begins elsewhere")?;
                require(self.ends.egress.contains(&(from, duration)), "no such egress")?;
                self.now = self.now + duration;
                self.at = At::Destination;
            }
            (Leg::Footpath { from, to, duration }, At::Alighted(stop)) => {
                require(from == stop, "begins elsewhere")?;
                let walks = &self.tt.footpaths[from];
                let is_known = walks.iter().any(|w| (w.to, w.duration) == (to, duration));
                require(is_known, "no such footpath")?;
                self.now = self.now + duration;
                self.at = At::Stop(to);
            }
            (Leg::Ride { .. }, At::Alighted(stop)) => {
                let change = self.tt.change[stop].ok_or("no change is possible here")?;
                self.now = self.now + change;
                self.at = At::Stop(stop);
                return self.walk(leg);
            }
            (Leg::Ride { pattern, trip, board, alight }, At::Stop(stop)) => {
                require(board < alight, "alights before it boards")?;
                let on = self.tt.call(pattern, board);
                require(on.stop == stop, "boards elsewhere")?;
                require(on.may_board, "not allowed there")?;
                let times = self.tt.times_of(pattern, trip);
                let depart = times.depart(usize_from(board));
                require(self.now <= depart, "has left already")?;
                let is_first = self.rides == 0;
                require(!is_first || self.now == depart, "is not just in time")?;
                self.rides += 1;
                self.alight(pattern, trip, alight)?;
            }
            (Leg::Stay { pattern, trip, alight }, At::Alighted(_)) => {
                require(self.goes_on == Some(trip), "the vehicle does not go on as that")?;
                require(alight > 0, "alights where it begins")?;
                let leaves = self.tt.times_of(pattern, trip).depart(0);
                require(self.now <= leaves, "leaves before it comes")?;
                self.alight(pattern, trip, alight)?;
            }
            _ => return Err("does not follow"),
        }
        Ok(())
    }
}

impl Walker<'_> {
    /// At a call of a run, to leave it there or to stay.
    fn alight(&mut self, pattern: PatternIdx, trip: TripIdx, at: u32) -> Result<(), &'static str> {
        let call = self.tt.call(pattern, at);
        let is_last = usize_from(at) + 1 == self.tt.calls[pattern].len();
        require(if self.stays { is_last } else { call.may_alight }, "not allowed there")?;
        self.now = self.tt.times_of(pattern, trip).arrive(usize_from(at));
        self.at = At::Alighted(call.stop);
        self.goes_on = self.tt.goes_on_as(trip).filter(|_| is_last);
        Ok(())
    }
}

fn require(holds: bool, what: &'static str) -> Result<(), &'static str> {
    if holds { Ok(()) } else { Err(what) }
}
