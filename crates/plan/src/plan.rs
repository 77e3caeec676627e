//! The typed plan: what the files say, with the place of each thing for messages. Nothing here
//! is computed.

use std::collections::BTreeMap;

use allways_base::Date;

use crate::value::Params;

/// Where something stands in a file, for messages.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Span {
    /// File of the plan folder, such as `promises.toml`.
    pub file: String,
    /// Byte range in it.
    pub bytes: std::ops::Range<usize>,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// Where the value of each key of a `with` stands; keys that were not given are absent.
pub type Spans = BTreeMap<String, Span>;

/// A plan without errors: ids are unique in their table, names of travellers, seasons and
/// projects resolve, dependencies have no cycle. Names of places are not resolved.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Display name.
    pub name: String,
    /// One sentence, may be empty.
    pub summary: String,
    /// Formed like an IANA name; `city` knows whether there is such a zone.
    pub time_zone: String,
    /// Where it stands.
    pub time_zone_span: Span,
    /// The day judged when none is asked for.
    pub date: Date,
    /// Ascending, at least one; the first is today.
    pub years: Vec<i16>,
    /// Settings.
    pub defaults: Defaults,
    /// In file order.
    pub sources: Vec<Source>,
    /// In file order.
    pub promises: Vec<Promise>,
    /// In file order.
    pub projects: Vec<Project>,
    /// In file order.
    pub rules: Vec<Rule>,
    /// In file order; at least one. `adult` is always among them: if the file does not have it, it
    /// comes first, with the defaults.
    pub travellers: Vec<Traveller>,
    /// In file order; the first is always `base`, whose factors are 1 unless the file has it.
    pub seasons: Vec<Season>,
}

/// `[defaults]`, each documented in `docs/plan-folder.md`.
#[derive(Clone, Copy, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names and units are those of docs/plan-folder.md")]
pub struct Defaults {
    pub detour_factor: f64,
    pub walk_speed_m_s: f64,
    pub walk_limit_min: f64,
    /// `None`: any walk (`"none"` in the file).
    pub transfer_limit_min: Option<f64>,
    pub cycle_limit_min: f64,
    pub drive_limit_min: f64,
    /// Tonnes and metres of a truck, loaded; `None`: no limit is asked.
    pub truck_weight_t: Option<f64>,
    pub truck_height_m: Option<f64>,
    pub truck_width_m: Option<f64>,
    pub truck_length_m: Option<f64>,
    /// Most vehicles boarded; [`Defaults::NO_CAP`] where the plan sets none.
    pub max_rides: u8,
    pub max_duration_min: f64,
    /// How services count of which only the headway is known.
    pub frequencies: Frequencies,
    /// Draws of their phases.
    pub draws: u32,
}

/// How services count of which only the headway is known, in travel times.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Frequencies {
    /// Their phases are drawn.
    #[default]
    Draws,
    /// Whoever boards waits half the headway.
    HalfHeadway,
    /// By the closed form where there is one, else by draws.
    Exact,
}

impl Frequencies {
    /// All ways, by their words.
    pub const ALL: [(&str, Self); 3] =
        [("draws", Self::Draws), ("half-headway", Self::HalfHeadway), ("exact", Self::Exact)];

    /// As a plan writes it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Draws => "draws",
            Self::HalfHeadway => "half-headway",
            Self::Exact => "exact",
        }
    }

    /// The way of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(name, _)| *name == word).map(|&(_, way)| way)
    }
}

impl Defaults {
    /// No most number of rides.
    pub const NO_CAP: u8 = u8::MAX;
    /// What holds where `[defaults]` says nothing.
    pub const DOCUMENTED: Self = Self {
        detour_factor: 1.3,
        walk_speed_m_s: 1.3,
        walk_limit_min: 20.0,
        transfer_limit_min: Some(10.0),
        cycle_limit_min: 30.0,
        drive_limit_min: 30.0,
        truck_weight_t: None,
        truck_height_m: None,
        truck_width_m: None,
        truck_length_m: None,
        max_rides: Self::NO_CAP,
        max_duration_min: 180.0,
        frequencies: Frequencies::Draws,
        draws: 1,
    };
}

