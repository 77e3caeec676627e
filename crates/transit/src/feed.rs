//! The editable form of a timetable: rich, forgiving, close to GTFS. Readers make it, plans edit
//! it, [`crate::compile`] turns a day of it into a [`crate::timetable::Timetable`].
//!
//! Several sources are merged into one `Feed`: ids are `source:id`.

use std::collections::{BTreeMap, BTreeSet};

pub use allways_base::Confidence;
use allways_base::{Csr, Date, IdxVec, LonLat, Seconds, ServiceTime};

use crate::fares::Fares;

allways_base::define_idx! {
    /// A stop, station or entrance. The compiled timetable keeps the same rows.
    StopIdx;
    /// A line as the public knows it.
    RouteIdx;
    /// A set of days.
    ServiceIdx;
    /// A scheduled vehicle journey of the feed (a row of `trips.txt`).
    FeedTripIdx;
}

/// What a feed says about step-free use. GTFS keeps "unknown" apart from "no", and so do we.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StepFree {
    /// Nothing is said.
    #[default]
    Unknown,
    /// At least some vehicles or entrances are step-free.
    Yes,
    /// Not possible.
    No,
}

/// What a row of `stops.txt` is (`location_type`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StopKind {
    /// Where vehicles stop: 0, and boarding areas (4).
    #[default]
    Platform,
    /// A station: 1.
    Station,
    /// An entrance: 2.
    Entrance,
    /// A generic node of a pathway: 3.
    Node,
}

/// A stop, station or entrance.
#[derive(Clone, Debug, PartialEq)]
pub struct Stop {
    /// `source:stop_id`, unique in the feed.
    pub id: String,
    /// The main name.
    pub name: String,
    /// Names in other languages or spellings, for look-up.
    pub other_names: Vec<String>,
    /// Where it is; `None` if unknown or refused.
    pub position: Option<LonLat>,
    /// What it is.
    pub kind: StopKind,
    /// Its station, if it has one.
    pub parent: Option<StopIdx>,
    /// Step-free use (`wheelchair_boarding`, the parent's where blank).
    pub step_free: StepFree,
}

/// The kind of vehicle, by the standard and the extended GTFS route types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Vehicle {
    /// Tram, light rail (0, 5, 900s).
    Tram,
    /// Metro, underground (1, 400s), and monorail (12).
    Metro,
    /// Rail of any distance (2, 100s).
    Rail,
    /// Bus, trolleybus, coach (3, 11, 200s, 700s, 800s).
    Bus,
    /// Ferry (4, 1000s, 1200s).
    Ferry,
    /// Aerial lift, funicular (6, 7, 1300s, 1400s).
    Lift,
    /// Anything else.
    Other,
}

impl Vehicle {
    /// True for what a plan means by "rail": metro, monorail, tram and rail.
    pub const fn is_rail(self) -> bool {
        matches!(self, Self::Tram | Self::Metro | Self::Rail)
    }
}

/// A line as the public knows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    /// `source:route_id`.
    pub id: String,
    /// What it is called: short name, else long name, else id.
    pub name: String,
    /// Its vehicles.
    pub vehicle: Vehicle,
    /// Assumptions that anything computed from it rests on, such as an assumed headway; shown in
    /// each verdict that uses the route. Empty for a published timetable.
    pub assumptions: Vec<String>,
    /// Where its times come from and how sure they are; `None` for a feed.
    pub basis: Option<Basis>,
}

/// Where a figure comes from and how sure it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Basis {
    /// How sure.
    pub confidence: Confidence,
    /// What it is about, such as `Line 1 headway`.
    pub what: String,
    /// Publication or method.
    pub source: String,
}

/// A set of days: a weekly pattern between two dates, with exceptions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Service {
    /// `source:service_id`.
    pub id: String,
    /// Monday first; with `from..=to`. `None` if the feed has only exceptions.
    pub week: Option<Week>,
    /// Days added (`exception_type` 1).
    pub added: BTreeSet<Date>,
    /// Days removed (2). A day in both runs not.
    pub removed: BTreeSet<Date>,
}

