//! GTFS Fares v1: what a ticket costs from a stop to a stop, by hand.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod support;

use allways_base::{Date, Idx, Seconds};
use allways_ingest::gtfs::read_gtfs;
use allways_testkit::data::shared;
use allways_transit::fares::Price;
use allways_transit::feed::{Feed, RouteIdx, StopIdx};
use support::{damaged, folder, told};

const STOPS: &str = "stop_id,stop_name,stop_lat,stop_lon,zone_id\nA,A,29.50,106.50,inner\n\
                     B,B,29.52,106.50,inner\nC,C,29.53,106.50,outer\n";

/// Reads the good feed with zones, these fares and rules, and more routes; and what is told
/// about fares.
fn read(attributes: &str, rules: &str, routes: &str) -> (Feed, Vec<String>) {
    let all = [
        ("stops.txt", STOPS),
        ("fare_attributes.txt", attributes),
        ("fare_rules.txt", rules),
        ("routes.txt", routes),
    ];
    let changes: Vec<(&str, Option<&[u8]>)> =
        all.iter().map(|(name, text)| (*name, Some(text.as_bytes()))).collect();
    let read = support::read(folder(&damaged(&changes)).path());
    let told = told(&read.problems).into_iter().filter(|line| line.contains("fare")).collect();
    (read.value, told)
}

const ROUTES: &str = "route_id,route_short_name,route_type\nr,R1,3\ns,S1,3\n";

/// Price of a ticket of route number `route` between two stops by letter, in hundredths.
fn price(feed: &Feed, route: usize, from: char, to: char) -> Option<u32> {
    let stop = |letter: char| {
        let id = format!("f:{letter}");
        feed.stops.iter().find(|(_, stop)| stop.id == id).map(|(idx, _)| idx).unwrap()
    };
    let ends: (StopIdx, StopIdx) = (stop(from), stop(to));
    let tariff = feed.fares.tariff(RouteIdx::from_usize(route))?;
    let price = feed.fares.price(tariff, ends.0, ends.1);
    (price != Price::UNKNOWN).then_some(price.0)
}

#[test]
fn a_fare_without_rules_holds_everywhere() {
    let (feed, told) = read(
        "fare_id,price,currency_type,payment_method,transfers,transfer_duration\nF,1.5,EUR,0,,3600\n",
        "fare_id,route_id\n",
        ROUTES,
    );
    assert_eq!(told, Vec::<String>::new());
    assert_eq!((price(&feed, 0, 'A', 'C'), price(&feed, 1, 'A', 'B')), (Some(150), Some(150)));
    let (_, tariff) = feed.fares.tariffs.iter().next().unwrap();
    assert_eq!((tariff.transfers, tariff.valid), (None, Some(Seconds(3600))));
    assert_eq!(feed.fares.currency(), Ok(Some("EUR")));
}

#[test]
fn zones_price_the_pair_and_the_cheapest_rule_counts() {
    let (feed, told) = read(
        "fare_id,price,currency_type,payment_method,transfers\nnear,1,EUR,0,0\nfar,2.05,EUR,0,0\nany,9,EUR,0,0\n",
        "fare_id,route_id,origin_id,destination_id\nnear,r,inner,inner\nfar,r,inner,outer\nany,r,inner,\n",
        ROUTES,
    );
    assert_eq!(
        told,
        [
            "note[fare-unknown] fare_rules.txt: the fares of 1 of 2 routes are unknown; name the routes in fare_rules.txt"
        ]
    );
    assert_eq!(price(&feed, 0, 'A', 'B'), Some(100));
    assert_eq!(price(&feed, 0, 'B', 'C'), Some(205));
    assert_eq!(price(&feed, 0, 'C', 'A'), None, "no rule starts in the outer zone");
    assert_eq!(price(&feed, 1, 'A', 'B'), None);
}

#[test]
fn lines_of_one_network_share_their_tickets() {
    let (feed, told) = read(
        "fare_id,price,currency_type,payment_method,transfers\nnear,1,EUR,0,\nfar,2,EUR,0,\n",
        "fare_id,route_id,origin_id,destination_id\nnear,r,inner,inner\nnear,s,inner,inner\nfar,s,inner,outer\n",
        ROUTES,
    );
    assert_eq!(feed.fares.tariffs.len(), 1, "one ticket is good on both");
    assert_eq!((price(&feed, 0, 'A', 'C'), price(&feed, 1, 'A', 'C')), (Some(200), Some(200)));
    assert_eq!(price(&feed, 0, 'A', 'B'), Some(100));
    assert_eq!(
        told,
        [
            "note[fare-by-route] fare_rules.txt: 1 of 2 routes share tickets with others whose prices \
             differ for some zones; the cheapest price of two zones counts on all of them; nothing to \
             do; some journeys may be dearer than told"
        ]
    );
}

