//! `allways new`: a plan folder from a city's data, with starter promises that compute at once.
//!
//! The promises are of the feed's longest trips, from their first stop to the one farthest from it.
//! They are measured, on the plan that was just made, before they are written: one is chosen that
//! can be decided, and its target is what the timetable takes today. Streets alone make a plan too:
//! it has no promises, but every question is answered on foot.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use allways_base::cast::ceil_u32;
use allways_base::{Date, Problems, Seconds, ServiceTime};
use allways_ingest::table::ReadError;
use allways_plan::plan::Defaults;
use allways_transit::feed::{Feed, StopIdx, StopTime};

use crate::check::{AskError, CheckSettings, check};
use crate::open::{OpenError, open_with};
use crate::verdict::Outcome;

/// What a plan folder is made from.
#[derive(Clone, Debug)]
pub struct Ingredients<'a> {
    /// GTFS feeds; none for a plan of streets alone.
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
    /// The date chosen: the busiest of the feed's weekdays. `None` without a feed: on foot every
    /// day is the same.
    pub date: Option<Date>,
    /// What was wrong with the sources.
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
    /// Neither a feed nor streets were named.
    #[error("a plan needs something to travel on; name a feed with --gtfs, or streets with --osm")]
    Nothing,
    /// The feeds hold no service at all.
    #[error("no trip of these feeds runs on any date; check calendar.txt and calendar_dates.txt")]
    NoService,
    /// The new plan cannot be opened: one of its sources is bad.
    #[error("the plan was written, but cannot be opened")]
    Open(#[from] OpenError),
    /// The new plan cannot be judged.
    #[error("the plan was written, but cannot be judged")]
    Ask(#[from] AskError),
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
    if from.gtfs.is_empty() {
        return streets_alone(dir, from);
    }
    let mut problems = Problems::default();
    let mut feed = Feed::default();
    let mut ids: Vec<String> = Vec::new();
    // Any date will do to read; the zone's offset on it is told again when the plan is opened.
    let day = Date::constant(2026, 1, 1);
    let mut zone = None;
    let mut one_zone = true;
    for path in from.gtfs {
        let id = source_id(path, &ids);
        let own_zone = allways_ingest::gtfs::agency_zone(path)?;
        let zone = zone.get_or_insert_with(|| own_zone.clone().unwrap_or_else(|| "UTC".into()));
        one_zone &= own_zone.is_none_or(|own| own == *zone);
        let read = allways_ingest::gtfs::read_gtfs(path, &id, zone, day)?;
        feed.append(read.into_value(&mut problems));
        ids.push(id);
    }
    let date = busiest_day(&feed).ok_or(NewError::NoService)?;
    fs::create_dir_all(dir).map_err(io(dir))?;
    let found = candidates(&feed, date);
    // The plan is opened below. Times that were shifted hang on the date, and are read again.
    let feed = one_zone.then_some(feed);
    let longest = found.iter().map(|candidate| candidate.takes).max().unwrap_or_default();
    let zone = zone.as_deref().unwrap_or("UTC");
    let plan = plan_text(from, &ids, zone, date, longest)?;
    let promises = dir.join("promises.toml");
    let files = vec![dir.join("plan.toml"), promises.clone()];
    fs::write(&files[0], plan).map_err(io(&files[0]))?;
    // Everything is tried at once, against a target that any journey keeps: a broken one would be
    // left undecided where another feed is idle on the date.
    if found.is_empty() {
        return Ok(Made { files: files[..1].to_vec(), date: Some(date), problems });
    }
    fs::write(&promises, tried(&found)).map_err(io(&promises))?;
    let measured = measure(dir, feed)?;
    let Some(text) = promises_text(&found, &measured) else {
        fs::remove_file(&promises).map_err(io(&promises))?;
        return Ok(Made { files: files[..1].to_vec(), date: Some(date), problems });
    };
    fs::write(&promises, text).map_err(io(&promises))?;
    Ok(Made { files, date: Some(date), problems })
}

/// A plan without a timetable: nothing to measure from end to end, so no promises. Nobody rides, so
/// a walk may take as long as a journey may. The streets are read first: nothing is written of a bad
/// extract.
fn streets_alone(dir: &Path, from: &Ingredients<'_>) -> Result<Made, NewError> {
    let osm = from.osm.ok_or(NewError::Nothing)?;
    let mut problems = Problems::default();
    let draft = allways_ingest::osm::read_osm(osm, &|at| at)?.into_value(&mut problems);
    // Islands are told by the compiled network alone.
    drop(allways_streets::compile(&draft).into_value(&mut problems));
    let longest = Defaults::DOCUMENTED.max_duration_min;
    let mut text = format!(
        "name = {}\n# Without a feed these three change nothing; set them when you add one.\n\
         time_zone = \"UTC\"\ndate = \"2026-01-01\"\nyears = [2026]\n\n[defaults]\n\
         # As long as the longest journey: there is nothing to ride.\nwalk_limit_min = {longest}\n",
        quoted(from.name.unwrap_or("A plan to be named"))
    );
    text += &other_sources(from)?;
    let io = |path: &Path| {
        let path = path.display().to_string();
        move |cause| ReadError::Io { path, cause }
    };
    fs::create_dir_all(dir).map_err(io(dir))?;
    let file = dir.join("plan.toml");
    fs::write(&file, text).map_err(io(&file))?;
    Ok(Made { files: vec![file], date: None, problems })
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
    longest: Seconds,
) -> Result<String, ReadError> {
    let name = from.name.unwrap_or("A plan to be named");
    let mut text = format!(
        "name = {}\ntime_zone = {}\n# The busiest day of the feeds.\ndate = \"{date}\"\n\
         years = [{}]\n",
        quoted(name),
        quoted(zone),
        date.year()
    );
    // An hour and a half of waiting and walking beside the longest ride, in whole hours; the
    // format allows two days.
    let hours = (longest.0 + 90 * 60).div_ceil(3600).min(48);
    let usual = Defaults::DOCUMENTED.max_duration_min;
    if f64::from(hours * 60) > usual {
        text += &format!(
            "\n[defaults]\n# The longest trips of the feeds take {longest}; with 90 min of waiting and \
             walking\n# that is above {usual} min, the usual limit.\nmax_duration_min = {}\n",
            hours * 60
        );
    }
    for (id, path) in ids.iter().zip(from.gtfs) {
        text +=
            &format!("\n[[source]]\nid = {id:?}\nkind = \"gtfs\"\npath = {}\n", absolute(path)?);
    }
    text += &other_sources(from)?;
    Ok(text)
}

/// Streets and zones, as a plan names them.
fn other_sources(from: &Ingredients<'_>) -> Result<String, ReadError> {
    let mut text = String::new();
    for (id, kind, path) in [("streets", "osm", from.osm), ("zones", "zones", from.zones)] {
        if let Some(path) = path {
            let path = absolute(path)?;
            text += &format!("\n[[source]]\nid = \"{id}\"\nkind = \"{kind}\"\npath = {path}\n");
        }
    }
    Ok(text)
}

/// The whole path, as a TOML string.
fn absolute(path: &Path) -> Result<String, ReadError> {
    let found = path.canonicalize();
    let found = found.map_err(|cause| ReadError::Io { path: path.display().to_string(), cause })?;
    Ok(quoted(&found.display().to_string()))
}

/// A TOML string. What JSON escapes, TOML escapes in the same way.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Trips that are tried.
const TRIED: usize = 8;

/// The ends of a line, and when to leave.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Candidate {
    from: String,
    to: String,
    /// Names of the two, for people.
    names: (String, String),
    /// Of the ride alone.
    takes: Seconds,
    window: String,
}

