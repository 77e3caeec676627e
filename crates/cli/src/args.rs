//! What was typed.

use std::path::PathBuf;

use allways_plan::plan::Frequencies;
use clap::{Args, Parser, Subcommand, ValueEnum};

/// A city's transport plan, with its promises as tests.
///
/// Without a command, the bundled plan of the Western (Chongqing) Science City is checked.
#[derive(Debug, Parser)]
#[command(name = "allways", version, propagate_version = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Judge every promise of a plan: exit 0 all kept, 1 some not, 2 could not run
    Check(Check),
    /// What is wrong with the data, worst first: exit 0 whatever it finds, 2 could not run
    Doctor(Doctor),
    /// Journeys between two places, leg by leg: the Pareto set of arrival and rides
    Route(Route),
    /// Travel times between many points: exit 0 all answered, 1 some rows left out, 2 could not run
    Matrix(Matrix),
    /// What can be reached from a place within given times: isochrones on square cells
    Reach(Reach),
    /// Accessibility: how much can be reached from many places: exit 0 all answered, 1 some rows left
    /// out, 2 could not run
    Access(Access),
    /// Coverage by every definition, side by side: area, people and places near a stop
    Coverage(Coverage),
    /// Beyond the city: the Pareto set of time, cost, CO2e and handlings for goods or people
    Corridor(Corridor),
    /// The catalogue of measures: units, definitions, parameters
    Measures(Output),
    /// JSON Schema of the plan folder
    Schema(Output),
    /// A plan folder from a city's data, with starter promises
    New(New),
    /// Sea lanes and ports from searoute's GeoJSON as a source of a plan, and lines of its sea
    /// services for maps
    Ports(Ports),
}

impl Command {
    /// Threads asked for.
    pub(crate) fn threads(&self) -> Option<usize> {
        match self {
            Self::Check(Check { common, .. })
            | Self::Doctor(Doctor { common, .. })
            | Self::Route(Route { common, .. })
            | Self::Reach(Reach { common, .. })
            | Self::Access(Access { common, .. })
            | Self::Coverage(Coverage { common, .. })
            | Self::Corridor(Corridor { common, .. })
            | Self::Matrix(Matrix { common, .. }) => common.threads,
            Self::Measures(_) | Self::Schema(_) | Self::New(_) | Self::Ports(_) => None,
        }
    }
}

/// See [`Frequencies`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FrequencyWay {
    Draws,
    HalfHeadway,
    Exact,
}

impl From<FrequencyWay> for Frequencies {
    fn from(way: FrequencyWay) -> Self {
        match way {
            FrequencyWay::Draws => Self::Draws,
            FrequencyWay::HalfHeadway => Self::HalfHeadway,
            FrequencyWay::Exact => Self::Exact,
        }
    }
}

/// Options that every question takes.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Common {
    /// The service day, YYYY-MM-DD; the plan's own if not given
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub date: Option<String>,
    /// Year of the plan; its first if not given
    #[arg(long)]
    pub year: Option<i16>,
    /// Season id; the plan's first if not given
    #[arg(long)]
    pub season: Option<String>,
    /// Traveller id; the plan's default if not given
    #[arg(long)]
    pub traveller: Option<String>,
    /// Threads of the whole command; one per core if 0 or not given; the answer does not depend on
    /// it
    #[arg(long)]
    pub threads: Option<usize>,
    /// Seed of headway-based departures
    #[arg(long, default_value_t = 0)]
    pub seed: u64,
    /// How services count of which only the headway is known: `draws` of their departures, a wait of
    /// half a headway at each boarding (`half-headway`), or `exact` where there is a closed form, else
    /// by draws; the last two in `matrix` and `access`. The plan's way if not given
    #[arg(long, value_enum, value_name = "WAY")]
    pub frequencies: Option<FrequencyWay>,
    /// Draws of headway-based departures that percentiles are over, each with its own seed from --seed
    /// on; the plan's if not given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub draws: Option<u32>,
    /// Write seconds per phase, peak memory and work counters as JSON
    #[arg(long, value_name = "FILE")]
    pub timings: Option<PathBuf>,
    /// Write a record of the run: version, settings, SHA-256 of each input, services on the date
    #[arg(long, value_name = "FILE")]
    pub manifest: Option<PathBuf>,
    #[command(flatten)]
    pub output: Output,
}

#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Output {
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// Write to a file instead; its ending chooses the format where several are possible
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// As the ending of --out says, else for reading
    #[default]
    Table,
    Json,
    Csv,
    Parquet,
    Geojson,
    Geoparquet,
}

impl Format {
    /// As it is typed, and as a file ends.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Parquet => "parquet",
            Self::Geojson => "geojson",
            Self::Geoparquet => "geoparquet",
        }
    }
}

