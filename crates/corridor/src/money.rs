//! What things cost: an amount in a currency per something, and what that is in US dollars for a
//! consignment.

use allways_base::cast::round_i64;

use crate::consignment::Consignment;

/// Three capital letters, as ISO 4217 writes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Currency([u8; 3]);

impl Currency {
    /// US dollars, in which all costs are added up.
    pub const USD: Self = Self(*b"USD");

    /// Reads `USD`; lower case is no currency.
    pub fn parse(text: &str) -> Option<Self> {
        let letters: [u8; 3] = text.as_bytes().try_into().ok()?;
        letters.iter().all(u8::is_ascii_uppercase).then_some(Self(letters))
    }
}

impl std::fmt::Display for Currency {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&String::from_utf8_lossy(&self.0))
    }
}

/// What a price is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Per {
    /// A forty-foot container.
    Feu,
    /// A twenty-foot container.
    Teu,
    /// A tonne.
    Tonne,
    /// A kilogram.
    Kg,
    /// A tonne, a kilometre.
    TonneKm,
    /// A twenty-foot container, a kilometre.
    TeuKm,
    /// A passenger.
    Passenger,
    /// A passenger, a kilometre.
    PassengerKm,
}

impl Per {
    const WORDS: [(&'static str, Self); 8] = [
        ("FEU", Self::Feu),
        ("TEU", Self::Teu),
        ("t", Self::Tonne),
        ("kg", Self::Kg),
        ("tkm", Self::TonneKm),
        ("TEUkm", Self::TeuKm),
        ("passenger", Self::Passenger),
        ("pkm", Self::PassengerKm),
    ];

    /// True if it grows with the distance.
    pub const fn is_by_distance(self) -> bool {
        matches!(self, Self::TonneKm | Self::TeuKm | Self::PassengerKm)
    }
}

/// Words that may stand after the currency, for messages.
pub fn per_words() -> String {
    Per::WORDS.map(|(word, _)| word).join(", ")
}

/// Reads `USD/FEU`, `CNY/tkm`: currency, `/`, and one of [`per_words`].
pub fn parse_unit(text: &str) -> Option<(Currency, Per)> {
    let (currency, per) = text.trim().split_once('/')?;
    let (_, per) = Per::WORDS.into_iter().find(|(word, _)| word.eq_ignore_ascii_case(per))?;
    Some((Currency::parse(currency)?, per))
}

/// Units of a currency for one US dollar.
#[derive(Clone, Debug, PartialEq)]
pub struct Rate {
    /// Never [`Currency::USD`].
    pub currency: Currency,
    /// Above 0.
    pub per_usd: f64,
}

/// An amount in US dollars per something.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Price {
    /// Not below 0; converted by the rate of its source.
    pub amount: f64,
    /// What for.
    pub per: Per,
}

impl Price {
    /// Dollars for a forty-foot container.
    pub const fn usd_per_feu(amount: f64) -> Self {
        Self { amount, per: Per::Feu }
    }

    /// Whole cents for a consignment over a distance; `None` if the price is not for such a load,
    /// or is by distance and that is unknown.
    pub fn cents(self, consignment: Consignment, distance_km: Option<f64>) -> Option<u64> {
        let times = match self.per {
            Per::Feu => consignment.feu(),
            Per::Teu => consignment.teu(),
            Per::Tonne => consignment.tonnes(),
            Per::Kg => consignment.tonnes().map(|tonnes| tonnes * 1000.0),
            Per::TonneKm => consignment.tonnes().zip(distance_km).map(|(t, km)| t * km),
            Per::TeuKm => consignment.teu().zip(distance_km).map(|(teu, km)| teu * km),
            Per::Passenger => consignment.passengers(),
            Per::PassengerKm => consignment.passengers().zip(distance_km).map(|(p, km)| p * km),
        };
        times.map(|times| whole(self.amount * times * 100.0))
    }
}

/// The nearest whole number, not below 0.
pub(crate) fn whole(x: f64) -> u64 {
    u64::try_from(round_i64(x)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_is_a_currency_and_what_it_is_for() {
        assert_eq!(parse_unit("USD/FEU"), Some((Currency::USD, Per::Feu)));
        assert_eq!(parse_unit("CNY/tkm").unwrap().1, Per::TonneKm);
        for bad in ["FEU", "USD", "USD/", "usd/FEU", "USD/box", "YUAN/t", "", "/t"] {
            assert_eq!(parse_unit(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_price_is_converted_to_the_consignment() {
        let two_feu = Consignment::feu_of(2.0);
        let cents = |amount, per, km| Price { amount, per }.cents(two_feu, km);
        assert_eq!(cents(1000.0, Per::Feu, None), Some(200_000));
        assert_eq!(cents(1000.0, Per::Teu, None), Some(400_000));
        assert_eq!(cents(1.0, Per::Tonne, None), Some(4_000), "four TEU of ten tonnes");
        assert_eq!(cents(0.5, Per::Kg, None), Some(2_000_000));
        assert_eq!(cents(0.03, Per::TonneKm, Some(100.0)), Some(12_000));
        assert_eq!(cents(0.5, Per::TeuKm, Some(100.0)), Some(20_000));
        assert_eq!(cents(0.03, Per::TonneKm, None), None);
        assert_eq!(cents(30.0, Per::Passenger, None), None);
        let people = Consignment::passengers_of(3.0);
        assert_eq!(
            Price { amount: 0.5, per: Per::PassengerKm }.cents(people, Some(10.0)),
            Some(1500)
        );
        assert_eq!(Price::usd_per_feu(1.0).cents(people, Some(10.0)), None);
    }
}
