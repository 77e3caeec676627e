//! A route run through the timetable once more, leg by leg: what the search added up, taken apart;
//! and the same route with other times (its usual range, or a draw of them).

use crate::network::{Arc, LinkIdx, TerminalIdx};
use crate::view::{Came, Crossing, View, Wait};
use crate::week::{Hours, WEEK_S};

/// Where a load's time goes between two vehicles and on the second, in seconds; they add up to the
/// time of the leg.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// Until the terminal opens.
    pub closed: i64,
    /// In the terminal.
    pub dwell: i64,
    /// With customs.
    pub customs: i64,
    /// For the change from one gauge to the other.
    pub gauge_change: i64,
    /// There in time, before the departure that it is for.
    pub cutoff: i64,
    /// For the vehicle.
    pub wait: i64,
    /// Until the vehicle may enter the service.
    pub barred: i64,
    /// On the vehicle.
    pub ride: i64,
}

impl Parts {
    /// All of it.
    pub const fn total(&self) -> i64 {
        self.closed
            + self.dwell
            + self.customs
            + self.gauge_change
            + self.cutoff
            + self.wait
            + self.barred
            + self.ride
    }
}

/// What the clock says when a load goes by an arc of its route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) arc: Arc,
    pub(crate) crossing: Crossing,
    pub(crate) parts: Parts,
    /// Seconds since the start when the vehicle leaves.
    pub(crate) leaves: i64,
}

/// How long things take in one run.
pub(crate) trait Durations {
    /// On a link; `None` if it is not known.
    fn ride(&self, link: LinkIdx) -> Option<i64>;
    /// What the crossing at a terminal before an arc takes, from what it is expected to take.
    fn crossing(&self, at: TerminalIdx, arc: Arc, crossing: Crossing) -> Crossing;
}

/// As the view's question has it.
pub(crate) struct AsAsked<'a>(pub(crate) &'a View<'a>);

impl Durations for AsAsked<'_> {
    fn ride(&self, link: LinkIdx) -> Option<i64> {
        self.0.links[link].ride
    }

    fn crossing(&self, _: TerminalIdx, _: Arc, crossing: Crossing) -> Crossing {
        crossing
    }
}

/// Runs along `arcs` from a moment (seconds since Monday 00:00 UTC). `None` if they cannot be
/// travelled, or a time on the way is unknown.
pub(crate) fn replay(
    view: &View<'_>,
    arcs: &[Arc],
    start: i64,
    durations: &impl Durations,
) -> Option<Vec<Step>> {
    let net = view.net;
    let (mut steps, mut clock) = (Vec::with_capacity(arcs.len()), start);
    for (k, &arc) in arcs.iter().enumerate() {
        let at = net.tail(arc);
        let came = Came::between(net, k.checked_sub(1).map(|before| arcs[before].link), arc);
        let crossing = durations.crossing(at, arc, view.crossing(came, arc)?);
        let mut parts = Parts { ride: durations.ride(arc.link)?, ..Parts::default() };
        if let Some(hours) = net.hours(at).filter(|_| crossing.doors) {
            parts.closed = until_open(hours, clock);
        }
        parts.dwell = crossing.dwell;
        parts.customs = crossing.customs;
        parts.gauge_change = crossing.gauge_change.unwrap_or(0);
        parts.cutoff = crossing.cutoff;
        let ready = clock + parts.total() - parts.ride;
        parts.wait = match crossing.wait {
            Wait::Slot => until_slot(view, arc, ready)?,
            Wait::Expected(seconds) => seconds,
            Wait::None | Wait::Unknown => 0,
        };
        if crossing.wait != Wait::Slot {
            let leaves = ready + parts.wait;
            parts.barred = view.entry(arc).map_or(0, |hours| until_open(hours, leaves));
        }
        clock += parts.total();
        steps.push(Step { arc, crossing, parts, leaves: clock - parts.ride - start });
    }
    Some(steps)
}

/// Seconds until a moment is within the hours.
fn until_open(hours: &Hours, moment: i64) -> i64 {
    let within = moment.rem_euclid(WEEK_S);
    let waits = hours.list().iter().flat_map(|&(open, close)| {
        // The stretch that began last week may still be on, and the next may be next week's.
        [-WEEK_S, 0, WEEK_S].map(|week| (open + week, close + week))
    });
    let waits = waits.filter(|(_, close)| *close >= within);
    waits.map(|(open, _)| (open - within).max(0)).min().unwrap_or(0)
}

/// Seconds until the next slot of an arc.
fn until_slot(view: &View<'_>, arc: Arc, moment: i64) -> Option<i64> {
    let within = moment.rem_euclid(WEEK_S);
    view.slots(arc)?.iter().map(|slot| (slot - within).rem_euclid(WEEK_S)).min()
}
