//! A plan folder around a drawn town. Places are in thousandths of a degree east and north of
//! 10° E on the equator: one is 111.3 m.

use std::fmt::Write as _;
use std::io;

use allways_base::{Seconds, ServiceTime, Window};
use allways_city::check::CheckSettings;
use allways_city::matrix::{MatrixAsk, MatrixHead, MatrixSink, travel_times};
use allways_city::open::{City, OpenError, open};
use allways_city::query::{RouteAnswer, When, route};
use tempfile::TempDir;

use crate::osm_common;

/// Everybody walks 1 m/s, for an hour.
const PLAN: &str = r#"
name = "Town"
time_zone = "UTC"
date = "2026-11-25"
years = [2026]
[defaults]
walk_speed_m_s = 1.0
walk_limit_min = 60
[[source]]
id = "streets"
kind = "osm"
path = "town.osm.pbf"
[[source]]
id = "bus"
kind = "lines"
lines = "lines.csv"
stations = "stations.csv"
"#;

const LINES: &str = "line,name,vehicle,headway_peak_min,headway_offpeak_min,headway_confidence,\
first_train,last_train,source,confidence
B,Bus,bus,2,2,high,06:00,22:00,test,high
";

pub(crate) struct Folder {
    dir: TempDir,
    plan: String,
}

/// The text of a node at thousandths of a degree.
pub(crate) fn node(id: u32, east: f64, north: f64) -> String {
    format!("n{id} x{:.7} y{:.7}", 10.0 + east / 1000.0, north / 1000.0)
}

impl Folder {
    /// A town of these nodes (id, east, north) and ways; a bus runs from the first node to the last.
    pub(crate) fn new(nodes: &[(u32, f64, f64)], ways: &str) -> Self {
        let mut osm = String::new();
        for &(id, east, north) in nodes {
            writeln!(osm, "{}", node(id, east, north)).unwrap();
        }
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("town.osm.pbf"), osm_common::file(&(osm + ways))).unwrap();
        let stop = |seq: u32, &(_, east, north): &(u32, f64, f64), run: &str| {
            let (lat, lon) = (north / 1000.0, 10.0 + east / 1000.0);
            format!("B,{seq},Stop {seq},{lat:.7},{lon:.7},{run},test,high\n")
        };
        let head = "line,seq,station,lat,lon,run_time_to_next_s,source,confidence\n";
        let ends = [&nodes[0], &nodes[nodes.len() - 1]];
        let stations = [head.to_owned(), stop(1, ends[0], "60"), stop(2, ends[1], "")].concat();
        Self { dir, plan: PLAN.into() }.with("lines.csv", LINES).with("stations.csv", &stations)
    }

    pub(crate) fn with(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        std::fs::write(self.dir.path().join(name), content).unwrap();
        self
    }

    /// A source of kind `dem`: a tile of the square with this height at each cell.
    pub(crate) fn with_heights(mut self, height: impl Fn(u16, u16) -> i16) -> Self {
        let cells = (0..1201).flat_map(|row| (0..1201).map(move |column| (column, 1200 - row)));
        let tile: Vec<u8> = cells.flat_map(|(x, y)| height(x, y).to_be_bytes()).collect();
        self.plan += "[[source]]\nid = \"heights\"\nkind = \"dem\"\npath = \"N00E010.hgt\"\n";
        self.with("N00E010.hgt", tile)
    }

    pub(crate) fn with_source(mut self, lines: &str) -> Self {
        self.plan += &format!("[[source]]\n{lines}\n");
        self
    }

    pub(crate) fn path(&self) -> &std::path::Path {
        self.dir.path()
    }

    /// Other years, further sources.
    pub(crate) fn with_plan(mut self, years: &str, more: &str) -> Self {
        self.plan = self.plan.replace("years = [2026]", &format!("years = {years}")) + more;
        self
    }

    pub(crate) fn with_defaults(mut self, lines: &str) -> Self {
        self.plan = self.plan.replace("[defaults]\n", &format!("[defaults]\n{lines}\n"));
        self
    }

    pub(crate) fn open(&self) -> City {
        match self.try_open() {
            Ok(city) => city,
            Err(OpenError::Plan { diagnostics, .. }) => panic!("{diagnostics:#?}"),
            Err(error) => panic!("{error}"),
        }
    }

    pub(crate) fn try_open(&self) -> Result<City, OpenError> {
        std::fs::write(self.dir.path().join("plan.toml"), &self.plan).unwrap();
        open(self.dir.path(), None)
    }
}

pub(crate) fn who(traveller: &str, season: &str) -> CheckSettings {
    let some = |id: &str| (!id.is_empty()).then(|| id.to_owned());
    CheckSettings {
        traveller: some(traveller),
        season: some(season),
        threads: 1,
        ..CheckSettings::default()
    }
}

#[derive(Default)]
pub(crate) struct Rows {
    pub(crate) times: Vec<Vec<Option<Seconds>>>,
    pub(crate) notes: Vec<String>,
}

impl MatrixSink for Rows {
    fn begin(&mut self, head: &MatrixHead<'_>) -> io::Result<usize> {
        self.notes = head.notes.to_vec();
        Ok(0)
    }

    fn row(&mut self, _: usize, times: &[Option<Seconds>]) -> io::Result<()> {
        self.times.push(times.to_vec());
        Ok(())
    }
}

/// Times between places in thousandths, leaving at eight.
pub(crate) fn matrix(city: &City, who: &CheckSettings, places: &[(f64, f64)], modes: &str) -> Rows {
    let mut text = "id,lat,lon\n".to_owned();
    for (k, (east, north)) in places.iter().enumerate() {
        writeln!(text, "p{k},{:.7},{:.7}", north / 1000.0, 10.0 + east / 1000.0).unwrap();
    }
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    let from = ServiceTime::hms(8, 0, 0);
    let window = Window { from, to: from + Seconds(60), step: Seconds(60) };
    let (origins, destinations) = (file.path(), file.path());
    let ask = MatrixAsk { origins, destinations, window, percentiles: &[50], modes };
    let mut rows = Rows::default();
    travel_times(city, who, &ask, &mut rows).unwrap();
    rows
}

/// Journeys between two places in thousandths, leaving at eight.
pub(crate) fn journey(
    city: &City,
    who: &CheckSettings,
    [from, to]: [(f64, f64); 2],
    modes: &str,
) -> RouteAnswer {
    let name =
        |(east, north): (f64, f64)| format!("{:.7},{:.7}", north / 1000.0, 10.0 + east / 1000.0);
    route(city, who, &name(from), &name(to), When::Depart(ServiceTime::hms(8, 0, 0)), modes)
        .unwrap()
}

/// Seconds from the first place to the second on foot.
pub(crate) fn on_foot(city: &City, who: &CheckSettings, places: [(f64, f64); 2]) -> Option<u32> {
    matrix(city, who, &places, "walk").times[0][1].map(|Seconds(s)| s)
}
