//! The ruling on a promise, and everything that a reader needs to believe it or to doubt it.
//! Plain data: the report and the CLI only print it.

use allways_base::{LonLat, Seconds, ServiceTime};
use allways_transit::feed::Basis;

use crate::corridor::OptionRecord;

/// Kept, broken or undecided. A promise that cannot be measured is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// The value meets the target.
    Kept,
    /// It does not.
    Broken,
    /// The data cannot tell; `Finding::missing` says what is missing.
    Undecided,
}

impl Outcome {
    /// `kept`, `broken`, `undecided`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Broken => "broken",
            Self::Undecided => "undecided",
        }
    }
}

/// The verdict on one promise in one year.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// Promise id.
    pub promise: String,
    /// The sentence.
    pub says: String,
    /// Who said it, when.
    pub from: String,
    /// Row of the plan that it belongs to; may be empty.
    pub group: String,
    /// Note of the plan's author; may be empty.
    pub note: String,
    /// Measure name.
    pub measure: String,
    /// The year judged.
    pub year: i16,
    /// The reading that decides.
    pub reading: Finding,
    /// The other readings, and the same promise in the plan's other years.
    pub also: Vec<Finding>,
    /// Command that gives this verdict again.
    pub rerun: String,
    /// Sources that this verdict rests on and in which something was dropped or is wrong.
    pub data_problems: Vec<SourceProblems>,
}

/// What is wrong in one source of a plan: notes are not counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceProblems {
    /// Id of the source.
    pub source: String,
    /// Problems that make results wrong, of those that were kept (at most 100 of each code).
    pub errors: usize,
    /// Rows repaired or dropped, of those that were kept.
    pub warnings: usize,
    /// The first of the worst: code, place, message and remedy.
    pub worst: String,
}

/// One reading, measured and judged.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// What is particular about this reading, such as `ends = door-to-door` or `year = 2035`;
    /// empty for the promise's own.
    pub label: String,
    /// The ruling.
    pub outcome: Outcome,
    /// In `unit`; `None` if only bounds or nothing is known, or if it is unreachable. An undecided
    /// finding has one where its inputs have a range, or are the promise's own word.
    pub value: Option<f64>,
    /// Lowest and highest value that the unknowns, or the usual ranges of the inputs, allow, in
    /// `unit`; `None` if they allow only one.
    pub bounds: Option<(f64, f64)>,
    /// Unit of value, bounds, target and margin.
    pub unit: String,
    /// As written in the plan, such as `<= 30 min`.
    pub target: String,
    /// How far inside (positive) or outside (negative) the target the value is, in `unit`; `None`
    /// if undecided.
    pub margin: Option<f64>,
    /// Definition id, such as `cn-500m-area`.
    pub definition: String,
    /// Where the definition is published.
    pub definition_source: String,
    /// One or two plain sentences: what was found.
    pub summary: String,
    /// What is missing, if undecided.
    pub missing: Vec<String>,
    /// What would mend a promise that is not kept, if the engine can tell: the plan's own projects
    /// with which a later year keeps it, or what the measure asks for; else empty.
    pub mend: String,
    /// The weakest input it rests on.
    pub weakest: Option<Basis>,
    /// Assumptions used, each a sentence; sorted, no repeats.
    pub assumptions: Vec<String>,
    /// What proves it.
    pub evidence: Evidence,
}

/// What proves a finding. Any part may be empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evidence {
    /// A journey that attains the value.
    pub journey: Option<JourneyRecord>,
    /// The figures behind the value.
    pub table: Option<Table>,
    /// Shapes to draw above the base map.
    pub map: Vec<MapFeature>,
    /// Options of a corridor, for a diagram of their time and cost.
    pub options: Vec<OptionRecord>,
    /// Work counters, `(name, count)`.
    pub work: Vec<(String, u64)>,
}

/// A plain table; every column head carries its unit.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// Column heads.
    pub columns: Vec<String>,
    /// Rows of the same length.
    pub rows: Vec<Vec<String>>,
    /// Rows left out, if the table was cut.
    pub left_out: usize,
}

/// A shape on the map.
#[derive(Clone, Debug, PartialEq)]
pub struct MapFeature {
    /// What it is.
    pub role: MapRole,
    /// Name, may be empty.
    pub label: String,
    /// Geometry.
    pub shape: Shape,
}

