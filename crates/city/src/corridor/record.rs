//! What a question about corridors gets: plain data, names instead of rows.

use allways_base::LonLat;
use allways_corridor::Weekly;
use allways_corridor::draft::{Confidence, Mode};

/// A way from end to end that no other beats, or that a resilience table shows.
#[derive(Clone, Debug, PartialEq)]
pub struct OptionRecord {
    /// Hours from start to end, at expected times: the sum of the legs' parts.
    pub time_h: f64,
    /// The same with every time at its shortest usual, and at its longest.
    pub usual_h: (f64, f64),
    /// Hours that the asked share of draws does not exceed; `None` if not asked.
    pub late_h: Option<f64>,
    /// When it starts, by the clock of the first terminal, `Mo 08:00`; `None`: at any moment.
    pub starts: Option<String>,
    /// US dollars; a lower bound if `cost_is_partial`.
    pub cost_usd: f64,
    /// True if a leg does not state its cost.
    pub cost_is_partial: bool,
    /// Kilograms of CO2 equivalent; a lower bound if `co2_is_partial`.
    pub co2_kg: f64,
    /// True if a leg has no factor of the asked scope, or no length; or none was asked.
    pub co2_is_partial: bool,
    /// How often the load is moved between vehicles, changes of gauge included.
    pub handlings: u32,
    /// `None` if a leg does not state its length.
    pub distance_km: Option<f64>,
    /// The fewest departures a week on any leg that states a number.
    pub departures_per_week: Option<f64>,
    /// The weakest row that it rests on: how sure, and its source.
    pub weakest: Option<(Confidence, String)>,
    /// In order of travel.
    pub legs: Vec<CorridorLeg>,
}

impl OptionRecord {
    /// US dollars, if every leg states its cost.
    pub fn known_cost_usd(&self) -> Option<f64> {
        (!self.cost_is_partial).then_some(self.cost_usd)
    }

    /// Kilograms of CO2 equivalent, if every leg's are known.
    pub fn known_co2_kg(&self) -> Option<f64> {
        (!self.co2_is_partial).then_some(self.co2_kg)
    }

    /// The modes in order of travel, each change once: `rail, sea`.
    pub fn modes(&self) -> Vec<Mode> {
        let mut modes: Vec<Mode> = Vec::new();
        let main = self.legs.iter().map(|leg| leg.mode).filter(|mode| *mode != Mode::GaugeChange);
        for mode in main {
            if modes.last() != Some(&mode) {
                modes.push(mode);
            }
        }
        modes
    }
}

/// One leg of an [`OptionRecord`], and what happens at the terminal where it begins.
#[derive(Clone, Debug, PartialEq)]
pub struct CorridorLeg {
    /// Id and name of the terminal where it begins.
    pub from: (String, String),
    /// Id and name of the terminal where it ends.
    pub to: (String, String),
    /// Row of the services table.
    pub service: String,
    /// Its corridor; may be empty.
    pub corridor: String,
    /// How it moves.
    pub mode: Mode,
    /// Departure by the clock of the terminal where it begins; `None`: at any moment.
    pub departs: Option<String>,
    /// Hours before and on the vehicle; they add up to the time of the leg.
    pub parts: LegParts,
    /// True if the load is moved from another vehicle.
    pub is_handled: bool,
    /// US dollars of the ride; `None`: not stated.
    pub cost_usd: Option<f64>,
    /// US dollars of the handling before it, 0 if there is none; `None`: not stated.
    pub handling_usd: Option<f64>,
    /// Kilograms of CO2 equivalent.
    pub co2_kg: Option<f64>,
    /// Along the line.
    pub distance_km: Option<f64>,
    /// Departures a week.
    pub departures_per_week: Option<f64>,
    /// What its rows do not say, and what is done about it.
    pub unstated: Vec<&'static str>,
    /// How sure its row is, and its source.
    pub basis: (Confidence, String),
    /// Where it runs: from end to end, at least two places if both are known.
    pub line: Vec<LonLat>,
}

impl CorridorLeg {
    /// Goes on as `next`, from where this one ends; keeps this one's service and departure.
    pub(super) fn join(&mut self, next: Self) {
        let sum = |a: Option<f64>, b: Option<f64>| a.zip(b).map(|(a, b)| a + b);
        self.to = next.to;
        self.parts = self.parts.plus(next.parts);
        self.cost_usd = sum(self.cost_usd, next.cost_usd);
        self.handling_usd = sum(self.handling_usd, next.handling_usd);
        self.co2_kg = sum(self.co2_kg, next.co2_kg);
        self.distance_km = sum(self.distance_km, next.distance_km);
        let rates = [self.departures_per_week, next.departures_per_week];
        self.departures_per_week = rates.into_iter().flatten().reduce(f64::min);
        self.unstated.extend(next.unstated);
        self.unstated.sort_unstable();
        self.unstated.dedup();
        if next.basis.0 < self.basis.0 {
            self.basis = next.basis;
        }
        let at = self.line.last().copied();
        self.line.extend(next.line.into_iter().skip_while(|place| Some(*place) == at));
    }
}

