//! What is asked of what lies beyond the city: corridors, and ports of the world.

use std::path::PathBuf;

use clap::Args;

use super::{Common, Output};

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
