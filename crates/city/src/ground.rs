//! What a traveller goes on in a season: which of the street networks, and what each of its edges
//! takes them. Columns of times are made when they are first asked for, and kept with the scenario.
//!
//! Walkers on the level, with every street open, need no column: their time is the length over their
//! speed.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use allways_access::{Attached, Ground, OwnVehicle, SNAP_MAX, Walker};
use allways_base::Seconds;
use allways_base::cast::round_u32;
use allways_plan::plan::{Defaults, On, Plan, Season, Traveller};
use allways_streets::prepared::Customization;
use allways_streets::slope::Tobler;
use allways_streets::{
    Conditions, Cyclist, Driver, Known, Mode, Pedestrian, Prepared, SizeLimits, StreetNetwork,
    Surface, Traveller as Who, Weights, Wheeler,
};

use crate::scenario::Scenario;
use crate::streets::Streets;

/// The columns of a scenario.
#[derive(Debug)]
pub(crate) struct Columns {
    /// traveller, season; the last runs fastest.
    walks: Vec<OnceLock<Weights>>,
    /// of [`OWN_VEHICLES`], season; the last runs fastest. Of a year with edits; others have those
    /// of the streets.
    rides: Vec<OnceLock<Arc<Prepared>>>,
    /// Of whoever walks on the level and takes any way, of a year with edits.
    anyone: OnceLock<Weights>,
}

/// Vehicles of one's own, by the word of a `modes` parameter.
pub(crate) const OWN_VEHICLES: [(&str, Mode); 3] =
    [("cycle", Mode::Cycle), ("drive", Mode::Drive), ("truck", Mode::Truck)];

impl Columns {
    pub(crate) fn new(plan: &Plan) -> Self {
        let n_walks = plan.travellers.len() * plan.seasons.len();
        Self {
            walks: (0..n_walks).map(|_| OnceLock::new()).collect(),
            rides: (0..n_rides(plan)).map(|_| OnceLock::new()).collect(),
            anyone: OnceLock::new(),
        }
    }
}

/// Vehicles of one's own times seasons.
pub(crate) fn n_rides(plan: &Plan) -> usize {
    OWN_VEHICLES.len() * plan.seasons.len()
}

impl Scenario<'_> {
    /// What a walker of a traveller's row goes on in a season's.
    pub(crate) fn ground(&self, walker: &Walker, who: usize, when: usize) -> Ground<'_> {
        let plan = &self.city.plan;
        let Some(streets) = &self.streets else {
            return Ground::Straight { detour_factor: plan.defaults.detour_factor };
        };
        let (traveller, season) = (&plan.travellers[who], &plan.seasons[when]);
        let net = network(streets, traveller, season);
        let is_plain = !traveller.on.is_wheels()
            && !streets.has_heights()
            && !has_weather(season)
            && season.closed.is_empty()
            && self.edits.spares(net.mode());
        let weights = (!is_plain).then(|| {
            let column = &self.columns.walks[who * plan.seasons.len() + when];
            column.get_or_init(|| {
                let slope = streets.has_heights().then_some(Tobler::HIKING);
                Weights::new(
                    net,
                    &on_the_street(traveller, walker, slope),
                    &self.conditions(net, season),
                )
            })
        });
        Ground::Streets { net, weights, beyond: None }
    }
}

