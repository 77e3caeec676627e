//! Walks from one place to many, on either ground: one search, then a look at each target.

use allways_base::{LonLat, Seconds};
use allways_streets::{DijkstraSearch, Reach, Snap, reach, reach_back};

use crate::ground::{Ground, SNAP_MAX, Walker, straight};

/// A place on the ground: where it is, and where on the streets, if it is on them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Footing {
    pub(crate) at: LonLat,
    pub(crate) snap: Option<Snap>,
}

impl Footing {
    pub(crate) fn of(ground: &Ground<'_>, walker: &Walker, at: LonLat) -> Self {
        let streets = ground.streets(walker);
        Self { at, snap: streets.and_then(|(net, costs)| net.snap(at, SNAP_MAX, costs)) }
    }
}

/// Which way the many walks go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// From the one place to the many.
    Out,
    /// From the many to the one.
    Back,
}

/// All walks from (or to) one place within a limit.
pub(crate) struct Walks<'a> {
    walker: Walker,
    from: Footing,
    limit: Seconds,
    reach: Option<Reach<'a>>,
    /// Factor of the straight line, where no street leads; `None`: one does not walk there.
    detour: Option<f64>,
}

impl<'a> Walks<'a> {
    pub(crate) fn new(
        ground: &Ground<'a>,
        walker: &Walker,
        from: Footing,
        limit: Seconds,
        way: Way,
        search: &'a mut DijkstraSearch,
    ) -> Self {
        let run = if way == Way::Out { reach } else { reach_back };
        let reach = match (ground.streets(walker), &from.snap) {
            (Some((net, costs)), Some(snap)) => Some(run(net, costs, snap, limit, search)),
            _ => None,
        };
        Self { walker: *walker, from, limit, reach, detour: ground.detour() }
    }

    /// Time between the place and a target; `None` if it is above the limit or nothing leads there.
    /// Who is there already need not go to the street and back.
    pub(crate) fn time(&self, target: &Footing) -> Option<Seconds> {
        if self.from.at == target.at {
            return Some(Seconds(0));
        }
        match (&self.reach, &target.snap) {
            (Some(reach), Some(snap)) => reach.time_to(snap),
            _ => straight(&self.walker, self.from.at, target.at, self.detour?, self.limit),
        }
    }

    /// The line to a target, both ends included, for maps.
    pub(crate) fn line(&self, target: &Footing) -> Option<Vec<LonLat>> {
        self.time(target)?;
        if self.from.at == target.at {
            return Some(vec![target.at]);
        }
        let mut line = vec![self.from.at];
        if let (Some(reach), Some(snap)) = (&self.reach, &target.snap) {
            line.extend(reach.path_to(snap)?);
        }
        line.push(target.at);
        line.dedup();
        Some(line)
    }
}
