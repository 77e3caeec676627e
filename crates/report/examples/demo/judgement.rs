//! An invented judgement with every kind of verdict, evidence and gap.

use allways_base::ServiceTime;
use allways_city::verdict::{
    Evidence, Finding, JourneyRecord, Judgement, LegKind, LegRecord, MapRole, Outcome, Shape,
    Table, Verdict,
};
use allways_transit::feed::{Basis, Confidence};

use crate::city::{LINE_1, LINE_5, LINE_6, base, cells, feature, line, point, points};
use crate::more;

pub(crate) fn demo() -> Judgement {
    Judgement {
        plan: "Western (Chongqing) Science City".to_owned(),
        summary: "The transport promises of the press conference of 16 September 2020, tested on \
                  the network as it is."
            .to_owned(),
        date: "2026-10-14 (Wednesday)".to_owned(),
        year: 2026,
        season: "base".to_owned(),
        traveller: "adult".to_owned(),
        verdicts: vec![
            north_south(),
            more::districts(),
            buses(),
            more::channels(),
            more::west(),
            more::north(),
            more::all_ages(),
            more::seasons(),
            more::projects(),
            more::completeness(),
        ],
        rules: more::rules(),
        map: base(),
        problems: vec![
            ("error".to_owned(), 0),
            ("warning".to_owned(), 14),
            ("note".to_owned(), 12_306),
        ],
    }
}

pub(crate) fn finding(outcome: Outcome, value: Option<f64>, unit: &str, target: &str) -> Finding {
    Finding {
        label: String::new(),
        outcome,
        value,
        bounds: None,
        unit: unit.to_owned(),
        target: target.to_owned(),
        margin: None,
        definition: String::new(),
        definition_source: String::new(),
        summary: String::new(),
        missing: Vec::new(),
        mend: String::new(),
        weakest: None,
        assumptions: Vec::new(),
        evidence: Evidence::default(),
    }
}

pub(crate) fn also(
    base: &Finding,
    label: &str,
    outcome: Outcome,
    value: f64,
    margin: f64,
) -> Finding {
    Finding {
        label: label.to_owned(),
        outcome,
        value: Some(value),
        margin: Some(margin),
        evidence: Evidence::default(),
        ..base.clone()
    }
}

pub(crate) fn verdict(
    id: &str,
    group: &str,
    says: &str,
    measure: &str,
    reading: Finding,
) -> Verdict {
    Verdict {
        promise: id.to_owned(),
        says: says.to_owned(),
        from: "press conference, 2020-09-16".to_owned(),
        group: group.to_owned(),
        note: String::new(),
        measure: measure.to_owned(),
        year: 2026,
        reading,
        also: Vec::new(),
        rerun: format!("allways check plans/science-city --only {id} --year 2026"),
        data_problems: Vec::new(),
    }
}

pub(crate) fn basis(confidence: Confidence, what: &str, source: &str) -> Basis {
    Basis { confidence, what: what.to_owned(), source: source.to_owned() }
}

pub(crate) fn texts(items: &[&str]) -> Vec<String> {
    items.iter().map(|&t| t.to_owned()).collect()
}

pub(crate) fn table(columns: &[&str], rows: &[&[&str]]) -> Table {
    Table { columns: texts(columns), rows: rows.iter().map(|r| texts(r)).collect(), left_out: 0 }
}

fn leg(kind: LegKind, ends: [&str; 2], at: [(u32, u32, u32); 2], route: &str) -> LegRecord {
    let time = |(h, m, s)| ServiceTime::hms(h, m, s);
    let ride = kind == LegKind::Ride;
    LegRecord {
        kind,
        from: ends[0].to_owned(),
        from_id: if ride { "rail:".to_owned() + ends[0] } else { String::new() },
        to: ends[1].to_owned(),
        to_id: if ride { "rail:".to_owned() + ends[1] } else { String::new() },
        departure: time(at[0]),
        arrival: time(at[1]),
        route: route.to_owned(),
        headsign: if ride { ends[1].to_owned() } else { String::new() },
        trip_id: if ride { format!("{route}-0723").replace(' ', "") } else { String::new() },
        n_stops: if ride { 11 } else { 0 },
        line: Vec::new(),
    }
}

fn journey() -> JourneyRecord {
    let ride = |ends, at, route| leg(LegKind::Ride, ends, at, route);
    let walk = |ends, at| leg(LegKind::Walk, ends, at, "");
    JourneyRecord {
        departure: ServiceTime::hms(7, 12, 0),
        arrival: ServiceTime::hms(8, 59, 20),
        rides: 3,
        fare: None,
        legs: vec![
            walk(["Beibei 北碚", "Beibei 北碚"], [(7, 12, 0), (7, 16, 30)]),
            ride(["Beibei 北碚", "Xiaoshizi 小什字"], [(7, 20, 0), (7, 58, 0)], "Line 6"),
            walk(["Xiaoshizi 小什字", "Xiaoshizi 小什字"], [(7, 58, 0), (8, 1, 0)]),
            ride(["Xiaoshizi 小什字", "Shiqiaopu 石桥铺"], [(8, 3, 40), (8, 22, 10)], "Line 1"),
            walk(["Shiqiaopu 石桥铺", "Shiqiaopu 石桥铺"], [(8, 22, 10), (8, 25, 0)]),
            ride(["Shiqiaopu 石桥铺", "Shengquansi 圣泉寺"], [(8, 29, 0), (8, 59, 20)], "Line 5"),
        ],
    }
}

