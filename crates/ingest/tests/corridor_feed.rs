//! Trains of a feed as a corridor: toy feeds by arithmetic, random feeds against the transit engine,
//! and the high-speed trains of China, where `../shared/data` is there.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

#[path = "corridor_feed/random.rs"]
mod random;
#[path = "corridor_feed/real.rs"]
mod real;
mod support_zip;
#[path = "corridor_feed/toy.rs"]
mod toy;

use std::path::Path;

use allways_base::{Checked, Date, Seconds};
use allways_corridor::draft::{Confidence, CorridorDraft, Load, Mode, Terminal};
use allways_corridor::week::{moment, parse_moment};
use allways_corridor::{
    Consignment, CorridorNetwork, Criteria, Question, Route, Start, TerminalIdx, options,
};
use allways_ingest::corridors::feed::FeedTerms;

/// A Wednesday.
const DATE: Date = Date::constant(2026, 11, 25);

fn terms(gtfs: &Path) -> FeedTerms<'_> {
    FeedTerms {
        gtfs,
        source: "f",
        time_zone: "Asia/Shanghai",
        date: DATE,
        mode: Mode::Hsr,
        stations: None,
        change_h: Some(Seconds::minutes(20).0.into()).map(|s: f64| s / 3600.0),
        elsewhere: &[],
        confidence: Some(Confidence::High),
    }
}

fn net(draft: &CorridorDraft) -> CorridorNetwork {
    let Checked { value, problems } = CorridorNetwork::compile(draft, |_| true);
    assert!(problems.list().is_empty(), "{problems:?}");
    value
}

/// The best routes by time and handlings, ready at a moment (`None`: at the best).
fn routes(net: &CorridorNetwork, from: &str, to: &str, ready: Option<&str>) -> Vec<Route> {
    let row = |id: &str| -> TerminalIdx { net.terminal(&format!("f:{id}")).unwrap() };
    let start = ready.map_or(Start::Best, |text| Start::Ready(parse_moment(text).unwrap()));
    let (from, to) = ([row(from)], [row(to)]);
    let criteria = Criteria { handlings: true, ..Criteria::TIME };
    let question = Question::new(&from, &to, Consignment::one(Load::People));
    options(net, &Question { start, criteria, scope: None, ..question }).routes
}

/// `G1 Mo 08:00 > G2 Mo 10:00 > Mo 12:00`: each train boarded, when it leaves, and the arrival, by
/// the clock in China.
fn told(net: &CorridorNetwork, route: &Route) -> String {
    let local = |utc: i64| moment(utc + 8 * 3600);
    let mut text = String::new();
    for (k, leg) in route.legs.iter().enumerate() {
        if k == 0 || leg.handled {
            let line = net.links[leg.link].service.corridor.trim_start_matches("f:");
            text.push_str(&format!("{line} {} > ", local(leg.departs.unwrap())));
        }
    }
    text + &local(route.starts.unwrap() + route.time_s)
}

fn terminal<'d>(draft: &'d CorridorDraft, id: &str) -> &'d Terminal {
    draft.terminals.iter().find(|terminal| terminal.id == id).unwrap()
}
