//! Searches of one scenario. A *view* is the timetable of the day and the walks to and from its
//! stops, compiled for one condition: who travels, in which season, on which vehicles. Views are
//! made when asked for and kept.

use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::rc::Rc;

use allways_access::shortcuts::{compile_unlimited, whole_day};
use allways_access::travel_times::Profile;
use allways_access::{
    Attached, Endpoint, Ends, OwnVehicle, Percentile, TravelQuery, Walker, attach, percentile,
    profiles_from_each,
};
use allways_base::cast::round_u32;
use allways_base::{Date, Problems, Seconds, ServiceTime, Speed, Window};
use allways_plan::plan::{Plan, Season, Source, Traveller};
use allways_streets::{Mode, ModeSet};
use allways_transit::compile::{DaySettings, StepFreeRule, compile_day};
use allways_transit::fares::Price;
use allways_transit::feed::{Route, RouteIdx, StopIdx, Vehicle};
use allways_transit::frequencies::is_drawn;
use allways_transit::multi::{MultiJourney, MultiQuery, MultiSearch, MultiWork};
use allways_transit::raptor::{
    ArriveBy, Journey, Query, RangeQuery, Search, Work, arrive_by, journeys, journeys_in_window,
};
use allways_transit::timetable::Timetable;

use crate::ground::{self, OWN_VEHICLES};
use crate::scenario::Scenario;

/// Which vehicles may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Vehicles {
    /// Every vehicle.
    All,
    /// Metro, monorail, tram, rail.
    Rail,
    /// Buses.
    Bus,
    /// None: on foot alone.
    None,
}

impl Vehicles {
    /// From the words of a `modes` parameter or option.
    pub fn parse(words: &[String]) -> Self {
        let has = |word: &str| words.iter().any(|w| w == word);
        match (has("transit") || (has("rail") && has("bus")), has("rail"), has("bus")) {
            (true, ..) => Self::All,
            (_, true, _) => Self::Rail,
            (_, _, true) => Self::Bus,
            _ => Self::None,
        }
    }

    /// True if a route's vehicles are among these.
    pub fn allow(self, vehicle: Vehicle) -> bool {
        match self {
            Self::All => true,
            Self::Rail => vehicle.is_rail(),
            Self::Bus => vehicle == Vehicle::Bus,
            Self::None => false,
        }
    }

    /// For people.
    pub const fn word(self) -> &'static str {
        match self {
            Self::All => "transit",
            Self::Rail => "rail",
            Self::Bus => "bus",
            Self::None => "walking",
        }
    }
}

/// What a view depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Condition {
    /// Row of the plan's travellers.
    pub traveller: usize,
    /// Row of the plan's seasons.
    pub season: usize,
    /// Which vehicles.
    pub vehicles: Vehicles,
    /// What unknown step-free access counts as, for travellers who need it.
    pub step_free: StepFreeRule,
    /// False: only the feed's own transfers, no footpaths from walking.
    pub footpaths: bool,
    /// How one comes to the first stop, and all the way: on foot ([`Mode::Walk`], whoever walks) or
    /// by a bicycle, car or truck of one's own.
    pub access: ModeSet,
}

/// What journeys of a window are weighed by, beside departure, arrival and rides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Weighed {
    /// Also by what is walked.
    pub walking: bool,
    /// Also by what they cost.
    pub fares: bool,
}

/// To the first stop on foot only.
pub const ON_FOOT: ModeSet = ModeSet::NONE.with(Mode::Walk);

/// The ways to the first stop among the words of a `modes` parameter: on foot if nothing else is
/// named, or if `walk` is too.
pub fn access_modes(words: &[String]) -> ModeSet {
    let own = OWN_VEHICLES.iter().filter(|(word, _)| words.iter().any(|w| w == word));
    let own = own.fold(ModeSet::NONE, |all, &(_, mode)| all.with(mode));
    let is_on_foot = own.is_empty() || words.iter().any(|w| w == "walk");
    if is_on_foot { own.with(Mode::Walk) } else { own }
}

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

    /// False if a vehicle of one's own is all there is.
    pub fn is_walked(&self) -> bool {
        self.attached.is_on_foot() || self.condition.vehicles != Vehicles::None
    }
}

