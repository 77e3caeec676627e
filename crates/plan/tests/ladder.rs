//! What the plan language says, one rung at a time.

#![expect(clippy::panic, reason = "tests fail by panicking")]

mod toy;

use allways_base::Window;
use allways_plan::plan::{Comparison, Edit, On, Plan, SourceKind};
use allways_plan::value::Value;
use allways_plan::{PlanFile, names, parse, parse_target, position};
use toy::{CATALOGUE, GOOD, told};

const SMALLEST: &str = "name = \"X\"\ntime_zone = \"UTC\"\ndate = 2026-11-25\nyears = [2026]\n";

fn read(files: &[(&str, &str)]) -> Plan {
    let files: Vec<PlanFile<'_>> =
        files.iter().map(|&(name, text)| PlanFile { name, text }).collect();
    let parsed = parse(&files, &CATALOGUE);
    parsed.plan.unwrap_or_else(|| panic!("{:#?}", parsed.diagnostics))
}

/// A plan whose only promise is this.
fn promise(text: &str) -> allways_plan::plan::Promise {
    let text = format!("[[promise]]\nid = \"p\"\nsays = \"s\"\n{text}");
    read(&[("plan.toml", SMALLEST), ("promises.toml", &text)]).promises.remove(0)
}

fn texts(texts: &[&str]) -> Value {
    Value::Texts(texts.iter().map(|text| (*text).to_owned()).collect())
}

#[test]
fn a01_four_keys_make_a_plan_and_the_rest_has_its_defaults() {
    let plan = read(&[("plan.toml", SMALLEST)]);
    assert_eq!((plan.name.as_str(), plan.years.as_slice()), ("X", [2026].as_slice()));
    assert_eq!(plan.date.to_string(), "2026-11-25");
    assert_eq!(plan.defaults, allways_plan::plan::Defaults::DOCUMENTED);
    assert_eq!(plan.travellers.len(), 1);
    assert_eq!((plan.travellers[0].id.as_str(), plan.seasons[0].id.as_str()), ("adult", "base"));
}

#[test]
fn a02_the_good_plan_has_nothing_against_it() {
    assert_eq!(told(&GOOD), Vec::<String>::new());
    let plan = read(&GOOD);
    let n = (plan.sources.len(), plan.promises.len(), plan.projects.len(), plan.rules.len());
    assert_eq!(n, (2, 3, 3, 2));
    assert_eq!(plan.defaults.max_rides, 3);
}

#[test]
fn a03_what_is_odd_but_no_error_is_told_and_the_plan_stands() {
    assert_eq!(
        told(&[("plan.toml", SMALLEST)]),
        [
            "warning[no-sources] plan.toml:1:1: the plan has no sources, so nothing can be \
             computed; add a [[source]] to plan.toml",
            "note[no-promises] promises.toml:1:1: the plan makes no promises, so nothing is \
             judged; add a [[promise]] to promises.toml",
        ]
    );
}

#[test]
fn a04_a_byte_order_mark_and_crlf_change_nothing_but_offsets() {
    let windows: Vec<(&str, String)> = GOOD
        .iter()
        .map(|(name, text)| (*name, format!("\u{feff}{}", text.replace('\n', "\r\n"))))
        .collect();
    let windows: Vec<(&str, &str)> = windows.iter().map(|(n, text)| (*n, text.as_str())).collect();
    assert_eq!(told(&windows), Vec::<String>::new());
    let (ours, theirs) = (read(&GOOD), read(&windows));
    let (ours, theirs) = (&ours.promises[0], &theirs.promises[0]);
    assert_eq!((&ours.with, &ours.target), (&theirs.with, &theirs.target));
    let (a, b) = (&ours.with_spans["to"], &theirs.with_spans["to"]);
    assert_eq!((a.line, a.column), (b.line, b.column));
    assert_eq!(&windows[1].1[b.bytes.clone()], "\"south\"");
    let told = told(&[("plan.toml", "\u{feff}nam = 1\r\n")]);
    assert!(told.iter().any(|line| line.contains("plan.toml:1:1: plan.toml has no key `nam`")));
}

#[test]
fn a05_columns_count_characters_not_bytes() {
    assert_eq!(position("重庆 = 1\nb", 6), (1, 3));
    assert_eq!(position("重庆 = 1\nb", 1), (1, 1), "inside a character is at its beginning");
    assert_eq!(position("重庆 = 1\nb", 99), (2, 2), "past the end is the end");
    assert_eq!(position("", 0), (1, 1));
}

