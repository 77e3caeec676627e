//! Who travels, and how fast along an edge. Parameters of a query, never part of a network.

use allways_base::Speed;

use crate::draft::Known;
use crate::network::{EdgeIdx, StreetNetwork};
use crate::profile::WalkProfile;
use crate::slope::{PowerModel, Tobler};
use crate::way::{Permit, RoadClass, SizeLimits, Surface};

/// Anyone, on the network of their mode.
#[derive(Clone, Debug, PartialEq)]
pub enum Traveller {
    /// On foot: [`crate::Mode::Walk`], also [`crate::compile_for_weather`].
    Pedestrian(Pedestrian),
    /// With a wheelchair or a pram: [`crate::Mode::Wheel`].
    Wheeler(Wheeler),
    /// [`crate::Mode::Cycle`].
    Cyclist(Cyclist),
    /// [`crate::Mode::Drive`] or [`crate::Mode::Truck`].
    Driver(Driver),
}

/// On foot, on slopes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pedestrian {
    /// Speed on the level, and steps or not.
    pub profile: WalkProfile,
    /// What slopes do; `None`: nothing, even where heights are known.
    pub slope: Option<Tobler>,
}

/// On small wheels. Every limit refuses what is *known* to be beyond it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wheeler {
    /// Speed on the level.
    pub speed: Speed,
    /// What slopes do to the speed.
    pub slope: Option<Tobler>,
    /// Steepest grade up; 1:12 is the most that ADA 405.2 and ISO 21542 allow a ramp.
    pub steepest_up: f64,
    /// Steepest grade down, above 0.
    pub steepest_down: f64,
    /// Highest kerb, centimetres.
    pub kerb_cm: u16,
    /// Narrowest way, centimetres.
    pub width_cm: u16,
    /// Worst `smoothness`; see [`crate::way::WayTraits::smoothness`].
    pub smoothness: u8,
    /// Worst surface.
    pub surface: Surface,
    /// A pram: ramps for prams will do, and `wheelchair=no` says nothing.
    pub is_pram: bool,
    /// Whether a way that does not state enough may be used: one that is not `wheelchair=yes`, and
    /// of which surface (or smoothness), width and grade are not all known. `false` is the
    /// pessimistic bound.
    pub unknown_is_passable: bool,
}

impl Wheeler {
    /// A wheelchair: grades to 1:12, kerbs to 3 cm, ways from 90 cm, firm surfaces.
    pub const fn wheelchair(speed: Speed) -> Self {
        Self {
            speed,
            slope: None,
            steepest_up: 1.0 / 12.0,
            steepest_down: 1.0 / 12.0,
            kerb_cm: 3,
            width_cm: 90,
            smoothness: 3,
            surface: Surface::Compacted,
            is_pram: false,
            unknown_is_passable: true,
        }
    }

    /// A pram: grades to 1:8, kerbs to 15 cm, ways from 70 cm, anything but soft ground.
    pub const fn pram(speed: Speed) -> Self {
        Self {
            speed,
            slope: None,
            steepest_up: 1.0 / 8.0,
            steepest_down: 1.0 / 8.0,
            kerb_cm: 15,
            width_cm: 70,
            smoothness: 5,
            surface: Surface::Loose,
            is_pram: true,
            unknown_is_passable: true,
        }
    }

    /// Whether an edge can be passed in a direction.
    pub fn passes(&self, net: &StreetNetwork, edge: EdgeIdx, is_backward: bool) -> Known {
        let (kind, flags) = (net.kind(edge), net.edge(edge).flags);
        let ramp = if self.is_pram { kind.pram_ramp } else { kind.ramp };
        let is_said_so = flags.wheelchair() == Known::Yes;
        let is_refused = !self.is_pram && flags.wheelchair() == Known::No;
        let steepest = steepest(net, edge, is_backward);
        let is_too_steep =
            steepest.is_some_and(|(up, down)| up > self.steepest_up || down > self.steepest_down);
        if is_said_so {
            return Known::Yes;
        }
        if is_refused
            || (flags.is_steps() && ramp != Known::Yes)
            || is_too_steep
            || kind.kerb_cm.is_some_and(|kerb| kerb > self.kerb_cm)
            || (kind.width_cm > 0 && kind.width_cm < self.width_cm)
            || kind.smoothness > self.smoothness
            || kind.surface > self.surface
        {
            return Known::No;
        }
        let is_ground_known = kind.surface != Surface::Unknown || kind.smoothness > 0;
        if is_ground_known && kind.width_cm > 0 && steepest.is_some() {
            Known::Yes
        } else {
            Known::Unknown
        }
    }
}

