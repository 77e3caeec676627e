//! The diagram of time and cost, the map of corridors and their page.
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
use allways_city::corridor::{
    ChannelsRecord, CorridorAnswer, DirectionRecord, DirectionsRecord, LeftRecord, OptionRecord,
    Weekly,
};
use allways_report::{corridor_html, display_width, html, to_geojson, to_json};
use common::{bare, between, ids, scan};

const CASES: u64 = 1000;

fn answer(options: Vec<OptionRecord>) -> CorridorAnswer {
    CorridorAnswer {
        from: "Park".to_owned(),
        to: "Duisburg".to_owned(),
        load: "1 FEU".to_owned(),
        options,
        is_complete: true,
        ..CorridorAnswer::default()
    }
}

/// Options of the demo with other figures: from one to a dozen, minutes to months, a dollar to
/// millions, some without a cost.
fn any(random: &mut Random) -> Vec<OptionRecord> {
    let demo = options::west();
    let n = 1 + random.below(12);
    let longest = 10f64.powf(random.unit() * 4.0 - 0.5);
    let spread = random.unit() * 3.0;
    (0..n)
        .map(|_| {
            let mut option = demo[allways_base::cast::usize_from(random.below(5))].clone();
            option.time_h = longest * (0.05 + random.unit());
            let wide = random.unit() * 0.4 * option.time_h;
            option.usual_h = (option.time_h - wide, option.time_h + 2.0 * wide);
            option.cost_usd = 10f64.powf(1.0 + spread * random.unit());
            option.cost_is_partial = random.unit() < 0.3;
            option
        })
        .collect()
}

fn number(text: &str) -> f64 {
    text.replace(',', "").parse().expect("a number")
}

fn value(tag: &str, name: &str) -> f64 {
    number(between(tag, &format!("{name}=\""), "\"")[0])
}

/// What is read off a diagram.
struct Read {
    height: f64,
    /// Hours and x, dollars and y, of each tick.
    times: Vec<(f64, f64)>,
    costs: Vec<(f64, f64)>,
    is_log: bool,
    marks: Vec<(f64, f64)>,
    /// x, y, width, text and whether it ends at x.
    labels: Vec<(f64, f64, f64, String)>,
    stair: Vec<(f64, f64)>,
    whiskers: Vec<(f64, f64, f64)>,
}

fn read(page: &str) -> Read {
    let figure = between(page, "<figure class=\"map costs\">", "</svg>")[0];
    let axes = between(figure, "<g class=\"c-axes\">", "</g>")[0];
    let units = [("days", 24.0), ("hours", 1.0), ("minutes", 1.0 / 60.0)];
    let named = |(word, _): &(&str, f64)| axes.contains(&format!(">{word}</text>"));
    let (_, unit) = units.into_iter().find(named).expect("an axis of times has a unit");
    let mut read = Read {
        height: number(between(figure, "viewBox=\"0 0 440 ", "\"")[0]),
        times: Vec::new(),
        costs: Vec::new(),
        is_log: axes.contains("logarithmic"),
        marks: Vec::new(),
        labels: Vec::new(),
        stair: Vec::new(),
        whiskers: Vec::new(),
    };
    for text in between(axes, "<text ", "</text>") {
        let (tag, said) = text.split_once('>').expect("a text");
        let (x, y) = (value(tag, "x"), value(tag, "y"));
        if tag.contains("\"middle\"") {
            read.times.push((number(said) * unit, x));
        } else if tag.contains("\"end\"") && said.starts_with(|c: char| c.is_ascii_digit()) {
            read.costs.push((number(said), y - 4.0));
        }
    }
    for (class, dx, dy) in
        [("c-rail", 5.0, 5.0), ("c-road", 6.0, 5.0), ("c-river", 0.0, 6.0), ("c-air", 0.0, 6.0)]
    {
        for d in between(figure, &format!("<path class=\"c-mark {class}\" d=\"M"), "\"") {
            let end = d.find(|c: char| c.is_ascii_alphabetic()).expect("a path goes on");
            let (x, y) = d[..end].split_once(',').expect("a place");
            read.marks.push((number(x) + dx, number(y) + dy));
        }
    }
    for tag in between(figure, "<circle class=\"c-mark c-sea\" ", "/>") {
        read.marks.push((value(tag, "cx"), value(tag, "cy")));
    }
    for text in between(figure, "<text class=\"l-point\" ", "</text>") {
        let (tag, said) = text.split_once('>').expect("a text");
        let width = allways_base::cast::f64_from(display_width(said)) * 7.3;
        let share = match () {
            () if tag.contains("\"middle\"") => 0.5,
            () if tag.contains("\"end\"") => 1.0,
            () => 0.0,
        };
        let at = value(tag, "x") - share * width;
        read.labels.push((at, value(tag, "y"), width, said.to_owned()));
    }
    for d in between(figure, "<path class=\"c-stair\" d=\"M", "\"") {
        let (_, steps) = d.split_once('H').expect("a stair has steps");
        let steps: Vec<&str> = steps.split('H').collect();
        for step in &steps[..steps.len() - 1] {
            let (x, y) = step.split_once('V').expect("across and down");
            read.stair.push((number(x), number(y)));
        }
    }
    for d in between(figure, "<path class=\"c-whisker\" d=\"M", "\"") {
        let (x0, rest) = d.split_once(',').expect("a place");
        let (y, x1) = rest.rsplit_once('H').expect("across");
        let (_, y) = y.rsplit_once(',').expect("a place");
        read.whiskers.push((number(x0), number(x1), number(y)));
    }
    read
}