#[test]
fn a06_ranges_include_their_ends() {
    for rides in [1, 20] {
        let plan = format!("{SMALLEST}[defaults]\nmax_rides = {rides}\n");
        assert_eq!(read(&[("plan.toml", &plan)]).defaults.max_rides, rides);
    }
}

#[test]
fn a07_a_walk_between_rides_has_a_limit_or_none() {
    for (text, limit) in [("12.5", Some(12.5)), ("0", Some(0.0)), ("\"none\"", None)] {
        let plan = format!("{SMALLEST}[defaults]\ntransfer_limit_min = {text}\n");
        assert_eq!(read(&[("plan.toml", &plan)]).defaults.transfer_limit_min, limit);
    }
}

#[test]
fn b01_sources_keep_their_paths_as_written() {
    let plan = read(&GOOD);
    let SourceKind::Lines { lines, stations, first_last, interchange_s } = &plan.sources[0].kind
    else {
        panic!("a source of lines");
    };
    assert_eq!((lines.as_str(), stations.as_str()), ("lines.csv", "stations.csv"));
    assert_eq!((first_last, *interchange_s), (&None, 180));
    assert_eq!(plan.sources[1].kind, SourceKind::Points { path: "places.csv".to_owned() });
    assert_eq!(plan.sources[1].span.line, 15);
}

#[test]
fn b02_heights_are_a_source() {
    let dem = "[[source]]\nid = \"h\"\nkind = \"dem\"\npath = \"N42E001.hgt.zip\"\n";
    let plan = read(&[("plan.toml", &format!("{SMALLEST}{dem}"))]);
    assert_eq!(plan.sources[0].kind, SourceKind::Dem { path: "N42E001.hgt.zip".to_owned() });
}

#[test]
fn b03_whoever_is_on_wheels_needs_no_steps() {
    let row = |id: &str, lines: &str| {
        format!("[[traveller]]\nid = \"{id}\"\nname = \"x\"\nwalk_speed_m_s = 1\n{lines}\n")
    };
    let rows = [
        row("adult", ""),
        row("a", "step_free = true"),
        row("b", "on = \"pram\"\nmax_grade = 0.1\nmax_kerb_cm = 5"),
        row("c", "on = \"foot\"\nstep_free = true"),
    ];
    let plan = read(&[("plan.toml", SMALLEST), ("travellers.toml", &rows.concat())]);
    let seen: Vec<(On, bool)> = plan.travellers.iter().map(|t| (t.on, t.step_free)).collect();
    let wanted = [(On::Foot, false), (On::Wheelchair, true), (On::Pram, true), (On::Foot, true)];
    assert_eq!(seen, wanted);
    let limits = &plan.travellers[2].wheels;
    assert_eq!((limits.max_grade, limits.max_kerb_cm), (Some(0.1), Some(5)));
    assert_eq!((limits.min_width_cm, &limits.worst_surface), (None, &None));
}

#[test]
fn b04_a_season_closes_ways() {
    let season =
        "[[season]]\nid = \"base\"\nname = \"x\"\n[[season]]\nid = \"ice\"\nname = \"x\"\n";
    let with = |line: &str| format!("{season}{line}\n");
    let text = with("closed = [\"way/12\", \"way/7\"]\nunlit_factor = 1.2");
    let plan = read(&[("plan.toml", SMALLEST), ("seasons.toml", &text)]);
    let ice = &plan.seasons[1];
    assert_eq!(ice.closed.iter().map(|(way, _)| *way).collect::<Vec<_>>(), [12, 7]);
    assert_eq!((ice.closed[1].1.line, ice.closed[1].1.column), (7, 21));
    for bad in ["12", "way/", "way/x", "way/-3", "node/3", "way/1234567890123456789"] {
        let text = with(&format!("closed = [\"{bad}\"]"));
        let told = told(&[("plan.toml", SMALLEST), ("seasons.toml", &text)]);
        assert!(told.iter().any(|told| told.contains("bad-way")), "{told:?}");
    }
}

