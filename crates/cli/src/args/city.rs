//! What is asked of the city: journeys, travel times, isochrones, accessibility, coverage.

use std::path::PathBuf;

use clap::Args;

use super::Common;

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
    #[arg(long, default_value_t = 100.0, value_name = "METRES", allow_negative_numbers = true)]
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
