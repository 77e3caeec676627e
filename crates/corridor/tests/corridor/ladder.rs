//! Read from top to bottom: one rule per rung.

use allways_corridor::draft::{Load, Mode};
use allways_corridor::{
    CorridorNetwork, Criteria, Directions, Options, Query, Question, Route, Weekly, by_direction,
    disjoint_routes, evenness, fastest, node_disjoint_routes, options, when_each_is_lost,
};

use crate::toy::{draft, network, rows};

fn line(net: &CorridorNetwork, route: &Route) -> String {
    let stops: Vec<&str> =
        route.terminals.iter().map(|&row| net.terminals[row].id.as_str()).collect();
    let cost = route.cost_usd.map_or_else(|| "$?".to_owned(), |cost| format!("${cost}"));
    format!("{} {}h {cost}", stops.join(">"), route.time_h)
}

/// Time against cost, without waiting.
fn plain_options(net: &CorridorNetwork, query: &Query<'_>) -> Options {
    options(net, &Question { criteria: Criteria::TIME_AND_COST, ..Question::plain(query) })
}

fn directions(net: &CorridorNetwork) -> Directions {
    let from = rows(net, "H");
    let query = Query { from: &from, to: &[], load: Load::Freight, modes: None };
    by_direction(net, &Question::plain(&query))
}

fn check(text: &str, from: &str, to: &str, load: Load, modes: Option<&[Mode]>, want: &str) {
    let net = network(text);
    let query = Query { from: &rows(&net, from), to: &rows(&net, to), load, modes };
    let found = fastest(&net, &query);
    assert_eq!(found.map_or_else(|| "none".to_owned(), |r| line(&net, &r)), want, "{text}");
}

#[test]
fn a01_one_link_takes_its_time() {
    check("A B rail 5h $100", "A", "B", Load::Freight, None, "A>B 5h $100");
}

#[test]
fn a02_a_link_runs_both_ways() {
    check("A B rail 5h", "B", "A", Load::Freight, None, "B>A 5h $?");
}

#[test]
fn a03_nothing_leads_there() {
    check("A B rail 5h\nC D rail 1h", "A", "D", Load::Freight, None, "none");
}

#[test]
fn a04_to_stay_takes_nothing() {
    check("A B rail 5h", "A,B", "B", Load::Freight, None, "B 0h $0");
}

#[test]
fn a05_two_short_links_beat_a_long_one() {
    check(
        "A C rail 9h $1\nA B rail 4h $2\nB C rail 4h $3",
        "A",
        "C",
        Load::Freight,
        None,
        "A>B>C 8h $5",
    );
}

#[test]
fn a06_a_link_without_a_time_is_not_used() {
    check("A B rail\nA C rail 3h\nC B rail 3h", "A", "B", Load::Freight, None, "A>C>B 6h $?");
}

#[test]
fn b01_freight_waits_at_every_terminal_between() {
    let text = "A B rail 4h #x\nB C rail 4h #x\nB +3h\nA +50h\nC +50h";
    check(text, "A", "C", Load::Freight, None, "A>B>C 11h $?");
}

#[test]
fn b02_people_on_one_service_do_not_wait() {
    let text = "A B rail 4h #x\nB C rail 4h #x\nB +3h";
    check(text, "A", "C", Load::People, None, "A>B>C 8h $?");
}

#[test]
fn b03_people_wait_where_they_change() {
    check("A B rail 4h #x\nB C rail 4h #y\nB +3h", "A", "C", Load::People, None, "A>B>C 11h $?");
    check("A B rail 4h #x\nB C hsr 4h #x\nB +3h", "A", "C", Load::People, None, "A>B>C 11h $?");
    check("A B rail 4h\nB C rail 4h\nB +3h", "A", "C", Load::People, None, "A>B>C 11h $?");
}

#[test]
fn b04_a_slow_change_is_avoided_upstream_of_the_shared_terminal() {
    // By x one is at B after 4 h but must change; y comes to B an hour later and goes on.
    let text = "A B rail 4h #x\nA B rail 5h #y\nB C rail 4h #y\nB +3h";
    check(text, "A", "C", Load::People, None, "A>B>C 9h $?");
}

#[test]
fn b05_people_may_ride_past_and_come_back_to_avoid_a_slow_change() {
    let text = "A B rail 4h #x\nB D rail 1h #x\nD B rail 1h #y\nB C rail 4h #y\nB +9h";
    check(text, "A", "C", Load::People, None, "A>B>D>B>C 10h $?");
}

