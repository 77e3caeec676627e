//! What rides cost: zones and tickets, as far as GTFS Fares v1 goes.
//!
//! A *tariff* sells tickets for the routes that accept it. A ticket is bought on boarding, costs
//! what the tariff asks from the zone of that stop to the dearest zone alighted at with it, and is
//! good for [`Tariff::transfers`] more rides that follow without a ride of another tariff between
//! them, boarded within [`Tariff::valid`] of the first boarding. A passenger may always buy a new
//! one instead.

use allways_base::{Idx, IdxVec, Seconds};

use crate::feed::{RouteIdx, StopIdx};

allways_base::define_idx! {
    /// A row of [`Fares::tariffs`].
    TariffIdx;
    /// A fare zone.
    ZoneIdx;
}

/// Hundredths of the feed's currency. [`Price::UNKNOWN`] is dearer than any price, and a sum with
/// it is unknown.
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
    /// Price from a zone to a zone: row `from * n_zones + to`. One zone, one price: a flat fare.
    pub prices: Vec<Price>,
    /// Further rides; `None`: any number.
    pub transfers: Option<u8>,
    /// From the first boarding to the last; `None`: for ever.
    pub valid: Option<Seconds>,
}

/// What the rides of a timetable cost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fares {
    /// route → what its rides are paid with; `None`: nobody says, and the fare is unknown.
    pub routes: IdxVec<RouteIdx, Option<TariffIdx>>,
    /// Kinds of tickets.
    pub tariffs: IdxVec<TariffIdx, Tariff>,
    /// stop → its zone; `None`: no zone fare is known there.
    pub zones: IdxVec<StopIdx, Option<ZoneIdx>>,
    /// Rows and columns of each tariff's prices, unless it is flat.
    pub n_zones: usize,
}

impl Fares {
    /// The price of a ticket between two stops.
    pub fn price(&self, tariff: TariffIdx, from: StopIdx, to: StopIdx) -> Price {
        let prices = &self.tariffs[tariff].prices;
        if let [flat] = prices.as_slice() {
            return *flat;
        }
        match (self.zones[from], self.zones[to]) {
            (Some(from), Some(to)) => {
                let row = from.to_usize() * self.n_zones;
                let at = row + to.to_usize();
                prices.get(at).copied().unwrap_or(Price::UNKNOWN)
            }
            _ => Price::UNKNOWN,
        }
    }
}

/// What a passenger has paid, and the ticket in their hand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Purse {
    /// For tickets used up.
    pub(super) paid: Price,
    /// For the one in hand, so far.
    pub(super) in_hand: Price,
    pub(super) ticket: Option<Ticket>,
}

/// A ticket that is good for further rides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Ticket {
    pub(super) tariff: TariffIdx,
    /// Where it was bought.
    pub(super) from: StopIdx,
    /// Rides it is still good for, at least one when in hand; 255: any number.
    pub(super) left: u8,
    /// The last second at which one may board with it; `u32::MAX`: any.
    pub(super) until: u32,
}

/// [`Ticket::left`] of a ticket for any number of rides.
const ANY_NUMBER: u8 = u8::MAX;

impl Purse {
    /// What the journey costs if it ends here.
    pub(super) fn total(&self) -> Price {
        self.paid + self.in_hand
    }

    /// True if whatever may follow, this costs no more than `other`.
    pub(super) fn is_as_good(&self, other: &Self) -> bool {
        let Some(theirs) = other.ticket else { return self.total() <= other.total() };
        // A dearer zone later costs the ticket the same, so `paid` must not be more either.
        self.ticket.is_some_and(|ours| {
            (ours.tariff, ours.from) == (theirs.tariff, theirs.from)
                && ours.left >= theirs.left
                && ours.until >= theirs.until
        }) && self.paid <= other.paid
            && self.total() <= other.total()
    }

    /// Boards with the ticket in hand, if it is good.
    pub(super) fn use_ticket(&self, tariff: Option<TariffIdx>, depart: u32) -> Option<Self> {
        let ticket = self.ticket?;
        let is_good = Some(ticket.tariff) == tariff && depart <= ticket.until;
        let left = if ticket.left == ANY_NUMBER { ANY_NUMBER } else { ticket.left - 1 };
        is_good.then_some(Self { ticket: Some(Ticket { left, ..ticket }), ..*self })
    }

    /// Boards with a new ticket.
    pub(super) fn buy(
        &self,
        fares: &Fares,
        tariff: Option<TariffIdx>,
        at: StopIdx,
        depart: u32,
    ) -> Self {
        let paid = self.total();
        let Some(tariff) = tariff else {
            return Self { paid, in_hand: Price::UNKNOWN, ticket: None };
        };
        let Tariff { transfers, valid, .. } = fares.tariffs[tariff];
        let left = transfers.unwrap_or(ANY_NUMBER);
        let until = valid.map_or(u32::MAX, |Seconds(valid)| depart.saturating_add(valid));
        let ticket = Ticket { tariff, from: at, left, until };
        Self { paid, in_hand: Price(0), ticket: Some(ticket) }
    }

    /// Alights: the ticket costs what it asks to here, and is thrown away if it is good no more.
    pub(super) fn alight(&self, fares: &Fares, at: StopIdx, now: u32) -> Self {
        let Some(ticket) = self.ticket else { return *self };
        let in_hand = self.in_hand.max(fares.price(ticket.tariff, ticket.from, at));
        if ticket.left == 0 || now > ticket.until || in_hand == Price::UNKNOWN {
            return Self { paid: self.paid + in_hand, in_hand: Price(0), ticket: None };
        }
        Self { in_hand, ..*self }
    }

    /// True if the ticket of a ride that leaves later is good for longer.
    pub(super) fn gains_by_waiting(fares: &Fares, tariff: Option<TariffIdx>) -> bool {
        tariff.is_some_and(|tariff| {
            let Tariff { transfers, valid, .. } = fares.tariffs[tariff];
            valid.is_some() && transfers != Some(0)
        })
    }
}

impl Fares {
    /// The same price for every ride of every route, no transfers.
    pub fn flat(price: Price, n_routes: usize, n_stops: usize) -> Self {
        let tariff = Tariff { prices: vec![price], transfers: Some(0), valid: None };
        Self {
            routes: IdxVec::filled(Some(TariffIdx::from_usize(0)), n_routes),
            tariffs: vec![tariff].into(),
            zones: IdxVec::filled(None, n_stops),
            n_zones: 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ten paid before and a ticket of five, against five paid and a ticket of ten: the same so
    /// far, but where the ticket goes on into a zone of ten, the second is cheaper.
    #[test]
    fn less_in_hand_does_not_make_up_for_more_paid() {
        let (tariff, from) = (TariffIdx::from_usize(0), StopIdx::from_usize(0));
        let ticket = Some(Ticket { tariff, from, left: ANY_NUMBER, until: u32::MAX });
        let early = Purse { paid: Price(10), in_hand: Price(5), ticket };
        let late = Purse { paid: Price(5), in_hand: Price(10), ticket };
        assert!(!early.is_as_good(&late) && late.is_as_good(&early));
        let fares = Fares {
            tariffs: vec![Tariff { prices: vec![Price(10)], transfers: None, valid: None }].into(),
            ..Fares::flat(Price(10), 1, 1)
        };
        let [early, late] = [early, late].map(|purse| purse.alight(&fares, from, 0).total());
        assert_eq!((early, late), (Price(20), Price(15)));
    }
}