/// How sure a row is; `None` if the row says nothing.
pub type Confidence = Option<allways_base::Confidence>;

/// Datum of a source's coordinates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Datum {
    #[default]
    Wgs84,
    Gcj02,
    Bd09,
}

/// One `[[source]]`. Paths are as written, relative to the plan folder.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names are those of docs/plan-folder.md")]
pub struct Source {
    pub id: String,
    pub kind: SourceKind,
    pub datum: Datum,
    pub confidence: Confidence,
    pub note: String,
    pub span: Span,
}

/// What a source is and where its files are.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names are those of docs/plan-folder.md")]
pub enum SourceKind {
    Gtfs {
        path: String,
    },
    Osm {
        path: String,
    },
    Ways {
        path: String,
    },
    Zones {
        path: String,
    },
    Points {
        path: String,
    },
    Lines {
        lines: String,
        stations: String,
        first_last: Option<String>,
        interchange_s: u32,
    },
    Corridors {
        terminals: String,
        services: String,
        factors: Option<String>,
        shapes: Option<String>,
        /// Currencies, such as `JPY`, and their units for one US dollar, by name.
        per_usd: Vec<(String, f64)>,
        /// Publication and date of the rates; empty without rates.
        rates_from: String,
    },
    /// Kind `corridors` with `gtfs`.
    CorridorFeed {
        gtfs: String,
        /// `hsr`, `rail`, `air`, `road`, `river` or `sea`.
        mode: String,
        /// The plan's own date where there is none.
        date: Option<Date>,
        map: Option<String>,
        change_min: Option<f64>,
    },
    Dem {
        path: String,
    },
}

/// `<=` or `>=` (also `<`, `>`, `=`), a number and its unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// How the value must stand to the target.
    pub comparison: Comparison,
    /// In `unit`: a target in another unit has been converted.
    pub value: f64,
    /// The measure's own unit, as the catalogue spells it: `min`, `%`, `km/h`, `RMB bn`, …
    pub unit: String,
    /// As written.
    pub text: String,
}

/// How value and target compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Comparison {
    AtMost,
    Below,
    AtLeast,
    Above,
    Equal,
}

/// One `[[promise]]`. Its `with` has been checked against the catalogue.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names are those of docs/plan-folder.md")]
pub struct Promise {
    pub id: String,
    pub says: String,
    pub from: String,
    pub measure: String,
    /// Defaults filled in.
    pub with: Params,
    pub with_spans: Spans,
    pub target: Target,
    pub target_span: Span,
    pub also: Vec<Reading>,
    pub note: String,
    pub group: String,
    pub span: Span,
}

/// Another reading of the same sentence: `with` already merged over the promise's.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Reading {
    pub measure: String,
    pub with: Params,
    /// Of the keys that differ, and of the promise's for the rest.
    pub with_spans: Spans,
    pub target: Target,
    /// Of its own target; of the reading if it takes the promise's.
    pub target_span: Span,
    /// What differs, as written, such as `ends = door-to-door`.
    pub label: String,
    pub span: Span,
}

/// One `[[project]]`.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names are those of docs/plan-folder.md")]
pub struct Project {
    pub id: String,
    pub name: String,
    pub sector: String,
    pub cost_rmb_bn: Option<f64>,
    pub opens: Option<i16>,
    pub batch: String,
    pub depends_on: Vec<String>,
    pub edits: Vec<Edit>,
    pub source: String,
    pub confidence: Confidence,
    pub span: Span,
}

/// One change that a project makes; lines, services and ways of one's own are named as in their
/// tables, with or without the source's prefix.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names are those of docs/plan-folder.md")]
pub enum Edit {
    OpenLine {
        line: String,
        span: Span,
    },
    CloseLine {
        line: String,
        span: Span,
    },
    Headway {
        line: String,
        peak_min: f64,
        offpeak_min: Option<f64>,
        span: Span,
    },
    OpenService {
        service: String,
        span: Span,
    },
    /// By OSM id; `to` are words of modes, none for everybody.
    CloseWay {
        way: i64,
        to: Vec<String>,
        span: Span,
    },
    /// By OSM id; in both directions.
    WaySpeed {
        way: i64,
        km_h: f64,
        span: Span,
    },
    /// By the id of a source of kind `ways`.
    OpenWay {
        way: String,
        span: Span,
    },
}

