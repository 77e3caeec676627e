//! One departure, a window of 120, and its baseline: 120 departures one by one. On a generated grid
//! of 2,500 stops and 200 routes.

use std::hint::black_box;

use allways_base::{Idx, Seconds, ServiceTime, Window};
use allways_testkit::grid::grid_city;
use allways_testkit::picture::plain_settings;
use allways_transit::compile::compile_day;
use allways_transit::feed::StopIdx;
use allways_transit::raptor::{Query, RangeQuery, Search, Work, earliest, journeys, range};
use criterion::{Criterion, criterion_group, criterion_main};

const SIDE: usize = 50;
const MAX_DURATION: Seconds = Seconds::minutes(120);

fn benches(criterion: &mut Criterion) {
    let (feed, footpaths) = grid_city(1, SIDE, Seconds::minutes(10));
    let settings = plain_settings();
    let tt = compile_day(&feed, &settings, &footpaths).value;
    let access = [(StopIdx::from_usize(SIDE * SIDE / 2), Seconds::minutes(3))];
    let egress = [(StopIdx::from_usize((SIDE / 2 + 10) * SIDE + SIDE / 2), Seconds::minutes(3))];
    let from = ServiceTime::hms(7, 0, 0);
    let window = Window { from, to: ServiceTime::hms(9, 0, 0), step: Seconds(60) };
    let query =
        |depart| Query { access: &access, depart, max_rides: 5, max_duration: MAX_DURATION };
    let mut search = Search::new();
    let mut group = criterion.benchmark_group("grid 50x50");
    group.sample_size(10);
    group.bench_function("compile the day", |b| {
        b.iter(|| black_box(compile_day(&feed, &settings, &footpaths)));
    });
    group.bench_function("earliest, one departure", |b| {
        b.iter(|| black_box(earliest(&tt, &query(from), &mut search, &mut Work::default())));
    });
    group.bench_function("journeys, one departure", |b| {
        b.iter(|| {
            let mut work = Work::default();
            black_box(journeys(&tt, &query(from), &egress, None, &mut search, &mut work))
        });
    });
    group.bench_function("range, 120 departures", |b| {
        let all = RangeQuery { access: &access, window, max_rides: 5, max_duration: MAX_DURATION };
        b.iter(|| {
            let mut work = Work::default();
            range(&tt, &all, &mut search, &mut work, |_, arrivals| {
                black_box(arrivals);
            });
        });
    });
    group.bench_function("baseline: earliest, 120 departures one by one", |b| {
        b.iter(|| {
            for depart in window.departures() {
                black_box(earliest(&tt, &query(depart), &mut search, &mut Work::default()));
            }
        });
    });
    group.finish();
}

criterion_group!(raptor, benches);
criterion_main!(raptor);