#[test]
fn b05_a_rate_of_exchange_has_a_source() {
    let text = |rates: &str| {
        format!(
            "{SMALLEST}[[source]]\nid = \"c\"\nkind = \"corridors\"\nterminals = \"t.csv\"\n\
             services = \"s.csv\"\nfactors = \"f.csv\"\n{rates}"
        )
    };
    let good = text("cny_per_usd = 7.1\nrates_from = \"a bank, 2026-11-20\"\n");
    let plan = read(&[("plan.toml", &good)]);
    let SourceKind::Corridors { factors, per_usd, .. } = &plan.sources[0].kind else {
        panic!("a source of corridors");
    };
    assert_eq!(
        (factors.as_deref(), per_usd.as_slice()),
        (Some("f.csv"), &[("CNY".to_owned(), 7.1)][..])
    );
    assert_eq!(
        told(&[("plan.toml", &text("cny_per_usd = 7.1\n"))])[0],
        "error[rate-without-source] plan.toml:11:15: `cny_per_usd` does not say whose rate it is; \
         write publication and date in `rates_from`"
    );
}

#[test]
fn b06_any_currency_of_three_letters_has_its_rate() {
    let with = |rates: &str| {
        format!(
            "{SMALLEST}[[source]]\nid = \"c\"\nkind = \"corridors\"\nterminals = \"t.csv\"\n\
             services = \"s.csv\"\nrates_from = \"a bank, 2026-11-20\"\n{rates}"
        )
    };
    let plan = read(&[("plan.toml", &with("jpy_per_usd = 150\nidr_per_usd = 16_000.5\n"))]);
    let SourceKind::Corridors { per_usd, rates_from, .. } = &plan.sources[0].kind else {
        panic!("a source of corridors");
    };
    assert_eq!(*per_usd, [("IDR".to_owned(), 16_000.5), ("JPY".to_owned(), 150.0)]);
    assert_eq!(rates_from, "a bank, 2026-11-20");
    let remedy = "write the three letters of the currency, then `_per_usd`, such as `jpy_per_usd`";
    for bad in ["yen_per_us", "yenn_per_usd", "JPY_per_usd", "usd_per_usd", "jp1_per_usd"] {
        let text = with(&format!("{bad} = 150\n"));
        let told = told(&[("plan.toml", &text)]);
        let message = format!("source `c` of kind `corridors` has no key `{bad}`; {remedy}");
        assert!(told[0].contains("unknown-key") && told[0].ends_with(&message), "{told:?}");
    }
    for bad in ["0", "-1", "nan", "inf", "1e12", "\"150\""] {
        let told = told(&[("plan.toml", &with(&format!("jpy_per_usd = {bad}\n")))]);
        assert!(told[0].contains("`jpy_per_usd` must be a number from"), "{told:?}");
    }
    // Of corridors alone.
    let zones = format!(
        "{SMALLEST}[[source]]\nid = \"z\"\nkind = \"zones\"\npath = \"z\"\njpy_per_usd = 1\n"
    );
    assert!(told(&[("plan.toml", &zones)])[0].contains("has no key `jpy_per_usd`"));
}

#[test]
fn b07_corridors_are_tables_or_a_feed() {
    let text =
        |keys: &str| format!("{SMALLEST}[[source]]\nid = \"c\"\nkind = \"corridors\"\n{keys}");
    let feed = "gtfs = \"hsr.zip\"\nmode = \"hsr\"\n";
    let good = text(&format!("{feed}date = \"2016-04-13\"\nmap = \"m.csv\"\nchange_min = 20\n"));
    let plan = read(&[("plan.toml", &good)]);
    let SourceKind::CorridorFeed { gtfs, mode, date, map, change_min } = &plan.sources[0].kind
    else {
        panic!("a feed");
    };
    assert_eq!((gtfs.as_str(), mode.as_str(), map.as_deref()), ("hsr.zip", "hsr", Some("m.csv")));
    assert_eq!((date.unwrap().to_string().as_str(), *change_min), ("2016-04-13", Some(20.0)));
    let told = |keys: &str| told(&[("plan.toml", &text(keys))]);
    let both = told(&format!("{feed}terminals = \"t.csv\"\n"));
    assert!(both[0].contains("[key-of-another] plan.toml:10:13"), "{both:?}");
    let none = told("terminals = \"t.csv\"\nmode = \"hsr\"\n");
    assert!(none.iter().any(|told| told.contains("has no `services`")), "{none:?}");
    assert!(none.iter().any(|told| told.contains("`mode` belongs to a feed")), "{none:?}");
    let no_mode = told("gtfs = \"hsr.zip\"\n");
    assert!(no_mode[0].contains("has no `mode`"), "{no_mode:?}");
}

