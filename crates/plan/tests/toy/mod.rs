//! A small catalogue, a plan folder without a fault, and what `parse` says about a folder.

use allways_plan::value::{MeasureSpec, ParamKind, ParamSpec};
use allways_plan::{PlanFile, parse};

const fn param(name: &'static str, kind: ParamKind, default: &'static str) -> ParamSpec {
    ParamSpec { name, kind, required: default.is_empty(), default, doc: "A parameter." }
}

const MODES: ParamKind = ParamKind::SomeOf(&["walk", "rail", "bus"]);
const ENDS: ParamKind = ParamKind::OneOf(&["stop-to-stop", "door-to-door"]);
const PERCENTILE: ParamKind = ParamKind::Number { min: 1.0, max: 100.0 };

/// Five measures with every kind of parameter.
pub(crate) const CATALOGUE: [MeasureSpec; 5] = [
    MeasureSpec {
        name: "travel-time",
        doc: "Time between two places.",
        unit: "min",
        unit_aliases: &[("h", 60.0), ("s", 1.0 / 60.0)],
        definitions: &[],
        params: &[
            param("from", ParamKind::Place, ""),
            param("to", ParamKind::Place, ""),
            param("modes", MODES, "[\"walk\", \"rail\", \"bus\"]"),
            param("window", ParamKind::Window, "\"07:00..09:00\""),
            param("percentile", PERCENTILE, "50"),
            param("ends", ENDS, "\"door-to-door\""),
        ],
    },
    MeasureSpec {
        name: "coverage",
        doc: "Share of an area near a stop.",
        unit: "%",
        unit_aliases: &[],
        definitions: &[("cn-500m-area", "a standard"), ("cn-300m-area", "a standard")],
        params: &[
            param("zone", ParamKind::Place, ""),
            param("only_open", ParamKind::Flag, "true"),
            param("percentile", ParamKind::Text, "\"all\""),
        ],
    },
    MeasureSpec {
        name: "gap",
        doc: "Worst traveller against the adult.",
        unit: "%",
        unit_aliases: &[],
        definitions: &[],
        params: &[
            param("at", ParamKind::Places, ""),
            param("travellers", ParamKind::Travellers, "[]"),
            param("seasons", ParamKind::Seasons, "\"base\""),
            param("cutoffs_min", ParamKind::Numbers, "[30, 45, 60]"),
        ],
    },
    MeasureSpec {
        name: "inventory",
        doc: "How many there are.",
        unit: "",
        unit_aliases: &[],
        definitions: &[],
        params: &[param("kind", ParamKind::Text, "")],
    },
    MeasureSpec {
        name: "channels",
        doc: "Link-disjoint routes between two places.",
        unit: "routes",
        unit_aliases: &[("", 1.0)],
        definitions: &[],
        params: &[param("from", ParamKind::Place, ""), param("to", ParamKind::Place, "")],
    },
];

/// File name and text; nothing is wrong with it.
pub(crate) const GOOD: [(&str, &str); 6] = [
    (
        "plan.toml",
        r#"name = "Toy"
time_zone = "Asia/Shanghai"
date = "2026-11-25"
years = [2026, 2035]

[defaults]
max_rides = 3

[[source]]
id = "metro"
kind = "lines"
lines = "lines.csv"
stations = "stations.csv"

[[source]]
id = "places"
kind = "points"
path = "places.csv"
confidence = "high"
"#,
    ),
    (
        "promises.toml",
        r#"[[promise]]
id = "north-south"
says = "north and south in 30 minutes"
from = "press conference"
measure = "travel-time"
with = { from = "north", to = "south", window = "07:00..09:00" }
target = "<= 30 min"
also = [ { ends = "stop-to-stop" }, { target = "<= 1 h" } ]

[[promise]]
id = "for-all"
says = "friendly to all ages"
measure = "gap"
with = { at = ["north", "29.6,106.4"], travellers = "child" }
target = "<= 20 %"

[[promise]]
id = "schools"
says = "28 universities"
measure = "inventory"
with = { kind = "university" }
target = "= 28"
"#,
    ),
    (
        "projects.toml",
        r#"[[project]]
id = "line-7"
name = "Line 7"
cost_rmb_bn = 12.3
opens = 2027
depends_on = ["bridge"]
edits = [ { open_line = "7" }, { headway = "1", peak_min = 2.5 } ]

[[project]]
id = "bridge"
name = "Bridge"
opens = 2026

[[project]]
id = "depot"
name = "Depot"
"#,
    ),
    (
        "rules.toml",
        r#"[[rule]]
id = "stops-500m"
name = "Stops within 500 m"
from = "2013-01-01"
measure = "coverage"
with = { zone = "city" }
target = ">= 90 %"

[[rule]]
id = "trucks"
name = "No trucks by day"
why = "truck hours are not modelled"
confidence = "low"
"#,
    ),
    (
        "travellers.toml",
        r#"[[traveller]]
id = "adult"
name = "adult"
walk_speed_m_s = 1.3

[[traveller]]
id = "child"
name = "child of 8"
walk_speed_m_s = 1.19
people_share = 0.16
"#,
    ),
    (
        "seasons.toml",
        r#"[[season]]
id = "base"
name = "fair weather"

[[season]]
id = "heat"
name = "summer heat"
walk_factor = 0.95
months = "Jul..Aug"
"#,
    ),
];

/// Every diagnostic on the folder, as one line each.
pub(crate) fn told(files: &[(&str, &str)]) -> Vec<String> {
    let files: Vec<PlanFile<'_>> =
        files.iter().map(|&(name, text)| PlanFile { name, text }).collect();
    let parsed = parse(&files, &CATALOGUE);
    let error = parsed.diagnostics.iter().any(|d| d.severity == allways_base::Severity::Error);
    assert_eq!(parsed.plan.is_none(), error, "a plan exactly if there is no error");
    parsed.diagnostics.iter().map(ToString::to_string).collect()
}
