//! The week, the consignment and the legs: one rule per rung, hours that follow from arithmetic.

use allways_corridor::draft::{Mode, Usual};
use allways_corridor::week::{moment, parse_moment};
use allways_corridor::{
    Consignment, CorridorNetwork, Leg, Options, Question, Start, Unstated, Wait, Waiting, options,
};

use crate::toy::{network, rows};

/// `2h closed + 3h ride`: the parts of a leg that are not nothing.
fn leg_text(leg: &Leg) -> String {
    let parts = leg.parts;
    let named = [
        (parts.closed, "closed"),
        (parts.dwell, "dwell"),
        (parts.customs, "customs"),
        (parts.gauge_change, "gauge"),
        (parts.cutoff, "cut-off"),
        (parts.wait, "wait"),
        (parts.barred, "barred"),
        (parts.ride, "ride"),
    ];
    let texts = named.iter().filter(|(seconds, _)| *seconds > 0).map(|(seconds, name)| {
        assert_eq!(seconds % 900, 0, "quarters of an hour");
        format!("{}h {name}", f64::from(i32::try_from(seconds / 900).unwrap()) / 4.0)
    });
    texts.collect::<Vec<_>>().join(" + ")
}

fn asked(text: &str, start: Option<&str>) -> (CorridorNetwork, Options) {
    let net = network(text);
    let (from, to) = (rows(&net, "A"), rows(&net, "Z"));
    let start = start.map_or(Start::Best, |text| Start::Ready(parse_moment(text).unwrap()));
    let question = Question { start, ..Question::new(&from, &to, Consignment::feu_of(1.0)) };
    let found = options(&net, &question);
    (net, found)
}

#[track_caller]
fn check(text: &str, start: Option<&str>, want: &[&str]) {
    let (_, found) = asked(text, start);
    let route = found.routes.first().expect("a route");
    assert_eq!(route.legs.iter().map(leg_text).collect::<Vec<_>>(), want, "{text}");
}

#[test]
fn a01_a_slot_is_waited_for() {
    let text = "A Z rail 5h dep:Mo_08:00_Th_20:00";
    check(text, Some("Mo 06:00"), &["2h wait + 5h ride"]);
    check(text, Some("Mo 08:00"), &["5h ride"]);
    check(text, Some("Mo 08:15"), &["83.75h wait + 5h ride"]);
    check(text, Some("Th 21:00"), &["83h wait + 5h ride"]);
    check(text, None, &["5h ride"]);
}

#[test]
fn a02_the_cut_off_comes_before_the_departure() {
    let text = "A Z rail 5h dep:Mo_08:00_Th_20:00\nA cut:3h";
    check(text, Some("Mo 04:00"), &["3h cut-off + 1h wait + 5h ride"]);
    check(text, Some("Mo 06:00"), &["3h cut-off + 83h wait + 5h ride"]);
    check(text, None, &["3h cut-off + 5h ride"]);
}

#[test]
fn a03_a_rate_is_waited_for_half_its_interval_but_not_at_the_best_start() {
    let text = "A B rail 5h 7/w\nB Z sea 9h 14/w";
    check(text, Some("Mo 00:00"), &["12h wait + 5h ride", "6h wait + 9h ride"]);
    check(text, None, &["5h ride", "6h wait + 9h ride"]);
}

#[test]
fn a04_where_no_departures_are_stated_no_wait_is_counted_and_that_is_told() {
    let (_, found) = asked("A Z rail 5h $7", Some("Mo 00:00"));
    let leg = &found.routes[0].legs[0];
    assert_eq!((leg.wait, leg.parts.total()), (Wait::Unknown, 18_000));
    assert_eq!(leg.unstated, [Unstated::Departures, Unstated::Distance, Unstated::Co2e]);
}

#[test]
fn a05_a_load_that_stays_on_its_line_is_there_for_the_next_slot_without_cut_off() {
    let text =
        "A B rail 5h #x dep:Mo_08:00\nB Z rail 4h #x dep:Mo_15:00\nB cut:6h open:20:00-22:00";
    check(text, Some("Mo 08:00"), &["5h ride", "2h wait + 4h ride"]);
    let change = "A B rail 5h #x dep:Mo_08:00\nB Z rail 4h #y dep:Mo_15:00\nB cut:6h";
    check(change, Some("Mo 08:00"), &["5h ride", "6h cut-off + 164h wait + 4h ride"]);
}

#[test]
fn a06_a_terminal_that_is_closed_takes_nothing_in() {
    let text = "A B road 2h\nB Z rail 5h\nB open:Mo-Fr_08:00-18:00 +3h";
    check(text, Some("Mo 05:00"), &["2h ride", "1h closed + 3h dwell + 5h ride"]);
    check(text, Some("Fr 17:00"), &["2h ride", "61h closed + 3h dwell + 5h ride"]);
    check(text, Some("Mo 16:00"), &["2h ride", "3h dwell + 5h ride"]);
    check(text, None, &["2h ride", "3h dwell + 5h ride"]);
    // The doors are shut when the truck should leave for the train: it comes the evening before.
    let text = "A Z rail 5h dep:Tu_03:00\nA open:08:00-20:00 cut:1h";
    check(text, None, &["1h cut-off + 6h wait + 5h ride"]);
}

