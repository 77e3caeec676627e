//! The keys of every table of the folder, once: the reader and the JSON Schema both stand on
//! these lists, so that they cannot disagree.

/// What a key holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Kind {
    /// Letters, digits, `-`, `_`, `.`: ids are prefixes of other ids, so no colon, no space.
    Id,
    /// Text, maybe empty.
    Text,
    /// Text that is not blank.
    Words,
    /// `"2026-11-25"`, or a TOML date.
    Date,
    /// IANA name.
    TimeZone,
    /// `"Jul..Aug"`, `"Mar, Sep..Nov"`, or empty.
    Months,
    /// Years in ascending order.
    Years,
    /// Any number in `min..=max`.
    Number(f64, f64),
    /// Units of a currency for one US dollar: the key stands for every key that [`currency`] reads.
    PerUsd,
    /// Any number in `min..=max`, or this word in quotes.
    NumberOr(f64, f64, &'static str),
    /// A whole number in `min..=max`.
    Whole(i64, i64),
    /// True or false.
    Flag,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// List of ids.
    Ids,
    /// List of names, at least one.
    Names,
    /// List of OSM ways such as `"way/123"`.
    Ways,
    /// One OSM way: its id, or `"way/123"`.
    Way,
    /// List of at least one of these words, each once.
    SomeOf(&'static [&'static str]),
    /// A measure of the catalogue.
    Measure,
    /// Comparison, number, unit.
    Target,
    /// A table whose keys depend on the measure.
    With,
    /// List of readings.
    Also,
    /// List of edits.
    Edits,
    /// A table with these keys.
    Table(&'static [Key]),
    /// `[[…]]`: tables with keys as listed under this name in [`FILES`].
    Rows(&'static str),
}

/// One key of a table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Key {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) required: bool,
    /// One sentence, no full stop.
    pub(crate) doc: &'static str,
}

const fn need(name: &'static str, kind: Kind, doc: &'static str) -> Key {
    Key { name, kind, required: true, doc }
}

const fn may(name: &'static str, kind: Kind, doc: &'static str) -> Key {
    Key { name, kind, required: false, doc }
}

/// First and last year that a plan may name.
pub(crate) const YEARS: (i64, i64) = (1900, 2200);

const YEAR: Kind = Kind::Whole(YEARS.0, YEARS.1);
const CONFIDENCE: Key = may(
    "confidence",
    Kind::OneOf(&["high", "medium", "low", "assumed"]),
    "how sure the figures are: high, medium, low or assumed",
);
const SOURCE: Key = may("source", Kind::Text, "where the figures are published");

/// The files, each with its top-level keys.
pub(crate) const TOPS: [(&str, &[Key]); 6] = [
    ("plan.toml", &PLAN),
    ("promises.toml", &[may("promise", Kind::Rows("promise"), "what the plan says")]),
    ("projects.toml", &[may("project", Kind::Rows("project"), "what is built and when")]),
    ("rules.toml", &[may("rule", Kind::Rows("rule"), "regulations and standards in force")]),
    ("travellers.toml", &[may("traveller", Kind::Rows("traveller"), "who travels")]),
    ("seasons.toml", &[may("season", Kind::Rows("season"), "conditions of the year")]),
];

/// `plan.toml`.
pub(crate) const PLAN: [Key; 7] = [
    need("name", Kind::Words, "display name of the plan"),
    may("summary", Kind::Text, "one sentence on the plan"),
    need("time_zone", Kind::TimeZone, "IANA time zone, such as \"Asia/Shanghai\""),
    need("date", Kind::Date, "the day that is judged, such as \"2026-11-25\""),
    need("years", Kind::Years, "years judged, ascending; the first is today"),
    may("defaults", Kind::Table(&DEFAULTS), "settings where nothing else says"),
    may("source", Kind::Rows("source"), "where the data lies"),
];

/// `[defaults]`.
pub(crate) const DEFAULTS: [Key; 14] = [
    may("detour_factor", Kind::Number(1.0, 5.0), "where there are no streets: walk = line × this"),
    may("walk_speed_m_s", Kind::Number(0.1, 5.0), "walking speed of the default traveller, m/s"),
    may("walk_limit_min", Kind::Number(0.0, 240.0), "longest access or egress walk, minutes"),
    may(
        "transfer_limit_min",
        Kind::NumberOr(0.0, 240.0, "none"),
        "longest walk between rides, minutes, or \"none\" for any walk",
    ),
    may("cycle_limit_min", Kind::Number(0.0, 240.0), "longest way by bicycle to a stop, minutes"),
    may("drive_limit_min", Kind::Number(0.0, 240.0), "longest way by car to a stop, minutes"),
    may("truck_weight_t", Kind::Number(0.1, 500.0), "weight of a truck and its load, tonnes"),
    may("truck_height_m", Kind::Number(0.1, 20.0), "height of a truck, metres"),
    may("truck_width_m", Kind::Number(0.1, 20.0), "width of a truck, metres"),
    may("truck_length_m", Kind::Number(0.1, 100.0), "length of a truck, metres"),
    may(
        "max_rides",
        Kind::Whole(1, 20),
        "most vehicles boarded in one journey; any number if it is not set",
    ),
    may("max_duration_min", Kind::Number(1.0, 2880.0), "longer journeys are unreachable, minutes"),
    may(
        "frequencies",
        Kind::OneOf(&["draws", "half-headway", "exact"]),
        "how services count of which only the headway is known",
    ),
    may(
        "draws",
        Kind::Whole(1, 1000),
        "draws of the phases of services of which only the headway is known",
    ),
];