/// The longest trips of the date, by calls, those of the morning peak first; of each line one.
fn candidates(feed: &Feed, date: Date) -> Vec<Candidate> {
    let mut trips: Vec<_> = feed
        .trips
        .iter()
        .filter(|(idx, trip)| {
            feed.services[trip.service].runs(date) && feed.stop_times[*idx].len() > 1
        })
        .collect();
    let peak = ServiceTime::hms(7, 0, 0)..ServiceTime::hms(9, 0, 0);
    trips.sort_by_key(|(idx, _)| {
        let calls = &feed.stop_times[*idx];
        (!peak.contains(&calls[0].depart), std::cmp::Reverse(calls.len()), *idx)
    });
    let mut found: Vec<Candidate> = Vec::new();
    let mut routes = Vec::new();
    for (idx, trip) in trips {
        if routes.contains(&trip.route) {
            continue;
        }
        let calls = &feed.stop_times[idx];
        let Some(last) = farthest(feed, calls) else { continue };
        routes.push(trip.route);
        let (a, b) = (&feed.stops[calls[0].stop], &feed.stops[calls[last].stop]);
        // Who leaves in the hour before it catches this trip, should there be no other.
        let leave = calls[0].depart;
        let hour = ServiceTime(leave.0.saturating_sub(3600));
        let windows = ["07:00..09:00".to_owned(), format!("{}..{}", minute(hour), minute(leave))];
        // A trip at midnight leaves no hour before it.
        let n_windows = if minute(hour) < minute(leave) { 2 } else { 1 };
        for window in windows.into_iter().take(n_windows) {
            found.push(Candidate {
                from: a.id.clone(),
                to: b.id.clone(),
                names: (a.name.clone(), b.name.clone()),
                takes: calls[last].arrive.since(leave),
                window,
            });
        }
        if routes.len() == TRIED {
            break;
        }
    }
    found
}

