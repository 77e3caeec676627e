//! The measures of what lies beyond the city: corridors, channels, directions, the hub.

use allways_plan::value::{MeasureSpec, ParamKind, ParamSpec};

use super::{WINDOW, param, required};

const MODES: &[&str] = &["hsr", "rail", "road", "river", "sea", "air"];

const CARRIES: ParamSpec = param(
    "carries",
    ParamKind::OneOf(&["people", "freight"]),
    "\"people\"",
    "what travels, where `load` does not say: one passenger, or one FEU",
);
const LOAD: ParamSpec = param(
    "load",
    ParamKind::Text,
    "",
    "how much of what: `1feu`, `2teu`, `20t`, `500kg`, `2passengers`; a TEU holds 10 t (assumed)",
);
const WAITS: ParamSpec = param(
    "waits",
    ParamKind::OneOf(&["none", "counted"]),
    "\"none\"",
    "running times and dwell alone, as sentences mean them (docs/decisions/0016); or with opening \
     hours, cut-offs, truck hours and the wait for the next departure (half the interval where only \
     a rate is known)",
);
const READY: ParamSpec = param(
    "ready",
    ParamKind::Text,
    "",
    "with waits: when the load is ready, `Mo 08:00` by the clock there; the best moment of the week \
     if not given",
);
const MONTH: ParamSpec = param(
    "month",
    ParamKind::Number { min: 1.0, max: 12.0 },
    "",
    "month of the year, in which closed services do not run; none in particular if not given",
);
const SCOPE: ParamSpec = param(
    "scope",
    ParamKind::OneOf(&["wtw", "ttw", "official"]),
    "\"wtw\"",
    "emission factors: well to wheel, tank to wheel, or the official ones; never mixed",
);
const DOOR: ParamSpec = param(
    "door",
    ParamKind::Flag,
    "false",
    "from the door of the place, through the city to its terminals: by truck through the streets, or \
     by transit and on foot; straight lines are assumed where the plan has neither",
);

pub(super) const CHANNELS: MeasureSpec = MeasureSpec {
    name: "channels",
    doc: "routes between two places that share no line or terminal, or what the worst loss leaves",
    unit: "routes",
    unit_aliases: &[
        ("channels", 1.0),
        ("h", 1.0),
        ("d", 24.0),
        ("min", 1.0 / 60.0),
        ("usd", 1.0),
        ("TEU/week", 1.0),
        ("passengers/week", 1.0),
    ],
    definitions: &[
        (
            "channel-disjoint",
            "Menger 1927 / Ford & Fulkerson 1956: most routes of which no two use the same channel",
        ),
        (
            "terminal-disjoint",
            "Menger 1927, of nodes: most routes of which no two pass the same terminal",
        ),
        (
            "time-left",
            "hours of the fastest way when the one line (or terminal) is lost whose loss costs most \
             time; never, if some loss leaves no way",
        ),
        (
            "cost-left",
            "US dollars of the cheapest way when the one line (or terminal) is lost whose loss makes \
             it dearest",
        ),
        (
            "capacity-left",
            "maximum flow a week (Ford & Fulkerson 1956) without the one line (or terminal) whose \
             loss takes most of it",
        ),
    ],
    params: &[
        required("from", ParamKind::Place, "terminal or place"),
        required("to", ParamKind::Place, "terminal or place"),
        param("mode", ParamKind::OneOf(MODES), "\"hsr\"", "by which mode alone"),
        param(
            "by",
            ParamKind::OneOf(&["lines", "terminals"]),
            "\"lines\"",
            "what is not shared, or lost: physical lines, or terminals on the way",
        ),
        param(
            "quantity",
            ParamKind::OneOf(&["count", "time-left", "cost-left", "capacity-left"]),
            "\"count\"",
            "what is judged: routes, h, usd, or TEU or passengers a week",
        ),
        CARRIES,
        LOAD,
        MONTH,
    ],
};

pub(super) const DIRECTION: MeasureSpec = MeasureSpec {
    name: "direction",
    doc: "directions (of west, north, east, south) in which a gateway is connected, the worst of \
          them, or how even they are",
    unit: "directions",
    unit_aliases: &[
        ("h", 1.0),
        ("d", 24.0),
        ("usd", 1.0),
        ("/week", 1.0),
        ("TEU/week", 1.0),
        ("passengers/week", 1.0),
        ("%", 1.0),
    ],
    definitions: &[
        (
            "gateway-by-direction",
            "a direction counts if a route leads to one of its gateways (within `within_h`)",
        ),
        ("time", "hours to the nearest gateway of the direction that is farthest"),
        ("cost", "US dollars of the cheapest way to any gateway of the direction that is dearest"),
        (
            "departures",
            "departures a week that lead to any gateway of the direction that has fewest: the most \
             journeys by all services of which no two share a departure (maximum flow). A service \
             that states none counts none, and makes it at least; a road driven at any time counts \
             only as a way to and from services",
        ),
        (
            "capacity",
            "TEU or passengers a week that get through to any gateway of the direction that has \
             least, by all services (maximum flow). A service that states none counts none, and makes \
             it at least; a road without one counts only as a way to and from services",
        ),
        (
            "evenness-of-speed",
            "Pielou 1966: -sum p ln p / ln 4 of 1 / hours to the nearest gateway, in percent",
        ),
        (
            "evenness-of-cost",
            "Pielou 1966: -sum p ln p / ln 4 of 1 / dollars of the cheapest way, in percent",
        ),
        (
            "evenness-of-departures",
            "Pielou 1966: -sum p ln p / ln 4 of the departures a week, in percent",
        ),
        (
            "evenness-of-capacity",
            "Pielou 1966: -sum p ln p / ln 4 of the TEU or passengers a week, in percent",
        ),
    ],
    params: &[
        required("from", ParamKind::Place, "terminal or place"),
        param(
            "quantity",
            ParamKind::OneOf(&[
                "count",
                "time",
                "cost",
                "departures",
                "capacity",
                "evenness-of-speed",
                "evenness-of-cost",
                "evenness-of-departures",
                "evenness-of-capacity",
            ]),
            "\"count\"",
            "what is judged: directions; h, usd, departures, TEU or passengers a week of the worst; %",
        ),
        CARRIES,
        LOAD,
        param(
            "within_h",
            ParamKind::Number { min: 0.0, max: 10_000.0 },
            "",
            "of `count`: longest expected time in hours",
        ),
        WAITS,
        READY,
        MONTH,
    ],
};