/// How a shape is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MapRole {
    /// Outline of a district.
    District,
    /// Outline of the area in question.
    Area,
    /// Line of the network.
    Line,
    /// Line that a project adds.
    NewLine,
    /// Stop or station.
    Stop,
    /// Place with a name.
    Place,
    /// Covered ground.
    Covered,
    /// Ground that should be covered and is not.
    NotCovered,
    /// A ride of the journey.
    Ride,
    /// A walk of the journey.
    Walk,
    /// A link of a corridor or channel.
    Link,
    /// Start or end of the question.
    End,
}

/// Geometry in WGS 84.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A point.
    Point(LonLat),
    /// A polyline.
    Line(Vec<LonLat>),
    /// Rings, outer first; not closed (the last point is not the first).
    Polygon(Vec<Vec<LonLat>>),
    /// Many squares of the same size: centers and side in metres (covered ground).
    Cells(Vec<LonLat>, f64),
}

/// A journey for people: names, not rows.
#[derive(Clone, Debug, PartialEq)]
pub struct JourneyRecord {
    /// When the traveller leaves.
    pub departure: ServiceTime,
    /// When they are there.
    pub arrival: ServiceTime,
    /// Vehicles boarded.
    pub rides: u32,
    /// What it costs, if fares were weighed.
    pub fare: Option<Fare>,
    /// In order, without gaps except waiting.
    pub legs: Vec<LegRecord>,
}

/// What a journey costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fare {
    /// Hundredths of the currency; `None`: not known.
    pub cents: Option<u32>,
    /// ISO 4217 code, as the feed writes it.
    pub currency: String,
}

impl std::fmt::Display for Fare {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.cents {
            Some(cents) => write!(f, "{}.{:02} {}", cents / 100, cents % 100, self.currency),
            None => f.write_str("fare not known"),
        }
    }
}

impl JourneyRecord {
    /// Arrival minus departure.
    pub fn duration(&self) -> Seconds {
        self.arrival.since(self.departure)
    }
}

/// One leg of a [`JourneyRecord`].
#[derive(Clone, Debug, PartialEq)]
pub struct LegRecord {
    /// `walk`, `ride`, `stay`, `cycle`, …
    pub kind: LegKind,
    /// Name of where it starts.
    pub from: String,
    /// Id of that stop; empty for a point.
    pub from_id: String,
    /// Name of where it ends.
    pub to: String,
    /// Id of that stop; empty for a point.
    pub to_id: String,
    /// Start.
    pub departure: ServiceTime,
    /// End.
    pub arrival: ServiceTime,
    /// Line name, for rides; empty else.
    pub route: String,
    /// Headsign, for rides.
    pub headsign: String,
    /// Trip id of the feed, for rides: a person can look it up.
    pub trip_id: String,
    /// Stops passed, the alighting stop included, for rides.
    pub n_stops: u32,
    /// Where it goes, for maps; at least two points if positions are known.
    pub line: Vec<LonLat>,
}

/// On foot, by a vehicle of the timetable, or by one's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LegKind {
    /// On foot (or by wheelchair).
    Walk,
    /// By vehicle.
    Ride,
    /// By one's own bicycle.
    Cycle,
    /// By one's own car.
    Drive,
    /// By one's own truck.
    Truck,
    /// By the vehicle of the leg before, which goes on as another trip; no further ride.
    Stay,
}

/// What every map of a report shows: drawn once, from the plan's own data.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BaseMap {
    /// Districts, lines, places.
    pub features: Vec<MapFeature>,
}

/// The judged plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// Plan name.
    pub plan: String,
    /// Its one sentence.
    pub summary: String,
    /// The service day.
    pub date: String,
    /// The year judged.
    pub year: i16,
    /// Season id.
    pub season: String,
    /// Traveller id.
    pub traveller: String,
    /// In promise order.
    pub verdicts: Vec<Verdict>,
    /// Rules of the plan that were checked or could not be: name, standard, and the finding
    /// (outcome undecided with `missing` where it cannot be checked).
    pub rules: Vec<(String, Finding)>,
    /// For the report's maps.
    pub map: BaseMap,
    /// Problems in the data that were found on the way: how many of each severity.
    pub problems: Vec<(String, usize)>,
}