/// A time to the minute, rounded down, as a plan writes it.
fn minute(time: ServiceTime) -> String {
    let minutes = time.0 / 60;
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// The call farthest from the first (a loop ends where it began); where positions are not known,
/// the last at another stop.
fn farthest(feed: &Feed, calls: &[StopTime]) -> Option<usize> {
    let at = |stop| crate::names::position_of(feed, stop);
    let root = |stop: StopIdx| feed.self_and_ancestors(stop).last();
    let first = calls[0].stop;
    let away = |k: &usize| {
        let ends = at(first).zip(at(calls[*k].stop));
        ends.map_or(0.0, |(a, b)| allways_geo::distance(a, b).0)
    };
    (1..calls.len())
        .filter(|&k| root(calls[k].stop) != root(first))
        .max_by(|a, b| away(a).total_cmp(&away(b)))
}

/// How the two promises are measured.
const ENDS: [(&str, &str); 2] = [("end-to-end", "stop-to-stop"), ("door-to-door", "door-to-door")];

fn promise(id: &str, ends: &str, candidate: &Candidate, minutes: u32) -> String {
    let Candidate { from, to, names: (a, b), window, .. } = candidate;
    let says = format!("from {a} to {b} in {minutes} minutes, {}", ends.replace('-', " "));
    format!(
        "[[promise]]\nid = \"{id}\"\nsays = {}\nfrom = \"starter promise\"\n\
         measure = \"travel-time\"\n\
         with = {{ from = {}, to = {}, window = \"{window}\", ends = \"{ends}\" }}\n\
         target = \"<= {minutes} min\"\n",
        quoted(&says),
        quoted(from),
        quoted(to)
    )
}

/// Two days: no journey that is searched for takes longer, minutes.
const LONGEST_MIN: u32 = 2880;

/// Every candidate, both ways.
fn tried(candidates: &[Candidate]) -> String {
    let mut text = String::new();
    for (i, candidate) in candidates.iter().enumerate() {
        for (id, ends) in ENDS {
            text += &promise(&format!("{id}-{i}"), ends, candidate, LONGEST_MIN);
        }
    }
    text
}

/// Promise id → minutes, of the promises that can be kept. `feed`: see [`open_with`].
fn measure(dir: &Path, feed: Option<Feed>) -> Result<BTreeMap<String, u32>, NewError> {
    let city = open_with(dir, None, feed)?;
    let checked = check(&city, &CheckSettings::default(), &|_, _, _| {})?;
    let verdicts = checked.judgement.verdicts.into_iter();
    let known = verdicts.filter(|verdict| verdict.reading.outcome == Outcome::Kept);
    Ok(known.filter_map(|v| Some((v.promise, ceil_u32(v.reading.value?)))).collect())
}

/// The promises that were chosen: they show the form, and are to be replaced. `None` if no pair of
/// stops could be measured.
fn promises_text(candidates: &[Candidate], measured: &BTreeMap<String, u32>) -> Option<String> {
    let mut text = String::from(
        "# Starter promises, made from the feed so that `allways check` has something to judge.\n\
         # Replace them with what your plan says; `allways measures` lists what can be measured.\n",
    );
    let time = |i: usize, id: &str| measured.get(&format!("{id}-{i}")).copied();
    // Both ways if any line can be measured so.
    let all = 0..candidates.len();
    let count = |i: &usize| ENDS.iter().filter(|(id, _)| time(*i, id).is_some()).count();
    let best = all.rev().max_by_key(count).filter(|i| count(i) > 0);
    let best = best?;
    for (id, ends) in ENDS {
        if let Some(takes) = time(best, id) {
            // Up to whole five minutes, above 0.
            let target = takes.max(1).next_multiple_of(5);
            text += &format!(
                "\n# On the plan's date the median is {takes} min (rounded up); the target is the \
                 next multiple of 5.\n{}",
                promise(id, ends, &candidates[best], target)
            );
        }
    }
    Some(text)
}

fn plus_days(date: Date, n: i32) -> Option<Date> {
    (0..n).try_fold(date, |day, _| day.tomorrow().ok())
}
