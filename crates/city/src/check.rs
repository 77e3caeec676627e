//! Every promise judged.

mod data;
mod later;
mod rules;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};

use allways_base::{Problems, Severity};
use allways_plan::plan::{Frequencies, Plan, Promise, Rule, Target};
use allways_plan::value::Params;
use allways_transit::feed::Frequency;
use allways_transit::raptor::Work;
use rayon::prelude::*;

use crate::base_map::base_map;
use crate::engine::{Engine, default_traveller};
use crate::judge::{Quantity, judge};
use crate::measure::own_word::own_word;
use crate::measure::{catalogue, evaluate};
use crate::on_threads;
use crate::open::City;
use crate::query::{check_draws, only_draws_says};
use crate::scenario::Scenario;
use crate::units;
use crate::verdict::{BaseMap, Finding, Judgement, Verdict};
use rules::{judge_rules, violations};

/// What to judge, and under which condition.
#[derive(Clone, Debug, Default)]
pub struct CheckSettings {
    /// Year; the plan's first if `None`.
    pub year: Option<i16>,
    /// Season id; the plan's first if `None`.
    pub season: Option<String>,
    /// Traveller id; the plan's default if `None`.
    pub traveller: Option<String>,
    /// Only these promises; all if empty.
    pub only: Vec<String>,
    /// Of headway-based departures.
    pub seed: u64,
    /// How many days with their own phases of headway-based departures count in percentiles; the
    /// plan's if `None`.
    pub draws: Option<u32>,
    /// How services count of which only the headway is known; as the plan says if `None`.
    pub frequencies: Option<Frequencies>,
    /// 0: all cores.
    pub threads: usize,
    /// The plan as the user named it, for rerun lines; empty for the bundled plan.
    pub plan_argument: String,
}

impl CheckSettings {
    /// Draws asked for, or the plan's.
    pub(crate) fn draws(&self, plan: &Plan) -> u32 {
        self.draws.unwrap_or(plan.defaults.draws)
    }

    /// How unknown phases count, as asked for or as the plan says.
    pub(crate) fn frequencies(&self, plan: &Plan) -> Frequencies {
        self.frequencies.unwrap_or(plan.defaults.frequencies)
    }
}

/// Why a question cannot be answered.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AskError {
    /// A name of the question means nothing.
    #[error("{what} `{name}` is not in the plan{}", near(.nearest))]
    Unknown {
        /// `traveller`, `season`, `promise`, `year`.
        what: &'static str,
        /// As typed.
        name: String,
        /// What may have been meant.
        nearest: Vec<String>,
    },
    /// A place of the question means nothing.
    #[error(transparent)]
    Name(#[from] crate::names::NameError),
    /// The service day has no service.
    #[error("{message}; {remedy}")]
    NoService {
        /// What is wrong.
        message: String,
        /// Dates that are covered.
        remedy: String,
    },
    /// The question makes no sense as typed.
    #[error("{0}")]
    Question(String),
    /// A file of the question cannot be read or written.
    #[error(transparent)]
    Read(#[from] allways_ingest::table::ReadError),
}

fn near(nearest: &[String]) -> String {
    if nearest.is_empty() { String::new() } else { format!("; known: {}", nearest.join(", ")) }
}

/// Reports progress: what is being done, and how many of how many are done.
pub type Progress<'a> = &'a (dyn Fn(&str, usize, usize) + Sync);

/// A judged plan, and the work that it took.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The verdicts.
    pub judgement: Judgement,
    /// Search work.
    pub work: Work,
}

