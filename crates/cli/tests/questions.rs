//! Questions put to a toy feed: what is left out, what is refused, and what is told about it.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// A folder with a feed of one bus line from A over B to C, hourly from 6 to 22, ten minutes a hop
/// of 5.5 km, in the year 2026.
struct Toy {
    dir: tempfile::TempDir,
}

impl Toy {
    /// The feed, and a plan made from it.
    fn new() -> Self {
        let toy = Self { dir: tempfile::tempdir().unwrap() };
        let times: String = (6..22)
            .flat_map(|hour| {
                let call = move |(k, stop): (u32, &str)| {
                    let time = format!("{hour:02}:{:02}:00", 10 * k);
                    format!("t{hour},{time},{time},{stop},{k}\n")
                };
                [(0, "A"), (1, "B"), (2, "C")].map(call)
            })
            .collect();
        toy.feed("bus", 3, &times);
        toy.made(&["bus"]);
        toy
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }

    fn write(&self, name: &str, text: &str) -> String {
        fs::write(self.path(name), text).unwrap();
        self.text(name)
    }

    /// `times`: rows of stop_times.txt; a trip's id is its first field.
    fn feed(&self, name: &str, route_type: u32, times: &str) {
        fs::create_dir(self.path(name)).unwrap();
        let mut trips: Vec<&str> =
            times.lines().map(|line| line.split(',').next().unwrap()).collect();
        trips.dedup();
        let trips: Vec<String> = trips.iter().map(|trip| format!("L,all,{trip}\n")).collect();
        let trips = trips.concat();
        for (file, text) in [
            ("agency.txt", "agency_name,agency_url,agency_timezone\nX,https://x.org,UTC\n".into()),
            (
                "stops.txt",
                "stop_id,stop_name,stop_lat,stop_lon\nA,Alpha,0.0,10.0\nB,Beta,0.0,10.05\n\
                 C,Gamma,0.0,10.1\nD,Delta,0.0,10.105\n"
                    .into(),
            ),
            ("routes.txt", format!("route_id,route_short_name,route_type\nL,L,{route_type}\n")),
            ("trips.txt", format!("route_id,service_id,trip_id\n{trips}")),
            (
                "stop_times.txt",
                format!("trip_id,arrival_time,departure_time,stop_id,stop_sequence\n{times}"),
            ),
            (
                "calendar.txt",
                "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,\
                 end_date\nall,1,1,1,1,1,1,1,20260101,20261231\n"
                    .into(),
            ),
        ] {
            fs::write(self.path(name).join(file), text).unwrap();
        }
    }

    /// The plan folder `plan` from these feeds.
    fn made(&self, feeds: &[&str]) {
        let mut arguments = vec!["new".to_owned(), self.text("plan")];
        for feed in feeds {
            arguments.extend(["--gtfs".to_owned(), self.text(feed)]);
        }
        let output = allways(&arguments);
        assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    }

    /// A command about the plan.
    fn ask(&self, command: &str, arguments: &[&str]) -> Output {
        let mut all = vec![command.to_owned(), self.text("plan")];
        all.extend(arguments.iter().map(|&text| text.to_owned()));
        allways(&all)
    }

    fn matrix(&self, origins: &str, destinations: &str, more: &[&str]) -> Output {
        let mut all = vec!["--origins", origins, "--destinations", destinations];
        all.extend(["--depart", "06:00..06:02"]);
        all.extend(more);
        self.ask("matrix", &all)
    }
}

fn allways(arguments: &[String]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_allways")).args(arguments).output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn refused(output: &Output, why: &str) {
    assert_eq!(output.status.code(), Some(2), "{}", out(output));
    assert!(err(output).contains(why), "{}", err(output));
}