pub(super) const CORRIDOR: MeasureSpec = MeasureSpec {
    name: "corridor",
    doc: "time, cost, CO2e, handlings, frequency, length or capacity of the ways through terminals \
          and services",
    unit: "h",
    unit_aliases: &[
        ("d", 24.0),
        ("min", 1.0 / 60.0),
        ("usd", 1.0),
        ("kg", 1.0),
        ("/week", 1.0),
        ("handlings", 1.0),
        ("km", 1.0),
        ("TEU/week", 1.0),
        ("passengers/week", 1.0),
    ],
    definitions: &[
        (
            "fastest-expected",
            "sum of expected link hours and of dwell where the load is handled; bounds: the fastest \
             with all shortest, and with all longest, usual times (docs/decisions/0011)",
        ),
        (
            "late",
            "smallest time that at least `percentile` % of 1,000 seeded draws keep, of the surest \
             way: triangular between the usual times (docs/decisions/0016)",
        ),
        (
            "cost",
            "US dollars for the load, rides and handlings, of the cheapest way that no other beats \
             (Martins 1984); a blank cost leaves a lower bound",
        ),
        (
            "co2",
            "kg CO2e for the load, by mode, distance and factor of one scope, of the way with least; \
             a blank factor or length leaves a lower bound",
        ),
        ("departures", "fewest departures a week on any leg of the fastest way that states them"),
        ("handlings", "fewest moves between vehicles, changes of gauge included, of any way"),
        ("distance", "km of the fastest way"),
        (
            "capacity",
            "maximum flow a week (Ford & Fulkerson 1956) over the stated capacities of all ways; a \
             blank one on a way leaves a lower bound",
        ),
    ],
    params: &[
        required("from", ParamKind::Place, "terminal or place"),
        required("to", ParamKind::Place, "terminal or place"),
        CARRIES,
        LOAD,
        param(
            "quantity",
            ParamKind::OneOf(&[
                "time",
                "late",
                "cost",
                "co2",
                "departures",
                "handlings",
                "distance",
                "capacity",
            ]),
            "\"time\"",
            "what is judged: h, h, usd, kg, /week, handlings, km, or TEU or passengers a week",
        ),
        param(
            "modes",
            ParamKind::SomeOf(MODES),
            "[\"hsr\", \"rail\", \"road\", \"river\", \"sea\", \"air\"]",
            "allowed modes",
        ),
        param(
            "percentile",
            ParamKind::Number { min: 1.0, max: 100.0 },
            "90",
            "of `late`: how many of a hundred draws keep the time",
        ),
        WAITS,
        READY,
        MONTH,
        SCOPE,
        DOOR,
        WINDOW,
    ],
};

pub(super) const HUB: MeasureSpec = MeasureSpec {
    name: "hub",
    doc: "main modes with a terminal at a hub, or time from dock to departure",
    unit: "modes",
    unit_aliases: &[("h", 1.0)],
    definitions: &[
        (
            "modes-within",
            "number of main modes (rail, water, air) with a terminal within `within_km` of the hub",
        ),
        (
            "dock-to-departure",
            "hours by truck from a park's dock to the hub, and there the dwell and customs, with \
             waits also its opening hours, cut-off and the wait for a departure of the service that \
             is best met; the worst park",
        ),
    ],
    params: &[
        required("at", ParamKind::Place, "the hub"),
        param(
            "quantity",
            ParamKind::OneOf(&["modes", "dock-to-departure"]),
            "\"modes\"",
            "what is judged",
        ),
        param(
            "within_km",
            ParamKind::Number { min: 0.1, max: 500.0 },
            "60",
            "of `modes`: how far a terminal may lie, straight line",
        ),
        param(
            "to",
            ParamKind::OneOf(&["any", "rail", "water", "air"]),
            "\"any\"",
            "of `dock-to-departure`: by what the departure is",
        ),
        param(
            "parks",
            ParamKind::Places,
            "",
            "of `dock-to-departure`: from which parks; all places of kind `park` if not given",
        ),
        param(
            "load",
            ParamKind::Text,
            "\"1feu\"",
            "of `dock-to-departure`: how much of what: `1feu`, `2teu`, `20t`, `500kg`",
        ),
        WAITS,
        READY,
        MONTH,
        DOOR,
        WINDOW,
    ],
};
