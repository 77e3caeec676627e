//! The stops of a feed on the ground, and all walks to, from and between them.
//!
//! A stop is put on the nearest *edge* within [`SNAP_MAX`], never on an island of the network. What
//! is not put anywhere is told with its distance; it is walked to in a straight line only if
//! [`Ground::Streets::beyond`] asks for it. A platform without a position has its station's.
//!
//! Walks are between a place and a platform, or two platforms: through streets (in whole
//! milliseconds, rounded up to seconds once), or straight times a factor (rounded up). Walking is
//! symmetric but for one-way stairs and slopes, which streets know.

use allways_base::{Checked, LonLat, Metres, Problem, Problems, Seconds, Severity};
use allways_geo::PointIndex;
use allways_streets::DijkstraSearch;
use allways_transit::feed::{Feed, StopIdx, StopKind};
use allways_transit::timetable::Footpath;
use rayon::prelude::*;

use crate::by_mode::Garage;
use crate::ground::{Ground, SNAP_MAX, Walker};
use crate::many_walks::ManyWalks;
use crate::parking::Park;
use crate::walk::{Footing, Walks, Way};

/// How far to look for a street in order to say how far it is.
const TELL_WITHIN: Metres = Metres(5000.0);

/// A platform on the ground.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Platform {
    /// Its row.
    pub stop: StopIdx,
    pub(crate) footing: Footing,
}

impl Platform {
    /// Where it is.
    pub const fn position(&self) -> LonLat {
        self.footing.at
    }

    /// True if it is on the streets.
    pub const fn is_on_streets(&self) -> bool {
        self.footing.snap.is_some()
    }
}

/// A feed's platforms on the ground, for one walker. See the module docs.
#[derive(Debug)]
pub struct Attached<'a> {
    ground: Ground<'a>,
    walker: Walker,
    /// Whoever stands at a stop may walk from it.
    stops_walk: bool,
    /// Platforms with a position, by row.
    platforms: Vec<Platform>,
    /// Rows are those of `platforms`.
    index: PointIndex,
    /// One walks to the first stop, or all the way.
    is_on_foot: bool,
    garage: Garage<'a>,
}

/// Puts every platform of the feed on the ground.
///
/// Problems: `stop-without-position`, `stop-at-its-station` (note), `stop-unsnapped`.
pub fn attach<'a>(stops: &Feed, ground: Ground<'a>, walker: Walker) -> Checked<Attached<'a>> {
    let mut problems = Problems::default();
    let mut places: Vec<(StopIdx, LonLat)> = Vec::new();
    for (row, stop) in stops.stops.iter().filter(|(_, stop)| stop.kind == StopKind::Platform) {
        let place = format!("stop {}", stop.id);
        if let Some(position) = stop.position.filter(|position| position.is_valid()) {
            places.push((row, position));
            continue;
        }
        let above = stops.self_and_ancestors(row).find_map(|above| stops.stops[above].position);
        if let Some(position) = above.filter(|position| position.is_valid()) {
            places.push((row, position));
            let message = "it has no position; its station's was taken";
            problems.push(Severity::Note, "stop-at-its-station", place, message, "give it one");
        } else {
            let message = "it has no position, so nobody can walk to it";
            problems.push(
                Severity::Warning,
                "stop-without-position",
                place,
                message,
                "give it one",
            );
        }
    }
    let platforms: Vec<Platform> = places
        .into_par_iter()
        .map(|(stop, at)| Platform { stop, footing: Footing::of(&ground, &walker, at) })
        .collect();
    let positions: Vec<LonLat> = platforms.iter().map(Platform::position).collect();
    let index = PointIndex::new(&positions);
    let attached = Attached {
        ground,
        walker,
        stops_walk: true,
        platforms,
        index,
        is_on_foot: true,
        garage: Garage::empty(),
    };
    if matches!(ground, Ground::Streets { .. }) {
        for platform in attached.platforms.iter().filter(|platform| !platform.is_on_streets()) {
            let id = || format!("stop {}", stops.stops[platform.stop].id);
            attached.tell_unsnapped("stop-unsnapped", id, platform.position(), &mut problems);
        }
    }
    Checked { value: attached, problems }
}

impl<'a> Attached<'a> {
    /// The same, but whoever stands at a stop does not walk from it: the timetable's own footpaths
    /// alone lead from stop to stop. A position still has its walks: nothing else leads from it.
    #[must_use]
    pub fn by_transfers_alone(self) -> Self {
        Self { stops_walk: false, ..self }
    }