/// See the module docs.
#[derive(Debug)]
pub struct Engine<'c> {
    /// The year's city.
    pub scenario: &'c Scenario<'c>,
    /// Row of the traveller that the run is for.
    pub traveller: usize,
    /// Row of the season that the run is for.
    pub season: usize,
    /// Of headway-based departures.
    pub seed: u64,
    /// How many draws of headway-based departures count in percentiles.
    draws: u32,
    views: RefCell<BTreeMap<(Condition, u32), Rc<View<'c>>>>,
    profiles: RefCell<BTreeMap<ProfileKey, Rc<Profile>>>,
    work: RefCell<Work>,
}

type EndKey = (u64, u64, Vec<StopIdx>);
type ProfileKey = ((Condition, u32), EndKey, EndKey, (ServiceTime, ServiceTime));

/// An endpoint as a key: floats by their bits.
fn end_key(end: &Endpoint) -> EndKey {
    match end {
        Endpoint::Position(at) => (at.lon.to_bits(), at.lat.to_bits(), Vec::new()),
        Endpoint::Stops(stops) => (0, 0, stops.clone()),
    }
}

/// `adult` if there is one, else the first: who is meant when nobody is named.
pub fn default_traveller(travellers: &[Traveller]) -> usize {
    travellers.iter().position(|t| t.id == "adult").unwrap_or(0)
}

