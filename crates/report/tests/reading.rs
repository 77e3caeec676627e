//! The page as people read it: the answer first, words for settings, names on the maps.
//! A rung for each fault that was found by looking at the page of the bundled plan.
#![expect(clippy::expect_used, reason = "tests fail by panicking")]

#[path = "../examples/demo/city.rs"]
mod city;
mod common;
#[path = "../examples/demo/judgement.rs"]
mod judgement;
#[path = "../examples/demo/more.rs"]
mod more;
#[path = "../examples/demo/options.rs"]
mod options;

use allways_base::LonLat;
use allways_city::verdict::{Judgement, MapRole, Outcome, Shape};
use allways_report::html;
use common::{bare, between, ids, scan};

#[test]
fn a01_the_summary_counts_as_the_judgement_does() {
    let j = judgement::demo();
    let page = html(&j);
    let answer = bare(between(&page, "id=\"aw-glance\"", "</h2>")[0]);
    let answer = tidy(&answer);
    assert!(answer.ends_with("Of 10 promises: 4 kept , 3 broken , 3 undecided"), "{answer}");
    let glance = between(&page, "<ul class=\"glance\">", "</ul>")[0];
    for outcome in [Outcome::Kept, Outcome::Broken, Outcome::Undecided] {
        let word = outcome.word();
        let marks = between(glance, &format!("class=\"mark {word}\""), ">").len();
        let n = j.verdicts.iter().filter(|v| v.reading.outcome == outcome).count();
        assert_eq!(marks, n, "{word}");
    }
    assert_eq!(between(glance, "<li>", "</li>").len(), 5, "a line for each group");
}

#[test]
fn a02_the_contents_lead_to_every_part_and_every_picture_is_told() {
    let page = html(&judgement::demo());
    let contents = between(&page, "<nav class=\"toc\"", "</nav>")[0];
    assert!(ids(&scan(&page)).contains("aw-glance"));
    let links = between(contents, "href=\"#", "\"");
    for heading in scan(&page).iter().filter(|t| t.name == "h2" || t.name == "h3") {
        let Some(id) = heading.get("id") else { continue };
        assert!(links.contains(&id), "{id} is not in the contents");
    }
    let pictures = between(&page, "role=\"img\"", "</desc>");
    assert!(pictures.len() > 8, "{} pictures", pictures.len());
    for picture in pictures {
        let (title, desc) = picture.split_once("</title>").expect("a title");
        assert!(bare(&format!("<svg{title}")).len() > 8, "{title}");
        assert!(desc.trim().starts_with("<desc>") && desc.len() > 14, "{desc}");
    }
}

/// Found on the bundled plan: `ends = door-to-door` as a label, `1 routes`, `28 count`.
#[test]
fn a03_readings_are_words_and_numbers_read_well() {
    let mut j = judgement::demo();
    let v = &mut j.verdicts[0];
    "ends = door-to-door".clone_into(&mut v.also[0].label);
    "from = beibei, to = science-city-station".clone_into(&mut v.also[1].label);
    v.reading.unit = "routes".to_owned();
    v.reading.value = Some(1.0);
    v.reading.margin = Some(-1.0);
    ">= 2 routes".clone_into(&mut v.reading.target);
    let page = html(&j);
    let section = between(&page, "id=\"north-south-30\"", "</article>")[0];
    let text = tidy(&bare(&format!("<p{section}")));
    for wanted in
        ["Door to door", "Beibei to Science City Station", "1 route against", "≥ 2 routes"]
    {
        assert!(text.contains(wanted), "{wanted}");
    }
    for bad in ["ends =", "from =", "1 routes", "−0 ", "-0.0"] {
        assert!(!text.contains(bad), "{bad}");
    }
    assert!(text.contains("1 route outside"));
}

/// Found on the bundled plan: a broken promise with bounds said `51.5 to 60 %` twice in a cell.
#[test]
fn a04_a_range_is_said_once() {
    let mut j = judgement::demo();
    let r = &mut j.verdicts[0].reading;
    (r.value, r.margin, r.bounds) = (None, None, Some((51.5, 60.0)));
    r.outcome = Outcome::Broken;
    let page = html(&j).replace('\u{a0}', " ");
    let table = between(&page, "<table class=\"verdicts\"", "</table>")[0];
    assert_eq!(table.matches("51.5 to 60 min").count(), 1);
    r_open(&mut j);
    let page = html(&j);
    let section = between(&page, "id=\"north-south-30\"", "</article>")[0];
    assert!(section.contains("class=\"b-open\""), "an open range ends in an arrow");
    assert!(section.contains("class=\"b-range\""), "bounds are drawn");
}