#[test]
fn a01_bad_rows_are_told_once_and_the_rest_is_answered_with_exit_1() {
    let toy = Toy::new();
    let points = toy
        .write("points.csv", "id,lat,lon,stop_id\na,,,bus:A\nodd,95,10,\nc,,,bus:C\nwho,,,bus:Z\n");
    let file = toy.text("out.csv");
    let output = toy.matrix(&points, &points, &["--out", &file]);
    let told = err(&output);
    assert_eq!(output.status.code(), Some(1), "{told}");
    let times = fs::read_to_string(&file).unwrap();
    // 6:00 catches the first bus, 6:01 waits for the next.
    let want = "origin,destination,p50_s\na,a,0\na,c,1200\nc,a,\nc,c,0\n";
    assert_eq!(times, want, "{told}");
    assert_eq!(told.matches("`bus:Z`").count(), 1, "{told}");
    assert_eq!(told.matches("latitude 95").count(), 1, "{told}");
    assert!(told.contains("2 rows of the points files were left out"), "{told}");
    let same = toy.matrix(&points, &points, &["--threads", "0"]);
    assert_eq!(out(&same), want);
}

#[test]
fn a02_a_matrix_that_cannot_be_says_why_and_writes_nothing() {
    let toy = Toy::new();
    let good = toy.write("good.csv", "id,stop_id\na,bus:A\n");
    let bad = toy.write("bad.csv", "id,lat,lon\nx,95,10\ny,96,10\n");
    let file = toy.text("out.csv");
    let output = toy.matrix(&good, &bad, &["--out", &file]);
    refused(&output, "no usable row; first, bad.csv:2: ");
    assert!(err(&output).contains("latitude 95"), "{}", err(&output));
    refused(
        &toy.matrix(&good, &good, &["--percentiles", "50,5,50", "--out", &file]),
        "percentile 50 is asked for twice",
    );
    refused(&toy.matrix(&good, &good, &["--percentiles", "0", "--out", &file]), "no percentile");
    assert!(!toy.path("out.csv").exists());
    refused(&toy.matrix(&good, &good, &["--format", "json"]), "`json` is not written here");
    refused(&toy.matrix(&good, &good, &["--format", "parquet"]), "add --out");
    let nowhere = toy.text("no/such/folder.csv");
    refused(&toy.matrix(&good, &good, &["--out", &nowhere]), "cannot write");
}

#[test]
fn a03_more_origins_than_a_block_come_in_file_order() {
    let toy = Toy::new();
    let n = 203;
    let rows: Vec<String> =
        (0..n).map(|i| format!("o{i},0.0,{}\n", 10.0 + f64::from(i) / 1e4)).collect();
    let origins = toy.write("origins.csv", &format!("id,lat,lon\n{}", rows.concat()));
    let stop = toy.write("stop.csv", "id,stop_id\nc,bus:C\n");
    let output = toy.matrix(&origins, &stop, &["--threads", "2"]);
    let text = out(&output);
    let ids: Vec<&str> = text.lines().skip(1).map(|l| l.split(',').next().unwrap()).collect();
    let want: Vec<String> = (0..n).map(|i| format!("o{i}")).collect();
    assert_eq!(ids, want);
    assert_eq!(text, out(&toy.matrix(&origins, &stop, &["--threads", "1"])));
}

#[test]
fn b01_two_numbers_off_the_globe_are_out_of_range() {
    let toy = Toy::new();
    let from = |at| toy.ask("route", &["--from", at, "--to", "bus:C", "--depart", "07:00"]);
    refused(&from("91,200"), "`91,200` is out of range");
    refused(&from("110.5,29"), "latitude comes first");
}

#[test]
fn b02_vehicles_that_the_feed_does_not_have_leave_the_walk_and_a_note() {
    let toy = Toy::new();
    let ends = ["--from", "bus:C", "--to", "bus:D", "--depart", "07:00", "--modes"];
    let route = |modes| toy.ask("route", &[&ends[..], &[modes]].concat());
    let output = route("walk,rail");
    let text = out(&output);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert!(
        text.contains("0 rides") && text.contains("no vehicle of `rail` can be used"),
        "{text}"
    );
    assert!(out(&route("walk")).contains("0 rides"));
    refused(&route("rail"), "none may be used");
}