/// Where the time of a leg goes, in hours.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LegParts {
    /// Until the terminal opens.
    pub closed_h: f64,
    /// In the terminal.
    pub dwell_h: f64,
    /// With customs.
    pub customs_h: f64,
    /// For the change of gauge.
    pub gauge_change_h: f64,
    /// There in time, before the departure.
    pub cutoff_h: f64,
    /// For the vehicle.
    pub wait_h: f64,
    /// Until the vehicle may enter the road, or whatever has hours.
    pub barred_h: f64,
    /// On the vehicle.
    pub ride_h: f64,
}

impl LegParts {
    fn plus(self, more: Self) -> Self {
        Self {
            closed_h: self.closed_h + more.closed_h,
            barred_h: self.barred_h + more.barred_h,
            dwell_h: self.dwell_h + more.dwell_h,
            customs_h: self.customs_h + more.customs_h,
            gauge_change_h: self.gauge_change_h + more.gauge_change_h,
            cutoff_h: self.cutoff_h + more.cutoff_h,
            wait_h: self.wait_h + more.wait_h,
            ride_h: self.ride_h + more.ride_h,
        }
    }

    /// Name and hours of each part.
    pub const fn named(self) -> [(&'static str, f64); 8] {
        [
            ("closed", self.closed_h),
            ("dwell", self.dwell_h),
            ("customs", self.customs_h),
            ("gauge change", self.gauge_change_h),
            ("cut-off", self.cutoff_h),
            ("wait", self.wait_h),
            ("barred", self.barred_h),
            ("ride", self.ride_h),
        ]
    }
}

/// What is reached in one direction.
#[derive(Clone, Debug, PartialEq)]
pub struct DirectionRecord {
    /// `west`, `north`, `east`, `south`.
    pub direction: &'static str,
    /// Gateways of the plan that open to it.
    pub gateways: usize,
    /// The gateway reached soonest, and the way there.
    pub best: Option<(String, OptionRecord)>,
    /// Every gateway reached: name and hours, soonest first.
    pub reached: Vec<(String, f64)>,
    /// US dollars of the cheapest way to any of them, if known.
    pub cost_usd: Option<f64>,
    /// Departures a week that lead to any of them.
    pub departures: Weekly,
    /// TEU or passengers a week that get to any of them.
    pub capacity: Weekly,
}

/// The four directions and how even they are, each by Pielou's index, 0 to 1.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DirectionsRecord {
    /// West, north, east, south.
    pub each: Vec<DirectionRecord>,
    /// Of speed.
    pub evenness_of_speed: Option<f64>,
    /// Of cost.
    pub evenness_of_cost: Option<f64>,
    /// Of departures; `None` if those of a direction are only known to be at least so many.
    pub evenness_of_departures: Option<f64>,
    /// Of capacity; `None` as for departures.
    pub evenness_of_capacity: Option<f64>,
}

/// How many ways two places have that share nothing, and what is left when something is lost.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ChannelsRecord {
    /// Ways of which no two share a line; at most so many (equal if proven).
    pub lines: (usize, usize),
    /// Terminals passed and hours of each, fastest first.
    pub routes: Vec<(String, Option<f64>)>,
    /// Names of the fewest lines that part the places.
    pub min_cut: Vec<String>,
    /// Ways of which no two pass the same terminal.
    pub terminals: usize,
    /// Names of the fewest terminals, and straight links, that part the places.
    pub terminal_cut: Vec<String>,
    /// As it is, then with each line or terminal alone lost.
    pub left: Vec<LeftRecord>,
}

/// What is left when something is lost.
#[derive(Clone, Debug, PartialEq)]
pub struct LeftRecord {
    /// Of what is lost; empty for the whole network.
    pub name: String,
    /// `line` or `terminal`; empty for the whole network.
    pub what: &'static str,
    /// Hours of the fastest way; `None`: none is left.
    pub time_h: Option<f64>,
    /// US dollars of the cheapest way whose cost is known.
    pub cost_usd: Option<f64>,
    /// TEU or passengers a week that get through.
    pub capacity_per_week: u64,
    /// True if a line on the way states no capacity: it is then at least that many.
    pub capacity_is_partial: bool,
}