fn north_south() -> Verdict {
    let mut line_6: Vec<(f64, f64)> = LINE_6[1..11].to_vec();
    line_6.insert(0, LINE_1[1]);
    let reading = Finding {
        margin: Some(-77.3),
        definition: "travel-time-p50".to_owned(),
        definition_source: "Median over departures each minute; R5 percentile, \
                            https://doi.org/10.3141/2653-06"
            .to_owned(),
        summary: "Half of the departures between 07:00 and 09:00 take 107.3 min or more from \
                  Beibei to Shengquansi by rail. 30 minutes over 80 km would need about 160 km/h \
                  without a stop."
            .to_owned(),
        mend: "No headway mends it: the running time alone is 86 min. Line 15 (2035) brings it to \
               61 min; a through express at 140 km/h with 4 stops to 34 min."
            .to_owned(),
        weakest: Some(basis(
            Confidence::Low,
            "Line 5 headway, morning peak",
            "web page of Nov 2023, recalled; operator publishes only holiday minima",
        )),
        assumptions: texts(&[
            "A change of lines at one station takes 3 min on foot.",
            "Doors close 30 s before departure.",
            "Run times of Jiangtiao are modelled and scaled to a published total of 30 min.",
        ]),
        evidence: Evidence {
            journey: Some(journey()),
            table: Some(table(
                &["departure", "5th percentile (min)", "median (min)", "95th percentile (min)"],
                &[
                    &["07:00..07:30", "101.0", "105.5", "112.0"],
                    &["07:30..08:00", "101.0", "107.0", "112.3"],
                    &["08:00..08:30", "102.5", "108.0", "113.0"],
                    &["08:30..09:00", "103.0", "109.7", "116.4"],
                ],
            )),
            map: vec![
                line(MapRole::Ride, "Line 6", &line_6),
                line(MapRole::Ride, "Line 1", &LINE_1[1..10]),
                line(MapRole::Ride, "Line 5", &LINE_5),
                point(MapRole::Stop, "Xiaoshizi 小什字", 106.5799, 29.5629),
                point(MapRole::Stop, "Shiqiaopu 石桥铺", 106.4810, 29.5354),
                point(MapRole::End, "Beibei 北碚", 106.425, 29.83),
                point(MapRole::End, "Shengquansi 圣泉寺", 106.28, 29.29),
            ],
            work: vec![
                ("patterns scanned".to_owned(), 48_204),
                ("labels improved".to_owned(), 9_731),
                ("departures".to_owned(), 120),
            ],
            options: Vec::new(),
        },
        ..finding(Outcome::Broken, Some(107.3), "min", "<= 30 min")
    };
    let door = Finding {
        summary: "From the middle of Beibei to the middle of Shengquansi, walks included."
            .to_owned(),
        ..also(&reading, "ends = door-to-door", Outcome::Broken, 122.8, -92.8)
    };
    let short = Finding {
        summary: "Read as the Science City’s own core, 13 km.".to_owned(),
        ..also(&reading, "from = science-city-station, to = jinfeng", Outcome::Kept, 24.5, 5.5)
    };
    let later = Finding {
        summary: "With Line 15 open.".to_owned(),
        ..also(&reading, "year = 2035", Outcome::Broken, 61.2, -31.2)
    };
    Verdict {
        also: vec![door, short, later],
        note: "The sentence names no stations; the northernmost and southernmost rail stations of \
               the plan’s outline are taken."
            .to_owned(),
        ..verdict(
            "north-south-30",
            "Urban rail and buses",
            "A rail network through the centre that links the North and South in just 30 minutes.",
            "travel-time",
            reading,
        )
    }
}

fn buses() -> Verdict {
    let reading = Finding {
        margin: Some(-31.4),
        definition: "cn-500m-area".to_owned(),
        definition_source: "Ministry of Transport, transit-metropolis indicators 2013: share of \
                            built-up area within 500 m of a stop"
            .to_owned(),
        summary: "68.6 % of the area lies within 500 m of a stop in a straight line.".to_owned(),
        mend: "62 more stops at the places marked would reach 95 %; the last 5 % needs 118."
            .to_owned(),
        weakest: Some(basis(Confidence::Medium, "bus stop positions", "OpenStreetMap, 2026-08")),
        assumptions: texts(&["The area is the hand-drawn outline of 1,102 km²."]),
        evidence: Evidence {
            map: vec![
                feature(MapRole::Covered, "covered", Shape::Cells(cells(true), 500.0)),
                feature(MapRole::NotCovered, "not covered", Shape::Cells(cells(false), 500.0)),
                feature(
                    MapRole::Area,
                    "Science City",
                    Shape::Polygon(vec![points(&[
                        (106.25, 29.42),
                        (106.38, 29.42),
                        (106.46, 29.60),
                        (106.57, 29.85),
                        (106.33, 29.85),
                        (106.28, 29.60),
                    ])]),
                ),
            ],
            ..Evidence::default()
        },
        ..finding(Outcome::Broken, Some(68.6), "%", ">= 100 %")
    };
    let near = Finding {
        definition: "cn-300m-area".to_owned(),
        ..also(&reading, "definition = cn-300m-area", Outcome::Broken, 41.9, -58.1)
    };
    let people = Finding {
        definition: "walk-500m-people".to_owned(),
        ..also(&reading, "definition = walk-500m-people", Outcome::Broken, 99.9997, -0.0003)
    };
    Verdict {
        also: vec![near, people],
        ..verdict(
            "bus-100",
            "Urban rail and buses",
            "Buses will reach 100 % of the city.",
            "coverage",
            reading,
        )
    }
}