#[test]
fn c01_people_and_freight_use_their_own_links() {
    let text = "A B rail 5h freight\nA B hsr 1h people";
    check(text, "A", "B", Load::Freight, None, "A>B 5h $?");
    check(text, "A", "B", Load::People, None, "A>B 1h $?");
}

#[test]
fn c02_modes_limit() {
    let text = "A B air 1h\nA B sea 90h";
    check(text, "A", "B", Load::Freight, Some(&[Mode::Sea]), "A>B 90h $?");
    check(text, "A", "B", Load::Freight, Some(&[Mode::Hsr]), "none");
}

#[test]
fn c03_a_city_may_have_several_terminals() {
    let text = "A1 B1 rail 9h\nA2 B2 rail 7h";
    check(text, "A1,A2", "B1,B2", Load::Freight, None, "A2>B2 7h $?");
}

#[test]
fn d01_low_and_high_and_handlings_add_up() {
    let mut draft = draft("A B rail 10h 7/w\nB C sea 20h\nB +5h");
    draft.services[0].time_low_h = Some(8.0);
    draft.services[0].distance_km = Some(600.0);
    draft.services[1].distance_km = Some(800.0);
    draft.terminals[1].dwell_high_h = Some(30.0);
    let net = CorridorNetwork::compile(&draft, |_| true).value;
    let (from, to) = (rows(&net, "A"), rows(&net, "C"));
    let query = Query { from: &from, to: &to, load: Load::Freight, modes: None };
    let route = fastest(&net, &query).unwrap();
    let figures = (route.low_h, route.time_h, route.high_h, route.distance_km, route.handlings);
    assert_eq!(figures, (33.0, 35.0, 60.0, Some(1400.0), 1));
    assert_eq!((route.departures_per_week, route.links_without_departures), (Some(7.0), 1));
    let by_mode = net.distance_by_mode(&route.links);
    assert_eq!(
        by_mode.into_iter().collect::<Vec<_>>(),
        [(Mode::Rail, Some(600.0)), (Mode::Sea, Some(800.0))]
    );
}

#[test]
fn e01_pareto_keeps_fast_and_dear_slow_and_cheap_and_drops_the_rest() {
    let net = network("A B air 2h $900\nA B rail 20h $300\nA B road 25h $400\nA B sea 70h $100");
    let (from, to) = (rows(&net, "A"), rows(&net, "B"));
    let query = Query { from: &from, to: &to, load: Load::Freight, modes: None };
    let options = plain_options(&net, &query);
    let lines: Vec<String> = options.routes.iter().map(|r| line(&net, r)).collect();
    assert_eq!(lines, ["A>B 2h $900", "A>B 20h $300", "A>B 70h $100"]);
}

#[test]
fn e02_a_route_without_a_price_stands_apart() {
    let net =
        network("A B rail 20h $300\nA B road 25h\nA B air 30h\nA C rail 15h $300\nC B rail 9h");
    let (from, to) = (rows(&net, "A"), rows(&net, "B"));
    let query = Query { from: &from, to: &to, load: Load::Freight, modes: None };
    let options = plain_options(&net, &query);
    assert_eq!(options.priced().count(), 1);
    // Through C it costs at least 300, and rail is faster for exactly that.
    let unpriced: Vec<String> = options.unpriced().map(|r| line(&net, r)).collect();
    assert_eq!(unpriced, ["A>B 25h $?"]);
}

fn channels(text: &str, from: &str, to: &str) -> String {
    let net = network(text);
    let (from, to) = (rows(&net, from), rows(&net, to));
    let query = Query { from: &from, to: &to, load: Load::People, modes: None };
    let found = disjoint_routes(&net, &Question::plain(&query));
    let cuts: Vec<String> = found
        .when_cut
        .left
        .iter()
        .map(|left| {
            format!("{}:{}", left.name, left.time_h.map_or("-".into(), |t| format!("{t}h")))
        })
        .collect();
    assert_eq!(found.count, found.at_most);
    assert_eq!(found.count, found.routes.len());
    format!("{} cut[{}] when[{}]", found.count, found.min_cut.join(","), cuts.join(" "))
}

#[test]
fn f01_two_lines_side_by_side_are_dual_channel() {
    let text = "A B hsr 1h @old\nA B hsr 2h @new";
    assert_eq!(channels(text, "A", "B"), "2 cut[new,old] when[new:1h old:2h]");
}

#[test]
fn f02_two_services_on_one_line_are_one_channel() {
    let text = "A B hsr 1h @old\nA B hsr 2h @old";
    assert_eq!(channels(text, "A", "B"), "1 cut[old] when[old:-]");
}