/// Where the ticks say that a value is.
fn expected(ticks: &[(f64, f64)], is_log: bool, x: f64) -> f64 {
    let scale = |x: f64| if is_log { x.log10() } else { x };
    let ((a, at_a), (b, at_b)) = (ticks[0], ticks[ticks.len() - 1]);
    at_a + (scale(x) - scale(a)) / (scale(b) - scale(a)) * (at_b - at_a)
}

#[test]
fn a01_marks_and_whiskers_are_where_the_ticks_say() {
    for seed in 0..CASES {
        let options = any(&mut Random::new(seed, 61));
        let found = read(&corridor_html(&answer(options.clone())));
        assert!(found.times.len() > 1, "seed {seed}");
        assert_eq!(found.marks.len(), options.len(), "seed {seed}: every option has its mark");
        for option in &options {
            let x = expected(&found.times, false, option.time_h);
            let near = |mark: &&(f64, f64)| (mark.0 - x).abs() < 0.4;
            if let Some(usd) = option.known_cost_usd() {
                assert!(found.costs.len() > 1, "seed {seed}");
                let y = expected(&found.costs, found.is_log, usd);
                let there = found.marks.iter().filter(near).any(|mark| (mark.1 - y).abs() < 0.4);
                assert!(there, "seed {seed}: no mark at {x}, {y}: {:?}", found.marks);
            } else {
                let frame = found.costs.first().map_or(0.0, |tick| tick.1);
                let below = found.marks.iter().filter(near).any(|mark| mark.1 > frame);
                assert!(below, "seed {seed}: without a cost it stands in the band");
            }
            let (low, high) = option.usual_h;
            let ends = [low, high].map(|h| expected(&found.times, false, h));
            let whisker =
                |w: &&(f64, f64, f64)| (w.0 - ends[0]).abs() < 0.4 && (w.1 - ends[1]).abs() < 0.4;
            assert!(found.whiskers.iter().any(|w| whisker(&w)), "seed {seed}");
        }
    }
}

#[test]
fn a02_nothing_leaves_the_frame_and_no_label_covers_another() {
    let mut labelled = 0;
    for seed in 0..CASES {
        let options = any(&mut Random::new(seed, 62));
        let found = read(&corridor_html(&answer(options.clone())));
        let (left, right) = (found.times[0].1, found.times[found.times.len() - 1].1);
        let inside = |x: f64, y: f64| {
            (left - 0.1..=right + 0.1).contains(&x) && (20.0..=found.height - 40.0).contains(&y)
        };
        assert!(found.marks.iter().all(|&(x, y)| inside(x, y)), "seed {seed}: {:?}", found.marks);
        assert!(found.whiskers.iter().all(|w| inside(w.0, w.2) && inside(w.1, w.2)), "seed {seed}");
        for (n, (x, y, width, text)) in found.labels.iter().enumerate() {
            labelled += 1;
            assert!(*x >= left - 0.1 && x + width <= 440.0, "seed {seed}: {text}");
            assert!(*y > 20.0 && *y < found.height - 38.0, "seed {seed}: {text}");
            for (ox, oy, other_width, other) in &found.labels[..n] {
                let apart = x + width <= ox + 0.2 || ox + other_width <= x + 0.2;
                assert!(apart || (y - oy).abs() >= 14.8, "seed {seed}: {text} on {other}");
            }
            let (mx, my) = (7.0, 5.0);
            let free = found.marks.iter().all(|&(cx, cy)| {
                cx + mx < *x || cx - mx > x + width || cy + my < y - 11.5 || cy - my > y + 3.5
            });
            assert!(free || found.marks.len() > 1, "seed {seed}: {text} covers its own mark");
        }
    }
    assert!(labelled > 3000, "only {labelled} labels found room");
}

