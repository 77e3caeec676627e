//! Random lines: what the rules of `lines::runs` promise, checked call by call; headways against a
//! slow twin; and random tables, which never panic.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

#[path = "support/lines.rs"]
mod tables;

use std::collections::BTreeMap;

use allways_base::ServiceTime;
use allways_base::random::Random;
use allways_transit::feed::Feed;
use proptest::prelude::*;
use tables::draft;

/// Published tables are kept to within this, seconds.
const TOLERANCE: u32 = 120;

/// A random line in one direction of which stations publish first and last trains.
struct Case {
    hops: Vec<u32>,
    headway_min: u32,
    first: u32,
    last: u32,
    /// Station → published first and last train to the end.
    published: BTreeMap<usize, (u32, u32)>,
}

/// Trains begin or end their day at some stations, a minute's rounding in each.
fn random_case(random: &mut Random) -> Case {
    let n = 3 + random.below(8);
    let hops: Vec<u32> = (1..n).map(|_| 60 + 30 * random.below(8)).collect();
    let headway_min = 2 + random.below(15);
    let first = 5 * 3600 + 60 * random.below(90);
    let last = 22 * 3600 + 60 * random.below(120);
    let mut published = BTreeMap::new();
    let (mut early, mut late) = (first, last);
    for (at, hop) in hops.iter().enumerate() {
        if random.below(3) > 0 {
            // Some stations are where trains come out of the depot, or where the last one starts.
            if at > 0 && random.below(4) == 0 {
                early -= (60 * random.below(20)).min(early - 4 * 3600);
            }
            if at > 0 && random.below(4) == 0 {
                late += 60 * random.below(20);
            }
            published.insert(at, (early / 60 * 60, late / 60 * 60));
        }
        early += hop;
        late += hop;
    }
    Case { hops, headway_min, first, last, published }
}

fn feed_of(case: &Case) -> Feed {
    let clock = |t: u32| ServiceTime(t).to_string();
    let (headway, first, last) = (case.headway_min, clock(case.first), clock(case.last));
    let line = format!("1,Line,,metro,{headway},{headway},high,,{first},{last},,,,high,,,s,high\n");
    let n = case.hops.len() + 1;
    let stations: Vec<String> = (0..n)
        .map(|at| {
            let hop = case.hops.get(at).map_or(String::new(), u32::to_string);
            format!("1,{at},S{at},,29.{at},106.5,{hop},,s,high\n")
        })
        .collect();
    let published: Vec<String> = case
        .published
        .iter()
        .map(|(at, (first, last))| {
            format!("1,S{at},S{},{},{},s,high\n", n - 1, clock(*first), clock(*last))
        })
        .collect();
    draft(&line, &stations.concat(), &published.concat()).value.to_feed().value
}

/// Departures at each station in table order, sorted.
fn departures(feed: &Feed, n: usize) -> Vec<Vec<u32>> {
    let mut all = vec![Vec::new(); n];
    for (idx, trip) in feed.trips.iter().filter(|(_, trip)| trip.id.contains(":out")) {
        let calls = &feed.stop_times[idx];
        let times: Vec<u32> = calls.iter().map(|call| call.depart.0).collect();
        assert!(times.is_sorted(), "{}: {times:?}", trip.id);
        for call in &calls[..calls.len() - 1] {
            let at: usize = feed.stops[call.stop].name[1..].parse().unwrap();
            all[at].push(call.depart.0);
        }
    }
    for times in &mut all {
        times.sort_unstable();
    }
    all
}

