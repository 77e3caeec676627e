//! The editable form of the streets: nodes and ways with what their tags allow.

use allways_base::LonLat;
use allways_base::cast::u32_from;

use crate::mode::{Mode, ModeSet};
use crate::way::{SizeLimits, WayTraits};

/// A yes, a no, or nothing said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Known {
    /// Nothing is said.
    #[default]
    Unknown,
    /// Said to be so.
    Yes,
    /// Said not to be so.
    No,
}

/// A way as read: a polyline over nodes, walkable in both directions unless said otherwise. The
/// default is a way that nobody may use.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StreetWay {
    /// OSM way id, for messages.
    pub id: i64,
    /// Rows of [`StreetDraft::nodes`], in order; at least two.
    pub nodes: Vec<u32>,
    /// Name, may be empty.
    pub name: String,
    /// May be walked (the readers apply the access table).
    pub walk: bool,
    /// May be walked only in the drawn direction (rare: escalators).
    pub walk_one_way: bool,
    /// A flight of steps.
    pub steps: bool,
    /// Passable with a wheelchair (`wheelchair=*`, and no for steps without a ramp).
    pub wheelchair: Known,
    /// Everything that walkers do not ask.
    pub traits: WayTraits,
}

impl StreetWay {
    /// True if the mode may use it in at least one direction.
    pub fn is_open(&self, mode: Mode) -> bool {
        match mode {
            Mode::Walk | Mode::Wheel => self.walk,
            Mode::Cycle | Mode::Drive | Mode::Truck => !self.traits.passage(mode).is_closed(),
        }
    }
}

/// Something at a node that stops or hinders: a gate, a bollard, a kerb.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NodeFacts {
    /// Row of [`StreetDraft::nodes`].
    pub node: u32,
    /// Modes that do not pass.
    pub closed: ModeSet,
    /// Height of a kerb, centimetres.
    pub kerb_cm: Option<u16>,
    /// Largest vehicle that passes.
    pub size: SizeLimits,
}

/// What a turn restriction says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// `no_*`: this turn is forbidden.
    No,
    /// `only_*`: whoever comes from there and over the via ways must take this turn.
    Only,
}

/// Where a turn restriction lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Via {
    /// A row of [`StreetDraft::nodes`].
    Node(u32),
    /// OSM ids of ways, in the order of travel.
    Ways(Vec<i64>),
}

/// A turn restriction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restriction {
    /// OSM relation id, for messages.
    pub id: i64,
    /// What it says.
    pub rule: Rule,
    /// OSM ids of the ways that one comes from; several for `no_entry`.
    pub from: Vec<i64>,
    /// Where.
    pub via: Via,
    /// OSM ids of the ways that one goes to; several for `no_exit`.
    pub to: Vec<i64>,
    /// Whom it concerns.
    pub modes: ModeSet,
}

/// What is parked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ParkingKind {
    /// Cars.
    Car,
    /// Bicycles.
    Bicycle,
}

/// A place to park, as a point; of an area, the middle of its outline.
#[derive(Clone, Debug, PartialEq)]
pub struct Parking {
    /// `node/1`, `way/2`.
    pub id: String,
    /// Where.
    pub at: LonLat,
    /// Name, may be empty.
    pub name: String,
    /// For what.
    pub kind: ParkingKind,
    /// Number of vehicles, where it is said.
    pub capacity: Option<u32>,
    /// Open to the public; unknown where nothing is said.
    pub public: Known,
    /// Has to be paid for.
    pub fee: Known,
}

/// See the module docs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StreetDraft {
    /// Node positions; only nodes that a kept way or the outline of a car park uses.
    pub nodes: Vec<LonLat>,
    /// OSM ids of `nodes`, for messages.
    pub node_ids: Vec<i64>,
    /// Ways.
    pub ways: Vec<StreetWay>,
    /// Gates, bollards, kerbs; each node at most once.
    pub node_facts: Vec<NodeFacts>,
    /// Turn restrictions.
    pub restrictions: Vec<Restriction>,
    /// Places to park.
    pub parking: Vec<Parking>,
}

impl StreetDraft {
    /// Adds another draft's streets; the two do not meet.
    pub fn append(&mut self, more: Self) {
        let offset = u32_from(self.nodes.len());
        self.nodes.extend(more.nodes);
        self.node_ids.extend(more.node_ids);
        self.ways.extend(more.ways.into_iter().map(|mut way| {
            way.nodes.iter_mut().for_each(|node| *node += offset);
            way
        }));
        self.node_facts
            .extend(more.node_facts.into_iter().map(|f| NodeFacts { node: f.node + offset, ..f }));
        self.restrictions.extend(more.restrictions.into_iter().map(|mut rule| {
            if let Via::Node(node) = &mut rule.via {
                *node += offset;
            }
            rule
        }));
        self.parking.extend(more.parking);
    }
}