#[test]
fn c01_a_promise_is_filled_with_the_defaults_of_its_measure() {
    let plan = read(&GOOD);
    let with = &plan.promises[0].with;
    assert_eq!(with["from"], Value::Text("north".to_owned()));
    assert_eq!(with["modes"], texts(&["walk", "rail", "bus"]));
    assert_eq!(with["percentile"], Value::Number(50.0));
    assert_eq!(with["window"], Value::Window(Window::parse("07:00..09:00").unwrap()));
    assert_eq!(with.len(), 6);
    let spans: Vec<&String> = plan.promises[0].with_spans.keys().collect();
    assert_eq!(spans, ["from", "to", "window"], "only what is written has a place");
}

#[test]
fn c02_one_value_is_a_list_of_one() {
    let plan = read(&GOOD);
    let with = &plan.promises[1].with;
    assert_eq!(with["travellers"], texts(&["child"]));
    assert_eq!(with["seasons"], texts(&["base"]), "a default is read like input");
    assert_eq!(with["at"], texts(&["north", "29.6,106.4"]));
    assert_eq!(with["cutoffs_min"], Value::Numbers(vec![30.0, 45.0, 60.0]));
}

#[test]
fn c03_an_empty_list_is_a_value_only_where_it_is_the_default() {
    let gap = "measure = \"gap\"\ntarget = \"< 1 %\"\n";
    let promise = promise(&format!("{gap}with = {{ at = \"x\", travellers = [] }}"));
    assert_eq!(promise.with["travellers"], texts(&[]));
}

#[test]
fn c04_the_first_definition_is_the_default() {
    let coverage = "measure = \"coverage\"\ntarget = \"= 100 %\"\n";
    let default = promise(&format!("{coverage}with = {{ zone = \"x\" }}"));
    assert_eq!(default.with["definition"], Value::Text("cn-500m-area".to_owned()));
    let other = format!("{coverage}with = {{ zone = \"x\", definition = \"cn-300m-area\" }}");
    let other = promise(&other);
    assert_eq!(other.with["definition"], Value::Text("cn-300m-area".to_owned()));
}

#[test]
fn d01_targets_are_a_comparison_a_number_and_a_unit() {
    let [time, coverage, _, inventory, channels] = CATALOGUE;
    for (measure, text, comparison, value, unit) in [
        (time, "<= 30 min", Comparison::AtMost, 30.0, "min"),
        (time, "<=40min", Comparison::AtMost, 40.0, "min"),
        (time, "< 0.5 h", Comparison::Below, 30.0, "min"),
        (time, ">90 s", Comparison::Above, 1.5, "min"),
        (coverage, ">= 90 %", Comparison::AtLeast, 90.0, "%"),
        (coverage, " >=  99.5% ", Comparison::AtLeast, 99.5, "%"),
        (inventory, "= 28", Comparison::Equal, 28.0, ""),
        (channels, "> 2 routes", Comparison::Above, 2.0, "routes"),
        (channels, ">= 2", Comparison::AtLeast, 2.0, "routes"),
    ] {
        let target = parse_target(text, &measure).unwrap();
        assert_eq!(target.comparison, comparison, "{text}");
        assert!((target.value - value).abs() < 1e-12, "{text}: {}", target.value);
        assert_eq!((target.unit.as_str(), target.text.as_str()), (unit, text));
    }
}

#[test]
fn d02_what_is_no_target() {
    for text in ["", "30 min", "<= min", "=< 3 min", "!= 3 min", "<= 3", "<= 3 MIN", "<= 3 %"] {
        assert!(parse_target(text, &CATALOGUE[0]).is_err(), "{text}");
    }
    for text in ["<= 1.2.3 min", "<= --3 min", "<= 1,5 min", "<= inf min", "<= 3e2 min"] {
        assert!(parse_target(text, &CATALOGUE[0]).is_err(), "{text}");
    }
}

#[test]
fn e01_a_reading_is_the_promise_with_some_keys_replaced() {
    let plan = read(&GOOD);
    let [ends, slow] = &plan.promises[0].also[..] else { panic!("two readings") };
    let mut with = plan.promises[0].with.clone();
    with.insert("ends".to_owned(), Value::Text("stop-to-stop".to_owned()));
    assert_eq!((&ends.with, ends.label.as_str()), (&with, "ends = stop-to-stop"));
    assert_eq!(ends.target, plan.promises[0].target);
    let columns = (ends.with_spans["ends"].column, ends.with_spans["to"].line);
    assert_eq!(columns, (19, 6), "own keys stand in the reading, others in the promise");
    assert_eq!(slow.with, plan.promises[0].with);
    assert_eq!((slow.label.as_str(), slow.target.text.as_str()), ("target = <= 1 h", "<= 1 h"));
    assert!((slow.target.value - 60.0).abs() < 1e-12);
}

