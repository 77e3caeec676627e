//! What a passenger has paid on the way, and which of two such purses is as good.

use allways_base::Seconds;

use crate::fares::{Fares, Price, Tariff, TariffIdx};
use crate::feed::StopIdx;

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

#[cfg(test)]
mod tests {
    use allways_base::Idx;

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
        let mut fares = Fares::flat(Price(10), 1);
        fares.tariffs[tariff].transfers = None;
        let [early, late] = [early, late].map(|purse| purse.alight(&fares, from, 0).total());
        assert_eq!((early, late), (Price(20), Price(15)));
    }
}
