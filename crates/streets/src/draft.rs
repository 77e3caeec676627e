//! The editable form of the streets: nodes and ways with what their tags allow.

use allways_base::LonLat;

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

/// A way as read: a polyline over nodes, walkable in both directions unless said otherwise.
#[derive(Clone, Debug, PartialEq)]
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
}

/// See the module docs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StreetDraft {
    /// Node positions; only nodes that a kept way uses.
    pub nodes: Vec<LonLat>,
    /// OSM ids of `nodes`, for messages.
    pub node_ids: Vec<i64>,
    /// Ways.
    pub ways: Vec<StreetWay>,
}
