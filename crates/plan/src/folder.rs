//! The folder as a whole: syntax first, then each table, then what holds between them. Nothing
//! stops at the first error; what depends on text that could not be read is not complained about.

use allways_base::{Date, Severity};
use toml::de::DeTable;

use crate::diagnostic::{Diagnostic, Fault, Lines, Out, PlanFile, Source as Text, meant};
use crate::parameters::Known;
use crate::plan::{Datum, Defaults, Frequencies, Plan, Source, SourceKind};
use crate::row::{Place, Row, called};
use crate::shape::{DEFAULTS, Key, SOURCE_KINDS, SOURCES, TOPS};
use crate::syntax::syntax_faults;
use crate::value::MeasureSpec;
use crate::{conditions, projects, promises};

/// The files of a plan folder that are read here. Only the first must be there.
pub const FILES: [&str; 6] = [
    "plan.toml",
    "promises.toml",
    "projects.toml",
    "rules.toml",
    "travellers.toml",
    "seasons.toml",
];

pub(crate) const PLAN: usize = 0;
pub(crate) const PROMISES: usize = 1;
pub(crate) const PROJECTS: usize = 2;
pub(crate) const RULES: usize = 3;
pub(crate) const TRAVELLERS: usize = 4;
pub(crate) const SEASONS: usize = 5;