#[test]
fn published_first_and_last_trains_exist_and_nothing_runs_outside_them() {
    let random = &mut Random::new(7, 1);
    for case_number in 0..2_000 {
        let case = random_case(random);
        let feed = feed_of(&case);
        let all = departures(&feed, case.hops.len());
        for (&at, &(first, last)) in &case.published {
            let what = format!("case {case_number}, station {at}: {first}..{last}");
            let (Some(&earliest), Some(&latest)) = (all[at].first(), all[at].last()) else {
                // Nothing can leave here if its own times contradict those behind and ahead.
                panic!("{what}: no train at all");
            };
            assert!(first <= earliest && earliest <= first + TOLERANCE, "{what}: {earliest}");
            assert!(latest <= last && last <= latest + TOLERANCE, "{what}: {latest}");
            let gap = all[at].windows(2).map(|pair| pair[1] - pair[0]).max().unwrap_or(0);
            let most = case.headway_min * 90 + 2 * TOLERANCE;
            assert!(gap <= most, "{what}: {gap} s without a train at a headway of {most}");
        }
    }
}

/// The slow twin: without published stations, trains leave at first, first + h, … and at last.
#[test]
fn without_published_stations_trains_leave_by_the_clock() {
    let random = &mut Random::new(7, 2);
    for _ in 0..1_000 {
        let mut case = random_case(random);
        case.published.clear();
        let mut wanted = vec![case.first];
        let half = case.headway_min * 60 / 2;
        while wanted[wanted.len() - 1] + case.headway_min * 60 + half < case.last {
            wanted.push(wanted[wanted.len() - 1] + case.headway_min * 60);
        }
        let final_gap = case.last - wanted[wanted.len() - 1];
        if final_gap > TOLERANCE {
            wanted.push(case.last);
        }
        let all = departures(&feed_of(&case), case.hops.len());
        let mut offset = 0;
        for (at, hop) in case.hops.iter().enumerate() {
            let shifted: Vec<u32> = wanted.iter().map(|time| time + offset).collect();
            assert_eq!(all[at], shifted);
            offset += hop;
        }
    }
}

/// Rows that are nearly right.
fn nearly_csv(width: usize) -> impl Strategy<Value = String> {
    let field = prop_oneof![
        "[1-3]|yes|no|metro|bus|high|low",
        "[A-D]",
        "[0-9]{1,2}:[0-9]{2}",
        "07:00\\.\\.09:00",
        "-?[0-9]{1,3}(\\.[0-9]{1,3})?",
        "\\PC{0,6}",
        Just(String::new()),
        Just("\"".to_owned()),
    ];
    let row = proptest::collection::vec(field, 0..width).prop_map(|fields| fields.join(","));
    proptest::collection::vec(row, 0..8).prop_map(|rows| rows.join("\n"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn tables_that_are_nearly_right_never_panic(
        lines in nearly_csv(19),
        stations in nearly_csv(11),
        first_last in nearly_csv(8),
    ) {
        let good = "1,Line 1,,metro,10,10,high,,06:00,06:20,,2,,high,,,s,high\n2,Line 2,,bus,5,,low,,,,yes,,,high,,20,s,high\n";
        let rows = "1,1,A,,29.5,106.5,120,,s,high\n1,2,B,,29.51,106.5,,,s,high\n2,7,B,,29.51,106.5,60,,s,high\n2,8,C,,29.6,106.5,,3,s,high\n";
        for (l, s) in [(lines.as_str(), stations.as_str()), (good, &stations), (&lines, rows), (good, rows)] {
            let feed = draft(l, s, &first_last).value.to_feed().value;
            prop_assert_eq!(feed.trips.len(), feed.stop_times.n_rows());
            for idx in feed.trips.indices() {
                let times: Vec<_> = feed.stop_times[idx].iter().map(|call| call.depart).collect();
                prop_assert!(times.len() > 1 && times.is_sorted());
            }
        }
    }

    #[test]
    fn random_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let dir = tempfile::tempdir().unwrap();
        let at = dir.path().join("table.csv");
        std::fs::write(&at, &bytes).unwrap();
        let read = allways_ingest::lines::read_lines(
            &at, &at, Some(&at), "m", allways_base::Seconds(180), &|at| at, None,
        );
        prop_assert_eq!(read.unwrap().value.to_feed().value.trips.len(), 0);
    }
}