#[derive(Debug, Args, Default)]
pub(crate) struct Check {
    /// Plan folder; the bundled science city if not given
    pub plan: Option<PathBuf>,
    /// Judge only this promise (may be given more than once)
    #[arg(long, value_name = "ID")]
    pub only: Vec<String>,
    /// Write the report here: index.html, verdicts.json, verdicts.geojson
    #[arg(long, value_name = "DIR")]
    pub report: Option<PathBuf>,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Debug, Args)]
pub(crate) struct Doctor {
    /// Plan folder; the bundled science city if not given
    pub plan: Option<PathBuf>,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Debug, Args)]
pub(crate) struct Route {
    /// Plan folder; the bundled science city if not given
    pub plan: Option<PathBuf>,
    /// Place id or name, stop id `source:stop`, or `lat,lon`
    #[arg(long, allow_hyphen_values = true)]
    pub from: String,
    /// Place id or name, stop id `source:stop`, or `lat,lon`
    #[arg(long, allow_hyphen_values = true)]
    pub to: String,
    /// Be ready at this time, HH:MM, or at any minute of this window, HH:MM..HH:MM: then every journey
    /// that no other beats in departure, arrival and rides
    #[arg(long, required_unless_present = "arrive", conflicts_with = "arrive")]
    pub depart: Option<String>,
    /// Also journeys that take longer or change more often, but walk less
    #[arg(long, conflicts_with = "arrive")]
    pub less_walking: bool,
    /// Also journeys that take longer or change more often, but cost less (GTFS Fares v1), with the
    /// fare of each
    #[arg(long, conflicts_with = "arrive")]
    pub fares: bool,
    /// Be there by this time, HH:MM
    #[arg(long)]
    pub arrive: Option<String>,
    /// `walk,transit`, or `transit` for the feed's own transfers only; also `rail`, `bus`; with
    /// `cycle` or `drive` one comes to the first stop, or all the way, by one's own bicycle or car
    /// (`drive` alone: by car only; also `truck`); with `park` by car to a car park, on foot from there
    #[arg(long, default_value = "walk,transit")]
    pub modes: String,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Debug, Args)]
pub(crate) struct Reach {
    /// Plan folder; the bundled science city if not given
    pub plan: Option<PathBuf>,
    /// Place id or name, stop id `source:stop`, or `lat,lon`
    #[arg(long, allow_hyphen_values = true)]
    pub from: String,
    /// Departure window, HH:MM..HH:MM by the minute, or one departure, HH:MM
    #[arg(long, value_name = "WINDOW")]
    pub depart: String,
    /// Minutes, each once
    #[arg(long, value_delimiter = ',', default_value = "15,30,45,60")]
    pub cutoffs: Vec<u32>,
    /// Percentiles of the departures of the window, 1 to 100
    #[arg(long, value_delimiter = ',', default_value = "50")]
    pub percentiles: Vec<u8>,
    /// Count what lies within each time: CSV with `id` and either `lat,lon` or `stop_id`; without it
    /// the people of the plan are counted, if it has any
    #[arg(long, value_name = "FILE")]
    pub opportunities: Option<PathBuf>,
    /// Column of the opportunities that says how many each is; without it each is one
    #[arg(long, requires = "opportunities")]
    pub column: Option<String>,
    /// Also write a CSV with a row for each cutoff and percentile: cells, area, what lies within
    #[arg(long, value_name = "FILE")]
    pub bands: Option<PathBuf>,
    /// Side of a cell, metres
    #[arg(long, default_value_t = 100.0, value_name = "METRES")]
    pub cell: f64,
    /// `walk,transit`, or `transit` for the feed's own transfers only; also `rail`, `bus`; with
    /// `cycle` or `drive` one comes to the first stop, or all the way, by one's own bicycle or car
    /// (`drive` alone: by car only; also `truck`); with `park` by car to a car park, on foot from there
    #[arg(long, default_value = "walk,transit")]
    pub modes: String,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Debug, Args)]