/// What the texts of a folder say.
#[derive(Clone, Debug, PartialEq)]
pub struct ParsedPlan {
    /// Present exactly if no diagnostic is an error.
    pub plan: Option<Plan>,
    /// By file, in the order of [`FILES`], then by place.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads the texts of a plan folder. `catalogue` are the measures that promises may name.
pub fn parse(files: &[PlanFile<'_>], catalogue: &[MeasureSpec]) -> ParsedPlan {
    let mut out = Out::default();
    let documents = read_documents(&mut out, files);
    let tops: Vec<Row<'_>> = documents
        .iter()
        .enumerate()
        .map(|(file, table)| {
            let (name, keys) = TOPS[file];
            // A missing file has been told; its keys are not missed one by one.
            let given = files.iter().any(|given| given.name == name);
            let keys: &[Key] = if given { keys } else { &[] };
            let place = Place { file, what: name, top: true };
            Row::read(&mut out, place, table, 0..0, keys)
        })
        .collect();
    let top = &tops[PLAN];
    let defaults = defaults(&mut out, top);
    let travellers = conditions::travellers(&mut out, &tops[TRAVELLERS], &defaults);
    let seasons = conditions::seasons(&mut out, &tops[SEASONS]);
    let known = Known {
        travellers: (!out.is_broken(TRAVELLERS))
            .then(|| travellers.iter().map(|traveller| traveller.id.clone()).collect()),
        seasons: (!out.is_broken(SEASONS))
            .then(|| seasons.iter().map(|season| season.id.clone()).collect()),
    };
    let sources = sources(&mut out, top);
    let years = top.years("years");
    let projects = projects::projects(&mut out, &tops[PROJECTS], &years);
    let promises = promises::promises(&mut out, &tops[PROMISES], catalogue, &known);
    let rules = promises::rules(&mut out, &tops[RULES], catalogue, &known);
    let plan = Plan {
        name: top.text("name"),
        summary: top.text("summary"),
        time_zone: top.text("time_zone"),
        time_zone_span: out.span(PLAN, &top.at("time_zone")),
        date: top.date("date").unwrap_or(Date::ZERO),
        years,
        defaults,
        sources,
        promises,
        projects,
        rules,
        travellers,
        seasons,
    };
    let has_promises = !tops[PROMISES].rows("promise").is_empty();
    note_what_is_empty(&mut out, files, &plan, has_promises);
    let diagnostics = out.finish();
    let sound = diagnostics.iter().all(|diagnostic| diagnostic.severity < Severity::Error);
    ParsedPlan { plan: sound.then_some(plan), diagnostics }
}

/// The TOML of each of [`FILES`], as far as it can be read; what is wrong with the set of files.
fn read_documents<'t>(out: &mut Out<'t>, files: &[PlanFile<'t>]) -> Vec<DeTable<'t>> {
    let mut documents = Vec::new();
    for (file, name) in FILES.into_iter().enumerate() {
        let text = files.iter().find(|given| given.name == name).map_or("", |given| given.text);
        let (table, errors) = DeTable::parse_recoverable(text);
        let (faults, broken) = syntax_faults(&errors, text);
        out.sources.push(Text { name: name.to_owned(), lines: Lines::new(text), broken });
        for fault in faults {
            out.tell(Severity::Error, file, fault);
        }
        documents.push(table.into_inner());
    }
    for (i, given) in files.iter().enumerate() {
        let again = files[..i].iter().any(|before| before.name == given.name);
        if FILES.contains(&given.name) && !again {
            continue;
        }
        let (code, message, help) = if again {
            let message = format!("the file {} is given twice", given.name);
            ("duplicate-file", message, "keep one of them".to_owned())
        } else {
            let message = format!("a plan has no file {}", given.name);
            ("unknown-file", message, meant(given.name, FILES, "files"))
        };
        let lines = Lines::new(given.text);
        out.sources.push(Text { name: given.name.to_owned(), lines, broken: Vec::new() });
        let file = out.sources.len() - 1;
        out.tell(Severity::Error, file, Fault { code, span: 0..0, message, help });
    }
    documents
}

fn defaults(out: &mut Out<'_>, top: &Row<'_>) -> Defaults {
    let documented = Defaults::DOCUMENTED;
    let Some((table, at)) = top.sub_table("defaults") else { return documented };
    let place = Place { file: PLAN, what: "[defaults]", top: false };
    let row = Row::read(out, place, table, at, &DEFAULTS);
    let number = |key: &str, documented: f64| row.number(key).unwrap_or(documented);
    Defaults {
        detour_factor: number("detour_factor", documented.detour_factor),
        walk_speed_m_s: number("walk_speed_m_s", documented.walk_speed_m_s),
        walk_limit_min: number("walk_limit_min", documented.walk_limit_min),
        transfer_limit_min: match row.maybe_text("transfer_limit_min") {
            Some(_none) => None,
            None => row.number("transfer_limit_min").or(documented.transfer_limit_min),
        },
        cycle_limit_min: number("cycle_limit_min", documented.cycle_limit_min),
        drive_limit_min: number("drive_limit_min", documented.drive_limit_min),
        truck_weight_t: row.number("truck_weight_t"),
        truck_height_m: row.number("truck_height_m"),
        truck_width_m: row.number("truck_width_m"),
        truck_length_m: row.number("truck_length_m"),
        max_rides: row.whole("max_rides").unwrap_or(documented.max_rides),
        max_duration_min: number("max_duration_min", documented.max_duration_min),
        frequencies: row
            .maybe_text("frequencies")
            .and_then(Frequencies::parse)
            .unwrap_or(documented.frequencies),
        draws: row.whole("draws").unwrap_or(documented.draws),
    }
}

fn sources(out: &mut Out<'_>, top: &Row<'_>) -> Vec<Source> {
    let mut sources = Vec::new();
    let mut rows = Vec::new();
    for (table, at) in top.rows("source") {
        let kind = table.get("kind").and_then(|node| node.get_ref().as_str());
        let of_kind = SOURCE_KINDS.iter().find(|(name, _)| Some(*name) == kind);
        let mut keys = SOURCES.to_vec();
        match of_kind {
            Some((_, of_kind)) => keys.extend_from_slice(of_kind),
            // Which keys it needs cannot be told, only which no source has.
            None => {
                for key in SOURCE_KINDS.iter().flat_map(|(_, keys)| keys.iter()) {
                    if keys.iter().all(|known| known.name != key.name) {
                        keys.push(Key { required: false, ..*key });
                    }
                }
            }
        }
        let what = match of_kind {
            Some((kind, _)) => format!("{} of kind `{kind}`", called("source", table)),
            None => called("source", table),
        };
        let row = Row::read(out, Place { file: PLAN, what: &what, top: false }, table, at, &keys);
        check_rates(out, &row);
        if kind == Some("corridors") {
            check_corridors(out, &row, &what);
        }
        if let Some(kind) = source_kind(&row) {
            sources.push(Source {
                id: row.text("id"),
                kind,
                datum: match row.maybe_text("datum") {
                    Some("gcj02") => Datum::Gcj02,
                    Some("bd09") => Datum::Bd09,
                    _ => Datum::Wgs84,
                },
                confidence: row.confidence(),
                note: row.text("note"),
                span: row.span(out),
            });
        }
        rows.push(row);
    }
    check_unique(out, "source", &rows);
    sources
}

fn source_kind(row: &Row<'_>) -> Option<SourceKind> {
    let path = || row.text("path");
    match row.maybe_text("kind")? {
        "gtfs" => Some(SourceKind::Gtfs { path: path() }),
        "osm" => Some(SourceKind::Osm { path: path() }),
        "ways" => Some(SourceKind::Ways { path: path() }),
        "zones" => Some(SourceKind::Zones { path: path() }),
        "points" => Some(SourceKind::Points { path: path() }),
        "lines" => Some(SourceKind::Lines {
            lines: row.text("lines"),
            stations: row.text("stations"),
            first_last: row.maybe_text("first_last").map(ToOwned::to_owned),
            interchange_s: row.whole("interchange_s").unwrap_or(180),
        }),
        "corridors" if row.has("gtfs") => Some(SourceKind::CorridorFeed {
            gtfs: row.text("gtfs"),
            mode: row.text("mode"),
            date: row.date("date"),
            map: row.maybe_text("map").map(ToOwned::to_owned),
            change_min: row.number("change_min"),
        }),
        "corridors" => Some(SourceKind::Corridors {
            terminals: row.text("terminals"),
            services: row.text("services"),
            factors: row.maybe_text("factors").map(ToOwned::to_owned),
            shapes: row.maybe_text("shapes").map(ToOwned::to_owned),
            per_usd: row.rates(),
            rates_from: row.maybe_text("rates_from").unwrap_or_default().to_owned(),
        }),
        "dem" => Some(SourceKind::Dem { path: path() }),
        _ => None,
    }
}

/// Corridors are tables or a feed: the keys that one needs, and those of the other.
fn check_corridors(out: &mut Out<'_>, row: &Row<'_>, what: &str) {
    const TABLES: [&str; 4] = ["terminals", "services", "factors", "shapes"];
    const FEED: [&str; 4] = ["mode", "date", "map", "change_min"];
    let is_feed = row.has("gtfs");
    let needed: &[&str] = if is_feed { &["mode"] } else { &["terminals", "services"] };
    let others: &[&str] = if is_feed { &TABLES } else { &FEED };
    for key in needed.iter().filter(|key| !row.has(key)) {
        let of_kind = SOURCE_KINDS.iter().find(|(name, _)| *name == "corridors");
        let doc = of_kind.and_then(|(_, keys)| keys.iter().find(|known| known.name == *key));
        let fault = Fault {
            code: "missing-key",
            span: row.at.clone(),
            message: format!("{what} has no `{key}`"),
            help: format!("add `{key}`: {}", doc.map_or("", |key| key.doc)),
        };
        if !out.is_broken(row.file) {
            out.error(row.file, fault);
        }
    }
    for key in others.iter().filter(|key| row.has(key)) {
        let (message, help) = if is_feed {
            (
                format!("{what} reads a feed, and `{key}` belongs to tables"),
                "write two sources of kind `corridors`, one with `gtfs`, one with the tables",
            )
        } else {
            (
                format!("{what} reads tables, and `{key}` belongs to a feed"),
                "add `gtfs`, or take the key out",
            )
        };
        let fault =
            Fault { code: "key-of-another", span: row.at(key), message, help: help.to_owned() };
        out.error(row.file, fault);
    }
}

/// An exchange rate is a fact of some day: who says so stands beside it.
fn check_rates(out: &mut Out<'_>, row: &Row<'_>) {
    let Some((currency, _)) = row.rates().into_iter().next() else { return };
    let key = format!("{}_per_usd", currency.to_lowercase());
    if row.maybe_text("rates_from").is_none() {
        let fault = Fault {
            code: "rate-without-source",
            span: row.at(&key),
            message: format!("`{key}` does not say whose rate it is"),
            help: "write publication and date in `rates_from`".to_owned(),
        };
        out.error(row.file, fault);
    }
}

/// Tells every id that stands more than once, at its second place, with the lines of both.
pub(crate) fn check_unique(out: &mut Out<'_>, what: &str, rows: &[Row<'_>]) {
    let mut first_at = std::collections::BTreeMap::new();
    for row in rows {
        let Some(id) = row.maybe_text("id") else { continue };
        let span = row.at("id");
        let line = out.span(row.file, &span).line;
        let Some(first) = first_at.get(id) else {
            first_at.insert(id, line);
            continue;
        };
        let fault = Fault {
            code: "duplicate-id",
            span,
            message: format!("the {what} `{id}` stands twice, in lines {first} and {line}"),
            help: format!("give each {what} its own id"),
        };
        out.error(row.file, fault);
    }
}

fn note_what_is_empty(out: &mut Out<'_>, files: &[PlanFile<'_>], plan: &Plan, has_promises: bool) {
    let given = |file: usize| files.iter().any(|given| given.name == FILES[file]);
    let told = |code, message: &str, help: &str| Fault {
        code,
        span: 0..0,
        message: message.to_owned(),
        help: help.to_owned(),
    };
    if !given(PLAN) {
        let message = "the plan has no plan.toml";
        let help = "write one with `name`, `time_zone`, `date` and `years`, or name a plan folder";
        out.tell(Severity::Error, PLAN, told("missing-file", message, help));
    } else if plan.sources.is_empty() && !out.is_broken(PLAN) {
        let message = "the plan has no sources, so nothing can be computed";
        let help = "add a [[source]] to plan.toml";
        out.tell(Severity::Warning, PLAN, told("no-sources", message, help));
    }
    let help = "add a [[promise]] to promises.toml";
    if !given(PROMISES) {
        let message = "the plan makes no promises, so nothing is judged";
        out.tell(Severity::Note, PROMISES, told("no-promises", message, help));
    } else if !has_promises && out.n_told_of(PROMISES) == 0 {
        let message = "promises.toml has no [[promise]], so there is nothing to judge";
        let help = format!("{help}, or take the file out of the folder");
        out.tell(Severity::Error, PROMISES, told("no-promises", message, &help));
    }
}