#[test]
fn a07_slots_and_hours_are_by_the_clock_of_their_terminal() {
    // Ready at 06:00 in A is 22:00 UTC of the day before; 08:00 in B is 06:00 UTC.
    let text = "A B rail 2h dep:Mo_07:00\nB Z rail 1h dep:Mo_08:00\nA utc:8\nB utc:2";
    check(text, Some("Mo 06:00"), &["1h wait + 2h ride", "5h wait + 1h ride"]);
    let (_, found) = asked(text, Some("Mo 06:00"));
    let departs: Vec<String> =
        found.routes[0].legs.iter().map(|leg| moment(leg.departs.unwrap())).collect();
    assert_eq!(departs, ["Su 23:00", "Mo 06:00"]);
}

#[test]
fn a09_a_truck_that_may_not_enter_waits() {
    let text = "A B road 2h hours:20:00-06:00\nB Z road 1h hours:20:00-06:00";
    check(text, Some("Mo 12:00"), &["8h barred + 2h ride", "1h ride"]);
    check(text, Some("Mo 04:00"), &["2h ride", "1h ride"]);
    check(text, Some("Mo 05:00"), &["2h ride", "13h barred + 1h ride"]);
    check(text, None, &["2h ride", "1h ride"]);
    // By the clock of the end where it enters; also aboard, and after the wait for the vehicle.
    let text = "A B road 2h #x\nB Z road 1h #x hours:20:00-24:00\nB utc:8";
    check(text, Some("Mo 00:00"), &["2h ride", "10h barred + 1h ride"]);
    check(
        "A Z rail 1h 7/w hours:06:00-08:00",
        Some("Mo 02:00"),
        &["12h wait + 16h barred + 1h ride"],
    );
    // A slot outside the hours does not run.
    let text = "A Z road 1h dep:daily_05:00_Mo_07:00 hours:06:00-08:00";
    check(text, Some("Mo 04:00"), &["3h wait + 1h ride"]);
}

#[test]
fn a10_a_truck_that_is_too_heavy_goes_round() {
    // A FEU of 20 t weighs 35 t on its truck, a TEU of 10 t 25 t.
    let net = network("A Z road 1h max:34\nA Z road 3h max:35");
    let (from, to) = (rows(&net, "A"), rows(&net, "Z"));
    let hours = |load: &str| {
        let question = Question::new(&from, &to, Consignment::parse(load).unwrap());
        options(&net, &question).routes[0].time_h
    };
    assert_eq!((hours("1feu"), hours("3teu"), hours("1passengers")), (3.0, 1.0, 1.0));
}

#[test]
fn a08_the_turn_of_the_week_is_no_wall() {
    let text = "A B rail 10h dep:Su_20:00\nB Z rail 1h dep:Mo_07:00";
    check(text, Some("Su 19:00"), &["1h wait + 10h ride", "1h wait + 1h ride"]);
}

#[test]
fn b01_customs_and_gauge() {
    let text = "A K rail 5h #x\nK Z rail 4h #x\nA gauge:1435\nK gauge:1435/1520 change:6h customs:2h\n\
                Z gauge:1520";
    check(text, None, &["5h ride", "2h customs + 6h gauge + 4h ride"]);
    let (_, found) = asked(text, None);
    assert_eq!(found.routes[0].handlings, 1, "the load or its wagon is lifted");
    let unknown = text.replace(" change:6h", "");
    assert_eq!(asked(&unknown, None).1.routes.len(), 0, "nobody knows how to pass");
    let other = text.replace("Z gauge:1520", "Z gauge:1435");
    check(&other, None, &["5h ride", "2h customs + 4h ride"]);
}

#[test]
fn b02_a_change_of_gauge_that_is_a_service_belongs_to_its_line() {
    let text = "A K rail 5h #x 7/w\nK L gauge-change 12h #x 7/w\nL Z rail 4h #x 7/w";
    check(text, Some("Mo 00:00"), &["12h wait + 5h ride", "12h ride", "4h ride"]);
    assert_eq!(asked(text, None).1.routes[0].handlings, 1);
}