/// How the traveller of a condition walks.
pub(crate) fn walker(plan: &Plan, condition: Condition) -> Walker {
    let defaults = &plan.defaults;
    let (who, when) = (&plan.travellers[condition.traveller], &plan.seasons[condition.season]);
    let limit = who.walk_limit_min.unwrap_or(defaults.walk_limit_min);
    let minutes = |m: f64| Seconds(round_u32(m * when.walk_limit_factor * 60.0));
    Walker {
        speed: Speed(who.walk_speed_m_s * when.walk_factor),
        step_free: who.step_free,
        unknown_is_passable: true,
        limit: minutes(limit),
        transfer_limit: match defaults.transfer_limit_min {
            Some(most) => minutes(most.min(limit)),
            None => limits(plan).1,
        },
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

/// Most rides and longest duration of the plan.
pub(crate) fn limits(plan: &Plan) -> (u8, Seconds) {
    (plan.defaults.max_rides, Seconds(round_u32(plan.defaults.max_duration_min * 60.0)))
}

impl<'c> Engine<'c> {
    /// An engine without views.
    pub const fn new(
        scenario: &'c Scenario<'c>,
        traveller: usize,
        season: usize,
        seed: u64,
    ) -> Self {
        let views = RefCell::new(BTreeMap::new());
        let profiles = RefCell::new(BTreeMap::new());
        let work = RefCell::new(Work {
            rounds: 0,
            patterns: 0,
            calls: 0,
            boardings: 0,
            footpaths: 0,
            labels: 0,
        });
        Self { scenario, traveller, season, seed, draws: 1, views, profiles, work }
    }

    /// The same with so many draws, of the seeds from `seed` on; at least one.
    #[must_use]
    pub fn with_draws(self, draws: u32) -> Self {
        Self { draws: draws.max(1), ..self }
    }

    /// Row of a traveller id; the run's own if there is none (the plan language has checked ids).
    pub fn traveller_row(&self, id: &str) -> usize {
        let all = &self.scenario.city.plan.travellers;
        all.iter().position(|t| t.id == id).unwrap_or(self.traveller)
    }

    /// Row of a season id; the run's own if there is none.
    pub fn season_row(&self, id: &str) -> usize {
        let all = &self.scenario.city.plan.seasons;
        all.iter().position(|s| s.id == id).unwrap_or(self.season)
    }

    /// All work done so far.
    pub fn work(&self) -> Work {
        *self.work.borrow()
    }

    /// Adds to the work done.
    pub fn add_work(&self, more: Work) {
        *self.work.borrow_mut() += more;
    }

    /// The traveller of a condition.
    pub fn who(&self, condition: Condition) -> &'c Traveller {
        &self.scenario.city.plan.travellers[condition.traveller]
    }

    /// The season of a condition.
    pub fn when(&self, condition: Condition) -> &'c Season {
        &self.scenario.city.plan.seasons[condition.season]
    }

    /// How the traveller of a condition walks.
    pub fn walker(&self, condition: Condition) -> Walker {
        walker(&self.scenario.city.plan, condition)
    }

    /// The view of a condition, of the first draw.
    pub fn view(&self, condition: Condition) -> Rc<View<'c>> {
        self.draw(condition, 0)
    }

    /// The views of all draws of a condition; one where nothing is drawn, since all would be equal.
    pub fn draws(&self, condition: Condition) -> Vec<Rc<View<'c>>> {
        (0..self.n_draws(condition)).map(|draw| self.draw(condition, draw)).collect()
    }

    fn n_draws(&self, condition: Condition) -> u32 {
        let settings = self.settings(condition, self.seed);
        let is_one = self.draws == 1 || !is_drawn(&self.scenario.feed, &settings);
        if is_one { 1 } else { self.draws }
    }

    /// What several draws mean for percentiles under a condition; `None` if one is asked for.
    pub fn note_draws(&self, condition: Condition) -> Option<String> {
        let (n, seed) = (self.draws, self.seed);
        (n > 1).then(|| match self.n_draws(condition) {
            1 => format!("nothing runs of which only the headway is known: {n} draws are as one"),
            n => format!(
                "only the headway of some services is known: percentiles are over departures and \
                 {n} draws from seed {seed}"
            ),
        })
    }

    /// That journeys and what is counted of one day are of the first of several draws; `None` if
    /// there is one.
    pub fn note_one_draw(&self, condition: Condition) -> Option<String> {
        (self.n_draws(condition) > 1).then(|| {
            let seed = self.seed;
            format!("draws count in percentiles; this is of one draw of departures, seed {seed}")
        })
    }

    fn draw(&self, condition: Condition, draw: u32) -> Rc<View<'c>> {
        let key = (condition, draw);
        if let Some(view) = self.views.borrow().get(&key) {
            return Rc::clone(view);
        }
        let view = if draw == 0 {
            self.compile(condition)
        } else {
            self.redraw(&self.view(condition), draw)
        };
        let view = Rc::new(view);
        self.views.borrow_mut().insert(key, Rc::clone(&view));
        view
    }

    /// The same view with another draw of headway-based departures.
    fn redraw(&self, first: &View<'c>, draw: u32) -> View<'c> {
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

    fn compile(&self, condition: Condition) -> View<'c> {
        let scenario = self.scenario;
        let walker = self.walker(condition);
        let ground = scenario.ground(&walker, condition.traveller, condition.season);
        let mut problems = Problems::default();
        let attached = attach(&scenario.feed, ground, walker).into_value(&mut problems);
        let attached = if condition.footpaths { attached } else { attached.by_transfers_alone() };
        let vehicles = self.own_vehicles(condition);
        let attached = attached.with_vehicles(condition.access.contains(Mode::Walk), vehicles);
        let by_vehicle = scenario.vehicle_notes(&attached, condition.season);
        let streets = scenario.city.streets.as_ref();
        let who = (self.who(condition), self.when(condition));
        let on_streets =
            streets.map_or_else(Vec::new, |streets| ground::assumptions(streets, who, &walker));
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

    fn settings(&self, condition: Condition, seed: u64) -> DaySettings {
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
            let (net, weights) = self.scenario.own_vehicle(mode, condition.season)?;
            Some(OwnVehicle { net, weights, limit, direct_limit })
        };
        modes.filter(|&mode| condition.access.contains(mode)).filter_map(of_mode).collect()
    }

    /// Most rides and longest duration of the plan.
    pub fn limits(&self) -> (u8, Seconds) {
        limits(&self.scenario.city.plan)
    }

    /// A window under the plan's limits.
    pub fn travel_query(&self, window: Window) -> TravelQuery {
        let (max_rides, max_duration) = self.limits();
        TravelQuery { window, max_rides, max_duration }
    }

    /// Travel times of every departure from each origin to each destination, of one draw. Each origin is one
    /// search; what was asked before under the same condition is remembered, since the readings of
    /// a promise, and its neighbors, ask for the same pairs again and again.
    pub fn profiles(
        &self,
        (condition, draw): (Condition, u32),
        origins: &[Endpoint],
        destinations: &[Endpoint],
        window: Window,
    ) -> Vec<Vec<Rc<Profile>>> {
        let view = self.draw(condition, draw);
        let key = |from: &Endpoint, to: &Endpoint| {
            ((condition, draw), end_key(from), end_key(to), (window.from, window.to))
        };
        let new: Vec<Endpoint> = {
            let known = self.profiles.borrow();
            let all_known =
                |from: &&Endpoint| destinations.iter().all(|to| known.contains_key(&key(from, to)));
            origins.iter().filter(|from| !all_known(from)).cloned().collect()
        };
        if !new.is_empty() {
            let query = self.travel_query(window);
            let (tt, attached) = (&view.timetable, &view.attached);
            let found = profiles_from_each(tt, attached, (&new, destinations), &query);
            let mut known = self.profiles.borrow_mut();
            for (from, (profiles, work)) in new.iter().zip(found) {
                self.add_work(work);
                for (to, profile) in destinations.iter().zip(profiles) {
                    known.insert(key(from, to), Rc::new(profile));
                }
            }
        }
        let known = self.profiles.borrow();
        let row = |from: &Endpoint| -> Vec<Rc<Profile>> {
            destinations.iter().map(|to| Rc::clone(&known[&key(from, to)])).collect()
        };
        origins.iter().map(row).collect()
    }

    /// Travel times at one percentile, over departures and draws: origin, destination; `None` where unreachable.
    pub fn times(
        &self,
        condition: Condition,
        origins: &[Endpoint],
        destinations: &[Endpoint],
        window: Window,
        at: Percentile,
    ) -> Vec<Vec<Option<Seconds>>> {
        let of_draw = |draw: u32| self.profiles((condition, draw), origins, destinations, window);
        let all: Vec<_> = (0..self.n_draws(condition)).map(of_draw).collect();
        let time = |from: usize, to: usize| {
            let profiles = all.iter().flat_map(|of_draw| of_draw[from][to].iter());
            percentile(profiles.map(|&(_, took)| took), at)
        };
        let row = |from: usize| (0..destinations.len()).map(|to| time(from, to)).collect();
        (0..origins.len()).map(row).collect()
    }

    /// Pareto journeys of one departure.
    pub fn journeys(
        &self,
        view: &View<'_>,
        from: &Endpoint,
        to: &Endpoint,
        depart: ServiceTime,
    ) -> Vec<Journey> {
        let (max_rides, max_duration) = self.limits();
        let tt = &view.timetable;
        let ends = Ends::of(tt, &view.attached, from, to);
        let query = Query { access: &ends.access, depart, max_rides, max_duration };
        let (mut search, mut work) = (Search::new(), Work::default());
        let found = journeys(tt, &query, &ends.egress, ends.direct, &mut search, &mut work);
        self.add_work(work);
        found
    }

    /// Pareto journeys of departure, arrival and rides over a window, earliest departure first, each
    /// with its fare if fares are weighed, and the time that walking all the way takes.
    pub fn journeys_within(
        &self,
        view: &View<'_>,
        (from, to): (&Endpoint, &Endpoint),
        window: Window,
        weighed: Weighed,
    ) -> (Vec<(Journey, Option<Price>)>, Option<Seconds>) {
        let (max_rides, max_duration) = self.limits();
        let tt = &view.timetable;
        let Ends { access, egress, direct } = Ends::of(tt, &view.attached, from, to);
        // A shortcut may stand for a shorter walk that takes longer in all.
        let complete = view.complete.as_ref().unwrap_or(tt);
        let mut found: Vec<(Journey, Option<Price>)> = if weighed == Weighed::default() {
            let query = RangeQuery { access: &access, window, max_rides, max_duration };
            let (mut search, mut work) = (Search::new(), Work::default());
            let found = journeys_in_window(tt, &query, &egress, direct, &mut search, &mut work);
            self.add_work(work);
            found.into_iter().map(|journey| (journey, None)).collect()
        } else {
            let (access, egress) = (&access[..], &egress[..]);
            let fares = weighed.fares.then_some(&self.scenario.feed.fares);
            let query =
                MultiQuery { access, egress, direct, window, max_rides, max_duration, fares };
            let mut all = MultiSearch::new().journeys(complete, &query, &mut MultiWork::default());
            if !weighed.walking {
                without_walking(&mut all);
            }
            let ridden = all.into_iter().filter(|found| found.journey.rides > 0);
            ridden.map(|found| (found.journey, found.fare)).collect()
        };
        found.sort_by_key(|(journey, fare)| {
            (journey.departure, journey.arrival, journey.rides, *fare)
        });
        (found, direct.filter(|direct| *direct <= max_duration))
    }

    /// Pareto journeys that arrive in time.
    pub fn journeys_by(
        &self,
        view: &View<'_>,
        from: &Endpoint,
        to: &Endpoint,
        arrive: ServiceTime,
    ) -> Vec<Journey> {
        let (max_rides, max_duration) = self.limits();
        let ends = Ends::of(&view.timetable, &view.attached, from, to);
        let reversed = view.timetable.reversed();
        let query = ArriveBy { access: &ends.access, arrive, max_rides, max_duration };
        let (mut search, mut work) = (Search::new(), Work::default());
        let (egress, direct) = (&ends.egress, ends.direct);
        let found = arrive_by(&reversed, &query, egress, direct, &mut search, &mut work);
        self.add_work(work);
        found
    }

    /// Feeds of the plan that have service, but none on the plan's date, each a sentence.
    pub fn without_service(&self) -> Vec<String> {
        let date = self.scenario.city.plan.date;
        let idle = self.scenario.idle_sources().into_iter();
        idle.map(|source| {
            let days = days_of(self.scenario, source);
            format!("no trip of source `{}` runs on {date}; it covers {days}", source.id)
        })
        .collect()
    }

    /// The line of a pattern's route.
    pub fn route(&self, route: RouteIdx) -> &'c Route {
        &self.scenario.feed.routes[route]
    }
}