/// A weekly pattern between two dates, both inclusive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Week {
    /// Monday first.
    pub days: [bool; 7],
    /// First date.
    pub from: Date,
    /// Last date.
    pub to: Date,
}

/// One row of `trips.txt`.
#[derive(Clone, Debug, PartialEq)]
pub struct FeedTrip {
    /// `source:trip_id`.
    pub id: String,
    /// Its line.
    pub route: RouteIdx,
    /// Its days.
    pub service: ServiceIdx,
    /// Where the vehicle says it goes; may be empty.
    pub headsign: String,
    /// Step-free use (`wheelchair_accessible`).
    pub step_free: StepFree,
    /// Trips with the same number are one vehicle's, in the order of their times (`block_id`).
    pub block: Option<u32>,
}

/// A trip's visit to a stop. Readers promise `arrive <= depart` and times that never fall along
/// the trip; blanks are already interpolated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StopTime {
    /// Where.
    pub stop: StopIdx,
    /// When the vehicle arrives.
    pub arrive: ServiceTime,
    /// When it leaves.
    pub depart: ServiceTime,
    /// False if nobody may board here (`pickup_type` 1).
    pub may_board: bool,
    /// False if nobody may alight here (`drop_off_type` 1).
    pub may_alight: bool,
}

/// One row of `frequencies.txt`: the trip is a template, run every `headway` from `from`
/// (first departure) to before `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frequency {
    /// The template.
    pub trip: FeedTripIdx,
    /// First departure from the trip's first stop.
    pub from: ServiceTime,
    /// Exclusive end.
    pub to: ServiceTime,
    /// Spacing; never zero.
    pub headway: Seconds,
    /// True if departures are exactly `from + k·headway`; false if only the headway is known.
    pub exact: bool,
}

impl Frequency {
    /// True if nobody knows when its vehicles come; a headway of a second leaves nothing open.
    pub const fn is_of_unknown_phase(&self) -> bool {
        !self.exact && self.headway.0 > 1
    }
}

/// What a row of `transfers.txt` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransferRule {
    /// Type 0 and 1 and 2: possible, in at least this long (0 where nothing is said).
    Takes(Seconds),
    /// Type 3: not possible.
    Forbidden,
}

/// A transfer rule between two stops or stations (a station means each of its platforms).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// Alighting here.
    pub from: StopIdx,
    /// Boarding here; may equal `from`.
    pub to: StopIdx,
    /// What is asked.
    pub rule: TransferRule,
}

/// A way inside a station (`pathways.txt`), between platforms, entrances and nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pathway {
    /// One end.
    pub from: StopIdx,
    /// The other.
    pub to: StopIdx,
    /// How long it takes.
    pub time: Seconds,
    /// False for stairs and escalators.
    pub is_step_free: bool,
    /// True if it leads back too.
    pub both_ways: bool,
}

/// See the module docs.
#[derive(Clone, Debug, Default)]
pub struct Feed {
    /// Stops, stations, entrances.
    pub stops: IdxVec<StopIdx, Stop>,
    /// Lines.
    pub routes: IdxVec<RouteIdx, Route>,
    /// Sets of days.
    pub services: IdxVec<ServiceIdx, Service>,
    /// Trips.
    pub trips: IdxVec<FeedTripIdx, FeedTrip>,
    /// trip → its visits, in order.
    pub stop_times: Csr<FeedTripIdx, StopTime>,
    /// Headway-based service. A trip named here runs only by its frequencies.
    pub frequencies: Vec<Frequency>,
    /// Transfer rules.
    pub transfers: Vec<Transfer>,
    /// Ways inside stations.
    pub pathways: Vec<Pathway>,
    /// Type 4: the vehicle of the first trip goes on as the second, riders may stay seated.
    pub stay_seated: Vec<(FeedTripIdx, FeedTripIdx)>,
    /// What rides cost.
    pub fares: Fares,
    /// Type 5: riders may not stay seated from the first trip to the second.
    pub not_seated: Vec<(FeedTripIdx, FeedTripIdx)>,
    /// Shapes for maps: route → polylines. May be empty; never used by a search.
    pub shapes: BTreeMap<RouteIdx, Vec<Vec<LonLat>>>,
}
