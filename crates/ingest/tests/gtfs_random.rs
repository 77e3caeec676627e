//! Thousands of random trips against a slow, obvious twin, and random bytes against every table.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod support;

use std::collections::BTreeMap;

use allways_base::random::Random;
use allways_base::{LonLat, ServiceTime, cast};
use proptest::prelude::*;
use support::{damaged, folder, read, told};

/// A row of the file, as the twin knows it.
#[derive(Clone, Debug)]
struct Visit {
    trip: String,
    sequence: u32,
    stop: u32,
    /// Arrival and departure; `None`: blank.
    times: Option<(u32, u32)>,
    along: Option<u32>,
}

fn place(stop: u32) -> Option<LonLat> {
    // Stop 7 has no position; others lie on a crooked line.
    let bend = f64::from(stop * stop % 5) * 0.004;
    (stop != 7).then(|| LonLat::new(106.5 + bend, 29.5 + f64::from(stop) * 0.01))
}

/// 2 to 8 stops; times mostly rise, some are blank, some fall; distances in some trips.
fn random_trip(id: u32, random: &mut Random) -> Vec<Visit> {
    let n = 1 + random.below(8);
    let measured = random.below(3) == 0;
    let wild = random.below(10) == 0;
    let (mut clock, mut along, mut sequence) = (20_000 + random.below(50_000), 0, 0);
    (0..n)
        .map(|_| {
            sequence += 1 + random.below(4);
            clock += random.below(900);
            if wild {
                clock = clock.saturating_sub(random.below(900));
            }
            let arrive = clock;
            clock += random.below(60) * random.below(2);
            along += random.below(500);
            Visit {
                trip: format!("t{id}"),
                sequence,
                stop: random.below(9),
                times: (random.below(3) > 0).then_some((arrive, clock)),
                along: (measured && random.below(8) > 0).then_some(along),
            }
        })
        .collect()
}

/// What the reader should make of a trip: its calls, or nothing.
fn twin(visits: &[Visit]) -> Option<Vec<(u32, u32, u32)>> {
    let timed: Vec<usize> = (0..visits.len()).filter(|&i| visits[i].times.is_some()).collect();
    let (first, last) = (*timed.first()?, *timed.last()?);
    if first == last {
        return None;
    }
    let flat: Vec<u32> =
        timed.iter().filter_map(|&i| visits[i].times.map(|(a, d)| [a, d])).flatten().collect();
    if flat.windows(2).any(|pair| pair[0] > pair[1]) {
        return None;
    }
    let call = |i: usize| {
        if let Some((arrive, depart)) = visits[i].times {
            return (visits[i].stop, arrive, depart);
        }
        let from = *timed.iter().rev().find(|&&k| k < i).unwrap();
        let to = *timed.iter().find(|&&k| k > i).unwrap();
        let alongs: Option<Vec<u32>> = (from..=to).map(|k| visits[k].along).collect();
        let places: Option<Vec<LonLat>> = (from..=to).map(|k| place(visits[k].stop)).collect();
        let straight = |places: &[LonLat], n: usize| -> f64 {
            (0..n).map(|k| allways_geo::distance(places[k], places[k + 1]).0).sum()
        };
        let (part, whole) = match (alongs, places) {
            (Some(along), _) if along[0] < along[to - from] => {
                (f64::from(along[i - from] - along[0]), f64::from(along[to - from] - along[0]))
            }
            (_, Some(places)) if straight(&places, to - from) > 0.0 => {
                (straight(&places, i - from), straight(&places, to - from))
            }
            _ => (cast::f64_from(i - from), cast::f64_from(to - from)),
        };
        let (left, reached) = (visits[from].times.unwrap().1, visits[to].times.unwrap().0);
        let time = left + cast::round_u32(f64::from(reached - left) * part / whole);
        (visits[i].stop, time, time)
    };
    Some((first..=last).map(call).collect())
}

#[test]
fn ten_thousand_random_trips_agree_with_the_twin() {
    let random = &mut Random::new(2026, 2);
    let trips: Vec<Vec<Visit>> = (0..10_000).map(|id| random_trip(id, random)).collect();
    let mut rows: Vec<Visit> = trips.iter().flatten().cloned().collect();
    for i in (1..rows.len()).rev() {
        let j = cast::usize_from(random.below(cast::u32_from(i + 1)));
        rows.swap(i, j);
    }
    let mut text = vec![
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence,shape_dist_traveled\n"
            .to_owned(),
    ];
    for row in &rows {
        let time = |t: Option<u32>| t.map_or(String::new(), |t| ServiceTime(t).to_string());
        let along = row.along.map_or(String::new(), |along| along.to_string());
        let (arrive, depart) = row.times.unzip();
        let (arrive, depart) = (time(arrive), time(depart));
        let Visit { trip, stop, sequence, .. } = row;
        text.push(format!("{trip},{arrive},{depart},{stop},{sequence},{along}\n"));
    }
    let text = text.concat();
    let mut stops = vec!["stop_id,stop_lat,stop_lon\n".to_owned()];
    for stop in 0..9 {
        let at = place(stop).map_or(",".to_owned(), |at| format!("{},{}", at.lat, at.lon));
        stops.push(format!("{stop},{at}\n"));
    }
    let stops = stops.concat();
    let names: Vec<String> = (0..10_000).map(|id| format!("r,wk,t{id}\n")).collect();
    let names = names.concat();
    let names = format!("route_id,service_id,trip_id\n{names}");
    let feed = read(
        folder(&damaged(&[
            ("stop_times.txt", Some(text.as_bytes())),
            ("stops.txt", Some(stops.as_bytes())),
            ("trips.txt", Some(names.as_bytes())),
        ]))
        .path(),
    )
    .value;
    let mut found = BTreeMap::new();
    for (idx, trip) in feed.trips.iter() {
        let calls = feed.stop_times[idx].iter().map(|call| {
            let stop: u32 = feed.stops[call.stop].id["f:".len()..].parse().unwrap();
            (stop, call.arrive.0, call.depart.0)
        });
        found.insert(trip.id.clone(), calls.collect::<Vec<_>>());
    }
    let mut kept = 0;
    for (id, trip) in trips.iter().enumerate() {
        let id = format!("f:t{id}");
        let wanted = twin(trip);
        kept += usize::from(wanted.is_some());
        assert_eq!(found.get(&id), wanted.as_ref(), "{id}: {trip:?}");
    }
    assert_eq!(found.len(), kept);
    assert!(kept > 5_000 && kept < 9_500, "{kept} kept: the generator has lost its salt");
}

