//! One function per command.

use std::path::PathBuf;

use allways_base::ServiceTime;
use allways_city::check::check as judge_plan;
use allways_city::doctor::diagnose;
use allways_city::engine::Weighed;
use allways_city::measure::catalogue::CATALOGUE;
use allways_city::query::{self, When};
use allways_city::starter::{Ingredients, make};
use allways_city::verdict::Outcome;
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::args::{Check, Doctor, Format, New, Output, Route};
use crate::reach::departures;
use crate::render;
use crate::run::{Clock, bar, open_plan, pretty, put, settings, write_manifest};
use crate::table::format;

/// What commands write that have no table.
const TEXT: [Format; 2] = [Format::Table, Format::Json];

/// Columns of a terminal table.
const WIDTH: usize = 110;

pub(crate) fn check(args: &Check) -> Result<u8> {
    let mut clock = Clock::start();
    let plan = args.plan.as_deref();
    let output = &args.common.output;
    let format = format(output, &[Format::Table, Format::Json, Format::Geojson])?;
    let city = open_plan(plan, &args.common)?;
    clock.lap("load");
    let mut settings = settings(plan, &args.common);
    settings.only.clone_from(&args.only);
    let bar = bar();
    let progress = |what: &str, done: usize, of: usize| {
        bar.set_length(u64::try_from(of).unwrap_or(0));
        bar.set_position(u64::try_from(done).unwrap_or(0));
        bar.set_message(what.to_owned());
    };
    let checked = judge_plan(&city, &settings, &progress)?;
    bar.finish_and_clear();
    clock.lap("query");
    let judgement = &checked.judgement;
    let text = match format {
        Format::Geojson => pretty(&allways_report::to_geojson(judgement)),
        Format::Json => pretty(&allways_report::to_json(judgement)),
        _ => allways_report::table(judgement, WIDTH),
    };
    put(output, &text)?;
    // A verdict on damaged tables must not look like any other.
    let of = |severity: &str| {
        judgement.problems.iter().find(|(name, _)| name == severity).map_or(0, |(_, n)| *n)
    };
    if of("error") + of("warning") > 0 {
        say!(
            "the data has {} errors and {} warnings that verdicts may rest on; `allways doctor` \
             shows them",
            of("error"),
            of("warning")
        );
    }
    if let Some(dir) = &args.report {
        let files = allways_report::write_report(judgement, dir)
            .with_context(|| format!("cannot write the report to {}", dir.display()))?;
        for file in files {
            say!("wrote {}", file.display());
        }
    }
    clock.lap("write");
    clock.write(&args.common, checked.work)?;
    write_manifest(&args.common, &city, &[])?;
    let kept = judgement.verdicts.iter().all(|v| v.reading.outcome == Outcome::Kept);
    Ok(u8::from(!kept))
}

pub(crate) fn doctor(args: &Doctor) -> Result<u8> {
    let mut clock = Clock::start();
    let format = format(&args.common.output, &TEXT)?;
    let city = open_plan(args.plan.as_deref(), &args.common)?;
    clock.lap("load");
    let found = diagnose(&city, args.common.year.unwrap_or(city.plan.years[0]));
    clock.lap("query");
    let text = if format == Format::Json {
        let problems: Vec<Value> = found
            .problems
            .iter()
            .map(|p| {
                json!({
                    "severity": p.severity.to_string(), "code": p.code, "place": p.place,
                    "message": p.message, "remedy": p.remedy,
                })
            })
            .collect();
        let facts: serde_json::Map<String, Value> =
            found.facts.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
        let counts: serde_json::Map<String, Value> =
            found.counts.iter().map(|(code, n)| (code.clone(), json!(n))).collect();
        pretty(&json!({ "facts": facts, "counts": counts, "problems": problems }))
    } else {
        let mut text = String::new();
        for (name, value) in &found.facts {
            text += &format!("{name:<20} {value}\n");
        }
        text += "\n";
        text += &render::problems(&found.problems, &found.counts, 5);
        if found.problems.is_empty() {
            text += "no problems found\n";
        }
        text
    };
    put(&args.common.output, &text)?;
    clock.lap("write");
    clock.write(&args.common, allways_city::Work::default())?;
    write_manifest(&args.common, &city, &[])?;
    Ok(0)
}

fn time(text: &str) -> Result<ServiceTime> {
    ServiceTime::parse(text).with_context(|| format!("`{text}` is no time; write HH:MM"))
}