/// Steepest grade up and down in a direction, each at least 0: what the way states, or else what
/// heights tell; `None` if neither does.
fn steepest(net: &StreetNetwork, edge: EdgeIdx, is_backward: bool) -> Option<(f64, f64)> {
    let sign = if is_backward { -1.0 } else { 1.0 };
    if let Some(incline) = net.kind(edge).incline {
        let grade = sign * f64::from(incline) / 1000.0;
        return Some((grade.max(0.0), (-grade).max(0.0)));
    }
    if !net.has_heights(edge) {
        return None;
    }
    let grades = net.grades(edge, is_backward);
    Some(grades.fold((0.0, 0.0), |(up, down), grade| (grade.max(up), (-grade).max(down))))
}

/// On a bicycle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cyclist {
    /// Power, weight, drag.
    pub model: PowerModel,
    /// Coefficients of rolling resistance: smooth, jointed, compacted, loose, soft ground.
    pub rolling: [f64; 5],
    /// Fastest, downhill.
    pub top: Speed,
    /// Speed on foot: where one has to push, where riding up would be slower, and off the network.
    pub push: Speed,
    /// Worst `smoothness` ridden or pushed on; 8 for any.
    pub smoothness: u8,
}

impl Cyclist {
    /// An ordinary rider; rolling resistances are assumptions within the ranges that tests of tyres
    /// give.
    pub const EVERYDAY: Self = Self {
        model: PowerModel::EVERYDAY,
        rolling: [0.005, 0.008, 0.010, 0.016, 0.030],
        top: Speed(40.0 / 3.6),
        push: Speed(1.2),
        smoothness: 7,
    };

    /// On an untagged path or track the ground is taken as compacted, elsewhere as smooth.
    fn rolling_on(&self, class: RoadClass, surface: Surface) -> f64 {
        let [smooth, jointed, compacted, loose, soft] = self.rolling;
        let is_unpaved = matches!(class, RoadClass::Path | RoadClass::Track | RoadClass::Footway);
        let assumed = if is_unpaved { Surface::Compacted } else { Surface::Smooth };
        match if surface == Surface::Unknown { assumed } else { surface } {
            Surface::Unknown | Surface::Smooth => smooth,
            Surface::Jointed => jointed,
            Surface::Compacted => compacted,
            Surface::Loose => loose,
            Surface::Soft => soft,
        }
    }

    fn speed(&self, rolling: f64, grade: f64) -> f64 {
        self.model.speed(grade, rolling, self.top.0).max(self.push.0)
    }
}

/// At the wheel.
#[derive(Clone, Debug, PartialEq)]
pub struct Driver {
    /// The vehicle's own limit.
    pub top: Speed,
    /// Speed where no limit is known at all.
    pub fallback: Speed,
    /// Share of the speed limit that is driven, by class; classes not listed: 1.
    pub shares: Vec<(RoadClass, f64)>,
    /// The vehicle; 0 where it does not matter.
    pub size: SizeLimits,
    /// Whether streets that are for destinations only may be used.
    pub uses_destination_streets: bool,
    /// Speed between a place and the network, on foot.
    pub off: Speed,
}

impl Driver {
    /// A car that keeps to the limits.
    pub const fn car() -> Self {
        Self {
            top: Speed(130.0 / 3.6),
            fallback: Speed(30.0 / 3.6),
            shares: Vec::new(),
            size: SizeLimits { weight_kg: 0, height_cm: 0, width_cm: 0, length_cm: 0 },
            uses_destination_streets: true,
            off: Speed(1.2),
        }
    }

    /// A lorry of a size, at most 80 km/h.
    pub fn truck(size: SizeLimits) -> Self {
        Self { top: Speed(80.0 / 3.6), size, ..Self::car() }
    }

