//! Views: a condition compiled.

use std::rc::Rc;

use allways_access::shortcuts::{compile_unlimited, whole_day};
use allways_access::{Attached, OwnVehicle, attach};
use allways_base::cast::round_u32;
use allways_base::{LonLat, Problems, Seconds};
use allways_streets::Mode;
use allways_transit::compile::{DaySettings, compile_day};
use allways_transit::feed::Vehicle;
use allways_transit::timetable::Timetable;

use super::{Condition, Engine, Vehicles};
use crate::ground::{self, OWN_VEHICLES};

/// A compiled condition.
#[derive(Debug)]
pub struct View<'c> {
    /// The day.
    pub timetable: Timetable,
    /// The day with all walks between rides, where `timetable` has shortcuts.
    pub complete: Option<Timetable>,
    /// Walks to and from its stops.
    pub attached: Rc<Attached<'c>>,
    /// Of headway-based departures: a view is one draw of them.
    pub seed: u64,
    /// What went wrong on the way.
    pub problems: Problems,
    condition: Condition,
    /// What walks on the streets rest on.
    on_streets: Vec<String>,
    /// What the ways by bicycle or car rest on.
    by_vehicle: Vec<String>,
    /// What to know about walks between two rides.
    between: Vec<String>,
}

impl View<'_> {
    /// What the ways on the ground rest on that nobody measured, a sentence each; nothing where
    /// nobody walks.
    pub fn assumptions(&self) -> Vec<String> {
        let mut all = [&self.by_vehicle[..], &self.between].concat();
        if self.condition.footpaths && self.is_walked() {
            all.extend(self.attached.assumptions());
            all.extend(self.on_streets.iter().cloned());
        }
        all
    }

    /// What it was compiled for.
    pub const fn condition(&self) -> Condition {
        self.condition
    }

    /// False if a vehicle of one's own is all there is.
    pub fn is_walked(&self) -> bool {
        self.attached.is_on_foot() || self.condition.vehicles != Vehicles::None
    }
}

impl<'c> Engine<'c> {
    /// The same view with another draw of headway-based departures.
    pub(super) fn redraw(&self, first: &View<'c>, draw: u32) -> View<'c> {
        let seed = self.seed.wrapping_add(u64::from(draw));
        let settings = self.settings(first.condition, seed);
        let (mut problems, mut between) = (Problems::default(), Vec::new());
        let (timetable, complete) =
            self.day(first.condition, &first.attached, &settings, &mut problems, &mut between);
        View {
            timetable,
            complete,
            attached: Rc::clone(&first.attached),
            seed,
            problems,
            condition: first.condition,
            on_streets: first.on_streets.clone(),
            by_vehicle: first.by_vehicle.clone(),
            between,
        }
    }

    pub(super) fn compile(&self, condition: Condition) -> View<'c> {
        let scenario = self.scenario;
        let walker = self.walker(condition);
        let ground = scenario.ground(&walker, condition.traveller, condition.season);
        let mut problems = Problems::default();
        let attached = attach(&scenario.feed, ground, walker).into_value(&mut problems);
        let attached = if condition.footpaths { attached } else { attached.by_transfers_alone() };
        let vehicles = self.own_vehicles(condition);
        let is_on_foot = condition.access.modes.contains(Mode::Walk);
        let n_to_stops = vehicles.len();
        let parking = self.parking(condition);
        let vehicles = vehicles.into_iter().chain(parking.map(|(car, _)| car)).collect();
        let attached = attached.with_vehicles(is_on_foot, vehicles);
        let attached = match parking {
            Some((_, places)) => attached.parked_at(n_to_stops, places),
            None => attached,
        };
        let mut by_vehicle = scenario.vehicle_notes(&attached, condition.season);
        by_vehicle.extend(parking.and_then(|(car, _)| scenario.parking_note(&car, &walker)));
        let streets = scenario.streets.as_ref();
        let who = (self.who(condition), self.when(condition));
        let mut on_streets =
            streets.map_or_else(Vec::new, |streets| ground::assumptions(streets, who, &walker));
        on_streets.extend(streets.and_then(|_| scenario.street_note(Mode::Walk)));
        let settings = self.settings(condition, self.seed);
        let mut between = Vec::new();
        let (timetable, complete) =
            self.day(condition, &attached, &settings, &mut problems, &mut between);
        View {
            timetable,
            complete,
            attached: Rc::new(attached),
            seed: self.seed,
            problems,
            condition,
            on_streets,
            by_vehicle,
            between,
        }
    }

