//! Whatever the text, `parse` answers: it never panics, every message points into its file, and
//! each plan that it accepts keeps what `plan::Plan` promises.

#![expect(clippy::panic, reason = "tests fail by panicking")]

#[path = "toy/json.rs"]
mod json;
mod toy;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use allways_base::random::Random;
use allways_base::{Severity, cast};
use allways_plan::plan::{Plan, Promise};
use allways_plan::value::{ParamKind, Value};
use allways_plan::{FILES, PlanFile, parse};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use toy::{CATALOGUE, GOOD, told};

static SCHEMA: LazyLock<serde_json::Value> = LazyLock::new(|| allways_plan::schema(&CATALOGUE));

/// Parses and checks everything that must hold of any answer; true if there is a plan.
fn check(files: &[(&str, String)]) -> bool {
    let given: Vec<PlanFile<'_>> =
        files.iter().map(|(name, text)| PlanFile { name, text }).collect();
    let parsed = parse(&given, &CATALOGUE);
    for told in &parsed.diagnostics {
        let text = files.iter().find(|(name, _)| *name == told.file).map_or("", |(_, text)| text);
        assert!(text.get(told.span.clone()).is_some(), "{told:?} is not a part of {text:?}");
        let before = &text[..told.span.start];
        let before = before.strip_prefix('\u{feff}').unwrap_or(before);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1;
        assert_eq!((told.line, told.column), (line, column), "{told:?}");
        for sentence in [&told.message, &told.help] {
            assert!(!sentence.is_empty() && !sentence.ends_with('.'), "{told:?}");
        }
    }
    let error = parsed.diagnostics.iter().any(|told| told.severity == Severity::Error);
    assert_eq!(parsed.plan.is_none(), error);
    let Some(plan) = parsed.plan else { return false };
    check_plan(&plan);
    let texts: Vec<(&str, &str)> = files.iter().map(|(n, text)| (*n, text.as_str())).collect();
    let refused = json::refusal(&SCHEMA, &SCHEMA, &json::folder_as_json(&texts));
    assert_eq!(refused, None, "the reader takes what the schema refuses: {files:#?}");
    true
}

fn check_unique<'a>(ids: impl Iterator<Item = &'a String>) {
    let ids: Vec<&String> = ids.collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{ids:?}");
    assert!(ids.iter().all(|id| !id.is_empty() && !id.contains([':', ' '])), "{ids:?}");
}

fn check_plan(plan: &Plan) {
    check_unique(plan.sources.iter().map(|row| &row.id));
    check_unique(plan.promises.iter().map(|row| &row.id));
    check_unique(plan.projects.iter().map(|row| &row.id));
    check_unique(plan.rules.iter().map(|row| &row.id));
    check_unique(plan.travellers.iter().map(|row| &row.id));
    check_unique(plan.seasons.iter().map(|row| &row.id));
    assert!(!plan.name.trim().is_empty() && !plan.years.is_empty());
    assert!(plan.years.is_sorted_by(|a, b| a < b));
    assert!(plan.travellers.iter().any(|row| row.id == "adult"));
    assert_eq!(plan.seasons[0].id, "base");
    for project in &plan.projects {
        // From a project along `depends_on` one never comes back to it.
        let mut seen = BTreeSet::new();
        let mut open: Vec<&String> = project.depends_on.iter().collect();
        while let Some(id) = open.pop() {
            assert_ne!(*id, project.id, "a circle");
            let other = plan.projects.iter().find(|other| other.id == *id);
            let Some(other) = other else { panic!("no project {id}") };
            if seen.insert(id) {
                open.extend(&other.depends_on);
            }
        }
    }
    for promise in &plan.promises {
        let Promise { measure, with, target, .. } = promise;
        check_params(plan, measure, with, target.value);
        for reading in &promise.also {
            assert!(!reading.label.is_empty());
            check_params(plan, &reading.measure, &reading.with, reading.target.value);
        }
    }
    for rule in &plan.rules {
        assert_eq!(rule.check.is_some(), rule.why.is_empty(), "{rule:?}");
        if let Some((measure, with, target)) = &rule.check {
            check_params(plan, measure, with, target.value);
        }
    }
}

/// Every parameter that is required or has a default is there, and is what it should be.
fn check_params(plan: &Plan, measure: &str, with: &allways_plan::value::Params, target: f64) {
    assert!(target.is_finite());
    let spec = CATALOGUE.iter().find(|spec| spec.name == measure);
    let Some(spec) = spec else { panic!("no measure {measure}") };
    let n_keys = spec.params.len() + usize::from(!spec.definitions.is_empty());
    assert_eq!(with.len(), n_keys, "{with:?}");
    for param in spec.params {
        match (param.kind, &with[param.name]) {
            (ParamKind::Place | ParamKind::Text, Value::Text(text)) => {
                assert!(!text.trim().is_empty());
            }
            (ParamKind::OneOf(words), Value::Text(text)) => assert!(words.contains(&text.as_str())),
            (ParamKind::SomeOf(words), Value::Texts(texts)) => {
                assert!(!texts.is_empty());
                assert!(texts.iter().all(|text| words.contains(&text.as_str())));
            }
            (ParamKind::Number { min, max }, Value::Number(x)) => assert!((min..=max).contains(x)),
            (ParamKind::Window, Value::Window(window)) => assert!(window.from < window.to),
            (ParamKind::Travellers, Value::Texts(ids)) => {
                assert!(ids.iter().all(|id| plan.travellers.iter().any(|row| row.id == *id)));
            }
            (ParamKind::Seasons, Value::Texts(ids)) => {
                assert!(ids.iter().all(|id| plan.seasons.iter().any(|row| row.id == *id)));
            }
            (ParamKind::Numbers, Value::Numbers(x)) => assert!(x.iter().all(|x| x.is_finite())),
            (ParamKind::Flag, Value::Flag(_)) | (ParamKind::Places, Value::Texts(_)) => {}
            (kind, value) => panic!("{value:?} for {kind:?}"),
        }
    }
}

