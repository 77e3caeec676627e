//! What travels and how much of it, and what that is in other units.
//!
//! A FEU is two TEU, by definition. A TEU of goods is so many tonnes, which differs by goods:
//! [`TONNES_PER_TEU`] unless the asker says otherwise.

use crate::words::Load;

/// Tonnes of goods in a loaded TEU: an assumption, marked as such where it is used. Ten tonnes is
/// the round average that the container trade's emission methods use.
pub const TONNES_PER_TEU: f64 = 10.0;

/// Tonnes of a truck without goods: tractor, chassis and empty box. An assumption, marked as such
/// where it is used: the middle of the 14 to 16 t of common five- and six-axle combinations.
pub const EMPTY_TRUCK_T: f64 = 15.0;

/// What a consignment is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LoadUnit {
    /// Twenty-foot containers.
    Teu,
    /// Forty-foot containers.
    Feu,
    /// Tonnes of freight.
    Tonnes,
    /// Kilograms of air cargo.
    Kg,
    /// Travellers.
    Passengers,
}

impl LoadUnit {
    /// How it is written: `1feu`, `20t`.
    pub const WORDS: [(&'static str, Self); 5] = [
        ("teu", Self::Teu),
        ("feu", Self::Feu),
        ("t", Self::Tonnes),
        ("kg", Self::Kg),
        ("passengers", Self::Passengers),
    ];
}

/// An amount of something that travels together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Consignment {
    /// How much; above 0.
    pub amount: f64,
    /// Of what.
    pub unit: LoadUnit,
    /// Tonnes in a loaded TEU, to convert between containers and tonnes.
    pub tonnes_per_teu: f64,
}

impl Consignment {
    /// Some forty-foot containers.
    pub const fn feu_of(amount: f64) -> Self {
        Self { amount, unit: LoadUnit::Feu, tonnes_per_teu: TONNES_PER_TEU }
    }

    /// Some travellers.
    pub const fn passengers_of(amount: f64) -> Self {
        Self { amount, unit: LoadUnit::Passengers, tonnes_per_teu: TONNES_PER_TEU }
    }

    /// One forty-foot container, or one traveller.
    pub const fn one(load: Load) -> Self {
        match load {
            Load::Freight => Self::feu_of(1.0),
            Load::People => Self::passengers_of(1.0),
        }
    }

    /// Reads `1feu`, `20 t`, `500kg`, `2 passengers`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let split = text.find(|c: char| c.is_ascii_alphabetic())?;
        let (amount, word) = text.split_at(split);
        let amount = amount.trim().parse::<f64>().ok().filter(|x| x.is_finite() && *x > 0.0)?;
        let is = |w: &str| w.eq_ignore_ascii_case(word) || w == "passengers" && word == "passenger";
        let (_, unit) = LoadUnit::WORDS.into_iter().find(|(w, _)| is(w))?;
        Some(Self { amount, unit, tonnes_per_teu: TONNES_PER_TEU })
    }

    /// Whether people or goods travel.
    pub const fn load(self) -> Load {
        if matches!(self.unit, LoadUnit::Passengers) { Load::People } else { Load::Freight }
    }

    /// Twenty-foot containers; `None` for people.
    pub fn teu(self) -> Option<f64> {
        match self.unit {
            LoadUnit::Teu => Some(self.amount),
            LoadUnit::Feu => Some(self.amount * 2.0),
            LoadUnit::Tonnes => Some(self.amount / self.tonnes_per_teu),
            LoadUnit::Kg => Some(self.amount / 1000.0 / self.tonnes_per_teu),
            LoadUnit::Passengers => None,
        }
    }

    /// Forty-foot containers; `None` for people.
    pub fn feu(self) -> Option<f64> {
        self.teu().map(|teu| teu / 2.0)
    }

    /// Tonnes of goods; `None` for people.
    pub fn tonnes(self) -> Option<f64> {
        match self.unit {
            LoadUnit::Teu | LoadUnit::Feu => self.teu().map(|teu| teu * self.tonnes_per_teu),
            LoadUnit::Tonnes => Some(self.amount),
            LoadUnit::Kg => Some(self.amount / 1000.0),
            LoadUnit::Passengers => None,
        }
    }

    /// Tonnes that the heaviest truck of the consignment weighs with its load: [`EMPTY_TRUCK_T`] and
    /// what goes onto one truck, which is a FEU (two TEU of goods), or a TEU alone, or of loose
    /// goods as much as a FEU holds. `None` for people.
    pub fn vehicle_t(self) -> Option<f64> {
        let teu = if self.unit == LoadUnit::Teu { 1.0 } else { 2.0 };
        self.tonnes().map(|tonnes| EMPTY_TRUCK_T + tonnes.min(teu * self.tonnes_per_teu))
    }

    /// Travellers; `None` for goods.
    pub fn passengers(self) -> Option<f64> {
        (self.unit == LoadUnit::Passengers).then_some(self.amount)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_truck_carries_one_box() {
        let weighs = |text| Consignment::parse(text).unwrap().vehicle_t();
        assert_eq!((weighs("1feu"), weighs("3feu")), (Some(35.0), Some(35.0)));
        assert_eq!((weighs("1teu"), weighs("4teu")), (Some(25.0), Some(25.0)));
        assert_eq!(
            (weighs("8t"), weighs("500t"), weighs("500kg")),
            (Some(23.0), Some(35.0), Some(15.5))
        );
        assert_eq!(weighs("2passengers"), None);
    }

    #[test]
    fn units_convert_as_stated() {
        let feu = Consignment::parse("1feu").unwrap();
        assert_eq!((feu.teu(), feu.tonnes(), feu.passengers()), (Some(2.0), Some(20.0), None));
        let kg = Consignment::parse("500 kg").unwrap();
        assert_eq!((kg.tonnes(), kg.teu(), kg.feu()), (Some(0.5), Some(0.05), Some(0.025)));
        let people = Consignment::parse("2 passengers").unwrap();
        assert_eq!(
            (people.load(), people.passengers(), people.teu()),
            (Load::People, Some(2.0), None)
        );
        for bad in ["", "feu", "-1feu", "0 t", "1 box", "nan t", "7"] {
            assert_eq!(Consignment::parse(bad), None, "{bad}");
        }
    }
}