impl Scenario<'_> {
    /// What a walker goes on who takes any way that is there, in any season.
    pub(crate) fn open_ground(&self, walker: &Walker) -> Ground<'_> {
        let Some(streets) = &self.streets else {
            return Ground::Straight { detour_factor: self.city.plan.defaults.detour_factor };
        };
        let net = streets.network(Mode::Walk);
        let weights = (!self.edits.spares(Mode::Walk)).then(|| {
            self.columns.anyone.get_or_init(|| {
                let mut conditions = Conditions::usual();
                self.edit(&mut conditions, net);
                let who = Pedestrian { profile: walker.profile(), slope: None };
                Weights::new(net, &Who::Pedestrian(who), &conditions)
            })
        });
        Ground::Streets { net, weights, beyond: None }
    }

    /// The streets of a vehicle of one's own, and what they take it in a season; `None` if the plan
    /// has no streets.
    pub(crate) fn own_vehicle(
        &self,
        mode: Mode,
        when: usize,
    ) -> Option<(&StreetNetwork, &Prepared)> {
        let streets = self.streets.as_ref()?;
        let row = OWN_VEHICLES.iter().position(|&(_, one)| one == mode)?;
        let net = streets.network(mode);
        let k = row * self.city.plan.seasons.len() + when;
        let season = &self.city.plan.seasons[when];
        let base = || {
            let weights = self.ridden(mode, season, conditions(net, season), net);
            Arc::new(Prepared::new(weights, streets.order(mode)))
        };
        let is_barred = mode == Mode::Truck && !self.truck_bans().is_empty();
        if self.edits.spares(mode) && !is_barred {
            return Some((net, streets.rides[k].get_or_init(base)));
        }
        let edited = || {
            let weights = self.ridden(mode, season, self.conditions(net, season), net);
            Arc::new(Prepared::edited(weights, Arc::clone(streets.rides[k].get_or_init(base))))
        };
        Some((net, self.columns.rides[k].get_or_init(edited)))
    }

    /// How the hierarchy of a vehicle of one's own was, or is now, customized in a season; `None` if
    /// the plan has no streets.
    pub fn customization(&self, mode: Mode, season: usize) -> Option<Customization> {
        self.own_vehicle(mode, season).map(|(net, prepared)| prepared.customization(net))
    }

    fn ridden(
        &self,
        mode: Mode,
        season: &Season,
        mut conditions: Conditions,
        net: &StreetNetwork,
    ) -> Weights {
        let who = match mode {
            Mode::Cycle => Who::Cyclist(Cyclist::EVERYDAY),
            Mode::Truck => Who::Driver(Driver::truck(truck_size(&self.city.plan.defaults))),
            _ => Who::Driver(Driver::car()),
        };
        if mode != Mode::Cycle {
            conditions.factor = season.road_factor;
        }
        Weights::new(net, &who, &conditions)
    }

    /// What a season, the year's projects and its rules for trucks do to the streets.
    fn conditions(&self, net: &StreetNetwork, season: &Season) -> Conditions {
        let mut all = conditions(net, season);
        self.edit(&mut all, net);
        if net.mode() == Mode::Truck {
            all.closed.extend(self.barred_to_trucks(net));
        }
        all
    }

    /// Adds what the year's projects do.
    fn edit(&self, conditions: &mut Conditions, net: &StreetNetwork) {
        let is_cut = self.edits.add_to(conditions, net);
        assert!(is_cut, "the year's streets are cut for its edits: City::streets_in");
    }

    /// What the year's projects do to the streets, for people; nothing if they leave them.
    pub(crate) fn street_note(&self, mode: Mode) -> Option<String> {
        if self.edits.spares(mode) {
            return None;
        }
        let ways = |n: usize| if n == 1 { "1 way".to_owned() } else { format!("{n} ways") };
        let (n_closed, n_limits) = self.edits.counts(mode);
        let closed = (n_closed > 0).then(|| format!("close {}", ways(n_closed)));
        let limits = (n_limits > 0).then(|| format!("set the speed limit of {}", ways(n_limits)));
        let what: Vec<String> = closed.into_iter().chain(limits).collect();
        let (year, how) = (self.year, mode.how());
        Some(format!("{year}: projects {} {how}", what.join(" and ")))
    }
}

