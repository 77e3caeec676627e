//! The editable form: the columns of `terminals.csv`, `services.csv` and `factors.csv`
//! (docs/plan-folder.md, kind `corridors`). What a row does not say stays unknown.

pub use allways_base::Confidence;
use allways_base::LonLat;
use allways_base::cast::f64_from;

use crate::money::Price;
use crate::trucks::TruckRule;
use crate::week::{Hours, Months, Slots};
pub use crate::words::{
    CapacityUnit, Carries, Direction, FactorPer, Gauge, Load, Mode, Scope, TerminalKind, Usual,
};

/// Hours with their usual range.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Ranged {
    /// Expected.
    pub expected: Option<f64>,
    /// Shortest usual.
    pub low: Option<f64>,
    /// Longest usual.
    pub high: Option<f64>,
}

impl Ranged {
    /// One of the three; a range without an expected value says nothing.
    pub fn at(self, usual: Usual) -> Option<f64> {
        let expected = self.expected?;
        Some(match usual {
            Usual::Low => self.low.unwrap_or(expected),
            Usual::Expected => expected,
            Usual::High => self.high.unwrap_or(expected),
        })
    }
}

/// One row of `terminals.csv`.
#[derive(Clone, Debug, PartialEq)]
pub struct Terminal {
    /// Unique in the draft.
    pub id: String,
    /// The main name.
    pub name: String,
    /// Names in other languages.
    pub other_names: Vec<String>,
    /// What it is.
    pub kind: TerminalKind,
    /// ISO country code or name, as written; may be empty.
    pub country: String,
    /// Set for a gateway.
    pub direction: Option<Direction>,
    /// Id of the plan's place that it belongs to; may be empty.
    pub place: String,
    /// Where it is, if known.
    pub position: Option<LonLat>,
    /// Expected hours between arriving and being ready to leave again; unknown counts as 0 in a
    /// route, and is told.
    pub dwell_h: Option<f64>,
    /// Shortest usual.
    pub dwell_low_h: Option<f64>,
    /// Longest usual.
    pub dwell_high_h: Option<f64>,
    /// Customs, for freight that passes or changes here; blank: none.
    pub customs: Ranged,
    /// Moving a load, or the wagon under it, from one gauge to the other.
    pub gauge_change: Ranged,
    /// Tracks that end here.
    pub gauge: Option<Gauge>,
    /// Hours before departure by which a load must be there; blank: none.
    pub cutoff_h: Option<f64>,
    /// When loads are taken in; `None`: at any time.
    pub open: Option<Hours>,
    /// Hours that its clock is ahead of UTC; unknown counts as 0.
    pub utc_offset_h: Option<f64>,
    /// What it costs to move a load from one vehicle to another here.
    pub handling_cost: Option<Price>,
    /// Publication or method; may be empty.
    pub source: String,
    /// How sure; `None` if the row does not say.
    pub confidence: Option<Confidence>,
    /// `terminals.csv:12`, for messages.
    pub at: String,
}

impl Terminal {
    /// A terminal of which nothing else is known; its name is its id.
    pub fn new(id: &str, kind: TerminalKind) -> Self {
        Self {
            id: id.to_owned(),
            name: id.to_owned(),
            other_names: Vec::new(),
            kind,
            country: String::new(),
            direction: None,
            place: String::new(),
            position: None,
            dwell_h: None,
            dwell_low_h: None,
            dwell_high_h: None,
            customs: Ranged::default(),
            gauge_change: Ranged::default(),
            gauge: None,
            cutoff_h: None,
            open: None,
            utc_offset_h: None,
            handling_cost: None,
            source: String::new(),
            confidence: None,
            at: format!("terminals.csv:{id}"),
        }
    }

    /// Dwell with its range.
    pub const fn dwell(&self) -> Ranged {
        Ranged { expected: self.dwell_h, low: self.dwell_low_h, high: self.dwell_high_h }
    }
}

/// What a service can take in a week and direction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Capacity {
    /// How many.
    pub per_week: f64,
    /// Of what.
    pub unit: CapacityUnit,
}

/// What a service is to the train, of a timetable, that it is a leg of. Who stays aboard goes on by
/// the next leg of the same train alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrainLeg {
    /// Its place among the legs of the train.
    pub place: u32,
    /// Seconds that the train stands at `from` before it.
    pub stands_s: i64,
    /// False if nobody may board at `from`.
    pub may_board: bool,
    /// False if nobody may alight at `to`.
    pub may_alight: bool,
}

