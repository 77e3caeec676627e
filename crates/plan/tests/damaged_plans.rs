//! Damaged plans and exactly what is said about each. `damaged_plans.txt` holds one fault after
//! another, put into a plan without faults; faults of the folder as a whole are here.

mod toy;

use toy::{CATALOGUE, GOOD, told};

const CASES: &str = include_str!("damaged_plans.txt");

/// The good plan with `new` in place of the one `old` in `file`.
fn damaged(file: &str, old: &str, new: &str) -> Vec<(&'static str, String)> {
    let replaced = |(name, text): (&'static str, &str)| {
        if name != file {
            return (name, text.to_owned());
        }
        assert_eq!(text.matches(old).count(), 1, "{file} does not have this once: {old}");
        (name, text.replace(old, new))
    };
    GOOD.into_iter().map(replaced).collect()
}

#[test]
fn every_damage_is_told_in_these_words() {
    let mut n_cases = 0;
    let mut wrong = Vec::new();
    for case in CASES.split("\n@@ ").skip(1) {
        let mut lines = case.lines();
        let file = lines.next().unwrap();
        let old = lines.next().unwrap().strip_prefix("- ").unwrap().replace('⏎', "\n");
        let new = lines.next().unwrap().strip_prefix('+').unwrap().replace('⏎', "\n");
        let new = new.strip_prefix(' ').unwrap_or(&new);
        let expected: Vec<&str> = lines.collect();
        let files = damaged(file, &old, new);
        let files: Vec<(&str, &str)> = files.iter().map(|(n, text)| (*n, text.as_str())).collect();
        let told = told(&files);
        n_cases += 1;
        assert!(!told.is_empty(), "silently accepted in {file}: {new}");
        if told != expected {
            wrong.push(format!("@@ {file}\n- {old}\n+ {new}\n{}", told.join("\n")));
        }
    }
    assert!(wrong.is_empty(), "said otherwise:\n{}", wrong.join("\n"));
    assert!(n_cases >= 100, "{n_cases} damaged plans were read");
}

#[test]
fn a_folder_without_its_plan_file() {
    assert_eq!(
        told(&[]),
        [
            "error[missing-file] plan.toml:1:1: the plan has no plan.toml; write one with `name`, \
             `time_zone`, `date` and `years`, or name a plan folder",
            "note[no-promises] promises.toml:1:1: the plan makes no promises, so nothing is judged; \
             add a [[promise]] to promises.toml",
        ]
    );
}

#[test]
fn an_empty_plan_file() {
    assert_eq!(
        told(&[("plan.toml", "")]),
        [
            "error[missing-key] plan.toml:1:1: plan.toml has no `date`; add `date`: the day that is \
             judged, such as \"2026-11-25\"",
            "error[missing-key] plan.toml:1:1: plan.toml has no `name`; add `name`: display name of \
             the plan",
            "error[missing-key] plan.toml:1:1: plan.toml has no `time_zone`; add `time_zone`: IANA \
             time zone, such as \"Asia/Shanghai\"",
            "error[missing-key] plan.toml:1:1: plan.toml has no `years`; add `years`: years judged, \
             ascending; the first is today",
            "warning[no-sources] plan.toml:1:1: the plan has no sources, so nothing can be \
             computed; add a [[source]] to plan.toml",
            "note[no-promises] promises.toml:1:1: the plan makes no promises, so nothing is judged; \
             add a [[promise]] to promises.toml",
        ]
    );
}

#[test]
fn a_file_that_no_plan_has_and_a_file_given_twice() {
    let mut files = GOOD.to_vec();
    files.push(("promise.toml", ""));
    files.push(GOOD[3]);
    assert_eq!(
        told(&files),
        [
            "error[unknown-file] promise.toml:1:1: a plan has no file promise.toml; did you mean \
             `promises.toml`?",
            "error[duplicate-file] rules.toml:1:1: the file rules.toml is given twice; keep one of \
             them",
        ]
    );
}

/// Many faults in many files are all told, by file and place.
#[test]
fn all_faults_are_told_at_once() {
    let mut files = damaged("plan.toml", "max_rides = 3", "max_ride = 3");
    for (file, old, new) in [
        ("plan.toml", "2026-11-25", "2026-11-31"),
        ("promises.toml", "<= 20 %", "<= 20 min"),
        ("promises.toml", "inventory", "inventroy"),
        ("projects.toml", "[\"bridge\"]", "[\"bride\"]"),
        ("seasons.toml", "months", "month"),
    ] {
        let text = &mut files.iter_mut().find(|(name, _)| *name == file).unwrap().1;
        assert_eq!(text.matches(old).count(), 1, "{old}");
        *text = text.replace(old, new);
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(n, text)| (*n, text.as_str())).collect();
    let places: Vec<String> =
        told(&files).iter().map(|line| line.split(": ").next().unwrap().to_owned()).collect();
    assert_eq!(
        places,
        [
            "error[bad-date] plan.toml:3:8",
            "error[unknown-key] plan.toml:7:1",
            "error[wrong-unit] promises.toml:15:10",
            "error[unknown-measure] promises.toml:20:11",
            "error[unknown-project] projects.toml:6:15",
            "error[unknown-key] seasons.toml:9:1",
        ]
    );
}

/// What cannot be read is not also missed: a traveller may stand where the file is broken.
#[test]
fn a_broken_file_is_not_blamed_for_what_it_may_hold() {
    let files = damaged("travellers.toml", "\"child\"", "\"child");
    let files: Vec<(&str, &str)> = files.iter().map(|(n, text)| (*n, text.as_str())).collect();
    let told = told(&files);
    assert_eq!(told.len(), 1, "{told:#?}");
    assert!(told[0].starts_with("error[syntax] travellers.toml:7:12:"), "{told:#?}");
}

#[test]
fn a_wrong_catalogue_is_found_by_its_own_check() {
    assert_eq!(allways_plan::check_catalogue(&CATALOGUE), Vec::<String>::new());
    let mut wrong = CATALOGUE;
    wrong[1].name = "travel-time";
    wrong[2].unit_aliases = &[("h", 0.0)];
    let mut params = CATALOGUE[0].params.to_vec();
    params[3].default = "\"09:00..07:00\"";
    params[4].default = "101";
    params[0].default = "\"x\"";
    wrong[0].params = params.leak();
    assert_eq!(
        allways_plan::check_catalogue(&wrong),
        [
            "`travel-time`: `from` is required and has a default",
            "`travel-time`: `\"09:00..07:00\"` is no value of `window`",
            "`travel-time`: `101` is no value of `percentile`",
            "the measure `travel-time` stands twice",
            "`gap`: the factor of the unit `h` is 0",
        ]
    );
}