    pub(crate) fn set_garage(&mut self, is_on_foot: bool, garage: Garage<'a>) {
        (self.is_on_foot, self.garage) = (is_on_foot, garage);
    }

    pub(crate) fn set_parks(&mut self, vehicle: usize, parks: Vec<Park>) {
        self.garage.set_parks(vehicle, parks);
    }

    /// False: one comes to the first stop, and all the way, by a vehicle only.
    pub const fn is_on_foot(&self) -> bool {
        self.is_on_foot
    }

    /// False: one takes a vehicle of one's own all the way, and walks nowhere.
    pub fn is_walked(&self) -> bool {
        self.is_on_foot || self.vehicles().iter().any(|vehicle| vehicle.limit > Seconds(0))
    }

    pub(crate) const fn garage(&self) -> &Garage<'a> {
        &self.garage
    }

    /// What is walked on.
    pub const fn ground(&self) -> Ground<'a> {
        self.ground
    }

    /// Who walks.
    pub const fn walker(&self) -> &Walker {
        &self.walker
    }

    /// The farthest that the walker comes in `time`, as the crow flies.
    pub fn farthest(&self, time: Seconds) -> Metres {
        self.ground.farthest(&self.walker, time)
    }

    /// Platforms with a position, by row.
    pub fn platforms(&self) -> &[Platform] {
        &self.platforms
    }

    /// Platforms that no street leads to; all of them where there are no streets.
    pub fn n_off_streets(&self) -> usize {
        self.platforms.iter().filter(|platform| !platform.is_on_streets()).count()
    }

    /// What the walks rest on that nobody measured, a sentence each.
    pub fn assumptions(&self) -> Vec<String> {
        match self.ground {
            Ground::Straight { detour_factor } => {
                vec![format!("walking is the straight line times {detour_factor}: no streets")]
            }
            Ground::Streets { beyond: Some(factor), .. } if self.n_off_streets() > 0 => {
                vec![format!(
                    "walking to {} of {} stops, which no street leads to, is the straight line \
                     times {factor}",
                    self.n_off_streets(),
                    self.platforms.len()
                )]
            }
            Ground::Streets { .. } => Vec::new(),
        }
    }

    /// Tells a point that is not on the streets (code `point-unsnapped`); true if it is, or if
    /// there are none. `place` is what messages call it, such as `origins.csv:3`.
    pub fn check_point(&self, place: &str, at: LonLat, problems: &mut Problems) -> bool {
        self.check_vehicles(place, at, problems);
        if !self.is_walked() {
            return true;
        }
        let off = matches!(self.ground, Ground::Streets { .. }) && self.footing(at).snap.is_none();
        if off {
            self.tell_unsnapped("point-unsnapped", || place.to_owned(), at, problems);
        }
        !off
    }

    fn tell_unsnapped(
        &self,
        code: &'static str,
        place: impl FnOnce() -> String,
        at: LonLat,
        problems: &mut Problems,
    ) {
        let Ground::Streets { beyond, .. } = self.ground else { return };
        let Some((net, costs)) = self.ground.streets(&self.walker) else { return };
        // Only what is kept is worth a search.
        problems.add(code, || {
            let (main, any) =
                (net.snap(at, TELL_WITHIN, costs), net.snap_anywhere(at, SNAP_MAX, costs));
            let found = match (main, any) {
                (Some(snap), None) => {
                    format!(
                        "the nearest open street is {} away, more than {SNAP_MAX}",
                        snap.distance
                    )
                }
                (Some(snap), Some(_)) => {
                    format!(
                        "it lies on an island of the streets, and the nearest other street is {} \
                         away, more than {SNAP_MAX}",
                        snap.distance
                    )
                }
                (None, Some(_)) => "it lies on an island of the streets".to_owned(),
                (None, None) => format!("no open street is within {TELL_WITHIN}"),
            };
            let consequence = match beyond {
                Some(factor) => format!("walks there are the straight line times {factor}"),
                None => "nobody can walk to it".to_owned(),
            };
            Problem {
                severity: Severity::Warning,
                code,
                place: place(),
                message: format!("{found}; {consequence}"),
                remedy: "check its position, or add the missing street".to_owned(),
            }
        });
    }

    pub(crate) fn footing(&self, at: LonLat) -> Footing {
        Footing::of(&self.ground, &self.walker, at)
    }

    pub(crate) fn walks<'s>(
        &self,
        from: Footing,
        limit: Seconds,
        way: Way,
        search: &'s mut DijkstraSearch,
    ) -> Walks<'s>
    where
        'a: 's,
    {
        Walks::new(&self.ground, &self.walker, from, limit, way, search)
    }

    /// Platforms that `walks` comes to, by row.
    pub(crate) fn platforms_in(
        &self,
        walks: &Walks<'_>,
        from: LonLat,
        limit: Seconds,
    ) -> Vec<(StopIdx, Seconds)> {
        // No walk is shorter than the straight line, but for rounding.
        let radius = Metres(self.farthest(limit).0 * 1.001 + 1.0);
        let near = self.index.within(from, radius).into_iter().map(|(row, _)| &self.platforms[row]);
        let mut found: Vec<(StopIdx, Seconds)> = near
            .filter_map(|platform| Some((platform.stop, walks.time(&platform.footing)?)))
            .collect();
        found.sort_unstable();
        found
    }

    /// Every platform within the walker's limit of a place, with the time to get there; by row.
    pub fn access_from(&self, at: LonLat) -> Vec<(StopIdx, Seconds)> {
        self.around(at, Way::Out, &mut DijkstraSearch::new())
    }

    /// Every platform from which a place is within the walker's limit, with the time; by row.
    pub fn egress_to(&self, at: LonLat) -> Vec<(StopIdx, Seconds)> {
        self.around(at, Way::Back, &mut DijkstraSearch::new())
    }

    pub(crate) fn around(
        &self,
        at: LonLat,
        way: Way,
        search: &mut DijkstraSearch,
    ) -> Vec<(StopIdx, Seconds)> {
        let limit = self.walker.limit;
        let walks = self.walks(self.footing(at), limit, way, search);
        self.platforms_in(&walks, at, limit)
    }

    /// [`Attached::around`] the place of a stop; nothing if it has none, or if one does not walk
    /// from stops.
    pub(crate) fn around_stop(
        &self,
        stop: StopIdx,
        way: Way,
        search: &mut DijkstraSearch,
    ) -> Vec<(StopIdx, Seconds)> {
        let row = self.platforms.binary_search_by_key(&stop, |platform| platform.stop);
        let Some(platform) = row.ok().filter(|_| self.stops_walk).map(|row| self.platforms[row])
        else {
            return Vec::new();
        };
        let limit = self.walker.limit;
        let walks = self.walks(platform.footing, limit, way, search);
        self.platforms_in(&walks, platform.position(), limit)
    }

    /// Walks between any two different platforms within `limit`, by row of both; for
    /// [`allways_transit::compile::compile_day`].
    pub fn footpaths(&self, limit: Seconds) -> Vec<(StopIdx, Footpath)> {
        let footings: Vec<Footing> = self.platforms.iter().map(|one| one.footing).collect();
        let all = ManyWalks::new(self.ground, &self.walker, &footings);
        let from: Vec<(Footing, Seconds)> =
            footings.iter().map(|&footing| (footing, limit)).collect();
        let mut paths = Vec::new();
        for (platform, mut found) in self.platforms.iter().zip(all.walks_from_each(&from)) {
            found.sort_unstable();
            let walks = found.into_iter().map(|(row, time)| (self.platforms[row].stop, time));
            let others = walks.filter(|(to, _)| *to != platform.stop);
            paths.extend(others.map(|(to, duration)| (platform.stop, Footpath { to, duration })));
        }
        paths
    }

    /// Time of the walk from one place to another; `None` if it is above the walker's limit, or
    /// nothing leads there.
    pub fn walk_time(&self, from: LonLat, to: LonLat) -> Option<Seconds> {
        let mut search = DijkstraSearch::new();
        let walks = self.walks(self.footing(from), self.walker.limit, Way::Out, &mut search);
        walks.time(&self.footing(to))
    }

    /// The line of the walk from one place to another that takes at most `limit`, both ends
    /// included, for maps; `None` if there is none.
    pub fn walk_line(&self, from: LonLat, to: LonLat, limit: Seconds) -> Option<Vec<LonLat>> {
        let mut search = DijkstraSearch::new();
        let walks = self.walks(self.footing(from), limit, Way::Out, &mut search);
        walks.line(&self.footing(to))
    }
}
