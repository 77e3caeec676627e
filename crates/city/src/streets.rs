//! The streets of a plan: a network for each mode, made when it is first asked for and kept, with
//! heights along its edges where a model of the ground is among the sources.

use std::sync::OnceLock;

use allways_base::{Checked, LonLat, Problems};
use allways_ingest::dem::Dem;
use allways_streets::{
    Known, Mode, Parking, ParkingKind, StreetDraft, StreetNetwork, compile_for, compile_for_weather,
};

/// See the module docs.
#[derive(Debug)]
pub struct Streets {
    draft: StreetDraft,
    /// In the plan's order; the first that knows a height gives it.
    dems: Vec<Dem>,
    /// By [`Mode::ALL`].
    networks: [OnceLock<Checked<StreetNetwork>>; Mode::ALL.len()],
    /// Places to park a car that are not said to be closed to the public, and where they are.
    car_parks: (Vec<Parking>, Vec<LonLat>),
    /// Of walkers, cut also where cover and light change.
    weather: OnceLock<Checked<StreetNetwork>>,
}

impl Streets {
    pub(crate) fn new(draft: StreetDraft, dems: Vec<Dem>) -> Self {
        let is_open = |p: &&Parking| p.kind == ParkingKind::Car && p.public != Known::No;
        let parks: Vec<Parking> = draft.parking.iter().filter(is_open).cloned().collect();
        let places = parks.iter().map(|park| park.at).collect();
        let (networks, car_parks) = (Default::default(), (parks, places));
        Self { draft, dems, networks, car_parks, weather: OnceLock::new() }
    }

    /// Places to park a car that are not said to be closed to the public, and where they are.
    pub fn car_parks(&self) -> (&[Parking], &[LonLat]) {
        (&self.car_parks.0, &self.car_parks.1)
    }

    /// True if a model of the ground is among the sources.
    pub const fn has_heights(&self) -> bool {
        !self.dems.is_empty()
    }

    /// The network of a mode.
    pub fn network(&self, mode: Mode) -> &StreetNetwork {
        &self.checked(mode).value
    }

    /// What is wrong with the streets as a mode sees them, heights included.
    pub fn problems(&self, mode: Mode) -> &Problems {
        &self.checked(mode).problems
    }

    /// The network of walkers who ask for cover and light.
    pub fn in_weather(&self) -> &StreetNetwork {
        let compile = || self.with_heights(compile_for_weather(&self.draft));
        &self.weather.get_or_init(compile).value
    }

    /// OSM ids of all ways that somebody may use.
    pub fn ways(&self) -> impl Iterator<Item = i64> + '_ {
        self.draft.ways.iter().map(|way| way.id)
    }

    fn checked(&self, mode: Mode) -> &Checked<StreetNetwork> {
        let row = Mode::ALL.iter().position(|&one| one == mode).unwrap_or_default();
        self.networks[row].get_or_init(|| self.with_heights(compile_for(&self.draft, mode)))
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