#[test]
fn e02_a_reading_may_change_the_measure_and_keeps_the_keys_that_both_have() {
    let promise = promise(
        "measure = \"travel-time\"\nwith = { from = \"a\", to = \"b\", percentile = 95 }\n\
         target = \"<= 30 min\"\nalso = [ { target = \">= 2\", measure = \"channels\" } ]",
    );
    let reading = &promise.also[0];
    assert_eq!(reading.measure, "channels");
    let keys: Vec<&String> = reading.with.keys().collect();
    assert_eq!(keys, ["from", "to"]);
    assert_eq!(reading.label, "target = >= 2, measure = channels", "in the order written");
}

#[test]
fn e03_a_key_of_the_promise_that_a_reading_replaces_need_not_suit_it() {
    let promise = promise(
        "measure = \"travel-time\"\nwith = { from = \"a\", to = \"b\", percentile = 95 }\n\
         target = \"<= 30 min\"\nalso = [ { measure = \"coverage\", zone = \"a\", \
         percentile = \"all\", target = \">= 90 %\" } ]",
    );
    assert_eq!(promise.also[0].with["percentile"], Value::Text("all".to_owned()));
}

#[test]
fn f01_edits_name_lines_and_services() {
    let plan = read(&GOOD);
    let [Edit::OpenLine { line, span }, Edit::Headway { line: other, peak_min, .. }] =
        &plan.projects[0].edits[..]
    else {
        panic!("{:?}", plan.projects[0].edits);
    };
    assert_eq!((line.as_str(), span.line, span.column), ("7", 7, 25));
    assert_eq!((other.as_str(), *peak_min), ("1", 2.5));
    assert_eq!(plan.projects[0].depends_on, ["bridge"]);
    assert_eq!((plan.projects[2].cost_rmb_bn, plan.projects[2].opens), (None, None));
}

#[test]
fn f01_edits_name_ways() {
    let edits = "edits = [ { close_way = 12 }, { close_way = \"way/13\", to = [\"drive\", \"truck\"] }, \
                 { way_speed = 14, km_h = 30 }, { open_way = \"new:bridge\" } ]";
    let old = "edits = [ { open_line = \"7\" }, { headway = \"1\", peak_min = 2.5 } ]";
    let text = GOOD[2].1.replace(old, edits);
    let plan = read(&[GOOD[0], GOOD[1], ("projects.toml", &text), GOOD[4]]);
    let [
        Edit::CloseWay { way: 12, to, span },
        Edit::CloseWay { way: 13, to: motor, .. },
        Edit::WaySpeed { way: 14, km_h, .. },
        Edit::OpenWay { way, .. },
    ] = &plan.projects[0].edits[..]
    else {
        panic!("{:?}", plan.projects[0].edits);
    };
    assert_eq!((span.line, span.column), (7, 25));
    assert_eq!((to.len(), motor.join(" "), *km_h), (0, "drive truck".to_owned(), 30.0));
    assert_eq!(way, "new:bridge");
}

#[test]
fn f02_projects_may_open_in_the_year_of_what_they_depend_on() {
    let same = GOOD[2].1.replace("2026", "2027");
    assert_eq!(told(&[GOOD[0], GOOD[1], ("projects.toml", &same), GOOD[4]]), Vec::<String>::new());
}