const FILES: [&str; 11] = [
    "agency.txt",
    "calendar.txt",
    "calendar_dates.txt",
    "frequencies.txt",
    "routes.txt",
    "shapes.txt",
    "stop_times.txt",
    "stops.txt",
    "transfers.txt",
    "translations.txt",
    "trips.txt",
];

/// Rows that are nearly right: the fields that the tables know, and others.
fn nearly_csv() -> impl Strategy<Value = String> {
    let field = prop_oneof![
        "[A-C]|t1|r|wk|[0-4]",
        "[0-9]{1,2}:[0-9]{2}:[0-9]{2}",
        "-?[0-9]{1,3}(\\.[0-9]{1,3})?",
        "2026[0-9]{4}",
        "\\PC{0,6}",
        Just(String::new()),
        Just("\"".to_owned()),
    ];
    let row = proptest::collection::vec(field, 1..8).prop_map(|fields| fields.join(","));
    proptest::collection::vec(row, 0..8).prop_map(|rows| rows.join("\n"))
}

fn header(file: &str) -> &'static str {
    match file {
        "agency.txt" => "agency_timezone",
        "calendar.txt" => "service_id,start_date,end_date,monday,tuesday",
        "calendar_dates.txt" => "service_id,date,exception_type",
        "frequencies.txt" => "trip_id,start_time,end_time,headway_secs,exact_times",
        "routes.txt" => "route_id,route_type",
        "shapes.txt" => "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence",
        "stop_times.txt" => {
            "trip_id,arrival_time,departure_time,stop_id,stop_sequence,shape_dist_traveled"
        }
        "stops.txt" => "stop_id,stop_lat,stop_lon,location_type,parent_station",
        "transfers.txt" => "from_stop_id,to_stop_id,transfer_type,min_transfer_time",
        "translations.txt" => "table_name,field_name,translation,record_id,field_value",
        _ => "trip_id,route_id,service_id,shape_id",
    }
}

/// What a feed promises whatever it was read from.
fn keeps_its_promises(feed: &allways_transit::feed::Feed) {
    assert_eq!(feed.trips.len(), feed.stop_times.n_rows());
    for idx in feed.trips.indices() {
        let calls = &feed.stop_times[idx];
        assert!(calls.len() > 1);
        let times: Vec<_> = calls.iter().flat_map(|call| [call.arrive, call.depart]).collect();
        assert!(times.windows(2).all(|pair| pair[0] <= pair[1]), "{times:?}");
        assert!(calls.iter().all(|call| feed.stops.get(call.stop).is_some()));
        assert!(feed.routes.get(feed.trips[idx].route).is_some());
        assert!(feed.services.get(feed.trips[idx].service).is_some());
    }
    assert!(feed.frequencies.iter().all(|f| f.headway.0 > 0 && f.from < f.to));
    let positions = feed.stops.iter().filter_map(|(_, stop)| stop.position);
    assert!(positions.into_iter().all(LonLat::is_valid));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_never_panic(
        file in proptest::sample::select(FILES.to_vec()),
        bytes in proptest::collection::vec(any::<u8>(), 0..400),
        headed in any::<bool>(),
    ) {
        let mut all = if headed { format!("{}\n", header(file)).into_bytes() } else { Vec::new() };
        all.extend(bytes);
        keeps_its_promises(&read(folder(&damaged(&[(file, Some(&all))])).path()).value);
    }

    #[test]
    fn rows_that_are_nearly_right_never_panic_and_keep_the_feeds_promises(
        file in proptest::sample::select(FILES.to_vec()),
        rows in nearly_csv(),
    ) {
        let all = format!("{}\n{rows}\n", header(file));
        let feed = read(folder(&damaged(&[(file, Some(all.as_bytes()))])).path());
        keeps_its_promises(&feed.value);
        let clean = told(&feed.problems).iter().all(|line| line.starts_with(['n', 'w', 'e']));
        prop_assert!(clean, "a problem without its severity");
    }
}
