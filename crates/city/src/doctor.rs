//! What is wrong with a plan's data, worst first: what the readers told, the days that are
//! covered, stops and places that no street reaches, and names that promises use in vain.

use allways_access::{Attached, Walker, attach};
use allways_base::{Checked, Problem, Problems, Seconds, Severity, Speed};
use allways_streets::Mode;
use jiff::tz::TimeZone;

use crate::engine::days_of;
use crate::open::City;
use crate::scenario::Scenario;

/// Every problem, worst first, then in the order in which it was found; and how many of each code
/// there were in all.
#[derive(Clone, Debug)]
pub struct Diagnosis {
    /// Worst first.
    pub problems: Vec<Problem>,
    /// `(code, number)`, by code.
    pub counts: Vec<(String, usize)>,
    /// What was read, for people: `stops`, `trips`, `first date`, …
    pub facts: Vec<(String, String)>,
}

/// Examines an opened plan in one of its years.
pub fn diagnose(city: &City, year: i16) -> Diagnosis {
    let mut problems = Problems::default();
    for d in &city.diagnostics {
        problems.push(
            d.severity,
            d.code,
            format!("{}:{}", d.file, d.line),
            d.message.clone(),
            d.help.clone(),
        );
    }
    problems.extend(city.problems.clone());
    if let Some(streets) = &city.streets
        && city.plan.travellers.iter().any(|traveller| traveller.on.is_wheels())
    {
        // What the walkers' streets have too has been told.
        for problem in streets.problems(Mode::Wheel).list() {
            if !city.problems.list().contains(problem) {
                problems.add(problem.code, || problem.clone());
            }
        }
    }
    let scenario = Scenario::compile(city, year);
    problems.extend(scenario.problems.clone());
    check_days(&scenario, &mut problems);
    check_zone(&scenario, &mut problems);
    check_ground(&scenario, &mut problems);
    let mut list = problems.list().to_vec();
    list.sort_by_key(|p| std::cmp::Reverse(p.severity));
    Diagnosis {
        problems: list,
        counts: problems.counts().iter().map(|(code, &n)| ((*code).to_owned(), n)).collect(),
        facts: facts(&scenario),
    }
}

fn facts(scenario: &Scenario<'_>) -> Vec<(String, String)> {
    let (city, feed) = (scenario.city, &scenario.feed);
    let mut all: Vec<(String, String)> = Vec::new();
    let mut fact = |name: &str, value: String| all.push((name.to_owned(), value));
    fact("year", scenario.year.to_string());
    fact("date", city.plan.date.to_string());
    fact("stops", feed.stops.len().to_string());
    fact("routes", feed.routes.len().to_string());
    fact("trips", feed.trips.len().to_string());
    fact("stop times", feed.stop_times.values().len().to_string());
    fact("frequencies", feed.frequencies.len().to_string());
    fact("trips on the date", feed.trips_on(city.plan.date).to_string());
    if let Some((first, last)) = feed.covered_dates() {
        fact("dates covered", format!("{first} to {last}"));
    }
    if let Some(streets) = &scenario.streets {
        let net = streets.network(Mode::Walk);
        fact("street edges", net.n_edges().to_string());
        fact("street components", net.n_components().to_string());
    }
    fact("places", city.places.len().to_string());
    fact("zones", city.zones.len().to_string());
    fact("corridor services", scenario.corridors.links.len().to_string());
    fact("projects in force", scenario.projects.len().to_string());
    all
}

fn check_days(scenario: &Scenario<'_>, problems: &mut Problems) {
    let (plan, feed) = (&scenario.city.plan, &scenario.feed);
    if feed.trips.is_empty() {
        return;
    }
    for source in scenario.idle_sources() {
        let span = days_of(scenario, source);
        problems.push(
            Severity::Error,
            "date-not-covered",
            format!("source `{}`", source.id),
            format!("no trip of it runs on {}; it covers {span}", plan.date),
            "choose a date with --date, or get a feed that covers the plan's date",
        );
    }
}

/// Most hours between a clock and the sun: of inhabited places none has three.
const FAR_FROM_THE_SUN_H: f64 = 3.5;

/// A feed may name the time zone of somewhere else; its times are then those of a plan made from it.
fn check_zone(scenario: &Scenario<'_>, problems: &mut Problems) {
    let (plan, feed) = (&scenario.city.plan, &scenario.feed);
    let zone = TimeZone::get(&plan.time_zone);
    let noon = plan.date.at(12, 0, 0, 0);
    let Ok(offset) = zone.and_then(|zone| noon.to_zoned(zone)).map(|noon| noon.offset()) else {
        return;
    };
    let mut lons: Vec<f64> =
        feed.stops.iter().filter_map(|(_, stop)| Some(stop.position?.lon)).collect();
    lons.sort_by(f64::total_cmp);
    let Some(&middle) = lons.get(lons.len() / 2) else { return };
    let clock = f64::from(offset.seconds()) / 3600.0;
    // Across the date line a day is no difference.
    let apart = (clock - middle / 15.0 + 36.0).rem_euclid(24.0) - 12.0;
    if apart.abs() > FAR_FROM_THE_SUN_H {
        problems.push(
            Severity::Warning,
            "zone-far-off",
            "plan.toml",
            format!(
                "the clock of {} is {:.0} h off the sun at {middle:.1}° E, where the stops lie",
                plan.time_zone,
                apart.abs()
            ),
            "check `time_zone`, and agency_timezone of the feed that it may come from",
        );
    }
}

fn check_ground(scenario: &Scenario<'_>, problems: &mut Problems) {
    if scenario.city.streets.is_none() {
        problems.push(
            Severity::Note,
            "no-streets",
            "plan.toml",
            format!(
                "no streets: every walk is the straight line × {}, an assumption",
                scenario.city.plan.defaults.detour_factor
            ),
            "add a source of kind `osm`",
        );
    }
    let attached = on_the_ground(scenario).into_value(problems);
    for place in &scenario.city.places {
        match place.position {
            None => problems.push(
                Severity::Note,
                "place-not-located",
                place.id.clone(),
                format!("{} is named but no source says where it is", place.name),
                "give lat and lon",
            ),
            Some(at) => {
                attached.check_point(&place.id, at, problems);
            }
        }
    }
}

/// Platforms that no street leads to, and all that have a position.
pub(crate) fn off_streets(scenario: &Scenario<'_>) -> (usize, usize) {
    let attached = on_the_ground(scenario).value;
    let off = if scenario.city.streets.is_some() { attached.n_off_streets() } else { 0 };
    (off, attached.platforms().len())
}

/// The stops as someone finds them who can take any way.
fn on_the_ground<'s>(scenario: &'s Scenario<'_>) -> Checked<Attached<'s>> {
    let defaults = &scenario.city.plan.defaults;
    let walker = Walker {
        speed: Speed(defaults.walk_speed_m_s),
        step_free: false,
        unknown_is_passable: true,
        limit: Seconds(600),
        transfer_limit: Seconds(600),
    };
    attach(&scenario.feed, scenario.open_ground(&walker), walker)
}