    /// True if the vehicle is within the limits.
    fn fits(&self, limits: SizeLimits) -> bool {
        let fits = |own: u32, most: u32| most == 0 || own <= most;
        let (own, most) = (self.size, limits);
        fits(own.weight_kg, most.weight_kg)
            && fits(own.height_cm.into(), most.height_cm.into())
            && fits(own.width_cm.into(), most.width_cm.into())
            && fits(own.length_cm.into(), most.length_cm.into())
    }
}

impl Traveller {
    /// Milliseconds along a whole edge, one-ways aside; `None` where it is closed. Infinite at no
    /// speed. `limit` stands instead of the sign's, millimetres a second.
    pub(crate) fn millis(
        &self,
        net: &StreetNetwork,
        edge: EdgeIdx,
        is_backward: bool,
        limit: Option<u16>,
    ) -> Option<f64> {
        let (of, kind) = (net.edge(edge), net.kind(edge));
        let mm = f64::from(of.length.0);
        let way = usize::from(is_backward);
        let permit = if is_backward { kind.passage.backward } else { kind.passage.forward };
        if permit == Permit::Closed {
            return None;
        }
        let by_ferry = kind.class == RoadClass::Ferry && kind.speed[way] > 0;
        if by_ferry {
            return Some(mm * 1000.0 / f64::from(kind.speed[way]));
        }
        match self {
            Self::Pedestrian(one) => one
                .profile
                .allows(of.flags)
                .then(|| sloped(net, edge, is_backward, one.profile.speed, one.slope)),
            Self::Wheeler(one) => {
                let passes = one.passes(net, edge, is_backward);
                let is_open =
                    passes == Known::Yes || (passes == Known::Unknown && one.unknown_is_passable);
                is_open.then(|| sloped(net, edge, is_backward, one.speed, one.slope))
            }
            Self::Cyclist(one) => {
                if kind.smoothness > one.smoothness {
                    return None;
                }
                if permit == Permit::Push || of.flags.is_steps() {
                    return Some(mm / one.push.0);
                }
                let rolling = one.rolling_on(kind.class, kind.surface);
                let level = one.speed(rolling, 0.0);
                Some(
                    mm / level
                        + beyond_level(net, edge, is_backward, |g| {
                            1.0 / one.speed(rolling, g) - 1.0 / level
                        }),
                )
            }
            Self::Driver(one) => {
                if (permit == Permit::Destination && !one.uses_destination_streets)
                    || !one.fits(kind.size)
                {
                    return None;
                }
                let limit = match kind.limit(is_backward, limit) {
                    0 => one.fallback.0,
                    limit => f64::from(limit) / 1000.0,
                };
                let share = one.shares.iter().find(|(class, _)| *class == kind.class);
                let speed = (limit * share.map_or(1.0, |&(_, share)| share)).min(one.top.0);
                Some(if speed > 0.0 { mm / speed } else { f64::INFINITY })
            }
        }
    }

    /// Speed between a place and the network.
    pub(crate) const fn off_speed(&self) -> Speed {
        match self {
            Self::Pedestrian(one) => one.profile.speed,
            Self::Wheeler(one) => one.speed,
            Self::Cyclist(one) => one.push,
            Self::Driver(one) => one.off,
        }
    }
}

/// Milliseconds on foot.
fn sloped(
    net: &StreetNetwork,
    edge: EdgeIdx,
    is_backward: bool,
    speed: Speed,
    slope: Option<Tobler>,
) -> f64 {
    if speed.0.is_nan() || speed.0 <= 0.0 {
        return f64::INFINITY;
    }
    let level = f64::from(net.edge(edge).length.0);
    let more = slope.map_or(0.0, |tobler| {
        beyond_level(net, edge, is_backward, |grade| 1.0 / tobler.factor(grade) - 1.0)
    });
    (level + more) / speed.0
}

/// Sum over the edge's pieces of their millimetres times `more` of their grade. A sum of what slopes
/// add, so that level ground, known or not, gives the same time to the last bit.
fn beyond_level(
    net: &StreetNetwork,
    edge: EdgeIdx,
    is_backward: bool,
    more: impl Fn(f64) -> f64,
) -> f64 {
    let grades = net.grades(edge, is_backward);
    let piece =
        f64::from(net.edge(edge).length.0) / allways_base::cast::f64_from(grades.len().max(1));
    grades.filter(|grade| *grade != 0.0).map(|grade| piece * more(grade)).sum()
}