#[test]
fn c01_every_dollar_and_gram_has_its_leg() {
    let text = "A B rail 5h $100 900km\nB Z sea 50h $40 2000km\nB lift:$30\nfactor rail 20\n\
                factor sea 8";
    let (_, found) = asked(text, None);
    let route = &found.routes[0];
    assert_eq!(route.cost_usd, Some(170.0));
    // 20 tonnes: 900 km × 20 g and 2,000 km × 8 g.
    assert_eq!(route.co2e_kg(), Some(360.0 + 320.0));
    assert_eq!((route.handlings, route.distance_km), (1, Some(2900.0)));
    let legs: Vec<_> = route.legs.iter().map(|l| (l.cents, l.handling_cents, l.grams)).collect();
    assert_eq!(
        legs,
        [(Some(10_000), Some(0), Some(360_000)), (Some(4000), Some(3000), Some(320_000))]
    );
}

#[test]
fn c02_a_mode_without_a_factor_leaves_the_co2e_unknown_and_names_the_leg() {
    let (_, found) = asked("A B rail 5h $1 900km\nB Z sea 50h $1 9km\nfactor rail 20", None);
    let route = &found.routes[0];
    assert_eq!((route.co2e_kg(), route.grams.at_least), (None, 360_000));
    assert!(!route.legs[0].unstated.contains(&Unstated::Co2e));
    assert!(route.legs[1].unstated.contains(&Unstated::Co2e));
}

#[test]
fn c03_time_cost_co2e_and_handlings_are_four_reasons_to_stay() {
    let text = "A Z air 5h $900 900km\nA Z rail 20h $300 900km\nA Z sea 60h $100 900km\n\
                A B road 21h $100 450km\nB Z river 1h $100 450km\nA Z road 25h $400 900km\n\
                factor air 800\nfactor rail 20\nfactor sea 30\nfactor road 70\nfactor river 10";
    let (net, found) = asked(text, None);
    let modes = |k: usize| -> Vec<Mode> { found.routes[k].legs.iter().map(|l| l.mode).collect() };
    let all: Vec<Vec<Mode>> = (0..found.routes.len()).map(modes).collect();
    let want = [vec![Mode::Air], vec![Mode::Rail], vec![Mode::Road, Mode::River], vec![Mode::Sea]];
    assert_eq!(all, want, "the road alone is slower, dearer and dirtier than rail");
    assert_eq!(net.links.len(), 6);
}

#[test]
fn d01_a_closed_month_takes_the_service_away() {
    let mut draft = crate::toy::draft("A Z sea 5h\nA Z rail 9h");
    draft.services[0].closed = allways_corridor::week::Months::parse("Dec-Mar").unwrap();
    let net = CorridorNetwork::compile(&draft, |_| true).value;
    let (from, to) = (rows(&net, "A"), rows(&net, "Z"));
    let time = |month| {
        let question = Question { month, ..Question::new(&from, &to, Consignment::feu_of(1.0)) };
        options(&net, &question).routes[0].time_h
    };
    assert_eq!((time(Some(1)), time(Some(4)), time(None)), (9.0, 5.0, 5.0));
}

#[test]
fn d02_one_way_is_one_way() {
    assert_eq!(asked("Z A rail 5h ->", None).1.routes.len(), 0);
    check("A Z rail 5h ->", None, &["5h ride"]);
}

#[test]
fn d03_low_and_high_times_run_through_the_timetable() {
    let text = "A B rail 5h 4h..9h dep:Mo_08:00\nB Z rail 2h dep:Mo_14:00_Tu_14:00";
    let (_, found) = asked(text, Some("Mo 08:00"));
    let route = &found.routes[0];
    assert_eq!((route.low_h, route.time_h, route.high_h), (8.0, 8.0, 32.0), "a missed train");
    let net = network(text);
    let (from, to) = (rows(&net, "A"), rows(&net, "Z"));
    let question = Question {
        times: Usual::High,
        waiting: Waiting::LeftOut,
        ..Question::new(&from, &to, Consignment::feu_of(1.0))
    };
    assert_eq!(options(&net, &question).routes[0].time_s, 11 * 3600);
}

#[test]
fn d04_a_route_names_the_weakest_row_that_it_rests_on() {
    use allways_corridor::Confidence::{Assumed, High, Low};
    let mut draft = crate::toy::draft("A B rail 5h\nB Z sea 9h");
    for (service, sure) in draft.services.iter_mut().zip([Some(High), None]) {
        (service.confidence, service.source) = (sure, service.id.clone());
    }
    let weakest = |draft: &allways_corridor::CorridorDraft| {
        let net = CorridorNetwork::compile(draft, |_| true).value;
        let (from, to) = (rows(&net, "A"), rows(&net, "Z"));
        let question = Question::new(&from, &to, Consignment::feu_of(1.0));
        let route = options(&net, &question).routes.remove(0);
        route.weakest(&net).map(|(sure, source)| (sure, source.to_owned()))
    };
    draft.terminals[1].confidence = Some(High);
    assert_eq!(weakest(&draft), Some((Low, "s1".to_owned())), "who does not say is not sure");
    (draft.terminals[1].confidence, draft.terminals[1].source) = (Some(Assumed), "B".to_owned());
    assert_eq!(weakest(&draft), Some((Assumed, "B".to_owned())), "it changes there");
}
