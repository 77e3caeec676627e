//! The catalogue: each measure's name, unit, definitions with their published source, and
//! parameters. `allways measures` prints it, the plan language checks against it.

mod far;

use allways_plan::value::{MeasureSpec, ParamKind, ParamSpec};

use crate::engine::PARK;

const fn param(
    name: &'static str,
    kind: ParamKind,
    default: &'static str,
    doc: &'static str,
) -> ParamSpec {
    ParamSpec { name, kind, required: false, default, doc }
}

const fn required(name: &'static str, kind: ParamKind, doc: &'static str) -> ParamSpec {
    ParamSpec { name, kind, required: true, default: "", doc }
}

const MODES: ParamSpec = param(
    "modes",
    ParamKind::SomeOf(&["transit", "rail", "bus", "walk", "cycle", "drive", "truck", PARK]),
    "[\"transit\"]",
    "what one may ride; `transit` is every vehicle; one walks to and from stops, or with `cycle` or \
     `drive` comes to the first (or all the way) by it, with `park` by car to a car park and on foot \
     from there; on foot too if `walk` is named",
);
const WINDOW: ParamSpec =
    param("window", ParamKind::Window, "\"07:00..09:00\"", "departures, by the minute, half-open");
const PERCENTILE: ParamSpec = param(
    "percentile",
    ParamKind::Number { min: 1.0, max: 100.0 },
    "50",
    "smallest time with at least p % of the departures at or below it",
);
const ENDS: ParamSpec = param(
    "ends",
    ParamKind::OneOf(&["door-to-door", "stop-to-stop"]),
    "\"door-to-door\"",
    "with the walks at both ends, or from platform to platform",
);
const FROM: ParamSpec = param("from", ParamKind::Place, "", "where it starts");
const TO: ParamSpec = param("to", ParamKind::Place, "", "where it ends");
const PAIRS: ParamSpec = param(
    "pairs",
    ParamKind::OneOf(&["districts", "homes-to-universities", "homes-to-parks"]),
    "",
    "instead of from and to, the worst of: every two zones of kind `district`; every located place \
     with people to every university, or park, that the first traveller or season reaches at all",
);
const OF_PAIRS: ParamSpec = param(
    "of_pairs",
    ParamKind::Number { min: 1.0, max: 100.0 },
    "100",
    "judged on the pair whose ratio so many % of the pairs do not exceed; 100: the worst pair",
);
const HOMES_IN: ParamSpec =
    param("zone", ParamKind::Place, "", "with `pairs` from homes: only places in this zone");
const TRAVELLER: ParamSpec =
    param("traveller", ParamKind::Travellers, "", "who travels; the plan's first if not given");
const SEASON: ParamSpec =
    param("season", ParamKind::Seasons, "", "condition; the plan's first if not given");
const WALK_TWICE: &[(&str, &str)] = &[(
    "departure-window-percentile",
    "Conway, Byrd & van der Linden 2017 (departure windows); percentile by counting, docs/decisions/0007",
)];

