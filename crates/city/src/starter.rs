//! `allways new`: a plan folder from a city's data, with starter promises that compute at once.

use std::fs;
use std::path::{Path, PathBuf};

use allways_base::{Date, Problems};
use allways_ingest::table::ReadError;
use allways_transit::feed::Feed;

/// What a plan folder is made from.
#[derive(Clone, Debug)]
pub struct Ingredients<'a> {
    /// GTFS feeds.
    pub gtfs: &'a [PathBuf],
    /// Streets.
    pub osm: Option<&'a Path>,
    /// Zones.
    pub zones: Option<&'a Path>,
    /// Display name.
    pub name: Option<&'a str>,
}

/// What was made.
#[derive(Clone, Debug)]
pub struct Made {
    /// Files written.
    pub files: Vec<PathBuf>,
    /// The date chosen: the busiest of the feed's weekdays.
    pub date: Date,
    /// What was wrong with the feeds.
    pub problems: Problems,
}

/// Why no folder was made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NewError {
    /// The folder is there and has files in it.
    #[error("{0} is not empty; name a new folder")]
    NotEmpty(String),
    /// A feed cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The feeds hold no service at all.
    #[error("no trip of these feeds runs on any date; check calendar.txt and calendar_dates.txt")]
    NoService,
}

/// Makes the folder. Sources are named by absolute path, so that it can be moved.
pub fn make(dir: &Path, from: &Ingredients<'_>) -> Result<Made, NewError> {
    let io = |path: &Path| {
        let path = path.display().to_string();
        move |cause| ReadError::Io { path, cause }
    };
    if dir.is_dir() && fs::read_dir(dir).map_err(io(dir))?.next().is_some() {
        return Err(NewError::NotEmpty(dir.display().to_string()));
    }
    let mut problems = Problems::default();
    let mut feed = Feed::default();
    let mut ids: Vec<String> = Vec::new();
    // Any date will do to read; the zone's offset on it is told again when the plan is opened.
    let day = Date::constant(2026, 1, 1);
    let mut zone = None;
    for path in from.gtfs {
        let id = source_id(path, &ids);
        let own_zone = allways_ingest::gtfs::agency_zone(path)?;
        let zone = zone.get_or_insert_with(|| own_zone.clone().unwrap_or_else(|| "UTC".into()));
        let read = allways_ingest::gtfs::read_gtfs(path, &id, zone, day)?;
        feed.append(read.into_value(&mut problems));
        ids.push(id);
    }
    let date = busiest_day(&feed).ok_or(NewError::NoService)?;
    fs::create_dir_all(dir).map_err(io(dir))?;
    let plan = plan_text(from, &ids, zone.as_deref().unwrap_or("UTC"), date)?;
    let promises = promises_text(&feed, date);
    let mut files = Vec::new();
    for (name, text) in [("plan.toml", plan), ("promises.toml", promises)] {
        let path = dir.join(name);
        fs::write(&path, text).map_err(io(&path))?;
        files.push(path);
    }
    Ok(Made { files, date, problems })
}

/// A short id from a file's name, unique among `taken`.
fn source_id(path: &Path, taken: &[String]) -> String {
    let stem = path.file_name().and_then(|n| n.to_str()).unwrap_or("feed").to_lowercase();
    let stem = stem.trim_end_matches(".zip").trim_end_matches(".gtfs");
    let clean: String =
        stem.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let clean = clean.trim_matches('-');
    let base = if clean.is_empty() { "feed" } else { clean };
    let mut id = base.to_owned();
    let mut n = 1;
    while taken.contains(&id) {
        n += 1;
        id = format!("{base}-{n}");
    }
    id
}

