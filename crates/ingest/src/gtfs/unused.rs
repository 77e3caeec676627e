//! What nothing refers to: kept, and told once per table.

use allways_base::id::Idx;
use allways_base::{Problems, Severity};
use allways_transit::feed::{Feed, StopKind};

use super::ids::such_as;

/// Tells stops without trips, routes without trips, services without trips, and stops of trips
/// without a position.
pub(super) fn tell(feed: &Feed, problems: &mut Problems) {
    let mut stops = vec![false; feed.stops.len()];
    let mut routes = vec![false; feed.routes.len()];
    let mut services = vec![false; feed.services.len()];
    for call in feed.stop_times.values() {
        stops[call.stop.to_usize()] = true;
    }
    for (_, trip) in feed.trips.iter() {
        routes[trip.route.to_usize()] = true;
        services[trip.service.to_usize()] = true;
    }
    let platforms = feed.stops.iter().filter(|(_, stop)| stop.kind == StopKind::Platform);
    let idle: Vec<&str> = platforms
        .filter(|(idx, _)| !stops[idx.to_usize()])
        .map(|(_, stop)| stop.id.as_str())
        .collect();
    say("stops.txt", "stops", &idle, feed.stops.len(), problems);
    let idle: Vec<&str> = feed
        .routes
        .iter()
        .filter(|(idx, _)| !routes[idx.to_usize()])
        .map(|(_, route)| route.id.as_str())
        .collect();
    say("routes.txt", "routes", &idle, feed.routes.len(), problems);
    let idle: Vec<&str> = feed
        .services
        .iter()
        .filter(|(idx, _)| !services[idx.to_usize()])
        .map(|(_, service)| service.id.as_str())
        .collect();
    say("calendar.txt", "services", &idle, feed.services.len(), problems);
    let lost: Vec<&str> = feed
        .stops
        .iter()
        .filter(|(idx, stop)| stops[idx.to_usize()] && stop.position.is_none())
        .map(|(_, stop)| stop.id.as_str())
        .collect();
    if !lost.is_empty() {
        problems.push(
            Severity::Warning,
            "used-without-position",
            "stops.txt",
            format!(
                "{} of {} stops are used and have no position, such as {}",
                lost.len(),
                feed.stops.len(),
                such_as(&lost)
            ),
            "write their positions; until then one can change there but not walk there",
        );
    }
}

fn say(file: &str, what: &str, idle: &[&str], of: usize, problems: &mut Problems) {
    if !idle.is_empty() {
        problems.push(
            Severity::Note,
            "unused",
            file,
            format!("{} of {of} {what} are used by no trip, such as {}", idle.len(), such_as(idle)),
            "nothing to do, unless their trips are missing",
        );
    }
}