/// One row of `services.csv`.
#[derive(Clone, Debug, PartialEq)]
pub struct Service {
    /// Unique in the draft.
    pub id: String,
    /// Terminal id of one end.
    pub from: String,
    /// Terminal id of the other.
    pub to: String,
    /// True if nothing runs from `to` to `from`.
    pub one_way: bool,
    /// Name of the corridor it is part of. Consecutive links of one corridor and mode are one
    /// service to what travels. Empty: a service of its own.
    pub corridor: String,
    /// How it moves.
    pub mode: Mode,
    /// What it takes.
    pub carries: Carries,
    /// Kilometres along the line.
    pub distance_km: Option<f64>,
    /// Expected hours; a service without is counted as a link, but no route by time uses it.
    pub time_h: Option<f64>,
    /// Shortest usual.
    pub time_low_h: Option<f64>,
    /// Longest usual.
    pub time_high_h: Option<f64>,
    /// What it costs.
    pub cost: Option<Price>,
    /// When it leaves `from`, by the clock there.
    pub departs: Option<Slots>,
    /// When it leaves `to`, by the clock there.
    pub departs_back: Option<Slots>,
    /// Departures a week and direction, where no slots are known.
    pub departures_per_week: Option<f64>,
    /// When it may be entered, by the clock of the end where that is; `None`: at any time. What
    /// comes outside them waits, and a slot outside them does not run. A ban is its complement.
    pub hours: Option<Hours>,
    /// Most tonnes that one vehicle may weigh with its load ([`crate::Consignment::vehicle_t`]);
    /// `None`: no limit is stated.
    pub max_t: Option<f64>,
    /// Regulations for trucks that a plan puts on it; of no table.
    pub rules: Vec<TruckRule>,
    /// What it can take, a week and direction.
    pub capacity: Option<Capacity>,
    /// Year it opens; `None`: open.
    pub opens: Option<i16>,
    /// Last year that it runs; `None`: no end is known.
    pub closes: Option<i16>,
    /// Months in which it does not run.
    pub closed: Months,
    /// Gauge that it runs on, where its ends leave a choice.
    pub gauge: Option<Gauge>,
    /// Physical line that it is part of: links of one channel are cut together. Empty: its own.
    pub channel: String,
    /// Set for a leg of a train of a timetable, whose name is then `corridor`.
    pub train: Option<TrainLeg>,
    /// True for the way through the city between a door and a gateway, which no table states: it
    /// may be used whatever modes are asked for, and leaves when one likes.
    pub is_access: bool,
    /// Where it runs, `from` first, for maps alone; empty: not known.
    pub shape: Vec<LonLat>,
    /// Publication or method; may be empty.
    pub source: String,
    /// How sure; `None` if the row does not say.
    pub confidence: Option<Confidence>,
    /// `services.csv:12`, for messages.
    pub at: String,
}

impl Service {
    /// A service of which nothing else is known.
    pub fn new(id: &str, from: &str, to: &str, mode: Mode, carries: Carries) -> Self {
        Self {
            id: id.to_owned(),
            from: from.to_owned(),
            to: to.to_owned(),
            one_way: false,
            corridor: String::new(),
            mode,
            carries,
            distance_km: None,
            time_h: None,
            time_low_h: None,
            time_high_h: None,
            cost: None,
            departs: None,
            departs_back: None,
            departures_per_week: None,
            hours: None,
            max_t: None,
            rules: Vec::new(),
            capacity: None,
            opens: None,
            closes: None,
            closed: Months::default(),
            gauge: None,
            channel: String::new(),
            train: None,
            is_access: false,
            shape: Vec::new(),
            source: String::new(),
            confidence: None,
            at: format!("services.csv:{id}"),
        }
    }

    /// Hours with their range.
    pub const fn time(&self) -> Ranged {
        Ranged { expected: self.time_h, low: self.time_low_h, high: self.time_high_h }
    }

    /// True if it runs in `year` by its own row.
    pub fn open_in(&self, year: i16) -> bool {
        self.opens.is_none_or(|first| first <= year) && self.closes.is_none_or(|last| year <= last)
    }

    /// Slots from `from`, or from `to` if `back`.
    pub const fn slots(&self, back: bool) -> Option<&Slots> {
        if back { self.departs_back.as_ref() } else { self.departs.as_ref() }
    }

    /// Departures a week from `from`, or from `to` if `back`: the number of slots at which it may
    /// be entered, else the rate.
    pub fn departures(&self, back: bool) -> Option<f64> {
        let runs = |slot: &&i64| self.hours.as_ref().is_none_or(|hours| hours.contain(**slot));
        let n = self.slots(back).map(|slots| slots.list().iter().filter(runs).count());
        n.map(f64_from).or(self.departures_per_week)
    }

    /// True if it costs nothing and takes no time, both stated.
    pub fn is_free(&self) -> bool {
        let zero = |x: Option<f64>| x.is_some_and(|x| x <= 0.0);
        zero(self.time_h) && zero(self.cost.map(|price| price.amount))
    }
}

/// One row of `factors.csv`: grams of CO2 equivalent of moving something one kilometre.
#[derive(Clone, Debug, PartialEq)]
pub struct Factor {
    /// Services that it is for.
    pub mode: Mode,
    /// Grams, not below 0.
    pub g_co2e: f64,
    /// Per what.
    pub per: FactorPer,
    /// What is counted.
    pub scope: Scope,
    /// Publication or method; may be empty.
    pub source: String,
    /// How sure; `None` if the row does not say.
    pub confidence: Option<Confidence>,
    /// `factors.csv:3`, for messages.
    pub at: String,
}

/// See the module docs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CorridorDraft {
    /// In file order.
    pub terminals: Vec<Terminal>,
    /// In file order.
    pub services: Vec<Service>,
    /// In file order; one per mode, unit and scope.
    pub factors: Vec<Factor>,
}
