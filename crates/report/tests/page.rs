//! The page: well-formed, safe, complete, self-contained.
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

use allways_base::random::Random;
use allways_base::{LonLat, cast::usize_from};
use allways_city::verdict::{
    BaseMap, Finding, Judgement, MapFeature, MapRole, Outcome, Shape, Verdict,
};
use allways_report::{display_width, html, table, to_geojson};
use common::{bare, between, ids, scan};

#[test]
fn a01_tags_balance_and_every_reference_is_there() {
    let page = html(&judgement::demo());
    let tags = scan(&page);
    let ids = ids(&tags);
    for tag in &tags {
        for (name, value) in &tag.attributes {
            if name == "href" && value.starts_with('#') {
                assert!(ids.contains(&value[1..]), "{value} leads nowhere");
            }
            if name == "aria-labelledby" {
                assert!(ids.contains(value), "{value} names nothing");
            }
        }
    }
    for pattern in between(&page, "url(#", ")") {
        assert!(ids.contains(pattern), "pattern {pattern} is missing");
    }
}

#[test]
fn a02_headings_descend_one_level_at_a_time() {
    let mut level = 0;
    for tag in scan(&html(&judgement::demo())) {
        let Some(n) = tag.name.strip_prefix('h').and_then(|n| n.parse::<u32>().ok()) else {
            continue;
        };
        assert!(n <= level + 1, "h{n} after h{level}");
        assert!(n > 1 || level == 0, "a second h1");
        level = n;
    }
}

#[test]
fn a03_nothing_is_loaded_and_nothing_runs() {
    let page = html(&judgement::demo());
    for bad in ["<script", "<link", "<img", "<iframe", " src=", "@import", "@font-face", " onclick"]
    {
        assert!(!page.contains(bad), "{bad}");
    }
    for url in between(&page, "url(", ")") {
        assert!(url.starts_with('#'), "url({url})");
    }
}

#[test]
fn a04_every_promise_has_an_anchor_even_odd_and_repeated_ones() {
    let mut j = judgement::demo();
    j.verdicts[1].promise = "two words".to_owned();
    j.verdicts[2].promise = "north-south-30".to_owned();
    let ids = ids(&scan(&html(&j)));
    for wanted in ["north-south-30", "north-south-30-2", "two-words", "all-age", "west-europe"] {
        assert!(ids.contains(wanted), "{wanted}");
    }
}

#[test]
fn a05_every_number_in_a_table_of_verdicts_carries_a_unit() {
    let page = html(&judgement::demo());
    let mut seen = 0;
    for class in ["verdicts", "readings", "rules", "legs"] {
        for table in between(&page, &format!("<table class=\"{class}\""), "</table>") {
            for cell in between(table, "<td class=\"num\"", "</td>") {
                let text = bare(&format!("<td{cell}"));
                let words: Vec<&str> = text.split_whitespace().collect();
                for (i, word) in words.iter().enumerate() {
                    if word.ends_with(|c: char| c.is_ascii_digit()) {
                        seen += 1;
                        let next = words.get(i + 1).copied().unwrap_or("");
                        let unit = next.starts_with(|c: char| c.is_alphabetic() || c == '%');
                        assert!(unit, "{text:?}: {word} has no unit");
                    }
                }
            }
        }
    }
    assert!(seen > 60, "only {seen} numbers were looked at");
}

#[test]
fn a06_groups_are_gathered_and_every_row_leads_to_its_promise() {
    let page = html(&judgement::demo());
    let table = between(&page, "<table class=\"verdicts\"", "</table>")[0];
    assert_eq!(between(table, "<th scope=\"rowgroup\"", "</th>").len(), 5);
    let links = between(table, "<a href=\"#", "\"");
    let glance = between(&page, "<ul class=\"glance\">", "</ul>")[0];
    let marks = between(glance, "href=\"#", "\"");
    let marks: Vec<&str> = marks.into_iter().filter(|m| !m.starts_with("aw-")).collect();
    let order: Vec<&str> = between(&page, "<article class=\"promise\" id=\"", "\"");
    assert_eq!(marks, order, "each promise has its mark in the summary");
    assert_eq!(links, order, "the table and the sections are in the same order");
    assert_eq!(order.len(), 10);
    assert_eq!(order[1], "bus-100", "gathered beside its group");
}

