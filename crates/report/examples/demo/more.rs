//! The rest of the invented judgement: districts, channels, corridors, people, seasons, money.

use allways_city::verdict::{Evidence, Finding, MapRole, Outcome, Shape, Table, Verdict};
use allways_transit::feed::Confidence;

use crate::city::{feature, line, point, points};
use crate::judgement::{also, basis, finding, table, texts, verdict};

const OUT: &str = "In all directions";

pub(crate) fn districts() -> Verdict {
    let reading = Finding {
        margin: Some(3.2),
        definition: "travel-time-p50-worst-pair".to_owned(),
        summary: "The slowest of ten pairs, Beibei to Jiangjin, takes 86.8 min.".to_owned(),
        weakest: Some(basis(Confidence::Assumed, "bus headways", "nobody published them")),
        evidence: Evidence {
            table: Some(table(
                &["pair", "median (min)", "rides"],
                &[
                    &["Beibei – Jiangjin", "86.8", "3"],
                    &["Bishan – Jiangjin", "71.0", "2"],
                    &["Shapingba – Jiulongpo 九龙坡", "24.5", "1"],
                ],
            )),
            ..Evidence::default()
        },
        ..finding(Outcome::Kept, Some(86.8), "min", "<= 90 min")
    };
    verdict(
        "five-districts",
        "",
        "It spans five districts: Beibei, Shapingba, Bishan, Jiulongpo and Jiangjin.",
        "travel-time",
        reading,
    )
}

pub(crate) fn channels() -> Verdict {
    let reading = Finding {
        margin: Some(0.0),
        definition: "link-disjoint".to_owned(),
        definition_source: "Menger 1927; max flow with unit capacities".to_owned(),
        summary: "Two link-disjoint high-speed routes lead to Chengdu East; when the first is cut \
                  the second takes 14 min longer."
            .to_owned(),
        weakest: Some(basis(Confidence::Medium, "Chengyu HSR run time", "iChongqing, 2021-06-02")),
        evidence: Evidence {
            map: vec![
                line(
                    MapRole::Link,
                    "Chengyu HSR",
                    &[(106.457, 29.558), (105.9, 29.35), (105.05, 29.6), (104.14, 30.63)],
                ),
                line(
                    MapRole::Link,
                    "Suining line",
                    &[(106.55, 29.61), (106.3, 29.98), (105.57, 30.53), (104.14, 30.63)],
                ),
                point(MapRole::End, "Shapingba", 106.457, 29.558),
                point(MapRole::End, "Chengdu East 成都东", 104.14, 30.63),
                point(MapRole::Place, "Suining", 105.57, 30.53),
            ],
            ..Evidence::default()
        },
        ..finding(Outcome::Kept, Some(2.0), "channels", ">= 2 channels")
    };
    verdict(
        "dual-channel-rail",
        OUT,
        "Dual-channel high-speed rail to Chengdu.",
        "channels",
        reading,
    )
}

pub(crate) fn west() -> Verdict {
    let way: [(f64, f64); 9] = [
        (106.37, 29.655),
        (109.06, 34.38),
        (103.6, 36.1),
        (87.55, 43.87),
        (82.57, 45.17),
        (71.4, 51.1),
        (37.6, 55.7),
        (23.6, 52.1),
        (6.74, 51.43),
    ];
    let reading = Finding {
        margin: Some(1.6),
        definition: "corridor-time".to_owned(),
        summary: "A 40-foot container reaches Duisburg in 14.4 days by the China-Europe train."
            .to_owned(),
        weakest: Some(basis(Confidence::Low, "split of the run time by leg", "modelled")),
        evidence: Evidence {
            map: vec![
                line(MapRole::Link, "China-Europe train", &way),
                point(MapRole::End, "Tuanjiecun", 106.37, 29.655),
                point(MapRole::End, "Duisburg", 6.74, 51.43),
                point(MapRole::Place, "Alashankou / Dostyk", 82.57, 45.17),
                point(MapRole::Place, "Xi’an", 109.06, 34.38),
                point(MapRole::Place, "Moscow", 37.6, 55.7),
                point(MapRole::Place, "Małaszewicze", 23.6, 52.1),
            ],
            table: Some(table(
                &["leg", "time (h)", "cost (USD per FEU)", "CO2 (kg)"],
                &[
                    &["Tuanjiecun – Alashankou", "98", "1,400", "412"],
                    &["change of gauge", "14", "180", "6"],
                    &["Dostyk – Małaszewicze", "175", "3,250", "1,030"],
                    &["Małaszewicze – Duisburg", "58.6", "720", "201"],
                ],
            )),
            options: crate::options::west(),
            ..Evidence::default()
        },
        ..finding(Outcome::Kept, Some(14.4), "days", "<= 16 days")
    };
    verdict("west-europe", OUT, "West to Asia and Europe.", "corridor", reading)
}

pub(crate) fn north() -> Verdict {
    let reading = Finding {
        definition: "gateway-frequency".to_owned(),
        summary: "No timetable of trains through Erenhot or Manzhouli is published.".to_owned(),
        missing: texts(&[
            "departures a week from Tuanjiecun through Erenhot",
            "departures a week from Tuanjiecun through Manzhouli",
        ]),
        weakest: Some(basis(Confidence::Low, "Manzhouli leg", "recalled")),
        ..finding(Outcome::Undecided, None, "departures a week", ">= 7 departures a week")
    };
    verdict("north-mongolia", OUT, "North to Beijing, Mongolia and Russia.", "direction", reading)
}