/// Judges every promise of the plan, in its first year (or the one asked for), with the same
/// promise in the other years as further readings.
pub fn check(
    city: &City,
    settings: &CheckSettings,
    progress: Progress<'_>,
) -> Result<Checked, AskError> {
    let plan = &city.plan;
    let year = settings.year.unwrap_or(plan.years[0]);
    let season =
        row_of("season", settings.season.as_ref(), plan.seasons.iter().map(|s| s.id.as_str()))?;
    let traveller = match settings.traveller.as_ref() {
        None => default_traveller(&plan.travellers),
        asked => row_of("traveller", asked, plan.travellers.iter().map(|t| t.id.as_str()))?,
    };
    check_draws(city, settings)?;
    let way = settings.frequencies(plan);
    let is_unknown = city.feed.frequencies.iter().any(Frequency::is_of_unknown_phase);
    if way != Frequencies::Draws && is_unknown {
        return Err(AskError::Question(only_draws_says(way)));
    }
    for id in &settings.only {
        if !plan.promises.iter().any(|p| &p.id == id) {
            let ids = plan.promises.iter().map(|p| p.id.as_str());
            return Err(unknown("promise", id, ids));
        }
    }
    let promises: Vec<&Promise> = plan
        .promises
        .iter()
        .filter(|p| settings.only.is_empty() || settings.only.contains(&p.id))
        .collect();
    let mut years = vec![year];
    years.extend(plan.years.iter().copied().filter(|&y| y != year));
    let n = promises.len() * years.len();
    let done = AtomicUsize::new(0);
    let step = |what: &str| progress(what, done.fetch_add(1, Ordering::Relaxed), n);
    let judge_one =
        |&of_year: &i16| judge_year(city, of_year, (traveller, season), settings, &promises, &step);
    // Years are independent, and so are origins within them.
    let mut judged: Vec<Year<'_>> =
        on_threads(settings.threads, || years.par_iter().map(judge_one).collect());
    let first = judged.remove(0);
    let mut counts = [0_usize; 3];
    count_problems(&city.problems, &mut counts);
    count_problems(&first.problems, &mut counts);
    let mut work = first.work;
    let mut verdicts: Vec<Verdict> = Vec::new();
    for (i, (promise, ((own, _), also))) in promises.iter().zip(first.findings).enumerate() {
        let mut verdict = verdict(city, settings, promise, year, (own, also));
        let others =
            judged.iter().zip(&years[1..]).filter(|_| changes_with_the_year(&promise.measure));
        for (other, &of_year) in others {
            let (finding, uses) = &other.findings[i].0;
            let then = (finding, uses, of_year);
            later::note(city, &mut verdict.reading, year, then, &promise.measure);
            let mut finding = finding.clone();
            finding.label = format!("year = {of_year}");
            verdict.also.push(finding);
        }
        verdict.data_problems = data::problems(city, &first.problems, &promise.measure);
        verdict.reading.assumptions.extend(verdict.data_problems.iter().map(data::sentence));
        verdicts.push(verdict);
    }
    for other in &judged {
        work += other.work;
    }
    let (judged_rules, map) = (first.rules, first.map);
    let problems = ["error", "warning", "note"];
    let judgement = Judgement {
        plan: plan.name.clone(),
        summary: plan.summary.clone(),
        date: plan.date.to_string(),
        year,
        season: plan.seasons[season].id.clone(),
        traveller: plan.travellers[traveller].id.clone(),
        verdicts,
        rules: judged_rules
            .into_iter()
            .map(|(rule, finding)| (rule.name.clone(), finding))
            .collect(),
        map,
        problems: problems.map(String::from).into_iter().zip(counts).collect(),
    };
    Ok(Checked { judgement, work })
}

/// Everything judged in one year.
struct Year<'c> {
    findings: Vec<(Judged, Vec<Finding>)>,
    rules: JudgedRules<'c>,
    map: BaseMap,
    problems: Problems,
    work: Work,
}

fn judge_year<'c>(
    city: &'c City,
    year: i16,
    (traveller, season): (usize, usize),
    settings: &CheckSettings,
    promises: &[&Promise],
    step: &(dyn Fn(&str) + Sync),
) -> Year<'c> {
    let scenario = Scenario::compile(city, year);
    let engine = Engine::new(&scenario, traveller, season, settings.seed)
        .with_draws(settings.draws(&city.plan));
    let rules = judge_rules(&engine, city);
    let mut findings = Vec::new();
    for promise in promises {
        step(&format!("{year} {}", promise.id));
        findings.push(judge_promise(&engine, promise, &rules));
    }
    let work = engine.work();
    let map = base_map(&scenario);
    Year { findings, rules, map, work, problems: scenario.problems }
}

/// Lists do not change with the year judged; what is built and run does.
fn changes_with_the_year(measure: &str) -> bool {
    !matches!(measure, "inventory" | "investment")
}

fn count_problems(problems: &Problems, counts: &mut [usize; 3]) {
    for problem in problems.list() {
        counts[match problem.severity {
            Severity::Error => 0,
            Severity::Warning => 1,
            Severity::Note => 2,
        }] += 1;
    }
}

pub(crate) fn row_of<'a>(
    what: &'static str,
    asked: Option<&String>,
    ids: impl Iterator<Item = &'a str> + Clone,
) -> Result<usize, AskError> {
    let Some(asked) = asked else { return Ok(0) };
    ids.clone().position(|id| id == asked).ok_or_else(|| unknown(what, asked, ids))
}