pub(crate) fn route(args: &Route) -> Result<u8> {
    let mut clock = Clock::start();
    let plan = args.plan.as_deref();
    let written = [Format::Table, Format::Json, Format::Geojson];
    let format = format(&args.common.output, &written)?;
    let when = match (&args.depart, &args.arrive) {
        (Some(text), _) if args.less_walking || args.fares || text.contains("..") => {
            let weighed = Weighed { walking: args.less_walking, fares: args.fares };
            When::Within(departures(text)?, weighed)
        }
        (Some(text), _) => When::Depart(time(text)?),
        (None, Some(text)) => When::Arrive(time(text)?),
        (None, None) => bail!("say when: --depart HH:MM or --arrive HH:MM"),
    };
    let city = open_plan(plan, &args.common)?;
    clock.lap("load");
    let settings = settings(plan, &args.common);
    let answer = query::route(&city, &settings, &args.from, &args.to, when, &args.modes)?;
    clock.lap("query");
    let with_notes = |mut value: Value| {
        value["notes"] = json!(answer.notes);
        value["date"] = json!(city.plan.date.to_string());
        pretty(&value)
    };
    let text = match format {
        Format::Json => with_notes(allways_report::journeys_json(&answer.journeys)),
        Format::Geojson => with_notes(allways_report::journeys_geojson(&answer.journeys)),
        _ => {
            let mut text = allways_report::journeys_table(&answer.journeys);
            for note in &answer.notes {
                text += &format!("note: {note}\n");
            }
            text
        }
    };
    put(&args.common.output, &text)?;
    clock.lap("write");
    clock.write(&args.common, answer.work)?;
    write_manifest(&args.common, &city, &[])?;
    Ok(0)
}

pub(crate) fn measures(output: &Output) -> Result<u8> {
    if format(output, &TEXT)? == Format::Json {
        let all: Vec<Value> = CATALOGUE
            .iter()
            .map(|m| {
                let params: Vec<Value> = m
                    .params
                    .iter()
                    .map(|p| {
                        json!({
                            "name": p.name, "kind": format!("{:?}", p.kind), "required": p.required,
                            "default": p.default, "doc": p.doc,
                        })
                    })
                    .collect();
                let definitions: Vec<Value> = m
                    .definitions
                    .iter()
                    .map(|(id, source)| json!({ "id": id, "source": source }))
                    .collect();
                json!({
                    "name": m.name, "doc": m.doc, "unit": m.unit,
                    "definitions": definitions, "parameters": params,
                })
            })
            .collect();
        put(output, &pretty(&json!({ "measures": all })))?;
        return Ok(0);
    }
    let mut text = String::new();
    for m in CATALOGUE {
        text += &format!("{} [{}]\n    {}\n", m.name, m.unit, m.doc);
        for (id, source) in m.definitions {
            text += &format!("    definition {id}: {source}\n");
        }
        for p in m.params {
            let default = match (p.required, p.default) {
                (true, _) => "required".to_owned(),
                (false, "") => "optional".to_owned(),
                (false, default) => format!("default {default}"),
            };
            text += &format!("      {:<12} {} ({default})\n", p.name, p.doc);
        }
        text.push('\n');
    }
    put(output, &text)?;
    Ok(0)
}

pub(crate) fn schema(output: &Output) -> Result<u8> {
    format(output, &[Format::Json])?;
    put(output, &pretty(&allways_plan::schema(CATALOGUE)))?;
    Ok(0)
}

pub(crate) fn new(args: &New) -> Result<u8> {
    let gtfs: Vec<PathBuf> = args.gtfs.clone();
    let made = make(
        &args.dir,
        &Ingredients {
            gtfs: &gtfs,
            osm: args.osm.as_deref(),
            zones: args.zones.as_deref(),
            name: args.name.as_deref(),
        },
    )?;
    for file in &made.files {
        println!("wrote {}", file.display());
    }
    let found = match made.problems.counts().values().sum() {
        0_usize => "no problems found".to_owned(),
        1 => "1 problem found".to_owned(),
        n => format!("{n} problems found"),
    };
    match made.date {
        Some(date) => println!("the plan's date is {date}, the busiest day of the feeds; {found}"),
        None => println!("no feed, so everything is on foot; {found}"),
    }
    println!("next: allways doctor {}", args.dir.display());
    Ok(0)
}
