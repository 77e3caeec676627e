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
    refused(&toy.matrix(&good, &good, &["--out", "x.parquet"]), "CSV alone");
    refused(&toy.matrix(&good, &good, &["--format", "json"]), "CSV alone");
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
    refused(&ask(&["--out", "x.parquet"]), "`.parquet` is not written");
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