fn unknown<'a>(
    what: &'static str,
    name: &str,
    ids: impl Iterator<Item = &'a str> + Clone,
) -> AskError {
    let close = allways_base::text::nearest(name, ids.clone(), 3);
    let nearest = if close.is_empty() { ids.take(12).collect() } else { close };
    let nearest = nearest.into_iter().map(|id| format!("`{id}`")).collect();
    AskError::Unknown { what, name: name.to_owned(), nearest }
}

fn verdict(
    city: &City,
    settings: &CheckSettings,
    promise: &Promise,
    year: i16,
    (reading, also): (Finding, Vec<Finding>),
) -> Verdict {
    Verdict {
        promise: promise.id.clone(),
        says: promise.says.clone(),
        from: promise.from.clone(),
        group: promise.group.clone(),
        note: promise.note.clone(),
        measure: promise.measure.clone(),
        year,
        reading,
        also,
        rerun: rerun(city, settings, &promise.id, year),
        data_problems: Vec::new(),
    }
}

/// The command that gives a verdict again.
fn rerun(city: &City, settings: &CheckSettings, id: &str, year: i16) -> String {
    let mut words = vec!["allways check".to_owned()];
    if !settings.plan_argument.is_empty() {
        words.push(quoted(&settings.plan_argument));
    }
    words.push(format!("--only {id} --year {year} --date {}", city.plan.date));
    let options = [("season", &settings.season), ("traveller", &settings.traveller)];
    for (name, value) in options {
        words.extend(value.as_ref().map(|value| format!("--{name} {value}")));
    }
    if settings.seed != 0 {
        words.push(format!("--seed {}", settings.seed));
    }
    words.extend(settings.draws.map(|draws| format!("--draws {draws}")));
    words.extend(settings.frequencies.map(|way| format!("--frequencies {}", way.word())));
    words.join(" ")
}

fn quoted(text: &str) -> String {
    if text.contains(char::is_whitespace) { format!("'{text}'") } else { text.to_owned() }
}

type JudgedRules<'c> = Vec<(&'c Rule, Finding)>;

/// A finding, and the ids of what it uses.
type Judged = (Finding, BTreeSet<String>);

/// One reading, asked.
struct Asked<'a> {
    measure: &'a str,
    with: &'a Params,
    target: &'a Target,
    label: &'a str,
    /// Who made the promise: a value that rests on their word alone does not keep it.
    from: &'a str,
}

fn judge_promise(
    engine: &Engine<'_>,
    promise: &Promise,
    rules: &JudgedRules<'_>,
) -> (Judged, Vec<Finding>) {
    let own = Asked {
        measure: &promise.measure,
        with: &promise.with,
        target: &promise.target,
        label: "",
        from: &promise.from,
    };
    let also = promise.also.iter().map(|r| {
        let (measure, label) = (r.measure.as_str(), r.label.as_str());
        let asked = Asked { measure, with: &r.with, target: &r.target, label, from: &promise.from };
        reading(engine, &asked, rules).0
    });
    let also = also.collect();
    (reading(engine, &own, rules), also)
}

fn reading(engine: &Engine<'_>, asked: &Asked<'_>, rules: &JudgedRules<'_>) -> Judged {
    let &Asked { measure, with, target, label, from } = asked;
    let mut measured = if measure == "rule" {
        violations(engine, with, rules)
    } else {
        evaluate(engine, measure, with, target)
    };
    let unit = units::of_target(&target.text);
    if !measured.unit.is_empty() && !units::are_comparable(measured.unit, unit) {
        measured.value = Quantity::Unknown;
        measured.missing = vec![format!(
            "a target in {}: this reading is in {}, and `{}` is not",
            measured.unit, measured.unit, target.text
        )];
    }
    measured.assumptions.extend(unused_condition(engine, measure));
    let (own, uses) = (own_word(&measured, from), std::mem::take(&mut measured.uses));
    let mut finding = judge(measured, target, label);
    own.apply(&mut finding);
    units::show_in(&mut finding, unit);
    if finding.unit.is_empty() {
        let unit = catalogue::spec(measure).map_or("", |spec| spec.unit);
        unit.clone_into(&mut finding.unit);
    }
    (finding, uses)
}

/// `gap` compares travellers and `season-loss` seasons: the run's own is then not what is asked.
fn unused_condition(engine: &Engine<'_>, measure: &str) -> Option<String> {
    let plan = &engine.scenario.city.plan;
    let (kind, name) = match measure {
        "gap" if engine.traveller != default_traveller(&plan.travellers) => {
            ("traveller", &plan.travellers[engine.traveller].name)
        }
        "season-loss" if engine.season != 0 => ("season", &plan.seasons[engine.season].name),
        _ => return None,
    };
    Some(format!(
        "the {kind} of the run ({name}) does not change this value, which compares {kind}s of its own"
    ))
}