#[test]
fn a07_far_evidence_gets_a_graticule_and_near_evidence_the_city() {
    let page = html(&judgement::demo());
    let section = |id: &str| between(&page, &format!("id=\"{id}\""), "</article>")[0];
    let (far, near) = (section("west-europe"), section("north-south-30"));
    assert!(far.contains("class=\"m-grid\"") && !far.contains("#aw-base"), "Duisburg");
    assert!(near.contains("#aw-base") && !near.contains("class=\"m-grid\""), "Beibei");
    assert!(far.contains("° E<") && far.contains("° N<"), "meridians and parallels are named");
}

#[test]
fn a08_same_judgement_same_bytes() {
    assert_eq!(html(&judgement::demo()), html(&judgement::demo()));
}

#[test]
fn b01_no_text_of_a_plan_can_become_a_tag() {
    let mut j = judgement::demo();
    hurt(&mut j, "</style><script>alert(\"1\")</script> & 'x' \u{1b}[2J");
    let page = html(&j);
    let tags = scan(&page);
    ids(&tags);
    assert!(tags.iter().all(|t| t.name != "script"), "a script got in");
    assert!(page.contains("&lt;script&gt;"), "the text is still shown");
    assert!(!page.contains('\u{1b}'), "control characters are dropped");
    assert!(tags.iter().all(|t| t.get("onload").is_none()));
}

/// Puts `text` into every text there is.
fn hurt(j: &mut Judgement, text: &str) {
    for s in [&mut j.plan, &mut j.summary, &mut j.date, &mut j.season, &mut j.traveller] {
        text.clone_into(s);
    }
    for f in &mut j.map.features {
        text.clone_into(&mut f.label);
    }
    for (name, f) in &mut j.rules {
        text.clone_into(name);
        hurt_finding(f, text);
    }
    for (name, _) in &mut j.problems {
        text.clone_into(name);
    }
    for v in &mut j.verdicts {
        let Verdict { promise, says, from, group, note, measure, rerun, reading, also, .. } = v;
        for s in [promise, says, from, group, note, measure, rerun] {
            text.clone_into(s);
        }
        hurt_finding(reading, text);
        for f in also {
            hurt_finding(f, text);
        }
    }
}

fn hurt_finding(f: &mut Finding, text: &str) {
    for s in [&mut f.label, &mut f.unit, &mut f.definition, &mut f.definition_source] {
        text.clone_into(s);
    }
    for s in [&mut f.target, &mut f.summary, &mut f.mend] {
        text.clone_into(s);
    }
    f.missing = vec![text.to_owned()];
    f.assumptions = vec![text.to_owned()];
    if let Some(b) = &mut f.weakest {
        text.clone_into(&mut b.what);
        text.clone_into(&mut b.source);
    }
    if let Some(t) = &mut f.evidence.table {
        t.columns.iter_mut().chain(t.rows.iter_mut().flatten()).for_each(|s| text.clone_into(s));
    }
    for m in &mut f.evidence.map {
        text.clone_into(&mut m.label);
    }
    for option in &mut f.evidence.options {
        if let Some((_, source)) = &mut option.weakest {
            text.clone_into(source);
        }
        option.starts = Some(text.to_owned());
        for leg in &mut option.legs {
            let (from, to) = (&mut leg.from, &mut leg.to);
            for s in [&mut from.0, &mut from.1, &mut to.0, &mut to.1, &mut leg.corridor] {
                text.clone_into(s);
            }
            leg.departs = Some(text.to_owned());
        }
    }
    f.evidence.work = vec![(text.to_owned(), 7)];
    for leg in f.evidence.journey.iter_mut().flat_map(|j| &mut j.legs) {
        for s in [&mut leg.from, &mut leg.to, &mut leg.from_id, &mut leg.to_id] {
            text.clone_into(s);
        }
        for s in [&mut leg.route, &mut leg.headsign, &mut leg.trip_id] {
            text.clone_into(s);
        }
    }
}