/// Leaves the Pareto set of departure, arrival, rides and fare, of one that has walking too.
fn without_walking(all: &mut Vec<MultiJourney>) {
    let key = |found: &MultiJourney| {
        let Journey { departure, arrival, rides, .. } = found.journey;
        (Reverse(departure), arrival, rides, found.fare, found.walking)
    };
    all.sort_by_key(key);
    let mut kept: Vec<MultiJourney> = Vec::new();
    for found in all.drain(..) {
        let beats = |other: &MultiJourney| {
            other.journey.departure >= found.journey.departure
                && other.journey.arrival <= found.journey.arrival
                && other.journey.rides <= found.journey.rides
                && other.fare <= found.fare
        };
        if !kept.iter().any(beats) {
            kept.push(found);
        }
    }
    *all = kept;
}

/// The first and the last day of a source's services, for people.
pub(crate) fn days_of(scenario: &Scenario<'_>, source: &Source) -> String {
    let mut days: Vec<(Date, Date)> = Vec::new();
    for service in scenario.services_of(source) {
        days.extend(service.week.as_ref().map(|w| (w.from, w.to)));
        days.extend(service.added.iter().map(|&d| (d, d)));
    }
    match (days.iter().map(|d| d.0).min(), days.iter().map(|d| d.1).max()) {
        (Some(first), Some(last)) => format!("{first} to {last}"),
        _ => "no day at all".into(),
    }
}
