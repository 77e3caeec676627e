//! A railway of three stations whose answers are arithmetic.

use allways_base::{LonLat, Problems, Severity};
use allways_corridor::draft::{CorridorDraft, Terminal, TerminalKind};
use allways_ingest::corridors::feed::{FeedTerms, read_feed};

use super::support_zip::zip;
use super::{net, routes, terms, told};

const FEED: [(&str, &str); 6] = [
    (
        "agency.txt",
        "agency_id,agency_name,agency_url,agency_timezone\nR,R,http://r,Asia/Shanghai\n",
    ),
    (
        "stops.txt",
        "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station\n\
         A,Anzhen,30,100,1,\nA1,Anzhen 1,30,100,0,A\nA2,Anzhen 2,30,100,0,A\n\
         B,Beihai Railway Station,30,101,,\nC,Chadian,30,102,,\n",
    ),
    ("routes.txt", "route_id,route_short_name,route_type\nG,G,2\n"),
    (
        "calendar.txt",
        "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n\
         daily,1,1,1,1,1,1,1,20260101,20261231\nwork,1,1,1,1,1,0,0,20260101,20261231\n\
         fr,0,0,0,0,1,0,0,20260101,20261231\n",
    ),
    (
        "trips.txt",
        "route_id,service_id,trip_id,trip_short_name\n\
         G,daily,slow,K1\nG,work,fast,G1\nG,fr,night,N1\nG,daily,other,K1\nG,daily,on,\n",
    ),
    (
        "stop_times.txt",
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n\
         slow,08:00:00,08:00:00,A1,1\nslow,09:00:00,09:10:00,B,2\nslow,11:00:00,11:00:00,C,3\n\
         fast,08:30:00,08:30:00,A2,1\nfast,,,B,2\nfast,10:30:00,10:30:00,C,3\n\
         night,23:30:00,23:30:00,A1,1\nnight,24:30:00,24:40:00,B,2\nnight,26:00:00,26:00:00,C,3\n\
         other,14:00:00,14:00:00,A1,1\nother,15:00:00,15:00:00,B,2\n\
         on,15:05:00,15:05:00,B,1\non,16:00:00,16:00:00,C,2\n",
    ),
];