#[test]
fn f03_a_shared_bridge_cuts_both() {
    let text = "A M hsr 1h @bridge\nM B hsr 1h @x\nM B hsr 2h @y";
    assert_eq!(channels(text, "A", "B"), "1 cut[bridge] when[bridge:- x:3h]");
}

#[test]
fn f04_one_line_may_serve_several_links_of_one_route() {
    let text = "A M hsr 1h @x\nM B hsr 1h @x\nA M hsr 3h @y\nM B hsr 3h @y";
    assert_eq!(channels(text, "A", "B"), "2 cut[x,y] when[x:6h y:2h]");
}

#[test]
fn f05_routes_that_would_cross_over_a_line_are_rerouted() {
    // The short way A-C-D-B blocks both others unless the flow takes it back.
    let text = "A C hsr 1h\nC D hsr 1h\nD B hsr 1h\nA D hsr 9h\nC B hsr 9h";
    assert!(channels(text, "A", "B").starts_with("2 "));
}

#[test]
fn f06_a_line_in_two_pieces_is_still_cut_as_one() {
    let text = "A M hsr 1h @x\nM B hsr 1h\nA N hsr 1h\nN B hsr 1h @x";
    assert_eq!(channels(text, "A", "B"), "1 cut[x] when[s1:2h x:-]");
}

#[test]
fn f07_one_route_may_use_both_pieces_of_a_line() {
    let text = "A M hsr 1h @x\nM N hsr 1h\nN B hsr 1h @x\nA B hsr 7h @y";
    assert_eq!(channels(text, "A", "B"), "2 cut[x,y] when[s1:7h x:7h y:3h]");
}

#[test]
fn f08_unconnected_places_have_no_channel() {
    assert_eq!(channels("A B hsr 1h\nC D hsr 1h", "A", "D"), "0 cut[] when[]");
}

#[test]
fn f09_a_link_without_a_time_is_a_channel_all_the_same() {
    assert_eq!(channels("A B hsr 1h @x\nA B hsr @y", "A", "B"), "2 cut[x,y] when[x:- y:1h]");
}

#[test]
fn g01_each_direction_has_its_soonest_gateway() {
    let text = "H W rail 10h 7/w\nH W2 rail 8h 3/w\nH E sea 40h 2/w\nW west\nW2 west\nE east";
    let net = network(text);
    let found = directions(&net);
    let ids: Vec<Option<&str>> = found
        .each
        .iter()
        .map(|reached| reached.best().map(|(row, _)| net.terminals[*row].id.as_str()))
        .collect();
    assert_eq!(ids, [Some("W2"), None, Some("E"), None]);
    assert_eq!(departures(text), ["10", "0", "2", "0"]);
}

/// West, north, east, south: `5`, `5..9`, `5..` where what is not stated may add any number; with
/// ` road` where one may drive.
fn departures(text: &str) -> [String; 4] {
    let each = directions(&network(text)).each;
    [0, 1, 2, 3].map(|k| told(&each[k].departures))
}

fn told(weekly: &Weekly) -> String {
    let road = if weekly.by_road { " road" } else { "" };
    let number = match (weekly.known(), weekly.at_most) {
        (Some(number), _) => number.to_string(),
        (None, Some(most)) => format!("{}..{most}", weekly.at_least),
        (None, None) => format!("{}..", weekly.at_least),
    };
    format!("{number}{road}")
}

#[test]
fn g02_a_shared_link_counts_once() {
    let text = "H X rail 1h 5/w\nX W rail 1h 4/w\nX W2 rail 1h 3/w\nW west\nW2 west";
    assert_eq!(departures(text)[0], "5");
}

#[test]
fn g03_a_gateway_on_the_way_to_another_takes_all() {
    let text = "H W rail 1h 5/w\nW W2 rail 1h 1/w\nW west\nW2 west";
    assert_eq!(departures(text)[0], "5");
}

#[test]
fn g04_a_link_that_states_nothing_counts_none_and_is_told() {
    let text = "H X rail 1h\nX W rail 1h 4/w\nH E rail 1h\nH W rail 2h 3/w\nW west\nE east";
    let found = directions(&network(text));
    let (west, east) = (&found.each[0].departures, &found.each[2].departures);
    assert_eq!((told(west), west.unstated, west.stated()), ("3..7".into(), 1, Some(3.0)));
    assert_eq!((told(east), east.unstated, east.stated()), ("0..".into(), 1, None));
    assert_eq!(found.evenness_of_departures, None);
    // It makes no difference where nothing could go on.
    assert_eq!(departures("H X rail 1h\nX W rail 1h 0/w\nH W rail 2h 3/w\nW west")[0], "3");
}