pub(crate) struct Access {
    /// Plan folder; the bundled science city if not given
    pub plan: Option<PathBuf>,
    /// CSV with `id` and either `lat,lon` or `stop_id`
    #[arg(long, value_name = "FILE")]
    pub origins: PathBuf,
    /// CSV with `id` and either `lat,lon` or `stop_id`
    #[arg(long, value_name = "FILE")]
    pub opportunities: PathBuf,
    /// Column of the opportunities that says how many each is; without it each is one
    #[arg(long)]
    pub column: Option<String>,
    /// Column of the origins that says how many people live there, for the equity; without it each
    /// is one
    #[arg(long)]
    pub people: Option<String>,
    /// Column of the origins that people are ranked by, such as income: adds the concentration index,
    /// above 0 if those who rank high have more
    #[arg(long, value_name = "COLUMN", conflicts_with = "dual")]
    pub rank_by: Option<String>,
    /// Departure window, HH:MM..HH:MM by the minute, or one departure, HH:MM
    #[arg(long, value_name = "WINDOW")]
    pub depart: String,
    /// Minutes, each once
    #[arg(long, value_delimiter = ',', default_value = "15,30,45,60")]
    pub cutoffs: Vec<u32>,
    /// Percentiles of the departures of the window, 1 to 100
    #[arg(long, value_delimiter = ',', default_value = "50")]
    pub percentiles: Vec<u8>,
    /// How an opportunity counts by its time: `step`, `linear:MINUTES` (width), `logistic:MINUTES`
    /// (deviation), `exponential` (half at the cutoff), `gravity:POWER`
    #[arg(long, default_value = "step")]
    pub decay: String,
    /// Instead: the time to so many opportunities, such as 1,5,10
    #[arg(long, value_delimiter = ',', value_name = "N", conflicts_with_all = ["decay", "cutoffs"])]
    pub dual: Vec<f64>,
    /// Instead: supply for each person, by two-step floating catchment areas: `--column` is the supply,
    /// `--people` the demand, `--cutoffs` the catchments, `--decay` makes it the enhanced method
    #[arg(long = "2sfca", requires = "people", conflicts_with = "dual")]
    pub per_person: bool,
    /// `walk,transit`, or `transit` for the feed's own transfers only; also `rail`, `bus`; with
    /// `cycle` or `drive` one comes to the first stop, or all the way, by one's own bicycle or car
    /// (`drive` alone: by car only; also `truck`); with `park` by car to a car park, on foot from there
    #[arg(long, default_value = "walk,transit")]
    pub modes: String,
    /// Go on with an interrupted run that wrote to the same --out, if there is one
    #[arg(long, requires = "out")]
    pub resume: bool,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Debug, Args)]
pub(crate) struct Coverage {
    /// Plan folder; the bundled science city if not given
    pub plan: Option<PathBuf>,
    /// Zones, by id or name; without it every zone of kind `district`, or every zone if none is
    #[arg(long, value_delimiter = ',', value_name = "ZONE")]
    pub zone: Vec<String>,
    /// Definitions: a name as `allways measures` lists it, or said in full: line-400m-area,
    /// walk-10min-people, walk-500m-1000m-people (second limit: metro, rail, ferry),
    /// walk-800m-places-4-per-hour; without it every named one
    #[arg(long, value_delimiter = ',', value_name = "DEFINITION")]
    pub definition: Vec<String>,
    /// Stops of which vehicles, each counted on its own: `transit` (all), `rail`, `bus`
    #[arg(long, value_delimiter = ',', default_value = "transit,rail,bus")]
    pub modes: Vec<String>,
    /// Window for departures an hour, HH:MM..HH:MM
    #[arg(long, value_name = "WINDOW", default_value = "07:00..09:00")]
    pub depart: String,
    /// Instead of the plan's places and their people: CSV with `id` and either `lat,lon` or `stop_id`
    #[arg(long, value_name = "FILE")]
    pub points: Option<PathBuf>,
    /// Column of the points that says how many people live there; without it each is one
    #[arg(long, value_name = "COLUMN", requires = "points")]
    pub people: Option<String>,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(crate) struct Corridor {
    /// Plan folder; the bundled science city if not given
    pub plan: Option<PathBuf>,
    /// Terminal, place, stop or `lat,lon`. A place without terminals of its own is a door: the city's
    /// engine finds the ways from it to the terminals around
    #[arg(long, allow_hyphen_values = true)]
    pub from: String,
    /// The same for the other end
    #[arg(long, allow_hyphen_values = true, required_unless_present = "all_directions")]
    pub to: Option<String>,
    /// Instead: to the gateways in the west, north, east and south
    #[arg(long, conflicts_with_all = ["to", "channels", "late"])]
    pub all_directions: bool,
    /// An amount of teu, feu, t, kg or passengers
    #[arg(long, default_value = "1feu")]
    pub load: String,
    /// Modes that may be used: hsr, rail, road, river, sea, air, transit; all if not given
    #[arg(long, value_delimiter = ',')]
    pub modes: Vec<String>,
    /// When the load is ready, `Mo 08:00`; if not given, each option starts at its own best moment
    #[arg(long, value_name = "MOMENT")]
    pub ready: Option<String>,
    /// Month of the year, 1 to 12: services that are closed in it do not run
    #[arg(long, value_parser = clap::value_parser!(u8).range(1..=12))]
    pub month: Option<u8>,
    /// Which emission factors count: wtw (well to wheel), ttw (tank to wheel), official
    #[arg(long, default_value = "wtw")]
    pub scope: String,
    /// Running times and dwell only: no waits, cut-offs or opening hours
    #[arg(long)]
    pub no_waits: bool,
    /// Weigh options by this percentile of their time over 1000 seeded draws of the usual ranges,
    /// such as 90
    #[arg(long, value_name = "PERCENTILE", value_parser = clap::value_parser!(u32).range(1..=100))]
    pub late: Option<u32>,
    /// Also: how many ways share no line and no terminal, and what is left when one is lost
    #[arg(long)]
    pub channels: bool,
    /// Leave from the door of a place, even if it has terminals of its own
    #[arg(long)]
    pub from_door: bool,
    /// Window over which ways through the city by transit are counted, HH:MM..HH:MM
    #[arg(long, value_name = "WINDOW", default_value = "07:00..09:00")]
    pub city_window: String,
    /// Most labels that the search may make; as many as it takes if not given
    #[arg(long, value_name = "N")]
    pub budget: Option<usize>,
    /// Also write a page with the map, the diagram of time and cost, and the legs of each option
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Debug, Args)]
pub(crate) struct Matrix {
    /// Plan folder; the bundled science city if not given
    pub plan: Option<PathBuf>,
    /// CSV with `id` and either `lat,lon` or `stop_id`
    #[arg(long, value_name = "FILE")]
    pub origins: PathBuf,
    /// CSV with `id` and either `lat,lon` or `stop_id`
    #[arg(long, value_name = "FILE")]
    pub destinations: PathBuf,
    /// Departure window, `07:00..09:00`, by the minute
    #[arg(long, value_name = "WINDOW")]
    pub depart: String,
    /// Percentiles, 1 to 100, each once
    #[arg(long, default_value = "50", value_delimiter = ',')]
    pub percentiles: Vec<u8>,
    /// `walk,transit`, or `transit` for the feed's own transfers only; also `rail`, `bus`; with
    /// `cycle` or `drive` one comes to the first stop, or all the way, by one's own bicycle or car
    /// (`drive` alone: by car only; also `truck`); with `park` by car to a car park, on foot from there
    #[arg(long, default_value = "walk,transit")]
    pub modes: String,
    /// Go on with an interrupted run that wrote to the same --out, if there is one
    #[arg(long, requires = "out")]
    pub resume: bool,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Debug, Args)]