/// One `[[rule]]`.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names are those of docs/plan-folder.md")]
pub struct Rule {
    pub id: String,
    pub name: String,
    pub standard: String,
    pub from: Option<Date>,
    /// What to check, if the engine can: measure, parameters, target.
    pub check: Option<(String, Params, Target)>,
    /// Of the check's parameters.
    pub with_spans: Spans,
    /// Of the check's target.
    pub target_span: Span,
    /// What it asks of trucks; such a rule is applied and not checked.
    pub trucks: Option<TruckRule>,
    /// Why it is not checked; empty if it is, or is for trucks.
    pub why: String,
    pub source: String,
    pub confidence: Confidence,
    pub span: Span,
}

impl Rule {
    /// True if it is in force on the day of the year that is judged.
    pub fn is_in_force(&self, year: i16, date: Date) -> bool {
        let from = |from: Date| (from.year(), from.month(), from.day());
        self.from.is_none_or(|day| from(day) <= (year, date.month(), date.day()))
    }
}

/// What a rule asks of trucks. Those that it is for, by weight or height, may enter its services
/// only at its hours, or never, and never the streets of its zone. At least one limit, and a service
/// or a zone, is given.
#[derive(Clone, Debug, PartialEq)]
pub struct TruckRule {
    /// It is for trucks heavier than this with their load, tonnes; 0: for all.
    pub max_t: Option<f64>,
    /// It is for trucks higher than this, metres.
    pub max_height_m: Option<f64>,
    /// When they may enter the services, as written; never with a zone.
    pub hours: Option<(String, Span)>,
    /// Services by id or channel, as edits name them.
    pub services: Vec<(String, Span)>,
    /// The zone in whose streets it is in force.
    pub zone: Option<(String, Span)>,
    /// Where it stands.
    pub span: Span,
}

/// One `[[traveller]]`.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names are those of docs/plan-folder.md")]
pub struct Traveller {
    pub id: String,
    pub name: String,
    pub walk_speed_m_s: f64,
    pub walk_limit_min: Option<f64>,
    pub on: On,
    /// Always true on wheels.
    pub step_free: bool,
    pub wheels: WheelLimits,
    pub slower_change_s: u32,
    pub people_share: Option<f64>,
    pub source: String,
    pub confidence: Confidence,
    pub span: Span,
}

/// How a traveller moves on the streets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[expect(missing_docs, reason = "the names say it")]
pub enum On {
    #[default]
    Foot,
    Wheelchair,
    Pram,
}

impl On {
    /// True for a wheelchair or a pram.
    pub const fn is_wheels(self) -> bool {
        !matches!(self, Self::Foot)
    }
}

/// What wheels can take; what is not set has the value of `docs/plan-folder.md`.
#[derive(Clone, Debug, PartialEq, Default)]
#[expect(missing_docs, reason = "the names and units are those of docs/plan-folder.md")]
pub struct WheelLimits {
    /// Rise over run.
    pub max_grade: Option<f64>,
    pub max_kerb_cm: Option<u16>,
    pub min_width_cm: Option<u16>,
    /// `smooth`, `jointed`, `compacted`, `loose`, `soft`.
    pub worst_surface: Option<String>,
}

/// One `[[season]]`. Factors multiply.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names are those of docs/plan-folder.md")]
pub struct Season {
    pub id: String,
    pub name: String,
    pub walk_factor: f64,
    pub walk_limit_factor: f64,
    pub bus_factor: f64,
    pub road_factor: f64,
    /// Times the time on streets that are said to be uncovered.
    pub uncovered_factor: f64,
    /// Times the time on streets that are said to be unlit.
    pub unlit_factor: f64,
    /// OSM ids of ways that nobody may use.
    pub closed: Vec<(i64, Span)>,
    pub months: String,
    pub source: String,
    pub confidence: Confidence,
    pub span: Span,
}
