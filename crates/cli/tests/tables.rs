//! Tables of `matrix`, `access` and `reach`: Parquet holds what CSV holds, any number of threads
//! gives the same bytes, and a run that was interrupted ends as one that was not.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use serde_json::Value;

/// A folder with a plan: a bus line over six stops, every seven minutes; 300 origins around them, one
/// of them with a name that CSV must quote; five destinations, one out of reach.
struct Toy {
    dir: tempfile::TempDir,
}

const N: usize = 300;

impl Toy {
    fn new() -> Self {
        let toy = Self { dir: tempfile::tempdir().unwrap() };
        let stops = (0..6).fold(String::new(), |all, k| {
            all + &format!("S{k},Stop {k},0.0,{}\n", 10.0 + 0.03 * f64::from(k))
        });
        let mut trips = String::from("route_id,service_id,trip_id\n");
        let mut times = String::from("trip_id,arrival_time,departure_time,stop_id,stop_sequence\n");
        for trip in 0..30 {
            trips += &format!("L,all,t{trip}\n");
            for k in 0..6 {
                let at = 6 * 60 + 7 * trip + 5 * k;
                let time = format!("{:02}:{:02}:00", at / 60, at % 60);
                times += &format!("t{trip},{time},{time},S{k},{k}\n");
            }
        }
        fs::create_dir(toy.path("bus")).unwrap();
        for (file, text) in [
            ("agency.txt", "agency_name,agency_url,agency_timezone\nX,https://x.org,UTC\n".into()),
            ("stops.txt", format!("stop_id,stop_name,stop_lat,stop_lon\n{stops}")),
            ("routes.txt", "route_id,route_short_name,route_type\nL,L,3\n".into()),
            ("trips.txt", trips),
            ("stop_times.txt", times),
            (
                "calendar.txt",
                "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,\
                 end_date\nall,1,1,1,1,1,1,1,20260101,20261231\nnever,0,0,0,0,0,0,0,20260101,20261231\n"
                    .into(),
            ),
        ] {
            fs::write(toy.path("bus").join(file), text).unwrap();
        }
        let made = allways(&["new", &toy.text("plan"), "--gtfs", &toy.text("bus")]);
        assert_eq!(made.status.code(), Some(0), "{}", err(&made));
        let origins = (0..u32::try_from(N).unwrap()).fold(String::new(), |all, k| {
            let id = if k == 7 { "\"o, 7\"".to_owned() } else { format!("o{k}") };
            let (x, y) = (f64::from(k * 37 % 100), f64::from(k * 11 % 13));
            all + &format!("{id},{},{}\n", y / 1e3 - 0.006, 10.0 + x / 650.0)
        });
        fs::write(toy.path("origins.csv"), format!("id,lat,lon\n{origins}")).unwrap();
        let ends = "id,lat,lon,n\na,0.001,10.001,5\nb,0.0,10.06,1\nc,0.002,10.09,0.25\nd,-0.001,10.15,7\nfar,9.0,20.0,100\n";
        fs::write(toy.path("ends.csv"), ends).unwrap();
        toy
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }

    /// `command plan … more`, its output in `file`.
    fn ask(&self, command: &str, file: &str, more: &[&str]) -> Output {
        let (plan, origins, ends) =
            (self.text("plan"), self.text("origins.csv"), self.text("ends.csv"));
        let out = self.text(file);
        let mut all = vec![command, &plan, "--depart", "07:00..07:20", "--out", &out];
        match command {
            "matrix" => all.extend(["--origins", &origins, "--destinations", &ends]),
            "access" => {
                all.extend(["--origins", &origins, "--opportunities", &ends, "--column", "n"]);
            }
            _ => all.extend(["--from", "bus:S0", "--cutoffs", "15,30"]),
        }
        all.extend(["--percentiles", "25,50,95"]);
        all.extend(more);
        allways(&all)
    }

    /// The file that is written.
    fn made(&self, command: &str, file: &str, more: &[&str]) -> Vec<u8> {
        self.told(command, file, more);
        fs::read(self.path(file)).unwrap()
    }

    /// What is said beside it, but for how much was there already.
    fn told(&self, command: &str, file: &str, more: &[&str]) -> String {
        let output = self.ask(command, file, more);
        assert_eq!(output.status.code(), Some(0), "{}", err(&output));
        for left in [".part", ".resume"] {
            assert!(!self.path(&format!("{file}{left}")).exists(), "{file}{left} is left");
        }
        let told = err(&output);
        told.split_inclusive('\n').filter(|line| !line.contains("are done already")).collect()
    }