#[test]
fn b02_an_empty_judgement_is_still_a_page() {
    let mut j = judgement::demo();
    j.verdicts.clear();
    j.rules.clear();
    j.problems.clear();
    j.map = BaseMap::default();
    let page = html(&j);
    ids(&scan(&page));
    assert!(page.contains("No problem was found"));
}

#[test]
fn b03_strange_figures_and_shapes_leave_the_page_well_formed() {
    for seed in 0..200 {
        let mut random = Random::new(seed, 3);
        let j = strange(&mut random);
        assert!(!to_geojson(&j).to_string().contains("[null"), "seed {seed}");
        let text = table(&j, 80);
        assert!(text.lines().all(|l| display_width(l) <= 80), "seed {seed}");
        let page = html(&j);
        for tag in scan(&page) {
            for (name, value) in &tag.attributes {
                let drawn = ["d", "x", "y", "x1", "x2", "width", "height", "transform", "viewBox"];
                if drawn.contains(&name.as_str()) {
                    let bad = value.contains("NaN") || value.contains("inf");
                    assert!(!bad, "seed {seed}: {name}=\"{value}\"");
                }
            }
        }
    }
}

fn figure(random: &mut Random) -> f64 {
    const FIGURES: [f64; 12] = [
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        0.0,
        -5.0,
        1e300,
        -1e300,
        30.0,
        1e-9,
        2035.0,
        99.999_99,
        7.25,
    ];
    FIGURES[usize_from(random.below(12))]
}

fn place(random: &mut Random) -> LonLat {
    match random.below(10) {
        0 => LonLat::new(figure(random), figure(random)),
        1 => LonLat::new(random.unit() * 360.0 - 180.0, random.unit() * 180.0 - 90.0),
        _ => LonLat::new(106.0 + random.unit(), 29.0 + random.unit()),
    }
}

fn places(random: &mut Random) -> Vec<LonLat> {
    (0..random.below(7)).map(|_| place(random)).collect()
}

fn shape(random: &mut Random) -> MapFeature {
    const ROLES: [MapRole; 12] = [
        MapRole::District,
        MapRole::Area,
        MapRole::Line,
        MapRole::NewLine,
        MapRole::Stop,
        MapRole::Place,
        MapRole::Covered,
        MapRole::NotCovered,
        MapRole::Ride,
        MapRole::Walk,
        MapRole::Link,
        MapRole::End,
    ];
    let shape = match random.below(4) {
        0 => Shape::Point(place(random)),
        1 => Shape::Line(places(random)),
        2 => Shape::Polygon(vec![places(random), places(random)]),
        _ => Shape::Cells(places(random), figure(random)),
    };
    let role = ROLES[usize_from(random.below(12))];
    MapFeature { role, label: "北碚 <Beibei>".repeat(usize_from(random.below(3))), shape }
}

fn strange(random: &mut Random) -> Judgement {
    let mut j = judgement::demo();
    j.map.features = (0..random.below(6)).map(|_| shape(random)).collect();
    j.verdicts.truncate(3);
    for v in &mut j.verdicts {
        for f in std::iter::once(&mut v.reading).chain(&mut v.also) {
            f.value = (random.below(4) > 0).then(|| figure(random));
            f.margin = (random.below(4) > 0).then(|| figure(random));
            f.bounds = (random.below(3) == 0).then(|| (figure(random), figure(random)));
            f.outcome =
                [Outcome::Kept, Outcome::Broken, Outcome::Undecided][usize_from(random.below(3))];
            f.evidence.map = (0..random.below(6)).map(|_| shape(random)).collect();
            if random.below(3) == 0 {
                "about 1e400 min".clone_into(&mut f.target);
            }
        }
        v.reading.evidence.journey.iter_mut().for_each(|j| {
            if random.below(2) == 0 {
                j.legs.reverse();
                j.arrival = j.departure;
            }
        });
    }
    assert_eq!(j.verdicts.len(), 3, "the demo has at least three verdicts");
    j
}