#[test]
fn agencies_keep_their_fares_apart() {
    let (feed, _) = read(
        "fare_id,price,currency_type,payment_method,transfers,agency_id\nF,1,EUR,0,0,x\nG,2,EUR,0,0,y\n",
        "fare_id\n",
        "route_id,route_short_name,route_type,agency_id\nr,R1,3,x\ns,S1,3,y\n",
    );
    assert_eq!((price(&feed, 0, 'A', 'B'), price(&feed, 1, 'A', 'B')), (Some(100), Some(200)));
}

#[test]
fn what_cannot_be_said_is_unknown_and_told() {
    let (feed, told) = read(
        "fare_id,price,currency_type,payment_method,transfers,transfer_duration\nF,1,EUR,0,1,0\nG,x,EUR,0,0,\n\
         H,2,EUR,0,0,\nF,3,EUR,0,0,\nI,3,,0,0,\n",
        "fare_id,route_id,origin_id,contains_id\nF,r,,\nG,r,,\nH,s,,inner\nZ,s,,\nH,q,,\nH,s,mars,\n",
        ROUTES,
    );
    assert_eq!((price(&feed, 0, 'A', 'B'), price(&feed, 1, 'A', 'B')), (None, None));
    assert_eq!(
        told,
        [
            "warning[not-a-number] fare_attributes.txt:3: `price` is `x`, not a number, and was taken \
             as blank; write a plain number such as 12.5",
            "warning[bad-value] fare_attributes.txt:5: `fare_id` is `F`; write an id that no other \
             row has; the row was dropped",
            "warning[bad-value] fare_attributes.txt:6: `currency_type` is ``; write a currency such \
             as EUR; the row was dropped",
            "warning[fare-no-time] fare_attributes.txt: 1 of 5 fares allow transfers, but only within \
             0 seconds; taken as without limit; leave transfer_duration blank, or write the seconds",
            "warning[dangling-id] fare_rules.txt:5: the fare_id `Z` is not in fare_attributes.txt, \
             and the row was dropped; add `Z` to fare_attributes.txt, or correct the id",
            "warning[dangling-id] fare_rules.txt:6: the route_id `q` is not in routes.txt, and the \
             row was dropped; add `q` to routes.txt, or correct the id",
            "warning[bad-value] fare_rules.txt:7: `origin_id` is `mars`; write a zone_id of a stop in \
             stops.txt; the row was dropped",
            "note[fare-by-zones-passed] fare_rules.txt: 1 of 3 fares depend on the zones passed \
             (contains_id), such as `H`; the fares of their routes are unknown; nothing to do; write \
             origin_id and destination_id if the fare can be said so",
            "note[fare-kinds] fare_rules.txt: some routes accept tickets of several kinds, such as \
             `F`, `G`; which is cheapest depends on the whole journey, and their fares are unknown; \
             nothing to do, or leave one kind of ticket",
            "note[fare-unknown] fare_rules.txt: the fares of 1 of 2 routes are unknown; name the \
             routes in fare_rules.txt",
        ]
    );
}

#[test]
fn merged_feeds_keep_their_own_zones() {
    let one = |cents: &str| {
        read(
            &format!("fare_id,price,currency_type,payment_method,transfers\nF,{cents},EUR,0,0\n"),
            "fare_id,route_id,origin_id,destination_id\nF,,inner,inner\n",
            ROUTES,
        )
        .0
    };
    let mut both = one("1");
    let (n_routes, n_stops) = (both.routes.len(), both.stops.len());
    both.append(one("2"));
    let stop = |at: usize| StopIdx::from_usize(at);
    let ticket = |route: usize, from: usize, to: usize| {
        let tariff = both.fares.tariff(RouteIdx::from_usize(route)).unwrap();
        both.fares.price(tariff, stop(from), stop(to))
    };
    assert_eq!(ticket(0, 0, 1), Price(100));
    assert_eq!(ticket(n_routes, n_stops, n_stops + 1), Price(200));
    assert_eq!(ticket(0, n_stops, n_stops + 1), Price::UNKNOWN);
}

#[test]
fn porto_metro_costs_what_its_zones_say() {
    let Some(path) = shared("data/porto/metro_2026.zip") else { return };
    let feed = read_gtfs(&path, "m", "Europe/Lisbon", Date::constant(2026, 11, 24)).unwrap().value;
    let stop = |name: &str| feed.stops.iter().find(|(_, stop)| stop.name == name).unwrap().0;
    let tariff = feed.fares.tariff(RouteIdx::from_usize(0)).unwrap();
    // 24 de Agosto lies in PRT1 and Baguim in MAI4.
    let ticket = |from: &str, to: &str| feed.fares.price(tariff, stop(from), stop(to));
    assert_eq!(ticket("24 de Agosto", "24 de Agosto"), Price(140));
    assert_eq!(ticket("24 de Agosto", "Baguim"), Price(185));
    assert_eq!(feed.fares.currency(), Ok(Some("EUR")));
}