    /// A run whose disk is full: what is left is the journal.
    #[cfg(unix)]
    fn interrupted(&self, command: &str, file: &str, more: &[&str]) -> Vec<u8> {
        let part = self.path(&format!("{file}.part"));
        std::os::unix::fs::symlink("/dev/full", &part).unwrap();
        let output = self.ask(command, file, more);
        assert_eq!(output.status.code(), Some(2));
        assert!(err(&output).contains("add --resume to go on"), "{}", err(&output));
        fs::remove_file(part).unwrap();
        assert!(!self.path(file).exists(), "a part is not taken for the whole");
        fs::read(self.path(&format!("{file}.resume"))).unwrap()
    }
}

fn allways(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_allways")).args(arguments).output().unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// The cells of a Parquet file as CSV has them, with the names of the columns first.
fn cells(file: &Path, leave_out: &[&str]) -> Vec<Vec<String>> {
    let reader = SerializedFileReader::new(File::open(file).unwrap()).unwrap();
    let mut rows = Vec::new();
    for row in reader.get_row_iter(None).unwrap() {
        let row = row.unwrap();
        let kept = || row.get_column_iter().filter(|(name, _)| !leave_out.contains(&name.as_str()));
        if rows.is_empty() {
            rows.push(kept().map(|(name, _)| name.clone()).collect());
        }
        let text = |field: &Field| match field {
            Field::Null => String::new(),
            Field::Str(text) if text.contains(',') => format!("\"{text}\""),
            Field::Str(text) => text.clone(),
            Field::Int(n) => n.to_string(),
            Field::Double(x) => x.to_string(),
            other => panic!("{other:?}"),
        };
        rows.push(kept().map(|(_, field)| text(field)).collect());
    }
    rows
}

#[test]
fn a01_parquet_holds_what_csv_holds_cell_by_cell() {
    let toy = Toy::new();
    for (command, more) in
        [("matrix", &[][..]), ("access", &[]), ("access", &["--dual", "1,6,1000"]), ("reach", &[])]
    {
        let csv = String::from_utf8(toy.made(command, "x.csv", more)).unwrap();
        toy.made(command, "x.parquet", more);
        let found: Vec<String> = cells(&toy.path("x.parquet"), &["geometry", "bbox"])
            .iter()
            .map(|row| row.join(","))
            .collect();
        assert!(found.len() > N, "{command}");
        assert_eq!(found, csv.lines().collect::<Vec<_>>(), "{command} {more:?}");
        let some = |end: &str| csv.lines().any(|line| line.ends_with(end));
        assert!(command != "matrix" || (some(",,,") && csv.contains("\"o, 7\",a,")), "{csv}");
    }
}

#[test]
fn a02_isochrones_as_geoparquet_are_those_of_the_geojson() {
    let toy = Toy::new();
    let json = toy.made("reach", "x.geojson", &[]);
    let json: Value = serde_json::from_slice(&json).unwrap();
    toy.made("reach", "x.geoparquet", &[]);
    let found = cells(&toy.path("x.geoparquet"), &["geometry", "bbox"]);
    let features = json["features"].as_array().unwrap();
    assert_eq!(found.len() - 1, features.len());
    for (row, feature) in found[1..].iter().zip(features) {
        for (name, cell) in found[0].iter().zip(row) {
            let want = &feature["properties"][name];
            assert_eq!(*cell, want.as_str().map_or_else(|| want.to_string(), str::to_owned));
        }
    }
}

/// A point for each origin with the numbers of the table, in GeoJSON and GeoParquet.
#[test]
fn a04_accessibility_has_places() {
    let toy = Toy::new();
    let origins = fs::read_to_string(toy.path("origins.csv")).unwrap();
    // One at a stop, which has a place; the table has it by its id.
    fs::write(toy.path("origins.csv"), with_a_stop(&origins)).unwrap();
    for (more, (before, after)) in
        [(&[][..], ("opportunities_", "min")), (&["--dual", "1,6"], ("time_s_to_", ""))]
    {
        let json = toy.made("access", "x.geojson", more);
        let json: Value = serde_json::from_slice(&json).unwrap();
        let features = json["features"].as_array().unwrap();
        assert_eq!(features.len(), N + 1);
        assert!(json["notes"].is_array() && json["equity"].is_array());
        toy.made("access", "x.parquet", more);
        let rows = cells(&toy.path("x.parquet"), &["bbox", "geometry"]);
        let per_origin = (rows.len() - 1) / features.len();
        for (k, row) in rows[1..].iter().enumerate() {
            let properties = &features[k / per_origin]["properties"];
            assert_eq!(properties["origin"].as_str().unwrap(), row[0].trim_matches('"'));
            let column = format!("{before}{}{after}_p{}", row[2], row[1]);
            let number = properties[column].as_f64();
            assert_eq!(number, row[3].parse().ok(), "{row:?}");
        }
        let places = places(&toy.path("x.parquet"));
        for (k, place) in places.iter().enumerate() {
            let at = &features[k / per_origin]["geometry"]["coordinates"];
            let at = [0, 1].map(|axis| at[axis].as_f64().unwrap());
            assert!((at[0] - place[0]).abs() < 1e-7 && (at[1] - place[1]).abs() < 1e-7);
        }
        let last = &features[N]["geometry"];
        assert_eq!(last["coordinates"], serde_json::json!([10.03, 0.0]), "stop S1");
        assert!(toy.made("access", "x.geoparquet", more) == toy.made("access", "x.parquet", more));
    }
}

/// The points file with a column of stops, and a row that is one.
fn with_a_stop(origins: &str) -> String {
    let rows = origins.lines().skip(1).map(|row| format!("{row},\n"));
    format!("id,lat,lon,stop_id\n{}at-a-stop,,,bus:S1\n", rows.collect::<String>())
}

/// Longitude and latitude of each row's point.
fn places(file: &Path) -> Vec<[f64; 2]> {
    let reader = SerializedFileReader::new(File::open(file).unwrap()).unwrap();
    let place = |row: parquet::record::Row| {
        let found = row.get_column_iter().find(|(name, _)| *name == "geometry").unwrap().1.clone();
        let Field::Bytes(wkb) = found else { panic!("{found:?}") };
        let number = |at: usize| f64::from_le_bytes(wkb.data()[at..at + 8].try_into().unwrap());
        [number(5), number(13)]
    };
    reader.get_row_iter(None).unwrap().map(|row| place(row.unwrap())).collect()
}

#[test]
fn a03_any_number_of_threads_gives_the_same_bytes() {
    let toy = Toy::new();
    for (command, files) in [
        ("matrix", &["x.csv", "x.parquet"][..]),
        ("access", &["x.csv", "x.parquet", "x.json", "x.geojson"]),
        ("reach", &["x.csv", "x.parquet", "x.geojson", "x.geoparquet", "x.txt"]),
    ] {
        for file in files {
            let one = toy.made(command, file, &["--threads", "1"]);
            for threads in ["2", "16"] {
                let other = toy.made(command, file, &["--threads", threads]);
                assert!(one == other, "{command} {file} {threads}");
            }
        }
    }
}

#[cfg(unix)]
#[test]
fn b01_an_interrupted_run_ends_as_one_that_was_not() {
    let toy = Toy::new();
    for (command, file, more) in [
        ("matrix", "x.csv", &[][..]),
        ("matrix", "x.parquet", &[]),
        ("access", "x.csv", &["--decay", "exponential"]),
        ("access", "x.parquet", &["--dual", "1,6,1000"]),
    ] {
        let whole = toy.made(command, file, more);
        fs::remove_file(toy.path(file)).unwrap();
        let journal = toy.interrupted(command, file, more);
        let left = toy.path(&format!("{file}.resume"));
        let goes_on = [more, &["--resume", "--threads", "2"]].concat();
        for cut in [journal.len(), journal.len() - 5, journal.len() * 3 / 5, journal.len() / 5, 0] {
            fs::write(&left, &journal[..cut]).unwrap();
            assert!(toy.made(command, file, &goes_on) == whole, "{command} {file} cut at {cut}");
        }
        // How evenly it is spread, and what was cut off, is of all origins.
        let record = |more: &[&str]| {
            let record = toy.text("record.json");
            let told = toy.told(command, file, &[more, &["--manifest", &record]].concat());
            let record: Value = serde_json::from_slice(&fs::read(record).unwrap()).unwrap();
            (told, record["found"].clone())
        };
        fs::write(&left, &journal).unwrap();
        let resumed = record(&goes_on);
        assert_eq!(resumed, record(more), "{command} {file}");
        assert!(command == "matrix" || file == "x.parquet" || resumed.0.contains("Gini"));
        // Without rows of an earlier run it begins anew.
        assert!(toy.made(command, file, &goes_on) == whole);
        // It does go on: what the journal says is taken as it is.
        if command == "matrix" && file == "x.csv" {
            assert!(journal.len() < N * 72, "it was stopped on the way");
            let output = {
                fs::write(&left, &journal).unwrap();
                toy.ask(command, file, &goes_on)
            };
            let told = err(&output);
            assert!(told.contains(" of 300 origins are done already"), "{told}");
            assert!(!told.contains("note: 0 of"), "{told}");
        }
    }
}

#[cfg(unix)]
#[test]
fn b02_another_run_is_not_resumed_and_what_differs_is_named() {
    let toy = Toy::new();
    let journal = toy.interrupted("matrix", "x.csv", &[]);
    let resumed = |more: &[&str]| {
        let output = toy.ask("matrix", "x.csv", &[&["--resume"], more].concat());
        assert_eq!(output.status.code(), Some(2), "{}", err(&output));
        assert_eq!(fs::read(toy.path("x.csv.resume")).unwrap(), journal, "nothing is lost");
        err(&output)
    };
    let told = resumed(&["--seed", "3"]);
    assert!(told.contains("settings seed was 0, is 3"), "{told}");
    let told = resumed(&["--date", "2026-03-03"]);
    assert!(told.contains("settings date was"), "{told}");
    let ends = fs::read_to_string(toy.path("ends.csv")).unwrap();
    fs::write(toy.path("ends.csv"), ends.replace("10.06", "10.07")).unwrap();
    let told = resumed(&[]);
    assert!(told.contains("input destinations was"), "{told}");
    fs::write(toy.path("ends.csv"), ends).unwrap();
    let stops = toy.path("bus/stops.txt");
    let text = fs::read_to_string(&stops).unwrap();
    fs::write(&stops, text.replace("Stop 3", "Stop three")).unwrap();
    let told = resumed(&[]);
    assert!(told.contains("stops.txt was"), "{told}");
    // Anew it may be.
    toy.made("matrix", "x.csv", &["--seed", "3"]);
}

#[test]
fn b03_formats_that_do_not_fit_are_refused() {
    let toy = Toy::new();
    for (command, file, more, why) in [
        (
            "matrix",
            "x.xlsx",
            &[][..],
            "`.xlsx` is not written; name a file that ends in .csv or .parquet",
        ),
        ("matrix", "x.csv", &["--format", "parquet"], "does not go with a .csv file"),
        (
            "matrix",
            "x.geojson",
            &[],
            "`geojson` is not written here; name a file that ends in .csv or .parquet",
        ),
        ("access", "x.geojson", &["--resume"], "GeoJSON are written at once"),
        ("access", "x.json", &["--resume"], "JSON and GeoJSON are written at once"),
        ("matrix", "no/such/folder.csv", &[], "cannot write"),
        ("matrix", "/dev/null", &["--resume"], "--resume needs"),
    ] {
        let output = toy.ask(command, file, more);
        assert_eq!(output.status.code(), Some(2), "{file}");
        assert!(err(&output).contains(why), "{}", err(&output));
        assert!(!toy.path(&format!("{file}.resume")).exists());
    }
    let output = allways(&["measures", "--format", "parquet"]);
    assert_eq!(output.status.code(), Some(2));
    // What is no plain file is written as it is.
    assert_eq!(toy.ask("matrix", "/dev/null", &[]).status.code(), Some(0));
}

#[test]
fn c01_the_manifest_says_what_was_asked_under_which_terms_and_what_was_cut_off() {
    let toy = Toy::new();
    let file = toy.text("manifest.json");
    let manifest = |command: &str, out: &str| -> Value {
        toy.made(command, out, &["--manifest", &file, "--seed", "4"]);
        serde_json::from_slice(&fs::read(&file).unwrap()).unwrap()
    };
    for (command, out) in [("matrix", "x.parquet"), ("access", "x.csv"), ("reach", "x.geojson")] {
        let found = manifest(command, out);
        let settings = &found["settings"];
        assert_eq!(settings["seed"], 4, "{found}");
        assert!(settings["threads"].is_null() && settings["year"].is_number(), "{found}");
        assert!(settings["traveller"].is_string() && settings["season"].is_string(), "{found}");
        assert!(settings["max_duration_s"].as_u64().unwrap() > 0, "{found}");
        assert_eq!(found["question"]["depart"], "07:00..07:20");
        assert_eq!(found["share_of_trips_on_the_date"], 1.0);
        assert_eq!(found["sources"][0]["active_services"], serde_json::json!(["all"]));
        assert_eq!(found["sources"][0]["services"], 2);
        assert!(found["found"]["notes"].is_array(), "{found}");
    }
    let found = manifest("matrix", "x.csv");
    // Nobody reaches the fifth destination.
    let cut_off = &found["found"]["caps_hit"]["unreached_within_the_limits"];
    assert!(cut_off["p25_s"].as_u64().unwrap() >= 300, "{found}");
    assert_eq!(found["found"]["rows"], 1500);
    assert_eq!(found["found"]["points_off_the_streets"], 0, "there are no streets");
    let csv = fs::read_to_string(toy.path("x.csv")).unwrap();
    let empty = csv.lines().filter(|line| line.split(',').nth_back(2) == Some("")).count();
    assert_eq!(cut_off["p25_s"], empty);
}