#[test]
fn a03_the_stair_is_the_least_cost_within_each_time() {
    for seed in 0..CASES {
        let options = any(&mut Random::new(seed, 63));
        let found = read(&corridor_html(&answer(options.clone())));
        // Slow and obvious: an option that no other beats in both.
        let known: Vec<(f64, f64)> =
            options.iter().filter_map(|o| Some((o.time_h, o.known_cost_usd()?))).collect();
        let mut front: Vec<(f64, f64)> = known
            .iter()
            .filter(|a| !known.iter().any(|b| b.0 < a.0 && b.1 <= a.1 || b.0 <= a.0 && b.1 < a.1))
            .copied()
            .collect();
        front.sort_by(|a, b| a.0.total_cmp(&b.0));
        assert_eq!(found.stair.len(), front.len(), "seed {seed}");
        for ((x, y), (h, usd)) in found.stair.iter().zip(&front) {
            assert!((x - expected(&found.times, false, *h)).abs() < 0.4, "seed {seed}");
            assert!((y - expected(&found.costs, found.is_log, *usd)).abs() < 0.4, "seed {seed}");
        }
    }
}

#[test]
fn a04_ticks_are_round_and_far_costs_are_logarithmic() {
    let mut logs = 0;
    for seed in 0..CASES {
        let options = any(&mut Random::new(seed, 64));
        let found = read(&corridor_html(&answer(options.clone())));
        logs += u32::from(found.is_log);
        for ticks in [&found.times, &found.costs] {
            let crowded = ticks.windows(2).any(|w| (w[1].1 - w[0].1).abs() < 15.0);
            assert!(!crowded && ticks.len() <= 13, "seed {seed}: {ticks:?}");
            let even = |w: &[(f64, f64)]| w[1].0 - w[0].0;
            if !found.is_log && ticks.len() > 2 {
                let step = even(&ticks[..2]);
                let same = ticks.windows(2).all(|w| (even(w) - step).abs() < step * 0.02);
                assert!(same, "seed {seed}: {ticks:?}");
            }
        }
        let costs = || options.iter().filter_map(OptionRecord::known_cost_usd);
        let spread = costs().fold(0.0, f64::max) / costs().fold(f64::INFINITY, f64::min);
        assert_eq!(found.is_log, spread > 10.0, "seed {seed}: {spread}");
    }
    assert!(logs > 100, "only {logs} logarithmic axes");
}

#[test]
fn b01_the_report_has_all_corridors_on_one_map_and_each_diagram_at_its_promise() {
    let page = html(&judgement::demo());
    let section = between(&page, "<h2 id=\"aw-corridors\">", "</section>")[0];
    for mode in ["c-rail", "c-road", "c-river", "c-sea", "c-air"] {
        assert!(section.contains(&format!("class=\"c-line {mode}\"")), "{mode}");
    }
    assert!(section.contains(">Duisburg</text>") && section.contains(">Tuanjiecun</text>"));
    let legend = between(section, "aria-label=\"Legend\">", "</ul>")[0];
    assert_eq!(between(legend, "<li>", "</li>").len(), 6, "five modes and the links of channels");
    let west = between(&page, "id=\"west-europe\"", "</article>")[0];
    assert_eq!(between(&page, "<figure class=\"map costs\">", "</figure>").len(), 1);
    assert!(west.contains(">3: ≥ 5600 USD</text>"), "a bound is told");
    assert!(bare(west).contains("cost not known"));
    assert!(between(&page, "<nav", "</nav>")[0].contains("#aw-corridors"));
}