/// Pieces that mean something in TOML or in a plan.
const PIECES: [&str; 35] = [
    "\"",
    "'",
    "\"\"\"",
    "[",
    "]",
    "[[",
    "]]",
    "{",
    "}",
    ",",
    "=",
    ".",
    "\n",
    "\r\n",
    "#",
    "\\",
    "-",
    "0x1F",
    "nan",
    "1e999",
    "9223372036854775808",
    "true",
    "2026-02-29",
    "07:00..09:00",
    "重庆",
    "\u{feff}",
    "\0",
    "é",
    "north-south",
    "bridge",
    "id",
    "measure",
    "<= 30 min",
    "<= 1 h",
    "definition",
];

/// Lines that are right somewhere.
const LINES: [&str; 15] = [
    "# nothing\n",
    "note = \"n\"\n",
    "group = \"g\"\n",
    "source = \"s\"\n",
    "confidence = \"assumed\"\n",
    "datum = \"bd09\"\n",
    "opens = 2030\n",
    "depends_on = [\"line-7\"]\n",
    "depends_on = [\"depot\", \"bridge\"]\n",
    "edits = [ { close_line = \"2\" } ]\n",
    "edits = [ { close_way = 5, to = [\"drive\"] }, { way_speed = \"way/6\", km_h = 30 } ]\n",
    "also = [ { measure = \"channels\", target = \">= 2\" }, { percentile = 95, note = \"x\" } ]\n",
    "also = [ { target = \"< 25 %\", cutoffs_min = 45 } ]\n",
    "step_free = true\n",
    "walk_limit_min = 5\n",
];

/// The good plan after one to three small accidents.
fn mutated(random: &mut Random) -> Vec<(&'static str, String)> {
    let mut files: Vec<(&str, Vec<char>)> =
        GOOD.iter().map(|(name, text)| (*name, text.chars().collect())).collect();
    let mut below = |n: usize| cast::usize_from(random.below(cast::u32_from(n)));
    for _ in 0..=below(3) {
        let file = below(files.len());
        let text = files[file].1.clone();
        let at = below(text.len() + 1);
        let to = (at + below(12)).min(text.len());
        let piece: Vec<char> = match below(6) {
            // Cut.
            0 => Vec::new(),
            // Copy from elsewhere in the file.
            1 => {
                let from = below(text.len() + 1);
                text[from..(from + below(30)).min(text.len())].to_vec()
            }
            // Another digit or letter.
            2 => vec![['0', '9', 'a', 'x', ' ', '_'][below(6)]],
            _ => PIECES[below(PIECES.len())].chars().collect(),
        };
        let whole_line = below(3) == 0;
        let cut = if whole_line {
            // At the beginning of a line, cutting it or not.
            let start = text[..at].iter().rposition(|c| *c == '\n').map_or(0, |at| at + 1);
            let end =
                text[start..].iter().position(|c| *c == '\n').map_or(text.len(), |n| start + n + 1);
            if below(2) == 0 { start..end } else { start..start }
        } else {
            at..to
        };
        files[file].1.splice(cut, piece);
    }
    files.into_iter().map(|(name, text)| (name, text.into_iter().collect())).collect()
}

/// The good plan with one line cut, copied or added, or one digit changed: many of these are plans.
fn nudged(random: &mut Random) -> Vec<(&'static str, String)> {
    let mut files: Vec<(&str, Vec<String>)> = GOOD
        .iter()
        .map(|(name, text)| (*name, text.lines().map(|line| format!("{line}\n")).collect()))
        .collect();
    let mut below = |n: usize| cast::usize_from(random.below(cast::u32_from(n)));
    let file = below(files.len());
    let lines = &mut files[file].1;
    let at = below(lines.len());
    match below(4) {
        0 => drop(lines.remove(at)),
        1 => lines.insert(at, lines[below(lines.len())].clone()),
        2 => lines.insert(at, LINES[below(LINES.len())].to_owned()),
        _ => {
            let digit = ["0", "1", "2", "5", "7", "9"][below(6)];
            let other = ["1", "2", "3", "5", "6", "0"][below(6)];
            lines[at] = lines[at].replace(digit, other);
        }
    }
    files.into_iter().map(|(name, lines)| (name, lines.concat())).collect()
}

#[test]
fn twenty_thousand_accidents() {
    assert_eq!(told(&GOOD), Vec::<String>::new());
    let (mut n_plans, mut n_refused) = (0, 0);
    for seed in 0..20_000 {
        let mut random = Random::new(seed, 2);
        let files = if seed % 2 == 0 { mutated(&mut random) } else { nudged(&mut random) };
        if check(&files) { n_plans += 1 } else { n_refused += 1 }
    }
    assert!(n_plans > 2000 && n_refused > 2000, "{n_plans} plans, {n_refused} refused");
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 2000,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(1),
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_text_is_answered(text in any::<String>(), file in 0..FILES.len()) {
        let mut files: Vec<(&str, String)> =
            GOOD.iter().map(|(name, text)| (*name, (*text).to_owned())).collect();
        files[file].1 = text;
        check(&files);
    }

    #[test]
    fn any_heap_of_pieces_is_answered(
        heap in proptest::collection::vec(proptest::sample::select(&PIECES[..]), 0..40),
        file in 0..FILES.len(),
    ) {
        let mut files: Vec<(&str, String)> =
            GOOD.iter().map(|(name, text)| (*name, (*text).to_owned())).collect();
        files[file].1.push_str(&heap.concat());
        check(&files);
    }
}
