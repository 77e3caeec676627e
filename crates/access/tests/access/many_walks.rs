//! Walks to many places at once against walks to one after the other: random towns with streets, and
//! places off them; footpaths, and positions as cells of a map.

use allways_access::{
    Endpoint, Ground, Percentile, Platform, TravelQuery, Walker, attach, matrix, times_to_positions,
};
use allways_base::random::Random;
use allways_base::{LonLat, Seconds, ServiceTime, Window};
use allways_streets::{Conditions, Pedestrian, StreetNetwork, Traveller, Weights, compile};
use allways_testkit::picture::{Picture, plain_settings};
use allways_transit::compile::compile_day;
use allways_transit::feed::Feed;
use allways_transit::timetable::Footpath;

use crate::toy::{WALKER, at};
use crate::vehicles::town;

const DRAWING: &str =
    "A B C D E\n8:00 8:02 8:04 8:06 8:08\n8:05 8:07 8:09 8:11 8:13\nE F A\n8:03 8:06 8:12";

/// A town: its streets, its stops, some of them at the same place, and who walks there.
struct Case {
    net: StreetNetwork,
    weights: Option<Weights>,
    beyond: Option<f64>,
    feed: Feed,
    walker: Walker,
}

impl Case {
    fn new(random: &mut Random) -> Self {
        let mut draft = town(random);
        for way in &mut draft.ways {
            way.walk_one_way = random.below(6) == 0;
            way.steps = random.below(6) == 0;
        }
        let net = compile(&draft).value;
        let mut feed = Picture::read(DRAWING).value.feed;
        let first = anywhere(random);
        for stop in feed.stops.as_mut_slice() {
            let place = if random.below(5) == 0 { first } else { anywhere(random) };
            stop.position = (random.below(9) > 0).then_some(place);
        }
        let walker = Walker {
            step_free: random.below(3) == 0,
            limit: Seconds(300 + random.below(2400)),
            ..WALKER
        };
        let on_foot = Traveller::Pedestrian(Pedestrian { profile: walker.profile(), slope: None });
        let weights =
            Weights::new(&net, &on_foot, &Conditions { factor: 1.5, ..Conditions::usual() });
        let weights = (random.below(2) == 0).then_some(weights);
        let beyond = (random.below(2) == 0).then_some(1.25);
        Self { net, weights, beyond, feed, walker }
    }

    fn ground(&self) -> Ground<'_> {
        Ground::Streets { net: &self.net, weights: self.weights.as_ref(), beyond: self.beyond }
    }
}

/// Mostly among the streets, some of them far off.
fn anywhere(random: &mut Random) -> LonLat {
    at(1500.0 * random.unit() - 350.0, 1200.0 * random.unit() - 100.0)
}

#[test]
fn footpaths_are_the_walks_from_each_platform_to_each_other() {
    let mut n_paths = 0;
    for seed in 0..1500 {
        let mut random = Random::new(seed, 21);
        let case = Case::new(&mut random);
        let attached = attach(&case.feed, case.ground(), case.walker).value;
        let limit = Seconds(random.below(case.walker.limit.0 + 1));
        let mut wanted = Vec::new();
        for from in attached.platforms() {
            for to in attached.platforms().iter().filter(|to| to.stop != from.stop) {
                let time = attached.walk_time(from.position(), to.position());
                let time = time.filter(|time| *time <= limit);
                wanted.extend(time.map(|duration| (from.stop, Footpath { to: to.stop, duration })));
            }
        }
        assert_eq!(attached.footpaths(limit), wanted, "seed {seed}");
        n_paths += wanted.len();
    }
    assert!(n_paths > 4_000, "dull towns: {n_paths}");
}

/// A matrix looks for the last walks from the position, not from the platforms.
#[test]
fn positions_on_streets_have_the_times_of_a_matrix() {
    let percentiles = [1, 50, 100].map(|p| Percentile::new(p).unwrap());
    let settings = plain_settings();
    let mut n_reached = 0;
    for seed in 0..1500 {
        let mut random = Random::new(seed, 22);
        let case = Case::new(&mut random);
        let attached = attach(&case.feed, case.ground(), case.walker).value;
        let footpaths = attached.footpaths(case.walker.transfer_limit);
        let tt = compile_day(&case.feed, &settings, &footpaths).value;
        let mut positions: Vec<LonLat> = (0..12).map(|_| anywhere(&mut random)).collect();
        positions.extend(attached.platforms().first().map(Platform::position));
        let from = match attached.platforms() {
            [platform, ..] if random.below(3) == 0 => Endpoint::Stops(vec![platform.stop]),
            [platform, ..] if random.below(3) == 0 => Endpoint::Position(platform.position()),
            _ => Endpoint::Position(anywhere(&mut random)),
        };
        let from_time = ServiceTime::hms(7, 55, 0);
        let window =
            Window { from: from_time, to: from_time + Seconds::minutes(14), step: Seconds(60) };
        let max_duration = Seconds(300 + random.below(2100));
        let ends: Vec<Endpoint> = positions.iter().map(|&at| Endpoint::Position(at)).collect();
        for max_rides in [2, u8::MAX] {
            let query = TravelQuery { window, max_rides, max_duration };
            let ends = (std::slice::from_ref(&from), &ends[..]);
            let wanted = matrix(&tt, &attached, ends, &query, &percentiles, 1);
            let found = times_to_positions(&tt, &attached, &from, &positions, &query, &percentiles);
            assert_eq!(found.times, wanted.values(), "seed {seed}, {from:?}, {max_duration}");
            n_reached += found.times.iter().flatten().count();
        }
    }
    assert!(n_reached > 20_000, "dull towns: {n_reached}");
}