#[test]
fn b02_a_line_of_more_than_two_places_is_drawn_through_them() {
    let mut lane = options::west().remove(3);
    lane.legs.remove(0);
    let points = |page: &str| {
        let map = between(page, "<figure class=\"map world\">", "</svg>")[0];
        between(map, "class=\"c-line c-sea\" d=\"", "\"")[0].matches('L').count()
    };
    let shaped = points(&corridor_html(&answer(vec![lane.clone()])));
    let line = &mut lane.legs[0].line;
    *line = vec![line[0], line[line.len() - 1]];
    let straight = points(&corridor_html(&answer(vec![lane])));
    assert!(shaped > straight + 10, "{shaped} against {straight}");
}

#[test]
fn b03_scripts_find_options_and_legs_of_a_verdict() {
    let j = judgement::demo();
    let verdicts = to_json(&j);
    let options = &verdicts["verdicts"][4]["evidence"]["options"];
    assert_eq!(options.as_array().map(Vec::len), Some(5));
    assert!(options[2]["cost_usd"].is_null() && options[2]["cost_at_least_usd"] == 5600.0);
    let shapes = to_geojson(&j);
    let features = shapes["features"].as_array().expect("features");
    let legs: Vec<_> = features.iter().filter(|f| f["properties"]["role"] == "leg").collect();
    assert_eq!(legs.len(), 16);
    assert_eq!(legs[0]["properties"]["promise"], "west-europe");
    assert_eq!(legs[0]["properties"]["mode"], "road");
}

#[test]
fn c01_the_page_of_a_question_is_well_formed_and_safe() {
    let bad = "</title><script>x</script> & \"'";
    let mut found = answer(options::west());
    let best = |direction| DirectionRecord {
        direction,
        gateways: 2,
        best: Some((bad.to_owned(), options::west().remove(1))),
        reached: vec![(bad.to_owned(), 300.0)],
        cost_usd: None,
        departures: Weekly { at_least: 2.5, unstated: 1, by_road: true, ..Weekly::default() },
        capacity: Weekly::default(),
    };
    found.directions =
        Some(DirectionsRecord { each: vec![best("west"), best("east")], ..Default::default() });
    let left = LeftRecord {
        name: bad.to_owned(),
        what: "line",
        time_h: None,
        cost_usd: None,
        capacity_per_week: 0,
        capacity_is_partial: true,
    };
    found.channels = Some(ChannelsRecord {
        routes: vec![(bad.to_owned(), None)],
        min_cut: vec![bad.to_owned()],
        left: vec![left],
        ..ChannelsRecord::default()
    });
    for s in [&mut found.from, &mut found.to, &mut found.load] {
        bad.clone_into(s);
    }
    found.notes = vec![bad.to_owned()];
    for leg in found.options.iter_mut().flat_map(|option| &mut option.legs) {
        bad.clone_into(&mut leg.to.1);
        bad.clone_into(&mut leg.corridor);
    }
    let page = corridor_html(&found);
    let tags = scan(&page);
    ids(&tags);
    assert!(tags.iter().all(|tag| tag.name != "script"));
    assert_eq!(page, corridor_html(&found), "same answer, same bytes");
}

#[test]
fn c02_strange_options_leave_the_page_well_formed() {
    let nothing = corridor_html(&answer(Vec::new()));
    assert!(nothing.contains("No option was found"));
    ids(&scan(&nothing));
    let figures = [0.0, -0.0, -5.0, 1e-9, 1e12, f64::NAN, f64::INFINITY];
    for seed in 0..500 {
        let mut random = Random::new(seed, 65);
        let mut options = any(&mut random);
        for option in &mut options {
            let mut odd = || figures[allways_base::cast::usize_from(random.below(7))];
            (option.time_h, option.cost_usd, option.usual_h) = (odd(), odd(), (odd(), odd()));
        }
        options[0].legs.clear();
        let page = corridor_html(&answer(options));
        ids(&scan(&page));
        for d in between(&page, " d=\"", "\"") {
            assert!(!d.contains("NaN") && !d.contains("inf"), "seed {seed}: {d}");
        }
    }
}