/// Every measure, in the order of the documentation.
pub const CATALOGUE: &[MeasureSpec] = &[
    MeasureSpec {
        name: "travel-time",
        doc: "travel time between two places over a departure window, at a percentile",
        unit: "min",
        unit_aliases: &[("minutes", 1.0), ("h", 60.0), ("s", 1.0 / 60.0)],
        definitions: WALK_TWICE,
        params: &[FROM, TO, PAIRS, HOMES_IN, MODES, WINDOW, PERCENTILE, ENDS, TRAVELLER, SEASON],
    },
    MeasureSpec {
        name: "access",
        doc: "opportunities that are reached within a cutoff (cumulative accessibility)",
        unit: "count",
        unit_aliases: &[("%", 1.0), ("places", 1.0), ("people", 1.0)],
        definitions: &[(
            "cumulative",
            "Hansen 1959; cumulative opportunities as in Geurs & van Wee 2004, §3",
        )],
        params: &[
            FROM,
            required("opportunity", ParamKind::Text, "a kind of place, or a numeric column"),
            param("cutoff_min", ParamKind::Number { min: 1.0, max: 600.0 }, "60", "minutes"),
            param("share", ParamKind::Flag, "false", "value in % of all that the plan locates"),
            MODES,
            WINDOW,
            PERCENTILE,
            TRAVELLER,
            SEASON,
        ],
    },
    MeasureSpec {
        name: "completeness",
        doc: "share of people who reach at least one place of each kind within a cutoff",
        unit: "%",
        unit_aliases: &[],
        definitions: &[(
            "all-kinds-within-cutoff",
            "the share of people within t minutes of each listed kind; after the 15-minute-city \
             indicators of Moreno et al. 2021, with the cutoff and kinds of the plan",
        )],
        params: &[
            param("zone", ParamKind::Place, "", "only people in this zone"),
            param("cutoff_min", ParamKind::Number { min: 1.0, max: 600.0 }, "45", "minutes"),
            param(
                "kinds",
                ParamKind::SomeOf(&[
                    "park",
                    "university",
                    "research",
                    "business",
                    "housing",
                    "rail-hub",
                    "airport",
                    "port",
                    "freight-hub",
                ]),
                "[\"park\", \"university\", \"research\", \"business\", \"housing\"]",
                "kinds of place that must be within reach",
            ),
            MODES,
            WINDOW,
            PERCENTILE,
            TRAVELLER,
            SEASON,
        ],
    },
    MeasureSpec {
        name: "coverage",
        doc: "share of an area or of its people near a stop",
        unit: "%",
        unit_aliases: &[],
        definitions: &[
            (
                "cn-500m-area",
                "share of the area within 500 m (straight line) of a stop: Chinese transit-metropolis \
                 indicator; the standard's denominator is the built-up area",
            ),
            (
                "cn-300m-area",
                "share of the area within 300 m (straight line) of a stop: GB/T 51328-2018 planning \
                 practice (threshold 50 %)",
            ),
            ("walk-500m-people", "share of people within a 500 m walk of a stop: UN SDG 11.2.1"),
            (
                "sdg-11-2-1-people",
                "share of people within a 500 m walk of a stop, or a 1 km walk of one of \
                 high-capacity transit (metro, rail, ferry): metadata of UN SDG indicator 11.2.1, \
                 UN-Habitat 2021",
            ),
            (
                "frequent-500m-people",
                "share of people within a 500 m walk of a stop with at least 6 departures an hour \
                 over the window: after ITDP, People Near Frequent Transit",
            ),
        ],
        params: &[
            param(
                "zone",
                ParamKind::Place,
                "",
                "the area; every zone of kind district if not given",
            ),
            param(
                "definition",
                ParamKind::OneOf(&[
                    "cn-500m-area",
                    "cn-300m-area",
                    "walk-500m-people",
                    "sdg-11-2-1-people",
                    "frequent-500m-people",
                ]),
                "\"cn-500m-area\"",
                "which definition",
            ),
            param(
                "modes",
                ParamKind::SomeOf(&["transit", "rail", "bus"]),
                "[\"bus\"]",
                "stops of which vehicles count",
            ),
            WINDOW,
            TRAVELLER,
            SEASON,
        ],
    },
    MeasureSpec {
        name: "gap",
        doc: "the worst traveller's travel time over the first traveller's of the list",
        unit: "x",
        unit_aliases: &[("times", 1.0)],
        definitions: &[(
            "worst-over-adult",
            "ratio of median travel times, worst traveller to adult; a traveller who cannot travel \
             at all has no ratio and breaks the promise",
        )],
        params: &[
            FROM,
            TO,
            PAIRS,
            HOMES_IN,
            OF_PAIRS,
            param("travellers", ParamKind::Travellers, "", "who is compared; all if not given"),
            MODES,
            WINDOW,
            PERCENTILE,
            ENDS,
            SEASON,
        ],
    },
    MeasureSpec {
        name: "season-loss",
        doc: "how much longer the journey takes in the worst season than in the base season",
        unit: "%",
        unit_aliases: &[],
        definitions: &[(
            "worst-over-base",
            "(travel time in the worst season / in the base season - 1) × 100, median over the window",
        )],
        params: &[
            FROM,
            TO,
            PAIRS,
            HOMES_IN,
            OF_PAIRS,
            param("seasons", ParamKind::Seasons, "", "which seasons; all if not given"),
            MODES,
            WINDOW,
            PERCENTILE,
            ENDS,
            TRAVELLER,
        ],
    },
    far::CHANNELS,
    far::DIRECTION,
    far::CORRIDOR,
    far::HUB,
    MeasureSpec {
        name: "inventory",
        doc: "things of a kind that the plan's tables name, and how many are located",
        unit: "count",
        unit_aliases: &[("", 1.0)],
        definitions: &[("named", "rows of the plan's places of this kind, by distinct id")],
        params: &[required("kind", ParamKind::Text, "kind of place")],
    },
    MeasureSpec {
        name: "investment",
        doc: "projects of a batch: their number, or their total cost",
        unit: "RMB bn",
        unit_aliases: &[("count", 1.0), ("projects", 1.0)],
        definitions: &[("listed", "sum over the projects that the plan lists with a cost")],
        params: &[
            required("batch", ParamKind::Text, "the batch's name"),
            param(
                "quantity",
                ParamKind::OneOf(&["total", "count"]),
                "\"total\"",
                "RMB bn, or number of projects",
            ),
        ],
    },
    MeasureSpec {
        name: "rule",
        doc: "rules of the plan that the computed city violates",
        unit: "violations",
        unit_aliases: &[],
        definitions: &[("violations", "number of rules in force whose measure misses its target")],
        params: &[param("rules", ParamKind::Text, "\"all\"", "`all`, or ids split by spaces")],
    },
];

/// The catalogue entry of a measure.
pub fn spec(name: &str) -> Option<&'static MeasureSpec> {
    CATALOGUE.iter().find(|spec| spec.name == name)
}
