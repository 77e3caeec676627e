//! The words of the tables: each enum is a closed list, and knows how it is written.

/// Declares an enum whose values people write as words.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$item_doc:meta])* $item:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$item_doc])* $item,)+
        }

        impl $name {
            /// Every value, in order.
            pub const ALL: &'static [Self] = &[$(Self::$item),+];

            /// As it is written in a table.
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$item => $word,)+
                }
            }

            /// Reads a word; case does not matter. `None` if it is not one of [`Self::ALL`].
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|item| item.word().eq_ignore_ascii_case(text.trim()))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.word())
            }
        }
    };
}

words! {
    /// What a terminal is.
    TerminalKind {
        /// Passenger rail.
        Rail = "rail",
        /// Rail freight yard or container terminal.
        RailFreight = "rail-freight",
        /// Seaport.
        Seaport = "seaport",
        /// River port.
        RiverPort = "river-port",
        /// Airport.
        Airport = "airport",
        /// Border crossing.
        Border = "border",
        /// Border crossing where the gauge changes.
        BorderGauge = "border-gauge",
        /// Ship lock or lift.
        Lock = "lock",
        /// Where lines meet and nothing is handled.
        Junction = "junction",
        /// Road hub or city without a terminal of its own.
        Road = "road",
    }
}

words! {
    /// Point of the compass that a gateway opens to.
    Direction {
        /// To Central Asia and Europe.
        West = "west",
        /// To Mongolia and Russia.
        North = "north",
        /// To the delta and the Pacific.
        East = "east",
        /// To the land-sea corridor.
        South = "south",
    }
}

words! {
    /// How a service moves.
    Mode {
        /// High-speed rail.
        Hsr = "hsr",
        /// Conventional rail.
        Rail = "rail",
        /// Road.
        Road = "road",
        /// River.
        River = "river",
        /// Sea.
        Sea = "sea",
        /// Air.
        Air = "air",
        /// A city's own transit and walking, between a door or another terminal of the city and a
        /// terminal.
        Transit = "transit",
        /// Moving from one gauge to the other at a border.
        GaugeChange = "gauge-change",
    }
}

words! {
    /// What a service takes.
    Carries {
        /// Passengers only.
        People = "people",
        /// Freight only.
        Freight = "freight",
        /// Either.
        Both = "both",
    }
}

words! {
    /// What travels, in a question; how much of it is a [`crate::Consignment`].
    Load {
        /// Passengers.
        People = "people",
        /// Freight.
        Freight = "freight",
    }
}

impl Carries {
    /// True if `load` may use the service.
    pub const fn takes(self, load: Load) -> bool {
        matches!(
            (self, load),
            (Self::Both, _) | (Self::People, Load::People) | (Self::Freight, Load::Freight)
        )
    }
}

words! {
    /// Track gauges of a terminal or service, in millimetres.
    Gauge {
        /// Standard gauge: China, most of Europe.
        Standard = "1435",
        /// Broad gauge: Kazakhstan, Mongolia, Russia, Belarus.
        Broad = "1520",
        /// Both meet here.
        Both = "1435/1520",
    }
}

impl Gauge {
    /// The gauge that both have, `Both` if both have both; `None` if a train cannot run between.
    pub const fn shared(self, other: Self) -> Option<Self> {
        match (self, other) {
            (Self::Both, gauge) | (gauge, Self::Both) => Some(gauge),
            (Self::Standard, Self::Standard) => Some(Self::Standard),
            (Self::Broad, Self::Broad) => Some(Self::Broad),
            (Self::Standard, Self::Broad) | (Self::Broad, Self::Standard) => None,
        }
    }
}

words! {
    /// From where to where an emission factor counts. Factors of different scopes are never added
    /// up.
    Scope {
        /// Tank to wheel: what leaves the vehicle.
        TankToWheel = "ttw",
        /// Well to wheel: with what it took to make the fuel or the current.
        WellToWheel = "wtw",
        /// As an authority publishes it, its limits unstated.
        Official = "official",
    }
}

words! {
    /// What an emission factor is per.
    FactorPer {
        /// Tonne and kilometre.
        TonneKm = "tkm",
        /// Passenger and kilometre.
        PassengerKm = "pkm",
    }
}

words! {
    /// What a service's capacity counts.
    CapacityUnit {
        /// Twenty-foot containers.
        Teu = "TEU",
        /// Seats.
        Passengers = "passengers",
        /// Tonnes.
        Tonnes = "t",
    }
}

words! {
    /// Which of the times of a row.
    Usual {
        /// The shortest usual one; the expected one where the row states none.
        Low = "low",
        /// The expected one.
        Expected = "expected",
        /// The longest usual one; the expected one where the row states none.
        High = "high",
    }
}
