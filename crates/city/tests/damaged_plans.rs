//! Plans that the plan language accepts and that mean nothing beside their tables, and exactly
//! what is said when each is opened. `damaged_plans.txt` holds one fault after another, put into a
//! folder without faults.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use std::fs;
use std::path::Path;

use allways_city::open::{OpenError, open};

const CASES: &str = include_str!("damaged_plans.txt");

/// File name and text; nothing is wrong with it.
const GOOD: [(&str, &str); 14] = [
    (
        "plan.toml",
        r#"name = "Toy"
time_zone = "UTC"
date = "2026-11-25"
years = [2026, 2035]
[[source]]
id = "rail"
kind = "lines"
lines = "lines.csv"
stations = "stations.csv"
[[source]]
id = "trams"
kind = "lines"
lines = "trams.csv"
stations = "tram_stations.csv"
[[source]]
id = "places"
kind = "points"
path = "places.csv"
[[source]]
id = "more"
kind = "points"
path = "more_places.csv"
[[source]]
id = "zones"
kind = "zones"
path = "zones.geojson"
[[source]]
id = "world"
kind = "corridors"
terminals = "terminals.csv"
services = "services.csv"
"#,
    ),
    (
        "promises.toml",
        r#"[[promise]]
id = "time"
says = "west to east"
measure = "travel-time"
with = { from = "west", to = "east" }
target = "<= 30 min"
also = [ { percentile = 95 } ]
[[promise]]
id = "reach"
says = "parks for all"
measure = "access"
with = { from = "west", opportunity = "jobs", share = true }
target = ">= 50 %"
[[promise]]
id = "stops"
says = "stops for all"
measure = "coverage"
with = { zone = "all" }
target = ">= 90 %"
also = [ { definition = "walk-500m-people" } ]
[[promise]]
id = "schools"
says = "two schools"
measure = "inventory"
with = { kind = "university" }
target = "= 2"
[[promise]]
id = "money"
says = "a billion"
measure = "investment"
with = { batch = "2021, first" }
target = ">= 1 RMB bn"
[[promise]]
id = "abroad"
says = "ten hours"
measure = "corridor"
with = { from = "hub", to = "far" }
target = "<= 10 h"
[[promise]]
id = "ways"
says = "all ways"
measure = "direction"
with = { from = "hub" }
target = ">= 1 directions"
[[promise]]
id = "centre"
says = "a hub"
measure = "hub"
with = { at = "hub" }
target = ">= 2 modes"
[[promise]]
id = "ages"
says = "for all ages"
measure = "gap"
with = { from = "west", to = "east" }
target = "<= 1.5 x"
[[promise]]
id = "weather"
says = "in all weathers"
measure = "season-loss"
with = { pairs = "districts" }
target = "<= 20 %"
[[promise]]
id = "law"
says = "by the rules"
measure = "rule"
with = { rules = "near" }
target = "= 0 violations"
"#,
    ),
    (
        "projects.toml",
        r#"[[project]]
id = "express"
name = "Express"
opens = 2030
batch = "2021, first"
edits = [ { open_line = "X" }, { headway = "A", peak_min = 5 }, { open_service = "two" } ]
"#,
    ),
    (
        "rules.toml",
        r#"[[rule]]
id = "near"
name = "Stops are near"
measure = "coverage"
with = { zone = "all", definition = "cn-300m-area" }
target = ">= 50 %"
"#,
    ),
    (
        "travellers.toml",
        r#"[[traveller]]
id = "adult"
name = "adult"
walk_speed_m_s = 1.3
[[traveller]]
id = "slow"
name = "slow walker"
walk_speed_m_s = 0.5
"#,
    ),
    (
        "seasons.toml",
        r#"[[season]]
id = "base"
name = "fair weather"
[[season]]
id = "heat"
name = "summer heat"
walk_factor = 0.9
"#,
    ),
    (
        "lines.csv",
        "line,name,vehicle,headway_peak_min,headway_offpeak_min,first_train,last_train,opens\n\
         A,Line A,metro,10,10,06:00,22:00,\nX,Express,metro,10,10,06:00,22:00,2030\n",
    ),
    (
        "stations.csv",
        "line,seq,station,lat,lon,run_time_to_next_s\nA,1,West,0.0,10.0,600\nA,2,East,0.0,10.09,\n\
         X,1,West,0.0,10.0,480\nX,2,East,0.0,10.09,\n",
    ),
    (
        "trams.csv",
        "line,name,vehicle,headway_peak_min,headway_offpeak_min,first_train,last_train,opens\n\
         T,Tram,tram,10,10,06:00,22:00,\n",
    ),
    (
        "tram_stations.csv",
        "line,seq,station,lat,lon,run_time_to_next_s\nT,1,South,-0.01,10.0,600\n\
         T,2,North,0.01,10.0,\n",
    ),
    (
        "places.csv",
        "id,name,kind,lat,lon,people,jobs\nwest,West town,town,0.0,10.0,100,50\n\
         east,East town,town,0.0,10.09,300,70\nschool,The school,university,0.0,10.0,,\n",
    ),
    ("more_places.csv", "id,name,kind,lat,lon\nacademy,The academy,university,0.0,10.09\n"),
    (
        "zones.geojson",
        r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"all",
"name":"All","kind":"city"},"geometry":{"type":"Polygon","coordinates":[[[9.99,-0.01],[10.10,-0.01],
[10.10,0.05],[9.99,0.05],[9.99,-0.01]]]}}]}"#,
    ),
    (
        "terminals.csv",
        "id,name,kind,direction,place,lat,lon,dwell_h\nhub,The hub,rail,,,0.0,10.0,0\n\
         far,Far away,rail,west,,0.0,1.0,0\n",
    ),
];