#[test]
fn b03_a_date_outside_the_calendars_is_told_with_what_they_cover() {
    let toy = Toy::new();
    let on = |date| {
        toy.ask("route", &["--from", "bus:A", "--to", "bus:C", "--depart", "07:00", "--date", date])
    };
    assert_eq!(on("2026-12-31").status.code(), Some(0));
    let output = on("1999-01-01");
    refused(&output, "outside the calendars");
    assert!(err(&output).contains("2026-01-01 to 2026-12-31"), "{}", err(&output));
}

#[test]
fn b04_to_stay_takes_nothing() {
    let toy = Toy::new();
    for here in ["bus:A", "0.0,10.02"] {
        let output = toy
            .ask("route", &["--from", here, "--to", here, "--depart", "07:00", "--format", "json"]);
        let found: Value = serde_json::from_str(&out(&output)).unwrap();
        assert_eq!(found["journeys"][0]["duration_s"], 0, "{here}: {found}");
    }
}

#[test]
fn c01_starter_promises_are_decided_and_kept_even_of_a_loop_or_a_night_train() {
    let one = |from: &str| {
        let toy = Toy { dir: tempfile::tempdir().unwrap() };
        toy.feed("f", 2, from);
        toy.made(&["f"]);
        let output = toy.ask("check", &["--format", "json"]);
        assert_eq!(output.status.code(), Some(0), "{}", out(&output));
        let judged: Value = serde_json::from_str(&out(&output)).unwrap();
        assert_eq!(judged["verdicts"].as_array().unwrap().len(), 2);
        fs::read_to_string(toy.path("plan/promises.toml")).unwrap()
    };
    let text = one("o,08:00:00,08:00:00,A,0\no,08:20:00,08:20:00,C,1\no,08:40:00,08:40:00,A,2\n");
    assert!(text.contains("from = \"f:A\", to = \"f:C\""), "{text}");
    // 20 min, and the median of waits of 1 to 60 min.
    let text = one("n,19:00:00,19:00:00,A,0\nn,33:00:00,33:00:00,C,1\n");
    assert!(text.contains("18:00..19:00") && text.contains("<= 870 min"), "{text}");
}

#[test]
fn c02_the_doctor_names_the_feed_where_there_are_several() {
    let toy = Toy { dir: tempfile::tempdir().unwrap() };
    let times = "t,08:00:00,08:00:00,A,0\nt,08:20:00,08:20:00,C,1\n";
    toy.feed("one", 3, times);
    toy.feed("two", 3, &format!("{times}u,08:00:00,08:00:00,A,0\nu,,,Nowhere,1\n"));
    toy.made(&["one", "two"]);
    let output = toy.ask("doctor", &[]);
    assert_eq!(output.status.code(), Some(0));
    let text = out(&output);
    assert!(text.contains("two: stop_times.txt:"), "{text}");
}