/// The weekday with the most trips in the feed's span; the first of equals.
fn busiest_day(feed: &Feed) -> Option<Date> {
    let (first, last) = feed.covered_dates()?;
    // A span of centuries is a mistake in the feed; two years hold every pattern of a week.
    let span = first.until(last).map_or(0, |span| span.get_days()).clamp(0, 730);
    let per_service = trips_per_service(feed);
    let mut best: Option<(usize, Date)> = None;
    for day in 0..=span {
        let Some(date) = plus_days(first, day) else { break };
        let weekday = date.weekday().to_monday_zero_offset() < 5;
        let n: usize = feed
            .services
            .as_slice()
            .iter()
            .zip(&per_service)
            .filter(|(service, _)| service.runs(date))
            .map(|(_, n)| n)
            .sum();
        // A weekday wins over a weekend of the same number of trips.
        let key = 2 * n + usize::from(weekday);
        if n > 0 && best.is_none_or(|(most, _)| key > most) {
            best = Some((key, date));
        }
    }
    best.map(|(_, date)| date)
}

fn trips_per_service(feed: &Feed) -> Vec<usize> {
    let mut n = vec![0; feed.services.len()];
    for trip in feed.trips.as_slice() {
        n[allways_base::Idx::to_usize(trip.service)] += 1;
    }
    n
}

fn plan_text(
    from: &Ingredients<'_>,
    ids: &[String],
    zone: &str,
    date: Date,
) -> Result<String, ReadError> {
    let absolute = |path: &Path| {
        let found = path.canonicalize();
        found.map_err(|cause| ReadError::Io { path: path.display().to_string(), cause })
    };
    let name = from.name.unwrap_or("A plan to be named");
    let mut text = format!(
        "name = {name:?}\ntime_zone = {zone:?}\n# The busiest day of the feeds.\ndate = \"{date}\"\n\
         years = [{}]\n",
        date.year()
    );
    for (id, path) in ids.iter().zip(from.gtfs) {
        text += &format!(
            "\n[[source]]\nid = {id:?}\nkind = \"gtfs\"\npath = {:?}\n",
            absolute(path)?.display().to_string()
        );
    }
    if let Some(path) = from.osm {
        let path = absolute(path)?.display().to_string();
        text += &format!("\n[[source]]\nid = \"streets\"\nkind = \"osm\"\npath = {path:?}\n");
    }
    if let Some(path) = from.zones {
        let path = absolute(path)?.display().to_string();
        text += &format!("\n[[source]]\nid = \"zones\"\nkind = \"zones\"\npath = {path:?}\n");
    }
    Ok(text)
}

/// Two promises that compute on any feed: they show the form, and are to be replaced.
fn promises_text(feed: &Feed, date: Date) -> String {
    let mut text = String::from(
        "# Starter promises, made from the feed so that `allways check` has something to judge.\n\
         # Replace them with what your plan says; `allways measures` lists what can be measured.\n",
    );
    let Some((from, to)) = longest_trip_ends(feed, date) else { return text };
    for (id, ends, target) in
        [("end-to-end", "stop-to-stop", 60), ("door-to-door", "door-to-door", 75)]
    {
        text += &format!(
            "\n[[promise]]\nid = \"{id}\"\nsays = \"from one end of the longest line to the other in \
             {target} minutes\"\nfrom = \"starter promise\"\nmeasure = \"travel-time\"\n\
             with = {{ from = {from:?}, to = {to:?}, window = \"07:00..09:00\", ends = \"{ends}\" }}\n\
             target = \"<= {target} min\"\n"
        );
    }
    text
}

/// Ids of the first and last stop of the trip with the most calls on the date.
fn longest_trip_ends(feed: &Feed, date: Date) -> Option<(String, String)> {
    let longest = feed
        .trips
        .iter()
        .filter(|(_, trip)| feed.services[trip.service].runs(date))
        .map(|(idx, _)| idx)
        .max_by_key(|&idx| (feed.stop_times[idx].len(), std::cmp::Reverse(idx)))?;
    let calls = &feed.stop_times[longest];
    let id = |stop| feed.stops[stop].id.clone();
    Some((id(calls.first()?.stop), id(calls.last()?.stop)))
}

fn plus_days(date: Date, n: i32) -> Option<Date> {
    (0..n).try_fold(date, |day, _| day.tomorrow().ok())
}