#[test]
fn g05_evenness_is_one_when_all_are_alike_and_zero_when_one_has_all() {
    let close = |found: Option<f64>, want: f64| (found.unwrap() - want).abs() < 1e-12;
    assert!(close(evenness(&[3.0, 3.0, 3.0, 3.0]), 1.0));
    assert!(close(evenness(&[3.0, 3.0, 0.0, 0.0]), 0.5));
    assert!(close(evenness(&[9.0, 0.0, 0.0, 0.0]), 0.0));
    assert_eq!(evenness(&[0.0, 0.0]), None);
    assert_eq!(evenness(&[f64::NAN, f64::INFINITY]), None);
}

#[test]
fn g06_the_rarest_link_on_the_way_is_what_counts() {
    assert_eq!(departures("H X rail 1h 9/w\nX Y rail 1h 9/w\nY W rail 1h 1/w\nW west")[0], "1");
}

#[test]
fn g08_slower_services_count_as_well_as_the_fastest() {
    let text = "H W air 9h 3/w\nH X rail 99h 25.5/w\nX W rail 99h 30/w\nX W2 rail 9h 1/w\n\
                W west\nW2 west";
    assert_eq!(departures(text)[0], "28.5");
    // One way, by slots of which one is barred.
    let text = "W H rail 1h 9/w ->\nH W sea 1h 9/w dep:Mo-Fr_08:00 hours:Tu-Su_00:00-24:00\nW west";
    assert_eq!(departures(text)[0], "4");
}

#[test]
fn g09_roads_lead_to_services_and_are_not_counted_themselves() {
    // To the station, from station to port, and on from the port.
    let text = "H A road 1h\nA B rail 1h 7/w\nB C road 1h\nC D sea 1h 5/w\nD W road 1h\nW west";
    assert_eq!(departures(text)[0], "5");
    assert_eq!(departures(&format!("{text}\nA W road 9h"))[0], "5 road");
    // A train to where one may drive, and the road from there, is no way by train.
    let text = "H W road 9h\nH B rail 1h 7/w\nH B road 3h\nB W road 3h\nW west";
    assert_eq!(departures(text)[0], "0 road");
    assert_eq!(departures(&format!("{text}\nB W rail 1h 2/w"))[0], "2 road");
    // A bus is a service.
    assert_eq!(departures("H W road 9h 4/w\nW west")[0], "4");
}

#[test]
fn g10_capacity_gets_through_as_departures_do() {
    let west = |text: &str| told(&directions(&network(text)).each[0].capacity);
    let text = "H A road 1h\nA W rail 1h 1/w cap:80\nH X sea 9h cap:30\nX W sea 9h cap:50\nW west";
    assert_eq!(west(text), "110");
    assert_eq!(west(&text.replace("H X sea 9h cap:30", "H X sea 9h")), "80..130");
    assert_eq!(west(&text.replace("H A road 1h", "H A road 1h cap:9")), "39");
    // How many a bus takes is not known.
    assert_eq!(west("H W road 9h 4/w\nW west"), "0..");
}

#[test]
fn f10_what_is_left_has_a_time_a_cost_and_a_capacity() {
    let net = network("A B rail 1h $5 cap:40 @old\nA B rail 2h $3 cap:70 @new\nA B sea 9h @sea");
    let (from, to) = (rows(&net, "A"), rows(&net, "B"));
    let query = Query { from: &from, to: &to, load: Load::Freight, modes: None };
    let found = disjoint_routes(&net, &Question::plain(&query));
    let text = found.when_cut.left.iter().map(|left| {
        let at_least = if left.capacity_per_week.is_partial { "at least " } else { "" };
        let capacity = left.capacity_per_week.at_least;
        format!("{} {:?} {:?} {at_least}{capacity}", left.name, left.time_h, left.cost_usd)
    });
    assert_eq!(
        text.collect::<Vec<_>>(),
        [
            "new Some(1.0) Some(5.0) at least 40",
            "old Some(2.0) Some(3.0) at least 70",
            "sea Some(1.0) Some(3.0) 110",
        ]
    );
}

#[test]
fn f11_two_lines_through_one_yard_part_at_the_yard() {
    let net = network("A Y rail 1h @x\nA Y rail 1h @y\nY B rail 1h @x\nY B rail 1h @y");
    let (from, to) = (rows(&net, "A"), rows(&net, "B"));
    let query = Query { from: &from, to: &to, load: Load::Freight, modes: None };
    assert_eq!(disjoint_routes(&net, &Question::plain(&query)).count, 2);
    let found = node_disjoint_routes(&net, &Question::plain(&query));
    assert_eq!((found.routes.len(), found.terminals), (1, rows(&net, "Y")));
    assert_eq!(
        (found.when_lost.left[0].name.as_str(), found.when_lost.left[0].time_h),
        ("Y", None)
    );
}