/// The toy feed with some files replaced or added.
fn toy_with(
    files: &[(&str, &str)],
    change: impl Fn(&mut FeedTerms<'_>),
) -> (CorridorDraft, Problems) {
    let dir = tempfile::tempdir().unwrap();
    let mut all = FEED.to_vec();
    all.retain(|(name, _)| files.iter().all(|(other, _)| other != name));
    all.extend(files);
    let all: Vec<_> =
        all.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect();
    let at = zip(dir.path(), &all);
    let mut terms = terms(&at);
    change(&mut terms);
    let read = read_feed(&terms).unwrap();
    (read.value, read.problems)
}

fn toy() -> CorridorDraft {
    let (draft, problems) = toy_with(&[], |_| ());
    let codes: Vec<_> = problems.list().iter().map(|problem| problem.code).collect();
    assert_eq!(codes, ["interpolated", "week"], "{problems:?}");
    draft
}

/// All answers, as told.
fn asked(draft: &CorridorDraft, from: &str, to: &str, ready: &str) -> Vec<String> {
    let net = net(draft);
    routes(&net, from, to, Some(ready)).iter().map(|route| told(&net, route)).collect()
}

#[test]
fn a_train_that_overtakes_is_taken_on_the_days_on_which_it_runs() {
    let draft = toy();
    assert_eq!(asked(&draft, "A", "C", "Mo 07:00"), ["G1 Mo 08:30 > Mo 10:30"]);
    assert_eq!(asked(&draft, "A", "C", "Mo 08:31"), ["G1 Tu 08:30 > Tu 10:30"]);
    assert_eq!(asked(&draft, "A", "C", "Sa 07:00"), ["K1 Sa 08:00 > Sa 11:00"]);
    assert_eq!(asked(&draft, "A", "C", "Su 22:00"), ["G1 Mo 08:30 > Mo 10:30"]);
    assert_eq!(asked(&draft, "B", "C", "Mo 09:00"), ["G1 Mo 09:30 > Mo 10:30"], "a blank time");
    let net = net(&draft);
    let best = routes(&net, "A", "C", None);
    assert_eq!((best.len(), best[0].time_s), (1, 2 * 3600));
    assert!(told(&net, &best[0]).starts_with("G1 "));
}

#[test]
fn a_train_after_midnight_is_of_the_day_before() {
    let draft = toy();
    assert_eq!(asked(&draft, "A", "C", "Fr 20:00"), ["N1 Fr 23:30 > Sa 02:00"]);
    assert_eq!(asked(&draft, "B", "C", "Sa 00:30"), ["N1 Sa 00:40 > Sa 02:00"]);
    assert_eq!(asked(&draft, "B", "C", "Sa 00:41"), ["K1 Sa 09:10 > Sa 11:00"]);
}

#[test]
fn who_changes_takes_the_time_of_a_change() {
    // 15:00 at B, and another train leaves at 15:05.
    assert_eq!(asked(&toy(), "A", "C", "Mo 12:00"), ["G1 Tu 08:30 > Tu 10:30"]);
    let quick = toy_with(&[], |terms| terms.change_h = Some(1.0 / 12.0)).0;
    let both = ["K1 (other) Mo 14:00 > on Mo 15:05 > Mo 16:00", "G1 Tu 08:30 > Tu 10:30"];
    assert_eq!(asked(&quick, "A", "C", "Mo 12:00"), both, "an earlier arrival, or no handling");
    let stated = "from_stop_id,to_stop_id,transfer_type,min_transfer_time\nB,B,2,300\n";
    let stated = toy_with(&[("transfers.txt", stated)], |_| ()).0;
    assert_eq!(asked(&stated, "A", "C", "Mo 12:00"), both, "what the feed says counts first");
}

#[test]
fn a_date_that_is_taken_out_or_added_counts_for_its_weekday() {
    let dates = "service_id,date,exception_type\nwork,20261125,2\nfr,20261124,1\nfr,20261201,1\n";
    let draft = toy_with(&[("calendar_dates.txt", dates)], |_| ()).0;
    assert_eq!(asked(&draft, "A", "C", "We 07:00"), ["K1 We 08:00 > We 11:00"]);
    assert_eq!(asked(&draft, "A", "C", "Th 07:00"), ["G1 Th 08:30 > Th 10:30"]);
    assert_eq!(asked(&draft, "A", "C", "Tu 20:00"), ["N1 Tu 23:30 > We 02:00"]);
    assert_eq!(asked(&draft, "A", "C", "Mo 20:00"), ["G1 Tu 08:30 > Tu 10:30"]);
}

#[test]
fn nobody_boards_or_alights_where_the_feed_forbids_it() {
    let times = "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,drop_off_type\n\
         slow,08:00:00,08:00:00,A1,1,0,0\nslow,09:00:00,09:10:00,B,2,1,0\n\
         slow,11:00:00,11:00:00,C,3,0,0\nnight,07:00:00,07:00:00,A1,1,0,0\n\
         night,07:30:00,07:40:00,B,2,0,1\nnight,08:30:00,08:30:00,C,3,0,0\n";
    let draft = toy_with(&[("stop_times.txt", times)], |_| ()).0;
    assert_eq!(asked(&draft, "A", "B", "Fr 06:00"), ["K1 Fr 08:00 > Fr 09:00"]);
    assert_eq!(asked(&draft, "A", "C", "Fr 06:00"), ["N1 Fr 07:00 > Fr 08:30"]);
    assert_eq!(asked(&draft, "B", "C", "Fr 08:00"), ["N1 Fr 07:40 > Fr 08:30"], "a week later");
}

#[test]
fn one_stands_at_a_station_and_the_ride_says_so_without_waits() {
    let net = net(&toy());
    let rows = ["f:B", "f:C"].map(|id| net.terminal(id).unwrap());
    let from = [net.terminal("f:A").unwrap()];
    for (row, seconds) in rows.into_iter().zip([3600, 7200]) {
        let to = [row];
        let query = allways_corridor::Query {
            from: &from,
            to: &to,
            load: allways_corridor::Load::People,
            modes: None,
        };
        assert_eq!(allways_corridor::fastest(&net, &query).unwrap().time_s, seconds);
    }
    let slow = net.links.iter().find(|(_, link)| link.service.id == "f:K1/2").unwrap().1;
    assert_eq!(slow.service.train.unwrap().stands_s, 600);
}

#[test]
fn vehicles_by_headway_leave_one_by_one() {
    let text =
        "trip_id,start_time,end_time,headway_secs,exact_times\nother,06:00:00,07:00:00,1800,1\n";
    let (draft, problems) = toy_with(&[("frequencies.txt", text)], |_| ());
    assert!(problems.list().iter().all(|problem| problem.severity == Severity::Note));
    assert_eq!(asked(&draft, "A", "B", "Sa 06:10"), ["K1 (other, 06:30:00) Sa 06:30 > Sa 07:30"]);
    assert_eq!(asked(&draft, "A", "B", "Sa 06:31"), ["K1 Sa 08:00 > Sa 09:00"]);
    let about = text.replace("1800,1", "1800,0");
    let (_, problems) = toy_with(&[("frequencies.txt", &about)], |_| ());
    assert!(problems.list().iter().any(|problem| problem.code == "headways-as-times"));
}

#[test]
fn a_week_without_trains_is_an_error_that_names_the_dates() {
    let (draft, problems) = toy_with(&[], |terms| terms.date = "2027-03-03".parse().unwrap());
    assert!(draft.terminals.is_empty() && draft.services.is_empty());
    let text = problems.list().iter().map(ToString::to_string).collect::<String>();
    assert!(text.contains("empty-week") || text.contains("nothing runs"), "{text}");
    assert!(text.contains("from 2026-01-01 to 2026-12-31"), "{text}");
    let (_, problems) = toy_with(&[], |terms| terms.date = "2026-01-01".parse().unwrap());
    let text = problems.list().iter().map(ToString::to_string).collect::<String>();
    assert!(text.contains("on Mo, Tu, We nothing runs"), "a year that begins on Thursday: {text}");
}

/// A terminal of the plan's tables, with a clock an hour behind that of the feed.
fn beihai() -> Terminal {
    Terminal {
        name: "Beihai".to_owned(),
        position: Some(LonLat::new(101.02, 30.0)),
        utc_offset_h: Some(7.0),
        dwell_h: Some(0.0),
        ..Terminal::new("beihai", TerminalKind::Rail)
    }
}

#[test]
fn a_station_of_the_feed_stands_for_a_terminal_of_the_plan() {
    let others = [beihai()];
    let (mut draft, problems) =
        toy_with(&[], |terms| terms.elsewhere = Box::leak(Box::new([beihai()])));
    assert!(
        problems.list().iter().any(|p| p.message.contains("Beihai Railway Station is `beihai`"))
    );
    assert!(draft.terminals.iter().all(|terminal| terminal.id != "f:B"));
    let leg = draft.services.iter().find(|service| service.id == "f:K1/2").unwrap();
    assert_eq!(leg.departs.as_ref().unwrap().list()[0], 8 * 3600 + 600, "by the clock there");
    draft.terminals.extend(others);
    assert_eq!(asked(&draft, "A", "C", "Sa 07:00"), ["K1 Sa 08:00 > Sa 11:00"]);
    let change = "K1 (other) Mo 14:00 > on Mo 15:05 > Mo 16:00";
    assert_eq!(asked(&draft, "A", "C", "Mo 12:00")[0], change, "the change of the plan's terminal");

    let far: &[Terminal] =
        Box::leak(Box::new([Terminal { position: Some(LonLat::new(101.2, 30.0)), ..beihai() }]));
    let (draft, problems) = toy_with(&[], |terms| terms.elsewhere = far);
    assert!(draft.terminals.iter().any(|terminal| terminal.id == "f:B"), "19 km away");
    assert!(problems.list().iter().any(|problem| problem.code == "same-name-elsewhere"));
}

#[test]
fn a_table_says_which_station_is_which_terminal() {
    let mapped = |text: &str| {
        let dir = tempfile::tempdir().unwrap();
        let map = dir.path().join("map.csv");
        std::fs::write(&map, text).unwrap();
        toy_with(&[], |terms| {
            terms.elsewhere = Box::leak(Box::new([beihai()]));
            terms.stations = Some(Box::leak(map.clone().into_boxed_path()));
        })
    };
    let calls = |draft: &CorridorDraft, id: &str| draft.services.iter().any(|s| s.from == id);
    let (draft, _) = mapped("station,terminal\nB,\nA2,beihai\n");
    assert!(calls(&draft, "f:B"), "a blank terminal is none");
    assert!(calls(&draft, "beihai") && !calls(&draft, "f:A"), "a platform stands for its station");
    let (_, problems) = mapped("station,terminal\nBB,beihai\nC,beihi\n");
    let text = problems.list().iter().map(ToString::to_string).collect::<String>();
    assert!(text.contains("f: map.csv:2") && text.contains("did you mean `B`?"), "{text}");
    assert!(text.contains("f: map.csv:3") && text.contains("did you mean `beihai`?"), "{text}");
}

#[test]
fn times_are_those_of_the_agencys_zone() {
    let agency = FEED[0].1.replace("Asia/Shanghai", "Europe/Berlin");
    let draft = toy_with(&[("agency.txt", &agency)], |_| ()).0;
    let at = super::terminal(&draft, "f:A");
    assert_eq!((at.utc_offset_h, at.kind), (Some(1.0), TerminalKind::Rail));
    let leg = draft.services.iter().find(|service| service.id == "f:G1/1").unwrap();
    assert_eq!(leg.departs.as_ref().unwrap().list()[0], 8 * 3600 + 1800);
    assert_eq!((leg.distance_km, leg.cost), (None, None), "the feed does not say");
}

#[test]
fn who_stays_aboard_where_a_train_comes_round_does_not_get_tomorrows_train() {
    let times = "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n\
         slow,08:00:00,08:00:00,A1,1\nslow,09:00:00,09:00:00,B,2\n\
         slow,10:00:00,10:00:00,C,3\nslow,11:00:00,11:00:00,A2,4\n";
    let draft = toy_with(&[("stop_times.txt", times)], |_| ()).0;
    let back = ["K1 Mo 10:00 > K1 Tu 08:00 > Tu 09:00"];
    assert_eq!(asked(&draft, "C", "B", "Mo 09:30"), back, "a change, to the train of the next day");
}
