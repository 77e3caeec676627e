//! What was typed: the commands, and what all of them take.

mod beyond;
mod city;

use std::path::PathBuf;

use allways_plan::plan::Frequencies;
use clap::{Args, Parser, Subcommand, ValueEnum};

pub(crate) use self::beyond::{Corridor, Ports};
pub(crate) use self::city::{Access, Coverage, Matrix, Reach, Route};

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

/// More threads than any machine has would be a slip.
const MOST_THREADS: usize = 4096;

fn threads(text: &str) -> Result<usize, String> {
    let number = text.parse().ok().filter(|n| *n <= MOST_THREADS);
    number.ok_or_else(|| format!("write a number from 0 to {MOST_THREADS}"))
}

/// Options that every question takes.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Common {
    /// The service day, YYYY-MM-DD; the plan's own if not given
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub date: Option<String>,
    /// Year of the plan; its first if not given
    #[arg(long, value_parser = clap::value_parser!(i16).range(1900..=2200))]
    pub year: Option<i16>,
    /// Season id; the plan's first if not given
    #[arg(long)]
    pub season: Option<String>,
    /// Traveller id; the plan's default if not given
    #[arg(long)]
    pub traveller: Option<String>,
    /// Threads of the whole command; one per core if 0 or not given; the answer does not depend on
    /// it
    #[arg(long, value_parser = threads)]
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
