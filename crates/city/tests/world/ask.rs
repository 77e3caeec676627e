//! A city, some places in it, and the questions of the commands, each in one line.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::PathBuf;

use allways_access::Endpoint;
use allways_base::{LonLat, Metres, Seconds, Window};
use allways_city::accessibility::{Access, AccessAsk, Decay, access};
use allways_city::check::{AskError, CheckSettings};
use allways_city::matrix::{MatrixAsk, MatrixError, MatrixHead, MatrixSink, travel_times};
use allways_city::names::platforms;
use allways_city::open::City;
use allways_city::query::{RouteAnswer, When, route};
use allways_city::reach::{Reach, ReachAsk, reach};

pub(crate) const PERCENTILES: [u8; 3] = [1, 50, 95];
/// Percentiles of each cell of a matrix.
pub(crate) const N: usize = PERCENTILES.len();
pub(crate) const MODES: &str = "walk,transit";

/// `None`: unreachable.
pub(crate) type Time = Option<Seconds>;

#[derive(Clone, Debug)]
pub(crate) enum Spot {
    At(LonLat),
    Stop(String),
}

impl Spot {
    /// As the commands take it.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::At(at) => format!("{},{}", at.lat, at.lon),
            Self::Stop(id) => id.clone(),
        }
    }

    pub(crate) fn endpoint(&self, city: &City) -> Endpoint {
        match self {
            Self::At(at) => Endpoint::Position(*at),
            Self::Stop(id) => {
                let stop = city.feed.stops.iter().find(|(_, stop)| stop.id == *id).unwrap().0;
                Endpoint::Stops(platforms(&city.feed, stop))
            }
        }
    }
}

pub(crate) struct World {
    pub(crate) name: String,
    pub(crate) city: City,
    pub(crate) dir: tempfile::TempDir,
    pub(crate) spots: Vec<Spot>,
    pub(crate) window: Window,
}

struct Rows(Vec<Time>);

impl MatrixSink for Rows {
    fn begin(&mut self, _: &MatrixHead<'_>) -> io::Result<usize> {
        Ok(0)
    }

    fn row(&mut self, _: usize, times: &[Time]) -> io::Result<()> {
        self.0.extend_from_slice(times);
        Ok(())
    }
}

pub(crate) fn of_year(year: i16) -> CheckSettings {
    CheckSettings { year: Some(year), ..CheckSettings::default() }
}

impl World {
    pub(crate) fn settings(&self) -> CheckSettings {
        of_year(self.city.plan.years[0])
    }

    /// A points file; `jobs` are how many the row is.
    pub(crate) fn points(&self, file: &str, spots: &[Spot], jobs: &[f64]) -> PathBuf {
        let mut text = String::from("id,lat,lon,stop_id,jobs\n");
        for (k, (spot, jobs)) in spots.iter().zip(jobs).enumerate() {
            match spot {
                Spot::At(at) => writeln!(text, "{k},{},{},,{jobs}", at.lat, at.lon),
                Spot::Stop(id) => writeln!(text, "{k},,,\"{}\",{jobs}", id.replace('"', "\"\"")),
            }
            .unwrap();
        }
        let file = self.dir.path().join(file);
        fs::write(&file, text).unwrap();
        file
    }

    /// origin, destination, percentile.
    pub(crate) fn times(
        &self,
        settings: &CheckSettings,
        (from, to): (&[Spot], &[Spot]),
        window: Window,
        percentiles: &[u8],
    ) -> Result<Vec<Time>, MatrixError> {
        let one = vec![1.0; from.len().max(to.len())];
        let origins = self.points("origins.csv", from, &one);
        let destinations = self.points("destinations.csv", to, &one);
        let ask = MatrixAsk {
            origins: &origins,
            destinations: &destinations,
            window,
            percentiles,
            modes: MODES,
        };
        let mut rows = Rows(Vec::new());
        let done = travel_times(&self.city, settings, &ask, &mut rows)?;
        assert_eq!(done.n_left_out, 0, "{}", self.name);
        assert_eq!(rows.0.len(), from.len() * to.len() * percentiles.len(), "{}", self.name);
        Ok(rows.0)
    }

    /// Between all spots over the window.
    pub(crate) fn matrix(&self) -> Vec<Time> {
        let ends = (&self.spots[..], &self.spots[..]);
        self.times(&self.settings(), ends, self.window, &PERCENTILES).unwrap()
    }

    pub(crate) fn route(
        &self,
        from: &Spot,
        to: &Spot,
        when: When,
    ) -> Result<RouteAnswer, AskError> {
        route(&self.city, &self.settings(), &from.name(), &to.name(), when, MODES)
    }

    pub(crate) fn reach(
        &self,
        from: &Spot,
        cutoffs_min: &[u32],
        cell: Metres,
    ) -> Result<Reach, AskError> {
        let ask = ReachAsk {
            from: &from.name(),
            window: self.window,
            percentiles: &PERCENTILES,
            cutoffs_min,
            opportunities: None,
            cell,
            modes: MODES,
        };
        reach(&self.city, &self.settings(), &ask)
    }

    /// From all spots to all spots, of which each is so many `jobs`.
    pub(crate) fn access(
        &self,
        jobs: &[f64],
        cutoffs_min: &[u32],
        (decay, dual): (Decay, &[f64]),
    ) -> Result<Access, AskError> {
        let points = self.points("jobs.csv", &self.spots, jobs);
        let ask = AccessAsk {
            origins: &points,
            people: None,
            ranked_by: None,
            opportunities: &points,
            column: Some("jobs"),
            window: self.window,
            percentiles: &PERCENTILES,
            cutoffs_min,
            decay,
            dual,
            per_person: false,
            modes: MODES,
        };
        access(&self.city, &self.settings(), &ask)
    }
}