pub(crate) struct New {
    /// The folder to make; must not exist or be empty
    pub dir: PathBuf,
    /// GTFS feed, zip or folder (may be given more than once); without one, streets alone
    #[arg(long, value_name = "FILE", required_unless_present = "osm")]
    pub gtfs: Vec<PathBuf>,
    /// OpenStreetMap extract, .osm.pbf
    #[arg(long, value_name = "FILE")]
    pub osm: Option<PathBuf>,
    /// Zones with people, GeoJSON
    #[arg(long, value_name = "FILE")]
    pub zones: Option<PathBuf>,
    /// Display name of the plan
    #[arg(long)]
    pub name: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Ports {
    /// Plan folder, into which the files are written
    pub plan: PathBuf,
    /// Sea lanes, GeoJSON LineStrings with `passage` (searoute: marnet_searoute.geojson)
    #[arg(long, value_name = "FILE")]
    pub lanes: PathBuf,
    /// Ports, GeoJSON Points with `port`, `name`, `cty` (searoute: ports.geojson): import them with the
    /// lanes
    #[arg(long = "ports", value_name = "FILE", required_unless_present = "shapes")]
    pub list: Option<PathBuf>,
    /// Write lines along the lanes for the plan's own sea services
    #[arg(long)]
    pub shapes: bool,
    /// Speed of ships; an assumption
    #[arg(long, default_value_t = 14.0)]
    pub knots: f64,
    /// Slowest usual speed; in proportion to 12 of 14 if not given
    #[arg(long, value_name = "KNOTS")]
    pub slowest: Option<f64>,
    /// Fastest usual speed; in proportion to 18 of 14 if not given
    #[arg(long, value_name = "KNOTS")]
    pub fastest: Option<f64>,
    /// Cost of every lane by distance, such as "0.03 USD/TEUkm"; unknown if not given
    #[arg(long)]
    pub cost: Option<String>,
    /// A port farther than this from every lane is left out
    #[arg(long, value_name = "KM", default_value_t = 200.0)]
    pub join_km: f64,
    /// Passages that are not used, such as suez,panama; `northwest` if not given, `none` for all open
    #[arg(long, value_delimiter = ',', value_name = "PASSAGE")]
    pub leave_out: Vec<String>,
    /// Who made lanes and ports, and their licence, for the rows; the names of the files if not given
    #[arg(long, value_name = "TEXT")]
    pub source: Option<String>,
    #[command(flatten)]
    pub output: Output,
}