#[test]
fn d01_the_manifest_tells_what_the_run_was_made_from() {
    let toy = Toy::new();
    let points = toy.write("points.csv", "id,stop_id\na,bus:A\n");
    let file = toy.text("manifest.json");
    let output = toy.matrix(&points, &points, &["--manifest", &file]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let text = fs::read_to_string(Path::new(&file)).unwrap();
    let found: Value = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{e}\n{text}"));
    let asked = &found["question_files"][0];
    assert_eq!(asked["bytes"], 19);
    assert_eq!(asked["sha256"], "dfbe7e0afbbaaf1d4a4cdf3d313bf46ae8a3ebd7e97dd34252f14daa5f5277e5");
    let source = &found["sources"][0];
    assert_eq!(source["files"].as_array().unwrap().len(), 6);
    let of = |key: &str| source[key].as_u64().unwrap();
    assert_eq!((of("services"), of("services_on_the_date")), (1, 1));
    assert_eq!((of("trips"), of("trips_on_the_date")), (16, 16));
    assert_eq!(found["plan_files"].as_array().unwrap().len(), 2);
    assert_eq!(found["stops"], 4);
    assert!(found["settings"]["date"].as_str().unwrap().starts_with("2026-"));
}

const CELLS: usize = 293 + 41;

/// From A at 07:00 one walks 960 m in 16 minutes (1.3 m/s, detours of 1.3), or is at B at 07:10 and
/// walks 360 m more: 293 and 41 centers of cells of 100 m, counted by Pythagoras.
#[test]
fn e01_an_isochrone_is_what_arithmetic_says() {
    let toy = Toy::new();
    let file = toy.text("reach.geojson");
    let asked = ["--from", "bus:A", "--depart", "07:00", "--cutoffs", "16", "--out", &file];
    let output = toy.ask("reach", &asked);
    assert!(output.status.success(), "{}", err(&output));
    let value: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    let feature = &value["features"][0];
    assert_eq!(feature["properties"]["cells"], CELLS);
    assert_eq!(feature["geometry"]["coordinates"].as_array().unwrap().len(), 2);
    let file = toy.text("cells.csv");
    let asked = ["--from", "bus:A", "--depart", "07:00", "--cutoffs", "16", "--out", &file];
    toy.ask("reach", &asked);
    assert_eq!(fs::read_to_string(&file).unwrap().lines().count(), 1 + CELLS);
}

#[test]
fn e02_what_cannot_be_reached_from_is_told() {
    let toy = Toy::new();
    let ask = |more: &[&str]| {
        let asked = ["--from", "bus:A", "--depart", "07:00..08:00"];
        toy.ask("reach", &[&asked[..], more].concat())
    };
    refused(&ask(&["--cutoffs", "0,15"]), "cutoffs are minutes above 0");
    refused(&ask(&["--cutoffs", "15,15"]), "none of them twice");
    refused(&ask(&["--cell", "0"]), "write --cell 100");
    refused(&ask(&["--percentiles", "101"]), "no percentile");
    refused(&ask(&["--out", "x.xlsx"]), "`.xlsx` is not written");
    refused(&toy.ask("reach", &["--from", "nowhere", "--depart", "07:00"]), "nowhere");
    refused(&toy.ask("reach", &["--from", "bus:A", "--depart", "7"]), "is no window");
}

/// B is 10 minutes by bus from A, C 20, D is 555 m from C (555 × 1.3 / 1.3 m/s: 9 min 17 s more).
#[test]
fn e03_accessibility_is_what_arithmetic_says() {
    let toy = Toy::new();
    let origins = toy.write("origins.csv", "id,stop_id,people\na,bus:A,3\nb,bus:B,1\n");
    let jobs = "id,stop_id,jobs\na,bus:A,1\nb,bus:B,10\nc,bus:C,100\nd,bus:D,1000\n";
    let jobs = toy.write("jobs.csv", jobs);
    let ask = |more: &[&str]| {
        let asked = ["--origins", &origins, "--opportunities", &jobs, "--column", "jobs"];
        toy.ask("access", &[&asked[..], &["--depart", "07:00"], more].concat())
    };
    let found = ask(&["--cutoffs", "10,19,20,30", "--people", "people"]);
    assert_eq!(
        out(&found),
        "origin,percentile,cutoff_min,opportunities\n\
         a,50,10,11\na,50,19,11\na,50,20,111\na,50,30,1111\n\
         b,50,10,10\nb,50,19,10\nb,50,20,110\nb,50,30,1110\n"
    );
    // (3 × 11 + 10) / 4.
    assert!(err(&found).contains("within 10 min, percentile 50: mean 10.8,"), "{}", err(&found));
    let dual = ask(&["--dual", "1,11,112,5000"]);
    assert_eq!(
        out(&dual),
        "origin,percentile,opportunities,time_s\n\
         a,50,1,0\na,50,11,600\na,50,112,1757\na,50,5000,\n\
         b,50,1,0\nb,50,11,1200\nb,50,112,1757\nb,50,5000,\n"
    );
    refused(&ask(&["--decay", "steep"]), "`steep` is no decay");
    refused(&ask(&["--decay", "gravity"]), "wants a number above 0");
    refused(&ask(&["--dual", "0"]), "above 0");
    refused(&ask(&["--cutoffs", "0"]), "minutes above 0");
    let asked = ["--origins", &origins, "--opportunities", &jobs, "--column", "work"];
    let found = toy.ask("access", &[&asked[..], &["--depart", "07:00"]].concat());
    refused(&found, "`work` is missing");
}

/// A and B live 3 and 1 within 10 minutes of B's ten jobs; only A is near its own.
#[test]
fn e05_supply_for_each_person_and_who_has_more_of_it() {
    let toy = Toy::new();
    let origins = "id,stop_id,people,income\na,bus:A,3,10\nb,bus:B,1,90\nc,bus:C,6,\n";
    let origins = toy.write("origins.csv", origins);
    let jobs = toy.write("jobs.csv", "id,stop_id,jobs\na,bus:A,6\nb,bus:B,10\nd,bus:D,7\n");
    let ask = |more: &[&str]| {
        let asked = ["--origins", &origins, "--opportunities", &jobs, "--column", "jobs"];
        toy.ask("access", &[&asked[..], &["--depart", "07:00"], more].concat())
    };
    let people = ["--cutoffs", "10", "--people", "people", "--2sfca", "--rank-by", "income"];
    let found = ask(&people);
    // a: 6 / 3 + 10 / 4; b: 10 / 4; c is near D by foot alone: 7 / 6.
    let third = 7.0 / 6.0;
    assert_eq!(
        out(&found),
        format!(
            "origin,percentile,cutoff_min,supply_per_person\na,50,10,4.5\nb,50,10,2.5\n\
             c,50,10,{third}\n"
        ),
        "{}",
        err(&found)
    );
    let told = err(&found);
    assert!(told.contains("1 of 3 origins have no number in `income`"), "{told}");
    // Mean 4 of the two with an income; mid-ranks 3/8 and 7/8: 2 (3 × 4.5 × 3/8 + 2.5 × 7/8) / 16 - 1.
    assert!(told.contains("concentration index by `income` -0.094"), "{told}");
    let found = ask(&[&people[..], &["--format", "json"]].concat());
    let value: Value = serde_json::from_str(&out(&found)).unwrap();
    assert_eq!(value["rows"][1]["supply_per_person"], 2.5);
    assert_eq!(value["equity"][0]["concentration_index"], -0.09375);
    refused(&ask(&["--2sfca"]), "--people");
    refused(&ask(&["--people", "people", "--rank-by", "incme"]), "rename `income` to `incme`");
    refused(&ask(&["--cutoffs", "15,30,15"]), "none of them twice");
    refused(&ask(&["--dual", "1,5,1"]), "each number of opportunities once");
    refused(&ask(&["--dual", "1", "--cutoffs", "15"]), "cannot be used with '--cutoffs");
}

/// What lies within a time is the accessibility of the place, in every output.
#[test]
fn e06_reach_counts_what_access_counts() {
    let toy = Toy::new();
    let jobs = "id,lat,lon,jobs\na,0.001,10.0,1\nb,0.0,10.052,10\nc,0.002,10.1,100\nd,0,10.2,9\n";
    let jobs = toy.write("jobs.csv", jobs);
    let home = toy.write("home.csv", "id,lat,lon\nh,0.0,10.003\n");
    let bands = ["--cutoffs", "15,20,40", "--percentiles", "10,90", "--depart", "06:30..07:30"];
    let counted = ["--opportunities", &jobs, "--column", "jobs"];
    let asked = ["--origins", &home];
    let access = toy.ask("access", &[&asked[..], &counted, &bands].concat());
    let access: Vec<f64> = out(&access)
        .lines()
        .skip(1)
        .map(|line| line.split(',').next_back().unwrap().parse().unwrap())
        .collect();
    assert!(access.contains(&1.0) && access.contains(&111.0), "{access:?}");
    let (file, rows) = (toy.text("reach.geojson"), toy.text("bands.csv"));
    let asked = ["--from", "0.0,10.003", "--out", &file, "--bands", &rows];
    let output = toy.ask("reach", &[&asked[..], &counted, &bands].concat());
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let text = fs::read_to_string(&rows).unwrap();
    assert!(text.starts_with("percentile,cutoff_min,cells,area_km2,jobs\n10,15,"), "{text}");
    let of = |line: &str| line.split(',').next_back().unwrap().parse::<f64>().unwrap();
    assert_eq!(text.lines().skip(1).map(of).collect::<Vec<f64>>(), access);
    let value: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    let features = value["features"].as_array().unwrap().iter().rev();
    let within = features.map(|f| f["properties"]["within"].as_f64().unwrap());
    assert_eq!(within.collect::<Vec<f64>>(), access);
    assert_eq!(value["features"][0]["properties"]["total"], 120.0);
    let asked = ["--from", "0.0,10.003"];
    let output = toy.ask("reach", &[&asked[..], &counted, &bands].concat());
    assert!(out(&output).contains("area (km²)"), "{}", out(&output));
    // A plan without people counts nothing.
    let plain = toy.ask("reach", &[&asked[..], &bands].concat());
    assert!(out(&plain).ends_with("km²)\n") || !out(&plain).contains("people"), "{}", out(&plain));
    let odd = toy.write("odd.csv", "id,lat,lon\nx,95,10\ny,0,10\n");
    let output = toy.ask("reach", &[&asked[..], &["--opportunities", &odd], &bands].concat());
    assert_eq!(output.status.code(), Some(1), "{}", err(&output));
}

/// Three stops are served; circles of 500 m around them have 0.785 km² each.
#[test]
fn f01_coverage_in_every_output() {
    let toy = Toy::new();
    let homes = "id,lat,lon,people\na,0.0,10.003,30\nb,0.003,10.05,50\nc,0.0,10.12,20\n";
    let homes = toy.write("homes.csv", homes);
    let asked = ["--points", &homes, "--people", "people", "--modes", "bus,rail"];
    let ask = |more: &[&str]| toy.ask("coverage", &[&asked[..], more].concat());
    let output = ask(&["--definition", "walk-500m-people,line-500m-places,line-500m-area"]);
    let text = out(&output);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let row = |id: &str, by: &str| {
        let wanted = |line: &&str| line.starts_with(id) && line.contains(&format!("  {by} "));
        let line = text.lines().find(wanted).unwrap_or_else(|| panic!("{id}: {text}"));
        line.split_whitespace().map(str::to_owned).collect::<Vec<String>>()
    };
    // 334 m and 332 m, times 1.3: both are within 500 m.
    assert_eq!(row("walk-500m-people", "bus")[2..], ["3", "people", "100", "80", "0", "80.0"]);
    assert_eq!(row("line-500m-places", "bus")[2..], ["3", "places", "3", "2", "0", "66.7"]);
    assert_eq!(row("line-500m-places", "rail")[2..], ["0", "places", "3", "0", "0", "0.0"]);
    let area = row("line-500m-area", "bus");
    assert_eq!((area[4].as_str(), area[7].as_str()), ("–", "not"), "{area:?}");
    assert!((area[5].parse::<f64>().unwrap() - 2.36).abs() < 0.12, "{area:?}");
    assert!(err(&output).contains("no zone bounds the area"), "{}", err(&output));

    let file = toy.text("c.csv");
    ask(&["--definition", "walk-430m-people", "--out", &file]);
    let rows = fs::read_to_string(&file).unwrap();
    assert!(rows.contains("walk-430m-people,bus,all,,,,,people,100,0,0,0,0\n"), "{rows}");
    ask(&["--definition", "walk-433m-people", "--out", &file]);
    let rows = fs::read_to_string(&file).unwrap();
    assert!(rows.contains("walk-433m-people,bus,all,,,,,people,100,50,0,50,50\n"), "{rows}");
    assert!(rows.contains(",bus,point,b,b,0.003,10.05,people,50,50,0,100,100\n"), "{rows}");
    let file = toy.text("c.geojson");
    ask(&["--definition", "line-500m-area,line-500m-places", "--out", &file]);
    let value: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    let features = value["features"].as_array().unwrap();
    let shapes: Vec<&str> =
        features.iter().map(|f| f["geometry"]["type"].as_str().unwrap()).collect();
    assert_eq!(shapes, ["MultiPolygon", "Point", "Point", "Point", "Point", "Point", "Point"]);
    assert_eq!(features[0]["geometry"]["coordinates"].as_array().unwrap().len(), 3);
    let json = out(&ask(&["--format", "json"]));
    let value: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(value["rows"].as_array().unwrap().len(), 10);

    refused(&ask(&["--definition", "cn-400m-area"]), "say it in full");
    refused(&ask(&["--definition", "line-5m-area,line-5m-area"]), "asked for twice");
    refused(&ask(&["--zone", "nowhere"]), "nowhere");
    refused(&toy.ask("coverage", &["--modes", "walk"]), "`walk` has no stops");
    refused(&ask(&["--out", "x.xlsx"]), "is not written");
    let file = toy.text("x.parquet");
    assert_eq!(ask(&["--out", &file]).status.code(), Some(0));
    assert!(fs::read(file).unwrap().starts_with(b"PAR1"));
    refused(&ask(&["--date", "1999-01-01"]), "outside the calendars");
}

#[test]
fn e04_a_window_has_each_journey_once_and_walking_less_may_take_longer() {
    let toy = Toy::new();
    let ask = |more: &[&str]| {
        let asked = ["--from", "bus:A", "--to", "bus:C", "--format", "json"];
        let found = toy.ask("route", &[&asked[..], more].concat());
        serde_json::from_str::<Value>(&out(&found)).unwrap()["journeys"].as_array().unwrap().clone()
    };
    let departures = |journeys: &[Value]| -> Vec<String> {
        journeys.iter().map(|j| j["departure"].as_str().unwrap().to_owned()).collect()
    };
    let found = ask(&["--depart", "06:30..09:00"]);
    // Who is ready at 08:59 takes the bus of 09:00.
    assert_eq!(departures(&found), ["07:00:00", "08:00:00", "09:00:00"]);
    // There is no way to walk less than nothing.
    let found = ask(&["--depart", "06:30", "--less-walking"]);
    assert_eq!(departures(&found), ["07:00:00"]);
    let asked = ["--from", "bus:A", "--to", "bus:C", "--arrive", "09:00", "--less-walking"];
    assert_eq!(toy.ask("route", &asked).status.code(), Some(2));
}

/// An express takes half the time and costs three times as much.
#[test]
fn f02_what_costs_less_and_takes_longer_is_a_journey_too() {
    let toy = Toy { dir: tempfile::tempdir().unwrap() };
    toy.feed("slow", 3, "s,07:00:00,07:00:00,A,0\ns,07:20:00,07:20:00,C,1\n");
    toy.feed("fast", 3, "x,07:00:00,07:00:00,A,0\nx,07:10:00,07:10:00,C,1\n");
    let head = "fare_id,price,currency_type,payment_method,transfers\n";
    for (feed, price) in [("slow", "1.05"), ("fast", "3")] {
        let file = toy.path(feed).join("fare_attributes.txt");
        fs::write(file, format!("{head}F,{price},EUR,0,0\n")).unwrap();
    }
    toy.made(&["slow", "fast"]);
    let ask = |more: &[&str]| {
        let asked = ["--from", "0,10", "--to", "0,10.1", "--depart", "06:55"];
        toy.ask("route", &[&asked[..], more].concat())
    };
    let told = out(&ask(&["--fares"]));
    assert!(told.contains("10 min, 1 ride, 3.00 EUR\n"), "{told}");
    assert!(told.contains("20 min, 1 ride, 1.05 EUR\n"), "{told}");
    let plain = out(&ask(&[]));
    assert!(!plain.contains("EUR") && !plain.contains("20 min"), "{plain}");
    let value: Value = serde_json::from_str(&out(&ask(&["--fares", "--format", "json"]))).unwrap();
    let fares: Vec<&Value> =
        value["journeys"].as_array().unwrap().iter().map(|j| &j["fare"]["hundredths"]).collect();
    assert_eq!(fares, [300, 105]);
    // Two currencies are not compared, and a feed without fares is told.
    let file = toy.path("slow").join("fare_attributes.txt");
    fs::write(&file, format!("{head}F,1,USD,0,0\n")).unwrap();
    let told = out(&ask(&["--fares"]));
    assert!(
        told.contains("note: the feeds' fares are in EUR, USD, and cannot be compared"),
        "{told}"
    );
    fs::remove_file(file).unwrap();
    let told = out(&ask(&["--fares"]));
    assert!(told.contains("note: the fares of 1 of 2 lines are not known"), "{told}");
}

/// 93 minutes on foot from B to C, between two rides.
#[test]
fn f01_a_walk_between_rides_may_have_no_limit() {
    let toy = Toy { dir: tempfile::tempdir().unwrap() };
    let times = "a,07:00:00,07:00:00,A,0\na,07:10:00,07:10:00,B,1\n\
                 b,09:00:00,09:00:00,C,0\nb,09:05:00,09:05:00,D,1\n";
    toy.feed("bus", 3, times);
    toy.made(&["bus"]);
    let route = |more: &[&str]| {
        let ends = ["--from", "bus:A", "--to", "bus:D", "--format", "json"];
        let output = toy.ask("route", &[&ends[..], more].concat());
        assert_eq!(output.status.code(), Some(0), "{}", err(&output));
        serde_json::from_str::<Value>(&out(&output)).unwrap()
    };
    assert_eq!(route(&["--depart", "07:00"])["journeys"].as_array().unwrap().len(), 0);
    let plan = fs::read_to_string(toy.path("plan/plan.toml")).unwrap();
    toy.write("plan/plan.toml", &format!("{plan}\n[defaults]\ntransfer_limit_min = \"none\"\n"));
    for when in [
        &["--depart", "07:00"][..],
        &["--arrive", "09:10"],
        &["--depart", "06:50..07:10"],
        &["--depart", "06:50..07:10", "--less-walking"],
    ] {
        let found = route(when);
        assert_eq!(found["journeys"].as_array().unwrap().len(), 1, "{when:?}: {found}");
        assert_eq!(found["journeys"][0]["rides"], 2, "{when:?}: {found}");
        assert!(found["notes"].to_string().contains("have no limit"), "{when:?}: {found}");
    }
    let to = toy.write("to.csv", "id,stop_id\nd,bus:D\n");
    let from = toy.write("from.csv", "id,stop_id\na,bus:A\n");
    let output =
        toy.ask("matrix", &["--origins", &from, "--destinations", &to, "--depart", "06:59..07:01"]);
    assert_eq!(out(&output), "origin,destination,p50_s\na,d,7500\n", "{}", err(&output));
}

/// The toy feed lies at 10° E; its clock is made that of Los Angeles.
#[test]
fn g01_a_clock_of_elsewhere_is_told() {
    let toy = Toy::new();
    assert!(!out(&toy.ask("doctor", &[])).contains("off the sun"));
    let plan = fs::read_to_string(toy.path("plan/plan.toml")).unwrap();
    toy.write("plan/plan.toml", &plan.replace("\"UTC\"", "\"America/Los_Angeles\""));
    let told = out(&toy.ask("doctor", &[]));
    let why = "the clock of America/Los_Angeles is 9 h off the sun at 10.1° E, where the stops lie";
    assert!(told.contains(why), "{told}");
}