/// `[[source]]`, whatever its kind.
pub(crate) const SOURCES: [Key; 5] = [
    need("id", Kind::Id, "prefix of the ids that the source brings"),
    need(
        "kind",
        Kind::OneOf(&["gtfs", "osm", "ways", "zones", "points", "lines", "corridors", "dem"]),
        "what the source is",
    ),
    may("datum", Kind::OneOf(&["wgs84", "gcj02", "bd09"]), "datum of its coordinates"),
    CONFIDENCE,
    may("note", Kind::Text, "free text"),
];

/// Smallest and largest number of units of a currency for one US dollar.
pub(crate) const RATES: (f64, f64) = (1e-6, 1e9);

/// The currency of a key such as `jpy_per_usd`, `JPY`; US dollars need no rate.
pub(crate) fn currency(key: &str) -> Option<String> {
    let letters = key.strip_suffix("_per_usd")?;
    let is_code = letters.len() == 3 && letters.bytes().all(|b| b.is_ascii_lowercase());
    (is_code && letters != "usd").then(|| letters.to_ascii_uppercase())
}

/// The further keys of each kind of source.
pub(crate) const SOURCE_KINDS: [(&str, &[Key]); 8] = [
    ("gtfs", &[need("path", Kind::Words, "a GTFS feed, zip or folder")]),
    ("osm", &[need("path", Kind::Words, "an .osm.pbf extract")]),
    (
        "ways",
        &[need("path", Kind::Words, "a GeoJSON file of lines: streets that the OSM extract lacks")],
    ),
    ("zones", &[need("path", Kind::Words, "a GeoJSON file of polygons")]),
    ("points", &[need("path", Kind::Words, "a CSV table of places")]),
    (
        "lines",
        &[
            need("lines", Kind::Words, "CSV table of lines"),
            need("stations", Kind::Words, "CSV table of the stations of each line, in order"),
            may("first_last", Kind::Words, "CSV table of first and last trains"),
            may("interchange_s", Kind::Whole(0, 3600), "change between platforms, seconds"),
        ],
    ),
    (
        "corridors",
        &[
            may("terminals", Kind::Words, "CSV table of terminals; with `services`"),
            may("services", Kind::Words, "CSV table of services between them; with `terminals`"),
            may("factors", Kind::Words, "CSV table of emission factors"),
            may("shapes", Kind::Words, "GeoJSON lines of the services, for maps"),
            may(
                "cny_per_usd",
                Kind::PerUsd,
                "units of a currency, named by its three ISO 4217 letters, for one US dollar",
            ),
            may("rates_from", Kind::Words, "publication and date of the rates"),
            may("gtfs", Kind::Words, "a GTFS feed, zip or folder, instead of the tables"),
            may(
                "mode",
                Kind::OneOf(&["hsr", "rail", "air", "road", "river", "sea"]),
                "how the trips of the feed move",
            ),
            may("date", Kind::Date, "a day of the week of the feed that stands for every week"),
            may("map", Kind::Words, "CSV table of `station` and `terminal` that are one place"),
            may("change_min", Kind::Number(0.0, 600.0), "a change, where the feed says nothing"),
        ],
    ),
    (
        "dem",
        &[need("path", Kind::Words, "heights: .hgt, .hgt.zip or GeoTIFF, one tile or a folder")],
    ),
];

/// `[[promise]]`.
pub(crate) const PROMISE: [Key; 9] = [
    need("id", Kind::Id, "name of the promise in commands and reports"),
    need("says", Kind::Words, "the sentence of the plan, as said"),
    may("from", Kind::Text, "who said it, where and when"),
    need("measure", Kind::Measure, "what is measured; see `allways measures`"),
    may("with", Kind::With, "parameters of the measure"),
    need("target", Kind::Target, "a comparison, a number and a unit, such as \"<= 30 min\""),
    may("also", Kind::Also, "other readings of the sentence: keys of `with` that differ"),
    may("note", Kind::Text, "free text"),
    may("group", Kind::Text, "the row of the plan that it belongs to"),
];

/// `[[project]]`.
pub(crate) const PROJECT: [Key; 10] = [
    need("id", Kind::Id, "name of the project in commands and reports"),
    need("name", Kind::Words, "display name"),
    may("sector", Kind::Text, "such as rail, road, water or air"),
    may("cost_rmb_bn", Kind::Number(0.0, 100_000.0), "cost in RMB bn; left out if unknown"),
    may("opens", YEAR, "the year from which its edits are in force"),
    may("batch", Kind::Text, "the published batch that it belongs to"),
    may("depends_on", Kind::Ids, "projects that come first"),
    may("edits", Kind::Edits, "what it changes"),
    SOURCE,
    CONFIDENCE,
];