    pub(super) fn settings(&self, condition: Condition, seed: u64) -> DaySettings {
        let kinds = [
            Vehicle::Tram,
            Vehicle::Metro,
            Vehicle::Rail,
            Vehicle::Bus,
            Vehicle::Ferry,
            Vehicle::Lift,
            Vehicle::Other,
        ];
        let allowed = kinds.into_iter().filter(|&v| condition.vehicles.allow(v)).collect();
        DaySettings {
            date: self.scenario.city.plan.date,
            seed,
            vehicles: (condition.vehicles != Vehicles::All).then_some(allowed),
            step_free: condition.step_free,
            bus_factor: self.when(condition).bus_factor,
            slower_change: Seconds(self.who(condition).slower_change_s),
            default_change: Seconds(0),
        }
    }

    /// The day compiled; where walks between rides have no limit, also with all of them.
    fn day(
        &self,
        condition: Condition,
        attached: &Attached<'_>,
        settings: &DaySettings,
        problems: &mut Problems,
        notes: &mut Vec<String>,
    ) -> (Timetable, Option<Timetable>) {
        let feed = &self.scenario.feed;
        let is_unlimited = self.scenario.city.plan.defaults.transfer_limit_min.is_none();
        let walker = attached.walker();
        let most = walker.transfer_limit.min(walker.limit);
        if condition.footpaths && condition.vehicles != Vehicles::None && is_unlimited {
            let span = whole_day(self.limits().1);
            match compile_unlimited(feed, settings, attached, &span) {
                Ok(day) => {
                    let day = day.into_value(problems);
                    let (all, few) = day.counts();
                    notes.extend(unknown_changes(day.n_unknown));
                    notes.push(format!(
                        "walks between rides have no limit but the longest duration, {}: {few} of \
                         {all} of them matter",
                        span.max_duration
                    ));
                    return (day.timetable, Some(day.complete));
                }
                Err(why) => notes.push(format!("{why}; {most} between two rides were allowed")),
            }
        }
        let mut footpaths = Vec::new();
        if condition.footpaths {
            let longest = self.limits().1;
            let walks = attached.between_rides(feed, most, longest);
            notes.extend(unknown_changes(walks.n_unknown));
            footpaths = walks.footpaths;
        }
        (compile_day(feed, settings, &footpaths).into_value(problems), None)
    }

    /// The bicycle, car or truck of a condition; none where there are no streets.
    fn own_vehicles(&self, condition: Condition) -> Vec<OwnVehicle<'c>> {
        let defaults = &self.scenario.city.plan.defaults;
        let (_, direct_limit) = self.limits();
        let modes = OWN_VEHICLES.iter().map(|&(_, mode)| mode);
        let of_mode = |mode: Mode| {
            let minutes = match mode {
                Mode::Cycle => defaults.cycle_limit_min,
                _ => defaults.drive_limit_min,
            };
            // Where nothing can be ridden there is no first stop.
            let limit = if condition.vehicles == Vehicles::None { 0.0 } else { minutes };
            let limit = Seconds(round_u32(limit * 60.0));
            let (net, prepared) = self.scenario.own_vehicle(mode, condition.season)?;
            Some(OwnVehicle { net, prepared, limit, direct_limit })
        };
        let asked = modes.filter(|&mode| condition.access.modes.contains(mode));
        asked.filter_map(of_mode).collect()
    }

    /// The car of park and ride, and where it is left; `None` if that is not asked for.
    fn parking(&self, condition: Condition) -> Option<(OwnVehicle<'c>, &'c [LonLat])> {
        let streets = self.scenario.streets.as_ref();
        let streets = streets.filter(|_| condition.access.park)?;
        let (net, prepared) = self.scenario.own_vehicle(Mode::Drive, condition.season)?;
        let limit = self.scenario.city.plan.defaults.drive_limit_min;
        let limit = Seconds(round_u32(limit * 60.0));
        let car = OwnVehicle { net, prepared, limit, direct_limit: Seconds(0) };
        Some((car, streets.car_parks().1))
    }
}

/// Tells transfer rules of the feed between stops of which one is nowhere on the ground.
fn unknown_changes(n: usize) -> Option<String> {
    let (changes, take) = if n == 1 { ("change", "takes") } else { ("changes", "take") };
    (n > 0).then(|| {
        format!(
            "{n} {changes} between stops that the feed has a transfer rule for {take} the rule's own \
             time: no walk between them is known"
        )
    })
}
