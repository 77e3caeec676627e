//! Kinds: the distinct combinations of facts that a mode's travellers ask about. A city has some
//! hundreds, so an edge holds a number of two bytes instead of forty.

use std::collections::BTreeMap;

use crate::draft::{Known, NodeFacts, StreetWay};
use crate::mode::Mode;
use crate::way::{Passage, Permit, RoadClass, SizeLimits, SpeedLimits, Surface};

allways_base::define_idx! {
    /// A row of the network's kinds.
    KindIdx;
}

/// What the edges of a kind have in common, in the direction from first end to second. Facts that
/// the network's mode does not ask are as if nothing were said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct EdgeKind {
    /// Class of road.
    pub class: RoadClass,
    /// Who may go; for walkers open where the network has an edge.
    pub passage: Passage,
    /// Speed limits of cars (of a ferry, its speed), millimetres a second; 0 where nothing is known.
    pub speed: SpeedLimits,
    /// Lower or further limits of trucks; 0 where nothing is said.
    pub truck_speed: SpeedLimits,
    /// `speed` is an assumption.
    pub speed_is_assumed: bool,
    /// Largest vehicle.
    pub size: SizeLimits,
    /// Surface.
    pub surface: Surface,
    /// As [`crate::way::WayTraits::smoothness`].
    pub smoothness: u8,
    /// Centimetres; 0 where nothing is said.
    pub width_cm: u16,
    /// Thousandths, up from first end to second.
    pub incline: Option<i16>,
    /// Ramp for wheelchairs.
    pub ramp: Known,
    /// Ramp for prams.
    pub pram_ramp: Known,
    /// Highest kerb, centimetres.
    pub kerb_cm: Option<u16>,
    /// Covered.
    pub covered: Known,
    /// Lit.
    pub lit: Known,
}

impl EdgeKind {
    /// The facts about a way that a mode asks; `ferry_speed` in millimetres a second.
    pub(crate) fn of(way: &StreetWay, mode: Mode, ferry_speed: u16) -> Self {
        let t = &way.traits;
        let open = Passage::both(Permit::Open);
        let ferry = t.class == RoadClass::Ferry;
        match mode {
            // Nothing: walking networks are cut at steps and one-ways only.
            Mode::Walk => Self { passage: open, ..Self::default() },
            Mode::Wheel => Self {
                passage: open,
                class: t.class,
                surface: t.surface,
                smoothness: t.smoothness,
                width_cm: t.width_cm,
                incline: t.incline,
                ramp: t.ramp,
                pram_ramp: t.pram_ramp,
                kerb_cm: t.kerb_cm,
                covered: t.covered,
                lit: t.lit,
                ..Self::default()
            },
            Mode::Cycle => Self {
                class: t.class,
                passage: t.cycle,
                speed: if ferry { [ferry_speed; 2] } else { [0; 2] },
                surface: t.surface,
                smoothness: t.smoothness,
                incline: t.incline,
                covered: t.covered,
                lit: t.lit,
                ..Self::default()
            },
            Mode::Drive => Self {
                class: t.class,
                passage: t.drive,
                speed: if ferry { [ferry_speed; 2] } else { t.speed },
                speed_is_assumed: t.speed_is_assumed,
                size: t.size,
                ..Self::default()
            },
            Mode::Truck => Self {
                class: t.class,
                passage: t.truck,
                speed: if ferry { [ferry_speed; 2] } else { t.speed },
                truck_speed: if ferry { [0; 2] } else { t.truck_speed },
                speed_is_assumed: t.speed_is_assumed && t.truck_speed == [0; 2],
                size: t.size,
                ..Self::default()
            },
        }
    }

    /// The limit in a direction, 0 where nothing is known; `set` instead of the sign for all, where
    /// there is one.
    pub(crate) fn limit(&self, is_backward: bool, set: Option<u16>) -> u16 {
        let way = usize::from(is_backward);
        least(set.unwrap_or(self.speed[way]), self.truck_speed[way])
    }

    /// With what stands at a node of it.
    pub(crate) fn at(mut self, facts: &NodeFacts, is_crossing: bool, mode: Mode) -> Self {
        match mode {
            Mode::Wheel if is_crossing => self.kerb_cm = self.kerb_cm.max(facts.kerb_cm),
            Mode::Drive | Mode::Truck => self.size = self.size.and(facts.size),
            Mode::Walk | Mode::Wheel | Mode::Cycle => {}
        }
        self
    }

    /// As seen from second end to first.
    pub(crate) fn turned(mut self) -> Self {
        let Passage { forward, backward } = self.passage;
        self.passage = Passage { forward: backward, backward: forward };
        self.speed.reverse();
        self.truck_speed.reverse();
        self.incline = self.incline.map(|up| -up);
        self
    }

    /// True if its two directions differ.
    pub(crate) fn is_directed(&self) -> bool {
        *self != self.turned()
    }
}

/// The lesser of two limits of which 0 says nothing.
fn least(a: u16, b: u16) -> u16 {
    if a == 0 || b == 0 { a.max(b) } else { a.min(b) }
}

/// Numbers kinds in the order in which they come.
#[derive(Debug, Default)]
pub(crate) struct Kinds {
    rows: BTreeMap<EdgeKind, KindIdx>,
    pub(crate) all: allways_base::IdxVec<KindIdx, EdgeKind>,
}

impl Kinds {
    pub(crate) fn number(&mut self, kind: EdgeKind) -> KindIdx {
        *self.rows.entry(kind).or_insert_with(|| self.all.push(kind))
    }
}