#[test]
fn f12_a_one_way_line_is_no_way_back() {
    let text = "A M hsr 1h @x ->\nM B hsr 1h @x ->\nB A hsr 5h @y ->";
    assert_eq!(channels(text, "A", "B"), "1 cut[x] when[x:-]");
    assert_eq!(channels(text, "B", "A"), "1 cut[y] when[y:-]");
    assert_eq!(channels(text, "B", "M"), "1 cut[y] when[x:- y:-]");
}

#[test]
fn g07_balance_by_cost_and_capacity() {
    let text = "H W rail 10h $10 cap:30\nH N rail 10h $10 cap:30\nH E rail 10h $10 cap:30\n\
                H S rail 10h $10 cap:30\nW west\nN north\nE east\nS south";
    let found = directions(&network(text));
    assert_eq!((found.evenness_of_cost, found.evenness_of_capacity), (Some(1.0), Some(1.0)));
    let found = directions(&network(&text.replace("E rail 10h $10 cap:30", "E rail 10h")));
    assert_eq!((found.evenness_of_cost, found.evenness_of_capacity), (None, None));
    let found = directions(&network(&text.replace("H E rail 10h $10 cap:30\n", "")));
    assert_eq!(found.each[2].cost_usd, None, "nothing leads there: it counts as nothing");
    let want = 3f64.ln() / 4f64.ln();
    assert!((found.evenness_of_cost.unwrap() - want).abs() < 1e-12);
}

#[test]
fn h01_bad_rows_are_told_and_left_out() {
    let mut draft = draft("A B rail 1h\nB C rail 1h");
    draft.services[1].to = "Bb".to_owned();
    draft.services.push(draft.services[0].clone());
    let mut nowhere = draft.services[0].clone();
    (nowhere.id, nowhere.to) = ("n".to_owned(), "A".to_owned());
    draft.services.push(nowhere);
    draft.terminals.push(draft.terminals[0].clone());
    let compiled = CorridorNetwork::compile(&draft, |_| true);
    let told: Vec<String> = compiled.problems.list().iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "warning[duplicate-id] terminals.csv:A: terminal `A` is there twice; the first row was kept; give each row its own id",
            "error[unknown-terminal] services.csv:s1: service `s1` calls at terminal `Bb`, which does not exist; did you mean `B`? the service was left out",
            "warning[duplicate-id] services.csv:s0: service `s0` is there twice; the first row was kept; give each row its own id",
            "warning[service-goes-nowhere] services.csv:s0: service `n` runs from `A` to itself; name two different terminals; the service was left out",
            "note[terminal-without-service] terminals.csv:C: no service calls at terminal `C`; add a service, or remove the terminal",
        ]
    );
    assert_eq!(compiled.value.links.len(), 1);
}

#[test]
fn h02_a_service_that_is_not_open_is_no_link() {
    let mut draft = draft("A B rail 1h\nA B rail 2h");
    draft.services[0].opens = Some(2030);
    let net = CorridorNetwork::compile(&draft, |s| s.opens.is_none_or(|year| year <= 2026)).value;
    assert_eq!(net.links.len(), 1);
}

/// Two pieces of one channel, with a net of lanes between each and the ends: walks without number.
#[test]
fn f13_a_net_of_lanes_spends_the_budget_and_says_so() {
    let mut text =
        String::from("A P0-0 sea 1h\nA Q0-0 sea 1h\nP9-9 X sea 1h @strait\nX B sea 1h\n");
    text += "Q9-9 Y sea 1h @strait\nY B sea 1h\n";
    for sea in ["P", "Q"] {
        for i in 0..10 {
            for j in 0..10 {
                for (k, l) in [(i + 1, j), (i, j + 1)] {
                    if k < 10 && l < 10 {
                        text += &format!("{sea}{i}-{j} {sea}{k}-{l} sea 1h\n");
                    }
                }
            }
        }
    }
    let net = network(&text);
    let (from, to) = (rows(&net, "A"), rows(&net, "B"));
    let query = Query { from: &from, to: &to, load: Load::Freight, modes: None };
    let found = disjoint_routes(&net, &Question::plain(&query));
    // Both ways pass the strait, each another piece of it, and no more than one can be proven.
    assert_eq!((found.count, found.at_most), (1, 2));
    assert_eq!(found.min_cut, ["strait"]);
    // Only what the fastest way passes, 19 crossings and the strait's end, is searched.
    let lost = when_each_is_lost(&net, &Question::plain(&query));
    assert_eq!((lost.left.len(), lost.searched), (202, 20));
}
