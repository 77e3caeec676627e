//! `cargo xtask commands [ALLWAYS]`: the same commands on every data set of `../shared/data`, as a
//! table of seconds, peak memory and what came out. Rerun it on a quiet machine.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

/// A city, and what is asked there.
struct Place {
    name: &'static str,
    gtfs: &'static [&'static str],
    osm: Option<&'static str>,
    /// Latitude, longitude, and how far the lattice of 10 × 10 points goes each way, degrees.
    around: (f64, f64, f64),
}

const PLACES: &[Place] = &[
    Place {
        name: "zhelez",
        gtfs: &["gtfs.zip"],
        osm: Some("roads_zhelez.pbf"),
        around: (56.252, 93.530, 0.02),
    },
    Place {
        name: "nky",
        gtfs: &["TANK-GTFS.zip"],
        osm: Some("streets.osm.pbf"),
        around: (39.04, -84.52, 0.05),
    },
    Place {
        name: "porto",
        gtfs: &["stcp.zip"],
        osm: Some("porto_portugal.osm.pbf"),
        around: (41.16, -8.62, 0.03),
    },
    Place { name: "andorra", gtfs: &[], osm: Some("andorra.osm.pbf"), around: (42.51, 1.53, 0.03) },
    Place {
        name: "nyc",
        gtfs: &[
            "bus_bk.gtfs.zip",
            "bus_busco.gtfs.zip",
            "bus_bx.gtfs.zip",
            "bus_m.gtfs.zip",
            "bus_qns.gtfs.zip",
            "bus_si.gtfs.zip",
            "lirr.gtfs.zip",
            "mnr.gtfs.zip",
            "subway_supplemented.gtfs.zip",
        ],
        osm: None,
        around: (40.74, -73.96, 0.06),
    },
    Place {
        name: "batangas",
        gtfs: &["gtfs.zip"],
        osm: Some("batangas.pbf"),
        around: (13.76, 121.06, 0.03),
    },
];

/// Seconds, peak kilobytes, exit code, what was printed.
struct Run {
    seconds: f64,
    peak_kb: u64,
    code: i32,
    out: String,
    err: String,
}

/// Runs it under GNU time, whose figures come last on standard error.
fn timed(allways: &Path, arguments: &[String]) -> Result<Run> {
    let output = Command::new("/usr/bin/time")
        .args(["-f", "%e %M"])
        .arg(allways)
        .args(arguments)
        .output()
        .context("GNU time (/usr/bin/time) is needed")?;
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    let last = err.lines().last().unwrap_or_default();
    let (seconds, peak) = last.split_once(' ').context("GNU time printed no figures")?;
    Ok(Run {
        seconds: seconds.parse()?,
        peak_kb: peak.parse()?,
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: err.clone(),
    })
}

/// Ten by ten points.
fn lattice((lat, lon, reach): (f64, f64, f64)) -> String {
    let mut text = String::from("id,lat,lon\n");
    let steps: Vec<f64> = (0..10).map(|k| f64::from(k) / 4.5 - 1.0).collect();
    for (i, y) in steps.iter().enumerate() {
        for (j, x) in steps.iter().enumerate() {
            let (lat, lon) = (lat + reach * y, lon + reach * x);
            writeln!(text, "p{i}{j},{lat:.5},{lon:.5}").unwrap_or_default();
        }
    }
    text
}

/// A word on what came out of a command.
fn gist(command: &str, run: &Run, out: &Path) -> Result<String> {
    let rows = |text: &str| text.lines().count().saturating_sub(1);
    let file = || fs::read_to_string(out).unwrap_or_default();
    let blank = |text: &str| text.lines().filter(|line| line.ends_with(",,,")).count();
    Ok(match command {
        "new" => run.out.lines().rev().nth(1).unwrap_or_default().to_owned(),
        "check" => {
            run.out.lines().rev().find(|l| l.contains("kept")).unwrap_or_default().to_owned()
        }
        "doctor" => {
            let codes = run.out.lines().filter(|line| {
                ["error ", "warning ", "note "].iter().any(|word| line.starts_with(word))
            });
            codes.map(str::to_owned).collect::<Vec<_>>().join("; ")
        }
        "route" => format!(
            "{} journeys; {}",
            run.out.lines().filter(|line| line.starts_with("journey ")).count(),
            run.out.lines().next().unwrap_or_default()
        ),
        "matrix" => {
            let text = file();
            format!("{} pairs, {} unreachable", rows(&text), blank(&text))
        }
        "reach" => format!("{} cells", rows(&file())),
        "access" => format!("{} figures", rows(&file())),
        other => bail!("nobody knows the command {other}"),
    })
}

pub(crate) fn commands(allways: Option<String>) -> Result<()> {
    let data = Path::new("../shared/data").canonicalize().context("../shared/data is needed")?;
    let allways = allways.map_or_else(|| PathBuf::from("target/release/allways"), PathBuf::from);
    let folder = Path::new("target/commands");
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    println!("| data | command | seconds | peak MB | exit | what came out |");
    println!("|---|---|---:|---:|---:|---|");
    for place in PLACES {
        let at = |file: &str| folder.join(format!("{}-{file}", place.name)).display().to_string();
        let plan = at("plan");
        let points = at("points.csv");
        fs::write(&points, lattice(place.around))?;
        let (lat, lon, reach) = place.around;
        let near = format!("{:.5},{:.5}", lat - reach / 3.0, lon - reach / 3.0);
        let far = format!("{:.5},{:.5}", lat + reach / 3.0, lon + reach / 3.0);
        let mut sources: Vec<String> = Vec::new();
        for (option, file) in place
            .gtfs
            .iter()
            .map(|file| ("--gtfs", file))
            .chain(place.osm.iter().map(|f| ("--osm", f)))
        {
            let file = data.join(place.name).join(file);
            sources.extend([option.to_owned(), file.display().to_string()]);
        }
        for (command, rest) in [
            ("new", ""),
            ("check", ""),
            ("doctor", ""),
            ("route", &*format!("--from {near} --to {far} --depart 08:00")),
            (
                "matrix",
                &*format!(
                    "--origins {points} --destinations {points} --depart 07:00..09:00 \
                     --percentiles 5,50,95"
                ),
            ),
            ("reach", &*format!("--from {near} --depart 07:00..09:00 --cutoffs 15,30,45,60")),
            (
                "access",
                &*format!(
                    "--origins {points} --opportunities {points} --depart 07:00..09:00 \
                     --percentiles 5,50,95"
                ),
            ),
        ] {
            let out = at(&format!("{command}.csv"));
            let mut arguments = vec![command.to_owned(), plan.clone()];
            arguments.extend(rest.split_whitespace().map(str::to_owned));
            match command {
                "new" => arguments.extend(sources.iter().cloned()),
                "matrix" | "reach" | "access" => arguments.extend(["--out".into(), out.clone()]),
                _ => {}
            }
            let run = timed(&allways, &arguments)?;
            // 1: some promise is not kept.
            let what = if matches!(run.code, 0 | 1) {
                gist(command, &run, Path::new(&out))?
            } else {
                run.err.lines().next().unwrap_or_default().to_owned()
            };
            println!(
                "| {} | {command} | {:.2} | {} | {} | {what} |",
                place.name,
                run.seconds,
                run.peak_kb / 1024,
                run.code
            );
            fs::write(at(&format!("{command}.txt")), run.out + &run.err)?;
        }
    }
    Ok(())
}
