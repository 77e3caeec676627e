//! What rides cost: zones and tickets, as far as GTFS Fares v1 goes.
//!
//! A *tariff* sells tickets for the routes that accept it. A ticket is bought on boarding, costs
//! what the tariff asks from the zone of that stop to the dearest zone alighted at with it, and is
//! good for [`Tariff::transfers`] more rides that follow without a ride of another tariff between
//! them, boarded within [`Tariff::valid`] of the first boarding. A passenger may always buy a new
//! one instead.

use allways_base::cast::usize_from;
use allways_base::{Idx, IdxVec, Seconds};

use crate::feed::{RouteIdx, StopIdx};

allways_base::define_idx! {
    /// A row of [`Fares::tariffs`].
    TariffIdx;
    /// A fare zone.
    ZoneIdx;
}

/// Hundredths of the tariff's currency. [`Price::UNKNOWN`] is dearer than any price, and a sum
/// with it is unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Price(pub u32);

impl Price {
    /// Nobody says what it costs.
    pub const UNKNOWN: Self = Self(u32::MAX);
}

impl std::ops::Add for Price {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

/// A kind of ticket; see the module docs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tariff {
    /// ISO 4217 code, as written. Tariffs of different currencies are not to be compared.
    pub currency: String,
    /// The first of the zones that `prices` knows. A stop in another zone, or in none, stands in
    /// row and column 0.
    pub first_zone: ZoneIdx,
    /// How many zones it knows.
    pub n_zones: u32,
    /// Price from a zone to a zone, `n_zones + 1` a row. One price: a flat fare.
    pub prices: Vec<Price>,
    /// Further rides; `None`: any number.
    pub transfers: Option<u8>,
    /// From the first boarding to the last; `None`: for ever.
    pub valid: Option<Seconds>,
}

/// What the rides of a feed cost. A route or a stop past the end of its column has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fares {
    /// route → what its rides are paid with; `None`: nobody says, and the fare is unknown.
    pub routes: IdxVec<RouteIdx, Option<TariffIdx>>,
    /// Kinds of tickets.
    pub tariffs: IdxVec<TariffIdx, Tariff>,
    /// stop → its zone.
    pub stops: IdxVec<StopIdx, Option<ZoneIdx>>,
    /// Names of the zones.
    pub zones: IdxVec<ZoneIdx, String>,
}

impl Fares {
    /// The same price for every ride of every route, no transfers.
    pub fn flat(price: Price, n_routes: usize) -> Self {
        let tariff = Tariff {
            currency: String::new(),
            first_zone: ZoneIdx::from_usize(0),
            n_zones: 0,
            prices: vec![price],
            transfers: Some(0),
            valid: None,
        };
        Self {
            routes: IdxVec::filled(Some(TariffIdx::from_usize(0)), n_routes),
            tariffs: vec![tariff].into(),
            ..Self::default()
        }
    }

    /// What a ride of this route is paid with.
    pub fn tariff(&self, route: RouteIdx) -> Option<TariffIdx> {
        self.routes.get(route).copied().flatten()
    }

    /// The price of a ticket between two stops.
    pub fn price(&self, tariff: TariffIdx, from: StopIdx, to: StopIdx) -> Price {
        let Tariff { first_zone, n_zones, prices, .. } = &self.tariffs[tariff];
        if let [flat] = prices.as_slice() {
            return *flat;
        }
        let n_zones = usize_from(*n_zones);
        let place = |stop: StopIdx| {
            let zone = self.stops.get(stop).copied().flatten()?;
            let rank = zone.to_usize().checked_sub(first_zone.to_usize())?;
            (rank < n_zones).then_some(rank + 1)
        };
        let [from, to] = [from, to].map(|stop| place(stop).unwrap_or(0));
        prices.get(from * (n_zones + 1) + to).copied().unwrap_or(Price::UNKNOWN)
    }

    /// The currency of all tariffs; `None` without a tariff, an error with several.
    pub fn currency(&self) -> Result<Option<&str>, Vec<&str>> {
        let mut all: Vec<&str> = self.tariffs.iter().map(|(_, t)| t.currency.as_str()).collect();
        all.sort_unstable();
        all.dedup();
        if all.len() > 1 { Err(all) } else { Ok(all.first().copied()) }
    }

    /// Moves the rows of `other` behind those of `self`, whose feed has this many rows so far.
    pub(crate) fn append(&mut self, other: Self, n_routes: usize, n_stops: usize) {
        let (n_tariffs, n_zones) = (self.tariffs.len(), self.zones.len());
        let tariff = |idx: TariffIdx| TariffIdx::from_usize(idx.to_usize() + n_tariffs);
        let zone = |idx: ZoneIdx| ZoneIdx::from_usize(idx.to_usize() + n_zones);
        if !other.routes.is_empty() {
            while self.routes.len() < n_routes {
                self.routes.push(None);
            }
        }
        if !other.stops.is_empty() {
            while self.stops.len() < n_stops {
                self.stops.push(None);
            }
        }
        for row in other.routes.into_vec() {
            self.routes.push(row.map(tariff));
        }
        for row in other.stops.into_vec() {
            self.stops.push(row.map(zone));
        }
        for row in other.tariffs.into_vec() {
            self.tariffs.push(Tariff { first_zone: zone(row.first_zone), ..row });
        }
        for name in other.zones.into_vec() {
            self.zones.push(name);
        }
    }
}