const SERVICES: &str = "id,from,to,mode,carries,distance_km,time_h,opens,channel\n\
                        one,hub,far,hsr,both,1000,10,,one\ntwo,hub,far,hsr,both,1100,12,2030,second\n";

/// Every diagnostic, and every problem above a note, on a folder with these files.
fn told(dir: &Path) -> Vec<String> {
    match open(dir, None) {
        Ok(city) => {
            let problems = city.problems.list().iter();
            let bad = problems.filter(|p| p.severity == allways_base::Severity::Error);
            let mut all: Vec<String> = city.diagnostics.iter().map(ToString::to_string).collect();
            all.extend(bad.map(ToString::to_string));
            all
        }
        Err(OpenError::Plan { diagnostics, .. }) => {
            diagnostics.iter().map(ToString::to_string).collect()
        }
        Err(error) => panic!("{error}"),
    }
}

/// The good folder, with `new` in place of the one `old` in `file`; in a directory.
fn folder(file: &str, old: &str, new: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in GOOD.into_iter().chain([("services.csv", SERVICES)]) {
        let text = if name == file {
            assert_eq!(text.matches(old).count(), 1, "{file} does not have this once: {old}");
            text.replace(old, new)
        } else {
            text.to_owned()
        };
        fs::write(dir.path().join(name), text).unwrap();
    }
    dir
}

#[test]
fn the_good_folder_has_nothing_against_it() {
    assert_eq!(told(folder("", "", "").path()), Vec::<String>::new());
}

#[test]
fn every_damage_is_told_in_these_words() {
    let mut n_cases = 0;
    let mut wrong = Vec::new();
    for case in CASES.split("\n@@ ").skip(1) {
        let mut lines = case.lines();
        let file = lines.next().unwrap();
        let old = lines.next().unwrap().strip_prefix("- ").unwrap().replace('⏎', "\n");
        let new = lines.next().unwrap().strip_prefix("+ ").unwrap().replace('⏎', "\n");
        let expected: Vec<&str> = lines.collect();
        let told = told(folder(file, &old, &new).path());
        n_cases += 1;
        assert!(!told.is_empty(), "silently accepted in {file}: {new}");
        if told != expected {
            wrong.push(format!("@@ {file}\n- {old}\n+ {new}\n{}", told.join("\n")));
        }
    }
    assert!(wrong.is_empty(), "said otherwise:\n{}", wrong.join("\n"));
    assert!(n_cases >= 45, "{n_cases} damaged plans were read");
}

/// A file whose name is a slip would be left out without a word.
#[test]
fn a_misspelt_file_is_told_and_other_files_are_let_be() {
    let dir = folder("", "", "");
    fs::write(dir.path().join("Cargo.toml"), "[package]").unwrap();
    fs::write(dir.path().join("promises-old.toml"), "[[promise]]").unwrap();
    assert_eq!(told(dir.path()), Vec::<String>::new());
    fs::rename(dir.path().join("seasons.toml"), dir.path().join("season.toml")).unwrap();
    assert_eq!(
        told(dir.path()),
        ["error[unknown-file] season.toml:1:1: a plan has no file season.toml; did you mean \
          `seasons.toml`?"]
    );
}

#[test]
fn windows_texts_are_read_as_others() {
    let dir = folder("", "", "");
    for (name, text) in GOOD.into_iter().take(6) {
        let text = format!("\u{feff}{}", text.replace('\n', "\r\n"));
        fs::write(dir.path().join(name), text).unwrap();
    }
    assert_eq!(told(dir.path()), Vec::<String>::new());
}

/// The bundled plan has no errors; what nobody has published is told as a note.
#[test]
fn the_bundled_plan_is_sound() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../plans/science-city");
    let told = told(&dir);
    let (notes, others): (Vec<String>, Vec<String>) =
        told.into_iter().partition(|line| line.starts_with("note[unlisted] promises.toml:"));
    assert_eq!(others, Vec::<String>::new());
    assert_eq!(notes.len(), 2, "{notes:#?}");
}

/// A name that two lists of one kind have is refused with the ids that tell them apart.
#[test]
fn a_name_of_two_places_is_told_with_their_ids() {
    let dir = folder("more_places.csv", "The academy", "The school");
    let promises = GOOD[1].1.replace("from = \"west\", opp", "from = \"The school\", opp");
    fs::write(dir.path().join("promises.toml"), promises).unwrap();
    assert_eq!(
        told(dir.path()),
        ["error[ambiguous-place] promises.toml:12:17: `The school` may mean 2 things or more; \
          write an id: `academy` or `school`"]
    );
}
