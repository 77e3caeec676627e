//! The editable form: the columns of `terminals.csv` and `services.csv` (docs/plan-folder.md,
//! kind `corridors`). What a row does not say stays unknown.

pub use allways_base::Confidence;
use allways_base::LonLat;

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
    /// What travels, in a question.
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

/// One row of `terminals.csv`.
#[derive(Clone, Debug, PartialEq)]
pub struct Terminal {
    /// Unique in the draft.
    pub id: String,
    /// The main name.
    pub name: String,
    /// Names in other languages.
    pub other_names: Vec<String>,
    /// What it is.
    pub kind: TerminalKind,
    /// ISO country code or name, as written; may be empty.
    pub country: String,
    /// Set for a gateway.
    pub direction: Option<Direction>,
    /// Id of the plan's place that it belongs to; may be empty.
    pub place: String,
    /// Where it is, if known.
    pub position: Option<LonLat>,
    /// Expected hours between arriving and leaving again; unknown counts as 0 in a route.
    pub dwell_h: Option<f64>,
    /// Shortest usual.
    pub dwell_low_h: Option<f64>,
    /// Longest usual.
    pub dwell_high_h: Option<f64>,
    /// Publication or method; may be empty.
    pub source: String,
    /// How sure; `None` if the row does not say.
    pub confidence: Option<Confidence>,
    /// `terminals.csv:12`, for messages.
    pub at: String,
}

/// One row of `services.csv`. It runs both ways.
#[derive(Clone, Debug, PartialEq)]
pub struct Service {
    /// Unique in the draft.
    pub id: String,
    /// Terminal id of one end.
    pub from: String,
    /// Terminal id of the other.
    pub to: String,
    /// Name of the corridor it is part of. Consecutive links of one corridor and mode are one
    /// service to a passenger. Empty: a service of its own.
    pub corridor: String,
    /// How it moves.
    pub mode: Mode,
    /// What it takes.
    pub carries: Carries,
    /// Kilometres along the line.
    pub distance_km: Option<f64>,
    /// Expected hours; a service without is counted as a link, but no route by time uses it.
    pub time_h: Option<f64>,
    /// Shortest usual.
    pub time_low_h: Option<f64>,
    /// Longest usual.
    pub time_high_h: Option<f64>,
    /// US dollars for a forty-foot container.
    pub cost_usd_per_feu: Option<f64>,
    /// Departures a week and direction.
    pub departures_per_week: Option<f64>,
    /// Year it opens; `None`: open.
    pub opens: Option<i16>,
    /// Physical line that it is part of: links of one channel are cut together. Empty: its own.
    pub channel: String,
    /// Publication or method; may be empty.
    pub source: String,
    /// How sure; `None` if the row does not say.
    pub confidence: Option<Confidence>,
    /// `services.csv:12`, for messages.
    pub at: String,
}

/// See the module docs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CorridorDraft {
    /// In file order.
    pub terminals: Vec<Terminal>,
    /// In file order.
    pub services: Vec<Service>,
}
