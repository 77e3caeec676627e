//! Searches of one scenario. A *view* is the timetable of the day and the walks to and from its
//! stops, compiled for one condition: who travels, in which season, on which vehicles. Views are
//! made when asked for and kept.

mod journeys;
mod phases;
mod view;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use allways_access::travel_times::Profile;
use allways_access::{Endpoint, Percentile, TravelQuery, Walker, percentile, profiles_from_each};
use allways_base::cast::round_u32;
use allways_base::{Date, Seconds, ServiceTime, Speed, Window};
use allways_plan::plan::{Frequencies, Plan, Season, Source, Traveller};
use allways_streets::{Mode, ModeSet};
use allways_transit::compile::StepFreeRule;
use allways_transit::feed::{Route, RouteIdx, StopIdx, Vehicle};
use allways_transit::raptor::Work;

pub use self::journeys::Weighed;
pub use self::phases::Days;
pub use self::view::View;
use crate::ground::OWN_VEHICLES;
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
    pub access: Ways,
}

/// Ways to the first stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ways {
    /// To the stop itself, and all the way.
    pub modes: ModeSet,
    /// By car to a car park, and from there on foot.
    pub park: bool,
}

/// To the first stop on foot only.
pub const ON_FOOT: Ways = Ways { modes: ModeSet::NONE.with(Mode::Walk), park: false };

/// The word of a `modes` parameter for park and ride.
pub(crate) const PARK: &str = "park";

/// The ways to the first stop among the words of a `modes` parameter: on foot if nothing else is
/// named, or if `walk` is too.
pub fn access_modes(words: &[String]) -> Ways {
    let own = OWN_VEHICLES.iter().filter(|(word, _)| words.iter().any(|w| w == word));
    let own = own.fold(ModeSet::NONE, |all, &(_, mode)| all.with(mode));
    let park = words.iter().any(|w| w == PARK);
    let is_on_foot = own.is_empty() && !park || words.iter().any(|w| w == "walk");
    Ways { modes: if is_on_foot { own.with(Mode::Walk) } else { own }, park }
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
    /// How these departures count.
    frequencies: Frequencies,
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
        Self {
            scenario,
            traveller,
            season,
            seed,
            draws: 1,
            frequencies: Frequencies::Draws,
            views,
            profiles,
            work,
        }
    }

    /// The same with so many draws, of the seeds from `seed` on; at least one.
    #[must_use]
    pub fn with_draws(self, draws: u32) -> Self {
        Self { draws: draws.max(1), ..self }
    }

    /// The same, with headway-based departures counted in another way where travel times are
    /// ([`Engine::days`]); views are drawn all the same.
    #[must_use]
    pub fn with_frequencies(self, frequencies: Frequencies) -> Self {
        Self { frequencies, ..self }
    }

    /// How headway-based departures count.
    pub const fn frequencies(&self) -> Frequencies {
        self.frequencies
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
        let is_one = self.draws == 1
            || self.frequencies == Frequencies::HalfHeadway
            || !self.has_unknown_phases(condition);
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

    /// That what is counted of a day is the mean of several draws; `None` if there is one.
    pub fn note_mean_of_draws(&self, condition: Condition) -> Option<String> {
        let (n, seed) = (self.n_draws(condition), self.seed);
        (n > 1).then(|| format!("departures an hour are the mean of {n} draws from seed {seed}"))
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