impl Scenario<'_> {
    /// What ways by bicycle or car rest on that nobody measured, a sentence each.
    pub(crate) fn vehicle_notes(&self, attached: &Attached<'_>, when: usize) -> Vec<String> {
        let mut all = Vec::new();
        let n_stops = attached.platforms().len();
        for (k, (vehicle, off)) in
            attached.vehicles().iter().zip(attached.n_off_vehicles()).enumerate()
        {
            let mode = vehicle.mode();
            let is_parked = attached.is_parked(k);
            all.push(match mode {
                Mode::Cycle => "by bicycle: an ordinary rider of 75 W, about 18.5 km/h on level \
                                asphalt, and no stops at lights: an assumption"
                    .to_owned(),
                _ => format!(
                    "{}: at the speed limits with no other traffic, no lights and no search for a \
                     place to park: an assumption",
                    mode.how()
                ),
            });
            if mode == Mode::Truck {
                all.push(format!(
                    "by truck: at most 80 km/h; {}",
                    truck_limits(&self.city.plan.defaults)
                ));
                all.extend(self.truck_bans());
            }
            if vehicle.limit > Seconds(0) && !is_parked {
                let left = if mode == Mode::Cycle {
                    "it is left there"
                } else {
                    "whether there is room to park there is not known"
                };
                all.push(format!(
                    "{}: at most {} to the first stop, the plan's limit; {left}",
                    mode.how(),
                    vehicle.limit
                ));
                if off > 0 {
                    all.push(format!(
                        "{off} of {n_stops} stops are not reached {}: no street of it is within \
                         {SNAP_MAX}",
                        mode.how()
                    ));
                }
            }
            all.extend(self.street_note(mode));
            if let Some(streets) = &self.streets {
                if mode == Mode::Cycle {
                    all.extend(unknown_heights(streets, mode));
                }
                let told = streets.problems(mode).list().iter();
                let assumed = told.filter(|problem| problem.code == "speed-assumed");
                all.extend(assumed.map(|problem| format!("{}: {}", mode.how(), problem.message)));
            }
            let season = &self.city.plan.seasons[when];
            if mode != Mode::Cycle && season.road_factor.total_cmp(&1.0).is_ne() {
                let (name, factor) = (&season.name, season.road_factor);
                all.push(format!("{name}: road times take {factor} times as long"));
            }
        }
        all
    }
}

impl Scenario<'_> {
    /// What is known of the places to park of park and ride.
    pub(crate) fn parking_note(&self, car: &OwnVehicle<'_>, walker: &Walker) -> Option<String> {
        let (parks, _) = self.streets.as_ref()?.car_parks();
        let n_public = parks.iter().filter(|park| park.public == Known::Yes).count();
        let sizes = || parks.iter().filter_map(|park| park.capacity);
        let (n_known, places) = (sizes().count(), sizes().map(u64::from).sum::<u64>());
        Some(format!(
            "park and ride: at most {} by car to one of {} car parks of the streets and {} on foot \
             from there; said to be public: {n_public}, the others are not said to be closed; \
             with a stated size: {n_known}, {places} places in all; that there is room in each, at no \
             loss of time, is an assumption",
            car.limit,
            parks.len(),
            walker.limit
        ))
    }
}

pub(crate) fn has_weather(season: &Season) -> bool {
    [season.uncovered_factor, season.unlit_factor].iter().any(|f| f.total_cmp(&1.0).is_ne())
}

fn network<'s>(streets: &'s Streets, traveller: &Traveller, season: &Season) -> &'s StreetNetwork {
    match (traveller.on.is_wheels(), has_weather(season)) {
        (true, _) => streets.network(Mode::Wheel),
        (false, true) => streets.in_weather(),
        (false, false) => streets.network(Mode::Walk),
    }
}

/// What a season does to the streets.
fn conditions(net: &StreetNetwork, season: &Season) -> Conditions {
    let closed: BTreeSet<i64> = season.closed.iter().map(|&(way, _)| way).collect();
    let is_closed = |ways: &[i64]| ways.iter().any(|way| closed.contains(way));
    let edges = net.edges().map(|(edge, _)| edge);
    Conditions {
        closed: edges.filter(|&edge| !closed.is_empty() && is_closed(net.ways(edge))).collect(),
        unlit_factor: season.unlit_factor,
        uncovered_factor: season.uncovered_factor,
        ..Conditions::usual()
    }
}

fn on_the_street(traveller: &Traveller, walker: &Walker, slope: Option<Tobler>) -> Who {
    match traveller.on {
        On::Foot => Who::Pedestrian(Pedestrian { profile: walker.profile(), slope }),
        On::Wheelchair | On::Pram => Who::Wheeler(Wheeler {
            unknown_is_passable: walker.unknown_is_passable,
            slope,
            ..wheeler(traveller, walker)
        }),
    }
}

/// The limits of a traveller on wheels: the plan's, or the usual ones of the kind.
fn wheeler(traveller: &Traveller, walker: &Walker) -> Wheeler {
    let usual = match traveller.on {
        On::Pram => Wheeler::pram(walker.speed),
        On::Foot | On::Wheelchair => Wheeler::wheelchair(walker.speed),
    };
    let limits = &traveller.wheels;
    Wheeler {
        steepest_up: limits.max_grade.unwrap_or(usual.steepest_up),
        steepest_down: limits.max_grade.unwrap_or(usual.steepest_down),
        kerb_cm: limits.max_kerb_cm.unwrap_or(usual.kerb_cm),
        width_cm: limits.min_width_cm.unwrap_or(usual.width_cm),
        surface: match limits.worst_surface.as_deref() {
            Some("smooth") => Surface::Smooth,
            Some("jointed") => Surface::Jointed,
            Some("compacted") => Surface::Compacted,
            Some("loose") => Surface::Loose,
            Some("soft") => Surface::Soft,
            _ => usual.surface,
        },
        ..usual
    }
}

