//! What every command does around its question: phases timed, outputs written, the run recorded.

use std::fs;
use std::path::Path;
use std::time::Instant;

use allways_base::{Date, Problems};
use allways_city::check::CheckSettings;
use allways_city::manifest::{InputFile, Terms, input_file, inputs, manifest, terms};
use allways_city::open::{City, open};
use allways_report::sheet::part::write_whole;
use anyhow::{Context, Result};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};

use crate::args::{Common, Output};
use crate::bundled::plan_folder;

/// Seconds per phase.
#[derive(Debug)]
pub(crate) struct Clock {
    since: Instant,
    phases: Vec<(&'static str, f64)>,
}

impl Clock {
    pub(crate) fn start() -> Self {
        Self { since: Instant::now(), phases: Vec::new() }
    }

    /// Ends a phase and begins the next.
    pub(crate) fn lap(&mut self, phase: &'static str) {
        self.phases.push((phase, self.since.elapsed().as_secs_f64()));
        self.since = Instant::now();
    }

    /// Writes `--timings`, if asked for.
    pub(crate) fn write(&self, common: &Common, work: allways_city::Work) -> Result<()> {
        let Some(file) = &common.timings else { return Ok(()) };
        let seconds: serde_json::Map<String, Value> =
            self.phases.iter().map(|(name, s)| ((*name).to_owned(), json!(s))).collect();
        let allways_city::Work { rounds, patterns, calls, boardings, footpaths, labels } = work;
        let value = json!({
            "seconds": seconds,
            "peak_rss_kb": peak_memory_kb(),
            "work": {
                "rounds": rounds, "patterns": patterns, "calls": calls,
                "boardings": boardings, "footpaths": footpaths, "labels": labels,
            },
        });
        write_text(file, &pretty(&value))
    }
}

/// Peak resident memory, where the system tells.
fn peak_memory_kb() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// Opens the plan that a command is about.
pub(crate) fn open_plan(asked: Option<&Path>, common: &Common) -> Result<City> {
    let date = match &common.date {
        None => None,
        Some(text) => Some(
            text.parse::<Date>()
                .with_context(|| format!("`{text}` is no date; write --date YYYY-MM-DD"))?,
        ),
    };
    Ok(open(&plan_folder(asked)?, date)?)
}

/// The settings that commands share.
pub(crate) fn settings(asked: Option<&Path>, common: &Common) -> CheckSettings {
    CheckSettings {
        year: common.year,
        season: common.season.clone(),
        traveller: common.traveller.clone(),
        only: Vec::new(),
        seed: common.seed,
        draws: common.draws,
        frequencies: common.frequencies.map(Into::into),
        threads: common.threads.unwrap_or(0),
        plan_argument: asked.map_or_else(String::new, |path| path.display().to_string()),
    }
}

/// Writes `--manifest`, if asked for: enough to run the command again, and to see whether anything
/// that it read has changed since. `files` are inputs that the plan does not name.
pub(crate) fn write_manifest(common: &Common, city: &City, files: &[&Path]) -> Result<()> {
    write_record(common, city, files, &[])
}

/// The same, with more to say: `more` comes last, or is added to an entry of the same name.
pub(crate) fn write_record(
    common: &Common,
    city: &City,
    files: &[&Path],
    more: &[(&str, Value)],
) -> Result<()> {
    let Some(file) = &common.manifest else { return Ok(()) };
    let year = common.year.unwrap_or(city.plan.years[0]);
    let found = manifest(city, year)?;
    let as_json =
        |file: &InputFile| json!({ "path": file.path, "bytes": file.size, "sha256": file.sha256 });
    let all = |files: &[InputFile]| files.iter().map(as_json).collect::<Vec<Value>>();
    let sources: Vec<Value> = found
        .sources
        .iter()
        .map(|source| {
            json!({
                "id": source.id, "kind": source.kind, "files": all(&source.files),
                "services": source.services.1, "services_on_the_date": source.services.0,
                "active_services": source.active_services,
                "trips": source.trips.1, "trips_on_the_date": source.trips.0,
            })
        })
        .collect();
    let mut own: Vec<InputFile> = Vec::new();
    for path in files {
        own.push(input_file(Path::new(""), path)?);
    }
    let problems: serde_json::Map<String, Value> =
        city.problems.counts().iter().map(|(code, n)| ((*code).to_owned(), json!(n))).collect();
    let mut value = json!({
        "version": env!("CARGO_PKG_VERSION"),
        "arguments": std::env::args().skip(1).collect::<Vec<_>>(),
        "plan": city.plan.name,
        "plan_files": all(&found.plan),
        "sources": sources,
        "gtfs_trips": city.feed.trips.len(),
        "gtfs_trips_on_the_date": city.feed.trips_on(city.plan.date),
        "share_of_trips_on_the_date": found.share_of_trips(),
        "question_files": all(&own),
        "settings": {
            "date": city.plan.date.to_string(), "year": year, "season": common.season,
            "traveller": common.traveller, "seed": common.seed, "draws": common.draws,
            "threads": common.threads,
        },
        "stops": found.unsnapped.1,
        "stops_off_the_streets": found.unsnapped.0,
        "problems": problems,
    });
    for (key, entry) in more {
        match (value[*key].as_object_mut(), entry.as_object()) {
            (Some(old), Some(entry)) => old.extend(entry.clone()),
            _ => value[*key] = entry.clone(),
        }
    }
    write_text(file, &pretty(&value))
}

/// What a question about travel times was asked under, for its record and its journal.
pub(crate) fn terms_of(city: &City, settings: &CheckSettings, modes: &str) -> Result<Value> {
    let Terms {
        date,
        year,
        season,
        traveller,
        seed,
        draws,
        frequencies,
        max_rides,
        max_duration,
        walk_limit,
        transfer_limit,
    } = terms(city, settings, modes)?;
    Ok(json!({
        "date": date, "year": year, "season": season, "traveller": traveller, "seed": seed, "draws": draws, "frequencies": frequencies.word(),
        "modes": modes, "max_rides": max_rides, "max_duration_s": max_duration.0,
        "walk_limit_s": walk_limit.0, "transfer_limit_s": transfer_limit.0,
    }))
}

/// What makes two runs the same: their answers are equal if these are.
pub(crate) fn description(
    city: &City,
    command: &str,
    terms: &Value,
    question: &Value,
    files: &[(&str, &Path)],
) -> Result<Value> {
    let entry = |file: InputFile| (file.path.display().to_string(), Value::from(file.sha256));
    let mut inputs: serde_json::Map<String, Value> = inputs(city)?.into_iter().map(entry).collect();
    for (role, path) in files {
        let file = input_file(Path::new(""), path)?;
        inputs.insert((*role).to_owned(), Value::from(file.sha256));
    }
    Ok(json!({
        "version": env!("CARGO_PKG_VERSION"), "command": command, "settings": terms,
        "question": question, "input": inputs,
    }))
}

/// Counts of what is wrong, for a record.
pub(crate) fn counts(problems: &Problems) -> Value {
    problems.counts().iter().map(|(code, n)| ((*code).to_owned(), json!(n))).collect()
}

/// Prints, or writes to `--out`.
pub(crate) fn put(output: &Output, text: &str) -> Result<()> {
    match &output.out {
        Some(file) => write_text(file, text),
        None => {
            use std::io::Write;
            let mut out = std::io::stdout().lock();
            // Whoever closes the pipe has seen enough.
            match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
                Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
                done => done.context("cannot write to the terminal"),
            }
        }
    }
}

pub(crate) fn write_text(file: &Path, text: &str) -> Result<()> {
    write_whole(file, text).with_context(|| format!("cannot write {}", file.display()))
}

pub(crate) fn pretty(value: &Value) -> String {
    // A JSON value always prints.
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}

/// A bar on the terminal; nothing where the output is not one.
pub(crate) fn bar() -> ProgressBar {
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}") {
        bar.set_style(style);
    }
    bar
}
