//! The streets of a plan: a network for each mode, made when it is first asked for and kept, with
//! heights along its edges where a model of the ground is among the sources.
//!
//! All years of a plan share them where they differ in closed ways and speed limits alone: these are
//! weights ([`allways_streets::edits`]), and hierarchies are customized in part. Streets of their own
//! are made for years with new ways, or with edits that no weights can say ([`City::streets_in`]).
//!
//! [`City::streets_in`]: crate::open::City

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use allways_base::{Checked, LonLat, Problems};
use allways_ingest::dem::Dem;
use allways_streets::edits::joints;
use allways_streets::prepared::Order;
use allways_streets::{
    Known, Mode, Parking, ParkingKind, Prepared, StreetDraft, StreetNetwork, StreetWay,
    compile_cut, compile_for_weather,
};

/// See the module docs.
#[derive(Debug)]
pub struct Streets {
    draft: StreetDraft,
    /// In the plan's order; the first that knows a height gives it.
    dems: Arc<Vec<Dem>>,
    /// Nodes of the draft that networks are cut at, so that edited ways are edges of their own.
    cuts: Vec<u32>,
    /// By [`Mode::ALL`].
    networks: [OnceLock<Checked<StreetNetwork>>; Mode::ALL.len()],
    /// By [`Mode::ALL`].
    orders: [Order; Mode::ALL.len()],
    /// Of vehicles without the edits of any year: of [`crate::ground::OWN_VEHICLES`], season; the
    /// last runs fastest.
    pub(crate) rides: Vec<OnceLock<Arc<Prepared>>>,
    /// Places to park a car that are not said to be closed to the public, and where they are.
    car_parks: (Vec<Parking>, Vec<LonLat>),
    /// Of walkers, cut also where cover and light change.
    weather: OnceLock<Checked<StreetNetwork>>,
}

impl Streets {
    /// `edited`: ways that the plan closes or changes, in any year or season; `n_rides`: vehicles
    /// times seasons.
    pub(crate) fn new(
        draft: StreetDraft,
        dems: Arc<Vec<Dem>>,
        edited: &BTreeSet<i64>,
        n_rides: usize,
    ) -> Self {
        let is_open = |p: &&Parking| p.kind == ParkingKind::Car && p.public != Known::No;
        let parks: Vec<Parking> = draft.parking.iter().filter(is_open).cloned().collect();
        let places = parks.iter().map(|park| park.at).collect();
        Self {
            cuts: joints(&draft, edited),
            draft,
            dems,
            networks: Default::default(),
            orders: Default::default(),
            rides: (0..n_rides).map(|_| OnceLock::new()).collect(),
            car_parks: (parks, places),
            weather: OnceLock::new(),
        }
    }

    /// What the networks are compiled from.
    pub(crate) const fn draft(&self) -> &StreetDraft {
        &self.draft
    }

    /// The models of the ground.
    pub(crate) fn dems(&self) -> Arc<Vec<Dem>> {
        Arc::clone(&self.dems)
    }

    /// Places to park a car that are not said to be closed to the public, and where they are.
    pub fn car_parks(&self) -> (&[Parking], &[LonLat]) {
        (&self.car_parks.0, &self.car_parks.1)
    }

    /// True if a model of the ground is among the sources.
    pub fn has_heights(&self) -> bool {
        !self.dems.is_empty()
    }

    /// The network of a mode.
    pub fn network(&self, mode: Mode) -> &StreetNetwork {
        &self.checked(mode).value
    }

    /// The order of contraction of a mode's network, made when it is first needed.
    pub(crate) fn order(&self, mode: Mode) -> Order {
        Arc::clone(&self.orders[row(mode)])
    }

    /// What is wrong with the streets as a mode sees them, heights included.
    pub fn problems(&self, mode: Mode) -> &Problems {
        &self.checked(mode).problems
    }

    /// The network of walkers who ask for cover and light.
    pub fn in_weather(&self) -> &StreetNetwork {
        let compile = || self.with_heights(compile_for_weather(&self.draft, &self.cuts));
        &self.weather.get_or_init(compile).value
    }

    /// OSM ids of all ways that somebody may use.
    pub fn ways(&self) -> impl Iterator<Item = i64> + '_ {
        self.draft.ways.iter().map(|way| way.id)
    }

    /// The pieces of an OSM way.
    pub(crate) fn pieces(&self, way: i64) -> impl Iterator<Item = &StreetWay> {
        self.draft.ways.iter().filter(move |one| one.id == way)
    }

    fn checked(&self, mode: Mode) -> &Checked<StreetNetwork> {
        let compile = || self.with_heights(compile_cut(&self.draft, mode, &self.cuts));
        self.networks[row(mode)].get_or_init(compile)
    }

    fn with_heights(&self, compiled: Checked<StreetNetwork>) -> Checked<StreetNetwork> {
        let mut problems = Problems::default();
        let mut network = compiled.into_value(&mut problems);
        if self.has_heights() {
            network.lay_heights(|at| self.height(at)).into_value(&mut problems);
        }
        Checked { value: network, problems }
    }

    fn height(&self, at: LonLat) -> Option<f64> {
        self.dems.iter().find_map(|dem| dem.height(at))
    }
}

fn row(mode: Mode) -> usize {
    Mode::ALL.iter().position(|&one| one == mode).unwrap_or_default()
}