/// What walks on the streets rest on that nobody measured, a sentence each.
pub(crate) fn assumptions(
    streets: &Streets,
    (traveller, season): (&Traveller, &Season),
    walker: &Walker,
) -> Vec<String> {
    let mut all = Vec::new();
    let name = &traveller.name;
    if streets.has_heights() {
        all.push(
            "slopes change the speed on foot and on wheels as in Tobler's hiking function".into(),
        );
        let mode = if traveller.on.is_wheels() { Mode::Wheel } else { Mode::Walk };
        all.extend(unknown_heights(streets, mode));
    }
    if traveller.on.is_wheels() {
        let Wheeler { steepest_up, kerb_cm, width_cm, surface, .. } = wheeler(traveller, walker);
        let limits = &traveller.wheels;
        let set = [
            limits.max_grade.is_some(),
            limits.max_kerb_cm.is_some(),
            limits.min_width_cm.is_some(),
            limits.worst_surface.is_some(),
        ];
        let whose = match set.iter().filter(|is_set| **is_set).count() {
            0 => "usual limits, an assumption",
            4 => "the plan's limits",
            _ => "the plan's limits, and usual ones where it sets none, an assumption",
        };
        all.push(format!(
            "{name}: grades up to {:.1} %, kerbs up to {kerb_cm} cm, ways from {width_cm} cm, {} \
             ground or better ({whose})",
            steepest_up * 100.0,
            word(surface)
        ));
        all.push(format!(
            "{name}: streets that do not state enough are passable; steps without a ramp are not"
        ));
    }
    let mut factor = |of: f64, what: &str| {
        if of.total_cmp(&1.0).is_ne() {
            let (name, times) = (&season.name, "times the usual time");
            all.push(format!("{name}: streets said to be {what} take {of} {times}, others do not"));
        }
    };
    factor(season.uncovered_factor, "uncovered");
    factor(season.unlit_factor, "unlit");
    if !season.closed.is_empty() {
        all.push(format!("{}: {} ways are closed", season.name, season.closed.len()));
    }
    all
}

/// The part of the streets that a model of the ground leaves out, if there is one.
fn unknown_heights(streets: &Streets, mode: Mode) -> Option<String> {
    let mut told = streets.problems(mode).list().iter();
    told.find(|problem| problem.code == "elevation-partial").map(|problem| problem.message.clone())
}

const fn word(surface: Surface) -> &'static str {
    match surface {
        Surface::Unknown | Surface::Smooth => "smooth",
        Surface::Jointed => "jointed",
        Surface::Compacted => "compacted",
        Surface::Loose => "loose",
        Surface::Soft => "soft",
    }
}

/// The plan's truck; 0 where no limit is asked.
fn truck_size(defaults: &Defaults) -> SizeLimits {
    let centimetres = |metres: Option<f64>| {
        let whole = round_u32(metres.unwrap_or(0.0) * 100.0);
        u16::try_from(whole).unwrap_or(u16::MAX)
    };
    SizeLimits {
        weight_kg: round_u32(defaults.truck_weight_t.unwrap_or(0.0) * 1000.0),
        height_cm: centimetres(defaults.truck_height_m),
        width_cm: centimetres(defaults.truck_width_m),
        length_cm: centimetres(defaults.truck_length_m),
    }
}

/// Which limits are asked, for people.
fn truck_limits(defaults: &Defaults) -> String {
    let all = [
        (defaults.truck_weight_t, "t"),
        (defaults.truck_height_m, "m high"),
        (defaults.truck_width_m, "m wide"),
        (defaults.truck_length_m, "m long"),
    ];
    let known: Vec<String> =
        all.iter().filter_map(|(x, unit)| x.map(|x| format!("{x} {unit}"))).collect();
    if known.is_empty() {
        "limits of weight and size are not asked".to_owned()
    } else {
        format!("{}, where ways say what they bear", known.join(", "))
    }
}