/// The shapes of an edit; the first key tells which.
pub(crate) const EDITS: [&[Key]; 7] = [
    &[need("open_line", Kind::Words, "a line that opens")],
    &[need("close_line", Kind::Words, "a line that closes")],
    &[
        need("headway", Kind::Words, "a line whose headway changes"),
        need("peak_min", Kind::Number(0.5, 1440.0), "minutes between trains in the peak"),
        may("offpeak_min", Kind::Number(0.5, 1440.0), "minutes between trains off the peak"),
    ],
    &[need("open_service", Kind::Words, "a corridor service that opens")],
    &[
        need("close_way", Kind::Way, "an OSM way that closes"),
        may("to", Kind::SomeOf(&MODES), "the modes that it closes to; to everybody if not set"),
    ],
    &[
        need("way_speed", Kind::Way, "an OSM way whose speed limit changes"),
        need("km_h", Kind::Number(1.0, 200.0), "its new limit in both directions, km/h"),
    ],
    &[need("open_way", Kind::Words, "a way of a source of kind `ways` that opens")],
];

/// Modes of streets that an edit tells apart; whoever is on small wheels goes where one walks.
pub(crate) const MODES: [&str; 4] = ["walk", "cycle", "drive", "truck"];

/// `[[rule]]`.
pub(crate) const RULE: [Key; 11] = [
    need("id", Kind::Id, "name of the rule in commands and reports"),
    need("name", Kind::Words, "what it asks for"),
    may("standard", Kind::Text, "the standard or regulation"),
    may("from", Kind::Date, "in force from this day"),
    may("measure", Kind::Measure, "what is measured, if the engine can"),
    may("with", Kind::With, "parameters of the measure"),
    may("target", Kind::Target, "a comparison, a number and a unit, such as \">= 90 %\""),
    may("trucks", Kind::Table(&TRUCKS), "what it asks of trucks, where it is for these"),
    may("why", Kind::Words, "why it is not checked, where there is no measure"),
    SOURCE,
    CONFIDENCE,
];

/// `trucks` of a rule.
pub(crate) const TRUCKS: [Key; 5] = [
    may(
        "max_t",
        Kind::Number(0.0, 500.0),
        "it is for trucks heavier than this, tonnes; 0: for all",
    ),
    may("max_height_m", Kind::Number(0.1, 20.0), "it is for trucks higher than this, metres"),
    may("hours", Kind::Words, "when these may enter services, such as \"20:00-06:00\"; else never"),
    may("services", Kind::Names, "services of the corridors that it is on, by id or channel"),
    may("zone", Kind::Words, "the zone in whose streets it is"),
];

/// `[[traveller]]`.
pub(crate) const TRAVELLER: [Key; 14] = [
    need("id", Kind::Id, "name of the traveller in promises and commands"),
    need("name", Kind::Words, "display name"),
    need("walk_speed_m_s", Kind::Number(0.1, 5.0), "walking speed, m/s"),
    may("walk_limit_min", Kind::Number(0.0, 240.0), "longest access or egress walk, minutes"),
    may(
        "on",
        Kind::OneOf(&["foot", "wheelchair", "pram"]),
        "how they move; step-free travellers are in a wheelchair if it is not set",
    ),
    may("step_free", Kind::Flag, "true if stops, vehicles and ways must be step-free"),
    may("max_grade", Kind::Number(0.0, 1.0), "on wheels: steepest ramp, rise over run"),
    may("max_kerb_cm", Kind::Whole(0, 100), "on wheels: highest kerb, centimetres"),
    may("min_width_cm", Kind::Whole(0, 1000), "on wheels: narrowest way, centimetres"),
    may(
        "worst_surface",
        Kind::OneOf(&["smooth", "jointed", "compacted", "loose", "soft"]),
        "on wheels: worst surface",
    ),
    may("slower_change_s", Kind::Whole(0, 3600), "seconds added to each change"),
    may("people_share", Kind::Number(0.0, 1.0), "share of the people"),
    SOURCE,
    CONFIDENCE,
];

/// `[[season]]`.
pub(crate) const SEASON: [Key; 12] = [
    need("id", Kind::Id, "name of the season in promises and commands"),
    need("name", Kind::Words, "display name"),
    may("walk_factor", Kind::Number(0.1, 10.0), "times walking speed"),
    may("walk_limit_factor", Kind::Number(0.1, 10.0), "times longest walk"),
    may("bus_factor", Kind::Number(0.1, 10.0), "times bus run times"),
    may("road_factor", Kind::Number(0.1, 10.0), "times road times"),
    may("uncovered_factor", Kind::Number(0.1, 10.0), "times on streets tagged as not covered"),
    may("unlit_factor", Kind::Number(0.1, 10.0), "times on streets tagged as not lit"),
    may("closed", Kind::Ways, "OSM ways that nobody may use, such as [\"way/123\"]"),
    may("months", Kind::Months, "when, such as \"Jul..Aug\""),
    SOURCE,
    CONFIDENCE,
];