pub(crate) fn all_ages() -> Verdict {
    let reading = Finding {
        bounds: Some((4.5, 46.0)),
        definition: "gap-worst".to_owned(),
        summary:
            "The wheelchair user loses between 4.5 min (if every station of unknown access is \
                  step-free) and 46 min (if none is) against the adult."
                .to_owned(),
        missing: texts(&["step-free access of 173 of 271 stations"]),
        weakest: Some(basis(
            Confidence::Assumed,
            "wheelchair speed on ramps",
            "GB 50763 names slopes, not speeds: see https://example.org/gb-50763?a=1&b=2",
        )),
        assumptions: texts(&["A ramp of 1:12 is taken at 0.6 m/s."]),
        ..finding(Outcome::Undecided, None, "min", "<= 10 min")
    };
    let child = also(&reading, "traveller = child-8", Outcome::Kept, 2.5, 7.5);
    let old = also(&reading, "traveller = age-80", Outcome::Broken, 12.0, -2.0);
    let pram = Finding {
        value: None,
        margin: None,
        bounds: Some((3.0, 31.0)),
        ..also(&reading, "traveller = pram", Outcome::Undecided, 0.0, 0.0)
    };
    let tidy = |f: Finding| Finding { bounds: None, missing: Vec::new(), ..f };
    Verdict {
        also: vec![tidy(child), tidy(old), pram],
        ..verdict("all-age", "For everyone", "All-age friendly.", "gap", reading)
    }
}

pub(crate) fn seasons() -> Verdict {
    let reading = Finding {
        margin: Some(-4.3),
        definition: "season-loss-worst".to_owned(),
        summary: "In summer heat the median door-to-door time grows by 14.3 %.".to_owned(),
        mend: "Shade on the 31 walks marked takes it to 9.8 %.".to_owned(),
        weakest: Some(basis(Confidence::Low, "walking speed above 35 °C", "one study, weak")),
        ..finding(Outcome::Broken, Some(14.3), "%", "<= 10 %")
    };
    let rain = also(&reading, "season = heavy-rain", Outcome::Kept, 6.1, 3.9);
    let fog = also(&reading, "season = fog", Outcome::Kept, 1.2, 8.8);
    Verdict {
        also: vec![rain, fog],
        ..verdict("four-seasons", "For everyone", "Four-seasons friendly.", "season-loss", reading)
    }
}

pub(crate) fn projects() -> Verdict {
    let reading = Finding {
        definition: "investment-count".to_owned(),
        summary: "The list of the 43 projects was never published.".to_owned(),
        missing: texts(&["the list of the 43 projects", "their split by sector and year"]),
        ..finding(Outcome::Undecided, None, "RMB bn", "= 101.24 RMB bn")
    };
    verdict(
        "projects-43",
        "Money",
        "43 projects were signed, with a total investment of RMB 101.24 billion.",
        "investment",
        reading,
    )
}

pub(crate) fn completeness() -> Verdict {
    let rows = (1..=28)
        .map(|i| texts(&[&format!("University {i}"), &format!("{}", 18 + i * 7 % 23), "yes"]))
        .collect();
    let evidence = Evidence {
        table: Some(Table {
            columns: texts(&["university", "time to the nearest park (min)", "within 45 min"]),
            rows,
            left_out: 3,
        }),
        map: vec![
            feature(
                MapRole::Covered,
                "",
                Shape::Polygon(vec![points(&[
                    (106.27, 29.55),
                    (106.37, 29.55),
                    (106.39, 29.64),
                    (106.29, 29.66),
                ])]),
            ),
            line(MapRole::NewLine, "Line 15, first phase", &crate::city::LINE_15),
            line(MapRole::Walk, "", &[(106.3589, 29.6122), (106.365, 29.62), (106.37, 29.625)]),
            point(MapRole::End, "Chongqing University", 106.298, 29.598),
            point(MapRole::Place, "Microelectronics park", 106.3589, 29.6122),
        ],
        ..Evidence::default()
    };
    let reading = Finding {
        margin: Some(2.4),
        definition: "completeness-45".to_owned(),
        summary: "92.4 % of people reach production, learning, research, business and housing \
                  within 45 min."
            .to_owned(),
        weakest: Some(basis(
            Confidence::High,
            "census of 2020 by street",
            "Chongqing statistics bureau",
        )),
        evidence,
        ..finding(Outcome::Kept, Some(92.4), "%", ">= 90 %")
    };
    verdict(
        "five-in-one",
        "For everyone",
        "It fuses production, learning, research, business and housing.",
        "completeness",
        reading,
    )
}

pub(crate) fn rules() -> Vec<(String, Finding)> {
    vec![
        (
            "Stop spacing on trunk roads".to_owned(),
            Finding {
                definition_source: "GB/T 51328-2018".to_owned(),
                summary: "All 1,204 pairs of stops lie within the standard.".to_owned(),
                ..finding(Outcome::Kept, Some(812.0), "m", "<= 1000 m")
            },
        ),
        (
            "Ramps at stations".to_owned(),
            Finding {
                definition_source: "GB 50763-2012".to_owned(),
                summary: "No slope of any ramp is known.".to_owned(),
                missing: texts(&["slopes of ramps at 271 stations"]),
                ..finding(Outcome::Undecided, None, "%", "<= 8.3 %")
            },
        ),
    ]
}