/// Single blanks only.
fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn r_open(j: &mut Judgement) {
    let r = &mut j.verdicts[0].reading;
    r.bounds = Some((51.5, f64::INFINITY));
    r.outcome = Outcome::Undecided;
}

/// Found on the bundled plan: names of lines stood up to 36 pixels beside them, and links that
/// were ids stayed ids.
#[test]
fn a05_names_of_lines_stand_on_them_and_areas_are_named() {
    let mut j = judgement::demo();
    let line = city::points(&[(106.3, 29.4), (106.5, 29.6)]);
    j.map.features = vec![city::feature(
        MapRole::Area,
        "Science City of the West",
        Shape::Polygon(vec![city::points(&[
            (106.2, 29.3),
            (106.6, 29.3),
            (106.6, 29.7),
            (106.2, 29.7),
        ])]),
    )];
    // Ends all along, so that most of the line is taken.
    let ends = (0..4).map(|k| {
        let t = f64::from(k) * 0.06;
        let at = LonLat::new(106.31 + t, 29.41 + t);
        city::feature(MapRole::Place, "Somewhere with a long name", Shape::Point(at))
    });
    j.verdicts[0].reading.evidence.map =
        std::iter::once(city::feature(MapRole::Link, "huayan-tunnel", Shape::Line(line)))
            .chain(ends)
            .collect();
    let page = html(&j);
    let section = between(&page, "id=\"north-south-30\"", "</article>")[0];
    assert!(section.contains("area of the plan: Science City of the West"));
    let path = between(section, "class=\"m-link\" d=\"M", "\"")[0];
    let number = |text: &str| text.parse::<f64>().expect("a number");
    let points: Vec<(f64, f64)> = path
        .split('L')
        .map(|p| p.split_once(',').map(|(x, y)| (number(x), number(y))).expect("x,y"))
        .collect();
    let label = between(section, "<text class=\"l-line\" ", "</text>");
    let label = label.iter().find(|l| l.ends_with("Huayan tunnel")).expect("the link is named");
    let value = |name: &str| number(between(label, &format!("{name}=\""), "\"")[0]);
    let (x, y) = (value("x"), value("y") - 4.5);
    let ((ax, ay), (bx, by)) = (points[0], points[points.len() - 1]);
    let off = ((bx - ax) * (y - ay) - (by - ay) * (x - ax)).abs() / (bx - ax).hypot(by - ay);
    assert!(off < 1.0, "{off} pixels beside its line");
}

#[test]
fn a06_a_corridor_is_seen_from_its_hub_by_great_circles() {
    let mut j = judgement::demo();
    let hub = LonLat::new(106.4, 29.6);
    let far = LonLat::new(6.7, 51.4);
    j.verdicts[0].reading.evidence.map = vec![
        city::feature(MapRole::Link, "", Shape::Line(vec![LonLat::new(103.8, 1.3), far])),
        city::feature(MapRole::Link, "", Shape::Line(vec![hub, far])),
        city::feature(MapRole::End, "Hub", Shape::Point(hub)),
    ];
    let page = html(&j);
    let section = between(&page, "id=\"north-south-30\"", "</article>")[0];
    let turn = |path: &str| {
        let points: Vec<(f64, f64)> = path
            .split('L')
            .filter_map(|p| p.split_once(','))
            .filter_map(|(x, y)| Some((x.parse().ok()?, y.parse().ok()?)))
            .collect();
        assert!(points.len() > 20, "a great circle has many points");
        let ((ax, ay), (bx, by)) = (points[0], points[points.len() - 1]);
        points
            .iter()
            .map(|(x, y)| {
                ((bx - ax) * (y - ay) - (by - ay) * (x - ax)).abs() / (bx - ax).hypot(by - ay)
            })
            .fold(0.0, f64::max)
    };
    let paths = between(section, "class=\"m-link\" d=\"M", "\"");
    assert!(turn(paths[0]) > 5.0, "a great circle past the hub is bent");
    assert!(turn(paths[1]) < 0.2, "one through the hub is straight");
    assert!(section.contains("class=\"m-grid\"") && section.contains("from the middle"));
}