#[test]
fn g02_a_rule_for_trucks_is_applied() {
    let trucks = |keys: &str| {
        GOOD[3]
            .1
            .replace("why = \"truck hours are not modelled\"", &format!("trucks = {{ {keys} }}"))
    };
    let with = |text: &str| -> Vec<(&'static str, String)> {
        let rules = trucks(text);
        GOOD.iter()
            .map(|(name, text)| {
                let text = if *name == "rules.toml" { rules.clone() } else { (*text).to_owned() };
                (*name, text)
            })
            .collect()
    };
    let files = with("hours = \"20:00-06:00\", max_t = 10, services = [\"a\", \"b\"]");
    let files: Vec<(&str, &str)> =
        files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let plan = read(&files);
    let (rule, date) = (&plan.rules[1], plan.date);
    let trucks = rule.trucks.as_ref().unwrap();
    assert_eq!((trucks.max_t, trucks.max_height_m), (Some(10.0), None));
    assert_eq!(trucks.hours.as_ref().unwrap().0, "20:00-06:00");
    let names: Vec<&str> = trucks.services.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!((names, trucks.services[1].1.line, &trucks.zone), (vec!["a", "b"], 12, &None));
    assert!(rule.check.is_none() && rule.why.is_empty() && rule.is_in_force(1900, date));
    // By the day that is judged, in the year that is.
    let from = |day: &str| allways_plan::plan::Rule { from: day.parse().ok(), ..rule.clone() };
    let on = date.to_string();
    assert!(
        from(&on).is_in_force(date.year(), date) && !from(&on).is_in_force(date.year() - 1, date)
    );
    assert!(!from(&format!("{}-12-31", date.year())).is_in_force(date.year(), date));
    assert!(from(&format!("{}-12-31", date.year())).is_in_force(date.year() + 1, date));
}

#[test]
fn g01_a_rule_is_checked_or_says_why_not() {
    let plan = read(&GOOD);
    let (measure, with, target) = plan.rules[0].check.as_ref().unwrap();
    assert_eq!((measure.as_str(), target.text.as_str()), ("coverage", ">= 90 %"));
    assert_eq!(with["zone"], Value::Text("city".to_owned()));
    assert_eq!(plan.rules[0].with_spans["zone"].line, 6);
    assert_eq!(plan.rules[0].from.unwrap().to_string(), "2013-01-01");
    assert_eq!(plan.rules[1].check, None);
    assert_eq!(plan.rules[1].why, "truck hours are not modelled");
}

#[test]
fn h01_adult_and_base_are_always_there_and_take_the_plans_defaults() {
    let plan = format!("{SMALLEST}[defaults]\nwalk_speed_m_s = 1.1\n");
    let child = "[[traveller]]\nid = \"c\"\nname = \"c\"\nwalk_speed_m_s = 1\n";
    let heat = "[[season]]\nid = \"heat\"\nname = \"heat\"\nmonths = \"Jan, Jul .. Aug\"\n";
    let files = [("plan.toml", plan.as_str()), ("travellers.toml", child), ("seasons.toml", heat)];
    let plan = read(&files);
    let ids: Vec<&str> = plan.travellers.iter().map(|traveller| traveller.id.as_str()).collect();
    assert_eq!(ids, ["adult", "c"]);
    assert!((plan.travellers[0].walk_speed_m_s - 1.1).abs() < 1e-12);
    let ids: Vec<&str> = plan.seasons.iter().map(|season| season.id.as_str()).collect();
    assert_eq!(ids, ["base", "heat"]);
}

#[test]
fn i01_names_of_places_are_told_in_the_same_way() {
    let plan = read(&GOOD);
    let span = &plan.promises[0].with_spans["to"];
    let told = names::unknown_place("south", span, ["South Gate", "North", "souht"]);
    let line = "error[unknown-place] promises.toml:6:31: no place is called `south`; did you mean \
                `souht` or `South Gate`?";
    assert_eq!(told.to_string(), line);
    assert_eq!(&GOOD[1].1[told.span.clone()], "\"south\"");
    let told = names::unknown_place("zzz", span, ["South Gate"]);
    assert!(told.help.starts_with("name a place, zone, station or stop"), "{}", told.help);
    let told = names::ambiguous_place("south", span, ["a:1", "b:2"]);
    let line = "error[ambiguous-place] promises.toml:6:31: 2 places are called `south`; write the \
                id: `a:1` or `b:2`";
    assert_eq!(told.to_string(), line);
}

#[test]
fn z01_twice_is_once() {
    assert_eq!(read(&GOOD), read(&GOOD));
    let mut turned = GOOD;
    turned.reverse();
    assert_eq!(read(&GOOD), read(&turned), "the order of the files does not matter");
}

#[test]
fn e09_a_target_that_no_number_holds_is_refused() {
    let text = format!("<= {} h", "9".repeat(308));
    let (message, help) = parse_target(&text, &CATALOGUE[0]).unwrap_err();
    assert!(message.ends_with("is too large to be compared"), "{message}");
    assert_eq!(help, "write a smaller number");
    assert!(parse_target("<= -0.001 min", &CATALOGUE[0]).is_err());
    assert!(parse_target("<= 0 min", &CATALOGUE[0]).is_ok(), "nothing is a number");
}
