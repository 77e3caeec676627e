//! The feed itself: stations, and several feeds in one.

use allways_testkit::picture::Picture;
use allways_testkit::show;
use allways_transit::feed::{Feed, StopIdx};

fn feed(text: &str) -> Feed {
    let read = Picture::read(text);
    assert!(read.problems.is_empty(), "{:?}", read.problems);
    read.value.feed
}

fn ids(feed: &Feed, stops: &[StopIdx]) -> String {
    stops.iter().map(|&stop| feed.stops[stop].id.as_str()).collect::<Vec<_>>().join(" ")
}

#[test]
fn k01_a_station_stands_for_its_platforms_and_a_platform_for_itself() {
    let feed = feed("A B C\n8:00 8:10 8:20\n\nstation S B A");
    let (s, a, c) = (feed.stop("S").unwrap(), feed.stop("A").unwrap(), feed.stop("C").unwrap());
    assert_eq!(ids(&feed, &feed.platforms_of(s)), "A B");
    assert_eq!(ids(&feed, &feed.platforms_of(a)), "A");
    assert_eq!(ids(&feed, &feed.children()[s]), "A B");
    assert_eq!((feed.station_of(a), feed.station_of(c)), (s, c));
}

#[test]
fn k02_a_ring_of_parents_ends() {
    let mut feed = feed("A B\n8:00 8:10");
    let (a, b) = (feed.stop("A").unwrap(), feed.stop("B").unwrap());
    feed.stops[a].parent = Some(b);
    feed.stops[b].parent = Some(a);
    assert_eq!(ids(&feed, &feed.platforms_of(a)), "A B");
}

/// Two feeds, read together or appended, are the same feed.
#[test]
fn k03_appending_a_feed_moves_every_index() {
    let first = "service W 1111111 2026-06-01 2026-06-30\nruns W\n\nA B\n1: 8:00 8:10\n\n\
                 station S A\ntransfer A B 3\nevery 1 8:00..9:00 10 exact\nseated 1 1";
    let second = "service V 1111100 2026-05-01 2026-05-31\nruns V\n\nX Y\n2: 9:00 9:10\n\n\
                  station Z X\ntransfer X Y 4\nevery 2 9:00..9:30 5\nseated 2 2";
    let mut appended = feed(first);
    appended.append(feed(second));
    let mut together = feed(&format!("{first}\n\n{second}"));
    // The pictures number their routes from one each.
    let rename = |feed: &mut Feed| {
        for route in feed.routes.as_mut_slice() {
            route.id = String::new();
            route.name = String::new();
        }
    };
    rename(&mut appended);
    rename(&mut together);
    assert_eq!(format!("{appended:?}"), format!("{together:?}"));
}

#[test]
fn k04_appending_to_nothing_or_nothing_changes_nothing() {
    let text = "A B\n8:00 8:10\n\ntransfer A B 3";
    let mut empty = Feed::default();
    assert!(empty.is_empty());
    empty.append(feed(text));
    empty.append(Feed::default());
    assert_eq!(format!("{empty:?}"), format!("{:?}", feed(text)));
}

#[test]
fn k05_an_empty_feed_compiles_to_an_empty_timetable() {
    let told = Picture::default().timetable();
    assert_eq!(told.problems.list()[0].code, "no-service");
    assert_eq!(told.value.calls.n_rows(), 0);
    assert_eq!(show::timetable(&Feed::default(), &told.value), "");
}
